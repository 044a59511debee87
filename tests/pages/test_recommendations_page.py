"""«Рекомендации»: the answer, acts on marked rows, two people at once, reasons; at all levels, without data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from components import recommendation_acts, recommendation_by_hand, recommendation_filters
from components.navigation import RECOMMENDATIONS
from components.recommendation_acts import REJECT_WHY, WITHDRAW_WHY
from components.recommendation_by_hand import DEADLINE as HAND_DEADLINE
from components.recommendation_by_hand import EVIDENCE as HAND_EVIDENCE
from components.recommendation_by_hand import PLACE as HAND_PLACE
from components.recommendation_by_hand import TEXT as HAND_TEXT
from components.recommendation_by_hand import TO as HAND_TO
from components.recommendation_change import DAY, KIND, TEXT, TO, mark_of
from components.sitting import POST
from data.acting import Deadline
from data.database import reading
from data.recommendation_acts import Key, Proposal, accept, reject
from data.tables_decisions import recommendation_history, recommendation_issue
from queries.addressed import addressed_recommendations
from queries.recommendation_catalogue import recommendation_catalogue
from queries.scope import Scope
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import said
from tests.pages.test_showing import for_council

PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
SECRETARY = "секретарь коллегии"


@pytest.mark.parametrize("showing", [False, True], ids=["internal", "council"])
@pytest.mark.parametrize("place", [{}, PLACE, SCHOOL], ids=["region", "municipality", "school"])
def test_the_page_answers_at_each_level_and_in_both_modes(
    open_page: OpenPage, place: dict[str, str], showing: bool
) -> None:
    at = open_page(RECOMMENDATIONS, **place)
    if showing:
        at = for_council(at)
    assert not at.exception
    assert not at.error
    labels = [card.label for card in at.metric]
    assert labels[0] == "Сработало"
    assert ("Ждут решения" in labels) is not showing
    assert bool([button for button in at.button if button.key == "rec_accept"]) is not showing


@pytest.fixture
def own(use_database: Callable[[Path], Engine], own_file: Path) -> Engine:
    """The small region of two cycles."""
    return use_database(own_file)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``marked(n)``: the reader has marked the first n rows; AppTest can't click into a table."""

    def mark(count: int) -> None:
        shown = recommendation_acts.chosen_rows

        def chosen(*given: object, **named: object) -> list[int]:
            shown(*given, **named)  # type: ignore[arg-type]
            return list(range(count))

        monkeypatch.setattr(recommendation_acts, "chosen_rows", chosen)

    return mark


def states(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(recommendation_issue.c.state)))


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return at.run()


def test_marked_rows_are_accepted_together_with_their_reasons(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None]
) -> None:
    marked(3)
    at = open_page(RECOMMENDATIONS)
    at = press(at, "rec_accept")
    assert "Укажите свою должность" in at.error[0].value
    assert states(own) == []
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(at, "rec_accept")
    assert not at.exception
    assert "Принято" in at.success[0].value
    assert states(own) == ["принята"] * 3
    with reading(own) as connection:
        issues = connection.execute(select(recommendation_issue)).all()
        frame = addressed_recommendations(connection, Scope())
    assert all(issue.trace and issue.methodology and issue.as_of_load for issue in issues)
    assert (frame["state"] == "принята").sum() == 3


def test_who_is_overtaken_is_told_and_keeps_what_was_typed(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(1)
    at = open_page(RECOMMENDATIONS)
    at.selectbox(key=POST).set_value(SECRETARY)
    at.run()
    seen: list[object] = []

    def others_first(engine: Engine, proposals: list[object], post: str, **more: object) -> list[int]:
        if not seen:
            seen.append(accept(engine, proposals, "методист"))  # type: ignore[arg-type]
        return accept(engine, proposals, post)  # type: ignore[arg-type]

    monkeypatch.setattr(recommendation_acts, "accept", others_first)
    at.session_state[REJECT_WHY] = "своя причина"
    at = press(at.run(), "rec_accept")
    assert "изменили другие" in at.warning[0].value
    assert "методист" in at.warning[0].value
    assert at.session_state[REJECT_WHY] == "своя причина"
    with reading(own) as connection:
        assert len(connection.execute(select(recommendation_history)).all()) == 1


def test_one_marked_row_says_why(open_page: OpenPage, own: Engine, marked: Callable[[int], None]) -> None:
    marked(1)
    at = open_page(RECOMMENDATIONS)
    assert not at.exception
    words = said(at)
    assert "Почему" in words
    assert "Источник:" in words
    assert "Версия методики" in words


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The menu of the form is open; AppTest can't open one."""
    shown = st.popover

    def popover(label: str, **named: object) -> object:
        menu = shown(label, **named)  # type: ignore[arg-type]
        if label != "Написать рекомендацию":
            return menu

        class Open:
            open = True

            def __enter__(self) -> Open:
                menu.__enter__()
                return self

            def __exit__(self, *raised: object) -> None:
                menu.__exit__(*raised)

        return Open()

    monkeypatch.setattr(recommendation_by_hand.st, "popover", popover)


def written(engine: Engine) -> list[tuple[object, ...]]:
    i = recommendation_issue.c
    names = (i.municipality_id, i.school_id, i.code, i.text, i.addressee, i.deadline_kind, i.evidence, i.state, i.post)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*names))]


@pytest.mark.usefixtures("opened")
def test_a_recommendation_is_written_by_hand(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    assert not at.exception
    assert at.button(key="hand_write").disabled
    at.selectbox(key=HAND_PLACE).select_index(0)
    at = at.run()
    at = press(at, "hand_write")
    assert "Нет текста рекомендации" in at.error[0].value or "должность" in at.error[0].value
    at.selectbox(key=POST).set_value(SECRETARY)
    at.text_area(key=HAND_TEXT).set_value("Провести выездной педсовет")
    at.selectbox(key=HAND_TO).set_value("методическая служба")
    at = press(at, "hand_write")
    assert "Срок не указан" in at.error[0].value
    # What was typed is still there.
    assert at.text_area(key=HAND_TEXT).value == "Провести выездной педсовет"
    assert written(own) == []
    at.selectbox(key=HAND_DEADLINE[0]).set_value("не установлен")
    at.text_input(key=HAND_EVIDENCE).set_value("протокол педсовета")
    at = press(at.run(), "hand_write")
    assert not at.exception
    assert "записана и принята" in at.success[0].value
    [(place, *rest)] = written(own)
    assert place
    text, post = "Провести выездной педсовет", "методическая служба"
    assert rest == ["", "иное", text, post, "не установлен", "протокол педсовета", "принята", SECRETARY]
    assert at.text_area(key=HAND_TEXT).value == ""


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("whole", [True, False], ids=["municipality", "school"])
def test_by_hand_whom_it_is_about_is_what_is_selected(open_page: OpenPage, whole: bool) -> None:
    at = open_page(RECOMMENDATIONS, **(PLACE if whole else SCHOOL))
    assert not at.exception
    assert not at.button(key="hand_write").disabled
    asked = [each.key for each in at.selectbox if each.key and each.key.startswith("hand_school")]
    assert len(asked) == int(whole)


@pytest.mark.usefixtures("opened")
def test_the_council_writes_nothing(open_page: OpenPage) -> None:
    at = for_council(open_page(RECOMMENDATIONS))
    assert not at.exception
    assert not [button for button in at.button if button.key == "hand_write"]


def shown_codes(at: AppTest) -> set[str]:
    [table] = [each.value for each in at.dataframe if "Основание" in each.value and "Код" in each.value]
    return set(table["Код"])


@pytest.mark.parametrize("asked", ["АР-02", "ар-02", "АР-02. Слова другой версии методики"])
def test_a_link_by_a_code_shows_all_to_whom_it_is_given(open_page: OpenPage, own: Engine, asked: str) -> None:
    with reading(own) as connection:
        catalogue = recommendation_catalogue(connection, Scope())
        every = addressed_recommendations(connection, Scope(), code="АР-02")
    label = catalogue.set_index("code")["label"]["АР-02"]
    at = open_page(RECOMMENDATIONS, rec_code=asked)
    assert not at.exception
    assert at.selectbox(key="rec_code").value == label
    assert at.query_params["rec_code"] == label, "it stays in the address, in words that the list takes from there"
    assert shown_codes(at) == {"АР-02"}
    [table] = [each.value for each in at.dataframe if "Основание" in each.value]
    assert len(table) == len(every) > 0, "common and not main ones are among them"
    assert at.toggle(key="rec_all").disabled
    said_of_files = recommendation_filters.narrowed_by
    with_state(at, lambda: said_of_files() == [("рекомендация", label)])


def with_state(at: AppTest, check: Callable[[], bool]) -> None:
    """The check holds with what the page holds."""
    held = {key: at.session_state[key] for key in ("rec_code",)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recommendation_filters.st, "session_state", held)
        patch.setattr(recommendation_filters, "_codes", lambda: {held["rec_code"]: "АР-02"})
        assert check()


def test_a_code_that_is_not_in_the_methodology_is_told(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS, rec_code="АР-99")
    assert not at.exception
    assert "«АР-99»" in at.warning[0].value
    assert at.selectbox(key="rec_code").value is None


def open_form(at: AppTest, name: str) -> AppTest:
    at.session_state[name] = True
    return at.run()


def field(at: AppTest, kind: str, name: str) -> Any:
    [found] = [each for each in getattr(at, kind) if each.key and each.key.startswith(f"{name}_")]
    return found


def test_a_change_begins_with_what_is_written_and_writes_what_differs(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None]
) -> None:
    marked(1)
    at = open_page(RECOMMENDATIONS)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = open_form(at.run(), "rec_change_popover")
    with reading(own) as connection:
        first = addressed_recommendations(connection, Scope(), main=True).iloc[0]
    assert field(at, "text_area", TEXT).value == first["text"]
    assert field(at, "selectbox", TO).value == first["addressees"]
    assert field(at, "selectbox", KIND).value == first["deadline_kind"]
    at = press(at, "rec_change")
    assert "Изменений нет" in at.error[0].value
    assert states(own) == []
    at = open_form(at, "rec_change_popover")
    field(at, "selectbox", KIND).set_value("дата")
    at = at.run()
    field(at, "date_input", DAY).set_value(date(2026, 12, 20))
    at = press(at.run(), "rec_change")
    assert not at.exception
    assert "Изменено и принято: 1\u00a0рекомендация" in at.success[0].value
    assert at.session_state["rec_change_popover"] is False, "the form is closed"
    with reading(own) as connection:
        row = connection.execute(select(recommendation_issue)).one()
    assert (row.text, row.addressee) == (first["text"], first["addressees"])
    assert (row.deadline_kind, row.deadline) == ("дата", date(2026, 12, 20))
    at = open_form(at, "rec_change_popover")
    assert field(at, "date_input", DAY).value == date(2026, 12, 20), "what is written now, not what was before"


def test_in_bulk_only_what_all_have_is_filled_in(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None]
) -> None:
    marked(6)
    at = open_page(RECOMMENDATIONS, rec_all="true")
    at.selectbox(key=POST).set_value(SECRETARY)
    at = open_form(at.run(), "rec_change_popover")
    with reading(own) as connection:
        chosen = addressed_recommendations(connection, Scope()).head(6)
    assert chosen["text"].nunique() > 1
    assert field(at, "text_area", TEXT).value in (None, "")
    alike = chosen["addressees"].nunique() == 1
    assert field(at, "selectbox", TO).value == (chosen["addressees"].iloc[0] if alike else None)
    field(at, "selectbox", TO).set_value("методическая служба")
    at = press(at.run(), "rec_change")
    assert not at.exception
    with reading(own) as connection:
        rows = connection.execute(select(recommendation_issue)).all()
    assert [row.addressee for row in rows] == ["методическая служба"] * 6
    assert sorted(row.text for row in rows) == sorted(chosen["text"])


def test_the_last_act_is_taken_back_by_one_more(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None]
) -> None:
    marked(3)
    at = open_page(RECOMMENDATIONS)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(at.run(), "rec_accept")
    assert "Принято: 3\u00a0рекомендации" in at.success[0].value
    tables = {each.key for each in at.dataframe}
    at = press(at, "rec_undo")
    assert not at.exception
    assert "Действие отменено — принято" in at.success[0].value
    assert states(own) == ["предложена"] * 3
    assert {each.key for each in at.dataframe} == tables, "the table stays the same one: its place is kept"
    assert not [button for button in at.button if button.key == "rec_undo"]
    with reading(own) as connection:
        acts = list(connection.scalars(select(recommendation_history.c.act)))
    assert sorted(acts) == ["действие отменено"] * 3 + ["принято"] * 3


def test_an_act_that_others_went_on_from_is_not_taken_back(
    open_page: OpenPage, own: Engine, marked: Callable[[int], None]
) -> None:
    marked(1)
    at = open_page(RECOMMENDATIONS)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(at.run(), "rec_accept")
    with reading(own) as connection:
        row = connection.execute(select(recommendation_issue)).one()
    key = Key(row.cycle, row.municipality_id, row.school_id, row.person, row.code)
    reject(own, [Proposal(key, row.text, row.addressee, Deadline("не установлен"), seen=1)], "методист", "не требуется")
    at = press(at, "rec_undo")
    assert "изменили другие" in at.warning[0].value
    assert states(own) == ["отклонена"]


def of_table(engine: Engine) -> str:
    """The key of the table of main recommendations."""
    with reading(engine) as connection:
        return f"addressed_{mark_of(addressed_recommendations(connection, Scope(), main=True, limit=100))}"


def tick(at: AppTest, table: str, *rows: int) -> AppTest:
    at.session_state[table] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return at.run()


def ticked(at: AppTest, table: str) -> list[int]:
    return list(at.session_state[table]["selection"]["rows"])


def test_what_is_done_unmarks_its_rows_and_the_next_act_is_about_the_next_ones(
    open_page: OpenPage, own: Engine
) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = tick(at, table, 0)
    assert "Почему" in said(at)
    at = press(at, "rec_accept")
    assert not at.exception
    assert "Принято: 1\u00a0рекомендация" in at.success[0].value
    assert ticked(at, table) == []
    assert at.button(key="rec_accept").disabled
    assert at.button(key="rec_accept").label == "Принять"
    at = open_form(tick(at, table, 1), "rec_change_popover")
    assert at.button(key="rec_change").label == "Записать: 1\u00a0рекомендация"
    assert not at.warning, "nothing was decided about it"
    field(at, "text_area", TEXT).set_value("Свои слова")
    at = press(at.run(), "rec_change")
    assert ticked(at, table) == []
    with reading(own) as connection:
        i = recommendation_issue.c
        found = {row.state: row.text for row in connection.execute(select(i.state, i.text))}
    assert found["изменена"] == "Свои слова"
    assert found["принята"] != "Свои слова", "what was accepted before is as it was"


def test_forms_tell_what_was_decided_about_the_marked_ones(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(tick(at, table, 0), "rec_accept")
    at = tick(at, table, 0, 1, 2)
    assert "Отмечено: 3 рекомендации. Из них уже приняты — 1." in said(at)
    assert at.button(key="rec_accept").label == "Принять: 2\u00a0рекомендации"
    at = open_form(at, "rec_change_popover")
    assert at.warning[0].value == "Из них уже приняты — 1. Что вы запишете, заменит записанное раньше."
    at.session_state["rec_change_popover"] = False
    at = open_form(at, "rec_reject_popover")
    assert at.warning[0].value.startswith("Из них уже приняты — 1. Вместо прежнего решения")


def test_what_is_refused_leaves_marks_and_words(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    at = press(tick(at, table, 0, 1), "rec_accept")
    assert "Укажите свою должность" in at.error[0].value
    assert ticked(at, table) == [0, 1]
    at = open_form(at, "rec_reject_popover")
    at.text_area(key=REJECT_WHY).set_value("не требуется")
    at = press(at.run(), f"{REJECT_WHY}_do")
    assert len(at.error) == 1, "told in the form, once"
    assert (ticked(at, table), at.text_area(key=REJECT_WHY).value) == ([0, 1], "не требуется")
    assert at.session_state["rec_reject_popover"] is True
    assert states(own) == []


def test_an_open_form_asks_for_the_position_once(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    at = open_form(tick(at, table, 0), "rec_change_popover")
    inside = f"{POST}_rec_change_popover"
    assert "Нужна, чтобы решать" in at.selectbox(key=inside).placeholder
    at.selectbox(key=inside).set_value(SECRETARY)
    at = at.run()
    assert at.selectbox(key=POST).value == SECRETARY
    assert inside not in [each.key for each in at.selectbox]
    field(at, "text_area", TEXT).set_value("Свои слова")
    at = press(at.run(), "rec_change")
    assert states(own) == ["изменена"]


def test_all_rows_on_the_screen_are_marked_and_unmarked_by_a_button(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    with reading(own) as connection:
        rows = len(addressed_recommendations(connection, Scope(), main=True, limit=100))
    assert at.button(key="rec_mark_all").label == f"Отметить все на экране: {rows}"
    at = press(at, "rec_mark_all")
    assert ticked(at, table) == list(range(rows))
    assert at.button(key="rec_mark_all").label == "Снять все отметки"
    assert at.button(key="rec_accept").label.startswith(f"Принять: {rows}\u00a0")
    at = press(at, "rec_mark_all")
    assert ticked(at, table) == []


def test_a_decision_is_taken_off_and_the_last_act_is_undone_under_other_words(open_page: OpenPage, own: Engine) -> None:
    at = open_page(RECOMMENDATIONS)
    table = of_table(own)
    at.selectbox(key=POST).set_value(SECRETARY)
    at = press(tick(at, table, 0), "rec_accept")
    assert at.button(key="rec_undo").label == "Отменить последнее действие"
    at = open_form(tick(at, table, 1), "rec_withdraw_popover")
    assert at.button(key=f"{WITHDRAW_WHY}_do").label == "По отмеченным решений ещё нет"
    at = tick(at, table, 0, 1)
    assert at.button(key=f"{WITHDRAW_WHY}_do").label == "Снять решение: 1\u00a0рекомендация"
    at = press(at, f"{WITHDRAW_WHY}_do")
    assert "Решение снято: 1\u00a0рекомендация" in at.success[0].value
    assert states(own) == ["предложена"]
    at = press(at, "rec_undo")
    assert states(own) == ["принята"]
    with reading(own) as connection:
        h = recommendation_history.c
        acts = list(connection.scalars(select(h.act).order_by(h.revision)))
    assert acts == ["принято", "решение снято", "действие отменено"]
