"""Counts that follow from the facts, written at load: one select an indicator, free of thresholds.

Each select gives rows of ``indicator_value``: cycle, indicator, part, municipality_id, school_id, numerator,
denominator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    select,
)

from data.tables import (
    criterion,
    derived_indicator,
    in_force,
    indicator_value,
    load,
    load_partition,
    school,
    score,
)

Counts = Select[*tuple[Any, ...]]


def criterion_fulfilment() -> Counts:
    """Э-К: one row is one school × criterion with a score; score (negative counts as 0) over the maximum."""
    maximum = criterion.c.max_score
    capped = case((score.c.score < 0, 0.0), (score.c.score > maximum, maximum), else_=score.c.score)
    return (
        select(
            score.c.cycle,
            literal("Э-К").label("indicator"),
            cast(score.c.criterion, String(40)).label("part"),
            score.c.municipality_id,
            score.c.school_id,
            capped.label("numerator"),
            maximum.label("denominator"),
        )
        .join(
            criterion,
            (criterion.c.municipality_id == score.c.municipality_id)
            & (criterion.c.cycle == score.c.cycle)
            & (criterion.c.criterion == score.c.criterion)
            & in_force(criterion, None),
        )
        .where(in_force(score, None), score.c.score.is_not(None))
    )


def school_flag(code: str, flag: Column[Any]) -> Callable[[], Counts]:
    """КО-…: one row is one working school whose description says yes (1) or no (0); not said, no row."""

    def counts() -> Counts:
        return select(
            school.c.cycle,
            literal(code).label("indicator"),
            literal("").label("part"),
            school.c.municipality_id,
            school.c.school_id,
            case((flag.is_(True), 1.0), else_=0.0).label("numerator"),
            literal(1.0).label("denominator"),
        ).where(in_force(school, None), school.c.in_cycle.is_(True), flag.is_not(None))

    return counts


INDICATORS: dict[str, Callable[[], Counts]] = {
    "Э-К": criterion_fulfilment,
    "КО-ШНОР": school_flag("КО-ШНОР", school.c.low_results),
    "КО-ВПР": school_flag("КО-ВПР", school.c.biased_vpr),
}
"""Every indicator that lies in ``indicator_value``, and the select that counts it."""


def derive(connection: Connection, load_id: int) -> None:
    """Write the counts of every (cycle, municipality) that a load touched and that has none in force."""
    touched = (
        select(load_partition.c.cycle, load_partition.c.municipality_id)
        .where(load_partition.c.load_id == load_id)
        .distinct()
        .subquery()
    )
    for code in INDICATORS:
        _derive(connection, code, touched)


def derive_new_indicators(connection: Connection) -> int:
    """Count, for all that is loaded, the indicators that a newer version of the program has brought; says how many."""
    known = set(connection.scalars(select(derived_indicator.c.indicator)))
    new = [code for code in INDICATORS if code not in known]
    for code in new:
        _derive(connection, code, None)
        connection.execute(insert(derived_indicator).values(indicator=code))
    return len(new)


def _derive(connection: Connection, code: str, places: Subquery | None) -> None:
    """Rows are valid from the latest load in force that touched their place, as judgements are."""
    counts = INDICATORS[code]().subquery()
    latest = (
        select(
            load_partition.c.cycle, load_partition.c.municipality_id, func.max(load_partition.c.load_id).label("load")
        )
        .join(load, (load.c.load_id == load_partition.c.load_id) & load.c.undone_at.is_(None))
        .group_by(load_partition.c.cycle, load_partition.c.municipality_id)
    )
    if places is not None:
        latest = latest.join(places, _same_place(load_partition, places))
    by_place = latest.subquery()
    there = exists().where(
        indicator_value.c.indicator == code, _same_place(indicator_value, by_place), in_force(indicator_value, None)
    )
    rows = select(*counts.c, by_place.c.load).join(by_place, _same_place(counts, by_place)).where(~there)
    connection.execute(insert(indicator_value).from_select([*(column.name for column in counts.c), "from_load"], rows))


def _same_place(left: FromClause, right: FromClause) -> ColumnElement[bool]:
    return and_(left.c.municipality_id == right.c.municipality_id, left.c.cycle == right.c.cycle)
