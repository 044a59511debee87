"""Which schools are alike in what they cannot choose: a distance of contexts, its parts told one by one.

Gower's distance (1971): the mean of parts from 0 (the same) to 1; a part that either school says nothing about is left
out. Results of a school are no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

SIZE_TIMES = 4.0
"""Schools of which one has so many times as many pupils differ as much as can be: a working threshold."""
STAFF_POINTS = 20.0
"""So many per cent of posts filled apart they differ as much as can be: a working threshold."""
NAMED = ("kind", "locality", "small", "cluster")
MEASURED = ("pupils", "filled_pct")
CONTEXT = (*NAMED, *MEASURED)
"""What a context is made of; ``filled_pct``: posts filled, per cent."""
PARTS = (*NAMED, "size", "staff")
"""Parts of the distance, all of one weight."""
LEAST_PARTS = 4
"""With fewer known parts nothing is said of a pair."""

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Contexts = Mapping[str, Sequence[Any]]
"""Name of ``CONTEXT`` → what each school says, None where nothing."""


def parts_of_distance(own: Contexts, others: Contexts) -> Numbers:
    """Own schools × others × ``PARTS``: how far apart; NaN where either says nothing."""
    parts = [_mismatches(own[name], others[name]) for name in NAMED]
    # None becomes NaN.
    (own_pupils, pupils), (own_filled, filled) = (
        (np.array(own[name], float)[:, None], np.array(others[name], float)) for name in MEASURED
    )
    with np.errstate(divide="ignore"):
        # A school without pupils is as far as can be; of one's own nothing is said.
        times = np.log(np.maximum(pupils, 1e-9)) - np.log(np.where(own_pupils > 0, own_pupils, np.nan))
    parts.append(np.minimum(np.abs(times) / np.log(SIZE_TIMES), 1))
    parts.append(np.minimum(np.abs(filled - own_filled) / STAFF_POINTS, 1))
    return np.stack(parts, axis=-1)


def distances(parts: Numbers) -> Numbers:
    """The mean of the known parts (the last axis); NaN where too few are known."""
    known = ~np.isnan(parts)
    count = known.sum(axis=-1)
    total = np.where(known, parts, 0.0).sum(axis=-1)
    found: Numbers = np.where(count >= LEAST_PARTS, total / np.maximum(count, 1), np.nan)
    return found


def _mismatches(own: Sequence[Any], others: Sequence[Any]) -> Numbers:
    numbers: dict[Any, float] = {None: np.nan}
    coded, other_coded = (
        np.array([numbers.setdefault(said, float(len(numbers))) for said in each], float) for each in (own, others)
    )
    apart = coded[:, None] - other_coded
    found: Numbers = np.where(np.isnan(apart), np.nan, apart != 0)
    return found
