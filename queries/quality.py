"""What was sent: by municipality, sheet and school. One count for every sheet of ``data.sheets``, whatever its columns.

A sheet is of schools where every row of it names a school; of the others rows alone are counted.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal, select, tuple_

from data.sheets import SHEETS, Sheet
from data.tables import load, load_partition, metadata
from methodology.shares import ratio
from methodology.words import share
from queries.frames import frame_of_records, in_order_of, rows_of
from queries.scope import Scope
from queries.selection import (
    in_force_of_cycle,
    methodology_of,
    resolved,
    school_rows,
    with_municipality_names,
    with_schools,
)
from queries.shared import once
from queries.showing import of_rows_as_they_are
from queries.summary import silent_municipalities

COMPLETENESS = {
    "municipality_id": "object",
    "sheet": "object",
    "rows": "Int64",
    "reported": "Int64",
}


def sheets_of_cycle(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one sheet of the book, in its order.

    Columns: sheet, municipalities (with selected schools, that sent the sheet for the cycle), of_municipalities (with
    selected schools), last_cycle (the latest up to the scope's for which anybody at all sent it; missing: nobody did).
    Empty without a judged cycle.
    """
    scope = resolved(connection, scope)
    places = set(_places(connection, scope))
    sent = _sent(connection, scope)
    lines: list[dict[str, Any]] = []
    for sheet in SHEETS if places else ():
        cycles = {place: cycle for (place, name), cycle in sent.items() if name == sheet.name}
        lines.append(
            {
                "sheet": sheet.name,
                "municipalities": sum(cycle == scope.cycle for place, cycle in cycles.items() if place in places),
                "of_municipalities": len(places),
                "last_cycle": max(cycles.values(), default=None),
            }
        )
    types = {"sheet": "object", "municipalities": "Int64", "of_municipalities": "Int64", "last_cycle": "object"}
    return frame_of_records(lines, types)


def sent_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with selected schools × sheet of the book.

    Columns: municipality_id, municipality_name, sheet, rows (in force; of a sheet of schools, of selected ones),
    reported (selected schools with a row; missing for a sheet that isn't of schools), schools (selected), share_pct
    (reported of schools), share_words («k из n (p %)»), sent (whether the municipality sent the sheet for the cycle, be
    it about schools that are not selected). Those that sent the fewest sheets first.
    None for the council.
    """
    scope = resolved(connection, scope)
    places = _places(connection, scope)
    found = {
        (row.municipality_id, sheet.name): (row.rows, row.reported)
        for sheet in SHEETS
        for row in connection.execute(_counts(scope, sheet, places))
    }
    lines = []
    for place in places:
        for sheet in SHEETS:
            rows, reported = found.get((place, sheet.name), (0, 0))
            of_schools = reported if is_of_schools(sheet) else None
            lines.append({"municipality_id": place, "sheet": sheet.name, "rows": rows, "reported": of_schools})
    frame = with_schools(frame_of_records(lines, COMPLETENESS), connection, scope)
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    frame["share_pct"] = ratio(frame["reported"], frame["schools"])
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    words = [
        None if pd.isna(row.reported) else share(float(row.reported), float(row.schools), limit)
        for row in rows_of(frame)
    ]
    frame["share_words"] = pd.Series(words, index=frame.index, dtype=object)
    latest = _sent(connection, scope)
    of_cycle = [latest.get((row.municipality_id, row.sheet)) == scope.cycle for row in rows_of(frame)]
    frame["sent"] = pd.Series(of_cycle, index=frame.index, dtype="boolean")
    order = {sheet.name: number for number, sheet in enumerate(SHEETS)}
    frame["_sheets"] = frame.groupby("municipality_id")["sent"].transform("sum").astype("Int64")
    frame["_place"] = frame["sheet"].map(order).astype("Int64")
    frame = in_order_of(frame, "_sheets", "municipality_name", "municipality_id", "_place")
    return of_rows_as_they_are(frame.drop(columns=["_sheets", "_place"]), scope)


def sent_by_school(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school × sheet of schools.

    Columns: municipality_id, municipality_name, school_id, short_name, sheet, rows (in force). Schools with the fewest
    sheets first. None for the council.
    """
    scope = resolved(connection, scope)
    names = school_rows(scope)
    schools = list(
        connection.execute(
            select(names.c.municipality_id, names.c.municipality_name, names.c.school_id, names.c.short_name)
        )
    )
    sheets = [sheet for sheet in SHEETS if is_of_schools(sheet)]
    found: dict[tuple[str, str, str], int] = {}
    for sheet in sheets:
        table = metadata.tables[sheet.table]
        counted = select(table.c.municipality_id, table.c.school_id, _rows(table)).where(*_of_schools(scope, table))
        for place, code, rows in connection.execute(counted.group_by(table.c.municipality_id, table.c.school_id)):
            found[place, code, sheet.name] = rows
    lines = []
    for school in schools:
        rows = [found.get((school.municipality_id, school.school_id, sheet.name), 0) for sheet in sheets]
        missing = rows.count(0)
        for number, (sheet, count) in enumerate(zip(sheets, rows, strict=True)):
            lines.append({**school._mapping, "sheet": sheet.name, "rows": count, "_missing": missing, "_place": number})
    texts = ("municipality_id", "municipality_name", "school_id", "short_name", "sheet")
    types = {**dict.fromkeys(texts, "object"), "rows": "Int64", "_missing": "Int64", "_place": "Int64"}
    order = ("_missing", "municipality_name", "municipality_id", "short_name", "school_id", "_place")
    frame = in_order_of(frame_of_records(lines, types), *order, down=("_missing",))
    return of_rows_as_they_are(frame.drop(columns=["_missing", "_place"]), scope)


def unsent_sheets(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one municipality × sheet that it has not sent for the cycle, the sheets in the order of the book.

    Columns: municipality_id, municipality_name, schools (selected ones of the cycle; 0: it has none in the cycle and
    had some in the previous one), sheet, last_cycle (the latest earlier one for which it sent the sheet; missing:
    never). Of sheets only those that anybody sent up to the scope's cycle. Municipalities with most such sheets first.
    """
    scope = resolved(connection, scope)
    sent = _sent(connection, scope)
    known = {name for _, name in sent}
    sizes = dict.fromkeys(_gone(connection, scope, previous), 0)
    sizes |= {row.municipality_id: row.schools for row in connection.execute(_schools(scope))}
    lines = []
    for place, schools in sizes.items():
        cycles = [(number, sheet.name, sent.get((place, sheet.name))) for number, sheet in enumerate(SHEETS)]
        missing = [line for line in cycles if line[1] in known and line[2] != scope.cycle]
        for number, name, cycle in missing:
            lines.append((place, schools, name, cycle, len(missing), number))
    names = ("municipality_id", "schools", "sheet", "last_cycle", "_missing", "_place")
    types = {"municipality_id": "object", "schools": "Int64", "sheet": "object", "last_cycle": "object"}
    types |= {"_missing": "Int64", "_place": "Int64"}
    frame = frame_of_records((dict(zip(names, line, strict=True)) for line in lines), types)
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    frame = in_order_of(frame, "_missing", "municipality_name", "municipality_id", "_place", down=("_missing",))
    return frame.drop(columns=["_missing", "_place"])


def is_of_schools(sheet: Sheet) -> bool:
    """Whether every row of the sheet names a school."""
    return any(column.name == "school_id" and column.required == "yes" for column in sheet.columns)


def _places(connection: Connection, scope: Scope) -> list[str]:
    return [row.municipality_id for row in connection.execute(_schools(scope))]


def _schools(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = school_rows(scope, described=False)
    counted = select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id)
    return counted.order_by(rows.c.municipality_id)


def _gone(connection: Connection, scope: Scope, previous: str | None) -> list[str]:
    silent = silent_municipalities(connection, scope, previous)
    return [str(row.municipality_id) for row in rows_of(silent) if row.schools == 0]


def _sent(connection: Connection, scope: Scope) -> dict[tuple[str, str], str]:
    """(municipality, sheet) → the latest cycle up to that of a resolved scope for which it was sent."""
    p = load_partition.c
    statement = (
        select(p.municipality_id, p.sheet, func.max(p.cycle))
        .join(load, (load.c.load_id == p.load_id) & load.c.undone_at.is_(None))
        .where(p.cycle <= (scope.cycle or ""))
        .group_by(p.municipality_id, p.sheet)
    )
    if scope.as_of is not None:
        statement = statement.where(p.load_id <= scope.as_of)

    def read() -> dict[tuple[str, str], str]:
        return {(place, sheet): cycle for place, sheet, cycle in connection.execute(statement)}

    return once(connection, "sent sheets", (scope.cycle, scope.as_of), read)


def _counts(scope: Scope, sheet: Sheet, places: Collection[str]) -> Select[*tuple[Any, ...]]:
    """One row is one municipality: municipality_id, rows, reported (schools; 0 where the sheet isn't of schools)."""
    table = metadata.tables[sheet.table]
    if is_of_schools(sheet):
        reported: ColumnElement[int] = func.count(table.c.school_id.distinct())
        conditions = _of_schools(scope, table)
    else:
        reported, conditions = literal(0), in_force_of_cycle(scope, table)
    counted = select(table.c.municipality_id, _rows(table).label("rows"), reported.label("reported"))
    return counted.where(*conditions).group_by(table.c.municipality_id)


def _rows(table: Table) -> ColumnElement[int]:
    """How many rows of a workbook; people by whole per cents are summed up, each was a row."""
    return func.count() if "sheet_row" in table.c else func.sum(table.c.people)


def _of_schools(scope: Scope, table: Table) -> list[Any]:
    rows = school_rows(scope, described=False)
    selected = select(rows.c.municipality_id, rows.c.school_id)
    return [*in_force_of_cycle(scope, table), tuple_(table.c.municipality_id, table.c.school_id).in_(selected)]
