"""Mappings that the database keeps by name, every version of each; and whom the database knows by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from data.acting import checked_post
from data.bulk import selected
from data.mapping.model import Mapping
from data.mapping.names import KnownMunicipality, KnownSchool, Names
from data.sheets import MUNICIPALITIES, SCHOOLS
from data.tables import in_force, kept_mapping, load, municipality, school

LONGEST_NAME = 100
_VERSIONS = select(kept_mapping, load.c.undone_at).join(load, load.c.load_id == kept_mapping.c.load_id, isouter=True)


@dataclass(frozen=True)
class Kept:
    """A version of a mapping. ``sheet`` and ``file_name``: what it was made for; ``load_id``: what was loaded by it.

    ``author_post``: the position of who kept it, None where none was said. ``undone``: what was loaded by it has been
    taken back, so nothing of it is proposed unless a person chooses it.
    """

    name: str
    version: int
    saved_at: datetime
    file_name: str
    sheet: str
    cycle: str
    load_id: int | None
    author_post: str | None
    mapping: Mapping
    undone: bool = False


def kept_mappings(connection: Connection) -> list[Kept]:
    """One version of every mapping, the latest saved first: the latest whose load stands; if none does, the latest."""
    return latest_versions(every_version(connection))


def latest_versions(versions: Iterable[Kept]) -> list[Kept]:
    """The same of versions that are read already, the latest first."""
    found: dict[str, Kept] = {}
    for one in versions:
        if one.name not in found or (found[one.name].undone and not one.undone):
            found[one.name] = one
    return list(found.values())


def kept_versions(connection: Connection, name: str) -> list[Kept]:
    """Every version of one mapping, the latest first."""
    k = kept_mapping.c
    return [
        _kept(row)
        for row in connection.execute(_VERSIONS.where(k.name == name).order_by(k.version.desc()))
    ]  # fmt: skip


def every_version(connection: Connection) -> list[Kept]:
    """Every version of every mapping, the latest saved first."""
    k = kept_mapping.c
    rows = connection.execute(_VERSIONS.order_by(k.saved_at.desc(), k.name, k.version.desc()))
    return [_kept(row) for row in rows]


def keep_mapping(
    connection: Connection,
    name: str,
    mapping: Mapping,
    *,
    file_name: str,
    sheet: str,
    cycle: str,
    load_id: int | None = None,
    author_post: str | None = None,
) -> int:
    """Keep a mapping under a name; a new version, unless the latest one says the same and its load stands.

    Returns the version. Raises ActRefusedError if ``author_post`` names a person.
    """
    name = name.strip()[:LONGEST_NAME]
    post = checked_post(author_post) if author_post else None
    k = kept_mapping.c
    latest = connection.execute(_VERSIONS.where(k.name == name).order_by(k.version.desc()).limit(1)).first()
    if latest is not None and latest.undone_at is None and Mapping.model_validate(latest.content) == mapping:
        return int(latest.version)
    version = 1 + (latest.version if latest is not None else 0)
    connection.execute(
        insert(kept_mapping).values(
            name=name,
            version=version,
            saved_at=datetime.now(),
            file_name=file_name,
            sheet=sheet,
            cycle=cycle,
            load_id=load_id,
            content=mapping.model_dump(mode="json"),
            author_post=post,
        )
    )
    return version


def read_names(connection: Connection) -> Names:
    """Municipalities and schools in force, each as its latest cycle describes it."""
    municipalities: dict[str, KnownMunicipality] = {}
    named = [column.name for column in MUNICIPALITIES.columns if column.name != "municipality_id"]
    m = municipality.c
    for row in selected(
        connection,
        select(m.municipality_id, m.cycle, *(m[name] for name in named))
        .where(in_force(municipality, None))
        .order_by(m.cycle),
    ):
        facts = dict(zip(named, row[2:], strict=True))
        before = municipalities.get(row[0])
        municipalities[row[0]] = KnownMunicipality(
            row[0], facts["name"], facts["type"], facts, (before.described if before else frozenset()) | {row[1]}
        )
    schools: dict[tuple[str, str], KnownSchool] = {}
    named = [column.name for column in SCHOOLS.columns if column.name not in ("municipality_id", "school_id")]
    s = school.c
    for row in selected(
        connection,
        select(s.municipality_id, s.school_id, s.cycle, *(s[name] for name in named))
        .where(in_force(school, None))
        .order_by(s.cycle),
    ):
        facts = dict(zip(named, row[3:], strict=True))
        known = schools.get((row[0], row[1]))
        schools[row[0], row[1]] = KnownSchool(
            row[0], row[1], facts["short_name"], facts, (known.described if known else frozenset()) | {row[2]}
        )
    return Names(tuple(municipalities.values()), tuple(schools.values()))


def _kept(row: object) -> Kept:
    values = dict(row._mapping)  # type: ignore[attr-defined]
    content, undone_at = values.pop("content"), values.pop("undone_at")
    return Kept(**values, mapping=Mapping.model_validate(content), undone=undone_at is not None)
