"""The kit: what is in it, whose numbers they are, true hashes, the same bytes again, nothing hidden."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Connection

from data.database import make_engine, reading
from data.decisions import Head, adopt, compose
from data.kits import MadeKit
from exports.annexes import annex_book
from exports.kit import ABOUT, PASSPORTS, make_kit
from exports.papers.kinds import KINDS
from exports.papers.model import Group, Heading, Paper, texts
from exports.papers.parts import Matter, NoPaperError, Options, low_frame
from exports.papers.passports import school_passport
from queries.addressed import addressed_recommendations
from queries.checklist import checklist, reservations_of
from queries.control_words import counted_tasks
from queries.criteria import criterion_of_selection
from queries.decision_points import decision_points
from queries.decisions import decisions
from queries.effectiveness import groups_by_municipality
from queries.execution import tasks
from queries.frames import rows_of
from queries.note import ExportNote, export_note
from queries.pillars import pillars
from queries.readable import schools_in_words
from queries.scope import SchoolKey, Scope, Showing
from queries.selection import resolved
from queries.shared import KEPT, Kept
from tests.exports.read_papers import chart_workbooks, docx_text, pdf_text, pptx_text, squeezed
from tests.exports.test_decision_papers import accept_first

PLACE = "99605000"
MADE_AT = datetime.fromisoformat("2026-09-01T10:00")
OPTIONS = Options(meeting=date(2026, 10, 20))
MEETING = date(2026, 8, 31)


@pytest.fixture(scope="module")
def connection(demonstration_sqlite: str) -> Iterator[Connection]:
    engine = make_engine(demonstration_sqlite)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def asked(connection: Connection, query: Any, scope: Scope, **parameters: Any) -> pd.DataFrame:
    frame: pd.DataFrame = query(connection, scope, **parameters)
    return frame


def note_of(connection: Connection, scope: Scope) -> ExportNote:
    return export_note(connection, scope, title="Комплект", page="Коллегия", demonstration=True, made_at=MADE_AT)


def about(connection: Connection, scope: Scope) -> Matter:
    scope = resolved(connection, scope)
    return Matter(partial(asked, connection), scope, "2024/25", note_of(connection, scope))


def made_of(connection: Connection, scope: Scope, options: Options = OPTIONS, **more: Any) -> MadeKit:
    return make_kit(about(connection, scope), options, partial(note_of, connection), **more)


def files_of(kit: MadeKit) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(kit.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


HERE = Scope(municipalities=(PLACE,))


@pytest.fixture(scope="module")
def kit(connection: Connection) -> MadeKit:
    return made_of(connection, HERE)


@pytest.fixture(scope="module")
def files(kit: MadeKit) -> dict[str, bytes]:
    return files_of(kit)


def test_what_is_in_it(connection: Connection, kit: MadeKit, files: dict[str, bytes]) -> None:
    for name in ("Справка", "Слайды", "Приложения_к_решению"):
        assert [each for each in files if each.startswith(f"ДЕМО_{name}_2025-26.")], name
    assert ABOUT in files
    assert kit.files == len(files)
    low = schools_in_words(connection, replace(resolved(connection, HERE), groups=(3,)), previous=None)
    passports = [name for name in files if name.startswith(f"{PASSPORTS}/")]
    assert len(passports) == len(low) > 0
    said = [pdf_text(files[name]) for name in passports]
    for row in rows_of(low):
        assert any(squeezed(row.short_name) in text for text in said), row.short_name
    assert all("данные есть по 1 из 1 школы" in text for text in said)


@pytest.mark.parametrize("showing", ["internal", "council"])
def test_passports_of_the_kit_are_those_of_the_schools_one_by_one(
    decided: Connection, monkeypatch: pytest.MonkeyPatch, showing: Showing
) -> None:
    """What a kit reads once for all its passports says the same as asking about each school."""
    typeset: list[Paper] = []

    def kept(paper: Paper) -> bytes:
        typeset.append(paper)
        return b""

    scope = replace(HERE, showing=showing)
    decided = decided.execution_options(**{KEPT: Kept()})
    monkeypatch.setattr("exports.kit.paper_pdf", kept)
    made_of(decided, scope)
    matter = about(decided, scope)
    low = {row.short_name: row for row in rows_of(low_frame(matter))}
    papers = [paper for paper in typeset if paper.kind.startswith("Паспорт школы")]
    assert sorted(paper.title for paper in papers) == sorted(low)
    fresh = decided.execution_options(**{KEPT: None})
    for paper in papers:
        school = SchoolKey(low[paper.title].municipality_id, low[paper.title].school_id)
        alone = school_passport(about(fresh, replace(scope, school=school)))
        assert paper.blocks == alone.blocks
        assert "Рекомендации" in [block.text for block in paper.blocks if isinstance(block, Heading)]


def test_the_list_holds_scope_cut_loads_versions_and_true_hashes(kit: MadeKit, files: dict[str, bytes]) -> None:
    text = files[ABOUT].decode("utf-8-sig")
    for said in (
        "Демонстрационные данные",
        "Отбор: муниципалитеты: Белоозёрский муниципальный округ",
        "Дата среза: ",
        "Загрузка № ",
        "SHA-256",
        "Версия методики: № ",
        "Программа: Коллегия ",
        "Дата заседания: 20.10.2026",
    ):
        assert said in text, said
    hashes = dict(re.findall(r"^([0-9a-f]{64})  +\d+  (.+?)\r?$", text, re.MULTILINE))
    hashes = {name: digest for digest, name in hashes.items()}
    assert hashes == {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != ABOUT}
    assert (kit.cycle, kit.showing, kit.scope_words) == (
        "2025/26",
        "internal",
        "муниципалитеты: Белоозёрский муниципальный округ",
    )
    assert kit.loads
    assert kit.sha256 == hashlib.sha256(kit.content).hexdigest()


def test_warnings_are_repeated_as_reservations(connection: Connection, files: dict[str, bytes]) -> None:
    scope = resolved(connection, HERE)
    said = reservations_of(checklist(connection, scope, "2024/25", OPTIONS.meeting or MADE_AT.date()))
    assert said
    text = files[ABOUT].decode("utf-8-sig")
    for words in said:
        assert f"— {words}" in text


def test_the_same_matter_is_the_same_bytes_and_says_what_is_being_made(connection: Connection, kit: MadeKit) -> None:
    told: list[tuple[float, str]] = []
    again = made_of(connection, HERE, say=lambda share, words: told.append((share, words)))
    assert again == kit
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert len({words for _, words in told}) > 4


def sheet_rows(book: openpyxl.Workbook, title: str) -> list[dict[Any, Any]]:
    _, heads, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_numbers_of_the_annex_are_those_of_the_queries(connection: Connection) -> None:
    matter = about(connection, Scope())
    book = openpyxl.load_workbook(io.BytesIO(annex_book(matter, OPTIONS, None)))
    counts = {row.municipality_name: row for row in rows_of(matter.frame(groups_by_municipality))}
    groups = sheet_rows(book, "Степени по муниципалитетам")
    assert len(groups) == len(counts)
    for row in groups:
        of = counts[row["Муниципалитет"]]
        assert (row["Школ"], row["▼ Низкая"], row["● Средняя"], row["▲ Высокая"]) == (
            of.schools,
            of.low,
            of.middle,
            of.high,
        )
    values = {row.criterion: row.value_pct for row in rows_of(matter.frame(criterion_of_selection))}
    assert {row["№"]: row["Выполнение"] for row in sheet_rows(book, "Критерии")} == pytest.approx(values)
    low = matter.ask(schools_in_words, replace(matter.scope, groups=(3,)), previous=None)
    assert len(sheet_rows(book, "Школы низкой степени")) == len(low)
    for title in ("Степени по муниципалитетам", "Степени по циклам", "Критерии", "Сводно по адресатам"):
        assert len(book[title]._charts) == 1, title


def texts_within(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """(where, text) of a file of the kit: what is read, every part of an office file, workbooks of its charts."""
    if name.endswith(".docx"):
        yield name, docx_text(content)
    elif name.endswith(".pptx"):
        yield name, pptx_text(content)
    elif name.endswith(".pdf"):
        yield name, pdf_text(content)
    elif name.endswith(".txt"):
        yield name, content.decode("utf-8-sig")
    if name.endswith((".docx", ".pptx", ".xlsx")):
        for rows in chart_workbooks(content):
            yield f"{name}: диаграмма", " ".join(str(cell) for row in rows for cell in row)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                if part.endswith((".xml", ".rels")):
                    yield f"{name}/{part}", re.sub(r"<[^>]+>", " | ", package.read(part).decode())


@pytest.fixture
def decided(demonstration_sqlite: str, tmp_path: Path) -> Iterator[Connection]:
    """The demonstration with an adopted decision of the cycle about the municipality, and its assignments."""
    path = tmp_path / "demonstration.sqlite3"
    shutil.copy(Path(demonstration_sqlite.removeprefix("sqlite:///")), path)
    engine = make_engine(f"sqlite:///{path}")
    numbers = accept_first(engine, date(2026, 12, 1))
    head = Head(MEETING, "Об итогах", "Коллегия", "8")
    with reading(engine) as opened:
        schools = len(schools_in_words(opened, resolved(opened, HERE), previous=None))
    decision = compose(engine, head, "2025/26", dict.fromkeys(numbers, 1), schools, "секретарь коллегии")
    adopt(engine, decision, 1, "секретарь коллегии")
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def test_what_the_council_does_not_see_is_in_no_file(decided: Connection) -> None:
    connection, scope = decided, replace(HERE, showing="council")
    matter = about(connection, scope)
    shown = matter.since(pillars)
    inside = matter.ask(pillars, replace(matter.scope, showing="internal"), previous="2024/25")
    hidden = {
        squeezed(row.words)
        for row, said in zip(rows_of(inside), rows_of(shown), strict=True)
        if said.words == "скрыто: мало людей"
    }
    assert hidden
    kit = made_of(connection, scope, Options(meeting=MEETING))
    assert kit.showing == "council"
    assert kit.decision is not None
    files = files_of(kit)
    assert "Не вошли" not in files[ABOUT].decode("utf-8-sig")
    everything = matter.ask(decision_points, resolved(connection, HERE), decision_id=kit.decision[0])
    told = matter.frame(decision_points, decision_id=kit.decision[0])
    untold = set(told.loc[told["here"].isna(), "text"]) - set(told.loc[told["here"] > 0, "text"])
    assert untold
    assert told["issue_id"].notna().sum() < everything["issue_id"].notna().sum()
    (extract,) = (content for name, content in files.items() if name.startswith("Выписки/"))
    assert not [text for text in untold if squeezed(text) in squeezed(docx_text(extract))]
    (report,) = (content for name, content in files.items() if "Отчёт_об_исполнении" in name)
    assert "№\u00a07 от 20\u00a0октября" in docx_text(report)
    assert "Пункт" not in docx_text(report).split()
    (annexes,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    heads = next(openpyxl.load_workbook(io.BytesIO(annexes))["Пункты решения"].iter_rows(min_row=2, values_only=True))
    assert "Что сделать" in heads
    assert not {"Рекомендаций", "О ком"} & set(heads)
    assert all("для_совета" in name for name in files if name != ABOUT)
    for name, content in files.items():
        for where, text in texts_within(name, content):
            for words in hidden:
                assert f"| {words} |" not in squeezed(text), where
                assert not re.search(rf"(?<![\d ]){re.escape(words)}(?! \d)", squeezed(text)) or "%" not in words, where


def test_with_an_adopted_decision_the_order_and_its_recommendations_are_in_the_kit(decided: Connection) -> None:
    kit = made_of(decided, HERE, Options(meeting=MEETING))
    assert kit.decision is not None
    files = files_of(kit)
    orders = {name.rpartition(".")[2]: content for name, content in files.items() if "Приказ_" in name}
    assert set(orders) == {"docx", "pdf"}
    for said in (docx_text(orders["docx"]), pdf_text(orders["pdf"])):
        assert squeezed("решения №\u00a08 от 31 августа 2026 г.") in squeezed(said)
    assert kit.file_name == "ДЕМО_Комплект_коллегии,_решение_№_8_2025-26.zip"
    assert {name.rpartition("_2025-26")[0].removeprefix("ДЕМО_") for name in files if "решени" in name.casefold()} == {
        "Решение_№_8",
        "Приказ_во_исполнение_решения_№_8",
        "Отчёт_об_исполнении_решения_№_7",
        "Приложения_к_решению_№_8",
        "Выписки/ДЕМО_Выписка_из_решения_№_8_Белоозёрский_муниципальный_округ",
    }
    (annexes,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(annexes))
    rows = sheet_rows(book, "Рекомендации")
    points = about(decided, HERE).frame(decision_points, decision_id=kit.decision[0])
    held = points[points["issue_id"].notna()]
    assert sorted((row["Код"], row["Рекомендация"]) for row in rows) == sorted(
        zip(held["code"], held["text"], strict=True)
    )
    assert {row["Решение"] for row in rows} == {"принята"}
    assert "Предложения" not in book.sheetnames
    words = {row[0]: row[1] for row in book["О выгрузке"].iter_rows(values_only=True)}
    assert words["Отбор: лист «Рекомендации»"] == "вошедшие в решение"
    rows = sheet_rows(book, "Поручения по адресатам")
    own = tasks(decided, resolved(decided, HERE), MEETING, kit.decision[0])
    counts = counted_tasks(sum(row["Всего"] for row in rows), sum(row["– Отменено"] for row in rows))
    said = f"на {MEETING:%d.%m.%Y}: {counts}; по этому решению — {len(own)}"
    assert words["Отбор: лист «Поручения по адресатам»"] == said


def test_the_order_asks_of_those_whom_the_decision_asks_and_of_nobody_else(decided: Connection) -> None:
    matter = about(decided, HERE)
    ((_, paper),) = KINDS["order"].make(matter, Options(meeting=MEETING))
    every = matter.frame(decisions)
    adopted = every[(every["cycle"] == matter.scope.cycle) & (every["state"] == "принято")]
    points = matter.frame(decision_points, decision_id=int(adopted["decision_id"].iloc[0]))
    plans = points[(points["code"] == "АР-02") & points["school_id"].notna()]
    said = squeezed("\n".join(texts(paper)))
    annexes = {annex.title: annex for annex in paper.annexes}
    assert "Школы с низкой степенью эффективности" not in annexes
    if len(plans):
        [table] = annexes["Школы, которые представляют планы"].blocks
        assert sorted(row[1] for row in table.rows if not isinstance(row, Group)) == sorted(plans["short_name"])
    assert squeezed("обеспечить выполнение решения") in said
    assert squeezed("в части, их касающейся") in said
    assert squeezed("представить данные мониторинга") not in said, "the decision asks nobody for data"
    [table] = next(annex for title, annex in annexes.items() if "исполнители и сроки" in title).blocks
    told = points.drop_duplicates("position")
    assert [row[0] for row in table.rows if not isinstance(row, Group)] == told["number"].tolist()
    assert "кураторов" not in said


def test_an_order_does_not_carry_out_a_decision_about_another_municipality(decided: Connection) -> None:
    (of_it,) = HERE.municipalities
    frame = about(decided, Scope()).frame(groups_by_municipality)
    other = next(row for row in rows_of(frame) if row.municipality_id != of_it and row.low)
    ((_, paper),) = KINDS["order"].make(
        about(decided, Scope(municipalities=(other.municipality_id,))), Options(meeting=MEETING)
    )
    said = squeezed("\n".join(texts(paper)))
    assert "во исполнение" not in said
    assert "Школы с низкой степенью эффективности" in [annex.title for annex in paper.annexes]


def test_an_order_about_one_group_has_no_groups_to_distribute(decided: Connection) -> None:
    ((_, paper),) = KINDS["order"].make(about(decided, replace(HERE, groups=(3,))), Options(meeting=MEETING))
    said = squeezed("\n".join(texts(paper)))
    assert "Утвердить распределение" not in said
    assert squeezed("отобраны группы — низкая") in said


def test_without_a_decision_there_is_no_order_and_recommendations_are_called_proposals(
    files: dict[str, bytes], connection: Connection
) -> None:
    assert not [name for name in files if "Приказ_" in name]
    assert "— Приказ об итогах: Нужно принятое решение цикла 2025/26" in files[ABOUT].decode("utf-8-sig")
    (annexes,) = (content for name, content in files.items() if name.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(annexes))
    every = about(connection, HERE).frame(addressed_recommendations)
    assert len(sheet_rows(book, "Предложения")) == len(every)
    assert "Рекомендации" not in book.sheetnames


def test_without_the_low_group_selected_there_are_no_low_schools(connection: Connection) -> None:
    matter = about(connection, replace(HERE, groups=(1, 2)))
    assert not low_frame(about(connection, HERE)).empty
    assert low_frame(matter).empty
    book = openpyxl.load_workbook(io.BytesIO(annex_book(matter, OPTIONS, None)))
    assert sheet_rows(book, "Школы низкой степени") == []
    assert not [name for name in files_of(made_of(connection, matter.scope)) if name.startswith(f"{PASSPORTS}/")]


def test_without_data_there_is_no_kit(connection: Connection) -> None:
    with pytest.raises(NoPaperError, match="Данных нет ни по одной школе"):
        made_of(connection, Scope(municipalities=("99611000",)))
