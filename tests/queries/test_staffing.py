"""Queries of staffing: worked by hand with schools just outside the scope, and as the plain ones on the demonstration.

Of the three schools of «01» the first has no vacancy and a load of 1.55 posts a teacher, the second has vacancies and a
load of exactly 1.4, of the third nothing is known. «02» is outside.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import DEVELOPMENT, STAFF, STAFF_AGES, TEACHING_LOADS, VACANCIES
from queries.indicator_tables import indicator_parts, indicators_of_selection
from queries.scope import SchoolKey, Scope
from queries.staffing import (
    shortage_by_subject,
    shortage_kinds,
    single_teachers,
    staffing_by_place,
    teacher_ages,
)
from queries.staffing_words import (
    ages_in_words,
    measures_in_words,
    shortage_by_subject_in_words,
    staffing_by_cycle_in_words,
    staffing_figures,
    staffing_in_words,
    vacancies_in_words,
)
from queries.vacancies import measures_by_place, open_vacancies, vacancies_by_subject
from tests import factories as make
from tests.queries.cases import SCHOOLS, calls_of_staffing
from tests.queries.plain import Facts
from tests.queries.records import Row, assert_same, records
from tests.stored import load

HERE = Scope(cycle=make.CYCLE, municipalities=("01",))
FIRST, SECOND, THIRD = (HERE.in_school(SchoolKey("01", code)) for code in ("001", "002", "003"))


def staff(school_id: str, municipality_id: str = "01", **changes: object) -> make.Row:
    usual = {
        "educators": 12,
        "teachers": 10,
        "teachers_under_35": 3,
        "teachers_50_59": 2,
        "teachers_60_plus": 2,
        "off_profile": 0,
        "rates_filled": 27.5,
        "young_hired_3_years_ago": 4,
        "young_retained": 3,
        "target_contracts": 2,
        "target_graduates": 1,
        "cut_date": date(2025, 8, 20),
    }
    return make.row(STAFF, school_id, municipality_id, **{**usual, **changes})


def teaching(school_id: str, subject: str = "ИТОГО", municipality_id: str = "01", **changes: object) -> make.Row:
    usual = {
        "teachers": 10,
        "teachers_60_plus": 0,
        "weekly_hours": 252.0,
        "external_hours": 0.0,
        "uncovered_hours": 0.0,
        "planned_hours": 252.0,
        "overloaded_teachers": 0,
        "cut_date": date(2025, 8, 20),
    }
    return make.row(TEACHING_LOADS, school_id, municipality_id, subject=subject, **{**usual, **changes})


def vacant(code: str, opened: date, school_id: str = "002", municipality_id: str = "01", **changes: object) -> make.Row:
    usual = {
        "vacancy_code": code,
        "subject": "математика",
        "rates": 1.0,
        "opened_on": opened,
        "closed_on": None,
        "cover": None,
        "published": True,
        "zemsky": False,
    }
    return make.row(VACANCIES, school_id, municipality_id, **{**usual, **changes})


@pytest.fixture
def region(engine: Engine) -> Engine:
    schools = [make.school("001"), make.school("002"), make.school("003"), make.school("001", "02")]
    hired = date(2025, 8, 1)
    vacancies = [
        vacant("В-1", date(2025, 5, 1)),
        vacant("В-2", date(2025, 8, 1), rates=0.5, published=False, cover="не закрывается"),
        vacant("В-3", date(2025, 8, 31), post="логопед", subject=None),
        vacant("В-4", date(2024, 10, 1), closed_on=hired, zemsky=True, cover="«Земский учитель»"),
        # Filled on the cut date itself: no longer open.
        vacant("В-5", date(2024, 10, 1), closed_on=date(2025, 8, 31), zemsky=True, cover="приём на работу"),
        vacant("В-1", date(2025, 1, 1), "001", "02", subject="физика", rates=2.0),
    ]
    loads = [
        teaching("001", teachers=20, weekly_hours=578.0, external_hours=20.0, overloaded_teachers=9),
        teaching("001", "физика", teachers=1, teachers_60_plus=1),
        teaching("001", "химия", teachers=1, teachers_60_plus=0),
        teaching("001", "география", teachers=1, teachers_60_plus=None),
        teaching("001", "биология", teachers=1, teachers_60_plus=None),
        teaching("001", "математика", teachers=4, teachers_60_plus=1),
        # An earlier day: not counted.
        teaching("001", "музыка", teachers=1, teachers_60_plus=1, cut_date=date(2025, 1, 1)),
        teaching("002", uncovered_hours=6.0, planned_hours=258.0),
        teaching("002", "математика", uncovered_hours=6.0, planned_hours=60.0, weekly_hours=54.0, teachers=2),
        teaching("001", "физика", "02", teachers=1, teachers_60_plus=1),
    ]
    ages = [
        make.row(STAFF_AGES, "001", subject="география", age_band="65 и старше", teachers=1),
        make.row(STAFF_AGES, "001", subject="химия", age_band="до 25", teachers=2),
    ]
    load(
        engine,
        make.workbook(
            schools=schools,
            others={
                STAFF: [
                    staff("001", teachers=20, rates_filled=24.0, off_profile=1),
                    staff("002", teachers_50_59=None),
                    staff("001", "02"),
                ],
                VACANCIES: vacancies,
                TEACHING_LOADS: loads,
                STAFF_AGES: ages,
                DEVELOPMENT: [make.row(DEVELOPMENT, "002", retraining_needed=4, retrained=3)],
            },
        ),
        "кадры.xlsx",
    )
    return engine


def one(rows: list[Row], **wanted: object) -> Row:
    [found] = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return found


def test_kinds_of_shortage(region: Engine) -> None:
    with reading(region) as connection:
        kinds = records(shortage_kinds(connection, HERE))
        by_school = records(staffing_by_place(connection, HERE, "school"))
        place = one(records(staffing_by_place(connection, HERE)))
    assert [(row["kind"], row["schools"]) for row in kinds] == [("hidden", 1), ("both", 0), ("open", 1), ("none", 0)]
    assert (kinds[0]["with_data"], kinds[0]["selected"], kinds[0]["schools_before"]) == (2, 3, None)
    # A load of exactly 1.4 is not above it; what isn't known is last.
    assert [(row["school_id"], row["kind"]) for row in by_school] == [("001", "hidden"), ("002", "open"), ("003", None)]
    assert (place["vacant_numerator"], place["vacant_denominator"], place["vacant_schools"]) == (2.5, 54.0, 2)
    assert (place["load_numerator"], place["load_denominator"]) == (558.0 + 252.0, 30.0)
    # Two of three schools are fewer than 80 %: the municipality has no kind, its schools have.
    assert (place["kind"], place["hidden_schools"], place["kind_schools"]) == (None, 1, 2)


def test_vacancies_by_subject_with_their_age(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(vacancies_by_subject(connection, HERE))
        by_school = records(vacancies_by_subject(connection, HERE, "school"))
        whole = records(vacancies_by_subject(connection, replace(HERE, municipalities=()), "selection"))
        words = records(vacancies_in_words(connection, HERE))
    assert [(row["subject"], row["rates"], row["vacancies"], row["long"], row["oldest_days"]) for row in rows] == [
        ("математика", 1.5, 2, 1, 122),
        ("без предмета", 1.0, 1, 0, 0),
    ]
    assert [(row["place_rates"], row["share_pct"]) for row in rows] == [(2.5, 60.0), (2.5, 40.0)]
    assert {row["school_id"] for row in by_school} == {"002"}
    assert next((row["subject"], row["rates"], row["place_rates"]) for row in whole) == ("физика", 2.0, 4.5)
    assert (words[0]["share_words"], words[0]["long_words"]) == ("1,5 из 2,5", "1 из 2")


def test_vacancies_one_by_one_down_to_their_rows(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(open_vacancies(connection, HERE))
        first = records(open_vacancies(connection, HERE, None, 1))
        posts = records(open_vacancies(connection, HERE, "без предмета"))
    assert [(row["vacancy_code"], row["days"], row["long"]) for row in rows] == [
        ("В-1", 122, True),
        ("В-2", 30, False),
        ("В-3", 0, False),
    ]
    assert {(row["short_name"], row["file_name"], row["found"]) for row in rows} == {("СОШ 002", "кадры.xlsx", 3)}
    assert all(row["sheet_row"] for row in rows)
    assert [(row["vacancy_code"], row["found"]) for row in first] == [("В-1", 3)]
    assert [(row["vacancy_code"], row["post"], row["subject"]) for row in posts] == [("В-3", "логопед", "без предмета")]


def test_single_teachers_near_retirement(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(single_teachers(connection, HERE, "school"))
        place = one(records(staffing_by_place(connection, HERE)))
        school = one(records(staffing_in_words(connection, HERE, "school")), school_id="001")
        nobody = one(records(staffing_in_words(connection, HERE, "school")), school_id="003")
    # «География» is said by «Кадры_возраст», «биология» by nobody.
    assert [(row["subject"], row["single"], row["alone"], row["alone_unknown"]) for row in rows] == [
        ("биология", 1, 0, 1),
        ("география", 1, 1, 0),
        ("физика", 1, 1, 0),
        ("химия", 1, 0, 0),
    ]
    assert (place["single"], place["alone"], place["alone_unknown"]) == (4, 2, 1)
    assert school["alone_words"] == "● 2 из 4, о 1 не сказано"
    assert (nobody["alone_words"], nobody["load_words"], nobody["kind_words"]) == ("—", "—", "нет данных")


def test_signs_in_words(region: Engine) -> None:
    with reading(region) as connection:
        first, second, _ = records(staffing_in_words(connection, HERE, "school"))
        place = one(records(staffing_in_words(connection, HERE)))
    assert (first["load_words"], first["off_profile_words"], first["overloaded_words"]) == (
        "▼ 1,55",
        "● 8\u00a0%",
        "▼ 45\u00a0%",
    )
    assert (first["vacant_words"], first["kind_words"]) == ("0\u00a0%", "▼ скрытый дефицит")
    # Load, subjects of one teacher, off profile, overloaded.
    assert (first["signs"], first["found"]) == (4, 3)
    assert (second["load_words"], second["vacant_words"], second["uncovered_words"]) == (
        "1,40",
        "▼ 8,3\u00a0%",
        "▼ 2\u00a0%",
    )
    # Data from two of three schools: a star, no zone.
    assert (place["load_words"], place["load_zone"], place["hidden_words"]) == ("1,50*", None, "1 из 2")


def test_shortage_by_subject(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(shortage_by_subject(connection, SECOND))
        words = one(records(shortage_by_subject_in_words(connection, SECOND)), subject="математика")
    assert [row["subject"] for row in rows] == ["математика", "без предмета"]
    assert (rows[0]["rates_numerator"], rows[0]["uncovered_numerator"], rows[0]["uncovered_denominator"]) == (
        1.5,
        6,
        60,
    )
    assert (rows[1]["rates_numerator"], rows[1]["load_numerator"], rows[1]["single"]) == (1.0, None, None)
    assert (words["rates_words"], words["uncovered_words"], words["load_words"]) == ("● 1,5", "▼ 10\u00a0%", "● 1,50")
    assert words["alone_words"] == "таких нет"


def test_measures(region: Engine) -> None:
    with reading(region) as connection:
        place = one(records(measures_by_place(connection, HERE)))
        words = one(records(measures_in_words(connection, SECOND, "selection")))
        unknown = one(records(measures_in_words(connection, THIRD, "selection")))
    counts = [place[name] for name in ("listed", "closed", "open", "published", "not_covered")]
    assert counts == [5, 2, 3, 2, 1]
    assert (place["zemsky_numerator"], place["zemsky_denominator"]) == (1, 2)
    assert (place["target_numerator"], place["graduates_numerator"]) == (4, 2)
    assert (words["published_words"], words["closed_words"], words["retrained_words"]) == ("2 из 3", "2 из 5", "3 из 4")
    assert words["target_words"] == "2, выпуск за 3 года — 1"
    assert (unknown["open"], unknown["published_words"], unknown["target_words"]) == (None, "—", "—")


def test_ages_by_four_bands_and_by_ten(region: Engine) -> None:
    ages_alone = replace(FIRST, school=SchoolKey("01", "001"))
    with reading(region) as connection:
        rows = records(teacher_ages(connection, HERE))
        words = records(ages_in_words(connection, HERE))
        ten = records(teacher_ages(connection, ages_alone))
        nobody = records(teacher_ages(connection, THIRD))
    # One of two schools has «Кадры_возраст»: fewer than 80 %. The second leaves «50–59» empty.
    assert {row["sheet"] for row in rows} == {"Кадры_состав"}
    assert [(row["band"], row["teachers"]) for row in rows] == [
        ("до 35", 6),
        ("35–49", 13),
        ("50–59", 2),
        ("35–59, без разбивки", 5),
        ("60 и старше", 4),
    ]
    assert (rows[0]["of"], rows[0]["schools_with_data"], rows[0]["schools"]) == (30, 2, 3)
    assert words[0]["words"] == "6 из 30 (20\u00a0%)"
    assert {row["sheet"] for row in ten} == {"Кадры_возраст"}
    assert [(row["band"], row["teachers"]) for row in ten if row["teachers"]] == [("до 25", 2), ("65 и старше", 1)]
    assert nobody == []


def test_figures_of_the_cards_are_those_of_the_table_of_indicators(region: Engine) -> None:
    with reading(region) as connection:
        for scope in (HERE, FIRST, SECOND, THIRD, Scope(cycle=make.CYCLE)):
            table = {row["code"]: row for row in records(indicators_of_selection(connection, scope))}
            for row in records(staffing_figures(connection, scope)):
                if row["code"] in table:
                    assert (row["value"], row["zone"]) == (table[row["code"]]["value"], table[row["code"]]["zone"]), row
        found = {row["code"]: row for row in records(staffing_figures(connection, FIRST, make.CYCLE))}
    assert (found["КД-НАГР"]["short_words"], found["КД-НАГР"]["zone"]) == ("1,55", "low")
    assert (found["КД-ЗАКР3"]["words"], found["КД-ЗАКР3"]["before_words"]) == ("3 из 4", "3 из 4")


def test_one_indicator_over_cycles(region: Engine) -> None:
    with reading(region) as connection:
        [row] = records(staffing_by_cycle_in_words(connection, HERE, "КД-ЗАКР3"))
    assert (row["cycle"], row["words"], row["zone_words"]) == (make.CYCLE, "6 из 8", "▲ выполняется")
    assert (row["schools_with_data"], row["schools"]) == (2, 3)


def test_vacancies_of_the_page_are_those_of_the_indicator(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        of_page = {
            (row["municipality_id"], row["subject"]): row["rates"]
            for row in records(vacancies_by_subject(connection, Scope()))
        }
        of_indicator = {
            (row["municipality_id"], row["part"]): row["numerator"]
            for row in records(indicator_parts(connection, Scope(), "КД-ВАК"))
            if row["part"]
        }
    assert of_page == of_indicator
    assert len(of_page) > 50


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(cycle="2023/24", localities=("село",)),
        Scope(municipalities=("99701000",), groups=(2, 3)),
        Scope(as_of=2),
        *(Scope().in_school(school) for school in SCHOOLS),
    ],
)
def test_agreement_on_the_demonstration(demonstration_engine: Engine, demonstration_facts: Facts, scope: Scope) -> None:
    with reading(demonstration_engine) as connection:
        for query, second, arguments in calls_of_staffing("2024/25"):
            expected = second(demonstration_facts, scope, *arguments)
            assert_same(query(connection, scope, *arguments), expected, (query.__name__, arguments, scope))
