"""Databases for pages, and the way a page is opened: through the frame, as the server does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.navigation import ROOT, PageEntry, page_at
from data.database import initialise, make_engine
from data.workbook import Workbook
from tests.factories import CYCLE, NEXT_CYCLE, municipality, school, scores, workbook
from tests.stored import load

OpenPage = Callable[..., AppTest]

FIRST_PAGE, EFFECTIVENESS = page_at(""), page_at("effectiveness")


def earlier_book() -> Workbook:
    """The cycle 2024/25 of ``later_book``: totals 70, 50, 70 in one municipality, 70 in the other."""
    return workbook(
        cycle=CYCLE,
        municipalities=places(),
        schools=schools_of_region(),
        scores=[
            *scores(7.0, 7.0, school_id="001", cycle=CYCLE),
            *scores(5.0, 5.0, school_id="002", cycle=CYCLE),
            *scores(7.0, 7.0, school_id="003", cycle=CYCLE),
            *scores(7.0, 7.0, school_id="001", municipality_id="02", cycle=CYCLE),
        ],
    )


def later_book() -> Workbook:
    """The cycle 2025/26: totals 90, 50, 70 in one municipality, 50 in the other; so groups 1, 3, 2 and 3.

    Both municipalities have one name; two schools of the first one too.
    """
    return workbook(
        cycle=NEXT_CYCLE,
        municipalities=places(),
        schools=schools_of_region(),
        scores=[
            *scores(9.0, 9.0, school_id="001", cycle=NEXT_CYCLE),
            *scores(5.0, 5.0, school_id="002", cycle=NEXT_CYCLE),
            *scores(7.0, 7.0, school_id="003", cycle=NEXT_CYCLE),
            *scores(5.0, 5.0, school_id="001", municipality_id="02", cycle=NEXT_CYCLE),
        ],
    )


def places() -> list[dict[str, object]]:
    """Two municipalities of one name."""
    return [municipality("01", name="Северный округ"), municipality("02", name="Северный округ", cluster="городской")]


def schools_of_region() -> list[dict[str, object]]:
    """Two schools of one name and a «гимназия» in the first municipality, one school in the second."""
    return [
        school("001", short_name="СОШ № 1"),
        school("002", short_name="СОШ № 1"),
        school("003", short_name="Гимназия № 2", kind="гимназия"),
        school("001", "02", short_name="СОШ Речная"),
    ]


@pytest.fixture(scope="session")
def own_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both cycles of the small region, loaded one after the other."""
    path = tmp_path_factory.mktemp("own") / "own.sqlite3"
    _filled(path, earlier_book(), later_book())
    return path


@pytest.fixture(scope="session")
def single_cycle_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The later cycle alone."""
    path = tmp_path_factory.mktemp("single") / "single.sqlite3"
    _filled(path, later_book())
    return path


@pytest.fixture
def use_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Engine]:
    """``use_database(file)``: the department's own database is a copy of this one; returns its engine."""

    def use(path: Path) -> Engine:
        copy = tmp_path / "used.sqlite3"
        shutil.copy(path, copy)
        monkeypatch.setenv("KOLLEGIA_DATABASE_URL", f"sqlite:///{copy}")
        return make_engine(f"sqlite:///{copy}")

    return use


@pytest.fixture
def open_page(demonstration_file: Path, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """``open_page(entry, municipality="…")``: a page through the frame, with the values of a link."""
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", f"sqlite:///{demonstration_file}")

    def opened(entry: PageEntry = EFFECTIVENESS, **link: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "components" / "frame.py"), default_timeout=60)
        at.query_params.update(link)
        at.run()
        if entry is not FIRST_PAGE:
            at.switch_page(f"../{entry.path}").run()
        return at

    return opened


def _filled(path: Path, *books: Workbook) -> None:
    engine = make_engine(f"sqlite:///{path}")
    initialise(engine)
    for book in books:
        load(engine, book)
    engine.dispose()
