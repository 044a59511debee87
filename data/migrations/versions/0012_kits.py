"""Kits of papers, kept as they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "kit",
        sa.Column("kit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("scope_words", sa.Text(), nullable=False),
        sa.Column("showing", sa.String(length=20), nullable=False),
        sa.Column("loads", sa.JSON(), nullable=False),
        sa.Column("methodology", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("decision_revision", sa.Integer(), nullable=True),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["methodology"], ["methodology_version.version"], name=op.f("fk_kit_methodology")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.decision_id"], name=op.f("fk_kit_decision_id")),
        sa.PrimaryKeyConstraint("kit_id", name=op.f("pk_kit")),
    )
    op.create_table(
        "kit_file",
        sa.Column("kit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.kit_id"], name=op.f("fk_kit_file_kit_id")),
        sa.PrimaryKeyConstraint("kit_id", name=op.f("pk_kit_file")),
    )
