"""What the points of a decision stand for, here and elsewhere, before and after it is composed; worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from data.acting import Deadline
from data.assignments import DONE, set_status
from data.database import reading
from data.decisions import Head, Item, add_item, adopt, compose, edit_head, edit_item
from data.recommendation_acts import Key, Proposal, accept
from queries.checklist import checklist
from queries.decision_points import decision_points, execution_of_decision
from queries.decisions import decision_items, recommendations_without_decision
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=make.CYCLE)
ON = date(2025, 10, 20)
POST = "секретарь коллегии"
HEAD = Head(ON, "Об итогах", "Коллегия", "5")
VACANCIES = {"indicator": "КД-УКОМП", "part": "", "value": 40.0}
ABOUT_PEOPLE = {"level": "К-РУК-УР", "value": "низкий"}


def issued(place: str, school_id: str, code: str, *trace: dict[str, Any], addressee: str = "Директор") -> Proposal:
    key = Key(make.CYCLE, place, school_id, "", code)
    return Proposal(key, f"Текст {code}", addressee, Deadline("дата", date(2025, 12, 20)), trace=trace)


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Three schools in «01», one in «02»; АР-23 for three of them, АР-07 about the director of one, АР-03 for «02»."""
    schools = [make.school(code) for code in ("1", "2", "3")] + [make.school("1", "02")]
    load(engine, make.workbook(cycle=make.CYCLE, schools=schools))
    wanted = [issued(place, code, "АР-23", VACANCIES) for place, code in (("01", "1"), ("01", "2"), ("02", "1"))]
    wanted += [issued("01", "3", "АР-07", ABOUT_PEOPLE), issued("02", "", "АР-03", addressee="Управление образования")]
    accept(engine, wanted, POST)
    return engine


def said(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (row["position"], row["code"], row["municipality_id"], row["school_id"], row["here"], row["elsewhere"])
        for row in rows
    ]


EVERYWHERE = [
    (1, "АР-23", "01", "1", 3, 0),
    (1, "АР-23", "01", "2", 3, 0),
    (1, "АР-23", "02", "1", 3, 0),
    (2, "АР-07", "01", "3", 1, 0),
    (3, "АР-03", "02", None, 1, 0),
]


def test_a_draft_for_the_paper_alone_is_the_one_that_would_be_composed(region: Engine) -> None:
    with reading(region) as connection:
        before = records(decision_points(connection, HERE, on=ON))
        narrow = records(decision_points(connection, HERE.in_municipality("02"), on=ON))
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    with reading(region) as connection:
        after = records(decision_points(connection, HERE, decision_id=number))
        nothing = decision_points(connection, HERE, on=ON)
    assert said(before) == EVERYWHERE
    assert before == after
    assert [row["common"] for row in before] == [True, True, True, False, False]
    assert said(narrow) == [(1, "АР-23", "02", "1", 1, 0), (2, "АР-03", "02", None, 1, 0)]
    assert nothing.empty


def test_points_about_other_places_say_so(region: Engine) -> None:
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    add_item(region, number, 1, Item("Методист", "Провести семинар", Deadline("не установлен")), POST)
    with reading(region) as connection:
        first = records(decision_points(connection, HERE.in_municipality("01"), decision_id=number))
        second = records(decision_points(connection, HERE.in_municipality("02"), decision_id=number))
        school = records(decision_points(connection, HERE.in_school(SchoolKey("02", "1")), decision_id=number))
        later = records(decision_points(connection, Scope(cycle=make.NEXT_CYCLE), decision_id=number))
    assert said(first) == [
        (1, "АР-23", "01", "1", 2, 1),
        (1, "АР-23", "01", "2", 2, 1),
        (2, "АР-07", "01", "3", 1, 0),
        (3, None, None, None, 0, 1),
        (4, None, None, None, 0, 0),
    ]
    assert said(second)[1:] == [
        (2, None, None, None, 0, 1),
        (3, "АР-03", "02", None, 1, 0),
        (4, None, None, None, 0, 0),
    ]
    # What is about the municipality is not about one of its schools.
    assert said(school)[2] == (3, None, None, None, 0, 1)
    assert said(later)[:5] == EVERYWHERE


def test_the_council_is_not_told_what_rests_on_people(region: Engine) -> None:
    council = replace(HERE, showing="council")
    with reading(region) as connection:
        drafts = [
            said(records(decision_points(connection, scope, on=ON)))
            for scope in (council, council.in_municipality("01"), council.in_school(SchoolKey("01", "3")))
        ]
    assert drafts == [
        [*EVERYWHERE[:3], (2, "АР-03", "02", None, 1, 0)],
        [(1, "АР-23", "01", "1", 2, 0), (1, "АР-23", "01", "2", 2, 0)],
        [],
    ]
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    with reading(region) as connection:
        rows = records(decision_points(connection, council, decision_id=number))
        narrow = [
            said(records(decision_points(connection, council.in_municipality(place), decision_id=number)))
            for place in ("01", "02")
        ]
        items = decision_items(connection, council, number)
    assert [row["text"] for row in rows][3] == "Текст АР-07"
    assert not {"recommendations", "schools_words"} & set(items.columns)
    # The same, whoever it is about.
    for found in (said(rows), *narrow):
        assert [row for row in found if row[0] == 2] == [(2, None, None, None, None, None)]


def test_a_recommendation_with_one_reason_that_may_be_told_is_told(region: Engine) -> None:
    to_a_person = issued("01", "3", "АР-09", VACANCIES)
    to_a_person = replace(to_a_person, key=to_a_person.key._replace(person="Р-1"))
    accept(region, [issued("01", "3", "АР-08", VACANCIES, ABOUT_PEOPLE), to_a_person], POST)
    with reading(region) as connection:
        rows = records(decision_points(connection, replace(HERE, showing="council"), on=ON))
    (row,) = (row for row in rows if row["code"] == "АР-08")
    assert (row["here"], row["school_id"]) == (1, "3")
    assert "АР-09" not in {row["code"] for row in rows}


def test_items_name_municipalities_and_schools(region: Engine) -> None:
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    with reading(region) as connection:
        items = records(decision_items(connection, HERE, number))
    assert [row["schools_words"] for row in items] == [
        "Округ 01: СОШ 1, СОШ 2; Округ 02: СОШ 1",
        "Округ 01: СОШ 3",
        "Округ 02",
    ]


def test_a_deadline_before_the_decision_and_one_without_a_day_say_so(region: Engine) -> None:
    accept(region, [replace(issued("02", "1", "Х-01"), deadline=Deadline("дата"))], POST)
    with reading(region) as connection:
        waiting = records(recommendations_without_decision(connection, HERE))
    assert [row["deadline_words"] for row in waiting if row["code"] == "Х-01"] == ["день не назначен"]
    head = replace(HEAD, date=date(2026, 1, 15), number=None)
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    edit_head(region, number, 1, head, POST)
    with reading(region) as connection:
        items = records(decision_items(connection, HERE, number))
        (row,) = records(checklist(connection, HERE, None, ON).query("check == 'decision'"))
    assert {(each["passed"], each["deadline_words"]) for each in items} == {
        (True, "до 20.12.2025 — ✕ раньше даты решения")
    }
    assert "срок 3\u00a0пунктов раньше даты решения" in row["words"]


def test_a_day_that_will_be_over_is_told_before_the_draft_and_is_the_one_of_the_draft(region: Engine) -> None:
    over = replace(issued("02", "1", "АР-02"), deadline=Deadline("дата", date(2025, 10, 20)))
    [number] = accept(region, [over], POST)
    on = date(2025, 12, 10)
    with reading(region) as connection:
        now = {row["issue_id"]: row for row in records(recommendations_without_decision(connection, HERE))}
        then = {row["issue_id"]: row for row in records(recommendations_without_decision(connection, HERE, decided=on))}
    assert now[number]["deadline_words"] == "до 20.10.2025"
    assert then[number]["deadline_words"] == "до 20.10.2026 (было до 20.10.2025)"
    made = compose(region, replace(HEAD, date=on, number=None), make.CYCLE, {number: 1}, 4, POST)
    with reading(region) as connection:
        (item,) = records(decision_items(connection, HERE, made))
        (point,) = records(decision_points(connection, HERE, made))
    assert item["deadline_words"] == "до 20.10.2026 (было до 20.10.2025)"
    assert point["moved"] == "прежний, до 20.10.2025, истёк к дню решения"
    by_hand = Item("Директор", "Представить план", Deadline("дата", date(2026, 3, 1)))
    edit_item(region, made, 1, 1, by_hand, POST)
    with reading(region) as connection:
        (changed,) = records(decision_points(connection, HERE, made))
    assert (changed["deadline"], changed["moved"]) == (date(2026, 3, 1), "прежний, до 20.10.2025, истёк к дню решения")


def test_a_day_changed_in_the_draft_says_the_one_of_the_recommendation(region: Engine) -> None:
    made = compose(region, HEAD, make.CYCLE, {5: 1}, 4, POST)
    with reading(region) as connection:
        (kept,) = records(decision_points(connection, HERE, made))
    edit_item(region, made, 1, 1, Item("Директор", "Текст", Deadline("дата", date(2026, 3, 1))), POST)
    with reading(region) as connection:
        (changed,) = records(decision_points(connection, HERE, made))
        (council,) = records(decision_points(connection, replace(HERE, showing="council"), made))
    assert kept["moved"] is None
    assert changed["moved"] == council["moved"] == "в рекомендации — до 20.12.2025"


def test_a_selection_narrower_than_the_decision_is_told_by_the_checklist(region: Engine) -> None:
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    found = {}
    with reading(region) as connection:
        for scope in (HERE, HERE.in_municipality("01"), HERE.in_school(SchoolKey("01", "1"))):
            frame = checklist(connection, scope, None, ON, number)
            (row,) = records(frame[frame["check"] == "decision"])
            found[scope] = "отбор уже решения" in row["words"]
    assert list(found.values()) == [False, True, True]


def test_for_the_council_a_draft_of_what_may_be_told_is_no_error(region: Engine) -> None:
    council = replace(HERE, showing="council")
    said_of = {}
    with reading(region) as connection:
        for scope in (council, council.in_school(SchoolKey("01", "3"))):
            frame = checklist(connection, scope, None, ON)
            (row,) = records(frame[frame["check"] == "decision"])
            said_of[scope] = (row["state"], "для совета" in row["words"])
    assert list(said_of.values()) == [("warning", False), ("error", True)]


def test_assignments_of_a_decision_under_its_points(region: Engine) -> None:
    number = compose(region, HEAD, make.CYCLE, dict.fromkeys(range(1, 6), 1), 4, POST)
    adopt(region, number, 1, POST)
    set_status(
        region, {1: 1, 4: 1}, DONE, POST, done_on=date(2025, 12, 1), evidence="приказ № 3", today=date(2026, 2, 1)
    )
    with reading(region) as connection:
        found = records(execution_of_decision(connection, HERE, number, date(2026, 2, 1)))
        narrow = records(execution_of_decision(connection, HERE.in_municipality("02"), number, date(2026, 2, 1)))
        other = execution_of_decision(connection, HERE, number + 1, date(2026, 2, 1))
    assert sorted((row["position"], row["code"], row["state"]) for row in found) == [
        (1, "Р1-1", "done"),
        (1, "Р1-2", "overdue"),
        (1, "Р1-3", "overdue"),
        (2, "Р1-4", "done"),
        (3, "Р1-5", "overdue"),
    ]
    assert [(row["position"], row["code"]) for row in narrow] == [(1, "Р1-3"), (3, "Р1-5")]
    assert other.empty
