"""Twenty people act at random on what they saw some time ago: nothing is lost or half-written. On both engines."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Engine

from data.acting import ActRefusedError, Deadline, OvertakenError
from data.assignments import CANCELLED, DONE, UNDER_WAY, set_status, take_back
from data.database import make_engine, reading
from data.decisions import Item, add_item, adopt, annul, compose, edit_item, read_items, remove_item
from data.recommendation_acts import CONFIRMED, Proposal, accept, change, reject, withdraw
from data.recommendation_acts import take_back as take_back_act
from data.tables_decisions import (
    assignment,
    assignment_history,
    decision,
    decision_history,
    decision_item_issue,
    recommendation_history,
    recommendation_issue,
)
from tests.data.acts import HEAD, POST, assert_history_adds_up, proposal, rows

PEOPLE, STEPS = 20, 400
SCHOOLS = [f"{number:03}" for number in range(1, 7)]
FIRED = [proposal(school, code) for school in SCHOOLS for code in ("АР-02", "АР-23")]
TODAY = date(2026, 5, 1)


class Person:
    """Somebody who looks at a page now and then, and acts on what it showed."""

    def __init__(self, engine: Engine, number: int) -> None:
        self.engine, self.post = engine, f"сотрудник отдела {number}"
        self.random = random.Random(number)
        self.look()

    def look(self) -> None:
        self.issues = {(row["school_id"], row["code"]): row for row in rows(self.engine, recommendation_issue)}
        self.decisions = rows(self.engine, decision)
        self.assignments = rows(self.engine, assignment)

    def act(self) -> None:
        chance = self.random
        acts: list[Callable[[], Any]] = [
            lambda: accept(self.engine, self.some(), self.post),
            lambda: accept(self.engine, self.some(), self.post),
            lambda: change(self.engine, self.some(), self.post, text=f"Текст сотрудника {chance.randrange(100)}"),
            lambda: reject(self.engine, self.some(), self.post, "не требуется"),
            lambda: withdraw(self.engine, self.some(), self.post),
            self.regret,
            self.compose,
            self.edit,
            self.edit,
            self.follow,
        ]
        chance.choice(acts)()

    def some(self) -> list[Proposal]:
        chosen = self.random.sample(FIRED, self.random.randint(1, 3))
        return [replace(each, seen=self.seen(each)) for each in chosen]

    def seen(self, each: Proposal) -> int:
        row = self.issues.get((each.key.school_id, each.key.code))
        return 0 if row is None else row["revision"]

    def regret(self) -> None:
        """Take back the act that wrote what was seen of one recommendation."""
        if self.issues:
            row = self.random.choice(sorted(self.issues.values(), key=lambda row: row["issue_id"]))
            alike = [each["issue_id"] for each in self.issues.values() if each["at"] == row["at"]]
            take_back_act(self.engine, alike, row["at"], self.post)

    def compose(self) -> None:
        confirmed = [row for row in self.issues.values() if row["state"] in CONFIRMED]
        chosen = self.random.sample(confirmed, min(len(confirmed), 3))
        seen = {row["issue_id"]: row["revision"] for row in chosen}
        compose(self.engine, HEAD, "2024/25", seen, len(SCHOOLS), self.post)

    def edit(self) -> None:
        if not self.decisions:
            return
        row = self.random.choice(self.decisions)
        key = (self.engine, row["decision_id"], row["revision"])
        item = Item("Методист", "Провести семинар", Deadline("не установлен"))
        acts: list[Callable[[], Any]] = [
            lambda: add_item(*key, item, self.post),
            lambda: edit_item(*key, 1, item, self.post),
            lambda: remove_item(*key, 1, self.post),
            lambda: adopt(*key, self.post),
            lambda: annul(*key, "передумали", self.post),
        ]
        self.random.choice(acts)()

    def follow(self) -> None:
        chosen = self.random.sample(self.assignments, min(len(self.assignments), 2))
        seen = {row["assignment_id"]: row["revision"] for row in chosen}
        match self.random.randrange(3):
            case 0:
                set_status(self.engine, seen, UNDER_WAY, self.post)
            case 1:
                set_status(self.engine, seen, DONE, self.post, done_on=date(2026, 1, 15), today=TODAY)
            case 2:
                take_back(self.engine, seen, self.post)


HISTORIES = (recommendation_history, decision_history, assignment_history)


def test_twenty_people_lose_nothing(engine: Engine) -> None:
    """Interleaved by chance with a seed, so that the same happens at every run; views are often out of date."""
    chance = random.Random(6)
    people = [Person(engine, number) for number in range(PEOPLE)]
    done = overtaken = refused = 0
    for _ in range(STEPS):
        person = chance.choice(people)
        if chance.random() < 0.5:
            person.look()
        lines = _lines(engine)
        try:
            person.act()
            done += 1
        except OvertakenError:
            overtaken += 1
            assert _lines(engine) == lines
        except ActRefusedError:
            refused += 1
            assert _lines(engine) == lines
    assert min(done, overtaken, refused) > 20
    assert_history_adds_up(engine)
    assert_whole(engine)


def test_twenty_people_at_once_write_one_after_the_other(engine: Engine) -> None:
    """All press at the same moment: of those who saw one revision exactly one is heard."""
    url = engine.url.render_as_string(hide_password=False)
    accept(engine, [proposal()], POST)

    def press(number: int) -> bool:
        own = make_engine(url)
        try:
            change(own, [proposal(seen=1)], f"сотрудник {number}", text=f"Текст номер {number}")
        except OvertakenError:
            return False
        finally:
            own.dispose()
        return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        heard = list(pool.map(press, range(PEOPLE)))
    assert sum(heard) == 1
    (row,) = rows(engine, recommendation_issue)
    assert (row["revision"], row["text"]) == (2, f"Текст номер {heard.index(True)}")
    assert_history_adds_up(engine)


def _lines(engine: Engine) -> list[int]:
    return [len(rows(engine, table)) for table in HISTORIES]


def assert_whole(engine: Engine) -> None:
    """No decision is half-written: items and assignments are those of its history, and none holds what another does."""
    made = rows(engine, assignment)
    live: list[int] = []
    for row in rows(engine, decision):
        number = row["decision_id"]
        with reading(engine) as connection:
            items = read_items(connection, number)
        wanted = [(at, issue) for at, item in enumerate(items, start=1) for issue in item.issues or (None,)]
        own = [each for each in made if each["decision_id"] == number]
        was_adopted = any(
            line["act"] == "принято" for line in rows(engine, decision_history) if line["decision_id"] == number
        )
        assert [(each["position"], each["issue_id"]) for each in own] == (wanted if was_adopted else [])
        if row["state"] == "отменено":
            assert {each["status"] for each in own} <= {
                CANCELLED,
                DONE,
                "исполнено с нарушением срока",
                UNDER_WAY,
                "не начато",
            }
        else:
            live += [each["issue_id"] for each in rows(engine, decision_item_issue) if each["decision_id"] == number]
    assert len(live) == len(set(live))
    states = {row["issue_id"]: row["state"] for row in rows(engine, recommendation_issue)}
    assert {states[number] for number in live} <= set(CONFIRMED)
