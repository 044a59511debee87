"""Контекст: flags of lists that the region keeps, and indicators that it counts itself."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import CTE, SelectBase, and_, func, literal, or_, select, union_all

from data.indicators.counting import SCHOOL_KEY, WHOLE, Family, counted, in_places, one_if, working
from data.tables import assessment, reported_indicator

LONGEST_CODE = 20


def _low_results(places: CTE) -> SelectBase:
    """КО-ШНОР: one row is one working school whose description says yes (1) or no (0); not said, no row."""
    rows = working(places)
    said = rows.c.low_results
    return counted(rows, "КО-ШНОР", one_if(said.is_(True)), one_if(said.is_not(None))).where(said.is_not(None))


def _bias(places: CTE) -> SelectBase:
    """КО-ВПР: one row is one school of which its description or an assessment says yes or no; one yes is enough."""
    described = working(places)
    assessed = in_places(places, assessment).cte()
    keys = [[rows.c[name] for name in SCHOOL_KEY] for rows in (described, assessed)]
    said = union_all(
        select(*keys[0], one_if(described.c.biased_vpr.is_(True)).label("yes")).where(
            described.c.biased_vpr.is_not(None)
        ),
        select(*keys[1], one_if(assessed.c.biased.is_(True)).label("yes")).where(assessed.c.biased.is_not(None)),
    ).subquery()
    of_school = [said.c[name] for name in SCHOOL_KEY]
    flags = select(*of_school, func.max(said.c.yes).label("yes"), func.max(1).label("said")).group_by(*of_school)
    rows = flags.subquery()
    return counted(rows, "КО-ВПР", rows.c.yes, rows.c.said)


@lru_cache
def own_indicators(of_program: tuple[str, ...], shares: tuple[str, ...] = ()) -> Family:
    """Rows of «Показатели» as reported, but for codes that the program counts itself or that no catalogue can have.

    Of ``shares``, and where a municipality says the denominator in any row of an indicator, rows without one are left
    out: their numerators would swell the share (a finding tells of them).
    """

    def counts(places: CTE) -> SelectBase:
        table = reported_indicator.c
        same = (table.cycle, table.municipality_id, table.indicator)
        denominators = func.count(table.denominator).over(partition_by=same)
        rows = in_places(places, reported_indicator, denominators.label("denominators")).subquery().c
        return select(
            rows.cycle,
            rows.indicator,
            literal(WHOLE).label("part"),
            rows.municipality_id,
            rows.school_id,
            rows.numerator,
            rows.denominator,
        ).where(
            rows.numerator.is_not(None),
            or_(rows.denominator.is_not(None), and_(rows.denominators == 0, rows.indicator.not_in(shares))),
            rows.indicator.not_in(of_program),
            func.length(rows.indicator) <= LONGEST_CODE,
        )

    return Family((), counts)


FAMILIES = (Family(("КО-ШНОР",), _low_results), Family(("КО-ВПР",), _bias))
