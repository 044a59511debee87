"""Frames as plain records, and a comparison that names what differs."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Rows of a frame; missing is None, numbers are Python's."""
    return [
        {str(name): _plain(value) for name, value in row.items()} for row in frame.astype(object).to_dict("records")
    ]


def assert_same(frame: pd.DataFrame, expected: list[Row], about: object) -> None:
    """The same rows in the same order with the same columns; floats but for their last decimal places."""
    found = records(frame)
    if expected:
        assert sorted(frame.columns) == sorted(expected[0]), about
    assert len(found) == len(expected), (about, found[:3], expected[:3])
    for number, (row, wanted) in enumerate(zip(found, expected, strict=True)):
        differing = {name: (row[name], wanted[name]) for name in wanted if not _same(row[name], wanted[name])}
        assert not differing, (about, f"row {number}: (found, expected)", differing)


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    return bool(found == wanted) and (found is None) == (wanted is None)


def _plain(value: Any) -> Any:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, date):
        return value
    return value.item() if hasattr(value, "item") else value
