"""«Документы» of the table of recommendations: a workbook, a document, a file for each receiver; made at the click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components.cached import asker, by_rules_of_now
from components.downloads import DOCX_TYPE, XLSX_TYPE, ZIP_TYPE, TableFiles, name_of_file, note_of_file
from components.view import View, current_view

TITLE = "Адресные рекомендации"


class PaperFiles(Protocol):
    """What the page hands over: makers of files of a matter, and the matter itself."""

    @property
    def book(self) -> Callable[..., bytes]:
        """Writes the workbook."""

    @property
    def document(self) -> Callable[..., bytes]:
        """Writes the document."""

    @property
    def files(self) -> Callable[..., bytes]:
        """Writes a zip with a workbook a receiver."""

    @property
    def matter(self) -> Callable[..., Any]:
        """What files are about."""


def files_menu(
    files: TableFiles, papers: PaperFiles, asked: dict[str, Any], narrowed: Sequence[tuple[str, str]]
) -> None:
    """A menu of the official files; nothing is made before the click."""
    menu = st.popover("Документы", icon=":material/description:", key="rec_files", on_change="rerun")
    if not menu.open:
        return
    view = current_view()
    by = "муниципалитетам" if view.level == "region" else "школам"
    receiver = "municipality" if view.level == "region" else "school"
    with menu:
        for words, make, kind, ending in (
            ("Книга для коллегии (xlsx)", papers.book, XLSX_TYPE, "xlsx"),
            ("Документ с таблицей (docx)", papers.document, DOCX_TYPE, "docx"),
            (f"Книги по {by} (zip)", partial(papers.files, by=receiver), ZIP_TYPE, "zip"),
        ):
            st.download_button(
                words,
                data=partial(by_rules_of_now(_content), papers, make, view, asked, tuple(narrowed)),
                file_name=name_of_file(files, TITLE, view, ending),
                mime=kind,
                key=f"rec_files_{ending}",
                on_click="ignore",
                width="stretch",
            )
        st.caption(
            "Отклонённых в документах нет. Книга: рекомендации, сводно по адресатам, показатели, кто без данных, "
            "методика."
        )


def _content(
    papers: PaperFiles,
    make: Callable[..., bytes],
    view: View,
    asked: dict[str, Any],
    narrowed: Sequence[tuple[str, str]],
) -> bytes:
    note = note_of_file(TITLE, view, narrowed)
    return make(papers.matter(asker(view.source), view.scope, view.previous, note), **asked)
