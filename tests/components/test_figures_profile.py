"""The figure of a profile: what is drawn where, on the side where it is better, and where a click leads."""

from __future__ import annotations

import pandas as pd

from components.figures_profile import OWN, profile_legend, profile_strips
from components.theme import ZONE_COLOURS


def frames(**changes: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    line = {
        "indicator": "Н-ОХВ",
        "indicator_name": "Охват молодых",
        "indicator_short": "<b>Охват",
        "direction": "up",
        "words": "6 из 10 (60 %)",
        "position": 25.0,
        "median_pct": 70.0,
        "median_position": 50.0,
        "low_pct": 50.0,
        "high_pct": 90.0,
        "better_words": "лучше, чем у 1 из 3",
        "place_range_words": "место 2–4 из 4",
        "stands_out": None,
        "stands_out_words": "не выделяется",
        "compared": 4,
    }
    silent = {"indicator": "КД-60", "indicator_short": "60+", "direction": "down", "compared": 0}
    missing = dict.fromkeys(("position", "low_pct", "high_pct", "median_pct", "median_position"))
    dots = pd.DataFrame(
        {
            "indicator": ["Н-ОХВ"] * 3,
            "municipality_id": ["01", "02", "03"],
            "municipality_name": ["Округ", "<i>Район", "Город"],
            "words": ["5 из 10", "6 из 10", "9 из 10"],
            "position": [0.0, 25.0, 100.0],
            "own": [False, True, False],
        }
    )
    return pd.DataFrame([{**line, **changes}, {**line, **silent, **missing}]), dots


def test_strips() -> None:
    line, others, middle, own = profile_strips(*frames()).data
    assert list(line.x) == [0, 100, None], "no strip without data"
    assert list(others.x) == [0, 100]
    assert [list(point) for point in others.customdata] == [["01"], ["03"]]
    assert list(middle.x) == [50]
    assert (list(own.x), list(own.y), list(own.marker.color)) == ([25], ["‹b›Охват"], [OWN])


def test_what_stands_beside_a_strip() -> None:
    drawn = profile_strips(*frames())
    texts = [note.text for note in drawn.layout.annotations]
    assert texts == ["‹b›Охват: <b>6 из 10 (60 %)</b>", "50\u00a0%", "90\u00a0%", "60+: данных, которых хватает, нет"]
    turned = profile_strips(*frames(direction="down", low_pct=50.0, high_pct=52.5))
    assert [note.text for note in turned.layout.annotations][1:3] == ["52,5\u00a0%", "50,0\u00a0%"]


def test_colour_by_the_side_on_which_it_stands_out() -> None:
    for direction, side, zone in (("up", "above", "high"), ("up", "below", "low"), ("down", "above", "low")):
        own = profile_strips(*frames(direction=direction, stands_out=side)).data[3]
        assert list(own.marker.color) == [ZONE_COLOURS[zone]]


def test_legend() -> None:
    assert "выбранный" in profile_legend(own=True)
    assert "выбранный" not in profile_legend(own=False)
