"""A real region: 9,293 schools of 1,213 districts, two cycles. On both engines, from the file to an undo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import cast, func, select, tuple_

from data.checking import CheckedWorkbook, check_file
from data.database import make_engine, reading
from data.known import Known
from data.loading import LoadResult, load_workbook, undo_load
from data.tables import DERIVED, FACTS, in_force, indicator_value, school, score
from queries.effectiveness import schools_by_group
from queries.scope import Scope
from queries.selection import selection_summary
from tests.stored import dump

TEXAS = Path(__file__).parents[3] / "shared" / "real" / "texas.xlsx"
TODAY = date(2026, 9, 1)


@dataclass(frozen=True)
class Outcome:
    """What was seen on the way: load, the same again, undo."""

    counts: dict[str, int]
    schools: int
    municipalities: int
    fulfilments: int
    missing_scores: int
    missing_with_value: int
    groups_2019: list[tuple[int | None, str | None, int]]
    summary_2019: dict[str, object]
    first: LoadResult
    again: LoadResult
    loaded: str
    after_again: str
    left_by_undo: dict[str, int]


@pytest.fixture(scope="module")
def texas() -> CheckedWorkbook:
    if not TEXAS.exists():
        pytest.skip("нет соседней папки ../shared с настоящими книгами")
    return check_file(TEXAS, TEXAS.name, Known(), TODAY)


@pytest.fixture(scope="module")
def outcome(texas, new_database) -> Iterator[Outcome]:
    engine = make_engine(new_database())
    assert texas.workbook is not None, texas.findings
    content = TEXAS.read_bytes()
    first = load_workbook(engine, texas.workbook, TEXAS.name, content, texas.findings)
    with reading(engine) as connection:
        count = select(func.count())
        missing = in_force(score, None) & score.c.score.is_(None)
        v, s = indicator_value.c, score.c
        value_of = tuple_(v.cycle, v.municipality_id, v.school_id, v.part)
        scope = Scope(cycle="2018/19")
        by_group = schools_by_group(connection, scope)
        seen = {
            "schools": connection.scalar(count.select_from(school)),
            "municipalities": connection.scalar(select(func.count(school.c.municipality_id.distinct()))),
            "fulfilments": connection.scalar(count.select_from(indicator_value).where(v.indicator == "Э-К")),
            "missing_scores": connection.scalar(count.select_from(score).where(missing)),
            "missing_with_value": connection.scalar(
                count.select_from(indicator_value).where(
                    value_of.in_(
                        select(s.cycle, s.municipality_id, s.school_id, cast(s.criterion, v.part.type)).where(missing)
                    )
                )
            ),
            "groups_2019": [
                (group, origin, schools) for group, origin, schools in by_group.itertuples(index=False) if origin
            ],
            "summary_2019": selection_summary(connection, scope).to_dict("records")[0],
        }
    counts, loaded = stored(engine)
    again = load_workbook(engine, texas.workbook, TEXAS.name, content, texas.findings)
    _, after_again = stored(engine)
    undo_load(engine, 1)
    left_by_undo, _ = stored(engine)
    yield Outcome(
        counts=counts,
        first=first,
        again=again,
        loaded=loaded,
        after_again=after_again,
        left_by_undo=left_by_undo,
        **seen,
    )
    engine.dispose()


def stored(engine) -> tuple[dict[str, int], str]:
    """Rows of facts and values by table, and a digest of all of them."""
    rows = dump(engine, (*FACTS, *DERIVED))
    return {table: len(found) for table, found in rows.items()}, hashlib.sha256(repr(rows).encode()).hexdigest()


def test_the_file_has_no_errors_and_true_warnings(texas):
    assert texas.workbook is not None
    assert {(finding.severity, finding.check) for finding in texas.findings} == {("warning", "rules_short_name")}
    assert len(texas.findings) == 12


def test_everything_is_in(outcome):
    assert outcome.first.load_id == 1
    assert (outcome.schools, outcome.municipalities) == (9293, 1213)
    assert {table: rows for table, rows in outcome.counts.items() if rows} == {
        "instruction": 1213,
        "municipality": 1213,
        "school": 9293,
        "criterion": 2 * 3 * 1213,
        "score": 47449 + 5963,
        "assigned_group": 16163,
        "indicator_value": outcome.counts["indicator_value"],
        "judgement": outcome.counts["judgement"],
        "firing": outcome.counts["firing"],
    }
    assert outcome.fulfilments == 47449


def test_missing_scores_stay_missing(outcome):
    assert outcome.missing_scores == 5963
    assert outcome.missing_with_value == 0


def test_assigned_groups_of_2018_19(outcome):
    assigned = {group: schools for group, origin, schools in outcome.groups_2019 if origin == "assigned"}
    assert assigned == {1: 1751, 2: 5430, 3: 1101}


def test_schools_of_a_cycle_without_descriptions_are_those_with_data(outcome):
    """The workbook describes schools for 2021/22 only."""
    summary = outcome.summary_2019
    assert summary["total"] == summary["selected"] == summary["with_data"]
    assert 8282 <= summary["total"] <= 26514 / 3
    assert outcome.counts["judgement"] == 9293 + summary["total"]


def test_the_same_file_again_changes_nothing(outcome):
    assert outcome.again.load_id is None
    assert outcome.after_again == outcome.loaded


def test_undo_leaves_empty_tables(outcome):
    assert set(outcome.left_by_undo.values()) == {0}


def test_both_engines_judge_alike(outcome):
    """The digest of everything stored is one and the same, whatever the engine."""
    DIGESTS.add(outcome.loaded)
    assert len(DIGESTS) == 1


DIGESTS: set[str] = set()
