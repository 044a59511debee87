"""«Заседание»: an agenda from the data, shown point by point, frozen, edited, printed as it is on the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import docx
import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.agenda import ORDER, QUESTIONS, SHOW, TITLE, edited_steps
from components.agenda_charts import point_with_chart
from components.navigation import EFFECTIVENESS, MEETING
from data.agendas import OWN, AgendaHead, AgendaStep, begin
from data.database import initialise, reading
from data.workbook import Workbook
from exports.agenda import HANDOUT_FILES
from methodology.sentences import tidy
from queries.agenda import Shown, default_steps, frozen_scope
from queries.note import export_note
from queries.scope import Scope
from queries.wording import SHOWING_WORDS
from tests.data.test_judging import stricter
from tests.exports.read_papers import chart_workbooks, pdf_text, squeezed
from tests.factories import CYCLE, NEXT_CYCLE, scores, workbook
from tests.pages.conftest import OpenPage, places, schools_of_region
from tests.pages.test_pages import said
from tests.stored import load

UseDatabase = Callable[[Path], Engine]
POST = "секретарь коллегии"


def asking(connection: Any) -> Callable[..., pd.DataFrame]:
    return lambda query, scope, **parameters: query(connection, scope, **parameters)


@pytest.fixture
def agreed(use_database: UseDatabase, own_file: Path) -> Engine:
    """The small region with an agenda of its own."""
    engine = use_database(own_file)
    with reading(engine) as connection:
        steps = default_steps(asking(connection), Scope(cycle=NEXT_CYCLE), CYCLE)
    steps.append(AgendaStep(OWN, "Разное", ("Кто готовит отчёт?",)))
    begin(engine, AgendaHead("Заседание коллегии", date(2026, 10, 20), NEXT_CYCLE, CYCLE, {}), steps, POST)
    return engine


def corrected() -> Workbook:
    """A school of the later cycle rises from the low group."""
    return workbook(
        cycle=NEXT_CYCLE,
        municipalities=places(),
        schools=schools_of_region(),
        scores=scores(9.0, 9.0, school_id="002", cycle=NEXT_CYCLE),
    )


def on_screen(at: AppTest) -> str:
    """The words of the point."""
    drawn = " ".join(element.proto.body for element in at.get("html") if "stage-" in element.proto.body)
    words = re.sub(r"<style>.*?</style>", " ", drawn, flags=re.DOTALL)
    return squeezed(unescape(re.sub(r"<[^>]+>", " ", words)))


def test_an_agenda_is_composed_from_the_data(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(MEETING)
    at.button(key="agenda_begin").click().run()
    assert "Укажите свою должность" in said(at)
    at.selectbox(key="sitting_post").set_value(POST)
    at.button(key="agenda_begin").click().run()
    assert not at.exception
    assert "Повестка составлена" in said(at)
    assert "Числа после загрузки № 2, методика № 1" in said(at)
    at.button(key="stage_enter").click().run()
    assert [title.value for title in at.title] == ["Главные показатели"]
    assert not at.exception


def test_the_points_go_on_and_back_and_stay_as_they_were(open_page: OpenPage, agreed: Engine) -> None:
    at = open_page(MEETING, agenda="1", stage="1")
    assert not at.exception
    assert "1 из" in said(at)
    assert at.button(key="stage_back").disabled
    first = on_screen(at)
    assert "▼ Низкая степень 2 из 4 было 1 из 4" in first
    assert "Полнота данных ▲ 100 % высокая" in first
    assert "Что изменилось с прошлого цикла и почему?" in first
    at.button(key="stage_page_down").click().run()
    assert [title.value for title in at.title] == ["Группы школ"]
    at.button(key="stage_page_up").click().run()
    load(agreed, corrected(), "3.xlsx")
    again = open_page(MEETING, agenda="1", stage="1")
    assert on_screen(again) == first
    assert "Числа после загрузки № 2" in said(again)


def test_a_number_opens_its_page_in_the_frozen_state(open_page: OpenPage, agreed: Engine) -> None:
    load(agreed, corrected(), "3.xlsx")
    at = open_page(MEETING, agenda="1", stage="2")
    [drawn] = [element.proto.body for element in at.get("html") if 'class="stage-numbers' in element.proto.body]
    numbers = re.findall(r'href="effectiveness\?([^"]+)".*?<b>(\d+) из', drawn)
    assert numbers
    for address, low in numbers:
        opened = open_page(EFFECTIVENESS, **dict(parse_qsl(unescape(address))))
        assert not opened.exception
        assert "после загрузки № 2" in str(opened.query_params["state"])
        assert {card.label: card.value for card in opened.metric}["▼ Низкая"] == low


def test_numbers_by_rules_of_before_open_no_page(
    open_page: OpenPage, agreed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = on_screen(open_page(MEETING, agenda="1", stage="2"))
    monkeypatch.setattr("data.methodology_versions.packaged", stricter)
    initialise(agreed)
    at = open_page(MEETING, agenda="1", stage="2")
    assert on_screen(at) == before
    assert not any("href=" in element.proto.body for element in at.get("html") if "stage-" in element.proto.body)
    assert "Правила методики с тех пор изменились" in said(at)
    council = open_page(MEETING, agenda="1", stage="2", showing=SHOWING_WORDS["council"])
    assert on_screen(council).strip() == ""
    assert "прежнее состояние не показывается" in said(council)
    assert at.button(key="stage_leave").click().run().button(key="agenda_freeze")


def test_no_agenda_is_composed_in_an_earlier_state(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(MEETING)
    [state] = [box for box in at.selectbox if box.key == "state"]
    at = open_page(MEETING, state=state.options[-1])
    assert "берёт числа последней загрузки" in said(at)
    assert "agenda_begin" not in {button.key for button in at.button}


def test_the_council_never_sees_numbers_that_have_moved(open_page: OpenPage, agreed: Engine) -> None:
    council = {"showing": SHOWING_WORDS["council"]}
    assert "▼ Низкая степень" in on_screen(open_page(MEETING, agenda="1", stage="1", **council))
    load(agreed, corrected(), "3.xlsx")
    at = open_page(MEETING, agenda="1", stage="1", **council)
    assert on_screen(at).strip() == ""
    assert "прежнее состояние не показывается" in said(at)


def test_links_that_lead_nowhere(open_page: OpenPage, agreed: Engine) -> None:
    assert "Такой повестки нет" in said(open_page(MEETING, agenda="9", stage="1"))
    at = open_page(MEETING, agenda="1", stage="99")
    assert [title.value for title in at.title] == ["Разное"]
    assert at.button(key="stage_on").disabled


def test_what_the_table_says_becomes_the_agenda() -> None:
    steps = [AgendaStep("figures", "Показатели", ("Что?",)), AgendaStep("groups", "Группы"), AgendaStep(OWN, "")]
    edited = pd.DataFrame(
        {
            ORDER: [2, 1, None],
            SHOW: [True, False, True],
            TITLE: ["Показатели", "", "Разное"],
            QUESTIONS: ["Что? ; Почему?;", None, "Кто?"],
        }
    )
    assert edited_steps(steps, edited) == [
        AgendaStep("groups", "Группы", (), shown=False),
        AgendaStep("figures", "Показатели", ("Что?", "Почему?")),
        AgendaStep(OWN, "Разное", ("Кто?",)),
    ]
    edited.loc[2, TITLE] = ""
    assert len(edited_steps(steps, edited)) == 2


def test_the_hand_out_has_the_numbers_of_the_screen(open_page: OpenPage, agreed: Engine) -> None:
    with reading(agreed) as connection:
        row = type("Row", (), {"filters": {}, "cycle": NEXT_CYCLE, "load_id": 2, "methodology": 1})
        scope, ask = frozen_scope(row), asking(connection)
        steps = [step for step in default_steps(ask, scope, CYCLE) if step.shown]
        points: list[Shown] = [point_with_chart(step, ask, scope, CYCLE)[0] for step in steps]
        note = export_note(
            connection,
            scope,
            title="Заседание коллегии",
            page="Заседание",
            demonstration=False,
            made_at=datetime.fromisoformat("2026-10-19T12:00"),
            compared_with=CYCLE,
        )
    asked = ("Заседание коллегии", date(2026, 10, 20), points, note)
    written = HANDOUT_FILES.docx(*asked)
    charts = [point.picture for point in points if point.picture is not None]
    assert charts
    assert len(list(chart_workbooks(written))) == len(charts)
    document = docx.Document(io.BytesIO(written))
    told = [
        tuple(cell.text for cell in line.cells)
        for table in document.tables
        for line in table.rows[1:]
        if table.rows[0].cells[0].text == "Что"
    ]
    # Papers have no signs of zones: their fonts lack them.
    shown = [(tidy(each.name), tidy(each.words)) for point in points for each in point.numbers]
    assert [squeezed("|".join(line[:2])) for line in told] == [squeezed("|".join(line)) for line in shown]
    printed = squeezed(pdf_text(HANDOUT_FILES.pdf(*asked)))
    for place, point in enumerate(points, start=1):
        at = open_page(MEETING, agenda="1", stage=str(place))
        screen = on_screen(at)
        for each in point.numbers:
            sign = f"{each.zone_words[0]} " if each.zone else ""
            assert squeezed(f"{each.name} {sign}{each.words} {each.zone_words[2:]}").strip() in screen
            assert squeezed(each.words) in printed
        assert len(at.get("plotly_chart")) == (point.picture is not None)
        if point.picture is not None:
            assert squeezed(point.picture.said) in screen
            assert squeezed(point.picture.said) in printed
        assert squeezed(point.finding) in screen
