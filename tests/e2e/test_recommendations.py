"""«Рекомендации» in the browser: a link by a code stays in the address; marks live as long as they are of use."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Server, settled

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server]) -> Server:
    return serve()


def test_a_link_by_a_code_stays_in_the_address(server: Server, page: Page) -> None:
    page.goto(server.address("recommendations", rec_code="АР-02"))
    settled(page)
    expect(page.get_by_role("combobox", name="Рекомендация")).to_have_value(re.compile("^АР-02. "))
    assert parse_qs(urlsplit(page.url).query)["rec_code"][0].startswith("АР-02. ")
    page.reload()
    settled(page)
    assert parse_qs(urlsplit(page.url).query)["rec_code"][0].startswith("АР-02. ")


def test_marks_stay_when_an_act_is_refused_and_go_when_it_is_done(
    server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page(1280, 900)
    page.goto(server.address("recommendations"))
    settled(page)
    accept, bar = page.locator(".st-key-rec_accept button >> visible=true"), page.locator(".st-key-rec_bar")
    expect(accept).to_be_disabled()
    page.get_by_role("button", name="Отметить все на экране: 100").click()
    expect(accept).to_have_text(re.compile("Принять: 100"))
    accept.click()
    answer = page.locator(".st-key-rec_answer")
    expect(answer).to_contain_text("Укажите свою должность")
    expect(answer).to_be_in_viewport()
    expect(bar.get_by_role("combobox", name="Ваша должность")).to_be_in_viewport()
    expect(accept).to_have_text(re.compile("Принять: 100"))
    bar.get_by_role("combobox", name="Ваша должность").click()
    page.get_by_role("option", name="секретарь коллегии").click()
    settled(page)
    accept.click()
    expect(answer).to_contain_text("Принято: 100")
    expect(answer).to_contain_text("Сначала отметьте строки")
    expect(accept).to_be_disabled()
    answer.get_by_role("button", name="Отменить последнее действие").click()
    expect(answer).to_contain_text("Всё снова так, как было до него")
