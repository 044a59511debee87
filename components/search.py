"""Find any school by typing a part of its name, its municipality or its code."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.drill import to_school
from components.text import plain
from components.view import current_scope, current_view
from methodology.words import schools as schools_counted
from queries.dictionaries import found_schools, school_names, schools_of
from queries.frames import rows_of
from queries.scope import Scope

KEY, OPENED = "find", "_opened"


@st.fragment
def school_search() -> None:
    """A field that looks while one types; what it finds are buttons that narrow to the school.

    A fragment, so that typing doesn't draw the page anew; a found school does.
    """
    if st.session_state.pop(OPENED, False):
        st.rerun()
    with st.container(key="school_search", gap="xxsmall"):
        _search()


def _search() -> None:
    text = st.text_input(
        "Найти школу",
        key=KEY,
        placeholder="Название или код",
        type="search",
        live=True,
        icon=":material/search:",
        autocomplete="off",
    )
    if not text.strip():
        return
    scope = current_scope()
    # Read once: what is typed next is looked for in the same names.
    names = run(school_names, Scope(cycle=scope.cycle, as_of=scope.as_of))
    found = found_schools(names, text)
    if found.empty:
        st.caption(f"По словам «{plain(text.strip())}» в цикле {scope.cycle} ничего не найдено.")
        return
    for row in rows_of(found):
        schools = run(schools_of, scope, municipality_id=row.municipality_id).set_index("school_id")["label"]
        municipality = current_view().labels[str(row.municipality_id)]
        st.button(
            plain(f"{row.short_name} · {municipality}"),
            key=f"found-{row.municipality_id}-{row.school_id}",
            on_click=_open,
            args=(municipality, schools[row.school_id]),
            width="stretch",
            type="tertiary",
        )
    rest = int(found["found"].iloc[0]) - len(found)
    if rest:
        st.caption(f"И ещё {schools_counted(rest)}: уточните запрос.")


def _open(municipality: str, school: str) -> None:
    to_school(municipality, school)
    st.session_state[KEY] = ""
    st.session_state[OPENED] = True
