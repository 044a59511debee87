"""Before and after of the same schools, worked by hand."""

from __future__ import annotations

import math
import random

import pytest

from methodology.effect import LEAST_SCHOOLS, STUDENT_95, Pair, change_of_pairs, student_95


def test_sums_are_compared_not_means() -> None:
    change = change_of_pairs([(1, 2, 2, 2), (10, 100, 10, 100)], 100)
    assert change is not None
    assert change.before == pytest.approx(100 * 11 / 102)
    assert change.after == pytest.approx(100 * 12 / 102)
    assert change.low is None
    assert change.beyond_chance is None


def test_equal_denominators_give_the_paired_interval_of_student() -> None:
    """With one denominator for all, the interval is the textbook's: mean difference ± t·s/√n."""
    rises = [4.0, 6.0, 5.0, 7.0, 3.0, 5.0]
    pairs: list[Pair] = [(10, 50, 10 + rise, 50) for rise in rises]
    change = change_of_pairs(pairs, 1)
    assert change is not None
    mean = sum(rises) / 6
    deviation = math.sqrt(sum((rise - mean) ** 2 for rise in rises) / 5)
    half = 2.571 * deviation / math.sqrt(6) / 50
    assert change.difference == pytest.approx(mean / 50)
    assert change.low == pytest.approx(mean / 50 - half)
    assert change.high == pytest.approx(mean / 50 + half)
    assert change.beyond_chance is True


def test_what_goes_up_and_down_alike_is_chance() -> None:
    pairs: list[Pair] = [(10, 50, 10 + move, 50) for move in (-6, 6, -5, 5, 0)]
    change = change_of_pairs(pairs, 100)
    assert change is not None
    assert change.beyond_chance is False


def test_nothing_to_divide_by_is_no_change() -> None:
    assert change_of_pairs([], 100) is None
    assert change_of_pairs([(0, 0, 1, 2)], 100) is None
    assert change_of_pairs([(1, 2, 0, 0)], 100) is None


def test_the_interval_holds_what_it_says() -> None:
    """Of made-up schools without any true change about 95 of 100 intervals hold 0."""
    chance = random.Random(3)
    held = 0
    for _ in range(400):
        pairs: list[Pair] = []
        for _ in range(12):
            of = chance.randint(5, 40)
            level = chance.uniform(0.3, 0.8)
            then, now = (sum(chance.random() < level for _ in range(of)) for _ in range(2))
            pairs.append((then, of, now, of))
        change = change_of_pairs(pairs, 100)
        assert change is not None
        held += change.beyond_chance is False
    assert 365 <= held <= 395


def test_quantiles_never_rise_and_end_above_the_normal_one() -> None:
    values = [student_95(freedom) for freedom in range(1, 400)]
    assert values[: len(STUDENT_95)] == list(STUDENT_95)
    assert values == sorted(values, reverse=True)
    assert values[-1] > 1.96
    assert LEAST_SCHOOLS == 5
