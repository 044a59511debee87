"""In which position the reader acts: chosen once for the sitting until there is a sign-in; and what came of an act."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.text import plain
from data.acting import ActRefusedError, OvertakenError

POSTS = (
    "начальник управления образования",
    "заместитель начальника управления образования",
    "начальник отдела",
    "секретарь коллегии",
    "руководитель методической службы",
    "методист",
)
POST, SAID = "sitting_post", "_act_said"
BY_ONESELF = (
    "Страница не успела обновиться после прошлого действия в вашей должности, поэтому это действие не записано. "
    "Теперь она показывает всё, что записано: проверьте и повторите."
)
"""Said where whoever was faster acted in the same position: mostly the same reader, at a slow machine."""


def sitting_post() -> None:
    """The widget that asks for the position; what was chosen stays for all pages of the sitting."""
    st.selectbox(
        "Ваша должность (не подтверждено входом)",
        POSTS,
        index=None,
        key=POST,
        placeholder="Выберите или впишите",
        accept_new_options=True,
        persist_state="session",
        help="Должность попадёт в историю рядом с вашим решением и действует, пока открыта программа. Имён и фамилий "
        "не пишите. Пока в программу не входят по имени и паролю, должность никто не проверяет.",
    )


def post_wanted(acts: str, where: str = "") -> None:
    """Said by a button as long as no position is chosen; ``acts``: «загрузить»; ``where`` if the field isn't beside."""
    if not acted_post():
        chosen = f"; выберите её {where}" if where else ""
        st.caption(f":material/badge: Чтобы {acts}, нужна ваша должность: она останется в истории{chosen}.")


def acted_post() -> str:
    """The position of this sitting; empty until one is chosen."""
    return st.session_state.get(POST) or ""


def perform(act: Callable[[], object], done: str, form: str = "") -> None:
    """Do it and remember what to say of it on the page; the popover with this key closes if it was done.

    The popover is one that tells when it is opened (``on_change="rerun"``).
    """
    if succeeded(act, done) and form:
        st.session_state[form] = False


def succeeded(act: Callable[[], object], done: str) -> bool:
    """As ``perform``; whether it was done."""
    try:
        act()
    except OvertakenError as error:
        alone = {each.post for each in error.changed} == {acted_post()}
        st.session_state[SAID] = ("warning", BY_ONESELF if alone else str(error))
    except ActRefusedError as refusal:
        st.session_state[SAID] = ("error", str(refusal))
    else:
        st.session_state[SAID] = ("success", done)
        return True
    return False


def said_of_the_act(unless: str | None = None) -> None:
    """What came of the act just done; told once. ``unless``: words that stand on the page anyway."""
    kind, words = st.session_state.pop(SAID, (None, ""))
    told = words == unless
    words = plain(words)
    if words:
        # The button pressed may be far below the head of the page.
        st.toast(words)
    if told:
        return
    match kind:
        case "success":
            st.success(words, icon=":material/check:")
        case "warning":
            st.warning(words, icon=":material/group:")
        case "error":
            st.error(words, icon=":material/error:")


def state_of_decisions(versions: tuple[tuple[str, int], ...]) -> int:
    """The version of what people decided: part of the key of what is chosen from it, so that it is forgotten after."""
    return dict(versions).get("decisions", 0)
