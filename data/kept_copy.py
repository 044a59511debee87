"""The copy of a workbook that is kept with its load: only what was checked, never the file itself.

A file may hold what no check has seen (comments, document properties, hidden or foreign sheets), so its bytes are not
kept; its SHA-256 is. The copy is a zip with one csv a sheet, in the template's headings: an xlsx of a region takes
7 s to write, this 0.3 s.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from data.sheets import INSTRUCTION, INSTRUCTION_HEADINGS, PARAMETERS, SHEETS
from data.workbook import Workbook
from data.workbook_file import plain_rows


def copy_of(workbook: Workbook) -> bytes:
    """The zip: «Инструкция.csv» and a csv of every sheet that the workbook has; semicolons, UTF-8 with BOM."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        said = workbook.instruction
        parameters = [(each.label, getattr(said, each.name)) for each in PARAMETERS]
        archive.writestr(_entry(INSTRUCTION), _csv(INSTRUCTION_HEADINGS, parameters))
        for sheet in SHEETS:
            if sheet.name in workbook.frames:
                headings = [column.heading for column in sheet.columns]
                archive.writestr(_entry(sheet.name), _csv(headings, plain_rows(sheet, workbook.frames[sheet.name])))
    return packed.getvalue()


def _entry(sheet_name: str) -> zipfile.ZipInfo:
    """Without the time of day: the same workbook gives the same bytes."""
    entry = zipfile.ZipInfo(f"{sheet_name}.csv", date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
