"""The second implementation of groups judged otherwise: sums over the rows of the fact tables, school by school."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from methodology.effectiveness import group_bounds
from methodology.scales import exact
from methodology.words import share
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row, resolve, selected

NAMES = {
    "": "Как сейчас", "self_reported": "Без самоотчёта", "doubtful": "Без критериев 2 и 4",
    "biased": "Без школ с необъективностью", "continuous": "Без округления",
}  # fmt: skip


def sensitivity(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    limit = facts.rules.threshold("no_percent_n")
    result: list[Row] = []
    for variant, words in NAMES.items():
        listed = _schools(facts, scope, variant)
        groups = [other for _, _, other, *_ in listed]
        known = len(groups) - groups.count(None)
        counts = {zone: groups.count(number) for zone, number in (("low", 3), ("middle", 2), ("high", 1))}
        left_out = sorted({number for *_, numbers in listed for number in numbers})
        line: Row = {"variant": variant, "variant_words": words, **_counts(facts, listed, variant), **counts}
        line |= {f"{zone}_pct": 100 * count / known if known else None for zone, count in counts.items()}
        line |= {"criteria_words": ", ".join(map(str, left_out)) or None, "without_group": groups.count(None)}
        result.append({**line, "low_words": share(counts["low"], known, limit)})
    return result


def sensitivity_by_municipality(facts: Facts, scope: Scope, variant: str) -> list[Row]:
    listed = _schools(facts, resolve(facts, scope), variant)
    result = []
    for place in {row["municipality_id"] for row, *_ in listed}:
        own = [each for each in listed if each[0]["municipality_id"] == place]
        named = {name: own[0][0][name] for name in ("municipality_id", "municipality_name")}
        result.append({**named, **_counts(facts, own, variant)})
    return sorted(result, key=lambda row: (-row["changed"], row["municipality_name"], row["municipality_id"]))


def schools_changing_group(facts: Facts, scope: Scope, variant: str) -> list[Row]:
    result = []
    for row, _, other, total, numbers in _schools(facts, resolve(facts, scope), variant):
        if other != row["group_number"]:
            words = {"criteria_words": ", ".join(map(str, sorted(numbers))) or None}
            words |= {"group_words": _named(facts, row["group_number"]), "other_words": _other(facts, other, variant)}
            names = ("municipality_id", "municipality_name", "school_id", "short_name", "group_number")
            own = row["total_numerator"]
            result.append(
                {
                    **{name: row[name] for name in names},
                    "other_group": other,
                    "total_pct": None if own is None else own / row["total_denominator"],
                    "other_total_pct": None if total is None else float(total),
                    **words,
                }
            )
    return sorted(
        result,
        key=lambda row: (row["municipality_name"], row["municipality_id"], row["short_name"], row["school_id"]),
    )


def _schools(facts: Facts, scope: Scope, variant: str) -> list[tuple[Row, bool, int | None, Any, set[int]]]:
    """School with a group, whether the variant looks at it otherwise, its group then, its total, what is left out."""
    result = []
    for row in selected(facts, scope):
        if row["group_number"] is None:
            continue
        own = None if row["total_numerator"] is None else row["total_numerator"] / row["total_denominator"]
        same = (row, variant == "biased", row["group_number"], own, set[int]())
        if variant == "biased" and row["biased_vpr"]:
            same = (row, True, None, None, set())
        if variant in ("", "biased") or row["origin"] != "computed":
            result.append(same)
            continue
        key = (row["municipality_id"], row["school_id"])
        said = [
            given
            for given in facts.rows("score", scope.as_of)
            if (given["cycle"], given["municipality_id"], given["school_id"]) == (scope.cycle, *key)
        ]
        out: set[int] = set()
        if variant == "self_reported":
            out = {g["criterion"] for g in said if g["source"] == "отчёт ОО" and g["score"] is not None}
        elif variant == "doubtful" and row["biased_vpr"]:
            out = {g["criterion"] for g in said} & {2, 4}
        if not out and variant != "continuous":
            result.append(same)
            continue
        group, total = _judged(facts, scope, row["municipality_id"], said, out, whole=variant != "continuous")
        result.append((row, True, group, total, out))
    return result


def _judged(
    facts: Facts, scope: Scope, place: str, said: list[Row], out: set[int], *, whole: bool
) -> tuple[int | None, Fraction | None]:
    rules = plain._rules_of_places(facts, scope.as_of)[str(scope.cycle), place]
    reasons = {given["criterion"]: given["absence_reason"] for given in said if given["score"] is None}
    points = {given["criterion"]: exact(given["score"]) for given in said if given["score"] is not None}
    weights = applicable = total = Fraction(0)
    for number, rule in rules.items():
        if number in out or reasons.get(number) == "не применимо":
            continue
        applicable += rule.weight
        if number in points:
            weights += rule.weight
            total += rule.weight * 100 * min(max(points[number], Fraction(0)), rule.max_score) / rule.max_score
    if not weights:
        return None, None
    value = total / weights
    if weights / applicable * 100 < exact(facts.rules.threshold("data_group_min")):
        return None, value
    bounds = group_bounds(list(rules.values()), facts.rules)
    # Half a per cent and more is rounded up.
    seen = Fraction((2 * value + 1) // 2) if whole else value
    return (3 if seen <= bounds.low_max else 1 if seen >= bounds.high_min else 2), value


def _counts(facts: Facts, listed: list[tuple[Row, bool, int | None, Any, set[int]]], variant: str) -> Row:
    moves = Counter((row["group_number"], other) for row, _, other, *_ in listed if other != row["group_number"])
    changed, touched = sum(moves.values()), sum(looked for _, looked, *_ in listed)
    words = [
        f"{_named(facts, was)} → {_other(facts, other, variant)} — {moves[was, other]}"
        for was in (3, 2, 1)
        for other in (None, 1, 2, 3)
        if moves[was, other]
    ]
    return {
        "schools": len(listed),
        "touched": touched,
        "changed": changed,
        "changed_words": share(changed, touched, facts.rules.threshold("no_percent_n")),
        "higher": sum(count for (was, other), count in moves.items() if other and other < was),
        "lower": sum(count for (was, other), count in moves.items() if other and other > was),
        "lost": sum(count for (_, other), count in moves.items() if not other),
        "moves_words": "; ".join(words) or None,
    }


def _named(facts: Facts, number: int) -> str:
    return f"{facts.rules.group(number).sign} {facts.rules.group(number).short}"


def _other(facts: Facts, number: int | None, variant: str) -> str:
    if number is None:
        return "не учитывается" if variant == "biased" else "группы нет"
    return _named(facts, number)
