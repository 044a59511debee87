"""Successors: what the checks refuse, what is stored, and that a workbook without the column is what it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from data.checking import check_file
from data.database import initialise, migrate, reading
from data.findings import Finding
from data.known import Known, read_known
from data.tables import FACTS, leader_result, municipality, school
from tests import factories as make
from tests.data import bad_workbooks as books
from tests.stored import dump, load, without_decisions

HEADING = "Код преемника"


def findings(book: books.Book, tmp_path: Path, known: Known | None = None) -> list[Finding]:
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    found = check_file(path, path.name, known or Known(), date(2026, 11, 22)).findings
    return [each for each in found if each.check.startswith("successors_")]


def closed(successor: str, code: str = "0102") -> books.Book:
    """The valid book in which one school no longer works and names this successor."""
    book = books.with_column("Организации", HEADING, None)
    row = next(number for number, cells in enumerate(book["Организации"], start=1) if cells[0] == code)
    for heading, value in (("Работает в цикле", "нет"), ("Причина исключения", "слияние"), (HEADING, successor)):
        books.put(book, "Организации", row, heading, value)
    book["Оценка_критерии"] = [cells for cells in book["Оценка_критерии"] if cells[1] != code]
    book["Группы"] = [cells for cells in book["Группы"] if cells[1] != code]
    return book


def test_a_known_successor_is_no_finding(tmp_path: Path) -> None:
    assert findings(closed("0101"), tmp_path) == []


@pytest.mark.parametrize(
    ("successor", "severity", "words"),
    [
        ("0999", "error", "нет ни на листе «Организации»"),
        ("0102", "error", "преемником самой себя"),
        ("0201", "warning", "относится к другому муниципалитету («065702»)"),
    ],
)
def test_a_wrong_successor_of_a_school(tmp_path: Path, successor: str, severity: str, words: str) -> None:
    [found] = findings(closed(successor), tmp_path)
    assert (found.severity, found.check, found.sheet, found.row, found.column, found.value) == (
        severity,
        "successors_school",
        "Организации",
        3,
        HEADING,
        successor,
    )
    assert words in found.message


def test_a_successor_in_the_municipality_that_came_after(tmp_path: Path) -> None:
    book = closed("0201")
    book["Муниципалитеты"][0].append(HEADING)
    book["Муниципалитеты"][1].append("065702")
    assert findings(book, tmp_path) == []


@pytest.mark.parametrize(("successor", "words"), [("99", "нет ни на листе"), ("065701", "преемником самого себя")])
def test_a_wrong_successor_of_a_municipality(tmp_path: Path, successor: str, words: str) -> None:
    [found] = findings(books.with_column("Муниципалитеты", HEADING, successor), tmp_path)
    assert (found.severity, found.check, found.row, found.value) == (
        "error",
        "successors_municipality",
        2,
        successor,
    )
    assert words in found.message


def test_a_school_that_works_has_no_successor(tmp_path: Path) -> None:
    [found] = findings(books.with_column("Организации", HEADING, "0102"), tmp_path)
    assert (found.check, found.row) == ("successors_working", 2)


def test_successors_do_not_lead_in_a_circle(tmp_path: Path) -> None:
    book = books.with_column("Муниципалитеты", HEADING, "065702")
    known = Known(
        municipality_successors={"065702": "065701"}, school_successors={("065701", "0101"): ("065701", "0102")}
    )
    [found] = findings(book, tmp_path, known)
    assert (found.check, found.sheet) == ("successors_circle", "Муниципалитеты")
    assert "065701 → 065702 → 065701" in found.message
    [found] = findings(closed("0101"), tmp_path, known)
    assert "0102 → 0101 → 0102" in found.message


def test_successors_are_stored_and_known(engine: Engine) -> None:
    load(
        engine,
        make.workbook(
            municipalities=[make.municipality("01", successor_id="02"), make.municipality("02")],
            schools=[
                make.school("001", in_cycle=False, excluded_reason="слияние", successor_id="002"),
                make.school("002"),
            ],
        ),
    )
    with reading(engine) as connection:
        known = read_known(connection)
        assert connection.scalars(select(school.c.successor_id).order_by(school.c.school_id)).all() == ["002", None]
        assert connection.scalars(select(municipality.c.successor_id).order_by(municipality.c.name)).all() == [
            "02",
            None,
        ]
    assert known.municipality_successors == {"01": "02"}
    assert known.school_successors == {("01", "001"): ("01", "002")}


def test_the_migration_keeps_the_rows_and_recognises_the_same_workbook(bare_engine: Engine) -> None:
    """As a database of the program before: filled without the column, then migrated."""
    book = make.workbook(schools=[make.school()], scores=make.scores(7.0))
    initialise(bare_engine)
    load(bare_engine, book)
    before = dump(bare_engine)
    with bare_engine.begin() as connection:
        without_decisions(connection)
        for table in ("school", "municipality"):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN successor_id"))
        connection.execute(text("ALTER TABLE instruction DROP COLUMN assumed"))
        for column in ("from_cycle", "based_on"):
            connection.execute(text(f"ALTER TABLE methodology_version DROP COLUMN {column}"))
        for column in ("post", "undone_post"):
            connection.execute(text(f"ALTER TABLE load DROP COLUMN {column}"))
        further = (table.name for table in FACTS[FACTS.index(leader_result) :])
        for table in (
            "boundary",
            "boundary_set",
            "privacy_release",
            "kept_mapping",
            "municipality_value",
            "firing",
            *further,
        ):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DELETE FROM data_version WHERE family = 'boundaries'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    migrate(bare_engine)
    after = dump(bare_engine)
    assert after.keys() == before.keys()
    # Recommendations fire where a version of the methodology judges; one that has recommendations is a new version.
    for name in before.keys() - {"data_version", "firing"}:
        assert sorted(map(sorted_row, after[name])) == sorted(map(sorted_row, before[name])), name
    assert load(bare_engine, book).load_id is None


def sorted_row(row: tuple[object, ...]) -> list[str]:
    return sorted(map(repr, row))


def test_a_successor_alone_makes_a_workbook_another_one(engine: Engine) -> None:
    places = [make.municipality("01"), make.municipality("02")]
    load(engine, make.workbook(municipalities=places, schools=[make.school()]))
    places[0]["successor_id"] = "02"
    result = load(engine, make.workbook(municipalities=places, schools=[make.school()]))
    assert result.load_id == 2
    assert [(change.sheet, change.changed) for change in result.changes] == [("Муниципалитеты", 1), ("Организации", 0)]
