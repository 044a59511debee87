"""Every number of every paper, read back from its files: what the model says, no less and no more.

And what the model says is what the queries answered: their numbers as they are, or what is counted and written of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from exports.about import note_rows
from exports.papers.charts import PILED, is_narrow
from exports.papers.kinds import KINDS
from exports.papers.model import (
    Card,
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
    Signature,
    Table,
    typeset,
    written,
)
from methodology.catalogue import packaged
from tests.exports.every_paper import COUNCIL, SETS, Made, everything
from tests.exports.every_paper import DEMONSTRATION as INVENTED
from tests.exports.read_papers import chart_workbooks, docx_body, docx_text, pdf_text, pptx_text

Papers = Callable[[str], list[Made]]
NUMBER = re.compile(r"\d+(?:,\d+)?")
LEAST = {INVENTED: 20, COUNCIL: 20}
"""So many papers are made at least of a set; of others a dozen."""
WITHOUT = {"С1": {"letters"}, "С3": {"school_letters"}}
"""What can't be made of a set: nobody owes data, no plan is recommended."""


def numbers(text: str) -> list[str]:
    """Digits that stand together, with the part after the comma; «9 293» is two, spaces are how it is set."""
    return NUMBER.findall(text)


def counted(texts: Iterator[str]) -> Counter[str]:
    return Counter(number for text in texts for number in numbers(text))


def blocks_of(paper: Paper | Deck) -> Iterator[Any]:
    if isinstance(paper, Deck):
        yield from (slide.block for slide in paper.slides)
    else:
        yield from paper.blocks
        yield from (block for annex in paper.annexes for block in annex.blocks)


def charts_of(paper: Paper | Deck) -> list[Chart]:
    return [block for block in blocks_of(paper) if isinstance(block, Chart)]


def said_by(block: Any) -> Iterator[str]:
    """Every text of a block as it is read, charts aside."""
    match block:
        case Heading() | Note():
            yield block.text
        case Paragraph():
            yield from (block.lead, block.text)
        case Items():
            yield from said_by_items(block.items)
        case Cards():
            for card in block.cards:
                yield from (card.value, card.words)
        case Card():
            yield from (block.value, block.words)
        case Signature():
            yield block.post
        case Table():
            yield from (block.title, block.note, *(column.heading for column in block.columns))
            for row in block.rows:
                yield from (row.text,) if isinstance(row, Group) else block.cells(row)


def said_by_items(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from said_by_items(item.items)


def said_in_paper(paper: Paper) -> Iterator[str]:
    """Every text between the edges of the pages."""
    above = paper.requisites
    yield from (*above.body, paper.kind, paper.title, paper.reference, *above.addressee)
    if above.dated:
        yield from (above.day_words, above.place, above.number_words)
    for position, annex in enumerate(paper.annexes, start=1):
        yield from (paper.annex_head(position), annex.title)
    for block in blocks_of(paper):
        yield from (block.title, block.unit) if isinstance(block, Chart) else said_by(block)


def said_in_deck(deck: Deck) -> Iterator[str]:
    yield from (deck.title, *deck.lines)
    yield from [deck.source.words] * (1 + len(deck.slides))
    for slide in deck.slides:
        yield from (slide.title, slide.note_words)
        if isinstance(slide.block, Table):
            yield from (each for each in said_by(slide.block) if each not in (slide.block.title, slide.block.note))
        elif isinstance(slide.block, Items):
            yield from said_by(slide.block)
        for card in slide.cards:
            yield from said_by(card)


def drawn(chart: Chart) -> Iterator[str]:
    """What a printed chart has: names, and a number at every bar that has room; what one compares with is a tick."""
    yield from chart.categories
    ticked = chart.form == "bars" and len(chart.series) == 2 and chart.series[1].tone == "muted"
    if len(chart.series) > 1:
        yield from (series.name for series in chart.series)
    label = Column("", "number", chart.decimals)
    for number, series in enumerate(chart.series[:1] if ticked else chart.series):
        for position, value in enumerate(series.values):
            own = chart.words[position] if chart.words and number == 0 else ""
            if not is_narrow(chart, number, position) and (value or chart.form not in PILED):
                yield own or written(value, label)


def every(name: str, key: str, papers_of: Papers) -> list[Made]:
    """The papers of a kind; there are some wherever there can be."""
    found = [made for made in papers_of(name) if made.key == key]
    assert bool(found) == (key not in WITHOUT.get(name, ())), (name, key)
    return found


CASES = [(name, key) for name in SETS for key in KINDS]


@pytest.mark.parametrize("name", SETS)
def test_there_is_something_to_read(name: str, papers_of: Papers) -> None:
    made = papers_of(name)
    assert len(made) >= LEAST.get(name, 12)
    assert {each.key for each in made} == set(KINDS) - WITHOUT.get(name, set())
    assert sum(len(numbers(text)) for each in made for text in everything_said(each.paper)) > 500
    assert any(charts_of(each.paper) for each in made)


def everything_said(paper: Paper | Deck) -> Iterator[str]:
    yield from said_in_deck(paper) if isinstance(paper, Deck) else said_in_paper(paper)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_an_office_file_has_the_numbers_of_the_model(name: str, key: str, papers_of: Papers) -> None:
    for made in every(name, key, papers_of):
        paper = typeset(made.paper)
        if isinstance(paper, Deck):
            said = counted(said_in_deck(paper))
            slides = pptx_text(made.file("pptx"))
            read = counted(line for line in slides.splitlines() if not line.startswith("== "))
        else:
            said, read = counted(said_in_paper(paper)), counted(iter([docx_body(made.file("docx"))]))
            assert set(numbers(paper.source.words)) <= set(numbers(docx_text(made.file("docx"))))
        assert read == said, (made.where, paper.title)
        assert said


@pytest.mark.parametrize(("name", "key"), CASES)
def test_charts_to_edit_have_the_numbers_of_the_model(name: str, key: str, papers_of: Papers) -> None:
    for made in every(name, key, papers_of):
        paper = typeset(made.paper)
        books = list(chart_workbooks(made.file("pptx" if isinstance(paper, Deck) else "docx")))
        charts = charts_of(paper)
        assert len(books) == len(charts)
        for (head, *rows), chart in zip(books, charts, strict=True):
            assert head[1:] == tuple(series.name for series in chart.series)
            assert [row[0] for row in rows] == list(chart.categories)
            for number, series in enumerate(chart.series, start=1):
                assert [row[number] for row in rows] == pytest.approx(list(series.values), nan_ok=True)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_a_printed_file_has_the_numbers_of_the_model(name: str, key: str, papers_of: Papers) -> None:
    for made in every(name, key, papers_of):
        paper, file = typeset(made.paper), made.file("pdf")
        read = Counter(numbers(pdf_text(file)))
        said = counted(everything_said(paper))
        for chart in charts_of(paper):
            said += counted(drawn(chart))
        lacking = said - read
        assert not lacking, (made.where, paper.title, lacking)
        # Only numbers of pages and of points are added.
        lists = [len(list(flat(block.items))) for block in blocks_of(paper) if isinstance(block, Items)]
        most = max([*lists, len(PdfReader(BytesIO(file)).pages)])
        added = set(read) - set(said) - set(numbers(paper.source.words))
        assert added <= {str(number) for number in range(1, most + 1)}, (made.where, paper.title)


def flat(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from flat(item.items)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_numbers_of_tables_and_charts_are_those_of_the_queries(name: str, key: str, papers_of: Papers) -> None:
    for made in every(name, key, papers_of):
        answered = {
            round(float(value), 9)
            for frame in made.asked
            for column in frame
            for value in frame[column].dropna()
            if isinstance(value, int | float | np.number)
        }
        counts = range(1 + max(map(len, made.asked)))
        for value in numbers_of(made.paper):
            # What isn't answered as it is was counted: so many rows.
            assert round(value, 9) in answered or value in counts, (made.where, value)


def numbers_of(paper: Paper | Deck) -> Iterator[float]:
    for block in blocks_of(paper):
        if isinstance(block, Table):
            for row in block.rows:
                cells = () if isinstance(row, Group) else row
                yield from (float(cell) for cell in cells if is_number(cell))
        elif isinstance(block, Chart):
            yield from (value for series in block.series for value in series.values if value is not None)


def is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell


@pytest.mark.parametrize(("name", "key"), CASES)
def test_numbers_within_sentences_are_those_of_the_queries(name: str, key: str, papers_of: Papers) -> None:
    for made in every(name, key, papers_of):
        known = set(numbers(" ".join((*everything(made), *map(str, about(made)), *counted_of_rows(made)))))
        rows = max(HUNDRED, *map(len, made.asked))
        for text in everything_said(made.paper):
            for number in numbers(text):
                # A whole number may be a count of rows, or a per cent: these are checked below.
                assert number in known or ("," not in number and int(number) <= rows), (made.where, number, text)


def counted_of_rows(made: Made) -> Iterator[str]:
    """What is said of an answer's rows together: schools of all groups by firmness, the median of similar schools."""
    for frame in made.asked:
        if {"firm", "likely", "unstable"} <= set(frame):
            sums = frame[["firm", "likely", "unstable"]].sum()
            yield from (str(int(count)) for count in (*sums, sums.sum()))
        if {"own_total_pct", "total_pct"} <= set(frame) and frame["total_pct"].notna().any():
            yield written(float(frame["total_pct"].median()), Column("", "number", 2))


HUNDRED = 100


def about(made: Made) -> Iterator[object]:
    """What a paper is told besides the answers: its note, its days, the bounds of the methodology."""
    for row in note_rows(made.matter.note):
        yield from row
    rules = packaged()
    yield from (written(threshold.value, Column("", "number", 0)) for threshold in rules.thresholds)


SHARE = re.compile(r"(\d[\d\u00a0]*(?:,\d+)?) из (\d[\d\u00a0]*(?:,\d+)?)[^()«»;:.,\d]*\((\d+(?:,\d+)?)\u00a0%\)")


@pytest.mark.parametrize("name", SETS)
def test_every_per_cent_is_that_of_the_numbers_beside_it(name: str, papers_of: Papers) -> None:
    found = 0
    for made in papers_of(name):
        for text in everything_said(made.paper):
            for up, down, per_cent in SHARE.findall(text):
                found += 1
                k, n, p = (float(each.replace("\u00a0", "").replace(",", ".")) for each in (up, down, per_cent))
                assert n >= packaged().threshold("no_percent_n")
                assert p == pytest.approx(100 * k / n, abs=0.5 if p == int(p) else 0.05), text
    assert found > 5
