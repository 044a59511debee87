"""Every bad workbook gives its finding, with the place and the value, and no workbook."""

# ruff: noqa: E501  # tables of cases read better with one case a line

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.checking import CheckedWorkbook, check_file
from data.findings import Finding, has_errors
from data.known import Known
from tests.data import bad_workbooks as books

TODAY = date(2026, 11, 22)


def check(path: Path, known: Known | None = None) -> CheckedWorkbook:
    checked = check_file(path, path.name, known or Known(), TODAY)
    assert (checked.workbook is None) == has_errors(checked.findings)
    for found in checked.findings:
        assert found.message
        assert found.remedy.rstrip().endswith((".", "»"))
        assert "None" not in found.message
        assert "<NA>" not in found.message
    return checked


def errors(book: books.Book, tmp_path: Path, known: Known | None = None) -> list[Finding]:
    checked = check(books.write_xlsx(book, tmp_path / "book.xlsx"), known)
    assert checked.workbook is None
    return [found for found in checked.findings if found.severity == "error"]


def warnings(book: books.Book, tmp_path: Path) -> list[Finding]:
    checked = check(books.write_xlsx(book, tmp_path / "book.xlsx"))
    assert checked.workbook is not None
    return [found for found in checked.findings if found.severity == "warning"]


Case = tuple[books.Book, str, str | None, int | None, str | None, str]

CELLS: dict[str, Case] = {
    "text in a number": (books.with_value("Оценка_критерии", 3, "Балл", "высокий"), "cells_not_a_number", "Оценка_критерии", 3, "Балл", "высокий"),
    "fraction in an integer": (books.with_value("Организации", 2, "Обучающихся", 412.5), "cells_fraction", "Организации", 2, "Обучающихся", "412,5"),
    "error cell": (books.with_value("Организации", 2, "Обучающихся", "#REF!"), "cells_error_cell", "Организации", 2, "Обучающихся", "#REF!"),
    "date in a number": (books.with_value("Оценка_критерии", 3, "Балл", date(2026, 5, 7)), "cells_date", "Оценка_критерии", 3, "Балл", "07.05.2026"),
    "logical value in a number": (books.with_value("Оценка_критерии", 3, "Балл", True), "cells_boolean", "Оценка_критерии", 3, "Балл", "ИСТИНА"),
    "two signs in a number": (books.with_value("Оценка_критерии", 3, "Балл", "1.234,5"), "cells_ambiguous_number", "Оценка_критерии", 3, "Балл", "1.234,5"),
    "too large a number": (books.with_value("Организации", 2, "Обучающихся", 1e12), "cells_too_large", "Организации", 2, "Обучающихся", "1000000000000"),
    "code of more than 15 digits": (books.with_value("Организации", 2, "Код ОО", 1234567890123456789), "cells_long_code", "Организации", 2, "Код ОО", "1,23456789012346e+18"),
    "no flag": (books.with_value("Организации", 2, "Есть 9 классы", "есть"), "cells_not_a_flag", "Организации", 2, "Есть 9 классы", "есть"),
    "no choice": (books.with_value("Организации", 2, "Вид ОО", "школа"), "cells_not_a_choice", "Организации", 2, "Вид ОО", "школа"),
    "no group": (books.with_value("Группы", 2, "Группа", 4), "cells_not_a_choice", "Группы", 2, "Группа", "4"),
    "wrong cycle": (books.with_value("Группы", 2, "Цикл", "2025/27"), "cells_wrong_cycle", "Группы", 2, "Цикл", "2025/27"),
    "no cycle": (books.with_value("Группы", 2, "Цикл", "прошлый"), "cells_not_a_cycle", "Группы", 2, "Цикл", "прошлый"),
    "empty required cell": (books.with_value("Организации", 3, "Краткое наименование", " "), "cells_required", "Организации", 3, "Краткое наименование", ""),
    "criterion out of bounds": (books.with_value("Критерии", 2, "№ критерия", 11), "cells_bounds", "Критерии", 2, "№ критерия", "11"),
    "maximum of zero": (books.with_value("Критерии", 2, "Максимальный балл", 0), "cells_bounds", "Критерии", 2, "Максимальный балл", "0"),
    "positive minimum": (books.with_value("Критерии", 2, "Минимальный балл", 1), "cells_bounds", "Критерии", 2, "Минимальный балл", "1"),
    "huge maximum": (books.with_value("Критерии", 2, "Максимальный балл", 1e308), "cells_bounds", "Критерии", 2, "Максимальный балл", "1e+308"),
    "huge weight": (books.with_value("Критерии", 2, "Вес", 1e308), "cells_bounds", "Критерии", 2, "Вес", "1e+308"),
    "huge minimum": (books.with_value("Критерии", 2, "Минимальный балл", -1e308), "cells_bounds", "Критерии", 2, "Минимальный балл", "-1e+308"),
    "huge score": (books.with_value("Оценка_критерии", 2, "Балл", 1e308), "rules_score_bounds", "Оценка_критерии", 2, "Балл", "1e+308"),
    "huge number of pupils": (books.with_value("Организации", 2, "Обучающихся", 50_001), "cells_bounds", "Организации", 2, "Обучающихся", "50001"),
    "huge number of class sets": (books.put(books.with_column("Организации", "Классов-комплектов", 18), "Организации", 2, "Классов-комплектов", 5_001), "cells_bounds", "Организации", 2, "Классов-комплектов", "5001"),
    "huge place": (books.with_column("Организации", "Население пункта, чел.", 100_000_001), "cells_bounds", "Организации", 2, "Население пункта, чел.", "100000001"),
    "huge population": (books.with_column("Муниципалитеты", "Население, чел.", 100_000_001), "cells_bounds", "Муниципалитеты", 2, "Население, чел.", "100000001"),
    "long code": (books.with_value("Организации", 2, "Код ОО", "СОШ № 1 " * 6), "cells_code_length", "Организации", 2, "Код ОО", "СОШ № 1"),
}  # fmt: skip

CODES: dict[str, Case] = {
    "duplicated school": (books.with_row("Организации", ["0101", *books.valid_book()["Организации"][3][1:]]), "references_keys", "Организации", 5, "Код ОО", "0101"),
    "duplicated score": (books.with_row("Оценка_критерии", ["2025/26", "0101", 1, 7, None, "опрос"]), "references_keys", "Оценка_критерии", 7, "№ критерия", "1"),
    "unknown municipality": (books.with_value("Организации", 4, "Код МО", "99"), "references_municipality", "Организации", 4, "Код МО", "99"),
    "unknown school": (books.with_value("Группы", 3, "Код ОО", "0999"), "references_school", "Группы", 3, "Код ОО", "0999"),
    "unknown criterion": (books.with_value("Оценка_критерии", 2, "№ критерия", 3), "references_criterion", "Оценка_критерии", 2, "№ критерия", "3"),
    "score above maximum": (books.with_value("Оценка_критерии", 2, "Балл", 10.5), "rules_score_bounds", "Оценка_критерии", 2, "Балл", "10,5"),
    "score below zero": (books.with_value("Оценка_критерии", 2, "Балл", -0.5), "rules_score_bounds", "Оценка_критерии", 2, "Балл", "-0,5"),
    "score below minimum": (books.with_value("Оценка_критерии", 3, "Балл", -1.5), "rules_score_bounds", "Оценка_критерии", 3, "Балл", "-1,5"),
    "no score and no reason": (books.with_value("Оценка_критерии", 2, "Балл", None), "rules_absence_reason", "Оценка_критерии", 2, "Причина отсутствия", ""),
    "high zone not above low": (books.with_value("Критерии", 2, "Порог высокой зоны, %", 60), "rules_zone_bounds", "Критерии", 2, "Порог высокой зоны, %", "60"),
    "later cycle": (books.with_row("Группы", ["2026/27", "0101", 1, "приказ"]), "rules_later_cycle", "Группы", 4, "Цикл", "2026/27"),
    "excluded without a reason": (books.with_value("Организации", 2, "Работает в цикле", "нет"), "rules_exclusion_reason", "Организации", 2, "Причина исключения", ""),
    "flag without a year": (books.with_value("Организации", 4, "Год признака", None), "rules_low_results_year", "Организации", 4, "Год признака", ""),
    "flag of a year to come": (books.with_value("Организации", 4, "Год признака", 2027), "rules_flag_year_future", "Организации", 4, "Год признака", "2027"),
    "latitude alone": (books.with_value("Организации", 2, "Долгота", None), "rules_coordinates", "Организации", 2, "Долгота", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", [*CELLS, *CODES])
def test_one_fault_gives_one_error_in_its_place(tmp_path: Path, name: str) -> None:
    book, kind, sheet, row, column, value = {**CELLS, **CODES}[name]
    found = errors(book, tmp_path)
    assert [each.check for each in found] == [kind]
    assert (found[0].sheet, found[0].row, found[0].column) == (sheet, row, column)
    assert (found[0].value or "").startswith(value)


def test_criteria_alone_need_a_municipality(tmp_path: Path) -> None:
    (found,) = errors(books.only("Инструкция", "Критерии"), tmp_path)
    assert (found.check, found.sheet) == ("references_criteria_place", "Критерии")
    assert "«Муниципалитеты» и «Организации»" in found.remedy
    known = Known(municipalities=frozenset({"065701"}))
    assert check(books.write_xlsx(books.only("Инструкция", "Критерии"), tmp_path / "known.xlsx"), known).findings == ()


def test_a_repeated_key_names_both_rows(tmp_path: Path) -> None:
    known = Known(schools={"0201": frozenset({"065702"})})
    (found,) = errors(books.with_value("Организации", 4, "Код ОО", "0101"), tmp_path, known)
    assert "в строке 2" in found.message
    assert "в строке 4" in found.message


def test_lost_leading_zeros_are_guessed(tmp_path: Path) -> None:
    found = errors(books.with_value("Группы", 3, "Код ОО", 102), tmp_path)
    assert "Есть код «0102»" in found[0].remedy


def test_codes_may_be_known_already(tmp_path: Path) -> None:
    known = Known(
        municipalities=frozenset({"065701"}),
        schools={"0101": frozenset({"065701"}), "0102": frozenset({"065701"}), "0201": frozenset({"065702"})},
        criteria={("2025/26", place): {1: (0.0, 10.0), 2: (-1.0, 5.5)} for place in ("065701", "065702")},
    )
    path = books.write_xlsx(books.only("Инструкция", "Оценка_критерии", "Группы"), tmp_path / "book.xlsx")
    checked = check(path, known)
    assert checked.workbook is not None
    assert checked.findings == ()
    assert checked.workbook.frames["Оценка_критерии"]["municipality_id"].tolist()[-1] == "065702"


def test_known_bounds_hold_for_scores_sent_alone(tmp_path: Path) -> None:
    known = Known(
        schools={"0101": frozenset({"065701"}), "0102": frozenset({"065701"}), "0201": frozenset({"065702"})},
        criteria={("2025/26", place): {1: (0.0, 9.0), 2: (-1.0, 5.5)} for place in ("065701", "065702")},
    )
    (found,) = errors(books.only("Инструкция", "Оценка_критерии"), tmp_path, known)
    assert (found.check, found.row, found.value) == ("rules_score_bounds", 6, "10")


def test_a_criterion_known_for_another_municipality_only_is_unknown(tmp_path: Path) -> None:
    known = Known(
        schools={"0101": frozenset({"065701"}), "0102": frozenset({"065701"}), "0201": frozenset({"065702"})},
        criteria={("2025/26", "065701"): {1: (0.0, 10.0), 2: (-1.0, 5.5)}},
    )
    (found,) = errors(books.only("Инструкция", "Оценка_критерии"), tmp_path, known)
    assert (found.check, found.row) == ("references_criterion", 6)


def test_a_code_of_several_municipalities_is_not_guessed(tmp_path: Path) -> None:
    known = Known(schools={"0101": frozenset({"065701"}), "0102": frozenset({"065701", "065702"})})
    (found,) = errors(books.only("Инструкция", "Группы"), tmp_path, known)
    assert (found.check, found.row) == ("references_school", 3)
    assert "065701, 065702" in found.message


def test_weights_of_a_cycle_must_not_all_be_zero(tmp_path: Path) -> None:
    book = books.with_value("Критерии", 2, "Вес", 0)
    (found,) = errors(books.put(book, "Критерии", 3, "Вес", 0), tmp_path)
    assert (found.check, found.sheet) == ("rules_weights", "Критерии")
    assert "2025/26" in found.message


SHEETS: dict[str, tuple[books.Book, str, str]] = {
    "renamed sheet": (books.renamed("Организации", "Школы"), "sheets_renamed", "Переименуйте лист в «Организации»"),
    "sheet with a slip in its name": (books.renamed("Группы", "Групы"), "sheets_renamed", "Переименуйте лист в «Группы»"),
    "missing column": (books.without_column("Организации", "Вид ОО"), "columns_missing", "Добавьте столбец"),
    "renamed column": (books.with_heading("Организации", "Краткое наименование", "Краткое название"), "columns_missing", "Похоже на него: «Краткое название»"),
    "repeated column": (books.with_column("Группы", "группа", 1), "columns_repeated", "Оставьте один столбец"),
    "repeated sheet": ({**books.valid_book(), "ГРУППЫ ": books.valid_book()["Группы"]}, "sheets_repeated", "Оставьте один"),
    "no instruction": (books.only("Муниципалитеты", "Организации"), "sheets_instruction", "Добавьте лист «Инструкция»"),
    "title above the headings": ({**books.valid_book(), "Группы": [["Группы школ"], *books.valid_book()["Группы"]]}, "columns_missing", "Удалите строки над заголовками"),
    "no sheet of ours": ({"Лист1": [["Месяц", "План"], ["май", 5]]}, "sheets_known", "Скачайте шаблон"),
    "no rows at all": ({"Лист1": [], "Лист2": []}, "sheets_known", "Скачайте шаблон"),
    "headings alone": ({name: rows[: 6 if name == "Инструкция" else 1] for name, rows in books.valid_book().items()}, "sheets_rows", "Заполните листы"),
    "examples alone": ({"Инструкция": books.valid_book()["Инструкция"], "Группы": [books.valid_book()["Группы"][0], ["Пример: 2025/26", "1", 2, "приказ"]]}, "cells_any", "Заполните листы"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_and_columns(tmp_path: Path, name: str) -> None:
    book, kind, remedy = SHEETS[name]
    found = errors(book, tmp_path)
    assert {each.check for each in found} == {kind}
    assert remedy in found[0].remedy


def test_a_missing_column_lists_the_headings_found(tmp_path: Path) -> None:
    (found,) = errors(books.without_column("Группы", "Группа"), tmp_path)
    assert "«Цикл», «Код ОО», «Реквизиты акта»" in found.message


def test_the_second_renamed_copy_of_a_sheet_is_only_unknown(tmp_path: Path) -> None:
    book = {**books.valid_book(), "Группы (2)": books.valid_book()["Группы"]}
    (found,) = warnings(book, tmp_path)
    assert found.check == "sheets_unknown"
    assert "«Группы» в книге уже есть" in found.message


INSTRUCTION: dict[str, tuple[str, Any, str, str]] = {
    "no cut date": ("Дата среза", None, "instruction_required", ""),
    "no cycle": ("Отчётный цикл", " ", "instruction_required", ""),
    "cut date that is none": ("Дата среза", "31.02.2026", "instruction_readable", "31.02.2026"),
    "cut date as a number": ("Дата среза", 46265, "instruction_readable", "46265"),
    "wrong cycle": ("Отчётный цикл", "2025/27", "instruction_readable", "2025/27"),
    "cut date to come": ("Дата среза", "23.11.2026", "instruction_future", "23.11.2026"),
}


@pytest.mark.parametrize("name", INSTRUCTION)
def test_instruction(tmp_path: Path, name: str) -> None:
    label, written, kind, value = INSTRUCTION[name]
    found = errors(books.with_parameter(label, written), tmp_path)
    assert [(each.check, each.sheet, each.column) for each in found] == [(kind, "Инструкция", label)]
    assert (found[0].value or "") == value
    assert found[0].row == (2 if label == "Дата среза" else 3)


def test_a_parameter_given_twice(tmp_path: Path) -> None:
    (found,) = errors(books.with_row("Инструкция", ["дата среза:", "30.06.2026"]), tmp_path)
    assert (found.check, found.row) == ("instruction_repeated", 7)


def test_no_such_parameter(tmp_path: Path) -> None:
    book = books.valid_book()
    del book["Инструкция"][2]
    (found,) = errors(book, tmp_path)
    assert found.message == "Нет параметра «Отчётный цикл»."


def test_csv_of_a_sheet_without_a_cycle(tmp_path: Path) -> None:
    checked = check(books.write_csv(books.valid_book()["Организации"], tmp_path / "Организации.csv"))
    assert [found.check for found in checked.findings] == ["sheets_instruction"]
    assert checked.workbook is None


FILES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "200 MB": ("book.xlsx", lambda path: books.write_sparse(path, 200 * 1024**2), "file_size"),
    "empty file": ("book.xlsx", lambda path: books.write_sparse(path, 0), "file_size"),
    "unknown ending": ("book.pdf", lambda path: books.write_xlsx(books.valid_book(), path.with_suffix(".xlsx")).rename(path), "file_type"),
    "no ending": ("book", lambda path: path.write_bytes(b"1"), "file_type"),
    "picture": ("book.xlsx", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 99), "file_no_workbook"),
    "text document": ("book.xlsx", books.write_document_zip, "file_no_workbook"),
    "password": ("book.xlsx", lambda path: books.write_encrypted(books.valid_book(), path), "file_password"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files(tmp_path: Path, name: str) -> None:
    file_name, write, kind = FILES[name]
    path = tmp_path / file_name
    write(path)
    checked = check(path)
    assert [found.check for found in checked.findings] == [kind]
    assert checked.workbook is None


@pytest.mark.parametrize("sheet", ["Организации", "Инструкция"])
def test_the_bomb_names_sheet_and_cell(tmp_path: Path, sheet: str) -> None:
    path = books.write_bomb(tmp_path / "book.xlsx", sheet)
    assert path.stat().st_size < 20_000
    found = [each for each in check(path).findings if each.check == "sheets_used_range"]
    assert [(each.severity, each.sheet, each.value) for each in found] == [("error", sheet, "XFD1048576")]
    assert "удалите" in found[0].remedy


def test_a_bomb_on_a_foreign_sheet_does_not_stop_the_others(tmp_path: Path) -> None:
    book = {**books.valid_book(), "Черновик": [["Месяц"]]}
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Черновик"]["XFD1048576"] = 1
    workbook.save(path)
    checked = check(path)
    assert checked.workbook is not None
    assert [(each.check, each.severity) for each in checked.findings] == [("sheets_used_range", "warning")]


REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real workbooks are not beside this repository")
@pytest.mark.parametrize("name", ["eao_ege.xlsx", "messy_headers.csv"])
def test_real_tables_that_are_no_template(name: str) -> None:
    checked = check(REAL / name)
    assert checked.workbook is None
    (found,) = [each for each in checked.findings if each.severity == "error"]
    assert found.check == "sheets_known"
    assert "Скачайте шаблон" in found.remedy


@pytest.mark.skipif(not REAL.is_dir(), reason="the real workbooks are not beside this repository")
def test_a_real_region_has_no_errors() -> None:
    checked = check(REAL / "texas.xlsx")
    assert checked.workbook is not None
    frames = checked.workbook.frames
    assert len(frames["Организации"]) == 9293
    assert len(frames["Муниципалитеты"]) == 1213
    assert len(frames["Группы"]) == 16163
    scores = frames["Оценка_критерии"]
    assert (len(scores), int(scores["score"].isna().sum())) == (53412, 5963)
    assert scores["municipality_id"].notna().all()
    assert scores["school_id"].iloc[0] == "001902001"
    assert {found.check for found in checked.findings} == {"rules_short_name"}
