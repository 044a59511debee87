"""Where do a number and a threshold come from, and what if they were others? For all who are asked to trust them."""

from components.rules import (
    criteria_settings_panel,
    indicators_panel,
    thresholds_panel,
    versions_panel,
)
from components.rules_told import rules_in_words
from components.rules_versions import COMPARE, EDIT, chosen_rules_view, compare_section, edit_section
from exports.files import TABLE_FILES

chosen = chosen_rules_view()
if chosen == EDIT:
    edit_section(TABLE_FILES)
elif chosen == COMPARE:
    compare_section(TABLE_FILES)
    versions_panel(TABLE_FILES)
else:
    rules_in_words()
    indicators_panel(TABLE_FILES)
    thresholds_panel(TABLE_FILES)
    criteria_settings_panel(TABLE_FILES)
    versions_panel(TABLE_FILES)
