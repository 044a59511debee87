"""Firings as they are written at a load: data shaped like each of the five source documents, history, one change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.database import reading
from data.loading import undo_load
from data.sheets import (
    ASSESSMENTS,
    ASSOCIATIONS,
    DEVELOPMENT,
    DOCUMENTS,
    LEADER_RESULTS,
    MENTORING,
    RESERVE,
    STAFF,
    TEACHER_DIAGNOSTICS,
    TEACHING_LOADS,
    VACANCIES,
)
from data.tables import firing, in_force
from data.workbook import Workbook
from methodology.catalogue import packaged
from tests import factories as make
from tests.stored import facts_and_values, load

PUBLISHED = date(2025, 10, 2)


def published(book: Workbook) -> Workbook:
    return replace(book, instruction=replace(book.instruction, published_date=PUBLISHED))


def in_force_now(engine: Engine, as_of: int | None = None) -> list[Any]:
    with reading(engine) as connection:
        statement = select(firing).where(in_force(firing, as_of))
        return list(connection.execute(statement.order_by(firing.c.school_id, firing.c.code)).all())


def codes(engine: Engine, school_id: str | None = None) -> set[str]:
    return {row.code for row in in_force_now(engine) if school_id is None or row.school_id == school_id}


def uncovered(engine: Engine, document: str) -> set[str]:
    """Entries of a source that no fired recommendation covers."""
    fired = codes(engine)
    covered = {code for each in packaged().recommendations if each.code in fired for code in each.sources}
    entries = {each.code for each in packaged().sources if each.document == document and not each.not_automatable}
    return entries - covered


def leader(percent: float, **changes: Any) -> make.Row:
    return make.row(LEADER_RESULTS, percent=percent, **{"has_plan": False, **changes})


def region_of_leaders() -> Workbook:
    """С1: results of directors, a community of tutors that is missing, vacancies, the young without mentors."""
    return published(
        make.workbook(
            schools=[make.school(), make.school("002")],
            scores=[*make.scores(5, 9), *make.scores(9, 9, school_id="002")],
            others={
                LEADER_RESULTS: [leader(55), leader(90, school_id="002", leader_code="Р-002")],
                STAFF: [make.row(STAFF, rates=40, rates_filled=30, tenure_under_3=3, young_hired_3_years_ago=10)],
                VACANCIES: [make.row(VACANCIES, rates=10)],
                MENTORING: [make.row(MENTORING)],
                DEVELOPMENT: [make.row(DEVELOPMENT, with_deficit=10, plans_drawn=3, head_in_network=False)],
                ASSOCIATIONS: [
                    make.row(ASSOCIATIONS, joint_events=0),
                    make.row(ASSOCIATIONS, association_code="О-02", kind="инновационная или стажировочная площадка"),
                ],
            },
        )
    )


def three_schools() -> Workbook:
    """С2: three schools of a district, criteria 3, 5, 9 and 10 low; a school plan has come."""
    ids = ("001", "002", "003")
    low = (9, 9, 5, 9, 5, 9, 9, 9, 5, 5)
    return make.workbook(
        schools=[make.school(code) for code in ids],
        scores=[row for code in ids for row in make.scores(*low, school_id=code)],
        others={
            DEVELOPMENT: [
                make.row(DEVELOPMENT, code, trained_gifted=0, trained_profile=0, staff_forecast=False) for code in ids
            ],
            DOCUMENTS: [make.row(DOCUMENTS, "001", kind="школьный план", level="ОО")],
        },
    )


def staffing_collegium() -> Workbook:
    """С3: no criteria and no groups; vacancies, load, mentoring, assessments, a road map."""
    return make.workbook(
        schools=[make.school(low_results=True, low_results_year=2024)],
        others={
            STAFF: [make.row(STAFF, off_profile=3, tenure_under_3=6, hired_experienced=2)],
            VACANCIES: [make.row(VACANCIES)],
            TEACHING_LOADS: [make.row(TEACHING_LOADS, teachers=10, weekly_hours=300, external_hours=0)],
            MENTORING: [make.row(MENTORING)],
            TEACHER_DIAGNOSTICS: [make.row(TEACHER_DIAGNOSTICS, eligible=40, assessed=20, low=4, middle=8, high=8)],
            DEVELOPMENT: [
                make.row(
                    DEVELOPMENT, with_deficit=10, plans_drawn=3, plans_with_tutor=1, trained_by_deficit=2, experts=0,
                    community_members=2,
                )
            ],
            ASSOCIATIONS: [make.row(ASSOCIATIONS, has_analysis=False)],
            RESERVE: [make.row(RESERVE, appointed_on=date(2025, 1, 1))],
            ASSESSMENTS: [
                make.row(ASSESSMENTS),
                make.row(ASSESSMENTS, kind="ОГЭ", grade=9),
            ],
            DOCUMENTS: [make.row(DOCUMENTS, kind="дорожная карта", theme="наставничество", level="МО")],
        },
    )  # fmt: skip


def municipal_model() -> Workbook:
    """С4: levels of directors and their reserve, routes of teachers, no groups."""
    return make.workbook(
        schools=[make.school(), make.school("002")],
        others={
            LEADER_RESULTS: [leader(74, post_years=1, has_mentor=False)],
            STAFF: [make.row(STAFF, rates=40, rates_filled=30, off_profile=2, tenure_under_3=5)],
            VACANCIES: [make.row(VACANCIES, rates=10)],
            MENTORING: [make.row(MENTORING)],
            RESERVE: [make.row(RESERVE, appointed_on=date(2025, 1, 1))],
            DEVELOPMENT: [
                make.row(
                    DEVELOPMENT, with_deficit=10, plans_drawn=3, plans_with_tutor=1, trained_by_deficit=2,
                    trained_standards=3, contestants=0, community_members=2, burnout_programme=False,
                    staff_forecast=False, team_trained=False, head_in_network=False, head_in_contests=False,
                )
            ],
            ASSOCIATIONS: [
                make.row(ASSOCIATIONS, has_analysis=False, joint_events=0),
                make.row(ASSOCIATIONS, association_code="О-02", kind="инновационная или стажировочная площадка"),
            ],
        },
    )  # fmt: skip


def three_groups() -> Workbook:
    """С5: schools of the three groups by an act."""
    ids = ("001", "002", "003")
    return published(
        make.workbook(
            schools=[make.school(code) for code in ids],
            groups=[make.group(number, code) for number, code in enumerate(ids, start=1)],
            others={
                STAFF: [make.row(STAFF, code, tenure_under_3=3) for code in ids],
                MENTORING: [make.row(MENTORING, code) for code in ids],
                TEACHER_DIAGNOSTICS: [
                    make.row(TEACHER_DIAGNOSTICS, code, eligible=40, assessed=20, low=4, middle=8, high=8)
                    for code in ids
                ],
                DEVELOPMENT: [
                    make.row(DEVELOPMENT, code, with_deficit=10, trained_by_deficit=2, contestants=0, speakers=20)
                    for code in ids
                ],
                ASSOCIATIONS: [make.row(ASSOCIATIONS, has_analysis=False)],
            },
        )
    )


SHAPED = {
    "С1": region_of_leaders,
    "С2": three_schools,
    "С3": staffing_collegium,
    "С4": municipal_model,
    "С5": three_groups,
}


@pytest.mark.parametrize("document", SHAPED)
def test_data_shaped_like_a_source_bring_all_that_it_recommends(engine: Engine, document: str) -> None:
    load(engine, SHAPED[document]())
    assert uncovered(engine, document) == set()


def test_the_groups_get_what_the_source_gives_them(engine: Engine) -> None:
    load(engine, three_groups())
    of = {code: codes(engine, code) for code in ("001", "002", "003")}
    assert {"АР-12", "АР-28", "АР-37"} <= of["001"]
    assert {"АР-28", "АР-34"} <= of["002"]
    assert {"АР-02", "АР-28", "АР-33", "АР-34", "АР-42", "АР-50"} <= of["003"]
    for code in ("АР-02", "АР-33", "АР-42", "АР-50"):
        assert code not in of["001"] | of["002"], code
    assert "АР-34" not in of["001"]


def test_criteria_without_a_source_ask_for_a_decision(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(5, 9, 9)))
    [row] = [row for row in in_force_now(engine) if row.code == "ДП-03"]
    assert [(entry["criterion_zone"], entry["value"]) for entry in row.trace] == [(1, 50)]
    assert (row.deadline_kind, row.deadline) == ("не установлен", None)


def test_a_firing_is_whole(engine: Engine) -> None:
    load(engine, published(make.workbook(schools=[make.school()], scores=make.scores(5, 9))))
    [plan] = [row for row in in_force_now(engine) if row.code == "АР-02"]
    assert (plan.school_id, plan.person, plan.priority, plan.cycle) == ("001", "", 1, make.CYCLE)
    assert (plan.deadline_kind, plan.deadline, plan.cut_date) == ("дата", date(2025, 10, 20), date(2025, 8, 31))
    assert plan.trace[0]["value"] == 1
    [results] = [row for row in in_force_now(engine) if row.code == "АР-01"]
    assert (results.deadline, results.trace[0]["value"]) == (date(2025, 11, 1), "2025-10-02")


def test_a_recommendation_to_a_director_bears_the_code(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()], others={LEADER_RESULTS: [leader(74)]}))
    assert {row.person for row in in_force_now(engine) if row.code == "АР-07"} == {"Р-001"}
    assert {row.about_people for row in in_force_now(engine) if row.code == "АР-07"} == {True}


def test_without_data_only_the_request_for_them(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(None)))
    assert codes(engine, "001") == {"АР-06", "ДП-01"}


def test_an_undo_brings_back_what_fired(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(5)))
    before = facts_and_values(engine)
    assert "АР-02" in codes(engine)
    number = load(engine, make.workbook(scores=make.scores(9), criteria=[], municipalities=[])).load_id
    assert number is not None
    assert "АР-02" not in codes(engine)
    assert "АР-02" in {row.code for row in in_force_now(engine, as_of=1)}
    undo_load(engine, number)
    assert facts_and_values(engine) == before


def test_one_number_changes_only_what_depends_on_it(engine: Engine) -> None:
    def said() -> dict[tuple[str, str, str, str], Any]:
        return {
            (row.municipality_id, row.school_id, row.person, row.code): (row.trace, row.distance, row.borderline)
            for row in in_force_now(engine)
        }

    def book(contestants: int) -> Workbook:
        rows = [make.row(DEVELOPMENT, "001", contestants=contestants), make.row(DEVELOPMENT, "002", contestants=0)]
        schools = [make.school(), make.school("002")]
        staff = [make.row(STAFF, "001"), make.row(STAFF, "002")]
        return make.workbook(schools=schools, others={STAFF: staff, DEVELOPMENT: rows})

    load(engine, book(0))
    before = said()
    load(engine, book(34))
    after = said()
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed == {("01", "001", "", "АР-35")}


def test_the_same_data_fire_the_same(engine: Engine) -> None:
    load(engine, municipal_model())
    first = [row[:-3] for row in in_force_now(engine)]
    undo_load(engine, 1)
    load(engine, municipal_model())
    assert [row[:-3] for row in in_force_now(engine)] == first
