"""Any indicator of the catalogue by municipality: one query for all of them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, func, select

from methodology.shares import ratio
from methodology.words import number, share
from queries.frames import in_order_of, read_frame, rows_of
from queries.scope import Scope
from queries.selection import methodology_of, resolved, selected_values, with_municipality_names, with_schools


def indicator_by_municipality(connection: Connection, scope: Scope, indicator: str, part: str = "") -> pd.DataFrame:
    """One row is one municipality: an indicator as Σ numerators / Σ denominators over its selected schools with data.

    Columns: municipality_id, municipality_name, numerator, denominator, schools_with_data, schools, value (in the
    indicator's unit; Σ numerators where it has no denominator), words («k из n (p %)» for shares of things counted, no
    per cent below no_percent_n; else the value), enough (data from at least mo_coverage_min of its schools).
    Municipalities without data are not among them. The smallest values come first; where less is better, the largest.
    Raises KeyError if the methodology has no such indicator.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    rule = methodology.indicator(indicator)
    values = selected_values(connection, scope, indicator, [part])
    counts = read_frame(
        connection,
        select(
            values.c.municipality_id,
            func.sum(values.c.numerator).label("numerator"),
            func.sum(values.c.denominator).label("denominator"),
            func.count().label("schools_with_data"),
        ).group_by(values.c.municipality_id),
    )
    frame = with_municipality_names(with_schools(counts, connection, scope), connection, scope)
    shares = ratio(frame["numerator"], frame["denominator"], rule.multiplier)
    frame["value"] = shares.where(frame["denominator"].notna(), frame["numerator"])
    frame["enough"] = ratio(frame["schools_with_data"], frame["schools"]) >= methodology.threshold("mo_coverage_min")
    limit = methodology.threshold("no_percent_n")
    frame["words"] = [
        share(row.numerator, row.denominator, limit) if rule.multiplier == 100 else number(row.value, rule.decimals)
        for row in rows_of(frame)
    ]
    down = ("value",) if rule.direction == "down" else ()
    return in_order_of(frame, "value", "municipality_name", "municipality_id", down=down)
