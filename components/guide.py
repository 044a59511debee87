"""The user guide of ``docs/guide`` on the page «Справка»: contents, the chosen chapter with its pictures, search.

``docs/guide/README.md`` lists the chapters in their order. A link to a chapter names its file, a link to a page of the
program its address; a picture stands in a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import streamlit as st

from components.drill import asked
from components.navigation import ROOT
from components.text import plain
from methodology.words import counted, folded

FOLDER = ROOT / "docs" / "guide"
CHAPTER, FIND = "chapter", "guide_find"
PICTURE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)\s]+)\)$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)")
FOUND_AT_MOST = 8
READ_PX = 870
"""Width of the text: as the pictures; longer lines are tiring to read."""
EXCERPT = 160
"""Signs of a found section that are shown."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: its file, its title, and its text in Markdown without the title."""

    file: str
    title: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of a chapter under a heading of its own (empty before the first one), as plain words."""

    chapter: str
    heading: str
    words: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """The chapters in the order of the table of contents."""
    contents = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = []
    for link in LINK.finditer(contents):
        title, _, text = (FOLDER / link["target"]).read_text(encoding="utf-8").partition("\n")
        listed.append(Chapter(link["target"], title.removeprefix("# "), text.strip()))
    return tuple(listed)


def guide() -> None:
    """Table of contents and search on the left, the chosen chapter or what was found on the right."""
    titles = {chapter.title: chapter for chapter in chapters()}
    wanted = asked(CHAPTER)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        text = st.text_input(
            "Найти в справке",
            key=FIND,
            placeholder="Слово или несколько",
            type="search",
            live=True,
            icon=":material/search:",
            autocomplete="off",
        )
        chosen = st.radio("Главы", list(titles), key=CHAPTER, bind="query-params", on_change=_end_search) or next(
            iter(titles)
        )
    with right, st.container(width=READ_PX):
        if text.strip():
            _found(text.strip())
            return
        if wanted is not None and wanted not in titles:
            st.warning(f"Главы «{plain(wanted)}» в справке нет. Показана первая.", icon=":material/link_off:")
        _chapter(titles[chosen])


def _chapter(chapter: Chapter) -> None:
    st.header(chapter.title, anchor=False)
    place = 0
    for picture in PICTURE.finditer(chapter.text):
        _words(chapter.text[place : picture.start()])
        st.image(FOLDER / picture["file"], alt=picture["alt"])
        place = picture.end()
    _words(chapter.text[place:])


def _words(text: str) -> None:
    """A part of a chapter: its headings one level lower, since the page has a title above them."""
    if text.strip():
        st.markdown(re.sub(r"^##", "###", LINK.sub(shown_link, text), flags=re.MULTILINE), anchors=False)


def shown_link(link: re.Match[str]) -> str:
    """«loading.md» leads to that chapter; «/upload» loses its stroke: the program may live below another address."""
    target = link["target"].removeprefix("/")
    target = target if target and not target.startswith("?") else f"./{target}"
    title = next((chapter.title for chapter in chapters() if chapter.file == target), None)
    return f"[{link['words']}]({target if title is None else f'help?{CHAPTER}={quote(title)}'})"


def _found(text: str) -> None:
    found = search(text)
    if not found:
        st.caption(f"По словам «{plain(text)}» в справке ничего не найдено. Попробуйте одно слово или его начало.")
        return
    st.caption(f"{counted(len(found), 'место', 'места', 'мест')} в справке:")
    for place, section in enumerate(found[:FOUND_AT_MOST]):
        name = f"{section.chapter} · {section.heading}" if section.heading else section.chapter
        st.button(plain(name), key=f"guide_found_{place}", type="tertiary", on_click=_open, args=(section.chapter,))
        st.caption(plain(section.words[:EXCERPT].rstrip() + ("…" if len(section.words) > EXCERPT else "")))


def _open(title: str) -> None:
    st.session_state[CHAPTER] = title
    _end_search()


def _end_search() -> None:
    st.session_state[FIND] = ""


def search(text: str) -> list[Section]:
    """The sections that hold every word of the text, those with a word in the heading first.

    Words are compared without their endings, so that «загрузку» finds «загрузка».
    """
    stems = [_stem(word) for word in re.findall(r"\w+", folded(text))]
    if not stems:
        return []
    found = [section for section in _sections() if all(stem in _searched(section) for stem in stems)]
    return sorted(found, key=lambda section: not any(stem in folded(section.heading) for stem in stems))


def _searched(section: Section) -> str:
    return folded(f"{section.chapter} {section.heading} {section.words}")


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


@cache
def _sections() -> tuple[Section, ...]:
    return tuple(section for chapter in chapters() for section in _sections_of(chapter))


def _sections_of(chapter: Chapter) -> Iterator[Section]:
    for part in re.split(r"^(?=## )", chapter.text, flags=re.MULTILINE):
        heading, words = "", part
        if part.startswith("## "):
            heading, _, words = part.removeprefix("## ").partition("\n")
        words = LINK.sub(lambda link: link["words"], PICTURE.sub("", words))
        words = " ".join(re.sub(r"[*`|]|^\s*(?:\d+\.|[-#>])\s", "", words, flags=re.MULTILINE).split())
        if words:
            yield Section(chapter.title, heading, words)
