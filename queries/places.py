"""Figures of staff by place: for all selected schools together, by municipality, or by school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, func, select

from data.tables import indicator_value
from queries.frames import read_frame
from queries.scope import Scope
from queries.selection import about_selected, resolved, school_rows, with_municipality_names
from queries.showing import for_council, hidden_here, hidden_in, of_tree, rows_of_tree, sensitive

By = Literal["selection", "municipality", "school"]
PLACE: dict[By, tuple[str, ...]] = {
    "selection": (),
    "municipality": ("municipality_id",),
    "school": ("municipality_id", "school_id"),
}
"""What a row is about, and the columns that name it."""
NAMED: dict[By, tuple[str, ...]] = {
    "selection": (),
    "municipality": ("municipality_id", "municipality_name"),
    "school": ("municipality_id", "municipality_name", "school_id", "short_name"),
}
"""The same with names."""
Place = tuple[str, ...]
Sum = tuple[float, float | None, int]
"""Σ numerators, Σ denominators, schools with data."""


def places(by: By, connection: Connection, scope: Scope) -> pd.DataFrame:
    """The places of the selected schools of a resolved scope: their names, and schools (how many are selected)."""
    rows = school_rows(scope, described=by == "school")
    if by == "school":
        frame = read_frame(connection, select(*(rows.c[name] for name in NAMED[by])))
        return frame.assign(schools=pd.Series(1, frame.index, dtype="Int64"))
    keys = [rows.c[name] for name in PLACE[by]]
    counted = func.count().label("schools")
    frame = read_frame(connection, select(*keys, counted).select_from(rows).group_by(*keys).having(counted > 0))
    if by == "selection":
        return frame
    return with_municipality_names(frame, connection, scope).drop(columns="cluster")


def keys_of(frame: pd.DataFrame, by: By) -> list[Place]:
    """The place of each row."""
    if by == "selection":
        return [()] * len(frame)
    return list(zip(*(frame[name] for name in PLACE[by]), strict=True))


def sums_by_place(
    connection: Connection, scope: Scope, wanted: Mapping[str, tuple[str, str]], by: By
) -> dict[tuple[str, Place], Sum]:
    """(name, place) → the sums of a part of an indicator over the selected schools of a resolved scope with data.

    ``wanted``: name → code of the indicator and part. For the council without what is hidden.
    """
    if not for_council(scope):
        return _sums(connection, scope, wanted, by)
    open_to_all = {name: pair for name, pair in wanted.items() if not sensitive(*pair)}
    found = _sums(connection, scope, open_to_all, by) if open_to_all else {}
    for name, (code, part) in wanted.items():
        if name not in open_to_all:
            node = resolved(connection, (of_tree if by == "selection" else rows_of_tree)(scope, code))
            for (_, place), sums in _sums(connection, node, {name: (code, part)}, by).items():
                at = dict(zip(PLACE[by], place, strict=True))
                if not (
                    hidden_in(connection, node, code, part, **at) if at else hidden_here(connection, node, code, part)
                ):
                    found[name, place] = sums
    return found


def _sums(
    connection: Connection, scope: Scope, wanted: Mapping[str, tuple[str, str]], by: By
) -> dict[tuple[str, Place], Sum]:
    value = indicator_value.c
    keys = [value[name] for name in PLACE[by]]
    codes, parts = ({pair[position] for pair in wanted.values()} for position in (0, 1))
    statement = (
        select(value.indicator, value.part, *keys)
        .add_columns(func.sum(value.numerator), func.sum(value.denominator), func.count())
        .where(
            *about_selected(connection, scope, indicator_value),
            value.indicator.in_(sorted(codes)),
            value.part.in_(sorted(parts)),
        )
        .group_by(value.indicator, value.part, *keys)
    )
    names = {pair: name for name, pair in wanted.items()}
    return {
        (names[code, part], tuple(place)): (float(up), None if down is None else float(down), int(schools))
        for code, part, *place, up, down, schools in connection.execute(statement)
        if (code, part) in names
    }


def with_sums(
    frame: pd.DataFrame, by: By, found: Mapping[tuple[str, Place], Sum], names: Mapping[str, object]
) -> pd.DataFrame:
    """The frame with NAME_numerator, NAME_denominator (missing without data), NAME_schools (with data) of each name."""
    keys = keys_of(frame, by)
    columns = {}
    for name in names:
        sums = [found.get((name, key), (None, None, 0)) for key in keys]
        for position, (what, dtype) in enumerate(
            (("numerator", "Float64"), ("denominator", "Float64"), ("schools", "Int64"))
        ):
            values = [one[position] for one in sums]
            columns[f"{name}_{what}"] = pd.Series(values, index=frame.index, dtype=dtype)
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)
