"""In which zone a value of an indicator lies, by the thresholds of a methodology."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor

from methodology.catalogue import Indicator, Methodology
from methodology.entries import Comparison
from methodology.scales import Zone, exact, round_half_up

HOLDS: dict[Comparison, Callable[[Fraction, Fraction], bool]] = {
    "below": lambda value, bound: value < bound,
    "above": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "at_least": lambda value, bound: value >= bound,
    "equals": lambda value, bound: value == bound,
}

MOST = Fraction(100)
MORE_PLACES = 2


def value_of(indicator: Indicator, numerator: float, denominator: float | None, rules: Methodology) -> Fraction | None:
    """Σ numerators / Σ denominators × multiplier, exact; None where the denominator is 0: not applicable.

    A count has no denominator. A share above 100 %, which sheets of different dates can yield, is 100 %.
    """
    if indicator.kind == "count":
        return exact(numerator) * exact(indicator.multiplier)
    if not denominator:
        return None
    up, down = exact(numerator) * exact(indicator.multiplier), exact(denominator)
    # Most are counts: dividing fractions takes three times as long.
    whole = up.denominator == down.denominator == 1
    value = Fraction(up.numerator, down.numerator) if whole else up / down
    if indicator.divisor:
        value /= exact(rules.threshold(indicator.divisor))
    return MOST if indicator.unit == "%" and value > MOST else value


def places_told(indicator: Indicator, value: Fraction, places: int, rules: Methodology) -> int:
    """With how many decimals a value is written beside its zone: ``places``, or up to two more until, as it is
    written, it lies in that zone: 9,6 below a bound of 10 is not to be read as the 10 of a place that reaches it."""
    zone = zone_of_value(indicator, value, rules)
    for more in range(MORE_PLACES):
        tens = 10 ** (places + more)
        if zone_of_value(indicator, Fraction(floor(value * tens + Fraction(1, 2)), tens), rules) == zone:
            return places + more
    return places + MORE_PLACES


def zone_of_value(indicator: Indicator, value: Fraction, rules: Methodology) -> Zone | None:
    """The zone of a value; None for an indicator without thresholds. Only the scale of С4 rounds before comparing."""
    if not indicator.zones:
        return None
    compared = Fraction(round_half_up(value)) if indicator.rounded else value
    for zone, rule in indicator.zones.items():
        for comparison, bound in rule.items():
            if HOLDS[comparison](compared, exact(rules.threshold(bound) if isinstance(bound, str) else bound)):
                return zone
    return "high"
