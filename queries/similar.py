"""Schools nearest to one by context, and in which criteria they do better: from whom there is something to learn.

Of the filters only school, cycle, load and version count. Near is by what a school cannot choose; results are no part
of it, and nothing here says why one school does better than another.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.tables import indicator_value, school
from methodology.shares import ratio
from methodology.similarity import CONTEXT, distances, parts_of_distance
from methodology.words import NBSP, number, percent, points
from queries.contexts import differences, filled_posts
from queries.criteria import criteria_of_cycle, criterion_parts
from queries.effectiveness import shown_total
from queries.frames import frame_of_records, read_frame, rows_of
from queries.scope import Scope
from queries.selection import in_force_of_cycle, methodology_of, resolved, same_school, school_rows
from queries.shared import once

NEAREST = 20
BETTER_POINTS = 10.0
"""A criterion that is so much higher is named: a working threshold."""
NAMED_CRITERIA = 2
KEPT = (
    "municipality_id", "school_id", "municipality_name", "short_name", "group_number", "total_pct", "criteria_version",
    *CONTEXT,
)  # fmt: skip
COLUMNS = {
    "municipality_id": "object", "municipality_name": "object", "school_id": "object", "short_name": "object",
    "distance": "Float64", "difference_words": "object", "group_number": "Int64", "group_words": "object",
    "total_pct": "Float64", "own_total_pct": "Float64", "better": "Int64", "better_words": "object",
}  # fmt: skip
"""Columns of ``similar_schools`` and their dtypes."""


def similar_schools(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one of the 20 schools nearest by context to the school of the scope, the nearest first.

    Compared are schools described in the cycle and judged by the same criteria. Columns: municipality_id,
    municipality_name, school_id, short_name; distance (0–1: the mean over kind, locality, small, cluster, pupils, posts
    filled), difference_words (in what they differ), group_number, group_words, total_pct (missing below the
    completeness that a total needs), own_total_pct (of the school of the scope), better (criteria in which it is higher
    by 10 п.п. and more), better_words (of these the two with the largest difference). None without a school.
    """
    scope = resolved(connection, scope)
    key = scope.school
    bare = Scope(scope.cycle, as_of=scope.as_of, methodology=scope.methodology, showing=scope.showing)
    # The same for every school of the cycle: a kit asks for one school after another.
    schools = once(connection, "contexts", bare, lambda: _contexts(connection, bare)) if key is not None else []
    own = next((row for row in schools if key and row[:2] == (key.municipality_id, key.school_id)), None)
    if own is None:
        return frame_of_records([], COLUMNS)
    others = [row for row in schools if row is not own and row.criteria_version == own.criteria_version]
    parts = parts_of_distance(
        {name: [getattr(own, name)] for name in CONTEXT},
        {name: [getattr(row, name) for row in others] for name in CONTEXT},
    )[0]
    near = np.round(distances(parts), 9)
    last = np.sort(near)[:NEAREST][-1] if len(near) else np.nan
    # Missing is sorted last and never less: with fewer than so many, all that are known.
    within = ~np.isnan(near) if np.isnan(last) else near <= last
    order = sorted(
        np.flatnonzero(within).tolist(),
        key=lambda n: (near[n], others[n].municipality_id, others[n].school_id),
    )[:NEAREST]
    values = _criteria(connection, bare, [own, *(others[n] for n in order)])
    criteria = criteria_of_cycle(connection, bare.in_municipality(own.municipality_id))
    names = dict(zip(criteria["criterion"], criteria["short"], strict=True))
    rules = methodology_of(connection, bare)
    records = []
    for n in order:
        row = others[n]
        mine, its = (values[each.municipality_id, each.school_id] for each in (own, row))
        better = sorted(
            ((its[c] - mine[c], c) for c in its.keys() & mine.keys() if its[c] - mine[c] >= BETTER_POINTS - 1e-9),
            key=lambda each: (-round(each[0], 9), each[1]),
        )
        group = None if pd.isna(row.group_number) else rules.group(row.group_number)
        records.append(
            {
                **{name: getattr(row, name) for name in COLUMNS if hasattr(row, name)},
                "distance": float(near[n]),
                "difference_words": differences(own, row, parts[n].tolist()),
                "group_words": "без группы" if group is None else f"{group.sign} {group.short}",
                "own_total_pct": own.total_pct,
                "better": len(better),
                "better_words": "; ".join(
                    f"{c}. {names.get(c, c)} — {percent(its[c])} ({points(by, 0)})" for by, c in better[:NAMED_CRITERIA]
                )
                or None,
            }
        )
    return frame_of_records(records, COLUMNS)


def similar_statements(frame: pd.DataFrame) -> list[str]:
    """How the school stands among those of ``similar_schools``, in sentences; none without any."""
    rows = list(rows_of(frame))
    if not rows:
        return []
    own, totals = rows[0].own_total_pct, [row.total_pct for row in rows if not pd.isna(row.total_pct)]
    if pd.isna(own) or not totals:
        said = "Сравнить итог с похожими школами нельзя: данных для итога мало."
    else:
        lower = sum(total < own for total in totals)
        below = f"ниже — у {number(lower)} из {number(len(totals))}" if lower else "ниже — ни у одной из них"
        said = f"Итог школы — {percent(own, 2)}, медиана похожих школ — {percent(median(totals), 2)}; {below}."
    better = [row for row in rows if row.better]
    if not better:
        return [said, f"Критериев, которые у похожих школ выше на {number(BETTER_POINTS)}{NBSP}п.п. и больше, нет."]
    return [
        said,
        f"У {len(better)} из {len(rows)} какие-то критерии выше на {number(BETTER_POINTS)}{NBSP}п.п. и больше: их опыт "
        "стоит изучить.",
    ]


def _contexts(connection: Connection, scope: Scope) -> list[Any]:
    """Every school described in the cycle, with what its context is made of and its total."""
    rows, described, filled = school_rows(scope), school, filled_posts(connection, scope)
    frame = read_frame(
        connection,
        select(rows, described.c.small, described.c.pupils)
        .join_from(rows, described, same_school(rows, described))
        .where(*in_force_of_cycle(scope, described)),
    )
    shown_from = methodology_of(connection, scope).threshold("data_show_min")
    frame["completeness_pct"] = ratio(frame["completeness_numerator"], frame["completeness_denominator"])
    frame["total_pct"] = shown_total(
        frame["total_numerator"], frame["total_denominator"], frame["completeness_pct"], shown_from
    )
    keys = zip(frame["municipality_id"], frame["school_id"], strict=True)
    frame["filled_pct"] = pd.Series([filled.get(key) for key in keys], frame.index, "Float64")
    kept = frame[[*KEPT]].astype(object)
    return list(rows_of(kept.where(kept.notna(), None)))


def _criteria(connection: Connection, scope: Scope, schools: list[Any]) -> dict[tuple[str, str], dict[int, float]]:
    """(municipality, school) → criterion → per cent."""
    value = indicator_value.c
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    keys = {(row.municipality_id, row.school_id) for row in schools}
    statement = select(value.municipality_id, value.school_id, value.part, value.numerator, value.denominator).where(
        *in_force_of_cycle(scope, indicator_value),
        value.indicator == "Э-К",
        value.part.in_(criterion_parts(connection, scope, None)),
        value.municipality_id.in_({place for place, _ in keys}),
        value.school_id.in_({code for _, code in keys}),
    )
    for place, code, part, numerator, denominator in connection.execute(statement):
        if (place, code) in keys and denominator:
            found[place, code][int(part)] = 100 * numerator / denominator
    return found
