"""Rows of the sheets before and after a load, told apart by their keys: what appeared, what changed, what is gone.

One comparison serves the preview of a load that is to come and the history of one that has been.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, select

from data.bulk import selected
from data.cells import shown
from data.people_by_percent import PEOPLE
from data.sheets import FLAG_VALUES, INSTRUCTION, SHEETS, Column, Sheet
from data.tables import in_force, instruction, metadata, municipality, of_municipalities, school

PLACE = ["cycle", "municipality_id"]
"""The first columns of every key."""
SCHOOL = "school_id"

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    """Rows of one sheet. Keys are in the order of ``key_of``, values in that of ``reported``.

    ``changed``: key, values before, values after.
    """

    sheet: Sheet
    added: list[Key]
    changed: list[tuple[Key, Values, Values]]
    unchanged: list[Key]
    removed: list[Key]


@dataclass(frozen=True)
class Names:
    """What municipalities and schools are called; whoever has no name here is called by the code."""

    municipalities: Mapping[str, str]
    schools: Mapping[tuple[str, str], str]


def table_of(sheet_name: str) -> Table:
    """The fact table that a sheet fills."""
    if sheet_name == INSTRUCTION:
        return instruction
    return metadata.tables[next(sheet.table for sheet in SHEETS if sheet.name == sheet_name)]


def key_of(sheet: Sheet) -> tuple[str, ...]:
    """Names of the columns that make a stored row unique: cycle, municipality, school if there is one, the rest."""
    return tuple(column.name for column in table_of(sheet.name).primary_key if column.name != "from_load")


def reported(sheet: Sheet) -> tuple[str, ...]:
    """Names of the other columns that a row reports."""
    left_out = {*key_of(sheet), "from_load", "to_load", "sheet_row"}
    return tuple(column.name for column in table_of(sheet.name).c if column.name not in left_out)


def _described(sheet: Sheet, name: str) -> Column:
    """The column of the sheet, or of what is kept instead of its rows."""
    return PEOPLE if name == PEOPLE.name else sheet.column(name)


def rows_where(connection: Connection, sheet: Sheet, *conditions: ColumnElement[bool]) -> dict[Key, Values]:
    """Key → values of the stored rows of a sheet that meet the conditions."""
    key, table = key_of(sheet), table_of(sheet.name)
    statement = select(*(table.c[name] for name in (*key, *reported(sheet)))).where(*conditions)
    size = len(key)
    return {tuple(row[:size]): tuple(row[size:]) for row in selected(connection, statement)}


def compare(sheet: Sheet, before: Mapping[Key, Values], after: Mapping[Key, Values]) -> Comparison:
    """Which keys are in ``after`` alone, in both with other or the same values, in ``before`` alone."""
    added, changed, unchanged = [], [], []
    for key, values in after.items():
        old = before.get(key)
        if old is None:
            added.append(key)
        elif old == values:
            unchanged.append(key)
        else:
            changed.append((key, old, values))
    return Comparison(sheet, added, changed, unchanged, [key for key in before if key not in after])


def names_in_force(connection: Connection, municipality_ids: Iterable[str]) -> Names:
    """Names by the latest cycle that describes them."""
    wanted = set(municipality_ids)
    m, s = municipality.c, school.c
    places = select(m.municipality_id, m.name).where(
        in_force(municipality, None), of_municipalities(municipality, wanted)
    )
    schools = select(s.municipality_id, s.school_id, s.short_name).where(
        in_force(school, None), of_municipalities(school, wanted)
    )
    return Names(
        {row[0]: row[1] for row in selected(connection, places.order_by(m.cycle))},
        {(place, code): name for place, code, name in selected(connection, schools.order_by(s.cycle))},
    )


def schools_changed(comparisons: Iterable[Comparison], names: Names) -> pd.DataFrame:
    """One row is one school (or a municipality as such) on one sheet of one cycle with rows that differ.

    Columns: municipality_id, municipality_name, school_id, short_name (None: rows of the municipality), sheet, cycle,
    added, changed, removed (rows).
    """
    counts: dict[tuple[Any, ...], Counter[str]] = {}
    for position, compared in enumerate(comparisons):
        width = len(PLACE) + (SCHOOL in key_of(compared.sheet))
        for what, keys in (
            ("added", compared.added),
            ("changed", [key for key, _, _ in compared.changed]),
            ("removed", compared.removed),
        ):
            for key, count in Counter(key[:width] for key in keys).items():
                place = (*_owner(key, names), position, compared.sheet.name, key[0])
                counts.setdefault(place, Counter())[what] += count
    rows = sorted(counts, key=lambda row: (row[1], row[0], row[3] or "", row[2] or "", row[4], row[6]))
    texts = ("municipality_id", "municipality_name", "school_id", "short_name", None, "sheet", "cycle")
    frame = {
        name: pd.Series([row[at] for row in rows], dtype=object) for at, name in enumerate(texts) if name is not None
    }
    numbers = {
        name: pd.Series([counts[row][name] for row in rows], dtype="Int64") for name in ("added", "changed", "removed")
    }
    return pd.DataFrame({**frame, **numbers})


def values_changed(
    comparisons: Iterable[Comparison],
    names: Names,
    municipality_id: str | None = None,
    school_id: str | None = None,
) -> pd.DataFrame:
    """One row is one value that is in both states and differs, as a person writes it; of one school if it is named.

    Columns: municipality_id, municipality_name, school_id, short_name, sheet, cycle, row_words (which row of the
    school: «№ критерия 2»; None: its only one), column, before, after (None: the cell is empty). A municipality without
    ``school_id``: the rows of the municipality as such.
    """
    texts = (
        "municipality_id", "municipality_name", "school_id", "short_name", "sheet", "cycle",
        "row_words", "column", "before", "after",
    )  # fmt: skip
    rows = []
    for position, compared in enumerate(comparisons):
        columns = [_described(compared.sheet, name) for name in reported(compared.sheet)]
        for key, before, after in compared.changed:
            code = key[2] if SCHOOL in key_of(compared.sheet) else None
            if municipality_id is not None and (key[1], code) != (municipality_id, school_id):
                continue
            width = len(PLACE) + (code is not None)
            owner, rest = _owner(key[:width], names), key[width:]
            order = (
                owner[1],
                owner[0],
                owner[3] or "",
                owner[2] or "",
                position,
                key[0],
                [(isinstance(value, str), value) for value in rest],
            )
            said = [
                (*owner, compared.sheet.name, key[0], _which_row(compared.sheet, key), column.heading, *pair)
                for column, *pair in _differing(columns, before, after)
            ]
            rows.append((order, said))
    rows.sort(key=lambda row: row[0])
    flat = [row for _, said in rows for row in said]
    return pd.DataFrame({name: pd.Series([row[at] for row in flat], dtype=object) for at, name in enumerate(texts)})


def _owner(key: Key, names: Names) -> tuple[str, str, str | None, str | None]:
    code = key[1]
    place = names.municipalities.get(code, code)
    if len(key) == len(PLACE):
        return code, place, None, None
    return code, place, key[2], names.schools.get((code, key[2]), key[2])


def _which_row(sheet: Sheet, key: Key) -> str | None:
    rest = [
        f"{_described(sheet, name).heading} {_written(_described(sheet, name), value)}"
        for name, value in zip(key_of(sheet), key, strict=True)
        if name not in (*PLACE, SCHOOL)
    ]
    return ", ".join(rest) or None


def _differing(
    columns: Sequence[Column], before: Values, after: Values
) -> Iterator[tuple[Column, str | None, str | None]]:
    for column, old, new in zip(columns, before, after, strict=True):
        if old != new:
            yield column, _written(column, old), _written(column, new)


def _written(column: Column, value: object) -> str | None:
    if value is None:
        return None
    if column.kind == "flag":
        return FLAG_VALUES[0] if value else FLAG_VALUES[1]
    return shown(value)
