"""Check 20 of the model: personal data. A workbook that has them is refused.

The file itself is never kept, only what was checked of it and its name; columns and sheets that are not read are looked
at all the same, because whoever sends such a file should know.

A finding never repeats the person's data: it says what they look like and shows the first letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from data.checks.file import File
from data.checks.listing import one_by_one
from data.findings import Finding
from data.parsing import Cells, Layout, headings_of
from data.reading import RawSheet
from data.sheets import INSTRUCTION
from data.spelling import fold, tidy

_HEADING = re.compile(
    r"\b(фио|ф\. ?и\. ?о|фамили[яи]|отчеств[оа]|имя|телефон\w*|тел|моб\w* номер|снилс|паспорт\w*|дата рождения"
    r"|емейл|эл(ектронн\w+|\.)? ?(почт\w+|адрес)|почта)\b"
)
_LATIN_HEADING = re.compile(r"\b(e-?mail|phone|snils|surname|full name|fio)\b")

_NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич(?:а|у|ем|е)?|(?:[ое]в|ич)н(?:а|ы|у|ой))"
_FULL_NAME = re.compile(
    rf"\b(?![А-ЯЁ][а-яё]*(?:ая|ый|ое|ые|ой)\s){_NAME}\s+{_PATRONYMIC}\b"
    r"|\b[А-ЯЁ]{2,}\s+[А-ЯЁ]{2,}\s+[А-ЯЁ]+(?:ВИЧ|ВНА|ИЧНА)\b"
)
"""Name and patronymic, but not «Новая Дубровна», which is a village."""
_SURNAME_FIRST = re.compile(rf"\b{_NAME}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.(?!\s?[А-ЯЁ][а-яё])")
_INITIALS_FIRST = re.compile(rf"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_NAME}")
_GENITIVE = re.compile(r"(?:а|я|ой|ей|го)$")
_PERSON_MAYBE = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.|вич|[ое]вн|ичн|ВИЧ|ВНА|ИЧНА")
"""A quick look that lets nearly all cells pass without the slower patterns."""

_IN_HONOUR = re.compile(
    r"\b(?:им|имени|памяти|ул|улиц[аы]|пр|просп|пр-т|проспект\w*|пер|переул\w*|пл|площад\w*|б-р|бул|бульвар\w*|наб|"
    r"набережн\w*|ш|шоссе|проезд\w*|мкр|микрорайон\w*|кв-л|квартал\w*|аллея|геро\w+|маршал\w+|генерал\w*|полковник\w*|"
    r"адмирал\w*|академик\w*|профессор\w*|космонавт\w*|л[её]тчик\w*|поэт\w*|писател\w+|композитор\w*|художник\w*|"
    r"лауреат\w*|кавалер\w*|дважды|святител\w+|свят\w+|преподобн\w+|князя|народн\w+)\b",
    re.IGNORECASE,
)
"""Words after which a person's name names a school or a street, not somebody in it."""

_SNILS = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d.№/-])(?:\+7|8|7)[\s-]*(?:\(\d{3,5}\)|\d{3,5})[\s-]*\d{1,3}[\s-]\d{2}[\s-]?\d{2}(?!\d)"
    r"|(?<!\d)\+7\d{10}(?!\d)|(?<!\d)89\d{9}(?!\d)"
    r"|(?<!\d)(?:\+7|8)\s?\(\d{3,5}\)\s?\d[\d\s-]{4,8}"
    r"|\bтел(?:ефон)?\b[.:\s]*\d[\d\s()-]{4,}",
    re.IGNORECASE,
)

NO_HEADING = "(без заголовка)"
_REMEDY = "Уберите персональные данные: вместо них — код или должность. Файл не сохраняется."


def check_privacy_headings(layout: Layout) -> list[Finding]:
    """No sheet has a column for personal data, not even one that would not be read."""
    extra: list[tuple[RawSheet, Iterable[str]]] = [(found.raw, found.unknown.values()) for found in layout.sheets]
    extra += [(raw, headings_of(raw)) for raw in (*layout.others, *layout.repeated)]
    return [
        Finding(
            "error",
            "privacy_headings",
            f"Столбец «{heading}» — для персональных данных; такие сведения не загружаются.",
            "Удалите столбец вместе с содержимым. Файл не сохраняется.",
            sheet=raw.name,
            row=raw.row_numbers[0],
            column=heading,
        )
        for raw, headings in extra
        for heading in headings
        if _HEADING.search(fold(heading)) or _LATIN_HEADING.search(heading.lower())
    ]


def check_privacy_file_name(file: File) -> list[Finding]:
    """The file's name, which is kept, has no personal data."""
    # Initials may end in the dot of the ending: «Иванов_И.И.xlsx».
    kind = personal_data(PurePath(file.name).stem.replace("_", " ") + ".", is_code=True)
    if kind is None:
        return []
    return [
        Finding(
            "error",
            "privacy_file_name",
            f"Имя файла похоже на персональные данные: {kind}.",
            "Переименуйте файл: вместо фамилии — код, должность или название муниципалитета.",
        )
    ]


def check_privacy_cells(cells: Cells) -> list[Finding]:
    """No cell looks like a person's name, СНИЛС, phone or e-mail, in whatever column of a sheet that is read."""
    findings = []
    layout = cells.layout
    for found in layout.sheets:
        kinds = {
            found.positions[column.name]: column for column in found.sheet.columns if column.name in found.positions
        }
        columns = {index: column.heading for index, column in kinds.items() if column.kind in ("text", "code")}
        widest = max((len(row) for row in found.raw.rows), default=0)
        unnamed = {index: NO_HEADING for index in range(widest) if index not in kinds and index not in found.unknown}
        for index, heading in {**columns, **found.unknown, **unnamed}.items():
            codes = index in kinds and kinds[index].kind == "code"
            findings += _in_column(found.sheet.name, heading, found.raw, index, codes)
    if layout.instruction is not None:
        findings += _in_column(INSTRUCTION, "Значение", layout.instruction, 1, codes=False)
    return findings


def _in_column(sheet: str, heading: str, raw: RawSheet, index: int, codes: bool) -> list[Finding]:
    cells = [row[index] if index < len(row) else "" for row in raw.rows[1:]]
    kinds = {cell: kind for cell in set(cells) if isinstance(cell, str) and (kind := personal_data(cell, codes))}
    found = [
        (number, cell, kinds[cell])
        for number, cell in zip(raw.row_numbers[1:] if kinds else (), cells, strict=False)
        if isinstance(cell, str) and cell in kinds
    ]

    def describe(each: tuple[int, str, str]) -> Finding:
        row, cell, kind = each
        return Finding(
            "error", "privacy_cells", f"Похоже на персональные данные: {kind}.", _REMEDY,
            sheet=sheet, row=row, column=heading, value=tidy(cell)[:1] + "…",
        )  # fmt: skip

    return one_by_one(found, describe)


def personal_data(text: str, is_code: bool = False) -> str | None:
    """What personal data a text looks like («фамилия и инициалы», «СНИЛС»…), or None.

    Names in honour of which a school or street is called are none. In a code, digits alone mean no phone.
    """
    if "@" in text and _EMAIL.search(text):
        return "адрес электронной почты"
    if _SNILS.search(text):
        return "СНИЛС"
    if not is_code and _PHONE.search(text):
        return "номер телефона"
    if not _PERSON_MAYBE.search(text):
        return None
    # A comma ends what «им.» or «ул.» speaks for: «ул. Ленина, директор Иванов И.И.»
    for part in re.split(r"[,;\n]", tidy(text)):
        for pattern in (_FULL_NAME, _SURNAME_FIRST, _INITIALS_FIRST):
            for found in pattern.finditer(part):
                if _IN_HONOUR.search(part[: found.start()]) or _IN_HONOUR.match(found[0]):
                    continue
                if pattern is _INITIALS_FIRST:
                    if _GENITIVE.search(found[0]):
                        continue  # «Гимназия А.С. Пушкина»
                    return "инициалы и фамилия"
                return "фамилия, имя или отчество" if pattern is _FULL_NAME else "фамилия и инициалы"
    return None
