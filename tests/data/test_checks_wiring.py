"""Every check is listed in a stage, and later stages wait for earlier ones."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import date
from pathlib import Path

import data.checks
from data import checking
from data.checking import STAGES, check_file
from data.checks.listing import LISTED, row_numbers
from data.known import Known
from methodology.words import NBSP
from tests.data import bad_workbooks as books


def written_checks() -> set[str]:
    names = [module.name for module in pkgutil.iter_modules(data.checks.__path__)]
    modules = [importlib.import_module(f"data.checks.{name}") for name in names]
    return {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("check_") and function.__module__ == module.__name__
    }


def test_every_check_that_is_written_is_listed_once() -> None:
    listed = [check.__name__ for stage in STAGES for check in stage]
    assert len(listed) == len(set(listed))
    assert set(listed) == written_checks()
    assert len(listed) > 40


def test_a_stage_with_errors_stops_the_later_ones(tmp_path: Path) -> None:
    book = books.with_value("Оценка_критерии", 2, "Балл", 99)
    books.put(book, "Группы", 2, "Код ОО", "0999")
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    checks = {found.check for found in check_file(path, path.name, Known(), date(2026, 11, 22)).findings}
    assert checks == {"references_school"}


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    check_file(path, path.name, Known(), date(2026, 11, 22), progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert (shares[0], shares[-1], shares == sorted(shares)) == (0.0, 1.0, True)
    assert len(told) == len(STAGES) + 2
    assert told[-1][1] == "Проверка закончена"


def test_many_findings_of_one_kind_become_fifty_and_a_count(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Группы"] += [["2025/26", f"9{number:03}", "пять", "приказ"] for number in range(130)]
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    findings = [
        found
        for found in check_file(path, path.name, Known(), date(2026, 11, 22)).findings
        if found.check == "cells_not_a_choice"
    ]
    assert len(findings) == LISTED + 1
    assert (findings[-1].row, findings[-1].rows) == (None, 80)
    assert "ещё 80" in findings[-1].message
    assert sum(found.rows for found in findings) == 130


def test_empty_mandatory_cells_of_a_column_are_one_finding(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Группы"] += [["2025/26", f"9{number:03}", 1, ""] for number in range(130)]
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    (found,) = check_file(path, path.name, Known(), date(2026, 11, 22)).findings
    assert (found.check, found.rows, found.row) == ("cells_required", 130, 4)
    assert found.message == f"130{NBSP}пустых ячеек в обязательном столбце «Реквизиты акта»: строки 4–133."


def test_rows_are_named_by_runs() -> None:
    assert row_numbers([7]) == "7"
    assert row_numbers([2, 3, 4, 9, 11, 12]) == "2–4, 9, 11–12"
    assert row_numbers([2, 4, 6, 8, 9, 10], limit=2) == "2, 4 и ещё 4"


def test_the_stages_are_named_in_order() -> None:
    assert STAGES == (
        checking.FILE_CHECKS,
        checking.PRIVACY_CHECKS,
        checking.SHEET_CHECKS,
        checking.CELL_CHECKS,
        checking.REFERENCE_CHECKS,
        checking.RULE_CHECKS,
    )
