"""The indicators of one block at once: by municipality or school, and over the cycles.

Values are read as they lie, all indicators of a cycle by one statement: joining them with the selected schools takes
forty times as long, and a statement of its own for each costs SQLAlchemy more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from data.tables import in_force, indicator_value, municipality_value
from methodology.catalogue import Indicator, Methodology
from methodology.judged import JUDGES, WHOLE
from methodology.scales import Zone
from methodology.words import DASH, number
from methodology.zones import places_told, value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of
from queries.indicator_tables import ZONES, has_whole, shown_indicators, value_words
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import (
    about_selected,
    judged_cycles,
    methodology_of,
    resolved,
    school_rows,
    with_municipality_names,
)
from queries.shared import once
from queries.showing import (
    HIDDEN,
    SHORT_HIDDEN,
    for_council,
    hidden_here,
    hidden_in,
    of_tree,
    rows_of_tree,
    shown_by_school,
)

Sums = tuple[float | None, float | None, int]
"""Σ numerators, Σ denominators, schools with data."""

VALUE = {
    "numerator": "Float64",
    "denominator": "Float64",
    "value": "Float64",
    "zone": "object",
    "words": "object",
    "short_words": "object",
    "zone_words": "object",
    "schools_with_data": "Int64",
    "schools": "Int64",
    "hidden": "boolean",
}
BY_MUNICIPALITY = {"municipality_id": "object", "municipality_name": "object", "code": "object", "name": "object"}
BY_SCHOOL = {**BY_MUNICIPALITY, "school_id": "object", "short_name": "object"}
OVER_CYCLES = {"code": "object", "name": "object", "cycle": "object"}


def indicators_by_place(connection: Connection, scope: Scope, block: str, by_school: bool = False) -> pd.DataFrame:
    """One row is one indicator of a block in one municipality with data on it; with ``by_school``: in one school.

    Columns: municipality_id, municipality_name, code, name, (with ``by_school``: school_id, short_name), numerator,
    denominator (Σ over the selected schools with data; missing of a count), value (in the indicator's unit; missing
    where nothing is to be divided by), zone ('high', 'middle', 'low'; missing without thresholds, or with data from
    less than mo_coverage_min of the schools), words («k из n (p %)»), short_words («▼ 45 %», below no_percent_n
    «▼ 3/7»), zone_words, schools_with_data, schools. Places by how many of their zones are low, the most first, then
    middle, then by name; indicators as in the catalogue. By school only those that a school can have. Last column:
    hidden (``queries.showing.hide``).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    shown = [rule for rule in shown_indicators(rules, one_school=by_school) if rule.block == block]
    of_node: dict[Scope, list[Indicator]] = {}
    for rule in shown:
        of_node.setdefault(resolved(connection, rows_of_tree(scope, rule.code)), []).append(rule)
    if by_school:
        frames = [_by_school(connection, node, told, rules) for node, told in of_node.items()]
        frame = pd.concat(frames) if frames else frame_of_records([], BY_SCHOOL | VALUE)
        return _worst_first(frame, "municipality_name", "municipality_id", "short_name", "school_id", order=shown)
    say, records = speaker(rules), []
    for node, told in of_node.items():
        counted = _sums_by_municipality(connection, node, told)
        sizes = _schools_by_municipality(connection, node)
        records += [
            {
                "municipality_id": place,
                "code": rule.code,
                "name": rule.name,
                **say(rule, found, sizes[place], hidden_in(connection, node, rule.code, municipality_id=place)),
            }
            for rule in told
            for place, found in counted[rule.code].items()
        ]
    frame = frame_of_records(
        records, {name: kind for name, kind in BY_MUNICIPALITY.items() if name != "municipality_name"} | VALUE
    )
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    return _worst_first(frame, "municipality_name", "municipality_id", order=shown)[[*BY_MUNICIPALITY, *VALUE]]


def _by_school(connection: Connection, scope: Scope, shown: list[Indicator], rules: Methodology) -> pd.DataFrame:
    rows, value = school_rows(scope), indicator_value
    derived = [rule.code for rule in shown if rule.code not in JUDGES]
    same = and_(value.c.municipality_id == rows.c.municipality_id, value.c.school_id == rows.c.school_id)
    keys = (rows.c.municipality_id, rows.c.municipality_name, rows.c.school_id, rows.c.short_name)
    statement = (
        select(*keys, value.c.indicator, value.c.numerator, value.c.denominator)
        .join_from(rows, value, same)
        .where(
            value.c.cycle == scope.cycle,
            value.c.indicator.in_(derived),
            value.c.part == WHOLE,
            in_force(value, scope.as_of),
        )
    )
    say, by_code = speaker(rules), {rule.code: rule for rule in shown}
    records = [
        {
            "municipality_id": place,
            "municipality_name": place_name,
            "code": code,
            "name": by_code[code].name,
            "school_id": school,
            "short_name": school_name,
            **say(
                by_code[code],
                (numerator, denominator, 1),
                1,
                hidden_in(connection, scope, code, municipality_id=place, school_id=school),
            ),
        }
        for place, place_name, school, school_name, code, numerator, denominator in connection.execute(statement)
        if not for_council(scope) or shown_by_school(code)
    ]
    return frame_of_records(records, BY_SCHOOL | VALUE)


def _worst_first(frame: pd.DataFrame, *place: str, order: list[Indicator]) -> pd.DataFrame:
    key = [name for name in place if name.endswith("_id")]
    places = list(zip(*(frame[name] for name in key), strict=True))
    low: dict[Any, int] = {}
    middle: dict[Any, int] = {}
    for each, zone in zip(places, frame["zone"], strict=True):
        low[each] = low.get(each, 0) + (zone == "low")
        middle[each] = middle.get(each, 0) + (zone == "middle")
    at = {rule.code: number for number, rule in enumerate(order)}
    ranked = frame.assign(
        _low=pd.Series([low[each] for each in places], frame.index, dtype="Int64"),
        _middle=pd.Series([middle[each] for each in places], frame.index, dtype="Int64"),
        _order=pd.Series([at[code] for code in frame["code"]], frame.index, dtype="Int64"),
    )
    ranked = in_order_of(ranked, "_low", "_middle", *place, "_order", down=("_low", "_middle"))
    return ranked.drop(columns=["_low", "_middle", "_order"])


def indicators_over_cycles(connection: Connection, scope: Scope, block: str, only_now: bool = False) -> pd.DataFrame:
    """One row is one indicator of a block in one judged cycle up to the scope's, also without data.

    ``only_now``: of the scope's cycle alone, which is read five times faster than five of them.

    Columns: code, name, cycle, numerator, denominator, value, zone, words, short_words, zone_words, schools_with_data,
    schools: as in ``indicators_by_place``, over all selected schools; each cycle counts the same filters in its own
    schools. Indicators as in the catalogue, cycles by time.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    one_school = scope.school is not None
    shown = [rule for rule in shown_indicators(rules, one_school=one_school) if rule.block == block]
    cycles = [each for each in judged_cycles(connection, scope) if not only_now or each == scope.cycle]
    sums, sizes = sums_over_cycles(connection, scope, shown, cycles)
    say = speaker(rules)
    records = [
        {
            "code": rule.code,
            "name": rule.name,
            "cycle": cycle,
            **say(
                rule,
                sums.get((cycle, rule.code), (None, None, 0)),
                sizes[cycle, rule.code],
                hidden_here(connection, scope.in_cycle(cycle), rule.code),
            ),
        }
        for rule in shown
        for cycle in cycles
    ]
    return frame_of_records(records, OVER_CYCLES | VALUE)


def sums_over_cycles(
    connection: Connection, scope: Scope, shown: Iterable[Indicator], cycles: list[str]
) -> tuple[dict[tuple[str, str], Sums], dict[tuple[str, str], int]]:
    """(cycle, code) → the sums of an indicator over the selected schools of a resolved scope, and how many schools.

    Of these cycles; without data on an indicator there are no sums. For the council over the node of the tree.
    """
    of_node: dict[Scope, list[Indicator]] = {}
    for rule in shown:
        of_node.setdefault(resolved(connection, of_tree(scope, rule.code)), []).append(rule)
    sums: dict[tuple[str, str], Sums] = {}
    sizes: dict[tuple[str, str], int] = {}
    for node, rules in of_node.items():
        sums |= sums_by_cycle(connection, node, rules, cycles)
        for cycle in cycles:
            schools = sum(_schools_by_municipality(connection, node.in_cycle(cycle)).values())
            sizes |= {(cycle, rule.code): schools for rule in rules}
    return sums, sizes


def sums_by_cycle(
    connection: Connection, scope: Scope, shown: list[Indicator], cycles: list[str]
) -> dict[tuple[str, str], Sums]:
    """(cycle, code) → the sums of an indicator over the selected schools of a resolved scope; without data no entry."""
    found: dict[tuple[str, str], Sums] = {}
    plain = {rule.code for rule in _of_schools(shown)}
    others = [rule for rule in shown if rule.code not in plain]
    for cycle in cycles:
        here = scope.in_cycle(cycle)
        for code, up, down, count in connection.execute(_sums(connection, here, plain)) if plain else ():
            found[cycle, code] = (up, down, count)
        for code, by_place in (_sums_by_municipality(connection, here, others) if others else {}).items():
            if by_place:
                found[cycle, code] = _together(by_place.values())
    return found


def _sums(
    connection: Connection, scope: Scope, codes: Collection[str], by: Sequence[ColumnElement[str]] = ()
) -> Select[*tuple[Any, ...]]:
    """Of indicators of schools: code, what it is grouped by, Σ numerators, Σ denominators, schools with data."""
    value = indicator_value.c
    return (
        select(value.indicator, *by, func.sum(value.numerator), func.sum(value.denominator), func.count())
        .where(
            value.indicator.in_(sorted(codes)),
            value.part == WHOLE,
            *about_selected(connection, scope, indicator_value),
        )
        .group_by(value.indicator, *by)
    )


def _sums_by_municipality(
    connection: Connection, scope: Scope, shown: Iterable[Indicator]
) -> dict[str, dict[str, Sums]]:
    """Code → municipality → the sums of an indicator over its selected schools; without data no entry."""
    shown = list(shown)
    found: dict[str, dict[str, Sums]] = {rule.code: {} for rule in shown}
    plain = [rule.code for rule in _of_schools(shown)]
    by_place = _sums(connection, scope, plain, [indicator_value.c.municipality_id]) if plain else None
    for code, place, up, down, count in () if by_place is None else connection.execute(by_place):
        found[code][place] = (up, down, count)
    own = [rule.code for rule in shown if rule.grain == "муниципалитет"]
    if own:
        sizes, value = _schools_by_municipality(connection, scope), municipality_value
        statement = select(value.c.indicator, value.c.municipality_id, value.c.numerator, value.c.denominator).where(
            value.c.cycle == scope.cycle,
            value.c.indicator.in_(own),
            value.c.part == WHOLE,
            in_force(value, scope.as_of),
        )
        for code, place, up, down in connection.execute(statement):
            if place in sizes:
                found[code][place] = (up, down, sizes[place])
    for rule in shown:
        if rule.code in JUDGES and has_whole(rule):
            judged = value_rows(connection, scope, rule.code, whole=True)
            place = judged.c.municipality_id
            sums = (func.sum(judged.c.numerator), func.sum(judged.c.denominator), func.count())
            statement = select(place, *sums).where(judged.c.part == WHOLE).group_by(place)
            found[rule.code] = {place: (up, down, count) for place, up, down, count in connection.execute(statement)}
    return found


def _together(sums: Iterable[Sums]) -> Sums:
    """The sums of all of these; there is at least one."""
    up, down, count = zip(*sums, strict=True)
    known = [each for each in down if each is not None]
    return sum(each for each in up if each is not None), sum(known) if known else None, sum(count)


def _of_schools(shown: Iterable[Indicator]) -> list[Indicator]:
    return [rule for rule in shown if rule.grain == "школа" and rule.code not in JUDGES]


def _schools_by_municipality(connection: Connection, scope: Scope) -> dict[str, int]:
    rows = school_rows(scope, described=False)
    sizes = select(rows.c.municipality_id, func.count()).group_by(rows.c.municipality_id)
    return once(connection, "schools by place", scope, lambda: {row[0]: row[1] for row in connection.execute(sizes)})


def speaker(rules: Methodology) -> Callable[[Indicator, Sums, int, bool], dict[str, Any]]:
    """Says of an indicator, its sums, how many schools there are and whether it is hidden all of ``VALUE``.

    The same pairs come often.
    """
    limit, least = rules.threshold("no_percent_n"), rules.threshold("mo_coverage_min")

    @cache
    def judged(code: str, numerator: float, denominator: float | None) -> tuple[float | None, Zone | None, int]:
        rule = rules.indicator(code)
        value = value_of(rule, numerator, denominator, rules)
        if value is None:
            return None, None, 0
        return float(value), zone_of_value(rule, value, rules), places_told(rule, value, rule.decimals, rules)

    def say(rule: Indicator, sums: Sums, schools: int, hidden: bool) -> dict[str, Any]:
        numerator, denominator, counted = sums
        if hidden and counted:
            said = {"words": HIDDEN, "short_words": SHORT_HIDDEN, "zone_words": DASH}
            return dict.fromkeys(VALUE) | said | {"schools": schools, "hidden": True}
        value, zone, decimals = (None, None, 0) if numerator is None else judged(rule.code, numerator, denominator)
        zone = zone if 100 * counted >= least * schools else None
        if zone is None:
            decimals = rule.decimals
        sign = "" if zone is None else f"{ZONES[zone][0]} "
        return {
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "zone": zone,
            "words": value_words(rule, numerator, denominator, value, limit),
            "short_words": (
                DASH if value is None else sign + _short(rule, numerator, denominator, value, limit, decimals)
            ),
            "zone_words": DASH if zone is None else ZONES[zone],
            "schools_with_data": counted,
            "schools": schools,
            "hidden": False,
        }

    return say


def _short(rule: Indicator, numerator: Any, denominator: Any, value: float, limit: float, decimals: int) -> str:
    if rule.unit == "%" and rule.multiplier == 100 and denominator < limit and float(denominator).is_integer():
        return f"{number(numerator)}/{number(denominator)}"
    return number(value, decimals)
