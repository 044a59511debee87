"""The second implementation of the queries of the summary, as ``plain`` is of the others."""

from __future__ import annotations

from dataclasses import replace

from methodology.scales import Bounds, exact, zone_of
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

COUNTS = {
    "low": ("▼ Низкая степень", lambda row: (row["low"], row["schools"] - row["without_group"])),
    "high": ("▲ Высокая степень", lambda row: (row["high"], row["schools"] - row["without_group"])),
    "fell": ("Снизили группу", lambda row: (row["moved_down"], row["in_both"])),
    "rose": ("Повысили группу", lambda row: (row["moved_up"], row["in_both"])),
}


def _cycles(facts: Facts, scope: Scope) -> list[str]:
    """Judged cycles up to the scope's."""
    scope = plain.resolve(facts, scope)
    return sorted({key[0] for key in facts.judged(scope.as_of) if scope.cycle is not None and key[0] <= scope.cycle})


def groups_by_cycle(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    known = _cycles(facts, scope)
    for position, cycle in enumerate(known):
        earlier = known[position - 1] if position else None
        compared = previous if cycle == scope.cycle else earlier
        [row, *_] = plain.headline(facts, scope.in_cycle(cycle), compared)
        result.append({**{name: value for name, value in row.items() if name != "is_previous"}, "previous": compared})
    return result


def indicator_by_cycle(facts: Facts, scope: Scope, indicator: str, part: str = "") -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    multiplier = facts.rules.indicator(indicator).multiplier
    for cycle in _cycles(facts, scope):
        here = scope.in_cycle(cycle)
        schools = plain.selected(facts, here)
        values = _values(facts, here, indicator, part)
        found = [values[key] for row in schools if (key := (row["municipality_id"], row["school_id"])) in values]
        numerator = sum(value[0] for value in found) if found else None
        denominator = sum(value[1] for value in found) if found else None
        result.append(
            {
                "cycle": cycle,
                "numerator": numerator,
                "denominator": denominator,
                "schools_with_data": len(found),
                "schools": len(schools),
                "value": numerator / denominator * multiplier if numerator is not None and denominator else None,
                "hidden": False,
            }
        )
    return result


def _values(facts: Facts, scope: Scope, indicator: str, part: str) -> dict[tuple[str, str], tuple[float, float]]:
    """(municipality, school) → (numerator, denominator) in the scope's cycle, whatever is filtered."""
    if indicator == "Э-К":
        scored = plain.values_of_criteria(facts, scope)
        return {key: values[int(part)] for key, values in scored.items() if int(part) in values}
    flag = {"КО-ШНОР": "low_results", "КО-ВПР": "biased_vpr"}[indicator]
    return {
        (row["municipality_id"], row["school_id"]): (float(row[flag]), 1.0)
        for row in facts.rows("school", scope.as_of)
        if row["cycle"] == scope.cycle and row["in_cycle"] and row[flag] is not None
    }


def key_figures(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    cycles = groups_by_cycle(facts, scope, previous)
    if not cycles:
        return []
    same = {
        cycle
        for cycle in _cycles(facts, scope)
        if _settings(facts, scope, cycle) == _settings(facts, scope, scope.cycle)
    }

    def add(
        figure: str,
        name: str,
        row: Row,
        numerator: float | None,
        denominator: float | None,
        known: int,
        criteria: str | None = None,
    ) -> None:
        if numerator is not None and denominator:
            result.append(
                {
                    "figure": figure,
                    "name": name,
                    "cycle": row["cycle"],
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": numerator / denominator * 100,
                    "schools_with_data": known,
                    "schools": row["schools"],
                    "comparable": figure not in (*COUNTS, "weakest")
                    or (row["cycle"] in same and (figure not in ("fell", "rose") or row["previous"] in same)),
                    "criteria": criteria,
                }
            )

    for figure, (name, parts) in COUNTS.items():
        for row in cycles:
            known = row["in_both"] if figure in ("fell", "rose") else row["schools"] - row["without_group"]
            add(figure, name, row, *parts(row), known)
    weak = _weakest(facts, scope)
    for weakest in weak[:1]:
        for row in indicator_by_cycle(facts, scope, "Э-К", str(weakest)):
            ends = {0: "", 1: "", 2: f" и №\u00a0{weak[-1]}"}
            name = f"Слабее всего: №\u00a0{weakest}"
            name += ends.get(len(weak), f", №\u00a0{weak[1:2]} и ещё {len(weak) - 2}".replace("[", "").replace("]", ""))
            numbers = " ".join(str(number) for number in weak)
            add("weakest", name, row, row["numerator"], row["denominator"], row["schools_with_data"], numbers)
    for code in ("КО-ШНОР", "КО-ВПР"):
        for row in indicator_by_cycle(facts, scope, code):
            name = {"КО-ШНОР": "Низкие результаты (ШНОР)", "КО-ВПР": "Необъективность"}[code]
            add(code, name, row, row["numerator"], row["denominator"], row["schools_with_data"])
    for row in cycles:
        sums = row["completeness_numerator"], row["completeness_denominator"]
        add("completeness", "Полнота данных", row, *sums, row["with_data"])
    return result


def cycle_breaks(facts: Facts, scope: Scope, previous: str | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    cycles = sorted({key[0] for key in facts.judged(scope.as_of) if scope.cycle is not None and key[0] <= scope.cycle})
    cycles = [cycle for cycle in cycles if cycle >= (previous or "")]
    of = {cycle: _settings(facts, scope, cycle) for cycle in (scope.cycle, *cycles)}
    return [
        {
            "cycle": cycle,
            "criteria_changed": of[cycles[at - 1]] != of[cycle] if at else None,
            "comparable": of[cycle] == of[scope.cycle],
        }
        for at, cycle in enumerate(cycles)
    ]


def _settings(facts: Facts, scope: Scope, cycle: str | None) -> list[Row]:
    names = ("criterion", "name", "max_score", "weight", "low_max_pct", "high_min_pct")
    rows = plain.criteria_of_cycle(facts, replace(scope, cycle=cycle))
    return [{name: row[name] for name in names} for row in rows]


def _weakest(facts: Facts, scope: Scope) -> list[int]:
    """The criteria that no other is below."""
    sums: dict[int, list[float]] = {}
    for row in plain.criterion_sums(facts, scope):
        was = sums.setdefault(row["criterion"], [0.0, 0.0])
        was[0] += row["numerator"]
        was[1] += row["denominator"]
    pct = {criterion: round(100 * up / down, 9) for criterion, (up, down) in sums.items()}
    return sorted(each for each, value in pct.items() if value == min(pct.values()))


def attention_by_municipality(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    limit = facts.rules.threshold("no_percent_n")
    bounds = {
        (row["municipality_id"], row["criterion"]): Bounds(exact(row["low_max_pct"]), exact(row["high_min_pct"]))
        for row in facts.rows("criterion", scope.as_of)
        if row["cycle"] == scope.cycle
    }
    sums = plain.criterion_sums(facts, scope)
    for place in plain.groups_by_municipality(facts, scope):
        rows = [row for row in plain.selected(facts, scope) if row["municipality_id"] == place["municipality_id"]]
        pairs = []
        for row in rows:
            before = facts.judged(scope.as_of).get((previous or "", row["municipality_id"], row["school_id"]))
            pairs.append((before["group_number"] if before else None, row["group_number"]))
        both = [(was, now) for was, now in pairs if was is not None and now is not None]
        criteria = [row for row in sums if row["municipality_id"] == place["municipality_id"]]
        weakest = min(criteria, key=lambda row: (round(row["value_pct"], 9), row["criterion"]), default=None)
        with_group = place["schools"] - place["without_group"]
        result.append(
            {
                **{name: place[name] for name in ("municipality_id", "municipality_name", "cluster", "schools", "low")},
                "with_group": with_group,
                "low_words": _share(place["low"], with_group, limit),
                "fell": sum(now > was for was, now in both) if both else None,
                "rose": sum(now < was for was, now in both) if both else None,
                "still_low": sum(pair == (3, 3) for pair in both) if both else None,
                "low_criteria": sum(_is_low(row, bounds[row["municipality_id"], row["criterion"]]) for row in criteria)
                if criteria
                else None,
                "weakest": weakest and weakest["criterion"],
                "weakest_pct": weakest and weakest["value_pct"],
                "without_data": sum(_nothing(row) for row in rows),
                "completeness_pct": place["completeness_pct"],
            }
        )
    return result


def _is_low(row: Row, bounds: Bounds) -> bool:
    return zone_of(exact(row["numerator"]) / exact(row["denominator"]) * 100, bounds) == "low"


def _share(count: int, total: int, limit: float) -> str:
    if not total:
        return "—"
    words = f"{count} из {total}"
    return words if total < limit else f"{words} ({int(100 * count / total + 0.5)}\u00a0%)"


def _nothing(row: Row) -> bool:
    return row["criteria_with_data"] == 0 and row["assigned_group"] is None


def silent_municipalities(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    names = {row["municipality_id"]: row["municipality_name"] for row in plain.municipalities(facts, scope)}
    heard_of = {key[1] for key in facts.judged(scope.as_of) if key[0] == scope.cycle}
    heard_of |= {row["municipality_id"] for row in facts.rows("school", scope.as_of) if row["cycle"] == scope.cycle}
    heard_of |= {row["municipality_id"] for row in facts.rows("municipality", scope.as_of) if row["successor_id"]}
    for place in plain.groups_by_municipality(facts, scope):
        rows = [row for row in plain.selected(facts, scope) if row["municipality_id"] == place["municipality_id"]]
        if without := sum(_nothing(row) for row in rows):
            result.append((place["municipality_id"], len(rows), without))
    if previous is not None:
        then = plain.groups_by_municipality(facts, scope.in_cycle(previous))
        gone = [place for place in then if place["municipality_id"] not in heard_of]
        result += [(place["municipality_id"], 0, place["schools"]) for place in gone]
    lines = [
        {
            "municipality_id": code,
            "municipality_name": names.get(code, code),
            "schools": schools,
            "without_data": without,
            "nothing": schools in (0, without),
        }
        for code, schools, without in result
    ]
    return sorted(lines, key=lambda row: (-row["without_data"], row["municipality_name"], row["municipality_id"]))


def changes_since(facts: Facts, scope: Scope, since: int) -> list[Row]:
    scope = replace(scope, cycle=plain.resolve(facts, scope).cycle)
    since = since if scope.as_of is None else min(since, scope.as_of)
    words = {None: "без группы"} | {group.group: f"{group.sign} {group.short}" for group in facts.rules.groups}
    states, wanted = [], set()
    for as_of in (since, scope.as_of):
        narrowed = replace(scope, as_of=as_of)
        wanted |= {_key(row) for row in plain.schools_table(facts, narrowed, None)}
        whole = replace(narrowed, groups=(), flags=(), kinds=(), localities=(), complete_only=False)
        states.append({_key(row): row for row in plain.schools_table(facts, whole, None)})
    before, now = states
    lines = []
    for key in wanted:
        was, row = before.get(key), now.get(key)
        compared = ("group_number", "total_pct", "criteria_with_data")
        if was and row and all(was[name] == row[name] for name in compared):
            continue
        some = row or was
        assert some is not None
        total_was, total_now = was and was["total_pct"], row and row["total_pct"]
        comparable = was and row and was["criteria_version"] == row["criteria_version"]
        moved = was and row and was["group_number"] != row["group_number"]
        lines.append(
            {
                **{name: some[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name")},
                "change": "new" if was is None else "gone" if row is None else "group" if moved else "data",
                "group_before": was and was["group_number"],
                "group_now": row and row["group_number"],
                "before_words": words[was["group_number"]] if was else "появилась",
                "now_words": words[row["group_number"]] if row else "выбыла",
                "total_before": total_was,
                "total_now": total_now,
                "total_change": None
                if not comparable or total_was is None or total_now is None
                else total_now - total_was,
                "scores_before": was and was["criteria_with_data"],
                "scores_now": row and row["criteria_with_data"],
            }
        )
    order = ("municipality_name", "municipality_id", "short_name", "school_id")
    kinds = ("group", "new", "gone", "data")
    return sorted(lines, key=lambda line: (kinds.index(line["change"]), *(line[name] for name in order)))


def _key(row: Row) -> tuple[str, str]:
    return row["municipality_id"], row["school_id"]
