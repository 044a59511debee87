"""Names beside points: within the axes, on no mark and on no other name, the lonely ones first."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from components.point_names import GAP_PX, LINE_PX, MARK_PX, NAMED_AT_MOST, Box, point_names
from components.theme import label_width

WIDTH, HEIGHT = 330.0, 300.0
RANGE = (0.0, 100.0)


def box_of(name: str, where: str, x: float, y: float) -> Box:
    """Where a name lies, px."""
    width = (label_width([name]) - 14) * 11 / 13
    away = MARK_PX / 2 + GAP_PX
    match where:
        case "middle right":
            return x + away, y - LINE_PX / 2, x + away + width, y + LINE_PX / 2
        case "middle left":
            return x - away - width, y - LINE_PX / 2, x - away, y + LINE_PX / 2
        case "top center":
            return x - width / 2, y + away, x + width / 2, y + away + LINE_PX
        case _:
            return x - width / 2, y - away - LINE_PX, x + width / 2, y - away


def apart(one: Box, other: Box) -> bool:
    """Whether two boxes have nothing in common."""
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_no_name_touches_anything(count: int, chance: random.Random) -> None:
    points = [(chance.uniform(*RANGE), chance.uniform(*RANGE)) for _ in range(count)]
    names = [chance.choice(["Луговой", "Каменнобродский", "СОШ № 1"]) for _ in points]
    avoid = [(0.0, 0.0, 90.0, 38.0)]
    placed = point_names(points, names, RANGE, RANGE, HEIGHT, width_px=WIDTH, avoid=avoid)
    spots = [(x / 100 * WIDTH, y / 100 * HEIGHT) for x, y in points]
    marks = [(x - MARK_PX / 2, y - MARK_PX / 2, x + MARK_PX / 2, y + MARK_PX / 2) for x, y in spots]
    boxes = [box_of(name, where, *spot) for (name, where), spot in zip(placed, spots, strict=True) if name]
    for number, box in enumerate(boxes):
        assert 0 <= box[0] <= box[2] <= WIDTH
        assert 0 <= box[1] <= box[3] <= HEIGHT
        assert all(apart(box, other) for other in (*marks, *avoid, *boxes[:number]))
    assert all(name in ("", wanted) for (name, _), wanted in zip(placed, names, strict=True))


def test_a_point_alone_has_its_name_to_the_right_and_at_the_edge_to_the_left() -> None:
    assert point_names([(50, 50)], ["Луговой"], RANGE, RANGE, HEIGHT) == [("Луговой", "middle right")]
    assert point_names([(99, 50)], ["Луговой"], RANGE, RANGE, HEIGHT) == [("Луговой", "middle left")]


def test_in_a_crowd_nobody_is_named() -> None:
    crowd = [(float(n % 100), float(n % 97)) for n in range(NAMED_AT_MOST + 1)]
    assert {name for name, _ in point_names(crowd, ["А"] * len(crowd), RANGE, RANGE, HEIGHT)} == {""}
    assert point_names([], [], RANGE, RANGE, HEIGHT) == []
