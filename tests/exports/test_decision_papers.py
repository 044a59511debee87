"""Decision, extract, order, report of execution, plan of the demonstration: their numbers are those of the queries."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from sqlalchemy import Connection, Engine

from data.acting import Deadline
from data.database import make_engine, reading
from data.decisions import Head, adopt, compose
from data.recommendation_acts import Key, Proposal, accept, reject
from exports.about import DEMONSTRATION_WARNING, safe_file_name
from exports.annexes import annex_book
from exports.papers.decided import Decided, adopted_decision, controlled_by, decided_words, of_number
from exports.papers.decision import decision_summary
from exports.papers.execution_report import tally
from exports.papers.kinds import KINDS, content
from exports.papers.model import Deck, Group, Items, Paper, Paragraph, Table, texts, typeset
from exports.papers.parts import Matter, NoPaperError, Options, counts_of
from methodology.sentences import long_day
from methodology.words import municipalities, number, percent, reading_order, share
from queries.addressed import addressed_recommendations, reasons_at_act
from queries.criteria import criterion_by_school
from queries.decision_points import decision_points, execution_of_decision
from queries.decisions import decision_items, decisions
from queries.effectiveness import groups_by_municipality
from queries.execution import STATES, tasks
from queries.frames import rows_of
from queries.readable import schools_in_words
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from queries.summary import attention_by_municipality
from tests.exports.read_papers import docx_text, pdf_text, squeezed
from tests.exports.test_papers import about, without_hyphens

PLACE, SCHOOL = "99605000", SchoolKey("99605000", "99050001")
DAY = date(2026, 9, 10)
OPTIONS = Options(meeting=DAY, place="г. Озёрск", warnings=("Прошлое решение исполнено не полностью",))
BEFORE = Scope(cycle="2024/25")


@pytest.fixture(scope="module")
def connection(demonstration_sqlite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The demonstration, with the first recommendations of one municipality accepted."""
    path = tmp_path_factory.mktemp("decision") / "demonstration.sqlite3"
    shutil.copy(Path(demonstration_sqlite.removeprefix("sqlite:///")), path)
    engine = make_engine(f"sqlite:///{path}")
    accept_first(engine)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def accept_first(engine: Engine, due: date | None = None) -> list[int]:
    """Accept the recommendations of the first priority of one municipality; gives their numbers.

    ``due``: the day of those whose rule gives none yet.
    """
    with reading(engine) as opened:
        scope = resolved(opened, Scope(municipalities=(PLACE,)))
        rows = [row for row in rows_of(addressed_recommendations(opened, scope)) if row.priority == 1]
        keys = tuple((row.municipality_id, row.school_id, row.person, row.code) for row in rows)
        traces = {
            (row.municipality_id, row.school_id, row.person, row.code): row.trace
            for row in rows_of(reasons_at_act(opened, scope, keys))
        }
    proposals = [
        Proposal(
            Key(scope.cycle or "", *key),
            row.text,
            row.addressees,
            Deadline(
                row.deadline_kind, row.deadline or (due if row.deadline_kind == "дата" else None), row.control_period
            ),
            evidence=row.evidence,
            methodology=scope.methodology,
            trace=traces[key],
        )
        for key, row in zip(keys, rows, strict=True)
    ]
    return list(accept(engine, proposals, "методист"))


def made(key: str, matter: Matter, options: Options = OPTIONS) -> list[Paper]:
    papers = [paper for _, paper in KINDS[key].make(matter, options)]
    assert not any(isinstance(paper, Deck) for paper in papers)
    return papers  # type: ignore[return-value]


def one(key: str, matter: Matter, options: Options = OPTIONS) -> Paper:
    (paper,) = made(key, matter, options)
    return paper


@pytest.fixture(scope="module")
def place(connection: Connection) -> Matter:
    return about(connection, Scope(municipalities=(PLACE,)))


@pytest.fixture(scope="module")
def adopted(connection: Connection) -> Matter:
    """The cycle whose decision № 7 the demonstration has."""
    return replace(about(connection, BEFORE), previous="2023/24")


@pytest.fixture(scope="module")
def papers(connection: Connection, place: Matter, adopted: Matter) -> list[Paper]:
    """One of every kind, and what else differs."""
    return [
        one("decision", place),
        one("decision", adopted),
        *made("extract", adopted)[:2],
        one("extract", adopted, Options(addressee="методическая служба")),
        one("order", about(connection)),
        one("order", place, Options(deadline=date(2026, 11, 1))),
        one("execution", about(connection)),
        one("execution", place),
        one("plan", about(connection, Scope().in_school(SCHOOL))),
        one("plan", place),
    ]


def read(paper: Paper) -> tuple[str, str]:
    """The text of the docx and of the pdf, without how lines break."""
    return without_hyphens(docx_text(content(paper, "docx"))), without_hyphens(pdf_text(content(paper, "pdf")))


def tables_of(paper: Paper) -> Iterator[Table]:
    for block in (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)):
        if isinstance(block, Table):
            yield block


def table_of(paper: Paper, heading: str) -> Table:
    return next(each for each in tables_of(paper) if heading in [column.heading for column in each.columns])


def rows_in(table: Table) -> list[tuple[object, ...]]:
    return [row for row in table.rows if not isinstance(row, Group)]


def points_of(paper: Paper) -> list[tuple[str, str]]:
    """(number, text) of every point of a decision under an addressee."""
    items = next(block for block in paper.blocks if isinstance(block, Items)).items
    return [
        (f"{group}.{number_}", point.text)
        for group, item in enumerate(items, start=1)
        for number_, point in enumerate(item.items, start=1)
    ]


def test_a_draft_has_every_accepted_recommendation_once(place: Matter) -> None:
    frame = place.frame(decision_points, on=DAY)
    paper = one("decision", place)
    points = points_of(paper)
    assert paper.kind == "РЕШЕНИЕ (ПРОЕКТ)"
    assert len(points) == frame["position"].nunique()
    for (_, text), (_, rows) in zip(points, frame.groupby("position"), strict=True):
        first = rows.iloc[0]
        assert text.startswith(f"{first['text']}. Срок — ")
        if first["deadline"] is not None:
            assert f"до {long_day(first['deadline'])}" in text
        schools = rows["school_id"].nunique()
        if schools > 6:
            assert f"Касается {schools}\u00a0школ" in text
    listed = rows_in(table_of(paper, "Код"))
    assert len(listed) == len(frame)
    assert [row[2] for row in listed] == frame["code"].tolist()
    assert [row[3] for row in listed] == frame["basis"].tolist()
    kinds = {row.common for row in rows_of(frame)}
    assert kinds == {True, False}
    assert [bool(each) for each in frame["common"]] == sorted((bool(each) for each in frame["common"]), reverse=True)


def test_the_decision_says_what_it_rests_on(place: Matter) -> None:
    paper = one("decision", place)
    written, drawn = read(paper)
    note, counts = place.note, counts_of(place)
    with_group = int(counts.schools - counts.without_group)
    for said in (
        f"Данные есть по {share(note.schools_with_data, note.schools_selected, place.limit)}.",
        f"у {share(int(counts.low), with_group, place.limit).split(' (')[0]} школ с группой",
        "Прошлое решение исполнено не полностью.",
        "Коллегия управления образования РЕШИЛА:",
        "Контроль за исполнением решения возложить на председателя коллегии.",
        "от 10 сентября 2026 г.",
        "№ ________",
        "г. Озёрск",
        DEMONSTRATION_WARNING,
    ):
        assert without_hyphens(said) in written
        assert without_hyphens(said) in drawn
    schools = rows_in(table_of(paper, "Степень"))
    frame = place.since(schools_in_words)
    assert [row[2] for row in schools] == frame["total_pct"].tolist()


def test_an_adopted_decision_is_the_one_of_the_database(adopted: Matter) -> None:
    paper = one("decision", adopted)
    assert (paper.kind, paper.requisites.number, paper.requisites.day) == ("РЕШЕНИЕ", "7", date(2025, 10, 20))
    items = adopted.frame(decision_items, decision_id=1)
    points = points_of(paper)
    assert len(points) == len(items)
    for (printed, text), row in zip(points, rows_of(items), strict=True):
        assert printed == row.number, "the paper and the screen call a point by the same number"
        assert text.startswith(row.text)
        if row.recommendations > 6:
            assert f"Касается {number(row.recommendations)}\u00a0школ" in text
    listed = rows_in(table_of(paper, "Код"))
    assert len(listed) == items["recommendations"].sum()
    counts = {row.municipality_name: row.low for row in rows_of(adopted.frame(groups_by_municipality))}
    places = {str(row[0]): str(row[2]) for row in rows_in(table_of(paper, "Снизили"))}
    assert places.keys() == counts.keys()
    for name, low in counts.items():
        assert places[name].split(" из ")[0] in (str(low), "—")


def test_a_draft_is_named_so_and_a_number_takes_signs_that_files_can_bear(place: Matter) -> None:
    ((title, _),) = KINDS["decision"].make(place, OPTIONS)
    assert title == "Решение (проект)"
    assert of_number("Решение", "") == "Решение"
    assert safe_file_name(of_number("Решение", "12/3:к"), "2025/26", "docx") == "Решение_№_12-3_к_2025-26.docx"


def test_the_annex_and_the_order_say_why_a_deadline_is_another_day(demonstration_sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "demonstration.sqlite3"
    shutil.copy(Path(demonstration_sqlite.removeprefix("sqlite:///")), path)
    engine = make_engine(f"sqlite:///{path}")
    numbers = accept_first(engine, due=date(2026, 1, 15))
    with reading(engine) as opened:
        scope = resolved(opened, Scope(municipalities=(PLACE,)))
    head = Head(date(2026, 8, 31), "Об итогах", "Коллегия управления образования", "8")
    adopt(engine, compose(engine, head, scope.cycle or "", dict.fromkeys(numbers, 1), 10, "методист"), 1, "методист")
    with reading(engine) as opened:
        matter = about(opened, scope)
        moved = matter.frame(decision_points, decision_id=2).dropna(subset="moved")
        papers = [one(key, matter) for key in ("decision", "order", "extract")]
    assert set(moved["moved"]) == {"прежний, до 15.01.2026, истёк к дню решения"}
    for paper in papers:
        for text in read(paper):
            assert without_hyphens("срок перенесён: прежний, до 15.01.2026, истёк к дню решения") in text


def test_what_was_rejected_is_listed_with_its_reason(demonstration_sqlite: str, tmp_path: Path) -> None:
    path = tmp_path / "demonstration.sqlite3"
    shutil.copy(Path(demonstration_sqlite.removeprefix("sqlite:///")), path)
    engine = make_engine(f"sqlite:///{path}")
    with reading(engine) as opened:
        scope = resolved(opened, Scope(municipalities=(PLACE,)))
        row = next(
            each for each in rows_of(addressed_recommendations(opened, scope)) if each.school_id and not each.person
        )
        before = openpyxl.load_workbook(io.BytesIO(annex_book(about(opened, scope), OPTIONS, None)))
    key = Key(scope.cycle or "", row.municipality_id, row.school_id, row.person, row.code)
    deadline = Deadline(row.deadline_kind, row.deadline, row.control_period)
    reject(engine, [Proposal(key, row.text, row.addressees, deadline)], "методист", "Выполнено в прошлом цикле")
    with reading(engine) as opened:
        after = openpyxl.load_workbook(io.BytesIO(annex_book(about(opened, scope), OPTIONS, None)))
        council = openpyxl.load_workbook(
            io.BytesIO(annex_book(about(opened, replace(scope, showing="council")), OPTIONS, None))
        )
    engine.dispose()
    assert "Отклонено" not in before.sheetnames
    assert "Отклонено" not in council.sheetnames
    [told] = [
        dict(zip(heads, line, strict=True))
        for heads, *lines in [list(after["Отклонено"].iter_rows(min_row=2, values_only=True))]
        for line in lines
        if row.code in line
    ]
    assert (told["Школа"], told["Код"], told["Причина отклонения"]) == (
        row.short_name,
        row.code,
        "Выполнено в прошлом цикле",
    )


def test_control_lies_on_the_post_that_the_decision_names(adopted: Matter) -> None:
    paper = one("decision", adopted)
    assert "возложить на председателя коллегии" in " ".join(texts(paper))
    named = adopted.frame(decisions).assign(control_post="начальник отдела")
    asked = replace(
        adopted, ask=lambda query, *said, **more: named if query is decisions else adopted.ask(query, *said, **more)
    )
    assert "возложить на начальника отдела" in " ".join(texts(one("decision", asked)))


def test_a_decision_that_can_not_be_is_refused_with_what_to_do(connection: Connection, adopted: Matter) -> None:
    for scope, options, words in (
        (Scope(municipalities=("99601000",)), Options(), "Откройте страницу «Рекомендации»"),
        (Scope(), Options(decision_id=99), "Решения 99 нет. Есть: 1 — № 7 от 20.10.2025"),
        (Scope(), Options(decision_id=1), "о цикле 2024/25, а выбран цикл 2025/26"),
        (replace(BEFORE, municipalities=(PLACE,)), Options(), "сделайте выписку"),
        (replace(BEFORE, municipalities=(PLACE,)), Options(decision_id=1), "Снимите отбор или сделайте выписку"),
    ):
        with pytest.raises(NoPaperError, match=re.escape(words.replace("№ ", "№\u00a0"))):
            one("decision", about(connection, scope), options)
    with pytest.raises(NoPaperError, match="Нужно принятое решение цикла 2025/26"):
        made("extract", about(connection))
    with pytest.raises(NoPaperError, match="выписывать нечего"):
        made("extract", adopted, Options(addressee="министр"))
    with pytest.raises(NoPaperError, match="План делается для одной школы"):
        made("plan", about(connection))


def test_an_extract_has_its_municipality_alone_under_the_numbers_of_the_decision(adopted: Matter) -> None:
    extracts = dict(KINDS["extract"].make(adopted, OPTIONS))
    frame = adopted.frame(decision_points, decision_id=1)
    assert set(extracts) == {f"Выписка из решения № 7 {name}" for name in frame["municipality_name"].dropna()}
    total = 0
    for name, paper in extracts.items():
        assert isinstance(paper, Paper)
        own = frame[frame["municipality_name"] == name.removeprefix("Выписка из решения № 7 ")]
        listed = rows_in(table_of(paper, "Код"))
        assert sorted(str(row[1]) for row in listed) == sorted(own["short_name"])
        total += len(listed)
        said = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
        for row in rows_of(own):
            assert any(each.startswith(f"{row.number}. {row.text}") for each in said)
    assert total == frame["issue_id"].notna().sum()


def test_the_order_gives_the_numbers_of_the_headline(connection: Connection) -> None:
    matter = about(connection)
    paper = one("order", matter)
    counts = counts_of(matter)
    with_group = int(counts.schools - counts.without_group)
    written, drawn = read(paper)
    for said in (
        f"низкая — {share(int(counts.low), with_group, matter.limit)}",
        f"средняя — {share(int(counts.middle), with_group, matter.limit)}",
        f"высокая — {share(int(counts.high), with_group, matter.limit)}",
        f"Руководителям {int(counts.low)} школ с низкой степенью эффективности (приложение 3)",
        "в срок до 20 октября 2026 г.",
        "Лист ознакомления",
        "Утвердить прилагаемую справку",
    ):
        assert without_hyphens(said) in written
        assert without_hyphens(said) in drawn
    assert len(rows_in(table_of(paper, "Откуда степень"))) == counts.low


def test_the_annex_of_an_order_holds_the_distribution_that_it_approves(connection: Connection) -> None:
    matter = about(connection, body=("Управление образования", "Коллегия управления образования"))
    paper, counts = one("order", matter), counts_of(matter)
    *places, total = rows_in(table_of(paper, "Без степени"))
    assert total == ("Всего", counts.schools, counts.high, counts.middle, counts.low, counts.without_group)
    for position in range(1, len(total)):
        assert sum(int(str(row[position])) for row in places) == total[position]
    assert [row[0] for row in places] == sorted((str(row[0]) for row in places), key=reading_order)
    assert paper.requisites.body == ("Управление образования",), "a collegium gives no orders"


def test_the_order_of_a_municipality_is_signed_for_by_the_heads_of_its_schools(connection: Connection) -> None:
    matter = about(connection, Scope(municipalities=(PLACE,)))
    sheet = table_of(one("order", matter), "Должность, организация")
    names = matter.since(schools_in_words)["short_name"]
    assert sorted(str(row[1]) for row in rows_in(sheet)) == sorted(f"Руководитель, {name}" for name in names)
    of_region = table_of(one("order", about(connection)), "Должность, организация")
    places = about(connection).since(attention_by_municipality)["municipality_name"]
    wanted = {f"Руководитель органа управления образованием, {name}" for name in places}
    assert {row[1] for row in rows_in(of_region)} == wanted


@pytest.mark.parametrize(
    ("body", "head", "secretary"),
    [
        ("Коллегия управления образования", "председатель коллегии", "секретарь коллегии"),
        ("Методический совет", "председатель совета", "секретарь совета"),
        ("Министерство образования", "руководитель", None),
    ],
)
def test_who_signs_follows_the_body(body: str, head: str, secretary: str | None) -> None:
    decided = Decided((), "О чём", body, "2025/26", draft=True, day=None)
    assert (decided.head, decided.officer("секретарь")) == (head, secretary)


def test_the_report_counts_every_assignment_once(connection: Connection) -> None:
    matter = about(connection)
    frame = matter.frame(execution_of_decision, decision_id=1, on=DAY)
    paper = one("execution", matter)
    counts = tally(list(rows_of(frame)), DAY)
    assert counts.all == len(frame) == sum((frame["state"] == state).sum() for state in STATES)
    table = table_of(paper, "Пункт")
    total, points = rows_in(table)[-1], rows_in(table)[:-1]
    for place in range(3, len(table.columns)):
        assert total[place] == sum(int(str(row[place])) for row in points)
    assert total[3] == counts.all
    written, drawn = read(paper)
    said = f"Всего {number(counts.all)} поручений: исполнено — {number(counts.in_time + counts.late)}"
    assert without_hyphens(said) in written
    assert without_hyphens(said) in drawn
    every = matter.ask(tasks, resolved(connection, BEFORE), on=DAY)
    of_sheet = every[every["assignment_id"].isna() & (every["cycle"] == "2024/25")]
    (told,) = (table for table in tables_of(paper) if table.columns[0].heading == "Поручение")
    assert rows_in(told)[-1][:2] == ("Всего", len(of_sheet))
    overdue = len(rows_in(table_of(paper, "Дней просрочки")))
    assert overdue == (frame["state"] == "overdue").sum() + (of_sheet["state"] == "overdue").sum()


def test_the_report_is_about_what_was_adopted_before_the_meeting(connection: Connection) -> None:
    matter = about(connection)
    # Whatever decision the other papers are about.
    for options in (
        OPTIONS,
        replace(OPTIONS, decision_id=99),
        Options(reported=1),
        Options(meeting=date(2025, 10, 21)),
    ):
        assert "№\u00a07 от 20\u00a0октября" in one("execution", matter, options).title
    assert "№" not in one("execution", matter, Options(meeting=date(2025, 10, 20))).title
    with pytest.raises(NoPaperError, match="Принятого решения 99 нет"):
        one("execution", matter, Options(reported=99))


def test_a_plan_has_what_is_recommended_to_the_school(connection: Connection) -> None:
    matter = about(connection, Scope().in_school(SCHOOL))
    frame = matter.frame(addressed_recommendations, main=True)
    rows = rows_in(table_of(one("plan", matter), "Мероприятие"))
    assert sorted(str(row[1]).split(". ")[0] for row in rows) == sorted(frame["code"])
    proposed = frame[frame["state"] == "предложена"]["code"].tolist()
    assert sorted(str(row[1]).split(". ")[0] for row in rows if str(row[1]).endswith("(предложена)")) == sorted(
        proposed
    )
    assert {row[place] for row in rows for place in (3, 6, 8)} == {""}
    assert "дата" not in {row[5] for row in rows}


def test_letters_to_schools_ask_for_a_plan_and_tell_what_was_confirmed(place: Matter) -> None:
    frame = place.frame(addressed_recommendations)
    plans = frame[(frame["code"] == "АР-02") & (frame["state"] != "отклонена")]
    letters = dict(KINDS["school_letters"].make(place, Options(deadline=date(2026, 11, 5))))
    assert sorted(letters) == sorted(f"Письмо {row.municipality_name} {row.short_name}" for row in rows_of(plans))
    scores = place.frame(criterion_by_school)
    totals = {row.school_id: row.total_pct for row in rows_of(place.since(schools_in_words))}
    for row in rows_of(plans):
        paper = letters[f"Письмо {row.municipality_name} {row.short_name}"]
        assert isinstance(paper, Paper)
        written, drawn = read(paper)
        low = scores[(scores["school_id"] == row.school_id) & (scores["zone"] == "low")]
        said = [f"итог — {percent(totals[row.school_id], 2)} от максимума", "в срок до 5 ноября 2026 г."]
        said += [f"{number(each.score, 0 if each.score == int(each.score) else 1)} из " for each in rows_of(low)]
        for words in said:
            assert without_hyphens(words) in written
            assert without_hyphens(words) in drawn
        told = [str(each[1]).split(". ")[0] for each in rows_in(table_of(paper, "Рекомендация"))]
        own = frame[(frame["school_id"] == row.school_id) & frame["state"].isin(["принята", "изменена"])]
        assert told == own["code"].tolist()
        assert len(told) < len(frame[frame["school_id"] == row.school_id])


def test_nobody_gets_a_letter_where_no_plan_is_recommended(connection: Connection) -> None:
    matter = about(connection, Scope(municipalities=("99611000",)))
    plans = matter.frame(addressed_recommendations, code="АР-02")
    assert len(list(KINDS["school_letters"].make(matter, Options()))) == (plans["school_id"] != "").sum()


def test_the_council_reads_nothing_that_rests_on_people(connection: Connection) -> None:
    scope = Scope(municipalities=(PLACE,), showing="council")
    matter = about(connection, scope)
    inside = about(connection, replace(scope, showing="internal")).frame(decision_points, on=DAY)
    outside = matter.frame(decision_points, on=DAY)
    assert inside["issue_id"].notna().sum() > outside["issue_id"].notna().sum()
    hidden = set(inside["basis"].dropna()) - set(outside["basis"].dropna())
    assert hidden
    for key, where in (("decision", scope), ("plan", scope.in_school(SCHOOL)), ("execution", scope), ("order", scope)):
        for text in read(one(key, about(connection, where))):
            assert "Уровеньуправленческихкомпетенций" not in text
            assert "(предложена)" not in text
    for text in read(one("decision", matter)):
        assert not [basis for basis in hidden if without_hyphens(basis) in text]
        assert "Касается" not in text
    assert not [table for table in tables_of(one("execution", matter)) if table.columns[0].heading == "Пункт"]


def test_every_file_is_valid_and_says_that_data_are_invented(papers: list[Paper], tmp_path: Path) -> None:
    for paper in papers:
        path = tmp_path / "документ.docx"
        path.write_bytes(content(paper, "docx"))
        found = OpenXmlValidator().validate(str(path))
        assert found.is_valid, found.errors
        assert DEMONSTRATION_WARNING in docx_text(path.read_bytes())
        assert squeezed(DEMONSTRATION_WARNING) in pdf_text(content(paper, "pdf"))


def test_every_cell_is_in_both_files(papers: list[Paper]) -> None:
    for paper in papers:
        written, drawn = read(paper)
        for table in tables_of(typeset(paper)):
            for row in table.rows:
                for said in (row.text,) if isinstance(row, Group) else table.cells(row):
                    assert without_hyphens(said) in written
                    assert without_hyphens(said) in drawn


def test_papers_are_written_as_people_write(papers: list[Paper]) -> None:
    for paper in papers:
        for text in texts(typeset(paper)):
            assert not re.search(r"(?<!\.)\.\.(?!\.)|nan|None|<NA>|\{|\}|№ |\"|  ", text), text
            assert not re.search(r"\d\.\d+ ?%", text), text
        for block in paper.blocks:
            if isinstance(block, Paragraph) and block.text and not re.match(r"\d+\.", block.text):
                assert not block.text[0].isdigit()
                assert block.text.endswith((".", ":")), block.text


@pytest.mark.parametrize(
    ("body", "verb"),
    [
        ("Коллегия управления образования", "РЕШИЛА"),
        ("Совет руководителей", "РЕШИЛ"),
        ("Методический совет", "РЕШИЛ"),
        ("Министерство образования", "РЕШИЛО"),
    ],
)
def test_the_verb_goes_with_the_body(body: str, verb: str) -> None:
    assert decided_words(body) == verb


def test_control_is_laid_on_persons_and_carried_out_by_others() -> None:
    assert controlled_by("начальник отдела") == "Контроль за исполнением решения возложить на начальника отдела."
    assert controlled_by("отдел контроля") == "Контроль за исполнением решения осуществляет отдел контроля."


def test_slides_end_with_the_decision(place: Matter) -> None:
    ((_, deck),) = KINDS["slides"].make(place, OPTIONS)
    assert isinstance(deck, Deck)
    last = deck.slides[-1]
    assert last.title == "Проект решения"
    assert isinstance(last.block, Items)
    assert last.block.items[1].text.startswith("Руководителям образовательных организаций (общие пункты")


def test_a_slide_with_points_says_by_when_and_in_how_many_municipalities(adopted: Matter) -> None:
    points = {point.number: point for point in adopted_decision(adopted, OPTIONS).points}
    places = {row.municipality_id for row in points["2.1"].about}
    nearest = min(points[key].due or date.max for key in ("2.2", "2.3"))
    _, said = decision_summary(adopted, Options(decision_id=1))
    assert said[1].endswith(
        f"(пункт 2.1, до\u00a0{points['2.1'].due:%d.%m.%Y}, {municipalities(len(places))}; также пункты 2.2 и 2.3, "
        f"ближайший срок — до\u00a0{nearest:%d.%m.%Y})."
    )
    assert said[2].endswith(f"(пункт 3.1, до\u00a0{points['3.1'].due:%d.%m.%Y})."), "it is about nobody in particular"
    council = replace(adopted, scope=replace(adopted.scope, showing="council"))
    assert "муниципалитет" not in " ".join(decision_summary(council, Options(decision_id=1))[1])
