"""Personal data in a table that is not our template: such a table is refused before anything of it is kept."""

from __future__ import annotations

import re

from data.checks.listing import one_by_one
from data.findings import Finding
from data.mapping.structure import Structure
from data.reading import column_letters
from data.personal_data import RULES, WORDS, Expected, Trace, traces

_QUOTED = re.compile(r"[\"«„“][^\"«„“»”]*[\"»”“]")
_REMEDY = "Уберите персональные данные: вместо них — код или должность. Файл не сохраняется."


def check_personal(structure: Structure) -> list[Finding]:
    """Every cell of words that looks like a person's name, phone, e-mail or СНИЛС, wherever it stands.

    A name in quotes in the column of schools is the one that the school is called by, not somebody in it.
    """
    grid, school = structure.grid, structure.column("school")
    sheet = grid.sheet

    found = [
        (number, index, RULES[trace.rule])
        for position, number in enumerate(sheet.row_numbers)
        for index in grid.filled(position)
        for trace in _traces(grid.cell(position, index), is_school=index == school)[:1]
    ]
    return one_by_one(
        found,
        lambda each: Finding(
            "error",
            "mapping_personal",
            f"Похоже на персональные данные: {each[2]}.",
            _REMEDY,
            sheet=sheet.name,
            row=each[0],
            column=column_letters(sheet.first_column + each[1]),
        ),
    )


def _traces(cell: object, *, is_school: bool) -> list[Trace]:
    if not is_school or not isinstance(cell, str):
        return traces(cell, WORDS)
    return traces(_QUOTED.sub(" ", cell), Expected("title"))
