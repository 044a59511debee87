"""Reading a file in a child process: whatever the file does to the reader, the server lives on."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from data.findings import Finding
from data.workbook_parts import Aside

FILE_TYPES = (".xlsx", ".xls", ".ods", ".xlsm", ".xlsb", ".csv")
MAX_FILE_BYTES = 100 * 1024 * 1024
"""A region's workbook has 2–10 MB; what is larger holds pictures or formatting."""
MAX_MEMORY_BYTES = 1024**3
"""Of addresses, so a little more than what is used; tried: a workbook of 9,293 schools takes 0.3 GB."""
MAX_SECONDS = 60.0
CHILD = (sys.executable, "-c", "from data.reader_process import main; main()")

_ROOT = Path(__file__).resolve().parents[1]

Format = Literal["xlsx", "xlsb", "ods", "xls", "csv"]


@dataclass(frozen=True)
class RawSheet:
    """A sheet as the file has it.

    ``rows`` are the rows that are not wholly empty, the first one being the headings, ``row_numbers`` their numbers
    as the spreadsheet program shows them. An empty cell is '' or missing at the end of its row, an error cell its
    text («#REF!»). ``complete`` is False where only the headings were read, because the sheet is not one of ours.
    ``too_far`` names the last filled cell where the sheet has too many cells to be read at all. ``first_column`` is the
    number of the spreadsheet's column where rows begin. ``rest``: of a sheet that isn't ours, what stands below
    ``rows`` and could be personal data: index in a row → different cells → the row where each stands first.
    ``merged`` are the merged cells, as first row, first column, last row, last column (numbers of the spreadsheet
    program), ``formulas`` the cells that are counted by a formula, as row and column: both only where the whole book
    was asked for, and not in every format. ``formulas`` is None unless all of them are known: in xlsx alone, and there
    not in a sheet where a formula's cell doesn't say where it stands or counts other cells too, nor with too many.
    """

    name: str
    row_numbers: list[int] = field(default_factory=list)
    rows: list[list[object]] = field(default_factory=list)
    complete: bool = True
    too_far: str | None = None
    first_column: int = 1
    rest: dict[int, dict[object, int]] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] | None = None


@dataclass(frozen=True)
class RawWorkbook:
    """All sheets of a file, in its order; ``format`` is what the file is, whatever its name says.

    ``asides`` are the texts outside the cells. ``assumed``: its «Инструкция» is none of the file's.
    """

    format: Format
    sheets: tuple[RawSheet, ...]
    asides: tuple[Aside, ...] = ()
    assumed: bool = False


def column_letters(number: int) -> str:
    """«A» for 1, «AB» for 28: how a spreadsheet program calls a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


SheetRead = Callable[[RawSheet], None]


def read_file(
    path: Path, file_name: str, *, whole: bool = False, told: SheetRead | None = None
) -> RawWorkbook | Finding:
    """The sheets of the file, or the one finding that says why it cannot be read.

    ``file_name`` is the user's name of the file: its ending says what to expect, its stem names a csv's only sheet.
    ``whole``: sheets that aren't of the template are read to their end as well, with their merged cells.
    ``told`` hears of each sheet while the next one is being read; whether the file can be read isn't known by then.
    """
    command = [*CHILD, str(path.resolve()), file_name, str(MAX_MEMORY_BYTES), *(("whole",) if whole else ())]
    sheets: list[RawSheet] = []
    outcome: RawWorkbook | Finding | None = None
    too_long = threading.Event()
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None

        def stop() -> None:
            too_long.set()
            child.kill()

        limit = threading.Timer(MAX_SECONDS, stop)
        limit.start()
        try:
            while outcome is None:
                # The child is our own code, so its pickles may be trusted.
                part = pickle.load(child.stdout)
                if isinstance(part, RawSheet):
                    sheets.append(part)
                    if told is not None:
                        told(part)
                else:
                    outcome = part
        except (EOFError, pickle.UnpicklingError):
            pass  # it died: at the end of its time, or of its memory
        finally:
            limit.cancel()
    if isinstance(outcome, RawWorkbook):
        return replace(outcome, sheets=tuple(sheets))
    if outcome is not None:
        return outcome
    if too_long.is_set():
        return Finding(
            "error",
            "file_reading_time",
            f"Файл не удалось прочитать за {MAX_SECONDS:.0f} секунд: чтение остановлено.",
            "Уберите из книги рисунки, лишнее оформление и пустые строки под таблицами, сохраните её как .xlsx "
            "и загрузите снова.",
        )
    return Finding(
        "error",
        "file_reading_failed",
        "Программа чтения остановилась на этом файле: он повреждён или требует слишком много памяти.",
        "Откройте файл в Excel или LibreOffice, скопируйте таблицы в новую книгу (только значения), "
        "сохраните её как .xlsx и загрузите снова.",
    )
