"""What becomes of a computed group if something that one may doubt is judged otherwise: pure arithmetic on fractions.

Four other looks (§3.6.2 and §3.6.8 of the subject model): without what schools say of themselves; schools with a sign
of biased results without the criteria that rest on the doubtful procedure; without these schools; without rounding.
Everything else stays: weights, bounds, what data a group needs. What is left out counts as not applicable.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, get_args

from methodology.effectiveness import (
    GROUP_OF_ZONE,
    NOT_APPLICABLE,
    Assessor,
    CriterionScore,
    SchoolAssessment,
)
from methodology.scales import Bounds

Variant = Literal["self_reported", "doubtful", "biased", "continuous"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)
SELF_REPORTED = frozenset({"отчёт ОО"})
"""Of the sources that the sheet «Оценка_критерии» names for each score, those in which a school reports on itself."""
DOUBTFUL = frozenset({2, 4})
"""Criteria that rest on results of the procedure that may be biased (§3.6.8): basic training, subject results."""


def group_without(
    assessor: Assessor, scores: Sequence[CriterionScore], criteria: frozenset[int]
) -> tuple[int | None, Fraction | None]:
    """Group and total of a school without these criteria, as if they did not apply to it."""
    kept = [each for each in scores if each.criterion not in criteria]
    found = assessor.assess([*kept, *(CriterionScore(number, None, NOT_APPLICABLE) for number in sorted(criteria))])
    return found.computed_group, found.total_pct


def unrounded_group(assessment: SchoolAssessment, bounds: Bounds) -> int | None:
    """The group if the total is not rounded: low up to the low bound, high from the high one, between them middle."""
    total = assessment.total_pct
    if assessment.computed_group is None or total is None:
        return None
    zone = "low" if total <= bounds.low_max else "high" if total >= bounds.high_min else "middle"
    return GROUP_OF_ZONE[zone]
