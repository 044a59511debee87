"""What is written as a workbook file reads back the same."""

from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data.sheets import GROUPS, INSTRUCTION, PARAMETERS, SCHOOLS, SCORES, SHEETS
from data.workbook import Instruction, Workbook, frame_of
from data.workbook_file import write_workbook

INSTRUCTION_ROWS = Instruction("2025/26", date(2026, 8, 31), "1", "Северный округ", "методист", date(2026, 10, 1))


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def school(code: str, **other: object) -> dict[str, object]:
    known = {
        "school_id": code,
        "municipality_id": "99610000",
        "short_name": "СОШ № 1",
        "kind": "СОШ",
        "locality": "село",
        "small": False,
        "has_grade_9": True,
        "has_grades_10_11": True,
        "in_cycle": True,
    }
    return known | other


def test_parameters_are_written_with_real_dates(tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(Workbook(INSTRUCTION_ROWS), path)
    rows = rows_of(path, INSTRUCTION)
    assert rows[0] == ["Параметр", "Значение"]
    assert dict(rows[1:]) == {
        "Дата среза": date(2026, 8, 31),
        "Отчётный цикл": "2025/26",
        "Версия шаблона": "1",
        "Муниципалитет": "Северный округ",
        "Заполнил (должность)": "методист",
        "Дата публикации итогов": date(2026, 10, 1),
    }


def test_only_the_sheets_that_the_workbook_has_are_written(tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(Workbook(INSTRUCTION_ROWS, {GROUPS.name: frame_of(GROUPS, [])}), path)
    with CalamineWorkbook.from_path(path) as book:
        assert book.sheet_names == [INSTRUCTION, GROUPS.name]
    assert rows_of(path, GROUPS.name) == [[column.heading for column in GROUPS.columns]]


def test_flags_are_words_codes_are_text_and_missing_is_empty(tmp_path):
    path = tmp_path / "book.xlsx"
    schools = frame_of(SCHOOLS, [school("00123", low_results=True, pupils=0, latitude=57.12345), school("00124")])
    write_workbook(Workbook(INSTRUCTION_ROWS, {SCHOOLS.name: schools}), path)
    headings, first, second = rows_of(path, SCHOOLS.name)
    told = dict(zip(headings, first, strict=True))
    assert told["Код ОО"] == "00123"
    assert (told["ШНОР"], told["Малокомплектная"], told["Признак необъективности ВПР"]) == ("да", "нет", "")
    assert (told["Обучающихся"], told["Широта"], told["Долгота"]) == (0, 57.12345, "")
    assert dict(zip(headings, second, strict=True))["Обучающихся"] == ""


def test_scores_keep_their_order_and_decimals_without_columns_of_ours(tmp_path):
    path = tmp_path / "book.xlsx"
    scores = frame_of(
        SCORES,
        [
            {"cycle": "2025/26", "school_id": "2", "criterion": 2, "score": 7.35, "source": "опрос", "sheet_row": 9},
            {
                "cycle": "2025/26",
                "school_id": "1",
                "criterion": 1,
                "absence_reason": "на проверке",
                "source": "опрос",
                "sheet_row": 4,
            },
        ],
    )
    scores["municipality_id"] = "99610000"
    write_workbook(Workbook(INSTRUCTION_ROWS, {SCORES.name: scores}), path)
    assert rows_of(path, SCORES.name)[1:] == [
        ["2025/26", "2", 2, 7.35, "", "опрос"],
        ["2025/26", "1", 1, "", "на проверке", "опрос"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "#N/A", '=HYPERLINK("x")'])
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, text):
    path = tmp_path / "book.xlsx"
    write_workbook(Workbook(INSTRUCTION_ROWS, {SCHOOLS.name: frame_of(SCHOOLS, [school("1", short_name=text)])}), path)
    assert rows_of(path, SCHOOLS.name)[1][2] == text


def test_a_whole_region_is_written(tmp_path):
    # 1,500 schools × 10 criteria × 5 cycles: seconds, because cells are plain.
    path = tmp_path / "region.xlsx"
    cycles = [f"20{first}/{first + 1}" for first in range(21, 26)]
    scores = frame_of(
        SCORES,
        [
            {"cycle": cycle, "school_id": f"{number}", "criterion": n, "score": 7.5, "source": "опрос"}
            for cycle in cycles
            for number in range(1500)
            for n in range(1, 11)
        ],
    )
    write_workbook(Workbook(INSTRUCTION_ROWS, {SCORES.name: scores}), path)
    assert len(rows_of(path, SCORES.name)) == 75_001


def test_every_sheet_and_parameter_can_be_written(tmp_path):
    path = tmp_path / "book.xlsx"
    frames = {sheet.name: frame_of(sheet, []) for sheet in reversed(SHEETS)}
    write_workbook(Workbook(Instruction("2025/26", date(2026, 8, 31)), frames), path)
    with CalamineWorkbook.from_path(path) as book:
        assert book.sheet_names == [INSTRUCTION, *(sheet.name for sheet in SHEETS)]
    assert [row[0] for row in rows_of(path, INSTRUCTION)[1:]] == [parameter.label for parameter in PARAMETERS]
