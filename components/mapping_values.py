"""What holds for all rows of a table: the cycle, the date, what no column tells, what an empty cell means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from components.mapping_state import OwnTable, correct
from components.text import plain
from data.mapping.proposal import zero_evidence
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
    before = corrections.blank_is_zero
    if before is None:
        before = table.kept.mapping.blank_is_zero if table.kept else ()
    if blank is not None and set(blank) != set(before):
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
    """In which fields an empty cell means zero: none, unless the person says so."""
    fields = dict.fromkeys(one.meaning.field for one in table.proposed.columns if one.meaning.part)
    evidence = {name: zero_evidence(table.proposed.structure, table.proposed.columns, name) for name in fields
                if name in target.names and target.column(name).required != "yes"}  # fmt: skip
    evidence = {name: counts for name, counts in evidence.items() if counts[0]}
    if not evidence:
        return table.corrections.blank_is_zero
    headings = {target.column(name).heading: name for name in evidence}
    before = table.kept.mapping.blank_is_zero if table.kept else ()
    chosen = st.multiselect(
        "Пустая ячейка значит ноль (иначе — «нет данных»)",
        list(headings),
        default=[heading for heading, name in headings.items() if name in before],
        placeholder="нигде: пусто — нет данных",
        key=f"own_zero_{table.key}",
    )
    said = "; ".join(
        f"«{target.column(name).heading}» — пусто рядом с числами в {counted(empty, 'ячейке', 'ячейках', 'ячейках')}"
        + (f", у {counted(zeros, 'подытога', 'подытогов', 'подытогов')} из одних пустых ячеек стоит 0" if zeros else "")
        for name, (empty, zeros) in evidence.items()
    )
    st.caption(f"Что видно в таблице: {said}.")
    return tuple(headings[heading] for heading in chosen)
