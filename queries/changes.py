"""What changed in a cycle between two states of the data: what a meeting saw, and what is known now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from methodology.shares import change
from queries.effectiveness import schools_table
from queries.frames import in_order_of
from queries.readable import group_words
from queries.scope import Scope
from queries.selection import methodology_of, resolved

KEY, NAMES = ["municipality_id", "school_id"], ["municipality_name", "short_name"]
COMPARED = ["group_number", "total_pct", "criteria_with_data"]
STATE = [*COMPARED, "criteria_version"]
ORDER = ("group", "new", "gone", "data")
NOT_YET, NO_MORE = "появилась", "выбыла"


def changes_since(connection: Connection, scope: Scope, since: int) -> pd.DataFrame:
    """One row is one school of the scope's cycle whose group, total or number of scores differs from load ``since``.

    Columns: municipality_id, municipality_name, school_id, short_name, change ('group', 'data': the group is the same,
    'new', 'gone': the school is in one of the states only), group_before, group_now, before_words, now_words
    («появилась», «выбыла» for those two), total_before, total_now, total_change (п.п.; missing unless both totals are
    shown and the criteria are the same), scores_before, scores_now (numbers of scores). Changed groups come first, then
    what came and went. The schools are those that the filters select in either state. Each state is judged by the
    version that was in force for it, unless the scope names one. Since a load later than the scope's nothing changed.
    """
    cycle = resolved(connection, scope).cycle
    since = since if scope.as_of is None else min(since, scope.as_of)
    narrowed = [replace(scope, cycle=cycle), replace(scope, cycle=cycle, as_of=since)]
    # A school that has left or entered the selection is still there: filters that hang on the state only choose rows.
    whole = [replace(state, groups=(), flags=(), kinds=(), localities=(), complete_only=False) for state in narrowed]
    now, before = (schools_table(connection, state, None)[[*KEY, *NAMES, *STATE]] for state in whole)
    both = now.merge(before, on=KEY, how="outer", suffixes=("", "_before"), indicator="there")
    if narrowed != whole:
        wanted = {key for state in narrowed for key in _keys(schools_table(connection, state, None))}
        chosen = pd.Series([key in wanted for key in _keys(both)], index=both.index, dtype=bool)
        both = both[chosen].reset_index(drop=True)
    for name in NAMES:
        both[name] = both[name].where(both[name].notna(), both[f"{name}_before"])
    same = {name: _same(both[name], both[f"{name}_before"]) for name in COMPARED}
    moved = ~same["group_number"]
    kinds = both["there"].map({"left_only": "new", "right_only": "gone", "both": "data"}).astype(object)
    both["change"] = kinds.where((kinds != "data") | ~moved, "group")
    frame = both[(kinds != "data") | ~pd.concat(same, axis=1).all(axis=1)].reset_index(drop=True)
    methodology = methodology_of(connection, scope)
    change_of = frame["change"].tolist()
    texts = {
        "before_words": [
            NOT_YET if kind == "new" else said
            for kind, said in zip(change_of, group_words(frame["group_number_before"], methodology), strict=True)
        ],
        "now_words": [
            NO_MORE if kind == "gone" else said
            for kind, said in zip(change_of, group_words(frame["group_number"], methodology), strict=True)
        ],
    }
    comparable = _same(frame["criteria_version"], frame["criteria_version_before"])
    result = pd.DataFrame(
        {
            **{name: frame[name].astype(object) for name in (KEY[0], NAMES[0], KEY[1], NAMES[1], "change")},
            "group_before": frame["group_number_before"],
            "group_now": frame["group_number"],
            **{name: pd.Series(said, index=frame.index, dtype=object) for name, said in texts.items()},
            "total_before": frame["total_pct_before"],
            "total_now": frame["total_pct"],
            "total_change": change(frame["total_pct"], frame["total_pct_before"], comparable),
            "scores_before": frame["criteria_with_data_before"],
            "scores_now": frame["criteria_with_data"],
            "order": pd.Series([ORDER.index(kind) for kind in change_of], index=frame.index, dtype="Int64"),
        }
    )
    order = ("order", "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(result, *order).drop(columns="order")


def _keys(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(*(frame[name] for name in KEY), strict=True))


def _same(now: pd.Series[Any], before: pd.Series[Any]) -> pd.Series[bool]:
    """Whether they are equal, or both missing."""
    return (now == before).fillna(value=False).astype(bool) | (now.isna() & before.isna())
