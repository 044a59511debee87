"""Findings in words: sentences of one pattern each, from frames of the summary. No causes: what, where, how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pandas as pd

from methodology.in_use import rules_in_use
from methodology.words import (
    first_two,
    fulfilled,
    municipalities_with_data,
    number,
    percent,
    plural,
    schools,
    schools_of,
)
from queries.frames import known, rows_of
from queries.readable import move_label
from queries.summary import criteria_named
from queries.wording import FLAG_WORDS

POINTS_SHOWN = 5
PILLARS_SHOWN = 3
NAMED = 3
"""So many municipalities are named in one sentence."""


@dataclass(frozen=True)
class Point:
    """A sentence without its end, how many schools it counts, and where they are listed.

    On «Эффективность школ»; ``municipality_id`` None: the place stays as it is; ``move``, ``flag`` and ``group``: what
    the filters are set to, as they name it. ``leads`` False: no filter selects these schools; they are marked «≠».
    ``indicator``: they stand on the page of this indicator instead.
    """

    text: str
    count: int
    municipality_id: str | None = None
    move: str | None = None
    flag: str | None = None
    group: str | None = None
    leads: bool = True
    indicator: str | None = None


def three_findings(figures: pd.DataFrame, places: pd.DataFrame, criteria: pd.DataFrame) -> list[str]:
    """The sentences of ``findings_by_topic`` in order."""
    return list(findings_by_topic(figures, places, criteria).values())


def findings_by_topic(figures: pd.DataFrame, places: pd.DataFrame, criteria: pd.DataFrame) -> dict[str, str]:
    """What the summary says of 'groups', 'moves' and 'criteria'; a topic without data is left out.

    ``figures``: ``key_figures_in_words``; ``places``: ``attention_by_municipality``; ``criteria``:
    ``criteria_in_words`` of the cycle.
    """
    said = {row.figure: row for row in rows_of(figures)}
    found = {}
    if "low" in said:
        found["groups"] = _groups(said["low"], places)
    if "fell" in said:
        found["moves"] = _moves(said["fell"], said["rose"], places)
    if "weakest" in said:
        found["criteria"] = _criteria(said["weakest"], places, criteria)
    return found


def _groups(low: Any, places: pd.DataFrame) -> str:
    if low.numerator:
        share = _share_of_schools(int(low.numerator), int(low.denominator))
        text, before = f"Низкая степень эффективности — у {share}", "у"
    else:
        of = schools_of(int(low.denominator))
        text, before = f"Школ с низкой степенью эффективности нет, группа есть у {of}", "таких школ было"
    if low.compared_with is not None:
        text += f"; в цикле {low.compared_with} — {before} {low.before_words}"
    there = places[places["low"] > 0]
    if len(places) > 1 and not there.empty:
        of = municipalities_with_data(int((places["with_group"] > 0).sum()), len(places))
        text += f". Такие школы есть в {number(len(there))} из {of}, больше всего — "
        text += _named(there.head(NAMED), "low")
    return f"{text}."


def _moves(fell: Any, rose: Any, places: pd.DataFrame) -> str:
    down, up, both = int(fell.numerator), int(rose.numerator), int(fell.denominator)
    fell_words = f"{plural(down, 'снизила', 'снизили', 'снизили')} {schools(down)}" if down else "никто не снизил"
    rose_words = f"{plural(up, 'повысила', 'повысили', 'повысили')} {number(up)}" if up else "никто не повысил"
    text = f"Группу {fell_words}, {rose_words} — из {number(both)} с группой в обоих циклах"
    there = places[places["fell"].fillna(0) > 0].sort_values(["fell", "municipality_name"], ascending=[False, True])
    if len(places) > 1 and not there.empty:
        text += f". Снизивших больше всего: {_named(there.head(NAMED), 'fell')}"
    return f"{text}."


def _criteria(weakest: Any, places: pd.DataFrame, criteria: pd.DataFrame) -> str:
    numbers, names = criteria_named(weakest), {row.criterion: f"«{row.name}»" for row in rows_of(criteria)}
    share, zone = fulfilled(known(weakest.value)), weakest.zone_words[2:]
    if len(numbers) == 1:
        text = f"Слабее всего критерий {names[numbers[0]]}: {share} от максимума, {zone} зона"
    else:
        text = f"Слабее всего критерии {first_two([names[each] for each in numbers])}: по {share} от максимума"
    alike = int(places["weakest"].isin(numbers).sum())
    if len(places) > 1 and alike:
        which = "Он" if len(numbers) == 1 else "Один из них"
        of = municipalities_with_data(int(places["weakest"].notna().sum()), len(places))
        text += f". {which} самый низкий в {number(alike)} из {of}"
    return f"{text}."


def attention_points(places: pd.DataFrame, moves: pd.DataFrame, disagreeing: int, biased_high: int) -> list[Point]:
    """What to look at first, at most five sentences, each with its way to the schools it counts.

    ``places``: ``attention_by_municipality``; ``moves``: ``transitions``; ``disagreeing``: schools whose group by act
    is not the computed one; ``biased_high``: schools of the high group with a sign of biased results.
    """
    return list(islice(_points(places, moves, disagreeing, biased_high), POINTS_SHOWN))


def _points(places: pd.DataFrame, moves: pd.DataFrame, disagreeing: int, biased_high: int) -> Iterator[Point]:
    counts = {
        (int(row.group_before), int(row.group_now)): int(row.schools)
        for row in rows_of(moves.dropna(subset=["group_before", "group_now"]))
    }
    for before, words in (
        (3, "Остаются в низкой степени с цикла сравнения"),
        (2, "Снизили группу: из средней в низкую"),
        (1, "Снизили группу: из высокой сразу в низкую"),
    ):
        if count := counts.get((before, 3), 0):
            yield Point(words, count, move=move_label(before, 3))
    for row in rows_of(_above_the_whole(places).head(2)):
        share = _share_of_schools(int(row.low), int(row.with_group))
        words = f"{row.municipality_name}: низкая степень — у {share}"
        yield Point(words, int(row.low), municipality_id=row.municipality_id, group=rules_in_use().group(3).short)
    if biased_high:
        words = "Высокая степень при признаке необъективности ВПР"
        yield Point(words, biased_high, flag=FLAG_WORDS["biased_vpr"], group=rules_in_use().group(1).short)
    if disagreeing:
        yield Point("Группа по акту не совпадает с расчётной", disagreeing, leads=False)


def pillar_points(pillars: pd.DataFrame) -> list[Point]:
    """The main indicators of the other pillars that need measures, the most schools first, at most three.

    ``pillars``: the query. The count: schools whose own value lies in the low zone.
    """
    low = [row for row in rows_of(pillars) if row.zone == "low" and pd.notna(row.low_schools) and row.low_schools > 0]
    low.sort(key=lambda row: -int(row.low_schools))
    return [
        Point(f"{row.name}: {row.words} — требует мер", int(row.low_schools), indicator=row.code)
        for row in low[:PILLARS_SHOWN]
    ]


def _above_the_whole(places: pd.DataFrame) -> pd.DataFrame:
    """Municipalities whose share of low schools is above that of all, with enough schools for a share."""
    enough = places[places["with_group"] >= rules_in_use().threshold("no_percent_n")]
    if len(places) < 2 or not (total := int(places["with_group"].sum())):
        return places.head(0)
    above = enough["low"] * total > enough["with_group"] * int(places["low"].sum())
    return enough[above.astype(bool)]


def _named(places: pd.DataFrame, count: str) -> str:
    """«Северный округ (9), Южный округ (4)»."""
    return ", ".join(f"{row.municipality_name} ({number(int(getattr(row, count)))})" for row in rows_of(places))


def _share_of_schools(count: int, total: int) -> str:
    """«74 из 329 школ с группой (22 %)»; no per cent of few."""
    words = f"{number(count)} из {number(total)} {plural(total, 'школы', 'школ', 'школ')} с группой"
    few = total < rules_in_use().threshold("no_percent_n")
    return words if few else f"{words} ({percent(100 * count / total)})"
