"""Letters to those whose data are missing: what is not sent, since when, by whom it is to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from data.sheets import SHEETS
from exports.papers.model import Annex, Block, Column, Item, Items, Note, Paper, Paragraph, Requisites, Signature, Table
from exports.papers.parts import Matter, year_words
from methodology.sentences import ended, in_case, long_day, of_municipality, uncapitalised
from methodology.words import number, plural
from queries.frames import rows_of
from queries.quality import unsent_sheets
from queries.selection import schools_without_data

ADDRESSEE = "руководитель органа управления образованием"
TITLE = "О представлении данных мониторинга"
EXECUTOR = Note("Исполнитель: ______________________ (должность, телефон)")
WITHIN = "в течение десяти рабочих дней со дня получения письма"
PURPOSES = {sheet.name: sheet.purpose for sheet in SHEETS}


def unsent_letters(matter: Matter, deadline: date | None = None) -> Iterator[tuple[str, Paper]]:
    """(name of the municipality, letter) for each that has not sent everything, those who owe most first.

    ``deadline``: by which day; without one the term counts from the receipt of the letter.
    """
    unsent = matter.since(unsent_sheets)
    silent = matter.frame(schools_without_data)
    places = dict(zip(unsent["municipality_id"], unsent["municipality_name"], strict=True))
    for row in rows_of(silent):
        places.setdefault(row.municipality_id, row.municipality_name)
    for code, name in places.items():
        sheets = [(row.sheet, row.last_cycle) for row in rows_of(unsent[unsent["municipality_id"] == code])]
        schools = silent.loc[silent["municipality_id"] == code, "short_name"].tolist()
        yield name, _letter(matter, name, sheets, schools, deadline)


def _letter(
    matter: Matter, name: str, sheets: list[tuple[str, str | None]], schools: list[str], deadline: date | None
) -> Paper:
    made_on = matter.note.made_at.date()
    blocks: list[Block] = []
    if sheets:
        blocks += [
            Paragraph(
                f"По состоянию на {long_day(made_on)} в сводные данные мониторинга {year_words(matter)} от "
                f"{of_municipality(name)} не поступили сведения следующих листов книги мониторинга:"
            ),
            Items(tuple(Item(text) for text in _owed(sheets)), numbered=False),
        ]
    if schools:
        blocks.append(Paragraph(_without_data(matter, name, len(schools), also=bool(sheets))))
    when = f"в срок до {long_day(deadline)}" if deadline else WITHIN
    blocks += [
        Paragraph(
            ended(
                f"Просим представить недостающие сведения {when} по форме книги мониторинга (шаблон выдаёт программа "
                "«Коллегия»); присланные ранее листы присылать снова не требуется. Если сведений нет, просим указать "
                "причину в книге: пустая ячейка без причины считается отсутствием данных"
            )
        ),
        Signature(matter.post or "Руководитель"),
        EXECUTOR,
    ]
    addressee = in_case(ADDRESSEE, "dative") or ADDRESSEE
    annexes = (Annex("Школы, по которым нет данных", (_school_list(schools),)),) if schools else ()
    return Paper(
        kind="",
        title=f"{TITLE} {year_words(matter)}",
        blocks=tuple(blocks),
        source=matter.source,
        requisites=Requisites(
            matter.body, addressee=(f"{addressee[:1].upper()}{addressee[1:]}", of_municipality(name))
        ),
        annexes=annexes,
        annex_of="к письму",
    )


def _owed(sheets: list[tuple[str, str | None]]) -> Iterator[str]:
    for position, (sheet, cycle) in enumerate(sheets, start=1):
        since = "ранее не присылался" if cycle is None else f"последний раз прислан за {cycle} учебный год"
        yield f"«{sheet}»{_about(sheet)} — {since}{'.' if position == len(sheets) else ';'}"


def _about(sheet: str) -> str:
    """« (баллы по критериям)»: what a sheet is for, as the template says it; nothing of a sheet of others."""
    said = re.split("[:;]", PURPOSES.get(sheet, "").removeprefix("Необязательный: "))[0].partition(" (")[0]
    return f" ({uncapitalised(said)})" if said and said.casefold() != sheet.casefold() else ""


def _without_data(matter: Matter, name: str, count: int, *, also: bool) -> str:
    day = long_day(matter.note.made_at.date())
    lead = "Кроме того, по" if also else f"По состоянию на {day} по"
    return (
        f"{lead} {number(count)} {plural(count, 'школе', 'школам', 'школам')} {of_municipality(name)} нет ни одного "
        f"балла по критериям и ни одного акта о степени эффективности {year_words(matter)}; "
        f"{plural(count, 'она указана', 'они перечислены', 'они перечислены')} в приложении. До получения данных "
        f"{plural(count, 'эта школа', 'эти школы', 'эти школы')} в итоги не "
        f"{plural(count, 'входит', 'входят', 'входят')}."
    )


def _school_list(schools: list[str]) -> Table:
    rows = tuple((position, name) for position, name in enumerate(schools, start=1))
    return Table((Column("№", "integer", width=0.4), Column("Школа", width=6.0)), rows)
