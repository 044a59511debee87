"""The table of indicators on the passport: a choice opens the schools, at a school the rows of the workbook."""

from __future__ import annotations

from components.drill import INDICATOR
from components.navigation import PASSPORT
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
