"""What is told of new schools and municipalities, what is only assumed, and what the load says of both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.mapping.described import (
    assumptions,
    newcomers_to_create,
    newcomers_words,
    pronoun,
    temporary,
    temporary_codes,
)
from data.mapping.draft import DEFAULTS, Draft
from data.mapping.guesses import open_guesses
from data.mapping.matching import Newcomer, kind_of_school, locality_of_school
from data.mapping.names import Names
from data.mapping.rows import missing_decisions
from data.reading import RawSheet
from tests.data.own_tables import CONSENT, LIST, SUBTOTALS_FIRST, made, proposed, records, table

NAMES = table(
    [
        ["Результаты ЕГЭ в 2024 году"],
        ["Муниципалитет", "Школа", "Физика, участников"],
        ["Северный район", "СОШ с. Луговое", 5],
        ["", "Школа-интернат № 27", 3],
        ["", "Центр образования пгт Речной", 0],
        ["Горная территория", "Лицей п. Дальний", ""],
    ]
)


def assumed(found: Draft) -> dict[str, tuple[str, list[str]]]:
    """Our column name → the assumed value and whom it is assumed about."""
    assert found.new == tuple(found.told)
    return {one.field: (one.value, [each.spelling for each in one.whom]) for one in assumptions(found.told, DEFAULTS)}


def test_what_nobody_tells_is_assumed_and_told_apart() -> None:
    found = assumed(proposed(NAMES))
    assert found["type"] == ("муниципальный округ", ["Горная территория"])
    assert found["kind"] == ("СОШ", ["Школа-интернат № 27", "Центр образования пгт Речной"])
    assert found["locality"] == ("село", ["Школа-интернат № 27", "Лицей п. Дальний"])
    assert found["has_grades_10_11"] == ("да", ["Центр образования пгт Речной", "Лицей п. Дальний"])
    assert len(found["small"][1]) == len(found["has_grade_9"][1]) == 4


def test_assumptions_are_notes_of_the_load_and_no_warnings() -> None:
    _, _, result = made(NAMES)
    about = [one for one in result.findings if one.check in ("mapping_assumed", "mapping_created")]
    assert {one.severity for one in about} == {"note"}
    [locality] = [one for one in about if "«Местность»" in one.message]
    assert (
        "«село»; в таблице этого нет: 2 из 4\u00a0школ («Школа-интернат № 27», «Лицей п. Дальний»)" in locality.message
    )
    assert "лист" in locality.remedy
    assert "«Организации»" in locality.remedy
    assert "«Загрузка данных»" in locality.remedy
    schools = {row["Краткое наименование"]: row for row in records(result, "Организации")}
    assert schools["Центр образования пгт Речной"]["Местность"] == "посёлок городского типа"


def test_list_of_schools_tells_itself() -> None:
    found = assumed(proposed(LIST))
    assert "kind" not in found
    assert "locality" not in found
    assert len(found["small"][1]) == 2


@pytest.mark.parametrize(
    ("name", "kind", "locality"),
    [
        ("МБОУ СОШ № 2 г. Облучье", "СОШ", "город"),
        ("Школа № 5", None, None),
        ("Детская спортивная школа", "УДО", None),
        ("ООШ деревни Ключи", "ООШ", "село"),
        ("Гимназия р.п. Лебяжье", "гимназия", "посёлок городского типа"),
        ("СОШ п. Бира", "СОШ", None),
    ],
)
def test_names_tell_what_they_say_and_no_more(name: str, kind: str | None, locality: str | None) -> None:
    assert (kind_of_school(name), locality_of_school(name, "Северный район")) == (kind, locality)


def newcomers(places: int, schools: int) -> list[Newcomer]:
    """So many new municipalities and schools."""
    found = [Newcomer(f"В-{number}", f"В-{number}", ((f"Округ {number}", ""),)) for number in range(places)]
    return [*found, *(Newcomer("01", f"{number}", (("Округ", f"СОШ {number}"),)) for number in range(schools))]


@pytest.mark.parametrize(
    ("places", "schools", "words", "to_create", "them"),
    [
        (0, 1, "1 школа", "1 школу", "её"),
        (1, 0, "1 муниципалитет", "1 муниципалитет", "его"),
        (0, 21, "21 школа", "21 школу", "их"),
        (6, 42, "6 муниципалитетов и 42 школы", "6 муниципалитетов и 42 школы", "их"),
    ],
)
def test_counts_agree_with_their_nouns(places: int, schools: int, words: str, to_create: str, them: str) -> None:
    new = newcomers(places, schools)
    said = (newcomers_words(new), newcomers_to_create(new), pronoun(new))
    assert tuple(each.replace("\u00a0", " ") for each in said) == (words, to_create, them)
    assert len(temporary(new)) == places


@pytest.mark.parametrize(
    ("places", "schools", "words"),
    [
        (0, 0, ""),
        (1, 0, "временный код муниципалитета «В-01»"),
        (0, 1, "временный код школы «01-В-001»"),
        (2, 0, "временные коды муниципалитетов (от «В-01» до «В-02»)"),
        (1, 3, "временный код муниципалитета «В-01», временные коды школ (от «01-В-001» до «01-В-003»)"),
    ],
)
def test_temporary_codes_are_told_each_kind_for_itself(places: int, schools: int, words: str) -> None:
    new = [Newcomer(f"В-0{number}", f"В-0{number}", ((f"Округ {number}", ""),)) for number in range(1, places + 1)]
    new += [Newcomer("01", f"01-В-00{number}", (("Округ", f"СОШ {number}"),)) for number in range(1, schools + 1)]
    assert temporary_codes([*new, Newcomer("01", "6601", (("Округ", "СОШ с кодом"),))]) == words


def test_one_new_school_is_asked_about_in_the_singular() -> None:
    sheet = table([["Район", "Код МО", "Школа", "Участников ЕГЭ по физике"], ["Северный район", "9", "СОШ № 1", 5]])
    found, settled, _ = made(sheet, corrections=replace(CONSENT, consent=False))
    [asked] = [one for one in missing_decisions(found.structure, settled, Names()) if one.startswith("создать")]
    assert asked.replace("\u00a0", " ") == "создать ли 1 муниципалитет и 1 школу: в базе их нет"


OF_THEM: list[list[object]] = [
    ["Муниципалитет", "Школа", "Всего подавших заявление на ЕГЭ, чел.", "из них", ""],
    ["", "", "", "Физика, чел.", "Химия, чел."],
    ["Северный район", "СОШ № 1", 10, 5, 2],
    ["", "СОШ № 2", 20, "", 20],
]
MERGED = ((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 1, 5))


def of_them(*figures: object) -> RawSheet:
    """The table with other figures in its last row."""
    return table([*OF_THEM[:-1], ["", "СОШ № 2", *figures]], *MERGED)


def test_part_of_a_whole_is_what_the_whole_counts() -> None:
    found = proposed(of_them(20, "", 20))
    assert [(one.meaning.field, one.sure) for one in found.columns[3:]] == [("participants", True)] * 2
    assert "«из них» от столбца C" in found.columns[3].reason
    assert open_guesses(found, CONSENT) == []


def test_part_greater_than_the_whole_is_asked_about() -> None:
    found = proposed(of_them(20, "", 21))
    assert [one.sure for one in found.columns[3:]] == [True, False]
    [guess] = open_guesses(found, CONSENT)
    assert guess.startswith("столбец E «Химия, чел.» — Участников, химия")


def test_columns_doubted_alike_are_one_question() -> None:
    rows = [["Муниципалитет", "Школа", "Физика, чел.", "Химия, чел."], ["Северный район", "СОШ № 1", 5, 2]]
    [guess] = open_guesses(proposed(table(rows)), CONSENT)
    assert guess.startswith("столбцы C, D — Участников, физика, химия (предмет и «чел.»")


def test_doubts_of_a_column_are_asked_about_together() -> None:
    """Physics stands twice: that another column looks the same must not be lost in a doubt that chemistry shares."""
    rows = [["Муниципалитет", "Школа", "Физика", "", "Химия"], ["", "", "чел.", "количество", "чел."]]
    merged = ((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4))
    found = proposed(table([*rows, ["Северный район", "СОШ № 1", 5, 6, 2]], *merged))
    assert [one.meaning.field for one in found.columns[2:]] == ["participants", "", "participants"]
    guesses = open_guesses(found, CONSENT)
    assert [guess.partition(" «")[0] for guess in guesses] == ["столбец C", "столбец D", "столбец E"]
    assert "похож и столбец D" in guesses[0]
    assert "то же поле, что в столбце C: выберите" in guesses[1]
    assert "похож" not in guesses[2]


def test_rows_of_the_directories_are_counted() -> None:
    _, _, result = made(SUBTOTALS_FIRST)
    assert result.described == {"Муниципалитеты": (2, 0), "Организации": (4, 0)}
    assert sum(len(records(result, name)) for name in result.described) + result.rows == 2 + 4 + 6
