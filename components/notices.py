"""What a reader sees instead of a figure when there is nothing to show: why, and what to do."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import run
from components.drill import link_to, reset_filters
from components.navigation import UPLOAD
from components.shown import remark
from components.text import plain
from components.view import current_scope
from methodology.words import municipalities_of, number, reading_order
from queries.effectiveness import groups_by_municipality
from queries.quality import sheets_of_cycle
from queries.quality_words import not_sent_words

NAMED = 5
"""So many municipalities without data are named."""
FOR_WORK_ALONE = "Показано только в служебном режиме: по этим числам можно вычислить скрытые."
ALL_HIDDEN = "Скрыто: мало людей."
"""Why there is nothing to show to the council, besides that there are no data."""


def no_data_at_all() -> None:
    """The database holds no cycle."""
    st.info("Данных пока нет. Загрузите книгу мониторинга.", icon=":material/info:")
    st.page_link(UPLOAD.file, label="Загрузка данных", icon=":material/upload:")


def no_schools() -> None:
    """The filters select nothing."""
    st.info(
        f"В цикле {current_scope().cycle} под эти отборы не подходит ни одна школа. Проверьте цикл и отборы слева.",
        icon=":material/filter_alt_off:",
    )
    st.button("Снять все отборы", key="notice_reset", on_click=reset_filters)


def told_silent(frame: pd.DataFrame) -> None:
    """Which selected municipalities are no rows of a frame, since they sent nothing; not for the council.

    Of the council's frames those with few people are missing too: the panel says how many.
    """
    scope = current_scope()
    if scope.showing == "council":
        return
    every = run(groups_by_municipality, scope)
    absent = every.loc[~every["municipality_id"].isin(frame["municipality_id"]), "municipality_name"]
    silent = sorted(absent, key=reading_order)
    if silent:
        more = len(silent) - NAMED
        others = f" и ещё {number(more)}" if more > 0 else ""
        have = f"{number(len(every) - len(silent))} из {municipalities_of(len(every))}"
        remark(f"Данные есть по {have}; нет: {', '.join(plain(name) for name in silent[:NAMED])}{others}.")


def not_sent(*sheets: str) -> str | None:
    """Which of these sheets nobody selected has sent, with the way to load them; None where each came from somebody."""
    scope = current_scope()
    words = not_sent_words(run(sheets_of_cycle, scope), sheets, scope.cycle or "")
    if words is None or scope.showing == "council":
        return words
    return f"{words} [{UPLOAD.title}]({link_to(UPLOAD)})"


def nothing_here(words: str, for_council: str | None = None) -> None:
    """A panel has no rows, for a reason said in words; ``for_council``: the one in that mode, if it is another."""
    st.caption(words if for_council is None or current_scope().showing == "internal" else for_council)
