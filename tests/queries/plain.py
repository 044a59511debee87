"""A second implementation of every query: slow, obvious, plain Python over the rows of the fact tables.

Nothing here reads what the program derived or judged (``indicator_value``, ``judgement``): groups and totals are judged
anew by the methodology's functions. Each function bears the name of its query and returns the same rows as records,
missing as None.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from data.sheets import GROUPS, SCORES
from data.tables import DECISIONS, FACTS, boundary, load, load_finding, load_partition, methodology_version
from data.workbook import cycle_bounds
from methodology.catalogue import Methodology
from methodology.effectiveness import CriterionRule, CriterionScore, assess_school, criteria_version, group_bounds
from methodology.scales import Bounds, exact, zone_of
from methodology.words import percent, share
from queries.scope import SchoolKey, Scope

Row = dict[str, Any]
Made = TypeVar("Made")
Judged = dict[tuple[str, str, str], Row]
"""(cycle, municipality, school) → how the school is judged there."""
Sides = dict[tuple[str, int | None], tuple[float | None, float | None, int | None, int | None]]
"""(figure, criterion) → numerator, denominator, schools with data, schools."""


@dataclass
class Facts:
    """Every row of the fact tables and of the history of loads, and the rules in force."""

    tables: dict[str, list[Row]]
    rules: Methodology
    version: int
    made: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def rows(self, table: str, as_of: int | None) -> list[Row]:
        """Rows of a fact table in force as of a load."""
        return self.once(("rows", table, as_of), lambda: [r for r in self.tables[table] if _in_force(r, as_of)])

    def judged(self, as_of: int | None) -> Judged:
        """Every school of every cycle, judged by the facts in force as of a load."""
        return self.once(("judged", as_of), lambda: _judge(self, as_of))

    def once(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` makes, made at the first call: hundreds of scopes are compared on the same facts."""
        if key not in self.made:
            self.made[key] = make()
        made: Made = self.made[key]
        return made


def read_facts(connection: Connection) -> Facts:
    """Everything, at once."""
    tables = (*FACTS, *DECISIONS, load, load_partition, load_finding, methodology_version, boundary)
    rows = {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}
    latest = max(rows["methodology_version"], key=lambda row: int(row["version"]))
    return Facts(rows, Methodology.from_json(latest["content"]), latest["version"])


def _in_force(row: Row, as_of: int | None) -> bool:
    if as_of is None:
        return row["to_load"] is None
    return bool(row["from_load"] <= as_of and (row["to_load"] is None or row["to_load"] > as_of))


def _judge(facts: Facts, as_of: int | None) -> Judged:
    described = {_key(row): row for row in facts.rows("school", as_of)}
    acts = {_key(row): row for row in facts.rows("assigned_group", as_of)}
    scored: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in facts.rows("score", as_of):
        scored[_key(row)].append(row)
    rules_of_place = _rules_of_places(facts, as_of)
    judged = {}
    for key in described.keys() | acts.keys() | scored.keys():
        cycle, municipality_id, school_id = key
        if key in described:
            if not described[key]["in_cycle"]:
                continue
        elif key not in acts and all(row["score"] is None for row in scored[key]):
            continue
        rules = rules_of_place[cycle, municipality_id]
        given = [
            CriterionScore(
                row["criterion"], None if row["score"] is None else exact(row["score"]), row["absence_reason"]
            )
            for row in scored[key]
        ]
        found = assess_school(rules, given, group_bounds(list(rules.values()), facts.rules), facts.rules)
        act = acts.get(key)
        assigned = act["group_number"] if act else None
        judged[key] = {
            "cycle": cycle,
            "municipality_id": municipality_id,
            "school_id": school_id,
            "total_numerator": _float(found.total_numerator),
            "total_denominator": _float(found.total_denominator),
            "total_low_pct": _float(found.total_low_pct),
            "total_high_pct": _float(found.total_high_pct),
            "completeness_numerator": float(found.completeness_numerator),
            "completeness_denominator": float(found.completeness_denominator),
            "criteria_with_data": found.criteria_with_data,
            "low_criteria": found.low_criteria,
            "assigned_group": assigned,
            "act": act["act"] if act else None,
            "computed_group": found.computed_group,
            "group_number": assigned or found.computed_group,
            "origin": "assigned" if assigned else "computed" if found.computed_group else None,
            "borderline": found.borderline,
            "criteria_version": criteria_version(list(rules.values())) if rules else None,
        }
    return judged


def _rules_of_places(facts: Facts, as_of: int | None) -> dict[tuple[str, str], dict[int, CriterionRule]]:
    rules: dict[tuple[str, str], dict[int, CriterionRule]] = defaultdict(dict)
    for row in facts.rows("criterion", as_of):
        rules[row["cycle"], row["municipality_id"]][row["criterion"]] = CriterionRule(
            row["criterion"],
            exact(row["max_score"]),
            exact(row["weight"]),
            Bounds(exact(row["low_max_pct"]), exact(row["high_min_pct"])),
        )
    return rules


def resolve(facts: Facts, scope: Scope) -> Scope:
    """The scope with its cycle and version named."""
    cycle = scope.cycle or max((key[0] for key in facts.judged(scope.as_of)), default=None)
    return replace(scope, cycle=cycle, methodology=scope.methodology or facts.version)


def selected(facts: Facts, scope: Scope) -> list[Row]:
    """The judged schools that pass the filters, with names and context."""
    scope = resolve(facts, scope)
    return list(facts.once(("selected", scope), lambda: _select(facts, scope)))


def _select(facts: Facts, scope: Scope) -> list[Row]:
    schools = _descriptions(facts, scope, "school")
    municipalities_known = _descriptions(facts, scope, "municipality")
    rows = []
    for (cycle, municipality_id, school_id), judged in facts.judged(scope.as_of).items():
        if cycle != scope.cycle:
            continue
        school = schools.get((municipality_id, school_id), {})
        municipality = municipalities_known.get((municipality_id,), {})
        row = {
            **judged,
            "municipality_name": municipality.get("name") or municipality_id,
            "cluster": municipality.get("cluster"),
            "short_name": school.get("short_name") or school_id,
            **{name: school.get(name) for name in ("kind", "locality", "low_results", "biased_vpr")},
        }
        passes = (
            (not scope.municipalities or municipality_id in scope.municipalities)
            and (not scope.clusters or row["cluster"] in scope.clusters)
            and (not scope.kinds or row["kind"] in scope.kinds)
            and (not scope.localities or row["locality"] in scope.localities)
            and (not scope.groups or row["group_number"] in scope.groups)
            and all(row[flag] is True for flag in scope.flags)
            and (not scope.complete_only or _complete(facts, row))
            and (scope.school is None or scope.school == SchoolKey(municipality_id, school_id))
        )
        if passes:
            rows.append(row)
    return rows


def _complete(facts: Facts, row: Row) -> bool:
    needed = exact(facts.rules.threshold("data_group_min"))
    known, applicable = exact(row["completeness_numerator"]), exact(row["completeness_denominator"])
    return applicable > 0 and known / applicable * 100 >= needed


def _descriptions(facts: Facts, scope: Scope, table: str) -> dict[tuple[str, ...], Row]:
    """Key without the cycle → the description nearest to the scope's cycle: its own, else the next, else the last."""
    return facts.once(("described", table, scope.cycle, scope.as_of), lambda: _nearest(facts, scope, table))


def _nearest(facts: Facts, scope: Scope, table: str) -> dict[tuple[str, ...], Row]:
    names = ("municipality_id", "school_id") if table == "school" else ("municipality_id",)
    by_key: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in facts.rows(table, scope.as_of):
        by_key[tuple(row[name] for name in names)][row["cycle"]] = row
    nearest = {}
    for key, in_cycles in by_key.items():
        later = [cycle for cycle in in_cycles if scope.cycle is not None and cycle >= scope.cycle]
        nearest[key] = in_cycles[min(later) if later else max(in_cycles)]
    return nearest


def schools_by_group(facts: Facts, scope: Scope) -> list[Row]:
    counts = Counter((row["group_number"], row["origin"]) for row in selected(facts, scope))
    order = sorted(counts, key=lambda pair: (pair[0] or 9, pair[1] or "я"))
    return [{"group_number": group, "origin": origin, "schools": counts[group, origin]} for group, origin in order]


def groups_by_municipality(facts: Facts, scope: Scope) -> list[Row]:
    result = []
    for municipality_id, rows in _by_municipality(selected(facts, scope)).items():
        zones = _zones(rows)
        with_group = len(rows) - zones["without_group"]
        completeness = _completeness(rows)
        result.append(
            {
                "municipality_id": municipality_id,
                "municipality_name": rows[0]["municipality_name"],
                "cluster": rows[0]["cluster"],
                "schools": len(rows),
                **zones,
                **{f"{zone}_pct": _pct(zones[zone], with_group) for zone in ("low", "middle", "high")},
                "with_data": sum(_has_data(row) for row in rows),
                **completeness,
            }
        )
    return sorted(
        result,
        key=lambda row: (
            -row["low"],
            1 if row["low_pct"] is None else -row["low_pct"],
            row["municipality_name"],
            row["municipality_id"],
        ),
    )


def boundary_match(facts: Facts, scope: Scope) -> list[Row]:
    """By code only: that is how the demonstration's boundaries are found; the odd region has none."""
    owners = {row["code"]: row["name"] for row in facts.tables["boundary"]}
    whole = selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))
    names = {row["municipality_id"]: row["municipality_name"] for row in whole}
    return [
        {
            "municipality_id": code,
            "municipality_name": name,
            "territory": owners[code],
            "how": "code",
            "place_words": "по коду",
        }
        for code, name in sorted(names.items(), key=lambda pair: (_natural(pair[1]), pair[0]))
        if owners
    ]


def territories(facts: Facts, scope: Scope) -> list[Row]:
    judged = {row["municipality_id"] for row in selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))}
    return [
        {
            "municipality_id": row["code"] if row["code"] in judged else None,
            "territory": row["name"],
            "polygons": row["shape"],
        }
        for row in sorted(facts.tables["boundary"], key=lambda row: int(row["position"]))
    ]


def municipalities_on_map(facts: Facts, scope: Scope, measure: str = "low") -> list[Row]:
    owners = {row["code"]: row["name"] for row in facts.tables["boundary"]}
    result = []
    for municipality_id, rows in _by_municipality(selected(facts, scope)).items():
        zones, completeness = _zones(rows), _completeness(rows)["completeness_pct"]
        with_group = len(rows) - zones["without_group"]
        behind = with_group if measure == "low" else sum(_has_data(row) for row in rows)
        value = _pct(zones["low"], with_group) if measure == "low" else completeness
        words = share(zones["low"], with_group) if measure == "low" else percent(completeness)
        result.append(
            {
                "municipality_id": municipality_id,
                "municipality_name": rows[0]["municipality_name"],
                "value": value,
                "words": "нет данных" if value is None else words,
                "enough": value is not None
                and (measure != "low" or behind / len(rows) * 100 >= facts.rules.threshold("mo_coverage_min")),
                "schools": len(rows),
                "with_data": behind,
                "hidden": False,
                "territory": owners.get(municipality_id),
                "place_words": "по коду" if municipality_id in owners else "границ на карте нет",
            }
        )
    sign = -1 if measure == "low" else 1
    return sorted(
        result,
        key=lambda row: (
            row["value"] is None,
            0 if row["value"] is None else sign * row["value"],
            row["municipality_name"],
            row["municipality_id"],
        ),
    )


def schools_on_map(facts: Facts, scope: Scope) -> list[Row]:
    described = _descriptions(facts, resolve(facts, scope), "school")
    rows = []
    for row in selected(facts, scope):
        school = described.get((row["municipality_id"], row["school_id"]), {})
        place = (school.get("latitude"), school.get("longitude"))
        names = ("municipality_id", "municipality_name", "school_id", "short_name", "group_number")
        latitude, longitude = place if None not in place else (None, None)
        rows.append({**{name: row[name] for name in names}, "latitude": latitude, "longitude": longitude})
    return sorted(rows, key=lambda row: (row["municipality_id"], row["school_id"]))


def headline(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope = resolve(facts, scope)
    if scope.cycle is None:
        return []
    result: list[Row] = []
    for cycle in (scope.cycle, previous):
        if cycle is None:
            continue
        rows = selected(facts, scope.in_cycle(cycle))
        is_previous = len(result) == 1
        moves = [] if previous is None or is_previous else transitions(facts, scope, previous)
        known = [move for move in moves if move["group_before"] and move["group_now"]]
        counts = None if previous is None or is_previous else known
        result.append(
            {
                "cycle": cycle,
                "is_previous": is_previous,
                "schools": len(rows),
                **_zones(rows),
                "assigned": sum(row["assigned_group"] is not None for row in rows),
                "borderline": sum(row["borderline"] is True for row in rows),
                "disagreeing": sum(_disagrees(row) for row in rows),
                "enough": sum(row["computed_group"] is not None for row in rows),
                "with_data": sum(_has_data(row) for row in rows),
                **_completeness(rows),
                "moved_up": None if counts is None else _moved(counts, up=True),
                "moved_down": None if counts is None else _moved(counts, up=False),
                "in_both": None if counts is None else sum(move["schools"] for move in counts),
            }
        )
    return result


def _moved(moves: Iterable[Row], *, up: bool) -> int:
    # Group 1 is the high one: a smaller number is a step up.
    return sum(
        int(move["schools"])
        for move in moves
        if move["group_now"] != move["group_before"] and (move["group_now"] < move["group_before"]) is up
    )


def transitions(facts: Facts, scope: Scope, previous: str) -> list[Row]:
    scope = resolve(facts, scope)
    counts: Counter[tuple[int | None, int | None, bool]] = Counter()
    for row in selected(facts, scope):
        before = facts.judged(scope.as_of).get((previous, row["municipality_id"], row["school_id"]))
        counts[before["group_number"] if before else None, row["group_number"], before is not None] += 1
    order = sorted(counts, key=lambda key: (key[0] or 9, key[1] or 9, key[2]))
    return [
        {"group_before": before, "group_now": now, "was_there": there, "schools": counts[before, now, there]}
        for before, now, there in order
    ]


def schools_table(
    facts: Facts,
    scope: Scope,
    previous: str | None,
    group_before: int | None = None,
    group_now: int | None = None,
    limit: int | None = None,
) -> list[Row]:
    scope = resolve(facts, scope)
    result = []
    for row in selected(facts, scope):
        key = (previous or "", row["municipality_id"], row["school_id"])
        before = facts.judged(scope.as_of).get(key, {})
        same = row["criteria_version"] is not None and row["criteria_version"] == before.get("criteria_version")
        total, total_before = _total(facts, row), _total(facts, before)
        wanted = (group_before is None or before.get("group_number") == group_before) and (
            group_now is None or row["group_number"] == group_now
        )
        if wanted:
            result.append(
                {
                    **row,
                    "group_before": before.get("group_number"),
                    "completeness_pct": _pct(row["completeness_numerator"], row["completeness_denominator"]),
                    "total_pct": total,
                    "total_before_pct": total_before,
                    "criteria_changed": before.get("criteria_version") is not None and not same,
                    "total_change": total - total_before if same and total is not None and total_before is not None
                    else None,
                    "disagrees": _disagrees(row),
                }
            )  # fmt: skip
    ordered = sorted(
        result,
        key=lambda row: (
            -(row["group_number"] or 0),
            1e9 if row["total_pct"] is None else row["total_pct"],
            row["municipality_name"],
            row["municipality_id"],
            row["short_name"],
            row["school_id"],
        ),
    )
    return [{**row, "found": len(result)} for row in ordered[:limit]]


def _total(facts: Facts, row: Row) -> float | None:
    """The total, if the data suffice for showing one."""
    if not row or row["total_numerator"] is None or not row["completeness_denominator"]:
        return None
    complete = exact(row["completeness_numerator"]) / exact(row["completeness_denominator"]) * 100
    if complete < exact(facts.rules.threshold("data_show_min")):
        return None
    return float(row["total_numerator"] / row["total_denominator"])


def criteria_of_cycle(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    names = ("name", "max_score", "weight", "low_max_pct", "high_min_pct", "basis")
    settings: dict[int, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    described = _descriptions(facts, scope, "municipality")
    for row in facts.rows("criterion", scope.as_of):
        place = row["municipality_id"]
        if (
            row["cycle"] == scope.cycle
            and (not scope.municipalities or place in scope.municipalities)
            and (not scope.clusters or described.get((place,), {}).get("cluster") in scope.clusters)
        ):
            settings[row["criterion"]][tuple(row[name] for name in names)] += 1
    short = {entry.name: entry.short for entry in facts.rules.criteria}
    result = []
    for number in sorted(settings):
        setting, municipalities_using = min(settings[number].items(), key=lambda item: (-item[1], item[0]))
        said = dict(zip(names, setting, strict=True))
        result.append(
            {
                "criterion": number,
                **said,
                "short": short.get(said["name"], said["name"]),
                "municipalities": municipalities_using,
            }
        )
    return result


def criterion_by_municipality(facts: Facts, scope: Scope, number: int | None = None) -> list[Row]:
    result = []
    values = values_of_criteria(facts, scope)
    needed = facts.rules.threshold("mo_coverage_min")
    for municipality_id, rows in _by_municipality(selected(facts, scope)).items():
        of_criterion: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for row in rows:
            for criterion, value in values.get((municipality_id, row["school_id"]), {}).items():
                of_criterion[criterion].append(value)
        for criterion, pairs in of_criterion.items():
            if number in (None, criterion):
                numerator, denominator = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
                result.append(
                    {
                        "municipality_id": municipality_id,
                        "municipality_name": rows[0]["municipality_name"],
                        "criterion": criterion,
                        "numerator": numerator,
                        "denominator": denominator,
                        "schools_with_data": len(pairs),
                        "schools": len(rows),
                        "value_pct": _pct(numerator, denominator),
                        "enough": 100 * len(pairs) >= needed * len(rows),
                    }
                )
    return sorted(result, key=lambda row: (row["municipality_name"], row["municipality_id"], row["criterion"]))


def criterion_sums(facts: Facts, scope: Scope, number: int | None = None) -> list[Row]:
    left_out = {"municipality_name", "schools", "enough"}
    rows = [
        {name: value for name, value in row.items() if name not in left_out}
        for row in criterion_by_municipality(facts, scope, number)
    ]
    return sorted(rows, key=lambda row: (row["municipality_id"], row["criterion"]))


def criterion_by_school(
    facts: Facts, scope: Scope, number: int | None = None, codes: Collection[str] | None = None
) -> list[Row]:
    scope = resolve(facts, scope)
    rules = facts.once(("rules", scope.as_of), lambda: _rules_of_places(facts, scope.as_of))
    values = values_of_criteria(facts, scope)
    schools = {(row["municipality_id"], row["school_id"]): row for row in selected(facts, scope)}
    result = []
    for row in facts.rows("score", scope.as_of):
        key = (row["municipality_id"], row["school_id"])
        rule = rules.get((row["cycle"], row["municipality_id"]), {}).get(row["criterion"])
        if row["cycle"] != scope.cycle or key not in schools or rule is None or number not in (None, row["criterion"]):
            continue
        if codes is not None and row["school_id"] not in codes:
            continue
        value = values.get(key, {}).get(row["criterion"])
        school = schools[key]
        result.append(
            {
                **{
                    name: school[name]
                    for name in (
                        "municipality_id", "municipality_name", "school_id", "short_name", "group_number",
                        "total_numerator", "total_denominator",
                    )
                },
                **{name: row[name] for name in ("criterion", "score", "absence_reason", "source")},
                "max_score": float(rule.max_score),
                "low_max_pct": float(rule.bounds.low_max),
                "high_min_pct": float(rule.bounds.high_min),
                "numerator": value[0] if value else None,
                "denominator": value[1] if value else None,
                "value_pct": _pct(*value) if value else None,
                "zone": zone_of(exact(value[0]) / exact(value[1]) * 100, rule.bounds) if value else None,
            }
        )  # fmt: skip
    return sorted(
        result,
        key=lambda row: (
            row["municipality_name"],
            row["municipality_id"],
            row["short_name"],
            row["school_id"],
            row["criterion"],
        ),
    )


def values_of_criteria(facts: Facts, scope: Scope) -> dict[tuple[str, str], dict[int, tuple[float, float]]]:
    """(municipality, school) → criterion → (score within 0 and maximum, maximum), for the scope's cycle."""
    scope = resolve(facts, scope)
    return facts.once(("values", scope.cycle, scope.as_of), lambda: _read_values(facts, scope))


def _read_values(facts: Facts, scope: Scope) -> dict[tuple[str, str], dict[int, tuple[float, float]]]:
    rules = _rules_of_places(facts, scope.as_of)
    values: dict[tuple[str, str], dict[int, tuple[float, float]]] = defaultdict(dict)
    for row in facts.rows("score", scope.as_of):
        rule = rules.get((row["cycle"], row["municipality_id"]), {}).get(row["criterion"])
        if row["cycle"] == scope.cycle and row["score"] is not None and rule is not None:
            maximum = float(rule.max_score)
            values[row["municipality_id"], row["school_id"]][row["criterion"]] = (
                min(max(row["score"], 0.0), maximum),
                maximum,
            )
    return values


def sides(facts: Facts, scope: Scope, other: Scope) -> list[Row]:
    if resolve(facts, scope).cycle is None or resolve(facts, other).cycle is None:
        return []
    settings, others = _settings(facts, scope), _settings(facts, other)
    first, second = _side(facts, scope), _side(facts, other)
    limit = facts.rules.threshold("no_percent_n")
    result: list[Row] = []
    for figure in ("schools", "low", "middle", "high", "without_group", "completeness"):
        few = min(first[figure, None][1] or 0, second[figure, None][1] or 0) < limit
        alike = figure == "schools" or settings == others
        result.append(_pair(figure, None, first, second, alike=alike, told=not few or figure == "completeness"))
    criteria = []
    for number in sorted({number for _, number in (*first, *second) if number is not None}):
        alike = settings.get(number) == others.get(number)
        row = _pair("criterion", number, first, second, alike=alike, told=True)
        name = settings.get(number, others.get(number, ("",)))[0]
        short = {entry.name: entry.short for entry in facts.rules.criteria}
        criteria.append({**row, "criterion_name": name, "criterion_short": short.get(name, name)})

    def nearer(row: Row) -> tuple[bool, float, int]:
        return row["change"] is None, -round(abs(row["change"] or 0), 9), row["criterion"]

    return result + sorted(criteria, key=nearer)


def _pair(figure: str, number: int | None, first: Sides, second: Sides, *, alike: bool, told: bool) -> Row:
    row: Row = {"figure": figure, "criterion": number, "criterion_name": None, "criterion_short": None}
    shares = []
    for side, said in (("", first), ("other_", second)):
        numerator, denominator, with_data, schools = said.get(
            (figure, number), (None, None, 0, said["schools", None][3])
        )
        shares.append(_pct(numerator, denominator))
        row |= {
            f"{side}numerator": numerator,
            f"{side}denominator": denominator,
            f"{side}schools_with_data": with_data,
            f"{side}schools": schools,
            f"{side}value_pct": shares[-1],
        }
    known = alike and told and shares[0] is not None and shares[1] is not None
    return {**row, "comparable": alike, "change": (shares[0] or 0) - (shares[1] or 0) if known else None}


def _side(facts: Facts, scope: Scope) -> Sides:
    rows, values = selected(facts, scope), values_of_criteria(facts, scope)
    zones, completeness = _zones(rows), _completeness(rows)
    count, with_group = len(rows), len(rows) - zones["without_group"]
    found: Sides = {
        ("schools", None): (count, None, sum(_has_data(row) for row in rows), count),
        **{(zone, None): (zones[zone], with_group, with_group, count) for zone in ("low", "middle", "high")},
        ("without_group", None): (zones["without_group"], count, count, count),
        ("completeness", None): (
            completeness["completeness_numerator"],
            completeness["completeness_denominator"],
            sum(_has_data(row) for row in rows),
            count,
        ),
    }
    of_criterion: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        for number, value in values.get((row["municipality_id"], row["school_id"]), {}).items():
            of_criterion[number].append(value)
    for number, pairs in of_criterion.items():
        sums = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        found["criterion", number] = (*sums, len(pairs), count)
    return found


def _settings(facts: Facts, scope: Scope) -> dict[int, tuple[Any, ...]]:
    names = ("name", "max_score", "weight", "low_max_pct", "high_min_pct")
    return {row["criterion"]: tuple(row[name] for name in names) for row in criteria_of_cycle(facts, scope)}


def source_rows(facts: Facts, scope: Scope, number: int | None = None) -> list[Row]:
    scope = resolve(facts, scope)
    loaded = {row["load_id"]: row for row in facts.tables["load"]}
    result = []
    for sheet, table in ((SCORES, "score"), (GROUPS, "assigned_group")):
        rows = [
            row
            for row in facts.rows(table, scope.as_of)
            if row["cycle"] == scope.cycle
            and scope.school == SchoolKey(row["municipality_id"], row["school_id"])
            and (number is None or row.get("criterion", number) == number)
        ]
        for row in sorted(rows, key=lambda row: (row["sheet_row"], row.get("criterion"))):
            brought = loaded[row["from_load"]]
            is_score = table == "score"
            result.append(
                {
                    "sheet": sheet.name,
                    "sheet_row": row["sheet_row"],
                    **{name: brought[name] for name in ("load_id", "file_name", "loaded_at")},
                    "criterion": row.get("criterion"),
                    "said": row["score"] if is_score else row["group_number"],
                    "reason": row["absence_reason"] if is_score else None,
                    "source": row["source"] if is_score else row["act"],
                }
            )
    return result


def selection_summary(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    rows = selected(facts, scope)
    municipalities_selected = {row["municipality_id"] for row in rows}
    cuts = [
        row["cut_date"]
        for row in facts.rows("instruction", scope.as_of)
        if row["cycle"] == scope.cycle and row["municipality_id"] in municipalities_selected
    ]
    end = cycle_bounds(scope.cycle)[1] if scope.cycle else None
    excluded = [
        row
        for row in facts.rows("school", scope.as_of)
        if row["cycle"] == scope.cycle
        and not row["in_cycle"]
        and (not scope.municipalities or row["municipality_id"] in scope.municipalities)
        and (scope.school is None or scope.school == SchoolKey(row["municipality_id"], row["school_id"]))
    ]
    return [
        {
            "selected": len(rows),
            "total": sum(key[0] == scope.cycle for key in facts.judged(scope.as_of)),
            "with_data": sum(_has_data(row) for row in rows),
            "municipalities": len(municipalities_selected),
            "excluded": len(excluded),
            "cut_from": min(cuts, default=end),
            "cut_to": max(cuts, default=end),
            "cycle": scope.cycle,
            "methodology": scope.methodology,
            "as_of": scope.as_of,
        }
    ]


def schools_without_data(facts: Facts, scope: Scope) -> list[Row]:
    names = ("municipality_name", "municipality_id", "short_name", "school_id")
    rows = [{name: row[name] for name in names} for row in selected(facts, scope) if not _has_data(row)]
    return sorted(rows, key=lambda row: tuple(row[name] for name in names))


def cycles(facts: Facts, scope: Scope) -> list[Row]:
    judged = facts.judged(scope.as_of)
    return [
        {
            "cycle": cycle,
            "schools": sum(key[0] == cycle for key in judged),
            "with_group": sum(key[0] == cycle and row["group_number"] is not None for key, row in judged.items()),
        }
        for cycle in sorted({key[0] for key in judged}, reverse=True)
    ]


def municipalities(facts: Facts, scope: Scope) -> list[Row]:
    rows = [
        {"municipality_id": key[0], "municipality_name": row["name"], "cluster": row["cluster"]}
        for key, row in _descriptions(facts, resolve(facts, scope), "municipality").items()
    ]
    described = {row["municipality_id"] for row in rows}
    judged = {row["municipality_id"] for row in selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))}
    rows += [{"municipality_id": code, "municipality_name": code, "cluster": None} for code in judged - described]
    return sorted(
        _labelled(rows, "municipality_name", "municipality_id"),
        key=lambda row: (_natural(row["municipality_name"]), _natural(row["municipality_id"])),
    )


def filter_values(facts: Facts, scope: Scope) -> list[Row]:
    rows = selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))
    values = [
        {"field": name, "value": value}
        for name in ("cluster", "kind", "locality")
        for value in sorted({row[name] for row in rows} - {None})
    ]
    flags = [name for name in ("low_results", "biased_vpr") if any(row[name] for row in rows)]
    return values + [{"field": name, "value": "да"} for name in flags]


def schools_of(facts: Facts, scope: Scope, municipality_id: str) -> list[Row]:
    here = Scope(cycle=scope.cycle, as_of=scope.as_of, municipalities=(municipality_id,))
    names = ("municipality_id", "school_id", "short_name")
    rows = [{name: row[name] for name in names} for row in selected(facts, here)]
    return sorted(
        _labelled(rows, "short_name", "school_id"),
        key=lambda row: (_natural(row["short_name"]), _natural(row["school_id"])),
    )


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Numbers by their size, letters as they are read."""
    parts = re.findall(r"\d+|\D", _fold_letters(name))
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _fold_letters(name: str) -> str:
    return name.casefold().replace("ё", "е")


def _labelled(rows: list[Row], name: str, code: str) -> list[Row]:
    counts = Counter(row[name] for row in rows)
    return [{**row, "label": row[name] if counts[row[name]] == 1 else f"{row[name]} ({row[code]})"} for row in rows]


def school_names(facts: Facts, scope: Scope) -> list[Row]:
    names = ("short_name", "municipality_name", "municipality_id", "school_id")
    rows = [
        {
            **{name: row[name] for name in names},
            "sought": _fold_letters(f"{row['short_name']} {row['municipality_name']} {row['school_id']}"),
        }
        for row in selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))
    ]
    return sorted(rows, key=lambda row: [_natural(row[name]) for name in names])


def find_schools(facts: Facts, scope: Scope, text: str, limit: int = 8) -> list[Row]:
    words = _fold(text).split()
    found = [
        row
        for row in selected(facts, Scope(cycle=scope.cycle, as_of=scope.as_of))
        if words
        and all(word in _fold(f"{row['short_name']} {row['municipality_name']} {row['school_id']}") for word in words)
    ]
    found.sort(
        key=lambda row: (
            not _fold(row["short_name"]).startswith(" ".join(words)),
            *(_natural(row[name]) for name in ("short_name", "municipality_name", "municipality_id", "school_id")),
        )
    )
    names = ("municipality_id", "municipality_name", "school_id", "short_name")
    return [{**{name: row[name] for name in names}, "found": len(found)} for row in found[:limit]]


def loads(facts: Facts, scope: Scope) -> list[Row]:
    history = sorted(facts.tables["load"], key=lambda row: -int(row["load_id"]))
    undone = {row["load_id"] for row in history if row["undone_at"] is not None}
    places: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for part in facts.tables["load_partition"]:
        places[part["load_id"]].add((part["cycle"], part["municipality_id"]))
    result = []
    for row in history:
        number = row["load_id"]
        parts = [part for part in facts.tables["load_partition"] if part["load_id"] == number]
        later = [other for other in places if other > number and other not in undone and places[other] & places[number]]
        result.append(
            {
                **row,
                "sheets": len({part["sheet"] for part in parts}),
                "rows": sum(part["rows"] for part in parts if part["sheet"] != "Инструкция"),
                "municipalities": len({part["municipality_id"] for part in parts}),
                "findings": sum(finding["load_id"] == number for finding in facts.tables["load_finding"]),
                "blocked_by": None if number in undone else max(later, default=None),
            }
        )
    return result


def findings_of_load(facts: Facts, scope: Scope, load_id: int) -> list[Row]:
    kept = [row for row in facts.tables["load_finding"] if row["load_id"] == load_id]
    return [row["finding"] for row in sorted(kept, key=lambda row: int(row["position"]))]


def methodology_versions(facts: Facts, scope: Scope) -> list[Row]:
    names = ("version", "hash", "created_at", "author_post", "reason", "from_cycle", "based_on")
    rows = sorted(facts.tables["methodology_version"], key=lambda row: -int(row["version"]))
    return [{name: row[name] for name in names} for row in rows]


def _key(row: Row) -> tuple[str, str, str]:
    return row["cycle"], row["municipality_id"], row["school_id"]


def _by_municipality(rows: Iterable[Row]) -> dict[str, list[Row]]:
    result: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        result[row["municipality_id"]].append(row)
    return result


def _zones(rows: list[Row]) -> Row:
    counts = Counter(row["group_number"] for row in rows)
    return {"high": counts[1], "middle": counts[2], "low": counts[3], "without_group": counts[None]}


def _completeness(rows: list[Row]) -> Row:
    """Σ/Σ; a sum over no rows is missing."""
    sums: Row = {
        name: sum(row[name] for row in rows) if rows else None
        for name in ("completeness_numerator", "completeness_denominator")
    }
    return {**sums, "completeness_pct": _pct(*sums.values())}


def _disagrees(row: Row) -> bool:
    groups = {row["assigned_group"], row["computed_group"]}
    return None not in groups and len(groups) == 2


def _has_data(row: Row) -> bool:
    return row["criteria_with_data"] > 0 or row["assigned_group"] is not None


def _pct(numerator: float | None, denominator: float | None) -> float | None:
    if numerator is None or not denominator:
        return None
    return numerator / denominator * 100


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")
