"""A paper as docx: real styles, the file's own numbering, fields for page numbers, charts that can be edited."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from pptx.parts.chart import ChartPart

from exports.about import DEMONSTRATION_WARNING
from exports.papers import styles as looks
from exports.papers.charts import FORMS, PILED, chart_data, dress
from exports.papers.model import (
    Block,
    Cards,
    Chart,
    Group,
    Heading,
    Item,
    Items,
    Look,
    Note,
    Paper,
    Paragraph,
    Signature,
    Table,
    typeset,
)
from exports.papers.slides_file import empty_deck
from exports.papers.steady import steady
from methodology.sentences import capitalised
from methodology.words import NBSP

BASE = Path(__file__).parent / "base"
EMU_PER_MM, TWIPS_PER_MM = 36_000, 56.7
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
LETTERS: dict[Look, float] = {"official": 10, "sheet": 7}
"""Points of the letters in charts."""


def paper_docx(paper: Paper) -> bytes:
    """The paper as a document to edit; the same bytes for the same paper."""
    return steady(_Word(typeset(paper)).content(), paper.source.made_on)


@lru_cache(maxsize=2)
def _base(look: Look) -> bytes:
    return (BASE / f"{look}.docx").read_bytes()


class _Word:
    """One document while it is written."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document = docx.Document(io.BytesIO(_base(paper.look)))
        self.ids = {style.name: style.style_id for style in self.document.styles}
        self.lists = 0
        self.charts = 0
        self.width_mm = looks.A4_MM[0] - looks.LEFT_MM - looks.RIGHT_MM

    def content(self) -> bytes:
        paper = self.paper
        self._properties()
        self._turn(self.document.sections[0], landscape=paper.landscape)
        self._page_edges(self.document.sections[0], first=True)
        self._head()
        self._blocks(paper.blocks)
        for position, annex in enumerate(paper.annexes, start=1):
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            self._turn(section, landscape=annex.landscape)
            self._page_edges(section, first=False)
            aside = _ASIDE if annex.landscape else ""
            self._append(self._xml(paper.annex_head(position), looks.ANNEX_HEAD, properties=aside))
            self._line(annex.title, looks.TITLE)
            self._blocks(annex.blocks)
        content = io.BytesIO()
        self.document.save(content)
        return content.getvalue()

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title = self.paper.title
        core.author = self.paper.source.program
        core.comments = DEMONSTRATION_WARNING if self.paper.source.demonstration else ""
        core.subject = self.paper.source.words

    def _turn(self, section: Any, *, landscape: bool) -> None:
        """The page upright or lying; the text is as wide as the page then is."""
        short, long = looks.A4_MM
        width, height = (long, short) if landscape else (short, long)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        self.width_mm = width - looks.LEFT_MM - looks.RIGHT_MM

    def _page_edges(self, section: Any, *, first: bool) -> None:
        """Above: number from the second page on, everywhere that data are invented; below: source, «Стр. N из M»."""
        label = [DEMONSTRATION_WARNING] if self.paper.source.demonstration else []
        sheet = self.paper.look == "sheet"
        section.different_first_page_header_footer = first and not sheet
        headers = [(section.header, not sheet)]
        footers = [section.footer]
        if first and not sheet:
            headers.append((section.first_page_header, False))
            footers.append(section.first_page_footer)
        for header, numbered in headers:
            header.is_linked_to_previous = False
            body = [self._page_number()] if numbered else []
            body += [self._xml(text, looks.FOOTING, centred=True) for text in label]
            self._replaced(header, body)
        for footer in footers:
            footer.is_linked_to_previous = False
            self._replaced(footer, [self._source_line()])

    def _replaced(self, story: Any, paragraphs: list[str]) -> None:
        element = story._element
        for old in element.findall(qn("w:p")):
            element.remove(old)
        for xml in paragraphs or [self._xml("", looks.FOOTING)]:
            element.append(parse_xml(xml))

    def _page_number(self) -> str:
        return self._xml("", looks.PAGE_NUMBER, extra=_field("PAGE"))

    def _source_line(self) -> str:
        extra = f"{_run(f'. Стр.{NBSP}')}{_field('PAGE')}{_run(' из ')}{_field('NUMPAGES')}"
        return self._xml(self.paper.source.words, looks.FOOTING, extra=extra)

    def _head(self) -> None:
        paper, above = self.paper, self.paper.requisites
        for line in above.body:
            self._line(line, looks.ORGANISATION)
        # Of a letter the addressee follows its date; «УТВЕРЖДАЮ» stands above all.
        if not above.dated:
            self._addressee()
        if paper.kind:
            self._line(paper.kind, looks.KIND)
        if above.dated:
            places = [above.day_words, above.place, above.number_words]
            self._append(_requisites(places, self.ids[looks.REQUISITE], self.width_mm))
            self._addressee()
        self._line(paper.title, looks.TITLE)
        if paper.reference:
            self._line(paper.reference, looks.BODY)

    def _addressee(self) -> None:
        aside = _ASIDE if self.paper.landscape else ""
        for line in self.paper.requisites.addressee:
            self._append(self._xml(line, looks.ADDRESSEE, properties=aside))

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block, following in zip_longest(blocks, blocks[1:]):
            # A signature is never alone on its page, and a table without a title stands off the text before it.
            signed = _KEPT if isinstance(following, Signature) else ""
            apart = _APART if isinstance(following, Cards) or _is_untitled(following) else ""
            match block:
                case Heading():
                    self._line(block.text, looks.SECTION if block.level == 1 else looks.SUBSECTION)
                case Paragraph():
                    lead = _run(f"{block.lead} " if block.text else block.lead, bold=True) if block.lead else ""
                    kept = signed if block.text else _KEPT
                    self._append(self._xml(block.text, looks.BODY, before=lead, properties=kept + apart))
                case Note():
                    self._append(self._xml(block.text, looks.NOTE, properties=apart))
                case Items():
                    self._items(block, signed)
                case Table():
                    self._table(block)
                case Chart():
                    self._chart(block)
                case Cards():
                    self._cards(block)
                case Signature():
                    self._signature(block, signed)

    def _items(self, block: Items, signed: str) -> None:
        if not block.numbered:
            for item in block.items:
                self._line(item.text, looks.DASHES)
            return
        self.lists += 1
        number = self._list_number()
        every = list(_levels(block.items, 0))
        for position, (level, item) in enumerate(every, start=1):
            kept = _KEPT if item.items else signed if position == len(every) else ""
            numbered = f'{kept}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            self._append(self._xml(item.text, looks.POINTS[level], properties=numbered))

    def _list_number(self) -> int:
        """The numbering of this list: it begins with 1 again."""
        numbering = self.document.part.numbering_part.element
        number = len(numbering.findall(qn("w:num"))) + 1
        starts = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
            for level in range(len(looks.POINTS))
        )
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="0"/>{starts}</w:num>')
        )
        return number

    def _table(self, table: Table) -> None:
        if table.title:
            self._line(table.title, looks.TABLE_TITLE)
        total = sum(column.width for column in table.columns)
        twips = [round(column.width / total * self.width_mm * TWIPS_PER_MM) for column in table.columns]
        text, figure, head, spanning = (
            self.ids[name] for name in (looks.TEXT_CELL, looks.NUMBER_CELL, looks.HEADER_CELL, looks.GROUP_CELL)
        )
        kinds = [
            text if column.kind == "text" else figure if column.kind != "flag" else head for column in table.columns
        ]
        rows = [
            "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
            + "".join(
                _cell(column.heading, head, width, fill=looks.HEADER_FILL)
                for column, width in zip(table.columns, twips, strict=True)
            )
            + "</w:tr>"
        ]
        for position, row in enumerate(table.rows, start=1):
            rows.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
            if isinstance(row, Group):
                said = _cell(row.text, spanning, sum(twips), fill=looks.GROUP_FILL, span=len(twips))
            else:
                cells = zip(table.cells(row), kinds, twips, strict=True)
                said = "".join(_cell(said, style, width) for said, style, width in cells)
            kept = isinstance(row, Group) or (table.whole and position < len(table.rows))
            rows.append(f"{said.replace('</w:pPr>', f'{_KEPT}</w:pPr>') if kept else said}</w:tr>")
        # As text and parsed once: a table of hundreds of rows by the library's own calls takes seconds.
        self._append(_table_xml("".join(rows), twips, border=True))
        # Also without a note: tables that touch would become one.
        self._line(table.note, looks.NOTE)

    def _chart(self, chart: Chart) -> None:
        self._line(chart.title, looks.TABLE_TITLE)
        self.charts += 1
        letters = LETTERS[self.paper.look]
        size = chart_size_mm(chart, self.width_mm, letters)
        embedded = _embedded(self.document, chart, self.charts, looks.FONTS[self.paper.look], letters)
        drawing = _drawing(embedded, self.charts, chart.alt, size)
        self._append(self._xml("", looks.PICTURE, extra=drawing))
        if chart.unit:
            self._line(capitalised(chart.unit), looks.NOTE)

    def _cards(self, block: Cards) -> None:
        twips = [round(self.width_mm / len(block.cards) * TWIPS_PER_MM)] * len(block.cards)
        value, words = self.ids[looks.CARD_VALUE], self.ids[looks.CARD_WORDS]
        cells = "".join(
            _cell(card.value, value, width, more=(card.words, words), edge=looks.TONES[card.tone])
            for card, width in zip(block.cards, twips, strict=True)
        )
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
        self._append(_table_xml(row, twips, border=False))
        self._line("", looks.NOTE)

    def _signature(self, block: Signature, kept: str) -> None:
        self._append(self._xml("", looks.SIGNATURE, properties=_KEPT))
        twips = [round(share * self.width_mm * TWIPS_PER_MM) for share in (0.45, 0.27, 0.28)]
        style = self.ids[looks.SIGNATURE]
        cells = (
            _cell(block.post, style, twips[0], bottom=True)
            + _cell("", style, twips[1], line=True)
            + _cell("", style, twips[2])
        )
        named = f'<w:pStyle w:val="{style}"/>'
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells.replace(named, named + kept)}</w:tr>"
        self._append(_table_xml(row, twips, border=False, inset=0))

    def _line(self, text: str, style: str) -> None:
        self._append(self._xml(text, style))

    def _xml(
        self, text: str, style: str, *, extra: str = "", before: str = "", properties: str = "", centred: bool = False
    ) -> str:
        aligned = '<w:jc w:val="center"/>' if centred else ""
        run = _run(text) if text else ""
        return (
            f'<w:p {_NAMESPACES}><w:pPr><w:pStyle w:val="{self.ids[style]}"/>{properties}{aligned}</w:pPr>'
            f"{before}{run}{extra}</w:p>"
        )

    def _append(self, xml: str) -> None:
        self.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


_NAMESPACES = nsdecls("w", "r", "wp", "a")
_KEPT = "<w:keepNext/>"
_APART = '<w:spacing w:after="120"/>'
_ASIDE = f'<w:ind w:left="{round(182 * TWIPS_PER_MM)}"/>'
"""Where the head of an annex and an addressee begin on a page that lies on its side."""


def _is_untitled(block: Block | None) -> bool:
    return isinstance(block, Table) and not block.title


def _levels(items: Sequence[Item], level: int) -> Iterator[tuple[int, Item]]:
    for item in items:
        yield min(level, len(looks.POINTS) - 1), item
        yield from _levels(item.items, level + 1)


def _run(text: str, *, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _cell(
    text: str,
    style: str,
    width: int,
    *,
    fill: str = "",
    span: int = 1,
    more: tuple[str, str] | None = None,
    edge: str = "",
    line: bool = False,
    bottom: bool = False,
) -> str:
    borders = ""
    if edge:
        borders = f'<w:tcBorders><w:left w:val="single" w:sz="24" w:space="0" w:color="{edge}"/></w:tcBorders>'
    if line:
        borders = f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{looks.INK}"/></w:tcBorders>'
    properties = (
        f'<w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + borders
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + ('<w:vAlign w:val="bottom"/>' if bottom else "")
    )
    lines = [(text, style), *([more] if more else [])]
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{_run(said) if said else ""}</w:p>' for said, name in lines
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _table_xml(rows: str, twips: Sequence[int], *, border: bool, inset: int = 85) -> str:
    borders = ""
    if border:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        borders = f"<w:tblBorders>{sides}</w:tblBorders>"
    high = 20 if border else 0
    margins = (
        f'<w:tblCellMar><w:top w:w="{high}" w:type="dxa"/><w:left w:w="{inset}" w:type="dxa"/>'
        f'<w:bottom w:w="{high}" w:type="dxa"/><w:right w:w="{inset}" w:type="dxa"/></w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return (
        f'<w:tbl {_NAMESPACES}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _requisites(places: Sequence[str], style: str, width_mm: float) -> str:
    """Date left, place in the middle, number right."""
    twips = [round(share * width_mm * TWIPS_PER_MM) for share in (0.42, 0.3, 0.28)]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{_run(text) if text else ""}</w:p></w:tc>'
        for text, width, side in zip(places, twips, ("left", "center", "right"), strict=True)
    )
    return _table_xml(f"<w:tr>{cells}</w:tr>", twips, border=False, inset=0)


def chart_size_mm(chart: Chart, width_mm: float, letters: float) -> tuple[float, float]:
    """Width and height of a chart: a bar as high as a line and a half, lines a fixed height."""
    row = letters * 0.3528 * (1.75 if chart.form in PILED else 1.9 if len(chart.series) == 1 else 2.15)
    legend = 9 if len(chart.series) > 1 else 3
    return width_mm, 62 if chart.form == "lines" else min(210, max(28, row * len(chart.categories) + legend + 3))


def _embedded(document: Any, chart: Chart, position: int, font: str, letters: float) -> str:
    """The chart and its workbook as parts of the document; gives the name of the relation."""
    package = empty_deck().part.package
    made = ChartPart.new(FORMS[chart.form], chart_data(chart), package)
    dress(made.chart, chart, font, letters)
    blob = made.chart_workbook.xlsx_part.blob
    own = document.part.package
    workbook = Part(PackURI(f"/word/embeddings/chart{position}.xlsx"), WORKBOOK_TYPE, blob, own)
    part = Part(PackURI(f"/word/charts/chart{position}.xml"), CHART_TYPE, b"", own)
    external = made._element.find(f"{{{CHART_NAMESPACE}}}externalData")
    external.set(qn("r:id"), part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    part._blob = made.blob
    return str(document.part.relate_to(part, RELATIONSHIP_TYPE.CHART))


def _drawing(relation: str, position: int, alt: str, size: tuple[float, float]) -> str:
    width, height = (round(side * EMU_PER_MM) for side in size)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{100 + position}" name="Диаграмма {position}" descr={quoteattr(alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART_NAMESPACE}"><c:chart xmlns:c="{CHART_NAMESPACE}" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
