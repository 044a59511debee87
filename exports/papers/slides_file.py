"""Slides as pptx, 16:9: a title that is the finding, one picture that can be edited, one or two numbers, the source."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from exports.about import DEMONSTRATION, DEMONSTRATION_WARNING
from exports.papers.charts import FORMS, PILED, chart_data, dress
from exports.papers.model import Card, Cell, Chart, Deck, Group, Items, Slide, Table, typeset
from exports.papers.steady import steady
from exports.papers.styles import GROUP_FILL, HEADER_FILL, INK, MUTED_INK, SANS_FONT, TONES
from methodology.sentences import capitalised

BASE = Path(__file__).parent / "base" / "slides.pptx"
LEFT, TOP, WIDTH, BOTTOM = 15, 36, 308, 174
"""Millimetres: where the body of a slide stands."""
CARDS_WIDTH, GAP, NOTE_ROOM = 78, 8, 9
CELL_TOP, CELL_SIDE, ROW, LEAST_ROW = 0.8, 1.8, 14.0, 8.0
LETTER, LINE = 0.193, 0.43
"""Millimetres that a letter and a line of a table take, for each point of their size."""
POINT_SIZES = (22, 18, 16)
"""Of points by how much they say."""
CHART_SIZE, CARD_SIZE, CARD_WORDS_SIZE, TABLE_SIZE, FOOT_SIZE = 16, 40, 18, 16, 12
SMALLER_TABLE_SIZE, FEW_ROWS = 14, 6
SMALLER_CHART_SIZE, FEW_BARS = 13, 14
SMALLER_CARD_SIZE, FEW_SIGNS = 28, 10


def deck_pptx(deck: Deck) -> bytes:
    """The slides as a presentation to edit; the same bytes for the same deck."""
    deck = typeset(deck)
    presentation = empty_deck()
    core = presentation.core_properties
    core.title, core.author, core.subject = deck.title, deck.source.program, deck.source.words
    core.comments = DEMONSTRATION_WARNING if deck.source.demonstration else ""
    titles, plain = (
        next(layout for layout in presentation.slide_layouts if layout.name == name)
        for name in ("Title Slide", "Title Only")
    )
    first = presentation.slides.add_slide(titles)
    first.shapes.title.text = deck.title
    _letters(first.shapes.title, 36, bold=True)
    first.placeholders[1].text = "\n".join(deck.lines)
    _letters(first.placeholders[1], 20)
    _foot(first, titles, deck, numbered=False)
    for slide in deck.slides:
        made = presentation.slides.add_slide(plain)
        made.shapes.title.text = slide.title
        made.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        _letters(made.shapes.title, 26 if len(slide.title) <= 110 else 22, bold=True)
        _body(made, slide)
        _foot(made, plain, deck, numbered=True)
    content = io.BytesIO()
    presentation.save(content)
    return steady(content.getvalue(), deck.source.made_on)


def empty_deck() -> Any:
    """The base presentation, without a slide."""
    return pptx.Presentation(io.BytesIO(_base()))


@lru_cache(maxsize=1)
def _base() -> bytes:
    return BASE.read_bytes()


def _body(made: Any, slide: Slide) -> None:
    width = WIDTH - (CARDS_WIDTH + GAP if slide.cards else 0)
    bottom = BOTTOM - (NOTE_ROOM if slide.note_words else 0)
    match slide.block:
        case Chart():
            _chart(made, slide.block, width, bottom - TOP)
        case Table():
            _table(made, slide.block, width, bottom - TOP)
        case Items():
            _points(made, slide.block, width, bottom - TOP)
    for position, card in enumerate(slide.cards):
        _card(made, card, position)
    if slide.note_words:
        box = _box(made, LEFT, bottom + 1, WIDTH, 8)
        _text(box.text_frame.paragraphs[0], capitalised(slide.note_words), FOOT_SIZE, colour=MUTED_INK)


def rows_that_fit(table: Table) -> int:
    """How many rows of a table without cards beside it stand on a slide above its note, by how their words are broken.

    An estimate on the safe side: letters are counted, not measured.
    """
    lines = [[column.heading for column in table.columns], *(table.cells(row) for row in _rows(table))]
    total = sum(column.width for column in table.columns)
    widths = [WIDTH * column.width / total - 2 * CELL_SIDE for column in table.columns]
    counts = range(len(lines) - 1, 1, -1)
    room = BOTTOM - NOTE_ROOM - TOP
    return next((rows for rows in counts if _high(lines[: rows + 1], widths, _size(rows)) <= room), 1)


def _high(lines: Sequence[Sequence[str]], widths: Sequence[float], size: int) -> float:
    """The height of rows in millimetres, with letters of so many points in columns so wide."""
    room = [max(int(width / (LETTER * size)), 1) for width in widths]
    broken = (max(len(wrap(text, letters)) for text, letters in zip(line, room, strict=True)) for line in lines)
    return sum(max(parts * LINE * size + 2 * CELL_TOP, LEAST_ROW) for parts in broken)


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    return [row for row in table.rows if not isinstance(row, Group)]


def _size(rows: int) -> int:
    """Of the letters of a table of so many rows."""
    return TABLE_SIZE if rows <= FEW_ROWS else SMALLER_TABLE_SIZE


def _chart(made: Any, chart: Chart, width: float, height: float) -> None:
    frame = made.shapes.add_chart(FORMS[chart.form], Mm(LEFT), Mm(TOP), Mm(width), Mm(height), chart_data(chart))
    frame.name = chart.title
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)
    rows = len(chart.categories) * (1 if chart.form in PILED else len(chart.series))
    # Bars of many places need smaller letters to stay apart.
    dress(frame.chart, chart, SANS_FONT, CHART_SIZE if rows <= FEW_BARS else SMALLER_CHART_SIZE)


def _table(made: Any, table: Table, width: float, height: float) -> None:
    rows = _rows(table)
    shape = made.shapes.add_table(len(rows) + 1, len(table.columns), Mm(LEFT), Mm(TOP), Mm(width), Mm(10))
    shape.name = table.title or "Таблица"
    grid = shape.table
    total = sum(column.width for column in table.columns)
    for position, column in enumerate(table.columns):
        grid.columns[position].width = Mm(width * column.width / total)
    high = min(ROW, height / (len(rows) + 1))
    size = _size(len(rows))
    lines = [[column.heading for column in table.columns], *(table.cells(row) for row in rows)]
    for number, line in enumerate(lines):
        grid.rows[number].height = Mm(high)
        for position, text in enumerate(line):
            cell = grid.cell(number, position)
            cell.margin_top = cell.margin_bottom = Mm(CELL_TOP)
            cell.margin_left = cell.margin_right = Mm(CELL_SIDE)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            fill = HEADER_FILL if number == 0 else "FFFFFF" if number % 2 else GROUP_FILL
            cell.fill.fore_color.rgb = RGBColor.from_string(fill)
            paragraph = cell.text_frame.paragraphs[0]
            _text(paragraph, text, size, bold=number == 0)
            figure = table.columns[position].kind not in ("text", "flag")
            paragraph.alignment = PP_ALIGN.RIGHT if figure else PP_ALIGN.LEFT


def _points(made: Any, items: Items, width: float, height: float) -> None:
    box = _box(made, LEFT, TOP, width, height)
    size = POINT_SIZES[items.tightness]
    for number, item in enumerate(items.items, start=1):
        paragraph = box.text_frame.paragraphs[0] if number == 1 else box.text_frame.add_paragraph()
        _text(paragraph, item.text, size)
        paragraph.space_after = Pt(12)
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(Mm(11)))
        properties.set("indent", str(-Mm(11)))
        bullet = '<a:buAutoNum type="arabicPeriod"/>' if items.numbered else '<a:buChar char="•"/>'
        properties.append(
            parse_xml(bullet.replace("/>", ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'))
        )


def _card(made: Any, card: Card, position: int) -> None:
    left, top = LEFT + WIDTH - CARDS_WIDTH, TOP + 4 + position * 62
    box = _box(made, left, top, CARDS_WIDTH, 56)
    colour = {"low": "A8590B", "high": TONES["high"]}.get(card.tone, INK)
    size = CARD_SIZE if len(card.value) <= FEW_SIGNS else SMALLER_CARD_SIZE
    _text(box.text_frame.paragraphs[0], card.value, size, bold=True, colour=colour)
    _text(box.text_frame.add_paragraph(), card.words, CARD_WORDS_SIZE)


def _foot(made: Any, layout: Any, deck: Deck, *, numbered: bool) -> None:
    """Source and cut, and the number of the slide: python-pptx does not copy these places from the layout."""
    for place in layout.placeholders:
        kind = place.placeholder_format.type.name
        if kind == "FOOTER" or (kind == "SLIDE_NUMBER" and numbered):
            element = copy.deepcopy(place._element)
            element.nvSpPr.cNvPr.set("id", str(made.shapes._next_shape_id))
            made.shapes._spTree.append(element)
            shape = made.shapes[-1]
            if kind == "FOOTER":
                shape.text_frame.text = deck.source.words
                shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
            _letters(shape, FOOT_SIZE, colour=MUTED_INK)
    if deck.source.demonstration:
        box = _box(made, LEFT, 2, WIDTH, 7)
        text = DEMONSTRATION_WARNING if not numbered else DEMONSTRATION
        _text(box.text_frame.paragraphs[0], text, FOOT_SIZE, bold=True, colour="A8590B")


def _box(made: Any, left: float, top: float, width: float, height: float) -> Any:
    box = made.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return box


def _text(paragraph: Any, text: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, SANS_FONT
    run.font.color.rgb = RGBColor.from_string(colour)
    run._r.get_or_add_rPr().set("lang", "ru-RU")


def _letters(shape: Any, size: float, *, bold: bool = False, colour: str = INK) -> None:
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph._p.iter(qn("a:rPr"), qn("a:endParaRPr")):
            run.set("lang", "ru-RU")
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = RGBColor.from_string(colour)
            run._r.get_or_add_rPr().set("lang", "ru-RU")
    for field in shape._element.iter(qn("a:fld")):
        properties = field.find(qn("a:rPr"))
        if properties is not None:
            properties.set("sz", str(size * 100))
            properties.set("lang", "ru-RU")
