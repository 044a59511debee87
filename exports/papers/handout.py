"""The hand-out of a meeting as a paper: for each point its finding, numbers, chart and questions, as on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from exports.papers.model import (
    Block,
    Column,
    Heading,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Requisites,
    Table,
    source_of,
)
from exports.papers.panel import chart_of, words_of_colours
from methodology.sentences import long_day
from queries.agenda import Shown
from queries.note import ExportNote

ASKED = "Вопросы для обсуждения:"
HEADS = {"decision": ("Пункт, кому", "Что сделать", "Срок, кого касается")}
"""Code of a point whose rows are no figures → heads of its table."""


def handout(title: str, on: date, points: Sequence[Shown], note: ExportNote) -> Paper:
    """The points in their order; ``title`` and ``on``: of the meeting."""
    return Paper(
        kind="ПОВЕСТКА",
        title=f"{title}, {long_day(on)}",
        blocks=tuple(_blocks(points, note)),
        source=source_of(note),
        requisites=Requisites(dated=False),
        look="sheet",
    )


def _blocks(points: Sequence[Shown], note: ExportNote) -> Iterator[Block]:
    narrowed = "; ".join(f"{label} — {value}" for label, value in note.selection)
    if narrowed:
        yield Note(f"Отбор: {narrowed}. Режим показа: {note.showing.lower()}.")
    for place, point in enumerate(points, start=1):
        yield Heading(f"{place}. {point.title}")
        if point.finding:
            yield Paragraph(point.finding)
        if point.numbers:
            yield _table(point)
        if point.picture is not None:
            yield chart_of(point.picture)
            if words := words_of_colours(point.picture):
                yield Note(words)
        if point.questions:
            yield Paragraph(ASKED)
            yield Items(tuple(Item(words) for words in point.questions), numbered=False)


def _table(point: Shown) -> Table:
    """The numbers; a column that would be empty is left out."""
    what, said, beside = HEADS.get(point.code, ("Что", "Сколько", "Было, срок"))
    columns = (
        (Column(what, width=2.4), [each.name for each in point.numbers]),
        (Column(said, width=2.0), [each.words for each in point.numbers]),
        # In words: the fonts of a printed page have no signs of zones.
        (Column("Зона", width=1.0), [each.zone_words[2:] for each in point.numbers]),
        (Column(beside, width=1.6), [each.before for each in point.numbers]),
    )
    told = [(column, cells) for column, cells in columns if any(cells)]
    return Table(
        tuple(column for column, _ in told), tuple(zip(*(cells for _, cells in told), strict=True)), note=point.rest
    )
