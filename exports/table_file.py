"""A table as a file: a workbook for people (xlsx) and a text table for programs (csv).

Numbers are numbers, a missing value is an empty cell, and text that a spreadsheet would run as a formula stays text.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.formulas import harmless
from exports.about import DEMONSTRATION, DEMONSTRATION_WARNING, note_rows
from exports.styles import BOLD, GRID, HEADER_FILL, LINE_HEIGHT, TALLEST, printable, set_up_print, sheet_name
from methodology.words import DASH, NBSP, day
from queries.columns import TableColumn
from queries.note import ExportNote

Value = str | int | float | date | None

NOTE_SHEET = "О выгрузке"
CELL_LIMIT = 32_767
"""Characters a cell can hold; openpyxl would cut without a word at the same place."""
FOOTER_LIMIT = 80
"""Excel allows 255 characters in a header or footer, codes included."""
WIDTH_SAMPLE = 500
"""Rows looked at for column widths: enough to be right, few enough to take no time."""
NARROWEST, WIDEST = 9, 48
_WARNING_FILL = PatternFill("solid", fgColor="FFE3B3")


def table_xlsx(frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote) -> bytes:
    """A workbook of two sheets: the table, and «О выгрузке».

    Written row by row: 40,000 rows of 12 columns take some 8 s on two cores and no tree of cells in memory. Raises
    KeyError if the frame lacks a column, ValueError for an infinite number.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = note.title
    workbook.properties.creator = f"Коллегия {note.program_version}"
    workbook.properties.created = note.made_at
    if note.demonstration:
        workbook.properties.description = DEMONSTRATION_WARNING
    values = [_values(frame[column.name], column) for column in columns]
    _write_table(workbook, columns, values, note)
    write_note(workbook, note)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def table_csv(frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote) -> bytes:
    """A text table as Russian Excel opens it by a double click: UTF-8 with a mark, «;», decimal comma, CRLF.

    The table comes first, then an empty line and the rows of «О выгрузке». Numbers are rounded half up to the
    decimals of their column. Demonstration rows carry the mark in a column of their own. Raises as ``table_xlsx``.
    """
    values = [_values(frame[column.name], column) for column in columns]
    mark = [DEMONSTRATION] if note.demonstration else []
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow([*(harmless(column.heading) for column in columns), *(["Пометка"] if mark else [])])
    for row in zip(*values, strict=True):
        lines.writerow([*(_csv_cell(value, column) for value, column in zip(row, columns, strict=True)), *mark])
    lines.writerow([])
    lines.writerow([NOTE_SHEET])
    for cells in note_rows(note):
        lines.writerow([harmless(str(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def write_table(
    workbook: Workbook,
    title: str,
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    note: ExportNote,
    widest: float = WIDEST,
) -> Worksheet:
    """One more sheet of a streamed workbook: the table as ``table_xlsx`` writes it, its columns not wider than that."""
    values = [_values(frame[column.name], column) for column in columns]
    return _write_table(workbook, columns, values, replace(note, title=title), widest)


def _values(column_values: pd.Series, column: TableColumn) -> list[Value]:
    """The values of a column as plain Python objects; missing is None."""
    missing = column_values.isna()
    return [
        None if is_missing else _plain(value, column) for value, is_missing in zip(column_values, missing, strict=True)
    ]


def _plain(value: object, column: TableColumn) -> Value:
    match column.kind:
        case "text":
            return printable(str(value))[:CELL_LIMIT]
        case "flag":
            return "да" if value else "нет"
        case "date":
            return pd.Timestamp(value).date()  # type: ignore[arg-type]
        case "integer":
            return int(value)  # type: ignore[call-overload, no-any-return]
        case "number" | "percent":
            number = float(value)  # type: ignore[arg-type]
            if not math.isfinite(number):
                raise ValueError(f"столбец «{column.heading}»: бесконечное число")
            return number


def _write_table(
    workbook: Workbook,
    columns: Sequence[TableColumn],
    values: Sequence[list[Value]],
    note: ExportNote,
    widest: float = WIDEST,
) -> Worksheet:
    sheet = _sheet(workbook, note.title)
    header_row = 2 if note.demonstration else 1
    last_row = header_row + (len(values[0]) if values else 0)
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"1:{header_row}"
    sheet.auto_filter.ref = f"A{header_row}:{get_column_letter(max(len(columns), 1))}{last_row}"
    widths = [min(_width(column, column_values), widest) for column, column_values in zip(columns, values, strict=True)]
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    set_up_print(
        sheet,
        _footer_text(DEMONSTRATION if note.demonstration else note.title),
        f"Цикл {_footer_text(note.cycle or DASH)}, срез {day(note.cut_date)}",
        _footer_text(note.title),
    )

    if note.demonstration:
        warning = [_cell(sheet, font=BOLD, fill=_WARNING_FILL) for _ in columns]
        _set_text(warning[0], DEMONSTRATION_WARNING)
        sheet.append(warning)
    headings = [_cell(sheet, font=BOLD, fill=HEADER_FILL, border=GRID, wrap=True, centred=True) for _ in columns]
    for cell, column in zip(headings, columns, strict=True):
        _set_text(cell, column.heading)
    _fit_height(sheet, header_row, [column.heading for column in columns], widths)
    sheet.append(headings)
    # One cell object a column serves all rows: append writes it out at once, and styling anew is most of the time.
    cells = [
        _cell(
            sheet,
            border=GRID,
            wrap=column.kind == "text",
            centred=column.kind == "flag",
            number_format=_format(column),
        )
        for column in columns
    ]
    # A narrow column breaks its lines at words long before their end.
    room = widths if widest == WIDEST else [width - 4 for width in widths]
    for number, row in enumerate(zip(*values, strict=True), start=header_row + 1):
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, str):
                _set_text(cell, value)
            else:
                cell.value = value
        _fit_height(sheet, number, row, room)
        sheet.append(cells)
    return sheet


def write_note(workbook: Workbook, note: ExportNote) -> None:
    """The sheet «О выгрузке»."""
    sheet = _sheet(workbook, NOTE_SHEET)
    widths = (28.0, 60.0, 80.0)  # the last holds a SHA-256 in one line
    for letter, width in zip("ABC", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    set_up_print(
        sheet,
        _footer_text(DEMONSTRATION if note.demonstration else note.title),
        f"Цикл {_footer_text(note.cycle or DASH)}, срез {day(note.cut_date)}",
    )
    label = _cell(sheet, font=BOLD, wrap=True)
    for number, (name, *rest) in enumerate(note_rows(note), start=1):
        _set_text(label, str(name))
        _fit_height(sheet, number, [name, *rest], widths)
        row = [label]
        for value in rest:
            cell = _cell(sheet, wrap=True)
            if isinstance(value, str):
                _set_text(cell, printable(value))
            else:
                cell.value = value
                cell.alignment = Alignment(horizontal="left", vertical="top")
            row.append(cell)
        sheet.append(row)


def _sheet(workbook: Workbook, title: str) -> Worksheet:
    name = sheet_name(title, "Таблица")
    return cast(Worksheet, workbook.create_sheet(name))  # a streaming sheet: the same interface without reading


def _footer_text(text: str) -> str:
    return printable(text[:FOOTER_LIMIT]).replace("&", "&&")


def _cell(
    sheet: Worksheet,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    border: Border | None = None,
    wrap: bool = False,
    centred: bool = False,
    number_format: str = "General",
) -> Cell:
    cell = WriteOnlyCell(sheet)
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    if border:
        cell.border = border
    # A text stands off the number in the column before it.
    cell.alignment = Alignment(
        wrap_text=wrap,
        vertical="center" if centred else "top",
        horizontal="center" if centred else "left" if wrap else None,
        indent=1 if wrap and not centred else 0,
    )
    cell.number_format = number_format
    return cell


def _set_text(cell: Cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # openpyxl takes «=…» for a formula and «#Н/Д» for an error


def _format(column: TableColumn) -> str:
    """The number format: signs of the file format, which every program shows in its own language."""
    digits = "0" + ("." + "0" * column.decimals if column.decimals else "")
    match column.kind:
        case "integer":
            return "[>=10000]#,##0;0"  # four digits stay together, so that a year looks like a year
        case "number":
            return f"#,##{digits}"
        case "percent":
            return f'{digits}"{NBSP}%"'  # in quotes: a bare % would multiply by a hundred
        case "date":
            return "DD.MM.YYYY"
        case _:
            return "@"


def _width(column: TableColumn, values: Sequence[Value]) -> float:
    """Wide enough for the longest word of the heading and the longest of the first values."""
    longest_word = max(map(len, column.heading.split()), default=0)
    longest_value = max((len(_shown(value, column)) for value in values[:WIDTH_SAMPLE]), default=0)
    # 4: the button of the filter covers the end of the heading
    return float(min(max(NARROWEST, longest_word + 4, longest_value + (3 if column.kind == "text" else 2)), WIDEST))


def _fit_height(sheet: Worksheet, row: int, values: Sequence[Value], widths: Sequence[float]) -> None:
    """A row whose text wraps gets its height here: LibreOffice doesn't find it by itself in a file without heights."""
    lines = max(
        (
            sum(max(1, math.ceil(len(line) / (width - 2))) for line in value.split("\n"))
            for value, width in zip(values, widths, strict=False)
            if isinstance(value, str)
        ),
        default=1,
    )
    if lines > 1:
        sheet.row_dimensions[row].height = min(lines * LINE_HEIGHT, TALLEST)


def _shown(value: Value, column: TableColumn) -> str:
    if isinstance(value, str):
        return max(value.splitlines(), key=len, default="")
    if isinstance(value, date):
        return day(value)
    return _csv_cell(value, column)


def _csv_cell(value: Value, column: TableColumn) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return str(value)
    step = Decimal(1).scaleb(-column.decimals)
    rounded = Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)
    if column.kind == "number" and rounded == rounded.to_integral_value():
        rounded = rounded.to_integral_value()  # people and schools are whole
    return f"{rounded + 0:f}".replace(".", ",")  # + 0: no «-0»
