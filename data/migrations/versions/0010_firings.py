"""Which recommendations fire, judged by a methodology version."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "firing",
        sa.Column("methodology", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("borderline", sa.Boolean(), nullable=False),
        sa.Column("distance", sa.Float(), nullable=True),
        sa.Column("zone", sa.String(length=10), nullable=True),
        sa.Column("about_people", sa.Boolean(), nullable=False),
        sa.Column("deadline_kind", sa.String(length=20), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("control_period", sa.String(length=20), nullable=True),
        sa.Column("cut_date", sa.Date(), nullable=True),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["methodology"], ["methodology_version.version"], name=op.f("fk_firing_methodology")),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_firing_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_firing_to_load")),
        sa.PrimaryKeyConstraint(
            "methodology",
            "cycle",
            "municipality_id",
            "school_id",
            "person",
            "code",
            "from_load",
            name=op.f("pk_firing"),
        ),
        sqlite_with_rowid=False,
    )
    closed = sa.text("to_load IS NOT NULL")
    op.create_index("ix_firing_closed", "firing", ["to_load"], sqlite_where=closed, postgresql_where=closed)
