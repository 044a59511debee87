"""Reading a GeoJSON of boundaries. The file is somebody's: only names, codes and coordinates are taken from it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, NoReturn

from data.findings import Finding
from data.spelling import tidy

Point = tuple[float, float]
"""Longitude, latitude; degrees, WGS 84."""
Ring = list[Point]
Polygon = list[Ring]
"""The outer ring and its holes, each closed."""

MOST_BYTES = 20 * 2**20
MOST_TERRITORIES = 5_000
MOST_BRACKETS = 1_000_000
"""About as many points: read, each takes a hundred times the bytes that it has in the file."""
MOST_NAME, MOST_CODE = 200, 40
CHECK = "Границы на карте"
NAME_PROPERTIES = ("name:ru", "name_ru", "name", "название", "наименование", "муниципалитет", "title", "full_name")
CODE_PROPERTIES = ("oktmo", "октмо", "код октмо", "oktmo:user", "oktmo_code", "код мо", "code", "код")
STEPS_ACROSS = 2_500
"""A map of a region is at most so many pixels wide: points that would share a pixel become one."""
LEAST_STEP = 0.0001


@dataclass(frozen=True)
class Shape:
    """One territory and where it lies."""

    name: str
    code: str | None
    polygons: list[Polygon]


@dataclass(frozen=True)
class ReadBoundaries:
    """What a file holds; no shapes if any finding is an error."""

    shapes: tuple[Shape, ...]
    findings: tuple[Finding, ...]


class _RefusedError(Exception):
    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.finding = Finding("error", CHECK, message, remedy)


def read_boundaries(content: bytes) -> ReadBoundaries:
    """The territories of a GeoJSON, or what is wrong with it and what to do."""
    try:
        shapes, findings = _read(content)
    except _RefusedError as refusal:
        return ReadBoundaries((), (refusal.finding,))
    return ReadBoundaries(shapes, findings)


def _read(content: bytes) -> tuple[tuple[Shape, ...], tuple[Finding, ...]]:
    if len(content) > MOST_BYTES:
        raise _RefusedError(
            f"Файл больше {MOST_BYTES // 2**20} МБ.",
            "Упростите границы (в QGIS: «Вектор → Обработка геометрии → Упростить») и загрузите снова.",
        )
    if content.count(b"[") > MOST_BRACKETS:
        raise _RefusedError(
            "Границы слишком подробные: больше миллиона точек.",
            "Упростите их (в QGIS: «Вектор → Обработка геометрии → Упростить») и загрузите снова.",
        )
    features = _features(content)
    drawn, other = [], 0
    for number, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
            other += 1
            continue
        coordinates = geometry.get("coordinates")
        polygons = [
            _polygon(part, number) for part in _list([coordinates] if kind == "Polygon" else coordinates, number)
        ]
        drawn.append((number, feature.get("properties"), [polygon for polygon in polygons if polygon]))
    if not any(polygons for _, _, polygons in drawn):
        raise _RefusedError(
            "В файле нет ни одного многоугольника (Polygon, MultiPolygon).",
            "Нужны границы территорий. Точки и линии на карту не ложатся: выгрузите слой с площадями.",
        )
    shapes = [_shape(number, properties, polygons) for number, properties, polygons in drawn if polygons]
    findings = []
    if other:
        findings.append(
            Finding("note", CHECK, f"Пропущено объектов, которые не площади: {other}.", "Ничего делать не нужно.")
        )
    return thinned(_joined(shapes)), tuple(findings)


def _features(content: bytes) -> list[Any]:
    try:
        whole = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _RefusedError(
            "Это не JSON: файл не читается.",
            "Выгрузите границы в формате GeoJSON в кодировке UTF-8. Файлы shp, kml, gpkg сначала преобразуйте (QGIS: "
            "«Экспорт → Сохранить объекты как → GeoJSON»).",
        ) from None
    features = whole.get("features") if isinstance(whole, dict) and whole.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise _RefusedError(
            "Это не набор объектов GeoJSON (FeatureCollection).",
            'Нужен файл, который начинается с {"type": "FeatureCollection", "features": […]}; TopoJSON и '
            "отдельные геометрии не подходят.",
        )
    if len(features) > MOST_TERRITORIES:
        raise _RefusedError(
            f"В файле больше {MOST_TERRITORIES} объектов.",
            "Оставьте границы муниципалитетов; поселения и участки на этой карте не нужны.",
        )
    return features


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _list(value: Any, number: int) -> list[Any]:
    if not isinstance(value, list):
        raise _RefusedError(f"Объект № {number}: координаты записаны не по правилам GeoJSON.", "Выгрузите файл заново.")
    return value


def _polygon(part: Any, number: int) -> Polygon:
    """The rings of one polygon; a ring of fewer than three different points is none."""
    rings = []
    for ring in _list(part, number):
        points = [_point(point, number) for point in _list(ring, number)]
        if points and points[0] != points[-1]:
            points.append(points[0])
        if len(set(points)) >= 3:
            rings.append(points)
        elif not rings:
            return []
    return rings


def _point(point: Any, number: int) -> Point:
    if not isinstance(point, list) or len(point) < 2:
        _list(None, number)
    longitude, latitude = point[0], point[1]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (longitude, latitude)):
        _list(None, number)
    # A number of a thousand digits is an int that no float can hold: compared as it is.
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _RefusedError(
            f"Объект № {number}: координаты — не градусы WGS 84 (долгота от −180 до 180, широта от −90 до 90).",
            "Похоже, это метры другой системы координат. Выгрузите файл в WGS 84 (EPSG:4326).",
        )
    return float(longitude), float(latitude)


def _shape(number: int, properties: Any, polygons: list[Polygon]) -> Shape:
    said = {tidy(str(key)).lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}
    name = _said(said, NAME_PROPERTIES, MOST_NAME)
    code = _said(said, CODE_PROPERTIES, MOST_CODE)
    if name is None and code is None:
        raise _RefusedError(
            f"Объект № {number} без названия.",
            "Дайте каждому объекту свойство name (название муниципалитета), а лучше ещё и oktmo (его код в книге).",
        )
    return Shape(name or f"код {code}", code, polygons)


def _said(properties: dict[str, Any], keys: Iterable[str], length: int) -> str | None:
    """The first of these properties that says something, as plain text."""
    for key in keys:
        value = properties.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            # Half a sign of two, which JSON can name and no database can hold, is left out.
            text = tidy(str(value).encode(errors="ignore").decode())
            if text:
                return text[:length].strip()
    return None


def _joined(shapes: list[Shape]) -> list[Shape]:
    """Objects of one code are parts of one territory."""
    parts = Counter(shape.code for shape in shapes if shape.code is not None)
    joined: dict[object, Shape] = {}
    for place, shape in enumerate(shapes):
        key = shape.code if shape.code is not None and parts[shape.code] > 1 else place
        if key in joined:
            joined[key].polygons.extend(shape.polygons)
        else:
            joined[key] = Shape(shape.name, shape.code, list(shape.polygons))
    return list(joined.values())


def thinned(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The shapes with their points moved to a grid as fine as a screen: common borders of neighbours stay common."""
    shapes = tuple(shapes)
    points = list(chain.from_iterable(ring for shape in shapes for polygon in shape.polygons for ring in polygon))
    extent = max(max(values) - min(values) for values in zip(*points, strict=True))
    step = max(extent / STEPS_ACROSS, LEAST_STEP)
    return tuple(Shape(shape.name, shape.code, _on_grid(shape.polygons, step)) for shape in shapes)


def _on_grid(polygons: list[Polygon], step: float) -> list[Polygon]:
    kept = []
    for polygon in polygons:
        rings = [ring for ring in (_ring_on_grid(ring, step) for ring in polygon[:1]) if ring]
        if rings:
            rings += [hole for hole in (_ring_on_grid(ring, step) for ring in polygon[1:]) if hole]
            kept.append(rings)
    # A territory smaller than the grid stays as it is: better a dot than nothing.
    return kept or polygons[:1]


def _ring_on_grid(ring: Ring, step: float) -> Ring:
    """The ring without repeated points; nothing if fewer than three are left."""
    moved: Ring = []
    for longitude, latitude in ring:
        point = (round(round(longitude / step) * step, 4), round(round(latitude / step) * step, 4))
        if not moved or point != moved[-1]:
            moved.append(point)
    return moved if len(set(moved)) >= 3 else []
