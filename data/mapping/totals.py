"""What a table's own totals say against the sums of its rows: never loaded, a difference is a finding."""

from __future__ import annotations

from dataclasses import dataclass

from data.checks.listing import one_by_one
from data.findings import Finding
from data.mapping.header import Head
from data.mapping.structure import Line, Structure
from data.mapping.values import adds_up, figure
from methodology.words import number

SHOWN_DIGITS = 2


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
            fits = abs((total or 0.0) - said) <= _tolerance(said, values)
            of_column.append(Compared(line, head, said, total, fits))
            between.append(bool(values) and min(values) <= said <= max(values))
        # A mean under a heading that doesn't say so: never the sum, always between the least and the greatest.
        mean = len(of_column) > 1 and not any(one.fits for one in of_column) and all(between)
        compared += [] if mean else of_column
    return compared


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
        sums = "ни в одной строке числа нет" if one.total is None else f"сумма строк — {_written(one.total)}"
        kind = "Итог" if one.line.kind == "total" else "Подытог"
        return Finding(
            "warning",
            "mapping_totals",
            f"{kind} «{one.line.label[:80]}» — {_written(one.said)}, {sums}.",
            "Загружаются строки, а не итог. Проверьте, что верно; если ошибка в строке, исправьте файл.",
            sheet=sheet,
            row=one.line.number,
            column=f"{one.head.letters}: {one.head.title}",
            value=_written(one.said),
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


def _written(value: float) -> str:
    return number(value, 0 if value.is_integer() else SHOWN_DIGITS)
