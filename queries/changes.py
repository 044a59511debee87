"""What changed in a cycle between two states of the data: what a meeting saw, and what is known now."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection

from queries.effectiveness import schools_table
from queries.frames import in_order_of
from queries.readable import group_words
from queries.scope import Scope
from queries.selection import methodology_of, resolved

STATE = ["group_number", "total_pct", "criteria_with_data"]
"""What of a school is compared."""
NOT_YET, NO_MORE = "появилась", "выбыла"


def changes_since(connection: Connection, scope: Scope, since: int) -> pd.DataFrame:
    """One row is one school of the scope's cycle whose group, total or number of scores differs from load ``since``.

    Columns: municipality_id, municipality_name, school_id, short_name, group_before, group_now, before_words,
    now_words («появилась», «выбыла» where a school is in one of the states only), total_before, total_now, total_change
    (п.п.; missing unless both totals are shown), scores_before, scores_now (numbers of scores), moved (whether the
    group differs). Schools whose group differs come first. Filters by group count in each state by itself, so a school
    that left the selected group is among the rows. Each state is judged by the version that was in force for it, unless
    the scope names one.
    """
    cycle = resolved(connection, scope).cycle
    now = schools_table(connection, replace(scope, cycle=cycle), None)
    before = schools_table(connection, replace(scope, cycle=cycle, as_of=since), None)
    key = ["municipality_id", "school_id"]
    names = ["municipality_name", "short_name"]
    both = now[[*key, *names, *STATE]].merge(
        before[[*key, *names, *STATE]], on=key, how="outer", suffixes=("", "_before"), indicator="there"
    )
    for name in names:
        both[name] = both[name].where(both[name].notna(), both[f"{name}_before"])
    differs = both["there"] != "both"
    for name in STATE:
        said, was = both[name], both[f"{name}_before"]
        differs |= (said != was).fillna(value=False) | (said.isna() != was.isna())
    frame = both[differs].reset_index(drop=True)
    methodology = methodology_of(connection, scope)
    words = group_words(frame["group_number"], methodology), group_words(frame["group_number_before"], methodology)
    same = (frame["group_number"] == frame["group_number_before"]).fillna(value=False).astype(bool)
    same |= frame["group_number"].isna() & frame["group_number_before"].isna()
    moved = ~same | (frame["there"] != "both")
    there = frame["there"].astype(str).tolist()
    texts = {
        "before_words": [NOT_YET if at == "left_only" else said for at, said in zip(there, words[1], strict=True)],
        "now_words": [NO_MORE if at == "right_only" else said for at, said in zip(there, words[0], strict=True)],
    }
    result = pd.DataFrame(
        {
            **{name: frame[name].astype(object) for name in (*key[:1], names[0], *key[1:], names[1])},
            "group_before": frame["group_number_before"],
            "group_now": frame["group_number"],
            **{name: pd.Series(said, index=frame.index, dtype=object) for name, said in texts.items()},
            "total_before": frame["total_pct_before"],
            "total_now": frame["total_pct"],
            "total_change": frame["total_pct"] - frame["total_pct_before"],
            "scores_before": frame["criteria_with_data_before"],
            "scores_now": frame["criteria_with_data"],
            "moved": moved.astype("boolean"),
            "order": ~moved,
        }
    )
    order = ("order", "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(result, *order).drop(columns="order")
