"""axe finds nothing serious of ours on any page: at every depth, with tables instead of charts, with findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from components.navigation import PAGES
from components.panels import TABLE
from tests.data.bad_workbooks import with_value, write_xlsx
from tests.e2e.browser import READY_MS, Server, settled

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)

WIDTH = 1280
PLACE = {"municipality": "Луговой муниципальный район"}
SCHOOL = {**PLACE, "school": "СОШ с. Клеверное"}
LEVELS: tuple[dict[str, str], ...] = ({}, PLACE, SCHOOL)
OPENED = [(entry.url, link) for entry in PAGES for link in (LEVELS if entry.scoped else LEVELS[:1])]
OPENED.append(("collegium", {"group": "низкая"}))


class Fault(NamedTuple):
    """What axe found: the rule, and where."""

    rule: str
    selector: str


# Faults of Streamlit itself: (rule, what the element or one around it is) and the reason why it is not ours to mend.
STREAMLIT = {
    Fault("list", '[data-testid="stSidebarNavItems"]'): "sections of the menu are div elements within its ul",
    Fault(
        "listitem", '[data-testid="stSidebarNavItems"] li'
    ): "the same: pages of the menu stand in those div elements",
}

# Ours beyond what axe calls serious: headings in order, headings of tables with words, tables and pictures with names.
OURS_BESIDES = {"heading-order", "empty-table-header", "empty-heading", "image-alt", "page-has-heading-one"}


def faults(page: Page) -> list[str]:
    """What is serious or critical, or ours besides, and not listed as Streamlit's; each as «rule: html»."""
    answer: dict[str, Any] = Axe().run(page).response
    found = []
    for violation in answer["violations"]:
        if violation["impact"] not in {"serious", "critical"} and violation["id"] not in OURS_BESIDES:
            continue
        listed = [fault.selector for fault in STREAMLIT if fault.rule == violation["id"]]
        for node in violation["nodes"]:
            # A target within a shadow root is a list of selectors: never Streamlit's, since only we draw there.
            [target, *inside] = node["target"]
            outer = isinstance(target, str) and not inside
            if not (
                outer and page.locator(target).first.evaluate("(e, known) => known.some((s) => e.matches(s))", listed)
            ):
                found.append(f"{violation['id']}: {node['html'][:200]}")
    return found


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server]) -> Server:
    return serve()


@pytest.mark.parametrize(("url", "link"), OPENED, ids=lambda part: part if isinstance(part, str) else "+".join(part))
def test_page_has_no_serious_fault(
    open_page: Callable[..., Page], server: Server, url: str, link: dict[str, str]
) -> None:
    page = open_page(width=WIDTH)
    page.goto(server.address(url, **link))
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=READY_MS)
    settled(page)
    assert faults(page) == []

    switches = page.get_by_role("radio", name=TABLE, exact=True)
    for place in range(switches.count()):
        switches.nth(place).click()
        settled(page)
    if switches.count():
        assert faults(page) == []


@pytest.mark.parametrize("score", [99, 7], ids=["with errors", "to be confirmed"])
def test_checked_workbook_has_no_serious_fault(
    open_page: Callable[..., Page], server: Server, tmp_path: Path, score: int
) -> None:
    page = open_page(width=WIDTH)
    page.goto(server.address("upload"))
    settled(page)
    book = write_xlsx(with_value("Оценка_критерии", 2, "Балл", score), tmp_path / "книга.xlsx")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").first.set_input_files(book)
    expect(page.locator(".st-key-found_panel, .st-key-changes_panel").first).to_be_visible(timeout=60_000)
    settled(page)
    assert faults(page) == []


def test_what_is_listed_as_streamlits_is_still_there(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(width=WIDTH)
    page.goto(server.address())
    settled(page)
    rules = {violation["id"] for violation in Axe().run(page).response["violations"]}
    assert [fault for fault in STREAMLIT if fault.rule not in rules] == []


def test_a_fault_of_ours_is_found(page: Page) -> None:
    page.set_content("<html lang='ru'><title>Окно</title><h1>Заголовок</h1><div></div><img src='data:,'></html>")
    page.evaluate(
        "document.querySelector('div').attachShadow({ mode: 'open' }).innerHTML = "
        "'<p style=\"color: #999; background: #FFF\">Слова</p>'"
    )
    assert sorted(found.split(":")[0] for found in faults(page)) == ["color-contrast", "image-alt"]
