"""The methodology in a browser: a threshold changed, what would change, a new version, a past cycle by both."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from components.rules_versions import COMPARE, EDIT
from queries.change_words import BY_METHODOLOGY
from tests.e2e.browser import Server, settled

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

MOVE = re.compile(r"Сменят группу \d+\sшкол")


def test_a_bound_is_changed_saved_and_compared(serve: Callable[..., Server], open_page: Callable[..., Page]) -> None:
    server, page = serve(), open_page()
    page.goto(server.address("methodology", rules_view=EDIT))
    settled(page)
    page.get_by_role("tab", name="Критерии и группы").click()
    page.get_by_text(BY_METHODOLOGY, exact=True).click()
    page.get_by_label("Группа 3 — до, %").fill("65")
    page.keyboard.press("Tab")
    draft = page.locator(".st-key-rules_draft_panel")
    expect(draft.get_by_text(MOVE)).to_be_visible()
    expect(page.locator(".st-key-draft_places_panel")).to_be_visible()
    page.get_by_label("Почему меняется методика").fill("решение коллегии от 20.10.2025, протокол № 7")
    # The page takes the reason in before the next list is opened.
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("combobox", name="Ваша должность").click()
    page.get_by_role("option", name="секретарь коллегии").click()
    settled(page)
    page.locator(".st-key-rules_save button").click()
    settled(page)
    expect(page.get_by_test_id("stAlert").get_by_text(re.compile("Сохранена новая версия методики"))).to_be_visible()
    expect(page.get_by_text("Пока ничего не изменено")).to_be_visible()

    # Two versions side by side, in a cycle that the earlier one judges.
    page.get_by_text(COMPARE, exact=True).click()
    settled(page)
    page.get_by_role("combobox", name="Цикл").last.click()
    page.get_by_role("option", name="2024/25").click()
    settled(page)
    expect(page.locator(".st-key-rules_compare_panel").get_by_text(MOVE)).to_be_visible()
    expect(page.locator(".st-key-compare_groups_panel")).to_be_visible()

    # The past cycle stays what it was, the last one is judged by the new version.
    for cycle, version in (("2024/25", 1), ("2025/26", 2)):
        page.goto(server.address("effectiveness", cycle=cycle))
        settled(page)
        expect(page.get_by_text(re.compile(rf"методика №\s{version}\b")).first).to_be_visible()


@pytest.mark.parametrize("locale", ["en-US", "ru-RU"])
def test_a_comma_is_the_decimal_comma_whatever_the_browser_speaks(
    serve: Callable[..., Server], open_page: Callable[..., Page], locale: str
) -> None:
    server, page = serve(), open_page(width=1280, locale=locale)
    page.goto(server.address("methodology", rules_view=EDIT))
    settled(page)
    draft = page.locator(".st-key-rules_draft_panel")
    # The value of the first threshold: a cell of a table.
    page.get_by_test_id("stDataFrame").filter(visible=True).dblclick(position={"x": 470, "y": 50})
    cell = page.locator("#portal textarea")
    cell.fill("")
    # As fast as a person, not as a machine: the table takes in what was typed a moment later.
    cell.press_sequentially("60,5", delay=200)
    cell.press("Enter", delay=200)
    settled(page)
    expect(draft.get_by_role("cell", name=re.compile(r"^60,5\s%$"))).to_be_visible()
    # A bound of the groups: a field.
    page.get_by_role("tab", name="Критерии и группы").click()
    field = page.get_by_label("Группа 3 — до, %")
    field.fill("")
    field.press_sequentially("61,5")
    page.keyboard.press("Tab")
    settled(page)
    expect(field).to_have_value("61,5")
    expect(draft.get_by_role("cell", name=re.compile(r"^61,5\s%$"))).to_be_visible()
