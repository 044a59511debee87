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

FINDINGS = (
    Finding("note", "проверка", "прочитано как число", "ничего делать не нужно", "Критерии", 3, "Балл", "7,5"),
    Finding("warning", "проверка", "проверьте", "исправьте"),
)


@pytest.fixture(scope="session")
def hand_made_engine(new_database: Callable[..., str]) -> Iterator[Engine]:
    """The region of odd cases."""
    engine = make_engine(new_database())
    for number, book in enumerate(hand_made(), start=1):
        load_workbook(engine, book, f"книга {number}.xlsx", b"content", FINDINGS if number == 1 else ())
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def hand_made_facts(hand_made_engine: Engine) -> Facts:
    with reading(hand_made_engine) as connection:
        return read_facts(connection)


@pytest.fixture(scope="session")
def demonstration_facts(demonstration_engine: Engine) -> Facts:
    with reading(demonstration_engine) as connection:
        return read_facts(connection)
