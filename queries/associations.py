"""Methodological associations: which have a plan of the year and an analysis of the last one."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, case, func, or_, select

from data.tables import association, in_force
from methodology.words import share
from queries.frames import in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, names_of_schools, resolved, school_rows, with_municipality_names

METHODICAL = "методобъединение"
"""The kind that ПР-МО counts; communities and sites stand on the sheet too."""


def associations_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with selected schools and a methodological association.

    Columns: municipality_id, municipality_name, associations, complete (with plan and analysis), complete_words («5 из
    8»), without_plan, without_analysis, without_both, incomplete. Of filters only the places count: an association is
    of a municipality. The most incomplete first.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    a = association.c
    no_plan, no_analysis = a.has_plan.is_not(True), a.has_analysis.is_not(True)
    frame = read_frame(
        connection,
        select(
            a.municipality_id,
            func.count().label("associations"),
            func.count(case((and_(~no_plan, ~no_analysis), 1))).label("complete"),
            func.count(case((no_plan, 1))).label("without_plan"),
            func.count(case((no_analysis, 1))).label("without_analysis"),
            func.count(case((and_(no_plan, no_analysis), 1))).label("without_both"),
            func.count(case((or_(no_plan, no_analysis), 1))).label("incomplete"),
        )
        .where(
            a.cycle == scope.cycle,
            a.kind == METHODICAL,
            in_force(association, scope.as_of),
            a.municipality_id.in_(select(rows.c.municipality_id)),
        )
        .group_by(a.municipality_id),
    )
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    words = [share(int(row.complete), int(row.associations), limit) for row in rows_of(frame)]
    frame.insert(3, "complete_words", pd.Series(words, frame.index, dtype=object))
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    return in_order_of(frame, "incomplete", "municipality_name", "municipality_id", down=("incomplete",))


def association_rows(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one row of the sheet «Методобъединения» of a municipality with selected schools.

    In the scope of one school: those of the school alone. Columns: municipality_id, municipality_name, code, kind,
    level, theme, short_name (of the school, of school associations), members, has_plan, has_analysis, joint_events
    (missing where not said), missing_words (what is missing of a methodological association), sheet_row, load_id.
    Methodological ones without plan and analysis first.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    a = association.c
    statement = select(
        a.municipality_id, a.association_code.label("code"), a.kind, a.level, a.theme, a.school_id, a.members,
        a.has_plan, a.has_analysis, a.joint_events, a.sheet_row, a.from_load.label("load_id"),
    ).where(
        a.cycle == scope.cycle,
        in_force(association, scope.as_of),
        a.municipality_id.in_(select(rows.c.municipality_id)),
    )  # fmt: skip
    if scope.school is not None:
        statement = statement.where(a.school_id == scope.school.school_id)
    frame = read_frame(connection, statement)
    keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
    named = names_of_schools(connection, scope, {key for key in keys if key[1] is not None})
    schools = [None if key[1] is None else named.get(key, ("", key[1]))[1] for key in keys]
    frame.insert(5, "short_name", pd.Series(schools, frame.index, dtype=object))
    missing = [_missing(row) for row in rows_of(frame)]
    frame["missing_words"] = pd.Series(missing, frame.index, dtype=object)
    frame["_complete"] = pd.Series([-len(words) if words else 1 for words in missing], frame.index, dtype="Int64")
    frame = with_municipality_names(frame, connection, scope).drop(columns=["cluster", "school_id"])
    frame = in_order_of(frame, "_complete", "municipality_name", "municipality_id", "sheet_row", "code")
    return frame.drop(columns="_complete")


def _missing(row: Any) -> str | None:
    if row.kind != METHODICAL:
        return None
    absent = [words for words, there in (("плана", row.has_plan), ("анализа", row.has_analysis)) if not there]
    return f"нет {' и '.join(absent)}" if absent else None
