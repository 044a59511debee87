"""Which schools a methodical consilium takes first: where several signs of need come together."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, select

from methodology.judged import WHOLE
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of
from queries.indicator_tables import value_words
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows

STAFFING = "КД-УКОМП"
LOWEST_GROUP = 3
SIGNS = {
    "lowest_group": "группа 3",
    "low_results": "ШНОР",
    "biased_vpr": "необъективность ВПР",
    "understaffed": "дефицит кадров",
}
"""Column → what it is a sign of."""

CONSILIUM = {
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    **dict.fromkeys(SIGNS, "boolean"),
    "staffing_words": "object",
    "signs": "Int64",
    "unknown": "Int64",
    "signs_words": "object",
    "unknown_words": "object",
}


def consilium(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school with at least one of four signs of need.

    Columns: municipality_id, municipality_name, school_id, short_name, lowest_group (the group that counts is 3),
    low_results, biased_vpr (flags of the sheet), understaffed (КД-УКОМП in its low zone); a sign is missing where
    nothing is known. staffing_words (the value), signs (how many are there), unknown (how many are missing),
    signs_words, unknown_words (which). Most signs first, then by names.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    rule, limit = rules.indicator(STAFFING), rules.threshold("no_percent_n")
    v = value_rows(connection, scope, STAFFING, whole=True).c
    staffing = {
        (row.municipality_id, row.school_id): row
        for row in connection.execute(
            select(v.municipality_id, v.school_id, v.numerator, v.denominator).where(v.part.in_(("", WHOLE)))
        )
    }
    rows = school_rows(scope).c
    records = []
    for row in connection.execute(
        select(
            rows.municipality_id,
            rows.municipality_name,
            rows.school_id,
            rows.short_name,
            rows.group_number,
            rows.low_results,
            rows.biased_vpr,
        )
    ):
        staff = staffing.get((row.municipality_id, row.school_id))
        value = None if staff is None else value_of(rule, staff.numerator, staff.denominator, rules)
        found: dict[str, bool | None] = {
            "lowest_group": None if row.group_number is None else row.group_number == LOWEST_GROUP,
            "low_results": row.low_results,
            "biased_vpr": row.biased_vpr,
            "understaffed": None if value is None else zone_of_value(rule, value, rules) == "low",
        }
        there = [words for name, words in SIGNS.items() if found[name]]
        if not there:
            continue
        missing = [words for name, words in SIGNS.items() if found[name] is None]
        said = None if staff is None or value is None else (staff.numerator, staff.denominator, float(value))
        records.append(
            {
                "municipality_id": row.municipality_id,
                "municipality_name": row.municipality_name,
                "school_id": row.school_id,
                "short_name": row.short_name,
                **found,
                "staffing_words": None if said is None else value_words(rule, *said, limit),
                "signs": len(there),
                "unknown": len(missing),
                "signs_words": "; ".join(there),
                "unknown_words": "; ".join(missing) or None,
            }
        )
    frame = frame_of_records(records, CONSILIUM)
    return in_order_of(
        frame, "signs", "municipality_name", "municipality_id", "short_name", "school_id", down=("signs",)
    )
