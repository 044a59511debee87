"""How does a department's own table go in without the template? For the data operator."""

from components.mapping import (
    changes_since_panel,
    choose_table,
    columns_panel,
    loading_panel,
    names_panel,
    structure_panel,
    values_panel,
)
from exports.files import TABLE_FILES

table = choose_table()
if table is not None:
    structure_panel(table)
    changes_since_panel(table, TABLE_FILES)
    columns_panel(table)
    values_panel(table)
    names_panel(table)
    loading_panel(table, TABLE_FILES)
