"""Figures of «Рекомендации»: frames in, plotly figures out."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import ZONE_COLOURS, ZONE_TEXT, bars_height, figure, label_width
from methodology.words import schools


@kept
def signs_bars(schools_with_signs: pd.DataFrame) -> go.Figure:
    """Bars: one is one combination of signs in ``consilium``, most signs first; from two on in the colour of need."""
    sizes = Counter(schools_with_signs["signs_words"].tolist())
    order = sorted(sizes, key=lambda said: (-said.count(";"), -sizes[said], said))
    labels = [plotted(said.replace("; ", " + ")) for said in order]
    zones = ["low" if ";" in said else "middle" for said in order]
    bars = go.Bar(
        y=labels,
        x=[sizes[said] for said in order],
        orientation="h",
        marker={"color": [ZONE_COLOURS[zone] for zone in zones]},
        text=[str(sizes[said]) for said in order],
        textfont={"size": 12, "color": [ZONE_TEXT[zone] for zone in zones]},
        textposition="inside",
        textangle=0,
        hovertext=[f"{label}<br>{schools(sizes[said])}" for label, said in zip(labels, order, strict=True)],
        hoverinfo="text",
    )
    return figure(
        bars,
        height=bars_height(len(order)),
        margin={"l": label_width(labels), "r": 8, "t": 8},
        xaxis={"title": {"text": "школ"}, "rangemode": "tozero", "tickformat": ",d"},
        yaxis={"autorange": "reversed"},
    )
