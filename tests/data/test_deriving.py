"""Deriving: counts of ``indicator_value``, worked by hand. On both engines."""

from __future__ import annotations

from sqlalchemy import delete, select

from data.database import initialise, reading, writing
from data.deriving import INDICATORS
from data.loading import undo_load
from data.tables import derived_indicator, in_force, indicator_value
from methodology.catalogue import packaged
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE, OTHER_SCHOOL, SCHOOL
from tests.stored import load


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


def test_every_derived_indicator_is_in_the_catalogue(engine):
    flagged = make.school(low_results=True, low_results_year=2025, biased_vpr=False)
    load(engine, make.workbook(schools=[flagged], scores=make.scores(5)))
    assert {indicator for _, indicator, _, _, _ in values(engine)} == set(INDICATORS)
    assert set(INDICATORS) == {rule.code for rule in packaged().indicators if rule.stage == "derive"}


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
