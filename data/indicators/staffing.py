"""Кадры: staff of the last day of the cycle, vacancies at the cut, teaching load."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, SelectBase, case, func, select, union_all

from data.indicators.counting import (
    SCHOOL_KEY,
    WHOLE,
    Family,
    Number,
    by_school,
    count,
    counted,
    in_places,
    known_if,
    latest,
    ratios,
    same_school,
    schools_of,
    total,
)
from data.indicators.days import days_between
from data.indicators.predicates import vacancy_open
from data.subjects import ALL_SUBJECTS
from data.tables import staff, teaching_load, vacancy
from methodology.judged import GRADUATES, SIXTY, VACANT

OF_STAFF: dict[str, tuple[str, str | None]] = {
    "КД-УКОМП": ("rates_filled", "rates"),
    "КД-ДО35": ("teachers_under_35", "teachers"),
    "КД-60": ("teachers_60_plus", "teachers"),
    "КД-ЗАМЕЩ": ("teachers_under_35", "teachers_60_plus"),
    "КД-СТ3": ("tenure_under_3", "educators"),
    "КД-ЗАКР3": ("young_retained", "young_hired_3_years_ago"),
    "КД-ТЕК": ("departed", "educators"),
    "КД-ВЫСШ": ("highest_category", "educators"),
    "КД-НАСТ-РЕС": ("highest_category", "tenure_under_3"),
    "КД-НЕПРОФ": ("off_profile", "educators"),
    "КД-ЦЕЛ": ("target_contracts", None),
}
"""Indicator → columns of «Кадры_состав»: one over the other, or the first one alone."""
OF_VACANCIES = ("КД-ВАК", "КД-ВАК-ДОЛЯ", "КД-ВАК-100", "КД-ВАК-ДЛИТ", "КД-ЗЕМ", "КД-ПРОГ")
WITHOUT_SUBJECT = "без предмета"
"""The part of vacancies of posts that teach nothing."""


def latest_staff(places: CTE) -> CTE:
    """One row is the staff of a school on the last day reported in the cycle."""
    return latest(places, staff, staff.c.cut_date)


def _staff(places: CTE) -> SelectBase:
    return union_all(*ratios(latest_staff(places), OF_STAFF))


def _vacancies(places: CTE) -> SelectBase:
    """A school without vacancies has none if «Кадры_состав» knows it."""
    people = latest_staff(places)
    all_rows = in_places(places, vacancy).cte()
    v = all_rows.c
    is_open = vacancy_open(v, v.cut)
    closed = v.closed_on <= v.cut
    zemsky = v.zemsky.is_(True)
    sums = by_school(
        schools_of(people, all_rows),
        all_rows,
        {
            "open": count(is_open),
            "rates": total(v.rates, is_open),
            "rates_of_teachers": total(v.rates, is_open & (v.post == "учитель")),
            "zemsky": count(zemsky),
            "zemsky_closed": count(zemsky & closed & (v.cover == "«Земский учитель»")),
            "zemsky_unknown": count(zemsky & closed & v.cover.is_(None)),
        },
    )
    both = (
        select(sums, people.c.educators, people.c.teachers, people.c.rates_filled)
        .add_columns(people.c.teachers_60_plus, people.c.target_graduates)
        .join_from(sums, people, same_school(sums, people), isouter=True)
        .cte()
    )
    b = both.c
    return union_all(
        counted(both, "КД-ВАК", b.rates),
        _open_by(all_rows, is_open, "КД-ВАК", func.coalesce(v.subject, WITHOUT_SUBJECT), func.sum(v.rates)),
        counted(both, "КД-ВАК-ДОЛЯ", b.rates, b.rates_filled + b.rates),
        counted(both, "КД-ВАК-100", b.rates_of_teachers, b.teachers),
        counted(both, "КД-ВАК-ДЛИТ", b.open, b.open),
        _open_by(all_rows, is_open, "КД-ВАК-ДЛИТ", days_between(v.opened_on, v.cut), func.count(), shares=True),
        counted(both, "КД-ЗЕМ", known_if(b.zemsky_unknown == 0, b.zemsky_closed), b.zemsky),
        counted(both, "КД-ПРОГ", known_if(b.educators.is_not(None), b.rates), part=VACANT),
        counted(both, "КД-ПРОГ", b.teachers_60_plus, part=SIXTY),
        counted(both, "КД-ПРОГ", b.target_graduates, part=GRADUATES),
    )


def _open_by(
    vacancies: CTE,
    is_open: ColumnElement[bool],
    code: str,
    part: ColumnElement[Any],
    value: Number,
    *,
    shares: bool = False,
) -> SelectBase:
    keys = [vacancies.c[name] for name in SCHOOL_KEY]
    grouped = select(*keys, part.label("part"), value.label("value")).where(is_open).group_by(*keys, part).subquery()
    return counted(grouped, code, grouped.c.value, grouped.c.value if shares else None, part=grouped.c.part)


def _load(places: CTE) -> SelectBase:
    """One row is one school × subject of the last day; the row «ИТОГО» is the value without a part."""
    rows = latest(places, teaching_load, teaching_load.c.cut_date)
    r = rows.c
    part = case((r.subject == ALL_SUBJECTS, WHOLE), else_=r.subject)
    return union_all(
        counted(rows, "КД-ЧАСЫ", r.uncovered_hours, r.planned_hours, part=part),
        counted(rows, "КД-НАГР", r.weekly_hours - r.external_hours, r.teachers, part=part),
        counted(rows, "КД-СОВМ", r.external_hours, r.weekly_hours, part=part),
        counted(rows, "КД-НАГР-ВЫС", r.overloaded_teachers, r.teachers).where(r.subject == ALL_SUBJECTS),
    )


FAMILIES = (
    Family(tuple(OF_STAFF), _staff),
    Family(OF_VACANCIES, _vacancies),
    Family(("КД-ЧАСЫ", "КД-НАГР", "КД-СОВМ", "КД-НАГР-ВЫС"), _load),
)
