"""The figures of comparison and of stability: what is drawn where, and where a click leads."""

from __future__ import annotations

import pandas as pd
import pytest

from components.figures_comparison import DRAWINGS, comparison_dots, comparison_legend
from components.figures_funnel import funnel
from components.figures_stability import FIRMNESS_MARKS, change_bars, firmness_bars
from components.theme import ZONE_COLOURS, enlarged, sign_mark


def compared() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality_id": ["01", "02", "03"],
            "municipality_name": ["Округ", "Округ", "<b>Район"],
            "value_pct": [40.0, 70.0, 90.0],
            "interval_low_pct": [30.0, 60.0, 80.0],
            "interval_high_pct": [52.0, 79.0, 96.0],
            "shrunken_pct": [45.0, 70.0, 86.0],
            "common_pct": [70.0] * 3,
            "words": ["4 из 10 (40 %)", "7 из 10 (70 %)", "9 из 10 (90 %)"],
            "place_range_words": ["место 3 из 3", "место 1–2 из 3", "место 1–2 из 3"],
            "stands_out": ["below", None, None],
            "stands_out_words": ["▼ ниже общей доли", "не выделяется", "не выделяется"],
        }
    )


def test_points_carry_intervals_places_and_codes() -> None:
    drawn = comparison_dots(compared(), direction="up")
    shrunken, points = drawn.data
    assert drawn.layout.shapes[0].x0 == 70
    assert list(points.y) == ["Округ (01)", "Округ (02)", "‹b›Район"]
    assert list(points.error_x.array) == [12, 9, 6]
    assert list(points.error_x.arrayminus) == [10, 10, 10]
    assert [list(point) for point in points.customdata] == [["01"], ["02"], ["03"]]
    assert [list(point) for point in shrunken.customdata] == [["01"], ["02"], ["03"]]
    assert points.marker.symbol[0] == "triangle-down"
    assert points.marker.color[0] == ZONE_COLOURS["low"]
    assert list(shrunken.x) == [45, 70, 86]
    assert [note.text for note in drawn.layout.annotations] == ["3", "1–2", "1–2"]
    assert "общая доля" in comparison_legend("up")


def test_marks_of_the_legend_are_those_that_are_drawn() -> None:
    for direction in ("up", "down"):
        drawn = comparison_dots(compared().assign(stands_out=["below", None, "above"]), direction=direction)
        below, _, above = drawn.data[1].marker.color
        words = comparison_legend(direction)
        for colour, side in ((below, "below"), (above, "above")):
            assert sign_mark(f'<path d="{DRAWINGS[side]}" fill="{colour}"/>') in words
    assert "1 — лучшее значение" in comparison_legend("up")


def test_points_of_all_sizes_grow_on_a_projector() -> None:
    drawn = comparison_dots(compared(), direction="up")
    large = enlarged(drawn, 1.3)
    assert list(large.data[1].marker.size) == pytest.approx([size * 1.3 for size in drawn.data[1].marker.size])
    assert large.data[0].marker.size == pytest.approx(drawn.data[0].marker.size * 1.3)
    assert large.layout.annotations[0].font.size == pytest.approx(drawn.layout.annotations[0].font.size * 1.3)


def test_axis_says_that_it_does_not_begin_at_zero() -> None:
    near, far = compared(), compared()
    near[["interval_low_pct", "value_pct", "shrunken_pct"]] = 0.0
    assert comparison_dots(near, direction="up").layout.xaxis.title.text == "доля, %"
    assert "не от нуля" in comparison_dots(far, direction="up").layout.xaxis.title.text


def test_funnel_of_a_comparison_fills_those_who_stand_out() -> None:
    units = pd.DataFrame(
        {
            "municipality_id": ["01", "02", "03", "04"],
            "municipality_name": ["А", "Б", "В", "Г"],
            "school_id": None,
            "short_name": None,
            "numerator": [10.0, 20.0, 5.0, 50.0],
            "denominator": [100.0, 100.0, 50.0, 500.0],
            "value_pct": [10.0, 20.0, 10.0, 10.0],
            "common_pct": [11.0] * 4,
            "words": ["—"] * 4,
            # Beyond 99.8 %, but not after the correction; beyond 95 % and after it.
            "place": ["inside", "above", "far_below", "inside"],
            "place_words": ["—"] * 4,
            "stands_out": [None, "above", None, None],
        }
    )
    drawn = funnel(units, size_title="чел.", share_title="доля, %", direction="up")
    filled = {
        code[0]: trace.marker.color != "#FFFFFF" and trace.marker.symbol != "circle"
        for trace in drawn.data
        if trace.customdata is not None
        for code in trace.customdata
    }
    assert filled == {"01": False, "02": True, "03": False, "04": False}
    low, high = drawn.layout.yaxis.range
    assert (low, high) == (2, 28)


def test_less_is_better_turns_the_colours() -> None:
    assert comparison_dots(compared(), direction="down").data[1].marker.color[0] == ZONE_COLOURS["high"]


def test_groups_by_firmness() -> None:
    groups = pd.DataFrame(
        {
            "group_words": ["▼ низкая", "● средняя"],
            "firm": [5, 0],
            "likely": [1, 2],
            "unstable": [0, 3],
            "assigned": [0, 4],
        }
    )
    drawn = firmness_bars(groups)
    assert [list(trace.x) for trace in drawn.data] == [[5, 0], [1, 2], [0, 3], [0, 4]]
    assert list(drawn.data[0].text) == ["5", ""]
    assert drawn.data[2].hovertext[1] == "● средняя<br>неустойчива: 3\u00a0школы"
    assert [words for _, words in FIRMNESS_MARKS] == ["устойчива", "скорее устойчива", "неустойчива", "по акту"]


def test_changes_of_groups_by_municipality() -> None:
    places = pd.DataFrame(
        {
            "municipality_id": ["01", "02"],
            "municipality_name": ["Округ", "Округ"],
            "lower": [2, 0],
            "higher": [1, 1],
            "lost": [0, 0],
        }
    )
    drawn = change_bars(places)
    assert [(trace.name, list(trace.x)) for trace in drawn.data] == [
        ("на более низкую", [2, 0]),
        ("на более высокую", [1, 1]),
    ]
    assert [list(point) for point in drawn.data[0].customdata] == [["01"], ["02"]]
    assert list(drawn.data[0].y) == ["Округ (01)", "Округ (02)"]
    assert drawn.layout.xaxis.dtick == 1
    assert change_bars(places.assign(lower=[20, 0])).layout.xaxis.dtick is None
