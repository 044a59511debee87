"""Filled databases on both engines, loaded once a session and only read, with their fact tables in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from data.database import make_engine, reading
from data.findings import Finding
from data.loading import load_workbook
from tests.queries.cases import hand_made
from tests.queries.plain import Facts, read_facts
from tests.stored import BACKENDS, moved

FINDINGS = (
    Finding("note", "проверка", "прочитано как число", "ничего делать не нужно", "Критерии", 3, "Балл", "7,5"),
    Finding("warning", "проверка", "проверьте", "исправьте"),
)


@pytest.fixture(scope="session")
def hand_made_sqlite(new_sqlite: Callable[..., str]) -> str:
    """The URL of the region of odd cases in SQLite."""
    url = new_sqlite()
    engine = make_engine(url)
    for number, book in enumerate(hand_made(), start=1):
        load_workbook(engine, book, f"книга {number}.xlsx", b"content", FINDINGS if number == 1 else ())
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def hand_made_postgresql(hand_made_sqlite: str, new_postgresql: Callable[..., str]) -> str:
    """The URL of the same in PostgreSQL."""
    return moved(hand_made_sqlite, new_postgresql())


@pytest.fixture(scope="session", params=BACKENDS)
def hand_made_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The region of odd cases on each engine in turn."""
    engine = make_engine(request.getfixturevalue(f"hand_made_{request.param}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def hand_made_facts(hand_made_sqlite: str) -> Facts:
    """Its facts, the same on both engines: what a second implementation said of them is kept."""
    return _facts(hand_made_sqlite)


@pytest.fixture(scope="session")
def demonstration_facts(demonstration_sqlite: str) -> Facts:
    """Those of the demonstration."""
    return _facts(demonstration_sqlite)


def _facts(url: str) -> Facts:
    engine = make_engine(url)
    with reading(engine) as connection:
        facts = read_facts(connection)
    engine.dispose()
    return facts
