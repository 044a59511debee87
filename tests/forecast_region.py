"""Made-up regions whose truth is known: teachers one by one, each with an age in years, a municipality and luck.

It shares no code and no formula with the forecast: people leave by a curve over single years of age, not by bands; who
comes has an age of his own; municipalities, years and hours differ by amounts that the region draws for itself. What
schools would have reported comes out as the rows of ``staff_by_cycle``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Region:
    """``history``: cycles at hand; ``later``: teachers and hours of each municipality after so many years."""

    history: pd.DataFrame
    later: dict[int, pd.DataFrame]


def made_up_region(seed: int, *, municipalities: int, cycles: int, years: int = 5) -> Region:
    """One region: some cycles are at hand, the years after them are the truth."""
    luck = np.random.default_rng(seed)
    size = np.exp(luck.normal(np.log(250), 0.7, municipalities)).astype(int) + 15
    place = np.repeat(np.arange(municipalities), size)
    mean_age = luck.normal(46, 1.5, municipalities)
    age = np.clip(luck.normal(mean_age[place], 12), 22, 74).astype(int)
    quitting, coming = luck.uniform(0.04, 0.09), luck.uniform(0.05, 0.10)
    retiring = luck.uniform(0.14, 0.28)
    lasting = np.exp(luck.normal(0, luck.uniform(0, 0.3), (2, municipalities)))
    unrest, own_unrest = luck.uniform(0, 0.2), luck.uniform(0, 0.25)
    hours = 22.0 * size * luck.uniform(1.0, 1.15, municipalities)
    trend, hours_unrest, own_hours = luck.normal(0, 0.01), luck.uniform(0, 0.015), luck.uniform(0, 0.02)
    contracts = luck.poisson(0.02 * size)
    rows: list[dict[str, Any]] = []
    later: dict[int, pd.DataFrame] = {}
    for year in range(-1, cycles + years):
        leave_more = np.exp(luck.normal(0, unrest)) * lasting[0] * np.exp(luck.normal(0, own_unrest, municipalities))
        come_more = np.exp(luck.normal(0, unrest)) * lasting[1] * np.exp(luck.normal(0, own_unrest, municipalities))
        risk = np.where(age < 28, 1.3 * quitting, quitting)
        risk = np.where(age >= 60, retiring * (0.8 + 0.05 * (age - 60)), risk)
        goes = luck.random(len(age)) < np.minimum(risk * leave_more[place], 0.95)
        left = np.bincount(place[goes], minlength=municipalities)
        place, age = place[~goes], age[~goes] + 1
        young = luck.poisson(0.6 * coming * size * come_more)
        experienced = luck.poisson(0.4 * coming * size * come_more)
        by_contract = luck.binomial(contracts // 5, 0.7)
        young = young + by_contract
        place = np.concatenate([place, np.repeat(np.arange(municipalities), young)])
        age = np.concatenate([age, luck.integers(22, 27, young.sum())])
        place = np.concatenate([place, np.repeat(np.arange(municipalities), experienced)])
        age = np.concatenate([age, luck.integers(28, 56, experienced.sum())])
        hours = hours * (1 + trend + luck.normal(0, hours_unrest) + luck.normal(0, own_hours, municipalities))
        there = np.bincount(place, minlength=municipalities)
        if year >= cycles:
            later[year - cycles + 1] = pd.DataFrame({"teachers": there, "hours": hours})
        elif year >= 0:
            of_age = {
                name: np.bincount(place[(age >= low) & (age <= high)], minlength=municipalities)
                for name, low, high in (("young", 0, 34), ("middle", 35, 59), ("fifties", 50, 59), ("old", 60, 99))
            }
            rows += [
                {
                    "cycle": f"{2020 + year}/{21 + year}",
                    "municipality_id": f"{m:03}",
                    "schools": 1,
                    "schools_with_data": 1,
                    "teachers": there[m],
                    "teachers_under_35": of_age["young"][m],
                    "teachers_50_59": of_age["fifties"][m],
                    "middle_told": of_age["middle"][m],
                    "teachers_60_plus": of_age["old"][m],
                    "flow_schools": 1,
                    "flow_start": there[m] + left[m] - young[m] - experienced[m],
                    "departed": left[m],
                    "young": young[m],
                    "experienced": experienced[m],
                    "contract_schools": 1,
                    "contracts": contracts[m],
                    "graduates": (contracts[m] // 5) * 3,
                    "graduates_hired": by_contract[m],
                    "vacant": 0.03 * there[m],
                    "hours": hours[m],
                    "hours_schools": 1,
                }
                for m in range(municipalities)
            ]
    return Region(pd.DataFrame(rows), later)
