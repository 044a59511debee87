"""How many findings of one kind a person is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd

from data.cells import shown
from data.findings import MARKED, Finding, Severity
from data.sheet import Sheet
from methodology.words import counted

Row = dict[str, Any]
"""A row of a frame in our names."""

_Found = TypeVar("_Found")

LISTED = 50
"""Findings of one check in one column shown one by one; the rest become one finding with their count."""


def rows_word(count: int) -> str:
    """«1 строка», «2 строки», «5 строк»."""
    return counted(count, "строка", "строки", "строк")


def in_cells(count: int) -> str:
    """«в 1 ячейке», «в 5 ячейках»."""
    return f"в {counted(count, 'ячейке', 'ячейках', 'ячейках')}"


def row_numbers(rows: Sequence[int], limit: int = 10) -> str:
    """«2–51, 60 и ещё 8»: runs of consecutive rows, the first ``limit`` of them, and how many rows are left."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    text = ", ".join("–".join(str(row) for row in run) for run in runs[:limit])
    rest = sum(run[-1] - run[0] + 1 for run in runs[limit:])
    return f"{text} и ещё {rest}" if rest else text


def one_by_one(found: Sequence[_Found], describe: Callable[[_Found], Finding]) -> list[Finding]:
    """One finding for each thing found, at most ``LISTED``, and one more that counts the rest."""
    findings = [describe(each) for each in found[:LISTED]]
    rest = len(found) - LISTED
    if rest > 0:
        findings.append(
            replace(
                findings[-1],
                message=f"Таких замечаний ещё {rest}: здесь показаны первые {LISTED}.",
                row=None,
                value=None,
                rows=rest,
                further=tuple(
                    row for each in found[LISTED : LISTED + MARKED] if (row := describe(each).row) is not None
                ),
            )
        )
    return findings


def quoted(names: Iterable[str], limit: int = 12) -> str:
    """«а», «б», «в» — the first ``limit`` of them."""
    listed = list(names)
    text = ", ".join(f"«{name}»" for name in listed[:limit])
    return text if len(listed) <= limit else f"{text} и ещё {len(listed) - limit}"


def each_row(
    sheet: Sheet,
    rows: pd.DataFrame,
    column: str,
    severity: Severity,
    check: str,
    words: Any,
    remedy: str,
) -> list[Finding]:
    """A finding for each row; ``words`` makes the message of a row."""
    if rows.empty:
        return []
    heading = sheet.column(column).heading

    def describe(row: Row) -> Finding:
        value = row.get(column)
        return Finding(
            severity, check, words(row), remedy, sheet=sheet.name, row=int(row["sheet_row"]), column=heading,
            value=None if pd.isna(value) else shown(value),
        )  # fmt: skip

    return one_by_one(rows.to_dict("records"), describe)  # type: ignore[arg-type]
