"""Where do a number and a threshold come from? For everybody who is asked to trust them."""

from components.rules import (
    criteria_settings_panel,
    indicators_panel,
    rules_in_words,
    thresholds_panel,
    versions_panel,
)
from exports.files import TABLE_FILES

rules_in_words()
indicators_panel(TABLE_FILES)
thresholds_panel(TABLE_FILES)
criteria_settings_panel(TABLE_FILES)
versions_panel(TABLE_FILES)
