"""Rules of «Развитие», «Методобъединения» and «Резерв»."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.checks.comparing import empty_where, latest, not_more, side_by_side
from data.checks.listing import each_row
from data.findings import Finding
from data.indicators.predicates import members_in_reserve
from data.references import Book
from data.sheets import ASSOCIATIONS, DEVELOPMENT, RESERVE, STAFF, TEACHER_DIAGNOSTICS
from data.sheets_competence import TOTAL_DOMAIN
from methodology.words import counted, day

OF_EDUCATORS = (
    "trained_3_years",
    "speakers",
    "contestants",
    "experts",
    "community_members",
    "burnout_participants",
)
"""Who took part in a cycle: mostly those who are educators on the cut date, so more of them is doubtful, not wrong."""


def check_development_plans(book: Book) -> list[Finding]:
    """Check 15: plans completed, and plans with a tutor, are plans."""
    return [
        finding
        for part in ("plans_completed", "plans_with_tutor")
        for finding in not_more(book, DEVELOPMENT, (part,), "plans_drawn", "error", "development_plans")
    ]


def check_development_plans_of_educators(book: Book) -> list[Finding]:
    """Check 15: an educator has one plan. Where new staff contradicts plans in force, that is said and loaded."""
    return _of_educators(book, "plans_drawn", "error", "development_plans_of_educators")


def check_development_people(book: Book) -> list[Finding]:
    """Who learnt, spoke or took part is an educator of the school."""
    return [finding for part in OF_EDUCATORS for finding in _of_educators(book, part, "warning", "development_people")]


def _of_educators(book: Book, part: str, severity: str, check: str) -> list[Finding]:
    if not (book.has(DEVELOPMENT) or book.has(STAFF)):
        return []
    heading = DEVELOPMENT.column(part).heading
    return side_by_side(
        book,
        (DEVELOPMENT, book.in_force(DEVELOPMENT), part),
        (STAFF, latest(book.in_force(STAFF)), "educators"),
        lambda pairs: pairs["here"].gt(pairs["there"]),
        check=check,
        words=lambda row: (
            f"«{heading}» у организации «{row['school_id']}» — {row['here']}, это больше, чем педагогов "
            f"на листе «{STAFF.name}»: {row['there']}."
        ),
        severity=severity,  # type: ignore[arg-type]
    )


def check_development_deficit(book: Book) -> list[Finding]:
    """Check 25: plans, and training by one's own deficit, are for those who have one."""
    return [
        finding
        for part in ("plans_drawn", "trained_by_deficit")
        for finding in not_more(book, DEVELOPMENT, (part,), "with_deficit", "warning", "development_deficit")
    ]


def check_development_retraining(book: Book) -> list[Finding]:
    """Who was retrained needed it."""
    return not_more(book, DEVELOPMENT, ("retrained",), "retraining_needed", "error", "development_retraining")


def check_development_prizes(book: Book) -> list[Finding]:
    """Who won took part."""
    return not_more(book, DEVELOPMENT, ("prize_winners",), "contestants", "error", "development_prizes")


def check_development_same_deficit(book: Book) -> list[Finding]:
    """Check 26: two sheets say the same of how many have a deficit."""
    if not (book.has(DEVELOPMENT) or book.has(TEACHER_DIAGNOSTICS)):
        return []
    diagnosed = book.in_force(TEACHER_DIAGNOSTICS)
    return side_by_side(
        book,
        (DEVELOPMENT, book.in_force(DEVELOPMENT), "with_deficit"),
        (TEACHER_DIAGNOSTICS, diagnosed.loc[diagnosed["domain"].eq(TOTAL_DOMAIN)], "with_deficit"),
        lambda pairs: pairs["here"].ne(pairs["there"]),
        check="development_same_deficit",
        words=lambda row: (
            f"С дефицитом у организации «{row['school_id']}»: {row['here']} на листе "
            f"«{DEVELOPMENT.name}» и {row['there']} на листе «{TEACHER_DIAGNOSTICS.name}» (строка {TOTAL_DOMAIN})."
        ),
    )


def check_development_association_school(book: Book) -> list[Finding]:
    """A school's association says of which school it is."""
    return empty_where(
        book, ASSOCIATIONS, "school_id", book.rows(ASSOCIATIONS)["level"].eq("школьное"),
        "development_association_school",
        lambda row: f"Объединение «{row['association_code']}» — школьное, а код организации не указан.",
        "Впишите код организации или исправьте уровень.",
    )  # fmt: skip


def check_development_reserve_term(book: Book) -> list[Finding]:
    """Check 19: nobody is in the reserve for longer than its term without an extension."""
    rows, cut = book.rows(RESERVE), book.workbook.instruction.cut_date
    years = int(book.known.methodology.threshold("reserve_term_years"))
    long_ago = over_term(rows["included_on"], cut, years)
    inside = members_in_reserve(rows, pd.Timestamp(cut))
    return each_row(
        RESERVE, rows.loc[long_ago & inside & rows["extended"].ne(True).fillna(True)], "included_on", "warning",
        "development_reserve_term",
        lambda row: f"Резервист «{row['member_code']}» в резерве с {day(row['included_on'])}: на дату среза {day(cut)} "
        f"это больше, чем {counted(years, 'год', 'года', 'лет')}, а отметки о продлении нет.",
        "Поставьте «да» в столбце «Срок продлён», если срок продлён приказом, или впишите дату исключения.",
    )  # fmt: skip


def over_term(included_on: pd.Series[Any], cut: date, years: int) -> pd.Series[bool]:
    """More than so many years since then: ``data.indicators.days.years_exceeded`` of a frame."""
    return (included_on + pd.DateOffset(years=years)).lt(pd.Timestamp(cut))
