"""Where the header of a table stands, and what each of its columns is called.

Pure, and by evidence alone: rows of words above rows of figures, merged cells, a row that numbers the columns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from data.mapping.values import figure, fold, what
from data.reading import RawSheet, column_letters
from data.spelling import tidy

HIGHEST_HEADER = 6
DEEPEST_HEADER = 60
"""Rows that are looked through for a header; titles and instructions above a table are shorter."""

OF_THEM = re.compile(r"(?:из них|из общего числа|в том числе|в т\. ?ч\.?)[ :]*")
_NUMBER_OF_COLUMN = re.compile(r"(?:гр(?:афа)?\.? ?)?\d{1,3}(?:\.\d{1,2})?(?: ?=.*)?|[а-яa-z]")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-](?:19|20)?\d\d)?")


@dataclass(frozen=True)
class Head:
    """One column: ``index`` of its cell in a row, ``letters`` of the spreadsheet program, the words above it.

    ``path``: from the widest heading down to its own, without repetitions. ``again``: how many columns to the left are
    called the same but for the year.
    """

    index: int
    letters: str
    path: tuple[str, ...]
    again: int = 0

    @property
    def title(self) -> str:
        """The heading in one line, without words that only say that parts follow."""
        return " → ".join(part for part in self.path if not OF_THEM.fullmatch(fold(part))) or "(без заголовка)"

    @cached_property
    def key(self) -> str:
        """The heading as it is recognised next year: years and the way of writing don't matter."""
        words = " / ".join(_YEAR.sub("гггг", fold(part)) for part in self.path)
        return f"{words} #{self.again + 1}" if self.again else words


@dataclass(frozen=True)
class Header:
    """Positions of the header's rows, of the row of column numbers (None: there is none), and why."""

    rows: tuple[int, ...]
    numbers: int | None
    reason: str

    @property
    def end(self) -> int:
        """Position of the first row after it."""
        last = self.rows[-1] if self.rows else -1
        return 1 + (last if self.numbers is None else max(last, self.numbers))


class Merged(NamedTuple):
    """Merged cells: position and index of the one that holds the words, positions of rows, indexes of columns."""

    first: tuple[int, int]
    rows: range
    columns: range


class Grid:
    """The cells of a sheet by position of row and index of column, and how they are merged."""

    def __init__(self, sheet: RawSheet) -> None:
        """Of a sheet read whole."""
        self.sheet = sheet
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.places = {number: position for position, number in enumerate(sheet.row_numbers)}
        self.merged = tuple(self._merged())
        self._origins: dict[int, dict[int, tuple[int, int]]] = {}

    def _merged(self) -> Iterator[Merged]:
        """Merged cells as far as they lie within what is filled, in the order of the sheet."""
        for top, left, bottom, right in self.sheet.merged:
            if top not in self.places:
                continue
            first, last = self.places[top], bisect_right(self.sheet.row_numbers, bottom)
            left, right = left - self.sheet.first_column, right - self.sheet.first_column
            indexes = range(max(left, 0), min(right, self.width - 1) + 1)
            if indexes:
                yield Merged((first, left), range(first, last), indexes)

    def origin(self, position: int, index: int) -> tuple[int, int] | None:
        """Position and index of the cell that a cell is merged into; None if it stands alone."""
        if position not in self._origins:
            # A row at a time and only where asked for: merged cells may cover the whole sheet.
            self._origins[position] = {
                column: merged.first for merged in self.merged if position in merged.rows for column in merged.columns
            }
        return self._origins[position].get(index)

    def cell(self, position: int, index: int) -> object:
        """What stands in a cell; '' beyond the end of its row."""
        row = self.sheet.rows[position]
        return row[index] if 0 <= index < len(row) else ""

    def text(self, position: int, index: int) -> str:
        """The cell as words."""
        cell = self.cell(position, index)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return tidy(str(cell))

    def filled(self, position: int) -> list[int]:
        """Columns of a row in which anything stands."""
        return [index for index in range(len(self.sheet.rows[position])) if self.text(position, index)]

    def figures(self, position: int) -> int:
        """Cells of a row with a figure or a mark for none; neither a year, which is a heading as a rule, nor «нет»."""
        return sum(
            what(cell) in ("figure", "absent") and not is_year(cell) and fold(str(cell)) != "нет"
            for cell in self.sheet.rows[position]
        )


def is_year(cell: object) -> bool:
    """Whether the cell is a year, as headings have it."""
    value = figure(cell)
    return value is not None and value.is_integer() and 1990 <= value <= 2100


def find_header(grid: Grid) -> Header:
    """Where the header is; a sheet without anything like one gets a header without rows."""
    deepest = min(len(grid.sheet.rows), DEEPEST_HEADER)
    numbers = next((position for position in range(1, deepest) if _numbers_columns(grid, position)), None)
    if numbers is not None:
        bottom: int | None = numbers - 1
        reason = f"под шапкой строка {grid.sheet.row_numbers[numbers]} с номерами столбцов"
    else:
        bottom = _last_before_figures(grid, deepest)
        reason = "последняя строка слов над строками чисел"
    if bottom is None:
        return Header((), None, "не похоже ни на одну шапку: укажите её строки")
    top = _top(grid, bottom)
    if top < bottom:
        reason += "; выше — строки общих заголовков"
    return Header(tuple(range(top, bottom + 1)), numbers, reason)


def header_at(grid: Grid, first: int, last: int) -> Header:
    """The header in these rows (numbers of the spreadsheet program), as a person says."""
    rows = tuple(position for number, position in grid.places.items() if first <= number <= last)
    after = rows[-1] + 1 if rows else len(grid.sheet.rows)
    numbered = after < len(grid.sheet.rows) and _numbers_columns(grid, after)
    return Header(rows, after if numbered else None, "указано вручную")


def _numbers_columns(grid: Grid, position: int) -> bool:
    """Whether a row does nothing but number the columns: 1, 2, 3… (numbers may begin again within a group)."""
    cells = [grid.text(position, index) for index in grid.filled(position)]
    if len(cells) < 3 or not all(_NUMBER_OF_COLUMN.fullmatch(cell.lower()) for cell in cells):
        return False
    found = [int(re.findall(r"\d+", cell)[0]) for cell in cells if re.search(r"\d", cell)]
    if len(found) < 2 or found[0] > 3 or (1 not in found[:2] and 2 not in found[:2]):
        return False
    steps = sum(after == before + 1 or after in found[:place] for place, (before, after) in enumerate(_pairs(found), 1))
    return steps >= 0.7 * (len(found) - 1)


def _pairs(values: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(values))


def _last_before_figures(grid: Grid, deepest: int) -> int | None:
    counts = [grid.figures(position) for position in range(len(grid.sheet.rows))]
    usual = median([count for count in counts if count] or [0])
    widest = max((len(grid.filled(position)) for position in range(deepest)), default=0)
    if usual >= 1:
        enough = max(1.0, 0.4 * usual)
        # A list of schools has more words than figures, and a row of it may have more figures than the first.
        body = next(
            (
                p
                for p, count in enumerate(counts)
                if count >= enough and (count >= usual or 3 * count >= len(grid.filled(p)))
            ),
            None,
        )
        if body is None:
            body = next((p for p, count in enumerate(counts) if count >= enough), None)
        while body is not None and body > 0:
            # A section or a municipality may stand alone between the header and the first figures.
            if len(grid.filled(body - 1)) >= min(2, widest):
                return body - 1 if body - 1 < deepest else None
            body -= 1
        return None
    # No figures at all: the first row that names nearly all columns.
    if widest < 2:
        return None
    return next((p for p in range(deepest) if len(grid.filled(p)) >= 0.6 * widest), None)


def _top(grid: Grid, bottom: int) -> int:
    numbers = grid.sheet.row_numbers
    top = bottom
    while top > 0 and bottom - top + 1 < HIGHEST_HEADER and numbers[top - 1] == numbers[top] - 1:
        above = top - 1
        filled = grid.filled(above)
        joined = any(grid.origin(top, index) == (above, index) for index in filled)
        grouped = len(filled) == 1 and filled[0] > 0 and (grid.merged or _unnamed_beside(grid, top, filled[0]))
        wordy = all(what(grid.cell(above, index)) == "words" or is_year(grid.cell(above, index)) for index in filled)
        said = any(grid.text(above, index).endswith(":") for index in filled)
        if not (joined or (wordy and not said and (len(filled) >= 2 or grouped))):
            break
        top = above
    return top


def _unnamed_beside(grid: Grid, position: int, index: int) -> bool:
    return any(not grid.text(position, left) for left in range(index))


def heads_of(grid: Grid, header: Header) -> tuple[Head, ...]:
    """What each column is called; columns in which nothing stands anywhere are left out."""
    bottom = header.rows[-1] if header.rows else -1
    paths: list[list[str]] = [[] for _ in range(grid.width)]
    for position in header.rows:
        written = [_heading(grid, position, index) for index in range(grid.width)]
        for index in range(1, grid.width):
            # A wide heading whose cells nobody merged stands over the first of its columns alone.
            below = any(grid.text(lower, index) for lower in header.rows if lower > position)
            left_below = any(grid.text(lower, index - 1) for lower in header.rows if lower > position)
            free = grid.origin(position, index) is None and position < bottom
            if not written[index] and written[index - 1] and free and below and left_below:
                written[index] = written[index - 1]
        for index, words in enumerate(written):
            if words and words not in paths[index]:
                paths[index].append(words)
    used = {index for position in range(header.end, len(grid.sheet.rows)) for index in grid.filled(position)}
    seen: Counter[str] = Counter()
    heads = []
    for index, path in enumerate(paths):
        if path or index in used:
            head = Head(index, column_letters(grid.sheet.first_column + index), tuple(path))
            heads.append(replace(head, again=seen[head.key]))
            seen[head.key] += 1
    return tuple(heads)


def _heading(grid: Grid, position: int, index: int) -> str:
    return grid.text(*(grid.origin(position, index) or (position, index)))
