"""Which database pages read, where the settings are wrong."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.database import demo_database_url, make_engine, own_database_url, reading
from queries.loads import has_loads


def page() -> None:
    import streamlit as st

    from components.source import choose_source

    choose_source()
    st.write("дальше")


def test_one_database_for_both_is_an_error_in_words_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", own_database_url())
    assert demo_database_url() == own_database_url()
    shown = AppTest.from_function(page).run(timeout=60)
    assert not shown.exception
    assert not shown.markdown
    assert "одна и та же" in shown.error[0].value
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        assert not has_loads(connection)
    engine.dispose()
