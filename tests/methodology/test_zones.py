"""Values and zones of indicators, worked out by hand, and at the bounds themselves."""

from fractions import Fraction

import pytest

from methodology.catalogue import packaged
from methodology.zones import places_told, value_of, zone_of_value


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "value", "zone"),
    [
        # Mentoring: below 70 low, below 100 middle, all of them high.
        ("Н-ОХВ", 69, 100, Fraction(69), "low"),
        ("Н-ОХВ", 7, 10, Fraction(70), "middle"),
        ("Н-ОХВ", 999, 1000, Fraction(999, 10), "middle"),
        ("Н-ОХВ", 5, 5, Fraction(100), "high"),
        # Two sheets of different dates can give more than all.
        ("Н-ОХВ", 6, 5, Fraction(100), "high"),
        # The scale of С4 rounds half up first: 60,4 is 60, 60,5 is 61; 80,5 is 81.
        ("К-РУК", 60.4, 1, Fraction(604, 10), "low"),
        ("К-РУК", 60.5, 1, Fraction(605, 10), "middle"),
        ("К-РУК", 80.5, 1, Fraction(805, 10), "high"),
        # All others compare what is there: 80,4 % is below 81 though it rounds to 80, 60,4 above 60.
        ("Р-ОО", 804, 1000, Fraction(804, 10), "middle"),
        # Hours over teachers × 18: 28 hours are 1,556 of a post, above 1,5; 27 are 1,5 itself; 25,2 are 1,4.
        ("КД-НАГР", 28, 1, Fraction(28, 18), "low"),
        ("КД-НАГР", 27, 1, Fraction(3, 2), "middle"),
        ("КД-НАГР", 252, 10, Fraction(7, 5), "high"),
        ("КД-ВАК", 0, None, Fraction(0), "high"),
        ("КД-ВАК", 0.5, None, Fraction(1, 2), "middle"),
        ("КД-ВЫСШ", 0, 12, Fraction(0), "low"),
        ("КД-ВЫСШ", 1, 12, Fraction(100, 12), "high"),
        # No threshold, no zone.
        ("КД-СОВМ", 3, 30, Fraction(10), None),
    ],
)
def test_value_and_zone(code: str, numerator: float, denominator: float | None, value: Fraction, zone: str) -> None:
    rules = packaged()
    rule = rules.indicator(code)
    found = value_of(rule, numerator, denominator, rules)
    assert found == value
    assert zone_of_value(rule, found, rules) == zone


def test_nothing_to_divide_by_is_not_applicable() -> None:
    assert value_of(packaged().indicator("Н-ОХВ"), 0, 0, packaged()) is None


@pytest.mark.parametrize(
    ("code", "value", "places", "told"),
    [
        ("Н-ОХВ", Fraction(694, 10), 0, 0),
        ("Н-ОХВ", Fraction(696, 10), 0, 1),  # 70 would be the bound, 69,6 is below it
        ("Н-ОХВ", Fraction(70), 0, 0),
        ("Н-ОХВ", Fraction(9996, 100), 0, 2),  # nor is 100,0 all of them
        ("Н-ОХВ", Fraction(9996, 100), 1, 2),
        ("К-РУК", Fraction(805, 10), 0, 0),  # judged as it is rounded
        ("КД-СОВМ", Fraction(96, 10), 0, 0),  # no bound to mistake it for
    ],
)
def test_a_value_is_written_so_that_it_lies_in_its_zone(code: str, value: Fraction, places: int, told: int) -> None:
    rules = packaged()
    assert places_told(rules.indicator(code), value, places, rules) == told
