"""Values of indicators school by school, judged in SQL: 40,000 schools have too many to be read at every click.

The rules are those of ``methodology.judged``, which says the same of frames: where a level turns, what a deficit is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)

from data.sheets_competence import TEACHER_DOMAINS, TOTAL_DOMAIN
from data.tables import indicator_value
from methodology.catalogue import Methodology
from methodology.judged import (
    BY_PERCENT,
    GRADUATES,
    LEVELS,
    SIXTY,
    VACANT,
    WHOLE,
    leader_bounds,
    leader_deficit_turn,
    teacher_bounds,
)
from methodology.scales import Bounds, reaches
from queries.scope import Scope
from queries.selection import about_selected, methodology_of, same_school

Rows = Select[*tuple[Any, ...]]
Condition = ColumnElement[bool]
Basis = Callable[[str], list[Condition]]
"""Indicator → conditions: its values of the selected schools."""

V = indicator_value.c
SCHOOL = (V.municipality_id, V.school_id)


def value_rows(
    connection: Connection, scope: Scope, indicator: str, *, whole: bool = False, rules: Methodology | None = None
) -> Subquery:
    """One row is one value of one selected school of a resolved scope, judged if need be.

    Columns: municipality_id, school_id, part, numerator, denominator. ``whole``: no other parts are asked for.
    ``rules``: instead of those of the scope.
    """
    basis = basis_of(connection, scope)
    if indicator in _JUDGES:
        by = rules or methodology_of(connection, scope)
        judged: Subquery = _JUDGES[indicator](basis, by, whole).subquery()
        return judged
    return select(*_value(V.part, V.numerator, V.denominator)).where(*basis(indicator)).subquery()


def heads_in_need(basis: Basis, rules: Methodology) -> Rows:
    """One row is one school whose head isn't on the high level or has a deficit domain, of those assessed at all."""
    _, high = leader_bounds(rules).turning_points
    not_high, low = (~reaches(V.numerator, V.denominator, turn) for turn in (high, leader_deficit_turn(rules)))
    in_need = case((V.part == WHOLE, not_high), else_=low)
    return select(*SCHOOL).where(*basis("К-РУК"), in_need).distinct()


def needing_heads(basis: Basis, rules: Methodology) -> CTE:
    """``heads_in_need``, found once in a statement however often it asks."""
    return heads_in_need(basis, rules).cte("needing").prefix_with("MATERIALIZED")


def basis_of(connection: Connection, scope: Scope) -> Basis:
    """Of a resolved scope."""
    chosen = about_selected(connection, scope, indicator_value)
    return lambda code: [V.indicator == code, *chosen]


def assessed_heads(basis: Basis, needing: CTE) -> Rows:
    """One row is one school whose head has a total: heads in need of a route over heads."""
    # No outer join: SQLite looks through all of them for each school, tried: six times as long.
    known = tuple_(*SCHOOL).in_(select(needing.c.municipality_id, needing.c.school_id))
    in_need = case((known, V.denominator), else_=0.0)
    return select(*_value(V.part, in_need, V.denominator)).where(*basis("К-РУК"), V.part == WHOLE)


def heads_with_route(basis: Basis, needing: CTE) -> Rows:
    """One row is one school whose head is in need of a route: whether there is one (ПР-ИОМ-РУК)."""
    return (
        select(*_value(V.part, V.numerator, V.denominator))
        .join(needing, same_school(needing, indicator_value))
        .where(*basis("ПР-ИОМ-РУК"))
    )


def _levels(percents: Iterable[int], bounds: Bounds) -> dict[str, list[int]]:
    """Level → those of the whole per cents that lie on it."""
    found: dict[str, list[int]] = {level: [] for level in LEVELS}
    for percent in percents:
        found[LEVELS[sum(reaches(percent, 1, turn) for turn in bounds.turning_points)]].append(percent)
    return found


def _value(part: Any, numerator: Any, denominator: Any) -> tuple[Any, ...]:
    return (*SCHOOL, part.label("part"), numerator.label("numerator"), denominator.label("denominator"))


def _leader_levels(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """К-РУК-УР."""
    low, middle, high = LEVELS
    reached = [reaches(V.numerator, V.denominator, turn) for turn in leader_bounds(rules).turning_points]
    level = case((reached[1], high), (reached[0], middle), else_=low)
    return select(*_value(level, V.denominator, V.denominator)).where(*basis("К-РУК"), V.part == WHOLE)


def _leaders_by_level(basis: Basis, rules: Methodology, _: bool) -> Any:
    """К-РУК-Д."""
    middle, high = (reaches(V.numerator, V.denominator, turn) for turn in leader_bounds(rules).turning_points)
    on_level = (~middle, and_(middle, ~high), high)
    return union_all(
        *(
            select(*_value(literal(level), case((here, V.denominator), else_=0.0), V.denominator)).where(
                *basis("К-РУК"), V.part == WHOLE
            )
            for level, here in zip(LEVELS, on_level, strict=True)
        )
    )


def _leader_deficits(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """К-РУК-ДЕФ."""
    done = reaches(V.numerator, V.denominator, leader_deficit_turn(rules))
    numbers = case((done, 0.0), else_=V.denominator), V.denominator
    return select(*_value(V.part, *numbers)).where(*basis("К-РУК"), V.part != WHOLE)


def _leaders_with_route(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """ПР-ИОМ-РУК."""
    return heads_with_route(basis, needing_heads(basis, rules))


def _teachers_by_level(basis: Basis, rules: Methodology, _: bool) -> Any:
    """К-ПЕД-УР."""
    here = basis("К-ПЕД-УР")
    on_levels = _levels(range(101), teacher_bounds(rules))
    by_percent = [_people(here, WHOLE, literal(level), on_levels[level]) for level in LEVELS]
    return union_all(select(*_value(V.part, V.numerator, V.denominator)).where(*here, V.part.in_(LEVELS)), *by_percent)


def _teacher_deficits(basis: Basis, rules: Methodology, whole: bool) -> Any:
    """К-ПЕД-ДЕФ."""
    here = basis("К-ПЕД-ДЕФ")
    domains = [WHOLE if domain == TOTAL_DOMAIN else domain for domain in TEACHER_DOMAINS]
    if whole:
        domains = [WHOLE]
    in_deficit = [percent for percent in range(101) if percent <= rules.threshold("teach_deficit_max")]
    by_percent = [_people(here, domain, literal(domain), in_deficit) for domain in domains]
    return union_all(select(*_value(V.part, V.numerator, V.denominator)).where(*here, V.part.in_(domains)), *by_percent)


def _people(here: list[Condition], domain: str, part: Any, percents: Iterable[int]) -> Rows:
    """Of people by whole per cent in a domain: those of some per cents over all of them, by school.

    Parts are named one by one, so that they are found by the key: three times as fast as looking into every part.
    """

    def parts(numbers: Iterable[int]) -> Condition:
        return V.part.in_([f"{domain}{BY_PERCENT}{number}" for number in numbers])

    counted = case((parts(percents), V.numerator), else_=0.0)
    return (
        select(*_value(part, func.sum(counted), func.sum(V.denominator)))
        .where(*here, parts(range(101)))
        .group_by(*SCHOOL)
    )


def _long_vacancies(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """КД-ВАК-ДЛИТ."""
    return _of_ages(basis("КД-ВАК-ДЛИТ"), _age() > rules.threshold("vac_long_days"))


def _long_in_reserve(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """Р-СРОК."""
    return _of_ages(basis("Р-СРОК"), _age() >= rules.threshold("reserve_term_years"))


def _age() -> ColumnElement[float]:
    # No cast of what is no number: PostgreSQL refuses it.
    return case((V.part != WHOLE, cast(V.part, Float)))


def _of_ages(here: list[Condition], old: Condition) -> Rows:
    """The totals of schools, counting in the numerator only parts (ages) that are old."""
    numbers = func.sum(case((old, V.numerator), else_=0.0)), func.sum(case((V.part == WHOLE, V.denominator)))
    totals = func.count(case((V.part == WHOLE, 1)))
    return select(*_value(literal(WHOLE), *numbers)).where(*here).group_by(*SCHOOL).having(totals > 0)


def _new_heads_alone(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """В-РУК-НАЧ."""
    new = cast(V.part, Float) < rules.threshold("young_leader_years")
    numbers = func.sum(case((new, V.numerator), else_=0.0)), cast(null(), Float)
    return select(*_value(literal(WHOLE), *numbers)).where(*basis("В-РУК-НАЧ")).group_by(*SCHOOL)


def _forecast(basis: Basis, rules: Methodology, _: bool) -> Rows:
    """КД-ПРОГ."""
    vacant, sixty, graduates = (func.sum(case((V.part == part, V.numerator))) for part in (VACANT, SIXTY, GRADUATES))
    wanted = vacant + sixty * (rules.threshold("retire_share") / 100) - func.coalesce(graduates, 0.0)
    numbers = case((wanted > 0, wanted), else_=0.0), cast(null(), Float)
    said = and_(vacant.is_not(None), sixty.is_not(None))
    return select(*_value(literal(WHOLE), *numbers)).where(*basis("КД-ПРОГ")).group_by(*SCHOOL).having(said)


_JUDGES: dict[str, Callable[[Basis, Methodology, bool], Any]] = {
    "К-РУК-УР": _leader_levels,
    "К-РУК-Д": _leaders_by_level,
    "К-РУК-ДЕФ": _leader_deficits,
    "ПР-ИОМ-РУК": _leaders_with_route,
    "К-ПЕД-УР": _teachers_by_level,
    "К-ПЕД-ДЕФ": _teacher_deficits,
    "КД-ВАК-ДЛИТ": _long_vacancies,
    "КД-ПРОГ": _forecast,
    "Р-СРОК": _long_in_reserve,
    "В-РУК-НАЧ": _new_heads_alone,
}
