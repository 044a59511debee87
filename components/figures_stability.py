"""Figures of how firmly groups stand. Nothing is drawn and nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import axis_names
from components.text import plotted
from components.theme import (
    BAR_PX,
    NO_DATA,
    NO_DATA_EDGE,
    ROOM_PX,
    ZONE_COLOURS,
    ZONE_TEXT,
    colour_mark,
    figure,
    label_width,
)
from methodology.words import schools

KINDS = (
    ("firm", "устойчива", "#1F5FA8", "#FFFFFF"),
    ("likely", "скорее устойчива", "#8FB2D9", "#0F1825"),
    ("unstable", "неустойчива", "#DE8A33", "#0F1825"),
)
"""Column of ``groups_by_firmness``, its word, colour of the bar and of the letters on it."""
FIRMNESS_MARKS = (
    *((colour_mark(colour), word) for _, word, colour, _ in KINDS),
    (colour_mark(NO_DATA, hatched=True), "по акту"),
)


FEW = 8
"""Up to so many schools each has its mark on the axis."""
_HATCHED: dict[str, Any] = {
    "color": NO_DATA,
    "line": {"color": NO_DATA_EDGE, "width": 1},
    "pattern": {"shape": "/", "fgcolor": NO_DATA_EDGE, "size": 8, "solidity": 0.08},
}
_DARK = "#0F1825"
MOVES = (
    ("lower", "на более низкую", {"color": ZONE_COLOURS["low"]}, ZONE_TEXT["low"]),
    ("higher", "на более высокую", {"color": ZONE_COLOURS["high"]}, ZONE_TEXT["high"]),
    ("lost", "без группы или вне подсчёта", _HATCHED, _DARK),
)
"""Column of ``sensitivity_by_municipality``, its words, marker and colour of the letters on it."""
MOVE_MARKS = tuple(
    (colour_mark(str(marker["color"]), hatched=marker is _HATCHED), words) for _, words, marker, _ in MOVES
)


@kept
def firmness_bars(groups: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one group of ``groups_by_firmness``, its schools by firmness and those by an act."""
    bars: list[tuple[str, str, dict[str, Any], str]] = [
        *((name, word, {"color": colour}, letters) for name, word, colour, letters in KINDS),
        ("assigned", "по акту", _HATCHED, _DARK),
    ]
    return _stacked(groups, groups["group_words"].tolist(), groups["group_words"].tolist(), bars)


@kept
def change_bars(municipalities: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one municipality of ``sensitivity_by_municipality`` (customdata: its code)."""
    names = axis_names(municipalities["municipality_name"], municipalities["municipality_id"])
    bars = [bar for bar in MOVES if municipalities[bar[0]].astype(int).any()]
    codes = municipalities[["municipality_id"]].to_numpy()
    return _stacked(municipalities, names, municipalities["municipality_name"].tolist(), bars, codes)


def _stacked(
    frame: pd.DataFrame,
    names: list[str],
    said: list[str],
    bars: Sequence[tuple[str, str, dict[str, Any], str]],
    customdata: Any = None,
) -> go.Figure:
    """``bars``: column, words, marker, colour of letters; ``said``: how the hover calls the rows."""
    traces = [
        go.Bar(
            name=word,
            orientation="h",
            y=names,
            x=frame[name].astype(int),
            text=["" if count == 0 else str(count) for count in frame[name]],
            textposition="inside",
            textangle=0,
            insidetextanchor="middle",
            textfont={"color": letters, "size": 13},
            marker=marker,
            customdata=customdata,
            hovertext=[
                f"{plotted(called)}<br>{word}: {schools(int(count))}"
                for called, count in zip(said, frame[name], strict=True)
            ],
            hoverinfo="text",
        )
        for name, word, marker, letters in bars
    ]
    longest = int(frame[[name for name, *_ in bars]].astype(int).sum(axis=1).max())
    return figure(
        *traces,
        height=max(len(names), 2) * (BAR_PX + 6) + ROOM_PX,
        margin={"l": label_width(names)},
        barmode="stack",
        xaxis={
            "title": {"text": "школ"},
            "tickformat": ",d",
            # Halves of a school would be written as wholes.
            **({"dtick": 1} if longest <= FEW else {}),
        },
        yaxis={"autorange": "reversed"},
        **({} if customdata is None else {"clickmode": "event+select"}),
    )
