"""What a file says about itself: which selection, which data, which rules, who is missing.

Every exported file carries an ``ExportNote``, so that a table met a year later can still be explained and made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from methodology.words import DASH, day

DEMONSTRATION = "Демонстрационные данные"
DEMONSTRATION_WARNING = f"{DEMONSTRATION}: вымышленные организации и числа, не для решений"
MISSING_LIMIT = 500
"""Schools without data that are named one by one; beyond it the list would be longer than most tables."""
FILE_NAME_LIMIT = 100
"""Characters of a file name without its extension: Cyrillic takes two bytes each, file systems allow 255 bytes."""

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"|?*«»„“”\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class LoadedFile:
    """One load that the numbers come from: its number, the name of the workbook and SHA-256 of its bytes."""

    load: int
    file_name: str
    sha256: str


@dataclass(frozen=True)
class ExportNote:
    """What stands on the sheet «О выгрузке».

    ``selection``: the scope in words, (label, value) lines. ``schools_selected``, ``schools_all`` and
    ``schools_with_data`` count schools of the cycle. ``missing``: (municipality, school) of schools without data, or
    their count when there are more than ``MISSING_LIMIT``. ``methodology_version`` None: no version is stored yet.
    """

    title: str
    page: str
    selection: tuple[tuple[str, str], ...]
    cut_date: date | None
    cycle: str | None
    loads: tuple[LoadedFile, ...]
    methodology_version: int | None
    methodology_hash: str | None
    schools_selected: int
    schools_all: int
    schools_with_data: int
    missing: tuple[tuple[str, str], ...] | int
    demonstration: bool
    made_at: datetime
    program_version: str

    @property
    def missing_count(self) -> int:
        """How many schools of the selection are without data."""
        return self.missing if isinstance(self.missing, int) else len(self.missing)


def note_rows(note: ExportNote) -> Iterator[tuple[str | int, ...]]:
    """Rows of «О выгрузке», each a label and its values; counts are numbers, all else is text."""
    if note.demonstration:
        yield "Внимание", DEMONSTRATION_WARNING
    yield "Таблица", note.title
    yield "Страница", note.page
    yield "Отчётный цикл", note.cycle or DASH
    yield "Дата среза", day(note.cut_date)
    if not note.selection:
        yield "Отбор", "без отбора: все организации"
    for label, value in note.selection:
        yield f"Отбор: {label}", value
    yield "Отобрано школ", note.schools_selected
    yield "Всего школ в цикле", note.schools_all
    yield "Есть данные, школ", note.schools_with_data
    for loaded in note.loads:
        yield f"Загрузка № {loaded.load}", loaded.file_name, f"SHA-256 {loaded.sha256}"
    if note.methodology_version is None:
        yield "Версия методики", DASH
    else:
        yield "Версия методики", f"№ {note.methodology_version}", f"отпечаток {note.methodology_hash}"
    yield "Выгружено", note.made_at.strftime("%d.%m.%Y %H:%M")
    yield "Программа", f"Коллегия {note.program_version}"
    yield "Школ без данных", note.missing_count
    if not isinstance(note.missing, int):
        for municipality, school in note.missing:
            yield "Нет данных", municipality, school


def safe_file_name(title: str, cycle: str | None, extension: str, *, demonstration: bool = False) -> str:
    """«Эффективность школ», «2025/26» → «Эффективность_школ_2025-26.xlsx»: a name that every file system takes."""
    parts = ["ДЕМО"] if demonstration else []
    parts.append(title)
    if cycle:
        parts.append(cycle)
    name = re.sub(r"[/\\]+", "-", " ".join(parts))
    name = re.sub(r"\s+", "_", _NOT_IN_FILE_NAMES.sub(" ", name).strip())
    return f"{name[:FILE_NAME_LIMIT].strip('._-') or 'Таблица'}.{extension.lstrip('.')}"
