"""What the staffing forecast starts from: teachers by age, departures, arrivals, vacancies, contracts, hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, literal, select, union_all

from data.sheets_staff import AGE_BANDS
from data.tables import in_force, indicator_value, staff, staff_age, vacancy
from queries.frames import frame_of_records, in_order_of, read_frame
from queries.scope import Scope
from queries.selection import (
    about_selected,
    alias_of,
    judged_cycles,
    resolved,
    school_rows,
    selected_values_of_cycles,
)
from queries.showing import of_rows_as_they_are

VACANT, HOURS = "КД-ВАК-100", "КД-ЧАСЫ"
"""Indicators whose numerator is the vacant posts of teachers, and whose denominator is the hours of the curriculum."""
POSTS = "КД-ВАК"
"""Vacant posts; parts are subjects."""
BY_CONTRACT = "выпускник-целевик"
"""How a vacancy is closed by a graduate with a target contract."""
FACTS = (
    "schools_with_data", "teachers", "teachers_under_35", "teachers_50_59", "middle_told", "teachers_60_plus",
    "flow_schools", "flow_start", "departed", "young", "experienced", "contract_schools", "contracts", "graduates",
)  # fmt: skip
BANDS = tuple(f"band_{number}" for number in range(1, len(AGE_BANDS) + 1))


def staff_by_cycle(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with selected schools in one judged cycle up to the scope's.

    The same filters in each cycle's own schools. Columns: cycle, municipality_id, schools; schools_with_data (with
    «Кадры_состав», its last day in the cycle) and of them teachers, teachers_under_35, teachers_60_plus (people);
    teachers_50_59 and middle_told (35–59 in all) where the school tells the fifties; flow_schools, which tell who was
    hired, hired with experience and left, and of them flow_start (educators at the beginning of the year), departed,
    young, experienced (people a year); contract_schools, which tell target contracts, with contracts and graduates
    (within three years); graduates_hired (vacancies closed by one); vacant (posts of teachers at the cut); hours (of
    the curriculum, a week) of hours_schools. Sums are 0 where nobody tells. None for the council.
    """
    scope = resolved(connection, scope)
    known = judged_cycles(connection, scope)
    records: dict[tuple[str, str], dict[str, Any]] = {}
    for cycle, row in _of_cycles(connection, known, [_schools(scope.in_cycle(cycle)) for cycle in known]):
        zeros = dict.fromkeys((*FACTS, "graduates_hired", "hours_schools"), 0) | {"vacant": 0.0, "hours": 0.0}
        records[cycle, row.municipality_id] = {
            "cycle": cycle,
            "municipality_id": row.municipality_id,
            "schools": row.schools,
            **zeros,
        }
    sources = (
        [_staff(connection, scope.in_cycle(cycle)) for cycle in known],
        [_hired_by_contract(connection, scope.in_cycle(cycle)) for cycle in known],
        [
            select(v.c.municipality_id, func.sum(v.c.numerator).label("vacant")).group_by(v.c.municipality_id)
            for v in selected_values_of_cycles(connection, scope, known, VACANT, [""])
        ],
        [
            select(
                v.c.municipality_id, func.sum(v.c.denominator).label("hours"), func.count().label("hours_schools")
            ).group_by(v.c.municipality_id)
            for v in selected_values_of_cycles(connection, scope, known, HOURS, [""])
        ],
    )
    for selects in sources:
        for cycle, row in _of_cycles(connection, known, selects):
            told = dict(row._mapping)
            del told["at"]
            records[cycle, row.municipality_id].update(told)
    types = {"cycle": "object", "municipality_id": "object", "schools": "Int64"}
    types |= dict.fromkeys((*FACTS, "graduates_hired"), "Int64")
    types |= {"vacant": "Float64", "hours": "Float64", "hours_schools": "Int64"}
    return of_rows_as_they_are(frame_of_records((records[key] for key in sorted(records)), types), scope)


def staff_by_subject(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one subject that «Кадры_возраст» names in the selected schools, those with most teachers first.

    Columns: subject; teachers (people, by main subject), band_1 … band_10 (by age, the youngest first); vacant (posts
    of the subject at the cut in the schools that fill the sheet; 0 where there are none); schools (with a teacher of
    the subject), schools_with_data (that fill the sheet), schools_selected. In other schools nobody is counted.
    None for the council.
    """
    scope = resolved(connection, scope)
    age = staff_age.c
    conditions = about_selected(connection, scope, staff_age)
    key = (age.municipality_id, age.school_id)
    bands = [
        func.sum(case((age.age_band == band, age.teachers), else_=0)).label(name)
        for band, name in zip(AGE_BANDS, BANDS, strict=True)
    ]
    filled = select(*key).where(*conditions).distinct().subquery("filled")
    rows = school_rows(scope, described=False)
    with_sheet = connection.scalar(select(func.count()).select_from(filled))
    everybody = connection.scalar(select(func.count()).select_from(rows))
    frame = read_frame(
        connection,
        select(
            age.subject,
            func.sum(age.teachers).label("teachers"),
            *bands,
            func.count(case((age.teachers > 0, age.municipality_id + literal("/") + age.school_id)).distinct()).label(
                "schools"
            ),
        )
        .where(*conditions)
        .group_by(age.subject),
    )
    v = indicator_value.c
    posts = (
        select(v.part, func.sum(v.numerator))
        .join(filled, and_(filled.c.municipality_id == v.municipality_id, filled.c.school_id == v.school_id))
        .where(v.cycle == scope.cycle, v.indicator == POSTS, in_force(indicator_value, scope.as_of))
        .group_by(v.part)
    )
    vacant = {row[0]: row[1] for row in connection.execute(posts)}
    frame.insert(
        len(BANDS) + 2, "vacant", pd.Series([vacant.get(name, 0.0) for name in frame["subject"]], dtype="Float64")
    )
    frame["schools_with_data"] = pd.Series([with_sheet] * len(frame), dtype="Int64")
    frame["schools_selected"] = pd.Series([everybody] * len(frame), dtype="Int64")
    return of_rows_as_they_are(in_order_of(frame, "teachers", "subject", down=("teachers",)), scope)


def _of_cycles(
    connection: Connection, cycles: Iterable[str], selects: Iterable[Select[*tuple[Any, ...]]]
) -> list[tuple[str, Any]]:
    """Rows of one select a cycle, each with its cycle, read at once."""
    told = [statement.add_columns(literal(cycle).label("at")) for cycle, statement in zip(cycles, selects, strict=True)]
    return [(row.at, row) for row in connection.execute(union_all(*told))] if told else []


def _schools(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = school_rows(scope, described=False)
    return select(rows.c.municipality_id, func.count().label("schools")).group_by(rows.c.municipality_id)


def _staff(connection: Connection, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Sums of «Кадры_состав» of a cycle by municipality; of several days of a school the last one counts."""
    s, later = staff.c, alias_of(staff, "later_staff")
    # Few schools report for two days: asking each row for a later one is quicker than finding the last day of all.
    newer = exists().where(
        later.c.municipality_id == s.municipality_id,
        later.c.school_id == s.school_id,
        later.c.cycle == s.cycle,
        later.c.cut_date > s.cut_date,
        in_force(later, scope.as_of),
    )
    flows = and_(s.hired.is_not(None), s.hired_experienced.is_not(None), s.departed.is_not(None))
    told = s.target_contracts.is_not(None)

    def total(value: ColumnElement[Any], where: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.sum(case((where, value), else_=0))

    sums = (
        func.count(),
        func.sum(s.teachers),
        func.sum(s.teachers_under_35),
        func.sum(func.coalesce(s.teachers_50_59, 0)),
        total(s.teachers - s.teachers_under_35 - s.teachers_60_plus, s.teachers_50_59.is_not(None)),
        func.sum(s.teachers_60_plus),
        func.count(case((flows, 1))),
        total(s.educators + s.departed - s.hired, flows),
        total(s.departed, flows),
        total(s.hired - s.hired_experienced, flows),
        total(s.hired_experienced, flows),
        func.count(s.target_contracts),
        func.sum(func.coalesce(s.target_contracts, 0)),
        total(func.coalesce(s.target_graduates, 0), told),
    )
    columns = [value.label(name) for name, value in zip(FACTS, sums, strict=True)]
    return (
        select(s.municipality_id, *columns)
        .where(*about_selected(connection, scope, staff), ~newer)
        .group_by(s.municipality_id)
    )


def _hired_by_contract(connection: Connection, scope: Scope) -> Select[*tuple[Any, ...]]:
    v = vacancy.c
    return (
        select(v.municipality_id, func.count().label("graduates_hired"))
        .where(*about_selected(connection, scope, vacancy), v.closed_on.is_not(None), v.cover == BY_CONTRACT)
        .group_by(v.municipality_id)
    )
