"""Tables on the screen: Russian numbers, as many rows as a reader takes in, a click that narrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.drill import click_key, clicked_row
from components.look import is_large, scale
from components.text import plain
from methodology.words import DASH, day, number, percent
from queries.columns import TableColumn

ROWS_SHOWN = 50
"""More rows than anybody reads; all of them are in the file."""


def data_table(
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    *,
    key: str,
    alt: str,
    on_row: Callable[[pd.Series], None] | None = None,
    height: int | None = None,
    wrap: bool = False,
    found: int | None = None,
) -> None:
    """The first rows of the frame in the columns meant for the screen, and a word about the rest.

    A text column without a single value is left out.

    ``on_row``: called with the row that is clicked. ``alt``: what the table is
    about, for screen readers. ``wrap``: long texts in full, for tables that are read and not sorted. ``found``:
    how many rows there are, if the frame holds the first ones only.
    """
    shown = frame.head(ROWS_SHOWN)
    found = len(frame) if found is None else found
    visible = [
        column
        for column in columns
        if column.on_screen
        and column.name in frame
        and (column.when_large or not is_large())
        and not (column.kind == "text" and frame[column.name].isna().all())
    ]
    named = shown[[column.name for column in visible]].rename(
        columns={column.name: column.heading for column in visible}
    )
    if wrap:
        written = pd.DataFrame(
            {column.heading: [plain(_writer(column)(value)) for value in named[column.heading]] for column in visible}
        )
        st.table(written, hide_index=True, alt=alt)
        _rest(found, len(shown))
        return
    styled = named.style.format({column.heading: _writer(column) for column in visible})
    settings: dict[str, Any] = {
        column.heading: st.column_config.Column(
            help=column.meaning or None,
            width=None if column.width_px is None else round(column.width_px * scale()),
            alignment="left" if column.kind in ("text", "flag") else "right",
        )
        for column in visible
    }
    # A grid measures its letters once: with others it is another grid.
    widget = click_key(f"{key}_large" if is_large() else key)
    look: dict[str, Any] = {
        "hide_index": True,
        "column_config": settings,
        "key": widget,
        "height": "auto" if height is None else round(height * scale()),
        "placeholder": DASH,
        "alt": alt,
    }
    if on_row is None:
        st.dataframe(styled, **look)
    else:

        def clicked() -> None:
            row = clicked_row(widget)
            if row is not None:
                on_row(shown.iloc[row])

        st.dataframe(styled, **look, on_select=clicked, selection_mode="single-row")
    _rest(found, len(shown))


def _rest(found: int, shown: int) -> None:
    if found > shown:
        st.caption(f"Строк на экране: {number(shown)} из {number(found)}; все строки — в выгрузке.")


def _writer(column: TableColumn) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if pd.isna(value):
            return DASH
        match column.kind:
            case "text":
                return str(value)
            case "integer":
                return number(int(value))
            case "number":
                sign = "+" if column.signed and value > 0 else ""
                return sign + number(float(value), column.decimals)
            case "percent":
                return percent(float(value), column.decimals)
            case "flag":
                return "да" if value else "нет"
            case "date":
                return day(pd.Timestamp(value).date())

    return write
