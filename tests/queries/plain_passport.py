"""The second implementation of the passport's queries: slow, obvious, plain Python over the rows of the fact tables."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from queries.passport import PROFILE
from queries.scope import SchoolKey, Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row, resolve, selected


def _bare(scope: Scope) -> Scope:
    return Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)


def school_profile(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if scope.school is None:
        return []
    key = (scope.school.municipality_id, scope.school.school_id)
    said = plain._descriptions(facts, scope, "school").get(key, {})
    rules = plain._rules_of_places(facts, scope.as_of)[str(scope.cycle), key[0]]
    pairs = {(rule.bounds.low_max, rule.bounds.high_min) for rule in rules.values()}
    limits = (facts.rules.threshold("crit_low_max"), facts.rules.threshold("crit_high_min"))
    low, high = pairs.copy().pop() if len(pairs) == 1 else limits
    bases = {
        row["basis"]
        for row in facts.rows("criterion", scope.as_of)
        if (row["cycle"], row["municipality_id"]) == (scope.cycle, key[0])
    }
    result = []
    for row in plain.schools_table(facts, _bare(scope).in_school(scope.school), None):
        total = row["total_pct"]
        turn = None if total is None else min((low + 0.5, high - 0.5), key=lambda point: abs(point - total))
        found = {
            **row,
            **{name: said.get(name) for name in ("small", "pupils", "low_results_year", "biased_vpr_year")},
            "criteria": len(rules),
            "low_max_pct": float(low),
            "high_min_pct": float(high),
            "bounds_from_sheet": len(pairs) == 1,
            "basis": "; ".join(sorted(bases)) if len(pairs) == 1 else None,
            "turn_pct": turn,
            "turn_distance": None if turn is None else abs(total - turn),
        }
        result.append({name: found[name] for name in PROFILE})
    return result


def school_beside_peers(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if scope.school is None:
        return []
    key = (scope.school.municipality_id, scope.school.school_id)
    everybody = selected(facts, _bare(scope))
    mine = [row for row in everybody if (row["municipality_id"], row["school_id"]) == key]
    described = plain._descriptions(facts, scope, "municipality").get(key[:1], {})
    cluster = described.get("cluster")
    values = plain.values_of_criteria(facts, scope)
    own = {row["criterion"]: row for row in plain.criterion_by_school(facts, _bare(scope).in_school(scope.school))}
    around = {
        "municipality": [row for row in everybody if row["municipality_id"] == key[0]],
        "cluster": [row for row in everybody if cluster is not None and row["cluster"] == cluster],
    }
    criteria = plain.criteria_of_cycle(facts, _bare(scope).in_municipality(key[0]))
    weights = sum(c["weight"] for c in criteria if own.get(c["criterion"], {}).get("value_pct") is not None)
    result = []
    for setting in criteria:
        number = setting["criterion"]
        found = own.get(number, {})
        value = found.get("value_pct")
        row = {
            "criterion": number,
            "criterion_name": setting["name"],
            "criterion_short": setting["short"],
            "weight": setting["weight"],
            "max_score": setting["max_score"],
            **{name: found.get(name) for name in ("score", "value_pct", "zone", "absence_reason")},
            "lost_points": None if value is None or not weights else setting["weight"] * (100 - value) / weights,
            "cluster": cluster,
        }
        for of, rows in around.items():
            known = [
                plain._pct(*values[each["municipality_id"], each["school_id"]][number])
                for each in rows
                if mine
                and each["criteria_version"] == mine[0]["criteria_version"]
                and number in values.get((each["municipality_id"], each["school_id"]), {})
            ]
            is_there = of == "municipality" or cluster is not None
            row[f"{of}_median_pct"] = median(known) if known else None
            row[f"{of}_with_data"] = len(known) if is_there else None
            row[f"{of}_schools"] = len(rows) if is_there else None
        result.append(row)
    return result


def school_history(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if scope.school is None:
        return []
    judged = facts.judged(scope.as_of)
    here = _lineage(facts, scope, scope.school)
    result = []
    last: dict[SchoolKey, Row] = {}
    for cycle in sorted({key[0] for key in judged}):
        for row in selected(facts, replace(_bare(scope), cycle=cycle)):
            key = SchoolKey(row["municipality_id"], row["school_id"])
            if key not in here:
                continue
            line = scope.school if here[key] else key
            before = last.get(line)
            last[line] = row
            total, was = plain._total(facts, row), plain._total(facts, before or {})
            changed = None if before is None else before["criteria_version"] != row["criteria_version"]
            comparable = changed is False and total is not None and was is not None
            names = (
                "cycle", "municipality_id", "municipality_name", "school_id", "short_name", "group_number", "origin",
                "total_low_pct", "total_high_pct", "criteria_with_data",
            )  # fmt: skip
            result.append(
                {
                    **{name: row[name] for name in names},
                    "is_this_school": here[key],
                    "total_pct": total,
                    "completeness_pct": plain._pct(row["completeness_numerator"], row["completeness_denominator"]),
                    "criteria_changed": changed,
                    "total_change": total - was if comparable else None,  # type: ignore[operator]
                }
            )
    return sorted(
        result, key=lambda row: (row["cycle"], not row["is_this_school"], row["short_name"], row["school_id"])
    )


def _lineage(facts: Facts, scope: Scope, key: SchoolKey) -> dict[SchoolKey, bool]:
    """By repeating until nothing is added: who was joined to one of these, who was one of these under another code."""
    worked: dict[SchoolKey, set[str]] = {}
    for cycle, place, code in facts.judged(scope.as_of):
        worked.setdefault(SchoolKey(place, code), set()).add(cycle)
    places = {(row["municipality_id"], row["successor_id"]) for row in facts.rows("municipality", scope.as_of)}
    schools = facts.rows("school", scope.as_of)
    found = {key: True}
    while True:
        added = {}
        for after, same in found.items():
            for row in schools:
                if (row["municipality_id"], row["successor_id"]) == (after.municipality_id, after.school_id):
                    added[SchoolKey(row["municipality_id"], row["school_id"])] = False
            for before, successor in places:
                former = SchoolKey(before, after.school_id)
                if successor == after.municipality_id and not worked.get(after, set()) & worked.get(former, set()):
                    added[former] = same
        if added.keys() <= found.keys():
            return found
        found = {**added, **found}


def municipality_beside_peers(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if len(scope.municipalities) != 1:
        return []
    [place] = scope.municipalities
    around = replace(scope, municipalities=(), clusters=(), school=None)
    everybody = plain._by_municipality(selected(facts, around))
    versions = {code: rows[0]["criteria_version"] for code, rows in everybody.items()}
    clusters = {code: rows[0]["cluster"] for code, rows in everybody.items()}
    cluster = clusters.get(place)
    values = plain.criterion_by_municipality(facts, around)
    result = []
    for setting in plain.criteria_of_cycle(facts, _bare(scope).in_municipality(place)):
        of_criterion = [row for row in values if row["criterion"] == setting["criterion"]]
        own = next((row for row in of_criterion if row["municipality_id"] == place), {})
        usable = [
            row
            for row in of_criterion
            if row["enough"] and versions.get(place) is not None and versions[row["municipality_id"]] == versions[place]
        ]
        alike = [row["value_pct"] for row in usable if cluster and clusters[row["municipality_id"]] == cluster]
        result.append(
            {
                "criterion": setting["criterion"],
                "criterion_name": setting["name"],
                "criterion_short": setting["short"],
                **{name: own.get(name) for name in ("numerator", "denominator", "value_pct")},
                "schools_with_data": own.get("schools_with_data", 0),
                "schools": len(everybody.get(place, ())),
                "enough": own.get("enough", False),
                "cluster": cluster,
                "cluster_median_pct": median(alike) if alike else None,
                "cluster_with_data": len(alike) if cluster else None,
                "cluster_municipalities": list(clusters.values()).count(cluster) if cluster else None,
                "region_median_pct": median(row["value_pct"] for row in usable) if usable else None,
                "region_with_data": len(usable),
                "region_municipalities": len(everybody),
            }
        )
    return result


def low_group_beside_peers(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    rows = selected(facts, replace(scope, municipalities=(), clusters=(), school=None))
    own = [row for row in rows if (row["municipality_id"],) == scope.municipalities]
    if not own:
        return []
    cluster = own[0]["cluster"]
    alike = [row for row in rows if cluster is not None and row["cluster"] == cluster]
    result = []
    for place, its in (("municipality", own), ("cluster", alike), ("region", rows)):
        with_group = [row for row in its if row["group_number"] is not None]
        low = sum(row["group_number"] == 3 for row in its)
        if its:
            result.append(
                {
                    "place": place,
                    "cluster": cluster if place == "cluster" else None,
                    "municipalities": len({row["municipality_id"] for row in its}),
                    "schools": len(its),
                    "with_group": len(with_group),
                    "low": low,
                    "low_pct": plain._pct(low, len(with_group)),
                }
            )
    return result


def municipality_history(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    if len(scope.municipalities) != 1:
        return []
    places = set(scope.municipalities)
    successors = [(row["municipality_id"], row["successor_id"]) for row in facts.rows("municipality", scope.as_of)]
    for _ in successors:
        places |= {code for code, successor in successors if successor in places}
    result = []
    last: dict[str, str | None] = {}
    for cycle in sorted({key[0] for key in facts.judged(scope.as_of)}):
        chosen = replace(scope, cycle=cycle, municipalities=tuple(places), clusters=(), school=None)
        for code, rows in plain._by_municipality(selected(facts, chosen)).items():
            version = rows[0]["criteria_version"]
            result.append(
                {
                    "cycle": cycle,
                    "municipality_id": code,
                    "municipality_name": rows[0]["municipality_name"],
                    "is_this_municipality": code in scope.municipalities,
                    "schools": len(rows),
                    **plain._zones(rows),
                    "assigned": sum(row["assigned_group"] is not None for row in rows),
                    **plain._completeness(rows),
                    "criteria_changed": None if code not in last else last[code] != version,
                }
            )
            last[code] = version
    return sorted(
        result,
        key=lambda row: (
            row["cycle"],
            not row["is_this_municipality"],
            row["municipality_name"],
            row["municipality_id"],
        ),
    )
