"""For the council: what pages count beside the indicators of the catalogue is not shown at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.demonstration_sizes import CYCLES
from queries.catalogue import Query
from queries.competence_steps import leaders_without_route
from queries.competences import levels_by_cluster, results_by_percent
from queries.forecast import staff_by_cycle, staff_by_subject
from queries.mentoring import mentoring_steps, mentors_by_mentees, pairs_of_school
from queries.mentoring_subjects import schools_without_subject_mentor, subject_mentors
from queries.reserve import reserve_balance, reserve_by_school, reserve_terms
from queries.scope import SchoolKey, Scope
from queries.staffing import single_teachers, teacher_ages

NOW = CYCLES[-1]
ONLY_INTERNAL: tuple[tuple[Query, tuple[Any, ...]], ...] = (
    *((levels_by_cluster, (who,)) for who in ("leaders", "teachers")),
    (results_by_percent, ("leaders",)),
    (leaders_without_route, ()),
    (reserve_balance, ()),
    (reserve_terms, ()),
    (reserve_by_school, ()),
    (mentoring_steps, ()),
    (mentors_by_mentees, ()),
    (subject_mentors, ()),
    (schools_without_subject_mentor, ()),
    (single_teachers, ()),
    (teacher_ages, ()),
    (staff_by_cycle, ()),
    (staff_by_subject, ()),
)


@pytest.mark.parametrize(("query", "given"), ONLY_INTERNAL, ids=lambda value: getattr(value, "__name__", None))
def test_counts_that_are_no_indicator_are_for_work_alone(
    demonstration_engine: Engine, query: Query, given: tuple[Any, ...]
) -> None:
    with reading(demonstration_engine) as connection:
        internal = query(connection, Scope(cycle=NOW), *given)
        council = query(connection, Scope(cycle=NOW, showing="council"), *given)
    assert len(internal) > 0
    assert council.empty
    assert list(council) == list(internal)


def test_pairs_of_a_school_are_for_work_alone(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        places = schools_without_subject_mentor(connection, Scope(cycle=NOW))
        found = 0
        for place, school in zip(places["municipality_id"], places["school_id"], strict=True):
            key = SchoolKey(place, school)
            found += len(pairs_of_school(connection, Scope(cycle=NOW).in_school(key)))
            assert pairs_of_school(connection, Scope(cycle=NOW, showing="council").in_school(key)).empty
    assert found > 0
