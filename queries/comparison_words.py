"""What a comparison of municipalities says in sentences: how they lie to each other and how sure it is, never why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from methodology.comparison import indistinct
from methodology.funnel import wider_than_chance
from methodology.words import DASH, counted, municipalities, municipalities_of, number, percent, plural
from queries.frames import rows_of

VISIBLE = 1e-9
NAMED = 3
"""So many municipalities are named; the rest stands in the table."""


def comparison_statements(frame: pd.DataFrame, municipality_id: str | None = None) -> list[str]:
    """Sentences about a frame of ``comparison``, in reading order; none without rows.

    ``municipality_id``: the one that the reader chose.
    """
    rows = list(rows_of(frame))
    if not rows:
        return []
    count, common = len(rows), percent(rows[0].common_pct)
    said = [f"Общая доля — {common} ({municipalities(count)})."]
    own = next((row for row in rows if row.municipality_id == municipality_id), None)
    if own is not None:
        said.append(f"{own.municipality_name}: {own.words}, {own.place_range_words}.")
    if count == 1:
        return [*said, "Сравнить не с чем: данные есть у одного муниципалитета."]
    apart = {side: [row for row in rows if row.stands_out == side] for side in ("below", "above")}
    listed = [
        f"{words} — {named(apart[side])}" for side, words in (("below", "ниже"), ("above", "выше")) if apart[side]
    ]
    if listed:
        rest = count - len(apart["below"]) - len(apart["above"])
        said.append(
            f"Отличаются от общей доли больше, чем можно объяснить случаем: {'; '.join(listed)}."
            + (f" У {municipalities_of(rest)} отличие не выделяется." if rest else "")
        )
    elif indistinct([(row.first_place, row.last_place) for row in rows]):
        said.append(
            "Различия не выделяются: диапазоны мест перекрываются, такие доли бывают и случайно при такой численности."
        )
    else:
        said.append(
            "Ни один муниципалитет по отдельности от общей доли не отличается, но крайние места не перекрываются."
        )
    outside = sum(row.place != "inside" for row in rows)
    if wider_than_chance(outside, count):
        said.append(f"Разброс шире случайного: за границами 95 % — {outside} из {count}. Сравнивайте внутри кластера.")
    return said


def not_compared_statement(frame: pd.DataFrame, most: int | None = None) -> str:
    """A sentence about a frame of ``not_compared``: who is left out and why; empty without rows.

    ``most``: so many are named with each reason.
    """
    by_reason: dict[str, list[str]] = {}
    for row in rows_of(frame):
        have = "" if row.data_words == DASH else f" ({row.data_words})"
        by_reason.setdefault(row.reason_words, []).append(row.municipality_name + have)
    told = []
    for reason, names in by_reason.items():
        more = 0 if most is None else max(len(names) - most, 0)
        rest = f" и ещё {number(more)}" if more else ""
        told.append(f"{', '.join(names[: len(names) - more])}{rest} — {reason}")
    return "; ".join(told)


def profile_statement(frame: pd.DataFrame, name: str | None = None) -> str:
    """A sentence about a frame of ``profile``; ``name``: of the one municipality that is chosen."""
    rows = list(rows_of(frame))
    silent = [row.indicator_short for row in rows if not row.compared]
    lacking = [row for row in rows if 0 < row.compared < row.municipalities]
    if name is None:
        said = "Выберите один муниципалитет, чтобы увидеть его на каждой строке."
    else:
        known = [row for row in rows if not pd.isna(row.position)]
        better = sum(row.position > row.median_position + VISIBLE for row in known)
        below = sum(row.position < row.median_position - VISIBLE for row in known)
        apart = [row.indicator_short for row in known if row.stands_out]
        said = (
            f"{name}: данные есть по {number(len(known))} из {number(len(rows))} показателей; лучше медианы — "
            f"{number(better)}, не дотягивают до неё — {number(below)}."
        )
        said += (
            f" Отличаются от общей доли больше, чем можно объяснить случаем: {', '.join(apart)}."
            if apart
            else " От общей доли больше, чем можно объяснить случаем, не отличается ни один."
        )
    if lacking:
        count = counted(len(lacking), "показателю", "показателям", "показателям")
        said += f" Не у всех муниципалитетов хватает данных по {count}."
    if silent:
        said += f" Сравнить не по чему: {', '.join(silent)}."
    return said


def named(rows: Sequence[Any]) -> str:
    """The first municipalities with their values, and how many more."""
    names = [f"{row.municipality_name}: {row.words}" for row in rows[:NAMED]]
    more = len(rows) - len(names)
    rest = f" и ещё {more} {plural(more, 'муниципалитет', 'муниципалитета', 'муниципалитетов')}" if more else ""
    return ", ".join(names) + rest
