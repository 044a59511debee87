"""The second implementation of the queries of competences, as ``plain`` is of the others: from the rows of sheets."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any

from methodology.coverage import interval_pct, possible_pct
from methodology.domains import domain_name
from methodology.scales import Bounds, exact, round_half_up, zone_of
from methodology.words import percent, share
from methodology.zones import value_of, zone_of_value
from queries.competence_steps import STEPS
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

LEVELS = {"low": "низкий", "middle": "средний", "high": "высокий"}
ZONES = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется", None: "—"}
OF_DEFICITS = {**ZONES, "high": "▲ не выше порога"}
CODES = {
    "leaders": ("К-РУК-Д", "К-РУК-ДЕФ", "К-ОХВ-Р"),
    "teachers": ("К-ПЕД-УР", "К-ПЕД-ДЕФ", "К-ОХВ-П"),
}
School = tuple[str, str]
Value = tuple[School, str, Fraction, Fraction]
"""School, part, numerator, denominator."""


def _rows(facts: Facts, scope: Scope, table: str) -> list[Row]:
    """Of the cycle and of selected schools."""
    chosen = {(row["municipality_id"], row["school_id"]) for row in plain.selected(facts, scope)}
    return [
        row
        for row in facts.rows(table, scope.as_of)
        if row["cycle"] == scope.cycle and (row["municipality_id"], row["school_id"]) in chosen
    ]


def _school(row: Row) -> School:
    return row["municipality_id"], row["school_id"]


def _heads(facts: Facts, scope: Scope) -> dict[tuple[School, str], list[Row]]:
    """School and domain → the rows of its heads on the last day."""
    found: dict[tuple[School, str], list[Row]] = defaultdict(list)
    for row in _rows(facts, scope, "leader_result"):
        if row["post"] == "директор":
            found[_school(row), row["domain"]].append(row)
    return {
        key: [row for row in rows if row["assessed_on"] == max(row["assessed_on"] for row in rows)]
        for key, rows in found.items()
    }


def _head_results(facts: Facts, scope: Scope) -> dict[tuple[School, str], tuple[Fraction, int]]:
    """School and domain → per cent, heads."""
    return {
        key: (sum((exact(row["percent"]) for row in rows), Fraction(0)) / len(rows), len(rows))
        for key, rows in _heads(facts, scope).items()
    }


def _bounds(facts: Facts, low: str, high: str) -> Bounds:
    return Bounds(exact(facts.rules.threshold(low)), exact(facts.rules.threshold(high)))


def _is_deficit(facts: Facts, result: Fraction) -> bool:
    return round_half_up(result) <= exact(facts.rules.threshold("leader_deficit_max"))


def _in_need(facts: Facts, scope: Scope) -> set[School]:
    bounds = _bounds(facts, "comp_low_max", "comp_high_min")
    return {
        school
        for (school, domain), (result, _) in _head_results(facts, scope).items()
        if (zone_of(result, bounds) != "high" if domain == "ИТОГ" else _is_deficit(facts, result))
    }


def _values(facts: Facts, scope: Scope, code: str) -> list[Value]:
    made: dict[str, Any] = {
        "К-РУК-Д": _leader_levels,
        "К-РУК-ДЕФ": _leader_deficits,
        "К-ОХВ-Р": _leaders_covered,
        "ПР-ИОМ-РУК": _leaders_with_route,
        "К-ПЕД-УР": _teacher_levels,
        "К-ПЕД-ДЕФ": _teacher_deficits,
        "К-ОХВ-П": _teachers_covered,
    }
    if code in made:
        values: list[Value] = made[code](facts, scope)
        return values
    columns = {
        "ПР-ИОМ": ("plans_drawn", "with_deficit"),
        "ПР-КПК-АДР": ("trained_by_deficit", "with_deficit"),
        "ПР-ИОМ-ВЫП": ("plans_completed", "plans_drawn"),
    }[code]
    return [
        (_school(row), "", Fraction(row[columns[0]]), Fraction(row[columns[1]]))
        for row in _rows(facts, scope, "development")
        if None not in (row[columns[0]], row[columns[1]])
    ]


def _leader_levels(facts: Facts, scope: Scope) -> list[Value]:
    bounds = _bounds(facts, "comp_low_max", "comp_high_min")
    return [
        (school, name, Fraction(heads if zone_of(result, bounds) == zone else 0), Fraction(heads))
        for (school, domain), (result, heads) in _head_results(facts, scope).items()
        if domain == "ИТОГ"
        for zone, name in LEVELS.items()
    ]


def _leader_deficits(facts: Facts, scope: Scope) -> list[Value]:
    return [
        (school, domain, Fraction(heads if _is_deficit(facts, result) else 0), Fraction(heads))
        for (school, domain), (result, heads) in _head_results(facts, scope).items()
        if domain != "ИТОГ"
    ]


def _leaders_covered(facts: Facts, scope: Scope) -> list[Value]:
    told = {row["municipality_id"] for row in facts.rows("leader_result", scope.as_of) if row["cycle"] == scope.cycle}
    assessed = {
        _school(row)
        for row in _rows(facts, scope, "leader_result")
        if row["post"] == "директор" and row["domain"] == "ИТОГ"
    }
    return [
        (_school(row), "", Fraction(_school(row) in assessed), Fraction(1))
        for row in _rows(facts, scope, "school")
        if row["in_cycle"] and row["municipality_id"] in told
    ]


def _leaders_with_route(facts: Facts, scope: Scope) -> list[Value]:
    needing = _in_need(facts, scope)
    found = []
    for (school, domain), rows in _heads(facts, scope).items():
        answers = [row["has_plan"] for row in rows if row["has_plan"] is not None]
        if domain == "ИТОГ" and answers and school in needing:
            found.append((school, "", Fraction(sum(answers)), Fraction(len(answers))))
    return found


def _by_percent(facts: Facts, scope: Scope) -> dict[tuple[School, str], Counter[int]]:
    found: dict[tuple[School, str], Counter[int]] = defaultdict(Counter)
    for row in _rows(facts, scope, "teacher_percent"):
        found[_school(row), row["domain"]][row["percent"]] += row["people"]
    return found


def _teacher_levels(facts: Facts, scope: Scope) -> list[Value]:
    bounds = _bounds(facts, "teach_low_max", "teach_high_min")
    percents = _by_percent(facts, scope)
    found: list[Value] = []
    for zone, name in LEVELS.items():
        found += [
            (_school(row), name, Fraction(row[zone]), Fraction(row["assessed"]))
            for row in _rows(facts, scope, "teacher_diagnostics")
            if row["domain"] == "ИТОГ" and (_school(row), "ИТОГ") not in percents
        ]
        for (school, domain), people in percents.items():
            if domain == "ИТОГ":
                here = sum(count for result, count in people.items() if zone_of(Fraction(result), bounds) == zone)
                found.append((school, name, Fraction(here), Fraction(people.total())))
    return found


def _teacher_deficits(facts: Facts, scope: Scope) -> list[Value]:
    percents = _by_percent(facts, scope)
    found = [
        (_school(row), _part(row["domain"]), Fraction(row["with_deficit"]), Fraction(row["assessed"]))
        for row in _rows(facts, scope, "teacher_diagnostics")
        if (_school(row), row["domain"]) not in percents
    ]
    for (school, domain), people in percents.items():
        low = sum(count for result, count in people.items() if result <= facts.rules.threshold("teach_deficit_max"))
        found.append((school, _part(domain), Fraction(low), Fraction(people.total())))
    return found


def _part(domain: str) -> str:
    return "" if domain == "ИТОГ" else domain


def _teachers_covered(facts: Facts, scope: Scope) -> list[Value]:
    percents = _by_percent(facts, scope)
    totals = {_school(row): row for row in _rows(facts, scope, "teacher_diagnostics") if row["domain"] == "ИТОГ"}
    staff: dict[School, Row] = {}
    for row in sorted(_rows(facts, scope, "staff"), key=lambda row: row["cut_date"]):
        staff[_school(row)] = row
    found = [
        (school, "", Fraction(row["assessed"]), Fraction(row["eligible"]))
        for school, row in totals.items()
        if (school, "ИТОГ") not in percents
    ]
    for (school, domain), people in percents.items():
        due = totals[school]["eligible"] if school in totals else staff.get(school, {}).get("educators")
        if domain == "ИТОГ" and due is not None:
            found.append((school, "", Fraction(people.total()), Fraction(due)))
    return found


def indicator_parts(facts: Facts, scope: Scope, code: str, by_school: bool = False) -> list[Row]:
    scope = plain.resolve(facts, scope)
    sums: dict[tuple[str, ...], list[Fraction]] = {}
    for school, part, numerator, denominator in _values(facts, scope, code):
        key = (*school, part) if by_school else (school[0], part)
        before = sums.get(key, [Fraction(0)] * 3)
        sums[key] = [before[0] + numerator, before[1] + denominator, before[2] + 1]
    names = ("municipality_id", "school_id", "part") if by_school else ("municipality_id", "part")
    return [
        {
            **dict(zip(names, key, strict=True)),
            "numerator": float(found[0]),
            "denominator": float(found[1]),
            "schools_with_data": int(found[2]),
            "hidden": False,
        }
        for key, found in sorted(sums.items())
    ]


def _places(facts: Facts, scope: Scope, by_school: bool) -> dict[tuple[str, ...], Row]:
    """Codes → names, cluster and how many schools are selected."""
    found: dict[tuple[str, ...], Row] = {}
    for row in plain.selected(facts, scope):
        names = ["municipality_id", "municipality_name", "cluster", *(["school_id", "short_name"] if by_school else [])]
        key = _school(row) if by_school else (row["municipality_id"],)
        place = found.setdefault(key, {**{name: row[name] for name in names}, "schools": 0})
        place["schools"] += 1
    return found


def _levels(facts: Facts, scope: Scope, who: str, by_school: bool) -> list[Row]:
    scope = plain.resolve(facts, scope)
    parts = indicator_parts(facts, scope, CODES[who][0], by_school)
    result = []
    for key, place in _places(facts, scope, by_school).items():
        here = {row["part"]: row for row in parts if tuple(row[name] for name in _key(by_school)) == key}
        if here:
            counts = {zone: int(here[name]["numerator"]) for zone, name in LEVELS.items()}
            one = here["низкий"]
            result.append({**place, **_level_numbers(counts, int(one["denominator"]), one["schools_with_data"])})
    return result


def _key(by_school: bool) -> tuple[str, ...]:
    return ("municipality_id", "school_id") if by_school else ("municipality_id",)


def _level_numbers(counts: dict[str, int], people: int, with_data: int) -> Row:
    return {
        **counts,
        "people": people,
        **{f"{zone}_pct": 100 * count / people if people else None for zone, count in counts.items()},
        "words": share(counts["low"], people),
        "schools_with_data": with_data,
    }


def levels_by_municipality(facts: Facts, scope: Scope, who: str) -> list[Row]:
    rows = _levels(facts, scope, who, by_school=False)
    return sorted(
        rows,
        key=lambda row: (
            row["low_pct"] is None,
            -(row["low_pct"] or 0),
            row["municipality_name"],
            row["municipality_id"],
        ),
    )


def levels_by_school(facts: Facts, scope: Scope, who: str) -> list[Row]:
    names = ("municipality_name", "municipality_id", "short_name", "school_id")
    return sorted(_levels(facts, scope, who, by_school=True), key=lambda row: tuple(row[name] for name in names))


def levels_by_cluster(facts: Facts, scope: Scope, who: str) -> list[Row]:
    rows = _levels(facts, scope, who, by_school=False)
    sizes = Counter[str]()
    for place in _places(facts, plain.resolve(facts, scope), by_school=False).values():
        sizes[place["cluster"] or "кластер не указан"] += place["schools"]
    result = []
    for cluster in sorted({row["cluster"] or "кластер не указан" for row in rows}):
        here = [row for row in rows if (row["cluster"] or "кластер не указан") == cluster]
        counts = {zone: sum(row[zone] for row in here) for zone in LEVELS}
        numbers = _level_numbers(counts, *(sum(row[name] for row in here) for name in ("people", "schools_with_data")))
        result.append({"cluster": cluster, **numbers, "schools": sizes[cluster]})
    return result


def levels_beside(facts: Facts, scope: Scope, who: str) -> list[Row]:
    scope = plain.resolve(facts, scope)
    everywhere = replace(scope, municipalities=(), clusters=(), school=None)
    asked = [("все муниципалитеты", everywhere)]
    if len(scope.municipalities) == 1:
        code = scope.municipalities[0]
        described = plain._descriptions(facts, scope, "municipality").get((code,), {})
        if cluster := described.get("cluster"):
            asked.insert(0, (f"кластер «{cluster}»", replace(everywhere, clusters=(cluster,))))
        asked.insert(0, (described.get("name") or code, scope.in_municipality(code)))
        if scope.school is not None:
            names = [row["short_name"] for row in plain.selected(facts, scope)]
            asked.insert(0, (names[0] if names else scope.school.school_id, scope))
    result = []
    for name, here in asked:
        rows = _levels(facts, here, who, by_school=False)
        if rows:
            counts = {zone: sum(row[zone] for row in rows) for zone in LEVELS}
            numbers = (sum(row["people"] for row in rows), sum(row["schools_with_data"] for row in rows))
            schools = len(plain.selected(facts, here))
            result.append({"name": name, **_level_numbers(counts, *numbers), "schools": schools})
    return result


def results_by_percent(facts: Facts, scope: Scope, who: str) -> list[Row]:
    scope = plain.resolve(facts, scope)
    people = Counter[int]()
    if who == "leaders":
        bounds = _bounds(facts, "comp_low_max", "comp_high_min")
        for (_, domain), (result, heads) in _head_results(facts, scope).items():
            if domain == "ИТОГ":
                people[int(round_half_up(result))] += heads
    else:
        bounds = _bounds(facts, "teach_low_max", "teach_high_min")
        for (_, domain), found in _by_percent(facts, scope).items():
            if domain == "ИТОГ":
                people += found
    return [
        {"percent": result, "people": people[result], "level": LEVELS[zone_of(Fraction(result), bounds)]}
        for result in sorted(people)
        if people[result]
    ]


def _judged(facts: Facts, code: str, numerator: int, denominator: int) -> tuple[float | None, Any]:
    rule = facts.rules.indicator(code)
    value = value_of(rule, numerator, denominator, facts.rules)
    return (None, None) if value is None else (float(value), zone_of_value(rule, value, facts.rules))


def deficits(facts: Facts, scope: Scope, who: str, by_school: bool = False) -> list[Row]:
    scope = plain.resolve(facts, scope)
    code = CODES[who][1]
    places = _places(facts, scope, by_school)
    result = []
    for row in indicator_parts(facts, scope, code, by_school):
        place = places[tuple(row[name] for name in _key(by_school))]
        value, zone = _judged(facts, code, int(row["numerator"]), int(row["denominator"]))
        if row["schools_with_data"] / place["schools"] * 100 < facts.rules.threshold("mo_coverage_min"):
            zone = None
        result.append(
            {
                **place,
                "domain": row["part"],
                "domain_name": domain_name(row["part"]) if row["part"] else "Хотя бы в одной области",
                "numerator": int(row["numerator"]),
                "denominator": int(row["denominator"]),
                "value": value,
                "zone": zone,
                "words": share(row["numerator"], row["denominator"]),
                "zone_words": OF_DEFICITS[zone],
                "schools_with_data": row["schools_with_data"],
                "hidden": False,
            }
        )
    names = ["municipality_name", "municipality_id", *(["short_name", "school_id"] if by_school else []), "domain"]
    return sorted(result, key=lambda row: tuple(row[name] for name in names))


def deficits_of_selection(facts: Facts, scope: Scope, who: str) -> list[Row]:
    cells = deficits(facts, scope, who)
    result = []
    for domain in sorted({row["domain"] for row in cells}):
        here = [row for row in cells if row["domain"] == domain]
        people, of = (sum(row[name] for row in here) for name in ("numerator", "denominator"))
        value, zone = _judged(facts, CODES[who][1], people, of)
        result.append(
            {
                "domain": domain,
                "domain_name": here[0]["domain_name"],
                "numerator": people,
                "denominator": of,
                "value": value,
                "words": share(people, of),
                "zone": zone,
                "zone_words": OF_DEFICITS[zone],
                "hidden": False,
            }
        )
    return result


def seats_to_order(facts: Facts, scope: Scope, who: str) -> list[Row]:
    cells = [row for row in deficits(facts, scope, who) if row["domain"]]
    result = [
        {**row, "places": sum(cell["numerator"] > 0 for cell in cells if cell["domain"] == row["domain"])}
        for row in deficits_of_selection(facts, scope, who)
        if row["domain"]
    ]
    result.sort(key=lambda row: (-row["numerator"], row["domain"]))
    if result:
        empty = dict.fromkeys(("denominator", "value", "zone", "places"))
        words = {"domain": "", "domain_name": "Всего мест", "words": "—", "zone_words": "—", "hidden": False}
        result.append({**empty, **words, "numerator": sum(row["numerator"] for row in result)})
    return result


def _with_deficit(facts: Facts, scope: Scope, who: str) -> dict[School, tuple[int, int]]:
    """School → people with a deficit, people assessed."""
    if who == "teachers":
        values = _values(facts, scope, "К-ПЕД-ДЕФ")
        return {school: (int(up), int(down)) for school, part, up, down in values if part == ""}
    needing = _in_need(facts, scope)
    return {
        school: (heads if school in needing else 0, heads)
        for (school, domain), (_, heads) in _head_results(facts, scope).items()
        if domain == "ИТОГ"
    }


def diagnostics_coverage(facts: Facts, scope: Scope, who: str, by_school: bool = False) -> list[Row]:
    scope = plain.resolve(facts, scope)
    code = CODES[who][2]
    places = _places(facts, scope, by_school)
    told = _with_deficit(facts, scope, who)
    result = []
    for row in indicator_parts(facts, scope, code, by_school):
        key = tuple(row[name] for name in _key(by_school))
        place, came, due = places[key], int(row["numerator"]), int(row["denominator"])
        here = [pair for school, pair in told.items() if school[: len(key)] == key]
        found, assessed = sum(pair[0] for pair in here), sum(pair[1] for pair in here)
        value, zone = _judged(facts, code, came, due)
        if row["schools_with_data"] / place["schools"] * 100 < facts.rules.threshold("mo_coverage_min"):
            zone = None
        interval = interval_pct(found, assessed, due)
        bounds = possible_pct(found, assessed, due) if interval else None
        result.append(
            {
                **place,
                "came": came,
                "due": due,
                "value": value,
                "zone": zone,
                "words": share(came, due),
                "zone_words": ZONES[zone],
                "found": found,
                "assessed": assessed,
                "found_pct": 100 * found / assessed if assessed else None,
                "found_words": share(found, assessed),
                **dict(zip(("low_pct", "high_pct"), interval or (None, None), strict=True)),
                **dict(zip(("least_pct", "most_pct"), bounds or (None, None), strict=True)),
                "interval_words": _range(interval, assessed),
                "possible_words": _range(bounds, assessed),
                "schools_with_data": row["schools_with_data"],
                "hidden": False,
            }
        )
    names = ["municipality_name", "municipality_id", *(["short_name", "school_id"] if by_school else [])]
    return sorted(result, key=lambda row: (row["value"] is None, row["value"] or 0, *(row[name] for name in names)))


def _range(ends: tuple[float, float] | None, people: int) -> str:
    return "—" if ends is None or people < 10 else f"{percent(ends[0]).split(chr(160) + '%')[0]}–{percent(ends[1])}"


def _finished(facts: Facts, scope: Scope) -> tuple[int, int]:
    needing = _in_need(facts, scope)
    rows = [
        row
        for (school, domain), rows in _heads(facts, scope).items()
        if domain == "ИТОГ" and school in needing
        for row in rows
    ]
    asked = [row["plan_completed"] for row in rows if row["has_plan"] and row["plan_completed"] is not None]
    return sum(asked), len(asked)


def competence_steps(facts: Facts, scope: Scope, who: str) -> list[Row]:
    scope = plain.resolve(facts, scope)
    result = []
    for number, (code, step, lost, base, sheets) in enumerate(STEPS[who], start=1):
        if code == "завершён":
            people, of = _finished(facts, scope)
            known = of > 0
        elif code == "":
            pairs = _with_deficit(facts, scope, who).values()
            people, of, known = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs), bool(pairs)
        else:
            values = _values(facts, scope, code)
            people, of, known = (
                int(sum(value[2] for value in values)),
                int(sum(value[3] for value in values)),
                bool(values),
            )
        if known:
            result.append(
                {
                    "step": number,
                    "step_words": step,
                    "people": people,
                    "base": of,
                    "lost": of - people,
                    "loss": code != "",
                    "words": share(people, of),
                    "lost_name": lost,
                    "lost_words": f"{lost}: {share(of - people, of)}",
                    "base_words": base,
                    "sheet_words": sheets,
                    "hidden": False,
                }
            )
    return result


def leaders_without_route(facts: Facts, scope: Scope, limit: int | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    needing, results = _in_need(facts, scope), _head_results(facts, scope)
    names = {_school(row): row for row in plain.selected(facts, scope)}
    bounds = _bounds(facts, "comp_low_max", "comp_high_min")
    rows = []
    for (school, domain), heads in _heads(facts, scope).items():
        if domain != "ИТОГ" or school not in needing:
            continue
        low = sorted(
            other
            for (place, other), (result, _) in results.items()
            if place == school and other != "ИТОГ" and _is_deficit(facts, result)
        )
        rows += [
            {
                "municipality_id": school[0],
                "municipality_name": names[school]["municipality_name"],
                "school_id": school[1],
                "short_name": names[school]["short_name"],
                "leader_code": head["leader_code"],
                "level_words": LEVELS[zone_of(exact(head["percent"]), bounds)],
                "deficit_words": ", ".join(low) or None,
                "route_words": "не указано" if head["has_plan"] is None else "нет",
                "assessed_on": head["assessed_on"],
            }
            for head in heads
            if not head["has_plan"]
        ]
    rows.sort(key=lambda row: (row["municipality_id"], row["school_id"], row["leader_code"]))
    return [{**row, "found": len(rows)} for row in rows[:limit]]
