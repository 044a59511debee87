"""Backups: the whole database as a zip of rows that any engine can take in again (``data.restoring``).

One member a table: JSON lines, first the names of the columns, then a row a line, sorted by the primary key. Last comes
the manifest. ``data_version`` is left out: it counts the changes of one running database.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, String, Table, func, select
from sqlalchemy.engine import URL
from sqlalchemy.types import TypeEngine

from data.command_line import reason_of
from data.version import PROGRAM_VERSION

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"alembic_version", "data_version"})
KEPT_BACKUPS = 10
"""Automatic backups kept of one database; older ones are removed."""
ROWS_AT_ONCE = 5_000
VAR = Path(__file__).parent.parent / "var"

Progress = Callable[[float, str], None]

log = logging.getLogger("kollegia")


class BackupFailedError(Exception):
    """An automatic backup can't be written, and so what it was to precede isn't done; the message says what to do."""


@dataclass(frozen=True)
class Member:
    """One table of the archive; size_bytes and sha256 are those of the unpacked lines."""

    rows: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. ``revision``: the last migration of the database that it was made of."""

    format: int
    revision: str
    made_at: str
    program: str
    members: dict[str, Member]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(member.rows for member in self.members.values())


def member_name(table: str) -> str:
    """Name of a table's member in the archive."""
    return f"{table}.jsonl"


def revision_of(connection: Connection) -> str | None:
    """The last migration of the database; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def stored_tables(connection: Connection) -> list[Table]:
    """The tables of a backup as the database has them, whatever its revision, referred ones first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in LEFT_OUT]


def rows_of(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Every row, sorted by the primary key byte by byte, so in the same order on both engines; never all at once."""
    keys = [
        key.collate("C") if isinstance(key.type, String) and connection.dialect.name == "postgresql" else key
        for key in table.primary_key
    ]
    big = any(isinstance(column.type, LargeBinary) for column in table.c)
    statement = select(table).order_by(*keys).execution_options(yield_per=1 if big else ROWS_AT_ONCE)
    for row in connection.execute(statement):
        yield tuple(row)


def write_backup(connection: Connection, stream: IO[bytes], progress: Progress | None = None) -> Manifest:
    """Write the archive of what the connection's transaction sees; rows are streamed. Raises OSError."""
    say = progress or (lambda share, words: None)
    revision = revision_of(connection)
    if revision is None:
        raise RuntimeError("a database without tables has no backup")
    tables = stored_tables(connection)
    total = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    members = {}
    made_at = datetime.now()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in tables:
            with archive.open(member_name(table.name), "w", force_zip64=True) as member:
                lines = _Lines(member)
                lines.add([column.name for column in table.c])
                encoders = [(at, _encoder(column.type)) for at, column in enumerate(table.c)]
                special = [(at, encode) for at, encode in encoders if encode is not None]
                for row in rows_of(connection, table):
                    values: list[Any] | tuple[Any, ...] = row
                    if special:
                        values = list(row)
                        for at, encode in special:
                            if values[at] is not None:
                                values[at] = encode(values[at])
                    lines.add(values)
                    done += 1
                    if done % ROWS_AT_ONCE == 0:
                        say(done / max(total, 1), "Записываем копию")
                members[table.name] = lines.member()
        manifest = Manifest(FORMAT, revision, made_at.isoformat(timespec="seconds"), PROGRAM_VERSION, members)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    say(1.0, "Копия готова")
    return manifest


class _Lines:
    """JSON lines on their way into the archive, counted and hashed."""

    def __init__(self, member: IO[bytes]) -> None:
        self.write, self.rows, self.size, self.hash = member.write, -1, 0, hashlib.sha256()
        self.encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

    def add(self, values: list[Any] | tuple[Any, ...]) -> None:
        line = self.encode(values).encode() + b"\n"
        self.write(line)
        self.hash.update(line)
        self.rows += 1
        self.size += len(line)

    def member(self) -> Member:
        return Member(self.rows, self.size, self.hash.hexdigest())


def _encoder(kind: TypeEngine[Any]) -> Callable[[Any], str] | None:
    """How JSON writes a value of this type that it has no word for."""
    if isinstance(kind, DateTime):
        return datetime.isoformat
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, LargeBinary):
        return lambda value: b64encode(value).decode("ascii")
    return None


def save_backup(
    connection: Connection, path: Path, *, overwrite: bool = False, progress: Progress | None = None
) -> Manifest:
    """Write the archive to a file; a file that is there stays unless it is to be overwritten. Raises OSError."""
    with whole_file(path, overwrite=overwrite) as stream:
        return write_backup(connection, stream, progress)


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete: whatever happens, no half file has it. Raises OSError."""

    def refuse_another() -> None:
        if not overwrite and path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))

    refuse_another()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        refuse_another()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def backup_folder(url: URL) -> Path:
    """Where automatic backups lie: KOLLEGIA_BACKUPS, else «backups» beside the SQLite file, else in var/."""
    if configured := os.environ.get("KOLLEGIA_BACKUPS"):
        return Path(configured)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database).parent / "backups"
    return VAR / "backups"


def automatic_backup(connection: Connection, why: str, spared: Path | None = None) -> Path:
    """Back the database up before something that changes it as a whole; only the last few such backups are kept.

    ``why`` is part of the file's name; ``spared`` is never removed. Raises BackupFailedError.
    """
    url = connection.engine.url
    folder = backup_folder(url)
    stem = re.sub(r"[^\w.-]", "_", Path(url.database or "kollegia").stem)
    path = folder / f"{stem}-{datetime.now():%Y%m%d-%H%M%S-%f}-{why}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_backup(connection, path)
        ours = re.compile(re.escape(stem) + r"-\d{8}-\d{6}-\d{6}-[\w-]+\.zip")
        made = sorted(each for each in folder.iterdir() if ours.fullmatch(each.name))
        for old in made[:-KEPT_BACKUPS]:
            if spared is None or old.resolve() != spared.resolve():
                old.unlink(missing_ok=True)
    except OSError as error:
        raise BackupFailedError(
            f"Резервную копию не удалось записать в папку «{folder}»: {reason_of(error)}. База не изменена. Освободите "
            "место или задайте другую папку переменной KOLLEGIA_BACKUPS и повторите."
        ) from error
    log.warning("Резервная копия базы записана: %s", path)
    return path
