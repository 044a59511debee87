"""Slides with the results of a scope: 7–10 of them, each a finding with one picture; the last is the draft decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from exports.papers.analytical_note import problem_points, problem_zones
from exports.papers.model import POINTS_AT_MOST, Card, Chart, Deck, Item, Items, Series, Slide, Tone
from exports.papers.parts import (
    LOW,
    ZONE_COLOURS,
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
from methodology.in_use import rules_in_use
from methodology.sentences import capitalised, ended, opening, uncapitalised
from methodology.words import NBSP, counted, municipalities_with_data, number, percent, plural, schools, share
from queries.criteria import criterion_of_selection
from queries.effectiveness import transitions
from queries.findings import pillar_points
from queries.frames import known, rows_of
from queries.pillars import pillars
from queries.readable import schools_in_words
from queries.stability import groups_by_firmness
from queries.stability_words import firmness_counts
from queries.summary import attention_by_municipality, silent_municipalities

BARS, PAIRS = 10, 7
"""So many bars, and pairs of bars, of a slide can be read from the back of a hall."""
CARDS = 2
COLOURS_OF_GROUPS = "цвет — степень: оранжевый — низкая, серый — средняя, синий — высокая"
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
    yield _places(matter) if matter.several_places else _schools(matter)
    yield _moves(matter)
    yield _criteria(matter)
    yield _pillars(matter)
    yield _zones(matter)
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
    known_of = int((frame["with_group"] > 0).sum())
    whose = municipalities_with_data(known_of, len(frame)).partition(NBSP)[2]
    card = Card(f"{number(there)} из {number(known_of)}", f"{whose}, где есть школы с низкой степенью", "low")
    return Slide(chart.title, chart, (card,))


def _schools(matter: Matter) -> Slide | None:
    """The totals of the schools of one municipality, those that need support first."""
    frame = matter.since(schools_in_words)
    frame = frame[frame["total_pct"].notna() & frame["group_number"].notna()]
    if len(frame) < 2:
        return None
    low = frame[frame["group_number"] == LOW]
    least, most = frame["total_pct"].min(), frame["total_pct"].max()
    title = "Школ с низкой степенью нет: итог"
    if len(low):
        title, least, most = "У школ с низкой степенью итог", low["total_pct"].min(), low["total_pct"].max()
    span = f"от {number(float(least), 2)} до {percent(float(most), 2)}"
    if percent(float(least), 2) == percent(float(most), 2):
        span = percent(float(least), 2)
    rows = list(rows_of(frame.head(BARS)))
    zones: dict[int, Tone] = {group.group: group.zone for group in rules_in_use().groups}
    unit = f"процентов от максимума; {COLOURS_OF_GROUPS}; это не рейтинг"
    if len(frame) > BARS:
        unit += f"; на слайде {number(BARS)} из {number(len(frame))}, прежде всего с низкой степенью"
    chart = described(
        f"{title} — {span}",
        tuple(row.short_name for row in rows),
        (Series("Итог", tuple(float(row.total_pct) for row in rows)),),
        unit,
        decimals=2,
        most=100,
        tones=tuple(zones[int(row.group_number)] for row in rows),
    )
    return Slide(chart.title, chart)


def _moves(matter: Matter) -> Slide | None:
    counts = counts_of(matter)
    if matter.previous is None or counts is None or known(counts.in_both) is None or not counts.in_both:
        return None
    down, up, both = int(counts.moved_down), int(counts.moved_up), int(counts.in_both)
    fell = f"{plural(down, 'снизила', 'снизили', 'снизили')} {schools(down)}" if down else "никто не снизил"
    rose = f"{plural(up, 'повысила', 'повысили', 'повысили')} {schools(up)}" if up else "никто не повысил"
    title = f"Группу {fell}, {rose} — из {number(both)} с группой в обоих циклах"
    chart = _moves_of_places(matter, title) if matter.several_places else _moves_of_schools(matter, title)
    if chart is None:
        return None
    if any(matter.previous < cycle <= str(matter.scope.cycle) for cycle in broken_cycles(matter)):
        chart = replace(chart, unit=f"{chart.unit}; критерии за это время изменились")
    return Slide(title, chart)


def _moves_of_places(matter: Matter, title: str) -> Chart | None:
    frame = matter.since(attention_by_municipality).dropna(subset=["fell", "rose"])
    frame = frame[(frame["fell"] > 0) | (frame["rose"] > 0)].sort_values(
        ["fell", "rose", "municipality_name"], ascending=[False, False, True]
    )
    rows = list(rows_of(frame.head(PAIRS)))
    if not rows:
        return None
    left_out = f"; на слайде {number(PAIRS)} из {number(len(frame))}, где группы менялись" if len(frame) > PAIRS else ""
    return described(
        title,
        tuple(row.municipality_name for row in rows),
        (
            Series("снизили", tuple(float(row.fell) for row in rows), "low"),
            Series("повысили", tuple(float(row.rose) for row in rows), "high"),
        ),
        f"школ; сравнение с циклом {matter.previous}{left_out}",
    )


def _moves_of_schools(matter: Matter, title: str) -> Chart:
    """From which group to which, in one municipality."""
    frame = matter.since(transitions).dropna(subset=["group_before", "group_now"])
    short: dict[int, str] = {group.group: group.short for group in rules_in_use().groups}
    tones: dict[bool | None, Tone] = {True: "low", False: "high", None: "muted"}
    lines = []
    for row in rows_of(frame):
        before, now = int(row.group_before), int(row.group_now)
        fell = None if before == now else now > before
        words = f"осталась {short[now]}" if fell is None else f"была {short[before]}, стала {short[now]}"
        lines.append((("low", "high", "muted").index(tones[fell]), words, float(row.schools), tones[fell]))
    lines.sort(key=lambda line: (line[0], -line[2], line[1]))
    return described(
        title,
        tuple(words for _, words, _, _ in lines),
        (Series("Школ", tuple(count for _, _, count, _ in lines)),),
        f"школ; сравнение с циклом {matter.previous}",
        tones=tuple(tone for _, _, _, tone in lines),
    )


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
    """The main indicators that are shares; those of low zone that aren't stand beside them."""
    table = pillars_table(matter)
    if not table.rows:
        return None
    rules, frame = rules_in_use(), matter.since(pillars)
    points = pillar_points(frame)
    title = points[0].text if points else "Ни один главный показатель направлений не лежит в низкой зоне"
    shares = [row for row in rows_of(frame) if rules.indicator(row.code).unit == "%" and known(row.value) is not None]
    if len(shares) < 2:
        return Slide(title, table)
    told = {row.code for row in shares}
    cards = tuple(
        Card(row.words, f"{uncapitalised(row.name)}: {row.zone_words[2:]}", "low")
        for row in rows_of(frame)
        if row.zone == "low" and row.code not in told
    )
    tones: tuple[Tone, ...] = tuple(row.zone or "muted" for row in shares)
    silent = [f"«{row.name}»" for row in rows_of(frame) if row.code not in told and row.hidden]
    unit = f"процентов; цвет — зона: {', '.join(f'{colour} — {word}' for colour, word in ZONE_COLOURS.items())}"
    unit += ", тёмно-серый — порога нет" if "muted" in tones else ""
    unit += f"; скрыто, мало людей: {', '.join(silent)}" if silent else ""
    chart = described(
        title,
        tuple(f"{row.name}: {_of(row)}" for row in shares),
        (Series("Доля", tuple(float(row.value) for row in shares)),),
        unit,
        decimals=1,
        most=100,
        tones=tones,
    )
    # Of few no per cent is written.
    few = tuple(_of(row) if row.denominator < matter.limit else "" for row in shares)
    return Slide(title, replace(chart, words=few), cards[:CARDS])


def _of(row: Any) -> str:
    """«472 из 682»."""
    return str(row.words).partition(" (")[0]


def _zones(matter: Matter) -> Slide | None:
    """What to look at first: how many schools each point counts."""
    points = problem_points(matter)
    if not points:
        return None
    first = problem_zones(matter)[0].rstrip(".")
    chart = described(
        first,
        tuple(point.text.partition(": низкая степень")[0] if point.municipality_id else point.text for point in points),
        (Series("Школ", tuple(float(point.count) for point in points)),),
        "школ; у муниципалитета — с низкой степенью",
    )
    if not any(point.municipality_id for point in points):
        chart = replace(chart, unit="школ")
    return Slide(first, chart)


def _data(matter: Matter) -> Slide | None:
    note = matter.note
    silent = matter.since(silent_municipalities)
    without = note.missing_count
    if not note.schools_with_data or (not without and silent.empty):
        return None
    if not without:
        names = tuple(Item(ended(row.municipality_name)) for row in rows_of(silent.head(POINTS_AT_MOST)))
        left = len(silent) - len(names)
        more = f"И ещё {counted(left, 'муниципалитет', 'муниципалитета', 'муниципалитетов')}." if left else ""
        return Slide("Данные прислали не все муниципалитеты", Items(names, numbered=False), note=more)
    title = (
        f"{opening(without, 'школа', 'школы', 'школ', 'f')} без данных: выводы сделаны по "
        f"{share(note.schools_with_data, note.schools_selected, matter.limit)}"
    )
    rows = [row for row in rows_of(silent) if row.schools and row.without_data][: BARS - 1]
    lines = [(row.municipality_name, int(row.schools - row.without_data), int(row.without_data)) for row in rows]
    shown, lacking = sum(with_data + lack for _, with_data, lack in lines), sum(lack for *_, lack in lines)
    if rest := note.schools_selected - shown:
        lines.append(("Остальные муниципалитеты", rest - (without - lacking), without - lacking))
    chart = described(
        title,
        tuple(name for name, *_ in lines),
        (
            Series("без данных", tuple(float(lack) or None for *_, lack in lines), "low"),
            Series("с данными", tuple(float(with_data) or None for _, with_data, _ in lines), "middle"),
        ),
        "школ",
        form="shares",
    )
    nothing = int(silent["nothing"].sum())
    card = Card(
        number(nothing),
        plural(
            nothing, "муниципалитет не прислал ничего", "муниципалитета не прислали ничего",
            "муниципалитетов не прислали ничего",
        ),
    )  # fmt: skip
    return Slide(title, chart, (card,) if nothing and matter.several_places else ())


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
