"""What a decision says point by point, with the recommendations that each point stands for: for its papers.

Of a decision that nobody has composed yet: the points that it would have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.decisions import Item, items_of, numbers_of, read_items, with_days
from data.recommendation_acts import CONFIRMED, LIVE_DECISIONS
from data.tables_decisions import assignment, decision, decision_item_issue, recommendation_issue
from methodology.catalogue import Methodology
from methodology.firing import about_people
from methodology.words import day
from queries.addressed import known_reasons
from queries.execution import TASKS, deadline_words, tasks
from queries.frames import frame_of_records, rows_of
from queries.recommendation_words import joined
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows
from queries.showing import for_council

READS_DECISIONS = True

POINTS = {
    "position": "Int64",
    "number": "object",
    "addressee": "object",
    "text": "object",
    "deadline_kind": "object",
    "deadline": "object",
    "control_period": "object",
    "deadline_words": "object",
    "evidence": "object",
    "common": "boolean",
    "manual": "boolean",
    "here": "Int64",
    "elsewhere": "Int64",
    "issue_id": "Int64",
    "code": "object",
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    "basis": "object",
    "origin": "object",
    "moved": "object",
}
I = recommendation_issue.c  # noqa: E741
Names = dict[tuple[str, str], tuple[str, str]]
"""(municipality, school) → names of both."""


def decision_points(
    connection: Connection, scope: Scope, decision_id: int | None = None, on: date | None = None
) -> pd.DataFrame:
    """One row is one point of a decision and one selected recommendation that it stands for; without any, the point.

    Columns: position, number (that the point bears wherever it is named: «2.1»), addressee, text, deadline_kind,
    deadline, control_period, deadline_words, evidence, common, manual; here and elsewhere (how many of its
    recommendations are about what the scope selects, and about other places; both 0 of a point that stands for none,
    both missing of one whose recommendations aren't told); of the recommendation issue_id, code, municipality_id,
    municipality_name, school_id and short_name (missing where it is about no school), basis and origin (its reasons as
    they were when it was confirmed), moved (its own day, if the point is due on another, and why; missing otherwise).
    Schools are those of the decision's own cycle. By position, then by names.
    ``decision_id`` None: the points that a decision of the day ``on`` would have, composed of all confirmed
    recommendations of the scope that are in no decision. To the council what rests on judgements about people alone is
    not told: such recommendations are left out and not counted, and such reasons of the others.
    """
    scope = resolved(connection, scope)
    items = _items(connection, scope, decision_id, on)
    decided = on or date.today()
    if decision_id is not None:
        of_it = select(decision.c.cycle, decision.c.date).where(decision.c.decision_id == decision_id)
        cycle, decided = connection.execute(of_it).first() or (scope.cycle, decided)
        scope = replace(scope, cycle=cycle)
    rules = methodology_of(connection, scope)
    names = _names(connection, scope)
    places = {place: of_both[0] for (place, _), of_both in names.items()}
    wanted = {number for item in items for number in item.issues}
    issues = {
        row.issue_id: row
        for row in connection.execute(select(recommendation_issue).where(I.cycle == scope.cycle))
        if row.issue_id in wanted
    }
    lines = []
    for position, (number, item) in enumerate(zip(numbers_of(items), items, strict=True), start=1):
        told = [row for issue in item.issues if (row := issues.get(issue)) and _told(row, scope, rules)]
        here = [row for row in told if _selected(row, scope, names)]
        silent = bool(item.issues) and not told
        said = {
            **dict.fromkeys(POINTS),
            "position": position,
            "number": number,
            "addressee": item.addressee,
            "text": item.text,
            **item.deadline.columns(),
            "deadline_words": deadline_words(*item.deadline),
            "evidence": item.evidence,
            "common": item.common,
            "manual": item.manual,
            "here": None if silent else len(here),
            "elsewhere": None if silent else len(told) - len(here),
        }
        shown = [
            {
                **said,
                "issue_id": row.issue_id,
                "code": row.code,
                "municipality_id": row.municipality_id,
                "municipality_name": places.get(row.municipality_id, row.municipality_id),
                "school_id": row.school_id or None,
                "short_name": names.get((row.municipality_id, row.school_id), ("", row.school_id))[1]
                if row.school_id
                else None,
                "basis": joined(each.basis for each in reasons) or None,
                "origin": joined(each.origin for each in reasons) or None,
                "moved": _moved(row.deadline, item.deadline.day, decided),
            }
            for row in here
            for reasons in (known_reasons(_shown(row.trace, scope, rules), rules),)
        ]
        shown.sort(key=lambda line: (line["municipality_name"], line["municipality_id"], line["short_name"] or ""))
        lines += shown or [said]
    return frame_of_records(lines, POINTS)


def _moved(before: date | None, now: date | None, decided: date) -> str | None:
    """Of a recommendation whose day the point doesn't keep: which one it was, and whether it was over by then."""
    if before is None or before == now:
        return None
    return (
        f"прежний, до {day(before)}, истёк к дню решения" if before < decided else f"в рекомендации — до {day(before)}"
    )


def goes_beyond(connection: Connection, scope: Scope, decision_id: int) -> bool:
    """Whether a decision is about places that the scope doesn't select, so that it can only be extracted."""
    scope = resolved(connection, scope)
    if _everything(scope):
        return False
    return bool(decision_points(connection, scope, decision_id)["elsewhere"].fillna(0).any())


def execution_of_decision(connection: Connection, scope: Scope, decision_id: int, on: date) -> pd.DataFrame:
    """One row is one assignment of an adopted decision that the scope selects, as it stands on a day.

    Columns: position (of its point), and those of ``tasks``. By position, then as ``tasks``. Those that are about
    nobody in particular are there where nothing narrows the places.
    """
    scope = resolved(connection, scope)
    a = assignment.c
    given = select(a.code, a.position, a.cycle).where(a.decision_id == decision_id)
    of_it = {row.code: row for row in connection.execute(given)}
    cycle = next((row.cycle for row in of_it.values()), scope.cycle)
    frame = tasks(connection, replace(scope, cycle=cycle), on)
    # A row of the sheet of another municipality may bear the same code and is no assignment.
    found = [{"position": of_it[row.code].position, **row._asdict()} for row in rows_of(frame) if row.code in of_it
             and not pd.isna(row.assignment_id)]  # fmt: skip
    found.sort(key=lambda row: row["position"])
    return frame_of_records(found, {"position": "Int64", **TASKS})


def _items(connection: Connection, scope: Scope, decision_id: int | None, on: date | None) -> list[Item]:
    if decision_id is not None:
        return read_items(connection, decision_id)
    names, rules = _names(connection, scope), methodology_of(connection, scope)
    live = (
        select(decision_item_issue.c.issue_id)
        .join(decision, decision.c.decision_id == decision_item_issue.c.decision_id)
        .where(decision.c.state.in_(LIVE_DECISIONS))
    )
    waiting = [
        dict(row._mapping)
        for row in connection.execute(
            select(recommendation_issue)
            .where(I.cycle == scope.cycle, I.state.in_(CONFIRMED), I.issue_id.not_in(live))
            .order_by(I.issue_id)
        )
        if _selected(row, scope, names) and _told(row, scope, rules)
    ]
    if not waiting:
        return []
    return items_of(with_days(connection, waiting, scope.cycle or "", on or date.today()), len(names))


def _names(connection: Connection, scope: Scope) -> Names:
    """(municipality, school) → names of both, of the selected schools."""
    rows = school_rows(scope).c
    said = select(rows.municipality_id, rows.school_id, rows.municipality_name, rows.short_name)
    return {(place, code): (name, school) for place, code, name, school in connection.execute(said)}


def _selected(row: Any, scope: Scope, names: Names) -> bool:
    """Whether a recommendation is about a selected school or municipality; about any where nothing narrows the scope.

    In the scope of one school those about its municipality are not.
    """
    if _everything(scope):
        return True
    if row.school_id:
        return (row.municipality_id, row.school_id) in names
    return scope.school is None and row.municipality_id in {place for place, _ in names}


def _everything(scope: Scope) -> bool:
    return scope == Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology, showing=scope.showing)


def _told(row: Any, scope: Scope, rules: Methodology) -> bool:
    """Whether a recommendation may be named; to the council not those to a person or with hidden reasons alone."""
    if not for_council(scope):
        return True
    return not row.person and (not row.trace or bool(_shown(row.trace, scope, rules)))


def _shown(trace: list[dict[str, Any]], scope: Scope, rules: Methodology) -> list[dict[str, Any]]:
    """The reasons that may be shown."""
    return list(_of_no_people(trace, rules)) if for_council(scope) else trace


def _of_no_people(trace: list[dict[str, Any]], rules: Methodology) -> Iterator[dict[str, Any]]:
    for entry in trace:
        try:
            if not about_people(entry, rules):
                yield entry
        except (KeyError, StopIteration):
            # What this methodology doesn't know may have told of people.
            continue
