"""Contradictions between sheets: a registry of figures that two sheets give about the same school.

A new comparison is an entry of ``COMPARISONS``; while one of its sheets has no rows it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Subquery,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
)

from data.sheets import (
    DEVELOPMENT,
    GROUPS,
    MENTORING,
    SCHOOLS,
    SCORES,
    STAFF,
    STAFF_AGES,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
    Sheet,
)  # fmt: skip
from data.sheets_competence import TOTAL_DOMAIN
from data.subjects import ALL_SUBJECTS
from data.tables import in_force, metadata
from methodology.catalogue import Methodology
from methodology.words import counted, number
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import (
    alias_of,
    in_force_of_cycle,
    methodology_of,
    names_of_schools,
    resolved,
    same_school,
    school_rows,
)
from queries.shared import once
from queries.showing import of_rows_as_they_are

ROUNDED = 1e-6
"""What sums of fractions of posts leave in the last decimal places is no difference."""
Relation = Literal["equal", "at_most", "present"]
Writer = Callable[[float], str]
CONTRADICTION = (
    "municipality_id", "municipality_name", "school_id", "short_name", "comparison", "name", "left_sheet", "left_value",
    "left_words", "left_row", "right_sheet", "right_value", "right_words", "right_row",
)  # fmt: skip
"""The columns of ``contradictions_between_sheets``."""
NAMES = ("municipality_name", "short_name")


@dataclass(frozen=True)
class Figure:
    """A figure of a school on one sheet: the sum of a column over its rows of the last cut date.

    ``column``: our name; None counts rows. ``where``: (column, value) that a row must have; the value None: empty.
    ``minus``: a column to take away. ``people``: different codes in the column are counted instead of adding it up.
    """

    sheet: Sheet
    column: str | None
    where: tuple[tuple[str, str | None], ...] = ()
    minus: str | None = None
    people: bool = False


@dataclass(frozen=True)
class Comparison:
    """Two figures and how they should stand to each other: ``left`` is equal to ``right``, or at most it.

    ``present``: the right one must be there at all.
    """

    name: str
    left: Figure
    right: Figure
    relation: Relation
    left_words: Writer = number
    right_words: Writer = number

    @property
    def sheets(self) -> tuple[str, str]:
        """The names of both sheets."""
        return self.left.sheet.name, self.right.sheet.name


def _described(count: float) -> str:
    return "строка есть" if count else "строки нет"


def _scores(count: float) -> str:
    return counted(int(count), "строка", "строки", "строк")


def _rates(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)


def _staff(column: str, minus: str | None = None) -> Figure:
    return Figure(STAFF, column, minus=minus)


TOTAL_LOAD = (("subject", ALL_SUBJECTS),)
TOTAL_DIAGNOSED = (("domain", TOTAL_DOMAIN),)

COMPARISONS: dict[str, Comparison] = {
    "group": Comparison(
        "Группа по акту и группа по расчёту",
        Figure(GROUPS, "group_number"),
        Figure(SCORES, "score"),
        "equal",
    ),
    "described": Comparison(
        "Оценки есть, а в справочнике организаций за этот цикл школы нет",
        Figure(SCORES, "score"),
        Figure(SCHOOLS, None),
        "present",
        _scores,
        _described,
    ),
    "teachers": Comparison(
        "Учителей на двух листах",
        _staff("teachers"),
        Figure(TEACHING_LOADS, "teachers", TOTAL_LOAD),
        "equal",
    ),
    "senior": Comparison(
        "Учителей 60 лет и старше на двух листах",
        _staff("teachers_60_plus"),
        Figure(TEACHING_LOADS, "teachers_60_plus", TOTAL_LOAD),
        "equal",
    ),
    "ages": Comparison(
        "Учителей всего и по возрастам",
        _staff("teachers"),
        Figure(STAFF_AGES, "teachers"),
        "equal",
    ),
    "eligible": Comparison(
        "Подлежало диагностике не больше, чем педагогов",
        Figure(TEACHER_DIAGNOSTICS, "eligible", TOTAL_DIAGNOSED),
        _staff("educators"),
        "at_most",
    ),
    "assessed": Comparison(
        "Прошли диагностику на двух листах",
        Figure(TEACHER_DIAGNOSTICS, "assessed", TOTAL_DIAGNOSED),
        Figure(TEACHER_PERCENTS, "people", TOTAL_DIAGNOSED),
        "equal",
    ),
    "deficit": Comparison(
        "Педагогов с дефицитом на двух листах",
        Figure(DEVELOPMENT, "with_deficit"),
        Figure(TEACHER_DIAGNOSTICS, "with_deficit", TOTAL_DIAGNOSED),
        "equal",
    ),
    "plans": Comparison(
        "Разработано ИОМ не больше, чем педагогов",
        Figure(DEVELOPMENT, "plans_drawn"),
        _staff("educators"),
        "at_most",
    ),
    "trained": Comparison(
        "Прошли повышение квалификации не больше, чем педагогов",
        Figure(DEVELOPMENT, "trained_3_years"),
        _staff("educators"),
        "at_most",
    ),
    "mentees": Comparison(
        "Подопечных со стажем до 3 лет не больше, чем таких педагогов",
        Figure(MENTORING, "mentee_code", (("mentee_kind", "стаж до 3 лет"),), people=True),
        _staff("tenure_under_3"),
        "at_most",
    ),
    "vacancies": Comparison(
        "Ставок в открытых вакансиях не больше, чем незанятых",
        Figure(VACANCIES, "rates", (("closed_on", None),)),
        _staff("rates", minus="rates_filled"),
        "at_most",
        _rates,
        _rates,
    ),
}
"""Key → comparison, in the order in which they are shown."""


def comparisons_between_sheets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one comparison of the registry.

    Columns: comparison (its key), name, sheets (both, in words), compared (selected schools about which both sheets
    say it), differing (of them), absent (which sheet nobody of the selection sent; missing: both are there). Empty
    without a judged cycle and for the council.
    """
    scope = resolved(connection, scope)
    lines = [
        {
            "comparison": key,
            "name": COMPARISONS[key].name,
            "sheets": " и ".join(dict.fromkeys(COMPARISONS[key].sheets)),
            "compared": compared,
            "differing": differing,
            "absent": ", ".join(absent) or None,
        }
        for key, (compared, differing, absent) in _compared(connection, scope).items()
    ]
    types = {"comparison": "object", "name": "object", "sheets": "object"}
    types |= {"compared": "Int64", "differing": "Int64", "absent": "object"}
    return of_rows_as_they_are(frame_of_records(lines, types), scope)


def contradictions_between_sheets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school × comparison whose figures do not agree, in the order of the registry.

    Columns: municipality_id, municipality_name, school_id, short_name, comparison (its key), name, left_sheet,
    left_value, left_words, left_row (the first row of the sheet it stands in; missing: no row), right_sheet,
    right_value, right_words, right_row. None for the council.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    parts: list[dict[str, Any]] = []
    compared = _compared(connection, scope)
    for place, (key, comparison) in enumerate(COMPARISONS.items()):
        if key not in compared or not compared[key].differing:
            continue
        pairs = _pairs(scope, key).subquery()
        found = read_frame(connection, select(pairs).where(_differs(pairs, comparison)))
        names = names_of_schools(connection, scope, set(zip(found["municipality_id"], found["school_id"], strict=True)))
        left, right = comparison.left_words, comparison.right_words
        if key == "group":
            left = right = lambda value: _group(methodology, value)
        parts += [
            {
                **{name: getattr(row, name) for name in CONTRADICTION if name in found},
                **dict(zip(NAMES, names[row.municipality_id, row.school_id], strict=True)),
                "comparison": key,
                "name": comparison.name,
                "left_sheet": comparison.sheets[0],
                "left_words": left(float(row.left_value)),
                "right_sheet": comparison.sheets[1],
                "right_words": right(float(row.right_value)),
                "_place": place,
            }
            for row in rows_of(found)
        ]
    numbers = {"left_value": "Float64", "right_value": "Float64", "left_row": "Int64", "right_row": "Int64"}
    types = {name: numbers.get(name, "object") for name in CONTRADICTION}
    order = ("_place", "municipality_name", "municipality_id", "short_name", "school_id")
    frame = in_order_of(frame_of_records(parts, {**types, "_place": "Int64"}), *order).drop(columns="_place")
    return of_rows_as_they_are(frame, scope)


class _Compared(NamedTuple):
    """As in ``comparisons_between_sheets``."""

    compared: int | None
    differing: int | None
    absent: list[str]


def _compared(connection: Connection, scope: Scope) -> dict[str, _Compared]:
    """Comparison → how many schools are compared and differ, of a resolved scope; without a cycle none."""

    def counted_up(key: str, comparison: Comparison) -> _Compared:
        absent = _absent(connection, scope, comparison)
        if absent:
            return _Compared(None, None, absent)
        pairs = _pairs(scope, key).subquery()
        counts = select(func.count(), func.count(case((_differs(pairs, comparison), 1)))).select_from(pairs)
        return _Compared(*connection.execute(counts).one(), [])

    def read() -> dict[str, _Compared]:
        return {key: counted_up(key, comparison) for key, comparison in COMPARISONS.items()}

    return once(connection, "comparisons", scope, read) if scope.cycle else {}


def _group(methodology: Methodology, value: float) -> str:
    group = methodology.group(int(value))
    return f"{group.sign} {group.short}"


def _absent(connection: Connection, scope: Scope, comparison: Comparison) -> list[str]:
    """The sheets of a comparison of which there is no row in the cycle of a resolved scope."""
    sheets = {figure.sheet.name: figure.sheet for figure in (comparison.left, comparison.right)}
    return [name for name, sheet in sheets.items() if connection.execute(_any_row(scope, sheet)).first() is None]


def _any_row(scope: Scope, sheet: Sheet) -> Select[*tuple[Any, ...]]:
    table = metadata.tables[sheet.table]
    return select(table.c.municipality_id).where(*in_force_of_cycle(scope, table)).limit(1)


def _pairs(scope: Scope, key: str) -> Select[*tuple[Any, ...]]:
    """One row is one selected school about which both sheets say it: its key, and value and row on either."""
    rows, comparison = school_rows(scope, described=False), COMPARISONS[key]
    if key in JUDGED:
        return JUDGED[key](scope, rows)
    left, right = _figures(scope, comparison.left, "left_figure"), _figures(scope, comparison.right, "right_figure")
    return (
        _pair(rows, left.c.value, right.c.value, left.c.sheet_row, right.c.sheet_row)
        .join(left, same_school(rows, left))
        .join(right, same_school(rows, right))
        .where(left.c.value.is_not(None), right.c.value.is_not(None))
    )


def _groups(scope: Scope, rows: Subquery) -> Select[*tuple[Any, ...]]:
    both = (rows.c.assigned_group, rows.c.computed_group)
    pair = _pair(rows, *both, _first_row(scope, rows, GROUPS), _first_row(scope, rows, SCORES))
    return pair.where(*(group.is_not(None) for group in both))


def _descriptions(scope: Scope, rows: Subquery) -> Select[*tuple[Any, ...]]:
    described = _first_row(scope, rows, SCHOOLS)
    there = case((described.is_not(None), 1), else_=0)
    pair = _pair(rows, rows.c.criteria_with_data, there, _first_row(scope, rows, SCORES), described)
    return pair.where(rows.c.criteria_with_data > 0)


JUDGED = {"group": _groups, "described": _descriptions}
"""Comparisons of what is judged already, by their keys."""


def _pair(
    rows: Subquery,
    left: ColumnElement[Any],
    right: ColumnElement[Any],
    left_row: ColumnElement[Any],
    right_row: ColumnElement[Any],
) -> Select[*tuple[Any, ...]]:
    return select(
        rows.c.municipality_id,
        rows.c.school_id,
        cast(left, Float).label("left_value"),
        cast(right, Float).label("right_value"),
        cast(left_row, Integer).label("left_row"),
        cast(right_row, Integer).label("right_row"),
    ).select_from(rows)


def _first_row(scope: Scope, rows: Subquery, sheet: Sheet) -> ColumnElement[Any]:
    """The first row of a sheet about a school; asked for one by one, since few schools are shown."""
    table = alias_of(metadata.tables[sheet.table], f"first_{sheet.table}")
    return (
        select(func.min(table.c.sheet_row))
        .where(
            table.c.cycle == scope.cycle,
            table.c.municipality_id == rows.c.municipality_id,
            table.c.school_id == rows.c.school_id,
            in_force(table, scope.as_of),
        )
        .correlate(rows)
        .scalar_subquery()
    )


def _figures(scope: Scope, figure: Figure, name: str) -> Subquery:
    """One row is one school: value (missing: said nowhere), sheet_row (the first one)."""
    table = metadata.tables[figure.sheet.table]
    key, conditions = (table.c.municipality_id, table.c.school_id), in_force_of_cycle(scope, table)
    value: ColumnElement[Any] = func.count()
    if figure.column is not None:
        column = table.c[figure.column]
        amount: ColumnElement[Any] = column - table.c[figure.minus] if figure.minus else column
        value = func.count(column.distinct()) if figure.people else func.sum(amount)
    conditions += [
        table.c[name].is_(None) if wanted is None else table.c[name] == wanted for name, wanted in figure.where
    ]
    if "cut_date" in table.c:
        other = alias_of(table, f"{name}_last")
        # Few schools report for two days: asking each row for a later one takes less than finding the last day of all.
        later = exists().where(
            *in_force_of_cycle(scope, other),
            *(other.c[part.key] == part for part in key),
            other.c.cut_date > table.c.cut_date,
        )
        conditions.append(~later.correlate(table))
    # People by whole per cents are no rows of a workbook any more.
    row = func.min(table.c.sheet_row) if "sheet_row" in table.c else null()
    return select(*key, value.label("value"), row.label("sheet_row")).where(*conditions).group_by(*key).subquery(name)


def _differs(pairs: Subquery, comparison: Comparison) -> ColumnElement[bool]:
    left, right = pairs.c.left_value, pairs.c.right_value
    if comparison.relation == "present":
        return right == 0
    if comparison.relation == "at_most":
        return left > right + ROUNDED
    return or_(left > right + ROUNDED, left < right - ROUNDED)
