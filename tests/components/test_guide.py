"""The guide as it lies in docs/guide: chapters, links, pictures, words; and what the search finds in it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from PIL import Image

from components.guide import FOLDER, LINK, PICTURE, Chapter, chapters, search, shown_link
from components.navigation import PAGES
from tests.e2e.browser import ALLOWED_FILES, ALLOWED_KEYS
from tests.pictures import BYTES_AT_MOST, PICTURES

LATIN = (
    ALLOWED_FILES
    | ALLOWED_KEYS
    | {"page", "down", "up", "esc", "excel", "word", "powerpoint", "xlsb", "sha", "geojson"}
)

each_chapter = pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.file)


def pictures_of(chapter: Chapter) -> list[re.Match[str]]:
    return list(PICTURE.finditer(chapter.text))


def test_contents_name_every_file_once_by_its_title() -> None:
    contents = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [(link["target"], link["words"]) for link in LINK.finditer(contents)] == [
        (chapter.file, chapter.title) for chapter in chapters()
    ]
    assert sorted(chapter.file for chapter in chapters()) == sorted(
        path.name for path in FOLDER.glob("*.md") if path.name != "README.md"
    )
    assert len({chapter.title for chapter in chapters()}) == len(chapters())


@each_chapter
def test_chapter_is_a_title_then_words_then_sections_of_one_level(chapter: Chapter) -> None:
    first, empty, *_ = (FOLDER / chapter.file).read_text(encoding="utf-8").splitlines()
    assert (first, empty) == (f"# {chapter.title}", "")
    assert not chapter.text.startswith(("#", "!"))
    assert set(re.findall(r"^#+", chapter.text, flags=re.MULTILINE)) <= {"##"}
    # A row of a table can't be broken into lines.
    assert all(len(line) <= 140 or "](" in line or line.startswith("| ") for line in chapter.text.splitlines())


@each_chapter
def test_links_lead_to_chapters_and_pages(chapter: Chapter) -> None:
    # The first page has an empty address, and a link without one leads nowhere.
    addresses = {f"/{entry.url}" for entry in PAGES if entry.url}
    files = {known.file for known in chapters()}
    for link in LINK.finditer(chapter.text):
        assert urlsplit(link["target"]).path in addresses | files


@each_chapter
def test_pictures_are_there_with_words(chapter: Chapter) -> None:
    # Every picture stands in a line of its own, which is what the page looks for.
    assert chapter.text.count("![") == len(pictures_of(chapter))
    for picture in pictures_of(chapter):
        assert picture["alt"].strip()
        with Image.open(FOLDER / picture["file"]) as image:
            assert image.format == "PNG"
            assert image.width <= 1280
        assert (FOLDER / picture["file"]).stat().st_size <= BYTES_AT_MOST


def test_every_picture_is_used_and_made_by_the_target() -> None:
    used = {FOLDER / picture["file"] for chapter in chapters() for picture in pictures_of(chapter)}
    made = {picture.file for picture in PICTURES}
    assert used == set((FOLDER / "pictures").iterdir())
    assert used == {file for file in made if file.is_relative_to(FOLDER)}


def test_every_page_is_mentioned_by_name() -> None:
    words = "\n".join(chapter.text for chapter in chapters())
    assert [entry.title for entry in PAGES if f"«{entry.title}»" not in words] == []


@each_chapter
def test_words_are_russian_and_well_set(chapter: Chapter) -> None:
    words = LINK.sub(lambda link: link["words"], PICTURE.sub(lambda picture: picture["alt"], chapter.text))
    assert {word.lower() for word in re.findall(r"[A-Za-z]{2,}", words)} <= LATIN
    assert '"' not in words
    assert " - " not in words
    assert words.count("«") == words.count("»")


@pytest.mark.parametrize(
    ("text", "file", "heading"),
    [
        ("отменить загрузку", "loading.md", "История и отмена"),
        ("РАБОЧЕГО порога", "methodology.md", "Что такое «рабочий порог»"),
        ("демонстрация", "files.md", "Демонстрационные данные"),
        ("совещании прошлом", "answers.md", "Можно ли посмотреть, что показывали на прошлом совещании?"),
    ],
)
def test_search_finds_words_in_any_ending_and_order(text: str, file: str, heading: str) -> None:
    title = next(chapter.title for chapter in chapters() if chapter.file == file)
    assert (title, heading) in [(section.chapter, section.heading) for section in search(text)]


def test_search_puts_headings_first_and_finds_nothing_for_nothing() -> None:
    assert search("отмена")[0].heading == "История и отмена"
    assert search("синхрофазотрон") == search("  ") == search("«»") == []


def test_found_words_are_words_without_markup() -> None:
    for section in search("школ"):
        assert not re.search(r"\]\(|[*`|]|!\[", section.words)


def test_links_are_shown_as_addresses_of_the_program() -> None:
    shown = LINK.sub(shown_link, "[раз](loading.md), [два](/upload), [три](/effectiveness?group=низкая), [четыре](/)")
    assert shown == (
        "[раз](help?chapter=%D0%97%D0%B0%D0%B3%D1%80%D1%83%D0%B7%D0%BA%D0%B0%20%D0%B4%D0%B0%D0%BD%D0%BD%D1%8B%D1%85), "
        "[два](upload), [три](effectiveness?group=низкая), [четыре](./)"
    )
