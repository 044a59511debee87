"""Numbers, dates and plurals as a Russian reader writes them."""

import math
from datetime import date

import pytest

from methodology.words import (
    counted,
    day,
    first_two,
    fulfilled,
    is_missing,
    measured,
    municipalities,
    municipalities_of,
    municipalities_with_data,
    number,
    percent,
    plural,
    points,
    reading_order,
    schools,
    share,
    signed,
    unit_after,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, 0, "1\u00a0234\u00a0567"),
        (60.45, 1, "60,5"),
        (60.449999999999996, 1, "60,5"),
        (60.4499, 1, "60,4"),
        (100 * 0.6045, 1, "60,5"),
        (-0.5, 0, "\u22121"),
        (7, 1, "7,0"),
        (None, 0, "—"),
        (math.nan, 2, "—"),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


def test_percent_and_points():
    assert percent(12.5, 1) == "12,5\u00a0%"
    assert percent(None) == "—"
    assert fulfilled(64.45) == "64,5\u00a0%"
    assert fulfilled(65.0) == "65,0\u00a0%"
    assert points(3.5) == "+3,5\u00a0п.п."
    assert points(-3.5) == "\u22123,5\u00a0п.п."
    assert points(0) == "0,0\u00a0п.п."
    assert points(math.nan) == "—"


def test_share_shows_k_of_n_and_no_percents_of_a_few():
    assert share(9, 18) == "9 из 18 (50\u00a0%)"
    assert share(6, 8) == "6 из 8"
    assert share(10, 10) == "10 из 10 (100\u00a0%)"
    assert share(3, 5, no_percent_n=5) == "3 из 5 (60\u00a0%)"
    for numerator, denominator in ((None, 5), (5, None), (math.nan, 5), (5, math.nan), (0, 0)):
        assert share(numerator, denominator) == "—"


@pytest.mark.parametrize(
    ("count", "noun"),
    [(0, "школ"), (1, "школа"), (2, "школы"), (5, "школ"), (11, "школ"), (12, "школ"), (21, "школа"), (111, "школ")],
)
def test_plural(count, noun):
    assert plural(count, "школа", "школы", "школ") == noun
    assert schools(count) == f"{count}\u00a0{noun}"


def test_counted_and_municipalities():
    assert counted(1234, "строка", "строки", "строк") == "1\u00a0234\u00a0строки"
    assert [municipalities(n) for n in (1, 3, 14)] == [
        "1\u00a0муниципалитет",
        "3\u00a0муниципалитета",
        "14\u00a0муниципалитетов",
    ]


def test_day_and_missing():
    assert day(date(2022, 8, 31)) == "31.08.2022"
    assert day(None) == "—"
    assert is_missing(None)
    assert is_missing(math.nan)
    assert not is_missing(0)


def test_names_in_reading_order():
    names = ["СОШ № 10", "Ёлкино", "СОШ № 2", "Жуково", "соШ № 1"]
    assert sorted(names, key=reading_order) == ["Ёлкино", "Жуково", "соШ № 1", "СОШ № 2", "СОШ № 10"]


def test_what_is_nothing_as_written_has_no_sign() -> None:
    assert [signed(-0.3, 0), signed(0.04), signed(-0.04), signed(1.25)] == ["0", "0,0", "0,0", "+1,3"]


def test_a_unit_has_the_form_that_goes_with_the_number() -> None:
    said = [
        measured(1, "ставок"),
        measured(5, "ставок"),
        measured(8.75, "ставок", 1),
        measured(2, "раз"),
        measured(3, "чел."),
    ]
    assert said == ["1\u00a0ставка", "5\u00a0ставок", "8,8\u00a0ставки", "2\u00a0раза", "3\u00a0чел."]


def test_posts_and_hours_are_shares_with_their_decimals() -> None:
    assert share(16.25, 842.5) == "16,25 из 842,5 (1,9\u00a0%)"
    assert share(0.5, 8) == "0,5 из 8"


def test_a_small_share_of_many_has_a_decimal() -> None:
    assert share(211, 117_974).endswith("(0,2\u00a0%)")
    assert [share(k, 1000)[-7:] for k in (0, 100)] == ["0 (0\u00a0%)"[-7:], " (10\u00a0%)"[-7:]]
    assert share(20, 999).endswith("(2\u00a0%)")
    assert share(5, 999).endswith("(0,5\u00a0%)")
    assert [municipalities_of(count) for count in (21, 60)] == ["21\u00a0муниципалитета", "60\u00a0муниципалитетов"]


def test_a_unit_after_a_difference() -> None:
    assert [unit_after(-1.8, "ставок", 1), unit_after(-5, "ставок"), unit_after(0.1, "чел.", 1)] == [
        "ставки",
        "ставок",
        "чел.",
    ]


def test_of_how_many_municipalities_says_of_which() -> None:
    said = [municipalities_with_data(*counts).replace("\u00a0", " ") for counts in ((14, 14), (13, 14), (21, 22))]
    assert said == ["14 муниципалитетов", "13 муниципалитетов с данными", "21 муниципалитета с данными"]


@pytest.mark.parametrize(
    ("names", "said"),
    [(["а"], "а"), (["а", "б"], "а и б"), (["а", "б", "в"], "а, б и ещё 1"), (list("абвг"), "а, б и ещё 2")],
)
def test_two_of_several_are_named(names: list[str], said: str) -> None:
    assert first_two(names) == said
