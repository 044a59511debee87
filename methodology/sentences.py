"""How sentences of official papers are written: long dates, numbers in words, cases, ends, quotes and spaces."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from methodology.words import NBSP, counted, plural

Gender = Literal["m", "f", "n"]
Case = Literal["genitive", "dative"]

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
CASES = Path(__file__).parent / "rules" / "cases.yaml"

_ONE: dict[Gender, str] = {"m": "один", "f": "одна", "n": "одно"}
_TWO: dict[Gender, str] = {"m": "два", "f": "две", "n": "два"}
_UNITS = (
    "", "", "", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать",
    "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
LONGEST_IN_WORDS = 99
"""A larger count at the start of a sentence is led by a word instead: «Всего 253 школы»."""

_ADJECTIVE = re.compile(r"(?P<stem>[А-ЯЁ][А-Яа-яё-]+?)(?P<end>ский|цкий|ый|ой|ий)")
_KINDS = {
    "муниципальный округ": "муниципального округа",
    "муниципальный район": "муниципального района",
    "городской округ": "городского округа",
    "район": "района",
    "округ": "округа",
}
"""Kind of a municipality → its genitive; all are masculine, as is the adjective before them."""


def long_day(value: date) -> str:
    """«17 декабря 2021 г.»."""
    return f"{value.day}{NBSP}{MONTHS[value.month - 1]} {value.year}{NBSP}г."


def opening(count: int, one: str, few: str, many: str, gender: Gender) -> str:
    """The count with its noun at the start of a sentence, which no digit may open: «Восемь школ», «Всего 253 школы».

    ``gender`` of the noun. Nothing counted is «Ни одной …» only in the genitive: say that sentence otherwise.
    """
    if not 0 < count <= LONGEST_IN_WORDS:
        return f"Всего {counted(count, one, few, many)}"
    return f"{capitalised(in_words(count, gender))}{NBSP}{plural(count, one, few, many)}"


def in_words(count: int, gender: Gender) -> str:
    """«восемь», «двадцать одна»; of 1 to 99."""
    tens, units = divmod(count, 10) if count >= 20 else (0, count)
    unit = _ONE[gender] if units == 1 else _TWO[gender] if units == 2 else _UNITS[units]
    return " ".join(word for word in (_TENS[tens], unit) if word)


def capitalised(text: str) -> str:
    """The text with a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The text to go on within a sentence: a small first letter, except of abbreviations («ШНОР», «КО-ВПР»)."""
    return text if text[1:2].isupper() or text[1:2] == "-" else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """The text as a sentence: with one full stop, also after «2021 г.»."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", ":", ";", ".»")) else f"{text}."


def tidy(text: str) -> str:
    """The text by the rules of setting type in Russian.

    «№ 5» and «2021 г.» are not torn apart, quotes are «ёлочки» (inner ones „лапки“), no two full stops, no spaces that
    fonts lack, no signs of zones: papers have the word alone.
    """
    text = re.sub(r"[▲●▼]\s*", "", text)
    text = re.sub(r"[\u202f\u2009\u2007]", NBSP, text)
    text = re.sub(r"№\s*(?=\w)", f"№{NBSP}", text)
    text = re.sub(r"(?<=\d) (?=(?:г\.|гг\.|%|п\.п\.|руб\.|чел\.))", NBSP, text)
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
    return _quoted(text)


def _quoted(text: str) -> str:
    """Straight quotes as «…», and quotes within quotes as „…“."""
    depth = 0
    written = []
    for position, sign in enumerate(text):
        if sign == '"':
            before = text[position - 1] if position else " "
            sign = "«" if before.isspace() or before in "(«„" else "»"
        if sign == "«":
            depth += 1
            sign = "«" if depth == 1 else "„"
        elif sign == "»" and depth:
            depth -= 1
            sign = "“" if depth else "»"
        written.append(sign)
    return "".join(written)


@lru_cache(maxsize=1)
def cases() -> dict[str, dict[Case, str]]:
    """Phrase in the nominative → its other cases, as reviewed."""
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return {row["nominative"]: {"genitive": row["genitive"], "dative": row["dative"]} for row in rows}


def in_case(phrase: str, case: Case) -> str | None:
    """The phrase in another case; None where nobody has reviewed it: then a sentence must do with the nominative."""
    found = cases().get(uncapitalised(phrase.strip()))
    if found is None:
        return None
    return capitalised(found[case]) if phrase[:1].isupper() and not phrase[1:2].isupper() else found[case]


def of_municipality(name: str) -> str:
    """«Кедровского муниципального округа»; a name that isn't regular stays as it is behind words that bend instead.

    «Городской округ Заозёрск» → «городского округа Заозёрск», «Озёрск» → «муниципального образования «Озёрск»».
    """
    for kind, genitive in _KINDS.items():
        first, _, rest = name.partition(" ")
        adjective = _ADJECTIVE.fullmatch(first)
        if adjective and rest.casefold() == kind:
            return f"{adjective['stem']}{_genitive_end(adjective['stem'], adjective['end'])} {genitive}"
        if name.casefold().startswith(f"{kind} "):
            return f"{genitive} {name[len(kind) + 1 :]}"
    return f"муниципального образования «{name}»"


def _genitive_end(stem: str, end: str) -> str:
    """Of an adjective: «Нижний» → «его», «Кедровский», «Северный», «Береговой» → «ого»."""
    soft = end == "ий" and stem[-1] in "нщшжч"
    return {"ский": "ского", "цкий": "цкого"}.get(end, "его" if soft else "ого")
