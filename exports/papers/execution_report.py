"""Отчёт об исполнении решения: what was told, done, is late, point by point and by who is responsible.

From assignments and the sheet «Исполнение»; where no decision was adopted here, from the sheet alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from data.decisions import ADOPTED
from exports.papers.decided import Decided, of_number, stored
from exports.papers.model import (
    Annex,
    Block,
    Card,
    Cards,
    Column,
    Group,
    Heading,
    Paper,
    Paragraph,
    Requisites,
    Row,
    Signature,
    Table,
)
from exports.papers.parts import Matter, NoPaperError, Options, place_words, selection_words
from methodology.sentences import capitalised, long_day
from methodology.words import day, number, share
from queries.control_words import counted_tasks
from queries.decision_points import execution_of_decision
from queries.decisions import decisions
from queries.execution import tasks
from queries.frames import rows_of

LISTED = 300
"""So many overdue assignments are listed; the others are on the page «Исполнение»."""
COUNTS = (
    Column("Поручений", "integer", width=1.15),
    Column("Исполнено в срок", "integer", width=1.15),
    Column("Исполнено позже срока", "integer", width=1.15),
    Column("Просрочено", "integer", width=1.25),
    Column("В работе", "integer", width=0.9),
    Column("Отменено", "integer", width=1.05),
    Column("Подтверждено документом", "integer", width=1.5),
)
OPTIONAL = ("В работе", "Отменено")
"""Columns that are left out where nothing is counted in them."""


@dataclass(frozen=True)
class Tally:
    """How many assignments there are and how they stand; ``due``: whose day has come and that aren't cancelled."""

    all: int
    in_time: int
    late: int
    overdue: int
    open: int
    cancelled: int
    with_document: int
    due: int

    @property
    def cells(self) -> tuple[int, ...]:
        """As the columns ``COUNTS`` have them."""
        return (self.all, self.in_time, self.late, self.overdue, self.open, self.cancelled, self.with_document)


def execution_report(matter: Matter, options: Options) -> tuple[str, Paper]:
    """(title of its file, the report) about the last decision adopted before the meeting, or ``options.reported``.

    Raises NoPaperError where there is neither a decision nor a task.
    """
    on = options.meeting or matter.note.made_at.date()
    decided = _decided(matter, options, on)
    given: list[Any] = []
    if decided is not None and decided.decision_id is not None:
        given = list(rows_of(matter.frame(execution_of_decision, decision_id=decided.decision_id, on=on)))
    cycle, others = _others(matter, on, decided)
    if not given and not others:
        raise NoPaperError(
            f"Отчитываться не о чем: до {day(on)} не принято решения с поручениями по этому отбору, и лист "
            "«Исполнение» пуст. Отчёт — о решении, принятом раньше дня заседания."
        )
    name = "Отчёт об исполнении"
    head = f"Об исполнении поручений по итогам {cycle} учебного года"
    if decided is not None and given:
        head = f"Об исполнении решения {decided.named.removeprefix('решение ')} «{decided.title}»"
        name = of_number(f"{name} решения", decided.number)
    return name, Paper(
        kind="ОТЧЁТ",
        title=f"{head}{_where(matter)}",
        blocks=tuple(_blocks(matter, decided if given else None, given, others, on)),
        source=matter.source,
        requisites=Requisites(tuple(dict.fromkeys((*matter.body, *([decided.body] if decided else [])))), dated=False),
        annexes=tuple(_annexes(matter, decided, given, others)),
        annex_of="к отчёту",
    )


def _where(matter: Matter) -> str:
    place = place_words(matter)
    return f": школы{place}" if place else ""


def _decided(matter: Matter, options: Options, on: date) -> Decided | None:
    every = [row for row in rows_of(matter.frame(decisions)) if row.state == ADOPTED]
    if options.reported is not None:
        row = next((row for row in every if row.decision_id == options.reported), None)
        if row is None:
            raise NoPaperError(f"Принятого решения {options.reported} нет: отчёт — только о принятом.")
        return stored(matter, row)
    row = next((row for row in every if row.date < on and row.cycle <= (matter.scope.cycle or "")), None)
    return None if row is None else stored(matter, row)


def _others(matter: Matter, on: date, decided: Decided | None) -> tuple[str, list[Any]]:
    """Tasks of the sheet that are of no decision here: of the decision's cycle, else of the last cycle that has any."""
    cycles = [decided.cycle] if decided else [each for each in (matter.scope.cycle, matter.previous) if each]
    for cycle in cycles:
        frame = matter.ask(tasks, replace(matter.scope, cycle=cycle), on=on)
        found = [row for row in rows_of(frame) if row.cycle == cycle and _is_of_sheet(row)]
        if found:
            return cycle, found
    return cycles[0] if cycles else "", []


def _is_of_sheet(row: Any) -> bool:
    return bool(pd.isna(row.assignment_id))


def tally(rows: Sequence[Any], on: date) -> Tally:
    """Count assignments by how they stand."""
    states = [row.state for row in rows]
    done = [row for row in rows if row.state in ("done", "late")]
    return Tally(
        len(rows),
        states.count("done"),
        states.count("late"),
        states.count("overdue"),
        states.count("open") + states.count("soon"),
        states.count("cancelled"),
        sum(row.evidence_document is not None for row in done),
        sum(row.deadline is not None and row.deadline <= on and row.state != "cancelled" for row in rows),
    )


def _blocks(matter: Matter, decided: Decided | None, given: list[Any], others: list[Any], on: date) -> Iterator[Block]:
    rows = given or others
    counts = tally(rows, on)
    source = f"Отчёт составлен по состоянию на {long_day(on)}"
    basis = "по поручениям этого решения и отметкам об их исполнении" if decided else "по листу «Исполнение»"
    yield Paragraph(f"{source} {basis}; {_limits(matter)}".rstrip("; ") + ".")
    if narrowed := selection_words(matter.note):
        yield Paragraph(narrowed)
    live = counts.all - counts.cancelled
    yield Cards(
        (
            Card(
                share(counts.in_time + counts.late, live, matter.limit),
                f"поручений исполнено{', отменённые не в счёт' if counts.cancelled else ''}",
                "high",
            ),
            Card(share(counts.in_time, counts.due, matter.limit), "исполнено в срок из тех, чей срок наступил"),
            Card(number(counts.overdue), "просрочено и не исполнено", "low"),
        )
    )
    yield Paragraph(_said(counts, matter))
    yield Heading("По ответственным")
    yield _table(rows, on, "Ответственный (должность)", lambda row: capitalised(row.responsible_post.strip()))
    if given and others:
        more = tally(others, on)
        yield Heading(f"Другие поручения {others[0].cycle} учебного года")
        yield Paragraph(f"Лист «Исполнение» сообщает и о поручениях не из этого решения. {_said(more, matter)}")
    yield Signature(matter.post or "Исполнитель")


def _limits(matter: Matter) -> str:
    return "показаны числа без перечня поручений" if matter.scope.showing == "council" else ""


def _said(counts: Tally, matter: Matter) -> str:
    """All numbers in one or two sentences; with the cancelled ones they add up to all."""
    parts = [
        f"исполнено — {number(counts.in_time + counts.late)}"
        + (f", из них позже срока — {number(counts.late)}" if counts.late else ""),
        f"в работе — {number(counts.open)}" if counts.open else "",
        f"просрочено — {number(counts.overdue)}" if counts.overdue else "",
    ]
    said = f"Всего {counted_tasks(counts.all, counts.cancelled)}: {'; '.join(filter(None, parts))}."
    done = counts.in_time + counts.late
    if done:
        said += f" Документом подтверждено {share(counts.with_document, done, matter.limit)} исполненных."
    return said


def _table(rows: Sequence[Any], on: date, heading: str, key: Callable[[Any], Hashable], width: float = 2.0) -> Table:
    """Counts by a key, most overdue first, and all together below."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    lines = sorted(
        ((name, tally(each, on)) for name, each in found.items()), key=lambda line: (-line[1].overdue, str(line[0]))
    )
    body: list[Row] = [(str(name), *counts.cells) for name, counts in lines]
    body.append(("Всего", *tally(rows, on).cells))
    return _shortened(Table((Column(heading, width=width), *COUNTS), tuple(body)))


def _shortened(table: Table) -> Table:
    """The table without columns of ``OPTIONAL`` that hold nothing but zeroes, and without others that are empty."""
    rows = [row for row in table.rows if not isinstance(row, Group)]
    kept = [
        place
        for place, column in enumerate(table.columns)
        if any(row[place] for row in rows) or (column.kind == "integer" and column.heading not in OPTIONAL)
    ]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(row if isinstance(row, Group) else tuple(row[place] for place in kept) for row in table.rows),
    )


def _annexes(matter: Matter, decided: Decided | None, given: list[Any], others: list[Any]) -> Iterator[Annex]:
    if matter.scope.showing == "council":
        # Some points rest on judgements about people: how many assignments one has would tell of how many.
        return
    on = date.max
    if decided is not None and given:
        yield Annex("Исполнение по пунктам решения", (_by_point(decided, given),), landscape=True)
    if others:
        table = _table(others, on, "Поручение", lambda row: f"{row.recommendation}. {row.action}", width=4.5)
        yield Annex("Поручения листа «Исполнение»", (table,), landscape=True)
    overdue = [row for row in (*given, *others) if row.state == "overdue"]
    if overdue:
        yield Annex("Просроченные поручения", (_overdue(overdue),), landscape=True)


def _by_point(decided: Decided, given: list[Any]) -> Table:
    """Every point of the decision with its assignments; their sum below."""
    of_point: dict[int, list[Any]] = {}
    for row in given:
        of_point.setdefault(int(row.position), []).append(row)
    rows: list[Row] = []
    addressee = None
    for point in decided.points:
        if point.position not in of_point:
            continue
        if point.addressee != addressee:
            addressee = point.addressee
            rows.append(Group(capitalised(addressee)))
        due = point.due if point.due is not None else point.kind
        rows.append((point.number, point.text, _day(due), *tally(of_point[point.position], date.max).cells))
    rows.append(("", "Всего", "", *tally(given, date.max).cells))
    heads = (Column("Пункт", width=0.75), Column("Поручение", width=3.6), Column("Срок", width=1.2))
    return _shortened(Table((*heads, *COUNTS), tuple(rows)))


def _day(due: date | str) -> str:
    return due if isinstance(due, str) else f"{due:%d.%m.%Y}"


def _overdue(rows: list[Any]) -> Table:
    rows = sorted(rows, key=lambda row: (row.municipality_name or "", row.short_name or "", row.deadline, row.code))
    lines: list[Row] = []
    place = ""
    for position, row in enumerate(rows[:LISTED], start=1):
        name = row.municipality_name or "Без муниципалитета"
        if name != place:
            place = name
            lines.append(Group(place))
        lines.append(
            (
                position,
                row.short_name or "муниципалитет в целом",
                row.code,
                row.action,
                capitalised(row.responsible_post),
                _day(row.deadline),
                int(row.days_overdue),
                row.remark or "",
            )
        )
    left = len(rows) - LISTED
    table = Table(
        (
            Column("№", "integer", width=0.5),
            Column("О ком", width=1.7),
            Column("Код", width=0.8),
            Column("Поручение", width=3.2),
            Column("Ответственный", width=1.6),
            Column("Срок", width=1.0),
            Column("Дней просрочки", "integer", width=1.05),
            Column("Примечание", width=1.4),
        ),
        tuple(lines),
        note=f"Остальные ({number(left)}) — на странице «Исполнение»." if left > 0 else "",
    )
    return _shortened(table)
