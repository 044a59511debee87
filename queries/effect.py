"""Before and after by indicator for schools that got a recommendation in the cycle before. No word about causes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from data.assignments import FINISHED
from data.recommendation_acts import CONFIRMED
from data.tables import in_force, task
from data.tables_decisions import assignment, recommendation_issue
from methodology.catalogue import Indicator, Methodology
from methodology.effect import Change, Pair, change_of_pairs
from methodology.words import measured, points, share, signed
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows
from queries.showing import for_council, sensitive

READS_DECISIONS = True

Key = tuple[str, str]
"""Municipality and school."""
Values = dict[Key, tuple[float, float]]

EFFECT = {
    **dict.fromkeys(("code", "indicator", "part", "name"), "object"),
    **dict.fromkeys(("told", "schools"), "Int64"),
    **dict.fromkeys(("before", "after", "change", "low", "high"), "Float64"),
    **dict.fromkeys(("before_words", "after_words", "change_words", "interval_words", "verdict"), "object"),
    "others": "Int64",
    "others_change": "Float64",
    "others_words": "object",
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
    missing with few schools), before_words, after_words, change_words, interval_words, verdict; others (selected
    schools that did not get it and have both values), others_change, others_words. For the council indicators that tell
    of people are left out. Without a cycle before, or nothing confirmed there, empty.
    """
    scope = resolved(connection, scope)
    if previous is None or previous == scope.cycle:
        return frame_of_records([], EFFECT)
    rules = methodology_of(connection, scope)
    selected = _selected(connection, scope)
    told: dict[tuple[str, str, str], set[Key]] = defaultdict(set)
    for row in _confirmed(connection, previous, selected):
        cause = cause_of(row["trace"], rules)
        if cause is not None and not (for_council(scope) and sensitive(cause[0])):
            told[row["code"], *cause].add((row["municipality_id"], row["school_id"]))
    values = {
        indicator: (_values(connection, scope, previous, indicator), _values(connection, scope, scope.cycle, indicator))
        for indicator in {key[1] for key in told}
    }
    lines = []
    for (code, indicator, part), schools in sorted(told.items()):
        rule = rules.indicator(indicator)
        then, now = (each.get(part, {}) for each in values[indicator])
        there = selected & then.keys() & now.keys()
        change = _change(there & schools, then, now, rule)
        if change is None:
            continue
        others = _change(there - schools, then, now, rule)
        lines.append(
            {
                "code": code,
                "indicator": indicator,
                "part": part,
                "name": f"{rule.short}: {part}" if part else rule.short,
                "told": len(schools),
                "schools": len(there & schools),
                "before": change.before,
                "after": change.after,
                "change": change.difference,
                "low": change.low,
                "high": change.high,
                **_words(change, rule),
                "others": len(there - schools),
                "others_change": None if others is None else others.difference,
                "others_words": None if others is None else _moved(others.difference, rule),
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
    rows = _confirmed(connection, previous, _selected(connection, scope))
    if not rows:
        return frame_of_records([], types)
    finished = _finished(connection, scope, previous)
    closed = [row for row in rows if _is_closed(row, finished)]
    kept: dict[str, dict[str, Values]] = {}
    better = known = 0
    for row in closed:
        cause = cause_of(row["trace"], rules)
        if cause is None or row["zone"] is None or (for_council(scope) and sensitive(cause[0])):
            continue
        indicator, part = cause
        if indicator not in kept:
            kept[indicator] = _values(connection, scope, scope.cycle, indicator)
        found = kept[indicator].get(part, {}).get((row["municipality_id"], row["school_id"]))
        rule = rules.indicator(indicator)
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


def cause_of(trace: list[dict[str, Any]], rules: Methodology) -> tuple[str, str] | None:
    """The first indicator of a trace and its part: what the recommendation hung on; None without one."""
    known = {rule.code for rule in rules.indicators}
    for line in trace:
        if line.get("indicator") in known:
            return line["indicator"], line.get("part") or ""
    return None


def _selected(connection: Connection, scope: Scope) -> set[Key]:
    rows = school_rows(scope, described=False).c
    return {(place, code) for place, code in connection.execute(select(rows.municipality_id, rows.school_id))}


def _confirmed(connection: Connection, cycle: str, selected: set[Key]) -> list[dict[str, Any]]:
    """Confirmed recommendations of a cycle about these schools."""
    i = recommendation_issue.c
    found = select(i.issue_id, i.code, i.municipality_id, i.school_id, i.trace, i.zone).where(
        i.cycle == cycle, i.state.in_(CONFIRMED)
    )
    rows = connection.execute(found.order_by(i.issue_id)).mappings()
    return [dict(row) for row in rows if (row["municipality_id"], row["school_id"]) in selected]


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


def _values(connection: Connection, scope: Scope, cycle: str | None, indicator: str) -> dict[str, Values]:
    """Part → school → numerator and denominator in a cycle; a count is over 1 a school."""
    there = Scope(cycle, scope.municipalities, as_of=scope.as_of, methodology=scope.methodology)
    rows = value_rows(connection, there, indicator).c
    found: dict[str, Values] = defaultdict(dict)
    for place, school, part, up, down in connection.execute(
        select(rows.municipality_id, rows.school_id, rows.part, rows.numerator, rows.denominator)
    ):
        found[part][place, school] = (up, 1.0 if down is None else down)
    return found


def _change(schools: set[Key], then: Values, now: Values, rule: Indicator) -> Change | None:
    pairs: list[Pair] = [(*then[key], *now[key]) for key in sorted(schools)]
    return change_of_pairs(pairs, rule.multiplier)


def _words(change: Change, rule: Indicator) -> dict[str, str]:
    beyond = change.beyond_chance
    return {
        "before_words": _value(change.before, rule),
        "after_words": _value(change.after, rule),
        "change_words": _moved(change.difference, rule),
        "interval_words": "—"
        if change.low is None or change.high is None
        else f"от {_moved(change.low, rule)} до {_moved(change.high, rule)}",
        "verdict": FEW if beyond is None else BEYOND if beyond else CHANCE,
    }


def _value(value: float, rule: Indicator) -> str:
    return measured(value, rule.unit, max(rule.decimals, 1))


def _moved(difference: float, rule: Indicator) -> str:
    return points(difference) if rule.unit == "%" else signed(difference, max(rule.decimals, 1))
