"""«Коллегия» and «Исполнение»: from confirmed recommendations to a decision and its tasks, and two people at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.collegium import ADOPT, ITEM, NEW
from components.collegium import HEAD as HEAD_FORM
from components.effect import MATCH
from components.execution import GIVEN, MARK, ON
from components.marking import marking_table
from components.navigation import COLLEGIUM, EXECUTION, MEETING
from components.sitting import POST
from data.database import reading
from data.decisions import Head, adopt, compose, edit_head
from data.recommendation_acts import accept
from data.tables_decisions import assignment, decision, decision_item
from queries.execution import tasks
from queries.scope import Scope
from queries.wording import SHOWING_WORDS
from tests.data.acts import HEAD, proposal, rows
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import said

PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
SECRETARY = "секретарь коллегии"
NEXT = "2025/26"


@pytest.fixture
def own(use_database: Callable[[Path], Engine], own_file: Path) -> Engine:
    """The small region with three confirmed recommendations of the later cycle."""
    engine = use_database(own_file)
    fired = [proposal(code) for code in ("001", "002", "003")]
    accept(engine, [replace(each, key=each.key._replace(cycle=NEXT)) for each in fired], SECRETARY)
    return engine


@pytest.mark.parametrize("place", [{}, PLACE, SCHOOL], ids=["region", "municipality", "school"])
@pytest.mark.parametrize("page", [COLLEGIUM, EXECUTION], ids=["collegium", "execution"])
def test_each_page_answers_at_each_level(open_page: OpenPage, page: object, place: dict[str, str]) -> None:
    at = open_page(page, **place)  # type: ignore[arg-type]
    assert not at.exception
    assert not at.error


def test_the_demonstration_has_tasks_cards_and_before_and_after(open_page: OpenPage) -> None:
    at = open_page(EXECUTION)
    assert [card.label for card in at.metric] == [
        "Исполнено в срок",
        "Просрочено",
        "С документом",
        "Планы в срок",
        "С мероприятием",
    ]
    words = said(at)
    assert "не говорит почему" in words
    assert "И-ЭФФ. Из закрытых рекомендаций цикла 2024/25" in words


def test_similar_schools_are_sought_when_the_reader_asks(open_page: OpenPage) -> None:
    at = open_page(EXECUTION)
    assert "Рядом с похожими школами" in said(at)
    assert "Кто с кем сопоставлен" not in said(at)
    at.toggle(key=MATCH).set_value(True)
    at.run()
    assert not at.exception
    words = said(at)
    assert "Кто с кем сопоставлен" in words
    assert "О причинах сравнение не говорит" in words
    # Every third school of the demonstration that could have got it didn't, so there are similar ones to stand beside.
    assert "похожих школ мало" not in words
    assert "Сопоставлено 71 из 77 школ, получивших рекомендацию" in words.replace("\xa0", " ")
    council = open_page(EXECUTION, showing=SHOWING_WORDS["council"], matched="true")
    assert "о которых здесь говорят" in said(council)
    assert "Кто с кем сопоставлен" not in said(council)


def test_without_confirmed_recommendations_the_page_says_what_to_do_first(
    open_page: OpenPage, use_database: Callable[[Path], Engine], own_file: Path
) -> None:
    use_database(own_file)
    assert "Сначала примите их на странице «Рекомендации»" in said(open_page(COLLEGIUM))
    assert "Поручений нет. Они появятся" in said(open_page(EXECUTION))


def told(elements: Any) -> str:
    """What stands in them, without the signs that keep it from being markup."""
    return "\n".join(str(each.value) for each in elements).replace("\\", "")


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return at.run()


def opened(at: AppTest, form: str) -> AppTest:
    """With the popover of a form open."""
    at.session_state[form] = True
    return at.run()


def test_an_item_is_edited_from_its_present_text_and_the_form_closes(open_page: OpenPage, own: Engine) -> None:
    compose(own, HEAD, NEXT, {1: 1, 2: 1}, 4, SECRETARY)
    at = open_page(COLLEGIUM)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = opened(at, ITEM)
    field = "item_1_1_1"
    assert at.text_area(key=f"{field}_text").value == "Разработать школьный план"
    assert at.selectbox(key=f"{field}_addressee").value == "Руководитель ОО"
    assert at.selectbox(key=f"{field}_kind").value == "дата"
    assert at.date_input(key=f"{field}_deadline").value == date(2025, 12, 20)
    assert at.text_input(key=f"{field}_evidence").value == "план"
    at.text_area(key=f"{field}_text").set_value("  ")
    at = press(at, "edit_item")
    assert "Нет текста пункта" in told(at.error)
    assert at.session_state[ITEM]
    at.text_area(key=f"{field}_text").set_value("Разработать план иначе")
    at = press(at, "edit_item")
    assert not at.session_state[ITEM]
    assert [row["text"] for row in rows(own, decision_item)] == ["Разработать план иначе"]
    # Opened again, the form starts from what is there now.
    at = opened(at, ITEM)
    assert at.text_area(key="item_1_2_1_text").value == "Разработать план иначе"


def test_a_new_draft_begins_with_the_body_of_the_last_decision(open_page: OpenPage, own: Engine) -> None:
    compose(own, replace(HEAD, body_name="Совет при главе района"), NEXT, {1: 1}, 4, SECRETARY)
    at = open_page(COLLEGIUM)
    assert at.selectbox(key="new_body").value == "Совет при главе района"


def test_nobody_is_charged_with_control_until_somebody_says_so(open_page: OpenPage, own: Engine) -> None:
    compose(own, replace(HEAD, control="ведущий специалист"), NEXT, {1: 1}, 4, SECRETARY)
    at = open_page(COLLEGIUM)
    assert at.selectbox(key="new_control").value is None
    at.selectbox(key=POST).set_value(SECRETARY).run()
    assert at.selectbox(key="new_control").value is None, "who acts is not who looks after it"
    assert at.selectbox(key="new_control").options[0] == "ведущий специалист", "that of the last decision is at hand"
    at.selectbox(key="new_control").set_value("начальник отдела")
    at = press(at, "compose")
    row = rows(own, decision)[1]
    assert row["control_post"] == "начальник отдела"
    at = opened(at, HEAD_FORM)
    field = at.selectbox(key="head_2_1_control")
    assert field.value == "начальник отдела", "what the draft has is kept"
    at = press(field.set_value(None).run(), "edit_head")
    assert not at.exception
    assert rows(own, decision)[1]["control_post"] is None


def test_a_decision_of_a_day_to_come_is_adopted_knowingly(open_page: OpenPage, own: Engine) -> None:
    tomorrow = date.today() + timedelta(days=1)
    compose(own, replace(HEAD, date=tomorrow), NEXT, {1: 1}, 4, SECRETARY)
    at = opened(open_page(COLLEGIUM), ADOPT)
    assert "ещё не наступил" in told(at.warning)


def test_a_new_agenda_is_of_the_day_of_the_decision(open_page: OpenPage, own: Engine) -> None:
    compose(own, HEAD, NEXT, {1: 1}, 4, SECRETARY)
    assert open_page(MEETING).date_input(key="agenda_new_date").value == HEAD.date


def test_a_draft_is_composed_adopted_and_carried_out(open_page: OpenPage, own: Engine) -> None:
    at = open_page(COLLEGIUM)
    at = press(at, "compose")
    assert "Укажите свою должность" in told(at.error)
    at.selectbox(key=POST).set_value(SECRETARY)
    at.date_input(key="new_date").set_value(date(2025, 10, 20))
    at = press(at, "compose")
    assert "Проект составлен: 3\u00a0рекомендации" in told(at.success)
    assert "уже вошли в решение" in said(at)
    assert "Сначала примите их" not in said(at)
    at = press(opened(at, ADOPT), "adopt")
    assert "У решения нет номера" in told(at.error)
    assert at.session_state[ADOPT]
    at.text_input(key="adopt_number_1_1").set_value("5")
    at = press(at, "adopt")
    assert "Решение принято" in told(at.success)
    assert not at.session_state[ADOPT]
    assert [(row["state"], row["number"]) for row in rows(own, decision)] == [("принято", "5")]
    assert len(rows(own, assignment)) == 3
    (link,) = (each.proto for each in at.get("page_link") if "Поручения этого решения" in str(each.proto))
    asked = {key: value for key, (value,) in parse_qs(link.query_string).items()}
    assert list(asked) == [GIVEN]
    at.switch_page(f"../{EXECUTION.path}").run()
    assert not at.exception
    assert at.metric[4].value == "3 из 3"
    at = open_page(EXECUTION, **asked)
    assert at.selectbox(key=GIVEN).value.replace("\xa0", " ") == "решение № 5 от 20.10.2025, принято"
    assert [card.label for card in at.metric] == ["Исполнено в срок", "Просрочено", "С документом"]
    assert "Всего 3\xa0поручения." in told(at.caption)


def test_tasks_of_one_decision_are_those_of_the_report(open_page: OpenPage) -> None:
    whole = open_page(EXECUTION)
    assert "Всего 327\xa0поручений, из них незакрытых прошлых циклов — 108, отменённых — 4." in told(
        (*whole.caption, *whole.markdown)
    )
    assert "219\xa0поручений этого цикла, из них отменённых — 4." in told((*whole.caption, *whole.markdown))
    of_one = whole.selectbox(key=GIVEN).set_value(whole.selectbox(key=GIVEN).options[0]).run()
    assert "Всего 119\xa0поручений." in told(of_one.caption)
    assert "119\xa0поручений этого решения." in told((*of_one.caption, *of_one.markdown))
    assert not of_one.exception


def test_who_is_slower_is_told_who_was_faster(open_page: OpenPage, own: Engine) -> None:
    number = compose(own, HEAD, NEXT, {1: 1, 2: 1}, 4, SECRETARY)
    at = open_page(COLLEGIUM)
    at.selectbox(key=POST).set_value("начальник отдела")
    at = opened(at, ADOPT)
    edit_head(own, number, 1, Head(HEAD.date, "Об итогах мониторинга, иначе", HEAD.body_name, "12"), "методист")
    at = press(at, "adopt")
    assert "Пока вы решали, это изменили другие — решение №\u00a012: проект, методист" in told(at.warning)
    assert rows(own, decision)[0]["state"] == "проект"
    at = press(at, "adopt")
    assert rows(own, decision)[0]["state"] == "принято"


@pytest.fixture
def marking(open_page: OpenPage, own: Engine) -> AppTest:
    """«Исполнение» with two assignments of a decision, to be marked."""
    adopt(own, compose(own, HEAD, NEXT, {1: 1, 2: 1}, 4, SECRETARY), 1, SECRETARY)
    at = open_page(EXECUTION)
    at.date_input(key=ON).set_value(date(2025, 12, 25))
    at.segmented_control(key="tasks_view_поручения").set_value(MARK)
    return at.run()


def table_of(engine: Engine) -> str:
    """The key of the table with marks, as it stands now."""
    with reading(engine) as connection:
        frame = tasks(connection, Scope(), date(2025, 12, 25))
    return marking_table(frame[frame["assignment_id"].notna()])


def tick(at: AppTest, table: str, *positions: int) -> AppTest:
    at.session_state[table] = {"selection": {"rows": list(positions), "columns": [], "cells": []}}
    return at.run()


def ticks(at: AppTest, table: str) -> list[int]:
    return list(at.session_state[table]["selection"]["rows"]) if table in at.session_state else []


def test_nothing_is_set_before_rows_are_chosen(marking: AppTest) -> None:
    assert "Отметьте строки флажками" in said(marking)
    assert marking.button(key="mark").disabled
    assert not marking.exception


def test_a_status_asks_for_the_position_beside_its_button_and_keeps_marks_until_it_is_set(
    marking: AppTest, own: Engine
) -> None:
    table = table_of(own)
    at = press(tick(marking, table, 0, 1), "mark")
    assert "Укажите свою должность" in told(at.error)
    assert ticks(at, table) == [0, 1]
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(at.run(), "mark")
    assert not at.exception
    assert "нажмите «Вернуть прежний статус»" in told(at.success)
    assert ticks(at, table_of(own)) == []
    assert {row["status"] for row in rows(own, assignment)} != {"не начато"}
    at = press(tick(at, table_of(own), 0, 1), "take_back")
    assert "Прежний статус возвращён: 2\u00a0поручения" in told(at.success)
    assert ticks(at, table_of(own)) == []
    assert {row["status"] for row in rows(own, assignment)} == {"не начато"}


def test_a_draft_asks_for_the_position_beside_its_button(open_page: OpenPage, own: Engine) -> None:
    at = press(open_page(COLLEGIUM), "compose")
    assert "Укажите свою должность" in told(at.error)
    at.selectbox(key=f"{POST}_{NEW}").set_value(SECRETARY)
    at = at.run()
    assert at.selectbox(key=POST).value == SECRETARY
    at = press(at, "compose")
    assert "Проект составлен" in told(at.success)
    assert rows(own, decision)[0]["state"] == "проект"


def test_a_form_of_a_decision_asks_for_the_position_and_tells_what_is_refused(open_page: OpenPage, own: Engine) -> None:
    compose(own, HEAD, NEXT, {1: 1, 2: 1}, 4, SECRETARY)
    at = press(opened(open_page(COLLEGIUM), ADOPT), "adopt")
    assert len(at.error) == 1
    assert "Укажите свою должность" in told(at.error)
    at.selectbox(key=f"{POST}_{ADOPT}").set_value(SECRETARY)
    at = at.run()
    assert at.session_state[ADOPT], "the form stays open"
    assert [each.key for each in at.selectbox if str(each.key).startswith(POST)] == [POST]


def test_who_composes_too_late_is_told_though_nothing_is_left_to_compose(open_page: OpenPage, own: Engine) -> None:
    at = open_page(COLLEGIUM)
    at.selectbox(key=POST).set_value("методист").run()
    compose(own, HEAD, NEXT, {1: 1, 2: 1, 3: 1}, 4, SECRETARY)
    press(at, "compose")
    assert "уже в решении" in told([*at.error, *at.warning])


def form_with_post(post: str) -> None:
    import streamlit as st

    from components.sitting import POST, missing_post

    st.session_state[POST] = post
    missing_post("form")


def test_a_position_that_will_not_do_can_be_mended_in_the_form() -> None:
    """On a page of its own, since AppTest can't hold a position that is not in the list."""
    for post, asked in (("", 1), ("я", 1), ("Иванова Мария Петровна", 1), (SECRETARY, 0)):
        at = AppTest.from_function(form_with_post, args=(post,)).run()
        assert not at.exception
        assert len(at.selectbox) == asked, post


def test_a_forgotten_filter_of_schools_is_named_above_and_in_the_checklist(open_page: OpenPage) -> None:
    at = open_page(COLLEGIUM, group="низкая")
    words = said(at)
    assert "Отбор: группы — низкая" in words
    assert "Отбор: группы" not in said(open_page(COLLEGIUM))


def test_the_council_reads_and_does_not_decide(open_page: OpenPage) -> None:
    council = {"showing": SHOWING_WORDS["council"]}
    decided = open_page(COLLEGIUM, **council)
    assert "составляют и правят решение в служебном режиме" in said(decided)
    assert {button.key for button in decided.button}.isdisjoint({"compose", "adopt", "annul", "add_item", "edit_item"})
    assert "Журнал действий" not in said(decided)
    assert "могут опираться на суждения о людях" in said(open_page(EXECUTION, **council))
