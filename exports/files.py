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

Writer = Callable[[pd.DataFrame, Sequence[TableColumn], ExportNote], bytes]


class TableForms(NamedTuple):
    """Writers of both forms of a table and the name of its file."""

    xlsx: Writer
    csv: Writer
    file_name: Callable[..., str]


TABLE_FILES = TableForms(table_xlsx, table_csv, safe_file_name)


class ReturnedForms(NamedTuple):
    """What gives a workbook back with remarks, and the name of that file."""

    content: Callable[[bytes, str, Sequence[Finding]], bytes]
    file_name: Callable[[str], str]


RETURNED_FILES = ReturnedForms(returned_workbook, returned_name)
