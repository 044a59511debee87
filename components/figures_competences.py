"""Figures of the page of competences: frames in, plotly figures out.

``customdata`` of a clickable point names where the click leads: codes as text.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import axis_names
from components.text import plotted
from components.theme import (
    ACCENT,
    GAP,
    INK,
    MUTED,
    NO_DATA,
    NO_DATA_EDGE,
    ROOM_PX,
    ZONE_COLOURS,
    ZONE_TEXT,
    bars_height,
    figure,
    label_width,
    percent_axis,
    shortened,
    whole_ticks,
)
from methodology.judged import LEVELS
from methodology.words import NBSP, counted, number, percent, share
from queries.frames import known, rows_of
from queries.showing import HIDDEN, SHORT_HIDDEN

SHOWN: dict[str, tuple[str, str]] = {
    "low": ("▼ Низкий", LEVELS[0]),
    "middle": ("● Средний", LEVELS[1]),
    "high": ("▲ Высокий", LEVELS[2]),
}
"""Zone → how its level is marked and called."""
ZONE_OF_LEVEL = {level: zone for zone, (_, level) in SHOWN.items()}
LINES_PX = 46
"""Height of a bar whose name takes two lines."""
FEW_PCT = 7
"""On a narrower part of a bar its number has no room."""


def people(count: int) -> str:
    """«3 человека»."""
    return counted(count, "человек", "человека", "человек")


@kept
def level_bars(rows: pd.DataFrame, names: list[str], codes: list[list[str]], limit: float) -> go.Figure:
    """Stacked bars of shares: one bar is one row of ``levels_…`` (customdata: its codes), n behind its name.

    The numbers on the bars are people.
    """
    labels = [f"{name}, {number(int(row.people))}" for name, row in zip(names, rows_of(rows), strict=True)]
    traces = []
    for zone, (mark, level) in SHOWN.items():
        counts, shares = rows[zone].astype(int), rows[f"{zone}_pct"].astype(float)
        traces.append(
            go.Bar(
                orientation="h",
                name=mark,
                y=labels,
                x=shares,
                meta={"counts": counts.tolist()},
                customdata=codes,
                text=[number(count) if part >= FEW_PCT else "" for count, part in zip(counts, shares, strict=True)],
                textposition="inside",
                textangle=0,
                insidetextanchor="middle",
                textfont={"color": ZONE_TEXT[zone], "size": 13},
                marker={"color": ZONE_COLOURS[zone]},
                hovertext=[
                    f"{name}<br>{level} уровень: {share(count, int(row.people), limit)}<br>"
                    f"школ с данными: {number(int(row.schools_with_data))} из {number(int(row.schools))}"
                    for name, count, row in zip(names, counts, rows_of(rows), strict=True)
                ],
                hoverinfo="text",
            )
        )
    return figure(
        *traces,
        height=bars_height(len(labels)),
        margin={"l": label_width(labels)},
        barmode="stack",
        xaxis=percent_axis("доля оценённых, %"),
        yaxis={"autorange": "reversed", "type": "category"},
        clickmode="event+select",
    )


@kept
def result_columns(frame: pd.DataFrame, turns: tuple[float, float], origin: str) -> go.Figure:
    """Columns: one column is one whole per cent of ``results_by_percent``; lines stand where the level changes."""
    first = min(int(frame["percent"].min()), 40)
    most = int(frame["people"].max())
    bars = go.Bar(
        x=frame["percent"].astype(int),
        y=frame["people"].astype(int),
        marker={"color": [ZONE_COLOURS[ZONE_OF_LEVEL[level]] for level in frame["level"]]},
        hovertext=[f"{row.percent}{NBSP}%: {people(int(row.people))}, {row.level} уровень" for row in rows_of(frame)],
        hoverinfo="text",
    )
    return figure(
        bars,
        height=300,
        bargap=0.08,
        margin={"l": 48, "t": 44},
        xaxis={"title": {"text": "выполнено, целых процентов"}, "range": [first - 1, 101], "dtick": 10},
        yaxis={
            "title": {"text": "человек", "font": {"size": 12, "color": MUTED}},
            "range": [0, most * 1.05],
            **whole_ticks(most),
            "rangemode": "tozero",
        },
        **bounds_drawn(turns, origin),
    )


def bounds_drawn(turns: tuple[float, float], origin: str) -> dict[str, Any]:
    """Lines where the level changes, named with where the bounds come from."""
    low, high = turns
    words = (
        f"низкий ≤ {number(low - 0.5)}{NBSP}%",
        f"высокий ≥ {number(high + 0.5)}{NBSP}%",
    )
    shapes = [
        {
            "type": "line",
            "x0": turn,
            "x1": turn,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": INK, "width": 1.5, "dash": "dot"},
        }
        for turn in turns
    ]
    annotations = [
        {
            "x": turn,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "xanchor": "right" if turn == low else "left" if side else "right",
            "text": said,
            "showarrow": False,
            "font": {"color": MUTED, "size": 12},
        }
        for side, (turn, said) in enumerate(zip(turns, words, strict=True))
    ]
    annotations[1]["xanchor"] = "left" if high < 88 else "right"
    annotations.append(
        {
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "paper",
            "y": 1,
            "yshift": 18,
            "yanchor": "bottom",
            "text": f"границы: {origin}",
            "showarrow": False,
            "font": {"color": MUTED, "size": 12},
        }
    )
    return {"shapes": shapes, "annotations": annotations}


@kept
def domain_dots(rows: pd.DataFrame, turns: tuple[float, float], deficit_turn: float, origin: str) -> go.Figure:
    """Dots: one dot is one domain of one head, with the bounds of the levels as lines.

    ``rows``: domain_name, value (per cent).
    """
    values = rows["value"].astype(float)
    names = [
        f"{plotted(shortened(name, 40))}, {percent(value)}"
        for name, value in zip(rows["domain_name"], values, strict=True)
    ]
    marks = go.Scatter(
        mode="markers",
        x=values,
        y=names,
        marker={
            "size": 13,
            "color": [ZONE_COLOURS["low"] if value < deficit_turn else ZONE_COLOURS["high"] for value in values],
            "symbol": ["triangle-down" if value < deficit_turn else "circle" for value in values],
        },
        cliponaxis=False,
        hovertext=[f"{plotted(row.domain_name)}: {percent(float(row.value), 1)}" for row in rows_of(rows)],
        hoverinfo="text",
    )
    return figure(
        marks,
        height=bars_height(len(names)) + 24,
        margin={"l": label_width(names), "t": 44},
        xaxis=percent_axis("выполнено, %", room=3),
        yaxis={"autorange": "reversed", "type": "category"},
        **bounds_drawn(turns, origin),
    )


def _places(rows: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Names for the axis, and what a click says: codes of the municipality, or of it and the school."""
    if "school_id" in rows:
        return axis_names(rows["short_name"], rows["school_id"]), rows[
            ["municipality_id", "school_id"]
        ].to_numpy().tolist()
    return axis_names(rows["municipality_name"], rows["municipality_id"]), rows[["municipality_id"]].to_numpy().tolist()


@kept
def coverage_bars(rows: pd.DataFrame) -> go.Figure:
    """Bars: one bar is the coverage of one municipality or school of ``diagnostics_coverage``."""
    names, codes = _places(rows)
    bars = go.Bar(
        orientation="h",
        y=names,
        x=rows["value"].astype(float),
        customdata=codes,
        marker={
            "color": [ZONE_COLOURS.get(zone, NO_DATA) for zone in rows["zone"]],
            "line": {"color": [ZONE_COLOURS.get(zone, NO_DATA_EDGE) for zone in rows["zone"]], "width": 1},
        },
        text=[
            "" if row.hidden else f"{'' if pd.isna(row.zone) else row.zone_words[0] + ' '}{row.words}"
            for row in rows_of(rows)
        ],
        textposition="auto",
        insidetextanchor="end",
        constraintext="none",
        cliponaxis=False,
        insidetextfont={"color": [ZONE_TEXT.get(zone, INK) for zone in rows["zone"]]},
        outsidetextfont={"color": INK},
        textangle=0,
        hovertext=[
            f"{name}<br>оценены {row.words}<br>школ с данными: {row.schools_with_data} из {row.schools}"
            for name, row in zip(names, rows_of(rows), strict=True)
        ],
        hoverinfo="text",
    )
    hidden = [name for name, row in zip(names, rows_of(rows), strict=True) if row.hidden]
    return figure(
        bars,
        annotations=_instead_of_marks(hidden),
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis("оценены, % тех, кто должен был"),
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


def _instead_of_marks(names: list[str]) -> list[dict[str, Any]]:
    """No bar or dot at all of what is hidden, since one of no length would be a zero: words where it would begin."""
    about = {"x": 0, "text": HIDDEN, "showarrow": False, "xanchor": "left", "font": {"color": MUTED, "size": 12}}
    return [{**about, "y": name} for name in names]


@kept
def deficit_intervals(rows: pd.DataFrame, axis: str) -> go.Figure:
    """A row is one place of ``diagnostics_coverage``: share with a deficit, its interval, what is possible."""
    names, codes = _places(rows)
    told = [(name, row) for name, row in zip(names, rows_of(rows), strict=True) if pd.notna(row.low_pct)]
    lines = [
        go.Scatter(
            mode="lines",
            x=[end for _, row in told for end in (getattr(row, low), getattr(row, high), None)],
            y=[end for name, _ in told for end in (name, name, None)],
            line={"color": colour, "width": width},
            hoverinfo="skip",
        )
        for low, high, colour, width in (("least_pct", "most_pct", GAP, 4), ("low_pct", "high_pct", ACCENT, 10))
    ]
    dots = go.Scatter(
        mode="markers",
        x=rows["found_pct"].astype(object).where(rows["found_pct"].notna(), None),
        meta={"words": rows["found_words"].tolist()},
        y=names,
        customdata=codes,
        marker={"size": 10, "color": ZONE_COLOURS["high"]},
        cliponaxis=False,
        hovertext=[
            f"{name}<br>среди оценённых: {row.found_words}<br>"
            f"для всех: {row.interval_words}, возможно: {row.possible_words}"
            for name, row in zip(names, rows_of(rows), strict=True)
        ],
        hoverinfo="text",
    )
    hidden = [name for name, row in zip(names, rows_of(rows), strict=True) if row.found_words == HIDDEN]
    return figure(
        *lines,
        dots,
        annotations=_instead_of_marks(hidden),
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis(axis),
        yaxis={"autorange": "reversed", "type": "category", "range": [len(names) - 0.5, -0.5]},
        clickmode="event+select",
    )


@kept
def step_bars(steps: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one step of ``competence_steps``, all of its base: who made it, and behind them who did not."""
    names = [
        f"{row.step}. {row.step_words}<br>{row.lost_name}: {SHORT_HIDDEN if row.hidden else number(int(row.lost))}"
        for row in rows_of(steps)
    ]
    base = steps["base"].astype(float)
    made = go.Bar(
        orientation="h",
        y=names,
        name="прошли шаг",
        x=100 * steps["people"] / base,
        meta={"counts": [known(count) for count in steps["people"]]},
        marker={"color": ACCENT},
        hovertext=[f"{row.step_words}: {row.words} {row.base_words}" for row in rows_of(steps)],
        hoverinfo="text",
    )
    lost = go.Bar(
        orientation="h",
        y=names,
        name="не прошли",
        x=100 * steps["lost"] / base,
        meta={"counts": [known(count) for count in steps["lost"]]},
        marker={
            "color": [ZONE_COLOURS["low"] if loss else NO_DATA for loss in steps["loss"]],
            "line": {"color": [ZONE_COLOURS["low"] if loss else NO_DATA_EDGE for loss in steps["loss"]], "width": 1},
        },
        hovertext=[f"{row.lost_words} {row.base_words}" for row in rows_of(steps)],
        hoverinfo="text",
    )
    return figure(
        made,
        lost,
        height=LINES_PX * len(names) + ROOM_PX,
        margin={"l": label_width(line for name in names for line in name.split("<br>"))},
        barmode="stack",
        xaxis=percent_axis("доля тех, из кого считается шаг, %"),
        yaxis={"autorange": "reversed", "type": "category"},
        annotations=[
            {
                "x": 1,
                "y": name,
                "xanchor": "left",
                "text": row.words,
                "showarrow": False,
                "font": {"color": MUTED if row.hidden else INK, "size": 13},
            }
            for name, row in zip(names, rows_of(steps), strict=True)
        ],
    )
