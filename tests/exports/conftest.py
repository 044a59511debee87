"""The papers and workbooks of every set of data, made once for all tests that read them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.exports.every_paper import Book, Made, every_book, every_paper, opened

FilesOf = Callable[[str], tuple[list[Made], list[Book]]]


@pytest.fixture(scope="session")
def files_of(demonstration_file: Path, new_sqlite: Callable[..., str]) -> FilesOf:
    """``files_of(name)``: the papers and the workbooks of a set of data."""

    @cache
    def of(name: str) -> tuple[list[Made], list[Book]]:
        with opened(name, demonstration_file, new_sqlite) as connection:
            return every_paper(name, connection), every_book(name, connection)

    return of


@pytest.fixture
def papers_of(files_of: FilesOf) -> Callable[[str], list[Made]]:
    """``papers_of(name)``: its papers."""
    return lambda name: files_of(name)[0]


@pytest.fixture
def books_of(files_of: FilesOf) -> Callable[[str], list[Book]]:
    """``books_of(name)``: its workbooks."""
    return lambda name: files_of(name)[1]
