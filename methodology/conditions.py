"""A condition over many objects at once: where it holds, how far that is from not holding, and why (the trace).

Truth has three values, as numbers: ``any`` is the largest of its conditions, ``all`` the smallest. What has no data, or
no value at the level of the objects (a municipality has no group, a school has no schools), is unknown. Comparisons are
exact: floats decide except where they nearly tie, there fractions do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from methodology.catalogue import Methodology
from methodology.entries import Comparison
from methodology.judged import WHOLE
from methodology.recommendations import POSSIBLE, Leaf, Tree
from methodology.scales import exact

FALSE, UNKNOWN, TRUE = 0, 1, 2
Truth = NDArray[np.int8]
Floats = NDArray[np.float64]
Entry = dict[str, Any]
"""One reason: what was looked at, its numbers, the threshold with its origin, how it compares, what would change it."""

WITHIN: dict[Comparison, Callable[[Any], Any]] = {
    "below": lambda sign: sign < 0,
    "at_most": lambda sign: sign <= 0,
    "above": lambda sign: sign > 0,
    "at_least": lambda sign: sign >= 0,
    "equals": lambda sign: sign == 0,
}
"""Comparison → what it says of the sign of value − bound."""
OF_CONDITION = "условие рекомендации"
"""Origin of a number that stands in a condition and is no threshold."""
NEAR = 1e-9
KEPT = 4
"""Of how many objects a leaf keeps its reasons: recommendations are asked for object by object."""
as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Reason(NamedTuple):
    """An entry and how it is stored. A leaf makes it once for all recommendations of an object."""

    entry: Entry
    text: str


@dataclass(frozen=True)
class Numbers:
    """An indicator of every object: NaN is missing; a count has no denominators.

    ``schools_with_data`` and ``schools``: of a municipality, over how many of its schools the sums go.
    """

    numerator: Floats
    denominator: Floats | None = None
    schools_with_data: NDArray[np.int64] | None = None
    schools: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Scale:
    """A place on a three-zone scale of every object: 0 low, 1 middle, 2 high, −1 unknown.

    The value is numerator / denominator × multiplier. ``bounds``: each object's upper bound of the low zone and lower
    one of the high zone, ``turns``: where the zone changes (two columns each); ``origin``: of its bounds. ``said``:
    what stands for a value where the zone was given and not counted, say an act; such a zone has no distance.
    """

    zone: NDArray[np.int8]
    numerator: Floats
    denominator: Floats
    multiplier: float
    bounds: Floats
    turns: Floats
    origin: Sequence[str]
    said: Sequence[str | None] | None = None


@dataclass(frozen=True)
class Objects:
    """What conditions look at of some objects of one level, everything in the order of the objects.

    ``numbers``: (code, part) → values. ``scales``: 'group', 'level', 'criterion_zone 3'. ``flags``: «Лист.Столбец» →
    да, нет or None. ``dates``: the days of their cycle, as text or None. Of municipalities: their schools, and of each
    school the position of its municipality.
    """

    size: int
    numbers: Mapping[tuple[str, str], Numbers] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    flags: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    dates: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    schools: Objects | None = None
    municipality_of: NDArray[np.intp] | None = None
    kept: dict[Leaf, Seen] = field(default_factory=dict, repr=False, compare=False)
    """Leaves that were asked for before: recommendations share them."""


@dataclass(frozen=True)
class Seen:
    """A condition seen over objects.

    ``distance``: how far a true one is from not being true, in percentage points for shares, else per cent of the
    threshold (100 at most); NaN where no change of a number would do. ``borderline``: whether it hangs on values near
    their thresholds alone. ``reasons``: those of an object for which it is true.
    """

    truth: Truth
    distance: Floats
    borderline: NDArray[np.bool_]
    reasons: Callable[[int], list[Reason]]


def seen(condition: Leaf | Tree, objects: Objects, rules: Methodology) -> Seen:
    """Where a condition holds."""
    if isinstance(condition, Leaf):
        if condition not in objects.kept:
            objects.kept[condition] = _leaf(condition, objects, rules)
        return objects.kept[condition]
    if condition.any_school is not None:
        return _any_school(condition.any_school, objects, rules)
    parts = [seen(each, objects, rules) for each in condition.inside]
    if condition.all_ is not None:
        return _all(parts)
    if condition.any_ is not None:
        return _any(parts)
    [inside] = parts
    if condition.unless is not None:
        return _silent(np.where(inside.truth == TRUE, FALSE, TRUE).astype(np.int8))
    return _silent((TRUE - inside.truth).astype(np.int8))


def hangs_on_group(condition: Leaf | Tree, trace: Sequence[Entry]) -> bool:
    """Whether a condition that holds for a school, with these reasons, could fail if its group were the next one.

    A leaf that names the groups on both sides does not care. What ``unless`` and ``not`` say is taken to stay.
    """
    group = next((entry["zone"] for entry in trace if "group" in entry), None)
    return group is not None and not _holds_otherwise(condition, trace, {group - 1, group + 1})


def _holds_otherwise(condition: Leaf | Tree, trace: Sequence[Entry], others: set[int]) -> bool:
    if isinstance(condition, Tree):
        if condition.any_school is not None:
            return False
        if condition.not_ is not None or condition.unless is not None:
            return True
        held = [_holds_otherwise(each, trace, others) for each in condition.inside]
        return all(held) if condition.all_ is not None else any(held)
    if condition.subject == "group":
        return others & set(POSSIBLE["group"]) <= condition.named
    about = condition.criterion_zone if condition.criterion_zone is not None else condition.about
    return any(entry.get(condition.subject) == about for entry in trace)


def _silent(truth: Truth) -> Seen:
    """A condition that says where something doesn't hold: it names nothing and is no reason."""
    size = len(truth)
    return Seen(truth, np.full(size, np.nan), np.zeros(size, bool), lambda _: [])


def _all(parts: list[Seen]) -> Seen:
    distances = np.array([part.distance for part in parts])
    return Seen(
        np.min([part.truth for part in parts], axis=0),
        _extreme(np.fmin, distances),
        np.any([part.borderline for part in parts], axis=0),
        _joined(parts),
    )


def _any(parts: list[Seen]) -> Seen:
    truths = np.array([part.truth for part in parts])
    distances = np.where(truths == TRUE, [part.distance for part in parts], np.nan)
    firm = [(part.truth == TRUE) & ~part.borderline for part in parts]
    truth: Truth = np.max(truths, axis=0)
    return Seen(truth, _extreme(np.fmax, distances), (truth == TRUE) & ~np.any(firm, axis=0), _joined(parts))


def _extreme(of_two: Any, distances: Floats) -> Floats:
    found: Floats = of_two.reduce(distances, axis=0)
    return found


def _joined(parts: list[Seen]) -> Callable[[int], list[Reason]]:
    of_parts = [((part.truth == TRUE).tolist(), part.reasons) for part in parts]

    def reasons(at: int) -> list[Reason]:
        return [reason for true, of_part in of_parts if true[at] for reason in of_part(at)]

    return reasons


def _any_school(inside: Leaf | Tree, objects: Objects, rules: Methodology) -> Seen:
    """Of municipalities; a school has none. Each reason says of how many schools it is true."""
    if objects.schools is None or objects.municipality_of is None:
        return _nowhere(objects)
    here, size = objects.municipality_of, objects.size
    found = seen(inside, objects.schools, rules)
    truth = np.full(size, -1, np.int8)
    np.maximum.at(truth, here, found.truth)
    # Whether none of some schools satisfies it is not known where one of them isn't.
    unknown = np.bincount(here[found.truth == UNKNOWN], minlength=size) > 0
    truth = np.where(truth == TRUE, TRUE, np.where((truth == FALSE) & ~unknown, FALSE, UNKNOWN)).astype(np.int8)
    firm = np.bincount(here[(found.truth == TRUE) & ~found.borderline], minlength=size)
    counted = []
    for leaf in _leaves_of(inside):
        of_leaf = seen(leaf, objects.schools, rules)
        true = np.bincount(here[of_leaf.truth == TRUE], minlength=size)
        known = np.bincount(here[of_leaf.truth != UNKNOWN], minlength=size)
        counted.append((leaf, true.tolist(), known.tolist()))

    def reasons(at: int) -> list[Reason]:
        return [
            _reason(
                {
                    leaf.subject: int(leaf.about) if leaf.subject == "criterion_zone" else leaf.about,
                    "part": WHOLE,
                    "numerator": true[at],
                    "denominator": known[at],
                    "value": true[at],
                    "threshold": 1,
                    "threshold_name": None,
                    "threshold_origin": OF_CONDITION,
                    "relation": "any_school",
                    "needed_change": -true[at],
                    "named": sorted(leaf.named, key=str),
                    "inner_relation": None if leaf.named else leaf.comparison[0],
                    "inner_threshold": None if leaf.named else _bound(leaf, rules)[0],
                }
            )
            for leaf, true, known in counted
            if true[at]
        ]

    return Seen(truth, np.full(size, np.nan), (truth == TRUE) & (firm == 0), reasons)


def _leaves_of(condition: Leaf | Tree) -> list[Leaf]:
    """The leaves that can be reasons: none of what excludes."""
    if isinstance(condition, Leaf):
        return [condition]
    if condition.not_ is not None or condition.unless is not None:
        return []
    return [leaf for each in condition.inside for leaf in _leaves_of(each)]


def _nowhere(objects: Objects) -> Seen:
    return _silent(np.full(objects.size, UNKNOWN, np.int8))


def _leaf(leaf: Leaf, objects: Objects, rules: Methodology) -> Seen:
    if leaf.subject in ("indicator", "count"):
        return _indicator(leaf, objects, rules)
    if leaf.subject == "flag":
        return _words(leaf, objects.flags.get(leaf.about), objects)
    if leaf.subject == "date":
        return _date(leaf, objects.dates.get(leaf.about), objects)
    name = f"criterion_zone {leaf.criterion_zone}" if leaf.subject == "criterion_zone" else leaf.subject
    scale = objects.scales.get(name)
    return _nowhere(objects) if scale is None else _zones(leaf, scale, rules)


def _words(leaf: Leaf, said: Sequence[str | None] | None, objects: Objects) -> Seen:
    if said is None:
        return _nowhere(objects)
    truth = np.array([UNKNOWN if word is None else TRUE if word in leaf.named else FALSE for word in said], np.int8)
    shared: Entry = {
        "flag": leaf.about,
        "part": WHOLE,
        "numerator": None,
        "denominator": None,
        "threshold": None,
        "threshold_name": None,
        "threshold_origin": OF_CONDITION,
        "relation": "equals",
    }

    made = _after(shared)

    @lru_cache(KEPT)
    def reasons(at: int) -> list[Reason]:
        return [made({"value": said[at], "needed_change": None})]

    return Seen(truth, np.full(len(truth), np.nan), np.zeros(len(truth), bool), reasons)


def _reason(entry: Entry) -> Reason:
    return Reason(entry, as_text(entry))


def _after(shared: Entry) -> Callable[[Entry], Reason]:
    """Reasons that begin alike: what they share is written once."""
    head = as_text(shared)[:-1] + ","
    return lambda own: Reason(shared | own, head + as_text(own)[1:])


def _date(leaf: Leaf, said: Sequence[str | None] | None, objects: Objects) -> Seen:
    if said is None:
        return _nowhere(objects)
    truth = np.array([UNKNOWN if day is None else TRUE for day in said], np.int8)

    @lru_cache(KEPT)
    def reasons(at: int) -> list[Reason]:
        return [
            _reason(
                {
                    "date": leaf.about,
                    "part": WHOLE,
                    "numerator": None,
                    "denominator": None,
                    "value": said[at],
                    "threshold": None,
                    "threshold_name": None,
                    "threshold_origin": "календарь цикла",
                    "relation": "set",
                    "needed_change": None,
                }
            )
        ]

    return Seen(truth, np.full(len(truth), np.nan), np.zeros(len(truth), bool), reasons)


def signs(
    numerator: Floats, denominator: Floats | None, multiplier: float, bounds: Floats | float, divisor: float = 1.0
) -> Floats:
    """The sign of value − bound: −1, 0, 1, or NaN where there is no value. Exact, whatever division would leave."""
    whole = np.ones(len(numerator)) if denominator is None else np.where(denominator == 0, np.nan, denominator)
    bound = np.broadcast_to(np.asarray(bounds, float), numerator.shape)
    left, right = numerator * multiplier, bound * whole * divisor
    found: Floats = np.sign(left - right)
    near = np.abs(left - right) <= NEAR * np.maximum(1.0, np.abs(left))
    # Products of whole numbers are exact as they are, and most ties are such.
    if float(multiplier).is_integer() and float(divisor).is_integer():
        near &= ~(_whole(numerator) & _whole(whole) & _whole(bound))
    for at in np.flatnonzero(near):
        gap = exact(float(numerator[at])) * exact(float(multiplier)) - (
            exact(float(bound[at])) * exact(float(whole[at])) * exact(float(divisor))
        )
        found[at] = (gap > 0) - (gap < 0)
    return found


def _whole(values: Floats) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = values == np.floor(values)
    return found


def _bound(leaf: Leaf, rules: Methodology) -> tuple[float, str | None, str | None, str]:
    """What an indicator is compared with: number, key and meaning of the threshold, origin."""
    _, bound = leaf.comparison
    if not isinstance(bound, str):
        return bound, None, None, OF_CONDITION
    [threshold] = [each for each in rules.thresholds if each.key == bound]
    return threshold.value, threshold.key, threshold.meaning, threshold.origin


def _indicator(leaf: Leaf, objects: Objects, rules: Methodology) -> Seen:
    code = leaf.about
    if leaf.part == "any":
        parts = [part for of, part in objects.numbers if of == code and part != WHOLE]
        return _any([_numbers(leaf, part, objects, rules) for part in parts]) if parts else _nowhere(objects)
    return _numbers(leaf, WHOLE, objects, rules) if (code, WHOLE) in objects.numbers else _nowhere(objects)


def _numbers(leaf: Leaf, part: str, objects: Objects, rules: Methodology) -> Seen:
    rule = rules.indicator(leaf.about)
    found = objects.numbers[leaf.about, part]
    comparison, _ = leaf.comparison
    bound, key, meaning, origin = _bound(leaf, rules)
    of_value = leaf.of is None
    share = of_value and rule.unit == "%"
    divisor = rules.threshold(rule.divisor) if rule.divisor and of_value else 1.0
    multiplier = float(rule.multiplier) if of_value else 1.0
    numerator, whole = found.numerator, found.denominator if of_value and rule.kind != "count" else None
    if share and whole is not None:
        # Sheets of different days can make more than the whole of a share: that is the whole.
        numerator = np.minimum(numerator, whole * (100 / multiplier))
    sign = signs(numerator, whole, multiplier, bound, divisor)
    truth = np.where(np.isnan(sign), UNKNOWN, np.where(WITHIN[comparison](sign), TRUE, FALSE)).astype(np.int8)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = numerator * multiplier / (1.0 if whole is None else whole * divisor)
    # A number of things passes a bound by a whole thing.
    over = 0.0 if share or comparison in ("below", "above") else 1.0
    gap = np.abs(value - bound) + over
    distance = gap if share else np.minimum(100.0, gap * 100 / (abs(bound) or 1.0))
    if share and comparison == "equals":
        distance = np.full(len(gap), np.nan)
    near = rules.threshold("border_delta")
    borderline = (truth == TRUE) & (gap <= near + NEAR) if share and 0 < bound < 100 else np.zeros(len(gap), bool)
    shared: Entry = {
        leaf.subject: leaf.about,
        "part": part,
        "threshold": _plain(bound),
        "threshold_key": key,
        "threshold_name": meaning,
        "threshold_origin": origin,
        "relation": comparison,
        "of": leaf.of,
    }
    people = bool(share and whole is not None)
    step = {"at_least": -over, "at_most": over}.get(comparison, 0.0)
    ups, values, near_by = numerator.tolist(), np.round(value, 4).tolist(), borderline.tolist()
    downs = [None] * len(ups) if found.denominator is None else found.denominator.tolist()
    made = _after(shared)

    @lru_cache(KEPT)
    def reasons(at: int) -> list[Reason]:
        up, said = ups[at], values[at]
        down = downs[at]
        if down is not None and isnan(down):
            down = None
        counted = people and down is not None and up.is_integer() and down.is_integer()
        own: Entry = {
            "numerator": _plain(up),
            "denominator": None if down is None else _plain(down),
            "value": _plain(said),
            "needed_change": None if comparison == "equals" else _plain(round(bound + step - said, 4)),
            "needed_numerator": _needed(comparison, up, down or 0.0, bound, multiplier) if counted else None,
            "borderline": near_by[at],
        }
        if found.schools_with_data is not None and found.schools is not None:
            own["schools_with_data"] = int(found.schools_with_data[at])
            own["schools"] = int(found.schools[at])
        return [made(own)]

    return Seen(truth, distance, borderline, reasons)


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _needed(comparison: Comparison, numerator: float, denominator: float, bound: float, multiplier: float) -> int:
    """By how many people (or things) the numerator must change for the comparison to fail."""
    whole = bound.is_integer() and multiplier.is_integer()
    top, down = (int(bound) * int(denominator), int(multiplier)) if whole else _turn(bound, denominator, multiplier)
    if comparison == "below":
        return -(-top // down) - int(numerator)
    if comparison == "at_most":
        return top // down + 1 - int(numerator)
    if comparison == "above":
        return top // down - int(numerator)
    if comparison == "at_least":
        return -(-top // down) - 1 - int(numerator)
    return -1 if numerator else 1


def _turn(bound: float, denominator: float, multiplier: float) -> tuple[int, int]:
    return (exact(bound) * exact(denominator) / exact(multiplier)).as_integer_ratio()


def _zones(leaf: Leaf, scale: Scale, rules: Methodology) -> Seen:
    """Of a three-zone scale: which zones the leaf names, and where the nearest of them ends."""
    named = [zone in leaf.named for zone in POSSIBLE[leaf.subject]]
    truth = np.where(scale.zone < 0, UNKNOWN, np.where(np.array(named)[scale.zone], TRUE, FALSE)).astype(np.int8)
    size = len(truth)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = scale.numerator * scale.multiplier / np.where(scale.denominator == 0, np.nan, scale.denominator)
    turns = scale.turns.copy()
    # A turn between two zones matters only where the leaf names one of them and not the other.
    for at in (0, 1):
        if named[at] == named[at + 1]:
            turns[:, at] = np.nan
    gaps = np.abs(value[:, None] - turns)
    distance: Floats = np.fmin(gaps[:, 0], gaps[:, 1])
    given = np.array([said is not None for said in scale.said or [None] * size], bool)
    distance[given] = np.nan
    borderline = (truth == TRUE) & (distance <= rules.threshold("border_delta") + NEAR)
    words, subject = POSSIBLE[leaf.subject], leaf.subject
    about = leaf.criterion_zone if leaf.criterion_zone is not None else leaf.about
    part = WHOLE if leaf.criterion_zone is None else str(leaf.criterion_zone)
    zones, values, near_by = scale.zone.tolist(), value.tolist(), borderline.tolist()
    ups, downs, bounds = scale.numerator.tolist(), scale.denominator.tolist(), scale.bounds.tolist()
    turns_of = turns.tolist()

    @lru_cache(KEPT)
    def reasons(at: int) -> list[Reason]:
        zone, act, known = zones[at], scale.said[at] if scale.said else None, not isnan(values[at])
        low, high = turns_of[at]
        relation, bound, turn = "in", None, None
        if act is None and not (isnan(low) and isnan(high)):
            if isnan(low) or abs(values[at] - high) < abs(values[at] - low):
                relation, bound, turn = ("at_least" if zone == 2 else "below"), bounds[at][1], high
            else:
                relation, bound, turn = ("at_most" if zone == 0 else "above"), bounds[at][0], low
        return [
            _reason(
                {
                    subject: about,
                    "part": part,
                    "numerator": _plain(round(ups[at], 4)) if known else None,
                    "denominator": _plain(round(downs[at], 4)) if known else None,
                    "value": _plain(round(values[at], 4)) if known else None,
                    "zone": words[zone],
                    "threshold": None if bound is None else _plain(bound),
                    "threshold_name": None if bound is None else "граница зоны",
                    "threshold_origin": act or scale.origin[at],
                    "relation": relation,
                    "needed_change": None if turn is None or not known else _plain(round(turn - values[at], 4)),
                    "borderline": near_by[at],
                }
            )
        ]

    return Seen(truth, distance, borderline, reasons)
