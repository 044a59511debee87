"""Vacancies: by subject and place, one by one with their age and row of the workbook, what was done about them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Date, Subquery, and_, case, func, literal, or_, select

from data.indicators.days import days_between
from data.indicators.staffing import WITHOUT_SUBJECT
from data.subjects import SUBJECTS
from data.tables import in_force, instruction, load, vacancy
from data.workbook import cycle_bounds
from methodology.judged import GRADUATES
from methodology.shares import ratio
from queries.frames import in_order_of, read_frame
from queries.places import NAMED, PLACE, By, keys_of, places, sums_by_place, with_sums
from queries.scope import Scope
from queries.selection import about_selected, methodology_of, names_of_schools, resolved

VACANT_SUBJECTS = (*SUBJECTS, WITHOUT_SUBJECT)
"""What a vacancy may be of."""
NOT_COVERED = "не закрывается"
"""What the sheet says where nobody does the work of a vacancy."""
DONE = {
    "rates": ("КД-ВАК", ""),
    "zemsky": ("КД-ЗЕМ", ""),
    "target": ("КД-ЦЕЛ", ""),
    "graduates": ("КД-ПРОГ", GRADUATES),
    "retrained": ("ПР-ПП", ""),
}
"""Vacant posts, and what is done about them → indicator and part."""


def vacancies_by_subject(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one subject («без предмета»: posts that teach none) with open vacancies in one place.

    ``by``: places are 'municipality' or 'school', or 'selection' for all selected schools together. Columns: the place
    (municipality_id, municipality_name, school_id, short_name), subject, rates (Σ vacant posts, КД-ВАК), vacancies,
    long (of them open for more than vac_long_days on the cut date), oldest_days, schools (that have them), place_rates
    (Σ vacant posts of the place), share_pct (of them). Places with most vacant posts first, in each the subject with
    most.
    """
    scope = resolved(connection, scope)
    v = _vacancies(connection, scope).c
    keys = [v[name] for name in PLACE[by]]
    long = v.days > methodology_of(connection, scope).threshold("vac_long_days")
    school = v.municipality_id.concat("|").concat(v.school_id)
    frame = read_frame(
        connection,
        select(
            *keys,
            v.subject,
            func.sum(v.rates).label("rates"),
            func.count().label("vacancies"),
            func.count(case((long, 1))).label("long"),
            func.max(v.days).label("oldest_days"),
            func.count(school.distinct()).label("schools"),
        )
        .where(v.is_open)
        .group_by(*keys, v.subject),
    )
    of_place = dict.fromkeys(keys_of(frame, by), 0.0)
    for key, rates in zip(keys_of(frame, by), frame["rates"], strict=True):
        of_place[key] += float(rates)
    frame["place_rates"] = pd.Series([of_place[key] for key in keys_of(frame, by)], frame.index, dtype="Float64")
    frame["share_pct"] = ratio(frame["rates"], frame["place_rates"])
    if by != "selection":
        frame = places(by, connection, scope).drop(columns="schools").merge(frame, on=list(PLACE[by]))
    return in_order_of(frame, "place_rates", *NAMED[by], "rates", "subject", down=("place_rates", "rates"))


def open_vacancies(
    connection: Connection, scope: Scope, subject: str | None = None, limit: int | None = None
) -> pd.DataFrame:
    """One row is one vacancy of a selected school that is open on the cut date of its municipality, the oldest first.

    Columns: municipality_id, municipality_name, school_id, short_name, vacancy_code, post, subject («без предмета»:
    the post teaches none), rates, opened_on, days (open on the cut date), long (more than vac_long_days), cover,
    published, zemsky, link (all four missing where not said), sheet_row, load_id, file_name, loaded_at, found (how many
    there are). ``subject`` keeps one of them, ``limit`` so many rows.
    """
    scope = resolved(connection, scope)
    v = _vacancies(connection, scope).c
    conditions: list[ColumnElement[bool]] = [v.is_open]
    if subject is not None:
        conditions.append(v.subject == subject)
    statement = (
        select(
            v.municipality_id,
            v.school_id,
            v.vacancy_code,
            v.post,
            v.subject,
            v.rates,
            v.opened_on,
            v.days,
            (v.days > methodology_of(connection, scope).threshold("vac_long_days")).label("long"),
            v.cover,
            v.published,
            v.zemsky,
            v.link,
            v.sheet_row,
            load.c.load_id,
            load.c.file_name,
            load.c.loaded_at,
        )
        .join(load, load.c.load_id == v.from_load)
        .where(*conditions)
        .order_by(v.days.desc(), v.municipality_id, v.school_id, v.vacancy_code)
    )
    frame = read_frame(connection, statement if limit is None else statement.limit(limit))
    found = len(frame) if limit is None else connection.scalar(select(func.count(v.post)).where(*conditions))
    keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
    said = names_of_schools(connection, scope, set(keys))
    named = [said.get((place, school), (place, school)) for place, school in keys]
    frame.insert(1, "municipality_name", pd.Series([name for name, _ in named], frame.index, dtype=object))
    frame.insert(3, "short_name", pd.Series([name for _, name in named], frame.index, dtype=object))
    return frame.assign(found=pd.Series(found, frame.index, dtype="Int64"))


def measures_by_place(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one place: what was done about vacancies there.

    Columns: the place (as in ``vacancies_by_subject``), schools, listed (vacancies of the cycle on the sheet), closed
    (of them by the cut date), open, published (of the open ones), not_covered (of the open ones: the sheet says that
    nobody does the work), all five missing where no school has data on vacancies; then of rates (vacant posts), zemsky
    (vacancies closed by the programme / put into it), target (contracts), graduates (of them within three years),
    retrained (people / in need) NAME_numerator, NAME_denominator (missing without data) and NAME_schools (with data).
    Places with most open vacancies first.
    """
    scope = resolved(connection, scope)
    v = _vacancies(connection, scope).c
    keys = [v[name] for name in PLACE[by]]
    figures = {
        "listed": func.count(),
        "closed": func.count(case((v.is_closed, 1))),
        "open": func.count(case((v.is_open, 1))),
        "published": func.count(case((and_(v.is_open, v.published.is_(True)), 1))),
        "not_covered": func.count(case((and_(v.is_open, v.cover == NOT_COVERED), 1))),
    }
    counted = connection.execute(
        select(*keys, *(figure.label(name) for name, figure in figures.items())).group_by(*keys)
    ).all()
    frame = places(by, connection, scope)
    of_place = {tuple(row[: len(keys)]): row[len(keys) :] for row in counted}
    frame = with_sums(frame, by, sums_by_place(connection, scope, DONE, by), DONE)
    known = [of_place.get(key, (0,) * len(figures)) for key in keys_of(frame, by)]
    for position, name in enumerate(figures):
        counts = pd.Series([row[position] for row in known], index=frame.index, dtype="Int64")
        frame[name] = counts.where(frame["rates_schools"] > 0)
    return in_order_of(frame, "open", *NAMED[by], down=("open",))


def _vacancies(connection: Connection, scope: Scope) -> Subquery:
    """One row is one vacancy of a selected school of a resolved scope, with a subject always, as of the cut date.

    Added: is_open, is_closed, days (from its opening to the cut date).
    """
    v = vacancy.c
    ends = cycle_bounds(scope.cycle)[1] if scope.cycle else None
    cut = func.coalesce(instruction.c.cut_date, literal(ends, Date()), type_=Date())
    said = and_(
        instruction.c.cycle == v.cycle,
        instruction.c.municipality_id == v.municipality_id,
        in_force(instruction, scope.as_of),
    )
    is_open = and_(v.opened_on <= cut, or_(v.closed_on.is_(None), v.closed_on > cut))
    return (
        select(
            *(column for column in v if column.name != "subject"),
            func.coalesce(v.subject, WITHOUT_SUBJECT).label("subject"),
            is_open.label("is_open"),
            (v.closed_on <= cut).label("is_closed"),
            days_between(v.opened_on, cut).label("days"),
        )
        .join_from(vacancy, instruction, said, isouter=True)
        .where(*about_selected(connection, scope, vacancy))
        .subquery()
    )
