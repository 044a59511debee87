"""Figures of «Кадры»: whole for Plotly, their marks and bars say what the frame says."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures_staffing import age_bars, cycle_bars, quadrants
from components.theme import ZONE_COLOURS
from components.vacancies import most_vacant
from queries.staffing import KINDS

PLACES = pd.DataFrame(
    {
        "municipality_id": ["1", "2", "3"],
        "municipality_name": ["Северный округ", "Южный <b>округ</b>", "Западный округ"],
        "kind": ["hidden", "open", None],
        "kind_words": ["▼ скрытый дефицит", "● открытый дефицит", "нет данных"],
        "vacant_pct": pd.array([0.0, 8.0, None], dtype="Float64"),
        "load_value": pd.array([1.55, 1.2, None], dtype="Float64"),
        "vacant_numerator": pd.array([0.0, 4.0, None], dtype="Float64"),
        "vacant_denominator": pd.array([20.0, 50.0, None], dtype="Float64"),
    }
)


def whole(figure: go.Figure) -> go.Figure:
    """The figure; raises ValueError for anything in it that Plotly doesn't know."""
    go.Figure(figure.to_dict())
    return figure


def test_a_mark_stands_in_its_quadrant_and_leads_to_its_place() -> None:
    figure = whole(quadrants(PLACES, schools=False))
    marks = dict(zip(KINDS, figure.data, strict=True))
    assert (list(marks["hidden"].x), list(marks["hidden"].y)) == ([0.0], [1.55])
    assert [list(said) for said in marks["open"].customdata] == [["2"]]
    assert sum(len(trace.x) for trace in figure.data) == 2
    assert "<b>" not in marks["open"].hovertext[0]
    assert "4,00 из 50,00" in marks["open"].hovertext[0]
    words = [annotation.text for annotation in figure.layout.annotations]
    assert "5 %, рабочий порог" in words
    assert "1,4 — ориентир министра, не норматив" in words
    low, high = figure.layout.yaxis.range
    assert low < 1.2
    assert high > 1.55


def test_ages_say_their_share_only_of_enough_people() -> None:
    bands = pd.DataFrame(
        {
            "band": ["до 35", "60 и старше"],
            "teachers": pd.array([3, 6], dtype="Int64"),
            "of": pd.array([9, 9], dtype="Int64"),
            "share_pct": pd.array([33.3, 66.7], dtype="Float64"),
            "teachers_before": pd.array([None, None], dtype="Int64"),
            "words": ["3 из 9", "6 из 9"],
            "before_words": [None, None],
        }
    )
    few = whole(age_bars(bands))
    assert [said.strip() for said in few.data[2].text] == ["3 из 9", "6 из 9"]
    assert few.data[0].marker.color[1] == ZONE_COLOURS["low"]
    many = whole(age_bars(bands.assign(of=pd.array([18, 18], dtype="Int64"))))
    assert [said.strip() for said in many.data[2].text] == ["3 (33\u00a0%)", "6 (67\u00a0%)"]


def test_a_cycle_without_a_value_says_so() -> None:
    cycles = pd.DataFrame(
        {
            "cycle": ["2024/25", "2025/26"],
            "value": pd.array([75.0, None], dtype="Float64"),
            "words": ["6 из 8", "нет данных"],
            "zone": ["high", None],
            "zone_words": ["▲ выполняется", "—"],
            "schools_with_data": pd.array([2, 0], dtype="Int64"),
            "schools": pd.array([3, 3], dtype="Int64"),
        }
    )
    figure = whole(cycle_bars(cycles, "закрепляемость молодых, %", (70.0, 50.0)))
    bars, words = figure.data
    assert [said.strip() for said in words.text] == ["▲ 6 из 8", "нет данных"]
    assert list(bars.x) == [75.0, None]
    assert list(words.x) == [75.0, 0.0]
    assert [shape.x0 for shape in figure.layout.shapes] == [70.0, 50.0]


def test_no_line_of_a_threshold_crosses_the_words_of_a_cycle() -> None:
    cycles = pd.DataFrame(
        {
            "cycle": ["2025/26"],
            "value": pd.array([66.0], dtype="Float64"),
            "words": ["6 из 9"],
            "zone": ["middle"],
            "zone_words": ["● требует внимания"],
            "schools_with_data": pd.array([2], dtype="Int64"),
            "schools": pd.array([3], dtype="Int64"),
        }
    )
    _, words = whole(cycle_bars(cycles, "закрепляемость молодых, %", (70.0, 50.0))).data
    assert list(words.x) == [70.0]


def test_names_stand_beside_their_marks() -> None:
    marks = dict(zip(KINDS, whole(quadrants(PLACES, schools=False)).data, strict=True))
    assert list(marks["open"].text) == ["Южный ‹b› ‹/b›"]
    # It would lie on the name of its quadrant.
    assert list(marks["hidden"].text) == [""]


def test_posts_of_no_subject_are_named_beside_the_subject_with_most() -> None:
    whole = pd.DataFrame({"subject": ["без предмета", "физика"], "share_words": ["5 из 9", "4 из 9"]})
    assert most_vacant(whole) == "Больше всего по предмету «физика»: 4 из 9; без предмета — 5 из 9 вакантных ставок."
    assert most_vacant(whole.head(1)) == "Без предмета — 5 из 9 вакантных ставок."
