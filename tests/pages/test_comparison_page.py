"""The page «Сравнение муниципалитетов» and the stability of groups: page = query, at each level and for the council."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.comparison import ALL, AMONG, COMPARED
from components.navigation import EFFECTIVENESS, PASSPORT, page_at
from data.database import make_engine, reading
from queries.comparison import comparison, not_compared
from queries.comparison_words import comparison_statements, not_compared_statement, profile_statement
from queries.dictionaries import municipalities, schools_of
from queries.frames import rows_of
from queries.profile import profile
from queries.scope import SchoolKey, Scope
from queries.sensitivity import schools_changing_group, sensitivity
from queries.sensitivity_words import sensitivity_statement
from queries.similar import similar_schools, similar_statements
from queries.stability import groups_by_firmness, stability_of_school
from tests.pages.conftest import OpenPage

COMPARISON = page_at("comparison")
PLACE, CODE = "Городской округ Верхнереченск", "99703000"
CHOSEN = "ПР-КПК. Охват ПК за 3 года"


def said(at: AppTest) -> str:
    return "\n".join(part.value for part in (*at.markdown, *at.caption)).replace("\\", "")


def table(at: AppTest, heading: str) -> list[str]:
    return next(frame.value for frame in at.dataframe if heading in frame.value.columns)[heading].tolist()


def test_region(open_page: OpenPage, demonstration_file: Path) -> None:
    at = open_page(COMPARISON, **{COMPARED: CHOSEN})
    assert not at.exception
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = comparison(connection, Scope(), "ПР-КПК", "2024/25")
        left_out = not_compared(connection, Scope(), "ПР-КПК")
    engine.dispose()
    assert all(sentence in said(at) for sentence in comparison_statements(frame))
    # Two municipalities of the demonstration sent nothing about training.
    assert len(left_out) == 2
    assert f"Не сравниваются: {not_compared_statement(left_out)}." in said(at)
    at.segmented_control(key="places_view_график").set_value("таблица").run()
    assert not at.exception
    assert table(at, "Место") == frame["place_range_words"].tolist()
    assert table(at, "Значение") == frame["words"].tolist()


def test_one_municipality_among_its_cluster_and_among_all(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    alone = Scope().in_municipality(CODE)
    with reading(engine) as connection:
        own = comparison(connection, alone, "ПР-КПК").set_index("municipality_id").loc[CODE]
        among_all = comparison(connection, alone, "ПР-КПК", everywhere=True).set_index("municipality_id").loc[CODE]
    engine.dispose()
    assert own["compared"] < among_all["compared"]
    at = open_page(COMPARISON, municipality=PLACE, **{COMPARED: CHOSEN})
    assert not at.exception
    assert f"{PLACE}: {own['words']}, {own['place_range_words']}." in said(at)
    at = open_page(COMPARISON, municipality=PLACE, **{COMPARED: CHOSEN, AMONG: ALL})
    assert f"{PLACE}: {own['words']}, {among_all['place_range_words']}." in said(at)


def test_profile(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = profile(connection, Scope().in_municipality(CODE), "КД-60,ПР-КПК")
    engine.dispose()
    closed = open_page(COMPARISON, municipality=PLACE)
    assert "лучше медианы" not in said(closed), "nothing is worked out before it is opened"
    chosen = ["КД-60. Доля учителей 60+", CHOSEN]
    at = open_page(COMPARISON, municipality=PLACE, profile="true", indicators=chosen)
    assert not at.exception
    assert profile_statement(frame, PLACE) in said(at)
    at.segmented_control(key="profile_strips_view_график").set_value("таблица").run()
    assert table(at, "От и до") == frame["range_words"].tolist()
    assert table(at, "Рядом с другими") == frame["better_words"].tolist()
    everywhere = open_page(COMPARISON, profile="true")
    assert "Выберите один муниципалитет" in said(everywhere)
    council = open_page(COMPARISON, municipality=PLACE, profile="true", showing="Для совета и публикации")
    assert not council.exception


def test_nothing_to_compare(own_file: Path, use_database: Callable[[Path], Engine], open_page: OpenPage) -> None:
    use_database(own_file)
    at = open_page(COMPARISON)
    assert not at.exception


def test_council(open_page: OpenPage) -> None:
    at = open_page(COMPARISON, showing="Для совета и публикации", **{COMPARED: "К-ОХВ-П. Охват педагогов диагностикой"})
    assert not at.exception


def test_firmness_of_groups(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = groups_by_firmness(connection, Scope())
    engine.dispose()
    at = open_page(EFFECTIVENESS)
    assert not at.exception
    assert f"Неустойчивы {frame['unstable'].sum()} из {frame[['firm', 'likely', 'unstable']].sum().sum()}" in said(at)
    at.segmented_control(key="firmness_view_график").set_value("таблица").run()
    assert table(at, "Неустойчива") == frame["unstable_words"].tolist()


def test_groups_judged_otherwise(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = sensitivity(connection, Scope())
        unrounded = schools_changing_group(connection, Scope(), "continuous")
    engine.dispose()
    closed = open_page(EFFECTIVENESS)
    assert "Если не округлять итог" not in said(closed), "nothing is worked out before it is opened"
    at = open_page(EFFECTIVENESS, otherwise="true", variant="Без округления")
    assert not at.exception
    now, *others = rows_of(frame)
    assert all(sensitivity_statement(now, row) in said(at) for row in others)
    assert table(at, "Стала бы") == unrounded["other_words"].tolist()
    at.segmented_control(key="sensitivity_view_график").set_value("таблица").run()
    assert not at.exception
    assert table(at, "Меняют группу") == frame["changed_words"].tolist()
    inside = open_page(EFFECTIVENESS, municipality=PLACE, otherwise="true")
    assert not inside.exception
    council = open_page(EFFECTIVENESS, otherwise="true", showing="Для совета и публикации")
    assert not council.exception


def test_passport_says_how_firm_a_group_is(open_page: OpenPage, demonstration_file: Path) -> None:
    key = SchoolKey("99701000", "99010001")
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        frame = stability_of_school(connection, Scope().in_school(key))
        alike = similar_schools(connection, Scope().in_school(key))
        places = municipalities(connection, Scope()).set_index("municipality_id")["label"]
        schools = schools_of(connection, Scope(), key.municipality_id).set_index("school_id")["label"]
    engine.dispose()
    at = open_page(PASSPORT, municipality=places[key.municipality_id], school=schools[key.school_id])
    assert not at.exception
    assert ("Устойчивость группы — " in said(at)) == (not frame.empty)
    assert similar_statements(alike)[0] in said(at)
    assert table(at, "Чем отличается") == alike["difference_words"].tolist()
