"""The funnel plot of any share: units against the limits of chance at their size. Nothing is drawn here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.map_deck import short_name
from components.point_names import NAME_FONT_PX, PLOT_PX, Box, beside_point, point_names
from components.text import plotted
from components.theme import GAP, INK, MUTED, ZONE_COLOURS, close_range, figure, from_zero_words, sign_mark
from methodology.catalogue import Direction
from methodology.funnel import NARROW_PCT, WIDE_PCT, FunnelPlace, curve
from methodology.words import percent
from queries.frames import rows_of

HEIGHT_PX = 380
MARGIN = {"l": 56, "r": 16, "t": 12, "b": 44}
APART, AROUND = 0.02, 0.03
"""Units of the same size and share stand so far apart, and at most so far from their place, in parts of the axis."""
ROOM = 0.04
"""Of the axis beyond the largest unit."""
TITLE_FONT = {"size": 12, "color": MUTED}
AROUND_SHARES, LEAST_AROUND = 0.4, 8.0
"""Of the spread of shares, and per cent at least: what the axis shows beyond the outermost of them."""
UNITS_ASIDE = 0.8
"""Small units may spread over so much of the way to the next whole number."""

_BAD, _GOOD, _PLAIN = ZONE_COLOURS["low"], ZONE_COLOURS["high"], "#8A94A3"


@kept
def funnel(units: pd.DataFrame, *, size_title: str, share_title: str, direction: Direction) -> go.Figure:
    """Points: one is one row of ``indicator_funnel`` (customdata: municipality, school or ''), size against share.

    Lines: the common share, and the exact binomial limits of 95 % and 99.8 % around it. Units that are the same in
    both stand side by side. Beyond the limits a triangle points to the side, filled beyond those of 99.8 %. Where the
    units say whether they stand out among all that are compared (``stands_out``), only those are filled.
    """
    largest = int(units["denominator"].max())
    common = float(units["common_pct"].iloc[0])
    beside = _beside(units, largest)
    sizes_range = (0.0, largest * (1 + ROOM) + 0.5)
    shares_range = close_range([*units["value_pct"].astype(float), common], LEAST_AROUND, AROUND_SHARES)
    places = _places(units)
    curves = {pct: curve(common / 100, largest, pct) for pct in (NARROW_PCT, WIDE_PCT)}
    names = pd.DataFrame(
        point_names(
            list(zip(units["denominator"].astype(float) + beside, units["value_pct"].astype(float), strict=True)),
            [row.short_name or short_name(row.municipality_name) for row in rows_of(units)],
            sizes_range,
            shares_range,
            HEIGHT_PX - MARGIN["t"] - MARGIN["b"],
            lines=_lines(common, curves.values(), sizes_range, shares_range),
        ),
        units.index,
        ["name", "where"],
    )
    traces: list[go.Scatter] = [
        go.Scatter(
            mode="lines",
            x=[0, largest * (1 + ROOM)],
            y=[common, common],
            line={"color": INK, "width": 1.5},
            hovertext=f"общая доля: {percent(common)}",
            hoverinfo="text",
        )
    ]
    for outside_pct, dash in ((NARROW_PCT, "dot"), (WIDE_PCT, "dash")):
        points = curves[outside_pct]
        sizes = [size for size, _, _ in points]
        traces += [
            go.Scatter(
                mode="lines",
                x=sizes,
                # Where nobody or everybody is possible by chance there is no limit.
                y=[100 * bound[side] if 0 < bound[side] < 1 else None for bound in points],
                line={"color": MUTED if dash == "dash" else GAP, "width": 1.5, "dash": dash},
                hoverinfo="skip",
            )
            for side in (1, 2)
        ]
    for name, marker in _marks(direction).items():
        of = places == name
        mine = units[of]
        traces.append(
            go.Scatter(
                mode="markers",
                x=[float(size) + aside for size, aside in zip(mine["denominator"], beside[of], strict=True)],
                y=mine["value_pct"].astype(float),
                customdata=[[row.municipality_id, row.school_id or ""] for row in rows_of(mine)],
                marker=marker,
                cliponaxis=False,
                hovertext=[
                    f"{plotted(row.short_name or row.municipality_name)}<br>{row.words}<br>{row.place_words}"
                    for row in rows_of(mine)
                ],
                hoverinfo="text",
            )
        )
    return figure(
        *traces,
        height=HEIGHT_PX,
        margin=MARGIN,
        xaxis={"title": {"text": size_title}, "range": list(sizes_range), "tickformat": ",d"},
        yaxis={
            "range": list(shares_range),
            "nticks": 7,
            "title": {"text": from_zero_words(share_title, shares_range[0]), "font": TITLE_FONT},
        },
        # Above the lines, on a ground of their own, so that no line strikes a name through.
        annotations=[
            {
                "text": plotted(name),
                "x": float(size) + aside,
                "y": float(value),
                "showarrow": False,
                "font": {"size": NAME_FONT_PX, "color": MUTED},
                "bgcolor": "rgba(255,255,255,0.8)",
                "borderpad": 0,
                **beside_point(where),
            }
            for name, where, size, aside, value in zip(
                names["name"], names["where"], units["denominator"], beside, units["value_pct"], strict=True
            )
            if name
        ],
        clickmode="event+select",
    )


def _lines(
    common: float,
    curves: Iterable[list[tuple[int, float, float]]],
    sizes: tuple[float, float],
    shares: tuple[float, float],
) -> list[Box]:
    """Where the common share and the limits run, px of the space between the axes."""
    across = PLOT_PX / (sizes[1] - sizes[0])
    up = (HEIGHT_PX - MARGIN["t"] - MARGIN["b"]) / (shares[1] - shares[0])
    at = (common - shares[0]) * up
    boxes: list[Box] = [(0, at - 1, PLOT_PX, at + 1)]
    for points in curves:
        for (size, *bounds), (following, *then) in pairwise(points):
            for bound, next_bound in zip(bounds, then, strict=True):
                low, high = sorted((100 * bound, 100 * next_bound))
                boxes.append((size * across, (low - shares[0]) * up, following * across, (high - shares[0]) * up))
    return boxes


def funnel_legend(direction: Direction, line: str = "общая доля", *, corrected: bool = False) -> str:
    """What the marks and lines are, for a line of Markdown; ``corrected``: the units say whether they stand out."""
    marks = _marks(direction)
    if corrected:
        signs = {name: sign_mark(_drawing(mark)) for name, mark in marks.items()}
        return (
            f"{signs['far_below']} {signs['far_above']} отличается от общей доли с поправкой на число сравнений — "
            f"те же, что на «Долях и местах»; {signs['below']} {signs['above']} за границей 95 %, но с поправкой не "
            "отличается; "
            f"{signs['inside']} в пределах случайного; линия — {line}. Нет подписи — наведите на точку"
        )
    told: tuple[tuple[FunnelPlace, str], ...] = (
        ("far_below", "ниже границы 99,8 %"),
        ("below", "ниже 95 %"),
        ("inside", "в пределах случайного"),
        ("above", "выше 95 %"),
        ("far_above", "выше 99,8 %"),
    )
    return f"{', '.join(f'{sign_mark(_drawing(marks[name]))} {words}' for name, words in told)}; линия — {line}"


def _marks(direction: Direction) -> dict[FunnelPlace, dict[str, object]]:
    """The mark of each place: the side that asks for attention is orange, neither where more is no better."""
    below, above = {"up": (_BAD, _GOOD), "down": (_GOOD, _BAD), "none": (_GOOD, _GOOD)}[direction]
    return {
        "inside": {"symbol": "circle", "size": 9, "color": _PLAIN, "line": {"width": 1, "color": "#FFFFFF"}},
        "below": {"symbol": "triangle-down", "size": 12, "color": "#FFFFFF", "line": {"width": 2, "color": below}},
        "above": {"symbol": "triangle-up", "size": 12, "color": "#FFFFFF", "line": {"width": 2, "color": above}},
        "far_below": {"symbol": "triangle-down", "size": 13, "color": below},
        "far_above": {"symbol": "triangle-up", "size": 13, "color": above},
    }


def _places(units: pd.DataFrame) -> pd.Series:
    """Which mark each unit has: by the limits, or filled where it stands out."""
    places = units["place"].astype(object)
    if "stands_out" not in units:
        return places
    narrow = places.str.removeprefix("far_")
    return ("far_" + units["stands_out"].astype(object)).where(units["stands_out"].notna(), narrow)


def _drawing(marker: dict[str, object]) -> str:
    fill, symbol = marker["color"], marker["symbol"]
    line = marker.get("line")
    edge = f' stroke="{line["color"]}" stroke-width="2"' if isinstance(line, dict) else ""
    if symbol == "circle":
        return f'<circle cx="7" cy="7" r="5" fill="{fill}"/>'
    path = "M2 3L12 3L7 12Z" if symbol == "triangle-down" else "M2 11L12 11L7 2Z"
    return f'<path d="{path}" fill="{fill}"{edge}/>'


def _beside(units: pd.DataFrame, largest: int) -> pd.Series:
    """How far each unit is moved along the axis of sizes, so that none hides another."""
    keys = list(zip(units["denominator"].tolist(), units["numerator"].tolist(), strict=True))
    together, seen = Counter(keys), Counter[tuple[float, float]]()
    room = max(UNITS_ASIDE, AROUND * largest)
    moved = []
    for key in keys:
        step = min(APART * largest, room / together[key])
        moved.append((seen[key] - (together[key] - 1) / 2) * step)
        seen[key] += 1
    return pd.Series(moved, units.index, dtype=float)
