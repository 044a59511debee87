"""The checklist before papers: hand-worked cases, and a second implementation over the demonstration and odd cases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from data.acting import Deadline
from data.assignments import UNDER_WAY, set_status
from data.database import reading
from data.decisions import Head, adopt, annul, compose
from data.findings import Finding
from data.loading import load_workbook
from data.recommendation_acts import accept
from data.releases import add_releases
from queries.checklist import checklist, errors_of, reservations_of
from queries.frames import rows_of
from queries.scope import Scope
from tests import factories as make
from tests.data.acts import HEAD, POST, proposal
from tests.queries import plain_checklist
from tests.queries.cases import scopes_of_hand_made
from tests.queries.plain import Facts
from tests.queries.records import Row
from tests.stored import load

ON = date(2026, 1, 15)
HERE = Scope(cycle=make.CYCLE)


def checked(engine: Engine, scope: Scope = HERE, decision_id: int | None = None, on: date = ON) -> dict[str, Row]:
    with reading(engine) as connection:
        frame = checklist(connection, scope, None, on, decision_id)
    return {row.check: row._asdict() for row in rows_of(frame)}


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two schools with scores and one without in «01»; «02» with one school."""
    schools = [make.school(code) for code in ("001", "002", "003")] + [make.school("001", "02")]
    scores = [*make.scores(7.0, school_id="001"), *make.scores(5.0, school_id="002")]
    scores += make.scores(9.0, school_id="001", municipality_id="02")
    load(
        engine,
        make.workbook(
            municipalities=[make.municipality("01"), make.municipality("02")], schools=schools, scores=scores
        ),
    )
    return engine


def test_what_is_missing_is_a_warning_with_its_sentence(region: Engine) -> None:
    row = checked(region)["data"]
    assert (row["state"], row["words"]) == ("warning", "Данные есть по 3 из 4\u00a0школ.")
    assert row["reservation"] == "По 1\u00a0школе из 4 данные не представлены и в выводах не учтены."
    assert checked(region, HERE.in_municipality("02"))["data"]["state"] == "fine"


def test_a_filter_of_schools_is_a_warning_that_names_it(region: Engine) -> None:
    assert checked(region)["scope"]["words"] == "Отбора по признакам школ нет: документы о 4\u00a0школах из 4."
    assert checked(region, HERE.in_municipality("01"))["scope"]["state"] == "fine"
    row = checked(region, replace(HERE, groups=(3,)))["scope"]
    assert (row["state"], row["reservation"]) == ("warning", None)
    assert row["words"].startswith("Отбор: группы — низкая. Документы будут о 1\u00a0школе из 4;")


def test_without_data_nothing_is_made(region: Engine) -> None:
    nobody = checked(region, replace(HERE, municipalities=("03",)))["data"]
    assert (nobody["state"], nobody["stops"]) == ("error", "all")


def test_warnings_of_all_loads_in_force(region: Engine) -> None:
    assert checked(region)["findings"]["state"] == "fine"
    found = (Finding("warning", "x", "м", "ч"), Finding("note", "y", "м", "ч"))
    book = make.workbook(schools=[make.school("001", "02")], scores=make.scores(8.0, municipality_id="02"))
    load_workbook(region, book, "два.xlsx", b"2", found)
    row = checked(region)["findings"]
    assert (row["state"], row["words"]) == ("warning", "К загрузке №\u00a02: 1\u00a0предупреждение.")
    # A later load about another place takes nothing back.
    load(region, make.workbook(scores=make.scores(6.0, school_id="001")), "три.xlsx")
    assert checked(region)["findings"]["words"] == "К загрузке №\u00a02: 1\u00a0предупреждение."
    # Just outside: the other municipality, and the state before.
    assert checked(region, replace(HERE, as_of=1))["findings"]["state"] == "fine"


def test_released_findings_are_named_until_they_are_withdrawn(region: Engine) -> None:
    assert checked(region)["privacy"]["state"] == "fine"
    add_releases(region, [("Организации", "Название", "phone", "")], "это код организации", POST)
    row = checked(region)["privacy"]
    assert row["state"] == "warning"
    assert row["reservation"] == "Одно\u00a0замечание проверки на персональные данные снято с указанием причины."


def test_from_no_recommendation_to_an_adopted_decision(region: Engine) -> None:
    row = checked(region)["decision"]
    assert (row["state"], row["stops"]) == ("error", "decision")
    numbers = accept(region, [proposal("001"), proposal("002")], POST)
    found = checked(region)
    assert (found["decision"]["state"], found["waiting"]["state"]) == ("warning", "warning")
    assert found["waiting"]["words"].startswith("Приняты, но не вошли ни в одно решение: 2.")
    draft = compose(region, replace(HEAD, number=None), make.CYCLE, dict.fromkeys(numbers, 1), 4, POST)
    found = checked(region)
    assert found["waiting"]["state"] == "fine"
    assert (found["decision"]["state"], found["decision"]["words"]) == (
        "warning",
        f"проект {draft} от 20.10.2025, проект: не принято, нет номера.",
    )
    assert "Решение — проект" in found["decision"]["reservation"]
    annul(region, draft, 1, "ошибка", POST)
    assert checked(region, decision_id=draft)["decision"]["state"] == "error"


def test_the_previous_decision_is_looked_at_on_the_day_and_not_the_one_chosen(region: Engine) -> None:
    due = Deadline("дата", date(2025, 12, 20))
    first = accept(region, [proposal("001", deadline=due), proposal("002", deadline=due)], POST)
    adopt(region, compose(region, HEAD, make.CYCLE, dict.fromkeys(first, 1), 4, POST), 1, POST)
    set_status(region, {1: 1}, UNDER_WAY, POST)
    row = checked(region, decision_id=99)["previous"]
    assert row["words"] == "На 15.01.2026 просрочено: 2 из 2, из них без отметки о начале: 1."
    assert row["reservation"].startswith("Два\u00a0поручения прежних решений на 15.01.2026 просрочены")
    load(region, make.workbook(scores=make.scores(7.0, cycle=make.NEXT_CYCLE)), "новый цикл.xlsx")
    row = checked(region, replace(HERE, cycle=make.NEXT_CYCLE), decision_id=99)["previous"]
    assert "просрочено: 1 из 1 (этого цикла — 0, прошлых — 1)" in row["words"]
    assert checked(region, decision_id=99, on=date(2025, 12, 20))["previous"]["state"] == "fine"
    # The tasks of the decision itself are none of a previous one.
    found = checked(region)
    assert (found["decision"]["state"], found["previous"]["state"]) == ("fine", "fine")
    second = accept(region, [proposal("003", deadline=due)], POST)
    later = Head(date(2026, 1, 10), "О ходе исполнения", HEAD.body_name, "13")
    chosen = compose(region, later, make.CYCLE, dict.fromkeys(second, 1), 4, POST)
    assert checked(region, decision_id=chosen)["previous"]["state"] == "warning"


def test_errors_stop_what_they_say_and_warnings_are_repeated(region: Engine) -> None:
    with reading(region) as connection:
        frame = checklist(connection, HERE, None, ON)
        empty = checklist(connection, replace(HERE, municipalities=("03",)), None, ON)
    assert list(errors_of(frame, with_decision=False)) == []
    assert len(list(errors_of(frame, with_decision=True))) == 1
    assert len(list(errors_of(empty, with_decision=False))) == 1
    sentences = reservations_of(frame)
    assert len(sentences) == (frame["state"] == "warning").sum()
    for sentence in sentences:
        assert re.fullmatch(r"[А-ЯЁ].+\.", sentence), sentence


def test_the_council_is_told_nothing_of_acts(region: Engine) -> None:
    accept(region, [proposal("001")], POST)
    found = checked(region, replace(HERE, showing="council"))
    assert (found["recommendations"]["state"], found["waiting"]["state"]) == ("fine", "fine")
    assert "не проверяется" in found["waiting"]["words"]


def agrees(engine: Engine, facts: Facts, scope: Scope, previous: str | None) -> None:
    for on in (ON, date(2027, 3, 1)):
        with reading(engine) as connection:
            found = {row.check: row for row in rows_of(checklist(connection, scope, previous, on, 99))}
        for check, said in plain_checklist.states(facts, scope, previous, on).items():
            assert found[check].state == said["state"], (check, scope)
            if said["state"] == "warning" and "count" in said:
                count = f"{said['count']:,}".replace(",", "\u00a0")
                assert re.search(rf"(?<!\d){count}(?!\d)", found[check].words), (check, scope, found[check].words)


def test_odd_cases_agree_with_the_plain_implementation(hand_made_engine: Engine, hand_made_facts: Facts) -> None:
    for scope in scopes_of_hand_made():
        agrees(hand_made_engine, hand_made_facts, scope, None)


@pytest.mark.parametrize("scope", [Scope(), Scope(cycle="2024/25"), Scope(municipalities=("99701000",))], ids=str)
def test_the_demonstration_agrees_with_the_plain_implementation(
    demonstration_engine: Engine, demonstration_facts: Facts, scope: Scope
) -> None:
    agrees(demonstration_engine, demonstration_facts, scope, "2024/25")
