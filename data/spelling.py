"""Words as people type them: what counts as the same heading or choice, and how it differs from ours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

_STRAY = re.compile(r"[\s\u00a0\u200b\u200c\u200d\u2060\ufeff\x00-\x1f\x7f]+")
"""Every kind of space, also no-break and of no width, and control characters, which no database keeps."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_YO = str.maketrans("ёЁ", "еЕ")
LATIN_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxykËë", "АВСЕНКМОРТХУасеорхукЁё")
"""Latin letters that look like Cyrillic ones; a person cannot see the difference."""


def tidy(text: str) -> str:
    """The text without spaces around it, with one plain space for every run of spaces or control characters."""
    return _STRAY.sub(" ", text).strip()


# Order matters: Latin «ë» must become «ё» before «ё» becomes «е», and letters be replaced before case is dropped.
_LENIENCIES: dict[str, Callable[[str], str]] = {
    "лишние или неразрывные пробелы": tidy,
    "латинские буквы вместо русских": lambda text: text.translate(LATIN_LOOKALIKES),
    "другое тире": lambda text: text.translate(_DASHES),
    "«е» и «ё»": lambda text: text.translate(_YO),
    "подчёркивание или пробел": lambda text: text.replace("_", " "),
    "прописные и строчные буквы": str.lower,
}


def fold(text: str, but: str | None = None) -> str:
    """The text without what two spellings of one heading may differ in (except in the way ``but``)."""
    for name, normalise in _LENIENCIES.items():
        if name != but:
            text = normalise(text)
    return text


def differences(written: str, meant: str) -> list[str]:
    """In what a spelling differs from the one that is meant, in words; both must fold to the same text."""
    return [name for name in _LENIENCIES if fold(written, but=name) != fold(meant, but=name)]


def closest(written: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate that is spelt most like it, or None if none is near."""
    by_fold = {fold(candidate): candidate for candidate in candidates}
    found = difflib.get_close_matches(fold(written), by_fold, n=1, cutoff=cutoff)
    return by_fold[found[0]] if found else None
