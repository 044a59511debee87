"""Which column of a table is which field of the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from components.mapping_state import OwnTable, correct
from components.tables import row_px
from components.text import plain
from data.mapping.model import Meaning
from data.mapping.proposal import ColumnProposal, field_words, open_dimension, quote
from data.mapping.structure import ROLE_WORDS
from data.sheets import Column, Sheet
from methodology.words import counted

LINES, HEIGHT = 3, 480
"""Headings and reasons are long: so many lines of a row are seen."""


def columns_panel(table: OwnTable) -> None:
    """Which column is which field of the template, each with the reason; the person corrects."""
    target = table.target
    if target is None:
        st.info("Выберите лист шаблона: тогда станет видно, какой столбец — какое поле.", icon=":material/info:")
        return
    proposals = table.proposed.columns
    dimensions = _dimensions(table, target)
    words = {field_words(target, name): name for name in ("", *ROLE_WORDS, *(c.name for c in target.columns))}
    loaded = [one for one in proposals if one.meaning.field]
    unsure = sum(not one.sure for one in proposals)
    with st.container(border=True, key="own_columns_panel"):
        st.markdown("## 3. Что в столбцах")
        st.markdown(
            f"Понятны {len(loaded)} из {counted(len(proposals), 'столбца', 'столбцов', 'столбцов')}; остальные не "
            "загружаются." + (f" Со знаком «?» — проверьте ({unsure})." if unsure else "")
        )
        frame = pd.DataFrame(
            {
                "": ["?" if not one.sure else "" for one in proposals],
                "Столбец": [one.head.letters for one in proposals],
                "Заголовок": [one.head.title for one in proposals],
                "Что это": [field_words(target, one.meaning.field) for one in proposals],
                **{c.heading: [one.meaning.part.get(c.name) for one in proposals] for c in dimensions},
                "Почему": [one.reason for one in proposals],
            }
        )
        settings = {
            "": st.column_config.TextColumn(width=30),
            "Столбец": st.column_config.TextColumn(width=70),
            "Заголовок": st.column_config.TextColumn(width=210),
            "Что это": st.column_config.SelectboxColumn(options=list(words), required=True, width=130),
            "Почему": st.column_config.TextColumn(width=420),
        }
        settings |= {
            c.heading: st.column_config.SelectboxColumn(options=list(c.choices), width=120)
            if c.choices
            else st.column_config.TextColumn(width=90)
            for c in dimensions
        }
        edited = st.data_editor(
            frame,
            hide_index=True,
            height=min(HEIGHT, 40 + row_px(LINES) * len(frame)),
            row_height=row_px(LINES),
            disabled=["", "Столбец", "Заголовок", "Почему"],
            column_config=settings,
            alt="Столбцы таблицы и что в каждом из них",
            placeholder="",
            key=f"own_columns_{table.key}_{target.name}",
        )
        _not_loaded(proposals)
    said = {
        one.head.key: meaning
        for place, one in enumerate(proposals)
        if (meaning := _meaning(edited.iloc[place], words, dimensions)) != _bare(one)
    }
    correct(table, replace(table.corrections, columns={**table.corrections.columns, **said}))


def _not_loaded(proposals: Sequence[ColumnProposal]) -> None:
    """The columns that are left out, each reason once and in full: a cell of the table has room for a part of it."""
    by_reason: dict[str, list[str]] = {}
    for one in proposals:
        if not one.meaning.field:
            by_reason.setdefault(one.reason, []).append(f"{one.head.letters} «{quote(one.head.title)}»")
    if by_reason:
        lines = [f"- {plain(', '.join(columns))} — {plain(reason)}." for reason, columns in by_reason.items()]
        with st.expander(
            f"Почему не загружаются: {counted(sum(map(len, by_reason.values())), 'столбец', 'столбца', 'столбцов')}"
        ):
            st.markdown("\n".join(lines))


def _dimensions(table: OwnTable, target: Sheet) -> list[Column]:
    names = {name for one in table.proposed.columns for name in one.meaning.part}
    if not names and (open_one := open_dimension(table.proposed.structure, target)) is not None:
        names.add(open_one.name)
    told = {one.meaning.field for one in table.proposed.columns}
    return [target.column(name) for name in target.key if name in names and name not in told]


def _meaning(row: pd.Series, words: dict[str, str], dimensions: list[Column]) -> Meaning:
    part = {c.name: str(row[c.heading]) for c in dimensions if pd.notna(row[c.heading]) and str(row[c.heading]).strip()}
    return Meaning(field=words[row["Что это"]], part=part)


def _bare(one: ColumnProposal) -> Meaning:
    return Meaning(field=one.meaning.field, part=one.meaning.part)
