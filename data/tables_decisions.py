"""Tables of what people did: recommendations acted on, decisions, assignments, each with its history.

The row of a table is the state of now; its history holds every act, one a revision, with what it changed from what to
what, and is only ever added to. ``post`` is a position, never a name.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from data.schema import metadata


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _last_act() -> tuple[Column[Any], ...]:
    """By whom and when the row was last changed, and how often it has been."""
    return (
        Column("post", Text, nullable=False),
        Column("at", DateTime, nullable=False),
        Column("revision", Integer, nullable=False),
    )


def _deadline() -> tuple[Column[Any], ...]:
    return (
        Column("deadline_kind", String(20), nullable=False),
        Column("deadline", Date),
        Column("control_period", String(20)),
    )


def _history(of: Table, key: str) -> Table:
    """One row is one act. changes: field → [from, to]; load_id: the load that the act came with."""
    return Table(
        f"{of.name.removesuffix('_issue')}_history",
        metadata,
        Column(key, Integer, ForeignKey(of.c[key]), primary_key=True, autoincrement=False),
        Column("revision", Integer, primary_key=True, autoincrement=False),
        Column("act", Text, nullable=False),
        Column("changes", JSON, nullable=False),
        Column("reason", Text),
        Column("post", Text, nullable=False),
        Column("at", DateTime, nullable=False),
        Column("load_id", Integer, ForeignKey("load.load_id")),
    )


recommendation_issue = Table(
    "recommendation_issue",
    metadata,
    _number("issue_id"),
    Column("cycle", String(7), nullable=False),
    Column("municipality_id", String(40), nullable=False),
    Column("school_id", String(40), nullable=False),
    Column("person", String(40), nullable=False),
    Column("code", String(20), nullable=False),
    Column("manual", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    *_deadline(),
    Column("evidence", Text),
    Column("reason", Text),
    Column("methodology", Integer, ForeignKey("methodology_version.version")),
    Column("as_of_load", Integer, ForeignKey("load.load_id")),
    Column("trace", JSON, nullable=False),
    Column("zone", String(20)),
    Column("value", Float),
    *_last_act(),
)
"""One row is one recommendation that somebody acted on; of what fired and nobody touched there is no row.

school_id and person are '' where it is not about one. trace, zone, value, methodology, as_of_load: as they were when it
was last accepted or changed. manual: written by hand, so that several may have one code.
"""
_fired = recommendation_issue.c.manual.is_(False)
Index(
    "uq_recommendation_issue_fired",
    *(recommendation_issue.c[name] for name in ("cycle", "municipality_id", "school_id", "person", "code")),
    unique=True,
    sqlite_where=_fired,
    postgresql_where=_fired,
)

recommendation_history = _history(recommendation_issue, "issue_id")

decision = Table(
    "decision",
    metadata,
    _number("decision_id"),
    Column("number", String(40)),
    Column("date", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("body_name", Text, nullable=False),
    Column("cycle", String(7), nullable=False),
    Column("state", String(20), nullable=False),
    Column("schools", Integer, nullable=False),
    Column("load_id", Integer, ForeignKey("load.load_id")),
    Column("methodology", Integer, ForeignKey("methodology_version.version")),
    Column("control_post", Text),
    *_last_act(),
)
"""One row is one decision of a body. schools: how many it is about; load_id, methodology: what its numbers are from.

control_post: who looks after its execution; missing: who leads the body.
"""

decision_item = Table(
    "decision_item",
    metadata,
    Column("decision_id", Integer, ForeignKey(decision.c.decision_id), primary_key=True, autoincrement=False),
    _number("position"),
    Column("code", String(20)),
    Column("addressee", Text, nullable=False),
    Column("text", Text, nullable=False),
    *_deadline(),
    Column("evidence", Text),
    Column("common", Boolean, nullable=False),
    Column("manual", Boolean, nullable=False),
)
"""One row is one item. code: of the recommendation that it came from; common: for more than half of the schools."""

decision_item_issue = Table(
    "decision_item_issue",
    metadata,
    _number("decision_id"),
    _number("position"),
    Column("issue_id", Integer, ForeignKey(recommendation_issue.c.issue_id), primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["decision_id", "position"], [decision_item.c.decision_id, decision_item.c.position]),
)
"""One row is one recommendation that an item stands for."""
Index(None, decision_item_issue.c.issue_id)

decision_history = _history(decision, "decision_id")

assignment = Table(
    "assignment",
    metadata,
    _number("assignment_id"),
    Column("code", String(40), nullable=False),
    Column("decision_id", Integer, ForeignKey(decision.c.decision_id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("issue_id", Integer, ForeignKey(recommendation_issue.c.issue_id)),
    Column("cycle", String(7), nullable=False),
    Column("municipality_id", String(40), nullable=False),
    Column("school_id", String(40), nullable=False),
    Column("recommendation", String(20), nullable=False),
    Column("action", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("responsible_post", Text, nullable=False),
    *_deadline(),
    Column("status", String(40), nullable=False),
    Column("done_on", Date),
    Column("evidence_document", Text),
    Column("remark", Text),
    *_last_act(),
)
"""One row is one task made by an adopted decision. code: «Р<decision>-<n>», by which the sheet «Исполнение» names it.

municipality_id and school_id are '' where the item is for nobody in particular.
"""
Index(None, assignment.c.code, unique=True)
Index(None, assignment.c.cycle, assignment.c.municipality_id)
Index(None, assignment.c.issue_id)

assignment_history = _history(assignment, "assignment_id")

kit = Table(
    "kit",
    metadata,
    _number("kit_id"),
    Column("made_at", DateTime, nullable=False),
    Column("post", Text, nullable=False),
    Column("cycle", String(7), nullable=False),
    Column("scope_words", Text, nullable=False),
    Column("showing", String(20), nullable=False),
    Column("loads", JSON, nullable=False),
    Column("methodology", Integer, ForeignKey("methodology_version.version"), nullable=False),
    Column("decision_id", Integer, ForeignKey(decision.c.decision_id)),
    Column("decision_revision", Integer),
    Column("files", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
)
"""One row is one kit of papers as it was handed out; rows are only ever added. loads: numbers of the loads behind it.

decision_id, decision_revision: the decision within it, as of which of its acts; missing where there is none.
"""

kit_file = Table(
    "kit_file",
    metadata,
    Column("kit_id", Integer, ForeignKey(kit.c.kit_id), primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes of a kit, byte by byte as handed out."""

agenda = Table(
    "agenda",
    metadata,
    _number("agenda_id"),
    Column("title", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("cycle", String(7), nullable=False),
    Column("compared_with", String(7)),
    Column("filters", JSON, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
    Column("methodology", Integer, ForeignKey("methodology_version.version"), nullable=False),
    *_last_act(),
)
"""One row is the agenda of one meeting. filters: what narrows its schools, by the fields of ``Scope``; steps: what is
shown, in order. load_id, methodology: at which state of the data its numbers are frozen."""

agenda_history = _history(agenda, "agenda_id")

DECISIONS = (
    recommendation_issue,
    recommendation_history,
    decision,
    decision_item,
    decision_item_issue,
    decision_history,
    assignment,
    assignment_history,
    kit,
    kit_file,
    agenda,
    agenda_history,
)
"""Tables of what people did; a load doesn't touch them but for the status of assignments."""
