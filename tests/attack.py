"""The attacker: writes all that was published as linear equations over what schools reported, and solves for the rest.

It knows more than a reader: which schools have data, what is shown anyway (educators, teachers, posts), which numbers
of two indicators are one and the same, and that a part is no more than its whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity, vstack

Node = tuple[str, ...]
"""() is the region, (municipality,), (municipality, school)."""
Cell = tuple[str, str]
"""Code and part of an indicator."""
Value = tuple[float, float | None]
"""Numerator and denominator."""
MANY = 10_000.0
"""More than anybody has of anything."""
LEVELS = ("низкий", "средний", "высокий")

SHARED: dict[str, tuple[str, str]] = {
    "К-ОХВ-Р": ("heads assessed", "heads"),
    "К-РУК": ("К-РУК k", "heads assessed"),
    "К-РУК-Д": ("heads on a level", "heads assessed"),
    "К-РУК-ДЕФ": ("heads with deficit", "heads assessed"),
    "К-ОХВ-П": ("assessed", "eligible"),
    "К-ПЕД-УР": ("on a level", "assessed"),
    "КД-ДО35": ("under 35", "teachers"),
    "КД-60": ("60 and more", "teachers"),
    "КД-ЗАМЕЩ": ("under 35", "60 and more"),
    "КД-СТ3": ("young", "educators"),
    "КД-НЕПРОФ": ("off profile", "educators"),
    "ПР-ВЫГ-ОХВ": ("participants", "educators"),
    "КД-НАСТ-РЕС": ("highest category", "young"),
    "Н-ОХВ": ("young covered", "young"),
    "нужен маршрут": ("ПР-ИОМ-РУК n", "heads assessed"),
    "маршрут не нужен": ("heads not in need", "heads assessed"),
    "ПР-ИОМ": ("plans", "with deficit"),
    "ПР-КПК-АДР": ("trained by deficit", "with deficit"),
    "ПР-ИОМ-ВЫП": ("plans completed", "plans"),
    "ПР-ИОМ-ТЬЮТ": ("plans with tutor", "plans"),
    "Р-СРОК": ("long in reserve", "members"),
    "Р-ПОДГ": ("prepared", "members"),
}
"""Numerator and denominator of indicators that share one with others; of the rest both are their own."""
IN_NEED, NOT_IN_NEED = ("нужен маршрут", ""), ("маршрут не нужен", "")
"""The heads in need of a route who answered, and the others: a step of the chain that is no indicator."""
PUBLIC = frozenset({"heads", "teachers", "educators", "highest category"})
"""Shown of every school by indicators that tell nothing of people."""
OF_HEADS = frozenset({"К-РУК", "К-РУК-Д", "К-РУК-ДЕФ", "ПР-ИОМ-РУК", "ПР-КОНК-РУК", IN_NEED[0], NOT_IN_NEED[0]})
"""Of one head a school; who has data is not told, so these are known of every school, with nobody in some."""
OF_ANSWERS = frozenset({"ПР-КОНК-РУК n"})
"""Schools that answered a question: of no person anything is told by that."""
NO_PARTS = frozenset({"Н-НАГР", "КД-ЗАМЕЩ", "КД-НАСТ-РЕС", "Р-НАЗН", "К-РУК"})
"""Their numerator is no part of the denominator."""


def quantities(cell: Cell) -> tuple[str, str]:
    """What the numerator and the denominator of a cell count."""
    code, part = cell
    above, below = SHARED.get(code, (f"{code} k", f"{code} n"))
    if cell == ("К-ПЕД-ДЕФ", ""):
        return "with deficit by diagnostics", "assessed"
    if part:
        above = f"{above} {part}"
        below = below if code in ("К-ПЕД-УР", "К-РУК-Д") else f"{below} {part}"
    return above, below


class Found(NamedTuple):
    """What the attacker learns of a hidden number of a school or municipality."""

    quantity: str
    node: Node
    least: float
    most: float


@dataclass
class Attack:
    """``truth``: cell → school → what it reported; of it the attacker uses who reported, and what is public.

    ``published``: cell → node → value, everything that was shown of it anywhere.
    """

    truth: Mapping[Cell, Mapping[Node, Value]]
    published: Mapping[Cell, Mapping[Node, Value]]
    index: dict[tuple[str, Node], int] = field(default_factory=dict)
    equal: list[tuple[dict[int, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[int, float], float]] = field(default_factory=list)
    known: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Everything published, written down."""
        for cell, schools in self.truth.items():
            self._bounds(cell, schools)
            above, below = quantities(cell)
            shown = self.published.get(cell, {})
            for node, (k, n) in shown.items():
                members = [school for school in schools if school[: len(node)] == node]
                self._sum(above, members, k)
                if n is not None:
                    self._sum(below, members, n)
        self._partitions()

    def _variable(self, quantity: str, school: Node) -> int:
        return self.index.setdefault((quantity, school), len(self.index))

    def _variables(self, cell: Cell) -> dict[Node, tuple[int, int]]:
        above, below = quantities(cell)
        schools = self.truth.get(cell, {})
        return {school: (self._variable(above, school), self._variable(below, school)) for school in schools}

    def _sum(self, quantity: str, members: Iterable[Node], value: float) -> None:
        self.equal.append(({self._variable(quantity, school): 1.0 for school in members}, value))

    def _bounds(self, cell: Cell, schools: Mapping[Node, Value]) -> None:
        above, below = quantities(cell)
        for school, (k, n) in schools.items():
            one = self._variable(above, school)
            if above in PUBLIC:
                self.known[one] = k
            if n is None:
                self.at_most.append(({one: 1.0}, max(1.0, k)))
                continue
            other = self._variable(below, school)
            if below in PUBLIC:
                self.known[other] = n
            if cell[0] in OF_HEADS:
                self.at_most.append(({other: 1.0}, 1.0))
            if cell[0] == "К-РУК":
                self.at_most.append(({one: 1.0, other: -100.0}, 0.0))
            elif cell[0] not in NO_PARTS and k <= n:
                self.at_most.append(({one: 1.0, other: -1.0}, 0.0))

    def _partitions(self) -> None:
        for code in ("К-ПЕД-УР", "К-РУК-Д"):
            by_school: dict[Node, list[float]] = defaultdict(list)
            for level in LEVELS:
                for school, (k, _) in self.truth.get((code, level), {}).items():
                    by_school[school].append(k)
            for school, levels in by_school.items():
                n = self.truth[code, LEVELS[0]].get(school, (0.0, None))[1]
                if len(levels) == len(LEVELS) and sum(levels) == n:
                    row = {self._variable(quantities((code, level))[0], school): 1.0 for level in LEVELS}
                    row[self._variable(quantities((code, LEVELS[0]))[1], school)] = -1.0
                    self.equal.append((row, 0.0))
        of_step = [self._variables(cell) for cell in (IN_NEED, NOT_IN_NEED)]
        for school in self.truth.get(IN_NEED, {}):
            (needing, assessed), (others, _) = (said[school] for said in of_step)
            self.equal.append(({needing: 1.0, others: 1.0, assessed: -1.0}, 0.0))
        ages = [self.truth.get((code, ""), {}) for code in ("КД-ДО35", "КД-60")]
        for school in set(ages[0]) & set(ages[1]):
            young, old, n = ages[0][school][0], ages[1][school][0], ages[0][school][1]
            if n is not None and young + old <= n:
                row = {self._variable(name, school): 1.0 for name in ("under 35", "60 and more")}
                self.at_most.append((row | {self._variable("teachers", school): -1.0}, 0.0))

    def components(self) -> list[Attack]:
        """Attacks on indicators that share no number, each for itself: their equations have nothing in common."""
        groups: list[tuple[set[str], list[Cell]]] = []
        for cell in self.truth:
            linked = set(quantities(cell)) - PUBLIC
            touching = [group for group in groups if group[0] & linked]
            groups = [group for group in groups if not group[0] & linked]
            groups.append(
                (linked.union(*(group[0] for group in touching)), [cell, *(one for g in touching for one in g[1])])
            )
        return [
            Attack(
                {cell: self.truth[cell] for cell in cells},
                {cell: self.published.get(cell, {}) for cell in cells},
            )
            for _, cells in groups
        ]

    def too_narrow(self, *, rest: float, points: float) -> list[Found]:
        """The hidden numbers whose least and most are nearer to each other than they have to be."""
        shown = {
            (quantity, node)
            for cell, nodes in self.published.items()
            for node in nodes
            for quantity in quantities(cell)
        }
        members: dict[tuple[str, Node], list[int]] = defaultdict(list)
        for (quantity, school), variable in self.index.items():
            for node in (school, school[:1]):
                members[quantity, node].append(variable)
        ceilings, size = _ceilings(self), len(self.index)
        bounds: list[tuple[float | None, float]] = [
            (self.known.get(each, 0.0), self.known.get(each, MANY)) for each in range(size)
        ]
        program = Program(_matrix(self.at_most, size), _matrix(self.equal, size), bounds)
        sought = [
            key
            for key in members
            if key[0] not in PUBLIC | OF_ANSWERS and key not in shown and not _all_covered(self, *key)
        ]
        wanted = np.array(
            [min(points if key[0].startswith("К-РУК k") else rest, ceilings.get(key, np.inf)) - 1e-6 for key in sought]
        )
        rows = [(dict.fromkeys(members[key], 1.0), 0.0) for key in sought]
        chosen, _ = _matrix(rows, size)
        if chosen is None:
            return []
        least, most = program.ranges(chosen, wanted)
        return [
            Found(*key, float(least[row]), float(most[row]))
            for row, key in enumerate(sought)
            if most[row] - least[row] < wanted[row]
        ]


@dataclass(frozen=True)
class Program:
    """What is known of the variables: A·x ≤ b, A·x = b, and their bounds."""

    at_most: tuple[csr_array | None, np.ndarray | None]
    equal: tuple[csr_array | None, np.ndarray | None]
    bounds: list[tuple[float | None, float]]

    def ranges(self, sums: csr_array, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most that each sum of variables can be; wider than wanted they are not sought.

        Every solution shows of all sums at once what they can be: so first as many as possible are made wide together.
        """
        ends = [sums @ self.best(goal) for goal in (sums.sum(axis=0), -sums.sum(axis=0))]
        least, most = np.minimum(*ends), np.maximum(*ends)

        def see(solution: np.ndarray) -> None:
            np.minimum(least, sums @ solution, out=least)
            np.maximum(most, sums @ solution, out=most)

        left = len(wanted) + 1
        while 0 < (narrow := np.flatnonzero(most - least < wanted)).size < left:
            left = narrow.size
            see(self._widening(sums[narrow], least[narrow], wanted[narrow]))
        for row in np.flatnonzero(most - least < wanted):
            for goal in (sums[[row]].toarray()[0], -sums[[row]].toarray()[0]):
                if most[row] - least[row] < wanted[row]:
                    see(self.best(goal))
        return least, most

    def best(self, goal: np.ndarray) -> np.ndarray:
        """The solution that makes the goal least."""
        solved = linprog(goal, *self.at_most, *self.equal, bounds=self.bounds, method="highs")
        assert solved.status == 0, solved.message
        solution: np.ndarray = solved.x
        return solution

    def _widening(self, sums: csr_array, least: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """A solution with many sums above their least by as much as is wanted; a variable for each says by how much."""
        count, size = sums.shape
        above = csr_array(hstack([-sums, identity(count)]))
        known, right = self.at_most
        if known is None:
            at_most = (above, -least)
        else:
            wider = hstack([known, csr_array((known.shape[0], count))])
            at_most = (csr_array(vstack([wider, above])), np.concatenate([right, -least]))
        matrix, right = self.equal
        equal = (
            self.equal if matrix is None else (csr_array(hstack([matrix, csr_array((matrix.shape[0], count))])), right)
        )
        bounds = [*self.bounds, *((None, each + 2e-6) for each in wanted)]
        return Program(at_most, equal, bounds).best(np.repeat([0.0, -1.0], [size, count]))[:size]


def _matrix(rows: list[tuple[dict[int, float], float]], size: int) -> tuple[csr_array | None, np.ndarray | None]:
    if not rows:
        return None, None
    places = [(number, column, value) for number, (row, _) in enumerate(rows) for column, value in row.items()]
    at, columns, values = zip(*places, strict=True) if places else ((), (), ())
    matrix = csr_array((values, (at, columns)), shape=(len(rows), size))
    return matrix, np.array([right for _, right in rows])


def pinned(attack: Attack, *, rest: float = 3.0, points: float = 20.0) -> list[Found]:
    """Numbers that the attacker knows too well: less than ``rest`` people between the least and the most.

    Where at most fewer people are possible at all, knowing that they are that many or none or any between is no
    knowledge. Results in per cent must stay open by ``points``. That all of a school were covered by a diagnostics may
    be known, and that all leaders answered: such schools are no finds.
    """
    return [one for part in attack.components() for one in part.too_narrow(rest=rest, points=points)]


def _ceilings(attack: Attack) -> dict[tuple[str, Node], float]:
    """Of a number that is a part of something public or shown: how large it may be at all."""
    ceilings: dict[tuple[str, Node], float] = {}
    shown = {
        (quantity, node): value
        for cell, nodes in attack.published.items()
        for node, values in nodes.items()
        for quantity, value in zip(quantities(cell), values, strict=True)
        if value is not None
    }
    for cell, schools in attack.truth.items():
        above, below = quantities(cell)
        for school, (_, n) in schools.items():
            if n is None:
                ceilings[above, school] = 1.0
            elif cell[0] in OF_HEADS:
                ceilings[above, school] = 100.0 if cell[0] == "К-РУК" else 1.0
                ceilings[below, school] = 1.0
            elif cell[0] not in NO_PARTS and (below in PUBLIC or (below, school) in shown):
                ceilings[above, school] = min(n, ceilings.get((above, school), np.inf))
    whole: dict[tuple[str, Node], float] = defaultdict(float)
    for (quantity, school), most in ceilings.items():
        whole[quantity, school[:1]] += most
    return ceilings | dict(whole)


def _all_covered(attack: Attack, quantity: str, of: Node) -> bool:
    """Whether it is a school all of whose leaders or teachers have data, as a shown sum tells."""
    for cell, schools in attack.truth.items():
        shown = [(node, values) for node, values in attack.published.get(cell, {}).items() if of[: len(node)] == node]
        if cell[0] in ("К-ОХВ-Р", "К-ОХВ-П") and quantity in quantities(cell):
            return any(k == n for _, (k, n) in shown)
        if cell[0] in OF_HEADS and quantity == quantities(cell)[1]:
            heads = {node: sum(school[: len(node)] == node for school in schools) for node, _ in shown}
            if any(n == heads[node] for node, (_, n) in shown):
                return True
    return False
