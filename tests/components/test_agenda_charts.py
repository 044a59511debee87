"""The chart of a point: the bars of its page, of the same numbers; none where there is nothing to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from components.agenda_charts import MOST, chart_of_point, point_with_chart
from data.agendas import AgendaStep
from data.database import make_engine, reading
from queries.agenda import VIEWS
from queries.indicators import indicator_by_municipality
from queries.readable import groups_by_municipality_in_words
from queries.scope import Scope
from queries.selection import resolved

PREVIOUS = "2024/25"


@pytest.fixture(scope="module")
def connection(demonstration_sqlite: str) -> Iterator[Connection]:
    engine = make_engine(demonstration_sqlite)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def asking(connection: Connection) -> Callable[..., pd.DataFrame]:
    return lambda query, scope, **parameters: query(connection, scope, **parameters)


@pytest.fixture(scope="module")
def drawn(connection: Connection) -> Callable[..., Any]:
    return partial(_drawn, connection)


def _drawn(connection: Connection, code: str, scope: Scope) -> Any:
    return chart_of_point(code, asking(connection), resolved(connection, scope), PREVIOUS)


def test_groups_are_those_of_the_page(connection: Connection, drawn: Callable[..., Any]) -> None:
    figure, words = drawn("groups", Scope())
    frame = groups_by_municipality_in_words(connection, resolved(connection, Scope())).head(MOST)
    counts = {trace.name[0]: list(trace.meta["counts"]) for trace in figure.data if trace.name[0] != "–"}
    assert counts == {"▼": list(frame["low"]), "●": list(frame["middle"]), "▲": list(frame["high"])}
    assert words == (
        "Группы школ (слева направо — низкая, средняя, высокая степень), по муниципалитетам: сначала те, где больше "
        "низкой; показаны первые 8 из 14"
    )


@pytest.mark.parametrize(
    ("code", "indicator", "part"),
    [("zones", "Э-К", "3"), ("mentoring", "Н-ОХВ", ""), ("development", "ПР-ИОМ", ""), ("reserve", "Р-ОО", "")],
)
def test_bars_are_those_of_the_indicator(
    connection: Connection, drawn: Callable[..., Any], code: str, indicator: str, part: str
) -> None:
    figure, words = drawn(code, Scope())
    frame = indicator_by_municipality(connection, resolved(connection, Scope()), indicator, part)
    (bars,) = figure.data
    assert list(bars.x) == list(frame["value"].head(MOST))
    assert [each[0] for each in bars.customdata] == list(frame["municipality_id"].head(MOST))
    assert words.endswith(f"показаны первые {MOST} из {len(frame)}")


@pytest.mark.parametrize("code", [view.code for view in VIEWS])
def test_one_municipality_has_nothing_to_compare(drawn: Callable[..., Any], code: str) -> None:
    assert drawn(code, Scope(municipalities=("99605000",))) is None


@pytest.mark.parametrize("code", ["figures", "recommendations", "decision", "own"])
def test_points_without_such_numbers_have_no_chart(drawn: Callable[..., Any], code: str) -> None:
    assert drawn(code, Scope()) is None


def test_the_council_is_shown_no_hidden_bar(connection: Connection, drawn: Callable[..., Any]) -> None:
    for view in VIEWS:
        found = drawn(view.code, Scope(showing="council"))
        if found is None or view.block is None:
            continue
        (bars,) = found[0].data
        for value, words in zip(bars.x, bars.text, strict=True):
            assert value is not None or "скрыто" in words


def test_what_is_printed_are_the_bars_of_the_screen(connection: Connection) -> None:
    for view in VIEWS:
        step = AgendaStep(view.code, view.title, view.questions)
        point, found = point_with_chart(step, asking(connection), resolved(connection, Scope()), PREVIOUS)
        assert (point.picture is None) == (found is None), view.code
        if found is None or view.code == "groups":
            continue
        figure, words = found
        assert point.picture is not None
        assert point.picture.said == words
        assert list(point.picture.series[0].numbers) == list(figure.data[0].x)
