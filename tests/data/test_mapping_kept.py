"""Mappings kept by name in the database, on both engines; the command; the real tables, where they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook as load_workbook_file
from openpyxl.comments import Comment
from sqlalchemy import Engine, func, select

from data.__main__ import main
from data.acting import ActRefusedError
from data.checking import check_book
from data.checks.privacy import releasable
from data.database import make_engine, own_database_url, reading, writing
from data.known import read_known
from data.loading import undo_load
from data.mapping.draft import DEFAULTS, Corrections, draft, fitting_mapping, settle
from data.mapping.kept import Kept, every_version, keep_mapping, kept_mappings, kept_versions, read_names
from data.mapping.loading import load_by_mapping
from data.mapping.model import Mapping, Meaning
from data.mapping.names import Names
from data.mapping.opening import open_table
from data.mapping.rows import make, missing_decisions
from data.mapping.totals import check_totals
from data.mapping.understanding import understand
from data.reading import RawSheet, RawWorkbook, read_file
from data.tables import assessment, in_force, load, municipality, school
from tests.data.own_tables import CONSENT, SUBTOTALS_FIRST, WRITTEN_ONCE, made

REAL = next(
    (
        folder
        for parent in Path(__file__).resolve().parents
        if (folder := parent / "shared" / "real").is_dir()
    ),
    Path("shared/real"),
)  # fmt: skip
TODAY = date(2026, 11, 22)


def real(name: str) -> RawWorkbook:
    """A table that an official typed; it has no licence and so is not in the repository."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"нет файла shared/real/{name}: настоящие таблицы в репозиторий не входят")
    book = read_file(path, name, whole=True)
    assert isinstance(book, RawWorkbook)
    return book


def test_versions_of_a_mapping_are_not_lost(engine: Engine) -> None:
    first = Mapping(target="Процедуры", columns={"школа": Meaning(field="school", letters="B")})
    second = first.model_copy(update={"blank_is_zero": ("below_minimum",)})
    said = {"file_name": "ЕГЭ.xlsx", "sheet": "2024", "cycle": "2023/24"}
    with writing(engine) as connection:
        assert keep_mapping(connection, "ЕГЭ", first, **said) == 1
        assert keep_mapping(connection, "ЕГЭ", first, **said) == 1, "the same again is no new version"
        assert keep_mapping(connection, "ЕГЭ", second, **said) == 2
        assert keep_mapping(connection, "ОГЭ", first, **said) == 1
    with reading(engine) as connection:
        assert [(one.name, one.version) for one in kept_mappings(connection)] == [("ОГЭ", 1), ("ЕГЭ", 2)]
        assert [one.mapping for one in kept_versions(connection, "ЕГЭ")] == [second, first]


def test_mapping_of_an_undone_load_is_not_proposed_but_stays(engine: Engine) -> None:
    load_id = loaded(engine, SUBTOTALS_FIRST)
    assert load_id is not None
    undo_load(engine, load_id)
    with reading(engine) as connection:
        [undone] = kept_mappings(connection)
    assert (undone.version, undone.undone) == (1, True), "it can still be chosen"
    assert fitting_mapping(SUBTOTALS_FIRST, [undone]) is None
    assert loaded(engine, SUBTOTALS_FIRST) is not None
    with reading(engine) as connection:
        [again] = kept_mappings(connection)
        assert [(one.version, one.undone) for one in kept_versions(connection, "ЕГЭ")] == [(2, False), (1, True)]
    assert fitting_mapping(SUBTOTALS_FIRST, [again]) == again
    said = {"file_name": "ЕГЭ.xlsx", "sheet": "2024", "cycle": "2023/24"}
    with writing(engine) as connection:
        keep_mapping(connection, "ЕГЭ", again.mapping.model_copy(update={"blank_is_zero": ()}), **said)
    with reading(engine) as connection:
        [latest] = kept_mappings(connection)
    assert (latest.version, latest.load_id) == (3, None), "what was never loaded was never taken back"


def test_version_kept_for_the_like_sheet_is_proposed_and_other_tables_are_told_in_one_line() -> None:
    def kept(sheet: RawSheet, version: int) -> Kept:
        mapping = made(sheet)[1].mapping
        return Kept("ЕГЭ", version, datetime.now(), "ЕГЭ.xlsx", sheet.name, "2023/24", None, None, mapping)

    first, second = kept(SUBTOTALS_FIRST, 1), kept(WRITTEN_ONCE, 2)
    again = replace(second, version=3)
    assert fitting_mapping(SUBTOTALS_FIRST, [again, second, first]) == first
    assert fitting_mapping(WRITTEN_ONCE, [again, second, first]) == again, "of equals the latest"
    changes = made(SUBTOTALS_FIRST, kept=second)[0].changes
    assert [one.what for one in changes if "столб" in one.what + one.now] == ["таблица другая"]
    assert changes[0].now.replace("\u00a0", " ").startswith("7 столбцов, прежних среди них 0")


def test_who_kept_a_mapping_is_a_position_and_no_name(engine: Engine) -> None:
    mapping = Mapping(target="Процедуры", columns={"школа": Meaning(field="school", letters="B")})
    said = {"file_name": "ЕГЭ.xlsx", "sheet": "2024", "cycle": "2023/24"}
    with writing(engine) as connection:
        keep_mapping(connection, "ЕГЭ", mapping, **said, author_post="методист")
        keep_mapping(connection, "ОГЭ", mapping, **said)
    with pytest.raises(ActRefusedError, match="персональные данные"), writing(engine) as connection:
        keep_mapping(connection, "ВПР", mapping, **said, author_post="методист Иванова И. И.")
    with reading(engine) as connection:
        assert [(one.name, one.author_post) for one in every_version(connection)] == [
            ("ОГЭ", None),
            ("ЕГЭ", "методист"),
        ]


def loaded(engine: Engine, sheet: RawSheet, name: str = "ЕГЭ") -> int | None:
    """The whole way of the page: propose by what is kept, agree, check, load, keep."""
    with reading(engine) as connection:
        names, kept, known = read_names(connection), kept_mappings(connection), read_known(connection)
    corrections = Corrections(consent=True, new=DEFAULTS)
    found = draft(sheet, "файл", names, TODAY, fitting_mapping(sheet, kept), corrections)
    settled = settle(found, corrections)
    assert missing_decisions(found.structure, settled, names) == []
    made = make(found.structure, settled, names)
    checked = check_book(made.workbook, known, TODAY, made.findings)
    assert checked.workbook is not None, [one for one in checked.findings if one.severity == "error"]
    result, _ = load_by_mapping(
        engine, checked.workbook, settled, name, file_name="ЕГЭ.xlsx", sheet=sheet.name, content=b"",
        findings=checked.findings,
    )  # fmt: skip
    return result.load_id


def test_a_table_is_loaded_with_its_mapping_or_not_at_all(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("data.mapping.loading.keep_mapping", fails)
    with pytest.raises(OSError, match="disk full"):
        loaded(engine, SUBTOTALS_FIRST)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(load)) == 0
        assert connection.scalar(select(func.count()).select_from(assessment)) == 0
        assert kept_mappings(connection) == []
    monkeypatch.undo()
    assert loaded(engine, SUBTOTALS_FIRST) == 1


def counts(engine: Engine, cycle: str) -> tuple[int, int, int | None, int | None]:
    """Municipalities and schools of a cycle; participants and below minimum of the Russian language."""
    with reading(engine) as connection:
        a = assessment.c
        people = connection.execute(
            select(func.sum(a.participants), func.sum(a.below_minimum)).where(
                in_force(assessment, None), a.cycle == cycle, a.subject == "русский язык"
            )
        ).one()
        places = select(func.count()).select_from(municipality)
        schools = select(func.count()).select_from(school)
        return (
            connection.scalar(places.where(in_force(municipality, None), municipality.c.cycle == cycle)) or 0,
            connection.scalar(schools.where(in_force(school, None), school.c.cycle == cycle)) or 0,
            people[0],
            people[1],
        )


def test_own_table_goes_the_ordinary_way_and_back(engine: Engine) -> None:
    load_id = loaded(engine, SUBTOTALS_FIRST)
    assert load_id is not None
    assert counts(engine, "2023/24") == (2, 4, 60, 3)
    assert loaded(engine, SUBTOTALS_FIRST) is None, "the same again changes nothing"
    undo_load(engine, load_id)
    assert counts(engine, "2023/24") == (0, 0, None, None)
    with reading(engine) as connection:
        assert [one.name for one in kept_mappings(connection)] == ["ЕГЭ"], "the mapping stays"


def test_real_results_of_three_years_reuse_one_mapping(engine: Engine) -> None:
    sheets = {sheet.name: sheet for sheet in real("eao_ege.xlsx").sheets}
    for year in ("2022", "2023", "2024"):
        assert loaded(engine, sheets[year]) is not None
    assert counts(engine, "2021/22") == (6, 43, 832, 3)
    assert counts(engine, "2022/23") == (6, 42, 867, 8)
    assert counts(engine, "2023/24") == (6, 44, 797, None)
    with reading(engine) as connection:
        assert [one.version for one in kept_versions(connection, "ЕГЭ")] == [3, 2, 1]
        assert len(read_names(connection).schools) == 45, "three years name 45 schools in all"


def test_real_second_year_knows_columns_and_schools_of_the_first(sqlite_engine: Engine) -> None:
    sheets = {sheet.name: sheet for sheet in real("eao_ege.xlsx").sheets}
    loaded(sqlite_engine, sheets["2022"])
    with reading(sqlite_engine) as connection:
        names, kept = read_names(connection), kept_mappings(connection)
    found = draft(sheets["2023"], "файл", names, TODAY, fitting_mapping(sheets["2023"], kept), CONSENT)
    known = sum(one.reason == "так было сопоставлено в прошлый раз" for one in found.columns)
    assert (known, len(found.columns)) == (59, 59)
    assert found.new == ()


def test_real_wrong_total_is_found(sqlite_engine: Engine) -> None:
    sheets = {sheet.name: sheet for sheet in real("eao_ege.xlsx").sheets}
    wrong = {
        year: [
            (finding.row, (finding.column or "").partition(":")[0], finding.message)
            for finding in check_totals(understand(sheets[year]))
            if finding.severity == "warning"
        ]
        for year in sheets
    }
    assert wrong["2022"] == wrong["2024"] == []
    [(row, column, message)] = wrong["2023"]
    assert (row, column) == (10, "AE")
    assert "186" in message
    assert "187" in message


def test_real_budget_has_its_structure_but_nothing_of_ours() -> None:
    [sheet] = real("messy_table.xls").sheets
    structure = understand(sheet)
    assert [sheet.row_numbers[position] for position in structure.header.rows] == [1, 2]
    assert structure.header.numbers == 2
    assert [line.number for line in structure.of_kind("subtotal")] == [4, 65, 72, 80, 232, 237]
    assert len(structure.of_kind("data")) == 244
    assert [finding.severity for finding in check_totals(structure)] == ["note"]
    found = draft(sheet, "файл", Names(), TODAY)
    assert found.target is None


def test_real_two_row_headings_that_repeat_are_told_apart() -> None:
    [sheet] = real("messy_headers.csv").sheets
    structure = understand(sheet)
    assert len({head.key for head in structure.heads}) == len(structure.heads) == 37
    assert len(structure.of_kind("data")) == 959
    assert len(structure.municipalities) == 238
    assert len({(line.municipality, line.school) for line in structure.of_kind("data")}) == 959
    assert {head.path[0] for head in structure.heads[5:]} == {"Брой", "Ср.успех"}


def own_file(folder: Path, rows: list[list[object]], name: str = "ЕГЭ 2024.xlsx") -> Path:
    book = Book()
    assert book.active is not None
    book.active.title = "2024"
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


ROWS: list[list[object]] = [
    ["Результаты ЕГЭ в 2024 году"],
    [],
    ["Муниципалитет", "Школа", "Физика, участников", "Физика, не преодолели порог"],
    ["Северный район", "", 15, 2],
    ["", "СОШ № 1", 10, 2],
    ["", "СОШ № 2", 5, "х"],
]


def test_command_asks_for_consent_then_loads_and_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_file(tmp_path, ROWS)
    assert main(["map", str(path), "--mapping", "ЕГЭ"]) == 1
    assert "--create" in capsys.readouterr().err
    assert main(["map", str(path), "--mapping", "ЕГЭ", "--create", "--yes"]) == 0
    out = capsys.readouterr().out
    assert "1\u00a0муниципалитет, 2\u00a0школы" in out
    assert "«ЕГЭ», версия 1" in out
    assert main(["map", str(path), "--mapping", "ЕГЭ", "--yes"]) == 0
    assert "ничего не изменилось" in capsys.readouterr().out
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        assert connection.scalar(select(func.sum(assessment.c.participants))) == 15
    engine.dispose()


def test_command_says_what_it_cannot_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_file(tmp_path, ROWS)
    assert main(["map", str(path), "--mapping", "ЕГЭ", "--sheet", "нет такого"]) == 1
    assert "«2024»" in capsys.readouterr().err
    foreign = own_file(tmp_path, [["Программа", "Сумма, руб."], ["Дороги", 5], ["Мосты", 6]], "бюджет.xlsx")
    assert main(["map", str(foreign), "--mapping", "ЕГЭ"]) == 1
    assert "лист шаблона" in capsys.readouterr().err


def test_command_refuses_personal_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_file(tmp_path, [*ROWS, ["Исп. Иванова Мария Петровна"]])
    assert main(["map", str(path), "--mapping", "ЕГЭ", "--create", "--yes"]) == 1
    assert "персональные данные" in capsys.readouterr().out


def test_command_takes_no_guess_for_settled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["Результаты ЕГЭ в 2024 году"], ["Муниципалитет", "Школа", "Физика, чел.", "Химия, чел."]]
    path = own_file(tmp_path, [*rows, ["Северный район", "СОШ № 1", 10, 2], ["", "СОШ № 2", 5, 3]])
    asked = ["map", str(path), "--mapping", "ЕГЭ", "--create", "--yes"]
    assert main(asked) == 1
    said = capsys.readouterr().err
    assert "столбцы C, D — Участников, физика, химия" in said
    assert "--accept-guesses" in said
    assert main([*asked, "--accept-guesses"]) == 0
    assert "Принято без проверки: столбцы C, D" in capsys.readouterr().out


def test_command_looks_at_headings_comments_and_the_name_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headings = [*ROWS[:2], [*ROWS[2], "ФИО директора"], *ROWS[3:]]
    named = own_file(tmp_path, ROWS, "Иванова Мария Петровна.xlsx")
    commented = own_file(tmp_path, ROWS, "с примечанием.xlsx")
    book = load_workbook_file(commented)
    book.worksheets[0]["A1"].comment = Comment("Спросить у Ивановой Марии Петровны", "")
    book.save(commented)
    for path in (own_file(tmp_path, headings, "список.xlsx"), named, commented):
        assert main(["map", str(path), "--mapping", "ЕГЭ", "--create", "--yes"]) == 1
        assert "персональн" in capsys.readouterr().out


def test_command_refuses_an_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "пусто.csv"
    path.write_bytes(b"")
    assert main(["map", str(path), "--mapping", "ЕГЭ"]) == 1
    assert "0 байт" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "found"), [("eao_ege.xlsx", 0), ("texas.xlsx", 0), ("messy_table.xls", 2)])
def test_real_tables_raise_no_false_alarm(name: str, found: int) -> None:
    real(name)
    opened = open_table(REAL / name, name, (), TODAY)
    assert len(releasable(opened.findings)) == found
    assert (opened.book is None) == bool(found)
