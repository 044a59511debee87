"""The page «Компетенции»: it says what its queries say, in both views, at each level, and where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.navigation import page_at
from components.switch import COMPETENCE_VIEW, ROUTES
from data.database import make_engine, reading
from methodology.words import number, share
from queries.competence_steps import leaders_without_route
from queries.competences import Who, deficits, diagnostics_coverage, levels_by_municipality, seats_to_order
from queries.scope import Scope
from queries.wording import SHOWING_WORDS
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import card, cell_table, said, unescaped

COMPETENCES = page_at("competences")
TEACHERS = {"who": "Педагоги"}
ON_ROUTES = {COMPETENCE_VIEW: ROUTES}
PLACE, SCHOOL = "Городской округ Ясногорье", "Гимназия № 1"
VIEWS: list[tuple[dict[str, str], Who]] = [({}, "leaders"), (TEACHERS, "teachers")]


@pytest.mark.parametrize(("link", "who"), VIEWS, ids=("leaders", "teachers"))
def test_the_page_says_the_numbers_of_its_queries(
    open_page: OpenPage, demonstration_file: Path, link: dict[str, str], who: Who
) -> None:
    at = open_page(COMPETENCES, **link)
    assert not at.exception
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        levels = levels_by_municipality(connection, Scope(), who)
        covered = diagnostics_coverage(connection, Scope(), who)
        seats = seats_to_order(connection, Scope(), who)
        cells = deficits(connection, Scope(), who)
        heads = leaders_without_route(connection, Scope())
    engine.dispose()
    people = int(levels["people"].sum())
    assert card(at, "Низкий") == f"{number(int(levels['low'].sum()))} из {number(people)}"
    assert card(at, "Оценены").endswith(f"{number(int(covered['came'].sum()))} из {number(int(covered['due'].sum()))}")
    assert f"Всего {number(int(seats['numerator'].iloc[-1]))}".replace("\u00a0", " ") in said(at)
    drawn = cell_table(at, "deficit_cells")
    domains = [domain for domain in dict.fromkeys(cells["domain"]) if domain]
    assert len(drawn["heading"]) == 1 + len(domains) + (who == "teachers")
    first = cells.iloc[1 if who == "teachers" else 0]
    words = share(int(first["numerator"]), int(first["denominator"]))
    assert words in drawn["lines"][1]["cells"][0]["meaning"]
    tables = [set(frame.value.columns) for frame in at.dataframe]
    assert any("Мест" in columns for columns in tables)
    at = open_page(COMPETENCES, **link, **ON_ROUTES)
    assert not at.exception
    assert "кто пришёл, тот не случайная выборка" in said(at)
    tables = [set(frame.value.columns) for frame in at.dataframe]
    assert any({"Код", "Дефициты", "Маршрут"} <= columns for columns in tables) == (who == "leaders" and len(heads) > 0)


def test_steps_say_where_the_base_is_another(open_page: OpenPage) -> None:
    assert "лист «Развитие» называет" in said(open_page(COMPETENCES, **TEACHERS, **ON_ROUTES))
    assert "Обучение директоров по их дефицитам" in said(open_page(COMPETENCES, **ON_ROUTES))


@pytest.mark.parametrize(("link", "who"), VIEWS, ids=("leaders", "teachers"))
def test_a_municipality_and_a_school(open_page: OpenPage, link: dict[str, str], who: Who) -> None:
    of_place = open_page(COMPETENCES, municipality=PLACE, **link)
    assert not of_place.exception
    assert cell_table(of_place, "deficit_cells")["heading"][0] == "Школа"
    assert ("Уровни по школам" in said(of_place)) == (who == "teachers")
    of_school = open_page(COMPETENCES, municipality=PLACE, school=SCHOOL, **link)
    assert not of_school.exception
    words = unescaped(of_school)
    assert "Дефициты школы по областям" in words
    assert ("Результат директора по областям" in words) == (who == "leaders")
    assert "Дефициты по областям и школам" not in words


@pytest.mark.parametrize(("link", "who"), VIEWS, ids=("leaders", "teachers"))
def test_without_data_it_says_which_sheet_would_bring_them(
    open_page: OpenPage, use_database: Callable[[Path], Engine], own_file: Path, link: dict[str, str], who: Who
) -> None:
    use_database(own_file)
    at = open_page(COMPETENCES, **link)
    assert not at.exception
    sheet = "«Компетенции_рук»" if who == "leaders" else "«Диагностика_пед»"
    assert sheet in said(at)
    assert card(at, "Оценены") == "нет данных"


@pytest.mark.parametrize("view", ["муниципалитеты", "таблица"])
def test_municipalities_without_data_are_named_in_every_view(open_page: OpenPage, view: str) -> None:
    at = open_page(COMPETENCES)
    at.segmented_control(key="levels_view_муниципалитеты").set_value(view).run()
    words = "Данные есть по 13\u00a0из 14\u00a0муниципалитетов; нет: Кедровый муниципальный округ."
    assert words.replace("\u00a0", " ") in "\n".join(str(each.value) for each in at.caption).replace("\u00a0", " ")
    council = open_page(COMPETENCES, showing=SHOWING_WORDS["council"])
    assert "нет: Кедровый" not in "\n".join(str(each.value) for each in council.caption)
