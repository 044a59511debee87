"""Counts that follow from the facts, written at load, free of thresholds: see ``data.indicators``.

Each family of indicators is one select for the places that a load touched; its rows go to ``indicator_value``, those of
indicators about municipalities to ``municipality_value``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    union,
)

from data.indicators import competences, context, development, effectiveness, mentoring, registers, reserve, staffing
from data.indicators.counting import SCHOOL_KEY, Family, Rows, has, kept, same_place, same_school
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

_temporary = MetaData()
counted_place = Table(
    "counted_place",
    _temporary,
    Column("cycle", String(7), primary_key=True),
    Column("municipality_id", String(40), primary_key=True),
    Column("load_id", Integer, nullable=False),
    Column("cut", Date, nullable=False),
    Column("cycle_begins", Date, nullable=False),
    Column("cycle_ends", Date, nullable=False),
    prefixes=["TEMPORARY"],
)
counted_school = Table(
    "counted_school",
    _temporary,
    Column("cycle", String(7), primary_key=True),
    Column("municipality_id", String(40), primary_key=True),
    Column("school_id", String(40), primary_key=True),
    Column("load_id", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)


def derive(connection: Connection, load_id: int) -> None:
    """Write the counts of every (cycle, municipality) that a load touched; none of them are in force."""
    derive_families(connection, (*FAMILIES, _own(connection)), touched_by=load_id)


def derive_restored(connection: Connection, load_id: int) -> None:
    """Write the counts that the places of an undone load lack now that its rows are gone.

    What was counted before the load is in force again; but an indicator that the program learned later was not counted
    then.
    """
    derive_families(connection, (*FAMILIES, _own(connection)), touched_by=load_id, missing=True)


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
    derive_families(connection, FAMILIES, codes=new)
    if new:
        connection.execute(insert(derived_indicator), [{"indicator": code} for code in new])
    return len(new)


def derive_families(
    connection: Connection,
    families: Iterable[Family],
    *,
    touched_by: int | None = None,
    codes: Collection[str] | None = None,
    missing: bool = False,
) -> None:
    """Count families for the places of a load, or for all; of some codes, or of those that a place lacks."""
    with _laid_out(connection, touched_by):
        for family in families:
            wanted = () if codes is None else tuple(code for code in family.codes if code in codes)
            if codes is None or wanted:
                connection.execute(_written(family, wanted, missing=missing))


@contextmanager
def _laid_out(connection: Connection, touched_by: int | None) -> Iterator[None]:
    """The places and schools to count as tables of this connection: found once, and by a key for every family."""
    tables = (counted_place, counted_school)
    for table in tables:
        table.create(connection, checkfirst=False)
    connection.execute(insert(counted_place).from_select(list(counted_place.c.keys()), _places(touched_by)))
    connection.execute(insert(counted_school).from_select(list(counted_school.c.keys()), _schools()))
    for table in tables:
        # Few rows: both planners begin with them, instead of reading the facts of all cycles.
        connection.exec_driver_sql(f"ANALYZE {table.name}")
    yield
    for table in tables:
        table.drop(connection, checkfirst=False)


@lru_cache
def _written(family: Family, codes: tuple[str, ...], *, missing: bool) -> Insert:
    """Kept: SQLAlchemy takes 0.1 s to build the selects of all families, ten times what they take on a few rows."""
    table = municipality_value if family.of_municipality else indicator_value
    places = select(counted_place).cte("places")
    counts = family.counts(places).subquery()
    if family.of_municipality:
        rows = select(*counts.c, counted_place.c.load_id).join(counted_place, same_place(counts, counted_place))
    else:
        rows = select(*counts.c, counted_school.c.load_id).join(counted_school, same_school(counts, counted_school))
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


def _places(touched_by: int | None) -> Rows:
    """One row is one (cycle, municipality) with loads in force: touched by a load, or all.

    ``load_id`` is the latest of them: rows are valid from it, as judgements are. ``cut`` is the day that the
    municipality reported for, else the last one of the cycle.
    """
    p = load_partition.c
    by_place = latest_loads()
    if touched_by is not None:
        touched = select(p.cycle, p.municipality_id).where(p.load_id == touched_by).distinct().subquery()
        by_place = by_place.join(touched, same_place(load_partition, touched))
    latest = by_place.subquery()
    said = and_(same_place(instruction, latest), in_force(instruction, None))
    ends = last_day(latest.c.cycle)
    return select(
        *latest.c,
        func.coalesce(instruction.c.cut_date, ends).label("cut"),
        first_day(latest.c.cycle).label("cycle_begins"),
        ends.label("cycle_ends"),
    ).join_from(latest, instruction, said, isouter=True)


def _schools() -> CompoundSelect[Any]:
    """The schools of the cycle with the place's load: those that are judged (``judgement``); nobody asks for others."""

    def listed(table: Table, condition: ColumnElement[bool]) -> Rows:
        keys = (table.c[name] for name in SCHOOL_KEY)
        here = same_place(table, counted_place)
        rows = select(*keys, counted_place.c.load_id).join_from(counted_place, table, here)
        return rows.where(in_force(table, None), condition)

    undescribed = [
        listed(table, ~has(school, table) & said)
        for table, said in ((score, score.c.score.is_not(None)), (assigned_group, true()))
    ]
    return union(listed(school, school.c.in_cycle.is_(True)), *undescribed)
