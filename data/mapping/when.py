"""Which cycle a table is about, from its titles, its name and its headings; and the date that it holds for. Pure.

Plain words come before mere dates: «2023/24 учебный год», then «2023 года», then a date or a year by itself. The date
and the number of an order say nothing about the table. What disagrees is left to the person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.mapping.structure import Structure
from data.workbook import cycle_bounds
from methodology.words import day

_DATE = r"\d{1,2}(?:\.\d{1,2}\.(?:20)?\d\d| [а-я]+ 20\d\d)(?: ?г\b\.?| ?год[а-я]*)?"
_NUMBERED = re.compile(rf"(?:\bот )?(?:{_DATE},? ?)?№ ?[\w/-]+")
_DOCUMENT = re.compile(r"(?:приказ|распоряжени|письм|протокол|постановлени)\w*")
_OF_DOCUMENT = re.compile(rf"\bот (?:{_DATE}|20\d\d(?: ?г\b\.?| ?год[а-я]*)?)")
_PAIR = re.compile(r"\b(20\d\d) ?[/–—-] ?(?:20)?(\d\d)\b(?!\.\d)")
_YEARS = re.compile(r"((?:20\d\d(?: ?[,–—-] ?| и )?)+) ?(?:год|г\b|гг\b)")
_DAY = re.compile(r"\b\d\d\.(\d\d)\.(20\d\d)\b")
_AUTUMN = re.compile(r"\b(?:сентябр|октябр|ноябр|декабр)\w* (20\d\d)\b")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class When:
    """The cycle and the year that a table is about, and how that is known."""

    cycle: str
    reason: str

    @property
    def year(self) -> str:
        """The calendar year in which the cycle ends; '' if unknown."""
        return str(int(self.cycle[:4]) + 1) if self.cycle else ""


def propose_when(structure: Structure, file_stem: str) -> When:
    """The cycle that the table is about, from its titles, the name of the sheet or file, its headings."""
    sheet = structure.grid.sheet.name
    for where, texts in (
        ("в заголовке", structure.titles),
        ("в имени листа", (sheet,)),
        ("в имени файла", (file_stem,)),
    ):
        if (found := _said(where, texts)) is not None:
            return found
    years = Counter(year for head in structure.heads for year in re.findall(r"\b20\d\d\b", " ".join(head.path)))
    if years:
        year, count = max(years.items(), key=lambda item: (item[1], item[0]))
        return When(_ending_in(int(year)), f"в заголовках столбцов {year} год ({count})")
    return When("", "ни в заголовке, ни в имени листа, ни в имени файла года нет")


def _said(where: str, texts: Sequence[str]) -> When | None:
    """What these texts say: nothing (None), one cycle, or several, which is for the person to decide."""
    plain = [(text, _without_documents(text)) for text in texts]
    for kind in (_of_pairs, _of_years, _of_dates):
        cycles: dict[str, str] = {}
        for text, words in plain:
            for cycle in kind(words):
                cycles.setdefault(cycle, text)
        if len(cycles) > 1:
            return When(
                "", f"{where} названы разные учебные годы: {', '.join(sorted(cycles))}; укажите, который из них"
            )
        for cycle, text in cycles.items():
            return When(cycle, f"{where} «{text[:60]}»")
    return None


def _without_documents(text: str) -> str:
    """The text in small letters without numbers and dates of orders, letters and minutes."""
    words = _NUMBERED.sub(" ", text.lower().replace("ё", "е"))
    if (document := _DOCUMENT.search(words)) is None:
        return words
    return words[: document.end()] + _OF_DOCUMENT.sub(" ", words[document.end() :])


def _of_pairs(words: str) -> Iterable[str]:
    for first, last in _PAIR.findall(words):
        if int(last) == (int(first) + 1) % 100:
            yield f"{first}/{last}"


def _of_years(words: str) -> Iterable[str]:
    for years in _YEARS.findall(words):
        yield from (_ending_in(int(year)) for year in re.findall(r"20\d\d", years))


def _of_dates(words: str) -> Iterable[str]:
    for month, year in _DAY.findall(words):
        yield _ending_in(int(year) + (int(month) >= 9))
    for year in _AUTUMN.findall(words):
        yield _ending_in(int(year) + 1)
    for year in _YEAR.findall(_AUTUMN.sub(" ", _DAY.sub(" ", words))):
        yield _ending_in(int(year))


def _ending_in(year: int) -> str:
    return f"{year - 1}/{year % 100:02d}"


def propose_cut_date(when: When, today: date) -> date | None:
    """The last day of the cycle, or today while it goes on."""
    if not when.cycle:
        return None
    first, last = cycle_bounds(when.cycle)
    return today if first <= today < last else last


def day_said(structure: Structure, when: When) -> tuple[str, str]:
    """The day that all rows hold for, and why: one that a title names, or the last of the cycle; '' if unknown."""
    for title in structure.titles:
        if found := _DAY.search(_without_documents(title)):
            return found[0], f"в заголовке «{title[:60]}»"
    last = day(cycle_bounds(when.cycle)[1]) if when.cycle else ""
    return last, "последний день учебного года: в таблице даты нет"
