"""Who looks after a decision: the post in its last point."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("decision", sa.Column("control_post", sa.Text()))
