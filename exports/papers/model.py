"""What a paper says, whatever file it becomes: docx, pdf and slides are written from these objects and never disagree.

All texts are plain: no markup, no field codes. Numbers in tables and charts are numbers; how they are written is
decided once, by ``written``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar

from methodology.sentences import long_day, tidy
from methodology.words import DASH, NBSP, day, number, percent, schools_of, signed
from queries.columns import ColumnKind
from queries.note import ExportNote
from queries.wording import SHOWING_WORDS

Look = Literal["official", "sheet"]
"""An official paper is set in a serif with indents, as ГОСТ Р 7.0.97 has it; a sheet (passport) in a sans."""
Cell = str | int | float | date | bool | None
Tone = Literal["high", "middle", "low", "plain", "muted"]
"""What a colour means: a zone, a series without one, what one compares with. Words always stand beside it."""
POINTS_AT_MOST = 5
"""So many points fit a slide; more are a paper."""
LONG_POINTS, LONGEST_POINTS = 620, 960
"""With so many letters in its points a slide is set smaller, and smaller still."""

Typeset = TypeVar("Typeset")


@dataclass(frozen=True)
class Heading:
    """The heading of a section; ``level`` 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Sentences; ``lead`` stands before them in bold («Коллегия РЕШИЛА:»)."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Note:
    """Small print: a reservation, what a table leaves out."""

    text: str


@dataclass(frozen=True)
class Item:
    """One point of a list; its own points stand under it. An addressee with its tasks is an item with items."""

    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list, numbered 1., 1.1. by the file's own numbering, or with dashes."""

    items: tuple[Item, ...]
    numbered: bool = True

    @property
    def tightness(self) -> int:
        """How much smaller than usual it is set on a slide: 0, 1 or 2."""
        letters = sum(len(item.text) for item in self.items)
        return (letters > LONG_POINTS) + (letters > LONGEST_POINTS)


@dataclass(frozen=True)
class Column:
    """One column: heading, kind and decimals as in ``queries.columns``; ``width``: its share of the line."""

    heading: str
    kind: ColumnKind = "text"
    decimals: int = 0
    width: float = 1.0
    signed: bool = False


@dataclass(frozen=True)
class Group:
    """A row that spans the table: what the rows under it have in common."""

    text: str


Row = tuple[Cell, ...] | Group


SHORT_TABLE = 12
"""A table of so many rows and fewer isn't broken over pages."""


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on every page. ``numbered``: the first column counts the rows, not groups.

    ``title`` stands above, ``note`` below. Raises ValueError where a row has not as many cells as there are columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Every row fits the columns."""
        for row in self.rows:
            if not isinstance(row, Group) and len(row) != len(self.columns):
                raise ValueError(f"строка таблицы из {len(row)} ячеек, а столбцов {len(self.columns)}")

    @property
    def whole(self) -> bool:
        """Whether it stays on one page: it is short."""
        return len(self.rows) <= SHORT_TABLE

    def cells(self, row: tuple[Cell, ...]) -> list[str]:
        """The cells of a row as they are written."""
        return [written(value, column) for value, column in zip(row, self.columns, strict=True)]


@dataclass(frozen=True)
class Series:
    """One series of a chart, a value a category; None: no data, no bar."""

    name: str
    values: tuple[float | None, ...]
    tone: Tone = "plain"


@dataclass(frozen=True)
class Chart:
    """Horizontal bars, or lines over cycles, that the reader of docx and pptx can edit.

    ``title``: what the picture says, in words. ``alt``: the same for who doesn't see it, with the numbers.
    ``form`` «shares»: bars of counts, all of one length. ``words``: labels of single bars of the first series instead
    of their numbers, '' for the others.

    ``decimals`` of the labels. ``most``: the end of the axis, for per cents. ``tones``: of single bars of the first
    series, where a zone gives each its colour. Raises ValueError where a series has not as many values as there are
    categories, or where there is no text for who doesn't see the picture.
    """

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str
    form: Literal["bars", "stacked", "shares", "lines"] = "bars"
    decimals: int = 0
    most: float | None = None
    tones: tuple[Tone, ...] = ()
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Every series fits the categories."""
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"ряд «{series.name}»: значений {len(series.values)}, а подписей {len(self.categories)}"
                )
        if not self.alt:
            raise ValueError(f"диаграмма «{self.title}» без описания")


@dataclass(frozen=True)
class Card:
    """One large number (or word) and what it is."""

    value: str
    words: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Cards:
    """Key figures side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Signature:
    """Who signs: the post; the name is written by hand, the program knows none."""

    post: str


Block = Heading | Paragraph | Note | Items | Table | Chart | Cards | Signature


@dataclass(frozen=True)
class Annex:
    """An annex on a page of its own; ``landscape`` for wide tables. The number is given where there are several."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Requisites:
    """What stands above the text: the body, date, number, place, addressee; empty ones are places to fill in by hand.

    ``body``: lines of the name of the organisation. ``addressee``: lines of whom a letter is for. ``dated`` False: the
    paper has neither date nor number (a sheet).
    """

    body: tuple[str, ...] = ()
    day: date | None = None
    number: str = ""
    place: str = ""
    addressee: tuple[str, ...] = ()
    dated: bool = True

    @property
    def day_words(self) -> str:
        """«от 17 декабря 2021 г.», or a place for the date."""
        return f"от {long_day(self.day)}" if self.day else "от «____» ______________ 20___ г."

    @property
    def number_words(self) -> str:
        """«№ 4/2», or a place for the number."""
        return f"№{NBSP}{self.number}" if self.number else f"№{NBSP}________"


@dataclass(frozen=True)
class Source:
    """Where the numbers of a paper come from: in its footer, and in the properties of the file."""

    words: str
    demonstration: bool
    program: str
    made_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """A paper. ``kind``: «СПРАВКА», «РЕШЕНИЕ»; empty for a letter. ``annex_of``: «к справке» in heads of annexes.

    ``reference``: a line under the title. ``landscape``: its pages lie on their side.
    """

    kind: str
    title: str
    blocks: tuple[Block, ...]
    source: Source
    requisites: Requisites = Requisites(dated=False)
    annexes: tuple[Annex, ...] = ()
    annex_of: str = ""
    look: Look = "official"
    reference: str = ""
    landscape: bool = False

    def annex_head(self, position: int) -> str:
        """«Приложение 1 к справке»; without a number where there is only one."""
        numbered = f" {position}" if len(self.annexes) > 1 else ""
        return f"Приложение{numbered} {self.annex_of}".rstrip()


@dataclass(frozen=True)
class Slide:
    """One slide: its title is the finding; under it one chart, one table or up to five points, beside it 1–2 numbers.

    ``note``: small print under the picture, otherwise the unit of the chart or the note of the table.
    """

    title: str
    block: Chart | Table | Items
    cards: tuple[Card, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Not more points than a slide holds, and none under another."""
        if isinstance(self.block, Items) and any(item.items for item in self.block.items):
            raise ValueError(f"на слайде «{self.title}» есть подпункты: они для документа")
        if isinstance(self.block, Items) and len(self.block.items) > POINTS_AT_MOST:
            raise ValueError(f"на слайде «{self.title}» пунктов {len(self.block.items)}, а помещается {POINTS_AT_MOST}")

    @property
    def note_words(self) -> str:
        """What stands under the picture."""
        own = self.block.unit if isinstance(self.block, Chart) else getattr(self.block, "note", "")
        return self.note or own


@dataclass(frozen=True)
class Deck:
    """Slides for the meeting, the title slide first. ``lines``: what stands under the title."""

    title: str
    lines: tuple[str, ...]
    slides: tuple[Slide, ...]
    source: Source


def source_of(note: ExportNote) -> Source:
    """The source of a paper from the same note that every exported table carries."""
    cut = DASH if note.cut_date is None else day(note.cut_date)
    if note.cut_from is not None and note.cut_from != note.cut_date:
        cut = f"{day(note.cut_from)}{NBSP}–{NBSP}{cut}"
    words = [f"Мониторинг, цикл {note.cycle or DASH}, данные на {cut}"]
    count = note.schools_selected
    words.append(
        f"данные есть по {number(note.schools_with_data)} из {schools_of(count)}"
        if note.schools_with_data
        else "баллов и актов о степени нет"
    )
    if note.loads:
        words.append(f"загрузка №{NBSP}{note.loads[0].load}")
    if note.methodology_version is not None:
        words.append(f"методика №{NBSP}{note.methodology_version}")
    if note.showing == SHOWING_WORDS["council"]:
        words.append(note.showing.lower())
    return Source(
        words=", ".join(words),
        demonstration=note.demonstration,
        program=f"Коллегия {note.program_version}",
        made_on=note.made_at.date(),
    )


def without_empty(table: Table, headings: Sequence[str] = ()) -> Table:
    """The table without those of the named columns in which no row says anything; of all columns if none is named."""
    rows = [row for row in table.rows if not isinstance(row, Group)]
    kept = [
        place
        for place, column in enumerate(table.columns)
        if (headings and column.heading not in headings) or any(_says(row[place]) for row in rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(row if isinstance(row, Group) else tuple(row[place] for place in kept) for row in table.rows),
    )


def _says(value: Cell) -> bool:
    return value is not None and value == value and value not in ("", DASH)


def written(value: Cell, column: Column) -> str:
    """A cell as papers write it: decimal comma, true minus, «да» and «нет», a dash for what is unknown."""
    if value is None or value != value:
        return DASH
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day(value)
    if column.signed:
        return signed(value, column.decimals)
    return percent(value, column.decimals) if column.kind == "percent" else number(value, column.decimals)


def typeset(content: Typeset) -> Typeset:
    """The same content with every text set by the rules of ``methodology.sentences.tidy``."""
    return _tidied(content)  # type: ignore[no-any-return]


def _tidied(content: Any) -> Any:
    if isinstance(content, str):
        return tidy(content)
    if isinstance(content, tuple):
        return tuple(_tidied(each) for each in content)
    if is_dataclass(content) and not isinstance(content, type):
        changed = {field.name: _tidied(getattr(content, field.name)) for field in fields(content)}
        return replace(content, **changed)
    return content


def texts(content: Any) -> Iterator[str]:
    """Every text of a content as it is written, tables and charts with their numbers; for checks of fonts and cases."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Table):
        yield from (content.title, content.note, *(column.heading for column in content.columns))
        for row in content.rows:
            yield from (row.text,) if isinstance(row, Group) else content.cells(row)
    elif isinstance(content, tuple):
        for each in content:
            yield from texts(each)
    elif is_dataclass(content):
        for field in fields(content):
            yield from texts(getattr(content, field.name))
