"""A workbook written as an xlsx file in the headings of the template: the way back from frames to a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from data.bulk import plain
from data.sheets import FLAG_VALUES, INSTRUCTION, INSTRUCTION_HEADINGS, PARAMETERS, SHEETS, Column, Sheet
from data.template import column_width
from data.workbook import Workbook

_YES, _NO = FLAG_VALUES
_READ_AS_FORMULA_OR_ERROR = ("=", "#")
"""First signs by which openpyxl takes a text for a formula or an error value; a reported text is neither."""


def write_workbook(workbook: Workbook, path: Path) -> None:
    """Write «Инструкция» and the sheets that the workbook has; flags as да/нет, missing as empty cells.

    Rows keep their order and go from row 2 on, whatever their ``sheet_row`` was. ``municipality_id`` is not
    written where the sheet has no such column. Raises openpyxl's IllegalCharacterError for control
    characters in a text, and OSError if the file cannot be written.
    """
    book = openpyxl.Workbook(write_only=True)
    _write_instruction(book, workbook)
    for sheet in SHEETS:
        if sheet.name in workbook.frames:
            _write_sheet(book, sheet, workbook.frames[sheet.name])
    book.save(path)


def _write_instruction(book: openpyxl.Workbook, workbook: Workbook) -> None:
    page = book.create_sheet(INSTRUCTION)
    page.column_dimensions["A"].width = 28
    page.column_dimensions["B"].width = 50
    page.append([_bold(page, heading) for heading in INSTRUCTION_HEADINGS])
    for parameter in PARAMETERS:
        value = getattr(workbook.instruction, parameter.name)
        page.append([parameter.label, _day(page, value) if isinstance(value, date) else _safe(page, value)])


def _write_sheet(book: openpyxl.Workbook, sheet: Sheet, rows: pd.DataFrame) -> None:
    page = book.create_sheet(sheet.name)
    for index, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = column_width(column)
    page.freeze_panes = "A2"
    page.append([_bold(page, column.heading) for column in sheet.columns])
    for values in plain_rows(sheet, rows):
        page.append([_day(page, value) if isinstance(value, date) else _safe(page, value) for value in values])


def plain_rows(sheet: Sheet, rows: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Rows of a sheet in the order of its columns, as a person writes them: да/нет for flags, None for missing."""
    return zip(*(_plain(column, rows[column.name]) for column in sheet.columns), strict=True)


def _plain(column: Column, values: pd.Series[Any]) -> list[object]:
    if column.kind == "flag":
        return [None if value is None else _YES if value else _NO for value in plain(values)]
    return plain(values)


def _safe(page: WriteOnlyWorksheet, value: object) -> object:
    if isinstance(value, str) and value.startswith(_READ_AS_FORMULA_OR_ERROR):
        cell = WriteOnlyCell(page, value)
        cell.data_type = "s"
        return cell
    return value


def _bold(page: WriteOnlyWorksheet, text: str) -> object:
    cell = WriteOnlyCell(page, text)
    cell.font = Font(bold=True)
    return cell


def _day(page: WriteOnlyWorksheet, value: date) -> object:
    cell = WriteOnlyCell(page, datetime.combine(value, time()))
    cell.number_format = "DD.MM.YYYY"
    return cell
