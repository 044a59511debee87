"""Rounding, zones and the borderline mark."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.scales import Bounds, exact, is_borderline, round_half_up, zone_of

BOUNDS = Bounds(Fraction(60), Fraction(81))
ORDER = {"low": 0, "middle": 1, "high": 2}


def test_exact_takes_a_number_as_it_is_written():
    assert exact(7.35) == Fraction(735, 100)
    assert exact(0.1) + exact(0.2) == exact(0.3)
    assert exact(81) == 81
    assert exact(Decimal("60.5")) == Fraction(121, 2)


@pytest.mark.parametrize(
    ("written", "rounded"), [("60.4", 60), ("60.5", 61), ("61.5", 62), ("-0.5", -1), ("-0.4", 0), ("80.4999", 80)]
)
def test_half_goes_up_not_to_even(written, rounded):
    assert round_half_up(Fraction(written)) == rounded


def test_what_is_just_below_a_half_stays_below():
    assert round_half_up(Fraction("60.5") - Fraction(1, 10**40)) == 60


def test_rounding_to_places():
    assert round_half_up(Fraction("60.45"), 1) == Decimal("60.5")
    assert round_half_up(Fraction(2, 3), 2) == Decimal("0.67")


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_rounding_agrees_with_decimal(millionths, places):
    written = Decimal(millionths).scaleb(-6)
    expected = written.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert round_half_up(Fraction(written), places) == expected


@pytest.mark.parametrize(
    ("percent", "zone"),
    [(0, "low"), (60, "low"), (60.4, "low"), (60.5, "middle"), (80.4, "middle"), (80.5, "high"), (100, "high")],
)
def test_zones_of_the_scale(percent, zone):
    assert zone_of(exact(percent), BOUNDS) == zone


@given(st.fractions(0, 100), st.fractions(0, 100), st.integers(1, 98), st.integers(1, 98))
def test_zone_never_falls_as_the_value_grows(one, other, low, high):
    bounds = Bounds(Fraction(min(low, high)), Fraction(max(low, high) + 1))
    worse, better = sorted((one, other))
    assert ORDER[zone_of(worse, bounds)] <= ORDER[zone_of(better, bounds)]


@given(st.fractions(0, 100), st.fractions(0, 5))
def test_borderline_is_where_a_small_change_changes_the_zone(value, delta):
    zones = {zone_of(value - delta, BOUNDS), zone_of(value, BOUNDS), zone_of(value + delta, BOUNDS)}
    if len(zones) > 1:
        assert is_borderline(value, BOUNDS, delta)


@pytest.mark.parametrize(("percent", "expected"), [(58.49, False), (58.5, True), (62.5, True), (62.51, False)])
def test_borderline_at_the_edge(percent, expected):
    assert is_borderline(exact(percent), BOUNDS, Fraction(2)) is expected
