"""Lists and counts of recommendations without reading why each fires."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index(
        "ix_firing_listed",
        "firing",
        [
            "methodology",
            "cycle",
            "municipality_id",
            "school_id",
            "person",
            "code",
            "priority",
            "distance",
            "borderline",
            "about_people",
            "from_load",
            "to_load",
        ],
    )
