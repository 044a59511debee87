"""Municipalities side by side in one share: interval, range of places, limits of chance, shrunken share.

Compared are counts of people, pairs, schools or vacancies: of posts and hours chance says nothing, since one teacher
holds many of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from methodology.catalogue import Methodology
from methodology.comparison import FALSE_DISCOVERIES, adjusted, place_ranges, shrunken_shares
from methodology.coverage import wilson_pct
from methodology.funnel import NARROW_PCT, WIDE_PCT, by_chance, limits, place
from methodology.words import DASH, NBSP, NO_DATA, number, points, reading_order, share
from methodology.zones import value_of, zone_of_value
from queries.effectiveness import groups_by_municipality
from queries.frames import frame_of_records, in_order_of, rows_of
from queries.funnel import PLACE_WORDS
from queries.indicator_tables import ZONES, value_words
from queries.indicators import indicator_by_municipality, shares_with_data
from queries.scope import Scope
from queries.selection import methodology_of, resolved, with_municipality_names
from queries.showing import HIDDEN, rows_of_tree

OF_POSTS = frozenset({"КД-ВАК-ДОЛЯ", "КД-УКОМП"})
"""Shares of posts."""
COLUMNS = {
    "municipality_id": "object", "municipality_name": "object", "cluster": "object", "school_id": "object",
    "short_name": "object", "numerator": "Float64", "denominator": "Float64", "schools_with_data": "Int64",
    "schools": "Int64", "value_pct": "Float64", "words": "object", "interval_low_pct": "Float64",
    "interval_high_pct": "Float64", "interval_words": "object", "first_place": "Int64", "last_place": "Int64",
    "compared": "Int64", "place_range_words": "object", "shrunken_pct": "Float64", "common_pct": "Float64",
    "low_pct": "Float64", "high_pct": "Float64", "far_low_pct": "Float64", "far_high_pct": "Float64", "place": "object",
    "place_words": "object", "adjusted_p": "Float64", "stands_out": "object", "stands_out_words": "object",
    "before_pct": "Float64", "before_words": "object", "change": "Float64", "change_words": "object",
    "data_words": "object",
}  # fmt: skip
"""Columns of ``comparison`` and their dtypes."""
OWN = ("municipality_id", "municipality_name", "value")
STANDING = {
    "municipality_id": "object", "municipality_name": "object", "words": "object", "value": "Float64", "zone": "object",
    "zone_words": "object",
    "common_words": "object", "stands_out": "object", "stands_out_words": "object", "left_out": "Int64",
    "hidden_places": "Int64",
}  # fmt: skip
"""Columns of ``standing`` and their dtypes."""
REASONS = {"silent": NO_DATA, "few": "мало школ с данными", "nobody": "считать не по кому", "hidden": HIDDEN}
"""Why a municipality isn't compared → in words."""
LEFT_OUT = dict.fromkeys(("municipality_id", "municipality_name", "reason", "reason_words", "data_words"), "object")
"""Columns of ``not_compared`` and their dtypes."""
STANDS_OUT_WORDS = {"below": "▼ ниже общей доли", "above": "▲ выше общей доли", None: "не выделяется"}


def comparable_indicators(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one indicator that municipalities can be compared by: a share of things counted, with a direction.

    Columns: indicator (code), indicator_name, label («Н-ОХВ. Охват молодых наставничеством»); with data in the cycle.
    """
    rules = methodology_of(connection, scope)
    frame = shares_with_data(connection, scope)
    fit = [code not in OF_POSTS and rules.indicator(code).direction != "none" for code in frame["indicator"]]
    frame = frame[np.array(fit, bool)].reset_index(drop=True)
    return frame.assign(label=frame["indicator"] + ". " + frame["indicator_name"])


def comparison(
    connection: Connection, scope: Scope, indicator: str, previous: str | None = None, everywhere: bool = False
) -> pd.DataFrame:
    """One row is one compared municipality: those of the filters; where one alone is chosen, those of its cluster too.

    ``everywhere``: where one is chosen, all municipalities. Columns: municipality_id, municipality_name, cluster,
    school_id, short_name (both missing), numerator (cut at the denominator), denominator, schools_with_data, schools,
    value_pct, words («k из n (p %)»); interval_low_pct, interval_high_pct (Wilson, 95 %), interval_words (no per cent
    below no_percent_n); first_place, last_place (the central 95 % of simulated places, 1 where the indicator is best),
    compared (municipalities), place_range_words; shrunken_pct (empirical Bayes); common_pct (Σ / Σ of the compared),
    low_pct, high_pct, far_low_pct, far_high_pct, place, place_words (``indicator_funnel``); adjusted_p (exact,
    two-sided, by Benjamini and Hochberg), stands_out ('below', 'above', false discoveries held to 5 %; else missing),
    stands_out_words; before_pct, before_words, change, change_words (п.п., of the previous cycle; missing for fewer
    than no_percent_n), data_words («K из M» schools). Left out: without data, with data from less than mo_coverage_min
    of the schools, hidden from the council; of all these nothing is counted. First those that need attention most.
    Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    largest_first = rules.indicator(indicator).direction != "down"
    rows = _compared(connection, scope, indicator, everywhere=everywhere)
    if not rows:
        return frame_of_records([], COLUMNS)
    sizes = np.array([row.denominator for row in rows], float)
    counts = np.minimum([row.numerator for row in rows], sizes)
    common = float(counts.sum() / sizes.sum())
    pairs = [(round(count), round(size)) for count, size in zip(counts.tolist(), sizes.tolist(), strict=True)]
    ranges = place_ranges(counts.tolist(), sizes.tolist(), largest_first=largest_first)
    p_values = adjusted([by_chance(*pair, common) for pair in pairs])
    shrunken = shrunken_shares(counts, sizes)
    before = _before(connection, scope, indicator, previous)
    records = [
        _record(row, *pairs[n], common, rules)
        | _ranked(*ranges[n], len(rows))
        | _outlier(p_values[n], pairs[n][0] / pairs[n][1] < common)
        | _changed(row, before.get(row.municipality_id), rules)
        | {"shrunken_pct": 100 * float(shrunken[n])}
        for n, row in enumerate(rows)
    ]
    down = () if largest_first else ("value_pct",)
    return in_order_of(
        frame_of_records(records, COLUMNS), "value_pct", "municipality_name", "municipality_id", down=down
    )


def standing(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one municipality with enough data: where it stands in an indicator, and whether chance explains it.

    Where one municipality is chosen, all of them. Columns: municipality_id, municipality_name, words, value (in the
    indicator's unit), zone (missing without thresholds), zone_words, common_words (Σ / Σ of all rows), stands_out,
    stands_out_words (as in ``comparison``; missing for what is no share of things counted), left_out (municipalities
    with data from less than mo_coverage_min of their schools), hidden_places (hidden from the council; both the same in
    every row). Left out: those, without data, hidden from the council.
    First those that need attention most. Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    rule = rules.indicator(indicator)
    of_things = rule.unit == "%" and rule.kind == "ratio" and indicator not in OF_POSTS and rule.direction != "none"
    frame = indicator_by_municipality(connection, beside_whom(connection, scope, everywhere=True), indicator)
    rows = [row for row in rows_of(frame) if row.enough and not pd.isna(row.value)]
    if not rows:
        return frame_of_records([], STANDING)
    left_out = sum(not row.enough and not row.hidden for row in rows_of(frame))
    hidden_places = int(frame["hidden"].sum())
    up = sum(row.numerator for row in rows)
    down = None if rule.kind == "count" else sum(row.denominator for row in rows)
    whole = value_of(rule, up, down, rules)
    limit = rules.threshold("no_percent_n")
    common_words = value_words(rule, up, down, None if whole is None else float(whole), limit)
    out: list[dict[str, Any]] = [{"stands_out": None, "stands_out_words": None}] * len(rows)
    if of_things and down:
        common = min(up, down) / down
        pairs = [(round(min(row.numerator, row.denominator)), round(row.denominator)) for row in rows]
        chances = adjusted([by_chance(*pair, common) for pair in pairs])
        out = [_outlier(p, count / size < common) for p, (count, size) in zip(chances, pairs, strict=True)]
    records = []
    for row, told in zip(rows, out, strict=True):
        value = value_of(rule, row.numerator, row.denominator, rules)
        zone = zone_of_value(rule, value, rules) if rule.zones and value is not None else None
        records.append(
            {
                **{name: getattr(row, name) for name in OWN},
                "words": value_words(rule, row.numerator, row.denominator, row.value, limit),
                "zone": zone,
                "zone_words": None if zone is None else ZONES[zone],
                "common_words": common_words,
                "left_out": left_out,
                "hidden_places": hidden_places,
                **told,
            }
        )
    return frame_of_records(records, STANDING)


def beside_whom(connection: Connection, scope: Scope, *, everywhere: bool) -> Scope:
    """The resolved scope of all that are compared: for one municipality, those of its cluster or all of them."""
    if len(scope.municipalities) != 1:
        return scope
    whole = replace(scope, municipalities=(), school=None)
    if everywhere:
        return whole
    [cluster] = with_municipality_names(pd.DataFrame({"municipality_id": scope.municipalities}), connection, scope)[
        "cluster"
    ]
    return whole if cluster is None else replace(whole, clusters=(cluster,))


def not_compared(connection: Connection, scope: Scope, indicator: str, everywhere: bool = False) -> pd.DataFrame:
    """One row is one municipality that ``comparison`` leaves out, in the order of names.

    Columns: municipality_id, municipality_name, reason ('silent': none of its schools has data; 'hidden' from the
    council; 'few': data from less than mo_coverage_min of its schools; 'nobody': the denominator is nought),
    reason_words, data_words («K из M» schools where these are few, else «—»). ``everywhere``: as in ``comparison``;
    filters count, as there. Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, scope)
    asked = beside_whom(connection, scope, everywhere=everywhere)
    told = {row.municipality_id: row for row in _with_data(connection, asked, indicator)}
    records = []
    for each in _in_clusters(groups_by_municipality(connection, rows_of_tree(asked, indicator)), asked):
        row = told.get(each.municipality_id)
        reason = _why_not(row)
        data = DASH
        if row is not None and reason == "few":
            data = f"{number(row.schools_with_data)} из {number(row.schools)}"
        if reason is not None:
            records.append(
                {
                    "municipality_id": each.municipality_id,
                    "municipality_name": each.municipality_name,
                    "reason": reason,
                    "reason_words": REASONS[reason],
                    "data_words": data,
                }
            )
    records.sort(key=lambda row: (reading_order(row["municipality_name"]), row["municipality_id"]))
    return frame_of_records(records, LEFT_OUT)


def _why_not(row: Any) -> str | None:
    """The reason why a municipality isn't compared; None if it is. ``row``: its values, None without any."""
    if row is None:
        return "silent"
    if row.hidden:
        return "hidden"
    if not row.enough:
        return "few"
    return "nobody" if pd.isna(row.denominator) or row.denominator <= 0 else None


def _compared(connection: Connection, scope: Scope, indicator: str, *, everywhere: bool) -> list[Any]:
    """Rows of ``indicator_by_municipality`` with enough data."""
    asked = beside_whom(connection, scope, everywhere=everywhere)
    compared = [row for row in _with_data(connection, asked, indicator) if _why_not(row) is None]
    # Draws go by position: an order of its own, so that places do not depend on how the rows are read.
    return sorted(compared, key=lambda row: str(row.municipality_id))


def _with_data(connection: Connection, asked: Scope, indicator: str) -> list[Any]:
    """Rows of ``indicator_by_municipality`` of those that are asked about."""
    return _in_clusters(indicator_by_municipality(connection, asked, indicator), asked)


def _in_clusters(frame: pd.DataFrame, asked: Scope) -> list[Any]:
    """The rows of the clusters asked for. For the council what tells of people is read whatever else filters."""
    return [row for row in rows_of(frame) if not asked.clusters or row.cluster in asked.clusters]


def _record(row: Any, count: int, size: int, common: float, rules: Methodology) -> dict[str, Any]:
    few = size < rules.threshold("no_percent_n")
    low, high = wilson_pct(count / size, size)
    narrow, wide = limits(common, size, NARROW_PCT), limits(common, size, WIDE_PCT)
    at = place(count, size, common)
    return {
        **{name: getattr(row, name) for name in ("municipality_id", "municipality_name", "cluster")},
        **{name: getattr(row, name) for name in ("denominator", "schools_with_data", "schools")},
        "school_id": None,
        "short_name": None,
        "numerator": min(row.numerator, row.denominator),
        "value_pct": 100 * count / size,
        "words": share(count, size, rules.threshold("no_percent_n")),
        "interval_low_pct": low,
        "interval_high_pct": high,
        "interval_words": DASH if few else f"{number(low)}–{number(high)}{NBSP}%",
        "common_pct": 100 * common,
        "low_pct": 100 * narrow[0],
        "high_pct": 100 * narrow[1],
        "far_low_pct": 100 * wide[0],
        "far_high_pct": 100 * wide[1],
        "place": at,
        "place_words": PLACE_WORDS[at],
        "data_words": f"{number(row.schools_with_data)} из {number(row.schools)}",
    }


def _ranked(first: int, last: int, compared: int) -> dict[str, Any]:
    places = str(first) if first == last else f"{first}–{last}"
    words = f"место {places} из {compared}"
    return {"first_place": first, "last_place": last, "compared": compared, "place_range_words": words}


def _outlier(p_value: float, below: bool) -> dict[str, Any]:
    side = None if p_value > FALSE_DISCOVERIES else "below" if below else "above"
    return {"adjusted_p": p_value, "stands_out": side, "stands_out_words": STANDS_OUT_WORDS[side]}


def _before(connection: Connection, scope: Scope, indicator: str, previous: str | None) -> dict[str, Any]:
    """Municipality → its row of the previous cycle, with enough data; counted from the same columns in every cycle."""
    if previous is None:
        return {}
    whole = replace(scope, cycle=previous, municipalities=(), school=None)
    rows = rows_of(indicator_by_municipality(connection, whole, indicator))
    return {row.municipality_id: row for row in rows if row.enough and not row.hidden and row.denominator}


def _changed(row: Any, before: Any, rules: Methodology) -> dict[str, Any]:
    if before is None:
        return {"before_pct": None, "before_words": DASH, "change": None, "change_words": DASH}
    was = min(before.value, 100.0)
    few = min(row.denominator, before.denominator) < rules.threshold("no_percent_n")
    change = None if few else min(row.value, 100.0) - was
    words = {"before_words": before.words, "change_words": points(change)}
    return {"before_pct": was, "change": change, **words}
