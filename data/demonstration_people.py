"""Young teachers of the demonstration, one by one: when they came, how long they stay, who helps them.

All sheets that speak of them count the same people, so they cannot contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demonstration_cases import FEW_YOUNG, FurtherCase
from data.demonstration_chance import Array, Chance, Region, numbered

YOUNG_YEARS = 3
"""Cycles in which somebody counts as young; ``young_tenure`` of the methodology."""
BEFORE = 3
"""Cycles before the first one, of which the young of the first cycle come."""


@dataclass(frozen=True)
class Young:
    """Young teachers, one row each: school (its row in the region), cycle of coming (-3 … last), number among those
    who came then, and how many cycles they stay."""

    school: Array
    came: Array
    number: Array
    stays: Array

    def there(self, cycle: int) -> Array:
        """Who is young and still there at the end of a cycle."""
        return (self.came <= cycle) & (cycle < self.came + np.minimum(self.stays, YOUNG_YEARS))

    def count(self, which: Array, schools: int) -> Array:
        """How many of these each school has."""
        return np.bincount(self.school[which], minlength=schools)


def draw_young(region: Region, cycles: int, educators: Array, chance: Chance) -> Young:
    """The young of all cycles; about one educator in twenty a year, and more where people leave sooner."""
    expected = 0.045 * educators * np.exp(0.25 * region.strain)
    most = educators // 6
    school, came, number = [], [], []
    for cycle in range(-BEFORE, cycles):
        counts = np.minimum(chance.poisson(expected), most)
        if cycle >= cycles - YOUNG_YEARS:
            counts[region.row_of(FurtherCase.FEW_YOUNG)] = FEW_YOUNG // YOUNG_YEARS
        owner, order = numbered(counts)
        school.append(owner)
        number.append(order + 1)
        came.append(np.full(len(owner), cycle))
    owners = np.concatenate(school)
    leaves = np.clip(0.11 + 0.05 * region.strain, 0.03, 0.35)[owners]
    stays = chance.geometric(leaves)
    stays[owners == region.row_of(FurtherCase.FEW_YOUNG)] = 2 * YOUNG_YEARS
    return Young(owners, np.concatenate(came), np.concatenate(number), stays)
