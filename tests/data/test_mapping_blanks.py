"""What an empty cell means: by the table's own totals, by a person, by what was kept; never zero by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from data import reader_process
from data.mapping.draft import draft
from data.mapping.guesses import open_guesses
from data.mapping.kept import Kept
from data.mapping.model import Mapping
from data.mapping.names import Names
from data.mapping.rows import make
from data.mapping.values import is_blank
from data.reading import RawSheet, RawWorkbook, read_file
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
        (of_two_schools(0, "", ""), 2, True, "в 1 из 1 итога, вписанного числом, без нуля их не сосчитать"),
        (of_two_schools(0, "-", ""), 2, True, "из одних пустых ячеек стоит 0"),
        (of_two_schools(3, 3, ""), 1, True, "сходятся в 1 из 1"),
        (of_two_schools(2, 3, ""), 1, False, "сходятся в 0 из 1"),
        (of_two_schools(4, 3, ""), 1, False, "итог больше суммы (строки 4): за пустой ячейкой могут стоять люди"),
        (of_two_schools("", 3, ""), 1, False, "итогов, вписанных числом, над такими ячейками нет"),
    ],
)
def test_totals_speak_for_zero_or_do_not(sheet: RawSheet, rows: int, zero: bool, words: str) -> None:
    [blank] = proposed(sheet).blanks
    assert (blank.field, blank.rows, blank.zero, blank.sure) == (FIELD, rows, zero, not zero)
    assert words in blank.reason.replace("\u00a0", " ")


def test_a_formula_is_no_evidence() -> None:
    """The sum of empty cells is 0 whatever they mean."""
    sheet = replace(of_two_schools(0, "", ""), formulas=frozenset({(4, 4)}))
    [blank] = proposed(sheet).blanks
    assert (blank.zero, blank.sure) == (False, True)
    assert "итоги-формулы (1) не в счёт" in blank.reason
    [typed] = proposed(replace(sheet, formulas=frozenset())).blanks
    assert typed.zero
    assert "формул" not in typed.reason
    [unknown] = proposed(of_two_schools(0, "", "")).blanks
    assert "формул в файле такого вида не видно" in unknown.reason


def test_formulas_of_a_workbook_are_known(tmp_path: Path) -> None:
    book = Book()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Школа", "Участников"])
    sheet.append(["СОШ № 1", 5])
    sheet.append(["Итого", "=SUM(B2:B2)"])
    sheet["D7"] = "=B2"
    path = tmp_path / "книга.xlsx"
    book.save(path)
    found = read_file(path, path.name, whole=True)
    assert isinstance(found, RawWorkbook)
    assert found.sheets[0].formulas == {(3, 2), (7, 4)}


def test_marks_of_no_data_are_never_asked_about() -> None:
    assert proposed(of_two_schools(0, "х", "н/д")).blanks == ()
    assert [is_blank(cell) for cell in (None, "", " ", "-", "—", "х", "н/д", "нет", 0, "0")] == [True] * 5 + [False] * 5


def test_zero_is_a_guess_until_a_person_agrees() -> None:
    found = proposed(of_two_schools(0, "", ""))
    [guess] = open_guesses(found, CONSENT)
    assert guess.startswith("пустая ячейка в «Не достигли минимума» (2\u00a0строки листа «Процедуры») — ноль")
    assert open_guesses(found, replace(CONSENT, agreed=frozenset({guess}))) == []


def test_zeros_are_counted_by_hand() -> None:
    """Physics: «-» and «—» beside participants; Russian: one empty cell; «X» stays no data."""
    found, _, result = made(SUBTOTALS_FIRST)
    [blank] = found.blanks
    assert (blank.rows, blank.zero) == (3, True)
    assert "в 4 из 4" in blank.reason
    assert "в 2\u00a0итогах из одних пустых ячеек стоит 0" in blank.reason
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


@pytest.mark.parametrize(
    ("later", "zero", "words"),
    [
        (of_two_schools(40, 3, ""), False, "в прошлый раз пустое было нулём, но с нулём суммы сходятся в 0 из 1"),
        (of_two_schools(2, 3, ""), False, "в прошлый раз пустое было нулём, но с нулём суммы сходятся в 0 из 1"),
        (of_two_schools(3, 3, ""), True, "так было сопоставлено в прошлый раз; с нулём суммы сходятся в 1 из 1"),
    ],
)
def test_kept_zero_holds_only_while_totals_do_not_speak_against_it(later: RawSheet, zero: bool, words: str) -> None:
    _, settled, _ = made(of_two_schools(0, "", ""))
    found, _, result = made(later, kept=kept_with(settled.mapping))
    [blank] = found.blanks
    assert (blank.zero, blank.sure) == (zero, zero)
    assert blank.reason.startswith(words)
    assert result.figures[FIELD] == (2 if zero else 1)
    guesses = open_guesses(found, CONSENT)
    if zero:
        assert guesses == []
    else:
        [guess] = guesses
        assert "— нет данных: в прошлый раз" in guess


def test_kept_zero_that_was_refuted_is_not_kept_on() -> None:
    _, settled, _ = made(of_two_schools(0, "", ""))
    _, refuted, _ = made(of_two_schools(40, 3, ""), kept=kept_with(settled.mapping))
    assert (refuted.mapping.blank_is_zero, refuted.mapping.blank_is_missing) == ((), ())


def test_what_was_zeroed_is_told_in_the_order_of_the_mapping() -> None:
    """Whatever order a set of strings has in this process: of two orders it could have one at most."""
    rows: list[list[object]] = [
        ["Муниципалитет", "Школа", "Физика, участников", "Физика, не сдали", "Физика, набрали 100 баллов"],
        ["Северный район", "СОШ № 1", 10, "", ""],
    ]
    found, before, _ = made(table(rows))
    fields = tuple(one.field for one in found.blanks)
    assert len(fields) == 2
    for order in (fields, fields[::-1]):
        settled = replace(before, mapping=before.mapping.model_copy(update={"blank_is_zero": order}))
        findings = make(found.structure, settled, Names()).findings
        told = [one.message.partition("»")[0] for one in findings if one.check == "mapping_zero"]
        assert found.target is not None
        assert told == [f"Пустые ячейки и прочерки «{found.target.column(name).heading}" for name in order]


def test_nobody_s_word_is_not_kept_as_somebody_s() -> None:
    """Without evidence nothing is asked; a later table with evidence may still ask."""
    _, settled, _ = made(of_two_schools("", 3, ""))
    assert (settled.mapping.blank_is_zero, settled.mapping.blank_is_missing) == ((), ())
    [later] = draft(of_two_schools(0, "", ""), "файл", Names(), TODAY, kept_with(settled.mapping), CONSENT).blanks
    assert (later.zero, later.sure) == (True, False)


@given(st.lists(st.sampled_from(["", 0, 1, 2]), min_size=1, max_size=6), st.sampled_from(["", 0, 1, 2, 3]))
def test_zero_is_proposed_only_where_the_total_is_the_sum_and_becomes_one_only_by_consent(
    cells: list[object], total: object
) -> None:
    rows: list[list[object]] = [["Муниципалитет", "Школа", "Физика, участников", "Физика, не преодолели порог"]]
    rows += [
        ["Северный район" if number == 1 else "", f"СОШ № {number}", 9, cell] for number, cell in enumerate(cells, 1)
    ]
    sheet = table([*rows, ["Итого", "", 9 * len(cells), total]])
    found = proposed(sheet)
    assert found.target is not None
    if "" not in cells:
        assert found.blanks == ()
        return
    [blank] = found.blanks
    assert blank.rows == sum(cell == "" for cell in cells)
    assert blank.zero == (total == sum(cell for cell in cells if isinstance(cell, int)))
    # What nobody has agreed to yet is asked, and while anything is asked nothing is loaded.
    asked = [guess for guess in open_guesses(found, CONSENT) if guess.startswith("пустая ячейка")]
    assert len(asked) == blank.zero
    _, _, result = made(sheet, corrections=replace(CONSENT, blank_is_zero=()))
    assert result.figures[FIELD] == sum(cell != "" for cell in cells)


BOOK: list[list[object]] = [
    ["Муниципалитет", "Школа", "Физика, участников", "Физика, не преодолели порог"],
    ["Северный район", "СОШ № 1", 10, ""],
    ["", "СОШ № 2", 20, ""],
    ["Итого", "", "=SUM(C2:C3)", "=SUM(D2:D3)"],
]


def written(path: Path, change: Callable[[bytes], bytes]) -> RawSheet:
    """The sheet of the book, its xml as another program would write it."""
    book, buffer = Book(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in BOOK:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(buffer)
    with ZipFile(buffer) as before, ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name.startswith("xl/worksheets/sheet") else content)
    found = read_file(path, path.name, whole=True)
    assert isinstance(found, RawWorkbook)
    [read] = found.sheets
    assert read.row_numbers == [1, 2, 3, 4]
    return read


@pytest.mark.parametrize(
    ("change", "formulas"),
    [
        (lambda xml: xml, {(4, 3), (4, 4)}),
        (lambda xml: xml.replace(b"<f>", b"\n  <f>"), {(4, 3), (4, 4)}),
        (lambda xml: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml), None),
        (lambda xml: xml.replace(b'<c r="D4"', b"<c"), None),
        (lambda xml: xml.replace(b"<f>", b'<f t="array" ref="C4:D4">', 1), None),
        (lambda xml: xml.replace(b"<f>", b'<f t="array" ref="C4:C4">', 1), {(4, 3), (4, 4)}),
        (lambda xml: re.sub(rb"<f>.*?</f>", b"", xml), set()),
        (lambda xml: xml.replace(b"</sheetData>", b"</sheetData><extLst><x:f>A1</x:f></extLst>"), {(4, 3), (4, 4)}),
    ],
)
def test_formulas_are_known_wholly_or_not_at_all(
    tmp_path: Path, change: Callable[[bytes], bytes], formulas: set[tuple[int, int]] | None
) -> None:
    assert written(tmp_path / "книга.xlsx", change).formulas == formulas


def test_more_formulas_than_are_handed_over_are_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "книга.xlsx"
    written(path, lambda xml: xml)
    for most, known in ((2, {(4, 3), (4, 4)}), (1, None)):
        monkeypatch.setattr(reader_process, "MAX_FORMULAS", most)
        [sheet] = reader_process.read(path, path.name, whole=True).sheets
        assert sheet.formulas == known
