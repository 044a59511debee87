"""Fixtures of the browser tests: Chromium, servers, pages. What they do stands in ``browser.py``."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import CHROMIUM_FLAGS, Server, chromium_path, record, recorded, start_server


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: Playwright keeps an event loop in the thread, which other tests may want to start."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all browser tests."""
    path = chromium_path()
    if path is None:
        pytest.skip("Нет браузера: установите Chromium (Debian: apt install chromium) / no browser: install Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory, demonstration_file: Path) -> Iterator[Callable[..., Server]]:
    """``serve(env=None, script=None)``: start the application with databases of its own; ended with the session."""
    servers: list[Server] = []

    def start(env: Mapping[str, str] | None = None, script: Path | None = None) -> Server:
        directory = tmp_path_factory.mktemp("server")
        shutil.copy(demonstration_file, directory / "demo.sqlite3")
        servers.append(start_server(directory, env, script))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``open_page(width=1600, height=900)``: an empty page of a browser, requests recorded; it speaks English.

    At the end the test fails if a page asked another machine for anything or a script of it failed.
    """
    contexts = []
    pages: list[Page] = []

    def new_page(width: int = 1600, height: int = 900, locale: str = "en-US") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        record(page)
        pages.append(page)
        return page

    yield new_page
    recordings = [recorded(page) for page in pages]
    for context in contexts:
        context.close()
    assert [address for recording in recordings for address in recording.outside] == []
    assert [error for recording in recordings for error in recording.script_errors] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page of a projector's size, 1600 by 900."""
    return open_page()
