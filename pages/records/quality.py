"""What can be trusted: who sent what, what contradicts what, which patterns to check? For head and data operator."""

from components.links import passport_link
from components.quality import between_cycles_panel, between_sheets_panel, sent_panel, unsent_panel
from components.quality_patterns import (
    bunching_panel,
    digits_panel,
    maxima_panel,
    outlying_panel,
    same_scores_panel,
)
from components.schools import schools_panel
from components.view import current_view
from exports.files import TABLE_FILES

level = current_view().level
sent_panel(TABLE_FILES)
if level != "school":
    unsent_panel(TABLE_FILES)
between_sheets_panel(TABLE_FILES)
between_cycles_panel(TABLE_FILES)
if level != "school":
    bunching_panel(TABLE_FILES)
    maxima_panel(TABLE_FILES)
    digits_panel(TABLE_FILES)
same_scores_panel(TABLE_FILES)
outlying_panel(TABLE_FILES)
if level == "school":
    schools_panel(TABLE_FILES)
passport_link()
