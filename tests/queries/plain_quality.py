"""The second implementation of the queries about the quality of data: see ``plain``."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from data.sheets import SHEETS
from methodology.catalogue import packaged
from methodology.scales import exact, round_half_up
from methodology.words import share
from queries.quality_comparisons import COMPARISONS, Comparison, Figure
from queries.scope import Scope
from tests.queries import plain, plain_summary
from tests.queries.plain import Facts, Row

OF_SCHOOLS = [sheet for sheet in SHEETS if any(c.name == "school_id" and c.required == "yes" for c in sheet.columns)]
Key = tuple[str, str]


def _key(row: Row) -> Key:
    return row["municipality_id"], row["school_id"]


def _of_cycle(facts: Facts, scope: Scope, table: str) -> list[Row]:
    def found() -> list[Row]:
        return [row for row in facts.rows(table, scope.as_of) if row["cycle"] == scope.cycle]

    return facts.once(("quality", table, scope.cycle, scope.as_of), found)


def _about(facts: Facts, scope: Scope, table: str, key: Key) -> list[Row]:
    """Rows of the cycle about one school."""

    def found() -> dict[Key, list[Row]]:
        rows: dict[Key, list[Row]] = defaultdict(list)
        for row in _of_cycle(facts, scope, table):
            rows[_key(row)].append(row)
        return rows

    return facts.once(("about", table, scope.cycle, scope.as_of), found).get(key, [])


def _size(rows: Iterable[Row]) -> int:
    """Rows as they stood in a workbook: of people by per cents each person was one."""
    return sum(row.get("people", 1) if "sheet_row" not in row else 1 for row in rows)


def _sent(facts: Facts, scope: Scope) -> dict[tuple[str, str], str]:
    """(municipality, sheet) → the latest cycle up to the scope's with rows of it."""

    def found() -> dict[tuple[str, str], str]:
        latest: dict[tuple[str, str], str] = {}
        for sheet in SHEETS:
            for row in facts.rows(sheet.table, scope.as_of):
                key = row["municipality_id"], sheet.name
                if row["cycle"] <= (scope.cycle or ""):
                    latest[key] = max(latest.get(key, ""), row["cycle"])
        return latest

    return facts.once(("sent", scope.cycle, scope.as_of), found)


def sheets_of_cycle(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    places = {row["municipality_id"] for row in plain.selected(facts, scope)}
    sent = _sent(facts, scope)
    return [
        {
            "sheet": sheet.name,
            "municipalities": sum(sent.get((place, sheet.name)) == scope.cycle for place in places),
            "of_municipalities": len(places),
            "last_cycle": max((cycle for (_, name), cycle in sent.items() if name == sheet.name), default=None),
        }
        for sheet in SHEETS
        if places
    ]


def sent_by_municipality(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    places: dict[str, list[Row]] = defaultdict(list)
    sent = _sent(facts, scope)
    for school in plain.selected(facts, scope):
        places[school["municipality_id"]].append(school)
    for place, schools in places.items():
        keys = {_key(school) for school in schools}
        lines = []
        for sheet in SHEETS:
            rows = [row for row in _of_cycle(facts, scope, sheet.table) if row["municipality_id"] == place]
            reported = None
            if sheet in OF_SCHOOLS:
                rows = [row for row in rows if _key(row) in keys]
                reported = len({_key(row) for row in rows})
            lines.append(
                {
                    "municipality_id": place,
                    "municipality_name": schools[0]["municipality_name"],
                    "sheet": sheet.name,
                    "rows": _size(rows),
                    "reported": reported,
                    "schools": len(keys),
                    "share_pct": None if reported is None else 100 * reported / len(keys),
                    "share_words": None if reported is None else share(reported, len(keys)),
                    "sent": sent.get((place, sheet.name)) == scope.cycle,
                }
            )
        result.append((sum(line["sent"] for line in lines), schools[0]["municipality_name"], place, lines))
    return [line for *_, lines in sorted(result, key=lambda found: found[:3]) for line in lines]


def sent_by_school(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    names = ("municipality_name", "municipality_id", "short_name", "school_id")
    for school in plain.selected(facts, scope):
        counts = [_size(_about(facts, scope, sheet.table, _key(school))) for sheet in OF_SCHOOLS]
        lines = [
            {**{name: school[name] for name in names}, "sheet": sheet.name, "rows": count}
            for sheet, count in zip(OF_SCHOOLS, counts, strict=True)
        ]
        result.append((-counts.count(0), *(school[name] for name in names), lines))
    return [line for *_, lines in sorted(result, key=lambda found: found[:5]) for line in lines]


def unsent_sheets(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    sent = _sent(facts, scope)
    known = {sheet for _, sheet in sent}
    sizes = {
        row["municipality_id"]: 0
        for row in plain_summary.silent_municipalities(facts, scope, previous)
        if row["schools"] == 0
    }
    sizes |= Counter(row["municipality_id"] for row in plain.selected(facts, scope))
    names = {row["municipality_id"]: row["municipality_name"] for row in plain.municipalities(facts, scope)}
    for place, schools in sizes.items():
        lines = [
            {
                "municipality_id": place,
                "municipality_name": names.get(place, place),
                "schools": schools,
                "sheet": sheet.name,
                "last_cycle": sent.get((place, sheet.name)),
            }
            for sheet in SHEETS
            if sheet.name in known and sent.get((place, sheet.name)) != scope.cycle
        ]
        result.append((-len(lines), names.get(place, place), place, lines))
    return [line for *_, lines in sorted(result, key=lambda found: found[:3]) for line in lines]


def _absent(facts: Facts, scope: Scope, comparison: Comparison) -> list[str]:
    found = []
    for sheet in (comparison.left.sheet, comparison.right.sheet):
        rows = _of_cycle(facts, scope, sheet.table)
        if not [row for row in rows if not scope.municipalities or row["municipality_id"] in scope.municipalities]:
            found.append(sheet.name)
    return list(dict.fromkeys(found))


def _figure(facts: Facts, scope: Scope, figure: Figure, key: Key) -> tuple[float | None, int | None]:
    rows = _about(facts, scope, figure.sheet.table, key)
    if rows and "cut_date" in rows[0]:
        rows = [row for row in rows if row["cut_date"] == max(row["cut_date"] for row in rows)]
    rows = [row for row in rows if all(row[name] == wanted for name, wanted in figure.where)]
    first = min((row["sheet_row"] for row in rows if "sheet_row" in row), default=None)
    if figure.column is None or not rows:
        return (len(rows) if rows else None), first
    if figure.people:
        return len({row[figure.column] for row in rows}), first
    given = [
        row[figure.column] - (row[figure.minus] if figure.minus else 0)
        for row in rows
        if row[figure.column] is not None and (not figure.minus or row[figure.minus] is not None)
    ]
    return (sum(given) if given else None), first


def _pairs(facts: Facts, scope: Scope, name: str) -> list[tuple[Row, float, float, int | None, int | None]]:
    comparison, pairs = COMPARISONS[name], []
    for school in plain.selected(facts, scope):
        left, left_row = _figure(facts, scope, comparison.left, _key(school))
        right, right_row = _figure(facts, scope, comparison.right, _key(school))
        if name == "group":
            left, right = school["assigned_group"], school["computed_group"]
        elif name == "described":
            left, right = school["criteria_with_data"] or None, 0 if right is None else 1
        if left is not None and right is not None:
            pairs.append((school, left, right, left_row, right_row))
    return pairs


def _differs(comparison: Comparison, left: float, right: float) -> bool:
    if comparison.relation == "present":
        return right == 0
    close = math.isclose(left, right, abs_tol=1e-6, rel_tol=0)
    return not close and (comparison.relation == "equal" or left > right)


def comparisons_between_sheets(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    for name, comparison in COMPARISONS.items() if scope.cycle else ():
        absent = _absent(facts, scope, comparison)
        pairs = [] if absent else _pairs(facts, scope, name)
        result.append(
            {
                "comparison": name,
                "name": comparison.name,
                "sheets": f"{comparison.left.sheet.name} и {comparison.right.sheet.name}",
                "compared": None if absent else len(pairs),
                "differing": None if absent else sum(_differs(comparison, pair[1], pair[2]) for pair in pairs),
                "absent": ", ".join(absent) or None,
            }
        )
    return result


def contradictions_between_sheets(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    signs = {group.group: f"{group.sign} {group.short}" for group in facts.rules.groups}
    for name, comparison in COMPARISONS.items() if scope.cycle else ():
        lines = []
        for school, left, right, left_row, right_row in (
            [] if _absent(facts, scope, comparison) else _pairs(facts, scope, name)
        ):
            if not _differs(comparison, left, right):
                continue
            lines.append(
                {
                    **{part: school[part] for part in ("municipality_id", "municipality_name")},
                    **{part: school[part] for part in ("school_id", "short_name")},
                    "comparison": name,
                    "name": comparison.name,
                    "left_sheet": comparison.left.sheet.name,
                    "left_value": float(left),
                    "left_words": signs[int(left)] if name == "group" else comparison.left_words(left),
                    "left_row": left_row,
                    "right_sheet": comparison.right.sheet.name,
                    "right_value": float(right),
                    "right_words": signs[int(right)] if name == "group" else comparison.right_words(right),
                    "right_row": right_row,
                }
            )
        result += sorted(lines, key=_by_school)
    return result


def _by_school(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("municipality_name", "municipality_id", "short_name", "school_id"))


def contradictions_between_cycles(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if previous is None or previous == scope.cycle:
        return []
    judged = facts.judged(scope.as_of)
    now, then = ({key[1:] for key in judged if key[0] == cycle} for cycle in (scope.cycle, previous))
    said = {(row["cycle"], *_key(row)): row for row in facts.rows("school", scope.as_of)}
    succeeded = {row["municipality_id"] for row in facts.rows("municipality", scope.as_of) if row["successor_id"]}
    joined = {_key(row) for row in said.values() if row["successor_id"]}
    left = {
        key
        for key in then - now
        if key[0] in {place for place, _ in now}
        and key[0] not in succeeded
        and key not in joined
        and (scope.cycle, *key) not in said
    }
    moved = {}
    for _, code in left:
        sources = [key for key in left if key[1] == code]
        targets = [key for key in now - then if key[1] == code]
        if len(sources) == len(targets) == 1:
            moved[targets[0]] = sources[0]
    names = {row["municipality_id"]: row["municipality_name"] for row in plain.municipalities(
        facts, Scope(cycle=previous, as_of=scope.as_of))}  # fmt: skip
    lines: list[Row] = []

    def add(school: Row, what: str, before: str, after: str, key_before: Key, key_now: Key | None) -> None:
        words = {
            "vanished": "школы нет, преемник не назван", "moved": "другой муниципалитет",
            "pupils": "число обучающихся", "kind": "вид организации",
        }  # fmt: skip
        rows = [said.get((previous, *key_before)), said.get((scope.cycle, *key_now)) if key_now else None]
        parts = ("municipality_id", "municipality_name", "school_id", "short_name")
        lines.append(
            {
                **{part: school[part] for part in parts},
                "what": what,
                "what_words": words[what],
                "before_words": before,
                "now_words": after,
                "row_before": rows[0] and rows[0]["sheet_row"],
                "row_now": rows[1] and rows[1]["sheet_row"],
            }
        )

    for school in plain.selected(facts, scope.in_cycle(previous)):
        key = _key(school)
        if key in left and key not in moved.values():
            add(school, "vanished", f"была за {previous}", f"за {scope.cycle} сведений нет", key, None)
    for school in plain.selected(facts, scope):
        key = _key(school)
        if key in moved:
            place = moved[key][0]
            add(school, "moved", names.get(place, place), school["municipality_name"], moved[key], key)
        before, after = said.get((previous, *key)), said.get((scope.cycle, *key))
        if before and after:
            some, others = before["pupils"], after["pupils"]
            if some and others and max(some, others) > 2 * min(some, others):
                add(school, "pupils", str(some), str(others), key, key)
            if before["kind"] != after["kind"]:
                add(school, "kind", before["kind"], after["kind"], key, key)
    order = ("vanished", "moved", "pupils", "kind")
    return sorted(lines, key=lambda line: (order.index(line["what"]), *_by_school(line)))


def _total(facts: Facts, judged: Row) -> Fraction | None:
    """The total that is shown, in per cent."""
    if judged["total_numerator"] is None or not judged["completeness_denominator"]:
        return None
    complete = exact(judged["completeness_numerator"]) / exact(judged["completeness_denominator"]) * 100
    if complete < exact(facts.rules.threshold("data_show_min")):
        return None
    return exact(judged["total_numerator"]) / exact(judged["total_denominator"])


def _points(facts: Facts, scope: Scope) -> Counter[int]:
    totals = (_total(facts, school) for school in plain.selected(facts, scope))
    # Sums are kept as the nearest binary fractions: what they lost is less than this.
    return Counter(int(round_half_up(total + Fraction(1, 10**9))) for total in totals if total is not None)


def _bounds(facts: Facts, scope: Scope) -> tuple[int, int]:
    said = {(row["low_max_pct"], row["high_min_pct"]) for row in plain.criteria_of_cycle(facts, scope)}
    low, high = said.pop() if len(said) == 1 else (60, 81)
    return int(low) + 1, math.ceil(high)


def totals_by_point(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    points = _points(facts, scope)
    near = {}
    for bound in _bounds(facts, scope):
        near |= {bound - 2: "below", bound - 1: "below", bound: "above", bound + 1: "above"}
    every = range(min(points), max(points) + 1) if points else ()
    return [{"point": point, "schools": points[point], "near": near.get(point)} for point in every]


def bunching(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    points = _points(facts, scope)
    for bound in _bounds(facts, scope) if points else ():
        below, above = points[bound - 2] + points[bound - 1], points[bound] + points[bound + 1]
        ways = sum(math.comb(below + above, count) for count in range(above, below + above + 1))
        probability = 100 * ways / 2 ** (below + above)
        marked = probability < 5 if below + above >= 10 else None
        line = {"bound": bound, "below": below, "above": above, "probability_pct": probability, "marked": marked}
        result.append(line)
    return result


def _scores(facts: Facts, scope: Scope) -> list[tuple[Row, Decimal, Decimal]]:
    """Rows of scores of selected schools, the score that counts and its maximum."""
    keys = {_key(school) for school in plain.selected(facts, scope)}
    maxima = {
        (row["municipality_id"], row["criterion"]): Decimal(repr(row["max_score"]))
        for row in _of_cycle(facts, scope, "criterion")
    }
    found = []
    for row in _of_cycle(facts, scope, "score"):
        if _key(row) in keys and row["score"] is not None:
            maximum = maxima[row["municipality_id"], row["criterion"]]
            found.append((row, min(max(Decimal(repr(row["score"])), Decimal(0)), maximum), maximum))
    return found


def _names(facts: Facts, scope: Scope) -> dict[int, str]:
    return {row["criterion"]: row["name"] for row in plain.criteria_of_cycle(facts, scope)}


def maxima_by_criterion(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    found: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for row, value, maximum in _scores(facts, scope):
        found[row["criterion"], row["source"]].append(value == maximum)
    return [
        {
            "criterion": criterion,
            "name": _names(facts, scope).get(criterion),
            "source": source,
            "scores": len(at_max),
            "at_max": sum(at_max),
            "share_pct": 100 * sum(at_max) / len(at_max),
            "marked": 100 * sum(at_max) >= 50 * len(at_max) if len(at_max) >= 10 else None,
        }
        for (criterion, source), at_max in sorted(found.items())
    ]


def last_digits(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    by_criterion: dict[int, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row, value, maximum in _scores(facts, scope):
        if 0 < value < maximum:
            by_criterion[row["criterion"]].append((value, maximum))
    for criterion, pairs in sorted(by_criterion.items()):
        values = [value for value, _ in pairs]
        for decimals in (0, 1, 2):
            written = [value * 10**decimals for value in values if value * 10**decimals % 1 == 0]
            if 10 * len(written) >= 9 * len(values):
                break
        digits = Counter(int(value) % 10 for value in written)
        chi = sum((digits[digit] - len(written) / 10) ** 2 for digit in range(10)) / (len(written) / 10)
        enough = max(maximum for _, maximum in pairs) * 10**decimals + 1 >= 30 and len(written) >= 50
        most = min(range(10), key=lambda digit: (-digits[digit], digit))
        result.append(
            {
                "criterion": criterion,
                "name": _names(facts, scope).get(criterion),
                "scores": len(written),
                "decimals": decimals,
                **{f"digit_{digit}": digits[digit] for digit in range(10)},
                "digit": most,
                "digit_pct": 100 * digits[most] / len(written),
                "chi": chi,
                "marked": chi > 27.9 if enough else None,
            }
        )
    return result


def same_scores(facts: Facts, scope: Scope) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    names = {_key(school): school for school in plain.selected(facts, scope)}
    rows: dict[Key, list[tuple[int, float, Decimal]]] = defaultdict(list)
    for row, _, maximum in sorted(_scores(facts, scope), key=lambda found: found[0]["criterion"]):
        rows[_key(row)].append((row["criterion"], row["score"], maximum))
    sets: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for key, said in rows.items():
        sets[tuple(said)].append(names[key])
    found = [
        (said, sorted(schools, key=_by_name))
        for said, schools in sets.items()
        if len(schools) > 1 and len(said) >= packaged().threshold("quality_same_criteria")
    ]
    for number, (said, schools) in enumerate(sorted(found, key=lambda p: (-len(p[1]), _by_name(p[1][0]))), start=1):
        result += [
            {
                "set_number": number,
                "schools": len(schools),
                **{name: school[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name")},
                "criteria": len(said),
                "scores_words": "; ".join(f"{value:g}".replace(".", ",").replace("-", "−") for _, value, _ in said),
                "all_max": all(value >= maximum for _, value, maximum in said),
            }
            for school in schools
        ]
    return result


def _by_name(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("municipality_name", "short_name", "municipality_id", "school_id"))


def outlying_changes(facts: Facts, scope: Scope, previous: str | None) -> list[Row]:
    scope, result = plain.resolve(facts, scope), []
    schools = {_key(school): school for school in plain.selected(facts, scope)}
    figures: dict[int, dict[Key, tuple[float, float]]] = defaultdict(dict)
    judged = facts.judged(scope.as_of)
    every = replace(scope, municipalities=(), clusters=(), kinds=(), localities=(), groups=(), flags=(), school=None)
    then = _scores(facts, replace(every, cycle=previous, complete_only=False)) if previous else []
    before_of = {(*_key(row), row["criterion"]): (value, maximum) for row, value, maximum in then}
    for key, school in schools.items() if previous else ():
        before = judged.get((previous, *key))
        if before and school["criteria_version"] and school["criteria_version"] == before["criteria_version"]:
            totals = _total(facts, before), _total(facts, school)
            if None not in totals:
                figures[0][key] = tuple(float(total) for total in totals if total is not None)  # type: ignore[assignment]
    for row, value, maximum in _scores(facts, scope) if previous else ():
        was = before_of.get((*_key(row), row["criterion"]))
        if was is not None and was[1] == maximum:
            pair = float(100 * was[0] / maximum), float(100 * value / maximum)
            figures[row["criterion"]][_key(row)] = pair
    names = _names(facts, scope)
    for figure, pairs in sorted(figures.items()):
        changes = {key: now - before for key, (before, now) in pairs.items()}
        if len(changes) < facts.rules.threshold("no_percent_n"):
            continue
        middle = median(changes.values())
        reach = 4.5 * 1.4826 * median(abs(change - middle) for change in changes.values())
        for key, change in changes.items():
            if reach and abs(change - middle) > reach + 1e-9:
                parts = ("municipality_id", "municipality_name", "school_id", "short_name")
                result.append(
                    {
                        **{name: schools[key][name] for name in parts},
                        "figure": figure,
                        "figure_words": f"{figure}. {names[figure]}" if figure else "Итог",
                        "before_pct": pairs[key][0],
                        "now_pct": pairs[key][1],
                        "change": change,
                        "median": middle,
                        "low_limit": middle - reach,
                        "high_limit": middle + reach,
                        "compared": len(changes),
                    }
                )
    return sorted(
        result, key=lambda row: (-round(abs(row["change"] - row["median"]), 6), row["figure"], *_by_school(row))
    )
