"""Tables on the screen: Russian numbers, as many rows as a reader takes in, a click that narrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.drill import click_key, clicked_row
from components.look import is_large, scale
from components.text import plain
from components.theme import ABBREVIATIONS, shortened
from methodology.in_use import with_thresholds
from methodology.words import DASH, NBSP, day, number, percent
from queries.columns import TableColumn

LONGEST = 60
"""Signs of a name with its usual words abbreviated."""
ROWS_SHOWN = 50
"""More rows than anybody reads; all of them are in the file."""
HEAD_PX, ROW_PX, WRAPPED_PX = 35, 33, 62
"""Height of a grid's head and of a row of one line (2.1875 rem of 15 px), and the least at which a grid wraps texts
(more than four rem)."""
ROWS_AT_ONCE = 10
"""So many rows a grid shows by itself; more scroll in it."""
ROWS_CHOSEN_FROM = 500
"""So many rows can be marked at once."""


def data_table(
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    *,
    key: str,
    alt: str,
    on_row: Callable[[pd.Series], None] | None = None,
    height: int | None = None,
    wrap: bool = False,
    lines: int = 1,
    found: int | None = None,
) -> None:
    """The first rows of the frame in the columns meant for the screen, and a word about the rest.

    A text column without a single value is left out.

    ``on_row``: called with the row that is clicked. ``alt``: what the table is
    about, for screen readers. ``wrap``: long texts in full, for tables that are read and not sorted. ``lines``: so many
    lines of a text are seen in a row. ``found``: how many rows there are, if the frame holds the first ones only.
    """
    shown = frame.head(ROWS_SHOWN)
    found = len(frame) if found is None else found
    visible = _visible(frame, columns)
    if wrap:
        named = _named(shown, visible)
        written = pd.DataFrame(
            {
                (heading := _heading(column)): [plain(_writer(column)(value)) for value in named[heading]]
                for column in visible
            }
        )
        st.table(written, hide_index=True, alt=alt)
        _rest(found, len(shown))
        return
    widget = click_key(f"{key}_large" if is_large() else key)
    styled, look = _grid(shown, visible, key=widget, alt=alt, height=height, lines=lines)
    if on_row is None:
        st.dataframe(styled, **look)
    else:

        def clicked() -> None:
            row = clicked_row(widget)
            if row is not None:
                on_row(shown.iloc[row])

        st.dataframe(styled, **look, on_select=clicked, selection_mode="single-row")
    _rest(found, len(shown))


def chosen_rows(
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    *,
    key: str,
    alt: str,
    height: int | None = None,
    lines: int = 1,
) -> list[int]:
    """The first rows of the frame with a mark before each; the positions of those that are marked.

    ``key``: another one forgets the marks, so it names the state of the data that rows are of. ``lines``: as
    in ``data_table``.
    """
    shown = frame.head(ROWS_CHOSEN_FROM)
    styled, look = _grid(shown, _visible(frame, columns), key=key, alt=alt, height=height, lines=lines)
    event = st.dataframe(styled, **look, on_select="rerun", selection_mode="multi-row")
    _rest(len(frame), len(shown))
    return [row for row in event["selection"]["rows"] if row < len(shown)]


def mark_rows(key: str, first: int) -> None:
    """From now on the first rows of the table of ``chosen_rows`` with this key are marked, and no others."""
    st.session_state[key] = {"selection": {"rows": list(range(first)), "columns": [], "cells": []}}


def _visible(frame: pd.DataFrame, columns: Sequence[TableColumn]) -> list[TableColumn]:
    return [
        column
        for column in columns
        if column.on_screen
        and column.name in frame
        and (column.when_large or not is_large())
        and not (column.kind == "text" and frame[column.name].isna().all())
    ]


def _heading(column: TableColumn) -> str:
    return column.short or column.heading


def _named(shown: pd.DataFrame, visible: Sequence[TableColumn]) -> pd.DataFrame:
    return shown[[column.name for column in visible]].rename(
        columns={column.name: _heading(column) for column in visible}
    )


def _grid(
    shown: pd.DataFrame, visible: Sequence[TableColumn], *, key: str, alt: str, height: int | None, lines: int
) -> tuple[Any, dict[str, Any]]:
    """The rows as a grid shows them, and its other arguments."""
    # A grid measures its letters once: with others it is another grid, so its key says how large they are.
    named = _named(shown, visible)
    bare = all(_as_written(named[_heading(column)], column) for column in visible)
    if bare:
        told = {
            _heading(column): [_writer(column)(name) for name in named[_heading(column)]]
            for column in visible
            if column.abbreviated
        }
        styled: Any = named.assign(**told)
    else:
        styled = named.style.format({_heading(column): _writer(column) for column in visible})
    settings: dict[str, Any] = {
        _heading(column): (_BARE.get(column.kind, st.column_config.Column) if bare else st.column_config.Column)(
            help=with_thresholds(column.meaning) or None,
            width=None if column.width_px is None else round(column.width_px * scale()),
            alignment="left" if column.kind in ("text", "flag") else "right",
        )
        for column in visible
    }
    return styled, {
        "hide_index": True,
        "column_config": settings,
        "key": key,
        "height": _height(len(shown), lines, height),
        "row_height": None if lines == 1 else round(row_px(lines) * scale()),
        "placeholder": DASH,
        "alt": alt,
    }


_BARE: dict[str, Callable[..., Any]] = {
    "date": partial(st.column_config.DateColumn, format="DD.MM.YYYY"),
    "integer": partial(st.column_config.NumberColumn, format="%d"),
}
"""How a grid is told to write what comes without words of ours."""
ALIKE_BELOW = 10_000
"""Whole numbers up to it are written alike by everybody: four digits need no space."""


def _as_written(values: pd.Series, column: TableColumn) -> bool:
    """Whether a grid writes these values as we do, so that it needs no words beside them: half of the time saved."""
    match column.kind:
        case "text":
            return not (values == "").any()
        case "integer":
            return bool(values.dropna().between(0, ALIKE_BELOW, inclusive="left").all())
        case "date":
            return True
    return False


def _abbreviated(name: str) -> str:
    name = shortened(name, LONGEST)
    for _, letters in ABBREVIATIONS:
        name = name.replace(letters, letters.replace(" ", NBSP))
    return name


def row_px(lines: int) -> int:
    """Height of a row in which so many lines are seen."""
    return ROW_PX if lines == 1 else max(WRAPPED_PX, 14 + 20 * lines)


def height_of(rows: int, lines: int, most: int) -> int:
    """Height of a table of so many rows with its head; ``most``: of more rows so much is seen."""
    return min(most, HEAD_PX + row_px(lines) * rows)


def _height(rows: int, lines: int, most: int | None) -> Any:
    """Height of the grid: all rows, or, where more are there than fit, half a row at the lower edge says so."""
    row = row_px(lines)
    fitting = ROWS_AT_ONCE if most is None else (most - HEAD_PX) / row
    if rows <= fitting:
        return "auto" if rows <= ROWS_AT_ONCE else round((HEAD_PX + row * rows + 2) * scale())
    return round((HEAD_PX + row * (max(int(fitting - 0.5), 1) + 0.5)) * scale())


def _rest(found: int, shown: int) -> None:
    if found > shown:
        st.caption(f"Строк на экране: {number(shown)} из {number(found)}; все строки — в выгрузке.")


def _writer(column: TableColumn) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if pd.isna(value):
            return DASH
        match column.kind:
            case "text":
                return (_abbreviated(value) if column.abbreviated else str(value)) or DASH
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
