"""The recommendations that a decision holds, as the table of addressed recommendations lists them: for its annexes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from data.tables_decisions import decision
from queries.addressed import ADDRESSED, addressed_recommendations
from queries.decision_points import decision_points
from queries.frames import frame_of_records, rows_of
from queries.recommendation_words import source_words
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from queries.showing import for_council

READS_DECISIONS = True

AS_DECIDED = ("text", "deadline_words", "deadline_kind", "deadline", "control_period", "evidence", "common")
"""What a person may have changed in the decision: the annex says it as the decision does."""
OF_THE_POINT = ("code", "municipality_id", "municipality_name")


def decided_recommendations(
    connection: Connection, scope: Scope, decision_id: int | None = None, on: date | None = None
) -> pd.DataFrame:
    """One row is one recommendation of a decision that the scope selects, said as the decision says it.

    ``decision_id`` None: of the decision that would be composed on a day, as in ``decision_points``, which also says
    whom the council isn't told of. Columns: as in ``addressed_recommendations``. Of what doesn't fire any more and of
    what is written by hand the council is told neither level nor distance, they are missing. By position of the point,
    then by names.
    """
    scope = resolved(connection, scope)
    points = decision_points(connection, scope, decision_id, on)
    if decision_id is not None:
        cycle = connection.scalar(select(decision.c.cycle).where(decision.c.decision_id == decision_id))
        scope = replace(scope, cycle=cycle or scope.cycle)
    told = [row for row in rows_of(points) if not pd.isna(row.issue_id)]
    if not told:
        return frame_of_records([], ADDRESSED)
    rules = methodology_of(connection, scope)
    sources = {each.code: source_words(each, rules) for each in rules.recommendations}
    priorities = {each.code: each.priority for each in rules.recommendations}
    council = for_council(scope)
    known = {
        (row.municipality_id, row.school_id, row.code) if council else row.issue_id: row
        for row in rows_of(addressed_recommendations(connection, scope))
        if not (council and row.person) and not pd.isna(row.code if council else row.issue_id)
    }
    records = []
    for row in told:
        found = known.get((row.municipality_id, row.school_id or "", row.code) if council else row.issue_id)
        said = dict.fromkeys(ADDRESSED) if found is None else {name: getattr(found, name) for name in ADDRESSED}
        said |= {name: getattr(row, name) for name in (*AS_DECIDED, *OF_THE_POINT)}
        records.append(
            {
                **said,
                "addressees": row.addressee,
                "basis": row.basis or "",
                "origin": row.origin or "",
                "school_id": row.school_id or "",
                "short_name": row.short_name or "",
                "priority": priorities.get(row.code, 1),
                "sources": sources.get(row.code, "написано вручную"),
            }
        )
    return frame_of_records(records, ADDRESSED)
