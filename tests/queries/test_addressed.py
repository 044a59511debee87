"""Recommendations with what was made of them, and signs of need that come together, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from data.acting import Deadline
from data.assignments import set_status
from data.database import make_engine, reading
from data.decisions import adopt, annul, compose
from data.recommendation_acts import Key, Proposal, accept, change, reject, withdraw, write_by_hand
from data.tables_decisions import assignment
from queries.addressed import (
    addressed_recommendations,
    reasons_at_act,
    recommendation_acts,
    recommendation_summary,
    recommendations_found,
    recommendations_waiting,
)
from queries.consilium import SIGNS, consilium
from queries.decisions import recommendations_without_decision
from queries.recommendations import fired
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from tests.data.acts import AT, DUE, HEAD, OTHER_POST, POST
from tests.data.acts import rows as stored
from tests.factories import CYCLE
from tests.queries.records import Row, records
from tests.stored import BACKENDS, moved

HERE = Scope(cycle=CYCLE)


def rows_of(engine: Engine, scope: Scope = HERE, **asked: object) -> list[Row]:
    with reading(engine) as connection:
        return records(addressed_recommendations(connection, scope, **asked))  # type: ignore[arg-type]


def summary_of(engine: Engine, scope: Scope = HERE) -> Row:
    with reading(engine) as connection:
        (row,) = records(recommendation_summary(connection, scope))
    return row


def proposal_of(row: Row) -> Proposal:
    key = Key(CYCLE, *(str(row[name]) for name in ("municipality_id", "school_id", "person", "code")))
    kind = Deadline(str(row["deadline_kind"]), row["deadline"], row["control_period"])  # type: ignore[arg-type]
    return Proposal(key, str(row["text"]), str(row["addressees"]), kind, seen=int(str(row["revision"])))


@pytest.fixture(scope="module", params=BACKENDS)
def acted(request: pytest.FixtureRequest, hand_made_sqlite: str) -> Iterator[Engine]:
    """Of the first four that fire: accepted, changed, rejected, accepted and taken back; one written by hand, and one
    accepted that doesn't fire; one about a municipality out of the scope that tests narrow to."""
    engine = make_engine(moved(hand_made_sqlite, request.getfixturevalue(f"new_{request.param}")()))
    first, second, third, fourth = (proposal_of(row) for row in rows_of(engine)[:4])
    accept(engine, [first, fourth], POST, AT)
    change(engine, [second], POST, text="Иначе сказано", at=AT)
    reject(engine, [third], OTHER_POST, "уже сделано", AT)
    withdraw(engine, [replace(fourth, seen=1)], OTHER_POST, at=AT)
    write_by_hand(engine, (CYCLE, "01", "001"), "Провести совет", "руководитель ОО", DUE, POST, at=AT)
    accept(
        engine, [Proposal(Key(CYCLE, "01", "001", "", "АР-99"), "Чего уже нет", "методическая служба", DUE)], POST, AT
    )
    yield engine
    engine.dispose()


def test_states_are_joined_to_what_fires(acted: Engine) -> None:
    with reading(acted) as connection:
        plain = records(fired(connection, HERE))
    found = rows_of(acted)
    assert len(found) == len(plain) + 2
    names = ("municipality_id", "school_id", "person", "code")
    order = [tuple(row[name] for name in names) for row in plain]
    state = {tuple(row[name] for name in names): row for row in found}
    assert [state[key]["state"] for key in order[:5]] == [
        "принята",
        "изменена",
        "отклонена",
        "предложена",
        "предложена",
    ]
    assert state[order[1]]["text"] == "Иначе сказано"
    assert (state[order[2]]["reason"], state[order[2]]["post"]) == ("уже сделано", OTHER_POST)
    assert (state[order[3]]["revision"], state[order[3]]["at"]) == (2, f"{AT:%d.%m.%Y %H:%M}")
    assert (state[order[4]]["revision"], state[order[4]]["post"]) == (0, None)
    assert state["01", "001", "", "АР-99"]["fires"] is False
    assert state["01", "001", "", "иное"]["manual"] is True


@pytest.mark.parametrize(
    "scope", [HERE, replace(HERE, municipalities=("01",)), HERE.in_school(SchoolKey("01", "001")), Scope()]
)
@pytest.mark.parametrize("state", ["", "предложена", "принята", "отклонена"])
@pytest.mark.parametrize("asked", [{}, {"main": True, "addressee": "методическая служба"}, {"priority": 1}])
def test_rows_counts_and_limits_agree(acted: Engine, scope: Scope, state: str, asked: dict[str, object]) -> None:
    every = rows_of(acted, scope, **asked)
    wanted = [row for row in every if not state or row["state"] == state]
    assert rows_of(acted, scope, **asked, state=state) == wanted
    assert rows_of(acted, scope, **asked, state=state, limit=3) == wanted[:3]
    with reading(acted) as connection:
        found = recommendations_found(connection, scope, **asked, state=state)  # type: ignore[arg-type]
    assert found["found"].iloc[0] == len(wanted)
    summary = summary_of(acted, scope)
    everything = rows_of(acted, scope)
    for name, words in (("proposed", "предложена"), ("accepted", "принята"), ("changed", "изменена")):
        assert summary[name] == sum(row["state"] == words for row in everything)
    assert summary["rejected"] == sum(row["state"] == "отклонена" for row in everything)
    with reading(acted) as connection:
        waiting = recommendations_waiting(connection, scope)
    assert waiting["proposed"].iloc[0] == summary["proposed"]
    assert summary["fired"] == sum(bool(row["fires"]) for row in everything)


def test_the_council_is_told_nothing_of_acts(acted: Engine) -> None:
    council = replace(HERE, showing="council")
    with reading(acted) as connection:
        plain = records(fired(connection, council))
    found = rows_of(acted, council)
    assert [row["text"] for row in found] == [row["text"] for row in plain]
    assert {row["post"] for row in found} == {None}
    assert {row["state"] for row in found} == {"предложена"}
    assert summary_of(acted, council)["accepted"] is None
    with reading(acted) as connection:
        assert recommendation_acts(connection, council, 1).empty


def test_history_of_one_recommendation_the_latest_first(acted: Engine) -> None:
    [taken_back] = [row for row in rows_of(acted) if row["revision"] == 2]
    with reading(acted) as connection:
        acts = records(recommendation_acts(connection, HERE, int(str(taken_back["issue_id"]))))
    assert [(row["act"], row["post"]) for row in acts] == [("решение снято", OTHER_POST), ("принято", POST)]
    assert acts[0]["change_words"] == "состояние: принята → предложена"
    assert acts[0]["at"] == f"{datetime.fromisoformat('2025-10-01T12:30'):%d.%m.%Y %H:%M}"


def test_of_a_first_act_only_what_its_author_said_is_told(acted: Engine) -> None:
    told = {}
    for row in rows_of(acted):
        if row["revision"] == 1:
            with reading(acted) as connection:
                (act,) = records(recommendation_acts(connection, HERE, int(str(row["issue_id"]))))
            told[act["act"]] = str(act["change_words"])
    assert told["принято"] == "состояние: принята"
    assert told["отклонено"] == "состояние: отклонена"
    assert "текст: Иначе сказано" in told["изменено"]
    assert "адресат: руководитель ОО; срок: 20.12.2025" in told["написано"]
    assert not any("—" in words or "→" in words for words in told.values())


def test_reasons_to_freeze_are_those_of_the_named_firings(acted: Engine) -> None:
    with reading(acted) as connection:
        first = records(fired(connection, HERE))[0]
        key = tuple(str(first[name]) for name in ("municipality_id", "school_id", "person", "code"))
        frame = reasons_at_act(connection, HERE, (key, ("01", "999", "", "АР-01")))  # type: ignore[arg-type]
        (row,) = frame.to_dict("records")
        assert resolved(connection, HERE).cycle == CYCLE
    assert tuple(row[name] for name in ("municipality_id", "school_id", "person", "code")) == key
    assert row["trace"]
    assert row["load_id"] == 4


def test_signs_of_need_come_together(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        rows = records(consilium(connection, HERE))
        codes = {(row["municipality_id"], row["school_id"]): row for row in rows}
    # «01/001»: group 3 by an act, the flag of the assessment; «02/001»: low results, no group for lack of data.
    assert codes["01", "001"]["signs_words"] == "группа 3; необъективность ВПР"
    assert codes["02", "001"]["signs_words"] == "ШНОР"
    assert "группа 3" in str(codes["02", "001"]["unknown_words"])
    assert all(row["signs"] == sum(row[name] is True for name in SIGNS) for row in rows)


def test_an_assignment_says_how_it_stands(acted: Engine) -> None:
    assert {row["execution"] for row in rows_of(acted)} == {None}
    with reading(acted) as connection:
        waiting = records(recommendations_without_decision(connection, HERE))
    seen = {int(str(row["issue_id"])): int(str(row["revision"])) for row in waiting}
    number = compose(acted, HEAD, CYCLE, seen, 10, POST, AT)
    adopt(acted, number, 1, POST, AT)
    of_issue = {row["issue_id"]: row["assignment_id"] for row in stored(acted, assignment)}
    first, *others = sorted(of_issue)
    late = "исполнено с нарушением срока, 01.11.2025, справка № 5"
    done = {"done_on": date(2025, 11, 1), "evidence": "справка № 5", "today": date(2025, 11, 2)}
    set_status(acted, {of_issue[first]: 1}, "исполнено", POST, **done)  # type: ignore[arg-type]
    said = {row["issue_id"]: row["execution"] for row in rows_of(acted) if row["execution"]}
    assert said == {
        first: late,
        **dict.fromkeys(others, "не начато"),
    }
    annul(acted, number, 2, "ошибка в составе", POST)
    assert [row["execution"] for row in rows_of(acted) if row["execution"]] == [late]
