"""What was found in a workbook, as remarks that are written into it: in which cells and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.findings import SEVERITY_WORD, Finding
from data.sheets import INSTRUCTION, SHEET_BY_NAME
from data.spelling import fold, tidy

Cell = tuple[int, int]
"""Row and column, both from 1."""

_SAME = "Такое же замечание, как к другим ячейкам этого столбца."


@dataclass(frozen=True)
class Grid:
    """Where the headings of a sheet of the file are: ``headings``: folded heading → column.

    ``unnamed``: row → filled columns without a heading.
    """

    title: str
    header_row: int
    headings: dict[str, int]
    unnamed: dict[int, list[int]]

    @property
    def first_column(self) -> int:
        """Column of the first heading."""
        return min(self.headings.values(), default=1)


@dataclass(frozen=True)
class Remark:
    """One finding and the cells of the file that it is about, the first one being what a link leads to."""

    finding: Finding
    title: str | None
    cells: tuple[Cell, ...]

    @property
    def words(self) -> str:
        """The comment of its first cell."""
        return self._comment(self.finding.message)

    @property
    def words_further(self) -> str:
        """The comment of the other cells."""
        return self.words if self.finding.row is not None else self._comment(_SAME)

    def _comment(self, message: str) -> str:
        return f"{SEVERITY_WORD[self.finding.severity].capitalize()}. {message}\nЧто сделать: {self.finding.remedy}"


def grid_of(title: str, rows: Iterable[tuple[int, Iterable[tuple[int, object]]]]) -> Grid:
    """The grid of a sheet from its rows, each a number and its filled cells (column, value), the first row first."""
    header_row, headings, named = 0, dict[str, int](), set[int]()
    unnamed: dict[int, list[int]] = {}
    for number, cells in rows:
        filled = [(column, text) for column, value in cells if (text := "" if value is None else tidy(str(value)))]
        if not filled:
            continue
        if not header_row:
            header_row = number
            for column, text in filled:
                headings.setdefault(fold(text), column)
                named.add(column)
        elif strange := [column for column, _ in filled if column not in named]:
            unnamed[number] = strange
    return Grid(title, header_row, headings, unnamed)


def remarks_of(findings: Sequence[Finding], grids: Sequence[Grid]) -> list[Remark]:
    """The remarks, errors first, each with its cells."""
    by_name = {fold(grid.title): grid for grid in reversed(grids)}
    order = list(SEVERITY_WORD)
    remarks = []
    for finding in sorted(findings, key=lambda each: order.index(each.severity)):
        grid = by_name.get(fold(finding.sheet)) if finding.sheet is not None else None
        if grid is None and finding.sheet is not None and len(grids) == 1:
            grid = grids[0]  # a csv is called after its file
        remarks.append(
            Remark(finding, None if grid is None else grid.title, () if grid is None else _cells(finding, grid))
        )
    return remarks


def _cells(finding: Finding, grid: Grid) -> tuple[Cell, ...]:
    rows = [*([] if finding.row is None else [finding.row]), *finding.further]
    if fold(grid.title) == fold(INSTRUCTION):
        column = grid.first_column + 1  # parameters stand in rows: the value is beside its label
    elif finding.column is None:
        column = grid.first_column
    else:
        column = grid.headings.get(fold(finding.column), 0)
        if not column and rows == [grid.header_row]:
            return ((grid.header_row, _place_of_missing(finding, grid)),)
        if not column:
            return tuple((row, place) for row in rows for place in grid.unnamed.get(row, [grid.first_column]))
        if not rows and finding.rows == 1:
            rows = [grid.header_row]
    return tuple((row, column) for row in rows)


def _place_of_missing(finding: Finding, grid: Grid) -> int:
    """Where the template has the heading if the file has none there: it was deleted; else where the headings begin."""
    sheet = SHEET_BY_NAME.get(finding.sheet or "")
    headings = [] if sheet is None else [column.heading for column in sheet.columns]
    place = headings.index(finding.column) + 1 if finding.column in headings else 0
    return grid.first_column if not place or place in grid.headings.values() else place
