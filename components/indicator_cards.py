"""Cards of indicators of the catalogue: value, what it was, k of n, zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.cards import card
from components.text import plain
from components.view import current_previous, current_scope
from methodology.catalogue import Indicator
from methodology.in_use import rules_in_use
from methodology.words import DASH, NO_DATA, number, percent_of, schools_of
from queries.frames import rows_of
from queries.indicator_tables import indicators_in_words
from queries.showing import SHORT_HIDDEN


def indicator_cards(*codes: str, names: Sequence[str] = (), first: Iterable[Mapping[str, Any]] = ()) -> None:
    """One card an indicator, those of municipalities left out at a school. ``names``: shorter ones, in the same order.

    Before them stand cards of the page's own, ``first``: what ``card`` takes. A share of at least no_percent_n
    people is written in per cent with «k из n» below it.
    """
    frame = run(indicators_in_words, current_scope(), previous=current_previous(), codes=codes)
    rows = {row.code: row for row in rows_of(frame)}
    called = dict(zip(codes, names, strict=False))
    with st.container(horizontal=True, key="cards"):
        for own in first:
            card(st, **own)
        for code in codes:
            if code in rows:
                _card(rows[code], called.get(code, rows[code].name))


def _card(row: Any, name: str) -> None:
    rule = rules_in_use().indicator(row.code)
    if row.hidden:
        card(st, name, SHORT_HIDDEN, below=row.value_words)
        return
    value, of = _written(rule, row.value_words, row.numerator, row.denominator, row.value)
    before, _ = _written(rule, row.before_words, row.numerator_before, row.denominator_before, row.value_before)
    compared = not (pd.isna(row.value) or pd.isna(row.value_before))
    threshold = "" if row.threshold_words is None else f" Пороги: {row.threshold_words}."
    card(
        st,
        name,
        f"{row.zone_words[0]} {value}" if row.zone else value,
        below=_below(value, before, row),
        arrow=_arrow(row.change) if compared else "off",
        beside=of,
        meaning=f"{row.code}: {plain(rule.formula)}. Данные есть по {number(int(row.schools_with_data))} из "
        f"{schools_of(int(row.schools))}.{plain(threshold)}",
    )


def _below(value: str, before: str, row: Any) -> str | None:
    """What it was; without data now, that is said in large, and nothing is compared."""
    if value == DASH:
        return str(row.value_words)
    if not pd.isna(row.value_before):
        return f"было {before}"
    return None if value == NO_DATA else "сравнить не с чем"


def _written(rule: Indicator, words: str, numerator: Any, denominator: Any, value: Any) -> tuple[str, str | None]:
    """What stands large, and small beside it «k из n» or the unit; «—» where nothing is to be divided by."""
    if pd.isna(value):
        return NO_DATA if pd.isna(numerator) else DASH, None
    if rule.unit != "%":
        return number(float(value), rule.decimals), rule.unit
    if float(denominator) < rules_in_use().threshold("no_percent_n"):
        return words, None
    return percent_of(
        float(numerator), float(denominator)
    ), f"{number(float(numerator))} из {number(float(denominator))}"


def _arrow(change: Any) -> Any:
    return "off" if pd.isna(change) or change == 0 else "up" if change > 0 else "down"
