"""The profile of a municipality: one strip of dots an indicator, each on a scale of its own. Nothing is drawn here."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import GAP, INK, MUTED, ROOM_PX, ZONE_COLOURS, figure, sign_mark
from methodology.words import percent
from queries.frames import rows_of

STRIP_PX = 58
"""Of one indicator: its name and value above the strip, so that a narrow screen leaves the strip its width."""
NAME_PX = 20
OTHERS = "#8A94A3"
OWN = "#16202E"
SIDE_PX = 62
"""Room for the shares at the ends of a strip."""
NARROW_PCT = 5.0
"""Ends that are nearer are written with a decimal."""
COLOURS = {"worse": ZONE_COLOURS["low"], "better": ZONE_COLOURS["high"]}


def profile_legend(*, own: bool) -> str:
    """What the marks are, for a line of Markdown; ``own``: one municipality is chosen."""
    dot = sign_mark(f'<circle cx="7" cy="7" r="4" fill="{OTHERS}"/>')
    line = sign_mark(f'<path d="M7 1L7 13" stroke="{OWN}" stroke-width="2"/>')
    chosen = sign_mark(f'<path d="M7 1L13 7L7 13L1 7Z" fill="{OWN}"/>')
    marks = [f"{dot} муниципалитет", f"{line} медиана"]
    if own:
        marks.insert(0, f"{chosen} выбранный (оранжевый и синий — отличается от общей доли), его значение справа")
    return f"{', '.join(marks)}. Слева — где показатель требует внимания, справа — где он лучше; шкала у каждого своя."


@kept
def profile_strips(indicators: pd.DataFrame, dots: pd.DataFrame) -> go.Figure:
    """Strips: one is one row of ``profile``; dots are those of ``profile_dots`` (customdata: code of municipality)."""
    rows = list(rows_of(indicators))
    names = [plotted(row.indicator_short) for row in rows]
    name_of = {row.indicator: name for row, name in zip(rows, names, strict=True)}
    others = dots[~dots["own"].astype(bool)]
    own = [row for row in rows if pd.notna(row.position)]
    known = [row for row in rows if row.compared]
    traces = [
        go.Scatter(
            mode="lines",
            x=[end for _ in known for end in (0, 100, None)],
            y=[each for row in known for each in (name_of[row.indicator], name_of[row.indicator], None)],
            line={"color": GAP, "width": 2},
            hoverinfo="skip",
        ),
        go.Scatter(
            mode="markers",
            x=others["position"].astype(float),
            y=[name_of[code] for code in others["indicator"]],
            customdata=others[["municipality_id"]].to_numpy(),
            marker={"size": 8, "color": OTHERS, "opacity": 0.7},
            hovertext=[f"{plotted(row.municipality_name)}<br>{row.words}" for row in rows_of(others)],
            hoverinfo="text",
            cliponaxis=False,
        ),
        go.Scatter(
            mode="markers",
            x=[float(row.median_position) for row in known],
            y=[name_of[row.indicator] for row in known],
            marker={"symbol": "line-ns-open", "size": 13, "color": OWN, "line": {"width": 2, "color": OWN}},
            hovertext=[f"{plotted(row.indicator_name)}<br>медиана: {percent(row.median_pct, 1)}" for row in known],
            hoverinfo="text",
        ),
        go.Scatter(
            mode="markers",
            x=[float(row.position) for row in own],
            y=[name_of[row.indicator] for row in own],
            marker={
                "symbol": "diamond",
                "size": 15,
                "color": [_colour(row) for row in own],
                "line": {"width": 1.5, "color": "#FFFFFF"},
            },
            hovertext=[
                f"{plotted(row.indicator_name)}<br>{row.words}<br>{row.better_words}<br>{row.place_range_words}<br>"
                f"{row.stands_out_words}"
                for row in own
            ],
            hoverinfo="text",
            cliponaxis=False,
        ),
    ]
    notes = [note for row in rows for note in _notes(row, name_of[row.indicator])]
    return figure(
        *traces,
        height=max(len(names), 2) * STRIP_PX + ROOM_PX,
        margin={"l": SIDE_PX, "r": SIDE_PX, "t": 24, "b": 12},
        xaxis={"range": [0, 100], "showticklabels": False, "showgrid": False, "zeroline": False},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "range": [-0.6, len(names) - 0.4],
            "showticklabels": False,
            "showgrid": False,
        },
        annotations=notes,
        clickmode="event+select",
    )


def _colour(row: Any) -> str:
    if pd.isna(row.stands_out):
        return OWN
    good = (row.stands_out == "above") is (row.direction == "up")
    return COLOURS["better" if good else "worse"]


def _notes(row: Any, name: str) -> list[dict[str, object]]:
    """The name with the own value above a strip, and the shares at its ends."""
    said = name if pd.isna(row.position) else f"{name}: <b>{row.words}</b>"
    common = {"y": name, "yref": "y", "showarrow": False, "font": {"size": 12, "color": MUTED}}
    above = {**common, "x": 0, "xanchor": "left", "yshift": NAME_PX, "font": {"size": 13, "color": INK}}
    if pd.isna(row.low_pct):
        return [{**above, "text": f"{name}: данных, которых хватает, нет"}]
    decimals = 1 if row.high_pct - row.low_pct < NARROW_PCT else 0
    low, high = (percent(float(value), decimals) for value in (row.low_pct, row.high_pct))
    left, right = (low, high) if row.direction == "up" else (high, low)
    return [
        {**above, "text": said},
        {**common, "x": 0, "xanchor": "right", "xshift": -10, "text": left},
        {**common, "x": 100, "xanchor": "left", "xshift": 10, "text": right},
    ]
