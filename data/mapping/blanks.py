"""What an empty cell beside figures means, zero or no data, and what the table's own totals say about it. Pure.

Missing is missing: zero is proposed only where totals that somebody typed equal the sums with zeros, and even then a
person has to agree. What a person agreed to before holds as long as no typed totals of this table speak against it;
where they do, empty is no data and the person is asked. A formula says nothing: the sum of empty cells is 0 whatever
they mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace

from data.checks.listing import row_numbers
from data.mapping.model import Mapping
from data.mapping.proposal import BEFORE, BY_HAND, WHO, ColumnProposal
from data.mapping.structure import Line, Structure
from data.mapping.totals import fits
from data.mapping.values import figure, is_blank
from data.sheets import Sheet
from methodology.words import counted, number

MOST_ROWS = 3
"""Rows of totals named in a reason."""
ENOUGH = 0.8
"""The share of typed totals that equal the sums with zeros at least, if zero is proposed."""


@dataclass(frozen=True)
class BlankProposal:
    """What empty cells of a field are taken for: zero, or no data.

    ``zero`` is a proposal and no decision yet where ``sure`` is False: a person should look. ``rows``: rows of the
    target sheet that have other figures and there nothing.
    """

    field: str
    rows: int
    zero: bool
    reason: str
    sure: bool = True


@dataclass
class _Evidence:
    """Typed totals over empty cells: all of them; those that the sum equals with zeros; those of nothing but empty
    cells among these; rows of those that are greater than the sum. And how many totals are formulas, where
    that is known."""

    totals: int = 0
    with_zero: int = 0
    of_nothing: int = 0
    greater: set[int] = field(default_factory=set)
    formulas: int | None = None


def propose_blanks(
    structure: Structure,
    target: Sheet,
    columns: Sequence[ColumnProposal],
    kept: Mapping | None = None,
    said: Collection[str] | None = None,
) -> list[BlankProposal]:
    """Every field with empty cells beside figures. ``said``: fields in which they are zero, where a person said so."""
    loaded = [one for one in columns if one.meaning.field and one.meaning.field not in WHO]
    fields = dict.fromkeys(one.meaning.field for one in loaded if one.meaning.part)
    proposals = []
    for name in fields:
        if target.column(name).required == "yes":
            continue
        gaps = dict(_gaps(structure, loaded, name))
        rows = sum(len(lines) for lines in gaps.values())
        if not rows:
            continue
        if said is not None:
            proposals.append(BlankProposal(name, rows, name in said, BY_HAND))
        elif kept is not None and name in kept.blank_is_missing:
            proposals.append(BlankProposal(name, rows, False, BEFORE))
        else:
            found = _evidence(structure, loaded, name, gaps)
            by_totals = _by_totals(name, rows, found)
            was_zero = kept is not None and name in kept.blank_is_zero
            proposals.append(_as_before(by_totals, found) if was_zero else by_totals)
    return proposals


def _as_before(by_totals: BlankProposal, found: _Evidence) -> BlankProposal:
    """Zero as a person agreed before, with what typed totals add to it; no data, and a question, where they differ."""
    if not found.totals:
        return replace(by_totals, zero=True, reason=BEFORE, sure=True)
    if by_totals.zero:
        return replace(by_totals, reason=f"{BEFORE}; {by_totals.reason}", sure=True)
    return replace(by_totals, reason=f"в прошлый раз пустое было нулём, но {by_totals.reason}", sure=False)


Part = tuple[tuple[str, str], ...]
"""What the headings of a group say, e.g. the subject."""


def _part(one: ColumnProposal) -> Part:
    return tuple(sorted(one.meaning.part.items()))


def _gaps(structure: Structure, loaded: Sequence[ColumnProposal], name: str) -> Iterator[tuple[Part, dict[int, Line]]]:
    """Group of columns → position → row of data that has figures in the group, but in the field nothing at all."""
    grid = structure.grid
    for part in dict.fromkeys(_part(one) for one in loaded if one.meaning.field == name):
        group = [one for one in loaded if _part(one) == part]
        own = [one.head.index for one in group if one.meaning.field == name]
        others = [one.head.index for one in group if one.meaning.field != name]
        yield (
            part,
            {
                line.position: line
                for line in structure.of_kind("data")
                if all(is_blank(grid.cell(line.position, index)) for index in own)
                and any(figure(grid.cell(line.position, index)) is not None for index in others)
            },
        )


def _evidence(
    structure: Structure, loaded: Iterable[ColumnProposal], name: str, gaps: Lookup[Part, Lookup[int, Line]]
) -> _Evidence:
    grid, formulas = structure.grid, structure.grid.sheet.formulas
    found = _Evidence(formulas=None if formulas is None else 0)
    for one in loaded:
        if one.meaning.field != name:
            continue
        empty, column = gaps[_part(one)], structure.grid.sheet.first_column + one.head.index
        for line in structure.of_kind("total", "subtotal"):
            said = figure(grid.cell(line.position, one.head.index))
            if said is None or not any(part in empty for part in line.parts):
                continue
            if formulas is not None and (line.number, column) in formulas:
                found.formulas = 1 + (found.formulas or 0)
                continue
            cells = (figure(grid.cell(part, one.head.index)) for part in line.parts)
            values = [value for value in cells if value is not None]
            found.totals += 1
            if fits(said, values):
                found.with_zero += 1
                found.of_nothing += not values
            elif said > sum(values):
                found.greater.add(line.number)
    return found


def _by_totals(name: str, rows: int, found: _Evidence) -> BlankProposal:
    aside = ""
    if found.formulas is None:
        aside = "; формул в файле такого вида не видно, а формула сочла бы пустое нулём сама"
    elif found.formulas:
        aside = f"; итоги-формулы ({number(found.formulas)}) не в счёт: пустое они считают нулём сами"
    if not found.totals:
        return BlankProposal(name, rows, False, f"итогов, вписанных числом, над такими ячейками нет{aside}")
    typed = counted(found.totals, "итога, вписанного числом", "итогов, вписанных числом", "итогов, вписанных числом")
    sums = f"с нулём суммы сходятся в {number(found.with_zero)} из {typed}, без нуля их не сосчитать"
    if found.greater:
        greater = row_numbers(sorted(found.greater), MOST_ROWS)
        sums += f"; но итог больше суммы (строки {greater}): за пустой ячейкой могут стоять люди"
    elif found.of_nothing:
        zeros = counted(found.of_nothing, "итоге", "итогах", "итогах")
        sums += f"; в {zeros} из одних пустых ячеек стоит 0"
    zero = not found.greater and found.with_zero >= ENOUGH * found.totals
    return BlankProposal(name, rows, zero, sums + aside, sure=not zero)
