"""What is kept of a workbook: the checked rows in the template's headings, and nothing else of the file."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment

from data.checking import check_file
from data.kept_copy import copy_of, harmless_copy
from data.known import Known
from tests.data import bad_workbooks as books

SECRET = "Тайное слово"


def sheets_of(copy: bytes) -> dict[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        return {name: archive.read(name).decode("utf-8-sig").splitlines() for name in archive.namelist()}


def copied(path: Path) -> bytes:
    checked = check_file(path, path.name, Known(), date(2026, 11, 22))
    assert checked.workbook is not None, checked.findings
    return copy_of(checked.workbook)


def test_the_copy_has_the_rows_as_a_person_writes_them(tmp_path: Path) -> None:
    sheets = sheets_of(copied(books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")))
    assert list(sheets) == [f"{name}.csv" for name in books.valid_book()]
    assert "Дата среза;2026-08-31" in sheets["Инструкция.csv"]
    assert sheets["Оценка_критерии.csv"][0] == "Цикл;Код ОО;№ критерия;Балл;Причина отсутствия;Источник балла"
    assert sheets["Оценка_критерии.csv"][4] == "2025/26;0102;2;;на проверке;экспертиза"
    first = sheets["Организации.csv"][1]
    assert first.startswith("0101;065701;СОШ № 1;СОШ;село;;нет;412;;да;да;нет;")
    assert [len(rows) for rows in sheets.values()] == [7, 3, 4, 3, 6, 3]


def test_a_copied_sheet_can_be_read_again(tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    with zipfile.ZipFile(io.BytesIO(copied(path))) as archive:
        (tmp_path / "Критерии.csv").write_bytes(archive.read("Критерии.csv"))
    known = Known(municipalities=frozenset({"065701"}))
    again = check_file(tmp_path / "Критерии.csv", "Критерии.csv", known, date(2026, 11, 22)).workbook
    first = check_file(path, path.name, Known(), date(2026, 11, 22)).workbook
    assert again is not None
    assert first is not None
    assert again.frames["Критерии"].equals(first.frames["Критерии"])


def test_what_no_check_has_seen_is_not_in_the_copy(tmp_path: Path) -> None:
    """A comment, a property of the document, a foreign sheet, a column of no sheet."""
    book = books.with_column("Группы", "Ремарка", SECRET)
    path = books.write_xlsx({**book, "Черновик": [["№"], [SECRET]]}, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook.properties.creator = SECRET
    workbook["Группы"]["A1"].comment = Comment(SECRET, SECRET)
    workbook.save(path)
    assert not any(SECRET in line for rows in sheets_of(copied(path)).values() for line in rows)


def test_a_copy_is_given_out_without_formulas(tmp_path: Path) -> None:
    """The kept copy has what was reported; a program for tables must not run it. Numbers below zero stay numbers."""
    book = books.with_value("Организации", 2, "Краткое наименование", "@СОШ № 1")
    schools = book["Организации"]
    schools[1][schools[0].index("Широта")], schools[1][schools[0].index("Долгота")] = 57.1, -95.3
    copy = copied(books.write_xlsx(book, tmp_path / "book.xlsx"))
    kept, given = sheets_of(copy), sheets_of(harmless_copy(copy))
    assert ";@СОШ № 1;" in kept["Организации.csv"][1]
    assert ";'@СОШ № 1;" in given["Организации.csv"][1]
    assert ";57.1;-95.3;" in given["Организации.csv"][1]
    assert {name: rows for name, rows in given.items() if rows != kept[name]}.keys() == {"Организации.csv"}
