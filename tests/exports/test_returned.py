"""A workbook given back with remarks: marks where they belong, all else as it came, hostile files bounded."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from data.checking import check_file
from data.findings import MARKED, Finding
from data.known import Known
from data.sheets import REMARKS
from exports import returned
from exports.remarks_sheet import HEADINGS, MARKS
from exports.returned import returned_name, returned_workbook
from tests.data.bad_workbooks import (
    Book,
    put,
    valid_book,
    with_value,
    write_bomb,
    write_csv,
    write_document_zip,
    write_encrypted,
    write_ods,
    write_xls,
    write_xlsx,
)

TODAY = date(2026, 11, 1)
ERROR, WARNING = (MARKS[kind].fgColor.rgb for kind in ("error", "warning"))


def bad_book() -> Book:
    """An error on each of three sheets, two empty cells as one finding, a warning."""
    book = with_value("Оценка_критерии", 2, "Балл", "много")
    put(book, "Инструкция", 3, "Значение", "позавчера")
    put(book, "Организации", 2, "Краткое наименование", None)
    put(book, "Организации", 4, "Краткое наименование", None)
    return put(book, "Организации", 2, "Код МО", 65701)


def give_back(path: Path, name: str | None = None) -> openpyxl.Workbook:
    name = name or path.name
    findings = check_file(path, name, Known(), TODAY).findings
    return opened(returned_workbook(path.read_bytes(), name, findings))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def marked(workbook: openpyxl.Workbook) -> dict[str, str]:
    """«Лист!A1» → its colour."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.fill.fgColor.rgb
        for sheet in workbook.worksheets
        if sheet.title != REMARKS
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (ERROR, WARNING)
    }


def listed(workbook: openpyxl.Workbook) -> list[tuple[object, ...]]:
    """Rows of «Замечания» under the headings."""
    rows = list(workbook[REMARKS].iter_rows(values_only=True))
    return rows[rows.index(HEADINGS) + 1 :]


WHERE = {
    "Инструкция!B3": ERROR,
    "Организации!C2": ERROR,
    "Организации!C4": ERROR,
    "Оценка_критерии!D2": ERROR,
    "Организации!B2": WARNING,
}


@pytest.mark.parametrize(("write", "ending"), [(write_xlsx, "xlsx"), (write_xls, "xls"), (write_ods, "ods")])
def test_cells_are_coloured_commented_and_listed(
    write: Callable[[Book, Path], Path], ending: str, tmp_path: Path
) -> None:
    workbook = give_back(write(bad_book(), tmp_path / f"район.{ending}"))
    assert marked(workbook) == WHERE
    comment = workbook["Оценка_критерии"]["D2"].comment
    assert comment.text.startswith("Ошибка. «много» — не число.\nЧто сделать: Впишите число")
    assert workbook["Организации"]["C4"].comment.text.startswith("Ошибка. 2\u00a0пустые ячейки")
    assert workbook["Организации"]["B2"].comment.text.startswith("Предупреждение.")
    rows = listed(workbook)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert ("ошибка", "Оценка_критерии", 2, "Балл", "много") in {row[1:6] for row in rows}
    sheet = workbook[REMARKS]
    links = {link.location for link in sheet._hyperlinks} if sheet._hyperlinks else set()
    links |= {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {"'Оценка_критерии'!D2", "'Инструкция'!B3"} <= links
    assert "Это присланная книга" in sheet["A2"].value if ending == "xlsx" else "только значения" in sheet["A2"].value


def test_sheet_is_first_open_filtered_frozen_and_printed_on_a4_across(tmp_path: Path) -> None:
    workbook = give_back(write_xlsx(bad_book(), tmp_path / "район.xlsx"))
    sheet = workbook.worksheets[0]
    assert sheet.title == REMARKS
    assert workbook.active is sheet
    assert [each.title for each in workbook.worksheets if each.sheet_view.tabSelected] == [REMARKS]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A6", f"A5:H{5 + len(listed(workbook))}")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$5"


def test_all_else_of_an_xlsx_stays(tmp_path: Path) -> None:
    path = write_xlsx(bad_book(), tmp_path / "район.xlsx")
    book = openpyxl.load_workbook(path)
    book["Группы"]["F3"] = "=SUM(C2:C3)"
    book["Группы"]["A1"].fill = PatternFill("solid", fgColor="00FF00")
    book["Группы"].column_dimensions["D"].width = 44
    book["Группы"].merge_cells("F5:G6")
    book["Оценка_критерии"]["D2"].comment = Comment("Было раньше", "Методист")
    book.create_sheet("Черновик")["B2"] = "наше"
    book.save(path)
    workbook = give_back(path)
    groups = workbook["Группы"]
    assert groups["F3"].value == "=SUM(C2:C3)"
    assert groups["A1"].fill.fgColor.rgb == "0000FF00"
    assert groups.column_dimensions["D"].width == 44
    assert [str(each) for each in groups.merged_cells.ranges] == ["F5:G6"]
    assert workbook["Черновик"]["B2"].value == "наше"
    assert workbook["Оценка_критерии"]["D2"].comment.text.endswith("Было в примечании: Было раньше")
    assert values_of(workbook["Муниципалитеты"]) == [tuple(row) for row in bad_book()["Муниципалитеты"]]


def values_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_corrected_workbook_comes_again_without_the_old_marks(tmp_path: Path) -> None:
    path = tmp_path / "район.xlsx"
    workbook = give_back(write_xlsx(bad_book(), path))
    workbook["Оценка_критерии"]["D2"] = 7.5
    workbook.save(path)
    findings = check_file(path, path.name, Known(), TODAY).findings
    assert not any(finding.sheet == REMARKS for finding in findings), "our own sheet is no surprise"
    again = opened(returned_workbook(path.read_bytes(), path.name, findings))
    assert again.sheetnames.count(REMARKS) == 1
    assert marked(again) == {place: colour for place, colour in WHERE.items() if place != "Оценка_критерии!D2"}
    assert again["Оценка_критерии"]["D2"].comment is None
    assert again["Организации"]["C2"].comment.text.count("Ошибка") == 1


def test_csv_is_marked_whatever_its_sheet_is_called(tmp_path: Path) -> None:
    rows = valid_book()["Оценка_критерии"]
    rows[2][3], rows[3][1] = "x", None
    workbook = give_back(write_csv(rows, tmp_path / "баллы.csv"))
    assert marked(workbook) == {"баллы!D3": ERROR, "баллы!B4": ERROR}


def test_deleted_heading_is_marked_where_the_template_has_it(tmp_path: Path) -> None:
    path = write_xlsx(put(valid_book(), "Организации", 1, "Краткое наименование", None), tmp_path / "book.xlsx")
    assert marked(give_back(path)) == {"Организации!C1": ERROR}
    [finding] = [each for each in check_file(path, path.name, Known(), TODAY).findings if each.severity == "error"]
    assert "«Краткое наименование»: он обязателен, в шаблоне это столбец C." in finding.message


def test_personal_data_get_into_no_comment_and_no_list(tmp_path: Path) -> None:
    book = with_value("Организации", 3, "Вид ОО", "Иванов Иван Иванович")
    put(book, "Организации", 2, "Краткое наименование", "Петрова Анна Сергеевна")
    put(book, "Организации", 2, "Обучающихся", "89123456789")
    workbook = give_back(write_xlsx(book, tmp_path / "район.xlsx"))
    said = [str(value) for row in listed(workbook) for value in row]
    said += [cell.comment.text for row in workbook["Организации"].iter_rows() for cell in row if cell.comment]
    assert len(said) > 2
    for secret in ("Иванов", "Петрова", "89123456789"):
        assert not any(secret in text for text in said)
    assert returned_name("Иванов_И.И.xlsx") == "книга_с_замечаниями.xlsx"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = with_value("Оценка_критерии", 2, "Балл", "x")
    put(book, "Организации", 2, "Адрес", "=1+1")
    finding = Finding("error", "x", "=HYPERLINK(1)", "=1", sheet="Оценка_критерии", row=2, column="Балл", value="=2")
    workbook = opened(returned_workbook(write_xls(book, tmp_path / "a.xls").read_bytes(), "a.xls", [finding]))
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert listed(workbook)[0][5:] == ("=2", "=HYPERLINK(1)", "=1")


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (lambda path: write_encrypted(valid_book(), path), "пароль.xlsx"),
        (write_document_zip, "документ.xlsx"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99) and path, "x.xls"),
    ],
    ids=["password", "no workbook", "torn"],
)
def test_file_that_cannot_be_read_gives_the_list_alone(
    write: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    workbook = give_back(write(tmp_path / name))
    assert workbook.sheetnames == [REMARKS]
    assert "только список" in workbook[REMARKS]["A2"].value
    assert len(listed(workbook)) == 1


def test_cell_at_the_end_of_the_sheet_is_given_back_in_place(tmp_path: Path) -> None:
    content = write_bomb(tmp_path / "книга.xlsx").read_bytes()
    finding = Finding("error", "x", "Плохо.", "Исправьте.", sheet="Группы", row=2, column="Группа")
    given = returned_workbook(content, "книга.xlsx", [finding])
    assert len(given) < 100_000
    with io.BytesIO(given) as stream:
        sheets = openpyxl.load_workbook(stream, read_only=True).sheetnames
    assert sheets[0] == REMARKS
    assert "Организации" in sheets


def test_slow_child_is_stopped_and_the_list_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned, "MAX_SECONDS", 0.01)
    assert give_back(write_xlsx(bad_book(), tmp_path / "район.xlsx")).sheetnames == [REMARKS]


def test_child_without_memory_ends_and_the_list_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned, "MAX_MEMORY_BYTES", 30 * 1024**2)
    assert give_back(write_xlsx(bad_book(), tmp_path / "район.xlsx")).sheetnames == [REMARKS]


def test_many_wrong_cells_are_all_marked_up_to_a_bound(tmp_path: Path) -> None:
    book = valid_book()
    heading = book["Оценка_критерии"][0]
    book["Оценка_критерии"] = [heading, *(["2025/26", "0101", 1, "много", None, "опрос"] for _ in range(MARKED + 200))]
    workbook = give_back(write_xlsx(book, tmp_path / "район.xlsx"))
    places = [place for place in marked(workbook) if place.startswith("Оценка_критерии!D")]
    assert len(places) == 50 + MARKED
    assert "Такое же замечание" in workbook["Оценка_критерии"]["D900"].comment.text


def test_library_for_tables_opens_what_is_given_back(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("нет LibreOffice")
    path = tmp_path / "район.xlsx"
    give_back(write_xlsx(bad_book(), path)).save(path)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    for kind in ("ods", "xlsx"):
        folder = tmp_path / kind
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        again = give_back(folder / f"район.{kind}")
        assert marked(again) == WHERE
