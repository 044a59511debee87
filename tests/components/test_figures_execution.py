"""Figures of «Исполнение»: what is drawn, in which order, and that Plotly takes every setting."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from components.figures_execution import addressee_bars, deadline_bars
from queries.execution import STATES

CALENDAR = pd.DataFrame(
    {
        "start": [date(2025, 12, 1), date(2025, 12, 1), date(2026, 2, 1)],
        "words": ["дек. 2025", "дек. 2025", "февр. 2026"],
        "state": ["overdue", "cancelled", "soon"],
        "state_words": [STATES[state][0] for state in ("overdue", "cancelled", "soon")],  # type: ignore[index]
        "tasks": pd.array([3, 1, 2], dtype="Int64"),
    }
)
POSTS = pd.DataFrame(
    {
        "post": ["Директор", "Методист"],
        "zone_words": pd.Series(["▼ требует мер", None], dtype=object),
        **{state: pd.array([number, 0], dtype="Int64") for number, state in enumerate(STATES)},
    }
)


def test_the_calendar_stacks_states_period_by_period() -> None:
    drawn = deadline_bars(CALENDAR)
    assert go.Figure(drawn.to_dict()).layout.barmode == "stack"
    assert [trace.name for trace in drawn.data] == ["▼ просрочено", "● срок близко", "– отменено"]
    assert list(drawn.layout.xaxis.categoryarray) == ["дек. 2025", "февр. 2026"]
    assert list(drawn.layout.xaxis.ticktext) == ["дек<br>2025", "фев<br>2026"]
    assert drawn.data[0].hovertext[0] == "дек. 2025<br>▼ просрочено: 3\u00a0поручения"


def test_a_long_calendar_labels_every_other_week() -> None:
    weeks = [date(2025, 12, 1) + timedelta(weeks=number) for number in range(20)]
    calendar = pd.DataFrame(
        {
            "start": weeks,
            "words": [f"с {start:%d.%m.%Y}" for start in weeks],
            "state": "soon",
            "tasks": pd.array([1] * 20, dtype="Int64"),
        }
    )
    labels = list(deadline_bars(calendar).layout.xaxis.ticktext)
    assert len(labels) == 10
    assert labels[:4] == ["01.12<br>2025", "15.12", "29.12", "12.01<br>2026"]


def test_positions_bear_their_traffic_light_and_empty_states_are_left_out() -> None:
    drawn = addressee_bars(POSTS)
    assert go.Figure(drawn.to_dict()).data
    assert list(drawn.data[0].y) == ["▼ Директор", "– Методист"]
    assert "▼ просрочено" not in [trace.name for trace in drawn.data]
    assert len(drawn.data) == len(STATES) - 1
