"""The map on the pages: drawn only when asked for, what it says about itself, and boundaries of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.maps import CHOICE, MAP, measure_name
from components.navigation import PageEntry, page_at
from data.boundary_sets import stored_sets
from data.database import initialise, make_engine, own_database_url, reading
from tests.pages.conftest import EFFECTIVENESS, FIRST_PAGE, OpenPage
from tests.pages.test_pages import said
from tests.pages.test_upload_page import UPLOAD_PAGE, press
from tests.regions import FOREIGN, OFFICIAL, codes, region_book
from tests.stored import load

UseDatabase = Callable[[Path], Engine]
GROUPS_VIEW, TOTALS_VIEW, MAP_VIEW = "groups_view_доли", "groups_view_график", "map_view_карта"


def choice_on(page: PageEntry) -> str:
    """The key of the choice on a page."""
    return f"{CHOICE}_{page.title}"


def decks(at: AppTest) -> list[dict]:
    return [json.loads(element.proto.json) for element in at.get("deck_gl_json_chart")]


def layers(at: AppTest) -> dict[str, list[dict]]:
    [deck] = decks(at)
    return {layer["id"]: layer["data"] for layer in deck["layers"]}


def own_region(region: str) -> None:
    engine = make_engine(own_database_url())
    initialise(engine)
    load(engine, region_book(region))
    engine.dispose()


def test_map_is_drawn_only_when_asked_for(open_page: OpenPage) -> None:
    at = open_page()
    assert decks(at) == []
    at.segmented_control(key=GROUPS_VIEW).set_value(MAP).run()
    assert not at.exception
    assert len({row["m"] for row in layers(at)["municipalities"]}) == 14
    assert "Границы вымышлены" in said(at)
    at.selectbox(key=choice_on(EFFECTIVENESS)).set_value("completeness").run()
    assert not at.exception
    assert "hatching" not in layers(at), "completeness is known everywhere"
    at.selectbox(key=choice_on(EFFECTIVENESS)).set_value("schools").run()
    assert "Координаты есть у 199 из 199." in said(at)
    assert sum(len(rows) for name, rows in layers(at).items() if name.startswith("schools_")) == 199


def test_the_chosen_measure_stays_in_the_table_and_over_a_municipality(open_page: OpenPage) -> None:
    def values() -> list[str]:
        [table] = [frame.value for frame in at.dataframe if "Территория карты" in frame.value]
        return table["Значение"].tolist()

    at = open_page(FIRST_PAGE)
    at.selectbox(key=choice_on(FIRST_PAGE)).set_value("completeness").run()
    coloured = layers(at)["municipalities"]
    at.segmented_control(key=MAP_VIEW).set_value("таблица").run()
    of_completeness = values()
    at.run()
    assert at.selectbox(key=choice_on(FIRST_PAGE)).value == "completeness", "it stands above the table too"
    assert values() == of_completeness
    at.selectbox(key=choice_on(FIRST_PAGE)).set_value("low").run()
    assert values() != of_completeness
    at.selectbox(key=choice_on(FIRST_PAGE)).set_value("completeness").run()
    at.multiselect(key="municipality").set_value(["Таёжный муниципальный район"]).run().run()
    at.multiselect(key="municipality").set_value([]).run()
    at.segmented_control(key=MAP_VIEW).set_value(MAP).run()
    assert not at.exception
    assert layers(at)["municipalities"] == coloured


def test_no_page_begins_with_what_another_one_showed(open_page: OpenPage) -> None:
    at = open_page(FIRST_PAGE)
    assert at.selectbox(key=choice_on(FIRST_PAGE)).value == "low"
    staffing = page_at("staffing")
    at.switch_page(f"../{staffing.path}").run()
    assert at.selectbox(key=choice_on(staffing)).value == "КД-ВАК-ДОЛЯ"
    at.switch_page(f"../{FIRST_PAGE.path}").run()
    assert at.selectbox(key=choice_on(FIRST_PAGE)).value == "low"


def test_the_chosen_measure_outlives_the_table_of_groups(open_page: OpenPage) -> None:
    at = open_page()
    at.segmented_control(key=GROUPS_VIEW).set_value(MAP).run()
    at.selectbox(key=choice_on(EFFECTIVENESS)).set_value("completeness").run()
    at.segmented_control(key=GROUPS_VIEW).set_value("таблица").run().run()
    at.segmented_control(key=GROUPS_VIEW).set_value(MAP).run()
    assert at.selectbox(key=choice_on(EFFECTIVENESS)).value == "completeness"


def test_one_municipality_shows_its_schools_as_points(open_page: OpenPage) -> None:
    at = open_page(municipality="Таёжный муниципальный район")
    at.segmented_control(key=TOTALS_VIEW).set_value(MAP).run()
    assert not at.exception
    drawn = layers(at)
    assert sum(len(rows) for name, rows in drawn.items() if name.startswith("schools_")) == 3
    assert {row["m"] for row in drawn["municipalities"]} == {"99612000"}
    assert "Координаты есть у 3 из 3." in said(at)


def test_real_region_says_whose_boundaries_and_who_has_none(open_page: OpenPage) -> None:
    own_region("tomsk")
    at = open_page()
    at.segmented_control(key=GROUPS_VIEW).set_value(MAP).run()
    words = said(at)
    assert "© участники OpenStreetMap, ODbL 1.0." in words
    assert f"Не нашлось места на карте 1 муниципалитету: {FOREIGN}" in words.replace("\\", "")
    assert len({row["m"] for row in layers(at)["municipalities"]}) == len(OFFICIAL["tomsk"])


def test_neither_boundaries_nor_coordinates(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page()
    at.segmented_control(key=GROUPS_VIEW).set_value(MAP).run()
    assert not at.exception
    assert decks(at) == []
    assert "Карту рисовать не по чему" in said(at)


def test_measures_are_those_that_have_data_and_have_names(open_page: OpenPage) -> None:
    offered = open_page(FIRST_PAGE).selectbox(key=choice_on(FIRST_PAGE)).options
    with_flags = [measure_name(measure) for measure in ("КО-ШНОР", "КО-ВПР")]
    assert offered[:2] == [measure_name("low"), measure_name("completeness")]
    assert set(with_flags) < set(offered[2:-1])
    assert offered[-1] == measure_name("schools")
    assert len(set(offered)) == len(offered)


def geojson(names: list[str]) -> bytes:
    ring = [[60, 56], [61, 56], [61, 57], [60, 56]]
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name in names
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def upload(at: AppTest, content: bytes) -> AppTest:
    at.file_uploader[1].upload("границы.geojson", content)
    return at.run()


def stored() -> int:
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        found = len(stored_sets(connection))
    engine.dispose()
    return found


def test_boundaries_of_ones_own_from_file_to_map_and_back(open_page: OpenPage) -> None:
    own_region("karelia")
    at = open_page(UPLOAD_PAGE)
    assert "Сейчас на карте: Республика Карелия; место на карте есть у 6 муниципалитетов из 7" in said(at)
    upload(at, geojson([*codes("karelia").values(), "<b>Луна</b>"]))
    assert not at.exception
    assert "место на карте есть у 7 муниципалитетов из 7. Территорий, которых нет в книге: 1" in said(at)
    assert stored() == 0, "nothing is written before the confirmation"
    press(at, "Сохранить границы")
    assert stored() == 1
    assert "Границы «границы.geojson» сохранены." in said(at)
    assert "Сейчас на карте: границы.geojson" in said(at)
    press(at, "Убрать с карты")
    assert stored() == 0
    assert "Республика Карелия" in said(at)


def test_boundaries_saved_before_the_first_workbook_are_seen_and_can_be_removed(open_page: OpenPage) -> None:
    at = upload(open_page(UPLOAD_PAGE), geojson(["Луна"]))
    press(at, "Сохранить границы")
    assert stored() == 1
    assert "«границы.geojson»: 1 территория" in said(at).replace("\\", "")
    assert "Муниципалитеты ещё не загружены: подходят ли им границы" in said(at)
    press(at, "Убрать с карты")
    assert not at.exception
    assert stored() == 0


def test_bad_boundaries_are_refused_in_words(open_page: OpenPage) -> None:
    at = upload(open_page(UPLOAD_PAGE), b"PK")
    assert not at.exception
    [error] = at.error
    assert "Это не JSON" in error.value
    assert "GeoJSON" in error.value
    assert "Сохранить границы" not in [button.label for button in at.button]
