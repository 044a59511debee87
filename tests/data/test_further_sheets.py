"""The further sheets of the workbook: from the file to the tables as reported, undone, replaced; never a person."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from data.checking import CheckedWorkbook, check_file
from data.database import reading
from data.kept_copy import copy_of
from data.known import Known, read_known
from data.loading import foresee_changes, load_workbook, undo_load
from data.people_by_percent import people_by_percent
from data.references import REFERRING
from data.sheets import (
    ASSESSMENTS,
    ASSOCIATIONS,
    CRITERIA,
    DEVELOPMENT,
    DOCUMENTS,
    GROUPS,
    LEADER_RESULTS,
    MENTORING,
    MUNICIPALITIES,
    REPORTED_INDICATORS,
    RESERVE,
    SCHOOLS,
    SCORES,
    SHEETS,
    STAFF,
    STAFF_AGES,
    TASKS,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
    Sheet,
)
from data.tables import FACTS, in_force, metadata, teacher_percent
from data.template import build_template
from data.workbook import Workbook
from data.workbook_file import plain_rows, write_workbook
from tests import factories as make
from tests.data import bad_workbooks as books
from tests.factories import CYCLE, MUNICIPALITY, NEXT_CYCLE, OTHER_MUNICIPALITY, OTHER_SCHOOL, SCHOOL, Row
from tests.stored import dump, facts_and_values, load

TODAY = date(2026, 11, 22)
CUT = date(2025, 8, 31)
LAST_CYCLE = "2023/24"
PERSON = "УЧ-5512"
FURTHER = tuple(sheet for sheet in SHEETS if sheet not in (MUNICIPALITIES, SCHOOLS, CRITERIA, SCORES, GROUPS))
BY_MUNICIPALITY = (ASSOCIATIONS, DOCUMENTS, TASKS)

KEPT_OUT_OF_EXAMPLES: dict[Sheet, Row] = {
    LEADER_RESULTS: {"domain": "РК03", "percent": 58.5, "post_years": None, "has_plan": None, "has_mentor": None},
    TEACHER_DIAGNOSTICS: {
        "domain": "ПД09",
        "eligible": 0,
        "assessed": 0,
        "low": 0,
        "middle": 0,
        "high": 0,
        "with_deficit": 0,
    },
    STAFF: {"cut_date": date(2024, 9, 1), "tenure_3_5": None, "rates": None, "rates_filled": 35.25, "mentors": None},
    STAFF_AGES: {"subject": "физика", "age_band": "65 и старше", "tenure_under_3": None, "highest_category": 2},
    VACANCIES: {"vacancy_code": "0007", "post": "логопед", "subject": None, "closed_on": CUT, "rates": 0.1},
    TEACHING_LOADS: {"subject": "химия", "weekly_hours": 17.5, "external_hours": None},
    MENTORING: {"pair_code": "8", "outcome": "завершена, цель достигнута", "ends_on": None, "consent": None},
    DEVELOPMENT: {"cycle": LAST_CYCLE, "with_deficit": None, "burnout_programme": False, "head_in_network": None},
    ASSOCIATIONS: {"association_code": "2", "level": "школьное", "school_id": SCHOOL, "members": None},
    RESERVE: {"member_code": "9", "appointed_on": date(2025, 3, 1), "removed_on": None, "extended": None},
    ASSESSMENTS: {"grade": 11, "kind": "ЕГЭ", "subject": "математика (базовый уровень)", "high": None, "biased": None},
    DOCUMENTS: {"document_code": "3", "cycle": LAST_CYCLE, "level": "ОО", "school_id": SCHOOL, "dated_on": None},
    TASKS: {
        "task_code": "4",
        "cycle": None,
        "deadline_kind": "постоянно",
        "deadline": None,
        "status": "в работе",
        "done_on": None,
    },
    TEACHER_PERCENTS: {"domain": "ПД01", "participant_code": None, "percent": 0.0},
    REPORTED_INDICATORS: {"indicator": "РЕГ-02", "numerator": None, "denominator": None},
}
"""Per sheet a second row that differs from the example: another key, what may be missing is missing."""


def two_rows(sheet: Sheet) -> list[Row]:
    return [make.row(sheet), make.row(sheet, **KEPT_OUT_OF_EXAMPLES[sheet])]


def full_workbook(**others: Any) -> Workbook:
    """Every sheet; of the further ones two rows each, about one school of two."""
    schools = [make.school(), make.school(OTHER_SCHOOL, OTHER_MUNICIPALITY)]
    return make.workbook(
        schools=schools,
        scores=make.scores(5, 9),
        groups=[make.group(2)],
        others=others.get("others") or {sheet: two_rows(sheet) for sheet in FURTHER},
    )


def checked(workbook: Workbook, tmp_path: Path, known: Known | None = None) -> CheckedWorkbook:
    path = tmp_path / "book.xlsx"
    write_workbook(workbook, path)
    return check_file(path, path.name, known or Known(), TODAY)


def accepted(workbook: Workbook, tmp_path: Path, known: Known | None = None) -> Workbook:
    result = checked(workbook, tmp_path, known)
    assert result.workbook is not None, result.findings
    return result.workbook


def stored(engine: Engine, sheet: Sheet) -> list[Row]:
    """Rows of a sheet in force, without where they stood and since when they are there."""
    table = metadata.tables[sheet.table]
    names = [column.name for column in table.c if column.name not in ("sheet_row", "from_load", "to_load")]
    with reading(engine) as connection:
        rows = connection.execute(select(*(table.c[name] for name in names)).where(in_force(table, None))).all()
    return in_order(dict(zip(names, row, strict=True)) for row in rows)


def in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: sorted((name, str(value)) for name, value in row.items()))


def test_every_sheet_loads_and_comes_back_as_reported(engine: Engine, tmp_path: Path) -> None:
    load(engine, accepted(full_workbook(), tmp_path))
    for sheet in FURTHER:
        if sheet is not TEACHER_PERCENTS:
            expected = [{**row, "cycle": row.get("cycle") or CYCLE} for row in two_rows(sheet)]
            assert stored(engine, sheet) == in_order(expected), sheet.name
    place = {"cycle": CYCLE, "municipality_id": MUNICIPALITY, "school_id": SCHOOL}
    assert stored(engine, TEACHER_PERCENTS) == in_order(
        [
            {**place, "domain": "ИТОГ", "percent": 68, "people": 1},
            {**place, "domain": "ПД01", "percent": 0, "people": 1},
        ]
    )


def test_a_row_knows_where_it_stood(engine: Engine, tmp_path: Path) -> None:
    load(engine, accepted(full_workbook(), tmp_path))
    for table in FACTS:
        if "sheet_row" in table.c and table.name in {sheet.table for sheet in FURTHER}:
            with reading(engine) as connection:
                assert sorted(connection.scalars(select(table.c.sheet_row))) == [2, 3], table.name


def test_the_same_workbook_again_changes_nothing_and_an_undo_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    empty = facts_and_values(engine)
    book = accepted(full_workbook(), tmp_path)
    with reading(engine) as connection:
        foreseen = foresee_changes(connection, book)
    result = load(engine, book)
    assert result.changes == foreseen
    assert {change.sheet for change in foreseen} == {sheet.name for sheet in SHEETS}
    with reading(engine) as connection:
        again = foresee_changes(connection, book)
    assert all((change.added, change.changed, change.removed) == (0, 0, 0) for change in again)
    assert load(engine, book).load_id is None
    assert result.load_id is not None
    undo_load(engine, result.load_id)
    assert facts_and_values(engine) == empty


@pytest.mark.parametrize("sheet", FURTHER, ids=lambda sheet: sheet.name)
def test_a_later_workbook_replaces_its_schools_and_an_undo_brings_them_back(engine: Engine, sheet: Sheet) -> None:
    """A sheet of schools replaces the schools that it names; a register of a municipality is replaced as a whole."""
    load(engine, full_workbook())
    other = make.row(sheet, OTHER_SCHOOL)
    if sheet in BY_MUNICIPALITY:
        other[sheet.key[1]] = "Я"
    schools = [make.school(), make.school(OTHER_SCHOOL)]
    first = load(engine, make.workbook(schools=schools, others={sheet: [*two_rows(sheet), other]}))
    before = facts_and_values(engine)
    (row, _) = two_rows(sheet)
    second = load(engine, make.workbook(schools=schools, others={sheet: [row]}))
    (change,) = [each for each in second.changes if (each.sheet, each.cycle) == (sheet.name, CYCLE)]
    of_cycle = 1 + sum((each.get("cycle") or CYCLE) == CYCLE for each in [two_rows(sheet)[1], other])
    kept = 0 if sheet in BY_MUNICIPALITY else 1
    assert (change.unchanged, change.removed, change.kept) == (1, of_cycle - 1 - kept, kept)
    assert first.load_id is not None
    assert second.load_id == first.load_id + 1
    undo_load(engine, second.load_id)
    assert facts_and_values(engine) == before


# Whose cycle a row has


def test_a_register_without_a_cycle_is_of_the_cycle_of_the_book(engine: Engine, tmp_path: Path) -> None:
    rows = [make.row(DOCUMENTS, cycle=None), make.row(DOCUMENTS, cycle=NEXT_CYCLE, document_code="2")]
    book = make.workbook(cycle=NEXT_CYCLE, schools=[make.school()], others={DOCUMENTS: rows})
    load(engine, accepted(book, tmp_path))
    assert [row["cycle"] for row in stored(engine, DOCUMENTS)] == [NEXT_CYCLE, NEXT_CYCLE]


def test_a_year_is_the_cycle_that_ends_in_it(engine: Engine, tmp_path: Path) -> None:
    rows = [make.row(ASSESSMENTS, year=year) for year in (2024, 2025)]
    load(engine, accepted(make.workbook(schools=[make.school()], others={ASSESSMENTS: rows}), tmp_path))
    assert [(row["cycle"], row["year"]) for row in stored(engine, ASSESSMENTS)] == [
        ("2023/24", 2024),
        ("2024/25", 2025),
    ]


@pytest.mark.parametrize(
    ("sheet", "changes", "column"),
    [(ASSESSMENTS, {"year": 2026}, "Год"), (DOCUMENTS, {"cycle": NEXT_CYCLE}, "Цикл")],
    ids=lambda value: value.name if isinstance(value, Sheet) else None,
)
def test_no_row_is_of_a_later_cycle_than_the_book(sheet: Sheet, changes: Row, column: str, tmp_path: Path) -> None:
    book = make.workbook(schools=[make.school()], others={sheet: [make.row(sheet, **changes)]})
    (found,) = checked(book, tmp_path).findings
    assert (found.check, found.sheet, found.column) == ("rules_later_cycle", sheet.name, column)


# What is wrong is named

CELLS: tuple[tuple[Sheet, Row, str, str], ...] = (
    (STAFF, {"cut_date": "двадцатого"}, "Дата среза", "cells_not_a_date"),
    (STAFF, {"cut_date": 45919}, "Дата среза", "cells_not_a_date"),
    (STAFF, {"cut_date": "20.09.0202"}, "Дата среза", "cells_wrong_date"),
    (STAFF, {"cut_date": True}, "Дата среза", "cells_boolean"),
    (STAFF, {"cut_date": "#REF!"}, "Дата среза", "cells_error_cell"),
    (STAFF, {"teachers": -1}, "Учителей", "cells_bounds"),
    (STAFF, {"teachers": None}, "Учителей", "cells_required"),
    (STAFF, {"teachers": 12.5}, "Учителей", "cells_fraction"),
    (LEADER_RESULTS, {"percent": 101}, "Выполнено, %", "cells_bounds"),
    (LEADER_RESULTS, {"domain": "РК16"}, "Область", "cells_not_a_choice"),
    (TEACHER_PERCENTS, {"percent": "высокий"}, "Выполнено, %", "cells_not_a_number"),
    (VACANCIES, {"rates": 0}, "Ставок", "cells_bounds"),
    (VACANCIES, {"subject": "черчение"}, "Предмет", "cells_not_a_choice"),
    (MENTORING, {"programme_approved": "частично"}, "Программа утверждена", "cells_not_a_flag"),
    (ASSESSMENTS, {"grade": 3}, "Класс", "cells_bounds"),
    (ASSESSMENTS, {"year": 26}, "Год", "cells_bounds"),
    (REPORTED_INDICATORS, {"denominator": 0}, "Знаменатель", "cells_bounds"),
    (TASKS, {"task_code": "П" * 41}, "Код поручения", "cells_code_length"),
)


@pytest.mark.parametrize(("sheet", "changes", "column", "check"), CELLS, ids=[f"{c[0].name} {c[1]}" for c in CELLS])
def test_a_bad_cell_is_named(sheet: Sheet, changes: Row, column: str, check: str, tmp_path: Path) -> None:
    (name, written), *_ = changes.items()
    book = file_of(sheet, [make.row(sheet)])
    index = [each.name for each in sheet.columns].index(name)
    book[sheet.name][1][index] = written
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    (found,) = [each for each in check_file(path, path.name, Known(), TODAY).findings if each.severity == "error"]
    assert (found.check, found.sheet, found.row, found.column) == (check, sheet.name, 2, column)


def file_of(sheet: Sheet, rows: list[Row]) -> books.Book:
    """A valid book and one further sheet, as cells."""
    workbook = make.workbook(schools=[make.school()], others={sheet: rows})
    said = workbook.instruction
    book: books.Book = {
        "Инструкция": [["Параметр", "Значение"], ["Дата среза", said.cut_date], ["Отчётный цикл", said.cycle]],
    }
    book["Инструкция"].append(["Версия шаблона", said.template_version])
    for each in SHEETS:
        if each.name in workbook.frames:
            cells = plain_rows(each, workbook.frames[each.name])
            book[each.name] = [[column.heading for column in each.columns], *map(list, cells)]
    return book


@pytest.mark.parametrize("sheet", [sheet for sheet in FURTHER if sheet in REFERRING], ids=lambda sheet: sheet.name)
def test_a_school_that_nobody_knows(sheet: Sheet, tmp_path: Path) -> None:
    book = make.workbook(schools=[make.school()], others={sheet: [make.row(sheet, "999")]})
    (found,) = checked(book, tmp_path).findings
    assert (found.check, found.sheet, found.row, found.column, found.value) == (
        "references_school", sheet.name, 2, "Код ОО", "999",
    )  # fmt: skip


@pytest.mark.parametrize("sheet", BY_MUNICIPALITY, ids=lambda sheet: sheet.name)
def test_codes_of_a_register(sheet: Sheet, tmp_path: Path) -> None:
    schools = [make.school(), make.school(OTHER_SCHOOL, OTHER_MUNICIPALITY)]
    rows = [
        make.row(sheet, municipality_id="99"),
        make.row(sheet, **{"school_id": "999", sheet.key[1]: "2"}),
        make.row(sheet, **{"school_id": OTHER_SCHOOL, sheet.key[1]: "3"}),
        make.row(sheet, **{"school_id": SCHOOL, sheet.key[1]: "4"}),
    ]
    findings = checked(make.workbook(schools=schools, others={sheet: rows}), tmp_path).findings
    assert [(found.check, found.row, found.column) for found in findings] == [
        ("references_municipality", 2, "Код МО"),
        ("references_school", 3, "Код ОО"),
        ("references_school_place", 4, "Код ОО"),
    ]


def test_a_register_may_name_a_school_that_is_known_already(engine: Engine, tmp_path: Path) -> None:
    load(engine, make.workbook(schools=[make.school()]))
    with reading(engine) as connection:
        known = read_known(connection)
    book = make.workbook(others={TASKS: [make.row(TASKS, school_id=SCHOOL)], STAFF: [make.row(STAFF)]})
    load(engine, accepted(book, tmp_path, known))
    assert [row["municipality_id"] for row in stored(engine, STAFF)] == [MUNICIPALITY]


@pytest.mark.parametrize("sheet", FURTHER, ids=lambda sheet: sheet.name)
def test_a_row_stands_once(sheet: Sheet, tmp_path: Path) -> None:
    (found,) = checked(make.workbook(schools=[make.school()], others={sheet: [make.row(sheet)] * 2}), tmp_path).findings
    assert (found.check, found.sheet, found.row) == ("references_keys", sheet.name, 3)
    assert "00:00" not in found.message


def test_the_template_filled_by_hand_is_read_without_a_finding(tmp_path: Path) -> None:
    template = openpyxl.load_workbook(io.BytesIO(build_template()))
    for sheet in SHEETS:
        page = template[sheet.name]
        for index, column in enumerate(sheet.columns, start=1):
            if column.example is not None:
                page.cell(3, index, column.example)
    for row, value in enumerate(("31.08.2026", "2025/26"), start=2):
        template["Инструкция"].cell(row, 2, value)
    path = tmp_path / "book.xlsx"
    template.save(path)
    result = check_file(path, path.name, Known(), TODAY)
    examples = [each.rows for each in result.findings if each.check == "cells_examples"]
    assert examples == [len(SHEETS)]
    # One row each: no document of the other code, 30 assessed but 1 tested, an indicator that no methodology describes.
    expected = {"control_codes", "competences_same_people", "competences_described"}
    assert {found.check for found in result.findings} - {"cells_examples"} == expected
    assert result.workbook is not None
    assert {name: len(frame) for name, frame in result.workbook.frames.items()} == {sheet.name: 1 for sheet in SHEETS}


def test_sheets_left_empty_are_one_note(tmp_path: Path) -> None:
    book = file_of(STAFF, [make.row(STAFF)])
    for sheet in (VACANCIES, RESERVE):
        book[sheet.name] = [[column.heading for column in sheet.columns]]
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    (found,) = check_file(path, path.name, Known(), TODAY).findings
    assert (found.check, found.sheet) == ("sheets_rows", None)
    assert "«Вакансии», «Резерв»" in found.message


# A sheet alone


def test_what_a_platform_gives_out_comes_as_csv(engine: Engine, tmp_path: Path) -> None:
    load(engine, make.workbook(schools=[make.school()]))
    with reading(engine) as connection:
        known = read_known(connection)
    cells = file_of(TEACHER_PERCENTS, [make.row(TEACHER_PERCENTS, participant_code=str(n)) for n in range(3)])
    path = books.write_csv(cells[TEACHER_PERCENTS.name], tmp_path / "Диагностика_пед.csv", "utf-8")
    result = check_file(path, path.name, known, TODAY)
    assert result.workbook is not None, result.findings
    load(engine, result.workbook)
    assert [(row["cycle"], row["percent"], row["people"]) for row in stored(engine, TEACHER_PERCENTS)] == [
        (CYCLE, 68, 3)
    ]


def test_a_sheet_of_the_cycle_of_the_book_does_not_come_as_csv(tmp_path: Path) -> None:
    for sheet in (VACANCIES, DOCUMENTS):
        path = books.write_csv(file_of(sheet, [make.row(sheet)])[sheet.name], tmp_path / f"{sheet.name}.csv", "utf-8")
        (found,) = check_file(path, path.name, Known(), TODAY).findings
        assert (found.check, found.sheet) == ("sheets_instruction", sheet.name)


# Nobody is stored


def test_people_are_counted_by_whole_percents_half_up() -> None:
    percents = (60.49, 60.5, 61.0, 61.4, 100.0, 0.0, 60.5)
    rows = [make.row(TEACHER_PERCENTS, percent=percent, participant_code=str(n)) for n, percent in enumerate(percents)]
    rows += [make.row(TEACHER_PERCENTS, percent=61.0, domain="ПД01"), make.row(TEACHER_PERCENTS, OTHER_SCHOOL)]
    frame = make.workbook(others={TEACHER_PERCENTS: rows}).frames[TEACHER_PERCENTS.name]
    counted = people_by_percent(frame)
    found = counted[["school_id", "domain", "percent", "people"]].to_numpy().tolist()
    assert found == [
        [SCHOOL, "ИТОГ", 0, 1],
        [SCHOOL, "ИТОГ", 60, 1],
        [SCHOOL, "ИТОГ", 61, 4],
        [SCHOOL, "ИТОГ", 100, 1],
        [SCHOOL, "ПД01", 61, 1],
        [OTHER_SCHOOL, "ИТОГ", 68, 1],
    ]
    assert set(counted.columns) == {"cycle", "municipality_id", "school_id", "domain", "percent", "people"}
    assert set(teacher_percent.c.keys()) == {*counted.columns, "from_load", "to_load"}


@pytest.mark.parametrize("written", [PERSON, f" {PERSON}", 55120077], ids=["as it is", "with a space", "as a number"])
def test_the_code_of_a_participant_is_neither_stored_nor_kept(engine: Engine, written: object, tmp_path: Path) -> None:
    book = file_of(TEACHER_PERCENTS, [make.row(TEACHER_PERCENTS)])
    book[TEACHER_PERCENTS.name][1][3] = written
    path = books.write_xlsx(book, tmp_path / "book.xlsx")
    result = check_file(path, path.name, Known(), TODAY)
    assert result.workbook is not None, result.findings
    load_workbook(engine, result.workbook, path.name, path.read_bytes(), result.findings)
    code = str(written).strip()
    with zipfile.ZipFile(io.BytesIO(copy_of(result.workbook))) as archive:
        assert "Диагностика_пед.csv" not in archive.namelist()
        assert not any(code in archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert code not in repr(dump(engine))


def test_without_codes_nobody_is_a_repetition(engine: Engine, tmp_path: Path) -> None:
    rows = [make.row(TEACHER_PERCENTS, participant_code=None)] * 3
    load(engine, accepted(make.workbook(schools=[make.school()], others={TEACHER_PERCENTS: rows}), tmp_path))
    assert [row["people"] for row in stored(engine, TEACHER_PERCENTS)] == [3]


def test_the_copy_has_days_and_cycles_as_they_were_reported(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(copy_of(accepted(full_workbook(), tmp_path)))) as archive:
        names = set(archive.namelist())
        text = archive.read("Исполнение.csv").decode("utf-8-sig")
    assert names == {"Инструкция.csv", *(f"{sheet.name}.csv" for sheet in SHEETS if sheet is not TEACHER_PERCENTS)}
    first, second = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert (first["Цикл"], first["Срок"], second["Цикл"], second["Срок"]) == (CYCLE, "2024-12-20", "", "")
