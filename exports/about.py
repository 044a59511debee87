"""What a file says about itself: which selection, which data, which rules, who is missing.

Every exported file carries an ``ExportNote``, so that a table met a year later can still be explained and made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from methodology.words import DASH, day
from queries.note import ExportNote
from queries.wording import SHOWING_WORDS

DEMONSTRATION = "Демонстрационные данные"
DEMONSTRATION_WARNING = f"{DEMONSTRATION}: вымышленные организации и числа, не для решений"
COUNCIL = (
    "показатели о людях — по региону, муниципалитету или школе целиком, другие отборы на них не действуют; "
    "«скрыто: мало людей» — не ноль и не пропуск"
)
FILE_NAME_LIMIT = 100
"""Characters of a file name without its extension: Cyrillic takes two bytes each, file systems allow 255 bytes."""

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"|?*«»„“”\x00-\x1f\x7f]+')


def note_rows(note: ExportNote) -> Iterator[tuple[str | int, ...]]:
    """Rows of «О выгрузке», each a label and its values; counts are numbers, all else is text."""
    if note.demonstration:
        yield "Внимание", DEMONSTRATION_WARNING
    yield "Таблица", note.title
    yield "Страница", note.page
    yield "Отчётный цикл", note.cycle or DASH
    cut = day(note.cut_date)
    if note.cut_from is not None and note.cut_from != note.cut_date:
        cut = f"{day(note.cut_from)} – {cut}"
    yield "Дата среза", cut
    if note.compared_with:
        yield "Цикл сравнения", note.compared_with
    if not note.selection:
        yield "Отбор", "без отбора: все организации"
    for label, value in note.selection:
        yield f"Отбор: {label}", value
    yield "Режим показа", note.showing
    if note.showing == SHOWING_WORDS["council"]:
        yield "О режиме", COUNCIL
    yield "Отобрано школ", note.schools_selected
    yield "Всего школ в цикле", note.schools_all
    yield "Есть оценки по критериям, школ", note.schools_with_data
    for loaded in note.loads:
        yield f"Загрузка № {loaded.load}", loaded.file_name, f"SHA-256 {loaded.sha256}"
    if note.methodology_version is None:
        yield "Версия методики", DASH
    else:
        yield "Версия методики", f"№ {note.methodology_version}", f"отпечаток {note.methodology_hash}"
    yield "Выгружено", note.made_at.strftime("%d.%m.%Y %H:%M")
    yield "Программа", f"Коллегия {note.program_version}"
    yield "Школ без оценок по критериям", note.missing_count
    if not isinstance(note.missing, int):
        for municipality, school in note.missing:
            yield "Нет оценок по критериям", municipality, school


def safe_file_name(
    title: str, cycle: str | None, extension: str, *, demonstration: bool = False, for_council: bool = False
) -> str:
    """«Эффективность школ», «2025/26» → «Эффективность_школ_2025-26.xlsx»: a name that every file system takes."""
    parts = ["ДЕМО"] if demonstration else []
    parts.append(title.removesuffix(", %"))
    if cycle:
        parts.append(cycle)
    if for_council:
        parts.append("для совета")
    name = re.sub(r"[/\\]+", "-", " ".join(parts))
    name = re.sub(r"\s+", "_", _NOT_IN_FILE_NAMES.sub(" ", name).strip())
    return f"{name[:FILE_NAME_LIMIT].strip('._-') or 'Таблица'}.{extension.lstrip('.')}"
