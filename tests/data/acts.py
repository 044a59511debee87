"""Short ways to act in tests: proposals, decisions, and whether histories lead to what is there now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Table, select

from data.acting import OF_THE_ACT, Deadline
from data.database import reading
from data.decisions import Head, read_items
from data.recommendation_acts import Key, Proposal
from data.tables_decisions import (
    assignment,
    assignment_history,
    decision,
    decision_history,
    recommendation_history,
    recommendation_issue,
)

POST, OTHER_POST = "начальник отдела", "методист"
ON = date(2025, 10, 20)
DUE = Deadline("дата", date(2025, 12, 20))
HEAD = Head(ON, "Об итогах мониторинга", "Коллегия управления образования", "12")
AT = datetime.fromisoformat("2025-10-01T12:30")


def proposal(school_id: str = "001", code: str = "АР-02", seen: int = 0, **changes: Any) -> Proposal:
    said = {
        "text": "Разработать школьный план",
        "addressee": "Руководитель ОО",
        "deadline": DUE,
        "evidence": "план",
        "trace": [{"indicator": "Н-ОХВ", "part": "", "value": 40.0}],
        "zone": "low",
        "value": 40.0,
    }
    return Proposal(Key("2024/25", "01", school_id, "", code), **{**said, **changes}, seen=seen)  # type: ignore[arg-type]


def rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]


def assert_history_adds_up(engine: Engine) -> None:
    """Replayed from nothing, each history gives the row of now, with every revision there once."""
    for table, history in (
        (recommendation_issue, recommendation_history),
        (decision, decision_history),
        (assignment, assignment_history),
    ):
        (key,) = (column.name for column in table.primary_key)
        replayed: dict[int, dict[str, Any]] = {}
        for line in rows(engine, history):
            state = replayed.setdefault(line[key], {"revision": 0})
            assert line["revision"] == state["revision"] + 1
            for name, (was, now) in line["changes"].items():
                before = state.get(name, [] if name == "items" else None)
                assert before == was, (table.name, name)
                state[name] = now
            state |= {name: line[name] for name in OF_THE_ACT}
        now = {row[key]: row for row in rows(engine, table)}
        assert replayed.keys() == now.keys()
        for number, state in replayed.items():
            said = state.pop("items", [])
            assert state == {name: _plain(value) for name, value in now[number].items()}, table.name
            if table is decision:
                with reading(engine) as connection:
                    assert said == [each.said() for each in read_items(connection, number)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value
