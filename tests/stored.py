"""What a database holds, in plain Python: for comparing two states of it, and for looking at single rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, delete, select

from data.backup import write_backup
from data.database import make_engine, reading
from data.loading import LoadResult, load_workbook
from data.restoring import restore_backup
from data.tables import DECISIONS, DERIVED, FACTS, data_version, in_force, judgement, metadata
from data.workbook import Workbook
from queries.effectiveness import schools_by_group
from queries.scope import Scope
from queries.selection import selection_summary

BACKENDS = ("sqlite", "postgresql")
Dump = dict[str, list[tuple[object, ...]]]


def load(engine: Engine, book: Workbook, file_name: str = "книга.xlsx") -> LoadResult:
    """Load a workbook; its bytes are its file name's."""
    return load_workbook(engine, book, file_name, file_name.encode())


def dump(engine: Engine, tables: Iterable[Table] = tuple(metadata.sorted_tables)) -> Dump:
    """Every row of the tables, sorted."""
    with reading(engine) as connection:
        return {table.name: _sorted(connection, table) for table in tables}


def facts_and_values(engine: Engine) -> Dump:
    """What an undo must restore to the last row: everything but the history of loads."""
    return dump(engine, (*FACTS, *DERIVED))


def _sorted(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    rows = (
        [str(value) if isinstance(value, list) else value for value in row] for row in connection.execute(select(table))
    )
    return sorted((tuple(row) for row in rows), key=repr)


def judged(engine: Engine, *, as_of: int | None = None) -> dict[tuple[str, str, str], dict[str, object]]:
    """(cycle, municipality, school) → its judgement in force."""
    with reading(engine) as connection:
        rows = connection.execute(select(judgement).where(in_force(judgement, as_of))).mappings().all()
    found = {(row["cycle"], row["municipality_id"], row["school_id"]): dict(row) for row in rows}
    assert len(found) == len(rows), "a school is judged twice"
    return found


def shown(engine: Engine, scope: Scope) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What pages show of a scope: the summary line and the groups."""
    with reading(engine) as connection:
        summary = selection_summary(connection, scope).drop(columns="as_of")
        groups = schools_by_group(connection, scope)
    return summary.to_dict("records"), groups.astype(object).where(groups.notna(), None).to_dict("records")


def moved(source: str, target: str) -> str:
    """Everything that one database holds put into another, as a department moves: times and numbers are the same."""
    old, new = make_engine(source), make_engine(target)
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        with reading(old) as connection:
            write_backup(connection, file)
        file.flush()
        restore_backup(new, Path(file.name))
    old.dispose()
    new.dispose()
    return target


def without_decisions(connection: Connection) -> None:
    """Take away what the migration about decisions brought, as in a database of the program before."""
    for table in reversed(DECISIONS):
        table.drop(connection)
    connection.execute(delete(data_version).where(data_version.c.family == "decisions"))
