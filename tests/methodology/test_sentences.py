"""Sentences of papers: dates, numbers in words, cases, ends and quotes."""

from datetime import date

import pytest

from methodology.sentences import (
    MONTHS,
    cases,
    ended,
    in_case,
    in_words,
    long_day,
    of_municipality,
    opening,
    tidy,
    uncapitalised,
)

SCHOOL = ("школа", "школы", "школ", "f")


def test_long_day_has_the_month_in_the_genitive_and_is_not_torn_apart() -> None:
    assert long_day(date(2021, 12, 17)) == "17\u00a0декабря 2021\u00a0г."
    assert len(set(MONTHS)) == 12


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Одна\u00a0школа"),
        (2, "Две\u00a0школы"),
        (8, "Восемь\u00a0школ"),
        (11, "Одиннадцать\u00a0школ"),
        (21, "Двадцать одна\u00a0школа"),
        (40, "Сорок\u00a0школ"),
        (99, "Девяносто девять\u00a0школ"),
        (100, "Всего 100\u00a0школ"),
        (0, "Всего 0\u00a0школ"),
    ],
)
def test_no_digit_opens_a_sentence(count: int, said: str) -> None:
    assert opening(count, *SCHOOL) == said


def test_numbers_in_words_follow_the_gender() -> None:
    assert [in_words(2, gender) for gender in ("m", "f", "n")] == ["два", "две", "два"]
    assert [in_words(31, gender) for gender in ("m", "f", "n")] == ["тридцать один", "тридцать одна", "тридцать одно"]
    assert len({in_words(count, "m") for count in range(1, 100)}) == 99


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("до 2 мая 2022 г.", "до 2 мая 2022 г."), ("да", "да."), ("как?", "как?"), ("так: ", "так:"), ("«да.»", "«да.»")],
)
def test_a_sentence_ends_with_one_stop(text: str, sentence: str) -> None:
    assert ended(text) == sentence


@pytest.mark.parametrize(
    ("text", "set_in_type"),
    [
        ("№5", "№\u00a05"),
        ("№  5", "№\u00a05"),
        ('МБОУ "СОШ"', "МБОУ «СОШ»"),
        ('МБОУ "СОШ № 5 "Луч""', "МБОУ «СОШ №\u00a05 „Луч“»"),
        ("2021 г..", "2021\u00a0г."),
        ("так...", "так..."),
        ("1\u202f234\u2009%", "1\u00a0234\u00a0%"),
        ("▼ низкая", "низкая"),
        ("12 %", "12\u00a0%"),
    ],
)
def test_tidy(text: str, set_in_type: str) -> None:
    assert tidy(text) == set_in_type
    assert tidy(set_in_type) == set_in_type


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Кедровский муниципальный округ", "Кедровского муниципального округа"),
        ("Кедровый муниципальный округ", "Кедрового муниципального округа"),
        ("Нижний муниципальный район", "Нижнего муниципального района"),
        ("Береговой муниципальный округ", "Берегового муниципального округа"),
        ("Усть-Кутский муниципальный район", "Усть-Кутского муниципального района"),
        ("Городской округ Заозёрск", "городского округа Заозёрск"),
        ("Озёрск", "муниципального образования «Озёрск»"),
        ("ЗАТО Озёрный городской округ", "муниципального образования «ЗАТО Озёрный городской округ»"),
    ],
)
def test_municipalities_bend_only_where_they_are_regular(name: str, genitive: str) -> None:
    assert of_municipality(name) == genitive


def test_posts_bend_by_the_reviewed_table_only() -> None:
    assert in_case("Методическая служба", "dative") == "Методической службе"
    assert in_case("исполняющий обязанности директора", "dative") == "исполняющему обязанности директора"
    assert in_case("магистр чего-нибудь", "genitive") is None


def test_the_table_of_cases_is_whole_and_tidy() -> None:
    for phrase, forms in cases().items():
        assert set(forms) == {"genitive", "dative"}
        for written in (phrase, *forms.values()):
            assert written == tidy(written).strip() == uncapitalised(written)
            assert len(written.split()) == len(phrase.split())
