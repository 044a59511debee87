"""How a table was understood: its header, totals and rows, and the template's sheet that it is about."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from components.mapping_state import EDITOR_HEIGHT, OwnTable, correct
from components.tables import row_px
from components.text import plain
from data.mapping.draft import TARGETS, Corrections
from data.mapping.proposal import speaks_of_applications
from data.mapping.structure import KIND_WORDS, ROLE_WORDS, LineKind, Structure
from data.mapping.totals import compare, in_figures
from methodology.words import counted, municipalities, number, schools

MOST_WRONG = 5
"""Totals that don't fit, listed one by one at most."""
LINES = 2
"""Reasons are long: so many lines of a row are seen."""


def structure_panel(table: OwnTable) -> None:
    """How the table was understood: header, totals, rows; and the template's sheet that it is about."""
    structure, proposed = table.proposed.structure, table.proposed
    with st.container(border=True, key="own_structure_panel"):
        st.markdown("## 2. Как понята таблица")
        data = structure.of_kind("data")
        found = {(line.municipality, line.school) for line in data if line.school}
        places = len(structure.municipalities)
        st.markdown(
            f"**{municipalities(places) if places else 'Муниципалитеты не названы'}, {schools(len(found))}**, "
            f"{counted(len(data), 'строка', 'строки', 'строк')} данных."
        )
        _totals(structure)
        if speaks_of_applications(structure):
            st.warning(
                "В заголовке — «заявления»: посчитаны подавшие заявление, а не участники. Кто-то мог и не сдавать.",
                icon=":material/warning:",
            )
        lines = [f"Шапка: {_rows([structure.grid.sheet.row_numbers[p] for p in structure.header.rows])} — "
                 f"{structure.header.reason}."]  # fmt: skip
        totals, subtotals = structure.of_kind("total"), structure.of_kind("subtotal")
        if totals or subtotals:
            lines.append(
                f"Итоги ({len(totals)}) и подытоги ({len(subtotals)}) не загружаются, а сверяются с суммами строк: "
                + "; ".join(f"строка {line.number} «{plain(line.label[:40])}» — {line.reason}"
                            for line in (totals + subtotals)[:3])
                + ("…" if len(totals + subtotals) > 3 else ".")
            )  # fmt: skip
        for index, reason in structure.role_reasons.items():
            head = next(head for head in structure.heads if head.index == index)
            lines.append(f"Столбец {head.letters} — {ROLE_WORDS[structure.roles[index]]}: {plain(reason)}.")
        st.markdown("\n".join(f"- {line}" for line in lines))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            options = list(TARGETS)
            current = proposed.target.name if proposed.target else None
            chosen = st.selectbox(
                "Лист шаблона, в который идут строки",
                options,
                index=options.index(current) if current else None,
                placeholder="выберите",
                key=f"own_target_{table.key}_{current}",
                help=f"Почему: {proposed.target_reason}.",
                width=320,
            )
            st.caption(f"Почему: {plain(proposed.target_reason)}.")
        corrections = table.corrections
        if chosen and chosen != current:
            corrections = replace(corrections, target=chosen)
        with st.expander("Поправить шапку и строки"):
            corrections = _rows_corrected(table, corrections)
        correct(table, corrections)


def _totals(structure: Structure) -> None:
    """Whether the table's own totals are the sums of its rows: the first of the last line, and every one that isn't."""
    compared = compare(structure)
    if not compared:
        return
    if of_all := [one for one in compared if one.line.kind == "total"]:
        first = of_all[0]
        sums = "сумма строк такая же" if first.fits else f"сумма строк — {in_figures(first.total)}"
        st.markdown(f"«{plain(first.head.title)}»: {in_figures(first.said)} в строке {first.line.number}, {sums}.")
    wrong = [one for one in compared if not one.fits]
    every = counted(len(compared), "итога и подытога", "итогов и подытогов", "итогов и подытогов")
    if not wrong:
        st.markdown(f"Сверено с суммами строк {number(len(compared))} из {every}: все сходятся.")
        return
    lines = [
        f"- строка {one.line.number} «{plain(one.line.label[:60])}», столбец {one.head.letters} "
        f"«{plain(one.head.title)}»: в таблице {in_figures(one.said)}, сумма строк — {in_figures(one.total)}"
        for one in wrong[:MOST_WRONG]
    ]
    if len(wrong) > MOST_WRONG:
        lines.append(f"- и ещё {number(len(wrong) - MOST_WRONG)}: все — в протоколе проверки")
    st.warning(
        f"Не сходятся с суммой строк {number(len(wrong))} из {every}. Загружаются строки, а не итоги; если ошибка в "
        "строке, исправьте файл до загрузки:\n\n" + "\n".join(lines),
        icon=":material/warning:",
    )


def _rows(numbers: list[int]) -> str:
    if not numbers:
        return "не найдена"
    return f"строка {numbers[0]}" if len(numbers) == 1 else f"строки {numbers[0]}–{numbers[-1]}"


def _rows_corrected(table: OwnTable, corrections: Corrections) -> Corrections:
    structure = table.proposed.structure
    rows = [structure.grid.sheet.row_numbers[position] for position in structure.header.rows] or [1]
    last = structure.grid.sheet.row_numbers[-1]
    with st.container(horizontal=True):
        first_row = st.number_input("Первая строка шапки", 1, last, rows[0], key=f"own_top_{table.key}_{rows[0]}")
        last_row = st.number_input("Последняя строка шапки", 1, last, rows[-1], key=f"own_end_{table.key}_{rows[-1]}")
    if (first_row, last_row) != (rows[0], rows[-1]) and first_row <= last_row:
        corrections = replace(corrections, said=replace(corrections.said, header=(int(first_row), int(last_row))))
    ordered = sorted(structure.lines, key=lambda line: (line.kind == "data", line.position))
    frame = pd.DataFrame(
        {
            "Строка": [line.number for line in ordered],
            "Начало строки": [(line.school or line.label)[:80] for line in ordered],
            "Что это": [KIND_WORDS[line.kind] for line in ordered],
            "Муниципалитет": [line.municipality or "" for line in ordered],
            "Почему": [line.reason for line in ordered],
        }
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        height=EDITOR_HEIGHT,
        row_height=row_px(LINES),
        disabled=["Строка", "Начало строки", "Муниципалитет", "Почему"],
        column_config={
            "Что это": st.column_config.SelectboxColumn(options=list(KIND_WORDS.values()), required=True),
            "Почему": st.column_config.TextColumn(width="large"),
        },
        alt="Строки таблицы и что каждая из них",
        placeholder="",
        key=f"own_rows_{table.key}_{len(frame)}",
    )
    kinds: dict[str, LineKind] = {word: kind for kind, word in KIND_WORDS.items()}
    said = {
        line.key: kinds[word]
        for line, word in zip(ordered, edited["Что это"], strict=True)
        if word != KIND_WORDS[line.kind]
    }
    if said:
        corrections = replace(corrections, said=replace(corrections.said, kinds={**corrections.said.kinds, **said}))
    return corrections
