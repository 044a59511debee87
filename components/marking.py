"""Setting how far assignments are: choose rows, say what is so, one button; and the journal of acts."""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.panels import panel
from components.sitting import acted_post, perform, state_of_decisions
from components.source import engine_of
from components.tables import ROWS_CHOSEN_FROM, chosen_rows, data_table, row_px
from components.view import current_scope, current_view
from data.assignments import FINISHED, set_status, take_back
from data.sheets_control import TASK_STATUSES
from methodology.words import counted
from queries.columns_decisions import ACTS, TASKS
from queries.decisions import acts
from queries.showing import for_council

STATUS, DONE_ON, EVIDENCE, REMARK = "mark_status", "mark_done_on", "mark_evidence", "mark_remark"
OFFERED = tuple(status for status in TASK_STATUSES if status != FINISHED[1])
"""What was done after its deadline the program finds out by itself."""
LINES, HEAD_PX, MOST_PX = 2, 37, 420


def marking_form(frame: pd.DataFrame, on: date) -> None:
    """The assignments of decisions with marks, and what to set for those that are marked."""
    own = frame[frame["assignment_id"].notna()].reset_index(drop=True)
    if own.empty:
        st.caption(
            "Поручений решений здесь нет: отмечать пока нечего. Примите решение на странице «Коллегия». Поручения "
            "листа «Исполнение» меняются загрузкой книги."
        )
        return
    st.caption(
        "Отметьте строки флажками слева, выберите статус и нажмите кнопку под таблицей. Здесь только поручения "
        "решений; поручения листа «Исполнение» меняются загрузкой книги. В книге поручение решения узнаётся по коду."
    )
    state = state_of_decisions(current_view().source.versions)
    rows = chosen_rows(
        own.head(ROWS_CHOSEN_FROM),
        TASKS,
        key=f"marked_{state}",
        alt="Поручения решений: отметьте исполненные",
        height=min(MOST_PX, HEAD_PX + row_px(LINES) * len(own)),
        lines=LINES,
    )
    chosen = own.iloc[rows]
    seen = {int(key): int(value) for key, value in zip(chosen["assignment_id"], chosen["revision"], strict=True)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = st.selectbox("Статус", OFFERED, index=OFFERED.index(FINISHED[0]), key=STATUS, width=180)
        if status in FINISHED:
            st.date_input("Дата исполнения", on, format="DD.MM.YYYY", key=DONE_ON, width=150)
        st.text_input("Чем подтверждено", key=EVIDENCE, placeholder="например: приказ № 15 от 01.12.2025", width=280)
        st.text_input("Примечание", key=REMARK, width=220)
        words = counted(len(seen), "поручение", "поручения", "поручений")
        st.button(
            f"Поставить статус: {words}" if seen else "Поставить статус",
            type="primary",
            icon=":material/check:",
            disabled=not seen,
            key="mark",
            on_click=partial(_mark, current_view().source.url, seen),
        )
        st.button(
            "Отменить последнее действие",
            icon=":material/undo:",
            disabled=not seen,
            key="take_back",
            on_click=partial(_take_back, current_view().source.url, seen),
            help="Вернёт отмеченным поручениям прежний статус. Это новая запись истории: прежняя не стирается.",
        )
    st.caption(
        "Исполненное после срока программа сама запишет как «исполнено с нарушением срока». Нельзя выбрать больше "
        f"{ROWS_CHOSEN_FROM} строк сразу: сузьте отбор слева."
    )


def _mark(url: str, seen: dict[int, int]) -> None:
    status = st.session_state[STATUS]
    perform(
        lambda: set_status(
            engine_of(url),
            seen,
            status,
            acted_post(),
            done_on=st.session_state.get(DONE_ON) if status in FINISHED else None,
            evidence=st.session_state[EVIDENCE],
            remark=st.session_state[REMARK],
        ),
        f"Статус «{status}» записан: {counted(len(seen), 'поручение', 'поручения', 'поручений')}. Если это ошибка, "
        "отметьте те же строки и нажмите «Отменить последнее действие».",
    )


def _take_back(url: str, seen: dict[int, int]) -> None:
    perform(
        lambda: take_back(engine_of(url), seen, acted_post()),
        f"Прежний статус возвращён: {counted(len(seen), 'поручение', 'поручения', 'поручений')}.",
    )


def acts_panel(files: TableFiles) -> None:
    """Who did what and when: nothing is ever removed from here. It names schools, so the council has none."""
    if for_council(current_scope()):
        return
    frame = run(acts, current_scope())
    if frame.empty:
        return
    with panel(
        "Журнал действий",
        "Последние 50 действий с рекомендациями, решениями и поручениями: кто (должность, входом не подтверждена), "
        "когда, что было и что стало. Записи не стираются.",
        frame,
        ACTS,
        files,
        key="acts",
        views=("",),
    ):
        data_table(
            frame, ACTS, key="acts", alt="Журнал: кто, когда, что сделал, что было и что стало", height=400, lines=2
        )
