"""The page «Сопоставление»: from a table that is no template to loaded rows; nothing is written before «Загрузить»."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from components.navigation import page_at
from components.sitting import POST
from data.database import make_engine, own_database_url, reading
from data.mapping.kept import kept_mappings
from data.tables import assessment, in_force
from tests.data.own_tables import STAFF, SUBTOTALS_FIRST
from tests.data.test_mapping_kept import REAL
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import said

MAPPING = page_at("mapping")


def content(*sheets: tuple[str, list[list[object]], list[int]]) -> bytes:
    """A workbook with these sheets: name, rows, numbers of the rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows, numbers in sheets:
        sheet = book.create_sheet(name)
        for number, row in zip(numbers, rows, strict=True):
            for index, cell in enumerate(row, 1):
                if cell != "":
                    sheet.cell(number, index, cell)  # type: ignore[arg-type]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(at: AppTest, file: bytes, name: str = "ЕГЭ.xlsx") -> AppTest:
    at.file_uploader[0].upload(name, file)
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    [button] = [button for button in at.button if button.label == label]
    button.click().run()
    assert not at.exception
    return at


def load(at: AppTest) -> AppTest:
    """«Загрузить» in a position."""
    at.selectbox(key=POST).set_value("методист").run()
    return press(at, "Загрузить")


def consent(at: AppTest) -> AppTest:
    [box] = [box for box in at.checkbox if box.label.startswith("Создать")]
    box.check().run()
    assert not at.exception
    return at


def participants() -> dict[str, int]:
    """Cycle → participants of the Russian language in force."""
    engine = make_engine(own_database_url())
    a = assessment.c
    with reading(engine) as connection:
        rows = connection.execute(
            select(a.cycle, func.sum(a.participants))
            .where(in_force(assessment, None), a.subject == "русский язык")
            .group_by(a.cycle)
        ).all()
    engine.dispose()
    return {row[0]: row[1] for row in rows}


OWN = ("2024", SUBTOTALS_FIRST.rows, SUBTOTALS_FIRST.row_numbers)


def test_own_table_in_five_clicks(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), content(OWN))
    assert "2 муниципалитета, 4 школы" in said(at)
    assert "создать ли" in said(at)
    assert "Сохранённые сопоставления" not in said(at)
    press(consent(at), "Проверено, всё верно (1)")
    assert "нужна ваша должность" in said(at)
    press(at, "Загрузить")
    assert "Укажите свою должность" in at.error[0].value
    assert participants() == {}, "nothing is written without a position"
    load(at)
    assert participants() == {"2023/24": 60}
    assert "Загрузка № 1" in said(at)
    [button] = [button for button in at.button if button.label == "Загрузить"]
    assert button.disabled, "the same again would change nothing"
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        [kept] = kept_mappings(connection)
    engine.dispose()
    assert (kept.name, kept.version, kept.sheet, kept.load_id) == ("ЕГЭ по школам", 1, "2024", 1)
    assert kept.author_post == "методист"
    assert "Сохранённые сопоставления" in said(at)
    [history] = [each.value for each in at.dataframe if "Кто (должность)" in each.value]
    assert history[["Сопоставление", "Версия", "Кто (должность)"]].to_numpy().tolist() == [
        ["ЕГЭ по школам", 1, "методист"]
    ]
    assert "Открыть «Паспорт»" in [link.label for link in at.get("page_link")], "where the sheet is shown"


def test_before_and_after_the_load_the_numbers_are_the_same(open_page: OpenPage) -> None:
    at = press(consent(upload(open_page(MAPPING), content(OWN))), "Проверено, всё верно (1)")
    composed = "6 строк листа «Процедуры», новых муниципалитетов 2, новых школ 4 — всего 12 строк: новых 12"
    assert f"**Будет загружено: {composed}.**" in said(at).replace("\\", "")
    load(at)
    after = said(at).replace("\\", "")
    assert f"записана. {composed}." in after
    assert "Будет загружено" not in after


def test_what_the_load_brings_and_what_it_is_not_is_said_before_and_a_toast_answers(open_page: OpenPage) -> None:
    at = press(consent(upload(open_page(MAPPING), content(OWN))), "Проверено, всё верно (1)")
    before = said(at).replace("\\", "").replace("\u00a0", " ")
    assert "Не войдёт в базу: 1 столбец — C «Профиль». Почему, сказано в разделе 3." in before
    assert "сумма по строкам: участников — " in before
    assert "Это не число людей: кто сдавал несколько предметов, посчитан в каждом." in before
    assert "Что изменится" in before
    load(at)
    assert [one.value for one in at.toast] == ["Загрузка №\u00a01 записана"]
    assert "Что изменится" not in said(at), "nothing will: it is loaded"


def test_applications_are_named_beside_the_button(open_page: OpenPage) -> None:
    rows = [["Заявления на ЕГЭ 2024 года"], ["Муниципалитет", "Школа", "Физика, участников"]]
    rows += [["Северный район", "СОШ № 1", 5], ["", "СОШ № 2", 7]]  # type: ignore[list-item]
    at = consent(upload(open_page(MAPPING), content(("2024", rows, [1, 2, 3, 4]))))  # type: ignore[list-item]
    words = said(at)
    assert "В таблице — подавшие заявление: они запишутся как участники" in words
    assert "Это не число людей" not in words, "one subject"


def test_few_newcomers_are_named_where_one_agrees_to_create_them(open_page: OpenPage) -> None:
    at = press(consent(upload(open_page(MAPPING), content(OWN))), "Проверено, всё верно (1)")
    load(at)
    rows: list[list[object]] = [list(row) for row in SUBTOTALS_FIRST.rows]
    at = upload(open_page(MAPPING), content(("2025", [*rows, ["", "Гимназия", "", 5]], [*OWN[2], 20])))
    words = said(at).replace("\\", "").replace("\u00a0", " ")
    assert "**В базе нет: 1 школа — «Гимназия».**" in words
    assert "временный код школы «В-02-003»" in words


def test_tick_says_before_it_what_is_assumed_and_where_it_is_put_right(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), content(OWN))
    words = said(at)
    assert "**предположения**" in words
    codes = "временные коды муниципалитетов (от «В-01» до «В-02»), временные коды школ (от «В-01-001» до «В-02-002»)"
    assert f"запишет {codes} и отмеченные" in words
    assert "листами «Муниципалитеты» и «Организации» на странице «Загрузка данных»" in words
    assert [box.label for box in at.checkbox if box.label.startswith("Создать")] == [
        "Создать 2\u00a0муниципалитета и 4\u00a0школы"
    ]
    labels = [box.label for box in at.selectbox]
    assert "Местность: 2 из 4\u00a0школ" in labels, "two stand in a town"
    assert not [label for label in labels if label.startswith(("Тип", "Вид ОО"))], "told by the names"


def test_empty_cells_are_proposed_to_be_zero_with_the_reason(open_page: OpenPage) -> None:
    at = consent(upload(open_page(MAPPING), content(OWN)))
    [blank] = [box for box in at.multiselect if box.label.startswith("Пустая ячейка")]
    assert blank.value == ["Не достигли минимума"]
    assert "с нулём суммы сходятся в 4 из 4 итогов, вписанных числом" in said(at)
    assert "Загрузить" not in [button.label for button in at.button], "nobody has agreed yet"
    blank.set_value([]).run()
    assert not [button for button in at.button if button.label.startswith("Проверено")], "the person has decided"
    load(at)
    engine = make_engine(own_database_url())
    with reading(engine) as connection:
        a = assessment.c
        without = select(func.count()).where(in_force(assessment, None), a.below_minimum.is_(None))
        assert connection.scalar(without) == 4
    engine.dispose()


def test_total_that_differs_is_told_before_the_load(open_page: OpenPage) -> None:
    rows = [list(row) for row in SUBTOTALS_FIRST.rows]
    total = next(row for row in rows if row[0] == "ВСЕГО по региону")
    total[4] = 2
    at = upload(open_page(MAPPING), content(("2024", rows, SUBTOTALS_FIRST.row_numbers)))
    [warning] = [one.value for one in at.warning if "Не сходятся" in one.value]
    assert "Не сходятся с суммой строк 1 из 11\u00a0итогов и подытогов" in warning
    assert "строка 6 «ВСЕГО по региону», столбец E" in warning
    assert "в таблице 2, сумма строк — 3" in warning


def test_reasons_of_columns_that_are_left_out_stand_in_full(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), content(OWN))
    assert "Почему не загружаются: 1\u00a0столбец" in [one.label for one in at.expander]
    assert "C «Профиль» — на листе «Процедуры» нет такого столбца." in said(at)


def test_next_file_gets_the_mapping_proposed_and_says_what_changed(open_page: OpenPage) -> None:
    load(press(consent(upload(open_page(MAPPING), content(OWN))), "Проверено, всё верно (1)"))
    # Next year a column of numbers stands in front, and the year in the title is another.
    rows: list[list[object]] = [["", *row] for row in SUBTOTALS_FIRST.rows]
    rows[0] = ["", "Результаты ЕГЭ в 2025 году"]
    at = upload(open_page(MAPPING), content(("2025", rows, SUBTOTALS_FIRST.row_numbers)), "ЕГЭ 2025.xlsx")
    [kept] = [box for box in at.selectbox if box.label == "Прежнее сопоставление"]
    assert str(kept.value).startswith("ЕГЭ по школам (версия 1")
    assert "Что изменилось с прошлого раза" in said(at)
    assert not [box for box in at.checkbox if box.label.startswith("Создать")], "all schools are known by now"
    assert not [button for button in at.button if button.label.startswith("Проверено")], "what was agreed is kept"
    load(at)
    assert participants() == {"2023/24": 60, "2024/25": 60}


def test_person_chooses_another_sheet_of_the_template(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), content(("Кадры", STAFF.rows, STAFF.row_numbers)))
    [target] = [box for box in at.selectbox if box.label == "Лист шаблона, в который идут строки"]
    assert target.value == "Кадры_состав"
    target.set_value("Развитие").run()
    assert not at.exception
    assert "Осталось решить" in said(at)


def test_persons_are_refused(open_page: OpenPage) -> None:
    rows = [*SUBTOTALS_FIRST.rows, ["Исп. Иванова Мария Петровна"]]
    at = upload(open_page(MAPPING), content(("2024", rows, [*SUBTOTALS_FIRST.row_numbers, 20])))
    assert "персональные данные" in at.error[0].value
    assert "Загрузить" not in [button.label for button in at.button]


def test_false_alarm_about_persons_is_released_on_the_page(open_page: OpenPage) -> None:
    rows = [*SUBTOTALS_FIRST.rows, ["", "", "по просьбе Иванова И. И."]]
    file = content(("2024", rows, [*SUBTOTALS_FIRST.row_numbers, 20]))
    at = upload(open_page(MAPPING), file)
    assert "персональные данные" in at.error[0].value
    [choice] = at.multiselect
    choice.select(choice.options[0])
    at.text_input(key="release_reason").input("название дома пионеров")
    at.text_input(key="release_post").input("методист")
    press(at, "Снять замечание")
    assert not at.error
    load(press(consent(at), "Проверено, всё верно (1)"))
    assert participants() == {"2023/24": 60}


def test_name_of_the_file_is_looked_at_too(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), content(OWN), "Иванова Мария Петровна.xlsx")
    assert "персональные данные" in at.error[0].value
    assert "Загрузить" not in [button.label for button in at.button]


def test_guesses_are_asked_for_before_anything_can_be_loaded(open_page: OpenPage) -> None:
    rows: list[list[object]] = [
        ["Результаты ЕГЭ 2024 года"],
        ["Муниципалитет", "Школа", "Русский язык, чел.", "Физика, чел."],
        ["Северный район", "СОШ № 1", 20, 5],
        ["", "СОШ № 2", 40, 6],
    ]
    at = consent(upload(open_page(MAPPING), content(("2024", rows, [1, 2, 3, 4]))))
    assert "Программа не уверена" in said(at)
    assert "столбцы C, D — Участников, русский язык, физика" in said(at)
    assert "Загрузить" not in [button.label for button in at.button]
    press(at, "Проверено, всё верно (1)")
    load(at)
    assert participants() == {"2023/24": 60}


def test_file_that_is_no_table(open_page: OpenPage) -> None:
    at = upload(open_page(MAPPING), b"PK\x03\x04 no workbook", "книга.xlsx")
    assert at.error


def test_real_results_of_three_years_in_ten_clicks(open_page: OpenPage) -> None:
    path = REAL / "eao_ege.xlsx"
    if not path.is_file():
        pytest.skip("нет файла shared/real/eao_ege.xlsx: настоящие таблицы в репозиторий не входят")
    at = upload(open_page(MAPPING), path.read_bytes(), path.name)
    clicks = 1
    for year in ("2024", "2023", "2022"):
        if at.pills[0].value != year:
            at.pills[0].set_value(year).run()
            clicks += 1
        if any(box.label.startswith("Создать") for box in at.checkbox):
            consent(at)
            clicks += 1
        if any(button.label.startswith("Проверено") for button in at.button):
            [button] = [button for button in at.button if button.label.startswith("Проверено")]
            press(at, button.label)
            clicks += 1
        if not at.selectbox(key=POST).value:
            at.selectbox(key=POST).set_value("методист").run()
            clicks += 1
        press(at, "Загрузить")
        clicks += 1
    assert participants() == {"2021/22": 832, "2022/23": 867, "2023/24": 797}
    assert clicks <= 10
