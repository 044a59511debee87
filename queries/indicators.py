"""Any indicator of the catalogue by municipality: one query for all of them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, exists, func, literal, select, union_all

from data.tables import in_force, indicator_value
from methodology.judged import JUDGES
from methodology.shares import ratio
from methodology.words import number, share
from queries.frames import in_order_of, read_frame, rows_of
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import (
    judged_cycles,
    methodology_of,
    resolved,
    school_rows,
    selected_values,
    selected_values_of_cycles,
    with_municipality_names,
    with_schools,
)
from queries.showing import blanked, hidden_here, hide, of_tree, rows_of_tree


def indicator_by_municipality(connection: Connection, scope: Scope, indicator: str, part: str = "") -> pd.DataFrame:
    """One row is one municipality: an indicator as Σ numerators / Σ denominators over its selected schools with data.

    Columns: municipality_id, municipality_name, numerator, denominator, schools_with_data, schools, value (in the
    indicator's unit; Σ numerators where it has no denominator), words («k из n (p %)» for shares of things counted, no
    per cent below no_percent_n; else the value), enough (data from at least mo_coverage_min of its schools), hidden
    (``queries.showing.hide``).
    Municipalities without data are not among them. The smallest values come first; where less is better, the largest.
    Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, indicator))
    methodology = methodology_of(connection, scope)
    rule = methodology.indicator(indicator)
    counts = _by_municipality(connection, scope, indicator, part)
    frame = with_municipality_names(with_schools(counts, connection, scope), connection, scope)
    shares = ratio(frame["numerator"], frame["denominator"], rule.multiplier)
    frame["value"] = shares.where(frame["denominator"].notna(), frame["numerator"])
    frame["enough"] = ratio(frame["schools_with_data"], frame["schools"]) >= methodology.threshold("mo_coverage_min")
    limit = methodology.threshold("no_percent_n")
    frame["words"] = pd.Series(
        [
            share(row.numerator, row.denominator, limit) if rule.multiplier == 100 else number(row.value, rule.decimals)
            for row in rows_of(frame)
        ],
        frame.index,
        dtype=object,
    )
    told = ("numerator", "denominator", "value", "schools_with_data")
    frame = hide(frame, connection, scope, indicator, told, ("words",), part)
    frame["enough"] &= ~frame["hidden"]
    down = ("value",) if rule.direction == "down" else ()
    return in_order_of(frame, "value", "municipality_name", "municipality_id", down=down)


def _by_municipality(connection: Connection, scope: Scope, indicator: str, part: str) -> pd.DataFrame:
    """Municipality_id, Σ numerators, Σ denominators and schools_with_data, of a resolved scope."""
    if indicator in JUDGES:
        values = value_rows(connection, scope, indicator, whole=part == "")
    else:
        values = selected_values(connection, scope, indicator, [part])
    return read_frame(
        connection,
        select(
            values.c.municipality_id,
            func.sum(values.c.numerator).label("numerator"),
            func.sum(values.c.denominator).label("denominator"),
            func.count().label("schools_with_data"),
        )
        .where(values.c.part == part)
        .group_by(values.c.municipality_id),
    )


def shares_with_data(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one indicator of municipalities that is a share of what schools have, with any value in the cycle.

    Columns: indicator (code), indicator_name; in the order of the catalogue. Filters don't count. Indicators by parts
    or judged by thresholds are not among them.
    """
    scope = resolved(connection, scope)
    v = indicator_value.c
    shares = [
        rule
        for rule in methodology_of(connection, scope).indicators
        if rule.stage == "derive"
        and rule.grain == "школа"
        and rule.part is None
        and rule.unit == "%"
        and "муниципалитет" in rule.level
    ]
    here = (v.cycle == scope.cycle, v.part == "", in_force(indicator_value, scope.as_of))
    there = connection.execute(select(*(exists().where(*here, v.indicator == rule.code) for rule in shares))).one()
    found = [(rule.code, rule.name) for rule, any_value in zip(shares, there, strict=True) if any_value]
    return pd.DataFrame(found, columns=["indicator", "indicator_name"], dtype=object)


def indicator_by_cycle(connection: Connection, scope: Scope, indicator: str, part: str = "") -> pd.DataFrame:
    """One row is one judged cycle up to the scope's, the earliest first: an indicator as Σ / Σ over selected schools.

    Columns: cycle, numerator, denominator (missing without data), schools_with_data, schools, value (in the
    indicator's unit; Σ numerators where it has no denominator; missing without data), hidden (``queries.showing``).
    Each cycle counts the same filters in its own schools. Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, of_tree(scope, indicator))
    rule = methodology_of(connection, scope).indicator(indicator)
    counted = []
    known = judged_cycles(connection, scope)
    for cycle, values in zip(
        known, selected_values_of_cycles(connection, scope, known, indicator, [part]), strict=True
    ):
        rows = school_rows(scope.in_cycle(cycle), described=False)
        of_cycle = select(func.count()).select_from(rows).scalar_subquery()
        counted.append(
            select(
                literal(cycle).label("cycle"),
                func.sum(values.c.numerator).label("numerator"),
                func.sum(values.c.denominator).label("denominator"),
                func.count(values.c.part).label("schools_with_data"),
                of_cycle.label("schools"),
            )
        )
    if not counted:
        names = ["cycle", "numerator", "denominator", "schools_with_data", "schools", "value", "hidden"]
        return pd.DataFrame(columns=names)
    frame = read_frame(connection, union_all(*counted).order_by("cycle"))
    shares = ratio(frame["numerator"], frame["denominator"], rule.multiplier)
    frame["value"] = shares.where(frame["denominator"].notna(), frame["numerator"])
    hidden = [
        bool(row.schools_with_data) and hidden_here(connection, scope.in_cycle(row.cycle), indicator, part)
        for row in rows_of(frame)
    ]
    frame["hidden"] = pd.Series(hidden, frame.index, dtype="boolean")
    return blanked(frame, ("numerator", "denominator", "value", "schools_with_data"))
