"""Figures of the page «Кадры»: frames in, plotly figures out, as ``components.figures``."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.map_deck import short_name
from components.point_names import NAME_FONT_PX, PLOT_PX, point_names
from components.text import plotted
from components.theme import (
    ACCENT,
    INK,
    MUTED,
    NO_DATA,
    ZONE_COLOURS,
    bars_height,
    figure,
    label_width,
    sign_mark,
)
from methodology.in_use import rules_in_use
from methodology.words import number, percent, percent_places
from queries.frames import known, rows_of
from queries.staffing import BOTH, HIDDEN, KINDS, NEITHER, OPEN

MARKS = {
    HIDDEN: {"symbol": "diamond", "size": 14, "color": ZONE_COLOURS["low"], "line": {"width": 1.5, "color": INK}},
    BOTH: {"symbol": "square", "size": 13, "color": ZONE_COLOURS["low"], "line": {"width": 1.5, "color": INK}},
    OPEN: {"symbol": "triangle-right", "size": 14, "color": ZONE_COLOURS["middle"], "line": {"width": 1, "color": INK}},
    NEITHER: {"symbol": "circle", "size": 11, "color": ZONE_COLOURS["high"], "line": {"width": 1, "color": "#FFFFFF"}},
}
"""Quadrants apart by shape as well as by colour."""
DRAWINGS = {
    HIDDEN: '<path d="M7 1L13 7L7 13L1 7Z" fill="{fill}" stroke="{line}"/>',
    BOTH: '<rect x="2" y="2" width="10" height="10" fill="{fill}" stroke="{line}"/>',
    OPEN: '<path d="M2 1L13 7L2 13Z" fill="{fill}" stroke="{line}"/>',
    NEITHER: '<circle cx="7" cy="7" r="5" fill="{fill}" stroke="{line}"/>',
}
"""The same marks for words."""
CORNERS = {
    HIDDEN: ("скрытый<br>дефицит", 0.0, "left", 1.0, "top"),
    BOTH: ("вакансии<br>и перегрузка", 1.0, "right", 1.0, "top"),
    OPEN: ("открытый<br>дефицит", 1.0, "right", 0.0, "bottom"),
    NEITHER: ("ниже<br>обеих черт", 0.0, "left", 0.0, "bottom"),
}
"""Quadrant → its name and where it stands."""
HEIGHT = 430
MARGIN = {"l": 56, "r": 16, "t": 28, "b": 46}
WIDE_PX = 760
"""Width between the axes of a chart that has a row of a small screen to itself."""
WORDS_PART = 0.35
"""Of the axis, what words behind a bar take."""
HALF_PCT = 50
"""With longer bars the axis would be marked beyond 100 %."""
OLD = ("60–64", "65 и старше", "60 и старше")
"""Bands of teachers who may leave within years."""


@kept
def quadrants(places: pd.DataFrame, *, schools: bool) -> go.Figure:
    """Marks: one is one place of ``staffing_in_words`` by vacancies and load (customdata: its codes)."""
    rules = rules_in_use()
    many, loaded = rules.threshold("vac_share_red"), rules.threshold("load_amber")
    name, codes = (
        ("short_name", ["municipality_id", "school_id"]) if schools else ("municipality_name", ["municipality_id"])
    )
    here = places[places["kind"].notna()]
    # Both lines are in sight, whatever the data; a mark on an axis is not cut.
    right = max(2 * many, 1.06 * (known(here["vacant_pct"].max()) or 0))
    top = max(loaded + 0.15, 0.03 + (known(here["load_value"].max()) or 0))
    bottom = min(loaded - 0.25, -0.09 + (known(here["load_value"].min()) or loaded))
    x_range, y_range = (-0.02 * right, right), (bottom, top)
    width, height = (WIDE_PX if schools else PLOT_PX), HEIGHT - MARGIN["t"] - MARGIN["b"]
    many_at = (many - x_range[0]) / (right - x_range[0]) * width
    line_at = (loaded - bottom) / (top - bottom) * height
    placed = point_names(
        [(float(row.vacant_pct), float(row.load_value)) for row in rows_of(here)],
        [row.short_name if schools else short_name(row.municipality_name) for row in rows_of(here)],
        x_range,
        y_range,
        height,
        width_px=width,
        avoid=[
            *((x, y, x + 90, y + 38) for x in (0, width - 90) for y in (0, height - 38)),
            (width - 200, line_at, width, line_at + 20),
            (many_at, 0, many_at + 1, height),
        ],
    )
    beside = dict(zip(here.index, placed, strict=True))
    traces = []
    for kind in KINDS:
        of_kind = here[here["kind"] == kind]
        traces.append(
            go.Scatter(
                mode="markers+text",
                text=[plotted(beside[index][0]) for index in of_kind.index],
                textposition=[beside[index][1] for index in of_kind.index],
                textfont={"size": NAME_FONT_PX, "color": MUTED},
                x=of_kind["vacant_pct"].astype(float),
                y=of_kind["load_value"].astype(float),
                customdata=of_kind[codes].to_numpy(),
                marker={**MARKS[kind], "opacity": 0.9},
                cliponaxis=False,
                hovertext=[
                    f"{plotted(getattr(row, name))}<br>{row.kind_words[2:]}<br>"
                    f"вакантных ставок {percent(float(row.vacant_pct), 1)}: {number(float(row.vacant_numerator), 2)} "
                    f"из {number(float(row.vacant_denominator), 2)}<br>"
                    f"нагрузка {number(float(row.load_value), 2)} ставки"
                    for row in rows_of(of_kind)
                ],
                hoverinfo="text",
            )
        )
    line = {"type": "line", "line": {"color": MUTED, "width": 1.5, "dash": "dash"}}
    return figure(
        *traces,
        height=HEIGHT,
        margin=MARGIN,
        xaxis={"title": {"text": "вакантных ставок, % занятых и вакантных"}, "range": list(x_range)},
        yaxis={
            "title": {"text": "нагрузка учителя, ставок"},
            "range": list(y_range),
            "tickformat": ",.1f",
            "dtick": 0.1,
        },
        shapes=[
            {**line, "xref": "x", "x0": many, "x1": many, "yref": "paper", "y0": 0, "y1": 1},
            {**line, "yref": "y", "y0": loaded, "y1": loaded, "xref": "paper", "x0": 0, "x1": 1},
        ],
        annotations=[
            *(
                {
                    "text": words,
                    "xref": "paper",
                    "yref": "paper",
                    "x": x,
                    "y": y,
                    "xanchor": left,
                    "yanchor": above,
                    "align": left,
                    "showarrow": False,
                    "font": {"color": MUTED},
                }
                for words, x, left, y, above in CORNERS.values()
            ),
            _named(
                f"{number(many)} %, {_origin('vac_share_red')}",
                x=many,
                y=1,
                yref="paper",
                yanchor="bottom",
                xanchor="center",
            ),
            _named(
                f"{number(loaded, 1)} — {_origin('load_amber')}",
                x=1,
                y=loaded,
                xref="paper",
                yanchor="bottom",
                xanchor="right",
            ),
        ],
        clickmode="event+select",
    )


def _origin(key: str) -> str:
    """Where a threshold comes from."""
    return next(each.origin for each in rules_in_use().thresholds if each.key == key)


def _named(words: str, **where: object) -> dict[str, object]:
    """The value of a line beside it."""
    return {"text": words, "showarrow": False, "font": {"color": INK}, "bgcolor": NO_DATA, **where}


def kind_mark(kind: str) -> str:
    """The mark of a quadrant for a line of Markdown."""
    return sign_mark(DRAWINGS[kind].format(fill=MARKS[kind]["color"], line=MARKS[kind]["line"]["color"]))  # type: ignore[index]


@kept
def age_bars(bands: pd.DataFrame) -> go.Figure:
    """Bars: one is one age band of ``ages_in_words``, the youngest lowest; a tick is the cycle before."""
    names = [f"{band}" for band in bands["band"]]
    before = bands["teachers_before"]
    bars = go.Bar(
        orientation="h",
        name="учителей",
        y=names,
        x=bands["teachers"].astype(float),
        marker={"color": [ZONE_COLOURS["low"] if name in OLD else ACCENT for name in names]},
        hovertext=[f"{row.band}<br>{row.words}" for row in rows_of(bands)],
        hoverinfo="text",
    )
    ticks = go.Scatter(
        mode="markers",
        name="в цикле сравнения",
        y=names,
        x=before.astype(object).where(before.notna(), None),
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 2.5, "color": INK}},
        hovertext=[f"в цикле сравнения: {words}" for words in bands["before_words"]],
        hoverinfo="text",
    )
    ends = pd.concat([bands["teachers"], before], axis=1).max(axis=1).astype(float)
    words = go.Scatter(
        mode="text",
        y=names,
        x=ends,
        text=[f"  {number(int(row.teachers))}{_part(row)}" for row in rows_of(bands)],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    most = float(ends.max() or 1)
    return figure(
        bars,
        ticks,
        words,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis={"title": {"text": "учителей, чел."}, "range": [0, 2 * most], "tickformat": ",d", "nticks": 5},
        yaxis={"type": "category"},
    )


def _part(row: Any) -> str:
    """« (17 %)» where there are enough people for per cents."""
    if row.of < rules_in_use().threshold("no_percent_n"):
        return f" из {number(int(row.of))}"
    return f" ({percent(float(row.share_pct), percent_places(float(row.teachers), float(row.of)))})"


@kept
def cycle_bars(cycles: pd.DataFrame, unit: str, bounds: tuple[float, ...]) -> go.Figure:
    """Bars: one is one cycle of ``staffing_by_cycle_in_words``, the latest lowest; lines are the thresholds."""
    names = cycles["cycle"].tolist()
    values = cycles["value"]
    bars = go.Bar(
        orientation="h",
        y=names,
        x=values.astype(object).where(values.notna(), None),
        marker={"color": [ZONE_COLOURS.get(zone, ACCENT) for zone in cycles["zone"]]},
        hovertext=[
            f"{row.cycle}<br>{row.words}<br>школ с данными: {row.schools_with_data} из {row.schools}"
            for row in rows_of(cycles)
        ],
        hoverinfo="text",
    )
    most = max([known(value) or 0 for value in values], default=0)
    end = 1.7 * max(most, *bounds, 0.1)
    ends = [known(value) or 0 for value in values]
    words = go.Scatter(
        mode="text",
        # Of a cycle without a value the words are drawn: there is no bar. No line of a threshold crosses them.
        x=[max([at, *(bound for bound in bounds if at <= bound < at + WORDS_PART * end)]) for at in ends],
        y=names,
        text=[
            f" {row.zone_words[0]} {row.words}" if isinstance(row.zone, str) else f" {row.words}"
            for row in rows_of(cycles)
        ],
        textposition="middle right",
        textfont={"size": 13},
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        bars,
        words,
        height=bars_height(len(names)),
        margin={"l": label_width(names), "t": 24},
        xaxis={
            "title": {"text": unit},
            "range": [0, end],
            # Behind the longest bar there is room for words, not for more than all.
            **({"tickvals": [0, 20, 40, 60, 80, 100]} if unit.endswith("%") and most > HALF_PCT else {"nticks": 6}),
        },
        yaxis={"autorange": "reversed", "type": "category"},
        shapes=[
            {
                "type": "line",
                "layer": "below",
                "x0": bound,
                "x1": bound,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": MUTED, "width": 1.5, "dash": "dash"},
            }
            for bound in bounds
        ],
        annotations=[
            _named(number(bound), x=bound, y=1, yref="paper", yanchor="bottom", xanchor="center") for bound in bounds
        ],
    )
