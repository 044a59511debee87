"""The page «Загрузка данных»: check, confirm, history, undo; nothing is written before the confirmation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from components.navigation import PAGES
from components.sitting import POST
from data.database import make_engine, own_database_url, reading
from queries.frames import rows_of
from queries.loads import has_loads, loads
from queries.scope import Scope
from tests.data.bad_workbooks import Book, put, valid_book, with_value, write_xlsx
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import card, said

UPLOAD_PAGE = next(entry for entry in PAGES if entry.url == "upload")


def upload(at: AppTest, book: Book, folder: Path, name: str = "книга.xlsx") -> AppTest:
    content = write_xlsx(book, folder / "uploaded.xlsx").read_bytes()
    at.file_uploader[0].upload(name, content)
    return at.run()


def press(at: AppTest, label: str) -> AppTest:
    """The button pressed; a load and an undo in a position."""
    if label in ("Загрузить", "Да, отменить"):
        at.selectbox(key=POST).set_value("методист").run()
    [button] = [button for button in at.button if button.label == label]
    return button.click().run()


def posts() -> list[tuple[str | None, str | None]]:
    """In which positions loads were made and undone, the latest first."""
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        frame = loads(connection, Scope())
    engine.dispose()
    return [(row.post, row.undone_post) for row in rows_of(frame)]


def anything_loaded() -> bool:
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        loaded = has_loads(connection)
    engine.dispose()
    return loaded


def test_good_workbook_from_file_to_figures_and_back(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    assert not at.exception
    assert not at.error
    assert not anything_loaded(), "nothing is written before the confirmation"
    press(at, "Загрузить")
    assert not at.exception
    assert anything_loaded()
    assert "Загрузка № 1 из книги «книга.xlsx»" in said(at)
    assert at.selectbox(key="history_load_1").options[0].startswith("№ 1 — книга.xlsx")

    shown = open_page()
    assert "Демонстрационные данные" not in said(shown)
    assert "Отобраны 3 школы из 3" in said(shown)
    assert card(shown, "Низкая") == "1", "one group by the act is 3"

    press(at, "Да, отменить")
    assert not at.exception
    assert not anything_loaded()
    assert "Загрузка № 1 отменена" in said(at)
    assert posts() == [("методист", "методист")]
    [history] = [each.value for each in at.dataframe if "Загрузил (должность)" in each.value]
    assert history[["Загрузил (должность)", "Отменил (должность)"]].to_numpy().tolist() == [["методист", "методист"]]
    assert "Демонстрационные данные" in said(open_page())


def test_without_a_position_nothing_is_loaded_or_undone(open_page: OpenPage, tmp_path: Path) -> None:
    at = open_page(UPLOAD_PAGE)
    assert "нужна ваша должность" in said(at), "said before anything is pressed"
    upload(at, valid_book(), tmp_path)
    press_alone(at, "Загрузить")
    assert "Укажите свою должность" in at.error[0].value
    assert not anything_loaded()
    press(at, "Загрузить")
    assert posts() == [("методист", None)]
    at.selectbox(key=POST).set_value(None).run()
    press_alone(at, "Да, отменить")
    assert "Укажите свою должность" in at.error[0].value
    assert anything_loaded()


def test_an_undo_is_answered_beside_its_button(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    press(at, "Загрузить")
    press(at, "Да, отменить")
    words = said(at)
    assert words.index("История загрузок") < words.index("Загрузка № 1 отменена")
    assert words.count("Загрузка № 1 отменена: своих данных больше нет") == 1


def test_what_is_undone_is_named_before_it_and_stays_chosen_after_it(open_page: OpenPage, tmp_path: Path) -> None:
    """One more press by habit must not take back the next load."""
    at = press(upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path), "Загрузить")
    press(upload(at, with_value("Организации", 2, "Обучающихся", 77), tmp_path), "Загрузить")
    choice = at.selectbox(key="history_load_2")
    assert choice.value.startswith("№ 2 — книга.xlsx за 2025/26, ")
    assert "из файла «книга.xlsx»" in said(at)
    press(at, "Да, отменить")
    assert at.selectbox(key="history_load_2").value == choice.value
    assert "Загрузка № 2 отменена: действует то, что принесли другие загрузки за 2025/26" in said(at)
    assert not [button for button in at.button if button.label == "Да, отменить"]
    at.run()
    assert not [button for button in at.button if button.label == "Да, отменить"]
    at.selectbox(key="history_load_2").set_value(choice.options[1]).run()
    press(at, "Да, отменить")
    assert not anything_loaded()


def press_alone(at: AppTest, label: str) -> AppTest:
    """The button pressed in whatever position there is."""
    [button] = [button for button in at.button if button.label == label]
    return button.click().run()


def test_bad_workbook_is_answered_with_what_is_wrong_and_nothing_is_loaded(open_page: OpenPage, tmp_path: Path) -> None:
    book = put(with_value("Оценка_критерии", 2, "Балл", 99), "Организации", 3, "Код МО", "000000")
    at = upload(open_page(UPLOAD_PAGE), book, tmp_path, "с ошибками.xlsx")
    assert not at.exception
    [error] = at.error
    assert "«с ошибками.xlsx»" in error.value
    assert "Ничего не загружено" in error.value
    found = at.table[0].value
    assert "Организации" in found["Лист"].tolist()
    assert "Загрузить" not in [button.label for button in at.button]
    assert not anything_loaded()


def test_same_file_twice_changes_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    press(at, "Загрузить")
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    assert not at.exception
    assert "ничего не изменит" in said(at)
    [button] = [button for button in at.button if button.label == "Загрузить"]
    assert button.disabled


def test_false_alarm_is_released_on_the_page_and_stands_in_the_journal(open_page: OpenPage, tmp_path: Path) -> None:
    book = with_value("Организации", 2, "Причина исключения", "по просьбе Иванова И. И.")
    at = upload(open_page(UPLOAD_PAGE), book, tmp_path)
    assert "Загрузить" not in [button.label for button in at.button]
    [choice] = at.multiselect
    assert choice.options == [
        "1. лист «Организации», строка 2, столбец «Причина исключения» — фамилия, имя, отчество или инициалы: И… И. И."
    ]
    choice.select(choice.options[0])
    press(at, "Снять замечание")
    assert "Укажите причину и должность." in [error.value for error in at.error]
    at.text_input(key="release_reason").input("название улицы")
    at.text_input(key="release_post").input("методист")
    press(at, "Снять замечание")
    assert not at.exception
    assert not at.error
    assert "Снятые замечания о персональных данных" in said(at)
    assert at.table[0].value["Вид"].tolist() == ["примечание"]
    press(at, "Загрузить")
    assert anything_loaded()

    press(at, "Да, искать снова")
    assert not at.exception
    at = upload(open_page(UPLOAD_PAGE), book, tmp_path)
    assert at.multiselect
    assert "Загрузить" not in [button.label for button in at.button]


def test_preview_and_history_school_by_school(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    press(at, "Загрузить")
    book = with_value("Оценка_критерии", 2, "Балл", 8.5)
    at = upload(open_page(UPLOAD_PAGE), book, tmp_path)
    assert not at.exception
    assert "школа за школой" in said(at)
    assert at.selectbox[1].options == ["Северный муниципальный округ, СОШ № 1 (0101)"]
    [table] = [each.value for each in at.dataframe if "Станет" in each.value]
    assert table[["Столбец", "Было", "Станет"]].to_numpy().tolist() == [["Балл", "7,5", "8,5"]]
    press(at, "Загрузить")
    [toggle] = [each for each in at.toggle if each.label.startswith("Показать, что изменила")]
    toggle.set_value(True).run()
    assert not at.exception
    [table] = [each.value for each in at.dataframe if "Стало" in each.value]
    assert table[["Столбец", "Было", "Стало"]].to_numpy().tolist() == [["Балл", "7,5", "8,5"]]


def kinds_in_order(at: AppTest) -> list[str]:
    """The buttons, tables and expanders of the page as they stand on it."""
    found: list[str] = []

    def walk(block: Any) -> None:
        for child in getattr(block, "children", {}).values():
            if child.type in ("button", "expander") and getattr(child, "label", ""):
                found.append(child.label)
            elif child.type in ("table", "arrow_table"):
                found.append("table")
            walk(child)

    walk(at.main)
    return found


def many_warnings() -> Book:
    """A workbook with a warning about each of many schools, and nothing that stops it."""
    book = valid_book()
    heading, *rows = book["Организации"]
    codes = [f"09{number:02}" for number in range(1, 31)]
    first = rows[0]
    for number, code in enumerate(codes):
        row = list(first)
        row[heading.index("Код ОО")] = code
        row[heading.index("Краткое наименование")] = f"СОШ № {100 + number}"
        row[heading.index("ШНОР")], row[heading.index("Год признака")] = "да", 2015
        book["Организации"].append(row)
    return book


def test_of_many_findings_the_answer_and_the_button_come_first(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), many_warnings(), tmp_path)
    assert not at.exception
    order = kinds_in_order(at)
    groups = [label for label in order if label.startswith(("Предупреждение.", "Примечание."))]
    assert groups
    assert any("таких же" in label for label in groups), "findings of one kind stand together"
    assert order.index("Загрузить") < order.index(groups[0])
    assert "предупреждени" in at.warning[0].value
    assert "Что изменится." in said(at)
    press(at, "Загрузить")
    assert not at.exception
    assert anything_loaded()


def test_one_sheet_alone_says_which_pages_show_it(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    press(at, "Загрузить")
    words = said(at)
    assert "Где посмотреть загруженное" in words
    links = [link.label for link in at.get("page_link")]
    assert "Открыть «Эффективность школ»" in links
    assert "Открыть «Кадры»" not in links, "no sheet of theirs came"


def test_the_load_and_the_history_count_the_same_rows(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    press(at, "Загрузить")
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        [rows] = loads(connection, Scope())["rows"]
    engine.dispose()
    assert f"{rows}\u00a0строк" in at.success[0].value


def test_what_is_not_the_template_leads_to_the_mapping(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), {"Свод": [["Район", "Школа", "Сдавали"], ["Луговой", "СОШ № 1", 12]]}, tmp_path)
    assert not at.exception
    assert at.error
    assert "Открыть «Сопоставление»" in [link.label for link in at.get("page_link")]
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    assert "Открыть «Сопоставление»" not in [link.label for link in at.get("page_link")]


def test_workbook_with_findings_is_given_back(open_page: OpenPage, tmp_path: Path) -> None:
    at = upload(open_page(UPLOAD_PAGE), with_value("Оценка_критерии", 2, "Балл", "много"), tmp_path, "район.xlsx")
    labels = [each.label for each in at.get("download_button")]
    assert "Скачать книгу с замечаниями" in labels
    at = upload(open_page(UPLOAD_PAGE), valid_book(), tmp_path)
    assert "Скачать книгу с замечаниями" not in [each.label for each in at.get("download_button")]
