"""The table of indicators: a choice opens the schools, at a school the rows; at the foot of a page read when asked."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.drill import INDICATOR
from components.indicator_table import CLOSED, OPENED
from components.navigation import PASSPORT, page_at
from data.sheets import SCHOOLS
from tests.pages.conftest import OpenPage

OF_MUNICIPALITIES = "Р-ОО. Школы с представителем в резерве"


def test_an_indicator_opens_its_schools_and_at_a_school_its_rows(open_page: OpenPage) -> None:
    at = open_page(PASSPORT)
    place = at.multiselect(key="municipality").options[0]
    at = open_page(PASSPORT, municipality=place)
    at.selectbox(key=INDICATOR).set_value(OF_MUNICIPALITIES).run()
    assert not at.exception
    schools = next(table.value for table in at.dataframe if list(table.value.columns) == ["Школа", "Значение", "Зона"])
    name = schools["Школа"].iloc[0]
    at = open_page(PASSPORT, municipality=place, school=name, indicator=OF_MUNICIPALITIES)
    assert not at.exception
    assert at.selectbox(key=INDICATOR).value == OF_MUNICIPALITIES
    titles = [str(element.value) for element in at.markdown]
    assert any("строки книги" in title for title in titles)
    assert SCHOOLS.name in at.table[-1].value["Лист"].tolist()


def table_is_drawn(at: AppTest) -> bool:
    return any({"Показатель", "С данными"} <= set(table.value.columns) for table in at.dataframe)


@pytest.mark.parametrize("page", ["competences", "staffing", "mentoring", "development"])
def test_at_the_foot_of_a_page_the_table_is_read_when_it_is_opened(open_page: OpenPage, page: str) -> None:
    at = open_page(page_at(page))
    assert not table_is_drawn(at)
    at.segmented_control(key=f"indicators_view_{CLOSED}").set_value(OPENED).run()
    assert not at.exception
    assert table_is_drawn(at)


def test_a_link_to_an_indicator_opens_its_schools_with_the_table_closed(open_page: OpenPage) -> None:
    at = open_page(page_at("staffing"), indicator="КД-НАГР. Средняя учебная нагрузка учителя")
    assert not at.exception
    assert not table_is_drawn(at)
    assert any(list(table.value.columns)[-2:] == ["Значение", "Зона"] for table in at.dataframe)


def test_an_indicator_of_another_page_does_not_follow_the_reader(open_page: OpenPage) -> None:
    at = open_page(page_at("mentoring"), indicator="Н-ОХВ. Охват молодых наставничеством")
    assert any("по школам" in str(element.value) for element in at.markdown)
    at = open_page(page_at("competences"), indicator="Н-ОХВ. Охват молодых наставничеством")
    assert not at.exception
    assert at.selectbox(key=INDICATOR).value is None
    assert not any("по школам" in str(element.value) for element in at.markdown)
