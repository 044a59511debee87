"""The second implementation of the queries about execution and decisions: see ``plain``."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from methodology.words import share
from queries.scope import Scope
from tests.queries import plain, plain_acts
from tests.queries.plain import Facts, Row

DONE = ("исполнено", "исполнено с нарушением срока")
STATES = ("overdue", "soon", "open", "late", "done", "cancelled")
WORDS = dict(
    zip(
        STATES,
        (
            "▼ просрочено",
            "● срок близко",
            "– в работе",
            "● исполнено позже срока",
            "▲ исполнено",
            "– отменено",
        ),
        strict=True,
    )
)
ZONES = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется"}
CONFIRMED = ("принята", "изменена")


def _state(row: Row, on: date) -> str:
    done = row["status"] in DONE and (row["done_on"] is None or row["done_on"] <= on)
    if row["status"] == "отменено":
        return "cancelled"
    if done:
        return "late" if row["deadline"] and row["done_on"] and row["done_on"] > row["deadline"] else "done"
    if not row["deadline"] or row["deadline"] > on + timedelta(days=14):
        return "open"
    return "overdue" if row["deadline"] < on else "soon"


def _deadline_words(row: Row) -> str:
    kind, on = row["deadline_kind"], row["deadline"]
    if on and kind == "дата":
        return f"до {on:%d.%m.%Y}"
    if on:
        return f"{kind}, до {on:%d.%m.%Y}"
    return f"{kind}, контроль: {row['control_period']}" if row.get("control_period") else str(kind)


def _every(facts: Facts, scope: Scope) -> list[Row]:
    """Assignments, and rows of the sheet that are none of them, of all cycles."""
    decided = {row["decision_id"]: row for row in facts.tables["decision"]}
    rows = []
    for row in facts.tables["assignment"]:
        by = decided[row["decision_id"]]
        items = [item for item in facts.tables["decision_item"] if item["decision_id"] == row["decision_id"]]
        point = plain_acts.number_of_item(items, row["position"])
        words = f"решение №\u00a0{by['number']} от {by['date']:%d.%m.%Y}, пункт {point}"
        rows.append({**row, "source_words": words})
    codes = {(row["municipality_id"], row["code"]) for row in rows}
    for row in facts.rows("task", scope.as_of):
        if (row["municipality_id"], row["task_code"]) not in codes:
            more = {"assignment_id": None, "revision": None, "source_words": "лист «Исполнение»"}
            rows.append({**row, **more, "code": row["task_code"]})
    return rows


def _tasks(facts: Facts, scope: Scope, on: date) -> list[Row]:
    scope = plain.resolve(facts, scope)
    schools = {(row["municipality_id"], row["school_id"]): row for row in plain.selected(facts, scope)}
    places = {row["municipality_id"]: row["municipality_name"] for row in schools.values()}
    found = []
    for row in _every(facts, scope):
        key, state = (row["municipality_id"], row["school_id"] or None), _state(row, on)
        if key[1] is None:
            whole = key[0] in places or (key[0] == "" and not scope.municipalities)
            if scope.school is not None or not whole:
                continue
        elif key not in schools:
            continue
        old = row["cycle"] < (scope.cycle or "") and state in ("overdue", "soon", "open")
        # What was done after the day is open on it, but of an earlier cycle only what the sheet calls open is read.
        if row["assignment_id"] is None and row["status"] in (*DONE, "отменено"):
            old = False
        if row["cycle"] != scope.cycle and not old:
            continue
        found.append(
            {
                **row,
                "school_id": key[1],
                "municipality_name": places.get(key[0]),
                "short_name": schools[key]["short_name"] if key[1] else None,
                "deadline_words": _deadline_words(row),
                "state": state,
                "state_words": WORDS[state],
                "days_overdue": (on - row["deadline"]).days if state == "overdue" else None,
            }
        )
    return found


COLUMNS = (
    "assignment_id", "revision", "code", "source_words", "cycle", "municipality_id", "municipality_name", "school_id",
    "short_name", "recommendation", "action", "responsible_post", "issued_on", "deadline_kind", "deadline",
    "deadline_words", "status", "done_on", "evidence_document", "remark", "state", "state_words", "days_overdue",
)  # fmt: skip


def tasks(facts: Facts, scope: Scope, on: date) -> list[Row]:
    rows = _tasks(facts, scope, on)
    rows.sort(
        key=lambda row: (
            STATES.index(row["state"]),
            row["deadline"] or date.max,
            row["municipality_name"] or "",
            row["short_name"] or "",
            row["code"],
        )
    )
    return [{name: row[name] for name in COLUMNS} for row in rows]


def tasks_fallen_due(facts: Facts, scope: Scope, on: date, after: date) -> list[Row]:
    rows = [row for row in tasks(facts, scope, on) if row["deadline"] and after < row["deadline"] <= on]
    return sorted((row for row in rows if row["state"] != "cancelled"), key=lambda row: row["deadline"])


def _of_cycle(facts: Facts, scope: Scope, on: date) -> list[Row]:
    cycle = plain.resolve(facts, scope).cycle
    return [row for row in _tasks(facts, scope, on) if row["cycle"] == cycle]


def tasks_by_addressee(facts: Facts, scope: Scope, on: date) -> list[Row]:
    rows = _of_cycle(facts, scope, on)
    lines = []
    for post in {row["responsible_post"][0].upper() + row["responsible_post"][1:] for row in rows}:
        own = [row for row in rows if row["responsible_post"][1:] == post[1:]]
        counts = Counter(row["state"] for row in own)
        due = [row for row in own if row["deadline"] and row["deadline"] <= on and row["state"] != "cancelled"]
        in_time = sum(row["state"] == "done" for row in due)
        zone = None
        if due:
            percent = 100 * in_time / len(due)
            zone = "low" if percent < 70 else "middle" if percent < 90 else "high"
        lines.append(
            {
                "post": post,
                "tasks": len(own),
                **{state: counts[state] for state in STATES},
                "due": len(due),
                "in_time": in_time,
                "words": share(in_time, len(due)) if due else "срок не наступил",
                "zone": zone,
                "zone_words": ZONES[zone] if zone else None,
            }
        )
    return sorted(lines, key=lambda line: (-line["overdue"], -line["soon"], line["post"]))


MONTHS = ["янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек."]


def deadlines_by_period(facts: Facts, scope: Scope, on: date, by: str = "month") -> list[Row]:
    counts: Counter[tuple[date, str]] = Counter()
    for row in _tasks(facts, scope, on):
        due = row["deadline"]
        if due:
            counts[due.replace(day=1) if by == "month" else due - timedelta(days=due.weekday()), row["state"]] += 1
    return [
        {
            "start": start,
            "words": f"{MONTHS[start.month - 1]} {start.year}" if by == "month" else f"с {start:%d.%m.%Y}",
            "state": state,
            "state_words": WORDS[state],
            "tasks": size,
        }
        for (start, state), size in sorted(counts.items(), key=lambda each: (each[0][0], STATES.index(each[0][1])))
    ]


def plans_of_schools(facts: Facts, scope: Scope, on: date) -> list[Row]:
    scope = plain.resolve(facts, scope)
    said: dict[tuple[str, str], date | None] = {}
    for row in _of_cycle(facts, scope, on):
        if row["recommendation"] == "АР-02" and row["state"] != "cancelled" and row["school_id"]:
            said[row["municipality_id"], row["school_id"]] = row["deadline"]
    for row in facts.tables["recommendation_issue"]:
        if row["code"] == "АР-02" and row["cycle"] == scope.cycle and row["state"] in CONFIRMED:
            said.setdefault((row["municipality_id"], row["school_id"]), row["deadline"])
    lines = []
    for school in plain.selected(facts, scope):
        key = (school["municipality_id"], school["school_id"])
        if key not in said:
            continue
        papers = [
            row
            for row in facts.rows("document", scope.as_of)
            if (row["municipality_id"], row["school_id"], row["cycle"]) == (*key, scope.cycle)
            and row["kind"] == "школьный план"
            and row["level"] == "ОО"
        ]
        named = [row["due_on"] for row in papers if row["due_on"]]
        due = min(named) if named else said[key] or date(int((scope.cycle or "")[:4]) + 1, 10, 20)
        sent = [row["submitted_on"] for row in papers if row["submitted_on"] and row["submitted_on"] <= on]
        if sent:
            in_time: bool | None = min(sent) <= due
            words = "▲ в срок" if in_time else "● позже срока"
        else:
            in_time = None if due >= on else False
            words = "– срок не наступил" if in_time is None else "▼ не представлен"
        lines.append(
            {
                **{name: school[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name")},
                "due": due,
                "submitted_on": min(sent, default=None),
                "in_time": in_time,
                "state_words": words,
            }
        )
    order = (False, None, True)
    lines.sort(key=lambda line: (order.index(line["in_time"]), line["municipality_name"], line["short_name"]))
    return lines


def execution_indicators(facts: Facts, scope: Scope, on: date) -> list[Row]:
    scope = plain.resolve(facts, scope)
    rows, schools = _of_cycle(facts, scope, on), plain.selected(facts, scope)
    places = {row["municipality_id"] for row in schools}
    keys = {(row["municipality_id"], row["school_id"]) for row in schools}
    due = [row for row in rows if row["deadline"] and row["deadline"] <= on and row["state"] != "cancelled"]
    done = [row for row in rows if row["state"] in ("done", "late")]
    plans = [row for row in plans_of_schools(facts, scope, on) if row["in_time"] is not None]
    issues = [
        row
        for row in facts.tables["recommendation_issue"]
        if row["cycle"] == scope.cycle and row["state"] in CONFIRMED
        if (row["municipality_id"], row["school_id"]) in keys
        or (not row["school_id"] and scope.school is None and row["municipality_id"] in places)
    ]
    with_task = {(row["municipality_id"], row["school_id"] or "", row["recommendation"]) for row in rows}
    there = {row["municipality_id"] for row in rows} & places
    counts: dict[str, tuple[str, int, int | None, set[Any]]] = {
        "И-ВЫП": ("Исполнение в срок", sum(row["state"] == "done" for row in due), len(due), there),
        "И-ПРОСР": ("Просрочено", sum(row["state"] == "overdue" for row in rows), None, there),
        "И-ПОДТВ": (
            "Подтверждено документом",
            sum(row["evidence_document"] is not None for row in done),
            len(done),
            there,
        ),
        "И-ПОКР": (
            "Покрытие рекомендаций планом",
            sum((row["municipality_id"], row["school_id"], row["code"]) in with_task for row in issues),
            len(issues),
            {row["municipality_id"] for row in issues},
        ),
        "И-ПЛАН": (
            "Планы представлены в срок",
            sum(row["in_time"] is True for row in plans),
            len(plans),
            {row["municipality_id"] for row in plans},
        ),
    }
    lines = []
    for code, (name, up, down, known) in counts.items():
        value: float | None = up if down is None else 100 * up / down if down else None
        value = value if known else None
        zone = None
        if value is not None:
            if code == "И-ПРОСР":
                zone = "low" if value > 0 else "high"
            elif code == "И-ВЫП":
                zone = "low" if value < 70 else "middle" if value < 90 else "high"
            else:
                zone = "middle" if value < 100 else "high"
        lines.append(
            {
                "code": code,
                "name": name,
                "numerator": up if known else None,
                "denominator": down if known else None,
                "value": value,
                "words": "нет данных" if value is None else str(up) if down is None else share(up, down),
                "zone": zone,
                "zone_words": ZONES[zone] if zone else None,
                "municipalities_with_data": len(known),
                "municipalities": len(places),
            }
        )
    return lines if scope.cycle else []
