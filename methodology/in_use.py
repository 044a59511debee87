"""The rules by which what is being shown or written is judged, for words and drawings that no argument reaches.

Whoever begins to show or write something names them: the frame of the pages for its run, the cached door for a query, a
command for what it writes. Nothing is judged by them: what judges is handed its rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from methodology.catalogue import Methodology, packaged
from methodology.words import number

_IN_USE: ContextVar[Methodology | None] = ContextVar("rules_in_use", default=None)
_NAMED = re.compile(r"⟦(\w+):(\d)⟧")


def rules_in_use() -> Methodology:
    """The rules that were named last; until then, those that ship with the program."""
    return _IN_USE.get() or packaged()


def use_rules(rules: Methodology) -> None:
    """Name them for the rest of this run."""
    _IN_USE.set(rules)


@contextmanager
def using(rules: Methodology) -> Iterator[None]:
    """Name them for a while."""
    before = _IN_USE.set(rules)
    try:
        yield
    finally:
        _IN_USE.reset(before)


def threshold_words(key: str, decimals: int = 0) -> str:
    """The value of a threshold of the rules in use."""
    return number(rules_in_use().threshold(key), decimals)


def threshold_named(key: str, decimals: int = 0) -> str:
    """A threshold within words that are written before it is known by which rules: ``with_thresholds`` fills it in."""
    return f"⟦{key}:{decimals}⟧"


def with_thresholds(words: str) -> str:
    """The words with the thresholds of the rules in use."""
    return _NAMED.sub(lambda found: threshold_words(found[1], int(found[2])), words)
