"""The one filter object: what the user looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Flag = Literal["low_results", "biased_vpr"]
Showing = Literal["internal", "council"]


@dataclass(frozen=True)
class SchoolKey:
    """A school: its code is unique within its municipality only."""

    municipality_id: str
    school_id: str


@dataclass(frozen=True)
class Scope:
    """What changes the numbers; what changes only the look is not here.

    Empty tuples mean "all". ``cycle`` None means the latest cycle that has data. ``as_of`` is a load number (None:
    now), ``methodology`` a version number (None: the one in force). ``groups`` filters by the group that counts
    (assigned, else computed), ``flags`` keeps schools that have all of them. ``complete_only`` keeps schools whose data
    suffice for a group. ``showing``: 'council' hides what tells of few people (``queries.showing``) and shows the
    state of now alone.
    """

    cycle: str | None = None
    municipalities: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    flags: tuple[Flag, ...] = ()
    complete_only: bool = False
    school: SchoolKey | None = None
    as_of: int | None = None
    methodology: int | None = None
    showing: Showing = "internal"

    def in_municipality(self, municipality_id: str) -> Scope:
        """One step narrower: this municipality alone."""
        return replace(self, municipalities=(municipality_id,), school=None)

    def in_school(self, school: SchoolKey) -> Scope:
        """One step narrower: this school alone."""
        return replace(self, municipalities=(school.municipality_id,), school=school)

    def of_any_cluster(self) -> Scope:
        """The same selection whatever cluster its municipalities are of."""
        return replace(self, clusters=())

    def in_cycle(self, cycle: str) -> Scope:
        """The same selection in another cycle."""
        return replace(self, cycle=cycle)
