"""The queries of mentoring a second time: slow, obvious, plain Python over the rows of the sheets."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from data.workbook import cycle_bounds
from methodology.words import DASH, day, number, share
from queries.mentoring import STEPS
from queries.scope import Scope
from tests.queries import plain
from tests.queries.plain import Facts, Row

YOUNG, NEW = "стаж до 3 лет", "вновь прибывший"
KIND = {"Н-ОХВ": (YOUNG, "tenure_under_3"), "Н-ОХВ-НОВ": (NEW, "hired_experienced")}
Key = tuple[str, str]


def indicator_funnel(facts: Facts, scope: Scope, indicator: str, by_school: bool = False) -> list[Row]:
    scope = plain.resolve(facts, scope)
    limit = facts.rules.threshold("no_percent_n")
    everywhere = _coverage(facts, replace(scope, municipalities=(), school=None), indicator).values()
    of = sum(people for _, people in everywhere)
    common = min(sum(covered for covered, _ in everywhere) / of, 1) if of else 0
    covered = _coverage(facts, scope, indicator)
    names = {_key(row): row for row in plain.selected(facts, scope)}
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for key, (count, people) in covered.items():
        unit = key if by_school else (key[0], "")
        sums[unit][0] += count
        sums[unit][1] += people
    rows = []
    for (place, code), (count, people) in sums.items():
        if not people:
            continue
        count = min(count, people)
        some = next(row for key, row in names.items() if key[0] == place)
        below = sum(_chances(common, people)[: count + 1])
        above = sum(_chances(common, people)[count:])
        where = next(
            (
                f"{far}{side}"
                for half, far in ((0.001, "far_"), (0.025, ""))
                for side, tail in (("below", below), ("above", above))
                if tail < half
            ),
            "inside",
        )
        rows.append(
            {
                "municipality_id": place,
                "municipality_name": some["municipality_name"],
                "school_id": code or None,
                "short_name": names[place, code]["short_name"] if code else None,
                "numerator": count,
                "denominator": people,
                "value_pct": 100 * count / people,
                "words": share(count, people, limit),
                "common_pct": 100 * common,
                "low_pct": 100 * _lowest(common, people, 0.025),
                "high_pct": 100 * (1 - _lowest(1 - common, people, 0.025)),
                "far_low_pct": 100 * _lowest(common, people, 0.001),
                "far_high_pct": 100 * (1 - _lowest(1 - common, people, 0.001)),
                "place": where,
                "place_words": {
                    "far_below": "ниже границы 99,8 %",
                    "below": "ниже границы 95 %",
                    "inside": "в пределах случайного",
                    "above": "выше границы 95 %",
                    "far_above": "выше границы 99,8 %",
                }[where],
            }
        )
    order = ("value_pct", "municipality_name", "municipality_id", "short_name", "school_id")
    return sorted(rows, key=lambda row: [row[name] for name in order if row[name] is not None])


def _chances(common: float, people: int) -> list[float]:
    return [math.comb(people, k) * common**k * (1 - common) ** (people - k) for k in range(people + 1)]


def _lowest(common: float, people: int, tail: float) -> float:
    """Between whole counts along a straight line, from where the sum of chances was to where it reaches the tail."""
    total = 0.0
    for count, chance in enumerate(_chances(common, people)):
        if total + chance >= tail:
            return max(count - 1 + (tail - total) / chance, 0) / people
        total += chance
    return 1


def uncovered_schools(facts: Facts, scope: Scope, indicator: str = "Н-ОХВ", limit: int | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    names = {_key(row): row for row in plain.selected(facts, scope)}
    rows: list[Row] = [
        {
            "municipality_id": key[0],
            "municipality_name": names[key]["municipality_name"],
            "school_id": key[1],
            "short_name": names[key]["short_name"],
            "uncovered": people - covered,
            "covered": covered,
            "people": people,
            "words": share(people - covered, people, facts.rules.threshold("no_percent_n")),
        }
        for key, (covered, people) in _coverage(facts, scope, indicator).items()
        if covered < people
    ]
    rows.sort(
        key=lambda row: (
            -row["uncovered"], row["covered"] / row["people"], row["municipality_id"], row["school_id"]
        )
    )  # fmt: skip
    found = {"found": len(rows), "found_people": sum(row["uncovered"] for row in rows)}
    return [{**row, **found} for row in rows[:limit]]


def mentoring_steps(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    pairs, limit = _pairs(facts, scope), facts.rules.threshold("no_percent_n")
    if not pairs:
        return []
    first, last = cycle_bounds(str(scope.cycle))
    active = [pair for pair in pairs if _active(pair)]
    programme = [pair for pair in active if pair["programme_approved"]]
    formal = [pair for pair in programme if _formal(pair) == "да"]
    unsaid = [pair for pair in programme if _formal(pair) == "не указано"]
    ended = [
        pair
        for pair in pairs
        if not _active(pair) and pair["ends_on"] and first <= pair["ends_on"] <= min(last, pair["cut"])
    ]
    by_outcome = Counter(pair["outcome"] for pair in ended)
    reached, missed = (by_outcome[f"завершена, цель {words}"] for words in ("достигнута", "не достигнута"))
    broken = by_outcome["прервана"]
    completed = reached + missed
    told = (
        ("pairs", len(active), None, "пары на дату среза", ()),
        ("programme", len(programme), len(active), "действующие пары", (("без программы", None),)),
        (
            "formal",
            len(formal),
            len(programme),
            "действующие пары с программой",
            (
                ("нет согласия или соглашения", len(programme) - len(formal) - len(unsaid)),
                ("графы не заполнены", len(unsaid)),
            ),
        ),
        ("ended", len(ended), None, "пары, закончившиеся в цикле", ()),
        (
            "completed",
            completed,
            len(ended),
            "пары, закончившиеся в цикле",
            (("прервано", broken), ("итог не указан", len(ended) - completed - broken)),
        ),
        ("reached", reached, completed, "завершённые программы", (("цель не достигнута", None),)),
    )
    rows = []
    for step, count, of, base, reasons in told:
        lost = None if of is None else of - count
        words = [(reason, lost if many is None else many) for reason, many in reasons]
        rows.append(
            {
                "step": step,
                "step_words": STEPS[step],
                "base_words": base,
                "pairs": count,
                "of": of,
                "words": number(count) if of is None else share(count, of, limit),
                "lost": lost,
                "lost_words": "; ".join(f"{reason} — {number(many)}" for reason, many in words if many) or DASH,
            }
        )
    return rows


def mentors_by_mentees(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    mentees: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    external = set()
    for pair in _pairs(facts, scope):
        if _active(pair):
            mentor = (*_key(pair), pair["mentor_code"])
            mentees[mentor].add(pair["mentee_code"])
            if pair["external_mentor"]:
                external.add(mentor)
    return [
        {
            "mentees": count,
            "mentors": sum(len(people) == count for people in mentees.values()),
            "external": sum(len(people) == count and mentor in external for mentor, people in mentees.items()),
            "too_many": count > facts.rules.threshold("mentees_max"),
        }
        for count in sorted({len(people) for people in mentees.values()})
    ]


def retention_beside_coverage(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    by_school = len(scope.municipalities) == 1 or scope.school is not None
    limit = facts.rules.threshold("no_percent_n")
    names = {_key(row): row for row in plain.selected(facts, scope)}
    stayed = {
        key: (row["young_retained"], row["young_hired_3_years_ago"])
        for key, row in _staff(facts, scope).items()
        if key in names and row["young_retained"] is not None and row["young_hired_3_years_ago"] is not None
    }
    sums: list[dict[Key, list[int]]] = []
    for values in (_coverage(facts, scope, "Н-ОХВ"), stayed):
        of_side: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for key, (count, people) in values.items():
            unit = key if by_school else (key[0], "")
            of_side[unit][0] += count
            of_side[unit][1] += people
        sums.append({unit: [min(count, people), people] for unit, (count, people) in of_side.items()})
    rows = []
    for place, code in sums[0].keys() | sums[1].keys():
        some = next(row for key, row in names.items() if key[0] == place)
        row = {
            "municipality_id": place,
            "municipality_name": some["municipality_name"],
            "school_id": code or None,
            "short_name": names[place, code]["short_name"] if code else None,
        }
        for values, (part, whole), side in zip(
            sums, (("covered", "young"), ("stayed", "hired")), ("coverage", "retention"), strict=True
        ):
            count, people = values.get((place, code), [None, None])
            row |= {
                part: count,
                whole: people,
                f"{side}_words": share(count, people, limit),
                f"{side}_pct": 100 * count / people if count is not None and people and people >= limit else None,
            }
        rows.append(row)
    order = ("municipality_name", "municipality_id", "short_name", "school_id")
    return sorted(rows, key=lambda row: [row[name] for name in order if row[name] is not None])


def pairs_of_school(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    if scope.school is None:
        return []
    files = {row["load_id"]: row for row in facts.tables["load"]}
    kept = (
        "pair_code", "mentee_kind", "form", "programme_approved", "external_mentor", "paid", "started_on", "ends_on",
        "sheet_row",
    )  # fmt: skip
    rows = []
    for pair in sorted(_pairs(facts, scope), key=lambda pair: (not _active(pair), pair["pair_code"])):
        if _active(pair):
            state = "действует"
        elif pair["started_on"] > pair["cut"]:
            state = "ещё не началась"
        elif pair["outcome"] not in (None, "действует"):
            state = pair["outcome"]
        else:
            state = f"закончилась {day(pair['ends_on'])}, итог не указан"
        of = files[pair["from_load"]]
        rows.append(
            {name: pair[name] for name in kept}
            | {name: of[name] for name in ("load_id", "file_name", "loaded_at")}
            | {"state_words": state, "formal_words": _formal(pair)}
        )
    return rows


def subject_mentors(facts: Facts, scope: Scope) -> list[Row]:
    scope = plain.resolve(facts, scope)
    counts = _subjects(facts, scope)
    with_data = len({key[:2] for key, (young, _, _) in counts.items() if young is not None})
    rows = []
    for subject in {key[2] for key, (young, _, _) in counts.items() if young}:
        mine = [value for key, value in counts.items() if key[2] == subject and value[0]]
        young = sum(people or 0 for people, _, _ in mine)
        own = sum(people or 0 for people, highest, _ in mine if highest)
        without = sum(people or 0 for people, highest, said in mine if not highest and said)
        rows.append(
            {
                "subject": subject,
                "young": young,
                "own": own,
                "without": without,
                "unknown": young - own - without,
                "schools": len(mine),
                "words": share(own, own + without, facts.rules.threshold("no_percent_n")),
                "schools_with_data": with_data,
            }
        )
    return sorted(rows, key=lambda row: (-row["without"], -row["young"], row["subject"]))


def schools_without_subject_mentor(facts: Facts, scope: Scope, limit: int | None = None) -> list[Row]:
    scope = plain.resolve(facts, scope)
    everywhere = Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
    names = {_key(row): row for row in plain.selected(facts, everywhere)}
    described = plain._descriptions(facts, scope, "school")
    spots = {
        key: (said["latitude"], said["longitude"])
        for key in names
        if (said := described.get(key)) and said["latitude"] is not None and said["longitude"] is not None
    }
    able = {
        key: highest for key, (_, highest, _) in _subjects(facts, everywhere).items() if highest and key[:2] in spots
    }
    wanted = [
        (*key, young)
        for key, (young, highest, said) in _subjects(facts, scope).items()
        if young and not highest and said
    ]
    wanted.sort(key=lambda row: (-row[3], row[2], row[0], row[1]))
    rows = []
    for place, code, subject, young in wanted[:limit]:
        here = spots.get((place, code))
        others = sorted(key for key in able if key[2] == subject)
        row: Row = dict.fromkeys(
            ("nearest_name", "nearest_municipality_name", "distance_km", "nearest_highest", "absence_words")
        )
        if here is None:
            row["absence_words"] = "у школы нет координат"
        elif not others:
            row["absence_words"] = "в загруженных данных такой школы с координатами нет"
        else:
            nearest = min(others, key=lambda key: round(_distance(here, spots[key[0], key[1]]), 9))
            row |= {
                "nearest_name": names[nearest[:2]]["short_name"],
                "nearest_municipality_name": names[nearest[:2]]["municipality_name"],
                "distance_km": _distance(here, spots[nearest[0], nearest[1]]),
                "nearest_highest": able[nearest],
            }
        rows.append(
            {
                "municipality_id": place,
                "municipality_name": names[place, code]["municipality_name"],
                "school_id": code,
                "short_name": names[place, code]["short_name"],
                "subject": subject,
                "young": young,
                "found": len(wanted),
                **row,
            }
        )
    return rows


def _distance(here: tuple[float, float], there: tuple[float, float]) -> float:
    """By the angle between the two directions from the middle of the Earth."""
    (x, y, z), (u, v, w) = (
        (math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a))
        for a, b in ((math.radians(one), math.radians(two)) for one, two in (here, there))
    )
    across = math.dist((x, y, z), (u, v, w))
    return 6371.0088 * 2 * math.asin(across / 2)


def _subjects(facts: Facts, scope: Scope) -> dict[tuple[str, str, str], tuple[int | None, int, bool]]:
    """Young teachers (None: nothing said), those of the highest category, whether all bands of teachers say theirs."""
    bands: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    chosen = {_key(row) for row in plain.selected(facts, scope)}
    for row in facts.rows("staff_age", scope.as_of):
        if row["cycle"] == scope.cycle and _key(row) in chosen:
            bands[*_key(row), row["subject"]].append(row)
    return {
        key: (
            _sum(row["tenure_under_3"] for row in rows),
            _sum(row["highest_category"] for row in rows) or 0,
            all(row["highest_category"] is not None or not row["teachers"] for row in rows),
        )
        for key, rows in bands.items()
    }


def _sum(values: Iterable[int | None]) -> int | None:
    told = [value for value in values if value is not None]
    return sum(told) if told else None


def _coverage(facts: Facts, scope: Scope, indicator: str) -> dict[Key, tuple[int, int]]:
    """School → people with a pair, people, of the selected schools whose number of people is known."""
    kind, column = KIND[indicator]
    chosen = [_key(row) for row in plain.selected(facts, scope)]
    staff, mentees = _staff(facts, scope), defaultdict[Key, set[str]](set)
    for pair in _pairs(facts, scope):
        if _active(pair) and pair["mentee_kind"] == kind:
            mentees[_key(pair)].add(pair["mentee_code"])
    return {
        key: (len(mentees[key]), staff[key][column])
        for key in chosen
        if key in staff and staff[key][column] is not None
    }


def _staff(facts: Facts, scope: Scope) -> dict[Key, Row]:
    latest: dict[Key, Row] = {}
    for row in facts.rows("staff", scope.as_of):
        key = _key(row)
        if row["cycle"] == scope.cycle and (key not in latest or latest[key]["cut_date"] < row["cut_date"]):
            latest[key] = row
    return latest


def _pairs(facts: Facts, scope: Scope) -> list[Row]:
    """Pairs of the selected schools, with the cut date of their municipality."""
    cuts: dict[str, date] = {
        row["municipality_id"]: row["cut_date"]
        for row in facts.rows("instruction", scope.as_of)
        if row["cycle"] == scope.cycle
    }
    chosen = {_key(row) for row in plain.selected(facts, scope)}
    return [
        {**row, "cut": cuts.get(row["municipality_id"]) or cycle_bounds(row["cycle"])[1]}
        for row in facts.rows("mentoring_pair", scope.as_of)
        if row["cycle"] == scope.cycle and _key(row) in chosen
    ]


def _active(pair: Row) -> bool:
    return bool(
        pair["started_on"] <= pair["cut"]
        and (pair["ends_on"] is None or pair["ends_on"] >= pair["cut"])
        and pair["outcome"] in (None, "действует")
    )


def _formal(pair: Row) -> str:
    if pair["in_job_description"] or (pair["consent"] and pair["agreement"]):
        return "да"
    said = [pair[name] for name in ("in_job_description", "consent", "agreement")]
    return "не указано" if said == [None] * 3 else "нет"


def _key(row: Row) -> Key:
    return row["municipality_id"], row["school_id"]
