"""The map as a picture: frames of ``queries.maps`` in, a pydeck Deck out. Nothing is counted here, nothing is fetched.

A row of a layer says where a click on it leads: ``m`` a municipality, ``s`` a school's position in the frame.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pydeck
from pydeck.bindings.json_tools import default_serialize

from components.cached import kept
from components.map_geometry import Box, box_of, fitting_view, hatching, mercator, px_per_degree, roomiest
from components.theme import INK, NO_DATA, NO_DATA_EDGE, ZONE_COLOURS
from methodology.in_use import rules_in_use
from methodology.words import NBSP, number
from queries.frames import known, rows_of
from queries.readable import NO_GROUP

WORSE = ("#FBEBD3", "#F6D3A6", "#EFB877", "#E79F52", "#D27B22")
"""From little to much of what asks for attention."""
NEUTRAL = ("#E8EFF8", "#CADCF0", "#A9C6E5", "#84ACD8", "#5F93CC")
"""The same where more is neither better nor worse."""
STEPS = (1, 2, 5, 10, 20)
"""Widths of a class in per cent."""
EDGE, OUTSIDE_EDGE = "#7C8796", "#C9D1DB"
HEIGHT_PX = 440
FITTED_PX = (370, 400)
"""Width and height that the selection fills: a panel of half a small screen, and nearly a phone."""
NAME_PX, NAME_HEIGHT_PX = 6.4, 15
"""Room that a letter of a name takes, and its line."""
NAME_SIZES, OVERHANG = (12, 10), 1.3
"""Sizes of letters, px; smaller ones may stand over the edge so much."""
HATCH_PX = 7
CROWDED = 500
"""From so many points on they are small and plain."""
GROUND = "#EEF2F7"
"""Land under points."""
RUSSIA: Box = (20.0, 42.0, 180.0, 78.0)
TOOLTIP = {
    "backgroundColor": "#FFFFFF",
    "color": INK,
    "border": "1px solid #D8DEE7",
    "borderRadius": "6px",
    "fontFamily": "inherit",
    "fontSize": "13px",
    "padding": "6px 10px",
    "width": "max-content",
    "maxWidth": "220px",
    "margin": "16px 0 0 -110px",
    "zIndex": "2",
}
"""Below the pointer and in its middle, since a map cuts what hangs over its edge."""
WORDS_OF_KIND = re.compile(
    r"\b(?:муниципальн\w+|городск\w+|национальн\w+|округ|район|образование|город|ЗАТО|[гм]\. ?[ор]\.)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scale:
    """Classes of a measure: ``step`` per cent each, counted from 0, or down from 100 where more is better."""

    step: int
    colours: tuple[str, ...]
    up: bool = False

    def colour(self, value: float) -> str:
        """The colour of a value in per cent."""
        away = 100 - value if self.up else value
        # The bound between two classes belongs to the lighter one; what division left doesn't count.
        place = max(int(-(-round(away, 9) // self.step)) - 1, 0)
        return self.colours[min(place, len(self.colours) - 1)]

    def classes(self) -> list[tuple[str, str]]:
        """Colour and words of every class."""
        words = []
        for place, colour in enumerate(self.colours):
            low, high = place * self.step, (place + 1) * self.step
            if place == len(self.colours) - 1:
                # Where the values end, nobody has said.
                words.append((colour, f"{'меньше' if self.up else 'больше'} {100 - low if self.up else low}{NBSP}%"))
                continue
            if self.up:
                low, high = 100 - high, 100 - low
            words.append((colour, f"{low}–{high}{NBSP}%"))
        return words


class CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck without the line breaks and spaces that pydeck writes around every coordinate: a third of the bytes."""

    def to_json(self) -> str:
        """What the browser gets."""
        return self._written

    @cached_property
    def _written(self) -> str:
        # Kept: a deck doesn't change once it is made, and is drawn again at every run.
        return json.dumps(self, default=default_serialize, separators=(",", ":"), ensure_ascii=False)


def scale_of(values: pd.Series, direction: str) -> Scale:
    """Five classes that hold all values (per cent), as narrow as round numbers allow."""
    up = direction == "up"
    away = [100 - float(value) if up else float(value) for value in values.dropna()]
    most = max(away, default=0)
    # The last class is open: one school of three must not make all others look alike.
    usual = float(np.quantile(away, 0.9)) if away else most
    step = next((step for step in STEPS if usual <= len(WORSE) * step), STEPS[-1])
    return Scale(step, NEUTRAL if direction == "none" else WORSE, up)


@kept
def map_deck(
    territories: pd.DataFrame,
    municipalities: pd.DataFrame,
    scale: Scale,
    *,
    labels: dict[str, str],
    narrowed: bool = False,
    height: int = HEIGHT_PX,
) -> pydeck.Deck:
    """Territories coloured by the values of ``municipalities``, and names where they fit.

    Territories outside of the selection are outlines. ``labels``: municipality → its unique name. ``narrowed``: the
    picture shows the selection alone, else the whole region.
    """
    said = {row.municipality_id: row for row in rows_of(municipalities)}
    rows: list[dict[str, Any]] = []
    empty: list[Any] = []
    for row in rows_of(territories):
        one = said.get(row.municipality_id)
        if one is None:
            continue
        filled = one.enough and not pd.isna(one.value)
        look = {
            "f": rgb(scale.colour(float(one.value)) if filled else NO_DATA),
            "t": _municipality_tip(one),
            "m": one.municipality_id,
        }
        rows += [{"p": polygon, **look} for polygon in row.polygons]
        empty += [] if filled else row.polygons
    view = _view(rows if narrowed else _ground(territories), None, height)
    layers = [
        _outside(territories, set(said), labels),
        _polygons("municipalities", rows, EDGE, "f"),
        _hatch(empty, view.zoom),
        _names(territories, said, view.zoom),
    ]
    return _deck(layers, view, zoomed_by_wheel=False)


@kept
def points_deck(
    territories: pd.DataFrame,
    schools: pd.DataFrame,
    selected: set[str],
    *,
    labels: dict[str, str],
    narrowed: bool = False,
    height: int = HEIGHT_PX,
) -> pydeck.Deck:
    """Schools (all with coordinates) as points by group over the territories of the selected municipalities."""
    rows = [
        {"p": polygon, "t": literal(labels.get(row.municipality_id, row.territory)), "m": row.municipality_id}
        for row in rows_of(territories)
        if row.municipality_id in selected
        for polygon in row.polygons
    ]
    layers = [
        _outside(territories, selected, labels),
        _polygons("municipalities", rows, EDGE, rgb(GROUND)),
        *_schools(schools),
    ]
    view = _view(rows if narrowed else _ground(territories), schools, height)
    # Without territories nothing but the wheel brings the reader nearer.
    return _deck(layers, view, zoomed_by_wheel=territories.empty)


def _deck(layers: list[pydeck.Layer], view: pydeck.ViewState, *, zoomed_by_wheel: bool) -> pydeck.Deck:
    return CompactDeck(
        layers=[layer for layer in layers if layer.data],
        views=[pydeck.View(type="MapView", controller={"scrollZoom": zoomed_by_wheel})],
        initial_view_state=view,
        # No ground and no style: nothing is asked of a server of tiles.
        map_provider=None,
        # As text, never as markup: names come from a workbook.
        tooltip={"text": "{t}", "style": TOOLTIP},
    )


def _view(rows: list[dict[str, Any]], points: pd.DataFrame | None, height: int) -> pydeck.ViewState:
    """Where the selection fills the picture: its territories, or where there are none, its schools."""
    box = box_of(chain.from_iterable(row["p"][0] for row in rows))
    if box is None:
        box = RUSSIA if points is None or points.empty else _box_of_points(points)
    longitude, latitude, zoom = fitting_view(box, FITTED_PX[0], min(FITTED_PX[1], height - 40))
    return pydeck.ViewState(longitude=round(longitude, 4), latitude=round(latitude, 4), zoom=round(zoom, 2))


def _ground(territories: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"p": polygon} for row in rows_of(territories) for polygon in row.polygons]


def _outside(territories: pd.DataFrame, inside: set[str], labels: dict[str, str]) -> pydeck.Layer:
    """Outlines of what is not selected, or not in the data at all."""
    rows = [
        {"p": polygon, "t": _outside_tip(row, labels), "m": row.municipality_id}
        for row in rows_of(territories)
        if row.municipality_id not in inside
        for polygon in row.polygons
    ]
    return _polygons("outside", rows, OUTSIDE_EDGE, [255, 255, 255, 90])


def rgb(colour: str) -> list[int]:
    """«#DE8A33» as deck.gl takes it."""
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def literal(words: str) -> str:
    """Words of a workbook in a layer: deck.gl would take «@@=…» for an expression."""
    return words.replace("@@", "@ @")


def short_name(name: str) -> str:
    """A name for the map: without the words that only say what kind of a place it is."""
    kept = " ".join(WORDS_OF_KIND.sub(" ", name).split()).strip("«»\"' ")
    return kept or name


def _polygons(name: str, rows: list[dict[str, Any]], edge: str, fill: Any) -> pydeck.Layer:
    return pydeck.Layer(
        "PolygonLayer",
        id=name,
        data=rows,
        get_polygon="p",
        get_fill_color=fill,
        get_line_color=rgb(edge),
        line_width_units='"pixels"',
        get_line_width=1,
        stroked=True,
        filled=True,
        pickable=True,
        auto_highlight=True,
        highlight_color=[22, 32, 46, 40],
    )


def _hatch(polygons: list[Any], zoom: float) -> pydeck.Layer:
    step = HATCH_PX / px_per_degree(zoom) / 2
    lines = [
        {"a": [round(west, 4), round(at, 4)], "b": [round(east, 4), round(at, 4)]}
        for polygon in polygons
        for west, east, at in hatching(polygon, step)
    ]
    return pydeck.Layer(
        "LineLayer",
        id="hatching",
        data=lines,
        get_source_position="a",
        get_target_position="b",
        get_color=[*rgb(NO_DATA_EDGE), 150],
        get_width=1,
        pickable=False,
    )


def _names(territories: pd.DataFrame, said: dict[str, Any], zoom: float) -> pydeck.Layer:
    """Names of municipalities where they have room and don't touch each other, the roomiest first."""
    scale = px_per_degree(zoom)
    spots = []
    for row in rows_of(territories):
        if row.municipality_id not in said:
            continue
        places = [place for place in map(roomiest, row.polygons) if place is not None]
        if places:
            longitude, latitude, width = max(places, key=lambda place: place[2])
            name = short_name(said[row.municipality_id].municipality_name)
            spots.append((width * scale, len(name) * NAME_PX, longitude, latitude, name))
    taken: list[Box] = []
    rows = []
    for room, needed, longitude, latitude, name in sorted(spots, reverse=True):
        x, y = longitude * scale, mercator(latitude) * scale
        for size in NAME_SIZES:
            wide, high = needed * size / NAME_SIZES[0] / 2, NAME_HEIGHT_PX / 2
            box = (x - wide, y - high, x + wide, y + high)
            if 2 * wide <= room * (1 if size == NAME_SIZES[0] else OVERHANG) and not any(
                _touch(box, other) for other in taken
            ):
                taken.append(box)
                rows.append({"n": literal(name), "c": [round(longitude, 4), round(latitude, 4)], "s": size})
                break
    return pydeck.Layer(
        "TextLayer",
        id="names",
        data=rows,
        get_text="n",
        get_position="c",
        get_size="s",
        get_color=rgb(INK),
        get_text_anchor='"middle"',
        get_alignment_baseline='"center"',
        character_set='"auto"',
        font_family='"Source Sans, sans-serif"',
        pickable=False,
    )


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _schools(points: pd.DataFrame) -> list[pydeck.Layer]:
    """A layer a group, those that need support on top and a little larger; many points go without a white edge."""
    crowded = len(points) > CROWDED
    groups = {group.group: group for group in rules_in_use().groups}
    layers = []
    for value in (None, 2, 1, 3):
        group = groups.get(value) if value is not None else None
        mine = points["group_number"].isna() if value is None else (points["group_number"] == value).fillna(value=False)
        word = NO_GROUP if group is None else f"{group.sign} {group.short} степень"
        rows = [
            {
                "c": [round(float(row.longitude), 4), round(float(row.latitude), 4)],
                "t": literal(f"{row.short_name}\n{row.municipality_name}\n{word}"),
                "s": position,
            }
            for position, row in zip(points.index[mine], rows_of(points[mine]), strict=True)
        ]
        layers.append(
            pydeck.Layer(
                "ScatterplotLayer",
                id=f"schools_{value or 0}",
                data=rows,
                get_position="c",
                get_fill_color=rgb(NO_DATA if group is None else ZONE_COLOURS[group.zone]),
                get_line_color=rgb(EDGE) if value is None else [255, 255, 255],
                stroked=value is None or not crowded,
                line_width_units='"pixels"',
                get_line_width=1,
                radius_units='"pixels"',
                get_radius=_radius(len(points)) * (1.25 if value == 3 else 1),
                pickable=True,
                auto_highlight=True,
                highlight_color=[22, 32, 46, 90],
            )
        )
    return layers


def _radius(schools: int) -> float:
    """In px: many points must not cover each other."""
    return 6 if schools <= 60 else 4.5 if schools <= CROWDED else 3 if schools <= 2_000 else 2.2


def _box_of_points(points: pd.DataFrame) -> Box:
    """Around nearly all points: one school with a slip in its coordinates must not shrink all others."""
    west, east = np.quantile(points["longitude"].astype(float), (0.005, 0.995))
    south, north = np.quantile(points["latitude"].astype(float), (0.005, 0.995))
    return float(west), float(south), float(east), float(north)


def _municipality_tip(row: Any) -> str:
    value = row.words if row.enough or pd.isna(known(row.value)) else f"{row.words}, данных мало"
    return literal(f"{row.municipality_name}\n{value}\nШкол: {number(int(row.schools))}{_with_data(row)}")


def _with_data(row: Any) -> str:
    return "" if pd.isna(row.with_data) else f", с данными: {number(int(row.with_data))}"


def _outside_tip(row: Any, labels: dict[str, str]) -> str:
    if row.municipality_id is None:
        return literal(f"{row.territory}\nв данных такого муниципалитета нет")
    return literal(f"{labels.get(row.municipality_id, row.territory)}\nвне отбора")
