"""Rows in force of a sheet, in the types that a workbook's own rows have: what the two say can be compared."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, select

from data.bulk import selected
from data.sheet import Sheet
from data.tables import in_force, metadata, of_municipalities
from data.workbook import typed


def facts_in_force(
    connection: Connection, sheet: Sheet, municipality_ids: Collection[str], cycles: Collection[str] | None
) -> pd.DataFrame:
    """One row is one row of the sheet in force, of these municipalities and cycles (None: of all cycles).

    The columns are those of the sheet's table in our names, ``cycle`` and ``municipality_id`` among them.
    """
    table = metadata.tables[sheet.table]
    columns = [column for column in table.c if column.name not in ("sheet_row", "from_load", "to_load")]
    statement = select(*columns).where(in_force(table, None), of_municipalities(table, municipality_ids))
    if cycles is not None:
        statement = statement.where(table.c.cycle.in_(cycles))
    names = [column.name for column in columns]
    # Column by column: pandas looks long at every row that isn't a plain tuple.
    found = zip(*selected(connection, statement), strict=True)
    values = dict(zip(names, found, strict=False)) or dict.fromkeys(names, ())
    frame = pd.DataFrame({name: pd.Series(value, dtype=object) for name, value in values.items()})
    frame = frame.loc[frame["municipality_id"].isin(municipality_ids)].reset_index(drop=True)
    return typed(frame, tuple(column for column in sheet.columns if column.name in names))
