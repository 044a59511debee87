"""A number that is far from what it was a cycle ago: true at times, a slip of the keyboard at others."""

from __future__ import annotations

import pandas as pd

from data.checks.comparing import OF_SCHOOL, latest
from data.checks.listing import Row, each_row
from data.findings import Finding
from data.references import Book
from data.sheets import DEVELOPMENT, STAFF, TEACHER_DIAGNOSTICS, Sheet
from data.workbook import cycle_before

JUMP_PCT = 30
FROM_PEOPLE = 20
"""Check 16: smaller numbers change by so much every year."""


def check_jumps(book: Book) -> list[Finding]:
    """Check 16: no number of people of 20 or more changed by more than 30 % since the cycle before."""
    return [
        *_jumps(book, STAFF, OF_SCHOOL),
        *_jumps(book, TEACHER_DIAGNOSTICS, [*OF_SCHOOL, "domain"]),
        *_jumps(book, DEVELOPMENT, OF_SCHOOL),
    ]


def _jumps(book: Book, sheet: Sheet, key: list[str]) -> list[Finding]:
    """One finding for a row, in the first column that jumps; the message names the others too."""
    if not book.has(sheet):
        return []
    rows = book.in_force(sheet, before=True)
    if sheet is STAFF:
        rows = latest(rows)
    columns = [column.name for column in sheet.columns if column.kind == "integer"]
    now = rows.loc[rows["sheet_row"].notna()]
    before = {cycle: cycle_before(cycle) for cycle in now["cycle"].unique()}
    pairs = now.assign(before=now["cycle"].map(before)).merge(
        rows[[*key, *columns]], left_on=["before", *key[1:]], right_on=key, suffixes=("", "_before")
    )
    jumps = pd.DataFrame({column: _jumped(pairs[column], pairs[f"{column}_before"]) for column in columns})
    found = pairs.loc[jumps.any(axis=1)]
    if found.empty:
        return []
    first = jumps.loc[found.index].idxmax(axis=1)
    headings = {column: sheet.column(column).heading for column in columns}
    jumped = jumps.loc[found.index].to_dict("index")

    def words(row: Row) -> str:
        changed = "; ".join(
            f"«{headings[column]}» — было {row[f'{column}_before']}, стало {row[column]}"
            for column in columns
            if jumped[row["index"]][column]
        )
        return f"С прошлого цикла ({row['before']}) числа изменились больше чем на {JUMP_PCT} %: {changed}."

    return [
        finding
        for column in columns
        for finding in each_row(
            sheet, found.loc[first.eq(column)].reset_index(), column, "warning", "jumps", words,
            "Проверьте, нет ли описки; если числа верны, ничего делать не нужно.",
        )
    ]  # fmt: skip


def _jumped(now: pd.Series[int], before: pd.Series[int]) -> pd.Series[bool]:
    return (before.ge(FROM_PEOPLE) & ((now - before).abs() * 100).gt(before * JUMP_PCT)).fillna(False).astype(bool)
