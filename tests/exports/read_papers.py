"""What a paper says, read back from its file: text, numbers of charts, parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
import openpyxl
import pptx
from docx.table import _Cell
from pypdf import PdfReader

SPACES = re.compile(r"[\s\u00a0]+")


def docx_text(content: bytes) -> str:
    """Paragraphs and rows of tables in their order, then what stands at the edges of pages."""
    document = docx.Document(io.BytesIO(content))
    lines = [docx_body(content)]
    for section in document.sections:
        for story in (section.first_page_header, section.header, section.first_page_footer, section.footer):
            lines += [paragraph.text for paragraph in story.paragraphs]
    return "\n".join(line for line in lines if line.strip())


def docx_body(content: bytes) -> str:
    """Paragraphs and rows of tables in their order."""
    lines = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if hasattr(block, "rows"):
            # By its own cells: a row that spans the table would say its words once a column.
            lines += [" | ".join(_Cell(cell, block).text for cell in row._tr.tc_lst) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(line for line in lines if line.strip())


def pptx_text(content: bytes) -> str:
    """Slide after slide: texts and rows of tables."""
    lines = []
    for number, slide in enumerate(pptx.Presentation(io.BytesIO(content)).slides, start=1):
        lines.append(f"== {number}")
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines += [paragraph.text for paragraph in shape.text_frame.paragraphs]
            elif shape.has_table:
                lines += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
    return "\n".join(line for line in lines if line.strip())


def pdf_text(content: bytes) -> str:
    """The text layer as one line of words: how lines break is not what a paper says."""
    pages = PdfReader(io.BytesIO(content)).pages
    return squeezed(" ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """The text with single plain spaces."""
    return SPACES.sub(" ", text).strip()


def chart_workbooks(content: bytes) -> Iterator[list[tuple[object, ...]]]:
    """The cells of every workbook within the file, all its sheets together."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(package.read(name)))
                yield [row for sheet in book for row in sheet.iter_rows(values_only=True)]
