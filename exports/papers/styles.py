"""What papers look like: fonts, sizes, colours; names of the styles of the base documents."""

from __future__ import annotations

from typing import Final

from exports.papers.model import Look, Tone

OFFICIAL_FONT: Final = "Times New Roman"
"""What officials expect; nothing is embedded, and free fonts with its metrics take its place where it is missing."""
SANS_FONT: Final = "Arial"
FONTS: Final[dict[Look, str]] = {"official": OFFICIAL_FONT, "sheet": SANS_FONT}

TONES: Final[dict[Tone, str]] = {
    "high": "1F5FA8",
    "middle": "B4BFCC",
    "low": "DE8A33",
    "plain": "5F92CC",
    "muted": "8A94A3",
}
TONE_TEXT: Final[dict[Tone, str]] = {
    "high": "FFFFFF",
    "middle": "0F1825",
    "low": "0F1825",
    "plain": "0F1825",
    "muted": "0F1825",
}
"""Text on a fill; contrast at least 4.5 : 1."""
INK, MUTED_INK, GRID, HEADER_FILL, GROUP_FILL = "0F1825", "5E6B7A", "D8DEE7", "EEF2F7", "F4F6F9"

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM, HEADER_MM = 20, 10, 20, 20, 10
"""Margins by ГОСТ Р 7.0.97; the page number stands at least 10 mm from the edge."""
A4_MM: Final = (210, 297)

ORGANISATION = "Орган"
KIND = "Вид документа"
REQUISITE = "Реквизит"
ADDRESSEE = "Адресат"
TITLE = "Заголовок к тексту"
SECTION, SUBSECTION = "Раздел", "Подраздел"
BODY = "Абзац"
POINTS = ("Пункт", "Подпункт", "Подпункт второй")
DASHES = "Перечисление"
TABLE_TITLE, HEADER_CELL, TEXT_CELL, NUMBER_CELL, GROUP_CELL = (
    "Название таблицы",
    "Шапка",
    "Ячейка",
    "Число",
    "Строка группы",
)
NOTE = "Примечание"
PICTURE = "Рисунок"
CARD_VALUE, CARD_WORDS = "Число карточки", "Подпись карточки"
SIGNATURE = "Подпись"
ANNEX_HEAD = "Приложение"
PAGE_NUMBER, FOOTING = "Номер страницы", "Сноска страницы"
