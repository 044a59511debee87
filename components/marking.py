"""Setting how far assignments are: choose rows, say what is so, one button; and the journal of acts."""

from __future__ import annotations

from datetime import date
from functools import partial
from zlib import crc32

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.panels import panel
from components.sitting import acted_post, said_of_the_act, sitting_post, succeeded
from components.source import engine_of
from components.tables import ROWS_CHOSEN_FROM, chosen_rows, data_table, height_of, mark_rows
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
LINES, MOST_PX = 2, 420


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
        "Отметьте строки флажками слева, выберите статус и нажмите кнопку над таблицей. Здесь только поручения "
        "решений; поручения листа «Исполнение» меняются загрузкой книги. В книге поручение решения узнаётся по коду."
    )
    table = marking_table(own)
    # Above the table, as on «Рекомендации»: what is pressed and what comes of it are seen with the rows.
    bar, answer = st.container(key="mark_bar"), st.container()
    rows = chosen_rows(
        own.head(ROWS_CHOSEN_FROM),
        TASKS,
        key=table,
        alt="Поручения решений: отметьте исполненные",
        height=height_of(len(own), LINES, MOST_PX),
        lines=LINES,
    )
    chosen = own.iloc[rows]
    seen = {int(key): int(value) for key, value in zip(chosen["assignment_id"], chosen["revision"], strict=True)}
    with bar:
        _what_to_set(on)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sitting_post()
            _buttons(seen, table)
    with answer:
        said_of_the_act()
    st.caption(
        "Исполненное после срока программа сама запишет как «исполнено с нарушением срока». Нельзя выбрать больше "
        f"{ROWS_CHOSEN_FROM} строк сразу: сузьте отбор слева."
    )


def marking_table(own: pd.DataFrame) -> str:
    """The key of the table of these assignments: by its rows, so that who was overtaken finds them marked.

    Unless they stand in another order now.
    """
    return f"marked_{crc32(','.join(map(str, own['assignment_id'])).encode())}"


def _what_to_set(on: date) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = st.selectbox("Статус", OFFERED, index=OFFERED.index(FINISHED[0]), key=STATUS, width=180)
        if status in FINISHED:
            st.date_input("Дата исполнения", on, format="DD.MM.YYYY", key=DONE_ON, width=150)
        st.text_input("Чем подтверждено", key=EVIDENCE, placeholder="например: приказ № 15 от 01.12.2025", width=280)
        st.text_input("Примечание", key=REMARK, width=220)


def _buttons(seen: dict[int, int], table: str) -> None:
    words = counted(len(seen), "поручение", "поручения", "поручений")
    st.button(
        f"Поставить статус: {words}" if seen else "Поставить статус",
        type="primary",
        icon=":material/check:",
        disabled=not seen,
        key="mark",
        on_click=partial(_mark, current_view().source.url, seen, table),
        help=None if seen else "Сначала отметьте строки.",
    )
    st.button(
        f"Вернуть прежний статус: {words}" if seen else "Вернуть прежний статус",
        icon=":material/undo:",
        disabled=not seen,
        key="take_back",
        on_click=partial(_take_back, current_view().source.url, seen, table),
        help="Вернёт отмеченным поручениям статус, который был до последнего действия с ними. Это новая запись "
        "истории: прежняя не стирается.",
    )


def _mark(url: str, seen: dict[int, int], table: str) -> None:
    status = st.session_state[STATUS]
    done = succeeded(
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
        "отметьте те же строки и нажмите «Вернуть прежний статус».",
    )
    if done:
        mark_rows(table, 0)


def _take_back(url: str, seen: dict[int, int], table: str) -> None:
    done = succeeded(
        lambda: take_back(engine_of(url), seen, acted_post()),
        f"Прежний статус возвращён: {counted(len(seen), 'поручение', 'поручения', 'поручений')}.",
    )
    if done:
        mark_rows(table, 0)


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
        data_table(frame, ACTS, key="acts", alt="Журнал: кто, когда, о ком, что сделал и почему", height=400, lines=4)
