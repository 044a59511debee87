"""What queries of a page read alike is read once, where their connections carry it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, event

from data.database import reading
from data.demonstration_sizes import CYCLES
from queries.execution import reminders, tasks, tasks_by_addressee
from queries.scope import Scope
from queries.shared import KEPT, OF_A_KIND, Kept, once
from tests.queries.cases import SCHOOLS, calls_of_selected
from tests.queries.plain import Facts

ON = date(2026, 12, 1)


def test_kept_by_kind_and_key_and_no_more_than_a_few() -> None:
    made: list[int] = []

    def read(number: int) -> int:
        made.append(number)
        return number

    kept = Kept()
    for number in (1, 2, 1, 2):
        assert kept.get("kind", number, lambda number=number: read(number)) == number
    assert kept.get("another", 1, lambda: read(7)) == 7
    assert made == [1, 2, 7]
    for number in range(3, 3 + OF_A_KIND):
        kept.get("kind", number, lambda number=number: read(number))
    kept.get("kind", 1, lambda: read(1))
    assert made == [1, 2, 7, *range(3, 3 + OF_A_KIND), 1]


def test_read_anew_where_nobody_keeps_and_once_where_somebody_does(demonstration_engine: Engine) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def of_tasks() -> int:
        return sum("FROM task" in statement for statement in asked)

    alone, together = [], []
    event.listen(demonstration_engine, "before_cursor_execute", note)
    try:
        with reading(demonstration_engine) as connection:
            assert once(connection, "kind", 1, lambda: 1) == 1
            assert once(connection, "kind", 1, lambda: 2) == 2
            alone = [tasks(connection, Scope(), ON), tasks_by_addressee(connection, Scope(), ON)]
            alone.append(reminders(connection, Scope(), ON, 14))
        assert of_tasks() == 3
        asked.clear()
        kept = Kept()
        for query in (tasks, tasks_by_addressee):
            with reading(demonstration_engine) as connection:
                connection.execution_options(**{KEPT: kept})
                together.append(query(connection, Scope(), ON))
        with reading(demonstration_engine) as connection:
            connection.execution_options(**{KEPT: kept})
            together.append(reminders(connection, Scope(), ON, 14))
        assert of_tasks() == 1
    finally:
        event.remove(demonstration_engine, "before_cursor_execute", note)
    assert len(alone[0])
    assert all(one.equals(other) for one, other in zip(alone, together, strict=True))


def test_what_one_scope_kept_is_not_taken_for_another(demonstration_engine: Engine, demonstration_facts: Facts) -> None:
    """A page keeps what it read while the reader goes from place to place: the answers stay those of a fresh reader."""
    region = Scope(cycle=CYCLES[-1])
    place = region.in_municipality(SCHOOLS[1].municipality_id)
    kept = Kept()
    for scope in (place, region, region.in_school(SCHOOLS[1]), place):
        with reading(demonstration_engine) as fresh, reading(demonstration_engine) as keeping:
            keeping.execution_options(**{KEPT: kept})
            for query, _, arguments in calls_of_selected(scope, demonstration_facts):
                if not arguments:
                    found, expected = query(keeping, scope), query(fresh, scope)
                    assert found.equals(expected), (query.__name__, scope)
