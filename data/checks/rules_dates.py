"""Rules of days, the same for many sheets: what happened did so by the cut date, and in its order."""

from __future__ import annotations

import pandas as pd

from data.checks.listing import each_row
from data.findings import Finding
from data.references import Book
from data.sheets import LEADER_RESULTS, MENTORING, RESERVE, STAFF, TASKS, TEACHING_LOADS, VACANCIES
from data.workbook import cycle_bounds
from methodology.words import day

EVENTS = (
    (LEADER_RESULTS, "assessed_on"),
    (STAFF, "cut_date"),
    (TEACHING_LOADS, "cut_date"),
    (VACANCIES, "opened_on"),
    (VACANCIES, "closed_on"),
    (MENTORING, "started_on"),
    (RESERVE, "included_on"),
    (RESERVE, "appointed_on"),
    (RESERVE, "removed_on"),
)
"""Check 12: these have happened; the end of a pair or a deadline may be planned."""

IN_ORDER = (
    (VACANCIES, "opened_on", "closed_on"),
    (MENTORING, "started_on", "ends_on"),
    (TASKS, "issued_on", "deadline"),
    (TASKS, "issued_on", "done_on"),
)
"""Check 12, and the days of a task: the second is not before the first."""


def check_dates_events(book: Book) -> list[Finding]:
    """Check 12: no event is later than the cut date of the workbook."""
    cut = book.workbook.instruction.cut_date
    findings = []
    for sheet, column in EVENTS:
        rows = book.rows(sheet)
        findings += each_row(
            sheet, rows.loc[rows[column].gt(pd.Timestamp(cut))], column, "error", "dates_events",
            lambda row, column=column: f"Дата {day(row[column])} позже даты среза книги {day(cut)}.",
            "Исправьте дату или «Дата среза» на листе «Инструкция»; то, чего на дату среза ещё не было, не вносится.",
        )  # fmt: skip
    return findings


def check_dates_order(book: Book) -> list[Finding]:
    """Check 12: closed not before opened, ended not before begun, due and done not before given."""
    findings = []
    for sheet, first, second in IN_ORDER:
        rows = book.rows(sheet)
        names = (sheet.column(second).heading, sheet.column(first).heading)
        findings += each_row(
            sheet, rows.loc[rows[second].lt(rows[first])], second, "error", "dates_order",
            lambda row, first=first, second=second, names=names: f"«{names[0]}» ({day(row[second])}) раньше, чем "
            f"«{names[1]}» ({day(row[first])}).",
            "Исправьте одну из двух дат.",
        )  # fmt: skip
    return findings


def check_dates_cut(book: Book) -> list[Finding]:
    """Check 30: the cut date of a row lies in the cycle of the workbook."""
    cycle, cut = book.workbook.instruction.cycle, book.workbook.instruction.cut_date
    first, last = cycle_bounds(cycle)
    findings = []
    for sheet in (STAFF, TEACHING_LOADS):
        rows = book.rows(sheet)
        # A day after the cut date of the workbook is an error of its own.
        outside = rows["cut_date"].lt(pd.Timestamp(first)) | (
            rows["cut_date"].gt(pd.Timestamp(last)) & rows["cut_date"].le(pd.Timestamp(cut))
        )
        findings += each_row(
            sheet, rows.loc[outside], "cut_date", "warning", "dates_cut",
            lambda row: f"Дата среза {day(row['cut_date'])} вне отчётного цикла {cycle} "
            f"({day(first)}–{day(last)}).",
            "Исправьте дату; сведения другого цикла присылают книгой того цикла.",
        )  # fmt: skip
    return findings
