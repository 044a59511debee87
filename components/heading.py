"""The head of a page: where the reader stands, the question, and what is selected."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.drill import reset_filters, to_region, to_whole_municipality
from components.navigation import UPLOAD
from components.source import CHOICE_KEY, DEMONSTRATION, OWN, Source
from components.text import plain
from components.view import current_scope, current_view
from methodology.words import day, number, plural, schools
from queries.dictionaries import schools_of
from queries.selection import selection_summary
from queries.versions import recounted_words, versions_by_cycle
from queries.wording import filters_in_words


def breadcrumb() -> None:
    """Region › municipality ›: the steps that widen the scope; where the reader stands, the heading says."""
    view = current_view()
    scope = view.scope
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if not scope.municipalities:
            st.caption("Все муниципалитеты", width="content")
            return
        st.button("Все муниципалитеты ›", key="crumb_region", type="tertiary", on_click=to_region)
        if view.level == "region":
            names = ", ".join(view.labels[code] for code in scope.municipalities[:3])
            rest = len(scope.municipalities) - 3
            st.caption(plain(f"{names} и ещё {rest}" if rest > 0 else names), width="content")
        if view.level == "school":
            name = plain(view.labels[scope.municipalities[0]])
            st.button(f"{name} ›", key="crumb_municipality", type="tertiary", on_click=to_whole_municipality)


def page_title(question: str) -> None:
    """The question of the page; inside one municipality or school, its name below."""
    view = current_view()
    scope = view.scope
    st.title(question, anchor=False)
    # Its place is kept also when it is empty: else the line of the selection would stand there twice during a click.
    below = st.container()
    if view.level == "region":
        return
    name = view.labels[scope.municipalities[0]]
    if scope.school is not None:
        labels = run(schools_of, scope, municipality_id=scope.school.municipality_id).set_index("school_id")["label"]
        name = str(labels[scope.school.school_id])
    below.header(plain(name), anchor=False)


def selection_line() -> int:
    """«Отобрано N школ из M, оценки есть у K, срез ДД.ММ.ГГГГ», with the mark of an earlier state; returns N."""
    view = current_view()
    summary = run(selection_summary, current_scope()).iloc[0]
    selected, total = int(summary["selected"]), int(summary["total"])
    cut = day(summary["cut_to"])
    if summary["cut_from"] != summary["cut_to"]:
        cut = f"{day(summary['cut_from'])}–{cut}"
    words = (
        f"{plural(selected, 'Отобрана', 'Отобраны', 'Отобрано')} {schools(selected)} из {number(total)}, "
        f"оценки по критериям есть у {number(int(summary['with_data']))}, срез {cut}. "
        f"Цикл {summary['cycle']}, методика №\u00a0{summary['methodology']}."
    )
    if view.previous is not None:
        words += f" Изменения — к циклу {view.previous}."
        if recounted := recounted_words(run(versions_by_cycle, view.scope, previous=view.previous), view.previous):
            words += f" **{recounted}**"
    if summary["excluded"]:
        words += f" Не работают в цикле: {schools(int(summary['excluded']))}."
    if view.scope.as_of is not None:
        words += f" :blue-badge[:material/history: Состояние после загрузки №\u00a0{view.scope.as_of}]"
    st.caption(words)
    if narrowed := "; ".join(f"{label} — {value}" for label, value in filters_in_words(view.scope)):
        # A filter set elsewhere and forgotten would make papers about these schools alone: not in the pale line.
        st.markdown(f":material/filter_alt: **Отбор: {plain(narrowed)}**")
    return selected


def demonstration_banner(source: Source) -> None:
    """Leads from the demonstration to own data."""
    if not source.demonstration:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="demonstration_banner"):
        st.markdown(":material/info: **Демонстрационные данные**: область, школы и числа вымышлены.", width="stretch")
        if source.own_has_loads:
            st.button("Вернуться к своим данным", on_click=_to_own, type="primary")
        else:
            st.page_link(UPLOAD.file, label="Начать со своих", icon=":material/upload:", width="content")


def source_switch(source: Source) -> None:
    """Between own data and the demonstration, once there are own data."""
    if source.own_has_loads:
        st.segmented_control(
            "Данные",
            [OWN, DEMONSTRATION],
            default=OWN,
            required=True,
            key=CHOICE_KEY,
            bind="query-params",
            width="stretch",
            on_change=reset_filters,
        )


def _to_own() -> None:
    st.session_state[CHOICE_KEY] = OWN
    reset_filters()
