"""Limits of a funnel plot: by hand, and against the same sums in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.funnel import NARROW_PCT, WIDE_PCT, curve, limits, place, wider_than_chance


def at_most(count: int, size: int, share: Fraction) -> Fraction:
    """P(X ≤ count), exactly."""
    return sum((comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(count + 1)), Fraction(0))


def place_by_tails(count: int, size: int, share: Fraction) -> str:
    """As ``place``: the tail below, or the one above, is smaller than half of what may lie outside."""
    below, above = at_most(count, size, share), 1 - at_most(count - 1, size, share)
    for half, words in ((Fraction(1, 1000), "far_"), (Fraction(25, 1000), "")):
        if below < half:
            return f"{words}below"
        if above < half:
            return f"{words}above"
    return "inside"


def test_limits_worked_by_hand() -> None:
    # Ten throws of a fair coin: P(X ≤ 1) = 11/1024 = 0,0107, P(X ≤ 2) = 56/1024 = 0,0547. 2,5 % is reached at 2, of
    # whose 45/1024 the part above 2,5 % is (56 − 25,6) / 45 = 0,6756: 2 − 0,6756 = 1,3244 of 10.
    low, high = limits(0.5, 10, NARROW_PCT)
    assert low == pytest.approx(0.13244, abs=1e-5)
    assert high == pytest.approx(1 - 0.13244, abs=1e-5)
    # P(X ≤ 0) = 1/1024 = 0,00098, P(X ≤ 1) = 0,0107: 0,1 % is reached at 1, (11 − 1,024) / 10 = 0,9976 back.
    assert limits(0.5, 10, WIDE_PCT)[0] == pytest.approx((1 - 0.9976) / 10, abs=1e-6)


def test_small_units_have_no_limit_on_a_side() -> None:
    # Three of three at a common share of 0,7: 0,343, nothing unusual; none of three: 0,027, more than 2,5 %.
    assert limits(0.7, 3, NARROW_PCT)[0] == 0
    assert place(0, 3, 0.7) == "inside"
    assert place(3, 3, 0.7) == "inside"
    assert place(0, 4, 0.7) == "below"


def test_nobody_and_everybody() -> None:
    assert place(5, 5, 1.0) == "inside"
    assert place(4, 5, 1.0) == "far_below"
    assert place(0, 5, 0.0) == "inside"
    assert place(1, 5, 0.0) == "far_above"


@given(st.integers(1, 60), st.integers(1, 19), st.data())
def test_places_are_those_of_the_exact_tails(size: int, twentieths: int, data: st.DataObject) -> None:
    share = Fraction(twentieths, 20)
    count = data.draw(st.integers(0, size))
    assert place(count, size, float(share)) == place_by_tails(count, size, share)


@given(st.integers(1, 3000), st.floats(0.01, 0.99))
def test_limits_hold_the_share_and_the_wide_ones_hold_the_narrow(size: int, share: float) -> None:
    low, high = limits(share, size, NARROW_PCT)
    widest, highest = limits(share, size, WIDE_PCT)
    assert 0 <= widest <= low <= share <= high <= highest <= 1


def test_large_units_are_near_the_normal_limits() -> None:
    # 1.96 · √(0,3 · 0,7 / 3000) = 0,0164
    low, high = limits(0.3, 3000, NARROW_PCT)
    assert low == pytest.approx(0.3 - 0.0164, abs=5e-4)
    assert high == pytest.approx(0.3 + 0.0164, abs=5e-4)


def test_curve_goes_from_one_to_the_largest() -> None:
    points = curve(0.8, 250, NARROW_PCT)
    assert points[0][0] == 1
    assert points[-1] == (250, *limits(0.8, 250, NARROW_PCT))
    assert [size for size, _, _ in points] == sorted({size for size, _, _ in points})
    assert curve(0.8, 1, NARROW_PCT) == [(1, *limits(0.8, 1, NARROW_PCT))]


def test_more_outside_than_chance_puts_there() -> None:
    # Of twelve units P(X ≥ 3) = 0,0196 at 5 %, P(X ≥ 2) = 0,118.
    assert wider_than_chance(3, 12)
    assert not wider_than_chance(2, 12)
    assert not wider_than_chance(0, 0)
