"""No English word of Streamlit's own is visible, whatever is opened; data in Latin letters stay as they are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.browser import Server, recorded, settled, visible_english

pytestmark = pytest.mark.browser

# Words of the data below, which must survive, and of the files that the tests upload.
OURS = {"Texas", "Search", "Open", "Sum", "Cancel", "txt", "bad", "good"}

APPLICATION = """
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components.failure import show_failure
from components.localiser import Localiser

app = st.App(Path(__file__).with_name("main.py"), middleware=[Middleware(Localiser)], on_script_error=show_failure)
"""

MAIN = """
import datetime as dt
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.plotly_locale import plotly_config

DAY = dt.date(2025, 9, 1)


def inputs():
    st.title("Проверка")
    st.header("Раздел", help="Пояснение к разделу")
    st.metric("Школ", "12", 3, help="Сколько школ")
    st.selectbox("Школа", ["Search", "Open"], index=None, help="Справка")
    st.selectbox("Со своим", ["Первая"], accept_new_options=True)
    st.multiselect("Районы", [f"Район {number}" for number in range(30)])
    st.multiselect("Выбранные районы", ["Район 1", "Район 2"], default=["Район 1"])
    st.text_input("Имя")
    st.text_area("Текст")
    st.text_input("Пароль", type="password")
    st.number_input("Число", 0, 10, 3)
    st.slider("Бегунок", 0, 10, (2, 5))
    st.select_slider("Шкала", ["а", "б"])
    st.date_input("Дата", DAY, min_value=dt.date(2025, 1, 1), max_value=dt.date(2025, 12, 31))
    st.date_input("Период", (DAY, DAY + dt.timedelta(days=4)))
    st.date_input("Без даты", None)
    st.time_input("Время начала", dt.time(9))
    st.datetime_input("Когда", dt.datetime(2025, 9, 1, 9))
    st.radio("Вид", ["а", "б"])
    st.checkbox("Флажок")
    st.toggle("Переключатель")
    st.segmented_control("Режим", ["доли", "числа"])
    st.pills("Метки", ["а", "б"])
    st.feedback("stars")
    st.feedback("thumbs")
    st.color_picker("Цвет")
    with st.form("форма"):
        st.text_input("В форме")
        st.form_submit_button("Отправить")


def data():
    st.file_uploader("Книга", type=["xlsx", "csv"])
    st.file_uploader("Книги", accept_multiple_files=True)
    schools = pd.DataFrame({"Школа": ["Texas", "Search"], "Балл": [1.5, 2.5], "Дата": [DAY, DAY]})
    st.dataframe(schools, key="schools", on_select="rerun", selection_mode="multi-row", hide_index=True)
    st.data_editor(pd.DataFrame({"Школа": ["Texas"]}), num_rows="dynamic")
    st.table(pd.DataFrame({"Школа": ["Search", "Open", "Sum"]}))
    bars = go.Figure(go.Bar(x=[1, 2], y=["а", "б"], orientation="h"))
    st.plotly_chart(bars, config=plotly_config(), key="ours")
    st.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), key="plain")


def messages():
    with st.expander("Подробнее"):
        st.write("Cancel")
    with st.popover("Ещё"):
        st.write("Внутри")
    st.button("Кнопка", help="Что делает", shortcut="Ctrl+K")
    st.download_button("Скачать", "текст", file_name="a.txt")
    st.code("1")
    st.json({"а": 1})
    st.progress(0.4, "Ход")
    st.status("Шаги").write("Шаг")
    st.tabs(["Первая", "Вторая"])
    st.info("Open")
    if st.button("Сообщить"):
        st.toast("Готово")
    if st.button("Спросить"):
        question()
    if st.button("Сломать"):
        raise ValueError("An English sentence")


@st.dialog("Вопрос")
def question():
    st.write("Ответ")


st.set_page_config(page_title="Проверка", page_icon=str(Path(__file__).with_name("icon.png")), layout="wide")
pages = [st.Page(inputs, title="Поля", icon=":material/home:", default=True)]
pages += [st.Page(data, title="Таблицы", url_path="data"), st.Page(messages, title="Сообщения", url_path="messages")]
pages += [st.Page(lambda: None, title=f"Страница {number}", url_path=f"page{number}") for number in range(15)]
st.navigation({"Раздел": pages}).run()
"""


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    directory: Path = tmp_path_factory.mktemp("every_widget")
    (directory / "app.py").write_text(APPLICATION, encoding="utf-8")
    (directory / "main.py").write_text(MAIN, encoding="utf-8")
    # The smallest PNG: a page icon of the application itself, as a Material icon would be asked of a font host.
    (directory / "icon.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
            "0000000c49444154789c63901558010000ee0093f1db7d240000000049454e44ae426082"
        )
    )
    return serve(script=directory / "app.py")


def nothing_english(page: Page, *allowed: str) -> None:
    assert visible_english(page, OURS | set(allowed)) == []


def test_page_at_rest_is_russian(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    nothing_english(page)
    assert page.evaluate("document.documentElement.lang") == "ru"
    assert "Streamlit" not in page.title()
    expect(page.get_by_test_id("stSelectbox").first.get_by_placeholder("Выберите значение")).to_be_visible()


def test_main_menu_and_its_dialogs(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    page.get_by_test_id("stMainMenu").locator("button").first.click()
    expect(page.get_by_text("Напечатать")).to_be_visible()
    nothing_english(page)
    page.get_by_text("Записать экран").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    nothing_english(page)


def test_sidebar_and_its_button(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    page.get_by_test_id("stSidebar").hover()
    nothing_english(page)
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    nothing_english(page)


def test_choices(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    for field in page.get_by_test_id("stSelectbox").all() + page.get_by_test_id("stMultiSelect").all():
        box = field.locator("input").first
        box.click()
        nothing_english(page)
        box.press_sequentially("1щ")
        expect(box).to_have_value("1щ")
        nothing_english(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def test_choices_keep_the_names_of_the_data(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    page.get_by_test_id("stSelectbox").first.locator("input").click()
    options = page.get_by_role("option")
    expect(options).to_have_text(["Search", "Open"])


def test_texts_and_numbers(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    for field in page.locator('[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea').all():
        field.fill("абв")
        expect(page.get_by_text("чтобы", exact=False).last).to_be_visible()
        nothing_english(page)
    number = page.get_by_test_id("stNumberInput").locator("input")
    number.fill("99")
    number.press("Enter")
    expect(page.get_by_text("Введите число от 0 до 10.")).to_be_visible()
    nothing_english(page)


def test_calendars(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    for name in ("stDateInput", "stDateTimeInput"):
        for field in page.get_by_test_id(name).all():
            field.locator("button:visible").last.click()
            expect(page.get_by_role("grid").first).to_be_visible()
            nothing_english(page)
            page.keyboard.press("Escape")
            expect(page.get_by_role("grid")).to_have_count(0)


def test_a_typed_date_takes_the_calendar_away(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    for key in ("Tab", "Enter"):
        field = page.get_by_test_id("stDateInput").filter(has_text="Без даты")
        field.get_by_role("spinbutton").first.click()
        expect(page.get_by_role("grid").first).to_be_visible()
        for part in ("2025", "02", "15"):
            page.keyboard.type(part)
        expect(page.get_by_role("grid").first).to_be_visible()
        page.keyboard.press(key)
        expect(page.get_by_role("grid")).to_have_count(0)
        assert field.get_by_role("spinbutton").all_inner_texts() == ["2025", "02", "15"]


def test_files(page: Page, server: Server) -> None:
    page.goto(server.address("data"))
    settled(page)
    book, books = page.get_by_test_id("stFileUploader").all()
    expect(book).to_contain_text("до 100\u00a0МБ на файл")
    wrong: FilePayload = {"name": "bad.txt", "mimeType": "text/plain", "buffer": b"1"}
    right: FilePayload = {"name": "good.csv", "mimeType": "text/csv", "buffer": b"1" * 2500}
    other: FilePayload = {"name": "good.txt", "mimeType": "text/plain", "buffer": b"1" * 2500}
    book.locator("input[type=file]").first.set_input_files(wrong)
    expect(book).to_contain_text("Файл этого вида не подходит.")
    nothing_english(page)
    books.locator("input[type=file]").first.set_input_files([right, other])
    expect(books).to_contain_text("2,5\u00a0КБ")
    settled(page)
    nothing_english(page)


def test_table_toolbar_search_and_column_menu(page: Page, server: Server) -> None:
    page.goto(server.address("data"))
    settled(page)
    table = page.get_by_test_id("stDataFrame").first
    frame = page.locator('[data-testid="stElementContainer"]', has=table).first
    table.scroll_into_view_if_needed()
    table.hover()
    for button in frame.get_by_test_id("stElementToolbarButton").all():
        button.hover()
        nothing_english(page)
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    edges = table.bounding_box()
    assert edges is not None
    # The table is a canvas: the button of a column's menu is found by pressing along the heading of «Балл».
    for step in range(int(edges["width"] * 0.4), int(edges["width"]), 4):
        page.mouse.click(edges["x"] + step, edges["y"] + 16)
        if menu.count() and "Формат чисел" in menu.inner_text():
            break
    for item in ("Формат чисел", "Сводка по столбцу"):
        page.get_by_role("menuitem").filter(has_text=item).hover()
        expect(page.get_by_text("По умолчанию" if item == "Формат чисел" else "Среднее")).to_be_visible()
        nothing_english(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    table.hover()
    frame.get_by_role("button", name="Найти в таблице").click()
    expect(page.get_by_test_id("search-input")).to_be_in_viewport()
    page.keyboard.type("e")
    expect(page.get_by_text("Найдено: 2")).to_be_visible()
    nothing_english(page)


def test_charts(page: Page, server: Server) -> None:
    page.goto(server.address("data"))
    settled(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        chart.scroll_into_view_if_needed()
        chart.hover()
        expect(chart.locator(".modebar-btn").first).to_be_attached()
        nothing_english(page)
    assert page.get_by_test_id("stPlotlyChart").first.locator('[data-title="Скачать рисунок"]').count() == 1


def test_messages_windows_and_hints(page: Page, server: Server) -> None:
    page.goto(server.address("messages"))
    settled(page)
    nothing_english(page)
    page.get_by_text("Подробнее").click()
    page.get_by_text("Ещё").click()
    expect(page.get_by_text("Внутри")).to_be_visible()
    nothing_english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Сообщить").click()
    expect(page.get_by_text("Готово")).to_be_visible()
    nothing_english(page)
    page.get_by_role("button", name="Спросить").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ответ")
    nothing_english(page)


def test_failure_is_a_russian_sentence_and_a_line_in_the_log(page: Page, server: Server) -> None:
    page.goto(server.address("messages"))
    settled(page)
    page.get_by_role("button", name="Сломать").click()
    expect(page.get_by_text("Страницу не удалось построить до конца")).to_be_visible()
    settled(page)
    nothing_english(page)
    number = page.get_by_test_id("stAlert").last.locator("strong").inner_text()
    assert f"Failure {number}: ValueError" in server.log
    assert "Traceback" in server.log


def test_unknown_page_and_data_stay_readable(page: Page, server: Server) -> None:
    page.goto(server.address("nowhere"))
    settled(page)
    expect(page.get_by_role("dialog")).to_contain_text("Страница не найдена")
    nothing_english(page)
    page.goto(server.address("data"))
    settled(page)
    expect(page.get_by_test_id("stTable")).to_contain_text("Sum")


def test_nothing_is_asked_of_other_machines(page: Page, server: Server) -> None:
    for path in ("", "data", "messages"):
        page.goto(server.address(path))
        settled(page)
    assert recorded(page).outside == []
    assert recorded(page).console_errors == []


def test_lost_connection_is_told_in_russian(page: Page, serve: Callable[..., Server], server: Server) -> None:
    own = serve(script=server.script)
    page.goto(own.url)
    settled(page)
    own.stop()
    expect(page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    nothing_english(page)


def test_two_thousand_changes_cost_little(page: Page, server: Server) -> None:
    page.goto(server.url)
    settled(page)
    milliseconds = page.evaluate(
        """async () => {
          const parts = Array.from({ length: 2000 }, (_, number) => {
            const part = document.createElement("span");
            part.title = `School ${number}`;
            part.textContent = number % 10 ? `School number ${number}` : "Loading...";
            return part;
          });
          const started = performance.now();
          for (const part of parts) document.body.append(part);
          await Promise.resolve();
          return performance.now() - started;
        }"""
    )
    assert page.locator("body > span", has_text="Загрузка…").count() == 200
    # About 10 ms when measured; the bound only catches a change of order on a slow machine.
    assert milliseconds < 150
