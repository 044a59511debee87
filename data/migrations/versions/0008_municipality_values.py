"""Indicators about a municipality and not about its schools."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "municipality_value",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_municipality_value_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_municipality_value_to_load")),
        sa.PrimaryKeyConstraint(
            "cycle", "indicator", "part", "municipality_id", "from_load", name=op.f("pk_municipality_value")
        ),
        sqlite_with_rowid=False,
    )
    closed = sa.text("to_load IS NOT NULL")
    op.create_index(
        "ix_municipality_value_closed",
        "municipality_value",
        ["to_load"],
        sqlite_where=closed,
        postgresql_where=closed,
    )
