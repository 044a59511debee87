"""Acts on marked recommendations: accept, change, reject, take a decision off; all marked rows or none.

What was done unmarks its rows, so that the next act begins with none; what was refused leaves them marked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import later, run
from components.recommendation_change import change_done, change_fields, change_said, known_value, mark_of
from components.sitting import acted_post, acting_form, said_of_the_act, sitting_post, succeeded
from components.source import engine_of
from components.tables import chosen_rows, height_of, mark_rows
from components.view import current_scope, current_view
from data.acting import Deadline
from data.recommendation_acts import CONFIRMED, PROPOSED, Key, Proposal, accept, change, reject, take_back, withdraw
from methodology.words import number, recommendations
from queries.addressed import addressed_recommendations, reasons_at_act
from queries.columns import TableColumn
from queries.frames import rows_of
from queries.marked_words import decided_words, marked_words
from queries.scope import Scope

REJECT_WHY, WITHDRAW_WHY = "rec_reject_why", "rec_withdraw_why"
"""What is typed stays until an act with it succeeds: who was overtaken types nothing anew."""
FORMS = CHANGE, REJECT, WITHDRAW = ("rec_change_popover", "rec_reject_popover", "rec_withdraw_popover")
LAST = "_last_recommendation_act"
FIRST_MARK = "Сначала отметьте строки"
WITHDRAW_IS = (
    "Снимает решения с отмеченных рекомендаций, когда бы и кто бы их ни принял: они снова станут предложениями. "
    "История останется."
)
TO_COLLEGIUM = "Решение из принятых составляется на «Коллегии»."
LINES, MOST_PX = 4, 607


@dataclass(frozen=True)
class LastAct:
    """What was done last in this sitting: in which database, in words, where to go on, about which issues, when."""

    url: str
    done: str
    further: str
    numbers: tuple[int, ...]
    at: datetime


def table_of_all(scope: Scope, asked: dict[str, Any]) -> Callable[[], pd.DataFrame]:
    """Reads all rows when a file is asked for."""
    return later(addressed_recommendations, scope, **asked)


def acts_form(frame: pd.DataFrame, columns: Sequence[TableColumn], found: int) -> pd.DataFrame:
    """The table with marks and, in the internal mode, what can be done with marked rows; the rows that are marked."""
    scope = current_scope()
    acting = scope.showing == "internal" and scope.as_of is None
    # Named by its rows, not by the state of decisions: after an act it stays where it is.
    table = f"addressed_{mark_of(frame)}"
    # Above the table: a form opens over it instead of below the edge of the screen.
    bar = st.container(key="rec_bar") if acting else None
    answer = st.container(key="rec_answer")
    rows = chosen_rows(
        frame,
        columns,
        key=table,
        alt="Рекомендации: кому, что, на каком основании, к какому сроку",
        height=height_of(len(frame), LINES, MOST_PX),
        lines=LINES,
    )
    if found > len(frame):
        st.caption(
            f"Строк на экране: {number(len(frame))} из {number(found)}, сначала самые важные. Остальные — по отборам "
            "и в выгрузке."
        )
    chosen = frame.iloc[rows]
    if bar is None:
        if scope.as_of is not None:
            st.caption(
                "Показано прежнее состояние данных: решать можно только по нынешнему. Снимите отбор по загрузке."
            )
        return chosen
    with bar:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sitting_post()
            _mark_button(frame, chosen, table)
        with st.container(horizontal=True):
            _act_buttons(chosen, table)
    with answer:
        st.caption(marked_words(list(chosen["state"])) or f"{FIRST_MARK}.")
        said_beside_the_acts()
    return chosen


def _act_buttons(chosen: pd.DataFrame, table: str) -> None:
    words = recommendations(len(chosen))
    waiting, decided = chosen[~chosen["state"].isin(CONFIRMED)], chosen[chosen["state"] != PROPOSED]
    to_accept, to_withdraw = recommendations(len(waiting)), recommendations(len(decided))
    st.button(
        f"Принять: {to_accept}" if len(waiting) else "Принять",
        type="primary",
        icon=":material/check:",
        disabled=waiting.empty,
        key="rec_accept",
        on_click=partial(_accept, waiting, to_accept, table),
        help=None if len(waiting) else "Все отмеченные уже приняты." if len(chosen) else FIRST_MARK,
    )
    with st.popover("Изменить", icon=":material/edit:", key=CHANGE, on_change="rerun") as form:
        if form.open:
            with acting_form(CHANGE):
                _change_form(chosen, words, table)
    with st.popover("Отклонить", icon=":material/close:", key=REJECT, on_change="rerun") as form:
        if form.open:
            with acting_form(REJECT):
                _decided_before(chosen, "Вместо прежнего решения будет отклонение с этой причиной.")
                why = "Причина отклонения"
                _reason_form(chosen, words, REJECT_WHY, why, "Отклонить", reject, "Отклонено", table, required=True)
    with st.popover(
        "Снять решение", icon=":material/remove_done:", key=WITHDRAW, on_change="rerun", help=WITHDRAW_IS
    ) as form:
        if form.open:
            with acting_form(WITHDRAW):
                st.caption(WITHDRAW_IS)
                none = FIRST_MARK if chosen.empty else "По отмеченным решений ещё нет"
                why, act = "Причина (можно не писать)", "Снять решение"
                _reason_form(decided, to_withdraw, WITHDRAW_WHY, why, act, withdraw, "Решение снято", table, none=none)


def _mark_button(frame: pd.DataFrame, chosen: pd.DataFrame, table: str) -> None:
    """Marks all rows on the screen, or, when all of them are marked, none."""
    every = len(chosen) < len(frame)
    st.button(
        f"Отметить все на экране: {number(len(frame))}" if every else "Снять все отметки",
        icon=":material/select_all:" if every else ":material/deselect:",
        key="rec_mark_all",
        on_click=partial(mark_rows, table, len(frame) if every else 0),
        help="Отмечает все строки таблицы ниже; лишние отметки снимите флажками. То же делает флажок в её шапке.",
    )


def _accept(chosen: pd.DataFrame, words: str, table: str) -> None:
    _act(chosen, accept, f"Принято: {words}", table, TO_COLLEGIUM)


def _change_form(chosen: pd.DataFrame, words: str, table: str) -> None:
    if chosen.empty:
        st.caption("Сначала отметьте строки в таблице: в полях появится то, что записано сейчас.")
        return
    st.caption(
        "В полях — то, что записано сейчас"
        + ("; где у отмеченных разное, поле пустое. " if len(chosen) > 1 else ". ")
        + "Пустое поле ничего не меняет. Изменённая рекомендация считается принятой."
    )
    _decided_before(chosen, "Что вы запишете, заменит записанное раньше.")
    change_fields(chosen)
    st.button(f"Записать: {words}", type="primary", key="rec_change", on_click=partial(_change, chosen, words, table))


def _decided_before(chosen: pd.DataFrame, then: str) -> None:
    """Warns that a form writes over what was decided before."""
    if before := decided_words(list(chosen["state"])):
        st.warning(f"{before}. {then}", icon=":material/history:")


def _change(chosen: pd.DataFrame, words: str, table: str) -> None:
    if _act(chosen, partial(change, **change_said(chosen)), f"Изменено и принято: {words}", table, TO_COLLEGIUM):
        change_done(chosen)


def _reason_form(
    chosen: pd.DataFrame,
    words: str,
    key: str,
    label: str,
    verb: str,
    act: Callable[..., list[int]],
    done: str,
    table: str,
    *,
    required: bool = False,
    none: str = FIRST_MARK,
) -> None:
    st.text_area(label, key=key, persist_state="session", placeholder="например: выполнено в прошлом цикле")
    st.button(
        f"{verb}: {words}" if len(chosen) else none,
        type="primary",
        disabled=chosen.empty,
        key=f"{key}_do",
        on_click=partial(_with_reason, chosen, act, key, f"{done}: {words}", table, required=required),
    )


def _with_reason(
    chosen: pd.DataFrame, act: Callable[..., list[int]], key: str, done: str, table: str, *, required: bool
) -> None:
    reason = st.session_state.get(key) or ("" if required else None)
    _act(chosen, partial(act, reason=reason), done, table)


def _act(chosen: pd.DataFrame, act: Callable[..., list[int]], done: str, table: str, further: str = "") -> bool:
    """Do it to all marked rows as they were seen; forms are closed and rows unmarked only if it was done."""
    url, at = current_view().source.url, datetime.now()
    proposals = _proposals(chosen)
    made: list[int] = []
    if not succeeded(lambda: made.extend(act(engine_of(url), proposals, post=acted_post(), at=at)), _sentence(done)):
        return False
    acted(done, further, made, at)
    mark_rows(table, 0)
    for key in (REJECT_WHY, WITHDRAW_WHY):
        st.session_state.pop(key, None)
    for key in FORMS:
        st.session_state[key] = False
    return True


def acted(done: str, further: str, numbers: list[int], at: datetime) -> None:
    """From now on this is the last act, which can be taken back; ``further``: where to go on."""
    st.session_state[LAST] = LastAct(current_view().source.url, done, further, tuple(numbers), at)


def _sentence(done: str) -> str:
    return f"{done}."


def said_beside_the_acts() -> None:
    """What came of the act just done, and the last one with the button that takes it back."""
    last: LastAct | None = st.session_state.get(LAST)
    if last is None or last.url != current_view().source.url or current_scope().as_of is not None:
        said_of_the_act()
        return
    said_of_the_act(unless=_sentence(last.done))
    with st.container(horizontal=True, vertical_alignment="center", key="rec_last_act"):
        st.success(f"{last.done}, в {last.at:%H:%M}. {last.further}", icon=":material/check:", width="stretch")
        st.button(
            "Отменить последнее действие",
            icon=":material/undo:",
            key="rec_undo",
            on_click=partial(_undo, last),
            help="Вернёт все строки этого действия к тому, что было до него. История не стирается: отмена записывается "
            "в неё ещё одной строкой.",
        )


def _undo(last: LastAct) -> None:
    words = f"Действие отменено — {last.done[0].lower()}{last.done[1:]}. Всё снова так, как было до него."
    if succeeded(lambda: take_back(engine_of(last.url), last.numbers, last.at, acted_post()), words):
        st.session_state.pop(LAST, None)


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
                Deadline(row.deadline_kind, known_value(row.deadline), known_value(row.control_period)),
                seen=int(row.revision),
                evidence=known_value(row.evidence),
                methodology=known_value(row.methodology),
                as_of_load=None if why is None else known_value(why.load_id),
                trace=() if why is None else why.trace,
                zone=None if why is None else known_value(why.zone),
                value=None if why is None else known_value(why.value),
                issue_id=int(row.issue_id) if row.manual else None,
            )
        )
    return proposals
