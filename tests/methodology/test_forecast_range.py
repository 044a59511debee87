"""The range of 80 % holds 75–85 % of truths, in made-up regions that know nothing of the forecast's arithmetic.

``make forecast`` tries 400 regions of each kind (some minutes) and prints what share of truths the range held.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from methodology.forecast import bounds_of, simulated
from methodology.forecast_rates import history_of, learned, summed, units_of
from tests.forecast_region import made_up_region

REGIONS = int(os.environ.get("KOLLEGIA_REGIONS", "40"))
MANY = 200
"""Of fewer regions the total says little: one truth a region."""
YEARS = (1, 3, 5)
KINDS = {"one cycle": (12, 1), "two cycles": (12, 2), "three cycles": (12, 3), "five cycles": (30, 5)}


def held(municipalities: int, cycles: int) -> dict[tuple[str, int], float]:
    """What share of truths lies in the range, in per cent: by municipality and of the region, by years ahead."""
    inside: dict[tuple[str, int], list[bool]] = {}
    for seed in range(REGIONS):
        region = made_up_region(seed, municipalities=municipalities, cycles=cycles)
        history, cycle = history_of(region.history), region.history["cycle"].max()
        said = learned(history, 50)
        _, places = units_of(history, cycle, said)
        now = region.history[region.history["cycle"] == cycle]
        posts = (now["teachers"] + now["vacant"]).to_numpy() / now["hours"].to_numpy()
        for level, units in (("municipality", places), ("region", summed(places))):
            low, high = bounds_of(simulated(units, said.rates, YEARS, draws=300, seed=seed).unmet)
            for position, years in enumerate(YEARS):
                later = region.later[years]
                truth = posts * later["hours"].to_numpy() - later["teachers"].to_numpy()
                truth = truth if level == "municipality" else truth.sum(keepdims=True)
                within = (low[:, position] <= truth) & (truth <= high[:, position])
                inside.setdefault((level, years), []).extend(within.tolist())
    return {key: 100 * float(np.mean(found)) for key, found in inside.items()}


@pytest.mark.parametrize(("municipalities", "cycles"), KINDS.values(), ids=KINDS.keys())
def test_range_holds_as_often_as_it_says(municipalities: int, cycles: int) -> None:
    share = held(municipalities, cycles)
    print(
        f"\n{municipalities} municipalities, {cycles} cycles:", {key: round(value, 1) for key, value in share.items()}
    )
    of_places = [value for (level, _), value in share.items() if level == "municipality"]
    assert 75 <= np.mean(of_places) <= 85
    if REGIONS >= MANY:
        assert all(75 <= value <= 85 for value in share.values()), share
