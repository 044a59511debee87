"""For the council: no frame of any node of the tree shows or lets solve for what is hidden; files neither."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, select

from data.database import make_engine, reading
from data.demonstration_sizes import CYCLES
from data.methodology_acts import save_version
from data.sheets import STAFF
from methodology.catalogue import packaged
from methodology.edits import Change
from methodology.hiding import AS_ANOTHER
from methodology.judged import JUDGES
from queries.frames import rows_of
from queries.indicator_tables import (
    indicator_by_school,
    indicator_parts,
    indicator_source_rows,
    indicators_in_words,
)
from queries.indicators import indicator_by_cycle, indicator_by_municipality
from queries.scope import SchoolKey, Scope
from queries.selection import resolved, school_rows
from queries.showing import HIDDEN, of_tree, sensitive
from tests import factories as make
from tests.attack import IN_NEED, NOT_IN_NEED, OF_HEADS, Attack, Cell, Node, Value, pinned
from tests.queries.shown_by_pages import shown_by_pages
from tests.stored import load

CODES = [rule.code for rule in packaged().indicators if sensitive(rule.code)]
COUNCIL = Scope(showing="council")
NOW = CYCLES[-1]


def nodes_of(connection: Connection, cycle: str) -> list[Node]:
    """The whole tree."""
    rows = school_rows(resolved(connection, Scope(cycle=cycle)), described=False)
    schools = sorted(tuple(row) for row in connection.execute(select(rows.c.municipality_id, rows.c.school_id)))
    return [(), *dict.fromkeys(school[:1] for school in schools), *schools]


def scope_of(node: Node, cycle: str) -> Scope:
    scope = Scope(cycle=cycle, showing="council")
    if len(node) == 2:
        return scope.in_school(SchoolKey(*node))
    return scope.in_municipality(node[0]) if node else scope


def truth_of(connection: Connection, cycle: str) -> dict[Cell, dict[Node, Value]]:
    """What schools reported, of every sensitive indicator."""
    internal = Scope(cycle=cycle)
    truth: dict[Cell, dict[Node, Value]] = {}
    for code in CODES:
        if code in AS_ANOTHER or code == "КД-ПРОГ":
            continue
        for row in rows_of(indicator_parts(connection, internal, code, True)):
            n = None if pd.isna(row.denominator) else float(row.denominator)
            truth.setdefault((code, row.part), {})[row.municipality_id, row.school_id] = (float(row.numerator), n)
    heads = truth["К-ОХВ-Р", ""]
    needing = {school: n or 0.0 for school, (_, n) in truth["ПР-ИОМ-РУК", ""].items()}
    truth[IN_NEED] = {school: (needing.get(school, 0.0), assessed) for school, (assessed, _) in heads.items()}
    truth[NOT_IN_NEED] = {school: (assessed - k, assessed) for school, (k, assessed) in truth[IN_NEED].items()}
    for (code, _), schools in truth.items():
        if code in OF_HEADS:
            for school in heads:
                schools.setdefault(school, (0.0, 0.0))
    return truth


def said(connection: Connection, cycle: str, previous: str | None) -> Iterator[tuple[Cell, Node, Value]]:
    """Every value of a sensitive indicator in any frame of any node."""
    nodes = nodes_of(connection, cycle)
    schools = [node for node in nodes if len(node) == 2]
    # The frames of a school by itself say no other values than the lists of schools: some of them are enough.
    for node in [node for node in nodes if len(node) < 2] + schools[::6]:
        scope = scope_of(node, cycle)
        for row in rows_of(indicators_in_words(connection, scope, previous)):
            if not sensitive(row.code):
                continue
            if row.hidden:
                assert row.value_words == HIDDEN
                assert all(pd.isna(value) for value in (row.numerator, row.denominator, row.value))
                assert row.zone is None
            if row.hidden or row.hidden_before:
                assert pd.isna(row.change)
            elif not pd.isna(row.numerator):
                yield (row.code, ""), node, _value(row)
        if len(node) < 2 or node in schools[::30]:
            yield from shown_by_pages(connection, scope, node, previous)
        if len(node) == 2:
            continue
        for code in CODES:
            assert indicator_source_rows(connection, scope, code).empty
            for by_school in (False, True):
                for row in rows_of(indicator_parts(connection, scope, code, by_school)):
                    place = (row.municipality_id, row.school_id) if by_school else (row.municipality_id,)
                    if not pd.isna(row.numerator):
                        yield (code, row.part), place, _value(row)
        for code in CODES if not node else ():
            for row in rows_of(indicator_by_school(connection, scope, code)):
                assert not row.hidden or (row.value_words == HIDDEN and row.zone is None and pd.isna(row.value))
                if not pd.isna(row.numerator):
                    yield (code, ""), (row.municipality_id, row.school_id), _value(row)
            for row in rows_of(indicator_by_municipality(connection, scope, code)):
                if not pd.isna(row.numerator):
                    yield (code, ""), (row.municipality_id,), _value(row)
            if code not in JUDGES:
                for row in rows_of(indicator_by_cycle(connection, scope, code)):
                    if row.cycle == cycle and not pd.isna(row.numerator):
                        yield (code, ""), (), _value(row)


def _value(row: Any) -> Value:
    return float(row.numerator), None if pd.isna(row.denominator) else float(row.denominator)


@cache
def all_said(engine_of: str, cycle: str) -> dict[Cell, dict[Node, Value]]:
    """Every value of a sensitive indicator by its node; of two frames that say it both say the same."""
    published: dict[Cell, dict[Node, Value]] = {}
    loaded = make_engine(engine_of)
    with reading(loaded) as connection:
        for cell, node, value in said(connection, cycle, CYCLES[0] if cycle != CYCLES[0] else None):
            known = published.setdefault(cell, {}).setdefault(node, value)
            assert known == value, (cell, node)
    loaded.dispose()
    return published


@pytest.mark.parametrize("cycle", CYCLES)
def test_the_attacker_solves_for_nothing_in_the_demonstration(demonstration_sqlite: str, cycle: str) -> None:
    loaded = make_engine(demonstration_sqlite)
    with reading(loaded) as connection:
        truth = truth_of(connection, cycle)
    loaded.dispose()
    shown = {cell: nodes for cell, nodes in all_said(demonstration_sqlite, cycle).items() if cell in truth}
    # There is something to see and something to hide.
    assert sum(len(nodes) for nodes in shown.values()) > 100
    assert pinned(Attack(truth, shown)) == []


@pytest.mark.parametrize("demonstration", ["demonstration_sqlite", "demonstration_postgresql"])
def test_the_rule_holds_for_everything_that_is_shown(request: pytest.FixtureRequest, demonstration: str) -> None:
    rules = packaged()
    for (code, part), nodes in all_said(request.getfixturevalue(demonstration), NOW).items():
        share = (code, part) in (IN_NEED, NOT_IN_NEED) or rules.indicator(code).multiplier == 100
        for node, (k, n) in nodes.items():
            if n is None or n == 0:
                continue
            assert n >= 5 or code == "КД-ЗАМЕЩ", (code, part, node)
            if share and k <= n:
                assert k == 0 or k >= 5, (code, part, node)
                assert k == n or n - k >= 5, (code, part, node)


def test_several_municipalities_are_the_region(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        places = [place for (place,) in (node for node in nodes_of(connection, NOW) if len(node) == 1)]
        several = Scope(cycle=NOW, municipalities=tuple(places[1:]), showing="council")
        filtered = Scope(cycle=NOW, kinds=("гимназия",), groups=(3,), as_of=1, showing="council")
        whole = indicators_in_words(connection, Scope(cycle=NOW, showing="council")).set_index("code")
        for scope in (several, filtered):
            frame = indicators_in_words(connection, scope).set_index("code")
            people = [code for code in frame.index if sensitive(code)]
            assert frame.loc[people, "value_words"].tolist() == whole.loc[people, "value_words"].tolist()
            assert of_tree(scope, "КД-СТ3").municipalities == ()


def test_a_methodology_that_asks_for_more_people_hides_more(engine: Engine) -> None:
    """7 of 40 are shown where 5 are enough, and hidden, with the school beside it, from a version that asks for 10."""
    of_schools = {"1": 7, "2": 30, "3": 30}
    load(
        engine,
        make.workbook(
            schools=[make.school(school) for school in of_schools],
            others={
                STAFF: [
                    make.row(STAFF, school, cut_date=date(2025, 5, 31), educators=60, tenure_under_3=young)
                    for school, young in of_schools.items()
                ]
            },
        ),
    )

    def shown() -> list[bool]:
        with reading(engine) as connection:
            frame = indicator_by_school(connection, Scope(cycle=make.CYCLE, showing="council"), "КД-СТ3")
        return frame.sort_values("school_id")["value"].notna().tolist()

    assert shown() == [True, True, True]
    draft = (Change("thresholds", "hide_n", "value", 5.0, 10.0),)
    save_version(engine, 1, draft, "решение коллегии, протокол № 7", make.CYCLE, "начальник отдела")
    assert shown() == [False, False, True]
