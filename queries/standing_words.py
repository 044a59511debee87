"""What a page says of its main indicator in sentences: what, where, how much, how sure; never why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from methodology.coverage import difference_pct
from methodology.in_use import rules_in_use
from methodology.words import (
    municipalities,
    municipalities_of,
    municipalities_with_data,
    number,
    plural,
    schools,
    schools_of,
)
from queries.comparison_words import named
from queries.frames import rows_of

WORSE = {"up": "below", "down": "above"}
"""On which side of the common share a municipality stands out for the worse."""


def indicator_sentences(
    indicators: pd.DataFrame, places: pd.DataFrame, previous: str | None, municipality_id: str | None
) -> list[str]:
    """Two to four sentences, in reading order; none without a value.

    ``indicators``: ``indicators_in_words`` of one indicator, compared with the cycle ``previous``; ``places``:
    ``standing`` of it; ``municipality_id``: the one that the reader chose.
    """
    told = next(rows_of(indicators), None)
    if told is None or told.hidden or pd.isna(told.value):
        return []
    rows = list(rows_of(places))
    about_place = _of_one(told, rows, municipality_id) if municipality_id else _of_all(told, rows)
    return [_value(told, previous), *about_place, _data(told, rows, municipality_id)]


def _value(told: Any, previous: str | None) -> str:
    text = f"{told.name} — {told.value_words}"
    if not pd.isna(told.zone):
        text += f", {told.zone_words[2:]}"
    if previous is None or pd.isna(told.value_before):
        return f"{text}."
    text += f"; в цикле {previous} — {told.before_words}"
    sure = _change_is_sure(told)
    if sure is None:
        return f"{text}."
    return f"{text}: изменение {'больше' if sure else 'не больше'} случайного колебания."


def _change_is_sure(told: Any) -> bool | None:
    """Whether chance alone would rarely change a share so much; None for what is no share of enough things counted."""
    rule, pairs = rules_in_use().indicator(told.code), []
    for up, down in ((told.numerator, told.denominator), (told.numerator_before, told.denominator_before)):
        if rule.unit != "%" or rule.kind != "ratio" or pd.isna(down) or down < rules_in_use().threshold("no_percent_n"):
            return None
        if not (float(up).is_integer() and float(down).is_integer()):
            return None
        pairs.append((min(float(up), float(down)), float(down)))
    low, high = difference_pct(*pairs)
    return low > 0 or high < 0


def _of_all(told: Any, rows: list[Any]) -> Iterator[str]:
    if len(rows) < 2:
        return
    low = [row for row in rows if row.zone == "low"]
    if low:
        need = plural(len(low), "Требует", "Требуют", "Требуют")
        yield f"{need} мер {number(len(low))} из {_compared(rows)}: {named(low)}."
    elif not pd.isna(rows[0].zone):
        nearest = "" if _best(told, rows[0]) else f"; ближе всех к этому — {named(rows[:1])}"
        among = f"{_compared(rows)}{',' if rows[0].left_out or rows[0].hidden_places else ''}"
        yield f"Ни в одном из {among} показатель мер не требует{nearest}."
    if all(row.stands_out_words is None for row in rows):
        return
    worse = WORSE[rules_in_use().indicator(told.code).direction]
    sides = (("в худшую сторону", True), ("в лучшую", False))
    apart = [
        f"{words} — {named(found)}"
        for words, is_worse in sides
        if (found := [row for row in rows if row.stands_out is not None and (row.stands_out == worse) == is_worse])
    ]
    if apart:
        yield f"От общей доли отличаются больше, чем бывает случайно: {'; '.join(apart)}."
    else:
        yield (
            "Различия между муниципалитетами не больше тех, что бывают случайно при такой численности: видно, кто ниже "
            "порога, но не кто хуже других."
            if low
            else "Различия между муниципалитетами не больше тех, что бывают случайно при такой численности."
        )


def _compared(rows: list[Any]) -> str:
    """«14 муниципалитетов»; where these are not all of them, which ones they are."""
    which = [
        words
        for words, some in (
            ("данных достаточно", rows[0].left_out),
            ("числа показаны", rows[0].hidden_places),
        )
        if some
    ]
    said = municipalities_of(len(rows))
    return f"{said}, где {' и '.join(which)}" if which else said


def _best(told: Any, row: Any) -> bool:
    """Whether the share of a municipality cannot be any better."""
    rule = rules_in_use().indicator(told.code)
    return rule.unit == "%" and row.value == (100 if rule.direction == "up" else 0)


def _of_one(told: Any, rows: list[Any], municipality_id: str) -> Iterator[str]:
    own = next((row for row in rows if row.municipality_id == municipality_id), None)
    if own is None or len(rows) < 2:
        return
    text = f"По всем муниципалитетам — {own.common_words}"
    if own.stands_out is not None:
        side = "худшую" if own.stands_out == WORSE[rules_in_use().indicator(told.code).direction] else "лучшую"
        text += f"; отличие в {side} сторону больше, чем бывает случайно"
    elif own.stands_out_words is not None:
        text += "; отличие не больше того, что бывает случайно"
    yield f"{text}."


def _data(told: Any, rows: list[Any], municipality_id: str | None) -> str:
    text = f"Данные есть по {number(int(told.schools_with_data))} из {schools_of(int(told.schools))}"
    left_out = int(rows[0].left_out) if rows else 0
    if municipality_id is not None:
        apart = bool(rows) and all(row.municipality_id != municipality_id for row in rows)
        return f"{text}: для сравнения с другими муниципалитетами мало." if apart else f"{text}."
    if left_out:
        takes = plural(left_out, "не сравнивается", "не сравниваются", "не сравниваются")
        text += f"; {takes} {municipalities(left_out)}: данных там мало"
    if rows and (hidden := int(rows[0].hidden_places)):
        text += f"; не {plural(hidden, 'показан', 'показаны', 'показаны')} {municipalities(hidden)}: людей там мало"
    return f"{text}."


def group_sentences(headline: pd.DataFrame, places: pd.DataFrame, delta: float) -> list[str]:
    """Three to four sentences about groups of schools; none without groups.

    ``headline`` and ``places`` (``groups_by_municipality``): the queries; ``delta``: how near a bound counts as near,
    percentage points.
    """
    both = {bool(row.is_previous): row for row in rows_of(headline)}
    now, before = both.get(False), both.get(True)
    if now is None or not (grouped := int(now.high + now.middle + now.low)):
        return []
    said = [f"Низкая степень эффективности — у {number(int(now.low))} из {schools_of(grouped)} с группой"]
    if before is not None and (were := int(before.high + before.middle + before.low)):
        said[0] += f"; в цикле {before.cycle} — у {number(int(before.low))} из {number(were)}"
    there = [row for row in rows_of(places) if row.low > 0]
    if len(places) > 1 and there:
        first = ", ".join(f"{row.municipality_name} ({number(int(row.low))})" for row in there[:3])
        known = sum(row.low + row.middle + row.high > 0 for row in rows_of(places))
        of = municipalities_with_data(known, len(places))
        said.append(f"Такие школы есть в {number(len(there))} из {of}, больше всего — {first}")
    if not pd.isna(now.in_both) and now.in_both:
        said.append(
            f"Снизили группу {schools(int(now.moved_down))}, повысили {number(int(now.moved_up))} — из "
            f"{number(int(now.in_both))} с группой в обоих циклах"
        )
    near = f"на границе групп (не дальше {number(delta)} п.п.) — {schools(int(now.borderline))}"
    return [
        *(f"{sentence}." for sentence in said),
        f"Данных хватает для группы у {number(int(now.enough))} из {schools_of(int(now.schools))}; {near}.",
    ]
