"""The official table of recommendations: the same rows in every form, what is rejected left out, states for work."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from sqlalchemy import Connection, Engine

from data.acting import Deadline
from data.database import make_engine, reading
from data.recommendation_acts import Key, Proposal, accept, reject
from exports.about import DEMONSTRATION_WARNING
from exports.papers.parts import Matter
from exports.recommendations import (
    BY_ADDRESSEE,
    OFFICIAL,
    _firmness,
    recommendation_book,
    recommendation_csv,
    recommendation_document,
    recommendation_files,
    recommendation_rows,
)
from queries.addressed import addressed_recommendations
from queries.frames import frame_of_records, rows_of
from queries.note import export_note
from queries.recommendation_counts import fired_by_addressee
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from tests.data.acts import AT, POST
from tests.exports.read_papers import docx_text
from tests.exports.test_papers import asked
from tests.factories import CYCLE, NEXT_CYCLE
from tests.queries.cases import hand_made
from tests.queries.records import Row, records
from tests.stored import load

HERE = Scope(cycle=CYCLE)
MADE_AT = datetime.fromisoformat("2026-09-01T10:00")
SHEETS = ["Рекомендации", "Сводно по адресатам", "Показатели", "Без данных", "Методика", "О выгрузке"]


@pytest.fixture(scope="module")
def acted(new_sqlite: Callable[..., str]) -> Iterator[Engine]:
    """The region of odd cases: of what fires the first is accepted, the second rejected."""
    engine = make_engine(new_sqlite())
    for book in hand_made():
        load(engine, book)
    with reading(engine) as connection:
        first, second, *_ = records(addressed_recommendations(connection, HERE))
    accept(engine, [proposal_of(first)], POST, AT)
    reject(engine, [proposal_of(second)], POST, "уже сделано", AT)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(acted: Engine) -> Iterator[Connection]:
    with reading(acted) as opened:
        yield opened


def proposal_of(row: Row) -> Proposal:
    key = Key(CYCLE, *(str(row[name]) for name in ("municipality_id", "school_id", "person", "code")))
    kind = Deadline(str(row["deadline_kind"]), row["deadline"], row["control_period"])  # type: ignore[arg-type]
    return Proposal(key, str(row["text"]), str(row["addressees"]), kind)


def about(connection: Connection, scope: Scope = HERE) -> Matter:
    scope = resolved(connection, scope)
    note = export_note(connection, scope, title="", page="Рекомендации", demonstration=True, made_at=MADE_AT)
    return Matter(partial(asked, connection), scope, None, note)


def expected(connection: Connection, scope: Scope = HERE) -> list[tuple[str, str, str]]:
    """Municipality, code and basis of what isn't rejected."""
    rows = [row for row in records(addressed_recommendations(connection, scope)) if row["state"] != "отклонена"]
    return sorted((str(row["municipality_name"]), str(row["code"]), str(row["basis"])) for row in rows)


def table_of(sheet: Worksheet) -> tuple[list[str], list[dict[str, object]]]:
    """The header and the rows below it."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(number for number, row in enumerate(rows) if len([cell for cell in row if cell is not None]) > 1)
    header = [str(cell) for cell in rows[at] if cell is not None]
    return header, [dict(zip(header, row, strict=False)) for row in rows[at + 1 :]]


def test_a_group_that_is_not_firm_is_said_in_the_official_column(connection: Connection) -> None:
    rows = recommendation_rows(about(connection, Scope(cycle=NEXT_CYCLE)))
    said = {(row["municipality_id"], row["school_id"], row["code"]): row["firmness"] for row in records(rows)}
    words = "держится на группе, а она неустойчива (50\u00a0%), без критерия 1 — ● средняя"
    assert f"{words}; до решения нужна экспертная оценка" in said["01", "003", "АР-50"]


def test_a_value_near_its_threshold_is_said_also_where_the_group_is_not_firm() -> None:
    columns = {
        "fires": "boolean",
        "borderline": "boolean",
        "group_firmness": "object",
        "group_firmness_words": "object",
    }
    likely = {"fires": True, "group_firmness": "likely", "group_firmness_words": "скорее устойчива"}
    said = [
        _firmness(row)
        for row in rows_of(frame_of_records([{**likely, "borderline": near} for near in (True, False)], columns))
    ]
    assert said[0] == f"пограничный: значение рядом с порогом; {said[1]}"
    assert said[1] == "держится на группе, а она скорее устойчива"


def test_the_book_has_the_official_columns_and_all_rows_but_the_rejected(connection: Connection) -> None:
    book = load_workbook(BytesIO(recommendation_book(about(connection))))
    assert book.sheetnames == SHEETS
    header, rows = table_of(book["Рекомендации"])
    assert header == [*(column.heading for column in OFFICIAL), "Решение"]
    basis = "Основание (показатель, значение, порог)"
    assert sorted((row["Муниципалитет"], row["Код"], row[basis] or "") for row in rows) == expected(connection)
    assert [row["№ п/п"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["Решение"] for row in rows} == {"предложена", "принята"}


def test_the_sheets_are_set_up_for_paper(connection: Connection) -> None:
    book = load_workbook(BytesIO(recommendation_book(about(connection))))
    for sheet in book.worksheets[:5]:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows, sheet.title
        assert sheet.auto_filter.ref or not table_of(sheet)[1], sheet.title
        assert sheet.freeze_panes, sheet.title
        assert sheet["A1"].value == DEMONSTRATION_WARNING
        assert "&P" in str(sheet.oddFooter.right.text or sheet.oddFooter.center.text)
    assert len(book["Сводно по адресатам"]._charts) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked_for", [{}, {"addressee": "методическая служба"}, {"priority": 1}, {"main": True}])
def test_the_count_by_addressee_is_of_the_rows_of_the_book(
    connection: Connection, asked_for: dict[str, object]
) -> None:
    book = load_workbook(BytesIO(recommendation_book(about(connection), **asked_for)))
    rows, counts = (table_of(book[name])[1] for name in SHEETS[:2])
    posts = [(post, row["Код"]) for row in rows for post in str(row["Адресат (должность)"]).split("; ")]
    assert posts
    assert {line["Адресат"]: line["Рекомендаций"] for line in counts} == Counter(post for post, _ in posts)
    for line in counts:
        assert line["Рекомендаций"] == line["О школах и руководителях"] + line["О муниципалитетах"]  # type: ignore[operator]


def test_without_a_filter_the_count_by_addressee_is_that_of_the_query(connection: Connection) -> None:
    scope = replace(HERE, showing="council")
    book = load_workbook(BytesIO(recommendation_book(about(connection, scope))))
    said = {line["Адресат"]: line for line in table_of(book["Сводно по адресатам"])[1]}
    wanted = {str(row["name"]): row for row in records(fired_by_addressee(connection, scope))}
    assert said.keys() == wanted.keys()
    names = {column.heading: column.name for column in BY_ADDRESSEE}
    for post, line in said.items():
        assert {names[heading]: value for heading, value in line.items()} == {
            name: wanted[post][name] for name in names.values()
        }


@pytest.mark.parametrize("main", [False, True])
def test_office_files_keep_to_the_format(connection: Connection, tmp_path: Path, main: bool) -> None:
    for name, make in (("book.xlsx", recommendation_book), ("paper.docx", recommendation_document)):
        path = tmp_path / name
        path.write_bytes(make(about(connection), main=main))
        found = OpenXmlValidator().validate(str(path))
        # A workbook written row by row holds texts in its cells: Excel reads that and says nothing. Parts of a font may
        # stand in any order (ISO/IEC 29500-1, CT_Font); the checker wants one.
        assert [
            error
            for error in found.errors
            if error.id != "Excel_InlineStrCells" and "/fonts[1]" not in (error.path or "")
        ] == []


def test_document_and_csv_say_the_same(connection: Connection) -> None:
    document = docx_text(recommendation_document(about(connection)))
    text = recommendation_csv(about(connection)).decode("utf-8-sig")
    for place, code, basis in expected(connection):
        assert all(words in document for words in (place, f"{code}. ", basis))
        assert all(words in text for words in (place, code))
    assert DEMONSTRATION_WARNING in document
    assert "уже сделано" not in document + text


def test_every_receiver_gets_his_rows(connection: Connection) -> None:
    for by, key in (("municipality", "Муниципалитет"), ("school", "Организация")):
        archive = zipfile.ZipFile(BytesIO(recommendation_files(about(connection), by)))  # type: ignore[arg-type]
        assert len(archive.namelist()) > 1
        whose = []
        for name in archive.namelist():
            _, rows = table_of(load_workbook(BytesIO(archive.read(name))).worksheets[0])
            assert len({row[key] for row in rows}) == 1, name
            assert [row["№ п/п"] for row in rows] == list(range(1, len(rows) + 1))
            whose += [row["Код"] for row in rows]
        wanted = [code for _, code, _ in expected(connection)]
        assert len(whose) == len(wanted) if by == "municipality" else len(whose) <= len(wanted)


def test_the_council_gets_no_states(connection: Connection) -> None:
    book = load_workbook(BytesIO(recommendation_book(about(connection, replace(HERE, showing="council")))))
    header, rows = table_of(book["Рекомендации"])
    assert "Решение" not in header
    assert len(rows) == len(expected(connection, replace(HERE, showing="council")))


def test_nothing_fired_is_an_empty_table(connection: Connection) -> None:
    nowhere = HERE.in_school(SchoolKey("02", "нет"))
    matter = replace(about(connection), scope=nowhere)
    assert table_of(load_workbook(BytesIO(recommendation_book(matter)))["Рекомендации"])[1] == []
    assert recommendation_document(matter)
