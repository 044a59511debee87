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
from data.checks.privacy import (
    Inspected,
    check_privacy_asides,
    check_privacy_cells,
    check_privacy_file_name,
    check_privacy_headings,
    check_privacy_sheet_names,
)
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
    check_rules_coordinates_swapped,
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
from data.checks.rules_competences import (
    check_competences_assessed,
    check_competences_assessments,
    check_competences_deficit,
    check_competences_denominators,
    check_competences_described,
    check_competences_eligible,
    check_competences_leader_total,
    check_competences_levels,
    check_competences_one_head,
    check_competences_same_people,
    check_competences_total_deficit,
    check_competences_total_row,
    check_competences_units,
)
from data.checks.rules_control import (
    check_control_codes,
    check_control_deadline,
    check_control_document_date,
    check_control_document_school,
    check_control_done_on,
    check_control_evidence,
    check_control_future,
    check_control_status,
)
from data.checks.rules_dates import (
    check_dates_cut,
    check_dates_events,
    check_dates_order,
)
from data.checks.rules_development import (
    check_development_association_school,
    check_development_deficit,
    check_development_people,
    check_development_plans,
    check_development_plans_of_educators,
    check_development_prizes,
    check_development_reserve_term,
    check_development_retraining,
    check_development_same_deficit,
)
from data.checks.rules_jumps import (
    check_jumps,
)
from data.checks.rules_loads import (
    check_loads_external,
    check_loads_external_missing,
    check_loads_hours_of_teacher,
    check_loads_overloaded,
    check_loads_plan,
    check_loads_teachers,
    check_loads_total_hours,
    check_loads_total_row,
    check_loads_uncovered,
)
from data.checks.rules_mentoring import (
    check_mentoring_over,
    check_mentoring_young,
)
from data.checks.rules_staffing import (
    check_staffing_age_parts,
    check_staffing_age_total,
    check_staffing_ages,
    check_staffing_categories,
    check_staffing_movement,
    check_staffing_off_profile,
    check_staffing_rates,
    check_staffing_target_contracts,
    check_staffing_teachers,
    check_staffing_tenure,
    check_staffing_titles,
    check_staffing_vacant_rates,
)
from data.checks.rules_vacancies import (
    check_vacancies_long_open,
    check_vacancies_subject,
    check_vacancies_zemsky,
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
from data.parsing import Ahead, Cells, Layout, make_workbook, parse, recognise
from data.reading import RawWorkbook, read_file
from data.references import Book, with_municipalities
from data.releases import Release
from data.workbook import Workbook

FILE_CHECKS: tuple[Callable[[File], list[Finding]], ...] = (
    check_file_type,
    check_file_size,
    check_privacy_file_name,
)

PRIVACY_CHECKS: tuple[Callable[[Inspected], list[Finding]], ...] = (
    check_privacy_headings,
    check_privacy_cells,
    check_privacy_sheet_names,
    check_privacy_asides,
)

SHEET_CHECKS: tuple[Callable[[Layout], list[Finding]], ...] = (
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
    check_rules_coordinates_swapped,
    check_rules_short_name,
    check_rules_all_maximum,
    check_successors_working,
    check_successors_circle,
    check_dates_events,
    check_dates_order,
    check_dates_cut,
    check_staffing_teachers,
    check_staffing_ages,
    check_staffing_tenure,
    check_staffing_categories,
    check_staffing_titles,
    check_staffing_off_profile,
    check_staffing_movement,
    check_staffing_target_contracts,
    check_staffing_rates,
    check_staffing_vacant_rates,
    check_staffing_age_parts,
    check_staffing_age_total,
    check_vacancies_subject,
    check_vacancies_long_open,
    check_vacancies_zemsky,
    check_loads_teachers,
    check_loads_external,
    check_loads_external_missing,
    check_loads_hours_of_teacher,
    check_loads_overloaded,
    check_loads_plan,
    check_loads_total_row,
    check_loads_total_hours,
    check_loads_uncovered,
    check_mentoring_over,
    check_mentoring_young,
    check_development_plans,
    check_development_plans_of_educators,
    check_development_people,
    check_development_deficit,
    check_development_retraining,
    check_development_prizes,
    check_development_same_deficit,
    check_development_association_school,
    check_development_reserve_term,
    check_competences_levels,
    check_competences_assessed,
    check_competences_deficit,
    check_competences_eligible,
    check_competences_total_row,
    check_competences_total_deficit,
    check_competences_same_people,
    check_competences_one_head,
    check_competences_leader_total,
    check_competences_units,
    check_competences_assessments,
    check_competences_denominators,
    check_competences_described,
    check_control_document_school,
    check_control_document_date,
    check_control_deadline,
    check_control_done_on,
    check_control_evidence,
    check_control_status,
    check_control_future,
    check_control_codes,
    check_jumps,
)

STAGES = (FILE_CHECKS, PRIVACY_CHECKS, SHEET_CHECKS, CELL_CHECKS, REFERENCE_CHECKS, RULE_CHECKS)

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
    findings = check_unread(path, file_name, known.releases)
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.05, "Чтение книги")
    ahead = Ahead()
    raw = read_file(path, file_name, told=ahead.add)
    if isinstance(raw, Finding):
        return CheckedWorkbook((*findings, raw), None)
    return check_book(raw, known, today, findings, ahead=ahead, progress=tell)


@collector_paused()
def check_book(
    raw: RawWorkbook,
    known: Known,
    today: date,
    found: Iterable[Finding] = (),
    *,
    ahead: Ahead | None = None,
    progress: Progress | None = None,
) -> CheckedWorkbook:
    """Check a book that is read already; ``found`` is what was found before, ``ahead`` what is parsed already."""
    tell = progress or (lambda share, words: None)
    findings = list(found)
    tell(0.42, "Поиск персональных данных")
    layout = recognise(raw)
    findings += _run(PRIVACY_CHECKS, Inspected(layout, known.releases, today))
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.45, "Проверка листов и столбцов")
    findings += _run(SHEET_CHECKS, layout)
    if has_errors(findings):
        return CheckedWorkbook(tuple(findings), None)

    tell(0.5, "Разбор ячеек")
    cells = parse(layout, today, ahead)
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


def check_unread(path: Path, file_name: str, releases: tuple[Release, ...]) -> list[Finding]:
    """The file before it is opened: its name and size."""
    return _run(FILE_CHECKS, File(path, file_name, releases))


def check_privacy(raw: RawWorkbook, releases: tuple[Release, ...], today: date) -> list[Finding]:
    """Personal data anywhere in a book, of the template or not."""
    return _run(PRIVACY_CHECKS, Inspected(recognise(raw), releases, today))


def _run(checks: Iterable[Callable[[_Subject], list[Finding]]], subject: _Subject) -> list[Finding]:
    return [finding for check in checks for finding in check(subject)]
