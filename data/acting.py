"""What every act of a person has in common: a position, a time, a line of history, and nobody overtaken silently.

An act names the revision that its author saw. If the row has another one by now, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from data.personal_data import PERSON, RULES, WORDS, Expected, traces
from data.sheets_control import DEADLINE_KINDS
from data.spelling import tidy
from methodology.words import counted, day

ON_A_DAY, IN_A_PERIOD, SCHOOL_YEAR, PERMANENT, _ = DEADLINE_KINDS
WITH_A_DAY = frozenset({ON_A_DAY, IN_A_PERIOD, SCHOOL_YEAR})
"""Kinds of deadline that end on a day."""
CONTROL_PERIODS = ("месяц", "квартал", "полугодие", "год")
OF_THE_ACT = frozenset({"post", "at", "revision"})
"""Columns that say of every row by whom and when it was changed last."""
NAMED_AT_MOST = 5
LONGEST_TEXT = 2_000

Row = Mapping[str, Any]


class ActRefusedError(Exception):
    """The act can't be done and nothing has changed; the message says why and what to do."""


class Changed(NamedTuple):
    """What somebody else changed meanwhile: what it is, in which state, by whom and when."""

    subject: str
    state: str
    post: str
    at: datetime


class OvertakenError(Exception):
    """Others were faster and nothing has changed; ``changed`` names each row, who changed it and when."""

    def __init__(self, changed: Sequence[Changed]) -> None:
        """The message names the first ones."""
        self.changed = tuple(changed)
        named = [
            f"{each.subject}: {each.state}, {each.post}, {day(each.at.date())} в {each.at:%H:%M}"
            for each in self.changed[:NAMED_AT_MOST]
        ]
        rest = len(self.changed) - len(named)
        more = f"; и ещё {counted(rest, 'строка', 'строки', 'строк')}" if rest else ""
        super().__init__(
            f"Пока вы решали, это изменили другие — {'; '.join(named)}{more}. Ничего не записано. Посмотрите новое "
            "состояние на странице и решите снова."
        )


@dataclass(frozen=True)
class Act:
    """What is done, in which position, when; ``reason`` where it needs one, ``load_id`` where a load brought it."""

    name: str
    post: str
    reason: str | None = None
    at: datetime = field(default_factory=datetime.now)
    load_id: int | None = None


class Deadline(NamedTuple):
    """A deadline: its kind, the day that it ends on, or how often it is looked at."""

    kind: str
    day: date | None = None
    control_period: str | None = None

    def columns(self) -> dict[str, Any]:
        """As a row holds it."""
        return {"deadline_kind": self.kind, "deadline": self.day, "control_period": self.control_period}


def checked_post(post: str) -> str:
    """The position, tidied. Raises ActRefusedError if there is none or it names a person."""
    post = tidy(post)
    if len(post) < 3:
        raise ActRefusedError("Укажите свою должность: без неё решение не записать.")
    return _without_persons(post, "должности", PERSON)


def checked_text(words: str, what: str, shortest: int = 3) -> str:
    """What somebody typed, tidied; ``what`` in the genitive. Raises ActRefusedError: empty, or names somebody."""
    words = tidy(words)
    if len(words) < shortest:
        raise ActRefusedError(f"Нет текста {what}: напишите хотя бы несколько слов.")
    if len(words) > LONGEST_TEXT:
        raise ActRefusedError(f"Текст {what} длиннее {LONGEST_TEXT} знаков: сократите его.")
    return _without_persons(words, what, WORDS)


def optional_text(words: str | None, what: str, shortest: int = 3) -> str | None:
    """The same of a field that may stay empty."""
    return checked_text(words, what, shortest) if words is not None and tidy(words) else None


def _without_persons(words: str, what: str, expected: Expected) -> str:
    found = traces(words, expected)
    if found:
        raise ActRefusedError(
            f"В тексте {what} похоже на персональные данные: {RULES[found[0].rule]} ({found[0].shown}). Уберите их, "
            "людей называйте по должности."
        )
    return words


def checked_deadline(deadline: Deadline, not_before: date | None = None) -> Deadline:
    """The deadline, with nothing but what its kind has. Raises ActRefusedError."""
    kind, on, period = deadline
    if not kind:
        raise ActRefusedError(f"Срок не указан. Выберите: {', '.join(DEADLINE_KINDS)}.")
    if kind not in DEADLINE_KINDS:
        raise ActRefusedError(f"Вида срока «{kind}» нет. Выберите: {', '.join(DEADLINE_KINDS)}.")
    if kind in WITH_A_DAY and on is None:
        raise ActRefusedError(f"Срок вида «{kind}» кончается в какой-то день: укажите дату.")
    if kind in WITH_A_DAY and on is not None and not_before is not None and on < not_before:
        raise ActRefusedError(f"Срок {day(on)} раньше даты решения {day(not_before)}: укажите более позднюю дату.")
    if kind == PERMANENT and period not in CONTROL_PERIODS:
        raise ActRefusedError(f"У постоянного поручения укажите период контроля: {', '.join(CONTROL_PERIODS)}.")
    return Deadline(kind, on if kind in WITH_A_DAY else None, period if kind == PERMANENT else None)


def next_number(connection: Connection, table: Table) -> int:
    """The number of the next row: the writer is alone."""
    (key,) = table.primary_key
    return 1 + (connection.scalar(select(func.max(key))) or 0)


def write_acts(
    connection: Connection,
    table: Table,
    history: Table,
    pairs: Iterable[tuple[Row | None, Row]],
    act: Act,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write rows and a line of history for each: (what was, None if nothing; what is to be, with its key).

    ``more``: changes of what lies in other tables.
    """
    (key,) = table.primary_key
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    lines = []
    for before, after in pairs:
        revision = 1 if before is None else before["revision"] + 1
        row = {**(before or {}), **after, "post": act.post, "at": act.at, "revision": revision}
        (added if before is None else changed).append(row)
        lines.append(
            {
                key.name: row[key.name],
                "revision": revision,
                "act": act.name,
                "changes": {**differences(before, row), **(more or {})},
                "reason": act.reason,
                "post": act.post,
                "at": act.at,
                "load_id": act.load_id,
            }
        )
    if added:
        connection.execute(insert(table), added)
    if changed:
        columns = [column.name for column in table.c if column.name != key.name]
        statement = (
            update(table).where(key == bindparam("_key")).values({name: bindparam(f"_{name}") for name in columns})
        )
        connection.execute(
            statement,
            [{"_key": row[key.name], **{f"_{name}": row[name] for name in columns}} for row in changed],
        )
    if lines:
        connection.execute(insert(history), lines)


def differences(before: Row | None, after: Row) -> dict[str, list[Any]]:
    """Field → [from, to], of what differs; what was of a new row is None."""
    was = before or {}
    return {
        name: [_plain(was.get(name)), _plain(value)]
        for name, value in after.items()
        if name not in OF_THE_ACT and (before is None or was.get(name) != value)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
