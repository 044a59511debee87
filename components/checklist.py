"""The checklist of «Коллегия»: what stops the papers, what they say as a reservation, and where it is mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.navigation import page_at
from components.panels import panel
from components.quality import how_to_read
from components.view import current_previous, current_scope
from methodology.words import counted
from queries.checklist import checklist, decision_of
from queries.columns_decisions import CHECKLIST
from queries.decisions import decisions
from queries.frames import rows_of
from queries.scope import Scope

CHOSEN = "decision"


def chosen_decision() -> Any:
    """The decision that papers are about: the one chosen on the page, else the draft, else the last adopted one.

    One of another cycle says nothing about the cycle of the page.
    """
    cycle = current_scope().cycle
    every = run(decisions, Scope(cycle=cycle))
    chosen = st.session_state.get(CHOSEN)
    known = set(every.loc[every["cycle"] == cycle, "decision_id"])
    return decision_of(every, cycle, chosen if chosen in known else None)


def meeting_key() -> str:
    """Key of the field with the day of the meeting: another decision has another day."""
    row = chosen_decision()
    return f"papers_meeting_{current_scope().cycle}_{'' if row is None else row.decision_id}"


def meeting_day() -> date:
    """The day of the meeting: as typed, else of the decision, else today."""
    typed = st.session_state.get(meeting_key())
    if isinstance(typed, date):
        return typed
    row = chosen_decision()
    return date.today() if row is None else row.date


def checked_now() -> pd.DataFrame:
    """The checklist of what the page shows."""
    row = chosen_decision()
    return run(
        checklist,
        current_scope(),
        previous=current_previous(),
        on=meeting_day(),
        decision_id=None if row is None else int(row.decision_id),
    )


def checklist_panel(files: TableFiles) -> None:
    """What is in order and what isn't, each with the way to where it is mended."""
    frame = checked_now()
    with panel(
        "Всё ли готово",
        "Проверки перед выпуском документов. Ошибка останавливает выпуск; предупреждение не останавливает: его "
        "предложение войдёт в решение и в опись комплекта как оговорка.",
        frame,
        CHECKLIST,
        files,
        key="checklist",
        views=("",),
    ):
        counts = frame["state"].value_counts()
        errors, warnings = int(counts.get("error", 0)), int(counts.get("warning", 0))
        if errors or warnings:
            said = [
                counted(errors, "ошибка", "ошибки", "ошибок"),
                counted(warnings, "предупреждение", "предупреждения", "предупреждений"),
            ]
            how_to_read(f"{', '.join(said)}. Нажмите на проверку, чтобы перейти туда, где это исправляют.")
        else:
            how_to_read("Всё в порядке: можно выпускать документы.")
        for state, words in (("error", "✕"), ("warning", "●"), ("fine", "✓")):
            for row in rows_of(frame[frame["state"] == state]):
                _line(row, words)


def _line(row: Any, sign: str) -> None:
    entry = page_at(row.page)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"check_{row.check}"):
        st.page_link(entry.file, label=f"{sign} {row.title}", width=270)
        st.markdown(f":small[{row.words}]", width="stretch")
