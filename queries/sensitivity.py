"""Groups of schools judged otherwise (§3.6.2, §3.6.8 of the subject model): who would be in which group, and where.

A group by an act stays what it is, but in the variant that leaves schools out. Every variant changes one thing alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, select

from data.tables import score
from methodology.catalogue import Methodology
from methodology.effectiveness import Assessor, CriterionRule, CriterionScore, group_bounds
from methodology.scales import Bounds, exact
from methodology.sensitivity import DOUBTFUL, SELF_REPORTED, VARIANTS, Variant, group_without, unrounded_group
from methodology.words import share
from queries.frames import frame_of_records, in_order_of
from queries.scope import Scope
from queries.selection import in_force_of_cycle, methodology_of, resolved, school_rows
from queries.shared import once
from queries.stability import Setting, criteria_settings

VARIANT_WORDS: dict[Variant, str] = {
    "self_reported": "Без самоотчёта",
    "doubtful": "Без критериев 2 и 4",
    "biased": "Без школ с необъективностью",
    "continuous": "Без округления",
}
NO_GROUP, LEFT_OUT = "группы нет", "не учитывается"
SUMMARY = {
    "variant": "object", "variant_words": "object", "schools": "Int64", "touched": "Int64", "changed": "Int64",
    "changed_words": "object", "higher": "Int64", "lower": "Int64", "lost": "Int64", "moves_words": "object",
    "criteria_words": "object", "low": "Int64", "middle": "Int64", "high": "Int64", "without_group": "Int64",
    "low_words": "object", "low_pct": "Float64", "middle_pct": "Float64", "high_pct": "Float64",
}  # fmt: skip
PLACES = {
    "municipality_id": "object", "municipality_name": "object", "schools": "Int64", "touched": "Int64",
    "changed": "Int64", "changed_words": "object", "higher": "Int64", "lower": "Int64", "lost": "Int64",
    "moves_words": "object",
}  # fmt: skip
SCHOOLS = {
    "municipality_id": "object", "municipality_name": "object", "school_id": "object", "short_name": "object",
    "group_number": "Int64", "group_words": "object", "other_group": "Int64", "other_words": "object",
    "total_pct": "Float64", "other_total_pct": "Float64", "criteria_words": "object",
}  # fmt: skip
ZONES = {3: "low", 2: "middle", 1: "high"}


class Judged(NamedTuple):
    """One school with a group, and what becomes of it. ``touched``: the variant looks at it otherwise at all."""

    municipality_id: str
    municipality_name: str
    school_id: str
    short_name: str
    group: int
    total_pct: float | None
    touched: bool
    left_out: frozenset[int]
    other: int | None
    other_total_pct: float | None


def sensitivity(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is the groups as they are (variant '') or by one variant, over the selected schools that have a group.

    Columns: variant, variant_words, schools (with a group), touched (of them looked at otherwise: computed with a
    score of their own report; computed with the sign; all; computed), changed (in another group, without any, or left
    out), changed_words («k из n (p %)» of the touched), higher, lower (better, worse group), lost (no group or left
    out), moves_words («▼ низкая → ● средняя — 3»), criteria_words (numbers of the criteria left out of any school),
    low, middle, high (schools in the groups), without_group (lost), low_words («k из n (p %)» of those with a group),
    low_pct, middle_pct, high_pct (of those with a group).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    found = _found(connection, scope)
    now = [each._replace(other=each.group, touched=False, left_out=frozenset()) for each in found["continuous"]]
    lines: list[tuple[str, str, list[Judged]]] = [("", "Как сейчас", now)]
    lines += [(name, VARIANT_WORDS[name], found[name]) for name in VARIANTS]
    return frame_of_records((_summary(*line, rules) for line in lines), SUMMARY)


def sensitivity_by_municipality(connection: Connection, scope: Scope, variant: str) -> pd.DataFrame:
    """One row is one municipality with groups of selected schools, where most change first.

    Columns: municipality_id, municipality_name; the others as in ``sensitivity``. Raises KeyError for another variant.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    of_place: dict[str, list[Judged]] = defaultdict(list)
    for each in _found(connection, scope)[variant]:
        of_place[each.municipality_id].append(each)
    records = [
        {"municipality_id": place, "municipality_name": listed[0].municipality_name, **_counts(listed, variant, rules)}
        for place, listed in of_place.items()
    ]
    frame = frame_of_records(records, PLACES)
    return in_order_of(frame, "changed", "municipality_name", "municipality_id", down=("changed",))


def schools_changing_group(connection: Connection, scope: Scope, variant: str) -> pd.DataFrame:
    """One row is one selected school that the variant takes to another group, out of all groups, or leaves out.

    Columns: municipality_id, municipality_name, school_id, short_name, group_number and group_words (as it is),
    other_group (missing: none), other_words, total_pct (missing without scores), other_total_pct (missing where it is
    not judged), criteria_words (numbers of the criteria left out of it; missing if none is). Raises KeyError for
    another variant.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    records = [
        {
            **{name: getattr(each, name) for name in ("municipality_id", "municipality_name", "school_id")},
            "short_name": each.short_name,
            "group_number": each.group,
            "group_words": _named(each.group, rules),
            "other_group": each.other,
            "other_words": _other(each.other, variant, rules),
            "total_pct": each.total_pct,
            "other_total_pct": each.other_total_pct,
            "criteria_words": _numbers(each.left_out),
        }
        for each in _found(connection, scope)[variant]
        if each.other != each.group
    ]
    return in_order_of(
        frame_of_records(records, SCHOOLS),
        "municipality_name", "municipality_id", "short_name", "school_id",
    )  # fmt: skip


def _found(connection: Connection, scope: Scope) -> dict[str, list[Judged]]:
    """Variant → what becomes of each selected school with a group."""
    return once(connection, "sensitivity", scope, lambda: _judged(connection, scope))


def _judged(connection: Connection, scope: Scope) -> dict[str, list[Judged]]:
    rules = methodology_of(connection, scope)
    rows = school_rows(scope)
    listed = connection.execute(
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            rows.c.school_id,
            rows.c.short_name,
            rows.c.group_number,
            rows.c.origin,
            rows.c.biased_vpr,
        ).where(rows.c.group_number.is_not(None))
    ).all()
    scores: dict[tuple[str, str], list[CriterionScore]] = defaultdict(list)
    reported: dict[tuple[str, str], set[int]] = defaultdict(set)
    s = score.c
    said = select(s.municipality_id, s.school_id, s.criterion, s.score, s.absence_reason, s.source)
    for place, school_id, criterion, value, reason, source in connection.execute(
        said.where(*in_force_of_cycle(scope, score))
    ):
        scores[place, school_id].append(CriterionScore(criterion, value, reason))
        if source in SELF_REPORTED and value is not None:
            reported[place, school_id].add(criterion)
    # Places of a cycle tend to share their criteria: what a score counts is worked out once for all of them.
    judge_of = cache(partial(_judge, rules))
    judges = {place: judge_of(settings) for place, settings in criteria_settings(connection, scope).items()}
    found: dict[str, list[Judged]] = {name: [] for name in VARIANTS}
    for place, place_name, school_id, name, group, origin, biased in listed:
        known = scores[place, school_id]
        judge = judges.get(place)
        own = None if judge is None else judge[0].assess(known)
        total = None if own is None or own.total_pct is None else float(own.total_pct)
        same = Judged(place, place_name, school_id, name, group, total, False, frozenset(), group, total)
        counted = same._replace(touched=True)
        found["biased"].append(counted._replace(other=None, other_total_pct=None) if biased else counted)
        if judge is None or own is None or origin != "computed":
            for variant in ("self_reported", "doubtful", "continuous"):
                found[variant].append(same)
            continue
        unrounded = unrounded_group(own, judge[1])
        found["continuous"].append(same._replace(touched=True, other=unrounded))
        for variant, left_out in (
            ("self_reported", frozenset(reported[place, school_id])),
            ("doubtful", DOUBTFUL & {each.criterion for each in known} if biased else frozenset()),
        ):
            other = same
            if left_out:
                without, other_total = group_without(judge[0], known, left_out)
                told = None if other_total is None else float(other_total)
                other = same._replace(touched=True, left_out=left_out, other=without, other_total_pct=told)
            found[variant].append(other)
    return found


def _judge(rules: Methodology, settings: tuple[Setting, ...]) -> tuple[Assessor, Bounds]:
    listed = [
        CriterionRule(number, exact(maximum), exact(weight), Bounds(exact(low), exact(high)))
        for number, maximum, weight, low, high in settings
    ]
    bounds = group_bounds(listed, rules)
    return Assessor({rule.criterion: rule for rule in listed}, bounds, rules), bounds


def _summary(variant: str, words: str, listed: Sequence[Judged], rules: Methodology) -> dict[str, Any]:
    groups = Counter(each.other for each in listed)
    with_group = sum(groups[number] for number in ZONES)
    return {
        "variant": variant,
        "variant_words": words,
        **_counts(listed, variant, rules),
        "criteria_words": _numbers(frozenset[int]().union(*(each.left_out for each in listed))),
        **{zone: groups[number] for number, zone in ZONES.items()},
        **{f"{zone}_pct": 100 * groups[n] / with_group if with_group else None for n, zone in ZONES.items()},
        "without_group": groups[None],
        "low_words": share(groups[3], with_group, rules.threshold("no_percent_n")),
    }


def _counts(listed: Sequence[Judged], variant: str, rules: Methodology) -> dict[str, Any]:
    touched = sum(each.touched for each in listed)
    moves = Counter((each.group, each.other) for each in listed if each.other != each.group)
    changed = moves.total()
    ordered = sorted(moves.items(), key=lambda move: (-move[0][0], move[0][1] or 0))
    return {
        "schools": len(listed),
        "touched": touched,
        "changed": changed,
        "changed_words": share(changed, touched, rules.threshold("no_percent_n")),
        "higher": sum(count for (was, other), count in moves.items() if other is not None and other < was),
        "lower": sum(count for (was, other), count in moves.items() if other is not None and other > was),
        "lost": sum(count for (_, other), count in moves.items() if other is None),
        "moves_words": "; ".join(
            f"{_named(was, rules)} → {_other(other, variant, rules)} — {count}" for (was, other), count in ordered
        )
        or None,
    }


def _named(group: int, rules: Methodology) -> str:
    return f"{rules.group(group).sign} {rules.group(group).short}"


def _other(group: int | None, variant: str, rules: Methodology) -> str:
    if group is None:
        return LEFT_OUT if variant == "biased" else NO_GROUP
    return _named(group, rules)


def _numbers(criteria: Iterable[int]) -> str | None:
    return ", ".join(str(number) for number in sorted(criteria)) or None
