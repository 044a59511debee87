"""The passport of a school or a municipality: what it is, why its group, beside whom it stands, how it was before."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import row_to_municipality
from components.figures_passport import (
    municipality_beside_bars,
    municipality_history_bars,
    school_beside_bars,
    school_history_lines,
)
from components.notices import nothing_here
from components.panels import TABLE, chart, legend, panel
from components.shown import finding
from components.stability import school_stability_words
from components.tables import data_table, height_of
from components.text import plain
from components.versions import versions_remark
from components.view import current_previous, current_scope
from methodology.in_use import origin_words, threshold_words
from methodology.words import reading_order
from queries.columns import (
    BESIDE_MUNICIPALITY,
    BESIDE_SCHOOL,
    GROUPS_BY_MUNICIPALITY,
    MUNICIPALITY_HISTORY,
    SCHOOL_HISTORY,
)
from queries.effectiveness import headline
from queries.frames import in_order_of
from queries.passport import school_profile
from queries.passport_municipality import low_group_beside_peers
from queries.passport_words import (
    municipality_beside_peers_in_words,
    municipality_history_in_words,
    municipality_statements,
    school_beside_peers_in_words,
    school_history_in_words,
    school_statements,
)
from queries.readable import groups_by_municipality_in_words
from queries.selection import schools_without_data

CHOICE = ("municipality_name", "schools", "low_words", "completeness_pct")
"""Columns of the list to choose from."""


def passport_choice(files: TableFiles) -> None:
    """Nothing is chosen yet: how to choose, and the municipalities to choose from."""
    st.info(
        "Паспорт — об одной школе или одном муниципалитете. Школу найдите по названию в поле «Найти школу» слева, "
        "муниципалитет отметьте в таблице или выберите в отборе «Муниципалитеты».",
        icon=":material/badge:",
    )
    frame = run(groups_by_municipality_in_words, current_scope())
    frame = in_order_of(frame, "municipality_name", "municipality_id", key=reading_order)
    with panel(
        "Муниципалитеты",
        "Флажок слева от названия открывает паспорт муниципалитета.",
        frame,
        GROUPS_BY_MUNICIPALITY,
        files,
        key="passport_choice",
        views=("",),
    ):
        data_table(
            frame,
            [column for column in GROUPS_BY_MUNICIPALITY if column.name in CHOICE],
            key="passport_choice",
            height=height_of(len(frame), 1, 560),
            alt="Муниципалитеты, паспорт которых можно открыть",
            on_row=row_to_municipality,
        )


def school_head() -> None:
    """What the school is, in a line."""
    st.markdown(" ".join(_said_of_school("head")))


def school_words() -> None:
    """The school's group and what it follows from, in sentences."""
    said = [*_said_of_school("group", "bounds", "turn"), *school_stability_words(), *_said_of_school("data")]
    _sentences("Почему такая группа", said)


def municipality_words() -> None:
    """The municipality's groups and data, in sentences."""
    _sentences("Главное", _said_of_municipality("groups", "peers", "data", "silent"))


def _said_of_school(*topics: str) -> list[str]:
    scope = current_scope()
    said = school_statements(
        run(school_profile, scope),
        run(school_beside_peers_in_words, scope),
        run(school_history_in_words, scope),
    )
    return [plain(said[topic]) for topic in topics if topic in said]


def _said_of_municipality(*topics: str) -> list[str]:
    scope = current_scope()
    said = municipality_statements(
        run(headline, scope, previous=current_previous()),
        run(low_group_beside_peers, scope),
        run(municipality_beside_peers_in_words, scope),
        run(schools_without_data, scope),
        run(municipality_history_in_words, scope),
    )
    return [plain(said[topic]) for topic in topics if topic in said]


def _sentences(title: str, said: list[str]) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown("\n".join([f"## {title}", *(f"- {words}" for words in said)]))


def school_beside_panel(files: TableFiles) -> None:
    """The school's criteria beside the medians of its municipality and its cluster."""
    frame = run(school_beside_peers_in_words, current_scope())
    with panel(
        "Критерии рядом с медианами",
        "Столбец — выполнение критерия школой (балл / максимум). Медианы — по всем школам муниципалитета и кластера, у "
        "которых есть балл по тем же критериям; сколько их, видно в таблице. Другие отборы на медианы не влияют.",
        frame,
        BESIDE_SCHOOL,
        files,
        key="beside_school",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Критериев этого цикла в базе нет.")
            return
        st.markdown(" ".join(_said_of_school("criteria", "peers")))
        cluster = frame["cluster"].iloc[0]
        around = f"ромб — медиана школ кластера «{plain(cluster)}»" if cluster else "кластер у муниципалитета не указан"
        legend(f"Черта — медиана школ муниципалитета, {around}.")
        chart(
            school_beside_bars(frame),
            key="beside_school",
            alt="Выполнение критериев школой рядом с медианами муниципалитета и кластера. Те же числа — в таблице.",
            file_name="критерии школы и медианы",
        )


def municipality_beside_panel(files: TableFiles) -> None:
    """The municipality's criteria beside the medians of its cluster and of all municipalities."""
    frame = run(municipality_beside_peers_in_words, current_scope())
    with panel(
        "Критерии рядом с медианами",
        "Столбец — Σ баллов / Σ максимумов школ с данными. Медианы — по таким же значениям муниципалитетов кластера и "
        f"всех муниципалитетов, если данные есть не менее чем от {threshold_words('mo_coverage_min')} % "
        f"школ ({origin_words('mo_coverage_min')}) и критерии те же. Белый столбец со звёздочкой — данных меньше.",
        frame,
        BESIDE_MUNICIPALITY,
        files,
        key="beside_municipality",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Критериев этого цикла в базе нет.")
            return
        if said := _said_of_municipality("criteria"):
            st.markdown(" ".join(said))
        cluster = frame["cluster"].iloc[0]
        around = f"Черта — медиана кластера «{plain(cluster)}»" if cluster else "Кластер не указан"
        st.markdown(f":small[{around}, ромб — медиана всех муниципалитетов.]")
        chart(
            municipality_beside_bars(frame),
            key="beside_municipality",
            alt="Выполнение критериев муниципалитетом рядом с медианами кластера и всех муниципалитетов. Те же числа — "
            "в таблице.",
            file_name="критерии муниципалитета и медианы",
        )


def school_history_panel(files: TableFiles) -> None:
    """Total, group and completeness of the school by cycle, and of schools joined to it."""
    frame = run(school_history_in_words, current_scope())
    with panel(
        "Что было раньше",
        "Итог (Э-ИТОГ) по циклам; цвет точки — группа. Линия соединяет циклы с одними критериями; пунктир «другие "
        "критерии» — до и после него не сравнивают. Отрезок — границы итога при неполных данных. Белые точки — нет "
        "группы или школа, которая присоединена к этой.",
        frame,
        SCHOOL_HISTORY,
        files,
        key="school_history",
    ) as view:
        if view == TABLE:
            return
        legend("Линия — критерии те же.")
        chart(
            school_history_lines(frame),
            key="school_history",
            alt="Итог и группа школы по циклам. Те же числа — в таблице.",
            file_name="история школы",
        )
        finding(" ".join(_said_of_school("history")))
        versions_remark()


def municipality_history_panel(files: TableFiles) -> None:
    """The municipality's schools by group and cycle, and those of municipalities that it succeeded."""
    frame = run(municipality_history_in_words, current_scope())
    with panel(
        "Что было раньше",
        "Школы по группам в каждом цикле. Группа по акту важнее расчётной. Пунктир — начало других критериев или "
        "другой методики.",
        frame,
        MUNICIPALITY_HISTORY,
        files,
        key="municipality_history",
    ) as view:
        if view == TABLE:
            return
        legend("Число на столбце — школы.", without_group=True)
        chart(
            municipality_history_bars(frame),
            key="municipality_history",
            alt="Школы муниципалитета по группам и циклам. Те же числа — в таблице.",
            file_name="история муниципалитета",
        )
        finding(" ".join(_said_of_municipality("history")))
        versions_remark()
