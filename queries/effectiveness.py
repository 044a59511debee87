"""Effectiveness groups: how many schools, where, since when."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from data.tables import judgement
from methodology.shares import change, ratio
from queries.frames import in_order_of, read_frame
from queries.scope import Scope
from queries.selection import (
    has_data,
    judged_cycles,
    judged_in,
    methodology_of,
    resolved,
    same_school,
    school_rows,
    with_municipality_names,
)
from queries.shared import once

HEADLINE = (
    "cycle",
    "is_previous",
    "schools",
    "high",
    "middle",
    "low",
    "without_group",
    "assigned",
    "borderline",
    "disagreeing",
    "completeness_numerator",
    "completeness_denominator",
    "enough",
    "with_data",
    "moved_up",
    "moved_down",
    "in_both",
    "completeness_pct",
)
"""The columns of ``headline``."""
BY_CYCLE = tuple("previous" if name == "is_previous" else name for name in HEADLINE)
"""The columns of ``groups_by_cycle``."""

BEFORE = (
    "before_numerator",
    "before_denominator",
    "before_completeness_numerator",
    "before_completeness_denominator",
    "criteria_version_before",
)
"""What ``schools_table`` reads of the previous cycle and doesn't show."""

ROUNDED = 5e-10
"""What division left in the last decimal places must not decide."""


def schools_by_group(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one group and its origin.

    Columns: group_number (1–3, missing without a group), origin ('assigned', 'computed', missing), schools.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    return read_frame(
        connection,
        select(rows.c.group_number, rows.c.origin, func.count().label("schools"))
        .group_by(rows.c.group_number, rows.c.origin)
        .order_by(rows.c.group_number.nulls_last(), rows.c.origin.nulls_last()),
    )


def groups_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with selected schools.

    Columns: municipality_id, municipality_name, cluster, schools, high, middle, low, without_group, with_data (counts
    of schools; with_data: with a score or a group by act), completeness_numerator, completeness_denominator, low_pct,
    middle_pct, high_pct (of schools that have a group; missing without any), completeness_pct (Э-ПОЛН, Σ/Σ). Most low
    schools first.
    """
    scope = resolved(connection, scope)
    # Tables and map of a page begin with it. A copy, since they add columns.
    return once(connection, "groups", scope, lambda: _groups_by_municipality(connection, scope)).copy(deep=False)


def _groups_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    rows = school_rows(scope, described=False)
    counts = read_frame(
        connection,
        select(
            rows.c.municipality_id,
            *group_counts(rows),
            func.count(case((has_data(rows), 1))).label("with_data"),
        ).group_by(rows.c.municipality_id),
    )
    frame = with_municipality_names(counts, connection, scope)
    with_group = frame["schools"] - frame["without_group"]
    for zone in ("low", "middle", "high"):
        frame[f"{zone}_pct"] = ratio(frame[zone], with_group)
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    return in_order_of(frame, "low", "low_pct", "municipality_name", "municipality_id", down=("low", "low_pct"))


def group_counts(rows: Subquery) -> tuple[ColumnElement[Any], ...]:
    """What is counted of rows of ``school_rows`` wherever groups are counted.

    Columns: schools, high, middle, low, without_group, completeness_numerator, completeness_denominator.
    """
    number = rows.c.group_number
    return (
        func.count().label("schools"),
        func.count(case((number == 1, 1))).label("high"),
        func.count(case((number == 2, 1))).label("middle"),
        func.count(case((number == 3, 1))).label("low"),
        func.count(case((number.is_(None), 1))).label("without_group"),
        func.sum(rows.c.completeness_numerator).label("completeness_numerator"),
        func.sum(rows.c.completeness_denominator).label("completeness_denominator"),
    )


def headline(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one cycle: the scope's (is_previous False) and, if named, the previous one (True).

    Columns: cycle, is_previous, schools, high, middle, low, without_group, assigned, borderline, disagreeing (assigned
    and computed group differ), completeness_numerator, completeness_denominator, enough (schools whose data suffice for
    a group), with_data (schools with a score or a group by act), completeness_pct, moved_up, moved_down (schools whose
    group changed), in_both (schools with a group in both cycles, of which those are counted; all three missing without
    a previous cycle and in its row). The previous cycle counts the same filters in its own schools. Empty while there
    is no judged cycle.
    """
    scope = resolved(connection, scope)
    if scope.cycle is None:
        return pd.DataFrame(columns=list(HEADLINE))
    counted = [_counts(scope, previous)]
    if previous is not None:
        counted.append(_counts(scope.in_cycle(previous), None))
    # Told apart by position: a cycle may be compared with itself.
    parts = [part.add_columns(literal(bool(position)).label("is_previous")) for position, part in enumerate(counted)]
    frame = read_frame(connection, union_all(*parts).order_by("is_previous"))
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    return frame[list(HEADLINE)]


def groups_by_cycle(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one judged cycle up to the scope's, the earliest first: how the figures came to be.

    Columns: as ``headline`` without is_previous, and previous, the cycle with which moved_up and moved_down compare:
    the one named for the scope's cycle, the nearest earlier one for the others (missing in the first). Each cycle
    counts the same filters in its own schools. Empty while there is no judged cycle.
    """
    scope = resolved(connection, scope)
    known = judged_cycles(connection, scope)
    if not known:
        return pd.DataFrame(columns=list(BY_CYCLE))
    counted = []
    for earlier, cycle in zip([None, *known], known, strict=False):
        compared = previous if cycle == scope.cycle else earlier
        counts = _counts(scope.in_cycle(cycle), compared)
        counted.append(counts.add_columns(literal(compared, String).label("previous")))
    frame = read_frame(connection, union_all(*counted).order_by("cycle"))
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    return frame[list(BY_CYCLE)]


def _counts(scope: Scope, previous: str | None) -> Select[*tuple[Any, ...]]:
    """One row: the figures of ``headline`` for the cycle of a resolved scope."""
    rows = school_rows(scope, described=False)
    number, computed, assigned = rows.c.group_number, rows.c.computed_group, rows.c.assigned_group
    statement = select(
        literal(scope.cycle).label("cycle"),
        *group_counts(rows),
        func.count(assigned).label("assigned"),
        func.count(case((rows.c.borderline.is_(True), 1))).label("borderline"),
        func.count(case((assigned != computed, 1))).label("disagreeing"),
        func.count(computed).label("enough"),
        func.count(case((has_data(rows), 1))).label("with_data"),
    )
    if previous is None:
        missing = cast(null(), Integer)
        return statement.add_columns(*(missing.label(name) for name in ("moved_up", "moved_down", "in_both")))
    before = judged_before(scope, previous)
    return statement.add_columns(
        func.count(case((number < before.c.group_number, 1))).label("moved_up"),
        func.count(case((number > before.c.group_number, 1))).label("moved_down"),
        func.count(case((number.is_not(None) & before.c.group_number.is_not(None), 1))).label("in_both"),
    ).join_from(rows, before, same_school(rows, before), isouter=True)


def transitions(connection: Connection, scope: Scope, previous: str) -> pd.DataFrame:
    """One row is one pair of groups: in the previous cycle and in the scope's.

    Columns: group_before, group_now (1–3; missing: no group), was_there (the school was judged in the previous cycle),
    schools. Selected are the scope's schools in the scope's cycle.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    before = judged_before(scope, previous)
    was_there = before.c.school_id.is_not(None)
    return read_frame(
        connection,
        select(
            before.c.group_number.label("group_before"),
            rows.c.group_number.label("group_now"),
            was_there.label("was_there"),
            func.count().label("schools"),
        )
        .join_from(rows, before, same_school(rows, before), isouter=True)
        .group_by(before.c.group_number, rows.c.group_number, was_there)
        .order_by(before.c.group_number.nulls_last(), rows.c.group_number.nulls_last(), was_there),
    )


def schools_table(
    connection: Connection,
    scope: Scope,
    previous: str | None,
    group_before: int | None = None,
    group_now: int | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """One row is one selected school, those that need support most first.

    Columns: municipality_id, municipality_name, school_id, short_name, kind, locality, group_number, origin,
    assigned_group, act, computed_group, disagrees, borderline, total_pct (missing below the completeness that a total
    needs), total_low_pct, total_high_pct (bounds if data are missing), completeness_pct, criteria_with_data,
    low_criteria, group_before, total_before_pct, total_change (п.п.; missing unless both totals are shown and the
    criteria are the same), criteria_changed, found (how many schools there are in all). ``group_before`` and
    ``group_now`` keep one cell of the transitions; ``limit`` keeps the first schools.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    shown_from = methodology.threshold("data_show_min")
    before = judged_before(scope, previous)

    def of_cell(rows: Subquery, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        statement = select(*columns).join_from(rows, before, same_school(rows, before), isouter=True)
        for group, wanted in ((before.c.group_number, group_before), (rows.c.group_number, group_now)):
            if wanted is not None:
                statement = statement.where(group == wanted)
        return statement

    rows = school_rows(scope)
    statement = of_cell(
        rows,
        *rows.c,
        before.c.group_number.label("group_before"),
        before.c.total_numerator.label("before_numerator"),
        before.c.total_denominator.label("before_denominator"),
        before.c.completeness_numerator.label("before_completeness_numerator"),
        before.c.completeness_denominator.label("before_completeness_denominator"),
        before.c.criteria_version.label("criteria_version_before"),
    )
    last = None
    if limit is not None:
        narrow = school_rows(scope, described=False)
        place = _place(narrow, shown_from)
        ordered = of_cell(narrow, place, func.count().over()).order_by(place)
        last = connection.execute(ordered.offset(limit - 1).limit(1)).first()
    if last is not None:
        # With all that share the last place: names decide among them below.
        statement = statement.where(_place(rows, shown_from) <= last[0])
    frame = read_frame(connection, statement)
    frame["found"] = pd.Series(len(frame) if last is None else last[1], frame.index, "Int64")
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    before_completeness = ratio(frame["before_completeness_numerator"], frame["before_completeness_denominator"])
    frame["total_pct"] = shown_total(
        frame["total_numerator"], frame["total_denominator"], frame["completeness_pct"], shown_from
    )
    frame["total_before_pct"] = shown_total(
        frame["before_numerator"], frame["before_denominator"], before_completeness, shown_from
    )
    same_criteria = frame["criteria_version"] == frame["criteria_version_before"]
    frame["criteria_changed"] = frame["criteria_version_before"].notna() & ~same_criteria
    frame["total_change"] = change(frame["total_pct"], frame["total_before_pct"], same_criteria)
    frame["disagrees"] = (frame["assigned_group"] != frame["computed_group"]).fillna(value=False)
    order = ("group_number", "total_pct", "municipality_name", "municipality_id", "short_name", "school_id")
    frame = in_order_of(frame.drop(columns=list(BEFORE)), *order, down=("group_number",))
    return frame if limit is None else frame.head(limit)


def _place(rows: Subquery, shown_from: float) -> ColumnElement[float]:
    """Where a school stands among those that need support, as a number: by its group, then by the total shown."""
    complete = rows.c.completeness_numerator * 100 >= (shown_from - ROUNDED) * rows.c.completeness_denominator
    total = rows.c.total_numerator / func.nullif(rows.c.total_denominator, 0)
    return func.coalesce(case((complete, total)), 1_000) - 10_000 * func.coalesce(rows.c.group_number, 0)


def judged_before(scope: Scope, previous: str | None) -> Subquery:
    """One row is one school judged in the previous cycle (none if no cycle is named)."""
    return (
        select(
            judgement.c.municipality_id,
            judgement.c.school_id,
            judgement.c.group_number,
            judgement.c.total_numerator,
            judgement.c.total_denominator,
            judgement.c.completeness_numerator,
            judgement.c.completeness_denominator,
            judgement.c.criteria_version,
        )
        .where(judged_in(scope.in_cycle(previous or "")))
        .subquery("before")
    )


def shown_total(
    numerator: pd.Series[float], denominator: pd.Series[float], completeness_pct: pd.Series[float], shown_from: float
) -> pd.Series[float]:
    """Э-ИТОГ in per cent; missing below the completeness that a total needs to be shown."""
    return ratio(numerator, denominator, 1).where(_at_least(completeness_pct, shown_from))


def _at_least(values: pd.Series[Any], bound: float) -> pd.Series[Any]:
    return (values >= bound - ROUNDED).fillna(value=False)
