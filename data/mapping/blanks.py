"""What an empty cell beside figures means, zero or no data, and what the table's own totals say about it. Pure.

Missing is missing: zero is proposed only where totals of nothing but empty cells say 0 and no total is greater than its
sum, and even then a person has to agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass

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


@dataclass(frozen=True)
class BlankProposal:
    """What empty cells of a field are taken for: zero, or no data.

    ``rows``: rows of the target sheet that have other figures and there nothing. ``sure`` False: a person should look.
    """

    field: str
    rows: int
    zero: bool
    reason: str
    sure: bool = True


@dataclass
class _Evidence:
    """Totals over empty cells: all of them; those that the sum equals with zeros; those of them that have a sum without
    zeros as well; rows of those that are greater than the sum."""

    totals: int = 0
    with_zero: int = 0
    without: int = 0
    greater: list[int] | None = None


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
        elif kept is not None and name in (*kept.blank_is_zero, *kept.blank_is_missing):
            proposals.append(BlankProposal(name, rows, name in kept.blank_is_zero, BEFORE))
        else:
            proposals.append(_by_totals(name, rows, _evidence(structure, loaded, name, gaps)))
    return proposals


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
    found = _Evidence(greater=[])
    grid = structure.grid
    for one in loaded:
        if one.meaning.field != name:
            continue
        empty = gaps[_part(one)]
        for line in structure.of_kind("total", "subtotal"):
            said = figure(grid.cell(line.position, one.head.index))
            if said is None or not any(part in empty for part in line.parts):
                continue
            values = [
                value for part in line.parts if (value := figure(grid.cell(part, one.head.index))) is not None
            ]  # fmt: skip
            found.totals += 1
            if fits(said, values):
                found.with_zero += 1
                found.without += bool(values)
            elif said > sum(values):
                found.greater.append(line.number)  # type: ignore[union-attr]
    return found


def _by_totals(name: str, rows: int, found: _Evidence) -> BlankProposal:
    if not found.totals:
        return BlankProposal(name, rows, False, "итогов над такими ячейками нет, проверить нечем")
    sums = (
        f"с нулём суммы сходятся в {number(found.with_zero)} из "
        f"{counted(found.totals, 'итога', 'итогов', 'итогов')}, без нуля — в {number(found.without)}"
    )
    if found.greater:
        greater = row_numbers(sorted(set(found.greater)), MOST_ROWS)
        return BlankProposal(
            name, rows, False, f"{sums}, но итог больше суммы (строки {greater}): за пустой ячейкой могут стоять люди"
        )
    zeros = found.with_zero - found.without
    if not zeros:
        return BlankProposal(name, rows, False, f"{sums}: что значит пустая ячейка, по итогам не понять")
    only = f"в {counted(zeros, 'итоге', 'итогах', 'итогах')} из одних пустых ячеек стоит 0"
    return BlankProposal(name, rows, True, f"{sums}: {only}", sure=False)
