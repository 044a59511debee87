"""A department's own methodology versions: from which cycle they are in force and what they were made from."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("methodology_version", sa.Column("from_cycle", sa.String(length=7), nullable=True))
    op.add_column("methodology_version", sa.Column("based_on", sa.Integer(), nullable=True))
