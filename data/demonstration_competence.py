"""Sheets of competences in the demonstration: leaders, teachers, and what pupils were assessed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demonstration_cases import HEAPED
from data.demonstration_chance import (
    Array,
    Chance,
    Region,
    Year,
    coded,
    frame_of_columns,
    numbered,
    on_day,
    where,
)
from data.sheets import ASSESSMENTS, LEADER_RESULTS, TEACHER_DIAGNOSTICS, TEACHER_PERCENTS
from data.sheets_competence import LEADER_DOMAINS, TOTAL_DOMAIN
from methodology.catalogue import packaged

TEACHERS_DOMAINS = ("предметные", "методические", "психолого-педагогические", "нормативно-правовые")
"""Domains that the tests of the demonstration cover."""
DOMAIN_EFFECT = (6.0, 1.0, -4.0, -1.0)
PLATFORM_EVERY = 8
"""Every such school, from the first on, sends the export of the platform too."""
TOOL = "Демонстрационная диагностика (вымышленная)"
LEADER_EFFECT = (4, 0, -6, 2, 1, -3, 5, 0, -8, 3, -1, 2, -4, 0, 4)
EXAMS = (
    ("ВПР", "русский язык", 4), ("ВПР", "математика", 4), ("ВПР", "русский язык", 6), ("ВПР", "математика", 6),
    ("ВПР", "русский язык", 8), ("ВПР", "математика", 8), ("ОГЭ", "русский язык", 9), ("ОГЭ", "математика", 9),
    ("ЕГЭ", "русский язык", 11), ("ЕГЭ", "математика (профильный уровень)", 11),
)  # fmt: skip
"""Procedure, subject, grade."""


@dataclass(frozen=True)
class Leaders:
    """Heads from cycle to cycle: ``came`` is the cycle in which the present one took the post, before 0 for most."""

    came: Array
    skill: Array


def draw_leaders(region: Region, cycles: int, chance: Chance) -> list[Leaders]:
    """Heads of all cycles; about one in twelve changes in a year."""
    schools = len(region)
    came = -chance.integers(0, 20, schools)
    skill = 73 + 0.22 * (region.level - 70) + chance.normal(0, 9, schools)
    found = []
    for cycle in range(cycles):
        changes = (chance.random(schools) < 0.08) & (cycle > 0)
        came = np.where(changes, cycle, came)
        skill = np.where(changes, chance.normal(68, 9, schools), skill + chance.normal(1.0, 1.5, schools))
        found.append(Leaders(came, skill))
    return found


def leader_frame(region: Region, year: Year, leaders: Leaders, chance: Chance) -> pd.DataFrame:
    """Heads in all domains, every third school's deputy in the row of the total."""
    schools = len(region)
    assessed = np.flatnonzero(chance.random(schools) < 0.94)
    domains = len(LEADER_DOMAINS) - 1
    by_domain = leaders.skill[assessed, None] + np.array(LEADER_EFFECT) + chance.normal(0, 8, (len(assessed), domains))
    step = np.where(region.municipality_id[assessed] == HEAPED, 5, 1)[:, None]
    by_domain = step * np.rint(np.clip(by_domain, 20, 100) / step)
    total = step[:, 0] * np.floor(by_domain.mean(axis=1) / step[:, 0] + 0.5)
    percent = np.column_stack([total, by_domain]).ravel()
    school = np.repeat(assessed, domains + 1)
    head = np.tile(np.arange(domains + 1) == 0, len(assessed))
    years_in_post = year.number - leaders.came[school]
    code = np.array([f"Р-{2000 + came}" if came > 0 else "Р-1" for came in leaders.came[school]], dtype=object)
    plan = np.repeat(chance.random(len(assessed)) < np.where(total < 81, 0.72, 0.4), domains + 1)

    deputies = np.flatnonzero((np.arange(schools) % 3 == 0) & (year.pupils >= 300))
    of_deputy = np.clip(np.rint(leaders.skill[deputies] + chance.normal(-3, 8, len(deputies))), 25, 100)
    size = len(school) + len(deputies)
    is_head = np.arange(size) < len(school)
    total_row = np.concatenate([head, np.ones(len(deputies), dtype=bool)])
    owner = np.concatenate([school, deputies])
    day = on_day(year, 4, 15) + (np.unique(region.municipality_id, return_inverse=True)[1] % 20).astype(
        "timedelta64[D]"
    )
    mentored = chance.random(size) < 0.3
    rows = frame_of_columns(
        LEADER_RESULTS,
        {
            "leader_code": np.concatenate([code, np.full(len(deputies), "З-1", dtype=object)]),
            "school_id": region.school_id[owner],
            "post": where(is_head, "директор", "заместитель"),
            "post_years": where(total_row, np.concatenate([years_in_post, deputies % 9 + 1])),
            "assessed_on": day[owner],
            "domain": np.concatenate(
                [np.tile(np.array(LEADER_DOMAINS, dtype=object), len(assessed)), np.full(len(deputies), TOTAL_DOMAIN)]
            ),
            "percent": np.concatenate([percent, of_deputy]),
            "has_plan": where(total_row, np.concatenate([plan, np.zeros(len(deputies), dtype=bool)])),
            "plan_completed": where(
                total_row, np.concatenate([plan & (school % 5 < 2), np.zeros(len(deputies), dtype=bool)])
            ),
            "has_mentor": where(total_row, mentored & (np.concatenate([years_in_post, deputies % 9 + 1]) < 3)),
        },
        region.municipality_id[owner],
    )
    return rows.iloc[np.argsort(owner, kind="stable")].reset_index(drop=True)


@dataclass(frozen=True)
class Diagnostics:
    """Results of the teachers who were assessed in a cycle: person × domain, in whole per cent."""

    school: Array
    eligible: Array
    percent: Array


def draw_diagnostics(region: Region, year: Year, educators: Array, chance: Chance) -> Diagnostics:
    """Nearly all are to be assessed, and most of them are; the results go with the level of the school."""
    eligible = np.maximum(1, np.rint(educators * chance.uniform(0.85, 1.0, len(region))).astype(int))
    covered = np.clip(0.7 + 0.05 * year.number - 0.07 * region.strain + chance.normal(0, 0.1, len(region)), 0.25, 1.0)
    school, _ = numbered(chance.binomial(eligible, covered))
    ability = 74 + 0.35 * (year.level[school] - 70) + chance.normal(0, 9, len(school))
    noise = chance.normal(0, 7, (len(school), len(DOMAIN_EFFECT)))
    percent = np.rint(np.clip(ability[:, None] + np.array(DOMAIN_EFFECT) + noise, 5, 100)).astype(int)
    total = np.floor(percent.mean(axis=1) + 0.5).astype(int)
    return Diagnostics(school, eligible, np.column_stack([total, percent]))


def deficits(region: Region, diagnostics: Diagnostics) -> Array:
    """Assessed teachers with a deficit: school × (in any domain, in each)."""
    bound = packaged().threshold("teach_deficit_max")
    low = diagnostics.percent <= bound
    low[:, 0] = low[:, 1:].any(axis=1)
    return _counts(region, diagnostics.school, low)


def _counts(region: Region, school: Array, which: Array) -> Array:
    return np.column_stack(
        [np.bincount(school, weights=column, minlength=len(region)).astype(int) for column in which.T]
    )


def diagnostics_frame(region: Region, year: Year, diagnostics: Diagnostics) -> pd.DataFrame:
    """Numbers of teachers by level: the total and the domains of every school where somebody was assessed."""
    methodology = packaged()
    low_max, high_min = methodology.threshold("teach_low_max"), methodology.threshold("teach_high_min")
    d = diagnostics
    low, high = _counts(region, d.school, d.percent <= low_max), _counts(region, d.school, d.percent >= high_min)
    assessed = np.bincount(d.school, minlength=len(region))
    listed = np.flatnonzero(assessed)
    domains = np.array((TOTAL_DOMAIN, *TEACHERS_DOMAINS), dtype=object)
    school = np.repeat(listed, len(domains))
    return frame_of_columns(
        TEACHER_DIAGNOSTICS,
        {
            "cycle": np.full(len(school), year.cycle, dtype=object),
            "school_id": region.school_id[school],
            "domain": np.tile(domains, len(listed)),
            "eligible": d.eligible[school],
            "assessed": assessed[school],
            "low": low[listed].ravel(),
            "middle": (assessed[:, None] - low - high)[listed].ravel(),
            "high": high[listed].ravel(),
            "with_deficit": deficits(region, d)[listed].ravel(),
            "tool": np.full(len(school), TOOL, dtype=object),
        },
        region.municipality_id[school],
    )


def percent_frame(region: Region, year: Year, diagnostics: Diagnostics) -> pd.DataFrame:
    """The export of the platform, of some schools: the same people as in the numbers by level."""
    d = diagnostics
    people = np.flatnonzero(d.school % PLATFORM_EVERY == 0)
    domains = np.array((TOTAL_DOMAIN, *TEACHERS_DOMAINS), dtype=object)
    order = numbered(np.bincount(d.school, minlength=len(region)))[1]
    who = np.repeat(people, len(domains))
    school = d.school[who]
    return frame_of_columns(
        TEACHER_PERCENTS,
        {
            "cycle": np.full(len(who), year.cycle, dtype=object),
            "school_id": region.school_id[school],
            "domain": np.tile(domains, len(people)),
            "participant_code": coded("П-", order[who] + 1, 3),
            "percent": d.percent[people].ravel(),
        },
        region.municipality_id[school],
    )


def assessment_frame(region: Region, year: Year, chance: Chance) -> pd.DataFrame:
    """Procedures of the grades that the school has; biased results are too good where nobody looks on."""
    exams = np.array([grade for _, _, grade in EXAMS])
    shown = (exams <= region.grades[:, None]) & (year.pupils[:, None] > 0)
    school, exam = np.nonzero(shown)
    in_grade = year.pupils[school] / region.grades[school] * np.where(exams[exam] > 9, 0.55, 1.0)
    taking = np.maximum(1, chance.binomial(np.rint(in_grade).astype(int), 0.93))
    test = np.array([kind == "ВПР" for kind, _, _ in EXAMS])[exam]
    suspicious = region.biased[school] & test
    good = np.clip((year.level[school] - 30) / 90 + chance.normal(0, 0.05, len(school)), 0.05, 0.9)
    below = chance.binomial(taking, np.where(suspicious, 0.01, 0.22 * (1 - good)))
    high = chance.binomial(taking - below, np.where(suspicious, 0.8, 0.75 * good))
    columns = [np.array(values, dtype=object)[exam] for values in zip(*EXAMS, strict=True)]
    return frame_of_columns(
        ASSESSMENTS,
        {
            "year": np.full(len(school), int(year.cycle[:4]) + 1),
            "school_id": region.school_id[school],
            "kind": columns[0],
            "subject": columns[1],
            "grade": columns[2],
            "participants": taking,
            "below_minimum": below,
            "high": high,
            "biased": where(test, suspicious),
        },
        region.municipality_id[school],
    )
