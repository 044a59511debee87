"""Sheets and columns: is everything there, under its own name, once."""

from __future__ import annotations

from data.checks.listing import quoted
from data.findings import Finding
from data.parsing import Layout, SheetLayout, headings_of, sheet_of_headings
from data.reading import column_letters
from data.sheets import INSTRUCTION, LISTS, REMARKS, SHEETS, Column
from data.spelling import closest, differences, fold, tidy

TEMPLATE_REMEDY = (
    "Скачайте шаблон на странице «Загрузка данных» и перенесите сведения в него: листы и заголовки — как в шаблоне. "
    "Таблицу своего вида можно загрузить как есть — на странице «Сопоставление»."
)


def check_sheets_known(layout: Layout) -> list[Finding]:
    """The file has at least one sheet of the template, recognised or merely renamed."""
    if layout.sheets or any(sheet_of_headings(raw) for raw in layout.others):
        return []
    names = quoted(raw.name for raw in layout.raw.sheets)
    if not any(raw.rows for raw in layout.raw.sheets) and not any(raw.too_far for raw in layout.raw.sheets):
        return [
            Finding("error", "sheets_known", f"Книга пуста: на листах нет ни одной строки ({names}).", TEMPLATE_REMEDY)
        ]
    if layout.format == "csv":
        headings = quoted(headings_of(layout.raw.sheets[0]))
        message = f"Это не лист шаблона: его имя — {names}, заголовки — {headings}."
    else:
        message = f"В книге нет ни одного листа шаблона с данными. Найдены листы: {names}."
    return [Finding("error", "sheets_known", message, TEMPLATE_REMEDY)]


def check_sheets_used_range(layout: Layout) -> list[Finding]:
    """No sheet is so large, by a stray cell far away, that it cannot be read."""
    ours = {id(layout.instruction), *(id(found.raw) for found in layout.sheets)}
    return [
        Finding(
            "error" if id(raw) in ours or not layout.sheets else "warning",
            "sheets_used_range",
            f"Заполненная область листа тянется слишком далеко: последняя ячейка — {raw.too_far}. Лист не прочитан.",
            "Выделите и удалите все строки ниже таблицы и все столбцы правее неё (и значения, и оформление), "
            "сохраните книгу и загрузите снова.",
            sheet=raw.name,
            value=raw.too_far,
        )
        for raw in layout.raw.sheets
        if raw.too_far
    ]


def check_sheets_instruction(layout: Layout) -> list[Finding]:
    """The workbook says its cycle and cut date; a csv cannot, so only sheets with a cycle of their own come as csv."""
    if layout.instruction is not None or not (layout.sheets or any(sheet_of_headings(raw) for raw in layout.others)):
        return []
    if layout.format == "csv":
        return [
            Finding(
                "error",
                "sheets_instruction",
                f"Лист «{found.sheet.name}» нельзя прислать файлом CSV: в нём нет цикла и даты среза.",
                f"Пришлите книгу .xlsx с листами «{INSTRUCTION}» и «{found.sheet.name}».",
                sheet=found.sheet.name,
            )
            for found in layout.sheets
            if not found.sheet.own_cycle
        ]
    return [
        Finding(
            "error",
            "sheets_instruction",
            f"В книге нет листа «{INSTRUCTION}»: неизвестны цикл и дата среза.",
            f"Добавьте лист «{INSTRUCTION}» из шаблона и заполните параметры «Дата среза» и «Отчётный цикл».",
        )
    ]


def check_sheets_renamed(layout: Layout) -> list[Finding]:
    """A sheet under a foreign name whose columns are those of a template sheet that the book lacks."""
    present = {found.sheet.name for found in layout.sheets}
    findings = []
    for raw in layout.others:
        sheet = sheet_of_headings(raw)
        if sheet is not None and sheet.name not in present:
            findings.append(
                Finding(
                    "error",
                    "sheets_renamed",
                    f"Лист «{raw.name}» не из шаблона, но его столбцы — как у листа «{sheet.name}».",
                    f"Переименуйте лист в «{sheet.name}».",
                    sheet=raw.name,
                    value=raw.name,
                )
            )
    return findings


def check_sheets_unknown(layout: Layout) -> list[Finding]:
    """Sheets that are in no template; nothing of them is loaded. Our own remarks may come back unmentioned."""
    if not layout.sheets:
        return []
    present = {found.sheet.name for found in layout.sheets}
    findings = []
    for raw in layout.others:
        sheet = sheet_of_headings(raw)
        if raw.name not in (LISTS, REMARKS) and not raw.too_far and (sheet is None or sheet.name in present):
            near = closest(raw.name, (each.name for each in SHEETS if each.name not in present))
            hint = f" Если это «{near}», переименуйте лист и проверьте его заголовки." if near else ""
            copy = f" Лист «{sheet.name}» в книге уже есть." if sheet else ""
            findings.append(
                Finding(
                    "warning",
                    "sheets_unknown",
                    f"Листа «{raw.name}» в шаблоне нет: он не загружается.{copy}",
                    f"Если лист не нужен, ничего делать не надо.{hint}",
                    sheet=raw.name,
                )
            )
    return findings


def check_sheets_repeated(layout: Layout) -> list[Finding]:
    """Two sheets whose names mean the same one."""
    return [
        Finding(
            "error",
            "sheets_repeated",
            f"Лист «{raw.name}» повторяет другой лист книги: имена различаются только написанием.",
            "Оставьте один из двух листов, другой удалите или переименуйте.",
            sheet=raw.name,
        )
        for raw in layout.repeated
    ]


def check_sheets_spelling(layout: Layout) -> list[Finding]:
    """Sheet names that were understood though written otherwise."""
    named = [(INSTRUCTION, layout.instruction)] if layout.instruction else []
    findings = []
    for name, raw in [*named, *((found.sheet.name, found.raw) for found in layout.sheets if not found.by_headings)]:
        if raw.name != name:
            findings.append(
                Finding(
                    "note",
                    "sheets_spelling",
                    f"Имя листа «{raw.name}» прочитано как «{name}»: {_ways(raw.name, name)}.",
                    "Ничего делать не нужно.",
                    sheet=name,
                    value=raw.name,
                )
            )
    findings += [
        Finding(
            "note",
            "sheets_spelling",
            f"Файл «{found.raw.name}» по заголовкам прочитан как лист «{found.sheet.name}».",
            "Ничего делать не нужно, если это так.",
            sheet=found.sheet.name,
            value=found.raw.name,
        )
        for found in layout.sheets
        if found.by_headings
    ]
    return findings


def check_columns_missing(layout: Layout) -> list[Finding]:
    """Required columns are there, in the first row that isn't empty."""
    findings = []
    for found in layout.sheets:
        if not found.raw.rows:
            continue
        missing = [column for column in found.missing if column.required == "yes"]
        below = _headings_below(found) if missing else None
        if below is not None:
            findings.append(
                Finding(
                    "error",
                    "columns_missing",
                    f"Заголовки стоят в строке {below}, а над ними есть другие строки.",
                    "Удалите строки над заголовками: заголовки должны быть в первой строке листа.",
                    sheet=found.sheet.name,
                    row=below,
                )
            )
        else:
            findings += [_missing(found, column) for column in missing]
    return findings


def _headings_below(found: SheetLayout) -> int | None:
    """Row further down in which most of the headings stand, if any."""
    ours = {fold(column.heading) for column in found.sheet.columns if column.required == "yes"}
    for number, row in zip(found.raw.row_numbers[1:20], found.raw.rows[1:20], strict=True):
        if 2 * len(ours & {fold(str(cell)) for cell in row}) > len(ours):
            return number
    return None


def _missing(found: SheetLayout, column: Column) -> Finding:
    guess = closest(column.heading, found.unknown.values())
    hint = (
        f"Похоже на него: «{guess}» — переименуйте столбец, если это он." if guess else "Добавьте столбец из шаблона."
    )
    place = column_letters(found.sheet.columns.index(column) + 1)
    return Finding(
        "error",
        "columns_missing",
        f"Нет столбца «{column.heading}»: он обязателен, в шаблоне это столбец {place}. "
        f"Найдены заголовки: {quoted(found.headings, 30)}.",
        hint,
        sheet=found.sheet.name,
        row=found.raw.row_numbers[0],
        column=column.heading,
    )


def check_columns_repeated(layout: Layout) -> list[Finding]:
    """No heading of the template stands twice: it would be unclear which column counts."""
    return [
        Finding(
            "error",
            "columns_repeated",
            f"Заголовок «{heading}» повторяется: неясно, какой из столбцов читать.",
            "Оставьте один столбец с этим заголовком, другой удалите или переименуйте.",
            sheet=found.sheet.name,
            row=found.raw.row_numbers[0],
            column=heading,
        )
        for found in layout.sheets
        for heading in found.repeated
    ]


def check_columns_unknown(layout: Layout) -> list[Finding]:
    """Columns that the template doesn't have; nothing of them is loaded."""
    findings = []
    for found in layout.sheets:
        absent = [column.heading for column in found.missing if column.required != "yes"]
        for heading in found.unknown.values():
            near = closest(heading, absent, cutoff=0.75)
            findings.append(
                Finding(
                    "warning",
                    "columns_unknown",
                    f"Столбца «{heading}» в шаблоне нет: он не читается.",
                    f"Если это «{near}», переименуйте столбец."
                    if near
                    else "Если столбец не нужен, ничего делать не надо.",
                    sheet=found.sheet.name,
                    row=found.raw.row_numbers[0],
                    column=heading,
                )
            )
    return findings


def check_columns_spelling(layout: Layout) -> list[Finding]:
    """Headings that were understood though written otherwise."""
    findings = []
    for found in layout.sheets:
        for column in found.sheet.columns:
            if column.name not in found.positions:
                continue
            written = str(found.raw.rows[0][found.positions[column.name]])
            if written != column.heading:
                findings.append(
                    Finding(
                        "note",
                        "columns_spelling",
                        f"Заголовок «{tidy(written)}» прочитан как «{column.heading}»: "
                        f"{_ways(written, column.heading)}.",
                        "Ничего делать не нужно.",
                        sheet=found.sheet.name,
                        row=found.raw.row_numbers[0],
                        column=column.heading,
                        value=written,
                    )
                )
    return findings


def _ways(written: str, meant: str) -> str:
    return "; ".join(differences(written, meant)) or "написание другое"


def check_sheets_rows(layout: Layout) -> list[Finding]:
    """At least one sheet of data has rows; a sheet without any is passed over."""
    empty = [found for found in layout.sheets if len(found.raw.rows) < 2 and not found.raw.too_far]
    if not empty:
        return []
    if len(empty) == len(layout.sheets):
        names = quoted(found.sheet.name for found in empty)
        return [
            Finding(
                "error",
                "sheets_rows",
                f"Книга пуста: на листах нет ни одной строки с данными ({names}).",
                "Заполните листы шаблона под строкой заголовков и загрузите книгу снова.",
            )
        ]
    alone = empty[0].sheet.name if len(empty) == 1 else None
    names = quoted(found.sheet.name for found in empty)
    return [
        Finding(
            "note",
            "sheets_rows",
            f"На листе {names} нет строк с данными: он пропущен."
            if alone
            else f"На листах {names} нет строк с данными: они пропущены.",
            "Ничего делать не нужно, если так и задумано.",
            sheet=alone,
        )
    ]


def check_sheets_old_format(layout: Layout) -> list[Finding]:
    """In these formats the reader gives a formula's error as an empty cell, which the user must know."""
    if layout.format not in ("xls", "xlsb"):
        return []
    return [
        Finding(
            "note",
            "sheets_old_format",
            f"В книгах .{layout.format} ячейки с ошибками формул (#Н/Д, #ССЫЛКА!) читаются как пустые.",
            "Если в книге есть формулы, сохраните её как .xlsx: тогда такие ячейки будут названы.",
        )
    ]
