"""Schools that the database doesn't know: each created once, however it is written, and under its own code."""

from __future__ import annotations

from data.mapping.names import Names
from tests.data.own_tables import known, made, proposed, records, table

HEADINGS = ["Муниципалитет", "Код ОО", "Школа", "Предмет", "Участников"]


def test_one_code_in_two_spellings_is_one_school() -> None:
    sheet = table(
        [
            HEADINGS,
            ["Северный район", "101", "СОШ № 1", "физика", 5],
            ["", "101", "СОШ №1", "химия", 6],
            ["", "102", "СОШ № 2", "физика", 7],
        ]
    )
    found, _, result = made(sheet)
    assert [one.code for one in found.new if one.is_school] == ["101", "102"]
    assert [row["Код ОО"] for row in records(result, "Организации")] == ["101", "102"]
    assert [row["Код ОО"] for row in records(result, "Процедуры")] == ["101", "101", "102"]


def test_without_codes_the_name_tells_however_it_is_written() -> None:
    rows = [HEADINGS, ["Северный район", "", "СОШ № 1", "физика", 5], ["", "", "МБОУ «СОШ №1»", "химия", 6]]
    found, _, result = made(table([*rows, ["", "", "СОШ № 11", "химия", 6]]))
    assert [one.code for one in found.new if one.is_school] == ["В-01-001", "В-01-002"]
    assert [row["Код ОО"] for row in records(result, "Процедуры")] == ["В-01-001", "В-01-001", "В-01-002"]


def test_code_that_stands_in_one_row_holds_for_the_other_spelling() -> None:
    rows = [HEADINGS, ["Северный район", "", "СОШ №1", "физика", 5], ["", "101", "СОШ № 1", "химия", 6]]
    found = proposed(table([*rows, ["", "", "СОШ №1", "история", 7]]))
    assert [(one.code, len(one.spellings)) for one in found.new if one.is_school] == [("101", 2)]


def test_one_code_in_two_municipalities_is_two_schools() -> None:
    sheet = table(
        [
            ["Муниципалитет", "Код ОО", "Школа", "Вид ОО", "Обучающихся"],
            ["Северный район", "001", "СОШ № 1", "СОШ", 100],
            ["Южный район", "001", "Лицей № 3", "лицей", 200],
        ],
        name="2025-2026",
    )
    _, _, result = made(sheet)
    schools = records(result, "Организации")
    assert [(row["Код ОО"], row["Краткое наименование"], row["Обучающихся"]) for row in schools] == [
        ("001", "СОШ № 1", 100.0),
        ("001", "Лицей № 3", 200.0),
    ]
    assert len({row["Код МО"] for row in schools}) == 2


def test_known_schools_of_one_code_in_two_municipalities_are_both_described() -> None:
    names = known(("01", "001", "СОШ № 1"), ("02", "001", "Лицей № 3"))
    rows = [["Муниципалитет", "Школа", "Участников ЕГЭ по физике"], ["Северный район", "СОШ № 1", 5]]
    _, settled, result = made(table([*rows, ["г. Южный", "Лицей № 3", 6]], name="ЕГЭ 2026"), names)
    assert settled.cycle == "2025/26"
    assert [row["Краткое наименование"] for row in records(result, "Организации")] == ["СОШ № 1", "Лицей № 3"]


def test_municipality_without_code_is_created_once_in_two_cases() -> None:
    rows = [["Район", "Школа", "Участников ЕГЭ по физике"], ["Северный район", "СОШ № 1", 5]]
    found = proposed(table([*rows, ["СЕВЕРНЫЙ РАЙОН", "СОШ № 2", 6]], name="2024"), Names())
    assert [one.code for one in found.new] == ["В-01", "В-01-001", "В-01-002"]
