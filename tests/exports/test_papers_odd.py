"""Every paper is made of odd data too: no previous cycle, no scores, no groups, a municipality that has gone silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Connection

from data.database import make_engine, reading
from data.loading import load_workbook
from exports.papers.analytical_note import analytical_note
from exports.papers.letters import unsent_letters
from exports.papers.model import Paper
from exports.papers.parts import Matter, NoPaperError
from exports.papers.passports import municipality_passport, school_passport
from exports.papers.pdf_file import deck_pdf, paper_pdf
from exports.papers.results import results_deck
from exports.papers.slides_file import deck_pptx
from exports.papers.word_file import paper_docx
from queries.dictionaries import schools_of
from queries.note import export_note
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from tests.exports.read_papers import docx_text, pptx_text
from tests.exports.test_papers import MADE_AT, asked
from tests.queries.cases import hand_made

PLACES = ("01", "02", "03")
SCOPES = (
    Scope(),
    Scope(cycle="2024/25"),
    Scope(groups=(2,)),
    Scope(showing="council"),
    *(Scope(cycle=cycle, municipalities=(place,)) for cycle in ("2024/25", "2025/26") for place in PLACES),
)


@pytest.fixture(scope="module")
def connection(new_sqlite: Callable[..., str]) -> Iterator[Connection]:
    engine = make_engine(new_sqlite())
    for number, book in enumerate(hand_made(), start=1):
        load_workbook(engine, book, f"книга {number}.xlsx", b"content", ())
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def about(connection: Connection, scope: Scope, previous: str | None, made_at: datetime = MADE_AT) -> Matter:
    scope = resolved(connection, scope)
    note = export_note(connection, scope, title="Справка", page="Коллегия", demonstration=False, made_at=made_at)
    return Matter(partial(asked, connection), scope, previous, note)


def papers_of(connection: Connection, scope: Scope, previous: str | None) -> Iterator[Paper]:
    matter = about(connection, scope, previous)
    yield analytical_note(matter)
    yield from (letter for _, letter in unsent_letters(matter))
    for place in scope.municipalities:
        for make, at in (
            (municipality_passport, scope),
            *(
                (school_passport, scope.in_school(SchoolKey(place, code)))
                for code in schools_of(connection, scope, place)["school_id"]
            ),
        ):
            try:
                yield make(about(connection, at, previous))
            except NoPaperError:
                continue


@pytest.mark.parametrize("previous", [None, "2024/25"])
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_every_paper_is_made(connection: Connection, scope: Scope, previous: str | None) -> None:
    for paper in papers_of(connection, scope, previous):
        text = docx_text(paper_docx(paper))
        assert not any(word in text for word in ("nan", "None", "<NA>", "емонстрац"))
        assert paper_pdf(paper)
    deck = results_deck(about(connection, scope, previous))
    assert pptx_text(deck_pptx(deck))
    assert deck_pdf(deck)
