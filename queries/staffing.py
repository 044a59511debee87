"""Shortage of staff, open and hidden: vacancies beside load, its other signs, ages of teachers."""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import Alias, ColumnElement, Connection, Subquery, and_, case, exists, func, select

from data.indicators.staffing import WITHOUT_SUBJECT
from data.sheets_staff import AGE_BANDS
from data.subjects import ALL_SUBJECTS
from data.tables import in_force, indicator_value, staff, staff_age, teaching_load
from methodology.catalogue import Methodology
from methodology.shares import ratio
from queries.frames import frame_of_records, in_order_of, read_frame
from queries.places import NAMED, PLACE, By, Place, Sum, keys_of, places, sums_by_place, with_sums
from queries.scope import Scope
from queries.selection import about_selected, alias_of, methodology_of, resolved, school_rows
from queries.showing import for_council, of_rows_as_they_are

HIDDEN, BOTH, OPEN, NEITHER = "hidden", "both", "open", "none"
KINDS = (HIDDEN, BOTH, OPEN, NEITHER)
"""Kinds of shortage by vacancies and load: the quadrants; what is easily overlooked first."""
VACANT, LOAD = "КД-ВАК-ДОЛЯ", "КД-НАГР"
SIGNS = {"uncovered": "КД-ЧАСЫ", "off_profile": "КД-НЕПРОФ", "external": "КД-СОВМ", "overloaded": "КД-НАГР-ВЫС"}
"""Signs of a hidden shortage that are indicators."""
OF_PLACE = {"rates": "КД-ВАК", "vacant": VACANT, "load": LOAD, **SIGNS}
"""Names in ``staffing_by_place`` → indicators."""
OF_SUBJECT = {"rates": "КД-ВАК", "uncovered": "КД-ЧАСЫ", "load": LOAD, "external": "КД-СОВМ"}
"""Names in ``shortage_by_subject`` → indicators with subjects as parts."""
SINGLE = ("single", "alone", "alone_unknown")
"""Columns of ``single_teachers``."""
LEAST = 1e-9
"""Σ of hours are floats: what exceeds a threshold by less is what their last decimal place left."""
SIXTY = AGE_BANDS[-2:]
"""Bands of 60 years and more."""
AGES = "Кадры_возраст"
"""The sheet with ten bands; «Кадры_состав» has four."""
FOUR_BANDS = ("до 35", "35–49", "50–59", "35–59, без разбивки", "60 и старше")

Figure = TypeVar("Figure", ColumnElement[Any], "pd.Series[float]")


def load_limit(rules: Methodology) -> float:
    """Weekly hours of a teacher above which the load asks for attention."""
    return rules.threshold("load_amber") * rules.threshold("norm_hours")


def staffing_by_place(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one municipality or school (``by``) with selected schools: its vacancies, load and signs of shortage.

    Columns: municipality_id, municipality_name, for a school school_id and short_name, schools; of rates (КД-ВАК),
    vacant (КД-ВАК-ДОЛЯ), load (КД-НАГР: hours over teachers, each 18 hours a post), uncovered, off_profile, external,
    overloaded (``SIGNS``) NAME_numerator, NAME_denominator (missing without data) and NAME_schools (with data); single,
    alone, alone_unknown (see ``single_teachers``;
    missing without such rows, and for the council); kind: 'hidden' (few vacancies at a load
    above load_amber), 'both', 'open' (more than vac_share_red vacant), 'none', missing where either is unknown or comes
    from less than mo_coverage_min of the schools; kind_schools (schools whose kind is known), hidden_schools (of them
    'hidden', each by its own figures; missing without any). Order: by kind, most such schools first, then the highest
    load.
    """
    scope = resolved(connection, scope)
    rules = methodology_of(connection, scope)
    found = sums_by_place(connection, scope, {name: (code, "") for name, code in OF_PLACE.items()}, by)
    frame = with_sums(places(by, connection, scope), by, found, OF_PLACE)
    frame = _with_single(frame, by, single_teachers(connection, scope, by))
    if for_council(scope):
        frame = frame.assign(**{name: pd.Series(pd.NA, frame.index, dtype="Int64") for name in SINGLE})
    many = _beyond(frame["vacant_numerator"], frame["vacant_denominator"], rules.threshold("vac_share_red") / 100)
    loaded = _beyond(frame["load_numerator"], frame["load_denominator"], load_limit(rules))
    enough = rules.threshold("mo_coverage_min")
    known = (frame["vacant_denominator"] > 0) & (frame["load_denominator"] > 0)
    for name in ("vacant", "load"):
        known &= 100 * frame[f"{name}_schools"] >= enough * frame["schools"]
    kinds = [
        None if not is_known else (BOTH if much else HIDDEN) if high else (OPEN if much else NEITHER)
        for is_known, much, high in zip(known.fillna(value=False), many, loaded, strict=True)
    ]
    frame["kind"] = pd.Series(kinds, frame.index, dtype=object)
    of_schools = _kinds(connection, scope, rules, by)
    keys = keys_of(frame, by)
    told = [sum(of_schools.get((kind, key), 0) for kind in KINDS) for key in keys]
    frame["kind_schools"] = pd.Series(told, frame.index, dtype="Int64")
    hidden = pd.Series([of_schools.get((HIDDEN, key), 0) for key in keys], frame.index, dtype="Int64")
    frame["hidden_schools"] = hidden.where(frame["kind_schools"] > 0)
    order = pd.Series([KINDS.index(kind) if kind else len(KINDS) for kind in kinds], frame.index, dtype="Int64")
    highest = ratio(frame["load_numerator"], frame["load_denominator"], 1)
    ordered = in_order_of(
        frame.assign(order=order, highest=highest),
        *("order", "hidden_schools", "highest", *NAMED[by]),
        down=("hidden_schools", "highest"),
    )
    return ordered.drop(columns=["order", "highest"])


def shortage_kinds(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one kind of shortage (see ``staffing_by_place``), of schools, in the order of ``KINDS``.

    Columns: kind, schools, with_data (selected schools whose kind is known), selected; schools_before, with_data_before
    (in the previous cycle; missing without one). None without a cycle.
    """
    scope = resolved(connection, scope)
    types = {"kind": "object"} | dict.fromkeys(
        ("schools", "with_data", "selected", "schools_before", "with_data_before"), "Int64"
    )
    if scope.cycle is None:
        return frame_of_records([], types)
    rules = methodology_of(connection, scope)
    selected = connection.scalar(select(func.count()).select_from(school_rows(scope, described=False)))
    now = _kinds(connection, scope, rules, "selection")
    before = None if previous is None else _kinds(connection, scope.in_cycle(previous), rules, "selection")
    return frame_of_records(
        [
            {
                "kind": kind,
                "schools": now.get((kind, ()), 0),
                "with_data": sum(now.values()),
                "selected": selected,
                "schools_before": None if before is None else before.get((kind, ()), 0),
                "with_data_before": None if before is None else sum(before.values()),
            }
            for kind in KINDS
        ],
        types,
    )


def _kinds(connection: Connection, scope: Scope, rules: Methodology, by: By) -> dict[tuple[str, Place], int]:
    """(kind, place) → how many schools of the place are of it."""
    vacant, load = alias_of(indicator_value, "vacant"), alias_of(indicator_value, "load")
    many = _beyond(vacant.c.numerator, vacant.c.denominator, rules.threshold("vac_share_red") / 100)
    loaded = _beyond(load.c.numerator, load.c.denominator, load_limit(rules))
    kind = case((and_(many, loaded), BOTH), (loaded, HIDDEN), (many, OPEN), else_=NEITHER)
    same = [vacant.c[name] == load.c[name] for name in ("cycle", "municipality_id", "school_id")]
    place = [load.c[name] for name in PLACE[by]]
    statement = (
        select(kind, *place, func.count())
        .join_from(vacant, load, and_(*same))
        .where(*_whole(connection, scope, vacant, VACANT), *_whole(connection, scope, load, LOAD))
        .where(vacant.c.denominator > 0, load.c.denominator > 0)
        .group_by(kind, *place)
    )
    return {(name, tuple(key)): int(count) for name, *key, count in connection.execute(statement)}


def _whole(connection: Connection, scope: Scope, value: Alias, code: str) -> list[ColumnElement[bool]]:
    return [*about_selected(connection, scope, value), value.c.indicator == code, value.c.part == ""]  # type: ignore[arg-type]


def _beyond(numerator: Figure, denominator: Figure, limit: float) -> Any:
    """Whether numerator / denominator is above the limit."""
    return numerator - limit * denominator > LEAST


def shortage_by_subject(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one subject («без предмета»: posts that teach none) of the selected schools: where it is short.

    Columns: subject; of rates (vacant posts, КД-ВАК), uncovered (КД-ЧАСЫ), load (КД-НАГР), external (КД-СОВМ)
    NAME_numerator, NAME_denominator (missing without data), NAME_schools (with data); single, alone, alone_unknown (see
    ``single_teachers``; missing for the council). Subjects with most vacant posts first, then with most uncovered
    hours.
    """
    scope = resolved(connection, scope)
    value = indicator_value.c
    names = {code: name for name, code in OF_SUBJECT.items()}
    statement = (
        select(value.indicator, value.part)
        .add_columns(func.sum(value.numerator), func.sum(value.denominator), func.count())
        .where(
            *about_selected(connection, scope, indicator_value),
            value.indicator.in_(sorted(names)),
            value.part != "",
        )
        .group_by(value.indicator, value.part)
    )
    found: dict[tuple[str, Place], Sum] = {
        (names[code], (part,)): (float(up), None if down is None else float(down), int(schools))
        for code, part, up, down, schools in connection.execute(statement)
    }
    subjects = sorted({subject for _, (subject,) in found})
    frame = pd.DataFrame({"subject": pd.Series(subjects, dtype=object)})
    columns = with_sums(frame.rename(columns={"subject": "municipality_id"}), "municipality", found, OF_SUBJECT)
    frame = columns.rename(columns={"municipality_id": "subject"})
    by_subject = single_teachers(connection, scope, "selection").set_index("subject")
    for name in SINGLE:
        said = by_subject[name].to_dict()
        frame[name] = pd.Series([said.get(subject, 0) for subject in subjects], frame.index, dtype="Int64")
        frame[name] = frame[name].where((frame["subject"] != WITHOUT_SUBJECT) & (not for_council(scope)))
    down = ("rates_numerator", "uncovered_numerator")
    return in_order_of(frame, *down, "subject", down=down)


def single_teachers(connection: Connection, scope: Scope, by: By = "municipality") -> pd.DataFrame:
    """One row is one place (``by``) and subject that one teacher alone teaches in some of its selected schools.

    By «Нагрузка» on the last day of the cycle, without teachers from outside. Columns: municipality_id, school_id (as
    ``by`` says), subject, single (schools with one teacher of it), alone (of them: 60 years or older), alone_unknown
    (of them: the age is not said, neither there nor, for one teacher of the subject, on «Кадры_возраст»). In order of
    place and subject. None for the council.
    """
    scope = resolved(connection, scope)
    r, ages, later = teaching_load.c, staff_age.c, alias_of(teaching_load, "later")
    keys = ("municipality_id", "school_id")
    # Few schools report for two days: asking each row for a later one takes a fifth of finding the last day of all.
    newer = exists().where(
        later.c.cycle == r.cycle,
        *(later.c[name] == r[name] for name in keys),
        later.c.cut_date > r.cut_date,
        in_force(later, scope.as_of),
    )
    # Looked up only where «Нагрузка» doesn't say: a join to sums of all schools took five seconds, tried.
    by_ages = (
        select(case((func.sum(ages.teachers) == 1, func.sum(case((ages.age_band.in_(SIXTY), ages.teachers), else_=0)))))
        .where(ages.cycle == scope.cycle, in_force(staff_age, scope.as_of))
        .where(*(ages[name] == r[name] for name in (*keys, "subject")))
        .correlate(teaching_load)
        .scalar_subquery()
    )
    sixty = func.coalesce(r.teachers_60_plus, by_ages)
    place = [r[name] for name in PLACE[by]]
    statement = (
        select(
            *place,
            r.subject,
            func.count().label("single"),
            func.count(case((sixty > 0, 1))).label("alone"),
            func.count(case((sixty.is_(None), 1))).label("alone_unknown"),
        )
        .where(*about_selected(connection, scope, teaching_load))
        .where(r.teachers == 1, r.subject != ALL_SUBJECTS, ~newer)
        .group_by(*place, r.subject)
        .order_by(*place, r.subject)
    )
    return of_rows_as_they_are(read_frame(connection, statement), scope)


def _with_single(frame: pd.DataFrame, by: By, single: pd.DataFrame) -> pd.DataFrame:
    counts: dict[Place, list[int]] = {}
    for key, *row in zip(keys_of(single, by), single["single"], single["alone"], single["alone_unknown"], strict=True):
        of_place = counts.setdefault(key, [0, 0, 0])
        for position, count in enumerate(row):
            of_place[position] += int(count)
    keys = keys_of(frame, by)
    for position, name in enumerate(SINGLE):
        values = pd.Series([counts.get(key, [0, 0, 0])[position] for key in keys], frame.index, dtype="Int64")
        # A place with a load has the sheet: none of its subjects has one teacher alone.
        frame[name] = values.where(frame["load_schools"] > 0)
    return frame


def teacher_ages(connection: Connection, scope: Scope, previous: str | None = None) -> pd.DataFrame:
    """One row is one age band of the teachers of the selected schools, the youngest first; none without data.

    The ten bands of «Кадры_возраст» where at least mo_coverage_min of the schools with «Кадры_состав» have it, else the
    four of «Кадры_состав» (a fifth where a school leaves «50–59» empty). Columns: sheet, band, teachers, of (all bands
    together), share_pct, teachers_before, of_before, share_before_pct (by the same sheet in the previous cycle; missing
    without), schools_with_data, schools_before (with data then), schools. None for the council.
    """
    scope = resolved(connection, scope)
    types = {"sheet": "object", "band": "object"} | {
        "teachers": "Int64",
        "of": "Int64",
        "share_pct": "Float64",
        "teachers_before": "Int64",
        "of_before": "Int64",
        "share_before_pct": "Float64",
        "schools_with_data": "Int64",
        "schools_before": "Int64",
        "schools": "Int64",
    }
    if for_council(scope):
        return frame_of_records([], types)
    detailed, of_detailed = _ten_bands(connection, scope)
    four, of_four = _four_bands(connection, scope)
    enough = methodology_of(connection, scope).threshold("mo_coverage_min")
    ten = of_detailed > 0 and 100 * of_detailed >= enough * of_four
    bands, counted = (detailed, of_detailed) if ten else (four, of_four)
    if not counted:
        return frame_of_records([], types)
    read = _ten_bands if ten else _four_bands
    before, counted_before = ({}, 0) if previous is None else read(connection, scope.in_cycle(previous))
    schools = connection.scalar(select(func.count()).select_from(school_rows(scope, described=False)))
    of, of_before = sum(bands.values()), sum(before.values())
    return frame_of_records(
        [
            {
                "sheet": AGES if ten else "Кадры_состав",
                "band": band,
                "teachers": bands.get(band, 0),
                "of": of,
                "share_pct": 100 * bands.get(band, 0) / of if of else None,
                "teachers_before": before.get(band, 0) if counted_before else None,
                "of_before": of_before if counted_before else None,
                "share_before_pct": 100 * before.get(band, 0) / of_before if of_before else None,
                "schools_with_data": counted,
                "schools_before": counted_before if counted_before else None,
                "schools": schools,
            }
            for band in (AGE_BANDS if ten else FOUR_BANDS)
            if ten or band in bands or band in before
        ],
        types,
    )


def _ten_bands(connection: Connection, scope: Scope) -> tuple[dict[str, int], int]:
    """Band → teachers by «Кадры_возраст», and how many schools have the sheet."""
    a = staff_age.c
    here = about_selected(connection, scope, staff_age)
    bands = connection.execute(select(a.age_band, func.sum(a.teachers)).where(*here).group_by(a.age_band))
    listed = select(a.municipality_id, a.school_id).where(*here).distinct().subquery()
    schools = connection.scalar(select(func.count()).select_from(listed)) or 0
    return {band: int(count) for band, count in bands}, schools


def _four_bands(connection: Connection, scope: Scope) -> tuple[dict[str, int], int]:
    """Band → teachers by «Кадры_состав» on the last day of the cycle, and how many schools have the sheet."""
    s = _last_staff(connection, scope).c
    between = s.teachers - s.teachers_under_35 - s.teachers_60_plus
    split = s.teachers_50_59.is_not(None)
    young, middle, older, unsplit, old, split_schools, schools = connection.execute(
        select(
            func.sum(s.teachers_under_35),
            func.sum(case((split, between - s.teachers_50_59))),
            func.sum(s.teachers_50_59),
            func.sum(case((~split, between))),
            func.sum(s.teachers_60_plus),
            func.count(s.teachers_50_59),
            func.count(s.teachers),
        )
    ).one()
    if not schools:
        return {}, 0
    said = dict(zip(FOUR_BANDS, (young, middle, older, unsplit, old), strict=True))
    wanted = {band: int(count or 0) for band, count in said.items()}
    for band in FOUR_BANDS[1:3] if not split_schools else FOUR_BANDS[3:4] if split_schools == schools else ():
        del wanted[band]
    return wanted, schools


def _last_staff(connection: Connection, scope: Scope) -> Subquery:
    s = staff.c
    last = func.max(s.cut_date).over(partition_by=[s.municipality_id, s.school_id]).label("last")
    # Only what is counted: SQLAlchemy makes every column of a subquery anew at every reading.
    counted = (s.cut_date, s.teachers, s.teachers_under_35, s.teachers_50_59, s.teachers_60_plus)
    rows = select(*counted, last).where(*about_selected(connection, scope, staff)).subquery()
    return select(rows).where(rows.c.cut_date == rows.c.last).subquery()
