"""Which indicators of schools and municipalities lie in another zone by other rules; nothing is written.

As in ``queries.what_if`` no filter counts. Not among them: auxiliary indicators, and those of execution, which
depend on the day they are asked for (``zones_not_counted`` names them).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache, partial
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Select, select

from data.bulk import collector_paused
from data.firing import stored_judgements
from data.judging import judged_by, places_of
from data.tables import in_force, indicator_value, municipality_value
from methodology.catalogue import Indicator, Methodology
from methodology.domains import DOMAINS, domain_name
from methodology.edits import JUDGED_CODES, judges_otherwise, zoned_otherwise
from methodology.judged import JUDGES, WHOLE
from methodology.scales import Zone
from methodology.words import DASH
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of
from queries.indicator_tables import ZONES, has_whole, value_words
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import about_selected, names_of_schools, resolved, school_rows
from queries.shared import once
from queries.two_rules import places_named, rules_of_both, whole

Key = tuple[str, str, str, str]
"""Municipality, school (empty: the municipality), indicator and part."""
Sums = tuple[float, float | None]
RANKS: dict[Zone, int] = {"low": 0, "middle": 1, "high": 2}
COUNTS = (
    "schools", "moved", "better", "worse", "low_before", "low_now", "middle_before", "middle_now", "high_before",
    "high_now", "municipalities",
)  # fmt: skip
BY_INDICATOR = {"code": "object", "name": "object"} | dict.fromkeys(COUNTS, "Int64")
NOT_COUNTED = {"code": "object", "name": "object"}
BY_PLACE = dict.fromkeys(
    (
        "municipality_id", "municipality_name", "school_id", "short_name", "code", "name", "value_before", "value_now",
        "before_words", "now_words",
    ),
    "object",
)  # fmt: skip


class Moved(NamedTuple):
    """An indicator of a school, or of a municipality (``school`` empty), in another zone; None: in none."""

    place: str
    school: str
    code: str
    part: str
    before: Zone | None
    now: Zone | None
    value_before: str
    value_now: str


def zones_that_move(connection: Connection, scope: Scope, other: int | None = None, draft: str = "") -> pd.DataFrame:
    """One row is one indicator of which a school or a municipality lies in another zone by the other rules.

    Columns: code, name, schools (with a value that lies in a zone by either rules), moved (schools that change zone),
    better, worse (of these: to a higher or lower zone), low_before, low_now, middle_before, middle_now, high_before,
    high_now (schools), municipalities (that change zone, with data from mo_coverage_min of their schools; of an
    indicator by domains each domain counts). In the order of the catalogue.
    """
    scope = resolved(connection, scope)
    old, new = rules_of_both(connection, scope, other, draft)
    counts, moved = _seen(connection, scope, other, draft)
    for each in moved:
        count = counts[each.code]
        if not each.school:
            count["municipalities"] += 1
            continue
        count["moved"] += 1
        if each.before is not None and each.now is not None:
            count["better" if RANKS[each.now] > RANKS[each.before] else "worse"] += 1
    found = {each.code for each in moved}
    rows = [
        {"code": rule.code, "name": rule.name, **{name: counts[rule.code][name] for name in COUNTS}}
        for rule in _shown(old, new).values()
        if rule.code in found
    ]
    return frame_of_records(rows, BY_INDICATOR)


def places_whose_zones_move(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:  # fmt: skip
    """One row is one indicator of one school or municipality that lies in another zone by the other rules.

    Columns: municipality_id, municipality_name, school_id, short_name (empty where it is about the municipality),
    code, name (with the domain where it is about one), value_before, value_now (words), before_words, now_words.
    """
    scope = resolved(connection, scope)
    moved = moved_zones(connection, scope, other, draft)
    shown = _shown(*rules_of_both(connection, scope, other, draft))
    places = places_named(connection, scope)
    schools = names_of_schools(connection, whole(scope), {(each.place, each.school) for each in moved if each.school})
    rows = [
        {
            "municipality_id": each.place,
            "municipality_name": places.get(each.place, each.place),
            "school_id": each.school,
            "short_name": schools.get((each.place, each.school), (each.place, each.school))[1],
            "code": each.code,
            "name": shown[each.code].name + (f": {domain_name(each.part)}" if each.part in DOMAINS else ""),
            "value_before": each.value_before,
            "value_now": each.value_now,
            "before_words": DASH if each.before is None else ZONES[each.before],
            "now_words": DASH if each.now is None else ZONES[each.now],
        }
        for each in moved
    ]
    order = ("municipality_name", "municipality_id", "short_name", "school_id", "code", "name")
    return in_order_of(frame_of_records(rows, BY_PLACE), *order)


def zones_not_counted(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:  # fmt: skip
    """One row is one indicator whose zones the other rules change and ``zones_that_move`` can't count.

    Columns: code, name. They are counted from decisions and tasks at the day that a page is asked for.
    """
    old, new = rules_of_both(connection, scope, other, draft)
    rows = [{"code": rule.code, "name": rule.name} for rule in _zoned(old, new).values() if rule.stage == "query"]
    return frame_of_records(rows, NOT_COUNTED)


def moved_zones(connection: Connection, scope: Scope, other: int | None, draft: str) -> list[Moved]:
    """What lies in another zone, of a resolved scope."""
    return _seen(connection, scope, other, draft)[1]


def _seen(
    connection: Connection, scope: Scope, other: int | None, draft: str
) -> tuple[dict[str, Counter[str]], list[Moved]]:
    scope = whole(scope)
    counts, moved = once(
        connection, "zones", (scope, other, draft), partial(_compared, connection, scope, other, draft)
    )
    return defaultdict(Counter, {code: Counter(count) for code, count in counts.items()}), moved


@collector_paused()
def _compared(
    connection: Connection, scope: Scope, other: int | None, draft: str
) -> tuple[dict[str, Counter[str]], list[Moved]]:
    old, new = rules_of_both(connection, scope, other, draft)
    shown = _shown(old, new)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    moved: list[Moved] = []
    if scope.cycle is None or not shown:
        return counts, moved
    sizes = Counter(place for place, _ in _schools(connection, scope))
    judged = _judged(connection, scope, old, new) if shown.keys() & JUDGED_CODES else ([], [])
    before, now = (
        _zones(connection, scope, rules, shown, sizes, of_rules)
        for rules, of_rules in zip((old, new), judged, strict=True)
    )
    for key in before.keys() | now.keys():
        (was, said), (becomes, says) = (side.get(key, (None, DASH)) for side in (before, now))
        place, school, code, part = key
        if school and (was or becomes):
            counts[code]["schools"] += 1
            for zone, side in ((was, "before"), (becomes, "now")):
                if zone is not None:
                    counts[code][f"{zone}_{side}"] += 1
        if was != becomes:
            moved.append(Moved(place, school, code, part, was, becomes, said, says))
    return counts, moved


def _shown(old: Methodology, new: Methodology) -> dict[str, Indicator]:
    """The indicators that are compared, in the order of the catalogue."""
    return {
        code: rule
        for code, rule in _zoned(old, new).items()
        if rule.block != "auxiliary" and rule.stage != "query"
    }  # fmt: skip


def _zoned(old: Methodology, new: Methodology) -> dict[str, Indicator]:
    """The indicators of which some value can lie in another zone."""
    codes = zoned_otherwise(old, new)
    return {rule.code: rule for rule in (*old.indicators, *new.indicators) if rule.code in codes}


def _judged(
    connection: Connection, scope: Scope, old: Methodology, new: Methodology
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    """How the schools of the cycle are judged by both sets of rules."""
    cycle, version = scope.cycle or "", scope.methodology or 0
    loads = {place.municipality_id: load_id for place, load_id in places_of(connection, cycle).items()}
    before = stored_judgements(connection, version, cycle, loads) or judged_by(connection, cycle, old)
    return before, judged_by(connection, cycle, new) if judges_otherwise(old, new) else before


def _schools(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """The schools of the cycle, by municipality."""
    rows = school_rows(scope, described=False)
    return [(row[0], row[1]) for row in connection.execute(select(rows.c.municipality_id, rows.c.school_id))]


def _zones(
    connection: Connection,
    scope: Scope,
    rules: Methodology,
    shown: Collection[str],
    sizes: Counter[str],
    judged: Iterable[Any],
) -> dict[Key, tuple[Zone | None, str]]:
    """Zone and value in words of all that has one by these rules."""
    told = {rule.code: rule for rule in rules.indicators if rule.code in shown}
    limit, enough = rules.threshold("no_percent_n"), rules.threshold("mo_coverage_min")

    @cache
    def placed(code: str, up: float, down: float | None) -> tuple[Zone | None, str]:
        value = value_of(told[code], up, down, rules)
        zone = None if value is None else zone_of_value(told[code], value, rules)
        return zone, value_words(told[code], up, down, None if value is None else float(value), limit)

    found: dict[Key, tuple[Zone | None, str]] = {}
    sums: dict[tuple[str, str, str], list[tuple[float, float | None]]] = defaultdict(list)
    values_of_schools = chain(_values(connection, scope, rules, told.values()), _judged_values(judged, told))
    for place, school, code, part, up, down in values_of_schools:
        if "школа" in told[code].level:
            found[place, school, code, part] = placed(code, up, down)
        # A sum of low criteria over schools says nothing of a municipality.
        if code not in JUDGED_CODES or "муниципалитет" in told[code].level:
            sums[place, code, part].append((up, down))
    for (place, code, part), values in sums.items():
        downs = [down for _, down in values if down is not None]
        zone, words = placed(code, sum(up for up, _ in values), sum(downs) if downs else None)
        of_enough = 100 * len(values) >= enough * sizes[place]
        found[place, "", code, part] = (zone if of_enough else None, words)
    for place, code, up, down in _own_values(connection, scope, told):
        found[place, "", code, WHOLE] = placed(code, up, down)
    return found


def _values(
    connection: Connection, scope: Scope, rules: Methodology, told: Iterable[Indicator]
) -> Iterable[tuple[str, str, str, str, float, float | None]]:
    """Municipality, school, indicator, part and numbers of every value of a school."""
    v = indicator_value.c
    kept = (*JUDGES, *JUDGED_CODES)
    plain = [rule.code for rule in told if rule.code not in kept and has_whole(rule)]
    statement: Select[*tuple[Any, ...]] = select(
        v.municipality_id, v.school_id, v.indicator, v.numerator, v.denominator
    ).where(v.indicator.in_(plain), v.part == WHOLE, *about_selected(connection, scope, indicator_value))
    for place, school, code, up, down in connection.execute(statement):
        yield place, school, code, WHOLE, up, down
    for rule in told:
        if rule.code in JUDGES:
            of_whole = has_whole(rule)
            rows = value_rows(connection, scope, rule.code, whole=of_whole, rules=rules)
            for row in connection.execute(select(rows)).mappings():
                if row["numerator"] is not None and (row["part"] == WHOLE) is of_whole:
                    yield (
                        row["municipality_id"], row["school_id"], rule.code, row["part"], row["numerator"],
                        row["denominator"],
                    )  # fmt: skip


def _judged_values(
    judged: Iterable[Any], told: Collection[str]
) -> Iterable[tuple[str, str, str, str, float, float | None]]:  # fmt: skip
    """As ``_values``, of the indicators that come from judging a school: completeness and low criteria."""
    for row in judged:
        if "Э-ПОЛН" in told and row.completeness_denominator:
            numbers = float(row.completeness_numerator), float(row.completeness_denominator)
            yield row.municipality_id, row.school_id, "Э-ПОЛН", WHOLE, *numbers
        if "Э-СНИЖ" in told and row.criteria_with_data:
            yield row.municipality_id, row.school_id, "Э-СНИЖ", WHOLE, float(row.low_criteria), None


def _own_values(
    connection: Connection, scope: Scope, told: Collection[str]
) -> Iterable[tuple[str, str, float, float | None]]:  # fmt: skip
    """Municipality, indicator and numbers of values that municipalities as such have."""
    m = municipality_value.c
    here = (m.cycle == scope.cycle, m.part == WHOLE, in_force(municipality_value, scope.as_of))
    rows = connection.execute(
        select(m.municipality_id, m.indicator, m.numerator, m.denominator).where(m.indicator.in_(list(told)), *here)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
