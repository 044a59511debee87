"""The sheet «Замечания»: the list that a school works through, with links to the cells, ready to print."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from data.findings import SEVERITY_WORD, Severity
from data.sheets import REMARKS
from exports.remarks import Remark
from exports.styles import BOLD, GRID, HEADER_FILL, LINE_HEIGHT, TALLEST, printable, set_up_print
from methodology.words import counted

MARKS: dict[Severity, PatternFill] = {
    "error": PatternFill("solid", fgColor="F4B183"),
    "warning": PatternFill("solid", fgColor="BDD7EE"),
}
"""Fill of a cell by what was found in it; notes have none."""
HEADINGS = ("№", "Уровень", "Лист", "Строка", "Столбец", "Значение", "Что не так", "Что сделать")
WIDTHS = (6.0, 17.0, 18.0, 9.0, 22.0, 20.0, 48.0, 48.0)
_TITLE = Font(name="Calibri", size=14, bold=True)
_LINK = Font(name="Calibri", size=11, color="1F4E79", underline="single")


def add_remarks_sheet(workbook: Workbook, remarks: Sequence[Remark], file_name: str, how: str) -> None:
    """Put the sheet first and open it there. ``how``: what this workbook is beside the one that was sent."""
    sheet = workbook.create_sheet(REMARKS, 0)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = False  # two selected sheets would be edited together
    workbook.active = 0
    sheet.sheet_view.tabSelected = True
    for position, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    top = [
        (_TITLE, None, f"Замечания к книге: {_counts(remarks)}"),
        (None, None, f"Файл «{file_name}». {how}"),
        (None, MARKS["error"], "Ошибка: книгу нельзя загрузить, пока ячейка не исправлена."),
        (None, MARKS["warning"], "Предупреждение: загрузке не мешает, но проверьте ячейку."),
    ]
    header = len(top) + 1
    sheet.freeze_panes = f"A{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(HEADINGS))}{header + len(remarks)}"
    set_up_print(sheet, REMARKS)
    for number, (font, fill, words) in enumerate(top, start=1):
        merged = f"A{number}:{get_column_letter(len(HEADINGS))}{number}"
        sheet.merged_cells.add(merged)
        height = LINE_HEIGHT * math.ceil(len(words) / (sum(WIDTHS) - 10))
        sheet.row_dimensions[number].height = max(height, 21) if font else height
        sheet.append([_text(sheet, words, font=font, fill=fill)])
    sheet.append([_text(sheet, heading, font=BOLD, fill=HEADER_FILL, border=True) for heading in HEADINGS])
    for number, remark in enumerate(remarks, start=1):
        row = _row(sheet, header + number, number, remark)
        lines = [math.ceil(len(str(cell.value or "")) / (width - 2)) for cell, width in zip(row, WIDTHS, strict=True)]
        sheet.row_dimensions[header + number].height = min(max(1, *lines) * LINE_HEIGHT, TALLEST)
        sheet.append(row)


def _counts(remarks: Sequence[Remark]) -> str:
    forms = {
        "error": ("ошибка", "ошибки", "ошибок"),
        "warning": ("предупреждение", "предупреждения", "предупреждений"),
        "note": ("примечание", "примечания", "примечаний"),
    }
    counts = {kind: sum(remark.finding.severity == kind for remark in remarks) for kind in forms}
    return ", ".join(counted(count, *forms[kind]) for kind, count in counts.items() if count) or "нет"


def _row(sheet: Worksheet, sheet_row: int, number: int, remark: Remark) -> list[Cell]:
    finding = remark.finding
    values = (
        number,
        SEVERITY_WORD[finding.severity],
        remark.title or finding.sheet,
        finding.row if finding.row is not None else (remark.cells[0][0] if remark.cells else None),
        finding.column,
        finding.value,
        finding.message,
        finding.remedy,
    )
    row = [_text(sheet, value, border=True) for value in values]
    fill = MARKS.get(finding.severity)
    if fill is not None:
        row[1].fill = fill
    if remark.title is not None:
        at_row, at_column = remark.cells[0] if remark.cells else (1, 1)
        place = f"{get_column_letter(at_column)}{at_row}"
        for position in (2, 3) if remark.cells else (2,):
            cell = row[position]
            cell.hyperlink = Hyperlink(ref="A1", location=f"{quote_sheetname(remark.title)}!{place}")
            # openpyxl takes the place of a cell that is appended for A1
            cell.hyperlink.ref = f"{get_column_letter(position + 1)}{sheet_row}"
            cell.font = _LINK
    return row


def _text(
    sheet: Worksheet,
    value: str | int | None,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    border: bool = False,
) -> Cell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"  # openpyxl takes «=…» for a formula and «#Н/Д» for an error
    else:
        cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    if border:
        cell.border = GRID
    return cell
