"""Ways from one page to another; the filters go along."""

from __future__ import annotations

import streamlit as st

from components.navigation import EFFECTIVENESS, PASSPORT
from components.view import current_view


def passport_link() -> None:
    """To the passport of the school or municipality that the reader stands in; nothing above it."""
    level = current_view().level
    if level != "region":
        whose = "школы" if level == "school" else "муниципалитета"
        st.page_link(PASSPORT.file, label=f"Паспорт {whose}: группа, почему, история", icon=PASSPORT.icon)


def effectiveness_link() -> None:
    """To the rows behind a passport."""
    rows = "исходные строки книги" if current_view().level == "school" else "школы и переходы"
    st.page_link(EFFECTIVENESS.file, label=f"{EFFECTIVENESS.title}: {rows}", icon=EFFECTIVENESS.icon)
