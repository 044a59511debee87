"""«Выводы» below the cards: the sentences of the queries, their names and numbers as links; none of one school."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.execution import OVERDUE
from components.execution import STATE as STATE_OF_TASKS
from components.navigation import EFFECTIVENESS, EXECUTION, RECOMMENDATIONS, PageEntry, page_at
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
from queries.addressed import recommendation_summary
from queries.comparison import standing
from queries.control_words import decision_phrases, execution_sentences, recommendation_sentences
from queries.effectiveness import headline
from queries.execution import execution_indicators, tasks
from queries.frames import rows_of
from queries.indicator_tables import indicators_in_words
from queries.readable import groups_by_municipality_in_words
from queries.recommendation_counts import fired_by_code, fired_by_municipality
from queries.scope import Scope
from queries.selection import selection_summary
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


def test_recommendations(open_page: OpenPage, demonstration_file: Path) -> None:
    with reading(make_engine(f"sqlite:///{demonstration_file}")) as connection:
        for place, scope in (({}, Scope()), ({"municipality": PLACE}, Scope().in_municipality(CODE))):
            summary, codes = recommendation_summary(connection, scope), fired_by_code(connection, scope)
            said = recommendation_sentences(summary, codes, fired_by_municipality(connection, scope))
            shown = findings(open_page(RECOMMENDATIONS, **place))
            assert as_read(shown) == said
            assert len(said) == (4 if place else 5)
            waiting = next(iter(decision_phrases(next(rows_of(summary)))))
            assert f"[{waiting}](recommendations?" in shown
            assert "rec_state=" in shown
            assert "rec_all=true" in shown
            assert "rec_code=" in shown


def test_execution(open_page: OpenPage, demonstration_file: Path) -> None:
    with reading(make_engine(f"sqlite:///{demonstration_file}")) as connection:
        on = selection_summary(connection, Scope())["cut_to"].iloc[0]
        for place, scope in (({}, Scope()), ({"municipality": PLACE}, Scope().in_municipality(CODE))):
            told, frame = execution_indicators(connection, scope, on), tasks(connection, scope, on)
            shown = findings(open_page(EXECUTION, **place))
            assert as_read(shown) == execution_sentences(told, frame, on, "2025/26")
            assert "execution_state=" in shown


@pytest.mark.parametrize("page", [RECOMMENDATIONS, EXECUTION], ids=["recommendations", "execution"])
def test_of_one_school_there_are_no_sentences(open_page: OpenPage, page: PageEntry) -> None:
    at = open_page(page, municipality="Луговой муниципальный район", school="СОШ с. Клеверное")
    assert not at.exception
    assert [part for part in at.markdown if part.value.startswith("1. ")] == []


def test_overdue_tasks_are_what_their_link_opens(open_page: OpenPage) -> None:
    at = open_page(EXECUTION, **{STATE_OF_TASKS: OVERDUE})
    assert not at.exception
    [shown] = [each.value for each in at.dataframe if "Состояние" in each.value and "Дней" in each.value][:1]
    assert set(shown["Состояние"]) == {OVERDUE}
