"""The template has every heading, list and format that the sheets describe, and says how to fill it."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from data.sheets import INSTRUCTION, INSTRUCTION_HEADINGS, LISTS, PARAMETERS, SHEETS, TEMPLATE_VERSION, Sheet
from data.template import PREPARED_ROWS, build_template


@pytest.fixture(scope="module")
def template() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(build_template()))


def page_of(template: openpyxl.Workbook, sheet: Sheet) -> Worksheet:
    return template[sheet.name]


def test_sheets_stand_in_their_order(template):
    assert template.sheetnames == [INSTRUCTION, *(sheet.name for sheet in SHEETS), LISTS]
    assert [page.title for page in template if page.sheet_state != "visible"] == [LISTS]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_headings_are_those_of_the_sheet(template, sheet):
    headings = [cell.value for cell in page_of(template, sheet)[1]]
    assert headings == [column.heading for column in sheet.columns]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_heading_has_its_note_and_the_colour_of_its_kind(template, sheet):
    colours: dict[str, set[str]] = {}
    for cell, column in zip(page_of(template, sheet)[1], sheet.columns, strict=True):
        assert cell.comment is not None
        assert column.note in cell.comment.text
        colours.setdefault(column.required, set()).add(cell.fill.start_color.rgb)
    assert all(len(of_kind) == 1 for of_kind in colours.values())
    assert len(set.union(*colours.values())) == len(colours)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_column_with_choices_has_their_list_over_all_prepared_rows(template, sheet):
    page = page_of(template, sheet)
    rules = page.data_validations.dataValidation
    lists = {str(rule.sqref): choices_of(template, rule.formula1) for rule in rules}
    expected = {}
    for cell, column in zip(page[1], sheet.columns, strict=True):
        if column.choices:
            place = f"{cell.column_letter}2:{cell.column_letter}{PREPARED_ROWS + 1}"
            expected[place] = column.choices
    assert lists == expected
    # Excel refuses a list written into the rule that is longer than 255 signs, and longer words about a wrong value.
    assert all(len(rule.formula1) <= 257 for rule in rules)
    assert all(len(rule.error) <= 225 and len(rule.errorTitle) <= 32 for rule in rules)


def choices_of(template: openpyxl.Workbook, formula: str) -> tuple[str, ...]:
    if formula.startswith('"'):
        return tuple(formula.strip('"').split(","))
    sheet, _, place = formula.partition("!")
    return tuple(row[0].value for row in template[sheet.strip("'")][place.replace("$", "")])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_codes_and_cycles_are_text_below_the_headings_too(template, sheet):
    page = page_of(template, sheet)
    for cell, column in zip(page[1], sheet.columns, strict=True):
        if column.kind in ("code", "cycle"):
            assert page.column_dimensions[cell.column_letter].number_format == "@"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_example_row_is_marked_as_one(template, sheet):
    page = page_of(template, sheet)
    first = page["A2"]
    assert str(first.value).lower().startswith("пример")
    assert "пропускает" in first.comment.text
    assert all(cell.font.italic for cell in page[2])
    assert page.max_row == 2


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_headings_stay_in_sight_and_print_on_every_page(template, sheet):
    page = page_of(template, sheet)
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref.startswith("A1:")
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_columns_a_and_b_of_the_instruction_hold_the_parameters_and_nothing_else():
    rows = CalamineWorkbook.from_object(BytesIO(build_template())).get_sheet_by_name(INSTRUCTION).to_python()
    assert tuple(rows[0][:2]) == INSTRUCTION_HEADINGS
    pairs = [tuple(row[:2]) for row in rows[1:] if row[0] != "" or row[1] != ""]
    assert pairs == [
        (parameter.label, TEMPLATE_VERSION if parameter.name == "template_version" else "") for parameter in PARAMETERS
    ]


def test_the_instruction_names_every_sheet_and_the_main_rules(template):
    words = "\n".join(str(cell.value) for cell in template[INSTRUCTION]["D"] if cell.value)
    for sheet in SHEETS:
        assert f"«{sheet.name}»" in words
    for rule in ("это не ноль", "ДД.ММ.ГГГГ", "Фамилии", "Обязательный"):
        assert rule in words


def test_our_own_reader_skips_the_examples_and_misses_only_what_a_person_must_fill(tmp_path):
    reading, parsing = pytest.importorskip("data.reading"), pytest.importorskip("data.parsing")
    path = tmp_path / "template.xlsx"
    path.write_bytes(build_template())
    layout = parsing.recognise(reading.read_file(path, path.name))
    cells = parsing.parse(layout, date(2026, 11, 1))
    assert [sheet.example_rows for sheet in cells.sheets] == [(2,)] * len(SHEETS)
    assert [len(sheet.frame) for sheet in cells.sheets] == [0] * len(SHEETS)
    assert [found for sheet in layout.sheets for found in (*sheet.missing, *sheet.unknown)] == []
    assert set(cells.instruction.rows) == {parameter.name for parameter in PARAMETERS}
    assert cells.instruction.written == {"template_version": TEMPLATE_VERSION}
    assert cells.instruction.unknown == []
