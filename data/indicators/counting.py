"""What the selects of all indicators are made of.

``places`` are the (cycle, municipality) to count, with the day that everything there is counted at: ``cut``. A row of
values has cycle, indicator, part, municipality_id, school_id (unless it is about the municipality), numerator and
denominator. An empty cell is unknown: where numerator or denominator would need it, there is no row. A denominator of 0
is kept: not applicable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Float,
    FromClause,
    Select,
    SelectBase,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union,
)

from data.tables import in_force, school

SCHOOL_KEY = ("cycle", "municipality_id", "school_id")
WHOLE = ""
"""The part of a value that is about everything."""

Rows = Select[*tuple[Any, ...]]
Condition = ColumnElement[bool]
Number = ColumnElement[Any]


@dataclass(frozen=True)
class Family:
    """Indicators that one select counts for places; ``of_municipality``: their rows have no school.

    ``codes`` empty: the select says itself which indicators there are.
    """

    codes: tuple[str, ...]
    counts: Callable[[CTE], SelectBase]
    of_municipality: bool = False


def kept(rows: SelectBase) -> CTE:
    """The rows, worked out once and held: the planner would work them out again for each row that is joined to them."""
    return rows.cte().prefix_with("MATERIALIZED")


def same_place(left: FromClause, right: FromClause) -> Condition:
    """Condition: two rows are of one cycle of one municipality."""
    return and_(left.c.municipality_id == right.c.municipality_id, left.c.cycle == right.c.cycle)


def same_school(left: FromClause, right: FromClause) -> Condition:
    """Condition: two rows are of one school in one cycle."""
    return and_(same_place(left, right), left.c.school_id == right.c.school_id)


def in_places(places: CTE, table: Table, *columns: ColumnElement[Any]) -> Rows:
    """Rows of the table in force in the places, with the place's cut and days of the cycle."""
    days = (places.c.cut, places.c.cycle_begins, places.c.cycle_ends)
    return (
        select(table, *days, *columns).join_from(places, table, same_place(table, places)).where(in_force(table, None))
    )


def latest(places: CTE, table: Table, day: Column[Any], *per: Column[Any], where: Condition | None = None) -> CTE:
    """Rows in force of the last day that each school (and, say, domain) has in the cycle."""
    by = [table.c[name] for name in SCHOOL_KEY] + list(per)
    rows = in_places(places, table, func.max(day).over(partition_by=by).label("last"))
    if where is not None:
        rows = rows.where(where)
    dated = rows.subquery()
    return kept(select(dated).where(dated.c[day.name] == dated.c.last))


def working(places: CTE) -> CTE:
    """Schools of the places that are described as working in the cycle."""
    return kept(in_places(places, school).where(school.c.in_cycle.is_(True)))


def reported(table: Table, place: FromClause) -> Condition:
    """Condition: the municipality of the row has any row in force in this table and cycle."""
    return exists().where(same_place(table, place), in_force(table, None))


def has(table: Table, row: FromClause, *conditions: Condition) -> Condition:
    """Condition: the school of the row has a row in force in this table, for which the conditions hold."""
    return exists().where(same_school(table, row), in_force(table, None), *conditions)


def schools_of(*rows: FromClause) -> CTE:
    """Every school that has a row in any of these."""
    return kept(union(*(select(*(one.c[name] for name in SCHOOL_KEY)) for one in rows)))


def by_school(schools: FromClause, rows: FromClause, sums: Mapping[str, Number]) -> CTE:
    """Sums over the rows of each of the schools, those without rows among them."""
    keys = [schools.c[name] for name in SCHOOL_KEY]
    return kept(
        select(*keys, *(value.label(name) for name, value in sums.items()))
        .join_from(schools, rows, same_school(schools, rows), isouter=True)
        .group_by(*keys)
    )


def total(value: Number, where: Condition) -> Number:
    """Σ of a value over the rows for which the condition holds; 0 without any."""
    return func.sum(case((where, value), else_=0))


def count(where: Condition) -> Number:
    """How many rows the condition holds for."""
    return func.sum(case((where, 1), else_=0))


def count_distinct(value: Number, where: Condition) -> Number:
    """How many different values there are in the rows for which the condition holds."""
    return func.count(case((where, value)).distinct())


def known_if(known: Condition, value: Number) -> Number:
    """The value where the condition holds, else unknown."""
    return case((known, value))


def one_if(condition: Condition) -> Number:
    """1 where the condition holds, else 0."""
    return case((condition, 1), else_=0)


def counted(
    rows: FromClause,
    code: str,
    numerator: Number,
    denominator: Number | None = None,
    *,
    part: ColumnElement[Any] | str = WHOLE,
    of_municipality: bool = False,
) -> Rows:
    """Rows of values of an indicator: one of each row of which numerator and denominator are known."""
    named = literal(part) if isinstance(part, str) else cast(part, String(40))
    values = select(
        rows.c.cycle,
        literal(code).label("indicator"),
        named.label("part"),
        rows.c.municipality_id,
        *([] if of_municipality else [rows.c.school_id]),
        cast(numerator, Float).label("numerator"),
        cast(null() if denominator is None else denominator, Float).label("denominator"),
    ).where(numerator.is_not(None))
    return values if denominator is None else values.where(denominator.is_not(None))


def ratios(rows: FromClause, columns: Mapping[str, tuple[str, str | None]]) -> list[Rows]:
    """Rows of values of indicators that are one column over another, or one column counted."""
    return [
        counted(rows, code, rows.c[above], None if below is None else rows.c[below])
        for code, (above, below) in columns.items()
    ]
