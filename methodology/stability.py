"""How firmly a computed group stands: it is judged again with criteria, weights and missing scores as they might be.

Three families of scenarios: each criterion with data left out once; weights drawn around their own (Dirichlet, fixed
seed); missing scores all at nothing, and all at their maximum. The stability is the share of scenarios with the same
group, taken in each family apart, and of these the smallest: pooled, the draws would drown the other two.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np

from methodology.effectiveness import CriterionRule
from methodology.scales import Bounds

DRAWS = 500
SEED = 20251
"""Fixed: the same data give the same stability on every machine."""
ROUNDED = 1e-9
"""What division left in the last decimal places must not decide."""
FEW_CRITERIA = 4
"""With fewer criteria one that changes the group takes the first family below 70 %."""

Firmness = Literal["firm", "likely", "unstable"]
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Groups = np.ndarray[Any, np.dtype[np.int64]]


class Stability(NamedTuple):
    """Per cent of scenarios with the same group, by school; NaN in a family without scenarios (nothing is missing).

    ``total``: the smallest of the three, NaN without a group. ``flip``: position of the criterion without which the
    group is another one, −1 if there is none; of several the one that carries the total furthest. ``flip_group``: the
    group without it. ``flips``: how many there are. ``criteria``: with data and a weight.
    """

    total: Numbers
    left_out: Numbers
    weights: Numbers
    missing: Numbers
    flip: Groups
    flip_group: Groups
    flips: Groups
    criteria: Groups


def stability(
    rules: Sequence[CriterionRule], bounds: Bounds, values: Numbers, low: Numbers, high: Numbers, concentration: float
) -> Stability:
    """Stability of schools judged by the same criteria.

    ``values``: schools × criteria in the order of the rules, per cent, NaN without a score; ``low`` and ``high``: the
    total with missing scores at nothing and at their maximum. ``concentration``: the larger, the nearer the drawn
    weights are to their own. A criterion left out whose school has no other leaves no group.
    """
    weights = np.array([float(rule.weight) for rule in rules])
    known = ~np.isnan(values) & (weights > 0)
    parts = np.where(known, values, 0.0)
    weighted, weighing = parts * weights, known * weights
    above, below = weighted.sum(axis=1), weighing.sum(axis=1)
    total = _divided(above, below)
    group = groups_of(total, bounds)

    without = _divided(above[:, None] - weighted, np.where(known, below[:, None] - weighing, np.nan))
    criteria = known.sum(axis=1)
    # The only criterion: what is left of its weight is rounding.
    without[criteria == 1] = np.nan
    other = groups_of(without, bounds)
    flips = known & (other != group[:, None])
    moved = np.where(flips, np.nan_to_num(np.abs(without - total[:, None]), nan=np.inf), -1.0)
    flip = np.where(flips.any(axis=1), moved.argmax(axis=1), -1)

    drawn = draws(tuple(weights.tolist()), concentration)
    same = groups_of(_divided(parts @ drawn.T, known.astype(float) @ drawn.T), bounds) == group[:, None]
    ends = np.stack([groups_of(low, bounds) == group, groups_of(high, bounds) == group])
    nothing_missing = high - low <= ROUNDED

    left_out = 100 * _divided((known & ~flips).sum(axis=1).astype(float), criteria.astype(float))
    families = np.stack([left_out, 100 * same.mean(axis=1), np.where(nothing_missing, np.nan, 100 * ends.mean(axis=0))])
    families[:, group == 0] = np.nan
    return Stability(
        total=np.where(group == 0, np.nan, np.where(np.isnan(families), np.inf, families).min(axis=0)),
        left_out=families[0],
        weights=families[1],
        missing=families[2],
        flip=np.where(group == 0, -1, flip),
        flip_group=np.where(flip >= 0, np.take_along_axis(other, np.maximum(flip, 0)[:, None], axis=1)[:, 0], 0),
        flips=flips.sum(axis=1),
        criteria=criteria,
    )


def groups_of(totals: Numbers, bounds: Bounds) -> Groups:
    """The group of each total in per cent; 0 without a total."""
    lower, upper = (float(turn) - ROUNDED for turn in bounds.turning_points)
    groups: Groups = np.where(np.isnan(totals), 0, 3 - (totals >= lower) - (totals >= upper)).astype(np.int64)
    return groups


@lru_cache(maxsize=64)
def draws(weights: tuple[float, ...], concentration: float) -> Numbers:
    """Weights drawn around these, one row a draw; they sum up to 1, and a criterion without a weight stays without."""
    own = np.array(weights)
    drawn = np.zeros((DRAWS, len(own)))
    if (own > 0).any():
        weighing = own > 0
        alphas = concentration * own[weighing] / own.sum()
        drawn[:, weighing] = np.random.default_rng(SEED).dirichlet(alphas, DRAWS)
    return drawn


def firmness(pct: float, firm_from: float, likely_from: float) -> Firmness:
    """The verdict on a stability in per cent, by the two thresholds of the methodology."""
    if pct >= firm_from - ROUNDED:
        return "firm"
    return "likely" if pct >= likely_from - ROUNDED else "unstable"


def _divided(above: Numbers, below: Numbers) -> Numbers:
    quotient: Numbers = np.divide(above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=below > 0)
    return quotient
