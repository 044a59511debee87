"""Which schools a scope selects: the one place where filters become conditions.

Every query about schools begins with ``school_rows``; its rows are the schools judged in the scope's cycle that pass
its filters. Schools described as not working in the cycle are not among them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, cast

import pandas as pd
from sqlalchemy import (
    Alias,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    tuple_,
)

from data.methodology_versions import read_methodology_version, version_in_force
from data.tables import (
    FEW_MUNICIPALITIES,
    in_force,
    indicator_value,
    instruction,
    judgement,
    methodology_version,
    municipality,
    school,
)
from data.workbook import cycle_bounds
from methodology.catalogue import Methodology
from queries.frames import read_frame
from queries.scope import Scope
from queries.shared import once

JUDGED = (
    "total_numerator",
    "total_denominator",
    "total_low_pct",
    "total_high_pct",
    "completeness_numerator",
    "completeness_denominator",
    "criteria_with_data",
    "low_criteria",
    "assigned_group",
    "act",
    "computed_group",
    "group_number",
    "origin",
    "borderline",
    "criteria_version",
)


def resolved(connection: Connection, scope: Scope) -> Scope:
    """The scope with its cycle and methodology version named: the latest cycle with judgements, the version in force.

    What else is read beside the cycle (earlier ones) is judged by the same version. As of an earlier load it is the
    latest version for the cycle that judged then: a newer one judges only from the latest load on. The cycle stays None
    in an empty database. For the council it is always the state of now: an earlier one beside it would tell what came
    between them.
    """
    if scope.showing == "council":
        scope = replace(scope, as_of=None)
    version, cycle = scope.methodology, scope.cycle
    if cycle is None:
        judged = [in_force(judgement, scope.as_of)]
        if version is not None:
            judged.append(judgement.c.methodology == version)
        cycle = connection.scalar(select(func.max(judgement.c.cycle)).where(*judged))
    if version is None and scope.as_of is not None:
        v = methodology_version.c
        version = connection.scalar(
            select(func.max(judgement.c.methodology))
            .join(methodology_version, judgement.c.methodology == v.version)
            .where(in_force(judgement, scope.as_of), or_(v.from_cycle.is_(None), v.from_cycle <= (cycle or "")))
        )
    if version is None:
        version = once(connection, "version", cycle, partial(version_in_force, connection, cycle))
    return replace(scope, cycle=cycle, methodology=version)


def methodology_of(connection: Connection, scope: Scope) -> Methodology:
    """The rules by which this scope is judged."""
    version = resolved(connection, scope).methodology
    assert version is not None
    return once(connection, "rules", version, partial(read_methodology_version, connection, version))


@lru_cache(maxsize=256)
def school_rows(scope: Scope, *, described: bool = True, located: bool = False) -> Subquery:
    """One row is one selected school of a resolved scope: names and context, and how it was judged.

    A school or municipality without any description in force is named by its code. ``described`` False leaves names and
    context out: finding the description of every school takes ten times longer than counting them. ``located`` adds
    latitude and longitude of described ones. Kept, since a page asks for the same rows eight times and building them
    costs SQLAlchemy 3 ms.
    """
    schools, territories = alias_of(school, "described_school"), alias_of(municipality, "described_municipality")
    statement = (
        select(
            judgement.c.cycle,
            judgement.c.municipality_id,
            judgement.c.school_id,
            *(judgement.c[name] for name in JUDGED),
        )
        .select_from(judgement)
        .where(judged_in(scope), *_named(judgement.c, scope))
    )
    if described:
        statement = statement.add_columns(
            func.coalesce(territories.c.name, judgement.c.municipality_id).label("municipality_name"),
            territories.c.cluster,
            func.coalesce(schools.c.short_name, judgement.c.school_id).label("short_name"),
            schools.c.kind,
            schools.c.locality,
            schools.c.low_results,
            schools.c.biased_vpr,
            *((schools.c.latitude, schools.c.longitude) if located else ()),
        )
    if described or scope.kinds or scope.localities or scope.flags:
        statement = statement.outerjoin(
            schools,
            and_(
                schools.c.municipality_id == judgement.c.municipality_id,
                schools.c.school_id == judgement.c.school_id,
                schools.c.cycle == _described_in(school, scope, "municipality_id", "school_id"),
                in_force(schools, scope.as_of),
            ),
        )
    if described or scope.clusters:
        statement = statement.outerjoin(
            territories,
            and_(
                territories.c.municipality_id == judgement.c.municipality_id,
                territories.c.cycle == _described_in(municipality, scope, "municipality_id"),
                in_force(territories, scope.as_of),
            ),
        )
    for column, wanted in (
        (territories.c.cluster, scope.clusters),
        (schools.c.kind, scope.kinds),
        (schools.c.locality, scope.localities),
        (judgement.c.group_number, scope.groups),
    ):
        if wanted:
            statement = statement.where(column.in_(wanted))
    for flag in scope.flags:
        statement = statement.where(schools.c[flag].is_(True))
    if scope.complete_only:
        # Whether the data suffice was decided on exact fractions when the school was judged.
        statement = statement.where(judgement.c.computed_group.is_not(None))
    return statement.subquery("school_rows")


def selected_values(connection: Connection, scope: Scope, indicator: str, parts: Collection[str]) -> Subquery:
    """One row is one value of an indicator of one selected school of a resolved scope: its parts that are named.

    Columns: municipality_id, part, numerator, denominator. Where nothing narrows the schools within their
    municipalities, values are read as they lie and not looked up school by school, which takes five times as long: of
    the schools that have any, only those that don't work in the cycle are not judged.
    """
    return selected_values_of_cycles(connection, scope, [scope.cycle or ""], indicator, parts)[0]


def selected_values_of_cycles(
    connection: Connection, scope: Scope, cycles: Collection[str], indicator: str, parts: Collection[str]
) -> list[Subquery]:
    """As ``selected_values``, for each of these cycles instead of the scope's own: the same filters in its schools."""
    places = _places_of(connection, scope)
    asked = [scope.in_cycle(cycle) for cycle in cycles]
    return [_value_rows(here, indicator, tuple(parts), as_they_lie=scope == places) for here in asked]


@lru_cache(maxsize=256)
def _value_rows(scope: Scope, indicator: str, parts: tuple[str, ...], *, as_they_lie: bool) -> Subquery:
    value = indicator_value
    statement = select(value.c.municipality_id, value.c.part, value.c.numerator, value.c.denominator).where(
        value.c.cycle == scope.cycle,
        value.c.indicator == indicator,
        value.c.part.in_(parts),
        in_force(value, scope.as_of),
    )
    if as_they_lie:
        statement = statement.where(_works(value.c, scope), *_named(value.c, scope))
    else:
        rows = school_rows(scope, described=False)
        statement = statement.join(rows, same_school(value, rows))
    return statement.subquery("selected_values")


def about_selected(connection: Connection, scope: Scope, table: Table) -> list[ColumnElement[bool]]:
    """Conditions: a row of a table of facts or values is in force, and of a selected school of a resolved scope.

    Where nothing narrows the schools within their municipalities rows are read as they lie, see ``selected_values``; so
    the table must hold rows only of schools that work in the cycle or that it makes part of it (scores, groups).
    """
    return list(_about_selected(scope, table, as_they_lie=scope == _places_of(connection, scope)))


@lru_cache(maxsize=256)
def _about_selected(scope: Scope, table: Table, *, as_they_lie: bool) -> tuple[ColumnElement[bool], ...]:
    conditions = (table.c.cycle == scope.cycle, in_force(table, scope.as_of))
    if as_they_lie:
        return (*conditions, _works(table.c, scope), *_named(table.c, scope))
    rows = school_rows(scope, described=False)
    key = tuple_(table.c.municipality_id, table.c.school_id)
    return (*conditions, key.in_(select(rows.c.municipality_id, rows.c.school_id)))


def in_force_of_cycle(scope: Scope, table: Table | Alias[Any]) -> list[ColumnElement[bool]]:
    """Conditions: a row is in force and of the cycle and municipalities of a resolved scope, whatever its school.

    Municipalities are named before tables are joined, so that a database reads only those that are asked for.
    """
    conditions = [table.c.cycle == scope.cycle, in_force(table, scope.as_of)]
    if scope.municipalities:
        conditions.append(table.c.municipality_id.in_(scope.municipalities))
    return conditions


def same_school(left: FromClause, right: FromClause) -> ColumnElement[bool]:
    """Condition: both rows are about one school."""
    return and_(left.c.municipality_id == right.c.municipality_id, left.c.school_id == right.c.school_id)


def _places_of(connection: Connection, scope: Scope) -> Scope:
    """The whole municipalities of the scope, in its cycle and state of the data."""
    return resolved(connection, Scope(scope.cycle, scope.municipalities, as_of=scope.as_of, showing=scope.showing))


def has_data(rows: Subquery) -> ColumnElement[bool]:
    """Condition: the school has at least one score or a group by act."""
    return (rows.c.criteria_with_data > 0) | rows.c.assigned_group.is_not(None)


def judged_in(scope: Scope) -> ColumnElement[bool]:
    """Condition: the judgement is of the scope's cycle and version, in force as of its load."""
    return and_(
        judgement.c.methodology == scope.methodology,
        judgement.c.cycle == scope.cycle,
        in_force(judgement, scope.as_of),
    )


def judged_cycles(connection: Connection, scope: Scope) -> list[str]:
    """Cycles with judgements up to that of a resolved scope, the earliest first."""
    known = select(judgement.c.cycle).where(
        judgement.c.methodology == scope.methodology,
        judgement.c.cycle <= (scope.cycle or ""),
        in_force(judgement, scope.as_of),
    )
    asked = (scope.methodology, scope.cycle, scope.as_of)
    return [*once(connection, "cycles", asked, lambda: sorted(connection.scalars(known.distinct())))]


def selection_summary(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row: what stands in «Отобрано N школ из M, оценки по критериям есть у K, срез …».

    Columns: selected, schools that pass the filters; total, schools of the cycle; with_data, selected ones with at
    least one score or an assigned group; municipalities, in which the selected ones are; excluded, schools described as
    not working in the cycle, within the municipalities of the scope; cut_from, cut_to, earliest and latest cut date of
    the selected municipalities (31 August of the cycle where no workbook of that cycle came; missing without a cycle);
    cycle, methodology and as_of, what the scope was resolved to.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    counts = connection.execute(
        select(
            func.count(), func.count(case((has_data(rows), 1))), func.count(rows.c.municipality_id.distinct())
        ).select_from(rows)
    ).one()
    total = connection.scalar(select(func.count()).where(judged_in(scope)))
    excluded = connection.scalar(select(func.count()).where(*_excluded(scope), *_named(school.c, scope)))
    cut = connection.execute(
        select(func.min(instruction.c.cut_date), func.max(instruction.c.cut_date)).where(
            instruction.c.cycle == scope.cycle,
            in_force(instruction, scope.as_of),
            instruction.c.municipality_id.in_(select(rows.c.municipality_id)),
        )
    ).one()
    end = cycle_bounds(scope.cycle)[1] if scope.cycle else None
    return pd.DataFrame(
        [
            {
                "selected": counts[0],
                "total": total,
                "with_data": counts[1],
                "municipalities": counts[2],
                "excluded": excluded,
                "cut_from": cut[0] or end,
                "cut_to": cut[1] or end,
                "cycle": scope.cycle,
                "methodology": scope.methodology,
                "as_of": scope.as_of,
            }
        ]
    )


def schools_without_data(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school without a single score and without an assigned group: who is missing.

    Columns: municipality_id, municipality_name, school_id, short_name.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope)
    frame = read_frame(
        connection,
        select(rows.c.municipality_id, rows.c.municipality_name, rows.c.school_id, rows.c.short_name).where(
            ~has_data(rows)
        ),
    )
    return frame.sort_values(["municipality_name", "municipality_id", "short_name", "school_id"]).reset_index(drop=True)


def municipality_names(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Select of municipalities described in any cycle, as described nearest to the cycle of a resolved scope.

    Columns: municipality_id, municipality_name, cluster. Of the filters only the municipalities of the scope count.
    """
    said = alias_of(municipality, "said")
    described_in = (
        select(said.c.municipality_id, nearest_cycle(said.c.cycle, scope.cycle).label("cycle"))
        .where(in_force(said, scope.as_of))
        .group_by(said.c.municipality_id)
    )
    if scope.municipalities:
        described_in = described_in.where(said.c.municipality_id.in_(scope.municipalities))
    nearest = described_in.subquery("nearest")
    return select(
        municipality.c.municipality_id,
        municipality.c.name.label("municipality_name"),
        municipality.c.cluster,
    ).join_from(
        nearest,
        municipality,
        and_(
            municipality.c.municipality_id == nearest.c.municipality_id,
            municipality.c.cycle == nearest.c.cycle,
            in_force(municipality, scope.as_of),
        ),
    )


def with_municipality_names(frame: pd.DataFrame, connection: Connection, scope: Scope) -> pd.DataFrame:
    """The frame with municipality_name and cluster after municipality_id; named by its code where not described."""
    said = _named_municipalities(connection, scope)
    codes = frame["municipality_id"].tolist()
    names = [said[code].municipality_name if code in said else code for code in codes]
    clusters = [said[code].cluster if code in said else None for code in codes]
    for position, (column, values) in enumerate((("municipality_name", names), ("cluster", clusters))):
        frame.insert(1 + position, column, pd.Series(values, frame.index, dtype=object))
    return frame


def _named_municipalities(connection: Connection, scope: Scope) -> dict[str, Any]:
    """Municipality → its row of ``municipality_names``."""

    def read() -> dict[str, Any]:
        return {row.municipality_id: row for row in connection.execute(municipality_names(scope))}

    return once(connection, "municipalities", (scope.cycle, scope.as_of, scope.municipalities), read)


def with_schools(frame: pd.DataFrame, connection: Connection, scope: Scope) -> pd.DataFrame:
    """The frame with schools as its last column: how many are selected in the municipality of each row."""
    rows = school_rows(scope, described=False)
    sizes = select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id)
    counted = {row.municipality_id: row.schools for row in connection.execute(sizes)}
    codes = frame["municipality_id"]
    return frame.assign(schools=pd.Series([counted[code] for code in codes], frame.index, dtype="Int64"))


def names_of_schools(
    connection: Connection, scope: Scope, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """(municipality, school) → names of both, of those among these keys that a resolved scope selects."""
    if not keys:
        return {}
    rows = school_rows(scope)
    key = (rows.c.municipality_id, rows.c.school_id)
    statement = select(*key, rows.c.municipality_name, rows.c.short_name)
    if len(keys) <= FEW_MUNICIPALITIES:
        for column, codes in zip(key, zip(*keys, strict=True), strict=True):
            statement = statement.where(column.in_(set(codes)))
    wanted = set(keys)
    return {
        (place, code): (municipality_name, short_name)
        for place, code, municipality_name, short_name in connection.execute(statement)
        if (place, code) in wanted
    }


def nearest_cycle(column: ColumnElement[str], cycle: str | None) -> ColumnElement[str]:
    """Of the cycles in a column: the same, else the nearest later, else the nearest earlier one; the last for None."""
    if cycle is None:
        return func.max(column)
    return func.coalesce(func.min(case((column >= cycle, column))), func.max(column))


def _described_in(table: Table, scope: Scope, *key: str) -> ColumnElement[str]:
    """The cycle whose description of a judged school (or its municipality) is the nearest to the scope's cycle."""
    said = alias_of(table)
    here = [in_force(said, scope.as_of), *(said.c[name] == judgement.c[name] for name in key)]
    # Nearly every school is described in the cycle itself: looked up by the key first, which takes half as long.
    same, nearest = (
        select(column).where(*here, *more).correlate(judgement).scalar_subquery()
        for column, more in (
            (func.min(said.c.cycle), [said.c.cycle == scope.cycle]),
            (nearest_cycle(said.c.cycle, scope.cycle), []),
        )
    )
    return func.coalesce(same, nearest)


def _excluded(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the school is described as not working in the scope's cycle."""
    return school.c.cycle == scope.cycle, school.c.in_cycle.is_(False), in_force(school, scope.as_of)


def _works(columns: Any, scope: Scope) -> ColumnElement[bool]:
    """Condition: the school is not described as not working in the scope's cycle."""
    excluded = select(school.c.municipality_id, school.c.school_id).where(*_excluded(scope))
    # Few municipalities have any, and one code is looked up five times as fast as two.
    return or_(
        columns.municipality_id.not_in(excluded.with_only_columns(school.c.municipality_id)),
        tuple_(columns.municipality_id, columns.school_id).not_in(excluded),
    )


def _named(columns: Any, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions for the municipalities and the school that the scope names."""
    conditions = []
    if scope.municipalities:
        conditions.append(columns.municipality_id.in_(scope.municipalities))
    if scope.school is not None:
        conditions.append(columns.municipality_id == scope.school.municipality_id)
        conditions.append(columns.school_id == scope.school.school_id)
    return conditions


@lru_cache
def alias_of(table: Table, name: str | None = None) -> Alias[Any]:
    """A second look at a table; without a name the one that others ask for too."""
    # Kept: an alias builds all columns of its table anew.
    return cast("Alias[Any]", table.alias(name))
