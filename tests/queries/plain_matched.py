"""The second implementation of the comparison with similar schools: one school at a time, errors by whole matrices."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from statistics import stdev
from typing import Any

import numpy as np

from methodology.effect import student_95
from methodology.words import points, signed
from queries.scope import Scope
from tests.queries import plain, plain_acts
from tests.queries.plain import Facts, Row
from tests.queries.plain_comparison import _apart, _filled, _sizes_apart

Key = tuple[str, str]


def _key(row: Row) -> Key:
    return row["municipality_id"], row["school_id"]


def _lines(facts: Facts, scope: Scope, previous: str) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if previous == scope.cycle:
        return []
    told: dict[tuple[str, str, str], set[Key]] = defaultdict(set)
    for row in plain_acts._confirmed(facts, scope, previous):
        cause = plain_acts._cause(facts, row["trace"])
        if cause:
            told[row["code"], *cause].add(_key(row))
    everywhere = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    given = {(row["code"], *_key(row)) for row in plain_acts._confirmed(facts, everywhere, previous)}
    schools = _contexts(facts, everywhere.in_cycle(previous))
    lines = []
    for (code, indicator, part), keys in sorted(told.items()):
        rule = facts.rules.indicator(indicator)
        values = [plain_acts._values(facts, scope, cycle, indicator, part) for cycle in (previous, scope.cycle)]
        ends = {}
        for key in schools.keys() & values[0].keys() & values[1].keys():
            said = [_value(facts, rule, *each[key]) for each in values]
            if None not in said:
                ends[key] = said
        own = sorted(keys & ends.keys())
        others = sorted(key for key in ends if (code, *key) not in given)
        starts = [ends[key][0] for key in (*own, *others)]
        limit = stdev(starts) / 4 if len(starts) > 1 else 0.0
        beside = {key: _beside(key, others, ends, schools, limit) for key in own}
        lines.append(
            {
                "code": code,
                "indicator": indicator,
                "part": part,
                "rule": rule,
                "told": keys,
                "ends": ends,
                "beside": beside,
                "schools": schools,
                "label": f"{code}. {rule.short}" + (f": {part}" if part else ""),
            }
        )
    return lines


def _contexts(facts: Facts, scope: Scope) -> dict[Key, Row]:
    described = {_key(row): row for row in facts.rows("school", scope.as_of) if row["cycle"] == scope.cycle}
    staff = {_key(row): row for row in facts.rows("staff", scope.as_of) if row["cycle"] == scope.cycle}
    return {
        _key(row): {**described[_key(row)], **row, "filled": _filled(staff.get(_key(row)))}
        for row in plain.selected(facts, scope)
        if _key(row) in described
    }


def _value(facts: Facts, rule: Any, up: float, down: float) -> float | None:
    if rule.kind != "count" and not down:
        return None
    value = (up if rule.kind == "count" else up / down) * rule.multiplier
    if rule.divisor and rule.kind != "count":
        value /= facts.rules.threshold(rule.divisor)
    return min(value, 100.0) if rule.unit == "%" else float(value)


def _beside(
    key: Key, others: list[Key], ends: dict[Key, Any], schools: dict[Key, Row], limit: float
) -> list[tuple[float, Key]]:
    own, found = schools[key], []
    for other in others:
        its = schools[other]
        gap = abs(ends[key][0] - ends[other][0])
        said = [
            *((own[name], its[name], lambda a, b: float(a != b)) for name in ("cluster", "kind", "locality", "small")),
            (own["pupils"] or None, its["pupils"], _sizes_apart),
            (own["filled"], its["filled"], lambda a, b: min(abs(a - b) / 20, 1)),
        ]
        parts = [apart(a, b) for a, b, apart in said if a is not None and b is not None]
        if len(parts) < 4 or gap > limit + 1e-9 or sum(parts) / len(parts) > 0.5 + 1e-9:
            continue
        distance = (sum(parts) / len(parts) + (gap / limit if limit else 0)) / 2
        found.append((round(distance, 9), other))
    found.sort()
    return [each for each in found if len(found) <= 4 or each[0] <= found[3][0]]


def beside_similar(facts: Facts, scope: Scope, previous: str) -> list[Row]:
    """The numbers and verdicts: words are those of the query's own tests."""
    result = []
    for line in _lines(facts, scope, previous):
        ends, matched = line["ends"], {key: near for key, near in line["beside"].items() if near}
        weights: Counter[Key] = Counter()
        for near in matched.values():
            for _, other in near:
                weights[other] += 1 / len(near)  # type: ignore[assignment]
        own, used = sorted(matched), sorted(weights)
        row = {
            **{name: line[name] for name in ("label", "code", "indicator", "part")},
            "told": len(line["told"]),
            "without_value": len(line["told"]) - len(line["beside"]),
            "alone": len(line["beside"]) - len(matched),
            "schools": len(own),
            "others": len(used),
            **dict.fromkeys(("before", "after", "others_before", "others_after")),
        }
        if len(own) >= 5:
            whole = sum(weights.values())
            for place, name in enumerate(("before", "after")):
                row[name] = sum(ends[key][place] for key in own) / len(own)
                row[f"others_{name}"] = sum(weights[key] * ends[key][place] for key in used) / whole
        row |= _difference(
            [ends[key] for key in own], [ends[key] for key in used], [float(weights[key]) for key in used]
        )
        result.append(row)
    return result


def _difference(own: list[Any], others: list[Any], weights: list[float]) -> Row:
    nothing = dict.fromkeys(("difference", "low", "high"))
    if min(len(own), len(others)) < 5:
        few = "похожих школ мало: судить рано" if len(own) >= 5 else "сопоставленных школ мало: судить рано"
        return {**nothing, "verdict": few if own else "сравнить не с кем"}
    both = np.array([*own, *others])
    root = np.sqrt([1.0] * len(own) + weights)
    design = np.column_stack([np.ones(len(both)), np.arange(len(both)) < len(own), both[:, 0] - both[:, 0].mean()])
    if np.allclose(both[:, 0], both[0, 0]):
        design = design[:, :2]
    design *= root[:, None]
    bread = np.linalg.pinv(design.T @ design)
    leverage = np.diag(design @ bread @ design.T)
    if np.linalg.matrix_rank(design, tol=1e-7) < design.shape[1] or leverage.max() > 1 - 1e-9:
        return {**nothing, "verdict": "сравнить нельзя: исходные значения не пересекаются"}
    change = (both[:, 1] - both[:, 0]) * root
    coefficients = np.linalg.lstsq(design, change, rcond=None)[0]
    errors = (change - design @ coefficients) / (1 - leverage)
    error = math.sqrt((bread @ design.T @ np.diag(errors**2) @ design @ bread)[1, 1])
    value, half = float(coefficients[1]), student_95(len(both) - design.shape[1]) * error
    apart = "отличается от похожих школ" if abs(value) > half + 1e-9 else "неотличимо от похожих школ"
    return {"difference": value, "low": value - half, "high": value + half, "verdict": apart}


def similar_pairs(facts: Facts, scope: Scope, previous: str, label: str = "") -> list[Row]:
    """Every row; names are those of the cycle before."""
    chosen = [line for line in _lines(facts, scope, previous) if label in ("", line["label"])]
    if not chosen:
        return []
    line = chosen[0]
    names = ("municipality_id", "municipality_name", "school_id", "short_name")
    rows = []
    for key, near in line["beside"].items():
        own = line["schools"][key]
        for distance, other in near or [(None, None)]:
            its = line["schools"].get(other)
            rows.append(
                {
                    "label": line["label"],
                    **{name: own[name] for name in names},
                    **_of(line, key, ""),
                    **{f"other_{name}": its and its[name] for name in names},
                    **_of(line, other, "other_"),
                    "distance": distance,
                    "difference_words": its
                    and _apart(own, its, its["cluster"], own["cluster"], own["filled"], its["filled"]),
                }
            )
            if other is None:
                rows[-1]["difference_words"] = "похожей школы с близким исходным значением нет"
    rows += [
        {
            "label": line["label"],
            **dict.fromkeys([*names, *(f"other_{name}" for name in names), "distance"]),
            "municipality_id": key[0],
            "school_id": key[1],
            **_of(line, None, ""),
            **_of(line, None, "other_"),
            "difference_words": "нет значения в одном из циклов",
        }
        for key in sorted(line["told"] - line["beside"].keys())
    ]
    return rows


def _of(line: Row, key: Key | None, prefix: str) -> Row:
    if key is None:
        return {f"{prefix}{name}": None for name in ("start", "change", "change_words")}
    start, end = line["ends"][key]
    words = points(end - start) if line["rule"].unit == "%" else signed(end - start, max(line["rule"].decimals, 1))
    return {f"{prefix}start": start, f"{prefix}change": end - start, f"{prefix}change_words": words}
