"""Справка: basis, method in five lines, results, findings, problem zones, limits of the data; two to four pages."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from exports.papers.model import (
    Annex,
    Block,
    Cards,
    Column,
    Group,
    Heading,
    Item,
    Items,
    Paper,
    Paragraph,
    Row,
    Signature,
    Table,
    without_empty,
)
from exports.papers.parts import (
    IN_TEXT,
    WORKING,
    Matter,
    basis_words,
    counts_of,
    criteria_chart,
    cut_words,
    figure_cards,
    groups_chart,
    groups_table,
    low_frame,
    method_items,
    pillars_table,
    place_words,
    reservations,
    selection_words,
    whole,
    year_words,
)
from methodology.sentences import capitalised, ended
from methodology.words import DASH, counted, number, plural, schools, schools_of, share
from queries.effectiveness import transitions
from queries.findings import Point, attention_points, pillar_points, three_findings
from queries.frames import known, rows_of
from queries.pillars import pillars
from queries.readable import criteria_in_words, schools_in_words
from queries.recommendation_counts import fired_by_code
from queries.scope import Flag
from queries.selection import selection_summary
from queries.summary import attention_by_municipality, key_figures_in_words

SCHOOLS_IN_TEXT = 40
POINTS, DASHES = "П.п. — процентные пункты.", "Тире — данных нет или сравнивать не с чем."
RECOMMENDED = 8
"""So many recommendations stand in the text."""
BIASED: tuple[Flag, ...] = ("biased_vpr",)


def analytical_note(matter: Matter) -> Paper:
    """The note for a scope: the region, a municipality, any selection of schools."""
    annexes = []
    low = low_schools(matter)
    if low is not None:
        annexes.append(Annex("Школы с низкой степенью эффективности", (low,), landscape=True))
    if len(matter.since(attention_by_municipality)) > IN_TEXT:
        annexes.append(Annex("Степень эффективности по муниципалитетам", (groups_table(matter, None),), landscape=True))
    if missing := missing_schools(matter):
        annexes.append(Annex("Школы, по которым нет данных", (missing,)))
    return Paper(
        kind="СПРАВКА",
        title=f"О результатах мониторинга эффективности школ{place_words(matter)} {year_words(matter)}",
        blocks=tuple(_blocks(matter)),
        source=matter.source,
        requisites=matter.requisites,
        annexes=tuple(annexes),
        annex_of="к справке",
    )


def _blocks(matter: Matter) -> list[Block]:
    blocks: list[Block] = [Heading("Основание, цель и состав"), *_basis(matter)]
    blocks += [Heading("Методика"), method_items(matter), Heading("Результаты"), *_results(matter)]
    if findings := finding_sentences(matter):
        blocks += [Heading("Выводы"), Items(tuple(Item(text) for text in findings))]
    if zones := problem_zones(matter):
        blocks += [Heading("Проблемные зоны"), Items(tuple(Item(text) for text in zones))]
    blocks += _recommended(matter)
    blocks += [Heading("Ограничения данных"), *(Paragraph(text) for text in reservations(matter))]
    blocks.append(Signature(matter.post or "Исполнитель"))
    return blocks


def _basis(matter: Matter) -> list[Block]:
    note = matter.note
    basis = basis_words(matter)
    said = [f"Справка составлена по данным мониторинга {year_words(matter)} {cut_words(note)}"]
    if basis.startswith(WORKING):
        said.append("Границы критериев документом не установлены: действует рабочий порог")
    elif basis:
        said.append(f"Критерии установлены: {basis}")
    said.append("Цель справки — показать, каким школам нужна поддержка, в чём и на каких данных основан этот вывод")
    if narrowed := selection_words(note):
        said.append(narrowed)
    text = " ".join(ended(sentence) for sentence in said)
    return [Paragraph(text), Paragraph(composition_words(matter))]


def composition_words(matter: Matter) -> str:
    """How many schools take part, where, of how many there are data, to how many an act gave a group."""
    note, where = matter.note, counts_of(matter)
    count = note.schools_selected
    frame = matter.since(attention_by_municipality)
    places = (
        f" в {counted(len(frame), 'муниципалитете', 'муниципалитетах', 'муниципалитетах')}" if len(frame) > 1 else ""
    )
    said = f"В мониторинге {plural(count, 'участвует', 'участвуют', 'участвуют')} {schools(count)}{places}."
    if not note.schools_with_data:
        return f"{said} Баллов по критериям и актов о степени эффективности за этот год нет ни по одной школе."
    said += " Степень эффективности школы (высокая, средняя, низкая) далее именуется также группой."
    said += f" Данные есть по {share(note.schools_with_data, count, matter.limit)}."
    if where is not None and where.assigned:
        named = counted(int(where.assigned), "школе", "школам", "школам")
        said += f" Степень эффективности присвоена актом {named}."
    return said


def _results(matter: Matter) -> list[Block]:
    blocks: list[Block] = []
    if cards := figure_cards(matter):
        blocks.append(Cards(cards))
    if chart := groups_chart(matter):
        # The table first: it may go on over the page, a picture can't.
        blocks += [groups_table(matter), chart]
    elif table := schools_table(matter):
        blocks.append(table)
    if chart := criteria_chart(matter):
        blocks.append(chart)
    table = pillars_table(matter)
    blocks.append(table if table.rows else Paragraph("Данных о кадрах, компетенциях и наставничестве за этот год нет."))
    return blocks


def finding_sentences(matter: Matter) -> list[str]:
    """The sentences of the summary about groups, moves and criteria, and the pillars that need measures."""
    figures, places = matter.since(key_figures_in_words), matter.since(attention_by_municipality)
    said = three_findings(figures, places, matter.frame(criteria_in_words)) if not figures.empty else []
    for point in pillar_points(matter.since(pillars)):
        said.append(f"{point.text}; сам показатель в низкой зоне у {schools_of(point.count)}")
    return [ended(text) for text in said]


def _recommended(matter: Matter) -> list[Block]:
    """The recommendations whose conditions are met, those of first priority and of most schools first."""
    frame = matter.frame(fired_by_code)
    if frame.empty:
        return []
    count = frame["code"].nunique()
    shown = list(rows_of(frame.head(RECOMMENDED)))
    said = (
        "Это предложения: решение по каждому принимает должностное лицо, и справка их не вводит в действие. Выполнены "
        f"условия {counted(count, 'рекомендации', 'рекомендаций', 'рекомендаций')} методики; одна и та же может "
        "касаться и школ, и муниципалитетов. Все — в таблице адресных рекомендаций."
    )
    whose = {"МО": "муниципалитеты", "ОО": "школы", "лицо": "руководители"}
    rows = tuple(
        (row.code, row.text, f"{whose[row.level]}: {row.objects_words}", capitalised(row.addressees)) for row in shown
    )
    heads = (Column("Код", width=0.75), Column("Рекомендация", width=3.6), Column("О ком", width=1.7))
    left = len(frame) - len(shown)
    table = Table(
        (*heads, Column("Кому", width=1.7)),
        rows,
        note=f"Сначала рекомендации первого приоритета и те, что касаются многих; ещё строк — {number(left)}."
        if left
        else "",
    )
    return [Heading("Рекомендации"), Paragraph(said), table]


def problem_points(matter: Matter) -> list[Point]:
    """What to look at first, each point with how many schools it counts; none without a cycle to compare with."""
    if matter.previous is None:
        return []
    counts = counts_of(matter)
    points = attention_points(
        matter.since(attention_by_municipality),
        matter.since(transitions),
        0 if counts is None else int(counts.disagreeing),
        _biased_high(matter),
    )
    return [replace(each, text=each.text.replace("с цикла сравнения", f"с цикла {matter.previous}")) for each in points]


def problem_zones(matter: Matter) -> list[str]:
    """The same in sentences."""
    return [
        ended(point.text if point.municipality_id else f"{point.text} — {schools(point.count)}")
        for point in problem_points(matter)
    ]


def _biased_high(matter: Matter) -> int:
    """Schools of the high group with a sign of biased results, within the scope."""
    scope = matter.scope
    if scope.groups and 1 not in scope.groups:
        return 0
    flags = tuple(dict.fromkeys((*scope.flags, *BIASED)))
    return int(matter.ask(selection_summary, replace(scope, groups=(1,), flags=flags)).iloc[0]["selected"])


def low_schools(matter: Matter) -> Table | None:
    """The schools of the low group under their municipalities; None where there are none."""
    frame = low_frame(matter)
    if frame.empty:
        return None
    frame = frame.sort_values(["municipality_name", "municipality_id"], kind="stable")
    rows: list[Row] = []
    place = None
    for position, row in enumerate(rows_of(frame), start=1):
        if row.municipality_name != place:
            place = row.municipality_name
            rows.append(Group(place))
        rows.append(
            (
                position,
                row.short_name,
                row.kind,
                known(row.total_pct),
                known(row.total_change),
                row.before_words,
                whole(row.low_criteria) if row.criteria_with_data else None,
                "по акту" if row.origin == "assigned" else "расчётная",
                row.mark_words or "",
            )
        )
    table = Table(
        (
            Column("№", "integer", width=0.45),
            Column("Школа", width=2.6),
            Column("Вид", width=0.9),
            Column("Итог", "percent", 2, width=0.9),
            Column("Изменение, п.п.", "number", 1, width=1.1, signed=True),
            Column("Степень была", width=1.1),
            Column("Критериев в низкой зоне", "integer", width=1.1),
            Column("Откуда степень", width=1.2),
            Column("Пометка", width=2.4),
        ),
        tuple(rows),
        note=f"Школы, требующие адресной поддержки; это не рейтинг. {POINTS} {_acts(frame)}".rstrip(),
    )
    return without_empty(table, ("Итог", "Изменение, п.п.", "Степень была", "Критериев в низкой зоне", "Пометка"))


def _acts(frame: pd.DataFrame) -> str:
    acts = sorted(frame["act"].dropna().unique())
    return ended(f"{plural(len(acts), 'Акт', 'Акты', 'Акты')}: {'; '.join(acts)}") if acts else ""


def schools_table(matter: Matter, most: int | None = SCHOOLS_IN_TEXT) -> Table | None:
    """The schools of one municipality, those that need support first; ``most``: so many of them."""
    frame = matter.since(schools_in_words)
    if frame["group_number"].isna().all() and frame["total_pct"].isna().all():
        return None
    shown = frame if most is None else frame.head(most)
    left = "" if len(shown) == len(frame) else f" Показаны первые {number(len(shown))} из {schools_of(len(frame))}."
    rows = tuple(
        (row.short_name, row.group_words, known(row.total_pct), row.before_words, known(row.total_change))
        for row in rows_of(shown)
    )
    table = Table(
        (
            Column("Школа", width=3.2),
            Column("Степень", width=1.3),
            Column("Итог", "percent", 2, width=1.0),
            Column("Степень была", width=1.3),
            Column("Изменение, п.п.", "number", 1, width=1.2, signed=True),
        ),
        rows,
        title="Степень эффективности школ",
    )
    table = without_empty(table, ("Итог", "Степень была", "Изменение, п.п."))
    dashes = any(DASH in table.cells(row) for row in table.rows if not isinstance(row, Group))
    said = (
        POINTS if any("п.п." in column.heading for column in table.columns) else "",
        DASHES if dashes else "",
        left.strip(),
    )
    return replace(table, note=" ".join(filter(None, said)))


def missing_schools(matter: Matter) -> Table | None:
    """The schools without data by name; None where there are none, or too many to name."""
    missing = matter.note.missing
    if isinstance(missing, int) or not missing or not matter.note.schools_with_data:
        return None
    rows: list[Row] = []
    place = None
    for position, (municipality, school) in enumerate(missing, start=1):
        if municipality != place:
            place = municipality
            rows.append(Group(municipality))
        rows.append((position, school))
    return Table((Column("№", "integer", width=0.4), Column("Школа", width=6.0)), tuple(rows))
