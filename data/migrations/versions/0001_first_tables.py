"""First tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "data_version",
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("family", name=op.f("pk_data_version")),
    )
    op.create_table(
        "load",
        sa.Column("load_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=True),
        sa.Column("cut_date", sa.Date(), nullable=True),
        sa.Column("author_post", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_load")),
    )
    op.create_table(
        "methodology_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("author_post", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_methodology_version")),
    )
    op.create_table(
        "assigned_group",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_assigned_group_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_assigned_group_to_load")),
        sa.PrimaryKeyConstraint("cycle", "municipality_id", "school_id", "from_load", name=op.f("pk_assigned_group")),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("assigned_group")

    op.create_table(
        "criterion",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("min_score", sa.Float(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("low_max_pct", sa.Float(), nullable=False),
        sa.Column("high_min_pct", sa.Float(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_criterion_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_criterion_to_load")),
        sa.PrimaryKeyConstraint("cycle", "municipality_id", "criterion", "from_load", name=op.f("pk_criterion")),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("criterion")

    op.create_table(
        "indicator_value",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_indicator_value_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_indicator_value_to_load")),
        sa.PrimaryKeyConstraint(
            "cycle", "indicator", "part", "municipality_id", "school_id", "from_load", name=op.f("pk_indicator_value")
        ),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("indicator_value")

    op.create_table(
        "instruction",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("cut_date", sa.Date(), nullable=False),
        sa.Column("published_date", sa.Date(), nullable=True),
        sa.Column("territory", sa.Text(), nullable=True),
        sa.Column("author_post", sa.Text(), nullable=True),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_instruction_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_instruction_to_load")),
        sa.PrimaryKeyConstraint("cycle", "municipality_id", "from_load", name=op.f("pk_instruction")),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("instruction")

    op.create_table(
        "judgement",
        sa.Column("methodology", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("total_numerator", sa.Float(), nullable=True),
        sa.Column("total_denominator", sa.Float(), nullable=True),
        sa.Column("total_low_pct", sa.Float(), nullable=True),
        sa.Column("total_high_pct", sa.Float(), nullable=True),
        sa.Column("completeness_numerator", sa.Float(), nullable=True),
        sa.Column("completeness_denominator", sa.Float(), nullable=True),
        sa.Column("criteria_with_data", sa.Integer(), nullable=False),
        sa.Column("low_criteria", sa.Integer(), nullable=False),
        sa.Column("assigned_group", sa.Integer(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("computed_group", sa.Integer(), nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=True),
        sa.Column("borderline", sa.Boolean(), nullable=True),
        sa.Column("criteria_version", sa.String(length=12), nullable=True),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_judgement_from_load")),
        sa.ForeignKeyConstraint(
            ["methodology"], ["methodology_version.version"], name=op.f("fk_judgement_methodology")
        ),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_judgement_to_load")),
        sa.PrimaryKeyConstraint(
            "methodology", "cycle", "municipality_id", "school_id", "from_load", name=op.f("pk_judgement")
        ),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("judgement")

    op.create_table(
        "load_file",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_load_file_load_id")),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_load_file")),
    )
    op.create_table(
        "load_finding",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_load_finding_load_id")),
        sa.PrimaryKeyConstraint("load_id", "position", name=op.f("pk_load_finding")),
    )
    op.create_table(
        "load_partition",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_load_partition_load_id")),
        sa.PrimaryKeyConstraint("load_id", "sheet", "cycle", "municipality_id", name=op.f("pk_load_partition")),
    )
    with op.batch_alter_table("load_partition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_load_partition_cycle_municipality_id"), ["cycle", "municipality_id"], unique=False
        )

    op.create_table(
        "municipality",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("method_service", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_municipality_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_municipality_to_load")),
        sa.PrimaryKeyConstraint("cycle", "municipality_id", "from_load", name=op.f("pk_municipality")),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("municipality")

    op.create_table(
        "school",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("locality_population", sa.Integer(), nullable=True),
        sa.Column("small", sa.Boolean(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("class_sets", sa.Integer(), nullable=True),
        sa.Column("has_grade_9", sa.Boolean(), nullable=False),
        sa.Column("has_grades_10_11", sa.Boolean(), nullable=False),
        sa.Column("low_results", sa.Boolean(), nullable=True),
        sa.Column("biased_vpr", sa.Boolean(), nullable=True),
        sa.Column("low_results_year", sa.Integer(), nullable=True),
        sa.Column("biased_vpr_year", sa.Integer(), nullable=True),
        sa.Column("in_cycle", sa.Boolean(), nullable=False),
        sa.Column("excluded_reason", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_school_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_school_to_load")),
        sa.PrimaryKeyConstraint("cycle", "municipality_id", "school_id", "from_load", name=op.f("pk_school")),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("school")

    op.create_table(
        "score",
        sa.Column("cycle", sa.String(length=7), nullable=False),
        sa.Column("municipality_id", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.String(length=40), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("absence_reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=False),
        sa.Column("from_load", sa.Integer(), nullable=False),
        sa.Column("to_load", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_load"], ["load.load_id"], name=op.f("fk_score_from_load")),
        sa.ForeignKeyConstraint(["to_load"], ["load.load_id"], name=op.f("fk_score_to_load")),
        sa.PrimaryKeyConstraint(
            "cycle", "municipality_id", "school_id", "criterion", "from_load", name=op.f("pk_score")
        ),
        sqlite_with_rowid=False,
    )
    _index_of_closed_rows("score")
    op.create_index(
        op.f("ix_municipality_municipality_id_cycle"), "municipality", ["municipality_id", "cycle"], unique=False
    )
    op.create_index(
        op.f("ix_school_municipality_id_school_id_cycle"),
        "school",
        ["municipality_id", "school_id", "cycle"],
        unique=False,
    )
    op.bulk_insert(
        sa.table("data_version", sa.column("family", sa.String), sa.column("version", sa.Integer)),
        [{"family": "facts", "version": 1}, {"family": "judgements", "version": 1}],
    )


def _index_of_closed_rows(table: str) -> None:
    closed = sa.text("to_load IS NOT NULL")
    op.create_index(f"ix_{table}_closed", table, ["to_load"], sqlite_where=closed, postgresql_where=closed)
