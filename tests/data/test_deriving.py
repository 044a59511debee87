"""Deriving: counts of ``indicator_value``, worked by hand. On both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select

from data import deriving
from data.database import initialise, reading, writing
from data.deriving import FAMILIES, INDICATORS, OWN, derive_families
from data.loading import undo_load
from data.sheets import (
    CRITERIA,
    GROUPS,
    LEADER_RESULTS,
    MENTORING,
    MUNICIPALITIES,
    REPORTED_INDICATORS,
    SCHOOLS,
    SCORES,
    SHEETS,
    STAFF,
    VACANCIES,
)
from data.tables import derived_indicator, in_force, indicator_value, municipality_value
from data.workbook import Workbook
from methodology.catalogue import packaged
from methodology.judged import JUDGES
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE, OTHER_SCHOOL, SCHOOL
from tests.stored import Dump, facts_and_values, load

OLD_SHEETS = (MUNICIPALITIES, SCHOOLS, CRITERIA, SCORES, GROUPS)


def values(engine, *codes: str) -> dict[tuple[str, str, str, str, str], tuple[float, float]]:
    """(cycle, indicator, part, municipality, school) → (numerator, denominator) in force; of all or of some."""
    v = indicator_value.c
    with reading(engine) as connection:
        rows = connection.execute(select(indicator_value).where(in_force(indicator_value, None)).order_by(*v)).all()
    found = {
        (row.cycle, row.indicator, row.part, row.municipality_id, row.school_id): (row.numerator, row.denominator)
        for row in rows
    }
    assert len(found) == len(rows)
    return {key: value for key, value in found.items() if not codes or key[1] in codes}


def test_score_over_maximum_by_school_and_criterion(engine):
    load(engine, make.workbook(
        schools=[make.school(), make.school(OTHER_SCHOOL)],
        criteria=[make.criterion(1), make.criterion(2, max_score=20.0)],
        scores=[*make.scores(7.5, 12), *make.scores(0, None, school_id=OTHER_SCHOOL)],
    ))  # fmt: skip
    assert values(engine, "Э-К") == {
        (CYCLE, "Э-К", "1", "01", SCHOOL): (7.5, 10.0),
        (CYCLE, "Э-К", "2", "01", SCHOOL): (12.0, 20.0),
        (CYCLE, "Э-К", "1", "01", OTHER_SCHOOL): (0.0, 10.0),
    }


def test_negative_is_zero_and_never_above_the_maximum(engine):
    criteria = [make.criterion(1, min_score=-2.0), make.criterion(2)]
    load(engine, make.workbook(schools=[make.school()], criteria=criteria, scores=make.scores(-2, 11)))
    assert values(engine, "Э-К") == {
        (CYCLE, "Э-К", "1", "01", SCHOOL): (0.0, 10.0),
        (CYCLE, "Э-К", "2", "01", SCHOOL): (10.0, 10.0),
    }


def test_maxima_are_those_of_the_schools_own_cycle_and_municipality(engine):
    load(engine, make.workbook(
        schools=[make.school()],
        criteria=[make.criterion(1), make.criterion(1, NEXT_CYCLE, max_score=20.0)],
        scores=[make.score(5), make.score(5, cycle=NEXT_CYCLE)],
    ))  # fmt: skip
    other = [make.criterion(1, max_score=50.0)]
    load(
        engine, make.workbook(schools=[make.school(SCHOOL, "02")], criteria=other, scores=[make.score(5, SCHOOL, "02")])
    )
    assert values(engine, "Э-К") == {
        (CYCLE, "Э-К", "1", "01", SCHOOL): (5.0, 10.0),
        (NEXT_CYCLE, "Э-К", "1", "01", SCHOOL): (5.0, 20.0),
        (CYCLE, "Э-К", "1", "02", SCHOOL): (5.0, 50.0),
    }


def test_new_criteria_move_the_counts_of_old_scores(engine):
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(5)))
    load(engine, make.workbook(schools=[make.school()], criteria=[make.criterion(1, max_score=20.0)]))
    assert values(engine, "Э-К") == {(CYCLE, "Э-К", "1", "01", SCHOOL): (5.0, 20.0)}


def every_sheet(*, school_id: str = SCHOOL, cut: date = date(2025, 8, 31), **staff: object) -> Workbook:
    """A workbook with a row of every sheet, by which every indicator can be counted."""
    school = make.school(school_id, low_results=True, low_results_year=2025, biased_vpr=False)
    rows = {sheet: [make.row(sheet, school_id)] for sheet in SHEETS if sheet not in OLD_SHEETS}
    rows[LEADER_RESULTS] = [make.row(LEADER_RESULTS, school_id, assessed_on=date(2025, 4, 15))]
    rows[MENTORING] = [make.row(MENTORING, school_id, started_on=date(2024, 9, 15), ends_on=None)]
    rows[STAFF] = [make.row(STAFF, school_id, **staff)]
    return make.workbook(schools=[school], scores=make.scores(5, school_id=school_id), others=rows, cut_date=cut)


def test_every_indicator_that_is_derived_is_in_the_catalogue_and_the_other_way_round(engine):
    load(engine, every_sheet())
    with reading(engine) as connection:
        of_municipalities = set(connection.scalars(select(municipality_value.c.indicator)))
    of_schools = {indicator for _, indicator, _, _, _ in values(engine)} - {"РЕГ-01"}
    assert of_schools | of_municipalities == set(INDICATORS)
    assert of_schools.isdisjoint(of_municipalities)
    rules = packaged().indicators
    assert of_municipalities == {rule.code for rule in rules if rule.grain == "муниципалитет"}
    bases = {code for judge in JUDGES.values() for code in judge.basis}
    assert set(INDICATORS) == {rule.code for rule in rules if rule.stage == "derive"} | bases
    assert len(INDICATORS) == len(set(INDICATORS))


def test_flags_count_the_working_schools_of_which_something_is_said(engine):
    load(engine, make.workbook(schools=[
        make.school(low_results=True, low_results_year=2025),
        make.school(OTHER_SCHOOL, low_results=False),
        make.school("0003"),  # nothing said: neither numerator nor denominator
        make.school("0004", low_results=True, in_cycle=False, excluded_reason="закрыта"),
    ]))  # fmt: skip
    assert values(engine, "КО-ШНОР") == {
        (CYCLE, "КО-ШНОР", "", "01", SCHOOL): (1.0, 1.0),
        (CYCLE, "КО-ШНОР", "", "01", OTHER_SCHOOL): (0.0, 1.0),
    }


def test_an_indicator_of_a_newer_program_is_counted_for_what_is_loaded(engine):
    load(engine, make.workbook(schools=[make.school(low_results=True, low_results_year=2025)], scores=make.scores(5)))
    before = values(engine)
    with writing(engine) as connection:
        connection.execute(delete(indicator_value).where(indicator_value.c.indicator == "КО-ШНОР"))
        connection.execute(delete(derived_indicator).where(derived_indicator.c.indicator == "КО-ШНОР"))
    assert values(engine) != before
    initialise(engine)
    assert values(engine) == before
    initialise(engine)
    assert values(engine) == before


def test_undo_counts_an_indicator_that_came_after_the_restored_load(engine):
    first = make.school(low_results=True, low_results_year=2025)
    load(engine, make.workbook(schools=[first], scores=make.scores(5)))
    before = values(engine)
    load(engine, make.workbook(schools=[make.school(low_results=False)], scores=make.scores(6)))
    with writing(engine) as connection:
        # As if the program had learned the indicator after the second load: the first load's counts were never made.
        old = (indicator_value.c.indicator == "КО-ШНОР") & indicator_value.c.to_load.is_not(None)
        connection.execute(delete(indicator_value).where(old))
    undo_load(engine, 2)
    assert values(engine) == before


def test_counting_that_fails_leaves_no_tables_of_its_own(engine, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(deriving, "_written", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(engine, every_sheet())
    load(engine, every_sheet())
    assert values(engine, "КД-УКОМП")


def test_loads_and_undos_leave_what_deriving_from_nothing_gives(engine):
    """Other rows of the same school, another cut, a part of the sheets, another school, and back again."""

    def from_nothing() -> Dump:
        with writing(engine) as connection:
            for table in (indicator_value, municipality_value):
                connection.execute(delete(table).where(in_force(table, None)))
            derive_families(connection, (*FAMILIES, OWN))
        return facts_and_values(engine)

    books = [
        every_sheet(),
        every_sheet(cut=date(2025, 3, 1), teachers=20),
        make.workbook(others={VACANCIES: [make.row(VACANCIES, opened_on=date(2025, 1, 1))]}),
        every_sheet(school_id=OTHER_SCHOOL, rates=None),
        make.workbook(schools=[make.school(in_cycle=False, excluded_reason="закрыта")]),
    ]
    states = []
    for book in books:
        load(engine, book)
        states.append(facts_and_values(engine))
        assert states[-1] == from_nothing()
    for number in range(len(books), 1, -1):
        undo_load(engine, number)
        assert facts_and_values(engine) == states[number - 2]
        assert facts_and_values(engine) == from_nothing()


def test_an_own_indicator_gives_way_to_one_of_the_program(engine):
    load(engine, make.workbook(schools=[make.school()], others={STAFF: [make.row(STAFF)]}))
    before = values(engine)
    with writing(engine) as connection:
        connection.execute(delete(derived_indicator).where(derived_indicator.c.indicator == "КД-60"))
    initialise(engine)
    assert values(engine) == before


def test_numerators_without_a_denominator_stay_out_of_a_share(engine):
    def own(school_id: str, indicator: str, numerator: float, denominator: float | None) -> make.Row:
        said = {"indicator": indicator, "numerator": numerator, "denominator": denominator}
        return make.row(REPORTED_INDICATORS, school_id, **said)

    rows = [
        own(SCHOOL, "РЕГ-01", 5, 10), own(OTHER_SCHOOL, "РЕГ-01", 8, None),
        own(SCHOOL, "РЕГ-02", 3, None), own(OTHER_SCHOOL, "РЕГ-02", 4, None),
    ]  # fmt: skip
    load(engine, make.workbook(schools=[make.school(), make.school(OTHER_SCHOOL)], others={REPORTED_INDICATORS: rows}))
    assert values(engine, "РЕГ-01", "РЕГ-02") == {
        (CYCLE, "РЕГ-01", "", "01", SCHOOL): (5.0, 10.0),
        (CYCLE, "РЕГ-02", "", "01", SCHOOL): (3.0, None),
        (CYCLE, "РЕГ-02", "", "01", OTHER_SCHOOL): (4.0, None),
    }
