"""What queries of single pages show the council of indicators that tell of people: the attacker gets it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pandas as pd
from sqlalchemy import Connection

from methodology.hiding import LEAST
from methodology.judged import LEVELS
from queries.blocks import indicators_by_place, indicators_over_cycles
from queries.comparison import comparison
from queries.competence_steps import STEPS, competence_steps
from queries.competences import (
    CODES,
    LEVEL_COLUMNS,
    Who,
    deficits,
    deficits_of_selection,
    diagnostics_coverage,
    levels_beside,
    levels_by_municipality,
    levels_by_school,
    seats_to_order,
)
from queries.frames import rows_of
from queries.funnel import indicator_funnel
from queries.mentoring import retention_beside_coverage, uncovered_schools
from queries.pillars import OF_HEADS, pillars
from queries.scope import Scope
from queries.showing import HIDDEN, sensitive
from queries.staffing import staffing_by_place
from queries.staffing_words import staffing_figures
from queries.vacancies import measures_by_place
from tests.attack import IN_NEED, NOT_IN_NEED, Cell, Node, Value

Said = Iterator[tuple[Cell, Node, Value]]
COMPARED = ("К-ОХВ-Р", "К-ОХВ-П", "КД-60", "Н-ОХВ", "Н-ПРОГ", "ПР-ИОМ", "Р-ПОДГ")
WHO: tuple[Who, ...] = ("leaders", "teachers")


def shown_by_pages(connection: Connection, scope: Scope, node: Node, previous: str | None) -> Said:
    """Every value of a sensitive indicator in a frame of a page, for a node of the tree."""
    for cell, at, value in _told(connection, scope, node, previous):
        # In the scope of a school its municipality holds nothing but the school.
        yield cell, node if len(node) > len(at) > 0 else at, value
    yield from _of_comparison(connection, scope, previous)


def _told(connection: Connection, scope: Scope, node: Node, previous: str | None) -> Said:
    yield from _of_blocks(connection, scope, node, previous)
    yield from _of_competences(connection, scope, node)
    yield from _of_mentoring(connection, scope)
    for row in rows_of(staffing_figures(connection, scope, previous)):
        if row.words == HIDDEN:
            assert pd.isna(row.value)
            assert row.zone is None
    by = "school" if node else "municipality"
    for row in rows_of(staffing_by_place(connection, scope, cast("Any", by))):
        assert pd.isna(row.single)
        yield from _value("КД-НЕПРОФ", "", row, row.off_profile_numerator, row.off_profile_denominator)
    for row in rows_of(measures_by_place(connection, scope, cast("Any", by))):
        yield from _value("ПР-ПП", "", row, row.retrained_numerator, row.retrained_denominator)


def _value(code: str, part: str, row: Any, up: Any, down: Any) -> Said:
    """A value at the place that the row names."""
    if not pd.isna(up) and sensitive(code):
        school = getattr(row, "school_id", None)
        node = (row.municipality_id,) if not isinstance(school, str) else (row.municipality_id, school)
        yield (code, part), node, (float(up), None if pd.isna(down) else float(down))


def _here(node: Node, code: str, part: str, up: Any, down: Any) -> Said:
    """A value at the node of the scope."""
    if not pd.isna(up) and sensitive(code):
        yield (code, part), node, (float(up), None if pd.isna(down) else float(down))


def _of_blocks(connection: Connection, scope: Scope, node: Node, previous: str | None) -> Said:
    for row in rows_of(pillars(connection, scope, previous)):
        assert not row.hidden or (row.words == HIDDEN and pd.isna(row.value) and pd.isna(row.change))
        assert not sensitive(row.code) or pd.isna(row.low_schools)
        yield from _here(node, row.code, LEVELS[-1] if row.code == OF_HEADS else "", row.numerator, row.denominator)
    for block in ("development", "reserve"):
        for row in rows_of(indicators_over_cycles(connection, scope, block)):
            assert not row.hidden or (row.words == HIDDEN and pd.isna(row.value) and row.zone is None)
            if row.cycle == scope.cycle:
                yield from _here(node, row.code, "", row.numerator, row.denominator)
        for row in rows_of(indicators_by_place(connection, scope, block, len(node) > 0)):
            assert not row.hidden or (row.words == HIDDEN and pd.isna(row.value) and row.zone is None)
            yield from _value(row.code, "", row, row.numerator, row.denominator)


def _of_competences(connection: Connection, scope: Scope, node: Node) -> Said:
    for who in WHO:
        codes = CODES[who]
        for frame in (levels_by_municipality(connection, scope, who), levels_by_school(connection, scope, who)):
            for row in rows_of(frame):
                for level, name in LEVEL_COLUMNS.items():
                    yield from _value(codes.levels, level, row, getattr(row, name), row.people)
        beside = levels_beside(connection, scope, who)
        for row in rows_of(beside[beside["name"] == "все муниципалитеты"]):
            for level, name in LEVEL_COLUMNS.items():
                yield from _here((), codes.levels, level, getattr(row, name), row.people)
        for row in rows_of(deficits_of_selection(connection, scope, who)):
            assert not row.hidden or (row.words == HIDDEN and row.zone is None and pd.isna(row.value))
            yield from _here(node, codes.deficits, row.domain, row.numerator, row.denominator)
        seats = seats_to_order(connection, scope, who)
        for row in rows_of(seats.iloc[:-1]):
            assert not row.hidden or (row.words == HIDDEN and pd.isna(row.places))
            yield from _here(node, codes.deficits, row.domain, row.numerator, row.denominator)
        if not seats.empty and seats["hidden"].iloc[:-1].any():
            # The sum less the shown domains would be the hidden ones.
            assert pd.isna(seats["numerator"].iloc[-1])
        for by_school in (False, True):
            for row in rows_of(deficits(connection, scope, who, by_school)):
                assert not row.hidden or (row.words == HIDDEN and row.zone is None and pd.isna(row.value))
                yield from _value(codes.deficits, row.domain, row, row.numerator, row.denominator)
            for row in rows_of(diagnostics_coverage(connection, scope, who, by_school)):
                assert not row.hidden or (row.words == HIDDEN and pd.isna(row.value) and pd.isna(row.low_pct))
                yield from _value(codes.coverage, "", row, row.came, row.due)
                if not pd.isna(row.assessed) and row.assessed:
                    assert who == "teachers"
                    yield from _value(codes.deficits, "", row, row.found, row.assessed)
        steps = {int(row.step): row for row in rows_of(competence_steps(connection, scope, who))}
        for row in steps.values():
            code = STEPS[who][row.step - 1][0]
            if row.hidden:
                assert all(pd.isna(number) for number in (row.people, row.base, row.lost))
                assert row.words == row.lost_words
                continue
            assert who == "teachers" or code != "завершён"
            if who == "leaders" and code == "":
                # Of no number of its own: the people of the step before, the base of the one after.
                assert row.base == steps[row.step - 1].people
                assert row.people == steps[row.step + 1].base
                assert all(count == 0 or count >= LEAST for count in (row.people, row.base - row.people))
                yield IN_NEED, node, (float(row.people), float(row.base))
                yield NOT_IN_NEED, node, (float(row.lost), float(row.base))
                continue
            yield from _here(node, code or codes.deficits, "", row.people, row.base)


def _of_mentoring(connection: Connection, scope: Scope) -> Said:
    for code in ("Н-ОХВ", "Н-ОХВ-НОВ"):
        for row in rows_of(uncovered_schools(connection, scope, code)):
            yield from _value(code, "", row, row.covered, row.people)
        for by_school in (False, True):
            for row in rows_of(indicator_funnel(connection, scope, code, by_school)):
                # Cut at the denominator: what is beyond it says nothing else.
                if row.numerator < row.denominator:
                    yield from _value(code, "", row, row.numerator, row.denominator)
    for row in rows_of(retention_beside_coverage(connection, scope)):
        for words, up, down in (
            (row.coverage_words, row.covered, row.young),
            (row.retention_words, row.stayed, row.hired),
        ):
            assert words != HIDDEN or (pd.isna(up) and pd.isna(down))
        if not pd.isna(row.young) and row.covered < row.young:
            yield from _value("Н-ОХВ", "", row, row.covered, row.young)


def _of_comparison(connection: Connection, scope: Scope, previous: str | None) -> Said:
    """Of whole municipalities, also in the scope of a school."""
    for code in COMPARED:
        for row in rows_of(comparison(connection, scope, code, previous)):
            if row.numerator < row.denominator:
                yield from _value(code, "", row, row.numerator, row.denominator)
