"""What a file says about the selection it holds: built from the same queries as the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, exists, select

from data.tables import load, load_partition
from data.version import PROGRAM_VERSION
from queries.loads import methodology_versions
from queries.scope import Scope
from queries.selection import resolved, schools_without_data, selection_summary
from queries.wording import SHOWING_WORDS, scope_in_words

MISSING_LIMIT = 500
"""Schools without data that are named one by one; beyond it the list would be longer than most tables."""


@dataclass(frozen=True)
class LoadedFile:
    """One load that the numbers come from: its number, the name of the workbook and SHA-256 of its bytes."""

    load: int
    file_name: str
    sha256: str


@dataclass(frozen=True)
class ExportNote:
    """What stands on the sheet «О выгрузке».

    ``selection``: the scope in words, (label, value) lines. ``cut_from`` to ``cut_date``: the cut dates
    of its municipalities. ``schools_selected``, ``schools_all`` and
    ``schools_with_data`` count schools of the cycle. ``missing``: (municipality, school) of schools without data, or
    their count when there are more than ``MISSING_LIMIT``. ``methodology_version`` None: no version is stored yet.
    ``showing``: the mode in words. ``compared_with``: the cycle whose figures stand beside.
    """

    title: str
    page: str
    selection: tuple[tuple[str, str], ...]
    cut_date: date | None
    cycle: str | None
    loads: tuple[LoadedFile, ...]
    methodology_version: int | None
    methodology_hash: str | None
    schools_selected: int
    schools_all: int
    schools_with_data: int
    missing: tuple[tuple[str, str], ...] | int
    demonstration: bool
    made_at: datetime
    program_version: str
    cut_from: date | None = None
    showing: str = SHOWING_WORDS["internal"]
    compared_with: str | None = None

    @property
    def missing_count(self) -> int:
        """How many schools of the selection are without data."""
        return self.missing if isinstance(self.missing, int) else len(self.missing)


def export_note(
    connection: Connection,
    scope: Scope,
    *,
    title: str,
    page: str,
    demonstration: bool,
    made_at: datetime,
    compared_with: str | None = None,
    narrowed: Sequence[tuple[str, str]] = (),
) -> ExportNote:
    """The note for a table or paper of this scope.

    ``compared_with``: the cycle whose figures stand beside; ``narrowed``: what else than the scope narrows the table.
    """
    scope = resolved(connection, scope)
    summary = selection_summary(connection, scope).iloc[0]
    missing = schools_without_data(connection, scope)
    versions = methodology_versions(connection, scope).set_index("version")
    names = tuple(zip(missing["municipality_name"], missing["short_name"], strict=True))
    return ExportNote(
        title=title,
        page=page,
        selection=(*scope_in_words(connection, scope), *narrowed),
        cut_date=summary["cut_to"],
        cycle=summary["cycle"],
        loads=tuple(_loads_behind(connection, scope, compared_with)),
        methodology_version=int(summary["methodology"]),
        methodology_hash=str(versions.loc[summary["methodology"], "hash"]),
        schools_selected=int(summary["selected"]),
        schools_all=int(summary["total"]),
        schools_with_data=int(summary["with_data"]),
        missing=len(names) if len(names) > MISSING_LIMIT else names,
        demonstration=demonstration,
        made_at=made_at,
        program_version=PROGRAM_VERSION,
        cut_from=summary["cut_from"],
        showing=SHOWING_WORDS[scope.showing],
        compared_with=compared_with,
    )


def _loads_behind(connection: Connection, scope: Scope, compared_with: str | None) -> Iterator[LoadedFile]:
    """Loads in force that brought anything for the cycles and municipalities of the table, the latest first."""
    part = load_partition.c
    brought = exists().where(part.load_id == load.c.load_id, part.cycle.in_([scope.cycle, compared_with]))
    if scope.municipalities:
        brought = brought.where(part.municipality_id.in_(scope.municipalities))
    statement = (
        select(load.c.load_id, load.c.file_name, load.c.sha256)
        .where(load.c.undone_at.is_(None), brought)
        .order_by(load.c.load_id.desc())
    )
    if scope.as_of is not None:
        statement = statement.where(load.c.load_id <= scope.as_of)
    for load_id, file_name, sha256 in connection.execute(statement):
        yield LoadedFile(load_id, file_name, sha256)
