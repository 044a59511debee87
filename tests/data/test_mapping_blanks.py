"""What an empty cell means: by the table's own totals, by a person, by what was kept; never zero by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping.draft import draft
from data.mapping.guesses import open_guesses
from data.mapping.kept import Kept
from data.mapping.model import Mapping
from data.mapping.names import Names
from data.mapping.values import is_blank
from data.reading import RawSheet
from tests.data.own_tables import CONSENT, SUBTOTALS_FIRST, TODAY, made, proposed, records, table

FIELD = "below_minimum"


def of_two_schools(total: object, first: object, second: object) -> RawSheet:
    """A total over what two schools say under «не преодолели порог», both with participants."""
    return table(
        [
            ["Муниципалитет", "Школа", "Физика, участников", "Физика, не преодолели порог"],
            ["Северный район", "СОШ № 1", 10, first],
            ["", "СОШ № 2", 20, second],
            ["Итого", "", 30, total],
        ]
    )


def kept_with(mapping: Mapping) -> Kept:
    """As the database gives it back."""
    return Kept("ЕГЭ", 1, datetime.now(), "ЕГЭ.xlsx", "2024", "2023/24", 1, None, mapping)


@pytest.mark.parametrize(
    ("sheet", "rows", "zero", "words"),
    [
        (of_two_schools(0, "", ""), 2, True, "в 1 из 1 итога, без нуля — в 0: в 1 итоге из одних пустых ячеек стоит 0"),
        (of_two_schools(0, "-", ""), 2, True, "из одних пустых ячеек стоит 0"),
        (of_two_schools(3, 3, ""), 1, False, "по итогам не понять"),
        (of_two_schools(2, 3, ""), 1, False, "по итогам не понять"),
        (of_two_schools(4, 3, ""), 1, False, "итог больше суммы (строки 4): за пустой ячейкой могут стоять люди"),
        (of_two_schools("", 3, ""), 1, False, "итогов над такими ячейками нет"),
    ],
)
def test_totals_speak_for_zero_or_do_not(sheet: RawSheet, rows: int, zero: bool, words: str) -> None:
    [blank] = proposed(sheet).blanks
    assert (blank.field, blank.rows, blank.zero, blank.sure) == (FIELD, rows, zero, not zero)
    assert words in blank.reason.replace("\u00a0", " ")


def test_marks_of_no_data_are_never_asked_about() -> None:
    assert proposed(of_two_schools(0, "х", "н/д")).blanks == ()
    assert [is_blank(cell) for cell in (None, "", " ", "-", "—", "х", "н/д", "нет", 0, "0")] == [True] * 5 + [False] * 5


def test_zero_is_a_guess_until_a_person_agrees() -> None:
    found = proposed(of_two_schools(0, "", ""))
    [guess] = open_guesses(found, CONSENT)
    assert guess.startswith("пустая ячейка в «Не достигли минимума» (2\u00a0строки) — ноль")
    assert open_guesses(found, replace(CONSENT, agreed=frozenset({guess}))) == []


def test_zeros_are_counted_by_hand() -> None:
    """Physics: «-» and «—» beside participants; Russian: one empty cell; «X» stays no data."""
    found, _, result = made(SUBTOTALS_FIRST)
    [blank] = found.blanks
    assert (blank.rows, blank.zero) == (3, True)
    assert "в 4 из 4" in blank.reason
    assert "без нуля — в 2" in blank.reason
    assert result.figures == {"participants": 6, FIELD: 5}
    by_school = {
        (row["Код ОО"], row["Предмет"]): row.get("Не достигли минимума") for row in records(result, "Процедуры")
    }
    assert by_school["В-01-001", "физика"] is None, "«X» is no zero"
    assert by_school["В-01-002", "физика"] == 0
    notes = {finding.check: finding for finding in result.findings}
    assert (notes["mapping_zero"].severity, notes["mapping_zero"].rows) == ("note", 3)
    assert notes["mapping_absent"].rows == 2, "«X» and «н/д»; the dashes are zeros now"


def test_person_says_otherwise_and_next_year_it_holds() -> None:
    sheet = of_two_schools(0, "", "")
    found, settled, result = made(sheet, corrections=replace(CONSENT, blank_is_zero=()))
    assert open_guesses(found, CONSENT) == []
    assert result.figures[FIELD] == 0
    assert (settled.mapping.blank_is_zero, settled.mapping.blank_is_missing) == ((), (FIELD,))
    [again] = draft(sheet, "файл", Names(), TODAY, kept_with(settled.mapping), CONSENT).blanks
    assert (again.zero, again.sure) == (False, True)


def test_what_was_agreed_is_not_asked_next_year() -> None:
    _, settled, _ = made(of_two_schools(0, "", ""))
    assert settled.mapping.blank_is_zero == (FIELD,)
    [again] = draft(of_two_schools("", 1, ""), "файл", Names(), TODAY, kept_with(settled.mapping), CONSENT).blanks
    assert (again.zero, again.sure, again.reason) == (True, True, "так было сопоставлено в прошлый раз")


def test_nobody_s_word_is_not_kept_as_somebody_s() -> None:
    """Without evidence nothing is asked; a later table with evidence may still ask."""
    _, settled, _ = made(of_two_schools("", 3, ""))
    assert (settled.mapping.blank_is_zero, settled.mapping.blank_is_missing) == ((), ())
    [later] = draft(of_two_schools(0, "", ""), "файл", Names(), TODAY, kept_with(settled.mapping), CONSENT).blanks
    assert (later.zero, later.sure) == (True, False)


@given(st.lists(st.sampled_from(["", 0, 1, 2]), min_size=1, max_size=6), st.sampled_from(["", 0, 1, 2, 3]))
def test_without_a_zero_over_empty_cells_alone_nothing_becomes_zero(cells: list[object], total: object) -> None:
    rows: list[list[object]] = [["Муниципалитет", "Школа", "Физика, участников", "Физика, не преодолели порог"]]
    rows += [
        ["Северный район" if number == 1 else "", f"СОШ № {number}", 9, cell] for number, cell in enumerate(cells, 1)
    ]
    sheet = table([*rows, ["Итого", "", 9 * len(cells), total]])
    found = proposed(sheet)
    if found.target is None or not found.blanks:
        return
    [blank] = found.blanks
    assert blank.rows == sum(cell == "" for cell in cells)
    assert blank.zero == (total == 0 and all(cell == "" for cell in cells))
    _, _, result = made(sheet, corrections=replace(CONSENT, blank_is_zero=()))
    assert result.figures[FIELD] == sum(cell != "" for cell in cells)
