"""What the head of a department looks at before a meeting: key figures, where attention is needed, who is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

import pandas as pd
from sqlalchemy import Connection, case, func, select, union_all

from data.tables import criterion, in_force, judgement, municipality, school
from methodology.catalogue import Methodology
from methodology.scales import Bounds, Zone, exact, round_half_up, zone_of
from methodology.words import NBSP, first_two, fulfilled, number, percent, share
from queries.blocks import sums_by_cycle
from queries.criteria import criteria_of_cycle, criterion_of_selection, criterion_sums, equally_weak, same_criteria
from queries.effectiveness import groups_by_cycle, groups_by_municipality, judged_before
from queries.frames import frame_of_records, in_order_of, known, read_frame, rows_of
from queries.indicators import indicator_by_cycle
from queries.scope import Scope
from queries.selection import (
    has_data,
    judged_in,
    methodology_of,
    resolved,
    same_school,
    school_rows,
    with_municipality_names,
)
from queries.wording import ZONE_WORDS

COUNTS: dict[str, tuple[str, Callable[[Any], tuple[Any, Any]]]] = {
    "low": ("▼ Низкая степень", lambda row: (row.low, row.schools - row.without_group)),
    "high": ("▲ Высокая степень", lambda row: (row.high, row.schools - row.without_group)),
    "fell": ("Снизили группу", lambda row: (row.moved_down, row.in_both)),
    "rose": ("Повысили группу", lambda row: (row.moved_up, row.in_both)),
}
"""Figure → name, and how many schools of how many, by a row of ``groups_by_cycle``; all hang on the criteria."""
FLAGS = {"КО-ШНОР": "Низкие результаты (ШНОР)", "КО-ВПР": "Необъективность"}
"""Indicator of context → its name on a card."""
MEANINGS = {
    "low": "Школы с низкой степенью эффективности — из школ, у которых есть группа.",
    "high": "Школы с высокой степенью эффективности — из школ, у которых есть группа.",
    "fell": "Школы, группа которых стала ниже, — из школ с группой и в этом цикле, и в цикле сравнения.",
    "rose": "Школы, группа которых стала выше, — из школ с группой и в этом цикле, и в цикле сравнения.",
    "completeness": "Веса критериев, по которым есть данные, — в весах всех применимых критериев.",
}
"""Of what a figure is a share; the others are called in full by the criterion or by the catalogue."""
IN_WORDS = (
    "figure", "name", "numerator", "denominator", "value", "words", "share_words", "compared_with", "before_words",
    "direction", "zone", "zone_words", "schools_with_data", "schools", "meaning", "criteria",
)  # fmt: skip
Said = tuple[str, Any, Any, Any, Any]
"""Cycle, numerator, denominator, schools with data, schools."""
FIGURES = (
    "figure", "name", "cycle", "numerator", "denominator", "value", "schools_with_data", "schools", "comparable",
    "criteria",
)  # fmt: skip


def key_figures(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one headline figure in one judged cycle up to the scope's; figures by their order, cycles by time.

    Columns: figure (code), name, cycle, numerator, denominator, value (Σ / Σ, per cent), schools_with_data, schools,
    comparable (with the scope's cycle: figures that hang on criteria only where criteria, maxima, weights and bounds
    are the same, moves where they are in the cycle before too), criteria («3 7»: the numbers of the weakest, more than
    one where they are equal; the values are those of the first; missing of other figures). Rows without a denominator
    are left out: no data. Moves of the scope's cycle are those since ``previous``, of an earlier one those since the
    cycle before it. Each cycle counts the same filters in its own schools.
    """
    scope = resolved(connection, scope)
    cycles = list(rows_of(groups_by_cycle(connection, scope, previous)))
    every = {row.cycle for row in cycles}
    same = same_criteria(connection, scope, every)
    # A move between two sets of criteria is no move to compare with.
    unmoved = {row.cycle for row in cycles if row.cycle in same and row.previous in same}
    lines = []
    for figure, (name, counted) in COUNTS.items():
        counts = ((row.cycle, *counted(row), counted(row)[1], row.schools) for row in cycles)
        lines += _lines(figure, name, unmoved if figure in ("fell", "rose") else same, counts)
    weak = equally_weak(criterion_of_selection(connection, scope))
    if weak:
        of_first = _by_cycle(connection, scope, "Э-К", str(weak[0]))
        name = f"Слабее всего: {first_two([f'№{NBSP}{each}' for each in weak])}"
        lines += _lines("weakest", name, same, of_first, " ".join(map(str, weak)))
    flags = [methodology_of(connection, scope).indicator(code) for code in FLAGS]
    found = sums_by_cycle(connection, scope, flags, [row.cycle for row in cycles])
    for rule in flags:
        of_flag = ((row.cycle, *found.get((row.cycle, rule.code), (None, None, 0)), row.schools) for row in cycles)
        lines += _lines(rule.code, FLAGS[rule.code], every, of_flag)
    sums = (
        (row.cycle, row.completeness_numerator, row.completeness_denominator, row.with_data, row.schools)
        for row in cycles
    )
    lines += _lines("completeness", "Полнота данных", every, sums)
    return pd.DataFrame(lines, columns=list(FIGURES))


def _by_cycle(connection: Connection, scope: Scope, indicator: str, part: str) -> Iterator[Said]:
    for row in rows_of(indicator_by_cycle(connection, scope, indicator, part)):
        yield row.cycle, row.numerator, row.denominator, row.schools_with_data, row.schools


def _lines(
    figure: str, name: str, comparable: set[str], said: Iterable[Said], criteria: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of ``key_figures`` of one figure; in plain Python, since pandas takes longer for five rows than SQL."""
    lines = []
    for cycle, numerator, denominator, with_data, schools in said:
        over, under = known(numerator), known(denominator)
        if over is not None and under:
            lines.append(
                (
                    figure,
                    name,
                    cycle,
                    over,
                    under,
                    over / under * 100,
                    with_data,
                    schools,
                    cycle in comparable,
                    criteria,
                )
            )
    return lines


def key_figures_in_words(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one headline figure of the scope's cycle, as cards show it.

    Columns: figure, name, numerator, denominator, value (per cent), words («74 из 329»; a per cent where the sums are
    no counts), share_words (the same with its per cent), compared_with (``previous``, or, where that can't be compared,
    the latest earlier cycle that can; missing without any), before_words, direction ('up', 'down', 'same'; missing
    without a comparison), zone, zone_words (only where a threshold exists), schools_with_data, schools, meaning (of
    what the figure is a share, in words), criteria (as in ``key_figures``).
    """
    figures = key_figures(connection, scope, previous)
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    criteria = {row.criterion: row for row in rows_of(criteria_of_cycle(connection, scope))}
    lines = []
    for figure, of_figure in groupby(rows_of(figures), key=lambda row: str(row.figure)):
        *earlier, row = of_figure
        if row.cycle != scope.cycle:
            continue
        comparable = {each.cycle: each for each in earlier if each.comparable}
        before = comparable.get(previous) or next(reversed(comparable.values()), None)
        zone = _zone(figure, row, criteria, methodology)
        lines.append(
            {
                "figure": figure,
                "name": row.name,
                "numerator": row.numerator,
                "denominator": row.denominator,
                "value": row.value,
                "words": _words(figure, row),
                "share_words": _share_words(figure, row, methodology),
                "compared_with": None if before is None else before.cycle,
                "before_words": None if before is None else _words(figure, before),
                "direction": None if before is None else _direction(figure, float(row.value), float(before.value)),
                "zone": zone,
                "zone_words": None if zone is None else ZONE_WORDS[zone],
                "schools_with_data": row.schools_with_data,
                "schools": row.schools,
                "meaning": _meaning(figure, row, criteria, methodology),
                "criteria": row.criteria,
            }
        )
    # As objects, so that what is missing in texts stays None.
    frame = pd.DataFrame(lines, columns=list(IN_WORDS), dtype=object)
    return frame.astype({"numerator": "Float64", "denominator": "Float64", "value": "Float64"})


def _words(figure: str, row: Any) -> str:
    if figure == "weakest":
        return fulfilled(float(row.value))
    if figure == "completeness":
        return percent(float(row.value))
    return f"{number(float(row.numerator))} из {number(float(row.denominator))}"


def _share_words(figure: str, row: Any, methodology: Methodology) -> str:
    if figure in ("weakest", "completeness"):
        decimals = 1 if figure == "weakest" else 0
        return f"{number(float(row.numerator), decimals)} из {number(float(row.denominator), decimals)}"
    return share(float(row.numerator), float(row.denominator), methodology.threshold("no_percent_n"))


def _direction(figure: str, now: float, before: float) -> str:
    # As the reader sees them, in whole per cent: 16 of 200 and 16 of 199 are the same; of a criterion in tenths.
    times = 10 if figure == "weakest" else 1
    shown, was = round_half_up(exact(round(now * times, 9))), round_half_up(exact(round(before * times, 9)))
    return "same" if shown == was else "up" if shown > was else "down"


def _zone(figure: str, row: Any, criteria: Mapping[int, Any], methodology: Methodology) -> Zone | None:
    """By the bounds of the criterion in the cycle, or of completeness; the other figures have no threshold."""
    if figure == "completeness":
        shown, enough = methodology.threshold("data_show_min"), methodology.threshold("data_group_min")
        return "low" if row.value < shown else "high" if row.value >= enough else "middle"
    if figure != "weakest":
        return None
    setting = criteria[criteria_named(row)[0]]
    return zone_of(_exact_pct(row), _bounds(setting.low_max_pct, setting.high_min_pct))


def _meaning(figure: str, row: Any, criteria: Mapping[int, Any], methodology: Methodology) -> str:
    if figure == "weakest":
        named = [f"«{criteria[each].name}»" for each in criteria_named(row)]
        what = "Критерий" if len(named) == 1 else "Критерии"
        return f"{what} {first_two(named)}: Σ баллов / Σ максимумов школ с данными."
    if figure in FLAGS:
        return f"{methodology.indicator(figure).name} — из школ, о которых это сказано."
    return MEANINGS[figure]


def criteria_named(row: Any) -> list[int]:
    """The numbers of the weakest criteria, of a row of ``key_figures``."""
    return [int(each) for each in row.criteria.split()]


def attention_by_municipality(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one municipality with selected schools, in the order of ``groups_by_municipality``.

    Columns: municipality_id, municipality_name, cluster, schools, with_group, low, low_words («9 из 18 (50 %)»), fell,
    rose, still_low (schools whose group fell, rose, or is the low one in both cycles; missing where no school has a
    group in both), low_criteria (criteria whose Σ / Σ is in the low zone set for the municipality), weakest (number of
    the lowest criterion; all three missing without scores), weakest_pct, without_data (schools without a single score
    and without a group by act), completeness_pct.
    """
    scope = resolved(connection, scope)
    methodology = methodology_of(connection, scope)
    frame = groups_by_municipality(connection, scope)
    frame["with_group"] = frame["schools"] - frame["without_group"]
    limit = methodology.threshold("no_percent_n")
    words = [share(int(row.low), int(row.with_group), limit) for row in rows_of(frame)]
    frame["low_words"] = pd.Series(words, index=frame.index, dtype=object)
    moves = _moves_by_municipality(connection, scope, previous)
    criteria = _criteria_by_municipality(connection, scope)
    frame = frame.merge(moves, on="municipality_id", how="left").merge(criteria, on="municipality_id", how="left")
    names = (
        "municipality_id", "municipality_name", "cluster", "schools", "with_group", "low", "low_words", "fell", "rose",
        "still_low", "low_criteria", "weakest", "weakest_pct", "without_data", "completeness_pct",
    )  # fmt: skip
    return frame[list(names)]


def _moves_by_municipality(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    rows = school_rows(scope, described=False)
    before = judged_before(scope, previous)
    now, was = rows.c.group_number, before.c.group_number
    frame = read_frame(
        connection,
        select(
            rows.c.municipality_id,
            func.count(case((now > was, 1))).label("fell"),
            func.count(case((now < was, 1))).label("rose"),
            func.count(case(((now == 3) & (was == 3), 1))).label("still_low"),
            func.count(case((now.is_not(None) & was.is_not(None), 1))).label("in_both"),
            func.count(case((~has_data(rows), 1))).label("without_data"),
        )
        .join_from(rows, before, same_school(rows, before), isouter=True)
        .group_by(rows.c.municipality_id),
    )
    known_of = frame.pop("in_both") > 0
    for name in ("fell", "rose", "still_low"):
        frame[name] = frame[name].where(known_of)
    return frame


LOWEST = {"municipality_id": "object", "low_criteria": "Int64", "weakest": "Int64", "weakest_pct": "Float64"}


def _criteria_by_municipality(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality with scores: how many criteria are low by its own bounds, and the lowest of all."""
    c = criterion.c
    settings = select(c.municipality_id, c.criterion, c.low_max_pct, c.high_min_pct).where(
        c.cycle == scope.cycle, in_force(criterion, scope.as_of)
    )
    bounds = {(code, number): _bounds(low, high) for code, number, low, high in connection.execute(settings)}
    ordered = in_order_of(criterion_sums(connection, scope), "municipality_id", "value_pct", "criterion")
    found = []
    for code, of_place in groupby(rows_of(ordered), key=lambda row: str(row.municipality_id)):
        weakest, *others = of_place
        low = sum(zone_of(_exact_pct(row), bounds[code, row.criterion]) == "low" for row in (weakest, *others))
        values = (code, low, int(weakest.criterion), known(weakest.value_pct))
        found.append(dict(zip(LOWEST, values, strict=True)))
    return frame_of_records(found, LOWEST)


def _exact_pct(row: Any) -> Fraction:
    return exact(float(row.numerator)) / exact(float(row.denominator)) * 100


@lru_cache(maxsize=1_000)
def _bounds(low_max_pct: float, high_min_pct: float) -> Bounds:
    return Bounds(exact(low_max_pct), exact(high_min_pct))


def silent_municipalities(connection: Connection, scope: Scope, previous: str | None) -> pd.DataFrame:
    """One row is one municipality with selected schools about which nothing came, most such schools first.

    Columns: municipality_id, municipality_name, schools (selected ones of the cycle; 0: it has none in the cycle and
    had some in the previous one), without_data (schools without a single score and without a group by act; all of the
    previous cycle's where there are none now), nothing (whether that is all of them). A municipality with a successor,
    or whose schools are all described as not working in the cycle, is not silent.
    """
    scope = resolved(connection, scope)
    rows = school_rows(scope, described=False)
    counted = (func.count().label("schools"), func.count(case((~has_data(rows), 1))).label("without_data"))
    now = read_frame(connection, select(rows.c.municipality_id, *counted).group_by(rows.c.municipality_id))
    parts = [now[now["without_data"] > 0]]
    if previous is not None:
        then = school_rows(scope.in_cycle(previous), described=False)
        described = select(school.c.municipality_id).where(school.c.cycle == scope.cycle, in_force(school, scope.as_of))
        succeeded = select(municipality.c.municipality_id).where(
            municipality.c.successor_id.is_not(None), in_force(municipality, scope.as_of)
        )
        heard_of = union_all(select(judgement.c.municipality_id).where(judged_in(scope)), described, succeeded)
        gone = (
            select(then.c.municipality_id, func.count().label("without_data"))
            .where(then.c.municipality_id.not_in(heard_of))
            .group_by(then.c.municipality_id)
        )
        parts.append(read_frame(connection, gone).assign(schools=0))
    frame = pd.concat(parts, ignore_index=True).astype({"schools": "Int64", "without_data": "Int64"})
    frame["nothing"] = (frame["schools"] == 0) | (frame["without_data"] == frame["schools"])
    frame = with_municipality_names(frame, connection, scope).drop(columns="cluster")
    frame = in_order_of(frame, "without_data", "municipality_name", "municipality_id", down=("without_data",))
    return frame[["municipality_id", "municipality_name", "schools", "without_data", "nothing"]]
