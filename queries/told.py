"""Who got which recommendation in the cycle before, and what its indicator was then and is now: read once for a page.

A recommendation hangs on the first indicator of its trace; one that hangs on none is left out. For the council those
that hang on an indicator that tells of people are left out, and those that can hang on a judgement about people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from data.recommendation_acts import CONFIRMED
from data.tables_decisions import recommendation_issue
from methodology.catalogue import Indicator
from methodology.firing import codes_about_people
from methodology.words import measured, points, signed
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import methodology_of, school_rows
from queries.shared import once
from queries.showing import for_council, sensitive

Key = tuple[str, str]
"""Municipality and school."""
Values = dict[Key, tuple[float, float]]
"""School → numerator and denominator; a count is over 1 a school."""
Cause = tuple[str, str]
"""Indicator and its part, '' of the whole."""


def confirmed_before(connection: Connection, scope: Scope, previous: str) -> list[dict[str, Any]]:
    """Confirmed recommendations of the cycle before about the selected schools, each with its ``cause`` or None."""
    return once(connection, "confirmed", (scope, previous), lambda: _read_confirmed(connection, scope, previous))


def _read_confirmed(connection: Connection, scope: Scope, previous: str) -> list[dict[str, Any]]:
    selected, rules, i = selected_keys(connection, scope), methodology_of(connection, scope), recommendation_issue.c
    known = {rule.code for rule in rules.indicators}
    names = ("issue_id", "code", "municipality_id", "school_id", "zone", "trace")
    rows = connection.execute(
        select(*(i[name] for name in names)).where(i.cycle == previous, i.state.in_(CONFIRMED)).order_by(i.issue_id)
    )
    return [
        {**dict(zip(names[:-1], said, strict=True)), "cause": _cause(trace, known)}
        for *said, trace in rows
        if (said[2], said[3]) in selected
    ]


def _cause(trace: Sequence[dict[str, Any]], known: set[str]) -> Cause | None:
    for line in trace:
        if line.get("indicator") in known:
            return line["indicator"], line.get("part") or ""
    return None


def told_before(connection: Connection, scope: Scope, previous: str) -> dict[tuple[str, str, str], set[Key]]:
    """(code, indicator, part) → selected schools that got it, in order of the keys."""
    untold = codes_about_people(methodology_of(connection, scope)) if for_council(scope) else frozenset()
    told: dict[tuple[str, str, str], set[Key]] = defaultdict(set)
    for row in confirmed_before(connection, scope, previous):
        if row["cause"] is not None and row["code"] not in untold and shown_cause(scope, row["cause"]):
            told[row["code"], *row["cause"]].add((row["municipality_id"], row["school_id"]))
    return dict(sorted(told.items()))


def shown_cause(scope: Scope, cause: Cause) -> bool:
    """Whether this mode of showing tells what hung on it."""
    return not (for_council(scope) and sensitive(cause[0]))


def selected_keys(connection: Connection, scope: Scope) -> set[Key]:
    """The selected schools of a resolved scope."""
    rows = school_rows(scope, described=False).c

    def read() -> set[Key]:
        statement = select(rows.municipality_id, rows.school_id)
        return {(place, code) for place, code in connection.execute(statement)}

    return once(connection, "selected keys", scope, read)


def values_of(connection: Connection, scope: Scope, cycle: str | None, cause: Cause) -> Values:
    """Values of all schools of the municipalities of the scope in a cycle."""
    there = Scope(cycle, scope.municipalities, as_of=scope.as_of, methodology=scope.methodology)
    indicator, part = cause

    def read() -> Values:
        rows = value_rows(connection, there, indicator).c
        statement = select(rows.municipality_id, rows.school_id, rows.numerator, rows.denominator)
        return {
            (place, school): (up, 1.0 if down is None else down)
            for place, school, up, down in connection.execute(statement.where(rows.part == part))
        }

    return once(connection, "values of a cause", (there, cause), read)


def name_of(rule: Indicator, part: str) -> str:
    """«укомплектованность»; with its part, if it is one."""
    return f"{rule.short}: {part}" if part else rule.short


def value_words(value: float, rule: Indicator) -> str:
    """A value with its unit and at least one decimal."""
    return measured(value, rule.unit, max(rule.decimals, 1))


def moved_words(difference: float, rule: Indicator) -> str:
    """A difference of two values, signed."""
    return points(difference) if rule.unit == "%" else signed(difference, max(rule.decimals, 1))


def interval_words(low: float, high: float, rule: Indicator) -> str:
    """«от −1,0 п.п. до +2,5 п.п.»."""
    return f"от {moved_words(low, rule)} до {moved_words(high, rule)}"
