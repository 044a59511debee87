"""Figures of the passport: frames in, plotly figures out. Nothing is drawn and nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import GROUP_OF_ZONE, ZONES
from components.text import plotted
from components.theme import (
    ACCENT,
    INK,
    MUTED,
    NO_DATA,
    NO_DATA_EDGE,
    ZONE_COLOURS,
    ZONE_TEXT,
    bars_height,
    figure,
    label_width,
    percent_axis,
    shortened,
)
from methodology.in_use import rules_in_use
from methodology.words import fulfilled, number, percent, schools
from queries.frames import known, rows_of
from queries.readable import VISIBLE_PCT

HISTORY_PX = 300
"""Height of a chart across cycles."""
BREAK_WORDS = "другие критерии"


@kept
def school_beside_bars(criteria: pd.DataFrame) -> go.Figure:
    """Bars: one bar is a criterion of ``school_beside_peers``, coloured by its zone, and the medians of its peers."""
    return _beside_bars(
        criteria,
        colours=[ZONE_COLOURS.get(zone, NO_DATA) for zone in criteria["zone"]],
        printed=[
            fulfilled(known(row.value_pct))
            if pd.notna(row.value_pct)
            else f"нет балла: {row.absence_reason or 'строки нет'}"
            for row in rows_of(criteria)
        ],
        hover=[
            f"{plotted(row.criterion_name)}<br>{number(known(row.score), 1)} из {number(known(row.max_score), 1)}, "
            f"вес {number(row.weight, 1)}"
            for row in rows_of(criteria)
        ],
        ticks=(
            ("municipality_median_pct", "municipality_words", "медиана школ муниципалитета"),
            ("cluster_median_pct", "cluster_words", "медиана школ кластера"),
        ),
    )


@kept
def municipality_beside_bars(criteria: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one criterion of ``municipality_beside_peers``; white with an edge: from too few schools."""
    enough = criteria["enough"].fillna(value=False).astype(bool)
    return _beside_bars(
        criteria,
        colours=[ACCENT if known_well else NO_DATA for known_well in enough],
        printed=[
            "нет данных" if pd.isna(row.value_pct) else fulfilled(known(row.value_pct)) + ("" if row.enough else " *")
            for row in rows_of(criteria)
        ],
        hover=[
            f"{plotted(row.criterion_name)}<br>{number(known(row.numerator), 1)} из "
            f"{number(known(row.denominator), 1)} баллов; школ с данными: {row.school_words}"
            for row in rows_of(criteria)
        ],
        ticks=(
            ("cluster_median_pct", "cluster_words", "медиана муниципалитетов кластера"),
            ("region_median_pct", "region_words", "медиана всех муниципалитетов"),
        ),
    )


def _beside_bars(
    criteria: pd.DataFrame,
    *,
    colours: list[str],
    printed: list[str],
    hover: list[str],
    ticks: tuple[tuple[str, str, str], tuple[str, str, str]],
) -> go.Figure:
    names = [f"{row.criterion}. {plotted(shortened(row.criterion_short, 26))}" for row in rows_of(criteria)]
    values = criteria["value_pct"]
    bars = go.Bar(
        orientation="h",
        name="выполнение",
        y=names,
        x=values.astype(object).where(values.notna(), None),
        marker={"color": colours, "line": {"color": NO_DATA_EDGE, "width": [int(c == NO_DATA) for c in colours]}},
        text=printed,
        textposition="inside",
        insidetextanchor="start",
        constraintext="none",
        textangle=0,
        textfont={"size": 12, "color": [ZONE_TEXT["high"] if c == ZONE_COLOURS["high"] else INK for c in colours]},
        hovertext=hover,
        hoverinfo="text",
    )
    none = [index for index, value in enumerate(values) if pd.isna(value)]
    without = go.Scatter(
        mode="text",
        y=[names[index] for index in none],
        x=[0.5] * len(none),
        text=[printed[index] for index in none],
        textposition="middle right",
        textfont={"size": 12, "color": MUTED},
        hoverinfo="skip",
    )
    looks = (
        {"symbol": "line-ns", "size": 20, "line": {"width": 2.5, "color": INK}},
        {"symbol": "diamond", "size": 10, "color": NO_DATA, "line": {"width": 1.5, "color": INK}},
    )
    marks = [
        go.Scatter(
            name=said,
            mode="markers",
            y=names,
            x=criteria[column].astype(object).where(criteria[column].notna(), None),
            marker=look,
            hovertext=[
                f"{said}: {fulfilled(known(getattr(row, column)))}<br>с данными: {getattr(row, words)}"
                for row in rows_of(criteria)
            ],
            hoverinfo="text",
        )
        for (column, words, said), look in zip(ticks, looks, strict=True)
    ]
    return figure(
        bars,
        without,
        *marks,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis("выполнение, %", room=1.5),
        yaxis={"autorange": "reversed"},
    )


@kept
def school_history_lines(history: pd.DataFrame) -> go.Figure:
    """Points: one point is one cycle of ``school_history_in_words``, coloured by the group, with bounds if data lack.

    A line joins cycles with the same criteria. Schools that were joined to this one are grey lines of their own.
    """
    cycles = sorted(set(history["cycle"]))
    low, high = _range(history)
    own = [row for row in rows_of(history) if row.is_this_school]
    others = [row for row in rows_of(history) if not row.is_this_school]
    traces: list[Any] = []
    for _, rows in groupby(sorted(others, key=lambda row: (row.municipality_id, row.school_id)), _key_of):
        line = list(rows)
        traces += _runs(line, MUTED, "dot")
        name = plotted(shortened(line[-1].short_name, 24))
        traces.append(_points(line, [NO_DATA] * len(line), [*[""] * (len(line) - 1), name], beside=own))
    traces += _runs(own, MUTED, "solid")
    signs = [_sign(row.group_number) for row in own]
    colours = [NO_DATA if pd.isna(row.group_number) else _colour(row.group_number) for row in own]
    traces.append(
        _points(
            own,
            colours,
            [f"{s} {number(known(r.total_pct), 1)}" for s, r in zip(signs, own, strict=True)],
            beside=others,
        )
    )
    lacking = [row.cycle for row in own if pd.isna(row.total_pct)]
    traces.append(
        go.Scatter(
            mode="text",
            x=lacking,
            y=[low + 2] * len(lacking),
            text=["нет итога"] * len(lacking),
            hoverinfo="skip",
            textfont={"size": 12, "color": MUTED},
        )
    )
    return figure(
        *traces,
        height=HISTORY_PX,
        margin={"l": 40, "t": 24},
        xaxis=_cycle_axis(cycles),
        yaxis={"range": [low, high], "dtick": 10 if high - low < 60 else 20, "title": {"text": ""}},
        **_breaks(cycles, {row.cycle: ", ".join(said) for row in own if (said := _break_words(row))}),
    )


@kept
def municipality_history_bars(history: pd.DataFrame) -> go.Figure:
    """Stacked bars: one bar is one cycle of ``municipality_history``, its schools by group, counts printed."""
    rows = list(rows_of(history))
    # By codes: two predecessors may be called the same, all the more so once their names are shortened.
    bars = [f"{row.cycle} {row.municipality_id}" for row in rows]
    labels = [
        row.cycle if row.is_this_municipality else f"{row.cycle}<br>{plotted(shortened(row.municipality_name, 22))}"
        for row in rows
    ]
    whole = [f"{row.cycle}<br>{plotted(row.municipality_name)}" for row in rows]
    traces = []
    layers = [(zone, f"{GROUP_OF_ZONE[zone].sign} {GROUP_OF_ZONE[zone].short}", ZONE_COLOURS[zone]) for zone in ZONES]
    for column, said, colour in (*layers, ("without_group", "– без группы", NO_DATA)):
        counts = history[column].astype(int)
        traces.append(
            go.Bar(
                name=said,
                x=bars,
                y=counts,
                width=0.55,
                text=["" if count == 0 else str(count) for count in counts],
                textposition="inside",
                textangle=0,
                insidetextanchor="middle",
                constraintext="none",
                textfont={"size": 12, "color": ZONE_TEXT["high"] if column == "high" else INK},
                marker={
                    "color": colour,
                    "line": {"color": NO_DATA_EDGE, "width": int(colour == NO_DATA)},
                },
                hovertext=[f"{name}<br>{said}: {schools(count)}" for name, count in zip(whole, counts, strict=True)],
                hoverinfo="text",
            )
        )
    changed: dict[str, str] = {}
    told: set[tuple[str, str]] = set()
    for bar, row in zip(bars, rows, strict=True):
        # A cycle of several municipalities has several bars: what begins with the cycle is told before the first.
        begins = [words for words in _break_words(row) if (row.cycle, words) not in told]
        told |= {(row.cycle, words) for words in begins}
        if begins:
            changed[bar] = ", ".join(begins)
    return figure(
        *traces,
        height=HISTORY_PX,
        margin={"l": 40, "t": 24},
        barmode="stack",
        xaxis={**_cycle_axis(bars), "tickvals": bars, "ticktext": labels},
        yaxis={"title": {"text": ""}, "rangemode": "tozero"},
        **_breaks(bars, changed),
    )


def _range(history: pd.DataFrame) -> tuple[float, float]:
    """From where to where totals are drawn: points need no zero, and changes of a few per cent are to be seen."""
    shown = history[history["total_pct"].notna()]
    if shown.empty:
        return 0.0, 106.0
    lowest, highest = float(shown["total_low_pct"].min()), float(shown["total_high_pct"].max())
    return max(0.0, 10.0 * (lowest // 10 - 1)), min(106.0, 10.0 * (highest // 10 + 2))


def _runs(line: Sequence[Any], colour: str, dash: str) -> list[go.Scatter]:
    """Lines between neighbouring cycles whose totals may be compared."""
    pairs = [
        (one, two)
        for one, two in pairwise(line)
        if not _changed(two) and pd.notna(one.total_pct) and pd.notna(two.total_pct)
    ]
    return [
        go.Scatter(
            mode="lines",
            x=[one.cycle, two.cycle],
            y=[one.total_pct, two.total_pct],
            line={"color": colour, "width": 2, "dash": dash},
            hoverinfo="skip",
        )
        for one, two in pairs
    ]


def _points(line: Sequence[Any], colours: list[str], printed: list[str], *, beside: Sequence[Any]) -> go.Scatter:
    """Points with their words: under a point where the one ``beside`` it stands higher, else above."""
    higher = {row.cycle: known(row.total_pct) or 0 for row in beside}
    up = [_visible(row.total_high_pct, row.total_pct) for row in line]
    down = [_visible(row.total_pct, row.total_low_pct) for row in line]
    return go.Scatter(
        mode="markers+text",
        name=plotted(line[-1].short_name) if line else "",
        x=[row.cycle for row in line],
        y=[known(row.total_pct) for row in line],
        error_y={"type": "data", "array": up, "arrayminus": down, "color": MUTED, "thickness": 2, "width": 0},
        marker={"size": 13, "color": colours, "line": {"color": INK, "width": 1}},
        text=printed,
        textposition=[
            "bottom center"
            if higher.get(row.cycle, 0) > (known(row.total_pct) or 0)
            else "top right"
            if bound
            else "top center"
            for row, bound in zip(line, up, strict=True)
        ],
        textfont={"size": 12},
        hovertext=[
            f"{row.cycle}: {plotted(row.short_name)}<br>итог {percent(known(row.total_pct), 2)}, "
            f"группа: {row.group_words}<br>полнота {percent(known(row.completeness_pct))}"
            for row in line
        ],
        hoverinfo="text",
    )


def _changed(row: Any) -> bool:
    """Whether the criteria are known to differ from those of the cycle before."""
    return bool(pd.notna(row.criteria_changed) and row.criteria_changed)


def _visible(high: float, low: float) -> float:
    return 0.0 if pd.isna(high) or pd.isna(low) or high - low <= VISIBLE_PCT else float(high - low)


def _key_of(row: Any) -> tuple[str, str]:
    return row.municipality_id, row.school_id


def _sign(group: Any) -> str:
    return "–" if pd.isna(group) else rules_in_use().group(int(group)).sign


def _colour(group: Any) -> str:
    return ZONE_COLOURS[rules_in_use().group(int(group)).zone]


def _cycle_axis(labels: list[str]) -> dict[str, Any]:
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": labels,
        "range": [-0.5, len(labels) - 0.5],
        "gridcolor": "rgba(0,0,0,0)",
        "title": {"text": ""},
    }


def _break_words(row: Any) -> list[str]:
    """What begins with this cycle: other criteria, another methodology, both or neither."""
    version = getattr(row, "version_words", None)
    return [*([BREAK_WORDS] if _changed(row) else []), *([version] if isinstance(version, str) else [])]


def _breaks(labels: list[str], changed: dict[str, str]) -> dict[str, Any]:
    """A dashed line before each cycle where something else begins, with what that is above it."""
    places = {labels.index(label) - 0.5: said for label, said in changed.items()}
    return {
        "shapes": [
            {
                "type": "line", "x0": place, "x1": place, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": NO_DATA_EDGE, "dash": "dash", "width": 1.5},
            }
            for place in places
        ],
        "annotations": [
            {
                "x": place, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": said,
                "font": {"size": 11, "color": MUTED},
            }
            for place, said in places.items()
        ],
    }  # fmt: skip
