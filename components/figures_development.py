"""Figures of «Развитие и резерв»: frames in, plotly figures out."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import TEXT_ON, axis_names
from components.text import plotted
from components.theme import (
    ACCENT,
    INK,
    NO_DATA,
    NO_DATA_EDGE,
    ZONE_COLOURS,
    bars_height,
    figure,
    label_width,
    percent_axis,
    shortened,
    whole_ticks,
)
from methodology.catalogue import Indicator
from methodology.in_use import rules_in_use
from methodology.words import counted, number, percent
from queries.frames import known, rows_of

BOUNDS = (("middle", "«выполняется» — от"), ("low", "«требует мер» — ниже"))
TITLE_PX = 24
"""Room for the title of an upright axis."""
MARKS = {
    "middle": {"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": INK}},
    "low": {"symbol": "diamond", "size": 9, "color": NO_DATA, "line": {"width": 1.5, "color": INK}},
}


def bound_of(rule: Indicator, zone: str) -> float | None:
    """The per cent below which a value lies in this zone or a lower one; None if the zone isn't bounded so."""
    bound = rule.zones.get(zone, {}).get("below")  # type: ignore[call-overload]
    return rules_in_use().threshold(bound) if isinstance(bound, str) else bound


@kept
def indicator_bullets(indicators: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one indicator of ``indicators_over_cycles`` (customdata: its code), with its thresholds.

    Coloured by zone; without a threshold light blue; without data no bar but the word.
    """
    rules = [rules_in_use().indicator(code) for code in indicators["code"]]
    names = [plotted(shortened(rule.short, 40)) for rule in rules]
    values = indicators["value"]
    colours = [ZONE_COLOURS.get(zone, ACCENT) for zone in indicators["zone"]]
    bars = go.Bar(
        orientation="h",
        name="значение",
        y=names,
        x=values.astype(object).where(values.notna(), None),
        customdata=indicators[["code"]].to_numpy(),
        marker={"color": colours},
        hovertext=[
            f"{plotted(rule.name)}<br>{row.words}<br>{row.zone_words}<br>"
            f"школ с данными: {row.schools_with_data} из {row.schools}"
            for rule, row in zip(rules, rows_of(indicators), strict=True)
        ],
        hoverinfo="text",
    )
    said = go.Scatter(
        mode="text",
        y=names,
        x=[103] * len(names),
        text=[
            f"{row.zone_words[0]} {row.words}" if row.zone is not None else row.words + "*" * bool(rule.zones)
            for rule, row in zip(rules, rows_of(indicators), strict=True)
        ],
        textposition="middle right",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    marks = []
    for zone, words in BOUNDS:
        bounds = [bound_of(rule, zone) for rule in rules]
        marks.append(
            go.Scatter(
                mode="markers",
                name=words,
                y=[name for name, bound in zip(names, bounds, strict=True) if bound is not None],
                x=[bound for bound in bounds if bound is not None],
                marker=MARKS[zone],
                hovertext=[f"{words} {percent(bound)}" for bound in bounds if bound is not None],
                hoverinfo="text",
            )
        )
    return figure(
        bars,
        *marks,
        said,
        height=bars_height(len(names)),
        margin={"l": label_width(names), "r": 8},
        xaxis=percent_axis("доля, %", room=46),
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


@kept
def balance_bars(municipalities: pd.DataFrame) -> go.Figure:
    """Bars: one bar is the ready people of one municipality of ``reserve_balance`` (customdata: its code); a tick: the
    vacancies expected a year."""
    names = axis_names(municipalities["municipality_name"], municipalities["municipality_id"])
    ready, expected = municipalities["prepared"], municipalities["expected"]
    colours = [ZONE_COLOURS.get(zone, ACCENT) for zone in municipalities["zone"]]
    hover = [
        f"{plotted(row.municipality_name)}<br>подготовлены: {number(known(row.prepared))}<br>"
        f"ожидаемых вакансий в год: {number(known(row.expected), 1)}<br>{row.zone_words}"
        for row in rows_of(municipalities)
    ]
    bars = go.Bar(
        orientation="h",
        y=names,
        name="подготовлены",
        x=ready.astype(object).where(ready.notna(), None),
        customdata=municipalities[["municipality_id"]].to_numpy(),
        marker={"color": colours},
        hovertext=hover,
        hoverinfo="text",
    )
    ticks = go.Scatter(
        mode="markers",
        y=names,
        name="ожидаемых вакансий в год",
        x=expected.astype(object).where(expected.notna(), None),
        marker=MARKS["middle"],
        hovertext=hover,
        hoverinfo="text",
    )
    longest = max([known(value) or 0.0 for value in (*ready, *expected)], default=0.0) or 1.0
    said = go.Scatter(
        mode="text",
        y=names,
        x=[max(known(a) or 0.0, known(b) or 0.0) + longest * 0.03 for a, b in zip(ready, expected, strict=True)],
        text=[
            f"{row.zone_words[0]} {row.balance_words}" if row.zone is not None else row.balance_words
            for row in rows_of(municipalities)
        ],
        textposition="middle right",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    return figure(
        bars,
        ticks,
        said,
        height=bars_height(len(names)),
        margin={"l": label_width(names), "r": 8},
        xaxis={"title": {"text": "человек; вакансий в год"}, "range": [0, longest * 1.35]},
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


def _term(years: int) -> str:
    return f"больше {counted(years, 'года', 'лет', 'лет')}" if years else "до года"


@kept
def term_bars(terms: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is how many years people are in the reserve: within the term, prolonged, beyond."""
    limit = rules_in_use().threshold("reserve_term_years")
    names = [_term(int(years)) for years in terms["years"]]
    over = terms["years"] >= limit
    beyond = terms["not_prolonged"].where(over, 0)
    parts = (
        ("в пределах срока", terms["not_prolonged"].where(~over, 0), ZONE_COLOURS["high"]),
        ("срок продлён", terms["prolonged"], ZONE_COLOURS["middle"]),
        ("сверх срока без продления", beyond, ZONE_COLOURS["low"]),
    )
    traces = [
        go.Bar(
            orientation="h",
            name=words,
            y=names,
            x=people.astype(int),
            marker={"color": colour, "line": {"color": NO_DATA_EDGE, "width": 0}},
            text=["" if count == 0 or people is beyond else number(int(count)) for count in people],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": TEXT_ON[colour], "size": 13},
            hovertext=[
                f"{name}: {words} — {counted(int(count), 'человек', 'человека', 'человек')}"
                for name, count in zip(names, people, strict=True)
            ],
            hoverinfo="text",
        )
        for words, people, colour in parts
    ]
    # Their pieces are narrow: the number stands behind them.
    told = go.Scatter(
        mode="text",
        y=names,
        x=terms["members"].astype(int),
        text=["" if count == 0 else f" ▼ {number(int(count))}" for count in beyond],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        *traces,
        told,
        height=bars_height(len(names)),
        margin={"l": label_width(names) + TITLE_PX},
        barmode="stack",
        xaxis={"title": {"text": "человек"}, **whole_ticks(float(terms["members"].max()))},
        yaxis={"autorange": "reversed", "title": {"text": "лет в резерве"}},
    )
