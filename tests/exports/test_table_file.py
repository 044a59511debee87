"""Files are opened and their cells compared with tests/golden/*.txt, never their bytes."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.about import DEMONSTRATION, DEMONSTRATION_WARNING, note_rows, safe_file_name
from exports.table_file import table_csv, table_xlsx
from queries.columns import TableColumn
from queries.note import ExportNote, LoadedFile

GOLDEN = Path(__file__).parent.parent / "golden"

COLUMNS = (
    TableColumn("school_id", "Код ОО"),
    TableColumn("school", "Школа"),
    TableColumn("pupils", "Обучающихся", "integer"),
    TableColumn("score", "Балл", "number", 2),
    TableColumn("total_pct", "Итог", "percent", 1),
    TableColumn("borderline", "Пограничная", "flag"),
    TableColumn("act_date", "Дата акта", "date"),
)

NOTE = ExportNote(
    title="Эффективность школ",
    page="Эффективность школ: таблица организаций",
    selection=(("Муниципалитеты", "Северный муниципальный округ"), ("Группы", "2, 3")),
    cut_date=date(2026, 8, 31),
    cycle="2025/26",
    loads=(LoadedFile(7, "=опасный файл.xlsx", "ab" * 32),),
    methodology_version=2,
    methodology_hash="c0ffee",
    schools_selected=3,
    schools_all=20,
    schools_with_data=2,
    missing=(("Северный муниципальный округ", "@НОШ № 3"),),
    demonstration=False,
    made_at=datetime.fromisoformat("2026-09-05T09:07"),
    program_version="0.1.0",
)


def school_rows() -> pd.DataFrame:
    """Three schools: a full row, a dangerous one with a negative score, one with nothing known."""
    frame = pd.DataFrame(
        {
            "school_id": ["01010001", "66010002", "66010003"],
            "school": ["СОШ № 1", '=HYPERLINK("http://example.org";"Школа")', "@НОШ № 3"],
            "pupils": pd.array([12_412, 0, None], dtype="Int64"),
            "score": pd.array([7.35, -1.5, None], dtype="Float64"),
            "total_pct": [60.45, 0.0, float("nan")],
            "borderline": pd.array([True, False, None], dtype="boolean"),
            "act_date": [date(2026, 9, 1), None, None],
        }
    )
    frame["not_exported"] = 1
    return frame


def sheets(content: bytes) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets


def cells_as_text(content: bytes) -> Iterator[str]:
    """One line per row: type and value of each cell, with the number format where it shapes what is shown."""
    for sheet in sheets(content):
        yield f"== {sheet.title}"
        for row in sheet.iter_rows():
            shown = []
            for cell in row:
                number_format = (
                    "" if cell.number_format in ("General", "@") or cell.value is None else cell.number_format
                )
                shown.append(f"{cell.data_type}:{'' if cell.value is None else cell.value}{{{number_format}}}")
            yield " | ".join(shown)


def assert_golden(name: str, text: str) -> None:
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("demonstration", [False, True])
def test_workbook_cells(demonstration: bool) -> None:
    content = table_xlsx(school_rows(), COLUMNS, replace(NOTE, demonstration=demonstration))
    name = "table_xlsx_demonstration.txt" if demonstration else "table_xlsx.txt"
    assert_golden(name, "\n".join(cells_as_text(content)) + "\n")


@pytest.mark.parametrize("demonstration", [False, True])
def test_text_table(demonstration: bool) -> None:
    content = table_csv(school_rows(), COLUMNS, replace(NOTE, demonstration=demonstration))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    name = "table_csv_demonstration.txt" if demonstration else "table_csv.txt"
    assert_golden(name, content.decode("utf-8-sig").replace("\r\n", "\n"))


@pytest.mark.parametrize("sign", ["=1+1", "+7 900", "-1", "@SUM(A1)", "＝1", "\t=1", " =1", "\r=1"])
def test_text_never_becomes_a_formula(sign: str) -> None:
    frame = pd.DataFrame({"school": [sign]})
    columns = [TableColumn("school", sign)]
    note = replace(NOTE, title=sign, selection=((sign, sign),), missing=((sign, sign),))
    for sheet in sheets(table_xlsx(frame, columns, note)):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    rows = csv.reader(io.StringIO(table_csv(frame, columns, note).decode("utf-8-sig"), newline=""), delimiter=";")
    cells = [cell for row in rows for cell in row if cell]
    assert f"'{sign}" in cells
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]


def test_whole_numbers_are_whole_in_csv() -> None:
    frame = pd.DataFrame({"people": [42.0, 0.5, 2714.0]})
    text = table_csv(frame, [TableColumn("people", "Людей", "number", 2)], NOTE).decode("utf-8-sig")
    assert text.splitlines()[1:4] == ["42", "0,50", "2714"]


def test_a_file_is_named_without_signs_left_over() -> None:
    assert safe_file_name("Результаты, %", "2025/26", "csv") == "Результаты_2025-26.csv"


def test_missing_is_an_empty_cell_and_zero_a_zero() -> None:
    table = sheets(table_xlsx(school_rows(), COLUMNS, NOTE))[0]
    assert [cell.value for cell in table[4]][2:] == [None] * 5
    assert [cell.value for cell in table[3]][2:6] == [0, -1.5, 0, "нет"]


def test_infinite_number_is_refused() -> None:
    frame = pd.DataFrame({"score": [float("inf")]})
    with pytest.raises(ValueError, match="Балл"):
        table_xlsx(frame, [TableColumn("score", "Балл", "number")], NOTE)


def test_unknown_column_is_refused() -> None:
    with pytest.raises(KeyError):
        table_csv(school_rows(), [TableColumn("nothing", "Ничего")], NOTE)


def test_signs_that_a_workbook_cannot_hold_become_spaces() -> None:
    frame = pd.DataFrame({"school": ["СОШ\x00№\x0b1"]})
    table = sheets(table_xlsx(frame, [TableColumn("school", "Школа")], NOTE))[0]
    assert table["A2"].value == "СОШ № 1"


def test_text_table_rounds_half_up_and_knows_no_minus_zero() -> None:
    frame = pd.DataFrame({"total_pct": [60.45, 60.55, -0.04, 1234567.0]})
    content = table_csv(frame, [TableColumn("total_pct", "Итог", "percent", 1)], NOTE).decode("utf-8-sig")
    assert content.split("\r\n")[1:5] == ["60,5", "60,6", "0,0", "1234567,0"]


@pytest.mark.parametrize("demonstration", [False, True])
def test_workbook_is_ready_to_filter_and_print(demonstration: bool) -> None:
    table, note = sheets(table_xlsx(school_rows(), COLUMNS, replace(NOTE, demonstration=demonstration)))
    header = 2 if demonstration else 1
    assert table.freeze_panes == f"A{header + 1}"
    assert table.auto_filter.ref == f"A{header}:G{header + 3}"
    assert table.print_title_rows == f"$1:${header}"
    assert all(cell.font.b for cell in table[header])
    for sheet in (table, note):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert sheet.oddFooter.right.text == "Страница\u00a0&P из\u00a0&N"
        assert sheet.oddFooter.left.text == (DEMONSTRATION if demonstration else NOTE.title)
    assert (table["A1"].value == DEMONSTRATION_WARNING) is demonstration


def test_empty_frame_gives_headings_only() -> None:
    table = sheets(table_xlsx(school_rows().head(0), COLUMNS, NOTE))[0]
    assert [[cell.value for cell in row] for row in table.iter_rows()] == [[column.heading for column in COLUMNS]]
    assert table.auto_filter.ref == "A1:G1"


def test_many_schools_without_data_are_counted_not_listed() -> None:
    rows = list(note_rows(replace(NOTE, missing=501)))
    assert rows[-1] == ("Школ без оценок по критериям", 501)


def test_note_before_anything_is_loaded() -> None:
    nothing = replace(NOTE, selection=(), cut_date=None, cycle=None, loads=(), methodology_version=None, missing=())
    rows = dict(row[:2] for row in note_rows(nothing))
    assert rows["Отбор"] == "без отбора: все организации"
    assert (rows["Отчётный цикл"], rows["Дата среза"], rows["Версия методики"]) == ("—", "—", "—")
    assert table_xlsx(school_rows(), COLUMNS, nothing)


@pytest.mark.parametrize(
    ("title", "cycle", "expected"),
    [
        ("Эффективность школ", "2025/26", "Эффективность_школ_2025-26.xlsx"),
        ("Эффективность школ", None, "Эффективность_школ.xlsx"),
        ("../../etc/passwd", None, "etc-passwd.xlsx"),
        ("«Группы»: a\\b|c?*\n\x00", "2025/26", "Группы_a-b_c_2025-26.xlsx"),
        ("...", None, "Таблица.xlsx"),
        ("я" * 300, None, "я" * 100 + ".xlsx"),
    ],
)
def test_file_name(title: str, cycle: str | None, expected: str) -> None:
    assert safe_file_name(title, cycle, "xlsx") == expected


def test_file_name_of_the_demonstration() -> None:
    assert safe_file_name("Группы", "2025/26", ".csv", demonstration=True) == "ДЕМО_Группы_2025-26.csv"
