"""From raw sheets to our names: which sheet is which, which column is which, and typed frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

import pandas as pd

from data.cells import PARSERS, USUAL_IN_CSV, day_of
from data.reading import Format, RawSheet, RawWorkbook
from data.sheets import INSTRUCTION, PARAMETERS, SHEETS, Column, Parameter, Sheet
from data.spelling import closest, fold, tidy
from data.workbook import DTYPE_OF_KIND, Instruction, Workbook, cycle_bounds, with_cycle

EXAMPLE = "пример"
"""A row whose first cell begins so is the template's example row."""


@dataclass(frozen=True)
class SheetLayout:
    """A sheet of ours as it stands in the file.

    ``positions``: our column name → index of the cell in a row. ``repeated``: headings that stand more than once.
    ``unknown``: index → heading that is not in the template. ``missing``: template columns that the sheet lacks.
    ``by_headings``: the sheet was recognised by its headings, its name being something else.
    """

    sheet: Sheet
    raw: RawSheet
    positions: dict[str, int]
    repeated: tuple[str, ...]
    unknown: dict[int, str]
    missing: tuple[Column, ...]
    by_headings: bool = False

    @property
    def headings(self) -> list[str]:
        """The headings as they are written, without the empty ones."""
        return headings_of(self.raw)


@dataclass(frozen=True)
class Layout:
    """All sheets of the file, told apart. ``others`` are unknown.

    ``repeated`` are sheets of a name of ours that another sheet before them has already.
    """

    format: Format
    instruction: RawSheet | None
    sheets: tuple[SheetLayout, ...]
    others: tuple[RawSheet, ...]
    repeated: tuple[RawSheet, ...]
    raw: RawWorkbook


@dataclass(frozen=True)
class Issue:
    """What happened in one column: ``code`` is a problem or leniency of ``data.cells``; rows and cells go in step."""

    column: Column
    code: str
    rows: list[int]
    cells: list[object]


@dataclass(frozen=True)
class ParsedSheet:
    """A sheet with its values: the frame's columns are our names and ``sheet_row``; what could not be read is missing.

    ``empty_cells``: our column name → rows where the file has nothing.
    """

    layout: SheetLayout
    frame: pd.DataFrame
    problems: tuple[Issue, ...]
    leniencies: tuple[Issue, ...]
    example_rows: tuple[int, ...]
    empty_cells: dict[str, list[int]]

    @property
    def sheet(self) -> Sheet:
        """The description of the sheet."""
        return self.layout.sheet


@dataclass
class ParsedInstruction:
    """The sheet «Инструкция»: ``parameters``: name → value; ``problems``: name → what is wrong with the written value.

    ``unknown``: rows with a label that the template doesn't have, as (row, label).
    """

    parameters: dict[str, object] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    written: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    leniencies: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    repeated: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Cells:
    """All cells of a file after parsing. ``instruction`` is None for a csv, which has none."""

    layout: Layout
    sheets: tuple[ParsedSheet, ...]
    instruction: ParsedInstruction | None
    today: date


def headings_of(raw: RawSheet) -> list[str]:
    """Cells of the first row that isn't empty, as text."""
    return [tidy(str(cell)) for cell in raw.rows[0] if tidy(str(cell))] if raw.rows else []


def recognise(raw: RawWorkbook) -> Layout:
    """Tell the sheets of a file apart by their names; a csv, whose name is free, also by its headings."""
    ours = {fold(sheet.name): sheet for sheet in SHEETS}
    instruction: RawSheet | None = None
    sheets: dict[str, SheetLayout] = {}
    others, repeated = [], []
    for raw_sheet in raw.sheets:
        name = fold(raw_sheet.name)
        sheet = ours.get(name)
        by_headings = False
        if sheet is None and raw.format == "csv":
            sheet, by_headings = sheet_of_headings(raw_sheet), True
        if name == fold(INSTRUCTION) and instruction is None:
            instruction = raw_sheet
        elif sheet is not None and sheet.name not in sheets:
            sheets[sheet.name] = _columns(sheet, raw_sheet, by_headings)
        elif sheet is not None or name == fold(INSTRUCTION):
            repeated.append(raw_sheet)
        else:
            others.append(raw_sheet)
    in_order = tuple(sheets[sheet.name] for sheet in SHEETS if sheet.name in sheets)
    return Layout(raw.format, instruction, in_order, tuple(others), tuple(repeated), raw)


def sheet_of_headings(raw: RawSheet) -> Sheet | None:
    """The sheet of the template whose columns these headings are; None if they fit none.

    They fit when all required columns are there, or half of them and the sheet's name is nearly right.
    """
    found = {fold(heading) for heading in headings_of(raw)}
    best: tuple[int, Sheet] | None = None
    for sheet in SHEETS:
        required = [column for column in sheet.columns if column.required == "yes"]
        here = sum(fold(column.heading) in found for column in required)
        similar = closest(raw.name, [sheet.name], cutoff=0.75) is not None
        if here == len(required) or (similar and 2 * here >= len(required)):
            columns = sum(fold(column.heading) in found for column in sheet.columns)
            if best is None or columns > best[0]:
                best = (columns, sheet)
    return best[1] if best else None


def _columns(sheet: Sheet, raw: RawSheet, by_headings: bool) -> SheetLayout:
    ours = {fold(column.heading): column for column in sheet.columns}
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    repeated: list[str] = []
    for index, cell in enumerate(raw.rows[0] if raw.rows else []):
        heading = tidy(str(cell))
        column = ours.get(fold(heading))
        if column is None:
            if heading:
                unknown[index] = heading
        elif column.name in positions:
            repeated.append(column.heading)
        else:
            positions[column.name] = index
    missing = tuple(column for column in sheet.columns if column.name not in positions)
    return SheetLayout(sheet, raw, positions, tuple(dict.fromkeys(repeated)), unknown, missing, by_headings)


class Ahead:
    """Sheets of the template parsed one by one, while the rest of their book is still being read."""

    def __init__(self) -> None:
        """None yet."""
        self._parsed: dict[int, ParsedSheet] = {}

    def add(self, raw: RawSheet) -> None:
        """Parse a sheet if its name is of the template."""
        # As of a workbook: a csv, whose only sheet may have any name, gains nothing by haste.
        for found in recognise(RawWorkbook("xlsx", (raw,))).sheets:
            self._parsed[id(raw)] = _parse_sheet(found, "xlsx")

    def of(self, found: SheetLayout, file_format: Format) -> ParsedSheet:
        """The sheet parsed, now or already."""
        parsed = None if file_format == "csv" else self._parsed.get(id(found.raw))
        return _parse_sheet(found, file_format) if parsed is None else parsed


def parse(layout: Layout, today: date, ahead: Ahead | None = None) -> Cells:
    """All values of the sheets that are loaded; ``ahead``: what is parsed already."""
    parsed = ahead or Ahead()
    instruction = None if layout.instruction is None else parse_instruction(layout.instruction)
    return Cells(layout, tuple(parsed.of(found, layout.format) for found in layout.sheets), instruction, today)


def _parse_sheet(layout: SheetLayout, file_format: Format) -> ParsedSheet:
    rows, numbers = layout.raw.rows[1:], layout.raw.row_numbers[1:]
    is_example = {cell: _begins_an_example(cell) for cell in {row[0] for row in rows if row}}
    examples = [number for row, number in zip(rows, numbers, strict=True) if row and is_example[row[0]]]
    if examples:
        dropped = set(examples)
        numbers = [number for number in numbers if number not in dropped]
        rows = [row for row in rows if not (row and is_example[row[0]])]
    cells = list(zip_longest(*rows, fillvalue=""))
    values: dict[str, list[object]] = {}
    problems: list[Issue] = []
    leniencies: list[Issue] = []
    empty_cells: dict[str, list[int]] = {}
    for column in layout.sheet.columns:
        index = layout.positions.get(column.name)
        if index is None or index >= len(cells):
            values[column.name] = [None] * len(numbers)
            empty_cells[column.name] = list(numbers)
            continue
        parsed = _parse_column(column, cells[index], numbers)
        values[column.name], found_problems, found_leniencies, empty_cells[column.name] = parsed
        problems += found_problems
        leniencies += [found for found in found_leniencies if file_format != "csv" or found.code not in USUAL_IN_CSV]
    kinds = {column.name: column.kind for column in layout.sheet.columns}
    frame = pd.DataFrame({name: pd.Series(found, dtype=DTYPE_OF_KIND[kinds[name]]) for name, found in values.items()})
    frame["sheet_row"] = pd.array(numbers, dtype="Int64")
    return ParsedSheet(layout, frame, tuple(problems), tuple(leniencies), tuple(examples), empty_cells)


def _begins_an_example(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip().lower().startswith(EXAMPLE)


def _parse_column(
    column: Column, cells: tuple[object, ...], numbers: list[int]
) -> tuple[list[object], list[Issue], list[Issue], list[int]]:
    """Values, problems, leniencies, empty rows. Every different cell is parsed once: columns repeat themselves."""
    parser = PARSERS[column.kind]
    # 1 and True are equal to Python, but not to a reader of the column.
    keys: Sequence[object] = list(zip(map(type, cells), cells, strict=True)) if bool in set(map(type, cells)) else cells
    known = {key: parser(cell, column) for key, cell in dict(zip(keys, cells, strict=True)).items()}
    values = [known[key][0] for key in keys]
    issues: tuple[dict[str, Issue], dict[str, Issue]] = ({}, {})
    if any(problem or leniency for _, problem, leniency in known.values()):
        for number, key, cell in zip(numbers, keys, cells, strict=True):
            for code, found in zip(known[key][1:], issues, strict=True):
                if code:
                    issue = found.setdefault(code, Issue(column, code, [], []))
                    issue.rows.append(number)
                    issue.cells.append(cell)
    troubled = {number for issue in issues[0].values() for number in issue.rows}
    empty = [number for number, value in zip(numbers, values, strict=True) if value is None and number not in troubled]
    return values, list(issues[0].values()), list(issues[1].values()), empty


def parse_instruction(raw: RawSheet) -> ParsedInstruction:
    """The parameters: label in the first column, value in the second; what stands further right is for people."""
    parsed = ParsedInstruction()
    by_label = {fold(parameter.label): parameter for parameter in PARAMETERS}
    for number, row in zip(raw.row_numbers, raw.rows, strict=True):
        label = tidy(str(row[0]))
        value = row[1] if len(row) > 1 else ""
        parameter = by_label.get(fold(label).rstrip(":"))
        if parameter is None:
            if number != raw.row_numbers[0] and label and tidy(str(value)):
                parsed.unknown.append((number, label))
        elif parameter.name in parsed.rows:
            parsed.repeated.append((number, parameter.label))
        else:
            parsed.rows[parameter.name] = number
            if tidy(str(value)):
                parsed.written[parameter.name] = value
                _parse_parameter(parsed, parameter, value)
    return parsed


def _parse_parameter(parsed: ParsedInstruction, parameter: Parameter, value: object) -> None:
    # A parameter is parsed like a cell; which kind it has follows from its name.
    if parameter.name.endswith("_date"):
        day = day_of(value)
        if day is None:
            parsed.problems[parameter.name] = "not_a_day"
        parsed.parameters[parameter.name] = day
        return
    kind = "cycle" if parameter.name == "cycle" else "code" if parameter.name == "template_version" else "text"
    column = Column(parameter.label, parameter.name, kind, "no", parameter.note)  # type: ignore[arg-type]
    parsed.parameters[parameter.name], problem, leniency = PARSERS[column.kind](value, column)
    if problem:
        parsed.problems[parameter.name] = problem
    if leniency and leniency != "number_as_code":
        parsed.leniencies[parameter.name] = leniency


def make_workbook(cells: Cells) -> Workbook:
    """The workbook that the checks by rule work on; the cells must have no errors.

    A csv has no «Инструкция»: its cycle is the latest of its rows, its cut date the last day of that cycle, or today
    while the cycle goes on.
    """
    frames = {parsed.sheet.name: parsed.frame for parsed in cells.sheets if len(parsed.frame)}
    if cells.instruction is None:
        cycle = max(
            str(cycle)
            for parsed in cells.sheets
            if len(parsed.frame)
            for cycle in with_cycle(parsed.sheet, parsed.frame, "")["cycle"]
        )
        first_day, last_day = cycle_bounds(cycle)
        cut_date = cells.today if first_day <= cells.today < last_day else last_day
        return Workbook(Instruction(cycle, cut_date, assumed=True), frames)
    said: dict[str, Any] = cells.instruction.parameters
    return Workbook(Instruction(**said, assumed=cells.layout.raw.assumed), frames)
