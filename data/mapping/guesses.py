"""What the program only guessed about a table: a person has to say of each that it is right, or correct it."""

from __future__ import annotations

from collections.abc import Iterator

from data.mapping.draft import Corrections, Draft
from data.mapping.matching import ALL
from data.mapping.proposal import ColumnProposal, field_words, quote
from data.sheets import Sheet
from methodology.words import counted


def open_guesses(proposed: Draft, corrections: Corrections) -> list[str]:
    """Guesses, in words, that nobody has agreed to yet; one that becomes another is asked about again."""
    return [words for words in _guesses(proposed) if words not in corrections.agreed]


def _guesses(proposed: Draft) -> Iterator[str]:
    if proposed.target is None:
        return
    yield from _of_columns(proposed, proposed.target)
    for blank in proposed.blanks:
        if not blank.sure:
            rows = f"{counted(blank.rows, 'строка', 'строки', 'строк')} листа «{proposed.target.name}»"
            meaning = "ноль" if blank.zero else "нет данных"
            heading = proposed.target.column(blank.field).heading
            yield f"пустая ячейка в «{heading}» ({rows}) — {meaning}: {blank.reason}"
    for spelling, meant in proposed.whose.municipalities.items():
        # That nobody knows whose table it is is no guess but a question of its own.
        if not meant.sure and (spelling != ALL or meant.code is not None):
            yield f"{f'«{spelling}»' if spelling else 'муниципалитет таблицы'} — {meant.reason}"
    for (place, spelling), meant in proposed.whose.schools.items():
        if not meant.sure:
            yield f"«{spelling}»{f', {place}' if place else ''}: {meant.reason}"


def _of_columns(proposed: Draft, target: Sheet) -> Iterator[str]:
    """One guess a column; columns that are doubted for the same reason, e.g. one for each subject, are one."""
    alike: dict[str, list[ColumnProposal]] = {}
    for one in proposed.columns:
        if not one.sure:
            together = f"{one.meaning.field} {one.doubt}" if one.doubt else one.head.letters
            alike.setdefault(together, []).append(one)
    for ones in alike.values():
        meaning = ", ".join((field_words(target, ones[0].meaning.field), *(_part(one) for one in ones if _part(one))))
        if len(ones) == 1:
            doubt = f" ({ones[0].doubt})" if ones[0].doubt else ""
            yield f"столбец {ones[0].head.letters} «{quote(ones[0].head.title)}» — {meaning}{doubt}"
        else:
            yield f"столбцы {', '.join(one.head.letters for one in ones)} — {meaning} ({ones[0].doubt})"


def _part(one: ColumnProposal) -> str:
    return ", ".join(one.meaning.part.values())
