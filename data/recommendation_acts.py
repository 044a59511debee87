"""Acts about recommendations: accept, change, reject, withdraw, write by hand. Singly or in bulk: all or nothing.

A recommendation that fired is a proposal until somebody in office acts on it; then it has a row, the issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from data.acting import (
    Act,
    ActRefusedError,
    Changed,
    Deadline,
    OvertakenError,
    Row,
    checked_deadline,
    checked_post,
    checked_text,
    next_number,
    optional_text,
    write_acts,
)
from data.database import count_change, writing
from data.tables import of_municipalities
from data.tables_decisions import decision, decision_item_issue, recommendation_history, recommendation_issue

PROPOSED, ACCEPTED, CHANGED, REJECTED = STATES = ("предложена", "принята", "изменена", "отклонена")
CONFIRMED = (ACCEPTED, CHANGED)
"""States in which a recommendation counts."""
LIVE_DECISIONS = ("проект", "принято")
TAKEN_BACK, DECISION_OFF = "действие отменено", "решение снято"
"""What a history calls the undo of the last act, and the act that takes off whatever was decided whenever."""
BY_HAND = "иное"
"""Code of a recommendation that no rule gave."""


class Key(NamedTuple):
    """What a recommendation is about, and which one it is; school_id and person are '' where it is about none."""

    cycle: str
    municipality_id: str
    school_id: str
    person: str
    code: str


@dataclass(frozen=True)
class Proposal:
    """A recommendation as its reader saw it.

    ``seen``: the revision of its issue, 0 where nobody had acted; ``issue_id``: of one that was written by hand.
    """

    key: Key
    text: str
    addressee: str
    deadline: Deadline
    seen: int = 0
    evidence: str | None = None
    methodology: int | None = None
    as_of_load: int | None = None
    trace: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    zone: str | None = None
    value: float | None = None
    issue_id: int | None = None

    def columns(self) -> dict[str, Any]:
        """What an issue says as long as nobody has changed it."""
        return {
            **self.key._asdict(),
            "manual": self.issue_id is not None,
            "text": self.text,
            "addressee": self.addressee,
            **self.deadline.columns(),
            "evidence": self.evidence,
            "reason": None,
            "methodology": self.methodology,
            "as_of_load": self.as_of_load,
            "trace": [dict(line) for line in self.trace],
            "zone": self.zone,
            "value": self.value,
        }


def accept(engine: Engine, proposals: Iterable[Proposal], post: str, at: datetime | None = None) -> list[int]:
    """Confirm them as they are; those confirmed already stay. The numbers of the issues, in the order given.

    Raises OvertakenError, ActRefusedError.
    """

    def to(proposal: Proposal, before: Row | None) -> Row | None:
        if before is not None and before["state"] in CONFIRMED:
            return None
        return {**proposal.columns(), "state": ACCEPTED}

    return _act(engine, proposals, _act_of("принято", post, None, at), to)


def change(
    engine: Engine,
    proposals: Iterable[Proposal],
    post: str,
    *,
    text: str | None = None,
    addressee: str | None = None,
    deadline: Deadline | None = None,
    at: datetime | None = None,
) -> list[int]:
    """Confirm them with another text, addressee or deadline; what is None stays. As ``accept``."""
    said: dict[str, Any] = {}
    if text is not None:
        said["text"] = checked_text(text, "рекомендации")
    if addressee is not None:
        said["addressee"] = checked_text(addressee, "адресата")
    if deadline is not None:
        said |= checked_deadline(deadline).columns()
    if not said:
        raise ActRefusedError("Изменений нет: поправьте текст, адресата или срок — или примите рекомендацию как есть.")

    def to(proposal: Proposal, before: Row | None) -> Row | None:
        kept = {} if before is None else {name: before[name] for name in _WORDS}
        return {**proposal.columns(), **kept, **said, "state": CHANGED}

    return _act(engine, proposals, _act_of("изменено", post, None, at), to, free=True)


def reject(
    engine: Engine, proposals: Iterable[Proposal], post: str, reason: str, at: datetime | None = None
) -> list[int]:
    """Say that they are not to be done, and why. As ``accept``."""
    reason = checked_text(reason, "причины отклонения")

    def to(proposal: Proposal, before: Row | None) -> Row | None:
        return {**(proposal.columns() if before is None else {}), "reason": reason, "state": REJECTED}

    return _act(engine, proposals, _act_of("отклонено", post, reason, at), to, free=True)


def withdraw(
    engine: Engine, proposals: Iterable[Proposal], post: str, reason: str | None = None, at: datetime | None = None
) -> list[int]:
    """Take back what was decided about them: they are proposals again, as they fired; the history stays."""
    reason = optional_text(reason, "причины")

    def to(proposal: Proposal, before: Row | None) -> Row | None:
        if before is None or before["state"] == PROPOSED:
            return None
        return {**({"reason": None} if before["manual"] else proposal.columns()), "state": PROPOSED}

    return _act(engine, proposals, _act_of(DECISION_OFF, post, reason, at), to, free=True)


def take_back(engine: Engine, numbers: Iterable[int], of: datetime, post: str, at: datetime | None = None) -> list[int]:
    """Undo by one more act what was done at the moment ``of`` about these issues: they are as they were before it.

    What it was the first act about is a proposal again, of its words then. Of those that it left as they were nothing
    is undone. The numbers of what was undone. Raises OvertakenError if anything was done about them since,
    ActRefusedError.
    """
    act = _act_of(TAKEN_BACK, post, None, at)
    h, asked = recommendation_history.c, set(numbers)
    with writing(engine) as connection:
        undone = {
            row.issue_id: row
            for row in connection.execute(
                select(h.issue_id, h.revision, h.changes).where(h.issue_id.in_(asked), h.at == of)
            )
        }
        if not undone:
            raise ActRefusedError("Отменять нечего: этого действия в истории нет.")
        i = recommendation_issue.c
        said = select(recommendation_issue).where(i.issue_id.in_(undone)).order_by(i.issue_id)
        rows = [dict(row) for row in connection.execute(said).mappings()]
        overtaken = [
            Changed(subject_of(_key_of(row)), row["state"], row["post"], row["at"])
            for row in rows
            if row["revision"] != undone[row["issue_id"]].revision
        ]
        if overtaken:
            raise OvertakenError(overtaken)
        _require_free(connection, rows)
        pairs = [(row, _as_before(row, undone[row["issue_id"]].changes)) for row in rows]
        write_acts(connection, recommendation_issue, recommendation_history, pairs, act)
        count_change(connection, "decisions")
    return [row["issue_id"] for row in rows]


def _as_before(row: Row, changes: Mapping[str, Sequence[Any]]) -> Row:
    """The row without the changes of its last act."""
    if row["revision"] == 1:
        return {**row, "state": PROPOSED, "reason": None}
    return {**row, **{name: _stored_value(name, was) for name, (was, _) in changes.items()}}


def _stored_value(name: str, was: Any) -> Any:
    """What a history says of a field, as its table holds it."""
    return date.fromisoformat(was) if name == "deadline" and was is not None else was


def write_by_hand(
    engine: Engine,
    place: tuple[str, str, str],
    text: str,
    addressee: str,
    deadline: Deadline,
    post: str,
    evidence: str | None = None,
    at: datetime | None = None,
) -> int:
    """Give (cycle, municipality, school or '') a recommendation that no rule gave; it is confirmed at once."""
    act = _act_of("написано", post, None, at)
    proposal = Proposal(
        Key(*place, person="", code=BY_HAND),
        checked_text(text, "рекомендации"),
        checked_text(addressee, "адресата"),
        checked_deadline(deadline),
        evidence=optional_text(evidence, "формы подтверждения"),
    )
    with writing(engine) as connection:
        number = next_number(connection, recommendation_issue)
        row = {**proposal.columns(), "issue_id": number, "manual": True, "state": ACCEPTED}
        write_acts(connection, recommendation_issue, recommendation_history, [(None, row)], act)
        count_change(connection, "decisions")
    return number


_WORDS = ("text", "addressee", "deadline_kind", "deadline", "control_period", "evidence")


def _act_of(name: str, post: str, reason: str | None, at: datetime | None) -> Act:
    return Act(name, checked_post(post), reason, at or datetime.now())


def _act(engine: Engine, proposals: Iterable[Proposal], act: Act, to: Any, *, free: bool = False) -> list[int]:
    """One transaction: what ``to`` makes of each (None: it stays). ``free``: only of those in no decision."""
    asked = list(proposals)
    if not asked:
        raise ActRefusedError("Ничего не выбрано: отметьте строки рекомендаций.")
    with writing(engine) as connection:
        stored = _stored(connection, asked)
        overtaken = [
            Changed(subject_of(each.key), row["state"], row["post"], row["at"])
            for each, row in zip(asked, stored, strict=True)
            if row is not None and row["revision"] != each.seen
        ]
        if overtaken:
            raise OvertakenError(overtaken)
        if any(row is None and each.seen for each, row in zip(asked, stored, strict=True)):
            raise ActRefusedError("Такой рекомендации больше нет. Обновите страницу и выберите снова.")
        number = next_number(connection, recommendation_issue)
        pairs, numbers = [], []
        for each, before in zip(asked, stored, strict=True):
            own = number if before is None else before["issue_id"]
            after = to(each, before)
            if after is not None:
                number += before is None
                pairs.append((before, {**after, "issue_id": own}))
                numbers.append(own)
            elif before is not None:
                numbers.append(own)
        if free:
            _require_free(connection, [before for before, _ in pairs if before is not None])
        write_acts(connection, recommendation_issue, recommendation_history, pairs, act)
        if pairs:
            count_change(connection, "decisions")
    return numbers


def _stored(connection: Connection, asked: Sequence[Proposal]) -> list[Row | None]:
    """The issue of each as it is now; None where nobody has acted."""
    i = recommendation_issue.c
    said = select(recommendation_issue).where(
        i.cycle.in_({each.key.cycle for each in asked}),
        of_municipalities(recommendation_issue, {each.key.municipality_id for each in asked}),
    )
    by_key: dict[tuple[Key, int | None], Row] = {}
    for row in connection.execute(said).mappings():
        key = _key_of(row)
        by_key[key, row["issue_id"] if row["manual"] else None] = dict(row)
    keys = [(each.key, each.issue_id) for each in asked]
    if len(set(keys)) < len(keys):
        raise ActRefusedError("Одна и та же рекомендация выбрана дважды. Обновите страницу и выберите снова.")
    return [by_key.get(key) for key in keys]


def _key_of(row: Any) -> Key:
    return Key(*(row[name] for name in Key._fields))


def subject_of(key: Key) -> str:
    """How a message calls a recommendation."""
    return f"{key.code}, {'школа ' + key.school_id if key.school_id else 'муниципалитет ' + key.municipality_id}"


def _require_free(connection: Connection, rows: Sequence[Row]) -> None:
    numbers = {row["issue_id"] for row in rows}
    if not numbers:
        return
    d, i = decision.c, decision_item_issue.c
    held = connection.execute(
        select(i.issue_id, d.decision_id, d.number, d.date, d.state)
        .join(decision, d.decision_id == i.decision_id)
        .where(d.state.in_(LIVE_DECISIONS))
    )
    for issue_id, decision_id, number, on, state in held:
        if issue_id in numbers:
            subject = next(subject_of(_key_of(row)) for row in rows if row["issue_id"] == issue_id)
            raise ActRefusedError(in_decision_words(subject, decision_id, number, on, state))


def in_decision_words(subject: str, decision_id: int, number: str | None, on: date, state: str) -> str:
    """Why a recommendation can't be touched: it is in a decision, and what to do first."""
    named = f"№\u00a0{number}" if number else f"(проект {decision_id})"
    remedy = "уберите её пункт из проекта" if state == "проект" else "отмените решение"
    return (
        f"Рекомендация {subject} уже в решении {named} от {on:%d.%m.%Y}: ничего не записано. На странице «Коллегия» "
        f"сначала {remedy}."
    )
