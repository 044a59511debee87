"""The further sheets of the demonstration: staff, growth, competences, control, one fictitious region in all of them.

They draw from a chance of their own, so the first five sheets are the same with and without them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demonstration_cases import NOT_SENT, PARTLY_SENT, FurtherCase
from data.demonstration_chance import Array, Chance, Region, Year
from data.demonstration_competence import (
    assessment_frame,
    deficits,
    diagnostics_frame,
    draw_diagnostics,
    draw_leaders,
    leader_frame,
    percent_frame,
)
from data.demonstration_control import control_frames
from data.demonstration_growth import (
    association_frame,
    development_frame,
    draw_pairs,
    draw_reserve,
    mentoring_frame,
    reserve_frame,
)
from data.demonstration_names import Place
from data.demonstration_people import draw_young
from data.demonstration_schools import LEVEL_MEAN, LEVEL_SPREAD, DrawnSchool
from data.demonstration_staff import (
    age_frame,
    draw_habits,
    draw_loads,
    draw_staff,
    draw_vacancies,
    load_frame,
    staff_frame,
    vacancy_frame,
)
from data.sheets import (
    ASSESSMENTS,
    ASSOCIATIONS,
    DEVELOPMENT,
    DOCUMENTS,
    LEADER_RESULTS,
    MENTORING,
    RESERVE,
    SHEET_BY_NAME,
    STAFF,
    STAFF_AGES,
    TASKS,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
)

STREAM = 20
"""Keeps this chance apart from that of the first five sheets."""
AGES_EVERY = 3
"""Every such school, from the first on, sends «Кадры_возраст»."""
UNSENT = {
    NOT_SENT: frozenset(
        sheet.name
        for sheet in (
            LEADER_RESULTS, TEACHER_DIAGNOSTICS, TEACHER_PERCENTS, DEVELOPMENT, ASSOCIATIONS, RESERVE, DOCUMENTS, TASKS,
        )
    ),
    PARTLY_SENT: frozenset(
        sheet.name for sheet in (TEACHING_LOADS, DEVELOPMENT, TEACHER_DIAGNOSTICS, TEACHER_PERCENTS)
    ),
}  # fmt: skip
"""Municipality → the sheets that it did not send in the last cycle."""


def further_frames(
    places: tuple[Place, ...],
    schools: list[DrawnSchool],
    described: list[tuple[str, list[dict[str, object]], dict[str, float]]],
    seed: int,
) -> list[dict[str, pd.DataFrame]]:
    """The further sheets of every cycle; ``described``: cycle, rows of «Организации», levels of the schools in it."""
    chance = np.random.default_rng([seed, STREAM])
    region = _region(schools, chance)
    years = [_year(number, *each) for number, each in enumerate(described)]
    target_load = np.clip(1.22 + 0.09 * region.strain + chance.normal(0, 0.06, len(region)), 0.95, 1.6)
    staff = [draw_staff(region, year, target_load) for year in years]
    vacancies = draw_vacancies(region, years, staff, chance)
    young = draw_young(region, len(years), staff[0].educators, chance)
    habits = draw_habits(region, chance)
    loads = [draw_loads(region, year, now, vacancies) for year, now in zip(years, staff, strict=True)]
    staff_rows = [
        staff_frame(region, year, staff, young, habits, loads[year.number], vacancies, chance) for year in years
    ]
    experienced = [rows["hired_experienced"].to_numpy(dtype=int) for rows in staff_rows]
    pairs = draw_pairs(region, years, young, experienced, chance)
    reserve = draw_reserve(region, years, chance)
    leaders = draw_leaders(region, len(years), chance)
    found = []
    for year, now, load, rows in zip(years, staff, loads, staff_rows, strict=True):
        diagnostics = draw_diagnostics(region, year, now.educators, chance)
        deficit = deficits(region, diagnostics)[:, 0]
        appointed = reserve.appointed_in(year, len(region))
        senior = rows["teachers_60_plus"].to_numpy(dtype=int)
        last = year is years[-1]
        working = np.array([bool(row["in_cycle"]) for row in described[year.number][1]])
        frames = {
            LEADER_RESULTS.name: leader_frame(region, year, leaders[year.number], chance),
            TEACHER_DIAGNOSTICS.name: diagnostics_frame(region, year, diagnostics),
            STAFF.name: rows,
            STAFF_AGES.name: age_frame(region, np.arange(0, len(region), AGES_EVERY), load, rows, chance),
            VACANCIES.name: vacancy_frame(region, year, vacancies),
            TEACHING_LOADS.name: load_frame(region, year, now, load, senior),
            MENTORING.name: mentoring_frame(region, year, pairs),
            DEVELOPMENT.name: development_frame(region, year, now.educators, deficit, appointed, chance),
            ASSOCIATIONS.name: association_frame(region, places, year, now.teachers, chance),
            RESERVE.name: reserve_frame(region, year, reserve),
            ASSESSMENTS.name: assessment_frame(region, year, chance),
            **control_frames(region, places, year, working, last, chance),
            TEACHER_PERCENTS.name: percent_frame(region, year, diagnostics),
        }
        closed = region.school_id[~working]
        found.append({name: _as_sent(name, frame, closed, last) for name, frame in frames.items()})
    return found


def _region(schools: list[DrawnSchool], chance: Chance) -> Region:
    def of(values: list[object], dtype: object = object) -> Array:
        result = np.empty(len(values), dtype=dtype)  # type: ignore[call-overload]
        result[:] = values
        return result  # type: ignore[no-any-return]

    level = of([school.level for school in schools], float)
    low = (LEVEL_MEAN - level) / LEVEL_SPREAD
    strain = np.clip(0.6 * low + 0.8 * chance.normal(0, 1, len(schools)), -2.5, 2.5)
    return Region(
        school_id=of([school.site.school_id for school in schools]),
        municipality_id=of([school.site.place.municipality_id for school in schools]),
        grades=of([school.site.grades for school in schools], int),
        in_village=of([school.site.village is not None for school in schools], bool),
        locality_population=of([school.population for school in schools], int),
        biased=of([school.biased for school in schools], bool),
        level=level,
        strain=strain,
    )


def _year(number: int, cycle: str, rows: list[dict[str, object]], levels: dict[str, float]) -> Year:
    def numbers(name: str) -> Array:
        return np.array([row[name] or 0 for row in rows], dtype=int)

    level = np.array([levels[str(row["school_id"])] for row in rows])
    return Year(cycle, number, level, numbers("pupils"), numbers("class_sets"))


def _as_sent(name: str, frame: pd.DataFrame, closed: Array, last: bool) -> pd.DataFrame:
    """The rows without what was not sent, and without what a school leaves empty that fills in only what it must."""
    unsent = [code for code, names in UNSENT.items() if last and name in names]
    kept = ~frame["municipality_id"].isin(unsent)
    if "school_id" in frame:
        kept &= ~frame["school_id"].isin(closed)
    frame = frame.loc[kept].reset_index(drop=True)
    if name in (STAFF.name, DEVELOPMENT.name):
        optional = [column.name for column in SHEET_BY_NAME[name].columns if column.required == "no"]
        sparse = frame["school_id"].eq(FurtherCase.SPARSE)
        frame[optional] = frame[optional].mask(sparse)
    frame.insert(len(SHEET_BY_NAME[name].columns), "sheet_row", np.arange(2, len(frame) + 2))
    return frame.astype({"sheet_row": "Int64"})
