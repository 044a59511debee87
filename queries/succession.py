"""Who came before: schools and municipalities whose history goes on in another one.

A school that is joined to another names it («Код преемника» on «Организации»), and so does a municipality whose schools
passed to another. A school keeps its code when its municipality is succeeded: under the new one it is the same school,
unless the new one had a school of that code in the same cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from data.tables import in_force, judgement, municipality, school
from queries.scope import SchoolKey, Scope
from queries.shared import once


def municipalities_before(connection: Connection, scope: Scope, municipality_id: str) -> tuple[str, ...]:
    """Codes of the municipalities that this one succeeded, directly or in turn; the nearest first."""
    before = once(connection, "municipalities before", scope.as_of, lambda: _before(connection, scope))
    found = [municipality_id]
    for code in found:
        found += [each for each in before.get(code, ()) if each not in found]
    return tuple(found[1:])


def schools_before(connection: Connection, scope: Scope, key: SchoolKey) -> dict[SchoolKey, bool]:
    """The school and all that it succeeded → whether it is this very school, perhaps under a former municipality."""
    places = (key.municipality_id, *municipalities_before(connection, scope, key.municipality_id))
    joined = once(connection, "joined schools", (places, scope.as_of), lambda: _joined(connection, scope, places))
    formerly = _formerly(connection, scope, places) if len(places) > 1 else {}
    found = {key: True}
    waiting = [key]
    while waiting:
        after = waiting.pop()
        for before, same in (
            *((k, False) for k in joined.get(after, ())),
            *((k, True) for k in formerly.get(after, ())),
        ):
            if before not in found:
                found[before] = found[after] and same
                waiting.append(before)
    return found


def _before(connection: Connection, scope: Scope) -> dict[str, list[str]]:
    """Municipality → those that name it as their successor."""
    m = municipality.c
    before: dict[str, list[str]] = defaultdict(list)
    for code, successor in connection.execute(
        select(m.municipality_id, m.successor_id)
        .where(in_force(municipality, scope.as_of), m.successor_id.is_not(None))
        .distinct()
        .order_by(m.municipality_id)
    ):
        before[successor].append(code)
    return before


def _joined(connection: Connection, scope: Scope, places: Collection[str]) -> dict[SchoolKey, list[SchoolKey]]:
    """School → those of its municipality that were joined to it."""
    s = school.c
    joined: dict[SchoolKey, list[SchoolKey]] = defaultdict(list)
    for place, code, successor in connection.execute(
        select(s.municipality_id, s.school_id, s.successor_id)
        .where(in_force(school, scope.as_of), s.municipality_id.in_(places), s.successor_id.is_not(None))
        .distinct()
        .order_by(s.school_id)
    ):
        joined[SchoolKey(place, successor)].append(SchoolKey(place, code))
    return joined


def _formerly(connection: Connection, scope: Scope, places: Collection[str]) -> dict[SchoolKey, list[SchoolKey]]:
    """School → the same school under the municipalities that its own succeeded directly."""
    before = once(connection, "municipalities before", scope.as_of, lambda: _before(connection, scope))
    cycles: dict[SchoolKey, set[str]] = defaultdict(set)
    for place, code, cycle in connection.execute(
        select(judgement.c.municipality_id, judgement.c.school_id, judgement.c.cycle).where(
            judgement.c.methodology == scope.methodology,
            judgement.c.municipality_id.in_(places),
            in_force(judgement, scope.as_of),
        )
    ):
        cycles[SchoolKey(place, code)].add(cycle)

    def same(place: str) -> Iterator[tuple[SchoolKey, SchoolKey]]:
        for former in before.get(place, ()):
            for code in {key.school_id for key in cycles}:
                now, then = SchoolKey(place, code), SchoolKey(former, code)
                if not cycles.get(now, set()) & cycles.get(then, set()):
                    yield now, then

    formerly: dict[SchoolKey, list[SchoolKey]] = defaultdict(list)
    for place in places:
        for now, then in same(place):
            formerly[now].append(then)
    return formerly
