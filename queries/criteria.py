"""Criteria: which of them are low, in which municipality, in which school, and from which rows."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    Float,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    select,
)

from data.sheets import GROUPS, SCORES
from data.tables import assigned_group, criterion, in_force, indicator_value, load, score
from methodology.catalogue import Methodology
from methodology.scales import Bounds, Zone, exact, zone_of
from methodology.shares import ratio
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import (
    judged_cycles,
    methodology_of,
    municipality_names,
    resolved,
    school_rows,
    selected_values,
    with_municipality_names,
    with_schools,
)
from queries.shared import once

SETTING = ["criterion", "name", "max_score", "weight", "low_max_pct", "high_min_pct"]
"""What a criterion is, of the columns of ``criteria_of_cycle``: where one differs, figures don't mean the same."""

BREAKS = {"cycle": "object", "criteria_changed": "boolean", "comparable": "boolean"}
"""Columns of ``cycle_breaks`` and their dtypes."""


def criteria_of_cycle(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle, as set for the municipalities of the scope and of its clusters.

    Columns: criterion, name, short (label for axes: the methodology's where its name is the same, else the name
    itself), max_score, weight (the methodology's where it sets one, else the sheet's; 0 of a criterion that it leaves
    out), low_max_pct, high_min_pct, basis, municipalities (that use this setting). Where
    municipalities use different settings the most common one is shown.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    frame = _settings(connection, scope, [scope.cycle or ""]).drop(columns="cycle")
    short = {entry.name: entry.short for entry in methodology.criteria}
    labels = [short.get(name, name) for name in frame["name"]]
    frame.insert(2, "short", pd.Series(labels, index=frame.index, dtype=object))
    own = {entry.criterion: entry.weight if entry.included else 0.0 for entry in methodology.criteria}
    said = [own.get(number) for number in frame["criterion"]]
    weights = [was if weight is None else weight for was, weight in zip(frame["weight"], said, strict=True)]
    frame["weight"] = pd.Series(weights, frame.index, frame["weight"].dtype)
    return frame


def same_criteria(connection: Connection, scope: Scope, cycles: Collection[str]) -> set[str]:
    """Of these cycles those whose criteria, maxima, weights and bounds are those of the cycle of a resolved scope.

    Compared is what ``criteria_of_cycle`` shows of each.
    """
    own = scope.cycle or ""
    found = _settings_by_cycle(connection, scope, (own, *cycles))
    return {cycle for cycle in cycles if found[cycle] == found[own]}


def cycle_breaks(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one judged cycle up to the scope's, the earliest first: where what hangs on criteria may be compared.

    Columns: cycle, criteria_changed (criteria, maxima, weights or bounds are not those of the cycle before; missing in
    the first), comparable (they are those of the scope's cycle). Compared is what ``criteria_of_cycle`` shows of each.
    ``previous``: only cycles from this one on.
    """
    scope = resolved(connection, scope)
    cycles = [cycle for cycle in judged_cycles(connection, scope) if previous is None or cycle >= previous]
    own = scope.cycle or ""
    found = _settings_by_cycle(connection, scope, (own, *cycles))
    records = [
        {
            "cycle": cycle,
            "criteria_changed": None if before is None else found[before] != found[cycle],
            "comparable": found[cycle] == found[own],
        }
        for before, cycle in zip([None, *cycles], cycles, strict=False)
    ]
    return frame_of_records(records, BREAKS)


def _settings_by_cycle(
    connection: Connection, scope: Scope, cycles: Collection[str]
) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {cycle: [] for cycle in cycles}
    for row in rows_of(_settings(connection, scope, list(found))):
        found[row.cycle].append(tuple(getattr(row, name) for name in SETTING))
    return found


def _settings(connection: Connection, scope: Scope, cycles: Collection[str]) -> pd.DataFrame:
    """One row is one criterion of one of the cycles as most municipalities of the scope set it."""
    c = criterion.c
    columns = (c.criterion, c.name, c.max_score, c.weight, c.low_max_pct, c.high_min_pct, c.basis)
    statement = (
        select(c.cycle, *columns, func.count().label("municipalities"))
        .where(c.cycle.in_(cycles), in_force(criterion, scope.as_of))
        .group_by(c.cycle, *columns)
    )
    if scope.municipalities:
        statement = statement.where(c.municipality_id.in_(scope.municipalities))
    if scope.clusters:
        described = municipality_names(scope).subquery()
        of_clusters = select(described.c.municipality_id).where(described.c.cluster.in_(scope.clusters))
        statement = statement.where(c.municipality_id.in_(connection.scalars(of_clusters).all()))
    asked = (tuple(cycles), scope.municipalities, scope.clusters, scope.cycle, scope.as_of)
    settings = once(connection, "settings of criteria", asked, lambda: read_frame(connection, statement))
    key = ["cycle", "criterion"]
    if settings.duplicated(key).any():
        others = [column.key for column in columns if column is not c.criterion]
        settings = settings.sort_values(
            [*key, "municipalities", *others], ascending=[True, True, False, *(True for _ in others)]
        ).drop_duplicates(key)
    return in_order_of(settings, *key)


def criterion_by_municipality(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one municipality × criterion: Э-К as Σ scores / Σ maxima over its selected schools with data.

    Columns: municipality_id, municipality_name, criterion, numerator, denominator, schools_with_data, schools,
    value_pct, enough (data from at least mo_coverage_min of its schools; else the value is to be shown hatched).
    ``number`` keeps one criterion.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    frame = with_schools(criterion_sums(connection, scope, number), connection, scope)
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    coverage = ratio(frame["schools_with_data"], frame["schools"])
    frame["enough"] = coverage >= methodology.threshold("mo_coverage_min")
    return in_order_of(frame, "municipality_name", "municipality_id", "criterion")


def criterion_sums(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one municipality × criterion, by their codes: what ``criterion_by_municipality`` counts.

    Columns: municipality_id, criterion, numerator, denominator, schools_with_data, value_pct.
    """
    scope = resolved(connection, scope)
    values = selected_values(connection, scope, "Э-К", criterion_parts(connection, scope, number))
    statement = _sums(values).add_columns(values.c.municipality_id).group_by(values.c.municipality_id)
    frame = _with_value(read_frame(connection, statement), methodology_of(connection, scope))
    frame.insert(0, "municipality_id", frame.pop("municipality_id"))
    return in_order_of(frame, "municipality_id", "criterion")


def criterion_of_selection(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion: Э-К as Σ scores / Σ maxima over all selected schools with data, the lowest first.

    Columns: criterion, numerator, denominator, schools_with_data, value_pct.
    """
    scope = resolved(connection, scope)
    values = selected_values(connection, scope, "Э-К", criterion_parts(connection, scope, None))
    frame = _with_value(read_frame(connection, _sums(values)), methodology_of(connection, scope))
    return in_order_of(frame, "value_pct", "criterion")


def equally_weak(criteria: pd.DataFrame) -> list[int]:
    """The numbers of the lowest criteria of ``criterion_of_selection``: more than one where they are equal."""
    rows = list(rows_of(criteria))
    return [int(row.criterion) for row in rows if round(row.value_pct - rows[0].value_pct, 9) == 0]


def _sums(values: Subquery) -> Select[*tuple[Any, ...]]:
    return select(
        cast(values.c.part, Integer).label("criterion"),
        func.sum(values.c.numerator).label("numerator"),
        func.sum(values.c.denominator).label("denominator"),
        func.count().label("schools_with_data"),
    ).group_by(values.c.part)


def _with_value(sums: pd.DataFrame, methodology: Methodology) -> pd.DataFrame:
    multiplier = methodology.indicator("Э-К").multiplier
    return sums.assign(value_pct=ratio(sums["numerator"], sums["denominator"], multiplier))


def criterion_by_school(
    connection: Connection, scope: Scope, number: int | None = None, schools: Collection[str] | None = None
) -> pd.DataFrame:
    """One row is one selected school × criterion that has a score or a reason why it has none.

    Columns: municipality_id, municipality_name, school_id, short_name, group_number, total_numerator,
    total_denominator, criterion, score, max_score, low_max_pct, high_min_pct, numerator, denominator, absence_reason,
    source, value_pct (missing without a score), zone ('high', 'middle', 'low'; missing without a score). ``number``
    keeps one criterion, ``schools`` those with these codes.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    rows = school_rows(scope)
    value = indicator_value
    statement = (
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            rows.c.school_id,
            rows.c.short_name,
            rows.c.group_number,
            rows.c.total_numerator,
            rows.c.total_denominator,
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
    if schools is not None:
        statement = statement.where(rows.c.school_id.in_(schools))
    frame = read_frame(connection, statement)
    frame["value_pct"] = ratio(frame["numerator"], frame["denominator"], methodology.indicator("Э-К").multiplier)
    frame["zone"] = pd.Series(
        [
            None if pd.isna(numerator) else _zone(numerator, denominator, low_max, high_min)
            for numerator, denominator, low_max, high_min in zip(
                *(frame[name].to_list() for name in ("numerator", "denominator", "low_max_pct", "high_min_pct")),
                strict=True,
            )
        ],
        index=frame.index,
        dtype=object,
    )
    return in_order_of(frame, "municipality_name", "municipality_id", "short_name", "school_id", "criterion")


def source_rows(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one row of a workbook behind the figures of one school: its scores and its assigned group.

    Columns: sheet, sheet_row (as the spreadsheet program shows it), load_id, file_name, loaded_at, criterion, said
    (what stands there: a score, or the group), reason, source (of the score, or the act). Needs a scope with a school,
    and of it only school, cycle and load count. ``number`` keeps one criterion (the group stays). Empty without a
    school.
    """
    scope = resolved(connection, scope)
    no_number, no_text = cast(null(), Integer).label("criterion"), cast(null(), String).label("reason")
    parts = []
    for sheet, table, said in (
        (SCORES, score, (score.c.criterion, score.c.score, score.c.absence_reason.label("reason"), score.c.source)),
        (GROUPS, assigned_group, (no_number, assigned_group.c.group_number, no_text, assigned_group.c.act)),
    ):
        criterion_said, value, reason, source = said
        statement = (
            select(
                literal(sheet.name).label("sheet"),
                table.c.sheet_row,
                load.c.load_id,
                load.c.file_name,
                load.c.loaded_at,
                criterion_said,
                cast(value, Float).label("said"),
                reason,
                source.label("source"),
            )
            .join_from(table, load, load.c.load_id == table.c.from_load)
            .where(table.c.cycle == scope.cycle, in_force(table, scope.as_of))
        )
        if scope.school is None:
            statement = statement.where(false())
        else:
            statement = statement.where(
                table.c.municipality_id == scope.school.municipality_id, table.c.school_id == scope.school.school_id
            )
        if number is not None and table is score:
            statement = statement.where(score.c.criterion == number)
        parts.append(read_frame(connection, statement).sort_values(["sheet_row", "criterion"]))
    return pd.concat(parts, ignore_index=True)


def criterion_parts(connection: Connection, scope: Scope, number: int | None) -> list[str]:
    """The parts of Э-К in the cycle. Naming them lets a database use the whole key, from cycle to school."""
    if number is not None:
        return [str(number)]
    numbers = select(criterion.c.criterion).where(criterion.c.cycle == scope.cycle, in_force(criterion, scope.as_of))
    return [str(each) for each in connection.scalars(numbers.distinct())]


@lru_cache(maxsize=100_000)
def _zone(numerator: float, denominator: float, low_max_pct: float, high_min_pct: float) -> Zone:
    bounds = Bounds(exact(low_max_pct), exact(high_min_pct))
    return zone_of(exact(numerator) / exact(denominator) * 100, bounds)
