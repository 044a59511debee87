"""Effectiveness of one school: total, completeness, computed group, borderline mark (Э-ИТОГ, Э-ПОЛН, Э-ГР, Э-СНИЖ).

Pure arithmetic on exact fractions; where the numbers come from and where they go is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import NamedTuple

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


class CriterionScore(NamedTuple):
    """One score of a school, as it was written; ``score`` None means no data, for the reason given (not a zero)."""

    criterion: int
    score: Fraction | float | None
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


def counted_rules(rules: Sequence[CriterionRule], methodology: Methodology) -> list[CriterionRule]:
    """The rules of the criteria that count: without those the methodology leaves out, with weights that it sets."""
    settings = {entry.criterion: entry for entry in methodology.criteria}
    found = []
    for rule in rules:
        setting = settings.get(rule.criterion)
        if setting is None or setting.included:
            weight = None if setting is None else setting.weight
            found.append(rule if weight is None else replace(rule, weight=exact(weight)))
    return found


def group_bounds(rules: Sequence[CriterionRule], methodology: Methodology) -> Bounds:
    """Bounds of the computed group: those of the sheet «Критерии» if all its criteria agree, else the methodology's.

    Always the methodology's where it says so.
    """
    if bounded_by_sheet(rules, methodology):
        return rules[0].bounds
    return Bounds(exact(methodology.threshold("crit_low_max")), exact(methodology.threshold("crit_high_min")))


def bounded_by_sheet(rules: Sequence[CriterionRule], methodology: Methodology) -> bool:
    """Whether the bounds of the computed group are those of the sheet «Критерии»."""
    return len({rule.bounds for rule in rules}) == 1 and not methodology.own_group_bounds


def criteria_version(rules: Sequence[CriterionRule]) -> str:
    """Short hash of numbers, maxima and weights: two cycles are comparable exactly when it agrees."""
    text = ";".join(f"{r.criterion}:{r.max_score}:{r.weight}" for r in sorted(rules, key=lambda r: r.criterion))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Assessor:
    """Judges schools by the criteria of one cycle; what a score of a criterion counts is worked out once."""

    def __init__(self, rules: Mapping[int, CriterionRule], bounds: Bounds, methodology: Methodology) -> None:
        """``bounds`` are those of the computed group."""
        self._rules = rules
        self._bounds = bounds
        self._enough = exact(methodology.threshold("data_group_min"))
        self._delta = exact(methodology.threshold("border_delta"))
        # Weights are added as whole numbers of their common unit, for sums of fractions take most of the time.
        self._unit = lcm(*(rule.weight.denominator for rule in rules.values()))
        self._weights = {number: int(rule.weight * self._unit) for number, rule in rules.items()}
        self._all_weights = sum(self._weights.values())
        self._counted: dict[tuple[int, Fraction | float], tuple[int, int, bool]] = {}

    def assess(self, scores: Sequence[CriterionScore]) -> SchoolAssessment:
        """Judge one school. Scores on criteria without a rule are ignored (the checks refuse them before)."""
        counted = {
            criterion: self._counted.get((criterion, score)) or self._count(criterion, score)
            for criterion, score, _ in scores
            if score is not None and criterion in self._rules
        }
        excused = {criterion for criterion, score, reason in scores if score is None and reason == NOT_APPLICABLE}
        known = sum(self._weights[number] for number in counted)
        applicable = self._all_weights - sum(self._weights.get(number, 0) for number in excused)
        common = lcm(*(whole for _, whole, _ in counted.values()))
        weighted = sum(part * (common // whole) for part, whole, _ in counted.values())

        total = low = high = group = borderline = None
        if known:
            total = Fraction(weighted * self._unit, common * known)
        if known and applicable:
            missing = (applicable - known) * 100 * common
            low = Fraction(weighted * self._unit, common * applicable)
            high = Fraction(weighted * self._unit + missing, common * applicable)
        if total is not None and applicable and 100 * known >= self._enough * applicable:
            group = GROUP_OF_ZONE[zone_of(total, self._bounds)]
            borderline = is_borderline(total, self._bounds, self._delta)
        return SchoolAssessment(
            total_numerator=Fraction(weighted, common) if known else None,
            total_denominator=Fraction(known, self._unit) if known else None,
            total_low_pct=low,
            total_high_pct=high,
            completeness_numerator=Fraction(known, self._unit),
            completeness_denominator=Fraction(applicable, self._unit),
            computed_group=group,
            borderline=borderline,
            low_criteria=sum(is_low for _, _, is_low in counted.values()),
            criteria_with_data=len(counted),
        )

    def _count(self, criterion: int, score: Fraction | float) -> tuple[int, int, bool]:
        """Weight × Э-К as numerator and denominator, and whether it is in the low zone."""
        rule = self._rules[criterion]
        percent = criterion_pct(exact(score), rule.max_score)
        weighted = rule.weight * percent
        found = weighted.numerator, weighted.denominator, zone_of(percent, rule.bounds) == "low"
        self._counted[criterion, score] = found
        return found


def assess_school(
    rules: Mapping[int, CriterionRule], scores: Sequence[CriterionScore], bounds: Bounds, methodology: Methodology
) -> SchoolAssessment:
    """Judge one school by the criteria of its cycle."""
    return Assessor(rules, bounds, methodology).assess(scores)
