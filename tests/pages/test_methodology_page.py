"""The page «Методика»: rules changed, what that would change, a new version, two versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from components import rules_conditions, rules_deadlines, rules_draft, rules_zones
from components.navigation import page_at
from components.rules_cells import CODE, NUMBER
from components.rules_conditions import VALUES
from components.rules_deadlines import DAYS
from components.rules_versions import COMPARE, EDIT, SHOWN
from components.rules_zones import INDICATOR, ZONE
from components.sitting import POST
from data.database import reading
from data.methodology_acts import save_version
from data.methodology_versions import read_methodology_version
from data.tables import judgement, methodology_version
from methodology.edits import Change
from tests.factories import CYCLE, NEXT_CYCLE
from tests.pages.conftest import EFFECTIVENESS, FIRST_PAGE, OpenPage
from tests.pages.test_pages import said

METHODOLOGY = page_at("methodology")
STRICTER = (
    Change("thresholds", "crit_low_max", "value", 60.0, 75.0),
    Change("rules", "", "own_group_bounds", False, True),
)


@pytest.fixture
def own(use_database: Callable[[Path], Engine], own_file: Path) -> Engine:
    return use_database(own_file)


def own_recommendation() -> Change:
    return Change(
        "recommendations", "СР-01", "", None,
        {
            "block": "proposals", "code": "СР-01", "text": "Обсудить на совещании",
            "addressees": {"ОО": ["руководитель ОО"]}, "condition": "-",
            "when": {"indicator": "Э-ПОЛН", "at_least": 50.0}, "deadline": {"kind": "school_year"},
            "evidence": "протокол", "priority": 2, "is_proposal": True,
        },
    )  # fmt: skip


def stricter_draft(open_page: OpenPage) -> AppTest:
    at = open_page(METHODOLOGY, rules_view=EDIT)
    assert not at.exception
    at.radio(key="rules_1_0_bounds").set_value(True)
    at.text_input(key="rules_1_0_crit_low_max").set_value("75")
    return at.run()


def test_a_draft_is_made_shown_and_saved(own: Engine, open_page: OpenPage) -> None:
    at = stricter_draft(open_page)
    assert not at.exception
    assert "Зоны отдельных критериев и число критериев в низкой зоне от них не зависят" in said(at)
    # Totals of 90, 50, 70 and 50 per cent: one school comes down to group 3.
    assert "Сменит группу 1 школа" in said(at).replace("\xa0", " ")
    with reading(own) as connection:
        assert len(connection.execute(select(methodology_version)).all()) == 1, "looking writes nothing"
    at.button(key="rules_save").click().run()
    assert "Укажите свою должность" in said(at)
    at.session_state[POST] = "начальник отдела"
    at.text_area(key="rules_save_rules_reason_0").set_value("решение коллегии, протокол № 7")
    at.button(key="rules_save").click().run()
    assert not at.exception
    with reading(own) as connection:
        v = methodology_version.c
        rows = connection.execute(select(v.version, v.author_post, v.reason, v.from_cycle)).all()
        judged = set(connection.execute(select(judgement.c.methodology, judgement.c.cycle)).all())
    assert tuple(rows[1]) == (2, "начальник отдела", "решение коллегии, протокол № 7", NEXT_CYCLE)
    assert {tuple(row) for row in judged} == {(version, cycle) for version in (1, 2) for cycle in (CYCLE, NEXT_CYCLE)}
    # The forms begin anew, over the new version.
    assert at.text_input(key="rules_2_1_crit_low_max").value == "75"
    assert "Пока ничего не изменено" in said(at)


def test_what_is_wrong_is_said_and_cannot_be_saved(own: Engine, open_page: OpenPage) -> None:
    at = open_page(METHODOLOGY, rules_view=EDIT)
    at.text_input(key="rules_1_0_crit_low_max").set_value("90").run()
    assert "должен быть меньше порога" in " ".join(error.value for error in at.error)
    assert not [button for button in at.button if button.key == "rules_save"]


def test_pages_speak_by_the_version_of_their_cycle(own: Engine, open_page: OpenPage) -> None:
    shown = (*STRICTER, Change("thresholds", "data_group_min", "value", 80.0, 85.0))
    save_version(own, 1, shown, "решение коллегии", NEXT_CYCLE, "методист")
    at = open_page(EFFECTIVENESS)
    assert "методика № 2" in said(at).replace("\xa0", " ")
    helps = " ".join(metric.help or "" for metric in at.metric)
    assert "от 85 %" in helps.replace("\xa0", " ")
    # The cycle before is counted by the same version and compared; that another one was in force then is said.
    assert f"Методика менялась: с {NEXT_CYCLE} — методика № 2" in said(at).replace("\xa0", " ")
    at = open_page(EFFECTIVENESS, cycle=CYCLE)
    assert "Методика менялась" not in said(at)
    assert "методика № 1" in said(at).replace("\xa0", " ")
    helps = " ".join(metric.help or "" for metric in at.metric)
    assert "от 80 %" in helps.replace("\xa0", " ")


def test_two_versions_side_by_side_in_a_past_cycle(own: Engine, open_page: OpenPage) -> None:
    save_version(own, 1, STRICTER, "решение коллегии", NEXT_CYCLE, "методист")
    at = open_page(METHODOLOGY, rules_view=COMPARE)
    assert not at.exception
    assert (at.selectbox(key="rules_old").value, at.selectbox(key="rules_new").value) == (1, 2)
    at.selectbox(key="compare_cycle").set_value(CYCLE).run()
    # Totals of 70, 50, 70 and 70 per cent: three schools.
    assert "Сменят группу 3 школы" in said(at).replace("\xa0", " ")
    with reading(own) as connection:
        before = connection.execute(select(judgement)).all()
    at.selectbox(key="rules_new").set_value(1).run()
    assert "Правила этих версий одинаковы" in said(at)
    with reading(own) as connection:
        assert connection.execute(select(judgement)).all() == before


def test_an_earlier_version_is_taken_as_the_base_and_saved_as_a_new_one(own: Engine, open_page: OpenPage) -> None:
    own_rule = own_recommendation()
    save_version(own, 1, (*STRICTER, own_rule), "решение коллегии", NEXT_CYCLE, "методист")
    at = open_page(METHODOLOGY, rules_view=EDIT)
    assert "Пока ничего не изменено" in said(at)
    at.selectbox(key="rules_base_2_0").set_value(1).run()
    assert not at.exception
    # Totals of 90, 50, 70 and 50 per cent: the school of 70 per cent comes back from group 3.
    assert "Сменит группу 1 школа" in said(at).replace("\xa0", " ")
    assert at.text_input(key="rules_2_0_on_1_crit_low_max").value == "60"
    at.session_state[POST] = "начальник отдела"
    at.text_area(key="rules_save_rules_reason_0").set_value("вернулись к прежним правилам")
    at.button(key="rules_save").click().run()
    assert not at.exception
    assert "Сохранена новая версия методики — № 3" in said(at).replace("\xa0", " ")
    with reading(own) as connection:
        first, third = (read_methodology_version(connection, version) for version in (1, 3))
        assert third.to_json() == first.to_json()
        assert len(connection.execute(select(methodology_version)).all()) == 3
    assert "Пока ничего не изменено" in said(at)


OTHERS = (
    Change("thresholds", "crit_low_max", "value", 60.0, 65.0),
    Change("thresholds", "data_group_min", "value", 80.0, 85.0),
)
"""What others saved meanwhile."""


def test_a_draft_outlives_a_version_that_others_save_and_is_carried_over(own: Engine, open_page: OpenPage) -> None:
    at = stricter_draft(open_page)
    save_version(own, 1, OTHERS, "решение коллегии", NEXT_CYCLE, "методист")
    at.run()
    assert not at.exception
    words = said(at).replace("\xa0", " ")
    assert "Методику тем временем изменили: версия № 2" in words
    assert "граница группы 3: итог не выше», значение: в версии № 2 — 65 %; в черновике — 75 %" in " ".join(
        warning.value.replace("\xa0", " ").replace("\\", "") for warning in at.warning
    )
    assert "методист" not in words
    assert at.text_input(key="rules_1_0_crit_low_max").value == "75"
    assert not [button for button in at.button if button.key == "rules_save"]
    # It can still be changed, and waits while other pages are open.
    at.text_input(key="rules_1_0_crit_low_max").set_value("74,5").run()
    at.segmented_control(key="rules_view").set_value(SHOWN).run()
    assert "Есть несохранённый черновик" in said(at)
    at.segmented_control(key="rules_view").set_value(EDIT).run()
    at.button(key="rules_carry").click().run()
    assert not at.exception
    assert "перенесённый на версию № 2" in " ".join(each.value.replace("\xa0", " ") for each in at.info)
    assert at.text_input(key="rules_2_1_on_carried_crit_low_max").value == "74,5"
    at.session_state[POST] = "начальник отдела"
    at.text_area(key="rules_save_rules_reason_1").set_value("решение коллегии, протокол № 9")
    at.button(key="rules_save").click().run()
    assert not at.exception
    with reading(own) as connection:
        third = read_methodology_version(connection, 3)
    assert (third.threshold("crit_low_max"), third.threshold("data_group_min")) == (74.5, 85.0)
    assert third.own_group_bounds
    assert "Пока ничего не изменено" in said(at)


def test_an_overtaken_draft_is_discarded_when_asked(own: Engine, open_page: OpenPage) -> None:
    at = stricter_draft(open_page)
    save_version(own, 1, OTHERS[1:], "решение коллегии", NEXT_CYCLE, "методист")
    at.run()
    assert "Одно и то же поле по-разному не меняли" in said(at)
    at.button(key="rules_anew").click().run()
    assert not at.exception
    assert "тем временем" not in said(at)
    assert at.text_input(key="rules_2_1_crit_low_max").value == "60"
    assert "Пока ничего не изменено" in said(at)


def test_an_own_recommendation_is_added_to_the_draft(own: Engine, open_page: OpenPage) -> None:
    at = open_page(METHODOLOGY, rules_view=EDIT)
    at.session_state["rules_1_0_own"] = [own_recommendation()]
    at.run()
    assert not at.exception
    assert "появится 4 рекомендации" in said(at).replace("\xa0", " ")


def test_a_draft_waits_while_another_page_is_open(
    own: Engine, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the tables, too: АР-50 is switched off in one, then the summary is opened, then the tables begin anew."""
    at = stricter_draft(open_page)

    def switched_off(frame: pd.DataFrame, **_: Any) -> pd.DataFrame:
        edited = frame.copy()
        if rules_draft.ACTIVE in edited:
            edited.loc[edited[CODE] == "АР-50", rules_draft.ACTIVE] = False
        return edited

    with monkeypatch.context() as typing:
        typing.setattr(st, "data_editor", switched_off)
        at.text_area(key="rules_save_rules_reason_0").set_value("решение коллегии").run()
    before = tables(at.run())
    assert "АР-50,да,нет" in before.replace('"', "") or "действует,да,нет" in before
    at.switch_page(f"../{FIRST_PAGE.path}").run()
    assert not at.exception
    at.switch_page(f"../{METHODOLOGY.path}").run()
    at.segmented_control(key="rules_view").set_value(SHOWN).run()
    assert "Есть несохранённый черновик" in said(at)
    at.segmented_control(key="rules_view").set_value(EDIT).run()
    assert not at.exception
    assert "Есть несохранённый черновик" not in said(at)
    assert (at.radio(key="rules_1_0_bounds").value, at.text_input(key="rules_1_0_crit_low_max").value) == (True, "75")
    assert tables(at) == before
    assert at.text_area(key="rules_save_rules_reason_0").value == "решение коллегии"
    at.button(key="rules_anew").click().run()
    assert "Пока ничего не изменено" in said(at)
    at.segmented_control(key="rules_view").set_value(SHOWN).run()
    assert "Есть несохранённый черновик" not in said(at)


def typed_into(monkeypatch: pytest.MonkeyPatch, module: Any, row: dict[str, Any], cells: dict[str, Any]) -> None:
    """Whoever opens the page finds these cells of a table changed."""

    def typed(frame: pd.DataFrame, *_: object) -> pd.DataFrame:
        edited = frame.copy()
        if set(row) <= set(frame) and set(cells) <= set(frame):
            at = next(n for n in range(len(frame)) if all(frame[name][n] == value for name, value in row.items()))
            for name, value in cells.items():
                now = [value if n == at else cell for n, cell in enumerate(frame[name])]
                edited[name] = pd.Series(now, frame.index, frame[name].dtype)
        return edited

    monkeypatch.setattr(module, "editor", typed)


def tables(at: AppTest) -> str:
    """Everything that stands in the tables of the page."""
    return " ".join(frame.value.to_csv() for frame in (*at.dataframe, *at.table)).replace("\xa0", " ").replace("\\", "")


def test_zones_conditions_and_deadlines_are_changed_saved_and_compared(
    own: Engine, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed_into(
        monkeypatch, rules_zones, {INDICATOR: "КД-УКОМП. Укомплектованность, %", ZONE: "▼ низкая"}, {NUMBER: 90.0}
    )
    typed_into(monkeypatch, rules_conditions, {CODE: "АР-50"}, {VALUES: ["группа 3", "группа 2"]})
    typed_into(monkeypatch, rules_deadlines, {CODE: "АР-50"}, {DAYS: 10.0})
    at = open_page(METHODOLOGY, rules_view=EDIT)
    assert not at.exception
    words = said(at).replace("\xa0", " ")
    # Totals of 90, 50, 70 and 50 per cent: of four schools one is of group 2, two are of group 3.
    assert "появится 1 рекомендация" in words
    assert "Срок изменится у 1 рекомендации" in words
    shown = tables(at)
    for part in ("низкая < 90 %", "группа 2, 3", "10 дней со дня решения"):
        assert part in shown
    at.session_state[POST] = "начальник отдела"
    at.text_area(key="rules_save_rules_reason_0").set_value("решение коллегии, протокол № 8")
    at.button(key="rules_save").click().run()
    assert not at.exception
    monkeypatch.undo()
    at = open_page(METHODOLOGY, rules_view=COMPARE)
    assert not at.exception
    assert "границы зон" in tables(at)
    assert "10 дней со дня решения" in tables(at)


def test_a_zone_that_cannot_be_is_said(own: Engine, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {INDICATOR: "КД-УКОМП. Укомплектованность, %", ZONE: "▼ низкая"}
    typed_into(monkeypatch, rules_zones, row, {NUMBER: 99.0})
    at = open_page(METHODOLOGY, rules_view=EDIT)
    assert [error.value.replace("\\", "") for error in at.error] == [
        "КД-УКОМП: граница низкой зоны (99) должна быть меньше границы средней (98)."
    ]
    assert not [button for button in at.button if button.key == "rules_save"]


def test_for_the_council_rules_are_only_shown(own: Engine, open_page: OpenPage) -> None:
    at = open_page(METHODOLOGY, rules_view=EDIT, showing="Для совета и публикации")
    assert not at.exception
    assert not [each for each in at.text_input if (each.key or "").startswith("rules_")]


def test_an_own_recommendation_by_group_is_filled_in_and_the_form_begins_anew(own: Engine, open_page: OpenPage) -> None:
    at = open_page(METHODOLOGY, rules_view=EDIT)
    at.session_state["rules_1_0_add_rec"] = True
    at.run()
    at.text_area(key="rules_1_0_0_rec_text").set_value("Обсудить на совещании директоров")
    at.text_input(key="rules_1_0_0_rec_proof").set_value("протокол")
    at.selectbox(key="rules_1_0_0_rec_ind").set_value("группа школы").run()
    at.multiselect(key="rules_1_0_0_rec_values_группа школы").set_value(["группа 3", "группа 2"]).run()
    at.button(key="rules_1_0_0_rec_add").click().run()
    assert not at.exception
    # Totals of 90, 50, 70 and 50 per cent: three of four schools.
    assert "появится 3 рекомендации" in said(at).replace("\xa0", " ")
    assert "Условие: группа 2, 3. Срок: учебный год решения." in tables(at)
    assert at.text_area(key="rules_1_0_1_rec_text").value == ""


def test_an_own_recommendation_by_a_number_waits_for_its_condition(own: Engine, open_page: OpenPage) -> None:
    at = open_page(METHODOLOGY, rules_view=EDIT)
    at.session_state["rules_1_0_add_rec"] = True
    at.run()
    at.text_area(key="rules_1_0_0_rec_text").set_value("Обсудить на совещании директоров")
    at.text_input(key="rules_1_0_0_rec_proof").set_value("протокол")
    name = next(each for each in at.selectbox(key="rules_1_0_0_rec_ind").options if each.startswith("Э-СНИЖ."))
    at.selectbox(key="rules_1_0_0_rec_ind").set_value(name).run()
    assert at.button(key="rules_1_0_0_rec_add").disabled
    at.selectbox(key="rules_1_0_0_rec_how").set_value("below")
    at.text_input(key="rules_1_0_0_rec_bound").set_value("0").run()
    assert at.button(key="rules_1_0_0_rec_add").disabled
    assert "не сработает никогда" in said(at)
    at.text_input(key="rules_1_0_0_rec_bound").set_value("2,5").run()
    assert not at.button(key="rules_1_0_0_rec_add").disabled


def test_each_form_of_own_entries_begins_anew_by_itself(own: Engine, open_page: OpenPage) -> None:
    """What is typed in one form stays while the other adds its entry, and while an entry is taken away again."""
    at = open_page(METHODOLOGY, rules_view=EDIT)
    at.session_state["rules_1_0_add_rec"] = at.session_state["rules_1_0_add_ind"] = True
    at.run()
    typed = "Обсудить на совещании директоров"
    at.text_area(key="rules_1_0_0_rec_text").set_value(typed)
    for field, words in (("code", "Г-1"), ("name", "Горячее питание"), ("short", "питание"), ("formula", "дети ÷ все")):
        at.text_input(key=f"rules_1_0_0_ind_{field}").set_value(words)
    at.run()
    at.button(key="rules_1_0_0_ind_add").click().run()
    assert not at.exception
    assert at.text_input(key="rules_1_0_1_ind_code").value == ""
    assert at.text_area(key="rules_1_0_0_rec_text").value == typed
    at.button(key="rules_1_0_own_Г-1").click().run()
    assert not at.exception
    assert "Своих записей пока нет." in said(at)
    assert at.text_area(key="rules_1_0_0_rec_text").value == typed
