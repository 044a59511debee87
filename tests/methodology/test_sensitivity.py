"""Groups judged otherwise: by hand, at the bounds, and what holds for any scores."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.catalogue import packaged
from methodology.effectiveness import Assessor, CriterionRule, CriterionScore
from methodology.scales import Bounds
from methodology.sensitivity import DOUBTFUL, group_without, unrounded_group

BOUNDS = Bounds(Fraction(60), Fraction(81))


def assessor(criteria: int) -> Assessor:
    rules = {n: CriterionRule(n, Fraction(100), Fraction(1), BOUNDS) for n in range(1, criteria + 1)}
    return Assessor(rules, BOUNDS, packaged())


def scored(*values: int | Fraction | None) -> list[CriterionScore]:
    return [
        CriterionScore(n, None if value is None else Fraction(value), None if value is not None else "не представлено")
        for n, value in enumerate(values, start=1)
    ]


def test_worked_by_hand() -> None:
    # (95 + 50 + 50 + 60 + 65) / 5 = 64: middle. Without the first (50 + 50 + 60 + 65) / 4 = 56,25: low.
    judge, scores = assessor(5), scored(95, 50, 50, 60, 65)
    assert judge.assess(scores).computed_group == 2
    assert group_without(judge, scores, frozenset({1})) == (3, Fraction(225, 4))
    # Without 2 and 4: (95 + 50 + 65) / 3 = 70.
    assert group_without(judge, scores, DOUBTFUL) == (2, Fraction(70))


def test_what_is_left_out_does_not_apply_and_is_not_missing() -> None:
    # Four of five say 80 % of the data, enough; without one of those three of four, 75 %, too little.
    judge, scores = assessor(5), scored(90, 70, 70, 70, None)
    assert judge.assess(scores).computed_group == 2
    assert group_without(judge, scores, frozenset({1})) == (None, Fraction(70))
    # Without the missing one everything is there; without all of them there is nothing to judge by.
    assert group_without(judge, scores, frozenset({5})) == (2, Fraction(75))
    assert group_without(judge, scores, frozenset(range(1, 6))) == (None, None)


@pytest.mark.parametrize(
    ("total", "rounded", "exact"),
    [
        ("60", 3, 3), ("60.01", 3, 2), ("60.49", 3, 2), ("60.5", 2, 2), ("80.49", 2, 2), ("80.5", 1, 2),
        ("80.99", 1, 2), ("81", 1, 1),
    ],
)  # fmt: skip
def test_bounds_without_rounding(total: str, rounded: int, exact: int) -> None:
    assessment = assessor(1).assess(scored(Fraction(total)))
    assert (assessment.computed_group, unrounded_group(assessment, BOUNDS)) == (rounded, exact)


def test_no_group_has_none_without_rounding_either() -> None:
    assert unrounded_group(assessor(2).assess(scored(90, None)), BOUNDS) is None
    assert unrounded_group(assessor(1).assess([]), BOUNDS) is None


SCORES = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=1, max_size=10)


@given(SCORES, st.sets(st.integers(1, 10)))
def test_any_scores(values: list[int | None], left_out: set[int]) -> None:
    """Leaving nothing out changes nothing; leaving criteria out is judging by the others as if they were all."""
    judge, scores = assessor(len(values)), scored(*values)
    own = judge.assess(scores)
    assert group_without(judge, scores, frozenset()) == (own.computed_group, own.total_pct)
    left_out &= set(range(1, len(values) + 1))
    kept = {n: value for n, value in enumerate(values, start=1) if n not in left_out}
    group, total = group_without(judge, scores, frozenset(left_out))
    if not kept:
        assert (group, total) == (None, None)
        return
    rules = {n: CriterionRule(n, Fraction(100), Fraction(1), BOUNDS) for n in kept}
    alone = Assessor(rules, BOUNDS, packaged()).assess([each for each in scores if each.criterion in kept])
    assert (group, total) == (alone.computed_group, alone.total_pct)


@given(SCORES)
def test_rounding_moves_by_one_group_at_most_and_only_near_a_bound(values: list[int | None]) -> None:
    own = assessor(len(values)).assess(scored(*values))
    group = unrounded_group(own, BOUNDS)
    assert (group is None) == (own.computed_group is None)
    if group is not None and own.computed_group is not None and group != own.computed_group:
        assert own.total_pct is not None
        assert group == 2
        assert 60 < own.total_pct < Fraction(121, 2) or Fraction(161, 2) <= own.total_pct < 81
