"""The page «Качество данных»: it says what its queries say, at each level, and its rows lead to schools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.navigation import page_at
from data.database import initialise, make_engine
from tests.factories import CYCLE, NEXT_CYCLE, municipality, school, scores, workbook
from tests.pages.conftest import OpenPage
from tests.stored import load

QUALITY = page_at("quality")
NAMES = {"01": "Северный округ", "02": "Южный округ"}


def odd_file(path: Path) -> Path:
    """Two cycles: 02 sends no scores in the later one, 01/003 vanishes, 01/001 and 01/002 have the same scores."""
    engine = make_engine(f"sqlite:///{path}")
    initialise(engine)
    places = [municipality(code, name=name) for code, name in NAMES.items()]
    then = [school("001"), school("002"), school("003"), school("001", "02")]
    now = [school("001", kind="ООШ"), school("002"), school("001", "02")]
    same = (5.0, 6.0, 7.0, 8.0)
    for cycle, schools, scored in ((CYCLE, then, ("001", "02")), (NEXT_CYCLE, now, ("002", "01"))):
        given = [
            *scores(*same, school_id="001", cycle=cycle),
            *scores(*same, school_id=scored[0], municipality_id=scored[1], cycle=cycle),
        ]
        load(engine, workbook(cycle=cycle, municipalities=places, schools=schools, scores=given))
    engine.dispose()
    return path


def said(at: AppTest) -> str:
    return "\n".join(part.value for part in (*at.markdown, *at.caption)).replace("\\", "")


def test_every_part_says_something(open_page: OpenPage, use_database: Callable[[Path], Engine], tmp_path: Path) -> None:
    use_database(odd_file(tmp_path / "odd.sqlite3"))
    at = open_page(QUALITY)
    assert not at.exception
    words = said(at)
    assert words.count("**Как читать.**") == 9
    assert f"С цикла {CYCLE}: школы нет, преемник не назван — 1\u00a0школа; вид организации — 1\u00a0школа." in words
    tables = [set(frame.value.columns) for frame in at.dataframe]
    assert {"Муниципалитет", "Школ в цикле", "Листов нет", "Каких и с каких пор"} in tables
    assert any("Набор" in columns for columns in tables)


def test_a_school_and_a_municipality_have_their_own(
    open_page: OpenPage, use_database: Callable[[Path], Engine], tmp_path: Path
) -> None:
    use_database(odd_file(tmp_path / "odd.sqlite3"))
    of_place = open_page(QUALITY, municipality=NAMES["02"])
    assert not of_place.exception
    assert "Школ с одинаковыми баллами в отборе нет." in said(of_place)
    of_school = open_page(QUALITY, municipality=NAMES["01"], school="СОШ 001")
    assert not of_school.exception
    assert "## Исходные строки книги" in said(of_school)
    assert "## Итоги у порогов групп" not in said(of_school)
    # Both schools of the set stand in the school's own list.
    same = next(frame.value for frame in of_school.dataframe if "Набор" in frame.value.columns)
    assert len(same) == 2
