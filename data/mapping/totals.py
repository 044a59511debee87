"""A table's own totals: which rows each should add up, and whether it does. Never loaded; a difference is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from data.checks.listing import one_by_one
from data.findings import Finding
from data.mapping.header import Grid, Head
from data.mapping.structure import Line, Structure
from data.mapping.values import adds_up, figure
from methodology.words import number

SHOWN_DIGITS = 2
MOST_COLUMNS_AGREE = 0.8
"""Rows in another place are taken for those of a total only if they add up to it in so many of the columns."""
ENOUGH_COLUMNS_AGREE = 0.5
"""Rows that stand where those of a total should are doubted only if they agree in fewer."""
_MEAN = re.compile(r"средн")


def with_parts(
    grid: Grid, lines: list[Line], summable: Sequence[int], labels: Sequence[int], subtotals_first: bool
) -> list[Line]:
    """The same; totals and subtotals with the rows that they should add up, chosen by where they stand and what fits.

    ``summable``: columns that can be added up; ``labels``: columns of words at the left edge.
    """
    of_place: dict[str | None, list[int]] = {}
    for line in lines:
        if line.kind == "data":
            of_place.setdefault(line.municipality, []).append(line.position)
    alone = sum(line.kind == "total" and not _MEAN.search(line.key) for line in lines) <= 1
    sums = _Sums(grid, [line.position for line in lines if line.kind == "data"], summable)
    result = []
    for place, line in enumerate(lines):
        if line.kind in ("total", "subtotal") and not _MEAN.search(line.key):
            choices = [choice for choice in _choices(grid, lines, place, labels, subtotals_first) if choice]
            if line.kind == "subtotal" and line.municipality in of_place and line.municipality is not None:
                choices.insert(0, of_place[line.municipality])
            if line.kind == "total" and sums.data:
                choices.insert(0 if alone else len(choices), sums.data)
            result.append(replace(line, parts=tuple(_fitting(sums, line.position, choices))))
        else:
            result.append(line)
    return result


def _choices(
    grid: Grid, lines: Sequence[Line], place: int, labels: Sequence[int], subtotals_first: bool
) -> Iterator[list[int]]:
    below, above = _run(lines, place, +1), _run(lines, place, -1)
    yield from (below, above) if subtotals_first else (above, below)
    yield _run(lines, place, +1, until=lambda other: bool(labels) and bool(grid.text(other.position, labels[0])))


def _run(lines: Sequence[Line], place: int, step: int, until: Callable[[Line], bool] | None = None) -> list[int]:
    """Rows of data from a place on to the next total or section, or to a row that ``until`` is true of."""
    found = []
    at = place + step
    while 0 <= at < len(lines) and lines[at].kind not in ("total", "subtotal", "section"):
        if lines[at].kind == "data":
            if until is not None and until(lines[at]):
                break
            found.append(lines[at].position)
        at += step
    return sorted(found)


def _fitting(sums: _Sums, total: int, choices: Sequence[list[int]]) -> list[int]:
    """The first choice, or a better one if that doesn't add up; none is tried once one does."""
    if not choices or sums.agreement(total, choices[0]) >= ENOUGH_COLUMNS_AGREE:
        return choices[0] if choices else []
    return next((each for each in choices[1:] if sums.agreement(total, each) >= MOST_COLUMNS_AGREE), choices[0])


class _Sums:
    """Figures of some columns, read once, and their sums from the first row of data to each."""

    def __init__(self, grid: Grid, data: list[int], columns: Sequence[int]) -> None:
        self.data = data
        self._grid = grid
        self._place = {position: at for at, position in enumerate(data)}
        self._figures = {index: [figure(grid.cell(position, index)) for position in data] for index in columns}
        self._until = {
            index: list(accumulate((value or 0.0 for value in values), initial=0.0))
            for index, values in self._figures.items()
        }
        self._counts = {
            index: list(accumulate((value is not None for value in values), initial=0))
            for index, values in self._figures.items()
        }

    def agreement(self, total: int, parts: Sequence[int]) -> float:
        """The share of columns in which the rows add up to the total."""
        first, last = self._place[parts[0]], self._place[parts[-1]] + 1
        together = last - first == len(parts)
        checked = fitting = 0
        for index, figures in self._figures.items():
            said = figure(self._grid.cell(total, index))
            if said is None:
                continue
            if together:
                count = self._counts[index][last] - self._counts[index][first]
                added = self._until[index][last] - self._until[index][first]
            else:
                values = [value for part in parts if (value := figures[self._place[part]]) is not None]
                count, added = len(values), sum(values)
            if count or said != 0:
                checked += 1
                fitting += count > 0 and abs(added - said) <= 0.05 * count**0.5
        return fitting / checked if checked else 0.0


@dataclass(frozen=True)
class Compared:
    """One total of one column: what stands there and what its rows add up to (None: none of them has a figure)."""

    line: Line
    head: Head
    said: float
    total: float | None
    fits: bool


def compare(structure: Structure) -> list[Compared]:
    """Every total and subtotal of every column that can be added up."""
    compared = []
    for head in structure.heads:
        if head.index in structure.roles or not adds_up(head.title):
            continue
        of_column, between = [], []
        for line in structure.of_kind("total", "subtotal"):
            said = figure(structure.grid.cell(line.position, head.index))
            if said is None or not line.parts:
                continue
            cells = [structure.grid.cell(part, head.index) for part in line.parts]
            values = [value for cell in cells if (value := figure(cell)) is not None]
            total = sum(values) if values else None
            of_column.append(Compared(line, head, said, total, fits(said, values)))
            between.append(bool(values) and min(values) <= said <= max(values))
        # A mean under a heading that doesn't say so: never the sum, always between the least and the greatest.
        mean = len(of_column) > 1 and not any(one.fits for one in of_column) and all(between)
        compared += [] if mean else of_column
    return compared


def fits(said: float, values: list[float]) -> bool:
    """Whether the values add up to what a total says, as far as its decimals tell; nothing adds up to 0."""
    return abs(sum(values) - said) <= _tolerance(said, values)


def _tolerance(said: float, values: list[float]) -> float:
    decimals = max((_decimals(value) for value in (said, *values)), default=0)
    return 1e-9 if decimals == 0 else 0.5 * 10.0**-decimals * (len(values) + 1) + 1e-9


def _decimals(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])


def check_totals(structure: Structure) -> list[Finding]:
    """A difference between a total and the sum of its rows, with both numbers; and how many totals were compared."""
    compared = compare(structure)
    sheet = structure.grid.sheet.name

    def describe(one: Compared) -> Finding:
        sums = "ни в одной строке числа нет" if one.total is None else f"сумма строк — {in_figures(one.total)}"
        kind = "Итог" if one.line.kind == "total" else "Подытог"
        return Finding(
            "warning",
            "mapping_totals",
            f"{kind} «{one.line.label[:80]}» — {in_figures(one.said)}, {sums}.",
            "Загружаются строки, а не итог. Проверьте, что верно; если ошибка в строке, исправьте файл.",
            sheet=sheet,
            row=one.line.number,
            column=f"{one.head.letters}: {one.head.title}",
            value=in_figures(one.said),
        )

    findings = one_by_one([one for one in compared if not one.fits], describe)
    if compared:
        fitting = sum(one.fits for one in compared)
        findings.append(
            Finding(
                "note",
                "mapping_totals_compared",
                f"Итоги и подытоги не загружаются, а сверены с суммами строк: совпали {fitting} из {len(compared)}.",
                "Ничего делать не нужно." if fitting == len(compared) else "Расхождения перечислены отдельно.",
                sheet=sheet,
            )
        )
    return findings


def in_figures(value: float | None) -> str:
    """A total as it is told: with decimals only where it has any; «—» if none of its rows has a figure."""
    return number(value, 0 if value is None or value.is_integer() else SHOWN_DIGITS)
