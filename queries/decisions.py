"""Decisions of bodies, their items and history, and the confirmed recommendations that wait for one.

Decisions belong to a cycle; filters narrow the recommendations, not the decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from data.decisions import item_numbers, with_days
from data.recommendation_acts import CONFIRMED, LIVE_DECISIONS
from data.tables_decisions import (
    assignment,
    assignment_history,
    decision,
    decision_history,
    decision_item,
    decision_item_issue,
    recommendation_history,
    recommendation_issue,
)
from methodology.firing import codes_about_people
from methodology.words import NBSP, day, number
from queries.execution import item_deadline_words
from queries.frames import frame_of_records, read_frame, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows
from queries.showing import for_council

READS_DECISIONS = True

MOVED = " (было до "
"""Before the day that a deadline had, in its words."""

ISSUES = {
    "issue_id": "Int64",
    "revision": "Int64",
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    "code": "object",
    "state": "object",
    "text": "object",
    "addressee": "object",
    "deadline_words": "object",
    "post": "object",
}


def decisions(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one decision of any cycle, the latest first.

    Columns: decision_id, revision, number (missing of a draft without one), date, title, body_name, control_post
    (missing where nobody said who looks after it), cycle, state ('проект', 'принято', 'отменено'), schools, items,
    assignments, label («№ 12 от 20.10.2025, принято»). Filters don't count.
    """
    d = decision.c
    items = select(func.count()).where(decision_item.c.decision_id == d.decision_id).scalar_subquery()
    given = select(func.count()).where(assignment.c.decision_id == d.decision_id).scalar_subquery()
    frame = read_frame(
        connection,
        select(
            d.decision_id, d.revision, d.number, d.date, d.title, d.body_name, d.control_post, d.cycle, d.state,
            d.schools,
            items.label("items"), given.label("assignments"),
        ).order_by(d.date.desc(), d.decision_id.desc()),
    )  # fmt: skip
    labels = [
        f"№{NBSP}{said} от {day(on)}, {state}" if said else f"проект {key} от {day(on)}, {state}"
        for said, key, on, state in zip(
            frame["number"], frame["decision_id"], frame["date"], frame["state"], strict=True
        )
    ]
    return frame.assign(label=pd.Series(labels, frame.index, dtype=object))


def decision_items(connection: Connection, scope: Scope, decision_id: int) -> pd.DataFrame:
    """One row is one item of a decision, in its order.

    Columns: position, number (that it bears wherever it is named: «2.1»), addressee, text, deadline_kind, deadline,
    control_period, deadline_words, evidence, code (missing of one by hand), common, manual, recommendations (how many
    it stands for), schools_words (names of the first schools by municipality, and of municipalities; missing where it
    stands for none), kind_words («общий», «вручную»; missing otherwise), passed (whether it is due before the day of
    the decision, which deadline_words say too, as they say the days that its recommendations had before). The council
    is not told whom a point is about: for it recommendations and schools_words are no columns. Filters don't count.
    """
    i, link, issue = decision_item.c, decision_item_issue.c, recommendation_issue.c
    scope = resolved(connection, scope)
    names: dict[tuple[str, str], str] = {}
    places: dict[str, str] = {}
    for row in connection.execute(_every_school(scope)):
        names[row.municipality_id, row.school_id] = row.short_name
        places[row.municipality_id] = row.municipality_name
    about: dict[int, list[tuple[str, str]]] = defaultdict(list)
    before: dict[int, set[date]] = defaultdict(set)
    for position, place, school_id, own_day in connection.execute(
        select(link.position, issue.municipality_id, issue.school_id, issue.deadline)
        .join(recommendation_issue, issue.issue_id == link.issue_id)
        .where(link.decision_id == decision_id)
        .order_by(link.issue_id)
    ):
        about[position].append((place, names.get((place, school_id), school_id) if school_id else ""))
        if own_day is not None:
            before[position].add(own_day)
    frame = read_frame(
        connection,
        select(
            i.position, i.addressee, i.text, i.deadline_kind, i.deadline, i.control_period, i.evidence, i.code,
            i.common, i.manual,
        ).where(i.decision_id == decision_id).order_by(i.position),
    )  # fmt: skip
    decided = connection.scalar(select(decision.c.date).where(decision.c.decision_id == decision_id))
    rules = {each.code: each.deadline for each in methodology_of(connection, scope).recommendations}
    passed = [on is not None and decided is not None and on < decided for on in frame["deadline"]]
    due = [
        f"{item_deadline_words(row, rules)}{_was(before[int(row.position)], row.deadline)}"
        f"{' — ✕ раньше даты решения' if late else ''}"
        for row, late in zip(rows_of(frame), passed, strict=True)
    ]
    found = [about.get(int(position), []) for position in frame["position"]]
    frame = frame.assign(
        number=_column(frame, item_numbers(zip(frame["common"], frame["addressee"], strict=True))),
        deadline_words=_column(frame, due),
        passed=pd.Series(passed, frame.index, dtype="boolean"),
        recommendations=pd.Series([len(each) for each in found], frame.index, dtype="Int64"),
        schools_words=_column(frame, [_named(each, places) for each in found]),
        kind_words=_column(
            frame,
            [
                "общий" if common else "вручную" if manual else None
                for common, manual in zip(frame["common"], frame["manual"], strict=True)
            ],
        ),
    )
    return frame.drop(columns=["recommendations", "schools_words"]) if for_council(scope) else frame


def recommendations_without_decision(connection: Connection, scope: Scope, decided: date | None = None) -> pd.DataFrame:
    """One row is one confirmed recommendation of the cycle about a selected school or its municipality, in no decision.

    Columns: issue_id, revision, municipality_id, municipality_name, school_id, short_name (missing where it is about no
    school), code, state, text, addressee, deadline_words, post. Those about a municipality are left out where the scope
    is one school, for the council those that are to a person or can hang on a judgement about people. By addressee,
    then code. ``decided``: the day of the decision that will be composed: deadlines are those that it will have, with
    the day that will be over by then in brackets.
    """
    scope = resolved(connection, scope)
    rows, i = school_rows(scope).c, recommendation_issue.c
    schools = {
        (place, code): (place_name, name)
        for place, place_name, code, name in connection.execute(
            select(rows.municipality_id, rows.municipality_name, rows.school_id, rows.short_name)
        )
    }
    places = {place: names[0] for (place, _), names in schools.items()}
    held = (
        select(decision_item_issue.c.issue_id)
        .join(decision, decision.c.decision_id == decision_item_issue.c.decision_id)
        .where(decision.c.state.in_(LIVE_DECISIONS))
    )
    rules = {each.code: each.deadline for each in methodology_of(connection, scope).recommendations}
    lines = []
    untold = codes_about_people(methodology_of(connection, scope)) if for_council(scope) else frozenset()
    waiting = [i.cycle == scope.cycle, i.state.in_(CONFIRMED), i.issue_id.not_in(held), i.code.not_in(untold)]
    rows_waiting = [row._asdict() for row in connection.execute(select(recommendation_issue).where(*waiting))]
    dated = rows_waiting if decided is None else with_days(connection, rows_waiting, scope.cycle or "", decided)
    for before, now in zip(rows_waiting, dated, strict=True):
        row = SimpleNamespace(**now)
        place, school_id = row.municipality_id, row.school_id
        if not ((place, school_id) in schools if school_id else scope.school is None and place in places):
            continue
        said = {
            name: getattr(row, name) for name in ("issue_id", "revision", "code", "state", "text", "addressee", "post")
        }
        lines.append(
            {
                **said,
                "municipality_id": place,
                "municipality_name": places[place],
                "school_id": school_id or None,
                "short_name": schools[place, school_id][1] if school_id else None,
                "deadline_words": item_deadline_words(row, rules) + _was({before["deadline"]} - {None}, row.deadline),
            }
        )
    lines.sort(key=lambda line: (line["addressee"], line["code"], line["issue_id"]))
    return frame_of_records(lines, ISSUES)


def _was(before: Iterable[date], now: date | None) -> str:
    """The days that the recommendations had, where the point is due on another one."""
    others = [day(each) for each in sorted(before) if each != now]
    return f"{MOVED}{', '.join(others)})" if others else ""


def acts(connection: Connection, scope: Scope, limit: int = 50) -> pd.DataFrame:
    """One row is one act about a recommendation, a decision or an assignment, the latest first, ``limit`` of them.

    Columns: at (in words), post, what («рекомендация», «решение», «поручение»), subject, about (municipality and
    school; missing of decisions and of what is about nobody in particular), act, change_words (what was and what is),
    reason. Filters don't count.
    """
    scope = resolved(connection, scope)
    names = {
        (row.municipality_id, row.school_id): (row.municipality_name, row.short_name)
        for row in connection.execute(_every_school(scope))
    }
    places = {place: said[0] for (place, _), said in names.items()}
    about: tuple[tuple[str, Any, Any, Any], ...] = (
        ("рекомендация", recommendation_history, recommendation_issue, recommendation_issue.c.code),
        ("решение", decision_history, decision, func.coalesce(decision.c.number, "проект")),
        ("поручение", assignment_history, assignment, assignment.c.code),
    )
    lines: list[dict[str, Any]] = []
    for what, history, table, subject in about:
        (key,) = table.primary_key
        h = history.c
        place = [table.c[name] for name in ("municipality_id", "school_id") if name in table.c]
        said = (h.at, h.post, subject.label("subject"), h.act, h.changes, h.reason, h.revision, key.label("number"))
        for row in connection.execute(
            select(*said, *place)
            .join(table, key == h[key.name])
            .order_by(h.at.desc(), key.desc(), h.revision.desc())
            .limit(limit)
        ).mappings():
            words = said_change(row["changes"], SHOWN_CHANGES)
            code, school_id = row.get("municipality_id") or "", row.get("school_id") or ""
            whose = (places.get(code, code), names.get((code, school_id), ("", school_id))[1] if school_id else "")
            about_words = ", ".join(filter(None, whose)) or None
            lines.append({**row, "what": what, "about": about_words, "change_words": words or None})
    lines.sort(key=lambda line: (line["at"], line["what"], line["number"], line["revision"]), reverse=True)
    for line in lines:
        line["at"] = f"{line['at']:%d.%m.%Y %H:%M}"
    return frame_of_records(
        lines[:limit],
        dict.fromkeys(("at", "post", "what", "subject", "about", "act", "change_words", "reason"), "object"),
    )


NAMED_AT_MOST = 6
"""So many schools of an item are named; which ones the others are, its assignments say."""
SHOWN_CHANGES = {
    "state": "состояние",
    "status": "статус",
    "done_on": "исполнено",
    "evidence_document": "подтверждение",
    "deadline": "срок",
    "number": "номер",
}
"""Fields whose change is told in words; the others are in the history all the same."""


def said_change(changes: Mapping[str, Sequence[Any]], shown: Mapping[str, str]) -> str:
    """«состояние: предложена → принята; адресат: методист», of the fields that are named and have changed.

    Of a field that was empty only what it became is said.
    """
    return "; ".join(
        f"{shown[name]}: " + ("" if was is None else f"{_said(name, was)} → ") + _said(name, now)
        for name, (was, now) in changes.items()
        if name in shown and was != now
    )


def _said(name: str, value: str | None) -> str:
    if value is None:
        return "—"
    return day(date.fromisoformat(value)) if name in ("deadline", "done_on") else value


def _named(about: list[tuple[str, str]], places: Mapping[str, str]) -> str | None:
    """«Округ: СОШ № 1, СОШ № 2; Город: СОШ № 1 и ещё 3»: the first by name, and how many more there are.

    ``about``: (municipality, school), of which the second is empty where it is about the municipality as a whole. A
    single municipality isn't named beside its schools.
    """
    of_place: dict[str, list[str]] = defaultdict(list)
    for place, school in about[:NAMED_AT_MOST]:
        of_place[place] += [school] if school else []
    said = []
    for place, schools in of_place.items():
        whose = places.get(place, place) if len(places) > 1 or not schools else ""
        said.append(": ".join(filter(None, (whose, ", ".join(schools)))))
    more = len(about) - NAMED_AT_MOST
    named = "; ".join(said)
    return f"{named} и ещё {number(more)}" if more > 0 else named or None


def _every_school(scope: Scope) -> Any:
    rows = school_rows(Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology)).c
    return select(rows.municipality_id, rows.municipality_name, rows.school_id, rows.short_name)


def _column(frame: pd.DataFrame, values: list[Any]) -> pd.Series[Any]:
    return pd.Series(values, frame.index, dtype=object)
