"""Registers of a municipality: documents, associations, assessments; some of it is about its schools."""

from __future__ import annotations

from sqlalchemy import CTE, Select, SelectBase, and_, func, literal, or_, select, union_all

from data.indicators.counting import (
    Condition,
    Family,
    Number,
    by_school,
    count,
    count_distinct,
    counted,
    in_places,
    known_if,
    one_if,
    reported,
    schools_of,
    total,
    working,
)
from data.tables import assessment, association, document

MENTORING_PAPERS = ("приказ", "положение", "дорожная карта")


def _documents_of_schools(places: CTE) -> SelectBase:
    """Н-ДОК, В-ПЛАНЫ: a school without a document has none if its municipality keeps the register."""
    papers = in_places(places, document).where(document.c.school_id.is_not(None)).cte()
    p, schools = papers.c, working(places)
    keeping = select(schools).where(reported(document, schools)).cte()
    of_school = p.level == "ОО"
    about_mentoring = and_(_valid(papers), of_school, p.theme == "наставничество", p.kind.in_(MENTORING_PAPERS))
    plan = and_(of_school, p.kind == "школьный план", p.submitted_on.is_not(None))
    sums = by_school(
        schools_of(keeping, papers),
        papers,
        {"kinds": count_distinct(p.kind, about_mentoring), "plans": count(plan)},
    )
    return union_all(
        counted(sums, "Н-ДОК", sums.c.kinds, literal(1)),
        counted(sums, "В-ПЛАНЫ", one_if(sums.c.plans > 0)),
    )


def _documents(places: CTE) -> SelectBase:
    papers = in_places(places, document).cte()
    p = papers.c
    valid = _valid(papers) & (p.level == "МО")
    guiding = p.kind.in_(("муниципальный план", "дорожная карта")) & (p.theme == "методическое сопровождение")
    mentoring = (p.kind == "дорожная карта") & (p.theme == "наставничество")
    sums = _by_municipality(papers, guiding=count(valid & guiding), mentoring=count(valid & mentoring))
    return union_all(
        counted(sums, "В-МПЛАН", sums.c.guiding, of_municipality=True),
        counted(sums, "В-КАРТА-НАСТ", sums.c.mentoring, of_municipality=True),
    )


def _associations(places: CTE) -> SelectBase:
    """В-СОВМ is unknown where an association doesn't say how many events it had."""
    rows = in_places(places, association).cte()
    r = rows.c
    methodical = r.kind == "методобъединение"
    sums = _by_municipality(
        rows,
        all=count(methodical),
        planned=count(methodical & r.has_plan.is_(True) & r.has_analysis.is_(True)),
        events=total(r.joint_events, methodical),
        unsaid=count(methodical & r.joint_events.is_(None)),
        tutors=count(r.kind == "сообщество тьюторов и экспертов"),
        innovative=count(r.kind == "инновационная или стажировочная площадка"),
        sites=count((r.kind == "площадка для педагогов") & r.has_plan.is_(True)),
    )
    s = sums.c
    counts: dict[str, Number] = {
        "В-СОВМ": known_if(s.unsaid == 0, s.events),
        "В-ТЬЮТ": s.tutors,
        "В-ИННОВ": s.innovative,
        "В-ПЛОЩ": s.sites,
    }
    return union_all(
        counted(sums, "ПР-МО", s.planned, s.all, of_municipality=True),
        *(counted(sums, code, value, of_municipality=True) for code, value in counts.items()),
    )


def _assessments(places: CTE) -> SelectBase:
    rows = in_places(places, assessment).cte()
    sums = _by_municipality(rows, kinds=func.count(rows.c.kind.distinct()))
    return counted(sums, "В-ПРОЦ", sums.c.kinds, of_municipality=True)


def _by_municipality(rows: CTE, **sums: Number) -> CTE:
    """Sums over the rows of each municipality that has any."""
    keys = (rows.c.cycle, rows.c.municipality_id)
    labelled: Select[*tuple[object, ...]] = select(*keys, *(value.label(name) for name, value in sums.items()))
    return labelled.group_by(*keys).cte()


def _valid(papers: CTE) -> Condition:
    p = papers.c
    return and_(p.dated_on <= p.cut, or_(p.valid_until.is_(None), p.valid_until >= p.cut))


FAMILIES = (
    Family(("Н-ДОК", "В-ПЛАНЫ"), _documents_of_schools),
    Family(("В-МПЛАН", "В-КАРТА-НАСТ"), _documents, of_municipality=True),
    Family(("ПР-МО", "В-СОВМ", "В-ТЬЮТ", "В-ИННОВ", "В-ПЛОЩ"), _associations, of_municipality=True),
    Family(("В-ПРОЦ",), _assessments, of_municipality=True),
)
