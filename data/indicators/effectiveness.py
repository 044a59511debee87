"""Эффективность школ: scores over their maxima."""

from __future__ import annotations

from sqlalchemy import CTE, SelectBase, case

from data.indicators.counting import Family, counted, in_places
from data.tables import criterion, in_force, score


def _fulfilment(places: CTE) -> SelectBase:
    """Э-К: one row is one school × criterion with a score; score (negative counts as 0) over the maximum."""
    scores = in_places(places, score, criterion.c.max_score).join(
        criterion,
        (criterion.c.municipality_id == score.c.municipality_id)
        & (criterion.c.cycle == score.c.cycle)
        & (criterion.c.criterion == score.c.criterion)
        & in_force(criterion, None),
    )
    rows = scores.where(score.c.score.is_not(None)).subquery()
    points, maximum = rows.c.score, rows.c.max_score
    capped = case((points < 0, 0.0), (points > maximum, maximum), else_=points)
    return counted(rows, "Э-К", capped, maximum, part=rows.c.criterion)


FAMILIES = (Family(("Э-К",), _fulfilment),)
