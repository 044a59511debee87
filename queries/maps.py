"""The map: which boundaries are used, which municipality is which territory, what is drawn on it and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from data.boundary_file import Shape
from data.boundary_matching import Described, Match, match
from data.boundary_sets import BoundarySet, every_synonym, named, shapes_of, shipped_sets, stored_sets
from data.tables import in_force, judgement, municipality, school
from methodology.shares import ratio
from methodology.words import number, percent, plural, reading_order, share
from queries.effectiveness import groups_by_municipality
from queries.frames import in_order_of, known, read_frame, rows_of
from queries.indicators import indicator_by_municipality
from queries.scope import Scope
from queries.selection import judged_in, methodology_of, municipality_names, resolved, school_rows
from queries.shared import once

LOW, COMPLETENESS = "low", "completeness"
"""What a map may show besides the indicators of the catalogue: share of schools of the low group, Э-ПОЛН."""

HOW_WORDS = {"code": "по коду", "name": "по названию", "alias": "по другому названию"}
FAR_DEGREES = 2.0
"""A region of the program is not ours if the middle of our schools lies so far outside of it."""


@dataclass(frozen=True)
class _Fitting:
    boundaries: BoundarySet
    match: Match


def boundary_sets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one set of boundaries that the map could use: the department's own, then those of the program.

    Columns: set_key, kind ('own', 'demonstration', 'shipped'), title, attribution, territories, matched (municipalities
    of the scope's cycle that have a territory in it), municipalities (how many there are), used. Filters don't count.
    While there are no municipalities, only the department's own are listed.
    """
    scope = resolved(connection, scope)
    places = _places(connection, scope)
    fitting = _fitting(connection, scope, places)
    chosen = _chosen(fitting, len(places))
    rows = [
        (
            one.boundaries.key,
            one.boundaries.kind,
            one.boundaries.title,
            one.boundaries.attribution,
            len(one.boundaries.territories),
            len(one.match.places),
            len(places),
            one is chosen,
        )
        for one in fitting
        if places or one.boundaries.kind == "own"
    ]
    frame = pd.DataFrame(
        rows,
        columns=["set_key", "kind", "title", "attribution", "territories", "matched", "municipalities", "used"],
        dtype=object,
    )
    return frame.astype({"territories": "Int64", "matched": "Int64", "municipalities": "Int64", "used": "boolean"})


def boundary_match(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality of the scope's cycle, then one territory of the map that is none of them.

    Columns: municipality_id, municipality_name (missing for such territories), territory (missing where the
    municipality has none), how ('code', 'name', 'alias'), place_words (how it was found, or why not). Filters don't
    count. Empty while no set fits.
    """
    scope = resolved(connection, scope)
    places = _places(connection, scope)
    chosen = _chosen(_fitting(connection, scope, places), len(places))
    return _match_frame([], None) if chosen is None else _match_frame(places, chosen)


def preview_match(shapes: Sequence[Shape], connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row as in ``boundary_match``, for shapes that are not stored yet."""
    scope = resolved(connection, scope)
    places = _places(connection, scope)
    boundaries = BoundarySet("", "own", "", "", named(shapes), every_synonym())
    return _match_frame(places, _Fitting(boundaries, match(places, boundaries.territories, boundaries.synonyms)))


def match_words(matched: int, of: int) -> str:
    """«место на карте есть у 12 муниципалитетов из 14»."""
    word = plural(matched, "муниципалитета", "муниципалитетов", "муниципалитетов")
    return f"место на карте есть у {number(matched)} {word} из {number(of)}"


def _match_frame(places: list[Described], chosen: _Fitting | None) -> pd.DataFrame:
    rows: list[tuple[str | None, ...]] = []
    if chosen is not None:
        territories, found = chosen.boundaries.territories, chosen.match
        for place in places:
            if place.code in found.places:
                position, how = found.places[place.code]
                rows.append((place.code, place.name, territories[position].name, how, HOW_WORDS[how]))
            else:
                rows.append((place.code, place.name, None, None, found.reasons[place.code]))
        left = sorted((territories[position].name for position in found.left), key=reading_order)
        rows += [(None, None, name, None, "муниципалитета с таким названием в данных нет") for name in left]
    columns = ["municipality_id", "municipality_name", "territory", "how", "place_words"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def territories(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one territory of the set that the map uses.

    Columns: municipality_id (missing: no municipality of the data), territory, polygons (each a list of rings of
    (longitude, latitude), the outer one first). Filters don't count. Empty while no set fits.
    """
    scope = resolved(connection, scope)
    places = _places(connection, scope)
    chosen = _chosen(_fitting(connection, scope, places), len(places))
    rows: list[tuple[str | None, str, Any]] = []
    if chosen is not None:
        owner = {position: code for code, (position, _) in chosen.match.places.items()}
        rows = [
            (owner.get(position), shape.name, shape.polygons)
            for position, shape in enumerate(shapes_of(connection, chosen.boundaries))
        ]
    return pd.DataFrame(rows, columns=["municipality_id", "territory", "polygons"], dtype=object)


def municipalities_on_map(connection: Connection, scope: Scope, measure: str = LOW) -> pd.DataFrame:
    """One row is one municipality with selected schools, those where more is to be done first.

    Columns: municipality_id, municipality_name, value (per cent, or the indicator's unit; missing without data),
    words («k из n (p %)», no per cent below no_percent_n; «нет данных»), enough (data from at least mo_coverage_min
    of its schools), schools, with_data (schools behind the value), hidden (``queries.showing.hide``), territory
    (missing where the map has none), place_words. ``measure``: 'low', 'completeness' or the code of an indicator.
    Raises KeyError for any other.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    frame = groups_by_municipality(connection, scope)
    limit = methodology.threshold("no_percent_n")
    if measure in (LOW, COMPLETENESS):
        with_group = frame["schools"] - frame["without_group"]
        is_low = measure == LOW
        frame["value"] = frame["low_pct"] if is_low else frame["completeness_pct"]
        frame["with_data"] = with_group if is_low else frame["with_data"]
        frame["words"] = [
            share(known(row.low), known(n), limit) if is_low else percent(known(row.completeness_pct))
            for row, n in zip(rows_of(frame), with_group, strict=True)
        ]
        down = is_low
    else:
        values = indicator_by_municipality(connection, scope, measure)
        values = values[["municipality_id", "value", "words", "schools_with_data", "schools", "hidden"]]
        # The schools that the value is about: for the council filters don't act on what tells of people.
        frame = frame.drop(columns="with_data").rename(columns={"schools": "selected"})
        frame = frame.merge(values.rename(columns={"schools_with_data": "with_data"}), on="municipality_id", how="left")
        frame["hidden"] = frame["hidden"].fillna(value=False)
        counted = frame["with_data"].astype("Int64")
        frame["with_data"] = counted.where(counted.notna() | frame["hidden"], 0)
        frame["schools"] = frame["schools"].fillna(frame.pop("selected"))
        down = methodology.indicator(measure).direction == "down"
    frame["value"] = frame["value"].astype("Float64")
    missing = frame["value"].isna()
    if "hidden" not in frame:
        frame["hidden"] = pd.Series(False, frame.index, dtype="boolean")
    frame["words"] = frame["words"].astype(object).where(~missing | frame["hidden"].astype(bool), "нет данных")
    covered = ratio(frame["with_data"], frame["schools"]) >= methodology.threshold("mo_coverage_min")
    # Completeness is itself about schools without data: it is known where they are.
    frame["enough"] = (covered.fillna(value=False) | (measure == COMPLETENESS)) & ~missing
    places = boundary_match(connection, scope).dropna(subset=["municipality_id"])
    frame = frame.merge(places[["municipality_id", "territory", "place_words"]], on="municipality_id", how="left")
    for name, otherwise in (("territory", None), ("place_words", "границ на карте нет")):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), otherwise)
    frame = in_order_of(frame, "value", "municipality_name", "municipality_id", down=("value",) if down else ())
    columns = ["municipality_id", "municipality_name", "value", "words", "enough", "schools", "with_data", "hidden"]
    return frame[[*columns, "territory", "place_words"]]


def schools_on_map(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one selected school.

    Columns: municipality_id, municipality_name, school_id, short_name, group_number (missing without a group),
    latitude, longitude (degrees; missing unless the workbook gives both).
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, located=True)
    frame = read_frame(
        connection,
        select(
            rows.c.municipality_id,
            rows.c.municipality_name,
            rows.c.school_id,
            rows.c.short_name,
            rows.c.group_number,
            rows.c.latitude,
            rows.c.longitude,
        ),
    )
    both = frame["latitude"].notna() & frame["longitude"].notna()
    for name in ("latitude", "longitude"):
        frame[name] = frame[name].where(both)
    return in_order_of(frame, "municipality_id", "school_id")


def _places(connection: Connection, scope: Scope) -> list[Described]:
    """The municipalities judged in the cycle of a resolved scope, in reading order."""
    return once(connection, "places", _whole(scope), partial(_read_places, connection, scope))


def _read_places(connection: Connection, scope: Scope) -> list[Described]:
    everything = Scope(cycle=scope.cycle, as_of=scope.as_of)
    names = municipality_names(everything).add_columns(municipality.c.type)
    described = {row.municipality_id: row for row in connection.execute(names)}
    judged = connection.scalars(select(judgement.c.municipality_id).where(judged_in(scope)).distinct())
    places = [
        Described(code, said.municipality_name, said.type)
        if (said := described.get(code)) is not None
        else Described(code, code)
        for code in judged
    ]
    return sorted(places, key=lambda place: (reading_order(place.name), place.code))


def _fitting(connection: Connection, scope: Scope, places: list[Described]) -> list[_Fitting]:
    """Every set that may be of these municipalities, with what matches in it."""
    return once(connection, "boundaries", _whole(scope), partial(_read_fitting, connection, scope, places))


def _whole(scope: Scope) -> tuple[str | None, int | None, int | None]:
    """What of a resolved scope counts for places, whatever its filters."""
    return scope.cycle, scope.as_of, scope.methodology


def _read_fitting(connection: Connection, scope: Scope, places: list[Described]) -> list[_Fitting]:
    latitude, longitude = connection.execute(
        select(func.avg(school.c.latitude), func.avg(school.c.longitude)).where(
            school.c.cycle == scope.cycle,
            school.c.latitude.is_not(None),
            school.c.longitude.is_not(None),
            in_force(school, scope.as_of),
        )
    ).one()
    sets = [
        one
        for one in (*stored_sets(connection), *shipped_sets())
        if one.extent is None or latitude is None or _near(one.extent, float(longitude), float(latitude))
    ]
    return [_Fitting(one, match(places, one.territories, one.synonyms)) for one in sets]


def _near(extent: tuple[float, float, float, float], longitude: float, latitude: float) -> bool:
    west, south, east, north = extent
    return west - FAR_DEGREES < longitude < east + FAR_DEGREES and south - FAR_DEGREES < latitude < north + FAR_DEGREES


def _chosen(fitting: list[_Fitting], municipalities: int) -> _Fitting | None:
    """The set in which most municipalities have a territory.

    One of the program is taken only if that is at least half of them: a «Первомайский район» is in many regions.
    """
    possible = [
        one
        for one in fitting
        if one.match.places and (one.boundaries.kind != "shipped" or 2 * len(one.match.places) >= municipalities)
    ]
    return max(possible, key=lambda one: len(one.match.places), default=None)
