"""The page «Кадры»: it says what its queries say, at each level; links and empty sheets lead somewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.navigation import page_at
from components.switch import STAFF, STAFFING_VIEW
from data.database import make_engine, reading
from queries.scope import SchoolKey, Scope
from queries.staffing import shortage_kinds
from queries.staffing_words import measures_in_words, staffing_figures
from queries.vacancies import open_vacancies
from tests.pages.conftest import OpenPage
from tests.queries.records import records

STAFFING = page_at("staffing")
ON_STAFF = {STAFFING_VIEW: STAFF}
PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
LEVELS = (
    ({}, Scope()),
    (PLACE, Scope(municipalities=("99608000",))),
    (SCHOOL, Scope().in_school(SchoolKey("99608000", "99080004"))),
)


def cards(at: AppTest) -> dict[str, str]:
    return {card.label: str(card.value) for card in at.metric}


def said(at: AppTest) -> str:
    return "\n".join(part.value for part in (*at.markdown, *at.caption)).replace("\\", "")


def columns(at: AppTest) -> list[set[str]]:
    return [set(frame.value.columns) for frame in at.dataframe]


def test_cards_and_words_are_those_of_the_queries(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    for link, scope in LEVELS:
        at = open_page(STAFFING, **link)
        assert not at.exception
        with reading(engine) as connection:
            figures = {row["code"]: row for row in records(staffing_figures(connection, scope, "2024/25"))}
            kinds = records(shortage_kinds(connection, scope))
            [done] = records(measures_in_words(connection, scope, "selection"))
        shown = cards(at)
        assert shown["Доля вакансий"].endswith(figures["КД-ВАК-ДОЛЯ"]["short_words"])
        assert shown["Нагрузка"].endswith(figures["КД-НАГР"]["short_words"])
        if "school" not in link:
            assert shown["Скрытый дефицит"] == f"{kinds[0]['schools']} из {kinds[0]['with_data']}"
        of_staff = open_page(STAFFING, **link, **ON_STAFF)
        assert not of_staff.exception
        assert done["published_words"] in said(of_staff)
        assert cards(of_staff) == shown
    engine.dispose()


def test_a_school_shows_its_vacancies_with_their_rows_and_its_subjects(
    open_page: OpenPage, demonstration_file: Path
) -> None:
    at = open_page(STAFFING, **SCHOOL)
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        wanted = records(open_vacancies(connection, LEVELS[2][1]))
    engine.dispose()
    [listed] = [frame.value for frame in at.dataframe if {"Строка", "Файл", "Дней"} <= set(frame.value.columns)]
    assert listed["Строка"].tolist() == [row["sheet_row"] for row in wanted]
    assert any({"Предмет", "Незакрытые часы", "Один учитель, 60+"} <= names for names in columns(at))
    assert "## Вакансии и нагрузка" not in said(at)


def test_a_link_narrows_the_list_of_vacancies_to_a_subject(open_page: OpenPage) -> None:
    at = open_page(STAFFING, vacancies_of="математика")
    assert not at.exception
    [listed] = [frame.value for frame in at.dataframe if {"Школа", "Дней"} <= set(frame.value.columns)]
    assert set(listed["Предмет"]) == {"математика"}
    strange = open_page(STAFFING, vacancies_of="астрология")
    assert "«астрология»" in "\n".join(warning.value for warning in strange.warning)


def test_without_sheets_of_staff_each_part_says_what_would_fill_it(
    open_page: OpenPage, use_database: Callable[[Path], Engine], own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(STAFFING)
    assert not at.exception
    of_staff = open_page(STAFFING, **ON_STAFF)
    assert not of_staff.exception
    words = said(at) + said(of_staff)
    for sheet in ("«Вакансии»", "«Нагрузка»", "«Кадры_состав»", "«Кадры_возраст»"):
        assert sheet in words
    assert cards(at)["Скрытый дефицит"] == "нет данных"


def test_schools_in_hidden_shortage_are_listed_when_asked_for(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        count = records(shortage_kinds(connection, Scope()))[0]["schools"]
    at = open_page(STAFFING)
    assert f"Школы в скрытом дефиците: {count}" in [place.label for place in at.expander]
    assert count > 0
