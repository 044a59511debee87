"""«Резервная копия» on the page «Загрузка данных»: the whole own database as one file to take away."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.downloads import ZIP_TYPE
from components.source import own_engine, own_source
from components.upload import shown_in
from data.backup import write_backup
from data.database import reading
from methodology.words import counted, number

MADE = "_backup_made"


@dataclass(frozen=True)
class Made:
    """A backup that is ready to be taken away, and the versions of the data that it holds."""

    content: bytes
    rows: int
    made_at: datetime
    versions: tuple[tuple[str, int], ...]


def backup_section() -> None:
    """Make a backup and download it; one of data that have changed since is no longer offered."""
    with st.container(border=True, key="backup_panel"):
        st.markdown(
            "## Резервная копия",
            help="Один файл со всем, что есть в базе: загрузки с историей, показатели, границы, методика. "
            "Его принимает база любого вида. Фамилий и телефонов в базе нет, и в копии тоже.",
        )
        source = own_source()
        if not source.own_has_loads:
            st.caption("Своих данных ещё нет: копировать нечего.")
            return
        st.caption(
            "Храните копию на другом компьютере или носителе. Вернуть из неё данные может администратор сервера."
        )
        made: Made | None = st.session_state.get(MADE)
        if made is not None and made.versions != source.versions:
            del st.session_state[MADE]
            made = None
        if made is None:
            slot = st.empty()
            if not slot.button("Подготовить копию", icon=":material/archive:"):
                return
            made = st.session_state[MADE] = _made(slot, source.versions)
            slot.empty()
        st.download_button(
            f"Скачать копию: {number(len(made.content) / 1_000_000, 1)}\u00a0МБ",
            data=made.content,
            file_name=f"коллегия_копия_{made.made_at:%Y-%m-%d_%H-%M}.zip",
            mime=ZIP_TYPE,
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(f"Копия от {made.made_at:%d.%m.%Y %H:%M}: {counted(made.rows, 'строка', 'строки', 'строк')}.")


def _made(slot: DeltaGenerator, versions: tuple[tuple[str, int], ...]) -> Made:
    bar = slot.progress(0.0, "Записываем копию…")
    stream = io.BytesIO()
    with reading(own_engine()) as connection:
        manifest = write_backup(connection, stream, shown_in(bar))
    return Made(stream.getvalue(), manifest.rows, datetime.now(), versions)
