"""What the program only guessed about a table: a person has to say of each that it is right, or correct it."""

from __future__ import annotations

from collections.abc import Iterator

from data.mapping.draft import Corrections, Draft
from data.mapping.matching import ALL
from data.mapping.proposal import field_words


def open_guesses(proposed: Draft, corrections: Corrections) -> list[str]:
    """Guesses, in words, that nobody has agreed to yet; one that becomes another is asked about again."""
    return [words for words in _guesses(proposed) if words not in corrections.agreed]


def _guesses(proposed: Draft) -> Iterator[str]:
    if proposed.target is None:
        return
    for one in proposed.columns:
        if not one.sure:
            meaning = ", ".join((field_words(proposed.target, one.meaning.field), *one.meaning.part.values()))
            yield f"столбец {one.head.letters} «{one.head.title[:60]}» — {meaning}"
    for spelling, meant in proposed.whose.municipalities.items():
        # That nobody knows whose table it is is no guess but a question of its own.
        if not meant.sure and (spelling != ALL or meant.code is not None):
            yield f"{f'«{spelling}»' if spelling else 'муниципалитет таблицы'} — {meant.reason}"
    for (place, spelling), meant in proposed.whose.schools.items():
        if not meant.sure:
            yield f"«{spelling}»{f', {place}' if place else ''}: {meant.reason}"
