"""Figures of «Исполнение»: frames in, plotly figures out."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import INK, NO_DATA, NO_DATA_EDGE, ZONE_COLOURS, ZONE_TEXT, bars_height, figure, label_width
from methodology.words import counted
from queries.execution import STATES, State
from queries.frames import rows_of

HEIGHT = 300
LABELS = 12
"""So many labels fit below the bars of the calendar."""
SHORT_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
PATTERNS = {"open": "", "cancelled": "/", "late": ".", "soon": ""}
"""States of one colour are apart by hatching."""


def _bar(state: State) -> dict[str, object]:
    zone = STATES[state][1]
    return {
        "color": NO_DATA if zone is None else ZONE_COLOURS[zone],
        "line": {"color": NO_DATA_EDGE, "width": 1 if zone is None else 0},
        "pattern": {"shape": PATTERNS.get(state, ""), "fgcolor": INK, "size": 5},
    }


def _text(state: State) -> dict[str, object]:
    zone = STATES[state][1]
    return {"size": 12, "color": INK if zone is None else ZONE_TEXT[zone]}


@kept
def deadline_bars(calendar: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one month or week of ``deadlines_by_period``, its parts are states."""
    starts = dict(zip(calendar["words"], calendar["start"], strict=True))
    order = list(starts)
    every = -(-len(order) // LABELS)
    traces = []
    for state, (words, _) in STATES.items():
        rows = calendar[calendar["state"] == state]
        if rows.empty:
            continue
        sizes = [int(size) for size in rows["tasks"]]
        traces.append(
            go.Bar(
                x=rows["words"].tolist(),
                y=sizes,
                name=words,
                marker=_bar(state),
                text=[str(size) for size in sizes],
                textfont=_text(state),
                textposition="inside",
                textangle=0,
                hovertext=[
                    f"{period}<br>{words}: {counted(size, 'поручение', 'поручения', 'поручений')}"
                    for period, size in zip(rows["words"], sizes, strict=True)
                ],
                hoverinfo="text",
            )
        )
    return figure(
        *traces,
        height=HEIGHT,
        barmode="stack",
        margin={"l": 44, "r": 8, "t": 8, "b": 50},
        xaxis={
            "title": {"text": "срок поручения"},
            "categoryorder": "array",
            "categoryarray": order,
            "type": "category",
            "tickmode": "array",
            "tickvals": order[::every],
            "ticktext": _short([starts[words] for words in order[::every]], order[0].startswith("с ")),
            "tickangle": 0,
        },
        yaxis={"title": {"text": "поручений"}, "rangemode": "tozero", "tickformat": ",d"},
    )


def _short(starts: list[date], weeks: bool) -> list[str]:
    """Labels that fit below a bar; the year stands where it is another one than before."""
    years = [None, *(start.year for start in starts)]
    return [
        (f"{start:%d.%m}" if weeks else SHORT_MONTHS[start.month - 1])
        + (f"<br>{start.year}" if start.year != before else "")
        for start, before in zip(starts, years, strict=False)
    ]


@kept
def addressee_bars(posts: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one position of ``tasks_by_addressee``, its parts are states."""
    names = [
        plotted(f"{row.zone_words[0]} {row.post}" if row.zone_words else f"– {row.post}") for row in rows_of(posts)
    ]
    traces = []
    for state, (words, _) in STATES.items():
        sizes = [int(size) for size in posts[state]]
        if not any(sizes):
            continue
        traces.append(
            go.Bar(
                orientation="h",
                y=names,
                x=sizes,
                name=words,
                marker=_bar(state),
                text=[str(size) if size else "" for size in sizes],
                textfont=_text(state),
                textposition="inside",
                textangle=0,
                hovertext=[
                    f"{name}<br>{words}: {counted(size, 'поручение', 'поручения', 'поручений')}"
                    for name, size in zip(names, sizes, strict=True)
                ],
                hoverinfo="text",
            )
        )
    return figure(
        *traces,
        height=max(bars_height(len(names)), 150),
        barmode="stack",
        margin={"l": label_width(names), "r": 8},
        xaxis={"title": {"text": "поручений"}, "rangemode": "tozero", "tickformat": ",d"},
        yaxis={"autorange": "reversed"},
    )
