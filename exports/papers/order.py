"""Приказ об итогах мониторинга: what is approved, who draws up plans, who helps them, who sends what is missing.

Where it carries out a decision it asks of nobody what the decision doesn't ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from data.decisions import ADOPTED
from exports.papers.analytical_note import analytical_note, low_schools, missing_schools, schools_table
from exports.papers.decided import (
    Decided,
    Point,
    about_words,
    concerns,
    group_head,
    is_collegial,
    moved_words,
    short_due,
    stored,
)
from exports.papers.model import (
    Annex,
    Block,
    Column,
    Group,
    Item,
    Items,
    Paper,
    Paragraph,
    Requisites,
    Row,
    Signature,
    Table,
)
from exports.papers.parts import (
    WORKING,
    Matter,
    Options,
    basis_words,
    counts_of,
    cut_words,
    place_words,
    year_words,
)
from methodology.deadlines import deadline
from methodology.in_use import rules_in_use
from methodology.sentences import ended, long_day
from methodology.words import number, reading_order, schools, schools_of, share
from queries.decisions import decisions
from queries.effectiveness import groups_by_municipality
from queries.execution import PLAN
from queries.frames import in_order_of, rows_of
from queries.readable import schools_in_words
from queries.summary import attention_by_municipality
from queries.wording import filters_in_words

WITHIN = "в течение десяти рабочих дней"


def results_order(matter: Matter, options: Options) -> Paper:
    """The order about the results of a scope."""
    annexes = dict(_annexes(matter, options))
    return Paper(
        kind="ПРИКАЗ",
        title=f"Об итогах мониторинга эффективности школ{place_words(matter)} {year_words(matter)}",
        blocks=tuple(_blocks(matter, options, list(annexes))),
        source=matter.source,
        # A collegial body decides; it gives no orders.
        requisites=Requisites(tuple(body for body in matter.body if not is_collegial(body)), place=options.place),
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
    if decided := carried_out(matter, options):
        text += f", во исполнение {_named(decided)}"
    data = f"данные есть по {number(note.schools_with_data)} из {schools_of(note.schools_selected)}"
    if narrowed := filters_in_words(matter.scope):
        data = f"отобраны {'; '.join(f'{label} — {value}' for label, value in narrowed)}; {data}"
    return f"{text} ({data})"


def carried_out(matter: Matter, options: Options) -> Decided | None:
    """The adopted decision that the order carries out, if one is about its schools; the one asked for first."""
    adopted = [
        row for row in rows_of(matter.frame(decisions)) if row.cycle == matter.scope.cycle and row.state == ADOPTED
    ]
    asked_first = sorted(adopted, key=lambda row: row.decision_id != options.decision_id)
    return next((found for row in asked_first if concerns(found := stored(matter, row), matter)), None)


def _named(decided: Decided) -> str:
    return decided.named.replace("решение", "решения", 1)


def _planned(decided: Decided) -> list[tuple[Point, Any]]:
    """Of the schools in the scope those that the decision asks for a plan: its point and the school."""
    return [(point, row) for point in decided.points for row in point.about if row.code == PLAN and row.school_id]


def _points(matter: Matter, options: Options, annexes: list[str]) -> Iterator[str]:
    def annex(name: str) -> str:
        return f"(приложение {annexes.index(name) + 1})"

    yield (
        f"Утвердить прилагаемую справку о результатах мониторинга эффективности школ{place_words(matter)} "
        f"{year_words(matter)} {annex('note')}"
    )
    counts, decided = counts_of(matter), carried_out(matter, options)
    with_group = 0 if counts is None else int(counts.schools - counts.without_group)
    if "groups" in annexes:
        said = ", ".join(
            f"{group.short} — {share(int(getattr(counts, group.zone)), with_group, matter.limit)}"
            for group in sorted(rules_in_use().groups, key=lambda group: group.group)
        )
        rest = f"; без степени — {schools(int(counts.without_group))}" if counts.without_group else ""
        # What the collegium took note of is no group given by an act: an order that carries it out gives none either.
        verb = "Учитывать в работе" if decided else "Утвердить"
        yield f"{verb} распределение школ по степеням эффективности: {said}{rest} {annex('groups')}"
    if decided:
        yield from _carrying_out(matter, decided, annex("points"), annex("plans") if "plans" in annexes else "")
    elif counts is not None and counts.low:
        low = _to_heads(int(counts.low))
        rule = rules_in_use().recommendation(PLAN).deadline
        on = options.meeting or matter.note.made_at.date()
        due = options.deadline or deadline(rule, on, None).day
        until = f"до {long_day(due)}" if due else WITHIN
        yield (
            f"{low} с низкой степенью эффективности {annex('low')} разработать и представить планы "
            f"устранения выявленных дефицитов в срок {until}"
        )
        yield (
            f"Методической службе закрепить за {'этой школой' if counts.low == 1 else 'этими школами'} кураторов и "
            f"представить их список (по должностям) в срок {until}"
        )
    if not decided and (missing := matter.note.missing_count):
        where = f" {annex('missing')}" if "missing" in annexes else ""
        yield (
            f"{_to_heads(missing)} без данных{where} представить данные мониторинга "
            f"{WITHIN} со дня ознакомления с приказом"
        )
    if matter.several_places:
        yield (
            "Руководителям органов управления образованием муниципалитетов ознакомиться с приказом под подпись "
            f"{annex('readers')} и ознакомить с ним руководителей школ"
        )
    else:
        yield f"Ознакомить с приказом руководителей школ под подпись {annex('readers')}"
    yield "Контроль за исполнением приказа оставляю за собой"


def _carrying_out(matter: Matter, decided: Decided, annex: str, plans: str) -> Iterator[str]:
    """What the decision asks for, of whom it asks it and by when: nobody else, and nothing that was rejected."""
    planned = _planned(decided)
    if planned:
        dues = {point.due for point, _ in planned}
        day = next(iter(dues))
        until = f"до {long_day(day)}" if len(dues) == 1 and day else "в сроки, указанные в приложении"
        yield (
            f"{_to_heads(len(planned))} {plans} разработать и представить планы устранения выявленных дефицитов {until}"
        )
    yield (
        f"Исполнителям обеспечить выполнение {_named(decided)} в части, их касающейся; пункты, исполнители и сроки "
        f"указаны в перечне {annex}"
    )


def _decided_points(matter: Matter, decided: Decided) -> Table:
    """The points of the decision under those who carry them out, with deadlines and whom each is about."""
    rows: list[Row] = []
    for points in decided.groups:
        kept = [point for point in points if point.here or not point.elsewhere]
        if kept:
            rows.append(Group(group_head(kept).rstrip(":")))
        rows += [
            (
                point.number,
                " ".join(ended(words) for words in (point.text, about_words(point, matter, "")) if words),
                "; ".join(filter(None, (short_due(point), moved_words(point)))),
            )
            for point in kept
        ]
    return Table(
        (Column("Пункт решения", width=0.9), Column("Что сделать", width=4.6), Column("Срок", width=1.7)), tuple(rows)
    )


def _plans(matter: Matter, decided: Decided) -> Table | None:
    rows: list[Row] = []
    place = None
    planned = sorted(_planned(decided), key=lambda each: (each[1].municipality_name, reading_order(each[1].short_name)))
    for position, (point, row) in enumerate(planned, start=1):
        if row.municipality_name != place and matter.several_places:
            place = row.municipality_name
            rows.append(Group(place))
        rows.append((position, row.short_name, point.number, short_due(point)))
    heads = (Column("№", "integer", width=0.45), Column("Школа", width=3.6), Column("Пункт решения", width=1.2))
    return Table((*heads, Column("Срок", width=2.2)), tuple(rows)) if rows else None


def _to_heads(count: int) -> str:
    return "Руководителю школы" if count == 1 else f"Руководителям {schools_of(count)}"


def _annexes(matter: Matter, options: Options) -> Iterator[tuple[str, Annex]]:
    counts = counts_of(matter)
    note = analytical_note(matter)
    text = tuple(block for block in note.blocks if not isinstance(block, Signature))
    yield "note", Annex(f"Справка {note.title[0].lower()}{note.title[1:]}", text)
    # Of schools selected by their group there is nothing to be distributed.
    if counts is not None and counts.schools > counts.without_group and not matter.scope.groups:
        if len(matter.since(attention_by_municipality)) > 1:
            yield "groups", Annex("Степень эффективности школ по муниципалитетам", (_distribution(matter),))
        elif of_schools := schools_table(matter, None):
            yield "groups", Annex("Степень эффективности школ", (replace(of_schools, title=""),))
    decided = carried_out(matter, options)
    if decided:
        if plans := _plans(matter, decided):
            yield "plans", Annex("Школы, которые представляют планы", (plans,))
        yield "points", Annex(f"Пункты {_named(decided)}, исполнители и сроки", (_decided_points(matter, decided),))
    elif (low := low_schools(matter)) is not None:
        yield "low", Annex("Школы с низкой степенью эффективности", (low,), landscape=True)
    if not decided and (missing := missing_schools(matter)) is not None:
        yield "missing", Annex("Школы, по которым нет данных", (missing,))
    lines = tuple((position, who, "", "") for position, who in enumerate(_readers(matter), start=1))
    heads = (Column("№", "integer", width=0.4), Column("Должность, организация", width=3.6), Column("Дата"))
    yield "readers", Annex("Лист ознакомления", (Table((*heads, Column("Подпись", width=1.4)), lines),))


def _distribution(matter: Matter) -> Table:
    """Schools by group in every municipality, and together: the numbers of the point that approves them."""
    zones = [(group.short, group.zone) for group in sorted(rules_in_use().groups, key=lambda group: group.group)]
    counted = ("schools", *(zone for _, zone in zones), "without_group")
    frame = in_order_of(matter.frame(groups_by_municipality), "municipality_name", "municipality_id", key=reading_order)
    rows = [(row.municipality_name, *(int(getattr(row, name)) for name in counted)) for row in rows_of(frame)]
    heads = ("Школ", *(short.capitalize() for short, _ in zones), "Без степени")
    return Table(
        (Column("Муниципалитет", width=3.4), *(Column(head, "integer", width=1.0) for head in heads)),
        (*rows, ("Всего", *(int(frame[name].sum()) for name in counted))),
    )


def _readers(matter: Matter) -> list[str]:
    """Whom the order is read to: the heads of the schools of a municipality, else who leads education in each."""
    if matter.several_places:
        names = sorted(matter.since(attention_by_municipality)["municipality_name"], key=reading_order)
        return [f"Руководитель органа управления образованием, {name}" for name in names]
    frame = matter.since(schools_in_words)
    return [f"Руководитель, {name}" for name in sorted(frame["short_name"], key=reading_order)]
