"""Recommendations on the passport of a school."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import SCHOOL, link_to
from components.navigation import RECOMMENDATIONS
from components.notices import nothing_here
from components.panels import panel
from components.tables import data_table
from components.view import current_scope
from queries.addressed import addressed_recommendations
from queries.columns_recommendations import ADDRESSED, OF_ACTS

BRIEF = ("priority", "state_words", "code", "text", "basis", "deadline_words")


def school_recommendations_panel(files: TableFiles) -> None:
    """What is recommended to the school, on what ground, and what was decided; the page has the rest."""
    internal = current_scope().showing == "internal"
    columns = [column for column in ADDRESSED if internal or column.name not in OF_ACTS]
    frame = run(addressed_recommendations, current_scope())
    with panel(
        "Рекомендации школе",
        "Что сработало по данным школы и её руководителя и что об этом решили. «Почему» и решения — на странице "
        "«Рекомендации».",
        frame,
        columns,
        files,
        key="school_recommendations",
        views=("",),
    ):
        if frame.empty:
            nothing_here("По данным школы ни одна рекомендация не сработала.")
            return
        data_table(
            frame,
            [column for column in columns if column.name in BRIEF],
            key="school_recommendations",
            alt="Рекомендации школе",
        )
        school = st.query_params.get(SCHOOL)
        others = {SCHOOL: school} if school else {}
        st.markdown(f"[Почему и что решить — «Рекомендации»]({link_to(RECOMMENDATIONS, **others)})")
