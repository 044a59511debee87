"""The child that opens a file: python -m data.reader_process PATH FILE_NAME MEMORY_BYTES [whole] → pickles on stdout.

Each sheet is handed over while the next one is read; what they belong to, or why the file can't be read, comes last.
It must not import pandas: it starts for every file, and its memory is limited.
"""

from __future__ import annotations

import csv
import gc
import io
import pickle
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

import python_calamine

from data.findings import Finding
from data.reading import RawSheet, RawWorkbook, SheetRead, column_letters
from data.sheets import INSTRUCTION, SHEETS
from data.spelling import fold
from data.workbook_parts import binary_asides, zip_asides

MAX_CELLS = 10_000_000
"""Cells of a sheet between its first and last filled one: a reader asks memory for all of them at once."""
MAX_UNPACKED_BYTES = 1_000_000_000
CHUNK_BYTES = 4 * 1024 * 1024
HEADING_ROWS = 20
"""Rows handed over of a sheet that isn't ours: enough to find its headings under a title."""
MAX_ERROR_CELLS = 100_000
MAX_HIDDEN = 20_000
MAX_FORMULAS = 100_000
"""Cells with formulas handed over of a sheet; if it has more, they count as not known at all."""
MAX_MERGED = 20_000
"""Merged cells handed over of a sheet, the upper ones: headers have dozens of them."""
SMALLEST_TELLING = 10**9
"""A smaller number is no phone, СНИЛС or ИНН."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OURS = {fold(name) for name in (INSTRUCTION, *(sheet.name for sheet in SHEETS))}

_ODD_CELL = re.compile(rb"<c(?! r=\"(?:[A-J]\d{1,6}|A?[A-Z]1?\d{1,5})\")[\s/>]")
"""A cell that may lie far away or doesn't say where it is; a sheet without any has about ``MAX_CELLS`` at most: 10 ×
999,999 or 52 × 199,999."""
_CELL_OF_A_NAMESPACE = re.compile(rb"<\w+:c[\s/>]")
_PLACE = rb"(?:[^>]*?\sr=[\"']([A-Z]+)(\d+)[\"'])?"
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])" + _PLACE + rb"[^>]*?(?:(/>|></)|>)")
_ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(?:(row)(?=[\s/>])(?:[^>]*?\sr=[\"'](\d+)[\"'])?|c(?=[\s/>])" + _PLACE + rb")[^>]*?(?:(/>|></)|>)"
)
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]+)(\d+)[^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])[^>]*>\s*<(?:\w+:)?f[\s/>]")
_FORMULA_OF_MANY = re.compile(
    rb"<(?:\w+:)?f\s(?=[^>]*\bt=[\"'](?:array|dataTable)[\"'])[^>]*\bref=[\"']([A-Z]+\d+):(?!\1[\"'])"
)
"""A formula that counts other cells as well, which have nothing but their values."""
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row(?=\s)(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*?\sr=[\"'](\d+)")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col(?=\s)(?=[^>]*\shidden=[\"'](?:1|true)[\"'])[^>]*>")
_EDGES = re.compile(rb"\s(min|max)=[\"'](\d+)")

_PLAIN_REMEDY = "Откройте файл в Excel или LibreOffice и сохраните как книгу .xlsx, затем загрузите её."


class UnreadableError(Exception):
    """The file cannot be read; ``finding`` says why and what to do."""

    def __init__(
        self, check: str, message: str, remedy: str, sheet: str | None = None, value: str | None = None
    ) -> None:
        """The texts of the finding."""
        super().__init__(message)
        self.finding = Finding("error", check, message, remedy, sheet=sheet, value=value)


@dataclass
class UsedRange:
    """First and last filled row and column of a sheet (from 1), its error cells: (row, column) → text, its formulas.

    ``formulas`` is None where not all of them are known.
    Rows and columns that are hidden, and what the part has after its cells, are noted on the way.
    """

    first_row: int = 0
    last_row: int = 0
    first_column: int = 0
    last_column: int = 0
    last_cell: str = ""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] | None = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    tail: str = ""

    @property
    def cells(self) -> int:
        """Cells of the rectangle."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1) if self.last_row else 0

    def add(self, row: int, column: int) -> None:
        """Widen the rectangle to a filled cell."""
        self.first_row = min(self.first_row or row, row)
        self.last_row = max(self.last_row, row)
        self.first_column = min(self.first_column or column, column)
        self.last_column = max(self.last_column, column)


def _unheard(_sheet: RawSheet) -> None:
    pass


def read(path: Path, file_name: str, *, whole: bool = False, told: SheetRead = _unheard) -> RawWorkbook:
    """The sheets of a file that we load; of other sheets the headings, or ``whole``. Raises UnreadableError.

    ``told`` hears of each sheet as soon as it is read.
    """
    with path.open("rb") as stream:
        magic = stream.read(8)
    if magic.startswith(_ZIP):
        return _read_zip(path, whole, told)
    if magic == _OLE:
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in path.read_bytes():
            raise _password()
        sheets = _read_sheets(path, {}, whole, told)
        return RawWorkbook("xls", sheets, binary_asides(path.read_bytes(), _texts_of(sheets)))
    if file_name.lower().endswith(".csv"):
        sheet = _read_csv(path.read_bytes(), PurePath(file_name).stem)
        told(sheet)
        return RawWorkbook("csv", (sheet,))
    raise _no_workbook()


def _read_zip(path: Path, whole: bool, told: SheetRead) -> RawWorkbook:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise UnreadableError(
                    "file_unpacked_size",
                    "В распакованном виде файл больше 1 ГБ: такая книга не читается.",
                    "Оставьте в книге только листы шаблона, уберите рисунки и лишнее оформление.",
                )
            names = set(archive.namelist())
            if len(names) < len(archive.infolist()):
                raise _damaged()  # which of two parts of one name is read depends on the reader
            if "xl/workbook.xml" in names:
                parts = dict(_sheet_parts(archive))
                owners = _owners(archive, parts)
                # Beside the reader, which lets other threads work: the next sheet is measured while one is read.
                with ThreadPoolExecutor(max_workers=1) as beside:
                    measured = {name: beside.submit(_used_range, archive, part) for name, part in parts.items()}
                    sheets = _read_sheets(path, measured, whole, told)
                tails = {name: used.result().tail for name, used in measured.items() if used.result().tail}
                return RawWorkbook("xlsx", sheets, zip_asides(archive, owners, tails))
            if "xl/workbook.bin" in names:
                comments = b"\0".join(archive.read(name) for name in names if name.startswith("xl/comments"))
                asides = (*zip_asides(archive, {}, {}), *binary_asides(comments, ()))
                return RawWorkbook("xlsb", _read_sheets(path, {}, whole, told), asides)
            if "content.xml" in names and "META-INF/manifest.xml" in names:
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise _password()
                return RawWorkbook("ods", _read_sheets(path, {}, whole, told), zip_asides(archive, {}, {}))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, NotImplementedError, EOFError, OSError) as error:
        raise _damaged() from error
    raise _no_workbook()


def _texts_of(sheets: Iterable[RawSheet]) -> Iterator[str]:
    for sheet in sheets:
        yield sheet.name
        for row in sheet.rows:
            yield from (cell for cell in row if isinstance(cell, str))
        for column in sheet.rest.values():
            yield from (cell for cell in column if isinstance(cell, str))


def _owners(archive: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, str]:
    """Part of the archive (comments, drawings) → the sheet that names it among its relations."""
    names = set(archive.namelist())
    owners: dict[str, str] = {}
    for sheet, part in parts.items():
        folder, _, file = part.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        if relations in names:
            for relation in ElementTree.fromstring(archive.read(relations)):
                target = relation.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                owners[whole] = sheet
    return owners


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of every sheet and the part of the archive that holds it."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            part = next((target.get(value, "") for key, value in element.items() if key.endswith("}id")), "")
            yield element.get("name", ""), part.lstrip("/") if part.startswith("/") else f"xl/{part}"


def _used_range(archive: zipfile.ZipFile, part: str) -> UsedRange:
    """Stream the sheet and find its filled rectangle (none if it is small for sure); never hold the sheet."""
    used = UsedRange()
    if part not in archive.namelist():
        return used
    if all(_is_near(used, text) for text in _marked(used, _pieces(archive, part))):
        return used
    used = UsedRange()
    if not all(_add_named_cells(used, text) for text in _marked(used, _pieces(archive, part))):
        # Some cells don't say where they are: then rows and cells must be counted one after the other.
        used = UsedRange()
        place = (0, 0)
        for text in _marked(used, _pieces(archive, part)):
            place = _add_counted_cells(used, text, place)
    used.last_cell = f"{column_letters(used.last_column)}{used.last_row}"
    return used


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end where a row does, so that no cell is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text = tail + chunk
            cut = text.rfind(b"row>") + len(b"row>") if len(text) < 4 * CHUNK_BYTES else len(text)
            if cut >= len(b"row>"):
                yield text[:cut]
                tail = text[cut:]
            else:
                tail = text
    yield tail


def _marked(used: UsedRange, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces; what is hidden in them and what follows the cells is noted in passing."""
    for text in pieces:
        if b" hidden=" in text:
            for found in _HIDDEN_COLUMN.findall(text):
                edges = {name: int(digits) for name, digits in _EDGES.findall(found)}
                first, last = edges.get(b"min", 1), min(edges.get(b"max", 1), edges.get(b"min", 1) + MAX_HIDDEN)
                used.hidden_columns.update(range(first, last + 1))
            if len(used.hidden_rows) < MAX_HIDDEN:
                used.hidden_rows.update(map(int, _HIDDEN_ROW.findall(text)))
        end = text.rfind(b"sheetData>")
        if end >= 0 and not text.startswith(b"</", text.rfind(b"<", 0, end)):
            end = -1  # the tag that opens the cells
        if not used.tail and (b"<f" in text or b":f" in text):
            _add_formulas(used, text, end if end >= 0 else len(text))
        if end >= 0 or used.tail:
            used.tail += text[end + len(b"sheetData>") if end >= 0 else 0 :][:CHUNK_BYTES].decode("utf-8", "replace")
        yield text


def _add_formulas(used: UsedRange, text: bytes, end: int) -> None:
    """Add the cells with formulas up to ``end``; none is known any more if one of them can't be placed."""
    if used.formulas is None or not (formulas := len(_FORMULA.findall(text, 0, end))):
        return
    cells = _FORMULA_CELL.findall(text, 0, end)
    used.formulas.update((int(row), _column_number(letters)) for letters, row in cells)
    if len(cells) < formulas or len(used.formulas) > MAX_FORMULAS or _FORMULA_OF_MANY.search(text, 0, end):
        used.formulas = None


def _is_near(used: UsedRange, text: bytes) -> bool:
    """Whether all cells are near enough for no one to ask where they end; then their errors are added."""
    if _ODD_CELL.search(text) or _CELL_OF_A_NAMESPACE.search(text):
        return False
    _add_errors(used, text)
    return True


def _add_errors(used: UsedRange, text: bytes) -> None:
    if b't="e"' in text or b"t='e'" in text:
        for letters, digits, value in _ERROR_CELL.findall(text):
            if len(used.errors) < MAX_ERROR_CELLS:
                used.errors[int(digits), _column_number(letters)] = value.decode("utf-8", "replace")


def _add_named_cells(used: UsedRange, text: bytes) -> bool:
    """Add the filled cells that name their place; False as soon as one doesn't."""
    places = [(letters, digits) for letters, digits, empty in _CELL.findall(text) if not empty]
    if not places:
        return True
    columns = {letters for letters, _ in places}
    if b"" in columns:
        return False
    rows = [int(digits) for digits in {digits for _, digits in places}]
    numbers = [_column_number(letters) for letters in columns]
    used.add(min(rows), min(numbers))
    used.add(max(rows), max(numbers))
    _add_errors(used, text)
    return True


def _add_counted_cells(used: UsedRange, text: bytes, place: tuple[int, int]) -> tuple[int, int]:
    """Add the filled cells, counting rows and columns on from ``place`` where they aren't named; the last place."""
    row, column = place
    for row_tag, row_number, letters, digits, empty in _ROW_OR_CELL.findall(text):
        if row_tag:
            row, column = int(row_number) if row_number else row + 1, 0
        else:
            row, column = (int(digits), _column_number(letters)) if letters else (max(row, 1), column + 1)
            if not empty:
                used.add(row, column)
    return row, column


_LETTERS: dict[bytes, int] = {}


def _column_number(letters: bytes) -> int:
    number = _LETTERS.get(letters)
    if number is None:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        _LETTERS[letters] = number
    return number


def _read_sheets(
    path: Path, measured: Mapping[str, Future[UsedRange]], whole: bool, told: SheetRead
) -> tuple[RawSheet, ...]:
    def finished(about: python_calamine.SheetMetadata, sheet: python_calamine.CalamineSheet | RawSheet) -> RawSheet:
        used = measured[about.name].result() if about.name in measured else None
        found = sheet if isinstance(sheet, RawSheet) else _rows_of(sheet, about.name, used, whole)
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            found = replace(found, hidden=True)
        told(found)
        return found

    try:
        # The reader lets other threads work: a sheet is finished while it reads the next one.
        with path.open("rb") as stream, ThreadPoolExecutor(max_workers=1) as beside:
            book = python_calamine.CalamineWorkbook.from_filelike(stream)
            sheets = [
                beside.submit(finished, about, _read_sheet(book, about.name, measured.get(about.name)))
                for about in book.sheets_metadata
            ]
        return tuple(sheet.result() for sheet in sheets)
    except python_calamine.PasswordError as error:
        raise _password() from error
    except python_calamine.CalamineError as error:
        raise _damaged() from error


def _read_sheet(
    book: python_calamine.CalamineWorkbook, name: str, measured: Future[UsedRange] | None
) -> python_calamine.CalamineSheet | RawSheet:
    """The sheet as the reader has it; a finished one if it is too large to be read."""
    if measured is not None and measured.result().cells > MAX_CELLS:
        return RawSheet(name, complete=False, too_far=measured.result().last_cell)
    try:
        return book.get_sheet_by_name(name)
    except python_calamine.CalamineError as error:
        if "Cell limit" in str(error):
            return RawSheet(name, complete=False, too_far="в самом конце листа")
        raise


def _rows_of(sheet: python_calamine.CalamineSheet, name: str, used: UsedRange | None, whole: bool) -> RawSheet:
    ours = whole or fold(name) in _OURS
    if sheet.start is None:
        return RawSheet(name, complete=ours)
    rows = sheet.to_python()
    first_row, first_column = sheet.start[0] + 1, sheet.start[1] + 1
    if used is not None:
        # Calamine gives error cells as empty ones; a silent gap would look like missing data.
        for (row, column), text in used.errors.items():
            if 0 <= row - first_row < len(rows) and 0 <= column - first_column < len(rows[0]):
                rows[row - first_row][column - first_column] = text
    found = _filled(name, rows, first_row, complete=ours)
    found = replace(
        found,
        first_column=first_column,
        hidden_rows=frozenset() if used is None else frozenset(used.hidden_rows),
        hidden_columns=frozenset() if used is None else frozenset(used.hidden_columns),
    )
    if not whole:
        return found if ours else _headed(found)
    merged = sorted(sheet.merged_cell_ranges or ())[:MAX_MERGED]
    places = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged)
    return replace(
        found, merged=places, formulas=None if used is None or used.formulas is None else frozenset(used.formulas)
    )


def _headed(sheet: RawSheet) -> RawSheet:
    """A sheet that isn't ours: its first rows, and of the others what could be personal data."""
    rest: dict[int, dict[object, int]] = {}
    for number, row in zip(sheet.row_numbers[HEADING_ROWS:], sheet.rows[HEADING_ROWS:], strict=True):
        for index, cell in enumerate(row):
            if (len(cell) > 2) if isinstance(cell, str) else _may_tell(cell):
                rest.setdefault(index, {}).setdefault(cell, number)
    return replace(sheet, row_numbers=sheet.row_numbers[:HEADING_ROWS], rows=sheet.rows[:HEADING_ROWS], rest=rest)


def _may_tell(cell: object) -> bool:
    return cell >= SMALLEST_TELLING if isinstance(cell, (int, float)) else isinstance(cell, date)


def _filled(name: str, rows: Iterable[list[Any]], first_row: int, complete: bool) -> RawSheet:
    """The sheet without its empty rows."""
    sheet = RawSheet(name, complete=complete)
    texts: dict[str, str] = {}
    for number, row in enumerate(rows, start=first_row):
        for cell in row:
            if cell != "" and not (isinstance(cell, str) and cell.isspace()):
                sheet.row_numbers.append(number)
                # Equal texts as one: a third of the time to hand them over and to tell them apart afterwards.
                sheet.rows.append([texts.setdefault(cell, cell) if type(cell) is str else cell for cell in row])
                break
    return sheet


def _read_csv(content: bytes, name: str) -> RawSheet:
    text = _decoded(content)
    first_line = next((line for line in text.splitlines() if line.strip(' ;,\t"')), "")
    delimiter = max(";,\t", key=first_line.count)
    try:
        return _filled(name, csv.reader(io.StringIO(text), delimiter=delimiter), 1, complete=True)
    except csv.Error as error:
        raise _long_field() if "field larger" in str(error) else _no_workbook() from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content:
        raise _no_workbook()
    else:
        encodings = ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_workbook()


def _password() -> UnreadableError:
    return UnreadableError(
        "file_password",
        "Книга защищена паролем, прочитать её нельзя.",
        "Снимите пароль: в Excel «Файл» → «Сведения» → «Защита книги» → «Зашифровать с использованием пароля», "
        "сотрите пароль и сохраните книгу; в LibreOffice — «Сохранить как» без отметки «Сохранить с паролем».",
    )


def _no_workbook() -> UnreadableError:
    return UnreadableError(
        "file_no_workbook", "Это не книга с таблицами: содержимое файла не похоже на Excel, ODS или CSV.", _PLAIN_REMEDY
    )


def _long_field() -> UnreadableError:
    return UnreadableError(
        "file_long_field",
        f"В файле есть поле длиннее {csv.field_size_limit()} знаков: так бывает, когда кавычка не закрыта.",
        "Откройте файл в текстовом редакторе и удалите лишнюю кавычку или сохраните таблицу как книгу .xlsx.",
    )


def _damaged() -> UnreadableError:
    return UnreadableError("file_damaged", "Книга повреждена: её не удаётся разобрать.", _PLAIN_REMEDY)


def main() -> None:
    """Read the file named on the command line, within the memory given, and write the outcome to stdout."""
    gc.disable()  # rows make no cycles, and the process ends soon
    path, file_name, memory = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def hand_over(part: RawSheet | RawWorkbook | Finding) -> None:
        pickle.dump(part, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)

    try:
        hand_over(replace(read(path, file_name, whole="whole" in sys.argv[4:], told=hand_over), sheets=()))
    except UnreadableError as error:
        hand_over(error.finding)


if __name__ == "__main__":
    main()
