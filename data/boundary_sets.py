"""Sets of boundaries: those that come with the program, and those that the database holds (loaded or invented)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from data.boundary_file import Shape, read_boundaries
from data.boundary_matching import Territory
from data.database import writing
from data.tables import boundary, boundary_set, data_version

FOLDER = Path(__file__).parent / "boundaries"
ATTRIBUTION = "© участники OpenStreetMap, ODbL 1.0"
INVENTED = "Границы вымышлены, как и сама область"
FAMILY = "boundaries"
REGIONS = {
    "sverdlovsk": "Свердловская область",
    "tomsk": "Томская область",
    "irkutsk": "Иркутская область",
    "karelia": "Республика Карелия",
}
"""File in the folder → whose municipalities it holds."""

Kind = Literal["own", "demonstration", "shipped"]


@dataclass(frozen=True)
class BoundarySet:
    """A set without its shapes. ``key``: a number of the database, or the name of a file of the program.

    ``extent``: west, south, east, north of the points within the territories of a shipped set. ``synonyms``: groups of
    names of one place.
    """

    key: str
    kind: Kind
    title: str
    attribution: str
    territories: tuple[Territory, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()
    extent: tuple[float, float, float, float] | None = None


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[tuple[str, ...], ...]]:
    table = yaml.safe_load((FOLDER / "aliases.yaml").read_text(encoding="utf-8"))
    return {region: tuple((name, *others) for name, others in (names or {}).items()) for region, names in table.items()}


def every_synonym() -> tuple[tuple[str, ...], ...]:
    """The alias table of all regions: for files of which we don't know the region."""
    return tuple(group for groups in _aliases().values() for group in groups)


def named(shapes: Sequence[Shape]) -> tuple[Territory, ...]:
    """Names and codes of shapes, without where they lie."""
    return tuple(Territory(shape.name, shape.code) for shape in shapes)


@lru_cache(maxsize=1)
def shipped_sets() -> tuple[BoundarySet, ...]:
    """The regions that come with the program, without their shapes: which one is needed is not known yet."""
    sets = []
    for key, title in REGIONS.items():
        said = [feature["properties"] for feature in json.loads(_file_of(key))["features"]]
        longitudes, latitudes = [one["lon"] for one in said], [one["lat"] for one in said]
        sets.append(
            BoundarySet(
                key,
                "shipped",
                title,
                ATTRIBUTION,
                tuple(Territory(one["name"]) for one in said),
                _aliases().get(key, ()),
                (min(longitudes), min(latitudes), max(longitudes), max(latitudes)),
            )
        )
    return tuple(sets)


@lru_cache(maxsize=8)
def _shipped_shapes(key: str) -> tuple[Shape, ...]:
    return read_boundaries(_file_of(key)).shapes


def _file_of(key: str) -> bytes:
    return (FOLDER / f"{key}.geojson").read_bytes()


def stored_sets(connection: Connection) -> tuple[BoundarySet, ...]:
    """The sets of the database that were not removed, the latest first."""
    rows = connection.execute(
        select(boundary_set).where(boundary_set.c.removed_at.is_(None)).order_by(boundary_set.c.set_id.desc())
    ).all()
    sets = []
    for row in rows:
        names = connection.execute(
            select(boundary.c.name, boundary.c.code)
            .where(boundary.c.set_id == row.set_id)
            .order_by(boundary.c.position)
        )
        invented = row.kind == "demonstration"
        sets.append(
            BoundarySet(
                str(row.set_id),
                row.kind,
                row.title,
                INVENTED if invented else f"Границы: файл «{row.title}»",
                tuple(Territory(name, code) for name, code in names),
                () if invented else every_synonym(),
            )
        )
    return tuple(sets)


def shapes_of(connection: Connection, chosen: BoundarySet) -> tuple[Shape, ...]:
    """The shapes of a set, in the order of its territories."""
    if chosen.kind == "shipped":
        return _shipped_shapes(chosen.key)
    rows = connection.execute(
        select(boundary.c.name, boundary.c.code, boundary.c.shape)
        .where(boundary.c.set_id == int(chosen.key))
        .order_by(boundary.c.position)
    )
    return tuple(Shape(name, code, polygons) for name, code, polygons in rows)


def add_boundaries(
    engine: Engine, title: str, content: bytes, shapes: Sequence[Shape], kind: Literal["own", "demonstration"] = "own"
) -> int | None:
    """Store a set in one transaction; returns its number, or None if the same file is there already.

    ``content``: the bytes that it was read from; their SHA-256 and size are kept, they themselves are not.
    """
    digest = hashlib.sha256(content).hexdigest()
    with writing(engine) as connection:
        same = select(boundary_set.c.set_id).where(boundary_set.c.sha256 == digest, boundary_set.c.removed_at.is_(None))
        if connection.scalar(same.limit(1)) is not None:
            return None
        set_id = 1 + (connection.scalar(select(func.max(boundary_set.c.set_id))) or 0)
        connection.execute(
            insert(boundary_set).values(
                set_id=set_id,
                kind=kind,
                title=title,
                sha256=digest,
                size_bytes=len(content),
                territories=len(shapes),
                added_at=datetime.now(),
            )
        )
        connection.execute(
            insert(boundary),
            [
                {"set_id": set_id, "position": place, "code": shape.code, "name": shape.name, "shape": shape.polygons}
                for place, shape in enumerate(shapes)
            ],
        )
        _changed(connection)
    return set_id


def remove_boundaries(engine: Engine, set_id: int) -> None:
    """Take a set back: its shapes are deleted, its line of history stays."""
    with writing(engine) as connection:
        connection.execute(delete(boundary).where(boundary.c.set_id == set_id))
        connection.execute(
            update(boundary_set)
            .where(boundary_set.c.set_id == set_id, boundary_set.c.removed_at.is_(None))
            .values(removed_at=datetime.now())
        )
        _changed(connection)


def _changed(connection: Connection) -> None:
    connection.execute(
        update(data_version).where(data_version.c.family == FAMILY).values(version=data_version.c.version + 1)
    )
