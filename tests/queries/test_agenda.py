"""The agenda of a meeting worked out by hand, and that data loaded meanwhile do not move it. On both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.acting import Deadline
from data.agendas import OWN, AgendaHead, AgendaStep, begin, edit, freeze_anew
from data.database import initialise, reading
from data.decisions import Head, adopt, compose
from data.loading import undo_load
from data.recommendation_acts import Key, Proposal, accept
from queries.agenda import (
    VIEWS,
    WHAT_CHANGED,
    WHAT_HELPED,
    Shown,
    agendas,
    default_steps,
    filters_of,
    frozen_scope,
    shown_step,
    steps_of,
)
from queries.frames import rows_of
from queries.scope import Scope
from tests.data.test_judging import stricter
from tests.factories import CYCLE, NEXT_CYCLE, criterion, municipality, school, scores, workbook
from tests.queries.records import records
from tests.stored import load

NOW = Scope(cycle=NEXT_CYCLE)
POST = "секретарь коллегии"
PLAN_DUE = Deadline("дата", date(2026, 12, 20))


def book(cycle: str, totals: dict[tuple[str, str], float]) -> Any:
    return workbook(
        cycle=cycle,
        municipalities=[municipality(place, name=f"Округ {place}") for place in ("01", "02")],
        schools=[school(code, place, short_name=f"СОШ {place}/{code}") for place, code in totals],
        criteria=[criterion(1, cycle), criterion(2, cycle)],
        scores=[
            row
            for (place, code), total in totals.items()
            for row in scores(total, total, school_id=code, municipality_id=place, cycle=cycle)
        ],
    )


BEFORE = {("01", "1"): 5.0, ("01", "2"): 7.0, ("02", "1"): 9.0}
LATER = {("01", "1"): 5.0, ("01", "2"): 5.0, ("02", "1"): 9.0}


def asking(connection: Any) -> Callable[..., pd.DataFrame]:
    return lambda query, scope, **parameters: query(connection, scope, **parameters)


def filled(engine: Engine) -> Engine:
    load(engine, book(CYCLE, BEFORE), "1.xlsx")
    load(engine, book(NEXT_CYCLE, LATER), "2.xlsx")
    return engine


def points(engine: Engine, scope: Scope) -> dict[str, Shown]:
    with reading(engine) as connection:
        ask = asking(connection)
        steps = default_steps(ask, scope, CYCLE)
        return {step.code: shown_step(step, ask, scope, CYCLE) for step in steps}


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def stored(engine: Engine, scope: Scope = NOW) -> None:
    with reading(engine) as connection:
        steps = default_steps(asking(connection), scope, CYCLE)
    begin(engine, AgendaHead("Заседание", date(2026, 10, 20), NEXT_CYCLE, CYCLE, filters_of(scope)), steps, POST)


def test_the_points_say_the_numbers_of_their_pages(engine: Engine) -> None:
    found = points(filled(engine), NOW)
    assert list(found) == [view.code for view in VIEWS]
    said = {each.name: (each.words, each.before) for each in found["figures"].numbers}
    assert said["▼ Низкая степень"] == ("2 из 3", f"было 1 из 3 ({CYCLE})")
    assert plain(found["figures"].finding) == f"Данные есть по 3 из 3 школ; сравнение — с циклом {CYCLE}."
    [place] = found["groups"].numbers
    assert (place.name, place.words, place.before) == ("Округ 01", "2 из 2", f"из них и в цикле {CYCLE}: 1")
    assert place.way is not None
    assert (place.way.municipality_id, place.way.group) == ("01", "низкая")
    assert plain(found["groups"].finding).startswith("Низкая степень эффективности — у 2 из 3 школ с группой")
    assert [(each.name, plain(each.words)) for each in found["zones"].numbers] == [
        ("Остаются в низкой степени с цикла сравнения", "1 школа"),
        ("Снизили группу: из средней в низкую", "1 школа"),
    ]
    assert found["decision"].finding.startswith("Проекта решения ещё нет")


def test_with_nothing_to_compare_with_each_point_keeps_its_own_sentence(engine: Engine) -> None:
    load(engine, book(NEXT_CYCLE, LATER), "2.xlsx")
    with reading(engine) as connection:
        ask = asking(connection)
        found = {step.code: shown_step(step, ask, NOW, None) for step in default_steps(ask, NOW, None)}
    assert plain(found["zones"].finding).startswith("Слабее всего критерии «Критерий 1» и «")
    assert "Слабее" not in found["groups"].finding
    assert found["figures"].questions == ("Каких данных не хватает, чтобы решать?",)
    assert "повысили" not in " ".join(found["groups"].questions)
    assert "Слабее всего: № 1 и № 2 «Критерий 1» и «Критерий 2»" in [
        plain(each.name) for each in found["figures"].numbers
    ]


def test_what_the_comparison_has_is_asked_about(engine: Engine) -> None:
    found = points(filled(engine), NOW)
    assert WHAT_CHANGED in found["figures"].questions
    assert WHAT_HELPED not in found["groups"].questions, "no school rose"
    load(engine, book(NEXT_CYCLE, {**LATER, ("01", "1"): 9.0}), "3.xlsx")
    assert WHAT_HELPED in points(engine, NOW)["groups"].questions


def test_the_point_of_the_decision_speaks_of_the_decision_as_it_stands(engine: Engine) -> None:
    filled(engine)
    told = [Proposal(Key(NEXT_CYCLE, "01", "1", "", "АР-02"), "Представить план", "Руководитель ОО", PLAN_DUE)]
    numbers = accept(engine, told, POST)
    head = Head(date(2026, 10, 20), "Об итогах", "Коллегия", "7")
    number = compose(engine, head, NEXT_CYCLE, dict.fromkeys(numbers, 1), 3, POST)
    draft = points(engine, NOW)["decision"]
    assert (draft.title, draft.questions[-1]) == ("Проект решения", "Принимается ли решение?")
    [card] = draft.numbers
    assert (card.name, card.words) == ("2.1. Руководитель ОО", "Представить план")
    assert card.before == "срок: до 20.12.2026; касается: Округ 01: СОШ 01/1"
    stored(engine)
    with reading(engine) as connection:
        [row] = list(rows_of(agendas(connection, NOW)))
    adopt(engine, number, 1, POST)
    steps = {step.code: step for step in steps_of(row)}
    with reading(engine) as connection:
        after = shown_step(steps["decision"], asking(connection), NOW, CYCLE)
        own = shown_step(
            replace(steps["decision"], title="О планах", questions=("Что?",)), asking(connection), NOW, CYCLE
        )
        asked = shown_step(steps["recommendations"], asking(connection), NOW, CYCLE).questions
    assert plain(after.title) == "Решение № 7 от 20.10.2026 (принято)"
    assert not [words for words in (*after.questions, *asked) if "Принимается" in words or "принять" in words]
    assert [each.name for each in after.numbers] == [card.name], "adoption numbers nothing anew"
    assert (own.title, own.questions) == ("О планах", ("Что?",))


def test_tasks_of_earlier_decisions_are_in_the_agenda(engine: Engine) -> None:
    filled(engine)
    told = [
        Proposal(Key(cycle, "01", "1", "", "АР-02"), "Представить план", "Руководитель ОО", PLAN_DUE)
        for cycle in (CYCLE, NEXT_CYCLE)
    ]
    for number, (cycle, proposal) in enumerate(zip((CYCLE, NEXT_CYCLE), told, strict=True), start=1):
        accepted = accept(engine, [proposal], POST)
        head = Head(date(2026, 10, 19 + number), "Об итогах", "Коллегия", str(number))
        adopt(engine, compose(engine, head, cycle, dict.fromkeys(accepted, 1), 3, POST), 1, POST)
    step = AgendaStep("execution", "Исполнение прежних решений")
    with reading(engine) as connection:
        ask = asking(connection)
        before = shown_step(step, ask, NOW, CYCLE, date(2026, 12, 20))
        after = shown_step(step, ask, NOW, CYCLE, date(2026, 12, 21))
    assert (before.decide, [(each.name, each.words) for each in before.numbers]) == (True, [("Срок близко", "1")])
    assert [(each.name, each.words, each.zone) for each in after.numbers] == [("Просрочено", "1", "low")]
    assert plain(after.finding) == (
        "На 21.12.2026 — 1 поручение прежних решений, из них незакрытых прошлых циклов — 1; исполнено — 0. "
        "Просрочено 1 поручение, из них 1 — прошлых циклов; самое давнее просрочено на 1 день."
    )


def test_pillars_without_anything_to_decide_are_left_out_at_first(engine: Engine) -> None:
    with reading(filled(engine)) as connection:
        steps = default_steps(asking(connection), NOW, CYCLE)
    assert [step.code for step in steps if not step.shown] == [
        "competences",
        "staffing",
        "mentoring",
        "development",
        "reserve",
        "execution",
    ]
    own = AgendaStep(OWN, "Разное", ("Кто готовит отчёт?",))
    with reading(engine) as connection:
        shown = shown_step(own, asking(connection), NOW, CYCLE)
    assert (shown.title, shown.page, shown.numbers, shown.questions) == ("Разное", None, (), own.questions)


def test_only_selected_schools_count(engine: Engine) -> None:
    found = points(filled(engine), NOW.in_municipality("02"))
    assert found["groups"].numbers == ()
    assert {each.name: each.words for each in found["figures"].numbers}["▼ Низкая степень"] == "0 из 1"


def test_data_loaded_meanwhile_do_not_move_the_screen(engine: Engine) -> None:
    stored(filled(engine))
    with reading(engine) as connection:
        [row] = list(rows_of(agendas(connection, NOW)))
        scope = frozen_scope(row)
    assert (scope.as_of, scope.methodology, scope.cycle) == (2, 1, NEXT_CYCLE)
    before = points(engine, scope)
    load(engine, book(NEXT_CYCLE, {**LATER, ("01", "1"): 9.0}), "3.xlsx")
    assert points(engine, scope) == before
    assert points(engine, NOW)["figures"] != before["figures"]
    with reading(engine) as connection:
        [row] = list(rows_of(agendas(connection, NOW)))
    assert (row.load_id, row.later, row.gone) == (2, 1, False)
    freeze_anew(engine, 1, 1, POST)
    with reading(engine) as connection:
        [row] = list(rows_of(agendas(connection, NOW)))
    assert points(engine, frozen_scope(row)) == points(engine, NOW)


def test_an_agenda_of_an_undone_load_says_that_its_state_is_gone(engine: Engine) -> None:
    stored(filled(engine))
    undo_load(engine, 2)
    with reading(engine) as connection:
        [row] = records(agendas(connection, NOW))
    assert (row["gone"], row["later"]) == (True, 0)
    assert isinstance(row["at"], datetime)
    edit(engine, 1, 1, "Другое название", row["date"], list(steps_of(SimpleNamespace(**row))), POST)
    with reading(engine) as connection:
        [edited] = records(agendas(connection, NOW))
    assert (edited["revision"], edited["gone"]) == (2, True)
    freeze_anew(engine, 1, 2, POST)
    with reading(engine) as connection:
        [anew] = records(agendas(connection, NOW))
    assert (anew["load_id"], anew["gone"]) == (1, False)


def test_an_agenda_says_that_its_rules_are_no_longer_in_force(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(filled(engine))
    with reading(engine) as connection:
        [row] = rows_of(agendas(connection, NOW))
        before = points(engine, frozen_scope(row))
    assert not row.outdated
    monkeypatch.setattr("data.methodology_versions.packaged", stricter)
    initialise(engine)
    with reading(engine) as connection:
        [row] = rows_of(agendas(connection, NOW))
    assert (row.outdated, row.methodology, row.later, row.gone) == (True, 1, 0, False)
    assert points(engine, frozen_scope(row)) == before
    freeze_anew(engine, 1, 1, POST)
    with reading(engine) as connection:
        [row] = rows_of(agendas(connection, NOW))
    assert (row.outdated, row.methodology) == (False, 2)


def test_agendas_by_day_with_their_filters(engine: Engine) -> None:
    narrow = Scope(cycle=NEXT_CYCLE, municipalities=("01",), flags=("low_results",), complete_only=True)
    stored(filled(engine), narrow)
    head = AgendaHead("Совет", date(2026, 11, 1), NEXT_CYCLE, None, {})
    begin(engine, head, [AgendaStep("figures", "Главные показатели")], POST)
    with reading(engine) as connection:
        later, earlier = rows_of(agendas(connection, Scope(cycle=CYCLE)))
    assert (later.label, later.compared_with, earlier.label) == ("01.11.2026, Совет", None, "20.10.2026, Заседание")
    frozen = frozen_scope(earlier)
    assert (frozen.municipalities, frozen.flags, frozen.complete_only) == (("01",), ("low_results",), True)
    assert [step.code for step in steps_of(later)] == ["figures"]
