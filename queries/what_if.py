"""What other rules would change: schools that change group, recommendations that come and go; nothing is written.

Other rules are a draft over the version of the scope, or another stored version. Of the scope the cycle and the version
count, and no filter: rules are the same for all. Compared is what stands in the database with what the other rules make
of the facts of now; only recommendations that can differ are looked at again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.bulk import collector_paused
from data.firing import given_by, stored_judgements
from data.judging import judged_by, places_of
from data.tables import firing, in_force
from methodology.catalogue import Methodology
from methodology.deadlines import deadline_words
from methodology.edits import differences, fire_otherwise, judges_otherwise
from methodology.words import is_missing
from queries.change_words import change_words
from queries.frames import frame_of_records, in_order_of
from queries.readable import group_words
from queries.scope import Scope
from queries.selection import methodology_of, names_of_schools, resolved
from queries.shared import once
from queries.two_rules import places_named, rules_of_both, whole
from queries.zone_changes import moved_zones

Key = tuple[str, str]
Given = tuple[str, str, str, str]
"""Municipality, school (empty: about the municipality), person and code of a recommendation."""
COMES, GOES = "появится", "уйдёт"

RULES = dict.fromkeys(("section", "what", "field", "before", "after", "code"), "object")
GROUPS = {
    "municipality_id": "object", "municipality_name": "object", "school_id": "object", "short_name": "object",
    "group_before": "Int64", "group_now": "Int64", "before_words": "object", "now_words": "object",
    "total_before": "Float64", "total_now": "Float64",
}  # fmt: skip
RECOMMENDATIONS = {
    "code": "object", "text": "object", "before": "Int64", "comes": "Int64", "goes": "Int64", "now": "Int64",
}  # fmt: skip
GIVEN = {
    "municipality_id": "object", "municipality_name": "object", "school_id": "object", "short_name": "object",
    "code": "object", "text": "object", "change": "object",
}  # fmt: skip
DEADLINES = {"code": "object", "text": "object", "before_words": "object", "now_words": "object", "given": "Int64"}
BY_RULES = {"group_words": "object", "before": "Int64", "now": "Int64", "moved_in": "Int64", "moved_out": "Int64"}
PLACES = {
    "municipality_id": "object", "municipality_name": "object", "schools": "Int64", "moved": "Int64", "up": "Int64",
    "down": "Int64", "got_or_lost": "Int64", "comes": "Int64", "goes": "Int64", "zones": "Int64",
}  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """Schools with group and total, and what is given of the recommendations that can differ."""

    schools: dict[Key, tuple[int | None, float | None]]
    given: set[Given]


def rules_that_differ(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:  # fmt: skip
    """One row is one field of one rule in which the other rules differ from those of the scope.

    Columns: section («Порог», «Критерий», …), what (the name of the rule), field, before and after (in words; missing:
    there was or is none), code.
    """
    old, new = rules_of_both(connection, scope, other, draft)
    return frame_of_records((row._asdict() for row in change_words(differences(old, new), old, new)), RULES)


def groups_that_move(connection: Connection, scope: Scope, other: int | None = None, draft: str = "") -> pd.DataFrame:
    """One row is one school of the cycle whose group the other rules change.

    Columns: municipality_id, municipality_name, school_id, short_name, group_before, group_now (missing: no group),
    before_words, now_words, total_before, total_now (per cent; missing where there is no group).
    """
    scope = resolved(connection, scope)
    before, after = _sides(connection, scope, other, draft)
    moved = [key for key in before.schools if before.schools[key][0] != after.schools.get(key, (None, None))[0]]
    named = names_of_schools(connection, whole(scope), moved)
    rows = [
        {
            "municipality_id": key[0],
            "municipality_name": named.get(key, key)[0],
            "school_id": key[1],
            "short_name": named.get(key, key)[1],
            "group_before": before.schools[key][0],
            "group_now": after.schools[key][0],
            "before_words": "",
            "now_words": "",
            "total_before": before.schools[key][1],
            "total_now": after.schools[key][1],
        }
        for key in moved
    ]
    frame = frame_of_records(rows, GROUPS)
    rules = methodology_of(connection, scope)
    for side in ("before", "now"):
        frame[f"{side}_words"] = pd.Series(group_words(frame[f"group_{side}"], rules), frame.index, dtype=object)
    return in_order_of(frame, "municipality_name", "municipality_id", "short_name", "school_id")


def recommendations_that_change(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:
    """One row is one recommendation that somebody else gets by the other rules, in the order of its code.

    Columns: code, text (by the other rules; of one that these don't have, as it was), before, comes, goes, now (numbers
    of addressees: schools, directors, municipalities).
    """
    scope = resolved(connection, scope)
    before, after = _sides(connection, scope, other, draft)
    was, now, comes, goes = (
        Counter(code for *_, code in given)
        for given in (before.given, after.given, after.given - before.given, before.given - after.given)
    )
    texts = _texts(connection, scope, other, draft)
    rows = [
        {
            "code": code,
            "text": texts[code],
            "before": was[code],
            "comes": comes[code],
            "goes": goes[code],
            "now": now[code],
        }
        for code in sorted(comes.keys() | goes.keys())
    ]
    return frame_of_records(rows, RECOMMENDATIONS)


def firings_that_change(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:  # fmt: skip
    """One row is one recommendation to one school, its director or a municipality that comes or goes.

    Columns: municipality_id, municipality_name, school_id, short_name (empty where it is about the municipality),
    code, text, change («появится», «уйдёт»).
    """
    scope = resolved(connection, scope)
    before, after = _sides(connection, scope, other, draft)
    changed = [(each, COMES) for each in after.given - before.given]
    changed += [(each, GOES) for each in before.given - after.given]
    texts, places = _texts(connection, scope, other, draft), places_named(connection, scope)
    schools = names_of_schools(connection, whole(scope), {(place, school) for (place, school, *_), _ in changed})
    rows = [
        {
            "municipality_id": place,
            "municipality_name": places.get(place, place),
            "school_id": school,
            "short_name": schools.get((place, school), (place, school))[1],
            "code": code,
            "text": texts[code],
            "change": change,
        }
        for (place, school, _, code), change in changed
    ]
    order = ("municipality_name", "municipality_id", "short_name", "school_id", "code", "change")
    return in_order_of(frame_of_records(rows, GIVEN), *order)


def changes_by_municipality(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:
    """One row is one municipality of the cycle, whether anything changes there or not; most schools that move first.

    Columns: municipality_id, municipality_name, schools, moved (schools whose group changes), up, down (to a higher or
    lower group), got_or_lost (that get a group or lose it), comes, goes (recommendations), zones (indicators of its
    schools and of the municipality itself that change zone, one by one).
    """
    scope = resolved(connection, scope)
    before, after = _sides(connection, scope, other, draft)
    counts: dict[str, Counter[str]] = {}
    for (place, school), (was, _) in before.schools.items():
        now = after.schools[place, school][0]
        count = counts.setdefault(place, Counter())
        count["schools"] += 1
        if was != now:
            count["moved"] += 1
            # Group 1 is the high one.
            count["got_or_lost" if was is None or now is None else "up" if now < was else "down"] += 1
    for name, given in (("comes", after.given - before.given), ("goes", before.given - after.given)):
        for place, *_ in given:
            counts.setdefault(place, Counter())[name] += 1
    for moved in moved_zones(connection, scope, other, draft):
        counts.setdefault(moved.place, Counter())["zones"] += 1
    places = places_named(connection, scope)
    numbers = list(PLACES)[2:]
    rows = [
        {
            "municipality_id": place,
            "municipality_name": places.get(place, place),
            **{name: count[name] for name in numbers},
        }
        for place, count in counts.items()
    ]
    frame = frame_of_records(rows, PLACES)
    order = {"_moved": -frame["moved"], "_given": -frame["comes"] - frame["goes"], "_zones": -frame["zones"]}
    ordered = in_order_of(frame.assign(**order), *order, "municipality_name", "municipality_id")
    return ordered.drop(columns=list(order))


def deadlines_that_change(
    connection: Connection, scope: Scope, other: int | None = None, draft: str = ""
) -> pd.DataFrame:
    """One row is one recommendation that both sets of rules have and that is due otherwise by the other ones.

    Columns: code, text, before_words, now_words, given (to how many schools, directors and municipalities it goes by
    the other rules). What was decided keeps its deadline.
    """
    scope = resolved(connection, scope)
    old, new = rules_of_both(connection, scope, other, draft)
    before = {each.code: each.deadline for each in old.recommendations}
    changed = [each for each in new.recommendations if before.get(each.code, each.deadline) != each.deadline]
    given: Counter[str] = Counter()
    if changed and scope.cycle is not None:
        loads = {place.municipality_id: load_id for place, load_id in places_of(connection, scope.cycle).items()}
        judged, only = judged_by(connection, scope.cycle, new), _only(new, frozenset(each.code for each in changed))
        given = Counter(code for *_, code in given_by(connection, scope.cycle, loads, judged, only))
    rows = [
        {
            "code": each.code,
            "text": each.text,
            "before_words": deadline_words(before[each.code], None),
            "now_words": deadline_words(each.deadline, None),
            "given": given[each.code],
        }
        for each in changed
    ]
    return frame_of_records(rows, DEADLINES)


def groups_by_rules(connection: Connection, scope: Scope, other: int | None = None, draft: str = "") -> pd.DataFrame:
    """One row is one group, the low one first, and last the schools without one.

    Columns: group_words, before, now (numbers of schools by the rules of the scope and by the other ones), moved_in,
    moved_out.
    """
    scope = resolved(connection, scope)
    before, after = _sides(connection, scope, other, draft)
    rules = methodology_of(connection, scope)
    groups: list[int | None] = [*sorted((each.group for each in rules.groups), reverse=True), None]
    pairs = [(group, after.schools[key][0]) for key, (group, _) in before.schools.items()]
    words = group_words(pd.Series(groups, dtype="Int64"), rules)
    rows = [
        {
            "group_words": said,
            "before": sum(was == group for was, _ in pairs),
            "now": sum(now == group for _, now in pairs),
            "moved_in": sum(now == group != was for was, now in pairs),
            "moved_out": sum(was == group != now for was, now in pairs),
        }
        for said, group in zip(words, groups, strict=True)
    ]
    return frame_of_records(rows if pairs else (), BY_RULES)


def _texts(connection: Connection, scope: Scope, other: int | None, draft: str) -> dict[str, str]:
    return {
        each.code: each.text
        for rules in rules_of_both(connection, scope, other, draft)
        for each in rules.recommendations
    }


def _sides(connection: Connection, scope: Scope, other: int | None, draft: str) -> tuple[_Side, _Side]:
    scope = whole(scope)
    return once(connection, "what if", (scope, other, draft), partial(_compared, connection, scope, other, draft))


@collector_paused()
def _compared(connection: Connection, scope: Scope, other: int | None, draft: str) -> tuple[_Side, _Side]:
    cycle, version = scope.cycle, scope.methodology
    if cycle is None or version is None:
        return _Side({}, set()), _Side({}, set())
    old, new = rules_of_both(connection, scope, other, draft)
    loads = {place.municipality_id: load_id for place, load_id in places_of(connection, cycle).items()}
    codes = fire_otherwise(old, new)
    judged = stored_judgements(connection, version, cycle, loads)
    if judged:
        f = firing.c
        rows = select(f.municipality_id, f.school_id, f.person, f.code).where(
            f.methodology == version, f.cycle == cycle, in_force(firing, None), f.code.in_(codes)
        )
        given = {(row[0], row[1], row[2], row[3]) for row in connection.execute(rows)}
    else:
        judged = judged_by(connection, cycle, old)
        given = given_by(connection, cycle, loads, judged, _only(old, codes))
    now = judged_by(connection, cycle, new) if judges_otherwise(old, new) else judged
    then = given_by(connection, cycle, loads, now, _only(new, codes)) if codes else set()
    return _Side(_schools(judged), given), _Side(_schools(now), then)


def _only(rules: Methodology, codes: frozenset[str]) -> Methodology:
    """The rules with no recommendations but these."""
    kept = tuple(each for each in rules.recommendations if each.code in codes)
    return rules.model_copy(update={"recommendations": kept})


def _schools(judged: list[Any]) -> dict[Key, tuple[int | None, float | None]]:
    return {
        (row.municipality_id, row.school_id): (row.group_number, _total(row) if row.group_number else None)
        for row in judged
    }


def _total(row: Any) -> float | None:
    return None if is_missing(row.total_denominator) else row.total_numerator / row.total_denominator
