"""Reading: every kind of file gives its sheets or one finding; nothing it does can stop the server."""

from __future__ import annotations

import random
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from data import reader_process, reading
from data.findings import Finding
from data.reading import RawSheet, RawWorkbook, read_file
from tests.data import bad_workbooks as books


def read(path: Path) -> RawWorkbook:
    outcome = read_file(path, path.name)
    assert isinstance(outcome, RawWorkbook)
    return outcome


def refusal(path: Path) -> Finding:
    outcome = read_file(path, path.name)
    assert isinstance(outcome, Finding)
    assert outcome.severity == "error"
    assert outcome.remedy
    return outcome


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_all_formats_give_the_same_sheets(tmp_path: Path, ending: str) -> None:
    write = {"xlsx": books.write_xlsx, "xls": books.write_xls, "ods": books.write_ods}[ending]
    raw = read(write(books.valid_book(), tmp_path / f"book.{ending}"))
    assert raw.format == ending
    assert [sheet.name for sheet in raw.sheets] == list(books.valid_book())
    scores = raw.sheets[4]
    assert scores.row_numbers == [1, 2, 3, 4, 5, 6]
    assert scores.rows[1] == ["2025/26", "0101", 1, 7.5, "", "отчёт ОО"]


def test_each_sheet_is_told_before_the_whole(tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    told: list[RawSheet] = []
    raw = read_file(path, path.name, told=told.append)
    assert isinstance(raw, RawWorkbook)
    assert [id(sheet) for sheet in raw.sheets] == [id(sheet) for sheet in told]
    assert len(told) == len(books.valid_book())


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_a_child_that_dies_after_some_sheets_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_early = (
        "import data.reader_process as child, os, sys\n"
        "child.replace = lambda *_, **__: (sys.stdout.flush(), os.abort())\n"
        "child._read_sheet = lambda _, name, *__: child.RawSheet(name)\n"
        "child.main()"
    )
    monkeypatch.setattr(reading, "CHILD", (sys.executable, "-c", ends_early))
    told: list[RawSheet] = []
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    outcome = read_file(path, path.name, told=told.append)
    assert told
    assert isinstance(outcome, Finding)
    assert outcome.check == "file_reading_failed"


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    path = books.write_xls(books.valid_book(), tmp_path / "book.xlsx")
    assert read(path).format == "xls"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_any_usual_form(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = books.valid_book()["Группы"]
    raw = read(books.write_csv(rows, tmp_path / "Группы.csv", encoding, delimiter))
    assert raw.sheets[0].name == "Группы"
    assert raw.sheets[0].rows == [[str(cell) for cell in row] for row in rows]


def test_csv_skips_empty_rows_and_keeps_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "Группы.csv"
    path.write_text(";;\nЦикл;Код ОО\n ; \n2025/26;1\n", encoding="utf-8")
    raw = read(path)
    assert raw.sheets[0].row_numbers == [2, 4]


def test_row_numbers_are_those_of_the_spreadsheet_program(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Группы"].insert(2, [None, None, None, None])
    book["Группы"].insert(0, [None])
    raw = read(books.write_xlsx(book, tmp_path / "book.xlsx"))
    assert raw.sheets[5].row_numbers == [2, 3, 5]


def test_of_foreign_sheets_the_headings_are_read_and_what_may_be_personal_data(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Отпуска"] = [["Месяц"], *([number] for number in range(500)), ["июль и август"], [89123456789]]
    raw = read(books.write_xlsx(book, tmp_path / "book.xlsx"))
    (holidays,) = raw.sheets[6:]
    assert (holidays.complete, len(holidays.rows) < 30) == (False, True)
    assert holidays.rest == {0: {"июль и август": 502, 89123456789: 503}}


def test_error_cells_are_not_taken_for_empty_ones(tmp_path: Path) -> None:
    book = books.with_value("Оценка_критерии", 3, "Балл", "#REF!")
    raw = read(books.write_xlsx(book, tmp_path / "book.xlsx"))
    assert raw.sheets[4].rows[2][3] == "#REF!"


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(20_000))


def png(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 500)


def web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>Код</td></tr></table></html>", encoding="utf-8")


@pytest.mark.parametrize("make", [random_bytes, png, web_page, books.write_document_zip])
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_no_workbook_at_all(tmp_path: Path, make: object, ending: str) -> None:
    path = tmp_path / f"book.{ending}"
    make(path)  # type: ignore[operator]
    assert refusal(path).check == "file_no_workbook"


@pytest.mark.parametrize("make", [random_bytes, png])
def test_no_csv_either(tmp_path: Path, make: object) -> None:
    path = tmp_path / "Группы.csv"
    make(path)  # type: ignore[operator]
    assert refusal(path).check == "file_no_workbook"


def test_csv_with_a_quote_that_is_not_closed(tmp_path: Path) -> None:
    path = tmp_path / "Группы.csv"
    path.write_text('Цикл;Код ОО;Группа\n2025/26;"0101;1\n' + "2025/26;0102;1\n" * 20_000, encoding="utf-8")
    assert refusal(path).check == "file_long_field"


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """Which of them is read depends on the reader: one may be checked and the other one read."""
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet3.xml", "<worksheet/>")
    assert refusal(path).check == "file_damaged"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_cut_off_workbook(tmp_path: Path, keep: float) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refusal(path).check in ("file_damaged", "file_no_workbook")


def test_spoilt_sheet_xml(tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refusal(path).check == "file_damaged"


def test_password(tmp_path: Path) -> None:
    found = refusal(books.write_encrypted(books.valid_book(), tmp_path / "book.xlsx"))
    assert found.check == "file_password"
    assert "Снимите пароль" in found.remedy


def test_password_of_an_ods(tmp_path: Path) -> None:
    path = books.write_ods(books.valid_book(), tmp_path / "book.ods")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refusal(path).check == "file_password"


def test_the_bomb_is_named_and_not_opened(tmp_path: Path) -> None:
    raw = read(books.write_bomb(tmp_path / "book.xlsx"))
    schools = raw.sheets[2]
    assert (schools.name, schools.too_far, schools.rows) == ("Организации", "XFD1048576", [])
    assert len(raw.sheets[4].rows) == 6


def test_an_empty_styled_cell_far_away_is_no_bomb(tmp_path: Path) -> None:
    path = books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Организации"]["XFD1048576"].number_format = "0.00"
    workbook.save(path)
    assert read(path).sheets[2].too_far is None


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        (b'<c r="J999999"><v>1</v></c>', True),
        (b'<c r="AZ199999" t="s"><v>1</v></c>', True),
        (b'<c r="K200000"><v>1</v></c>', False),
        (b'<c r="BA1"><v>1</v></c>', False),
        (b"<c><v>1</v></c>", False),
        (b'<x:c r="A1"><v>1</v></x:c>', False),
        (b'<cols><col min="1"/></cols>', True),
    ],
)
def test_what_is_near_for_sure(cell: bytes, near: bool) -> None:
    assert reader_process._is_near(reader_process.UsedRange(), cell) is near


@pytest.mark.parametrize("cell", [b'<c r="XFD9" s="1"/>', b'<c r="XFD9" s="1"></c>'])
def test_an_empty_cell_is_empty_however_it_is_closed(cell: bytes) -> None:
    used = reader_process.UsedRange()
    assert reader_process._add_named_cells(used, b'<c r="B2"><v>1</v></c>' + cell)
    assert (used.last_row, used.last_column) == (2, 2)


def test_cells_without_a_place_are_counted(tmp_path: Path) -> None:
    assert read(books.write_bare_cells(tmp_path / "far.xlsx", 1_000_000)).sheets[2].too_far == "AD1000000"
    assert read(books.write_bare_cells(tmp_path / "near.xlsx", 5)).sheets[2].too_far is None


def test_unpacked_size_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b"")
    content = bytearray(path.read_bytes())
    # The size that the archive's directory declares: 2 GB instead of 0.
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (2_000_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path).check == "file_unpacked_size"


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("death", ["import os; os.abort()", "raise MemoryError", "import sys; sys.exit(3)"])
def test_a_child_that_dies_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str) -> None:
    monkeypatch.setattr(reading, "CHILD", (sys.executable, "-c", death))
    assert refusal(books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")).check == "file_reading_failed"


@pytest.mark.skipif(sys.platform == "win32", reason="memory cannot be limited there")
def test_memory_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = books.write_csv([["Цикл", "x" * 1000]] * 60_000, tmp_path / "Группы.csv")
    assert isinstance(read_file(path, path.name), RawWorkbook)
    monkeypatch.setattr(reading, "MAX_MEMORY_BYTES", 150 * 1024**2)
    assert refusal(path).check == "file_reading_failed"


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHILD", (sys.executable, "-c", "while True: pass"))
    monkeypatch.setattr(reading, "MAX_SECONDS", 0.2)
    assert refusal(books.write_xlsx(books.valid_book(), tmp_path / "book.xlsx")).check == "file_reading_time"


def test_merged_cells_are_handed_over_up_to_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in range(1, 5):
        page.cell(row, 1, "Район")
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    book.save(tmp_path / "table.xlsx")
    monkeypatch.setattr(reader_process, "MAX_MERGED", 3)
    [sheet] = reader_process.read(tmp_path / "table.xlsx", "table.xlsx", whole=True).sheets
    assert sheet.merged == ((1, 1, 1, 2), (2, 1, 2, 2), (3, 1, 3, 2))
