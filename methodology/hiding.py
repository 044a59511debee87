"""Which cells are hidden in the mode for the council: the rule, what is linked with what, and the decision.

Cells lie on the tree region → municipality → school. A cell is k of n people; it may be shown where n ≥ 5 and both k
and n − k are 0 or ≥ 5 (of levels: each level; nobody at all is nothing to hide). A value of a director is never shown
by school. That is the primary suppression. What a shown cell leaves over its shown children is a number too, for
whoever subtracts: so the rest has to hold at least 5 of k and of n − k and, without its largest member, at least 3
people; or more children are hidden, the smallest first, or else the cell itself. Then a hidden k stays open even for a
reader who knows every n: it may be anything from max(0, n − the rest's n − k) to min(n, the rest's k), at least 3
people wide, or all of 0…n where n is smaller. Below a hidden cell everything is hidden.

Cells of one table are shown or hidden together. ``within``: what is hidden there is hidden here too, because numbers of
the one nearly tell those of the other. ``same``: likewise, and a number of the one is a number of the other: where some
schools have data on one of them only, their difference is a number as well and has to be wide enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

LEAST = 5
"""Fewer people than this, but not nobody, are not shown, nor left over as a rest; a methodology may ask for more."""
REST = 3
"""A rest holds so many people beside its largest member."""
LEAST_PERCENT = 20
"""So many points of per cent is the sum of results left over away from its bounds: a head's result stays as open."""

Kind = Literal["share", "coverage", "levels", "counts", "score", "yes", "divisor", "forecast"]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """An indicator (``part``: of this part alone) as something counted.

    'share': k of n. 'coverage': likewise, where that all of n are covered may be known of each. 'levels': its parts
    share n out. 'counts': k and n are people of two kinds. 'score': k is a sum of per cents of n people. 'yes': k of so
    many schools. 'divisor': k is shown anyway. 'forecast': a part of n with what is shown anyway, cut at zero in a
    school.
    """

    code: str
    kind: Kind = "share"
    part: str | None = ""


@dataclass(frozen=True)
class Table:
    """Cells decided together. ``by_school``: whether a school's may be shown; ``each_part``: a table for each part."""

    name: str
    measures: tuple[Measure, ...]
    by_school: bool = True
    each_part: bool = False
    within: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def _one(code: str, kind: Kind = "share", **said: Any) -> Table:
    return Table(code, (Measure(code, kind),), **said)


TABLES = (
    _one("К-ОХВ-Р", "coverage", by_school=False),
    Table("К-РУК", (Measure("К-РУК", "score"),), by_school=False, each_part=True, within=("К-ОХВ-Р",)),
    Table("К-РУК-Д", (Measure("К-РУК-Д", "levels", None),), by_school=False, within=("К-ОХВ-Р",)),
    Table("К-РУК-ДЕФ", (Measure("К-РУК-ДЕФ"),), by_school=False, each_part=True, within=("К-ОХВ-Р",)),
    _one("ПР-ИОМ-РУК", by_school=False, same=("К-ОХВ-Р",)),
    _one("ПР-КОНК-РУК", by_school=False),
    _one("В-РУК-НАЧ", "yes", by_school=False),
    _one("К-ОХВ-П", "coverage"),
    Table("К-ПЕД-УР", (Measure("К-ПЕД-УР", "levels", None),), same=("К-ОХВ-П",)),
    _one("К-ПЕД-ДЕФ", same=("К-ОХВ-П", "К-ПЕД-УР")),
    Table("К-ПЕД-ДЕФ по областям", (Measure("К-ПЕД-ДЕФ"),), each_part=True, within=("К-ПЕД-УР", "К-ПЕД-ДЕФ")),
    Table("возраст", (Measure("КД-ДО35"), Measure("КД-60"))),
    _one("КД-ЗАМЕЩ", "divisor", same=("возраст",)),
    _one("КД-ПРОГ", "forecast", same=("возраст", "КД-ЗАМЕЩ")),
    _one("КД-ЗАКР3"),
    _one("КД-НЕПРОФ"),
    _one("КД-СТ3"),
    _one("КД-НАСТ-РЕС", "divisor", same=("КД-СТ3",)),
    _one("Н-ОХВ", same=("КД-СТ3", "КД-НАСТ-РЕС")),
    _one("Н-ОХВ-НОВ"),
    _one("Н-НАГР", "counts", within=("Н-ОХВ", "Н-ОХВ-НОВ")),
    _one("Н-ПРОГ", within=("Н-ОХВ", "Н-ОХВ-НОВ")),
    _one("Н-ОФОРМ", within=("Н-НАГР",)),
    _one("Н-РЕЗ", by_school=False),
    _one("ПР-ИОМ", within=("К-ПЕД-УР", "К-ПЕД-ДЕФ")),
    _one("ПР-КПК-АДР", same=("ПР-ИОМ",)),
    _one("ПР-ИОМ-ВЫП", same=("ПР-ИОМ",)),
    _one("ПР-ИОМ-ТЬЮТ", by_school=False, same=("ПР-ИОМ", "ПР-ИОМ-ВЫП")),
    _one("ПР-ПП"),
    _one("ПР-ВЫГ-ОХВ"),
    _one("Р-ОО", by_school=False),
    _one("Р-СРОК", by_school=False),
    _one("Р-ПОДГ", by_school=False, same=("Р-СРОК",)),
    _one("Р-НАЗН", by_school=False),
)
"""All that is hidden, each table after those that it names."""
BY_NAME = {table.name: table for table in TABLES}
AS_ANOTHER = {"К-РУК-УР": "К-РУК-Д"}
"""Indicator → another one that says the same of the same people, its rows however only of parts with people."""
_TABLES_OF = {
    measure.code: [table for table in TABLES if any(one.code == measure.code for one in table.measures)]
    for table in TABLES
    for measure in table.measures
}


def table_of(code: str, part: str) -> tuple[Table, str] | None:
    """The table in which an indicator's part is decided, and its part there; None where nothing of it is hidden."""
    code = AS_ANOTHER.get(code, code)
    tables = _TABLES_OF.get(code, [])
    whole = next((table for table in tables if not table.each_part), None)
    by_part = next((table for table in tables if table.each_part), None)
    if by_part is not None and (part != "" or whole is None):
        return by_part, part
    return None if whole is None else (whole, "")


@dataclass(frozen=True)
class Amount:
    """How many people of one kind each school has, of k or of n − k; ``alone``: the rule holds for a cell by itself.

    ``none_left``: a rest without any of them tells nothing that may not be known.
    """

    people: Numbers
    least: float = LEAST
    alone: bool = True
    none_left: bool = False


@dataclass(frozen=True)
class Counts:
    """A measure in every school: whether there are data, n, and the amounts.

    ``bent``: schools whose value may be cut, so that sums tell of them apart from the others. ``least``: of n, as
    ``Amount.least`` of k and n − k.
    """

    known: Flags
    n: Numbers
    amounts: tuple[Amount, ...] = ()
    bent: Flags | None = None
    least: float = LEAST


def counts_of(kind: Kind, known: Flags, n: Numbers, parts: Sequence[Numbers] | Numbers, least: float = LEAST) -> Counts:
    """The counts of a measure of this kind; ``parts``: k of each part, 0 where unknown.

    Of a forecast: what adds to it and what takes from it beside n. ``least``: fewer people than this are hidden.
    """
    k = parts[0]
    amounts: tuple[Amount, ...] = ()
    bent = None
    match kind:
        case "share":
            amounts = (Amount(k, least), Amount(n - k, least))
        case "coverage":
            amounts = (Amount(k, least), Amount(n - k, least, none_left=True))
        case "levels":
            amounts = tuple(Amount(each, least) for each in parts)
        case "counts":
            amounts = (Amount(k, least),)
        case "score":
            amounts = tuple(Amount(each, LEAST_PERCENT, alone=False) for each in (k, 100 * n - k))
        case "yes":
            n = known.astype(float)
            amounts = (Amount(k, least), Amount(n - k, least))
        case "divisor":
            pass
        case "forecast":
            vacant, graduates = parts
            bent = known & (graduates > vacant)
    return Counts(known, n, amounts, bent, least)


@dataclass(frozen=True)
class Hidden:
    """What of a table is hidden: in schools and municipalities by their position, and of the region."""

    counts: tuple[Counts, ...]
    known: Flags
    schools: Flags
    municipalities: Flags
    region: bool


def decided(
    table: Table, place_of: NDArray[np.intp], places: int, counts: Sequence[Counts], bases: Mapping[str, Hidden]
) -> Hidden:
    """What of a table is hidden; ``place_of``: the municipality of each school, ``bases``: tables decided before."""
    tree = _Tree(place_of, places, tuple(counts))
    linked = [bases[name] for name in (*table.within, *table.same) if name in bases]
    same = [bases[name] for name in table.same if name in bases]
    known = tree.known()
    places_known = np.bincount(place_of[known], minlength=places) > 0

    forced = _any(len(known), (base.schools for base in linked))
    schools = known & (forced | ~tree.may_stand() | (not table.by_school))
    hidden = places_known & _any(places, (base.municipalities for base in linked))
    hidden |= places_known & ~tree.by_place().may_stand()
    for place in np.flatnonzero(~hidden & ~tree.wide_enough(schools)):
        members = np.flatnonzero(known & (place_of == place))
        added = _widened(members[schools[members]], members[~schools[members]], counts)
        if added is None:
            hidden[place] = True
        else:
            schools[added] = True
    for base in same:
        hidden |= places_known & ~_differences_wide(tree, known & schools, base, place_of, places)
    of_places = tree.by_place()
    region = any(base.region for base in linked) or not of_places.by_place().may_stand().all()
    if not region and hidden.any() and not of_places.wide_enough(hidden).all():
        added = _widened(np.flatnonzero(hidden), np.flatnonzero(~hidden & places_known), of_places.counts)
        if added is None:
            region = True
        else:
            hidden[added] = True
    region = region or any(_region_differs(tree, base, hidden, schools, place_of) for base in same)
    if region:
        hidden = places_known.copy()
    schools = schools | (known & hidden[place_of])
    return Hidden(tuple(counts), known, schools, hidden, region)


@dataclass(frozen=True)
class _Tree:
    """Leaves with their counts, and the place above each."""

    place_of: NDArray[np.intp]
    places: int
    counts: tuple[Counts, ...]

    def by_place(self) -> _Tree:
        """The places as leaves of one region."""
        return _Tree(
            np.zeros(self.places, np.intp),
            1,
            tuple(
                Counts(
                    self._sums(one.known, one.known.astype(float)) > 0,
                    self._sums(one.known, one.n),
                    tuple(
                        Amount(self._sums(one.known, each.people), each.least, each.alone, each.none_left)
                        for each in one.amounts
                    ),
                    least=one.least,
                )
                for one in self.counts
            ),
        )

    def _sums(self, chosen: Flags, values: Numbers) -> Numbers:
        return np.bincount(self.place_of[chosen], values[chosen], self.places).astype(np.float64)

    def known(self) -> Flags:
        """Leaves with data on any measure."""
        return _any(len(self.place_of), (one.known for one in self.counts))

    def told_apart(self) -> Iterator[Flags]:
        """Leaves that sums of these counts tell apart from the others: those with data, those that may be cut."""
        yield self.known()
        yield from (one.bent for one in self.counts if one.bent is not None)

    def may_stand(self) -> Flags:
        """Whether each leaf's cells may be shown by themselves."""
        fine = np.ones(len(self.place_of), bool)
        for one in self.counts:
            few = (one.n > 0) & (one.n < one.least)
            for each in one.amounts:
                if each.alone:
                    few |= (each.people != 0) & (each.people < each.least)
            fine &= ~(one.known & few)
        return fine

    def wide_enough(self, chosen: Flags) -> Flags:
        """Whether the chosen leaves of each place, taken together, leave each of them open; so do none."""
        fine = np.ones(self.places, bool)
        for one in self.counts:
            here = chosen & one.known
            some = np.bincount(self.place_of[here], minlength=self.places) > 0
            n = self._sums(here, one.n)
            largest = np.zeros(self.places)
            np.maximum.at(largest, self.place_of[here], one.n[here])
            wide = (n >= one.least) & (n - largest >= REST)
            for each in one.amounts:
                left = self._sums(here, each.people)
                wide &= (left >= each.least) | (each.none_left & (left == 0))
            fine &= wide | ~some
        return fine


def _widened(hidden: NDArray[np.intp], others: NDArray[np.intp], counts: Sequence[Counts]) -> NDArray[np.intp] | None:
    """The smallest of the others that have to be hidden too; None if even all of them are too few."""
    size = reduce(np.maximum, (np.where(one.known, one.n, 0.0) for one in counts))
    others = others[size[others] > 0]
    others = others[np.argsort(size[others], kind="stable")]
    rows = np.concatenate([hidden, others])
    fine = np.ones(len(rows), bool)
    for one in counts:
        known = one.known[rows]
        n = np.where(known, one.n[rows], 0.0)
        total = n.cumsum()
        wide = (total >= one.least) & (total - np.maximum.accumulate(n) >= REST)
        for each in one.amounts:
            left = np.where(known, each.people[rows], 0.0).cumsum()
            wide &= (left >= each.least) | (each.none_left & (left == 0))
        fine &= wide | (known.cumsum() == 0)
    enough = np.flatnonzero(fine[len(hidden) - 1 :]) if len(hidden) else np.flatnonzero(fine) + 1
    return others[: enough[0]] if len(enough) else None


def _differences_wide(tree: _Tree, hidden: Flags, base: Hidden, place_of: NDArray[np.intp], places: int) -> Flags:
    """Of each place: whether the schools that the sums of two tables tell apart stay open."""
    of_base = _Tree(place_of, places, base.counts)
    fine = tree.wide_enough(hidden & ~base.known)
    for told in tree.told_apart():
        inside, outside = base.schools & told, base.schools & ~told
        mixed = _some(place_of, places, inside) & _some(place_of, places, outside)
        fine &= ~mixed | (of_base.wide_enough(inside) & of_base.wide_enough(outside))
    return fine


def _region_differs(tree: _Tree, base: Hidden, hidden: Flags, schools: Flags, place_of: NDArray[np.intp]) -> bool:
    """Whether the sums of two tables over the hidden municipalities of this one, subtracted, tell too much."""
    beneath = hidden[place_of]
    # All municipalities hidden in the base leave one sum, each of the others one of its own.
    size = len(hidden) + 1
    groups = np.where(base.municipalities[place_of], len(hidden), place_of)
    one = np.zeros(len(groups), np.intp)
    for told in tree.told_apart():
        sides = [base.schools & beneath & flags for flags in (told, ~told)]
        mixed = _some(groups, size, sides[0]) & _some(groups, size, sides[1])
        for side in sides:
            chosen = side & mixed[groups]
            sums = _Tree(groups, size, tuple(_only(counts, chosen) for counts in base.counts)).by_place()
            # Of one sum alone the schools are the members, of several ones the sums themselves.
            leaves = _Tree(one, 1, base.counts).wide_enough(chosen) if mixed.sum() == 1 else sums.wide_enough(mixed)
            if not leaves.all():
                return True
    apart = tree.known() & ~base.known & beneath
    return not _Tree(one, 1, tree.counts).wide_enough(apart).all()


def _only(counts: Counts, chosen: Flags) -> Counts:
    return replace(counts, known=counts.known & chosen, bent=None)


def _any(size: int, flags: Iterable[Flags]) -> Flags:
    return reduce(np.logical_or, flags, np.zeros(size, bool))


def _some(groups: NDArray[np.intp], size: int, chosen: Flags) -> Flags:
    return np.bincount(groups[chosen], minlength=size) > 0
