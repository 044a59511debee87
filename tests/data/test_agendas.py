"""Agendas of meetings: composed, edited, frozen anew, taken off; nobody overtaken, nothing lost. On both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from data.acting import ActRefusedError, OvertakenError
from data.agendas import (
    MOST_QUESTIONS,
    OWN,
    READY,
    TAKEN_OFF,
    AgendaHead,
    AgendaStep,
    begin,
    edit,
    freeze_anew,
    take_off,
)
from data.tables_decisions import agenda, agenda_history
from data.workbook import Workbook
from tests import factories as make
from tests.data.acts import AT, OTHER_POST, POST, rows
from tests.stored import load

ON = date(2025, 10, 20)
HEAD = AgendaHead("Заседание коллегии", ON, "2024/25", None, {"municipalities": ["01"]})
STEPS = (
    AgendaStep("figures", "Главные показатели", ("Что изменилось?",)),
    AgendaStep("groups", "Группы школ", shown=False),
)


def book(score: float) -> Workbook:
    return make.workbook(schools=[make.school()], scores=make.scores(score))


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load(engine, book(7.0), "1.xlsx")
    return engine


def test_an_agenda_is_frozen_at_the_latest_load(loaded: Engine) -> None:
    assert begin(loaded, HEAD, STEPS, POST, AT) == 1
    (row,) = rows(loaded, agenda)
    assert (row["state"], row["load_id"], row["methodology"], row["revision"]) == (READY, 1, 1, 1)
    assert row["filters"] == {"municipalities": ["01"]}
    assert [AgendaStep.read(said) for said in row["steps"]] == list(STEPS)
    load(loaded, book(5.0), "2.xlsx")
    (row,) = rows(loaded, agenda)
    assert row["load_id"] == 1
    freeze_anew(loaded, 1, 1, OTHER_POST, AT)
    (row,) = rows(loaded, agenda)
    assert (row["load_id"], row["post"], row["revision"]) == (2, OTHER_POST, 2)


def test_every_change_is_in_the_history(loaded: Engine) -> None:
    begin(loaded, HEAD, STEPS, POST, AT)
    turned = (replace(STEPS[1], shown=True), STEPS[0], AgendaStep(OWN, "Разное", ("Кто готовит отчёт?",)))
    edit(loaded, 1, 1, "Совещание", date(2025, 10, 21), turned, POST, AT)
    take_off(loaded, 1, 2, "перенесено", POST, AT)
    (row,) = rows(loaded, agenda)
    assert (row["title"], row["date"], row["state"]) == ("Совещание", date(2025, 10, 21), TAKEN_OFF)
    assert [said["title"] for said in row["steps"]] == ["Группы школ", "Главные показатели", "Разное"]
    history = rows(loaded, agenda_history)
    assert [(line["act"], line["reason"]) for line in history] == [
        ("составлена повестка", None),
        ("изменена повестка", None),
        ("снята", "перенесено"),
    ]
    was, now = history[1]["changes"]["steps"]
    assert [said["code"] for said in was] == ["figures", "groups"]
    assert [said["code"] for said in now] == ["groups", "figures", OWN]
    with pytest.raises(ActRefusedError, match="снята"):
        freeze_anew(loaded, 1, 3, POST)


def test_nobody_is_overtaken(loaded: Engine) -> None:
    begin(loaded, HEAD, STEPS, POST, AT)
    edit(loaded, 1, 1, "Совещание", ON, STEPS, OTHER_POST, AT)
    with pytest.raises(OvertakenError, match="повестка «Совещание»"):
        edit(loaded, 1, 1, "Другое", ON, STEPS, POST)
    assert len(rows(loaded, agenda_history)) == 2


def test_what_is_refused(engine: Engine) -> None:
    with pytest.raises(ActRefusedError, match="Данных ещё нет"):
        begin(engine, HEAD, STEPS, POST)
    load(engine, book(7.0), "1.xlsx")
    hidden = [replace(step, shown=False) for step in STEPS]
    many = [replace(STEPS[0], questions=("Что?",) * (MOST_QUESTIONS + 1))]
    person = [replace(STEPS[0], questions=("Спросить Иванова Ивана Ивановича?",))]
    for steps, words in (
        ((), "ни одного"),
        (hidden, "ни одного"),
        (STEPS * 16, "больше 30"),
        (many, "вопросов"),
        (person, "персональные"),
    ):
        with pytest.raises(ActRefusedError, match=words):
            begin(engine, HEAD, steps, POST)
    with pytest.raises(ActRefusedError, match="должность"):
        begin(engine, HEAD, STEPS, " ")
    with pytest.raises(ActRefusedError, match="Повестки 7 нет"):
        edit(engine, 7, 1, "Название", ON, STEPS, POST)
    assert rows(engine, agenda) == []
