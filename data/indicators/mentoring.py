"""Наставничество: pairs that are active at the cut, programmes that ended, documents, heads without a mentor."""

from __future__ import annotations

from sqlalchemy import CTE, SelectBase, and_, case, func, literal, or_, select, union_all

from data.indicators.competences import latest_heads
from data.indicators.counting import (
    SCHOOL_KEY,
    Family,
    by_school,
    count,
    count_distinct,
    counted,
    has,
    in_places,
    same_school,
    schools_of,
)
from data.indicators.days import whole
from data.indicators.predicates import pair_active
from data.indicators.staffing import latest_staff
from data.sheets_growth import MISSED, REACHED, YOUNG
from data.tables import mentoring_pair, staff


def _pairs(places: CTE) -> SelectBase:
    """A school without pairs has none if «Кадры_состав» knows it."""
    people = latest_staff(places)
    pairs = in_places(places, mentoring_pair).cte()
    p = pairs.c
    active = pair_active(p, p.cut)
    ended = p.ends_on.between(p.cycle_begins, p.cycle_ends) & (p.ends_on <= p.cut)
    by_job = p.in_job_description.is_(True)
    agreed = p.consent.is_(True) & p.agreement.is_(True)
    said = or_(p.in_job_description.is_not(None), p.consent.is_not(None), p.agreement.is_not(None))
    sums = by_school(
        schools_of(people, pairs),
        pairs,
        {
            "pairs": count(active),
            "approved": count(active & p.programme_approved.is_(True)),
            "mentees": count_distinct(p.mentee_code, active),
            "young": count_distinct(p.mentee_code, active & (p.mentee_kind == YOUNG)),
            "newcomers": count_distinct(p.mentee_code, active & (p.mentee_kind == "вновь прибывший")),
            "mentors": count_distinct(p.mentor_code, active),
            "formal": count_distinct(p.mentor_code, active & or_(by_job, agreed)),
            "said": count_distinct(p.mentor_code, active & said),
            "reached": count(ended & (p.outcome == REACHED)),
            "ended": count(ended & p.outcome.in_((REACHED, MISSED))),
        },
    )
    both = (
        select(sums, people.c.tenure_under_3, people.c.hired_experienced)
        .join_from(sums, people, same_school(sums, people), isouter=True)
        .cte()
    )
    b = both.c
    return union_all(
        counted(both, "Н-ОХВ", b.young, b.tenure_under_3),
        counted(both, "Н-ОХВ-НОВ", b.newcomers, b.hired_experienced),
        counted(both, "Н-ПРОГ", b.approved, b.pairs),
        counted(both, "Н-НАГР", b.mentees, b.mentors),
        counted(both, "Н-ОФОРМ", b.formal, b.said),
        counted(both, "Н-РЕЗ", b.reached, b.ended),
    )


def _heads_without_mentor(places: CTE) -> SelectBase:
    """В-РУК-НАЧ: heads by whole years in the post (the part), without a mentor over all of whom it is known.

    A head who says no mentor may have one on «Наставничество»; a school without pairs has none if «Кадры_состав» knows
    it.
    """
    heads, pair = latest_heads(places, total=True), mentoring_pair.c
    h = heads.c
    mentored = or_(
        h.has_mentor.is_(True),
        has(mentoring_pair, heads, pair_active(pair, h.cut), pair.mentee_kind == "начинающий руководитель"),
    )
    registered = or_(has(mentoring_pair, heads), has(staff, heads))
    alone = case((mentored, 0), (and_(h.has_mentor.is_(False), registered), 1))
    keys = [h[name] for name in SCHOOL_KEY]
    rows = (
        select(*keys, whole(h.post_years).label("years"), alone.label("alone"))
        .where(h.post_years.is_not(None))
        .subquery()
    )
    known = [rows.c[name] for name in (*SCHOOL_KEY, "years")]
    by_years = (
        select(*known, func.sum(rows.c.alone).label("alone"), func.sum(literal(1)).label("heads"))
        .where(rows.c.alone.is_not(None))
        .group_by(*known)
        .subquery()
    )
    return counted(by_years, "В-РУК-НАЧ", by_years.c.alone, by_years.c.heads, part=by_years.c.years)


FAMILIES = (
    Family(("Н-ОХВ", "Н-ОХВ-НОВ", "Н-ПРОГ", "Н-НАГР", "Н-ОФОРМ", "Н-РЕЗ"), _pairs),
    Family(("В-РУК-НАЧ",), _heads_without_mentor),
)
