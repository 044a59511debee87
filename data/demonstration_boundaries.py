"""Invented boundaries of the demonstration: every municipality gets the land that is nearest to its centre.

Around the centres stand nameless points whose land nobody gets: where it begins, the region ends, so its outline is as
irregular as its inner borders. Borders are cut as half-planes and then bent, by the same chance for both neighbours,
never so far that a school changes sides.
"""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt

from data.boundary_file import Ring, Shape
from data.demonstration_schools import DEGREE_OF_LONGITUDE
from data.demonstration_sizes import Size, places_of

Array = npt.NDArray[np.float64]
Spot = tuple[float, float]
"""x and y, both in degrees of latitude."""

BENDS: dict[Size, int] = {"district": 4, "region": 3, "country": 0}
"""How often a border is halved to be bent; those of the country's 2,300 municipalities stay straight, to be light."""
FREE_FROM, FREE_TO = 1.25, 3.0
"""How far from the nearest centre nameless points stand, in usual distances between centres."""
MOST_BEND = 0.1
"""Of the length of a border."""


def demonstration_boundaries(size: Size, seed: int) -> tuple[Shape, ...]:
    """One shape a municipality, with its code; the same for the same seed."""
    places, chance = places_of(size), Random(seed)
    centres = np.array([(place.longitude * DEGREE_OF_LONGITUDE, place.latitude) for place in places])
    # As far from its centre as a municipality has schools at most: half the way to the nearest other centre.
    reaches = np.array([np.sort(np.hypot(*(centres - centre).T))[1] / 2 for centre in centres])
    spots = np.concatenate([centres, _nameless(centres, reaches, chance)])
    return tuple(
        Shape(place.name, place.municipality_id, [[_ring(number, spots, reaches, BENDS[size], seed)]])
        for number, place in enumerate(places)
    )


def _nameless(centres: Array, reaches: Array, chance: Random) -> Array:
    """Points around all centres, on a grid and moved a little."""
    usual = 2 * float(np.median(reaches))
    west, south = centres.min(axis=0) - FREE_TO * usual
    east, north = centres.max(axis=0) + FREE_TO * usual
    step = 0.8 * usual
    found = []
    for column in range(math.ceil((east - west) / step) + 1):
        for row in range(math.ceil((north - south) / step) + 1):
            spot = (
                west + step * (column + chance.uniform(-0.4, 0.4)),
                south + step * (row + chance.uniform(-0.4, 0.4)),
            )
            distances = np.hypot(*(centres - spot).T)
            nearest = float(distances.min())
            if FREE_FROM * usual < nearest < FREE_TO * usual and bool((distances > 2 * reaches).all()):
                found.append(spot)
    return np.array(found)


def _ring(number: int, spots: Array, reaches: Array, bends: int, seed: int) -> Ring:
    """The land nearer to one centre than to any other point, as a closed ring of degrees."""
    centre = spots[number]
    distances = np.hypot(*(spots - centre).T)
    # Corners, each with the neighbour behind the border that begins there; far away from everything at first.
    far = 10 * float(distances.max())
    corners: list[tuple[float, float, int]] = [
        (centre[0] + far * x, centre[1] + far * y, -1) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    for other in np.argsort(distances)[1:]:
        if distances[other] / 2 > max(math.hypot(x - centre[0], y - centre[1]) for x, y, _ in corners):
            break
        corners = _cut(corners, centre, spots[other], int(other))
    points: list[Spot] = []
    for (x, y, neighbour), (next_x, next_y, _) in pairwise([*corners, corners[0]]):
        points += _bent((x, y), (next_x, next_y), number, neighbour, spots, reaches, bends, seed)[:-1]
    points.append(points[0])
    return [(round(x / DEGREE_OF_LONGITUDE, 4), round(y, 4)) for x, y in points]


def _cut(
    corners: list[tuple[float, float, int]], centre: Array, other: Array, neighbour: int
) -> list[tuple[float, float, int]]:
    """What of a convex polygon is nearer to the centre than to the other point."""
    (to_x, to_y), (mid_x, mid_y) = other - centre, (other + centre) / 2
    beyond = [(x - mid_x) * to_x + (y - mid_y) * to_y for x, y, _ in corners]
    kept: list[tuple[float, float, int]] = []
    for place, (x, y, behind) in enumerate(corners):
        following = (place + 1) % len(corners)
        here, there = beyond[place], beyond[following]
        if here <= 0:
            kept.append((x, y, behind))
        if (here <= 0) != (there <= 0):
            share = here / (here - there)
            next_x, next_y, _ = corners[following]
            # Leaving, the new border begins; coming back, the old one goes on.
            kept.append((x + share * (next_x - x), y + share * (next_y - y), neighbour if here <= 0 else behind))
    return kept


def _bent(
    start: Spot, end: Spot, number: int, neighbour: int, spots: Array, reaches: Array, bends: int, seed: int
) -> list[Spot]:
    """A border as a crooked line from start to end, the same from both sides."""
    if not bends:
        return [start, end]
    turned = start > end
    line = [end, start] if turned else [start, end]
    half = float(np.hypot(*(spots[number] - spots[neighbour]))) / 2
    # Schools lie within nine tenths of their place's reach: a border never comes nearer to a centre than that.
    room = min(half - 0.92 * float(reaches[side]) for side in (number, neighbour) if side < len(reaches))
    length = math.dist(start, end)
    bend = min(MOST_BEND * length, 0.5 * max(room, 0.0))
    chance = Random(f"{seed} {min(number, neighbour)} {max(number, neighbour)}")
    for _ in range(bends):
        longer = [line[0]]
        for (x, y), (next_x, next_y) in pairwise(line):
            by = chance.uniform(-bend, bend) / length
            across_x, across_y = -(line[-1][1] - line[0][1]) * by, (line[-1][0] - line[0][0]) * by
            longer += [((x + next_x) / 2 + across_x, (y + next_y) / 2 + across_y), (next_x, next_y)]
        line, bend = longer, bend / 2
    return line[::-1] if turned else line


def size_of(municipalities: int) -> Size | None:
    """The size with so many municipalities; None if there is none."""
    sizes: tuple[Size, ...] = ("district", "region", "country")
    return next((size for size in sizes if len(places_of(size)) == municipalities), None)
