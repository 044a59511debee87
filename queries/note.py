"""What a file says about the selection it holds: built from the same queries as the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from data.version import PROGRAM_VERSION
from queries.frames import rows_of
from queries.loads import loads, methodology_versions
from queries.scope import Scope
from queries.selection import schools_without_data, selection_summary
from queries.wording import scope_in_words

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

    ``selection``: the scope in words, (label, value) lines. ``schools_selected``, ``schools_all`` and
    ``schools_with_data`` count schools of the cycle. ``missing``: (municipality, school) of schools without data, or
    their count when there are more than ``MISSING_LIMIT``. ``methodology_version`` None: no version is stored yet.
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

    @property
    def missing_count(self) -> int:
        """How many schools of the selection are without data."""
        return self.missing if isinstance(self.missing, int) else len(self.missing)


def export_note(
    connection: Connection, scope: Scope, *, title: str, page: str, demonstration: bool, made_at: datetime
) -> ExportNote:
    """The note for a table or paper of this scope."""
    summary = selection_summary(connection, scope).iloc[0]
    missing = schools_without_data(connection, scope)
    history = loads(connection, scope)
    used = history[history["undone_at"].isna()]
    if scope.as_of is not None:
        used = used[used["load_id"] <= scope.as_of]
    versions = methodology_versions(connection, scope).set_index("version")
    names = tuple(zip(missing["municipality_name"], missing["short_name"], strict=True))
    return ExportNote(
        title=title,
        page=page,
        selection=tuple(scope_in_words(connection, scope)),
        cut_date=summary["cut_to"],
        cycle=summary["cycle"],
        loads=tuple(LoadedFile(int(row.load_id), str(row.file_name), str(row.sha256)) for row in rows_of(used)),
        methodology_version=int(summary["methodology"]),
        methodology_hash=str(versions.loc[summary["methodology"], "hash"]),
        schools_selected=int(summary["selected"]),
        schools_all=int(summary["total"]),
        schools_with_data=int(summary["with_data"]),
        missing=len(names) if len(names) > MISSING_LIMIT else names,
        demonstration=demonstration,
        made_at=made_at,
        program_version=PROGRAM_VERSION,
    )
