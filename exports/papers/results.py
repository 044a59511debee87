"""Slides with the results of a scope: 7–10 of them, each a finding with one picture; the last is the draft decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from exports.papers.analytical_note import problem_zones
from exports.papers.model import POINTS_AT_MOST, Card, Column, Deck, Item, Items, Series, Slide, Table
from exports.papers.parts import (
    Matter,
    broken_cycles,
    counts_of,
    criteria_chart,
    cut_words,
    described,
    groups_chart,
    groups_over_cycles,
    pillars_table,
    place_words,
    selection_words,
    year_words,
)
from methodology.sentences import capitalised, ended, opening
from methodology.words import counted, number, percent, plural, schools, share
from queries.criteria import criterion_of_selection
from queries.findings import pillar_points
from queries.frames import known, rows_of
from queries.pillars import pillars
from queries.stability import groups_by_firmness
from queries.stability_words import firmness_counts
from queries.summary import attention_by_municipality, silent_municipalities

BARS = 10
"""So many bars of a slide can be read from the back of a hall."""
ROWS = 9
DRAFT_HEADING = "Проект решения"


def results_deck(matter: Matter, decision: Sequence[str] = (), heading: str = DRAFT_HEADING) -> Deck:
    """The slides; ``decision``: points of the decision, at most five, where there is one, under this ``heading``."""
    lines = [f"По данным мониторинга {cut_words(matter.note)}"]
    if narrowed := selection_words(matter.note):
        lines.append(narrowed)
    lines += matter.body
    return Deck(
        title=f"Результаты мониторинга эффективности школ{place_words(matter)} {year_words(matter)}",
        lines=tuple(lines),
        slides=tuple(slide for slide in _slides(matter, decision, heading) if slide is not None),
        source=matter.source,
    )


def _slides(matter: Matter, decision: Sequence[str], heading: str) -> Iterator[Slide | None]:
    yield _groups(matter)
    yield _places(matter)
    yield _moves(matter)
    yield _criteria(matter)
    yield _pillars(matter)
    if zones := problem_zones(matter):
        yield Slide("На что смотреть прежде всего", _points(zones))
    yield _data(matter)
    yield Slide(heading, _points(decision or draft_points(matter)))


def _points(said: Sequence[str]) -> Items:
    return Items(tuple(Item(text) for text in said[:POINTS_AT_MOST]))


def _groups(matter: Matter) -> Slide | None:
    chart, counts = groups_over_cycles(matter), counts_of(matter)
    if chart is None or counts is None:
        return None
    with_group = int(counts.schools - counts.without_group)
    cards = [Card(f"{number(counts.low)} из {number(with_group)}", "школ с низкой степенью эффективности", "low")]
    if counts.without_group:
        cards.append(
            Card(
                number(counts.without_group),
                f"{plural(int(counts.without_group), 'школа', 'школы', 'школ')} без степени: не хватает данных",
            )
        )
    firmness = firmness_counts(matter.frame(groups_by_firmness))
    return Slide(chart.title, chart, tuple(cards), note=f"{capitalised(chart.unit)}. {firmness}" if firmness else "")


def _places(matter: Matter) -> Slide | None:
    chart = groups_chart(matter, BARS)
    if chart is None:
        return None
    frame = matter.since(attention_by_municipality)
    there = int((frame["low"] > 0).sum())
    card = Card(f"{number(there)} из {number(len(frame))}", "муниципалитетов, где есть школы с низкой степенью", "low")
    return Slide(chart.title, chart, (card,))


def _moves(matter: Matter) -> Slide | None:
    counts = counts_of(matter)
    if matter.previous is None or counts is None or known(counts.in_both) is None or not counts.in_both:
        return None
    down, up, both = int(counts.moved_down), int(counts.moved_up), int(counts.in_both)
    frame = matter.since(attention_by_municipality).dropna(subset=["fell", "rose"])
    frame = frame[(frame["fell"] > 0) | (frame["rose"] > 0)].sort_values(
        ["fell", "rose", "municipality_name"], ascending=[False, False, True]
    )
    fell = f"{plural(down, 'снизила', 'снизили', 'снизили')} {schools(down)}" if down else "никто не снизил"
    rose = f"{plural(up, 'повысила', 'повысили', 'повысили')} {schools(up)}" if up else "никто не повысил"
    title = f"Группу {fell}, {rose} — из {number(both)} с группой в обоих циклах"
    rows = list(rows_of(frame.head(BARS)))
    if not rows:
        return None
    chart = described(
        title,
        tuple(row.municipality_name for row in rows),
        (
            Series("снизили", tuple(float(row.fell) for row in rows), "low"),
            Series("повысили", tuple(float(row.rose) for row in rows), "high"),
        ),
        f"школ; сравнение с циклом {matter.previous}",
    )
    changed = set(broken_cycles(matter))
    if any(matter.previous < cycle <= str(matter.scope.cycle) for cycle in changed):
        chart = replace(chart, unit=f"{chart.unit}; критерии за это время изменились")
    left_out = "" if len(frame) <= BARS else f"; на слайде {number(BARS)} из {number(len(frame))}, где группы менялись"
    return Slide(title, replace(chart, unit=chart.unit + left_out))


def _criteria(matter: Matter) -> Slide | None:
    chart = criteria_chart(matter)
    if chart is None:
        return None
    weakest = next(rows_of(matter.frame(criterion_of_selection)))
    cards = (
        Card(percent(known(weakest.value_pct), 1), "от максимума по самому слабому критерию"),
        Card(
            f"{number(weakest.schools_with_data)} из {number(matter.note.schools_selected)}",
            "школ, по которым есть его баллы",
        ),
    )
    return Slide(chart.title, chart, cards)


def _pillars(matter: Matter) -> Slide | None:
    table = pillars_table(matter)
    if not table.rows:
        return None
    points = pillar_points(matter.since(pillars))
    title = points[0].text if points else "Ни один главный показатель направлений не лежит в низкой зоне"
    return Slide(title, table)


def _data(matter: Matter) -> Slide | None:
    note = matter.note
    silent = matter.since(silent_municipalities)
    if not note.missing_count and silent.empty:
        return None
    without = note.missing_count
    title = (
        f"{opening(without, 'школа', 'школы', 'школ', 'f')} без данных: выводы сделаны по "
        f"{share(note.schools_with_data, note.schools_selected, matter.limit)}"
        if without
        else "Данные прислали не все муниципалитеты"
    )
    rows = tuple(
        (
            row.municipality_name,
            int(row.schools),
            int(row.without_data),
            "ничего не прислано" if row.nothing else "прислано не всё",
        )
        for row in rows_of(silent.head(ROWS))
    )
    table = Table(
        (
            Column("Муниципалитет", width=3.0),
            Column("Школ", "integer", width=0.8),
            Column("Без данных", "integer", width=1.0),
            Column("Что прислано", width=2.0),
        ),
        rows,
        title="Муниципалитеты, чьих данных не хватает",
    )
    left = len(silent) - len(rows)
    return Slide(
        title,
        table,
        note=f"И ещё {counted(left, 'муниципалитет', 'муниципалитета', 'муниципалитетов')}." if left else "",
    )


def draft_points(matter: Matter) -> list[str]:
    """Points to begin a decision with, each from a number of the paper; terms and posts are the collegium's to set."""
    counts = counts_of(matter)
    said = ["Информацию о результатах мониторинга принять к сведению."]
    if counts is not None and counts.low:
        said.append(
            f"Органам управления образованием и руководителям {number(counts.low)} "
            f"{plural(int(counts.low), 'школы', 'школ', 'школ')} с низкой степенью эффективности — принять планы "
            "адресной поддержки."
        )
    if findings := [row for row in rows_of(matter.since(pillars)) if row.zone == "low"]:
        names = ", ".join(f"«{row.name}» — {row.words}" for row in findings[:2])
        said.append(f"Методической службе — представить меры по показателям низкой зоны: {names}.")
    if matter.note.missing_count:
        said.append(
            f"Муниципалитетам, не представившим данные по {number(matter.note.missing_count)} "
            f"{plural(matter.note.missing_count, 'школе', 'школам', 'школам')}, — представить их."
        )
    said.append("Сроки, ответственных и контроль за исполнением определить решением коллегии.")
    return [ended(text) for text in said]
