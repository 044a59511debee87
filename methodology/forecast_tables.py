"""Tables of the staffing forecast: by year, by municipality, by subject, its assumptions, how it did before.

``history`` and ``own`` are frames of ``queries.forecast.staff_by_cycle``: of all schools, which rates are learned from,
and of the selection. ``changes`` are assumptions said otherwise than counted: (name, value in the unit of the table).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from methodology.forecast import (
    DRAWS,
    FOUR_BANDS,
    HORIZON,
    TEN_BANDS,
    Array,
    Rates,
    Units,
    bounds_of,
    by_arithmetic,
    own_factors,
    simulated,
)
from methodology.forecast_rates import History, Learned, back_test, history_of, learned, summed, units_of

Changes = tuple[tuple[str, float], ...]

ROWS_AT_ONCE = 15
"""Rows are drawn by so many, each with the same seed, so that their range doesn't hang on how many are shown."""
ASSUMPTION, COUNTED, SAID = "рабочее допущение", "посчитано по циклам", "ваше допущение"


class Assumption(NamedTuple):
    """An assumption: its name in words, how its value is written, the bounds within which it can be said."""

    words: str
    written: str
    least: float
    most: float

    @property
    def unit(self) -> str:
        """The unit alone."""
        return " ".join(self.written.format("").split())


ASSUMPTIONS = {
    "retiring": Assumption("Уход учителей 60 лет и старше", "{} % в год", 0, 90),
    "turnover": Assumption("Уход остальных учителей", "{} % в год", 0, 50),
    "young": Assumption("Приход молодых (стаж до 3 лет), без целевиков", "{} на 100 учителей в год", 0, 50),
    "experienced": Assumption("Приход со стажем от 3 лет", "{} на 100 учителей в год", 0, 50),
    "graduates": Assumption("Доля целевиков, которые придут", "{} % выпуска", 0, 100),
    "hours": Assumption("Изменение часов учебного плана", "{} % в год", -20, 20),
    "yearly": Assumption("Разброс ухода и прихода год от года", "±{} %", 0, 50),
}
"""Name → what it is; names and order of ``assumptions``."""


class _Start(NamedTuple):
    """Rates as they count for the selection, what was learned, and its units."""

    rates: Rates
    said: Learned
    codes: list[str]
    units: Units


def assumptions(
    history: pd.DataFrame, own: pd.DataFrame, cycle: str, retire_share_pct: float, changes: Changes
) -> pd.DataFrame:
    """One row is one assumption, as it counts for the selection.

    Columns: name, words, value, counted_value (what it would be unsaid), origin ('посчитано по циклам', 'рабочее
    допущение', 'ваше допущение').
    """
    said, _, units = _learned(history, own, cycle, retire_share_pct)
    values = _values(said, units)
    changed = dict(changes)
    counted = said.counted | ({"yearly"} if said.cycles > 1 else set())
    return pd.DataFrame(
        [
            {
                "name": name,
                "words": assumption.words,
                "value": changed.get(name, values[name]),
                "counted_value": values[name],
                "origin": SAID if name in changed else COUNTED if name in counted else ASSUMPTION,
            }
            for name, assumption in ASSUMPTIONS.items()
        ]
    )


def by_year(
    history: pd.DataFrame, own: pd.DataFrame, cycle: str, retire_share_pct: float, changes: Changes
) -> pd.DataFrame:
    """One row is one cycle: those at hand (``years`` 0 and less), then the forecast of ``HORIZON`` years.

    Columns: cycle, years, teachers, vacant (of the cycles at hand), retired, departed, young, experienced, graduates
    (people of the year), needed (posts), unmet (posts without anybody; in cycles at hand the vacant ones), low, high
    (the range of unmet), short_pct (share of draws in which there are too few). Missing where a column says nothing;
    without teachers in the cycle no rows.
    """
    start = _start(history, own, cycle, retire_share_pct, changes)
    if not start.codes:
        return pd.DataFrame(columns=["cycle", "years", "unmet", "low", "high"])
    all_units = summed(start.units)
    steps = by_arithmetic(all_units, start.rates)
    draws = simulated(all_units, start.rates, tuple(range(1, HORIZON + 1)), draws=DRAWS).unmet
    low, high = bounds_of(draws)
    past = own[own["schools_with_data"] > 0].groupby("cycle")[["teachers", "vacant"]].sum()
    told = pd.DataFrame(
        {
            "cycle": past.index,
            "years": [_year(one) - _year(cycle) for one in past.index],
            "teachers": past["teachers"].to_numpy(float),
            "vacant": past["vacant"].to_numpy(float),
            "unmet": past["vacant"].to_numpy(float),
        }
    )
    ahead = pd.DataFrame(
        {
            "cycle": [cycle_after(cycle, year) for year in range(1, HORIZON + 1)],
            "years": range(1, HORIZON + 1),
            **{name: getattr(steps, name)[0] for name in steps.__dataclass_fields__},
            "unmet": steps.unmet[0],
            "low": low[0],
            "high": high[0],
            "short_pct": 100 * (draws[0] > 0).mean(axis=-1),
        }
    )
    return pd.concat([told, ahead], ignore_index=True)


def by_municipality(
    history: pd.DataFrame,
    own: pd.DataFrame,
    cycle: str,
    retire_share_pct: float,
    changes: Changes,
    years: int,
    rows: int | None = None,
) -> pd.DataFrame:
    """One row is one municipality with teachers, those with most posts unmet after so many years first.

    Columns: municipality_id, schools, schools_with_data, teachers, vacant (now), left, came (people in these years),
    needed (posts then), unmet, low, high (posts; the range is missing after the first ``rows``, if they are named).
    """
    start = _start(history, own, cycle, retire_share_pct, changes)
    frame = _outlook(start.units, start.rates, years, rows)
    frame.insert(0, "municipality_id", np.array(start.codes, dtype=object)[frame.pop("unit")])
    now = own[own["cycle"] == cycle][["municipality_id", "schools", "schools_with_data"]]
    return frame.merge(now, on="municipality_id", how="left")


def by_subject(
    history: pd.DataFrame,
    own: pd.DataFrame,
    subjects: pd.DataFrame,
    cycle: str,
    retire_share_pct: float,
    changes: Changes,
    years: int,
) -> pd.DataFrame:
    """One row is one subject of ``queries.forecast.staff_by_subject``, those with most posts unmet first.

    Columns: subject, schools, schools_with_data, teachers, sixties (of 60 and more), vacant, left, came, needed, unmet,
    low, high, as in ``by_municipality``. Rates are those of the selection; target graduates come as in the years
    before, since contracts don't name subjects.
    """
    start = _start(history, own, cycle, retire_share_pct, changes)
    subjects = subjects[subjects["teachers"] > 0].reset_index(drop=True)
    teachers = subjects[[f"band_{number}" for number in range(1, len(TEN_BANDS.up) + 1)]].to_numpy(float)
    leaving, coming = _factors(start.said, start.units)
    rates = start.rates
    young = rates.young if "young" in dict(changes) else start.said.young_in_all
    rates = replace(
        rates,
        retiring=rates.retiring * leaving,
        turnover=rates.turnover * leaving,
        young=young * coming,
        experienced=rates.experienced * coming,
        retiring_sd=rates.retiring_sd * leaving,
    )
    count = len(subjects)
    nobody = dict.fromkeys(("left", "left_expected", "came", "came_expected"), np.zeros(count))
    units = Units(
        teachers=teachers,
        vacant=subjects["vacant"].to_numpy(float, na_value=0.0),
        graduates=np.zeros((count, HORIZON)),
        municipalities=np.ones(count),
        **nobody,
    )
    frame = _outlook(units, rates, years, None, ten_bands=True)
    which = frame.pop("unit")
    frame.insert(0, "subject", subjects["subject"].to_numpy(object)[which])
    frame.insert(2, "sixties", teachers[:, -TEN_BANDS.old :].sum(axis=1)[which])
    for name in ("schools", "schools_with_data"):
        frame[name] = subjects[name].to_numpy(float)[which]
    return frame


def replayed(
    history: pd.DataFrame, cycle: str, retire_share_pct: float, within: Collection[str], *, ranged: bool = True
) -> pd.DataFrame:
    """One row is one municipality of ``within`` and one earlier cycle: the cycle as it would have been forecast then.

    Columns as ``methodology.forecast_rates.back_test``, and error_pct (forecast − actual, of actual). What is said of
    assumptions doesn't count here.
    """
    frame = back_test(history_of(history[history["cycle"] <= cycle]), retire_share_pct, within, ranged=ranged)
    return frame.assign(error_pct=100 * (frame["forecast"] - frame["actual"]) / frame["actual"])


def summed_up(test: pd.DataFrame) -> pd.DataFrame:
    """One row is one number of years ahead of ``replayed``.

    Columns: years, cycle (forecast from), places, inside (of them in the range), forecast, actual (teachers of them
    all), error_pct (of the sum), mean_error_pct (mean size of the error of one place).
    """
    rows = [
        {
            "years": int(one["years"].iloc[0]),
            "cycle": one["cycle"].iloc[0],
            "places": len(one),
            "inside": int(one["inside"].sum()),
            "forecast": float(one["forecast"].sum()),
            "actual": float(one["actual"].sum()),
            "error_pct": float(100 * (one["forecast"].sum() / one["actual"].sum() - 1)),
            "mean_error_pct": float(one["error_pct"].abs().mean()),
        }
        for _, one in test.groupby("years")
    ]
    columns = ["years", "cycle", "places", "inside", "forecast", "actual", "error_pct", "mean_error_pct"]
    return pd.DataFrame(rows, columns=columns)


def cycle_after(cycle: str, years: int) -> str:
    """«2025/26» and 3 → «2028/29»."""
    first = _year(cycle) + years
    return f"{first}/{(first + 1) % 100:02}"


def _start(history: pd.DataFrame, own: pd.DataFrame, cycle: str, retire_share_pct: float, changes: Changes) -> _Start:
    said, codes, units = _learned(history, own, cycle, retire_share_pct)
    return _Start(_changed(said, units, dict(changes)), said, codes, units)


def _learned(
    history: pd.DataFrame, own: pd.DataFrame, cycle: str, retire_share_pct: float
) -> tuple[Learned, list[str], Units]:
    everything: History = history_of(history[history["cycle"] <= cycle])
    said = learned(everything, retire_share_pct)
    codes, units = units_of(everything if own is history else history_of(own), cycle, said)
    return said, codes, units


def _factors(said: Learned, units: Units) -> tuple[float, float]:
    """How many times as many leave and come in the selection as everywhere."""
    if not len(units):
        return 1.0, 1.0
    leaving, coming = own_factors(summed(units), said.rates)
    return float(leaving[0]), float(coming[0])


def _values(said: Learned, units: Units) -> dict[str, float]:
    leaving, coming = _factors(said, units)
    rates = said.rates
    return {
        "retiring": 100 * rates.retiring * leaving,
        "turnover": 100 * rates.turnover * leaving,
        "young": 100 * rates.young * coming,
        "experienced": 100 * rates.experienced * coming,
        "graduates": 100 * rates.graduates,
        "hours": 100 * rates.hours,
        "yearly": 100 * float(np.sqrt((rates.leaving_spread.yearly + rates.coming_spread.yearly) / 2)),
    }


def _changed(said: Learned, units: Units, changes: dict[str, float]) -> Rates:
    """Rates of which the selection has what was said; its parts keep their differences."""
    leaving, coming = _factors(said, units)
    rates = said.rates
    of_unit = {"retiring": leaving, "turnover": leaving, "young": coming, "experienced": coming}
    told = {name: value / 100 / of_unit.get(name, 1.0) for name, value in changes.items() if name != "yearly"}
    if "retiring" in told and rates.retiring:
        told["retiring_sd"] = rates.retiring_sd * told["retiring"] / rates.retiring
    for name, value in told.items():
        rates = replace(rates, **{name: value})  # type: ignore[arg-type]
    if "yearly" in changes:
        yearly = (changes["yearly"] / 100) ** 2
        rates = replace(
            rates,
            leaving_spread=replace(rates.leaving_spread, yearly=yearly),
            coming_spread=replace(rates.coming_spread, yearly=yearly),
        )
    return rates


def _outlook(units: Units, rates: Rates, years: int, rows: int | None, *, ten_bands: bool = False) -> pd.DataFrame:
    """One row is one unit (its number), by posts unmet after so many years."""
    bands = TEN_BANDS if ten_bands else FOUR_BANDS
    steps = by_arithmetic(units, rates, bands, years)
    order = np.lexsort((np.arange(len(units)), -steps.unmet[:, -1]))
    drawn = len(units) if rows is None else min(len(units), -(-rows // ROWS_AT_ONCE) * ROWS_AT_ONCE)
    low, high = np.full((2, len(units)), np.nan)
    for first in range(0, drawn, ROWS_AT_ONCE):
        some = order[first : first + ROWS_AT_ONCE]
        draws = simulated(units.rows(some), rates, (years,), bands=bands).unmet[:, 0]
        low[some], high[some] = bounds_of(draws)

    def over_years(*names: str) -> Array:
        total: Array = sum(getattr(steps, name).sum(axis=1) for name in names)
        return total

    frame = pd.DataFrame(
        {
            "unit": np.arange(len(units)),
            "teachers": units.teachers.sum(axis=1),
            "vacant": units.vacant,
            "left": over_years("retired", "departed"),
            "came": over_years("young", "experienced", "graduates"),
            "needed": steps.needed[:, -1],
            "unmet": steps.unmet[:, -1],
            "low": low,
            "high": high,
        }
    )
    return frame.iloc[order].reset_index(drop=True)


def _year(cycle: str) -> int:
    return int(cycle[:4])
