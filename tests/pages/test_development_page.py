"""The page «Развитие и резерв»: the answer in cards, both views at each level, ways down."""

from __future__ import annotations

import pytest

from components.navigation import DEVELOPMENT
from tests.pages.conftest import FIRST_PAGE, OpenPage
from tests.pages.test_pages import cell_table, said

PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
RESERVE = {"view": "Резерв"}


@pytest.mark.parametrize("place", [{}, PLACE, SCHOOL], ids=["region", "municipality", "school"])
@pytest.mark.parametrize("view", [{}, RESERVE], ids=["development", "reserve"])
def test_each_view_answers_at_each_level(open_page: OpenPage, place: dict[str, str], view: dict[str, str]) -> None:
    at = open_page(DEVELOPMENT, **place, **view)
    assert not at.exception
    assert len(at.metric) >= 3
    labels = [card.label for card in at.metric]
    if view and place is not SCHOOL:
        assert labels[0] == "Готовых : вакансий"
    elif not view:
        assert labels[0] == "Педагоги с маршрутом"


def test_reserve_says_where_nobody_stands_ready_and_whose_register_is_unknown(open_page: OpenPage) -> None:
    words = said(open_page(DEVELOPMENT, **RESERVE))
    assert "Без резервиста — 136 школ из 190. О 9 школах реестра нет." in words


def test_a_press_on_a_cell_opens_the_municipality_and_the_indicator(open_page: OpenPage) -> None:
    lines = cell_table(open_page(DEVELOPMENT), "places_cells")["lines"]
    assert lines[0]["cells"][0]["value"].endswith("|ПР-ИОМ")


def test_the_summary_shows_all_pillars_and_leads_to_this_page(open_page: OpenPage) -> None:
    lines = cell_table(open_page(FIRST_PAGE), "pillar_cells")["lines"]
    assert [len(line["cells"]) for line in lines] == [3, 3, 3]
    routes, reserve = lines[2]["cells"][1:]
    assert routes["link"].startswith("development?")
    assert "view=" in reserve["link"]


def test_schools_without_a_programme_against_burnout_are_those_of_the_card(open_page: OpenPage) -> None:
    at = open_page(DEVELOPMENT)
    # The card says 121 of 177.
    assert "Профилактика выгорания" in [card.label for card in at.metric]
    assert "Где нет программы профилактики выгорания: 56 школ" in [
        place.label.replace("\u00a0", " ") for place in at.expander
    ]
