"""What those who came tell about all who were due: worked by hand, after the examples of the subject model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methodology.coverage import interval_pct, possible_pct, wilson_pct


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
