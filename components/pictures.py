"""A figure of plotly as names and numbers, for files whose charts can be edited.

Only what keeps its meaning is taken: bars, stacked bars, points and lines over named places or times. Flows, funnels,
quadrants and maps are not: of them a file has the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.theme import NO_DATA, ZONE_COLOURS
from queries.picture import Picture, PictureForm, PictureSeries, PictureTone

TONE_OF_COLOUR: dict[str, PictureTone] = {
    ZONE_COLOURS["high"]: "high",
    ZONE_COLOURS["middle"]: "middle",
    ZONE_COLOURS["low"]: "low",
    NO_DATA: "muted",
}
SAME_NUMBERS = ". Те же числа — в таблице"


def picture_of(drawn: go.Figure, alt: str) -> Picture | None:
    """The figure as a picture; None if it is of a kind that would not stay true. ``alt``: as for the screen.

    Traces that a reader can't point at (lines between dots, words, ranges) only decorate and are left out.
    """
    traces = [trace for trace in drawn.data if trace.hoverinfo != "skip"]
    if not traces or any(trace.type not in ("bar", "scatter") for trace in traces):
        return None
    lying = _lying(traces)
    if lying is None:
        return None
    counted = all(isinstance(trace.meta, dict) and "counts" in trace.meta for trace in traces)
    said = [_said(trace, lying=lying, counted=counted) for trace in traces]
    axis = drawn.layout.yaxis if lying else drawn.layout.xaxis
    names = _in_order([place for of_trace in said for place in of_trace], axis)
    if lying and axis.autorange != "reversed" and axis.range is None:
        # The first stands lowest: in a file, as on the screen, the list is read from above.
        names = names[::-1]
    series = tuple(
        PictureSeries(_plain(trace.name or ""), tuple(of_trace.get(name) for name in names), _tone(trace))
        for trace, of_trace in zip(traces, said, strict=True)
        if any(value is not None for value in of_trace.values())
    )
    if not names or not series or (len(series) > 1 and not all(each.name for each in series)):
        return None
    form = "shares" if counted else _form(drawn, traces)
    unit = (drawn.layout.xaxis if lying else drawn.layout.yaxis).title.text or ""
    return Picture(
        said=alt.strip().rstrip(".").removesuffix(SAME_NUMBERS),
        form=form,
        categories=tuple(_shown(names, axis)),
        series=series,
        unit=f"на столбцах — числа, длина — {unit}" if counted else unit,
        listed=lying,
        tones=_tones(traces[0], names, lying=lying) if form == "bars" else (),
        words=_few(drawn, names, lying=lying) if form == "bars" and "%" in unit else (),
    )


def _lying(traces: Sequence[Any]) -> bool | None:
    """Whether the places stand on the upright axis; None if the traces have no places but two numbers a point."""
    if any(trace.type == "bar" for trace in traces):
        ways = {trace.orientation == "h" for trace in traces if trace.type == "bar"}
        return ways.pop() if len(ways) == 1 else None
    for lying, name in ((True, "y"), (False, "x")):
        if all(isinstance(place, str) for trace in traces for place in _list(trace[name])):
            return lying
    return None


def _said(trace: Any, *, lying: bool, counted: bool) -> dict[Any, float | None]:
    places = _list(trace["y" if lying else "x"])
    values = _list(trace.meta["counts"]) if counted else _list(trace["x" if lying else "y"])
    return dict(zip(places, map(_known, values), strict=True))


def _in_order(places: Iterable[Any], axis: Any) -> list[Any]:
    named = list(dict.fromkeys(places))
    if axis.categoryarray is not None:
        order = {place: position for position, place in enumerate(axis.categoryarray)}
        return sorted(named, key=lambda place: order[place])
    return named if any(isinstance(place, str) for place in named) else sorted(named)


def _shown(names: Sequence[Any], axis: Any) -> list[str]:
    """As the axis writes them, where it writes something else than what places are called among themselves."""
    ticks = dict(zip(_list(axis.tickvals), _list(axis.ticktext), strict=False))
    written = [ticks[name] for name in names] if all(name in ticks for name in names) else names
    return [_plain(str(name)) for name in written]


def _form(drawn: go.Figure, traces: Sequence[Any]) -> PictureForm:
    if any(trace.type == "scatter" and "lines" in (trace.mode or "") for trace in traces):
        return "lines"
    stacked = drawn.layout.barmode == "stack" and len(traces) > 1 and all(trace.type == "bar" for trace in traces)
    return "stacked" if stacked else "bars"


def _tone(trace: Any) -> PictureTone:
    colour = trace.marker.color
    if trace.type == "scatter" and "lines" not in (trace.mode or ""):
        # Marks beside bars are what one compares with.
        return "muted"
    return TONE_OF_COLOUR.get(colour, "plain") if isinstance(colour, str) else "plain"


def _tones(trace: Any, names: Sequence[Any], *, lying: bool) -> tuple[PictureTone, ...]:
    colours = trace.marker.color
    if colours is None or isinstance(colours, str):
        return ()
    of_place = dict(zip(_list(trace["y" if lying else "x"]), _list(colours), strict=True))
    tones = tuple(TONE_OF_COLOUR.get(of_place.get(name, ""), "plain") for name in names)
    return tones if set(tones) != {"plain"} else ()


def _few(drawn: go.Figure, names: Sequence[Any], *, lying: bool) -> tuple[str, ...]:
    """The words of places about which the screen says «6 из 8» and no per cent; '' for the others."""
    told: dict[Any, str] = {}
    for trace in drawn.data:
        words = trace.meta["words"] if isinstance(trace.meta, dict) and "words" in trace.meta else trace.text
        if words is not None and not isinstance(words, str):
            told |= dict(zip(_list(trace["y" if lying else "x"]), map(str, _list(words)), strict=True))
    few = tuple(_plain(told[name]) if " из " in told.get(name, "") and "%" not in told[name] else "" for name in names)
    return few if any(few) else ()


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _list(values: Any) -> list[Any]:
    if values is None:
        return []
    return values.tolist() if isinstance(values, np.ndarray | pd.Series) else list(values)


def _plain(words: str) -> str:
    """Without what is markup for plotly alone."""
    return words.replace("<br>", ", ").replace("‹", "<").replace("›", ">").strip()
