"""What people did in the demonstration: recommendations of the cycle before the last, a decision, its execution.

Written by the same functions that people use, with made-up positions and days.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from data.acting import ON_A_DAY, SCHOOL_YEAR, Deadline
from data.assignments import DONE, UNDER_WAY, set_status
from data.database import reading
from data.decisions import Head, Item, add_item, adopt, compose
from data.methodology_versions import read_methodology_version, version_in_force
from data.recommendation_acts import Key, Proposal, accept, change, reject
from data.tables import in_force, indicator_value, judgement
from data.tables_decisions import assignment, decision, recommendation_issue
from data.workbook import cycle_bounds
from methodology.zones import value_of, zone_of_value

HEAD, SECRETARY, METHODOLOGIST = "начальник управления образования", "секретарь коллегии", "методист"
COVERAGE = "Н-ОХВ"
"""The indicator on which the recommendation about mentors hangs."""


def add_decisions(engine: Engine) -> None:
    """Recommendations, a decision and its assignments, where there are two cycles and nothing decided yet."""
    with reading(engine) as connection:
        version = version_in_force(connection)
        judged = (judgement.c.methodology == version, in_force(judgement, None))
        cycles = sorted(connection.scalars(select(judgement.c.cycle).where(*judged).distinct()))
        if len(cycles) < 2 or connection.scalar(select(func.count()).select_from(decision)):
            return
        before, last = cycles[-2:]
        plans, mentors = _plans(connection, before, version), _mentors(connection, before, version)
        schools = connection.scalar(select(func.count()).where(*judged, judgement.c.cycle == before)) or 0
    if not plans or not mentors:
        return
    on = date(cycle_bounds(before)[1].year, 10, 20)
    said = _at(on - timedelta(days=10))
    numbers = accept(engine, plans, METHODOLOGIST, said)
    changed, rejected = mentors[:2], mentors[2:4]
    # Every third stays unanswered, so that those who got it stand beside others who were as low and didn't.
    accepted = [each for at, each in enumerate(mentors[4:]) if at % 3 != 2]
    numbers += change(engine, changed, METHODOLOGIST, deadline=Deadline(SCHOOL_YEAR, cycle_bounds(last)[1]), at=said)
    reject(engine, rejected, METHODOLOGIST, "наставники закреплены после даты среза", said)
    numbers += accept(engine, accepted, METHODOLOGIST, said)
    with reading(engine) as connection:
        i = recommendation_issue.c
        revisions = dict(connection.execute(select(i.issue_id, i.revision)).all())
    head = Head(on, f"Об итогах мониторинга {before} и мерах поддержки школ", "Коллегия управления образования", "7")
    seen = {number: revisions[number] for number in numbers}
    number = compose(engine, head, before, seen, schools, SECRETARY, _at(on - timedelta(days=3)))
    by_hand = Item(
        "Методическая служба",
        "Провести совещание о составлении школьных планов",
        Deadline(ON_A_DAY, on + timedelta(days=14)),
    )
    add_item(engine, number, 1, by_hand, SECRETARY, _at(on - timedelta(days=2)))
    adopt(engine, number, 2, HEAD, _at(on))
    _carry_out(engine, on, cycle_bounds(last)[1])


def _plans(connection: Connection, cycle: str, version: int) -> list[Proposal]:
    """АР-02 for every school of group 3."""
    j = judgement.c
    due = Deadline(ON_A_DAY, date(cycle_bounds(cycle)[1].year, 12, 10))
    found = connection.execute(
        select(j.municipality_id, j.school_id, j.from_load)
        .where(j.methodology == version, j.cycle == cycle, j.group_number == 3, in_force(judgement, None))
        .order_by(j.municipality_id, j.school_id)
    )
    return [
        Proposal(
            Key(cycle, place, school, "", "АР-02"),
            "Разработать и представить школьный план устранения выявленных дефицитов",
            "Руководитель ОО",
            due,
            evidence="план, регистрационный номер и дата",
            methodology=version,
            as_of_load=load_id,
            trace=[{"group": "Э-ГР", "value": 3}],
        )
        for place, school, load_id in found
    ]


def _mentors(connection: Connection, cycle: str, version: int) -> list[Proposal]:
    """АР-23 for every school where not enough of the young have a mentor."""
    rules = read_methodology_version(connection, version)
    rule, v = rules.indicator(COVERAGE), indicator_value.c
    due = Deadline(ON_A_DAY, date(cycle_bounds(cycle)[1].year, 11, 20))
    proposals = []
    for row in connection.execute(
        select(indicator_value)
        .where(v.cycle == cycle, v.indicator == COVERAGE, v.part == "", in_force(indicator_value, None))
        .order_by(v.municipality_id, v.school_id)
    ).mappings():
        value = value_of(rule, row["numerator"], row["denominator"], rules)
        zone = None if value is None else zone_of_value(rule, value, rules)
        if value is None or zone in (None, "high"):
            continue
        trace: dict[str, Any] = {
            "indicator": COVERAGE,
            "part": "",
            "numerator": row["numerator"],
            "denominator": row["denominator"],
            "value": float(value),
        }
        proposals.append(
            Proposal(
                Key(cycle, row["municipality_id"], row["school_id"], "", "АР-23"),
                "Закрепить наставников за молодыми и вновь прибывшими педагогами",
                "Руководитель ОО",
                due,
                evidence="приказ, программа наставничества",
                methodology=version,
                as_of_load=row["from_load"],
                trace=[trace],
                zone=zone,
                value=float(value),
            )
        )
    return proposals


def _carry_out(engine: Engine, on: date, until: date) -> None:
    """Most is done in time, some late, some is under way, and some nobody has begun."""
    with reading(engine) as connection:
        a = assignment.c
        given = connection.execute(select(a.assignment_id, a.deadline).order_by(a.assignment_id)).all()
    in_time = {number: 1 for number, _ in given if number % 10 < 6}
    late = {number: 1 for number, deadline in given if number % 10 in (6, 7) and deadline < until}
    begun = {number: 1 for number, _ in given if number % 10 == 8}
    done_on = on + timedelta(days=12)
    after = max(deadline for _, deadline in given if deadline < until) + timedelta(days=21)
    set_status(
        engine, in_time, DONE, SECRETARY, done_on=done_on, evidence="приказ по школе", today=until, at=_at(done_on)
    )
    if late:
        set_status(engine, late, DONE, SECRETARY, done_on=after, today=until, at=_at(after))
    if begun:
        set_status(engine, begun, UNDER_WAY, SECRETARY, today=until, at=_at(after))


def _at(on: date) -> datetime:
    return datetime.combine(on, time(10, 0))
