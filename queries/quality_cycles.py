"""Contradictions between cycles: schools that vanished, moved, changed their kind or their size beyond belief."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Subquery, and_, exists, false, func, or_, select

from data.tables import in_force, judgement, municipality, of_municipalities, school
from methodology.in_use import rules_in_use
from methodology.words import number
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import (
    alias_of,
    judged_in,
    municipality_names,
    names_of_schools,
    resolved,
    same_school,
    school_rows,
)

KINDS = {
    "vanished": "школы нет, преемник не назван",
    "moved": "другой муниципалитет",
    "pupils": "число обучающихся",
    "kind": "вид организации",
}
"""What ``contradictions_between_cycles`` calls the kinds, in words, in the order in which they are listed."""
COLUMNS = (
    "municipality_id", "municipality_name", "school_id", "short_name", "what", "what_words", "before_words",
    "now_words", "row_before", "row_now",
)  # fmt: skip
NUMBERS = ("row_before", "row_now")


def contradictions_between_cycles(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one school × what does not fit between the previous cycle and the scope's.

    Columns: municipality_id, municipality_name, school_id, short_name, what ('vanished', 'moved', 'pupils', 'kind'),
    what_words, before_words, now_words, row_before, row_now (rows of «Организации»; missing where there is none).
    Vanished are selected schools of the previous cycle without a word about them in this one, though their municipality
    is there and neither they nor it have a successor; moved those whose code stands in this cycle in one other
    municipality, which had none such. Pupils: changed more than quality_pupils_ratio times (both greater than 0).
    Without a previous cycle empty.
    """
    scope = resolved(connection, scope)
    lines: list[dict[str, Any]] = []
    if previous is not None and previous != scope.cycle:
        lines = [*_gone(connection, scope, previous), *_changed(connection, scope, previous)]
    types = {**{name: "Int64" if name in NUMBERS else "object" for name in COLUMNS}, "_place": "Int64"}
    place = {kind: number for number, kind in enumerate(KINDS)}
    said = ({**line, "what_words": KINDS[line["what"]], "_place": place[line["what"]]} for line in lines)
    frame = frame_of_records(said, types)
    order = ("_place", "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(frame, *order).drop(columns="_place")


def _gone(connection: Connection, scope: Scope, previous: str) -> list[dict[str, Any]]:
    """Lines of those that vanished and those that moved."""
    left = {(row.municipality_id, row.school_id) for row in connection.execute(_left(scope, previous))}
    if not left:
        return []
    came = _came(connection, scope, previous, {code for _, code in left})
    from_where: dict[str, list[str]] = defaultdict(list)
    for place, code in left:
        from_where[code].append(place)
    moved = {
        (came[code][0], code): places[0]
        for code, places in from_where.items()
        if len(places) == 1 and len(came.get(code, ())) == 1
    }
    then = scope.in_cycle(previous)
    explained = {(place, code) for (_, code), place in moved.items()}
    gone, here = names_of_schools(connection, then, left - explained), names_of_schools(connection, scope, set(moved))
    before = dict(_names(connection, scope, previous))
    row_then, row_now = (
        _rows(connection, scope, previous, {*gone, *explained}),
        _rows(connection, scope, scope.cycle or "", set(here)),
    )
    vanished = [
        {
            **_school(key, names),
            "what": "vanished",
            "before_words": f"была за {previous}",
            "now_words": f"за {scope.cycle} сведений нет",
            "row_before": row_then.get(key),
            "row_now": None,
        }
        for key, names in gone.items()
    ]
    return vanished + [
        {
            **_school(key, names),
            "what": "moved",
            "before_words": before.get(moved[key], moved[key]),
            "now_words": names[0],
            "row_before": row_then.get((moved[key], key[1])),
            "row_now": row_now.get(key),
        }
        for key, names in here.items()
    ]


def _names(connection: Connection, scope: Scope, cycle: str) -> Iterator[tuple[str, str]]:
    """Codes and names of all municipalities, filters aside."""
    for row in rows_of(read_frame(connection, municipality_names(Scope(cycle=cycle, as_of=scope.as_of)))):
        yield row.municipality_id, row.municipality_name


def _rows(
    connection: Connection, scope: Scope, cycle: str, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """School → its row on «Организации» in this cycle."""
    s = school.c
    places = {place for place, _ in keys}
    said = select(s.municipality_id, s.school_id, s.sheet_row).where(
        s.cycle == cycle, in_force(school, scope.as_of), of_municipalities(school, places)
    )
    return {(place, code): row for place, code, row in connection.execute(said) if (place, code) in keys}


def _left(scope: Scope, previous: str) -> Select[*tuple[Any, ...]]:
    """Schools of the previous cycle, filters aside, of whom this one says nothing and nobody says who came after."""
    judged, now, said, place = (
        alias_of(judgement, "then"),
        alias_of(judgement, "now"),
        alias_of(school, "said"),
        municipality.c,
    )
    key = (judged.c.municipality_id, judged.c.school_id)
    heard_of = select(judgement.c.municipality_id).where(judged_in(scope))
    succeeded = select(place.municipality_id).where(
        place.successor_id.is_not(None), in_force(municipality, scope.as_of)
    )
    return select(*key).where(
        judged.c.methodology == scope.methodology,
        judged.c.cycle == previous,
        in_force(judged, scope.as_of),
        judged.c.municipality_id.in_(heard_of),
        judged.c.municipality_id.not_in(succeeded),
        ~exists().where(
            now.c.methodology == scope.methodology,
            now.c.cycle == scope.cycle,
            now.c.municipality_id == key[0],
            now.c.school_id == key[1],
            in_force(now, scope.as_of),
        ),
        ~exists().where(
            said.c.municipality_id == key[0],
            said.c.school_id == key[1],
            or_(said.c.cycle == scope.cycle, said.c.successor_id.is_not(None)),
            in_force(said, scope.as_of),
        ),
    )


def _came(connection: Connection, scope: Scope, previous: str, codes: set[str]) -> dict[str, list[str]]:
    """Code → the municipalities in which it is judged in this cycle and wasn't in the previous one."""
    now = set(connection.execute(select(judgement.c.municipality_id, judgement.c.school_id).where(judged_in(scope))))
    then = select(judgement.c.municipality_id, judgement.c.school_id).where(judged_in(scope.in_cycle(previous)))
    came: dict[str, list[str]] = defaultdict(list)
    for place, code in now - set(connection.execute(then)):
        if code in codes:
            came[code].append(place)
    return came


def _changed(connection: Connection, scope: Scope, previous: str) -> list[dict[str, Any]]:
    """Lines of pupils and kinds."""
    ratio = rules_in_use().threshold("quality_pupils_ratio")
    now, then = _described(scope, scope.cycle or ""), _described(scope, previous)
    rows = school_rows(scope)
    beyond = and_(
        now.c.pupils > 0,
        then.c.pupils > 0,
        or_(now.c.pupils > then.c.pupils * ratio, now.c.pupils * ratio < then.c.pupils),
    )
    found = read_frame(
        connection,
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            rows.c.school_id,
            rows.c.short_name,
            then.c.kind.label("kind_before"),
            now.c.kind.label("kind_now"),
            then.c.pupils.label("pupils_before"),
            now.c.pupils.label("pupils_now"),
            then.c.sheet_row.label("row_before"),
            now.c.sheet_row.label("row_now"),
            func.coalesce(beyond, false()).label("beyond"),
        )
        .select_from(rows)
        .join(now, same_school(rows, now))
        .join(then, same_school(rows, then))
        .where(or_(beyond, now.c.kind != then.c.kind)),
    )
    lines = []
    for row in rows_of(found):
        names = (row.municipality_name, row.short_name)
        both = {
            **_school((row.municipality_id, row.school_id), names),
            "row_before": row.row_before,
            "row_now": row.row_now,
        }
        if row.beyond:
            said = {"before_words": number(int(row.pupils_before)), "now_words": number(int(row.pupils_now))}
            lines.append({**both, "what": "pupils", **said})
        if row.kind_now != row.kind_before:
            said = {"before_words": row.kind_before, "now_words": row.kind_now}
            lines.append({**both, "what": "kind", **said})
    return lines


def _described(scope: Scope, cycle: str) -> Subquery:
    """One row is one school as described for this very cycle."""
    s = school.c
    described = select(s.municipality_id, s.school_id, s.kind, s.pupils, s.sheet_row)
    return described.where(s.cycle == cycle, in_force(school, scope.as_of)).subquery()


def _school(key: tuple[str, str], names: tuple[str, str]) -> dict[str, Any]:
    return {"municipality_id": key[0], "municipality_name": names[0], "school_id": key[1], "short_name": names[1]}
