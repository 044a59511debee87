"""The rules of a scope and the other ones beside them: a draft over them, another version, or the newer package."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from data.methodology_acts import newer_package, package_with_changes
from data.methodology_versions import read_methodology_version
from methodology.catalogue import Methodology
from methodology.edits import checked, read_draft
from queries.scope import Scope
from queries.selection import methodology_of, municipality_names, resolved
from queries.shared import once

PACKAGE = 0
"""As another version: the rules that ship with the program now, with the department's changes."""


def rules_of_both(
    connection: Connection, scope: Scope, other: int | None, draft: str
) -> tuple[Methodology, Methodology]:
    """The rules of the scope and the other ones. Raises DraftError."""
    version = resolved(connection, scope).methodology
    return once(connection, "two rules", (version, other, draft), partial(_two, connection, scope, other, draft))


def whole(scope: Scope) -> Scope:
    """The cycle and the version of a resolved scope, without filters: rules are the same for all."""
    return Scope(cycle=scope.cycle, methodology=scope.methodology)


def places_named(connection: Connection, scope: Scope) -> dict[str, str]:
    """Municipality → its name, of all municipalities of the cycle."""
    named = municipality_names(whole(scope))
    return {row.municipality_id: row.municipality_name for row in connection.execute(named)}


def _two(connection: Connection, scope: Scope, other: int | None, draft: str) -> tuple[Methodology, Methodology]:
    old = methodology_of(connection, scope)
    if other == PACKAGE:
        return old, old if newer_package(connection) is None else package_with_changes(connection)
    if other is not None:
        return old, read_methodology_version(connection, other)
    changes = read_draft(draft)
    return old, checked(old, changes) if changes else old
