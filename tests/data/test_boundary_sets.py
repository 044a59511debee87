"""Sets of boundaries: those of the program, and storing, removing and counting versions on both engines."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from data.boundary_file import Shape
from data.boundary_sets import (
    ATTRIBUTION,
    FOLDER,
    REGIONS,
    add_boundaries,
    remove_boundaries,
    shapes_of,
    shipped_sets,
    stored_sets,
)
from data.database import reading
from data.tables import boundary, boundary_set, data_version
from tests.stored import dump

SHAPES = (
    Shape("Северный", "01", [[[(60.0, 56.0), (61.0, 56.0), (61.0, 57.0), (60.0, 56.0)]]]),
    Shape("Южный", None, [[[(60.0, 55.0), (61.0, 55.0), (61.0, 56.0), (60.0, 55.0)]]]),
)


def version(engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(data_version.c.version).where(data_version.c.family == "boundaries"))


def test_regions_of_the_program():
    sets = {one.key: one for one in shipped_sets()}
    assert {key: len(one.territories) for key, one in sets.items()} == {
        "sverdlovsk": 73,
        "tomsk": 20,
        "irkutsk": 42,
        "karelia": 18,
    }
    assert {one.attribution for one in sets.values()} == {ATTRIBUTION}
    assert {path.stem for path in Path(FOLDER).glob("*.geojson")} == set(REGIONS)
    assert "© OpenStreetMap contributors" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


def test_shapes_lie_in_the_order_of_territories(engine):
    with reading(engine) as connection:
        for one in shipped_sets():
            shapes = shapes_of(connection, one)
            assert [shape.name for shape in shapes] == [territory.name for territory in one.territories]
            west, south, east, north = one.extent
            for shape in shapes:
                longitude, latitude = shape.polygons[0][0][0]
                assert west - 5 < longitude < east + 5
                assert south - 5 < latitude < north + 5


def test_store_and_remove(engine):
    before = version(engine)
    assert add_boundaries(engine, "границы.geojson", b"{}", SHAPES) == 1
    assert version(engine) == before + 1
    with reading(engine) as connection:
        [stored] = stored_sets(connection)
        assert (stored.key, stored.kind, stored.title) == ("1", "own", "границы.geojson")
        assert stored.attribution == "Границы: файл «границы.geojson»"
        found = shapes_of(connection, stored)
    assert [(shape.name, shape.code) for shape in found] == [("Северный", "01"), ("Южный", None)]
    assert [tuple(point) for point in found[0].polygons[0][0]] == SHAPES[0].polygons[0][0]

    state = dump(engine)
    assert add_boundaries(engine, "другое имя.geojson", b"{}", SHAPES) is None, "the same file"
    assert dump(engine) == state

    remove_boundaries(engine, 1)
    assert version(engine) == before + 2
    with reading(engine) as connection:
        assert stored_sets(connection) == ()
        assert connection.execute(select(boundary)).all() == []
        [row] = connection.execute(select(boundary_set)).all()
    assert row.removed_at is not None, "its line of history stays"
    assert add_boundaries(engine, "границы.geojson", b"{}", SHAPES) == 2
