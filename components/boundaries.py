"""«Границы на карте» on the page «Загрузка данных»: a GeoJSON of one's own, what matches, confirm, remove."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.panels import TABLE, panel
from components.source import own_engine
from components.text import plain
from components.view import current_scope, current_view
from data.boundary_file import MOST_BYTES, ReadBoundaries, read_boundaries
from data.boundary_sets import add_boundaries, remove_boundaries
from data.database import reading
from methodology.words import counted, number
from queries.columns import BOUNDARY_MATCH
from queries.frames import rows_of
from queries.maps import boundary_sets, match_words, preview_match

UPLOADER, READ, SAID = "_boundaries_uploader", "_boundaries_read", "_boundaries_said"


@dataclass(frozen=True)
class Uploaded:
    """One file of the field: read once while it stays there."""

    file_id: str
    read: ReadBoundaries


def boundaries_section(files: TableFiles) -> None:
    """Which boundaries the map uses, and a file of one's own. Nothing is written before the confirmation."""
    with st.container(border=True):
        st.markdown(
            "## Границы на карте",
            help="Карта берёт тот набор границ, в котором нашлось больше всего ваших муниципалитетов: загруженный "
            "здесь или один из поставляемых с программой.",
        )
        if said := st.session_state.pop(SAID, None):
            st.success(said, icon=":material/check_circle:")
        _sets()
        uploaded = st.file_uploader(
            f"Свои границы: GeoJSON, до {MOST_BYTES // 2**20} МБ",
            type=["geojson", "json"],
            max_upload_size=MOST_BYTES // 2**20,
            key=f"{UPLOADER}{st.session_state.get(UPLOADER, 0)}",
            help="Многоугольники муниципалитетов в градусах WGS 84 со свойством name (название), лучше и с oktmo (код "
            "муниципалитета в книге). Из файла берутся только названия, коды и координаты.",
        )
        if uploaded is None:
            st.session_state.pop(READ, None)
            return
        kept: Uploaded | None = st.session_state.get(READ)
        if kept is None or kept.file_id != uploaded.file_id:
            kept = Uploaded(uploaded.file_id, read_boundaries(uploaded.getvalue()))
            st.session_state[READ] = kept
        for finding in kept.read.findings:
            show = st.error if finding.severity == "error" else st.info
            show(f"{plain(finding.message)} {plain(finding.remedy)}")
    if kept.read.shapes:
        _confirmation(kept.read, uploaded.name, uploaded.getvalue(), files)


def _sets() -> None:
    frame = run(boundary_sets, current_scope())
    own = frame[frame["kind"] == "own"]
    used = frame[frame["used"]]
    if not current_view().source.own_has_loads:
        st.caption("Муниципалитеты ещё не загружены: подходят ли им границы, станет видно после загрузки книги.")
    elif used.empty:
        st.caption(
            "Сейчас карта рисуется без границ: ни один набор не подходит к загруженным муниципалитетам. С программой "
            "поставляются Свердловская, Томская и Иркутская области и Республика Карелия."
        )
    else:
        row = used.iloc[0]
        st.caption(
            f"Сейчас на карте: {plain(str(row['title']))}; "
            f"{match_words(int(row['matched']), int(row['municipalities']))}. {plain(str(row['attribution']))}."
        )
    for row in rows_of(own):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                plain(f"«{row.title}»: {counted(row.territories, 'территория', 'территории', 'территорий')}"),
                width="content",
            )
            if st.button("Убрать с карты", key=f"boundaries_remove_{row.set_key}", icon=":material/delete:"):
                remove_boundaries(own_engine(), int(row.set_key))
                st.session_state[SAID] = plain(f"Границы «{row.title}» убраны. Загрузить их можно снова.")
                st.rerun()


def _confirmation(read: ReadBoundaries, file_name: str, content: bytes, files: TableFiles) -> None:
    with reading(own_engine()) as connection:
        frame = preview_match(read.shapes, connection, current_scope())
    known = frame.dropna(subset=["municipality_id"])
    if known.empty:
        territories = counted(len(read.shapes), "территория", "территории", "территорий")
        st.info(
            f"В файле {territories}. Муниципалитеты ещё не загружены: совпадения станут видны после загрузки книги."
        )
        _save_button(read, file_name, content)
        return
    matched = int(known["territory"].notna().sum())
    with panel(
        "Что совпало",
        "Сначала по коду муниципалитета, потом по названию, потом по другому названию того же места.",
        _unmatched_first(frame),
        BOUNDARY_MATCH,
        files,
        key="boundaries",
        views=(TABLE,),
    ):
        if matched:
            left = len(frame) - len(known)
            st.markdown(
                f"В файле {counted(len(read.shapes), 'территория', 'территории', 'территорий')}; "
                f"{match_words(matched, len(known))}. Территорий, которых нет в книге: {number(left)}."
            )
        else:
            st.warning(
                "Ни одна территория не совпала с муниципалитетами книги. Проверьте, тот ли это файл, и добавьте в него "
                "свойство oktmo с кодами муниципалитетов."
            )
        _save_button(read, file_name, content)


def _save_button(read: ReadBoundaries, file_name: str, content: bytes) -> None:
    if not st.button("Сохранить границы", type="primary", icon=":material/save:", key="boundaries_save"):
        return
    number_of_set = add_boundaries(own_engine(), file_name, content, read.shapes)
    st.session_state[SAID] = plain(
        f"Границы «{file_name}» сохранены."
        if number_of_set is not None
        else f"Границы «{file_name}» уже загружены: ничего не изменилось."
    )
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    st.session_state.pop(READ, None)
    st.rerun()


def _unmatched_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Municipalities without a territory, then the rest, then territories without a municipality."""
    order = frame["municipality_id"].isna().astype(int) * 2 + frame["territory"].notna().astype(int)
    return frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
