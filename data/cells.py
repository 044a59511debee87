"""One cell: from what stands in it to a value of its column's kind, never by guessing.

A parser returns (value, problem, leniency): a problem is a key of ``PROBLEMS`` and stops the load, a leniency a key of
``LENIENCIES`` and is told to the user. An empty cell has neither and the value None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from data.findings import Severity
from data.sheet import FLAG_VALUES, Column, Kind
from data.spelling import fold, tidy

Parsed = tuple[object, str | None, str | None]
Parser = Callable[[object, Column], Parsed]


@dataclass(frozen=True)
class Leniency:
    """How a cell was understood: one finding per column, in words that follow «В N ячейках»."""

    severity: Severity
    message: str
    remedy: str


PROBLEMS: dict[str, tuple[str, str]] = {
    "error_cell": (
        "В ячейке ошибка формулы {value}.",
        "Исправьте формулу или впишите значение; если данных нет, очистите ячейку.",
    ),
    "not_a_number": (
        "«{value}» — не число.",
        "Впишите число цифрами, без слов и единиц; если данных нет, оставьте ячейку пустой.",
    ),
    "ambiguous_number": (
        "«{value}» можно прочитать по-разному: неясно, где тысячи, а где дробная часть.",
        "Впишите число без разделителей тысяч, дробную часть — после запятой.",
    ),
    "fraction": ("«{value}» — дробное число, а нужно целое.", "Впишите целое число."),
    "too_large": (
        "«{value}» — слишком большое число.",
        "Проверьте, нет ли лишних цифр или другой единицы измерения.",
    ),
    "boolean": (
        "В ячейке логическое значение {value}, а нужно другое.",
        "Впишите значение, которое требует столбец.",
    ),
    "date": (
        "Вместо значения в ячейке дата {value}: так программа таблиц могла истолковать введённое.",
        "Задайте ячейке формат «Текстовый» или «Числовой» и впишите значение заново.",
    ),
    "long_code": (
        "Код {value} записан числом длиннее 15 цифр: последние цифры программа таблиц уже потеряла.",
        "Задайте столбцу формат «Текстовый» и впишите код заново.",
    ),
    "not_a_flag": ("«{value}» — не да и не нет.", "Впишите да или нет."),
    "not_a_choice": ("Значения «{value}» нет в списке.", "Выберите одно из: {choices}."),
    "not_a_cycle": ("«{value}» — не учебный год.", "Впишите учебный год в виде 2025/26."),
    "wrong_cycle": (
        "Цикла «{value}» не бывает: учебный год занимает два соседних календарных года.",
        "Впишите, например, 2025/26 (с 1 сентября 2025 года по 31 августа 2026 года).",
    ),
    "not_a_date": ("«{value}» — не дата.", "Впишите дату в виде ДД.ММ.ГГГГ; если её нет, оставьте ячейку пустой."),
    "wrong_date": ("Дата {value} не может быть верной.", "Проверьте год: нужна дата от 1950 до 2100 года."),
}

_NOTHING = "Ничего делать не нужно."

LENIENCIES: dict[str, Leniency] = {
    "decimal_comma": Leniency(
        "note",
        "число с запятой записано текстом; прочитано как число",
        "Ничего делать не нужно; для расчётов в самой книге задайте столбцу числовой формат.",
    ),
    "thousands": Leniency(
        "note",
        "в числе пробелы между разрядами; прочитано без них",
        "Ничего делать не нужно; проверьте число.",
    ),
    "number_as_text": Leniency("note", "число записано текстом; прочитано как число", _NOTHING),
    "spaces": Leniency("note", "были лишние или неразрывные пробелы; они убраны", _NOTHING),
    "spelling": Leniency(
        "note",
        "написание не такое, как в списке (прописные буквы, «ё», похожие латинские буквы); прочитано как в списке",
        "Ничего делать не нужно; лучше выбирать из списка.",
    ),
    "number_as_code": Leniency(
        "warning",
        "код записан числом; прочитан без дробной части, ведущие нули могли потеряться",
        "Проверьте коды; задайте столбцу формат «Текстовый».",
    ),
    "boolean_flag": Leniency("note", "логическое значение прочитано как да или нет", _NOTHING),
    "cycle_form": Leniency(
        "note",
        "учебный год записан иначе, чем в шаблоне",
        "Ничего делать не нужно; лучше писать в виде 2025/26.",
    ),
}

USUAL_IN_CSV = {"decimal_comma", "number_as_text"}
"""A csv has nothing but text, so these leniencies say nothing about it."""

_ERROR_TEXT = re.compile(
    r"#(?:Н/Д|ССЫЛКА!|ЗНАЧ!|ДЕЛ/0!|ИМЯ\?|ЧИСЛО!|ПУСТО!|N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)"
)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED_NUMBER = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_TWO_SIGNS = re.compile(r"[+-]?\d{1,3}(?:[.,']\d{3})*[.,]\d+")
_TYPED_CODE = re.compile(r"(\d+)[.,]0+")
_CYCLE = re.compile(r"(\d{4})/(\d{2})")
_LOOSE_CYCLE = re.compile(r"(\d{4}) ?[-/\\] ?(?:(\d{2})|(\d{4}))")
_DAY_FORMATS = ("%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d")
_YEARS = range(1950, 2101)
_LARGEST_INTEGER = 2**31 - 1
_LARGEST_EXACT = 10**15
_LONGEST_NUMBER = 40


def shown(value: object) -> str:
    """The cell as a message quotes it: decimal comma, ДД.ММ.ГГГГ, at most 80 signs."""
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M" if value.time() != time() else "%d.%m.%Y")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    text = tidy(str(value))
    return text if len(text) <= 80 else text[:79] + "…"


def parse_text(value: object, column: Column) -> Parsed:
    """Any words; a number or a date in them is written out."""
    if not isinstance(value, str):
        return shown(value), None, None
    text = tidy(value)
    if not text:
        return None, None, None
    if _ERROR_TEXT.fullmatch(text):
        return None, "error_cell", None
    return text, None, None if text == value else "spaces"


def parse_code(value: object, column: Column) -> Parsed:
    """A code is text: a number loses its «.0», and maybe has lost its leading zeros already."""
    if isinstance(value, bool):
        return None, "boolean", None
    if isinstance(value, (date, time, timedelta)):
        return None, "date", None
    if isinstance(value, (int, float)):
        if not isfinite(value):
            return None, "not_a_number", None
        if abs(value) >= _LARGEST_EXACT:
            return None, "long_code", None
        if value != int(value):
            return None, "fraction", None
        return str(int(value)), None, "number_as_code"
    text, problem, leniency = parse_text(value, column)
    if isinstance(text, str) and (typed := _TYPED_CODE.fullmatch(text)):
        return typed[1], None, "number_as_code"
    return text, problem, leniency


def parse_number(value: object, column: Column) -> Parsed:
    """A number, or a text that can be read as a number in one way only."""
    if isinstance(value, bool):
        return None, "boolean", None
    if isinstance(value, (date, time, timedelta)):
        return None, "date", None
    if isinstance(value, (int, float)):
        return (float(value), None, None) if isfinite(value) else (None, "not_a_number", None)
    text, problem, leniency = parse_text(value, column)
    if not isinstance(text, str):
        return None, problem, leniency
    digits = text.replace("−", "-")
    if len(digits) > _LONGEST_NUMBER:
        return None, "not_a_number", None
    if _PLAIN_NUMBER.fullmatch(digits):
        return (
            float(digits.replace(",", ".")),
            None,
            "decimal_comma" if "," in digits else (leniency or "number_as_text"),
        )
    if _GROUPED_NUMBER.fullmatch(digits):
        return float(digits.replace(" ", "").replace(",", ".")), None, "thousands"
    return None, "ambiguous_number" if _TWO_SIGNS.fullmatch(digits) else "not_a_number", None


def parse_integer(value: object, column: Column) -> Parsed:
    """A whole number; 5,0 is one, 5,5 is not."""
    number, problem, leniency = parse_number(value, column)
    if not isinstance(number, float):
        return None, problem, leniency
    if abs(number) > _LARGEST_INTEGER:
        return None, "too_large", None
    if not number.is_integer():
        return None, "fraction", None
    return int(number), None, leniency


def parse_choice(value: object, column: Column) -> Parsed:
    """One of the column's choices, however it is spelt."""
    text, problem, leniency = parse_text(value, column)
    if not isinstance(text, str):
        return None, problem, leniency
    if text in column.choices:
        return text, None, leniency
    folded = fold(text)
    for choice in column.choices:
        if fold(choice) == folded:
            return choice, None, "spelling"
    return None, "not_a_choice", None


def parse_flag(value: object, column: Column) -> Parsed:
    """Да or нет, also as the spreadsheet's own logical value."""
    if isinstance(value, bool):
        return value, None, "boolean_flag"
    choice, problem, leniency = parse_choice(value, column)
    if problem == "not_a_choice":
        return None, "not_a_flag", None
    return (None if choice is None else choice == FLAG_VALUES[0]), problem, leniency


def parse_group(value: object, column: Column) -> Parsed:
    """1, 2 or 3, as a number or as text."""
    choice, problem, leniency = parse_choice(value, column)
    return (int(choice) if isinstance(choice, str) else None), problem, leniency


def parse_cycle(value: object, column: Column) -> Parsed:
    """An academic year: 2025/26, also written 2025-2026 or 2025/2026."""
    text, problem, leniency = parse_text(value, column)
    if not isinstance(text, str):
        return None, problem, leniency
    exact = _CYCLE.fullmatch(text)
    loose = exact or _LOOSE_CYCLE.fullmatch(text.replace("–", "-").replace("—", "-"))
    if not loose:
        return None, "not_a_cycle", None
    first, last = int(loose[1]), int(loose[2] or loose[3])
    # ASSUMPTION: the house has records of this century only, which also keeps «0000/01» out.
    if last not in (first + 1, (first + 1) % 100) or not 2000 <= first < 2100:
        return None, "wrong_cycle", None
    return f"{first}/{(first + 1) % 100:02d}", None, leniency if exact else "cycle_form"


def parse_date(value: object, column: Column) -> Parsed:
    """A day: a cell with a date, or a text in one of the usual forms; a number is none, whatever it may count."""
    if isinstance(value, bool):
        return None, "boolean", None
    found = day_of(value)
    if found is not None:
        return (found, None, None) if found.year in _YEARS else (None, "wrong_date", None)
    if not isinstance(value, str):
        return None, "not_a_date", None
    text, problem, _ = parse_text(value, column)
    return None, problem or ("not_a_date" if text else None), None


def day_of(value: object) -> date | None:
    """The day that a cell means, or None if it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    for day_format in _DAY_FORMATS:
        try:
            return datetime.strptime(tidy(value).rstrip("г. "), day_format).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


PARSERS: dict[Kind, Parser] = {
    "text": parse_text,
    "code": parse_code,
    "number": parse_number,
    "integer": parse_integer,
    "choice": parse_choice,
    "flag": parse_flag,
    "group": parse_group,
    "cycle": parse_cycle,
    "date": parse_date,
}
