"""Acts on marked recommendations: accept, change, reject, withdraw; all marked rows or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args

import numpy as np
import pandas as pd
import streamlit as st

from components.cached import later, run
from components.sitting import acted_post, state_of_decisions, succeeded
from components.source import engine_of
from components.tables import chosen_rows, row_px
from components.text import plain
from components.view import current_scope, current_view
from data.acting import CONTROL_PERIODS, PERMANENT, WITH_A_DAY, Deadline
from data.recommendation_acts import Key, Proposal, accept, change, reject, withdraw
from data.sheets_control import DEADLINE_KINDS
from methodology.recommendations import Addressee
from methodology.words import counted, number
from queries.addressed import addressed_recommendations, reasons_at_act
from queries.columns import TableColumn
from queries.frames import rows_of
from queries.scope import Scope

TEXT, TO = "rec_text", "rec_addressee"
DEADLINE = ("rec_kind", "rec_day", "rec_period")
REJECT_WHY, WITHDRAW_WHY = "rec_reject_why", "rec_withdraw_why"
TYPED = (TEXT, TO, *DEADLINE, REJECT_WHY, WITHDRAW_WHY)
"""What is typed stays until an act with it succeeds: who was overtaken types nothing anew."""
LINES, HEAD_PX, MOST_PX = 4, 37, 607


def table_of_all(scope: Scope, asked: dict[str, Any]) -> Callable[[], pd.DataFrame]:
    """Reads all rows when a file is asked for."""
    return later(addressed_recommendations, scope, **asked)


def acts_form(frame: pd.DataFrame, columns: Sequence[TableColumn], found: int) -> pd.DataFrame:
    """The table with marks and, in the internal mode, what can be done with marked rows; the rows that are marked."""
    scope, view = current_scope(), current_view()
    rows = chosen_rows(
        frame,
        columns,
        key=f"addressed_{state_of_decisions(view.source.versions)}",
        alt="Рекомендации: кому, что, на каком основании, к какому сроку",
        height=min(MOST_PX, HEAD_PX + row_px(LINES) * len(frame)),
        lines=LINES,
    )
    if found > len(frame):
        st.caption(
            f"Строк на экране: {number(len(frame))} из {number(found)}, сначала самые важные. Остальные — по отборам "
            "и в выгрузке."
        )
    chosen = frame.iloc[rows]
    if scope.showing == "council":
        return chosen
    if scope.as_of is not None:
        st.caption("Показано прежнее состояние данных: решать можно только по нынешнему. Снимите отбор по загрузке.")
        return chosen
    words = counted(len(chosen), "рекомендация", "рекомендации", "рекомендаций")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Принять: {words}" if len(chosen) else "Принять",
            type="primary",
            icon=":material/check:",
            disabled=chosen.empty,
            key="rec_accept",
            on_click=partial(_act, chosen, accept, f"Принято: {words}. Решение из них составляется на «Коллегии»."),
        )
        with st.popover("Изменить", icon=":material/edit:", key="rec_change_popover", on_change="rerun") as form:
            if form.open:
                _change_form(chosen, words)
        with st.popover("Отклонить", icon=":material/close:", key="rec_reject_popover", on_change="rerun") as form:
            if form.open:
                _reason_form(
                    chosen, words, REJECT_WHY, "Причина отклонения", "Отклонить", reject, "Отклонено", required=True
                )
        with st.popover("Отозвать", icon=":material/undo:", key="rec_withdraw_popover", on_change="rerun") as form:
            if form.open:
                st.caption("Решение о рекомендации снимется, она снова станет предложением. История останется.")
                _reason_form(chosen, words, WITHDRAW_WHY, "Причина (можно не писать)", "Отозвать", withdraw, "Отозвано")
    return chosen


def _change_form(chosen: pd.DataFrame, words: str) -> None:
    st.caption("Пустое поле оставит прежнее. Изменённая рекомендация считается принятой.")
    if len(chosen) == 1:
        st.caption(f"Сейчас: {plain(chosen.iloc[0]['text'])}")
    st.text_area("Новый текст", key=TEXT, persist_state="session", placeholder="оставить прежний")
    st.selectbox(
        "Адресат (должность)",
        get_args(Addressee),
        index=None,
        key=TO,
        persist_state="session",
        accept_new_options=True,
        placeholder="оставить прежнего",
    )
    deadline_fields(DEADLINE, "оставить прежний")
    st.button(
        f"Записать: {words}" if len(chosen) else "Сначала отметьте строки",
        type="primary",
        disabled=chosen.empty,
        key="rec_change",
        on_click=partial(_change, chosen, words),
    )


def deadline_fields(keys: tuple[str, str, str], placeholder: str) -> None:
    """Asks for a deadline; ``keys``: of its kind, its day and how often it is looked at."""
    of_kind, of_day, of_period = keys
    kind = st.selectbox(
        "Вид срока",
        DEADLINE_KINDS,
        index=None,
        key=of_kind,
        persist_state="session",
        placeholder=placeholder,
        filter_mode=None,
        help="Сначала вид; для срока с днём появится поле даты.",
    )
    if kind in WITH_A_DAY:
        st.date_input("До какого дня", None, format="DD.MM.YYYY", key=of_day, persist_state="session")
    elif kind == PERMANENT:
        st.selectbox("Период контроля", CONTROL_PERIODS, key=of_period, persist_state="session")


def deadline_said(keys: tuple[str, str, str]) -> Deadline:
    """What was answered; without a kind the act refuses it."""
    kind, on, period = (st.session_state.get(key) for key in keys)
    return Deadline(kind or "", on, period)


def _change(chosen: pd.DataFrame, words: str) -> None:
    said = st.session_state
    deadline = deadline_said(DEADLINE)
    _act(
        chosen,
        partial(
            change,
            text=said.get(TEXT) or None,
            addressee=said.get(TO) or None,
            deadline=deadline if deadline.kind else None,
        ),
        f"Изменено и принято: {words}.",
    )


def _reason_form(
    chosen: pd.DataFrame,
    words: str,
    key: str,
    label: str,
    verb: str,
    act: Callable[..., object],
    done: str,
    *,
    required: bool = False,
) -> None:
    st.text_area(label, key=key, persist_state="session", placeholder="например: выполнено в прошлом цикле")
    st.button(
        f"{verb}: {words}" if len(chosen) else "Сначала отметьте строки",
        type="primary",
        disabled=chosen.empty,
        key=f"{key}_do",
        on_click=partial(_with_reason, chosen, act, key, f"{done}: {words}.", required=required),
    )


def _with_reason(chosen: pd.DataFrame, act: Callable[..., object], key: str, done: str, *, required: bool) -> None:
    reason = st.session_state.get(key) or ("" if required else None)
    _act(chosen, partial(act, reason=reason), done)


def _act(chosen: pd.DataFrame, act: Callable[..., object], done: str) -> None:
    """Do it to all marked rows as they were seen; what was typed is forgotten only if it was done."""
    url = current_view().source.url
    proposals = _proposals(chosen)
    if succeeded(lambda: act(engine_of(url), proposals, post=acted_post()), done):
        for key in TYPED:
            st.session_state.pop(key, None)


def _proposals(chosen: pd.DataFrame) -> list[Proposal]:
    scope = current_scope()
    rows = list(rows_of(chosen))
    keys = tuple((row.municipality_id, row.school_id, row.person, row.code) for row in rows)
    reasons = {
        (each.municipality_id, each.school_id, each.person, each.code): each
        for each in rows_of(run(reasons_at_act, scope, keys=keys))
    }
    proposals = []
    for row, key in zip(rows, keys, strict=True):
        why = reasons.get(key)
        proposals.append(
            Proposal(
                Key(scope.cycle or "", *key),
                row.text,
                row.addressees,
                Deadline(row.deadline_kind, _known(row.deadline), _known(row.control_period)),
                seen=int(row.revision),
                evidence=_known(row.evidence),
                methodology=_known(row.methodology),
                as_of_load=None if why is None else _known(why.load_id),
                trace=() if why is None else why.trace,
                zone=None if why is None else _known(why.zone),
                value=None if why is None else _known(why.value),
                issue_id=int(row.issue_id) if row.manual else None,
            )
        )
    return proposals


def _known(value: Any) -> Any:
    """As the database takes it: of plain Python."""
    return None if pd.isna(value) else value.item() if isinstance(value, np.generic) else value
