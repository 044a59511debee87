"""What schools cannot choose, as their similarity is counted from it (``methodology.similarity``), and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from data.tables import indicator_value, school
from methodology.similarity import CONTEXT, PARTS
from methodology.words import number, percent
from queries.scope import Scope
from queries.selection import in_force_of_cycle, same_school, school_rows

STAFF = "КД-УКОМП"
TOLD = 0.1
"""A part of the distance that is larger is told in words."""


class Context(NamedTuple):
    """One school: names, and what ``CONTEXT`` names; None where it is not said."""

    municipality_id: str
    school_id: str
    municipality_name: str
    short_name: str
    kind: str | None
    locality: str | None
    small: bool | None
    cluster: str | None
    pupils: int | None
    filled_pct: float | None


def columns_of(schools: Sequence[Context]) -> dict[str, list[Any]]:
    """What ``methodology.similarity`` takes of them."""
    return {name: [getattr(row, name) for row in schools] for name in CONTEXT}


def filled_posts(connection: Connection, scope: Scope) -> dict[tuple[str, str], float]:
    """(municipality, school) → posts filled, per cent, in the cycle of a resolved scope."""
    value = indicator_value.c
    statement = select(value.municipality_id, value.school_id, value.numerator, value.denominator).where(
        *in_force_of_cycle(scope, indicator_value), value.indicator == STAFF, value.part == ""
    )
    return {(place, code): 100 * up / down for place, code, up, down in connection.execute(statement) if down}


def contexts(connection: Connection, scope: Scope) -> list[Context]:
    """Schools that a resolved scope selects and its cycle describes, by code."""
    rows, filled = school_rows(scope), filled_posts(connection, scope)
    described = (rows.c.kind, rows.c.locality, school.c.small, rows.c.cluster, school.c.pupils)
    statement = (
        select(rows.c.municipality_id, rows.c.school_id, rows.c.municipality_name, rows.c.short_name, *described)
        .join_from(rows, school, same_school(rows, school))
        .where(*in_force_of_cycle(scope, school))
    )
    return sorted(
        (Context(*said, filled.get((said[0], said[1]))) for said in connection.execute(statement)),
        key=lambda each: each[:2],
    )


def differences(own: Any, other: Any, parts: Sequence[float]) -> str:
    """«вид — ООШ; учеников 320 (здесь 410)»."""
    words = {
        "kind": f"вид — {other.kind}",
        "locality": f"местность — {other.locality}",
        "small": "малокомплектная" if other.small else "не малокомплектная",
        "cluster": f"кластер — {other.cluster}",
    }
    said = [words[name] for name, part in zip(PARTS, parts, strict=True) if name in words and part == 1]
    size, staff = parts[PARTS.index("size")], parts[PARTS.index("staff")]
    if size > TOLD:
        said.append(f"учеников {number(other.pupils)} (здесь {number(own.pupils)})")
    if staff > TOLD:
        said.append(f"укомплектованность {percent(other.filled_pct)} (здесь {percent(own.filled_pct)})")
    return "; ".join(said) or "почти не отличается"
