"""The reserve of leaders: ready people beside expected vacancies, years in the reserve, schools without a member."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select, union_all

from data.tables import in_force, indicator_value
from methodology.judged import WHOLE
from methodology.words import DASH, number
from queries.frames import in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import (
    about_selected,
    judged_cycles,
    resolved,
    school_rows,
    selected_values_of_cycles,
    with_municipality_names,
)
from queries.showing import of_rows_as_they_are

CYCLES_COUNTED = 3
"""Appointments of so many cycles tell how many are to be expected: a municipality has one or two a year."""
HAVING, READY, APPOINTED, TERM = "Р-ОО", "Р-ПОДГ", "Р-НАЗН", "Р-СРОК"


def reserve_balance(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality that keeps the register of the reserve: ready people beside expected vacancies.

    No sheet has vacancies or ages of heads: expected is how many appointments (heads and deputies) a year of the last
    up to three cycles up to the scope's brought per school, times the schools. Columns: municipality_id,
    municipality_name, schools (selected ones of the register), with_reserve, members, prepared (ready people; members
    and prepared over schools that say of each member whether they were prepared), appointments, school_years (schools ×
    cycles that say how many), expected (a year; missing where no school said), gap (prepared − expected), zone ('low':
    fewer ready people than vacancies of a year, 'high': as many or more; missing without either), balance_words,
    zone_words. The smallest gap first, unknown ones last. None for the council.
    """
    scope = resolved(connection, scope)
    cycles = judged_cycles(connection, scope)[-CYCLES_COUNTED:]
    here = [cycle for cycle in cycles if cycle == scope.cycle]
    statements = [
        select(
            literal(code).label("code"),
            values.c.municipality_id,
            func.sum(values.c.numerator).label("numerator"),
            func.sum(values.c.denominator).label("denominator"),
            func.count().label("schools"),
        ).group_by(values.c.municipality_id)
        for code, of in ((HAVING, here), (READY, here), (APPOINTED, cycles))
        for values in selected_values_of_cycles(connection, scope, of, code, [WHOLE])
    ]
    sums: dict[tuple[str, str], tuple[float, float, int]] = {}
    places: list[str] = []
    for code, place, up, down, count in connection.execute(union_all(*statements)) if statements else ():
        before = sums.get((code, place), (0.0, 0.0, 0))
        sums[code, place] = (before[0] + up, before[1] + down, before[2] + count)
        if code == HAVING:
            places.append(place)
    frame = pd.DataFrame({"municipality_id": pd.Series(places, dtype=object)})
    for name, code, position in (
        ("schools", HAVING, 1),
        ("with_reserve", HAVING, 0),
        ("members", READY, 1),
        ("prepared", READY, 0),
        ("appointments", APPOINTED, 1),
        ("school_years", APPOINTED, 2),
    ):
        said = [sums[code, place][position] if (code, place) in sums else None for place in places]
        frame[name] = pd.Series(said, frame.index, dtype="Float64").astype("Int64")
    expected = frame["appointments"] / frame["school_years"] * frame["schools"]
    frame["expected"] = expected.astype("Float64")
    frame["gap"] = frame["prepared"] - frame["expected"]
    frame["zone"] = pd.Series(
        [None if pd.isna(gap) else "low" if gap < 0 else "high" for gap in frame["gap"]], frame.index, dtype=object
    )
    frame["balance_words"] = pd.Series([_balance(row) for row in rows_of(frame)], frame.index, dtype=object)
    frame["zone_words"] = pd.Series(
        [{"low": "▼ людей меньше", "high": "▲ людей хватает"}.get(zone, DASH) for zone in frame["zone"]],
        frame.index,
        dtype=object,
    )
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    return of_rows_as_they_are(in_order_of(frame, "gap", "municipality_name", "municipality_id"), scope)


def _balance(row: Any) -> str:
    """«3 : 1,7»; what is unknown is a dash."""
    ready = DASH if pd.isna(row.prepared) else number(int(row.prepared))
    return f"{ready} : {DASH if pd.isna(row.expected) else number(float(row.expected), 1)}"


def reserve_terms(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is more than how many years people have been in the reserve at the cut, the fewest first.

    Columns: years, members, prolonged, not_prolonged (people of the selected schools). None for the council.
    """
    scope = resolved(connection, scope)
    value = indicator_value
    statement = (
        select(
            value.c.part,
            func.sum(value.c.denominator).label("members"),
            func.sum(value.c.numerator).label("not_prolonged"),
        )
        .where(*about_selected(connection, scope, value), value.c.indicator == TERM, value.c.part != WHOLE)
        .group_by(value.c.part)
    )
    frame = read_frame(connection, statement)
    frame.insert(0, "years", frame.pop("part").astype("Float64").astype("Int64"))
    for name in ("members", "not_prolonged"):
        frame[name] = frame[name].astype("Int64")
    frame["prolonged"] = frame["members"] - frame["not_prolonged"]
    ordered = in_order_of(frame, "years")[["years", "members", "prolonged", "not_prolonged"]]
    return of_rows_as_they_are(ordered, scope)


def reserve_by_school(
    connection: Connection, scope: Scope, without: bool = False, limit: int | None = None
) -> pd.DataFrame:
    """One row is one selected school whose municipality keeps the register; with ``without``: that has no member.

    Columns: municipality_id, municipality_name, school_id, short_name, kind, locality, members (at the cut), prepared
    (missing where it isn't said of each), appointed (from the reserve in the cycle), appointments (of heads and
    deputies in the cycle; both missing where the school didn't say). Schools without a member first, then by name;
    with ``without`` in the order of ``reserve_balance``: first where ready people are fewest for the vacancies that are
    expected. ``limit``: so many rows at most. None for the council.
    """
    scope = resolved(connection, scope)
    balance = reserve_balance(connection, scope) if without else None
    rows, value = school_rows(scope), indicator_value

    def of(code: str, name: str, column: str) -> ColumnElement[Any]:
        return func.max(case((value.c.indicator == code, value.c[column]))).label(name)

    having = func.max(case((value.c.indicator == HAVING, value.c.numerator)))
    keys = (
        rows.c.municipality_id,
        rows.c.municipality_name,
        rows.c.school_id,
        rows.c.short_name,
        rows.c.kind,
        rows.c.locality,
    )
    statement = (
        select(
            *keys,
            of(TERM, "members", "denominator"),
            of(READY, "prepared", "numerator"),
            of(APPOINTED, "appointed", "numerator"),
            of(APPOINTED, "appointments", "denominator"),
        )
        .join_from(
            rows,
            value,
            and_(value.c.municipality_id == rows.c.municipality_id, value.c.school_id == rows.c.school_id),
        )
        .where(
            value.c.cycle == scope.cycle,
            value.c.indicator.in_((HAVING, READY, APPOINTED, TERM)),
            value.c.part == WHOLE,
            in_force(value, scope.as_of),
        )
        .group_by(*keys)
        .having(having == 0 if without else having.is_not(None))
        .order_by(having, rows.c.municipality_name, rows.c.municipality_id, rows.c.short_name, rows.c.school_id)
    )
    if balance is not None and limit is not None:
        # A country has tens of thousands: only those of the first municipalities are read.
        before = (balance["schools"] - balance["with_reserve"]).cumsum().shift(fill_value=0)
        statement = statement.where(rows.c.municipality_id.in_(balance.loc[before < limit, "municipality_id"].tolist()))
    elif limit is not None:
        statement = statement.limit(limit)
    frame = read_frame(connection, statement)
    if balance is not None:
        order = {place: at for at, place in enumerate(balance["municipality_id"])}
        at = frame["municipality_id"].map(order).sort_values(kind="stable").index
        frame = frame.loc[at[:limit]].reset_index(drop=True)
    for name in ("members", "prepared", "appointed", "appointments"):
        frame[name] = frame[name].astype("Int64")
    return of_rows_as_they_are(frame, scope)
