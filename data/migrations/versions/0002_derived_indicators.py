"""Which indicators have been counted: a newer program counts its new ones for what is loaded already."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "derived_indicator",
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("indicator", name=op.f("pk_derived_indicator")),
    )
    op.execute("INSERT INTO derived_indicator (indicator) VALUES ('Э-К')")
