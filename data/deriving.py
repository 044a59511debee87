"""Counts that follow from the facts, written at load, free of thresholds: see ``data.indicators``.

Each family of indicators is one select for the places that a load touched; its rows go to ``indicator_value``, those of
indicators about municipalities to ``municipality_value``.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Insert,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    union,
)

from data.indicators import competences, context, development, effectiveness, mentoring, registers, reserve, staffing
from data.indicators.counting import SCHOOL_KEY, Family, Rows, has, in_places, kept, same_place, same_school
from data.indicators.days import first_day, last_day
from data.methodology_versions import read_methodology_version, version_in_force
from data.tables import (
    assigned_group,
    derived_indicator,
    in_force,
    indicator_value,
    instruction,
    latest_loads,
    load_partition,
    municipality_value,
    school,
    score,
)

FAMILIES = (
    *effectiveness.FAMILIES,
    *competences.FAMILIES,
    *staffing.FAMILIES,
    *mentoring.FAMILIES,
    *development.FAMILIES,
    *reserve.FAMILIES,
    *registers.FAMILIES,
    *context.FAMILIES,
)
INDICATORS = tuple(code for family in FAMILIES for code in family.codes)
"""Every indicator that the program counts into ``indicator_value`` or ``municipality_value``."""
OWN = context.own_indicators(INDICATORS)


def derive(connection: Connection, load_id: int) -> None:
    """Write the counts of every (cycle, municipality) that a load touched; none of them are in force."""
    for family in (*FAMILIES, _own(connection)):
        derive_family(connection, family, touched_by=load_id)


def derive_restored(connection: Connection, load_id: int) -> None:
    """Write the counts that the places of an undone load lack now that its rows are gone.

    What was counted before the load is in force again; but an indicator that the program learned later was not counted
    then.
    """
    for family in (*FAMILIES, _own(connection)):
        derive_family(connection, family, touched_by=load_id, missing=True)


def _own(connection: Connection) -> Family:
    """``OWN`` with what the methodology in force knows of shares."""
    rules = read_methodology_version(connection, version_in_force(connection))
    return context.own_indicators(INDICATORS, tuple(rule.code for rule in rules.indicators if rule.kind != "count"))


def derive_new_indicators(connection: Connection) -> int:
    """Count, for all that is loaded, the indicators that a newer version of the program has brought; says how many.

    A region's own indicator that has such a code gives way to it.
    """
    known = set(connection.scalars(select(derived_indicator.c.indicator)))
    new = [code for code in INDICATORS if code not in known]
    for table in (indicator_value, municipality_value):
        connection.execute(delete(table).where(table.c.indicator.in_(new)))
    for family in FAMILIES:
        if codes := [code for code in family.codes if code in new]:
            derive_family(connection, family, codes=codes)
    if new:
        connection.execute(insert(derived_indicator), [{"indicator": code} for code in new])
    return len(new)


def derive_family(
    connection: Connection,
    family: Family,
    *,
    touched_by: int | None = None,
    codes: Collection[str] = (),
    missing: bool = False,
) -> None:
    """Count a family for the places of a load, or for all; of some codes, or of those that a place lacks."""
    statement = _written(family, tuple(codes), of_a_load=touched_by is not None, missing=missing)
    connection.execute(statement, {} if touched_by is None else {"touched_by": touched_by})


@lru_cache
def _written(family: Family, codes: tuple[str, ...], *, of_a_load: bool, missing: bool) -> Insert:
    """Kept: SQLAlchemy takes 0.1 s to build the selects of all families, ten times what they take on a few rows."""
    table = municipality_value if family.of_municipality else indicator_value
    places = _places(of_a_load=of_a_load)
    counts = family.counts(places).subquery()
    if family.of_municipality:
        rows = select(*counts.c, places.c.load_id).join(places, same_place(counts, places))
    else:
        schools = _schools(places)
        rows = select(*counts.c, schools.c.load_id).join(schools, same_school(counts, schools))
    if codes:
        rows = rows.where(counts.c.indicator.in_(codes))
    if missing:
        t = table.c
        # By the head of the key: a join with the places tempts SQLite's planner to read the whole table each time.
        of_places = [t[name].in_(select(places.c[name])) for name in ("cycle", "municipality_id")]
        of_family = [t.indicator.in_(family.codes)] if family.codes else []
        found = select(t.cycle, t.municipality_id, t.indicator).where(*of_places, *of_family, in_force(table, None))
        there = kept(found.distinct())
        rows = rows.where(~exists().where(same_place(counts, there), there.c.indicator == counts.c.indicator))
    return insert(table).from_select([*(column.name for column in counts.c), "from_load"], rows)


def _places(*, of_a_load: bool) -> CTE:
    """One row is one (cycle, municipality) with loads in force: of the parameter ``touched_by``, or all.

    ``load_id`` is the latest of them: rows are valid from it, as judgements are. ``cut`` is the day that the
    municipality reported for, else the last one of the cycle.
    """
    p = load_partition.c
    by_place = latest_loads()
    if of_a_load:
        here = p.load_id == bindparam("touched_by", type_=p.load_id.type)
        touched = select(p.cycle, p.municipality_id).where(here).distinct().subquery()
        by_place = by_place.join(touched, same_place(load_partition, touched))
    latest = by_place.subquery()
    said = and_(same_place(instruction, latest), in_force(instruction, None))
    ends = last_day(latest.c.cycle)
    return (
        select(
            *latest.c,
            func.coalesce(instruction.c.cut_date, ends).label("cut"),
            first_day(latest.c.cycle).label("cycle_begins"),
            ends.label("cycle_ends"),
        )
        .join_from(latest, instruction, said, isouter=True)
        .cte("places")
    )


def _schools(places: CTE) -> CTE:
    """The schools of the cycle with the place's load: those that are judged (``judgement``); nobody asks for others."""

    def listed(table: Table, condition: ColumnElement[bool]) -> Rows:
        keys = (table.c[name] for name in SCHOOL_KEY)
        return in_places(places, table).with_only_columns(*keys, places.c.load_id).where(condition)

    undescribed = [
        listed(table, ~has(school, table) & said)
        for table, said in ((score, score.c.score.is_not(None)), (assigned_group, true()))
    ]
    return union(listed(school, school.c.in_cycle.is_(True)), *undescribed).cte("schools_of_cycle")
