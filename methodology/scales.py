"""Scales: rounding half up, zones and the borderline mark.

Values are exact fractions; nothing here sees a float that was computed by division. Source of the scale: С4 (0–60,
61–80, 81–100 after rounding to whole per cent); groups and criteria use it by analogy, with the bounds of the sheet
«Критерии» where it sets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import Any, Literal

Zone = Literal["high", "middle", "low"]

HALF = Fraction(1, 2)
WRITTEN_IN_FULL = 2**53
"""Whole numbers below it are written as floats digit by digit."""


@dataclass(frozen=True)
class Bounds:
    """Bounds of a three-zone scale, whole per cent: low ≤ ``low_max``, high ≥ ``high_min``, between them middle."""

    low_max: Fraction
    high_min: Fraction

    @cached_property
    def turning_points(self) -> tuple[Fraction, Fraction]:
        """Where the verdict changes on the whole-per-cent scale: low_max + 0,5 and high_min − 0,5."""
        return turn_above(self.low_max), ceil(self.high_min) - HALF


@lru_cache(maxsize=20_000, typed=True)
def exact(number: float | int | Decimal | Fraction) -> Fraction:
    """The number as it was written: 7.35 is 735/100, not the nearest binary fraction."""
    if isinstance(number, float):
        # Most are counts: reading what was written takes four times as long.
        small = abs(number) < WRITTEN_IN_FULL and number.is_integer()
        return Fraction(int(number) if small else Decimal(repr(float(number))))
    return Fraction(number)


def round_half_up(value: Fraction, places: int = 0) -> Decimal:
    """Round an exact fraction, half away from zero: 60,5 → 61; −0,5 → −1."""
    # In whole numbers: a decimal quotient would itself be rounded, to 28 digits, and could become a half.
    scaled, divisor = abs(value.numerator) * 10**places, value.denominator
    whole = (2 * scaled + divisor) // (2 * divisor)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def zone_of(value_pct: Fraction, bounds: Bounds) -> Zone:
    """The zone of a value in per cent, compared after rounding to a whole per cent (60,4 low; 60,5 middle)."""
    rounded = round_half_up(value_pct)
    if rounded <= bounds.low_max:
        return "low"
    if rounded >= bounds.high_min:
        return "high"
    return "middle"


def turn_above(bound: Fraction) -> Fraction:
    """The least value that is rounded to more than ``bound`` whole per cent: 60,5 for 60."""
    return floor(bound) + HALF


def reaches(numerator: Any, denominator: Any, turn: Fraction) -> Any:
    """Condition: numerator / denominator is at least a turning point. Of floats, of series, or of columns in SQL.

    As exact as fractions: half a per cent times a whole number of people has an exact float, and writing a number as a
    float does not change its order to such a one.
    """
    return numerator >= float(turn) * denominator


def nearest_turn(value_pct: Fraction, bounds: Bounds) -> Fraction:
    """The point nearest to the value at which the verdict changes; the lower one where both are as near."""
    return min(bounds.turning_points, key=lambda point: abs(value_pct - point))


def is_borderline(value_pct: Fraction, bounds: Bounds, delta_pct: Fraction) -> bool:
    """Whether the verdict changes within ``delta_pct`` of the value."""
    return any(abs(value_pct - point) <= delta_pct for point in bounds.turning_points)
