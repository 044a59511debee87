"""Приказ об итогах мониторинга: what is approved, who draws up plans, who helps them, who sends what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from data.decisions import ADOPTED
from exports.papers.analytical_note import low_schools, missing_schools, schools_table
from exports.papers.decided import stored
from exports.papers.model import Annex, Block, Column, Item, Items, Paper, Paragraph, Requisites, Signature, Table
from exports.papers.parts import (
    WORKING,
    Matter,
    Options,
    basis_words,
    counts_of,
    cut_words,
    groups_table,
    place_words,
    year_words,
)
from methodology.deadlines import deadline
from methodology.in_use import rules_in_use
from methodology.sentences import ended, long_day
from methodology.words import number, reading_order, schools, schools_of, share
from queries.decisions import decisions
from queries.execution import PLAN
from queries.frames import rows_of
from queries.readable import schools_in_words
from queries.summary import attention_by_municipality

READERS = 12
"""So many empty lines the sheet of those who have read the order of a region has; more are added by hand."""
WITHIN = "в течение десяти рабочих дней"


def results_order(matter: Matter, options: Options) -> Paper:
    """The order about the results of a scope."""
    annexes = dict(_annexes(matter))
    return Paper(
        kind="ПРИКАЗ",
        title=f"Об итогах мониторинга эффективности школ{place_words(matter)} {year_words(matter)}",
        blocks=tuple(_blocks(matter, options, list(annexes))),
        source=matter.source,
        requisites=Requisites(matter.body, place=options.place),
        annexes=tuple(annexes.values()),
        annex_of="к приказу",
    )


def _blocks(matter: Matter, options: Options, annexes: list[str]) -> Iterator[Block]:
    yield Paragraph(f"{_preamble(matter, options)}, ПРИКАЗЫВАЮ:")
    yield Items(tuple(Item(ended(text)) for text in _points(matter, options, annexes)))
    yield Signature(matter.post or "Руководитель")


def _preamble(matter: Matter, options: Options) -> str:
    note = matter.note
    basis = basis_words(matter)
    said = [
        f"По результатам мониторинга эффективности школ{place_words(matter)} {year_words(matter)} {cut_words(note)}"
    ]
    if basis and not basis.startswith(WORKING):
        said.append(f"проведённого по утверждённым критериям ({basis})")
    text = ", ".join(said)
    adopted = [
        row for row in rows_of(matter.frame(decisions)) if row.cycle == matter.scope.cycle and row.state == ADOPTED
    ]
    if adopted:
        chosen = next((row for row in adopted if row.decision_id == options.decision_id), adopted[0])
        text += f", во исполнение {stored(matter, chosen).named.replace('решение', 'решения', 1)}"
    data = f"данные есть по {number(note.schools_with_data)} из {schools_of(note.schools_selected)}"
    return f"{text} ({data})"


def _points(matter: Matter, options: Options, annexes: list[str]) -> Iterator[str]:
    def annex(name: str) -> str:
        return f"(приложение {annexes.index(name) + 1})"

    yield f"Утвердить справку о результатах мониторинга эффективности школ{place_words(matter)} {year_words(matter)}"
    counts = counts_of(matter)
    with_group = 0 if counts is None else int(counts.schools - counts.without_group)
    if with_group:
        said = ", ".join(
            f"{group.short} — {share(int(getattr(counts, group.zone)), with_group, matter.limit)}"
            for group in sorted(rules_in_use().groups, key=lambda group: group.group)
        )
        rest = f"; без степени — {schools(int(counts.without_group))}" if counts.without_group else ""
        yield f"Утвердить распределение школ по степеням эффективности: {said}{rest} {annex('groups')}"
    if counts is not None and counts.low:
        low = _to_heads(int(counts.low))
        rule = rules_in_use().recommendation(PLAN).deadline
        decided = options.meeting or matter.note.made_at.date()
        due = options.deadline or deadline(rule, decided, None).day
        until = f"до {long_day(due)}" if due else WITHIN
        yield (
            f"{low} с низкой степенью эффективности {annex('low')} разработать и представить планы "
            f"устранения выявленных дефицитов в срок {until}"
        )
        yield (
            f"Методической службе закрепить за {'этой школой' if counts.low == 1 else 'этими школами'} кураторов и "
            f"представить их список (по должностям) в срок {until}"
        )
    if missing := matter.note.missing_count:
        where = f" {annex('missing')}" if "missing" in annexes else ""
        yield (
            f"{_to_heads(missing)} без данных{where} представить данные мониторинга "
            f"{WITHIN} со дня ознакомления с приказом"
        )
    yield f"Ознакомить с приказом руководителей школ под подпись {annex('readers')}"
    yield "Контроль за исполнением приказа оставляю за собой"


def _to_heads(count: int) -> str:
    return "Руководителю школы" if count == 1 else f"Руководителям {schools_of(count)}"


def _annexes(matter: Matter) -> Iterator[tuple[str, Annex]]:
    counts = counts_of(matter)
    if counts is not None and counts.schools > counts.without_group:
        if len(matter.since(attention_by_municipality)) > 1:
            yield (
                "groups",
                Annex("Степень эффективности школ", (replace(groups_table(matter, None), title=""),), landscape=True),
            )
        elif of_schools := schools_table(matter, None):
            yield "groups", Annex("Степень эффективности школ", (replace(of_schools, title=""),))
    if (low := low_schools(matter)) is not None:
        yield "low", Annex("Школы с низкой степенью эффективности", (low,), landscape=True)
    if (missing := missing_schools(matter)) is not None:
        yield "missing", Annex("Школы, по которым нет данных", (missing,))
    lines = tuple((position, who, "", "") for position, who in enumerate(_readers(matter), start=1))
    heads = (Column("№", "integer", width=0.4), Column("Должность, организация", width=3.6), Column("Дата"))
    yield "readers", Annex("Лист ознакомления", (Table((*heads, Column("Подпись", width=1.4)), lines),))


def _readers(matter: Matter) -> list[str]:
    """Whom the order is read to: the heads of the schools of a municipality; of more schools the lines are empty."""
    frame = matter.since(schools_in_words)
    if matter.several_places or frame.empty:
        return [""] * READERS
    return [f"Руководитель, {name}" for name in sorted(frame["short_name"], key=reading_order)]
