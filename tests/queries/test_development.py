"""«Развитие и резерв» and the pillars worked out by hand, and against sums over schools. On both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import ASSOCIATIONS, DEVELOPMENT, RESERVE
from queries.associations import association_rows, associations_by_municipality
from queries.blocks import indicators_by_place, indicators_over_cycles
from queries.findings import pillar_points
from queries.indicator_tables import indicator_by_school, indicator_parts, indicators_in_words
from queries.pillars import PILLARS, pillars
from queries.reserve import reserve_balance, reserve_by_school, reserve_terms
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

SCHOOLS = (("1", "01"), ("2", "01"), ("1", "02"), ("2", "02"))


def grown(school_id: str, place: str, plans: int, deficit: int, appointments: int | None) -> make.Row:
    changes: dict[str, Any] = {"plans_drawn": plans, "with_deficit": deficit, "appointments": appointments}
    return make.row(DEVELOPMENT, school_id, place, plans_completed=None, plans_with_tutor=None, **changes)


def member(number: int, school_id: str, included: date, **changes: Any) -> make.Row:
    said = {"member_code": f"К-{number}", "included_on": included, "extended": None, "prepared": True}
    return make.row(RESERVE, school_id, "01", **{**said, **changes})


def association(number: int, place: str, **changes: Any) -> make.Row:
    said = {"association_code": f"О-{number}", "kind": "методобъединение"}
    # A row of an association of the municipality names no school.
    return {**make.row(ASSOCIATIONS, None, place), "school_id": None, **said, **changes}


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two municipalities of two schools; «02» keeps no register of the reserve. The cut is 31.08.2025."""
    book = make.workbook(
        municipalities=[make.municipality("01"), make.municipality("02", name="Второй")],
        schools=[make.school(code, place) for code, place in SCHOOLS],
        others={
            DEVELOPMENT: [grown("1", "01", 4, 10, 3), grown("2", "01", 9, 10, None), grown("1", "02", 6, 6, 1)],
            RESERVE: [
                member(1, "1", date(2021, 8, 31)),  # four years on the cut: more than three, not prolonged
                member(2, "1", date(2021, 8, 31), extended=True),
                member(3, "1", date(2024, 9, 1), prepared=False),
                member(4, "2", date(2020, 1, 1), removed_on=date(2025, 8, 31)),  # out on the cut
            ],
            ASSOCIATIONS: [
                association(1, "01", has_plan=True, has_analysis=True),
                association(2, "01", has_plan=False, has_analysis=False),
                association(3, "01", kind="сетевое сообщество", has_plan=False, has_analysis=False),
                association(4, "02", has_plan=True, has_analysis=False),
            ],
        },
    )
    load(engine, book)
    return engine


def test_indicators_by_place_are_sums_over_schools_with_zones(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(indicators_by_place(connection, Scope(), "development"))
        one = records(indicators_by_place(connection, Scope(municipalities=("01",)), "development", True))
    found = {row["municipality_id"]: row for row in rows if row["code"] == "ПР-ИОМ"}
    assert (found["01"]["numerator"], found["01"]["denominator"], found["01"]["words"]) == (
        13,
        20,
        "13 из 20 (65\u00a0%)",
    )
    assert (found["01"]["zone"], found["01"]["short_words"]) == ("middle", "● 65")
    # Data of one school of two are too few for a zone, and of six people no per cent is said.
    assert (found["02"]["zone"], found["02"]["words"], found["02"]["short_words"]) == (None, "6 из 6", "6/6")
    assert [(row["school_id"], row["zone"]) for row in one if row["code"] == "ПР-ИОМ"] == [("1", "low"), ("2", "high")]


def test_a_number_that_rounds_to_a_bound_is_written_as_it_lies_to_it(engine: Engine) -> None:
    """49,5 % below a bound of 50 would be read as 50; at the bound itself nothing is added."""
    rows = [grown("1", "01", 99, 200, None), grown("1", "02", 100, 200, None)]
    schools = [make.school("1", "01"), make.school("1", "02")]
    load(engine, make.workbook(schools=schools, others={DEVELOPMENT: rows}))
    with reading(engine) as connection:
        found = records(indicators_by_place(connection, Scope(), "development"))
    words = {row["municipality_id"]: row["short_words"] for row in found if row["code"] == "ПР-ИОМ"}
    assert words == {"01": "▼ 49,5", "02": "● 50"}


def test_over_cycles_an_indicator_without_data_is_there_too(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(indicators_over_cycles(connection, Scope(), "development"))
    found = {row["code"]: row for row in rows}
    assert (found["ПР-ИОМ"]["words"], found["ПР-ИОМ"]["schools_with_data"]) == ("19 из 26 (73\u00a0%)", 3)
    assert (found["ПР-МО"]["words"], found["ПР-ИОМ-РУК"]["words"]) == ("1 из 3", "нет данных")


def test_balance_expects_as_many_as_were_appointed_per_school(region: Engine) -> None:
    with reading(region) as connection:
        [row] = records(reserve_balance(connection, Scope()))
    assert row["municipality_id"] == "01"
    assert (row["schools"], row["with_reserve"], row["members"], row["prepared"]) == (2, 1, 3, 2)
    # Three appointments in the one school that said how many: three a school, six in two.
    assert (row["appointments"], row["school_years"], row["expected"]) == (3, 1, 6)
    assert (row["zone"], row["balance_words"]) == ("low", "2 : 6,0")


def test_terms_and_schools_of_the_reserve(region: Engine) -> None:
    with reading(region) as connection:
        terms = records(reserve_terms(connection, Scope()))
        every = records(reserve_by_school(connection, Scope()))
        without = records(reserve_by_school(connection, Scope(), without=True))
    assert [(row["years"], row["members"], row["prolonged"], row["not_prolonged"]) for row in terms] == [
        (0, 1, 0, 1),
        (3, 2, 1, 1),
    ]
    assert [(row["school_id"], row["members"], row["prepared"], row["appointments"]) for row in every] == [
        ("2", 0, 0, None),
        ("1", 3, 2, 3),
    ]
    assert [row["school_id"] for row in without] == ["2"]


def test_schools_without_reserve_come_first_where_people_are_fewest(region: Engine) -> None:
    with reading(region) as connection:
        whole = records(reserve_by_school(connection, Scope(), without=True))
        first = records(reserve_by_school(connection, Scope(), without=True, limit=1))
        places = [row["municipality_id"] for row in records(reserve_balance(connection, Scope()))]
    order = [places.index(row["municipality_id"]) for row in whole]
    assert order == sorted(order)
    assert first == whole[:1]


def test_associations_without_plan_and_analysis(region: Engine) -> None:
    with reading(region) as connection:
        places = records(associations_by_municipality(connection, Scope()))
        rows = records(association_rows(connection, Scope(municipalities=("01",))))
        of_school = association_rows(connection, Scope().in_school(SchoolKey("01", "1")))
    assert [(row["municipality_id"], row["complete_words"], row["without_both"]) for row in places] == [
        ("02", "0 из 1", 0),
        ("01", "1 из 2", 1),
    ]
    assert [(row["code"], row["missing_words"]) for row in rows] == [
        ("О-2", "нет плана и анализа"),
        ("О-1", None),
        ("О-3", None),
    ]
    assert of_school.empty


def test_pillars_say_k_of_n_and_count_schools_in_the_red_zone(region: Engine) -> None:
    with reading(region) as connection:
        frame = pillars(connection, Scope(), None)
    found = {row["code"]: row for row in records(frame)}
    assert list(found) == [pillar.code for pillar in PILLARS]
    routes = found["ПР-ИОМ"]
    assert (routes["words"], routes["zone"], routes["low_schools"]) == ("19 из 26 (73\u00a0%)", None, 1)
    assert (routes["change_words"], routes["data_words"]) == ("—", "3 из 4")
    assert (found["Н-ОХВ"]["words"], found["Р-ОО"]["words"]) == ("нет данных", "1 из 2")
    assert pillar_points(frame) == []
    red = frame.assign(zone=frame["zone"].where(frame["code"] != "ПР-ИОМ", "low"))
    [point] = pillar_points(red)
    assert (point.count, point.indicator) == (1, "ПР-ИОМ")


@pytest.mark.parametrize(
    "scope",
    [Scope(), Scope(clusters=("сельский",)), Scope(municipalities=("99701000",)), Scope(cycle="2024/25", groups=(3,))],
)
def test_pillars_are_those_of_the_schools(demonstration_engine: Engine, scope: Scope) -> None:
    with reading(demonstration_engine) as connection:
        scope = resolved(connection, scope)
        table = {row["code"]: row for row in records(indicators_in_words(connection, scope, "2023/24"))}
        for row in records(pillars(connection, scope, "2023/24")):
            if row["code"] == "К-РУК-Д":
                levels = indicator_parts(connection, scope, row["code"])
                high = levels[levels["part"] == "высокий"]
                assert (row["numerator"], row["denominator"]) == (high["numerator"].sum(), high["denominator"].sum())
                continue
            same = table[row["code"]]
            assert (row["words"], row["zone"]) == (same["value_words"], same["zone"]), row["code"]
            assert row["value_before"] == pytest.approx(same["value_before"])
            if row["low_schools"] is not None:
                schools = indicator_by_school(connection, scope, row["code"])
                assert row["low_schools"] == (schools["zone"] == "low").sum()
