"""What is hidden in the mode for the council: the one place through which queries that read sensitive values pass.

Sensitive values are counted over the fixed tree region → municipality → school, whatever else filters (``of_tree``,
``rows_of_tree``), and what must not be shown of them is taken out of the frame (``hide``). What that is, is decided
once for a state of the data, a cycle and a methodology by ``methodology.hiding``; every frame asks the same decision.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from data.tables import in_force, indicator_value
from methodology.hiding import BY_NAME, Counts, Hidden, Measure, Table, counts_of, decided, table_of
from methodology.judged import GRADUATES, LEVELS, SIXTY, VACANT
from queries.judged_values import value_rows
from queries.loads import data_versions
from queries.scope import Scope
from queries.selection import methodology_of, resolved, school_rows

HIDDEN = "скрыто: мало людей"
"""What stands instead of a hidden value: it is neither zero nor missing."""
SHORT_HIDDEN = "скрыто"
"""The same in a cell or on a card."""
FOR_WORK = "только в служебном режиме"
"""What stands where the council sees nothing, however many people there are."""
KEPT = 8
"""Decisions kept for a database: some cycles, before and after a load."""


def for_council(scope: Scope) -> bool:
    """Whether what tells of few people is hidden."""
    return scope.showing == "council"


def sensitive(code: str, part: str = "") -> bool:
    """Whether an indicator tells of people, so that it is hidden where they are few."""
    return table_of(code, part) is not None or table_of(code, "") is not None


def of_tree(scope: Scope, code: str) -> Scope:
    """The scope over which a value of an indicator is summed: what tells of people, for the council, over a node.

    A node of the tree is a school, a municipality or the region; of several municipalities it is the region.
    """
    if not for_council(scope) or not sensitive(code):
        return scope
    rows = rows_of_tree(scope, code)
    return rows if len(rows.municipalities) == 1 else replace(rows, municipalities=())


def rows_of_tree(scope: Scope, code: str) -> Scope:
    """The scope whose municipalities or schools are listed with an indicator: no filter but these two in the tree."""
    if not for_council(scope) or not sensitive(code):
        return scope
    return Scope(cycle=scope.cycle, municipalities=scope.municipalities, school=scope.school, showing=scope.showing)


def shown_by_school(code: str, part: str = "") -> bool:
    """Whether the council may see a value of a school of an indicator: of directors and of the reserve never."""
    found = table_of(code, part)
    return found is None or found[0].by_school


def hidden_in(
    connection: Connection,
    scope: Scope,
    code: str,
    part: str = "",
    *,
    municipality_id: str | None = None,
    school_id: str | None = None,
) -> bool:
    """Whether a cell of the tree is hidden from the council: of the region, of a municipality, or of a school.

    In the scope of one school a cell of its municipality holds nothing but the school.
    """
    if not for_council(scope):
        return False
    if municipality_id is not None and school_id is None and scope.school is not None:
        school_id = scope.school.school_id
    return _pattern(connection, scope).hides(connection, code, part, municipality_id, school_id)


def hidden_here(connection: Connection, scope: Scope, code: str, part: str = "") -> bool:
    """Whether an indicator of ``of_tree(scope)`` as a whole is hidden."""
    node = of_tree(scope, code)
    place = node.municipalities[0] if len(node.municipalities) == 1 else None
    school_id = None if node.school is None else node.school.school_id
    return hidden_in(connection, node, code, part, municipality_id=place, school_id=school_id)


def hide(
    frame: pd.DataFrame,
    connection: Connection,
    scope: Scope,
    code: str,
    values: Collection[str],
    words: Collection[str] = (),
    part: str = "",
) -> pd.DataFrame:
    """The frame with hidden as its last column, and nothing left of what is hidden: values missing, words saying so.

    One row is a cell: of the school of school_id or of the scope, else of the municipality of municipality_id, else of
    the node of the scope; of the part in the column part, else of ``part``. Name also columns that count who has data.
    Sort afterwards: the order of rows tells values too.
    """
    rows = len(frame)
    if not for_council(scope) or not sensitive(code, part):
        return frame.assign(hidden=pd.Series(np.zeros(rows, bool), frame.index, dtype="boolean"))
    only_school = None if scope.school is None else scope.school.school_id
    columns: list[Sequence[Any]] = [
        frame[name].tolist() if name in frame else [otherwise] * rows
        for name, otherwise in (("part", part), ("municipality_id", None), ("school_id", only_school))
    ]
    if "municipality_id" in frame:
        pattern = _pattern(connection, scope)
        cells = zip(*columns, strict=True)
        flags = [pattern.hides(connection, code, of_part, place, school) for of_part, place, school in cells]
    else:
        flags = [hidden_here(connection, scope, code, of_part) for of_part in columns[0]]
    return blanked(frame.assign(hidden=pd.Series(flags, frame.index, dtype="boolean")), values, words)


def blanked(frame: pd.DataFrame, values: Collection[str], words: Collection[str] = ()) -> pd.DataFrame:
    """The frame without the values of its hidden rows."""
    shown = ~frame["hidden"].astype(bool)
    # Missing text is None, as ``read_frame`` gives it.
    taken = {
        name: frame[name].where(shown) if frame[name].dtype != object else _objects(frame[name], shown)
        for name in values
        if name in frame
    }
    said = {name: frame[name].astype(object).where(shown, HIDDEN) for name in words if name in frame}
    return frame.assign(**taken, **said)


def _objects(values: pd.Series, shown: pd.Series) -> pd.Series:
    kept = [value if flag else None for value, flag in zip(values, shown, strict=True)]
    return pd.Series(kept, values.index, dtype=object)


def of_rows_as_they_are(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """A frame about rows of workbooks, how many there are and what stands in them: for the council without any."""
    return frame.head(0) if for_council(scope) else frame


@dataclass
class _Pattern:
    """What is hidden in one state of the data: decided table by table, as they are asked for."""

    scope: Scope
    schools: Mapping[tuple[str, str], int]
    places: Mapping[str, int]
    place_of: NDArray[np.intp]
    least: float
    tables: dict[tuple[str, str], Hidden] = field(default_factory=dict)
    lock: Any = field(default_factory=RLock)

    def hides(
        self, connection: Connection, code: str, part: str, municipality_id: str | None, school_id: str | None
    ) -> bool:
        found = table_of(code, part)
        if found is None:
            # A part of an indicator of which the whole is sensitive.
            return sensitive(code, part)
        cells = self.table(connection, *found)
        if municipality_id is None:
            return cells.region
        if school_id is not None and not found[0].by_school:
            # Also without data: who has a result is not to be told either.
            return True
        if school_id is None:
            place = self.places.get(municipality_id)
            return place is None or bool(cells.municipalities[place])
        school = self.schools.get((municipality_id, school_id))
        return school is None or bool(cells.schools[school])

    def table(self, connection: Connection, table: Table, part: str) -> Hidden:
        with self.lock:
            found = self.tables.get((table.name, part))
            if found is None:
                names = (*table.within, *table.same)
                bases = {name: self.table(connection, BY_NAME[name], "") for name in names}
                counts = [
                    self._counts(connection, measure, part if table.each_part else None) for measure in table.measures
                ]
                found = decided(table, self.place_of, len(self.places), counts, bases)
                self.tables[table.name, part] = found
        return found

    def _counts(self, connection: Connection, measure: Measure, part: str | None) -> Counts:
        size = len(self.place_of)
        forecast = measure.kind == "forecast"
        wanted = measure.part if part is None else part
        parts = (VACANT, GRADUATES, SIXTY) if forecast else LEVELS if wanted is None else (wanted,)
        said, n, k = np.zeros((len(parts), size), bool), np.zeros(size), np.zeros((len(parts), size))
        for place, school, of_part, up, down in self._values(connection, measure.code, parts):
            position = self.schools.get((place, school))
            if position is not None:
                row = parts.index(of_part)
                said[row, position] = True
                n[position] = max(n[position], down or 0.0)
                k[row, position] = up
        if forecast:
            return counts_of(measure.kind, np.logical_and(said[0], said[2]), k[2], k[:2], self.least)
        return counts_of(measure.kind, np.logical_or.reduce(said), n, k, self.least)

    def _values(self, connection: Connection, code: str, parts: Collection[str]) -> Any:
        if SIXTY not in parts:
            values = value_rows(connection, self.scope, code)
            return connection.execute(select(values).where(values.c.part.in_(parts)))
        v = indicator_value.c
        return connection.execute(
            select(v.municipality_id, v.school_id, v.part, v.numerator, v.denominator).where(
                v.cycle == self.scope.cycle, v.indicator == code, v.part.in_(parts), in_force(indicator_value, None)
            )
        )


_patterns: WeakKeyDictionary[Engine, OrderedDict[Any, _Pattern]] = WeakKeyDictionary()
_lock = RLock()


def _pattern(connection: Connection, scope: Scope) -> _Pattern:
    """The decision for the state of the data that the connection reads."""
    whole = resolved(connection, Scope(cycle=scope.cycle, showing="council"))
    key = (tuple(sorted(data_versions(connection).items())), whole)
    with _lock:
        of_database = _patterns.setdefault(connection.engine, OrderedDict())
        found = of_database.get(key)
        if found is None:
            rows = school_rows(whole, described=False)
            codes = connection.execute(
                select(rows.c.municipality_id, rows.c.school_id).order_by(rows.c.municipality_id, rows.c.school_id)
            ).all()
            schools = {(place, school): position for position, (place, school) in enumerate(codes)}
            places = {place: number for number, place in enumerate(dict.fromkeys(place for place, _ in codes))}
            place_of = np.array([places[place] for place, _ in codes], np.intp)
            least = methodology_of(connection, whole).threshold("hide_n")
            found = of_database[key] = _Pattern(whole, schools, places, place_of, least)
            while len(of_database) > KEPT:
                of_database.popitem(last=False)
        of_database.move_to_end(key)
    return found
