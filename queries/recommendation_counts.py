"""How often recommendations fire: by recommendation, addressee, block and municipality; which are common points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from methodology.deadlines import deadline_words
from methodology.recommendations import RECOMMENDATION_BLOCKS
from methodology.words import municipalities, schools, share
from queries.firings import (
    ABOUT,
    MUNICIPALITY,
    F,
    about_recommendation,
    carried_out_by,
    common_codes,
    counts_by_code,
    counts_of_municipalities,
    level_of,
    municipality_firings,
    school_firings,
    selected_schools,
)
from queries.frames import frame_of_records, in_order_of
from queries.scope import Scope
from queries.selection import methodology_of, municipality_names, resolved, school_rows
from queries.showing import for_council

BY_CODE = {
    "code": "object",
    **ABOUT,
    "level": "object",
    "condition": "object",
    "deadline_words": "object",
    "objects": "Int64",
    "of": "Int64",
    "objects_words": "object",
    "municipalities": "Int64",
    "borderline": "Int64",
    "common": "boolean",
}


def fired_by_code(connection: Connection, scope: Scope, common: bool = False) -> pd.DataFrame:
    """One row is one recommendation that fires, at one level ('лицо', 'ОО', 'МО'): how often.

    Columns: code, block, block_words, text, addressees, priority, evidence, sources, is_proposal, level, condition (in
    words), deadline_words (without a day), objects (schools, directors or municipalities), of (all that are selected),
    objects_words («112 из 1 500 (7 %)»), municipalities (in how many), borderline (how many hang on values near
    thresholds; missing for the council), common (for more than common_point_share of the schools). With ``common`` only
    these: the common points. By priority, then the most frequent first.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    limit, codes = rules.threshold("no_percent_n"), common_codes(connection, scope, rules)
    rows = school_rows(scope, described=False)
    of_places = connection.scalar(select(func.count(rows.c.municipality_id.distinct()))) or 0
    of = {True: of_places, False: selected_schools(connection, scope)}
    records = []
    for of_municipality, counts in (
        (False, counts_by_code(connection, scope)),
        (True, counts_of_municipalities(connection, scope)),
    ):
        for code, (objects, places, borderline, _) in counts.items():
            recommendation = rules.recommendation(code)
            level = level_of(recommendation, MUNICIPALITY if of_municipality else "-")
            is_common = code in codes and not of_municipality
            if common and not is_common:
                continue
            records.append(
                {
                    "code": code,
                    **about_recommendation(recommendation, level, rules),
                    "level": level,
                    "condition": recommendation.condition,
                    "deadline_words": deadline_words(recommendation.deadline, None),
                    "objects": objects,
                    "of": of[of_municipality],
                    "objects_words": share(objects, of[of_municipality], limit),
                    "municipalities": places,
                    "borderline": None if for_council(scope) else borderline,
                    "common": is_common,
                }
            )
    return in_order_of(frame_of_records(records, BY_CODE), "priority", "objects", "code", "level", down=("objects",))


def common_points(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one recommendation that more than common_point_share of the selected schools get: a point for all.

    Columns as in ``fired_by_code``. None where fewer than two schools are selected.
    """
    return fired_by_code(connection, scope, common=True)


BY_GROUP = {
    "key": "object",
    "name": "object",
    "recommendations": "Int64",
    "first": "Int64",
    "of_schools": "Int64",
    "of_municipalities": "Int64",
    "schools": "Int64",
    "words": "object",
}


def fired_by_addressee(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one addressee: what is to be carried out by it; a recommendation to two counts for both.

    Columns: key and name (the addressee), recommendations (rows of ``fired``), first (of priority 1), of_schools (about
    schools and directors), of_municipalities, schools (different ones), words («112 школ, 3 муниципалитета»). The most
    first.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    addressees = dict.fromkeys(
        addressee for each in rules.recommendations for named in each.addressees.values() for addressee in named
    )
    records = []
    for each in addressees:
        record = _none(each, each)
        of_it = carried_out_by(F, each, rules)
        for of_municipality, statement in (
            (False, school_firings(scope, *COUNTED)),
            (True, municipality_firings(scope, *COUNTED)),
        ):
            _add(record, connection.execute(statement.where(of_it)).one(), of_municipality=of_municipality)
        records.append(record)
    return _most_first(records)


def fired_by_block(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one block of the catalogue with anything fired. Columns as in ``fired_by_addressee``."""
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    block = case({each.code: each.block for each in rules.recommendations}, value=F.code)
    return _grouped(connection, scope, block, dict(RECOMMENDATION_BLOCKS))


def fired_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with anything fired: for its selected schools, their directors and itself.

    Columns as in ``fired_by_addressee``; key is municipality_id.
    """
    scope = resolved(connection, scope)
    names = {row.municipality_id: row.municipality_name for row in connection.execute(municipality_names(scope))}
    return _grouped(connection, scope, F.municipality_id, names)


def _grouped(connection: Connection, scope: Scope, key: ColumnElement[str], names: Mapping[Any, str]) -> pd.DataFrame:
    """One row is one value of the key, named so."""
    found: dict[str, dict[str, Any]] = {}
    for of_municipality, statement in (
        (False, school_firings(scope, key, *COUNTED)),
        (True, municipality_firings(scope, key, *COUNTED)),
    ):
        for value, *counts in connection.execute(statement.group_by(key)):
            record = found.setdefault(value, _none(value, names.get(value, value)))
            _add(record, counts, of_municipality=of_municipality)
    return _most_first(list(found.values()))


def _none(key: str, name: str) -> dict[str, Any]:
    return {"key": key, "name": name, **dict.fromkeys([*BY_GROUP][2:-1], 0), "municipalities": 0}


COUNTED = (
    func.count(),
    func.coalesce(func.sum(case((F.priority == 1, 1), else_=0)), 0),
    func.count((F.municipality_id + literal("/") + F.school_id).distinct()),
    func.count(F.municipality_id.distinct()),
)
"""Firings, those of priority 1, different schools, different municipalities."""


def _add(record: dict[str, Any], counts: Sequence[int], *, of_municipality: bool) -> None:
    count, first, different, places = counts
    record["recommendations"] += count
    record["first"] += first
    record["of_municipalities" if of_municipality else "of_schools"] += count
    if of_municipality:
        record["municipalities"] += places
    else:
        record["schools"] += different


def _most_first(records: list[dict[str, Any]]) -> pd.DataFrame:
    for record in records:
        said = [schools(record["schools"])] if record["schools"] else []
        said += [municipalities(record["municipalities"])] if record["of_municipalities"] else []
        record["words"] = ", ".join(said)
    frame = frame_of_records([each for each in records if each["recommendations"]], BY_GROUP)
    return in_order_of(frame, "recommendations", "name", "key", down=("recommendations",))
