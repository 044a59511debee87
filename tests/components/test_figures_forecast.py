"""Figures of the forecast: what is drawn, in Russian numbers, with titles of axes."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.figures_forecast import fan, ranges

BY_YEAR = pd.DataFrame(
    {
        "cycle": ["2023/24", "2024/25", "2025/26", "2026/27"],
        "years": [-1, 0, 1, 2],
        "teachers": [1000.0, 1010.0, 1005.0, 998.0],
        "needed": [None, None, 1020.0, 1030.0],
        "unmet": [12.5, 10.0, 15.0, 32.0],
        "low": [None, None, -4.0, 1.0],
        "high": [None, None, 33.0, 1061.0],
    }
)
AHEAD = pd.DataFrame(
    {"unmet": [5.0, -2.0], "low": [1.0, -6.0], "high": [9.0, 3.0], "left": [11.0, 4.0], "came": [8.0, 6.0]}
)


def whole(figure: go.Figure) -> go.Figure:
    """Built anew with every property looked at."""
    return go.Figure(figure)


def test_the_fan_opens_from_the_last_cycle_at_hand() -> None:
    figure = whole(fan(BY_YEAR, 0))
    band, line, past, ahead = figure.data
    assert list(band.x) == ["2024/25", "2025/26", "2026/27", "2026/27", "2025/26", "2024/25"]
    assert list(band.y) == [10, 33, 1061, 1, -4, 10]
    assert list(line.y) == [10, 15, 32]
    assert list(past.x) == ["2023/24", "2024/25"]
    assert list(ahead.text) == ["15", "32"]
    assert "диапазон: 1 … 1\u00a0061" in ahead.hovertext[1]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (
        "учебный год",
        "не хватает людей, ставок",
    )
    assert list(figure.layout.xaxis.categoryarray) == BY_YEAR["cycle"].tolist()


def test_ranges_are_lines_around_their_points() -> None:
    names, codes = pd.Series(["Северный округ", "Северный округ"]), pd.Series(["01", "02"])
    figure = whole(ranges(names, codes, AHEAD, "через 3 года"))
    [trace] = figure.data
    assert list(trace.error_x.array) == [4, 5]
    assert list(trace.error_x.arrayminus) == [4, 4]
    assert [list(code) for code in trace.customdata] == [["01"], ["02"]]
    assert list(trace.y) == ["Северный округ (01)", "Северный округ (02)"]
    assert figure.layout.xaxis.title.text == "не хватит людей через 3 года, ставок"
    subjects = whole(ranges(pd.Series(["физика", "химия"]), None, AHEAD, "через 1 год"))
    assert subjects.data[0].customdata is None
