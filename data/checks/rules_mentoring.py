"""Rules of «Наставничество»: pairs that go on, and how many young educators they can be about."""

from __future__ import annotations

import pandas as pd

from data.checks.comparing import OF_SCHOOL, latest, side_by_side
from data.checks.listing import each_row
from data.findings import Finding
from data.indicators.predicates import pairs_active
from data.references import Book
from data.sheets import MENTORING, STAFF
from data.sheets_growth import GOES_ON, YOUNG
from methodology.words import day


def check_mentoring_over(book: Book) -> list[Finding]:
    """Check 14: a pair that is said to go on has not ended before the cut date."""
    rows, cut = book.rows(MENTORING), book.workbook.instruction.cut_date
    over = rows["outcome"].eq(GOES_ON) & rows["ends_on"].lt(pd.Timestamp(cut))
    return each_row(
        MENTORING, rows.loc[over], "outcome", "warning", "mentoring_over",
        lambda row: f"Пара «{row['pair_code']}» — «{GOES_ON}», а её окончание ({day(row['ends_on'])}) раньше даты "
        f"среза {day(cut)}.",
        "Впишите итог пары или новую дату окончания, если срок продлён.",
    )  # fmt: skip


def check_mentoring_young(book: Book) -> list[Finding]:
    """Check 13: the young educators in pairs of the cut date are not more than the young educators of the school."""
    if not (book.has(MENTORING) or book.has(STAFF)):
        return []
    pairs = book.in_force(MENTORING)
    cut = pd.Timestamp(book.workbook.instruction.cut_date)
    active = pairs.loc[
        pairs["cycle"].eq(book.workbook.instruction.cycle) & pairs["mentee_kind"].eq(YOUNG) & pairs_active(pairs, cut)
    ]
    mentees = active.groupby(OF_SCHOOL, as_index=False, sort=False).agg(
        mentee_code=("mentee_code", "nunique"), sheet_row=("sheet_row", "min")
    )
    return side_by_side(
        book,
        (MENTORING, mentees, "mentee_code"),
        (STAFF, latest(book.in_force(STAFF)), "tenure_under_3"),
        lambda both: both["here"].gt(both["there"]),
        check="mentoring_young",
        words=lambda row: (
            f"У организации «{row['school_id']}» подопечных со стажем до 3 лет — {row['here']}, а "
            f"педагогов с таким стажем на листе «{STAFF.name}» — {row['there']}."
        ),
        remedy="Один человек — один код подопечного; проверьте категории подопечных и «Стаж до 3 лет».",
    )
