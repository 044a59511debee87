"""«Изменить»: the form begins with what is written now, and only what differs from it is written."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args
from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st

from data.acting import CONTROL_PERIODS, PERMANENT, WITH_A_DAY, Deadline
from data.sheets_control import DEADLINE_KINDS
from methodology.recommendations import Addressee
from queries.frames import is_yes, rows_of

TEXT, TO, KIND, DAY, PERIOD = "rec_text", "rec_addressee", "rec_kind", "rec_day", "rec_period"
FIELDS = {TEXT: "text", TO: "addressees", KIND: "deadline_kind", DAY: "deadline", PERIOD: "control_period"}
"""Field of the form → column of the table."""
BEGUN = "_change_begun"
"""Key of a field → what it was filled with."""
DIFFERENT, KEPT = "у отмеченных разное: останется как есть", "останется как есть"


def identity(row: Any) -> str:
    """What a row is about, whoever acted on it."""
    of_hand = row.issue_id if is_yes(row.manual) else ""
    return f"{row.municipality_id}|{row.school_id}|{row.person}|{row.code}|{of_hand}"


def mark_of(frame: pd.DataFrame) -> int:
    """A number that rows about the same things in the same order have."""
    return crc32("\n".join(identity(row) for row in rows_of(frame)).encode())


def change_fields(chosen: pd.DataFrame) -> None:
    """Text, addressee and deadline of the marked rows: what all of them have now, to be edited.

    What was typed about these rows and not written yet is still there; what was not touched follows the table.
    """
    now, keys = _now(chosen), _keys(chosen)
    begun = st.session_state.setdefault(BEGUN, {})
    for field, key in keys.items():
        if key not in st.session_state or st.session_state[key] == begun.get(key):
            st.session_state[key] = now[field]
            begun[key] = now[field]
    hint = {field: KEPT if len(chosen) == 1 or now[field] is not None else DIFFERENT for field in FIELDS}
    st.text_area("Текст", key=keys[TEXT], persist_state="session", placeholder=hint[TEXT], height=110)
    st.selectbox(
        "Адресат (должность)",
        list(dict.fromkeys([*([now[TO]] if now[TO] else []), *get_args(Addressee)])),
        index=None,
        key=keys[TO],
        persist_state="session",
        accept_new_options=True,
        placeholder=hint[TO],
    )
    deadline_fields((keys[KIND], keys[DAY], keys[PERIOD]), hint[KIND])
    if len(chosen) == 1 and now[KIND] in WITH_A_DAY and now[DAY] is None:
        st.caption(f"Сейчас: {chosen.iloc[0]['deadline_words']}.")


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
        st.selectbox("Период контроля", CONTROL_PERIODS, index=None, key=of_period, persist_state="session")


def deadline_said(keys: tuple[str, str, str]) -> Deadline:
    """What was answered; without a kind the act refuses it."""
    kind, on, period = (st.session_state.get(key) for key in keys)
    return Deadline(kind or "", on, period)


def change_said(chosen: pd.DataFrame) -> dict[str, Any]:
    """What differs from what all marked rows have now: parameters of the act. An empty field leaves what there is."""
    now, keys = _now(chosen), _keys(chosen)
    said = {field: st.session_state.get(key) or None for field, key in keys.items()}
    deadline = deadline_said((keys[KIND], keys[DAY], keys[PERIOD]))
    before = Deadline(now[KIND] or "", now[DAY], now[PERIOD])
    return {
        "text": None if said[TEXT] == now[TEXT] else said[TEXT],
        "addressee": None if said[TO] == now[TO] else said[TO],
        "deadline": deadline if deadline.kind and deadline != before else None,
    }


def change_done(chosen: pd.DataFrame) -> None:
    """The form of these rows begins anew."""
    for key in _keys(chosen).values():
        st.session_state.pop(key, None)
        st.session_state.get(BEGUN, {}).pop(key, None)


def _keys(chosen: pd.DataFrame) -> dict[str, str]:
    mark = mark_of(chosen)
    return {field: f"{field}_{mark}" for field in FIELDS}


def _now(chosen: pd.DataFrame) -> dict[str, Any]:
    """Field → what all marked rows have; None where they differ or have none."""
    found: dict[str, Any] = {}
    for field, column in FIELDS.items():
        values = {known_value(value) for value in chosen[column]}
        found[field] = values.pop() if len(values) == 1 else None
    if found[DAY] is not None and not isinstance(found[DAY], date):
        found[DAY] = date.fromisoformat(str(found[DAY])[:10])
    return found


def known_value(value: Any) -> Any:
    """As the database takes it: of plain Python."""
    return None if pd.isna(value) else value.item() if isinstance(value, np.generic) else value
