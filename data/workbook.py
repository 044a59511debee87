"""A workbook after reading: typed frames in our names, ready for checks by rule and for loading."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from data.sheet import Column, Sheet

DTYPE_OF_KIND = {
    "text": "object",
    "code": "object",
    "choice": "object",
    "cycle": "object",
    "integer": "Int64",
    "group": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "date": "datetime64[s]",
}
"""Pandas dtype of each kind of column; missing is None in object columns, NaT in dates and <NA> elsewhere."""


@dataclass(frozen=True)
class Instruction:
    """The sheet «Инструкция»: to which cycle and date rows without a cycle of their own belong.

    ``assumed``: there is no such sheet, the program took the last cycle of the rows and a day of it.
    """

    cycle: str
    cut_date: date
    template_version: str | None = None
    territory: str | None = None
    author_post: str | None = None
    published_date: date | None = None
    assumed: bool = False


@dataclass(frozen=True)
class Workbook:
    """What a workbook says.

    ``frames``: sheet name → frame whose columns are the names of ``data.sheets`` and ``sheet_row`` (the row number as
    the spreadsheet program shows it, Int64). A sheet that the workbook doesn't have is absent. Frames whose
    rows name a school alone also carry ``municipality_id``, found by the school's code.
    """

    instruction: Instruction
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)


def frame_of(sheet: Sheet, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A typed frame of a sheet from records in our names; what a record lacks is missing.

    ``sheet_row`` is taken from the records, else counted from 2 (row 1 is the headings).
    """
    frame = pd.DataFrame(rows, columns=[*(column.name for column in sheet.columns), "sheet_row"], dtype=object)
    if frame["sheet_row"].isna().all():
        frame["sheet_row"] = range(2, len(frame) + 2)
    return typed(frame, sheet.columns).astype({"sheet_row": "Int64"})


def typed(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The frame with the dtypes of its kinds; object columns hold None for missing."""
    result = frame.copy()
    for column in columns:
        dtype = DTYPE_OF_KIND[column.kind]
        if dtype == "object":
            values = result[column.name].astype(object)
            result[column.name] = values.where(values.notna(), None)
        else:
            result[column.name] = result[column.name].astype(dtype)  # type: ignore[call-overload]
    return result


def with_cycle(sheet: Sheet, frame: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """The frame with the cycle of every row; ``cycle`` is that of «Инструкция»."""
    if sheet.cycle == "workbook":
        return frame.assign(cycle=pd.Series(cycle, index=frame.index, dtype=object))
    if sheet.cycle == "column or workbook":
        return frame.assign(cycle=frame["cycle"].where(frame["cycle"].notna(), cycle))
    if sheet.cycle == "year":
        of_year = {year: cycle_ending(int(year)) for year in frame["year"].unique()}
        return frame.assign(cycle=frame["year"].map(of_year).astype(object))
    return frame


def cycle_ending(year: int) -> str:
    """The cycle that ends in a year: 2026 → «2025/26»."""
    return f"{year - 1}/{year % 100:02d}"


def cycle_before(cycle: str) -> str:
    """The cycle before: «2025/26» → «2024/25»."""
    return cycle_ending(int(cycle[:4]))


def cycle_bounds(cycle: str) -> tuple[date, date]:
    """First and last day of a cycle: «2025/26» runs from 01.09.2025 to 31.08.2026."""
    first_year = int(cycle[:4])
    return date(first_year, 9, 1), date(first_year + 1, 8, 31)
