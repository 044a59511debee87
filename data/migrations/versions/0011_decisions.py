"""What people do: recommendations acted on, decisions, assignments, each with its history."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _last_act() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
    )


def _deadline() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("deadline_kind", sa.String(length=20), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("control_period", sa.String(length=20), nullable=True),
    )


def _foreign(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [refers_to], name=op.f(f"fk_{table}_{column}"))


def _history(name: str, of: str, key: str) -> None:
    op.create_table(
        name,
        _number(key),
        _number("revision"),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        _foreign(name, key, f"{of}.{key}"),
        _foreign(name, "load_id", "load.load_id"),
        sa.PrimaryKeyConstraint(key, "revision", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    op.create_table(
        "recommendation_issue",
        _number("issue_id"),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        *_deadline(),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("methodology", sa.Integer(), nullable=True),
        sa.Column("as_of_load", sa.Integer(), nullable=True),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=20), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        *_last_act(),
        _foreign("recommendation_issue", "methodology", "methodology_version.version"),
        _foreign("recommendation_issue", "as_of_load", "load.load_id"),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_recommendation_issue")),
    )
    op.create_index(
        "uq_recommendation_issue_fired",
        "recommendation_issue",
        ["cycle", "municipality_id", "school_id", "person", "code"],
        unique=True,
        sqlite_where=sa.text("manual IS 0"),
        postgresql_where=sa.text("manual IS false"),
    )
    _history("recommendation_history", "recommendation_issue", "issue_id")
    op.create_table(
        "decision",
        _number("decision_id"),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("methodology", sa.Integer(), nullable=True),
        *_last_act(),
        _foreign("decision", "load_id", "load.load_id"),
        _foreign("decision", "methodology", "methodology_version.version"),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "decision_item",
        _number("decision_id"),
        _number("position"),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_deadline(),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("common", sa.Boolean(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        _foreign("decision_item", "decision_id", "decision.decision_id"),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decision_item")),
    )
    op.create_table(
        "decision_item_issue",
        _number("decision_id"),
        _number("position"),
        _number("issue_id"),
        sa.ForeignKeyConstraint(
            ["decision_id", "position"],
            ["decision_item.decision_id", "decision_item.position"],
            name=op.f("fk_decision_item_issue_decision_id_position"),
        ),
        _foreign("decision_item_issue", "issue_id", "recommendation_issue.issue_id"),
        sa.PrimaryKeyConstraint("decision_id", "position", "issue_id", name=op.f("pk_decision_item_issue")),
    )
    op.create_index(op.f("ix_decision_item_issue_issue_id"), "decision_item_issue", ["issue_id"])
    _history("decision_history", "decision", "decision_id")
    op.create_table(
        "assignment",
        _number("assignment_id"),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("recommendation", sa.String(length=20), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("responsible_post", sa.Text(), nullable=False),
        *_deadline(),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence_document", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        *_last_act(),
        _foreign("assignment", "decision_id", "decision.decision_id"),
        _foreign("assignment", "issue_id", "recommendation_issue.issue_id"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_code"), "assignment", ["code"], unique=True)
    op.create_index(op.f("ix_assignment_cycle_municipality_id"), "assignment", ["cycle", "municipality_id"])
    op.create_index(op.f("ix_assignment_issue_id"), "assignment", ["issue_id"])
    _history("assignment_history", "assignment", "assignment_id")
    op.bulk_insert(
        sa.table("data_version", sa.column("family", sa.String), sa.column("version", sa.Integer)),
        [{"family": "decisions", "version": 1}],
    )
