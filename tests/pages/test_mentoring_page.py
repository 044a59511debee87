"""The page «Наставничество»: its numbers are those of its queries at each level, and it says what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.mentoring import CHOICES, WHOM
from components.navigation import page_at
from components.switch import MENTORING_VIEW, MENTORS
from data.database import make_engine, reading
from methodology.words import number, percent
from queries.indicator_tables import indicators_in_words
from queries.mentoring import uncovered_schools
from queries.scope import SchoolKey, Scope
from tests.pages.conftest import OpenPage

MENTORING = page_at("mentoring")
PLACE, CODE = "Городской округ Верхнереченск", "99703000"
SCHOOL, SCHOOL_CODE = "СОШ № 15", "99030015"


def said(at: AppTest) -> str:
    return "\n".join(part.value for part in (*at.markdown, *at.caption)).replace("\\", "")


def card(at: AppTest, name: str) -> tuple[str, str]:
    """What a card says: the value, and what stands small below it."""
    [metric] = [metric for metric in at.metric if metric.label == name]
    return metric.value, metric.proto.delta_description


def test_region(open_page: OpenPage, demonstration_file: Path) -> None:
    at = open_page(MENTORING)
    assert not at.exception
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        rows = indicators_in_words(connection, Scope()).set_index("code")
        young, new = (uncovered_schools(connection, Scope(), code) for code in CHOICES.values())
    engine.dispose()
    of = rows.loc["Н-ОХВ"]
    value, below = card(at, "Молодые с наставником")
    assert value.endswith(percent(float(of["value"])))
    assert below == f"{number(of['numerator'])} из {number(of['denominator'])}"
    # What the card leaves over is in the list of schools.
    assert int(of["denominator"] - of["numerator"]) == young["uncovered"].sum()
    assert f"Без наставника {number(young['uncovered'].sum())}\u00a0" in said(at)
    listed = next(frame.value for frame in at.dataframe if "Без наставника" in frame.value.columns)
    assert listed["Без наставника"].tolist() == young["words"].head(50).tolist()
    at = open_page(MENTORING, **{WHOM: list(CHOICES)[1]})
    assert f"Без наставника {number(new['uncovered'].sum())}\u00a0" in said(at)


def test_municipality_and_school(open_page: OpenPage, demonstration_file: Path) -> None:
    of_place = open_page(MENTORING, municipality=PLACE)
    assert not of_place.exception
    # Bars of people; the share of all municipalities is not that of the card.
    assert "Синее — с наставником" in said(of_place)
    assert "Доля по всем муниципалитетам — " in said(of_place)
    of_school = open_page(MENTORING, municipality=PLACE, school=SCHOOL)
    assert not of_school.exception
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        rows = indicators_in_words(connection, Scope().in_school(SchoolKey(CODE, SCHOOL_CODE))).set_index("code")
    engine.dispose()
    # Fewer than ten people: no per cent.
    value, below = card(of_school, "Молодые с наставником")
    assert value.endswith(rows.loc["Н-ОХВ"]["value_words"])
    assert below == ""
    assert "Пар у школы в этом цикле нет" in said(of_school)
    assert "## Показатели по листам книги" in said(of_school)


def test_without_the_sheets_the_page_says_which_would_fill_it(
    open_page: OpenPage, use_database: Callable[[Path], Engine], own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(MENTORING)
    assert not at.exception
    for sheet in ("«Кадры_состав»", "«Наставничество»"):
        assert sheet in said(at)
    of_mentors = open_page(MENTORING, **{MENTORING_VIEW: MENTORS})
    assert not of_mentors.exception
    assert "«Кадры_возраст»" in said(of_mentors)
    assert {metric.value for metric in at.metric} == {"нет данных"}
