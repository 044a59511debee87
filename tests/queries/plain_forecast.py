"""Second implementation of the queries of the staffing forecast, over the rows of the fact tables."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from data.sheets_staff import AGE_BANDS
from data.workbook import cycle_bounds
from queries.scope import Scope
from tests.queries.plain import Facts, Row, resolve, selected

Key = tuple[str, str, str]


def staff_by_cycle(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    said = []
    for cycle in sorted({key[0] for key in facts.judged(scope.as_of) if key[0] <= (scope.cycle or "")}):
        schools: dict[str, list[Key]] = defaultdict(list)
        for row in selected(facts, scope.in_cycle(cycle)):
            schools[row["municipality_id"]].append((cycle, row["municipality_id"], row["school_id"]))
        said += [_municipality(facts, scope, cycle, code, schools[code]) for code in sorted(schools)]
    return said


def _municipality(facts: Facts, scope: Scope, cycle: str, code: str, schools: list[Key]) -> Row:
    sums: dict[str, Any] = dict.fromkeys(
        (
            *("schools_with_data", "teachers", "teachers_under_35", "teachers_50_59", "middle_told"),
            *("teachers_60_plus", "flow_schools", "flow_start", "departed", "young", "experienced"),
            *("contract_schools", "contracts", "graduates", "graduates_hired", "hours_schools"),
        ),
        0,
    )
    sums |= {"vacant": 0.0, "hours": 0.0}
    for school in schools:
        loads = [row for row in _of_school(facts, scope, "teaching_load", school) if row["subject"] == "ИТОГО"]
        if loads:
            load = max(loads, key=lambda row: row["cut_date"])
            if load["uncovered_hours"] is not None and load["planned_hours"] is not None:
                sums["hours"] += load["planned_hours"]
                sums["hours_schools"] += 1
        for row in _of_school(facts, scope, "vacancy", school):
            sums["graduates_hired"] += row["closed_on"] is not None and row["cover"] == "выпускник-целевик"
        days = _of_school(facts, scope, "staff", school)
        if not days:
            continue
        last = max(days, key=lambda row: row["cut_date"])
        sums["schools_with_data"] += 1
        for name in ("teachers", "teachers_under_35", "teachers_60_plus"):
            sums[name] += last[name]
        if last["teachers_50_59"] is not None:
            sums["teachers_50_59"] += last["teachers_50_59"]
            sums["middle_told"] += last["teachers"] - last["teachers_under_35"] - last["teachers_60_plus"]
        if None not in (last["hired"], last["hired_experienced"], last["departed"]):
            sums["flow_schools"] += 1
            sums["flow_start"] += last["educators"] - last["hired"] + last["departed"]
            sums["departed"] += last["departed"]
            sums["young"] += last["hired"] - last["hired_experienced"]
            sums["experienced"] += last["hired_experienced"]
        if last["target_contracts"] is not None:
            sums["contract_schools"] += 1
            sums["contracts"] += last["target_contracts"]
            sums["graduates"] += last["target_graduates"] or 0
        sums["vacant"] += _open_posts(facts, scope, school, teachers_only=True)
    return {"cycle": cycle, "municipality_id": code, "schools": len(schools), **sums}


def staff_by_subject(facts: Facts, scope: Scope) -> list[Row]:
    scope = resolve(facts, scope)
    schools = [(row["cycle"], row["municipality_id"], row["school_id"]) for row in selected(facts, scope)]
    rows = [(school, row) for school in schools for row in _of_school(facts, scope, "staff_age", school)]
    filled = {school for school, _ in rows}
    said = []
    for subject in {row["subject"] for _, row in rows}:
        here = [(school, row) for school, row in rows if row["subject"] == subject]
        said.append(
            {
                "subject": subject,
                "teachers": sum(row["teachers"] for _, row in here),
                **{
                    f"band_{number}": sum(row["teachers"] for _, row in here if row["age_band"] == band)
                    for number, band in enumerate(AGE_BANDS, start=1)
                },
                "vacant": sum(_open_posts(facts, scope, school, subject=subject) for school in filled),
                "schools": len({school for school, row in here if row["teachers"] > 0}),
                "schools_with_data": len(filled),
                "schools_selected": len(schools),
            }
        )
    return sorted(said, key=lambda row: (-row["teachers"], row["subject"]))


def _open_posts(
    facts: Facts, scope: Scope, school: Key, *, subject: str | None = None, teachers_only: bool = False
) -> float:
    cut = _cut(facts, scope, school)
    return sum(
        row["rates"]
        for row in _of_school(facts, scope, "vacancy", school)
        if row["opened_on"] <= cut
        and (row["closed_on"] is None or row["closed_on"] > cut)
        and (subject is None or row["subject"] == subject)
        and (row["post"] == "учитель" or not teachers_only)
    )


def _cut(facts: Facts, scope: Scope, school: Key) -> date:
    for row in facts.rows("instruction", scope.as_of):
        if (row["cycle"], row["municipality_id"]) == school[:2]:
            said: date = row["cut_date"]
            return said
    return cycle_bounds(school[0])[1]


def _of_school(facts: Facts, scope: Scope, table: str, school: Key) -> list[Row]:
    def by_school() -> dict[Key, list[Row]]:
        found = defaultdict(list)
        for row in facts.rows(table, scope.as_of):
            found[row["cycle"], row["municipality_id"], row["school_id"]].append(row)
        return found

    return facts.once(("by school", table, scope.as_of), by_school).get(school, [])
