"""Invented boundaries: every school in its municipality, neighbours without gaps, the same for the same seed."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import delete

from data.boundary_sets import INVENTED, shapes_of, stored_sets
from data.database import reading, writing
from data.demonstration_boundaries import demonstration_boundaries, size_of
from data.demonstration_load import ensure_demonstration
from data.demonstration_schools import draw_schools
from data.demonstration_sizes import EXTENTS, Size, places_of
from data.tables import boundary, boundary_set

SIZES: tuple[Size, ...] = ("district", "region", "country")


def within(ring, longitude: float, latitude: float) -> bool:
    inside = False
    for (x, y), (next_x, next_y) in pairwise(ring):
        if (y > latitude) != (next_y > latitude) and longitude < x + (latitude - y) / (next_y - y) * (next_x - x):
            inside = not inside
    return inside


def area(ring) -> float:
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(ring))) / 2


@pytest.mark.parametrize("size", SIZES)
def test_schools_lie_in_their_municipality(size: Size) -> None:
    rings = {shape.code: shape.polygons[0][0] for shape in demonstration_boundaries(size, 1)}
    assert len(rings) == EXTENTS[size].municipalities
    for seed in (1,) if size == "country" else (1, 2):
        for school in draw_schools(places_of(size), Random(seed)):
            ring = rings[school.site.place.municipality_id]
            assert within(ring, school.longitude, school.latitude), school.site


@pytest.mark.parametrize("size", ["district", "region"])
def test_no_point_belongs_to_two(size: Size) -> None:
    shapes = demonstration_boundaries(size, 1)
    chance, rings = Random(1), [shape.polygons[0][0] for shape in shapes]
    (south, north), (west, east) = EXTENTS[size].latitudes, EXTENTS[size].longitudes
    owners = [
        sum(within(ring, longitude, latitude) for ring in rings)
        for longitude, latitude in ((chance.uniform(west, east), chance.uniform(south, north)) for _ in range(2_000))
    ]
    assert max(owners) == 1
    assert owners.count(1) > 1_400, "land without holes, but for what lies outside of the outline"
    assert min(area(ring) for ring in rings) > 0


def test_same_for_the_same_seed() -> None:
    assert demonstration_boundaries("district", 1) == demonstration_boundaries("district", 1)
    assert demonstration_boundaries("district", 1) != demonstration_boundaries("district", 2)


def test_sizes_by_their_number_of_municipalities() -> None:
    assert [size_of(EXTENTS[size].municipalities) for size in SIZES] == list(SIZES)
    assert size_of(13) is None


def test_demonstration_has_them_and_an_older_one_gets_them(sqlite_engine) -> None:
    assert ensure_demonstration(sqlite_engine)
    with reading(sqlite_engine) as connection:
        [stored] = stored_sets(connection)
        shapes = shapes_of(connection, stored)
    assert stored.kind == "demonstration"
    assert stored.attribution == INVENTED
    assert "вымышлен" in stored.title
    with writing(sqlite_engine) as connection:
        connection.execute(delete(boundary))
        connection.execute(delete(boundary_set))
    assert not ensure_demonstration(sqlite_engine), "the schools are there"
    with reading(sqlite_engine) as connection:
        [again] = stored_sets(connection)
        assert shapes_of(connection, again) == shapes
    ensure_demonstration(sqlite_engine)
    with reading(sqlite_engine) as connection:
        assert len(stored_sets(connection)) == 1
