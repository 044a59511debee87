"""Sheets of staff in the demonstration: who teaches, how old, with what load, and who is wanted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demonstration_cases import EdgeSchool, FurtherCase
from data.demonstration_chance import (
    Array,
    Chance,
    Region,
    Year,
    apportioned,
    chosen,
    coded,
    frame_of_columns,
    numbered,
    where,
)
from data.demonstration_people import BEFORE, YOUNG_YEARS, Young
from data.sheets import STAFF, STAFF_AGES, TEACHING_LOADS, VACANCIES
from data.sheets_staff import AGE_BANDS
from data.subjects import ALL_SUBJECTS, SUBJECTS
from methodology.catalogue import packaged

# ASSUMPTION: weekly hours of a class, with its division into groups, in the order of SUBJECTS.
HOURS_OF_CLASS = np.array([
    (19.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0),
    (0.0, 4.6, 2.4, 0.4, 4.8, 5.4, 1.4, 2.2, 1.0, 1.6, 1.8, 1.0, 1.6, 0.8, 0.8, 2.4, 2.6, 0.6, 0.6, 0.0),
    (0.0, 2.4, 3.0, 0.0, 4.2, 6.0, 1.6, 2.4, 2.4, 1.0, 2.6, 1.6, 1.8, 0.0, 0.0, 0.0, 2.4, 1.0, 0.0, 2.0),
])  # fmt: skip
"""Rows: grades 1–4, 5–9, 10–11."""
SHORTAGE = dict.fromkeys(SUBJECTS, 1.0) | {
    "математика": 2.4, "физика": 2.6, "иностранный язык": 2.0, "русский язык": 1.6, "информатика": 1.8, "химия": 1.6,
}  # fmt: skip
"""How much more often than its hours say a subject is wanted."""
AGES_OF_TEACHERS = (0.10, 0.42, 0.28, 0.20)
"""Under 35 beside the young, 35–49, 50–59, 60 and older."""
BANDS_OF_AGES = ((0, 1, 2), (3, 4, 5), (6, 7), (8, 9))
"""The bands of AGE_BANDS that make up each of these."""
TENURES = (0.10, 0.15, 0.16, 0.17, 0.42)
"""Of those with three years and more, in the order of the sheet."""
POSTS = {
    "учитель": 0.82, "педагог-психолог": 0.06, "логопед": 0.04, "дефектолог": 0.02, "соц. педагог": 0.03,
    "советник": 0.02, "иное (педагогическая)": 0.01,
}  # fmt: skip
COVERS_OF_OPEN = {
    "не закрывается": 0.35, "внутреннее замещение": 0.27, "совместитель": 0.17, "сетевая форма": 0.05,
    "дистанционно": 0.05, None: 0.11,
}  # fmt: skip
COVERS_OF_CLOSED = {"приём на работу": 0.7, "выпускник-целевик": 0.1, "внутреннее замещение": 0.2}
OVERLOAD = 1.55
"""Load of the school that has no vacancy for it."""


@dataclass(frozen=True)
class Staff:
    """Numbers of a cycle that several sheets need, per school."""

    educators: Array
    teachers: Array
    planned: Array
    """Hours of the curriculum, school × subject."""


@dataclass(frozen=True)
class Vacancy:
    """All vacancies of all cycles, column by column; ``closed`` is the day on which each is filled."""

    school: Array
    code: Array
    post: Array
    subject: Array
    rates: Array
    opened: Array
    closed: Array
    cover_open: Array
    cover_closed: Array
    published: Array
    zemsky: Array

    def open_on(self, day: np.datetime64) -> Array:
        """Which of them are open on a day."""
        return (self.opened <= day) & (self.closed > day)


def draw_staff(region: Region, year: Year, target_load: Array) -> Staff:
    """How many teach in a cycle: as many as the hours of its classes need at the usual load of the school."""
    norm = packaged().threshold("norm_hours")
    sets = np.maximum(year.class_sets, 1)
    grades = np.minimum(region.grades, [[4], [9], [11]]) - np.array([[0], [4], [9]])
    bands = np.maximum(grades, 0) / region.grades
    planned = np.rint(np.einsum("bs,bh->sh", bands * sets, HOURS_OF_CLASS))
    total = planned.sum(axis=1)
    teachers = np.maximum(2, np.rint(total / (norm * target_load)).astype(int))
    crowded = region.row_of(FurtherCase.OVERLOAD_WITHOUT_VACANCIES)
    teachers[crowded] = int(total[crowded] / (norm * OVERLOAD))
    educators = teachers + np.maximum(1, np.rint(0.14 * teachers).astype(int))
    return Staff(educators, teachers, planned)


def draw_vacancies(region: Region, years: list[Year], staff: list[Staff], chance: Chance) -> Vacancy:
    """Vacancies of the cycle before the first and of all cycles; they last the longer, the harder the school has it."""
    schools = len(region)
    wanted = np.array([SHORTAGE[subject] for subject in SUBJECTS]) * staff[0].planned
    share = np.cumsum(wanted / wanted.sum(axis=1, keepdims=True), axis=1)
    owners, opened = [], []
    for cycle in range(-1, len(years)):
        start = years[0].start + np.timedelta64(round(365.25 * cycle), "D")
        counts = chance.poisson(0.055 * staff[max(cycle, 0)].educators * np.exp(0.65 * region.strain))
        counts[region.row_of(FurtherCase.OVERLOAD_WITHOUT_VACANCIES)] = 0
        counts[region.row_of(EdgeSchool.LOW_RESULTS_BUT_STRONG)] = 0
        owner, _ = numbered(counts)
        owners.append(owner)
        opened.append(start + chance.integers(0, 365, len(owner)).astype("timedelta64[D]"))
    school, since = np.concatenate(owners), np.concatenate(opened)
    count = len(school)
    lasts = chance.gamma(1.3, 75.0 * np.exp(0.3 * region.strain[school]))
    until = since + np.maximum(5, lasts).astype("timedelta64[D]")
    post = chosen(chance, POSTS, count)
    teaching = post == "учитель"
    subject = np.array(SUBJECTS, dtype=object)[(chance.random(count)[:, None] > share[school]).sum(axis=1)]
    small_place = region.locality_population[school] <= packaged().threshold("zemsky_pop_max")
    zemsky = teaching & region.in_village[school] & small_place & (chance.random(count) < 0.35)
    by_programme = zemsky & (chance.random(count) < 0.6)
    ordered = np.argsort(school, kind="stable")
    number = np.empty(count, dtype=int)
    number[ordered] = numbered(np.bincount(school, minlength=schools))[1] + 1
    return Vacancy(
        school=school,
        code=coded("В-", number),
        post=post,
        subject=where(teaching, subject),
        rates=chance.choice([0.25, 0.5, 1.0, 1.5], count, p=[0.07, 0.23, 0.6, 0.1]),
        opened=since,
        closed=until,
        cover_open=chosen(chance, COVERS_OF_OPEN, count),
        cover_closed=where(by_programme, "«Земский учитель»", chosen(chance, COVERS_OF_CLOSED, count)),
        published=chance.random(count) < 0.85,
        zemsky=zemsky,
    )


def vacancy_frame(region: Region, year: Year, vacancies: Vacancy) -> pd.DataFrame:
    """Vacancies that were open on some day of the cycle; of those filled later nobody knows it yet."""
    v = vacancies
    listed = np.flatnonzero((v.opened <= year.cut) & (v.closed >= year.start))
    listed = listed[np.lexsort((v.opened[listed], v.school[listed]))]
    filled = v.closed[listed] <= year.cut
    return frame_of_columns(
        VACANCIES,
        {
            "school_id": region.school_id[v.school[listed]],
            "vacancy_code": v.code[listed],
            "post": v.post[listed],
            "subject": v.subject[listed],
            "rates": v.rates[listed],
            "opened_on": v.opened[listed],
            "closed_on": np.where(filled, v.closed[listed], np.datetime64("NaT")),
            "cover": where(filled, v.cover_closed[listed], v.cover_open[listed]),
            "published": v.published[listed],
            "zemsky": v.zemsky[listed],
        },
        region.municipality_id[v.school[listed]],
    )


@dataclass(frozen=True)
class Loads:
    """Hours of a cycle, school × subject."""

    teachers: Array
    weekly: Array
    external: Array
    uncovered: Array


def draw_loads(region: Region, year: Year, staff: Staff, vacancies: Vacancy) -> Loads:
    """Hours that nobody or somebody from outside teaches are those of the vacancies that are open at the cut."""
    norm = packaged().threshold("norm_hours")
    shape = staff.planned.shape
    number_of = {subject: number for number, subject in enumerate(SUBJECTS)}

    def hours_of(cover: str) -> Array:
        hours = np.zeros(shape)
        which = vacancies.open_on(year.cut) & (vacancies.post == "учитель") & (vacancies.cover_open == cover)
        subjects = [number_of[subject] for subject in vacancies.subject[which]]
        np.add.at(hours, (vacancies.school[which], subjects), norm * vacancies.rates[which])
        return hours

    uncovered = np.minimum(np.floor(hours_of("не закрывается")), np.floor(staff.planned / 2))
    weekly = staff.planned - uncovered
    external = np.minimum(np.floor(hours_of("совместитель")), weekly)
    crowded = region.row_of(FurtherCase.OVERLOAD_WITHOUT_VACANCIES)
    beyond = weekly[crowded].sum() - norm * OVERLOAD * staff.teachers[crowded]
    external[crowded] = 0
    external[crowded, int(np.argmax(weekly[crowded]))] = round(beyond, 1)
    return Loads(apportioned(staff.teachers, staff.planned), weekly, external, uncovered)


def load_frame(region: Region, year: Year, staff: Staff, loads: Loads, senior: Array) -> pd.DataFrame:
    """The row of all subjects of each school, then its subjects that have hours."""
    methodology = packaged()
    norm, bound = methodology.threshold("norm_hours"), methodology.threshold("load_amber")
    total = loads.weekly.sum(axis=1)
    own = loads.weekly - loads.external
    mean = np.divide(own, norm * loads.teachers, out=np.zeros(own.shape), where=loads.teachers > 0)
    share = 1 / (1 + np.exp(-(mean - bound) / 0.1))
    over = np.where(mean > bound, np.maximum(np.rint(loads.teachers * share), 1), np.floor(loads.teachers * share))
    over = over.astype(int)
    crowded = own.sum(axis=1) > bound * norm * staff.teachers
    overloaded = np.maximum(over.sum(axis=1), crowded)

    def with_total(by_subject: Array, of_school: Array) -> Array:
        return np.column_stack([of_school, by_subject])

    shown = with_total(staff.planned > 0, np.ones(len(region), dtype=bool))
    school, subject = np.nonzero(shown)
    numbers = {
        "teachers": with_total(loads.teachers, staff.teachers),
        "teachers_60_plus": with_total(apportioned(senior, loads.teachers.astype(float)), senior),
        "weekly_hours": with_total(loads.weekly, total),
        "overloaded_teachers": with_total(over, overloaded),
        "external_hours": with_total(loads.external, loads.external.sum(axis=1)),
        "uncovered_hours": with_total(loads.uncovered, loads.uncovered.sum(axis=1)),
        "planned_hours": with_total(staff.planned, staff.planned.sum(axis=1)),
    }
    return frame_of_columns(
        TEACHING_LOADS,
        {
            "cut_date": np.full(len(school), year.cut),
            "school_id": region.school_id[school],
            "subject": np.array((ALL_SUBJECTS, *SUBJECTS), dtype=object)[subject],
            **{name: values[school, subject] for name, values in numbers.items()},
        },
        region.municipality_id[school],
    )


@dataclass(frozen=True)
class Habits:
    """What a school keeps from cycle to cycle: shares of its staff."""

    highest: Array
    first: Array
    ages: Array
    tenures: Array
    off_profile: Array


def draw_habits(region: Region, chance: Chance) -> Habits:
    """Schools that find no people have fewer of the highest category and more who teach what they didn't study."""
    schools = len(region)
    strong = region.row_of(EdgeSchool.LOW_RESULTS_BUT_STRONG)
    highest = np.clip(0.27 - 0.08 * region.strain + chance.normal(0, 0.05, schools), 0.0, 0.6)
    highest[strong] = 0.55
    older = np.exp(np.outer(region.strain, (-0.2, -0.1, 0.05, 0.2)))
    return Habits(
        highest=highest,
        first=np.clip(chance.normal(0.32, 0.05, schools), 0.1, 0.4),
        ages=np.array(AGES_OF_TEACHERS) * older * chance.gamma(30, 1 / 30, (schools, 4)),
        tenures=np.array(TENURES) * chance.gamma(30, 1 / 30, (schools, 5)),
        off_profile=np.clip(0.02 + 0.02 * region.strain + chance.normal(0, 0.02, schools), 0.0, 0.2),
    )


def staff_frame(
    region: Region,
    year: Year,
    staff: list[Staff],
    young: Young,
    habits: Habits,
    loads: Loads,
    vacancies: Vacancy,
    chance: Chance,
) -> pd.DataFrame:
    """One row a school: numbers of one day, the last of the cycle."""
    schools, t, now = len(region), year.number, staff[year.number]
    before = staff[max(t - 1, 0)].educators
    there = young.count(young.there(t), schools)
    young_hired = young.count(young.came == t, schools)
    young_left = young.count((young.came < t) & (young.came + young.stays == t), schools)
    growth = now.educators - before
    experienced = chance.poisson(0.03 * now.educators)
    experienced = np.maximum(experienced, growth + young_left - young_hired)
    long_ago = young.came == t - BEFORE
    highest = np.minimum(np.rint(now.educators * habits.highest).astype(int), now.educators - there)
    first = np.minimum(np.rint(now.educators * habits.first).astype(int), now.educators - there - highest)
    ages = _ages(now, there, habits)
    tenures = apportioned(now.educators - there, habits.tenures)
    vacant = np.bincount(vacancies.school, weights=vacancies.rates * vacancies.open_on(year.cut), minlength=schools)
    filled = np.round((loads.weekly.sum(axis=1) / packaged().threshold("norm_hours") + 0.14 * now.teachers) * 2) / 2
    contracts = chance.poisson(0.5, schools)
    return frame_of_columns(
        STAFF,
        {
            "cut_date": np.full(schools, year.cut),
            "school_id": region.school_id,
            "educators": now.educators,
            "teachers": now.teachers,
            "teachers_under_35": ages[:, 0],
            "teachers_50_59": ages[:, 2],
            "teachers_60_plus": ages[:, 3],
            "tenure_under_3": there,
            **dict(
                zip(
                    ("tenure_3_5", "tenure_5_10", "tenure_10_15", "tenure_15_20", "tenure_20_plus"),
                    tenures.T,
                    strict=True,
                )
            ),
            "highest_category": highest,
            "first_category": first,
            "methodists": highest // 12,
            "mentors": highest // 9,
            "off_profile": np.rint(now.educators * habits.off_profile).astype(int),
            "hired": young_hired + experienced,
            "hired_experienced": experienced,
            "departed": young_hired + experienced - growth,
            "young_hired_3_years_ago": young.count(long_ago, schools),
            "young_retained": young.count(long_ago & (young.stays > YOUNG_YEARS), schools),
            "rates": filled + vacant,
            "rates_filled": filled,
            "target_contracts": contracts,
            "target_graduates": chance.binomial(contracts, 0.6),
        },
        region.municipality_id,
    )


def _ages(staff: Staff, young: Array, habits: Habits) -> Array:
    """Teachers under 35, from 35 to 49, from 50 to 59, and older: the young are among the first."""
    novices = np.minimum(young, staff.teachers)
    ages = apportioned(staff.teachers - novices, habits.ages)
    ages[:, 0] += novices
    return ages


def age_frame(region: Region, which: Array, loads: Loads, staff_rows: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    """Teachers of some schools by main subject and age; their sums are those of the sheets of staff and loads."""
    teachers = loads.teachers[which]
    school, subject = np.nonzero(teachers)
    subject = np.repeat(subject, teachers[school, subject])
    school = np.repeat(np.arange(len(which)), teachers.sum(axis=1))
    rows = staff_rows.iloc[which]
    known = rows[["teachers_under_35", "teachers_50_59", "teachers_60_plus"]].to_numpy(dtype=int)
    counts = np.insert(known, 1, teachers.sum(axis=1) - known.sum(axis=1), axis=1)
    bands = np.column_stack(
        [part for age, parts in enumerate(BANDS_OF_AGES) for part in _in_parts(counts[:, age], len(parts))]
    )
    band = np.repeat(np.tile(np.arange(len(AGE_BANDS)), len(which)), bands.ravel())
    of_school = teachers.sum(axis=1)
    rank = numbered(of_school)[1]
    novice = rank < np.minimum(rows["tenure_under_3"].to_numpy(dtype=int), counts[:, 0])[school]
    oldest = of_school[school] - 1 - rank < (rows["highest_category"].to_numpy(dtype=int) * 4 // 5)[school]
    # Ages stand in order within a school, subjects too: mixed, they have nothing to do with each other.
    mixed = np.lexsort((chance.random(len(school)), school))
    people = pd.DataFrame(
        {"school": school, "subject": subject[mixed], "band": band, "novice": novice, "highest": oldest & ~novice}
    )
    groups = people.groupby(["school", "subject", "band"], as_index=False).agg(
        teachers=("novice", "size"), novice=("novice", "sum"), highest=("highest", "sum")
    )
    at = which[groups["school"].to_numpy()]
    return frame_of_columns(
        STAFF_AGES,
        {
            "school_id": region.school_id[at],
            "subject": np.array(SUBJECTS, dtype=object)[groups["subject"]],
            "age_band": np.array(AGE_BANDS, dtype=object)[groups["band"]],
            "teachers": groups["teachers"].to_numpy(),
            "tenure_under_3": groups["novice"].to_numpy(),
            "highest_category": groups["highest"].to_numpy(),
        },
        region.municipality_id[at],
    )


def _in_parts(totals: Array, parts: int) -> Array:
    return apportioned(totals, np.ones((len(totals), parts))).T
