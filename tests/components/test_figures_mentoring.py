"""The funnel and the figures of mentoring: what is drawn where, and where a click leads."""

from __future__ import annotations

import pandas as pd
import pytest

from components.figures_funnel import funnel, funnel_legend
from components.figures_mentoring import load_bars, school_bars, step_bars, subject_bars
from components.theme import ZONE_COLOURS


def units() -> pd.DataFrame:
    """Two schools that are the same in both, one far below."""
    return pd.DataFrame(
        {
            "municipality_id": ["01", "01", "01"],
            "municipality_name": ["Округ"] * 3,
            "school_id": ["1", "2", "3"],
            "short_name": ["СОШ № 1", "СОШ № 2", "<b>Лицей"],
            "numerator": [3.0, 3.0, 0.0],
            "denominator": [4.0, 4.0, 10.0],
            "value_pct": [75.0, 75.0, 0.0],
            "words": ["3 из 4", "3 из 4", "0 из 10 (0 %)"],
            "common_pct": [80.0] * 3,
            "place": ["inside", "inside", "far_below"],
            "place_words": ["в пределах случайного"] * 2 + ["ниже границы 99,8 %"],
        }
    )


def test_points_stand_side_by_side_and_lead_to_their_schools() -> None:
    drawn = funnel(units(), size_title="человек", share_title="%", direction="up")
    points = [trace for trace in drawn.data if trace.mode == "markers" and len(trace.x)]
    inside, far = points
    assert inside.x[0] != inside.x[1]
    assert sum(inside.x) == pytest.approx(8)
    assert list(inside.y) == [75, 75]
    assert [list(point) for point in inside.customdata] == [["01", "1"], ["01", "2"]]
    assert (far.x[0], far.marker.color, far.marker.symbol) == (10, ZONE_COLOURS["low"], "triangle-down")
    assert far.hovertext[0].startswith("‹b›Лицей")


def test_limits_that_chance_cannot_pass_are_not_drawn() -> None:
    drawn = funnel(units(), size_title="человек", share_title="%", direction="up")
    limits = [trace for trace in drawn.data if trace.mode == "lines"][1:]
    assert len(limits) == 4
    # Of one person both nobody and everybody are possible.
    assert [trace.y[0] for trace in limits] == [None] * 4
    assert 0 < limits[0].y[-1] < 80


def test_less_is_better_turns_the_colours() -> None:
    drawn = funnel(units(), size_title="человек", share_title="%", direction="down")
    assert drawn.data[-2].marker.color == ZONE_COLOURS["high"]
    assert "линия — общая доля" in funnel_legend("up")


def test_steps_say_their_share_and_white_bars_are_those_before() -> None:
    steps = pd.DataFrame(
        {
            "step_words": list("абвгде"),
            "base_words": ["пары"] * 6,
            "pairs": [10, 8, 2, 4, 3, 1],
            "of": pd.array([None, 10, 8, None, 4, 3], dtype="Int64"),
            "words": ["10", "8 из 10", "2 из 8", "4", "3 из 4", "1 из 3"],
            "lost_words": ["—"] * 6,
        }
    )
    before, came = step_bars(steps).data
    assert list(before.x) == [10, 10, 8, 4, 4, 3]
    assert list(came.x) == [10, 8, 2, 4, 3, 1]
    assert came.y[1] == "б<br>8 из 10"


def test_bars_of_schools_count_people_and_lead_to_their_schools() -> None:
    everybody, covered, told = school_bars(units(), "педагогов, чел.").data
    assert (list(everybody.x), list(covered.x)) == ([4, 4, 10], [3, 3, 0])
    assert list(told.text)[-1] == " 0 из 10 (0 %)"
    assert [list(point) for point in covered.customdata] == [["01", "1"], ["01", "2"], ["01", "3"]]


def test_many_mentees_are_marked_by_a_sign() -> None:
    drawn = load_bars(pd.DataFrame({"mentees": [1, 3], "mentors": [5, 2], "too_many": [False, True]})).data[0]
    assert list(drawn.text) == ["5", "▼ 2"]
    assert drawn.marker.color[1] == ZONE_COLOURS["low"]


def test_subjects_say_how_many_have_a_colleague() -> None:
    frame = pd.DataFrame({"subject": ["физика"], "young": [4], "own": [1], "without": [2], "unknown": [1]})
    *bars, told = subject_bars(frame).data
    assert [bar.x[0] for bar in bars] == [2, 1, 1]
    assert list(told.text) == [" 1 из 3"]
