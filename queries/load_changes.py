"""What a load changed, as far as the rows that it brought and closed tell it; an undone load left none."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, select, true

from data.comparing import (
    Comparison,
    Names,
    compare,
    names_in_force,
    rows_where,
    schools_changed,
    table_of,
    values_changed,
)
from data.sheets import SHEETS
from data.tables import load_partition
from queries.scope import Scope
from queries.showing import of_rows_as_they_are


def changes_of_load(connection: Connection, scope: Scope, load_id: int) -> pd.DataFrame:
    """One row is one school (or a municipality as such) on one sheet of one cycle with rows that the load changed.

    Columns: municipality_id, municipality_name, school_id, short_name (None: rows of the municipality), sheet, cycle,
    added, changed, removed (rows). The scope doesn't narrow it. Empty for an undone load and for
    the council.
    """
    return of_rows_as_they_are(schools_changed(*_compared(connection, load_id)), scope)


def changed_values_of_load(
    connection: Connection, scope: Scope, load_id: int, municipality_id: str | None = None, school_id: str | None = None
) -> pd.DataFrame:
    """One row is one value that the load replaced by another; of one school if it is named.

    Columns: municipality_id, municipality_name, school_id, short_name, sheet, cycle, row_words (which row of the
    school; None: its only one), column, before, after (None: the cell is empty). A municipality without ``school_id``:
    the rows of the municipality as such. The scope doesn't narrow it; for the council there are none.
    """
    compared, names = _compared(connection, load_id, municipality_id)
    return of_rows_as_they_are(values_changed(compared, names, municipality_id, school_id), scope)


def by_sheet(schools: pd.DataFrame) -> pd.DataFrame:
    """One row is one sheet of one cycle: sums of ``changes_of_load``, in the order of the sheets.

    Columns: sheet, cycle, municipalities, added, changed, removed.
    """
    order = {sheet.name: position for position, sheet in enumerate(SHEETS)}
    sums = schools.groupby(["sheet", "cycle"], as_index=False).agg(
        municipalities=("municipality_id", "nunique"),
        added=("added", "sum"),
        changed=("changed", "sum"),
        removed=("removed", "sum"),
    )
    return sums.sort_values(
        ["sheet", "cycle"], key=lambda column: column.map(order) if column.name == "sheet" else column
    )


def _compared(
    connection: Connection, load_id: int, municipality_id: str | None = None
) -> tuple[list[Comparison], Names]:
    part = load_partition.c
    touched = connection.execute(
        select(part.sheet, part.cycle, part.municipality_id).where(part.load_id == load_id)
    ).all()
    cycles = {cycle for _, cycle, _ in touched}
    compared = []
    for sheet in SHEETS:
        if not any(name == sheet.name for name, _, _ in touched):
            continue
        table = table_of(sheet.name)
        where = (table.c.cycle.in_(cycles), _of(table, municipality_id))
        before = rows_where(connection, sheet, table.c.to_load == load_id, *where)
        compared.append(compare(sheet, before, rows_where(connection, sheet, table.c.from_load == load_id, *where)))
    return compared, names_in_force(connection, {place for _, _, place in touched})


def _of(table: Table, municipality_id: str | None) -> ColumnElement[bool]:
    return true() if municipality_id is None else table.c.municipality_id == municipality_id
