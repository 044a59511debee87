"""Queries of recommendations over the region of odd cases: what fires for whom, the seven, the council."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import DEVELOPMENT, LEADER_RESULTS, STAFF, TEACHER_DIAGNOSTICS
from methodology.catalogue import packaged
from queries.recommendation_catalogue import recommendation_catalogue, source_coverage
from queries.recommendation_counts import (
    common_points,
    fired_by_addressee,
    fired_by_block,
    fired_by_code,
    fired_by_municipality,
)
from queries.recommendation_words import _on_scale
from queries.recommendations import fired, trace
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE
from tests.queries.records import Row, records
from tests.stored import load

BEFORE = Scope(cycle=CYCLE)


def of(frame: pd.DataFrame, **wanted: object) -> list[Row]:
    return [row for row in records(frame) if all(row[name] == value for name, value in wanted.items())]


def codes(frame: pd.DataFrame, **wanted: object) -> set[object]:
    return {row["code"] for row in of(frame, **wanted)}


def test_what_fires_for_a_school(hand_made_engine: Engine) -> None:
    """«02/001» in 2024/25: 9 of 10, no second score, 4 of 5 on the scale 50 and 90, ШНОР."""
    with reading(hand_made_engine) as connection:
        frame = fired(connection, BEFORE.in_school(SchoolKey("02", "001")))
    # Criteria 1 and 3 weigh half of all, so there is no group.
    assert codes(frame) == {"АР-06", "АР-43", "ДП-01"}
    [help_] = of(frame, code="АР-43")
    assert help_["basis"] == "Школа с низкими образовательными результатами: да"
    assert (help_["addressees"], help_["priority"]) == ("методическая служба", 1)
    assert (help_["deadline"], help_["deadline_words"]) == (None, "45 дней со дня решения")
    assert help_["sources"] == "С3, п. 3.2"
    assert (help_["municipality_name"], help_["short_name"]) == ("Северный округ", "СОШ № 1")


def test_a_group_by_an_act_is_named_with_the_act(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = fired(connection, BEFORE.in_school(SchoolKey("01", "001")), code="АР-50")
    [row] = records(frame)
    assert row["basis"] == "Группа эффективности: группа 3 (низкая степень)"
    assert row["origin"] == make.ACT
    assert (row["distance"], row["borderline"], row["zone"], row["level"]) == (None, False, "low", "ОО")


def test_twins_of_one_name_and_code_do_not_mix(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        support, help_ = fired(connection, BEFORE, code="АР-50"), fired(connection, BEFORE, code="АР-43")
    assert {(row["municipality_id"], row["school_id"]) for row in records(support)} == {("01", "001")}
    assert {(row["municipality_id"], row["school_id"]): row["basis"] for row in records(help_)} == {
        ("01", "001"): "Признак необъективности ВПР: да",
        ("02", "001"): "Школа с низкими образовательными результатами: да",
    }


@pytest.mark.parametrize("scope", [BEFORE, Scope(cycle=NEXT_CYCLE), replace(BEFORE, municipalities=("01",))])
def test_counts_are_those_of_the_rows(hand_made_engine: Engine, scope: Scope) -> None:
    with reading(hand_made_engine) as connection:
        frame = fired(connection, scope)
        by_code, by_addressee = fired_by_code(connection, scope), fired_by_addressee(connection, scope)
        by_block, by_place = fired_by_block(connection, scope), fired_by_municipality(connection, scope)
        common = common_points(connection, scope)
    rows = records(frame)
    counted = Counter((row["code"], row["level"]) for row in rows)
    assert {(row["code"], row["level"]): row["objects"] for row in records(by_code)} == counted
    assert codes(common) == codes(frame, common=True)
    addressees = Counter(each for row in rows for each in str(row["addressees"]).split("; "))
    assert {row["key"]: row["recommendations"] for row in records(by_addressee)} == addressees
    blocks = Counter(row["block"] for row in rows)
    assert {row["key"]: row["recommendations"] for row in records(by_block)} == blocks
    places = Counter(row["municipality_id"] for row in rows)
    assert {row["key"]: row["recommendations"] for row in records(by_place)} == places
    first = Counter(row["municipality_id"] for row in rows if row["priority"] == 1)
    assert {row["key"]: row["first"] for row in records(by_place) if row["first"]} == first


def test_filters_narrow_the_rows(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        everything = records(fired(connection, BEFORE))
        to_heads = records(fired(connection, BEFORE, addressee="руководитель ОО"))
        first = records(fired(connection, BEFORE, priority=1))
        block = records(fired(connection, BEFORE, block="quality"))
        few = records(fired(connection, BEFORE, limit=3))
    assert to_heads == [row for row in everything if "руководитель ОО" in str(row["addressees"])]
    assert first == [row for row in everything if row["priority"] == 1]
    assert block == [row for row in everything if row["block"] == "quality"]
    assert len(few) == 3
    assert {row["priority"] for row in few} == {1}


def test_one_school_has_no_recommendations_of_its_municipality(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = fired(connection, BEFORE.in_school(SchoolKey("01", "001")))
        whole = fired(connection, replace(BEFORE, municipalities=("01",)))
    assert codes(frame, level="МО") == set()
    assert {"АР-39", "АР-40", "АР-41"} <= codes(whole, level="МО")


def many(engine: Engine) -> None:
    """Three schools; of the first everything is low."""
    ids = ("001", "002", "003")
    load(
        engine,
        make.workbook(
            schools=[make.school(code) for code in ids],
            scores=[row for code in ids for row in make.scores(*([3 if code == "001" else 9] * 10), school_id=code)],
            others={
                STAFF: [make.row(STAFF, code) for code in ids],
                DEVELOPMENT: [make.row(DEVELOPMENT, code, speakers=20) for code in ids],
                TEACHER_DIAGNOSTICS: [
                    make.row(TEACHER_DIAGNOSTICS, code, eligible=40, assessed=30, low=10, middle=10, high=10)
                    for code in ids
                ],
                LEADER_RESULTS: [
                    make.row(LEADER_RESULTS, code, leader_code=f"Р-{code}", percent=50, has_plan=False) for code in ids
                ],
            },
        ),
    )


def test_at_most_seven_of_a_school_without_common_points(engine: Engine) -> None:
    many(engine)
    with reading(engine) as connection:
        frame, main = fired(connection, BEFORE), fired(connection, BEFORE, main=True)
        common = codes(common_points(connection, BEFORE))
    # All three schools get them.
    assert {"АР-06", "АР-07", "АР-27", "АР-28"} <= common
    # One of three doesn't make a common point, two would.
    assert "АР-50" not in common
    of_first = [row for row in records(main) if row["school_id"] == "001"]
    assert [row["position"] for row in of_first] == [1, 2, 3, 4, 5, 6, 7]
    assert not {row["code"] for row in of_first} & common
    assert [row["priority"] for row in of_first] == sorted(row["priority"] for row in of_first)
    rest = [row for row in records(frame) if row["school_id"] == "001" and row["code"] not in common]
    assert len(rest) > 7
    first = [row["distance"] for row in of_first if row["priority"] == 1 and row["distance"] is not None]
    assert first == sorted(first, reverse=True)
    assert all(row["position"] is None for row in records(frame) if row["level"] == "МО" or row["common"])


def test_the_council_sees_no_judgements_about_people(engine: Engine) -> None:
    many(engine)
    council = replace(BEFORE, showing="council")
    with reading(engine) as connection:
        frame, internal = fired(connection, council), fired(connection, BEFORE)
        reasons = trace(connection, council, "АР-33", "01", "001")
    assert codes(internal, level="лицо") >= {"АР-07", "АР-08"}
    assert not codes(frame, level="лицо")
    assert "АР-27" in codes(internal)
    assert "АР-27" not in codes(frame)
    assert {row["person"] for row in records(frame)} == {""}
    assert {row["distance"] for row in records(frame)} == {None}
    # Of АР-33 two reasons are about the school.
    assert {row["subject"] for row in records(reasons)} == {"group", "criterion_zone"}
    sensitive = {rule.name for rule in packaged().indicators if rule.sensitive}
    assert not [row["basis"] for row in records(frame) if any(name in str(row["basis"]) for name in sensitive)]


def test_a_trace_says_what_would_change_it(engine: Engine) -> None:
    many(engine)
    with reading(engine) as connection:
        [covered] = records(trace(connection, BEFORE, "АР-27", "01", "001"))
        [level] = records(trace(connection, BEFORE, "АР-07", "01", "002", "Р-002"))
        nothing = trace(connection, BEFORE, "АР-43", "01", "001")
        [of_place] = records(trace(connection, BEFORE, "АР-27", "01"))
    assert (covered["numerator"], covered["denominator"], covered["value"]) == (30, 40, 75)
    assert (covered["value_words"], covered["relation_words"]) == ("30 из 40 (75\u00a0%)", "ниже 80\u00a0%")
    assert (covered["threshold"], covered["threshold_origin"]) == (80, "рабочий порог")
    assert (covered["needed_change"], covered["needed_numerator"]) == (5, 2)
    assert covered["needed_words"] == "не понадобится, если будет не меньше 32 из 40 (сейчас 30)"
    assert "Компетенции_пед" in str(covered["sheets"])
    assert (level["subject"], level["code"], level["threshold_origin"]) == ("level", "К-РУК", "С4")
    assert nothing.empty
    assert (of_place["numerator"], of_place["denominator"]) == (90, 120)
    assert (of_place["schools_with_data"], of_place["schools"]) == (3, 3)


def test_earlier_loads_are_as_they_were(hand_made_engine: Engine) -> None:
    """Load 4 lowers «01/001» on the second and raises it on the third criterion."""
    school = BEFORE.in_school(SchoolKey("01", "001"))
    with reading(hand_made_engine) as connection:
        before = fired(connection, replace(school, as_of=1), code="ДП-03")
        now = fired(connection, school, code="ДП-03")
    assert before.empty
    assert [row["basis"].count("Критерий") for row in records(now)] == [2]


def test_the_catalogue_and_its_sources(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        catalogue, sources = recommendation_catalogue(connection, Scope()), source_coverage(connection, Scope())
    assert len(catalogue) == 55
    [prognosis] = of(catalogue, code="АР-16")
    assert (prognosis["levels"], prognosis["addressees"]) == ("ОО, МО", "руководитель ОО; управление образования")
    assert len(sources) == 123
    assert [row["code"] for row in records(sources) if not row["covered_by"]] == ["КР-У2"]
    assert of(sources, code="ТМ-00")[0]["covered_by"] == "АР-02"


def test_deadlines_are_days(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = fired(connection, BEFORE, code="АР-02")
    assert {row["deadline"] for row in records(frame)} == {date(2025, 10, 20)}


def test_a_value_is_not_written_as_the_one_from_which_all_would_be_otherwise() -> None:
    entry = {"value": 60.46, "needed_change": 0.04, "threshold": 60, "relation": "not_above"}
    assert (_on_scale(entry), _on_scale({**entry, "value": 60.2, "needed_change": 0.3})) == (
        "60,46\u00a0%",
        "60,2\u00a0%",
    )
    assert _on_scale({**entry, "value": 60.496, "needed_change": 0.004}) == "60,496\u00a0%"
    assert _on_scale({**entry, "needed_change": None}) == "60,5\u00a0%"
