"""Mentors of the subject: in which schools young teachers have none of the highest category, and where the nearest is.

By «Кадры_возраст»: each teacher is counted at the main subject. The highest category says who may become a mentor, not
who is one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, func, select

from data.tables import in_force, staff_age
from methodology.distance import kilometres
from methodology.words import share
from queries.frames import in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, names_of_schools, resolved, school_rows
from queries.showing import of_rows_as_they_are

NO_COORDINATES = "у школы нет координат"
NOBODY = "в загруженных данных такой школы с координатами нет"


def subject_mentors(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one subject that young teachers of the selected schools teach, the most people without a mentor first.

    Columns: subject, young (teachers of up to three years' tenure), own (those of them in whose school a teacher of
    this subject has the highest category), without (in whose school none has), unknown (in whose school it is not
    said), schools (with young teachers of it), words («k из n (p %)» of those about whom it is said),
    schools_with_data (selected schools whose rows say any tenure; the same in every row). None for the council.
    """
    scope = resolved(connection, scope)
    least = methodology_of(connection, scope).threshold("no_percent_n")
    c, age = _counts(scope).subquery().c, staff_age.c
    frame = read_frame(
        connection,
        select(
            c.subject,
            func.sum(c.young).label("young"),
            _total(c.young, c.highest > 0).label("own"),
            _total(c.young, and_(c.highest == 0, c.unsaid == 0)).label("without"),
            func.count().label("schools"),
        )
        .where(c.young > 0)
        .group_by(c.subject),
    ).astype(dict.fromkeys(("young", "own", "without", "schools"), "Int64"))
    told = _rows(scope, age.municipality_id, age.school_id).where(age.tenure_under_3.is_not(None)).distinct()
    known = connection.scalar(select(func.count()).select_from(told.subquery()))
    frame["schools_with_data"] = pd.Series(known, frame.index, dtype="Int64")
    frame["unknown"] = frame["young"] - frame["own"] - frame["without"]
    frame["words"] = pd.Series(
        [share(row.own, row.own + row.without, least) for row in rows_of(frame)], frame.index, dtype=object
    )
    ordered = in_order_of(frame, "without", "young", "subject", down=("without", "young"))
    return of_rows_as_they_are(ordered, scope)


def schools_without_subject_mentor(connection: Connection, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """One row is one subject of one selected school with young teachers and no teacher of the highest category in it.

    Columns: municipality_id, municipality_name, school_id, short_name, subject, young, nearest_name and
    nearest_municipality_name (the nearest other school that has such a teacher, of any municipality), distance_km (as
    the crow flies, by coordinates), nearest_highest (such teachers there), absence_words (why there is no nearest one;
    else missing), found (how many rows there are). Most young teachers first. Schools whose categories are not said are
    not among them. ``limit``: that many first rows. None for the council.
    """
    scope = resolved(connection, scope)
    counts = _counts(scope).subquery()
    c = counts.c
    frame = read_frame(
        connection,
        select(c.municipality_id, c.school_id, c.subject, c.young).where(c.young > 0, c.highest == 0, c.unsaid == 0),
    )
    frame["found"] = pd.Series(len(frame), frame.index, dtype="Int64")
    frame["young"] = frame["young"].astype("Int64")
    frame = in_order_of(frame, "young", "subject", "municipality_id", "school_id", down=("young",))
    frame = frame.head(limit) if limit is not None else frame
    everywhere = Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
    names = names_of_schools(connection, scope, set(keys))
    frame.insert(1, "municipality_name", pd.Series([names[key][0] for key in keys], frame.index, dtype=object))
    frame.insert(3, "short_name", pd.Series([names[key][1] for key in keys], frame.index, dtype=object))
    nearest = _nearest(connection, everywhere, frame)
    places = [each[0] for each in nearest]
    named = names_of_schools(connection, everywhere, {place for place in places if place is not None})
    said = [(None, None) if place is None else named[place] for place in places]
    for name, values, kind in (
        ("nearest_name", [school for _, school in said], "object"),
        ("nearest_municipality_name", [municipality for municipality, _ in said], "object"),
        ("distance_km", [each[1] for each in nearest], "Float64"),
        ("nearest_highest", [each[2] for each in nearest], "Int64"),
        ("absence_words", [each[3] for each in nearest], "object"),
    ):
        frame[name] = pd.Series(values, frame.index, dtype=kind)
    return of_rows_as_they_are(frame, scope)


Nearest = tuple[tuple[str, str] | None, float | None, int | None, str | None]
"""The school, how far it is, how many such teachers it has; or why there is none."""


def _nearest(connection: Connection, everywhere: Scope, wanted: pd.DataFrame) -> list[Nearest]:
    """For each row of school and subject the nearest other school with a teacher of the highest category."""
    if wanted.empty:
        return []
    rows = school_rows(everywhere, located=True)
    r = rows.c
    spots = {
        (place, school): (latitude, longitude)
        for place, school, latitude, longitude in connection.execute(
            select(r.municipality_id, r.school_id, r.latitude, r.longitude).where(
                r.latitude.is_not(None), r.longitude.is_not(None)
            )
        )
    }
    counts = _counts(everywhere, tuple(sorted(set(wanted["subject"])))).subquery()
    c = counts.c
    able: dict[str, list[tuple[str, str, int]]] = {}
    having = select(c.subject, c.municipality_id, c.school_id, c.highest).where(c.highest > 0)
    for subject, place, school, highest in connection.execute(having.order_by(c.municipality_id, c.school_id)):
        if (place, school) in spots:
            able.setdefault(subject, []).append((place, school, int(highest)))
    grids = {subject: np.array([spots[place, school] for place, school, _ in of]) for subject, of in able.items()}
    found: list[Nearest] = []
    for row in rows_of(wanted):
        here = spots.get((row.municipality_id, row.school_id))
        if here is None:
            found.append((None, None, None, NO_COORDINATES))
        elif row.subject not in able:
            found.append((None, None, None, NOBODY))
        else:
            away = kilometres(*here, grids[row.subject][:, 0], grids[row.subject][:, 1])
            first = int(away.argmin())
            place, school, highest = able[row.subject][first]
            found.append(((place, school), float(away[first]), highest, None))
    return found


def _counts(scope: Scope, subjects: tuple[str, ...] = ()) -> Select[*tuple[Any, ...]]:
    """Young teachers and those of the highest category by selected school and subject.

    ``unsaid``: age bands of teachers whose categories are not said; young is missing where no tenure is said.
    """
    age = staff_age.c
    key = (age.municipality_id, age.school_id, age.subject)
    statement = _rows(
        scope,
        *key,
        func.sum(age.tenure_under_3).label("young"),
        func.coalesce(func.sum(age.highest_category), 0).label("highest"),
        func.count(case((and_(age.highest_category.is_(None), age.teachers > 0), 1))).label("unsaid"),
    ).group_by(*key)
    return statement.where(age.subject.in_(subjects)) if subjects else statement


def _rows(scope: Scope, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Of the rows of «Кадры_возраст» of selected schools."""
    rows = school_rows(scope, described=False)
    return (
        select(*columns)
        .join(rows, _same_school(rows))
        .where(staff_age.c.cycle == scope.cycle, in_force(staff_age, scope.as_of))
    )


def _total(value: ColumnElement[Any], where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((where, value), else_=0))


def _same_school(rows: Subquery) -> ColumnElement[bool]:
    age = staff_age.c
    return and_(age.municipality_id == rows.c.municipality_id, age.school_id == rows.c.school_id)
