"""What is proposed about columns and names, the book that comes of it, and next year's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from data.mapping.draft import DEFAULTS, Corrections
from data.mapping.kept import Kept
from data.mapping.matching import kind_of_school, locality_of_school, type_of_municipality
from data.mapping.model import Mapping, Meaning
from data.mapping.names import Names, municipality_meant, school_meant
from data.mapping.proposal import quote
from data.mapping.rows import make, missing_decisions
from tests.data.own_tables import (
    BY_YEARS,
    CONSENT,
    LIST,
    MERGED_DOWN,
    ONE_COLUMN,
    SCORES,
    SECTIONS,
    STAFF,
    SUBTOTALS_FIRST,
    SUBTOTALS_LAST,
    WRITTEN_ONCE,
    known,
    made,
    proposed,
    records,
    table,
)


def test_group_of_columns_per_subject_becomes_rows_subject_by_school() -> None:
    found, settled, result = made(SUBTOTALS_FIRST, corrections=replace(CONSENT, blank_is_zero=()))
    assert found.target is not None
    assert found.target.name == "Процедуры"
    assert missing_decisions(found.structure, settled, Names()) == []
    assert (result.municipalities, result.schools, result.rows) == (2, 4, 6)
    assert result.sums == {"participants": 1070.0, "below_minimum": 3.0}
    physics = [row for row in records(result, "Процедуры") if row["Предмет"] == "физика"]
    assert [row["Участников"] for row in physics] == [1000.0, 5.0, 5.0]
    assert not any("Не достигли минимума" in row for row in physics), "«X», «-» and nothing are no zeros"
    assert {row["Год"] for row in physics} == {2024.0}
    assert {(row["Процедура"], row["Класс"]) for row in physics} == {("ЕГЭ", 11.0)}


def test_every_proposal_says_why() -> None:
    found = proposed(SUBTOTALS_FIRST)
    assert all(one.reason for one in found.columns)
    assert all(one.reason for one in found.constants)
    assert all(meant.reason for meant in (*found.whose.municipalities.values(), *found.whose.schools.values()))
    assert found.when.cycle == "2023/24"
    assert "2024" in found.when.reason
    assert found.cut_date == date(2024, 8, 31)


@pytest.mark.parametrize(
    ("sheet", "target", "cycle", "rows", "sums"),
    [
        (SUBTOTALS_LAST, "Процедуры", "2023/24", 4, {"participants": 65.0, "below_minimum": 6.0}),
        (WRITTEN_ONCE, "Процедуры", "2023/24", 3, {"participants": 1055.0, "below_minimum": 1.0}),
        (ONE_COLUMN, "Процедуры", "2023/24", 3, {"participants": 70.0, "below_minimum": 7.0}),
        (SECTIONS, "Процедуры", "2023/24", 8, {"participants": 23.0, "below_minimum": 2.0}),
        (MERGED_DOWN, "Процедуры", "2023/24", 5, {"participants": 15.0, "below_minimum": 2.0}),
        (BY_YEARS, "Организации", "2022/23", 2, {"pupils": 190.0}),
        (LIST, "Организации", "2025/26", 2, {"pupils": 120.0}),
    ],
)
def test_tables_of_all_shapes_yield_their_rows(
    sheet: object, target: str, cycle: str, rows: int, sums: dict[str, float]
) -> None:
    found, settled, result = made(sheet)  # type: ignore[arg-type]
    assert found.target is not None
    assert (found.target.name, settled.cycle, result.rows) == (target, cycle, rows)
    assert {name: total for name, total in result.sums.items() if total} == sums


def test_subject_of_the_title_or_of_one_heading_holds_for_all_columns() -> None:
    assert {row["Предмет"] for row in records(made(SUBTOTALS_LAST)[2], "Процедуры")} == {"математика"}
    assert {row["Предмет"] for row in records(made(WRITTEN_ONCE)[2], "Процедуры")} == {"русский язык"}


def test_wide_scores_of_the_municipality_of_the_title() -> None:
    names = known(("01", "001", "СОШ № 1"), ("01", "002", "СОШ № 2"))
    corrections = replace(CONSENT, constants={"source": "отчёт ОО", "absence_reason": "не представлено"})
    found, settled, result = made(SCORES, names, corrections=corrections)
    assert missing_decisions(found.structure, settled, names) == []
    rows = records(result, "Оценка_критерии")
    assert [(row["Код ОО"], row["№ критерия"], row.get("Балл")) for row in rows] == [
        ("001", "1", 7.0),
        ("001", "2", 8.5),
        ("002", "1", 5.0),
        ("002", "2", None),
    ]
    assert [row.get("Причина отсутствия") for row in rows] == [None, None, None, "не представлено"]


def test_row_a_school_keeps_the_date_of_the_title() -> None:
    _, _, result = made(STAFF)
    [first, second] = records(result, "Кадры_состав")
    assert first["Дата среза"] == "20.09.2024"
    assert (second["Учителей"], second["Первая категория"]) == (18.0, 6.0)
    assert result.findings[0].check == "mapping_totals"


def test_rows_keep_the_numbers_of_the_table() -> None:
    _, _, result = made(SUBTOTALS_FIRST)
    [sheet] = [sheet for sheet in result.workbook.sheets if sheet.name == "Процедуры"]
    assert sheet.row_numbers == [4, 8, 8, 9, 9, 12, 12]


def test_high_results_in_two_columns_are_added_up_and_other_doubles_are_not() -> None:
    sheet = table(
        [
            ["Муниципалитет", "Школа", "Химия", "", "", "", ""],
            ["", "", "участников", "высокобалльники (80-99 баллов)", "получили 100 баллов", "средний балл", "сдавало"],
            ["Северный район", "СОШ № 1", 10, 3, 1, 66.5, 11],
            ["", "СОШ № 2", 5, 2, "", 50, 6],
        ],
        name="ЕГЭ 2024",
    )
    found, _, result = made(sheet)
    assert [row.get("Высокий результат") for row in records(result, "Процедуры")] == [4.0, 2.0]
    assert [row["Участников"] for row in records(result, "Процедуры")] == [10.0, 5.0]
    fields = {one.head.letters: one.meaning.field for one in found.columns}
    assert (fields["F"], fields["G"]) == ("", "")


@pytest.mark.parametrize(
    ("heading", "quoted"),
    [
        ("Физика, чел.", "Физика, чел."),
        ("Численность " * 6, "Численность Численность Численность Численность Численность…"),
        ("Численность_педагогических_работников_прошедших_диагностику_по_физике",
         "Численность_педагогических_работников_прошедших_диагностику_…"),
        ("В Численность_педагогических_работников_прошедших_диагностику_по_физике",
         "В Численность_педагогических_работников_прошедших_диагностик…"),
    ],
)  # fmt: skip
def test_long_heading_is_quoted_up_to_a_word_and_never_as_nothing(heading: str, quoted: str) -> None:
    assert quote(heading) == quoted


def test_columns_whose_subject_is_not_understood_are_asked_about_not_dropped() -> None:
    sheet = table(
        [
            ["Муниципалитет", "Школа", "Количество", "Количество"],
            ["", "", "Физика", "ХООС"],
            ["Северный район", "СОШ № 1", 10, 3],
            ["", "СОШ № 2", 10, 3],
        ],
        name="ЕГЭ 2024",
    )
    found, settled, _ = made(sheet)
    assert [one.sure for one in found.columns][2:] == [True, False]
    assert any("D" in words for words in missing_decisions(found.structure, settled, Names()))
    said = {found.columns[3].head.key: Meaning(field="participants", part={"subject": "химия"})}
    found, settled, result = made(sheet, corrections=replace(CONSENT, columns=said))
    assert missing_decisions(found.structure, settled, Names()) == []
    assert {row["Предмет"] for row in records(result, "Процедуры")} == {"физика", "химия"}


def test_applications_are_not_passed_off_as_participants_silently() -> None:
    sheet = replace(SUBTOTALS_FIRST, rows=[["Заявления на участие в ЕГЭ в 2024 году"], *SUBTOTALS_FIRST.rows[1:]])
    assert "mapping_applications" in {finding.check for finding in made(sheet)[2].findings}


def test_table_about_nothing_of_ours_has_no_proposal() -> None:
    sheet = table([["Программа", "Исполнитель", "2024 год"], ["Дороги", "всего", "1 200,5"], ["", "Депо", "1 200,5"]])
    found = proposed(sheet)
    assert found.target is None
    assert found.target_reason


NORTH, SOUTH = known().municipalities


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Северный муниципальный округ", "01"),
        ("Северный район", "01"),
        ("СЕВЕРНЫЙ  р-н", "01"),
        ("Ceвepный район", "01"),
        ("Севeрный м.о.", "01"),
        ("г. Южный", "02"),
        ("Город Южный", "02"),
        ("ГО Южный", "02"),
        ("Западный район", None),
    ],
)
def test_spellings_of_a_municipality(spelling: str, code: str | None) -> None:
    meant = municipality_meant(spelling, (NORTH, SOUTH))
    assert meant.code == code
    assert meant.reason


def test_town_and_district_of_one_name_are_told_apart() -> None:
    town, district = replace(NORTH, name="город Южный"), replace(SOUTH, name="Южный район", type="муниципальный район")
    assert municipality_meant("Южный муниципальный район", (town, district)).code == "02"
    assert municipality_meant("г. Южный", (town, district)).code == "01"
    assert municipality_meant("Южный", (town, district)).code is None


SCHOOLS = known(
    ("01", "1", 'МБОУ "СОШ № 1"'),
    ("01", "11", 'МБОУ "СОШ № 11"'),
    ("01", "5", "СОШ с. Берёзовка"),
    ("01", "6", "Центр образования им. В.И. Пеллера"),
).schools


@pytest.mark.parametrize(
    ("spelling", "code", "sure"),
    [
        ("СОШ №1", "1", True),
        ("муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 1»", "1", True),
        ("МКОУ COШ № 11", "11", True),
        ("МБОУ СОШ с.Березовка", "5", True),
        ("Центр образвоания им.В.И. Пеллера", "6", False),
        ("СОШ № 2", None, True),
        ("СОШ № 111", None, True),
    ],
)
def test_spellings_of_a_school(spelling: str, code: str | None, sure: bool) -> None:
    meant = school_meant(spelling, SCHOOLS)
    assert (meant.code, meant.sure) == (code, sure)


def test_school_is_looked_for_in_its_municipality_only() -> None:
    names = known(("01", "001", "СОШ № 1"), ("02", "002", "СОШ № 1"), ("02", "003", "Лицей № 3"))
    found, _, result = made(SUBTOTALS_FIRST, names)
    assert found.whose.schools["Северный район", "СОШ № 1"].code == "001"
    assert found.whose.schools["Город Южный", "СОШ № 1"].code == "002"
    assert [(one.spelling, one.code) for one in found.new] == [("СОШ № 2", "01-В-001")]
    [created] = records(result, "Организации")
    assert created["Краткое наименование"] == "СОШ № 2"
    assert "Муниципалитеты" not in {sheet.name for sheet in result.workbook.sheets}, "both are described already"


def test_nobody_is_created_without_consent() -> None:
    found = proposed(SUBTOTALS_FIRST, known(), corrections=Corrections(new=DEFAULTS))
    _, settled, result = made(SUBTOTALS_FIRST, known(), corrections=Corrections(new=DEFAULTS))
    [asked] = missing_decisions(found.structure, settled, known())
    assert "4\u00a0школы" in asked
    assert "mapping_unresolved" in {finding.check for finding in result.findings if finding.severity == "error"}


def test_school_known_from_another_cycle_is_described_again_as_it_was() -> None:
    names = known(("01", "001", "СОШ № 1"), ("01", "002", "СОШ № 2"))
    names = Names(names.municipalities, tuple(replace(one, described=frozenset({"2022/23"})) for one in names.schools))
    sheet = table([["Район", "Школа", "Участников ЕГЭ по физике"], ["Северный район", "СОШ № 1", 3]], name="ЕГЭ 2024")
    _, _, result = made(sheet, names)
    [described] = records(result, "Организации")
    assert (described["Код ОО"], described["Вид ОО"], described["Малокомплектная"]) == ("001", "СОШ", "нет")
    assert "mapping_described_again" in {finding.check for finding in result.findings}


def test_what_a_name_says_about_a_school() -> None:
    assert kind_of_school("МБОУ «Лицей № 23»") == "лицей"
    assert kind_of_school("МКОУ ООШ с. Луговое") == "ООШ"
    assert kind_of_school("Центр «Ступени»") is None
    assert locality_of_school("СОШ с. Луговое", "Северный район") == "село"
    assert locality_of_school("СОШ № 5", "город Южный") == "город"
    assert locality_of_school("СОШ № 5", "Северный район") is None
    assert type_of_municipality("Северный р-н") == "муниципальный район"


def kept_of(sheet: object, names: Names) -> Kept:
    _, settled, _ = made(sheet, names)  # type: ignore[arg-type]
    return Kept("ЕГЭ", 1, datetime.now(), "ЕГЭ 2024.xlsx", "2024", settled.cycle, 1, None, settled.mapping)


FOUR_SCHOOLS = known(
    ("01", "001", "СОШ № 1"), ("01", "002", "СОШ № 2"), ("02", "003", "СОШ № 1"), ("02", "004", "Лицей № 3")
)
NEXT_YEAR = table(
    [
        ["Результаты ЕГЭ в 2025 году"],
        ["№", "Муниципальное образование", "Школа", "Физика, чел.", "", "Русский язык, чел.", "", "Химия, чел."],
        ["", "", "", "приняло участие", "не преодолен min порог", "приняло участие", "не преодолен min порог",
         "приняло участие"],
        ["", "Северный р-н", "", 6, 1, 12, "", 1],
        [1, "", "СОШ №1", 6, 1, 12, "", 1],
        ["", "г. Южный", "", 5, 0, 30, 1, ""],
        [2, "", "Гимназия № 3", 5, "", 30, 1, ""],
    ],
    (2, 4, 2, 5), (2, 6, 2, 7),
    name="2025",
)  # fmt: skip


def test_next_year_reuses_the_mapping_though_columns_moved_and_says_what_changed() -> None:
    names = known(
        ("01", "001", "СОШ № 1"), ("01", "002", "СОШ № 2"), ("02", "003", "СОШ № 1"), ("02", "004", "Лицей № 3")
    )
    kept = kept_of(SUBTOTALS_FIRST, names)
    corrections = replace(CONSENT, schools={("г. Южный", "Гимназия № 3"): "004"})
    found, settled, result = made(NEXT_YEAR, names, kept, corrections)
    by_letters = {one.head.letters: one for one in found.columns}
    assert by_letters["D"].meaning.part == {"subject": "физика"}
    assert by_letters["D"].reason == by_letters["F"].reason == "так было сопоставлено в прошлый раз"
    changes = {(change.what, change.now or change.before) for change in found.changes}
    assert ("столбец переехал", "D") in changes
    assert ("новый столбец", "H: Химия, чел. → приняло участие") in changes
    assert ("столбца больше нет", "C: Профиль") in changes
    assert any(what == "новое написание муниципалитета" and "Северный р-н" in now for what, now in changes)
    assert settled.cycle == "2024/25"
    rows = records(result, "Процедуры")
    assert {(row["Код ОО"], row["Предмет"]): row["Участников"] for row in rows} == {
        ("001", "физика"): 6.0,
        ("001", "русский язык"): 12.0,
        ("001", "химия"): 1.0,
        ("004", "физика"): 5.0,
        ("004", "русский язык"): 30.0,
    }
    assert settled.mapping.schools["02"]["гимназия № 3"] == "004", "what the person said is kept"
    assert settled.mapping.schools["02"]["лицей № 3"] == "004", "and what was said before"


def test_mapping_survives_being_kept_as_json() -> None:
    mapping = kept_of(SUBTOTALS_FIRST, known()).mapping
    assert Mapping.model_validate_json(mapping.model_dump_json()) == mapping


def test_same_table_again_has_not_changed() -> None:
    names = known(
        ("01", "001", "СОШ № 1"), ("01", "002", "СОШ № 2"), ("02", "003", "СОШ № 1"), ("02", "004", "Лицей № 3")
    )
    assert proposed(SUBTOTALS_FIRST, names, kept_of(SUBTOTALS_FIRST, names)).changes == ()


def test_table_of_one_municipality_whose_name_stands_nowhere() -> None:
    sheet = table([["Школа", "Участников ЕГЭ по физике"], ["СОШ № 1", 5], ["СОШ № 2", 6]], name="ЕГЭ 2024")
    found, settled, _ = made(sheet)
    assert "чей это муниципалитет" in missing_decisions(found.structure, settled, Names())
    _, settled, result = made(sheet, corrections=replace(CONSENT, whole_of="Северный район"))
    assert records(result, "Муниципалитеты")[0]["Муниципалитет"] == "Северный район"
    assert result.sums == {"participants": 11.0}


def test_rows_without_a_name_are_counted_not_lost_silently() -> None:
    sheet = table(
        [
            ["Район", "Школа", "Участников ЕГЭ по физике"],
            ["Северный район", "СОШ № 1", 5],
            ["", "", 7],
            ["", "СОШ № 2", 1],
        ],
        name="2024",
    )
    found = proposed(sheet)
    result = make(found.structure, made(sheet)[1], Names())
    assert "mapping_unnamed" in {finding.check for finding in result.findings}


FLAGS = table(
    [
        ["Муниципалитет", "Код ОО", "Школа", "Вид ОО", "Есть 9 классы", "ШНОР", "Обучающихся"],
        ["Северный район", "101", "СОШ № 1", "СОШ", "да", "да", 100],
        ["", "102", "СОШ № 2", "НОШ", "нет", "нет", 50],
        ["", "103", "СОШ № 3", "СОШ", "", "н/д", 60],
    ],
    name="2025-2026",
)


def test_no_is_a_value_where_it_is_asked() -> None:
    schools = records(made(FLAGS)[2], "Организации")
    assert [row["Есть 9 классы"] for row in schools] == ["да", "нет", "да"], "empty: as is said of all new schools"
    assert [row.get("ШНОР") for row in schools] == ["да", "нет", None]


def test_mark_in_a_column_of_yes_and_no_is_for_the_person_to_say() -> None:
    rows = [*FLAGS.rows[:3], ["", "103", "СОШ № 3", "СОШ", "-", "да", 60]]
    schools = records(made(replace(FLAGS, rows=rows))[2], "Организации")
    assert schools[2]["Есть 9 классы"] == "-", "the checks refuse it: it may mean no or nothing"


def test_column_of_nothing_but_no_is_understood() -> None:
    rows = [row if place == 0 else [*row[:4], "нет", *row[5:]] for place, row in enumerate(FLAGS.rows)]
    schools = records(made(replace(FLAGS, rows=rows))[2], "Организации")
    assert [row["Есть 9 классы"] for row in schools] == ["нет", "нет", "нет"]


def test_per_cent_is_no_number_of_people() -> None:
    rows = [["Район", "Школа", "Физика, участников", "Физика, не преодолели порог"]]
    rows += [["Северный район", "СОШ № 1", "20", "3"], ["", "СОШ № 2", "30", "4"], ["", "СОШ № 3", "40", "5%"]]
    assert [row["Не достигли минимума"] for row in records(made(table(rows))[2], "Процедуры")] == [3.0, 4.0, "5%"]
    rows = [rows[0], *([*row[:3], "5 %"] for row in rows[1:])]
    [column] = [one for one in proposed(table(rows)).columns if one.head.letters == "D"]
    assert (column.meaning.field, column.sure) == ("", False), "a column of per cents isn't the one of people"


def test_words_beside_a_figure_of_one_field_are_not_left_out() -> None:
    rows = [["Район", "Школа", "Химия", "", ""], ["", "", "участников", "80-99 баллов", "получили 100 баллов"]]
    rows += [["Северный район", "СОШ № 1", 10, 3, 1], ["", "СОШ № 2", 9, 2, "двое"], ["", "СОШ № 3", 9, 2, 1]]
    found = [row["Высокий результат"] for row in records(made(table(rows))[2], "Процедуры")]
    assert found == [4.0, "двое", 3.0]


def test_short_heading_that_names_subject_and_field_is_sure() -> None:
    rows = [["Район", "Школа", "Физика, участников", "Физика, не сдали"], ["Северный район", "СОШ № 1", 10, 2]]
    fields = [(one.meaning.field, one.sure) for one in proposed(table(rows)).columns[2:]]
    assert fields == [("participants", True), ("below_minimum", True)]
