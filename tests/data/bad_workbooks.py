"""A small valid workbook, ways to spoil it, and ways to write it: xlsx, xls, ods, csv, encrypted, and no workbook at all.

A book is sheet name → rows, the first row being the headings. Factories return a fresh book, so tests may change it.
"""

# ruff: noqa: E501  # rows of a sheet read better as lines

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Book = dict[str, list[list[Any]]]


def valid_book() -> Book:
    """Two municipalities, three schools, two criteria in 2025/26: nothing to be found in it."""
    return {
        "Инструкция": [
            ["Параметр", "Значение"],
            ["Дата среза", "31.08.2026"],
            ["Отчётный цикл", "2025/26"],
            ["Версия шаблона", "1"],
            ["Муниципалитет", "Северный округ"],
            ["Заполнил (должность)", "методист"],
        ],
        "Муниципалитеты": [
            ["Код МО", "Муниципалитет", "Тип", "Орган управления образованием"],
            ["065701", "Северный муниципальный округ", "муниципальный округ", "Управление образования"],
            ["065702", "Южный муниципальный район", "муниципальный район", "Управление образования"],
        ],
        "Организации": [
            [
                "Код ОО", "Код МО", "Краткое наименование", "Вид ОО", "Местность", "Малокомплектная", "Обучающихся",
                "Есть 9 классы", "Есть 10–11 классы", "ШНОР", "Год признака", "Работает в цикле", "Причина исключения",
                "Широта", "Долгота", "Адрес",
            ],
            ["0101", "065701", "СОШ № 1", "СОШ", "село", "нет", 412, "да", "да", "нет", None, "да", None, 57.15, 65.53, "ул. Ленина, 5"],
            ["0102", "065701", "Гимназия № 2 им. А.С. Пушкина", "гимназия", "город", "нет", 830, "да", "да", None, None, "да", None, None, None, None],
            ["0201", "065702", "ООШ пос. Речной", "ООШ", "посёлок городского типа", "да", None, "да", "нет", "да", 2025, "да", None, None, None, None],
        ],
        "Критерии": [
            [
                "Цикл", "№ критерия", "Наименование", "Максимальный балл", "Минимальный балл", "Вес",
                "Порог низкой зоны, %", "Порог высокой зоны, %", "Основание (реквизиты)",
            ],
            ["2025/26", 1, "Управление", 10, None, 1, 60, 81, "рабочий порог"],
            ["2025/26", 2, "Результаты", 5.5, -1, 0.5, 60, 81, "приказ от 01.09.2025 № 15"],
        ],
        "Оценка_критерии": [
            ["Цикл", "Код ОО", "№ критерия", "Балл", "Причина отсутствия", "Источник балла"],
            ["2025/26", "0101", 1, 7.5, None, "отчёт ОО"],
            ["2025/26", "0101", 2, -0.5, None, "статистика"],
            ["2025/26", "0102", 1, 0, None, "отчёт ОО"],
            ["2025/26", "0102", 2, None, "на проверке", "экспертиза"],
            ["2025/26", "0201", 1, 10, None, "опрос"],
        ],
        "Группы": [
            ["Цикл", "Код ОО", "Группа", "Реквизиты акта"],
            ["2025/26", "0101", 2, "приказ от 01.09.2026 № 15"],
            ["2025/26", "0102", 3, "приказ от 01.09.2026 № 15"],
        ],
    }  # fmt: skip


def put(book: Book, sheet: str, row: int, heading: str, value: Any) -> Book:
    """Write a value where the spreadsheet program shows this row and heading."""
    rows = book[sheet]
    index = rows[0].index(heading)
    rows[row - 1] += [None] * (index + 1 - len(rows[row - 1]))
    rows[row - 1][index] = value
    return book


def with_value(sheet: str, row: int, heading: str, value: Any) -> Book:
    """The valid book with one cell changed."""
    return put(valid_book(), sheet, row, heading, value)


def with_parameter(label: str, value: Any) -> Book:
    """The valid book with one parameter of «Инструкция» changed."""
    book = valid_book()
    for row in book["Инструкция"]:
        if row[0] == label:
            row[1] = value
    return book


def with_heading(sheet: str, heading: str, written: str) -> Book:
    """The valid book with one heading written otherwise."""
    return put(valid_book(), sheet, 1, heading, written)


def without_column(sheet: str, heading: str) -> Book:
    """The valid book without one column."""
    book = valid_book()
    index = book[sheet][0].index(heading)
    for row in book[sheet]:
        del row[index]
    return book


def with_column(sheet: str, heading: str, value: Any) -> Book:
    """The valid book with a column more, the value in its first row."""
    book = valid_book()
    book[sheet][0].append(heading)
    book[sheet][1].append(value)
    return book


def with_row(sheet: str, row: list[Any]) -> Book:
    """The valid book with a row more at the end of a sheet."""
    book = valid_book()
    book[sheet].append(row)
    return book


def renamed(sheet: str, name: str) -> Book:
    """The valid book with one sheet renamed."""
    return {(name if key == sheet else key): rows for key, rows in valid_book().items()}


def only(*sheets: str) -> Book:
    """The valid book with these sheets alone."""
    return {name: rows for name, rows in valid_book().items() if name in sheets}


def write_xlsx(book: Book, path: Path) -> Path:
    """The book as xlsx. Texts beginning with # become error cells, as openpyxl has it."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in book.items():
        page = workbook.create_sheet(name)
        for row in rows:
            page.append(row)
    workbook.save(path)
    return path


def write_xls(book: Book, path: Path) -> Path:
    """The book as an old binary xls."""
    workbook = xlwt.Workbook(encoding="utf-8")
    for name, rows in book.items():
        page = workbook.add_sheet(name)
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if value is not None:
                    page.write(number, index, value)
    workbook.save(str(path))
    return path


def write_ods(book: Book, path: Path) -> Path:
    """The book as an OpenDocument spreadsheet, ending in the empty rows that LibreOffice writes."""
    document = OpenDocumentSpreadsheet()
    for name, rows in book.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        rest = TableRow(numberrowsrepeated=1048576 - len(rows))
        rest.addElement(TableCell(numbercolumnsrepeated=16384))
        table.addElement(rest)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    number = isinstance(value, (int, float))
    cell = TableCell(valuetype="float", value=value) if number else TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def write_csv(rows: list[list[Any]], path: Path, encoding: str = "utf-8-sig", delimiter: str = ";") -> Path:
    """One sheet as csv."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(["" if cell is None else cell for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_encrypted(book: Book, path: Path, password: str = "secret") -> Path:
    """The book as xlsx that opens only with a password."""
    plain = write_xlsx(book, path.with_suffix(".plain.xlsx"))
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    return path


def write_bomb(path: Path, sheet: str = "Организации") -> Path:
    """A workbook of a few kilobytes whose last cell is the last one there is."""
    workbook = openpyxl.load_workbook(write_xlsx(valid_book(), path))
    workbook[sheet]["XFD1048576"] = 1
    workbook.save(path)
    return path


def write_bare_cells(path: Path, rows: int) -> Path:
    """An xlsx whose cells don't say where they are, the last row being ``rows``."""
    write_xlsx(valid_book(), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet3.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b"<row><c><v>1</v></c></row>"
        + f'<row r="{rows}">'.encode()
        + b"<c/>" * 29
        + b"<c><v>1</v></c></row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def write_document_zip(path: Path) -> Path:
    """A zip that is a text document, not a workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return path


def write_sparse(path: Path, size: int) -> Path:
    """A file of this size that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.truncate(size)
    return path
