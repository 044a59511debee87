"""A workbook from file to checked frames: stages of checks, each only after the one before found no errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from data.bulk import collector_paused
from data.checks.cells import (
    check_cells_any,
    check_cells_bounds,
    check_cells_code_length,
    check_cells_examples,
    check_cells_readable,
    check_cells_required,
    check_cells_understood,
)
from data.checks.file import File, check_file_size, check_file_type
from data.checks.instruction import (
    check_instruction_cut_date,
    check_instruction_future,
    check_instruction_readable,
    check_instruction_repeated,
    check_instruction_required,
    check_instruction_template,
    check_instruction_understood,
)
from data.checks.privacy import check_privacy_cells, check_privacy_file_name, check_privacy_headings
from data.checks.references import (
    check_references_criteria_place,
    check_references_criterion,
    check_references_keys,
    check_references_municipality,
    check_references_school,
    check_references_school_elsewhere,
    check_references_school_place,
)
from data.checks.rules import (
    check_rules_absence_reason,
    check_rules_all_maximum,
    check_rules_coordinates,
    check_rules_cycle_of_csv,
    check_rules_exclusion_reason,
    check_rules_flag_year_future,
    check_rules_flag_year_old,
    check_rules_later_cycle,
    check_rules_low_results_year,
    check_rules_score_bounds,
    check_rules_scores_in_force,
    check_rules_short_name,
    check_rules_weights,
    check_rules_zone_bounds,
    check_rules_zone_units,
)
from data.checks.sheets import (
    check_columns_missing,
    check_columns_repeated,
    check_columns_spelling,
    check_columns_unknown,
    check_sheets_instruction,
    check_sheets_known,
    check_sheets_old_format,
    check_sheets_renamed,
    check_sheets_repeated,
    check_sheets_rows,
    check_sheets_spelling,
    check_sheets_unknown,
    check_sheets_used_range,
)
from data.checks.successors import (
    check_successors_circle,
    check_successors_municipality,
    check_successors_school,
    check_successors_working,
)
from data.findings import Finding, has_errors
from data.known import Known
from data.parsing import Cells, Layout, make_workbook, parse, recognise
from data.reading import RawWorkbook, read_file
from data.references import Book, with_municipalities
from data.workbook import Workbook

FILE_CHECKS: tuple[Callable[[File], list[Finding]], ...] = (
    check_file_type,
    check_file_size,
    check_privacy_file_name,
)

SHEET_CHECKS: tuple[Callable[[Layout], list[Finding]], ...] = (
    check_privacy_headings,
    check_sheets_known,
    check_sheets_used_range,
    check_sheets_instruction,
    check_sheets_renamed,
    check_sheets_repeated,
    check_sheets_rows,
    check_columns_missing,
    check_columns_repeated,
    check_sheets_unknown,
    check_columns_unknown,
    check_sheets_old_format,
    check_sheets_spelling,
    check_columns_spelling,
)

CELL_CHECKS: tuple[Callable[[Cells], list[Finding]], ...] = (
    check_privacy_cells,
    check_instruction_required,
    check_instruction_readable,
    check_instruction_repeated,
    check_instruction_future,
    check_cells_readable,
    check_cells_required,
    check_cells_bounds,
    check_cells_code_length,
    check_cells_any,
    check_instruction_cut_date,
    check_instruction_template,
    check_instruction_understood,
    check_cells_understood,
    check_cells_examples,
)

REFERENCE_CHECKS: tuple[Callable[[Book], list[Finding]], ...] = (
    check_references_keys,
    check_references_municipality,
    check_references_school,
    check_references_school_place,
    check_references_school_elsewhere,
    check_references_criteria_place,
    check_references_criterion,
    check_successors_municipality,
    check_successors_school,
)

RULE_CHECKS: tuple[Callable[[Book], list[Finding]], ...] = (
    check_rules_cycle_of_csv,
    check_rules_later_cycle,
    check_rules_score_bounds,
    check_rules_scores_in_force,
    check_rules_absence_reason,
    check_rules_zone_bounds,
    check_rules_zone_units,
    check_rules_weights,
    check_rules_exclusion_reason,
    check_rules_low_results_year,
    check_rules_flag_year_future,
    check_rules_flag_year_old,
    check_rules_coordinates,
    check_rules_short_name,
    check_rules_all_maximum,
    check_successors_working,
    check_successors_circle,
)

STAGES = (FILE_CHECKS, SHEET_CHECKS, CELL_CHECKS, REFERENCE_CHECKS, RULE_CHECKS)

Progress = Callable[[float, str], None]

_Subject = TypeVar("_Subject")


@dataclass(frozen=True)
class CheckedWorkbook:
    """What was found in a file, and the workbook in it: None exactly when there are errors."""

    findings: tuple[Finding, ...]
    workbook: Workbook | None


@collector_paused()
def check_file(
    path: Path, file_name: str, known: Known, today: date, *, progress: Progress | None = None
) -> CheckedWorkbook:
    """Read and check a workbook.

    ``path`` is the file on this machine, ``file_name`` what its owner calls it, ``known`` what the workbook may refer
    to without repeating it. ``progress`` is told the share done (0…1) and what is being done, in Russian.
    Whatever is wrong with the file is a finding; raises OSError only if there is no such file.
    """
    tell = progress or (lambda share, words: None)
    tell(0.0, "Проверка файла")
    findings = _run(FILE_CHECKS, File(path, file_name))
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.05, "Чтение книги")
    raw = read_file(path, file_name)
    if isinstance(raw, Finding):
        return CheckedWorkbook((*findings, raw), None)
    return check_book(raw, known, today, findings, progress=tell)


@collector_paused()
def check_book(
    raw: RawWorkbook, known: Known, today: date, found: Iterable[Finding] = (), *, progress: Progress | None = None
) -> CheckedWorkbook:
    """Check a book that is read already; ``found`` is what was found before."""
    tell = progress or (lambda share, words: None)
    findings = list(found)
    tell(0.45, "Проверка листов и столбцов")
    layout = recognise(raw)
    findings += _run(SHEET_CHECKS, layout)
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.5, "Разбор ячеек")
    cells = parse(layout, today)
    findings += _run(CELL_CHECKS, cells)
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.75, "Проверка кодов и ссылок")
    book = with_municipalities(Book(make_workbook(cells), known, today, from_csv=cells.instruction is None))
    findings += _run(REFERENCE_CHECKS, book)
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.85, "Проверка правил")
    findings += _run(RULE_CHECKS, book)
    tell(1.0, "Проверка закончена")
    return CheckedWorkbook(tuple(findings), None if has_errors(findings) else book.workbook)


def _run(checks: Iterable[Callable[[_Subject], list[Finding]]], subject: _Subject) -> list[Finding]:
    return [finding for check in checks for finding in check(subject)]
