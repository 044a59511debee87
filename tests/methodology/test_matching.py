"""Similar schools beside those that got a recommendation: by hand, by second implementations, on made-up regions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from scipy.stats import ttest_ind

from methodology.effect import change_of_pairs
from methodology.matching import (
    FARTHEST,
    NEAREST,
    Difference,
    difference_of_changes,
    similar_beside,
    start_limit,
    weights_of,
)
from methodology.similarity import CONTEXT

VILLAGE = {"kind": "СОШ", "locality": "село", "small": False, "cluster": "сельский", "pupils": 200, "filled_pct": 90.0}
TOWN = {**VILLAGE, "locality": "город", "cluster": "городской"}
Columns = dict[str, list[Any]]


def columns(*schools: dict[str, Any]) -> Columns:
    return {name: [school[name] for school in schools] for name in CONTEXT}


def test_beside_a_school_stand_the_nearest_of_those_that_started_alike() -> None:
    others = [
        {**VILLAGE, "kind": "ООШ"},  # one part of six, and 2 of 4 points at the start: (1/6 + 1/2) / 2
        VILLAGE,  # the same context, 4 of 4 points at the start: 1/2
        VILLAGE,  # 5 points at the start: too far
        {**TOWN, "small": True, "kind": "ООШ"},  # four parts of six differ: too far
        {**TOWN, "pupils": 400},  # 2,5 parts of six, the same start: 2,5/6 / 2
        VILLAGE,  # as the second
        {**VILLAGE, "filled_pct": None, "cluster": None, "pupils": None},  # three known parts are few
        TOWN,  # two parts of six, the same start: 2/6 / 2
    ]
    starts = [42.0, 44.0, 45.0, 40.0, 40.0, 36.0, 40.0, 40.0]
    (found,) = similar_beside(columns(VILLAGE), [40.0], columns(*others), starts, 4.0)
    assert [(each.other, each.distance) for each in found] == [
        (7, pytest.approx(1 / 6)),
        (4, pytest.approx(2.5 / 12)),
        (0, pytest.approx(1 / 3)),
        (1, pytest.approx(1 / 2)),
        (5, pytest.approx(1 / 2)),
    ], "equally near ones all"
    assert found[2].parts == pytest.approx((1, 0, 0, 0, 0, 0))
    assert (NEAREST, FARTHEST) == (4, 0.5)
    assert similar_beside(columns(), [], columns(*others), starts, 4.0) == []
    assert similar_beside(columns(VILLAGE), [40.0], columns(), [], 4.0) == [[]]
    exactly = {**TOWN, "kind": "ООШ"}
    assert similar_beside(columns(VILLAGE), [40.0], columns(exactly), [40.0], 0.0)[0][0].other == 0, "half is near"


def test_the_limit_of_starts_and_weights_by_hand() -> None:
    assert start_limit([40.0, 50.0, 60.0]) == pytest.approx(2.5)
    assert start_limit([40.0]) == 0
    # Of the first: a half and a third; the last stands beside nobody.
    assert weights_of([[0, 1], [2, 0, 1], []], 4).tolist() == pytest.approx([5 / 6, 5 / 6, 1 / 3, 0])


def test_without_a_spread_of_starts_it_is_the_difference_of_means() -> None:
    """HC3 of a mean is s² / (n − 1): scipy's unequal-variance statistic, n instead of n − 1."""
    changes, others = [4.0, 6.0, 5.0, 9.0, 3.0, 5.0], [1.0, 2.0, 0.0, 4.0, -1.0]
    found = difference_of_changes([50.0] * 6, changes, [50.0] * 5, others, [1.2] * 5)
    assert found is not None
    assert found.slope is None
    assert found.value == pytest.approx(32 / 6 - 6 / 5)
    error = math.sqrt(np.var(changes, ddof=1) / 5 + np.var(others, ddof=1) / 4)
    assert found.high - found.value == pytest.approx(2.262 * error)
    welch = ttest_ind(changes, others, equal_var=False)
    textbook = math.sqrt(np.var(changes, ddof=1) / 6 + np.var(others, ddof=1) / 5)
    assert welch.statistic == pytest.approx(found.value / textbook)


def test_starts_that_lie_apart_are_taken_out_by_their_slope() -> None:
    """On both sides the change is 20 − 0,5 × start, on the one 3 more: by hand 3, and no error at all."""
    starts, others = [40.0, 42.0, 44.0, 46.0, 48.0], [50.0, 52.0, 54.0, 56.0, 58.0]
    found = difference_of_changes(
        starts, [23 - start / 2 for start in starts], others, [20 - start / 2 for start in others], [1.0] * 5
    )
    assert found is not None
    assert (found.value, found.slope) == (pytest.approx(3), pytest.approx(-0.5))
    assert found.low == pytest.approx(3)
    assert found.stands_out


def test_what_cannot_be_compared_is_not() -> None:
    five, moves = [50.0] * 5, [1.0, 2.0, 3.0, 4.0, 5.0]
    assert difference_of_changes(five[:4], moves[:4], five, moves, [0.8] * 5) is None, "few"
    assert difference_of_changes(five, moves, five[:4], moves[:4], [1.25] * 4) is None, "few others"
    assert difference_of_changes([], [], [], [], []) is None
    assert difference_of_changes(five, moves, [60.0] * 5, moves, [1.0] * 5) is None, "start and side are one thing"
    one_for_all = difference_of_changes([*five[:4], 50.0], moves, [50.0, 50.0, 50.0, 50.0, 90.0], moves, [1.0] * 5)
    assert one_for_all is None, "the slope is that of one school alone"


def by_matrices(
    starts: Sequence[float],
    changes: Sequence[float],
    other_starts: Sequence[float],
    other_changes: Sequence[float],
    weights: Sequence[float],
) -> tuple[float, float]:
    """Weighted least squares of the change on side and start, and HC3, as books write them: the whole hat matrix."""
    side = np.array([1.0] * len(starts) + [0.0] * len(other_starts))
    start, change = np.array([*starts, *other_starts]), np.array([*changes, *other_changes])
    root = np.sqrt([1.0] * len(starts) + list(weights))
    design = np.column_stack([np.ones_like(side), side, start]) * root[:, None]
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    coefficients = np.linalg.lstsq(design, change * root, rcond=None)[0]
    residuals = (change * root - design @ coefficients) / (1 - np.diag(hat))
    covariance = bread @ design.T @ np.diag(residuals**2) @ design @ bread
    half = float(student.ppf(0.975, len(side) - 3)) * math.sqrt(covariance[1, 1])
    return float(coefficients[1]), half


SCHOOLS = st.lists(st.tuples(st.integers(0, 100), st.integers(-50, 50)), min_size=5, max_size=14)


@given(SCHOOLS, SCHOOLS, st.data())
def test_the_same_as_by_matrices_and_whatever_the_order(
    own: list[tuple[int, int]], others: list[tuple[int, int]], data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.5]), min_size=len(others), max_size=len(others)))

    def asked(
        one: list[tuple[int, int]], other: list[tuple[int, int]], weighed: list[float], shift: float = 0, up: float = 0
    ) -> tuple[list[float], ...]:
        sides = [[start + shift for start, _ in side] for side in (one, other)]
        return sides[0], [float(move) + up for _, move in one], sides[1], [float(move) for _, move in other], weighed

    found = difference_of_changes(*asked(own, others, weights))
    if found is None:
        return
    if found.slope is not None:
        value, half = by_matrices(*asked(own, others, weights))
        assert found.value == pytest.approx(value, abs=1e-6)
        assert found.high - found.low == pytest.approx(2 * half, rel=0.002, abs=1e-6)
    order = data.draw(st.permutations(range(len(others))))
    shuffled = asked(own[::-1], [others[place] for place in order], [weights[place] for place in order])
    moved = difference_of_changes(*asked(own, others, weights, shift=7, up=3))
    for other, more in ((difference_of_changes(*shuffled), 0), (moved, 3)):
        assert other is not None
        assert other.value == pytest.approx(found.value + more, abs=1e-6)
        assert other.high == pytest.approx(found.high + more, abs=1e-6)


@given(st.permutations(range(8)), st.lists(st.integers(30, 60), min_size=8, max_size=8, unique=True))
def test_numbers_of_schools_do_not_matter(order: list[int], starts: list[int]) -> None:
    """Relabelled, the same schools stand beside the same ones."""
    schools = [{**VILLAGE, "pupils": 100 + 37 * number} for number in range(8)]

    def found(places: Sequence[int]) -> list[list[int]]:
        others = columns(*(schools[place] for place in places))
        beside = similar_beside(
            columns(*schools[:3]), [40.0, 45.0, 50.0], others, [float(starts[place]) for place in places], 8.0
        )
        return [sorted(places[each.other] for each in near) for near in beside]

    assert found(order) == found(range(8))


class Region(NamedTuple):
    """Contexts, values before and after in per cent, and who got a recommendation."""

    contexts: Columns
    before: np.ndarray[Any, Any]
    after: np.ndarray[Any, Any]
    told: np.ndarray[Any, Any]


def made_up(chance: np.random.Generator, schools: int, confirmed: float, effect: float) -> Region:
    """Shares of few people wobble around their true level; told is who is below 60 %, or a part of those.

    Levels hang on the context, small schools wobble more, everybody's level rises by 2 points or so; ``effect``: so
    many points more for the told.
    """
    kind = chance.integers(0, 3, schools)
    pupils = np.exp(chance.normal(5.5, 0.8, schools)).round()
    people = np.maximum(3, pupils // 12).astype(int)
    level = 1 / (1 + np.exp(-chance.normal(0.4 + 0.3 * (kind - 1), 0.6)))
    before = 100 * chance.binomial(people, level) / people
    told = (before < 60) & (chance.random(schools) < confirmed)
    later = np.clip(level + chance.normal(0.02, 0.03, schools) + told * effect / 100, 0, 1)
    after = 100 * chance.binomial(people, later) / people
    contexts = {
        "kind": kind.tolist(),
        "locality": chance.integers(0, 2, schools).tolist(),
        "small": (pupils < 100).tolist(),
        "cluster": ["сельский"] * schools,
        "pupils": pupils.tolist(),
        "filled_pct": np.clip(chance.normal(92, 6, schools), 60, 100).tolist(),
    }
    return Region(contexts, before, after, told)


def compared(region: Region) -> Difference | None:
    own, others = (np.flatnonzero(side).tolist() for side in (region.told, ~region.told))
    sides = [
        {name: [said[place] for place in side] for name, said in region.contexts.items()} for side in (own, others)
    ]
    starts, other_starts = (region.before[side].tolist() for side in (own, others))
    beside = similar_beside(sides[0], starts, sides[1], other_starts, start_limit([*starts, *other_starts]))
    matched = [number for number, near in enumerate(beside) if near]
    weights = weights_of([[each.other for each in beside[number]] for number in matched], len(others))
    used = np.flatnonzero(weights)
    kept, there = ([side[place] for place in chosen] for side, chosen in ((own, matched), (others, used)))
    change = region.after - region.before
    return difference_of_changes(
        region.before[kept].tolist(),
        change[kept].tolist(),
        region.before[there].tolist(),
        change[there].tolist(),
        weights[used].tolist(),
    )


REGIONS = 400
ALL, PART = 1.0, 0.6
"""Of those below the threshold so many have it confirmed: with all of them, those beside them lie above it."""


@pytest.mark.parametrize(
    ("schools", "confirmed", "effect"),
    [(60, PART, 0), (120, ALL, 0), (300, ALL, 0), (300, PART, 0), (300, ALL, 8), (300, PART, 8)],
    ids=["small", "few_at_the_threshold", "threshold", "part", "threshold_and_effect", "part_and_effect"],
)
def test_intervals_hold_what_they_say_though_the_lowest_were_chosen(
    schools: int, confirmed: float, effect: float
) -> None:
    """Where nothing works no difference is found in at least 93 % of the regions; a known one is covered in 93–97 %."""
    chance = np.random.default_rng(20261123)
    held, found, values, naive = 0, 0, [], 0
    for _ in range(REGIONS):
        region = made_up(chance, schools, confirmed, effect)
        difference = compared(region)
        told = np.flatnonzero(region.told)
        pairs = [(float(region.before[place]), 1.0, float(region.after[place]), 1.0) for place in told]
        change = change_of_pairs(pairs, 1)
        naive += bool(change and change.beyond_chance)
        if difference is None:
            continue
        found += 1
        values.append(difference.value)
        held += difference.low <= effect <= difference.high
    assert found > 0.9 * REGIONS
    assert 0.93 <= held / found <= (1 if effect == 0 else 0.97)
    assert abs(np.mean(values) - effect) < 1.5, "on average what it is"
    # Before and after of the told alone would be taken for a success: of 60 schools in four regions of ten.
    assert naive > (0.9 if schools > 100 else 0.4) * REGIONS
