"""How likely a pattern is by chance alone: exact binomial tail, uneven digits, robust limits. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

MAD_TO_SIGMA = 1.4826
"""For normal numbers the median of absolute deviations × this is their standard deviation."""


def even_tail_pct(above: int, total: int) -> float:
    """Probability in per cent of at least ``above`` heads in ``total`` throws of a fair coin; exact."""
    term, tail = 1, 0
    # P(X ≥ above) is P(X ≤ total − above), and the sum from the short end is the same.
    for heads in range(total - above + 1):
        tail += term
        term = term * (total - heads) // (heads + 1)
    return 100 * tail / (1 << total)


def uneven(counts: Sequence[int]) -> float:
    """Chi-square of these counts against even ones; 0 where nothing was counted."""
    total = sum(counts)
    if not total:
        return 0.0
    expected = total / len(counts)
    return sum((count - expected) ** 2 for count in counts) / expected


def robust_limits(values: Sequence[float], times: float) -> tuple[float, float, float] | None:
    """Median, and the limits ``times`` robust deviations around it; None where most values are the same."""
    middle = median(values)
    spread = MAD_TO_SIGMA * median(abs(value - middle) for value in values)
    return (middle, middle - times * spread, middle + times * spread) if spread > 0 else None
