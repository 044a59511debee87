"""The mode for the council on pages and in files: named everywhere, and no hidden number anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.navigation import PAGES, PageEntry, page_at
from components.showing import KEY
from data.database import reading
from exports.files import TABLE_FILES
from methodology.catalogue import packaged
from queries.columns import INDICATOR_BY_SCHOOL, INDICATORS_OF_SELECTION
from queries.indicator_tables import indicator_by_school, indicators_in_words
from queries.note import export_note
from queries.scope import SchoolKey, Scope
from queries.showing import HIDDEN, sensitive
from queries.wording import SHOWING_WORDS
from tests.pages.conftest import OpenPage

COUNCIL = SHOWING_WORDS["council"]
SCOPED = [entry for entry in PAGES if entry.scoped and not entry.rows_as_they_are]
MADE = datetime.fromisoformat("2026-09-05T09:07")
WITH_ROWS = [entry for entry in PAGES if entry.rows_as_they_are]


def for_council(at: AppTest) -> AppTest:
    at.session_state[KEY] = COUNCIL
    at.run()
    assert not at.exception
    return at


def captions(at: AppTest) -> str:
    return " ".join(caption.value for caption in at.caption)


@pytest.mark.parametrize("entry", SCOPED, ids=lambda entry: entry.title)
def test_the_mode_is_named_on_every_page(open_page: OpenPage, entry: PageEntry) -> None:
    at = open_page(entry)
    assert COUNCIL not in captions(at)
    assert f"{COUNCIL}]" in captions(for_council(at))


@pytest.mark.parametrize("entry", WITH_ROWS, ids=lambda entry: entry.title)
def test_pages_that_quote_rows_are_for_work_alone(open_page: OpenPage, entry: PageEntry) -> None:
    at = for_council(open_page(entry))
    assert any("только в режиме «Служебный»" in info.value for info in at.info)
    assert not at.dataframe
    [button] = [button for button in at.button if button.label == "Показать в служебном режиме"]
    button.click().run()
    assert not at.exception
    assert not any("только в режиме" in info.value for info in at.info)


def test_a_school_shows_words_instead_of_few_people(open_page: OpenPage) -> None:
    at = open_page(page_at("passport"))
    municipality = next(box for box in at.multiselect if box.key == "municipality")
    municipality.set_value([municipality.options[0]]).run()
    school = next(box for box in at.selectbox if box.key == "school")
    school.set_value(school.options[0]).run()
    at = for_council(at)
    frames = [frame.value for frame in at.dataframe]
    told = [frame for frame in frames if frame.astype(str).eq(HIDDEN).to_numpy().any()]
    assert told


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx", "pptx"])
def test_files_hold_no_hidden_value(demonstration_engine: Engine, form: str) -> None:
    scope = Scope(showing="council")
    with reading(demonstration_engine) as connection:
        note = export_note(connection, scope, title="Показатели", page="Паспорт", demonstration=True, made_at=MADE)
        assert note.showing == COUNCIL
        schools = [
            (indicator_by_school(connection, scope, rule.code), INDICATOR_BY_SCHOOL)
            for rule in packaged().indicators
            if sensitive(rule.code) and rule.block == "mentoring"
        ]
        school = scope.in_school(SchoolKey(*schools[0][0][["municipality_id", "school_id"]].iloc[0]))
        of_school = indicators_in_words(connection, school), INDICATORS_OF_SELECTION
        frames: list[tuple[pd.DataFrame, Any]] = [*schools, of_school]
    write = getattr(TABLE_FILES, form)
    hidden = 0
    for frame, columns in frames:
        gone = frame["hidden"].astype(bool)
        hidden += int(gone.sum())
        assert frame.loc[gone, ["numerator", "denominator", "value"]].isna().all().all()
        written = write(frame, [column for column in columns if column.in_files and column.name in frame], note)
        if form == "csv":
            assert written.decode("utf-8-sig").count(HIDDEN) >= int(gone.sum())
            assert COUNCIL in written.decode("utf-8-sig")
    assert hidden > 20


def test_the_file_name_carries_the_mode() -> None:
    name = TABLE_FILES.file_name("Наставничество", "2025/26", "xlsx", for_council=True)
    assert name == "Наставничество_2025-26_для_совета.xlsx"
