"""The figure of a comparison: municipalities with the interval of their share. Nothing is drawn here."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.figures import axis_names
from components.text import plotted
from components.theme import (
    BAR_PX,
    GAP,
    INK,
    MUTED,
    ROOM_PX,
    ZONE_COLOURS,
    figure,
    from_zero_words,
    label_width,
    sign_mark,
)
from methodology.catalogue import Direction
from methodology.words import percent
from queries.frames import rows_of

PLAIN = "#5E6B7A"
PLACES_PX = 54
"""Room for «12–58» on the right."""
SYMBOLS = {"below": "triangle-down", "above": "triangle-up"}
"""As in the funnel beside it."""
DRAWINGS = {"below": "M2 3L12 3L7 12Z", "above": "M2 11L12 11L7 2Z"}
"""The same marks for words."""
SHRUNKEN = '<path d="M7 2L12 7L7 12L2 7Z" fill="#FFFFFF" stroke="#16202E" stroke-width="1.5"/>'


def comparison_legend(direction: Direction) -> str:
    """What the marks are, for a line of Markdown."""
    dot = sign_mark(f'<circle cx="7" cy="7" r="5" fill="{PLAIN}"/>')
    colours = _colours(direction)
    below, above = (sign_mark(f'<path d="{path}" fill="{colours[side]}"/>') for side, path in DRAWINGS.items())
    return (
        f"{dot} доля, отрезок — разброс, возможный при такой численности; {below} ниже и {above} выше общей доли — "
        f"отличие больше случайного с поправкой на число сравнений (отрезок её не знает: он может и не доходить до "
        f"линии); {sign_mark(SHRUNKEN)} сглаженная оценка; линия — общая доля; справа — в каких пределах лежит место, "
        "1 — лучшее значение; сверху — где показатель требует внимания"
    )


def _colours(direction: Direction) -> dict[str, str]:
    bad, good = ZONE_COLOURS["low"], ZONE_COLOURS["high"]
    return {"below": good if direction == "down" else bad, "above": bad if direction == "down" else good}


@kept
def comparison_dots(municipalities: pd.DataFrame, *, direction: Direction) -> go.Figure:
    """Points: one is one row of ``comparison`` (customdata: its code), with interval, shrunken share and places.

    Those that stand out point down where they are below the common share and up where above, in the colour of that.
    """
    names = axis_names(municipalities["municipality_name"], municipalities["municipality_id"])
    values = municipalities["value_pct"].astype(float)
    colours = _colours(direction)
    sides = municipalities["stands_out"].tolist()
    common = float(municipalities["common_pct"].iloc[0])
    hover = [
        f"{plotted(row.municipality_name)}<br>{row.words}<br>{row.place_range_words}<br>сглажено: "
        f"{percent(row.shrunken_pct, 1)}<br>{row.stands_out_words}"
        for row in rows_of(municipalities)
    ]
    codes = municipalities[["municipality_id"]].to_numpy()
    low, high = (municipalities[f"interval_{side}_pct"].astype(float) for side in ("low", "high"))
    traces = [
        go.Scatter(
            mode="markers",
            x=municipalities["shrunken_pct"].astype(float),
            y=names,
            marker={"symbol": "diamond", "size": 11, "color": "#FFFFFF", "line": {"width": 1.5, "color": "#16202E"}},
            customdata=codes,
            hovertext=hover,
            hoverinfo="text",
        ),
        go.Scatter(
            mode="markers",
            x=values,
            y=names,
            error_x={
                "type": "data",
                "symmetric": False,
                "array": high - values,
                "arrayminus": values - low,
                "color": GAP,
                "thickness": 3,
                "width": 0,
            },
            marker={
                "size": [12 if side else 8 for side in sides],
                "color": [colours.get(side, PLAIN) for side in sides],
                "symbol": [SYMBOLS.get(side, "circle") for side in sides],
            },
            customdata=codes,
            hovertext=hover,
            hoverinfo="text",
            cliponaxis=False,
        ),
    ]
    least, most = min(float(low.min()), common), max(float(high.max()), common)
    room = max(most - least, 5.0) * 0.04
    notes = [
        {
            "x": 1.01,
            "xref": "paper",
            "xanchor": "left",
            "y": name,
            "yref": "y",
            "text": words.removeprefix("место ").partition(" ")[0],
            "showarrow": False,
            "font": {"size": 12, "color": MUTED},
        }
        for name, words in zip(names, municipalities["place_range_words"], strict=True)
    ]
    return figure(
        *traces,
        height=max(len(names), 3) * BAR_PX + ROOM_PX,
        margin={"l": label_width(names), "r": PLACES_PX, "t": 12},
        xaxis={
            "title": {"text": from_zero_words("доля, %", least - room)},
            "tickangle": 0,
            "nticks": 7,
            "range": [max(least - room, -1.0), min(most + room, 101.0)],
            "zeroline": False,
        },
        yaxis={"autorange": "reversed", "type": "category"},
        annotations=notes,
        shapes=[
            {
                "type": "line",
                "x0": common,
                "x1": common,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": INK, "width": 1.5, "dash": "dot"},
                "layer": "below",
            }
        ],
        clickmode="event+select",
    )
