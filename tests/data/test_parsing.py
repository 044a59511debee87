"""Parsing: what is understood, what is refused, and that nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.cells import PARSERS, parse_cycle, parse_number
from data.checking import CheckedWorkbook, check_file
from data.demonstration import build_demonstration
from data.known import Known
from data.parsing import Ahead, parse, recognise
from data.reading import RawSheet, RawWorkbook
from data.sheets import SCHOOLS, SCORES, SHEET_BY_NAME, Column
from data.spelling import closest, differences, fold
from data.template import build_template
from data.workbook import DTYPE_OF_KIND
from data.workbook_file import write_workbook
from tests.data import bad_workbooks as books

TODAY = date(2026, 11, 22)
NUMBER = SCORES.column("score")


def check(path: Path, known: Known | None = None) -> CheckedWorkbook:
    return check_file(path, path.name, known or Known(), TODAY)


def test_what_is_parsed_ahead_is_not_parsed_again() -> None:
    headings = [column.heading for column in SCORES.columns]
    sheets = (
        RawSheet("Оценка_критерии", [1, 2], [headings, ["2025/26", "0101", 1, 7.5, "", "отчёт ОО"]]),
        RawSheet("?"),
    )
    ahead = Ahead()
    for sheet in sheets:
        ahead.add(sheet)
    layout = recognise(RawWorkbook("xlsx", sheets))
    [early] = parse(layout, TODAY, ahead).sheets
    assert early is parse(layout, TODAY, ahead).sheets[0]
    [late] = parse(layout, TODAY).sheets
    assert late is not early
    pd.testing.assert_frame_equal(early.frame, late.frame)


def understood(book: books.Book, tmp_path: Path) -> CheckedWorkbook:
    checked = check(books.write_xlsx(book, tmp_path / "book.xlsx"))
    assert checked.workbook is not None, checked.findings
    return checked


def notes(checked: CheckedWorkbook) -> dict[str, tuple[str | None, int | None, int]]:
    return {found.check: (found.column, found.row, found.rows) for found in checked.findings}


def test_a_valid_workbook_has_nothing_to_be_said_about(tmp_path: Path) -> None:
    checked = understood(books.valid_book(), tmp_path)
    assert checked.findings == ()
    workbook = checked.workbook
    assert workbook is not None
    assert (workbook.instruction.cycle, workbook.instruction.cut_date) == ("2025/26", date(2026, 8, 31))
    assert (workbook.instruction.template_version, workbook.instruction.author_post) == ("1", "методист")
    assert {name: len(frame) for name, frame in workbook.frames.items()} == {
        "Муниципалитеты": 2,
        "Организации": 3,
        "Критерии": 2,
        "Оценка_критерии": 5,
        "Группы": 2,
    }


def test_frames_have_our_names_and_types(tmp_path: Path) -> None:
    workbook = understood(books.valid_book(), tmp_path).workbook
    assert workbook is not None
    for name, frame in workbook.frames.items():
        for column in SHEET_BY_NAME[name].columns:
            assert str(frame[column.name].dtype) == DTYPE_OF_KIND[column.kind], (name, column.name)
        assert str(frame["sheet_row"].dtype) == "Int64"
    schools, scores = workbook.frames["Организации"], workbook.frames["Оценка_критерии"]
    assert schools["school_id"].tolist() == ["0101", "0102", "0201"]
    assert schools["small"].tolist() == [False, False, True]
    assert schools["pupils"].tolist()[:2] == [412, 830]
    assert schools["pupils"].isna().tolist() == [False, False, True]
    assert schools["class_sets"].isna().all()
    assert schools["excluded_reason"].tolist() == [None, None, None]
    assert scores["municipality_id"].tolist() == ["065701", "065701", "065701", "065701", "065702"]
    assert scores["score"].isna().tolist() == [False, False, False, True, False]
    assert scores["score"].tolist()[2] == 0
    assert workbook.frames["Группы"]["municipality_id"].tolist() == ["065701", "065701"]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_formats_give_the_same_frames(tmp_path: Path, ending: str) -> None:
    write = {"xls": books.write_xls, "ods": books.write_ods}[ending]
    expected = understood(books.valid_book(), tmp_path).workbook
    actual = check(write(books.valid_book(), tmp_path / f"book.{ending}")).workbook
    assert expected is not None
    assert actual is not None
    assert actual.instruction == expected.instruction
    for name, frame in expected.frames.items():
        pd.testing.assert_frame_equal(actual.frames[name], frame)


def test_csv_is_one_sheet_with_a_cycle_of_its_own(tmp_path: Path) -> None:
    known = Known(frozenset({"065701"}), {"0101": frozenset({"065701"}), "0102": frozenset({"065701"})})
    path = books.write_csv(books.valid_book()["Группы"], tmp_path / "Группы.csv", "cp1251")
    checked = check(path, known)
    assert checked.workbook is not None
    assert checked.workbook.instruction.cycle == "2025/26"
    assert checked.workbook.instruction.cut_date == date(2026, 8, 31)
    assert checked.workbook.frames["Группы"]["group_number"].tolist() == [2, 3]
    assert [found.check for found in checked.findings] == ["rules_cycle_of_csv"]


def test_csv_of_the_cycle_that_goes_on_is_cut_today(tmp_path: Path) -> None:
    rows = [["Цикл", "Код ОО", "Группа", "Реквизиты акта"], ["2026/27", "0101", "1", "приказ № 1"]]
    known = Known(frozenset({"065701"}), {"0101": frozenset({"065701"})})
    checked = check(books.write_csv(rows, tmp_path / "Группы.csv"), known)
    assert checked.workbook is not None
    assert checked.workbook.instruction.cut_date == TODAY


def test_csv_under_another_name_is_known_by_its_headings(tmp_path: Path) -> None:
    known = Known(schools={"0101": frozenset({"065701"}), "0102": frozenset({"065701"})})
    checked = check(books.write_csv(books.valid_book()["Группы"], tmp_path / "выгрузка.csv"), known)
    assert checked.workbook is not None
    assert "sheets_spelling" in notes(checked)


@pytest.mark.parametrize("written", ["93,5", "93.5"])
def test_decimal_comma_in_a_text(tmp_path: Path, written: str) -> None:
    book = books.put(books.valid_book(), "Критерии", 2, "Максимальный балл", 100)
    checked = understood(books.put(book, "Оценка_критерии", 2, "Балл", written), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Оценка_критерии"]["score"].iloc[0] == 93.5
    kind = "cells_decimal_comma" if "," in written else "cells_number_as_text"
    assert notes(checked) == {kind: ("Балл", 2, 1)}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_thousands_are_spaced(tmp_path: Path, space: str) -> None:
    checked = understood(books.with_value("Организации", 2, "Обучающихся", f"1{space}412"), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Организации"]["pupils"].iloc[0] == 1412
    assert notes(checked) == {"cells_thousands": ("Обучающихся", 2, 1)}


def test_stray_and_no_break_spaces(tmp_path: Path) -> None:
    book = books.with_value("Оценка_критерии", 2, "Код ОО", "\u00a00101 ")
    books.put(book, "Оценка_критерии", 4, "Код ОО", "0102  ")
    books.put(book, "Организации", 2, "Краткое наименование", " СОШ \u00a0№\u00a01\n")
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Оценка_критерии"]["school_id"].tolist()[:3] == ["0101", "0101", "0102"]
    assert checked.workbook.frames["Организации"]["short_name"].iloc[0] == "СОШ № 1"
    found = [(each.check, each.column, each.row, each.rows) for each in checked.findings]
    assert ("cells_spaces", "Код ОО", 2, 2) in found


@pytest.mark.parametrize(
    ("sheet", "heading", "written", "way"),
    [
        ("Оценка_критерии", "Балл", "Бaлл", "латинские буквы"),
        ("Организации", "Обучающихся", "OБУЧАЮЩИХСЯ", "латинские буквы"),
        ("Организации", "Код ОО", "КОД  ОО\u00a0", "пробелы"),
        ("Организации", "Есть 10–11 классы", "Есть 10-11 классы", "тире"),
        ("Критерии", "Вес", "вес", "прописные и строчные"),
    ],
)
def test_headings_are_known_however_they_are_typed(
    tmp_path: Path, sheet: str, heading: str, written: str, way: str
) -> None:
    checked = understood(books.with_heading(sheet, heading, written), tmp_path)
    found = [each for each in checked.findings if each.check == "columns_spelling"]
    assert [(each.severity, each.sheet, each.column) for each in found] == [("note", sheet, heading)]
    assert way in found[0].message


@pytest.mark.parametrize("written", ["оценка критерии", "Oценка_критерии", " ОЦЕНКА_КРИТЕРИИ"])
def test_sheet_names_are_known_however_they_are_typed(tmp_path: Path, written: str) -> None:
    checked = understood(books.renamed("Оценка_критерии", written), tmp_path)
    assert [(each.check, each.severity) for each in checked.findings] == [("sheets_spelling", "note")]


@pytest.mark.parametrize(("written", "meant"), [("гИМНАЗИЯ ", "гимназия"), ("Лицей", "лицей"), ("CОШ", "СОШ")])
def test_choices_are_known_however_they_are_typed(tmp_path: Path, written: str, meant: str) -> None:
    checked = understood(books.with_value("Организации", 3, "Вид ОО", written), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Организации"]["kind"].iloc[1] == meant
    assert notes(checked) == {"cells_spelling": ("Вид ОО", 3, 1)}


def test_yo_may_be_written_without_dots(tmp_path: Path) -> None:
    checked = understood(books.with_value("Организации", 4, "Местность", "поселок городского типа"), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Организации"]["locality"].iloc[2] == "посёлок городского типа"


@pytest.mark.parametrize("written", ["Да", "ДА ", True])
def test_flags_in_any_case_and_as_logical_values(tmp_path: Path, written: object) -> None:
    checked = understood(books.with_value("Организации", 2, "Малокомплектная", written), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Организации"]["small"].iloc[0]


def test_codes_typed_as_numbers_lose_their_fraction_and_say_so(tmp_path: Path) -> None:
    book = books.valid_book()
    for sheet in ("Организации", "Оценка_критерии", "Группы"):
        for row in book[sheet][1:]:
            index = book[sheet][0].index("Код ОО")
            row[index] = float(row[index])
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Оценка_критерии"]["school_id"].iloc[0] == "101"
    warnings = [each for each in checked.findings if each.check == "cells_number_as_code"]
    assert [(each.severity, each.rows) for each in warnings] == [("warning", 3), ("warning", 5), ("warning", 2)]


@pytest.mark.parametrize("written", ["2025-2026", "2025/2026", "2025–26", " 2025/26", "2025 / 26"])
def test_cycles_in_other_forms(tmp_path: Path, written: str) -> None:
    book = books.with_parameter("Отчётный цикл", written)
    books.put(book, "Группы", 2, "Цикл", written)
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.instruction.cycle == "2025/26"
    assert checked.workbook.frames["Группы"]["cycle"].tolist() == ["2025/26", "2025/26"]
    assert {each.severity for each in checked.findings} == {"note"}


@pytest.mark.parametrize(
    "written", [date(2026, 8, 31), datetime.fromisoformat("2026-08-31"), "31.08.2026", " 31.08.2026 г."]
)
def test_dates_of_the_instruction(tmp_path: Path, written: object) -> None:
    checked = understood(books.with_parameter("Дата среза", written), tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.instruction.cut_date == date(2026, 8, 31)


def test_example_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    book = books.valid_book()
    book["Группы"].insert(1, ["Пример: 2025/26", "66010001", 2, "приказ"])
    book["Группы"].insert(2, [None, " ", "\u00a0", None])
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Группы"]["sheet_row"].tolist() == [4, 5]
    assert notes(checked) == {"cells_examples": (None, 2, 1)}


def test_a_sheet_with_headings_only_is_absent(tmp_path: Path) -> None:
    book = books.valid_book()
    del book["Группы"][1:]
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert "Группы" not in checked.workbook.frames
    assert list(notes(checked)) == ["sheets_rows"]


def test_optional_columns_and_sheets_may_be_absent(tmp_path: Path) -> None:
    book = books.without_column("Организации", "Широта")
    index = book["Организации"][0].index("Долгота")
    for row in book["Организации"]:
        del row[index]
    del book["Группы"]
    checked = understood(book, tmp_path)
    assert checked.workbook is not None
    assert checked.workbook.frames["Организации"]["latitude"].isna().all()


@pytest.mark.parametrize("text", ["1.234,5", "1,234.5", "12 34", "5%", "пять", "1e5", "--5", "5,5,5", "nan", "inf"])
def test_numbers_are_never_guessed(text: str) -> None:
    value, problem, _ = parse_number(text, NUMBER)
    assert value is None
    assert problem in ("ambiguous_number", "not_a_number")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("2025/27", "wrong_cycle"), ("2025-2027", "wrong_cycle"), ("1899/00", "wrong_cycle"), ("2025", "not_a_cycle"),
     ("25/26", "not_a_cycle"), ("прошлый", "not_a_cycle"), (2025.0, "not_a_cycle")],
)  # fmt: skip
def test_wrong_cycles(text: object, problem: str) -> None:
    assert parse_cycle(text, SCORES.column("cycle"))[:2] == (None, problem)


def test_the_turn_of_the_century_is_a_cycle() -> None:
    assert parse_cycle("2099/00", SCORES.column("cycle"))[0] == "2099/00"


def test_differences_name_every_way_and_only_those() -> None:
    assert differences("Код ОО", "Код ОО") == []
    assert differences("Kод  оо", "Код ОО") == [
        "лишние или неразрывные пробелы",
        "латинские буквы вместо русских",
        "прописные и строчные буквы",
    ]
    assert fold("Объём") == fold("объем")
    assert closest("Краткое название", [column.heading for column in SCHOOLS.columns]) == "Краткое наименование"


def test_what_we_write_is_read_back_the_same(tmp_path: Path) -> None:
    for written in build_demonstration("district", 7):
        write_workbook(written, tmp_path / "book.xlsx")
        checked = check(tmp_path / "book.xlsx")
        assert checked.workbook is not None, checked.findings
        assert checked.workbook.instruction == written.instruction
        for name, frame in written.frames.items():
            columns = [column for column in frame.columns if column != "sheet_row"]
            pd.testing.assert_frame_equal(checked.workbook.frames[name][columns], frame[columns])


def test_the_empty_template_lacks_only_what_people_fill(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(build_template())
    found = [each for each in check(path).findings if each.severity != "note"]
    assert {each.check for each in found} == {"instruction_required", "cells_any"}
    assert [each.column for each in found if each.check == "instruction_required"] == ["Дата среза", "Отчётный цикл"]


PADDING = st.text(alphabet=" \u00a0\u202f\t\n", max_size=3)
COLUMNS = [column for sheet in SHEET_BY_NAME.values() for column in sheet.columns]


@given(
    column=st.sampled_from(COLUMNS),
    cell=st.one_of(
        st.text(max_size=12),
        st.decimals(-9999, 9999, places=2).map(str),
        st.sampled_from(["да", "НЕТ", "село", "СОШ", "2025/26", "2025-2026", "1 234,5", "0101", "5.0"]),
    ),
    before=PADDING,
    after=PADDING,
)
def test_padding_a_cell_changes_nothing_but_the_note(column: Column, cell: str, before: str, after: str) -> None:
    parse = PARSERS[column.kind]
    assert parse(before + cell + after, column)[:2] == parse(cell, column)[:2]


@given(number=st.decimals(-99999, 99999, places=3), column=st.sampled_from(["number", "integer"]))
def test_decimal_comma_and_point_are_the_same(number: Any, column: Any) -> None:
    parse, text = PARSERS[column], str(number)
    assert parse(text.replace(".", ","), NUMBER)[:2] == parse(text, NUMBER)[:2]
    assert parse_number(text, NUMBER)[0] == float(number)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(cells=st.lists(st.text() | st.floats() | st.booleans(), max_size=6))
def test_any_cells_in_any_column_are_parsed_or_refused(cells: list[object]) -> None:
    for column in COLUMNS:
        for cell in cells:
            value, problem, _ = PARSERS[column.kind](cell, column)
            assert value is None or problem is None


@given(
    names=st.lists(st.text(max_size=20), max_size=4),
    rows=st.lists(st.lists(st.text(max_size=5), max_size=3), max_size=3),
)
def test_any_sheets_can_be_told_apart(names: list[str], rows: list[list[str]]) -> None:
    sheets = tuple(RawSheet(name, list(range(1, len(rows) + 1)), list(rows)) for name in names)
    layout = recognise(RawWorkbook("xlsx", sheets))
    told = len(layout.sheets) + len(layout.others) + len(layout.repeated)
    assert told + (layout.instruction is not None) == len(names)
