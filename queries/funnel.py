"""Shares of an indicator against the limits of chance around the common one: the rows of a funnel plot."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, func, select

from methodology.funnel import NARROW_PCT, WIDE_PCT, FunnelPlace, limits, place
from methodology.judged import WHOLE
from methodology.shares import ratio
from methodology.words import share
from queries.frames import in_order_of, rows_of
from queries.indicator_tables import indicator_by_school
from queries.indicators import indicator_by_municipality
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from queries.showing import rows_of_tree

PLACE_WORDS: dict[FunnelPlace, str] = {
    "far_below": "ниже границы 99,8 %",
    "below": "ниже границы 95 %",
    "inside": "в пределах случайного",
    "above": "выше границы 95 %",
    "far_above": "выше границы 99,8 %",
}
LIMITS = (("low", "high", NARROW_PCT), ("far_low", "far_high", WIDE_PCT))
"""Columns of the limits, and what of 100 lies outside of them by chance."""


def indicator_funnel(connection: Connection, scope: Scope, indicator: str, by_school: bool = False) -> pd.DataFrame:
    """One row is one municipality, or with ``by_school`` one school, that has anything to be a share of.

    Columns: municipality_id, municipality_name, school_id, short_name (both missing of municipalities), numerator (cut
    at the denominator: sheets of different days can yield more), denominator, value_pct, words («k из n (p %)», no per
    cent below no_percent_n), common_pct (Σ / Σ of all municipalities that pass the other filters), low_pct, high_pct,
    far_low_pct, far_high_pct (exact binomial limits of 95 % and 99.8 % around it at this denominator), place
    ('far_below', 'below', 'inside', 'above', 'far_above'), place_words. Without data, or with a denominator of 0, there
    is no row, and none of what is hidden from the council. The smallest values come first. Raises KeyError if the
    methodology has no such indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, indicator))
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    everywhere = replace(scope, municipalities=(), school=None)
    if by_school:
        frame = indicator_by_school(connection, scope, indicator)
    else:
        frame = indicator_by_municipality(connection, scope, indicator)
        nobody = pd.Series([None] * len(frame), frame.index, dtype=object)
        frame = frame.assign(school_id=nobody, short_name=nobody)
    frame = frame[frame["denominator"].fillna(0).gt(0)].reset_index(drop=True)
    places, bounds = [], []
    cut = frame["numerator"].where(frame["numerator"] <= frame["denominator"], frame["denominator"])
    values = value_rows(connection, resolved(connection, everywhere), indicator, whole=True).c
    sums = select(func.sum(values.numerator), func.sum(values.denominator)).where(values.part == WHOLE)
    up, of = connection.execute(sums).one()
    common = min(up / of, 1.0) if of else 0.0
    for count, size in zip(cut.tolist(), frame["denominator"].tolist(), strict=True):
        places.append(place(round(count), round(size), common))
        bounds.append([bound for _, _, pct in LIMITS for bound in limits(common, round(size), pct)])
    found = frame[["municipality_id", "municipality_name", "school_id", "short_name"]].assign(
        numerator=cut,
        denominator=frame["denominator"],
        value_pct=ratio(cut, frame["denominator"]),
    )
    found["words"] = pd.Series(
        [share(row.numerator, row.denominator, limit) for row in rows_of(found)], found.index, dtype=object
    )
    found["common_pct"] = pd.Series(100 * common, found.index, dtype="Float64")
    for position, name in enumerate(name for low, high, _ in LIMITS for name in (low, high)):
        found[f"{name}_pct"] = pd.Series([100 * each[position] for each in bounds], found.index, dtype="Float64")
    found["place"] = pd.Series(places, found.index, dtype=object)
    found["place_words"] = pd.Series([PLACE_WORDS[each] for each in places], found.index, dtype=object)
    return in_order_of(found, "value_pct", "municipality_name", "municipality_id", "short_name", "school_id")
