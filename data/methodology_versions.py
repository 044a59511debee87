"""Numbered, immutable sets of rules, stored beside the data that they judged; which one is in force for which cycle.

Versions that ship with the program are based on nothing. A department's own is based on the version that it changed;
from then on a newer package is put in force only by an act of the department (``data.methodology_acts``).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from data.tables import methodology_version
from methodology.catalogue import Methodology, packaged
from methodology.edits import KEYS

V = methodology_version.c
SHIPPED = "поставка программы"


def register_packaged_methodology(connection: Connection) -> None:
    """Make the rules that ship with the program the version in force, unless the department has rules of its own.

    Nothing is written if the latest version already has the same content.
    """
    rules = packaged()
    latest = connection.execute(select(V.hash, V.based_on).order_by(V.version.desc()).limit(1)).first()
    if latest is None or (latest.based_on is None and latest.hash != rules.hash):
        reason = "исходный набор правил" if latest is None else "обновление программы"
        write_version(connection, rules, SHIPPED, reason)


def write_version(
    connection: Connection,
    rules: Methodology,
    post: str,
    reason: str,
    *,
    from_cycle: str | None = None,
    based_on: int | None = None,
    at: datetime | None = None,
) -> int:
    """A new version; returns its number."""
    version = 1 + (latest_version(connection) or 0)
    connection.execute(
        insert(methodology_version).values(
            version=version,
            hash=rules.hash,
            created_at=at or datetime.now(),
            author_post=post,
            reason=reason,
            content=rules.to_json(),
            from_cycle=from_cycle,
            based_on=based_on,
        )
    )
    return version


def latest_version(connection: Connection) -> int | None:
    """The number of the version written last, whatever cycle it is for."""
    return connection.scalar(select(V.version).order_by(V.version.desc()).limit(1))


def version_in_force(connection: Connection, cycle: str | None = None) -> int:
    """Number of the version in force for a cycle; for None, of the latest one."""
    statement = select(V.version).order_by(V.version.desc()).limit(1)
    if cycle is not None:
        statement = statement.where(or_(V.from_cycle.is_(None), V.from_cycle <= cycle))
    version: int | None = connection.scalar(statement)
    if version is None:
        raise RuntimeError("the database has no methodology: run data.database.initialise first")
    return version


def shipped_base(connection: Connection) -> int:
    """The shipped version that the latest version goes back to."""
    origins: dict[int, Any] = dict(connection.execute(select(V.version, V.based_on)).all())
    version = max(origins)
    while (before := origins[version]) is not None:
        version = before
    return version


def read_methodology_version(connection: Connection, version: int) -> Methodology:
    """The rules of a version, with what a younger program needs to know and they don't say (``completed``)."""
    content = connection.scalar(select(V.content).where(V.version == version))
    if content is None:
        raise KeyError(version)
    return _read(content)


@lru_cache(maxsize=8)
def _read(content: str) -> Methodology:
    # Kept: a page's queries ask for the rules some thirty times.
    return completed(Methodology.from_json(content))


def completed(rules: Methodology) -> Methodology:
    """The rules with the indicators and thresholds of the package that they have no entry for.

    A set that was stored by an older program lacks what pages of a younger one show. Nothing that it says changes.
    """
    shipped, more = packaged(), {}
    for kind in ("indicators", "thresholds"):
        known = {getattr(entry, KEYS[kind]) for entry in getattr(rules, kind)}
        new = tuple(entry for entry in getattr(shipped, kind) if getattr(entry, KEYS[kind]) not in known)
        if new:
            more[kind] = (*getattr(rules, kind), *new)
    return rules.model_copy(update=more) if more else rules
