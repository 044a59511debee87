"""Fractions that a person types: 1,5 is one and a half whatever the language of the browser is.

A field of numbers is read by the browser, and one whose language is English takes the comma for a group of thousands:
«1,5» became 15. So what may be a fraction is typed as text, and read here.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.cells import parse_number, shown
from data.sheet import Column

ANY = Column("", "", "number", "no", "")


def as_typed(value: Any) -> str | None:
    """«1,5» of 1.5; a missing number is an empty field."""
    if pd.isna(value):
        return None
    return shown(int(value) if float(value).is_integer() else float(value))


def as_number(text: Any) -> float | str | None:
    """1.5 of «1,5» and of «1.5»; None of an empty field; words that are no number stay, for a check to refuse."""
    if not isinstance(text, str) or not text.strip():
        return None
    value = parse_number(text, ANY)[0]
    return value if isinstance(value, float) else text.strip()


def typed_column(width: int) -> Any:
    """The settings of a column of a table whose numbers are typed."""
    return st.column_config.TextColumn(width=width, alignment="right")


def typed_number(label: str, value: float | None, **settings: Any) -> float | str | None:
    """A field for one number, with what stands in it at first."""
    return as_number(st.text_input(label, as_typed(value) or "", **settings))


def with_typed(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The table with these columns of numbers as they are typed."""
    return frame.assign(**{name: pd.Series(map(as_typed, frame[name]), frame.index, object) for name in columns})


def with_numbers(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The table with what was typed into these columns as numbers; a column with words among them keeps the words."""
    read = {name: [as_number(text) for text in frame[name]] for name in columns}
    return frame.assign(
        **{
            name: pd.Series(cells, frame.index, object if any(isinstance(each, str) for each in cells) else float)
            for name, cells in read.items()
        }
    )
