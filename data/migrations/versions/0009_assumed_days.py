"""Whether a report's cut date was said by somebody or taken by the program."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("instruction", sa.Column("assumed", sa.Boolean(), nullable=True))
    # What says neither whose it is nor who filled it goes on giving way to any later day, as until now.
    op.execute(
        "UPDATE instruction SET assumed = true "
        "WHERE territory IS NULL AND author_post IS NULL AND published_date IS NULL"
    )
