"""The heat map: a row a municipality or a school, a column a criterion, in every cell its number on its colour."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from components.cached import kept
from components.cell_table import Cell, Line, cell_table
from components.theme import NO_DATA, heat, shortened
from methodology.words import DASH, NBSP, fulfilled, number
from queries.frames import known, rows_of

SEPARATOR = "|"
"""Between the codes of a row's key, and between the key and the criterion; no code holds it."""
HEADING = 40
"""Signs of a criterion's name that fit upright above its column."""


def heat_map(
    cells: pd.DataFrame,
    rows: pd.DataFrame,
    criteria: pd.DataFrame,
    *,
    corner: str,
    key: str,
    alt: str,
    on_cell: Callable[[list[str]], None],
) -> None:
    """Draw it; ``on_cell`` is called with the codes of the row and the criterion of the pressed cell.

    ``corner``: what the rows are, the heading of their names.

    ``rows``: key (a code, or codes joined by «|»; empty: leads nowhere) and name, first on top. ``cells``: key,
    criterion, value_pct, enough, meaning. ``criteria``: criterion, short.
    """
    cell_table(
        [corner, *(f"{row.criterion}.{NBSP}{shortened(row.short, HEADING)}" for row in rows_of(criteria))],
        heat_lines(cells, rows, criteria),
        key=key,
        alt=alt,
        on_cell=lambda value: on_cell(value.split(SEPARATOR)),
        dense=True,
    )


@kept
def heat_lines(cells: pd.DataFrame, rows: pd.DataFrame, criteria: pd.DataFrame) -> list[Line]:
    """One line a row of ``rows``. A cell without enough data is white with a star; a missing one is a white dash."""
    found = {
        (row.key, int(row.criterion)): (known(row.value_pct), bool(row.enough), str(row.meaning))
        for row in rows_of(cells)
    }
    short = dict(zip(criteria["criterion"].astype(int), criteria["short"], strict=True))
    lines = []
    for row in rows_of(rows):
        line = []
        for criterion in short:
            value, enough, meaning = found.get(
                (row.key, criterion), (None, True, f"{row.name}; {short[criterion]}: нет данных")
            )
            fill = NO_DATA if value is None or not enough else heat(value)
            words = DASH if value is None else number(value, 1) + ("" if enough else "*")
            if value is not None:
                meaning = f"{meaning}; {fulfilled(value)}" + ("" if enough else " — данных мало")
            leads = bool(row.key)
            line.append(Cell(words, meaning, f"{row.key}{SEPARATOR}{criterion}", leads=leads, fill=fill))
        lines.append(Line(str(row.name), tuple(line)))
    return lines
