"""Tasks, decisions, and before and after, worked by hand on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from data.acting import Deadline
from data.assignments import DONE, set_status
from data.database import reading
from data.decisions import Head, Item, add_item, adopt, compose
from data.recommendation_acts import Key, Proposal, accept, reject
from data.sheets import DOCUMENTS, STAFF, TASKS
from queries.decisions import acts, decision_items, decisions, recommendations_without_decision
from queries.effect import BEYOND, CHANCE, FEW, before_and_after, closed_in_better_zone
from queries.execution import (
    deadlines_by_period,
    execution_indicators,
    passed_words,
    plans_of_schools,
    reminders,
    tasks,
    tasks_by_addressee,
    tasks_fallen_due,
)
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

NEXT = make.NEXT_CYCLE
HERE = Scope(cycle=NEXT)
ON = date(2026, 2, 1)
POST = "секретарь коллегии"


def sheet_task(code: str, school_id: str | None = "1", place: str = "01", **changes: Any) -> make.Row:
    said = {
        "task_code": code,
        "cycle": NEXT,
        "recommendation": "АР-17",
        "issued_on": date(2025, 10, 1),
        "responsible_post": "директор",
        "deadline_kind": "дата",
        "deadline": date(2025, 12, 20),
        "status": "в работе",
        "done_on": None,
        "evidence_document": None,
        "remark": None,
        **changes,
    }
    return make.row(TASKS, school_id, place, **said) | {"school_id": school_id}


def document(code: str, school_id: str, due: date | None, sent: date | None) -> make.Row:
    said = {"document_code": code, "cycle": NEXT, "kind": "школьный план", "level": "ОО"}
    return make.row(DOCUMENTS, school_id, "01", **said, due_on=due, submitted_on=sent, dated_on=sent)


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two municipalities. In «01»: late, done, overdue, near, cancelled, permanent; one of the municipality itself."""
    schools = [make.school(code) for code in ("1", "2", "3")] + [make.school("1", "02", kind="гимназия")]
    rows = [
        sheet_task("П-1", status="исполнено", done_on=date(2025, 12, 20), evidence_document="Д-1"),
        sheet_task("П-2", status="исполнено с нарушением срока", done_on=date(2026, 1, 10)),
        sheet_task("П-3", "2"),
        sheet_task("П-4", "2", deadline=date(2026, 2, 15), responsible_post="Директор"),
        sheet_task("П-5", "2", status="отменено"),
        sheet_task("П-6", None, deadline_kind="постоянно", deadline=None, responsible_post="методист"),
        # Done after the day: open on it, and overdue.
        sheet_task("П-7", "3", status="исполнено с нарушением срока", done_on=date(2026, 3, 1)),
        # Just outside: another municipality, another cycle that is closed; an open one of it is in.
        sheet_task("П-8", "1", "02"),
        sheet_task("П-9", "1", cycle=make.CYCLE, status="исполнено", done_on=date(2025, 12, 1)),
        sheet_task("П-10", "1", cycle=make.CYCLE),
    ]
    load(engine, make.workbook(cycle=make.CYCLE, schools=schools, scores=make.scores(7.0, school_id="1")))
    plans = [
        document("Д-1", "1", date(2025, 12, 10), date(2025, 12, 10)),
        document("Д-2", "2", date(2025, 12, 10), date(2025, 12, 11)),
        document("Д-3", "3", None, None),
    ]
    told = [
        sheet_task(f"А-{number}", number, recommendation="АР-02", deadline_kind="дата", deadline=date(2026, 2, 1))
        for number in ("1", "2", "3")
    ]
    load(engine, make.workbook(cycle=NEXT, schools=schools, others={TASKS: rows + told, DOCUMENTS: plans}))
    return engine


def test_tasks_stand_as_they_did_on_the_day(region: Engine) -> None:
    with reading(region) as connection:
        found = tasks(connection, HERE.in_municipality("01"), ON)
    said = {row["code"]: (row["state"], row["days_overdue"]) for row in records(found)}
    assert said == {
        "П-3": ("overdue", 43),
        "П-7": ("overdue", 43),
        "П-10": ("overdue", 43),
        "А-1": ("soon", None),
        "А-2": ("soon", None),
        "А-3": ("soon", None),
        "П-4": ("soon", None),
        "П-6": ("open", None),
        "П-2": ("late", None),
        "П-1": ("done", None),
        "П-5": ("cancelled", None),
    }
    assert records(found)[0]["source_words"] == "лист «Исполнение»"


def test_filters_narrow_tasks_and_a_school_has_none_of_its_municipality(region: Engine) -> None:
    with reading(region) as connection:
        of_school = tasks(connection, HERE.in_school(SchoolKey("01", "2")), ON)
        of_kind = tasks(connection, Scope(cycle=NEXT, kinds=("гимназия",)), ON)
    assert sorted(of_school["code"]) == ["А-2", "П-3", "П-4", "П-5"]
    assert list(of_kind["code"]) == ["П-8"]


def test_indicators_of_execution_on_the_day(region: Engine) -> None:
    with reading(region) as connection:
        found = {row["code"]: row for row in records(execution_indicators(connection, HERE.in_municipality("01"), ON))}
        later = {
            row["code"]: row["words"]
            for row in records(execution_indicators(connection, HERE.in_municipality("01"), date(2026, 3, 2)))
        }
    # Due: П-1 in time, П-2 late, П-3 and П-7 not, А-1 … А-3 not.
    assert found["И-ВЫП"]["words"] == "1 из 7"
    assert (found["И-ПРОСР"]["numerator"], found["И-ПРОСР"]["zone"]) == (2, "low")
    assert found["И-ПОДТВ"]["words"] == "1 из 2"
    assert found["И-ПЛАН"]["words"] == "1 из 2"
    assert found["И-ПОКР"]["words"] == "нет данных"
    assert later["И-ПОДТВ"] == "1 из 3"
    assert later["И-ПРОСР"] == "5"


def test_plans_by_their_due_date(region: Engine) -> None:
    with reading(region) as connection:
        found = records(plans_of_schools(connection, HERE, ON))
        later = records(plans_of_schools(connection, HERE, date(2026, 2, 2)))
    assert [(row["school_id"], row["due"], row["in_time"], row["state_words"]) for row in found] == [
        ("2", date(2025, 12, 10), False, "● позже срока"),
        ("3", date(2026, 2, 1), None, "– срок не наступил"),
        ("1", date(2025, 12, 10), True, "▲ в срок"),
    ]
    assert [row["state_words"] for row in later if row["school_id"] == "3"] == ["▼ не представлен"]


def test_positions_are_one_whatever_their_first_letter(region: Engine) -> None:
    with reading(region) as connection:
        found = records(tasks_by_addressee(connection, HERE.in_municipality("01"), ON))
    assert [(row["post"], row["tasks"], row["overdue"], row["words"], row["zone"]) for row in found] == [
        ("Директор", 9, 2, "1 из 7", "low"),
        ("Методист", 1, 0, "срок не наступил", None),
    ]


def test_calendar_reminders_and_what_fell_due(region: Engine) -> None:
    here = HERE.in_municipality("01")
    with reading(region) as connection:
        months = records(deadlines_by_period(connection, here, ON))
        weeks = records(deadlines_by_period(connection, here, ON, "week"))
        due = tasks_fallen_due(connection, here, ON, date(2025, 12, 20))
        remind = reminders(connection, here, ON, 13)
    assert [(row["words"], row["state"], row["tasks"]) for row in months] == [
        ("дек. 2025", "overdue", 3),
        ("дек. 2025", "late", 1),
        ("дек. 2025", "done", 1),
        ("дек. 2025", "cancelled", 1),
        ("февр. 2026", "soon", 4),
    ]
    assert {row["start"] for row in weeks} == {date(2025, 12, 15), date(2026, 1, 26), date(2026, 2, 9)}
    assert sorted(due["code"]) == ["А-1", "А-2", "А-3"]
    # П-4 is due in 14 days: just outside.
    assert sorted(remind["code"]) == ["А-1", "А-2", "А-3", "П-10", "П-3", "П-7"]
    assert remind["letter"].iloc[0].endswith("срок истёк 43\u00a0дня назад; поручение П-10.")


def issued(school_id: str, value: float, code: str = "АР-23", cycle: str = make.CYCLE, place: str = "01") -> Proposal:
    trace = [{"indicator": "КД-УКОМП", "part": "", "value": value}]
    due = Deadline("дата", date(2025, 12, 20))
    key = Key(cycle, place, school_id, "", code)
    return Proposal(key, "Закрыть вакансии", "Директор", due, trace=trace, zone="low", value=value)


def test_a_decision_shows_with_its_items_and_its_assignments_are_tasks(region: Engine) -> None:
    numbers = accept(region, [issued(code, 40.0, cycle=NEXT) for code in ("1", "2", "3")], POST)
    reject(region, [issued("1", 40.0, "АР-50", cycle=NEXT)], POST, "не нужно")
    with reading(region) as connection:
        waiting = records(recommendations_without_decision(connection, HERE))
        outside = recommendations_without_decision(connection, Scope(cycle=make.CYCLE))
    assert [(row["school_id"], row["revision"]) for row in waiting] == [("1", 1), ("2", 1), ("3", 1)]
    assert outside.empty
    head = Head(date(2025, 10, 20), "Об итогах", "Коллегия", "5")
    number = compose(region, head, NEXT, dict.fromkeys(numbers, 1), 4, POST)
    add_item(region, number, 1, Item("Методист", "Провести семинар", Deadline("не установлен")), POST)
    adopt(region, number, 2, POST)
    set_status(region, {1: 1}, DONE, POST, done_on=date(2025, 12, 1), evidence="приказ № 3", today=ON)
    with reading(region) as connection:
        (decided,) = records(decisions(connection, HERE))
        items = records(decision_items(connection, HERE, number))
        found = {row["code"]: row for row in records(tasks(connection, HERE, ON))}
        narrow = tasks(connection, HERE.in_municipality("02"), ON)
        journal = records(acts(connection, HERE))
        gone = recommendations_without_decision(connection, HERE)
    assert decided["label"] == "№\u00a05 от 20.10.2025, принято"
    assert (decided["items"], decided["assignments"]) == (2, 4)
    assert [(row["common"], row["recommendations"], row["schools_words"]) for row in items] == [
        (True, 3, "Округ 01: СОШ 1, СОШ 2, СОШ 3"),
        (False, 0, None),
    ]
    assert found["Р1-1"]["source_words"] == "решение №\u00a05 от 20.10.2025, пункт 2.1"
    assert (found["Р1-1"]["state"], found["Р1-2"]["state"], found["Р1-4"]["state"]) == ("done", "overdue", "open")
    # What is for nobody in particular is seen where nothing narrows the places.
    assert not set(narrow["code"]) & {"Р1-1", "Р1-4"}
    assert journal[0]["what"] == "поручение"
    assert (
        journal[0]["change_words"] == "статус: не начато → исполнено; исполнено: 01.12.2025; подтверждение: приказ № 3"
    )
    assert gone.empty


def test_tasks_of_one_decision_are_counted_in_its_own_cycle(region: Engine) -> None:
    for cycle, number in ((make.CYCLE, "4"), (NEXT, "5")):
        numbers = accept(region, [issued(code, 40.0, cycle=cycle) for code in ("1", "2", "3")], POST)
        head = Head(date(2025, 10, 20), "Об итогах", "Коллегия", number)
        adopt(region, compose(region, head, cycle, dict.fromkeys(numbers, 1), 4, POST), 1, POST)
    set_status(region, {1: 1}, DONE, POST, done_on=date(2025, 12, 1), evidence="приказ № 3", today=ON)
    with reading(region) as connection:
        first, second = (tasks(connection, HERE, ON, number) for number in (1, 2))
        every = tasks(connection, HERE, ON)
        near = reminders(connection, HERE, ON, 14, 1)
        fallen = tasks_fallen_due(connection, HERE, ON, date(2025, 12, 1), 1)
        months = deadlines_by_period(connection, HERE, ON, decision_id=1)
        posts = records(tasks_by_addressee(connection, HERE, ON, 1))
        indicators = records(execution_indicators(connection, HERE, ON, 1))
    # What is done is seen too, though it is of an earlier cycle than the one that is looked at.
    assert sorted(first["code"]) == ["Р1-1", "Р1-2", "Р1-3"]
    assert sorted(second["code"]) == ["Р2-1", "Р2-2", "Р2-3"]
    assert "Р1-1" not in set(every["code"])
    assert {"Р1-2", "Р2-1", "П-3"} < set(every["code"])
    assert sorted(near["code"]) == ["Р1-2", "Р1-3"]
    assert sorted(fallen["code"]) == ["Р1-1", "Р1-2", "Р1-3"]
    assert months["tasks"].sum() == 3
    assert [(row["post"], row["tasks"], row["due"], row["in_time"]) for row in posts] == [("Директор", 3, 3, 1)]
    assert [(row["code"], row["numerator"], row["denominator"]) for row in indicators] == [
        ("И-ВЫП", 1, 3),
        ("И-ПРОСР", 2, None),
        ("И-ПОДТВ", 1, 1),
    ]


def test_the_council_has_no_tasks_that_can_hang_on_a_judgement_about_people(region: Engine) -> None:
    # АР-15 is for directors without a mentor, АР-02 for low results of a school.
    numbers = accept(region, [issued("1", 40.0, "АР-15", NEXT), issued("2", 40.0, "АР-02", NEXT)], POST)
    council = replace(HERE, showing="council")
    with reading(region) as connection:
        waiting = [records(recommendations_without_decision(connection, each)) for each in (HERE, council)]
    assert [[row["code"] for row in rows] for rows in waiting] == [["АР-02", "АР-15"], ["АР-02"]]
    number = compose(
        region, Head(date(2025, 10, 20), "Об итогах", "Коллегия", "5"), NEXT, dict.fromkeys(numbers, 1), 9, POST
    )
    adopt(region, number, 1, POST)
    with reading(region) as connection:
        shown, told = (
            {
                row["recommendation"]
                for row in records(tasks(connection, each, ON))
                if str(row["code"]).startswith("Р1-")
            }
            for each in (HERE, council)
        )
    assert (shown, told) == ({"АР-02", "АР-15"}, {"АР-02"})


def staff(school_id: str, filled: float, place: str = "01", year: int = 2025) -> make.Row:
    rates: dict[str, object] = {"rates": 100.0, "rates_filled": filled}
    return make.row(STAFF, school_id, place, cut_date=date(year, 5, 31), **rates)


def two_cycles(engine: Engine, after: dict[str, float]) -> None:
    codes = [*after, "9"]
    schools = [make.school(code) for code in codes]
    for cycle, year, filled in ((make.CYCLE, 2025, dict.fromkeys(codes, 70.0)), (NEXT, 2026, {**after, "9": 80.0})):
        rows = [staff(code, filled[code], year=year) for code in codes]
        load(engine, make.workbook(cycle=cycle, cut_date=date(year, 5, 31), schools=schools, others={STAFF: rows}))
    accept(engine, [issued(code, 70.0) for code in after], POST)


CASES = {
    "beyond": ({"1": 80.0, "2": 82.0, "3": 79.0, "4": 81.0, "5": 83.0}, BEYOND),
    "chance": ({"1": 90.0, "2": 52.0, "3": 69.0, "4": 85.0, "5": 60.0}, CHANCE),
    "few": ({"1": 80.0, "2": 82.0}, FEW),
}


@pytest.mark.parametrize(("after", "verdict"), CASES.values(), ids=CASES)
def test_before_and_after_of_those_who_got_it(engine: Engine, after: dict[str, float], verdict: str) -> None:
    two_cycles(engine, after)
    with reading(engine) as connection:
        (row,) = records(before_and_after(connection, HERE, make.CYCLE))
        nothing = before_and_after(connection, HERE, None)
    assert (row["code"], row["indicator"], row["schools"], row["told"]) == ("АР-23", "КД-УКОМП", len(after), len(after))
    assert row["before"] == pytest.approx(70)
    assert row["after"] == pytest.approx(sum(after.values()) / len(after))
    assert row["verdict"] == verdict
    assert nothing.empty


def test_closed_recommendations_whose_indicator_is_in_a_better_zone(engine: Engine) -> None:
    two_cycles(engine, {"1": 100.0, "2": 70.0, "3": 100.0})
    head = Head(date(2025, 10, 20), "Об итогах", "Коллегия", "5")
    adopt(engine, compose(engine, head, make.CYCLE, {1: 1, 2: 1, 3: 1}, 9, POST), 1, POST)
    set_status(engine, {1: 1, 2: 1}, DONE, POST, done_on=date(2025, 12, 1), today=ON)
    with reading(engine) as connection:
        (row,) = records(closed_in_better_zone(connection, HERE, make.CYCLE))
    assert (row["confirmed"], row["closed"], row["words"]) == (3, 2, "1 из 2")


def test_a_deadline_is_told_as_passed_from_the_day_after() -> None:
    due = date(2026, 9, 1)
    assert [passed_words("до 01.09.2026", due, on) for on in (due, date(2026, 9, 2))] == [
        "до 01.09.2026",
        "до 01.09.2026, срок прошёл",
    ]
    assert passed_words("постоянно", None, due) == "постоянно"
