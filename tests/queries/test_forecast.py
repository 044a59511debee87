"""What the staffing forecast starts from: worked by hand, with rows just outside the scope, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets_staff import STAFF, STAFF_AGES, TEACHING_LOADS, VACANCIES
from queries.forecast import staff_by_cycle, staff_by_subject
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=make.CYCLE)
CUT = date(2025, 8, 31)


def staff(school_id: str, municipality_id: str = "01", **changes: object) -> make.Row:
    said = {"educators": 12, "teachers": 10, "teachers_under_35": 2, "teachers_50_59": 3, "teachers_60_plus": 1}
    flows = {"hired": 3, "hired_experienced": 1, "departed": 2, "target_contracts": 2, "target_graduates": 1}
    day = {"cut_date": date(2024, 9, 20)}
    return make.row(STAFF, school_id, municipality_id, **{**said, **flows, **day, **changes})


def vacancy(school_id: str, code: str, **changes: object) -> make.Row:
    usual = {"post": "учитель", "subject": "физика", "rates": 1.0, "opened_on": date(2025, 2, 1), "closed_on": None}
    return make.row(VACANCIES, school_id, "01", vacancy_code=code, **{**usual, "cover": None, **changes})


@pytest.fixture
def small(engine: Engine) -> Engine:
    """Three schools and one that doesn't work; the second tells neither fifties nor flows, the third nothing.

    «02» and the cycle after are outside of what is asked.
    """
    closed = {"closed_on": date(2025, 5, 1), "cover": "выпускник-целевик"}
    load(
        engine,
        make.workbook(
            cut_date=CUT,
            schools=[
                *(make.school(code) for code in ("001", "002", "003")),
                make.school("009", in_cycle=False, excluded_reason="ремонт"),
                make.school("001", "02"),
            ],
            others={
                STAFF: [
                    staff("001", teachers=50, teachers_under_35=20, cut_date=date(2024, 9, 1)),
                    staff("001"),
                    staff(
                        "002", teachers=20, educators=25, teachers_under_35=5, teachers_60_plus=4, teachers_50_59=None,
                        departed=None, target_contracts=None, target_graduates=None,
                    ),
                    staff("001", "02", teachers=70, educators=80),
                ],
                VACANCIES: [
                    vacancy("001", "1"),
                    vacancy("001", "2", rates=0.5, subject="химия"),
                    vacancy("001", "3", post="логопед", subject=None),
                    vacancy("002", "4", opened_on=CUT),
                    vacancy("002", "5", **closed),
                    vacancy("002", "6", closed_on=date(2025, 5, 1), cover="приём на работу"),
                ],
                TEACHING_LOADS: [
                    make.row(TEACHING_LOADS, "001", subject="ИТОГО", uncovered_hours=6.0, planned_hours=250.0),
                    make.row(TEACHING_LOADS, "001", subject="физика", uncovered_hours=6.0, planned_hours=20.0),
                    make.row(TEACHING_LOADS, "002", subject="ИТОГО", uncovered_hours=None, planned_hours=400.0),
                ],
                STAFF_AGES: [
                    make.row(STAFF_AGES, "001", subject="физика", age_band="до 25", teachers=1),
                    make.row(STAFF_AGES, "001", subject="физика", age_band="65 и старше", teachers=2),
                    make.row(STAFF_AGES, "002", subject="физика", age_band="65 и старше", teachers=0),
                    make.row(STAFF_AGES, "002", subject="химия", age_band="60–64", teachers=1),
                    make.row(STAFF_AGES, "001", "02", subject="физика", age_band="до 25", teachers=9),
                ],
            },
        ),
    )  # fmt: skip
    later = make.workbook(
        cycle=make.NEXT_CYCLE,
        schools=[make.school("001")],
        others={STAFF: [staff("001", cut_date=date(2025, 9, 20), teachers=11)]},
    )
    load(engine, later, "later.xlsx")
    return engine


def test_a_municipality_in_its_cycles(small: Engine) -> None:
    with reading(small) as connection:
        [before] = records(staff_by_cycle(connection, HERE.in_municipality("01")))
        both = records(staff_by_cycle(connection, Scope(cycle=make.NEXT_CYCLE).in_municipality("01")))
        everywhere = records(staff_by_cycle(connection, HERE))
    assert before == {
        "cycle": make.CYCLE, "municipality_id": "01", "schools": 3, "schools_with_data": 2,
        "teachers": 30, "teachers_under_35": 7, "teachers_50_59": 3, "middle_told": 7, "teachers_60_plus": 5,
        "flow_schools": 1, "flow_start": 11, "departed": 2, "young": 2, "experienced": 1,
        "contract_schools": 1, "contracts": 2, "graduates": 1, "graduates_hired": 1,
        "vacant": 2.5, "hours": 250.0, "hours_schools": 1,
    }  # fmt: skip
    assert [(row["cycle"], row["teachers"]) for row in both] == [(make.CYCLE, 30), (make.NEXT_CYCLE, 11)]
    assert [(row["municipality_id"], row["teachers"]) for row in everywhere] == [("01", 30), ("02", 70)]


def test_a_school_alone(small: Engine) -> None:
    with reading(small) as connection:
        [row] = records(staff_by_cycle(connection, HERE.in_school(SchoolKey("01", "002"))))
        [silent] = records(staff_by_cycle(connection, HERE.in_school(SchoolKey("01", "003"))))
    assert (row["schools"], row["teachers"], row["flow_schools"], row["vacant"]) == (1, 20, 0, 1.0)
    assert (silent["schools"], silent["schools_with_data"], silent["teachers"]) == (1, 0, 0)


def test_subjects_of_the_schools_that_fill_the_sheet(small: Engine) -> None:
    with reading(small) as connection:
        rows = records(staff_by_subject(connection, HERE.in_municipality("01")))
    told = [(row["subject"], row["teachers"], row["band_1"], row["band_9"], row["band_10"]) for row in rows]
    assert told == [("физика", 3, 1, 0, 2), ("химия", 1, 0, 1, 0)]
    assert [(row["vacant"], row["schools"]) for row in rows] == [(2.0, 1), (0.5, 1)]
    assert {(row["schools_with_data"], row["schools_selected"]) for row in rows} == {(2, 3)}
