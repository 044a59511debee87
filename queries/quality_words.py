"""What the page of data quality says in words; a coincidence is called one, and nobody is accused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from methodology.words import counted, number, percent, schools, share
from queries.frames import frame_of_records, known, rows_of

BY_CHANCE = "совпадение возможно случайно"
NEVER = "ещё не присылали"
RARE_PCT, FEW_PCT = 0.1, 10
"""Probabilities below the first are not written out, those below the second with a decimal."""


def unsent_by_municipality(unsent: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """One row is one municipality of ``unsent_sheets`` in words.

    Columns: municipality_id, municipality_name, schools, sheets (how many), sheets_words (which), since_words (for
    which cycle each came last), letter (the line to copy).
    """
    lines = []
    for place, of_place in groupby(rows_of(unsent), key=lambda row: str(row.municipality_id)):
        rows = list(of_place)
        owed = "не прислан лист" if len(rows) == 1 else "не присланы листы"
        said = [f"«{row.sheet}» ({_since(row.last_cycle)})" for row in rows]
        lines.append(
            {
                "municipality_id": place,
                "municipality_name": rows[0].municipality_name,
                "schools": rows[0].schools,
                "sheets": len(rows),
                "sheets_words": ", ".join(row.sheet for row in rows),
                "since_words": "; ".join(_by_cycle(rows)),
                "letter": f"{rows[0].municipality_name}: за {cycle} учебный год {owed} {', '.join(said)}.",
            }
        )
    texts = ("municipality_name", "sheets_words", "since_words", "letter")
    types = {"municipality_id": "object", "schools": "Int64", "sheets": "Int64", **dict.fromkeys(texts, "object")}
    return frame_of_records(lines, types)


def not_sent_words(sheets: pd.DataFrame, wanted: Collection[str], cycle: str) -> str | None:
    """Which of these sheets no municipality of ``sheets_of_cycle`` has sent; None: each of them was sent by some."""
    missing = [f"«{row.sheet}»" for row in rows_of(sheets) if row.sheet in wanted and not row.municipalities]
    if not missing:
        return None
    who = "муниципалитет" if sheets["of_municipalities"].max() == 1 else "ни один муниципалитет отбора"
    which = f"лист {missing[0]}" if len(missing) == 1 else f"листы {', '.join(missing[:-1])} и {missing[-1]}"
    return f"Данных нет: за {cycle} {who} не прислал {which}."


def bunching_words(bunching: pd.DataFrame) -> list[str]:
    """One sentence a bound of ``bunching``."""
    return [_bound_words(row) for row in rows_of(bunching)]


def _bound_words(row: Any) -> str:
    counts = (
        f"У порога {percent(int(row.bound))}: чуть ниже — {schools(int(row.below))}, чуть выше — {number(row.above)}"
    )
    if pd.isna(row.marked):
        return f"{counts}. Школ у порога слишком мало, чтобы судить."
    probability = float(row.probability_pct)
    written = (
        f"менее {percent(RARE_PCT, 1)}"
        if probability < RARE_PCT
        else percent(probability, 1 if probability < 10 else 0)
    )
    chance = f"перевес вверх не меньше такого случаен с вероятностью {written}"
    ending = (
        "проверьте исходные баллы этих школ; совпадение возможно случайно" if row.marked else "в пределах случайного"
    )
    return f"{counts}; {chance} — {ending}."


def maxima_in_words(frame: pd.DataFrame, no_percent_n: float) -> pd.DataFrame:
    """The frame of ``maxima_by_criterion`` with share_words («5 из 189 (3 %)») and mark_words."""
    words = [share(int(row.at_max), int(row.scores), no_percent_n) for row in rows_of(frame)]
    marks = [_mark(row.marked) for row in rows_of(frame)]
    return frame.assign(
        share_words=pd.Series(words, frame.index, dtype=object), mark_words=pd.Series(marks, frame.index, dtype=object)
    )


def digits_in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame of ``last_digits`` with digit_words (which digit is the most frequent) and mark_words."""
    words = [f"«{row.digit}» — {share(_most(row), int(row.scores))}" for row in rows_of(frame)]
    marks = [_mark(row.marked) for row in rows_of(frame)]
    return frame.assign(
        digit_words=pd.Series(words, frame.index, dtype=object), mark_words=pd.Series(marks, frame.index, dtype=object)
    )


def _most(row: Any) -> int:
    return int(getattr(row, f"digit_{row.digit}"))


def _mark(marked: Any) -> str:
    return "данных мало" if pd.isna(marked) else "проверьте" if marked else "обычно"


def comparisons_in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame of ``comparisons_between_sheets`` with state_words: how many differ, or what is missing."""
    words = [
        f"нет листа: {row.absent}" if row.absent else share(known(row.differing), known(row.compared))
        for row in rows_of(frame)
    ]
    return frame.assign(state_words=pd.Series(words, frame.index, dtype=object))


def between_sheets_in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame of ``contradictions_between_sheets`` with left_said, right_said: sheet, row and what stands there."""
    said = {
        f"{side}_said": pd.Series(
            [
                f"«{sheet}»{'' if pd.isna(row) else f', строка {row}'}: {words}"
                for sheet, row, words in zip(
                    *(frame[f"{side}_{name}"] for name in ("sheet", "row", "words")), strict=True
                )
            ],
            frame.index,
            dtype=object,
        )
        for side in ("left", "right")
    }
    return frame.assign(**said)


def rows_said(count: int) -> str:
    """«1 строка», «2 строки», «5 строк»."""
    return counted(count, "строка", "строки", "строк")


def _since(cycle: str | None) -> str:
    return NEVER if cycle is None else f"последний раз — за {cycle}"


def _by_cycle(rows: Collection[Any]) -> Iterator[str]:
    for cycle in sorted({row.last_cycle for row in rows}, key=lambda cycle: cycle or "", reverse=True):
        sheets = ", ".join(row.sheet for row in rows if row.last_cycle == cycle)
        yield f"{sheets}: {NEVER if cycle is None else f'последний раз за {cycle}'}"
