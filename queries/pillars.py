"""The pillars on one screen: their main indicators with change and zone, and how many schools stand in the red one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, func, literal, select, union_all

from methodology.catalogue import BLOCKS, Indicator, Methodology
from methodology.judged import LEVELS, WHOLE
from methodology.words import DASH, number, percent_places, signed, unit_after
from methodology.zones import value_of, zone_of_value
from queries.blocks import VALUE, Sums, speaker, sums_over_cycles
from queries.frames import frame_of_records
from queries.indicator_tables import decimals_of
from queries.judged_values import value_rows
from queries.scope import Scope
from queries.selection import judged_cycles, methodology_of, resolved, selected_values
from queries.showing import for_council, hidden_here, of_tree, sensitive


@dataclass(frozen=True)
class Pillar:
    """One figure: an indicator and what it is called in short."""

    code: str
    short: str


PILLARS = (
    Pillar("К-РУК-Д", "Руководители высокого уровня"),
    Pillar("К-ОХВ-Р", "Руководители оценены"),
    Pillar("К-ОХВ-П", "Педагоги прошли диагностику"),
    Pillar("КД-ВАК", "Вакантные ставки"),
    Pillar("КД-ВАК-ДОЛЯ", "Доля вакансий"),
    Pillar("КД-НАГР", "Нагрузка учителя"),
    Pillar("Н-ОХВ", "Молодые с наставником"),
    Pillar("ПР-ИОМ", "Педагоги с маршрутом"),
    Pillar("Р-ОО", "Школы с резервом"),
)
OF_HEADS, POSTS = "К-РУК-Д", "КД-ВАК"
NOTHING: Sums = (None, None, 0)
COLUMNS = {
    "code": "object",
    "block": "object",
    "block_words": "object",
    "name": "object",
    "meaning": "object",
    **VALUE,
    "compared_with": "object",
    "value_before": "Float64",
    "before_words": "object",
    "change": "Float64",
    "change_words": "object",
    "data_words": "object",
    "low_schools": "Int64",
}


def pillars(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one main indicator of the pillars beside the groups, in the order of their pages, also without data.

    Columns: code, block, block_words, name, meaning; numerator, denominator, value, zone, words, short_words,
    zone_words, schools_with_data, schools (as in ``indicators_over_cycles``; К-РУК-Д: heads of the high level);
    compared_with (``previous``, or the latest earlier cycle with data; missing without any), value_before,
    before_words, change (value − value_before), change_words, data_words («K из M» schools), low_schools (schools with
    data whose own value lies in the low zone; missing where there is no such zone). None without a cycle.
    """
    scope = resolved(connection, scope)
    if scope.cycle is None:
        return frame_of_records([], COLUMNS)
    rules = methodology_of(connection, scope)
    told = [rules.indicator(pillar.code) for pillar in PILLARS]
    cycles = judged_cycles(connection, scope)
    compared = [cycle for cycle in cycles if cycle in (previous, scope.cycle)]
    sums, sizes = _sums(connection, scope, rules, compared)
    known = compared
    if any((scope.cycle, rule.code) in sums and (previous, rule.code) not in sums for rule in told):
        # Some indicator is to be compared with an earlier cycle: that is rare, so the others are read only now.
        sums, sizes = _sums(connection, scope, rules, cycles)
        known = cycles
    low, say = _schools_in_low_zone(connection, scope, rules), speaker(rules)
    records = []
    for pillar, rule in zip(PILLARS, told, strict=True):
        part = LEVELS[-1] if rule.code == OF_HEADS else WHOLE
        found = {
            cycle: say(
                rule,
                sums.get((cycle, rule.code), NOTHING),
                sizes[cycle, rule.code],
                hidden_here(connection, scope.in_cycle(cycle), rule.code, part),
            )
            for cycle in known
        }
        now = found.pop(scope.cycle, None) or say(rule, NOTHING, 0, False)
        meaning = f"{rule.name} ({rule.code}): {rule.formula}"
        if rule.code == POSTS:
            # The share beside counts fewer schools.
            meaning += "; в доле вакантных рядом — только школы, где известны и вакантные, и занятые ставки"
        earlier = [cycle for cycle, said in found.items() if said["value"] is not None]
        since = previous if previous in earlier else next(reversed(earlier), None)
        before = None if since is None or now["value"] is None else found[since]
        change = None if before is None else now["value"] - before["value"]
        records.append(
            {
                "code": rule.code,
                "block": rule.block,
                "block_words": BLOCKS[rule.block],
                "name": pillar.short,
                "meaning": meaning,
                **now,
                "compared_with": None if before is None else since,
                "value_before": None if before is None else before["value"],
                "before_words": DASH if before is None else before["words"],
                "change": change,
                "change_words": _change_words(rule, change, now["numerator"], now["denominator"]),
                "data_words": DASH
                if now["hidden"]
                else f"{number(now['schools_with_data'])} из {number(now['schools'])}",
                "low_schools": None if for_council(scope) and sensitive(rule.code) else low.get(rule.code),
            }
        )
    return frame_of_records(records, COLUMNS)


def _sums(
    connection: Connection, scope: Scope, rules: Methodology, cycles: list[str]
) -> tuple[dict[tuple[str, str], Sums], dict[tuple[str, str], int]]:
    told = [rules.indicator(pillar.code) for pillar in PILLARS]
    sums, sizes = sums_over_cycles(connection, scope, told, cycles)
    return sums | _heads_of_high_level(connection, scope, cycles), sizes


def _change_words(rule: Indicator, change: float | None, numerator: float | None, denominator: float | None) -> str:
    if change is None:
        return DASH
    decimals = decimals_of(rule, change)
    if rule.unit == "%" and numerator is not None and denominator:
        # As the page of the indicator says it: half a point is not nothing.
        decimals = max(decimals, percent_places(numerator, denominator), 1)
    if number(abs(change), decimals) == number(0, decimals):
        change = 0.0
    unit = "п.п." if rule.unit == "%" else unit_after(change, rule.unit, decimals)
    return f"{signed(change, decimals)} {unit}"


def _heads_of_high_level(connection: Connection, scope: Scope, cycles: list[str]) -> dict[tuple[str, str], Sums]:
    """(cycle, К-РУК-Д) → heads of the high level and all assessed."""
    found: dict[tuple[str, str], Sums] = {}
    scope = resolved(connection, of_tree(scope, OF_HEADS))
    for cycle in cycles:
        values = value_rows(connection, scope.in_cycle(cycle), OF_HEADS)
        sums = select(func.sum(values.c.numerator), func.sum(values.c.denominator), func.count())
        up, down, count = connection.execute(sums.where(values.c.part == LEVELS[-1])).one()
        if count:
            found[cycle, OF_HEADS] = (up, down, count)
    return found


def _schools_in_low_zone(connection: Connection, scope: Scope, rules: Methodology) -> dict[str, int]:
    """Code → selected schools whose own value lies in the low zone; judged once for each pair of numbers there is."""
    codes = [pillar.code for pillar in PILLARS if "low" in rules.indicator(pillar.code).zones]
    statements = []
    for code in codes:
        values = selected_values(connection, scope, code, [WHOLE])
        pair = (values.c.numerator, values.c.denominator)
        statements.append(select(literal(code), *pair, func.count()).group_by(*pair))
    found = dict.fromkeys(codes, 0)
    for code, up, down, count in connection.execute(union_all(*statements)) if statements else ():
        value = value_of(rules.indicator(code), up, down, rules)
        if value is not None and zone_of_value(rules.indicator(code), value, rules) == "low":
            found[code] += count
    return found
