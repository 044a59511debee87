"""Restore a backup: checked first as a whole, then one transaction, all or nothing.

An archive of an older schema is taken into a scratch SQLite database of that schema, migrated there, and copied from
there: so the transaction on the database itself is always the same, and the migrations are those that ran anyway.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, LargeBinary, Table, delete, func, select
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.types import TypeEngine

from data.backup import (
    FORMAT,
    LEFT_OUT,
    MANIFEST,
    Manifest,
    Member,
    Progress,
    automatic_backup,
    member_name,
    rows_of,
    stored_tables,
)
from data.bulk import insert_rows
from data.database import complete, count_change, make_engine, migrate, reading, refresh_statistics, revisions, writing
from data.tables import derived_indicator, metadata, methodology_version

FILLED_ANYWAY = (methodology_version, derived_indicator)
"""Tables that a new database fills by itself: rows there don't make it one that holds something."""
MOST_MANIFEST_BYTES = 1_000_000
CHUNK_BYTES = 1 << 20

Rows = Callable[[Table], Iterator[tuple[Any, ...]]]


class RestoreRefusedError(Exception):
    """The backup can't be restored and nothing has changed; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """``previous``: the backup of what was replaced; None if there was nothing."""

    manifest: Manifest
    previous: Path | None


def restore_backup(engine: Engine, path: Path, *, replace: bool = False, progress: Progress | None = None) -> Restored:
    """Put the backup in the place of all that the database holds; its schema must be up to date.

    Raises RestoreRefusedError with nothing changed if the file is no whole backup of ours, is of a newer program, or
    the database holds something and ``replace`` is not said; with it, a backup of that is made first. Raises OSError
    if the file can't be read.
    """
    say = progress or (lambda share, words: None)
    with _archive(path) as archive:
        manifest = _manifest(archive)
        _verify(archive, manifest, say)
        with _rows_of_today(archive, manifest) as rows, writing(engine) as connection:
            previous = None
            if holds_something(connection):
                if not replace:
                    raise RestoreRefusedError(
                        "В базе уже есть данные. Чтобы заменить их копией, повторите с --replace: прежние данные "
                        "программа сначала сохранит отдельной копией."
                    )
                previous = automatic_backup(connection, "before-restore", spared=path)
            _replace_all(connection, rows, manifest.rows, say)
            complete(connection)
            count_change(connection)
    say(1.0, "Готово")
    return Restored(manifest, previous)


def holds_something(connection: Connection) -> bool:
    """Whether the database holds more than a new one."""
    return any(
        connection.execute(select(*table.primary_key).limit(1)).first() is not None
        for table in metadata.sorted_tables
        if table.name not in LEFT_OUT and table not in FILLED_ANYWAY
    )


def _damaged(what: str) -> RestoreRefusedError:
    return RestoreRefusedError(
        f"Резервная копия повреждена или это не копия «Коллегии»: {what}. База не изменена. Возьмите другую копию."
    )


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The file opened as an archive; whatever is wrong with its bytes is a refusal."""
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise _damaged("архив не читается") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise _damaged("в нём нет описи")
    try:
        said = json.loads(archive.read(MANIFEST))
        if not isinstance(said, dict) or "revision" not in said:
            raise _damaged("опись не читается")
        known = revisions()
        if said.get("format") != FORMAT or said["revision"] not in known:
            raise RestoreRefusedError(
                f"Копия сделана более новой версией программы (версия {said.get('program')}, схема "
                f"{said['revision']}; эта программа знает схемы до {known[-1]}). База не изменена. Обновите программу "
                "и повторите."
            )
        members = {table: Member(**member) for table, member in said.pop("members").items()}
        manifest = Manifest(**said, members=members)
        datetime.fromisoformat(manifest.made_at)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged("опись не читается") from error
    if sorted(names) != sorted([MANIFEST, *map(member_name, manifest.members)]):
        raise _damaged("состав не тот, что в описи")
    return manifest


def _verify(archive: zipfile.ZipFile, manifest: Manifest, say: Progress) -> None:
    """Compare every member with the manifest, before anything is written."""
    total = sum(member.size_bytes for member in manifest.members.values()) or 1
    done = 0
    for table, member in manifest.members.items():
        digest, lines, size = hashlib.sha256(), 0, 0
        with archive.open(member_name(table)) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                size += len(chunk)
                say(0.2 * (done + size) / total, "Проверяем копию")
        if (lines - 1, size, digest.hexdigest()) != (member.rows, member.size_bytes, member.sha256):
            raise _damaged(f"таблица «{table}» не сходится с описью")
        done += size


@contextmanager
def _rows_of_today(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Rows]:
    """The rows of the archive in the schema of this program."""
    known = revisions()
    if manifest.revision == known[-1]:
        if strange := manifest.members.keys() - metadata.tables.keys():
            raise _damaged(f"таблицы «{min(strange)}» в этой схеме нет")
        yield lambda table: _archived_rows(archive, table) if table.name in manifest.members else iter(())
        return
    with TemporaryDirectory() as folder:
        scratch = make_engine(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        try:
            migrate(scratch, manifest.revision)
            with writing(scratch) as connection:
                tables = stored_tables(connection)
                for table in reversed(tables):
                    connection.execute(delete(table))
                for table in tables:
                    if table.name in manifest.members:
                        _insert(connection, table, _archived_rows(archive, table))
            migrate(scratch)
            with reading(scratch) as connection:
                yield lambda table: rows_of(connection, table)
        finally:
            scratch.dispose()


def _archived_rows(archive: zipfile.ZipFile, table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a member, their values in the order of the table's columns."""
    with archive.open(member_name(table.name)) as stream:
        names = _names(stream.readline())
        if names is None or sorted(names) != sorted(column.name for column in table.c):
            raise _damaged(f"столбцы таблицы «{table.name}» не те")
        order = [names.index(column.name) for column in table.c]
        decoders = [(at, _decoder(column.type)) for at, column in enumerate(table.c)]
        special = [(at, decode) for at, decode in decoders if decode is not None]
        for number, line in enumerate(stream, start=2):
            try:
                read = json.loads(line)
                values = [read[at] for at in order]
                for at, decode in special:
                    if values[at] is not None:
                        values[at] = decode(values[at])
            except (ValueError, IndexError, TypeError, KeyError) as error:
                raise _damaged(f"строка {number} таблицы «{table.name}» не читается") from error
            yield tuple(values)


def _names(line: bytes) -> list[str] | None:
    """The names in the first line of a member; None if it is no list of them."""
    try:
        names = json.loads(line)
    except ValueError:
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _decoder(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return b64decode
    return None


def _replace_all(connection: Connection, rows: Rows, total: int, say: Progress) -> None:
    tables = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    say(0.25, "Освобождаем место")
    for table in reversed(tables):
        connection.execute(delete(table))
    done = 0
    for table in tables:
        say(0.3 + 0.65 * done / max(total, 1), "Записываем строки")
        done += _insert(connection, table, rows(table))
    refresh_statistics(connection, tables)


def _insert(connection: Connection, table: Table, rows: Iterator[tuple[Any, ...]]) -> int:
    """Insert rows of Python values as the driver takes them; says how many."""
    dialect = connection.dialect
    processors = [
        (at, process)
        for at, column in enumerate(table.c)
        if (process := column.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]

    def bound() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            values = list(row)
            for at, process in processors:
                if values[at] is not None:
                    values[at] = process(values[at])
            yield tuple(values)

    try:
        count = insert_rows(connection, table, [column.name for column in table.c], bound())
    except (IntegrityError, DataError, ProgrammingError, InterfaceError, TypeError, ValueError) as error:
        raise _damaged(f"строки таблицы «{table.name}» не подходят базе") from error
    counter = table.autoincrement_column
    if counter is not None and dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, counter.name)
        connection.execute(select(func.setval(sequence, func.coalesce(func.max(counter), 1))))
    return count
