"""A GeoJSON of somebody's: what is taken from it, and what is said about what can't be."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import boundary_file
from data.boundary_file import MOST_TERRITORIES, Shape, read_boundaries, thinned

SQUARE = [[[60, 56], [61, 56], [61, 57], [60, 57], [60, 56]]]


def feature(coordinates=SQUARE, kind="Polygon", **properties):
    properties = properties or {"name": "Северный"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def refused(content: bytes) -> str:
    read = read_boundaries(content)
    assert read.shapes == ()
    [finding] = read.findings
    assert finding.severity == "error"
    assert finding.remedy
    return finding.message


def test_names_codes_and_coordinates_and_nothing_else():
    content = collection(
        feature(name=" Северный\u00a0 округ\n", oktmo=65701000, owner="Иванов Иван", html="<img src=x>"),
        feature([SQUARE], "MultiPolygon", **{"NAME": "Южный", "Код МО": "002 "}),
        feature(oktmo=7.0),
    )
    shapes = read_boundaries(content).shapes
    assert [(shape.name, shape.code) for shape in shapes] == [
        ("Северный округ", "65701000"),
        ("Южный", "002"),
        ("код 7", "7"),
    ]
    assert shapes[0].polygons == [[[(60.0, 56.0), (61.0, 56.0), (61.0, 57.0), (60.0, 57.0), (60.0, 56.0)]]]
    assert set(vars(shapes[0])) == {"name", "code", "polygons"}


def test_byte_order_mark_third_coordinate_and_open_ring():
    content = b"\xef\xbb\xbf" + collection(feature([[[60, 56, 5], [61, 56, 5], [61, 57, 5]]]))
    [shape] = read_boundaries(content).shapes
    assert shape.polygons == [[[(60.0, 56.0), (61.0, 56.0), (61.0, 57.0), (60.0, 56.0)]]]


def test_parts_of_one_code_are_one_territory():
    content = collection(feature(name="А", code="1"), feature(name="А", code="1"), feature(name="Б"), feature(name="Б"))
    assert [(shape.name, len(shape.polygons)) for shape in read_boundaries(content).shapes] == [
        ("А", 2),
        ("Б", 1),
        ("Б", 1),
    ]


def test_what_is_no_area_is_left_out_with_a_note():
    read = read_boundaries(collection(feature(), feature([60, 56], "Point"), {"geometry": None}, None))
    assert len(read.shapes) == 1
    [note] = read.findings
    assert (note.severity, note.message) == ("note", "Пропущено объектов, которые не площади: 3.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "не JSON"),
        ("{".encode("utf-16"), "не JSON"),
        (b"[" * 200_000, "не JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "не JSON"),
        (b"[]", "не набор объектов"),
        (b'{"type": "Feature"}', "не набор объектов"),
        (b'{"type": "FeatureCollection", "features": {}}', "не набор объектов"),
        (collection(), "нет ни одного многоугольника"),
        (collection(feature([60, 56], "Point")), "нет ни одного многоугольника"),
        (collection(feature([[[60, 56], [61, 56], [60, 56]]])), "нет ни одного многоугольника"),
        (collection(feature([[[6_000_000, 56], [61, 56], [61, 57]]])), "не градусы WGS 84"),
        (collection(feature([[[60, -91], [61, 56], [61, 57]]])), "не градусы WGS 84"),
        (collection(feature([[[10**400, 56], [61, 56], [61, 57]]])), "не градусы WGS 84"),
        (collection(feature([[["60", 56], [61, 56], [61, 57]]])), "не по правилам GeoJSON"),
        (collection(feature([[[True, 56], [61, 56], [61, 57]]])), "не по правилам GeoJSON"),
        (collection(feature(["x"])), "не по правилам GeoJSON"),
        (collection(feature(None)), "не по правилам GeoJSON"),
        (collection(feature(), feature(title2="x")), "Объект № 2 без названия"),
        (collection(feature(name="  ")), "Объект № 1 без названия"),
        (collection(*[{}] * (MOST_TERRITORIES + 1)), "больше 5000 объектов"),
    ],
)
def test_refused_in_words(content, words):
    assert words in refused(content)


def test_too_large(monkeypatch):
    monkeypatch.setattr(boundary_file, "MOST_BYTES", 10)
    assert "Файл больше" in refused(collection(feature()))


def test_too_detailed(monkeypatch):
    monkeypatch.setattr(boundary_file, "MOST_BRACKETS", 5)
    assert "слишком подробные" in refused(collection(feature()))


def test_signs_that_no_database_holds_are_left_out():
    [shape] = read_boundaries(collection(feature(name="Се\ud800вер\u0000ный"))).shapes
    assert shape.name == "Север ный"
    shape.name.encode()


COORDINATE = st.floats(-170, 170).map(lambda value: round(value, 5))
RINGS = st.lists(st.tuples(COORDINATE, st.floats(-80, 80)), min_size=4, max_size=30, unique=True)


@given(rings=st.lists(RINGS, min_size=1, max_size=4))
def test_thinning_keeps_every_territory_and_stays_near(rings):
    shapes = [Shape(str(number), None, [[[*ring, ring[0]]]]) for number, ring in enumerate(rings)]
    found = thinned(shapes)
    assert [shape.name for shape in found] == [shape.name for shape in shapes]
    for shape in found:
        [[ring]] = shape.polygons
        assert ring[0] == ring[-1]
        assert all(one != other for one, other in pairwise(ring))


@given(border=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 50)), min_size=2, max_size=40))
def test_thinning_moves_a_common_border_alike(border):
    left = [(-5.0, 0.0), *border, (-5.0, 50.0), (-5.0, 0.0)]
    right = [(9.0, 0.0), *border, (9.0, 50.0), (9.0, 0.0)]
    one, other = thinned([Shape("а", None, [[left]]), Shape("б", None, [[right]])])
    inner = [[point for point in shape.polygons[0][0] if -5 < point[0] < 9] for shape in (one, other)]
    assert inner[0] == inner[1]
