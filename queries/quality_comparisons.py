"""Contradictions between sheets: a registry of figures that two sheets give about the same school.

``COMPARISONS`` names sheets and headings as the template does, so an entry begins to work as soon as its sheets are
loaded; until then it says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    or_,
    select,
)

from data.sheets import GROUPS, SCHOOLS, SCORES, SHEET_BY_NAME, Sheet
from data.tables import in_force, metadata
from methodology.catalogue import Methodology
from methodology.words import counted, number
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import alias_of, methodology_of, names_of_schools, resolved, school_rows

STAFF, LOAD, TEACHERS, DEVELOPMENT, VACANCIES = (
    "Кадры_состав",
    "Нагрузка",
    "Компетенции_пед",
    "Развитие",
    "Вакансии",
)
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
    """A figure of a school on one sheet: the sum of a column over its rows (of those that ``of`` and ``only`` keep).

    ``heading``: as in the template; None counts rows. ``of``: (heading, value) that a row must have. ``minus``: a
    column to take away. ``blank``: a heading that must be empty in the row.
    """

    sheet: str
    heading: str | None
    of: tuple[str, str] | None = None
    minus: str | None = None
    blank: str | None = None


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
        return self.left.sheet, self.right.sheet


def _described(count: float) -> str:
    return "строка есть" if count else "строки нет"


def _scores(count: float) -> str:
    return counted(int(count), "строка", "строки", "строк")


def _staff(heading: str) -> Figure:
    return Figure(STAFF, heading)


COMPARISONS: dict[str, Comparison] = {
    "group": Comparison(
        "Группа по акту и группа по расчёту",
        Figure(GROUPS.name, "Группа"),
        Figure(SCORES.name, None),
        "equal",
    ),
    "described": Comparison(
        "Оценки есть, а в справочнике организаций за этот цикл школы нет",
        Figure(SCORES.name, None),
        Figure(SCHOOLS.name, None),
        "present",
        _scores,
        _described,
    ),
    "teachers": Comparison(
        "Учителей на двух листах",
        _staff("Учителей"),
        Figure(LOAD, "Учителей", of=("Предмет", "ИТОГО")),
        "equal",
    ),
    "senior": Comparison(
        "Учителей 60 лет и старше на двух листах",
        _staff("Учителей 60 лет и старше"),
        Figure(LOAD, "Учителей 60 лет и старше", of=("Предмет", "ИТОГО")),
        "equal",
    ),
    "diagnosed": Comparison(
        "Подлежало диагностике не больше, чем педагогов",
        Figure(TEACHERS, "Подлежало, чел.", of=("Область", "ИТОГ")),
        _staff("Педагогов всего"),
        "at_most",
    ),
    "deficit": Comparison(
        "Педагогов с дефицитом на двух листах",
        Figure(DEVELOPMENT, "С дефицитом, чел."),
        Figure(TEACHERS, "С дефицитом, чел.", of=("Область", "ИТОГ")),
        "equal",
    ),
    "routes": Comparison(
        "Разработано ИОМ не больше, чем педагогов",
        Figure(DEVELOPMENT, "ИОМ разработано"),
        _staff("Педагогов всего"),
        "at_most",
    ),
    "courses": Comparison(
        "Прошли повышение квалификации не больше, чем педагогов",
        Figure(DEVELOPMENT, "ПК за 3 года, чел."),
        _staff("Педагогов всего"),
        "at_most",
    ),
    "posts": Comparison(
        "Открытые вакансии не больше незанятых ставок",
        Figure(VACANCIES, "Ставок", blank="Закрыта"),
        Figure(STAFF, "Ставок по штату", minus="Занято ставок"),
        "at_most",
    ),
}
"""Key → comparison, in the order in which they are shown."""


def comparisons_between_sheets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one comparison of the registry.

    Columns: comparison (its key), name, sheets (both, in words), compared (selected schools about which both sheets
    say it), differing (of them), absent (which sheet nobody of the selection sent; missing: both are there). Empty
    without a judged cycle.
    """
    scope = resolved(connection, scope)
    lines: list[dict[str, Any]] = []
    for key, comparison in COMPARISONS.items() if scope.cycle else ():
        absent = _absent(connection, scope, comparison)
        compared = differing = None
        if not absent:
            pairs = _pairs(scope, key).subquery()
            counts = select(func.count(), func.count(case((_differs(pairs, comparison), 1)))).select_from(pairs)
            compared, differing = connection.execute(counts).one()
        lines.append(
            {
                "comparison": key,
                "name": comparison.name,
                "sheets": " и ".join(dict.fromkeys(comparison.sheets)),
                "compared": compared,
                "differing": differing,
                "absent": ", ".join(absent) or None,
            }
        )
    types = {"comparison": "object", "name": "object", "sheets": "object"}
    return frame_of_records(lines, {**types, "compared": "Int64", "differing": "Int64", "absent": "object"})


def contradictions_between_sheets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school × comparison whose figures do not agree, in the order of the registry.

    Columns: municipality_id, municipality_name, school_id, short_name, comparison (its key), name, left_sheet,
    left_value, left_words, left_row (the first row of the sheet it stands in; missing: no row), right_sheet,
    right_value, right_words, right_row.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    parts: list[dict[str, Any]] = []
    for place, (key, comparison) in enumerate(COMPARISONS.items()):
        if not scope.cycle or _absent(connection, scope, comparison):
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
                "left_sheet": comparison.left.sheet,
                "left_words": left(float(row.left_value)),
                "right_sheet": comparison.right.sheet,
                "right_words": right(float(row.right_value)),
                "_place": place,
            }
            for row in rows_of(found)
        ]
    numbers = {"left_value": "Float64", "right_value": "Float64", "left_row": "Int64", "right_row": "Int64"}
    types = {name: numbers.get(name, "object") for name in CONTRADICTION}
    order = ("_place", "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(frame_of_records(parts, {**types, "_place": "Int64"}), *order).drop(columns="_place")


def _group(methodology: Methodology, value: float) -> str:
    group = methodology.group(int(value))
    return f"{group.sign} {group.short}"


def _absent(connection: Connection, scope: Scope, comparison: Comparison) -> list[str]:
    """The sheets of a comparison of which there is no row in the cycle of a resolved scope."""
    return [
        name
        for name in dict.fromkeys(comparison.sheets)
        if name not in SHEET_BY_NAME or connection.execute(_any_row(scope, name)).first() is None
    ]


def _any_row(scope: Scope, name: str) -> Select[*tuple[Any, ...]]:
    table = metadata.tables[SHEET_BY_NAME[name].table]
    statement = select(table.c.municipality_id).where(table.c.cycle == scope.cycle, in_force(table, scope.as_of))
    if scope.municipalities:
        statement = statement.where(table.c.municipality_id.in_(scope.municipalities))
    return statement.limit(1)


def _pairs(scope: Scope, key: str) -> Select[*tuple[Any, ...]]:
    """One row is one selected school about which both sheets say it: its key, and value and row on either."""
    rows, comparison = school_rows(scope, described=False), COMPARISONS[key]
    if key in JUDGED:
        return JUDGED[key](scope, rows)
    left, right = _figures(scope, comparison.left, "left_figure"), _figures(scope, comparison.right, "right_figure")
    return (
        _pair(rows, left.c.value, right.c.value, left.c.sheet_row, right.c.sheet_row)
        .join(left, _same(rows, left))
        .join(right, _same(rows, right))
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
    sheet = SHEET_BY_NAME[figure.sheet]
    table = metadata.tables[sheet.table]
    column = {each.heading: table.c[each.name] for each in sheet.columns if each.name in table.c}
    value: ColumnElement[Any] = func.count()
    conditions = [table.c.cycle == scope.cycle, in_force(table, scope.as_of)]
    if figure.heading is not None:
        amount: ColumnElement[Any] = column[figure.heading]
        value = func.sum(amount - column[figure.minus] if figure.minus else amount)
    if figure.of is not None:
        conditions.append(column[figure.of[0]] == figure.of[1])
    if figure.blank is not None:
        conditions.append(column[figure.blank].is_(None))
    if scope.municipalities:
        conditions.append(table.c.municipality_id.in_(scope.municipalities))
    return (
        select(
            table.c.municipality_id,
            table.c.school_id,
            value.label("value"),
            func.min(table.c.sheet_row).label("sheet_row"),
        )
        .where(*conditions)
        .group_by(table.c.municipality_id, table.c.school_id)
        .subquery(name)
    )


def _differs(pairs: Subquery, comparison: Comparison) -> ColumnElement[bool]:
    left, right = pairs.c.left_value, pairs.c.right_value
    if comparison.relation == "present":
        return right == 0
    if comparison.relation == "at_most":
        return left > right + ROUNDED
    return or_(left > right + ROUNDED, left < right - ROUNDED)


def _same(left: Subquery, right: Subquery) -> ColumnElement[bool]:
    return and_(left.c.municipality_id == right.c.municipality_id, left.c.school_id == right.c.school_id)
