"""«Скачать»: a table of a page as xlsx, csv, docx or pptx, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.cached import by_rules_of_now
from components.shown import Shown
from components.source import engine_of
from components.text import plain
from components.view import View, current_view
from data.database import reading
from queries.columns import TableColumn
from queries.note import ExportNote, export_note
from queries.picture import OnScreen

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF_TYPE, ZIP_TYPE = "application/pdf", "application/zip"

TableWriter = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote], bytes]
PaperWriter = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote, OnScreen], bytes]

Whole = pd.DataFrame | Callable[[], pd.DataFrame]
"""A frame, or what reads it (``components.cached.later``) where a chart draws the first of many rows only."""


class TableFiles(Protocol):
    """What a page hands over so that its tables can be taken away: the writers of the exports package."""

    @property
    def xlsx(self) -> TableWriter:
        """Writes a workbook."""

    @property
    def csv(self) -> TableWriter:
        """Writes a text table."""

    @property
    def docx(self) -> PaperWriter:
        """Writes a document: what the panel says, its charts, its table."""

    @property
    def pptx(self) -> PaperWriter:
        """Writes slides of the same."""

    @property
    def file_name(self) -> Callable[..., str]:
        """Names the file."""


def download_menu(
    title: str,
    frame: Whole,
    columns: Sequence[TableColumn],
    files: TableFiles,
    *,
    key: str,
    narrowed: Sequence[tuple[str, str]] = (),
    shown: Shown | None = None,
) -> DeltaGenerator | None:
    """A small menu with all forms of the file; nothing is drawn before it is opened, nothing built before the click.

    ``frame``: the whole table, as a frame or as what reads it then. ``narrowed``: what else than the scope narrows the
    frame, (label, value), for the note. ``shown``: what else of the panel goes into documents; it may be gathered
    after the menu is drawn. Gives the place for words about it, None while the menu is closed.
    """
    shown = shown or Shown()
    view = current_view()
    menu = st.popover(":material/download:", help=f"Скачать: {plain(title)}", key=f"{key}_download", on_change="rerun")
    if not menu.open:
        return None
    with menu:
        for form, write, mime, words in (
            ("xlsx", _alone(files.xlsx), XLSX_TYPE, "Книга Excel (xlsx)"),
            ("csv", _alone(files.csv), "text/csv", "Текст с разделителями (csv)"),
            ("docx", files.docx, DOCX_TYPE, "Документ Word (docx)"),
            ("pptx", files.pptx, PPTX_TYPE, "Слайды PowerPoint (pptx)"),
        ):
            st.download_button(
                words,
                data=partial(by_rules_of_now(_file), write, frame, columns, title, view, narrowed, shown),
                file_name=name_of_file(files, title, view, form),
                mime=mime,
                key=f"{key}_{form}",
                on_click="ignore",
                width="stretch",
            )
        st.caption(
            "В книге и в тексте — все строки и лист «О выгрузке»: отбор, срез, режим показа, загрузки, методика, нет "
            "данных. В документе — до 500 строк, на слайде — первые 10."
        )
        return st.container()


def _alone(write: TableWriter) -> PaperWriter:
    """The writer of a table without anything around it."""
    return lambda frame, columns, note, _: write(frame, columns, note)


def _file(
    write: PaperWriter,
    frame: Whole,
    columns: Sequence[TableColumn],
    title: str,
    view: View,
    narrowed: Sequence[tuple[str, str]],
    shown: Shown,
) -> bytes:
    note = note_of_file(title, view, narrowed)
    rows = whole_frame(frame)
    told = [column for column in columns if column.in_files and column.name in rows]
    return write(rows, told, note, shown.on_screen())


def name_of_file(files: TableFiles, title: str, view: View, form: str) -> str:
    """The name of a file of a page: what it is, the cycle, the mode of showing, whether all of it is made up."""
    return files.file_name(
        title,
        view.scope.cycle,
        form,
        demonstration=view.source.demonstration,
        for_council=view.scope.showing == "council",
    )


def note_of_file(title: str, view: View, narrowed: Sequence[tuple[str, str]]) -> ExportNote:
    """What a file of a page says about itself."""
    with reading(engine_of(view.source.url)) as connection:
        return export_note(
            connection,
            view.scope,
            title=title,
            page=view.page,
            demonstration=view.source.demonstration,
            made_at=datetime.now(),
            compared_with=view.previous,
            narrowed=narrowed,
        )


def whole_frame(frame: Whole) -> pd.DataFrame:
    """The frame, read if it has not been."""
    return frame if isinstance(frame, pd.DataFrame) else frame()
