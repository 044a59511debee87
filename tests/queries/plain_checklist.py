"""The second implementation of the checklist and of the list of kits: see ``plain``."""

from __future__ import annotations

from datetime import date

from queries.scope import Scope
from tests.queries import plain, plain_execution, plain_quality
from tests.queries.plain import Facts, Row

CONFIRMED = ("принята", "изменена")
LIVE = ("проект", "принято")


def states(facts: Facts, scope: Scope, previous: str | None, on: date) -> dict[str, Row]:
    """Check → its state, and the counts that its words must hold; of facts without releases."""
    scope = plain.resolve(facts, scope)
    [summary] = plain.selection_summary(facts, scope)
    unsent = {row["municipality_id"] for row in plain_quality.unsent_sheets(facts, scope, previous)}
    given = plain_execution.tasks(facts, scope, on)
    late = [row for row in given if row["state"] == "overdue"]
    waiting = _waiting(facts, scope)
    silent = summary["selected"] - summary["with_data"]
    return {
        "data": {"state": "error" if not summary["with_data"] else "warning" if silent else "fine"},
        "sent": {"state": "warning" if unsent else "fine", "count": len(unsent)},
        "findings": {"state": "warning" if _warnings(facts, scope) else "fine", "count": _warnings(facts, scope)},
        "waiting": {"state": "warning" if waiting else "fine", "count": waiting},
        "previous": {"state": "warning" if late else "fine", "count": len(late)},
    }


def _warnings(facts: Facts, scope: Scope) -> int:
    """Of the loads whose rows are in force for the cycle and the municipalities."""
    undone = {row["load_id"] for row in facts.tables["load"] if row["undone_at"]}
    latest: dict[tuple[str, str], int] = {}
    behind = [
        row
        for row in facts.tables["load_partition"]
        if row["cycle"] == scope.cycle
        and (not scope.municipalities or row["municipality_id"] in scope.municipalities)
        and (scope.as_of is None or row["load_id"] <= scope.as_of)
        and row["load_id"] not in undone
    ]
    for row in sorted(behind, key=lambda row: int(row["load_id"])):
        latest[row["municipality_id"], row["sheet"]] = row["load_id"]
    loads = set(latest.values())
    kept = [row["finding"] for row in facts.tables["load_finding"] if row["load_id"] in loads]
    return sum(each["severity"] == "warning" for each in kept)


def _waiting(facts: Facts, scope: Scope) -> int:
    """Confirmed recommendations about selected schools and their municipalities that are in no decision."""
    live = {row["decision_id"] for row in facts.tables["decision"] if row["state"] in LIVE}
    held = {row["issue_id"] for row in facts.tables["decision_item_issue"] if row["decision_id"] in live}
    schools = {(row["municipality_id"], row["school_id"]) for row in plain.selected(facts, scope)}
    places = {place for place, _ in schools}
    return sum(
        (row["municipality_id"], row["school_id"]) in schools
        if row["school_id"]
        else scope.school is None and row["municipality_id"] in places
        for row in facts.tables["recommendation_issue"]
        if row["cycle"] == scope.cycle and row["state"] in CONFIRMED and row["issue_id"] not in held
    )
