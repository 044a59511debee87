"""What is on the screen as a document or as slides, in one click: the table of a panel, with its note.

What the panel says goes with the table, and its charts where they are of a kind that can be edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from exports.papers.model import (
    Block,
    Cell,
    Chart,
    Column,
    Deck,
    Note,
    Paper,
    Paragraph,
    Requisites,
    Series,
    Slide,
    Table,
    source_of,
)
from exports.papers.slides_file import deck_pptx, rows_that_fit
from exports.papers.word_file import paper_docx
from methodology.sentences import capitalised
from methodology.words import number
from queries.columns import TableColumn
from queries.note import ExportNote
from queries.picture import OnScreen, Picture

UPRIGHT = 6
"""A table of more columns lies on its side."""
COLUMNS_OF_SLIDE, ROWS_OF_SLIDE, ROWS_OF_PAPER = 6, 10, 500
BARS_OF_SLIDE = 20
SLIDE_TITLE = 160
"""Letters of a finding that fit above a picture; a longer one stands on the first slide."""
TONE_WORDS = (
    ("low", "оранжевый", "▼ требует внимания в первую очередь"),
    ("middle", "светло-серый", "● посередине"),
    ("high", "синий", "▲ благополучно"),
    ("muted", "тёмно-серый", "данных мало или зоны нет"),
)


def panel_docx(
    frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote, shown: OnScreen | None = None
) -> bytes:
    """A document: title of the panel, finding, charts, table. Raises KeyError if a column is missing."""
    shown = shown or OnScreen()
    table = panel_table(frame, columns, ROWS_OF_PAPER)
    blocks: list[Block] = [Note(_selection(note))]
    if shown.finding:
        blocks.append(Paragraph(shown.finding))
    for picture in shown.pictures:
        blocks.append(chart_of(picture))
        if words := words_of_colours(picture):
            blocks.append(Note(words))
    blocks.append(table)
    if shown.remark:
        blocks.append(Note(shown.remark))
    paper = Paper(
        kind="",
        title=note.title,
        blocks=tuple(blocks),
        source=source_of(note),
        requisites=Requisites(dated=False),
        landscape=len(table.columns) > UPRIGHT,
    )
    return paper_docx(paper)


def panel_pptx(
    frame: pd.DataFrame, columns: Sequence[TableColumn], note: ExportNote, shown: OnScreen | None = None
) -> bytes:
    """Slides: the charts and the first rows of the table under the finding, otherwise under the title of the panel.

    Of a long list of bars a slide has the first ones and says so; a long row of columns is not cut, it is left out.
    """
    shown = shown or OnScreen()
    title = shown.finding if 0 < len(shown.finding) <= SLIDE_TITLE else note.title
    slides = [
        Slide(title, chart_of(_first(picture)), note=_on_slide(picture))
        for picture in shown.pictures
        if picture.listed or len(picture.categories) <= BARS_OF_SLIDE
    ]
    told = _told(frame, columns)[:COLUMNS_OF_SLIDE]
    most = rows_that_fit(panel_table(frame, told, ROWS_OF_SLIDE))
    slides.append(Slide(title, panel_table(frame, told, most)))
    said = shown.finding if title != shown.finding else ""
    lines = [line for line in (said, _selection(note), shown.remark) if line]
    return deck_pptx(Deck(note.title, tuple(lines), tuple(slides), source_of(note)))


def chart_of(picture: Picture) -> Chart:
    """The picture as a chart of a paper: the same names and numbers, colours by what they mean."""
    values = [value for series in picture.series for value in series.numbers if value is not None]
    whole = all(value == int(value) for value in values)
    return Chart(
        title=picture.said,
        categories=picture.categories,
        series=tuple(
            Series(series.name or picture.unit or "значение", series.numbers, series.tone) for series in picture.series
        ),
        unit=picture.unit,
        alt=picture.said,
        form=picture.form,
        decimals=0 if whole else 1,
        tones=picture.tones,
        words=picture.words,
    )


def _first(picture: Picture) -> Picture:
    return replace(
        picture,
        categories=picture.categories[:BARS_OF_SLIDE],
        series=tuple(replace(series, numbers=series.numbers[:BARS_OF_SLIDE]) for series in picture.series),
        tones=picture.tones[:BARS_OF_SLIDE],
        words=picture.words[:BARS_OF_SLIDE],
    )


def _on_slide(picture: Picture) -> str:
    count = len(picture.categories)
    cut = f"На слайде первые {BARS_OF_SLIDE} из {number(count)}" if count > BARS_OF_SLIDE else ""
    return ". ".join(
        words for words in (capitalised(picture.unit), words_of_colours(picture).rstrip("."), cut) if words
    )


def words_of_colours(picture: Picture) -> str:
    """What the colours of single bars mean, in words: nobody has to tell them apart."""
    zones = [f"{colour} — {words}" for tone, colour, words in TONE_WORDS if tone in picture.tones]
    return f"Цвет столбца: {', '.join(zones)}." if zones else ""


def panel_table(frame: pd.DataFrame, columns: Sequence[TableColumn], most: int) -> Table:
    """The first rows as a table of a paper; columns that the screen does not show, or that are empty, are left out."""
    shown = _told(frame, columns)
    values = [[_cell(value, column) for value in frame[column.name].head(most)] for column in shown]
    left = len(frame) - most
    return Table(
        tuple(
            Column(column.heading, column.kind, column.decimals, _width(column, cells), column.signed)
            for column, cells in zip(shown, values, strict=True)
        ),
        tuple(zip(*values, strict=True)),
        note=f"И ещё строк: {number(left)}; все — в книге Excel." if left > 0 else "",
    )


def _told(frame: pd.DataFrame, columns: Sequence[TableColumn]) -> list[TableColumn]:
    """Columns of the screen in which some row says something; all of them if none does."""
    shown = [column for column in columns if column.on_screen]
    return [column for column in shown if frame[column.name].notna().any()] or shown


def _cell(value: Any, column: TableColumn) -> Cell:
    if pd.isna(value):
        return None
    match column.kind:
        case "flag":
            return bool(value)
        case "date":
            return pd.Timestamp(value).date()
        case "integer":
            return int(value)
        case "number" | "percent":
            return float(value)
        case _:
            return str(value)


def _width(column: TableColumn, cells: Sequence[Cell]) -> float:
    """As wide as its longest word and most of its longest text, within reason."""
    said = [column.heading, *(cell for cell in cells if isinstance(cell, str))]
    word = max((len(word) for text in said for word in text.split()), default=1)
    text = max((len(each) for each in said[1:]), default=0)
    return float(min(max(word + 2, text * 0.6, 7), 34))


def _selection(note: ExportNote) -> str:
    narrowed = "; ".join(f"{label} — {value}" for label, value in note.selection)
    said = f"Отбор: {narrowed}" if narrowed else "Все организации, без отбора"
    return f"{said}. Режим показа: {note.showing.lower()}."
