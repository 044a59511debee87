"""How far a share may lie from the common one by chance alone: exact binomial limits of a funnel plot.

A census has no error of sampling: the limits say how much units of such a size differ where nothing but chance tells
them apart. They are those of Spiegelhalter (2005): between the whole counts they are drawn smoothly, and a unit lies
beyond a limit exactly when its tail of the binomial distribution is smaller than half of what may lie outside.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np

WIDE_PCT, NARROW_PCT = 0.2, 5.0
"""Per cent of units that chance alone puts outside of the limits of 99.8 % and of 95 %."""
CURVE_POINTS = 70
"""Sizes at which a limit is worked out for drawing."""

FunnelPlace = Literal["far_below", "below", "inside", "above", "far_above"]


@lru_cache(maxsize=4096)
def limits(share: float, size: int, outside_pct: float) -> tuple[float, float]:
    """The lowest and the highest share (0–1) of a unit of this size by chance, if all have this common share.

    Chance puts at most ``outside_pct`` / 2 per cent of units beyond either of them.
    """
    tail = outside_pct / 200
    return _lowest(share, size, tail), 1 - _lowest(1 - share, size, tail)


def place(count: int, size: int, share: float) -> FunnelPlace:
    """Where ``count`` of ``size`` lies: beyond the limits of 99.8 % («far»), of 95 %, or inside."""
    value = count / size
    for outside_pct, below, above in ((WIDE_PCT, "far_below", "far_above"), (NARROW_PCT, "below", "above")):
        low, high = limits(share, size, outside_pct)
        if value < low:
            return below  # type: ignore[return-value]
        if value > high:
            return above  # type: ignore[return-value]
    return "inside"


def by_chance(count: int, size: int, share: float) -> float:
    """Two-sided p-value: how likely a unit is at least as far on its side by chance, doubled (exact binomial)."""
    below = float(_cumulative(share, size)[count])
    above = float(_cumulative(1 - share, size)[size - count])
    return min(1.0, 2 * min(below, above))


def curve(share: float, largest: int, outside_pct: float) -> list[tuple[int, float, float]]:
    """Size, lowest and highest share, for sizes from 1 to the largest one, close where the limits bend."""
    sizes = np.unique(np.geomspace(1, max(largest, 1), CURVE_POINTS).round().astype(int))
    return [(size, *limits(share, size, outside_pct)) for size in sizes.tolist()]


def wider_than_chance(outside: int, units: int) -> bool:
    """Whether more units lie outside of the limits of 95 % than chance alone would put there."""
    return units > 0 and place(outside, units, NARROW_PCT / 100) in ("above", "far_above")


def _lowest(share: float, size: int, tail: float) -> float:
    below = _cumulative(share, size)
    reached = int(np.searchsorted(below, tail))
    before = float(below[reached - 1]) if reached else 0.0
    back = (float(below[reached]) - tail) / (float(below[reached]) - before)
    return max(reached - back, 0.0) / size


def _cumulative(share: float, size: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """P(X ≤ k) for k = 0 … size."""
    if share in (0, 1):
        return np.array([1.0] * (size + 1) if share == 0 else [0.0] * size + [1.0])
    counts = np.arange(1, size + 1)
    logs = np.cumsum(np.log((size - counts + 1) / counts)) + counts * np.log(share / (1 - share))
    terms = np.exp(np.concatenate(([0.0], logs)) + size * np.log1p(-share))
    # What rounding lost must not leave the last sum short of 1.
    below: np.ndarray[Any, np.dtype[np.float64]] = np.minimum(np.append(np.cumsum(terms)[:-1], 1.0), 1.0)
    return below
