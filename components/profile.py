"""Several indicators of one municipality beside its cluster: their choice, strips of dots, the table. Lazily opened."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import run
from components.comparison import ALL, AMONG, comparison_labels
from components.downloads import TableFiles
from components.drill import to_municipality
from components.figures_profile import profile_legend, profile_strips
from components.notices import nothing_here
from components.panels import TABLE, chart, panel
from components.text import plain
from components.view import current_scope, current_view
from queries.columns import PROFILE
from queries.comparison_words import profile_statement
from queries.profile import SEPARATOR, profile, profile_dots

OPENED, CHOSEN = "profile", "indicators"
"""How an address calls the opened part and the chosen indicators."""
FIRST = ("К-ОХВ-П", "КД-60", "КД-ТЕК", "Н-ОХВ", "ПР-ИОМ", "ПР-КПК")
"""Shown at first, those with data; of each direction of work."""
AT_MOST = 12


def profile_part(files: TableFiles) -> None:
    """Closed at first: each indicator is a comparison of its own."""
    part = st.expander("Профиль по нескольким показателям", icon=":material/tune:", key=OPENED, bind="query-params")
    if not part.open:
        return
    with part:
        labels = comparison_labels()
        chosen = _choice(labels)
        if not chosen:
            nothing_here("Выберите хотя бы один показатель.")
            return
        _panel(files, SEPARATOR.join(labels[label] for label in chosen))


def _choice(labels: dict[str, str]) -> list[str]:
    held = st.session_state.get(CHOSEN)
    if held is not None:
        # In another cycle there may be no data on what was chosen.
        st.session_state[CHOSEN] = [label for label in held if label in labels]
    return st.multiselect(
        "Показатели профиля",
        list(labels),
        default=None if held is not None else [label for label, code in labels.items() if code in FIRST],
        key=CHOSEN,
        bind="query-params",
        max_selections=AT_MOST,
        placeholder="Впишите часть названия",
        filter_mode="contains",
    )


def _panel(files: TableFiles, codes: str) -> None:
    asked = {"indicators": codes, "everywhere": st.session_state.get(AMONG) == ALL}
    frame: pd.DataFrame = run(profile, current_scope(), **asked)
    alone = current_scope().municipalities
    own = current_view().labels[alone[0]] if len(alone) == 1 else None
    with panel(
        "Профиль муниципалитета" if own is None else f"Профиль: {own}",
        "Каждая строка — показатель со своей шкалой: слева доля, которая среди сравниваемых муниципалитетов больше "
        "всех требует внимания, справа лучшая; направление показателя учтено. Черта — медиана муниципалитетов. Левый "
        "край не значит «плохо»: смотрите, отличается ли доля от общей и в каких пределах лежит место. Муниципалитеты "
        "без данных, которых хватает, в строку не входят — их число в таблице.",
        frame,
        PROFILE,
        files,
        key="profile_strips",
    ) as view:
        st.markdown(plain(profile_statement(frame, own)))
        if view == TABLE:
            return
        labels = current_view().labels
        st.markdown(f":small[{profile_legend(own=own is not None)}]")
        chart(
            profile_strips(frame, run(profile_dots, current_scope(), **asked)),
            key="profile_strips",
            alt="Доли муниципалитета по показателям среди других муниципалитетов. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name="профиль муниципалитета",
        )
