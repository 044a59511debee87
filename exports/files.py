"""What a page hands to its tables so that they can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from data.findings import Finding
from exports.about import safe_file_name
from exports.returned import returned_name, returned_workbook
from exports.table_file import table_csv, table_xlsx
from queries.columns import TableColumn
from queries.note import ExportNote
from queries.picture import OnScreen

Writer = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote], bytes]


PaperWriter = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote, OnScreen], bytes]


class TableForms(NamedTuple):
    """Writers of all forms of a table and the name of its file."""

    xlsx: Writer
    csv: Writer
    docx: PaperWriter
    pptx: PaperWriter
    file_name: Callable[..., str]


def _docx(
    frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote, shown: OnScreen | None = None
) -> bytes:
    # Imported at the click: the libraries take 0.2 s, and most readers of a page ask for no document.
    from exports.papers.panel import panel_docx

    return panel_docx(frame, columns, note, shown)


def _pptx(
    frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote, shown: OnScreen | None = None
) -> bytes:
    from exports.papers.panel import panel_pptx

    return panel_pptx(frame, columns, note, shown)


TABLE_FILES = TableForms(table_xlsx, table_csv, _docx, _pptx, safe_file_name)


class ReturnedForms(NamedTuple):
    """What gives a workbook back with remarks, and the name of that file."""

    content: Callable[[bytes, str, Sequence[Finding]], bytes]
    file_name: Callable[[str], str]


RETURNED_FILES = ReturnedForms(returned_workbook, returned_name)
