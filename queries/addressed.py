"""Addressed recommendations: what fires together with what officials made of it, and the acts themselves.

Whoever reads for the council is told what fires, and nothing of what single officials did about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select, tuple_

from data.assignments import CANCELLED
from data.recommendation_acts import CONFIRMED, PROPOSED, REJECTED
from data.recommendation_acts import STATES as STATES
from data.tables import load
from data.tables_decisions import assignment, recommendation_history, recommendation_issue
from methodology.catalogue import Methodology
from methodology.conditions import Entry
from methodology.recommendations import RECOMMENDATION_BLOCKS
from methodology.words import day
from queries.decisions import SHOWN_CHANGES, said_change
from queries.execution import item_deadline_words
from queries.firings import (
    KEY,
    MUNICIPALITY,
    F,
    common_codes,
    counts_by_code,
    counts_of_municipalities,
    in_force_here,
    level_of,
    municipality_firings,
    stands_on_group,
)
from queries.frames import frame_of_records, rows_of
from queries.recommendation_words import ReasonWords, joined, reason_words, source_words
from queries.recommendations import FIRED, asked, fired, most_important_first
from queries.scope import Scope
from queries.selection import methodology_of, municipality_names, names_of_schools, resolved, school_rows
from queries.showing import for_council
from queries.stability import firmness_of_groups

READS_DECISIONS = True

ADDRESSED = {
    **FIRED,
    "issue_id": "Int64",
    "revision": "Int64",
    "state": "object",
    "state_words": "object",
    "post": "object",
    "at": "object",
    "reason": "object",
    "manual": "boolean",
    "fires": "boolean",
    "execution": "object",
}
STATE_SIGNS = dict(zip(STATES, ("○", "✓", "✎", "✕"), strict=True))
I = recommendation_issue.c  # noqa: E741


def addressed_recommendations(
    connection: Connection,
    scope: Scope,
    main: bool = False,
    code: str = "",
    addressee: str = "",
    block: str = "",
    priority: int | None = None,
    state: str = "",
    limit: int | None = None,
) -> pd.DataFrame:
    """One row is one recommendation that fires or that somebody acted on, with its state. Order as in ``fired``.

    Columns: as in ``fired``, and issue_id (missing where nobody acted), revision (0 there), state (of ``STATES``),
    state_words, post and at (who acted last and when; missing where nobody), reason (of a rejection), manual (no rule
    gave it), fires (False: it was acted on and doesn't fire any more), execution (of its assignment in a decision:
    status, day and document; missing where it has none). What was accepted, changed or rejected says what was written
    then, with the reasons of then. ``main``: as in ``fired``, but everything acted on stays.
    ``state``: in that state alone. For the council nothing is told of acts: all is as it fires.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    if for_council(scope):
        frame = fired(connection, scope, main, code, addressee, block, priority, limit)
        return _proposals(frame, {})
    issues = _issues(connection, scope)
    acted = {_key(row): row for row in issues if not row.manual and row.state != PROPOSED}
    records = [
        record
        for record in _records(connection, scope, rules, issues)
        if _asked_for(record, code, addressee, block, priority, state)
    ]
    parts = [frame_of_records(records, ADDRESSED)]
    if state in ("", PROPOSED):
        most = None if limit is None else limit + len(acted)
        waiting = fired(connection, scope, main, code, addressee, block, priority, most)
        seen = {_key(row): row for row in issues if not row.manual and row.state == PROPOSED}
        untouched = [_key(row) not in acted for row in rows_of(waiting)]
        parts.append(_proposals(waiting[pd.Series(untouched, waiting.index, dtype=bool)], seen))
    filled = [part for part in parts if len(part)] or parts[:1]
    # One part alone is in its order already.
    frame = (
        filled[0].reset_index(drop=True) if not records else most_important_first(pd.concat(filled, ignore_index=True))
    )
    return frame if limit is None else frame.head(limit)


def about_itself(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Rows of ``addressed_recommendations`` on a passport: of a school all, of a municipality those given to itself."""
    return frame if scope.school is not None else frame[frame["school_id"] == MUNICIPALITY]


SUMMARY = dict.fromkeys(
    (
        "fired", "first", "schools", "fired_schools", "municipalities", "common", "proposed", "accepted",
        "changed", "rejected", "silent",
    ),
    "Int64",
)  # fmt: skip


def recommendation_summary(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row: how many recommendations there are in the scope, and what was decided about them.

    Columns: fired, first (of them of priority 1), fired_schools (different schools that any fires for), schools
    (selected), municipalities (with recommendations of their own), common (common points), proposed (nobody acted, or
    it was taken back), accepted, changed, rejected (all missing for the council), silent (accepted or changed, but not
    firing any more).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    common = common_codes(connection, scope, rules)
    counts = counts_by_code(connection, scope).values()
    rows = school_rows(scope, described=False)
    # One column is named, so that the index is enough: «SELECT *» reads the traces.
    any_fires = (
        select(F.code)
        .where(F.municipality_id == rows.c.municipality_id, F.school_id == rows.c.school_id, *in_force_here(scope))
        .exists()
    )
    firsts = func.sum(case((F.priority == 1, 1), else_=0))
    of_places = connection.execute(
        municipality_firings(scope, func.count(), func.coalesce(firsts, 0), func.count(F.municipality_id.distinct()))
    ).one()
    record: dict[str, int | None] = {
        "fired": sum(count for count, *_ in counts) + of_places[0],
        "first": sum(urgent for *_, urgent in counts) + of_places[1],
        "fired_schools": connection.scalar(select(func.count()).select_from(rows).where(any_fires)),
        "schools": connection.scalar(select(func.count()).select_from(rows)),
        "municipalities": of_places[2],
        "common": len(common),
    }
    if for_council(scope):
        return frame_of_records([{**dict.fromkeys(SUMMARY), **record}], SUMMARY)
    issues = _issues(connection, scope)
    firing_now = _firing_now(connection, scope, issues)
    states = pd.Series([row.state for row in issues], dtype=object).value_counts()
    record |= {
        "proposed": _proposed(record["fired"] or 0, issues, firing_now),
        "accepted": int(states.get(CONFIRMED[0], 0)),
        "changed": int(states.get(CONFIRMED[1], 0)),
        "rejected": int(states.get(REJECTED, 0)),
        "silent": sum(row.state in CONFIRMED and not row.manual and _key(row) not in firing_now for row in issues),
    }
    return frame_of_records([record], SUMMARY)


def _proposed(fired_now: int, issues: list[Row[Any]], firing_now: Mapping[tuple[str, ...], Any]) -> int:
    """Of so many that fire, those that nobody decided about, and what was taken back without firing any more."""
    settled = sum(row.state != PROPOSED and not row.manual and _key(row) in firing_now for row in issues)
    taken_back = sum(row.state == PROPOSED and (row.manual or _key(row) not in firing_now) for row in issues)
    return int(fired_now - settled + taken_back)


def recommendations_waiting(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row: how many recommendations wait for a decision, as ``recommendation_summary`` counts them, but sooner.

    Columns: proposed (missing for the council), decided (recommendations that somebody acted on; missing for it too).
    """
    scope = resolved(connection, scope)
    if for_council(scope):
        return frame_of_records([{"proposed": None, "decided": None}], WAITING)
    counts = (counts_by_code(connection, scope), counts_of_municipalities(connection, scope))
    fired_now = sum(count for each in counts for count, *_ in each.values())
    issues = _issues(connection, scope)
    proposed = _proposed(fired_now, issues, _firing_now(connection, scope, issues))
    decided = sum(row.state != PROPOSED for row in issues)
    return frame_of_records([{"proposed": proposed, "decided": decided}], WAITING)


WAITING = {"proposed": "Int64", "decided": "Int64"}
FOUND = {"found": "Int64", "acted": "Int64"}


def recommendations_found(
    connection: Connection,
    scope: Scope,
    main: bool = False,
    code: str = "",
    addressee: str = "",
    block: str = "",
    priority: int | None = None,
    state: str = "",
) -> pd.DataFrame:
    """One row: how many rows ``addressed_recommendations`` has with these parameters.

    Columns: found, acted (of them those that people acted on).
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    issues = [] if for_council(scope) else _issues(connection, scope)
    acted = sum(
        _asked_for(record, code, addressee, block, priority, state)
        for record in _records(connection, scope, rules, issues)
    )
    found = acted
    if state in ("", PROPOSED) or for_council(scope):
        common = common_codes(connection, scope, rules) if main else []
        listed = asked(scope, rules, common, main, code, addressee, block, priority).subquery("counted")
        statement = select(func.count()).select_from(listed)
        if issues:
            same = and_(
                *(listed.c[name] == I[name] for name in KEY),
                I.cycle == scope.cycle,
                I.manual.is_(False),
                I.state != PROPOSED,
            )
            statement = statement.join(recommendation_issue, same, isouter=True).where(I.issue_id.is_(None))
        found += connection.scalar(statement) or 0
    return frame_of_records([{"found": found, "acted": acted}], FOUND)


REASONS = dict.fromkeys(("municipality_id", "school_id", "person", "code", "trace", "zone", "load_id"), "object") | {
    "value": "Float64"
}


def reasons_at_act(connection: Connection, scope: Scope, keys: tuple[tuple[str, str, str, str], ...]) -> pd.DataFrame:
    """One row is one firing of those named (municipality, school or '', person or '', code): what an act freezes.

    Columns: municipality_id, school_id, person, code, trace (entries of the reasons), zone, value (of the first reason
    that has one), load_id (the latest load). Those that don't fire are missing.
    """
    scope = resolved(connection, scope)
    last = scope.as_of or connection.scalar(select(func.max(load.c.load_id)))
    wanted = set(keys)
    places, codes = {key[0] for key in keys}, {key[3] for key in keys}
    columns = [F[name] for name in KEY]
    statement = select(*columns, F.trace, F.zone).where(
        *in_force_here(scope), F.municipality_id.in_(places), F.code.in_(codes)
    )
    records = [
        {
            **dict(zip(KEY, row[:4], strict=True)),
            "trace": row.trace,
            "zone": row.zone,
            "load_id": last,
            "value": next((float(e["value"]) for e in row.trace if isinstance(e.get("value"), int | float)), None),
        }
        for row in connection.execute(statement)
        if _key(row) in wanted
    ]
    return frame_of_records(records, REASONS)


ACTS_OF_ONE = dict.fromkeys(("at", "act", "change_words", "reason", "post"), "object")


def recommendation_acts(connection: Connection, scope: Scope, issue_id: int) -> pd.DataFrame:
    """One row is one act about one recommendation, the latest first. The filters don't count; empty for the council.

    Columns: at (in words), act, change_words (what was and what is), reason, post.
    """
    if for_council(scope):
        return frame_of_records([], ACTS_OF_ONE)
    h = recommendation_history.c
    records = [
        {
            "at": f"{row.at:%d.%m.%Y %H:%M}",
            "act": row.act,
            "change_words": said_change(row.changes, _told_of(row)) or None,
            "reason": row.reason,
            "post": row.post,
        }
        for row in connection.execute(
            select(recommendation_history).where(h.issue_id == issue_id).order_by(h.revision.desc())
        )
    ]
    return frame_of_records(records, ACTS_OF_ONE)


ALSO_SHOWN = {"text": "текст", "addressee": "адресат", "control_period": "период контроля"}
SAID_ANEW = ("изменено", "написано")
"""Acts whose author gives words of their own."""


def _told_of(act: Row[Any]) -> dict[str, str]:
    """The fields whose change is told: of a first act that left the recommendation as it fired, its state alone."""
    if act.revision == 1 and act.act not in SAID_ANEW:
        return {"state": SHOWN_CHANGES["state"]}
    return SHOWN_CHANGES | ALSO_SHOWN


def _key(row: Any) -> tuple[str, str, str, str]:
    return row.municipality_id, row.school_id, row.person, row.code


def _issues(connection: Connection, scope: Scope) -> list[Row[Any]]:
    """What people did in the cycle about the selected schools and their municipalities."""
    if connection.scalar(select(I.issue_id).where(I.cycle == scope.cycle).limit(1)) is None:
        return []
    rows = school_rows(scope, described=False)
    here: list[ColumnElement[bool]] = [
        tuple_(I.municipality_id, I.school_id).in_(select(rows.c.municipality_id, rows.c.school_id))
    ]
    if scope.school is None:
        here.append(and_(I.school_id == MUNICIPALITY, I.municipality_id.in_(select(rows.c.municipality_id))))
    statement = select(recommendation_issue).where(I.cycle == scope.cycle, or_(*here)).order_by(I.issue_id)
    return list(connection.execute(statement))


def _firing_now(connection: Connection, scope: Scope, issues: list[Row[Any]]) -> dict[tuple[str, ...], Any]:
    """Of these issues, those that fire: key → distance, borderline, cut date, trace."""
    if not issues:
        return {}
    said = select(*(F[name] for name in KEY), F.distance, F.borderline, F.cut_date, F.trace).where(
        *in_force_here(scope),
        F.municipality_id.in_({row.municipality_id for row in issues}),
        F.code.in_({row.code for row in issues}),
    )
    wanted = {_key(row) for row in issues}
    return {_key(row): row for row in connection.execute(said) if _key(row) in wanted}


def _records(connection: Connection, scope: Scope, rules: Methodology, issues: list[Row[Any]]) -> list[dict[str, Any]]:
    """The rows of what people acted on, but of what was taken back and fires: that is a proposal as it fires."""
    firing_now = _firing_now(connection, scope, issues)
    issues = [row for row in issues if row.state != PROPOSED or row.manual or _key(row) not in firing_now]
    if not issues:
        return []
    names = {row.municipality_id: row.municipality_name for row in connection.execute(municipality_names(scope))}
    of_schools = names_of_schools(
        connection, scope, {(row.municipality_id, row.school_id) for row in issues if row.school_id}
    )
    known = {each.code: each for each in rules.recommendations}
    due_by = {code: each.deadline for code, each in known.items()}
    execution = _execution(connection, scope)
    on_group = {
        key: (now.municipality_id, now.school_id)
        for key, now in firing_now.items()
        if key[1] != MUNICIPALITY and stands_on_group(now.code, now.trace, scope, rules)
    }
    firm = firmness_of_groups(connection, scope, set(on_group.values()))
    records = []
    for row in issues:
        rule, now = known.get(row.code), None if row.manual else firing_now.get(_key(row))
        words = known_reasons(row.trace, rules)
        of_group = firm.get(on_group[_key(row)]) if now is not None and _key(row) in on_group else None
        block = rule.block if rule else ""
        records.append(
            {
                **dict.fromkeys(ADDRESSED),
                **{name: getattr(row, name) for name in (*KEY, "text", "deadline_kind", "deadline", "control_period")},
                **{name: getattr(row, name) for name in ("evidence", "zone", "methodology")},
                **{name: getattr(row, name) for name in ("issue_id", "revision", "state", "post", "reason", "manual")},
                "municipality_name": names.get(row.municipality_id, row.municipality_id),
                "short_name": of_schools[row.municipality_id, row.school_id][1] if row.school_id else "",
                "level": level_of(rule, row.school_id) if rule else "ОО" if row.school_id else "МО",
                "block": block,
                "block_words": RECOMMENDATION_BLOCKS[block] if block else "Написано вручную",
                "addressees": row.addressee,
                "priority": rule.priority if rule else 1,
                "sources": source_words(rule, rules) if rule else "написано вручную",
                "is_proposal": rule.is_proposal if rule else False,
                "deadline_words": item_deadline_words(row, due_by),
                "basis": joined(each.basis for each in words),
                "origin": joined(each.origin for each in words),
                "needed": joined(each.needed for each in words),
                "borderline": now.borderline if now else None,
                "distance": now.distance if now else None,
                "group_firmness": of_group[0] if of_group else None,
                "group_firmness_words": of_group[1] if of_group else None,
                "common": False,
                "cut_date": now.cut_date if now else None,
                "state_words": _state_words(row.state),
                "at": f"{row.at:%d.%m.%Y %H:%M}",
                "fires": now is not None,
                "execution": execution.get(row.issue_id),
            }
        )
    return records


def _execution(connection: Connection, scope: Scope) -> dict[int, str]:
    """Issue → how its assignment stands: «исполнено, 15.12.2025, справка № 5»; the last one that is not cancelled."""
    a = assignment.c
    said = select(a.issue_id, a.status, a.done_on, a.evidence_document).where(
        a.cycle == scope.cycle, a.issue_id.is_not(None), a.status != CANCELLED
    )
    return {
        issue_id: ", ".join([status, *([] if done_on is None else [day(done_on)]), *filter(None, [document])])
        for issue_id, status, done_on, document in connection.execute(said.order_by(a.assignment_id))
        if issue_id is not None
    }


def known_reasons(trace: list[Entry], rules: Methodology) -> list[ReasonWords]:
    """The words of frozen reasons; what an earlier methodology looked at and this one doesn't know has none."""
    words = []
    for entry in trace:
        try:
            words.append(reason_words(entry, rules))
        except (KeyError, StopIteration):
            continue
    return words


def _proposals(frame: pd.DataFrame, seen: Mapping[Any, Row[Any]]) -> pd.DataFrame:
    """What fires and waits; ``seen``: of those that were taken back, the issue."""
    issues = [seen.get(_key(row)) for row in rows_of(frame)]
    added = frame_of_records(
        [
            {
                "issue_id": issue.issue_id if issue else None,
                "revision": issue.revision if issue else 0,
                "state": PROPOSED,
                "state_words": _state_words(PROPOSED),
                "post": issue.post if issue else None,
                "at": f"{issue.at:%d.%m.%Y %H:%M}" if issue else None,
                "reason": None,
                "manual": False,
                "fires": True,
                "execution": None,
            }
            for issue in issues
        ],
        {name: kind for name, kind in ADDRESSED.items() if name not in FIRED},
    )
    return pd.concat([frame.reset_index(drop=True), added], axis=1)


def _state_words(state: str) -> str:
    return f"{STATE_SIGNS[state]} {state}"


def _asked_for(record: dict[str, Any], code: str, addressee: str, block: str, priority: int | None, state: str) -> bool:
    return (
        (not code or record["code"] == code)
        and (not addressee or addressee in record["addressees"].split("; "))
        and (not block or record["block"] == block)
        and (priority is None or record["priority"] == priority)
        and (not state or record["state"] == state)
    )
