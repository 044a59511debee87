"""Where the header is, what each row is, whose it is: on tables made by hand, one difficulty at a time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping.header import Grid
from data.mapping.structure import Said
from data.mapping.totals import check_totals, compare
from data.mapping.understanding import understand
from data.mapping.values import adds_up, figure, what
from data.reading import RawSheet
from tests.data.own_tables import (
    BY_YEARS,
    LIST,
    MERGED_DOWN,
    ONE_COLUMN,
    SCORES,
    SECTIONS,
    STAFF,
    SUBTOTALS_FIRST,
    SUBTOTALS_LAST,
    WRITTEN_ONCE,
    table,
)

NORTH, SOUTH = "Северный район", "Южный район"


def whose(sheet: RawSheet) -> list[tuple[str | None, str | None]]:
    return [(line.municipality, line.school) for line in understand(sheet).of_kind("data")]


def kinds(sheet: RawSheet) -> dict[int, str]:
    return {line.number: line.kind for line in understand(sheet).lines if line.kind != "data"}


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("35\u00a0097\u00a0467,4", "figure", 35097467.4),
        ("5*", "figure", 5.0),
        (7, "figure", 7.0),
        ("12,5 %", "figure", 12.5),
        ("12 1)", "figure", 12.0),
        ("121)", "words", None),
        ("X", "absent", None),
        ("х", "absent", None),
        ("—", "absent", None),
        ("н/д", "absent", None),
        (" \u00a0", "empty", None),
        ("СОШ № 5", "words", None),
    ],
)
def test_what_a_cell_says(cell: object, kind: str, value: float | None) -> None:
    assert what(cell) == kind
    assert figure(cell) == value


def test_means_and_shares_do_not_add_up_but_people_with_points_do() -> None:
    assert not adds_up("Русский язык → средний балл")
    assert not adds_up("Ср.успех")
    assert not adds_up("Доля, %")
    assert adds_up("высокобалльники (80-99 баллов)")
    assert adds_up("Всего выпускников по программам среднего общего образования, чел.")


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        (SUBTOTALS_FIRST, [3, 4]),
        (SUBTOTALS_LAST, [2]),
        (WRITTEN_ONCE, [1]),
        (ONE_COLUMN, [2]),
        (SECTIONS, [1, 2]),
        (MERGED_DOWN, [1, 2, 3]),
        (BY_YEARS, [1, 2]),
        (SCORES, [2]),
        (STAFF, [2]),
        (LIST, [2]),
    ],
)
def test_header_is_found(sheet: RawSheet, rows: list[int]) -> None:
    structure = understand(sheet)
    assert [sheet.row_numbers[position] for position in structure.header.rows] == rows
    assert structure.header.reason


def test_headings_of_several_rows_are_joined_from_the_widest_down() -> None:
    assert [head.path for head in understand(MERGED_DOWN).heads][2:4] == [
        ("ЕГЭ 2024", "Физика", "чел."),
        ("ЕГЭ 2024", "Физика", "не сдали"),
    ]
    assert [head.title for head in understand(SECTIONS).heads][2:4] == [
        "Русский язык → ниже мин.",
        "Математика → участников",
    ]


def test_subtotals_above_their_schools_name_them() -> None:
    assert whose(SUBTOTALS_FIRST) == [
        (NORTH, "СОШ № 1"),
        (NORTH, "СОШ № 2"),
        ("Город Южный", "СОШ № 1"),
        ("Город Южный", "Лицей № 3"),
    ]
    assert kinds(SUBTOTALS_FIRST) == {6: "total", 7: "subtotal", 10: "subtotal", 13: "note"}


def test_subtotals_below_their_schools_name_them() -> None:
    assert whose(SUBTOTALS_LAST) == [
        (NORTH, "СОШ № 1"),
        (NORTH, "СОШ № 2"),
        (SOUTH, "СОШ № 1"),
        (SOUTH, "СОШ с. Луговое"),
    ]


def test_municipality_written_once_or_merged_holds_until_the_next() -> None:
    assert [place for place, _ in whose(WRITTEN_ONCE)] == [NORTH, NORTH, "г. Южный", "г. Южный"]
    assert [place for place, _ in whose(MERGED_DOWN)] == [NORTH, NORTH, SOUTH]
    assert Counter(kinds(WRITTEN_ONCE).values()) == {"total": 3, "note": 2}


def test_municipalities_and_schools_in_one_column_are_told_apart() -> None:
    assert whose(ONE_COLUMN) == [
        ("Северный муниципальный округ", "СОШ № 1"),
        ("Северный муниципальный округ", "СОШ № 2"),
        (SOUTH, "Школа с. Луговое"),
    ]


def test_sections_name_their_schools_and_a_repeated_header_is_no_school() -> None:
    assert whose(SECTIONS) == [(NORTH, "СОШ № 1"), (NORTH, "СОШ № 2"), (SOUTH, "СОШ № 1"), (SOUTH, "Лицей")]
    assert kinds(SECTIONS) == {3: "section", 6: "subtotal", 7: "section", 9: "repeat", 11: "subtotal", 12: "total"}


@pytest.mark.parametrize("sheet", [SUBTOTALS_FIRST, SUBTOTALS_LAST, WRITTEN_ONCE, ONE_COLUMN, SECTIONS])
def test_right_totals_are_compared_and_found_right(sheet: RawSheet) -> None:
    compared = compare(understand(sheet))
    assert compared
    assert all(one.fits for one in compared)
    assert [finding.severity for finding in check_totals(understand(sheet))] == ["note"]


def test_wrong_total_is_a_finding_with_place_and_both_numbers() -> None:
    [wrong] = [finding for finding in check_totals(understand(STAFF)) if finding.severity == "warning"]
    assert (wrong.sheet, wrong.row, wrong.column, wrong.value) == ("Лист1", 5, "I: Первая категория", "15")
    assert "15" in wrong.message
    assert "14" in wrong.message


def test_means_whose_heading_does_not_say_so_are_not_compared() -> None:
    sheet = table(
        [
            ["Район", "Школа", "Участников", "Результат"],
            [NORTH, "", 30, 61],
            ["", "СОШ № 1", 10, 60],
            ["", "СОШ № 2", 20, 62],
            [SOUTH, "", 20, 51],
            ["", "СОШ № 3", 10, 50],
            ["", "СОШ № 4", 10, 52],
        ]
    )
    assert {one.head.letters for one in compare(understand(sheet))} == {"C"}


def test_schools_called_the_same_are_told_apart_by_their_codes() -> None:
    rows = [["Район", "ИНН", "Школа", "Участников"], [NORTH, 66010001, "СОШ № 1", 5], ["", 66010002, "СОШ № 1", 6]]
    assert [school for _, school in whose(table(rows))] == ["СОШ № 1 (66010001)", "СОШ № 1 (66010002)"]


def test_person_says_where_the_header_is_and_what_a_row_is() -> None:
    structure = understand(STAFF, Said(header=(1, 1), kinds={"сош № 2": "note"}))
    assert structure.header.reason == "указано вручную"
    assert len(structure.header.rows) == 1
    by_hand = understand(ONE_COLUMN, Said(kinds={"сош № 2": "note"}))
    assert [line.school for line in by_hand.of_kind("data")] == ["СОШ № 1", "Школа с. Луговое"]


figures = st.integers(0, 500)
blocks = st.lists(st.lists(st.tuples(figures, figures), min_size=1, max_size=5), min_size=2, max_size=5)


@given(blocks=blocks, first=st.booleans(), whole_first=st.booleans())
def test_totals_never_count_as_schools_wherever_they_stand(
    blocks: list[list[tuple[int, int]]], first: bool, whole_first: bool
) -> None:
    body: list[list[object]] = []
    for place, schools in enumerate(blocks):
        rows: list[list[object]] = [["", f"СОШ № {at}", *values] for at, values in enumerate(schools, 1)]
        total = [f"{'АБВГД'[place]}линский район", "", *(sum(column) for column in zip(*schools, strict=True))]
        body += [total, *rows] if first else [*rows, total]
    everybody = [values for schools in blocks for values in schools]
    whole = ["Всего", "", *(sum(column) for column in zip(*everybody, strict=True))]
    body = [whole, *body] if whole_first else [*body, whole]
    structure = understand(table([["Муниципалитет", "Школа", "Участников", "Не сдали"], *body]))
    data = structure.of_kind("data")
    assert len(data) == len(everybody)
    assert [line.municipality for line in data] == [
        f"{'АБВГД'[place]}линский район" for place, schools in enumerate(blocks) for _ in schools
    ]
    assert all(one.fits for one in compare(structure))


@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_blank_below_is_filled_down_and_nobody_is_lost(sizes: list[int]) -> None:
    rows: list[list[object]] = [["Район", "Школа", "Участников"]]
    expected = []
    for place, size in enumerate(sizes):
        name = f"{'АБВГДЕ'[place]}линский район"
        for at in range(size):
            rows.append([name if at == 0 else "", f"СОШ № {at + 1}", at + 1])
            expected.append((name, f"СОШ № {at + 1}"))
    assert whose(table(rows)) == expected


def test_merged_cells_are_clipped_to_what_is_filled() -> None:
    sheet = table([["Район", "Школа", "Физика", ""], ["", "", "чел.", "не сдали"]], (1, 3, 151, 16384), (1, 9, 9, 99))
    [merged] = Grid(sheet).merged
    assert (merged.rows, merged.columns) == (range(2), range(2, 4))
    assert Grid(sheet).origin(1, 3) == (0, 2)
    assert Grid(sheet).origin(1, 1) is None


def test_figures_are_read_once_however_many_subtotals(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [["Район", "Школа", "Участников", "Не сдали"]]
    for place in range(20):
        rows.append([f"Район № {place}", "", 10 if place % 2 else 11, 5])
        rows += [["", f"СОШ № {at}", 2, 1] for at in range(5)]
    asked: list[object] = []

    def counted(cell: object) -> float | None:
        asked.append(cell)
        return figure(cell)

    monkeypatch.setattr("data.mapping.totals.figure", counted)
    structure = understand(table(rows))
    assert len(structure.of_kind("subtotal")) == 20
    assert all(len(line.parts) == 5 for line in structure.of_kind("subtotal"))
    assert len(asked) <= 2 * 100 + 2 * 2 * 20, "each row once, each subtotal for a choice or two"


def test_parts_of_a_municipality_whose_rows_stand_apart_add_up() -> None:
    rows = [["Район", "Школа", "Участников"], [NORTH, "СОШ № 1", 5], [SOUTH, "СОШ № 9", 7], [NORTH, "СОШ № 2", 6]]
    structure = understand(table([*rows, [f"Итого {NORTH}", "", 11]]))
    [total] = structure.of_kind("subtotal", "total")
    assert [structure.grid.text(part, 1) for part in total.parts] == ["СОШ № 1", "СОШ № 2"]


def test_header_of_a_list_is_above_its_first_row_though_a_later_one_has_more_figures() -> None:
    rows = [["Район", "Школа", "Вид", "Местность", "Есть 9 классы", "Обучающихся"]]
    rows += [[NORTH, "СОШ № 1", "СОШ", "село", "да", "100"], ["", "СОШ № 2", "НОШ", "", "нет", "50"]]
    assert understand(table([*rows, ["", "СОШ № 3", "НОШ", "-", "нет", "60"]])).header.rows == (0,)
