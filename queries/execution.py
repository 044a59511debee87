"""Control of execution: tasks of the loaded sheet and of decisions, as they stand on a day that the caller names.

A task is done on that day if it says so and its day is not later; what was done afterwards was open then. Tasks that
are about no school count for their municipality, and are left out where the scope is one school.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, or_, select

from data.acting import ON_A_DAY, PERMANENT, WITH_A_DAY
from data.assignments import CANCELLED, FINISHED
from data.decisions import item_numbers
from data.recommendation_acts import CONFIRMED
from data.tables import document, in_force, task
from data.tables_decisions import assignment, decision, decision_item, recommendation_issue
from data.workbook import cycle_bounds
from methodology.catalogue import Indicator, Methodology
from methodology.deadlines import KINDS
from methodology.deadlines import deadline_words as rule_words
from methodology.firing import codes_about_people
from methodology.recommendations import DeadlineRule
from methodology.scales import Zone
from methodology.words import NBSP, counted, day, number, share
from methodology.zones import value_of, zone_of_value
from queries.frames import frame_of_records
from queries.indicator_tables import ZONES
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows
from queries.shared import once
from queries.showing import for_council

READS_DECISIONS = True

State = Literal["overdue", "soon", "open", "late", "done", "cancelled"]
STATES: dict[State, tuple[str, Zone | None]] = {
    "overdue": ("▼ просрочено", "low"),
    "soon": ("● срок близко", "middle"),
    "open": ("– в работе", None),
    "late": ("● исполнено позже срока", "middle"),
    "done": ("▲ исполнено", "high"),
    "cancelled": ("– отменено", None),
}
"""State of a task → its words and the zone whose colour it bears, in the order in which they are listed."""
SOON = timedelta(days=14)
"""A deadline is near from so many days before it on."""
OF_TASKS = ("И-ВЫП", "И-ПРОСР", "И-ПОДТВ")
"""Indicators of tasks alone."""
PLAN = "АР-02"
SCHOOL_PLAN = "школьный план"
PLANS_DUE = (10, 20)
"""Month and day by which plans are due where nobody says otherwise: С2."""

TASKS = {
    "assignment_id": "Int64",
    "revision": "Int64",
    "code": "object",
    "source_words": "object",
    "cycle": "object",
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    "recommendation": "object",
    "action": "object",
    "responsible_post": "object",
    "issued_on": "object",
    "deadline_kind": "object",
    "deadline": "object",
    "deadline_words": "object",
    "status": "object",
    "done_on": "object",
    "evidence_document": "object",
    "remark": "object",
    "state": "object",
    "state_words": "object",
    "days_overdue": "Int64",
}
Row = dict[str, Any]
Schools = dict[tuple[str, str], tuple[str, str]]
"""(municipality, school) → names of both."""


def tasks(connection: Connection, scope: Scope, on: date, decision_id: int | None = None) -> pd.DataFrame:
    """One row is one task of the scope's cycle, or an open one of an earlier cycle, as it stands on a day.

    Columns: assignment_id and revision (missing of a task of the sheet), code, source_words, cycle, municipality_id,
    municipality_name, school_id, short_name (missing where it is about no school), recommendation, action,
    responsible_post, issued_on, deadline_kind, deadline, deadline_words, status, done_on, evidence_document, remark,
    state (a key of ``STATES``), state_words, days_overdue (missing unless overdue). Overdue ones first, the longest
    before the others, then by deadline. A row of the sheet with the code of an assignment is that assignment. For the
    council tasks are left out whose recommendation is to a person or can hang on a judgement about people.
    ``decision_id``: only those that this decision gave, in its own cycle; so in the queries below.
    """
    scope = _in_cycle(connection, scope, decision_id)
    return frame_of_records(_overdue_first(_tasks(connection, scope, on, decision_id)), TASKS)


def before_decision(frame: pd.DataFrame, decision_id: int | None) -> pd.DataFrame:
    """Of ``tasks`` those that were not given by this decision; None: all."""
    if decision_id is None:
        return frame
    own = frame["assignment_id"].notna() & frame["code"].str.startswith(_begins(decision_id))
    return frame[~own]


def _in_cycle(connection: Connection, scope: Scope, decision_id: int | None) -> Scope:
    """The scope resolved; of one decision in the cycle of the decision."""
    scope = resolved(connection, scope)
    if decision_id is None:
        return scope
    return replace(
        scope, cycle=connection.scalar(select(decision.c.cycle).where(decision.c.decision_id == decision_id))
    )


def _begins(decision_id: int) -> str:
    """How codes of the tasks of a decision begin."""
    return f"Р{decision_id}-"


def tasks_fallen_due(
    connection: Connection, scope: Scope, on: date, after: date, decision_id: int | None = None
) -> pd.DataFrame:
    """One row is one task whose deadline lies after one day and not after the other: as ``tasks``, by deadline.

    Cancelled ones are not among them.
    """
    found = [
        row
        for row in _tasks(connection, _in_cycle(connection, scope, decision_id), on, decision_id)
        if row["deadline"] is not None and after < row["deadline"] <= on and row["state"] != "cancelled"
    ]
    return frame_of_records(sorted(_overdue_first(found), key=lambda row: row["deadline"]), TASKS)


def reminders(
    connection: Connection, scope: Scope, on: date, days: int, decision_id: int | None = None
) -> pd.DataFrame:
    """One row is one open task that is overdue or due within so many days: as ``tasks``, with letter.

    letter: a line to be sent to who is responsible.
    """
    until = on + timedelta(days=days)
    found = [
        {**row, "letter": _letter(row)}
        for row in _tasks(connection, _in_cycle(connection, scope, decision_id), on, decision_id)
        if row["deadline"] is not None and row["state"] in ("overdue", "soon", "open") and row["deadline"] <= until
    ]
    return frame_of_records(_overdue_first(found), {**TASKS, "letter": "object"})


def tasks_by_addressee(connection: Connection, scope: Scope, on: date, decision_id: int | None = None) -> pd.DataFrame:
    """One row is one position that is responsible for tasks of the cycle.

    Columns: post, tasks, then how many are in each state of ``STATES``, due (deadline come, not cancelled), in_time
    (of those due, done not after it), words («k из n (p %)» of due), zone and zone_words by the thresholds of И-ВЫП
    (missing where nothing was due). Who has most overdue comes first.
    """
    scope = _in_cycle(connection, scope, decision_id)
    rules = methodology_of(connection, scope)
    rule = rules.indicator("И-ВЫП")
    by_post: dict[str, list[Row]] = defaultdict(list)
    for row in _of_cycle(connection, scope, on, decision_id):
        by_post[_post(row["responsible_post"])].append(row)
    lines: list[Row] = []
    for post, rows in by_post.items():
        counts: dict[str, int] = {state: sum(row["state"] == state for row in rows) for state in STATES}
        due, in_time = _due(rows, on)
        zone = _zone(rule, in_time, due, rules) if due else None
        lines.append(
            {
                "post": post,
                "tasks": len(rows),
                **counts,
                "due": due,
                "in_time": in_time,
                "words": share(in_time, due, rules.threshold("no_percent_n")) if due else "срок не наступил",
                "zone": zone,
                "zone_words": None if zone is None else ZONES[zone],
            }
        )
    lines.sort(key=lambda line: (-line["overdue"], -line["soon"], line["post"]))
    numbers: dict[str, str] = dict.fromkeys(("tasks", *map(str, STATES), "due", "in_time"), "Int64")
    return frame_of_records(
        lines, {"post": "object", **numbers} | dict.fromkeys(("words", "zone", "zone_words"), "object")
    )


def deadlines_by_period(
    connection: Connection,
    scope: Scope,
    on: date,
    by: Literal["month", "week"] = "month",
    decision_id: int | None = None,
) -> pd.DataFrame:
    """One row is one month or week in which tasks fall due × one state: a calendar.

    Columns: start (its first day), words, state, state_words, tasks. Tasks without a day are not among them.
    """
    scope = _in_cycle(connection, scope, decision_id)
    counts: dict[tuple[date, State], int] = defaultdict(int)
    for row in _tasks(connection, scope, on, decision_id):
        if row["deadline"] is not None:
            counts[_start(row["deadline"], by), row["state"]] += 1
    order = list(STATES)
    lines = [
        {
            "start": start,
            "words": f"{MONTHS[start.month - 1]} {start.year}" if by == "month" else f"с {day(start)}",
            "state": state,
            "state_words": STATES[state][0],
            "tasks": size,
        }
        for (start, state), size in sorted(counts.items(), key=lambda each: (each[0][0], order.index(each[0][1])))
    ]
    return frame_of_records(
        lines, {**dict.fromkeys(("start", "words", "state", "state_words"), "object"), "tasks": "Int64"}
    )


def plans_of_schools(connection: Connection, scope: Scope, on: date) -> pd.DataFrame:
    """One row is one selected school that was told to submit a plan (АР-02): whether it did, and when.

    Columns: municipality_id, municipality_name, school_id, short_name, due (of «Документы», else of the task, else 20
    October after the cycle), submitted_on (the earliest; missing without any), in_time (missing before the due date),
    state_words. Told is who has an accepted recommendation or a task of this code that is not cancelled.
    """
    scope = resolved(connection, scope)
    plans = _plans(connection, scope, on, _schools(connection, scope), _of_cycle(connection, scope, on))
    names = ("municipality_id", "municipality_name", "school_id", "short_name", "due", "submitted_on")
    return frame_of_records(plans, {**dict.fromkeys(names, "object"), "in_time": "boolean", "state_words": "object"})


def _plans(connection: Connection, scope: Scope, on: date, schools: Schools, rows: Iterable[Row]) -> list[Row]:
    """Rows of ``plans_of_schools`` from the tasks of the cycle."""
    told: dict[tuple[str, str], date | None] = {}
    for row in rows:
        if row["recommendation"] == PLAN and row["state"] != "cancelled" and row["school_id"] is not None:
            told[row["municipality_id"], row["school_id"]] = row["deadline"]
    for row in _issues(connection, scope):
        if row["code"] == PLAN and (row["municipality_id"], row["school_id"]) in schools:
            told.setdefault((row["municipality_id"], row["school_id"]), row["deadline"])
    d = document.c
    sent: dict[tuple[str, str], list[tuple[date | None, date | None]]] = defaultdict(list)
    for place, school_id, due, submitted in connection.execute(
        select(d.municipality_id, d.school_id, d.due_on, d.submitted_on).where(
            d.cycle == scope.cycle, d.kind == SCHOOL_PLAN, d.level == "ОО", in_force(document, scope.as_of)
        )
    ):
        sent[place, school_id].append((due, submitted))
    lines: list[Row] = []
    for key, deadline in told.items():
        papers = sent.get(key, [])
        due = min((paper[0] for paper in papers if paper[0]), default=None) or deadline or _plans_due(scope.cycle or "")
        submitted = min((paper[1] for paper in papers if paper[1] and paper[1] <= on), default=None)
        in_time = None if submitted is None and due >= on else submitted is not None and submitted <= due
        lines.append(
            {
                "municipality_id": key[0],
                "municipality_name": schools[key][0],
                "school_id": key[1],
                "short_name": schools[key][1],
                "due": due,
                "submitted_on": submitted,
                "in_time": in_time,
                "state_words": _PLAN_WORDS[in_time] if submitted is not None or in_time is None else "▼ не представлен",
            }
        )
    lines.sort(key=lambda line: (_PLAN_ORDER.index(line["in_time"]), line["municipality_name"], line["short_name"]))
    return lines


_PLAN_WORDS = {True: "▲ в срок", False: "● позже срока", None: "– срок не наступил"}
_PLAN_ORDER = (False, None, True)


def execution_indicators(
    connection: Connection, scope: Scope, on: date, decision_id: int | None = None
) -> pd.DataFrame:
    """One row is one indicator of execution (И-…) over the tasks of the scope's cycle on a day.

    Columns: code, name, numerator, denominator (missing of a count), value, words («k из n (p %)»), zone, zone_words,
    municipalities_with_data (that have any task or, of plans, were told), municipalities. Missing where nothing is to
    be divided by. A municipality without a task is unknown and not zero. Of one decision only those that are about
    tasks: plans and recommendations are told of the cycle as a whole.
    """
    scope = _in_cycle(connection, scope, decision_id)
    rules = methodology_of(connection, scope)
    schools = _schools(connection, scope)
    rows = _of_cycle(connection, scope, on, decision_id)
    places = {place for place, _ in schools}
    plans = [row for row in _plans(connection, scope, on, schools, rows) if row["in_time"] is not None]
    issues = [
        row
        for row in _issues(connection, scope)
        if (
            (row["municipality_id"], row["school_id"]) in schools
            if row["school_id"]
            else scope.school is None and row["municipality_id"] in places
        )
    ]
    due, in_time = _due(rows, on)
    done = [row for row in rows if row["state"] in ("done", "late")]
    planned = {(row["municipality_id"], row["school_id"] or "", row["recommendation"]) for row in rows if row["action"]}
    with_task = sum((row["municipality_id"], row["school_id"], row["code"]) in planned for row in issues)
    of_tasks = {row["municipality_id"] for row in rows} & places
    counted_up: dict[str, tuple[float, float | None, set[str]]] = {
        "И-ВЫП": (in_time, due, of_tasks),
        "И-ПРОСР": (sum(row["state"] == "overdue" for row in rows), None, of_tasks),
        "И-ПОДТВ": (sum(row["evidence_document"] is not None for row in done), len(done), of_tasks),
        "И-ПОКР": (with_task, len(issues), {row["municipality_id"] for row in issues}),
        "И-ПЛАН": (sum(row["in_time"] for row in plans), len(plans), {row["municipality_id"] for row in plans}),
    }
    lines = []
    for code, (up, down, known) in counted_up.items():
        if decision_id is not None and code not in OF_TASKS:
            continue
        rule = rules.indicator(code)
        value = value_of(rule, up, down, rules) if known else None
        zone = None if value is None else zone_of_value(rule, value, rules)
        words = number(up) if down is None else share(up, down, rules.threshold("no_percent_n"))
        lines.append(
            {
                "code": code,
                "name": rule.name,
                "numerator": float(up) if known else None,
                "denominator": None if down is None or not known else float(down),
                "value": None if value is None else float(value),
                "words": words if value is not None else "нет данных",
                "zone": zone,
                "zone_words": None if zone is None else ZONES[zone],
                "municipalities_with_data": len(known),
                "municipalities": len(places),
            }
        )
    types = {
        **dict.fromkeys(("code", "name"), "object"),
        **dict.fromkeys(("numerator", "denominator", "value"), "Float64"),
        **dict.fromkeys(("words", "zone", "zone_words"), "object"),
        **dict.fromkeys(("municipalities_with_data", "municipalities"), "Int64"),
    }
    return frame_of_records(lines if scope.cycle else [], types)


MONTHS = ("янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек.")


def _tasks(connection: Connection, scope: Scope, on: date, decision_id: int | None = None) -> list[Row]:
    """Rows of ``tasks`` of a resolved scope, in no order."""
    # Seven panels of a page look at them.
    rows = once(connection, "tasks", (scope, on), lambda: list(_read_tasks(connection, scope, on)))
    if decision_id is None:
        return rows
    begins = _begins(decision_id)
    return [row for row in rows if row["assignment_id"] is not None and row["code"].startswith(begins)]


def _read_tasks(connection: Connection, scope: Scope, on: date) -> Iterator[Row]:
    schools = _schools(connection, scope)
    places = {key[0]: names[0] for key, names in schools.items()}
    own = _assignments(connection, scope)
    of_decisions = {(row["municipality_id"], row["code"]) for row in own}
    sheet = [row for row in _of_sheet(connection, scope) if (row["municipality_id"], row["code"]) not in of_decisions]
    untold = codes_about_people(methodology_of(connection, scope)) if for_council(scope) else frozenset()
    for row in (*own, *sheet):
        if row["recommendation"] in untold:
            continue
        school_id = row["school_id"] or None
        key = (row["municipality_id"], school_id or "")
        for_all = row["municipality_id"] == "" and not scope.municipalities and scope.school is None
        if not (
            key in schools if school_id else scope.school is None and (row["municipality_id"] in places or for_all)
        ):
            continue
        state = _state(row, on)
        if row["cycle"] != scope.cycle and state not in ("overdue", "soon", "open"):
            continue
        yield {
            **row,
            "school_id": school_id,
            "municipality_name": places.get(row["municipality_id"]),
            "short_name": schools[key][1] if school_id else None,
            "deadline_words": deadline_words(row["deadline_kind"], row["deadline"], row["control_period"]),
            "state": state,
            "state_words": STATES[state][0],
            "days_overdue": (on - row["deadline"]).days if state == "overdue" else None,
        }


def _overdue_first(rows: Iterable[Row]) -> list[Row]:
    """In the order of ``tasks``."""
    order = list(STATES)
    return sorted(
        rows,
        key=lambda row: (
            order.index(row["state"]),
            row["deadline"] or date.max,
            row["municipality_name"] or "",
            row["short_name"] or "",
            row["code"],
        ),
    )


def _of_cycle(connection: Connection, scope: Scope, on: date, decision_id: int | None = None) -> list[Row]:
    """Those of the scope's own cycle: what indicators are counted from."""
    return [row for row in _tasks(connection, scope, on, decision_id) if row["cycle"] == scope.cycle]


def _schools(connection: Connection, scope: Scope) -> Schools:
    """(municipality, school) → names of both, of the selected schools."""
    rows = school_rows(scope).c
    statement = select(rows.municipality_id, rows.school_id, rows.municipality_name, rows.short_name)

    def read() -> Schools:
        return {(place, code): (name, school) for place, code, name, school in connection.execute(statement)}

    return once(connection, "schools of tasks", scope, read)


_SAID = (
    "cycle", "municipality_id", "school_id", "recommendation", "action", "responsible_post", "issued_on",
    "deadline_kind", "deadline", "status", "done_on", "evidence_document", "remark",
)  # fmt: skip


def _assignments(connection: Connection, scope: Scope) -> list[Row]:
    a, d = assignment.c, decision.c
    names = ("assignment_id", "revision", "code", "control_period", *_SAID)
    points = _point_numbers(connection)
    statement = (
        select(*(a[name] for name in names), d.number, d.date, a.decision_id, a.position)
        .join(decision, d.decision_id == a.decision_id)
        .where(a.cycle <= (scope.cycle or ""))
    )
    if scope.municipalities:
        statement = statement.where(a.municipality_id.in_(scope.municipalities))
    return [
        {
            **dict(zip(names, said, strict=True)),
            "source_words": f"решение №{NBSP}{number} от {day(on)}, пункт {points[decision_id, position]}",
        }
        for *said, number, on, decision_id, position in connection.execute(statement)
    ]


def _point_numbers(connection: Connection) -> dict[tuple[int, int], str]:
    """(decision, position) → the number that the point bears."""
    i = decision_item.c
    rows = connection.execute(
        select(i.decision_id, i.position, i.common, i.addressee).order_by(i.decision_id, i.position)
    ).all()
    return {
        (decision_id, row.position): number
        for decision_id, found in groupby(rows, key=lambda row: row.decision_id)
        for items in (list(found),)
        for number, row in zip(item_numbers((each.common, each.addressee) for each in items), items, strict=True)
    }


def _of_sheet(connection: Connection, scope: Scope) -> list[Row]:
    t = task.c
    statement = select(t.task_code.label("code"), *(t[name] for name in _SAID)).where(
        or_(t.cycle == scope.cycle, (t.cycle < (scope.cycle or "")) & t.status.not_in((*FINISHED, CANCELLED))),
        in_force(task, scope.as_of),
    )
    if scope.municipalities:
        statement = statement.where(t.municipality_id.in_(scope.municipalities))
    more = {"assignment_id": None, "revision": None, "control_period": None, "source_words": "лист «Исполнение»"}
    names = ("code", *_SAID)
    return [{**dict(zip(names, row, strict=True)), **more} for row in connection.execute(statement)]


def _issues(connection: Connection, scope: Scope) -> list[Row]:
    """Confirmed recommendations of the cycle and municipalities of the scope."""
    i = recommendation_issue.c
    statement = select(i.issue_id, i.code, i.municipality_id, i.school_id, i.deadline).where(
        i.cycle == scope.cycle, i.state.in_(CONFIRMED)
    )
    if scope.municipalities:
        statement = statement.where(i.municipality_id.in_(scope.municipalities))
    return [dict(row) for row in connection.execute(statement.order_by(i.issue_id)).mappings()]


def _state(row: Row, on: date) -> State:
    """How a task stands on a day."""
    if row["status"] == CANCELLED:
        return "cancelled"
    deadline, done_on = row["deadline"], row["done_on"]
    if row["status"] in FINISHED and (done_on is None or done_on <= on):
        late = done_on is not None and deadline is not None and done_on > deadline
        return "late" if late else "done"
    if deadline is None:
        return "open"
    return "overdue" if deadline < on else "soon" if deadline <= on + SOON else "open"


def _due(rows: Iterable[Row], on: date) -> tuple[int, int]:
    """How many of them are due on a day, and how many of those were done in time."""
    due = [row for row in rows if row["deadline"] and row["deadline"] <= on and row["state"] != "cancelled"]
    return len(due), sum(row["state"] == "done" for row in due)


def _zone(rule: Indicator, up: float, down: float, rules: Methodology) -> Zone | None:
    value = value_of(rule, up, down, rules)
    return None if value is None else zone_of_value(rule, value, rules)


def _start(on: date, by: str) -> date:
    return on.replace(day=1) if by == "month" else on - timedelta(days=on.weekday())


def _post(words: str) -> str:
    """Positions are the same whatever their first letter's case."""
    return words[:1].upper() + words[1:]


def _plans_due(cycle: str) -> date:
    """The 20 October after the cycle."""
    end = cycle_bounds(cycle)[1]
    return date(end.year, *PLANS_DUE)


@lru_cache(maxsize=4096)
def deadline_words(kind: str, on: date | None, control_period: str | None) -> str:
    """A deadline in words: «до 20.10.2025», «постоянно, контроль: квартал», «не установлен»."""
    if kind in WITH_A_DAY and on is not None:
        return f"до {day(on)}" if kind == "дата" else f"{kind}, до {day(on)}"
    return f"{kind}, контроль: {control_period}" if kind == PERMANENT and control_period else kind


def passed_words(words: str, due: date | None, on: date) -> str:
    """The words of a deadline as they are read on a day: «до 01.09.2026, срок прошёл»."""
    return f"{words}, срок прошёл" if due is not None and due < on else words


def item_deadline_words(row: Any, rules: Mapping[str, DeadlineRule]) -> str:
    """The same of a recommendation or a point; of one without a day yet, how its rule counts it.

    ``rules``: code of a recommendation → its rule.
    """
    rule = rules.get(row.code)
    if row.deadline_kind == ON_A_DAY and row.deadline is None:
        return "день не назначен" if rule is None or KINDS[rule.kind] != ON_A_DAY else rule_words(rule, None)
    return deadline_words(row.deadline_kind, row.deadline, row.control_period)


def _letter(row: Row) -> str:
    """«Директору …»: what is to be done by when."""
    where = ", ".join(name for name in (row["short_name"], row["municipality_name"]) if name)
    late = (
        f"срок истёк {counted(row['days_overdue'], 'день', 'дня', 'дней')} назад"
        if row["state"] == "overdue"
        else "напоминаем о сроке"
    )
    return (
        f"{_post(row['responsible_post'])} ({where}): {row['action']} — {row['deadline_words']}, {late}; "
        f"поручение {row['code']}."
    )
