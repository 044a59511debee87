"""The frames of other queries with words beside the codes: what pages show and files hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from methodology.catalogue import Methodology
from methodology.in_use import rules_in_use
from methodology.words import DASH, NO_DATA, fulfilled, number, percent, points, share
from queries.criteria import (
    criteria_of_cycle,
    criterion_by_municipality,
    criterion_by_school,
    criterion_sums,
    source_rows,
)
from queries.effectiveness import groups_by_municipality, schools_table, transitions
from queries.frames import known, rows_of
from queries.scope import Scope
from queries.selection import methodology_of
from queries.sides import sides
from queries.stability import stability_words
from queries.wording import ZONE_WORDS

VISIBLE_PCT = 0.05
"""Bounds of a total that are closer than this look the same at one decimal."""
NO_GROUP = "без группы"
NOT_THERE = "не было в цикле"
NOT_COMPARED = "критерии заданы иначе"


def schools_in_words(
    connection: Connection, scope: Scope, previous: str | None, move: str | None = None, limit: int | None = None
) -> pd.DataFrame:
    """One row is one selected school, as ``schools_table``, with words for groups and marks, and how firm a group is.

    ``move`` keeps the schools of one cell of the transitions, named as ``move_label`` names it; raises ValueError for
    any other text. ``limit`` keeps the first schools.
    """
    before, now = move_groups(move) if move is not None else (None, None)
    frame = schools_table(connection, scope, previous, group_before=before, group_now=now, limit=limit)
    methodology = methodology_of(connection, scope)
    computed = group_words(frame["computed_group"], methodology, missing=DASH)
    words: dict[str, list[str]] = {
        "group_words": group_words(frame["group_number"], methodology),
        "assigned_words": group_words(frame["assigned_group"], methodology, missing=DASH),
        "computed_words": [
            f"≠ {said}" if differs else said for said, differs in zip(computed, frame["disagrees"], strict=True)
        ],
        "before_words": group_words(frame["group_before"], methodology, missing=DASH),
    }
    marks = [_marks(row.borderline, row.total_pct, row.total_low_pct, row.total_high_pct) for row in rows_of(frame)]
    signs = {
        "assigned_sign": _signs(words["assigned_words"], methodology),
        "computed_sign": _signs(words["computed_words"], methodology),
        "before_sign": _signs(words["before_words"], methodology),
    }
    marked = {
        "mark_words": ["; ".join(said) or None for said, _ in marks],
        "mark_sign": [" ".join(short) or None for _, short in marks],
    }
    # All at once: pandas takes half a millisecond for every column that is added.
    said = pd.DataFrame({**words, **signs, **marked}, index=frame.index, dtype=object)
    return pd.concat([frame, said, pd.DataFrame(stability_words(connection, scope, frame))], axis=1)


def groups_by_municipality_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one municipality, as ``groups_by_municipality``, with its low schools as «k из n (p %)»."""
    frame = groups_by_municipality(connection, scope)
    limit = methodology_of(connection, scope).threshold("no_percent_n")
    with_group = frame["schools"] - frame["without_group"]
    frame["low_words"] = [share(int(k), int(n), limit) for k, n in zip(frame["low"], with_group, strict=True)]
    return frame


def transitions_in_words(connection: Connection, scope: Scope, previous: str) -> pd.DataFrame:
    """One row is one pair of groups, as ``transitions``, with words for both."""
    frame = transitions(connection, scope, previous)
    methodology = methodology_of(connection, scope)
    before = group_words(frame["group_before"], methodology)
    frame["before_words"] = [
        said if there else NOT_THERE for said, there in zip(before, frame["was_there"], strict=True)
    ]
    frame["now_words"] = group_words(frame["group_now"], methodology)
    return frame


def criteria_in_words(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one criterion of the cycle, as ``criteria_of_cycle``, with the label of filters and links."""
    frame = criteria_of_cycle(connection, scope)
    frame["label"] = frame["criterion"].astype(str) + ". " + frame["name"].astype(str)
    return frame


def criterion_by_municipality_in_words(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one municipality × criterion, as ``criterion_by_municipality``, with the criterion's name."""
    return _with_criterion_names(connection, scope, criterion_by_municipality(connection, scope, number))


def criterion_by_school_in_words(
    connection: Connection, scope: Scope, number: int | None = None, schools: Collection[str] | None = None
) -> pd.DataFrame:
    """One row is one school × criterion, as ``criterion_by_school``, with names and the zone in words.

    municipality_pct: Σ/Σ over all schools of the school's municipality in the cycle, whatever else is filtered.
    """
    frame = _with_criterion_names(connection, scope, criterion_by_school(connection, scope, number, schools))
    frame["zone_words"] = [ZONE_WORDS.get(zone) for zone in frame["zone"]]
    whole = Scope(
        cycle=scope.cycle, municipalities=scope.municipalities, as_of=scope.as_of, methodology=scope.methodology
    )
    around = {
        (row.municipality_id, row.criterion): row.value_pct
        for row in rows_of(criterion_sums(connection, whole, number))
    }
    pairs = zip(frame["municipality_id"], frame["criterion"], strict=True)
    frame["municipality_pct"] = pd.Series([around.get(pair) for pair in pairs], index=frame.index, dtype="Float64")
    return frame


def source_rows_in_words(connection: Connection, scope: Scope, number: int | None = None) -> pd.DataFrame:
    """One row is one row of a workbook, as ``source_rows``, with the criterion's name and the value as written."""
    frame = _with_criterion_names(connection, scope, source_rows(connection, scope, number))
    frame["said_words"] = [None if pd.isna(said) else f"{float(said):.15g}".replace(".", ",") for said in frame["said"]]
    return frame


def sides_in_words(connection: Connection, scope: Scope, other: Scope) -> pd.DataFrame:
    """One row is one figure of two selections, as ``sides``, with words for the figure, both values, the difference.

    words, other_words: «k из n (p %)», below no_percent_n without a per cent; a share of points is a per cent alone.
    data_words, other_data_words: «K из M» schools behind the value.
    """
    frame = sides(connection, scope, other)
    methodology = methodology_of(connection, scope)
    figures: dict[str, str] = {
        "schools": "Школ",
        "without_group": "Школ без группы",
        "completeness": "Полнота данных",
        **{group.zone: f"{group.sign} {group.short.capitalize()} степень" for group in methodology.groups},
    }
    words: dict[str, list[str]] = {
        "figure_words": [figures.get(row.figure, f"{row.criterion}. {row.criterion_name}") for row in rows_of(frame)],
        "change_words": [points(known(row.change)) if row.comparable else NOT_COMPARED for row in rows_of(frame)],
    }
    limit = methodology.threshold("no_percent_n")
    for side in ("", "other_"):
        words[f"{side}words"] = [
            _side_words(figure, numerator, denominator, limit)
            for figure, numerator, denominator in zip(
                frame["figure"], frame[f"{side}numerator"], frame[f"{side}denominator"], strict=True
            )
        ]
        counted = zip(frame[f"{side}schools_with_data"].tolist(), frame[f"{side}schools"].tolist(), strict=True)
        words[f"{side}data_words"] = [
            DASH if with_data is pd.NA else f"{number(with_data)} из {number(of)}" for with_data, of in counted
        ]
    return pd.concat([frame, pd.DataFrame(words, index=frame.index, dtype=object)], axis=1)


def _side_words(figure: str, numerator: Any, denominator: Any, limit: float) -> str:
    if pd.isna(numerator):
        return NO_DATA
    if figure == "schools":
        return number(numerator)
    if figure in ("completeness", "criterion"):
        say = fulfilled if figure == "criterion" else percent
        return say(100 * numerator / denominator) if denominator else NO_DATA
    return share(numerator, denominator, limit)


def group_words(groups: pd.Series, methodology: Methodology, missing: str = NO_GROUP) -> list[str]:
    """«▼ низкая» for 3; ``missing`` where there is no group."""
    words: dict[int, str] = {group.group: f"{group.sign} {group.short}" for group in methodology.groups}
    return [missing if group is pd.NA else words[group] for group in groups.tolist()]


def _signs(words: Sequence[str], methodology: Methodology) -> list[str]:
    """«≠ ▼ 3» for «≠ ▼ низкая»: the same in the width of a narrow column."""

    def sign(said: str) -> str:
        for group in methodology.groups:
            said = said.replace(group.short, str(group.group))
        return said

    short = {said: sign(said) for said in set(words)}
    return [short[said] for said in words]


def move_label(before: int, now: int) -> str:
    """«низкая → средняя»: how one cell of the transitions is named in links and filters."""
    return f"{rules_in_use().group(before).short} → {rules_in_use().group(now).short}"


def move_labels() -> list[str]:
    """All nine of them."""
    numbers = [group.group for group in rules_in_use().groups]
    return [move_label(before, now) for before in numbers for now in numbers]


def move_groups(label: str) -> tuple[int, int]:
    """The groups that a label names; ValueError if it names none."""
    for before in rules_in_use().groups:
        for now in rules_in_use().groups:
            if move_label(before.group, now.group) == label:
                return before.group, now.group
    raise ValueError(label)


def _marks(borderline: bool, total: float, low: float, high: float) -> tuple[list[str], list[str]]:
    """«пограничная», «неполные данные: 36,3–60,5 %», in words and as signs."""
    words, signs = [], []
    if not pd.isna(borderline) and borderline:
        words.append("пограничная")
        signs.append("≈")
    if pd.notna(total) and high - low > VISIBLE_PCT:
        words.append(f"неполные данные: {number(low, 1)}–{percent(high, 1)}")
        signs.append("…")
    return words, signs


def _with_criterion_names(connection: Connection, scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    criteria = criteria_of_cycle(connection, scope)
    for column in ("name", "short"):
        words = dict(zip(criteria["criterion"], criteria[column], strict=True))
        frame[f"criterion_{column}"] = pd.Series(
            [words.get(number) for number in frame["criterion"]], index=frame.index, dtype=object
        )
    return frame
