"""From diagnostics to a finished route: how many are lost at each step, and which heads have a deficit and no route."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import CTE, Connection, Float, Subquery, and_, case, cast, func, literal, select, tuple_, union_all

from data.sheets_competence import HEAD, TOTAL_DOMAIN
from data.tables import in_force, indicator_value, leader_result
from methodology.judged import LEVELS, WHOLE, leader_bounds, leader_deficit_turn
from methodology.scales import reaches
from methodology.words import share
from queries.competences import CODES, Who, in_deficit
from queries.frames import frame_of_records, read_frame, rows_of
from queries.judged_values import assessed_heads, basis_of, heads_with_route, needing_heads, value_rows
from queries.scope import Scope
from queries.selection import methodology_of, names_of_schools, resolved
from queries.showing import FOR_WORK, HIDDEN, for_council, hidden_here, of_rows_as_they_are, of_tree

STEPS: dict[Who, tuple[tuple[str, str, str, str, str], ...]] = {
    "leaders": (
        ("К-ОХВ-Р", "Директор оценён", "не оценены", "школ цикла", "«Компетенции_рук»"),
        ("", "Нужен маршрут", "маршрут не нужен", "оценённых директоров", "«Компетенции_рук»"),
        ("ПР-ИОМ-РУК", "Есть маршрут", "без маршрута", "тех, кому он нужен и о ком ответили", "«Компетенции_рук»"),
        ("завершён", "Маршрут завершён", "не завершён", "маршрутов, о которых ответили", "«Компетенции_рук»"),
    ),
    "teachers": (
        ("К-ОХВ-П", "Прошли диагностику", "не прошли", "подлежавших", "«Компетенции_пед», «Диагностика_пед»"),
        ("", "Выявлен дефицит", "без дефицита", "прошедших", "«Компетенции_пед», «Диагностика_пед»"),
        ("ПР-ИОМ", "Есть маршрут", "без маршрута", "людей с дефицитом по листу «Развитие»", "«Развитие»"),
        (
            "ПР-КПК-АДР",
            "Обучены по дефициту",
            "не обучены",
            "людей с дефицитом по листу «Развитие»",
            "«Развитие»",
        ),
        ("ПР-ИОМ-ВЫП", "Маршрут завершён", "не завершён", "разработанных маршрутов", "«Развитие»"),
    ),
}
"""What each step counts: indicator ('' : people with a deficit, by diagnostics), name, who is lost, of whom, sheets."""
NO_LOSS = ("",)
"""Steps at which nobody is lost: it is no loss to be without a deficit."""
IN_NEED_AND_ANSWERED = ("Нужен маршрут", "не нужен или не ответили")
"""What the council is told instead of the heads in need: the next step's base, which it sees there, and the others."""
OF_STEP = {
    "step": "Int64",
    "step_words": "object",
    "people": "Int64",
    "base": "Int64",
    "lost": "Int64",
    "loss": "boolean",
    "words": "object",
    "lost_name": "object",
    "lost_words": "object",
    "base_words": "object",
    "sheet_words": "object",
    "hidden": "boolean",
}


def competence_steps(connection: Connection, scope: Scope, who: Who) -> pd.DataFrame:
    """One row is one step from diagnostics to a finished route with data on it, in order.

    Columns: step, step_words; people, base (of how many: both from the same rows, so not always the people of the step
    before), lost (base − people), loss (False: those are no loss); words («k из n (p %)»), lost_name, lost_words,
    base_words, sheet_words, hidden. For the council the numbers of a hidden step are missing and words say why. Of the
    steps of heads that are no indicator the last is hidden always; the heads in need are those of the step after.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    limit = rules.threshold("no_percent_n")
    of_heads = {} if who == "teachers" or for_council(scope) else _heads_in_need(connection, scope)
    records = []
    for number, (code, step, lost, base, sheets) in enumerate(STEPS[who], start=1):
        if _of_the_next(scope, who, code):
            step, lost = IN_NEED_AND_ANSWERED
        about = {
            "step": number,
            "step_words": step,
            "loss": code not in NO_LOSS,
            "lost_name": lost,
            "base_words": base,
            "sheet_words": sheets,
        }
        if reason := _hidden(connection, scope, who, code):
            records.append(dict.fromkeys(OF_STEP) | about | {"words": reason, "lost_words": reason, "hidden": True})
            continue
        people, of = of_heads[code] if code in of_heads else _counts(connection, scope, who, code)
        if of is None:
            continue
        records.append(
            {
                **about,
                "people": people,
                "base": of,
                "lost": of - people,
                "words": share(people, of, limit),
                "lost_words": f"{lost}: {share(of - people, of, limit)}",
                "hidden": False,
            }
        )
    # Without any other step there are no data.
    without = all(record["words"] == FOR_WORK for record in records)
    return frame_of_records([] if without else records, OF_STEP)


def _hidden(connection: Connection, scope: Scope, who: Who, code: str) -> str:
    """Why the council doesn't see a step, if so."""
    if not for_council(scope):
        return ""
    if who == "leaders" and code == "завершён":
        return FOR_WORK
    if _of_the_next(scope, who, code):
        return HIDDEN if any(hidden_here(connection, scope, shown) for shown in ("К-ОХВ-Р", "ПР-ИОМ-РУК")) else ""
    return HIDDEN if hidden_here(connection, scope, code or CODES[who].deficits) else ""


def _of_the_next(scope: Scope, who: Who, code: str) -> bool:
    """Whether a step shows no number of its own but the base of the one after it and the people of the one before."""
    return who == "leaders" and code == "" and for_council(scope)


def _counts(connection: Connection, scope: Scope, who: Who, code: str) -> tuple[int, int | None]:
    """People and of how many; None without data."""
    if _of_the_next(scope, who, code):
        (assessed, _), (_, answered) = (_counts(connection, scope, who, shown) for shown in ("К-ОХВ-Р", "ПР-ИОМ-РУК"))
        return answered or 0, None if answered is None else assessed
    scope = resolved(connection, of_tree(scope, code or CODES[who].deficits))
    if code == "" and for_council(scope):
        code = CODES[who].deficits
    if code == "":
        found = in_deficit(connection, scope, who).values()
        return sum(pair[0] for pair in found), sum(pair[1] for pair in found) if found else None
    values = value_rows(connection, scope, code, whole=True)
    sums = select(func.sum(values.c.numerator), func.sum(values.c.denominator)).where(values.c.part == WHOLE)
    people, of = connection.execute(sums).one()
    return (0, None) if of is None else (int(people), int(of))


def _heads_in_need(connection: Connection, scope: Scope) -> dict[str, tuple[int, int | None]]:
    """Code of a step that asks for the heads in need of a route → people and of how many (None without data)."""
    basis = basis_of(connection, scope)
    needing = needing_heads(basis, methodology_of(connection, scope))
    assessed, route = assessed_heads(basis, needing).subquery(), heads_with_route(basis, needing).subquery()
    h = _heads(scope, needing).c
    finished = func.sum(case((h.plan_completed.is_(True), 1.0), else_=0.0))
    told = union_all(
        select(literal("").label("code"), func.sum(assessed.c.numerator), func.sum(assessed.c.denominator)),
        select(literal("ПР-ИОМ-РУК"), func.sum(route.c.numerator), func.sum(route.c.denominator)).where(
            route.c.part == WHOLE
        ),
        select(literal("завершён"), finished, cast(func.count(), Float)).where(
            h.has_plan.is_(True), h.plan_completed.is_not(None)
        ),
    )
    return {code: (int(people or 0), int(of or 0) or None) for code, people, of in connection.execute(told)}


def _heads(scope: Scope, needing: CTE) -> Subquery:
    """One row is one head's row of the total in force, of the last day that the school has; of those in need."""
    r = leader_result.c
    last = func.max(r.assessed_on).over(partition_by=(r.municipality_id, r.school_id)).label("last")
    rows = (
        select(leader_result, last)
        .join(needing, and_(needing.c.municipality_id == r.municipality_id, needing.c.school_id == r.school_id))
        .where(r.cycle == scope.cycle, r.post == HEAD, r.domain == TOTAL_DOMAIN, in_force(leader_result, scope.as_of))
        .subquery("totals")
    )
    return select(rows).where(rows.c.assessed_on == rows.c.last).subquery("heads")


OF_HEAD = {
    "municipality_id": "object",
    "municipality_name": "object",
    "school_id": "object",
    "short_name": "object",
    "leader_code": "object",
    "level_words": "object",
    "deficit_words": "object",
    "route_words": "object",
    "assessed_on": "object",
    "found": "Int64",
}


def leaders_without_route(connection: Connection, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """One row is one head who is in need of a route (ПР-ИОМ-РУК) and has none, or of whom nobody said; by codes.

    Columns: municipality_id, municipality_name, school_id, short_name, leader_code, level_words, deficit_words (codes
    of the domains), route_words («нет», «не указано»), assessed_on (day), found (how many there are). In order of the
    codes of municipality, school, head; ``limit``: the first so many. None for the council.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    heads = _heads(scope, needing_heads(basis_of(connection, scope), rules))
    names = ("municipality_id", "school_id", "leader_code")
    statement = (
        select(heads, func.count().over().label("found"))
        .where(heads.c.has_plan.is_not(True))
        .order_by(*(heads.c[name] for name in names))
        .limit(limit)
    )
    found = read_frame(connection, statement)
    keys = list(dict.fromkeys(zip(found["municipality_id"], found["school_id"], strict=True)))
    said = names_of_schools(connection, scope, keys)
    domains = _deficit_domains(connection, scope, keys)
    turns = leader_bounds(rules).turning_points
    records = []
    for row in rows_of(found):
        key = (row.municipality_id, row.school_id)
        records.append(
            {
                **{name: getattr(row, name) for name in (*names, "assessed_on", "found")},
                "municipality_name": said[key][0],
                "short_name": said[key][1],
                "level_words": LEVELS[sum(reaches(float(row.percent), 1, turn) for turn in turns)],
                "deficit_words": ", ".join(domains.get(key, [])) or None,
                "route_words": "не указано" if pd.isna(row.has_plan) else "нет",
            }
        )
    return of_rows_as_they_are(frame_of_records(records, OF_HEAD), scope)


def _deficit_domains(
    connection: Connection, scope: Scope, keys: list[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """School → the deficit domains of its head."""
    v = indicator_value.c
    turn = leader_deficit_turn(methodology_of(connection, scope))
    low = select(v.municipality_id, v.school_id, v.part).where(
        v.cycle == scope.cycle,
        v.indicator == "К-РУК",
        v.part != WHOLE,
        in_force(indicator_value, scope.as_of),
        ~reaches(v.numerator, v.denominator, turn),
    )
    if len(keys) <= 100:
        low = low.where(tuple_(v.municipality_id, v.school_id).in_(keys))
    found: dict[tuple[str, str], list[str]] = {}
    for place, school, domain in sorted(map(tuple, connection.execute(low))):
        found.setdefault((place, school), []).append(domain)
    return found
