"""A click says where it leads; a click that lets go of a point leads nowhere."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st

from components import drill
from components.drill import (
    FILTER_KEYS,
    click_key,
    clicked_point,
    clicked_row,
    reset_filters,
    row_to_school,
    to_municipality,
)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The session state of a reader, as a plain dictionary."""
    held: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", held)
    return held


def test_clicked_point_is_its_customdata(state: dict[str, object]) -> None:
    state["chart-0"] = {"selection": {"points": []}}
    assert clicked_point("chart-0") is None
    state["chart-0"] = {"selection": {"points": [{"customdata": ("01", "001")}]}}
    assert clicked_point("chart-0") == ["01", "001"]
    state["chart-0"] = {"selection": {"points": [{"x": 1}]}}
    assert clicked_point("chart-0") is None


def test_clicked_row_is_its_position(state: dict[str, object]) -> None:
    state["table-0"] = {"selection": {"rows": []}}
    assert clicked_row("table-0") is None
    state["table-0"] = {"selection": {"rows": [4]}}
    assert clicked_row("table-0") == 4


def test_narrowing_lets_go_of_what_belongs_to_another_place(state: dict[str, object]) -> None:
    state.update(school="СОШ № 1", move="низкая → средняя", criterion="1. Управление")
    to_municipality("Северный округ")
    assert (state["municipality"], state["school"], state["move"]) == (["Северный округ"], None, None)
    assert state["criterion"] == "1. Управление"


def test_cell_of_the_heat_map_names_its_criterion(state: dict[str, object]) -> None:
    state["criterion"] = "1. Управление"
    to_municipality("Северный округ", "2. Результаты")
    assert state["criterion"] == "2. Результаты"


def test_a_row_leads_to_its_school_and_not_to_its_namesake(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(drill, "open_school", lambda *key: opened.append(key))
    row_to_school(pd.Series({"school_id": "001", "short_name": "СОШ № 1", "municipality_id": "02"}))
    assert opened == [("02", "001")]


def test_what_was_clicked_gets_a_new_key_and_the_rest_keep_theirs(state: dict[str, object]) -> None:
    first = click_key("chart"), click_key("table")
    state["chart-0"] = {"selection": {"points": []}}
    clicked_point("chart-0")
    assert (click_key("chart"), click_key("table")) == first
    state["chart-0"] = {"selection": {"points": [{"customdata": ("01",)}]}}
    clicked_point("chart-0")
    assert click_key("chart") != first[0]
    assert click_key("table") == first[1]
    # A double click lets go of the point before the chart is drawn with its new key.
    state["chart-0"] = {"selection": {"points": []}}
    assert clicked_point("chart-0") is None


def test_reset_takes_back_every_filter_but_not_the_cycle(state: dict[str, object]) -> None:
    state.update({key: ["что-то"] if key in {"municipality", "kind"} else "что-то" for key in FILTER_KEYS})
    state["cycle"] = "2025/26"
    reset_filters()
    assert all(not state[key] for key in FILTER_KEYS)
    assert state["cycle"] == "2025/26"
