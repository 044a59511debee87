"""Recommendations on the passport of a school or a municipality."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import SCHOOL, link_to
from components.navigation import RECOMMENDATIONS
from components.notices import nothing_here
from components.panels import panel
from components.shown import remark
from components.tables import data_table, height_of
from components.view import current_scope
from methodology.words import recommendations
from queries.addressed import about_itself, addressed_recommendations
from queries.columns_recommendations import ADDRESSED, OF_ACTS
from queries.execution import passed_words
from queries.frames import rows_of

LINES, MOST_PX = 3, 480
BRIEF = ("priority", "state_words", "code", "text", "basis", "deadline_words")


def own_recommendations_panel(files: TableFiles) -> None:
    """What is recommended to the school, or to the municipality itself, on what ground, and what was decided."""
    scope = current_scope()
    whom, of = (
        ("школе", "школы и её руководителя") if scope.school is not None else ("муниципалитету", "муниципалитета")
    )
    internal = scope.showing == "internal"
    columns = [column for column in ADDRESSED if internal or column.name not in OF_ACTS]
    every = run(addressed_recommendations, scope)
    frame = about_itself(every, scope)
    with panel(
        f"Рекомендации {whom}",
        f"Что сработало по данным {of} и что об этом решили. «Почему» и решения — на странице «Рекомендации».",
        frame,
        columns,
        files,
        key="own_recommendations",
        views=("",),
    ):
        if frame.empty:
            nothing_here(f"По данным {of} ни одна рекомендация не сработала.")
        else:
            today = date.today()
            words = [passed_words(row.deadline_words, row.deadline, today) for row in rows_of(frame)]
            data_table(
                frame.assign(deadline_words=pd.Series(words, frame.index, dtype=object)),
                [column for column in columns if column.name in BRIEF],
                key="own_recommendations",
                alt=f"Рекомендации {whom}",
                lines=LINES,
                height=height_of(len(frame), LINES, MOST_PX),
            )
        if of_schools := len(every) - len(frame):
            more = "Ещё " if len(frame) else ""
            remark(f"{more}{recommendations(of_schools)} — школам муниципалитета и их руководителям.")
        school = st.query_params.get(SCHOOL)
        others = {SCHOOL: school} if school else {}
        st.markdown(f"[Почему и что решить — «Рекомендации»]({link_to(RECOMMENDATIONS, **others)})")
