"""«Скачать»: a table of a page as xlsx or csv, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

import pandas as pd
import streamlit as st

from components.source import engine_of
from components.text import plain
from components.view import View, current_view
from data.database import reading
from queries.columns import TableColumn
from queries.note import ExportNote, export_note

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TableWriter = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote], bytes]


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
) -> None:
    """A small menu with both forms of the file; nothing is drawn before it is opened, nothing built before the click.

    ``frame``: the whole table, as a frame or as what reads it then.

    ``narrowed``: what else than the scope narrows the frame, (label, value), for the note.
    """
    view = current_view()
    menu = st.popover(":material/download:", help=f"Скачать: {plain(title)}", key=f"{key}_download", on_change="rerun")
    if not menu.open:
        return
    with menu:
        for form, write, mime, words in (
            ("xlsx", files.xlsx, XLSX_TYPE, "Книга Excel (xlsx)"),
            ("csv", files.csv, "text/csv", "Текст с разделителями (csv)"),
        ):
            st.download_button(
                words,
                data=partial(_file, write, frame, columns, title, view, narrowed),
                file_name=files.file_name(title, view.scope.cycle, form, demonstration=view.source.demonstration),
                mime=mime,
                key=f"{key}_{form}",
                on_click="ignore",
                width="stretch",
            )
        st.caption("В файле все строки и лист «О выгрузке»: отбор, срез, загрузки, методика, кто без данных.")


def _file(
    write: TableWriter,
    frame: Whole,
    columns: Sequence[TableColumn],
    title: str,
    view: View,
    narrowed: Sequence[tuple[str, str]],
) -> bytes:
    with reading(engine_of(view.source.url)) as connection:
        note = export_note(
            connection,
            view.scope,
            title=title,
            page=view.page,
            demonstration=view.source.demonstration,
            made_at=datetime.now(),
            compared_with=view.previous,
            narrowed=narrowed,
        )
    rows = whole_frame(frame)
    return write(rows, [column for column in columns if column.in_files and column.name in rows], note)


def whole_frame(frame: Whole) -> pd.DataFrame:
    """The frame, read if it has not been."""
    return frame if isinstance(frame, pd.DataFrame) else frame()
