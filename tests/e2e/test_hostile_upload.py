"""A workbook made to bring the server down is answered with a finding, and the server goes on answering."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.data.bad_workbooks import write_bomb, write_document_zip
from tests.e2e.browser import Server, answers, settled

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server]) -> Server:
    return serve()


@pytest.mark.parametrize("write", [write_bomb, write_document_zip], ids=["cell at the end of the sheet", "no workbook"])
def test_hostile_file_is_refused_and_the_server_lives(
    page: Page, server: Server, tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    page.goto(server.address("upload"))
    settled(page)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").first.set_input_files(
        write(tmp_path / "книга.xlsx")
    )
    expect(page.get_by_text("Ничего не загружено")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stTable").first).to_be_visible()
    assert server.process.poll() is None
    assert answers(f"{server.url}/_stcore/health")
    page.goto(server.address())
    settled(page)
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
