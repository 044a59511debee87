"""Passports on one or two pages of A4: a school, a municipality; all of it from the queries of the page «Паспорт»."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from data.recommendation_acts import PROPOSED
from exports.papers.model import (
    Block,
    Card,
    Cards,
    Chart,
    Column,
    Heading,
    Paper,
    Paragraph,
    Series,
    Table,
    Tone,
    without_empty,
)
from exports.papers.parts import (
    ZONE_COLOURS,
    Matter,
    NoPaperError,
    described,
    firmness_words,
    pillars_table,
    whole,
    year_words,
)
from methodology.in_use import rules_in_use
from methodology.sentences import ended
from methodology.words import DASH, number, percent, recommendations, share
from queries.addressed import about_itself, addressed_recommendations
from queries.documents import as_read, document_statements, documents_of_place, documents_register
from queries.effectiveness import headline
from queries.execution import passed_words
from queries.frames import known, rows_of
from queries.passport import school_profile
from queries.passport_municipality import low_group_beside_peers, municipality_beside_peers
from queries.passport_words import (
    municipality_beside_peers_in_words,
    municipality_history_in_words,
    municipality_statements,
    school_beside_peers_in_words,
    school_history_in_words,
    school_statements,
)
from queries.readable import schools_in_words
from queries.selection import schools_without_data
from queries.similar import BETTER_POINTS, similar_schools, similar_statements
from queries.stability import stability_of_school
from queries.stability_words import stability_statements

CYCLES, LOW_SCHOOLS, EXAMPLES, RECOMMENDED, LATEST = 4, 15, 3, 10, 6
"""So many cycles, schools of the low group, schools to learn from, recommendations, documents stand in a passport."""
HISTORY_OPTIONAL = ("Откуда", "Итог", "Изменение, п.п.", "Полнота")
NAMED_TOPICS = ("group", "turn", "firmness", "data", "criteria", "peers", "history")


def school_passport(matter: Matter, recommended: pd.DataFrame | None = None) -> Paper:
    """The passport of the school of the scope. Raises NoPaperError if there is no such school in the cycle.

    ``recommended``: its rows of ``addressed_recommendations``, if they are known already.
    """
    profile = matter.frame(school_profile)
    if profile.empty:
        raise NoPaperError("В этом цикле такой школы нет.")
    school = next(rows_of(profile))
    beside, history = matter.frame(school_beside_peers_in_words), matter.frame(school_history_in_words)
    said = school_statements(profile, beside, history)
    if firmness := stability_statements(matter.frame(stability_of_school)):
        said["firmness"] = " ".join(firmness)
    blocks: list[Block] = [
        Cards(_school_cards(school)),
        *(Paragraph(ended(said[topic])) for topic in NAMED_TOPICS if topic in said),
    ]
    if chart := _school_chart(beside):
        blocks.append(chart)
    if (table := _school_table(beside)).rows:
        blocks.append(without_empty(table, ("Медиана МО", "Медиана кластера")))
    blocks += [Heading("По циклам"), without_empty(_school_history(history), HISTORY_OPTIONAL)]
    blocks += [*_pillars(matter), *_similar(matter), *_recommendations(matter, recommended), *_documents(matter)]
    return Paper(
        kind=f"Паспорт школы {year_words(matter)}",
        title=school.short_name,
        reference=said.get("head", ""),
        blocks=tuple(blocks),
        source=matter.source,
        requisites=matter.requisites,
        look="sheet",
    )


def municipality_passport(matter: Matter) -> Paper:
    """The passport of the municipality of the scope. Raises NoPaperError if it has no schools in the cycle."""
    counts = matter.since(headline)
    beside = matter.frame(municipality_beside_peers_in_words)
    if counts.empty or not int(counts.iloc[0]["schools"]) or len(matter.scope.municipalities) != 1:
        raise NoPaperError("В этом цикле у муниципалитета нет школ.")
    history = matter.frame(municipality_history_in_words)
    said = municipality_statements(
        counts,
        matter.frame(low_group_beside_peers),
        matter.frame(municipality_beside_peers),
        matter.frame(schools_without_data),
        history,
    )
    now = next(rows_of(counts[~counts["is_previous"].astype(bool)]))
    blocks: list[Block] = [
        Cards(_municipality_cards(now, matter.limit)),
        *(Paragraph(ended(text)) for text in said.values()),
        *(Paragraph(text) for text in [firmness_words(matter)] if text),
    ]
    if chart := _municipality_chart(beside):
        blocks.append(chart)
    if (table := _municipality_table(beside)).rows:
        blocks.append(without_empty(table, ("Медиана кластера", "Медиана региона")))
    blocks += [Heading("По циклам"), without_empty(_municipality_history(history), ("Полнота", "Пометка"))]
    if low := _low_schools(matter):
        blocks += [Heading("Школы, требующие адресной поддержки"), low]
    blocks += [*_pillars(matter), *_recommendations(matter), *_documents(matter)]
    return Paper(
        kind=f"Паспорт муниципалитета {year_words(matter)}",
        title=dict(matter.note.selection)["муниципалитеты"],
        blocks=tuple(blocks),
        source=matter.source,
        requisites=matter.requisites,
        look="sheet",
    )


def _school_cards(school: Any) -> tuple[Card, ...]:
    number_of_group = whole(school.group_number)
    group = None if number_of_group is None else rules_in_use().group(number_of_group)
    tone: Tone = "plain" if group is None else group.zone
    origin = {"assigned": "степень присвоена актом", "computed": "степень расчётная"}.get(school.origin, "степени нет")
    cards = [Card("нет" if group is None else group.short, origin, tone)]
    if known(school.total_pct) is not None:
        cards.append(Card(percent(known(school.total_pct), 2), "итог"))
    if school.criteria_with_data:
        judged = f"{number(known(school.low_criteria))} из {number(known(school.criteria_with_data))}"
        cards.append(Card(judged, "критериев в низкой зоне"))
    if known(school.completeness_pct) is not None:
        cards.append(Card(percent(known(school.completeness_pct)), "полнота данных"))
    return tuple(cards)


def _school_chart(beside: Any) -> Chart | None:
    rows = [row for row in rows_of(beside) if known(row.value_pct) is not None]
    if not rows:
        return None
    return described(
        "Критерии рядом с медианой школ муниципалитета",
        tuple(f"{row.criterion}. {row.criterion_name}" for row in rows),
        (
            Series("Школа", tuple(known(row.value_pct) for row in rows)),
            Series("Медиана муниципалитета", tuple(known(row.municipality_median_pct) for row in rows), "muted"),
        ),
        f"процентов от максимума; цвет — зона: {_colours()}",
        decimals=1,
        most=100,
        tones=tuple(row.zone for row in rows),
    )


def _colours() -> str:
    return ", ".join(f"{colour} — {word}" for colour, word in ZONE_COLOURS.items())


def _school_table(beside: Any) -> Table:
    rows = tuple(
        (
            int(row.criterion),
            row.criterion_name,
            known(row.score),
            known(row.max_score),
            row.zone_words or row.absence_reason or "нет данных",
            known(row.lost_points),
            known(row.municipality_median_pct),
            known(row.cluster_median_pct),
        )
        for row in rows_of(beside)
    )
    return Table(
        (
            Column("№", "integer", width=0.4),
            Column("Критерий", width=5.0),
            Column("Балл", "number", 1, width=0.8),
            Column("Из", "number", 1, width=0.8),
            Column("Зона", width=1.1),
            Column("Теряет, п.п. итога", "number", 1, width=1.2),
            Column("Медиана МО", "percent", 1, width=1.1),
            Column("Медиана кластера", "percent", 1, width=1.1),
        ),
        rows,
        note="Теряет — сколько процентных пунктов итога не хватает до максимума критерия; МО — муниципальное "
        "образование.",
    )


def _school_history(history: Any) -> Table:
    rows = tuple(
        (
            row.cycle,
            row.short_name if row.is_this_school else f"{row.short_name} (присоединена)",
            row.group_words,
            row.origin_words or DASH,
            known(row.total_pct),
            known(row.total_change),
            known(row.completeness_pct),
        )
        for row in rows_of(history.tail(CYCLES))
    )
    return Table(
        (
            Column("Цикл", width=1.0),
            Column("Школа", width=2.6),
            Column("Степень", width=1.2),
            Column("Откуда", width=1.2),
            Column("Итог", "percent", 2, width=1.0),
            Column("Изменение, п.п.", "number", 1, width=1.3, signed=True),
            Column("Полнота", "percent", width=1.0),
        ),
        rows,
    )


def _municipality_cards(now: Any, limit: float) -> tuple[Card, ...]:
    with_group = int(now.schools - now.without_group)
    return (
        Card(share(int(now.low), with_group, limit), "школ с низкой степенью", "low"),
        Card(share(int(now.high), with_group, limit), "школ с высокой степенью", "high"),
        Card(f"{number(int(now.with_data))} из {number(int(now.schools))}", "школ с данными"),
    )


def _municipality_chart(beside: Any) -> Chart | None:
    rows = [row for row in rows_of(beside) if known(row.value_pct) is not None]
    if not rows:
        return None
    return described(
        "Критерии рядом с медианой муниципалитетов региона",
        tuple(f"{row.criterion}. {row.criterion_name}" for row in rows),
        (
            Series("Муниципалитет", tuple(known(row.value_pct) for row in rows)),
            Series("Медиана региона", tuple(known(row.region_median_pct) for row in rows), "muted"),
        ),
        "процентов от максимума (сумма баллов к сумме максимумов школ с данными)",
        decimals=1,
        most=100,
    )


def _municipality_table(beside: Any) -> Table:
    rows = tuple(
        (
            int(row.criterion),
            row.criterion_name,
            known(row.value_pct),
            row.school_words,
            known(row.cluster_median_pct),
            known(row.region_median_pct),
        )
        for row in rows_of(beside)
    )
    return Table(
        (
            Column("№", "integer", width=0.4),
            Column("Критерий", width=5.0),
            Column("Выполнение", "percent", 1, width=1.2),
            Column("Школ с данными", width=1.2),
            Column("Медиана кластера", "percent", 1, width=1.2),
            Column("Медиана региона", "percent", 1, width=1.2),
        ),
        rows,
    )


def _municipality_history(history: Any) -> Table:
    rows = tuple(
        (
            row.cycle,
            int(row.schools),
            row.low_words,
            int(row.middle),
            int(row.high),
            int(row.without_group),
            known(row.completeness_pct),
            "критерии другие" if row.break_words else "",
        )
        for row in rows_of(history.tail(CYCLES))
    )
    return Table(
        (
            Column("Цикл", width=1.0),
            Column("Школ", "integer", width=0.8),
            Column("Низкая степень", width=1.6),
            Column("Средняя", "integer", width=0.9),
            Column("Высокая", "integer", width=0.9),
            Column("Без степени", "integer", width=1.0),
            Column("Полнота", "percent", width=0.9),
            Column("Пометка", width=1.4),
        ),
        rows,
    )


def _pillars(matter: Matter) -> Iterator[Block]:
    """Competences, staff, mentoring, development and reserve by their main indicators."""
    if (table := pillars_table(matter)).rows:
        yield table


def _similar(matter: Matter) -> Iterator[Block]:
    """How the school stands among schools like it, and from which of them there is something to learn."""
    frame = matter.frame(similar_schools)
    if frame.empty:
        return
    yield Heading("Похожие школы")
    yield Paragraph(" ".join(similar_statements(frame)))
    better = [row for row in rows_of(frame) if row.better][:EXAMPLES]
    if not better:
        return
    yield without_empty(
        Table(
            (
                Column("Школа", width=2.6),
                Column("Муниципалитет", width=2.4),
                Column("Чем отличается", width=2.6),
                Column("Итог", "percent", 2, width=0.8),
                Column("Какие критерии выше", width=3.2),
            ),
            tuple(
                (row.short_name, row.municipality_name, row.difference_words, known(row.total_pct), row.better_words)
                for row in better
            ),
            note=f"Ближайшие по условиям, у которых какой-то критерий выше на {number(BETTER_POINTS)} п.п. и больше "
            "(рабочий порог).",
        ),
        ("Итог", "Чем отличается"),
    )


def _recommendations(matter: Matter, every: pd.DataFrame | None = None) -> Iterator[Block]:
    """What is recommended to the school and its head, or to the municipality itself, and what was decided of it."""
    every = matter.frame(addressed_recommendations) if every is None else every
    frame = about_itself(every, matter.scope)
    of_schools = len(every) - len(frame)
    if frame.empty and not of_schools:
        return
    yield Heading("Рекомендации")
    if of_schools:
        own = "Ниже — самому муниципалитету." if len(frame) else "Самому муниципалитету рекомендаций нет."
        yield Paragraph(
            f"Школам муниципалитета и их руководителям — {recommendations(of_schools)}: они в таблице адресных "
            f"рекомендаций. {own}"
        )
    if frame.empty:
        return
    shown = list(rows_of(frame.head(RECOMMENDED)))
    internal = matter.scope.showing == "internal"
    waiting = internal and any(row.state == PROPOSED for row in shown)
    left = len(frame) - len(shown)
    table = Table(
        (
            Column("Код", width=0.7),
            Column("Рекомендация", width=4.4),
            Column("Кому", width=2.0),
            Column("Срок", width=1.6),
            Column("Решение", width=1.3),
        ),
        tuple(
            (
                row.code,
                row.text,
                row.addressees,
                passed_words(row.deadline_words, row.deadline, matter.note.made_at.date()),
                _state(row.state_words) if internal else None,
            )
            for row in shown
        ),
        note=" ".join(
            [
                *["Предложена — должностное лицо её ещё не рассматривало."] * waiting,
                *[f"Сначала самые важные; ещё {number(left)} — в таблице адресных рекомендаций."] * (left > 0),
            ]
        ),
    )
    yield without_empty(table, ("Решение",))


def _documents(matter: Matter) -> Iterator[Block]:
    """The latest documents of the school, or of the municipality itself; nothing where the sheet didn't come."""
    register = matter.frame(documents_register)
    if register["documents"].isna().all():
        return
    frame = as_read(matter.frame(documents_of_place), matter.note.made_at.date())
    yield Heading("Документы")
    yield Paragraph(" ".join(document_statements(frame, register, matter.scope)))
    if frame.empty:
        return
    left = len(frame) - LATEST
    table = Table(
        (
            Column("Документ", width=3.0),
            Column("Тема", width=2.4),
            Column("Срок", width=2.4),
            Column("Состояние", width=2.0),
        ),
        tuple((row.title, row.theme, row.term_words, _state(row.state_words)) for row in rows_of(frame.head(LATEST))),
        note=f"Сначала новые; ещё {number(left)} — на странице «Паспорт»." if left > 0 else "",
    )
    yield without_empty(table, ("Срок",))


def _state(words: str) -> str:
    """«предложена» of «○ предложена»: a sign is for the screen."""
    return words.partition(" ")[2]


def _low_schools(matter: Matter) -> Paragraph | None:
    frame = matter.since(schools_in_words)
    frame = frame[(frame["group_number"] == 3).fillna(value=False)]
    if frame.empty:
        return None
    shown = [
        f"{row.short_name} ({percent(known(row.total_pct), 2)})" if known(row.total_pct) is not None else row.short_name
        for row in rows_of(frame.head(LOW_SCHOOLS))
    ]
    left = len(frame) - len(shown)
    more = f" и ещё {number(left)}" if left else ""
    return Paragraph(ended(f"{', '.join(shown)}{more}. В скобках — итог; это не рейтинг"))
