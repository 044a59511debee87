"""One look for all figures: palette, template, sizes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from components.plotly_locale import SEPARATORS

ZONE_COLOURS = {"high": "#1F5FA8", "middle": "#B4BFCC", "low": "#DE8A33"}
ZONE_TEXT = {"high": "#FFFFFF", "middle": "#0F1825", "low": "#0F1825"}
"""Text on a zone's fill; contrast at least 4.5 : 1."""
ACCENT = "#8FB2D9"
"""Bars that belong to no zone; dark text on it reads well."""
GAP = "#B4BFCC"
"""The line between two values."""
PAIR = (
    {"symbol": "circle", "size": 13, "color": "#1F5FA8"},
    {"symbol": "diamond", "size": 12, "color": "#FFFFFF", "line": {"width": 2, "color": "#16202E"}},
)
"""Marks of two sides: apart by shape and by filling, not by colour alone."""
PAIR_MARKS = (
    '<circle cx="7" cy="7" r="6" fill="#1F5FA8"/>',
    '<path d="M7 1L13 7L7 13L1 7Z" fill="#FFFFFF" stroke="#16202E" stroke-width="2"/>',
)
"""The same for words."""
NO_DATA = "#FFFFFF"
NO_DATA_EDGE = "#8A94A3"
INK, MUTED, GRID, PAPER = "#0F1825", "#5E6B7A", "#E6EAF0", "rgba(0,0,0,0)"
FONT = "Source Sans, sans-serif"
HEAT = ((40, (222, 138, 51)), (70, (244, 246, 249)), (100, (95, 146, 204)))
"""Percent and colour: between them the colour of a heat map's cell changes evenly, beyond them no more.

The blue is lighter than that of the zone, so that dark letters can be read on all of them.
"""

HEAT_WORDS = f"Цвет — шкала, а не зоны: {HEAT[0][0]} % и ниже оранжевый, {HEAT[1][0]} % светлый, {HEAT[2][0]} % синий"

ABBREVIATIONS = (
    ("муниципальный округ", "м. о."),
    ("муниципальный район", "м. р."),
    ("Городской округ", "г. о."),
    ("городской округ", "г. о."),
)
"""Words that make names of municipalities long and tell little."""

ROWS_DRAWN, ROWS_AT_MOST = 15, 60
"""Rows of a chart at first, and when the reader asks for more; the file holds all."""

WIDE_PX, NARROW_PX = 8.4, 6.7
"""Width of a capital and of any other sign in labels of 13 px."""

FEW_PEOPLE = 10
"""Up to so many an axis counts them one by one."""

BAR_PX, ROOM_PX = 27, 60
"""Height of one row of bars, and of what stands above and below them."""

TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        margin={"l": 8, "r": 16, "t": 8, "b": 40, "pad": 4},
        separators=SEPARATORS,
        hoverlabel={"bgcolor": "#FFFFFF", "bordercolor": "#D8DEE7", "font": {"family": FONT, "size": 13, "color": INK}},
        showlegend=False,
        xaxis={
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
            "title": {"font": {"size": 12, "color": MUTED}},
        },
        yaxis={
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
            "ticks": "",
            "title": {"font": {"size": 12, "color": MUTED}},
        },
        bargap=0.16,
        dragmode=False,
    )
)


def figure(*traces: Any, height: int, **layout: Any) -> go.Figure:
    """A figure of these traces in the common look."""
    # Traces have been validated when they were made; doing it again takes as long as making them. Tests validate all.
    return go.Figure(data=list(traces), layout={"template": TEMPLATE, "height": height, **layout}, _validate=False)


def enlarged(drawn: go.Figure, times: float) -> go.Figure:
    """The figure with letters, marks, heights and margins so many times larger: Plotly's sizes are all px."""
    if times == 1:
        return drawn
    # A figure of its own: the given one may be shared by all readers.
    drawn = go.Figure(drawn)
    layout, look = drawn.layout, TEMPLATE.layout
    drawn.update_layout(
        height=layout.height * times,
        margin={side: _first(layout.margin[side], look.margin[side]) * times for side in ("l", "r", "t", "b")},
        font_size=look.font.size * times,
        hoverlabel_font_size=look.hoverlabel.font.size * times,
        xaxis_title_font_size=look.xaxis.title.font.size * times,
    )
    of_title = _first(layout.yaxis.title.font.size, look.yaxis.title.font.size)
    drawn.update_layout(yaxis_title_font_size=of_title * times)
    for trace in drawn.data:
        if trace.type == "sankey":
            trace.update(textfont_size=trace.textfont.size * times, node_thickness=trace.node.thickness * times)
            continue
        if trace.type in ("bar", "scatter") and trace.textfont.size is not None:
            trace.textfont.size = _times(trace.textfont.size, times)
        if trace.type == "scatter" and trace.marker.size is not None:
            trace.marker.size = _times(trace.marker.size, times)
    for own in (layout.xaxis.tickfont, layout.yaxis.tickfont, *(note.font for note in layout.annotations)):
        if own.size is not None:
            own.size *= times
    return drawn


def _times(size: float | Sequence[float], times: float) -> float | list[float]:
    """One size of all points, or of each its own."""
    return size * times if isinstance(size, int | float) else [each * times for each in size]


def _first(*sizes: float | None) -> float:
    return next(size for size in sizes if size is not None)


def bars_height(rows: int) -> int:
    """Height in px of a chart of horizontal bars."""
    return max(rows, 3) * BAR_PX + ROOM_PX


def colour_mark(colour: str, *, hatched: bool = False) -> str:
    """A small square of a palette colour for a line of Markdown: Streamlit's own text colours are darker."""
    lines = f'<path d="M0 12L12 0M-3 3L3 -3M9 15L15 9" stroke="{NO_DATA_EDGE}"/>' if hatched else ""
    edge = f' stroke="{NO_DATA_EDGE}"' if hatched else ""
    return sign_mark(f'<rect width="12" height="12" fill="{colour}"{edge}/>{lines}')


def sign_mark(drawing: str) -> str:
    """A small figure for a line of Markdown; ``drawing``: SVG within 14 by 14."""
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="14" height="14">{drawing}</svg>'
    return f"![](data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()})"


def heat(percent: float) -> str:
    """The colour of a heat map's cell."""
    at = min(max(percent, HEAT[0][0]), HEAT[-1][0])
    (low, start), (high, end) = next(pair for pair in pairwise(HEAT) if at <= pair[1][0])
    share = (at - low) / (high - low)
    fill = tuple(round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return "#{:02X}{:02X}{:02X}".format(*fill)


def warm(part: float) -> str:
    """The colour of a cell where more is worse, by its part of the most: from almost white to orange."""
    (_, pale), (_, full) = HEAT[1], HEAT[0]
    at = min(max(part, 0.0), 1.0)
    return "#{:02X}{:02X}{:02X}".format(*(round(a + (b - a) * at) for a, b in zip(pale, full, strict=True)))


def label_width(labels: Iterable[str]) -> int:
    """Room in px for the longest of these labels, a little generously.

    Instead of Plotly's ``automargin``, which draws every chart twice to find out the same.
    """
    return (
        round(max((sum(WIDE_PX if sign.isupper() else NARROW_PX for sign in label) for label in labels), default=0))
        + 14
    )


def close_range(values: Iterable[float], least: float, around: float) -> tuple[float, float]:
    """The part of an axis of per cent that holds these values, with ``around`` of their spread on both sides.

    At least ``least`` per cent on each; nothing beyond 0 and 100 but room for half a mark.
    """
    known = list(values)
    low, high = min(known), max(known)
    room = max((high - low) * around, least)
    return max(low - room, -4.0), min(high + room, 104.0)


def from_zero_words(title: str, low: float) -> str:
    """The title of an axis; says so where the axis doesn't begin at zero."""
    return f"{title} (шкала не от нуля)" if low > 0 else title


def percent_axis(title: str, room: float = 0.5) -> dict[str, Any]:
    """An axis from 0 to 100 per cent, with ``room`` per cent for words behind the longest bar."""
    return {
        "title": {"text": title},
        "range": [0, 100 + room],
        "tickvals": [0, 20, 40, 60, 80, 100],
    }


def whole_ticks(most: float) -> dict[str, Any]:
    """An axis that counts people one by one where they are few: there is no half of a person."""
    return {"dtick": 1} if most <= FEW_PEOPLE else {"tickformat": ",d"}


def shortened(name: str, length: int = 30) -> str:
    """A name for an axis: usual abbreviations, cut with «…» if still too long (the whole one stands in the tooltip)."""
    for words, letters in ABBREVIATIONS:
        name = name.replace(words, letters)
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"
