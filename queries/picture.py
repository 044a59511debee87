"""What a chart on the screen shows, apart from how it is drawn: what a page hands over to whoever writes a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PictureForm = Literal["bars", "stacked", "shares", "lines"]
"""«shares»: counts, each bar as long as the others, so that its parts are shares."""
PictureTone = Literal["high", "middle", "low", "plain", "muted"]
"""What a colour means: a zone, none, or what one compares with."""


@dataclass(frozen=True)
class PictureSeries:
    """One series, a number a category; None: nothing is drawn there."""

    name: str
    numbers: tuple[float | None, ...]
    tone: PictureTone = "plain"


@dataclass(frozen=True)
class Picture:
    """Bars or lines of named places. ``said``: what the picture is about, as who doesn't see it hears.

    ``listed``: the categories are a list whose first ones matter most, so that its end may be left out. ``tones``: of
    single bars of the first series; empty where all have that of the series. ``words``: what is written on single bars
    of the first series instead of their number: «6 из 8», where there are too few for a per cent; empty where nothing.
    """

    said: str
    form: PictureForm
    categories: tuple[str, ...]
    series: tuple[PictureSeries, ...]
    unit: str
    listed: bool
    tones: tuple[PictureTone, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnScreen:
    """What stands on the screen beside the table of a panel: its sentences, its charts that a file can hold.

    ``remark``: of how many there are data and the like; no finding, so no title of a slide.
    """

    finding: str = ""
    pictures: tuple[Picture, ...] = ()
    remark: str = ""
