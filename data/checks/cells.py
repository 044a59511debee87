"""Cells: could each be read, is it there where it must be, is it within its bounds."""

from __future__ import annotations

from math import nan

import numpy as np

from data.cells import LENIENCIES, PROBLEMS, shown
from data.checks.listing import in_cells, one_by_one, quoted, row_numbers, rows_word
from data.findings import MARKED, Finding
from data.parsing import Cells, Issue, ParsedSheet
from data.sheets import Column
from methodology.words import NBSP, counted, number

LONGEST_CODE = 40
"""Signs that the database keeps of a code."""


def check_cells_readable(cells: Cells) -> list[Finding]:
    """Every filled cell is a value of its column's kind."""
    findings = []
    for parsed in cells.sheets:
        for issue in parsed.problems:
            message, remedy = PROBLEMS[issue.code]
            choices = ", ".join(issue.column.choices)

            def describe(
                found: tuple[int, object],
                parsed: ParsedSheet = parsed,
                issue: Issue = issue,
                message: str = message,
                remedy: str = remedy.format(choices=choices),
            ) -> Finding:
                row, cell = found
                return Finding(
                    "error",
                    f"cells_{issue.code}",
                    message.format(value=shown(cell)),
                    remedy,
                    sheet=parsed.sheet.name,
                    row=row,
                    column=issue.column.heading,
                    value=shown(cell),
                )

            findings += one_by_one(list(zip(issue.rows, issue.cells, strict=True)), describe)
    return findings


def check_cells_understood(cells: Cells) -> list[Finding]:
    """What was read otherwise than it is written: one finding for a column and a way."""
    findings = []
    for parsed in cells.sheets:
        for issue in parsed.leniencies:
            leniency = LENIENCIES[issue.code]
            where = (
                "в этой ячейке"
                if len(issue.rows) == 1
                else f"{in_cells(len(issue.rows))}, первая — в строке {issue.rows[0]}"
            )
            findings.append(
                Finding(
                    leniency.severity,
                    f"cells_{issue.code}",
                    f"{where[0].upper()}{where[1:]}: {leniency.message}.",
                    leniency.remedy,
                    sheet=parsed.sheet.name,
                    row=issue.rows[0],
                    column=issue.column.heading,
                    value=None if issue.column.private else shown(issue.cells[0]),
                    rows=len(issue.rows),
                    further=tuple(issue.rows[1:MARKED]),
                )
            )
    return findings


def check_cells_required(cells: Cells) -> list[Finding]:
    """Required columns have a value in every row: one finding for a column."""
    return [
        _empty(parsed, column, parsed.empty_cells[column.name])
        for parsed in cells.sheets
        for column in parsed.sheet.columns
        if column.required == "yes" and column.name in parsed.layout.positions and parsed.empty_cells[column.name]
    ]


def _empty(parsed: ParsedSheet, column: Column, rows: list[int]) -> Finding:
    where = f"в обязательном столбце «{column.heading}»"
    many = counted(len(rows), "пустая ячейка", "пустые ячейки", "пустых ячеек")
    return Finding(
        "error",
        "cells_required",
        f"Пустая ячейка {where}." if len(rows) == 1 else f"{many} {where}: строки {row_numbers(rows)}.",
        f"Впишите значение. {column.note}" if not column.choices else f"Выберите одно из: {', '.join(column.choices)}.",
        sheet=parsed.sheet.name,
        row=rows[0],
        column=column.heading,
        rows=len(rows),
        further=tuple(rows[1:MARKED]),
    )


def check_cells_bounds(cells: Cells) -> list[Finding]:
    """Numbers lie within the bounds of their column."""
    findings = []
    for parsed in cells.sheets:
        for column in parsed.sheet.columns:
            limits = (column.minimum, column.maximum, column.above)
            if column.kind not in ("integer", "number") or limits == (None, None, None):
                continue
            values = parsed.frame[column.name].to_numpy(float, na_value=nan)
            outside = np.zeros(len(values), bool)
            if column.minimum is not None:
                outside |= values < column.minimum
            if column.maximum is not None:
                outside |= values > column.maximum
            if column.above is not None:
                outside |= values <= column.above
            rows = parsed.frame["sheet_row"].to_numpy(int)[outside].tolist()
            findings += one_by_one(
                list(zip(rows, values[outside].tolist(), strict=True)),
                lambda found, parsed=parsed, column=column: _outside(parsed, column, *found),  # type: ignore[misc]
            )
    return findings


def _outside(parsed: ParsedSheet, column: Column, row: int, value: float) -> Finding:
    return Finding(
        "error",
        "cells_bounds",
        f"Значение {shown(value)} вне допустимого: нужно {bounds_in_words(column)}.",
        f"Исправьте значение. {column.note}",
        sheet=parsed.sheet.name,
        row=row,
        column=column.heading,
        value=shown(value),
    )


def bounds_in_words(column: Column) -> str:
    """«от 1 до 10», «больше 0», «больше 0, но не больше 1 000», «не меньше 0», «не больше 0»."""
    if column.above is not None:
        most = "" if column.maximum is None else f", но не больше{NBSP}{number(column.maximum)}"
        return f"больше{NBSP}{number(column.above)}{most}"
    if column.minimum is None and column.maximum is not None:
        return f"не больше{NBSP}{number(column.maximum)}"
    if column.maximum is None and column.minimum is not None:
        return f"не меньше{NBSP}{number(column.minimum)}"
    # Bounds are quoted as they are: a year has no thousands.
    return f"от {shown(column.minimum)} до {shown(column.maximum)}".replace("-", "−")


def check_cells_code_length(cells: Cells) -> list[Finding]:
    """Codes are no longer than the database keeps."""
    findings = []
    for parsed in cells.sheets:
        for column in parsed.sheet.columns:
            if column.kind == "code":
                codes = parsed.frame[column.name]
                too_long = {code for code in codes.unique() if code is not None and len(code) > LONGEST_CODE}
                wrong = codes.isin(too_long)
                long = list(zip(parsed.frame.loc[wrong, "sheet_row"], codes.loc[wrong], strict=True))
                findings += one_by_one(
                    long,
                    lambda found, parsed=parsed, column=column: Finding(  # type: ignore[misc]
                        "error",
                        "cells_code_length",
                        f"Код «{shown(found[1])}» длиннее {LONGEST_CODE} знаков.",
                        "Впишите код, а не наименование.",
                        sheet=parsed.sheet.name,
                        row=int(found[0]),
                        column=column.heading,
                        value=shown(found[1]),
                    ),
                )
    return findings


def check_cells_examples(cells: Cells) -> list[Finding]:
    """The template's example rows are passed over, and the user is told so: once, however many sheets have one."""
    found = [parsed for parsed in cells.sheets if parsed.example_rows]
    if not found:
        return []
    rows = sum(len(parsed.example_rows) for parsed in found)
    alone = found[0] if len(found) == 1 else None
    where = "" if alone else f" на листах {quoted(parsed.sheet.name for parsed in found)}"
    return [
        Finding(
            "note",
            "cells_examples",
            f"Пропущено как образец: {rows_word(rows)}{where} (первая ячейка начинается со слова «Пример»).",
            "Ничего делать не нужно; образец можно удалить.",
            sheet=alone.sheet.name if alone else None,
            row=alone.example_rows[0] if alone else None,
            rows=rows,
        )
    ]


def check_cells_any(cells: Cells) -> list[Finding]:
    """Something is left to load once the example rows are passed over."""
    if any(len(parsed.frame) for parsed in cells.sheets):
        return []
    return [
        Finding(
            "error",
            "cells_any",
            "Книга пуста: кроме образцов, на листах нет ни одной строки.",
            "Заполните листы шаблона под строкой заголовков и загрузите книгу снова.",
        )
    ]
