"""The application itself is Russian wherever one looks: pages, menus, hints, charts, tables."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, expect

from components.navigation import PAGES, PageEntry
from methodology.catalogue import packaged
from tests.e2e.browser import Server, recorded, settled, visible_english

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

# Kinds of files in our own words that browser.py doesn't know of, and what must stand in a file of boundaries.
FILE_WORDS = {"excel", "word", "powerpoint", "xlsb", "geojson", "wgs", "name", "oktmo"}
# The version of the rules is known by a hash, in which letters stand as they fall.
FILE_WORDS |= set(re.findall("[a-z]+", packaged().hash))

MARGIN = 1598, 450
"""The right edge, where nothing has a hint: at the left one an item of the menu, scrolled there, may show its own."""

TITLES = """() => [...document.querySelectorAll(".modebar-btn")].map((button) => button.dataset.title ?? "")"""


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server]) -> Server:
    return serve()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url)
def test_page_is_russian_with_everything_open(page: Page, server: Server, entry: PageEntry) -> None:
    page.goto(server.address("" if entry.default else entry.url))
    expect(page.get_by_role("heading", name=entry.question)).to_be_visible()
    settled(page)
    assert visible_english(page, FILE_WORDS) == []

    for button in page.locator('[data-testid="stPopoverButton"]:visible').all():
        button.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        assert visible_english(page, FILE_WORDS) == []
        close_popover(page)

    for icon in page.locator('[data-testid="stTooltipIcon"] [data-testid="stTooltipHoverTarget"]:visible').all()[:12]:
        icon.scroll_into_view_if_needed()
        icon.hover()
        expect(page.get_by_test_id("stTooltipContent").first).to_be_visible()
        assert visible_english(page, FILE_WORDS) == []
        page.mouse.move(*MARGIN)
        expect(page.get_by_test_id("stTooltipContent")).to_have_count(0)

    assert recorded(page).outside == []


def close_popover(page: Page) -> None:
    """By Escape, which is lost where the popover has no focus yet: pressed again, then."""
    body = page.get_by_test_id("stPopoverBody")
    for _ in range(4):
        page.keyboard.press("Escape")
        with suppress(AssertionError):
            expect(body).to_have_count(0, timeout=3_000)
            return
    expect(body).to_have_count(0)


def open_list(page: Page, field: Locator) -> None:
    """By a press; the first one after a page is drawn may only give the field its focus: pressed again, then."""
    listed = page.get_by_role("listbox")
    for _ in range(4):
        field.click()
        with suppress(AssertionError):
            expect(listed).to_be_visible(timeout=3_000)
            return
    expect(listed).to_be_visible()


def test_menus_of_the_sidebar_and_of_the_application(page: Page, server: Server) -> None:
    page.goto(server.address("effectiveness"))
    settled(page)
    for field in page.get_by_test_id("stSidebar").locator("input[role=combobox]").all():
        open_list(page, field)
        assert visible_english(page, FILE_WORDS) == []
        page.keyboard.press("Escape")
    page.get_by_test_id("stMainMenu").locator("button").first.click()
    expect(page.get_by_text("Напечатать")).to_be_visible()
    assert visible_english(page, FILE_WORDS) == []


def test_chart_buttons_and_tables(page: Page, server: Server) -> None:
    page.goto(server.address("effectiveness"))
    settled(page)
    for chart in page.locator(".js-plotly-plot").all():
        chart.scroll_into_view_if_needed()
        chart.hover(force=True)
        assert visible_english(page, FILE_WORDS) == []
    titles = page.evaluate(TITLES)
    assert titles
    assert [title for title in titles if any("a" <= letter.lower() <= "z" for letter in title)] == []
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    for button in page.get_by_test_id("stElementToolbarButton").all():
        if button.is_visible():
            button.hover()
            assert visible_english(page, FILE_WORDS) == []


def test_menu_of_a_column(page: Page, server: Server) -> None:
    page.goto(server.address("effectiveness"))
    settled(page)
    table = page.locator(".st-key-schools_panel").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    edges = table.bounding_box()
    assert edges is not None
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    # The table is a canvas: the menu of a column opens where the right end of its heading is pressed.
    for step in range(40, int(edges["width"]), 6):
        page.mouse.click(edges["x"] + step, edges["y"] + 16)
        # Two frames: the next click would close what this one has opened.
        page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
        if menu.count():
            break
    expect(menu).to_be_visible()
    assert visible_english(page, FILE_WORDS) == []


def test_words_of_a_shadow_root_are_seen(page: Page) -> None:
    page.set_content("<title>Окно</title><div>Слова</div>")
    page.evaluate(
        """() => {
          const outer = document.querySelector("div").attachShadow({ mode: "open" });
          outer.innerHTML = "Bare<p title='Подсказка'>Seen</p><style>b { color: red }</style><b></b>";
          outer.querySelector("p").attachShadow({ mode: "open" }).innerHTML = "<i aria-label='Inner'>Ещё</i>";
          outer.querySelector("b").textContent = "Слово";
        }"""
    )
    # Words that stand in a host itself are not shown: its root is drawn instead of them.
    assert visible_english(page) == ["aria-label: Inner", "text: Bare", "text: Seen"]
