"""Undo: exact, refused where a later load stands on it, and the history keeps its line. On both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from data.database import reading
from data.loading import UndoRefusedError, later_load, later_loads, undo_load
from data.tables import load as load_table
from data.tables import load_file
from queries.scope import Scope
from tests import factories as make
from tests.factories import NEXT_CYCLE, OTHER_SCHOOL
from tests.stored import dump, facts_and_values, judged, load, shown


def book(*values: float | None, municipality_id: str = "01", **changes):
    return make.workbook(
        schools=[make.school(municipality_id=municipality_id), make.school(OTHER_SCHOOL, municipality_id)],
        scores=make.scores(*values, municipality_id=municipality_id),
        **changes,
    )


def test_undo_restores_every_row(engine):
    load(engine, book(5, None, groups=[make.group(1)]))
    before, page = facts_and_values(engine), shown(engine, Scope())
    load(
        engine,
        make.workbook(schools=[make.school(in_cycle=False, excluded_reason="закрыта")], scores=make.scores(9, 9)),
    )
    assert facts_and_values(engine) != before
    undo_load(engine, 2)
    assert facts_and_values(engine) == before
    assert shown(engine, Scope()) == page


def test_undoing_everything_leaves_no_rows_but_the_history(engine):
    load(engine, book(5, 6))
    load(engine, book(9, None, groups=[make.group(2)]))
    undo_load(engine, 2)
    undo_load(engine, 1)
    assert all(stored == [] for stored in facts_and_values(engine).values())
    with reading(engine) as connection:
        lines = connection.execute(select(load_table).order_by(load_table.c.load_id)).mappings().all()
        files = connection.scalars(select(load_file.c.load_id)).all()
    assert [line["load_id"] for line in lines] == [1, 2]
    assert all(line["undone_at"] is not None for line in lines)
    assert sorted(files) == [1, 2]


def test_undo_under_a_later_load_is_refused_and_names_it(engine):
    load(engine, book(5))
    load(engine, book(6))
    load(engine, book(7))
    before = dump(engine)
    with pytest.raises(UndoRefusedError, match=r"Сначала отмените загрузку № 3"):
        undo_load(engine, 1)
    assert dump(engine) == before
    undo_load(engine, 3)
    with pytest.raises(UndoRefusedError, match=r"Сначала отмените загрузку № 2"):
        undo_load(engine, 1)


def test_what_blocks_each_load_is_found_at_once(engine):
    def report(value, *codes):
        return make.workbook(
            schools=[make.school("001", code) for code in codes],
            scores=[make.score(value, "001", code) for code in codes],
        )

    for value, codes in ((1, ("01", "02")), (2, ("01",)), (3, ("02",)), (4, ("03",)), (5, ("01",))):
        load(engine, report(value, *codes))

    def later():
        with reading(engine) as connection:
            found = later_loads(connection)
            assert {number: later_load(connection, number) for number in range(1, 6)} == {
                number: found.get(number) for number in range(1, 6)
            }
        return found

    assert later() == {1: 5, 2: 5}
    undo_load(engine, 5)
    assert later() == {1: 3}
    undo_load(engine, 3)
    assert later() == {1: 2}


def test_a_load_is_undone_past_later_loads_of_other_places(engine):
    load(engine, book(5))
    load(engine, book(9, municipality_id="02"))
    load(engine, make.workbook(cycle=NEXT_CYCLE, schools=[make.school()]))
    undo_load(engine, 1)
    assert {place[:2] for place in judged(engine)} == {("2024/25", "02"), (NEXT_CYCLE, "01")}


def test_another_sheet_of_the_same_place_blocks_too(engine):
    """After taking back «Критерии» from under newer scores there would be a state that nobody ever loaded."""
    load(engine, make.workbook(schools=[make.school()], criteria=[make.criterion()]))
    load(engine, make.workbook(criteria=(), scores=make.scores(5)))
    with pytest.raises(UndoRefusedError, match="№ 2"):
        undo_load(engine, 1)


def test_undo_twice_or_of_nothing_is_refused(engine):
    load(engine, book(5))
    undo_load(engine, 1)
    with pytest.raises(UndoRefusedError, match="уже отменена"):
        undo_load(engine, 1)
    with pytest.raises(UndoRefusedError, match="Загрузки № 7 нет"):
        undo_load(engine, 7)


def test_what_was_undone_can_be_loaded_again_under_a_new_number(engine):
    load(engine, book(5))
    once = judged(engine)
    undo_load(engine, 1)
    assert load(engine, book(5)).load_id == 2
    again = judged(engine)
    assert {place: row | {"from_load": 1} for place, row in again.items()} == once


def test_an_undone_load_does_not_count_as_loaded_last(engine):
    """Load 2 undone, its content is not in force: the same workbook must load again, and load 1's must not."""
    load(engine, book(5))
    load(engine, book(6))
    undo_load(engine, 2)
    assert load(engine, book(5)).load_id is None
    assert load(engine, book(6)).load_id == 3


def test_a_failed_undo_leaves_everything(engine, monkeypatch):
    load(engine, book(5))
    load(engine, book(6))
    before = dump(engine)

    def fail(connection):
        raise ZeroDivisionError

    monkeypatch.setattr("data.loading.judge_in_use", fail)
    with pytest.raises(ZeroDivisionError):
        undo_load(engine, 2)
    assert dump(engine) == before


def test_an_undo_reads_what_was_counted_of_its_places_alone(engine):
    """Read whole once a family, the values of a region take an undo of one municipality many seconds."""
    if engine.dialect.name != "sqlite":
        pytest.skip("the plan is told by SQLite")
    load(engine, book(5))
    load(engine, book(6))
    plans: list[str] = []

    def explain(connection, _cursor, statement, parameters, _context, _executemany):
        if "INSERT INTO indicator_value" in statement:
            driver = connection.connection.dbapi_connection
            plans.extend(step[3] for step in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(engine, "before_cursor_execute", explain)
    undo_load(engine, 2)
    event.remove(engine, "before_cursor_execute", explain)
    assert any(step.startswith("SEARCH indicator_value") for step in plans)
    assert not [step for step in plans if step.startswith("SCAN indicator_value")]
