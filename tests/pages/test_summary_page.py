"""The page «Сводка»: figures, sentences, ways to the schools, what changed since a load or a date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.database import make_engine
from tests.factories import NEXT_CYCLE
from tests.pages.conftest import FIRST_PAGE, OpenPage, later_book
from tests.pages.test_pages import FIRST, cell_table, said
from tests.stored import load

UseDatabase = Callable[[Path], Engine]


def cards(at: AppTest) -> dict[str, tuple[str, str]]:
    """Label → figure and what it was."""
    return {str(card.label): (str(card.value), str(card.delta)) for card in at.metric}


def table(at: AppTest, column: str) -> list[list[object]]:
    """The first table that has this column, row by row."""
    return next(frame.value.values.tolist() for frame in at.dataframe if column in frame.value)


def test_cards_say_k_of_n_and_what_it_was(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    shown = cards(open_page(FIRST_PAGE))
    assert shown["▼ Низкая степень"] == ("2 из 4", "было 1 из 4")
    assert shown["▲ Высокая степень"] == ("1 из 4", "было 0 из 4")
    assert shown["Снизили группу"] == ("1 из 4", "с цикла 2024/25")
    assert shown["Слабее всего: №\u00a01 и №\u00a02"] == ("● 65,0\u00a0%", "было 65,0\u00a0%")
    assert shown["Полнота данных"] == ("▲ 100\u00a0%", "было 100\u00a0%")


def test_findings_name_places_and_counts(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    words = said(open_page(FIRST_PAGE))
    assert "Низкая степень эффективности — у 2 из 4 школ с группой; в цикле 2024/25 — у 1 из 4" in words
    assert "Такие школы есть в 2 из 2 муниципалитетов" in words
    assert "Группу снизила 1 школа, повысила 1 — из 4 с группой в обоих циклах" in words
    assert "Слабее всего критерии «Критерий 1» и «Критерий 2»\\: по 65,0 % от максимума" in words


def test_a_press_on_a_point_opens_its_schools(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    at = open_page(FIRST_PAGE)
    lines = cell_table(at, "points")["lines"]
    assert [(line["name"], line["cells"][0]["words"]) for line in lines] == [
        ("Остаются в низкой степени с цикла сравнения", "1"),
        ("Снизили группу: из средней в низкую", "1"),
    ]


def test_who_is_silent_is_named(open_page: OpenPage, use_database: UseDatabase, own_file: Path) -> None:
    use_database(own_file)
    assert "Сведения есть обо всех школах отбора" in said(open_page(FIRST_PAGE))
    demonstration = open_page(FIRST_PAGE, data="демонстрация")
    assert "нет ни одной оценки: 1 муниципалитет" in said(demonstration)


def test_inside_a_municipality_its_schools_are_listed(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path
) -> None:
    use_database(own_file)
    at = open_page(FIRST_PAGE, municipality=FIRST)
    assert "Школы, требующие адресной поддержки" in said(at)
    assert [row[0] for row in table(at, "Школа")] == ["СОШ № 1"]


def corrected(path: Path) -> None:
    """One school of the later cycle gets other scores: group 3 becomes 2."""
    engine = make_engine(f"sqlite:///{path}")
    book = later_book()
    frame = book.frames["Оценка_критерии"]
    frame.loc[(frame["school_id"] == "002"), "score"] = 7.0
    load(engine, book)
    engine.dispose()


@pytest.mark.parametrize("asked", ["после загрузки № 2", "31.12.2999"])
def test_changes_since_a_load_or_a_date(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, tmp_path: Path, asked: str
) -> None:
    engine = use_database(own_file)
    corrected(Path(str(engine.url.database)))
    at = open_page(FIRST_PAGE, **({"since": asked} if asked.startswith("31") else {}))
    if not asked.startswith("31"):
        choice = at.selectbox(key="since")
        choice.set_value(next(option for option in choice.options if asked in option)).run()
    assert not at.exception
    if asked.startswith("31"):
        assert "С загрузки № 3 в этом отборе ничего не изменилось" in said(at)
        return
    assert "С загрузки № 2: группа другая — 1 школа" in said(at)
    [row] = table(at, "Группа была")
    assert row[:4] == ["Северный округ", "СОШ № 1", "▼ низкая", "● средняя"]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("вчера", "«вчера» — не дата и не загрузка"), ("01.01.2000", "До 01.01.2000 загрузок не было")],
)
def test_a_date_that_cannot_be_compared_is_answered(
    open_page: OpenPage, use_database: UseDatabase, own_file: Path, asked: str, answer: str
) -> None:
    use_database(own_file)
    at = open_page(FIRST_PAGE, since=asked)
    assert answer in said(at)


def test_one_load_has_nothing_to_compare_with(
    open_page: OpenPage, use_database: UseDatabase, single_cycle_file: Path
) -> None:
    use_database(single_cycle_file)
    at = open_page(FIRST_PAGE)
    assert "Загрузка одна: сравнить не с чем" in said(at)
    assert cards(at)["▼ Низкая степень"][1] == "сравнить не с чем"
    assert NEXT_CYCLE in said(at)


def test_a_municipality_without_scores_is_told_what_it_has_not_sent(open_page: OpenPage) -> None:
    at = open_page(FIRST_PAGE, municipality="Кедровый муниципальный округ")
    words = said(at)
    assert "муниципалитет не прислал лист «Оценка_критерии». [Загрузка данных](upload" in words
    assert "группы нет ни у одной из 9 школ" in words
    assert "таких нет" not in words
