"""Staffing forecast: teachers of age bands year by year, by arithmetic and with a simulated range.

A year: of each band some leave, of those who stay some move up a band, and who comes enters at the end. Rows are units
(a selection, a municipality, a subject); what differs between units, years and by chance is drawn, each from how much
it differed before. One teacher is one post, as in КД-ПРОГ. Where rates come from: ``methodology.forecast_rates``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

HORIZON = 5
"""Years ahead."""
RANGE_PCT = 80
"""What share of truths the range is to hold."""
DRAWS, DRAWS_OF_ROWS = 1_000, 500
"""Of one unit, and of each of many."""
SEED = 20_260_101
MOST_LEAVING = 0.95


class Bands(NamedTuple):
    """Age bands, the youngest first; the last ones, ``old`` of them, leave as those of 60 and more.

    ``up``: share that moves up in a year, one by the width of the band. Young people enter the first band, experienced
    ones the band ``middle``.
    """

    up: tuple[float, ...]
    middle: int
    old: int


FOUR_BANDS = Bands((1 / 13, 1 / 15, 1 / 10, 0.0), middle=1, old=1)
"""Under 35 (from 22 on), 35–49, 50–59, 60 and more: «Кадры_состав»."""
TEN_BANDS = Bands((1 / 3, *[1 / 5] * 7, 1 / 5, 0.0), middle=4, old=2)
"""Under 25, then by five years, 65 and more: «Кадры_возраст»."""


@dataclass(frozen=True)
class Spread:
    """How a rate differs, as variances of its logarithm.

    ``between``: municipalities among each other, lasting; ``within``: one municipality from year to year; ``yearly``:
    all of them together from year to year, with ``freedom`` degrees of freedom; ``known``: the common rate itself.
    """

    between: float
    within: float
    yearly: float
    freedom: float
    known: float


@dataclass(frozen=True)
class Rates:
    """What a year does. ``retiring``: share of those of 60 and more who leave, ``turnover``: of all others.

    ``young``, ``experienced``: who comes a year, for one teacher; ``graduates``: share of graduates with a target
    contract who come; ``hours``: change of hours, a share. ``retiring_sd``, ``graduates_weight`` (people that the share
    is worth), ``hours_own`` and ``hours_common`` (standard deviations of a year's change, of one municipality and of
    all) and ``hours_known`` (of the mean change) say how well these are known.
    """

    retiring: float
    turnover: float
    young: float
    experienced: float
    graduates: float
    hours: float
    retiring_sd: float
    graduates_weight: float
    hours_own: float
    hours_common: float
    hours_known: float
    leaving_spread: Spread
    coming_spread: Spread


@dataclass(frozen=True)
class Units:
    """What the forecast starts from, one row a unit.

    ``teachers``: units × bands. ``vacant``: posts. ``graduates``: units × years, graduates with a target contract due.
    ``left``, ``came``: people who did in the cycles at hand; ``left_expected``, ``came_expected``: at the common rates.
    ``municipalities``: how many of one size would differ as much as the unit does: 1 for one.
    """

    teachers: Array
    vacant: Array
    graduates: Array
    left: Array
    left_expected: Array
    came: Array
    came_expected: Array
    municipalities: Array

    def __len__(self) -> int:
        """How many units."""
        return len(self.vacant)

    def rows(self, which: npt.NDArray[np.int64]) -> Units:
        """Some of the units."""
        return Units(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Steps:
    """Each year of the arithmetic, units × years: who left, came and is there at its end, posts needed, posts unmet."""

    retired: Array
    departed: Array
    young: Array
    experienced: Array
    graduates: Array
    teachers: Array
    needed: Array

    @property
    def unmet(self) -> Array:
        """Posts for which there is nobody; below zero: people for whom there is no post."""
        return self.needed - self.teachers


def own_factors(units: Units, rates: Rates) -> tuple[Array, Array]:
    """How many times as many leave and come in each unit as at the common rates: between that and what it had."""
    return (
        _posterior(units.left, units.left_expected, rates.leaving_spread, units.municipalities)[0],
        _posterior(units.came, units.came_expected, rates.coming_spread, units.municipalities)[0],
    )


def by_arithmetic(units: Units, rates: Rates, bands: Bands = FOUR_BANDS, years: int = HORIZON) -> Steps:
    """Each of these years at the expected rates, fractions of people and all."""
    leaving, coming = own_factors(units, rates)
    teachers = units.teachers.astype(float)
    size = teachers.sum(axis=1)
    up, old = np.array(bands.up), len(bands.up) - bands.old
    leave = np.minimum(leaving[:, None] * _by_band(rates.turnover, rates.retiring, bands), MOST_LEAVING)
    posts = size + units.vacant
    told: dict[str, list[Array]] = {name: [] for name in Steps.__dataclass_fields__}
    for year in range(years):
        gone = teachers * leave
        teachers = _moved_up(teachers - gone, up)
        came = {
            "young": size * rates.young * coming,
            "experienced": size * rates.experienced * coming,
            "graduates": units.graduates[:, year] * rates.graduates,
        }
        teachers[:, 0] += came["young"] + came["graduates"]
        teachers[:, bands.middle] += came["experienced"]
        told["retired"].append(gone[:, old:].sum(axis=1))
        told["departed"].append(gone[:, :old].sum(axis=1))
        for name, people in came.items():
            told[name].append(people)
        told["teachers"].append(teachers.sum(axis=1))
        told["needed"].append(posts * (1 + rates.hours) ** (year + 1))
    return Steps(**{name: np.stack(values, axis=1) for name, values in told.items()})


@dataclass(frozen=True)
class Simulated:
    """Draws of teachers and of posts needed, units × years asked for × draws."""

    teachers: Array
    needed: Array

    @property
    def unmet(self) -> Array:
        """As in ``Steps``."""
        return self.needed - self.teachers


def simulated(
    units: Units,
    rates: Rates,
    years: tuple[int, ...],
    *,
    bands: Bands = FOUR_BANDS,
    draws: int = DRAWS_OF_ROWS,
    seed: int = SEED,
) -> Simulated:
    """What may come of it: rates drawn from what is known of them, then each person by chance.

    Common changes of a year are the same in all units of a draw. The same seed gives the same draws.
    """
    rng = np.random.default_rng(seed)
    most = max(years)
    leaving = _drawn_factors(
        rng, units.left, units.left_expected, rates.leaving_spread, units.municipalities, most, draws
    )
    coming = _drawn_factors(
        rng, units.came, units.came_expected, rates.coming_spread, units.municipalities, most, draws
    )
    retiring = rates.retiring * np.exp(
        _centred(rng, np.full(draws, (rates.retiring_sd / max(rates.retiring, 1e-6)) ** 2))
    )
    drawn = np.stack([np.full(draws, rates.turnover), np.minimum(retiring, MOST_LEAVING)])
    two = np.minimum(leaving[..., None] * drawn.T[:, None], MOST_LEAVING)
    weight = rates.graduates_weight
    sure = np.clip(rates.graduates, 1e-6, 1 - 1e-6)
    arriving = rng.beta(weight * sure, weight * (1 - sure), draws)
    size = units.teachers.sum(axis=1)
    teachers = np.empty((len(units), len(years), draws))
    for position, horizon in enumerate(years):
        stays = _stays(two[:, :, :horizon], bands)
        kept = rng.binomial(units.teachers.astype(int)[:, None], np.clip(stays[:, :, 0], 0, 1)).sum(axis=-1)
        flow = size[:, None, None] * coming[:, :, :horizon]
        after = stays[:, :, 1:]
        came = (flow * (rates.young * after[..., 0] + rates.experienced * after[..., bands.middle])).sum(axis=-1)
        due = units.graduates[:, None, :horizon].astype(int)
        studied = rng.binomial(due, np.clip(arriving[None, :, None] * after[..., 0], 0, 1)).sum(axis=-1)
        teachers[:, position] = kept + rng.poisson(came) + studied
    own = (
        rates.hours_own / np.sqrt(units.municipalities)[:, None, None] * rng.standard_normal((len(units), draws, most))
    )
    common = rates.hours_common * rng.standard_normal((draws, most))
    mean = rates.hours + rates.hours_known * rng.standard_normal((draws, 1))
    growth = np.exp(np.cumsum(np.log1p(np.clip(mean + common + own, -0.5, 1.0)), axis=-1))
    at = [year - 1 for year in years]
    needed = (size + units.vacant)[:, None, None] * growth[:, :, at].transpose(0, 2, 1)
    return Simulated(teachers, needed)


def bounds_of(draws: Array) -> tuple[Array, Array]:
    """The range of ``RANGE_PCT`` per cent over the last axis: as many draws below as above."""
    rest = (100 - RANGE_PCT) / 2
    low, high = np.percentile(draws, [rest, 100 - rest], axis=-1)
    return low, high


def _by_band(turnover: float, retiring: float, bands: Bands) -> Array:
    return np.array([turnover] * (len(bands.up) - bands.old) + [retiring] * bands.old)


def _moved_up(people: Array, up: Array) -> Array:
    moved = people * up
    stayed = people - moved
    stayed[:, 1:] += moved[:, :-1]
    return stayed


def _stays(leave: Array, bands: Bands) -> Array:
    """Units × draws × years + 1 × bands: who is there at the end of a year and still there at the end of the last.

    ``leave``: units × draws × years × (others, those of 60 and more).
    """
    count, years = len(bands.up), leave.shape[2]
    up = np.array(bands.up)
    which = np.array([0] * (count - bands.old) + [1] * bands.old)
    stays = np.ones((*leave.shape[:2], years + 1, count))
    for year in range(years - 1, -1, -1):
        later = stays[:, :, year + 1]
        above = np.concatenate([later[..., 1:], later[..., -1:]], axis=-1)
        stays[:, :, year] = (1 - leave[:, :, year][..., which]) * (later * (1 - up) + above * up)
    return stays


def _posterior(seen: Array, expected: Array, spread: Spread, municipalities: Array) -> tuple[Array, Array]:
    """Mean and weight of the unit's own factor: gamma around 1, moved by what was seen against what was expected.

    A year that differs as a whole says less: what is expected of a unit counts as less than it is.
    """
    weight = municipalities / max(spread.between, 1e-6)
    counts = expected / (1 + expected * spread.within / municipalities)
    part = np.divide(counts, expected, out=np.zeros_like(expected), where=expected > 0)
    total = weight + counts
    return (weight + seen * part) / total, total


def _drawn_factors(
    rng: np.random.Generator,
    seen: Array,
    expected: Array,
    spread: Spread,
    municipalities: Array,
    years: int,
    draws: int,
) -> Array:
    """Units × draws × years: times as many as at the common rate."""
    mean, weight = _posterior(seen, expected, spread, municipalities)
    own = rng.gamma(np.maximum(mean * weight, 1e-3)[:, None], (1 / weight)[:, None], (len(seen), draws))
    common = _centred(rng, np.full((draws, 1), spread.known))
    # The variance of years is itself known by few of them: drawn, so that rare years are in the range.
    variance = spread.yearly * spread.freedom / rng.chisquare(spread.freedom, (draws, 1))
    together = _centred(rng, np.broadcast_to(np.minimum(variance, 1.0), (draws, years)))
    within = np.broadcast_to((spread.within / municipalities)[:, None, None], (len(seen), draws, years))
    drawn: Array = own[:, :, None] * np.exp(common + together + _centred(rng, within))
    return drawn


def _centred(rng: np.random.Generator, variance: Array) -> Array:
    """Normal numbers whose exponents have the mean 1."""
    drawn: Array = np.sqrt(variance) * rng.standard_normal(variance.shape) - variance / 2
    return drawn
