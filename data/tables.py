"""All tables. Fact and value rows carry ``from_load`` and ``to_load`` (empty = in force): see ``in_force``.

A row is in force as of load L when from_load ≤ L and (to_load is empty or to_load > L). Every table of facts and values
carries ``municipality_id``, and joins name it. Missing is NULL, never zero.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    JSON,
    Alias,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from data import sheets
from data.schema import metadata as metadata
from data.sheet import Kind, Sheet
from data.tables_decisions import DECISIONS as DECISIONS


def _validity() -> tuple[Column[Any], ...]:
    return (
        Column("from_load", Integer, ForeignKey("load.load_id"), primary_key=True),
        Column("to_load", Integer, ForeignKey("load.load_id")),
    )


def _place() -> tuple[Column[Any], ...]:
    return (
        Column("cycle", String(7), primary_key=True),
        Column("municipality_id", String(40), primary_key=True),
    )


def _school() -> Column[Any]:
    return Column("school_id", String(40), primary_key=True)


def _versioned(name: str, *columns: Column[Any]) -> Table:
    """A table of facts or values.

    Only closed rows are indexed by load (an undo looks for them); an index over the rows in force would tempt SQLite's
    planner away from the key: tried, 10 times slower.
    """
    table = Table(name, metadata, *columns, *_validity(), sqlite_with_rowid=False)
    closed = table.c.to_load.is_not(None)
    Index(f"ix_{name}_closed", table.c.to_load, sqlite_where=closed, postgresql_where=closed)
    return table


_TYPE_OF_KIND: dict[Kind, TypeEngine[Any]] = {
    "text": Text(),
    "code": String(40),
    "choice": Text(),
    "integer": Integer(),
    "number": Float(),
    "flag": Boolean(),
    "date": Date(),
}


def _facts_of(sheet: Sheet) -> Table:
    """The fact table of a sheet, as the sheet describes it: its place, its school, its key, then what is said of them.

    Without a key over schools the school is one more thing that is said, where any is.
    """
    key = [
        *dict.fromkeys(["cycle", "municipality_id", *(["school_id"] if "school_id" in sheet.key else []), *sheet.key])
    ]
    columns = [*_place(), *([_school()] if "school_id" in key else [])]
    for name in key:
        if name not in ("cycle", "municipality_id", "school_id"):
            kind = sheet.column(name).kind
            columns.append(Column(name, String(80) if kind == "choice" else _TYPE_OF_KIND[kind], primary_key=True))
    columns += [
        Column(column.name, _TYPE_OF_KIND[column.kind], nullable=column.required != "yes")
        for column in sheet.columns
        if column.name not in {*key, "cycle"}
    ]
    return _versioned(sheet.table, *columns, Column("sheet_row", Integer, nullable=False))


load = Table(
    "load",
    metadata,
    Column("load_id", Integer, primary_key=True, autoincrement=False),
    Column("loaded_at", DateTime, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("cycle", String(7)),
    Column("cut_date", Date),
    Column("author_post", Text),
    Column("undone_at", DateTime),
    Column("post", Text),
    Column("undone_post", Text),
)
"""One row is one accepted workbook; sha256 and size_bytes are those of the file as it came. An undone load stays.

author_post: who filled the workbook, as it says itself. post and undone_post: in which positions it was loaded and
taken back; NULL where none was said (before positions were asked, or from the command line).
"""

load_file = Table(
    "load_file",
    metadata,
    Column("load_id", Integer, ForeignKey("load.load_id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""One row is the copy of what was checked of an accepted workbook (``data.kept_copy``); the file itself isn't kept."""

load_partition = Table(
    "load_partition",
    metadata,
    Column("load_id", Integer, ForeignKey("load.load_id"), primary_key=True),
    Column("sheet", String(40), primary_key=True),
    *_place(),
    Column("rows", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
)
"""One row is one partition (sheet, cycle, municipality) that a load replaced."""
Index(None, load_partition.c.cycle, load_partition.c.municipality_id)

load_finding = Table(
    "load_finding",
    metadata,
    Column("load_id", Integer, ForeignKey("load.load_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("finding", JSON, nullable=False),
)
"""Warnings and notes of an accepted workbook."""

instruction = _versioned(
    "instruction",
    *_place(),
    Column("cut_date", Date, nullable=False),
    Column("published_date", Date),
    Column("territory", Text),
    Column("author_post", Text),
    Column("assumed", Boolean),
)
"""One row is one municipality's report for a cycle: cut date and who filled it.

assumed: nobody said the day, the program took it for a csv or a department's own table; else NULL.
"""

municipality = _versioned(
    "municipality",
    *_place(),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("method_service", Text),
    Column("cluster", Text),
    Column("population", Integer),
    Column("successor_id", String(40)),
    Column("sheet_row", Integer, nullable=False),
)
"""One row is one municipality as described for a cycle. successor_id: the one that its schools passed to."""
Index(None, municipality.c.municipality_id, municipality.c.cycle)

school = _versioned(
    "school",
    *_place(),
    _school(),
    Column("short_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("locality", Text, nullable=False),
    Column("locality_population", Integer),
    Column("small", Boolean, nullable=False),
    Column("pupils", Integer),
    Column("class_sets", Integer),
    Column("has_grade_9", Boolean, nullable=False),
    Column("has_grades_10_11", Boolean, nullable=False),
    Column("low_results", Boolean),
    Column("biased_vpr", Boolean),
    Column("low_results_year", Integer),
    Column("biased_vpr_year", Integer),
    Column("in_cycle", Boolean, nullable=False),
    Column("excluded_reason", Text),
    Column("successor_id", String(40)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("address", Text),
    Column("sheet_row", Integer, nullable=False),
)
"""One row is one school as described for a cycle. successor_id: the one that it was joined to."""
Index(None, school.c.municipality_id, school.c.school_id, school.c.cycle)

criterion = _versioned(
    "criterion",
    *_place(),
    Column("criterion", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("min_score", Float),
    Column("weight", Float, nullable=False),
    Column("low_max_pct", Float, nullable=False),
    Column("high_min_pct", Float, nullable=False),
    Column("basis", Text, nullable=False),
    Column("sheet_row", Integer, nullable=False),
)
"""One row is one criterion of a cycle, kept for every municipality that it was set for."""

score = _versioned(
    "score",
    *_place(),
    _school(),
    Column("criterion", Integer, primary_key=True),
    Column("score", Float),
    Column("absence_reason", Text),
    Column("source", Text, nullable=False),
    Column("sheet_row", Integer, nullable=False),
)
"""One row is one score of a school; score NULL: no data, for the reason given."""

assigned_group = _versioned(
    "assigned_group",
    *_place(),
    _school(),
    Column("group_number", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("sheet_row", Integer, nullable=False),
)
"""One row is one group assigned to a school by an act."""

leader_result = _facts_of(sheets.LEADER_RESULTS)
"""One row is one leader's result in a domain on a day; what is said of the leader stands in the row of the total."""

teacher_diagnostics = _facts_of(sheets.TEACHER_DIAGNOSTICS)
"""One row is one school's teachers in a domain: how many were due, came, and on which level they are."""

teacher_percent = _versioned(
    sheets.TEACHER_PERCENTS.table,
    *_place(),
    _school(),
    Column("domain", String(80), primary_key=True),
    Column("percent", Integer, primary_key=True, autoincrement=False),
    Column("people", Integer, nullable=False),
)
"""One row is how many people of a school did a whole percent in a domain; who they are was never stored."""

staff = _facts_of(sheets.STAFF)
"""One row is one school's staff on a day; of several days of a cycle the last one counts."""

staff_age = _facts_of(sheets.STAFF_AGES)
"""One row is one school's teachers of a subject in an age band."""

vacancy = _facts_of(sheets.VACANCIES)
"""One row is one vacancy, open or closed in the cycle."""

teaching_load = _facts_of(sheets.TEACHING_LOADS)
"""One row is one school's teaching of a subject, or of all («ИТОГО»), on a day; the last day of a cycle counts."""

mentoring_pair = _facts_of(sheets.MENTORING)
"""One row is one pair of a mentor and a mentee, both coded."""

development = _facts_of(sheets.DEVELOPMENT)
"""One row is one school's development of its staff in a cycle."""

association = _facts_of(sheets.ASSOCIATIONS)
"""One row is one association, community or site of a municipality; of a school where it has one."""

reserve_member = _facts_of(sheets.RESERVE)
"""One row is one coded member of the reserve of leaders."""

assessment = _facts_of(sheets.ASSESSMENTS)
"""One row is one assessment of a school's grade in a subject; ``year`` is the one in which the cycle ends."""

document = _facts_of(sheets.DOCUMENTS)
"""One row is one document, in force or awaited."""

task = _facts_of(sheets.TASKS)
"""One row is one task and how far it is."""

reported_indicator = _facts_of(sheets.REPORTED_INDICATORS)
"""One row is one indicator that the region counts itself; numerator NULL: no data."""

kept_mapping = Table(
    "kept_mapping",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("saved_at", DateTime, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("cycle", String(7), nullable=False),
    Column("load_id", Integer, ForeignKey("load.load_id")),
    Column("content", JSON, nullable=False),
    Column("author_post", Text),
)
"""One row is one version of how a department's own table is read (``data.mapping``).

author_post: a position, never a name; missing where none was said.
"""

indicator_value = _versioned(
    "indicator_value",
    Column("cycle", String(7), primary_key=True),
    Column("indicator", String(20), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("municipality_id", String(40), primary_key=True),
    _school(),
    Column("numerator", Float, nullable=False),
    Column("denominator", Float),
)
"""One row is one indicator of a school (part empty, or a criterion, a subject, a domain …). No row: no data.

Shares are Σ numerator / Σ denominator. Of what depends on thresholds the rows are what it is judged from, free of them:
``methodology.judged``.
"""

municipality_value = _versioned(
    "municipality_value",
    Column("cycle", String(7), primary_key=True),
    Column("indicator", String(20), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("municipality_id", String(40), primary_key=True),
    Column("numerator", Float, nullable=False),
    Column("denominator", Float),
)
"""One row is one indicator about a municipality and not about its schools. No row: no data."""

derived_indicator = Table("derived_indicator", metadata, Column("indicator", String(20), primary_key=True))
"""One row is one indicator that has been counted for everything loaded so far."""

methodology_version = Table(
    "methodology_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("author_post", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("from_cycle", String(7)),
    Column("based_on", Integer),
)
"""One row is one immutable set of rules.

In force for a cycle is the one with the highest number of those without from_cycle or with one up to it. based_on: the
version that it was made from by a department; NULL of one that shipped with the program.
"""

judgement = _versioned(
    "judgement",
    Column("methodology", Integer, ForeignKey("methodology_version.version"), primary_key=True),
    *_place(),
    _school(),
    Column("total_numerator", Float),
    Column("total_denominator", Float),
    Column("total_low_pct", Float),
    Column("total_high_pct", Float),
    Column("completeness_numerator", Float),
    Column("completeness_denominator", Float),
    Column("criteria_with_data", Integer, nullable=False),
    Column("low_criteria", Integer, nullable=False),
    Column("assigned_group", Integer),
    Column("act", Text),
    Column("computed_group", Integer),
    Column("group_number", Integer),
    Column("origin", String(10)),
    Column("borderline", Boolean),
    Column("criteria_version", String(12)),
)
"""One row is one school of a cycle, judged by a methodology version.

A school is of the cycle if it is described for it as working, or, where the cycle has no description of it, has a score
or an assigned group there. group_number is the assigned group, else the computed one; origin says which
('assigned', 'computed', NULL without a group).
"""

firing = _versioned(
    "firing",
    Column("methodology", Integer, ForeignKey("methodology_version.version"), primary_key=True),
    *_place(),
    _school(),
    Column("person", String(40), primary_key=True),
    Column("code", String(10), primary_key=True),
    Column("priority", Integer, nullable=False),
    Column("borderline", Boolean, nullable=False),
    Column("distance", Float),
    Column("zone", String(10)),
    Column("about_people", Boolean, nullable=False),
    Column("deadline_kind", String(20), nullable=False),
    Column("deadline", Date),
    Column("control_period", String(20)),
    Column("cut_date", Date),
    Column("trace", JSON, nullable=False),
)
"""One row is one recommendation that a methodology version gives to a school, its director or a municipality, and why.

school_id is empty for a municipality; person is the director's code, or empty where the recommendation is about none or
no sheet names one. ``methodology.firing`` says what distance, zone and trace are. deadline: without a decision yet, as
if decided when the results were published, else at the cut; NULL where it is counted from the decision.
"""
# What lists and counts look at, without the traces, which are most of a row.
Index(
    "ix_firing_listed",
    *(
        firing.c[name]
        for name in (
            "methodology", "cycle", "municipality_id", "school_id", "person", "code", "priority", "distance",
            "borderline", "about_people", "from_load", "to_load",
        )
    ),
)  # fmt: skip

boundary_set = Table(
    "boundary_set",
    metadata,
    Column("set_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("territories", Integer, nullable=False),
    Column("added_at", DateTime, nullable=False),
    Column("removed_at", DateTime),
)
"""One row is one set of boundaries ('own': loaded by the department, 'demonstration'); a removed one stays as a line of
history, without its shapes. Sets that come with the program are files (``data.boundary_sets``)."""

boundary = Table(
    "boundary",
    metadata,
    Column("set_id", Integer, ForeignKey("boundary_set.set_id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("code", String(40)),
    Column("shape", JSON, nullable=False),
)
"""One row is one territory: polygons of rings of [longitude, latitude], thinned to what a screen shows."""

privacy_release = Table(
    "privacy_release",
    metadata,
    Column("release_id", Integer, primary_key=True, autoincrement=False),
    Column("sheet", Text, nullable=False),
    Column("column", Text, nullable=False),
    Column("rule", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author_post", Text, nullable=False),
    Column("released_at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
)
"""One row is one finding about personal data that was released as a false alarm. digest: SHA-256 of the value, never
the value; empty: all of the column."""

data_version = Table(
    "data_version",
    metadata,
    Column("family", String(20), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""One row is one family of data ('facts', 'judgements', 'boundaries', 'decisions').

The number grows with every change, so caches can't go stale.
"""

FACTS = (
    instruction,
    municipality,
    school,
    criterion,
    score,
    assigned_group,
    leader_result,
    teacher_diagnostics,
    teacher_percent,
    staff,
    staff_age,
    vacancy,
    teaching_load,
    mentoring_pair,
    development,
    association,
    reserve_member,
    assessment,
    document,
    task,
    reported_indicator,
)
"""Tables of what was reported, one per sheet."""

DERIVED = (indicator_value, municipality_value, judgement, firing)
"""Tables that follow from the facts and the methodology."""


def in_force(table: Table | Alias, as_of: int | None) -> ColumnElement[bool]:
    """Condition: the row is in force as of a load (None: now)."""
    if as_of is None:
        return table.c.to_load.is_(None)
    return and_(table.c.from_load <= as_of, or_(table.c.to_load.is_(None), table.c.to_load > as_of))


def latest_loads(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """One row is one (cycle, municipality) with loads in force: ``load_id`` is the latest of them.

    ``columns``: further columns of ``load_partition`` that tell rows apart, before these.
    """
    p = load_partition.c
    by = (*columns, p.cycle, p.municipality_id)
    return (
        select(*by, func.max(p.load_id).label("load_id"))
        .join(load, (load.c.load_id == p.load_id) & load.c.undone_at.is_(None))
        .group_by(*by)
    )


FEW_MUNICIPALITIES = 500
"""So many municipalities at most are named to the database one by one; with more, whole cycles are read."""


def of_municipalities(table: Table, municipality_ids: Collection[str]) -> ColumnElement[bool]:
    """Condition: the row is of one of few municipalities; no condition for many, whose rows the caller sorts out."""
    if len(municipality_ids) > FEW_MUNICIPALITIES:
        return true()
    return table.c.municipality_id.in_(municipality_ids)
