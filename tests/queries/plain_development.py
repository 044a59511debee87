"""A second implementation of the queries of «Развитие и резерв»: plain Python over the rows of the fact tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from data.workbook import cycle_bounds
from methodology.scales import exact, round_half_up
from methodology.words import number, percent, share
from methodology.zones import value_of, zone_of_value
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

Key = tuple[str, str]
Values = dict[str, dict[Key, tuple[float, float]]]
"""Code → (municipality, school) → numerator, denominator; of municipalities as such the school is ''."""

OVER_DEFICIT = {"ПР-ИОМ": "plans_drawn", "ПР-КПК-АДР": "trained_by_deficit"}
OVER_PLANS = {"ПР-ИОМ-ВЫП": "plans_completed", "ПР-ИОМ-ТЬЮТ": "plans_with_tutor"}
OVER_EDUCATORS = {
    "ПР-КПК": "trained_3_years",
    "ПР-КОНК": "contestants",
    "ПР-МЕТ": "speakers",
    "ПР-ЭКСП": "experts",
    "ПР-СЕТЬ": "community_members",
    "ПР-ВЫГ-ОХВ": "burnout_participants",
}
ANSWERS = {"ПР-КОНК-РУК": "head_in_contests", "ПР-ВЫГ-ПРОГ": "burnout_programme"}
SIGNS = {"low": "▼ требует мер", "middle": "● требует внимания", "high": "▲ выполняется"}


def _of(facts: Facts, scope: Scope, table: str) -> list[Row]:
    return [row for row in facts.rows(table, scope.as_of) if row["cycle"] == scope.cycle]


def _key(row: Row) -> Key:
    return row["municipality_id"], row["school_id"]


def _values(facts: Facts, scope: Scope) -> Values:
    """Of a resolved scope's cycle, whatever is filtered."""
    return facts.once(("growth", scope.cycle, scope.as_of), lambda: _count(facts, scope))


def _count(facts: Facts, scope: Scope) -> Values:
    found: Values = defaultdict(dict)
    educators: dict[Key, tuple[date, int]] = {}
    for row in _of(facts, scope, "staff"):
        educators[_key(row)] = max(educators.get(_key(row), (date.min, 0)), (row["cut_date"], row["educators"]))
    for row in _of(facts, scope, "development"):
        pairs = {code: (row[name], row["with_deficit"]) for code, name in OVER_DEFICIT.items()}
        pairs |= {code: (row[name], row["plans_drawn"]) for code, name in OVER_PLANS.items()}
        pairs |= {code: (row[name], educators.get(_key(row), (0, None))[1]) for code, name in OVER_EDUCATORS.items()}
        pairs |= {code: (row[name], None if row[name] is None else 1) for code, name in ANSWERS.items()}
        pairs["ПР-ПП"] = (row["retrained"], row["retraining_needed"])
        for code, (up, down) in pairs.items():
            if up is not None and down is not None:
                found[code][_key(row)] = (float(up), float(down))
    for place, rows in _grouped(_of(facts, scope, "association"), lambda row: row["municipality_id"]).items():
        methodical = [row for row in rows if row["kind"] == "методобъединение"]
        complete = [row for row in methodical if row["has_plan"] and row["has_analysis"]]
        found["ПР-МО"][place, ""] = (float(len(complete)), float(len(methodical)))
    _count_routes(facts, scope, found)
    _count_reserve(facts, scope, found)
    return found


def _count_routes(facts: Facts, scope: Scope, found: Values) -> None:
    """Of heads below the high level or with a deficit domain who said whether they have a route."""
    heads = [row for row in _of(facts, scope, "leader_result") if row["post"] == "директор"]
    for key, mine in _grouped(heads, _key).items():
        latest: list[Row] = []
        for of_domain in _grouped(mine, lambda row: row["domain"]).values():
            last = max(row["assessed_on"] for row in of_domain)
            latest += [row for row in of_domain if row["assessed_on"] == last]
        total = [row for row in latest if row["domain"] == "ИТОГ"]
        answered = [row for row in total if row["has_plan"] is not None]
        if not answered:
            continue
        needs = round_half_up(_mean(total)) < facts.rules.threshold("comp_high_min") or any(
            round_half_up(_mean(rows)) <= facts.rules.threshold("leader_deficit_max")
            for domain, rows in _grouped(latest, lambda row: row["domain"]).items()
            if domain != "ИТОГ"
        )
        if needs:
            found["ПР-ИОМ-РУК"][key] = (float(sum(row["has_plan"] for row in answered)), float(len(answered)))


def _mean(rows: list[Row]) -> Fraction:
    return sum((exact(row["percent"]) for row in rows), Fraction()) / len(rows)


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _inside(facts: Facts, scope: Scope) -> tuple[dict[Key, list[Row]], dict[Key, list[Row]]]:
    """Rows of the register by school, and of them the people inside at the cut, with more than how many years."""
    assert scope.cycle is not None
    _, ends = cycle_bounds(scope.cycle)
    cuts = {row["municipality_id"]: row["cut_date"] or ends for row in _of(facts, scope, "instruction")}
    rows = _grouped(_of(facts, scope, "reserve_member"), _key)
    inside: dict[Key, list[Row]] = {}
    for key, members in rows.items():
        cut = cuts.get(key[0], ends)
        here = [
            {
                **row,
                "years": cut.year
                - row["included_on"].year
                - (
                    (cut.month, cut.day) <= (row["included_on"].month, row["included_on"].day)
                    and row["included_on"] < cut
                ),
            }
            for row in members
            if row["included_on"] <= cut
            and all(row[out] is None or row[out] > cut for out in ("appointed_on", "removed_on"))
        ]
        inside[key] = here
    return rows, inside


def _count_reserve(facts: Facts, scope: Scope, found: Values) -> None:
    assert scope.cycle is not None
    begins, ends = cycle_bounds(scope.cycle)
    rows, inside = _inside(facts, scope)
    keeping = {place for place, _ in rows}
    working = {
        _key(row) for row in _of(facts, scope, "school") if row["in_cycle"] and row["municipality_id"] in keeping
    }
    appointments = {_key(row): row["appointments"] for row in _of(facts, scope, "development")}
    limit = facts.rules.threshold("reserve_term_years")
    for key in working | set(rows):
        members = inside.get(key, [])
        if key in working:
            found["Р-ОО"][key] = (float(bool(members)), 1.0)
        late = [row for row in members if not row["extended"] and row["years"] >= limit]
        found["Р-СРОК"][key] = (float(len(late)), float(len(members)))
        if all(row["prepared"] is not None for row in members):
            found["Р-ПОДГ"][key] = (float(sum(row["prepared"] for row in members)), float(len(members)))
        if appointments.get(key) is not None:
            came = [row for row in rows.get(key, []) if row["appointed_on"] and begins <= row["appointed_on"] <= ends]
            found["Р-НАЗН"][key] = (float(len(came)), float(appointments[key]))


def _shown(facts: Facts, block: str, *, one_school: bool) -> list[Any]:
    return [
        rule for rule in facts.rules.indicators if rule.block == block and ("школа" in rule.level or not one_school)
    ]


def _say(facts: Facts, rule: Any, sums: tuple[float, float] | None, counted: int, schools: int) -> Row:
    few = facts.rules.threshold("no_percent_n")
    value = None if sums is None else value_of(rule, *sums, facts.rules)
    zone = None if value is None else zone_of_value(rule, value, facts.rules)
    if 100 * counted < facts.rules.threshold("mo_coverage_min") * schools:
        zone = None
    words = "нет данных" if sums is None else "не применимо" if value is None else share(*sums, few)
    short = "—"
    if sums is not None and value is not None:
        short = f"{number(sums[0])}/{number(sums[1])}" if sums[1] < few else number(float(value))
        for places in (1, 2) if zone is not None and sums[1] >= few else ():
            if zone_of_value(rule, Fraction(short.replace(",", ".").replace("\u00a0", "")), facts.rules) != zone:
                short = number(float(value), places)
        short = short if zone is None else f"{SIGNS[zone][0]} {short}"
    return {
        "numerator": None if sums is None else sums[0],
        "denominator": None if sums is None else sums[1],
        "value": None if value is None else float(value),
        "zone": zone,
        "words": words,
        "short_words": short,
        "zone_words": "—" if zone is None else SIGNS[zone],
        "schools_with_data": counted,
        "schools": schools,
        "hidden": False,
    }


def _sums(values: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    listed = list(values)
    return (sum(up for up, _ in listed), sum(down for _, down in listed)) if listed else None


def _found(facts: Facts, scope: Scope, code: str, schools: list[Row]) -> tuple[tuple[float, float] | None, int]:
    """The sums of an indicator over these schools and how many have data; of municipalities as such over theirs."""
    values = _values(facts, scope).get(code, {})
    if code == "ПР-МО":
        places = {row["municipality_id"] for row in schools if (row["municipality_id"], "") in values}
        counted = sum(row["municipality_id"] in places for row in schools)
        return _sums(values[place, ""] for place in sorted(places)), counted
    here = [values[_key(row)] for row in schools if _key(row) in values]
    return _sums(here), len(here)


def _worst_first(rows: list[Row], place: Callable[[Row], Any], name: Callable[[Row], Any]) -> list[Row]:
    zones = _grouped(rows, place)

    def rank(row: Row) -> Any:
        mine = [each["zone"] for each in zones[place(row)]]
        return -mine.count("low"), -mine.count("middle"), name(row)

    # In the order of the catalogue already, and sorting keeps it.
    return sorted(rows, key=rank)


def indicators_by_place(facts: Facts, scope: Scope, block: str, by_school: bool = False) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    schools = plain.selected(facts, scope)
    for rule in _shown(facts, block, one_school=by_school):
        if by_school:
            for row in schools:
                sums, counted = _found(facts, scope, rule.code, [row])
                if sums is not None and rule.code != "ПР-МО":
                    names = {
                        name: row[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name")
                    }
                    result.append(
                        {**names, "code": rule.code, "name": rule.name, **_say(facts, rule, sums, counted, 1)}
                    )
            continue
        for place, mine in _grouped(schools, lambda row: row["municipality_id"]).items():
            sums, counted = _found(facts, scope, rule.code, mine)
            if sums is not None:
                said = _say(facts, rule, sums, counted, len(mine))
                named = {"municipality_id": place, "municipality_name": mine[0]["municipality_name"]}
                result.append({**named, "code": rule.code, "name": rule.name, **said})
    if by_school:
        return _worst_first(
            result,
            lambda row: (row["municipality_id"], row["school_id"]),
            lambda row: (row["municipality_name"], row["municipality_id"], row["short_name"], row["school_id"]),
        )
    return _worst_first(
        result, lambda row: row["municipality_id"], lambda row: (row["municipality_name"], row["municipality_id"])
    )


def indicators_over_cycles(facts: Facts, scope: Scope, block: str, only_now: bool = False) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    cycles = sorted({key[0] for key in facts.judged(scope.as_of) if scope.cycle and key[0] <= scope.cycle})
    for rule in _shown(facts, block, one_school=scope.school is not None):
        for cycle in cycles:
            here = scope.in_cycle(cycle)
            schools = plain.selected(facts, here)
            sums, counted = _found(facts, here, rule.code, schools)
            said = _say(facts, rule, sums, counted, len(schools))
            result.append({"code": rule.code, "name": rule.name, "cycle": cycle, **said})
    return [row for row in result if not only_now or row["cycle"] == scope.cycle]


def reserve_balance(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    cycles = sorted({key[0] for key in facts.judged(scope.as_of) if scope.cycle and key[0] <= scope.cycle})[-3:]
    for place, mine in _grouped(plain.selected(facts, scope), lambda row: row["municipality_id"]).items():
        having, schools = _found(facts, scope, "Р-ОО", mine)
        if having is None:
            continue
        ready, _ = _found(facts, scope, "Р-ПОДГ", mine)
        appointed, years = 0.0, 0
        for cycle in cycles:
            here = scope.in_cycle(cycle)
            then = [row for row in plain.selected(facts, here) if row["municipality_id"] == place]
            sums, counted = _found(facts, here, "Р-НАЗН", then)
            appointed, years = appointed + (sums[1] if sums else 0), years + counted
        expected = appointed / years * schools if years else None
        gap = None if ready is None or expected is None else ready[0] - expected
        first, second = ("—" if ready is None else number(ready[0])), number(expected, 1)
        result.append(
            {
                "municipality_id": place,
                "municipality_name": mine[0]["municipality_name"],
                "schools": schools,
                "with_reserve": having[0],
                "members": None if ready is None else ready[1],
                "prepared": None if ready is None else ready[0],
                "appointments": appointed if years else None,
                "school_years": years or None,
                "expected": expected,
                "gap": gap,
                "zone": None if gap is None else "low" if gap < 0 else "high",
                "balance_words": f"{first} : {second}",
                "zone_words": "—" if gap is None else "▼ людей меньше" if gap < 0 else "▲ людей хватает",
            }
        )
    return sorted(
        result, key=lambda row: (row["gap"] is None, row["gap"] or 0, row["municipality_name"], row["municipality_id"])
    )


def reserve_terms(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if scope.cycle is None:
        return []
    _, inside = _inside(facts, scope)
    people = [row for school in plain.selected(facts, scope) for row in inside.get(_key(school), [])]
    return [
        {
            "years": years,
            "members": len(mine),
            "prolonged": sum(row["extended"] is True for row in mine),
            "not_prolonged": sum(row["extended"] is not True for row in mine),
        }
        for years, mine in sorted(_grouped(people, lambda row: row["years"]).items())
    ]


def reserve_by_school(facts: Facts, scope: Scope, without: bool = False, limit: int | None = None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    values = _values(facts, scope) if scope.cycle else {}
    for row in plain.selected(facts, scope):
        having = values.get("Р-ОО", {}).get(_key(row))
        if having is None or (without and having[0]):
            continue
        terms, ready, came = (
            values.get(code, {}).get(_key(row), (None, None)) for code in ("Р-СРОК", "Р-ПОДГ", "Р-НАЗН")
        )
        result.append(
            {
                **{
                    name: row[name]
                    for name in ("municipality_id", "municipality_name", "school_id", "short_name", "kind", "locality")
                },
                "members": terms[1],
                "prepared": ready[0],
                "appointed": came[0],
                "appointments": came[1],
                "_having": having[0],
            }
        )
    # By the letters' own order: the database's depends on its collation.
    places = [row["municipality_id"] for row in reserve_balance(facts, scope)] if without else []
    result.sort(
        key=lambda row: (
            row["_having"],
            places.index(row["municipality_id"]) if without else 0,
            *(row[name] for name in NAMES),
        )
    )
    return [{name: value for name, value in row.items() if name != "_having"} for row in result][:limit]


NAMES = ("municipality_name", "municipality_id", "short_name", "school_id")


def associations_by_municipality(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    named = {row["municipality_id"]: row["municipality_name"] for row in plain.selected(facts, scope)}
    rows = [row for row in _of(facts, scope, "association") if row["kind"] == "методобъединение"]
    for place, mine in _grouped(rows, lambda row: row["municipality_id"]).items():
        if place not in named:
            continue
        complete = sum(bool(row["has_plan"] and row["has_analysis"]) for row in mine)
        words = f"{complete} из {len(mine)}"
        result.append(
            {
                "municipality_id": place,
                "municipality_name": named[place],
                "associations": len(mine),
                "complete": complete,
                "complete_words": words if len(mine) < 10 else f"{words} ({percent(100 * complete / len(mine))})",
                "without_plan": sum(not row["has_plan"] for row in mine),
                "without_analysis": sum(not row["has_analysis"] for row in mine),
                "without_both": sum(not row["has_plan"] and not row["has_analysis"] for row in mine),
                "incomplete": len(mine) - complete,
            }
        )
    return sorted(result, key=lambda row: (-row["incomplete"], row["municipality_name"], row["municipality_id"]))


def association_rows(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    schools = plain.selected(facts, scope)
    places = {row["municipality_id"]: row["municipality_name"] for row in schools}
    names = {_key(row): row["short_name"] for row in schools}
    for row in _of(facts, scope, "association"):
        if row["municipality_id"] not in places:
            continue
        if scope.school is not None and row["school_id"] != scope.school.school_id:
            continue
        absent = [words for words, name in (("плана", "has_plan"), ("анализа", "has_analysis")) if not row[name]]
        missing = f"нет {' и '.join(absent)}" if absent and row["kind"] == "методобъединение" else None
        result.append(
            {
                "municipality_id": row["municipality_id"],
                "municipality_name": places[row["municipality_id"]],
                "code": row["association_code"],
                "short_name": None if row["school_id"] is None else names.get(_key(row), row["school_id"]),
                "missing_words": missing,
                "load_id": row["from_load"],
                **{
                    name: row[name]
                    for name in (
                        "kind",
                        "level",
                        "theme",
                        "members",
                        "has_plan",
                        "has_analysis",
                        "joint_events",
                        "sheet_row",
                    )
                },
            }
        )
    return sorted(
        result,
        key=lambda row: (
            -len(row["missing_words"] or "") or 1,
            row["municipality_name"],
            row["municipality_id"],
            row["sheet_row"],
            row["code"],
        ),
    )
