"""Competences of heads and teachers: levels, results in whole per cent, deficits by domain, coverage of diagnostics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlalchemy import Connection, func, select

from data.tables import indicator_value
from methodology.catalogue import Methodology
from methodology.coverage import interval_pct, possible_pct
from methodology.domains import domain_name
from methodology.judged import BY_PERCENT, LEVELS, WHOLE, leader_bounds, teacher_bounds
from methodology.scales import Zone, exact, round_half_up, zone_of
from methodology.words import DASH, percent, share
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.indicator_tables import ZONES, indicator_parts
from queries.judged_values import assessed_heads, basis_of, needing_heads, value_rows
from queries.scope import Scope
from queries.selection import (
    about_selected,
    methodology_of,
    names_of_schools,
    resolved,
    school_rows,
    with_municipality_names,
    with_schools,
)
from queries.showing import (
    HIDDEN,
    SHORT_HIDDEN,
    for_council,
    hidden_here,
    hidden_in,
    hide,
    of_rows_as_they_are,
    of_tree,
    rows_of_tree,
    shown_by_school,
)

Who = Literal["leaders", "teachers"]
LEVEL_COLUMNS = dict(zip(LEVELS, ("low", "middle", "high"), strict=True))
WITHOUT_CLUSTER = "кластер не указан"
EVERYWHERE = "все муниципалитеты"


@dataclass(frozen=True)
class Codes:
    """The indicators of one view. ``percents``: where results in per cent are counted from."""

    levels: str
    deficits: str
    coverage: str
    percents: str


CODES: dict[Who, Codes] = {
    "leaders": Codes("К-РУК-Д", "К-РУК-ДЕФ", "К-ОХВ-Р", "К-РУК"),
    "teachers": Codes("К-ПЕД-УР", "К-ПЕД-ДЕФ", "К-ОХВ-П", "К-ПЕД-УР"),
}

ZONES_OF_DEFICITS: dict[Zone, str] = {**ZONES, "high": "▲ не выше порога"}
"""Of people with a deficit: «выполняется» would say that a deficit is."""

OF_LEVELS = {
    **dict.fromkeys(("low", "middle", "high", "people"), "Int64"),
    **dict.fromkeys(("low_pct", "middle_pct", "high_pct"), "Float64"),
    "words": "object",
    **dict.fromkeys(("schools_with_data", "schools"), "Int64"),
}
OF_PLACE = dict.fromkeys(("municipality_id", "municipality_name", "cluster"), "object")
OF_SCHOOL = {**OF_PLACE, "school_id": "object", "short_name": "object"}


def levels_by_municipality(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one municipality with data: its assessed heads or teachers by level.

    Columns: municipality_id, municipality_name, cluster; low, middle, high, people (assessed); low_pct, middle_pct,
    high_pct (of people); words («k из n (p %)» of the low level, no per cent below no_percent_n); schools_with_data,
    schools (selected ones). Those with the larger share of the low level come first. For the council without hidden
    ones.
    """
    return _levels(connection, scope, who, OF_PLACE)


def levels_by_school(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one school with data: its assessed heads or teachers by level, in order of names.

    Columns: as ``levels_by_municipality``, and school_id, short_name; schools is 1.
    """
    return _levels(connection, scope, who, OF_SCHOOL)


def levels_by_cluster(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one cluster with data: Σ over its municipalities, in order of names.

    Columns: cluster, the numbers of ``levels_by_municipality``.
    """
    scope = resolved(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    people = ["low", "middle", "high", "people", "schools_with_data"]
    found = levels_by_municipality(connection, scope, who)
    sums = found.assign(cluster=found["cluster"].fillna(WITHOUT_CLUSTER)).groupby("cluster", as_index=False)[people]
    rows = school_rows(scope, described=False)
    counted = select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id)
    places = with_municipality_names(read_frame(connection, counted), connection, scope)
    schools = places.assign(cluster=places["cluster"].fillna(WITHOUT_CLUSTER)).groupby("cluster")["schools"].sum()
    records = [
        {"cluster": row.cluster, **_level_words(row, int(schools[row.cluster]), limit)} for row in rows_of(sums.sum())
    ]
    # Clusters are no node of the tree over which the council's numbers are hidden.
    return of_rows_as_they_are(frame_of_records(records, {"cluster": "object", **OF_LEVELS}), scope)


def levels_beside(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is a selection to compare with: the scope's own, its municipality (of a school), its cluster, all.

    Columns: name, the numbers of ``levels_by_municipality``. Needs a scope with one municipality; else all alone.
    Other filters stay. Selections without data are not among them.
    """
    scope = resolved(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    records = []
    code = CODES[who].levels
    for name, asked in _selections(connection, scope):
        asked = resolved(connection, of_tree(asked, code))
        if any(hidden_here(connection, asked, code, level) for level in LEVELS):
            continue
        values = value_rows(connection, asked, code)
        v = values.c
        sums = {
            LEVEL_COLUMNS[row.part]: row
            for row in rows_of(
                read_frame(
                    connection,
                    select(
                        v.part,
                        func.sum(v.numerator).label("numerator"),
                        func.sum(v.denominator).label("denominator"),
                        func.count().label("schools_with_data"),
                    ).group_by(v.part),
                )
            )
        }
        if not sums:
            continue
        schools = connection.scalar(select(func.count()).select_from(school_rows(asked, described=False))) or 0
        low, middle, high = (int(sums[level].numerator) for level in LEVEL_COLUMNS.values())
        row = LevelCounts(low, middle, high, int(sums["low"].denominator), int(sums["low"].schools_with_data))
        records.append({"name": name, **_level_words(row, schools, limit)})
    return frame_of_records(records, {"name": "object", **OF_LEVELS})


class LevelCounts(NamedTuple):
    """People by level, all of them, and the schools that they are from."""

    low: int
    middle: int
    high: int
    people: int
    schools_with_data: int


def _selections(connection: Connection, scope: Scope) -> list[tuple[str, Scope]]:
    everywhere = replace(scope, municipalities=(), clusters=(), school=None)
    if len(scope.municipalities) != 1:
        return [(EVERYWHERE, everywhere)]
    place = scope.in_municipality(scope.municipalities[0])
    named = pd.DataFrame({"municipality_id": pd.Series([scope.municipalities[0]], dtype=object)})
    [described] = rows_of(with_municipality_names(named, connection, scope))
    found = [(str(described.municipality_name), place)]
    if scope.school is not None:
        key = (scope.school.municipality_id, scope.school.school_id)
        names = names_of_schools(connection, scope, [key])
        found.insert(0, (names[key][1] if key in names else key[1], scope))
    if isinstance(described.cluster, str) and not for_council(scope):
        found.append((f"кластер «{described.cluster}»", replace(everywhere, clusters=(described.cluster,))))
    return [*found, (EVERYWHERE, everywhere)]


def _levels(connection: Connection, scope: Scope, who: Who, place: dict[str, str]) -> pd.DataFrame:
    scope = resolved(connection, scope)
    by_school = "school_id" in place
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    parts = indicator_parts(connection, scope, CODES[who].levels, by_school)
    parts = parts[~parts["hidden"].astype(bool)]
    key = ["municipality_id", "school_id"] if by_school else ["municipality_id"]
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows_of(parts):
        if row.part in LEVEL_COLUMNS:
            counts = found.setdefault(tuple(getattr(row, name) for name in key), {})
            counts[LEVEL_COLUMNS[row.part]] = int(row.numerator)
            counts["people"] = int(row.denominator)
            counts["schools_with_data"] = int(row.schools_with_data)
    counted = {name: kind for name, kind in OF_LEVELS.items() if kind == "Int64" and name != "schools"}
    frame = frame_of_records(
        [{**dict(zip(key, codes, strict=True)), **counts} for codes, counts in found.items()],
        {**dict.fromkeys(key, "object"), **counted},
    )
    frame = _named(frame, connection, scope, by_school=by_school)
    columns = {**place, **OF_LEVELS}
    frame = frame_of_records(
        (
            {name: getattr(row, name, None) for name in columns} | _level_words(row, int(row.schools), limit)
            for row in rows_of(frame)
        ),
        columns,
    )
    if by_school:
        return in_order_of(frame, "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(frame, "low_pct", "municipality_name", "municipality_id", down=("low_pct",))


def _level_words(row: Any, schools: int, limit: float) -> dict[str, Any]:
    people = int(row.people)
    levels = {level: int(getattr(row, level)) for level in LEVEL_COLUMNS.values()}
    pct = {f"{level}_pct": 100 * count / people if people else None for level, count in levels.items()}
    of_schools = {"schools_with_data": int(row.schools_with_data), "schools": schools}
    return {**levels, **pct, "people": people, "words": share(levels["low"], people, limit), **of_schools}


def _named(frame: pd.DataFrame, connection: Connection, scope: Scope, *, by_school: bool) -> pd.DataFrame:
    """With names of municipalities (and schools), clusters, and how many schools are selected."""
    if not by_school:
        return with_municipality_names(with_schools(frame, connection, scope), connection, scope)
    keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
    names = names_of_schools(connection, scope, keys)
    short = pd.Series([names[key][1] for key in keys], frame.index, dtype=object)
    frame = frame.assign(short_name=short, schools=pd.Series(1, frame.index, dtype="Int64"))
    return with_municipality_names(frame, connection, scope)


def results_by_percent(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one whole per cent that anybody reached: how many assessed people did, the least first.

    None for the council.

    Columns: percent (half up, as for levels), people, level. Of teachers only those of «Диагностика_пед», since
    «Компетенции_пед» has no per cents.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    v = indicator_value.c
    chosen = [v.indicator == CODES[who].percents, *about_selected(connection, scope, indicator_value)]
    people: dict[int, int] = {}
    if who == "leaders":
        pair = (v.numerator, v.denominator)
        statement = select(*pair, func.count()).where(*chosen, v.part == WHOLE).group_by(*pair)
        for numerator, heads, rows in connection.execute(statement):
            result = int(round_half_up(exact(numerator) / exact(heads)))
            people[result] = people.get(result, 0) + int(heads) * rows
    else:
        parts = {f"{BY_PERCENT}{result}": result for result in range(101)}
        statement = select(v.part, func.sum(v.numerator)).where(*chosen, v.part.in_(parts)).group_by(v.part)
        people = {parts[part]: int(count) for part, count in connection.execute(statement)}
    bounds = leader_bounds(rules) if who == "leaders" else teacher_bounds(rules)
    levels = dict(zip(("low", "middle", "high"), LEVELS, strict=True))
    records = [
        {"percent": result, "people": people[result], "level": levels[zone_of(exact(result), bounds)]}
        for result in sorted(people)
        if people[result]
    ]
    frame = frame_of_records(records, {"percent": "Int64", "people": "Int64", "level": "object"})
    return of_rows_as_they_are(frame, scope)


OF_DEFICIT = {
    "domain": "object",
    "domain_name": "object",
    "numerator": "Int64",
    "denominator": "Int64",
    "value": "Float64",
    "zone": "object",
    "words": "object",
    "zone_words": "object",
    "schools_with_data": "Int64",
    "schools": "Int64",
    "hidden": "boolean",
}


def deficits(connection: Connection, scope: Scope, who: Who, by_school: bool = False) -> pd.DataFrame:
    """One row is one domain in one municipality with data on it: people with a deficit of those assessed in it.

    With ``by_school``: in one school. Columns: municipality_id, municipality_name, cluster, school_id and short_name
    (with ``by_school``), domain ('' of teachers: in any domain), domain_name, numerator, denominator, value (per cent),
    zone (missing with data from less than mo_coverage_min of the schools), words («k из n (p %)»), zone_words,
    schools_with_data, schools, hidden (``queries.showing.hide``). In order of names, then of domains.
    """
    code = CODES[who].deficits
    scope = resolved(connection, rows_of_tree(scope, code))
    rules = methodology_of(connection, scope)
    parts = indicator_parts(connection, scope, code, by_school)
    frame = _named(parts, connection, scope, by_school=by_school)
    place = OF_SCHOOL if by_school else OF_PLACE
    judge = _deficit_judge(code, rules)
    least = rules.threshold("mo_coverage_min")
    records = [
        {
            **{name: getattr(row, name) for name in place},
            # Of a hidden cell it is not told who has data.
            **_deficit(row, judge, zoned=not row.hidden and 100 * row.schools_with_data >= least * row.schools),
            "schools_with_data": row.schools_with_data,
            "schools": row.schools,
        }
        for row in rows_of(frame)
    ]
    found = frame_of_records(records, {**place, **OF_DEFICIT})
    names = ("short_name", "school_id") if by_school else ()
    return in_order_of(found, "municipality_name", "municipality_id", *names, "domain")


def _deficit_judge(code: str, rules: Methodology) -> Any:
    """A function of k and n: value, zone, words. A country has 24,000 cells and a few hundred such pairs."""
    rule, limit = rules.indicator(code), rules.threshold("no_percent_n")

    @cache
    def judge(numerator: int, denominator: int) -> tuple[float | None, Any, str]:
        value = value_of(rule, numerator, denominator, rules)
        words = share(numerator, denominator, limit)
        return (None, None, words) if value is None else (float(value), zone_of_value(rule, value, rules), words)

    return judge


def _deficit(row: Any, judge: Any, *, zoned: bool) -> dict[str, Any]:
    """What is said of a domain; ``zoned``: whether there are data enough for a zone."""
    value, zone, words = (None, None, HIDDEN) if row.hidden else judge(int(row.numerator), int(row.denominator))
    zone = zone if zoned else None
    return {
        "domain": row.part,
        "domain_name": domain_name(row.part) if row.part else "Хотя бы в одной области",
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": value,
        "zone": zone,
        "words": words,
        "zone_words": DASH if zone is None else ZONES_OF_DEFICITS[zone],
        "hidden": bool(row.hidden),
    }


OF_WHOLE = {
    "domain": "object",
    "domain_name": "object",
    "numerator": "Int64",
    "denominator": "Int64",
    "value": "Float64",
    "words": "object",
    "zone": "object",
    "zone_words": "object",
    "hidden": "boolean",
}
SEATS = {name: kind for name, kind in OF_WHOLE.items() if name != "hidden"} | {"places": "Int64", "hidden": "boolean"}
IN_ALL = "Всего мест"


def deficits_of_selection(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one domain with data: people with a deficit of those assessed in it, in all selected schools.

    Columns: domain ('' of teachers: in any domain), domain_name, numerator, denominator, value (per cent), words
    («k из n (p %)»), zone, zone_words, hidden (``queries.showing.hide``; for the council of a node of the tree, and
    of one school's head there is no row). In order of domains.
    """
    code = CODES[who].deficits
    scope = resolved(connection, of_tree(scope, code))
    judge = _deficit_judge(code, methodology_of(connection, scope))
    v = value_rows(connection, scope, code).c
    sums = (func.sum(v.numerator).label("numerator"), func.sum(v.denominator).label("denominator"))
    found = read_frame(connection, select(v.part, *sums).group_by(v.part))
    if for_council(scope) and scope.school is not None and not shown_by_school(code):
        found = found.head(0)
    cells = hide(found, connection, scope, code, ("numerator", "denominator"))
    records = [_deficit(row, judge, zoned=True) for row in rows_of(cells)]
    return in_order_of(frame_of_records(records, OF_WHOLE), "domain")


def seats_to_order(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one domain: how many seats in training its deficits ask for, the most first; the last row is the sum.

    Columns: domain, domain_name, numerator (people with a deficit: seats), denominator (assessed in the domain), value,
    words, zone, zone_words, places (municipalities with such people; missing where some are hidden), hidden. A person
    with deficits in several domains takes a seat in each; of the sum there is no share, and it is hidden if a domain
    is. Hidden domains come after the others.
    """
    return seats_of(deficits_of_selection(connection, scope, who), deficits(connection, scope, who))


def seats_of(whole: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """``seats_to_order`` out of ``deficits_of_selection``; places are rows of ``deficits``, so also schools."""
    rows = whole[whole["domain"] != WHOLE]
    with_any = cells.assign(places=(cells["numerator"] > 0).astype("Int64"))
    # Of a hidden cell nobody may say whether it has any; of a school's head there are no cells.
    places = with_any.groupby("domain")["places"].agg(lambda said: said.sum(skipna=False)).to_dict()
    seats = rows.assign(places=pd.Series([places.get(domain) for domain in rows["domain"]], rows.index, dtype="Int64"))
    seats = in_order_of(seats[list(SEATS)], "numerator", "domain", down=("numerator",))
    if seats.empty:
        return seats.astype(SEATS)
    hidden = bool(seats["hidden"].any())
    words = HIDDEN if hidden else DASH
    last: dict[str, Any] = dict.fromkeys(SEATS) | {
        "domain": WHOLE,
        "domain_name": IN_ALL,
        "words": words,
        "zone_words": DASH,
    }
    last |= {"numerator": None if hidden else int(seats["numerator"].sum()), "hidden": hidden}
    domains = ({name: getattr(row, name) for name in SEATS} for row in rows_of(seats))
    return frame_of_records([*domains, last], SEATS)


OF_COVERAGE = {
    **dict.fromkeys(("came", "due"), "Int64"),
    "value": "Float64",
    "zone": "object",
    "words": "object",
    "zone_words": "object",
    **dict.fromkeys(("found", "assessed"), "Int64"),
    "found_pct": "Float64",
    "found_words": "object",
    **dict.fromkeys(("low_pct", "high_pct", "least_pct", "most_pct"), "Float64"),
    **dict.fromkeys(("interval_words", "possible_words"), "object"),
    **dict.fromkeys(("schools_with_data", "schools"), "Int64"),
    "hidden": "boolean",
}


def diagnostics_coverage(connection: Connection, scope: Scope, who: Who, by_school: bool = False) -> pd.DataFrame:
    """One row is one municipality: how many of those due were assessed, and what that tells about all of them.

    With ``by_school``: one school. Columns: municipality_id, municipality_name, cluster, school_id and short_name (with
    ``by_school``); came, due, value (per cent), zone, words, zone_words; found
    (people with a deficit; heads: in need of a route, see ПР-ИОМ-РУК), assessed (of how many), found_pct, found_words;
    low_pct, high_pct (the 95 % interval for all due; missing where all came, nobody did, or the numbers of the two
    sheets contradict each other), least_pct, most_pct (if none, or all, of those who didn't come had a deficit),
    interval_words, possible_words; schools_with_data, schools, hidden (``queries.showing.hide``). Those with the
    smallest coverage come first, hidden ones last. For the council found and assessed are missing where people with a
    deficit are hidden; of heads always, since those in need of a route are no indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, CODES[who].coverage))
    rules = methodology_of(connection, scope)
    rule, limit = rules.indicator(CODES[who].coverage), rules.threshold("no_percent_n")
    frame = _named(indicator_parts(connection, scope, rule.code, by_school), connection, scope, by_school=by_school)
    found = in_deficit(
        connection, resolved(connection, rows_of_tree(scope, CODES[who].deficits)), who, by_school=by_school
    )
    place = OF_SCHOOL if by_school else OF_PLACE
    key = ("municipality_id", "school_id") if by_school else ("municipality_id",)
    code_of_found = CODES[who].deficits
    records = []
    for row in rows_of(frame):
        where = {name: getattr(row, name) for name in (*place, "schools_with_data", "schools")}
        codes = {name: getattr(row, name) for name in key}
        if row.hidden:
            records.append(dict.fromkeys(OF_COVERAGE) | where | _NOT_TOLD | {"words": HIDDEN, "hidden": True})
            continue
        people, due = int(row.numerator), int(row.denominator)
        value = value_of(rule, people, due, rules)
        enough = 100 * row.schools_with_data >= rules.threshold("mo_coverage_min") * row.schools
        zone = zone_of_value(rule, value, rules) if value is not None and enough else None
        if for_council(scope) and (who == "leaders" or hidden_in(connection, scope, code_of_found, **codes)):
            of_found = _NOT_TOLD if who == "teachers" else _NOT_TOLD | {"found_words": SHORT_HIDDEN}
        else:
            of_found = told_by_those_who_came(*found.get(tuple(codes.values()), (0, 0)), due, limit)
        records.append(
            {
                **where,
                "came": people,
                "due": due,
                "value": None if value is None else float(value),
                "zone": zone,
                "words": share(people, due, limit),
                **of_found,
                "zone_words": DASH if zone is None else ZONES[zone],
                "hidden": False,
            }
        )
    names = ("short_name", "school_id") if by_school else ()
    frame = frame_of_records(records, {**place, **OF_COVERAGE})
    return in_order_of(frame, "value", "municipality_name", "municipality_id", *names)


_NOT_TOLD: dict[str, Any] = {
    **dict.fromkeys(("found", "assessed", "found_pct", "low_pct", "high_pct", "least_pct", "most_pct")),
    "found_words": HIDDEN,
    "interval_words": DASH,
    "possible_words": DASH,
    "zone_words": DASH,
}
"""Of hidden people with a deficit, instead of ``told_by_those_who_came``."""


def told_by_those_who_came(found: int, assessed: int, due: int, limit: float) -> dict[str, Any]:
    """What ``diagnostics_coverage`` says of a deficit among all who were due, from those who were assessed."""
    interval = interval_pct(found, assessed, due)
    bounds = possible_pct(found, assessed, due) if interval is not None else (None, None)
    return {
        "found": found,
        "assessed": assessed,
        "found_pct": 100 * found / assessed if assessed else None,
        "found_words": share(found, assessed, limit),
        "low_pct": interval[0] if interval else None,
        "high_pct": interval[1] if interval else None,
        "least_pct": bounds[0],
        "most_pct": bounds[1],
        "interval_words": _range_words(interval, assessed, limit),
        "possible_words": _range_words(bounds if interval else None, assessed, limit),
    }


def _range_words(ends: Any, people: int, limit: float) -> str:
    """«53–57 %»; no per cents of few people."""
    if ends is None or people < limit:
        return DASH
    return f"{percent(ends[0])[:-2]}–{percent(ends[1])}"


def in_deficit(
    connection: Connection, scope: Scope, who: Who, *, by_school: bool = False
) -> dict[tuple[str, ...], tuple[int, int]]:
    """Code of a municipality (and a school) → people with a deficit, people assessed; of a resolved scope."""
    rules = methodology_of(connection, scope)
    key = ("municipality_id", "school_id") if by_school else ("municipality_id",)
    if who == "leaders":
        basis = basis_of(connection, scope)
        values = assessed_heads(basis, needing_heads(basis, rules)).subquery()
    else:
        reported = value_rows(connection, scope, CODES[who].deficits, whole=True)
        values = select(reported).where(reported.c.part == WHOLE).subquery()
    codes = [values.c[name] for name in key]
    sums = (func.sum(values.c.numerator), func.sum(values.c.denominator))
    rows = connection.execute(select(*codes, *sums).group_by(*codes))
    found = {tuple(row[: len(key)]): (int(row[-2]), int(row[-1])) for row in rows}
    if not for_council(scope):
        return found
    # How many heads are in need of a route is no indicator that is decided about.
    return {
        place: pair
        for place, pair in found.items()
        if who == "teachers"
        and not hidden_in(connection, scope, CODES[who].deficits, **dict(zip(key, place, strict=True)))
    }
