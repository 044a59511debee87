"""Before and after by indicator for schools that got a recommendation in the cycle before. No word about causes."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from data.assignments import FINISHED
from data.tables import in_force, task
from data.tables_decisions import assignment
from methodology.catalogue import Indicator
from methodology.effect import Change, change_of_pairs
from methodology.words import share
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from queries.told import (
    confirmed_before,
    interval_words,
    moved_words,
    name_of,
    shown_cause,
    told_before,
    value_words,
    values_of,
)

READS_DECISIONS = True

EFFECT = {
    **dict.fromkeys(("code", "indicator", "part", "name"), "object"),
    **dict.fromkeys(("told", "schools"), "Int64"),
    **dict.fromkeys(("before", "after", "change", "low", "high"), "Float64"),
    **dict.fromkeys(("before_words", "after_words", "change_words", "interval_words", "verdict"), "object"),
}
FEW, CHANCE, BEYOND = (
    "школ мало: судить рано",
    "изменение неотличимо от колебаний",
    "изменение больше обычных колебаний",
)


def before_and_after(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one recommendation confirmed in the cycle before × the indicator that it hung on.

    Columns: code, indicator, part, name, told (selected schools that got it), schools (of them with both values),
    before, after, change (Σ / Σ in the indicator's unit over the same schools), low, high (95 % interval of the change;
    missing with few schools), before_words, after_words, change_words, interval_words, verdict. For the council what
    tells of people is left out (``queries.told``). Without a cycle before, or nothing confirmed there, empty.
    """
    scope = resolved(connection, scope)
    if previous is None or previous == scope.cycle:
        return frame_of_records([], EFFECT)
    rules = methodology_of(connection, scope)
    lines = []
    for (code, indicator, part), schools in told_before(connection, scope, previous).items():
        rule = rules.indicator(indicator)
        then, now = (values_of(connection, scope, cycle, (indicator, part)) for cycle in (previous, scope.cycle))
        there = sorted(schools & then.keys() & now.keys())
        change = change_of_pairs([(*then[key], *now[key]) for key in there], rule.multiplier)
        if change is None:
            continue
        lines.append(
            {
                "code": code,
                "indicator": indicator,
                "part": part,
                "name": name_of(rule, part),
                "told": len(schools),
                "schools": len(there),
                "before": change.before,
                "after": change.after,
                "change": change.difference,
                "low": change.low,
                "high": change.high,
                **_words(change, rule),
            }
        )
    return frame_of_records(lines, EFFECT)


def closed_in_better_zone(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is the indicator И-ЭФФ over recommendations confirmed in the cycle before; none without such.

    Columns: code, name, numerator (closed ones whose indicator is in a better zone now), denominator (closed ones with
    a value now), confirmed, closed, words («k из n (p %)»; «нет данных» where nothing is known). Closed is what has a
    finished assignment or a finished task of its code. For the council indicators that tell of people don't count.
    """
    scope = resolved(connection, scope)
    types = {
        "code": "object",
        "name": "object",
        **dict.fromkeys(("numerator", "denominator", "confirmed", "closed"), "Int64"),
        "words": "object",
    }
    if previous is None or previous == scope.cycle:
        return frame_of_records([], types)
    rules = methodology_of(connection, scope)
    rows = confirmed_before(connection, scope, previous)
    if not rows:
        return frame_of_records([], types)
    finished = _finished(connection, scope, previous)
    closed = [row for row in rows if _is_closed(row, finished)]
    better = known = 0
    for row in closed:
        cause = row["cause"]
        if cause is None or row["zone"] is None or not shown_cause(scope, cause):
            continue
        values = values_of(connection, scope, scope.cycle, cause)
        found = values.get((row["municipality_id"], row["school_id"]))
        rule = rules.indicator(cause[0])
        value = None if found is None else value_of(rule, *found, rules)
        zone = None if value is None else zone_of_value(rule, value, rules)
        if zone is not None:
            known += 1
            better += ZONE_ORDER.index(zone) > ZONE_ORDER.index(row["zone"])
    line = {
        "code": "И-ЭФФ",
        "name": rules.indicator("И-ЭФФ").name,
        "numerator": better,
        "denominator": known,
        "confirmed": len(rows),
        "closed": len(closed),
        "words": share(better, known, rules.threshold("no_percent_n")) if known else "нет данных",
    }
    return frame_of_records([line], types)


ZONE_ORDER = ("low", "middle", "high")


def _finished(connection: Connection, scope: Scope, cycle: str) -> tuple[set[int], set[tuple[str, str, str]]]:
    """Recommendations with a finished assignment; places and codes with a finished task of the sheet."""
    a, t = assignment.c, task.c
    by_decision = set(connection.scalars(select(a.issue_id).where(a.issue_id.is_not(None), a.status.in_(FINISHED))))
    of_sheet = select(t.municipality_id, t.school_id, t.recommendation).where(
        or_(t.cycle == cycle, t.cycle == scope.cycle), t.status.in_(FINISHED), in_force(task, scope.as_of)
    )
    return by_decision, {(place, school or "", code) for place, school, code in connection.execute(of_sheet)}


def _is_closed(row: dict[str, Any], finished: tuple[set[int], set[tuple[str, str, str]]]) -> bool:
    by_decision, of_sheet = finished
    return row["issue_id"] in by_decision or (row["municipality_id"], row["school_id"], row["code"]) in of_sheet


def _words(change: Change, rule: Indicator) -> dict[str, str]:
    beyond = change.beyond_chance
    return {
        "before_words": value_words(change.before, rule),
        "after_words": value_words(change.after, rule),
        "change_words": moved_words(change.difference, rule),
        "interval_words": "—"
        if change.low is None or change.high is None
        else interval_words(change.low, change.high, rule),
        "verdict": FEW if beyond is None else BEYOND if beyond else CHANCE,
    }
