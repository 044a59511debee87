"""Criteria: which of them are low, in which municipality, in which school, and from which rows."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, Integer, String, and_, cast, func, select

from data.sheets import CRITERIA, GROUPS, SCORES
from data.tables import assigned_group, criterion, in_force, indicator_value, load, score
from methodology.scales import Bounds, exact, zone_of
from methodology.shares import ratio
from queries.frames import read_frame
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows

CRITERION_PARTS = tuple(str(number) for number in range(1, 11))
"""All parts of Э-К. Naming them lets a database use the whole key (cycle, indicator, part, municipality, school)."""


def criteria_of_cycle(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle, as set for the municipalities of the scope.

    Columns: criterion, name, short (label for axes: the methodology's where its name is the same, else the name itself),
    max_score, weight, low_max_pct, high_min_pct, basis, municipalities (that use this setting). Where municipalities use
    different settings the most common one is shown.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    c = criterion.c
    columns = (c.criterion, c.name, c.max_score, c.weight, c.low_max_pct, c.high_min_pct, c.basis)
    statement = (
        select(*columns, func.count().label("municipalities"))
        .where(c.cycle == scope.cycle, in_force(criterion, scope.as_of))
        .group_by(*columns)
        .order_by(c.criterion, func.count().desc(), c.name)
    )
    if scope.municipalities:
        statement = statement.where(c.municipality_id.in_(scope.municipalities))
    frame = read_frame(connection, statement).drop_duplicates("criterion").reset_index(drop=True)
    short = {entry.name: entry.short for entry in methodology.criteria}
    frame.insert(2, "short", [short.get(name, name) for name in frame["name"]])
    return frame


def criterion_by_municipality(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one municipality × criterion: Э-К as Σ scores / Σ maxima over its selected schools with data.

    Columns: municipality_id, municipality_name, criterion, numerator, denominator, schools_with_data, schools, value_pct,
    enough (data from at least mo_coverage_min of its schools; else the value is to be shown hatched). ``number`` keeps
    one criterion.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    rows = school_rows(scope, methodology)
    value = indicator_value
    part = cast(value.c.part, Integer)
    statement = (
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            part.label("criterion"),
            func.sum(value.c.numerator).label("numerator"),
            func.sum(value.c.denominator).label("denominator"),
            func.count().label("schools_with_data"),
        )
        .join(value, _value_of(rows, scope))
        .group_by(rows.c.municipality_id, rows.c.municipality_name, part)
    )
    if number is not None:
        statement = statement.where(value.c.part == str(number))
    frame = read_frame(connection, statement)
    sizes = read_frame(
        connection,
        select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id),
    )
    frame = frame.merge(sizes, on="municipality_id", how="left")
    frame["value_pct"] = ratio(frame["numerator"], frame["denominator"], methodology.indicator("Э-К").multiplier)
    coverage = ratio(frame["schools_with_data"], frame["schools"])
    frame["enough"] = coverage >= methodology.threshold("mo_coverage_min")
    return frame.sort_values(["municipality_name", "municipality_id", "criterion"]).reset_index(drop=True)


def criterion_by_school(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one selected school × criterion that has a score or a reason why it has none.

    Columns: municipality_id, municipality_name, school_id, short_name, group_number, total_numerator, total_denominator,
    criterion, score, max_score, numerator, denominator, value_pct (missing without a score), zone ('high', 'middle',
    'low'; missing without a score), absence_reason, source. ``number`` keeps one criterion.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    rows = school_rows(scope, methodology)
    value = indicator_value
    statement = (
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            rows.c.school_id,
            rows.c.short_name,
            rows.c.group_number,
            score.c.criterion,
            score.c.score,
            criterion.c.max_score,
            criterion.c.low_max_pct,
            criterion.c.high_min_pct,
            value.c.numerator,
            value.c.denominator,
            score.c.absence_reason,
            score.c.source,
        )
        .join_from(
            rows,
            score,
            and_(
                score.c.municipality_id == rows.c.municipality_id,
                score.c.school_id == rows.c.school_id,
                score.c.cycle == scope.cycle,
                in_force(score, scope.as_of),
            ),
        )
        .join(
            criterion,
            and_(
                criterion.c.municipality_id == score.c.municipality_id,
                criterion.c.cycle == score.c.cycle,
                criterion.c.criterion == score.c.criterion,
                in_force(criterion, scope.as_of),
            ),
        )
        .join(
            value,
            and_(
                value.c.municipality_id == score.c.municipality_id,
                value.c.school_id == score.c.school_id,
                value.c.cycle == score.c.cycle,
                value.c.indicator == "Э-К",
                value.c.part == cast(score.c.criterion, String(40)),
                in_force(value, scope.as_of),
            ),
            isouter=True,
        )
    )
    if number is not None:
        statement = statement.where(score.c.criterion == number)
    frame = read_frame(connection, statement)
    frame["value_pct"] = ratio(frame["numerator"], frame["denominator"], methodology.indicator("Э-К").multiplier)
    frame["zone"] = [
        None
        if numerator is None
        else zone_of(exact(numerator) / exact(denominator) * 100, Bounds(exact(low_max), exact(high_min)))
        for numerator, denominator, low_max, high_min in zip(
            *(
                frame[name].astype(object).where(frame[name].notna(), None)
                for name in ("numerator", "denominator", "low_max_pct", "high_min_pct")
            ),
            strict=True,
        )
    ]
    return frame.sort_values(["municipality_name", "short_name", "school_id", "criterion"]).reset_index(drop=True)


def source_rows(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one row of a workbook behind the figures of one school: its scores and its assigned group.

    Columns: sheet, sheet_row (as the spreadsheet program shows it), load_id, file_name, loaded_at, criterion, said (what
    stands there: a score, or the group), reason, source (of the score, or the act). Needs a scope with a school; ``number``
    keeps one criterion. Empty without a school.
    """
    scope = resolved(connection, scope)
    if scope.school is None:
        return pd.DataFrame(
            columns=["sheet", "sheet_row", "load_id", "file_name", "loaded_at", "criterion", "said", "reason", "source"]
        )
    parts = []
    for sheet, table, columns in (
        (
            SCORES,
            score,
            {
                "criterion": score.c.criterion,
                "said": score.c.score,
                "reason": score.c.absence_reason,
                "source": score.c.source,
            },
        ),
        (GROUPS, assigned_group, {"said": assigned_group.c.group_number, "source": assigned_group.c.act}),
    ):
        statement = (
            select(
                table.c.sheet_row,
                load.c.load_id,
                load.c.file_name,
                load.c.loaded_at,
                *(column.label(name) for name, column in columns.items()),
            )
            .join(load, load.c.load_id == table.c.from_load)
            .where(
                table.c.municipality_id == scope.school.municipality_id,
                table.c.school_id == scope.school.school_id,
                table.c.cycle == scope.cycle,
                in_force(table, scope.as_of),
            )
        )
        if number is not None and "criterion" in columns:
            statement = statement.where(table.c.criterion == number)
        parts.append(read_frame(connection, statement).assign(sheet=sheet.name))
    order = ["sheet", "sheet_row", "load_id", "file_name", "loaded_at", "criterion", "said", "reason", "source"]
    return pd.concat(parts, ignore_index=True).reindex(columns=order)


def _value_of(rows, scope: Scope):  # type: ignore[no-untyped-def]
    value = indicator_value
    return and_(
        value.c.municipality_id == rows.c.municipality_id,
        value.c.school_id == rows.c.school_id,
        value.c.cycle == scope.cycle,
        value.c.indicator == "Э-К",
        value.c.part.in_(CRITERION_PARTS),
        in_force(value, scope.as_of),
    )
