"""Sheets of growing in the demonstration: mentoring, learning, associations, the reserve of leaders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demonstration_cases import COPIED_DEVELOPMENT, FurtherCase
from data.demonstration_chance import (
    Array,
    Chance,
    Region,
    Year,
    chosen,
    coded,
    frame_of_columns,
    numbered,
    where,
)
from data.demonstration_names import Place
from data.demonstration_people import YOUNG_YEARS, Young
from data.sheets import ASSOCIATIONS, DEVELOPMENT, MENTORING, RESERVE
from data.sheets_growth import GOES_ON, YOUNG
from methodology.catalogue import packaged

DAY = np.timedelta64(1, "D")
FLAGS = (True, False, None)
OUTCOMES = {"завершена, цель достигнута": 0.72, "завершена, цель не достигнута": 0.13, "прервана": 0.15}
OTHER_MENTEES = {
    "перерыв в работе": 0.25, "резервист": 0.25, "начинающий руководитель": 0.3, "студент": 0.2,
}  # fmt: skip
FORM_OF_OTHERS = {"резервист": "руководитель–педагог", "студент": "работодатель–студент"}
SUBJECTS_OF_ASSOCIATIONS = (
    "русский язык", "математика", "начальные классы", "иностранный язык", "история", "физика", "биология",
    "физическая культура",
)  # fmt: skip
OTHER_ASSOCIATIONS = (
    ("методобъединение", "муниципальное", "классное руководство"),
    ("сетевое сообщество", "муниципальное", "педагогические технологии"),
    ("школа наставничества (молодого педагога)", "муниципальное", "начинающие педагоги"),
    ("площадка для педагогов", "муниципальное", "педагогические технологии"),
    ("сообщество тьюторов и экспертов", "окружное", "иное"),
    ("инновационная или стажировочная площадка", "региональное", "информатика"),
)


@dataclass(frozen=True)
class Pairs:
    """All pairs of all cycles, column by column. ``ends``: the planned or, for the short ones, the real end."""

    school: Array
    code: Array
    mentee_kind: Array
    mentee_code: Array
    form: Array
    mentor: Array
    external: Array
    programme: Array
    starts: Array
    ends: Array
    outcome: Array
    formal: dict[str, Array]


def draw_pairs(region: Region, years: list[Year], young: Young, experienced: list[Array], chance: Chance) -> Pairs:
    """Most of the young get a mentor, usually for all their young years; of the others who came, every second.

    A pair never outlasts the years in which its mentee is there and young, so on no sheet are there more mentees than
    young educators.
    """
    starts_of = np.array(
        [np.datetime64(f"{int(years[0].cycle[:4]) + cycle}-09-01") for cycle in range(-YOUNG_YEARS, len(years) + 5)]
    )
    helped = chance.random(len(young.school)) < np.clip(0.93 - 0.07 * region.strain, 0.6, 0.99)[young.school]
    # One of the three young of that school has no mentor.
    alone = (young.school == region.row_of(FurtherCase.FEW_YOUNG)) & (young.came == len(years) - 1)
    helped = (helped | (young.school == region.row_of(FurtherCase.FEW_YOUNG))) & ~alone
    of_young = np.flatnonzero(helped)
    last = young.came[of_young] + np.minimum(young.stays[of_young], YOUNG_YEARS)
    short = (chance.random(len(of_young)) < 0.25) & (young.school[of_young] != region.row_of(FurtherCase.FEW_YOUNG))
    end = starts_of[np.where(short, young.came[of_young] + 1, last) + YOUNG_YEARS] - np.where(short, 80, 1) * DAY

    parts: list[tuple[Array, Array, Array, Array, Array]] = []
    for year, arrived in zip(years, experienced, strict=True):
        for kind, counts in (
            ("вновь прибывший", chance.binomial(arrived, 0.6)),
            (None, chance.binomial(1, 0.07, len(region))),
        ):
            owner, number = numbered(counts)
            kinds = np.full(len(owner), kind, dtype=object) if kind else chosen(chance, OTHER_MENTEES, len(owner))
            ended = chance.random(len(owner)) < 0.3
            ends = np.where(ended, year.cut - 90 * DAY, year.cut)
            prefix = "В" if kind else "И"
            code = np.array([f"{prefix}{int(year.cycle[2:4]):02}-{n + 1}" for n in number], dtype=object)
            parts.append((owner, kinds, code, np.full(len(owner), year.start), ends))
    young_code = np.array(
        [
            f"М{(int(years[0].cycle[:4]) + came) % 100:02}-{number}"
            for came, number in zip(young.came[of_young], young.number[of_young], strict=True)
        ],
        dtype=object,
    )
    parts.append(
        (
            young.school[of_young],
            np.full(len(of_young), YOUNG, dtype=object),
            young_code,
            starts_of[young.came[of_young] + YOUNG_YEARS],
            end,
        )
    )
    school, kinds, code, started, ends = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    count = len(school)
    good = chance.random(count) < np.clip(0.85 - 0.1 * region.strain, 0.4, 0.98)[school]
    mentors = np.maximum(1, np.bincount(school, minlength=len(region)) // 6)
    formal = {
        name: chosen(chance, dict(zip(FLAGS, (yes, 0.9 - yes, 0.1), strict=True)), count)
        for name, yes in (("consent", 0.8), ("agreement", 0.68), ("paid", 0.6))
    }
    return Pairs(
        school=school,
        code=np.array([f"Н-{each}" for each in code], dtype=object),
        mentee_kind=kinds,
        mentee_code=code,
        form=np.array([FORM_OF_OTHERS.get(kind, "педагог–педагог") for kind in kinds], dtype=object),
        mentor=(chance.random(count) * mentors[school]).astype(int) + 1,
        external=chance.random(count) < 0.08,
        programme=good,
        starts=started + chance.integers(4, 70, count) * DAY,
        ends=ends,
        outcome=chosen(chance, OUTCOMES, count),
        formal=formal,
    )


def mentoring_frame(region: Region, year: Year, pairs: Pairs) -> pd.DataFrame:
    """Pairs that went on in the cycle, as they stand at its end."""
    listed = np.flatnonzero((pairs.starts <= year.cut) & (pairs.ends >= year.start))
    listed = listed[np.lexsort((pairs.code[listed].astype(str), pairs.school[listed]))]
    ended = pairs.ends[listed] < year.cut
    return frame_of_columns(
        MENTORING,
        {
            "pair_code": pairs.code[listed],
            "school_id": region.school_id[pairs.school[listed]],
            "form": pairs.form[listed],
            "mentee_kind": pairs.mentee_kind[listed],
            "mentee_code": pairs.mentee_code[listed],
            "mentor_code": coded("С-", pairs.mentor[listed]),
            "external_mentor": pairs.external[listed],
            "programme_approved": pairs.programme[listed],
            "started_on": pairs.starts[listed],
            "ends_on": pairs.ends[listed],
            **{name: values[listed] for name, values in pairs.formal.items()},
            "in_job_description": np.zeros(len(listed), dtype=bool),
            "outcome": where(ended, pairs.outcome[listed], GOES_ON),
        },
        region.municipality_id[pairs.school[listed]],
    )


def development_frame(
    region: Region, year: Year, educators: Array, deficit: Array, appointed: Array, chance: Chance
) -> pd.DataFrame:
    """``deficit``: educators with one by «Компетенции_пед»; ``appointed``: leaders who came from the reserve."""
    schools = len(region)
    deficit = deficit.copy()
    odd = region.row_of(FurtherCase.CONTRADICTING_DEFICIT)
    deficit[odd] = max(deficit[odd] - 2, 0)
    care = np.clip(0.62 - 0.13 * region.strain + 0.03 * year.number, 0.2, 0.95)

    def some(of: Array, share: Array | float) -> Array:
        return np.minimum(chance.binomial(of, np.clip(share, 0.0, 1.0)), of)

    plans, needed, contestants = some(deficit, care), chance.binomial(educators, 0.04), some(educators, 0.16 * care)
    trained = some(educators, 0.45 + 0.6 * care)
    burnout = chance.random(schools) < 0.2 + 0.7 * care
    columns: dict[str, Array] = {
        "with_deficit": deficit,
        "plans_drawn": plans,
        "plans_completed": some(plans, 0.55),
        "plans_with_tutor": some(plans, 0.3 + 0.4 * care),
        "trained_3_years": trained,
        "trained_by_deficit": some(deficit, 0.25 + 0.6 * care),
        "trained_standards": some(trained, 0.85),
        "trained_literacy": some(trained, 0.5),
        "trained_gifted": some(trained, 0.1),
        "trained_profile": some(trained, 0.12),
        "internships": some(educators, 0.05),
        "retraining_needed": needed,
        "retrained": some(needed, care),
        "speakers": some(educators, 0.5 * care),
        "contestants": contestants,
        "prize_winners": some(contestants, 0.3),
        "experts": some(educators, 0.1 * care),
        "community_members": some(educators, 0.3 + 0.5 * care),
        "burnout_programme": burnout,
        "burnout_participants": some(educators, 0.6),
        "staff_forecast": chance.random(schools) < 0.7,
        "team_trained": chance.random(schools) < 0.5,
        "appointments": appointed + chance.binomial(1, 0.1, schools),
        "head_in_network": chance.random(schools) < 0.6,
        "head_in_contests": chance.random(schools) < 0.2,
    }
    first, *others = [region.row_of(code) for code in COPIED_DEVELOPMENT]
    fits = min(int(educators[row]) for row in (first, *others))
    for values in columns.values():
        if values.dtype.kind == "i":
            values[first] = min(values[first], fits)
        for row in others:
            values[row] = values[first]
    columns["burnout_participants"] = where(columns["burnout_programme"], columns["burnout_participants"])
    return frame_of_columns(
        DEVELOPMENT,
        {"cycle": np.full(schools, year.cycle, dtype=object), "school_id": region.school_id, **columns},
        region.municipality_id,
    )


@dataclass(frozen=True)
class Reserve:
    """All members of the reserve of all cycles; ``leaves`` is the day of appointment or of removal."""

    school: Array
    code: Array
    post: Array
    since: Array
    leaves: Array
    appointed: Array
    extended: Array
    prepared: Array

    def appointed_in(self, year: Year, schools: int) -> Array:
        """How many of each school were appointed in the cycle."""
        which = self.appointed & (self.leaves >= year.start) & (self.leaves <= year.cut)
        return np.bincount(self.school[which], minlength=schools)


def draw_reserve(region: Region, years: list[Year], chance: Chance) -> Reserve:
    """Three schools in four have somebody at some time, some longer than the term allows."""
    counts = chance.choice(3, len(region), p=[0.27, 0.5, 0.23])
    counts[[region.row_of(code) for code in COPIED_DEVELOPMENT]] = 0
    owner, number = numbered(counts)
    count = len(owner)
    span = int((years[-1].start - years[0].start) / DAY)
    since = years[0].start + chance.integers(-1000, span + 60, count) * DAY
    term = round(packaged().threshold("reserve_term_years") * 365.25)
    stays = np.where(chance.random(count) < 0.15, 10 * term, chance.integers(300, term, count))
    return Reserve(
        school=owner,
        code=coded("К-", number + 1),
        post=chosen(chance, {"директор": 0.55, "заместитель": 0.45}, count),
        since=since,
        leaves=since + stays * DAY,
        appointed=chance.random(count) < 0.6,
        extended=chance.random(count) < 0.5,
        prepared=chance.random(count) < 0.6,
    )


def reserve_frame(region: Region, year: Year, reserve: Reserve) -> pd.DataFrame:
    """Who was in the reserve on some day of the cycle."""
    r = reserve
    listed = np.flatnonzero((r.since <= year.cut) & (r.leaves >= year.start))
    term = round(packaged().threshold("reserve_term_years") * 365.25) * DAY
    left = r.leaves[listed] <= year.cut
    never = np.full(len(listed), np.datetime64("NaT"))
    return frame_of_columns(
        RESERVE,
        {
            "member_code": r.code[listed],
            "school_id": region.school_id[r.school[listed]],
            "target_post": r.post[listed],
            "included_on": r.since[listed],
            "extended": r.extended[listed] & (r.since[listed] + term <= year.cut),
            "prepared": r.prepared[listed],
            "appointed_on": np.where(left & r.appointed[listed], r.leaves[listed], never),
            "removed_on": np.where(left & ~r.appointed[listed], r.leaves[listed], never),
        },
        region.municipality_id[r.school[listed]],
    )


def association_frame(
    region: Region, places: tuple[Place, ...], year: Year, teachers: Array, chance: Chance
) -> pd.DataFrame:
    """Associations of every municipality, the more the larger it is, and some of its large schools."""
    rows: list[dict[str, object]] = []
    for place in places:
        here = np.flatnonzero(region.municipality_id == place.municipality_id)
        staff = int(teachers[here].sum())
        subjects = SUBJECTS_OF_ASSOCIATIONS[: max(2, min(len(SUBJECTS_OF_ASSOCIATIONS), len(here) // 2))]
        listed = [("методобъединение", "муниципальное", subject, None) for subject in subjects]
        listed += [(*other, None) for other in OTHER_ASSOCIATIONS[: 2 + len(here) // 4]]
        listed += [
            ("методобъединение", "школьное", "математика", region.school_id[row]) for row in here[teachers[here] >= 30]
        ]
        order = 0.9 - 0.12 * float(region.strain[here].mean())
        for number, (kind, level, theme, school_id) in enumerate(listed, start=1):
            size = 0.12 * (staff if school_id is None else int(teachers[region.row_of(school_id)]))
            rows.append(
                {
                    "association_code": f"О-{number:02}",
                    "kind": kind,
                    "level": level,
                    "municipality_id": place.municipality_id,
                    "school_id": school_id,
                    "theme": theme,
                    "members": max(3, round(size * chance.uniform(0.7, 1.3))),
                    "has_plan": bool(chance.random() < order),
                    "has_analysis": bool(chance.random() < order - 0.1),
                    "joint_events": int(chance.poisson(2.0)),
                }
            )
    columns = pd.DataFrame(rows, dtype=object)
    return frame_of_columns(
        ASSOCIATIONS,
        {str(name): columns[name].to_numpy() for name in columns},
        columns["municipality_id"].to_numpy(),
    )
