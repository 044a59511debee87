"""A department's own file opened: checked for its type, its size and personal data before anything is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.checking import check_privacy, check_unread
from data.findings import Finding, has_errors
from data.reading import RawWorkbook, read_file
from data.releases import Release


@dataclass(frozen=True)
class Opened:
    """The book, every sheet of it whole, and what was found in it; ``book`` None exactly when there are errors."""

    book: RawWorkbook | None
    findings: tuple[Finding, ...]


def open_table(path: Path, file_name: str, releases: tuple[Release, ...], today: date) -> Opened:
    """Read and check a file. ``path`` is the file on this machine, ``file_name`` what its owner calls it."""
    findings = check_unread(path, file_name, releases)
    if has_errors(findings):
        return Opened(None, tuple(findings))
    book = read_file(path, file_name, whole=True)
    if isinstance(book, Finding):
        return Opened(None, (*findings, book))
    findings += check_privacy(book, releases, today)
    return Opened(None if has_errors(findings) else book, tuple(findings))
