"""What a comparison of municipalities says in sentences: how they lie to each other and how sure it is, never why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from methodology.comparison import indistinct
from methodology.funnel import wider_than_chance
from methodology.words import municipalities, municipalities_of, percent, plural
from queries.frames import rows_of

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


def named(rows: Sequence[Any]) -> str:
    """The first municipalities with their values, and how many more."""
    names = [f"{row.municipality_name}: {row.words}" for row in rows[:NAMED]]
    more = len(rows) - len(names)
    rest = f" и ещё {more} {plural(more, 'муниципалитет', 'муниципалитета', 'муниципалитетов')}" if more else ""
    return ", ".join(names) + rest
