"""Patterns in scores and totals that are worth a second look. None of them says that anything is wrong.

What to call worth it is asked of the program's own rules, not of the version that judges a scope: nothing is judged by
it, and versions older than this page do not know it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    select,
)

from data.tables import in_force, indicator_value, score
from methodology.chance import even_tail_pct, robust_limits, uneven
from methodology.in_use import rules_in_use
from methodology.scales import Bounds, exact
from methodology.shares import ratio
from methodology.words import DASH, number
from queries.criteria import criteria_of_cycle, criterion_parts
from queries.effectiveness import ROUNDED, judged_before
from queries.frames import frame_of_records, in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import (
    about_selected,
    alias_of,
    methodology_of,
    names_of_schools,
    resolved,
    same_school,
    school_rows,
    selected_values,
)

NEXT_TO_BOUND = 2
"""Whole per cents on each side of a bound that are compared."""
WRITTEN_SO_PCT = 90
"""The last digit is that place of the number with which at least so many of the scores can be written."""
LEAST_EXPECTED = 5
"""Chi-square says nothing where a digit is expected fewer times."""
ALL_FIGURES_UP_TO = 5_000
"""So many schools at most have all their scores compared between cycles; of more, totals only."""
TOTAL = "Итог"
FINGERPRINT = 1e7
SCHOOL = ("municipality_id", "municipality_name", "school_id", "short_name")


def totals_by_point(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one whole per cent of Э-ИТОГ, from the least to the greatest there is: how many schools have it.

    Columns: point (rounded half up, as groups are), schools (with a total that is shown), near ('below' or 'above': the
    whole per cents next to a bound of groups that ``bunching`` compares; missing elsewhere).
    """
    scope = resolved(connection, scope)
    near = {point: side for bound in _bounds(connection, scope) for side, point in _beside(bound)}
    rows = school_rows(scope, described=False)
    # Both engines round halves of their own way; what division left in the last places is added, so halves go up.
    point = func.round(_shown(connection, scope, rows) + ROUNDED)
    counted = select(point, func.count()).where(point.is_not(None)).group_by(point)
    counts = {int(value): schools for value, schools in connection.execute(counted)}
    lines = [
        {"point": value, "schools": counts.get(value, 0), "near": near.get(value)}
        for value in range(min(counts, default=0), max(counts, default=-1) + 1)
    ]
    return frame_of_records(lines, {"point": "Int64", "schools": "Int64", "near": "object"})


def bunching(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one bound of groups: are there more schools just above it than just below?

    Columns: bound (the lowest whole per cent above it), below, above (schools in the two whole per cents on each side),
    probability_pct (of at least so many above, if both sides were equally likely; exact), marked (it is below
    quality_bunching_pct; missing where fewer than no_percent_n schools are compared). Empty without totals.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    points = totals_by_point(connection, scope)
    schools = dict(zip(points["point"], points["schools"], strict=True))
    lines = []
    for bound in _bounds(connection, scope) if schools else ():
        counts = {"below": 0, "above": 0}
        for side, point in _beside(bound):
            counts[side] += int(schools.get(point, 0))
        total = sum(counts.values())
        probability = even_tail_pct(counts["above"], total)
        enough = total >= methodology.threshold("no_percent_n")
        marked = probability < rules_in_use().threshold("quality_bunching_pct") if enough else None
        lines.append({"bound": bound, **counts, "probability_pct": probability, "marked": marked})
    types = {"bound": "Int64", "below": "Int64", "above": "Int64", "probability_pct": "Float64", "marked": "boolean"}
    return frame_of_records(lines, types)


def _shown(connection: Connection, scope: Scope, rows: Subquery) -> ColumnElement[float]:
    """Э-ИТОГ in per cent of rows of judgements; NULL below the completeness that a total needs to be shown."""
    shown_from = methodology_of(connection, scope).threshold("data_show_min")
    complete = rows.c.completeness_numerator * 100 >= (shown_from - ROUNDED) * rows.c.completeness_denominator
    total = rows.c.total_numerator / func.nullif(rows.c.total_denominator, 0)
    return case((and_(complete, rows.c.completeness_denominator > 0), total))


def _bounds(connection: Connection, scope: Scope) -> tuple[int, int]:
    """The lowest whole per cent of the middle and of the high group: by «Критерии» if all agree there, else by rule."""
    criteria = criteria_of_cycle(connection, scope)
    said = {(row.low_max_pct, row.high_min_pct) for row in rows_of(criteria)}
    methodology = methodology_of(connection, scope)
    rule = (methodology.threshold("crit_low_max"), methodology.threshold("crit_high_min"))
    low_max, high_min = said.pop() if len(said) == 1 else rule
    bounds = Bounds(exact(float(low_max)), exact(float(high_min)))
    # Rounded totals are compared: above the low bound begins the next whole per cent, the high one may be a fraction.
    return int(bounds.low_max // 1) + 1, int(-(-bounds.high_min // 1))


def _beside(bound: int) -> Iterator[tuple[str, int]]:
    for distance in range(NEXT_TO_BOUND):
        yield "below", bound - 1 - distance
        yield "above", bound + distance


def maxima_by_criterion(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion × source of its scores.

    Columns: criterion, name, source, scores (of selected schools), at_max (equal to the maximum), share_pct, marked
    (share_pct is at least quality_maxima_pct; missing for fewer than no_percent_n scores).
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    v, conditions = indicator_value, about_selected(connection, scope, score)
    counts = read_frame(
        connection,
        select(score.c.criterion, score.c.source, func.count().label("scores"))
        .where(*conditions, score.c.score.is_not(None))
        .group_by(score.c.criterion, score.c.source),
    )
    at_max = connection.execute(
        select(score.c.criterion, score.c.source, func.count())
        .select_from(v)
        .join(
            score,
            and_(
                score.c.cycle == v.c.cycle,
                score.c.municipality_id == v.c.municipality_id,
                score.c.school_id == v.c.school_id,
                score.c.criterion == cast(v.c.part, Integer),
                in_force(score, scope.as_of),
            ),
        )
        .where(
            *about_selected(connection, scope, v),
            v.c.indicator == "Э-К",
            v.c.part.in_(criterion_parts(connection, scope, None)),
            v.c.numerator == v.c.denominator,
        )
        .group_by(score.c.criterion, score.c.source)
    )
    greatest = {(criterion, source): count for criterion, source, count in at_max}
    names = _names(connection, scope)
    keys = list(zip(counts["criterion"], counts["source"], strict=True))
    counts.insert(1, "name", pd.Series([names.get(key[0]) for key in keys], counts.index, dtype=object))
    counts["at_max"] = pd.Series([greatest.get(key, 0) for key in keys], counts.index, dtype="Int64")
    counts["share_pct"] = ratio(counts["at_max"], counts["scores"])
    marked = (counts["share_pct"] >= rules_in_use().threshold("quality_maxima_pct")).astype("boolean")
    counts["marked"] = marked.where(counts["scores"] >= methodology.threshold("no_percent_n"))
    return in_order_of(counts, "criterion", "source")


def last_digits(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion: how often its scores end in each digit, zeros and maxima aside.

    Columns: criterion, name, scores (that were counted), decimals (the place of the last digit: 0 units, 1 tenths, 2
    hundredths), digit_0 … digit_9 (scores), digit (the most frequent), digit_pct (its share), chi (against even
    shares), marked (chi is above quality_digit_chi; missing where the scale has fewer than quality_digit_values values
    or the scores are too few). The last digit is that of the place with which nine scores of ten can be written; scores
    written finer are left out.
    """
    scope = resolved(connection, scope)
    names = _names(connection, scope)
    lines = []
    for part in sorted(criterion_parts(connection, scope, None), key=int):
        values = selected_values(connection, scope, "Э-К", [part])
        key = (values.c.numerator, values.c.denominator)
        spread = connection.execute(select(*key, func.count()).where(key[0] > 0, key[0] < key[1]).group_by(*key)).all()
        if not spread:
            continue
        decimals, digits = _digits([(numerator, count) for numerator, _, count in spread])
        on_scale = max(denominator for _, denominator, _ in spread) * 10**decimals + 1
        total = sum(digits)
        enough = on_scale >= rules_in_use().threshold("quality_digit_values") and total >= LEAST_EXPECTED * len(digits)
        chi = uneven(digits)
        most = max(range(10), key=lambda digit: (digits[digit], -digit))
        lines.append(
            {
                "criterion": int(part),
                "name": names.get(int(part)),
                "scores": total,
                "decimals": decimals,
                **{f"digit_{digit}": count for digit, count in enumerate(digits)},
                "digit": most,
                "digit_pct": 100 * digits[most] / total,
                "chi": chi,
                "marked": chi > rules_in_use().threshold("quality_digit_chi") if enough else None,
            }
        )
    counts = ("criterion", "scores", "decimals", *(f"digit_{digit}" for digit in range(10)), "digit")
    types = {"name": "object", "digit_pct": "Float64", "chi": "Float64", "marked": "boolean"}
    return frame_of_records(lines, {**dict.fromkeys(counts, "Int64"), **types})


def _digits(spread: Sequence[tuple[float, int]]) -> tuple[int, list[int]]:
    """The place of the last digit, and how many scores end in each."""
    total = sum(count for _, count in spread)
    decimals, written = 2, spread
    for places in (0, 1, 2):
        fitting = [(value, count) for value, count in spread if abs(value * 10**places % 1 - 0.5) > 0.5 - ROUNDED * 100]
        if 100 * sum(count for _, count in fitting) >= WRITTEN_SO_PCT * total:
            decimals, written = places, fitting
            break
    digits = [0] * 10
    for value, count in written:
        digits[round(value * 10**decimals) % 10] += count
    return decimals, digits


def same_scores(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school that has the very scores of another selected one, on the same criteria.

    Columns: set_number (schools with the same one have the same scores), schools (in the set), municipality_id,
    municipality_name, school_id, short_name, criteria (with scores, at least quality_same_criteria), scores_words,
    all_max (whether every score is the maximum, which is likelier than any other coincidence). Largest sets first.
    """
    scope = resolved(connection, scope)
    conditions = (*about_selected(connection, scope, score), score.c.score.is_not(None))
    # Weights that no two different rows of scores are likely to share a sum of; what coincides is compared exactly.
    mark = cast(func.sum(score.c.score / (score.c.criterion + 0.6180339887)) * FINGERPRINT, BigInteger).label("mark")
    marked = (
        select(score.c.municipality_id, score.c.school_id, mark)
        .where(*conditions)
        .group_by(score.c.municipality_id, score.c.school_id)
        .having(func.count() >= rules_in_use().threshold("quality_same_criteria"))
        .subquery()
    )
    shared = select(
        marked.c.municipality_id, marked.c.school_id, func.count().over(partition_by=marked.c.mark).label("schools")
    ).subquery()
    key = (shared.c.municipality_id, shared.c.school_id)
    v = indicator_value
    found = connection.execute(
        select(*key, score.c.criterion, score.c.score, v.c.denominator)
        .join_from(
            shared,
            score,
            and_(score.c.municipality_id == key[0], score.c.school_id == key[1], *_now(score, scope)),
        )
        .join(
            v,
            and_(
                v.c.municipality_id == key[0],
                v.c.school_id == key[1],
                v.c.indicator == "Э-К",
                v.c.part == cast(score.c.criterion, String(40)),
                *_now(v, scope),
            ),
        )
        .where(shared.c.schools > 1, score.c.score.is_not(None))
        .order_by(*key, score.c.criterion)
    )
    rows: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    for place, code, criterion, value, maximum in found:
        rows[place, code].append((criterion, value, maximum))
    sets: dict[tuple[tuple[int, float, float], ...], list[tuple[str, str]]] = defaultdict(list)
    for school, said in rows.items():
        sets[tuple(said)].append(school)
    return _sets_in_order(connection, scope, {said: keys for said, keys in sets.items() if len(keys) > 1})


def _now(table: Any, scope: Scope) -> tuple[Any, ...]:
    return table.c.cycle == scope.cycle, in_force(table, scope.as_of)


def _sets_in_order(
    connection: Connection, scope: Scope, sets: dict[tuple[tuple[int, float, float], ...], list[tuple[str, str]]]
) -> pd.DataFrame:
    names = names_of_schools(connection, scope, {key for keys in sets.values() for key in keys})
    ordered = sorted(sets.items(), key=lambda found: (-len(found[1]), min((*names[key], *key) for key in found[1])))
    lines = [
        {
            "set_number": set_number,
            "schools": len(keys),
            **dict(zip(SCHOOL, (key[0], names[key][0], key[1], names[key][1]), strict=True)),
            "criteria": len(said),
            "scores_words": "; ".join(_as_written(value) for _, value, _ in said),
            "all_max": all(value >= maximum for _, value, maximum in said),
        }
        for set_number, (said, keys) in enumerate(ordered, start=1)
        for key in sorted(keys, key=lambda key: (*names[key], *key))
    ]
    types = {"set_number": "Int64", "schools": "Int64", **dict.fromkeys(SCHOOL, "object"), "criteria": "Int64"}
    return frame_of_records(lines, {**types, "scores_words": "object", "all_max": "boolean"})


def _as_written(value: float) -> str:
    return number(value, next(places for places in (0, 1, 2, 3) if places == 3 or round(value, places) == value))


def outlying_changes(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one selected school × figure whose change since the previous cycle stands apart from the others'.

    Columns: municipality_id, municipality_name, school_id, short_name, figure (0: Э-ИТОГ, else the criterion),
    figure_words, before_pct, now_pct, change (п.п.), median, low_limit, high_limit (п.п.: median ± quality_outlier_mads
    robust deviations), compared (schools with the figure in both cycles). Totals are compared where both are shown and
    the criteria are the same, scores where their maximum is the same; a figure with fewer than no_percent_n such
    schools, or which most of them kept unchanged, has no limits. Of more than 5 000 schools totals alone are compared.
    Furthest from the median first. Empty without a previous cycle.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    found: list[tuple[Any, ...]] = []
    for figure, rows in _changes(connection, scope, previous) if previous is not None else ():
        if len(rows) < methodology.threshold("no_percent_n"):
            continue
        changes = [now - before for *_, now, before in rows]
        limits = robust_limits(changes, rules_in_use().threshold("quality_outlier_mads"))
        if limits is None:
            continue
        _, low, high = limits
        found += [
            (figure, (place, school), before, now, change, *limits, len(rows))
            for (place, school, now, before), change in zip(rows, changes, strict=True)
            if change < low - ROUNDED or change > high + ROUNDED
        ]
    names = names_of_schools(connection, scope, {line[1] for line in found})
    criteria = _names(connection, scope) if found else {}
    lines = [
        {
            **dict(zip(SCHOOL, (key[0], names[key][0], key[1], names[key][1]), strict=True)),
            "figure": figure,
            "figure_words": f"{figure}. {criteria.get(figure, DASH)}" if figure else TOTAL,
            "before_pct": before,
            "now_pct": now,
            "change": change,
            "median": middle,
            "low_limit": low,
            "high_limit": high,
            "compared": compared,
            "_far": round(abs(change - middle), 6),
        }
        for figure, key, before, now, change, middle, low, high, compared in found
    ]
    numbers = ("before_pct", "now_pct", "change", "median", "low_limit", "high_limit")
    types = {**dict.fromkeys(SCHOOL, "object"), "figure": "Int64", "figure_words": "object"}
    types |= {**dict.fromkeys(numbers, "Float64"), "compared": "Int64", "_far": "Float64"}
    order = ("_far", "figure", "municipality_name", "municipality_id", "short_name", "school_id")
    return in_order_of(frame_of_records(lines, types), *order, down=("_far",)).drop(columns="_far")


def _changes(connection: Connection, scope: Scope, previous: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Figure → its values in both cycles: municipality, school, per cent now and before."""
    rows, before = school_rows(scope, described=False), judged_before(scope, previous)
    totals = _shown(connection, scope, rows).label("now_pct"), _shown(connection, scope, before).label("before_pct")
    yield (
        0,
        connection.execute(
            select(rows.c.municipality_id, rows.c.school_id, *totals)
            .join_from(rows, before, same_school(rows, before))
            .where(rows.c.criteria_version == before.c.criteria_version, *(total.is_not(None) for total in totals))
        ).all(),
    )
    selected = connection.scalar(select(func.count()).select_from(rows)) or 0
    if selected > ALL_FIGURES_UP_TO:
        return
    now, then = indicator_value, alias_of(indicator_value, "then")
    for part in sorted(criterion_parts(connection, scope, None), key=int):
        values = connection.execute(
            select(
                now.c.municipality_id,
                now.c.school_id,
                (100 * now.c.numerator / now.c.denominator).label("now_pct"),
                (100 * then.c.numerator / then.c.denominator).label("before_pct"),
            )
            .join(
                then,
                and_(
                    then.c.cycle == previous,
                    then.c.indicator == now.c.indicator,
                    then.c.part == now.c.part,
                    then.c.municipality_id == now.c.municipality_id,
                    then.c.school_id == now.c.school_id,
                    then.c.denominator == now.c.denominator,
                    in_force(then, scope.as_of),
                ),
            )
            .where(*about_selected(connection, scope, now), now.c.indicator == "Э-К", now.c.part == part)
        ).all()
        yield int(part), values


def _names(connection: Connection, scope: Scope) -> dict[int, str]:
    """Criterion → its name in the cycle."""
    return {int(row.criterion): str(row.name) for row in rows_of(criteria_of_cycle(connection, scope))}
