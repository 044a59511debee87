"""A region of odd cases, small enough to work out by hand, and the calls by which queries are compared.

Two municipalities bear one name, and both have a school of one code and one name. Loads, oldest first:

1. 2024/25: three municipalities; «02/002» doesn't work but has scores; «03/001» has a group and no scores;
2. 2025/26: «01» renamed, «03» silent; a score for 2024/25 of «01/003», which only now is described;
3. 2025/26: «02» alone, with criteria of its own;
4. 2024/25: the scores of «01/001» corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from data.demonstration_cases import EdgeSchool
from data.demonstration_names import DISTRICT
from data.demonstration_sizes import CYCLES
from data.sheets import CLUSTERS, LOCALITIES, SCHOOL_KINDS
from data.workbook import Workbook
from queries.assessments import assessments
from queries.associations import association_rows, associations_by_municipality
from queries.blocks import indicators_by_place, indicators_over_cycles
from queries.changes import changes_since
from queries.comparison import comparison, not_compared
from queries.competence_steps import competence_steps, leaders_without_route
from queries.competences import (
    deficits,
    deficits_of_selection,
    diagnostics_coverage,
    levels_beside,
    levels_by_cluster,
    levels_by_municipality,
    levels_by_school,
    results_by_percent,
    seats_to_order,
)
from queries.criteria import (
    criteria_of_cycle,
    criterion_by_municipality,
    criterion_by_school,
    criterion_sums,
    cycle_breaks,
    source_rows,
)
from queries.criteria_sheet import bounds_of_groups, weights_of_sheet
from queries.dictionaries import cycles, filter_values, find_schools, municipalities, school_names, schools_of
from queries.documents import documents_of_place, documents_register
from queries.effectiveness import (
    groups_by_cycle,
    groups_by_municipality,
    headline,
    schools_by_group,
    schools_table,
    transitions,
)
from queries.execution import (
    deadlines_by_period,
    execution_indicators,
    plans_of_schools,
    tasks,
    tasks_by_addressee,
    tasks_fallen_due,
)
from queries.forecast import staff_by_cycle, staff_by_subject
from queries.funnel import indicator_funnel
from queries.indicator_tables import indicator_parts
from queries.indicators import indicator_by_cycle
from queries.load_changes import changed_values_of_load, changes_of_load
from queries.loads import findings_of_load, loads, methodology_versions
from queries.maps import boundary_match, municipalities_on_map, schools_on_map, territories
from queries.mentoring import (
    mentoring_steps,
    mentors_by_mentees,
    pairs_of_school,
    retention_beside_coverage,
    uncovered_schools,
)
from queries.mentoring_subjects import schools_without_subject_mentor, subject_mentors
from queries.passport import school_beside_peers, school_history, school_profile
from queries.passport_municipality import low_group_beside_peers, municipality_beside_peers, municipality_history
from queries.profile import profile, profile_dots
from queries.quality import sent_by_municipality, sent_by_school, sheets_of_cycle, unsent_sheets
from queries.quality_comparisons import comparisons_between_sheets, contradictions_between_sheets
from queries.quality_cycles import contradictions_between_cycles
from queries.quality_scores import (
    bunching,
    last_digits,
    maxima_by_criterion,
    outlying_changes,
    same_scores,
    totals_by_point,
)
from queries.reserve import reserve_balance, reserve_by_school, reserve_terms
from queries.scope import SchoolKey, Scope
from queries.selection import schools_without_data, selection_summary
from queries.sensitivity import schools_changing_group, sensitivity, sensitivity_by_municipality
from queries.sides import sides
from queries.similar import similar_schools
from queries.stability import group_stability, groups_by_firmness, stability_of_school
from queries.staffing import (
    shortage_by_subject,
    shortage_kinds,
    single_teachers,
    staffing_by_place,
    teacher_ages,
)
from queries.summary import attention_by_municipality, key_figures, silent_municipalities
from queries.vacancies import measures_by_place, open_vacancies, vacancies_by_subject
from tests.factories import CYCLE, NEXT_CYCLE, criterion, group, municipality, school, scores, workbook
from tests.queries import (
    plain,
    plain_assessments,
    plain_comparison,
    plain_competences,
    plain_criteria_sheet,
    plain_development,
    plain_documents,
    plain_execution,
    plain_forecast,
    plain_loads,
    plain_mentoring,
    plain_passport,
    plain_quality,
    plain_sensitivity,
    plain_staffing,
    plain_summary,
)

SAME_NAME = "Северный округ"
TWINS = (SchoolKey("01", "001"), SchoolKey("02", "001"))

PLACES = [place.municipality_id for place in DISTRICT]
SCHOOLS = [SchoolKey("99701000", "99010001"), SchoolKey("99703000", EdgeSchool.LOW_RESULTS_BUT_STRONG)]

SCOPES = st.builds(
    Scope,
    cycle=st.sampled_from([None, *CYCLES]),
    municipalities=st.lists(st.sampled_from(PLACES), max_size=4, unique=True).map(tuple),
    clusters=st.lists(st.sampled_from(CLUSTERS), max_size=2, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(SCHOOL_KINDS[:6]), max_size=3, unique=True).map(tuple),
    localities=st.lists(st.sampled_from(LOCALITIES), max_size=2, unique=True).map(tuple),
    groups=st.lists(st.sampled_from([1, 2, 3]), max_size=2, unique=True).map(tuple),
    flags=st.lists(st.sampled_from(["low_results", "biased_vpr"]), max_size=2, unique=True).map(tuple),
    complete_only=st.booleans(),
    school=st.one_of(st.none(), st.none(), st.none(), st.sampled_from(SCHOOLS)),
    as_of=st.sampled_from([None, None, 1, 2, 3]),
)
"""Scopes of the demonstration."""

Call = tuple[Callable[..., pd.DataFrame], Callable[..., list[plain.Row]], tuple[Any, ...]]


def hand_made() -> list[Workbook]:
    """The workbooks of the odd region, oldest first."""
    return [
        workbook(
            municipalities=[
                municipality("01", name=SAME_NAME, cluster="сельский"),
                municipality("02", name=SAME_NAME, cluster="городской"),
                municipality("03", name="Южный округ", cluster=None),
            ],
            schools=[
                school("001", "01", short_name="СОШ № 1", low_results=False, biased_vpr=True),
                school("002", "01", short_name="Озёрная ООШ", kind="ООШ", latitude=57.5, longitude=60.25),
                school(
                    "001",
                    "02",
                    short_name="СОШ № 1",
                    locality="город",
                    latitude=57.0,
                    low_results=True,
                    low_results_year=2024,
                ),
                school("002", "02", in_cycle=False, excluded_reason="ремонт"),
                school("001", "03", short_name="Лицей", kind="лицей", locality="город"),
                school("002", "03", short_name="Начальная школа", kind="НОШ"),
            ],
            criteria=[
                criterion(1),
                criterion(2, max_score=20.0, weight=1.5),
                criterion(3, max_score=5.0, min_score=-2.0, weight=0.5, low_max_pct=50.0, high_min_pct=90.0),
            ],
            scores=[
                *scores(7.0, 20.0, -1.0, school_id="001", municipality_id="01"),
                *scores(6.05, None, 5.0, school_id="002", municipality_id="01"),
                *scores(9.0, None, 4.0, school_id="001", municipality_id="02"),
                *scores(10.0, 10.0, 5.0, school_id="002", municipality_id="02"),
            ],
            groups=[group(3, "001", "01"), group(1, "001", "03")],
        ),
        workbook(
            cycle=NEXT_CYCLE,
            municipalities=[municipality("01", name="Северный муниципальный округ", cluster="сельский")],
            schools=[
                school("001", "01", short_name="Гимназия № 1", kind="гимназия"),
                school("002", "01", short_name="Озёрная ООШ", kind="ООШ"),
                school("003", "01", short_name="Новая СОШ", locality="город"),
            ],
            criteria=[criterion(1, NEXT_CYCLE), criterion(2, NEXT_CYCLE, max_score=20.0, weight=1.5)],
            scores=[
                *scores(8.5, 19.0, school_id="001", municipality_id="01", cycle=NEXT_CYCLE),
                *scores(6.05, 12.1, school_id="002", municipality_id="01", cycle=NEXT_CYCLE),
                *scores(6.0, 12.1, school_id="003", municipality_id="01", cycle=NEXT_CYCLE),
                *scores(5.0, school_id="003", municipality_id="01"),
            ],
        ),
        workbook(
            cycle=NEXT_CYCLE,
            municipalities=[municipality("02", name=SAME_NAME, cluster="городской")],
            schools=[school("001", "02", short_name="СОШ № 1", locality="город")],
            criteria=[criterion(1, NEXT_CYCLE, max_score=100.0, basis="приказ № 7")],
            scores=scores(55.0, school_id="001", municipality_id="02", cycle=NEXT_CYCLE),
            groups=[group(2, "001", "02", cycle=NEXT_CYCLE)],
        ),
        workbook(scores=scores(2.0, 4.0, 3.0, school_id="001", municipality_id="01"), criteria=[], municipalities=[]),
    ]


def scopes_of_hand_made() -> list[Scope]:
    """Each filter alone and some together, in each cycle and as of each load."""
    scopes = [Scope(), Scope(cycle="2020/21"), Scope(cycle="2020/21", as_of=1)]
    for cycle in (CYCLE, NEXT_CYCLE):
        base = Scope(cycle=cycle)
        scopes += [
            base,
            replace(base, municipalities=("01",)),
            replace(base, municipalities=("02", "03")),
            replace(base, municipalities=("нет",)),
            replace(base, clusters=("сельский",)),
            replace(base, kinds=("СОШ", "лицей")),
            replace(base, localities=("город",)),
            replace(base, groups=(3,)),
            replace(base, groups=(1, 2)),
            replace(base, flags=("low_results",)),
            replace(base, flags=("low_results", "biased_vpr")),
            replace(base, complete_only=True),
            base.in_school(TWINS[0]),
            base.in_school(TWINS[1]),
            replace(base, school=TWINS[1], municipalities=("01",)),
            replace(base, kinds=("СОШ",), localities=("город",), groups=(1, 2)),
            replace(base, municipalities=("01",), as_of=1),
        ]
    return scopes + [Scope(cycle=cycle, as_of=number) for cycle in (None, CYCLE, NEXT_CYCLE) for number in (1, 2, 3, 4)]


def calls(scope: Scope, facts: plain.Facts) -> Iterator[Call]:
    """Every query with its second implementation and arguments worth trying on this scope."""
    yield from calls_of_selected(scope, facts)
    yield from calls_of_everything(facts)


def calls_of_selected(scope: Scope, facts: plain.Facts) -> Iterator[Call]:
    """The queries that filters narrow."""
    for query, second in (
        (schools_by_group, plain.schools_by_group),
        (groups_by_municipality, plain.groups_by_municipality),
        (criteria_of_cycle, plain.criteria_of_cycle),
        (selection_summary, plain.selection_summary),
        (schools_without_data, plain.schools_without_data),
        (school_profile, plain_passport.school_profile),
        (school_beside_peers, plain_passport.school_beside_peers),
        (school_history, plain_passport.school_history),
        (municipality_beside_peers, plain_passport.municipality_beside_peers),
        (low_group_beside_peers, plain_passport.low_group_beside_peers),
        (municipality_history, plain_passport.municipality_history),
        (documents_of_place, plain_documents.documents_of_place),
        (documents_register, plain_documents.documents_register),
        (sheets_of_cycle, plain_quality.sheets_of_cycle),
        (sent_by_municipality, plain_quality.sent_by_municipality),
        (sent_by_school, plain_quality.sent_by_school),
        (comparisons_between_sheets, plain_quality.comparisons_between_sheets),
        (contradictions_between_sheets, plain_quality.contradictions_between_sheets),
        (totals_by_point, plain_quality.totals_by_point),
        (bunching, plain_quality.bunching),
        (maxima_by_criterion, plain_quality.maxima_by_criterion),
        (last_digits, plain_quality.last_digits),
        (same_scores, plain_quality.same_scores),
        (group_stability, plain_comparison.group_stability),
        (groups_by_firmness, plain_comparison.groups_by_firmness),
        (stability_of_school, plain_comparison.stability_of_school),
        (similar_schools, plain_comparison.similar_schools),
        (sensitivity, plain_sensitivity.sensitivity),
        (staff_by_cycle, plain_forecast.staff_by_cycle),
        (staff_by_subject, plain_forecast.staff_by_subject),
    ):
        yield query, second, ()
    for variant in ("self_reported", "doubtful", "biased", "continuous"):
        yield sensitivity_by_municipality, plain_sensitivity.sensitivity_by_municipality, (variant,)
        yield schools_changing_group, plain_sensitivity.schools_changing_group, (variant,)
    yield from calls_of_development()
    yield from _mentoring()
    yield from _execution()
    yield schools_on_map, plain.schools_on_map, ()
    for measure in ("low", "completeness"):
        yield municipalities_on_map, plain.municipalities_on_map, (measure,)
    for number in (None, 2):
        yield criterion_by_municipality, plain.criterion_by_municipality, (number,)
        yield criterion_sums, plain.criterion_sums, (number,)
        yield criterion_by_school, plain.criterion_by_school, (number,)
        yield source_rows, plain.source_rows, (number,)
    codes = tuple(sorted({row["school_id"] for row in facts.rows("score", None)})[::2])
    yield criterion_by_school, plain.criterion_by_school, (None, codes)
    known = sorted({key[0] for key in facts.judged(None)})
    # Also when it is later than the scope's, or the same.
    for previous in sorted({known[0], known[-2:][0]}):
        yield headline, plain.headline, (previous,)
        yield transitions, plain.transitions, (previous,)
        yield assessments, plain_assessments.assessments, (previous,)
        yield schools_table, plain.schools_table, (previous,)
    for previous in (None, known[-1]):
        yield cycle_breaks, plain_summary.cycle_breaks, (previous,)
    for previous in (None, known[0]):
        yield groups_by_cycle, plain_summary.groups_by_cycle, (previous,)
        yield key_figures, plain_summary.key_figures, (previous,)
        yield attention_by_municipality, plain_summary.attention_by_municipality, (previous,)
        yield unsent_sheets, plain_quality.unsent_sheets, (previous,)
        yield contradictions_between_cycles, plain_quality.contradictions_between_cycles, (previous,)
        yield outlying_changes, plain_quality.outlying_changes, (previous,)
        yield silent_municipalities, plain_summary.silent_municipalities, (previous,)
    for indicator in ("КО-ШНОР", "КО-ВПР"):
        yield indicator_by_cycle, plain_summary.indicator_by_cycle, (indicator,)
        for arguments in ((indicator,), (indicator, known[0], True)):
            yield comparison, plain_comparison.comparison, arguments
        for everywhere in (False, True):
            yield not_compared, plain_comparison.not_compared, (indicator, everywhere)
    for everywhere in (False, True):
        both = ("КО-ВПР,КО-ШНОР", everywhere)
        yield profile, plain_comparison.profile, both
        yield profile_dots, plain_comparison.profile_dots, both
    yield indicator_by_cycle, plain_summary.indicator_by_cycle, ("Э-К", "2")
    for since in (1, 2):
        yield changes_since, plain_summary.changes_since, (since,)
    for other in (scope.in_cycle(known[0]), replace(scope, municipalities=(), clusters=("сельский",), school=None)):
        yield sides, plain.sides, (other,)
    yield from calls_of_staffing(known[0])
    yield headline, plain.headline, (None,)
    yield schools_table, plain.schools_table, (None,)
    yield schools_table, plain.schools_table, (known[0], 2, 3)
    for limit in (1, 2, 20):
        yield schools_table, plain.schools_table, (known[0], None, None, limit)
    yield schools_table, plain.schools_table, (known[0], None, 2, 1)

    yield from calls_of_competences()


def calls_of_competences() -> Iterator[Call]:
    """The queries of the page of competences, and parts of the indicators that it is made of."""
    for indicator in ("К-РУК-Д", "К-РУК-ДЕФ", "К-ОХВ-Р", "ПР-ИОМ-РУК", "К-ПЕД-УР", "К-ПЕД-ДЕФ", "К-ОХВ-П", "ПР-ИОМ"):
        for by_school in (False, True):
            yield indicator_parts, plain_competences.indicator_parts, (indicator, by_school)
    for who in ("leaders", "teachers"):
        for query, second in (
            (levels_by_municipality, plain_competences.levels_by_municipality),
            (levels_by_cluster, plain_competences.levels_by_cluster),
            (levels_by_school, plain_competences.levels_by_school),
            (levels_beside, plain_competences.levels_beside),
            (results_by_percent, plain_competences.results_by_percent),
            (deficits_of_selection, plain_competences.deficits_of_selection),
            (seats_to_order, plain_competences.seats_to_order),
            (competence_steps, plain_competences.competence_steps),
        ):
            yield query, second, (who,)
        for by_school in (False, True):
            yield deficits, plain_competences.deficits, (who, by_school)
            yield diagnostics_coverage, plain_competences.diagnostics_coverage, (who, by_school)
    for limit in (None, 3):
        yield leaders_without_route, plain_competences.leaders_without_route, (limit,)


def calls_of_development() -> Iterator[Call]:
    """The queries of «Развитие и резерв»."""
    for query, second in (
        (reserve_balance, plain_development.reserve_balance),
        (reserve_terms, plain_development.reserve_terms),
        (associations_by_municipality, plain_development.associations_by_municipality),
        (association_rows, plain_development.association_rows),
    ):
        yield query, second, ()
    for block in ("development", "reserve"):
        for only_now in (False, True):
            yield indicators_over_cycles, plain_development.indicators_over_cycles, (block, only_now)
        for by_school in (False, True):
            yield indicators_by_place, plain_development.indicators_by_place, (block, by_school)
    for without, limit in ((False, None), (True, None), (True, 2)):
        yield reserve_by_school, plain_development.reserve_by_school, (without, limit)


def _execution() -> Iterator[Call]:
    """The queries of tasks, in the middle of the scope's cycle, at its end and after all deadlines."""
    for on in (date(2026, 1, 15), date(2026, 8, 31), date(2027, 3, 1)):
        for query, second in (
            (tasks, plain_execution.tasks),
            (tasks_by_addressee, plain_execution.tasks_by_addressee),
            (deadlines_by_period, plain_execution.deadlines_by_period),
            (plans_of_schools, plain_execution.plans_of_schools),
            (execution_indicators, plain_execution.execution_indicators),
        ):
            yield query, second, (on,)
    yield deadlines_by_period, plain_execution.deadlines_by_period, (date(2026, 1, 15), "week")
    yield tasks_fallen_due, plain_execution.tasks_fallen_due, (date(2026, 1, 15), date(2025, 11, 15))


def _mentoring() -> Iterator[Call]:
    for query, second in (
        (uncovered_schools, plain_mentoring.uncovered_schools),
        (mentoring_steps, plain_mentoring.mentoring_steps),
        (mentors_by_mentees, plain_mentoring.mentors_by_mentees),
        (retention_beside_coverage, plain_mentoring.retention_beside_coverage),
        (pairs_of_school, plain_mentoring.pairs_of_school),
        (subject_mentors, plain_mentoring.subject_mentors),
        (schools_without_subject_mentor, plain_mentoring.schools_without_subject_mentor),
    ):
        yield query, second, ()
    for indicator, by_school in (("Н-ОХВ", False), ("Н-ОХВ", True), ("Н-ОХВ-НОВ", False)):
        yield indicator_funnel, plain_mentoring.indicator_funnel, (indicator, by_school)
    yield uncovered_schools, plain_mentoring.uncovered_schools, ("Н-ОХВ-НОВ", 3)
    yield schools_without_subject_mentor, plain_mentoring.schools_without_subject_mentor, (2,)


def calls_of_staffing(previous: str) -> Iterator[Call]:
    """The queries of the page «Кадры»."""
    for by in ("selection", "municipality", "school"):
        for query, second in (
            (staffing_by_place, plain_staffing.staffing_by_place),
            (single_teachers, plain_staffing.single_teachers),
            (vacancies_by_subject, plain_staffing.vacancies_by_subject),
            (measures_by_place, plain_staffing.measures_by_place),
        ):
            yield query, second, (by,)
    yield shortage_by_subject, plain_staffing.shortage_by_subject, ()
    for compared in (None, previous):
        yield shortage_kinds, plain_staffing.shortage_kinds, (compared,)
        yield teacher_ages, plain_staffing.teacher_ages, (compared,)
    for arguments in ((), ("математика",), (None, 3), ("без предмета", 1)):
        yield open_vacancies, plain_staffing.open_vacancies, arguments


def calls_of_everything(facts: plain.Facts) -> Iterator[Call]:
    """The queries for which of a scope only cycle, load and version count, or nothing."""
    for query, second in (
        (cycles, plain.cycles),
        (municipalities, plain.municipalities),
        (filter_values, plain.filter_values),
        (school_names, plain.school_names),
        (loads, plain.loads),
        (methodology_versions, plain.methodology_versions),
        (weights_of_sheet, plain_criteria_sheet.weights_of_sheet),
        (bounds_of_groups, plain_criteria_sheet.bounds_of_groups),
        (boundary_match, plain.boundary_match),
        (territories, plain.territories),
    ):
        yield query, second, ()
    for text in ("1", "СЕВЕР озер", "ясно 2", "  ", "нет такой"):
        yield find_schools, plain.find_schools, (text,)
    yield find_schools, plain.find_schools, ("о", 3)
    for municipality_id in sorted({key[1] for key in facts.judged(None)})[:2]:
        yield schools_of, plain.schools_of, (municipality_id,)
    yield findings_of_load, plain.findings_of_load, (1,)
    for load_id in (1, 2, 4):
        yield changes_of_load, plain_loads.changes_of_load, (load_id,)
    yield changed_values_of_load, plain_loads.changed_values_of_load, (4,)
    yield changed_values_of_load, plain_loads.changed_values_of_load, (4, "01", "001")
    yield changed_values_of_load, plain_loads.changed_values_of_load, (2, "01")
