"""Sentences of «Рекомендации» and «Исполнение»: each by hand, at its bounds, and against rows counted one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from data.database import reading
from data.recommendation_acts import STATES
from exports.papers.execution_report import tally
from queries.addressed import addressed_recommendations, recommendation_summary
from queries.control_words import (
    counted_tasks,
    decision_phrases,
    execution_phrases,
    execution_sentences,
    overdue_phrase,
    recommendation_sentences,
    tasks_words,
)
from queries.execution import execution_indicators, tasks
from queries.frames import rows_of
from queries.marked_words import decided_words, marked_words
from queries.recommendation_counts import fired_by_code, fired_by_municipality
from queries.recommendations import fired
from queries.scope import Scope
from tests.queries.records import records

ON = date(2026, 1, 31)
NBSP = "\u00a0"


def plain(said: list[str]) -> list[str]:
    return [sentence.replace(NBSP, " ") for sentence in said]


def summary(**other: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "fired": 30, "first": 12, "fired_schools": 9, "schools": 10, "municipalities": 1, "common": 1, "proposed": 26,
        "accepted": 2, "changed": 1, "rejected": 1, "silent": 0,
    }  # fmt: skip
    return pd.DataFrame([row | other]).astype("Int64")


def codes(borderline: int | None = 3, asked: int = 2) -> pd.DataFrame:
    rows = [
        ("АР-02", "ОО", "Представить план", 6, "6 из 10 (60 %)", borderline),
        ("АР-23", "лицо", "Закрепить наставника", 4, "4 из 10 (40 %)", 0 if borderline is not None else None),
        ("АР-16", "МО", "Составить прогноз", 8, "8 из 9", 0 if borderline is not None else None),
        *([("ДП-01", "ОО", "Прислать данные", asked, "2 из 10 (20 %)", 0)] if asked else []),
    ]
    frame = pd.DataFrame(rows, columns=["code", "level", "text", "objects", "objects_words", "borderline"])
    return frame.astype({"objects": "Int64", "borderline": "Int64"})


def places(*counts: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(counts, columns=["name", "first"])


FOUR = places(("Речной округ", 1), ("Горный округ", 5), ("Белый округ", 5), ("Дальний округ", 1), ("Тихий округ", 0))


def test_recommendations_by_hand() -> None:
    assert plain(recommendation_sentences(summary(), codes(), FOUR)) == [
        "Рекомендации сработали у 9 из 10 школ: всего 30, из них приоритета 1 — 12.",
        "Чаще всего школам и их руководителям: АР-02 «Представить план» — 6 из 10 (60 %); АР-23 «Закрепить наставника» "
        "— 4 из 10 (40 %). Общих пунктов, сработавших больше чем у 50 % школ, — 1.",
        "Больше всего рекомендаций приоритета 1 — Белый округ (5), Горный округ (5), Дальний округ (1).",
        "Ждут решения 26; приняты 2, изменены 1, отклонены 1.",
        "Рядом с порогом, где вывод неустойчив, — 3 из 30; прислать недостающие данные (ДП-01) рекомендовано 2 раза. "
        "Где данных нет, другие рекомендации не срабатывают.",
    ]


def test_the_council_is_told_nothing_of_decisions_and_of_what_is_near() -> None:
    of_council = summary(proposed=None, accepted=None, changed=None, rejected=None, silent=None)
    said = plain(recommendation_sentences(of_council, codes(None, asked=0), FOUR))
    assert len(said) == 4
    assert said[-1] == (
        "Прислать недостающие данные (ДП-01) никому не рекомендовано. Где данных нет, другие рекомендации не "
        "срабатывают."
    )
    assert decision_phrases(next(rows_of(of_council))) == {}


def test_what_there_is_none_of_is_not_said() -> None:
    assert recommendation_sentences(summary(fired=0), codes(), FOUR) == []
    nobody_decided = summary(proposed=30, accepted=0, changed=0, rejected=0, common=0)
    said = plain(recommendation_sentences(nobody_decided, codes(), places(("Речной округ", 12))))
    assert len(said) == 4, "of one municipality no places are named"
    assert "Общих пунктов" not in said[1]
    assert said[2] == "Ждут решения 30, решений ещё нет."


def told(up: float | None, down: float | None, zone: str | None, known: int, of: int) -> pd.DataFrame:
    words = "нет данных" if up is None else f"{up:.0f} из {down:.0f}"
    row = {"value": up, "words": words, "zone": zone, "zone_words": None if zone is None else "▼ требует мер"}
    both = {"municipalities_with_data": known, "municipalities": of}
    return pd.DataFrame([{"code": code, **row, **both} for code in ("И-ВЫП", "И-ПОДТВ")])


def task(state: str, place: str | None, overdue: int | None = None, cycle: str = "2025/26") -> dict[str, Any]:
    return {"state": state, "municipality_name": place, "days_overdue": overdue, "cycle": cycle}


def of_tasks(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["state", "municipality_name", "days_overdue", "cycle"])


def test_execution_by_hand() -> None:
    frame = of_tasks(
        task("overdue", "Речной округ", 1),
        task("overdue", "Речной округ", 41, "2024/25"),
        task("overdue", "Белый округ", 3),
        task("overdue", None, 2),
        task("soon", "Белый округ"),
        task("done", "Белый округ"),
        task("open", "Горный округ"),
    )
    assert plain(execution_sentences(told(1, 4, "low", 3, 4), frame, ON, "2025/26")) == [
        "Из поручений цикла, срок которых наступил к 31.01.2026, исполнено в срок 1 из 4 — требует мер.",
        "Просрочено 4 поручения, из них 1 — прошлых циклов; самое давнее просрочено на 41 день. Больше всего — Речной "
        "округ (2), Белый округ (1).",
        "Ещё у 1 поручения срок в ближайшие 14 дней.",
        "Подтверждено документом 1 из 4 исполненных поручений.",
        "Поручения этого цикла есть в 3 из 4 муниципалитетов; где их нет, исполнение неизвестно.",
    ]


def test_execution_where_nothing_is_due_or_known() -> None:
    assert execution_sentences(told(None, None, None, 0, 2), of_tasks(), ON, "2025/26") == []
    frame = of_tasks(task("open", "Речной округ"))
    assert plain(execution_sentences(told(None, None, None, 1, 1), frame, ON, "2025/26")) == [
        "Просроченных поручений нет.",
        "Новых сроков в ближайшие 14 дней нет.",
    ]
    everywhere = plain(execution_sentences(told(1, 1, None, 2, 2), frame, ON, "2025/26"))
    assert everywhere[-1] == "Поручения этого цикла есть в 2 из 2 муниципалитетов."


def test_tasks_are_counted_with_the_cancelled_ones_and_it_says_so() -> None:
    frame = of_tasks(
        task("open", None),
        task("cancelled", None),
        task("done", None),
        task("overdue", None, 1, "2024/25"),
    )
    assert plain([tasks_words(frame, "2025/26", " прежних решений")]) == [
        "4 поручения прежних решений, из них незакрытых прошлых циклов — 1, отменённых — 1"
    ]
    assert plain([tasks_words(frame.head(1), "2025/26")]) == ["1 поручение"]
    assert plain([counted_tasks(219, 4), counted_tasks(0, 0)]) == [
        "219 поручений, из них отменённых — 4",
        "0 поручений",
    ]


@given(some.lists(some.sampled_from(["overdue", "open", "done", "cancelled"]), min_size=1))
def test_the_meeting_the_page_and_the_report_count_the_same_tasks(states: list[str]) -> None:
    frame = of_tasks(*(task(state, None, 1 if state == "overdue" else None) for state in states))
    frame = frame.assign(deadline=None, evidence_document=None)
    said = counted_tasks(len(states), states.count("cancelled"))
    assert said in tasks_words(frame, "2025/26")
    assert said.replace(",", " прежних решений,", 1) in execution_phrases(frame, ON, "2025/26")[0] or "," not in said
    counts = tally(list(rows_of(frame)), ON)
    assert counted_tasks(counts.all, counts.cancelled) == said


@pytest.mark.parametrize("scope", [Scope(), Scope().in_municipality("01")], ids=["region", "municipality"])
def test_numbers_are_those_of_rows(hand_made_engine: Engine, scope: Scope) -> None:
    with reading(hand_made_engine) as connection:
        rows = records(fired(connection, scope))
        every = records(addressed_recommendations(connection, scope))
        said = plain(
            recommendation_sentences(
                recommendation_summary(connection, scope),
                fired_by_code(connection, scope),
                fired_by_municipality(connection, scope),
            )
        )
        frame = tasks(connection, scope, ON)
        of_execution = execution_sentences(execution_indicators(connection, scope, ON), frame, ON, "2025/26")
    first = sum(row["priority"] == 1 for row in rows)
    assert f"всего {len(rows)}, из них приоритета 1 — {first}." in said[0]
    waiting = sum(row["state"] == STATES[0] for row in every)
    assert any(sentence.startswith(f"Ждут решения {waiting}") for sentence in said)
    near = sum(row["borderline"] is True for row in rows)
    assert said[-1].startswith(f"Рядом с порогом, где вывод неустойчив, — {near} из {len(rows)};")
    assert bool(of_execution) == bool(len(frame))


@given(some.lists(some.sampled_from(STATES), max_size=30))
def test_marked_ones_add_up(states: list[str]) -> None:
    said, before = marked_words(states).replace(NBSP, " "), decided_words(states)
    assert bool(said) == bool(states)
    assert bool(before) == any(state != STATES[0] for state in states)
    if len(states) > 1 and before:
        numbers = [int(part.split(" — ")[1]) for part in before.removeprefix("Из них уже ").split(", ")]
        assert sum(numbers) == sum(state != STATES[0] for state in states)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], ""),
        (["предложена"], "Отмечено: 1 рекомендация."),
        (["изменена"], "Отмечено: 1 рекомендация. Она уже изменена."),
        (["принята", "отклонена", "предложена", "принята", "изменена"],
         "Отмечено: 5 рекомендаций. Из них уже приняты — 2, изменены — 1, отклонены — 1."),
    ],
)  # fmt: skip
def test_marked_ones_by_hand(states: list[str], said: str) -> None:
    assert marked_words(states).replace(NBSP, " ") == said


def test_the_overdue_phrase_counts_the_overdue() -> None:
    assert overdue_phrase(of_tasks(task("overdue", None, 1), task("done", None))) == f"Просрочено 1{NBSP}поручение"
