"""«Показ»: the mode of showing, for work or for the council and publication, and what is said of it on every page."""

from __future__ import annotations

import streamlit as st

from methodology.in_use import threshold_words
from queries.scope import Showing
from queries.wording import SHOWING_WORDS

KEY = "showing"


def showing_switch() -> Showing:
    """The mode of this run; of the council's a link and a file tell."""
    words = {said: mode for mode, said in SHOWING_WORDS.items()}
    chosen = st.segmented_control(
        "Режим показа",
        list(words),
        default=SHOWING_WORDS["internal"],
        required=True,
        key=KEY,
        bind="query-params",
        width="stretch",
        help="«Для совета и публикации»: показатели о людях видны только там, где людей достаточно и по ним нельзя "
        "вычислить остальных; вместо прочих — «скрыто: мало людей». Это не разграничение доступа: режим может сменить "
        "каждый, кто открыл программу.",
    )
    return words.get(chosen or "", "internal")


def showing_line() -> None:
    """What the council's mode changes, below the line of the selection."""
    st.caption(
        ":blue-badge[:material/visibility_off: Для совета и публикации] Показатели, которые судят о людях "
        "(компетенции, возраст, стаж, наставничество, маршруты, резерв), — по региону, муниципалитету или школе "
        "целиком: другие отборы на них не действуют. "
        f"Где людей меньше {threshold_words('hide_n')} или по числу можно вычислить скрытое, написано "
        "«скрыто: мало людей». Вакансии, нагрузка, повышение квалификации, конкурсы и сообщества "
        "показаны как есть. Это не разграничение доступа."
    )


def only_internal(page: str) -> None:
    """Instead of a page that shows rows of workbooks as they are."""
    st.info(
        f"«{page}» показывает строки книг как есть и работает только в режиме «{SHOWING_WORDS['internal']}».",
        icon=":material/visibility_off:",
    )
    st.button("Показать в служебном режиме", on_click=_to_internal)


def _to_internal() -> None:
    st.session_state[KEY] = SHOWING_WORDS["internal"]
