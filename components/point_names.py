"""Names beside points of a chart, where they have room: a projector has no pointer to ask with. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from components.theme import label_width

NAME_FONT_PX = 11
LINE_PX, MARK_PX, GAP_PX = 14, 14, 2
"""Height of a name, size of a mark, and what lies between them."""
PLOT_PX = 330
"""Width between the axes of a chart that takes half of a small screen."""
NAMED_AT_MOST = 60

Box = tuple[float, float, float, float]
"""Left, lower, right, upper edge, px."""
Range = tuple[float, float]


def point_names(
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    x_range: Range,
    y_range: Range,
    height_px: float,
    *,
    width_px: float = PLOT_PX,
    avoid: Sequence[Box] = (),
    lines: Sequence[Box] = (),
) -> list[tuple[str, str]]:
    """For each point its name and where it stands ('middle right' …); an empty name where there is no room.

    A name touches no mark and no other name and lies between the axes. ``height_px``, ``width_px``: of the space
    between the axes; ``avoid``: where other words stand in it; ``lines``: where a name stands only if there is no other
    room. The loneliest points come first.
    """
    if len(points) > NAMED_AT_MOST:
        return [("", "middle right")] * len(points)
    across, up = width_px / (x_range[1] - x_range[0]), height_px / (y_range[1] - y_range[0])
    places = [((x - x_range[0]) * across, (y - y_range[0]) * up) for x, y in points]
    half = MARK_PX / 2
    taken: list[Box] = [*avoid, *((x - half, y - half, x + half, y + half) for x, y in places)]
    found = [("", "middle right")] * len(places)
    for number in sorted(range(len(places)), key=lambda one: -_distance(places, one)):
        width = (label_width([names[number]]) - 14) * NAME_FONT_PX / 13
        free = [
            (where, box)
            for where, box in _sides(*places[number], width)
            if box[0] >= 0 and box[1] >= 0 and box[2] <= width_px and box[3] <= height_px
            if not any(_touch(box, other) for other in taken)
        ]
        if free:
            where, box = next((each for each in free if not any(_touch(each[1], line) for line in lines)), free[0])
            taken.append(box)
            found[number] = (names[number], where)
    return found


def beside_point(where: str) -> dict[str, str | float]:
    """The place of a name as that of an annotation at its point."""
    up, _, across = where.partition(" ")
    return {
        "xanchor": {"right": "left", "left": "right", "center": "center"}[across],
        "yanchor": {"middle": "middle", "top": "bottom", "bottom": "top"}[up],
        "xshift": {"right": MARK_PX / 2, "left": -MARK_PX / 2, "center": 0}[across],
        "yshift": {"middle": 0, "top": MARK_PX / 2, "bottom": -MARK_PX / 2}[up],
    }


def _sides(x: float, y: float, width: float) -> list[tuple[str, Box]]:
    away, half = MARK_PX / 2 + GAP_PX, LINE_PX / 2
    return [
        ("middle right", (x + away, y - half, x + away + width, y + half)),
        ("middle left", (x - away - width, y - half, x - away, y + half)),
        ("top center", (x - width / 2, y + away, x + width / 2, y + away + LINE_PX)),
        ("bottom center", (x - width / 2, y - away - LINE_PX, x + width / 2, y - away)),
    ]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _distance(places: Sequence[tuple[float, float]], number: int) -> float:
    x, y = places[number]
    others = [(x - a) ** 2 + (y - b) ** 2 for at, (a, b) in enumerate(places) if at != number]
    return min(others, default=0.0)
