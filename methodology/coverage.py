"""What those who came tell about all who were due: §3.6.5 of the subject model. Plain Python.

Who came is no random sample, so an interval is the least doubt there is; the bounds of the possible are the most.
"""

from __future__ import annotations

from math import hypot, sqrt

Z_95 = 1.959963984540054
"""Of the normal distribution: 95 % lie within so many standard deviations."""


def possible_pct(found: int, came: int, due: int) -> tuple[float, float]:
    """The share among all due if nobody of those who didn't come had it, and if all of them had it, in per cent."""
    return 100 * found / due, 100 * (found + due - came) / due


def wilson_pct(share: float, n: float) -> tuple[float, float]:
    """The Wilson interval of 95 % of a share (0–1) seen in a sample of size n, in per cent."""
    spread = Z_95**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return 100 * max(centre - half, 0.0), 100 * min(centre + half, 1.0)


def difference_pct(now: tuple[float, float], before: tuple[float, float]) -> tuple[float, float]:
    """The interval of 95 % of a difference of two shares, each «k of n», in percentage points.

    Newcombe's (1998, method 10): of the Wilson intervals of both, as of independent samples. The same people in both
    make it wider than it need be. Raises ZeroDivisionError for n = 0.
    """
    share_now, share_before = now[0] / now[1], before[0] / before[1]
    low_now, high_now = wilson_pct(share_now, now[1])
    low_before, high_before = wilson_pct(share_before, before[1])
    now_pct, before_pct = 100 * share_now, 100 * share_before
    change = now_pct - before_pct
    return change - hypot(now_pct - low_now, high_before - before_pct), change + hypot(
        high_now - now_pct, before_pct - low_before
    )


def interval_pct(found: int, came: int, due: int) -> tuple[float, float] | None:
    """The interval of 95 % of the share among all due, in per cent, cut to what is possible at all.

    With finite population correction: n_eff = n · (N − 1) / (N − n). None where everybody came (the share is known),
    nobody did, or the numbers contradict each other.
    """
    if not 0 <= found <= came < due or not came:
        return None
    low, high = wilson_pct(found / came, came * (due - 1) / (due - came))
    least, most = possible_pct(found, came, due)
    return max(low, least), min(high, most)
