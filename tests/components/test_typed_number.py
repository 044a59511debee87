"""Fractions that a person types."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from components.rules_cells import editor
from components.typed_number import as_number, as_typed, typed_column


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1,5", 1.5), ("1.5", 1.5), ("62,25", 62.25), (" 60 ", 60.0), ("1 000", 1000.0), ("1\u00a0000,5", 1000.5),
        ("−1,5", -1.5), ("0", 0.0), ("", None), ("  ", None), (None, None),
        ("полтора", "полтора"), ("1,5,2", "1,5,2"), ("1.000,5", "1.000,5"),
    ],
)  # fmt: skip
def test_what_was_typed_is_read(typed: str | None, read: float | str | None) -> None:
    assert as_number(typed) == read


@given(some.decimals(min_value=0, max_value=1_000_000, places=3))
def test_a_number_is_read_as_it_is_written(value: Any) -> None:
    typed = as_typed(float(value)) or ""
    assert as_number(typed) == float(value)
    assert "." not in typed


def test_a_table_is_typed_as_text_and_read_as_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"№": [1, 2], "На листе": [1.5, 1.0], "Вес": [0.5, None], "Слова": ["а", "б"]})
    begun = []

    def typed(shown: pd.DataFrame, **_: Any) -> pd.DataFrame:
        begun.append(shown["Вес"].tolist())
        return shown.assign(Вес=cells)

    monkeypatch.setattr(st, "data_editor", typed)
    monkeypatch.setattr(st, "session_state", {})
    settings = {"Вес": typed_column(90)}
    cells = ["1,5", ""]
    edited = editor(frame, ["№", "На листе"], settings, "веса", "first")
    assert begun == [["0,5", None]]
    assert edited["Вес"].tolist()[0] == 1.5
    assert edited["Вес"].isna().tolist() == [False, True]
    assert edited["На листе"].tolist() == [1.5, 1.0], "a column that isn't changed stays a number"
    cells = ["1,5", "много"]
    assert editor(frame, ["№", "На листе"], settings, "веса", "first")["Вес"].tolist() == [1.5, "много"]
