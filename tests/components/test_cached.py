"""What is made once: a figure for the same rows, whoever asks."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine

from components import cached
from components.cached import kept, kept_frame
from data.database import count_change, reading, writing
from queries.loads import data_versions
from queries.scope import Scope
from queries.shared import KEPT

MADE: list[tuple[int, str]] = []


@kept
def longest(rows: pd.DataFrame, *, of: str) -> int:
    MADE.append((len(rows), of))
    return int(rows[of].str.len().max())


def test_made_once_for_the_same_rows_and_anew_for_others() -> None:
    rows = pd.DataFrame({"name": ["СОШ № 1", "Лицей"], "kind": ["СОШ", "лицей"]})
    MADE.clear()
    assert longest(rows, of="name") == longest(rows.copy(), of="name") == 7
    assert longest(rows, of="kind") == longest(rows.tail(1), of="kind") == 5
    assert longest(rows.replace("Лицей", "Лицей № 10"), of="name") == 10
    assert MADE == [(2, "name"), (2, "kind"), (1, "kind"), (2, "name")]


def test_a_state_that_changed_since_the_page_began_is_read_alone(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "engine_of", lambda _: sqlite_engine)
    with writing(sqlite_engine) as connection:
        count_change(connection, "decisions")
    with reading(sqlite_engine) as connection:
        now = tuple(sorted(data_versions(connection).items()))
    shared = []

    def query(connection: Connection, _: Scope) -> pd.DataFrame:
        shared.append(connection.get_execution_options().get(KEPT) is not None)
        return pd.DataFrame()

    for versions in (now, tuple((family, version - 1) for family, version in now)):
        kept_frame(key=repr(versions), _query=query, _scope=Scope(), _parameters={}, _url="", _versions=versions)
    assert shared == [True, False]
