"""Figures of the page «Наставничество»: frames in, plotly figures out. Nothing is drawn and nothing is counted here."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import axis_names
from components.map_deck import short_name
from components.point_names import NAME_FONT_PX, point_names
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
    bars_height,
    figure,
    label_width,
    whole_ticks,
)
from methodology.words import counted, number
from queries.frames import rows_of

WORDS_ROOM = 2
"""The axis is so many times longer than the longest bar: behind it stand words."""
STEP_PX, SUBJECT_LETTERS = 36, 24
LINE_PX = 8
"""What names of two lines add to every row of a chart."""
LOAD_PX, SCATTER_PX = 260, 340
SPACE = " "
"""The empty row between steps of pairs that go on and of those that ended."""


@kept
def step_bars(steps: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one step of ``mentoring_steps``, over the white bar of those who came to the step before."""
    names = [f"{row.step_words}<br>{row.words}" for row in rows_of(steps)]
    order = [*names[:3], SPACE, *names[3:]]
    whole = steps["of"].fillna(steps["pairs"]).astype(int)
    hover = [
        f"{row.step_words}<br>{row.words}; {row.base_words}<br>не дошли: {row.lost_words}" for row in rows_of(steps)
    ]
    bars = [
        go.Bar(orientation="h", name=name, y=names, x=counts, marker=marker, hovertext=hover, hoverinfo="text")
        for name, counts, marker in (
            ("дошли до ступени раньше", whole, {"color": NO_DATA, "line": {"color": NO_DATA_EDGE, "width": 1}}),
            ("на этой ступени", steps["pairs"].astype(int), {"color": [ACCENT] * 3 + [GAP] * 3}),
        )
    ]
    return figure(
        *bars,
        height=STEP_PX * len(order) + ROOM_PX,
        margin={"l": label_width([*steps["step_words"], *steps["words"]])},
        barmode="overlay",
        xaxis={"title": {"text": "пар"}, "tickformat": ",d"},
        yaxis={"autorange": "reversed", "categoryorder": "array", "categoryarray": order, "type": "category"},
    )


@kept
def school_bars(schools: pd.DataFrame, people: str) -> go.Figure:
    """Bars: one bar is one school of ``indicator_funnel`` (customdata: municipality, school), over that of all people.

    ``people``: what the axis counts.
    """
    names = axis_names(schools["short_name"], schools["school_id"])
    hover = [f"{plotted(row.short_name)}<br>с наставником: {row.words}" for row in rows_of(schools)]
    bars = [
        go.Bar(
            orientation="h",
            name=name,
            y=names,
            x=schools[column].astype(float),
            customdata=schools[["municipality_id", "school_id"]].to_numpy(),
            marker=marker,
            hovertext=hover,
            hoverinfo="text",
        )
        for name, column, marker in (
            ("всего", "denominator", {"color": NO_DATA, "line": {"color": NO_DATA_EDGE, "width": 1}}),
            ("с наставником", "numerator", {"color": ACCENT}),
        )
    ]
    told = go.Scatter(
        mode="text",
        y=names,
        x=schools["denominator"].astype(float),
        text=[f" {row.words}" for row in rows_of(schools)],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )
    most = float(schools["denominator"].max())
    return figure(
        *bars,
        told,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        barmode="overlay",
        xaxis={"title": {"text": people}, "range": [0, 1.4 * most], **whole_ticks(most)},
        yaxis={"autorange": "reversed", "type": "category"},
        clickmode="event+select",
    )


@kept
def load_bars(loads: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one row of ``mentors_by_mentees``; orange with a sign where it is more than the threshold."""
    bars = go.Bar(
        x=[number(int(mentees)) for mentees in loads["mentees"]],
        y=loads["mentors"].astype(int),
        marker={"color": [ZONE_COLOURS["low"] if many else ACCENT for many in loads["too_many"]]},
        text=[f"{'▼ ' if row.too_many else ''}{number(int(row.mentors))}" for row in rows_of(loads)],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            f"{counted(int(row.mentees), 'подопечный', 'подопечных', 'подопечных')}: "
            f"{counted(int(row.mentors), 'наставник', 'наставника', 'наставников')}"
            for row in rows_of(loads)
        ],
        hoverinfo="text",
    )
    return figure(
        bars,
        height=LOAD_PX,
        margin={"l": 56, "t": 24},
        xaxis={"title": {"text": "подопечных у наставника, чел."}, "type": "category"},
        yaxis={"title": _title("наставников, чел."), "tickformat": ",d", "rangemode": "tozero"},
    )


@kept
def subject_bars(subjects: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one subject of ``subject_mentors``: young teachers with, without such a colleague, unknown."""
    lines = [wrap(plotted(subject), SUBJECT_LETTERS, break_long_words=False) for subject in subjects["subject"]]
    names = ["<br>".join(each) for each in lines]
    parts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("without", "в школе нет высшей категории", {"color": ZONE_COLOURS["low"]}),
        ("own", "в школе есть высшая категория", {"color": ZONE_COLOURS["high"]}),
        ("unknown", "не указано", {"color": NO_DATA, "line": {"color": NO_DATA_EDGE, "width": 1}}),
    )
    bars = [
        go.Bar(
            orientation="h",
            name=words,
            y=names,
            x=subjects[column].astype(int),
            marker=marker,
            hovertext=[
                f"{plotted(row.subject)}<br>{words}: {number(int(getattr(row, column)))} из {number(int(row.young))}"
                for row in rows_of(subjects)
            ],
            hoverinfo="text",
        )
        for column, words, marker in parts
    ]
    told = go.Scatter(
        mode="text",
        y=names,
        x=subjects["young"].astype(int),
        text=[f" {number(int(row.own))} из {number(int(row.own + row.without))}" for row in rows_of(subjects)],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        *bars,
        told,
        height=bars_height(len(names)) + (LINE_PX * len(names) if any(len(each) > 1 for each in lines) else 0),
        margin={"l": label_width(line for each in lines for line in each)},
        barmode="stack",
        xaxis={
            "title": {"text": "молодых учителей, чел."},
            "tickformat": ",d",
            "range": [0, int(subjects["young"].max()) * WORDS_ROOM],
        },
        yaxis={"autorange": "reversed"},
    )


@kept
def retention_dots(frame: pd.DataFrame) -> go.Figure:
    """Points: one is one municipality of ``retention_beside_coverage`` with both shares (customdata: its code)."""
    names = axis_names(frame["municipality_name"], frame["municipality_id"])
    axis = (-3.0, 103.0)
    placed = point_names(
        list(zip(frame["coverage_pct"].astype(float), frame["retention_pct"].astype(float), strict=True)),
        [short_name(name) for name in frame["municipality_name"]],
        axis,
        axis,
        SCATTER_PX - 52,
    )
    dots = go.Scatter(
        mode="markers+text",
        text=[plotted(name) for name, _ in placed],
        textposition=[where for _, where in placed],
        textfont={"size": NAME_FONT_PX, "color": MUTED},
        x=frame["coverage_pct"].astype(float),
        y=frame["retention_pct"].astype(float),
        customdata=frame[["municipality_id"]].to_numpy(),
        marker={"size": 11, "color": ACCENT, "line": {"width": 1, "color": INK}},
        cliponaxis=False,
        hovertext=[
            f"{name}<br>с наставником: {row.coverage_words}<br>работают через 3 года: {row.retention_words}"
            for name, row in zip(names, rows_of(frame), strict=True)
        ],
        hoverinfo="text",
    )
    return figure(
        dots,
        height=SCATTER_PX,
        margin={"l": 56, "t": 12},
        xaxis={"title": {"text": "молодых с наставником сейчас, %"}, "range": list(axis), "tickvals": PERCENTS},
        yaxis={"title": _title("закрепляемость: работают через 3 года, %"), "range": list(axis), "tickvals": PERCENTS},
        clickmode="event+select",
    )


PERCENTS = [0, 20, 40, 60, 80, 100]


def _title(words: str) -> dict[str, Any]:
    return {"text": words, "font": {"size": 12, "color": MUTED}}
