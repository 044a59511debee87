"""«Выводы» below the cards: the sentences of the queries, their names and numbers as links; none of one school."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.navigation import EFFECTIVENESS, page_at
from components.page_findings import linked
from components.shown import unmarked
from components.switch import (
    COMPETENCE_VIEW,
    DEVELOPMENT_VIEW,
    MENTORING_VIEW,
    MENTORS,
    RESERVE,
    ROUTES,
    STAFF,
    STAFFING_VIEW,
)
from data.database import make_engine, reading
from queries.comparison import standing
from queries.effectiveness import headline
from queries.indicator_tables import indicators_in_words
from queries.readable import groups_by_municipality_in_words
from queries.scope import Scope
from queries.standing_words import group_sentences, indicator_sentences
from tests.pages.conftest import OpenPage

PLACE, CODE = "Городской округ Верхнереченск", "99703000"
BEFORE = "2024/25"
PAGES = [
    ("competences", {}, "К-РУК"),
    ("competences", {COMPETENCE_VIEW: ROUTES}, "К-ОХВ-Р"),
    ("competences", {"who": "Педагоги"}, "К-ПЕД-ДЕФ"),
    ("staffing", {}, "КД-ВАК-ДОЛЯ"),
    ("staffing", {STAFFING_VIEW: STAFF}, "КД-60"),
    ("mentoring", {}, "Н-ОХВ"),
    ("mentoring", {MENTORING_VIEW: MENTORS}, "КД-НАСТ-РЕС"),
    ("development", {}, "ПР-ИОМ"),
    ("development", {DEVELOPMENT_VIEW: RESERVE}, "Р-ОО"),
]


def findings(at: AppTest) -> str:
    [shown] = [part.value for part in at.markdown if part.value.startswith("1. ")]
    return str(shown)


def as_read(words: str) -> list[str]:
    """The sentences without links and escapes."""
    text = words
    while "](" in text:
        start = text.index("](")
        text = (
            text[: text.rindex("[", 0, start)]
            + text[text.rindex("[", 0, start) + 1 : start]
            + text[text.index(")", start) + 1 :]
        )
    return [unmarked(line.removeprefix("1. ")) for line in text.split("\n")]


@pytest.mark.parametrize(("url", "view", "code"), PAGES)
def test_sentences_are_those_of_the_query(
    open_page: OpenPage, demonstration_file: Path, url: str, view: dict[str, str], code: str
) -> None:
    with reading(make_engine(f"sqlite:///{demonstration_file}")) as connection:
        for place, scope in ((None, Scope()), (CODE, Scope().in_municipality(CODE))):
            at = open_page(page_at(url), **view, **({} if place is None else {"municipality": PLACE}))
            assert not at.exception
            told = indicators_in_words(connection, scope, BEFORE, codes=(code,))
            said = indicator_sentences(told, standing(connection, scope, code), BEFORE, place)
            assert len(said) >= 2
            assert as_read(findings(at)) == said


def test_groups(open_page: OpenPage, demonstration_file: Path) -> None:
    with reading(make_engine(f"sqlite:///{demonstration_file}")) as connection:
        places = groups_by_municipality_in_words(connection, Scope())
        said = group_sentences(headline(connection, Scope(), BEFORE), places, 2.0)
    shown = findings(open_page(EFFECTIVENESS))
    assert as_read(shown) == said
    first = places.iloc[0]["municipality_name"]
    assert f"[{first}](effectiveness?municipality=" in shown.replace("\\", "")


def test_a_name_is_linked_once_and_stays_a_name() -> None:
    links = {"Округ": "a?x=1", "Округ *А*": "b?x=2"}
    assert linked("Округ *А* и Округ, Округ", links) == r"[Округ \*А\*](b?x=2) и [Округ](a?x=1), Округ"
    assert linked("2*2", {}) == r"2\*2"
