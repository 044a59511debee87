"""Second implementations of the queries of ``queries.criteria_sheet``: row by row over the stored facts."""

from __future__ import annotations

from queries.scope import Scope
from tests.queries.plain import Facts, Row, resolve


def weights_of_sheet(facts: Facts, scope: Scope) -> list[Row]:
    found = []
    rows = _of_cycle(facts, scope)
    for number in sorted({row["criterion"] for row in rows}):
        weights = [row["weight"] for row in rows if row["criterion"] == number]
        most = max(weights.count(weight) for weight in weights)
        weight = min(weight for weight in weights if weights.count(weight) == most)
        found.append({"criterion": number, "weight": weight, "municipalities": most, "of_municipalities": len(weights)})
    return found


def bounds_of_groups(facts: Facts, scope: Scope) -> list[Row]:
    places = []
    for place in {row["municipality_id"] for row in _of_cycle(facts, scope)}:
        own = [row for row in _of_cycle(facts, scope) if row["municipality_id"] == place]
        left_out = {each.criterion for each in facts.rules.criteria if not each.included}
        pairs = {(row["low_max_pct"], row["high_min_pct"]) for row in own if row["criterion"] not in left_out}
        by_sheet = len(pairs) == 1 and not facts.rules.own_group_bounds
        default = (facts.rules.threshold("crit_low_max"), facts.rules.threshold("crit_high_min"))
        low, high = next(iter(pairs)) if by_sheet else default
        places.append((low, high, by_sheet, "; ".join(sorted({row["basis"] for row in own})) if by_sheet else None))
    rows = [
        {
            "low_max_pct": low, "high_min_pct": high, "from_sheet": by_sheet, "basis": basis,
            "municipalities": places.count((low, high, by_sheet, basis)),
        }
        for low, high, by_sheet, basis in set(places)
    ]  # fmt: skip
    return sorted(
        rows,
        key=lambda row: (-row["municipalities"], row["low_max_pct"], row["high_min_pct"], row["basis"] or ""),
    )


def _of_cycle(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    return [row for row in facts.rows("criterion", scope.as_of) if row["cycle"] == scope.cycle]
