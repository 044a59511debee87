"""For the council: what queries hide is in no part of any file, properties and workbooks of charts included.

What is hidden is what the same papers for work show and those for the council are not told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from exports.papers.kinds import KINDS
from tests.exports.every_paper import COUNCIL, Book, Made
from tests.exports.every_paper import DEMONSTRATION as INTERNAL
from tests.exports.read_papers import chart_workbooks, pdf_text, squeezed

Papers = Callable[[str], list[Made]]
TOLD = re.compile(r"[А-Яа-яё)»]: .*\d")
"""«Охват вновь прибывших: 3 из 4 — ниже 100 %»: what was measured and how much, which no other text is by chance."""
TAGS = re.compile(r"<[^>]+>")
"""Between two texts of a part stands a tag; runs of one paragraph are joined."""
RUNS = re.compile(r"</(?:w|a):t>(?:(?!</?(?:w|a):p\b).)*?<(?:w|a):t(?: [^>]*)?>", re.DOTALL)


def frames_of(made: Sequence[Made | Book]) -> Iterator[pd.DataFrame]:
    known = set()
    for each in made:
        for frame in each.asked:
            if id(frame) not in known:
                known.add(id(frame))
                yield frame


def words_of(made: Sequence[Made | Book]) -> set[str]:
    """Every text with a number in it that the queries answered."""
    return {
        squeezed(value)
        for frame in frames_of(made)
        for column in frame
        for value in frame[column]
        if isinstance(value, str) and re.search(r"\d", value) and re.search(r"[а-я]", value)
    }


def fractions_of(made: Sequence[Made | Book]) -> set[float]:
    """Every number that is no whole one: no other number is the same by chance."""
    return {
        round(float(value), 9)
        for frame in frames_of(made)
        for column in frame
        for value in frame[column].dropna()
        if isinstance(value, float | np.floating) and abs(float(value) * 100 % 1) > 1e-6
    }


def parts_of(content: bytes, form: str) -> Iterator[tuple[str, str]]:
    """(where, text) of everything in a file that anybody can read."""
    if form == "pdf":
        yield "текст", pdf_text(content)
        yield "свойства", str(dict(PdfReader(BytesIO(content)).metadata or {}))
        return
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                text = package.read(name).decode()
                # Workbooks write every letter that is not Latin as its number.
                attributes = " | ".join(re.findall(r'="([^"]*)"', text))
                yield name, squeezed(unescape(f"{TAGS.sub(' | ', RUNS.sub('', text))} | {attributes}"))
            elif name.endswith(".xlsx"):
                for where, inner in parts_of(package.read(name), "xlsx"):
                    yield f"{name}/{where}", inner


def files_of(made: list[Made], books: list[Book]) -> Iterator[tuple[str, str, bytes]]:
    for each in made:
        for form in each.forms:
            yield f"{each.key}, {each.where}", form, each.file(form)
    for book in books:
        yield book.title, "xlsx", book.content


def found_in(texts: list[tuple[str, str]], secrets: set[str]) -> list[tuple[str, str]]:
    return [(where, words) for where, text in texts for words in secrets if words in text]


def everything(made: list[Made], books: list[Book]) -> list[tuple[str, str]]:
    return [
        (f"{name}.{form}: {where}", text)
        for name, form, content in files_of(made, books)
        for where, text in parts_of(content, form)
    ]


def test_hidden_words_are_in_no_part_of_a_file(papers_of: Papers, books_of: Callable[[str], list[Book]]) -> None:
    internal, council = papers_of(INTERNAL), papers_of(COUNCIL)
    books, of_council = books_of(INTERNAL), books_of(COUNCIL)
    assert {each.key for each in council} == set(KINDS)
    told = " | ".join(words_of([*council, *of_council]))
    secrets = {words for words in words_of([*internal, *books]) if TOLD.search(words) and words not in told}
    assert len(secrets) > 30
    shown = everything(internal, books)
    # The search finds them where they are allowed; slides quote no reasons.
    where = {name.partition(":")[0].rpartition(".")[2] for name, _ in found_in(shown, secrets)}
    assert where == {"docx", "pdf", "xlsx"}
    leaks = found_in(everything(council, of_council), secrets)
    assert not leaks


def cells_of(content: bytes, form: str) -> Iterator[float]:
    books: list[Any] = []
    if form == "xlsx":
        books = [
            [row for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True)]
        ]
    elif form != "pdf":
        books = list(chart_workbooks(content))
    for rows in books:
        for row in rows:
            yield from (round(cell, 9) for cell in row if isinstance(cell, float))


def test_hidden_numbers_are_in_no_workbook(papers_of: Papers, books_of: Callable[[str], list[Book]]) -> None:
    internal, council = papers_of(INTERNAL), papers_of(COUNCIL)
    books, of_council = books_of(INTERNAL), books_of(COUNCIL)
    secrets = fractions_of([*internal, *books]) - fractions_of([*council, *of_council])
    assert len(secrets) > 10
    shown = {cell for _, form, file in files_of(internal, books) for cell in cells_of(file, form)}
    assert shown & secrets
    for name, form, file in files_of(council, of_council):
        assert not set(cells_of(file, form)) & secrets, (name, form)


@pytest.mark.parametrize("name", [INTERNAL, COUNCIL])
def test_files_bear_no_comments_and_no_names(
    name: str, papers_of: Papers, books_of: Callable[[str], list[Book]]
) -> None:
    read = 0
    for what, form, file in files_of(papers_of(name), books_of(name)):
        if form == "pdf":
            continue
        with zipfile.ZipFile(BytesIO(file)) as package:
            parts = package.namelist()
            assert not [part for part in parts if "comment" in part.lower() or part.endswith((".vml", "custom.xml"))]
            core = package.read("docProps/core.xml").decode()
        by = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", core)
        assert all(each in ("", "Коллегия 0.1.0") for each in by), (what, by)
        read += 1
    assert read > 20
