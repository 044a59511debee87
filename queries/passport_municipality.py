"""The passport of a municipality: its criteria beside those of its peers, its groups across cycles.

Each query is about the one municipality of the scope; with none or several it gives no rows. Filters by what schools
are count, for its peers too, so that like is compared with like; those by cluster and school don't.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from statistics import median
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select, union_all

from data.tables import in_force, judgement
from methodology.shares import ratio
from queries.criteria import criteria_of_cycle, criterion_by_municipality
from queries.effectiveness import group_counts, groups_by_municipality
from queries.frames import frame_of_records, in_order_of, known, read_frame, rows_of
from queries.scope import Scope
from queries.selection import municipality_names, resolved, school_rows
from queries.succession import municipalities_before

BESIDE = {
    "criterion": "Int64", "criterion_name": "object", "criterion_short": "object", "numerator": "Float64",
    "denominator": "Float64", "schools_with_data": "Int64", "schools": "Int64", "value_pct": "Float64",
    "enough": "boolean", "cluster": "object", "cluster_median_pct": "Float64", "cluster_with_data": "Int64",
    "cluster_municipalities": "Int64", "region_median_pct": "Float64", "region_with_data": "Int64",
    "region_municipalities": "Int64",
}  # fmt: skip
"""Columns of ``municipality_beside_peers`` and their dtypes."""

PEERS = {
    "place": "object", "cluster": "object", "municipalities": "Int64", "schools": "Int64", "with_group": "Int64",
    "low": "Int64", "low_pct": "Float64",
}  # fmt: skip
"""Columns of ``low_group_beside_peers`` and their dtypes."""


def municipality_beside_peers(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle in the municipality of the scope, beside other municipalities.

    Columns: criterion, criterion_name, criterion_short; numerator, denominator, schools_with_data, schools, value_pct
    (Э-К as Σ scores / Σ maxima of the selected schools with data; missing without any), enough (data from at least
    mo_coverage_min of the schools); cluster (missing: it has none); and for the municipalities of the cluster and of
    the whole region, this one among them: the median of their Σ/Σ, how many have enough data by the same criteria, how
    many there are.
    """
    scope = resolved(connection, scope)
    if len(scope.municipalities) != 1:
        return frame_of_records((), BESIDE)
    [place] = scope.municipalities
    around = replace(scope, municipalities=(), clusters=(), school=None)
    # Taken apart in plain Python: pandas takes longer for each of ten criteria than the database for all.
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    for value in rows_of(criterion_by_municipality(connection, around)):
        values[value.criterion][value.municipality_id] = value
    peers = _peers(connection, around)
    version = peers.get(place, (None, None))[1]
    cluster = peers.get(place, (None, None))[0]
    comparable = {code for code, (_, its) in peers.items() if version is not None and its == version}
    alike = {code for code, (its, _) in peers.items() if cluster is not None and its == cluster}
    schools = connection.scalar(
        select(func.count()).select_from(school_rows(around.in_municipality(place), described=False))
    )
    rows = []
    for row in rows_of(criteria_of_cycle(connection, Scope(scope.cycle, (place,), as_of=scope.as_of))):
        here = values[row.criterion]
        own = here[place]._asdict() if place in here else {}
        usable = {
            code: known(value.value_pct)
            for code, value in here.items()
            if code in comparable and value.enough is not pd.NA and value.enough
        }
        of_cluster = [value for code, value in usable.items() if code in alike]
        rows.append(
            {
                "criterion": row.criterion,
                "criterion_name": row.name,
                "criterion_short": row.short,
                **{name: own.get(name) for name in ("numerator", "denominator", "value_pct")},
                "schools_with_data": own.get("schools_with_data", 0),
                "schools": schools,
                "enough": own.get("enough", False),
                "cluster": cluster,
                "cluster_median_pct": _median(of_cluster),
                "cluster_with_data": len(of_cluster) if cluster else None,
                "cluster_municipalities": len(alike) if cluster else None,
                "region_median_pct": _median(usable.values()),
                "region_with_data": len(usable),
                "region_municipalities": len(peers),
            }
        )
    return frame_of_records(rows, BESIDE)


def low_group_beside_peers(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is the municipality of the scope, its cluster (if it has one) and the whole region: schools in group 3.

    Columns: place ('municipality', 'cluster', 'region'), cluster (its name, in its own row), municipalities (with
    selected schools), schools, with_group, low (schools in group 3), low_pct (of schools with a group; missing without
    any).
    """
    scope = resolved(connection, scope)
    if len(scope.municipalities) != 1:
        return frame_of_records((), PEERS)
    [own] = scope.municipalities
    around = replace(scope, municipalities=(), clusters=(), school=None)
    counted = list(rows_of(groups_by_municipality(connection, around)))
    cluster = next((row.cluster for row in counted if row.municipality_id == own), None)
    places = {
        "municipality": [row for row in counted if row.municipality_id == own],
        "cluster": [row for row in counted if cluster is not None and row.cluster == cluster],
        "region": counted,
    }
    if not places["municipality"]:
        return frame_of_records((), PEERS)
    rows = []
    for place, its in places.items():
        if its:
            with_group, low = sum(row.schools - row.without_group for row in its), sum(row.low for row in its)
            rows.append(
                {
                    "place": place,
                    "cluster": cluster if place == "cluster" else None,
                    "municipalities": len(its),
                    "schools": sum(row.schools for row in its),
                    "with_group": with_group,
                    "low": low,
                    "low_pct": 100 * low / with_group if with_group else None,
                }
            )
    return frame_of_records(rows, PEERS)


def municipality_history(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one cycle of the municipality of the scope, or of one that it succeeded; all cycles, oldest first.

    Columns: cycle, municipality_id, municipality_name (as described nearest to that cycle), is_this_municipality,
    schools, high, middle, low, without_group (counts of schools), assigned (with a group by an act),
    completeness_numerator, completeness_denominator, completeness_pct (Э-ПОЛН, Σ/Σ), criteria_changed (numbers, maxima
    or weights differ from the municipality's cycle before; missing in the first one).
    """
    scope = resolved(connection, scope)
    wanted = scope.municipalities if len(scope.municipalities) == 1 else ()
    lineage = (*wanted, *(code for place in wanted for code in municipalities_before(connection, scope, place)))
    j = judgement.c
    cycles = connection.scalars(
        select(j.cycle)
        .where(j.methodology == scope.methodology, j.municipality_id.in_(lineage), in_force(judgement, scope.as_of))
        .distinct()
        .order_by(j.cycle)
    ).all()
    bare = replace(scope, clusters=(), school=None, municipalities=lineage or ("",))
    selects = [_counts(bare.in_cycle(cycle)) for cycle in cycles] or [_counts(bare.in_cycle(""))]
    frame = read_frame(connection, union_all(*selects))
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    names = {
        (cycle, row.municipality_id): row.municipality_name
        for cycle in cycles
        for row in rows_of(read_frame(connection, municipality_names(bare.in_cycle(cycle))))
    }
    pairs = list(zip(frame["cycle"], frame["municipality_id"], strict=True))
    frame.insert(2, "municipality_name", pd.Series([names.get(pair, pair[1]) for pair in pairs], dtype=object))
    own = [code in wanted for code in frame["municipality_id"]]
    frame.insert(3, "is_this_municipality", pd.Series(own, dtype="boolean"))
    frame["other"] = pd.Series([not each for each in own], dtype="Int64")
    frame = in_order_of(frame, "cycle", "other", "municipality_name", "municipality_id").drop(columns="other")
    before: dict[str, Any] = {}
    changed = []
    for code, version in zip(frame["municipality_id"], frame.pop("version"), strict=True):
        changed.append(None if code not in before else before[code] != version)
        before[code] = version
    return frame.assign(criteria_changed=pd.Series(changed, dtype="boolean"))


def _counts(scope: Scope) -> Any:
    rows = school_rows(scope, described=False)
    return select(
        rows.c.cycle,
        rows.c.municipality_id,
        *group_counts(rows),
        func.count(rows.c.assigned_group).label("assigned"),
        func.max(rows.c.criteria_version).label("version"),
    ).group_by(rows.c.cycle, rows.c.municipality_id)


def _peers(connection: Connection, scope: Scope) -> dict[str, tuple[str | None, str | None]]:
    """Municipality with selected schools → its cluster and the version of its criteria."""
    rows = school_rows(scope, described=False)
    clusters = {row.municipality_id: row.cluster for row in rows_of(read_frame(connection, municipality_names(scope)))}
    versions = select(rows.c.municipality_id, func.max(rows.c.criteria_version)).group_by(rows.c.municipality_id)
    return {code: (clusters.get(code), version) for code, version in connection.execute(versions)}


def _median(values: Iterable[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return median(there) if there else None
