"""Judge schools by a methodology version: totals, groups, completeness, and which recommendations fire.

Judging is local: a school is judged by what lies in its own cycle and municipality. What has not been judged by a
version yet is judged when asked for, so a load, an undo and a new version all end with the same call.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, or_, select

from data.bulk import insert_rows, selected
from data.firing import fire
from data.methodology_versions import read_methodology_version, version_in_force
from data.tables import (
    assigned_group,
    criterion,
    in_force,
    judgement,
    latest_loads,
    of_municipalities,
    school,
    score,
)
from methodology.catalogue import Methodology
from methodology.effectiveness import (
    Assessor,
    CriterionRule,
    CriterionScore,
    SchoolAssessment,
    counted_rules,
    criteria_version,
    group_bounds,
)
from methodology.scales import Bounds, exact

PLACE_COLUMNS = ("cycle", "municipality_id", "school_id", "from_load")
ASSESSED = (
    "criteria_version", "total_numerator", "total_denominator", "total_low_pct", "total_high_pct",
    "completeness_numerator", "completeness_denominator", "criteria_with_data", "low_criteria", "assigned_group", "act",
    "computed_group", "group_number", "origin", "borderline",
)  # fmt: skip

Criterion = tuple[int, float, float, float, float]
"""Number, maximum, weight and bounds of the zones of a criterion."""


Judged = namedtuple("Judged", (*PLACE_COLUMNS, *ASSESSED))  # type: ignore[misc]
"""A row of ``judgement`` without its version."""


class Place(NamedTuple):
    """A cycle of a municipality: what is judged at once."""

    cycle: str
    municipality_id: str


def judge_in_use(connection: Connection) -> int:
    """Judge what is pending by every version that is in force for a cycle with data; returns the rows written.

    A version judges earlier cycles too, so that what changed between cycles is told by one set of rules.
    """
    cycles = sorted(set(connection.scalars(select(latest_loads().subquery().c.cycle))))
    last = {version_in_force(connection, cycle): cycle for cycle in cycles}
    return sum(judge_pending(connection, version, until=cycle) for version, cycle in sorted(last.items()))


def judge_pending(connection: Connection, version: int, until: str | None = None) -> int:
    """Judge every (cycle, municipality) that has facts in force and no judgement by this version yet.

    ``until``: no later cycles. Returns the number of rows written. Rows are valid from the latest load in force that
    touched their place.
    """
    latest_load = {
        Place(cycle, municipality_id): load_id
        for cycle, municipality_id, load_id in connection.execute(_pending(version))
        if until is None or cycle <= until
    }
    if not latest_load:
        return 0
    rules = read_methodology_version(connection, version)
    rows = ((version, *row) for row in _judged(connection, latest_load, rules))
    written = insert_rows(connection, judgement, ("methodology", *PLACE_COLUMNS, *ASSESSED), rows)
    fire(connection, version, [(*place, load_id) for place, load_id in latest_load.items()], rules)
    return written


def judged_by(connection: Connection, cycle: str, rules: Methodology) -> list[Judged]:
    """How the schools of a cycle would be judged by rules now, by municipality and school; nothing is written."""
    return [Judged(*row) for row in sorted(_judged(connection, places_of(connection, cycle), rules))]


def places_of(connection: Connection, cycle: str) -> dict[Place, int]:
    """Municipalities of a cycle that have loads in force, with the latest of these."""
    latest = latest_loads().subquery()
    rows = connection.execute(select(latest).where(latest.c.cycle == cycle))
    return {Place(of, municipality_id): load_id for of, municipality_id, load_id in rows}


def _pending(version: int) -> Select[str, str, int]:
    latest = latest_loads().subquery()

    def some(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        place = (table.c.cycle == latest.c.cycle, table.c.municipality_id == latest.c.municipality_id)
        return exists().where(*place, table.c.to_load.is_(None), *conditions)

    return select(latest).where(
        ~some(judgement, judgement.c.methodology == version), or_(some(school), some(score), some(assigned_group))
    )


def _judged(
    connection: Connection, latest_load: dict[Place, int], methodology: Methodology
) -> Iterator[tuple[Any, ...]]:
    """Rows of ``judgement`` after the version: cycle, municipality_id, school_id, from_load and the rest."""
    criteria = _criteria(connection, latest_load)
    scores, acts, described = _school_facts(connection, latest_load)
    judges = cache(partial(_judge, methodology))
    for place, load_id in latest_load.items():
        version, assessor = judges(tuple(sorted(criteria.get(place, []))))
        schools = described.get(place, {})
        scored, grouped = scores.get(place, {}), acts.get(place, {})
        working = {school_id for school_id, works in schools.items() if works}
        undescribed = {
            school_id
            for school_id in scored.keys() | grouped.keys()
            if school_id not in schools
            and (school_id in grouped or any(s.score is not None for s in scored[school_id]))
        }
        for school_id in sorted(working | undescribed):
            assessment = assessor.assess(scored.get(school_id, []))
            yield *place, school_id, load_id, version, *_assessed(assessment, grouped.get(school_id))


def _judge(methodology: Methodology, criteria: tuple[Criterion, ...]) -> tuple[str | None, Assessor]:
    """The version of these criteria (none without any) and who judges by them; places of a cycle tend to share it."""
    listed = counted_rules(
        [
            CriterionRule(number, exact(maximum), exact(weight), Bounds(exact(low_max), exact(high_min)))
            for number, maximum, weight, low_max, high_min in criteria
        ],
        methodology,
    )
    rules = {rule.criterion: rule for rule in listed}
    return criteria_version(listed) if listed else None, Assessor(rules, group_bounds(listed, methodology), methodology)


def _assessed(assessment: SchoolAssessment, act: tuple[int, str] | None) -> tuple[Any, ...]:
    """Values of the columns ``ASSESSED``, without the first."""
    assigned, act_text = act if act is not None else (None, None)
    group = assigned if assigned is not None else assessment.computed_group
    return (
        _float(assessment.total_numerator),
        _float(assessment.total_denominator),
        _float(assessment.total_low_pct),
        _float(assessment.total_high_pct),
        _float(assessment.completeness_numerator),
        _float(assessment.completeness_denominator),
        assessment.criteria_with_data,
        assessment.low_criteria,
        assigned,
        act_text,
        assessment.computed_group,
        group,
        None if group is None else ("assigned" if assigned is not None else "computed"),
        assessment.borderline,
    )


def _criteria(connection: Connection, places: dict[Place, int]) -> dict[Place, list[Criterion]]:
    c = criterion.c
    columns = (c.cycle, c.municipality_id, c.criterion, c.max_score, c.weight, c.low_max_pct, c.high_min_pct)
    found: dict[Place, list[Criterion]] = defaultdict(list)
    for cycle, municipality_id, *rest in selected(
        connection, select(*columns).where(in_force(criterion, None), *_around(criterion, places))
    ):
        found[Place(cycle, municipality_id)].append(tuple(rest))
    return found


def _school_facts(
    connection: Connection, places: dict[Place, int]
) -> tuple[
    dict[Place, dict[str, list[CriterionScore]]],
    dict[Place, dict[str, tuple[int, str]]],
    dict[Place, dict[str, bool]],
]:
    """Scores, assigned groups and descriptions (works in the cycle or not) of the places, by school."""
    scores: dict[Place, dict[str, list[CriterionScore]]] = defaultdict(lambda: defaultdict(list))
    c = score.c
    for cycle, municipality_id, school_id, *given in selected(
        connection,
        select(c.cycle, c.municipality_id, c.school_id, c.criterion, c.score, c.absence_reason).where(
            in_force(score, None), *_around(score, places)
        ),
    ):
        place = Place(cycle, municipality_id)
        if place in places:
            scores[place][school_id].append(CriterionScore(*given))
    acts: dict[Place, dict[str, tuple[int, str]]] = defaultdict(dict)
    g = assigned_group.c
    for cycle, municipality_id, school_id, number, act in connection.execute(
        select(g.cycle, g.municipality_id, g.school_id, g.group_number, g.act).where(
            in_force(assigned_group, None), *_around(assigned_group, places)
        )
    ):
        acts[Place(cycle, municipality_id)][school_id] = (number, act)
    described: dict[Place, dict[str, bool]] = defaultdict(dict)
    s = school.c
    for cycle, municipality_id, school_id, works in connection.execute(
        select(s.cycle, s.municipality_id, s.school_id, s.in_cycle).where(
            in_force(school, None), *_around(school, places)
        )
    ):
        described[Place(cycle, municipality_id)][school_id] = works
    return scores, acts, described


def _around(table: Table, places: dict[Place, int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions that leave little more than the places: their cycles and, if they are few, their municipalities."""
    return (
        table.c.cycle.in_({place.cycle for place in places}),
        of_municipalities(table, {place.municipality_id for place in places}),
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
