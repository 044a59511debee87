"""Stability of a group: by hand, against exact binomial sums, and against the assessor on any scores."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.catalogue import packaged
from methodology.effectiveness import Assessor, CriterionRule, CriterionScore
from methodology.scales import Bounds
from methodology.stability import DRAWS, Stability, draws, firmness, groups_of, stability

BOUNDS = Bounds(Fraction(60), Fraction(81))
CONCENTRATION = 100.0


def equal(criteria: int) -> list[CriterionRule]:
    return [CriterionRule(number + 1, Fraction(100), Fraction(1), BOUNDS) for number in range(criteria)]


def of(*values: float | None, rules: list[CriterionRule] | None = None) -> Stability:
    """One school, everything applicable."""
    rules = rules or equal(len(values))
    weights = [float(rule.weight) for rule in rules]
    low = sum(w * (v or 0) for w, v in zip(weights, values, strict=True)) / sum(weights)
    high = sum(w * (100 if v is None else v) for w, v in zip(weights, values, strict=True)) / sum(weights)
    line = np.array([[np.nan if value is None else value for value in values]])
    return stability(rules, BOUNDS, line, np.array([low]), np.array([high]), CONCENTRATION)


def test_worked_by_hand() -> None:
    # (100 + 70 + 60 + 50) / 4 = 70: the middle group. Without the first (60) it is the low one; without the others
    # 70, 73,3 and 76,7: middle. So 3 of 4. Nothing is missing.
    found = of(100, 70, 60, 50)
    assert found.left_out[0] == 75
    assert math.isnan(found.missing[0])
    assert (found.flips[0], found.flip[0], found.flip_group[0], found.criteria[0]) == (1, 0, 3, 4)
    assert found.total[0] == min(75, found.weights[0])


def test_missing_scores_at_their_bounds() -> None:
    # 65 over two of three: with nothing for the third 43,3 (low), with its maximum 76,7 (middle): one of two.
    found = of(60, 70, None)
    assert found.missing[0] == 50
    assert found.total[0] == 50


def test_of_several_criteria_the_one_that_carries_furthest() -> None:
    # (52 + 61 + 66 + 65) / 4 = 61, the middle group; without the third 59,3, without the last 59,7: both low.
    found = of(52, 61, 66, 65)
    assert (found.flips[0], found.flip[0], found.flip_group[0]) == (2, 2, 3)


def test_the_only_criterion_leaves_no_group() -> None:
    found = of(90)
    assert (found.left_out[0], found.flips[0], found.flip[0], found.flip_group[0]) == (0, 1, 0, 0)
    nothing = of(None, None)
    assert math.isnan(nothing.total[0])
    assert nothing.flip[0] == -1


def test_criteria_without_weight_count_for_nothing() -> None:
    rules = [*equal(4), CriterionRule(5, Fraction(100), Fraction(0), BOUNDS)]
    with_it, without = of(100, 70, 60, 50, 0, rules=rules), of(100, 70, 60, 50)
    assert with_it.left_out[0] == without.left_out[0]
    assert with_it.weights[0] == without.weights[0]
    assert with_it.criteria[0] == 4


def test_share_of_draws_is_that_of_the_beta_distribution() -> None:
    # Two criteria of equal weight, 100 and 20: 60 is the low group (below 60,5). With weight w of the first the total
    # is 20 + 80 w, low below w = 81/160. w is Beta(50, 50), whose distribution function is the binomial tail
    # P(Bin(99, x) ≥ 50): an exact second way to the same number.
    x = Fraction(81, 160)
    exactly = float(sum(comb(99, k) * x**k * (1 - x) ** (99 - k) for k in range(50, 100)))
    found = of(100, 20)
    assert found.weights[0] / 100 == pytest.approx(exactly, abs=3 * sqrt(exactly * (1 - exactly) / DRAWS))
    assert 0.5 < exactly < 0.6


def test_drawn_weights_have_the_moments_of_dirichlet() -> None:
    # Mean w, variance w (1 − w) / (concentration + 1): with ten equal weights a weight varies by 30 % of itself.
    drawn = draws((1.0,) * 10, CONCENTRATION)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(DRAWS))
    assert drawn.mean() == pytest.approx(0.1)
    assert drawn.std() / 0.1 == pytest.approx(sqrt(0.1 * 0.9 / 101) / 0.1, rel=0.05)
    assert (draws((1.0,) * 10, CONCENTRATION) == drawn).all()


def test_verdicts() -> None:
    assert [firmness(pct, 90, 70) for pct in (100, 90, 89.9, 70, 69.9, 0)] == [
        "firm", "firm", "likely", "likely", "unstable", "unstable",
    ]  # fmt: skip


SCORES = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=1, max_size=8)


@given(SCORES, st.data())
def test_groups_are_those_of_the_assessor(values: list[int | None], data: st.DataObject) -> None:
    """The group itself and every group without a criterion, judged one by one on exact fractions."""
    weights = data.draw(st.lists(st.integers(1, 5), min_size=len(values), max_size=len(values)))
    rules = [
        CriterionRule(number + 1, Fraction(100), Fraction(weight), BOUNDS) for number, weight in enumerate(weights)
    ]
    found = of(*values, rules=rules)

    def judged(left_out: int | None) -> int:
        """As if everything else were all there is."""
        kept = [rule for rule, value in zip(rules, values, strict=True) if value is not None]
        kept = [rule for rule in kept if rule.criterion != left_out]
        if not kept:
            return 0
        assessor = Assessor({rule.criterion: rule for rule in kept}, BOUNDS, packaged())
        scores = [CriterionScore(rule.criterion, Fraction(values[rule.criterion - 1] or 0), None) for rule in kept]
        return assessor.assess(scores).computed_group or 0

    group = judged(None)
    with_data = [rule.criterion for rule, value in zip(rules, values, strict=True) if value is not None]
    flips = [number for number in with_data if judged(number) != group]
    assert found.flips[0] == len(flips)
    assert found.criteria[0] == len(with_data)
    if not with_data:
        assert math.isnan(found.total[0])
        return
    assert found.left_out[0] == pytest.approx(100 * (1 - len(flips) / len(with_data)))
    assert (found.flip[0] + 1 in flips) if flips else found.flip[0] == -1
    assert 0 <= found.total[0] <= min(found.left_out[0], found.weights[0])


@given(SCORES.filter(lambda values: any(value is not None for value in values)), st.permutations(range(8)))
def test_the_order_of_criteria_changes_nothing_but_the_draws(values: list[int | None], order: list[int]) -> None:
    moved = [values[place] for place in order if place < len(values)]
    one, other = of(*values), of(*moved)
    assert one.left_out[0] == other.left_out[0]
    assert one.flips[0] == other.flips[0]
    assert np.nan_to_num(one.missing[0], nan=-1) == np.nan_to_num(other.missing[0], nan=-1)


def test_turning_points_are_exact() -> None:
    totals = np.array([60.49, 60.5 - 1e-12, 60.5, 80.49, 80.5, np.nan])
    assert groups_of(totals, BOUNDS).tolist() == [3, 2, 2, 2, 1, 0]


def test_a_region_takes_less_than_a_second() -> None:
    random = np.random.default_rng(1)
    values = random.uniform(20, 100, (1500, 10))
    values[random.random(values.shape) < 0.05] = np.nan
    low = np.nansum(values, axis=1) / 10
    started = time.process_time()
    stability(equal(10), BOUNDS, values, low, low + 10 * np.isnan(values).sum(axis=1), CONCENTRATION)
    assert time.process_time() - started < 1
