"""Figures of the staffing forecast: frames in, plotly figures out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import axis_names
from components.text import plotted
from components.theme import ACCENT, GAP, INK, PAIR, bars_height, figure, label_width
from methodology.forecast import RANGE_PCT
from methodology.words import number
from queries.frames import rows_of

FACT, AHEAD = PAIR
HEIGHT = 360
SMALL = 100
"""Where no number is larger, one decimal is written."""
PAST = 2
"""Cycles at hand that are drawn; the table has all."""


@kept
def fan(frame: pd.DataFrame, decimals: int) -> go.Figure:
    """Vacant posts of the cycles at hand, then what will be unmet with its range; rows of ``by_year``."""
    frame = frame[frame["years"] > -PAST]
    past = frame[frame["years"] <= 0]
    ahead = pd.concat([past.tail(1).assign(low=past["unmet"], high=past["unmet"]), frame[frame["years"] > 0]])
    band = go.Scatter(
        x=[*ahead["cycle"], *ahead["cycle"][::-1]],
        y=[*ahead["high"].astype(float), *ahead["low"].astype(float)[::-1]],
        mode="lines",
        fill="toself",
        fillcolor=ACCENT,
        opacity=0.55,
        line={"width": 0},
        hoverinfo="skip",
        name=f"диапазон {RANGE_PCT} %",
    )
    line = go.Scatter(
        x=ahead["cycle"],
        y=ahead["unmet"].astype(float),
        mode="lines",
        line={"color": INK, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )
    points = [
        go.Scatter(
            x=rows["cycle"],
            y=rows["unmet"].astype(float),
            mode="markers+text" if later else "lines+markers",
            name="прогноз" if later else "вакантно",
            line={"color": FACT["color"], "width": 2},
            marker=AHEAD if later else FACT,
            text=[number(value, decimals) for value in rows["unmet"]],
            textposition="top center",
            hovertext=[_hover(row, decimals, later=later) for row in rows_of(rows)],
            hoverinfo="text",
        )
        for rows, later in ((past, False), (frame[frame["years"] > 0], True))
    ]
    return figure(
        band,
        line,
        *points,
        height=HEIGHT,
        margin={"l": 62, "t": 16, "b": 48},
        xaxis={
            "title": {"text": "учебный год"},
            "type": "category",
            "categoryarray": frame["cycle"].tolist(),
            "tickvals": frame["cycle"].tolist(),
            "ticktext": [cycle[2:] for cycle in frame["cycle"]],
            "tickangle": 0,
            "tickfont": {"size": 11},
        },
        yaxis={
            "title": {"text": "не хватает людей, ставок", "font": {"size": 12}},
            "zeroline": True,
            "zerolinecolor": INK,
            "nticks": 6,
            "separatethousands": True,
        },
    )


@kept
def ranges(names: pd.Series, codes: pd.Series | None, frame: pd.DataFrame, years_words: str) -> go.Figure:
    """One row is one municipality (customdata: its code) or subject: what will be unmet, and its range as a line."""
    labels = [plotted(name) for name in names] if codes is None else axis_names(names, codes)
    values, low, high = (frame[name].astype(float) for name in ("unmet", "low", "high"))
    decimals = int(max(high.abs().max(), low.abs().max()) < SMALL)
    trace = go.Scatter(
        x=values,
        y=labels,
        mode="markers",
        marker=FACT,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": high - values,
            "arrayminus": values - low,
            "color": GAP,
            "thickness": 6,
            "width": 0,
        },
        customdata=None if codes is None else [[code] for code in codes],
        hovertext=[
            f"{label}<br>не хватит: {number(row.unmet, decimals)}<br>"
            f"диапазон: {number(row.low, decimals)} … {number(row.high, decimals)}<br>"
            f"уйдёт {number(row.left, decimals)}, придёт {number(row.came, decimals)}"
            for label, row in zip(labels, rows_of(frame), strict=True)
        ],
        hoverinfo="text",
    )
    return figure(
        trace,
        height=bars_height(len(labels)),
        margin={"l": label_width(labels)},
        xaxis={
            "title": {"text": f"не хватит людей {years_words}, ставок"},
            "separatethousands": True,
            "zeroline": True,
            "zerolinecolor": INK,
        },
        yaxis={"autorange": "reversed", "type": "category"},
        **({} if codes is None else {"clickmode": "event+select"}),
    )


def _hover(row: Any, decimals: int, *, later: bool) -> str:
    if not later:
        return f"{row.cycle}<br>вакантно: {number(row.unmet, 1)}<br>учителей: {number(row.teachers)}"
    return (
        f"{row.cycle}<br>не хватит: {number(row.unmet, decimals)}<br>"
        f"диапазон: {number(row.low, decimals)} … {number(row.high, decimals)}<br>"
        f"учителей: {number(row.teachers)}, нужно ставок: {number(row.needed)}"
    )
