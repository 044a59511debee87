"""Tables as departments type them, made by hand, each with one difficulty or a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from data.mapping.draft import DEFAULTS, Corrections, Draft, draft, settle
from data.mapping.kept import Kept
from data.mapping.names import KnownMunicipality, KnownSchool, Names
from data.mapping.rows import Settled, Yield, make
from data.reading import RawSheet

TODAY = date(2026, 11, 22)
CONSENT = Corrections(consent=True, new=DEFAULTS)


def table(
    rows: Iterable[Sequence[object]], *merged: tuple[int, int, int, int], name: str = "ЕГЭ 2024", first_column: int = 1
) -> RawSheet:
    """The sheet as the reader gives it: without empty rows, which keep their numbers."""
    kept = [(number, list(row)) for number, row in enumerate(rows, 1) if any(str(cell).strip() for cell in row)]
    return RawSheet(
        name, [number for number, _ in kept], [row for _, row in kept], first_column=first_column, merged=merged
    )


def proposed(
    sheet: RawSheet, names: Names | None = None, kept: Kept | None = None, corrections: Corrections = CONSENT
) -> Draft:
    """What the program proposes about a sheet."""
    return draft(sheet, "файл", names or Names(), TODAY, kept, corrections)


def made(
    sheet: RawSheet, names: Names | None = None, kept: Kept | None = None, corrections: Corrections = CONSENT
) -> tuple[Draft, Settled, Yield]:
    """The way to the book in the template's terms, with consent to create whoever is unknown."""
    found = proposed(sheet, names, kept, corrections)
    settled = settle(found, corrections)
    return found, settled, make(found.structure, settled, names or Names())


def records(result: Yield, sheet_name: str) -> list[dict[str, object]]:
    """The rows of a sheet of the book by heading, without empty cells."""
    [sheet] = [sheet for sheet in result.workbook.sheets if sheet.name == sheet_name]
    headings, *rows = sheet.rows
    return [
        {str(heading): cell for heading, cell in zip(headings, row, strict=True) if cell != ""} for row in rows
    ]  # fmt: skip


def known(*schools: tuple[str, str, str]) -> Names:
    """Two municipalities and these schools: municipality, code, name."""
    facts: dict[str, object] = {
        "kind": "СОШ",
        "locality": "село",
        "small": False,
        "has_grade_9": True,
        "has_grades_10_11": True,
        "in_cycle": True,
    }
    return Names(
        (
            KnownMunicipality("01", "Северный муниципальный округ", "муниципальный округ", {}, frozenset({"2023/24"})),
            KnownMunicipality("02", "город Южный", "городской округ", {}, frozenset({"2023/24"})),
        ),
        tuple(
            KnownSchool(place, code, name, {**facts, "short_name": name}, frozenset({"2023/24"}))
            for place, code, name in schools
        ),
    )


SUBTOTALS_FIRST = table(
    [
        ["Результаты ЕГЭ в 2024 году", "", "", "", "", "", ""],
        [],
        ["Муниципальное образование", "Школа", "Профиль", "Русский язык, чел.", "", "Физика, чел.", ""],
        ["", "", "", "приняло участие", "не преодолен min порог", "приняло участие", "не преодолен min порог"],
        [1, 2, 3, 4, 5, 4, 5],
        ["ВСЕГО по региону", "х", "x", 60, 3, "1\u00a0010", ""],
        ["Северный район", "", "", 30, 2, 1005, 0],
        ["", "СОШ № 1", "", 10, "", "1\u00a0000", "X"],
        ["", "СОШ № 2", "", 20, 2, 5, "-"],
        ["Город Южный", "", "", 30, 1, 5, 0],
        ["", "СОШ № 1", "", "н/д", "", "", ""],
        ["", "Лицей № 3", "", 30, 1, 5, "—"],
        ["* по данным регионального центра"],
    ],
    (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 4, 3), (3, 4, 3, 5), (3, 6, 3, 7),
)  # fmt: skip
"""A total row first, subtotals above their schools, the municipality nowhere else, a row of column numbers."""

SUBTOTALS_LAST = table(
    [
        ["Результаты ОГЭ 2024 года по математике"],
        ["Муниципалитет", "Школа", "Участников", "Не преодолели порог"],
        ["", "СОШ № 1", 20, 2],
        ["", "СОШ № 2", 30, 3],
        ["Северный район", "", 50, 5],
        ["", "СОШ № 1", 10, 1],
        ["", "СОШ с. Луговое", 5, 0],
        ["Южный район", "", 15, 1],
        ["Итого", "", 65, 6],
    ]
)
"""The municipality stands only on its subtotal, below its schools; the subject only in the title."""

WRITTEN_ONCE = table(
    [
        ["№ п/п", "Муниципалитет", "Наименование ОО", "Кол-во участников ЕГЭ по русскому языку", "получили «2»"],
        [1, "Северный район", "МБОУ СОШ № 1", 20, "-"],
        [2, "", "МБОУ СОШ № 2", "н/д", ""],
        ["", "Итого", "", 20, 0],
        [3, "г. Южный", "Лицей № 3", "1\u00a0030", "X"],
        [4, "", "Гимназия", "5*", 1],
        ["", "Итого", "", 1035, 1],
        ["", "Всего", "", 1055, 1],
        ["* по данным центра оценки"],
        ["Исп. отдел оценки качества"],
    ]
)
"""The municipality at its first school, blank below, «Итого» after each, footnotes and a signature."""

ONE_COLUMN = table(
    [
        ["Сведения о результатах ВПР в 5 классах, 2023/2024 учебный год"],
        ["Территория, ОО", "Писали работу по математике", "Получили отметку «2»"],
        ["Северный муниципальный округ", 30, 3],
        ["СОШ № 1", 10, 1],
        ["СОШ № 2", 20, 2],
        ["Южный район", 40, 4],
        ["Школа с. Луговое", 40, 4],
        ["Итого по региону", 70, 7],
    ],
    name="ВПР",
)
"""Municipalities and schools in one column."""

SECTIONS = table(
    [
        ["Школа", "Русский язык", "", "Математика", ""],
        ["", "участников", "ниже мин.", "участников", "ниже мин."],
        ["Северный район"],
        ["СОШ № 1", 1, 0, 2, 0],
        ["СОШ № 2", 3, 1, 4, 1],
        ["Итого по Северному району", 4, 1, 6, 1],
        ["Южный район"],
        ["СОШ № 1", 5, 0, 6, 0],
        ["Школа", "Русский язык", "", "Математика", ""],
        ["Лицей", 1, 0, 1, 0],
        ["Итого по Южному району", 6, 0, 7, 0],
        ["ИТОГО", 10, 1, 13, 1],
    ]
)
"""Sections, a two-row header that nobody merged, the header again in the middle, totals in another case."""

MERGED_DOWN = table(
    [
        ["МО", "Организация", "ЕГЭ 2024", "", "", ""],
        ["", "", "Физика", "", "Химия", ""],
        ["", "", "чел.", "не сдали", "чел.", "не сдали"],
        ["Северный район", "СОШ № 1", 5, 1, 2, 0],
        ["", "СОШ № 2", 4, 0, "", ""],
        ["Южный район", "СОШ № 1", 3, 0, 1, 1],
    ],
    (1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 1, 6), (2, 3, 2, 4), (2, 5, 2, 6), (4, 1, 5, 1),
)  # fmt: skip
"""A header of three rows with merged cells; the municipality merged over its schools."""

BY_YEARS = table(
    [
        ["Муниципалитет", "ОО", "Обучающихся, чел.", "", ""],
        ["", "", 2021, 2022, 2023],
        ["Северный район", "СОШ № 1", 100, 110, 120],
        ["", "СОШ № 2", 50, 60, 70],
    ],
    name="Лист1",
)
"""Columns by year."""

SCORES = table(
    [
        ["Оценка эффективности 2024/25, Северный муниципальный округ"],
        ["Наименование школы", "Критерий 1", "Критерий 2", "Итого"],
        ["СОШ № 1", 7, "8,5", "15,5"],
        ["СОШ № 2", 5, "н/д", 5],
    ],
    name="Лист1",
)
"""A wide table of scores of one municipality, which only the title names."""

STAFF = table(
    [
        ["Кадровый состав на 20.09.2024"],
        ["Муниципалитет", "ОО", "Педагогов всего", "Учителей", "Учителей до 35 лет", "Учителей 60 лет и старше",
         "Стаж до 3 лет", "Высшая категория", "Первая категория"],
        ["Северный район", "СОШ № 1", 30, 25, 5, 4, 3, 10, 8],
        ["", "СОШ № 2", 20, 18, 2, 6, 1, 4, 6],
        ["Итого", "", 50, 43, 7, 10, 4, 14, 15],
    ],
    name="Лист1",
)  # fmt: skip
"""A row a school; the total is wrong in one column."""

LIST = table(
    [
        ["Перечень общеобразовательных организаций"],
        ["№", "Район", "ИНН", "Краткое наименование", "Вид ОО", "Местность", "Обучающихся", "Адрес"],
        [1, "Северный район", "6601000101", "СОШ № 1", "СОШ", "село", 120, "с. Речное"],
        [2, "Южный район", "6601000102", "Лицей № 2", "лицей", "город", "", ""],
    ],
    name="2025-2026",
)
"""A list of schools with their codes."""
