"""What a decision holds, listed as the table of addressed recommendations: worked by hand and told apart by issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select

from data.acting import Deadline
from data.database import reading
from data.decisions import Item, adopt, compose, edit_item
from data.recommendation_acts import BY_HAND, accept, reject, write_by_hand
from data.tables_decisions import decision_item_issue
from queries.addressed import ADDRESSED, addressed_recommendations
from queries.decided_recommendations import decided_recommendations
from queries.frames import rows_of
from tests import factories as make
from tests.queries.records import records
from tests.queries.test_decision_points import ABOUT_PEOPLE, HEAD, HERE, ON, POST, VACANCIES, issued
from tests.stored import load


@pytest.fixture
def region(engine: Engine) -> Engine:
    """АР-23 accepted for two schools, АР-07 about a director; one rejected; one by hand; one accepted and left out."""
    schools = [make.school(code) for code in ("1", "2", "3")] + [make.school("1", "02")]
    load(engine, make.workbook(cycle=make.CYCLE, schools=schools))
    wanted = [issued("01", code, "АР-23", VACANCIES) for code in ("1", "2")]
    accept(engine, [*wanted, issued("01", "3", "АР-07", ABOUT_PEOPLE)], POST)
    reject(engine, [issued("01", "3", "АР-23", VACANCIES)], "не нужно", POST)
    due = Deadline("дата", date(2025, 12, 20))
    write_by_hand(engine, (make.CYCLE, "02", ""), "Провести совещание", "Управление образования", due, POST)
    accept(engine, [issued("02", "1", "АР-23", VACANCIES)], POST)
    compose(engine, HEAD, make.CYCLE, {1: 1, 2: 1, 3: 1, 5: 1}, 4, POST)
    return engine


def test_only_what_the_decision_holds_is_listed_and_as_it_says_it(region: Engine) -> None:
    changed = Item("Директор школы", "Сказано иначе", Deadline("дата", date(2025, 12, 25)), "справка")
    edit_item(region, 1, 1, 1, changed, POST)
    adopt(region, 1, 2, POST)
    with reading(region) as connection:
        frame = decided_recommendations(connection, HERE, decision_id=1)
        held = set(connection.scalars(select(decision_item_issue.c.issue_id)))
        every = addressed_recommendations(connection, HERE)
    assert list(frame) == list(ADDRESSED)
    assert set(frame["issue_id"]) == held == {1, 2, 3, 5}
    assert len(every) > len(frame)
    rows = {row["issue_id"]: row for row in records(frame)}
    for number in (1, 2):
        assert (rows[number]["text"], rows[number]["addressees"]) == ("Сказано иначе", "Директор школы")
        assert (rows[number]["deadline_words"], rows[number]["evidence"]) == ("до 25.12.2025", "справка")
    assert rows[3]["text"] == "Текст АР-07"
    assert (rows[5]["sources"], rows[5]["short_name"], rows[5]["priority"]) == ("написано вручную", "", 1)
    # What the decision doesn't change is as the page says it.
    known = {row.issue_id: row for row in rows_of(every)}
    for number, row in rows.items():
        for name in ("basis", "origin", "sources", "priority", "state", "municipality_name"):
            assert row[name] == getattr(known[number], name), (number, name)


def test_a_narrower_scope_lists_its_own(region: Engine) -> None:
    with reading(region) as connection:
        first = decided_recommendations(connection, HERE.in_municipality("01"), decision_id=1)
        second = decided_recommendations(connection, HERE.in_municipality("02"), decision_id=1)
    assert sorted(first["issue_id"]) == [1, 2, 3]
    assert list(second["issue_id"]) == [5]


def test_without_a_decision_it_is_what_one_would_be_composed_of(region: Engine) -> None:
    with reading(region) as connection:
        assert list(decided_recommendations(connection, HERE, on=ON)["issue_id"]) == [6]
        empty = decided_recommendations(connection, HERE.in_municipality("01"), on=ON)
    assert empty.empty
    assert list(empty) == list(ADDRESSED)


def test_the_council_is_not_told_of_judgements_about_people(region: Engine) -> None:
    with reading(region) as connection:
        frame = decided_recommendations(connection, replace(HERE, showing="council"), decision_id=1)
    listed = sorted((row["code"], row["school_id"]) for row in records(frame))
    assert listed == [("АР-23", "1"), ("АР-23", "2"), (BY_HAND, "")]
    assert frame["issue_id"].isna().all()
    assert frame["post"].isna().all()
