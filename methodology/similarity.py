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


def parts_of_distance(own: Mapping[str, Any], others: Mapping[str, Sequence[Any]]) -> Numbers:
    """Schools × ``PARTS``: how far each is from this one, by ``CONTEXT``; NaN where either says nothing (None)."""
    named = [
        np.array([np.nan if None in (own[name], said) else float(said != own[name]) for said in others[name]])
        for name in NAMED
    ]
    # None becomes NaN.
    pupils, filled = (np.array(others[name], float) for name in MEASURED)
    size, staff = np.full((2, len(pupils)), np.nan)
    if own["pupils"]:
        # A school without pupils is as far as can be.
        size = np.minimum(np.abs(np.log(np.maximum(pupils, 1e-9) / own["pupils"])) / np.log(SIZE_TIMES), 1)
    if own["filled_pct"] is not None:
        staff = np.minimum(np.abs(filled - own["filled_pct"]) / STAFF_POINTS, 1)
    return np.stack([*named, size, staff], axis=1)


def distances(parts: Numbers) -> Numbers:
    """The mean of the known parts; NaN where too few are known."""
    known = ~np.isnan(parts)
    count = known.sum(axis=1)
    total = np.where(known, parts, 0.0).sum(axis=1)
    found: Numbers = np.where(count >= LEAST_PARTS, total / np.maximum(count, 1), np.nan)
    return found
