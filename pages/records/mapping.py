"""How does a department's own table go in without the template? For the data operator."""

from components.mapping_columns import columns_panel
from components.mapping_kept import changes_since_panel, history_panel
from components.mapping_loading import loading_panel
from components.mapping_names import names_panel
from components.mapping_rows import structure_panel
from components.mapping_table import choose_table
from components.mapping_values import values_panel
from exports.files import TABLE_FILES

table = choose_table(TABLE_FILES)
if table is not None:
    structure_panel(table)
    changes_since_panel(table, TABLE_FILES)
    columns_panel(table)
    values_panel(table)
    names_panel(table)
    loading_panel(table, TABLE_FILES)
history_panel(TABLE_FILES)
