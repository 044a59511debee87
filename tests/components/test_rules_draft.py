"""Tables of rules: cells that a person changes become changes of a draft."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from components import rules_cells, rules_conditions, rules_deadlines, rules_draft, rules_zones
from components.rules_cells import BOUND, CODE, COMPARISON, NUMBER
from components.rules_conditions import ASKED, TEXT, VALUES, WHOLE
from components.rules_deadlines import DAY, DAYS, FROM, KIND, MONTH
from components.rules_zones import INDICATOR, ZONE
from methodology.catalogue import Methodology, packaged
from methodology.deadlines import deadline_words
from methodology.edits import Change, DraftError, checked, differences, rebased
from methodology.scales import exact
from methodology.zones import zone_of_value
from queries.change_words import change_words
from tests.methodology.test_edits import ADDED

RULES = packaged()


def replaced(cells: pd.Series, at: int, value: Any) -> pd.Series:
    """The column with another cell, which may be a list, or words among numbers."""
    kind = object if isinstance(value, str) else cells.dtype
    return pd.Series([value if n == at else cell for n, cell in enumerate(cells)], cells.index, kind)


def edited_in(
    monkeypatch: pytest.MonkeyPatch, table: Any, row: dict[str, Any], cells: dict[str, Any], rules: Methodology = RULES
) -> list[Change]:  # fmt: skip
    """What a table makes of new cells in its first row like ``row``; its other tables stay as they are."""

    def typed(frame: pd.DataFrame, *_: object) -> pd.DataFrame:
        edited = frame.copy()
        if set(row) <= set(frame.columns) and set(cells) <= set(frame.columns):
            at = next(n for n in range(len(frame)) if all(frame[name][n] == value for name, value in row.items()))
            for name, value in cells.items():
                edited[name] = replaced(edited[name], at, value)
        return edited

    for module in (rules_draft, rules_conditions, rules_deadlines, rules_zones):
        monkeypatch.setattr(module, "editor", typed)
    return list(table(rules, "key"))


TABLES = (
    rules_draft._thresholds,
    rules_draft._recommendations,
    rules_draft._indicators,
    rules_conditions.conditions,
    rules_deadlines.deadlines,
    rules_zones.zones,
)


def test_nothing_changed_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in TABLES:
        assert edited_in(monkeypatch, table, {}, {}) == [], table.__name__


def test_a_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"Что означает": "Охват молодых наставничеством: выполняется"}
    assert edited_in(monkeypatch, rules_draft._thresholds, row, {"Значение": 90.0}) == [
        Change("thresholds", "mentor_green", "value", 100.0, 90.0)
    ]


def test_a_recommendation_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    [change] = edited_in(monkeypatch, rules_draft._recommendations, {CODE: "АР-50"}, {"Действует": False})
    assert change == Change("recommendations", "АР-50", "active", True, False)


def test_a_number_instead_of_a_threshold_and_another_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = edited_in(
        monkeypatch, rules_conditions.conditions, {CODE: "АР-36"}, {NUMBER: 20.0, COMPARISON: "не больше"}
    )
    leaf: Any = checked(RULES, tuple(draft)).recommendation("АР-36").when
    assert leaf.comparison == ("at_most", 20.0)


def test_a_threshold_instead_of_a_number_within_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {CODE: "АР-16", "Что сравнивается": "Вакантные ставки (КД-ВАК), ставок"}
    bound = "критериев в низкой зоне: мера (3)"
    new = checked(RULES, tuple(edited_in(monkeypatch, rules_conditions.conditions, row, {BOUND: bound, NUMBER: None})))
    changed = new.recommendation("АР-16")
    first: Any = changed.when.inside[0].inside[0]  # type: ignore[union-attr]
    assert first.comparison == ("above", "low_criteria_red")
    assert "КД-ВАК > 3 ставки" in changed.condition.replace("\xa0", " ")


def asked(monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], cells: dict[str, Any]) -> list[Change]:
    return edited_in(monkeypatch, rules_conditions.conditions, row, cells)


def test_more_groups_in_a_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    """АР-50 goes to group 3; a department gives it to group 2 as well."""
    [change] = asked(monkeypatch, {CODE: "АР-50"}, {VALUES: ["группа 2", "группа 3"]})
    new = checked(RULES, (change,)).recommendation("АР-50")
    assert (new.when.group, new.when.named) == ("Э-ГР", {2, 3})  # type: ignore[union-attr]
    assert new.condition == "группа 2, 3"


def test_another_thing_and_its_values_within_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """АР-42: «Э-ГР = 3 или ПР-ВЫГ-ПРОГ = 0»; the group is replaced by a zone of criterion 5."""
    zone = next(name for name in rules_conditions.asked_of(RULES) if name.startswith("зона критерия 5."))
    cells = {ASKED: zone, VALUES: ["низкая зона", "средняя зона"]}
    [change] = asked(monkeypatch, {CODE: "АР-42"}, cells)
    words = checked(RULES, (change,)).recommendation("АР-42").condition.replace("\xa0", " ")
    assert words == "критерий 5 в низкой или средней зоне или ПР-ВЫГ-ПРОГ = 0 %"


def test_a_date_and_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    [change] = asked(monkeypatch, {CODE: "АР-01"}, {ASKED: "дата среза цикла"})
    assert checked(RULES, (change,)).recommendation("АР-01").condition == "срез цикла загружен"
    [change] = asked(monkeypatch, {CODE: "АР-06"}, {VALUES: ["нет"]})
    assert checked(RULES, (change,)).recommendation("АР-06").condition == "«Работает в цикле» (лист «Организации»): нет"


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        ({CODE: "АР-50"}, {VALUES: []}, "АР-50: группа школы — выберите хотя бы одно значение."),
        (
            {CODE: "АР-50"},
            {VALUES: ["группа 3", "низкая зона"]},
            "АР-50: группа школы — 3, 2, 1; «низкая зона» сюда не подходит.",
        ),
        ({CODE: "АР-01"}, {VALUES: ["да"]}, "АР-01: дата цикла — только «известна»; «да» сюда не подходит."),
        (
            {CODE: "АР-39"},
            {ASKED: "группа школы", VALUES: ["группа 3"]},
            "АР-39 даётся муниципалитету, а группа школы есть только у школы.",
        ),
    ],
)
def test_a_condition_that_cannot_be_is_said(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], cells: dict[str, Any], said: str
) -> None:
    with pytest.raises(DraftError) as error:
        checked(RULES, tuple(asked(monkeypatch, row, cells)))
    assert error.value.said == (said,)


def test_texts_and_whole_conditions_stand_beside_what_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """АР-42: «группа 3 или ПР-ВЫГ-ПРОГ = 0 %», in both tables, so that «или» is seen."""
    shown = []
    monkeypatch.setattr(rules_conditions, "editor", lambda frame, *_: shown.append(frame) or frame)
    rules_conditions.conditions(RULES, "key")
    for frame in shown:
        [row] = frame[frame[CODE] == "АР-42"].to_dict("records")
        assert row[TEXT] == RULES.recommendation("АР-42").text
        assert row[WHOLE].replace("\xa0", " ") == "группа 3 или ПР-ВЫГ-ПРОГ = 0 %"


def test_both_tables_of_conditions_change_one_condition_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(frame: pd.DataFrame, *_: object) -> pd.DataFrame:
        edited = frame.copy()
        at = list(frame[CODE]).index("АР-42")
        name, value = (VALUES, ["группа 1"]) if VALUES in frame else (NUMBER, 7.0)
        edited[name] = replaced(edited[name], at, value)
        return edited

    monkeypatch.setattr(rules_conditions, "editor", typed)
    [change] = rules_conditions.conditions(RULES, "key")
    words = checked(RULES, (change,)).recommendation("АР-42").condition.replace("\xa0", " ")
    assert words == "группа 1 или ПР-ВЫГ-ПРОГ = 7 %"


def test_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(code: str, **cells: Any) -> Any:
        [change] = edited_in(monkeypatch, rules_deadlines.deadlines, {CODE: code}, cells)
        return checked(RULES, (change,)).recommendation(code).deadline

    # АР-02 is due on 20 October: another day; АР-24 30 days after the decision: then to a day of the year.
    assert deadline_words(changed("АР-02", **{DAY: 1.0, MONTH: "декабря"}), None) == "ближайшее после решения 01.12"
    to_a_day = changed("АР-24", **{KIND: "к числу месяца", DAY: 15.0, MONTH: "марта"})
    assert (to_a_day.kind, to_a_day.day, to_a_day.month, to_a_day.days) == ("date", 15, 3, None)
    since = changed("АР-24", **{DAYS: 45.0, FROM: "со дня публикации итогов"})
    assert deadline_words(since, None) == "45 дней со дня публикации итогов"
    # Cells of another kind count for nothing.
    assert edited_in(monkeypatch, rules_deadlines.deadlines, {CODE: "АР-02"}, {DAYS: 10.0}) == []


@pytest.mark.parametrize(
    ("code", "cells", "said"),
    [
        ("АР-02", {DAY: 29.0, MONTH: "февраля"}, "АР-02: «29 февраля» бывает не в каждом году, выберите другой день."),
        ("АР-02", {DAY: None}, "АР-02: укажите день и месяц срока."),
        ("АР-02", {DAY: "первое"}, "АР-02: день срока — число, а не «первое»."),
        ("АР-24", {DAYS: "месяц"}, "АР-24: число дней — целое от 1 до 730."),
        ("АР-24", {DAYS: 0.0}, "АР-24: число дней — целое от 1 до 730."),
        ("АР-24", {DAYS: 1.5}, "АР-24: число дней — целое от 1 до 730."),
        (
            "АР-02",
            {KIND: "через столько-то дней", DAYS: 10.0},
            "АР-02: выберите, от чего отсчитываются дни: от решения или от публикации итогов.",
        ),
        (
            "АР-02",
            {KIND: "постоянно, с контролем"},
            "АР-02: для постоянной рекомендации выберите, как часто контроль.",
        ),
    ],
)
def test_a_deadline_that_cannot_be_is_said(
    monkeypatch: pytest.MonkeyPatch, code: str, cells: dict[str, Any], said: str
) -> None:
    draft = edited_in(monkeypatch, rules_deadlines.deadlines, {CODE: code}, cells)
    with pytest.raises(DraftError) as error:
        checked(RULES, tuple(draft))
    assert error.value.said == (said,)


STAFFED = "КД-УКОМП. Укомплектованность, %"
VACANT = "КД-ВАК-ДОЛЯ. Доля вакантных ставок, %"
LOW, MIDDLE = "▼ низкая", "● средняя"


def test_bounds_of_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """КД-УКОМП: low below staffing_amber (95), middle below staffing_green (98); a department's low is below 90."""
    row = {INDICATOR: STAFFED, ZONE: LOW}
    [change] = edited_in(monkeypatch, rules_zones.zones, row, {NUMBER: 90.0})
    new = checked(RULES, (change,))
    rule = new.indicator("КД-УКОМП")
    assert rule.zones == {"low": {"below": 90.0}, "middle": {"below": "staffing_green"}}
    assert rule.thresholds == ("staffing_green",)
    used_by = {each.key: each.used_by for each in new.thresholds}
    assert (used_by["staffing_amber"], used_by["staffing_green"]) == ((), ("КД-УКОМП",))
    found = [zone_of_value(rule, exact(value), new) for value in (89.9, 90, 97.9, 98)]
    assert found == ["low", "middle", "middle", "high"]
    # A version of one's own is carried over a newer package and back.
    assert checked(RULES, rebased(RULES, differences(RULES, new))) == new
    [back] = [each for each in differences(new, RULES) if each.field == "zones"]
    restored = checked(new, (back,))
    assert restored.indicator("КД-УКОМП").zones == RULES.indicator("КД-УКОМП").zones
    assert {each.key: each.used_by for each in restored.thresholds} == {
        each.key: each.used_by for each in RULES.thresholds
    }
    words = [(each.field, each.before, each.after) for each in change_words(differences(RULES, new), RULES, new)]
    assert words == [
        (
            "границы зон",
            "низкая < 95\xa0%; средняя < 98\xa0%; высокая — остальное",
            "низкая < 90\xa0%; средняя < 98\xa0%; высокая — остальное",
        )
    ]


def test_a_cleared_number_brings_the_threshold_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a zone and of a condition, also in a later version, where the number is what is stored."""
    row = {INDICATOR: STAFFED, ZONE: LOW}
    own = checked(RULES, tuple(edited_in(monkeypatch, rules_zones.zones, row, {NUMBER: 90.0})))
    back = edited_in(monkeypatch, rules_zones.zones, row, {NUMBER: None}, own)
    assert checked(own, tuple(back)).indicator("КД-УКОМП").zones == RULES.indicator("КД-УКОМП").zones
    of_condition = rules_conditions.conditions
    own = checked(RULES, tuple(edited_in(monkeypatch, of_condition, {CODE: "АР-36"}, {NUMBER: 20.0})))
    [change] = edited_in(monkeypatch, of_condition, {CODE: "АР-36"}, {NUMBER: None}, own)
    assert checked(own, (change,)).recommendation("АР-36").when == RULES.recommendation("АР-36").when
    # Another threshold chosen beside the number counts, and nothing touched is no change.
    bound = "критериев в низкой зоне: мера (3)"
    [change] = edited_in(monkeypatch, of_condition, {CODE: "АР-36"}, {BOUND: bound}, own)
    assert change.after["below"] == "low_criteria_red"
    assert edited_in(monkeypatch, of_condition, {}, {}, own) == []


def test_a_number_that_a_threshold_has_is_told_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """КД-УКОМП: below 95 by the threshold, then below 95 by a number of one's own; so with АР-36, below 5."""
    row = {INDICATOR: STAFFED, ZONE: LOW}
    draft = [
        *edited_in(monkeypatch, rules_zones.zones, row, {NUMBER: 95.0}),
        *edited_in(monkeypatch, rules_conditions.conditions, {CODE: "АР-36"}, {NUMBER: 5.0}),
    ]
    new = checked(RULES, tuple(draft))
    said = [(each.before, each.after) for each in change_words(differences(RULES, new), RULES, new)]
    assert [tuple((words or "").replace("\xa0", " ") for words in pair) for pair in said] == [
        (
            "низкая < 95 % (порог «укомплектованность: ниже — мера»); средняя < 98 % (порог «укомплектованность: "
            "выполняется»); высокая — остальное",
            "низкая < 95 % (своё число); средняя < 98 % (порог «укомплектованность: выполняется»); высокая — остальное",
        ),
        ("ПР-ЭКСП < 5 % (порог «эксперты»)", "ПР-ЭКСП < 5 % (своё число)"),
    ]


def test_a_zone_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {COMPARISON: None, NUMBER: None}
    [change] = edited_in(monkeypatch, rules_zones.zones, {INDICATOR: VACANT, ZONE: MIDDLE}, cells)
    assert checked(RULES, (change,)).indicator("КД-ВАК-ДОЛЯ").zones == {"low": {"above": "vac_share_red"}}


def test_zones_of_an_own_indicator_are_given_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {INDICATOR: "Г-1. Горячее питание, %", ZONE: LOW}
    own = checked(RULES, (ADDED,))
    named = next(words for words, key in rules_cells.bounds_by_name(own).items() if key == "diag_amber")
    given = edited_in(monkeypatch, rules_zones.zones, row, {COMPARISON: "меньше", BOUND: named}, own)
    bounded = checked(own, tuple(given))
    assert bounded.indicator("Г-1").zones == {"low": {"below": "diag_amber"}}
    taken = edited_in(monkeypatch, rules_zones.zones, row, {COMPARISON: None, BOUND: None}, bounded)
    assert checked(bounded, tuple(taken)) == own
    # An indicator that goes with its zones is one line of what changes: who looks at a threshold follows from it.
    [gone] = change_words(differences(bounded, RULES), bounded, RULES)
    assert (gone.section, gone.field, gone.before, gone.after) == (
        "Показатель", "запись целиком", "Горячее питание", None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (
            {INDICATOR: STAFFED, ZONE: LOW},
            {COMPARISON: "больше"},
            "КД-УКОМП, низкая зона: у показателя «больше — лучше» зона задаётся словами «меньше» или «не больше».",
        ),
        (
            {INDICATOR: STAFFED, ZONE: LOW},
            {NUMBER: 98.0},
            "КД-УКОМП: граница низкой зоны (98) должна быть меньше границы средней (98).",
        ),
        (
            {INDICATOR: VACANT, ZONE: LOW},
            {NUMBER: 0.0},
            "КД-ВАК-ДОЛЯ: граница низкой зоны (0) должна быть больше границы средней (0).",
        ),
        (
            {INDICATOR: STAFFED, ZONE: MIDDLE},
            {NUMBER: 100.5},
            "КД-УКОМП, средняя зона: показатель — доля, граница от 0 до 100.",
        ),
        ({INDICATOR: STAFFED, ZONE: LOW}, {COMPARISON: None}, "КД-УКОМП, низкая зона: нужны сравнение и одна граница."),
        (
            {INDICATOR: STAFFED, ZONE: LOW},
            {NUMBER: "1,5,2"},
            "КД-УКОМП, низкая зона: «1,5,2» — не число и не порог методики.",
        ),
        (
            {INDICATOR: STAFFED, ZONE: MIDDLE},
            {COMPARISON: "равно"},
            "КД-УКОМП, средняя зона: «равно» годится только для низкой зоны.",
        ),
        (
            {INDICATOR: STAFFED, ZONE: LOW},
            {BOUND: "длительная вакансия (90)"},
            "КД-УКОМП, низкая зона: порог «длительная вакансия» в других единицах (дней).",
        ),
        (
            {INDICATOR: "Н-ОФОРМ. Оформление наставничества, %", ZONE: LOW},
            {COMPARISON: None, BOUND: None},
            "Н-ОФОРМ: задайте хотя бы одну границу зоны; без зон может быть только свой показатель.",
        ),
    ],
)
def test_bounds_that_cannot_be_are_said(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], cells: dict[str, Any], said: str
) -> None:
    draft = edited_in(monkeypatch, rules_zones.zones, row, cells)
    with pytest.raises(DraftError) as error:
        checked(RULES, tuple(draft))
    assert error.value.said == (said,)
