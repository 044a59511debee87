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
from itertools import chain

from data.formulas import harmless
from data.sheets import INSTRUCTION, INSTRUCTION_HEADINGS, PARAMETERS, SHEETS, TEACHER_PERCENTS
from data.workbook import Workbook
from data.workbook_file import plain_rows


def copy_of(workbook: Workbook) -> bytes:
    """The zip: «Инструкция.csv» and a csv of every other sheet of the workbook, but not of «Диагностика_пед».

    Semicolons, UTF-8 with BOM.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        said = workbook.instruction
        parameters = [(each.label, getattr(said, each.name)) for each in PARAMETERS]
        _write(archive, INSTRUCTION, [INSTRUCTION_HEADINGS, *parameters])
        for sheet in SHEETS:
            # Rows of persons: of these the database keeps counts alone.
            if sheet.name in workbook.frames and sheet is not TEACHER_PERCENTS:
                headings = [column.heading for column in sheet.columns]
                _write(archive, sheet.name, chain([headings], plain_rows(sheet, workbook.frames[sheet.name])))
    return packed.getvalue()


def harmless_copy(copy: bytes) -> bytes:
    """The copy as it is given out: no cell of it is run as a formula by a program for tables."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(copy)) as kept, zipfile.ZipFile(packed, "w") as archive:
        for name in kept.namelist():
            rows = csv.reader(io.StringIO(kept.read(name).decode("utf-8-sig"), newline=""), delimiter=";")
            _write(archive, name.removesuffix(".csv"), ([_harmless_cell(cell) for cell in row] for row in rows))
    return packed.getvalue()


def _harmless_cell(cell: str) -> str:
    try:
        float(cell)  # -95.3 is a longitude
    except ValueError:
        return harmless(cell)
    return cell


def _write(archive: zipfile.ZipFile, sheet_name: str, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    # Without the time of day: the same workbook gives the same bytes.
    entry = zipfile.ZipInfo(f"{sheet_name}.csv", date_time=(1980, 1, 1, 0, 0, 0))
    archive.writestr(entry, text.getvalue().encode("utf-8-sig"), zipfile.ZIP_DEFLATED, compresslevel=1)
