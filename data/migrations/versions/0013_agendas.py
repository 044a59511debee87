"""Agendas of meetings: what is shown in which order, frozen at which state of the data."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "agenda",
        sa.Column("agenda_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("compared_with", sa.String(length=7), nullable=True),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("methodology", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_agenda_load_id")),
        sa.ForeignKeyConstraint(["methodology"], ["methodology_version.version"], name=op.f("fk_agenda_methodology")),
        sa.PrimaryKeyConstraint("agenda_id", name=op.f("pk_agenda")),
    )
    op.create_table(
        "agenda_history",
        sa.Column("agenda_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agenda_id"], ["agenda.agenda_id"], name=op.f("fk_agenda_history_agenda_id")),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_agenda_history_load_id")),
        sa.PrimaryKeyConstraint("agenda_id", "revision", name=op.f("pk_agenda_history")),
    )
