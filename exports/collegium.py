"""What the page «Коллегия» makes papers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from exports.kit import make_kit
from exports.papers.kinds import KINDS, Kind, content
from exports.papers.model import Deck, Paper
from exports.papers.parts import Matter, NoPaperError, Options
from exports.papers.pdf_file import deck_pictures, paper_pictures

PREVIEW_PPI = 100.0


class CollegiumPapers(NamedTuple):
    """The registry of papers and what makes files and pictures of them; ``refused``: raised where one can't be made."""

    kinds: Mapping[str, Kind]
    matter: Callable[..., Any]
    options: Callable[..., Any]
    content: Callable[[Any, Any], bytes]
    pictures: Callable[[Any], list[bytes]]
    kit: Callable[..., Any]
    refused: type[Exception]


def pictures_of(paper: Paper | Deck) -> list[bytes]:
    """Every page of a paper, every slide, as png."""
    if isinstance(paper, Deck):
        return deck_pictures(paper, PREVIEW_PPI)
    return paper_pictures(paper, PREVIEW_PPI)


COLLEGIUM_PAPERS = CollegiumPapers(KINDS, Matter, Options, content, pictures_of, make_kit, NoPaperError)
