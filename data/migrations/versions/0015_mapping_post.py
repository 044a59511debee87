"""In which position a mapping was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("kept_mapping", sa.Column("author_post", sa.Text()))
