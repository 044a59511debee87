"""Tools of the demonstration's further sheets: whole columns drawn at once, and frames made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.sheets import Sheet
from data.workbook import cycle_bounds, typed

Array = npt.NDArray[Any]
Chance = np.random.Generator


@dataclass(frozen=True)
class Year:
    """A cycle of the demonstration: its number (0 is the first), and per school what the workbook says of it.

    ``level`` is the school's usual per cent of the maxima of criteria in this cycle. Schools that do not work any more
    keep their numbers here; their rows are left out of the workbook.
    """

    cycle: str
    number: int
    level: Array
    pupils: Array
    class_sets: Array

    @property
    def start(self) -> np.datetime64:
        """The first day of the cycle."""
        return np.datetime64(cycle_bounds(self.cycle)[0])

    @property
    def cut(self) -> np.datetime64:
        """The last day of the cycle, on which the workbook is cut."""
        return np.datetime64(cycle_bounds(self.cycle)[1])


@dataclass(frozen=True)
class Region:
    """What stays of the schools from cycle to cycle, column by column in the order of «Организации».

    ``strain``: how hard it is for the school to find and keep people, about from -2,5 to 2,5; it goes with the level of
    scores, but loosely.
    """

    school_id: Array
    municipality_id: Array
    grades: Array
    in_village: Array
    locality_population: Array
    biased: Array
    level: Array
    strain: Array

    def __len__(self) -> int:
        """The number of schools."""
        return len(self.school_id)

    def row_of(self, school_id: str) -> int:
        """Where this school stands."""
        return int(np.flatnonzero(self.school_id == school_id)[0])


def apportioned(totals: Array, shares: Array) -> Array:
    """Whole numbers in proportion to the shares of each row (2-D), together exactly the row's total."""
    sums = shares.sum(axis=1, keepdims=True)
    exact = totals[:, None] * np.divide(shares, sums, out=np.zeros_like(shares, dtype=float), where=sums > 0)
    whole = np.floor(exact).astype(int)
    left = totals - whole.sum(axis=1)
    order = np.argsort(np.argsort(-(exact - whole), axis=1, kind="stable"), axis=1, kind="stable")
    result: Array = whole + (order < left[:, None])
    return result


def numbered(counts: Array) -> tuple[Array, Array]:
    """(owner, number) of every thing, where owner ``i`` has ``counts[i]`` of them, numbered from 0."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def chosen(chance: Chance, options: Mapping[Any, float], size: int) -> Array:
    """Values drawn by their shares, as objects, so that None can be one."""
    values = np.empty(len(options), dtype=object)
    values[:] = list(options)
    shares = np.array(list(options.values()))
    return values[chance.choice(len(values), size, p=shares / shares.sum())]


def coded(prefix: str, numbers: Array, width: int = 2) -> Array:
    """«Н-01», «Н-02» …"""
    return np.array([f"{prefix}{number:0{width}d}" for number in numbers], dtype=object)


def on_day(year: Year, month: int, day: int) -> np.datetime64:
    """A day of the cycle: months from September on are in its first year."""
    first, last = cycle_bounds(year.cycle)
    return np.datetime64(date(first.year if month >= 9 else last.year, month, day))


def where(condition: Array, values: Any, otherwise: Any = None) -> Array:
    """``numpy.where`` on objects: what isn't chosen is missing."""
    result = np.empty(len(condition), dtype=object)
    result[:] = otherwise
    result[condition] = values[condition] if isinstance(values, np.ndarray) else values
    return result


def frame_of_columns(sheet: Sheet, columns: Mapping[str, Any], municipality_id: Array) -> pd.DataFrame:
    """A typed frame of a sheet, without ``sheet_row``; columns that are not given are missing."""
    rows = pd.DataFrame(
        {column.name: columns.get(column.name) for column in sheet.columns}, index=range(len(municipality_id))
    )
    return typed(rows, sheet.columns).assign(municipality_id=pd.Series(municipality_id, dtype=object))
