"""What a user sees when a page fails: a sentence and a number to report, never a traceback."""

import logging
import secrets

import streamlit as st

log = logging.getLogger("kollegia")


def show_failure(error: Exception) -> bool:
    """Show a Russian sentence in place of the rest of the page; the number is written to the server's log.

    Returns True, which tells Streamlit not to show the exception itself (Streamlit logs its traceback).
    """
    number = f"{secrets.randbelow(10**6):06d}"
    log.error("Failure %s: %s: %s; the traceback stands above", number, type(error).__name__, error)
    st.error(
        f"Страницу не удалось построить до конца. Обновите её; если ошибка повторится, сообщите администратору "
        f"номер **{number}** и что вы делали. Данные не изменены.",
        icon=":material/error:",
    )
    return True
