"""What the sheet «Критерии» settles of a cycle: the weights it sets, and where the bounds of the groups come from.

No filter counts: rules are the same for all.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd
from sqlalchemy import Connection, select

from data.tables import criterion, in_force
from methodology.effectiveness import CriterionRule, bounded_by_sheet, counted_rules, group_bounds
from methodology.scales import Bounds, exact
from queries.frames import frame_of_records, in_order_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved

WEIGHTS = {"criterion": "Int64", "weight": "Float64", "municipalities": "Int64", "of_municipalities": "Int64"}
BOUNDS = {
    "low_max_pct": "Float64", "high_min_pct": "Float64", "from_sheet": "boolean", "basis": "object",
    "municipalities": "Int64",
}  # fmt: skip


def weights_of_sheet(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle, by its number.

    Columns: criterion, weight (that most municipalities have on the sheet; of equally many the smallest),
    municipalities (that have it), of_municipalities (that have this criterion).
    """
    scope = resolved(connection, scope)
    c = criterion.c
    rows = connection.execute(
        select(c.criterion, c.weight).where(c.cycle == scope.cycle, in_force(criterion, scope.as_of))
    )
    found: dict[int, Counter[float]] = defaultdict(Counter)
    for number, weight in rows:
        found[number][weight] += 1
    records = []
    for number, weights in sorted(found.items()):
        weight, municipalities = min(weights.items(), key=lambda item: (-item[1], item[0]))
        records.append(dict(zip(WEIGHTS, (number, weight, municipalities, weights.total()), strict=True)))
    return frame_of_records(records, WEIGHTS)


def bounds_of_groups(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one pair of bounds by which groups of the cycle are computed, that of most municipalities first.

    Columns: low_max_pct, high_min_pct, from_sheet (else the methodology's own), basis (named on the sheet; missing
    where the bounds aren't the sheet's), municipalities (judged by this pair).
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    c = criterion.c
    rows = connection.execute(
        select(c.municipality_id, c.criterion, c.low_max_pct, c.high_min_pct, c.basis)
        .where(c.cycle == scope.cycle, in_force(criterion, scope.as_of))
        .order_by(c.municipality_id, c.criterion)
    )
    rules: dict[str, list[CriterionRule]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    for place, number, low, high, basis in rows:
        rules[place].append(CriterionRule(number, exact(1), exact(1), Bounds(exact(low), exact(high))))
        named[place].add(basis)
    pairs: Counter[tuple[float, float, bool, str | None]] = Counter()
    for place, listed in rules.items():
        counted = counted_rules(listed, methodology)
        bounds, by_sheet = group_bounds(counted, methodology), bounded_by_sheet(counted, methodology)
        basis = "; ".join(sorted(named[place])) if by_sheet else None
        pairs[float(bounds.low_max), float(bounds.high_min), by_sheet, basis] += 1
    frame = frame_of_records([dict(zip(BOUNDS, (*pair, count), strict=True)) for pair, count in pairs.items()], BOUNDS)
    order = {"_many": -frame["municipalities"], "_named": frame["basis"].fillna("")}
    ordered = in_order_of(frame.assign(**order), "_many", "low_max_pct", "high_min_pct", "_named")
    return ordered.drop(columns=list(order))
