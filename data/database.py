"""Engines, transactions and migrations: how the program gets at a database, SQLite or PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, create_engine, event, func, select, update
from sqlalchemy import Engine as Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data.backup import automatic_backup, revision_of
from data.deriving import derive_new_indicators
from data.judging import judge_in_use
from data.methodology_versions import register_packaged_methodology
from data.tables import data_version, load

ROOT = Path(__file__).parent.parent
DEFAULT_URL = f"sqlite:///{ROOT / 'var' / 'kollegia.sqlite3'}"
DEFAULT_DEMO_URL = f"sqlite:///{ROOT / 'var' / 'demo.sqlite3'}"

WRITE_LOCK = 7_246_501
"""Key of the PostgreSQL advisory lock that makes writers take turns, as BEGIN IMMEDIATE does on SQLite."""


def own_database_url() -> str:
    """Where the department's own data live: KOLLEGIA_DATABASE_URL, else a SQLite file in var/."""
    return os.environ.get("KOLLEGIA_DATABASE_URL", DEFAULT_URL)


def demo_database_url() -> str:
    """Where the demonstration lives: KOLLEGIA_DEMO_URL, else a SQLite file in var/."""
    return os.environ.get("KOLLEGIA_DEMO_URL", DEFAULT_DEMO_URL)


class SameDatabaseError(Exception):
    """The demonstration and the department's own data would lie in one database; the message says what to do."""


def separate_demo_url(own_url: str | None = None) -> str:
    """Where the demonstration lives; raises SameDatabaseError if that is the department's own database.

    ``own_url``: the department's database where it isn't ``own_database_url``.
    """
    url = demo_database_url()
    if is_same_database(url, own_url or own_database_url()):
        raise SameDatabaseError(
            "База демонстрации и база ведомства — одна и та же. Задайте разные KOLLEGIA_DEMO_URL и "
            "KOLLEGIA_DATABASE_URL."
        )
    return url


def is_same_database(one: str, other: str) -> bool:
    """Whether two URLs name one database; of SQLite, one file by whatever path."""
    try:
        urls = make_url(one), make_url(other)
    except ArgumentError:
        return one == other
    if all(url.get_backend_name() == "sqlite" and url.database for url in urls):
        paths = [Path(url.database or "").resolve() for url in urls]
        return paths[0] == paths[1]
    return urls[0] == urls[1]


def make_engine(url: str) -> Engine:
    """An engine for the URL; for SQLite the folder is made, WAL and foreign keys are on."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=20000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the data until it is closed."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, one writer at a time; all or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))
        yield connection


def refresh_statistics(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL's planner know what the tables hold now; its own housekeeping comes too late.

    Tried: deriving after the first load of a region (89,000 rows) took 175 s by the statistics of empty tables, 4 s by
    true ones. SQLite plans by the keys alone and needs none.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in tables)}")


def initialise(engine: Engine, *, backup: bool = True) -> None:
    """Bring the schema up to date, register the packaged methodology, count and judge what has not been yet.

    ``backup``: a database with loads is backed up before a migration changes it; raises BackupFailedError with nothing
    changed if it can't be.
    """
    migrate(engine, backup=backup)
    with writing(engine) as connection:
        complete(connection)


def complete(connection: Connection) -> None:
    """Register the packaged methodology, count and judge what has not been yet."""
    register_packaged_methodology(connection)
    counted = derive_new_indicators(connection)
    judged = judge_in_use(connection)
    if counted or judged:
        count_change(connection)


def count_change(connection: Connection, *families: str) -> None:
    """Let every running application drop what it keeps of these families of data, of all if none is named."""
    counted = update(data_version).values(version=data_version.c.version + 1)
    connection.execute(counted.where(data_version.c.family.in_(families)) if families else counted)


def revisions() -> list[str]:
    """The migrations that this program knows, the first one first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def migrate(engine: Engine, revision: str = "head", *, backup: bool = False) -> None:
    """Run the migrations up to a revision; ``backup``: after a backup, if they change a database with loads.

    On SQLite foreign keys are off meanwhile, since a batch migration recreates tables; they are checked before the
    transaction ends. Raises RuntimeError if a reference is broken, BackupFailedError if there is no backup.
    """
    config = _config()
    with engine.connect().execution_options(writes=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))
                current = revision_of(connection)
                if backup and current in revisions()[:-1] and _has_loads(connection):
                    automatic_backup(connection, f"before-update-of-{current}")
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
                if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"migration to {revision} breaks {len(broken)} references: {broken[:3]}")
        finally:
            if is_sqlite:
                _set_foreign_keys(connection, on=True)


def _has_loads(connection: Connection) -> bool:
    # By its key alone: the columns may be those of an older schema.
    return connection.execute(select(load.c.load_id).limit(1)).first() is not None


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Straight at the driver: the pragma does nothing inside a transaction, and SQLAlchemy would begin one."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
