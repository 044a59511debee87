"""Every indicator that is derived, worked by hand from a few rows. On both engines.

The cut is 31.05.2025 unless a test says otherwise; the cycle is 2024/25.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.database import reading
from data.indicators.development import ANSWERS, OF_DEVELOPMENT
from data.indicators.staffing import OF_STAFF
from data.sheets import (
    ASSESSMENTS,
    ASSOCIATIONS,
    DEVELOPMENT,
    DOCUMENTS,
    LEADER_RESULTS,
    MENTORING,
    REPORTED_INDICATORS,
    RESERVE,
    STAFF,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
    Sheet,
)
from data.tables import in_force, indicator_value, municipality_value
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE, OTHER_MUNICIPALITY, OTHER_SCHOOL, SCHOOL, Row
from tests.stored import load

CUT = date(2025, 5, 31)
THIRD_SCHOOL = "003"
Values = dict[tuple[str, str], tuple[float, float | None]]


def book(others: dict[Sheet, list[Row]], *, cut: date = CUT, schools: list[Row] | None = None) -> Any:
    """Three schools: two of one municipality, the third of another; all work in the cycle unless said otherwise."""
    everyone = [make.school(), make.school(OTHER_SCHOOL), make.school(THIRD_SCHOOL, OTHER_MUNICIPALITY)]
    return make.workbook(schools=schools or everyone, others=others, cut_date=cut)


def values(engine: Engine, *codes: str, school_id: str = SCHOOL, cycle: str = CYCLE) -> Values:
    """(indicator, part) → (numerator, denominator) of a school, of these indicators."""
    v = indicator_value.c
    asked = (v.school_id == school_id, v.cycle == cycle, v.indicator.in_(codes), in_force(indicator_value, None))
    with reading(engine) as connection:
        rows = connection.execute(select(v.indicator, v.part, v.numerator, v.denominator).where(*asked)).all()
    return {(row.indicator, row.part): (row.numerator, row.denominator) for row in rows}


def of_municipality(engine: Engine, municipality_id: str = "01") -> dict[str, tuple[float, float | None]]:
    """Indicator → (numerator, denominator) of a municipality."""
    v = municipality_value.c
    asked = (v.municipality_id == municipality_id, in_force(municipality_value, None))
    with reading(engine) as connection:
        rows = connection.execute(select(v.indicator, v.numerator, v.denominator).where(*asked)).all()
    return {row.indicator: (row.numerator, row.denominator) for row in rows}


# Кадры: состав


def test_staff_of_the_last_day_column_over_column(engine):
    old = make.row(STAFF, cut_date=date(2024, 9, 1), teachers=99, educators=99)
    now = make.row(
        STAFF, cut_date=date(2025, 5, 1), educators=34, teachers=28, teachers_under_35=6, teachers_60_plus=4,
        tenure_under_3=3, highest_category=11, off_profile=2, departed=3, young_hired_3_years_ago=2, young_retained=1,
        rates=36.5, rates_filled=35, target_contracts=2,
    )  # fmt: skip
    load(engine, book({STAFF: [old, now]}))
    assert values(engine, *OF_STAFF) == {
        ("КД-УКОМП", ""): (35, 36.5),
        ("КД-ДО35", ""): (6, 28),
        ("КД-60", ""): (4, 28),
        ("КД-ЗАМЕЩ", ""): (6, 4),
        ("КД-СТ3", ""): (3, 34),
        ("КД-ЗАКР3", ""): (1, 2),
        ("КД-ТЕК", ""): (3, 34),
        ("КД-ВЫСШ", ""): (11, 34),
        ("КД-НАСТ-РЕС", ""): (11, 3),
        ("КД-НЕПРОФ", ""): (2, 34),
        ("КД-ЦЕЛ", ""): (2, None),
    }
    assert values(engine, *OF_STAFF, school_id=OTHER_SCHOOL) == {}


def test_an_empty_cell_is_unknown_and_a_zero_below_is_kept(engine):
    row = make.row(STAFF, rates=None, departed=None, target_contracts=None, teachers_60_plus=0, off_profile=None)
    load(engine, book({STAFF: [row]}))
    found = values(engine, "КД-УКОМП", "КД-ТЕК", "КД-ЦЕЛ", "КД-НЕПРОФ", "КД-ЗАМЕЩ", "КД-60")
    assert found == {("КД-ЗАМЕЩ", ""): (6, 0), ("КД-60", ""): (0, 28)}


# Кадры: вакансии


def vacancy(number: int, opened: date, closed: date | None = None, **changes: Any) -> Row:
    row = {"vacancy_code": f"В-{number}", "opened_on": opened, "closed_on": closed, "rates": 1.0, **changes}
    return make.row(VACANCIES, **row)


OF_VACANCIES = ("КД-ВАК", "КД-ВАК-ДОЛЯ", "КД-ВАК-100", "КД-ВАК-ДЛИТ", "КД-ПРОГ", "КД-ЗЕМ")


def test_vacancies_that_are_open_on_the_cut(engine):
    rows = [
        vacancy(1, date(2025, 3, 2), rates=0.5),  # 90 days
        vacancy(2, CUT, date(2025, 6, 1), subject="физика"),  # of the day itself, closed later: open
        vacancy(3, date(2025, 1, 1), CUT),  # closed on the cut: not open
        vacancy(4, date(2025, 6, 1)),  # not yet
        vacancy(5, CUT, post="логопед", subject=None, rates=0.25),
    ]
    people = make.row(STAFF, rates_filled=35, teachers=28, teachers_60_plus=4, target_graduates=1)
    load(engine, book({VACANCIES: rows, STAFF: [people]}))
    assert values(engine, *OF_VACANCIES) == {
        ("КД-ВАК", ""): (1.75, None),
        ("КД-ВАК", "математика"): (0.5, None),
        ("КД-ВАК", "физика"): (1, None),
        ("КД-ВАК", "без предмета"): (0.25, None),
        ("КД-ВАК-ДОЛЯ", ""): (1.75, 36.75),
        ("КД-ВАК-100", ""): (1.5, 28),
        ("КД-ВАК-ДЛИТ", ""): (3, 3),
        ("КД-ВАК-ДЛИТ", "90"): (1, 1),
        ("КД-ВАК-ДЛИТ", "0"): (2, 2),
        ("КД-ПРОГ", "вакансии"): (1.75, None),
        ("КД-ПРОГ", "60+"): (4, None),
        ("КД-ПРОГ", "выпускники"): (1, None),
        ("КД-ЗЕМ", ""): (0, 0),
    }


def test_no_vacancies_are_none_where_staff_is_known_else_unknown(engine):
    load(engine, book({VACANCIES: [vacancy(1, CUT)], STAFF: [make.row(STAFF, OTHER_SCHOOL, target_graduates=None)]}))
    found = values(engine, *OF_VACANCIES, school_id=OTHER_SCHOOL)
    assert found == {
        ("КД-ВАК", ""): (0, None),
        ("КД-ВАК-ДОЛЯ", ""): (0, 35),
        ("КД-ВАК-100", ""): (0, 28),
        ("КД-ВАК-ДЛИТ", ""): (0, 0),
        ("КД-ПРОГ", "вакансии"): (0, None),
        ("КД-ПРОГ", "60+"): (4, None),
        ("КД-ЗЕМ", ""): (0, 0),
    }
    assert set(values(engine, *OF_VACANCIES)) == {
        ("КД-ВАК", ""), ("КД-ВАК", "математика"), ("КД-ВАК-ДЛИТ", ""), ("КД-ВАК-ДЛИТ", "0"), ("КД-ЗЕМ", "")
    }  # fmt: skip
    assert values(engine, *OF_VACANCIES, school_id=THIRD_SCHOOL) == {}


@pytest.mark.parametrize(
    ("cover", "closed", "expected"),
    [
        ("«Земский учитель»", CUT, (1, 2)),
        ("«Земский учитель»", date(2025, 6, 1), (0, 2)),
        ("приём на работу", CUT, (0, 2)),
        (None, CUT, None),
    ],
)
def test_zemsky_counts_what_was_closed_by_the_programme_up_to_the_cut(engine, cover, closed, expected):
    opened = date(2025, 1, 1)
    rows = [
        vacancy(1, opened, closed, zemsky=True, cover=cover),
        vacancy(2, opened, zemsky=True),
        vacancy(3, opened, CUT, zemsky=False, cover="«Земский учитель»"),
        vacancy(4, opened, CUT, zemsky=None, cover="«Земский учитель»"),
    ]
    load(engine, book({VACANCIES: rows}))
    assert values(engine, "КД-ЗЕМ").get(("КД-ЗЕМ", "")) == expected


# Кадры: нагрузка


def test_load_of_the_last_day_total_and_by_subject(engine):
    rows = [
        make.row(TEACHING_LOADS, cut_date=date(2024, 9, 1), subject="физика", teachers=9),
        make.row(TEACHING_LOADS, cut_date=date(2025, 1, 20), teachers=28, weekly_hours=610, external_hours=18,
                 overloaded_teachers=5, uncovered_hours=6, planned_hours=616),
        make.row(TEACHING_LOADS, cut_date=date(2025, 1, 20), subject="химия", teachers=0, weekly_hours=17.5,
                 external_hours=None, overloaded_teachers=0, uncovered_hours=None, planned_hours=20),
        make.row(TEACHING_LOADS, cut_date=date(2025, 1, 20), subject="биология", teachers=0, weekly_hours=10,
                 external_hours=10, overloaded_teachers=0, uncovered_hours=0, planned_hours=10),
    ]  # fmt: skip
    load(engine, book({TEACHING_LOADS: rows}))
    assert values(engine, "КД-ЧАСЫ", "КД-НАГР", "КД-СОВМ", "КД-НАГР-ВЫС") == {
        ("КД-ЧАСЫ", ""): (6, 616),
        ("КД-ЧАСЫ", "биология"): (0, 10),
        ("КД-НАГР", ""): (592, 28),
        ("КД-НАГР", "биология"): (0, 0),
        ("КД-СОВМ", ""): (18, 610),
        ("КД-СОВМ", "биология"): (10, 10),
        ("КД-НАГР-ВЫС", ""): (5, 28),
    }


# Компетенции: руководители


def head(domain: str, percent: float, day: date = date(2025, 4, 15), **changes: Any) -> Row:
    row = {"domain": domain, "percent": percent, "assessed_on": day, **changes}
    return make.row(LEADER_RESULTS, **row)


def test_heads_by_their_last_assessment_in_each_domain(engine):
    rows = [
        head("ИТОГ", 50, date(2024, 10, 1), has_plan=False),
        head("ИТОГ", 74.5, has_plan=True),
        head("РК01", 60.5, date(2024, 10, 1)),
        head("РК02", 40, date(2024, 10, 1)),
        head("РК02", 61),
        head("ИТОГ", 10, date(2025, 5, 1), post="заместитель", leader_code="Р-2"),
    ]
    load(engine, book({LEADER_RESULTS: rows}))
    assert values(engine, "К-РУК", "ПР-ИОМ-РУК", "К-ОХВ-Р") == {
        ("К-РУК", ""): (74.5, 1),
        ("К-РУК", "РК01"): (60.5, 1),
        ("К-РУК", "РК02"): (61, 1),
        ("ПР-ИОМ-РУК", ""): (1, 1),
        ("К-ОХВ-Р", ""): (1, 1),
    }
    assert values(engine, "К-РУК", "К-ОХВ-Р", school_id=OTHER_SCHOOL) == {("К-ОХВ-Р", ""): (0, 1)}
    assert values(engine, "К-РУК", "К-ОХВ-Р", school_id=THIRD_SCHOOL) == {}  # its municipality has no row


def test_a_head_assessed_by_domain_alone_or_a_deputy_is_no_coverage(engine):
    rows = [head("РК01", 60), head("ИТОГ", 90, school_id=OTHER_SCHOOL, post="заместитель")]
    load(engine, book({LEADER_RESULTS: rows}))
    assert values(engine, "К-ОХВ-Р", "ПР-ИОМ-РУК") == {("К-ОХВ-Р", ""): (0, 1)}
    assert values(engine, "К-ОХВ-Р", school_id=OTHER_SCHOOL) == {("К-ОХВ-Р", ""): (0, 1)}


def test_a_head_of_whom_no_route_is_said_is_not_counted(engine):
    load(engine, book({LEADER_RESULTS: [head("ИТОГ", 50, has_plan=None)]}))
    assert values(engine, "ПР-ИОМ-РУК") == {}


@pytest.mark.parametrize(
    ("years", "has_mentor", "mentee", "staff_known", "expected"),
    [
        (2.5, False, None, True, {("В-РУК-НАЧ", "2"): (1, 1)}),
        (3, False, None, True, {("В-РУК-НАЧ", "3"): (1, 1)}),
        (0, True, None, False, {("В-РУК-НАЧ", "0"): (0, 1)}),
        (2, False, "начинающий руководитель", False, {("В-РУК-НАЧ", "2"): (0, 1)}),
        (2, None, "начинающий руководитель", False, {("В-РУК-НАЧ", "2"): (0, 1)}),
        (2, False, "резервист", False, {("В-РУК-НАЧ", "2"): (1, 1)}),
        (2, None, None, True, {}),
        (2, False, None, False, {}),  # nobody knows whether it has pairs
        (None, False, None, True, {}),
    ],
)
def test_heads_without_mentor_by_years_in_the_post(engine, years, has_mentor, mentee, staff_known, expected):
    others = {LEADER_RESULTS: [head("ИТОГ", 50, post_years=years, has_mentor=has_mentor), head("РК01", 50)]}
    if mentee:
        others[MENTORING] = [pair(1, mentee_kind=mentee)]
    if staff_known:
        others[STAFF] = [make.row(STAFF)]
    load(engine, book(others))
    assert values(engine, "В-РУК-НАЧ") == expected


# Компетенции: педагоги


def diagnosed(domain: str, **changes: Any) -> Row:
    row = {"domain": domain, "eligible": 32, "assessed": 30, "low": 4, "middle": 18, "high": 8, "with_deficit": 11}
    return make.row(TEACHER_DIAGNOSTICS, **{**row, **changes})


OF_TEACHERS = ("К-ОХВ-П", "К-ПЕД-УР", "К-ПЕД-ДЕФ")


def test_teachers_in_numbers(engine):
    load(engine, book({TEACHER_DIAGNOSTICS: [diagnosed("ИТОГ"), diagnosed("ПД03", assessed=20, with_deficit=5)]}))
    assert values(engine, *OF_TEACHERS) == {
        ("К-ОХВ-П", ""): (30, 32),
        ("К-ПЕД-УР", "низкий"): (4, 30),
        ("К-ПЕД-УР", "средний"): (18, 30),
        ("К-ПЕД-УР", "высокий"): (8, 30),
        ("К-ПЕД-ДЕФ", ""): (11, 30),
        ("К-ПЕД-ДЕФ", "ПД03"): (5, 20),
    }


def done(domain: str, *percents: float) -> list[Row]:
    rows = ({"domain": domain, "percent": percent, "participant_code": None} for percent in percents)
    return [make.row(TEACHER_PERCENTS, **row) for row in rows]


def test_percents_of_a_domain_take_the_place_of_its_numbers(engine):
    numbers = [diagnosed("ИТОГ"), diagnosed("ПД03"), diagnosed("ПД04", with_deficit=2)]
    percents = [*done("ИТОГ", 60.4, 60.5, 61), *done("ПД03", 57), *done("психолого-педагогические", 100)]
    load(engine, book({TEACHER_DIAGNOSTICS: numbers, TEACHER_PERCENTS: percents}))
    assert values(engine, *OF_TEACHERS) == {
        ("К-ОХВ-П", ""): (3, 32),
        ("К-ПЕД-УР", "|60"): (1, 1),
        ("К-ПЕД-УР", "|61"): (2, 2),
        ("К-ПЕД-ДЕФ", "|60"): (1, 1),
        ("К-ПЕД-ДЕФ", "|61"): (2, 2),
        ("К-ПЕД-ДЕФ", "ПД03|57"): (1, 1),
        ("К-ПЕД-ДЕФ", "ПД04"): (2, 30),
        ("К-ПЕД-ДЕФ", "психолого-педагогические|100"): (1, 1),
    }


@pytest.mark.parametrize(("staff_rows", "expected"), [([{"educators": 34}], {("К-ОХВ-П", ""): (2, 34)}), ([], {})])
def test_without_numbers_those_due_are_all_educators(engine, staff_rows, expected):
    others = {TEACHER_PERCENTS: done("ИТОГ", 50, 70), STAFF: [make.row(STAFF, **row) for row in staff_rows]}
    load(engine, book(others))
    assert values(engine, "К-ОХВ-П") == expected


# Наставничество


def pair(number: int, **changes: Any) -> Row:
    row = {
        "pair_code": f"Н-{number}", "mentee_code": f"М-{number}", "mentor_code": f"С-{number}",
        "started_on": date(2024, 9, 15), "ends_on": None, "outcome": None,
    }  # fmt: skip
    return make.row(MENTORING, **{**row, **changes})


OF_PAIRS = ("Н-ОХВ", "Н-ОХВ-НОВ", "Н-ПРОГ", "Н-НАГР", "Н-ОФОРМ", "Н-РЕЗ")


def test_pairs_that_are_active_on_the_cut_and_programmes_that_ended(engine):
    rows = [
        pair(1, ends_on=CUT),  # the last day is a day of it
        pair(2, mentee_code="М-1", mentor_code="С-1", programme_approved=False),  # the same two people once more
        pair(3, mentee_kind="вновь прибывший", outcome="действует", consent=False, in_job_description=True),
        pair(4, consent=None, agreement=None, in_job_description=None),
        pair(5, started_on=date(2025, 6, 1)),  # not yet
        pair(6, ends_on=date(2025, 5, 30), outcome="завершена, цель достигнута"),
        pair(7, ends_on=date(2025, 5, 30), outcome="завершена, цель не достигнута"),
        pair(8, ends_on=date(2025, 5, 30), outcome="прервана"),
        pair(9, ends_on=date(2024, 8, 31), started_on=date(2024, 1, 1), outcome="завершена, цель достигнута"),
        pair(10, ends_on=date(2025, 6, 1), outcome="завершена, цель достигнута"),  # after the cut
        pair(11, outcome="прервана"),
    ]
    people = make.row(STAFF, tenure_under_3=3, hired_experienced=2)
    load(engine, book({MENTORING: rows, STAFF: [people]}))
    assert values(engine, *OF_PAIRS) == {
        ("Н-ОХВ", ""): (2, 3),
        ("Н-ОХВ-НОВ", ""): (1, 2),
        ("Н-ПРОГ", ""): (3, 4),
        ("Н-НАГР", ""): (3, 3),
        ("Н-ОФОРМ", ""): (2, 2),
        ("Н-РЕЗ", ""): (1, 2),
    }


def test_no_pairs_are_none_where_staff_is_known_else_unknown(engine):
    others = {MENTORING: [pair(1)], STAFF: [make.row(STAFF, OTHER_SCHOOL, tenure_under_3=3, hired_experienced=None)]}
    load(engine, book(others))
    assert values(engine, *OF_PAIRS, school_id=OTHER_SCHOOL) == {
        ("Н-ОХВ", ""): (0, 3),
        ("Н-ПРОГ", ""): (0, 0),
        ("Н-НАГР", ""): (0, 0),
        ("Н-ОФОРМ", ""): (0, 0),
        ("Н-РЕЗ", ""): (0, 0),
    }
    assert set(values(engine, *OF_PAIRS)) == {(code, "") for code in ("Н-ПРОГ", "Н-НАГР", "Н-ОФОРМ", "Н-РЕЗ")}
    assert values(engine, *OF_PAIRS, school_id=THIRD_SCHOOL) == {}


# Развитие


def test_development_over_itself_and_over_educators(engine):
    load(engine, book({DEVELOPMENT: [make.row(DEVELOPMENT)], STAFF: [make.row(STAFF)]}))
    assert values(engine, *OF_DEVELOPMENT, *ANSWERS) == {
        ("ПР-ИОМ", ""): (9, 11),
        ("ПР-ИОМ-ВЫП", ""): (5, 9),
        ("ПР-ИОМ-ТЬЮТ", ""): (4, 9),
        ("ПР-КПК", ""): (30, 34),
        ("ПР-КПК-АДР", ""): (6, 11),
        ("ПР-ПП", ""): (1, 2),
        ("ПР-КОНК", ""): (4, 34),
        ("ПР-МЕТ", ""): (9, 34),
        ("ПР-ЭКСП", ""): (2, 34),
        ("ПР-СЕТЬ", ""): (19, 34),
        ("ПР-ВЫГ-ОХВ", ""): (22, 34),
        ("В-ПК-ФГОС", ""): (28, 34),
        ("В-ПК-ФГ", ""): (14, 34),
        ("В-ПК-ОДАР", ""): (3, None),
        ("В-ПК-ПРОФ", ""): (5, None),
        ("ПР-КОНК-РУК", ""): (0, 1),
        ("ПР-ВЫГ-ПРОГ", ""): (1, 1),
        ("В-РУК-СЕТЬ", ""): (1, 1),
    }


def test_development_without_staff_or_with_empty_cells(engine):
    row = make.row(DEVELOPMENT, with_deficit=None, head_in_contests=None, head_in_network=False, plans_completed=None)
    load(engine, book({DEVELOPMENT: [row]}))
    assert values(engine, *OF_DEVELOPMENT, *ANSWERS) == {
        ("ПР-ИОМ-ТЬЮТ", ""): (4, 9),
        ("ПР-ПП", ""): (1, 2),
        ("В-ПК-ОДАР", ""): (3, None),
        ("В-ПК-ПРОФ", ""): (5, None),
        ("ПР-ВЫГ-ПРОГ", ""): (1, 1),
        ("В-РУК-СЕТЬ", ""): (0, 1),
    }


# Резерв


def member(number: int, included: date, **changes: Any) -> Row:
    row = {"member_code": f"К-{number}", "included_on": included, "extended": None, "prepared": True}
    return make.row(RESERVE, SCHOOL, **{**row, **changes})


OF_RESERVE = ("Р-ОО", "Р-СРОК", "Р-ПОДГ", "Р-НАЗН")


def test_members_of_the_reserve_on_the_cut(engine):
    rows = [
        member(1, date(2021, 5, 30)),  # more than four years on the cut
        member(2, date(2021, 5, 31), prepared=False),  # a day less: four, so more than three
        member(3, date(2021, 5, 30), extended=True),
        member(4, date(2024, 2, 29), appointed_on=date(2025, 6, 1)),  # appointed after the cut: still in, one year
        member(5, date(2020, 1, 1), appointed_on=CUT),
        member(6, date(2020, 1, 1), removed_on=CUT),
        member(7, date(2025, 6, 1)),
        member(8, date(2020, 1, 1), appointed_on=date(2024, 8, 31)),  # of the cycle before
    ]
    load(engine, book({RESERVE: rows, DEVELOPMENT: [make.row(DEVELOPMENT, appointments=3)]}))
    assert values(engine, *OF_RESERVE) == {
        ("Р-ОО", ""): (1, 1),
        ("Р-СРОК", ""): (3, 4),
        ("Р-СРОК", "4"): (1, 2),
        ("Р-СРОК", "3"): (1, 1),
        ("Р-СРОК", "1"): (1, 1),
        ("Р-ПОДГ", ""): (3, 4),
        ("Р-НАЗН", ""): (2, 3),
    }
    assert values(engine, *OF_RESERVE, school_id=OTHER_SCHOOL) == {
        ("Р-ОО", ""): (0, 1),
        ("Р-СРОК", ""): (0, 0),
        ("Р-ПОДГ", ""): (0, 0),
    }
    assert values(engine, *OF_RESERVE, school_id=THIRD_SCHOOL) == {}


def test_a_member_of_whom_nothing_is_said_makes_the_prepared_unknown(engine):
    load(engine, book({RESERVE: [member(1, CUT), member(2, CUT, prepared=None)]}))
    assert set(values(engine, *OF_RESERVE)) == {("Р-ОО", ""), ("Р-СРОК", ""), ("Р-СРОК", "0")}


# Документы, методобъединения, процедуры


def paper(number: int, **changes: Any) -> Row:
    row = {"document_code": f"Д-{number}", "school_id": SCHOOL, "level": "ОО", "dated_on": CUT, "valid_until": None}
    return make.row(DOCUMENTS, **{**row, "theme": "наставничество", "kind": "приказ", **changes})


def test_documents_of_schools(engine):
    rows = [
        paper(1), paper(2), paper(3, kind="положение", valid_until=CUT),
        paper(4, kind="дорожная карта", valid_until=date(2025, 5, 30)), paper(5, kind="дорожная карта", theme="кадры"),
        paper(6, kind="дорожная карта", dated_on=date(2025, 6, 1)), paper(7, kind="дорожная карта", dated_on=None),
        paper(8, kind="справка"), paper(9, kind="школьный план", submitted_on=date(2024, 10, 15)),
    ]  # fmt: skip
    load(engine, book({DOCUMENTS: rows}))
    assert values(engine, "Н-ДОК", "В-ПЛАНЫ") == {("Н-ДОК", ""): (2, 1), ("В-ПЛАНЫ", ""): (1, None)}
    assert values(engine, "Н-ДОК", "В-ПЛАНЫ", school_id=OTHER_SCHOOL) == {
        ("Н-ДОК", ""): (0, 1), ("В-ПЛАНЫ", ""): (0, None)
    }  # fmt: skip
    assert values(engine, "Н-ДОК", "В-ПЛАНЫ", school_id=THIRD_SCHOOL) == {}
    assert of_municipality(engine) == {"В-МПЛАН": (0, None), "В-КАРТА-НАСТ": (0, None)}


def test_documents_of_the_municipality(engine):
    guiding = {"level": "МО", "school_id": None, "theme": "методическое сопровождение"}
    rows = [
        paper(1, **guiding, kind="муниципальный план"), paper(2, **guiding, kind="дорожная карта"),
        paper(3, **guiding, kind="приказ"), paper(4, **{**guiding, "level": "регион"}, kind="дорожная карта"),
        paper(5, **guiding, kind="дорожная карта", valid_until=date(2025, 5, 30)),
        paper(6, level="МО", school_id=None, kind="дорожная карта"),
    ]  # fmt: skip
    load(engine, book({DOCUMENTS: rows}))
    assert of_municipality(engine) == {"В-МПЛАН": (2, None), "В-КАРТА-НАСТ": (1, None)}
    assert of_municipality(engine, OTHER_MUNICIPALITY) == {}


def test_documents_of_a_cycle_without_instruction_count_at_its_last_day(engine):
    """The workbook is of the next cycle; of this one only scores and documents come with it."""
    rows = [paper(1, dated_on=date(2025, 8, 31)), paper(2, kind="положение", dated_on=date(2025, 9, 1))]
    load(engine, make.workbook(
        cycle=NEXT_CYCLE, schools=[make.school()], scores=make.scores(5), others={DOCUMENTS: rows},
    ))  # fmt: skip
    assert values(engine, "Н-ДОК") == {("Н-ДОК", ""): (1, 1)}
    assert values(engine, "Н-ДОК", cycle=NEXT_CYCLE) == {}


def association(number: int, kind: str, **changes: Any) -> Row:
    row = {"association_code": f"О-{number}", "kind": kind, "has_plan": True, "has_analysis": True, "joint_events": 3}
    return make.row(ASSOCIATIONS, **{**row, **changes})


def test_associations(engine):
    rows = [
        association(1, "методобъединение"), association(2, "методобъединение", has_analysis=False, joint_events=0),
        association(3, "сообщество тьюторов и экспертов", joint_events=None),
        association(4, "инновационная или стажировочная площадка"),
        association(5, "площадка для педагогов"), association(6, "площадка для педагогов", has_plan=False),
    ]  # fmt: skip
    load(engine, book({ASSOCIATIONS: rows}))
    assert of_municipality(engine) == {
        "ПР-МО": (1, 2),
        "В-СОВМ": (3, None),
        "В-ТЬЮТ": (1, None),
        "В-ИННОВ": (1, None),
        "В-ПЛОЩ": (1, None),
    }
    assert of_municipality(engine, OTHER_MUNICIPALITY) == {}


def test_joint_events_are_unknown_where_one_association_is_silent(engine):
    rows = [association(1, "методобъединение"), association(2, "методобъединение", joint_events=None)]
    load(engine, book({ASSOCIATIONS: rows}))
    assert "В-СОВМ" not in of_municipality(engine)
    assert of_municipality(engine)["ПР-МО"] == (2, 2)


def test_assessments_of_different_kinds_and_their_flag(engine):
    rows = [
        make.row(ASSESSMENTS, grade=4, biased=None), make.row(ASSESSMENTS, grade=5, biased=True),
        make.row(ASSESSMENTS, OTHER_SCHOOL, kind="ЕГЭ", grade=11, biased=False),
        make.row(ASSESSMENTS, THIRD_SCHOOL, OTHER_MUNICIPALITY, biased=None),
    ]  # fmt: skip
    schools = [
        make.school(biased_vpr=False),
        make.school(OTHER_SCHOOL),
        make.school(THIRD_SCHOOL, OTHER_MUNICIPALITY, biased_vpr=True),
    ]
    load(engine, book({ASSESSMENTS: rows}, schools=schools))
    assert of_municipality(engine) == {"В-ПРОЦ": (2, None)}
    assert of_municipality(engine, OTHER_MUNICIPALITY) == {"В-ПРОЦ": (1, None)}
    assert values(engine, "КО-ВПР") == {("КО-ВПР", ""): (1, 1)}  # either of the two sheets says yes
    assert values(engine, "КО-ВПР", school_id=OTHER_SCHOOL) == {("КО-ВПР", ""): (0, 1)}
    assert values(engine, "КО-ВПР", school_id=THIRD_SCHOOL) == {("КО-ВПР", ""): (1, 1)}


# Показатели региона, школы вне цикла


def test_own_indicators_as_reported_but_not_those_of_the_program(engine):
    rows = [
        make.row(REPORTED_INDICATORS, indicator="РЕГ-01", numerator=12, denominator=40),
        make.row(REPORTED_INDICATORS, indicator="РЕГ-02", numerator=7, denominator=None),
        make.row(REPORTED_INDICATORS, indicator="РЕГ-03", numerator=None, denominator=40),
        make.row(REPORTED_INDICATORS, indicator="КД-60", numerator=99, denominator=100),
        make.row(REPORTED_INDICATORS, indicator="Р" * 21, numerator=1, denominator=1),
    ]
    load(engine, book({REPORTED_INDICATORS: rows, STAFF: [make.row(STAFF)]}))
    assert values(engine, "РЕГ-01", "РЕГ-02", "РЕГ-03", "КД-60") == {
        ("РЕГ-01", ""): (12, 40),
        ("РЕГ-02", ""): (7, None),
        ("КД-60", ""): (4, 28),
    }


def test_a_school_that_is_not_of_the_cycle_has_no_values(engine):
    closed = make.school(OTHER_SCHOOL, in_cycle=False, excluded_reason="закрыта")
    rows = [make.row(STAFF), make.row(STAFF, OTHER_SCHOOL), make.row(STAFF, THIRD_SCHOOL, OTHER_MUNICIPALITY)]
    load(engine, book({STAFF: rows}, schools=[make.school(), closed]))
    assert values(engine, "КД-60") != {}
    assert values(engine, "КД-60", "КД-ВАК", school_id=OTHER_SCHOOL) == {}
    assert values(engine, "КД-60", school_id=THIRD_SCHOOL) == {}  # nothing says that it exists
