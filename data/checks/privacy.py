"""Check 20 of the model: personal data. A workbook that has them anywhere is refused before all else is said of it.

Columns and sheets that are not read, what is hidden and what stands outside the cells is looked at all the same:
whoever sends such a file should know. What an operator has released (``data.releases``) becomes a note.

A finding never repeats the data: names of sheets and columns are masked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import PurePath

from data.checks.file import File
from data.checks.listing import one_by_one, rows_word
from data.findings import Finding
from data.parsing import Layout, SheetLayout
from data.personal_data import (
    RULES,
    WORDS,
    Expected,
    Trace,
    column_of_names,
    expected_of,
    is_heading_of_persons,
    traces,
)
from data.personal_data import masked as masked_text
from data.reading import RawSheet
from data.releases import HEADING, Release, digest_of
from data.sheets import INSTRUCTION
from data.spelling import fold, tidy
from data.workbook_parts import OVERLOOKED
from methodology.words import NBSP, day

NO_HEADING = "(без заголовка)"
FILE_NAME = "(имя файла)"
SHEET_NAME = "(имя листа)"
_REMEDY = (
    "Уберите персональные данные: вместо них — код или должность. Файл не сохраняется. "
    "Если это не персональные данные, замечание можно снять с указанием причины."
)
_HEADING_REMEDY = "Удалите столбец вместе с содержимым. Файл не сохраняется."
_REMEDIES = {
    "свойства книги": "В Excel: «Файл» → «Сведения» → «Поиск проблем» → «Инспектор документов»; "
    "в LibreOffice: «Файл» → «Свойства» → «Сбросить свойства». ",
    "примечание": "Удалите примечание или его автора. ",
    "колонтитул": "Очистите колонтитулы в параметрах страницы. ",
}

_HEADER_ROWS = 5
_LONGEST_HEADING = 60
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_OTHER_EVENT = re.compile(
    r"основан|откры|постро|ввод|приказ|лиценз|аккредит|регистрац|создан|акт\b|документ|ремонт|утвержд|издан"
)
_YOUNGEST, _OLDEST = 14, 90
_ENOUGH_DAYS = 3


@dataclass(frozen=True)
class Suspicion(Finding):
    """Something found that may be personal data, and by what it can be released: its rule and the hash of its value."""

    rule: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Inspected:
    """A file whose sheets are told apart, and what of it has been released."""

    layout: Layout
    releases: tuple[Release, ...]
    today: date


def releasable(findings: Iterable[Finding]) -> list[Suspicion]:
    """What of it an operator may release as a false alarm, one by one."""
    return [each for each in findings if isinstance(each, Suspicion) and not (each.row is None and each.rows > 1)]


def check_privacy_file_name(file: File) -> list[Finding]:
    """The file's name, which is kept, has no personal data."""
    # Initials may end in the dot of the ending: «Иванов_И.И.xlsx».
    stem = PurePath(file.name).stem.replace("_", " ") + "."
    found = [
        Suspicion(
            "error",
            "privacy_file_name",
            f"Имя файла похоже на персональные данные: {RULES[trace.rule]}.",
            "Переименуйте файл: вместо фамилии — код, должность или название муниципалитета.",
            column=FILE_NAME,
            rule=trace.rule,
            digest=digest_of(stem),
        )
        for trace in traces(stem, Expected(digits=False))
    ]
    return _without_released(found, file.releases)


def check_privacy_sheet_names(inspected: Inspected) -> list[Finding]:
    """No sheet is named after somebody."""
    found = [
        _suspicion("privacy_sheet_names", trace, raw.name, raw.name, None, SHEET_NAME)
        for raw in inspected.layout.raw.sheets
        for trace in traces(raw.name)
    ]
    return _without_released(found, inspected.releases)


def check_privacy_headings(inspected: Inspected) -> list[Finding]:
    """No sheet has a column for personal data, not even one that would not be read."""
    layout = inspected.layout
    places: list[tuple[RawSheet, int, str]] = []
    for found in layout.sheets:
        places += [(found.raw, found.raw.row_numbers[0], heading) for heading in found.unknown.values()]
    for raw in _foreign(layout):
        for number, row in zip(raw.row_numbers, raw.rows[: _header_rows(raw)], strict=False):
            places += [(raw, number, tidy(cell)) for cell in row if isinstance(cell, str)]
    if layout.instruction is not None:
        for number, row in zip(layout.instruction.row_numbers, layout.instruction.rows, strict=True):
            if any(tidy(str(cell)) for cell in row[1:]):
                places.append((layout.instruction, number, tidy(str(row[0]))))
    return _without_released(
        [
            Suspicion(
                "error",
                "privacy_headings",
                f"Столбец «{masked_text(heading)}» — для персональных данных; такие сведения не загружаются."
                + _hidden_words(raw, number),
                _HEADING_REMEDY,
                sheet=masked_text(raw.name),
                row=number,
                column=masked_text(heading),
                rule=HEADING,
                digest=digest_of(heading),
            )
            for raw, number, heading in places
            if len(heading) <= _LONGEST_HEADING and is_heading_of_persons(heading)
        ],
        inspected.releases,
    )


def check_privacy_cells(inspected: Inspected) -> list[Finding]:
    """No cell of any sheet, read or not, hidden or not, looks like personal data."""
    layout = inspected.layout
    findings: list[Finding] = []
    for found in layout.sheets:
        findings += _of_sheet(found.raw, list(_our_columns(found)), inspected)
    for raw in _foreign(layout):
        findings += _of_sheet(raw, list(_foreign_columns(raw)), inspected)
    if layout.instruction is not None:
        findings += _of_instruction(layout.instruction, inspected)
    return findings


def check_privacy_asides(inspected: Inspected) -> list[Finding]:
    """Nothing outside the cells looks like personal data: comments, properties, headers, names, drawings, lists."""
    found: list[Suspicion] = []
    overlooked = [aside.text for aside in inspected.layout.raw.asides if aside.place == OVERLOOKED]
    for aside in inspected.layout.raw.asides:
        if aside.place == OVERLOOKED:
            continue
        for trace in traces(aside.text, expected_of(aside.heading) if aside.heading else WORDS):
            row = int(re.sub(r"\D", "", aside.cell)) if aside.cell else None
            suspicion = _suspicion("privacy_asides", trace, aside.text, aside.sheet, row, f"({aside.place})")
            where = f"Это {aside.place}" + (f" к ячейке {aside.cell}" if aside.cell else "") + ", а не ячейка таблицы."
            found.append(
                replace(
                    suspicion,
                    message=f"{suspicion.message} {where}",
                    remedy=_REMEDIES.get(aside.place, "") + suspicion.remedy,
                )
            )
    return [*_listed(found, inspected.releases), *map(_overlooked, overlooked)]


def _overlooked(part: str) -> Finding:
    return Finding(
        "warning",
        "privacy_asides",
        f"Часть книги вне таблиц слишком велика и на персональные данные просмотрена не до конца: {part}.",
        "Уберите из книги лишние примечания, рисунки и надписи. Файл не сохраняется.",
    )


def _suspicion(
    check: str, trace: Trace, value: object, sheet: str | None, row: int | None, column: str, words: str = ""
) -> Suspicion:
    return Suspicion(
        "error",
        check,
        f"Похоже на персональные данные: {RULES[trace.rule]}.{words}",
        _REMEDY,
        sheet=None if sheet is None else masked_text(sheet),
        row=row,
        column=masked_text(column),
        value=trace.shown,
        rule=trace.rule,
        digest=digest_of(value),
    )


@dataclass(frozen=True)
class _Column:
    """A column of a sheet: its different cells, in the order of rows; ``known``: one of the template's."""

    index: int
    heading: str
    expected: Expected
    cells: Iterable[object]
    known: bool


def _foreign(layout: Layout) -> Iterator[RawSheet]:
    yield from (*layout.others, *layout.repeated)


def _our_columns(found: SheetLayout) -> Iterator[_Column]:
    ours = {found.positions[column.name]: column for column in found.sheet.columns if column.name in found.positions}
    rows = found.raw.rows[1:]
    headings = found.raw.rows[0] if found.raw.rows else []
    for index in range(max(map(len, found.raw.rows), default=0)):
        column = ours.get(index)
        heading = tidy(str(headings[index])) if index < len(headings) else ""
        cells = _different(rows, index)
        if column is not None and column.kind not in ("text", "code"):
            cells = {cell for cell in cells if isinstance(cell, str)}
        said = expected_of(heading) if column is None else expected_of(heading, column.kind, person=column.person)
        if column is None and heading:
            cells.add(headings[index])
        yield _Column(index, heading or NO_HEADING, said, cells, column is not None)


def _different(rows: Sequence[Sequence[object]], index: int) -> set[object]:
    """Different cells of a column."""
    try:
        return set(map(itemgetter(index), rows))
    except IndexError:  # rows of a csv may be of different length
        return {row[index] for row in rows if index < len(row)}


def _header_rows(raw: RawSheet) -> int:
    """Rows of a sheet that isn't ours before the first with a number in it, one at least and a few at most."""
    for place, row in enumerate(raw.rows[1:_HEADER_ROWS], start=1):
        if any(not isinstance(cell, str) or cell.strip().isdigit() for cell in row):
            return place
    return min(_HEADER_ROWS, len(raw.rows))


def _foreign_columns(raw: RawSheet) -> Iterator[_Column]:
    header = raw.rows[: _header_rows(raw)]
    width = max((len(row) for row in raw.rows), default=0)
    for index in sorted({*range(width), *raw.rest}):
        labels = [tidy(row[index]) for row in header if index < len(row) and isinstance(row[index], str)]
        heading = next((label for label in labels if label), "")
        cells = _different(raw.rows, index) | raw.rest.get(index, {}).keys()
        shown = heading if len(heading) <= _LONGEST_HEADING else heading[: _LONGEST_HEADING - 1] + "…"
        yield _Column(index, shown or NO_HEADING, expected_of(" ".join(labels)), cells, known=False)


def _of_sheet(raw: RawSheet, columns: Sequence[_Column], inspected: Inspected) -> list[Finding]:
    found: list[list[tuple[int, object, Trace]]] = []
    for column in columns:
        suspected = {cell: seen for cell in column.cells if (seen := traces(cell, column.expected))}
        if not column.known:
            for cell, trace in column_of_names(column.cells, column.expected):
                suspected.setdefault(cell, [trace])
        found.append([(row, cell, t) for row, cell in _places(raw, column.index, suspected) for t in suspected[cell]])
    with_names = {row for places in found for row, _, trace in places if trace.rule == "name"}
    for column, places in zip(columns, found, strict=True):
        if not column.known:
            born = _birth_days(column, inspected.today.year)
            days = list(_places(raw, column.index, born)) if born else []
            own = column.heading == NO_HEADING or fold(column.heading) in ("дата", "др", "д.р.")
            if not (own and len(born) >= _ENOUGH_DAYS):
                days = [(row, cell) for row, cell in days if row in with_names]
            places += [(row, cell, Trace("birth", f"…{str(born[cell])[-2:]}")) for row, cell in days]
    findings: list[Finding] = []
    for column, places in zip(columns, found, strict=True):
        suspicions = [
            _suspicion(
                "privacy_cells", trace, cell, raw.name, row, column.heading, _hidden_words(raw, row, column.index)
            )
            for row, cell, trace in places
        ]
        findings += _listed(suspicions, inspected.releases)
    return findings


def _places(
    raw: RawSheet, index: int, wanted: dict[object, object] | dict[object, list[Trace]] | dict[object, int]
) -> Iterator[tuple[int, object]]:
    """Row and cell wherever one of the wanted cells stands in the column."""
    if not wanted:
        return
    for number, row in zip(raw.row_numbers, raw.rows, strict=True):
        if index < len(row) and row[index] in wanted:
            yield number, row[index]
    for cell, number in raw.rest.get(index, {}).items():
        if cell in wanted:
            yield number, cell


def _birth_days(column: _Column, this_year: int) -> dict[object, int]:
    """Cell → year of those that are full dates on which somebody living may have been born."""
    if _OTHER_EVENT.search(fold(column.heading)):
        return {}
    years: dict[object, int] = {}
    for cell in column.cells:
        if isinstance(cell, (date, datetime)):
            years[cell] = cell.year
        elif isinstance(cell, str) and (written := _DAY.fullmatch(cell.strip())):
            years[cell] = int(written[3])
    return {cell: year for cell, year in years.items() if _YOUNGEST <= this_year - year <= _OLDEST}


def _of_instruction(raw: RawSheet, inspected: Inspected) -> list[Finding]:
    found = []
    for number, row in zip(raw.row_numbers, raw.rows, strict=True):
        label = tidy(str(row[0])) if row else ""
        for index, cell in enumerate(row):
            expected = WORDS if index == 0 else expected_of(label)
            found += [
                _suspicion("privacy_cells", trace, cell, INSTRUCTION, number, "Значение" if index else "Параметр")
                for trace in traces(cell, expected)
            ]
    return _listed(found, inspected.releases)


def _hidden_words(raw: RawSheet, row: int, index: int | None = None) -> str:
    if raw.hidden:
        return " Лист скрыт."
    if row in raw.hidden_rows:
        return " Строка скрыта."
    if index is not None and raw.first_column + index in raw.hidden_columns:
        return " Столбец скрыт."
    return ""


def _listed(found: Sequence[Suspicion], releases: tuple[Release, ...]) -> list[Finding]:
    """Released ones as notes, the others one by one, the first of them at least."""
    open_, notes = _split(found, releases)
    return [*one_by_one(open_, lambda each: each), *notes]


def _without_released(found: Sequence[Suspicion], releases: tuple[Release, ...]) -> list[Finding]:
    open_, notes = _split(found, releases)
    return [*open_, *notes]


def _split(found: Sequence[Suspicion], releases: tuple[Release, ...]) -> tuple[list[Suspicion], list[Finding]]:
    open_: list[Suspicion] = []
    released: dict[Release, list[Suspicion]] = {}
    for each in found:
        release = next(
            (given for given in releases if given.covers(each.sheet, each.column, each.rule, each.digest)), None
        )
        if release is None:
            open_.append(each)
        else:
            released.setdefault(release, []).append(each)
    notes: list[Finding] = []
    for release, suspicions in released.items():
        first = suspicions[0]
        times = f" ({rows_word(len(suspicions))})" if len(suspicions) > 1 else ""
        notes.append(
            Finding(
                "note",
                first.check,
                f"Похоже на персональные данные ({RULES[first.rule]}), но замечание снято{times}: "
                f"№{NBSP}{release.release_id} в журнале, {release.author_post}, {day(release.released_at.date())}. "
                f"Причина: {release.reason}",
                "Ничего делать не нужно.",
                sheet=first.sheet,
                row=first.row if len(suspicions) == 1 else None,
                column=first.column,
                rows=len(suspicions),
            )
        )
    return open_, notes
