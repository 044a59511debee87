"""The passport of a school: what it is, how its criteria stand beside those of its peers, how it was before.

Each query is about the school of the scope; without one it gives no rows. Of the filters only school, cycle, load and
version count: a passport says the same whatever else is filtered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from statistics import median
from typing import Any, NamedTuple, cast

import pandas as pd
from sqlalchemy import Alias, Connection, and_, func, or_, select, union_all

from data.tables import criterion, in_force, indicator_value, judgement, school
from methodology.effectiveness import CriterionRule, bounded_by_sheet, counted_rules, group_bounds
from methodology.scales import Bounds, exact, nearest_turn
from methodology.shares import ratio
from queries.criteria import criteria_of_cycle, criterion_by_school
from queries.effectiveness import schools_table, shown_total
from queries.frames import frame_of_records, in_order_of, known, read_frame, rows_of
from queries.scope import SchoolKey, Scope
from queries.selection import (
    methodology_of,
    municipality_names,
    nearest_cycle,
    resolved,
    school_rows,
)
from queries.shared import once
from queries.succession import schools_before

PROFILE = {
    "municipality_id": "object", "municipality_name": "object", "cluster": "object", "school_id": "object",
    "short_name": "object", "kind": "object", "locality": "object", "small": "boolean", "pupils": "Int64",
    "low_results": "boolean", "low_results_year": "Int64", "biased_vpr": "boolean", "biased_vpr_year": "Int64",
    "group_number": "Int64", "origin": "object", "assigned_group": "Int64", "act": "object", "computed_group": "Int64",
    "disagrees": "boolean", "borderline": "boolean", "total_pct": "Float64", "total_low_pct": "Float64",
    "total_high_pct": "Float64", "completeness_pct": "Float64", "criteria_with_data": "Int64", "low_criteria": "Int64",
    "criteria": "Int64", "low_max_pct": "Float64", "high_min_pct": "Float64", "bounds_from_sheet": "boolean",
    "basis": "object", "turn_pct": "Float64", "turn_distance": "Float64",
}  # fmt: skip
"""Columns of ``school_profile`` and their dtypes."""

BESIDE = {
    "criterion": "Int64", "criterion_name": "object", "criterion_short": "object", "weight": "Float64",
    "score": "Float64", "max_score": "Float64", "value_pct": "Float64", "zone": "object", "absence_reason": "object",
    "lost_points": "Float64", "municipality_median_pct": "Float64", "municipality_with_data": "Int64",
    "municipality_schools": "Int64", "cluster": "object", "cluster_median_pct": "Float64", "cluster_with_data": "Int64",
    "cluster_schools": "Int64",
}  # fmt: skip
"""Columns of ``school_beside_peers`` and their dtypes."""

HISTORY = {
    "cycle": "object", "municipality_id": "object", "municipality_name": "object", "school_id": "object",
    "short_name": "object", "is_this_school": "boolean", "group_number": "Int64", "origin": "object",
    "total_pct": "Float64", "total_low_pct": "Float64", "total_high_pct": "Float64", "completeness_pct": "Float64",
    "criteria_with_data": "Int64", "criteria_changed": "boolean", "total_change": "Float64",
}  # fmt: skip
"""Columns of ``school_history`` and their dtypes."""


class Peers(NamedTuple):
    """How many schools there are, and criterion → median of their values, schools with data."""

    schools: int
    medians: dict[int, tuple[float, int]]


def school_profile(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is the school of the scope: what it is, its group, and what the group follows from.

    Columns: municipality and school with kind, locality, small, pupils and flags with their years, as described
    nearest to the cycle (missing where nothing says it); group_number, origin, assigned_group, act, computed_group,
    disagrees, borderline, total_pct and its bounds, completeness_pct, criteria_with_data, low_criteria as in
    ``schools_table``; criteria (how many the cycle has there), low_max_pct and high_min_pct (bounds of the computed
    group), bounds_from_sheet (they stand on «Критерии»; else the methodology's), basis (of the bounds on the sheet),
    turn_pct (the nearest point at which the computed group changes), turn_distance (п.п. from the total to it).
    """
    scope = _of_school(resolved(connection, scope))
    methodology = methodology_of(connection, scope)
    rows = []
    for judged in rows_of(schools_table(connection, scope, None)) if scope.school else ():
        c = criterion.c
        settings = connection.execute(
            select(c.criterion, c.max_score, c.weight, c.low_max_pct, c.high_min_pct, c.basis).where(
                c.cycle == scope.cycle, c.municipality_id == judged.municipality_id, in_force(criterion, scope.as_of)
            )
        ).all()
        rules = counted_rules(
            [
                CriterionRule(n, exact(maximum), exact(weight), Bounds(exact(low), exact(high)))
                for n, maximum, weight, low, high, _ in settings
            ],
            methodology,
        )
        bounds = group_bounds(rules, methodology)
        from_sheet = bounded_by_sheet(rules, methodology)
        total = known(judged.total_pct)
        turn = None if total is None else float(nearest_turn(exact(total), bounds))
        rows.append(
            {
                **{name: getattr(judged, name, None) for name in PROFILE},
                **_described(connection, scope),
                "criteria": len(rules),
                "low_max_pct": float(bounds.low_max),
                "high_min_pct": float(bounds.high_min),
                "bounds_from_sheet": from_sheet,
                "basis": "; ".join(sorted({row.basis for row in settings})) or None if from_sheet else None,
                "turn_pct": turn,
                "turn_distance": None if total is None or turn is None else abs(total - turn),
            }
        )
    return frame_of_records(rows, PROFILE)


def school_beside_peers(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle in the school of the scope, beside schools judged by the same criteria.

    Columns: criterion, criterion_name, criterion_short, weight, score, max_score, value_pct, zone, absence_reason
    (missing where there is no row at all), lost_points (п.п. of the total that are missing to the maximum of this
    criterion: weight × (100 − value) / Σ weights of criteria with data), cluster (missing: the municipality has none);
    and for all schools of the municipality and of the cluster, this one among them: the median of their values,
    how many have data by the same criteria, how many there are.
    """
    scope = _of_school(resolved(connection, scope))
    if scope.school is None:
        return frame_of_records((), BESIDE)
    place = scope.school.municipality_id
    criteria = criteria_of_cycle(connection, scope)
    own = {row.criterion: row for row in rows_of(criterion_by_school(connection, scope))}
    around = Scope(cycle=scope.cycle, municipalities=(place,), as_of=scope.as_of, methodology=scope.methodology)
    cluster = connection.scalar(select(municipality_names(around).subquery().c.cluster))
    numbers = [int(row.criterion) for row in rows_of(criteria)]
    judged_by = _criteria_version(connection, scope)
    of_place = once(
        connection,
        "peers of a municipality",
        (around, judged_by, *numbers),
        lambda: _around(connection, around, judged_by, numbers),
    )
    of_cluster = None
    if cluster is not None:
        # By their codes: to find the cluster of every school takes longer than to read their values.
        alike = municipality_names(replace(around, municipalities=())).subquery()
        places = connection.scalars(select(alike.c.municipality_id).where(alike.c.cluster == cluster)).all()
        wide = replace(around, municipalities=tuple(sorted(places)))
        of_cluster = once(
            connection,
            "peers of a cluster",
            (wide, judged_by, *numbers),
            lambda: _around(connection, wide, judged_by, numbers),
        )
    with_data = [row for row in rows_of(criteria) if pd.notna(getattr(own.get(row.criterion), "value_pct", None))]
    weights = sum(row.weight for row in with_data)
    rows = []
    for row in rows_of(criteria):
        found = own.get(row.criterion)
        value = known(getattr(found, "value_pct", None))
        rows.append(
            {
                "criterion": row.criterion,
                "criterion_name": row.name,
                "criterion_short": row.short,
                "weight": row.weight,
                "score": getattr(found, "score", None),
                "max_score": row.max_score,
                "value_pct": value,
                "zone": getattr(found, "zone", None),
                "absence_reason": getattr(found, "absence_reason", None),
                "lost_points": None if value is None or not weights else row.weight * (100 - value) / weights,
                "cluster": cluster,
                **_beside("municipality", of_place, row.criterion),
                **_beside("cluster", of_cluster, row.criterion),
            }
        )
    return frame_of_records(rows, BESIDE)


def school_history(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one cycle of the school of the scope, or of a school that was joined to it; all cycles, oldest first.

    Columns: cycle, municipality_id, municipality_name, school_id, short_name (as described nearest to that cycle),
    is_this_school (False: a school that was joined to it), group_number, origin, total_pct (missing below the
    completeness that a total needs), total_low_pct, total_high_pct, completeness_pct, criteria_with_data,
    criteria_changed (numbers, maxima or weights differ from the same school's cycle before; missing in its first one),
    total_change (п.п. to that cycle, if the criteria are the same).
    """
    scope = resolved(connection, scope)
    if scope.school is None:
        return frame_of_records((), HISTORY)
    lineage = schools_before(connection, scope, scope.school)
    judged = _judged_in_all_cycles(connection, scope, lineage)
    rows = []
    last: dict[SchoolKey, Any] = {}
    for row in rows_of(judged):
        key = SchoolKey(row.municipality_id, row.school_id)
        # The same school under a former municipality goes on as one line.
        line = scope.school if lineage[key] else key
        before = last.get(line)
        last[line] = row
        changed = None if before is None else row.criteria_version != before.criteria_version
        total, was = known(row.total_pct), known(getattr(before, "total_pct", None))
        rows.append(
            {
                **{name: getattr(row, name, None) for name in HISTORY},
                "is_this_school": lineage[key],
                "criteria_changed": changed,
                "total_change": None if changed is not False or total is None or was is None else total - was,
            }
        )
    frame = frame_of_records(rows, HISTORY).assign(joined=[not row["is_this_school"] for row in rows])
    ordered = in_order_of(frame.astype({"joined": "Int64"}), "cycle", "joined", "short_name", "school_id")
    return ordered.drop(columns="joined")


def _of_school(scope: Scope) -> Scope:
    """Of the scope only its school: whatever else is filtered."""
    bare = Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    return bare if scope.school is None else bare.in_school(scope.school)


def _described(connection: Connection, scope: Scope) -> dict[str, Any]:
    """What the description of the school nearest to the cycle says beyond ``school_rows``; nothing if there is none."""
    key = scope.school
    assert key is not None
    said = cast("Alias[Any]", school.alias("said"))
    nearest = (
        select(nearest_cycle(said.c.cycle, scope.cycle))
        .where(said.c.municipality_id == key.municipality_id, said.c.school_id == key.school_id)
        .where(in_force(said, scope.as_of))
        .scalar_subquery()
    )
    names = ("small", "pupils", "low_results_year", "biased_vpr_year")
    row = connection.execute(
        select(*(school.c[name] for name in names)).where(
            school.c.municipality_id == key.municipality_id,
            school.c.school_id == key.school_id,
            school.c.cycle == nearest,
            in_force(school, scope.as_of),
        )
    ).first()
    return {} if row is None else dict(row._mapping)


def _criteria_version(connection: Connection, scope: Scope) -> str | None:
    """By which criteria the school of the scope is judged."""
    assert scope.school is not None
    return connection.scalar(
        select(judgement.c.criteria_version).where(
            judgement.c.methodology == scope.methodology,
            judgement.c.cycle == scope.cycle,
            judgement.c.municipality_id == scope.school.municipality_id,
            judgement.c.school_id == scope.school.school_id,
            in_force(judgement, scope.as_of),
        )
    )


def _around(connection: Connection, around: Scope, judged_by: str | None, numbers: list[int]) -> Peers:
    """The schools of ``around``, and the values of those that are judged by these criteria."""
    rows = school_rows(around, described=False)
    value = indicator_value
    values: dict[int, list[float]] = defaultdict(list)
    for part, numerator, denominator in connection.execute(
        select(value.c.part, value.c.numerator, value.c.denominator)
        .join_from(
            rows,
            value,
            and_(
                value.c.municipality_id == rows.c.municipality_id,
                value.c.school_id == rows.c.school_id,
                value.c.cycle == around.cycle,
                value.c.indicator == "Э-К",
                value.c.part.in_([str(number) for number in numbers]),
                in_force(value, around.as_of),
            ),
        )
        .where(rows.c.criteria_version == judged_by)
    ):
        values[int(part)].append(numerator / denominator * 100)
    schools = connection.scalar(select(func.count()).select_from(rows)) or 0
    return Peers(schools, {number: (median(its), len(its)) for number, its in values.items()})


def _beside(of: str, peers: Peers | None, number: int) -> dict[str, Any]:
    middle, with_data = (None, None) if peers is None else peers.medians.get(number, (None, 0))
    schools = None if peers is None else peers.schools
    return {f"{of}_median_pct": middle, f"{of}_with_data": with_data, f"{of}_schools": schools}


def _judged_in_all_cycles(connection: Connection, scope: Scope, keys: Collection[SchoolKey]) -> pd.DataFrame:
    """Rows of ``school_rows`` for these schools, oldest first, with what is shown of their totals."""
    j = judgement.c
    judged = connection.execute(
        select(j.cycle, j.municipality_id, j.school_id).where(
            j.methodology == scope.methodology,
            in_force(judgement, scope.as_of),
            or_(*(and_(j.municipality_id == key.municipality_id, j.school_id == key.school_id) for key in keys)),
        )
    ).all()
    bare = Scope(as_of=scope.as_of, methodology=scope.methodology)
    # The school is named last: the rows of its municipality are built once for all schools there.
    selects = []
    for cycle, place, code in judged:
        rows = school_rows(bare.in_municipality(place).in_cycle(cycle))
        selects.append(select(rows).where(rows.c.school_id == code))
    frame = read_frame(connection, union_all(*selects).order_by("cycle") if selects else select(school_rows(bare)))
    shown_from = methodology_of(connection, scope).threshold("data_show_min")
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    frame["total_pct"] = shown_total(
        frame["total_numerator"], frame["total_denominator"], frame["completeness_pct"], shown_from
    )
    return frame
