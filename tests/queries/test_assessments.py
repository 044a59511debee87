"""External assessments of a school and of a municipality, worked by hand on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import ASSESSMENTS
from queries.assessments import assessments
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=make.NEXT_CYCLE, municipalities=("01",))
SCHOOL = HERE.in_school(SchoolKey("01", "1"))


def taken(
    school_id: str, kind: str, subject: str, grade: int, participants: int, below: int | None, year: int, **more: Any
) -> make.Row:
    said = {"high": None, "biased": None, **more}
    return make.row(
        ASSESSMENTS, school_id, "01", kind=kind, subject=subject, grade=grade, participants=participants,
        below_minimum=below, year=year, **said,
    )  # fmt: skip


@pytest.fixture
def region(engine: Engine) -> Engine:
    """«1» and «2» took ВПР in mathematics, «2» does not say how many failed; «3» doesn't work."""
    schools = [make.school(code) for code in ("1", "2")] + [make.school("3", in_cycle=False, excluded_reason="ремонт")]
    before = [taken("1", "ВПР", "математика", 5, 20, 4, 2025, high=8)]
    now = [
        taken("1", "ЕГЭ", "русский язык", 11, 9, 0, 2026),
        taken("1", "ВПР", "математика", 6, 30, 3, 2026, biased=False),
        taken("1", "ВПР", "математика", 5, 24, 6, 2026, high=6, biased=True),
        taken("1", "ВПР", "русский язык", 5, 25, 1, 2026),
        taken("2", "ВПР", "математика", 5, 10, None, 2026, high=5),
        taken("3", "ВПР", "математика", 5, 100, 100, 2026),
    ]
    load(engine, make.workbook(schools=schools, scores=make.scores(7.0, school_id="1"), others={ASSESSMENTS: before}))
    load(
        engine,
        make.workbook(
            cycle=make.NEXT_CYCLE,
            schools=schools,
            scores=make.scores(7.0, school_id="1", cycle=make.NEXT_CYCLE)
            + make.scores(7.0, school_id="2", cycle=make.NEXT_CYCLE),
            criteria=[make.criterion(cycle=make.NEXT_CYCLE)],
            others={ASSESSMENTS: now},
        ),
    )
    return engine


def said(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_of_a_school_in_the_order_of_the_lists(region: Engine) -> None:
    with reading(region) as connection:
        found = records(assessments(connection, SCHOOL, make.CYCLE))
    assert said(found, "kind", "subject", "grade", "participants", "below_minimum_words", "biased_words") == [
        ("ВПР", "русский язык", 5, 25, "1 из 25 (4\u00a0%)", None),
        ("ВПР", "математика", 5, 24, "6 из 24 (25\u00a0%)", "да"),
        ("ВПР", "математика", 6, 30, "3 из 30 (10\u00a0%)", "нет"),
        # Of nine nobody counts per cent.
        ("ЕГЭ", "русский язык", 11, 9, "0 из 9", None),
    ]
    # What stood beside it a cycle before; nothing is said of what was not held then, nor of what nobody counted.
    assert said(found, "below_minimum_before", "high_before", "high_words") == [
        (None, None, None),
        ("4 из 20 (20\u00a0%)", "8 из 20 (40\u00a0%)", "6 из 24 (25\u00a0%)"),
        (None, None, None),
        (None, None, None),
    ]


def test_of_a_municipality_it_is_the_sum_over_schools_that_say_it(region: Engine) -> None:
    with reading(region) as connection:
        found = records(assessments(connection, HERE, None))
        other = assessments(connection, replace(HERE, municipalities=("02",)), None)
    row = found[1]
    assert (row["subject"], row["grade"], row["schools"], row["participants"]) == ("математика", 5, 2, 34)
    # «2» did not say how many failed: its ten are no part of that share, and are part of the other.
    assert (row["below_minimum"], row["below_minimum_of"], row["below_minimum_pct"]) == (6, 24, 25.0)
    assert (row["high"], row["high_of"]) == (11, 34)
    assert row["below_minimum_before"] is None
    assert (row["biased"], row["biased_of"], row["biased_words"]) == (1, 1, "1 из 1")
    assert other.empty


def test_the_council_is_told_nothing(region: Engine) -> None:
    with reading(region) as connection:
        assert assessments(connection, replace(SCHOOL, showing="council"), make.CYCLE).empty
