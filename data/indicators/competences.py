"""Компетенции: heads by their last assessment of the cycle, teachers in numbers of people.

A head's basis is their per cent (К-РУК: the total, and each domain as a part); levels and deficits follow from it by
thresholds. Where «Диагностика_пед» has a school's domain, its counts by whole per cent take the place of the numbers of
«Компетенции_пед»: parts «ПД03|57», of the total «|57» (numerator and denominator are people). What depends on
thresholds is told by ``methodology.judged``.
"""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, SelectBase, String, case, cast, func, literal, select, union_all

from data.indicators.counting import (
    SCHOOL_KEY,
    WHOLE,
    Family,
    count,
    counted,
    has,
    in_places,
    kept,
    latest,
    one_if,
    reported,
    same_school,
    working,
)
from data.indicators.staffing import latest_staff
from data.sheets_competence import HEAD, TOTAL_DOMAIN
from data.tables import leader_result, teacher_diagnostics, teacher_percent
from methodology.judged import BY_PERCENT, LEVELS


def latest_heads(places: CTE, *, total: bool = False) -> CTE:
    """One row is a head's last result in a domain of the cycle; ``total``: in all of them together."""
    table = leader_result
    heads = table.c.post == HEAD
    where = heads & (table.c.domain == TOTAL_DOMAIN) if total else heads
    return latest(places, table, table.c.assessed_on, table.c.domain, where=where)


def _heads(places: CTE) -> SelectBase:
    """К-РУК, ПР-ИОМ-РУК: one head a school; should there be two of one day, both are counted."""
    rows = latest_heads(places)
    of_domain = [*(rows.c[name] for name in SCHOOL_KEY), rows.c.domain]
    heads = (
        select(
            *of_domain,
            func.sum(rows.c.percent).label("percent"),
            func.count().label("heads"),
            count(rows.c.has_plan.is_(True)).label("with_plan"),
            func.count(rows.c.has_plan).label("answered"),
        )
        .group_by(*of_domain)
        .cte()
    )
    h = heads.c
    said = (h.domain == TOTAL_DOMAIN) & (h.answered > 0)
    return union_all(
        counted(heads, "К-РУК", h.percent, h.heads, part=_part(h.domain)),
        counted(heads, "ПР-ИОМ-РУК", h.with_plan, h.answered).where(said),
    )


def _heads_assessed(places: CTE) -> SelectBase:
    """К-ОХВ-Р: of schools of the cycle, in municipalities where any leader has a result."""
    schools, result = working(places), leader_result.c
    assessed = has(leader_result, schools, result.post == HEAD, result.domain == TOTAL_DOMAIN)
    return counted(schools, "К-ОХВ-Р", one_if(assessed), literal(1)).where(reported(leader_result, schools))


def _teachers(places: CTE) -> SelectBase:
    """К-ОХВ-П, К-ПЕД-УР, К-ПЕД-ДЕФ: «Диагностика_пед» before «Компетенции_пед», by school and domain."""
    numbers = in_places(places, teacher_diagnostics).cte()
    percents = in_places(places, teacher_percent).cte()
    n, p = numbers.c, percents.c
    of_total = n.domain == TOTAL_DOMAIN
    by_numbers = ~has(teacher_percent, numbers, teacher_percent.c.domain == n.domain)
    whole_percent = _part(p.domain).concat(BY_PERCENT).concat(cast(p.percent, String(3)))
    total_percents = select(percents).where(p.domain == TOTAL_DOMAIN).cte()
    return union_all(
        counted(numbers, "К-ОХВ-П", n.assessed, n.eligible).where(of_total, by_numbers),
        _covered_by_percents(places, numbers, total_percents),
        *(
            counted(numbers, "К-ПЕД-УР", number, n.assessed, part=level).where(of_total, by_numbers)
            for level, number in zip(LEVELS, (n.low, n.middle, n.high), strict=True)
        ),
        counted(percents, "К-ПЕД-УР", p.people, p.people, part=whole_percent).where(p.domain == TOTAL_DOMAIN),
        counted(numbers, "К-ПЕД-ДЕФ", n.with_deficit, n.assessed, part=_part(n.domain)).where(by_numbers),
        counted(percents, "К-ПЕД-ДЕФ", p.people, p.people, part=whole_percent),
    )


def _covered_by_percents(places: CTE, numbers: CTE, percents: CTE) -> SelectBase:
    """К-ОХВ-П by «Диагностика_пед»: of those due, or, where nobody said how many were, of all educators."""
    people = latest_staff(places)
    keys = [percents.c[name] for name in SCHOOL_KEY]
    came = kept(select(*keys, func.sum(percents.c.people).label("people")).group_by(*keys))
    of_total = kept(select(numbers).where(numbers.c.domain == TOTAL_DOMAIN))
    both = (
        select(came, func.coalesce(of_total.c.eligible, people.c.educators).label("due"))
        .join_from(came, of_total, same_school(came, of_total), isouter=True)
        .join(people, same_school(came, people), isouter=True)
        .subquery()
    )
    return counted(both, "К-ОХВ-П", both.c.people, both.c.due)


def _part(domain: ColumnElement[str]) -> ColumnElement[str]:
    return case((domain == TOTAL_DOMAIN, WHOLE), else_=domain)


FAMILIES = (
    Family(("К-РУК", "ПР-ИОМ-РУК"), _heads),
    Family(("К-ОХВ-Р",), _heads_assessed),
    Family(("К-ОХВ-П", "К-ПЕД-УР", "К-ПЕД-ДЕФ"), _teachers),
)
