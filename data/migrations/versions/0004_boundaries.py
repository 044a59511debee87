"""Boundaries on the map: sets loaded by the department, and those of the demonstration."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "boundary_set",
        sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("territories", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("set_id", name=op.f("pk_boundary_set")),
    )
    op.create_table(
        "boundary",
        sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["boundary_set.set_id"], name=op.f("fk_boundary_set_id")),
        sa.PrimaryKeyConstraint("set_id", "position", name=op.f("pk_boundary")),
    )
    op.bulk_insert(
        sa.table("data_version", sa.column("family", sa.String), sa.column("version", sa.Integer)),
        [{"family": "boundaries", "version": 1}],
    )
