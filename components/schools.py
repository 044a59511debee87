"""The table of schools; in one school, the rows of the workbook behind its figures."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.cached import later, run
from components.criteria import chosen_criterion, criterion_choice, criterion_labels
from components.downloads import TableFiles
from components.drill import MOVE, chosen_move, row_to_school
from components.notices import nothing_here
from components.panels import panel
from components.selected import first_schools
from components.shown import finding
from components.tables import data_table, height_of
from components.view import current_previous, current_scope, current_view
from methodology.words import schools
from queries.columns import SCHOOLS, SOURCE_ROWS
from queries.readable import move_labels, schools_in_words, source_rows_in_words

INSIDE = [
    replace(column, width_px=170) if column.name == "short_name" else column
    for column in SCHOOLS
    if column.name != "municipality_name"
]
"""Inside one municipality its name would take the place of a column that tells more; the school's has its room."""
TWO_LINES, HEIGHT_PX = 2, 650
"""Of several municipalities names go on in a second line, so that no column is out of sight."""


def schools_panel(files: TableFiles) -> None:
    """The table of schools; in one school, the rows of the workbook behind its figures."""
    if current_view().level == "school":
        _source_rows(files)
        return
    move = chosen_move()
    first = first_schools(move)
    with panel(
        "Школы",
        "Сначала школы, требующие адресной поддержки. Щелчок по флажку строки открывает школу.",
        later(schools_in_words, current_scope(), previous=current_previous(), move=move),
        SCHOOLS,
        files,
        key="schools",
        views=("",),
        narrowed=[("переход", move)] if move else (),
    ):
        _move_filter()
        if first.empty:
            nothing_here(f"В отборе нет школ с переходом «{move}». Снимите переход в списке выше.")
            return
        st.caption("Поставьте флажок слева от названия — откроется школа.")
        inside = current_view().level == "municipality"
        lines = 1 if inside else TWO_LINES
        data_table(
            first,
            INSIDE if inside else SCHOOLS,
            key="schools",
            alt="Школы с группой, итогом и полнотой данных",
            on_row=row_to_school,
            height=height_of(len(first), lines, HEIGHT_PX),
            lines=lines,
            found=int(first["found"].iloc[0]),
        )


def low_schools_panel(files: TableFiles) -> None:
    """One municipality's schools that need support, and those without a group; a click opens a school."""
    frame = run(schools_in_words, current_scope(), previous=current_previous())
    chosen = frame[(frame["group_number"] == 3).fillna(value=False) | frame["group_number"].isna()]
    low = int((chosen["group_number"] == 3).sum())
    with panel(
        "Школы, требующие адресной поддержки, и школы без группы",
        "Группа — низкая степень эффективности по акту или по расчёту; ниже — школы, у которых группы нет. Флажок "
        "слева от названия открывает школу.",
        chosen,
        SCHOOLS,
        files,
        key="low_schools",
        views=("",),
        narrowed=[("группа", "низкая или нет группы")],
    ):
        if chosen.empty:
            nothing_here("Школ с низкой степенью и школ без группы в отборе нет.")
            return
        counts = (("с низкой степенью", low), ("без группы", len(chosen) - low))
        said = ", ".join(f"{words} — {schools(count)}" for words, count in counts if count)
        finding(f"{said[0].upper()}{said[1:]}.")
        data_table(
            chosen,
            INSIDE,
            key="low_schools",
            alt="Школы с низкой степенью эффективности и школы без группы",
            on_row=row_to_school,
        )


def _move_filter() -> None:
    st.selectbox(
        "Переход",
        move_labels(),
        index=None,
        key=MOVE,
        bind="query-params",
        placeholder="Все переходы",
        label_visibility="collapsed",
        width=260,
    )


def _source_rows(files: TableFiles) -> None:
    number = chosen_criterion()
    frame = run(source_rows_in_words, current_scope(), number=number)
    with panel(
        "Исходные строки книги",
        "Откуда взяты числа этой школы: лист и строка, как их показывает табличный редактор, файл и загрузка.",
        frame,
        SOURCE_ROWS,
        files,
        key="sources",
        views=("",),
        narrowed=[("критерий", criterion_labels()[number])] if number is not None else (),
    ):
        criterion_choice()
        if frame.empty:
            nothing_here("Баллов и группы этой школы в этом цикле нет. Строки других листов открывает паспорт.")
        else:
            data_table(frame, SOURCE_ROWS, key="sources", alt="Строки книги, из которых взяты числа школы")
