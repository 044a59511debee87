"""In which position the reader acts: chosen once for the sitting until there is a sign-in; and what came of an act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import streamlit as st

from components.text import plain
from data.acting import ActRefusedError, OvertakenError, checked_post

POSTS = (
    "начальник управления образования",
    "заместитель начальника управления образования",
    "начальник отдела",
    "секретарь коллегии",
    "руководитель методической службы",
    "методист",
)
POST, SAID = "sitting_post", "_act_said"
POST_PX = 330
LABEL = "Ваша должность (не подтверждено входом)"
BY_ONESELF = (
    "Страница не успела обновиться после прошлого действия в вашей должности, поэтому это действие не записано. "
    "Теперь она показывает всё, что записано: проверьте и повторите."
)
"""Said where whoever was faster acted in the same position: mostly the same reader, at a slow machine."""


def sitting_post() -> None:
    """The field that asks for the position, where a page acts; what was chosen stays for the whole sitting."""
    with st.container(width=POST_PX):
        _field(POST)


def missing_post(form: str) -> None:
    """The same field inside a form, as long as no position is chosen that would do; ``form``: part of its key."""
    with suppress(ActRefusedError):
        checked_post(acted_post())
        return
    key = f"{POST}_{form}"
    _field(key, on_change=lambda: st.session_state.update({POST: st.session_state[key]}))


@contextmanager
def acting_form(form: str, beside: str = "") -> Iterator[None]:
    """Around the fields of an open form: above them the position if it is missing, below what came of the act."""
    missing_post(form)
    yield
    said_of_the_act(beside=beside)


def _field(key: str, on_change: Callable[[], None] | None = None) -> None:
    st.selectbox(
        LABEL,
        POSTS,
        index=None,
        key=key,
        placeholder="Нужна, чтобы решать: выберите или впишите",
        accept_new_options=True,
        persist_state="session" if on_change is None else None,
        on_change=on_change,
        help="Без должности ничего не записывается. Спрашиваем один раз: она действует, пока открыта программа, и "
        "попадёт в историю рядом с вашим решением. Имён и фамилий не пишите. Пока в программу не входят по имени и "
        "паролю, должность никто не проверяет.",
    )


def post_wanted(acts: str, where: str = "") -> None:
    """Said by a button as long as no position is chosen; ``acts``: «загрузить»; ``where`` if the field isn't beside."""
    if not acted_post():
        chosen = f"; выберите её {where}" if where else ""
        st.caption(f":material/badge: Чтобы {acts}, нужна ваша должность: она останется в истории{chosen}.")


def acted_post() -> str:
    """The position of this sitting; empty until one is chosen."""
    return st.session_state.get(POST) or ""


def perform(act: Callable[[], object], done: str, form: str = "", beside: str = "") -> None:
    """Do it and remember what to say of it on the page; the popover with this key closes if it was done.

    The popover is one that tells when it is opened (``on_change="rerun"``). ``beside``: as in ``succeeded``.
    """
    if succeeded(act, done, beside) and form:
        st.session_state[form] = False


def succeeded(act: Callable[[], object], done: str, beside: str = "") -> bool:
    """As ``perform``; whether it was done. ``beside``: the place on the page where a refusal is told, if it has one."""
    try:
        act()
    except OvertakenError as error:
        alone = {each.post for each in error.changed} == {acted_post()}
        st.session_state[SAID] = ("warning", BY_ONESELF if alone else str(error), beside)
    except ActRefusedError as refusal:
        st.session_state[SAID] = ("error", str(refusal), beside)
    else:
        st.session_state[SAID] = ("success", done, "")
        return True
    return False


def said_of_the_act(unless: str | None = None, beside: str = "") -> None:
    """What came of the act just done; told once. ``unless``: words that stand on the page anyway.

    In an open form it is told at its end, before the page tells it: a form lies over what stands below its button.
    """
    kind, words, place = st.session_state.get(SAID, (None, "", beside))
    if place != beside:
        return
    st.session_state.pop(SAID, None)
    told = words == unless
    words = plain(words)
    if told:
        return
    if words:
        # The button pressed may be far below the head of the page.
        st.toast(words)
    match kind:
        case "success":
            st.success(words, icon=":material/check:")
        case "warning":
            st.warning(words, icon=":material/group:")
        case "error":
            st.error(words, icon=":material/error:")
