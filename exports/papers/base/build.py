"""Builds the base documents with prepared styles; run once, its results are committed.

    python -m exports.papers.base.build

``official.docx`` and ``sheet.docx`` hold the same styles in two looks; ``slides.pptx`` is 16:9 with three placeholders.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pptx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from pptx.enum.text import MSO_ANCHOR

from exports.papers import styles as looks
from exports.papers.model import Look
from exports.papers.steady import steady

FOLDER = Path(__file__).parent
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
INDENT_MM = 12.5


@dataclass(frozen=True)
class Sizes:
    """Points: of the text, of table cells, of small print, of a card's number; space between lines."""

    text: float
    cell: float
    small: float
    card: float
    kind: float
    line: float
    indent_mm: float


SIZES: dict[Look, Sizes] = {
    "official": Sizes(text=13, cell=10, small=9, card=18, kind=15, line=1.15, indent_mm=INDENT_MM),
    "sheet": Sizes(text=9, cell=7.5, small=7, card=14, kind=9, line=1.0, indent_mm=0),
}


def base_document(look: Look) -> bytes:
    """An empty document with the styles of a look, its page and its numbering."""
    document = docx.Document()
    sizes, font = SIZES[look], looks.FONTS[look]
    _only_what_is_needed(document)
    _defaults(document, font, sizes.text)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(size) for size in looks.A4_MM)
    section.left_margin, section.right_margin = Mm(looks.LEFT_MM), Mm(looks.RIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(looks.TOP_MM), Mm(looks.BOTTOM_MM)
    section.header_distance = section.footer_distance = Mm(looks.HEADER_MM)
    _styles(document, sizes, official=look == "official")
    _numbering(document, sizes)
    content = io.BytesIO()
    document.save(content)
    return steady(content.getvalue(), None)


def _only_what_is_needed(document: Any) -> None:
    package = document.part.package
    for part in (package, document.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/customXml", "/thumbnail", "/stylesWithEffects", "/webSettings")):
                del part.rels[key]
    settings = document.settings.element
    for name in ("w:compat", "w:themeFontLang"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    compat = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    before = next((each for each in settings if each.tag in map(qn, ("w:rsids", "w:docVars", "m:mathPr"))), None)
    if before is None:
        settings.append(compat)
    else:
        before.addprevious(compat)
    core = document.core_properties
    core.author = core.title = core.comments = core.keywords = core.last_modified_by = ""
    core.language = "ru-RU"


def _defaults(document: Any, font: str, size: float) -> None:
    styles = document.styles.element
    for element in styles.findall(qn("w:latentStyles")):
        styles.remove(element)
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    for style in list(document.styles):
        name = style.element.find(qn("w:name")).get(qn("w:val"))
        if name not in kept:
            style.element.getparent().remove(style.element)
    for fonts in styles.iter(qn("w:rFonts")):
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), font)
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for element in list(defaults):
        defaults.remove(element)
    half = round(size * 2)
    for xml in (
        f'<w:rFonts {nsdecls("w")} w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>',
        f'<w:sz {nsdecls("w")} w:val="{half}"/>',
        f'<w:szCs {nsdecls("w")} w:val="{half}"/>',
        f'<w:lang {nsdecls("w")} w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/>',
    ):
        defaults.append(parse_xml(xml))
    paragraph = styles.find(qn("w:docDefaults")).find(qn("w:pPrDefault"))
    for element in list(paragraph):
        paragraph.remove(element)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    normal.element.rPr.rFonts.set(qn("w:cs"), font)


def _styles(document: Any, sizes: Sizes, *, official: bool) -> None:
    def style(
        name: str,
        *,
        align: Any = LEFT,
        size: float | None = None,
        bold: bool = False,
        before: float = 0,
        after: float = 0,
        line: float = 1.0,
        indent_mm: float = 0,
        left_mm: float = 0,
        keep: bool = False,
        colour: str | None = None,
        outline: int | None = None,
    ) -> None:
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        made.element.set(qn("w:customStyle"), "1")
        made.quick_style = True
        form = made.paragraph_format
        form.alignment, form.line_spacing = align, line
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.first_line_indent, form.left_indent = Mm(indent_mm), Mm(left_mm)
        form.keep_with_next, form.widow_control = keep, True
        if size is not None:
            made.font.size = Pt(size)
        if bold:
            made.font.bold = True
        if colour is not None:
            made.font.color.rgb = RGBColor.from_string(colour)
        if outline is not None:
            level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{outline}"/>')
            made.element.get_or_add_pPr().append(level)

    text, cell, small, indent = sizes.text, sizes.cell, sizes.small, sizes.indent_mm
    both = BOTH if official else LEFT
    centre = CENTRE if official else LEFT
    style(looks.ORGANISATION, align=centre, bold=official, colour=None if official else looks.MUTED_INK)
    style(looks.KIND, align=centre, bold=official, size=sizes.kind, before=text if official else 0, after=text / 2)
    style(looks.REQUISITE, after=0)
    style(looks.ADDRESSEE, left_mm=95, after=0)
    style(
        looks.TITLE,
        align=centre,
        bold=True,
        size=None if official else 14,
        before=text if official else 2,
        after=text if official else 4,
        keep=True,
        outline=0,
    )
    style(looks.SECTION, align=LEFT, bold=True, before=text * 0.8, after=text * 0.35, keep=True, indent_mm=indent,
          size=None if official else 10, outline=0)  # fmt: skip
    style(looks.SUBSECTION, align=LEFT, bold=True, before=text * 0.5, after=text * 0.25, keep=True, indent_mm=indent,
          outline=1)  # fmt: skip
    style(looks.BODY, align=both, line=sizes.line, indent_mm=indent, after=0 if official else 2)
    for level, name in enumerate(looks.POINTS):
        style(name, align=both, line=sizes.line, indent_mm=indent, before=3 if level == 0 else 0)
    style(looks.DASHES, align=both, line=sizes.line, indent_mm=indent)
    style(looks.TABLE_TITLE, bold=True, size=max(cell, text - 1), before=text * 0.7, after=4, keep=True)
    style(looks.HEADER_CELL, align=CENTRE, bold=True, size=cell, keep=True)
    style(looks.TEXT_CELL, size=cell)
    style(looks.NUMBER_CELL, align=RIGHT, size=cell)
    style(looks.GROUP_CELL, bold=True, size=cell, keep=True)
    style(looks.NOTE, size=small, before=3 if official else 1, after=6 if official else 2, colour=looks.MUTED_INK)
    style(looks.PICTURE, align=LEFT, before=2, after=2)
    style(looks.CARD_VALUE, bold=True, size=sizes.card, keep=True)
    style(looks.CARD_WORDS, size=small + 0.5, colour=looks.MUTED_INK)
    style(looks.SIGNATURE)
    style(looks.ANNEX_HEAD, left_mm=95)
    style(looks.PAGE_NUMBER, align=CENTRE, size=max(small, 9))
    style(looks.FOOTING, size=8 if official else 7, colour=looks.MUTED_INK)


def _numbering(document: Any, sizes: Sizes) -> None:
    """Two lists: points of several levels, each bound to its style, and dashes."""
    part = document.part.numbering_part.element
    for element in list(part):
        part.remove(element)
    indent = round(sizes.indent_mm * 56.7)
    levels = ""
    for level, name in enumerate(looks.POINTS):
        text = ".".join(f"%{number + 1}" for number in range(level + 1)) + "."
        levels += (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            f'<w:pStyle w:val="{document.styles[name].style_id}"/><w:suff w:val="space"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{indent}"/></w:pPr></w:lvl>'
        )
    dash = (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:pStyle w:val="{document.styles[looks.DASHES].style_id}"/><w:suff w:val="space"/><w:lvlText w:val="–"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{indent}"/></w:pPr></w:lvl>'
    )
    for number, body in ((0, levels), (1, dash)):
        kind = "multilevel" if number == 0 else "singleLevel"
        part.append(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>{body}'
                "</w:abstractNum>"
            )
        )
    for number in (0, 1):
        part.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    for number, level, name in (*((1, level, name) for level, name in enumerate(looks.POINTS)), (2, 0, looks.DASHES)):
        properties = document.styles[name].element.get_or_add_pPr()
        bound = properties.get_or_add_numPr()
        bound.get_or_add_numId().val = number
        if level:
            bound.get_or_add_ilvl().val = level


def base_slides() -> bytes:
    """An empty 16:9 presentation with one layout: title, footer, number of the slide."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = pptx.util.Mm(338.667), pptx.util.Mm(190.5)
    master = deck.slide_masters[0]
    for layout in list(master.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            master.slide_layouts.remove(layout)
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    root = pptx.oxml.parse_xml(theme.blob)
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for font in root.iter(f"{drawing}majorFont", f"{drawing}minorFont"):
        font.find(f"{drawing}latin").set("typeface", looks.SANS_FONT)
        for other in font.findall(f"{drawing}font"):
            font.remove(other)
    theme._blob = serialize_part_xml(root)
    places = {
        "TITLE": (15, 9, 308, 24),
        "CENTER_TITLE": (15, 55, 308, 50),
        "SUBTITLE": (15, 108, 308, 45),
        "BODY": (15, 40, 308, 130),
        "FOOTER": (15, 178, 285, 9),
        "SLIDE_NUMBER": (303, 178, 20, 9),
    }
    for owner in (master, *master.slide_layouts):
        for shape in list(owner.placeholders):
            kind = shape.placeholder_format.type.name
            if kind == "DATE" or (kind == "BODY" and owner is not master):
                shape._element.getparent().remove(shape._element)
                continue
            left, top, width, height = places[kind]
            shape.left, shape.top = pptx.util.Mm(left), pptx.util.Mm(top)
            shape.width, shape.height = pptx.util.Mm(width), pptx.util.Mm(height)
            frame = shape.text_frame
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
            if kind in ("TITLE", "SUBTITLE"):
                frame.vertical_anchor = MSO_ANCHOR.TOP
            for level in shape._element.iter(f"{drawing}lvl1pPr"):
                if kind in ("CENTER_TITLE", "SUBTITLE", "FOOTER"):
                    level.set("algn", "l")
    for run in master._element.iter(f"{drawing}defRPr", f"{drawing}rPr", f"{drawing}endParaRPr"):
        run.set("lang", "ru-RU")
    styles = master._element.find(pptx.oxml.ns.qn("p:txStyles"))
    title = styles.find(pptx.oxml.ns.qn("p:titleStyle")).find(f"{drawing}lvl1pPr")
    title.set("algn", "l")
    title.find(f"{drawing}defRPr").set("sz", "2600")
    title.find(f"{drawing}defRPr").set("b", "1")
    core = deck.core_properties
    core.author = core.title = core.comments = core.keywords = core.last_modified_by = ""
    core.language = "ru-RU"
    content = io.BytesIO()
    deck.save(content)
    return steady(content.getvalue(), None)


def main() -> None:
    """Write the three files beside this script."""
    for look in SIZES:
        (FOLDER / f"{look}.docx").write_bytes(base_document(look))
    (FOLDER / "slides.pptx").write_bytes(base_slides())


if __name__ == "__main__":
    main()
