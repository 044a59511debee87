"""How likely a pattern is by chance: the numbers by hand."""

from __future__ import annotations

import pytest

from methodology.chance import even_tail_pct, robust_limits, uneven


@pytest.mark.parametrize(
    ("above", "total", "expected"),
    [
        (0, 0, 100),
        (0, 5, 100),
        (3, 3, 12.5),
        # (1 + 10 + 45) / 1024
        (8, 10, 5.46875),
        (10, 10, 0.09765625),
    ],
)
def test_exact_tail(above: int, total: int, expected: float) -> None:
    assert even_tail_pct(above, total) == pytest.approx(expected)


def test_tail_of_many_is_exact_too() -> None:
    # P(X ≥ n/2) is a half and half of the middle term: 0.5 + 0.5 · C(4000, 2000) / 2^4000 ≈ 0.50631.
    assert even_tail_pct(2_000, 4_000) == pytest.approx(50.6308, abs=1e-3)
    assert even_tail_pct(4_000, 4_000) == pytest.approx(0)


def test_uneven_counts() -> None:
    assert uneven([5, 5, 5, 5]) == 0
    # Expected 5 each: (25 + 25 + 25 + 225) / 5
    assert uneven([20, 0, 0, 0]) == 60
    assert uneven([0, 0]) == 0


def test_limits_are_those_of_most_and_not_of_the_one_apart() -> None:
    # Median 3; deviations 2, 0, 1, 1, 97: their median 1.
    assert robust_limits([1, 3, 2, 4, 100], 2) == pytest.approx((3, 3 - 2 * 1.4826, 3 + 2 * 1.4826))
    assert robust_limits([0, 0, 0, 7], 2) is None
