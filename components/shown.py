"""What a panel says and draws in a run, gathered while it is drawn, for the files that are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import plotly.graph_objects as go
import streamlit as st

from components.pictures import picture_of
from queries.picture import OnScreen, Picture

_ESCAPED = re.compile(r"\\(.)")
_DIRECTIVE = re.compile(r":[a-z-]+\[([^\]]*)\]|\*\*")


@dataclass
class Shown:
    """Sentences and figures of one panel. What they are worth in a file is found out when one is asked for."""

    sentences: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    figures: list[tuple[go.Figure, str]] = field(default_factory=list)

    def on_screen(self) -> OnScreen:
        """For whoever writes a file."""
        return OnScreen(" ".join(self.sentences), tuple(self.pictures()), " ".join(self.remarks))

    def pictures(self) -> list[Picture]:
        """The figures that a file can hold as charts."""
        found = (picture_of(figure, alt) for figure, alt in self.figures)
        return [picture for picture in found if picture is not None]


_panel: ContextVar[Shown | None] = ContextVar("panel", default=None)


@contextmanager
def gathering() -> Iterator[Shown]:
    """What is said and drawn inside belongs to one panel."""
    shown = Shown()
    before = _panel.set(shown)
    try:
        yield shown
    finally:
        _panel.reset(before)


def finding(words: str) -> None:
    """A sentence with what the data of the panel say; it goes into its files too."""
    st.caption(words)
    panel = _panel.get()
    if panel is not None:
        panel.sentences.append(unmarked(words))


def remark(words: str) -> None:
    """What the reader must know of the numbers, such as of how many there are none; below, in files too."""
    st.caption(words)
    panel = _panel.get()
    if panel is not None:
        panel.remarks.append(unmarked(words))


def unmarked(words: str) -> str:
    """Words for Markdown as they are read."""
    return _ESCAPED.sub(r"\1", _DIRECTIVE.sub(r"\1", words)).strip()


def noted_figure(figure: go.Figure, alt: str) -> None:
    """The figure that the panel draws."""
    panel = _panel.get()
    if panel is not None:
        panel.figures.append((figure, alt))


def words_about_files(shown: Shown, view: str, *, table: str) -> str:
    """Whether documents have the picture that is on the screen; nothing to say where there is none."""
    if view in ("", table):
        return ""
    pictures = len(shown.pictures())
    if shown.figures and pictures == len(shown.figures):
        return "В документе и на слайде — и диаграмма с экрана: её можно править в Word и PowerPoint."
    return "В документе и на слайде — таблица: то, что на экране, в диаграмму для правки не переносится."
