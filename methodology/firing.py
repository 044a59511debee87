"""Which recommendations objects get, and why: a recommendation without a trace cannot exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from methodology.catalogue import Methodology
from methodology.conditions import TRUE, Entry, Objects, Reason, seen
from methodology.recommendations import POSSIBLE, Level, Recommendation, leaves
from methodology.scales import Zone
from methodology.zones import value_of, zone_of_value

ZoneOf = Callable[[str, float, float | None], Zone | None]
ZONES: tuple[Zone, ...] = ("low", "middle", "high")


class Firing(NamedTuple):
    """One recommendation to one object.

    ``distance`` and ``borderline``: see ``conditions.Seen``. ``zone``: in which the first value of the trace lies, None
    where it has none. ``about_people``: it is to a person, or no reason but judgements about people is in the trace.
    """

    at: int
    recommendation: Recommendation
    distance: float | None
    borderline: bool
    zone: Zone | None
    about_people: bool
    reasons: list[Reason]

    @property
    def trace(self) -> list[Entry]:
        """The entries of the reasons."""
        return [reason.entry for reason in self.reasons]

    @property
    def trace_text(self) -> str:
        """The trace as it is stored."""
        return f"[{','.join([reason.text for reason in self.reasons])}]"


def holding(objects: Objects, level: Level, rules: Methodology) -> Iterator[tuple[Recommendation, NDArray[np.bool_]]]:
    """Each recommendation of a level with the objects of which its condition is known to be true."""
    for each in rules.recommendations:
        if each.active and level in each.addressees:
            yield each, seen(each.when, objects, rules).truth == TRUE


def firings(objects: Objects, level: Level, rules: Methodology) -> Iterator[Firing]:
    """What objects of a level get, in their order, each object's in the order of the catalogue."""
    listed = [each for each in rules.recommendations if each.active and level in each.addressees]
    found = [seen(each.when, objects, rules) for each in listed]
    if not found or not objects.size:
        return
    zone_of: ZoneOf = cache(partial(_zone_of_value, rules))
    of_person = level == "лицо"
    distances = [each.distance.tolist() for each in found]
    near = [each.borderline.tolist() for each in found]
    true = np.array([each.truth == TRUE for each in found])
    for at, number in np.argwhere(true.T).tolist():
        reasons = found[number].reasons(at)
        if not reasons:
            raise RuntimeError(f"{listed[number].code} has no reason")
        distance = distances[number][at]
        yield Firing(
            at,
            listed[number],
            None if isnan(distance) else round(distance, 4),
            near[number][at],
            next((zone for reason in reasons if (zone := _zone(reason.entry, zone_of)) is not None), None),
            of_person or all(about_people(reason.entry, rules) for reason in reasons),
            reasons,
        )


def about_people(entry: Entry, rules: Methodology) -> bool:
    """Whether a reason tells of people by a judgement about them."""
    code = entry.get("indicator") or entry.get("count")
    return "level" in entry or (code is not None and rules.indicator(code).sensitive)


def codes_about_people(rules: Methodology) -> frozenset[str]:
    """Recommendations that are to a person or can hang on a judgement about people: who got one is not published."""
    return frozenset(
        each.code
        for each in rules.recommendations
        if "лицо" in each.levels or any(about_people({leaf.subject: leaf.about}, rules) for leaf in leaves(each.when))
    )


def _zone(entry: Entry, zone_of: ZoneOf) -> Zone | None:
    for subject, words in POSSIBLE.items():
        if subject in entry and entry.get("zone") in words:
            return ZONES[words.index(entry["zone"])]
    code = entry.get("indicator")
    if code is None or entry["relation"] == "any_school":
        return None
    return zone_of(code, entry["numerator"], entry["denominator"])


def _zone_of_value(rules: Methodology, code: str, numerator: float, denominator: float | None) -> Zone | None:
    rule = rules.indicator(code)
    value = value_of(rule, numerator, denominator, rules) if rule.zones else None
    return None if value is None else zone_of_value(rule, value, rules)
