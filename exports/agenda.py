"""The hand-out of a meeting: the points as they are on the screen, as a document to edit and as a file to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from queries.agenda import Shown
from queries.note import ExportNote

Writer = Callable[[str, date, Sequence[Shown], ExportNote], bytes]


class HandoutForms(NamedTuple):
    """Writers of both forms."""

    docx: Writer
    pdf: Writer


def _docx(title: str, on: date, points: Sequence[Shown], note: ExportNote) -> bytes:
    # Imported at the click: the libraries take 0.2 s, and most readers of the page print nothing.
    from exports.papers.handout import handout
    from exports.papers.word_file import paper_docx

    return paper_docx(handout(title, on, points, note))


def _pdf(title: str, on: date, points: Sequence[Shown], note: ExportNote) -> bytes:
    from exports.papers.handout import handout
    from exports.papers.pdf_file import paper_pdf

    return paper_pdf(handout(title, on, points, note))


HANDOUT_FILES = HandoutForms(_docx, _pdf)
