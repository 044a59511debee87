"""Agendas of meetings: put together, edited by the secretary, frozen at a state of the data, taken off.

Nothing is deleted: what an agenda was like before is in its history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from data.acting import (
    Act,
    ActRefusedError,
    Changed,
    OvertakenError,
    Row,
    checked_post,
    checked_text,
    next_number,
    write_acts,
)
from data.database import count_change, writing
from data.methodology_versions import version_in_force
from data.tables import load
from data.tables_decisions import agenda, agenda_history

READY, TAKEN_OFF = STATES = ("готова", "снята")
OWN = "own"
"""The code of a point that the secretary added: it has a title and questions and no numbers of its own."""
MOST_STEPS, MOST_QUESTIONS = 30, 6
COMPOSED, FROZEN_ANEW = FREEZING = ("составлена повестка", "числа заморожены заново")
"""The acts that take the numbers from the state of the data of their moment."""


@dataclass(frozen=True)
class AgendaStep:
    """One point of an agenda. ``code``: of its view, or ``OWN``. ``shown`` False: left out, kept for another time."""

    code: str
    title: str
    questions: tuple[str, ...] = ()
    shown: bool = True

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> AgendaStep:
        """As a row holds it."""
        return cls(said["code"], said["title"], tuple(said["questions"]), said["shown"])

    def checked(self) -> dict[str, Any]:
        """As a row holds it, its words looked through. Raises ActRefusedError."""
        if len(self.questions) > MOST_QUESTIONS:
            raise ActRefusedError(f"В пункте «{self.title}» больше {MOST_QUESTIONS} вопросов: оставьте главные.")
        return {
            **asdict(self),
            "title": checked_text(self.title, "пункта повестки"),
            "questions": [checked_text(words, "вопроса") for words in self.questions],
        }


@dataclass(frozen=True)
class AgendaHead:
    """What a meeting is about, on which day, of which schools. ``filters``: fields of a scope that narrow, by name."""

    title: str
    date: date
    cycle: str
    compared_with: str | None
    filters: Mapping[str, Any]


def begin(engine: Engine, head: AgendaHead, steps: Sequence[AgendaStep], post: str, at: datetime | None = None) -> int:
    """A new agenda, frozen at the latest load and the methodology in force: its number. Raises ActRefusedError."""
    act = Act(COMPOSED, checked_post(post), at=at or datetime.now())
    row = {**asdict(head), "title": checked_text(head.title, "названия заседания"), "steps": _checked(steps)}
    with writing(engine) as connection:
        number = next_number(connection, agenda)
        row |= {"agenda_id": number, "state": READY, **_state_of_now(connection, head.cycle)}
        _write(connection, None, row, act)
    return number


def edit(
    engine: Engine,
    agenda_id: int,
    seen: int,
    title: str,
    on: date,
    steps: Sequence[AgendaStep],
    post: str,
    at: datetime | None = None,
) -> None:
    """Title, day and points of an agenda anew; its numbers stay frozen. Raises OvertakenError, ActRefusedError."""
    changed = {"title": checked_text(title, "названия заседания"), "date": on, "steps": _checked(steps)}
    _change(engine, agenda_id, seen, changed, Act("изменена повестка", checked_post(post), at=at or datetime.now()))


def freeze_anew(engine: Engine, agenda_id: int, seen: int, post: str, at: datetime | None = None) -> None:
    """The numbers are from now on those of the latest load. Raises OvertakenError, ActRefusedError."""
    act = Act(FROZEN_ANEW, checked_post(post), at=at or datetime.now())
    _change(engine, agenda_id, seen, None, act)


def take_off(engine: Engine, agenda_id: int, seen: int, reason: str, post: str, at: datetime | None = None) -> None:
    """The meeting doesn't take place; the agenda stays in the history. Raises OvertakenError, ActRefusedError."""
    act = Act("снята", checked_post(post), checked_text(reason, "причины"), at or datetime.now())
    _change(engine, agenda_id, seen, {"state": TAKEN_OFF}, act)


def _change(engine: Engine, agenda_id: int, seen: int, changed: Mapping[str, Any] | None, act: Act) -> None:
    """Write what changes; None: the state of the data."""
    with writing(engine) as connection:
        row = connection.execute(select(agenda).where(agenda.c.agenda_id == agenda_id)).mappings().first()
        if row is None:
            raise ActRefusedError(f"Повестки {agenda_id} нет. Обновите страницу и выберите снова.")
        if row["revision"] != seen:
            raise OvertakenError([Changed(f"повестка «{row['title']}»", row["state"], row["post"], row["at"])])
        if row["state"] == TAKEN_OFF:
            raise ActRefusedError("Повестка снята и больше не меняется: составьте новую.")
        _write(
            connection,
            dict(row),
            {**row, **(_state_of_now(connection, row["cycle"]) if changed is None else changed)},
            act,
        )


def _checked(steps: Sequence[AgendaStep]) -> list[dict[str, Any]]:
    if not any(step.shown for step in steps):
        raise ActRefusedError("В повестке не осталось ни одного пункта: оставьте хотя бы один.")
    if len(steps) > MOST_STEPS:
        raise ActRefusedError(f"В повестке больше {MOST_STEPS} пунктов: столько за одно заседание не рассмотреть.")
    return [step.checked() for step in steps]


def _state_of_now(connection: Connection, cycle: str) -> dict[str, Any]:
    load_id = connection.scalar(select(func.max(load.c.load_id)).where(load.c.undone_at.is_(None)))
    if load_id is None:
        raise ActRefusedError("Данных ещё нет: повестку не из чего составить. Сначала загрузите книгу мониторинга.")
    return {"load_id": load_id, "methodology": version_in_force(connection, cycle)}


def _write(connection: Connection, before: Row | None, after: Row, act: Act) -> None:
    write_acts(connection, agenda, agenda_history, [(before, after)], act)
    count_change(connection, "decisions")
