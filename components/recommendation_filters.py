"""By what the table of recommendations is narrowed: kept in the address, so that a link opens the same table."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from components.cached import run
from components.text import plain
from components.view import current_scope
from data.recommendation_acts import BY_HAND
from methodology.recommendations import RECOMMENDATION_BLOCKS, Addressee
from queries.addressed import STATES
from queries.recommendation_catalogue import recommendation_catalogue

CODE = "rec_code"
ADDRESSEE, BLOCK, PRIORITY, STATE, WHOLE = "rec_to", "rec_block", "rec_priority", "rec_state", "rec_all"
WRITTEN_BY_HAND = "Написанные вручную"
PRIORITIES = {"1 — самый высокий": 1, "2 — средний": 2, "3 — обычный": 3}
BLOCKS = {words: block for block, words in RECOMMENDATION_BLOCKS.items()}


def recommendation_filters() -> None:
    """Which recommendation, addressee, block, priority, state, and whether all are listed or the main ones."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _recommendation()
        _one("Адресат", list(get_args(Addressee)), ADDRESSEE, 230)
        _one("Блок", list(BLOCKS), BLOCK, 230)
        _one("Приоритет", list(PRIORITIES), PRIORITY, 180)
        if current_scope().showing == "internal":
            _one("Состояние", list(STATES), STATE, 160)
        st.toggle(
            "Показать все, с общими пунктами",
            key=WHOLE,
            bind="query-params",
            disabled=bool(chosen_code()),
            help="Сначала показаны главные: не больше семи у школы, по приоритету и расстоянию до порога, без общих "
            "пунктов. То, по чему уже решили, видно всегда. Одна выбранная рекомендация показана у всех, у кого она "
            "сработала.",
        )


def _recommendation() -> None:
    """One recommendation; a link may name it by its code alone."""
    codes = _codes()
    asked = None if CODE in st.session_state else st.query_params.get(CODE)
    if asked and asked not in codes:
        named = _named(asked, codes)
        if named is not None:
            # The list takes nothing but its own words from an address, and clears what it can't take.
            st.query_params[CODE] = named
            st.rerun()
        st.warning(
            f"В ссылке названа рекомендация «{plain(asked)}», которой нет в методике. Показано без этого отбора.",
            icon=":material/link_off:",
        )
    _one("Рекомендация", list(codes), CODE, 460)


def _named(asked: str | None, codes: dict[str, str]) -> str | None:
    """How the list calls what a link names by its code, or by words of another version of the methodology."""
    code = (asked or "").partition(".")[0].strip().upper()
    return next((label for label, each in codes.items() if each == code), None)


def _codes() -> dict[str, str]:
    """Label → code, in the order of the methodology; what is written by hand comes last."""
    catalogue = run(recommendation_catalogue, current_scope())
    return {**dict(zip(catalogue["label"], catalogue["code"], strict=True)), WRITTEN_BY_HAND: BY_HAND}


def chosen_code() -> str | None:
    """The code of the one that is chosen."""
    return _codes().get(st.session_state.get(CODE) or "")


def to_recommendation(code: str) -> None:
    """Look at one recommendation, at all whom it is given to."""
    st.session_state[CODE] = next((label for label, each in _codes().items() if each == code), None)


def asked_of_table() -> dict[str, Any]:
    """What the filters ask for: parameters of ``addressed_recommendations``."""
    said = st.session_state
    state = said.get(STATE) if current_scope().showing == "internal" else None
    asked = {
        "main": _main_alone(),
        "code": chosen_code(),
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
        ("рекомендация", said.get(CODE)),
        ("адресат", said.get(ADDRESSEE)),
        ("блок", said.get(BLOCK)),
        ("приоритет", said.get(PRIORITY)),
        ("состояние", said.get(STATE)),
        ("показаны", "главные: не больше семи у школы, без общих пунктов" if _main_alone() else None),
    ]
    return [(label, value) for label, value in words if value]


def _main_alone() -> bool:
    """Whether only the main ones are listed: one that is chosen is looked at wherever it was given."""
    return not st.session_state.get(WHOLE) and not chosen_code()


def _one(label: str, options: list[str], key: str, width: int) -> None:
    st.selectbox(label, options, index=None, key=key, bind="query-params", placeholder="Все", width=width)
