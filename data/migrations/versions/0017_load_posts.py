"""In which positions a workbook was loaded and a load was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("load", sa.Column("post", sa.Text()))
    op.add_column("load", sa.Column("undone_post", sa.Text()))
