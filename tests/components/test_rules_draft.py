"""Tables of rules: cells that a person changes become changes of a draft."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from components import rules_draft
from components.rules_draft import BOUND, CODE, NUMBER
from methodology.catalogue import packaged
from methodology.edits import Change, checked

RULES = packaged()


def edited_in(monkeypatch: pytest.MonkeyPatch, editor: str, row: dict[str, Any], cells: dict[str, Any]) -> list[Change]:
    """What an editor makes of new cells in its first row like ``row``."""

    def typed(frame: pd.DataFrame, *_: object) -> pd.DataFrame:
        edited = frame.copy()
        at = next(n for n in range(len(frame)) if all(frame[name][n] == value for name, value in row.items()))
        for name, value in cells.items():
            edited.loc[at, name] = value
        return edited

    monkeypatch.setattr(rules_draft, "_editor", typed)
    return list(getattr(rules_draft, editor)(RULES, "key"))


def test_nothing_changed_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    for editor in ("_thresholds", "_recommendations", "_conditions", "_indicators"):
        assert edited_in(monkeypatch, editor, {}, {}) == [], editor


def test_a_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"Что означает": "Охват молодых наставничеством: выполняется"}
    assert edited_in(monkeypatch, "_thresholds", row, {"Значение": 90.0}) == [
        Change("thresholds", "mentor_green", "value", 100.0, 90.0)
    ]


def test_a_recommendation_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    [change] = edited_in(monkeypatch, "_recommendations", {CODE: "АР-50"}, {"Действует": False})
    assert change == Change("recommendations", "АР-50", "active", True, False)


def test_a_number_instead_of_a_threshold_and_another_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = edited_in(monkeypatch, "_conditions", {CODE: "АР-36"}, {NUMBER: 20.0, "Сравнение": "не больше"})
    leaf: Any = checked(RULES, tuple(draft)).recommendation("АР-36").when
    assert leaf.comparison == ("at_most", 20.0)


def test_a_threshold_instead_of_a_number_within_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {CODE: "АР-16", "Что сравнивается": "Вакантные ставки (КД-ВАК), ставок"}
    bound = "критериев в низкой зоне: мера (3)"
    new = checked(RULES, tuple(edited_in(monkeypatch, "_conditions", row, {BOUND: bound, NUMBER: None})))
    changed = new.recommendation("АР-16")
    first: Any = changed.when.inside[0].inside[0]  # type: ignore[union-attr]
    assert first.comparison == ("above", "low_criteria_red")
    assert "КД-ВАК > 3 ставки" in changed.condition.replace("\xa0", " ")
