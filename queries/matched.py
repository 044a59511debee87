"""Schools that got a recommendation in the cycle before, beside similar ones that did not get it.

Of the filters all count for those who got it; those beside them come from all schools of the cycle. Similar is who was
alike then: in what a school cannot choose and in the value that the recommendation hung on (``methodology.matching``).
Nothing here says why a value changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from methodology.catalogue import Indicator, Methodology
from methodology.effect import LEAST_SCHOOLS
from methodology.matching import (
    Difference,
    Near,
    difference_of_changes,
    similar_beside,
    start_limit,
    weights_of,
)
from methodology.words import NBSP, counted, number, schools_of
from methodology.zones import value_of
from queries.contexts import Context, columns_of, contexts, differences
from queries.frames import frame_of_records, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from queries.shared import once
from queries.told import (
    Key,
    Values,
    confirmed_before,
    interval_words,
    moved_words,
    name_of,
    told_before,
    value_words,
    values_of,
)

READS_DECISIONS = True

ALIKE, APART = "неотличимо от похожих школ", "отличается от похожих школ"
FEW, FEW_OTHERS, NOBODY, DIVIDED = (
    "сопоставленных школ мало: судить рано",
    "похожих школ мало: судить рано",
    "сравнить не с кем",
    "сравнить нельзя: исходные значения не пересекаются",
)
MATCHED = {
    **dict.fromkeys(("label", "code", "indicator", "part", "name", "unit"), "object"),
    **dict.fromkeys(("told", "without_value", "alone", "schools", "others"), "Int64"),
    **dict.fromkeys(
        ("before", "after", "others_before", "others_after", "difference", "low", "high", "expected"), "Float64"
    ),
    **dict.fromkeys(
        (
            "before_words", "after_words", "others_before_words", "others_after_words", "difference_words",
            "interval_words", "verdict", "gap_words",
        ),
        "object",
    ),
}  # fmt: skip
PAIRS = {
    **dict.fromkeys(
        (
            "label", "municipality_id", "municipality_name", "school_id", "short_name", "start_words", "change_words",
            "other_municipality_id", "other_municipality_name", "other_school_id", "other_short_name",
            "other_start_words", "other_change_words", "difference_words",
        ),
        "object",
    ),
    **dict.fromkeys(("start", "change", "other_start", "other_change", "distance"), "Float64"),
}  # fmt: skip
NO_VALUE, NOT_ALIKE = "нет значения в одном из циклов", "похожей школы с близким исходным значением нет"


@dataclass(frozen=True)
class Line:
    """One recommendation × its indicator: who got it, who of them has both values, and who stands beside each."""

    code: str
    indicator: str
    part: str
    rule: Indicator
    told: set[Key]
    ends: dict[Key, tuple[float, float]]
    own: list[Context]
    others: list[Context]
    beside: list[list[Near]]

    @property
    def label(self) -> str:
        """How a reader chooses it."""
        return f"{self.code}. {name_of(self.rule, self.part)}"


def beside_similar(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one recommendation confirmed in the cycle before × the indicator that it hung on.

    Columns: label, code, indicator, part, name, unit; told (selected schools that got it), without_value (of them
    without a value in one of the cycles, or without a description then), alone (no similar school had a value near
    theirs), schools (the others: they are compared), others (schools beside them, each once); before, after (means of
    schools), others_before, others_after (of those beside, each as often as it is), difference (of the changes, what
    is left of the difference at the start taken out), low, high (its 95 % interval), expected (after − difference);
    each in words; verdict; gap_words (who is not compared). Numbers are missing with fewer than 5 schools on a side or
    where starts cannot be told apart. For the council what tells of people is left out (``queries.told``).
    """
    scope = resolved(connection, scope)
    if previous is None or previous == scope.cycle:
        return frame_of_records([], MATCHED)
    return frame_of_records([_compared(line) for line in _lines(connection, scope, previous)], MATCHED)


def similar_pairs(connection: Connection, scope: Scope, previous: str | None, label: str = "") -> pd.DataFrame:
    """One row is one school that got a recommendation × one school beside it, or who of them nobody stands beside.

    ``label``: of ``beside_similar``; '' is the first. Columns: label, municipality_id, municipality_name, school_id,
    short_name, start, change, start_words, change_words; the same of the other (other_…, missing without any);
    distance (0–1, with the start in it), difference_words (in what the contexts differ, or why there is no other).
    """
    scope = resolved(connection, scope)
    if previous is None or previous == scope.cycle:
        return frame_of_records([], PAIRS)
    lines = _lines(connection, scope, previous)
    chosen = next((line for line in lines if label in ("", line.label)), None)
    return frame_of_records([] if chosen is None else _pairs(chosen), PAIRS)


def matched_statements(frame: pd.DataFrame) -> list[str]:
    """What ``beside_similar`` says, in sentences; none without rows."""
    rows = list(rows_of(frame))
    if not rows:
        return []
    compared = [row for row in rows if row.verdict in (ALIKE, APART)]
    if not compared and len(rows) == 1:
        return [f"{rows[0].label}: {rows[0].verdict}."]
    if not compared:
        return [f"Сравнить пока нельзя ни по одной рекомендации из {number(len(rows))}: почему — в таблице."]
    apart = [row for row in compared if row.verdict == APART]
    alike = len(compared) - len(apart)
    if len(compared) > 1:
        of = counted(len(compared), "рекомендации", "рекомендаций", "рекомендаций")
        said = [f"Изменение неотличимо от изменения у похожих школ: {number(alike)} из {of}, где есть с кем сравнить."]
    elif alike:
        said = [f"{compared[0].label}: изменение неотличимо от изменения у похожих школ."]
    else:
        said = []
    said += [
        f"{row.label}: изменение отличается от изменения у похожих школ на {row.difference_words} "
        f"({row.interval_words})."
        for row in apart[:SAID]
    ]
    if len(apart) > SAID:
        said.append(f"И ещё {number(len(apart) - SAID)}: в таблице.")
    schools, told = (sum(getattr(row, name) for row in compared) for name in ("schools", "told"))
    said.append(f"Сопоставлено {number(schools)} из {schools_of(told)}, получивших {_these(len(compared))}.")
    return said


def _these(recommendations: int) -> str:
    return "рекомендацию" if recommendations == 1 else "эти рекомендации (школа считается у каждой)"


SAID = 3


def _lines(connection: Connection, scope: Scope, previous: str) -> list[Line]:
    return once(connection, "matched", (scope, previous), lambda: list(_read_lines(connection, scope, previous)))


def _read_lines(connection: Connection, scope: Scope, previous: str) -> Iterator[Line]:
    told = told_before(connection, scope, previous)
    if not told:
        return
    rules = methodology_of(connection, scope)
    everywhere = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology, showing=scope.showing)
    then = everywhere.in_cycle(previous)
    described = contexts(connection, then)
    given = {
        (row["code"], row["municipality_id"], row["school_id"])
        for row in confirmed_before(connection, everywhere, previous)
    }
    for (code, indicator, part), schools in told.items():
        rule, cause = rules.indicator(indicator), (indicator, part)
        before, after = (values_of(connection, everywhere, cycle, cause) for cycle in (previous, scope.cycle))
        ends = _ends(before, after, rule, rules)
        known = [each for each in described if each[:2] in ends]
        own = [each for each in known if each[:2] in schools]
        others = [each for each in known if (code, *each[:2]) not in given]
        starts, other_starts = ([ends[each[:2]][0] for each in side] for side in (own, others))
        limit = start_limit([*starts, *other_starts])
        beside = similar_beside(columns_of(own), starts, columns_of(others), other_starts, limit)
        yield Line(code, indicator, part, rule, schools, ends, own, others, beside)


def _ends(then: Values, now: Values, rule: Indicator, rules: Methodology) -> dict[Key, tuple[float, float]]:
    """School → its value before and after, of those that have both."""
    found = {}
    for key in then.keys() & now.keys():
        before, after = (value_of(rule, *values[key], rules) for values in (then, now))
        if before is not None and after is not None:
            found[key] = float(before), float(after)
    return found


def _compared(line: Line) -> dict[str, Any]:
    matched = [(own, near) for own, near in zip(line.own, line.beside, strict=True) if near]
    weights = weights_of([[each.other for each in near] for _, near in matched], len(line.others))
    used = np.flatnonzero(weights).tolist()
    own = [line.ends[each[:2]] for each, _ in matched]
    others = [line.ends[line.others[position][:2]] for position in used]
    weighed = weights[used].tolist()
    found = difference_of_changes(*_starts_and_changes(own), *_starts_and_changes(others), weighed)
    shown = len(own) >= LEAST_SCHOOLS and bool(others)
    (before, after), (others_before, others_after) = (
        (_mean(own, [1.0] * len(own)), _mean(others, weighed)) if shown else ((None, None), (None, None))
    )
    alone = len(line.own) - len(matched)
    rule = line.rule
    return {
        "label": line.label,
        "code": line.code,
        "indicator": line.indicator,
        "part": line.part,
        "name": name_of(rule, line.part),
        "unit": rule.unit,
        "told": len(line.told),
        "without_value": len(line.told) - len(line.own),
        "alone": alone,
        "schools": len(own),
        "others": len(used),
        "before": before,
        "after": after,
        "others_before": others_before,
        "others_after": others_after,
        "difference": found and found.value,
        "low": found and found.low,
        "high": found and found.high,
        "expected": None if found is None or after is None else after - found.value,
        "before_words": _written(before, rule, value_words),
        "after_words": _written(after, rule, value_words),
        "others_before_words": _written(others_before, rule, value_words),
        "others_after_words": _written(others_after, rule, value_words),
        "difference_words": _written(found and found.value, rule, moved_words),
        "interval_words": interval_words(found.low, found.high, rule) if found else None,
        "verdict": _verdict(found, len(own), len(used)),
        "gap_words": _gaps(len(line.told), alone, len(line.told) - len(line.own)),
    }


def _starts_and_changes(values: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [before for before, _ in values], [after - before for before, after in values]


def _mean(values: list[tuple[float, float]], weights: list[float]) -> tuple[float, float]:
    whole = sum(weights)
    before, after = (
        sum(weight * each[side] for weight, each in zip(weights, values, strict=True)) / whole for side in (0, 1)
    )
    return before, after


def _written(value: float | None, rule: Indicator, words: Callable[[float, Indicator], str]) -> str | None:
    return None if value is None else words(value, rule)


def _verdict(found: Difference | None, own: int, others: int) -> str:
    if found is not None:
        return APART if found.stands_out else ALIKE
    if not own:
        return NOBODY
    if own < LEAST_SCHOOLS:
        return FEW
    return FEW_OTHERS if others < LEAST_SCHOOLS else DIVIDED


def _gaps(told: int, alone: int, without_value: int) -> str | None:
    """«сравнить не с кем: 12 из 40; без значения: 3»."""
    said = []
    if alone:
        said.append(f"сравнить не с кем: у{NBSP}{number(alone)} из{NBSP}{schools_of(told)}")
    if without_value:
        said.append(f"без значения в одном из циклов: {number(without_value)}")
    return "; ".join(said) or None


def _pairs(line: Line) -> Iterator[dict[str, Any]]:
    known = {each[:2] for each in line.own}
    for own, near in zip(line.own, line.beside, strict=True):
        ours = {"label": line.label, **_named(own), **_of(line, own[:2])}
        if not near:
            yield {**ours, **_NOBODY, "difference_words": NOT_ALIKE}
        for each in near:
            other = line.others[each.other]
            yield {
                **ours,
                **{f"other_{name}": value for name, value in {**_named(other), **_of(line, other[:2])}.items()},
                "distance": each.distance,
                "difference_words": differences(own, other, each.parts),
            }
    for place, school in sorted(line.told - known):
        ours = dict.fromkeys(("start", "change", "start_words", "change_words", "municipality_name", "short_name"))
        yield {
            "label": line.label,
            **ours,
            "municipality_id": place,
            "school_id": school,
            **_NOBODY,
            "difference_words": NO_VALUE,
        }


_NOBODY = dict.fromkeys([*(name for name in PAIRS if name.startswith("other_")), "distance"])


def _named(school: Context) -> dict[str, Any]:
    names = ("municipality_id", "municipality_name", "school_id", "short_name")
    return {name: getattr(school, name) for name in names}


def _of(line: Line, key: Key) -> dict[str, Any]:
    before, after = line.ends[key]
    return {
        "start": before,
        "change": after - before,
        "start_words": value_words(before, line.rule),
        "change_words": moved_words(after - before, line.rule),
    }
