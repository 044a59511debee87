"""Figures of the passport: what they draw for odd frames."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine

from components.figures_passport import (
    municipality_beside_bars,
    municipality_history_bars,
    school_beside_bars,
    school_history_lines,
)
from components.theme import NO_DATA
from data.database import reading
from data.demonstration_cases import NOT_SENT, EdgeSchool
from queries.passport_words import (
    municipality_beside_peers_in_words,
    municipality_history_in_words,
    school_beside_peers_in_words,
    school_history_in_words,
)
from queries.scope import SchoolKey, Scope

INCOMPLETE = Scope().in_school(SchoolKey("99606000", EdgeSchool.MISSING_40))
NO_TOTAL = Scope().in_school(SchoolKey("99614000", EdgeSchool.MISSING_70))
SUCCESSOR = Scope().in_school(SchoolKey("99609000", "99090001"))


def test_a_criterion_without_a_score_says_why_and_keeps_its_medians(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        drawn = school_beside_bars(school_beside_peers_in_words(connection, INCOMPLETE))
    bars, without, municipality, cluster = drawn.data
    assert list(bars.x).count(None) == 4
    assert set(without.text) == {"нет балла: не представлено", "нет балла: на проверке"}
    assert None not in [*municipality.x, *cluster.x]
    assert "с данными: 14 из 14" in municipality.hovertext[0]


def test_a_municipality_that_sent_nothing(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        drawn = municipality_beside_bars(
            municipality_beside_peers_in_words(connection, Scope().in_municipality(NOT_SENT))
        )
        history = municipality_history_bars(
            municipality_history_in_words(connection, Scope().in_municipality(NOT_SENT))
        )
    assert set(drawn.data[0].marker.color) == {NO_DATA}
    assert set(drawn.data[1].text) == {"нет данных"}
    assert [trace.text[-1] for trace in history.data] == ["", "", "", "9"]


def test_history_breaks_where_the_criteria_changed(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        drawn = school_history_lines(school_history_in_words(connection, SUCCESSOR))
        lacking = school_history_lines(school_history_in_words(connection, NO_TOTAL))
    # One line, from 2024/25 on; before it a dashed line between the first cycle and the second.
    assert [tuple(trace.x) for trace in drawn.data if trace.mode == "lines"] == [("2024/25", "2025/26")]
    assert [shape.x0 for shape in drawn.layout.shapes] == [0.5]
    assert [list(trace.text)[-1] for trace in drawn.data if trace.mode == "markers+text"] == [
        "НОШ д. Полынное",
        "▲ 80,6",
    ]
    assert [tuple(trace.x) for trace in lacking.data if trace.mode == "text"] == [("2025/26",)]


def test_predecessors_whose_names_begin_alike_keep_their_own_bars() -> None:
    long = "Верхнеозёрно-Заречный муниципальный округ имени"
    history = pd.DataFrame(
        {
            "cycle": ["2024/25", "2024/25", "2025/26"],
            "municipality_id": ["01", "02", "05"],
            "municipality_name": [f"{long} первого", f"{long} второго", "Общий округ"],
            "is_this_municipality": [False, False, True],
            "high": [1, 2, 3],
            "middle": [0, 0, 0],
            "low": [0, 0, 0],
            "without_group": [0, 0, 0],
            "criteria_changed": pd.Series([None, None, True], dtype="boolean"),
        }
    )
    drawn = municipality_history_bars(history)
    axis = drawn.layout.xaxis
    assert all(len(set(trace.x)) == 3 for trace in drawn.data)
    assert list(drawn.data[0].x) == list(axis.tickvals) == list(axis.categoryarray)
    assert axis.ticktext[0] == axis.ticktext[1], "what is cut says the same"
    assert axis.ticktext[2] == "2025/26"
    [high] = [trace for trace in drawn.data if sum(trace.y)]
    assert ["первого" in high.hovertext[0], "второго" in high.hovertext[1]] == [True, True]
    assert [shape.x0 for shape in drawn.layout.shapes] == [1.5]


def test_what_begins_with_a_cycle_is_told_once_before_its_bars() -> None:
    """Two predecessors, one successor; from the second cycle on another methodology, and other criteria for both."""
    cycles = ["2023/24", "2023/24", "2024/25", "2024/25", "2025/26"]
    history = pd.DataFrame(
        {
            "cycle": cycles,
            "municipality_id": ["01", "02", "01", "02", "05"],
            "municipality_name": ["Первый", "Второй", "Первый", "Второй", "Общий округ"],
            "is_this_municipality": [False, False, False, False, True],
            "high": 1,
            "middle": 0,
            "low": 0,
            "without_group": 0,
            "criteria_changed": pd.Series([None] * 5, dtype="boolean"),
            "version_words": [None, None, "методика № 2", "методика № 2", None],
        }
    )

    def told(criteria_changed: list[bool | None]) -> list[tuple[float, str]]:
        changed = pd.Series(criteria_changed, dtype="boolean")
        drawn = municipality_history_bars(history.assign(criteria_changed=changed)).layout
        assert [shape.x0 for shape in drawn.shapes] == [words.x for words in drawn.annotations]
        return [(words.x, words.text) for words in drawn.annotations]

    assert told([None, None, False, False, None]) == [(1.5, "методика № 2")]
    assert told([None, None, True, True, None]) == [(1.5, "другие критерии, методика № 2")]
    # Criteria are each municipality's own.
    assert told([None, None, False, True, None]) == [(1.5, "методика № 2"), (2.5, "другие критерии")]
