"""What is doubtful is said and loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.checking import check_file
from data.findings import Finding
from data.known import Known
from tests.data import bad_workbooks as books

TODAY = date(2026, 11, 22)


def warnings(book: books.Book, tmp_path: Path) -> list[Finding]:
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    checked = check_file(path, path.name, Known(), TODAY)
    assert checked.workbook is not None, checked.findings
    return [found for found in checked.findings if found.severity == "warning"]


def test_cut_date_outside_its_cycle(tmp_path: Path) -> None:
    (found,) = warnings(books.with_parameter("Дата среза", "01.09.2026"), tmp_path)
    assert (found.check, found.value) == ("instruction_cut_date", "01.09.2026")
    assert warnings(books.with_parameter("Дата среза", "01.09.2025"), tmp_path) == []


def test_template_of_another_version(tmp_path: Path) -> None:
    (found,) = warnings(books.with_parameter("Версия шаблона", "0.9"), tmp_path)
    assert found.check == "instruction_template"
    assert warnings(books.with_parameter("Версия шаблона", 1.0), tmp_path) == []


def test_one_name_for_several_schools_of_a_municipality(tmp_path: Path) -> None:
    book = books.valid_book()
    for code in ("0103", "0104"):
        book["Организации"].append([code, *book["Организации"][1][1:]])
    books.put(book, "Организации", 6, "Краткое наименование", "сош № 1")
    (found,) = warnings(book, tmp_path)
    assert (found.check, found.row) == ("rules_short_name", 2)
    assert "3\u00a0организации" in found.message
    assert "«0101», «0103», «0104»" in found.message


def test_one_name_in_two_municipalities_is_usual(tmp_path: Path) -> None:
    assert warnings(books.with_value("Организации", 4, "Краткое наименование", "СОШ № 1"), tmp_path) == []


def test_all_criteria_at_the_maximum(tmp_path: Path) -> None:
    book = books.with_value("Оценка_критерии", 2, "Балл", 10)
    (found,) = warnings(books.put(book, "Оценка_критерии", 3, "Балл", 5.5), tmp_path)
    assert (found.check, found.row, found.value) == ("rules_all_maximum", 2, "0101")


def test_a_missing_score_is_not_at_the_maximum(tmp_path: Path) -> None:
    assert warnings(books.with_value("Оценка_критерии", 4, "Балл", 10), tmp_path) == []


def test_zone_bounds_as_shares(tmp_path: Path) -> None:
    book = books.with_value("Критерии", 2, "Порог низкой зоны, %", 0.6)
    (found,) = warnings(books.put(book, "Критерии", 2, "Порог высокой зоны, %", 0.81), tmp_path)
    assert (found.check, found.value) == ("rules_zone_units", "0,81")


@pytest.mark.parametrize(("year", "old"), [(2023, True), (2024, False)])
def test_flags_older_than_two_years(tmp_path: Path, year: int, old: bool) -> None:
    found = warnings(books.with_value("Организации", 4, "Год признака", year), tmp_path)
    assert [each.check for each in found] == (["rules_flag_year_old"] if old else [])


def test_a_reason_beside_a_score(tmp_path: Path) -> None:
    (found,) = warnings(books.with_value("Оценка_критерии", 2, "Причина отсутствия", "на проверке"), tmp_path)
    assert (found.check, found.row) == ("rules_absence_reason", 2)


def test_a_column_more(tmp_path: Path) -> None:
    (found,) = warnings(books.with_column("Группы", "Ремарка", "без изменений"), tmp_path)
    assert (found.check, found.column) == ("columns_unknown", "Ремарка")


def test_an_optional_column_with_a_slip_is_guessed(tmp_path: Path) -> None:
    (found,) = warnings(books.with_heading("Организации", "Адрес", "Адреса"), tmp_path)
    assert "«Адрес»" in found.remedy


def test_a_sheet_more(tmp_path: Path) -> None:
    (found,) = warnings({**books.valid_book(), "Отпуска": [["Месяц"], ["май"]]}, tmp_path)
    assert (found.check, found.sheet) == ("sheets_unknown", "Отпуска")


def test_old_formats_say_what_they_hide(tmp_path: Path) -> None:
    path = books.write_xls(books.valid_book(), tmp_path / "book.xls")
    assert [found.check for found in check_file(path, path.name, Known(), TODAY).findings] == ["sheets_old_format"]


@pytest.mark.parametrize(
    ("places", "rows"),
    [
        ([(60.0, 61.0), (60.1, 61.1), (60.2, 61.2)], []),  # degrees that would be a place either way
        ([(56.0, 85.0), (85.1, 56.1), (56.2, 85.2)], [3]),
        ([(44.0, 39.0), (39.1, 44.1), (44.2, 39.2)], [3]),  # not far from the others, but south of Russia
        ([(39.0, 44.0), (39.1, 44.1), (39.2, 44.2)], [2, 3, 4]),
        ([(31.0, -98.0), (31.1, -98.1), (31.2, -98.2)], []),
    ],
)
def test_coordinates_that_changed_places(tmp_path: Path, places: list[tuple[float, float]], rows: list[int]) -> None:
    book = books.valid_book()
    for row, (latitude, longitude) in enumerate(places, start=2):
        books.put(book, "Организации", row, "Широта", latitude)
        books.put(book, "Организации", row, "Долгота", longitude)
    found = warnings(book, tmp_path)
    assert [(each.check, each.row) for each in found] == [("rules_coordinates_swapped", row) for row in rows]
