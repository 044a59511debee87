"""Firings of a scope as selects, and what the catalogue says of them: shared by the queries about recommendations.

A municipality's own recommendations are those of its whole, whatever else filters its schools; in the scope of one
school there are none. In the mode for the council nothing is shown that rests on judgements about people alone, and
such reasons are left out of the others (``queries.showing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from data.tables import firing, in_force
from methodology.catalogue import Methodology
from methodology.conditions import Entry, hangs_on_group
from methodology.firing import about_people
from methodology.recommendations import RECOMMENDATION_BLOCKS, Level, Recommendation
from queries.recommendation_words import source_words
from queries.scope import Scope
from queries.selection import school_rows
from queries.shared import once
from queries.showing import for_council

F = firing.c
KEY = ("municipality_id", "school_id", "person", "code")
MUNICIPALITY = ""
"""Stands instead of a school in what is about a municipality."""

ABOUT = {
    "block": "object",
    "block_words": "object",
    "text": "object",
    "addressees": "object",
    "priority": "Int64",
    "evidence": "object",
    "sources": "object",
    "is_proposal": "boolean",
}
"""What the catalogue says of a recommendation."""


def level_of(recommendation: Recommendation, school_id: str) -> Level:
    """About whom a firing is: 'МО' of a municipality, else what the recommendation says."""
    if school_id == MUNICIPALITY:
        return "МО"
    return next(level for level in recommendation.levels if level != "МО")


def shown_trace(trace: list[Entry], scope: Scope, rules: Methodology) -> list[Entry]:
    """The reasons that this mode of showing shows."""
    return [entry for entry in trace if not about_people(entry, rules)] if for_council(scope) else trace


def stands_on_group(code: str, trace: list[Entry], scope: Scope, rules: Methodology) -> bool:
    """Whether a recommendation to a school could be taken away by its group being the next one.

    False where a reason is left out, and of what this methodology does not know.
    """
    known = next((each for each in rules.recommendations if each.code == code), None)
    if known is None or len(shown_trace(trace, scope, rules)) < len(trace):
        return False
    return hangs_on_group(known.when, trace)


def about_recommendation(recommendation: Recommendation, level: Level, rules: Methodology) -> dict[str, Any]:
    """What the catalogue says of a recommendation: the columns ``ABOUT``."""
    return {
        "block": recommendation.block,
        "block_words": RECOMMENDATION_BLOCKS[recommendation.block],
        "text": recommendation.text,
        "addressees": "; ".join(recommendation.addressees[level]),
        "priority": recommendation.priority,
        "evidence": recommendation.evidence,
        "sources": source_words(recommendation, rules),
        "is_proposal": recommendation.is_proposal,
    }


def in_force_here(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions: the firing is of the scope's cycle and version, in force as of its load, and shown in its mode."""
    conditions = [F.methodology == scope.methodology, F.cycle == scope.cycle, in_force(firing, scope.as_of)]
    return [*conditions, F.about_people.is_(False)] if for_council(scope) else conditions


def school_firings(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Firings of the selected schools and their directors."""
    rows = school_rows(scope, described=False)
    same = and_(F.municipality_id == rows.c.municipality_id, F.school_id == rows.c.school_id)
    return select(*columns).join_from(rows, firing, same).where(*in_force_here(scope))


def municipality_firings(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Firings of the municipalities of the selected schools."""
    rows = school_rows(scope, described=False)
    here = F.municipality_id.in_(select(rows.c.municipality_id))
    statement = select(*columns).where(*in_force_here(scope), F.school_id == MUNICIPALITY, here)
    return statement if scope.school is None else statement.where(literal(False))


def largest_first(distance: Any) -> tuple[Any, ...]:
    """Order of both engines: the largest first, missing last."""
    return case((distance.is_(None), 1), else_=0), distance.desc()


def carried_out_by(columns: Any, addressee: str, rules: Methodology) -> ColumnElement[bool]:
    """Condition: the addressee carries it out."""
    of: dict[bool, list[str]] = {True: [], False: []}
    for recommendation in rules.recommendations:
        for level, addressees in recommendation.addressees.items():
            if addressee in addressees:
                of[level == "МО"].append(recommendation.code)
    return or_(
        and_(columns.school_id == MUNICIPALITY, columns.code.in_(of[True])),
        and_(columns.school_id != MUNICIPALITY, columns.code.in_(of[False])),
    )


def selected_schools(connection: Connection, scope: Scope) -> int:
    """How many schools a resolved scope selects."""
    rows = school_rows(scope, described=False)
    return connection.scalar(select(func.count()).select_from(rows)) or 0


COUNTED = (
    F.code,
    func.count(),
    func.count(F.municipality_id.distinct()),
    func.sum(case((F.borderline.is_(True), 1), else_=0)),
    func.sum(case((F.priority == 1, 1), else_=0)),
)
"""Of a code: how many firings, in how many municipalities, near thresholds, of priority 1."""
Counts = Mapping[str, Sequence[int]]


def counts_by_code(connection: Connection, scope: Scope) -> Counts:
    """Code → numbers as in ``COUNTED``, of the selected schools and their directors."""
    return once(connection, "firings by code", scope, lambda: _counts(connection, school_firings(scope, *COUNTED)))


def counts_of_municipalities(connection: Connection, scope: Scope) -> Counts:
    """The same of municipalities themselves."""
    return _counts(connection, municipality_firings(scope, *COUNTED))


def _counts(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Counts:
    return {code: numbers for code, *numbers in connection.execute(statement.group_by(F.code))}


def common_codes(connection: Connection, scope: Scope, rules: Methodology) -> list[str]:
    """Codes that fire for more than common_point_share of the selected schools; of one school none are common."""
    size = selected_schools(connection, scope)
    if size < 2:
        return []
    share_of = rules.threshold("common_point_share")
    counts = counts_by_code(connection, scope)
    return sorted(code for code, (count, *_) in counts.items() if 100 * count > share_of * size)
