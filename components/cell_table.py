"""A table whose numbers are buttons: the 3×3 of transitions, the heat map.

One element of the page, so that a click draws less: forty of Streamlit's own for the transitions, or the same cells as
a figure of Plotly, took a quarter of the time of every click (docs/performance.md). And a table of buttons is read and
pressed without a mouse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

HERE = Path(__file__).parent
DRAW = component(
    "cell_table",
    html="<p hidden>Таблица листается вправо →</p><div><table></table></div>",
    css=(HERE / "cell_table.css").read_text(encoding="utf-8"),
    js=(HERE / "cell_table.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Cell:
    """A number. ``meaning``: the same in words, for the tooltip and for screen readers. ``value``: where it leads.

    ``chosen``: whether it is pressed; None for a cell that leads somewhere else instead of staying pressed.

    ``leads`` False: it can't be pressed. ``link``: an address that a press opens, instead of telling the program.
    ``fill``: its colour in a heat map; dark letters must be readable on it. ``hatched``: nothing is known here.
    """

    words: str
    meaning: str
    value: str
    chosen: bool | None = None
    leads: bool = True
    fill: str | None = None
    link: str | None = None
    hatched: bool = False


@dataclass(frozen=True)
class Line:
    """A row: its name, its cells and, where the table has such a column, their total."""

    name: str
    cells: tuple[Cell, ...]
    total: str | None = None


def cell_table(
    heading: Sequence[str],
    lines: Sequence[Line],
    *,
    key: str,
    alt: str,
    on_cell: Callable[[str], None] | None = None,
    dense: bool = False,
    tiles: bool = False,
) -> None:
    """Draw it; ``on_cell`` is called with the value of the cell that was pressed (not needed where cells are links).

    ``heading``: a word for each column, that of the names first. ``alt``: what the table is about, for screen readers.
    ``dense``: low rows and narrow gaps, for many cells. ``tiles``: cells of words, a name in a line above its value.
    """

    def pressed() -> None:
        if on_cell is not None:
            on_cell(st.session_state[key].cell)

    DRAW(
        key=key,
        data={
            "heading": list(heading),
            "lines": [{**vars(line), "cells": [vars(cell) for cell in line.cells]} for line in lines],
            "alt": alt,
            "dense": dense,
            "tiles": tiles,
        },
        on_cell_change=pressed,
    )
