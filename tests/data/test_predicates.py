"""What counts on a day is the same in SQL, by which indicators count, and over frames, by which checks do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Date, Engine, String, literal, select, union_all
from sqlalchemy import cast as sql_cast

from data.checks.rules_development import over_term
from data.database import reading
from data.indicators.days import years_exceeded
from data.indicators.predicates import (
    in_reserve,
    members_in_reserve,
    pair_active,
    pairs_active,
    vacancies_open,
    vacancy_open,
)
from data.sheets_growth import MENTORING_OUTCOMES

CUT = date(2025, 5, 31)
DAYS = (None, date(2025, 5, 30), CUT, date(2025, 6, 1))
BEGINNINGS = DAYS[1:]
Row = dict[str, Any]

PAIRS = [
    {"started_on": begun, "ends_on": ends, "outcome": outcome}
    for begun, ends, outcome in product(BEGINNINGS, DAYS, (None, *MENTORING_OUTCOMES))
]
VACANCIES = [{"opened_on": opened, "closed_on": closed} for opened, closed in product(BEGINNINGS, DAYS)]
MEMBERS = [
    {"included_on": included, "appointed_on": appointed, "removed_on": removed}
    for included, appointed, removed in product(BEGINNINGS, DAYS, DAYS)
]


def frame_of(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype=object)
    days = {name: "datetime64[s]" for name in frame.columns if name.endswith("_on")}
    return frame.astype(days)


def holding(engine: Engine, rows: list[Row], condition: Callable[..., Any]) -> list[bool]:
    """For each row whether the condition holds in SQL."""
    kinds = {name: Date() if name.endswith("_on") else String(40) for name in rows[0]}
    selects = [
        select(
            literal(number).label("number"), *(sql_cast(row[name], kinds[name]).label(name) for name in kinds)
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    if engine.dialect.name == "sqlite":  # a cast to a day is a number there
        selects = [
            select(literal(number).label("number"), *(literal(row[name], kinds[name]).label(name) for name in kinds))
            for number, row in enumerate(rows)
        ]
    found = union_all(*selects).subquery()
    with reading(engine) as connection:
        held = set(connection.scalars(select(found.c.number).where(condition(found.c, literal(CUT, Date())))))
    return [number in held for number in range(len(rows))]


@pytest.mark.parametrize(
    ("rows", "in_sql", "of_frame"),
    [
        (PAIRS, pair_active, pairs_active),
        (VACANCIES, vacancy_open, vacancies_open),
        (MEMBERS, in_reserve, members_in_reserve),
    ],
)
def test_both_forms_say_the_same(engine, rows, in_sql, of_frame):
    expected = [bool(held) for held in of_frame(frame_of(rows), pd.Timestamp(CUT))]
    assert holding(engine, rows, in_sql) == expected
    assert len(set(expected)) == 2


@pytest.mark.parametrize("cut", [date(2025, 5, 31), date(2028, 2, 29), date(2027, 2, 28), date(2027, 3, 1)])
def test_a_term_is_over_on_the_day_after_its_anniversary(engine, cut):
    days = [
        date(cut.year - years, month, number)
        for years in (2, 3, 4)
        for month, number in ((5, 30), (5, 31), (6, 1), (2, 27), (2, 28), (3, 1))
    ] + [date(2024, 2, 29)]
    found = union_all(
        *(select(literal(str(number), String(9)).label("number"), literal(each, Date()).label("day"))
          for number, each in enumerate(days))
    ).subquery()  # fmt: skip
    with reading(engine) as connection:
        years = years_exceeded(found.c.day, literal(cut, Date()))
        exceeded = {row[0]: row[1] for row in connection.execute(select(found.c.number, years))}
    over = over_term(pd.Series(days, dtype="datetime64[s]"), cut, 3)
    assert [exceeded[str(number)] >= 3 for number in range(len(days))] == over.tolist()
    assert set(over) == {True, False}
