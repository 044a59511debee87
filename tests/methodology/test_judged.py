"""Indicators that depend on thresholds, judged from basis rows: at the bounds and just beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from methodology.catalogue import Methodology, packaged
from methodology.judged import JUDGES, ROW, judged

Value = tuple[str, float, float | None]
"""Part, numerator, denominator."""


def rows(**of_schools: list[Value]) -> pd.DataFrame:
    """Basis rows of schools of one municipality."""
    listed = [("01", school, *value) for school, values in of_schools.items() for value in values]
    return pd.DataFrame(listed, columns=ROW)


def of(frame: pd.DataFrame, school: str = "a") -> set[Value]:
    """What was judged of a school."""
    ours = frame[frame["school_id"] == school]
    return {
        (part, float(numerator), None if pd.isna(denominator) else float(denominator))
        for part, numerator, denominator in ours[["part", "numerator", "denominator"]].itertuples(index=False)
    }


def with_threshold(key: str, value: float) -> Methodology:
    thresholds = [one.model_copy(update={"value": value}) if one.key == key else one for one in packaged().thresholds]
    return Methodology.model_validate(packaged().model_dump() | {"thresholds": tuple(thresholds)})


def test_judged_indicators_are_those_of_the_catalogue_that_are_judged_at_reading():
    rules = packaged()
    at_load = {rule.code for rule in rules.indicators if rule.stage == "judge" and rule.block == "effectiveness"}
    judged_later = {rule.code for rule in rules.indicators if rule.stage == "judge"} - at_load
    assert judged_later | {"К-ПЕД-УР", "К-ПЕД-ДЕФ"} == set(JUDGES)
    with pytest.raises(KeyError):
        judged("КД-60", {}, rules)


@pytest.mark.parametrize(
    ("percent", "level"),
    [(0, "низкий"), (60.4, "низкий"), (60.5, "средний"), (80.49, "средний"), (80.5, "высокий"), (100, "высокий")],
)
def test_level_of_a_head_after_rounding(percent, level):
    basis = {"К-РУК": rows(a=[("", percent, 1), ("РК01", 10, 1)])}
    assert of(judged("К-РУК-УР", basis, packaged())) == {(level, 1, 1)}
    expected = {(one, float(one == level), 1) for one in ("низкий", "средний", "высокий")}
    assert of(judged("К-РУК-Д", basis, packaged())) == expected


def test_levels_follow_the_thresholds():
    basis = {"К-РУК": rows(a=[("", 80, 1)])}
    assert of(judged("К-РУК-УР", basis, with_threshold("comp_high_min", 80))) == {("высокий", 1, 1)}


def test_deficits_of_a_head_by_domain():
    basis = {"К-РУК": rows(a=[("", 90, 1), ("РК01", 60.4, 1), ("РК02", 60.5, 1)])}
    assert of(judged("К-РУК-ДЕФ", basis, packaged())) == {("РК01", 1, 1), ("РК02", 0, 1)}


def test_routes_of_heads_who_need_one():
    heads = rows(
        a=[("", 80.4, 1)],  # not on the high level
        b=[("", 80.5, 1), ("РК01", 60.4, 1)],  # a deficit domain
        c=[("", 80.5, 1), ("РК01", 60.5, 1)],  # neither
        d=[("", 10, 1)],  # of whom nothing is said
    )
    routes = rows(a=[("", 1, 1)], b=[("", 0, 1)], c=[("", 1, 1)])
    found = judged("ПР-ИОМ-РУК", {"К-РУК": heads, "ПР-ИОМ-РУК": routes}, packaged())
    assert {school: of(found, school) for school in "abcd"} == {
        "a": {("", 1, 1)}, "b": {("", 0, 1)}, "c": set(), "d": set()
    }  # fmt: skip


def test_teachers_by_level_as_reported_or_by_percent():
    basis = rows(a=[("низкий", 4, 30), ("средний", 18, 30), ("высокий", 8, 30)], b=[
        ("|60", 2, 2), ("|61", 3, 3), ("|80", 1, 1), ("|81", 4, 4),
    ])  # fmt: skip
    found = judged("К-ПЕД-УР", {"К-ПЕД-УР": basis}, packaged())
    assert of(found) == {("низкий", 4, 30), ("средний", 18, 30), ("высокий", 8, 30)}
    assert of(found, "b") == {("низкий", 2, 10), ("средний", 4, 10), ("высокий", 4, 10)}


def test_teachers_with_a_deficit_as_reported_or_by_percent():
    basis = rows(a=[("", 11, 30), ("ПД03", 5, 20), ("ПД04|60", 2, 2), ("ПД04|61", 3, 3), ("|61", 1, 1)])
    found = judged("К-ПЕД-ДЕФ", {"К-ПЕД-ДЕФ": basis}, packaged())
    assert of(found) == {("", 11, 30), ("", 0, 1), ("ПД03", 5, 20), ("ПД04", 2, 5)}
    lower = judged("К-ПЕД-ДЕФ", {"К-ПЕД-ДЕФ": basis}, with_threshold("teach_deficit_max", 61))
    assert ("ПД04", 5, 5) in of(lower)


def test_long_vacancies():
    basis = {"КД-ВАК-ДЛИТ": rows(a=[("", 4, 4), ("90", 1, 1), ("91", 2, 2), ("0", 1, 1)], b=[("", 0, 0)])}
    found = judged("КД-ВАК-ДЛИТ", basis, packaged())
    assert (of(found), of(found, "b")) == ({("", 2, 4)}, {("", 0, 0)})


def test_long_in_the_reserve_without_prolongation():
    basis = {"Р-СРОК": rows(a=[("", 3, 5), ("2", 1, 1), ("3", 1, 2), ("5", 1, 2)], b=[("", 0, 0)])}
    found = judged("Р-СРОК", basis, packaged())
    assert (of(found), of(found, "b")) == ({("", 2, 5)}, {("", 0, 0)})


def test_new_heads_without_mentor():
    basis = {"В-РУК-НАЧ": rows(a=[("2", 1, 1)], b=[("3", 1, 1)], c=[("0", 0, 1)])}
    found = judged("В-РУК-НАЧ", basis, packaged())
    assert [of(found, school) for school in "abc"] == [{("", 1, None)}, {("", 0, None)}, {("", 0, None)}]


def test_forecast_of_three_years():
    def parts(vacant: float | None, sixty: float | None, graduates: float | None) -> list[Value]:
        named = (("вакансии", vacant), ("60+", sixty), ("выпускники", graduates))
        return [(part, number, None) for part, number in named if number is not None]

    basis = {
        "КД-ПРОГ": rows(
            a=parts(1.5, 4, 1),  # 1,5 + half of 4 − 1
            b=parts(0, 1, 3),  # not below zero
            c=parts(1, 3, None),  # nothing said of graduates: none is taken away
            d=parts(1, None, 1),  # unknown
        )
    }
    found = judged("КД-ПРОГ", basis, packaged())
    assert [of(found, school) for school in "abcd"] == [{("", 2.5, None)}, {("", 0, None)}, {("", 2.5, None)}, set()]


@pytest.mark.parametrize("code", sorted(JUDGES))
def test_nothing_of_nothing(code: str):
    empty: dict[str, Any] = {name: rows() for name in JUDGES[code].basis}
    found = judged(code, empty, packaged())
    assert found.empty
    assert list(found.columns) == ROW
