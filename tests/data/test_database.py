"""Where the data live: the demonstration never in the department's own database."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.database import SameDatabaseError, is_same_database, own_database_url, separate_demo_url


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sqlite:///var/a.sqlite3", "sqlite:///var/../var/a.sqlite3", True),
        ("sqlite:///var/a.sqlite3", f"sqlite:///{Path('var/a.sqlite3').resolve()}", True),
        ("sqlite:///var/a.sqlite3", "sqlite:///var/b.sqlite3", False),
        ("postgresql+psycopg://a@host/x", "postgresql+psycopg://a@host/x", True),
        ("postgresql+psycopg://a@host/x", "postgresql+psycopg://a@host/y", False),
        ("nonsense", "nonsense", True),
    ],
)
def test_urls_of_one_database(one: str, other: str, same: bool) -> None:
    assert is_same_database(one, other) is same


def test_the_demonstration_in_the_own_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert separate_demo_url() != own_database_url()
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", own_database_url())
    with pytest.raises(SameDatabaseError, match="одна и та же"):
        separate_demo_url()
    assert separate_demo_url("sqlite:///other.sqlite3") == own_database_url()
