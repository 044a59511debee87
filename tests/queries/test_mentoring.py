"""Mentoring worked by hand on both engines: pairs, schools without, mentors, subjects; the page says what files say."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import MENTORING, STAFF, STAFF_AGES
from queries.funnel import indicator_funnel
from queries.indicators import indicator_by_municipality
from queries.mentoring import (
    mentoring_steps,
    mentors_by_mentees,
    pairs_of_school,
    retention_beside_coverage,
    uncovered_schools,
)
from queries.mentoring_subjects import schools_without_subject_mentor, subject_mentors
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=make.NEXT_CYCLE)
CUT = date(2026, 5, 31)
Row = make.Row


def pair(number: int, school_id: str = "1", municipality_id: str = "01", **changes: object) -> Row:
    """A pair that goes on, with a programme, consent and agreement, of a young educator and a mentor of their own."""
    row: Row = {
        "pair_code": f"Н-{number}",
        "mentee_code": f"М-{number}",
        "mentor_code": f"С-{number}",
        "started_on": date(2025, 9, 15),
        "ends_on": None,
        "outcome": None,
    }
    return make.row(MENTORING, school_id, municipality_id, **{**row, **changes})


def staff(school_id: str, municipality_id: str = "01", **counts: object) -> Row:
    row: Row = {"cut_date": CUT, "tenure_under_3": 0, "hired_experienced": 0, **counts}
    return make.row(STAFF, school_id, municipality_id, **row)


def teachers(school_id: str, subject: str, young: int | None, highest: int | None, municipality_id: str = "01") -> Row:
    row: Row = {"age_band": "25–29", "subject": subject, "teachers": 3}
    return make.row(
        STAFF_AGES, school_id, municipality_id, **row, tenure_under_3=young, highest_category=highest
    )  # fmt: skip


ENDED = {"ends_on": date(2026, 1, 31)}


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two municipalities; a school that doesn't work, and the cycle before, lie beside what is asked for.

    01/1: three young, two of them in three active pairs; 01/2: two young, nobody; 01/3: one young, a pair too; 02/1:
    nobody said how many young there are.
    """
    places = [make.municipality("01", name="Северный округ"), make.municipality("02", name="Южный округ")]
    schools = [
        make.school("1", "01", short_name="СОШ № 1", latitude=57.0, longitude=60.0),
        make.school("2", "01", short_name="СОШ № 2", latitude=57.5, longitude=60.0),
        make.school("3", "01", short_name="СОШ № 3"),
        make.school("4", "01", in_cycle=False, excluded_reason="ремонт"),
        make.school("1", "02", short_name="Лицей", latitude=57.25, longitude=60.0),
    ]
    before = [pair(number, mentee_code="М-1", started_on=date(2024, 9, 15)) for number in (1, 2)]
    load(
        engine,
        make.workbook(
            cycle=make.CYCLE,
            municipalities=places,
            schools=schools,
            others={
                MENTORING: before,
                STAFF: [staff("1", cut_date=date(2025, 5, 1), tenure_under_3=4)],
            },
        ),
        "прежняя.xlsx",
    )
    pairs = [
        pair(1, mentor_code="С-1"),
        pair(2, mentor_code="С-1", consent=None, agreement=None, in_job_description=None),
        # The same young educator with a second mentor, who is from elsewhere; no programme, no agreement.
        pair(3, mentee_code="М-2", external_mentor=True, programme_approved=False, agreement=False),
        # A newcomer; mentoring is in the job description, so nothing else is needed. Planned to end after the cut.
        pair(4, mentee_kind="вновь прибывший", mentor_code="С-1", agreement=False, in_job_description=True,
             ends_on=date(2026, 8, 31)),
        pair(5, **ENDED, outcome="завершена, цель достигнута"),
        pair(6, **ENDED, outcome="завершена, цель не достигнута"),
        pair(7, **ENDED, outcome="прервана"),
        pair(8, **ENDED, outcome="действует"),
        # Ended before the cycle, and one that begins after the cut.
        pair(9, started_on=date(2024, 9, 1), ends_on=date(2025, 8, 30), outcome="завершена, цель достигнута"),
        pair(10, started_on=date(2026, 6, 15)),
        pair(1, "3", agreement=False),
        pair(1, "1", "02"),
    ]  # fmt: skip
    load(
        engine,
        make.workbook(
            cycle=make.NEXT_CYCLE,
            cut_date=CUT,
            municipalities=places,
            schools=schools,
            others={
                MENTORING: pairs,
                STAFF: [
                    staff("1", tenure_under_3=3, hired_experienced=1, young_hired_3_years_ago=12, young_retained=9),
                    staff("2", tenure_under_3=2, hired_experienced=2, young_hired_3_years_ago=0, young_retained=0),
                    staff("3", tenure_under_3=1, hired_experienced=None, young_hired_3_years_ago=None),
                ],
                STAFF_AGES: [
                    teachers("1", "физика", 2, 0),
                    teachers("1", "математика", 1, 1),
                    teachers("2", "физика", 0, 2),
                    teachers("2", "история", 1, None),
                    teachers("3", "физика", 1, 0),
                    teachers("1", "физика", 0, 1, "02"),
                    teachers("1", "химия", 1, 0, "02"),
                ],
            },
        ),
        "нынешняя.xlsx",
    )
    return engine


def test_coverage_against_the_common_share(region: Engine) -> None:
    with reading(region) as connection:
        by_place = records(indicator_funnel(connection, HERE, "Н-ОХВ"))
        by_school = records(indicator_funnel(connection, HERE.in_municipality("01"), "Н-ОХВ", by_school=True))
        [on_page] = records(indicator_by_municipality(connection, HERE, "Н-ОХВ"))
    # 02 has not said how many young there are. In 01: 2 of 3, 0 of 2, 1 of 1.
    [row] = by_place
    assert (row["municipality_id"], row["numerator"], row["denominator"], row["words"]) == ("01", 3, 6, "3 из 6")
    assert (on_page["numerator"], on_page["denominator"]) == (3, 6)
    assert row["common_pct"] == row["value_pct"] == 50
    # Six throws of a coin: P(0) = 1/64, P(≤ 1) = 7/64: 2.5 % is reached (7 − 1.6) / 6 = 0.9 before one: 0.1 of six.
    assert row["low_pct"] == pytest.approx(100 * 0.1 / 6)
    assert row["high_pct"] == pytest.approx(100 - 100 * 0.1 / 6)
    assert (row["far_low_pct"], row["place"], row["school_id"]) == (0, "inside", None)
    assert [(row["school_id"], row["words"], row["place_words"]) for row in by_school] == [
        ("2", "0 из 2", "в пределах случайного"),
        ("1", "2 из 3", "в пределах случайного"),
        ("3", "1 из 1", "в пределах случайного"),
    ]


def test_schools_without(region: Engine) -> None:
    with reading(region) as connection:
        young = records(uncovered_schools(connection, HERE))
        newcomers = records(uncovered_schools(connection, HERE, "Н-ОХВ-НОВ"))
        first = records(uncovered_schools(connection, HERE, limit=1))
        elsewhere = uncovered_schools(connection, HERE.in_municipality("02"))
    assert [(row["school_id"], row["words"], row["covered"], row["found"], row["found_people"]) for row in young] == [
        ("2", "2 из 2", 0, 2, 3),
        ("1", "1 из 3", 2, 2, 3),
    ]
    assert first == young[:1]
    assert [(row["short_name"], row["words"]) for row in newcomers] == [("СОШ № 2", "2 из 2")]
    assert elsewhere.empty


def test_steps(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(mentoring_steps(connection, HERE.in_municipality("01")))
        programme = records(indicator_by_municipality(connection, HERE.in_municipality("01"), "Н-ПРОГ"))[0]
        result = records(indicator_by_municipality(connection, HERE.in_municipality("01"), "Н-РЕЗ"))[0]
        nobody = mentoring_steps(connection, HERE.in_school(SchoolKey("01", "2")))
    # Active: 1–4 of the first school and the pair of the third; the third pair has no programme.
    assert [(row["step"], row["pairs"], row["of"], row["words"], row["lost_words"]) for row in rows] == [
        ("pairs", 5, None, "5", "—"),
        ("programme", 4, 5, "4 из 5", "без программы — 1"),
        ("formal", 2, 4, "2 из 4", "нет согласия или соглашения — 1; графы не заполнены — 1"),
        ("ended", 4, None, "4", "—"),
        ("completed", 2, 4, "2 из 4", "прервано — 1; итог не указан — 1"),
        ("reached", 1, 2, "1 из 2", "цель не достигнута — 1"),
    ]
    assert (programme["numerator"], programme["denominator"]) == (4, 5)
    assert (result["numerator"], result["denominator"]) == (1, 2)
    assert nobody.empty


def test_mentors_by_mentees(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(mentors_by_mentees(connection, HERE))
        [load_of_mentors] = records(indicator_by_municipality(connection, HERE.in_municipality("01"), "Н-НАГР"))
    # С-1 has three; С-3 of the first school, С-1 of the third and of the other municipality have one each.
    assert [tuple(row.values()) for row in rows] == [(1, 3, 1, False), (3, 1, 0, True)]
    assert (load_of_mentors["numerator"], load_of_mentors["denominator"]) == (4, 3)


def test_retention_beside_coverage(region: Engine) -> None:
    names = ("coverage_words", "coverage_pct", "retention_words", "retention_pct")
    with reading(region) as connection:
        [row] = records(retention_beside_coverage(connection, HERE))
        schools = records(retention_beside_coverage(connection, HERE.in_municipality("01")))
    # Six young are too few for a share; of twelve nine stayed.
    assert [row[name] for name in names] == ["3 из 6", None, "9 из 12 (75\u00a0%)", 75]
    assert [(row["school_id"], row["coverage_words"], row["retention_words"]) for row in schools] == [
        ("1", "2 из 3", "9 из 12 (75\u00a0%)"),
        ("2", "0 из 2", "—"),
        ("3", "1 из 1", "—"),
    ]


def test_pairs_of_a_school(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(pairs_of_school(connection, HERE.in_school(SchoolKey("01", "1"))))
        assert pairs_of_school(connection, HERE).empty
    assert [(row["pair_code"], row["state_words"], row["formal_words"]) for row in rows] == [
        ("Н-1", "действует", "да"),
        ("Н-2", "действует", "не указано"),
        ("Н-3", "действует", "нет"),
        ("Н-4", "действует", "да"),
        ("Н-10", "ещё не началась", "да"),
        ("Н-5", "завершена, цель достигнута", "да"),
        ("Н-6", "завершена, цель не достигнута", "да"),
        ("Н-7", "прервана", "да"),
        ("Н-8", "закончилась 31.01.2026, итог не указан", "да"),
        ("Н-9", "завершена, цель достигнута", "да"),
    ]
    assert {row["file_name"] for row in rows} == {"нынешняя.xlsx"}


def test_subjects(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(subject_mentors(connection, HERE))
        north = records(subject_mentors(connection, HERE.in_municipality("01")))
    told = ("subject", "young", "own", "without", "unknown", "schools", "words", "schools_with_data")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("физика", 3, 0, 3, 0, 2, "0 из 3", 4),
        ("химия", 1, 0, 1, 0, 1, "0 из 1", 4),
        ("история", 1, 0, 0, 1, 1, "—", 4),
        ("математика", 1, 1, 0, 0, 1, "1 из 1", 4),
    ]
    assert [row["subject"] for row in north] == ["физика", "история", "математика"]


def test_the_nearest_school_with_a_mentor_of_the_subject(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(schools_without_subject_mentor(connection, HERE))
        first = records(schools_without_subject_mentor(connection, HERE.in_municipality("01"), limit=1))
    told = ("municipality_id", "school_id", "subject", "nearest_name", "nearest_municipality_name", "absence_words")
    # From 57.00° the Лицей of the other municipality at 57.25° is nearer than the school at 57.50°.
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("01", "1", "физика", "Лицей", "Южный округ", None),
        ("01", "3", "физика", None, None, "у школы нет координат"),
        ("02", "1", "химия", None, None, "в загруженных данных такой школы с координатами нет"),
    ]
    assert rows[0]["distance_km"] == pytest.approx(27.8, abs=0.05)
    assert [row["found"] for row in rows] == [3, 3, 3]
    # Filters narrow who asks, not who may help.
    assert (first[0]["nearest_name"], first[0]["found"]) == ("Лицей", 2)
