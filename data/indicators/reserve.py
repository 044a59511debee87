"""Управленческий резерв at the cut: a school of a municipality that keeps the register has what stands there."""

from __future__ import annotations

from sqlalchemy import CTE, SelectBase, func, select, union_all

from data.indicators.counting import (
    SCHOOL_KEY,
    Family,
    by_school,
    count,
    counted,
    in_places,
    known_if,
    one_if,
    reported,
    same_school,
    schools_of,
    working,
)
from data.indicators.days import years_exceeded
from data.indicators.predicates import in_reserve
from data.tables import development, reserve_member


def _reserve(places: CTE) -> SelectBase:
    members = in_places(places, reserve_member).cte()
    m = members.c
    inside = in_reserve(m, m.cut)
    not_extended = m.extended.is_not(True)
    schools = working(places)
    keeping = select(schools).where(reported(reserve_member, schools)).cte()
    sums = by_school(
        schools_of(keeping, members),
        members,
        {
            "members": count(inside),
            "not_extended": count(inside & not_extended),
            "prepared": count(inside & m.prepared.is_(True)),
            "unsaid": count(inside & m.prepared.is_(None)),
            "appointed": count(m.appointed_on.between(m.cycle_begins, m.cycle_ends)),
        },
    )
    grown = in_places(places, development).subquery()
    both = (
        select(sums, keeping.c.in_cycle, grown.c.appointments)
        .join_from(sums, keeping, same_school(sums, keeping), isouter=True)
        .join(grown, same_school(sums, grown), isouter=True)
        .cte()
    )
    b = both.c
    years = years_exceeded(m.included_on, m.cut)
    keys = [m[name] for name in SCHOOL_KEY]
    by_years = (
        select(*keys, years.label("years"), count(not_extended).label("not_extended"), func.count().label("members"))
        .where(inside)
        .group_by(*keys, years)
        .subquery()
    )
    return union_all(
        counted(both, "Р-ОО", one_if(b.members > 0), one_if(b.in_cycle.is_(True))).where(b.in_cycle.is_(True)),
        counted(both, "Р-СРОК", b.not_extended, b.members),
        counted(by_years, "Р-СРОК", by_years.c.not_extended, by_years.c.members, part=by_years.c.years),
        counted(both, "Р-ПОДГ", known_if(b.unsaid == 0, b.prepared), b.members),
        counted(both, "Р-НАЗН", b.appointed, b.appointments),
    )


FAMILIES = (Family(("Р-ОО", "Р-СРОК", "Р-ПОДГ", "Р-НАЗН"), _reserve),)
