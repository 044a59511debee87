"""The papers of the demonstration: every number is the query's, every sign is in the font, nothing hidden gets out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from sqlalchemy import Connection

from data.database import make_engine, reading
from exports.papers.analytical_note import analytical_note
from exports.papers.letters import unsent_letters
from exports.papers.model import Chart, Deck, Group, Heading, Items, Paper, Paragraph, Table, texts, typeset
from exports.papers.parts import Matter, NoPaperError, broken_cycles, groups_over_cycles
from exports.papers.passports import municipality_passport, school_passport
from exports.papers.pdf_file import deck_pdf, font_folders, paper_pdf
from exports.papers.results import results_deck
from exports.papers.slides_file import deck_pptx
from exports.papers.word_file import paper_docx
from methodology.words import number, percent
from queries.addressed import addressed_recommendations
from queries.criteria import criterion_of_selection
from queries.documents import as_read, document_statements, documents_of_place, documents_register
from queries.effectiveness import groups_by_municipality, headline
from queries.execution import passed_words
from queries.frames import rows_of
from queries.note import export_note
from queries.passport import school_beside_peers
from queries.pillars import pillars
from queries.quality import unsent_sheets
from queries.readable import schools_in_words
from queries.scope import SchoolKey, Scope
from queries.selection import resolved, schools_without_data
from queries.similar import similar_schools
from tests.exports.read_papers import chart_workbooks, docx_text, pdf_text, pptx_text, squeezed

PLACE, SCHOOL = "99605000", SchoolKey("99605000", "99050001")
WITH_DOCUMENTS = SchoolKey("99609000", "99090004")
MADE_AT = datetime.fromisoformat("2026-09-01T10:00")


@pytest.fixture(scope="module")
def connection(demonstration_sqlite: str) -> Iterator[Connection]:
    engine = make_engine(demonstration_sqlite)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def asked(connection: Connection, query: Callable[..., pd.DataFrame], scope: Scope, **parameters: Any) -> pd.DataFrame:
    return query(connection, scope, **parameters)


def about(connection: Connection, scope: Scope | None = None, **more: Any) -> Matter:
    scope = resolved(connection, scope or Scope())
    note = export_note(connection, scope, title="Справка", page="Коллегия", demonstration=True, made_at=MADE_AT)
    return Matter(partial(asked, connection), scope, "2024/25", note, **more)


@pytest.fixture(scope="module")
def region(connection: Connection) -> Matter:
    return about(connection)


@pytest.fixture(scope="module")
def note(region: Matter) -> Paper:
    return analytical_note(region)


@pytest.fixture(scope="module")
def deck(region: Matter) -> Deck:
    return results_deck(region)


@pytest.fixture(scope="module")
def papers(connection: Connection, region: Matter, note: Paper) -> list[Paper]:
    """One of every kind."""
    return [
        note,
        analytical_note(about(connection, Scope(municipalities=(PLACE,)))),
        school_passport(about(connection, Scope().in_school(SCHOOL))),
        municipality_passport(about(connection, Scope(municipalities=(PLACE,)))),
        *(letter for _, letter in unsent_letters(region, date(2026, 10, 15))),
    ]


def table_of(paper: Paper, heading: str) -> Table:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return next(each for each in blocks if isinstance(each, Table) and heading in [c.heading for c in each.columns])


def test_groups_by_municipality_are_those_of_the_query(region: Matter, note: Paper) -> None:
    counts = {row.municipality_name: row for row in rows_of(region.frame(groups_by_municipality))}
    table = table_of(note, "Критериев в низкой зоне")
    assert len(table.rows) == len(counts)
    for row in table.rows:
        assert not isinstance(row, Group)
        said = counts[row[0]]
        assert row[1] == said.schools
        if said.schools > said.without_group:
            assert str(row[2]).startswith(f"{said.low} из {said.schools - said.without_group}")
    written = docx_text(paper_docx(note))
    for row in table.rows:
        assert not isinstance(row, Group)
        assert squeezed(" | ".join(table.cells(row))) in squeezed(written)


def test_charts_of_the_note_hold_the_numbers_of_the_queries(region: Matter, note: Paper) -> None:
    counts = {row.municipality_name: row for row in rows_of(region.frame(groups_by_municipality))}
    values = region.frame(criterion_of_selection)
    groups, criteria = chart_workbooks(paper_docx(note))
    for name, low, middle, high in groups[1:]:
        said = counts[str(name)]
        assert (low or 0, middle or 0, high or 0) == (said.low, said.middle, said.high)
    assert [row[1] for row in criteria[1:]] == pytest.approx(values["value_pct"].tolist())


def test_the_annex_lists_exactly_the_low_schools(region: Matter, note: Paper) -> None:
    low = region.ask(schools_in_words, replace(region.scope, groups=(3,)), previous=None)
    listed = [row for row in table_of(note, "Откуда степень").rows if not isinstance(row, Group)]
    assert sorted(str(row[1]) for row in listed) == sorted(low["short_name"])
    assert [row[0] for row in listed] == list(range(1, len(low) + 1))
    totals = {(row.short_name, row.total_pct) for row in rows_of(low)}
    assert {(row[1], row[3]) for row in listed} == totals


def test_schools_without_data_are_named(region: Matter, note: Paper) -> None:
    missing = set(region.frame(schools_without_data)["short_name"])
    annex = next(annex for annex in note.annexes if "нет данных" in annex.title)
    table = annex.blocks[0]
    assert isinstance(table, Table)
    assert {row[1] for row in table.rows if not isinstance(row, Group)} == missing


def test_every_file_of_a_paper_says_the_same(papers: list[Paper]) -> None:
    for paper in papers:
        written, drawn = squeezed(docx_text(paper_docx(paper))), pdf_text(paper_pdf(paper))
        plain = typeset(paper)
        for block in (*plain.blocks, *(block for annex in plain.annexes for block in annex.blocks)):
            if isinstance(block, Table):
                for row in block.rows:
                    cells = (row.text,) if isinstance(row, Group) else block.cells(row)
                    for said in map(squeezed, cells):
                        assert said in written
                        assert without_hyphens(said) in without_hyphens(drawn)


def without_hyphens(text: str) -> str:
    """How lines are broken is no difference."""
    return re.sub(r"[\s\u00ad-]", "", text)


def test_slides_say_what_the_queries_say(region: Matter, deck: Deck) -> None:
    said = squeezed(pptx_text(deck_pptx(deck)))
    now = region.since(headline).iloc[0]
    assert f"{number(now['low'])} из {number(now['schools'] - now['without_group'])}" in said
    shares = [row for row in rows_of(region.since(pillars)) if "%" in row.words]
    [drawn] = [rows for rows in chart_workbooks(deck_pptx(deck)) if rows[0][1] == "Доля"]
    assert [(squeezed(str(name)), value) for name, value in drawn[1:]] == [
        (squeezed(f"{row.name}: {row.words.partition(' (')[0]}"), pytest.approx(row.value)) for row in shares
    ]
    weakest = region.frame(criterion_of_selection).iloc[0]
    assert squeezed(percent(float(weakest["value_pct"]), 1)) in said
    assert 6 <= len(deck.slides) <= 9
    assert isinstance(deck.slides[-1].block, Items)
    assert deck.slides[-1].title == "Проект решения"


def test_every_slide_is_a_finding_with_a_picture_that_has_words(deck: Deck) -> None:
    assert len({slide.title for slide in deck.slides}) == len(deck.slides)
    for slide in deck.slides:
        if isinstance(slide.block, Chart):
            assert slide.block.alt
            assert slide.note_words


def test_a_decision_that_was_composed_takes_the_place_of_the_draft(region: Matter) -> None:
    block = results_deck(region, ("Первое.", "Второе.")).slides[-1].block
    assert isinstance(block, Items)
    assert [item.text for item in block.items] == ["Первое.", "Второе."]


def test_the_passport_of_a_school_says_what_the_query_says(connection: Connection) -> None:
    matter = about(connection, Scope().in_school(SCHOOL))
    paper = school_passport(matter)
    beside = matter.frame(school_beside_peers)
    scores = [row[2] for row in table_of(paper, "Балл").rows if not isinstance(row, Group)]
    assert scores == pytest.approx(beside["score"].tolist())
    [cells] = chart_workbooks(paper_docx(paper))
    assert [row[1] for row in cells[1:]] == pytest.approx(beside["value_pct"].dropna().tolist())
    assert [row[2] for row in cells[1:]] == pytest.approx(beside["municipality_median_pct"].tolist())


def test_passports_fit_two_pages(papers: list[Paper]) -> None:
    sheets = [paper for paper in papers if paper.look == "sheet"]
    assert len(sheets) == 2
    for paper in sheets:
        assert len(PdfReader(BytesIO(paper_pdf(paper))).pages) <= 2


@pytest.mark.parametrize("of_school", [True, False])
def test_a_passport_has_indicators_and_recommendations_with_what_was_decided(
    connection: Connection, of_school: bool
) -> None:
    scope = Scope().in_school(SCHOOL) if of_school else Scope(municipalities=(PLACE,))
    matter = about(connection, scope)
    paper = (school_passport if of_school else municipality_passport)(matter)
    told = [row for row in rows_of(matter.since(pillars)) if row.words != "нет данных"]
    table = table_of(paper, "Значение")
    assert [row[:2] for row in table.rows if not isinstance(row, Group)] == [(row.name, row.words) for row in told]
    assert ("Школ с данными" in [column.heading for column in table.columns]) is not of_school

    every = matter.frame(addressed_recommendations)
    own = [row for row in rows_of(every) if of_school or row.school_id == ""]
    assert own
    said = [row for row in table_of(paper, "Решение").rows if not isinstance(row, Group)]
    assert [row[0] for row in said] == [row.code for row in own][: len(said)]
    assert {str(row[-1]) for row in said} <= {"предложена", "принята", "изменена", "отклонена"}
    on = matter.note.made_at.date()
    assert [row[3] for row in said] == [passed_words(row.deadline_words, row.deadline, on) for row in own][: len(said)]
    if not of_school:
        count = len(every) - len(own)
        said_of_others = squeezed(f"Школам муниципалитета и их руководителям — {number(count)} рекомендаци")
        assert any(said_of_others in squeezed(text.replace("\u00a0", " ")) for text in texts(paper))


@pytest.mark.parametrize("of_school", [True, False])
def test_a_passport_has_the_latest_documents_with_their_state(connection: Connection, of_school: bool) -> None:
    scope = Scope().in_school(WITH_DOCUMENTS) if of_school else Scope(municipalities=(PLACE,))
    matter = about(connection, scope)
    paper = (school_passport if of_school else municipality_passport)(matter)
    frame = as_read(matter.frame(documents_of_place), matter.note.made_at.date())
    register = matter.frame(documents_register)
    table = table_of(paper, "Состояние")
    shown = [row for row in table.rows if not isinstance(row, Group)]
    assert [row[0] for row in shown] == list(frame["title"])[:6]
    assert [row[-1] for row in shown] == [words.partition(" ")[2] for words in frame["state_words"]][:6]
    assert ("ещё" in table.note) is (len(frame) > 6)
    read = squeezed(docx_text(paper_docx(paper)))
    for words in (*document_statements(frame, register, matter.scope), *frame["title"][:6]):
        assert squeezed(words) in read


def test_a_passport_says_nothing_of_documents_where_the_sheet_did_not_come(connection: Connection) -> None:
    for scope, make in (
        (Scope().in_school(SchoolKey("99611000", "99110005")), school_passport),
        (Scope(municipalities=("99611000",)), municipality_passport),
    ):
        assert "Документы" not in [
            block.text for block in make(about(connection, scope)).blocks if isinstance(block, Heading)
        ]


def test_a_passport_names_schools_to_learn_from(connection: Connection) -> None:
    matter = about(connection, Scope().in_school(SCHOOL))
    better = [row for row in rows_of(matter.frame(similar_schools)) if row.better]
    table = table_of(school_passport(matter), "Какие критерии выше")
    assert 0 < len(table.rows) <= 3
    assert [row[0] for row in table.rows if not isinstance(row, Group)] == [
        row.short_name for row in better[: len(table.rows)]
    ]


def test_a_passport_for_the_council_tells_nothing_of_acts(connection: Connection) -> None:
    paper = school_passport(about(connection, Scope(showing="council").in_school(SCHOOL)))
    assert "Срок" in [column.heading for column in table_of(paper, "Рекомендация").columns]
    assert "Решение" not in [column.heading for column in table_of(paper, "Рекомендация").columns]


def test_no_passport_of_nobody(connection: Connection) -> None:
    with pytest.raises(NoPaperError):
        school_passport(about(connection, Scope().in_school(SchoolKey(PLACE, "0"))))
    with pytest.raises(NoPaperError):
        municipality_passport(about(connection))


def test_letters_go_to_all_who_owe_and_name_what(connection: Connection, region: Matter) -> None:
    unsent = region.since(unsent_sheets)
    letters = dict(unsent_letters(region, date(2026, 10, 15)))
    silent = region.frame(schools_without_data)
    assert set(letters) == set(unsent["municipality_name"]) | set(silent["municipality_name"])
    for name, letter in letters.items():
        text = docx_text(paper_docx(letter))
        for sheet in unsent.loc[unsent["municipality_name"] == name, "sheet"]:
            assert f"«{sheet}»" in text
        for school in silent.loc[silent["municipality_name"] == name, "short_name"]:
            assert squeezed(school) in squeezed(text)
        assert "до 15 октября 2026 г. по форме" in squeezed(text)
    assert "в течение десяти рабочих дней" in docx_text(paper_docx(next(unsent_letters(region))[1]))


def test_every_sign_is_in_the_fonts(papers: list[Paper], deck: Deck) -> None:
    known = [set(TTFont(path).getBestCmap()) for folder in font_folders() for path in folder.glob("*Regular.ttf")]
    assert len(known) == 2
    for content in (*papers, deck):
        signs = {sign for text in texts(typeset(content)) for sign in text}
        lacking = {sign for sign in signs for cmap in known if ord(sign) not in cmap}
        assert not lacking, lacking


def test_papers_are_written_as_people_write(papers: list[Paper], deck: Deck) -> None:
    for content in (*papers, deck):
        for text in texts(typeset(content)):
            assert not re.search(r"(?<!\.)\.\.(?!\.)|nan|None|<NA>|\{|\}|№ |\"|  ", text), text
            assert not re.search(r"\d\.\d+ ?%", text), text


def test_paragraphs_open_with_a_letter_and_end_with_a_stop(papers: list[Paper]) -> None:
    for paper in papers:
        for block in paper.blocks:
            if isinstance(block, Paragraph):
                assert not block.text[0].isdigit()
                assert block.text.endswith((".", ":")), block.text


def test_the_same_data_are_the_same_bytes(connection: Connection, region: Matter, note: Paper, deck: Deck) -> None:
    again = about(connection)
    assert paper_docx(analytical_note(again)) == paper_docx(note)
    assert deck_pptx(results_deck(again)) == deck_pptx(deck)
    assert deck_pdf(results_deck(again)) == deck_pdf(deck)


def test_what_the_council_does_not_see_is_in_no_paper(connection: Connection) -> None:
    scope = Scope(municipalities=(PLACE,), showing="council")
    matter = about(connection, scope)
    shown = [row.words for row in rows_of(matter.since(pillars))]
    assert "скрыто: мало людей" in shown
    inside = matter.ask(pillars, replace(scope, showing="internal"), previous="2024/25")
    hidden = {
        squeezed(row.words) for row, said in zip(rows_of(inside), shown, strict=True) if said == "скрыто: мало людей"
    }
    paper, slides = analytical_note(matter), results_deck(matter)
    assert matter.source.words.endswith("для совета и публикации")
    for text in (docx_text(paper_docx(paper)), pdf_text(paper_pdf(paper)), pptx_text(deck_pptx(slides))):
        for words in hidden:
            assert f"{words} |" not in squeezed(text)


def test_a_narrow_scope_says_so(connection: Connection) -> None:
    paper = analytical_note(about(connection, Scope(localities=("село",))))
    assert "по перечню" in paper.title
    assert "Организации отобраны по признакам: местность — село." in docx_text(paper_docx(paper))


def test_an_empty_selection_still_makes_a_paper(connection: Connection) -> None:
    matter = about(connection, Scope(municipalities=("99611000",)))
    assert "нет ни по одной школе" in squeezed(docx_text(paper_docx(analytical_note(matter))))
    assert deck_pptx(results_deck(matter))
    assert paper_pdf(municipality_passport(matter))


def test_a_chart_over_cycles_says_where_they_are_not_compared(region: Matter) -> None:
    assert broken_cycles(region) == ["2024/25"]
    chart = groups_over_cycles(region)
    assert chart is not None
    assert "критерии изменились в 2024/25" in chart.unit
    # One methodology in all cycles: nothing to say.
    assert "методика" not in chart.unit
