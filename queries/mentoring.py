"""Mentoring: who is without a mentor, pairs step by step, how many mentees mentors have, retention beside coverage."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from data.indicators.predicates import pair_active
from data.sheets_growth import MISSED, REACHED
from data.tables import in_force, indicator_value, instruction, load, mentoring_pair
from data.workbook import cycle_bounds
from methodology.words import DASH, day, number, share
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.indicator_tables import indicator_by_school
from queries.indicators import indicator_by_municipality
from queries.scope import Scope
from queries.selection import methodology_of, names_of_schools, resolved, same_school, school_rows
from queries.showing import HIDDEN, hide, of_rows_as_they_are, rows_of_tree

COVERAGE, NEWCOMERS, RETENTION = "Н-ОХВ", "Н-ОХВ-НОВ", "КД-ЗАКР3"
BROKEN = "прервана"

STEPS = {
    "pairs": "Пара действует",
    "programme": "Программа утверждена",
    "formal": "Согласие и доп. соглашение",
    "ended": "Пара закончилась в цикле",
    "completed": "Программа завершена",
    "reached": "Цель достигнута",
}
"""The steps: the first three of the pairs that go on at the cut date, the others of those that ended in the cycle."""


def uncovered_schools(
    connection: Connection, scope: Scope, indicator: str = COVERAGE, limit: int | None = None
) -> pd.DataFrame:
    """One row is one selected school in which somebody of those who should have a mentor has none.

    Columns: municipality_id, municipality_name, school_id, short_name, uncovered (people without an active pair),
    covered (people with one), people, words («2 из 3»: without a mentor), found, found_people (how many such schools
    and uncovered people there are; the same in every row). The most uncovered people first, then the smaller share of
    covered ones. ``indicator``: 'Н-ОХВ' or 'Н-ОХВ-НОВ'. ``limit``: that many first rows. For the council without
    hidden schools, and found and found_people are of the shown ones: the total is told by the indicator.
    """
    scope = resolved(connection, rows_of_tree(scope, indicator))
    least = methodology_of(connection, scope).threshold("no_percent_n")
    rows, v = school_rows(scope, described=False), indicator_value.c
    frame = read_frame(
        connection,
        select(
            v.municipality_id,
            v.school_id,
            (v.denominator - v.numerator).label("uncovered"),
            v.numerator.label("covered"),
            v.denominator.label("people"),
        )
        .join(rows, same_school(indicator_value, rows))
        .where(
            v.cycle == scope.cycle,
            v.indicator == indicator,
            v.part == "",
            in_force(indicator_value, scope.as_of),
            v.numerator < v.denominator,
        ),
    )
    frame = hide(frame, connection, scope, indicator, ())
    frame = frame[~frame["hidden"].astype(bool)].drop(columns="hidden").reset_index(drop=True)
    frame["found"] = pd.Series(len(frame), frame.index, dtype="Int64")
    frame["found_people"] = pd.Series(frame["uncovered"].sum(), frame.index, dtype="Int64")
    frame["share"] = frame["covered"] / frame["people"]
    frame = in_order_of(frame, "uncovered", "share", "municipality_id", "school_id", down=("uncovered",))
    frame = frame.head(limit) if limit is not None else frame
    keys = list(zip(frame["municipality_id"], frame["school_id"], strict=True))
    names = names_of_schools(connection, scope, keys)
    frame.insert(1, "municipality_name", pd.Series([names[key][0] for key in keys], frame.index, dtype=object))
    frame.insert(3, "short_name", pd.Series([names[key][1] for key in keys], frame.index, dtype=object))
    for name in ("uncovered", "covered", "people"):
        frame[name] = frame[name].astype("Int64")
    frame["words"] = pd.Series(
        [share(row.uncovered, row.people, least) for row in rows_of(frame)], frame.index, dtype=object
    )
    return frame.drop(columns="share")


def mentoring_steps(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one step of pairs of the selected schools; none without a pair.

    Columns: step ('pairs', 'programme', 'formal': pairs that go on at the cut date of their municipality; 'ended',
    'completed', 'reached': pairs that ended in the cycle by then), step_words, base_words (what it is a share of),
    pairs, of (pairs of the step before, missing for the first of each), words («k из n (p %)»), lost (of − pairs),
    lost_words. 'programme' is the numerator of Н-ПРОГ, 'reached' of 'completed' is Н-РЕЗ. 'formal': of the pairs with a
    programme those with the mentor's consent and supplementary agreement, or mentoring in the job description. None for
    the council.
    """
    scope = resolved(connection, scope)
    least = methodology_of(connection, scope).threshold("no_percent_n")
    pairs = _pairs(scope).subquery()
    p = pairs.c
    begins, ends = cycle_bounds(scope.cycle) if scope.cycle else (None, None)
    active = pair_active(p, p.cut)
    programme = and_(active, p.programme_approved.is_(True))
    ended = and_(p.ends_on.between(literal(begins, Date), literal(ends, Date)), p.ends_on <= p.cut, ~active)
    counts = {
        "pairs": active,
        "programme": programme,
        "formal": and_(programme, _formal(p)),
        "unsaid": and_(programme, _unsaid(p)),
        "ended": ended,
        "reached": and_(ended, p.outcome == REACHED),
        "missed": and_(ended, p.outcome == MISSED),
        "broken": and_(ended, p.outcome == BROKEN),
    }
    [n] = connection.execute(
        select(func.count().label("rows"), *(_count(condition).label(name) for name, condition in counts.items()))
    ).all()
    completed, open_ended = n.reached + n.missed, n.ended - n.reached - n.missed - n.broken
    told = (
        ("pairs", n.pairs, None, "пары на дату среза", ""),
        ("programme", n.programme, n.pairs, "действующие пары", f"без программы — {number(n.pairs - n.programme)}"),
        (
            "formal",
            n.formal,
            n.programme,
            "действующие пары с программой",
            _listed(
                ("нет согласия или соглашения", n.programme - n.formal - n.unsaid), ("графы не заполнены", n.unsaid)
            ),
        ),
        ("ended", n.ended, None, "пары, закончившиеся в цикле", ""),
        (
            "completed",
            completed,
            n.ended,
            "пары, закончившиеся в цикле",
            _listed(("прервано", n.broken), ("итог не указан", open_ended)),
        ),
        ("reached", n.reached, completed, "завершённые программы", f"цель не достигнута — {number(n.missed)}"),
    )
    records: list[dict[str, Any]] = [
        {
            "step": step,
            "step_words": STEPS[step],
            "base_words": base,
            "pairs": count,
            "of": of,
            "words": number(count) if of is None else share(count, of, least),
            "lost": None if of is None else of - count,
            "lost_words": lost if of is not None and of > count else DASH,
        }
        for step, count, of, base, lost in told
        if n.rows
    ]
    types = dict.fromkeys(("step", "step_words", "base_words"), "object") | {"pairs": "Int64", "of": "Int64"}
    types |= {"words": "object", "lost": "Int64", "lost_words": "object"}
    return of_rows_as_they_are(frame_of_records(records, types), scope)


def mentors_by_mentees(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is a number of mentees that a mentor has at the cut date, the smallest first.

    Columns: mentees (people of one mentor), mentors (how many have so many; Σ is the denominator of Н-НАГР), external
    (those of them who are from another organisation; «да» in any of their pairs), too_many (more than mentees_max). A
    mentor is a code within a school: one who helps in two schools counts in both. None for the council.
    """
    scope = resolved(connection, scope)
    most = methodology_of(connection, scope).threshold("mentees_max")
    pairs = _pairs(scope).subquery()
    p = pairs.c
    of_mentor = (
        select(
            func.count(p.mentee_code.distinct()).label("mentees"),
            func.max(case((p.external_mentor.is_(True), 1), else_=0)).label("external"),
        )
        .where(pair_active(p, p.cut))
        .group_by(p.municipality_id, p.school_id, p.mentor_code)
        .subquery()
    )
    frame = read_frame(
        connection,
        select(of_mentor.c.mentees, func.count().label("mentors"), func.sum(of_mentor.c.external).label("external"))
        .group_by(of_mentor.c.mentees)
        .order_by(of_mentor.c.mentees),
    )
    frame["too_many"] = frame["mentees"] > most
    types = {"mentees": "Int64", "mentors": "Int64", "external": "Int64", "too_many": "boolean"}
    return of_rows_as_they_are(frame.astype(types), scope)


def retention_beside_coverage(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality (in the scope of a municipality: one school) with data on coverage or retention.

    Columns: municipality_id, municipality_name, school_id, short_name (missing of municipalities), covered, young
    (Н-ОХВ), coverage_words, coverage_pct, stayed, hired (КД-ЗАКР3), retention_words, retention_pct (both per cent
    missing below no_percent_n: one person would move them too far). Those who were hired three years ago are other
    people than the young of today.
    """
    scope = resolved(connection, scope)
    least = methodology_of(connection, scope).threshold("no_percent_n")
    by_school = len(scope.municipalities) == 1 or scope.school is not None
    sides: list[pd.DataFrame] = []
    hidden: set[tuple[str, ...]] = set()
    for indicator, names in ((COVERAGE, ("covered", "young")), (RETENTION, ("stayed", "hired"))):
        if by_school:
            frame = indicator_by_school(connection, scope, indicator)
            frame = frame[frame["denominator"].notna() | frame["hidden"].astype(bool)]
        else:
            frame = indicator_by_municipality(connection, scope, indicator)
            frame = frame.assign(school_id=pd.Series("", frame.index, dtype=object), short_name="")
        frame = frame.astype({"short_name": object})
        frame["numerator"] = frame["numerator"].where(frame["numerator"] <= frame["denominator"], frame["denominator"])
        hidden |= {
            (names[1], *key)
            for key in zip(*(frame.loc[frame["hidden"].astype(bool), name] for name in _PLACES), strict=True)
        }
        sides.append(frame.rename(columns={"numerator": names[0], "denominator": names[1]})[[*_KEYS, *names]])
    frame = sides[0].merge(sides[1], on=list(_KEYS), how="outer")
    for words, part, whole in (("coverage", "covered", "young"), ("retention", "stayed", "hired")):
        frame[part], frame[whole] = frame[part].astype("Int64"), frame[whole].astype("Int64")
        pairs = list(zip(frame[part], frame[whole], strict=True))
        frame[f"{words}_words"] = pd.Series(
            [
                HIDDEN if (whole, *key) in hidden else DASH if pd.isna(n) else share(k, n, least)
                for key, (k, n) in zip(zip(*(frame[name] for name in _PLACES), strict=True), pairs, strict=True)
            ],
            frame.index,
            dtype=object,
        )
        frame[f"{words}_pct"] = pd.Series(
            [None if pd.isna(n) or n < least else 100 * k / n for k, n in pairs], frame.index, dtype="Float64"
        )
    if not by_school:
        for name in ("school_id", "short_name"):
            frame[name] = pd.Series([None] * len(frame), frame.index, dtype=object)
    return in_order_of(
        frame.astype(dict.fromkeys(_KEYS, object)), "municipality_name", "municipality_id", "short_name", "school_id"
    )


_KEYS = ("municipality_id", "municipality_name", "school_id", "short_name")
_PLACES = ("municipality_id", "school_id")

OF_PAIR = {
    "pair_code": "object",
    "mentee_kind": "object",
    "form": "object",
    "state_words": "object",
    "programme_approved": "boolean",
    "formal_words": "object",
    "external_mentor": "boolean",
    "paid": "boolean",
    "started_on": "object",
    "ends_on": "object",
    "sheet_row": "Int64",
    "load_id": "Int64",
    "file_name": "object",
    "loaded_at": "object",
}
"""The columns of ``pairs_of_school``."""


def pairs_of_school(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one row of «Наставничество» of the school of the scope; empty without a school.

    Columns: pair_code, mentee_kind, form, state_words (goes on, not begun, or how it ended), programme_approved,
    formal_words (consent and agreement), external_mentor, paid (both missing where not said), started_on, ends_on,
    sheet_row, load_id, file_name, loaded_at. The pairs that go on come first. None for the council.
    """
    scope = resolved(connection, scope)
    if scope.school is None:
        return frame_of_records([], OF_PAIR)
    statement = _pairs(scope).add_columns(load.c.load_id, load.c.file_name, load.c.loaded_at)
    pairs = statement.join(load, load.c.load_id == mentoring_pair.c.from_load).subquery()
    p = pairs.c
    rows = connection.execute(
        select(
            pairs,
            pair_active(p, p.cut).label("active"),
            _formal(p).label("formal"),
            _unsaid(p).label("unsaid"),
        )
    ).mappings()
    records = [
        {
            **{name: row[name] for name in OF_PAIR if name in row},
            "state_words": _state(row),
            "formal_words": "да" if row["formal"] else "не указано" if row["unsaid"] else "нет",
        }
        for row in sorted(rows, key=lambda row: (not row["active"], row["pair_code"]))
    ]
    return of_rows_as_they_are(frame_of_records(records, OF_PAIR), scope)


def _state(row: Any) -> str:
    if row["active"]:
        return "действует"
    if row["started_on"] > row["cut"]:
        return "ещё не началась"
    if row["outcome"] in (REACHED, MISSED, BROKEN):
        return str(row["outcome"])
    return f"закончилась {day(row['ends_on'])}, итог не указан"


def _pairs(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Pairs of the selected schools, each with ``cut``: the cut date of its municipality, else the cycle's last day."""
    rows, pair, said = school_rows(scope, described=False), mentoring_pair.c, instruction.c
    end = cycle_bounds(scope.cycle)[1] if scope.cycle else None
    return (
        select(mentoring_pair, func.coalesce(said.cut_date, literal(end, Date)).label("cut"))
        .join_from(mentoring_pair, rows, same_school(mentoring_pair, rows))
        .outerjoin(
            instruction,
            and_(
                said.cycle == pair.cycle,
                said.municipality_id == pair.municipality_id,
                in_force(instruction, scope.as_of),
            ),
        )
        .where(pair.cycle == scope.cycle, in_force(mentoring_pair, scope.as_of))
    )


def _formal(p: Any) -> ColumnElement[bool]:
    return or_(p.in_job_description.is_(True), and_(p.consent.is_(True), p.agreement.is_(True)))


def _unsaid(p: Any) -> ColumnElement[bool]:
    return and_(p.in_job_description.is_(None), p.consent.is_(None), p.agreement.is_(None))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _listed(*told: tuple[str, int]) -> str:
    return "; ".join(f"{words} — {number(count)}" for words, count in told if count)
