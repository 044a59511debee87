"""The profile of a municipality: one strip of dots an indicator, each on a scale of its own. Nothing is drawn here."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import GAP, INK, MUTED, ROOM_PX, ZONE_COLOURS, figure, label_width, sign_mark
from methodology.words import percent
from queries.frames import rows_of

STRIP_PX = 46
OTHERS = "#8A94A3"
OWN = "#16202E"
RIGHT_PX = 136
"""Room for «12 из 34 (35 %)» on the right."""
ENDS = -7.0, 107.0
"""The axis, in parts of a strip: beyond 0 and 100 stand the shares at its ends."""
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
            marker={"symbol": "line-ns-open", "size": 20, "color": OWN, "line": {"width": 2, "color": OWN}},
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
        margin={"l": label_width(names), "r": RIGHT_PX, "t": 12},
        xaxis={
            "range": list(ENDS),
            "tickvals": [0, 100],
            "ticktext": ["требует внимания", "лучше"],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "range": [-0.6, len(names) - 0.4],
        },
        annotations=notes,
        clickmode="event+select",
    )


def _colour(row: object) -> str:
    side = getattr(row, "stands_out", None)
    if side is None or pd.isna(side):
        return OWN
    good = (side == "above") is (getattr(row, "direction", "") == "up")
    return COLOURS["better" if good else "worse"]


def _notes(row: object, name: str) -> list[dict[str, object]]:
    """Shares at the ends of a strip, and the own value on the right."""
    low, high = getattr(row, "low_pct", None), getattr(row, "high_pct", None)
    common = {"y": name, "yref": "y", "showarrow": False, "font": {"size": 12, "color": MUTED}}
    words = str(getattr(row, "words", ""))
    if low is None or pd.isna(low):
        return [{**common, "x": 50, "text": "данных, которых хватает, нет"}]
    ends = (low, high) if getattr(row, "direction", "") == "up" else (high, low)
    return [
        {**common, "x": -1.5, "xanchor": "right", "text": percent(float(ends[0]))},
        {**common, "x": 101.5, "xanchor": "left", "text": percent(float(ends[1]))},
        {**common, "x": 1.01, "xref": "paper", "xanchor": "left", "text": words, "font": {"size": 13, "color": INK}},
    ]
