"""Schools that got a recommendation beside similar ones that did not: who stands beside whom, and whose change differs.

A recommendation goes to schools whose value is low, and an unusually low value tends to be nearer to the mean next
time, whatever was done. So a school is compared with those whose value was nearly the same at the start and whose
context is alike: the ``NEAREST`` others each, an other as often as it is near (matching with replacement, Abadie and
Imbens 2006). What difference at the start is left, since a threshold may lie between the two, is taken out by a
regression of the change on the start among those matched (Ho, Imai, King and Stuart 2007). The interval takes the
matches as given and each school as it is: errors of their own size (HC3, MacKinnon and White 1985), an other that
stands beside several counted as one school, Student's quantile. Nothing here says why a value changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from methodology.effect import LEAST_SCHOOLS, student_95
from methodology.similarity import CONTEXT, Contexts, Numbers, distances, parts_of_distance

NEAREST = 4
"""So many others stand beside a school if there are: what Abadie and Imbens (2011) found to do well."""
START_APART = 0.25
"""Values at the start differ by so many standard deviations at most: a working threshold."""
FARTHEST = 0.5
"""The distance of contexts is so large at most: a working threshold."""
PAIRS_AT_ONCE = 200_000
TIE = 1e-9
"""What adding floats up leaves behind must not decide."""
PLACES = 9


class Near(NamedTuple):
    """An other school beside one: its position, the distance (half context, half start), and parts of the context."""

    other: int
    distance: float
    parts: tuple[float, ...]


class Difference(NamedTuple):
    """How much more the value of the schools changed than that of similar ones; low and high: 95 % interval.

    ``slope``: by how much a start that is higher by one changes the change; None where starts are the same.
    """

    value: float
    low: float
    high: float
    slope: float | None

    @property
    def stands_out(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low > TIE or self.high < -TIE


def start_limit(starts: Sequence[float]) -> float:
    """How far values at the start may be apart, from those of all schools."""
    return START_APART * float(np.std(starts, ddof=1)) if len(starts) > 1 else 0.0


def similar_beside(
    own: Contexts, starts: Sequence[float], others: Contexts, other_starts: Sequence[float], limit: float
) -> list[list[Near]]:
    """For each school those of the others that stand beside it, the nearest first.

    More than ``NEAREST`` where the last are equally near: who comes first in the list must not decide.
    """
    found: list[list[Near]] = [[] for _ in starts]
    if not other_starts:
        return found
    there = np.array(other_starts, float)
    rows = max(1, PAIRS_AT_ONCE // len(there))
    for first in range(0, len(starts), rows):
        some = slice(first, first + rows)
        parts = parts_of_distance({name: own[name][some] for name in CONTEXT}, others)
        gaps = np.abs(np.array(starts[some], float)[:, None] - there)
        start = gaps / limit if limit else np.zeros_like(gaps)
        context = distances(parts)
        near = ((context + start) / 2).round(PLACES)
        fits = (gaps <= limit + TIE) & (context <= FARTHEST + TIE)
        near[~fits] = np.inf
        last = np.partition(near, min(NEAREST, len(there)) - 1, axis=1)[:, min(NEAREST, len(there)) - 1]
        chosen = np.isfinite(near) & (near <= last[:, None])
        for line, other in np.argwhere(chosen).tolist():
            found[first + line].append(Near(other, float(near[line, other]), tuple(parts[line, other].tolist())))
    for beside in found:
        beside.sort(key=lambda each: each.distance)
    return found


def weights_of(beside: Sequence[Sequence[int]], others: int) -> Numbers:
    """How much each of so many others counts: a school shares one out among those beside it."""
    weights = np.zeros(others)
    for positions in beside:
        for other in positions:
            weights[other] += 1 / len(positions)
    return weights


def difference_of_changes(
    starts: Sequence[float],
    changes: Sequence[float],
    other_starts: Sequence[float],
    other_changes: Sequence[float],
    weights: Sequence[float],
) -> Difference | None:
    """The difference over schools and those beside them; None where they are few or their starts cannot be told apart.

    That is so where everybody on one side has one start and everybody on the other side another one.
    """
    if min(len(starts), len(other_starts)) < LEAST_SCHOOLS:
        return None
    weighed = (np.ones(len(starts)), np.array(weights, float))
    whole = [weight.sum() for weight in weighed]
    x, y = ([np.array(side, float) for side in sides] for sides in ((starts, other_starts), (changes, other_changes)))
    (x_mean, other_x_mean), (y_mean, other_y_mean) = (
        [float((weight * side).sum() / total) for side, weight, total in zip(sides, weighed, whole, strict=True)]
        for sides in (x, y)
    )
    apart = x_mean - other_x_mean
    weight = np.concatenate(weighed)
    x_off, y_off = (
        np.concatenate([side - mean for side, mean in zip(sides, means, strict=True)])
        for sides, means in ((x, (x_mean, other_x_mean)), (y, (y_mean, other_y_mean)))
    )
    # Of a side: one over its weight, with its sign.
    sign = np.concatenate([np.full(len(starts), 1 / whole[0]), np.full(len(other_starts), -1 / whole[1])])
    spread, slope = float((weight * x_off**2).sum()), None
    leverage = weight * np.abs(sign)
    if spread > TIE:
        slope = float((weight * x_off * y_off).sum()) / spread
        leverage = leverage + weight * x_off**2 / spread
        y_off = y_off - slope * x_off
        sign = sign - apart * x_off / spread
    elif abs(apart) > TIE:
        return None
    if leverage.max() > 1 - TIE:
        return None
    value = y_mean - other_y_mean - (slope or 0.0) * apart
    error = math.sqrt(float(((weight * sign * y_off / (1 - leverage)) ** 2).sum()))
    half = student_95(len(weight) - 2 - (slope is not None)) * error
    return Difference(value, value - half, value + half, slope)
