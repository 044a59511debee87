"""Figures of staff in words: cards, places with their signs of shortage, subjects, vacancies, ages, measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from methodology.catalogue import Indicator, Methodology
from methodology.scales import Zone
from methodology.words import DASH, NO_DATA, number, percent, percent_places, places_of, share
from methodology.zones import places_told, value_of, zone_of_value
from queries.frames import frame_of_records, known, rows_of
from queries.indicator_tables import ZONES, value_words
from queries.indicators import indicator_by_cycle
from queries.places import By, places, sums_by_place
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from queries.showing import HIDDEN, SHORT_HIDDEN, for_council, hidden_here, sensitive
from queries.staffing import (
    BOTH,
    NEITHER,
    OF_PLACE,
    OF_SUBJECT,
    OPEN,
    shortage_by_subject,
    staffing_by_place,
    teacher_ages,
)
from queries.staffing import (
    HIDDEN as HIDDEN_SHORTAGE,
)
from queries.vacancies import measures_by_place, vacancies_by_subject

KIND_WORDS = {
    HIDDEN_SHORTAGE: "▼ скрытый дефицит",
    BOTH: "▼ вакансии и перегрузка",
    OPEN: "● открытый дефицит",
    NEITHER: "○ ниже обеих черт",
}
"""Kinds of shortage, by the lines of vacancies and load; not by the zones of these indicators, so no sign of a zone
where nothing is beyond a line."""
CARDS = ("КД-ВАК", "КД-ВАК-ДОЛЯ", "КД-НАГР", "КД-ЧАСЫ", "КД-60", "КД-ЗАМЕЩ", "КД-ЗАКР3", "КД-ТЕК")
"""The figures of the page's head."""
FIGURES = {
    "code": "object",
    "name": "object",
    "value": "Float64",
    "zone": "object",
    "words": "object",
    "short_words": "object",
    "before_words": "object",
    "schools_with_data": "Int64",
    "schools": "Int64",
}
"""The columns of ``staffing_figures``."""


def staffing_figures(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one figure of ``CARDS`` over the selected schools; none without a cycle.

    Columns: code, name, value (in the indicator's unit; missing without data), zone ('high', 'middle', 'low'; missing
    without one, or with data from less than mo_coverage_min of the schools), words («k из n (p %)», or the value with
    its unit), short_words (the value alone), before_words (short, in the previous cycle; missing without one),
    schools_with_data, schools. What is hidden from the council has no value and says so.
    """
    scope = resolved(connection, scope)
    if scope.cycle is None:
        return frame_of_records([], FIGURES)
    rules = methodology_of(connection, scope)
    wanted = {code: (code, "") for code in CARDS}
    now = sums_by_place(connection, scope, wanted, "selection")
    before = {} if previous is None else sums_by_place(connection, scope.in_cycle(previous), wanted, "selection")
    schools = places("selection", connection, scope)["schools"].sum()
    records = []
    for code in CARDS:
        rule = rules.indicator(code)
        up, down, counted = now.get((code, ()), (None, None, 0))
        was, of, _ = before.get((code, ()), (None, None, 0))
        value = None if up is None else value_of(rule, up, down, rules)
        told = None if value is None else float(value)
        hidden = hidden_here(connection, scope, code)
        enough = 100 * counted >= rules.threshold("mo_coverage_min") * schools
        records.append(
            {
                "code": code,
                "name": rule.name,
                "value": told,
                "zone": zone_of_value(rule, value, rules) if value is not None and enough else None,
                "words": HIDDEN if hidden else value_words(rule, up, down, told, rules.threshold("no_percent_n")),
                "short_words": SHORT_HIDDEN if hidden else _short(rule, up, down, rules),
                "before_words": None if previous is None else _short(rule, was, of, rules),
                "schools_with_data": counted,
                "schools": schools,
            }
        )
    return frame_of_records(records, FIGURES)


def _short(rule: Indicator, up: Any, down: Any, rules: Methodology) -> str:
    """A value for a card or a cell: «0,4 %», «1,29», «6 из 8» of few people; «—» without data or where it is none."""
    return DASH if pd.isna(up) else _told(rule, float(up), known(down), rules)[1]


def _zone(rule: Indicator, up: Any, down: Any, rules: Methodology) -> Zone | None:
    return None if pd.isna(up) else _told(rule, float(up), known(down), rules)[0]


def _told(rule: Indicator, up: float, down: float | None, rules: Methodology) -> tuple[Zone | None, str]:
    """The zone of a value, and it in short words."""
    value = value_of(rule, up, down, rules)
    if value is None:
        return None, DASH
    zone = zone_of_value(rule, value, rules)
    limit = rules.threshold("no_percent_n")
    if rule.code == "КД-ВАК":
        return zone, rates(up)
    if rule.unit != "%":
        return zone, number(float(value), rule.decimals)
    if down is not None and down < limit and rule.code in ("КД-НЕПРОФ", "КД-НАГР-ВЫС", "КД-60", "КД-ЗАКР3"):
        return zone, share(up, down, limit)
    places = percent_places(up, down) if down else 0
    return zone, percent(float(value), places_told(rule, value, places, rules))


def _with_words(frame: pd.DataFrame, names: Mapping[str, str], rules: Methodology, scope: Scope) -> pd.DataFrame:
    """The frame with NAME_words (with the sign of the zone) and NAME_zone of sums by name.

    Of places: data from less than mo_coverage_min of their schools have a star and no zone.
    """
    columns: dict[str, pd.Series[Any]] = {}
    least = rules.threshold("mo_coverage_min")
    for name, code in names.items():
        rule = rules.indicator(code)
        pairs = zip(frame[f"{name}_numerator"], frame[f"{name}_denominator"], strict=True)
        enough = [True] * len(frame)
        if "schools" in frame:
            enough = (100 * frame[f"{name}_schools"] >= least * frame["schools"]).tolist()
        # The council is not told either whether there are data.
        nothing = SHORT_HIDDEN if for_council(scope) and sensitive(code) else DASH
        told = [(None, nothing) if pd.isna(up) else _told(rule, float(up), known(down), rules) for up, down in pairs]
        zones = [zone if whole else None for (zone, _), whole in zip(told, enough, strict=True)]
        words = [said for _, said in told]
        signed = [
            said
            if said in (DASH, nothing)
            else f"{ZONES[zone][0]} {said}"
            if zone in ("low", "middle")
            else said + "*" * (not whole)
            for zone, said, whole in zip(zones, words, enough, strict=True)
        ]
        columns[f"{name}_zone"] = pd.Series(zones, frame.index, dtype=object)
        columns[f"{name}_words"] = pd.Series(signed, frame.index, dtype=object)
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def _alone_words(row: Any) -> str:
    """«● 2 из 9», with the number of those whose age nobody knows."""
    if pd.isna(row.single):
        return DASH
    if not row.single:
        return "таких нет"
    words = f"{'● ' if row.alone else ''}{number(int(row.alone))} из {number(int(row.single))}"
    return f"{words}, о {number(int(row.alone_unknown))} не сказано" if row.alone_unknown else words


def staffing_in_words(
    connection: Connection, scope: Scope, by: By = "municipality", limit: int | None = None
) -> pd.DataFrame:
    """One row is one municipality or school, as ``staffing_by_place``, with words; ``limit`` keeps the first rows.

    Added: kind_words; NAME_words with the sign of the zone and NAME_zone of rates, vacant, load, uncovered,
    off_profile, external, overloaded; vacant_pct and load_value (numbers for a chart, missing without data);
    alone_words; hidden_words («k из n» schools with known kind); signs (how many signs of a hidden shortage are lit:
    load, uncovered, off_profile, overloaded outside of the high zone, any subject taught by one teacher of 60 years or
    more); found (how many places there are).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    whole = staffing_by_place(connection, scope, by)
    frame = _with_words(whole if limit is None else whole.head(limit), OF_PLACE, rules, scope)
    rows = list(rows_of(frame))
    values = {
        f"{name}_{what}": [_value(rules.indicator(OF_PLACE[name]), row, name, rules) for row in rows]
        for name, what in (("vacant", "pct"), ("load", "value"))
    }
    for column, numbers in values.items():
        frame[column] = pd.Series(numbers, frame.index, dtype="Float64")
    said = {
        "kind_words": [KIND_WORDS.get(row.kind, NO_DATA) for row in rows],
        "alone_words": [SHORT_HIDDEN if for_council(scope) else _alone_words(row) for row in rows],
        "hidden_words": [
            DASH
            if pd.isna(row.hidden_schools)
            else f"{number(int(row.hidden_schools))} из {number(int(row.kind_schools))}"
            for row in rows
        ],
    }
    for column, words in said.items():
        frame[column] = pd.Series(words, frame.index, dtype=object)
    zones = ("load_zone", "uncovered_zone", "off_profile_zone", "overloaded_zone")
    lit = [
        sum(getattr(row, name) in ("low", "middle") for name in zones) + int((known(row.alone) or 0) > 0)
        for row in rows
    ]
    frame["signs"] = pd.Series(lit, frame.index, dtype="Int64")
    return frame.assign(found=pd.Series(len(whole), frame.index, dtype="Int64"))


def _value(rule: Indicator, row: Any, name: str, rules: Methodology) -> float | None:
    up, down = getattr(row, f"{name}_numerator"), getattr(row, f"{name}_denominator")
    value = None if pd.isna(up) else value_of(rule, float(up), known(down), rules)
    return None if value is None else float(value)


def shortage_by_subject_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one subject, as ``shortage_by_subject``, with NAME_words, NAME_zone of its sums and alone_words."""
    scope = resolved(connection, scope)
    frame = _with_words(shortage_by_subject(connection, scope), OF_SUBJECT, methodology_of(connection, scope), scope)
    words = [SHORT_HIDDEN if for_council(scope) else _alone_words(row) for row in rows_of(frame)]
    return frame.assign(alone_words=pd.Series(words, frame.index, dtype=object))


def vacancies_in_words(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one subject in one place, as ``vacancies_by_subject``, with words.

    Added: long_words («k из n» vacancies open for longer than vac_long_days), share_words («p %» of the vacant posts of
    the place; no per cent where it has fewer than no_percent_n).
    """
    scope = resolved(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    frame = vacancies_by_subject(connection, scope, by)
    rows = list(rows_of(frame))
    long = [f"{number(row.long)} из {number(row.vacancies)}" for row in rows]
    shares = [posts(row.rates, row.place_rates, limit) for row in rows]
    return frame.assign(
        long_words=pd.Series(long, frame.index, dtype=object), share_words=pd.Series(shares, frame.index, dtype=object)
    )


def posts(some: float, of: float, limit: float) -> str:
    """«2,5 из 8» posts; with a per cent from ``limit`` posts on."""
    words = f"{rates(some)} из {rates(of)}"
    return words if of < limit else f"{words} ({percent(100 * some / of)})"


def rates(value: float) -> str:
    """«1», «0,5», «2,25»: posts as they are reported."""
    return number(float(value), places_of(float(value)))


def ages_in_words(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one age band, as ``teacher_ages``, with words («k из n (p %)») and before_words (missing without)."""
    scope = resolved(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    frame = teacher_ages(connection, scope, previous)
    rows = list(rows_of(frame))
    words = [share(float(row.teachers), float(row.of), limit) for row in rows]
    before = [
        None if pd.isna(row.of_before) else share(float(row.teachers_before), float(row.of_before), limit)
        for row in rows
    ]
    return frame.assign(
        words=pd.Series(words, frame.index, dtype=object), before_words=pd.Series(before, frame.index, dtype=object)
    )


def measures_in_words(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one place, as ``measures_by_place``, with words for each measure.

    Added: published_words, not_covered_words (of open vacancies), closed_words (of all of the cycle), zemsky_words,
    retrained_words («k из n (p %)»), target_words (contracts, and how many end within three years).
    """
    scope = resolved(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    frame = measures_by_place(connection, scope, by)
    rows = list(rows_of(frame))

    def of(up: str, down: str) -> list[str]:
        return [_of(getattr(row, up), getattr(row, down), limit) for row in rows]

    council = for_council(scope)
    words = {
        "published_words": of("published", "open"),
        "not_covered_words": of("not_covered", "open"),
        "closed_words": of("closed", "listed"),
        "zemsky_words": of("zemsky_numerator", "zemsky_denominator"),
        "target_words": [_contracts(row) for row in rows],
        "retrained_words": [
            SHORT_HIDDEN if council and said == DASH else said
            for said in of("retrained_numerator", "retrained_denominator")
        ],
    }
    return frame.assign(**{name: pd.Series(said, frame.index, dtype=object) for name, said in words.items()})


def _of(up: Any, down: Any, limit: float) -> str:
    return DASH if pd.isna(up) else share(float(up), float(down), limit)


def _contracts(row: Any) -> str:
    if pd.isna(row.target_numerator):
        return DASH
    contracts = number(float(row.target_numerator))
    if pd.isna(row.graduates_numerator):
        return contracts
    return f"{contracts}, выпуск за 3 года — {number(float(row.graduates_numerator))}"


def staffing_by_cycle_in_words(connection: Connection, scope: Scope, indicator: str) -> pd.DataFrame:
    """One row is one judged cycle, as ``indicator_by_cycle``, with words («k из n (p %)»), zone, zone_words."""
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    rule = rules.indicator(indicator)
    frame = indicator_by_cycle(connection, scope, indicator)
    rows = list(rows_of(frame))
    limit = rules.threshold("no_percent_n")
    zones = [_zone(rule, row.numerator, row.denominator, rules) for row in rows]
    words = [
        HIDDEN if row.hidden else value_words(rule, row.numerator, row.denominator, row.value, limit) for row in rows
    ]
    return frame.assign(
        words=pd.Series(words, frame.index, dtype=object),
        zone=pd.Series(zones, frame.index, dtype=object),
        zone_words=pd.Series([ZONES[zone] if zone else DASH for zone in zones], frame.index, dtype=object),
    )
