"""Judge schools by a methodology version: totals, groups, completeness.

Judging is local: a school is judged by what lies in its own cycle and municipality. What has not been judged by a
version yet is judged when asked for, so a load, an undo and a new version all end with the same call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, insert, select, union

from data.methodology_versions import read_methodology_version
from data.tables import (
    assigned_group,
    criterion,
    in_force,
    judgement,
    load,
    load_partition,
    of_municipalities,
    school,
    score,
)
from methodology.catalogue import Methodology
from methodology.effectiveness import (
    CriterionRule,
    CriterionScore,
    assess_school,
    criteria_version,
    group_bounds,
)
from methodology.scales import Bounds, exact

ROWS_AT_ONCE = 20_000


class Place(NamedTuple):
    """A cycle of a municipality: what is judged at once."""

    cycle: str
    municipality_id: str


def judge_pending(connection: Connection, version: int) -> int:
    """Judge every (cycle, municipality) that has facts in force and no judgement by this version yet.

    Returns the number of rows written. Rows are valid from the latest load in force that touched their place.
    """
    latest_load = {
        Place(cycle, municipality_id): load_id
        for cycle, municipality_id, load_id in connection.execute(_pending(version))
    }
    if not latest_load:
        return 0
    rules = read_methodology_version(connection, version)
    written = 0
    batch: list[dict[str, Any]] = []
    for row in _judged(connection, latest_load, rules):
        batch.append({"methodology": version, **row})
        if len(batch) >= ROWS_AT_ONCE:
            connection.execute(insert(judgement), batch)
            written += len(batch)
            batch = []
    if batch:
        connection.execute(insert(judgement), batch)
    return written + len(batch)


def _pending(version: int) -> Select[str, str, int]:
    places = union(
        *(
            select(table.c.cycle, table.c.municipality_id).where(in_force(table, None))
            for table in (school, score, assigned_group)
        )
    ).subquery()
    judged = exists().where(
        judgement.c.methodology == version,
        judgement.c.cycle == places.c.cycle,
        judgement.c.municipality_id == places.c.municipality_id,
        judgement.c.to_load.is_(None),
    )
    return (
        select(places.c.cycle, places.c.municipality_id, func.max(load_partition.c.load_id))
        .join(
            load_partition,
            (load_partition.c.municipality_id == places.c.municipality_id) & (load_partition.c.cycle == places.c.cycle),
        )
        .join(load, (load.c.load_id == load_partition.c.load_id) & load.c.undone_at.is_(None))
        .where(~judged)
        .group_by(places.c.cycle, places.c.municipality_id)
    )


def _judged(
    connection: Connection, latest_load: dict[Place, int], methodology: Methodology
) -> Iterator[dict[str, Any]]:
    rules = _criterion_rules(connection, latest_load)
    scores, acts, described = _school_facts(connection, latest_load)
    for place, load_id in latest_load.items():
        place_rules = rules.get(place, {})
        bounds = group_bounds(list(place_rules.values()), methodology)
        version = criteria_version(list(place_rules.values())) if place_rules else None
        working = {school_id for school_id, works in described.get(place, {}).items() if works}
        undescribed = {
            school_id
            for school_id in scores.get(place, {}).keys() | acts.get(place, {}).keys()
            if school_id not in described.get(place, {})
            and (school_id in acts.get(place, {}) or any(s.score is not None for s in scores[place][school_id]))
        }
        for school_id in sorted(working | undescribed):
            yield {
                "cycle": place.cycle,
                "municipality_id": place.municipality_id,
                "school_id": school_id,
                "from_load": load_id,
                "criteria_version": version,
                **_judge_school(
                    place_rules,
                    scores.get(place, {}).get(school_id, []),
                    acts.get(place, {}).get(school_id),
                    bounds,
                    methodology,
                ),
            }


def _judge_school(
    rules: dict[int, CriterionRule],
    scores: list[CriterionScore],
    act: tuple[int, str] | None,
    bounds: Bounds,
    methodology: Methodology,
) -> dict[str, Any]:
    assessment = assess_school(rules, scores, bounds, methodology)
    assigned, act_text = act if act is not None else (None, None)
    group = assigned if assigned is not None else assessment.computed_group
    origin = None if group is None else ("assigned" if assigned is not None else "computed")
    return {
        "total_numerator": _float(assessment.total_numerator),
        "total_denominator": _float(assessment.total_denominator),
        "total_low_pct": _float(assessment.total_low_pct),
        "total_high_pct": _float(assessment.total_high_pct),
        "completeness_numerator": _float(assessment.completeness_numerator),
        "completeness_denominator": _float(assessment.completeness_denominator),
        "criteria_with_data": assessment.criteria_with_data,
        "low_criteria": assessment.low_criteria,
        "assigned_group": assigned,
        "act": act_text,
        "computed_group": assessment.computed_group,
        "group_number": group,
        "origin": origin,
        "borderline": assessment.borderline,
    }


def _criterion_rules(connection: Connection, places: dict[Place, int]) -> dict[Place, dict[int, CriterionRule]]:
    c = criterion.c
    columns = (c.cycle, c.municipality_id, c.criterion, c.max_score, c.weight, c.low_max_pct, c.high_min_pct)
    rules: dict[Place, dict[int, CriterionRule]] = defaultdict(dict)
    for cycle, municipality_id, number, maximum, weight, low_max, high_min in connection.execute(
        select(*columns).where(in_force(criterion, None), *_around(criterion, places))
    ):
        place = Place(cycle, municipality_id)
        if place in places:
            rules[place][number] = CriterionRule(
                number, _exact(maximum), _exact(weight), Bounds(_exact(low_max), _exact(high_min))
            )
    return rules


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
    for cycle, municipality_id, school_id, number, value, reason in connection.execute(
        select(c.cycle, c.municipality_id, c.school_id, c.criterion, c.score, c.absence_reason).where(
            in_force(score, None), *_around(score, places)
        )
    ):
        place = Place(cycle, municipality_id)
        if place in places:
            known = None if value is None else _exact(value)
            scores[place][school_id].append(CriterionScore(number, known, reason))
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


@lru_cache(maxsize=10_000)
def _exact(number: float) -> Fraction:
    return exact(number)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
