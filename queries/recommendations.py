"""Which recommendations fire for the selected schools, their directors and municipalities, and why.

What counts as being of a scope, and what the council isn't shown: ``queries.firings``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)

from data.tables import firing
from methodology.catalogue import Methodology
from methodology.conditions import Entry
from methodology.deadlines import deadline_words
from queries.firings import (
    ABOUT,
    KEY,
    MUNICIPALITY,
    F,
    about_recommendation,
    carried_out_by,
    common_codes,
    in_force_here,
    largest_first,
    level_of,
    municipality_firings,
    school_firings,
    shown_trace,
    stands_on_group,
)
from queries.frames import frame_of_records, in_order_of
from queries.recommendation_words import joined, reason_words, subject_of
from queries.scope import Scope
from queries.selection import methodology_of, municipality_names, names_of_schools, resolved
from queries.showing import for_council
from queries.stability import firmness_of_groups

FIRED = {
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    "person": "object",
    "level": "object",
    "code": "object",
    **ABOUT,
    "deadline_kind": "object",
    "deadline": "object",
    "control_period": "object",
    "deadline_words": "object",
    "basis": "object",
    "origin": "object",
    "needed": "object",
    "zone": "object",
    "borderline": "boolean",
    "distance": "Float64",
    "group_firmness": "object",
    "group_firmness_words": "object",
    "common": "boolean",
    "position": "Int64",
    "cut_date": "object",
    "methodology": "Int64",
}


def fired(
    connection: Connection,
    scope: Scope,
    main: bool = False,
    code: str = "",
    addressee: str = "",
    block: str = "",
    priority: int | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """One row is one recommendation to one selected school, to its director, or to one municipality.

    Columns: municipality_id, municipality_name, school_id and short_name (empty of a municipality), person (code of the
    director of a recommendation to one, else empty), level ('лицо', 'ОО', 'МО'), code, block, block_words, text,
    addressees («руководитель ОО; методическая служба»), priority (1 the highest), evidence, sources (documents and
    clauses), is_proposal, deadline_kind, deadline (a date; missing where it is counted from the decision or has no
    day), control_period, deadline_words, basis (indicator, value and threshold in words), origin (of the thresholds),
    needed (what would take the object out), zone ('high', 'middle', 'low'; missing where the first reason has none),
    borderline, distance (to the threshold: percentage points of shares, else per cent of the threshold; missing where
    no number would do), group_firmness ('firm', 'likely', 'unstable') and group_firmness_words (of what would not fire
    if the computed group of the school were the next one; for the council this, zone, borderline and distance are
    missing where a reason was left out), common (fires for more than common_point_share of the selected schools),
    position (among a school's recommendations that are not common, by priority, then by distance, the largest first;
    missing of others), cut_date, methodology. ``main``: without what is common, and at most rec_cap of a school.
    ``addressee``, ``block``, ``code``, ``priority``: those alone. The highest priority first, then the largest
    distance, then by names; ``limit``: so many at most.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    common = common_codes(connection, scope, rules)
    asked_for = asked(scope, rules, common, main, code, addressee, block, priority)
    columns = asked_for.selected_columns
    # Traces are joined to what is asked for alone: a sort would carry them all.
    shown = (
        asked_for.order_by(
            columns.priority,
            *largest_first(columns.distance),
            columns.municipality_id,
            columns.school_id,
            columns.code,
        )
        .limit(limit)
        .subquery("asked")
    )
    same = and_(*(shown.c[name] == F[name] for name in KEY), *in_force_here(scope))
    said = (F.borderline, F.zone, F.deadline_kind, F.deadline, F.control_period, F.cut_date, F.trace)
    rows = connection.execute(select(shown, *said).join(firing, same)).all()
    names = {row.municipality_id: row.municipality_name for row in connection.execute(municipality_names(scope))}
    of_schools = names_of_schools(
        connection, scope, {(row.municipality_id, row.school_id) for row in rows if row.school_id != MUNICIPALITY}
    )
    about = cache(lambda code, level: about_recommendation(rules.recommendation(code), level, rules))
    on_group = {
        (row.municipality_id, row.school_id, row.code)
        for row in rows
        if row.school_id != MUNICIPALITY and stands_on_group(row.code, row.trace, scope, rules)
    }
    firm = firmness_of_groups(connection, scope, {(place, school_id) for place, school_id, _ in on_group})
    records = []
    for row in rows:
        key = (row.municipality_id, row.school_id)
        of_group = firm.get(key) if (*key, row.code) in on_group else None
        recommendation = rules.recommendation(row.code)
        level = level_of(recommendation, row.school_id)
        trace = shown_trace(row.trace, scope, rules)
        left_out = len(trace) < len(row.trace)
        words = [reason_words(entry, rules) for entry in trace]
        records.append(
            {
                "municipality_id": row.municipality_id,
                "municipality_name": names.get(row.municipality_id, row.municipality_id),
                "school_id": row.school_id,
                "short_name": of_schools[row.municipality_id, row.school_id][1] if row.school_id else "",
                "person": row.person,
                "level": level,
                "code": row.code,
                **about(row.code, level),
                "deadline_kind": row.deadline_kind,
                "deadline": row.deadline,
                "control_period": row.control_period,
                "deadline_words": deadline_words(recommendation.deadline, row.deadline),
                "basis": joined(each.basis for each in words),
                "origin": joined(each.origin for each in words),
                "needed": joined(each.needed for each in words),
                "zone": None if left_out else row.zone,
                "borderline": None if left_out else row.borderline,
                "distance": row.distance,
                "group_firmness": of_group[0] if of_group else None,
                "group_firmness_words": of_group[1] if of_group else None,
                "common": row.code in common and row.school_id != MUNICIPALITY,
                "position": row.position,
                "cut_date": row.cut_date,
                "methodology": scope.methodology,
            }
        )
    return most_important_first(frame_of_records(records, FIRED))


def most_important_first(frame: pd.DataFrame) -> pd.DataFrame:
    """By priority, then by distance, the largest first, then by names."""
    return in_order_of(
        frame.assign(_up=-frame["distance"].fillna(-1.0)),
        "priority", "_up", "municipality_name", "municipality_id", "short_name", "school_id", "code",
    ).drop(columns="_up")  # fmt: skip


def asked(
    scope: Scope,
    rules: Methodology,
    common: list[str],
    main: bool = False,
    code: str = "",
    addressee: str = "",
    block: str = "",
    priority: int | None = None,
) -> Select[*tuple[Any, ...]]:
    """Keys, priority, distance and position of what ``fired`` lists with these parameters."""
    columns = _ranked(scope, common, main).subquery("listed").c
    conditions: list[ColumnElement[bool]] = []
    if main:
        conditions.append(or_(columns.position.is_(None), columns.position <= rules.threshold("rec_cap")))
    if code:
        conditions.append(columns.code == code)
    if priority is not None:
        conditions.append(columns.priority == priority)
    if block:
        conditions.append(columns.code.in_([each.code for each in rules.recommendations if each.block == block]))
    if addressee:
        conditions.append(carried_out_by(columns, addressee, rules))
    return select(columns).where(*conditions)


def _ranked(scope: Scope, common: list[str], main: bool) -> Any:
    """Keys, priority, distance and position of all that fires; ``main``: of what is not common."""
    # Of distances the council is told nothing, so they order nothing there.
    council = for_council(scope)
    distance = (cast(null(), Float) if council else F.distance).label("distance")
    columns = [*(F[name] for name in KEY), F.priority, distance]
    order = (F.priority, *(() if council else largest_first(F.distance)), F.code)
    is_common = F.code.in_(common)
    # What is common is most of all: left out before places are counted, it needn't be sorted.
    first = () if main else (case((is_common, 1), else_=0),)
    place = func.row_number().over(partition_by=(F.municipality_id, F.school_id), order_by=(*first, *order))
    position = place if main else case((~is_common, place))
    of_schools = school_firings(scope, *columns, position.label("position"))
    of_municipalities = municipality_firings(scope, *columns, cast(null(), Integer).label("position"))
    # What is common to schools is no common point of their municipality: it is listed with its own.
    return union_all(of_schools.where(~is_common) if main else of_schools, of_municipalities)


TRACE = {
    "subject": "object",
    "code": "object",
    "part": "object",
    "name": "object",
    "numerator": "Float64",
    "denominator": "Float64",
    "value": "object",
    "value_words": "object",
    "relation_words": "object",
    "threshold": "Float64",
    "threshold_name": "object",
    "threshold_origin": "object",
    "needed_change": "Float64",
    "needed_numerator": "Int64",
    "needed_words": "object",
    "borderline": "boolean",
    "schools_with_data": "Int64",
    "schools": "Int64",
    "sheets": "object",
}


def trace(
    connection: Connection, scope: Scope, code: str, municipality_id: str, school_id: str = "", person: str = ""
) -> pd.DataFrame:
    """One row is one reason of one recommendation to one object of the scope; none where it doesn't fire.

    Columns: subject ('indicator', 'count', 'group', 'criterion_zone', 'level', 'flag', 'date'), code (of the indicator;
    what it opens; of a flag «Лист.Столбец»), part, name, numerator, denominator, value (a number, or what a flag or a
    date says, as text), value_words, relation_words («ниже 80 %»), threshold, threshold_name, threshold_origin,
    needed_change (of the value, signed), needed_numerator (by how many the numerator must change), needed_words,
    borderline, schools_with_data and schools (of a municipality's sums), sheets (that it is counted from). Missing
    where a reason has none. For the council without what tells of people.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    key = {"municipality_id": municipality_id, "school_id": school_id, "code": code}
    of = school_firings if school_id else municipality_firings
    statement = of(scope, F.trace).where(*(F[name] == value for name, value in key.items()))
    if person:
        statement = statement.where(F.person == person)
    found = connection.scalar(statement.limit(1))
    return frame_of_records([_reason(entry, rules) for entry in shown_trace(found or [], scope, rules)], TRACE)


OPENS = {"group": "Э-ГР", "criterion_zone": "Э-К", "level": "К-РУК"}
"""Subject of a reason → the indicator whose rows it opens."""


def _reason(entry: Entry, rules: Methodology) -> dict[str, Any]:
    subject, words = subject_of(entry), reason_words(entry, rules)
    code = OPENS.get(subject, str(entry[subject]))
    known = {rule.code: rule for rule in rules.indicators}
    sheets = known[code].sheets if code in known else (code.split(".")[0],) if subject == "flag" else ()
    return {
        **{name: entry.get(name) for name in TRACE},
        "subject": subject,
        "code": code,
        "name": words.name,
        "value_words": words.value,
        "relation_words": words.relation,
        "threshold_origin": words.origin,
        "needed_words": words.needed,
        "sheets": ", ".join(sheets),
    }
