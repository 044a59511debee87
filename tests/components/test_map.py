"""The map as a picture: geometry, colours, what a row says and where it leads, nothing asked of a server."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.map_deck import NEUTRAL, WORSE, map_deck, points_deck, rgb, scale_of, short_name
from components.map_geometry import (
    box_of,
    fitting_view,
    hatching,
    latitude_at,
    mercator,
    px_per_degree,
    roomiest,
    segments_at,
)

SQUARE = [[(60.0, 56.0), (62.0, 56.0), (62.0, 58.0), (60.0, 58.0), (60.0, 56.0)]]
HOLE = [(60.5, 56.5), (61.5, 56.5), (61.5, 57.5), (60.5, 57.5), (60.5, 56.5)]
FAR = [[(70.0, 56.0), (71.0, 56.0), (71.0, 57.0), (70.0, 56.0)]]
HOSTILE = "<img src=x onerror=alert(1)> @@=alert(1) {t}"


def territories() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"municipality_id": "01", "territory": "Северный", "polygons": [SQUARE, FAR]},
            {"municipality_id": "02", "territory": "Южный", "polygons": [FAR]},
            {"municipality_id": None, "territory": "Ничей", "polygons": [FAR]},
        ],
        dtype=object,
    )


def municipalities(**changes: object) -> pd.DataFrame:
    row = {
        "municipality_id": "01",
        "municipality_name": HOSTILE,
        "value": 50.0,
        "words": "6 из 12 (50 %)",
        "enough": True,
        "schools": 12,
        "with_data": 12,
    }
    frame = pd.DataFrame([{**row, **changes}])
    return frame.astype({"value": "Float64"})


def schools() -> pd.DataFrame:
    names = ["municipality_id", "municipality_name", "school_id", "short_name", "group_number", "latitude", "longitude"]
    rows = [("01", "Округ", str(n), f"СОШ № {n}", group, 57.0, 61.0) for n, group in enumerate((3, 1, None, 3))]
    return pd.DataFrame(rows, columns=names).astype({"group_number": "Int64"})


def drawn(deck) -> dict[str, dict]:
    """Layer → what is sent of it; the map asks nobody for a ground."""
    sent = json.loads(deck.to_json())
    assert "http" not in json.dumps(sent)
    assert sent.get("mapProvider") is None
    return {layer["id"]: layer for layer in sent["layers"]}


def test_territories_by_class_of_their_value():
    scale = scale_of(pd.Series([0.0, 50.0], dtype="Float64"), "down")
    layers = drawn(map_deck(territories(), municipalities(), scale, labels={"02": "Южный (02)"}))
    inside = layers["municipalities"]["data"]
    assert [row["m"] for row in inside] == ["01", "01"], "every part of a territory leads to its municipality"
    assert inside[0]["f"] == rgb(WORSE[-1])
    assert layers["municipalities"]["pickable"]
    assert [(row["m"], row["t"]) for row in layers["outside"]["data"]] == [
        ("02", "Южный (02)\nвне отбора"),
        (None, "Ничей\nв данных такого муниципалитета нет"),
    ]
    assert "hatching" not in layers


def test_words_of_a_workbook_are_neither_markup_nor_expressions():
    deck = map_deck(territories(), municipalities(), scale_of(pd.Series([50.0]), "down"), labels={})
    assert set(deck._tooltip) == {"text", "style"}
    tip = drawn(deck)["municipalities"]["data"][0]["t"]
    assert tip == "<img src=x onerror=alert(1)> @ @=alert(1) {t}\n6 из 12 (50 %)\nШкол: 12, с данными: 12"


@pytest.mark.parametrize("changes", [{"value": None, "words": "нет данных", "enough": False}, {"enough": False}])
def test_missing_or_too_few_data_are_white_and_hatched(changes):
    scale = scale_of(pd.Series([50.0]), "down")
    layers = drawn(map_deck(territories(), municipalities(**changes), scale, labels={}))
    assert {tuple(row["f"]) for row in layers["municipalities"]["data"]} == {(255, 255, 255)}
    assert layers["hatching"]["data"]
    tip = layers["municipalities"]["data"][0]["t"]
    assert ("данных мало" in tip) == ("value" not in changes)


def test_schools_are_points_by_group_and_lead_to_their_row():
    layers = drawn(points_deck(territories(), schools(), {"01"}, labels={"01": "Округ"}))
    low = layers["schools_3"]["data"]
    assert [row["s"] for row in low] == [0, 3]
    assert low[0]["t"] == "СОШ № 0\nОкруг\n▼ низкая степень"
    assert [row["s"] for row in layers["schools_0"]["data"]] == [2]
    assert layers["schools_0"]["data"][0]["t"].endswith("без группы")
    assert list(layers)[-1] == "schools_3", "those that need support lie on top"
    assert "names" not in layers


def test_points_alone_fill_the_picture_and_one_slip_does_not_shrink_them():
    many = pd.concat([schools()] * 250, ignore_index=True)
    many.loc[0, ["latitude", "longitude"]] = (0.0, 0.0)
    view = json.loads(points_deck(territories().head(0), many, set(), labels={}).to_json())["initialViewState"]
    assert (view["latitude"], view["longitude"]) == (57.0, 61.0)
    assert json.loads(points_deck(territories().head(0), schools().head(0), set(), labels={}).to_json())["layers"] == []


def test_narrowed_shows_the_selection_else_the_whole_region():
    scale = scale_of(pd.Series([50.0]), "down")
    only = territories().assign(polygons=[[SQUARE], [FAR], [FAR]])
    whole = json.loads(map_deck(only, municipalities(), scale, labels={}).to_json())["initialViewState"]
    near = json.loads(map_deck(only, municipalities(), scale, labels={}, narrowed=True).to_json())["initialViewState"]
    assert near["zoom"] > whole["zoom"]
    assert near["longitude"] == 61.0


def test_classes_say_their_bounds_and_the_last_is_open():
    scale = scale_of(pd.Series([*range(20), 100]), "down")
    assert [words for _, words in scale.classes()] == [
        "0–5\u00a0%", "5–10\u00a0%", "10–15\u00a0%", "15–20\u00a0%", "больше 20\u00a0%"
    ]  # fmt: skip
    assert [scale.colour(value) for value in (0, 5, 5.001, 100)] == [WORSE[0], WORSE[0], WORSE[1], WORSE[-1]]
    up = scale_of(pd.Series([100.0, 91.0]), "up")
    assert up.classes()[0] == (WORSE[0], "98–100\u00a0%")
    assert up.classes()[-1] == (WORSE[-1], "меньше 92\u00a0%")
    assert up.colour(91.0) == WORSE[-1]
    assert scale_of(pd.Series([], dtype="Float64"), "none").colours == NEUTRAL


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Городской округ Ясногорье", "Ясногорье"),
        ("Томский муниципальный район", "Томский"),
        ("Муниципальное образование «Город Томск»", "Томск"),
        ("Городищенский район", "Городищенский"),
        ("Городской округ", "Городской округ"),
    ],
)
def test_names_on_the_map_are_short(name, short):
    assert short_name(name) == short


def test_widest_place_lies_within_and_not_in_a_hole():
    assert roomiest(SQUARE) == (61.0, 57.0, 2.0)
    longitude, latitude, _ = roomiest([SQUARE[0], HOLE])
    assert not (60.5 < longitude < 61.5 and 56.5 < latitude < 57.5)
    assert segments_at([SQUARE[0], HOLE], 57.0) == [(60.0, 60.5), (61.5, 62.0)]
    assert roomiest([[(60.0, 56.0), (61.0, 56.0), (60.0, 56.0)]]) is None
    assert {at for _, _, at in hatching(SQUARE, 0.5)} >= {56.5, 57.0}
    assert box_of([]) is None


@given(
    west=st.floats(20, 170), south=st.floats(40, 75), width=st.floats(0.01, 40), height=st.floats(0.01, 12)
)  # fmt: skip
def test_what_fits_fits(west, south, width, height):
    box = (west, south, west + width, min(south + height, 80.0))
    longitude, latitude, zoom = fitting_view(box, 370, 400)
    scale = px_per_degree(zoom)
    assert (box[2] - box[0]) * scale <= 370.01
    assert (mercator(box[3]) - mercator(box[1])) * scale <= 400.01
    assert box[0] <= longitude <= box[2]
    assert box[1] <= latitude <= box[3]


@given(latitude=st.floats(-84, 84))
def test_mercator_there_and_back(latitude):
    assert math.isclose(latitude_at(mercator(latitude)), latitude, abs_tol=1e-9)
