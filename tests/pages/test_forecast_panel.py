"""The staffing forecast on its page: at three levels, with assumptions said otherwise, and where nothing is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

import components.panels
from components.forecast import DETAIL, SAID, YEARS
from components.navigation import page_at
from components.switch import STAFF, STAFFING_VIEW
from tests.pages.conftest import OpenPage

UseDatabase = Callable[[Path], Engine]
STAFFING = page_at("staffing")
ON_STAFF = {STAFFING_VIEW: STAFF}
PLACE = {**ON_STAFF, "municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\u00a0", " ").replace("\\", "")


def outcome(at: AppTest) -> str:
    [words] = [str(element.value) for element in at.markdown if str(element.value).startswith("К концу")]
    return words


def test_region(open_page: OpenPage) -> None:
    at = open_page(STAFFING, **ON_STAFF)
    assert not at.exception
    words = said(at)
    assert "## Прогноз кадров: сколько учителей не хватит" in words
    assert "К концу 2028/29 при этих допущениях" in words
    assert "Уход остальных учителей" in words
    assert "посчитано по циклам" in words
    assert "рабочее допущение" in words
    assert "Показатель КД-ПРОГ на три года — другое число" in words
    assert "Проверка: прогноз, сделанный по данным 2023/24" in words
    assert "## Нехватка учителей через 3 года по муниципалитетам" in words


def test_horizon_and_details(open_page: OpenPage) -> None:
    at = open_page(STAFFING, **ON_STAFF)
    at.segmented_control(key=YEARS).set_value(1).run()
    assert "К концу 2026/27" in outcome(at)
    at.segmented_control(key=DETAIL).set_value("по предметам").run()
    assert "## Нехватка учителей через 1 год по предметам" in said(at)
    at.segmented_control(key=DETAIL).set_value("проверка на прошлом").run()
    assert "## Проверка прогноза на прошлых циклах" in said(at)
    assert "в диапазон попали" in said(at)
    assert not at.exception


def test_municipality_and_school(open_page: OpenPage) -> None:
    at = open_page(STAFFING, **PLACE)
    assert "К концу 2028/29" in outcome(at)
    assert "по предметам" in said(at)
    assert "по муниципалитетам" not in said(at)
    at = open_page(STAFFING, **SCHOOL)
    assert not at.exception
    assert "К концу 2028/29" in outcome(at)
    assert "Проверка (по муниципалитету)" in said(at)
    assert "Прогноз подробнее" not in [element.label for element in at.segmented_control]


def test_an_assumption_said_otherwise_changes_the_forecast_and_says_so(open_page: OpenPage) -> None:
    at = open_page(STAFFING, **ON_STAFF)
    before = outcome(at)
    at.session_state[SAID] = {"turnover": 25.0}
    at.run()
    assert outcome(at) != before
    assert "**25,0 % в год** · *ваше допущение*" in said(at)
    at.session_state[SAID] = {}
    at.run()
    assert outcome(at) == before


def test_files_hold_the_assumptions(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def menu(*_: object, key: str, narrowed: object = (), **__: object) -> None:
        told[key] = narrowed

    monkeypatch.setattr(components.panels, "download_menu", menu)
    open_page(STAFFING, **ON_STAFF)
    for key in ("forecast", "forecast_detail"):
        lines = dict(told[key])
        assert lines["допущение: Доля целевиков, которые придут"] == "70,0\u00a0% выпуска — рабочее допущение"
    assert dict(told["forecast_detail"])["горизонт"] == "через 3\u00a0года"


def test_where_no_school_sent_the_sheet_it_says_so(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(STAFFING, **ON_STAFF)
    assert not at.exception
    assert "Прогноза нет: лист «Кадры_состав» за 2025/26 не прислала ни одна" in said(at)
