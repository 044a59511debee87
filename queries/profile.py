"""Several shares of one municipality at once: where it lies between the lowest and the highest of its cluster.

Each indicator has a scale of its own, from the value that needs attention most (0) to the best one (100): per cents of
different things on one axis would compare what cannot be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from methodology.catalogue import Methodology
from methodology.words import DASH, NBSP, number
from queries.comparison import STANDS_OUT_WORDS, beside_whom, comparison
from queries.frames import frame_of_records, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows, with_municipality_names
from queries.showing import rows_of_tree

PROFILE = {
    "indicator": "object", "indicator_name": "object", "indicator_short": "object", "direction": "object",
    "direction_words": "object", "words": "object", "value_pct": "Float64", "position": "Float64", "low_pct": "Float64",
    "high_pct": "Float64", "range_words": "object", "median_pct": "Float64", "median_position": "Float64",
    "better": "Int64", "better_words": "object", "place_range_words": "object", "stands_out": "object",
    "stands_out_words": "object", "compared": "Int64", "municipalities": "Int64", "data_words": "object",
}  # fmt: skip
DOTS = {
    "indicator": "object", "municipality_id": "object", "municipality_name": "object", "words": "object",
    "value_pct": "Float64", "position": "Float64", "own": "boolean",
}  # fmt: skip
DIRECTION_WORDS = {"up": "больше — лучше", "down": "меньше — лучше"}
SEPARATOR = ","
ALIKE = 1e-9
"""Shares of which all are within it are one share."""
MIDDLE = 50.0
"""Where those stand who have all the same share."""


def profile(connection: Connection, scope: Scope, indicators: str, everywhere: bool = False) -> pd.DataFrame:
    """One row is one of these indicators, for the one municipality of the scope beside those of its cluster.

    ``indicators``: codes, separated by commas. Without one chosen municipality there is nobody's own value.
    ``everywhere``: beside all municipalities. Columns: indicator (code), indicator_name, indicator_short, direction
    ('up', 'down'), direction_words; words («k из n (p %)»), value_pct and position of the own value (missing without
    data that suffice, or hidden); low_pct, high_pct (the lowest and the highest share compared), range_words,
    median_pct (of the shares of municipalities), median_position; positions are 0 at the share that needs attention
    most and 100 at the best one, 50 where all are alike; better (how many of the others the own share is better than),
    better_words («лучше, чем у 3 из 11»), place_range_words, stands_out, stands_out_words (as in ``comparison``),
    compared (with data that suffice, the own one too), municipalities (of which so many have schools), data_words
    («11 из 12»). In the order asked for; each once. Raises ValueError if the methodology has no such indicator or
    municipalities cannot be compared by it.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    alone = _alone(scope)
    records = []
    for code in _codes(indicators, rules):
        rule = rules.indicator(code)
        rows = list(rows_of(comparison(connection, scope, code, everywhere=everywhere)))
        own = next((row for row in rows if row.municipality_id == alone), None)
        values = [row.value_pct for row in rows]
        everyone = _municipalities(connection, beside_whom(connection, scope, everywhere=everywhere), code)
        down = rule.direction == "down"
        place = Strip(values, down=down)
        middle = median(values) if values else None
        others = [row.value_pct for row in rows if row is not own]
        better = None if own is None else sum(_better(own.value_pct, each, down=down) for each in others)
        low, high = (min(values), max(values)) if values else (None, None)
        records.append(
            {
                "indicator": code,
                "indicator_name": rule.name,
                "indicator_short": rule.short,
                "direction": rule.direction,
                "direction_words": DIRECTION_WORDS[rule.direction],
                "words": DASH if own is None else own.words,
                "value_pct": None if own is None else own.value_pct,
                "position": None if own is None else place.of(own.value_pct),
                "low_pct": low,
                "high_pct": high,
                "range_words": DASH if low is None else f"{number(low)}–{number(high)}{NBSP}%",
                "median_pct": middle,
                "median_position": None if middle is None else place.of(middle),
                "better": better,
                "better_words": DASH if better is None or not others else f"лучше, чем у {better} из {len(others)}",
                "place_range_words": DASH if own is None else own.place_range_words,
                "stands_out": None if own is None else own.stands_out,
                "stands_out_words": DASH if own is None else STANDS_OUT_WORDS[own.stands_out],
                "compared": len(rows),
                "municipalities": everyone,
                "data_words": f"{number(len(rows))} из {number(everyone)}",
            }
        )
    return frame_of_records(records, PROFILE)


def profile_dots(connection: Connection, scope: Scope, indicators: str, everywhere: bool = False) -> pd.DataFrame:
    """One row is one compared municipality in one of these indicators: the dots of ``profile``, in its order.

    Columns: indicator, municipality_id, municipality_name, words, value_pct, position, own (the one of the scope).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    alone = _alone(scope)
    records = []
    for code in _codes(indicators, rules):
        rows = list(rows_of(comparison(connection, scope, code, everywhere=everywhere)))
        place = Strip([row.value_pct for row in rows], down=rules.indicator(code).direction == "down")
        records += [
            {
                "indicator": code,
                **{name: getattr(row, name) for name in ("municipality_id", "municipality_name", "words", "value_pct")},
                "position": place.of(row.value_pct),
                "own": row.municipality_id == alone,
            }
            for row in rows
        ]
    return frame_of_records(records, DOTS)


class Strip:
    """From the value that needs attention most, 0, to the best one, 100."""

    def __init__(self, values: Sequence[float], *, down: bool) -> None:
        """``down``: less is better."""
        self._values, self._down = values, down

    def of(self, value: float) -> float:
        """Where a value lies; in the middle where all are alike."""
        low, high = min(self._values), max(self._values)
        if high - low <= ALIKE:
            return MIDDLE
        part = 100 * (value - low) / (high - low)
        return 100 - part if self._down else part


def _better(own: float, other: float, *, down: bool) -> bool:
    return own < other - ALIKE if down else own > other + ALIKE


def _codes(indicators: str, rules: Methodology) -> list[str]:
    directions = {rule.code: rule.direction for rule in rules.indicators}
    codes = list(dict.fromkeys(filter(None, indicators.split(SEPARATOR))))
    for code in codes:
        if directions.get(code) not in DIRECTION_WORDS:
            raise ValueError(f"по показателю «{code}» муниципалитеты не сравниваются")
    return codes


def _alone(scope: Scope) -> str | None:
    return scope.municipalities[0] if len(scope.municipalities) == 1 else None


def _municipalities(connection: Connection, asked: Scope, code: str) -> int:
    """How many municipalities with schools could be compared in an indicator."""
    here = resolved(connection, rows_of_tree(asked, code))
    rows = school_rows(here, described=False)
    codes = list(connection.scalars(select(rows.c.municipality_id).distinct()))
    named: Any = with_municipality_names(pd.DataFrame({"municipality_id": codes}, dtype=object), connection, here)
    return sum(not asked.clusters or cluster in asked.clusters for cluster in named["cluster"])
