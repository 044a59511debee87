"""Effectiveness of one school: total, completeness, computed group, borderline mark (Э-ИТОГ, Э-ПОЛН, Э-ГР, Э-СНИЖ).

Pure arithmetic on exact fractions; where the numbers come from and where they go is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from methodology.catalogue import Methodology
from methodology.scales import Bounds, exact, is_borderline, zone_of

HUNDRED = Fraction(100)
NOT_APPLICABLE = "не применимо"
GROUP_OF_ZONE = {"high": 1, "middle": 2, "low": 3}


@dataclass(frozen=True)
class CriterionRule:
    """One criterion of a cycle as the sheet «Критерии» sets it: maximum score, weight, bounds of its zones."""

    criterion: int
    max_score: Fraction
    weight: Fraction
    bounds: Bounds


@dataclass(frozen=True)
class CriterionScore:
    """One score of a school; ``score`` None means no data, for the reason given (not a zero)."""

    criterion: int
    score: Fraction | None
    absence_reason: str | None


@dataclass(frozen=True)
class SchoolAssessment:
    """What follows from one school's scores.

    total = ``total_numerator`` / ``total_denominator`` per cent (None without data or weights). ``total_low_pct`` and
    ``total_high_pct``: the total if every missing applicable criterion were 0 or its maximum. ``completeness`` =
    numerator / denominator (denominator 0: nothing applicable). ``computed_group`` is None below the completeness
    that a group needs; ``borderline`` is None where there is no computed group.
    """

    total_numerator: Fraction | None
    total_denominator: Fraction | None
    total_low_pct: Fraction | None
    total_high_pct: Fraction | None
    completeness_numerator: Fraction
    completeness_denominator: Fraction
    computed_group: int | None
    borderline: bool | None
    low_criteria: int
    criteria_with_data: int

    @property
    def total_pct(self) -> Fraction | None:
        """Э-ИТОГ in per cent, None if unknown."""
        if self.total_numerator is None or not self.total_denominator:
            return None
        return self.total_numerator / self.total_denominator


def criterion_pct(score: Fraction, max_score: Fraction) -> Fraction:
    """Э-К in per cent; a negative score counts as zero, a score above the maximum as the maximum."""
    return min(max(score, Fraction(0)), max_score) / max_score * HUNDRED


def group_bounds(rules: Sequence[CriterionRule], methodology: Methodology) -> Bounds:
    """Bounds of the computed group: those of the sheet «Критерии» if all its criteria agree, else the methodology's."""
    from_sheet = {rule.bounds for rule in rules}
    if len(from_sheet) == 1:
        return from_sheet.pop()
    return Bounds(exact(methodology.threshold("crit_low_max")), exact(methodology.threshold("crit_high_min")))


def criteria_version(rules: Sequence[CriterionRule]) -> str:
    """Short hash of numbers, maxima and weights: two cycles are comparable exactly when it agrees."""
    text = ";".join(f"{r.criterion}:{r.max_score}:{r.weight}" for r in sorted(rules, key=lambda r: r.criterion))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def assess_school(
    rules: Mapping[int, CriterionRule], scores: Sequence[CriterionScore], bounds: Bounds, methodology: Methodology
) -> SchoolAssessment:
    """Judge one school by the criteria of its cycle.

    Scores on criteria that ``rules`` does not list are ignored (the checks refuse them before).
    """
    percents = {
        s.criterion: criterion_pct(s.score, rules[s.criterion].max_score)
        for s in scores
        if s.score is not None and s.criterion in rules
    }
    excused = {s.criterion for s in scores if s.score is None and s.absence_reason == NOT_APPLICABLE}
    applicable = sum((r.weight for r in rules.values() if r.criterion not in excused), Fraction(0))
    known = sum((rules[n].weight for n in percents), Fraction(0))
    weighted = sum((rules[n].weight * pct for n, pct in percents.items()), Fraction(0))

    has_total = known > 0
    completeness_pct = known / applicable * HUNDRED if applicable else None
    total = weighted / known if has_total else None
    group = borderline = None
    enough = completeness_pct is not None and completeness_pct >= exact(methodology.threshold("data_group_min"))
    if total is not None and enough:
        group = GROUP_OF_ZONE[zone_of(total, bounds)]
        borderline = is_borderline(total, bounds, exact(methodology.threshold("border_delta")))
    return SchoolAssessment(
        total_numerator=weighted if has_total else None,
        total_denominator=known if has_total else None,
        total_low_pct=weighted / applicable if has_total and applicable else None,
        total_high_pct=(weighted + (applicable - known) * HUNDRED) / applicable if has_total and applicable else None,
        completeness_numerator=known,
        completeness_denominator=applicable,
        computed_group=group,
        borderline=borderline,
        low_criteria=sum(zone_of(pct, rules[n].bounds) == "low" for n, pct in percents.items()),
        criteria_with_data=len(percents),
    )
