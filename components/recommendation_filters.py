"""By what the table of recommendations is narrowed: kept in the address, so that a link opens the same table."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from components.view import current_scope
from methodology.recommendations import RECOMMENDATION_BLOCKS, Addressee
from queries.addressed import STATES

ADDRESSEE, BLOCK, PRIORITY, STATE, WHOLE = "rec_to", "rec_block", "rec_priority", "rec_state", "rec_all"
PRIORITIES = {"1 — самый высокий": 1, "2 — средний": 2, "3 — обычный": 3}
BLOCKS = {words: block for block, words in RECOMMENDATION_BLOCKS.items()}


def recommendation_filters() -> None:
    """Addressee, block, priority, state, and whether all are listed or the main ones."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _one("Адресат", list(get_args(Addressee)), ADDRESSEE, 230)
        _one("Блок", list(BLOCKS), BLOCK, 230)
        _one("Приоритет", list(PRIORITIES), PRIORITY, 180)
        if current_scope().showing == "internal":
            _one("Состояние", list(STATES), STATE, 160)
        st.toggle(
            "Вместе с общими и не главными",
            key=WHOLE,
            bind="query-params",
            help="Сначала показаны главные: не больше семи у школы, по приоритету и расстоянию до порога, без общих "
            "пунктов. То, по чему уже решили, видно всегда.",
        )


def asked_of_table() -> dict[str, Any]:
    """What the filters ask for: parameters of ``addressed_recommendations``."""
    said = st.session_state
    state = said.get(STATE) if current_scope().showing == "internal" else None
    asked = {
        "main": not said.get(WHOLE),
        "addressee": said.get(ADDRESSEE),
        "block": BLOCKS.get(said.get(BLOCK) or ""),
        "priority": PRIORITIES.get(said.get(PRIORITY) or ""),
        "state": state,
    }
    return {name: value for name, value in asked.items() if value}


def narrowed_by() -> list[tuple[str, str]]:
    """The same in words, for the note of a file."""
    said = st.session_state
    words = [
        ("адресат", said.get(ADDRESSEE)),
        ("блок", said.get(BLOCK)),
        ("приоритет", said.get(PRIORITY)),
        ("состояние", said.get(STATE)),
        ("показаны", None if said.get(WHOLE) else "главные: не больше семи у школы, без общих пунктов"),
    ]
    return [(label, value) for label, value in words if value]


def _one(label: str, options: list[str], key: str, width: int) -> None:
    st.selectbox(label, options, index=None, key=key, bind="query-params", placeholder="Все", width=width)
