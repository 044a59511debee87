"""Where things lie on a map: what fits into view, where a name has room, hatching. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = Sequence[float]
"""Longitude, latitude."""
Polygon = Sequence[Sequence[Point]]
Box = tuple[float, float, float, float]
"""West, south, east, north."""

WORLD_PX = 512
"""Width of the whole world at zoom 0, as deck.gl has it."""
MOST_ZOOM = 11.0
LINES_THROUGH = 12
"""At so many heights is looked where a name has most room."""


def box_of(points: Iterable[Point]) -> Box | None:
    """The box around some points; None of none."""
    found = [(point[0], point[1]) for point in points]
    if not found:
        return None
    longitudes, latitudes = zip(*found, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def mercator(latitude: float) -> float:
    """Height of a latitude on the map, in degrees of longitude."""
    bounded = max(min(latitude, 85.0), -85.0)
    return math.degrees(math.asinh(math.tan(math.radians(bounded))))


def latitude_at(height: float) -> float:
    """The other way round."""
    return math.degrees(math.atan(math.sinh(math.radians(height))))


def fitting_view(box: Box, width: float, height: float) -> tuple[float, float, float]:
    """Longitude and latitude of the middle, and the zoom at which the box fills so many px."""
    west, south, east, north = box
    low, high = mercator(south), mercator(north)
    scale = min(width / max(east - west, 1e-6), height / max(high - low, 1e-6))
    return (west + east) / 2, latitude_at((low + high) / 2), min(math.log2(scale * 360 / WORLD_PX), MOST_ZOOM)


def px_per_degree(zoom: float) -> float:
    """Width of a degree of longitude on the screen."""
    return WORLD_PX * 2**zoom / 360


def segments_at(polygon: Polygon, latitude: float) -> list[tuple[float, float]]:
    """From west to east, the parts of a parallel that lie within a polygon and not in its holes."""
    crossings = sorted(
        x + (latitude - y) / (next_y - y) * (next_x - x)
        for ring in polygon
        for (x, y), (next_x, next_y) in pairwise(ring)
        if (y > latitude) != (next_y > latitude)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def roomiest(polygon: Polygon) -> tuple[float, float, float] | None:
    """Middle (longitude, latitude) and width of the widest place within a polygon, in degrees; None if it has none."""
    box = box_of(polygon[0])
    if box is None:
        return None
    _, south, _, north = box
    found = []
    for line in range(1, LINES_THROUGH):
        latitude = south + (north - south) * line / LINES_THROUGH
        # Of places equally wide the one nearer to the middle.
        weight = 1 - 0.3 * abs(2 * line / LINES_THROUGH - 1)
        found += [((east - west) * weight, west, east, latitude) for west, east in segments_at(polygon, latitude)]
    if not found:
        return None
    _, west, east, latitude = max(found)
    return (west + east) / 2, latitude, east - west


def hatching(polygon: Polygon, step: float) -> list[tuple[float, float, float]]:
    """Lines across a polygon, ``step`` degrees apart: west, east, latitude; those of neighbours lie in one row."""
    box = box_of(polygon[0])
    if box is None:
        return []
    first, last = math.ceil(box[1] / step), math.floor(box[3] / step)
    return [
        (west, east, row * step) for row in range(first, last + 1) for west, east in segments_at(polygon, row * step)
    ]
