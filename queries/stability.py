"""How firmly the computed groups of schools stand (§3.6.3 of the subject model); a group by an act has no stability."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from data.tables import criterion, indicator_value
from methodology.catalogue import Methodology
from methodology.effectiveness import CriterionRule, counted_rules, group_bounds
from methodology.scales import Bounds, exact
from methodology.stability import Firmness, Stability, firmness, stability
from methodology.words import percent, share
from queries.criteria import criteria_of_cycle, criterion_parts
from queries.frames import frame_of_records, in_order_of, rows_of
from queries.scope import Scope
from queries.selection import in_force_of_cycle, methodology_of, resolved, school_rows
from queries.shared import once

COLUMNS = {
    "municipality_id": "object", "school_id": "object", "group_number": "Int64", "stability_pct": "Float64",
    "firmness": "object", "left_out_pct": "Float64", "weights_pct": "Float64", "missing_pct": "Float64",
    "criteria": "Int64", "flips": "Int64", "flip_criterion": "Int64", "flip_group": "Int64",
}  # fmt: skip
FIRMNESS_WORDS: dict[Firmness, str] = {"firm": "устойчива", "likely": "скорее устойчива", "unstable": "неустойчива"}
BY_ACT = "по акту"
BY_GROUP = {
    "group_number": "Int64", "group_words": "object", "schools": "Int64", "firm": "Int64", "likely": "Int64",
    "unstable": "Int64", "assigned": "Int64", "firm_words": "object", "likely_words": "object",
    "unstable_words": "object",
}  # fmt: skip
Setting = tuple[int, float, float, float, float]
"""Number, maximum, weight and bounds of a criterion."""
FEW_SCHOOLS = 100
"""So many are looked up one by one; of more all are read."""


def group_stability(
    connection: Connection, scope: Scope, schools: Collection[tuple[str, str]] | None = None
) -> pd.DataFrame:
    """One row is one selected school whose group is computed, the least stable first.

    Columns: municipality_id, school_id, group_number, stability_pct (the smallest of the three families of scenarios),
    firmness ('firm', 'likely', 'unstable'), left_out_pct, weights_pct, missing_pct (per cent of the scenarios of each
    family with the same group; the last one missing where no score is), criteria (with data and a weight), flips (how
    many of them change the group when left out), flip_criterion (of these the one that carries the total furthest;
    missing if there is none), flip_group (the group without it; missing where none would be left). ``schools`` keeps
    those with these keys.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    rows = school_rows(scope, described=False)
    judged = select(
        rows.c.municipality_id, rows.c.school_id, rows.c.group_number, rows.c.total_low_pct, rows.c.total_high_pct
    ).where(rows.c.origin == "computed")
    value = indicator_value
    # Read as they lie: looking values up school by school takes five times as long.
    scored = select(
        value.c.municipality_id, value.c.school_id, value.c.part, value.c.numerator, value.c.denominator
    ).where(
        *in_force_of_cycle(scope, value),
        value.c.indicator == "Э-К",
        value.c.part.in_(criterion_parts(connection, scope, None)),
    )
    if schools is not None:
        places, codes = {place for place, _ in schools}, {code for _, code in schools}
        judged = judged.where(rows.c.municipality_id.in_(places), rows.c.school_id.in_(codes))
        scored = scored.where(value.c.municipality_id.in_(places), value.c.school_id.in_(codes))
    wanted = None if schools is None else set(schools)
    of_place: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for position, statement in enumerate((judged, scored)):
        for row in connection.execute(statement):
            if wanted is None or (row[0], row[1]) in wanted:
                of_place[row[0]][position].append(row)
    # Municipalities with the same criteria are worked out at once.
    alike: dict[tuple[Setting, ...], list[str]] = defaultdict(list)
    state = (scope.cycle, scope.as_of, scope.municipalities)
    for place, settings in once(connection, "settings", state, partial(criteria_settings, connection, scope)).items():
        if place in of_place:
            alike[settings].append(place)
    records = []
    for settings, alike_places in alike.items():
        listed, scores = ([row for place in alike_places for row in of_place[place][part]] for part in (0, 1))
        records += _records(settings, listed, scores, rules)
    return in_order_of(frame_of_records(records, COLUMNS), "stability_pct", "municipality_id", "school_id")


def groups_by_firmness(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one group that any selected school has, the low one first.

    Columns: group_number, group_words, schools, firm, likely, unstable (computed groups by their stability), assigned
    (groups by an act: they have no stability); firm_words, likely_words, unstable_words (of the computed ones: «k из n
    (p %)»).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    found = group_stability(connection, scope)
    counts = Counter(zip(found["group_number"].tolist(), found["firmness"].tolist(), strict=True))
    rows = school_rows(scope, described=False)
    acts = select(rows.c.group_number, func.count()).where(rows.c.origin == "assigned").group_by(rows.c.group_number)
    assigned: dict[int, int] = dict(tuple(row) for row in connection.execute(acts))
    records = []
    for group in sorted({number for number, _ in counts} | assigned.keys(), reverse=True):
        of: dict[str, Any] = {name: counts[group, name] for name in FIRMNESS_WORDS}
        computed, by_act = sum(of.values()), assigned.get(group, 0)
        words: dict[str, Any] = {
            f"{name}_words": share(count, computed, rules.threshold("no_percent_n")) for name, count in of.items()
        }
        named = f"{rules.group(group).sign} {rules.group(group).short}"
        counted: dict[str, Any] = {
            "group_number": group,
            "group_words": named,
            "schools": computed + by_act,
            "assigned": by_act,
        }
        records.append({**counted, **of, **words})
    return frame_of_records(records, BY_GROUP)


def stability_of_school(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is the school of the scope, if its group is computed: as ``group_stability``, whatever else is filtered.

    Added: firmness_words, criterion_name (of flip_criterion).
    """
    key = scope.school
    bare = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology, showing=scope.showing)
    frame = frame_of_records([], COLUMNS) if key is None else group_stability(connection, bare.in_school(key))
    criteria = criteria_of_cycle(connection, bare if key is None else bare.in_municipality(key.municipality_id))
    names = dict(zip(criteria["criterion"], criteria["name"], strict=True))
    words = {
        "firmness_words": [FIRMNESS_WORDS[said] for said in frame["firmness"]],
        "criterion_name": [names.get(number) for number in frame["flip_criterion"]],
    }
    return frame.assign(**{name: pd.Series(said, frame.index, dtype=object) for name, said in words.items()})


def firmness_of_groups(
    connection: Connection, scope: Scope, schools: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Firmness, str]]:
    """School → how firm its computed group is, and in words: «неустойчива (64 %), без критерия 3 — ● средняя».

    Of those of these schools that have one and that a resolved scope selects.
    """
    if not schools:
        return {}
    rules = methodology_of(connection, scope)
    found = group_stability(connection, scope, schools if len(schools) <= FEW_SCHOOLS else None)
    said = {}
    for row in rows_of(found):
        words = f"{FIRMNESS_WORDS[row.firmness]} ({percent(row.stability_pct)})"
        flip = None if row.firmness == "firm" else _flip(row, rules)
        said[row.municipality_id, row.school_id] = row.firmness, words if flip is None else f"{words}, {flip}"
    return said


def stability_words(connection: Connection, scope: Scope, schools: pd.DataFrame) -> dict[str, pd.Series]:
    """Columns for rows of ``schools_table``: how firmly the groups stand.

    firmness_words («устойчива», «по акту»; missing without a group), stability_pct, flip_words («без критерия 3 —
    ● средняя»; missing where none changes the group).
    """
    keys = list(zip(schools["municipality_id"].tolist(), schools["school_id"].tolist(), strict=True))
    found = group_stability(connection, scope, keys if len(keys) <= FEW_SCHOOLS else None)
    rules = methodology_of(connection, scope)
    of_school = {(row.municipality_id, row.school_id): row for row in rows_of(found)}
    rows = [of_school.get(key) for key in keys]
    words = [
        (BY_ACT if origin == "assigned" else None) if row is None else FIRMNESS_WORDS[row.firmness]
        for row, origin in zip(rows, schools["origin"].tolist(), strict=True)
    ]
    return {
        "firmness_words": pd.Series(words, schools.index, dtype=object),
        "stability_pct": pd.Series(
            [None if row is None else row.stability_pct for row in rows], schools.index, "Float64"
        ),
        "flip_words": pd.Series(
            [None if row is None else _flip(row, rules) for row in rows], schools.index, dtype=object
        ),
    }


def _flip(row: Any, rules: Methodology) -> str | None:
    if pd.isna(row.flip_criterion):
        return None
    return f"без критерия {row.flip_criterion} — {group_without(row.flip_group, rules)}"


def criteria_settings(connection: Connection, scope: Scope) -> dict[str, tuple[Setting, ...]]:
    """Municipality → the criteria by which its schools are judged in the cycle of a resolved scope, by number."""
    c = criterion.c
    columns = (c.municipality_id, c.criterion, c.max_score, c.weight, c.low_max_pct, c.high_min_pct)
    found: dict[str, list[Setting]] = defaultdict(list)
    listed = select(*columns).where(*in_force_of_cycle(scope, criterion)).order_by(c.municipality_id, c.criterion)
    for place, *setting in connection.execute(listed):
        found[place].append(tuple(setting))
    return {place: tuple(settings) for place, settings in found.items()}


def _records(
    settings: tuple[Setting, ...], judged: Sequence[Any], scores: Sequence[Any], rules: Methodology
) -> list[dict[str, Any]]:
    listed = counted_rules(
        [
            CriterionRule(number, exact(maximum), exact(weight), Bounds(exact(low), exact(high)))
            for number, maximum, weight, low, high in settings
        ],
        rules,
    )
    lines = {(row[0], row[1]): position for position, row in enumerate(judged)}
    places = {str(rule.criterion): position for position, rule in enumerate(listed)}
    values = np.full((len(judged), len(listed)), np.nan)
    for municipality_id, school_id, part, numerator, denominator in scores:
        line = lines.get((municipality_id, school_id))
        if line is not None and part in places and denominator:
            values[line, places[part]] = numerator / denominator * 100
    low, high = (np.array([row[side] for row in judged], float) for side in (3, 4))
    found = stability(listed, group_bounds(listed, rules), values, low, high, rules.threshold("weights_concentration"))
    limits = rules.threshold("stability_firm"), rules.threshold("stability_likely")
    columns = zip(*(column.tolist() for column in found), strict=True)
    return [_record(row, Stability(*of_school), listed, limits) for row, of_school in zip(judged, columns, strict=True)]


def _record(row: Any, found: Any, listed: Sequence[CriterionRule], limits: tuple[float, float]) -> dict[str, Any]:
    return {
        "municipality_id": row.municipality_id,
        "school_id": row.school_id,
        "group_number": row.group_number,
        "stability_pct": found.total,
        "firmness": firmness(found.total, *limits),
        "left_out_pct": found.left_out,
        "weights_pct": found.weights,
        "missing_pct": None if math.isnan(found.missing) else found.missing,
        "criteria": found.criteria,
        "flips": found.flips,
        "flip_criterion": None if found.flip < 0 else listed[found.flip].criterion,
        "flip_group": found.flip_group or None,
    }


def group_without(group: Any, rules: Methodology) -> str:
    """The group that is left without a criterion: «● средняя», «группы нет»."""
    return "группы нет" if pd.isna(group) else f"{rules.group(group).sign} {rules.group(group).short}"
