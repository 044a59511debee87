"""What the staffing forecast learns from the cycles at hand, and what it assumes where they say nothing.

A rate is a sum over a sum, of the schools that told both. Where municipalities or years differ by more than chance, the
excess is a variance found by moments; few cycles say little about it, so an assumption has the weight of some more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from methodology.forecast import (
    HORIZON,
    Array,
    Rates,
    Spread,
    Units,
    bounds_of,
    by_arithmetic,
    simulated,
)

YEARS_OF_GRADUATES = 3
"""Years over which graduates of «Из них выпуск за 3 года» come, evenly; the other contracts in the two years after."""
MOST_TESTED = 150
"""Municipalities of a back-test: of more, every so many-th."""
DRAWS_OF_TEST = 200
OF_TEST = ["cycle", "years", "municipality_id", "forecast", "low", "high", "actual", "inside"]


class Assumed(NamedTuple):
    """Working assumptions: what counts until the cycles at hand say more. Shares a year, unless said otherwise."""

    turnover: float = 0.06
    young: float = 0.045
    experienced: float = 0.03
    graduates: float = 0.7
    graduates_weight: float = 10.0
    fifties: float = 0.4
    """Of those from 35 to 59."""
    retiring_sd: float = 0.06
    move_up_error: float = 0.2
    """How far the share of the fifties that turns 60 may be from a tenth, as a share of it."""
    yearly: float = 0.10
    """By how much a common rate differs from year to year."""
    yearly_weight: float = 4.0
    """Years that this is worth."""
    between: float = 0.04
    within: float = 0.02
    """Variances of logarithms, until several municipalities or cycles show them."""
    hours_common: float = 0.01
    hours_own: float = 0.015


ASSUMED = Assumed()


@dataclass(frozen=True)
class History:
    """Municipalities cycle by cycle: ``facts`` has for each column of ``staff_by_cycle`` an array, cycles × places.

    NaN where a municipality is not in a cycle.
    """

    cycles: list[str]
    places: list[str]
    facts: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        """A column."""
        return self.facts[name]

    def until(self, cycle: str) -> History:
        """Without later cycles."""
        known = [said for said in self.cycles if said <= cycle]
        return History(known, self.places, {name: values[: len(known)] for name, values in self.facts.items()})

    def within(self, places: Collection[str]) -> History:
        """Of these places alone."""
        which = [number for number, place in enumerate(self.places) if place in places]
        named = [self.places[number] for number in which]
        return History(self.cycles, named, {name: values[:, which] for name, values in self.facts.items()})


def history_of(frame: pd.DataFrame) -> History:
    """The rows of ``queries.forecast.staff_by_cycle`` as arrays."""
    cycles, places = sorted(frame["cycle"].unique()), sorted(frame["municipality_id"].unique())
    at = (
        [cycles.index(cycle) for cycle in frame["cycle"]],
        pd.Series(range(len(places)), places, dtype=int).reindex(frame["municipality_id"]).to_numpy(),
    )
    facts = {}
    for name in frame.columns.difference(["cycle", "municipality_id"]):
        facts[name] = np.full((len(cycles), len(places)), np.nan)
        facts[name][at] = frame[name].to_numpy(float, na_value=np.nan)
    return History(cycles, places, facts)


@dataclass(frozen=True)
class Learned:
    """Rates, and which of their names are ``counted`` from cycles; ``young_in_all``: with target graduates.

    ``fifties``: share of those from 35 to 59 who are 50 and older. ``cycles``: with departures and arrivals told;
    ``pairs``: of cycles in a row that show how those of 60 and more became fewer.
    """

    rates: Rates
    counted: frozenset[str]
    young_in_all: float
    fifties: float
    cycles: int
    pairs: int


def yearly_retirement(retire_share_pct: float) -> float:
    """Share that leaves in a year, if so many per cent leave in three (the threshold of КД-ПРОГ)."""
    return float(1 - (1 - retire_share_pct / 100) ** (1 / 3))


def learned(history: History, retire_share_pct: float) -> Learned:
    """Rates of all municipalities of the history together, with how they differ among municipalities and years."""
    told = np.nan_to_num(history["flow_start"]) > 0
    start, left = _sum(history["flow_start"]), _sum(history["departed"])
    fifties = _ratio(_sum(history["teachers_50_59"]), _sum(history["middle_told"]), ASSUMED.fifties)
    leaving = _ratio(left, start, ASSUMED.turnover)
    young_in_all = _ratio(_sum(history["young"]), start, ASSUMED.young)
    by_contract = _sum(np.where(told & (history["contract_schools"] > 0), history["graduates_hired"], 0))
    young = max(young_in_all - _ratio(by_contract, start, 0.0), 0.0)
    experienced = _ratio(_sum(history["experienced"]), start, ASSUMED.experienced)
    retiring, retiring_sd, pairs = _retiring(history, leaving, fifties, yearly_retirement(retire_share_pct))
    turnover = ASSUMED.turnover
    if start:
        sixties, everybody = (_sum(history[name][told]) for name in ("teachers_60_plus", "teachers"))
        others = (leaving * everybody - retiring * sixties) / max(everybody - sixties, 1.0)
        turnover = float(np.clip(others, 0.005, 0.5))
    growth, own, common, known, hour_pairs = _hours(history)
    rates = Rates(
        retiring=retiring,
        turnover=turnover,
        young=young,
        experienced=experienced,
        graduates=ASSUMED.graduates,
        hours=growth,
        retiring_sd=retiring_sd,
        graduates_weight=ASSUMED.graduates_weight,
        hours_own=own,
        hours_common=common,
        hours_known=known,
        leaving_spread=_spread(history["departed"], _left_expected(history, retiring, turnover)),
        coming_spread=_spread(_came(history), np.nan_to_num(history["flow_start"]) * (young + experienced)),
    )
    counted = {
        *(("turnover", "young", "experienced") if start else ()),
        *(("retiring",) if pairs else ()),
        *(("hours",) if hour_pairs else ()),
    }
    return Learned(rates, frozenset(counted), young_in_all, fifties, int(told.any(axis=1).sum()), pairs)


def units_of(history: History, cycle: str, said: Learned) -> tuple[list[str], Units]:
    """Codes and units of the places with teachers in a cycle; what they had is of all cycles up to it.

    Without target contracts told there are no graduates to come.
    """
    past = history.until(cycle)
    there = past["teachers"][[known == cycle for known in past.cycles]]
    which = np.asarray((np.nan_to_num(there) > 0).any(axis=0))

    def at(name: str) -> Array:
        return np.nan_to_num(past[name][-1][which]) if which.any() else np.zeros(0)

    everybody, young, old = at("teachers"), at("teachers_under_35"), at("teachers_60_plus")
    middle = everybody - young - old
    fifties = np.rint(np.clip(at("teachers_50_59") + (middle - at("middle_told")) * said.fifties, 0, middle))
    rates = said.rates
    flows = {
        "left": past["departed"],
        "left_expected": _left_expected(past, rates.retiring, rates.turnover),
        "came": _came(past),
        "came_expected": past["flow_start"] * (rates.young + rates.experienced),
    }
    return [past.places[place] for place in np.flatnonzero(which)], Units(
        teachers=np.stack([young, middle - fifties, fifties, old], axis=1),
        vacant=at("vacant"),
        graduates=graduates_due(at("graduates"), at("contracts")),
        municipalities=np.ones(int(which.sum())),
        **{name: np.nansum(flow, axis=0)[which] for name, flow in flows.items()},
    )


def summed(units: Units) -> Units:
    """All units as one, which differs as much as so many municipalities of one size do on the average."""
    size = units.teachers.sum(axis=1)
    alike = size.sum() ** 2 / (size**2).sum() if len(units) else 1.0
    sums = {name: getattr(units, name).sum(axis=0, keepdims=True) for name in Units.__dataclass_fields__}
    return Units(**(sums | {"municipalities": np.array([max(alike, 1.0)])}))


def graduates_due(graduates: Array, contracts: Array) -> Array:
    """Units × five years: graduates of the next three years evenly, those of later contracts in the two after."""
    later = np.maximum(contracts - graduates, 0)
    evenly = [
        np.floor(graduates * (year + 1) / 3) - np.floor(graduates * year / 3) for year in range(YEARS_OF_GRADUATES)
    ]
    half = np.floor(later / 2)
    return np.stack([*evenly, half, later - half], axis=1)


def back_test(
    history: History, retire_share_pct: float, within: Collection[str], *, ranged: bool = True
) -> pd.DataFrame:
    """One row is one municipality and one earlier cycle: the last cycle as forecast from it, by what was known then.

    Columns: cycle, years, municipality_id, forecast, low, high (teachers; the range of ``RANGE_PCT``), actual, inside.
    Only municipalities of ``within`` in which as many schools told in both cycles; of more than ``MOST_TESTED`` every
    so many-th. At most ``HORIZON`` years. ``ranged`` False: without the range, which takes most of the time, of all.
    """
    found = [pd.DataFrame(columns=OF_TEST)]
    chosen = sorted(within)[:: -(-len(within) // MOST_TESTED) if ranged and within else 1]
    some = history.within(chosen)
    for number, cycle in reversed(list(enumerate(history.cycles[:-1]))):
        years = _first_year(history.cycles[-1]) - _first_year(cycle)
        said = learned(history.until(cycle), retire_share_pct)
        codes, units = units_of(some, cycle, said)
        if not codes or years > HORIZON:
            continue
        low, high = np.full((2, len(codes)), np.nan)
        if ranged:
            low, high = bounds_of(simulated(units, said.rates, (years,), draws=DRAWS_OF_TEST).teachers[:, 0])
        which = [some.places.index(code) for code in codes]
        actual = some["teachers"][-1, which]
        rows = pd.DataFrame(
            {
                "cycle": cycle,
                "years": years,
                "municipality_id": codes,
                "forecast": by_arithmetic(units, said.rates, years=years).teachers[:, -1],
                "low": low,
                "high": high,
                "actual": actual,
                "inside": (low <= actual) & (actual <= high),
            }
        )
        schools = some["schools_with_data"][:, which]
        found.append(rows[schools[number] == schools[-1]])
    return pd.concat(found[1:] or found, ignore_index=True)


def _left_expected(history: History, retiring: float, turnover: float) -> Array:
    """People who would leave at these rates, given how many are of 60 and more; 0 where nothing is told."""
    teachers = np.nan_to_num(history["teachers"])
    sixties = np.divide(
        np.nan_to_num(history["teachers_60_plus"]), teachers, out=np.zeros_like(teachers), where=teachers > 0
    )
    return np.nan_to_num(history["flow_start"]) * (sixties * retiring + (1 - sixties) * turnover)


def _came(history: History) -> Array:
    """Those who came by themselves: target graduates are known by their contracts, if these are told."""
    by_contract = np.where(history["contract_schools"] > 0, history["graduates_hired"], 0)
    return np.maximum(history["young"] + history["experienced"] - by_contract, 0)


def _retiring(history: History, leaving: float, fifties: float, assumed: float) -> tuple[float, float, int]:
    """Share of those of 60 and more who leave in a year, its standard deviation, and pairs of cycles that show it.

    From how many there are a year later, less the tenth of the fifties who have turned 60; drawn towards the assumption
    as far as that is uncertain.
    """
    middle = history["teachers"] - history["teachers_under_35"] - history["teachers_60_plus"]
    older = history["teachers_50_59"] + (middle - history["middle_told"]) * fifties
    there = joined = later = 0.0
    pairs = 0
    for before, after in _in_a_row(history):
        same = history["schools_with_data"][before] == history["schools_with_data"][after]
        there += _sum(history["teachers_60_plus"][before][same])
        joined += _sum(older[before][same]) * (1 - leaving) / 10
        later += _sum(history["teachers_60_plus"][after][same])
        pairs += bool(same.any())
    if there < 1:
        return assumed, ASSUMED.retiring_sd, 0
    seen = (there + joined - later) / there
    uncertain = assumed * (1 - assumed) / there + (ASSUMED.move_up_error * joined / there) ** 2
    weight = ASSUMED.retiring_sd**2 / (ASSUMED.retiring_sd**2 + uncertain)
    share = weight * seen + (1 - weight) * assumed
    return float(np.clip(share, 0.02, 0.7)), float(np.sqrt(weight * uncertain)), pairs


def _spread(said: Array, expected: Array) -> Spread:
    """How much counts, cycles × places, differ from what is expected of them, beyond chance."""
    told = expected > 0
    rows, columns = told.any(axis=1), told.any(axis=0)
    seen, expected = (np.where(told, values, 0)[rows][:, columns] for values in (said, expected))
    cycles, places = seen.shape
    if not cycles:
        yearly = ASSUMED.yearly**2
        return Spread(ASSUMED.between, ASSUMED.within, yearly, ASSUMED.yearly_weight, yearly)
    in_year, expected_in_year = seen.sum(axis=1), expected.sum(axis=1)
    factor = (in_year + 0.5) / (expected_in_year + 0.5)
    of_year = expected * factor[:, None]
    in_place, expected_in_place = seen.sum(axis=0), of_year.sum(axis=0)
    within, between, yearly = ASSUMED.within, ASSUMED.between, ASSUMED.yearly**2
    if cycles > 1 and places > 1:
        own = of_year * (in_place + 1) / (expected_in_place + 1)
        excess = ((seen - own) ** 2).sum() / (1 - 1 / cycles) - own.sum()
        within = _towards(excess / (own**2).sum(), ASSUMED.within, places * (cycles - 1))
    if places > 1:
        excess = ((in_place - expected_in_place) ** 2).sum() - expected_in_place.sum()
        between = _towards(excess / (expected_in_place**2).sum() - within / cycles, ASSUMED.between, places - 1)
    weight = ASSUMED.yearly_weight
    if cycles > 1:
        chance = float((1 / np.maximum(in_year, 1)).mean()) + within / places
        excess = max(float(np.log(factor).var(ddof=1)) - chance, 0.0)
        yearly = (weight * yearly + (cycles - 1) * excess) / (weight + cycles - 1)
    known = yearly / cycles + 1 / max(float(in_year.sum()), 1.0)
    return Spread(between, within, yearly, weight + cycles - 1, known)


def _towards(seen: float, assumed: float, weight: float) -> float:
    """A variance that was seen, not below zero, and the assumption as if it were ten more municipalities."""
    return float((max(seen, 0.0) * weight + 10 * assumed) / (weight + 10))


def _hours(history: History) -> tuple[float, float, float, float, int]:
    """Mean yearly change of hours, deviations of one municipality, of all, of the mean; pairs of cycles."""
    changes, totals = [], []
    hours, told_by = history["hours"], history["hours_schools"]
    for before, after in _in_a_row(history):
        same = (told_by[before] == told_by[after]) & (hours[before] > 0) & (hours[after] > 0)
        if same.any():
            totals.append(float(hours[after][same].sum() / hours[before][same].sum()) - 1)
            changes.append(hours[after][same] / hours[before][same] - 1 - totals[-1])
    pairs = len(totals)
    if not pairs:
        return 0.0, ASSUMED.hours_own, ASSUMED.hours_common, ASSUMED.hours_common, 0
    own_changes = np.concatenate(changes)
    own = float(np.sqrt(_towards(float((own_changes**2).mean()), ASSUMED.hours_own**2, len(own_changes) - 1)))
    off = float(((np.array(totals) - np.mean(totals)) ** 2).sum())
    weight = ASSUMED.yearly_weight
    common = float(np.sqrt((weight * ASSUMED.hours_common**2 + off) / (weight + pairs - 1)))
    known = float(np.sqrt(common**2 / pairs + own**2 / len(own_changes)))
    return float(np.mean(totals)), own, common, known, pairs


def _in_a_row(history: History) -> list[tuple[int, int]]:
    """Positions of each cycle and the one of the year after, where both are at hand."""
    years = [_first_year(cycle) for cycle in history.cycles]
    return [(at, at + 1) for at in range(len(years) - 1) if years[at + 1] == years[at] + 1]


def _first_year(cycle: str) -> int:
    return int(cycle[:4])


def _sum(values: Array) -> float:
    return float(np.nansum(values))


def _ratio(numerator: float, denominator: float, otherwise: float) -> float:
    return numerator / denominator if denominator else otherwise
