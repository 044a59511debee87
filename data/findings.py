"""What the checks say: one Finding is one thing found in a workbook, in words for the person who filled it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

SEVERITY_WORD: dict[Severity, str] = {"error": "ошибка", "warning": "предупреждение", "note": "примечание"}


MARKED = 1_000
"""Rows that one finding names at most: with more the whole column is wrong, and a person sees it."""


@dataclass(frozen=True)
class Finding:
    """One thing found.

    ``row`` is the row number as the spreadsheet program shows it, ``column`` the heading as the template writes it,
    ``value`` what stands in the cell. ``rows`` counts the rows it is about when one finding speaks for many,
    ``further`` are their numbers beside ``row``, the first ``MARKED`` of them: where to put a mark.
    An error stops the load; a warning doesn't; a note says what the reader understood and how.
    """

    severity: Severity
    check: str
    message: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    rows: int = 1
    further: tuple[int, ...] = ()

    def place(self) -> str:
        """«лист «Группы», строка 7, столбец «Группа»»: where to look; empty for the file as a whole."""
        parts = []
        if self.sheet is not None:
            parts.append(f"лист «{self.sheet}»")
        if self.row is not None:
            parts.append(f"строка {self.row}")
        if self.column is not None:
            parts.append(f"столбец «{self.column}»")
        return ", ".join(parts)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything found stops the load."""
    return any(finding.severity == "error" for finding in findings)
