"""The figure of «Рядом с похожими школами»: frames in, a plotly figure out. Nothing is drawn here."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import (
    BAR_PX,
    GAP,
    INK,
    MUTED,
    PAIR,
    PAIR_MARKS,
    ROOM_PX,
    figure,
    label_width,
    shortened,
    sign_mark,
)
from methodology.words import DASH, schools
from queries.frames import known, rows_of
from queries.matched import APART

BAND = "#DCE6F2"
START = {"symbol": "circle", "size": 8, "color": "#FFFFFF", "line": {"width": 1.5, "color": MUTED}}
APART_SIGN = "◆"
"""Before a difference that stands out: colour alone would not tell."""


def matched_legend() -> str:
    """What the marks are, for a line of Markdown."""
    start = sign_mark(f'<circle cx="7" cy="7" r="4" fill="#FFFFFF" stroke="{MUTED}" stroke-width="1.5"/>')
    band = sign_mark(f'<rect y="3" width="14" height="8" fill="{BAND}"/>')
    return (
        f"{start} было; {sign_mark(PAIR_MARKS[0])} стало у получивших; {sign_mark(PAIR_MARKS[1])} стало у похожих; "
        f"{band} где лежало бы «стало» при том же изменении, что у похожих (95 %); справа — разность изменений, "
        f"{APART_SIGN} — отличается"
    )


@kept
def matched_dots(lines: pd.DataFrame) -> go.Figure:
    """Two rows a recommendation of ``beside_similar`` in per cent: who got it, below them those beside.

    A dot a value before, a mark a value after (customdata: label), a band the interval of what is expected.
    """
    rows = list(rows_of(lines))
    names, places = [], []
    for number, row in enumerate(rows):
        names += [f"{plotted(shortened(row.label, 34))}", f"похожие, {schools(int(row.others))}"]
        places += [2.4 * number, 2.4 * number + 1]
    own, others = places[::2], places[1::2]
    ends = [(known(row.before), known(row.after)) for row in rows]
    other_ends = [(known(row.others_before), known(row.others_after)) for row in rows]
    both = list(zip([*own, *others], [*ends, *other_ends], strict=True))
    banded = [(place, row) for place, row in zip(own, rows, strict=True) if pd.notna(row.expected)]
    traces = [
        go.Scatter(
            mode="lines",
            x=[end for _, row in banded for end in (row.after - row.high, row.after - row.low, None)],
            y=[end for place, _ in banded for end in (place, place, None)],
            line={"color": BAND, "width": 16},
            hoverinfo="skip",
        ),
        go.Scatter(
            mode="lines",
            x=[end for _, pair in both for end in (*pair, None)],
            y=[end for place, _ in both for end in (place, place, None)],
            line={"color": GAP, "width": 3},
            hoverinfo="skip",
        ),
        go.Scatter(
            mode="markers",
            x=[pair[0] for _, pair in both],
            y=[place for place, _ in both],
            marker=START,
            hoverinfo="skip",
            cliponaxis=False,
        ),
        *(
            go.Scatter(
                mode="markers",
                x=[pair[1] for pair in said],
                y=at,
                marker=mark,
                customdata=[[row.label] for row in rows],
                hovertext=[hover(row) for row in rows],
                hoverinfo="text",
                cliponaxis=False,
            )
            for said, at, mark, hover in (
                (other_ends, others, PAIR[1], _hover_of_others),
                (ends, own, PAIR[0], _hover),
            )
        ),
    ]
    changes = [_change(row) for row in rows]
    shown = [end for _, pair in both for end in pair if end is not None]
    shown += [float(end) for _, row in banded for end in (row.after - row.high, row.after - row.low)]
    return figure(
        *traces,
        height=max(len(names), 3) * BAR_PX + ROOM_PX,
        margin={"l": label_width(names), "r": label_width(changes), "t": 12},
        xaxis={"title": {"text": "среднее по школам, %"}, "range": [min(shown) - 3, max(shown) + 3], "zeroline": False},
        yaxis={
            "range": [places[-1] + 0.7, -0.7],
            "tickmode": "array",
            "tickvals": places,
            "ticktext": names,
            "zeroline": False,
        },
        annotations=[
            {
                "x": 1.01,
                "xref": "paper",
                "xanchor": "left",
                "y": place,
                "text": words,
                "showarrow": False,
                "font": {"color": INK},
            }
            for place, words in zip(own, changes, strict=True)
        ],
        clickmode="event+select",
    )


def _change(row: Any) -> str:
    if row.difference_words is None:
        return DASH
    return f"{APART_SIGN} {row.difference_words}" if row.verdict == APART else str(row.difference_words)


def _hover(row: Any) -> str:
    said = f"{plotted(row.label)}<br>получили: {row.before_words} → {row.after_words}"
    if row.difference_words is not None:
        said += f"<br>разность изменений {row.difference_words}, {row.interval_words}"
    return f"{said}<br>{row.verdict}"


def _hover_of_others(row: Any) -> str:
    return f"похожие школы: {row.others_before_words} → {row.others_after_words}"
