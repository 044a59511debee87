"""What is on the screen as docx and pptx: every panel offers it, and its charts hold the numbers of its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from components import panels
from components.downloads import whole_frame
from components.navigation import PAGES, PageEntry
from components.shown import Shown
from exports.files import TABLE_FILES
from queries.columns import TableColumn
from queries.wording import SHOWING_WORDS
from tests.exports.read_papers import chart_workbooks, pptx_text, squeezed
from tests.exports.test_table_file import NOTE
from tests.pages.conftest import OpenPage

PLACE = {"municipality": "Луговой муниципальный район"}
COUNCIL = {"showing": SHOWING_WORDS["council"]}
LINKS: tuple[dict[str, str], ...] = ({}, PLACE, {**PLACE, **COUNCIL})
OPENED = [(entry, link) for entry in PAGES if entry.scoped for link in LINKS]
Offered = tuple[str, Any, Sequence[Any], Shown]
WORKED_OUT = {
    "Совместный разбор: где признаки сходятся": "counted from the rows of the table",
    "Показатели развития и их пороги": "thresholds stand beside the values",
}
"""Panels whose charts have numbers that stand in no column of the table, and which those are."""


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Offered]:
    """What each panel of a page hands over for its files."""
    found: list[Offered] = []

    def menu(title: str, frame: Any, columns: Any, files: Any, *, key: str, shown: Shown, **_: Any) -> None:
        assert files is TABLE_FILES, title
        found.append((title, frame, columns, shown))

    monkeypatch.setattr(panels, "download_menu", menu)
    return found


@pytest.mark.parametrize(
    ("entry", "link"), OPENED, ids=lambda part: part.url if isinstance(part, PageEntry) else "+".join(part)
)
def test_charts_of_files_hold_the_numbers_of_the_table(
    open_page: OpenPage, offered: list[Offered], entry: PageEntry, link: dict[str, str]
) -> None:
    at = open_page(entry, **link)
    assert not at.exception
    for title, later, columns, shown in offered:
        frame = whole_frame(later)
        on_screen = shown.on_screen()
        told = [column for column in columns if column.in_files and column.name in frame]
        for write in (TABLE_FILES.docx, TABLE_FILES.pptx):
            books = list(chart_workbooks(write(frame, told, NOTE, on_screen)))
            if write is TABLE_FILES.docx:
                assert len(books) == len(on_screen.pictures), title
            for book in books:
                assert numbers_of(book[1:]) <= numbers_in(frame) or title in WORKED_OUT, title
        for picture, book in zip(on_screen.pictures, books, strict=False):
            for place, row in enumerate(book[1:]):
                drawn = [each.numbers[place] for each in picture.series]
                assert [known(value) for value in row[1:]] == [known(value) for value in drawn], title


def known(value: Any) -> float | None:
    """A number; to twelve digits, since a workbook keeps sixteen of a number."""
    return None if value is None else float(f"{float(value):.12g}")


def numbers_of(rows: Sequence[Sequence[Any]]) -> set[float]:
    return {round(float(value), 4) for row in rows for value in row[1:] if value is not None}


def numbers_in(frame: pd.DataFrame) -> set[float]:
    """All numbers of a frame, and what is left of 100 per cent of each; zero, since a part that isn't is none."""
    numeric = frame.select_dtypes("number")
    found = {round(float(value), 4) for name in numeric for value in numeric[name].dropna()}
    return found | {round(100 - value, 4) for value in found} | {0.0, 100.0}


def test_a_finding_becomes_the_title_of_the_slide() -> None:
    frame = pd.DataFrame({"name": ["Луговой"]})
    shown = Shown(["Без данных 3 школы."]).on_screen()
    text = squeezed(pptx_text(TABLE_FILES.pptx(frame, [TableColumn("name", "Муниципалитет")], NOTE, shown)))
    assert text.count("Без данных 3 школы.") == 1
