"""Words beside the codes: the rows are those of the query underneath, the words those of the methodology."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from queries.criteria import criteria_of_cycle, criterion_by_municipality, criterion_by_school, source_rows
from queries.effectiveness import groups_by_municipality, schools_table, transitions
from queries.readable import (
    criteria_in_words,
    criterion_by_municipality_in_words,
    criterion_by_school_in_words,
    groups_by_municipality_in_words,
    move_groups,
    move_labels,
    schools_in_words,
    sides_in_words,
    source_rows_in_words,
    transitions_in_words,
)
from queries.scope import Scope
from queries.sides import sides
from tests.factories import CYCLE, NEXT_CYCLE, school, scores, workbook
from tests.queries.cases import TWINS
from tests.queries.records import records
from tests.stored import load

NOW = Scope(cycle=NEXT_CYCLE)
BEFORE = Scope(cycle=CYCLE)


def words(frame: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in records(frame)]


def test_rows_are_those_of_the_query_underneath(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        for scope in (NOW, BEFORE, NOW.in_school(TWINS[1]), Scope(cycle="2020/21")):
            for worded, plain, arguments in (
                (schools_in_words, schools_table, (CYCLE,)),
                (transitions_in_words, transitions, (CYCLE,)),
                (groups_by_municipality_in_words, groups_by_municipality, ()),
                (criteria_in_words, criteria_of_cycle, ()),
                (criterion_by_municipality_in_words, criterion_by_municipality, ()),
                (criterion_by_school_in_words, criterion_by_school, ()),
                (source_rows_in_words, source_rows, ()),
                (sides_in_words, sides, (BEFORE,)),
            ):
                frame, underneath = worded(connection, scope, *arguments), plain(connection, scope, *arguments)
                assert records(frame[list(underneath.columns)]) == records(underneath), (worded.__name__, scope)


def test_schools_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = schools_in_words(connection, NOW, CYCLE)
        moved = schools_in_words(connection, NOW, CYCLE, "низкая → высокая")
    names = ("school_id", "group_words", "assigned_words", "computed_words", "before_words", "mark_words")
    assert words(frame, *names) == [
        ("003", "▼ низкая", "—", "▼ низкая", "—", "пограничная"),
        ("001", "● средняя", "● средняя", "≠ ▼ низкая", "—", None),
        ("002", "● средняя", "—", "● средняя", "—", "пограничная"),
        ("001", "▲ высокая", "—", "▲ высокая", "▼ низкая", None),
    ]
    assert words(moved, "municipality_id", "school_id") == [("01", "001")]


def test_bounds_of_a_total_with_missing_data(engine: Engine) -> None:
    load(engine, workbook(schools=[school()], scores=scores(6.0, 6.0, 6.0, None)))
    with reading(engine) as connection:
        frame = schools_in_words(connection, BEFORE, None)
    assert words(frame, "group_words", "mark_words") == [("без группы", "неполные данные: 45,0–70,0\u00a0%")]


def test_groups_by_municipality_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = groups_by_municipality_in_words(connection, BEFORE)
    assert words(frame, "municipality_id", "low_words") == [("01", "1 из 1"), ("03", "0 из 1"), ("02", "—")]


def test_transitions_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = transitions_in_words(connection, BEFORE, NEXT_CYCLE)
    assert words(frame, "before_words", "now_words", "schools") == [
        ("▲ высокая", "▼ низкая", 1),
        ("● средняя", "без группы", 2),
        ("▼ низкая", "без группы", 1),
        ("не было в цикле", "▲ высокая", 1),
        ("не было в цикле", "без группы", 1),
    ]


def test_criteria_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = criteria_in_words(connection, NOW)
        of_municipalities = criterion_by_municipality_in_words(connection, NOW, 2)
    assert list(frame["label"]) == ["1. Критерий 1", "2. Критерий 2"]
    assert words(of_municipalities, "municipality_id", "criterion_name") == [("01", "Критерий 2")]


def test_criterion_by_school_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = criterion_by_school_in_words(connection, BEFORE.in_school(TWINS[0]), 3)
    # The municipality has 3 of 5 in this school and 5 of 5 in another one.
    assert words(frame, "criterion_name", "zone_words", "municipality_pct") == [
        ("Критерий 3", "● средняя", pytest.approx(80.0))
    ]


def test_source_rows_in_words(engine: Engine) -> None:
    load(engine, workbook(schools=[school()], scores=scores(7.25, None)))
    with reading(engine) as connection:
        frame = source_rows_in_words(connection, BEFORE.in_school(TWINS[0]))
    assert words(frame, "criterion_name", "said_words", "reason") == [
        ("Критерий 1", "7,25", None),
        ("Критерий 2", None, "не представлено"),
    ]


def test_moves_are_named_both_ways() -> None:
    labels = move_labels()
    assert len(set(labels)) == 9
    assert [move_groups(label) for label in labels][:2] == [(1, 1), (1, 2)]
    with pytest.raises(ValueError, match="куда-то"):
        move_groups("куда-то")


def test_two_sides_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = sides_in_words(connection, BEFORE.in_municipality("01"), BEFORE.in_municipality("02"))
    said = words(frame, "figure_words", "words", "other_words", "change_words", "data_words", "other_data_words")
    # No per cent of two schools; a share of points is always one.
    assert said[:2] == [
        ("Школ", "3", "1", "—", "3 из 3", "1 из 1"),
        ("▼ Низкая степень", "1 из 1", "—", "—", "1 из 3", "0 из 1"),
    ]
    assert ("2. Критерий 2", "20,0\u00a0%", "нет данных", "—", "1 из 3", "0 из 1") in said


def test_what_is_set_differently_is_not_compared(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = sides_in_words(connection, NOW.in_municipality("02"), NOW.in_municipality("01"))
    first = frame[frame["criterion"] == 1].iloc[0]
    assert (first["words"], first["other_words"]) == ("55,0\u00a0%", "68,5\u00a0%")
    assert first["change_words"] == "критерии заданы иначе"
