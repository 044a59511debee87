"""All indicators of a selection at once; one of them by school; the rows of workbooks that it is counted from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, null, select

from data.sheets import SHEET_BY_NAME
from data.tables import in_force, indicator_value, load, metadata, municipality_value
from methodology.catalogue import BLOCKS, Indicator, Methodology, packaged
from methodology.judged import JUDGES, WHOLE, judged
from methodology.scales import Zone
from methodology.words import DASH, NBSP, NO_DATA, day, measured, number, share, signed, unit_after
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, same_school, school_rows

WITH_PAGES_OF_THEIR_OWN = frozenset({"effectiveness", "auxiliary", "execution"})
"""Blocks that stand elsewhere: criteria and groups on their page, auxiliary ones in traces, execution with tasks."""

OF_SELECTION = {
    "code": "object",
    "numerator": "Float64",
    "denominator": "Float64",
    "value": "Float64",
    "zone": "object",
    "schools_with_data": "Int64",
    "schools": "Int64",
    "numerator_before": "Float64",
    "denominator_before": "Float64",
    "value_before": "Float64",
    "change": "Float64",
}
"""The columns of ``indicators_of_selection``."""

ZONES: dict[Zone, str] = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется"}
"""The zones of indicators: red, amber and green of the subject model, in the colours and signs of the groups."""


def indicators_of_selection(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one indicator that is counted from sheets, in the order of the catalogue, also without data.

    None without a cycle.

    Columns: code; numerator and denominator (Σ over the selected schools with data; missing without data, the
    denominator of a count always); value (in the unit of the indicator; missing where nothing is to be divided by);
    zone ('high', 'middle', 'low'; missing without data, without thresholds, or with data from less than
    mo_coverage_min of the schools); schools_with_data, schools (selected ones); numerator_before, denominator_before,
    value_before (in the previous cycle), change (value − value_before; missing for shares of fewer than no_percent_n).
    Indicators for municipalities alone are left out in the scope of one school.
    """
    scope = resolved(connection, scope)
    if scope.cycle is None:
        return frame_of_records([], OF_SELECTION)
    rules = methodology_of(connection, scope)
    shown = shown_indicators(rules, one_school=scope.school is not None)
    now = _sums(connection, scope)
    before = {} if previous is None else _sums(connection, scope.in_cycle(previous))
    rows = school_rows(scope, described=False)
    schools = connection.scalar(select(func.count()).select_from(rows)) or 0
    records = []
    for rule in shown:
        numerator, denominator, counted = now.get(rule.code, (None, None, 0))
        was, of, _ = before.get(rule.code, (None, None, 0))
        value = None if numerator is None else value_of(rule, numerator, denominator, rules)
        value_before = None if was is None else value_of(rule, was, of, rules)
        few = _is_share(rule) and min(denominator or 0, of or 0) < rules.threshold("no_percent_n")
        enough = 100 * counted >= rules.threshold("mo_coverage_min") * schools
        records.append(
            {
                "code": rule.code,
                "numerator": numerator,
                "denominator": denominator,
                "value": None if value is None else float(value),
                "zone": zone_of_value(rule, value, rules) if value is not None and enough else None,
                "schools_with_data": counted,
                "schools": schools,
                "numerator_before": was,
                "denominator_before": of,
                "value_before": None if value_before is None else float(value_before),
                "change": None if few or value is None or value_before is None else float(value - value_before),
            }
        )
    return frame_of_records(records, OF_SELECTION)


def shown_indicators(rules: Methodology, *, one_school: bool) -> list[Indicator]:
    """The indicators of ``indicators_of_selection``, in its order."""
    return [
        rule
        for rule in rules.indicators
        if rule.block not in WITH_PAGES_OF_THEIR_OWN
        and rule.kind != "level"
        and (rule.part is None or rule.total is not None)
        and ("школа" in rule.level or not one_school)
    ]


@lru_cache
def indicator_labels(*, one_school: bool) -> dict[str, Indicator]:
    """How filters and links name the indicators that can be opened: «КД-УКОМП. Укомплектованность».

    Of one school those that are counted school by school, also when the value is shown for municipalities alone.
    """
    return {
        f"{rule.code}. {rule.name}": rule
        for rule in shown_indicators(packaged(), one_school=False)
        if rule.grain == "школа" or not one_school
    }


def indicators_in_words(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one indicator, as ``indicators_of_selection``, with words for all of it.

    Added: block_words, name, unit, value_words («k из n (p %)», or the value with its unit), zone_words, data_words («K
    из M» schools), before_words, change_words, threshold_words (with origins), sheet_words (the sheets that it is
    counted from).
    """
    frame = indicators_of_selection(connection, scope, previous)
    rules = methodology_of(connection, scope)
    told = [rules.indicator(code) for code in frame["code"]]
    limit = rules.threshold("no_percent_n")
    pairs = list(zip(told, rows_of(frame), strict=True))
    words = {
        "block_words": [BLOCKS[rule.block] for rule in told],
        "name": [rule.name for rule in told],
        "unit": [rule.unit for rule in told],
        "value_words": [_value_words(rule, row.numerator, row.denominator, row.value, limit) for rule, row in pairs],
        "zone_words": [ZONES.get(zone, DASH) for zone in frame["zone"]],
        "data_words": [f"{number(row.schools_with_data)} из {number(row.schools)}" for row in rows_of(frame)],
        "before_words": [
            _value_words(rule, row.numerator_before, row.denominator_before, row.value_before, limit)
            for rule, row in pairs
        ],
        "change_words": [_change_words(rule, row.change) for rule, row in pairs],
        "threshold_words": [_threshold_words(rule, rules) for rule in told],
        "sheet_words": [", ".join(f"«{sheet}»" for sheet in rule.sheets) for rule in told],
    }
    return pd.concat([frame, pd.DataFrame(words, index=frame.index, dtype=object)], axis=1)


def _value_words(rule: Indicator, numerator: Any, denominator: Any, value: Any, limit: float) -> str:
    if pd.isna(numerator):
        return NO_DATA
    if pd.isna(value):
        return "не применимо"
    if _is_share(rule):
        return share(float(numerator), float(denominator), limit)
    return measured(float(value), rule.unit, rule.decimals)


def _is_share(rule: Indicator) -> bool:
    return rule.kind == "ratio" and rule.multiplier == 100 and rule.unit == "%"


def _change_words(rule: Indicator, change: Any) -> str:
    """Of the unit only what can follow a difference: «+0,1», not «+0,1 из 3»."""
    if pd.isna(change):
        return DASH
    unit = "п.п." if rule.unit == "%" else "" if rule.unit.startswith("из ") else rule.unit
    written = unit_after(float(change), unit, rule.decimals)
    return f"{signed(float(change), rule.decimals)}{NBSP}{written}".rstrip(NBSP)


def _threshold_words(rule: Indicator, rules: Methodology) -> str | None:
    told = [threshold for threshold in rules.thresholds if threshold.key in rule.thresholds]
    return (
        "; ".join(f"{each.meaning}: {number(each.value, _decimals(each.value))} ({each.origin})" for each in told)
        or None
    )


def _decimals(value: float) -> int:
    return 0 if value.is_integer() else 1


Sums = dict[str, tuple[float, float | None, int]]
"""Code → Σ numerators, Σ denominators, schools that the data are about."""


def _sums(connection: Connection, scope: Scope) -> Sums:
    """Of the selected schools of a resolved scope, and of their municipalities as such."""
    rows = school_rows(scope, described=False)
    value, of_place = indicator_value, municipality_value
    schools = (
        select(value.c.indicator, func.sum(value.c.numerator), func.sum(value.c.denominator), func.count())
        .join(rows, same_school(value, rows))
        .where(value.c.cycle == scope.cycle, value.c.part == WHOLE, in_force(value, scope.as_of))
        .group_by(value.c.indicator)
    )
    sizes = select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id).subquery()
    places = (
        select(
            of_place.c.indicator,
            func.sum(of_place.c.numerator),
            func.sum(of_place.c.denominator),
            func.sum(sizes.c.schools),
        )
        .join(sizes, sizes.c.municipality_id == of_place.c.municipality_id)
        .where(of_place.c.cycle == scope.cycle, of_place.c.part == WHOLE, in_force(of_place, scope.as_of))
        .group_by(of_place.c.indicator)
    )
    found = {
        code: (float(up), None if down is None else float(down), int(count))
        for statement in (schools, places)
        for code, up, down, count in connection.execute(statement)
    }
    for code, frame in _judged_rows(connection, scope, tuple(JUDGES)).items():
        found.pop(code, None)
        if len(frame):
            down = frame["denominator"].astype("Float64").sum(min_count=1)
            found[code] = (float(frame["numerator"].sum()), None if pd.isna(down) else float(down), len(frame))
    return found


def _judged_rows(connection: Connection, scope: Scope, codes: Collection[str]) -> dict[str, pd.DataFrame]:
    """Judged indicator → its whole values, one row a selected school of a resolved scope."""
    rules = methodology_of(connection, scope)
    basis = {name for code in codes for name in JUDGES[code].basis}
    rows = school_rows(scope, described=False)
    value = indicator_value
    statement = (
        select(
            value.c.indicator,
            value.c.municipality_id,
            value.c.school_id,
            value.c.part,
            value.c.numerator,
            value.c.denominator,
        )
        .join(rows, same_school(value, rows))
        .where(value.c.cycle == scope.cycle, value.c.indicator.in_(sorted(basis)), in_force(value, scope.as_of))
    )
    counted = read_frame(connection, statement)
    by_code = {name: counted[counted["indicator"] == name].drop(columns="indicator") for name in basis}
    found = {}
    for code in codes:
        # Nothing of the basis: nothing to judge, and no columns to do it by.
        if any(by_code[name].empty for name in JUDGES[code].basis):
            found[code] = counted.head(0)
            continue
        frame = judged(code, by_code, rules)
        found[code] = frame[frame["part"] == WHOLE]
    return found


def indicator_by_school(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one selected school: an indicator as it was counted there, those without data last.

    Columns: municipality_id, municipality_name, school_id, short_name, numerator, denominator (both missing without
    data), value, zone, value_words, zone_words. Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    rule = rules.indicator(indicator)
    rows = school_rows(scope)
    value = indicator_value
    same = and_(
        same_school(value, rows),
        value.c.cycle == scope.cycle,
        value.c.indicator == indicator,
        value.c.part == WHOLE,
        in_force(value, scope.as_of),
    )
    names = (rows.c.municipality_id, rows.c.municipality_name, rows.c.school_id, rows.c.short_name)
    frame = read_frame(
        connection, select(*names, value.c.numerator, value.c.denominator).join_from(rows, value, same, isouter=True)
    )
    if indicator in JUDGES:
        found_rows = _judged_rows(connection, scope, (indicator,))[indicator]
        keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
        for name in ("numerator", "denominator"):
            of_school = dict(
                zip(
                    zip(found_rows["municipality_id"], found_rows["school_id"], strict=True),
                    found_rows[name],
                    strict=True,
                )
            )
            frame[name] = pd.Series([of_school.get(key) for key in keys], index=frame.index, dtype="Float64")
    values, zones, words = [], [], []
    for row in rows_of(frame):
        found = (
            None
            if pd.isna(row.numerator)
            else value_of(
                rule, float(row.numerator), None if pd.isna(row.denominator) else float(row.denominator), rules
            )
        )
        values.append(None if found is None else float(found))
        zones.append(None if found is None else zone_of_value(rule, found, rules))
        words.append(
            _value_words(
                rule,
                row.numerator,
                row.denominator,
                pd.NA if found is None else float(found),
                rules.threshold("no_percent_n"),
            )
        )
    frame["value"] = pd.Series(values, index=frame.index, dtype="Float64")
    frame["zone"] = pd.Series(zones, index=frame.index, dtype=object)
    frame["value_words"] = pd.Series(words, index=frame.index, dtype=object)
    frame["zone_words"] = pd.Series(
        [DASH if zone is None else ZONES[zone] for zone in zones], frame.index, dtype=object
    )
    down = ("value",) if rule.direction == "down" else ()
    return in_order_of(frame, "value", "municipality_name", "municipality_id", "short_name", "school_id", down=down)


def indicator_source_rows(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one row of a workbook that an indicator of a school is counted from, sheet by sheet.

    Of an indicator that municipalities as such have: rows of the municipalities of the scope.

    Columns: sheet, sheet_row (missing where people are kept as counts), load_id, file_name, loaded_at, said (headings
    and what stands there, of the columns that the indicator is counted from and of the key). Needs a scope with a
    school, and of it only school, cycle and load count; else empty. Raises KeyError for an unknown indicator.
    """
    scope = resolved(connection, scope)
    rule = methodology_of(connection, scope).indicator(indicator)
    types = {
        "sheet": "object",
        "sheet_row": "Int64",
        "load_id": "Int64",
        "file_name": "object",
        "loaded_at": "object",
        "said": "object",
    }
    records: list[dict[str, Any]] = []
    if scope.school is not None or (rule.grain == "муниципалитет" and scope.municipalities):
        for sheet, headings in rule.columns.items():
            records += _source_records(connection, scope, sheet, headings)
    return frame_of_records(records, types)


def _source_records(connection: Connection, scope: Scope, name: str, headings: tuple[str, ...]) -> list[dict[str, Any]]:
    sheet = SHEET_BY_NAME[name]
    places = scope.municipalities if scope.school is None else (scope.school.municipality_id,)
    table = metadata.tables[sheet.table]
    told = [
        column
        for column in sheet.columns
        if column.name in table.c
        and (column.name in sheet.key or column.heading in headings)
        and column.name not in ("cycle", "school_id", "municipality_id")
        and not column.private
    ]
    row_number = table.c.sheet_row if "sheet_row" in table.c else null().label("sheet_row")
    statement: Select[*tuple[Any, ...]] = (
        select(
            row_number, load.c.load_id, load.c.file_name, load.c.loaded_at, *(table.c[column.name] for column in told)
        )
        .join_from(table, load, load.c.load_id == table.c.from_load)
        .where(
            table.c.cycle == scope.cycle,
            table.c.municipality_id.in_(places),
            in_force(table, scope.as_of),
        )
    )
    if scope.school is not None and "school_id" in table.c:
        statement = statement.where(table.c.school_id == scope.school.school_id)
    return sorted(
        (
            {
                "sheet": name,
                "sheet_row": row[0],
                "load_id": row[1],
                "file_name": row[2],
                "loaded_at": row[3],
                "said": "; ".join(
                    f"{column.heading}: {_written(said)}" for column, said in zip(told, row[4:], strict=True)
                ),
            }
            for row in connection.execute(statement)
        ),
        key=lambda record: (record["sheet_row"] or 0, record["said"]),
    )


def _written(said: Any) -> str:
    match said:
        case None:
            return "пусто"
        case bool():
            return "да" if said else "нет"
        case date():
            return day(said)
        case float():
            return f"{said:.15g}".replace(".", ",")
        case _:
            return str(said)
