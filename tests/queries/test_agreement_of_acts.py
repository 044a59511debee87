"""After people acted at random, queries of acts say the same as their second implementation, on both engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.acting import Deadline
from data.assignments import set_status
from data.database import make_engine, reading
from data.decisions import Head, Item, add_item, adopt, annul, compose
from data.demonstration_sizes import CYCLES
from data.recommendation_acts import Key, Proposal, accept, change, reject, withdraw, write_by_hand
from data.tables_decisions import assignment, decision, recommendation_issue
from queries.addressed import (
    addressed_recommendations,
    reasons_at_act,
    recommendation_summary,
    recommendations_found,
    recommendations_waiting,
)
from queries.decisions import acts, decision_items, decisions, recommendations_without_decision
from queries.effect import before_and_after, closed_in_better_zone
from queries.matched import ALIKE, beside_similar, similar_pairs
from queries.recommendations import fired
from queries.scope import SchoolKey, Scope
from tests.data.acts import AT, OTHER_POST, POST
from tests.queries import plain_acts, plain_matched
from tests.queries.plain import Facts, Row, read_facts
from tests.queries.records import assert_same, records
from tests.stored import BACKENDS, moved

ACTS = 100
DEADLINES = (Deadline("дата", date(2025, 12, 20)), Deadline("постоянно", None, "квартал"), Deadline("не установлен"))


def act_at_random(engine: Engine, cycle: str, chance: random.Random) -> None:
    """Some people decide about some of what fires; some of that becomes decisions, some assignments are done."""
    with reading(engine) as connection:
        rows = records(fired(connection, Scope(cycle=cycle)))
        i = recommendation_issue.c
        decided = connection.execute(select(*(i[name] for name in plain_acts.KEY)).where(i.cycle == cycle))
        known = {tuple(row) for row in decided}
        rows = [row for row in rows if tuple(row[name] for name in plain_acts.KEY) not in known]
        rows = chance.sample(rows, min(len(rows), ACTS))
        keys = tuple(tuple(row[name] for name in plain_acts.KEY) for row in rows)
        reasons = {
            tuple(row[name] for name in plain_acts.KEY): row
            for row in records(reasons_at_act(connection, Scope(cycle=cycle), keys))
        }
    for key, row in zip(keys, rows, strict=True):
        _decide(engine, _proposal(cycle, key, row, reasons[key]), chance)
    for row in chance.sample(rows, min(len(rows), 5)):
        place = (cycle, str(row["municipality_id"]), str(row["school_id"]))
        write_by_hand(engine, place, "Провести совет", "методист", chance.choice(DEADLINES), POST, at=AT)
    # What does not fire (any more).
    gone = Key(cycle, *(str(rows[0][name]) for name in plain_acts.KEY[:3]), code="АР-99")
    accept(engine, [Proposal(gone, "Чего уже нет", "методист", DEADLINES[0])], POST, AT)
    for number in range(3):
        _compose(engine, cycle, number, chance)


def _proposal(cycle: str, key: tuple[Any, ...], row: Row, why: Row) -> Proposal:
    deadline = Deadline(row["deadline_kind"], row["deadline"], row["control_period"])
    return Proposal(
        Key(cycle, *key),
        row["text"],
        row["addressees"],
        deadline if deadline.day or deadline.control_period else DEADLINES[2],
        evidence=row["evidence"],
        trace=tuple(why["trace"]),
        zone=why["zone"],
        value=why["value"],
    )


def _decide(engine: Engine, proposal: Proposal, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0 | 1:
            accept(engine, [proposal], POST, AT + timedelta(minutes=chance.randrange(99)))
        case 2:
            change(engine, [proposal], OTHER_POST, text="Иначе", deadline=chance.choice(DEADLINES), at=AT)
        case 3:
            reject(engine, [proposal], OTHER_POST, "уже сделано", AT)
        case _:
            accept(engine, [proposal], POST, AT)
            withdraw(engine, [replace(proposal, seen=1)], OTHER_POST, at=AT)


def _compose(engine: Engine, cycle: str, number: int, chance: random.Random) -> None:
    """The first decision is adopted and partly carried out, the second annulled, the third stays a draft."""
    with reading(engine) as connection:
        waiting = records(recommendations_without_decision(connection, Scope(cycle=cycle)))
    chosen = chance.sample(waiting, len(waiting) // 2)
    if not chosen:
        return
    head = Head(date(2023, 10, 20 + number), "Об итогах", "Коллегия", None if number == 2 else str(10 + number))
    seen = {int(row["issue_id"]): int(row["revision"]) for row in chosen}
    decided = compose(engine, head, cycle, seen, 20, POST, AT)
    add_item(engine, decided, 1, Item("методист", "Собрать совещание", DEADLINES[0]), POST, AT)
    if number == 2:
        return
    adopt(engine, decided, 2, POST, AT)
    with reading(engine) as connection:
        a = assignment.c
        given = list(connection.scalars(select(a.assignment_id).where(a.decision_id == decided)))
    done = chance.sample(given, len(given) // 2)
    on = {"done_on": date(2025, 12, chance.randrange(1, 31)), "evidence": "справка № 5", "today": date(2026, 2, 1)}
    set_status(engine, dict.fromkeys(done, 1), "исполнено", POST, **on, at=AT)  # type: ignore[arg-type]
    if number == 1:
        annul(engine, decided, 3, "ошибка в составе", POST, AT)


def facts_of(engine: Engine) -> Facts:
    with reading(engine) as connection:
        facts = read_facts(connection)
        for table in plain_acts.STORED:
            facts.tables[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    return facts


@pytest.fixture(scope="module", params=[(backend, seed) for backend in BACKENDS for seed in (1, 2)], ids=str)
def small(request: pytest.FixtureRequest, hand_made_sqlite: str) -> Iterator[tuple[Engine, Facts]]:
    """The region of odd cases."""
    backend, seed = request.param
    yield from _acted(moved(hand_made_sqlite, request.getfixturevalue(f"new_{backend}")()), seed)


@pytest.fixture(scope="module")
def large(demonstration_sqlite: str, new_sqlite: Callable[..., str]) -> Iterator[tuple[Engine, Facts]]:
    """The demonstration, with its decisions."""
    yield from _acted(moved(demonstration_sqlite, new_sqlite()), 3)


def _acted(url: str, seed: int) -> Iterator[tuple[Engine, Facts]]:
    engine = make_engine(url)
    chance = random.Random(seed)
    for cycle in CYCLES[-2:]:
        act_at_random(engine, cycle, chance)
    yield engine, facts_of(engine)
    engine.dispose()


def assert_agreement(engine: Engine, facts: Facts, scope: Scope) -> None:
    with reading(engine) as connection:
        for main in (False, True):
            for state in ("", "предложена", "принята", "изменена", "отклонена"):
                about = (scope, main, state)
                frame = addressed_recommendations(connection, scope, main, state=state)
                found = sorted(records(frame[[*plain_acts.SHOWN, *plain_acts.OF_ACTS]]), key=plain_acts.by_key)
                wanted = plain_acts.addressed_recommendations(facts, scope, main, state)
                assert len(found) == len(wanted), about
                for one, other in zip(found, wanted, strict=True):
                    assert {name: one[name] for name in other} == other, about
                counts = recommendations_found(connection, scope, main, state=state)
                assert_same(counts, plain_acts.recommendations_found(facts, scope, main, state), about)
        assert_same(recommendation_summary(connection, scope), plain_acts.recommendation_summary(facts, scope), scope)
        assert_same(recommendations_waiting(connection, scope), plain_acts.recommendations_waiting(facts, scope), scope)
        assert_same(decisions(connection, scope), plain_acts.decisions(facts, scope), scope)
        for number in connection.scalars(select(decision.c.decision_id)).all():
            items = decision_items(connection, scope, number)
            assert_same(items, plain_acts.decision_items(facts, scope, number), (scope, number))
        waiting = recommendations_without_decision(connection, scope)
        assert_same(waiting, plain_acts.recommendations_without_decision(facts, scope), scope)
        for limit in (5, 1000):
            done = acts(connection, scope, limit).drop(columns="change_words")
            assert_same(done, plain_acts.acts(facts, scope, limit), (scope, limit))
        for previous in CYCLES:
            closed = closed_in_better_zone(connection, scope, previous)
            assert_same(closed, plain_acts.closed_in_better_zone(facts, scope, previous), (scope, previous))
            rows = plain_acts.before_and_after(facts, scope, previous)
            frame = before_and_after(connection, scope, previous)
            assert_same(frame[list(rows[0])] if rows else frame, rows, (scope, previous))
            rows = plain_matched.beside_similar(facts, scope, previous)
            frame = beside_similar(connection, scope, previous)
            assert_same(frame[list(rows[0])] if rows else frame, rows, (scope, previous))
            for label in ("", *(row["label"] for row in rows), "ДП-99. Чего нет"):
                pairs = plain_matched.similar_pairs(facts, scope, previous, label)
                frame = similar_pairs(connection, scope, previous, label)
                assert_same(frame[list(pairs[0])] if pairs else frame, pairs, (scope, previous, label))


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        *(Scope(cycle=cycle) for cycle in CYCLES[-2:]),
        Scope(municipalities=("01",)),
        Scope(cycle=CYCLES[-2]).in_school(SchoolKey("01", "001")),
        Scope(cycle=CYCLES[-2], groups=(3,)),
        Scope(cycle=CYCLES[-2], as_of=1),
    ],
    ids=str,
)
def test_odd_cases(small: tuple[Engine, Facts], scope: Scope) -> None:
    engine, facts = small
    with reading(engine) as connection:
        assert len(connection.execute(select(recommendation_issue)).all()) > 10
    assert_agreement(engine, facts, scope)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(cycle=CYCLES[-2]),
        Scope(clusters=("сельский",)),
        Scope(municipalities=("99701000",), groups=(2, 3)),
    ],
    ids=["now", "before", "cluster", "municipality"],
)
def test_demonstration(large: tuple[Engine, Facts], scope: Scope) -> None:
    engine, facts = large
    assert_agreement(engine, facts, scope)
    with reading(engine) as connection:
        if scope == Scope():
            assert len(before_and_after(connection, scope, CYCLES[-2])) > 3
            verdicts = set(beside_similar(connection, scope, CYCLES[-2])["verdict"])
            assert ALIKE in verdicts
            assert len(verdicts) > 1
