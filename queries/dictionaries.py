"""What the filters offer: cycles, municipalities, clusters, kinds, localities, schools; and the search for a school."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, func, select

from data.tables import in_force, judgement
from methodology.words import folded, reading_order
from queries.frames import in_order_of, read_frame
from queries.scope import Scope
from queries.selection import judged_in, municipality_names, resolved, school_rows


def cycles(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one cycle that has judged schools, the latest first. Columns: cycle, schools, with_group."""
    scope = resolved(connection, scope)
    return read_frame(
        connection,
        select(
            judgement.c.cycle,
            func.count().label("schools"),
            func.count(judgement.c.group_number).label("with_group"),
        )
        .where(judgement.c.methodology == scope.methodology, in_force(judgement, scope.as_of))
        .group_by(judgement.c.cycle)
        .order_by(judgement.c.cycle.desc()),
    )


def municipalities(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality described in any cycle, by its nearest description, or judged in the cycle.

    Columns: municipality_id, municipality_name (the code where nothing in force describes it), cluster, label.
    Labels are unique: «название (код)» where a name repeats. Only the scope's cycle, load and version count, not its
    filters.
    """
    scope = resolved(connection, scope)
    judged = read_frame(connection, select(judgement.c.municipality_id).where(judged_in(scope)).distinct())
    described = read_frame(connection, municipality_names(_everything(scope)))
    frame = described.merge(judged, on="municipality_id", how="outer")
    frame["municipality_name"] = frame["municipality_name"].where(
        frame["municipality_name"].notna(), frame["municipality_id"]
    )
    frame["cluster"] = frame["cluster"].astype(object).where(frame["cluster"].notna(), None)
    frame["label"] = unique_labels(frame["municipality_name"], frame["municipality_id"])
    return in_order_of(frame, "municipality_name", "municipality_id", key=reading_order)


def filter_values(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one value that schools or municipalities of the cycle have. Columns: field, value.

    field: 'cluster', 'kind', 'locality', 'low_results', 'biased_vpr' (the last two only if some school has the flag).
    """
    scope = resolved(connection, scope)
    said = school_rows(_everything(scope)).c
    fields = ("cluster", "kind", "locality")
    flags = ("low_results", "biased_vpr")
    # Told apart by the database: a country has 40,000 schools and some eighty such rows.
    rows = read_frame(connection, select(*(said[name] for name in (*fields, *flags))).distinct())
    values = [(field, value) for field in fields for value in sorted(rows[field].dropna().unique())]
    values += [(flag, "да") for flag in flags if rows[flag].fillna(value=False).any()]
    return pd.DataFrame(values, columns=["field", "value"], dtype=object)


def schools_of(connection: Connection, scope: Scope, municipality_id: str) -> pd.DataFrame:
    """One row is one school judged in the scope's cycle in one municipality.

    Columns: municipality_id, school_id, short_name, label (unique within the municipality). Other filters don't count.
    """
    scope = resolved(connection, scope)
    rows = school_rows(_everything(scope).in_municipality(municipality_id))
    frame = read_frame(connection, select(rows.c.municipality_id, rows.c.school_id, rows.c.short_name))
    frame["label"] = unique_labels(frame["short_name"], frame["school_id"])
    return in_order_of(frame, "short_name", "school_id", key=reading_order)


def school_names(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one school of the cycle, as lists are read: what ``found_schools`` looks through.

    Columns: municipality_id, municipality_name, school_id, short_name, sought (the last three as one text, case and
    «ё» aside). Other filters of the scope don't count.
    """
    scope = resolved(connection, scope)
    rows = school_rows(_everything(scope))
    frame = read_frame(
        connection,
        select(rows.c.municipality_id, rows.c.municipality_name, rows.c.school_id, rows.c.short_name),
    )
    said = zip(frame["short_name"], frame["municipality_name"], frame["school_id"], strict=True)
    frame["sought"] = pd.Series([folded(" ".join(words)) for words in said], dtype=object)
    return in_order_of(frame, "short_name", "municipality_name", "municipality_id", "school_id", key=reading_order)


def find_schools(connection: Connection, scope: Scope, text: str, limit: int = 8) -> pd.DataFrame:
    """One row is one school of the cycle whose name, code or municipality contains every word typed.

    Columns: municipality_id, municipality_name, school_id, short_name, found (how many there are in all). Case and «ё»
    don't matter; names that begin with the text come first. Other filters of the scope don't count. Empty text finds
    nothing.
    """
    return found_schools(school_names(connection, scope), text, limit)


def found_schools(names: pd.DataFrame, text: str, limit: int = 8) -> pd.DataFrame:
    """What ``find_schools`` finds among ``school_names``: for who types, and has them at hand."""
    wanted = folded(text).split()
    hits = [bool(wanted) and all(word in said for word in wanted) for said in names["sought"]]
    found = names[pd.Series(hits, names.index, dtype=bool)]
    later = [not folded(name).startswith(" ".join(wanted)) for name in found["short_name"]]
    first = found.iloc[sorted(range(len(found)), key=later.__getitem__)[:limit]]
    return first.drop(columns="sought").assign(found=len(found)).reset_index(drop=True)


def unique_labels(names: pd.Series[str], codes: pd.Series[str]) -> pd.Series[str]:
    """The name, or «название (код)» where it repeats; codes are unique."""
    repeated = names.duplicated(keep=False)
    labels = names.where(~repeated, names + " (" + codes + ")")
    # Somebody may be named just as another one is labelled.
    while not (clashing := labels.duplicated(keep=False) & ~repeated).empty and clashing.any():
        repeated |= clashing
        labels = names.where(~repeated, names + " (" + codes + ")")
    return labels


def _everything(scope: Scope) -> Scope:
    """The scope without its filters."""
    return Scope(cycle=scope.cycle, as_of=scope.as_of, methodology=scope.methodology)
