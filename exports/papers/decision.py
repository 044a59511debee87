"""Решение: what the body looked at, what it finds and on which data, what it decides; and extracts of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from exports.papers.analytical_note import (
    composition_words,
    finding_sentences,
    low_schools,
    missing_schools,
    schools_table,
)
from exports.papers.decided import (
    Decided,
    Point,
    adopted_decision,
    controlled_by,
    decided_words,
    decision_of,
    group_head,
    moved_words,
    passed_words,
    point_items,
    point_words,
    short_due,
)
from exports.papers.model import (
    Annex,
    Block,
    Column,
    Group,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Requisites,
    Row,
    Signature,
    Table,
)
from exports.papers.parts import (
    Matter,
    NoPaperError,
    Options,
    cut_words,
    groups_table,
    limits_of_data,
    place_words,
    selection_words,
    year_words,
)
from methodology.sentences import capitalised, ended, of_municipality, uncapitalised
from methodology.words import NBSP, day, municipalities, number, plural
from queries.summary import attention_by_municipality

ADOPTED = "РЕШЕНИЕ"
FINDINGS = 5
ROWS_OF_PAPER = 1_000
"""A document of more pages is not read; the workbook has all rows."""


def decision_paper(matter: Matter, options: Options) -> Paper:
    """The decision of the database about this scope, draft or adopted, or a draft composed for the paper.

    Raises NoPaperError where there is neither a decision nor a confirmed recommendation.
    """
    decided = decision_of(matter, options)
    annexes = tuple(_annexes(matter, decided))
    addressed = "" if not _addressed(matter, decided) else f"приложение{' 1' if len(annexes) > 1 else ''}"
    return Paper(
        kind=f"{ADOPTED} (ПРОЕКТ)" if decided.draft else ADOPTED,
        title=decided.title,
        blocks=tuple(_blocks(matter, options, decided, addressed)),
        source=matter.source,
        requisites=requisites_of(matter, decided, options),
        annexes=annexes,
        annex_of="к решению",
    )


def decision_summary(matter: Matter, options: Options) -> tuple[str, list[str]]:
    """(heading, at most five points) of the decision for a slide: to whom what, by when, in how many municipalities.

    Raises as ``decision_paper``.
    """
    decided = decision_of(matter, options)
    said = [_taken_note(matter)]
    for points in decided.groups[: FINDINGS - 1]:
        first, *others = points
        text = uncapitalised(first.text).rstrip(".")
        about = [", ".join(filter(None, (f"пункт {first.number}", _due(first), _places(first, matter))))]
        if others:
            nearest = min((point.due for point in others if point.due is not None), default=None)
            rest = f"также {plural(len(others), 'пункт', 'пункты', 'пункты')} {_span(others)}"
            words = "" if len(others) == 1 else "ближайший срок — "
            about.append(f"{rest}, {words}до{NBSP}{day(nearest)}" if nearest else rest)
        said.append(ended(f"{group_head(points)} {text} ({'; '.join(about)})"))
    return capitalised(decided.named), said


def _due(point: Point) -> str:
    """«до 20.10.2026», «постоянно, контроль ежеквартально», for a slide."""
    return short_due(point) if point.due is None else f"до{NBSP}{day(point.due)}"


def _places(point: Point, matter: Matter) -> str:
    """In how many municipalities; nothing of one alone, and to the council, which isn't told of all."""
    places = {row.municipality_id for row in point.about}
    return municipalities(len(places)) if matter.several_places and matter.scope.showing != "council" and places else ""


def _span(points: Sequence[Point]) -> str:
    """«2.2», «2.2 и 2.3», «2.2–2.7»."""
    first, last = points[0].number, points[-1].number
    return first if len(points) == 1 else f"{first} и {last}" if len(points) == 2 else f"{first}–{last}"


def requisites_of(matter: Matter, decided: Decided, options: Options) -> Requisites:
    """The bodies, date, number and place above a decision and what is made of it."""
    bodies = dict.fromkeys((*matter.body, decided.body))
    return Requisites(tuple(bodies), decided.day, decided.number, options.place)


def _blocks(matter: Matter, options: Options, decided: Decided, annex: str) -> Iterator[Block]:
    yield Paragraph(
        ended(
            f"Рассмотрев результаты мониторинга эффективности школ{place_words(matter)} {year_words(matter)} "
            f"{cut_words(matter.note)}, {_in_sentence(decided.body)} отмечает следующее"
        )
    )
    yield Paragraph(composition_words(matter))
    if narrowed := selection_words(matter.note):
        yield Paragraph(narrowed)
    for text in finding_sentences(matter)[:FINDINGS]:
        yield Paragraph(text)
    if limits := limits_of_data(matter):
        yield Paragraph(limits[0], lead="Ограничения данных.")
        for text in limits[1:]:
            yield Paragraph(text)
    yield Paragraph("", lead=f"{decided.body} {decided_words(decided.body)}:")
    items = [Item(_taken_note(matter)), *point_items(decided, matter, annex)]
    items.append(Item(controlled_by(options.control or decided.control or decided.head)))
    yield Items(tuple(items))
    yield Signature(matter.post or capitalised(decided.head))
    if secretary := decided.officer("секретарь"):
        yield Signature(capitalised(secretary))
    if passed := passed_words(decided, options.meeting or decided.day or matter.note.made_at.date()):
        yield Note(passed)
    if options.warnings and decided.draft:
        # Below, so that the points are what one reads first; what is adopted and sent out bears no notes of the office.
        yield Note(f"К сведению при подписании: {' '.join(map(ended, options.warnings))}")


def _taken_note(matter: Matter) -> str:
    return (
        f"Информацию о результатах мониторинга эффективности школ{place_words(matter)} {year_words(matter)} принять к "
        "сведению."
    )


def _in_sentence(body: str) -> str:
    """«коллегия управления образования» within a sentence; a name of its own keeps its capital."""
    first = body.split(" ")[0].casefold()
    known = ("коллегия", "совет", "методический", "управление", "министерство", "департамент", "отдел", "комиссия")
    return body[:1].lower() + body[1:] if first in known else body


def _annexes(matter: Matter, decided: Decided) -> Iterator[Annex]:
    if table := _addressed(matter, decided):
        yield _of_recommendations(table)
    if len(matter.since(attention_by_municipality)) > 1:
        yield Annex("Результаты по муниципалитетам", (replace(groups_table(matter, None), title=""),), landscape=True)
        if (low := low_schools(matter)) is not None:
            yield Annex("Школы с низкой степенью эффективности", (low,), landscape=True)
    elif table := schools_table(matter, None):
        yield Annex("Результаты по школам", (replace(table, title=""),))
    if missing := missing_schools(matter):
        yield Annex("Школы, по которым нет данных", (missing,))


def _of_recommendations(table: Table) -> Annex:
    """The annex with the recommendations; on its side where reasons need the room."""
    return Annex(
        "Адресные рекомендации", (table,), landscape=any("Основание" in each.heading for each in table.columns)
    )


def _addressed(matter: Matter, decided: Decided) -> Table | None:
    """The recommendations that the decision stands for, under its points; None where it stands for none."""
    found = [row for point in decided.points for row in point.about]
    if not found:
        return None
    reasons = any(row.basis for row in found)
    several = matter.several_places
    columns = [
        Column("№", "integer", width=0.45),
        *([Column("Муниципалитет", width=2.2 if reasons else 3.4)] if several else []),
        Column("Организация", width=2.0 if reasons else 3.8),
        Column("Код", width=0.7 if reasons else 1.0),
        *([Column("Основание (показатель, значение, порог)", width=4.6)] if reasons else []),
    ]
    rows: list[Row] = []
    position = 0
    for point in decided.points:
        if point.about and position < ROWS_OF_PAPER:
            due = "; ".join(filter(None, (short_due(point), moved_words(point))))
            rows.append(Group(f"{point.number}. {point.text} ({due})"))
        for row in point.about:
            position += 1
            if position <= ROWS_OF_PAPER:
                rows.append(
                    (
                        position,
                        *([row.municipality_name] if several else []),
                        row.short_name or "муниципалитет в целом",
                        row.code,
                        *([row.basis] if reasons else []),
                    )
                )
    note = ["Строки стоят под пунктами решения."]
    if reasons:
        note.append("Основание — показатель и порог на день, когда рекомендация была принята.")
    if any(row.basis is None for row in found) and reasons:
        note.append("Тире — рекомендация дана по решению должностного лица.")
    if position > ROWS_OF_PAPER:
        note.append(f"Остальные строки ({number(position - ROWS_OF_PAPER)}) — в книге с адресными рекомендациями.")
    return Table(tuple(columns), tuple(rows), note=" ".join(note))


def extracts(matter: Matter, options: Options) -> Iterator[tuple[str, Paper]]:
    """(whom it is for, extract) of an adopted decision: for the scope, for an addressee, or for each municipality.

    Raises NoPaperError where no decision is adopted, or nothing of it is about them.
    """
    decided = adopted_decision(matter, options)
    if options.addressee or matter.scope.municipalities:
        place = dict(matter.note.selection).get("муниципалитеты", "")
        yield _extract(matter, options, decided, place)
        return
    places = {row.municipality_id: row.municipality_name for point in decided.points for row in point.about}
    if not places:
        raise NoPaperError("В решении нет пунктов о школах и муниципалитетах: выписку делать не о ком.")
    for code, name in sorted(places.items(), key=lambda each: (each[1], each[0])):
        of_place = replace(matter, scope=matter.scope.in_municipality(code))
        yield _extract(of_place, options, adopted_decision(of_place, options), name)


def _concerns(point: Point) -> bool:
    """Whether a point is about the scope, or for everybody; of one whose recommendations aren't told nobody knows."""
    return bool(point.here) or point.elsewhere == 0


def _extract(matter: Matter, options: Options, decided: Decided, place: str) -> tuple[str, Paper]:
    """(whom it is for, extract): the points about the scope and those for everybody, under their own numbers."""
    wanted = options.addressee.strip().casefold()
    kept = replace(
        decided,
        points=tuple(
            point
            for point in decided.points
            if _concerns(point) and (not wanted or wanted in point.addressee.casefold())
        ),
    )
    whom = ", ".join(filter(None, (options.addressee, place)))
    if not kept.points or (matter.scope.municipalities and not any(point.here for point in kept.points)):
        said = f" ({whom})" if whom else ""
        raise NoPaperError(f"В решении нет пунктов для этого адресата{said}: выписывать нечего.")
    blocks: list[Block] = []
    if matter.scope.school is None and len(matter.scope.municipalities) == 1 and place:
        blocks.append(
            Paragraph(f"Приведены пункты, которые касаются {of_municipality(place)}, под их номерами в решении.")
        )
    elif whom:
        blocks.append(Paragraph(f"Приведены пункты для адресата под их номерами в решении: {ended(whom)}"))
    blocks.append(Paragraph("", lead=f"{decided.body} {decided_words(decided.body)}:"))
    for points in kept.groups:
        blocks.append(Paragraph(f"{points[0].group}. {group_head(points)}"))
        for point in points:
            said = point_words(point, matter, annex="приложение")
            blocks.append(Paragraph(f"{point.number}. {said}"))
    blocks += [Paragraph("Выписка верна."), Signature(capitalised(decided.officer("секретарь") or "исполнитель"))]
    table = _addressed(matter, kept)
    return whom or decided.title, Paper(
        kind="ВЫПИСКА ИЗ РЕШЕНИЯ",
        title=decided.title,
        blocks=tuple(blocks),
        source=matter.source,
        requisites=requisites_of(matter, decided, options),
        annexes=(_of_recommendations(table),) if table else (),
        annex_of="к выписке",
    )
