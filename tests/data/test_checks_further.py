"""Every rule of the further sheets: broken once it is found in its place, just kept it is not."""

# ruff: noqa: E501  # tables of cases read better with one case a line

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.checking import RULE_CHECKS, check_file
from data.checks.listing import LISTED
from data.checks.rules_dates import EVENTS
from data.checks.rules_development import OF_EDUCATORS
from data.database import reading
from data.findings import Finding
from data.known import Known, read_known
from data.references import Book, with_municipalities
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
    STAFF_AGES,
    TASKS,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
    Sheet,
)
from data.workbook import Workbook
from data.workbook_file import write_workbook
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE, OTHER_SCHOOL, SCHOOL, Row
from tests.stored import load

TODAY = date(2026, 11, 22)
CUT = date(2025, 8, 31)
OTHERS = (
    LEADER_RESULTS, TEACHER_DIAGNOSTICS, STAFF, STAFF_AGES, VACANCIES, TEACHING_LOADS, MENTORING, DEVELOPMENT,
    ASSOCIATIONS, RESERVE, ASSESSMENTS, TASKS,
)  # fmt: skip
Rows = dict[Sheet, list[Row]]


def rows_of_all() -> Rows:
    """Every further sheet, in agreement with the others."""
    rows = {sheet: [make.row(sheet)] for sheet in OTHERS}
    rows[DOCUMENTS] = [make.row(DOCUMENTS), make.row(DOCUMENTS, document_code="Д-020")]
    rows[TEACHER_PERCENTS] = [make.row(TEACHER_PERCENTS, participant_code=str(n)) for n in range(30)]
    rows[REPORTED_INDICATORS] = [make.row(REPORTED_INDICATORS, indicator="КД-ВАК")]
    return rows


def changed(changes: Mapping[Sheet, Row]) -> Rows:
    rows = rows_of_all()
    for sheet, change in changes.items():
        rows[sheet][0].update(change)
    return rows


def workbook(rows: Rows, cycle: str = CYCLE) -> Workbook:
    schools = [make.school(locality_population=50_000), make.school(OTHER_SCHOOL)]
    return make.workbook(cycle=cycle, schools=schools, others={sheet: each for sheet, each in rows.items() if each})


def findings(book: Workbook, known: Known | None = None) -> list[Finding]:
    subject = with_municipalities(Book(book, known or Known(), TODAY))
    found = [finding for check in RULE_CHECKS for finding in check(subject)]
    for each in found:
        assert each.remedy.endswith(".")
        for word in ("None", "<NA>", "NaT", "00:00", "Timestamp", "nan"):
            assert word not in each.message
    return found


def of(rows: Rows, known: Known | None = None) -> list[Finding]:
    return findings(workbook(rows), known)


def place(found: Finding) -> tuple[str, str, str | None, int | None, str | None]:
    return found.severity, found.check, found.sheet, found.row, found.column


def test_a_valid_full_book_has_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(workbook(rows_of_all()), path)
    checked = check_file(path, path.name, Known(), TODAY)
    assert checked.findings == ()
    assert checked.workbook is not None


def test_a_book_without_the_further_sheets_has_no_finding() -> None:
    assert of({}) == []


Case = tuple[str, str, Sheet, str, Row, Row]
"""Severity, check, sheet, heading; what breaks the rule in the first row, what just keeps it."""

CASES: tuple[Case, ...] = (
    ("error", "staffing_teachers", STAFF, "Учителей", {"teachers": 35}, {"teachers": 34}),
    ("error", "staffing_ages", STAFF, "Учителей до 35 лет", {"teachers_under_35": 18}, {"teachers_under_35": 17}),
    ("error", "staffing_ages", STAFF, "Учителей до 35 лет", {"teachers_60_plus": 23, "teachers_50_59": None}, {"teachers_60_plus": 22, "teachers_50_59": None}),
    ("error", "staffing_tenure", STAFF, "Стаж до 3 лет", {"tenure_20_plus": 13}, {"tenure_20_plus": 11, "tenure_3_5": 4}),
    ("error", "staffing_tenure", STAFF, "Стаж до 3 лет", {"tenure_20_plus": 11}, {"tenure_20_plus": None}),
    ("error", "staffing_tenure", STAFF, "Стаж до 3 лет", {"tenure_20_plus": None, "tenure_3_5": 16}, {"tenure_20_plus": None, "tenure_3_5": 15}),
    ("error", "staffing_categories", STAFF, "Высшая категория", {"first_category": 24}, {"first_category": 23}),
    ("error", "staffing_titles", STAFF, "Педагог-методист", {"methodists": 12}, {"methodists": 11}),
    ("error", "staffing_titles", STAFF, "Педагог-наставник", {"mentors": 12}, {"mentors": 11}),
    ("error", "staffing_off_profile", STAFF, "Не по профилю", {"off_profile": 35}, {"off_profile": 34}),
    ("error", "staffing_movement", STAFF, "Из них вновь прибывших", {"hired_experienced": 5}, {"hired_experienced": 4}),
    ("error", "staffing_movement", STAFF, "Из них работают", {"young_retained": 3}, {"young_retained": 2}),
    ("error", "staffing_target_contracts", STAFF, "Из них выпуск за 3 года", {"target_graduates": 3}, {"target_graduates": 2}),
    ("warning", "staffing_rates", STAFF, "Занято ставок", {"rates": 35.0, "rates_filled": 35.5}, {"rates": 37.0, "rates_filled": 36.0}),
    ("warning", "staffing_vacant_rates", STAFF, "Ставок по штату", {"rates": 36.5}, {"rates": 36.5, "rates_filled": 35.5}),
    ("error", "staffing_age_parts", STAFF_AGES, "Стаж до 3 лет", {"tenure_under_3": 4}, {"tenure_under_3": 3}),
    ("error", "staffing_age_parts", STAFF_AGES, "Высшая категория", {"highest_category": 4}, {"highest_category": 3}),
    ("warning", "staffing_age_total", STAFF_AGES, "Учителей", {"teachers": 29}, {"teachers": 28}),
    ("error", "vacancies_subject", VACANCIES, "Предмет", {"subject": None}, {"subject": None, "post": "логопед"}),
    ("warning", "vacancies_long_open", VACANCIES, "Открыта с", {"opened_on": date(2024, 8, 30)}, {"opened_on": date(2024, 8, 31)}),
    ("error", "loads_teachers", TEACHING_LOADS, "Учителей 60 лет и старше", {"teachers_60_plus": 29}, {"teachers_60_plus": 28}),
    ("error", "loads_teachers", TEACHING_LOADS, "Учителей с нагрузкой > 1,4 ст.", {"overloaded_teachers": 29}, {"overloaded_teachers": 28}),
    ("error", "loads_external", TEACHING_LOADS, "Часов у внешних совместителей", {"external_hours": 610.5}, {"external_hours": 610.0}),
    ("error", "loads_external_missing", TEACHING_LOADS, "Часов у внешних совместителей", {"external_hours": None}, {"external_hours": 0.0}),
    ("warning", "loads_hours_of_teacher", TEACHING_LOADS, "Часов в неделю", {"weekly_hours": 1121.0, "planned_hours": None}, {"weekly_hours": 1120.0, "planned_hours": None}),
    ("warning", "loads_hours_of_teacher", TEACHING_LOADS, "Часов в неделю", {"weekly_hours": 167.0, "planned_hours": None}, {"weekly_hours": 168.0, "planned_hours": None}),
    ("warning", "loads_overloaded", TEACHING_LOADS, "Учителей с нагрузкой > 1,4 ст.", {"overloaded_teachers": 0, "weekly_hours": 724.0, "planned_hours": None}, {"overloaded_teachers": 0, "weekly_hours": 723.0, "planned_hours": None}),
    ("warning", "loads_plan", TEACHING_LOADS, "Часов по учебному плану", {"planned_hours": 617.0}, {"planned_hours": 617.0, "uncovered_hours": None}),
    ("warning", "loads_total_row", TEACHING_LOADS, "Предмет", {"subject": "химия"}, {"subject": "ИТОГО"}),
    ("warning", "mentoring_over", MENTORING, "Итог", {"ends_on": date(2025, 8, 30)}, {"ends_on": CUT}),
    ("error", "dates_order", MENTORING, "Окончание", {"started_on": date(2024, 9, 16), "ends_on": date(2024, 9, 15), "outcome": "прервана"}, {"ends_on": date(2024, 9, 15), "outcome": "прервана"}),
    ("error", "development_plans", DEVELOPMENT, "ИОМ завершено", {"plans_completed": 10}, {"plans_completed": 9}),
    ("error", "development_plans", DEVELOPMENT, "ИОМ с тьютором", {"plans_with_tutor": 10}, {"plans_with_tutor": 9}),
    ("error", "development_plans_of_educators", DEVELOPMENT, "ИОМ разработано", {"plans_drawn": 35, "with_deficit": None}, {"plans_drawn": 34, "with_deficit": None}),
    *(("warning", "development_people", DEVELOPMENT, DEVELOPMENT.column(part).heading, {part: 35}, {part: 34}) for part in OF_EDUCATORS),
    ("warning", "development_deficit", DEVELOPMENT, "ИОМ разработано", {"plans_drawn": 12}, {"plans_drawn": 11}),
    ("warning", "development_deficit", DEVELOPMENT, "ПК по своему дефициту, чел.", {"trained_by_deficit": 12}, {"trained_by_deficit": 11}),
    ("error", "development_retraining", DEVELOPMENT, "Прошли ПП", {"retrained": 3}, {"retrained": 2}),
    ("error", "development_prizes", DEVELOPMENT, "Призёры и победители", {"prize_winners": 5}, {"prize_winners": 4}),
    ("warning", "development_same_deficit", DEVELOPMENT, "С дефицитом, чел.", {"with_deficit": 12}, {"with_deficit": None}),
    ("error", "development_association_school", ASSOCIATIONS, "Код ОО", {"level": "школьное"}, {"level": "школьное", "school_id": SCHOOL}),
    ("warning", "development_reserve_term", RESERVE, "Дата включения", {"included_on": date(2022, 8, 30)}, {"included_on": date(2022, 8, 31)}),
    ("warning", "development_reserve_term", RESERVE, "Дата включения", {"included_on": date(2022, 8, 30), "extended": None}, {"included_on": date(2022, 8, 30), "extended": True}),
    ("error", "competences_levels", TEACHER_DIAGNOSTICS, "Прошло, чел.", {"high": 9}, {"high": 9, "low": 3}),
    ("error", "competences_assessed", TEACHER_DIAGNOSTICS, "Прошло, чел.", {"eligible": 29}, {"eligible": 30}),
    ("error", "competences_deficit", TEACHER_DIAGNOSTICS, "С дефицитом, чел.", {"with_deficit": 31, "cycle": "2023/24"}, {"with_deficit": 30, "cycle": "2023/24"}),
    ("warning", "competences_eligible", TEACHER_DIAGNOSTICS, "Подлежало, чел.", {"eligible": 35}, {"eligible": 34}),
    ("warning", "competences_total_row", TEACHER_DIAGNOSTICS, "Область", {"domain": "ПД01"}, {"domain": "ИТОГ"}),
    ("warning", "competences_same_people", TEACHER_DIAGNOSTICS, "Прошло, чел.", {"assessed": 29, "low": 3}, {"domain": "ИТОГ"}),
    ("warning", "competences_leader_total", LEADER_RESULTS, "Область", {"domain": "РК01"}, {"domain": "ИТОГ"}),
    ("warning", "competences_units", LEADER_RESULTS, "Выполнено, %", {"percent": 0.74}, {"percent": 0.0}),
    ("warning", "competences_units", TEACHER_PERCENTS, "Выполнено, %", {"percent": 1.0}, {"percent": 1.5}),
    ("error", "competences_assessments", ASSESSMENTS, "Не достигли минимума", {"below_minimum": 37}, {"below_minimum": 36}),
    ("warning", "competences_denominators", REPORTED_INDICATORS, "Знаменатель", {"indicator": "Н-ОХВ", "denominator": None}, {"indicator": "КД-ВАК", "denominator": None}),
    ("warning", "competences_described", REPORTED_INDICATORS, "Код показателя", {"indicator": "РЕГ-99"}, {"indicator": "Р-СРОК"}),
    ("error", "control_document_school", DOCUMENTS, "Код ОО", {"level": "ОО"}, {"level": "ОО", "school_id": SCHOOL}),
    ("error", "control_document_date", DOCUMENTS, "Дата", {"dated_on": None, "due_on": None}, {"dated_on": None}),
    ("error", "control_deadline", TASKS, "Срок", {"deadline": None}, {"deadline": None, "deadline_kind": "постоянно"}),
    ("error", "control_done_on", TASKS, "Дата исполнения", {"done_on": None}, {"done_on": None, "status": "в работе"}),
    ("warning", "control_evidence", TASKS, "Код документа-подтверждения", {"evidence_document": None}, {"evidence_document": None, "status": "в работе"}),
    ("warning", "control_status", TASKS, "Статус", {"done_on": date(2024, 12, 21)}, {"done_on": date(2024, 12, 20)}),
    ("warning", "control_status", TASKS, "Статус", {"done_on": date(2024, 12, 20), "status": "исполнено с нарушением срока"}, {"done_on": date(2024, 12, 21), "status": "исполнено с нарушением срока"}),
    ("warning", "control_future", TASKS, "Дата исполнения", {"done_on": date(2026, 11, 23), "status": "исполнено с нарушением срока"}, {"done_on": TODAY, "status": "исполнено с нарушением срока"}),
    ("warning", "control_future", DOCUMENTS, "Дата", {"dated_on": date(2026, 11, 23)}, {"dated_on": TODAY}),
    ("warning", "control_codes", TASKS, "Код документа-подтверждения", {"evidence_document": "Д-099"}, {"evidence_document": "Д-014"}),
    ("warning", "control_codes", TASKS, "Код документа-основания", {"basis_document": "Д-099"}, {"basis_document": None}),
    ("error", "dates_order", TASKS, "Срок", {"deadline": date(2024, 9, 30), "status": "исполнено с нарушением срока"}, {"deadline": date(2024, 10, 1), "status": "исполнено с нарушением срока"}),
    ("error", "dates_order", TASKS, "Дата исполнения", {"done_on": date(2024, 9, 30)}, {"done_on": date(2024, 10, 1)}),
    ("warning", "dates_cut", STAFF, "Дата среза", {"cut_date": date(2024, 8, 31), "rates": None}, {"cut_date": date(2024, 9, 1)}),
    ("warning", "dates_cut", TEACHING_LOADS, "Дата среза", {"cut_date": date(2024, 8, 31)}, {"cut_date": date(2024, 9, 1)}),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case[1]}, {case[3]}" for case in CASES])
def test_a_rule_broken_once_and_just_kept(case: Case) -> None:
    severity, check, sheet, column, broken, kept = case
    (found,) = of(changed({sheet: broken}))
    assert place(found) == (severity, check, sheet.name, 2, column)
    if check != "competences_units":
        value = {name: value for name, value in make.row(sheet, **broken).items() if name in sheet.names}
        written = value[next(each.name for each in sheet.columns if each.heading == column)]
        assert (found.value is None) == (written is None)
    assert of(changed({sheet: kept})) == []


@pytest.mark.parametrize(("sheet", "column"), EVENTS, ids=[f"{sheet.name}, {column}" for sheet, column in EVENTS])
def test_no_event_is_later_than_the_cut_date(sheet: Sheet, column: str) -> None:
    def errors(day: date) -> list[Finding]:
        return [each for each in of(changed({sheet: {column: day}})) if each.severity == "error"]

    (found,) = errors(date(2025, 9, 1))
    assert place(found) == ("error", "dates_events", sheet.name, 2, sheet.column(column).heading)
    assert (found.value, "31.08.2025" in found.message) == ("01.09.2025", True)
    assert errors(CUT) == []


def test_a_vacancy_is_not_closed_before_it_is_opened() -> None:
    def errors(day: date) -> list[Finding]:
        return [each for each in of(changed({VACANCIES: {"closed_on": day}})) if each.severity == "error"]

    (found,) = errors(date(2024, 8, 31))
    assert place(found) == ("error", "dates_order", "Вакансии", 2, "Закрыта")
    assert errors(date(2024, 9, 1)) == []


# Rules that see several rows or sheets


@pytest.mark.parametrize(("population", "found"), [(50_001, ["vacancies_zemsky"]), (50_000, []), (None, [])])
def test_zemsky_is_for_small_places(population: int | None, found: list[str]) -> None:
    vacancies = [make.row(VACANCIES, zemsky=True, opened_on=date(2025, 2, 1))]
    book = make.workbook(schools=[make.school(locality_population=population)], others={VACANCIES: vacancies})
    assert [each.check for each in findings(book)] == found


def test_hours_that_nobody_teaches_want_a_vacancy() -> None:
    closed = {VACANCIES: {"closed_on": date(2024, 9, 20)}, STAFF: {"rates": 35}}
    (found,) = of(changed(closed))
    assert place(found) == ("warning", "loads_uncovered", "Нагрузка", 2, "Часов не закрыто")
    assert of(changed({**closed, VACANCIES: {"closed_on": date(2024, 9, 21)}, STAFF: {"rates": 36}})) == []
    # A municipality that reports no vacancy at all reports nothing about them.
    assert of({**changed(closed), VACANCIES: []}) == []


def test_hours_of_subjects_are_those_of_all_subjects() -> None:
    def hours(*of_subjects: float) -> list[Finding]:
        rows = rows_of_all()
        subjects = ("математика", "физика", "химия")
        for subject, each in zip(subjects, of_subjects, strict=False):
            rows[TEACHING_LOADS].append(
                make.row(TEACHING_LOADS, subject=subject, weekly_hours=each, external_hours=0.0, planned_hours=None)
            )
        return of(rows)

    (found,) = hours(300.0, 309.5)
    assert place(found) == ("warning", "loads_total_hours", "Нагрузка", 2, "Часов в неделю")
    assert "609,5" in found.message
    assert hours(300.0, 300.3, 9.7) == []


def test_a_school_has_one_head_on_a_day() -> None:
    def heads(**changes: Any) -> list[Finding]:
        rows = rows_of_all()
        rows[LEADER_RESULTS].append(make.row(LEADER_RESULTS, leader_code="Р-002", **changes))
        return of(rows)

    (found,) = heads()
    assert place(found) == ("warning", "competences_one_head", "Компетенции_рук", 2, "Условный код")
    assert heads(post="заместитель") == []
    assert heads(assessed_on=date(2025, 4, 16)) == []


def test_the_total_has_all_who_have_a_deficit() -> None:
    def domain(with_deficit: int) -> list[Finding]:
        rows = rows_of_all()
        rows[TEACHER_DIAGNOSTICS].append(make.row(TEACHER_DIAGNOSTICS, domain="ПД01", with_deficit=with_deficit))
        return of(rows)

    (found,) = domain(12)
    assert place(found) == ("warning", "competences_total_deficit", "Компетенции_пед", 2, "С дефицитом, чел.")
    assert domain(11) == []


def test_the_young_in_pairs_are_young_educators() -> None:
    none = {"tenure_under_3": 0, "tenure_3_5": 6}
    (found,) = of(changed({STAFF: none}))
    assert place(found) == ("warning", "mentoring_young", "Наставничество", 2, "Код подопечного")
    assert of(changed({STAFF: {"tenure_under_3": 1, "tenure_3_5": 5}})) == []
    for over in ({"outcome": "прервана"}, {"ends_on": date(2025, 8, 30), "outcome": None}, {"mentee_kind": "студент"}):
        assert of(changed({STAFF: none, MENTORING: over})) == []
    rows = changed({STAFF: {"tenure_under_3": 1, "tenure_3_5": 5}})
    rows[MENTORING].append(make.row(MENTORING, pair_code="Н-02"))
    assert of(rows) == []  # the same mentee twice


def test_the_last_cut_date_counts() -> None:
    rows = rows_of_all()
    rows[STAFF].append(make.row(STAFF, cut_date=date(2025, 1, 10), educators=30, teachers=28, tenure_20_plus=8))
    assert {each.check for each in of(rows)} == {"competences_eligible"}


def test_a_missing_number_is_not_compared() -> None:
    optional = {column.name: None for column in STAFF.columns if column.required == "no"}
    assert of(changed({STAFF: optional})) == []
    optional = {column.name: None for column in DEVELOPMENT.columns if column.required == "no"}
    assert of(changed({DEVELOPMENT: optional})) == []


def test_many_findings_become_fifty_and_a_count() -> None:
    rows = {TASKS: [make.row(TASKS, task_code=str(n), evidence_document=None, basis_document=None) for n in range(80)]}
    found = of(rows)
    assert len(found) == LISTED + 1
    assert sum(each.rows for each in found) == 80


# What is in force in the database


def known_of(engine: Engine) -> Known:
    with reading(engine) as connection:
        return read_known(connection)


def test_a_sheet_alone_is_compared_with_what_is_in_force(sqlite_engine: Engine) -> None:
    load(sqlite_engine, workbook(rows_of_all()))
    known = known_of(sqlite_engine)

    def alone(sheet: Sheet, **changes: Any) -> list[tuple[Any, ...]]:
        book = make.workbook(others={sheet: [make.row(sheet, **changes)]})
        found = findings(book, known)
        assert all(each.rows == 1 for each in found)
        return [place(each) for each in found]

    for sheet in OTHERS:
        assert alone(sheet) == [], sheet.name
    # One tested person instead of 30.
    (different,) = alone(TEACHER_PERCENTS)
    assert different == ("warning", "competences_same_people", "Диагностика_пед", 2, "Выполнено, %")
    # The row that contradicts stands in the workbook, whichever of the two sheets it is on.
    fewer = alone(STAFF, educators=31, teachers=28, tenure_20_plus=9)
    assert fewer == [("warning", "competences_eligible", "Кадры_состав", 2, "Педагогов всего")]
    assert alone(TEACHER_DIAGNOSTICS, eligible=35) == [
        ("warning", "competences_eligible", "Компетенции_пед", 2, "Подлежало, чел.")
    ]
    assert alone(DEVELOPMENT, with_deficit=12) == [
        ("warning", "development_same_deficit", "Развитие", 2, "С дефицитом, чел.")
    ]
    assert alone(TASKS, evidence_document="Д-099") == [
        ("warning", "control_codes", "Исполнение", 2, "Код документа-подтверждения")
    ]
    assert alone(VACANCIES, zemsky=True) == []


def test_plans_beyond_educators_are_an_error_beside_staff_in_force_and_not_the_other_way(engine: Engine) -> None:
    few = {"with_deficit": None, "plans_drawn": 20}
    load(engine, workbook({STAFF: [make.row(STAFF)], DEVELOPMENT: [make.row(DEVELOPMENT, **few)]}))
    known = known_of(engine)
    more = make.row(DEVELOPMENT, with_deficit=None, plans_drawn=35)
    (found,) = findings(make.workbook(others={DEVELOPMENT: [more]}), known)
    assert place(found) == ("error", "development_plans_of_educators", "Развитие", 2, "ИОМ разработано")
    smaller = make.row(STAFF, educators=19, teachers=17, tenure_20_plus=0, tenure_15_20=3, first_category=8)
    found_of = {each.check: each for each in findings(make.workbook(others={STAFF: [smaller]}), known)}
    found = found_of["development_plans_of_educators"]
    assert place(found) == ("warning", "development_plans_of_educators", "Кадры_состав", 2, "Педагогов всего")
    assert found.message.endswith("из загруженного ранее.")


def test_rows_that_the_workbook_replaces_are_not_compared(engine: Engine) -> None:
    old = make.row(TEACHER_DIAGNOSTICS, domain="ПД01", eligible=60)
    load(engine, workbook({TEACHER_DIAGNOSTICS: [make.row(TEACHER_DIAGNOSTICS), old]}))
    known = known_of(engine)
    new = {STAFF: [make.row(STAFF)]}
    assert [each.check for each in of(new, known)] == ["competences_eligible"]
    assert of({**new, TEACHER_DIAGNOSTICS: [make.row(TEACHER_DIAGNOSTICS)]}, known) == []


def of_next_cycle(sheet: Sheet, **changes: Any) -> Row:
    days = {"cut_date": date(2025, 9, 20)} if sheet is STAFF else {"cycle": NEXT_CYCLE}
    return make.row(sheet, **days, **changes)


@pytest.mark.parametrize(
    ("sheet", "column", "before", "jump", "no_jump"),
    [
        (STAFF, "departed", 20, 27, 26),
        (STAFF, "departed", 20, 13, 14),
        (STAFF, "departed", 19, None, 33),
        (DEVELOPMENT, "trained_literacy", 20, 27, 26),
        (TEACHER_DIAGNOSTICS, "eligible", 50, 66, 65),
    ],
)
def test_a_jump_since_the_last_cycle(
    engine: Engine, sheet: Sheet, column: str, before: int, jump: int | None, no_jump: int
) -> None:
    load(engine, workbook({sheet: [make.row(sheet, **{column: before})]}))
    known = known_of(engine)

    def now(number: int) -> list[Finding]:
        return findings(workbook({sheet: [of_next_cycle(sheet, **{column: number})]}, NEXT_CYCLE), known)

    assert now(no_jump) == []
    if jump is not None:
        (found,) = now(jump)
        assert place(found) == ("warning", "jumps", sheet.name, 2, sheet.column(column).heading)
        assert f"было {before}, стало {jump}" in found.message
        assert found.value == str(jump)


def test_a_jump_within_a_workbook_of_two_cycles() -> None:
    rows = {DEVELOPMENT: [make.row(DEVELOPMENT), of_next_cycle(DEVELOPMENT, trained_3_years=40, trained_standards=10)]}
    (found,) = findings(workbook(rows, NEXT_CYCLE))
    assert (found.row, found.column) == (3, "ПК за 3 года, чел.")
    assert "«ПК: ФГОС, за 3 года» — было 28, стало 10" in found.message
