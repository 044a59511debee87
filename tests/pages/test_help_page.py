"""The page «Справка»: a chapter by link, by choice and by search; links of the guide lead to what they promise."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from components.guide import CHAPTER, FIND, LINK, Chapter, chapters
from components.navigation import PAGES, PageEntry
from tests.pages.conftest import FIRST_PAGE, OpenPage
from tests.pages.test_pages import said

HELP = next(entry for entry in PAGES if entry.url == "help")
TITLES = [chapter.title for chapter in chapters()]

LINKS = sorted(
    {link["target"] for chapter in chapters() for link in LINK.finditer(chapter.text) if link["target"].startswith("/")}
)


def shown_chapter(at: AppTest) -> list[str]:
    return [header.value for header in at.header]


def test_first_chapter_is_shown_and_all_are_listed(open_page: OpenPage) -> None:
    at = open_page(HELP)
    assert at.radio(key=CHAPTER).options == TITLES
    assert shown_chapter(at) == TITLES[:1]


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.file)
def test_chapter_opens_by_link_with_its_pictures(open_page: OpenPage, chapter: Chapter) -> None:
    at = open_page(HELP, chapter=chapter.title)
    assert not at.exception
    assert not at.warning
    assert shown_chapter(at) == [chapter.title]
    assert len(at.get("image")) == chapter.text.count("![")


def test_unknown_chapter_is_reported_once(open_page: OpenPage) -> None:
    at = open_page(HELP, chapter="Нет такой")
    assert shown_chapter(at) == TITLES[:1]
    assert "Главы «Нет такой» в справке нет" in said(at)
    at.radio(key=CHAPTER).set_value(TITLES[1]).run()
    assert shown_chapter(at) == TITLES[1:2]
    assert not at.warning


def test_found_place_opens_its_chapter(open_page: OpenPage) -> None:
    at = open_page(HELP)
    at.text_input(key=FIND).set_value("отменить загрузку").run()
    assert shown_chapter(at) == []
    [found] = [button for button in at.button if "История и отмена" in button.label]
    found.click().run()
    assert shown_chapter(at) == ["Загрузка данных"]
    assert at.text_input(key=FIND).value == ""


def test_chosen_chapter_ends_the_search(open_page: OpenPage) -> None:
    at = open_page(HELP)
    at.text_input(key=FIND).set_value("порог").run()
    at.radio(key=CHAPTER).set_value(TITLES[1]).run()
    assert shown_chapter(at) == TITLES[1:2]


def test_search_says_when_there_is_nothing(open_page: OpenPage) -> None:
    at = open_page(HELP)
    at.text_input(key=FIND).set_value("синхрофазотрон *").run()
    assert not at.exception
    assert "ничего не найдено" in said(at)


@pytest.mark.parametrize("target", LINKS)
def test_links_to_pages_show_what_they_name(open_page: OpenPage, target: str) -> None:
    address = urlsplit(target)
    entry: PageEntry = next(entry for entry in PAGES if f"/{entry.url}" == address.path)
    link: dict[str, list[str]] = {}
    for name, value in parse_qsl(address.query):
        link.setdefault(name, []).append(value)
    at = open_page(entry, **link)  # type: ignore[arg-type]
    assert not at.exception
    assert "чего нет в данных" not in said(at)
    assert "не подходит ни одна школа" not in said(at)
    if entry is FIRST_PAGE:
        for name in link:
            assert name in {"criterion", "move"} or at.session_state[name]
