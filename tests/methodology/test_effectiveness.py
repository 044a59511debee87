"""Effectiveness of one school, worked by hand; the numbers of every case are in its comment."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.catalogue import packaged
from methodology.effectiveness import (
    CriterionRule,
    CriterionScore,
    SchoolAssessment,
    assess_school,
    criteria_version,
    criterion_pct,
    group_bounds,
)
from methodology.scales import Bounds, exact

BOUNDS = Bounds(Fraction(60), Fraction(81))
NOT_APPLICABLE, NOT_SUBMITTED, IN_REVIEW = "не применимо", "не представлено", "на проверке"


def rule(number: int, max_score: float = 100, weight: float = 1, bounds: Bounds = BOUNDS) -> CriterionRule:
    return CriterionRule(number, exact(max_score), exact(weight), bounds)


def assess(
    *scores: float | str, rules: dict[int, CriterionRule] | None = None, bounds: Bounds = BOUNDS
) -> SchoolAssessment:
    """Scores on criteria 1, 2, …: a number, or the reason why there is none."""
    if rules is None:
        rules = {number: rule(number) for number in range(1, len(scores) + 1)}
    given_scores = [
        CriterionScore(number, None, score) if isinstance(score, str) else CriterionScore(number, exact(score), None)
        for number, score in enumerate(scores, start=1)
    ]
    return assess_school(rules, given_scores, bounds, packaged())


@pytest.mark.parametrize(
    ("total", "group"),
    [(0, 3), (60, 3), (60.4, 3), (60.49, 3), (60.5, 2), (61, 2), (80, 2), (80.4, 2), (80.5, 1), (81, 1), (100, 1)],
)
def test_group_turns_at_the_rounded_whole_percent(total, group):
    assert assess(total).computed_group == group


@pytest.mark.parametrize(
    ("total", "borderline"),
    # The verdict turns at 60,5 and 80,5; two points to both sides are borderline, bounds included.
    [
        *((58.4, False), (58.5, True), (60.5, True), (62.5, True), (62.6, False)),
        *((78.4, False), (78.5, True), (80.5, True), (82.5, True), (82.6, False)),
    ],
)
def test_borderline_is_within_two_points_of_the_turn(total, borderline):
    assert assess(total).borderline is borderline


def test_total_is_the_weighted_mean_of_percents():
    # (2 × 7,5/10 + 1 × 12/20 + 0,5 × 5/5) / 3,5 = (150 + 60 + 50) / 3,5 = 74,29 %
    rules = {1: rule(1, 10, 2), 2: rule(2, 20, 1), 3: rule(3, 5, 0.5)}
    school = assess(7.5, 12, 5, rules=rules)
    assert (school.total_numerator, school.total_denominator) == (260, Fraction(7, 2))
    assert school.total_pct == Fraction(520, 7)
    assert school.computed_group == 2
    assert school.low_criteria == 1
    assert school.criteria_with_data == 3


def test_a_criterion_of_no_weight_counts_as_data_and_not_in_the_total():
    school = assess(100, 0, rules={1: rule(1, weight=1), 2: rule(2, weight=0)})
    assert school.total_pct == 100
    assert school.low_criteria == 1
    assert school.criteria_with_data == 2


def test_missing_scores_leave_the_total_and_open_its_bounds():
    # Four of five criteria: total (90 + 90 + 70 + 70) / 4 = 80; the fifth may bring 0 (64) or 100 (84).
    school = assess(90, 90, 70, 70, NOT_SUBMITTED)
    assert school.total_pct == 80
    assert (school.total_low_pct, school.total_high_pct) == (64, 84)
    assert (school.completeness_numerator, school.completeness_denominator) == (4, 5)
    assert school.computed_group == 2


def test_80_percent_of_data_suffice_for_a_group_and_less_does_not():
    assert assess(90, 90, 90, 90, NOT_SUBMITTED).computed_group == 1
    school = assess(90, 90, 90, NOT_SUBMITTED)
    assert school.computed_group is None
    assert school.borderline is None
    assert school.total_pct == 90


def test_completeness_is_of_weights_not_of_criteria():
    rules = {1: rule(1, weight=4), 2: rule(2, weight=1), 3: rule(3, weight=0)}
    assert assess(90, NOT_SUBMITTED, NOT_SUBMITTED, rules=rules).computed_group == 1
    assert assess(NOT_SUBMITTED, 90, 90, rules=rules).computed_group is None


def test_not_applicable_leaves_the_denominator_and_not_submitted_stays_in_it():
    excused = assess(90, 90, NOT_APPLICABLE)
    assert (excused.completeness_numerator, excused.completeness_denominator) == (2, 2)
    assert (excused.total_low_pct, excused.total_high_pct) == (90, 90)
    assert excused.computed_group == 1
    for reason in (NOT_SUBMITTED, IN_REVIEW):
        owed = assess(90, 90, reason)
        assert (owed.completeness_numerator, owed.completeness_denominator) == (2, 3)
        assert (owed.total_low_pct, owed.total_high_pct) == (60, Fraction(280, 3))
        assert owed.computed_group is None


def test_a_criterion_without_a_row_is_owed_too():
    school = assess(90, rules={1: rule(1), 2: rule(2)})
    assert (school.completeness_numerator, school.completeness_denominator) == (1, 2)


def test_nothing_applicable_is_no_data_at_all():
    school = assess(NOT_APPLICABLE, NOT_APPLICABLE)
    assert (school.completeness_numerator, school.completeness_denominator) == (0, 0)
    assert school.total_pct is None
    assert (school.total_low_pct, school.total_high_pct, school.computed_group) == (None, None, None)


def test_no_scores_at_all():
    school = assess(NOT_SUBMITTED, IN_REVIEW)
    assert (school.completeness_numerator, school.completeness_denominator) == (0, 2)
    assert school.total_pct is None
    assert (school.criteria_with_data, school.low_criteria) == (0, 0)


def test_zero_is_a_score():
    school = assess(0, 0)
    assert school.total_pct == 0
    assert (school.computed_group, school.low_criteria, school.criteria_with_data) == (3, 2, 2)


def test_negative_counts_as_zero_and_too_much_as_the_maximum():
    assert criterion_pct(exact(-2.0), exact(10)) == 0
    assert criterion_pct(exact(12), exact(10)) == 100
    # (0 + 100) / 2, not (−20 + 100) / 2
    assert assess(-20, 100).total_pct == 50


def test_scores_on_criteria_that_nobody_set_are_ignored():
    school = assess(90, 10, rules={1: rule(1)})
    assert school.total_pct == 90
    assert school.criteria_with_data == 1


def test_low_criteria_use_the_bounds_of_their_own_criterion():
    rules = {1: rule(1, bounds=Bounds(Fraction(40), Fraction(70))), 2: rule(2)}
    assert assess(50, 50, rules=rules).low_criteria == 1


def test_group_bounds_are_those_of_the_sheet_where_all_criteria_agree():
    strict = Bounds(Fraction(70), Fraction(90))
    assert group_bounds([rule(1, bounds=strict), rule(2, bounds=strict)], packaged()) == strict
    assert group_bounds([rule(1, bounds=strict), rule(2)], packaged()) == BOUNDS
    assert group_bounds([], packaged()) == BOUNDS
    assert assess(85, bounds=strict).computed_group == 2


def test_criteria_version_tells_maxima_and_weights_apart_and_nothing_else():
    version = criteria_version([rule(1, 10), rule(2, 20)])
    assert criteria_version([rule(2, 20, bounds=Bounds(Fraction(1), Fraction(2))), rule(1, 10)]) == version
    assert criteria_version([rule(1, 10), rule(2, 21)]) != version
    assert criteria_version([rule(1, 10), rule(2, 20, 2)]) != version
    assert criteria_version([rule(1, 10)]) != version
    assert len(version) == 12


score_of_hundred = st.integers(-50, 1100).map(lambda tenths: tenths / 10)
reasons = st.sampled_from((NOT_APPLICABLE, NOT_SUBMITTED, IN_REVIEW))
weights = st.sampled_from((0.0, 0.5, 1.0, 1.5, 3.0))


@given(st.lists(st.tuples(score_of_hundred | reasons, weights), min_size=1, max_size=10))
def test_total_lies_between_its_bounds_and_completeness_between_0_and_100(columns):
    rules = {number: rule(number, weight=weight) for number, (_, weight) in enumerate(columns, start=1)}
    school = assess(*(score for score, _ in columns), rules=rules)
    assert 0 <= school.completeness_numerator <= school.completeness_denominator
    if school.total_pct is None:
        assert school.total_low_pct is None
        assert school.total_high_pct is None
        assert school.computed_group is None
    else:
        assert school.total_low_pct is not None
        assert school.total_high_pct is not None
        assert 0 <= school.total_low_pct <= school.total_pct <= school.total_high_pct <= 100
        whole = school.completeness_numerator == school.completeness_denominator
        assert (school.total_low_pct == school.total_high_pct) is whole
    assert (school.borderline is None) is (school.computed_group is None)
    assert school.low_criteria <= school.criteria_with_data <= len(columns)


@given(st.lists(score_of_hundred, min_size=1, max_size=10), st.integers(0, 9), st.integers(0, 300))
def test_a_better_score_never_makes_the_group_worse(values, position, tenths):
    better = list(values)
    better[position % len(values)] += tenths / 10
    before, after = assess(*values), assess(*better)
    assert before.computed_group is not None
    assert after.computed_group is not None
    assert after.computed_group <= before.computed_group
