"""What is personal data and what only looks like them, by the column where it stands."""

from __future__ import annotations

import pytest

from data.personal_data import expected_of, is_heading_of_persons, is_person_inn, is_snils, masked, traces
from data.sheets import SHEETS
from tests.data.personal_examples import HARMFUL, HARMFUL_HEADINGS, HARMLESS, HARMLESS_HEADINGS

KINDS = {column.heading: column.kind for sheet in SHEETS for column in sheet.columns}
OF_PERSONS = {column.heading for sheet in SHEETS for column in sheet.columns if column.person}


def found(heading: str, value: object) -> list[str]:
    return [
        trace.rule for trace in traces(value, expected_of(heading, KINDS.get(heading), person=heading in OF_PERSONS))
    ]


@pytest.mark.parametrize(("heading", "value"), HARMFUL)
def test_personal_data_are_found(heading: str, value: object) -> None:
    assert found(heading, value)


@pytest.mark.parametrize(("heading", "value"), HARMLESS)
def test_what_only_looks_like_them_is_not(heading: str, value: object) -> None:
    assert not found(heading, value)


def test_there_are_enough_examples() -> None:
    assert len(set(HARMFUL)) >= 60
    assert len(set(HARMLESS)) >= 60


@pytest.mark.parametrize("heading", HARMFUL_HEADINGS)
def test_headings_of_columns_for_persons(heading: str) -> None:
    assert is_heading_of_persons(heading)


@pytest.mark.parametrize("heading", [*HARMLESS_HEADINGS, *KINDS])
def test_other_headings(heading: str) -> None:
    assert not is_heading_of_persons(heading)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Иванов И. И.", "И… И. И."),
        ("директор Иванова Мария Петровна", "И… М… П…"),
        ("тел. 8 912 345-67-89", "…89"),
        ("112-233-445 95", "…95"),
        ("ivanova.mp@school.edu.ru", "i…@….ru"),
        ("СОШ № 1", "СОШ № 1"),
    ],
)
def test_what_is_shown_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_check_digits() -> None:
    assert is_snils("112-233-445 95")
    assert not is_snils("112-233-445 96")
    assert is_person_inn("500100732259")
    assert not is_person_inn("500100732258")
