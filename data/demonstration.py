"""The demonstration: workbooks of a region that does not exist, the same for the same seed.

Scores are a level of the school (its own, its municipality's and its cluster's) plus what is common to a criterion,
plus chance; levels drift from cycle to cycle. On top stand the cases of ``data.demonstration_cases``.
"""

from __future__ import annotations

from datetime import date
from random import Random

from data.demonstration_cases import (
    CLOSED_REASON,
    CONTRADICTING_GROUP,
    HAND_SET_ABSENCES,
    HAND_SET_SCORES,
    NOT_SENT,
    SUCCESSOR_OF_CLOSED,
    EdgeSchool,
)
from data.demonstration_further import further_frames
from data.demonstration_names import Place
from data.demonstration_schools import DrawnSchool, class_sets, draw_schools
from data.demonstration_sizes import CYCLES, EXTENTS, Size, places_of
from data.sheets import CRITERIA, GROUPS, MUNICIPALITIES, SCHOOLS, SCORES, TEMPLATE_VERSION
from data.workbook import Instruction, Workbook, cycle_bounds, frame_of
from methodology.catalogue import packaged
from methodology.effectiveness import CriterionRule, CriterionScore, assess_school, group_bounds
from methodology.scales import Bounds, exact

Rows = list[dict[str, object]]
"""Records in the names of ``data.sheets``."""

LAST_CYCLE = CYCLES[-1]
TERRITORY = "Демонстрационная область (вымышленные данные)"

FIRST_VERSION = tuple((10.0, 1.0) for _ in range(10))
"""Maximum and weight of criteria 1–10 up to 2023/24."""
SECOND_VERSION = (
    (20.0, 1.5), (20.0, 1.5), (12.0, 1.0), (12.0, 1.0), (10.0, 1.0), (10.0, 1.0), (10.0, 1.0), (12.0, 1.0), (10.0, 0.5),
    (10.0, 0.5),
)  # fmt: skip
"""The same from 2024/25 on: another version, so earlier cycles can't be compared with it."""
SECOND_FROM = "2024/25"
BASIS_OF_CYCLE = {
    "2021/22": "приказ Министерства образования Демонстрационной области от 17.01.2022 № 15",
    "2022/23": "приказ Министерства образования Демонстрационной области от 17.01.2022 № 15",
    "2023/24": "приказ Министерства образования Демонстрационной области от 15.01.2024 № 21",
    "2024/25": "приказ Министерства образования Демонстрационной области от 20.01.2025 № 34",
    "2025/26": "приказ Министерства образования Демонстрационной области от 20.01.2025 № 34",
}
NEGATIVE_ALLOWED = 7
"""The criterion (objectivity of external assessment) whose score may be negative in the second version."""
LEAST_SCORE = -2.0

ACT_OF_CYCLE = {
    "2021/22": "приказ Министерства образования Демонстрационной области от 19.09.2022 № 388",
    "2022/23": "приказ Министерства образования Демонстрационной области от 18.09.2023 № 401",
    "2023/24": "приказ Министерства образования Демонстрационной области от 16.09.2024 № 412",
    "2024/25": "приказ Министерства образования Демонстрационной области от 15.09.2025 № 398",
    "2025/26": "приказ Министерства образования Демонстрационной области от 14.09.2026 № 405",
}
PUBLISHED = {
    "2021/22": date(2022, 10, 3),
    "2022/23": date(2023, 10, 2),
    "2023/24": date(2024, 10, 1),
    "2024/25": date(2025, 10, 1),
}
WITHOUT_ORDER_BEFORE = frozenset({"99610000", "99614000"})
WITH_ORDER_LAST = frozenset({"99701000", "99605000", "99608000"})

SOURCES = (
    "отчёт ОО", "внешняя процедура", "статистика", "внешняя процедура", "отчёт ОО", "отчёт ОО", "внешняя процедура",
    "статистика", "статистика", "опрос",
)  # fmt: skip
"""Where the scores on criteria 1–10 come from."""

# ASSUMPTION: in per cent of the maximum; the levels of schools stand in ``data.demonstration_schools``.
CRITERION_EFFECT = (3.0, 1.0, -6.0, -1.5, 1.0, -3.0, 6.0, 2.5, -4.0, 2.0)
DRIFT_OF_REGION = 0.8
"""Per cycle, counted from 2024/25."""


def build_demonstration(size: Size, seed: int) -> list[Workbook]:
    """One workbook per cycle of the size, oldest first; each describes the whole region for its cycle and cut date.

    A country has the first five sheets only: it is there to measure with.

    Codes, names and the cases by hand don't depend on the seed; everything else does.
    """
    places, cycles = places_of(size), EXTENTS[size].cycles
    chance = Random(seed)
    schools = draw_schools(places, chance)
    years_drift = {place.municipality_id: chance.gauss(0.0, 1.3) for place in places}
    tilt = {(place.municipality_id, n): chance.gauss(0.0, 3.0) for place in places for n in range(1, 11)}
    deviation = {school.site.school_id: chance.gauss(0.0, 3.0) for school in schools}

    described: list[tuple[str, Rows, dict[str, float]]] = []
    workbooks = []
    for number, cycle in enumerate(cycles):
        levels: dict[str, float] = {}
        region_drift = DRIFT_OF_REGION * (number - cycles.index(SECOND_FROM))
        for school in schools:
            code = school.site.school_id
            # A good or bad year fades: schools far from their own level tend back to it.
            deviation[code] = 0.6 * deviation[code] + chance.gauss(0.0, 2.4)
            drift = region_drift + number * years_drift[school.site.place.municipality_id]
            levels[code] = school.level + deviation[code] + drift
        rows = [_school_row(school, cycle, number, chance) for school in schools]
        described.append((cycle, rows, levels))
        workbooks.append(_workbook(cycle, number, places, schools, rows, levels, tilt, chance))
    if size != "country":
        for workbook, frames in zip(workbooks, further_frames(places, schools, described, seed), strict=True):
            workbook.frames.update(frames)
    return workbooks


def _workbook(
    cycle: str,
    number: int,
    places: tuple[Place, ...],
    schools: list[DrawnSchool],
    described: Rows,
    levels: dict[str, float],
    tilt: dict[tuple[str, int], float],
    chance: Random,
) -> Workbook:
    scored = [_score_rows(school, cycle, levels[school.site.school_id], tilt, chance) for school in schools]
    score_rows = [row for rows in scored for row in rows]
    group_rows = _group_rows(schools, scored, cycle)
    municipality_of: dict[object, str] = {s.site.school_id: s.site.place.municipality_id for s in schools}
    scores = frame_of(SCORES, score_rows)
    scores["municipality_id"] = [municipality_of[row["school_id"]] for row in score_rows]
    groups = frame_of(GROUPS, group_rows)
    groups["municipality_id"] = [municipality_of[row["school_id"]] for row in group_rows]
    instruction = Instruction(
        cycle=cycle,
        cut_date=cycle_bounds(cycle)[1],
        template_version=TEMPLATE_VERSION,
        territory=TERRITORY,
        author_post="методист",
        published_date=PUBLISHED.get(cycle),
    )
    frames = {
        MUNICIPALITIES.name: frame_of(MUNICIPALITIES, [_municipality_row(place, number) for place in places]),
        SCHOOLS.name: frame_of(SCHOOLS, described),
        CRITERIA.name: frame_of(CRITERIA, _criterion_rows(cycle)),
        SCORES.name: scores.astype({"municipality_id": object}),
        GROUPS.name: groups.astype({"municipality_id": object}),
    }
    return Workbook(instruction, frames)


def _municipality_row(place: Place, number: int) -> dict[str, object]:
    return {
        "municipality_id": place.municipality_id,
        "name": place.name,
        "type": place.type,
        "authority": place.authority,
        "method_service": place.method_service,
        "cluster": place.cluster,
        "population": round(place.population * (1 - 0.008 * number), -1),
    }


def _school_row(school: DrawnSchool, cycle: str, number: int, chance: Random) -> dict[str, object]:
    site = school.site
    growth = -0.015 if site.village is not None else 0.01
    pupils = max(5, round(school.pupils * (1 + growth * number + chance.gauss(0.0, 0.012))))
    works = _works(site.school_id, cycle)
    list_year = cycle_bounds(cycle)[0].year
    return {
        "school_id": site.school_id,
        "municipality_id": site.place.municipality_id,
        "short_name": site.short_name,
        "kind": site.kind,
        "locality": site.locality,
        "locality_population": school.population,
        "small": school.small,
        "pupils": pupils if works else None,
        "class_sets": class_sets(pupils, site.grades) if works else None,
        "has_grade_9": site.grades >= 9,
        "has_grades_10_11": site.grades == 11,
        "low_results": school.low_results,
        "biased_vpr": school.biased,
        "low_results_year": list_year if school.low_results else None,
        "biased_vpr_year": list_year if school.biased else None,
        "in_cycle": works,
        "excluded_reason": None if works else CLOSED_REASON,
        "successor_id": None if works else SUCCESSOR_OF_CLOSED,
        "latitude": school.latitude,
        "longitude": school.longitude,
        "address": school.address,
    }


def _works(school_id: str, cycle: str) -> bool:
    return not (school_id == EdgeSchool.CLOSED and cycle == LAST_CYCLE)


def _version_of(cycle: str) -> tuple[tuple[float, float], ...]:
    """Maximum and weight of criteria 1–10 in a cycle."""
    return SECOND_VERSION if cycle >= SECOND_FROM else FIRST_VERSION


def _criterion_rows(cycle: str) -> Rows:
    methodology = packaged()
    may_be_negative = _version_of(cycle) is SECOND_VERSION
    return [
        {
            "cycle": cycle,
            "criterion": criterion.criterion,
            "name": criterion.name,
            "max_score": max_score,
            "min_score": LEAST_SCORE if may_be_negative and criterion.criterion == NEGATIVE_ALLOWED else None,
            "weight": weight,
            "low_max_pct": methodology.threshold("crit_low_max"),
            "high_min_pct": methodology.threshold("crit_high_min"),
            "basis": BASIS_OF_CYCLE[cycle],
        }
        for criterion, (max_score, weight) in zip(methodology.criteria, _version_of(cycle), strict=True)
    ]


def _score_rows(
    school: DrawnSchool, cycle: str, level: float, tilt: dict[tuple[str, int], float], chance: Random
) -> Rows:
    """Ten rows, or none where the school doesn't work or its municipality sent nothing."""
    code, municipality_id = school.site.school_id, school.site.place.municipality_id
    if not _works(code, cycle) or (municipality_id == NOT_SENT and cycle == LAST_CYCLE):
        return []
    scores: list[float] = []
    for n, (max_score, _) in enumerate(_version_of(cycle), start=1):
        percent = level + CRITERION_EFFECT[n - 1] + tilt[municipality_id, n] + chance.gauss(0.0, 5.5)
        scores.append(round(max_score * min(max(percent, 3.0), 100.0) / 100, 1))
    absences = _absences(school, chance)
    if cycle == LAST_CYCLE and code in set(EdgeSchool):
        scores = list(HAND_SET_SCORES.get(code, scores))
        absences = HAND_SET_ABSENCES.get(code, {})
        if code == EdgeSchool.NEGATIVE_SCORE:
            scores[NEGATIVE_ALLOWED - 1] = -1.0
    return [
        {
            "cycle": cycle,
            "school_id": code,
            "criterion": n,
            "score": None if n in absences else score,
            "absence_reason": absences.get(n),
            "source": SOURCES[n - 1],
        }
        for n, score in enumerate(scores, start=1)
    ]


def _absences(school: DrawnSchool, chance: Random) -> dict[int, str]:
    """What an ordinary school lacks: at most one score by chance, so that it keeps its group."""
    absences: dict[int, str] = {}
    if chance.random() < 0.06:
        absences[chance.randint(1, 10)] = chance.choice(("не представлено", "не представлено", "на проверке"))
    if school.site.kind == "НОШ":
        absences[5] = "не применимо"
    if school.small and chance.random() < 0.2:
        absences[6] = "не применимо"
    return absences


def _group_rows(schools: list[DrawnSchool], scored: list[Rows], cycle: str) -> Rows:
    """Groups by order: what the scores give, but for the one case by hand. No group follows, no row."""
    methodology = packaged()
    bounds = Bounds(exact(methodology.threshold("crit_low_max")), exact(methodology.threshold("crit_high_min")))
    rules = {
        n: CriterionRule(n, exact(max_score), exact(weight), bounds)
        for n, (max_score, weight) in enumerate(_version_of(cycle), start=1)
    }
    of_group = group_bounds(list(rules.values()), methodology)
    rows: Rows = []
    for school, score_rows in zip(schools, scored, strict=True):
        if not _has_order(school.site.place.municipality_id, cycle):
            continue
        scores = [_as_score(row) for row in score_rows]
        group = assess_school(rules, scores, of_group, methodology).computed_group
        if school.site.school_id == EdgeSchool.ORDER_CONTRADICTS and cycle == LAST_CYCLE:
            group = CONTRADICTING_GROUP
        if group is not None:
            act = ACT_OF_CYCLE[cycle]
            rows.append({"cycle": cycle, "school_id": school.site.school_id, "group_number": group, "act": act})
    return rows


def _as_score(row: dict[str, object]) -> CriterionScore:
    number, score, reason = row["criterion"], row["score"], row["absence_reason"]
    assert isinstance(number, int)
    return CriterionScore(
        number, exact(score) if isinstance(score, float) else None, reason if isinstance(reason, str) else None
    )


def _has_order(municipality_id: str, cycle: str) -> bool:
    if cycle == LAST_CYCLE:
        return municipality_id in WITH_ORDER_LAST
    return municipality_id not in WITHOUT_ORDER_BEFORE
