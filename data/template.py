"""The template workbook: what a data operator downloads, fills and sends back."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.sheets import (
    INSTRUCTION,
    INSTRUCTION_HEADINGS,
    LISTS,
    PARAMETERS,
    SHEETS,
    TEMPLATE_VERSION,
    Column,
    Parameter,
    Required,
    Sheet,
)

EXAMPLE_PREFIX = "Пример: "
"""A row whose first cell begins so is shown to people and skipped by the reader."""

PREPARED_ROWS = 20_000
"""Rows under the headings that have dropdowns: 1,500 schools × 10 criteria, and room."""

MOST_SIGNS_OF_AN_ERROR = 225
"""Excel refuses a book in which the words about a wrong value are longer."""

Lists = list[tuple[str, ...]]

EXAMPLE_NOTE = (
    "Строка-образец: программа её пропускает, потому что первая ячейка начинается со слова «Пример». "
    "Свои сведения вносите ниже; образец можно удалить."
)

RULES = (
    "Первая строка каждого листа — заголовки: не переименовывайте их и не объединяйте ячейки. "
    "Пояснение к столбцу — в примечании к его заголовку.",
    "Пустая ячейка значит «нет данных», это не ноль. Ноль ставьте только там, где он получен на деле.",
    "Если балла нет, оставьте «Балл» пустым и выберите причину: не применимо, не представлено, на проверке.",
    "Коды вносите как текст: ведущие нули сохраняются. Код организации один и тот же на всех листах.",
    "Дробную часть отделяйте запятой или точкой. Проценты — числом без знака: 60, а не 0,6.",
    "Где есть список, выбирайте значение из него; признаки — да или нет.",
    "Даты — ДД.ММ.ГГГГ, цикл — учебный год в виде 2025/26.",
    "Фамилии, имена и отчества не вносите: только коды и должности.",
    "Серая строка «Пример» — образец, программа её пропускает. Ненужный лист можно удалить.",
)

MEANING_OF_REQUIRED: dict[Required, str] = {
    "yes": "Обязательный столбец или параметр",
    "conditional": "Обязательный при условии: оно названо в примечании к заголовку",
    "no": "Необязательный: если сведений нет, оставьте пустым",
}

_FILL: dict[Required, str] = {"yes": "1F4E79", "conditional": "9DC3E6", "no": "E7E6E6"}
_INK: dict[Required, str] = {"yes": "FFFFFF", "conditional": "1F2A37", "no": "1F2A37"}
_FONT = "Calibri"
_EDGE = Side(style="thin", color="A6A6A6")
_FRAME = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_HEADING = Alignment(wrap_text=True, vertical="center", horizontal="center")

_NUMBER_FORMAT = {
    "text": "@",
    "code": "@",
    "cycle": "@",
    "choice": "@",
    "flag": "@",
    "integer": "0",
    "group": "0",
    "number": "General",
    "date": "DD.MM.YYYY",
}
_NARROWEST = {
    "text": 30.0,
    "code": 12.0,
    "cycle": 11.0,
    "choice": 12.0,
    "flag": 10.0,
    "integer": 12.0,
    "group": 10.0,
    "date": 12.0,
}


def build_template() -> bytes:
    """The template as the bytes of an xlsx file: «Инструкция», each of ``data.sheets.SHEETS``, hidden «Списки»."""
    book = openpyxl.Workbook()
    book.properties.title = "Книга мониторинга: шаблон"
    book.properties.creator = "Коллегия"
    book.remove(book.worksheets[0])
    _add_instruction(book.create_sheet(INSTRUCTION))
    lists = _long_lists()
    for sheet in SHEETS:
        _add_sheet(book.create_sheet(sheet.name), sheet, lists)
    _add_lists(book.create_sheet(LISTS), lists)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def column_width(column: Column) -> float:
    """Width in characters: the longest word of the heading and the longest value of the list fit in one line."""
    longest_word = max(len(word) for word in column.heading.split())
    longest_choice = max((len(choice) for choice in column.choices), default=0)
    return max(_NARROWEST.get(column.kind, 11.0), longest_word + 4.0, longest_choice + 3.0)


def _add_instruction(page: Worksheet) -> None:
    # The reader takes the parameters from columns A and B, so everything that is only for people stands from D on.
    for letter, width in {"A": 28, "B": 34, "C": 3, "D": 96}.items():
        page.column_dimensions[letter].width = width
    for letter, heading in zip("ABD", (*INSTRUCTION_HEADINGS, "Как заполнять параметры"), strict=True):
        _paint(page, f"{letter}1", heading, "yes")
    for row, parameter in enumerate(PARAMETERS, start=2):
        _add_parameter(page, row, parameter)

    row = len(PARAMETERS) + 3
    row = _add_list(page, row, "Листы книги", [f"«{sheet.name}». {sheet.purpose}." for sheet in SHEETS])
    row = _add_list(page, row, "Правила", [f"{number}. {rule}" for number, rule in enumerate(RULES, start=1)])
    row = _add_list(page, row, "Обозначения", [])
    for required, meaning in MEANING_OF_REQUIRED.items():
        _paint(page, f"D{row}", meaning, required, bold=False).alignment = _WRAPPED
        row += 1
    page.freeze_panes = "A2"
    _set_print(page, pages_wide=1)


def _add_parameter(page: Worksheet, row: int, parameter: Parameter) -> None:
    _paint(page, f"A{row}", parameter.label, "yes" if parameter.required else "no").alignment = _WRAPPED
    value = page[f"B{row}"]
    value.border = _FRAME
    value.alignment = _WRAPPED
    value.number_format = "@"
    if parameter.name == "template_version":
        value.value = TEMPLATE_VERSION
        value.font = Font(name=_FONT, color="7F7F7F")
    example = (
        f"; например: {parameter.example}" if parameter.example and parameter.example not in parameter.note else ""
    )
    hint = page[f"D{row}"]
    hint.value = parameter.note if parameter.name == "template_version" else parameter.note + example
    hint.alignment = _WRAPPED
    hint.font = Font(name=_FONT)


def _add_list(page: Worksheet, row: int, title: str, lines: list[str]) -> int:
    """Write a title and its lines into column D; the next free row comes back."""
    page[f"D{row}"] = title
    page[f"D{row}"].font = Font(name=_FONT, bold=True, size=12, color=_FILL["yes"])
    row += 1
    for line in lines:
        page[f"D{row}"] = line
        page[f"D{row}"].alignment = _WRAPPED
        page[f"D{row}"].font = Font(name=_FONT)
        # Excel doesn't grow a row by itself for text that a program wrote; a line of column D holds about 90 signs.
        page.row_dimensions[row].height = 15.5 * (1 + len(line) // 90)
        row += 1
    return row + 1 if lines else row


def _add_sheet(page: Worksheet, sheet: Sheet, lists: Lists) -> None:
    page.row_dimensions[1].height = 48
    page.row_dimensions[2].height = 32
    for index, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        first = index == 1
        heading = _paint(page, f"{letter}1", column.heading, column.required)
        heading.comment = _note(_note_of(column))
        # The format belongs to the column, not to cells: empty cells keep it and the file stays small.
        page.column_dimensions[letter].number_format = _NUMBER_FORMAT[column.kind]
        page.column_dimensions[letter].width = max(column_width(column), len(EXAMPLE_PREFIX) + 11.0 if first else 0.0)

        example = page[f"{letter}2"]
        example.value = f"{EXAMPLE_PREFIX}{column.example}" if first else column.example
        example.number_format = _NUMBER_FORMAT[column.kind]
        example.font = Font(name=_FONT, italic=True, color="7F7F7F")
        example.alignment = _HEADING if column.kind in ("integer", "group", "number", "flag", "date") else _WRAPPED
        if first:
            example.comment = _note(EXAMPLE_NOTE)
        if column.choices:
            page.add_data_validation(_dropdown(column, letter, lists))
    last = get_column_letter(len(sheet.columns))
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{last}{PREPARED_ROWS + 1}"
    _set_print(page, pages_wide=1 + len(sheet.columns) // 12)
    page.print_title_cols = "A:A"


def _long_lists() -> Lists:
    """Lists that don't fit into a rule of Excel: longer than 255 signs, or with a comma in a value."""
    every = dict.fromkeys(column.choices for sheet in SHEETS for column in sheet.columns)
    return [choices for choices in every if len(_written_out(choices)) > 257 or any("," in each for each in choices)]


def _written_out(choices: tuple[str, ...]) -> str:
    return '"' + ",".join(choices) + '"'


def _add_lists(page: Worksheet, lists: Lists) -> None:
    # Rules point here; for people there is nothing to see.
    page.sheet_state = Worksheet.SHEETSTATE_HIDDEN
    for index, choices in enumerate(lists, start=1):
        for row, each in enumerate(choices, start=1):
            page.cell(row, index, each)


def _dropdown(column: Column, letter: str, lists: Lists) -> DataValidation:
    if column.choices in lists:
        place = get_column_letter(1 + lists.index(column.choices))
        formula = f"{quote_sheetname(LISTS)}!${place}$1:${place}${len(column.choices)}"
    else:
        formula = _written_out(column.choices)
    dropdown = DataValidation(
        type="list",
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_at_most(column.heading, 32),
        error=_at_most(f"Выберите значение из списка: {'; '.join(column.choices)}.", MOST_SIGNS_OF_AN_ERROR),
    )
    dropdown.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")
    return dropdown


def _at_most(text: str, signs: int) -> str:
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def _note_of(column: Column) -> str:
    choices = f"\nЗначения: {'; '.join(column.choices)}." if column.choices and column.kind != "flag" else ""
    word = {"yes": "Обязательно.", "conditional": "Обязательно при условии.", "no": "Необязательно."}[column.required]
    return f"{column.note}{choices}\n{word}"


def _note(text: str) -> Comment:
    return Comment(text, "Коллегия", width=300, height=40 + 20 * (1 + len(text) // 38 + text.count("\n")))


def _paint(page: Worksheet, place: str, text: str, required: Required, *, bold: bool = True) -> Cell:
    """Write a heading in the colours of its kind; the cell comes back."""
    cell: Cell = page[place]
    cell.value = text
    cell.font = Font(name=_FONT, bold=bold, color=_INK[required])
    cell.fill = PatternFill("solid", start_color=_FILL[required])
    cell.alignment = _HEADING
    cell.border = _FRAME
    return cell


def _set_print(page: Worksheet, *, pages_wide: int) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = pages_wide
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.75
    page.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&A"), center=_HeaderFooterPart(), right=_HeaderFooterPart("Стр. &P из &N")
    )
    page.print_title_rows = "1:1"
