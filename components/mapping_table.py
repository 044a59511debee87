"""Which table is mapped: the file, its sheet, the mapping that was kept for such tables."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path, PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.downloads import TableFiles
from components.findings import findings_frame, findings_panel
from components.mapping_kept import chosen_mapping
from components.mapping_state import STATE, OwnTable, corrections_of, forget, remembered
from components.navigation import UPLOAD
from components.releases import release_form
from components.source import own_engine
from data.checks.privacy import releasable
from data.database import reading
from data.mapping.draft import draft, is_table
from data.mapping.kept import read_names
from data.mapping.names import Names
from data.mapping.opening import Opened, open_table
from data.reading import FILE_TYPES
from data.releases import read_releases

MOST_PILLS = 8


def choose_table(files: TableFiles) -> OwnTable | None:
    """Upload, sheet, earlier mapping; None until there is a table."""
    with st.container(border=True, key="own_table_panel"):
        st.markdown("## 1. Таблица в том виде, в каком она есть")
        uploaded = st.file_uploader(
            "Таблица ведомства: Excel, ODS или CSV, до 100 МБ",
            type=[ending.lstrip(".") for ending in sorted(FILE_TYPES)],
            key="own_table_file",
            help="Заголовки над таблицей, шапка в несколько строк, итоги, пустые повторы — не помеха. До «Загрузить» "
            "в базе ничего не меняется. Книгу по шаблону загружают на странице «Загрузка данных».",
        )
        if uploaded is None:
            st.session_state.pop(STATE, None)
            st.page_link(UPLOAD.file, label="Книга по шаблону — на странице «Загрузка данных»", icon=UPLOAD.icon)
            return None
        opened = remembered("book", uploaded.file_id, lambda: _opened(uploaded))
        sheets = {sheet.name: sheet for sheet in opened.book.sheets if is_table(sheet)} if opened.book else {}
        if sheets:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                name = _one_of("Лист", list(sheets), f"own_sheet_{uploaded.file_id}")
                kept = chosen_mapping(sheets[name], f"{uploaded.file_id}_{name}")
        elif opened.book is not None:
            st.error("В файле нет таблиц: на листах меньше двух заполненных строк.", icon=":material/error:")
        elif not releasable(opened.findings):
            first = opened.findings[0]
            st.error(f"{first.message} {first.remedy}", icon=":material/error:")
        else:
            st.error("В файле похожее на персональные данные: он не принимается.", icon=":material/error:")
    if not sheets:
        _release(opened, files)
        return None
    key = f"{uploaded.file_id}_{name}_{kept.name if kept else ''}_{kept.version if kept else 0}"
    corrections = corrections_of(key)
    names = remembered("names", key, _names)
    proposed = remembered(
        "draft",
        f"{key}{corrections}",
        lambda: draft(sheets[name], PurePath(uploaded.name).stem, names, date.today(), kept, corrections),
    )
    return OwnTable(uploaded, sheets[name], opened.findings, names, kept, corrections, proposed, key)


def _opened(uploaded: UploadedFile) -> Opened:
    with (
        tempfile.TemporaryDirectory() as folder,
        st.spinner("Читаем файл…"),
        reading(own_engine()) as connection,
    ):
        path = Path(folder) / f"table{PurePath(uploaded.name).suffix.lower()}"
        path.write_bytes(uploaded.getbuffer())
        return open_table(path, uploaded.name, read_releases(connection), date.today())


def _release(opened: Opened, files: TableFiles) -> None:
    """List what looks like personal data; a false alarm can be released, then the file is looked at again."""
    if releasable(opened.findings):
        findings_panel(
            findings_frame([asdict(each) for each in opened.findings]), "Персональные данные", files, key="own_personal"
        )
        if released := release_form(opened.findings):
            forget("book")
            st.toast(released, icon=":material/check_circle:")
            st.rerun()


def _one_of(label: str, options: list[str], key: str) -> str:
    if len(options) <= MOST_PILLS:
        return st.pills(label, options, default=options[0], required=True, key=key) or options[0]
    return st.selectbox(label, options, key=key) or options[0]


def _names() -> Names:
    with reading(own_engine()) as connection:
        return read_names(connection)
