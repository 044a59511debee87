"""External assessments (ВПР, ОГЭ, ЕГЭ and others): what the sheet «Процедуры» says of the selected schools.

They are no part of any group or indicator. Pupils of one grade are few, so the council is told nothing of them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, func, select

from data.sheets_competence import ASSESSMENT_KINDS
from data.subjects import ASSESSMENT_SUBJECTS
from data.tables import assessment
from methodology.words import number, share
from queries.frames import frame_of_records
from queries.scope import Scope
from queries.selection import about_selected, methodology_of, resolved
from queries.showing import for_council

RESULTS = ("below_minimum", "high")
"""What is counted of the participants; a workbook may leave either out."""
ASSESSMENTS = {
    "kind": "object", "subject": "object", "grade": "Int64", "schools": "Int64", "participants": "Int64",
    "below_minimum": "Int64", "below_minimum_of": "Int64", "below_minimum_words": "object",
    "below_minimum_pct": "Float64", "below_minimum_before": "object",
    "high": "Int64", "high_of": "Int64", "high_words": "object", "high_pct": "Float64", "high_before": "object",
    "biased": "Int64", "biased_of": "Int64", "biased_words": "object",
}  # fmt: skip
"""Columns of ``assessments`` and their dtypes."""

Key = tuple[str, str, int]


def assessments(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one assessment of the cycle: a procedure × subject × grade, Σ over the selected schools that took it.

    Columns: kind, subject, grade; schools (that took it), participants; below_minimum (did not reach the minimum) and
    high (high result), each with _of (participants of the schools that say it), _words («7 из 54 (13 %)»), _pct and
    _before (words of the same assessment in the cycle ``previous``: other pupils; missing where there was none), all
    missing where no school says it; biased (schools with the sign of biased results), biased_of (schools that say
    whether they have it), biased_words («да» of one school, else «3 из 14»), all missing where none says.
    By procedure and subject in the order of the sheet's lists, then by grade. None for the council.
    """
    scope = resolved(connection, scope)
    if for_council(scope) or scope.cycle is None:
        return frame_of_records([], ASSESSMENTS)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    found = _sums(connection, scope)
    before = {} if previous is None else _sums(connection, scope.in_cycle(previous))
    records = []
    for key in sorted(found, key=_place):
        row, was = found[key], before.get(key)
        record = dict(zip(("kind", "subject", "grade"), key, strict=True)) | {
            "schools": row.schools,
            "participants": row.participants,
            "biased": row.biased,
            "biased_of": None if row.biased is None else row.biased_of,
            "biased_words": _biased(row, one_school=scope.school is not None),
        }
        for name in RESULTS:
            count, of = getattr(row, name), getattr(row, f"{name}_of")
            record |= {
                name: count,
                f"{name}_of": None if count is None else of,
                f"{name}_words": _words(row, name, limit),
                f"{name}_pct": 100 * count / of if count is not None and of else None,
                f"{name}_before": None if was is None else _words(was, name, limit),
            }
        records.append(record)
    return frame_of_records(records, ASSESSMENTS)


def _sums(connection: Connection, scope: Scope) -> dict[Key, Any]:
    """(procedure, subject, grade) → sums of the cycle of a resolved scope; missing where no row says any."""
    a = assessment.c
    key = (a.kind, a.subject, a.grade)
    told = [
        column
        for name in RESULTS
        for column in (
            func.sum(a[name]).label(name),
            func.sum(case((a[name].is_not(None), a.participants), else_=0)).label(f"{name}_of"),
        )
    ]
    biased = func.sum(case((a.biased.is_(True), 1), (a.biased.is_(False), 0))).label("biased")
    statement = (
        select(*key, func.count().label("schools"), func.sum(a.participants).label("participants"), *told)
        .add_columns(biased, func.count(a.biased).label("biased_of"))
        .where(*about_selected(connection, scope, assessment))
        .group_by(*key)
    )
    return {(row.kind, row.subject, row.grade): row for row in connection.execute(statement)}


def _biased(row: Any, *, one_school: bool) -> str | None:
    if row.biased is None:
        return None
    return ("да" if row.biased else "нет") if one_school else f"{number(row.biased)} из {number(row.biased_of)}"


def _words(row: Any, name: str, limit: float) -> str | None:
    count = getattr(row, name)
    return None if count is None else share(count, getattr(row, f"{name}_of"), limit)


def _place(key: Key) -> tuple[int, int, str, int]:
    """Where an assessment stands: a subject or procedure that the lists don't know comes last, by name."""
    kind, subject, grade = key
    kinds, subjects = list(ASSESSMENT_KINDS), list(ASSESSMENT_SUBJECTS)
    return (
        kinds.index(kind) if kind in kinds else len(kinds),
        subjects.index(subject) if subject in subjects else len(subjects),
        subject,
        grade,
    )
