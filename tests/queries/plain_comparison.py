"""The second implementation of stability and comparison: plain Python over the rows of the fact tables."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from methodology.comparison import DECIMALS, DRAWS, SEED, TIE
from methodology.effectiveness import CriterionRule, group_bounds
from methodology.scales import Bounds, exact, zone_of
from methodology.stability import draws
from methodology.words import DASH, NBSP, number, percent, points, share
from queries.scope import Scope
from tests.queries import plain, plain_summary
from tests.queries.plain import Facts, Row, resolve, selected
from tests.queries.plain_mentoring import _chances, _lowest

PLACES = {
    "far_below": "ниже границы 99,8 %", "below": "ниже границы 95 %", "inside": "в пределах случайного",
    "above": "выше границы 95 %", "far_above": "выше границы 99,8 %",
}  # fmt: skip
GROUP_OF = {"low": 3, "middle": 2, "high": 1}


def group_stability(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    rows = [_stability(facts, scope, row) for row in selected(facts, scope) if row["origin"] == "computed"]
    return sorted(rows, key=lambda row: (round(row["stability_pct"], 9), row["municipality_id"], row["school_id"]))


def _stability(facts: Facts, scope: Scope, school: Row) -> Row:
    key = ("stability", scope.cycle, scope.as_of, school["municipality_id"], school["school_id"])
    return dict(facts.once(key, lambda: _worked_out(facts, scope, school)))


def _worked_out(facts: Facts, scope: Scope, school: Row) -> Row:
    place = (str(scope.cycle), school["municipality_id"])
    rules = plain._rules_of_places(facts, scope.as_of)[place]
    listed = [rules[number] for number in sorted(rules)]
    bounds = group_bounds(listed, facts.rules)
    pct = {}
    for row in facts.rows("score", scope.as_of):
        if (row["cycle"], row["municipality_id"], row["school_id"]) != (*place, school["school_id"]):
            continue
        rule = rules.get(row["criterion"])
        if rule is not None and row["score"] is not None:
            pct[rule.criterion] = min(max(exact(row["score"]), Fraction(0)), rule.max_score) / rule.max_score * 100
    weighed = [rule for rule in listed if rule.weight > 0 and rule.criterion in pct]
    group = school["group_number"]
    total = _total(weighed, pct)
    assert total is not None
    flips: list[tuple[Fraction, int, int | None]] = []
    for left_out in weighed:
        other = _total([rule for rule in weighed if rule is not left_out], pct)
        other_group = None if other is None else _group(other, bounds)
        if other_group != group:
            moved = Fraction(10**6) if other is None else abs(other - total)
            flips.append((-moved, left_out.criterion, other_group))
    families = [100 * (1 - len(flips) / len(weighed)), _by_weights(listed, weighed, pct, group, bounds, facts)]
    missing = None
    low, high = school["total_low_pct"], school["total_high_pct"]
    if high - low > 1e-9:
        missing = 50.0 * sum(_group(exact(bound), bounds) == group for bound in (low, high))
        families.append(missing)
    firm, likely = facts.rules.threshold("stability_firm"), facts.rules.threshold("stability_likely")
    worst = min(families)
    flip = min(flips, default=(0, None, None))
    return {
        "municipality_id": school["municipality_id"],
        "school_id": school["school_id"],
        "group_number": group,
        "stability_pct": worst,
        "firmness": "firm" if worst >= firm else "likely" if worst >= likely else "unstable",
        "left_out_pct": families[0],
        "weights_pct": families[1],
        "missing_pct": missing,
        "criteria": len(weighed),
        "flips": len(flips),
        "flip_criterion": flip[1],
        "flip_group": flip[2],
    }


def _by_weights(
    listed: list[CriterionRule],
    weighed: list[CriterionRule],
    pct: dict[int, Fraction],
    group: int,
    bounds: Bounds,
    facts: Facts,
) -> float:
    drawn = draws(tuple(float(rule.weight) for rule in listed), facts.rules.threshold("weights_concentration"))
    places = {rule.criterion: position for position, rule in enumerate(listed)}
    same = 0
    for draw in drawn.tolist():
        weights = {rule.criterion: draw[places[rule.criterion]] for rule in weighed}
        total = sum(weight * float(pct[number]) for number, weight in weights.items()) / sum(weights.values())
        # Adding floats up must not decide.
        same += _group(Fraction(round(total, 9)), bounds) == group
    return 100 * same / len(drawn)


def _total(rules: list[CriterionRule], pct: dict[int, Fraction]) -> Fraction | None:
    weights = sum((rule.weight for rule in rules), Fraction(0))
    return sum((rule.weight * pct[rule.criterion] for rule in rules), Fraction(0)) / weights if weights else None


def _group(total: Fraction, bounds: Bounds) -> int:
    return GROUP_OF[zone_of(total, bounds)]


def groups_by_firmness(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    found = group_stability(facts, scope)
    acts = [row["group_number"] for row in selected(facts, scope) if row["origin"] == "assigned"]
    limit = facts.rules.threshold("no_percent_n")
    result: list[Row] = []
    for group in (3, 2, 1):
        here = [row["firmness"] for row in found if row["group_number"] == group]
        if not here and group not in acts:
            continue
        line: dict[str, Any] = {"group_number": group, "schools": len(here) + acts.count(group)}
        line |= {"group_words": f"{facts.rules.group(group).sign} {facts.rules.group(group).short}"}
        line |= {"assigned": acts.count(group)}
        for name in ("firm", "likely", "unstable"):
            line |= {name: here.count(name), f"{name}_words": share(here.count(name), len(here), limit)}
        result.append(line)
    return result


def stability_of_school(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if scope.school is None:
        return []
    bare = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    names = {
        row["criterion"]: row["name"]
        for row in facts.rows("criterion", scope.as_of)
        if (row["cycle"], row["municipality_id"]) == (scope.cycle, scope.school.municipality_id)
    }
    words = {"firm": "устойчива", "likely": "скорее устойчива", "unstable": "неустойчива"}
    return [
        {**row, "firmness_words": words[row["firmness"]], "criterion_name": names.get(row["flip_criterion"])}
        for row in group_stability(facts, bare.in_school(scope.school))
    ]


def comparison(
    facts: Facts, scope: Scope, indicator: str, previous: str | None = None, everywhere: bool = False
) -> list[Row]:
    """Of indicators that count schools, the fewer the better."""
    scope = resolve(facts, scope)
    limit = facts.rules.threshold("no_percent_n")
    found = _by_municipality(facts, _beside(facts, scope, everywhere=everywhere), indicator)
    rows = [row for row in found.values() if row["enough"]]
    people = sum(row["denominator"] for row in rows)
    common = sum(row["numerator"] for row in rows) / people if rows else 0
    ranges, shrunken = _simulated(rows, common)
    p_values = [_by_chance(row["numerator"], row["denominator"], common) for row in rows]
    was = {} if previous is None else _by_municipality(facts, _whole(scope).in_cycle(previous), indicator)
    result: list[Row] = []
    for n, row in enumerate(rows):
        count, size = row["numerator"], row["denominator"]
        first, last = ranges[n]
        # At most so many times as small as the largest that is as significant: 5 % of those listed are false.
        p = min(
            min(1.0, other * len(rows) / sum(each <= other + 1e-12 for each in p_values))
            for other in p_values
            if other >= p_values[n] - 1e-12
        )
        side = None if p > 0.05 else "below" if count / size < common else "above"
        low, high = _wilson(count / size, size)
        at = _place(count, size, common)
        before = was.get(row["municipality_id"])
        before = before if before is not None and before["enough"] else None
        change = None
        if before is not None and min(size, before["denominator"]) >= limit:
            change = 100 * count / size - 100 * before["numerator"] / before["denominator"]
        places = str(first) if first == last else f"{first}–{last}"
        result.append(
            {
                **{name: value for name, value in row.items() if name != "enough"},
                "school_id": None,
                "short_name": None,
                "value_pct": 100 * count / size,
                "words": share(count, size, limit),
                "interval_low_pct": low,
                "interval_high_pct": high,
                "interval_words": DASH if size < limit else f"{number(low)}–{number(high)}{NBSP}%",
                "first_place": first,
                "last_place": last,
                "compared": len(rows),
                "place_range_words": f"место {places} из {len(rows)}",
                "shrunken_pct": 100 * shrunken[n],
                "common_pct": 100 * common,
                "low_pct": 100 * _lowest(common, size, 0.025),
                "high_pct": 100 * (1 - _lowest(1 - common, size, 0.025)),
                "far_low_pct": 100 * _lowest(common, size, 0.001),
                "far_high_pct": 100 * (1 - _lowest(1 - common, size, 0.001)),
                "place": at,
                "place_words": PLACES[at],
                "adjusted_p": p,
                "stands_out": side,
                "stands_out_words": {"below": "▼ ниже общей доли", "above": "▲ выше общей доли"}.get(
                    str(side), "не выделяется"
                ),
                "before_pct": None if before is None else 100 * before["numerator"] / before["denominator"],
                "before_words": DASH if before is None else share(before["numerator"], before["denominator"], limit),
                "change": change,
                "change_words": points(change),
                "data_words": f"{row['schools_with_data']} из {row['schools']}",
            }
        )
    return sorted(result, key=lambda row: (-row["value_pct"], row["municipality_name"], row["municipality_id"]))


def not_compared(facts: Facts, scope: Scope, indicator: str, everywhere: bool = False) -> list[Row]:
    """Of indicators that count schools: there is nobody to hide, and whoever has data has a denominator."""
    scope = resolve(facts, scope)
    asked = _beside(facts, scope, everywhere=everywhere)
    found = _by_municipality(facts, asked, indicator)
    result: dict[str, Row] = {}
    for school in selected(facts, asked):
        place = school["municipality_id"]
        row = found.get(place)
        if row is not None and row["enough"]:
            continue
        told = {"reason": "silent", "reason_words": "нет данных", "data_words": DASH}
        if row is not None:
            have = f"{row['schools_with_data']} из {row['schools']}"
            told = {"reason": "few", "reason_words": "мало школ с данными", "data_words": have}
        result[place] = {"municipality_id": place, "municipality_name": school["municipality_name"], **told}
    return sorted(result.values(), key=lambda row: (row["municipality_name"], row["municipality_id"]))


def _beside(facts: Facts, scope: Scope, *, everywhere: bool) -> Scope:
    if len(scope.municipalities) != 1:
        return scope
    said = plain._descriptions(facts, scope, "municipality").get(scope.municipalities, {})
    cluster = said.get("cluster")
    return _whole(scope) if everywhere or cluster is None else replace(_whole(scope), clusters=(cluster,))


def profile(facts: Facts, scope: Scope, indicators: str, everywhere: bool = False) -> list[Row]:
    """Of indicators that count schools, the fewer the better."""
    scope = resolve(facts, scope)
    alone = scope.municipalities[0] if len(scope.municipalities) == 1 else None
    asked = _beside(facts, scope, everywhere=everywhere)
    result: list[Row] = []
    for code in indicators.split(","):
        dots = [row for row in profile_dots(facts, scope, indicators, everywhere) if row["indicator"] == code]
        compared = {row["municipality_id"]: row for row in comparison(facts, scope, code, everywhere=everywhere)}
        own = compared.get(str(alone))
        shares = sorted(row["value_pct"] for row in dots)
        half = len(shares) // 2
        middle: float | None = (shares[half] + shares[~half]) / 2 if shares else None
        low, high = (shares[0], shares[-1]) if shares else (0.0, 0.0)
        everyone = len({row["municipality_id"] for row in selected(facts, asked)})
        worse = 0 if own is None else sum(each > own["value_pct"] + 1e-9 for each in shares)
        rule = facts.rules.indicator(code)
        result.append(
            {
                "indicator": code,
                "indicator_name": rule.name,
                "indicator_short": rule.short,
                "direction": "down",
                "direction_words": "меньше — лучше",
                "words": own["words"] if own else DASH,
                "value_pct": own["value_pct"] if own else None,
                "position": next((row["position"] for row in dots if row["own"]), None),
                "low_pct": low if shares else None,
                "high_pct": high if shares else None,
                "range_words": f"{number(low)}–{number(high)}{NBSP}%" if shares else DASH,
                "median_pct": middle,
                "median_position": None
                if middle is None
                else 50
                if high == low
                else 100 * (high - middle) / (high - low),
                "better": worse if own else None,
                "better_words": f"лучше, чем у {worse} из {len(shares) - 1}" if own and len(shares) > 1 else DASH,
                "place_range_words": own["place_range_words"] if own else DASH,
                "stands_out": own["stands_out"] if own else None,
                "stands_out_words": own["stands_out_words"] if own else DASH,
                "compared": len(shares),
                "municipalities": everyone,
                "data_words": f"{len(shares)} из {everyone}",
            }
        )
    return result


def profile_dots(facts: Facts, scope: Scope, indicators: str, everywhere: bool = False) -> list[Row]:
    result: list[Row] = []
    for code in indicators.split(","):
        rows = comparison(facts, scope, code, everywhere=everywhere)
        shares = [row["value_pct"] for row in rows]
        for row in rows:
            place = _position(row["value_pct"], min(shares), max(shares))
            names = ("municipality_id", "municipality_name", "words", "value_pct")
            own = len(scope.municipalities) == 1 and row["municipality_id"] == scope.municipalities[0]
            result.append({"indicator": code, **{name: row[name] for name in names}, "position": place, "own": own})
    return result


def _position(value: float, low: float, high: float) -> float:
    return 50 if high - low <= 1e-9 else 100 * (high - value) / (high - low)


def _whole(scope: Scope) -> Scope:
    return replace(scope, municipalities=(), school=None)


def _by_municipality(facts: Facts, scope: Scope, indicator: str) -> dict[str, Row]:
    values = plain_summary._values(facts, scope, indicator, "")
    of_place: dict[str, list[Row]] = defaultdict(list)
    for row in selected(facts, scope):
        of_place[row["municipality_id"]].append(row)
    found = {}
    for place in sorted(of_place):
        schools = of_place[place]
        told = [values[key] for row in schools if (key := (place, row["school_id"])) in values]
        if told:
            found[place] = {
                "municipality_id": place,
                "municipality_name": schools[0]["municipality_name"],
                "cluster": schools[0]["cluster"],
                "numerator": round(sum(value[0] for value in told)),
                "denominator": len(told),
                "schools_with_data": len(told),
                "schools": len(schools),
                "enough": 100 * len(told) >= facts.rules.threshold("mo_coverage_min") * len(schools),
            }
    return found


def _simulated(rows: list[Row], common: float) -> tuple[list[tuple[int, int]], list[float]]:
    """Ranges of places and shrunken shares; the spread by sums of squares of single people, each a 0 or a 1."""
    units = len(rows)
    sizes = [row["denominator"] for row in rows]
    people = sum(sizes)
    whole = people * common * (1 - common)
    within = sum(row["numerator"] * (1 - row["numerator"] / row["denominator"]) for row in rows)
    if units < 2 or people <= units or whole < 1e-12:
        return [(1, units)] * units, [common] * units
    mean_between, mean_within = (whole - within) / (units - 1), within / (people - units)
    size = (people - sum(n * n for n in sizes) / people) / (units - 1)
    spread = (mean_between - mean_within) / (mean_between + (size - 1) * mean_within)
    if spread <= 1e-9:
        return [(1, units)] * units, [common] * units
    weight = max(1 / spread - 1, 1)
    alpha, beta = common * weight, (1 - common) * weight
    up = [row["numerator"] + alpha for row in rows]
    down = [row["denominator"] - row["numerator"] + beta for row in rows]
    random = np.random.default_rng(SEED)
    drawn = random.beta(np.round(up, DECIMALS), np.round(down, DECIMALS), size=(DRAWS, units))
    drawn = (drawn + TIE * random.random(drawn.shape)).tolist()
    places: list[list[int]] = [[] for _ in rows]
    for draw in drawn:
        for place, unit in enumerate(sorted(range(units), key=draw.__getitem__)):
            places[unit].append(place + 1)
    position = (DRAWS - 1) * 0.025
    ends = math.floor(position), math.ceil(DRAWS - 1 - position)
    ranges = [(sorted(of)[ends[0]], sorted(of)[ends[1]]) for of in places]
    return ranges, [a / (a + b) for a, b in zip(up, down, strict=True)]


def _by_chance(count: int, size: int, common: float) -> float:
    chances = _chances(common, size)
    return min(1.0, 2 * min(sum(chances[: count + 1]), sum(chances[count:])))


def _wilson(share_seen: float, size: int) -> tuple[float, float]:
    """The two roots of |seen − p| = z √(p (1 − p) / n), which is what the interval is (Wilson 1927)."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / size, -(2 * share_seen + z * z / size), share_seen**2
    root = math.sqrt(max(b * b - 4 * a * c, 0))
    return 100 * max((-b - root) / (2 * a), 0), 100 * min((-b + root) / (2 * a), 1)


def _place(count: int, size: int, common: float) -> str:
    chances = _chances(common, size)
    below, above = sum(chances[: count + 1]), sum(chances[count:])
    for half, far in ((0.001, "far_"), (0.025, "")):
        for side, tail in (("below", below), ("above", above)):
            if tail < half:
                return f"{far}{side}"
    return "inside"


def similar_schools(facts: Facts, scope: Scope) -> list[Row]:
    """Distances part by part, one school at a time."""
    scope = resolve(facts, scope)
    if scope.school is None:
        return []
    bare = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    said = {
        (row["municipality_id"], row["school_id"]): row
        for row in facts.rows("school", scope.as_of)
        if row["cycle"] == scope.cycle
    }
    staff = {
        (row["municipality_id"], row["school_id"]): row
        for row in facts.rows("staff", scope.as_of)
        if row["cycle"] == scope.cycle
    }
    everybody = {(row["municipality_id"], row["school_id"]): row for row in plain.schools_table(facts, bare, None)}
    versions = {(row["municipality_id"], row["school_id"]): row for row in selected(facts, bare)}
    key = (scope.school.municipality_id, scope.school.school_id)
    if key not in said or key not in everybody:
        return []
    own, criteria = everybody[key], plain.values_of_criteria(facts, bare)
    near = []
    for other in everybody.keys() & said.keys() - {key}:
        if versions[other]["criteria_version"] != versions[key]["criteria_version"]:
            continue
        told = [
            (versions[key]["cluster"], versions[other]["cluster"], lambda a, b: float(a != b)),
            *(
                (said[key][name], said[other][name], lambda a, b: float(a != b))
                for name in ("kind", "locality", "small")
            ),
            (said[key]["pupils"] or None, said[other]["pupils"], _sizes_apart),
            (_filled(staff.get(key)), _filled(staff.get(other)), lambda a, b: min(abs(a - b) / 20, 1)),
        ]
        parts = [apart(a, b) for a, b, apart in told if a is not None and b is not None]
        if len(parts) >= 4:
            near.append((round(sum(parts) / len(parts), 9), other, sum(parts) / len(parts)))
    names = {
        row["criterion"]: row["short"]
        for row in plain.criteria_of_cycle(facts, bare.in_municipality(scope.school.municipality_id))
    }
    result: list[Row] = []
    for _, other, distance in sorted(near)[:20]:
        mine, its = ({n: 100 * a / b for n, (a, b) in criteria.get(each, {}).items()} for each in (key, other))
        better = sorted((-round(its[n] - mine[n], 9), n) for n in its if n in mine and its[n] - mine[n] >= 10 - 1e-9)
        row = everybody[other]
        group = None if row["group_number"] is None else facts.rules.group(row["group_number"])
        result.append(
            {
                **{name: row[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name")},
                "distance": distance,
                "difference_words": _apart(
                    said[key],
                    said[other],
                    versions[other]["cluster"],
                    versions[key]["cluster"],
                    _filled(staff.get(key)),
                    _filled(staff.get(other)),
                ),
                "group_number": row["group_number"],
                "group_words": "без группы" if group is None else f"{group.sign} {group.short}",
                "total_pct": row["total_pct"],
                "own_total_pct": own["total_pct"],
                "better": len(better),
                "better_words": "; ".join(
                    f"{n}. {names[n]} — {percent(its[n])} ({points(-by, 0)})" for by, n in better[:2]
                )
                or None,
            }
        )
    return result


def _sizes_apart(own: int, other: int) -> float:
    return 1.0 if not other else min(abs(math.log(other / own)) / math.log(4), 1)


def _filled(row: Row | None) -> float | None:
    if row is None or not row["rates"] or row["rates_filled"] is None:
        return None
    return float(100 * row["rates_filled"] / row["rates"])


def _apart(
    own: Row, other: Row, cluster: str | None, own_cluster: str | None, filled: float | None, its: float | None
) -> str:
    words = [
        f"{word} — {other[name]}"
        for name, word in (("kind", "вид"), ("locality", "местность"))
        if own[name] != other[name]
    ]
    if own["small"] != other["small"]:
        words.append("малокомплектная" if other["small"] else "не малокомплектная")
    if None not in (cluster, own_cluster) and cluster != own_cluster:
        words.append(f"кластер — {cluster}")
    if own["pupils"] and other["pupils"] is not None and _sizes_apart(own["pupils"], other["pupils"]) > 0.1:
        words.append(f"учеников {number(other['pupils'])} (здесь {number(own['pupils'])})")
    if filled is not None and its is not None and abs(filled - its) > 2:
        words.append(f"укомплектованность {percent(its)} (здесь {percent(filled)})")
    return "; ".join(words) or "почти не отличается"
