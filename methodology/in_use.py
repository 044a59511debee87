"""The rules by which what is being shown or written is judged, for words and drawings that no argument reaches.

Whoever begins to show or write something names them: the frame of the pages for its run, the cached door for a query, a
command for what it writes. Nothing is judged by them: what judges is handed its rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from methodology.catalogue import Methodology, packaged
from methodology.words import number

_IN_USE: ContextVar[Methodology | None] = ContextVar("rules_in_use", default=None)
_NAMED = re.compile(r"⟦(\w+):(\d|origin)⟧")
_MARKUP = str.maketrans("", "", "*_[]<>`$\\~")
"""Signs that Markdown would take for its own: origins are typed by people and stand in the midst of captions."""
WORKING = "рабочий порог"
"""How the origin of a threshold begins that no document sets."""


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


def origin_words(*keys: str) -> str:
    """Where thresholds of the rules in use come from: «рабочий порог», «рабочие пороги», or the documents named.

    A department's own origin is told where it names a document; its reason for a working threshold isn't.
    """
    origins = {each.key: each.origin for each in rules_in_use().thresholds}
    named = dict.fromkeys(
        WORKING if _is_working(origins[key]) else origins[key].translate(_MARKUP).strip() for key in keys
    )
    if [*named] == [WORKING] and len(keys) > 1:
        return "рабочие пороги"
    return "; ".join(named)


def zone_origin_words(code: str, zone: Literal["low", "middle"]) -> str:
    """Where the bound of a zone of an indicator comes from; a number of its own is a working threshold."""
    bounds = rules_in_use().indicator(code).zones.get(zone, {}).values()
    return origin_words(*(bound for bound in bounds if isinstance(bound, str))) or WORKING


def _is_working(origin: str) -> bool:
    return origin.casefold().startswith(WORKING)


def origin_named(key: str) -> str:
    """The origin of a threshold within words that are written before it is known by which rules."""
    return f"⟦{key}:origin⟧"


def with_thresholds(words: str) -> str:
    """The words with the thresholds of the rules in use, and with their origins."""
    return _NAMED.sub(
        lambda found: origin_words(found[1]) if found[2] == "origin" else threshold_words(found[1], int(found[2])),
        words,
    )
