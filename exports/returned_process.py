"""The child that marks a workbook: python -c main PATH WAY MEMORY_BYTES, a pickle on stdin → the workbook on stdout.

It must not import pandas: its memory is limited.
"""

from __future__ import annotations

import gc
import io
import pickle
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import openpyxl
from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from data.findings import Finding, Severity
from data.reader_process import read
from data.reading import RawSheet
from data.sheets import REMARKS
from exports.remarks import Grid, Remark, grid_of, remarks_of
from exports.remarks_sheet import MARKS, add_remarks_sheet
from exports.styles import printable, sheet_name

AUTHOR = "Коллегия"
"""Author of our comments: by it they are found and taken off when the corrected workbook comes back."""
MOST_COMMENTS = 5_000
"""Each is a shape that a spreadsheet program draws; further cells are coloured alone."""
LONGEST_COMMENT = 1_500
ROUND_TRIP_BYTES = 80_000_000
"""Unpacked; a larger workbook would not be marked within the time, so its values alone are given back."""

IN_PLACE, VALUES = "in_place", "values"
"""Ways: the workbook as it was sent with marks in it; its values in a new workbook."""

Mark = tuple[Severity, list[str]]
"""The gravest of what was found in a cell, and the words."""
Marks = dict[str, dict[tuple[int, int], Mark]]
"""Title of a sheet → cell → its mark."""


def marked_in_place(path: Path, file_name: str, findings: Sequence[Finding]) -> bytes:
    """The workbook with marks and the sheet «Замечания»; all else stays, but macros."""
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > ROUND_TRIP_BYTES:
            raise MemoryError
        macros = "xl/vbaProject.bin" in archive.namelist()
    workbook = openpyxl.load_workbook(path, rich_text=True)
    if REMARKS in workbook.sheetnames:
        _take_off_marks(workbook)
    remarks = remarks_of(findings, [_grid(sheet) for sheet in workbook.worksheets])
    comments = 0
    for title, cells in _marks(remarks).items():
        sheet = workbook[title]
        for place, (severity, words) in cells.items():
            cell = _top_left(sheet, *place)
            cell.fill = MARKS[severity]
            if comments < MOST_COMMENTS:
                comments += 1
                cell.comment = _comment(words, cell.comment)
    how = "Это присланная книга: в ячейки с замечаниями добавлены цвет и примечание, остальное не изменено."
    if macros:
        how += " Макросы не перенесены."
    add_remarks_sheet(workbook, remarks, file_name, how)
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = True  # values of formulas are not written, only the formulas
    return _saved(workbook)


def values_marked(path: Path, file_name: str, findings: Sequence[Finding]) -> bytes:
    """A new workbook with the values of the sheets that we read, each in its place, and the marks."""
    raw = read(path, file_name)
    sheets = [(sheet_name(sheet.name, "Лист"), sheet) for sheet in raw.sheets if sheet.complete and sheet.rows]
    grids = [
        grid_of(name, ((number, enumerate(row, 1)) for number, row in zip(sheet.row_numbers, sheet.rows, strict=True)))
        for name, sheet in sheets
    ]
    remarks = remarks_of(findings, grids)
    marks = _marks(remarks)
    workbook = openpyxl.Workbook(write_only=True)
    how = f"Здесь только значения ячеек присланного файла ({raw.format}): без формул и оформления."
    if left := [f"«{sheet.name}»" for sheet in raw.sheets if not sheet.complete]:
        how += f" Не перенесены листы не из шаблона: {', '.join(left[:10])}."
    add_remarks_sheet(workbook, remarks, file_name, how)
    comments = 0
    for name, sheet in sheets:
        comments = _write_values(cast(Worksheet, workbook.create_sheet(name)), sheet, marks.get(name, {}), comments)
    return _saved(workbook)


def _grid(sheet: Worksheet) -> Grid:
    rows: dict[int, list[tuple[int, object]]] = defaultdict(list)
    for (row, column), cell in sheet._cells.items():  # iter_rows would make every cell of the used range
        if cell.value is not None:
            rows[row].append((column, cell.value))
    return grid_of(sheet.title, ((number, sorted(rows[number], key=lambda cell: cell[0])) for number in sorted(rows)))


def _marks(remarks: Iterable[Remark]) -> Marks:
    found: Marks = defaultdict(dict)
    for remark in remarks:
        severity = remark.finding.severity
        if remark.title is None or severity not in MARKS:
            continue
        for position, place in enumerate(remark.cells):
            words = remark.words if position == 0 and remark.finding.row is not None else remark.words_further
            # Errors come first, so what is there already is at least as grave.
            found[remark.title].setdefault(place, (severity, []))[1].append(words)
    return found


def _comment(words: Sequence[str], before: Comment | None) -> Comment:
    text = "\n\n".join(words)
    if before is not None and before.text:
        text += f"\n\nБыло в примечании: {before.text}"
    text = printable(text)[:LONGEST_COMMENT]
    lines = sum(1 + len(line) // 45 for line in text.split("\n"))
    return Comment(text, AUTHOR, width=340, height=min(30 + 18 * lines, 500))


def _top_left(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return cast(Cell, sheet.cell(merged.min_row, merged.min_col))
    return cast(Cell, cell)


def _take_off_marks(workbook: openpyxl.Workbook) -> None:
    """A workbook that was returned once comes again: the old list, comments and colours go."""
    del workbook[REMARKS]
    ours = {fill.fgColor.rgb for fill in MARKS.values()}
    for sheet in workbook.worksheets:
        for cell in sheet._cells.values():
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()
            if cell.comment is not None and cell.comment.author == AUTHOR:
                kept = cell.comment.text.partition("Было в примечании: ")[2]
                cell.comment = Comment(kept, "Примечание") if kept else None


def _write_values(page: Worksheet, sheet: RawSheet, marks: dict[tuple[int, int], Mark], comments: int) -> int:
    """Append the rows, each at its number; says how many comments there are by then."""
    by_row: dict[int, dict[int, Mark]] = defaultdict(dict)
    for (at_row, at_column), mark in marks.items():
        by_row[at_row][at_column] = mark
    written = 0
    for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
        while written + 1 < number:
            written += 1
            page.append([])
        written += 1
        found = by_row.get(number, {})
        values = [*row, *[""] * (max(found, default=0) - len(row))]
        cells: list[object] = []
        for column, value in enumerate(values, start=1):
            if column in found:
                cell = _value_cell(page, value)
                severity, words = found[column]
                cell.fill = MARKS[severity]
                if comments < MOST_COMMENTS:
                    comments += 1
                    cell.comment = _comment(words, None)
                cells.append(cell)
            elif _is_plain(value):
                cells.append(None if value == "" else value)
            else:
                cells.append(_value_cell(page, value))
        page.append(cells)
    return comments


def _is_plain(value: object) -> bool:
    """Whether openpyxl writes the value as it is: a cell object of its own takes five times as long."""
    if isinstance(value, str):
        return not value.startswith(("=", "#")) and not ILLEGAL_CHARACTERS_RE.search(value)
    return not isinstance(value, (date, time, timedelta))


def _value_cell(page: Worksheet, value: Any) -> Cell:
    cell = WriteOnlyCell(page)
    if isinstance(value, str):
        if value:
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
            cell.data_type = "s"
    else:
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "DD.MM.YYYY" if value.time() == time() else "DD.MM.YYYY HH:MM"
        elif isinstance(value, date):
            cell.number_format = "DD.MM.YYYY"
    return cell


def _saved(workbook: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def main() -> None:
    """Mark the file named on the command line, within the memory given."""
    gc.disable()  # the process ends soon
    path, way, memory = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file_name, findings = pickle.loads(sys.stdin.buffer.read())
    mark = {IN_PLACE: marked_in_place, VALUES: values_marked}[way]
    sys.stdout.buffer.write(mark(path, file_name, findings))


if __name__ == "__main__":
    main()
