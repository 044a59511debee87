"""Figures of the page of competences: valid for Plotly, and saying what their frames say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from sqlalchemy import Engine

from components import figures_competences
from components.figures_competences import (
    coverage_bars,
    deficit_intervals,
    domain_dots,
    level_bars,
    result_columns,
    step_bars,
)
from components.theme import TEMPLATE
from data.database import reading
from methodology.domains import DOMAINS, domain_name
from queries.competence_steps import competence_steps
from queries.competences import diagnostics_coverage, levels_by_municipality, results_by_percent
from queries.scope import Scope


@pytest.fixture(autouse=True)
def _validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure is checked by Plotly, which the program leaves out for speed."""

    def validated(*traces: Any, height: int, **layout: Any) -> go.Figure:
        return go.Figure(data=list(traces), layout={"template": TEMPLATE, "height": height, **layout})

    monkeypatch.setattr(figures_competences, "figure", validated)


@pytest.mark.parametrize("who", ["leaders", "teachers"])
def test_figures_are_valid_and_say_their_frames(demonstration_engine: Engine, who: Any) -> None:
    with reading(demonstration_engine) as connection:
        levels = levels_by_municipality(connection, Scope(), who)
        results = results_by_percent(connection, Scope(), who)
        covered = diagnostics_coverage(connection, Scope(), who)
        schools = diagnostics_coverage(connection, Scope(municipalities=("99701000",)), who, True)
        steps = competence_steps(connection, Scope(), who)
    codes = levels[["municipality_id"]].to_numpy().tolist()
    bars = level_bars(levels, levels["municipality_name"].tolist(), codes, 10)
    assert [trace.name for trace in bars.data] == ["▼ Низкий", "● Средний", "▲ Высокий"]
    assert sum(bars.data[place].x[0] for place in range(3)) == pytest.approx(100)
    columns = result_columns(results, (60.5, 80.5), "С4")
    assert sum(columns.data[0].y) == results["people"].sum()
    assert [shape.x0 for shape in columns.layout.shapes] == [60.5, 80.5]
    said = [note.text for note in columns.layout.annotations]
    assert said == ["низкий ≤ 60\u00a0%", "высокий ≥ 81\u00a0%", "границы: С4"]
    for frame in (covered, schools):
        assert len(coverage_bars(frame).data[0].y) == len(frame)
        *_, dots = deficit_intervals(frame, "с дефицитом, %").data
        assert len(dots.y) == len(frame)
    made, lost = step_bars(steps).data
    assert [up + down for up, down in zip(made.x, lost.x, strict=True)] == pytest.approx([100] * len(steps))


def test_dots_of_a_head() -> None:
    rows = pd.DataFrame({"domain_name": ["ИТОГ", domain_name("РК01")], "value": [60.5, 60.4]})
    [dots] = domain_dots(rows, (60.5, 80.5), 60.5, "С4").data
    assert list(dots.marker.symbol) == ["circle", "triangle-down"]


def test_domains_are_named_by_code_and_blocks_by_themselves() -> None:
    assert domain_name("РК14") == "РК14. Лидерство"
    assert domain_name("методические") == "Методические"
    assert len(DOMAINS) == 15 + 9
