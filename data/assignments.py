"""Assignments of decisions: their status, set by people singly or in bulk, and by the loaded sheet «Исполнение».

The sheet names an assignment by its code. What a load changed, the load's undo takes back, unless somebody has changed
it since; both stay in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, select

from data.acting import (
    Act,
    ActRefusedError,
    Changed,
    OvertakenError,
    Row,
    checked_post,
    optional_text,
    write_acts,
)
from data.database import count_change, writing
from data.sheets_control import TASK_STATUSES
from data.tables import in_force, task
from data.tables_decisions import assignment, assignment_history, decision
from methodology.words import day

NOT_BEGUN, UNDER_WAY, DONE, DONE_LATE, CANCELLED = TASK_STATUSES
FINISHED = (DONE, DONE_LATE)
PROGRESS = ("status", "done_on", "evidence_document", "remark")
"""Columns that say how far an assignment is."""
BY_SHEET = "программа по листу «Исполнение»"
"""Position of what a load changes."""


def set_status(
    engine: Engine,
    seen: Mapping[int, int],
    status: str,
    post: str,
    *,
    done_on: date | None = None,
    evidence: str | None = None,
    remark: str | None = None,
    today: date | None = None,
    at: datetime | None = None,
) -> None:
    """Set how far assignments (number → revision seen) are. Raises OvertakenError, ActRefusedError.

    Of those done, one whose deadline was before ``done_on`` is done late, whichever of both was said. A document that
    is not named stays the one that is there.
    """
    if status not in TASK_STATUSES:
        raise ActRefusedError(f"Статуса «{status}» нет. Выберите: {', '.join(TASK_STATUSES)}.")
    act = Act("статус", checked_post(post), at=at or datetime.now())
    evidence, remark = optional_text(evidence, "подтверждения"), optional_text(remark, "примечания")
    finished = status in FINISHED
    if finished and done_on is None:
        raise ActRefusedError("Укажите дату исполнения: без неё не видно, исполнено ли в срок.")
    if finished and done_on is not None and done_on > (today or date.today()):
        raise ActRefusedError(f"Дата исполнения {day(done_on)} ещё не наступила: укажите сегодняшнюю или раньше.")

    def to(before: Row) -> Row:
        if finished and done_on is not None and done_on < before["issued_on"]:
            raise ActRefusedError(
                f"Дата исполнения {day(done_on)} раньше даты решения {day(before['issued_on'])} (поручение "
                f"{before['code']}): проверьте её."
            )
        late = before["deadline"] is not None and done_on is not None and done_on > before["deadline"]
        return {
            "status": (DONE_LATE if late else DONE) if finished else status,
            "done_on": done_on if finished else None,
            "evidence_document": evidence or before["evidence_document"],
            "remark": remark or before["remark"],
        }

    _act(engine, seen, act, lambda connection, before: to(before))


def take_back(engine: Engine, seen: Mapping[int, int], post: str, at: datetime | None = None) -> None:
    """Undo the last act about each of these assignments by one more act. Raises OvertakenError, ActRefusedError."""
    act = Act("последнее действие отменено", checked_post(post), at=at or datetime.now())

    def to(connection: Connection, before: Row) -> Row:
        h = assignment_history.c
        changes = connection.execute(
            select(h.changes).where(h.assignment_id == before["assignment_id"], h.revision == before["revision"])
        ).scalar_one()
        if before["revision"] == 1:
            raise ActRefusedError(
                f"С поручением {before['code']} ещё ничего не делали: отменять нечего. Уберите его из выбора."
            )
        return {name: _value(name, was) for name, (was, _) in changes.items() if name in PROGRESS}

    _act(engine, seen, act, to)


def _act(engine: Engine, seen: Mapping[int, int], act: Act, to: Any) -> None:
    if not seen:
        raise ActRefusedError("Ничего не выбрано: отметьте строки поручений.")
    with writing(engine) as connection:
        rows = [
            dict(row)
            for row in connection.execute(select(assignment).order_by(assignment.c.assignment_id)).mappings()
            if row["assignment_id"] in seen
        ]
        annulled = set(connection.scalars(select(decision.c.decision_id).where(decision.c.state == "отменено")))
        if len(rows) < len(seen):
            raise ActRefusedError("Такого поручения больше нет. Обновите страницу и выберите снова.")
        overtaken = [
            Changed(f"поручение {row['code']}", row["status"], row["post"], row["at"])
            for row in rows
            if row["revision"] != seen[row["assignment_id"]]
        ]
        if overtaken:
            raise OvertakenError(overtaken)
        for row in rows:
            if row["decision_id"] in annulled:
                raise ActRefusedError(
                    f"Решение, по которому дано поручение {row['code']}, отменено: его статус не меняют. Уберите его "
                    "из выбора."
                )
        _write(connection, [(row, {**row, **to(connection, row)}) for row in rows], act)


def cancel_open(connection: Connection, decision_id: int, act: Act) -> None:
    """Cancel what is neither done nor cancelled of an annulled decision."""
    rows = connection.execute(select(assignment).where(assignment.c.decision_id == decision_id)).mappings().all()
    pairs = [(dict(row), {**row, "status": CANCELLED}) for row in rows if row["status"] not in (*FINISHED, CANCELLED)]
    write_acts(connection, assignment, assignment_history, pairs, act)


def follow_sheet(connection: Connection, load_id: int) -> int:
    """Set assignments to what the rows of this load say of their codes: how many changed."""
    same = and_(task.c.task_code == assignment.c.code, task.c.municipality_id == assignment.c.municipality_id)
    said = [task.c[name].label(f"said_{name}") for name in PROGRESS]
    rows = connection.execute(
        select(assignment, *said)
        .join(task, same)
        .join(decision, decision.c.decision_id == assignment.c.decision_id)
        .where(task.c.from_load == load_id, in_force(task, None), decision.c.state == "принято")
    ).mappings()
    pairs = []
    for row in rows:
        before = {column.name: row[column.name] for column in assignment.c}
        pairs.append((before, {**before, **{name: row[f"said_{name}"] for name in PROGRESS}}))
    act = Act(f"с листа «Исполнение», загрузка {load_id}", BY_SHEET, load_id=load_id)
    return _write(connection, pairs, act)


def unfollow_sheet(connection: Connection, load_id: int) -> int:
    """Take back what the load changed where nobody has changed it since: how many changed."""
    h = assignment_history.c
    brought = connection.execute(
        select(h.assignment_id, h.revision, h.changes).where(h.load_id == load_id, h.act != _UNDONE)
    ).all()
    changed = {number: (revision, changes) for number, revision, changes in brought}
    if not changed:
        return 0
    later: dict[int, set[str]] = {}
    for number, revision, changes in connection.execute(select(h.assignment_id, h.revision, h.changes)):
        if number in changed and revision > changed[number][0]:
            later.setdefault(number, set()).update(changes)
    pairs = []
    for row in connection.execute(select(assignment)).mappings():
        number = row["assignment_id"]
        if number in changed and not later.get(number, set()) & set(PROGRESS):
            back = {name: _value(name, was) for name, (was, _) in changed[number][1].items()}
            pairs.append((dict(row), {**row, **back}))
    return _write(connection, pairs, Act(_UNDONE, BY_SHEET, f"загрузка {load_id} отменена", load_id=load_id))


_UNDONE = "загрузка отменена"


def _write(connection: Connection, pairs: Iterable[tuple[Row, Row]], act: Act) -> int:
    changed = [(before, after) for before, after in pairs if any(before[name] != after[name] for name in PROGRESS)]
    write_acts(connection, assignment, assignment_history, changed, act)
    if changed:
        count_change(connection, "decisions")
    return len(changed)


def _value(name: str, said: Any) -> Any:
    """A value out of the history."""
    return date.fromisoformat(said) if name == "done_on" and said is not None else said
