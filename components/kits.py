"""The kit of «Коллегия»: made with a bar that moves, kept as it was made, taken away again."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.checklist import checked_now
from components.downloads import ZIP_TYPE, TableFiles
from components.navigation import MEETING
from components.panels import panel
from components.papers import Papers, body_lines, check_typed, options_of, signing_post
from components.sitting import acted_post
from components.source import engine_of
from components.tables import data_table
from components.text import plain
from components.upload import shown_in
from components.view import View, current_scope, current_view
from data.acting import ActRefusedError, checked_post
from data.database import reading
from data.kits import keep_kit, read_kit
from queries.checklist import errors_of, reservations_of
from queries.columns_decisions import KITS
from queries.frames import rows_of
from queries.kits import kits
from queries.note import ExportNote, export_note
from queries.scope import Scope
from queries.shared import KEPT, Kept

MADE, AGAIN = "_kit_made", "kit_again"


def kit_panel(papers: Papers) -> None:
    """Make all papers of the meeting at once."""
    with st.container(border=True, key="kit_panel"):
        st.markdown(
            "## Комплект",
            help="Все документы заседания одним файлом zip. Комплект сохраняется так, как выпущен: решение всегда "
            "можно проверить по числам, из которых оно составлено.",
        )
        st.caption(
            "Решение, приказ об итогах, справка, слайды, книга приложений с диаграммами, паспорта школ низкой степени, "
            "отчёт об исполнении, выписки и «О комплекте»: отбор, дата данных, загрузки, методика, контрольные суммы. "
            "Приказ и выписки входят, когда решение принято; в книге приложений — рекомендации, вошедшие в решение, а "
            "пока его нет — все, с пометкой «предложения»."
        )
        checked = checked_now()
        if stops := list(errors_of(checked, with_decision=False)):
            st.error(plain(" ".join(stops)), icon=":material/error:")
            return
        without = list(errors_of(checked, with_decision=True))
        words = "Собрать комплект без решения" if without else "Собрать комплект"
        slot = st.empty()
        if slot.button(words, type="primary", icon=":material/folder_zip:", key="make_kit"):
            _make(papers, slot, reservations_of(checked))
        url, number = st.session_state.get(MADE, ("", 0))
        frame = run(kits, current_scope())
        for row in rows_of(frame[frame["kit_id"] == number] if url == current_view().source.url else frame.head(0)):
            st.success(
                f"Комплект № {row.kit_id} собран: файлов {row.files}, {row.size_words}.", icon=":material/check:"
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                _download(row, "kit_now", "Скачать комплект", kind="primary")
                st.page_link(MEETING.file, label="Подготовить заседание", icon=MEETING.icon)


def _make(papers: Papers, slot: Any, warnings: tuple[str, ...]) -> None:
    view = current_view()
    try:
        post = checked_post(acted_post())
        check_typed()
        bar = slot.progress(0.0, "Начинаем…")
        # One connection, one transaction: nothing that is loaded meanwhile gets into half of the papers.
        with reading(engine_of(view.source.url)) as connection:
            connection.execution_options(**{KEPT: Kept()})
            notes = partial(_note, connection, view, datetime.now().replace(microsecond=0))
            matter = papers.matter(
                partial(_ask, connection), view.scope, view.previous, notes(view.scope), body_lines(), signing_post()
            )
            made = papers.kit(matter, options_of(papers, warnings), notes, shown_in(bar))
        number = keep_kit(engine_of(view.source.url), made, post)
        st.session_state[MADE] = view.source.url, number
        # «Скачать ещё раз» is about the one just made.
        st.session_state[AGAIN] = number
    except (ActRefusedError, papers.refused) as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        return
    st.rerun()


def _ask(connection: Any, query: Any, scope: Scope, **parameters: Any) -> pd.DataFrame:
    frame: pd.DataFrame = query(connection, scope, **parameters)
    return frame


def _note(connection: Any, view: View, made_at: datetime, scope: Scope) -> ExportNote:
    return export_note(
        connection,
        scope,
        title="Комплект коллегии",
        page=view.page,
        demonstration=view.source.demonstration,
        made_at=made_at,
        compared_with=view.previous,
    )


def kits_panel(files: TableFiles) -> None:
    """The kits that were handed out, each to be taken away again; nothing is ever removed from here."""
    frame = run(kits, current_scope())
    if frame.empty:
        return
    with panel(
        "Выпущенные комплекты",
        "Комплекты цикла, как они выпущены: файл хранится без изменений и скачивается тем же до последнего байта. "
        "Записи не стираются. В режиме для совета — только комплекты для совета.",
        frame,
        KITS,
        files,
        key="kits",
        views=("",),
    ):
        data_table(frame, KITS, key="kits", alt="Выпущенные комплекты")
        rows = {int(row.kit_id): row for row in rows_of(frame)}
        if st.session_state.get(AGAIN) not in rows:
            st.session_state.pop(AGAIN, None)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            number = st.selectbox(
                "Комплект",
                list(rows),
                format_func=lambda key: f"№ {key} от {rows[key].made_words}, {rows[key].scope_words}",
                key=AGAIN,
                width=420,
            )
            _download(rows[int(number)], "kit_again_file", "Скачать ещё раз")


def _download(row: Any, key: str, words: str, kind: Any = "secondary") -> None:
    st.download_button(
        words,
        data=partial(_content, current_view().source.url, int(row.kit_id)),
        file_name=row.file_name,
        mime=ZIP_TYPE,
        icon=":material/download:",
        type=kind,
        key=key,
        on_click="ignore",
    )


def _content(url: str, number: int) -> bytes:
    with reading(engine_of(url)) as connection:
        return read_kit(connection, number)
