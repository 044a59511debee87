"""Which recommendations schools, directors and municipalities get: written where judgements are, from what is known.

What conditions look at is read for whole cycles at once, evaluated by ``methodology.firing`` and written school by
school.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from heapq import merge
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Table, func, select

from data.bulk import collector_paused, insert_rows, selected
from data.sheets import DEVELOPMENT, SCHOOLS
from data.sheets_competence import HEAD, TOTAL_DOMAIN
from data.tables import (
    criterion,
    development,
    firing,
    in_force,
    indicator_value,
    instruction,
    judgement,
    leader_result,
    municipality_value,
    of_municipalities,
    school,
)
from methodology.catalogue import Methodology
from methodology.conditions import Floats, Numbers, Objects, Scale, signs
from methodology.deadlines import deadline
from methodology.effectiveness import CriterionRule, bounded_by_sheet, counted_rules, group_bounds
from methodology.firing import firings, holding
from methodology.judged import JUDGES, ROW, WHOLE, judged, leader_bounds
from methodology.recommendations import LEVELS, Level, leaves
from methodology.scales import Bounds, exact

OF_JUDGEMENT = ("Э-ПОЛН", "Э-СНИЖ")
"""Indicators that lie in ``judgement`` itself."""
HEAD_RESULT = "К-РУК"
OF_THOSE_CONCERNED = ("ПР-ИОМ-РУК",)
"""Indicators that only some schools can have: that others have none is no lack of data."""
CRITERION = "Э-К"
ZONE_OF_GROUP = {3: 0, 2: 1, 1: 2}
WRITTEN = (
    "methodology", "cycle", "municipality_id", "school_id", "person", "code", "from_load", "priority", "borderline",
    "distance", "zone", "about_people", "deadline_kind", "deadline", "control_period", "cut_date", "trace",
)  # fmt: skip

Key = tuple[str, str]
"""Municipality and school."""


@collector_paused()
def fire(connection: Connection, version: int, places: Iterable[tuple[str, str, int]], rules: Methodology) -> int:
    """Write what recommendations fire in these (cycle, municipality, load), judged by the version just now."""
    if not rules.recommendations:
        return 0
    by_cycle: dict[str, dict[str, int]] = defaultdict(dict)
    for cycle, municipality_id, load_id in places:
        by_cycle[cycle][municipality_id] = load_id
    written = 0
    for cycle, loads in sorted(by_cycle.items()):
        facts = _Facts(connection, stored_judgements(connection, version, cycle, loads), cycle, loads, rules)
        written += insert_rows(connection, firing, WRITTEN, facts.rows(version))
    return written


def given_by(
    connection: Connection, cycle: str, loads: Mapping[str, int], judged: Sequence[Any], rules: Methodology
) -> set[tuple[str, str, str, str]]:
    """(municipality, school, person, code) of what fires in a cycle by rules; nothing is written.

    ``judged``: its schools as these rules judge them (``data.judging.judged_by``).
    """
    return set(_Facts(connection, judged, cycle, loads, rules).given())


@dataclass(frozen=True)
class _Days:
    """Days of the cycle of a municipality, as it reported them; an assumed cut is none."""

    cut: date | None = None
    published: date | None = None


class _Facts:
    """What conditions look at in one cycle of some municipalities."""

    def __init__(
        self, connection: Connection, judged: Sequence[Any], cycle: str, loads: Mapping[str, int], rules: Methodology
    ) -> None:
        self._connection, self._cycle, self._rules = connection, cycle, rules
        self._loads = loads
        self._judged = judged
        self._keys: list[Key] = [(row.municipality_id, row.school_id) for row in self._judged]
        self._at = {key: at for at, key in enumerate(self._keys)}
        self._municipalities = sorted({municipality_id for municipality_id, _ in self._keys})
        self._place_at = {municipality_id: at for at, municipality_id in enumerate(self._municipalities)}
        self._here: NDArray[np.intp] = np.array(
            [self._place_at[municipality_id] for municipality_id, _ in self._keys], np.intp
        )

    def given(self) -> Iterator[tuple[str, str, str, str]]:
        """Municipality, school, person and code of everything that fires, without the reasons."""
        days, heads = self._days(), self._heads()
        schools = self._of_schools(days)
        municipalities = self._of_municipalities(schools, days)
        for level in LEVELS:
            keys = [(place, "") for place in self._municipalities] if level == "МО" else self._keys
            for recommendation, truth in holding(municipalities if level == "МО" else schools, level, self._rules):
                for at in np.flatnonzero(truth).tolist():
                    person = heads.get(keys[at], "") if level == "лицо" else ""
                    yield *keys[at], person, recommendation.code

    def rows(self, version: int) -> Iterator[tuple[Any, ...]]:
        """Rows of ``firing`` by this version, in the order of ``WRITTEN``."""
        days, heads = self._days(), self._heads()
        schools = self._of_schools(days)
        municipalities = self._of_municipalities(schools, days)

        @cache
        def due(code: str, place: str) -> tuple[str, str | None, str | None, str | None]:
            """Kind of deadline, its day, period of control and the cut date."""
            rule, of = self._rules.recommendation(code).deadline, days[place]
            when = deadline(rule, None if rule.kind == "days" else of.published or of.cut, of.published)
            return when.kind, _written(when.day), when.control, _written(of.cut)

        def of_level(level: Level) -> Iterator[tuple[Any, ...]]:
            for found in firings(municipalities if level == "МО" else schools, level, self._rules):
                at, recommendation = found.at, found.recommendation
                place, school_id = (self._municipalities[at], "") if level == "МО" else self._keys[at]
                yield (
                    version,
                    self._cycle,
                    place,
                    school_id,
                    heads.get((place, school_id), "") if level == "лицо" else "",
                    recommendation.code,
                    self._loads[place],
                    recommendation.priority,
                    found.borderline,
                    found.distance,
                    found.zone,
                    found.about_people,
                    *due(recommendation.code, place),
                    found.trace_text,
                )

        # In the order of the key, as far as it goes: a database appends faster than it puts between.
        yield from merge(*(of_level(level) for level in LEVELS), key=itemgetter(2, 3))

    def _of_schools(self, days: Mapping[str, _Days]) -> Objects:
        return Objects(
            size=len(self._keys),
            numbers=self._numbers(),
            scales=self._scales(),
            flags=self._flags(),
            dates=_dates([days[municipality_id] for municipality_id, _ in self._keys]),
        )

    def _of_municipalities(self, schools: Objects, days: Mapping[str, _Days]) -> Objects:
        numbers = {
            (code, part): self._sum(found, tell_coverage=code not in OF_THOSE_CONCERNED)
            for (code, part), found in schools.numbers.items()
        }
        return Objects(
            size=len(self._municipalities),
            numbers=numbers | self._own_numbers() | self._numbers_by_part(),
            dates=_dates([days[municipality_id] for municipality_id in self._municipalities]),
            schools=schools,
            municipality_of=self._here,
        )

    def _sum(self, found: Numbers, *, tell_coverage: bool) -> Numbers:
        size = len(self._municipalities)
        known = ~np.isnan(found.numerator)
        with_data = np.bincount(self._here[known], minlength=size)

        def total(values: Floats) -> Floats:
            sums = np.bincount(self._here[known], weights=values[known], minlength=size)
            return np.where(with_data > 0, sums, np.nan)

        denominator = None if found.denominator is None else total(found.denominator)
        if not tell_coverage:
            return Numbers(total(found.numerator), denominator)
        return Numbers(total(found.numerator), denominator, with_data, np.bincount(self._here, minlength=size))

    def _around(self, table: Table) -> tuple[ColumnElement[bool], ...]:
        return _around(table, self._cycle, self._loads)

    def _days(self) -> dict[str, _Days]:
        i = instruction.c
        said = {
            place: _Days(None if assumed else cut, published)
            for place, cut, published, assumed in self._connection.execute(
                select(i.municipality_id, i.cut_date, i.published_date, i.assumed).where(*self._around(instruction))
            )
        }
        return {place: said.get(place, _Days()) for place in self._loads}

    def _heads(self) -> dict[Key, str]:
        """School → code of its director, by the last result."""
        r = leader_result.c
        rows = self._connection.execute(
            select(r.municipality_id, r.school_id, r.leader_code, r.assessed_on).where(
                *self._around(leader_result), r.post == HEAD, r.domain == TOTAL_DOMAIN
            )
        )
        latest = sorted(rows, key=lambda row: (row.assessed_on, row.leader_code))
        return {(row.municipality_id, row.school_id): row.leader_code for row in latest}

    def _flags(self) -> dict[str, list[str | None]]:
        flags = {leaf.about for each in self._rules.recommendations for leaf in leaves(each.when) if leaf.flag}
        found: dict[str, list[str | None]] = {}
        for sheet, table in ((SCHOOLS, school), (DEVELOPMENT, development)):
            columns = {
                f"{sheet.name}.{column.heading}": table.c[column.name]
                for column in sheet.columns
                if f"{sheet.name}.{column.heading}" in flags
            }
            found |= {name: [None] * len(self._keys) for name in columns}
            statement = select(table.c.municipality_id, table.c.school_id, *columns.values())
            for place, school_id, *values in selected(self._connection, statement.where(*self._around(table))):
                at = self._at.get((place, school_id))
                for name, value in zip(columns, values, strict=True):
                    if at is not None and value is not None:
                        found[name][at] = "да" if value else "нет"
        return found

    def _numbers(self) -> dict[tuple[str, str], Numbers]:
        wanted = self._codes("школа")
        plain = {code for code in wanted if code not in JUDGES and code not in OF_JUDGEMENT}
        found = self._read(plain, (WHOLE,))
        found[OF_JUDGEMENT[0], WHOLE] = Numbers(
            _floats(row.completeness_numerator for row in self._judged),
            _floats(row.completeness_denominator for row in self._judged),
        )
        low = (row.low_criteria if row.criteria_with_data else None for row in self._judged)
        found[OF_JUDGEMENT[1], WHOLE] = Numbers(_floats(low))
        for code in sorted(wanted & JUDGES.keys()):
            basis = {each: self._basis(each) for each in JUDGES[code].basis}
            found[code, WHOLE] = self._spread(judged(code, basis, self._rules))
        return found

    def _codes(self, grain: str) -> set[str]:
        """Indicators that conditions compare as a whole."""
        named = {
            leaf.about
            for each in self._rules.recommendations
            for leaf in leaves(each.when)
            if leaf.subject in ("indicator", "count") and leaf.part is None
        }
        return {code for code in named if self._rules.indicator(code).grain == grain}

    def _read(self, codes: Collection[str], parts: tuple[str, ...]) -> dict[tuple[str, str], Numbers]:
        size, v = len(self._keys), indicator_value.c
        said: dict[tuple[str, str], tuple[list[int], list[float], list[float]]] = {
            (code, part): ([], [], []) for code in codes for part in parts
        }
        statement = select(v.indicator, v.part, v.municipality_id, v.school_id, v.numerator, v.denominator).where(
            v.indicator.in_(codes), v.part.in_(parts), *self._around(indicator_value)
        )
        for code, part, place, school_id, up, down in selected(self._connection, statement):
            at = self._at.get((place, school_id))
            if at is not None:
                places, ups, downs = said[code, part]
                places.append(at)
                ups.append(up)
                downs.append(np.nan if down is None else down)
        found = {}
        for key, (places, ups, downs) in said.items():
            up, down = np.full(size, np.nan), np.full(size, np.nan)
            up[places], down[places] = ups, downs
            found[key] = Numbers(up, down)
        return found

    def _basis(self, code: str) -> pd.DataFrame:
        """Rows of an indicator as ``methodology.judged`` takes them."""
        v = indicator_value.c
        rows = self._connection.execute(
            select(*(v[name] for name in ROW)).where(v.indicator == code, *self._around(indicator_value))
        ).all()
        return _frame([row for row in rows if (row[0], row[1]) in self._at])

    def _spread(self, rows: pd.DataFrame) -> Numbers:
        up, down = np.full(len(self._keys), np.nan), np.full(len(self._keys), np.nan)
        whole = rows[rows["part"] == WHOLE]
        at = [self._at[key] for key in zip(whole["municipality_id"], whole["school_id"], strict=True)]
        up[at] = whole["numerator"].to_numpy(float)
        down[at] = whole["denominator"].to_numpy(float)
        return Numbers(up, down)

    def _own_numbers(self) -> dict[tuple[str, str], Numbers]:
        """Indicators about municipalities and not about their schools."""
        size, v = len(self._municipalities), municipality_value.c
        codes = self._codes("муниципалитет")
        found = {code: (np.full(size, np.nan), np.full(size, np.nan)) for code in codes}
        statement = select(v.indicator, v.municipality_id, v.numerator, v.denominator).where(
            v.indicator.in_(codes), v.part == WHOLE, *self._around(municipality_value)
        )
        for code, place, up, down in self._connection.execute(statement):
            at = self._place_at.get(place)
            if at is not None:
                found[code][0][at] = up
                found[code][1][at] = np.nan if down is None else down
        return {(code, WHOLE): Numbers(up, down) for code, (up, down) in found.items()}

    def _numbers_by_part(self) -> dict[tuple[str, str], Numbers]:
        """Sums of municipalities part by part, of indicators of which a condition asks for any part."""
        codes = {leaf.about for each in self._rules.recommendations for leaf in leaves(each.when) if leaf.part}
        size, v = len(self._municipalities), indicator_value.c
        found: dict[tuple[str, str], Numbers] = {}
        for code in sorted(codes):
            statement = (
                select(v.municipality_id, v.part, func.sum(v.numerator), func.sum(v.denominator))
                .where(v.indicator == code, *self._around(indicator_value))
                .group_by(v.municipality_id, v.part)
            )
            rows = _frame(
                [(place, "", *rest) for place, *rest in self._connection.execute(statement) if place in self._place_at]
            )
            if code in JUDGES:
                rows = judged(code, {code: rows}, self._rules)
            sums: dict[str, tuple[Floats, Floats]] = {}
            for place, part, *numbers in zip(
                rows["municipality_id"], rows["part"], rows["numerator"], rows["denominator"], strict=True
            ):
                kept = sums.setdefault(part, (np.full(size, np.nan), np.full(size, np.nan)))
                at = self._place_at[place]
                for values, number in zip(kept, numbers, strict=True):
                    values[at] = number if np.isnan(values[at]) else values[at] + number
            found |= {(code, part): Numbers(*kept) for part, kept in sums.items() if part != WHOLE}
        return found

    def _scales(self) -> dict[str, Scale]:
        bounds, origins = self._criteria()
        default = group_bounds([], self._rules)
        origin_of = {each.key: each.origin for each in self._rules.thresholds}
        working = origin_of["crit_low_max"]
        scales = {}
        for (_, part), found in self._read({CRITERION}, self._criteria_that_count()).items():
            number = int(part)
            of_place = {place: bounds.get(place, {}).get(number, default) for place in self._municipalities}
            origin = {place: origins.get(place, {}).get(number, working) for place in self._municipalities}
            scales[f"criterion_zone {number}"] = self._scale(found, 100, of_place, origin)
        head = self._read({HEAD_RESULT}, (WHOLE,))[HEAD_RESULT, WHOLE]
        of_leaders, origin_of_leaders = leader_bounds(self._rules), origin_of["comp_high_min"]
        scales["level"] = self._scale(
            head,
            1,
            dict.fromkeys(self._municipalities, of_leaders),
            dict.fromkeys(self._municipalities, origin_of_leaders),
        )
        of_groups, origin_of_groups = {}, {}
        for place in self._municipalities:
            listed = counted_rules(
                [CriterionRule(n, exact(1), exact(1), each) for n, each in bounds.get(place, {}).items()], self._rules
            )
            of_groups[place] = group_bounds(listed, self._rules)
            by_sheet = bounded_by_sheet(listed, self._rules)
            origin_of_groups[place] = origins[place][listed[0].criterion] if by_sheet else working
        totals = Numbers(
            _floats(row.total_numerator for row in self._judged),
            _floats(row.total_denominator for row in self._judged),
        )
        scales["group"] = replace(
            self._scale(totals, 1, of_groups, origin_of_groups),
            zone=np.array([ZONE_OF_GROUP.get(row.group_number, -1) for row in self._judged], np.int8),
            said=[row.act if row.origin == "assigned" else None for row in self._judged],
        )
        return scales

    def _criteria_that_count(self) -> tuple[str, ...]:
        return tuple(str(each.criterion) for each in self._rules.criteria if each.included)

    def _scale(
        self, found: Numbers, multiplier: float, bounds: Mapping[str, Bounds], origins: Mapping[str, str]
    ) -> Scale:
        """Values on the scale of their municipality."""
        each = [bounds[place] for place in self._municipalities]
        ends = np.array([(float(b.low_max), float(b.high_min)) for b in each]).reshape(-1, 2)[self._here]
        turns = np.array([[float(turn) for turn in b.turning_points] for b in each]).reshape(-1, 2)[self._here]
        low, high = (signs(found.numerator, found.denominator, multiplier, turns[:, at]) for at in (0, 1))
        zone = np.where(np.isnan(low), -1, (low >= 0).astype(int) + (high >= 0))
        origin = [origins[place] for place, _ in self._keys]
        assert found.denominator is not None
        return Scale(zone.astype(np.int8), found.numerator, found.denominator, multiplier, ends, turns, origin)

    def _criteria(self) -> tuple[dict[str, dict[int, Bounds]], dict[str, dict[int, str]]]:
        """Municipality → criterion → bounds of its zones; and where they come from."""
        c = criterion.c
        bounds: dict[str, dict[int, Bounds]] = defaultdict(dict)
        origins: dict[str, dict[int, str]] = defaultdict(dict)
        made = cache(lambda low, high: Bounds(exact(low), exact(high)))
        for place, number, low_max, high_min, basis in self._connection.execute(
            select(c.municipality_id, c.criterion, c.low_max_pct, c.high_min_pct, c.basis).where(
                *self._around(criterion)
            )
        ):
            bounds[place][number] = made(low_max, high_min)
            origins[place][number] = f"лист «Критерии»: {basis}"
        return bounds, origins


def stored_judgements(connection: Connection, version: int, cycle: str, loads: Mapping[str, int]) -> list[Any]:
    """How a version judged the schools of a cycle, by municipality and school: what conditions look at."""
    j = judgement.c
    rows = connection.execute(
        select(
            j.municipality_id,
            j.school_id,
            j.total_numerator,
            j.total_denominator,
            j.completeness_numerator,
            j.completeness_denominator,
            j.criteria_with_data,
            j.low_criteria,
            j.group_number,
            j.origin,
            j.act,
        )
        .where(j.methodology == version, *_around(judgement, cycle, loads))
        .order_by(j.municipality_id, j.school_id)
    ).all()
    return [row for row in rows if row.municipality_id in loads]


def _around(table: Table, cycle: str, loads: Mapping[str, int]) -> tuple[ColumnElement[bool], ...]:
    return table.c.cycle == cycle, in_force(table, None), of_municipalities(table, loads.keys())


def _frame(rows: list[Any]) -> pd.DataFrame:
    """Rows of an indicator; column by column, since pandas would look at every value."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(ROW)
    kinds = (object, object, object, float, float)
    return pd.DataFrame(
        {name: pd.Series(values, dtype=kind) for name, values, kind in zip(ROW, columns, kinds, strict=True)}
    )


def _floats(values: Any) -> Floats:
    return np.array([np.nan if value is None else value for value in values], float)


def _dates(days: list[_Days]) -> dict[str, list[str | None]]:
    return {
        "cycle.as_of": [_written(each.cut) for each in days],
        "cycle.published": [_written(each.published) for each in days],
    }


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
