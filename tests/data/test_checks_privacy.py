"""Personal data are found and not repeated; names of schools and streets are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.checking import check_file
from data.findings import Finding
from data.known import Known
from tests.data import bad_workbooks as books


def errors(book: books.Book, tmp_path: Path) -> list[Finding]:
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    checked = check_file(path, path.name, Known(), date(2026, 11, 22))
    assert checked.workbook is None
    return [found for found in checked.findings if found.severity == "error"]


@pytest.mark.parametrize(
    ("sheet", "heading", "text"),
    [
        ("Организации", "Причина исключения", "по заявлению Иванова И.И."),
        ("Организации", "Код ОО", "Иванов И.И."),
        ("Муниципалитеты", "Орган управления образованием", "Управление, edu@north.ru"),
        ("Группы", "Реквизиты акта", "приказ, исп. Петрова М.А., 8-912-345-67-89"),
    ],
)
def test_a_cell_stops_the_file_and_is_not_repeated(tmp_path: Path, sheet: str, heading: str, text: str) -> None:
    found = [
        each for each in errors(books.with_value(sheet, 2, heading, text), tmp_path) if each.check == "privacy_cells"
    ]
    assert {(each.sheet, each.row, each.column) for each in found} == {(sheet, 2, heading)}
    assert "не сохраняется" in found[0].remedy
    assert text not in f"{found[0].message}{found[0].remedy}{found[0].value}"


def test_the_author_is_a_post_not_a_person(tmp_path: Path) -> None:
    (found,) = errors(books.with_parameter("Заполнил (должность)", "методист Иванова М.П."), tmp_path)
    assert (found.check, found.sheet, found.row) == ("privacy_cells", "Инструкция", 6)


def test_a_column_without_a_heading_is_looked_through(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Группы"][2] += [None, "Иванова М.П."]
    (found,) = errors(book, tmp_path)
    assert (found.check, found.sheet, found.row, found.column) == ("privacy_cells", "Группы", 3, "(без заголовка)")
    assert found.value == "И… М. П."


@pytest.mark.parametrize(
    "name", ["Иванова М.П..xlsx", "отчёт_Иванов_И.И.xlsx", "Мария Петровна, школа.xlsx", "a@b.ru.xlsx"]
)
def test_the_name_of_the_file_is_kept_and_so_looked_at(tmp_path: Path, name: str) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    (found,) = check_file(path, name, Known(), date(2026, 11, 22)).findings
    assert (found.severity, found.check, found.value) == ("error", "privacy_file_name", None)


@pytest.mark.parametrize("name", ["СОШ_им_А.С._Пушкина.xlsx", "срез 2026-08-31 89123456789.xlsx", "ДЕМО_2025-26.xlsx"])
def test_usual_names_of_files(tmp_path: Path, name: str) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    assert check_file(path, name, Known(), date(2026, 11, 22)).findings == ()


@pytest.mark.parametrize(
    "heading",
    [
        "ФИО",
        "Ф.И.О. директора",
        "Фамилия",
        "Телефон",
        "тел.",
        "СНИЛС",
        "E-mail",
        "e-mail школы",
        "Электронная почта",
        "ФИO",
    ],
)
def test_a_column_for_personal_data_stops_the_file_even_when_empty(tmp_path: Path, heading: str) -> None:
    found = errors(books.with_column("Группы", heading, None), tmp_path)
    assert [(each.check, each.sheet, each.column) for each in found] == [("privacy_headings", "Группы", heading)]


def test_such_a_column_on_a_foreign_sheet_too(tmp_path: Path) -> None:
    (found,) = errors({**books.valid_book(), "Черновик": [["№", "Фамилия, имя"]]}, tmp_path)
    assert (found.check, found.sheet) == ("privacy_headings", "Черновик")


def test_cells_of_a_column_that_is_not_read(tmp_path: Path) -> None:
    (found,) = errors(books.with_column("Группы", "Ремарка", "сказал Иванов И.И."), tmp_path)
    assert (found.check, found.column, found.row) == ("privacy_cells", "Ремарка", 2)
