"""Shares told from chance: by hand, against scipy, and on simulated regions of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from methodology.comparison import (
    FALSE_DISCOVERIES,
    adjusted,
    indistinct,
    place_ranges,
    shrunken_shares,
    spread_beyond_chance,
)
from methodology.coverage import wilson_pct
from methodology.funnel import by_chance

REGIONS = 150
UNITS = st.lists(
    st.integers(1, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), min_size=1, max_size=12
)


def arrays(units):
    counts, sizes = zip(*units, strict=True)
    return np.array(counts, float), np.array(sizes, float)


def test_spread_worked_by_hand() -> None:
    # 2 of 10 and 8 of 10: common 0,5. Between: 10 · 0,09 · 2 / 1 = 1,8; within: (1,6 + 1,6) / 18 = 0,17778;
    # n0 = 20 − 200 / 20 = 10. ρ = (1,8 − 0,17778) / (1,8 + 9 · 0,17778) = 1,62222 / 3,4 = 0,47712.
    counts, sizes = np.array([2.0, 8.0]), np.array([10.0, 10.0])
    spread = spread_beyond_chance(counts, sizes)
    assert spread == pytest.approx(0.477124, abs=1e-6)
    # 1 / ρ − 1 = 1,09589 people of the common share beside ten: (2 + 0,54795) / 11,09589 = 0,22963.
    assert shrunken_shares(counts, sizes).tolist() == pytest.approx([0.22963, 0.77037], abs=1e-5)


def test_units_that_are_alike_are_all_the_common_share() -> None:
    counts, sizes = np.array([5.0, 10.0, 20.0]), np.array([10.0, 20.0, 40.0])
    assert spread_beyond_chance(counts, sizes) == 0
    assert shrunken_shares(counts, sizes).tolist() == [0.5] * 3
    assert place_ranges([5, 10, 20], [10, 20, 40], largest_first=True) == [(1, 3)] * 3


def test_places_of_units_that_differ_much() -> None:
    assert place_ranges([900, 500, 100], [1000] * 3, largest_first=True) == [(1, 1), (2, 2), (3, 3)]
    assert place_ranges([900, 500, 100], [1000] * 3, largest_first=False) == [(3, 3), (2, 2), (1, 1)]
    assert place_ranges([], [], largest_first=True) == []
    assert place_ranges([3], [4], largest_first=True) == [(1, 1)]


def test_when_nobody_stands_out() -> None:
    assert indistinct([])
    assert indistinct([(1, 4), (3, 6), (4, 6)])
    assert not indistinct([(1, 3), (2, 5), (4, 6)])


def test_adjusted_by_hand() -> None:
    # Benjamini and Hochberg: 0,01 · 4 / 1; 0,02 · 4 / 2; 0,03 · 4 / 3 — all 0,04; 0,5.
    assert adjusted([0.02, 0.5, 0.01, 0.03]) == pytest.approx([0.04, 0.5, 0.04, 0.04])
    assert adjusted([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_as_scipy_does(p_values: list[float]) -> None:
    assert adjusted(p_values) == pytest.approx(false_discovery_control(p_values).tolist())


@given(st.integers(1, 80), st.integers(1, 19), st.data())
def test_tails_as_scipy_has_them(size: int, twentieths: int, data: st.DataObject) -> None:
    count, share = data.draw(st.integers(0, size)), twentieths / 20
    tails = [binomtest(count, size, share, alternative=side).pvalue for side in ("less", "greater")]
    assert by_chance(count, size, share) == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-9, abs=1e-12)


@given(UNITS)
def test_shrunken_shares_lie_between_their_own_and_the_common_one(units: list[tuple[int, int]]) -> None:
    counts, sizes = arrays(units)
    common = counts.sum() / sizes.sum()
    for count, size, shrunken in zip(counts, sizes, shrunken_shares(counts, sizes), strict=True):
        low, high = sorted((count / size, common))
        assert low - 1e-9 <= shrunken <= high + 1e-9
    assert 0 <= spread_beyond_chance(counts, sizes) <= 1


@given(UNITS, st.booleans())
def test_ranges_are_places_and_turn_with_the_direction(units: list[tuple[int, int]], largest_first: bool) -> None:
    counts, sizes = arrays(units)
    ranges = place_ranges(counts.tolist(), sizes.tolist(), largest_first=largest_first)
    turned = place_ranges(counts.tolist(), sizes.tolist(), largest_first=not largest_first)
    for (first, last), (other_first, other_last) in zip(ranges, turned, strict=True):
        assert 1 <= first <= last <= len(units)
        assert abs(len(units) + 1 - last - other_first) <= 1
        assert abs(len(units) + 1 - first - other_last) <= 1


def region(random: np.random.Generator, spread: float, units: int = 12):
    """Shares as they are, and what was counted."""
    sizes = random.integers(20, 300, units)
    truth = np.clip(random.normal(0.7, spread, units), 0.02, 0.98)
    return truth, random.binomial(sizes, truth), sizes


def test_intervals_cover_what_they_promise() -> None:
    random = np.random.default_rng(11)
    covered = []
    for _ in range(4 * REGIONS):
        truth, counts, sizes = region(random, 0.1)
        for share, count, size in zip(truth, counts, sizes, strict=True):
            low, high = wilson_pct(count / size, float(size))
            covered.append(low <= 100 * share <= high)
    assert 0.93 <= np.mean(covered) <= 0.97


@pytest.mark.parametrize("spread", [0.01, 0.03, 0.06, 0.15])
def test_ranges_cover_the_true_place(spread: float) -> None:
    random = np.random.default_rng(12)
    covered = []
    for _ in range(REGIONS):
        truth, counts, sizes = region(random, spread)
        places = np.argsort(np.argsort(-truth)) + 1
        ranges = place_ranges(counts.tolist(), sizes.tolist(), largest_first=True)
        covered += [first <= place <= last for (first, last), place in zip(ranges, places, strict=True)]
    assert np.mean(covered) >= 0.95


def test_where_the_truth_is_equal_nobody_stands_out() -> None:
    random = np.random.default_rng(13)
    nobody, listed = [], []
    for _ in range(2 * REGIONS):
        _, counts, sizes = region(random, 0.0)
        nobody.append(indistinct(place_ranges(counts.tolist(), sizes.tolist(), largest_first=True)))
        listed.append(any(p <= FALSE_DISCOVERIES for p in _adjusted(counts, sizes)))
    assert np.mean(nobody) >= 0.9
    assert np.mean(listed) <= 0.05, "with no true outlier any list is a false one"


def test_lists_of_outliers_hold_their_rate() -> None:
    """Ten of sixty units are others, half of them above and half below: of what is listed at most 5 % is false."""
    random = np.random.default_rng(14)
    false, found = [], []
    for _ in range(REGIONS):
        truth = np.full(60, 0.6)
        truth[:5], truth[5:10] = 0.4, 0.8
        sizes = random.integers(30, 300, 60)
        listed = [n for n, p in enumerate(_adjusted(random.binomial(sizes, truth), sizes)) if p <= FALSE_DISCOVERIES]
        false.append(sum(n >= 10 for n in listed) / max(len(listed), 1))
        found.append(sum(n < 10 for n in listed) / 10)
    assert np.mean(false) <= 0.05
    assert np.mean(found) >= 0.7, "and what is there is mostly found"


def _adjusted(counts, sizes) -> list[float]:
    common = float(counts.sum() / sizes.sum())
    return adjusted([by_chance(int(count), int(size), common) for count, size in zip(counts, sizes, strict=True)])
