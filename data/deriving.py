"""Counts that follow from the facts, written at load: one select an indicator family, free of thresholds.

Each select gives rows of ``indicator_value``: cycle, indicator, part, municipality_id, school_id, numerator,
denominator.
"""

from __future__ import annotations

from sqlalchemy import Connection, Select, String, case, cast, exists, insert, literal, select

from data.tables import criterion, in_force, indicator_value, load_partition, score


def criterion_fulfilment() -> Select[tuple[object, ...]]:
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


FAMILIES = (criterion_fulfilment,)
"""Every select that fills ``indicator_value``."""


def derive_touched(connection: Connection, load_id: int) -> None:
    """Write the counts of every (cycle, municipality) that a load touched; what they replace must be closed before."""
    for family in FAMILIES:
        counts = family().subquery()
        touched = exists().where(
            load_partition.c.load_id == load_id,
            load_partition.c.cycle == counts.c.cycle,
            load_partition.c.municipality_id == counts.c.municipality_id,
        )
        columns = [*(column.name for column in counts.c), "from_load"]
        rows = select(*counts.c, literal(load_id)).where(touched)
        connection.execute(insert(indicator_value).from_select(columns, rows))
