"""A meeting in the browser: composed, shown with arrow keys and a clicker, a number opened and left again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Server, settled

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)


def begin(page: Page, server: Server) -> Locator:
    """Compose the agenda and begin to show it; the title of the point that is shown, now the first one."""
    page.goto(server.address("meeting"))
    settled(page)
    page.get_by_role("combobox", name="Ваша должность").click()
    page.get_by_role("option", name="секретарь коллегии").click()
    page.get_by_role("button", name="Составить повестку").click()
    page.get_by_role("button", name="Начать показ").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Главные показатели")
    return title


def test_the_agenda_is_shown_with_keys(serve: Callable[..., Server], open_page: Callable[..., Page]) -> None:
    server, page = serve(), open_page(1280, 800)
    title = begin(page, server)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    settled(page)
    for key, expected in (
        ("ArrowRight", "Группы школ"),
        ("PageDown", "Проблемные зоны"),
        ("PageUp", "Группы школ"),
        ("ArrowLeft", "Главные показатели"),
        ("ArrowRight", "Группы школ"),
    ):
        page.keyboard.press(key)
        expect(title).to_have_text(expected)
        settled(page)
    expect(page.get_by_text(re.compile("Числа после загрузки"))).to_be_visible()
    page.locator(".stage-numbers a").first.click()
    expect(title).to_have_text("Где школам нужна адресная поддержка?")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    settled(page)
    page.go_back()
    expect(title).to_have_text("Группы школ")
    settled(page)
    page.keyboard.press("Escape")
    expect(title).to_have_text("Что обсуждаем и в каком порядке?")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_a_large_screen_is_used_and_no_chart_leaves_its_place(
    serve: Callable[..., Server], open_page: Callable[..., Page], width: int, height: int
) -> None:
    server, page = serve(), open_page(width, height)
    title = begin(page, server)
    for expected in ("Группы школ", "Проблемные зоны"):
        settled(page)
        page.keyboard.press("ArrowRight")
        expect(title).to_have_text(expected)
        settled(page)
        drawn = page.locator(".main-svg").first.bounding_box()
        column = page.locator('[data-testid="stColumn"]').last.bounding_box()
        assert drawn is not None
        assert column is not None
        assert drawn["x"] + drawn["width"] <= column["x"] + column["width"] + 2
        assert drawn["width"] > 0.9 * column["width"], "it is as wide as its place"
        if width == 1920:
            assert drawn["y"] + drawn["height"] > 0.7 * height, "half of the screen isn't left empty"
