"""Cells of the tables in which rules are changed: how they are shown, and what a changed one says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.typed_number import typed_column, with_numbers, with_typed
from methodology.catalogue import Methodology
from methodology.edits import Change
from methodology.words import number

COMPARED = {"below": "меньше", "at_most": "не больше", "above": "больше", "at_least": "не меньше", "equals": "равно"}
COMPARISON_OF = {said: name for name, said in COMPARED.items()}
CODE, COMPARISON, BOUND, NUMBER = "Код", "Сравнение", "Порог", "Число"
BEGUN, LEFT = "_begun", "_left"
"""How the keys end under which a table is kept: as it was when it was first shown, and as it was left."""
IN_FULL, MOST_PX = 15, 560
"""So many rows are shown without a bar to scroll by; of more so much."""


def editor(frame: pd.DataFrame, fixed: list[str], settings: dict[str, Any], alt: str, key: str) -> pd.DataFrame:
    """The table as a person left it; ``fixed``: columns that aren't changed. Numbers that are changed are typed.

    What was typed before another page was opened is in it again: a table forgets its own cells when it isn't shown, and
    what it began with must not change while it is.
    """
    begun, left = f"{key}{BEGUN}", f"{key}{LEFT}"
    numbers = [str(name) for name in frame.select_dtypes(float) if name not in fixed]
    if key not in st.session_state or begun not in st.session_state:
        st.session_state[begun] = st.session_state.get(left, with_typed(frame, numbers))
    # Room for the table's own buttons, which lie over what stands above it: a row of tabs.
    st.space("xxsmall")
    edited: pd.DataFrame = st.data_editor(
        st.session_state[begun],
        hide_index=True,
        disabled=fixed,
        column_config=settings,
        height="content" if len(frame) <= IN_FULL else MOST_PX,
        alt=alt,
        placeholder="",
        key=key,
    )
    st.session_state[left] = edited
    return with_numbers(edited, numbers)


def changes(
    kind: str, codes: list[str], frame: pd.DataFrame, edited: pd.DataFrame, fields: dict[str, str], rules: Methodology
) -> Iterator[Change]:
    """Cells that differ, as changes; ``fields``: heading → field."""
    stored = rules.model_dump(mode="json")[kind]
    by_code = {str(entry.get("code") or entry.get("key") or entry.get("criterion")): entry for entry in stored}
    for heading, field in fields.items():
        for code, was, now in zip(codes, frame[heading], edited[heading], strict=True):
            if same(was, now):
                continue
            after = None if pd.isna(now) else now.strip() if isinstance(now, str) else now
            yield Change(kind, code, field, by_code[code][field], of_python(after))


def same(was: Any, now: Any) -> bool:
    """Whether a cell says what it said; no list is an empty one."""
    if isinstance(was, list) or isinstance(now, list):
        return [*(was if isinstance(was, list) else ())] == [*(now if isinstance(now, list) else ())]
    return bool((pd.isna(was) and pd.isna(now)) or was == now)


def of_python(value: Any) -> Any:
    """A number of Python's own, for what is stored as text."""
    return value.item() if hasattr(value, "item") else value


def bounds_by_name(rules: Methodology) -> dict[str, str]:
    """How a threshold is chosen in a cell, with its value → its key."""
    return {
        f"{each.meaning} ({number(each.value, 0 if each.value.is_integer() else 1)})": each.key
        for each in rules.thresholds
    }


def cells_of_bounds(
    compared: Sequence[str | None], bounds: Sequence[Any], shipped: Sequence[Any], keys: dict[str, str]
) -> dict[str, Any]:
    """What rows compare with, how and with a threshold or a number, as columns of a table; None: with nothing.

    ``shipped``: the same of the rules that ship with the program. Where these name a threshold and a department its own
    number, the threshold stands beside it: it counts again when the number is cleared.
    """
    names = {key: words for words, key in keys.items()}
    linked = [
        bound if isinstance(bound, str) or bound is None else before
        for bound, before in zip(bounds, shipped, strict=True)
    ]  # fmt: skip
    return {
        COMPARISON: pd.Series([COMPARED.get(name or "") for name in compared], dtype=object),
        BOUND: pd.Series([names.get(each) if isinstance(each, str) else None for each in linked], dtype=object),
        NUMBER: pd.Series([None if isinstance(bound, str) else bound for bound in bounds], dtype=float),
    }


def bound_of_cells(was: Any, now: Any, keys: dict[str, str]) -> Any:
    """What a row compares with: cells «Порог» and «Число» before and now; a number that was typed wins."""
    (threshold_was, number_was), (threshold, value) = was, now
    chosen = pd.isna(value) or (same(value, number_was) and not same(threshold, threshold_was))
    return (None if pd.isna(threshold) else keys[threshold]) if chosen else of_python(value)


def columns_of_bounds(keys: dict[str, str], *, required: bool, bound_px: int = 290) -> dict[str, Any]:
    """The settings of the cells that say with what something is compared; ``bound_px``: how wide a threshold is."""
    return {
        COMPARISON: st.column_config.SelectboxColumn(options=list(COMPARED.values()), required=required, width=110),
        BOUND: st.column_config.SelectboxColumn(options=list(keys), width=bound_px),
        NUMBER: typed_column(80),
    }
