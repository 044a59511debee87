"""The second implementation of the queries about recommendations with acts, decisions and effect: see ``plain``.

What fires and the values of schools are taken as they are stored: they have second implementations of their own.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import Any

from data.tables import firing, indicator_value
from methodology.catalogue import Indicator
from methodology.deadlines import deadline_words
from methodology.effect import student_95
from methodology.judged import GRADUATES, SIXTY, VACANT
from methodology.words import share
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

STORED = (firing, indicator_value)
"""What facts need beside what they always hold."""
KEY = ("municipality_id", "school_id", "person", "code")
CONFIRMED = ("принята", "изменена")
FINISHED = ("исполнено", "исполнено с нарушением срока")
SHOWN = (*KEY, "text", "addressees", "priority", "deadline_kind", "deadline", "control_period", "evidence", "block")
OF_ACTS = ("issue_id", "revision", "state", "post", "at", "reason", "manual", "fires", "execution")


def _at(row: Row) -> str:
    return f"{row['at']:%d.%m.%Y %H:%M}"


def _here(facts: Facts, scope: Scope) -> tuple[set[tuple[str, str]], set[str]]:
    """The selected schools, and the municipalities whose own recommendations are of the scope."""
    rows = plain.selected(facts, scope)
    schools = {(row["municipality_id"], row["school_id"]) for row in rows}
    return schools, {place for place, _ in schools} if scope.school is None else set()


def _of(row: Row, here: tuple[set[tuple[str, str]], set[str]]) -> bool:
    schools, places = here
    return (
        (row["municipality_id"], row["school_id"]) in schools if row["school_id"] else row["municipality_id"] in places
    )


def _firings(facts: Facts, scope: Scope) -> list[Row]:
    here = _here(facts, scope)
    rows = facts.rows("firing", scope.as_of)
    of_cycle = [row for row in rows if (row["methodology"], row["cycle"]) == (scope.methodology, scope.cycle)]
    return [row for row in of_cycle if _of(row, here)]


def _issues(facts: Facts, scope: Scope) -> list[Row]:
    here = _here(facts, scope)
    return [row for row in facts.tables["recommendation_issue"] if row["cycle"] == scope.cycle and _of(row, here)]


def _common(facts: Facts, scope: Scope, fired: list[Row]) -> set[str]:
    size = len(plain.selected(facts, scope))
    counts = Counter(row["code"] for row in fired if row["school_id"])
    limit = facts.rules.threshold("common_point_share")
    return {code for code, count in counts.items() if 100 * count > limit * size} if size > 1 else set()


def _main(facts: Facts, scope: Scope, fired: list[Row]) -> list[Row]:
    """At most rec_cap of a school, the most important ones, without what is common; all of municipalities."""
    common = _common(facts, scope, fired)
    of_school: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in fired:
        if row["school_id"] and row["code"] not in common:
            of_school[row["municipality_id"], row["school_id"]].append(row)
    kept = [row for row in fired if not row["school_id"]]
    for rows in of_school.values():
        rows.sort(key=lambda row: (row["priority"], row["distance"] is None, -(row["distance"] or 0), row["code"]))
        kept += rows[: int(facts.rules.threshold("rec_cap"))]
    return kept


def addressed_recommendations(facts: Facts, scope: Scope, main: bool = False, state: str = "") -> list[Row]:
    """The columns ``SHOWN`` and ``OF_ACTS``, by key."""
    scope = plain.resolve(facts, scope)
    fired = _firings(facts, scope)
    firing_keys = {tuple(row[name] for name in KEY) for row in fired}
    rules = {rule.code: rule for rule in facts.rules.recommendations}
    given = {
        row["issue_id"]: row
        for row in sorted(facts.tables["assignment"], key=lambda row: row["assignment_id"])
        if row["cycle"] == scope.cycle and row["status"] != "отменено"
    }
    rows, settled, seen = [], set(), {}
    for issue in _issues(facts, scope):
        key = tuple(issue[name] for name in KEY)
        if issue["state"] == "предложена" and not issue["manual"] and key in firing_keys:
            seen[key] = issue
            continue
        if not issue["manual"]:
            settled.add(key)
        rule, task = rules.get(issue["code"]), given.get(issue["issue_id"])
        done = [task["status"]] if task else []
        if task and task["done_on"]:
            done.append(f"{task['done_on']:%d.%m.%Y}")
        if task and task["evidence_document"]:
            done.append(task["evidence_document"])
        rows.append(
            {
                **{name: issue[name] for name in (*SHOWN, *OF_ACTS) if name in issue},
                "addressees": issue["addressee"],
                "priority": rule.priority if rule else 1,
                "block": rule.block if rule else "",
                "at": _at(issue),
                "fires": not issue["manual"] and key in firing_keys,
                "execution": ", ".join(done) or None,
            }
        )
    for row in _main(facts, scope, fired) if main else fired:
        key = tuple(row[name] for name in KEY)
        if key in settled:
            continue
        rule, taken = rules[row["code"]], seen.get(key)
        level = "МО" if not row["school_id"] else next(level for level in rule.levels if level != "МО")
        rows.append(
            {
                **{name: row[name] for name in (*KEY, "deadline_kind", "deadline", "control_period")},
                **dict.fromkeys(("issue_id", "post", "at", "reason", "execution")),
                "text": rule.text,
                "addressees": "; ".join(rule.addressees[level]),
                "priority": rule.priority,
                "evidence": rule.evidence,
                "block": rule.block,
                "revision": 0,
                "state": "предложена",
                "manual": False,
                "fires": True,
                **({} if taken is None else {name: taken[name] for name in ("issue_id", "revision", "post")}),
                **({} if taken is None else {"at": _at(taken)}),
            }
        )
    return sorted((row for row in rows if not state or row["state"] == state), key=by_key)


def by_key(row: Row) -> tuple[Any, ...]:
    """Order for a comparison: what a query's own order is, tests of it say."""
    return (*(row[name] for name in KEY), row["issue_id"] or 0)


def recommendation_summary(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    fired, schools = _firings(facts, scope), plain.selected(facts, scope)
    rows = addressed_recommendations(facts, scope)
    states = Counter(row["state"] for row in rows)
    return [
        {
            "fired": len(fired),
            "first": sum(row["priority"] == 1 for row in fired),
            "schools": len(schools),
            "fired_schools": len({(row["municipality_id"], row["school_id"]) for row in fired if row["school_id"]}),
            "municipalities": len({row["municipality_id"] for row in fired if not row["school_id"]}),
            "common": len(_common(facts, scope, fired)),
            "proposed": states["предложена"],
            "accepted": states["принята"],
            "changed": states["изменена"],
            "rejected": states["отклонена"],
            "silent": sum(row["state"] in CONFIRMED and not row["manual"] and not row["fires"] for row in rows),
        }
    ]


def recommendations_waiting(facts: Facts, scope: Scope) -> list[Row]:
    rows = addressed_recommendations(facts, plain.resolve(facts, scope))
    proposed = sum(row["state"] == "предложена" for row in rows)
    return [{"proposed": proposed, "decided": len(rows) - proposed}]


def recommendations_found(facts: Facts, scope: Scope, main: bool = False, state: str = "") -> list[Row]:
    rows = addressed_recommendations(facts, scope, main, state)
    acted = sum(row["state"] != "предложена" or row["manual"] or not row["fires"] for row in rows)
    return [{"found": len(rows), "acted": acted}]


def _said_deadline(facts: Facts, row: Row) -> str:
    kind, on = row["deadline_kind"], row["deadline"]
    if kind == "дата" and on is None:
        rules = [each.deadline for each in facts.rules.recommendations if each.code == row["code"]]
        counted = [rule for rule in rules if rule.kind in ("date", "days")]
        return deadline_words(counted[0], None) if counted else "день не назначен"
    if kind == "постоянно" and row["control_period"]:
        return f"{kind}, контроль: {row['control_period']}"
    return kind if on is None else f"до {on:%d.%m.%Y}" if kind == "дата" else f"{kind}, до {on:%d.%m.%Y}"


def decisions(facts: Facts, scope: Scope) -> list[Row]:
    del scope
    rows = []
    for row in facts.tables["decision"]:
        key, number = row["decision_id"], row["number"]
        called = f"№\u00a0{number}" if number else f"проект {key}"
        rows.append(
            {
                **{name: row[name] for name in ("decision_id", "revision", "number", "date", "title", "body_name")},
                "control_post": row["control_post"],
                **{name: row[name] for name in ("cycle", "state", "schools")},
                "items": sum(item["decision_id"] == key for item in facts.tables["decision_item"]),
                "assignments": sum(task["decision_id"] == key for task in facts.tables["assignment"]),
                "label": f"{called} от {row['date']:%d.%m.%Y}, {row['state']}",
            }
        )
    return sorted(rows, key=lambda row: (row["date"], row["decision_id"]), reverse=True)


def number_of_item(items: list[Row], position: int) -> str:
    """Counted from the item back to the first of its group, and over the groups before."""
    of = {item["position"]: (item["common"], item["addressee"].strip().lower()) for item in items}
    starts = [at for at in sorted(of) if at == 1 or of[at] != of[at - 1]]
    group = max(at for at in starts if at <= position)
    return f"{1 + len([at for at in starts if at <= position])}.{position - group + 1}"


def decision_items(facts: Facts, scope: Scope, decision_id: int) -> list[Row]:
    names = {
        (row["municipality_id"], row["school_id"]): row["short_name"]
        for row in plain.selected(facts, Scope(scope.cycle, as_of=scope.as_of))
    }
    places = {
        row["municipality_id"]: row["municipality_name"]
        for row in plain.selected(facts, Scope(scope.cycle, as_of=scope.as_of))
    }
    issues = {row["issue_id"]: row for row in facts.tables["recommendation_issue"]}
    lines = []
    items = [item for item in facts.tables["decision_item"] if item["decision_id"] == decision_id]
    for item in sorted(items, key=lambda row: row["position"]):
        links = [
            row["issue_id"]
            for row in facts.tables["decision_item_issue"]
            if (row["decision_id"], row["position"]) == (decision_id, item["position"])
        ]
        said = ""
        place_before = None
        ordered = [(issues[number]["municipality_id"], issues[number]["school_id"]) for number in sorted(links)][:6]
        for place in dict.fromkeys(place for place, _ in ordered):
            for school in (school for other, school in ordered if other == place):
                place_name, name = places.get(place, place), names.get((place, school), school)
                if place == place_before:
                    said += f", {name}" if name else ""
                else:
                    said += "; " if said else ""
                    said += (f"{place_name}: {name}" if len(places) > 1 else name) if name else place_name
                place_before = place
        (decided,) = (row["date"] for row in facts.tables["decision"] if row["decision_id"] == decision_id)
        passed = item["deadline"] is not None and item["deadline"] < decided
        said += f" и ещё {len(links) - 6}" if len(links) > 6 else ""
        days = sorted({issues[number]["deadline"] for number in links} - {None, item["deadline"]})
        was = f" (было до {', '.join(f'{each:%d.%m.%Y}' for each in days)})" if days else ""
        lines.append(
            {
                **{name: item[name] for name in ("position", "addressee", "text", "evidence", "code", "common")},
                **{name: item[name] for name in ("deadline_kind", "deadline", "control_period", "manual")},
                "number": number_of_item(items, item["position"]),
                "deadline_words": _said_deadline(facts, item) + was + (" — ✕ раньше даты решения" if passed else ""),
                "passed": passed,
                "recommendations": len(links),
                "schools_words": said or None,
                "kind_words": "общий" if item["common"] else "вручную" if item["manual"] else None,
            }
        )
    return lines


def recommendations_without_decision(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    live = {row["decision_id"] for row in facts.tables["decision"] if row["state"] != "отменено"}
    held = {row["issue_id"] for row in facts.tables["decision_item_issue"] if row["decision_id"] in live}
    schools = {(row["municipality_id"], row["school_id"]): row for row in plain.selected(facts, scope)}
    places = {row["municipality_id"]: row["municipality_name"] for row in schools.values()}
    lines = [
        {
            **{name: row[name] for name in ("issue_id", "revision", "municipality_id", "code", "state", "text")},
            **{name: row[name] for name in ("addressee", "post")},
            "municipality_name": places[row["municipality_id"]],
            "school_id": row["school_id"] or None,
            "short_name": schools[row["municipality_id"], row["school_id"]]["short_name"] if row["school_id"] else None,
            "deadline_words": _said_deadline(facts, row),
        }
        for row in _issues(facts, scope)
        if row["state"] in CONFIRMED and row["issue_id"] not in held
    ]
    return sorted(lines, key=lambda line: (line["addressee"], line["code"], line["issue_id"]))


def _whom(facts: Facts, scope: Scope, row: Row) -> str | None:
    place, school = row.get("municipality_id", ""), row.get("school_id", "")
    called = [place, school]
    for known in plain.selected(facts, Scope(plain.resolve(facts, scope).cycle, as_of=scope.as_of)):
        if known["municipality_id"] == place:
            called[0] = known["municipality_name"]
            if known["school_id"] == school:
                called[1] = known["short_name"]
    return ", ".join(words for words in called if words) or None


def acts(facts: Facts, scope: Scope, limit: int = 50) -> list[Row]:
    lines = []
    for what, table, key, subject in (
        ("рекомендация", "recommendation", "issue_id", lambda row: row["code"]),
        ("решение", "decision", "decision_id", lambda row: row["number"] or "проект"),
        ("поручение", "assignment", "assignment_id", lambda row: row["code"]),
    ):
        stored = table if table != "recommendation" else "recommendation_issue"
        rows = {row[key]: row for row in facts.tables[stored]}
        for line in facts.tables[f"{table}_history"]:
            order = (line["at"], what, line[key], line["revision"])
            said = {name: line[name] for name in ("act", "post", "reason")}
            said["about"] = _whom(facts, scope, rows[line[key]])
            lines.append((order, {**said, "at": _at(line), "what": what, "subject": subject(rows[line[key]])}))
    lines.sort(key=lambda line: line[0], reverse=True)
    return [line for _, line in lines[:limit]]


def _values(facts: Facts, scope: Scope, cycle: str | None, code: str, part: str) -> dict[tuple[str, str], Any]:
    if code == "КД-ПРОГ" and not part:
        return _wanted(facts, scope, cycle)
    return {
        (row["municipality_id"], row["school_id"]): (row["numerator"], row["denominator"] or 0.0)
        if row["denominator"] is not None
        else (row["numerator"], 1.0)
        for row in facts.rows("indicator_value", scope.as_of)
        if (row["cycle"], row["indicator"], row["part"]) == (cycle, code, part)
    }


def _wanted(facts: Facts, scope: Scope, cycle: str | None) -> dict[tuple[str, str], Any]:
    """Vacant posts and who retires, less the graduates to come: stored as parts, put together by the threshold."""
    vacant, sixty, graduates = (
        {key: up for key, (up, _) in _values(facts, scope, cycle, "КД-ПРОГ", part).items()}
        for part in (VACANT, SIXTY, GRADUATES)
    )
    retire = facts.rules.threshold("retire_share") / 100
    return {
        key: (max(vacant[key] + sixty[key] * retire - graduates.get(key, 0.0), 0.0), 1.0)
        for key in vacant.keys() & sixty.keys()
    }


def _cause(facts: Facts, trace: list[Row]) -> tuple[str, str] | None:
    known = {rule.code for rule in facts.rules.indicators}
    found = [line for line in trace if line.get("indicator") in known]
    return (found[0]["indicator"], found[0].get("part") or "") if found else None


def _confirmed(facts: Facts, scope: Scope, cycle: str) -> list[Row]:
    schools = {(row["municipality_id"], row["school_id"]) for row in plain.selected(facts, scope)}
    return [
        row
        for row in facts.tables["recommendation_issue"]
        if row["cycle"] == cycle and row["state"] in CONFIRMED
        if (row["municipality_id"], row["school_id"]) in schools
    ]


def before_and_after(facts: Facts, scope: Scope, previous: str) -> list[Row]:
    """The numbers alone: words are those of the query's spot tests."""
    scope = plain.resolve(facts, scope)
    if previous == scope.cycle:
        return []
    told: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in _confirmed(facts, scope, previous):
        cause = _cause(facts, row["trace"])
        if cause:
            told[row["code"], *cause].add((row["municipality_id"], row["school_id"]))
    lines = []
    for (code, indicator, part), schools in sorted(told.items()):
        rule = facts.rules.indicator(indicator)
        then, now = (_values(facts, scope, cycle, indicator, part) for cycle in (previous, scope.cycle))
        there = set(then) & set(now)
        change = _change(rule, then, now, there & schools)
        if change is not None:
            before, after, half = change
            lines.append(
                {
                    "code": code,
                    "indicator": indicator,
                    "part": part,
                    "told": len(schools),
                    "schools": len(there & schools),
                    "before": before,
                    "after": after,
                    "change": after - before,
                    "low": None if half is None else after - before - half,
                    "high": None if half is None else after - before + half,
                }
            )
    return lines


def _change(rule: Indicator, then: Any, now: Any, schools: set[Any]) -> tuple[float, float, float | None] | None:
    """Before, after, and half of the interval."""
    downs = [sum(values[school][1] for school in schools) for values in (then, now)]
    if not all(downs):
        return None
    ratios = [
        sum(values[school][0] for school in schools) / down for values, down in zip((then, now), downs, strict=True)
    ]
    half = None
    if len(schools) >= 5:
        squares = 0.0
        for school in schools:
            parts = [
                (values[school][0] - ratio * values[school][1]) / down
                for values, ratio, down in zip((then, now), ratios, downs, strict=True)
            ]
            squares += (parts[1] - parts[0]) ** 2
        size = len(schools)
        half = student_95(size - 1) * math.sqrt(squares * size / (size - 1)) * rule.multiplier
    return ratios[0] * rule.multiplier, ratios[1] * rule.multiplier, half


def closed_in_better_zone(facts: Facts, scope: Scope, previous: str) -> list[Row]:
    scope = plain.resolve(facts, scope)
    confirmed = [] if previous == scope.cycle else _confirmed(facts, scope, previous)
    if not confirmed:
        return []
    by_decision = {row["issue_id"] for row in facts.tables["assignment"] if row["status"] in FINISHED}
    by_sheet = {
        (row["municipality_id"], row["school_id"] or "", row["recommendation"])
        for row in facts.rows("task", scope.as_of)
        if row["status"] in FINISHED and row["cycle"] in (previous, scope.cycle)
    }
    closed = [
        row
        for row in confirmed
        if row["issue_id"] in by_decision or (row["municipality_id"], row["school_id"], row["code"]) in by_sheet
    ]
    order = ("low", "middle", "high")
    better, known = 0, 0
    for row in closed:
        cause = _cause(facts, row["trace"])
        if cause is None or row["zone"] is None:
            continue
        found = _values(facts, scope, scope.cycle, *cause).get((row["municipality_id"], row["school_id"]))
        zone = None if found is None else _zone(facts, facts.rules.indicator(cause[0]), *found)
        if zone is not None:
            known += 1
            better += order.index(zone) > order.index(row["zone"])
    return [
        {
            "code": "И-ЭФФ",
            "name": facts.rules.indicator("И-ЭФФ").name,
            "numerator": better,
            "denominator": known,
            "confirmed": len(confirmed),
            "closed": len(closed),
            "words": share(better, known) if known else "нет данных",
        }
    ]


def _zone(facts: Facts, rule: Indicator, up: float, down: float) -> str | None:
    """By the bounds of the catalogue, compared one after another."""
    if not rule.zones or not down:
        return None
    value = up if rule.kind == "count" else up / down
    value = value * rule.multiplier / (facts.rules.threshold(rule.divisor) if rule.divisor else 1)
    value = min(value, 100) if rule.unit == "%" else value
    holds = {
        "below": lambda bound: value < bound,
        "at_most": lambda bound: value <= bound,
        "above": lambda bound: value > bound,
        "at_least": lambda bound: value >= bound,
    }
    for zone, said in rule.zones.items():
        for comparison, bound in said.items():
            if holds[comparison](facts.rules.threshold(bound) if isinstance(bound, str) else bound):
                return str(zone)
    return "high"
