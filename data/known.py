"""What the database already knows and a workbook may refer to without repeating it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection, and_, or_, select

from data.boundary_matching import Described
from data.bulk import collector_paused, selected
from data.database import reading
from data.facts_in_force import facts_in_force
from data.methodology_versions import read_methodology_version, version_in_force
from data.releases import Release, read_releases
from data.sheet import Sheet
from data.tables import criterion, in_force, municipality, school, score
from data.workbook import frame_of
from methodology.catalogue import Methodology, packaged

Maxima = Mapping[str, Mapping[int, float]]
"""Cycle → criterion number → maximum score."""

ScoreKey = tuple[str, str, str, int]
"""Cycle, municipality, school and criterion of a score."""

Facts = Callable[[Sheet, Collection[str], Collection[str] | None], pd.DataFrame]
"""Rows in force of a sheet, of some municipalities and cycles (None: all): ``data.facts_in_force``."""


def _no_scores(_maxima: Maxima) -> list[ScoreKey]:
    return []


def _no_facts(sheet: Sheet, _municipality_ids: Collection[str], _cycles: Collection[str] | None) -> pd.DataFrame:
    return frame_of(sheet, []).drop(columns="sheet_row")


@dataclass(frozen=True)
class Known:
    """Municipalities, schools and criteria in force.

    ``schools``: school code → municipalities in which a school has that code (one, as a rule).
    ``working``: (cycle, school code) → municipalities in which a school of that code is described as working then.
    ``scores_beyond``: scores in force of the cycles of these maxima that are above the maximum of their criterion, or
    whose criterion has none. It reads the database when called, and only what does not fit.
    ``releases``: findings about personal data that were released as false alarms.
    ``facts``: rows in force of a sheet; it reads the database when called. ``methodology``: the rules in force.
    ``criteria``: (cycle, municipality) → criterion number → (minimum, maximum) score.
    ``municipality_successors``: municipality → its successor; ``school_successors``: (municipality, school) → the same
    of its successor, as far as the two lie in one municipality.
    """

    municipalities: frozenset[str] = frozenset()
    schools: dict[str, frozenset[str]] = field(default_factory=dict)
    criteria: dict[tuple[str, str], dict[int, tuple[float, float]]] = field(default_factory=dict)
    working: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    municipality_successors: dict[str, str] = field(default_factory=dict)
    school_successors: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    scores_beyond: Callable[[Maxima], list[ScoreKey]] = field(default=_no_scores, compare=False)
    releases: tuple[Release, ...] = ()
    facts: Facts = field(default=_no_facts, compare=False)
    methodology: Methodology = field(default_factory=packaged, compare=False)


@collector_paused()
def read_known(connection: Connection) -> Known:
    """What is in force in the database now."""
    municipalities = connection.scalars(
        select(municipality.c.municipality_id).where(in_force(municipality, None)).distinct()
    )
    schools: dict[str, set[str]] = {}
    working: dict[tuple[str, str], set[str]] = {}
    for cycle, school_id, municipality_id, works in selected(
        connection,
        select(school.c.cycle, school.c.school_id, school.c.municipality_id, school.c.in_cycle).where(
            in_force(school, None)
        ),
    ):
        schools.setdefault(school_id, set()).add(municipality_id)
        if works:
            working.setdefault((cycle, school_id), set()).add(municipality_id)
    criteria: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    columns = (
        criterion.c.cycle,
        criterion.c.municipality_id,
        criterion.c.criterion,
        criterion.c.min_score,
        criterion.c.max_score,
    )
    for cycle, municipality_id, number, minimum, maximum in selected(
        connection, select(*columns).where(in_force(criterion, None))
    ):
        criteria.setdefault((cycle, municipality_id), {})[number] = (0.0 if minimum is None else minimum, maximum)
    engine = connection.engine

    def scores_beyond(maxima: Maxima) -> list[ScoreKey]:
        # By a connection of its own: the one that the rest was read by may be closed by then.
        with reading(engine) as later:
            return _scores_beyond(later, maxima)

    def facts(sheet: Sheet, municipality_ids: Collection[str], cycles: Collection[str] | None) -> pd.DataFrame:
        with reading(engine) as later:
            return facts_in_force(later, sheet, municipality_ids, cycles)

    return Known(
        frozenset(municipalities),
        {code: frozenset(owners) for code, owners in schools.items()},
        criteria,
        {key: frozenset(owners) for key, owners in working.items()},
        _municipality_successors(connection),
        _school_successors(connection),
        scores_beyond,
        read_releases(connection),
        facts,
        read_methodology_version(connection, version_in_force(connection)),
    )


def _municipality_successors(connection: Connection) -> dict[str, str]:
    m = municipality.c
    said = select(m.municipality_id, m.successor_id).where(in_force(municipality, None), m.successor_id.is_not(None))
    return {row.municipality_id: row.successor_id for row in connection.execute(said.order_by(m.cycle))}


def _school_successors(connection: Connection) -> dict[tuple[str, str], tuple[str, str]]:
    s = school.c
    said = select(s.municipality_id, s.school_id, s.successor_id).where(
        in_force(school, None), s.successor_id.is_not(None)
    )
    return {(place, code): (place, successor) for place, code, successor in connection.execute(said.order_by(s.cycle))}


def _scores_beyond(connection: Connection, maxima: Maxima) -> list[ScoreKey]:
    s = score.c
    found: list[ScoreKey] = []
    for cycle, numbers in maxima.items():
        beyond = [and_(s.criterion == number, s.score > maximum) for number, maximum in numbers.items()]
        rows = connection.execute(
            select(s.cycle, s.municipality_id, s.school_id, s.criterion).where(
                in_force(score, None),
                s.cycle == cycle,
                s.score.is_not(None),
                or_(s.criterion.not_in(list(numbers)), *beyond),
            )
        )
        found += [(row[0], row[1], row[2], row[3]) for row in rows]
    return found


def described_municipalities(connection: Connection) -> list[Described]:
    """The municipalities in force as their latest cycle describes them, by code."""
    rows = connection.execute(
        select(municipality.c.municipality_id, municipality.c.name, municipality.c.type)
        .where(in_force(municipality, None))
        .order_by(municipality.c.municipality_id, municipality.c.cycle)
    )
    return list({code: Described(code, name, type_) for code, name, type_ in rows}.values())
