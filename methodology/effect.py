"""Before and after of the same schools: Σ / Σ then and now, and how far chance alone could carry the difference.

Nothing here says why a value changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

LEAST_SCHOOLS = 5
"""With fewer schools no interval is given: a working threshold."""
STUDENT_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Two-sided 95 % quantiles of Student's distribution with 1 … 30 degrees of freedom."""
COARSE_95 = ((120, 1.980), (60, 2.000), (40, 2.021), (30, 2.042))
"""The same from so many degrees of freedom on: rounded up, so that an interval is never too short."""

Pair = tuple[float, float, float, float]
"""Numerator and denominator of a school before, and after."""


class Change(NamedTuple):
    """Σ / Σ × multiplier before and after; low and high: 95 % interval of the difference, None with few schools."""

    before: float
    after: float
    low: float | None
    high: float | None

    @property
    def difference(self) -> float:
        """After − before."""
        return self.after - self.before

    @property
    def beyond_chance(self) -> bool | None:
        """Whether 0 lies outside the interval; None without an interval."""
        return None if self.low is None or self.high is None else not self.low <= 0 <= self.high


def change_of_pairs(pairs: Sequence[Pair], multiplier: float) -> Change | None:
    """The change over schools that have both values; None where nothing is to be divided by.

    The interval is that of a difference of two ratios over the same units: each school's share of the residuals
    (linearised), Student's quantile.
    """
    up_before, down_before, up_after, down_after = (
        (math.fsum(column) for column in zip(*pairs, strict=True)) if pairs else (0.0,) * 4
    )
    if not down_before or not down_after:
        return None
    before, after = up_before / down_before, up_after / down_after
    if len(pairs) < LEAST_SCHOOLS:
        return Change(before * multiplier, after * multiplier, None, None)
    residuals = [
        (pair[2] - after * pair[3]) / down_after - (pair[0] - before * pair[1]) / down_before for pair in pairs
    ]
    count = len(pairs)
    spread = math.sqrt(count / (count - 1) * math.fsum(value * value for value in residuals))
    half = student_95(count - 1) * spread
    return Change(
        before * multiplier,
        after * multiplier,
        (after - before - half) * multiplier,
        (after - before + half) * multiplier,
    )


def student_95(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's distribution, from 31 degrees of freedom on rounded up."""
    if freedom <= len(STUDENT_95):
        return STUDENT_95[freedom - 1]
    return next(quantile for least, quantile in COARSE_95 if freedom >= least)
