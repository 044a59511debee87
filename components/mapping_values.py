"""What holds for all rows of a table: the cycle, the date, what no column tells, what an empty cell means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from components.mapping_state import OwnTable, correct
from components.text import plain
from data.mapping.guesses import open_guesses
from data.mapping.proposal import BY_HAND
from data.sheets import Column, Sheet
from methodology.words import counted


def values_panel(table: OwnTable) -> None:
    """What holds for all rows: the cycle, the date, what no column tells, what an empty cell means."""
    target, proposed = table.target, table.proposed
    if target is None:
        return
    corrections = table.corrections
    with st.container(border=True, key="own_values_panel"):
        st.markdown("## 4. Для всех строк")
        reasons = []
        with st.container(horizontal=True, vertical_alignment="bottom"):
            cycle = st.text_input(
                "Учебный год", proposed.when.cycle, placeholder="2025/26", key=f"own_cycle_{table.key}", width=140
            ).strip()
            reasons.append(f"учебный год — {proposed.when.reason}")
            cut = st.date_input(
                "Дата среза", proposed.cut_date, format="DD.MM.YYYY", key=f"own_cut_{table.key}_{cycle}", width=160
            )
            values = {}
            for one in proposed.constants:
                if one.column.heading == "Год":
                    continue
                values[one.column.name] = _value_input(one.column, one.value, table.key)
                reasons.append(f"«{one.column.heading}» — {one.reason}")
        st.caption(f"Откуда: {plain('; '.join(reasons))}.")
        blank = _blank_cells(table, target)
    said = {one.column.name: values[one.column.name] for one in proposed.constants
            if one.column.name in values and values[one.column.name] != one.value}  # fmt: skip
    if cycle != proposed.when.cycle:
        corrections = replace(corrections, cycle=cycle if _is_cycle(cycle) else "")
        if cycle and not _is_cycle(cycle):
            st.warning("Учебный год пишется так: 2025/26.", icon=":material/warning:")
    if cut != proposed.cut_date and isinstance(cut, date):
        corrections = replace(corrections, cut_date=cut)
    if blank is not None:
        corrections = replace(corrections, blank_is_zero=blank)
    corrections = replace(corrections, constants={**corrections.constants, **said})
    correct(table, corrections)


def _is_cycle(text: str) -> bool:
    first, _, last = text.partition("/")
    return len(first) == 4 and first.isdigit() and last.isdigit() and int(last) == (int(first) + 1) % 100


def _value_input(column: Column, value: str, key: str) -> str:
    widget = f"own_value_{key}_{column.name}"
    if column.choices:
        options = list(column.choices)
        index = options.index(value) if value in options else None
        return st.selectbox(column.heading, options, index=index, placeholder="выберите", key=widget, width=220) or ""
    return st.text_input(column.heading, value, key=widget, width=160).strip()


def _blank_cells(table: OwnTable, target: Sheet) -> tuple[str, ...] | None:
    """In which fields an empty cell means zero, with what the table's totals say; None: as is proposed."""
    blanks = table.proposed.blanks
    if not blanks:
        return None
    headings = {target.column(one.field).heading: one.field for one in blanks}
    proposed = [heading for heading, one in zip(headings, blanks, strict=True) if one.zero]
    chosen = st.multiselect(
        "Пустая ячейка или прочерк значит ноль (иначе — «нет данных»)",
        list(headings),
        default=proposed,
        placeholder="нигде: пусто — нет данных",
        key=f"own_zero_{table.key}",
        help="«X» и «н/д» — всегда «нет данных».",
    )
    agreed = not open_guesses(table.proposed, table.corrections)
    lines = [
        f"- {'' if one.sure or agreed else '**?** '}«{heading}», пусто рядом с числами в "
        f"{counted(one.rows, 'строке', 'строках', 'строках')} листа «{target.name}»: "
        f"{'решено' if one.reason == BY_HAND else 'предложено'} "
        f"{'«ноль»' if one.zero else '«нет данных»'} — {plain(one.reason)}."
        for heading, one in zip(headings, blanks, strict=True)
    ]
    st.markdown("\n".join(lines))
    return None if set(chosen) == set(proposed) else tuple(headings[heading] for heading in chosen)
