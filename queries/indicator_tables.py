"""All indicators of a selection at once; one of them by school; the rows of workbooks that it is counted from."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, literal, null, select

from data.sheets import SHEET_BY_NAME
from data.tables import in_force, indicator_value, load, metadata, municipality_value
from methodology.catalogue import BLOCKS, Indicator, Methodology, packaged
from methodology.hiding import AS_ANOTHER
from methodology.in_use import rules_in_use
from methodology.judged import JUDGES, WHOLE
from methodology.scales import Zone
from methodology.words import DASH, NBSP, NO_DATA, day, measured, number, places_of, share, signed, unit_after
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import about_selected, methodology_of, resolved, same_school, school_rows
from queries.showing import HIDDEN, for_council, hidden_here, hide, of_tree, rows_of_tree, sensitive, shown_by_school

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
    "hidden": "boolean",
    "hidden_before": "boolean",
}
"""The columns of ``indicators_of_selection``."""

ZONES: dict[Zone, str] = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется"}
"""The zones of indicators: red, amber and green of the subject model, in the colours and signs of the groups."""


def indicators_of_selection(
    connection: Connection,
    scope: Scope,
    previous: str | None = None,
    blocks: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
) -> pd.DataFrame:
    """One row is one indicator that is counted from sheets, in the order of the catalogue, also without data.

    None without a cycle. ``blocks``, ``codes``: of these alone, if any is named.

    Columns: code; numerator and denominator (Σ over the selected schools with data; missing without data, the
    denominator of a count always); value (in the unit of the indicator; missing where nothing is to be divided by);
    zone ('high', 'middle', 'low'; missing without data, without thresholds, or with data from less than
    mo_coverage_min of the schools); schools_with_data, schools (selected ones); numerator_before, denominator_before,
    value_before (in the previous cycle), change (value − value_before; missing for shares of fewer than no_percent_n);
    hidden, hidden_before (for the council alone: then the values are missing, and what tells of people heeds no other
    filter, see ``queries.showing``). Indicators for municipalities alone are left out in the scope of one school.
    """
    scope = resolved(connection, scope)
    if scope.cycle is None:
        return frame_of_records([], OF_SELECTION)
    rules = methodology_of(connection, scope)
    one_school = scope.school is not None
    shown = [
        rule
        for rule in shown_indicators(rules, one_school=one_school)
        if (not blocks or rule.block in blocks) and (not codes or rule.code in codes)
    ]
    now, schools_of = _sums_shown(connection, scope, shown)
    before, _ = ({}, {}) if previous is None else _sums_shown(connection, scope.in_cycle(previous), shown)
    records = []
    for rule in shown:
        numerator, denominator, counted = now.get(rule.code, (None, None, 0))
        was, of, _ = before.get(rule.code, (None, None, 0))
        schools = schools_of[rule.code]
        hidden = counted > 0 and hidden_here(connection, scope, rule.code)
        hidden_before = was is not None and hidden_here(connection, scope.in_cycle(previous or ""), rule.code)
        if hidden:
            numerator = denominator = None
        if hidden_before:
            was = of = None
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
                "schools_with_data": None if hidden else counted,
                "schools": schools,
                "numerator_before": was,
                "denominator_before": of,
                "value_before": None if value_before is None else float(value_before),
                "change": None if few or value is None or value_before is None else float(value - value_before),
                "hidden": hidden,
                "hidden_before": hidden_before,
            }
        )
    return frame_of_records(records, OF_SELECTION)


def shown_indicators(rules: Methodology, *, one_school: bool) -> list[Indicator]:
    """The indicators of ``indicators_of_selection``, in its order."""
    return [
        rule
        for rule in rules.indicators
        if rule.block not in WITH_PAGES_OF_THEIR_OWN and has_whole(rule) and ("школа" in rule.level or not one_school)
    ]


def label_of_indicator(code: str) -> str:
    """How filters and links name an indicator: as the program named it first, so that links outlive a new name."""
    rules = packaged() if code in shipped_codes() else rules_in_use()
    return f"{code}. {rules.indicator(code).name}"


@lru_cache(maxsize=1)
def shipped_codes() -> frozenset[str]:
    """The codes of the indicators that ship with the program."""
    return frozenset(rule.code for rule in packaged().indicators)


def indicator_labels(*, one_school: bool) -> dict[str, Indicator]:
    """How filters and links name the indicators that can be opened: «КД-УКОМП. Укомплектованность».

    Of one school those that are counted school by school, also when the value is shown for municipalities alone.
    """
    return {
        label_of_indicator(rule.code): rule
        for rule in shown_indicators(rules_in_use(), one_school=False)
        if rule.grain == "школа" or not one_school
    }


def indicators_in_words(
    connection: Connection,
    scope: Scope,
    previous: str | None = None,
    blocks: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
) -> pd.DataFrame:
    """One row is one indicator, as ``indicators_of_selection``, with words for all of it.

    Added: block_words, name, unit, value_words («k из n (p %)», or the value with its unit), zone_words, data_words («K
    из M» schools), before_words, change_words, threshold_words (with origins), sheet_words (the sheets that it is
    counted from).
    """
    frame = indicators_of_selection(connection, scope, previous, blocks, codes)
    rules = methodology_of(connection, scope)
    told = [rules.indicator(code) for code in frame["code"]]
    limit = rules.threshold("no_percent_n")
    pairs = list(zip(told, rows_of(frame), strict=True))
    words = {
        "block_words": [BLOCKS[rule.block] for rule in told],
        "name": [rule.name for rule in told],
        "unit": [rule.unit for rule in told],
        "value_words": [
            HIDDEN if row.hidden else value_words(rule, row.numerator, row.denominator, row.value, limit)
            for rule, row in pairs
        ],
        "zone_words": [ZONES.get(zone, DASH) for zone in frame["zone"]],
        "data_words": [
            DASH if row.hidden else f"{number(row.schools_with_data)} из {number(row.schools)}"
            for row in rows_of(frame)
        ],
        "before_words": [
            HIDDEN
            if row.hidden_before
            else value_words(rule, row.numerator_before, row.denominator_before, row.value_before, limit)
            for rule, row in pairs
        ],
        "change_words": [_change_words(rule, row.change) for rule, row in pairs],
        "threshold_words": [_threshold_words(rule, rules) for rule in told],
        "sheet_words": [", ".join(f"«{sheet}»" for sheet in rule.sheets) for rule in told],
    }
    return pd.concat([frame, pd.DataFrame(words, index=frame.index, dtype=object)], axis=1)


def value_words(rule: Indicator, numerator: Any, denominator: Any, value: Any, limit: float) -> str:
    """«k из n (p %)» of a share, else the value with its unit; why there is none."""
    if pd.isna(numerator):
        return NO_DATA
    if pd.isna(value):
        return "не применимо"
    if _is_share(rule):
        return share(float(numerator), float(denominator), limit)
    return measured(float(value), rule.unit, decimals_of(rule, float(value)))


def decimals_of(rule: Indicator, value: float) -> int:
    """With how many decimals a value or its change is written: a sum of posts as it was reported, in quarters."""
    return places_of(value) if rule.kind == "count" and rule.decimals else rule.decimals


def _is_share(rule: Indicator) -> bool:
    return rule.kind == "ratio" and rule.multiplier == 100 and rule.unit == "%"


def _change_words(rule: Indicator, change: Any) -> str:
    """Of the unit only what can follow a difference: «+0,1», not «+0,1 из 3»."""
    if pd.isna(change):
        return DASH
    unit = "п.п." if rule.unit == "%" else "" if rule.unit.startswith("из ") else rule.unit
    decimals = decimals_of(rule, float(change))
    written = unit_after(float(change), unit, decimals)
    return f"{signed(float(change), decimals)}{NBSP}{written}".rstrip(NBSP)


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


def has_whole(rule: Indicator) -> bool:
    """Whether it has a value without a part that can be summed."""
    return rule.kind != "level" and (rule.part is None or rule.total is not None)


def _sums_shown(connection: Connection, scope: Scope, shown: list[Indicator]) -> tuple[Sums, dict[str, int]]:
    """The sums of a resolved scope, those that tell of people over its node of the tree; code → schools summed over."""
    of_node: dict[Scope, list[Indicator]] = {}
    for rule in shown:
        node = resolved(connection, of_tree(scope, rule.code)) if for_council(scope) else scope
        of_node.setdefault(node, []).append(rule)
    sums: Sums = {}
    schools: dict[str, int] = {}
    for node, rules in of_node.items():
        sums |= _sums(connection, node, rules)
        count = connection.scalar(select(func.count()).select_from(school_rows(node, described=False))) or 0
        schools |= dict.fromkeys((rule.code for rule in rules), count)
    return sums, schools


def _sums(connection: Connection, scope: Scope, shown: list[Indicator]) -> Sums:
    """Of the selected schools of a resolved scope, and of their municipalities as such."""
    value, of_place = indicator_value, municipality_value
    as_counted = [rule.code for rule in shown if rule.code not in JUDGES]
    # Values as they lie: to join all values of the cycle with the schools takes forty times as long.
    schools = (
        select(value.c.indicator, func.sum(value.c.numerator), func.sum(value.c.denominator), func.count())
        .where(value.c.indicator.in_(as_counted), value.c.part == WHOLE, *about_selected(connection, scope, value))
        .group_by(value.c.indicator)
    )
    rows = school_rows(scope, described=False)
    sizes = select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id).subquery()
    places = (
        select(
            of_place.c.indicator,
            func.sum(of_place.c.numerator),
            func.sum(of_place.c.denominator),
            func.sum(sizes.c.schools),
        )
        .join(sizes, sizes.c.municipality_id == of_place.c.municipality_id)
        .where(
            of_place.c.cycle == scope.cycle,
            of_place.c.indicator.in_(as_counted),
            of_place.c.part == WHOLE,
            in_force(of_place, scope.as_of),
        )
        .group_by(of_place.c.indicator)
    )
    statements: list[Select[*tuple[Any, ...]]] = [schools, places]
    for rule in shown:
        if rule.code in JUDGES:
            values = value_rows(connection, scope, rule.code, whole=True)
            sums = (func.sum(values.c.numerator), func.sum(values.c.denominator), func.count())
            statements.append(select(literal(rule.code), *sums).where(values.c.part == WHOLE))
    return {
        code: (float(up), None if down is None else float(down), int(count))
        for statement in statements
        for code, up, down, count in connection.execute(statement)
        if count
    }


def indicator_by_school(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one selected school: an indicator as it was counted there, those without data last.

    Columns: municipality_id, municipality_name, school_id, short_name, numerator, denominator (both missing without
    data), value, zone, value_words, zone_words, hidden (``queries.showing.hide``). Raises KeyError if the methodology
    has no such indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, indicator))
    rules = methodology_of(connection, scope)
    rule = rules.indicator(indicator)
    rows, value = school_rows(scope), value_rows(connection, scope, indicator, whole=True)
    names = (rows.c.municipality_id, rows.c.municipality_name, rows.c.school_id, rows.c.short_name)
    same = and_(same_school(rows, value), value.c.part == WHOLE)
    frame = read_frame(
        connection, select(*names, value.c.numerator, value.c.denominator).join_from(rows, value, same, isouter=True)
    )
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
            value_words(
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
    with_data = frame["numerator"].notna()
    frame = hide(frame, connection, scope, indicator, ("numerator", "denominator", "value", "zone"))
    if shown_by_school(indicator):
        frame["hidden"] &= with_data
    frame["value_words"] = frame["value_words"].where(~frame["hidden"].astype(bool), HIDDEN)
    frame["zone_words"] = frame["zone_words"].where(~frame["hidden"].astype(bool), DASH)
    down = ("value",) if rule.direction == "down" else ()
    return in_order_of(frame, "value", "municipality_name", "municipality_id", "short_name", "school_id", down=down)


def indicator_parts(connection: Connection, scope: Scope, indicator: str, by_school: bool = False) -> pd.DataFrame:
    """One row is one part (level, domain, subject, age band) of an indicator in one municipality with data on it.

    With ``by_school``: in one school. Columns: municipality_id, school_id (with ``by_school``), part, numerator,
    denominator (Σ over the selected schools with data on the part; missing of a count), schools_with_data. The value
    of the whole, where the indicator has one, stands under the part ''. Indicators that the methodology judges by its
    thresholds are judged here. Last column: hidden (``queries.showing.hide``). In order of municipality, school, part.
    Raises KeyError for an unknown indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, indicator))
    rule = methodology_of(connection, scope).indicator(indicator)
    place = ["municipality_id", "school_id"] if by_school else ["municipality_id"]
    values = value_rows(connection, scope, rule.code)
    # As values lie: grouped in the order of their key.
    key = [values.c.part, *(values.c[name] for name in place)]
    statement = select(
        *key[1:],
        values.c.part,
        func.sum(values.c.numerator).label("numerator"),
        func.sum(values.c.denominator).label("denominator"),
        func.count().label("schools_with_data"),
    ).group_by(*key)
    told = ("numerator", "denominator", "schools_with_data")
    frame = hide(read_frame(connection, statement), connection, scope, rule.code, told)
    of_schools = by_school or scope.school is not None
    if rule.code in AS_ANOTHER or (of_schools and not shown_by_school(rule.code)):
        # That there is a row is a result itself: of directors by school, and of levels somebody has.
        frame = frame[~frame["hidden"].astype(bool)]
    return in_order_of(frame, *place, "part")


def indicator_source_rows(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one row of a workbook that an indicator of a school is counted from, sheet by sheet.

    Of an indicator that municipalities as such have: rows of the municipalities of the scope.

    Columns: sheet, sheet_row (missing where people are kept as counts), load_id, file_name, loaded_at, said (headings
    and what stands there, of the columns that the indicator is counted from and of the key). Needs a scope with a
    school, and of it only school, cycle and load count; else empty. For the council empty of what tells of people.
    Raises KeyError for an unknown indicator.
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
    if for_council(scope) and sensitive(indicator):
        return frame_of_records(records, types)
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
