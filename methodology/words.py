"""Numbers, dates and plurals in Russian: one way of writing them for screen, files and messages."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal
from babel.plural import PluralRule

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "—"
NO_DATA = "нет данных"
FEW_PCT, MANY = 10, 1000
"""Shares below so many per cent of so many and more are told with a decimal, and those below one per cent of any:
0,2 % of all hours is not nothing."""
UNITS = {"ставок": ("ставка", "ставки", "ставок"), "раз": ("раз", "раза", "раз")}
"""Unit of the catalogue → its forms; those that are not here are written the same after any number."""

_RUSSIAN = PluralRule.parse(
    {
        "one": "v = 0 and i % 10 = 1 and i % 100 != 11",
        "few": "v = 0 and i % 10 = 2..4 and i % 100 != 12..14",
        "many": "v = 0 and i % 10 = 0 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 11..14",
    }
)


def is_missing(value: float | None) -> bool:
    """Whether a number is unknown (None or NaN)."""
    return value is None or math.isnan(value)


def number(value: float | None, decimals: int = 0) -> str:
    """«1 234,5» with no-break spaces and a true minus, half up; «—» if unknown.

    What division left in the tenth decimal place is cut off first, so that 60,45 stays 60,45 before it becomes 60,5.
    """
    return DASH if value is None or math.isnan(value) else _written(float(value), decimals)


@lru_cache(maxsize=4096)
def _written(value: float, decimals: int) -> str:
    """Kept, since a page writes the same few hundred numbers at every click."""
    written = Decimal(repr(round(value, 9)))
    rounded = written.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded, format=pattern, locale="ru")
    return text.replace("\u202f", NBSP).replace("-", MINUS)


def percent(value: float | None, decimals: int = 0) -> str:
    """«12,5 %» for a value already in per cent; «—» if unknown."""
    return DASH if is_missing(value) else number(value, decimals) + NBSP + "%"


def fulfilled(value: float | None) -> str:
    """«64,5 %»: how much of the maximum of criteria is reached; with one decimal wherever it is told."""
    return percent(value, 1)


def points(value: float | None, decimals: int = 1) -> str:
    """A difference of two percentages, signed: «+3,5 п.п.»; «—» if unknown."""
    if value is None or math.isnan(value):
        return DASH
    return f"{signed(value, decimals)}{NBSP}п.п."


def signed(value: float, decimals: int = 1) -> str:
    """«+3,5», «−2,0»; what is nothing as written bears no sign: «0,0»."""
    written = number(value, decimals)
    return f"+{written}" if value > 0 and re.search("[1-9]", written) else written


def measured(value: float, unit: str, decimals: int = 0) -> str:
    """A number with its unit in the form that goes with it: «1 ставка», «8,8 ставки», «5 ставок»."""
    return f"{number(value, decimals)}{NBSP}{unit_after(value, unit, decimals)}"


def unit_after(value: float, unit: str, decimals: int = 0) -> str:
    """The form of a unit after a number: a fraction takes the genitive, «8,8 ставки»."""
    forms = UNITS.get(unit)
    if forms is None:
        return unit
    return forms[1] if decimals else plural(round(value), *forms)


def share(numerator: float | None, denominator: float | None, no_percent_n: float = 10) -> str:
    """«9 из 18 (50 %)»; below ``no_percent_n`` only «6 из 8»; «—» if there is no denominator.

    Posts and hours are written with up to two decimals, and so is a small share of them with one: «16,25 из 842,5
    (1,9 %)». A small share of a thousand and more, or below one per cent, has a decimal too, since a tenth of a per
    cent is something there: «211 из 117 974 (0,2 %)».
    """
    if numerator is None or denominator is None or math.isnan(numerator) or math.isnan(denominator) or not denominator:
        return DASH
    words = f"{number(numerator, places_of(numerator))} из {number(denominator, places_of(denominator))}"
    if denominator < no_percent_n:
        return words
    return f"{words} ({percent_of(numerator, denominator)})"


def percent_of(numerator: float, denominator: float) -> str:
    """A share in per cent; with as many decimals as ``percent_places`` says."""
    return percent(100 * numerator / denominator, percent_places(numerator, denominator))


def percent_places(numerator: float, denominator: float) -> int:
    """With how many decimals ``percent_of`` writes a share, so that its change is written alike."""
    value, parts_of_posts = 100 * numerator / denominator, places_of(numerator) or places_of(denominator)
    return int(0 < value < FEW_PCT and bool(denominator >= MANY or value < 1 or parts_of_posts))


def places_of(value: float) -> int:
    """With how many decimals, at most two, a sum of posts or hours is written as it was reported."""
    return next((places for places in (0, 1) if abs(value - round(value, places)) < 1e-9), 2)


def plural(count: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with the count: 1 школа, 2 школы, 5 школ."""
    return {"one": one, "few": few, "many": many}[_form(abs(count))]


@lru_cache(maxsize=4096)
def _form(count: int) -> str:
    """Kept, since the rule takes as long as all else about a number."""
    return _RUSSIAN(count)


def counted(count: int, one: str, few: str, many: str) -> str:
    """The count with its noun: «1 234 школы»."""
    return f"{number(count)}{NBSP}{plural(count, one, few, many)}"


def schools(count: int) -> str:
    """«21 школа», «2 школы», «5 школ»."""
    return counted(count, "школа", "школы", "школ")


def municipalities(count: int) -> str:
    """«1 муниципалитет», «2 муниципалитета», «5 муниципалитетов»."""
    return counted(count, "муниципалитет", "муниципалитета", "муниципалитетов")


def recommendations(count: int) -> str:
    """«1 рекомендация», «2 рекомендации», «5 рекомендаций»."""
    return counted(count, "рекомендация", "рекомендации", "рекомендаций")


def schools_of(count: int) -> str:
    """«60 школ», «21 школы»: after «из», «у», «с»."""
    return counted(count, "школы", "школ", "школ")


def municipalities_of(count: int) -> str:
    """«60 муниципалитетов», «21 муниципалитета»: after «из»."""
    return counted(count, "муниципалитета", "муниципалитетов", "муниципалитетов")


def first_two(names: Sequence[str]) -> str:
    """«а», «а и б», «а, б и ещё 2»."""
    if len(names) < 3:
        return " и ".join(names)
    return f"{names[0]}, {names[1]} и ещё {number(len(names) - 2)}"


def municipalities_with_data(known: int, every: int) -> str:
    """«14 муниципалитетов»; where some told nothing «13 муниципалитетов с данными», so that it is seen of which."""
    return municipalities_of(known) + (" с данными" if known < every else "")


def day(value: date | None) -> str:
    """«31.08.2022»; «—» if unknown."""
    return DASH if value is None else value.strftime("%d.%m.%Y")


def read_day(written: str) -> date | None:
    """The date of «31.08.2022», spaces around aside; None for anything else."""
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", written.strip())
    try:
        return None if found is None else date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def folded(name: str) -> str:
    """The name for comparing with what somebody typed: case aside, «ё» as «е»."""
    return name.casefold().replace("ё", "е")


def reading_order(name: str) -> str:
    """A key that sorts names as people expect: «СОШ № 2» before «СОШ № 10», «Ёлкино» among the Е, case aside."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(9), folded(name))
