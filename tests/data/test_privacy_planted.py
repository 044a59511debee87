"""Personal data planted in 24 ways, each in a book faultless otherwise: found 24 times of 24, and not repeated."""

# ruff: noqa: E501  # lists of examples

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from data.checking import CheckedWorkbook, check_file, check_privacy
from data.demonstration import build_demonstration
from data.findings import Finding
from data.known import Known
from data.reading import RawSheet, RawWorkbook
from data.sheets import SHEETS
from data.template import build_template
from data.workbook_file import plain_rows, write_workbook
from tests.data import bad_workbooks as books

TODAY = date(2026, 11, 22)
REAL = Path(__file__).parents[3] / "shared" / "real"


@dataclass(frozen=True)
class Planting:
    """``plant`` changes an open book; what is found names this sheet, row and column and shows the rest masked."""

    name: str
    plant: Callable[[openpyxl.Workbook], object]
    secret: str
    sheet: str | None
    row: int | None
    column: str
    shown: str | None


def _cell(sheet: str, heading: str, row: int, value: object) -> Callable[[openpyxl.Workbook], None]:
    def plant(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        headings = [cell.value for cell in page[1]]
        index = headings.index(heading) + 1 if heading in headings else len(headings) + 1
        if heading and heading not in headings:
            page.cell(1, index, heading)
        page.cell(row, index, value)

    return plant


def _parameter(label: str, value: str) -> Callable[[openpyxl.Workbook], None]:
    def plant(book: openpyxl.Workbook) -> None:
        for row in book["Инструкция"].iter_rows():
            if row[0].value == label:
                row[1].value = value

    return plant


def _foreign(rows: list[list[object]], row: int, value: object, state: str = "visible") -> Callable[..., None]:
    def plant(book: openpyxl.Workbook) -> None:
        page = book.create_sheet("Черновик")
        for each in rows:
            page.append(each)
        page.cell(row, 2, value)
        page.sheet_state = state

    return plant


def _hidden_row(book: openpyxl.Workbook) -> None:
    _cell("Группы", "Реквизиты акта", 3, "приказ, исполнитель Петрова М. А.")(book)
    book["Группы"].row_dimensions[3].hidden = True


def _hidden_column(book: openpyxl.Workbook) -> None:
    _cell("Группы", "Ремарка", 2, "8 912 345-67-89")(book)
    book["Группы"].column_dimensions["E"].hidden = True


def _three_columns(book: openpyxl.Workbook) -> None:
    page = book["Группы"]
    for row, names in enumerate((("Иванова", "Мария"), ("Петров", "Сергей"), ("Сидорова", "Анна")), start=2):
        for index, name in enumerate(names, start=6):
            page.cell(row, index, name)


def _comment(book: openpyxl.Workbook) -> None:
    book["Группы"]["C2"].comment = Comment("уточнить у Ивановой М. П.", "Коллегия")


def _comment_author(book: openpyxl.Workbook) -> None:
    book["Группы"]["C2"].comment = Comment("проверено", "Иванова Мария")


def _validation(book: openpyxl.Workbook) -> None:
    choices = DataValidation(type="list", formula1='"Иванова М.П.,Петров С.И."')
    choices.add("C2:C9")
    book["Группы"].add_data_validation(choices)


def _born(book: openpyxl.Workbook) -> None:
    _cell("Группы", "Кто", 2, "Иванова М. П.")(book)
    _cell("Группы", "Когда", 2, date(1975, 3, 12))(book)


LONG = [["№", "Что"], *([number, "рабочие заметки"] for number in range(300))]

PLANTINGS = (
    Planting("full name in a column that is loaded", _cell("Организации", "Причина исключения", 2, "по просьбе Иванова Ивана Ивановича"), "Иванов", "Организации", 2, "Причина исключения", "И… И… И…"),
    Planting("initials after in an act", _cell("Группы", "Реквизиты акта", 2, "приказ, исп. Петрова М.А."), "Петров", "Группы", 2, "Реквизиты акта", "П… М. А."),
    Planting("initials before in a note", _cell("Группы", "Ремарка", 3, "передано И. И. Иванову"), "Иванов", "Группы", 3, "Ремарка", "И. И. И…"),
    Planting("director in a school's name", _cell("Организации", "Краткое наименование", 3, "Гимназия № 2 им. А.С. Пушкина, директор Иванов И.И."), "Иванов", "Организации", 3, "Краткое наименование", "И… И. И."),
    Planting("Latin letters", _cell("Группы", "Ремарка", 2, "Ivanova Mariya Petrovna"), "Ivanova", "Группы", 2, "Ремарка", "I… M… P…"),
    Planting("a name split into columns without headings", _three_columns, "Иванова", "Группы", 2, "(без заголовка)", "И…"),
    Planting("СНИЛС as a number", _cell("Группы", "Ремарка", 2, 11223344595), "11223344595", "Группы", 2, "Ремарка", "…95"),
    Planting("СНИЛС with dashes in a code", _cell("Организации", "Код ОО", 2, "112-233-445 95"), "112-233", "Организации", 2, "Код ОО", "…95"),
    Planting("phone in an address", _cell("Организации", "Адрес", 2, "ул. Ленина, 5, тел. 8 (3452) 12-34-56"), "12-34-56", "Организации", 2, "Адрес", "…56"),
    Planting("e-mail in an authority's name", _cell("Муниципалитеты", "Орган управления образованием", 2, "Управление, ivanova@north.ru"), "ivanova@", "Муниципалитеты", 2, "Орган управления образованием", "i…@….ru"),
    Planting("birth date beside a name", _born, "12.03.1975", "Группы", 2, "Когда", "…75"),
    Planting("heading of birth dates", _cell("Группы", "Дата рождения", 2, None), "1975", "Группы", 1, "Дата рождения", None),
    Planting("passport", _cell("Группы", "Ремарка", 2, "паспорт 71 05 123456"), "123456", "Группы", 2, "Ремарка", "…56"),
    Planting("ИНН of a person", _cell("Группы", "Ремарка", 2, "500100732259"), "500100732259", "Группы", 2, "Ремарка", "…59"),
    Planting("home address by its heading", _cell("Группы", "Домашний адрес", 2, "ул. Ленина, 5"), "Ленина", "Группы", 1, "Домашний адрес", None),
    Planting("hidden row", _hidden_row, "Петрова", "Группы", 3, "Реквизиты акта", "П… М. А."),
    Planting("hidden column", _hidden_column, "345-67", "Группы", 2, "Ремарка", "…89"),
    Planting("row 250 of a sheet that is hidden and not ours", _foreign(LONG, 250, "Иванова Мария Петровна", "veryHidden"), "Иванова", "Черновик", 250, "Что", "И… М… П…"),
    Planting("«Заполнил»", _parameter("Заполнил (должность)", "методист Иванова"), "Иванова", "Инструкция", 6, "Значение", "И…"),
    Planting("comment", _comment, "Иванов", "Группы", 2, "(примечание)", "И… М. П."),
    Planting("author of a comment", _comment_author, "Иванов", "Группы", None, "(примечание)", "И… М…"),
    Planting("author in the document's properties", lambda book: setattr(book.properties, "creator", "Иванова М.П."), "Иванов", None, None, "(свойства книги)", "И… М. П."),
    Planting("footer", lambda book: setattr(book["Группы"].oddFooter.left, "text", "Исп. Иванова М.П."), "Иванов", "Группы", None, "(колонтитул)", "И… М. П."),
    Planting("name of a sheet", lambda book: book.create_sheet("Иванова М.П."), "Иванов", "И… М. П.", None, "(имя листа)", "И… М. П."),
)  # fmt: skip

MORE = (
    Planting("name of a range", lambda book: book.defined_names.add(DefinedName("Иванова_Мария_Петровна", attr_text="'Группы'!$A$1")), "Иванов", None, None, "(имя диапазона)", "И… М… П…"),
    Planting("custom property", lambda book: book.custom_doc_props.append(StringProperty("Куратор", "Иванова")), "Иванов", None, None, "(свойства книги)", "И…"),
    Planting("list of a dropdown", _validation, "Иванов", "Группы", None, "(список проверки ввода)", "И… М. П."),
    Planting("heading", _cell("Группы", "Иванова М.П.", 2, 5), "Иванов", "Группы", 1, "И… М. П.", "И… М. П."),
)  # fmt: skip


def check(path: Path, name: str | None = None) -> CheckedWorkbook:
    return check_file(path, name or path.name, Known(), TODAY)


def privacy(findings: tuple[Finding, ...]) -> list[Finding]:
    return [found for found in findings if found.check.startswith("privacy_")]


def everything_said(findings: list[Finding]) -> str:
    return " ".join(f"{found.message} {found.remedy} {found.sheet} {found.column} {found.value}" for found in findings)


def test_there_are_24() -> None:
    assert len(PLANTINGS) == 24


@pytest.mark.parametrize("planting", [*PLANTINGS, *MORE], ids=lambda planting: planting.name.replace(" ", "_"))
def test_planted_personal_data_are_found_and_not_repeated(planting: Planting, tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    planting.plant(book)
    book.save(path)
    checked = check(path)
    assert checked.workbook is None, "refused"
    assert {found.check.split("_")[0] for found in checked.findings} == {"privacy"}, "nothing else quotes the cells"
    places = [(found.sheet, found.row, found.column, found.value) for found in checked.findings]
    assert (planting.sheet, planting.row, planting.column, planting.shown) in places
    assert planting.secret not in everything_said(list(checked.findings))


@pytest.mark.parametrize(("plant", "words"), [(_hidden_row, "Строка скрыта."), (_hidden_column, "Столбец скрыт.")])
def test_what_is_hidden_is_said_to_be(plant: Callable[[openpyxl.Workbook], None], words: str, tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    plant(book)
    book.save(path)
    assert words in everything_said(list(check(path).findings))


@pytest.mark.parametrize("ending", ["xls", "ods", "csv"])
def test_other_formats(ending: str, tmp_path: Path) -> None:
    book = books.with_value("Группы", 2, "Реквизиты акта", "исп. Иванова М.П., 8-912-345-67-89")
    if ending == "csv":
        path = books.write_csv(book["Группы"], tmp_path / "Группы.csv")
    else:
        path = {"xls": books.write_xls, "ods": books.write_ods}[ending](book, tmp_path / f"book.{ending}")
    found = privacy(check(path).findings)
    assert {(each.sheet, each.row, each.column) for each in found} == {("Группы", 2, "Реквизиты акта")}
    assert {each.value for each in found} == {"И… М. П.", "…89"}


def test_properties_and_comments_of_an_ods(tmp_path: Path) -> None:
    path = books.write_ods(books.valid_book(), tmp_path / "book.ods")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["meta.xml"] = parts["meta.xml"].replace(
        b"</office:meta>", "<dc:creator>Иванова М.П.</dc:creator></office:meta>".encode()
    )
    parts["content.xml"] = parts["content.xml"].replace(
        b"</table:table-cell>",
        "<office:annotation><text:p>спросить Петрова С. И.</text:p></office:annotation></table:table-cell>".encode(),
        1,
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    found = {(each.column, each.value) for each in privacy(check(path).findings)}
    assert found == {("(свойства книги)", "И… М. П."), ("(примечание)", "П… С. И.")}


def test_properties_of_an_xls(tmp_path: Path) -> None:
    import xlwt

    path = tmp_path / "book.xls"
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in books.valid_book().items():
        page = book.add_sheet(name)
        if name == "Группы":
            page._Worksheet__footer_str = "Исп. Иванова М.П."  # its setter takes ASCII only
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if value is not None:
                    page.write(number, index, value)
    book.save(str(path))
    assert [(each.column, each.value) for each in privacy(check(path).findings)] == [
        ("(примечание или колонтитул)", "И… М. П.")
    ]


def test_no_false_alarm_in_the_demonstration(tmp_path: Path) -> None:
    write_workbook(build_demonstration("district", 1)[-1], tmp_path / "demonstration.xlsx")
    assert privacy(check(tmp_path / "demonstration.xlsx").findings) == []


def test_no_false_alarm_in_a_region() -> None:
    """The rows as they would be read: writing and reading 150,000 of them is another test's matter."""
    workbook = build_demonstration("region", 1)[-1]
    sheets = []
    for sheet in (sheet for sheet in SHEETS if sheet.name in workbook.frames):
        rows = [list(values) for values in plain_rows(sheet, workbook.frames[sheet.name])]
        headings: list[object] = [column.heading for column in sheet.columns]
        sheets.append(RawSheet(sheet.name, list(range(1, len(rows) + 2)), [headings, *rows]))
    assert sum(len(sheet.rows) for sheet in sheets) > 100_000
    assert check_privacy(RawWorkbook("xlsx", tuple(sheets)), (), TODAY) == []


def test_no_false_alarm_in_the_template(tmp_path: Path) -> None:
    (tmp_path / "template.xlsx").write_bytes(build_template())
    assert privacy(check(tmp_path / "template.xlsx").findings) == []


@pytest.mark.parametrize("name", ["texas.xlsx", "eao_ege.xlsx", "messy_headers.csv", "messy_table.xls"])
def test_no_false_alarm_in_real_files(name: str) -> None:
    if not (REAL / name).exists():
        pytest.skip("нет соседней папки ../shared с настоящими книгами")
    found = privacy(check(REAL / name).findings)
    # The old binary book names its author, a person, and an address of electronic mail: no false alarms.
    persons = {"(свойства книги)", "(примечание или колонтитул)"} if name == "messy_table.xls" else set()
    assert {each.column for each in found} == persons
