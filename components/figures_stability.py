"""Figures of how firmly groups stand. Nothing is drawn and nothing is counted here."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.theme import BAR_PX, NO_DATA, NO_DATA_EDGE, ROOM_PX, colour_mark, figure, label_width
from methodology.words import schools
from queries.frames import rows_of

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


@kept
def firmness_bars(groups: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one group of ``groups_by_firmness``, its schools by firmness and those by an act."""
    names = groups["group_words"].tolist()
    hatched = {
        "color": NO_DATA,
        "line": {"color": NO_DATA_EDGE, "width": 1},
        "pattern": {"shape": "/", "fgcolor": NO_DATA_EDGE, "size": 8, "solidity": 0.08},
    }
    bars = [*((*kind[:2], {"color": kind[2]}, kind[3]) for kind in KINDS), ("assigned", "по акту", hatched, "#0F1825")]
    traces = [
        go.Bar(
            name=word,
            orientation="h",
            y=names,
            x=groups[name].astype(int),
            text=["" if count == 0 else str(count) for count in groups[name]],
            textposition="inside",
            textangle=0,
            insidetextanchor="middle",
            textfont={"color": letters, "size": 13},
            marker=marker,
            hovertext=[f"{row.group_words}<br>{word}: {schools(int(getattr(row, name)))}" for row in rows_of(groups)],
            hoverinfo="text",
        )
        for name, word, marker, letters in bars
    ]
    return figure(
        *traces,
        height=max(len(names), 2) * (BAR_PX + 6) + ROOM_PX,
        margin={"l": label_width(names)},
        barmode="stack",
        xaxis={"title": {"text": "школ"}, "tickformat": ",d"},
        yaxis={"autorange": "reversed"},
    )
