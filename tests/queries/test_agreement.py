"""Every query says the same as its slow second implementation, on both engines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine

from data.database import make_engine, reading
from data.demonstration_sizes import CYCLES
from queries.catalogue import all_queries, own_parameters
from queries.scope import SchoolKey, Scope
from queries.shared import KEPT, Kept
from tests.queries.cases import SCHOOLS, SCOPES, calls, calls_of_selected, scopes_of_hand_made
from tests.queries.plain import Facts, read_facts
from tests.queries.records import assert_same


def _name(scope: Scope) -> str:
    return ", ".join(f"{name}={value}" for name, value in asdict(scope).items() if value) or "everything"


def assert_agreement(engine: Engine, facts: Facts, scope: Scope, *, only_selected: bool = False) -> None:
    with reading(engine) as connection:
        # As on a page, where queries share what they read alike; alone they are asked in the spot tests.
        connection.execution_options(**{KEPT: Kept()})
        chosen = calls_of_selected(scope, facts) if only_selected else calls(scope, facts)
        for query, second, arguments in chosen:
            frame = query(connection, scope, *arguments)
            key = (second.__module__, second.__name__, scope, arguments)
            rows = facts.once(key, lambda second=second, arguments=arguments: second(facts, scope, *arguments))
            assert_same(frame, rows, (query.__name__, arguments, scope))


def test_both_engines_hold_the_same_facts(
    hand_made_engine: Engine, hand_made_facts: Facts, demonstration_engine: Engine, demonstration_facts: Facts
) -> None:
    for engine, facts in ((hand_made_engine, hand_made_facts), (demonstration_engine, demonstration_facts)):
        with reading(engine) as connection:
            found = read_facts(connection).tables
        for name, rows in facts.tables.items():
            assert sorted(map(repr, found[name])) == sorted(map(repr, rows)), name


@pytest.mark.parametrize("scope", scopes_of_hand_made(), ids=_name)
def test_hand_made_cases(hand_made_engine: Engine, hand_made_facts: Facts, scope: Scope) -> None:
    # That the other queries don't heed filters is enough to see in one cycle.
    only_selected = scope.cycle != CYCLES[1] and scope != Scope(scope.cycle, as_of=scope.as_of)
    assert_agreement(hand_made_engine, hand_made_facts, scope, only_selected=only_selected)


FILTERS = {
    "municipality": Scope(municipalities=("99701000",)),
    "cluster": Scope(clusters=("сельский",)),
    "kind": Scope(kinds=("гимназия",)),
    "locality": Scope(localities=("село",)),
    "group": Scope(groups=(3,)),
    "flag": Scope(flags=("low_results",)),
    "complete": Scope(complete_only=True),
    "school": Scope(school=SCHOOLS[1], municipalities=(SCHOOLS[1].municipality_id,)),
    "load": Scope(as_of=2),
}


@pytest.mark.parametrize("cycle", CYCLES)
def test_demonstration(demonstration_engine: Engine, demonstration_facts: Facts, cycle: str) -> None:
    assert_agreement(demonstration_engine, demonstration_facts, Scope(cycle=cycle))


@pytest.mark.parametrize("scope", FILTERS.values(), ids=FILTERS)
def test_demonstration_by_one_filter(demonstration_engine: Engine, demonstration_facts: Facts, scope: Scope) -> None:
    assert_agreement(demonstration_engine, demonstration_facts, scope, only_selected=True)


@settings(max_examples=10)
@given(scope=SCOPES)
def test_demonstration_by_any_scope(demonstration_sqlite: str, demonstration_facts: Facts, scope: Scope) -> None:
    """On one engine: what may differ between them is filters one by one and odd cases, which both are asked."""
    engine = make_engine(demonstration_sqlite)
    assert_agreement(engine, demonstration_facts, scope, only_selected=True)
    engine.dispose()


VALUES: dict[str, object] = {
    "other": Scope(),
    "previous": "2024/25",
    "since": 1,
    "municipality_id": "01",
    "text": "школа",
    "load_id": 1,
    "indicator": "Э-К",
    "who": "leaders",
    "block": "development",
    "code": "АР-01",
    "on": date(2026, 8, 31),
    "after": date(2026, 1, 1),
    "days": 14,
    "decision_id": 1,
    "issue_id": 1,
    "variant": "self_reported",
    "indicators": "КО-ШНОР,Н-ОХВ",
    "keys": (("01", "001", "", "АР-01"),),
}
"""What a query is called with when it cannot do without a parameter."""
ALWAYS_FILLED = {
    "methodology_versions",
    "recommendation_catalogue",
    "source_coverage",
    "checklist",
    "sensitivity",
    "profile",
}
"""Queries that have rows before there are any data."""


def test_empty_database(engine: Engine) -> None:
    with reading(engine) as connection:
        for name, query in all_queries().items():
            required = [
                VALUES[parameter]
                for parameter, described in own_parameters(query).items()
                if described.default is described.empty
            ]
            frame = query(connection, Scope(), *required)
            if name == "selection_summary":
                assert frame[["selected", "total", "with_data", "excluded"]].iloc[0].tolist() == [0, 0, 0, 0]
            elif name in ("recommendation_summary", "recommendations_found", "recommendations_waiting"):
                assert frame.fillna(0).iloc[0].tolist() == [0] * len(frame.columns)
            elif name not in ALWAYS_FILLED:
                assert frame.empty, name
            assert len(frame.columns) > 1, name


UNTYPED = {
    "headline",
    "groups_by_cycle",
    "indicator_by_cycle",
    "key_figures",
    "selection_summary",
    "findings_of_load",
}
"""Queries that don't ask the database where there is no cycle, or whose rows come as they were stored."""


def test_columns_of_an_empty_frame_are_those_of_a_full_one(
    hand_made_engine: Engine, hand_made_facts: Facts, engine: Engine
) -> None:
    with reading(hand_made_engine) as full, reading(engine) as empty:
        with_school = Scope().in_school(SchoolKey("01", "001"))
        for scope in (Scope(), with_school):
            for query, _, arguments in calls(scope, hand_made_facts):
                frame, other = query(full, scope, *arguments), query(empty, scope, *arguments)
                assert list(frame.columns) == list(other.columns), query.__name__
                if query.__name__ not in UNTYPED:
                    assert frame.dtypes.to_dict() == other.dtypes.to_dict(), query.__name__
