"""Two selections side by side: the same figures of both, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from methodology.shares import change, ratio
from queries.criteria import SETTING, criteria_of_cycle, criterion_of_selection
from queries.effectiveness import headline
from queries.frames import rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, selection_summary

FIGURES = ("schools", "low", "middle", "high", "without_group", "completeness")
"""The figures before those of the criteria, in this order."""
WHOLE = ("schools", 0)
SIDE = ("numerator", "denominator", "schools_with_data", "schools")
"""What each side says of a figure; the columns of the other side begin with «other_»."""


def sides(connection: Connection, scope: Scope, other: Scope) -> pd.DataFrame:
    """One row is one figure of two selections: those of FIGURES, then one row a criterion with data on either side.

    Columns: figure (one of FIGURES or 'criterion'), criterion (its number; missing for the rest), criterion_name,
    criterion_short, numerator and denominator (schools: how many, no denominator; low, middle, high: of schools with a
    group; without_group: of all schools; completeness, criterion: Σ/Σ), schools_with_data, schools, value_pct, the same
    of the second selection with «other_», comparable (the criteria are set alike on both sides: all of them, or this
    one), change (value_pct − other_value_pct in п.п.; missing where either is, where the two aren't comparable, and for
    shares of fewer than no_percent_n schools). Settings of a side: the most common among its municipalities. Criteria
    that lie furthest apart come first. Empty while there is no judged cycle.
    """
    scope, other = resolved(connection, scope), resolved(connection, other)
    methodology = methodology_of(connection, scope)
    rules, other_rules = _rules(connection, scope), _rules(connection, other)
    first, second = dict(_figures(connection, scope)), dict(_figures(connection, other))
    keys = [(figure, 0) for figure in FIGURES] if first and second else []
    keys += sorted((first.keys() | second.keys()) - set(keys)) if keys else []
    names = {**_names(connection, other), **_names(connection, scope)}
    records = []
    for figure, number in keys:
        name, short = names.get(number, (None, None))
        alike = rules.get(number) == other_rules.get(number) if number else figure == "schools" or rules == other_rules
        records.append(
            {
                "figure": figure,
                "criterion": number or None,
                "criterion_name": name,
                "criterion_short": short,
                **{
                    f"{side}{column}": value
                    for side, said in (("", first), ("other_", second))
                    for column, value in zip(
                        SIDE, said.get((figure, number), (None, None, 0, said[WHOLE][3])), strict=True
                    )
                },
                "comparable": alike,
            }
        )
    frame = _typed(records)
    for side in ("", "other_"):
        frame[f"{side}value_pct"] = ratio(frame[f"{side}numerator"], frame[f"{side}denominator"])
    limit = methodology.threshold("no_percent_n")
    few = ((frame["denominator"] < limit) | (frame["other_denominator"] < limit)).fillna(value=True)
    told = frame["comparable"] & ~(few & frame["figure"].isin(["low", "middle", "high", "without_group"]))
    frame["change"] = change(frame["value_pct"], frame["other_value_pct"], told)
    return _furthest_apart_first(frame)


def _figures(connection: Connection, scope: Scope) -> Iterator[tuple[tuple[str, int], tuple[Any, ...]]]:
    """(figure, criterion or 0) → what one side says of it, in the order of SIDE; nothing without a cycle."""
    counted = headline(connection, scope, None)
    if counted.empty:
        return
    counts = counted.iloc[0]
    schools = int(counts["schools"])
    with_data = int(selection_summary(connection, scope)["with_data"].iloc[0])
    with_group = schools - int(counts["without_group"])
    yield WHOLE, (schools, None, with_data, schools)
    for zone in ("low", "middle", "high"):
        yield (zone, 0), (int(counts[zone]), with_group, with_group, schools)
    yield ("without_group", 0), (int(counts["without_group"]), schools, schools, schools)
    weights = (counts["completeness_numerator"], counts["completeness_denominator"])
    yield ("completeness", 0), (*weights, with_data, schools)
    for row in rows_of(criterion_of_selection(connection, scope)):
        yield ("criterion", int(row.criterion)), (row.numerator, row.denominator, row.schools_with_data, schools)


def _rules(connection: Connection, scope: Scope) -> dict[int, tuple[Any, ...]]:
    frame = criteria_of_cycle(connection, scope)
    return {int(row.criterion): tuple(getattr(row, name) for name in SETTING) for row in rows_of(frame)}


def _names(connection: Connection, scope: Scope) -> dict[int, tuple[str, str]]:
    return {int(row.criterion): (row.name, row.short) for row in rows_of(criteria_of_cycle(connection, scope))}


def _typed(records: list[dict[str, Any]]) -> pd.DataFrame:
    kinds: dict[str, str] = {
        "figure": "object",
        "criterion": "Int64",
        "criterion_name": "object",
        "criterion_short": "object",
    }
    for side in ("", "other_"):
        kinds |= {f"{side}numerator": "Float64", f"{side}denominator": "Float64"}
        kinds |= {f"{side}schools_with_data": "Int64", f"{side}schools": "Int64"}
    kinds["comparable"] = "boolean"
    return pd.DataFrame(
        {name: pd.Series([record[name] for record in records], dtype=kind) for name, kind in kinds.items()}
    )


def _furthest_apart_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Figures as they are, then criteria by the size of their difference, those without one last."""
    whole = frame["criterion"].isna()
    # Rounded: what division left in the last decimal places is no order.
    distance = frame["change"].abs().round(9)
    criteria = frame.assign(distance=distance)[~whole].sort_values(
        ["distance", "criterion"], ascending=[False, True], na_position="last"
    )
    return pd.concat([frame[whole], criteria.drop(columns="distance")], ignore_index=True)
