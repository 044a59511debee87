"""From a select to a frame whose dtypes follow the types of its columns, also when it is empty or all missing."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from pandas.arrays import BooleanArray, FloatingArray, IntegerArray
from sqlalchemy import Boolean, ColumnElement, CompoundSelect, Connection, Float, Integer, Select

# Frames here have some dozens of rows. Names of columns held by Arrow are turned to objects at every look-up and cells
# written one by one cost a new array each, tried: a fifth of a page's script.
pd.options.mode.string_storage = "python"

ARRAYS: tuple[tuple[Any, Any, Any], ...] = (
    (Boolean, BooleanArray, np.bool_),
    (Integer, IntegerArray, np.int64),
    (Float, FloatingArray, np.float64),
)
"""Type of a column → array of pandas, and of numpy within it."""


def read_frame(
    connection: Connection, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
) -> pd.DataFrame:
    """One row a row of the select. Missing is <NA> in numbers and flags, None in text and dates."""
    columns = list(statement.selected_columns)
    rows = connection.execute(statement).all()
    # By column: pandas would ask every row of SQLAlchemy whether it is a named tuple, tried: half of the time.
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    # Arrays made here: pandas looks at every value first to find out its type, tried: twice as long.
    return pd.DataFrame(
        {column.key: _array(column, said) for column, said in zip(columns, values, strict=True)}, copy=False
    )


def _array(column: ColumnElement[Any], said: tuple[Any, ...]) -> Any:
    for kind, array, dtype in ARRAYS:
        if isinstance(column.type, kind):
            if None not in said:
                return array(np.array(said, dtype), np.zeros(len(said), np.bool_))
            missing = np.fromiter((value is None for value in said), np.bool_, len(said))
            return array(np.array([0 if value is None else value for value in said], dtype), missing)
    return pd.Series(said, dtype=object)


def frame_of_records(rows: Iterable[Mapping[str, Any]], types: Mapping[str, str]) -> pd.DataFrame:
    """One row a record, with these columns and dtypes, also when there are none; None is missing."""
    records = list(rows)
    return pd.DataFrame(
        {name: _column([*map(itemgetter(name), records)], dtype) for name, dtype in types.items()}, copy=False
    )


MASKED: dict[str, tuple[Any, Any, str]] = {
    "Int64": (IntegerArray, np.int64, "iu"),
    "Float64": (FloatingArray, np.float64, "fiu"),
    "boolean": (BooleanArray, np.bool_, "b"),
}
"""Name of a dtype → array of pandas, of numpy within it, and kinds of numpy that fit as they are."""


def _column(values: list[Any], dtype: str) -> Any:
    """As ``pd.Series`` makes it, which looks at every value first to find out its type: three times as long."""
    if dtype in MASKED:
        array, of, kinds = MASKED[dtype]
        gone = [value is None or value is pd.NA or value != value for value in values]
        known = np.array([0 if missing else value for value, missing in zip(values, gone, strict=True)])
        if known.dtype.kind in kinds:
            return array(known.astype(of), np.array(gone, np.bool_))
    return pd.Series(values, dtype=dtype)


TIE = 9
"""Decimal places from which on numbers are the same: engines add scores up in different orders."""


def in_order_of(
    frame: pd.DataFrame, *names: str, down: Collection[str] = (), key: Callable[[Any], Any] | None = None
) -> pd.DataFrame:
    """The rows sorted by columns, missing values last; ``sort_values`` takes four times as long for five columns.

    ``down``: columns of numbers whose largest value comes first. ``key``: what is compared instead of a value itself.
    Numbers that differ only by what adding up fractions left behind are equal.
    """
    columns = []
    for name in names:
        values = frame[name].tolist()
        if key is not None:
            values = [key(value) for value in values]
        elif frame[name].dtype != object:
            sign = -1 if name in down else 1
            values = [(True, 0) if value is pd.NA else (False, sign * round(value, TIE)) for value in values]
        columns.append(values)
    keys = list(zip(*columns, strict=True))
    return frame.take(sorted(range(len(keys)), key=keys.__getitem__)).reset_index(drop=True)


def known(value: Any) -> float | None:
    """A number out of a frame as a float; None where it is missing."""
    return None if pd.isna(value) else float(value)


def is_yes(value: Any) -> bool:
    """Whether a yes or no out of a frame is yes; missing is no. (A frame gives those of numpy, never ``is True``.)"""
    return not pd.isna(value) and bool(value)


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame one by one, fields by attribute; typed as anything, since a frame's columns are.

    As ``itertuples``, which makes a new class at every call: a millisecond, tried.
    """
    names = tuple(frame.columns)
    return map(_row_class(names)._make, zip(*(values for _, values in frame.items()), strict=True))


@lru_cache(maxsize=256)
def _row_class(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)
