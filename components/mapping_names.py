"""Whom each spelling of a table means, and what is asked about those whom the database doesn't know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from components.mapping_state import EDITOR_HEIGHT, OwnTable, correct
from components.tables import row_px
from components.text import plain
from data.mapping.described import (
    Assumed,
    assumptions,
    newcomers_named,
    newcomers_to_create,
    newcomers_words,
    temporary,
    temporary_codes,
)
from data.mapping.draft import Corrections
from data.mapping.matching import ALL, Newcomer, label_of_municipality, label_of_school
from data.sheets import MUNICIPALITIES, SCHOOLS
from methodology.words import counted

NEW = "создать"
LINES = 2
"""Names of schools are long: so many lines of a row are seen."""


def names_panel(table: OwnTable) -> None:
    """Whom each spelling means, with the reason; who is unknown is created only with consent."""
    found, names = table.proposed.whose, table.names
    if table.target is None or not (found.municipalities or found.schools):
        return
    places = {label_of_municipality(one): one.municipality_id for one in names.municipalities}
    place_of = {one.municipality_id: one.name for one in names.municipalities}
    ours = {f"{label_of_school(one)}, {place_of.get(one.municipality_id, '')}": one for one in names.schools}
    by_code = {(one.municipality_id, one.school_id): label for label, one in ours.items()}
    labels = {code: label for label, code in places.items()}
    rows = [
        (spelling, "", labels.get(meant.code or "", NEW), meant) for spelling, meant in found.municipalities.items()
    ]
    rows += [
        (place, spelling, by_code.get((found.municipalities[place].code or "", meant.code or ""), NEW), meant)
        for (place, spelling), meant in found.schools.items()
    ]
    # What a person should look at comes first.
    rows.sort(key=lambda row: (row[3].sure and row[3].code is not None, row[3].code is not None))
    unsure = sum(not meant.sure for *_, meant in rows)
    with st.container(border=True, key="own_names_panel"):
        st.markdown("## 5. Муниципалитеты и школы")
        known = sum(meant.code is not None for *_, meant in rows)
        st.markdown(
            f"Найдены в базе {known} из {counted(len(rows), 'написания', 'написаний', 'написаний')}."
            + (f" Проверьте отмеченные «?» ({unsure})." if unsure else "")
        )
        corrections = table.corrections
        if ALL in found.municipalities or corrections.whole_of:
            whole = st.text_input(
                "Чья это таблица (муниципалитет, если в ней он не назван)",
                corrections.whole_of,
                placeholder="например, Северный муниципальный округ",
                key=f"own_whole_{table.key}",
            ).strip()
            corrections = replace(corrections, whole_of=whole)
        with st.expander("Кто есть кто", expanded=bool(unsure)):
            frame = pd.DataFrame(
                {
                    "": ["?" if not meant.sure else "" for *_, meant in rows],
                    "Муниципалитет в таблице": [place or "(вся таблица)" for place, *_ in rows],
                    "Школа в таблице": [spelling for _, spelling, *_ in rows],
                    "Это": [label for *_, label, _ in rows],
                    "Почему": [meant.reason for *_, meant in rows],
                }
            )
            edited = st.data_editor(
                frame,
                hide_index=True,
                height=min(EDITOR_HEIGHT, 40 + row_px(LINES) * len(frame)),
                row_height=row_px(LINES),
                disabled=["", "Муниципалитет в таблице", "Школа в таблице", "Почему"],
                column_config={
                    "": st.column_config.TextColumn(width=30),
                    "Муниципалитет в таблице": st.column_config.TextColumn(width=190),
                    "Школа в таблице": st.column_config.TextColumn(width=230),
                    "Это": st.column_config.SelectboxColumn(options=[NEW, *places, *ours], required=True, width=260),
                    "Почему": st.column_config.TextColumn(width=330),
                },
                alt="Написания муниципалитетов и школ и кто это",
                placeholder="",
                key=f"own_names_{table.key}",
            )
        said_places, said_schools = dict(corrections.municipalities), dict(corrections.schools)
        for (place, spelling, label, _), chosen in zip(rows, edited["Это"], strict=True):
            if chosen == label:
                continue
            if spelling and (chosen == NEW or chosen in ours):
                said_schools[place, spelling] = "" if chosen == NEW else ours[chosen].school_id
            elif not spelling and (chosen == NEW or chosen in places):
                said_places[place] = "" if chosen == NEW else places[chosen]
        corrections = replace(corrections, municipalities=said_places, schools=said_schools)
        if table.proposed.new:
            corrections = _newcomers(table, corrections)
    correct(table, corrections)


def _newcomers(table: OwnTable, corrections: Corrections) -> Corrections:
    told = table.proposed.told
    new = list(told)
    said = dict(corrections.new)
    assumed = assumptions(told, said)
    st.markdown(f"**В базе нет: {newcomers_words(new)}{plain(newcomers_named(new))}.**")
    if assumed:
        st.markdown(
            "Шаблон требует о них сведений, которых нет ни в названии, ни в таблице. Эти значения — **предположения**, "
            "одни на всех, о ком не сказано; поправьте, если знаете:"
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for one in assumed:
            column = one.sheet.column(one.field)
            widget, label = f"own_new_{table.key}_{one.field}", f"{one.heading}: {one.about}"
            if column.choices:
                options = list(column.choices)
                index = options.index(one.value) if one.value in options else 0
                said[one.field] = st.selectbox(label, options, index=index, key=widget, width=290) or one.value
            else:
                said[one.field] = st.text_input(label, one.value, key=widget, width=380)
    if named := "; ".join(f"«{one.heading}» — {one.named}" for one in assumed if one.named):
        st.caption(f"О ком не сказано: {plain(named)}.")
    if warning := _before_creating(new, assumptions(told, said)):
        st.warning(warning, icon=":material/info:")
    consent = st.checkbox(
        f"Создать {newcomers_to_create(new)}", value=corrections.consent, key=f"own_consent_{table.key}"
    )
    return replace(corrections, new=said, consent=consent)


def _before_creating(new: Sequence[Newcomer], assumed: Sequence[Assumed]) -> str:
    """What the tick writes that nobody said, and where it is put right later; '' if all is told."""
    codes = temporary(new)
    parts = [temporary_codes(codes)] if codes else []
    parts += ["отмеченные выше предположения"] if assumed else []
    if not parts:
        return ""
    wanted = {one.sheet.name for one in assumed} | {
        (SCHOOLS if one.is_school else MUNICIPALITIES).name for one in codes
    }
    sheets = " и ".join(f"«{sheet.name}»" for sheet in (MUNICIPALITIES, SCHOOLS) if sheet.name in wanted)
    return (
        f"Отметка «Создать» запишет {' и '.join(parts)} как сведения о новых: исправить их потом можно книгой по "
        f"шаблону с {'листом' if len(wanted) == 1 else 'листами'} {sheets} на странице «Загрузка данных»."
    )
