"""What the database already knows and a workbook may refer to without repeating it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from data.tables import criterion, in_force, municipality, school


@dataclass(frozen=True)
class Known:
    """Municipalities, schools and criteria in force.

    ``schools``: school code → municipalities in which a school has that code (one, as a rule).
    ``criteria``: (cycle, municipality) → criterion number → (minimum, maximum) score.
    """

    municipalities: frozenset[str] = frozenset()
    schools: dict[str, frozenset[str]] = field(default_factory=dict)
    criteria: dict[tuple[str, str], dict[int, tuple[float, float]]] = field(default_factory=dict)


def read_known(connection: Connection) -> Known:
    """What is in force in the database now."""
    municipalities = connection.scalars(
        select(municipality.c.municipality_id).where(in_force(municipality, None)).distinct()
    )
    schools: dict[str, set[str]] = {}
    for school_id, municipality_id in connection.execute(
        select(school.c.school_id, school.c.municipality_id).where(in_force(school, None)).distinct()
    ):
        schools.setdefault(school_id, set()).add(municipality_id)
    criteria: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    columns = (
        criterion.c.cycle,
        criterion.c.municipality_id,
        criterion.c.criterion,
        criterion.c.min_score,
        criterion.c.max_score,
    )
    for cycle, municipality_id, number, minimum, maximum in connection.execute(
        select(*columns).where(in_force(criterion, None))
    ):
        criteria.setdefault((cycle, municipality_id), {})[number] = (0.0 if minimum is None else minimum, maximum)
    return Known(frozenset(municipalities), {code: frozenset(owners) for code, owners in schools.items()}, criteria)
