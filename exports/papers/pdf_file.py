"""A paper or slides as pdf, with fonts embedded and tags for who reads by ear; no browser, no office program.

The same template draws the preview of a page as a picture.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import typst

from exports.about import DEMONSTRATION, DEMONSTRATION_WARNING
from exports.papers.charts import PILED, is_narrow
from exports.papers.model import (
    Block,
    Cards,
    Chart,
    Column,
    Deck,
    Group,
    Heading,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Series,
    Signature,
    Source,
    Table,
    typeset,
    written,
)
from exports.papers.styles import GRID, INK, MUTED_INK, TONE_TEXT, TONES
from methodology.sentences import capitalised

TEMPLATE = Path(__file__).parent / "base" / "paper.typ"
FONT_PACKAGES = ("fontpkg_pt_serif", "fontpkg_pt_sans")
STANDARD: Final = "ua-1"
PREVIEW_PPI = 80.0


def paper_pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA; the same bytes for the same paper."""
    return _pdf(_of_paper(typeset(paper)), paper.source)


def deck_pdf(deck: Deck) -> bytes:
    """The slides as pdf: the hand-out that equals the screen."""
    return _pdf(_of_deck(typeset(deck)), deck.source)


def paper_pictures(paper: Paper, ppi: float = PREVIEW_PPI) -> list[bytes]:
    """Every page of a paper as png, to look at before the download."""
    return _pictures(_of_paper(typeset(paper)), ppi)


def deck_pictures(deck: Deck, ppi: float = PREVIEW_PPI) -> list[bytes]:
    """Every slide as png."""
    return _pictures(_of_deck(typeset(deck)), ppi)


def font_folders() -> list[Path]:
    """Where the fonts lie that are embedded."""
    return [Path(str(files(package))) / "files" for package in FONT_PACKAGES]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts of the packages, and those that come with typst for signs that these lack; none of the system."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=font_folders())


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _pdf(content: dict[str, Any], source: Source) -> bytes:
    made_at = datetime.combine(source.made_on, time(), UTC) if source.made_on else datetime(1980, 1, 1, tzinfo=UTC)
    made = typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=made_at,
    )
    assert isinstance(made, bytes)
    return made


def _pictures(content: dict[str, Any], ppi: float) -> list[bytes]:
    made = typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        format="png",
        ppi=ppi,
    )
    return made if isinstance(made, list) else [made]


def _of_all(title: str, source: Source, look: str, demonstration: str) -> dict[str, Any]:
    return {
        "look": look,
        "title": title,
        "program": source.program,
        "description": source.words,
        "source": source.words,
        "demonstration": demonstration if source.demonstration else "",
        "ink": f"#{INK}",
        "muted": f"#{MUTED_INK}",
        "grid": f"#{GRID}",
        "tones": {tone: f"#{colour}" for tone, colour in TONES.items()},
        "toneText": {tone: f"#{colour}" for tone, colour in TONE_TEXT.items()},
    }


def _of_paper(paper: Paper) -> dict[str, Any]:
    above = paper.requisites
    return {
        **_of_all(paper.title, paper.source, paper.look, DEMONSTRATION_WARNING),
        "kind": paper.kind,
        "body": above.body,
        "dated": above.dated,
        "requisites": [above.day_words, above.place, above.number_words] if above.dated else [],
        "reference": paper.reference,
        "landscape": paper.landscape,
        "addressee": above.addressee,
        "blocks": _of_blocks(paper.blocks),
        "annexes": [
            {
                "head": paper.annex_head(position),
                "title": annex.title,
                "landscape": annex.landscape,
                "blocks": _of_blocks(annex.blocks),
            }
            for position, annex in enumerate(paper.annexes, start=1)
        ],
    }


def _of_deck(deck: Deck) -> dict[str, Any]:
    return {
        **_of_all(deck.title, deck.source, "slides", DEMONSTRATION),
        "lines": deck.lines,
        "slides": [
            {
                "title": slide.title,
                "block": _of_block(slide.block),
                "cards": [_card(card) for card in slide.cards],
                "note": capitalised(slide.note_words),
            }
            for slide in deck.slides
        ],
    }


def _of_blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """``kept``: on one page with what follows: a signature is never alone on its page, nor is «РЕШИЛА:» without it."""
    return [
        {
            **_of_block(block),
            "kept": isinstance(following, Signature) or (isinstance(block, Paragraph) and not block.text),
        }
        for block, following in zip_longest(blocks, blocks[1:])
    ]


def _of_block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "lead": block.lead}
        case Note():
            return {"kind": "note", "text": block.text}
        case Items():
            items = [_item(item) for item in block.items]
            return {"kind": "items", "numbered": block.numbered, "tightness": block.tightness, "items": items}
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)
        case Cards():
            return {"kind": "cards", "cards": [_card(card) for card in block.cards]}
        case Signature():
            return {"kind": "signature", "post": block.post}


def _item(item: Item) -> dict[str, Any]:
    return {"text": item.text, "items": [_item(each) for each in item.items]}


def _card(card: Any) -> dict[str, str]:
    return {"value": card.value, "words": card.words, "tone": card.tone}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "note": table.note,
        "whole": table.whole,
        "headings": [column.heading for column in table.columns],
        "widths": [column.width for column in table.columns],
        "figures": [column.kind not in ("text", "flag") for column in table.columns],
        "rows": [{"group": row.text} if isinstance(row, Group) else {"cells": table.cells(row)} for row in table.rows],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    """What the template draws: shares of the axis, and labels as they are written."""
    values = [value or 0 for series in chart.series for value in series.values]
    if chart.form in PILED:
        values = [
            sum(series.values[position] or 0 for series in chart.series) for position in range(len(chart.categories))
        ]
    most = chart.most or max([*values, 1e-9])
    label = Column("", "number", chart.decimals)
    # What one compares with is a tick across the bar: two bars would say two things.
    tick = (
        chart.series[1] if chart.form == "bars" and len(chart.series) == 2 and chart.series[1].tone == "muted" else None
    )
    drawn = chart.series[:1] if tick else chart.series
    entries = []
    for position, name in enumerate(chart.categories):
        longest = max(values[position], 1e-9) if chart.form == "shares" else most
        parts = [_part(chart, series, number, position, longest, label) for number, series in enumerate(drawn)]
        mark = tick.values[position] if tick else None
        lines = (
            [{"parts": parts, "tick": None, "label": ""}]
            if chart.form in PILED
            else [
                {"parts": [part], "tick": None if mark is None else mark / most, "label": part["label"]}
                for part in parts
            ]
        )
        entries.append({"name": name, "lines": lines})
    return {
        "kind": "chart",
        "title": chart.title,
        "alt": chart.alt,
        "unit": capitalised(chart.unit),
        "form": "stacked" if chart.form in PILED else chart.form,
        "names": chart.categories,
        "rows": len(chart.categories) * (1 if chart.form in PILED else len(drawn)),
        "longest": max(map(len, chart.categories), default=0),
        "tick": tick.name if tick else "",
        "entries": entries,
        "series": [
            {
                "name": series.name,
                "tone": series.tone,
                "shares": [None if value is None else value / most for value in series.values],
                "labels": [written(value, label) for value in series.values],
            }
            for series in chart.series
        ],
    }


def _part(chart: Chart, series: Series, number: int, position: int, most: float, label: Column) -> dict[str, Any]:
    value = series.values[position]
    tone = chart.tones[position] if chart.tones and number == 0 else series.tone
    if number == 0 and chart.words and chart.words[position]:
        return {"share": (value or 0) / most, "tone": tone, "label": chart.words[position]}
    silent = is_narrow(chart, number, position) or (chart.form in PILED and not value)
    return {"share": (value or 0) / most, "tone": tone, "label": "" if silent else written(value, label)}
