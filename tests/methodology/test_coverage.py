"""What those who came tell about all who were due: worked by hand, after the examples of the subject model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.coverage import difference_pct, interval_pct, possible_pct, wilson_pct


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (3, 4, 30.1, 95.4),
        (6, 8, 40.9, 92.9),
        (3, 3, 43.8, 100),
        (0, 3, 0, 56.2),
        (18, 24, 55.1, 88.0),
        (75, 100, 65.7, 82.5),
        (300, 400, 70.5, 79.0),
    ],
)
def test_wilson(found: int, of: int, low: float, high: float) -> None:
    assert wilson_pct(found / of, of) == pytest.approx((low, high), abs=0.06)


# Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 5.24, 33.39),
        ((9, 10), (3, 10), 17.05, 80.90),
        ((6, 7), (2, 7), 5.82, 80.62),
        ((5, 56), (0, 29), -3.81, 19.26),
        ((0, 10), (0, 20), -16.11, 27.75),
        ((10, 10), (0, 20), 67.91, 100.0),
    ],
)
def test_difference_of_shares(now: tuple[float, float], before: tuple[float, float], low: float, high: float) -> None:
    assert difference_pct(now, before) == pytest.approx((low, high), abs=0.011)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_difference_of_shares_turned_round(of_one: int, of_other: int, data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, of_one)), of_one), (data.draw(st.integers(0, of_other)), of_other)
    low, high = difference_pct(one, other)
    assert difference_pct(other, one) == pytest.approx((-high, -low))
    change = 100 * one[0] / one[1] - 100 * other[0] / other[1]
    assert -100 - 1e-9 <= low <= change + 1e-9
    assert change - 1e-9 <= high <= 100 + 1e-9


def test_finite_population_and_cut_to_the_possible() -> None:
    # 18 of 24 of 30: 66–82, but 18 of 30 have it for certain, and 12 … 6 more at most: 60–80.
    assert possible_pct(18, 24, 30) == (60, 80)
    assert interval_pct(18, 24, 30) == pytest.approx((66, 80), abs=0.5)
    assert possible_pct(18, 24, 60) == (30, 90)
    assert interval_pct(18, 24, 60) == pytest.approx((60, 86), abs=0.5)


@pytest.mark.parametrize(("found", "came", "due"), [(5, 10, 10), (0, 0, 10), (5, 4, 10), (5, 12, 10), (-1, 4, 10)])
def test_no_interval(found: int, came: int, due: int) -> None:
    assert interval_pct(found, came, due) is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 200))
def test_within_the_possible_and_around_what_was_seen(found: int, absent: int, without: int) -> None:
    came, due = found + without, found + without + absent + 1
    interval = interval_pct(found, came, due)
    assert interval is not None
    least, most = possible_pct(found, came, due)
    assert least - 1e-9 <= interval[0] <= 100 * found / came + 1e-9
    assert 100 * found / came - 1e-9 <= interval[1] <= most + 1e-9
