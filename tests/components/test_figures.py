"""Figures: what is drawn, in which order and colour, what it is called, and where a click on it leads."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.figures import (
    criterion_bars,
    group_bars,
    indicator_bars,
    one_criterion_bars,
    pair_dots,
    total_bars,
    transition_sankey,
)
from components.theme import INK, NO_DATA, PAIR, ZONE_COLOURS, ZONE_TEXT, bars_height, enlarged, figure, heat, shortened
from methodology.words import NBSP


@pytest.fixture(autouse=True)
def _validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plotly looks at the whole of each figure; the application lets it look at the traces only."""

    def validated(*traces: Any, **layout: Any) -> go.Figure:
        made = figure(*traces, **layout)
        go.Figure(made.to_dict())
        return made

    monkeypatch.setattr("components.figures.figure", validated)


def municipalities() -> pd.DataFrame:
    """Two of one name; in the second no school has a group."""
    return pd.DataFrame(
        {
            "municipality_id": ["01", "02"],
            "municipality_name": ["Северный округ", "Северный округ"],
            "schools": [5, 3],
            "low": [3, 0],
            "middle": [1, 0],
            "high": [0, 0],
            "without_group": [1, 3],
            "low_pct": [75.0, None],
            "middle_pct": [25.0, None],
            "high_pct": [0.0, None],
        }
    ).astype({f"{zone}_pct": "Float64" for zone in ("low", "middle", "high")})


def school_rows() -> pd.DataFrame:
    """A whole total, a total with bounds, no total."""
    return pd.DataFrame(
        {
            "municipality_id": ["01", "01", "01"],
            "school_id": ["001", "002", "003"],
            "short_name": ["СОШ № 1", "СОШ № 2", "СОШ <b>3</b>"],
            "group_number": pd.Series([3, 1, None], dtype="Int64"),
            "group_words": ["▼ низкая", "▲ высокая", "нет группы"],
            "total_pct": pd.Series([50.0, 85.0, None], dtype="Float64"),
            "total_low_pct": pd.Series([50.0, 80.0, None], dtype="Float64"),
            "total_high_pct": pd.Series([50.0, 90.0, None], dtype="Float64"),
        }
    )


def criterion_rows() -> pd.DataFrame:
    """Three criteria of a school: low, high, no score."""
    return pd.DataFrame(
        {
            "municipality_id": "01",
            "school_id": ["001", "002", "003"],
            "short_name": ["СОШ № 1", "СОШ № 2", "СОШ № 3"],
            "criterion": [1, 2, 3],
            "criterion_name": ["Управление", "Результаты", "Кадры"],
            "value_pct": pd.Series([45.0, 90.0, None], dtype="Float64"),
            "municipality_pct": pd.Series([60.0, 70.0, None], dtype="Float64"),
            "score": pd.Series([4.5, 9.0, None], dtype="Float64"),
            "max_score": pd.Series([10.0, 10.0, 10.0], dtype="Float64"),
            "zone": ["low", "high", None],
            "absence_reason": [None, None, "на проверке"],
        }
    )


def test_groups_are_stacked_low_first_with_counts_on_the_bars_and_shares_of_schools_with_a_group() -> None:
    figure = group_bars(municipalities(), shares=True)
    assert [trace.marker.color for trace in figure.data] == [
        *(ZONE_COLOURS[zone] for zone in ("low", "middle", "high")),
        NO_DATA,
    ]
    assert figure.layout.barmode == "stack"
    low, *_, none = figure.data
    assert low.x[0] == 75.0
    assert list(low.text) == ["3", ""]
    assert pd.isna(low.x[1]), "no group anywhere: no share, and not zero"
    assert list(none.x) == [0, 100]
    assert none.text[1] == "3 без группы"
    assert "доля" in str(figure.layout.xaxis.title.text)


def test_groups_in_counts_hold_every_school() -> None:
    figure = group_bars(municipalities(), shares=False)
    assert [sum(trace.x[row] for trace in figure.data) for row in (0, 1)] == [5, 3]


def test_equal_names_stay_two_bars_and_each_leads_to_its_own_code() -> None:
    for trace in group_bars(municipalities(), shares=True).data:
        assert len(set(trace.y)) == 2
        assert [list(point) for point in trace.customdata] == [["01"], ["02"]]


def test_total_has_bounds_only_where_data_are_missing_and_no_bar_where_it_is_not_known() -> None:
    [bars] = total_bars(school_rows()).data
    assert list(bars.x) == [50.0, 85.0, None]
    assert list(bars.error_x.array) == [None, 5.0, None]
    assert list(bars.error_x.arrayminus) == [None, 5.0, None]
    assert list(bars.marker.color) == [ZONE_COLOURS["low"], ZONE_COLOURS["high"], NO_DATA]
    assert bars.text[0] == "50,00"
    assert [list(point) for point in bars.customdata] == [["01", "001"], ["01", "002"], ["01", "003"]]
    assert "<b>" not in bars.y[2]


@pytest.mark.parametrize("draw", [one_criterion_bars, criterion_bars])
def test_missing_score_is_said_in_words_and_has_no_bar(draw: object) -> None:
    bars = draw(criterion_rows()).data[0]  # type: ignore[operator]
    assert list(bars.x) == [45.0, 90.0, None]
    assert bars.text[0] == f"45,0{NBSP}%"
    assert "на проверке" in bars.text[2]
    assert list(bars.marker.color) == [ZONE_COLOURS["low"], ZONE_COLOURS["high"], NO_DATA]


def test_criterion_of_a_school_stands_beside_its_municipality() -> None:
    bars, ticks = criterion_bars(criterion_rows()).data
    assert list(ticks.x) == [60.0, 70.0, None]
    assert list(ticks.y) == list(bars.y)
    assert [list(point) for point in bars.customdata] == [["1"], ["2"], ["3"]]


def test_flows_lead_from_group_to_group() -> None:
    moves = pd.DataFrame({"group_before": [3, 2], "group_now": [2, 2], "schools": [4, 11]})
    [flows] = transition_sankey(moves, "2024/25", "2025/26").data
    assert list(zip(flows.link.source, flows.link.target, flows.link.value, strict=True)) == [(2, 4, 4), (1, 4, 11)]
    assert list(flows.link.customdata) == [f"4{NBSP}школы", f"11{NBSP}школ"]
    assert len(flows.node.label) == 6


def test_indicator_from_too_few_schools_is_white() -> None:
    frame = pd.DataFrame(
        {
            "municipality_id": ["01", "02"],
            "municipality_name": ["Северный", "Южный"],
            "value": pd.Series([20.0, None], dtype="Float64"),
            "enough": [True, False],
            "words": ["20 %", "—"],
            "schools_with_data": [10, 0],
            "schools": [10, 4],
            "hidden": [False, False],
        }
    )
    [bars] = indicator_bars(frame, "%").data
    assert list(bars.x) == [20.0, None]
    assert bars.marker.color[1] == NO_DATA
    assert [list(point) for point in bars.customdata] == [["01"], ["02"]]


def test_a_hidden_value_is_words_without_a_bar() -> None:
    frame = pd.DataFrame(
        {
            "municipality_id": ["01", "02"],
            "municipality_name": ["Северный", "Южный"],
            "value": pd.Series([20.0, None], dtype="Float64"),
            "enough": [True, False],
            "words": ["20 %", "скрыто: мало людей"],
            "schools_with_data": pd.Series([10, None], dtype="Int64"),
            "schools": [10, 4],
            "hidden": [False, True],
        }
    )
    drawn = indicator_bars(frame, "%")
    [bars] = drawn.data
    assert list(bars.x) == [20.0, None]
    assert bars.hovertext[1] == "Южный<br>скрыто: мало людей"
    assert [(note.y, note.text) for note in drawn.layout.annotations] == [("Южный", "скрыто: мало людей")]


def test_text_on_a_zone_can_be_read() -> None:
    assert all(_contrast(ZONE_COLOURS[zone], ZONE_TEXT[zone]) >= 4.5 for zone in ZONE_COLOURS)


def test_numbers_of_a_heat_map_can_be_read() -> None:
    assert all(_contrast(heat(percent / 10), INK) >= 4.5 for percent in range(-100, 1_200))


def test_colours_of_a_heat_map_end_at_its_bounds() -> None:
    assert heat(0) == heat(40) == ZONE_COLOURS["low"]
    assert heat(100) == heat(104)
    assert len({heat(percent) for percent in (40, 55, 70, 85, 100)}) == 5


def test_zones_differ_in_greyscale() -> None:
    shades = sorted(_luminance(colour) for colour in ZONE_COLOURS.values())
    assert all(lighter - darker > 0.1 for darker, lighter in pairwise(shades))


def test_names_for_an_axis() -> None:
    long = "Муниципальное общеобразовательное учреждение № 5"
    assert len(shortened(long)) <= 30
    assert shortened(long).endswith("…")
    assert shortened("СОШ № 5") == "СОШ № 5"


def test_few_bars_still_have_room() -> None:
    assert bars_height(1) == bars_height(3) < bars_height(4)


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def pairs() -> pd.DataFrame:
    """A criterion of both sides, and one that the other side has no data of."""
    return pd.DataFrame(
        {
            "criterion": [2, 1],
            "criterion_name": ["Условия <b>", "Кадры"],
            "criterion_short": ["Условия <b>", "Кадры"],
            "value_pct": pd.Series([62.0, 48.0], dtype="Float64"),
            "other_value_pct": pd.Series([75.5, None], dtype="Float64"),
            "change": pd.Series([-13.5, None], dtype="Float64"),
            "words": ["62 %", "48 %"],
            "other_words": ["76 %", "нет данных"],
            "data_words": ["3 из 3", "2 из 3"],
            "other_data_words": ["12 из 14", "0 из 14"],
        }
    )


def test_pairs_are_apart_by_shape_and_carry_their_difference() -> None:
    drawn = pair_dots(pairs(), ("Север", "Юг"))
    line, second, first = drawn.data
    assert (list(line.x), list(line.y)) == ([62.0, 75.5, None], ["2. Условия ‹b›"] * 2 + [None])
    assert (list(first.x), list(second.x)) == ([62.0, 48.0], [75.5, None])
    assert (first.marker.symbol, second.marker.symbol) == tuple(mark["symbol"] for mark in PAIR)
    assert [note.text for note in drawn.layout.annotations] == ["\u221213,5", "—"]
    low, high = drawn.layout.xaxis.range
    assert low < 48 < 75.5 < high
    assert second.hovertext[0].endswith("76 %, школ с данными: 12 из 14")


def test_enlarged_figure_grows_in_letters_height_and_room() -> None:
    desk = total_bars(school_rows())
    large = enlarged(desk, 1.3)
    assert large.layout.height == pytest.approx(desk.layout.height * 1.3)
    assert large.layout.margin.l == pytest.approx(desk.layout.margin.l * 1.3)
    assert large.layout.font.size == pytest.approx(desk.layout.template.layout.font.size * 1.3)
    assert enlarged(desk, 1).layout.font.size is None
