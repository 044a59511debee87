"""Kits of papers that were handed out."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, select

from data.tables_decisions import kit
from methodology.words import NBSP, day, number
from queries.decisions import decisions
from queries.frames import read_frame
from queries.scope import Scope
from queries.selection import resolved
from queries.wording import SHOWING_WORDS

READS_DECISIONS = True


def kits(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one kit of the scope's cycle that was handed out, the latest first. Other filters don't count.

    Columns: kit_id, made_at, made_words («7.09.2026 10:30»), post, cycle, scope_words, showing_words, loads_words
    («№ 2, № 1»), methodology, decision_id and decision_words (missing where there is no decision in it), files,
    file_name, sha256, size_bytes, size_words. For the council only kits made for it: others hold what it isn't shown.
    """
    scope = resolved(connection, scope)
    k = kit.c
    statement = select(kit).where(k.cycle == scope.cycle).order_by(k.kit_id.desc())
    if scope.showing == "council":
        statement = statement.where(k.showing == "council")
    frame = read_frame(connection, statement)
    called = decisions(connection, scope).set_index("decision_id")["label"]
    words = {
        "made_words": [f"{day(at.date())} {at:%H:%M}" for at in frame["made_at"]],
        "showing_words": [SHOWING_WORDS[showing] for showing in frame["showing"]],
        "loads_words": [", ".join(f"№{NBSP}{load}" for load in loads) for loads in frame["loads"]],
        "decision_words": [None if pd.isna(key) else called.get(int(key)) for key in frame["decision_id"]],
        "size_words": [f"{number(size / 1_000_000, 1)}{NBSP}МБ" for size in frame["size_bytes"]],
    }
    added = {name: pd.Series(values, frame.index, dtype=object) for name, values in words.items()}
    return frame.drop(columns=["showing", "loads", "decision_revision"]).assign(**added)
