"""The journal of releases, on both engines: what it keeps, what it lets through, and that it can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from data.__main__ import DONE, REFUSED, main
from data.checking import CheckedWorkbook, check_file
from data.checks.privacy import Suspicion, releasable
from data.database import own_database_url, reading
from data.known import read_known
from data.loading import load_workbook
from data.releases import (
    WHOLE_COLUMN,
    ReleaseRefusedError,
    add_releases,
    digest_of,
    read_releases,
    withdraw_release,
)
from data.tables import load_file, load_finding, privacy_release
from tests.data import bad_workbooks as books

SECRET = "по просьбе Иванова И. И."
TODAY = date(2026, 11, 22)


def book_with(*values: str) -> books.Book:
    book = books.valid_book()
    for row, value in enumerate(values, start=2):
        books.put(book, "Организации", row, "Причина исключения", value)
    return book


def checked(engine: Engine, book: books.Book, folder: Path) -> CheckedWorkbook:
    path = books.write_xlsx(book, folder / "book.xlsx")
    with reading(engine) as connection:
        return check_file(path, path.name, read_known(connection), TODAY)


def release(engine: Engine, suspicions: list[Suspicion], *, whole: bool = False) -> list[int]:
    places = [(each.sheet, each.column, each.rule, WHOLE_COLUMN if whole else each.digest) for each in suspicions]
    return add_releases(engine, places, "название улицы", "методист")


def test_a_released_value_becomes_a_note_and_is_loaded(engine: Engine, tmp_path: Path) -> None:
    found = releasable(checked(engine, book_with(SECRET), tmp_path).findings)
    assert [(each.sheet, each.column, each.rule) for each in found] == [("Организации", "Причина исключения", "name")]
    assert release(engine, found) == [1]
    again = checked(engine, book_with(SECRET), tmp_path)
    assert again.workbook is not None
    (note,) = [each for each in again.findings if each.check == "privacy_cells"]
    assert (note.severity, note.row, note.value) == ("note", 2, None)
    assert "№\u00a01 в журнале, методист" in note.message
    assert "Иванов" not in note.message
    load_workbook(engine, again.workbook, "book.xlsx", b"book", again.findings)
    with reading(engine) as connection:
        assert "замечание снято" in str(connection.scalars(select(load_finding.c.finding)).all())


def test_of_the_value_the_journal_keeps_a_hash_alone(engine: Engine, tmp_path: Path) -> None:
    release(engine, releasable(checked(engine, book_with(SECRET), tmp_path).findings))
    with reading(engine) as connection:
        (row,) = connection.execute(select(privacy_release)).all()
    assert "Иванов" not in str(row)
    assert (row.sheet, row.column, row.rule) == ("Организации", "Причина исключения", "name")
    assert (row.digest, row.reason, row.author_post) == (digest_of(SECRET), "название улицы", "методист")


def test_another_value_another_column_and_another_rule_are_still_found(engine: Engine, tmp_path: Path) -> None:
    release(engine, releasable(checked(engine, book_with(SECRET), tmp_path).findings))
    book = book_with(SECRET, "по просьбе Петрова П. П.", f"{SECRET}, 8 912 345-67-89")
    books.put(book, "Организации", 2, "Адрес", f"{SECRET}")
    found = releasable(checked(engine, book, tmp_path).findings)
    assert [(each.row, each.column, each.rule) for each in found] == [
        (3, "Причина исключения", "name"),
        (4, "Причина исключения", "phone"),
        (4, "Причина исключения", "name"),
        (2, "Адрес", "name"),
    ]


def test_all_such_in_a_column(engine: Engine, tmp_path: Path) -> None:
    release(engine, releasable(checked(engine, book_with(SECRET), tmp_path).findings), whole=True)
    again = checked(engine, book_with("по просьбе Петрова П. П.", "М. П. Иванова"), tmp_path)
    assert again.workbook is not None
    (note,) = [each for each in again.findings if each.check == "privacy_cells"]
    assert (note.severity, note.rows) == ("note", 2)


def test_a_release_is_written_once_and_taken_back(engine: Engine, tmp_path: Path) -> None:
    found = releasable(checked(engine, book_with(SECRET), tmp_path).findings)
    assert release(engine, found) == [1]
    assert release(engine, found) == []
    withdraw_release(engine, 1)
    assert checked(engine, book_with(SECRET), tmp_path).workbook is None
    with pytest.raises(ReleaseRefusedError):
        withdraw_release(engine, 1)
    assert release(engine, found) == [2]
    with reading(engine) as connection:
        assert [each.withdrawn_at is None for each in read_releases(connection)] == [True, False]


@pytest.mark.parametrize(
    ("reason", "post"),
    [("", "методист"), ("улица", " "), ("это Иванов И. И.", "методист"), ("улица", "методист Иванова")],
)
def test_reason_and_position_are_given_and_no_personal_data(engine: Engine, reason: str, post: str) -> None:
    with pytest.raises(ReleaseRefusedError):
        add_releases(engine, [("Организации", "Адрес", "name", "x")], reason, post)
    with reading(engine) as connection:
        assert read_releases(connection) == ()


@pytest.mark.parametrize("place", ["file name", "heading", "property"])
def test_other_places_are_released_too(engine: Engine, place: str, tmp_path: Path) -> None:
    import openpyxl

    name = "Иванова М.П.xlsx" if place == "file name" else "book.xlsx"
    book = books.with_column("Группы", "Телефон", None) if place == "heading" else books.valid_book()
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    if place == "property":
        opened = openpyxl.load_workbook(path)
        opened.properties.creator = "Ivanova"
        opened.save(path)

    def check() -> CheckedWorkbook:
        with reading(engine) as connection:
            return check_file(path, name, read_known(connection), TODAY)

    release(engine, releasable(check().findings))
    assert check().workbook is not None


def test_nothing_is_stored_of_a_refused_book(engine: Engine, tmp_path: Path) -> None:
    assert checked(engine, book_with(SECRET), tmp_path).workbook is None
    with reading(engine) as connection:
        assert connection.execute(select(load_file)).all() == connection.execute(select(load_finding)).all() == []


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert own_database_url().startswith("sqlite:///")
    path = str(books.write_xlsx(book_with(SECRET), tmp_path / "book.xlsx"))
    assert main(["load", path, "--yes"]) == REFUSED
    assert main(["release", path]) == DONE
    said = capsys.readouterr().out
    assert "1. лист «Организации», строка 2, столбец «Причина исключения»" in said
    assert "Иванов" not in said
    assert main(["release", path, "--numbers", "1"]) == REFUSED
    assert main(["release", path, "--numbers", "7", "--reason", "улица", "--post", "методист"]) == 2
    assert main(["release", path, "--numbers", "1", "--reason", "название улицы", "--post", "методист"]) == DONE
    assert main(["load", path, "--yes"]) == DONE
    assert main(["history"]) == DONE
    assert "Снятое замечание № 1" in capsys.readouterr().out
    assert main(["withdraw", "1"]) == DONE
    assert main(["withdraw", "1"]) == REFUSED
    assert main(["check", path]) == REFUSED
