"""The second implementation of the queries of staffing, as ``plain`` is of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from data.sheets_staff import AGE_BANDS
from data.subjects import ALL_SUBJECTS
from data.workbook import cycle_bounds
from methodology.scales import exact
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

Key = tuple[str, str]
Value = tuple[float, float | None]
KINDS = ("hidden", "both", "open", "none")


def _of(row: Row) -> Key:
    return row["municipality_id"], row["school_id"]


def _schools(facts: Facts, scope: Scope) -> dict[Key, Row]:
    return {_of(row): row for row in plain.selected(facts, scope)}


def _rows(facts: Facts, scope: Scope, table: str) -> dict[Key, list[Row]]:
    """Rows of the cycle about each selected school."""
    schools = _schools(facts, scope)

    def in_cycle() -> list[Row]:
        return [row for row in facts.rows(table, scope.as_of) if row["cycle"] == scope.cycle]

    found: dict[Key, list[Row]] = defaultdict(list)
    for row in facts.once(("staffing", table, scope.cycle, scope.as_of), in_cycle):
        if _of(row) in schools:
            found[_of(row)].append(row)
    return found


def _last(facts: Facts, scope: Scope, table: str) -> dict[Key, list[Row]]:
    """The rows of the last day that each school reports."""
    return {
        key: [row for row in rows if row["cut_date"] == max(each["cut_date"] for each in rows)]
        for key, rows in _rows(facts, scope, table).items()
    }


def _cut(facts: Facts, scope: Scope, municipality_id: str) -> date:
    said = [
        row["cut_date"]
        for row in facts.rows("instruction", scope.as_of)
        if row["cycle"] == scope.cycle and row["municipality_id"] == municipality_id
    ]
    return said[0] if said else cycle_bounds(str(scope.cycle))[1]


def _open(facts: Facts, scope: Scope) -> list[Row]:
    found = []
    for key, rows in _rows(facts, scope, "vacancy").items():
        cut = _cut(facts, scope, key[0])
        found += [
            {**row, "days": (cut - row["opened_on"]).days, "subject": row["subject"] or "без предмета"}
            for row in rows
            if row["opened_on"] <= cut and (row["closed_on"] is None or row["closed_on"] > cut)
        ]
    return found


def _values(facts: Facts, scope: Scope) -> dict[str, dict[Key, Value]]:
    """Indicator → (numerator, denominator) of each selected school with data, worked out from the rows."""
    return facts.once(("values of staffing", scope), lambda: _worked_out(facts, scope))


def _worked_out(facts: Facts, scope: Scope) -> dict[str, dict[Key, Value]]:
    found: dict[str, dict[Key, Value]] = defaultdict(dict)
    people, vacancies = _last(facts, scope, "staff"), _rows(facts, scope, "vacancy")
    open_ones = _open(facts, scope)

    def put(code: str, key: Key, up: Any, down: Any = None, *, ratio: bool = True) -> None:
        if up is not None and not (ratio and down is None):
            found[code][key] = (float(up), float(down) if ratio else None)

    for key in people.keys() | vacancies.keys():
        staff: Row = people[key][0] if key in people else defaultdict(lambda: None)
        rates = sum(row["rates"] for row in open_ones if _of(row) == key)
        put("КД-ВАК", key, rates, ratio=False)
        filled = staff["rates_filled"]
        put("КД-ВАК-ДОЛЯ", key, rates, None if filled is None else filled + rates)
        put("КД-НЕПРОФ", key, staff["off_profile"], staff["educators"])
        put("КД-ЦЕЛ", key, staff["target_contracts"], ratio=False)
        put("выпускники", key, staff["target_graduates"], ratio=False)
        put("КД-60", key, staff["teachers_60_plus"], staff["teachers"])
        put("КД-ЗАМЕЩ", key, staff["teachers_under_35"], staff["teachers_60_plus"])
        put("КД-ЗАКР3", key, staff["young_retained"], staff["young_hired_3_years_ago"])
        put("КД-ТЕК", key, staff["departed"], staff["educators"])
        listed = [row for row in vacancies.get(key, []) if row["zemsky"]]
        done = [row for row in listed if row["closed_on"] and row["closed_on"] <= _cut(facts, scope, key[0])]
        if all(row["cover"] for row in done):
            put("КД-ЗЕМ", key, sum(row["cover"] == "«Земский учитель»" for row in done), len(listed))
    for key, rows in _last(facts, scope, "teaching_load").items():
        for row in rows:
            part = "" if row["subject"] == ALL_SUBJECTS else f"|{row['subject']}"
            put(f"КД-ЧАСЫ{part}", key, row["uncovered_hours"], row["planned_hours"])
            external = row["external_hours"]
            put(f"КД-НАГР{part}", key, None if external is None else row["weekly_hours"] - external, row["teachers"])
            put(f"КД-СОВМ{part}", key, external, row["weekly_hours"])
            if not part:
                put("КД-НАГР-ВЫС", key, row["overloaded_teachers"], row["teachers"])
    for key, rows in _rows(facts, scope, "development").items():
        put("ПР-ПП", key, rows[0]["retrained"], rows[0]["retraining_needed"])
    return found


def _sum(values: dict[Key, Value], keys: Iterable[Key]) -> tuple[float | None, float | None, int]:
    here = [values[key] for key in keys if key in values]
    if not here:
        return None, None, 0
    downs = [down for _, down in here if down is not None]
    return sum(up for up, _ in here), sum(downs) if downs else None, len(here)


def _places(facts: Facts, scope: Scope, by: str) -> list[tuple[Row, list[Key]]]:
    """Each place with its schools."""
    groups: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    schools = _schools(facts, scope)
    for key in schools:
        groups[{"selection": (), "municipality": key[:1], "school": key}[by]].append(key)
    named = []
    for keys in groups.values():
        row = schools[keys[0]]
        names = {
            "selection": (),
            "municipality": ("municipality_id", "municipality_name"),
            "school": ("municipality_id", "municipality_name", "school_id", "short_name"),
        }[by]
        named.append(({name: row[name] for name in names}, keys))
    return named


def _order(row: Row) -> list[Any]:
    return [row[name] for name in ("municipality_id", "municipality_name", "school_id", "short_name") if name in row]


def _kind(vacant: Value, load: Value, facts: Facts) -> str | None:
    if not vacant[1] or not load[1]:
        return None
    rules = facts.rules
    many = exact(round(vacant[0], 6)) / exact(round(vacant[1], 6)) > exact(rules.threshold("vac_share_red")) / 100
    limit = exact(rules.threshold("load_amber")) * exact(rules.threshold("norm_hours"))
    loaded = Fraction(exact(round(load[0], 6))) / exact(load[1]) > limit
    return {(False, True): "hidden", (True, True): "both", (True, False): "open"}.get((many, loaded), "none")


def _kinds(facts: Facts, scope: Scope, values: dict[str, dict[Key, Value]]) -> dict[Key, str]:
    vacant, load = values["КД-ВАК-ДОЛЯ"], values["КД-НАГР"]
    known = {key: _kind(vacant[key], load[key], facts) for key in vacant.keys() & load.keys()}
    return {key: kind for key, kind in known.items() if kind is not None}


def single_teachers(facts: Facts, scope: Scope, by: str = "municipality") -> list[Row]:
    scope = plain.resolve(facts, scope)
    ages = _rows(facts, scope, "staff_age")
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, rows in _last(facts, scope, "teaching_load").items():
        for row in rows:
            if row["subject"] == ALL_SUBJECTS or row["teachers"] != 1:
                continue
            sixty = row["teachers_60_plus"]
            of_subject = [age for age in ages.get(key, []) if age["subject"] == row["subject"]]
            if sixty is None and sum(age["teachers"] for age in of_subject) == 1:
                sixty = sum(age["teachers"] for age in of_subject if age["age_band"] in AGE_BANDS[-2:])
            place = {"selection": (), "municipality": key[:1], "school": key}[by]
            of_place = counts[*place, row["subject"]]
            for position, found in enumerate((True, bool(sixty), sixty is None)):
                of_place[position] += found
    keys = {"selection": (), "municipality": ("municipality_id",), "school": ("municipality_id", "school_id")}[by]
    names = (*keys, "subject")
    return [
        {**dict(zip(names, place, strict=True)), "single": single, "alone": alone, "alone_unknown": unknown}
        for place, (single, alone, unknown) in sorted(counts.items())
    ]


def staffing_by_place(facts: Facts, scope: Scope, by: str = "municipality") -> list[Row]:
    scope = plain.resolve(facts, scope)
    values = _values(facts, scope)
    kinds = _kinds(facts, scope, values)
    single = single_teachers(facts, scope, by)
    least = facts.rules.threshold("mo_coverage_min")
    result = []
    for place, keys in _places(facts, scope, by):
        row: Row = {**place, "schools": len(keys)}
        for name, code in (
            ("rates", "КД-ВАК"),
            ("vacant", "КД-ВАК-ДОЛЯ"),
            ("load", "КД-НАГР"),
            ("uncovered", "КД-ЧАСЫ"),
            ("off_profile", "КД-НЕПРОФ"),
            ("external", "КД-СОВМ"),
            ("overloaded", "КД-НАГР-ВЫС"),
        ):
            row[f"{name}_numerator"], row[f"{name}_denominator"], row[f"{name}_schools"] = _sum(values[code], keys)
        here = [
            one
            for one in single
            if all(one[name] == place[name] for name in ("municipality_id", "school_id") if name in place)
        ]
        for name in ("single", "alone", "alone_unknown"):
            row[name] = sum(one[name] for one in here) if row["load_schools"] else None
        known = [kinds[key] for key in keys if key in kinds]
        row["kind_schools"] = len(known)
        row["hidden_schools"] = known.count("hidden") if known else None
        enough = all(100 * row[f"{name}_schools"] >= least * len(keys) for name in ("vacant", "load"))
        vacant, load = ((row[f"{name}_numerator"], row[f"{name}_denominator"]) for name in ("vacant", "load"))
        row["kind"] = _kind(vacant, load, facts) if enough else None
        result.append(row)

    def order(row: Row) -> tuple[Any, ...]:
        down = row["load_denominator"]
        highest = row["load_numerator"] / down if down else None
        hidden = row["hidden_schools"]
        return (
            KINDS.index(row["kind"]) if row["kind"] else len(KINDS),
            (hidden is None, -(hidden or 0)),
            (highest is None, -(highest or 0)),
            _order(row),
        )

    return sorted(result, key=order)


def shortage_kinds(facts: Facts, scope: Scope, previous: str | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if scope.cycle is None:
        return []
    now = list(_kinds(facts, scope, _values(facts, scope)).values())
    earlier = None if previous is None else scope.in_cycle(previous)
    before = None if earlier is None else list(_kinds(facts, earlier, _values(facts, earlier)).values())
    return [
        {
            "kind": kind,
            "schools": now.count(kind),
            "with_data": len(now),
            "selected": len(_schools(facts, scope)),
            "schools_before": None if before is None else before.count(kind),
            "with_data_before": None if before is None else len(before),
        }
        for kind in KINDS
    ]


def shortage_by_subject(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    values = _values(facts, scope)
    vacant: dict[str, dict[Key, Value]] = defaultdict(dict)
    for row in _open(facts, scope):
        up, _ = vacant[row["subject"]].get(_of(row), (0.0, None))
        vacant[row["subject"]][_of(row)] = (up + row["rates"], None)
    subjects = set(vacant) | {code.split("|")[1] for code in values if "|" in code and values[code]}
    single = {row["subject"]: row for row in single_teachers(facts, scope, "selection")}
    result = []
    for subject in subjects:
        row: Row = {"subject": subject}
        sums = (
            ("rates", vacant[subject]),
            ("uncovered", values[f"КД-ЧАСЫ|{subject}"]),
            ("load", values[f"КД-НАГР|{subject}"]),
            ("external", values[f"КД-СОВМ|{subject}"]),
        )
        for name, of_school in sums:
            found = _sum(of_school, of_school)
            row[f"{name}_numerator"], row[f"{name}_denominator"], row[f"{name}_schools"] = found
        for name in ("single", "alone", "alone_unknown"):
            row[name] = None if subject == "без предмета" else single.get(subject, {}).get(name, 0)
        result.append(row)

    def down(value: float | None) -> tuple[bool, float]:
        return value is None, -(value or 0)

    return sorted(
        result, key=lambda row: (down(row["rates_numerator"]), down(row["uncovered_numerator"]), row["subject"])
    )


def vacancies_by_subject(facts: Facts, scope: Scope, by: str = "municipality") -> list[Row]:
    scope = plain.resolve(facts, scope)
    open_ones = _open(facts, scope)
    limit = facts.rules.threshold("vac_long_days")
    result = []
    for place, keys in _places(facts, scope, by):
        here = [row for row in open_ones if _of(row) in keys]
        of_place = sum(row["rates"] for row in here)
        for subject in {row["subject"] for row in here}:
            rows = [row for row in here if row["subject"] == subject]
            rates = sum(row["rates"] for row in rows)
            result.append(
                {
                    **place,
                    "subject": subject,
                    "rates": rates,
                    "vacancies": len(rows),
                    "long": sum(row["days"] > limit for row in rows),
                    "oldest_days": max(row["days"] for row in rows),
                    "schools": len({_of(row) for row in rows}),
                    "place_rates": of_place,
                    "share_pct": 100 * rates / of_place,
                }
            )
    return sorted(result, key=lambda row: (-row["place_rates"], _order(row), -row["rates"], row["subject"]))


def open_vacancies(facts: Facts, scope: Scope, subject: str | None = None, limit: int | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    schools = _schools(facts, scope)
    loads = {row["load_id"]: row for row in facts.tables["load"]}
    kept = [row for row in _open(facts, scope) if subject in (None, row["subject"])]
    kept.sort(key=lambda row: (-row["days"], row["municipality_id"], row["school_id"], row["vacancy_code"]))
    same = ("vacancy_code", "post", "subject", "rates", "opened_on", "days", "cover", "published", "zemsky", "link")
    return [
        {
            **{name: schools[_of(row)][name] for name in ("municipality_id", "municipality_name", "school_id")},
            "short_name": schools[_of(row)]["short_name"],
            **{name: row[name] for name in same},
            "long": row["days"] > facts.rules.threshold("vac_long_days"),
            "sheet_row": row["sheet_row"],
            "load_id": row["from_load"],
            "file_name": loads[row["from_load"]]["file_name"],
            "loaded_at": loads[row["from_load"]]["loaded_at"],
            "found": len(kept),
        }
        for row in kept[:limit]
    ]


def measures_by_place(facts: Facts, scope: Scope, by: str = "municipality") -> list[Row]:
    scope = plain.resolve(facts, scope)
    values = _values(facts, scope)
    open_ones, listed = _open(facts, scope), _rows(facts, scope, "vacancy")
    result = []
    for place, keys in _places(facts, scope, by):
        row: Row = {**place, "schools": len(keys)}
        codes = (("rates", "КД-ВАК"), ("zemsky", "КД-ЗЕМ"), ("target", "КД-ЦЕЛ"), ("graduates", "выпускники"))
        for name, code in (*codes, ("retrained", "ПР-ПП")):
            row[f"{name}_numerator"], row[f"{name}_denominator"], row[f"{name}_schools"] = _sum(values[code], keys)
        here = [vacancy for vacancy in open_ones if _of(vacancy) in keys]
        every = [vacancy for key in keys for vacancy in listed.get(key, [])]
        counts = {
            "listed": len(every),
            "closed": sum(
                one["closed_on"] is not None and one["closed_on"] <= _cut(facts, scope, one["municipality_id"])
                for one in every
            ),
            "open": len(here),
            "published": sum(bool(one["published"]) for one in here),
            "not_covered": sum(one["cover"] == "не закрывается" for one in here),
        }
        row |= counts if row["rates_schools"] else dict.fromkeys(counts)
        result.append(row)
    return sorted(result, key=lambda row: ((row["open"] is None, -(row["open"] or 0)), _order(row)))


def teacher_ages(facts: Facts, scope: Scope, previous: str | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    ten, four = _ten(facts, scope), _four(facts, scope)
    detailed = ten[1] > 0 and 100 * ten[1] >= facts.rules.threshold("mo_coverage_min") * four[1]
    bands, schools = ten if detailed else four
    if not schools:
        return []
    before: tuple[dict[str, int], int] = ({}, 0)
    if previous is not None:
        before = (_ten if detailed else _four)(facts, scope.in_cycle(previous))
    of, of_before = sum(bands.values()), sum(before[0].values())
    order = AGE_BANDS if detailed else ("до 35", "35–49", "50–59", "35–59, без разбивки", "60 и старше")
    return [
        {
            "sheet": "Кадры_возраст" if detailed else "Кадры_состав",
            "band": band,
            "teachers": bands.get(band, 0),
            "of": of,
            "share_pct": 100 * bands.get(band, 0) / of if of else None,
            "teachers_before": before[0].get(band, 0) if before[1] else None,
            "of_before": of_before if before[1] else None,
            "share_before_pct": 100 * before[0].get(band, 0) / of_before if of_before else None,
            "schools_with_data": schools,
            "schools_before": before[1] or None,
            "schools": len(_schools(facts, scope)),
        }
        for band in order
        if detailed or band in bands or band in before[0]
    ]


def _ten(facts: Facts, scope: Scope) -> tuple[dict[str, int], int]:
    rows = _rows(facts, scope, "staff_age")
    bands: dict[str, int] = defaultdict(int)
    for row in (row for of_school in rows.values() for row in of_school):
        bands[row["age_band"]] += row["teachers"]
    return dict(bands), len(rows)


def _four(facts: Facts, scope: Scope) -> tuple[dict[str, int], int]:
    schools = [rows[0] for rows in _last(facts, scope, "staff").values()]
    bands: dict[str, int] = defaultdict(int)
    for row in schools:
        between = row["teachers"] - row["teachers_under_35"] - row["teachers_60_plus"]
        bands["до 35"] += row["teachers_under_35"]
        bands["60 и старше"] += row["teachers_60_plus"]
        if row["teachers_50_59"] is None:
            bands["35–59, без разбивки"] += between
        else:
            bands["35–49"] += between - row["teachers_50_59"]
            bands["50–59"] += row["teachers_50_59"]
    return dict(bands), len(schools)
