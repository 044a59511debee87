"""Numbers that bound each other, in a row or between two sheets."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.cells import shown
from data.checks.listing import Row, each_row
from data.findings import Finding, Severity
from data.references import Book
from data.sheets import Sheet

OF_SCHOOL = ["cycle", "municipality_id", "school_id"]
WHICH_IS_WRONG = "Проверьте оба числа и исправьте то, которое неверно."


def not_more(
    book: Book, sheet: Sheet, parts: tuple[str, ...], whole: str, severity: Severity, check: str
) -> list[Finding]:
    """The parts of a row, those that are known, are together not more than the whole, if that is known."""
    rows = book.rows(sheet)
    if rows.empty:
        return []
    total = sum_of(rows, parts)
    names = [sheet.column(part).heading for part in parts]
    of_whole = sheet.column(whole).heading
    one = len(parts) == 1

    def words(row: Row) -> str:
        what = f"«{names[0]}» — {shown(row['total'])}"
        if not one:
            what = f"{joined(names)} вместе — {shown(row['total'])}"
        return f"{what}, это больше, чем «{of_whole}» — {shown(row[whole])}."

    wrong = rows.assign(total=total).loc[(total - rows[whole]).gt(ROUNDING).fillna(False)]
    remedy = WHICH_IS_WRONG if one else "Проверьте эти числа и исправьте то, которое неверно."
    return each_row(sheet, wrong, parts[0], severity, check, words, remedy)


ROUNDING = 0.005
"""Hours and rates have at most two decimals: what differs less is the same number."""


def sum_of(rows: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series[float]:
    """Sum over columns; what is missing adds nothing."""
    total = rows[parts[0]].fillna(0)
    for part in parts[1:]:
        total = total + rows[part].fillna(0)
    return total.round(2)


def joined(names: list[str]) -> str:
    """«а», «б» и «в»."""
    quoted = [f"«{name}»" for name in names]
    return " и ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def empty_where(
    book: Book, sheet: Sheet, column: str, needed: pd.Series[bool], check: str, words: Callable[[Row], str], remedy: str
) -> list[Finding]:
    """An error for each row in which a column is needed and empty."""
    rows = book.rows(sheet)
    return each_row(
        sheet, rows.loc[needed.fillna(False).astype(bool) & rows[column].isna()], column, "error", check, words, remedy
    )


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of several cut dates of a school in a cycle the last one counts: its rows."""
    return rows.loc[rows["cut_date"].eq(rows.groupby(OF_SCHOOL)["cut_date"].transform("max"))]


def side_by_side(
    book: Book,
    left: tuple[Sheet, pd.DataFrame, str],
    right: tuple[Sheet, pd.DataFrame, str],
    wrong: Callable[[pd.DataFrame], pd.Series[bool]],
    *,
    check: str,
    words: Callable[[Row], str],
    severity: Severity = "warning",
    severity_elsewhere: Severity = "warning",
    on: list[str] = OF_SCHOOL,
    remedy: str = WHICH_IS_WRONG,
) -> list[Finding]:
    """What two sheets say of the same: ``left`` and ``right`` are a sheet, its rows in force and the column compared.

    ``wrong`` and ``words`` see the numbers as ``here`` and ``there``. The finding stands in the row of the left sheet,
    or, with ``severity_elsewhere``, of the right one, where the left row is in the database alone. What the workbook
    says nothing of is not its fault.
    """
    (left_sheet, left_rows, left_column), (right_sheet, right_rows, right_column) = left, right
    if not (book.has(left_sheet) or book.has(right_sheet)) or left_rows.empty or right_rows.empty:
        return []
    pairs = left_rows[[*on, "sheet_row", left_column]].rename(columns={left_column: "here"}).merge(
        right_rows[[*on, "sheet_row", right_column]].rename(columns={right_column: "there"}),
        on=on, suffixes=("", "_there"),
    )  # fmt: skip
    pairs = pairs.loc[wrong(pairs).fillna(False).astype(bool)]
    ours = pairs.loc[pairs["sheet_row"].notna()].assign(**{left_column: lambda rows: rows["here"]})
    theirs = pairs.loc[pairs["sheet_row"].isna() & pairs["sheet_row_there"].notna()]
    theirs = theirs.assign(sheet_row=theirs["sheet_row_there"], **{right_column: theirs["there"]})
    return [
        *each_row(left_sheet, ours, left_column, severity, check, words, remedy),
        *each_row(
            right_sheet, theirs, right_column, severity_elsewhere, check, lambda row: f"{words(row)} {IN_BASE}", remedy
        ),
    ]


IN_BASE = "Второе число — из загруженного ранее."
