"""Queries of the page of competences and the parts that it is made of: worked by hand, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.database import reading
from data.sheets import DEVELOPMENT, LEADER_RESULTS, TEACHER_DIAGNOSTICS, TEACHER_PERCENTS
from data.tables import indicator_value
from methodology.catalogue import packaged
from methodology.judged import JUDGES, judged
from queries.competence_steps import competence_steps, leaders_without_route
from queries.competences import (
    deficits,
    diagnostics_coverage,
    levels_beside,
    levels_by_cluster,
    levels_by_municipality,
    levels_by_school,
    results_by_percent,
    seats_to_order,
)
from queries.frames import read_frame
from queries.indicator_tables import indicator_parts
from queries.scope import SchoolKey, Scope
from queries.selection import about_selected, resolved
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

NORTH = Scope(municipalities=("01",))


def head(school_id: str, domain: str, percent: float, municipality_id: str = "01", **changes: Any) -> make.Row:
    said = {"has_plan": None, "plan_completed": None} if domain != "ИТОГ" else {}
    day = {"assessed_on": date(2025, 4, 15)}
    return make.row(
        LEADER_RESULTS, school_id, municipality_id, domain=domain, percent=percent, **{**day, **said, **changes}
    )


def numbers(school_id: str, domain: str, eligible: int, low: int, middle: int, high: int, ill: int) -> make.Row:
    return make.row(
        TEACHER_DIAGNOSTICS, school_id, domain=domain, eligible=eligible, assessed=low + middle + high, low=low,
        middle=middle, high=high, with_deficit=ill,
    )  # fmt: skip


def done(school_id: str, domain: str, *percents: float) -> list[make.Row]:
    return [
        make.row(TEACHER_PERCENTS, school_id, domain=domain, percent=percent, participant_code=None)
        for percent in percents
    ]


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two municipalities. Heads of 01: low without a route, middle with a finished one, high with a deficit and no
    word about a route, one not assessed; a head of 02 high. Teachers of 01 alone: two schools, one by whole per cent.

    60,4 is low and a deficit, 60,5 is not; of two days the last one counts, and a deputy never.
    """
    leaders = [
        head("1", "ИТОГ", 90, assessed_on=date(2024, 10, 1)),
        head("1", "ИТОГ", 60.4, has_plan=False, plan_completed=None, leader_code="Р-7"),
        head("1", "РК01", 60.4),
        head("1", "РК02", 60.5),
        head("2", "ИТОГ", 80.4, has_plan=True, plan_completed=True),
        head("2", "РК01", 60.5),
        head("3", "ИТОГ", 80.5, has_plan=None, plan_completed=None),
        head("3", "РК01", 40),
        head("4", "ИТОГ", 10, post="заместитель"),
        head("5", "ИТОГ", 100, "02", has_plan=False, plan_completed=None),
        head("5", "РК01", 100, "02"),
    ]
    teachers = [
        numbers("1", "ИТОГ", 20, 3, 6, 3, 4),
        numbers("1", "методические", 20, 3, 6, 3, 2),
        numbers("2", "ИТОГ", 10, 0, 0, 8, 0),
    ]
    percents = [*done("2", "ИТОГ", 60, 61, 80, 81), *done("2", "методические", 60, 60, 61, 100)]
    development = [
        make.row(DEVELOPMENT, "1", with_deficit=5, plans_drawn=4, plans_completed=1, trained_by_deficit=3),
        make.row(DEVELOPMENT, "2", with_deficit=None, plans_drawn=2, plans_completed=2, trained_by_deficit=None),
    ]
    schools = [make.school(str(number), "01") for number in range(1, 5)]
    load(
        engine,
        make.workbook(
            municipalities=[
                make.municipality("01", name="Северный"),
                make.municipality("02", name="Южный", cluster="городской"),
            ],
            schools=[
                *schools,
                make.school("5", "02"),
                make.school("6", "02", in_cycle=False, excluded_reason="ремонт"),
            ],
            others={
                LEADER_RESULTS: leaders,
                TEACHER_DIAGNOSTICS: teachers,
                TEACHER_PERCENTS: percents,
                DEVELOPMENT: development,
            },
        ),
    )
    return engine


def said(engine: Engine, query: Any, *arguments: Any, scope: Scope = Scope()) -> list[dict[str, Any]]:  # noqa: B008
    with reading(engine) as connection:
        return records(query(connection, scope, *arguments))


def only(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_parts_of_a_judged_indicator(region: Engine) -> None:
    columns = ("municipality_id", "part", "numerator", "denominator", "schools_with_data")
    assert only(said(region, indicator_parts, "К-РУК-Д"), *columns) == [
        ("01", "высокий", 1, 3, 3),
        ("01", "низкий", 1, 3, 3),
        ("01", "средний", 1, 3, 3),
        ("02", "высокий", 1, 1, 1),
        ("02", "низкий", 0, 1, 1),
        ("02", "средний", 0, 1, 1),
    ]
    assert only(said(region, indicator_parts, "К-РУК-ДЕФ", scope=NORTH), *columns) == [
        ("01", "РК01", 2, 3, 3),
        ("01", "РК02", 0, 1, 1),
    ]
    # By numbers 3 + 6 + 3 of school 1; by whole per cent 60 | 61, 80 | 81 of school 2, whose numbers don't count.
    assert only(said(region, indicator_parts, "К-ПЕД-УР"), *columns) == [
        ("01", "высокий", 4, 16, 2),
        ("01", "низкий", 4, 16, 2),
        ("01", "средний", 8, 16, 2),
    ]
    assert only(said(region, indicator_parts, "К-ПЕД-ДЕФ"), *columns) == [
        ("01", "", 5, 16, 2),
        ("01", "методические", 4, 16, 2),
    ]
    # Of the heads in need of a route (1, 2 and 3) about 3 nobody said.
    assert only(said(region, indicator_parts, "ПР-ИОМ-РУК"), *columns) == [("01", "", 1, 2, 2)]


def test_parts_by_school_and_of_an_indicator_that_is_not_judged(region: Engine) -> None:
    columns = ("municipality_id", "school_id", "part", "numerator", "denominator")
    assert only(said(region, indicator_parts, "К-ПЕД-ДЕФ", True), *columns) == [
        ("01", "1", "", 4, 12),
        ("01", "1", "методические", 2, 12),
        ("01", "2", "", 1, 4),
        ("01", "2", "методические", 2, 4),
    ]
    assert only(said(region, indicator_parts, "К-ОХВ-П", True), *columns) == [
        ("01", "1", "", 12, 20),
        ("01", "2", "", 4, 10),
    ]
    assert said(region, indicator_parts, "К-РУК-Д", scope=Scope(cycle=make.NEXT_CYCLE)) == []
    with reading(region) as connection, pytest.raises(KeyError):
        indicator_parts(connection, NORTH, "НЕТ")


@pytest.mark.parametrize("code", ["К-РУК-Д", "К-РУК-ДЕФ", "ПР-ИОМ-РУК", "К-ПЕД-УР", "К-ПЕД-ДЕФ"])
def test_the_database_judges_as_the_methodology_does(demonstration_engine: Engine, code: str) -> None:
    with reading(demonstration_engine) as connection:
        scope = resolved(connection, Scope())
        chosen = about_selected(connection, scope, indicator_value)
        basis = {
            name: read_frame(connection, select(indicator_value).where(indicator_value.c.indicator == name, *chosen))
            for name in JUDGES[code].basis
        }
        found = records(indicator_parts(connection, scope, code, True))
    wanted = sorted(
        (row["municipality_id"], row["school_id"], row["part"], row["numerator"], row["denominator"])
        for row in records(judged(code, basis, packaged()))
    )
    assert only(found, "municipality_id", "school_id", "part", "numerator", "denominator") == wanted
    assert wanted


def test_levels(region: Engine) -> None:
    [north, south] = said(region, levels_by_municipality, "leaders")
    assert [north[name] for name in ("municipality_name", "low", "middle", "high", "people")] == [
        "Северный",
        1,
        1,
        1,
        3,
    ]
    assert (north["low_pct"], north["words"]) == (pytest.approx(100 / 3), "1 из 3")
    assert (north["schools_with_data"], north["schools"]) == (3, 4)
    assert (south["municipality_id"], south["high"], south["schools"]) == ("02", 1, 1)
    [of_school, other] = said(region, levels_by_school, "teachers")
    assert [of_school[name] for name in ("school_id", "low", "middle", "high", "words")] == [
        "1",
        3,
        6,
        3,
        "3 из 12 (25\u00a0%)",
    ]
    assert [other[name] for name in ("school_id", "low", "middle", "high", "words")] == ["2", 1, 2, 1, "1 из 4"]
    columns = ("cluster", "low", "people", "schools_with_data", "schools")
    assert only(said(region, levels_by_cluster, "leaders"), *columns) == [
        ("городской", 0, 1, 1, 1),
        ("сельский", 1, 3, 3, 4),
    ]


def test_levels_beside_others(region: Engine) -> None:
    school = NORTH.in_school(SchoolKey("01", "2"))
    columns = ("name", "low", "people", "schools_with_data", "schools")
    assert only(said(region, levels_beside, "leaders", scope=school), *columns) == [
        ("СОШ 2", 0, 1, 1, 1),
        ("Северный", 1, 3, 3, 4),
        ("кластер «сельский»", 1, 3, 3, 4),
        ("все муниципалитеты", 1, 4, 4, 5),
    ]


def test_results_in_whole_per_cent(region: Engine) -> None:
    # 60,4 → 60; 80,4 → 80; 80,5 → 81.
    assert only(said(region, results_by_percent, "leaders"), "percent", "people", "level") == [
        (60, 1, "низкий"),
        (80, 1, "средний"),
        (81, 1, "высокий"),
        (100, 1, "высокий"),
    ]
    assert only(said(region, results_by_percent, "teachers"), "percent", "level") == [
        (60, "низкий"),
        (61, "средний"),
        (80, "средний"),
        (81, "высокий"),
    ]


def test_deficits_and_seats(region: Engine) -> None:
    columns = ("municipality_id", "domain", "numerator", "denominator", "zone", "words")
    # 2 of 3 is more than half, but only 3 schools of 4 have data: less than 80 %.
    assert only(said(region, deficits, "leaders"), *columns) == [
        ("01", "РК01", 2, 3, None, "2 из 3"),
        ("01", "РК02", 0, 1, None, "0 из 1"),
        ("02", "РК01", 0, 1, "high", "0 из 1"),
    ]
    by_school = said(region, deficits, "teachers", True)
    assert only(by_school, "school_id", "domain", "numerator", "zone", "words") == [
        ("1", "", 4, "middle", "4 из 12 (33\u00a0%)"),
        ("1", "методические", 2, "high", "2 из 12 (17\u00a0%)"),
        ("2", "", 1, "high", "1 из 4"),
        ("2", "методические", 2, "middle", "2 из 4"),
    ]
    seats = said(region, seats_to_order, "leaders")
    assert only(seats, "domain", "numerator", "denominator", "places") == [
        ("РК01", 2, 4, 1),
        ("РК02", 0, 1, 0),
        ("", 2, None, None),
    ]
    assert seats[0]["domain_name"] == "РК01. Аттестация и повышение квалификации работников"
    assert seats[-1]["domain_name"] == "Всего мест"
    assert only(said(region, seats_to_order, "teachers"), "domain", "numerator") == [("методические", 4), ("", 4)]


def test_coverage_and_what_it_tells(region: Engine) -> None:
    [north, south] = said(region, diagnostics_coverage, "leaders")
    assert (north["municipality_id"], north["came"], north["due"], north["words"]) == ("01", 3, 4, "3 из 4")
    # All three in need; of the fourth nobody knows: 75 or 100 per cent.
    assert (north["found"], north["assessed"], north["least_pct"], north["most_pct"]) == (3, 3, 75, 100)
    assert 75 <= north["low_pct"] <= north["high_pct"] <= 100
    assert (north["interval_words"], north["possible_words"]) == ("—", "—"), "no per cents of three people"
    assert (south["words"], south["low_pct"]) == ("1 из 1", None), "all are known"
    [teachers] = said(region, diagnostics_coverage, "teachers")
    assert (teachers["came"], teachers["due"], teachers["found"], teachers["assessed"]) == (16, 30, 5, 16)
    # 5 of 16, of 30: at least 5 of 30, at most 19 of 30.
    assert (teachers["least_pct"], teachers["most_pct"]) == (pytest.approx(500 / 30), pytest.approx(1900 / 30))
    assert teachers["possible_words"] == "17–63\u00a0%"
    by_school = said(region, diagnostics_coverage, "teachers", True)
    assert only(by_school, "school_id", "words") == [("2", "4 из 10 (40\u00a0%)"), ("1", "12 из 20 (60\u00a0%)")]


def test_steps(region: Engine) -> None:
    columns = ("step", "people", "base", "lost", "loss")
    assert only(said(region, competence_steps, "leaders"), *columns) == [
        (1, 4, 5, 1, True),
        (2, 3, 4, 1, False),
        (3, 1, 2, 1, True),
        (4, 1, 1, 0, True),
    ]
    # Of «Развитие» school 2 doesn't say how many have a deficit: its routes count as finished ones only.
    assert only(said(region, competence_steps, "teachers"), *columns) == [
        (1, 16, 30, 14, True),
        (2, 5, 16, 11, False),
        (3, 4, 5, 1, True),
        (4, 3, 5, 2, True),
        (5, 3, 6, 3, True),
    ]


def test_heads_without_a_route(region: Engine) -> None:
    rows = said(region, leaders_without_route)
    columns = ("school_id", "leader_code", "level_words", "deficit_words", "route_words", "found")
    code = str(head("3", "ИТОГ", 1)["leader_code"])
    assert only(rows, *columns) == [
        ("1", "Р-7", "низкий", "РК01", "нет", 2),
        ("3", code, "высокий", "РК01", "не указано", 2),
    ]
    assert only(said(region, leaders_without_route, 1), "school_id", "found") == [("1", 2)]
