"""External assessments on the passport of a school or a municipality: what the sheet «Процедуры» says."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.navigation import UPLOAD
from components.notices import FOR_WORK_ALONE, nothing_here
from components.panels import panel
from components.shown import remark
from components.tables import data_table
from components.view import current_previous, current_scope, current_view
from queries.assessments import assessments
from queries.columns import assessment_columns


def assessments_panel(files: TableFiles) -> None:
    """Results of ВПР, ОГЭ, ЕГЭ and others by subject and grade, beside those of the cycle before."""
    scope, previous = current_scope(), current_previous()
    frame = run(assessments, scope, previous=previous)
    columns = assessment_columns(previous, one_school=scope.school is not None)
    with panel(
        "Оценочные процедуры",
        "Строки листа «Процедуры» этого цикла: сколько участников не достигли минимума и сколько показали высокий "
        "результат. По муниципалитету — суммы по школам, где процедура проведена. В степень школы и в показатели эти "
        "числа не входят.",
        frame,
        columns,
        files,
        key="assessments",
        views=("",),
    ):
        if frame.empty:
            nothing_here(
                "Результатов ВПР, ОГЭ, ЕГЭ и других процедур за этот цикл нет: внесите их в лист «Процедуры» книги и "
                "загрузите её.",
                FOR_WORK_ALONE,
            )
            if scope.showing == "internal":
                st.page_link(UPLOAD.file, label=UPLOAD.title, icon=UPLOAD.icon)
            return
        data_table(frame, columns, key="assessments", alt=f"Оценочные процедуры, {current_view().scope.cycle}")
        if previous is not None and frame[["below_minimum_before", "high_before"]].notna().any(axis=None):
            remark(f"В {previous} в тех же классах учились другие ученики: числа стоят рядом, но не вычитаются.")
