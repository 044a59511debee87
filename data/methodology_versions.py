"""Numbered, immutable sets of rules, stored beside the data that they judged."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, func, insert, select

from data.tables import methodology_version
from methodology.catalogue import Methodology, packaged


def register_packaged_methodology(connection: Connection) -> int:
    """Make the rules that ship with the program the version in force; returns its number.

    Nothing is written if the latest version already has the same content.
    """
    rules = packaged()
    latest = connection.execute(
        select(methodology_version.c.version, methodology_version.c.hash)
        .order_by(methodology_version.c.version.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.hash == rules.hash:
        return int(latest.version)
    version = 1 if latest is None else latest.version + 1
    connection.execute(
        insert(methodology_version).values(
            version=version,
            hash=rules.hash,
            created_at=datetime.now(),
            author_post="поставка программы",
            reason="исходный набор правил" if latest is None else "обновление программы",
            content=rules.to_json(),
        )
    )
    return version


def version_in_force(connection: Connection) -> int:
    """Number of the version in force."""
    version: int | None = connection.scalar(select(func.max(methodology_version.c.version)))
    if version is None:
        raise RuntimeError("the database has no methodology: run data.database.initialise first")
    return version


def read_methodology_version(connection: Connection, version: int) -> Methodology:
    """The rules of a version."""
    content = connection.scalar(select(methodology_version.c.content).where(methodology_version.c.version == version))
    if content is None:
        raise KeyError(version)
    return _read(content)


@lru_cache(maxsize=8)
def _read(content: str) -> Methodology:
    # Kept: a page's queries ask for the rules some thirty times.
    return Methodology.from_json(content)
