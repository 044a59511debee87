"""Schools and municipalities can have a successor: mergers and new codes don't break the history."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("municipality", "school"):
        op.add_column(table, sa.Column("successor_id", sa.String(length=40), nullable=True))
