"""Migrations: they give the tables of ``data.tables``, and keep the rows of a filled database. On both engines."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from data import sheets
from data.database import demo_database_url, initialise, make_engine, migrate, own_database_url, reading, writing
from data.methodology_versions import version_in_force
from data.tables import (
    DECISIONS,
    FACTS,
    data_version,
    firing,
    instruction,
    kept_mapping,
    leader_result,
    metadata,
    methodology_version,
    municipality_value,
    privacy_release,
    staff,
)
from data.tables import load as loads
from tests import factories as make
from tests.stored import dump, load, without_decisions


def fill(engine):
    for value in (5, 9):
        load(engine, make.workbook(schools=[make.school()], scores=make.scores(value, None), groups=[make.group(2)]))


def test_migrations_give_the_tables_of_the_program(bare_engine):
    migrate(bare_engine)
    with bare_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_partial_indexes_and_keys_are_as_described(bare_engine):
    """What autogenerate does not compare: the primary key's columns in order, and which rows an index holds."""
    migrate(bare_engine)
    found = inspect(bare_engine)
    for table in metadata.sorted_tables:
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
        stored = {index["name"]: index for index in found.get_indexes(table.name)}
        assert stored.keys() == {index.name for index in table.indexes}
        for index in table.indexes:
            options = stored[index.name]["dialect_options"]
            where = options.get(f"{bare_engine.dialect.name}_where")
            assert (where is not None) is str(index.name).endswith(("_closed", "_fired"))


def test_a_new_database_is_ready_at_once(bare_engine):
    initialise(bare_engine)
    with reading(bare_engine) as connection:
        assert version_in_force(connection) == 1
        assert set(connection.scalars(select(data_version.c.family))) == {
            "facts",
            "judgements",
            "boundaries",
            "decisions",
        }
    fill(bare_engine)


def test_initialising_a_filled_database_again_changes_nothing(engine):
    fill(engine)
    before = dump(engine)
    initialise(engine)
    assert dump(engine) == before


def test_a_database_without_rules_says_so(bare_engine):
    migrate(bare_engine)
    with reading(bare_engine) as connection, pytest.raises(RuntimeError, match="no methodology"):
        version_in_force(connection)


def test_a_table_made_anew_keeps_the_rows_that_refer_to_it(bare_engine, later_migration):
    """With foreign keys on, a batch migration of «load» empties its children without a word."""
    initialise(bare_engine)
    fill(bare_engine)
    before = dump(bare_engine)
    later_migration(
        'with op.batch_alter_table("load") as batch:\n'
        '        batch.add_column(sa.Column("note", sa.Text()))\n'
        '        batch.alter_column("cycle", type_=sa.String(12), existing_type=sa.String(7))'
    )
    migrate(bare_engine)
    assert dump(bare_engine) == before
    with bare_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM load WHERE note IS NULL")).scalar() == 2
        if bare_engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_database_filled_before_the_further_sheets_keeps_its_rows_and_takes_them(bare_engine):
    initialise(bare_engine)
    fill(bare_engine)
    further = FACTS[FACTS.index(leader_result) :]
    later = (*further, kept_mapping, privacy_release, municipality_value, firing)
    with writing(bare_engine) as connection:
        without_decisions(connection)
        for table in later:
            table.drop(connection)
        connection.execute(text("ALTER TABLE instruction DROP COLUMN assumed"))
        for column in ("from_cycle", "based_on"):
            connection.execute(text(f"ALTER TABLE methodology_version DROP COLUMN {column}"))
        for column in ("post", "undone_post"):
            connection.execute(text(f"ALTER TABLE load DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    changed = (*later, *DECISIONS, instruction, loads, methodology_version, data_version)
    kept = [table for table in metadata.sorted_tables if table not in changed]
    before = dump(bare_engine, kept)
    migrate(bare_engine)
    assert dump(bare_engine, kept) == before
    assert not any(dump(bare_engine, further).values())
    load(bare_engine, make.workbook(others={sheets.STAFF: [make.row(sheets.STAFF)]}))
    with reading(bare_engine) as connection:
        assert connection.scalar(select(staff.c.teachers)) == 28


def test_a_migration_that_breaks_references_is_taken_back(bare_engine, later_migration):
    initialise(bare_engine)
    fill(bare_engine)
    before = dump(bare_engine)
    later_migration('op.execute("DELETE FROM load WHERE load_id = 1")')
    with pytest.raises((RuntimeError, IntegrityError), match=r"breaks \d+ references|foreign key"):
        migrate(bare_engine)
    assert dump(bare_engine) == before
    with bare_engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() != "later"


def test_foreign_keys_are_on(engine):
    fill(engine)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text("DELETE FROM load"))


def test_a_failed_writing_leaves_nothing(engine):
    def fail() -> None:
        with writing(engine) as connection:
            connection.execute(text("DELETE FROM data_version"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with reading(engine) as connection:
        assert len(connection.execute(select(data_version)).all()) == 4


def test_sqlite_makes_its_folder_and_writes_ahead(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite3'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    assert (tmp_path / "new" / "folder" / "x.sqlite3").exists()


def test_urls_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("KOLLEGIA_DATABASE_URL", "sqlite:///a")
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", "sqlite:///b")
    assert (own_database_url(), demo_database_url()) == ("sqlite:///a", "sqlite:///b")
    monkeypatch.delenv("KOLLEGIA_DATABASE_URL")
    monkeypatch.delenv("KOLLEGIA_DEMO_URL")
    assert own_database_url().endswith("kollegia.sqlite3")
    assert demo_database_url().endswith("demo.sqlite3")


def test_days_that_nobody_signed_are_taken_for_assumed_ones(bare_engine):
    initialise(bare_engine)
    load(bare_engine, make.workbook(schools=[make.school()]))
    load(bare_engine, make.workbook(schools=[make.school(municipality_id="02")]))
    with writing(bare_engine) as connection:
        without_decisions(connection)
        connection.execute(text("ALTER TABLE kept_mapping DROP COLUMN author_post"))
        connection.execute(text("UPDATE instruction SET territory = NULL, author_post = NULL WHERE from_load = 2"))
        firing.drop(connection)
        connection.execute(text("ALTER TABLE instruction DROP COLUMN assumed"))
        for column in ("from_cycle", "based_on"):
            connection.execute(text(f"ALTER TABLE methodology_version DROP COLUMN {column}"))
        for column in ("post", "undone_post"):
            connection.execute(text(f"ALTER TABLE load DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    migrate(bare_engine)
    with reading(bare_engine) as connection:
        said = connection.execute(select(instruction.c.municipality_id, instruction.c.assumed)).all()
    assert sorted(map(tuple, said)) == [("01", None), ("02", True)]
