"""The chart of a point of an agenda: a figure of the page that the point comes from, of the same frozen numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from components.figures import group_bars, indicator_bars
from components.pictures import picture_of
from data.agendas import AgendaStep
from methodology.in_use import rules_in_use
from methodology.words import fulfilled, number
from queries.agenda import Shown, shown_step, view_of
from queries.frames import rows_of
from queries.indicators import indicator_by_municipality
from queries.pillars import OF_HEADS, pillars
from queries.readable import criteria_in_words, groups_by_municipality_in_words
from queries.scope import Scope
from queries.summary import criteria_named, key_figures_in_words

MOST = 8
"""More bars than these are not read from the back row; the page has all."""
CRITERION = "Э-К"
FULL_AXIS = 160
"""Per cent that half a screen has room for, with the words behind the longest bar."""
FIRST = {"up": "сначала меньшие", "down": "сначала большие", "none": "сначала меньшие"}

Ask = Callable[..., pd.DataFrame]
Drawn = tuple[go.Figure, str]
"""A figure, and what it shows in words: they stand above it, on the screen and on paper."""


def point_with_chart(
    step: AgendaStep, ask: Ask, scope: Scope, previous: str | None, on: date | None = None
) -> tuple[Shown, Drawn | None]:
    """A point with its picture for the hand-out, and the chart that the screen shows; None where it has none.

    ``on``: as in ``shown_step``.
    """
    point = shown_step(step, ask, scope, previous, on)
    drawn = chart_of_point(step.code, ask, scope, previous)
    return (point if drawn is None else replace(point, picture=picture_of(*drawn))), drawn


def chart_of_point(code: str, ask: Ask, scope: Scope, previous: str | None) -> Drawn | None:
    """Bars by municipality: of groups, of the weakest criterion, of the indicator that asks for measures first.

    None where there are fewer than two municipalities, and of points that have no such numbers.
    """
    if code == "groups":
        frame = ask(groups_by_municipality_in_words, scope)
        title = "Группы школ (слева направо — низкая, средняя, высокая степень)"
        return _drawn(group_bars(frame.head(MOST), shares=True), frame, title, "сначала те, где больше низкой")
    if code == "zones":
        return _weakest_criterion(ask, scope, previous)
    view = view_of(code)
    if view is None or view.block is None:
        return None
    rows = [row for row in rows_of(ask(pillars, scope, previous=previous)) if row.block == view.block]
    told = [row for row in rows if row.words and row.code != OF_HEADS and row.value is not None]
    for zone in ("low", "middle", "high", None):
        for row in told:
            if row.zone == zone:
                return _indicator(ask, scope, row.code)
    return None


def _weakest_criterion(ask: Ask, scope: Scope, previous: str | None) -> Drawn | None:
    figures = ask(key_figures_in_words, scope, previous=previous)
    weakest = next((row for row in rows_of(figures) if row.figure == "weakest"), None)
    if weakest is None:
        return None
    first = criteria_named(weakest)[0]
    frame = ask(indicator_by_municipality, scope, indicator=CRITERION, part=str(first))
    frame = frame.assign(words=[fulfilled(value) for value in frame["value"].astype(float)])
    name = {row.criterion: row.name for row in rows_of(ask(criteria_in_words, scope))}[first]
    title = f"Критерий №\u00a0{first} «{name}», процентов от максимума"
    return _drawn(_bars(frame, "%"), frame, title, FIRST["up"])


def _indicator(ask: Ask, scope: Scope, code: str) -> Drawn | None:
    rule = rules_in_use().indicator(code)
    frame = ask(indicator_by_municipality, scope, indicator=code)
    unit = "" if rule.unit in rule.name.lower() else f", {rule.unit}"
    return _drawn(_bars(frame, rule.unit), frame, f"{rule.name}{unit}", FIRST[rule.direction])


def _bars(frame: pd.DataFrame, unit: str) -> go.Figure:
    """The bars of the page; on half a screen the words behind them need more of the axis."""
    drawn = go.Figure(indicator_bars(frame.head(MOST), unit))
    return drawn.update_xaxes(range=[0, FULL_AXIS]) if unit == "%" else drawn


def _drawn(figure: go.Figure, frame: pd.DataFrame, title: str, order: str) -> Drawn | None:
    if len(frame) < 2:
        return None
    cut = f"; показаны первые {number(MOST)} из {number(len(frame))}" if len(frame) > MOST else ""
    return figure, f"{title}, по муниципалитетам: {order}{cut}"
