"""Distance of contexts: by hand, and its properties on any two schools."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import hamming

from methodology.similarity import CONTEXT, LEAST_PARTS, NAMED, PARTS, distances, parts_of_distance

OWN = {"kind": "СОШ", "locality": "село", "small": False, "cluster": "сельский", "pupils": 200, "filled_pct": 90.0}


def one(own: dict[str, object], other: dict[str, object]) -> tuple[list[float], float]:
    parts = parts_of_distance(*({name: [school[name]] for name in CONTEXT} for school in (own, other)))
    return parts[0, 0].tolist(), float(distances(parts)[0, 0])


def test_worked_by_hand() -> None:
    # Another kind: 1. Twice as many pupils of a limit of four times: ln 2 / ln 4 = 0,5. 95 and 90 %: 5 / 20 = 0,25.
    parts, distance = one(OWN, {**OWN, "kind": "ООШ", "pupils": 400, "filled_pct": 95.0})
    assert parts == pytest.approx([1, 0, 0, 0, 0.5, 0.25])
    assert distance == pytest.approx(1.75 / 6)
    assert one(OWN, OWN)[1] == 0
    assert one(OWN, {**OWN, "pupils": 5000, "filled_pct": 10.0})[0][4:] == [1, 1]


def test_what_is_unknown_is_left_out() -> None:
    parts, distance = one(OWN, {**OWN, "kind": "ООШ", "pupils": None, "filled_pct": None})
    assert [math.isnan(part) for part in parts] == [False] * 4 + [True] * 2
    assert distance == 0.25
    assert math.isnan(one({**OWN, "cluster": None, "pupils": None, "filled_pct": None}, OWN)[1]), "three parts are few"


CONTEXTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["СОШ", "ООШ"]),
        "locality": st.sampled_from(["село", "город"]),
        "small": st.booleans(),
        "cluster": st.sampled_from(["сельский", "городской", None]),
        "pupils": st.one_of(st.none(), st.integers(1, 3000)),
        "filled_pct": st.one_of(st.none(), st.floats(0, 100)),
    }
)


@given(CONTEXTS, CONTEXTS)
def test_a_distance_is_mutual_and_the_mean_of_what_is_known(own: dict[str, object], other: dict[str, object]) -> None:
    (there, distance), (back, returned) = one(own, other), one(other, own)
    assert np.allclose(there, back, equal_nan=True)
    known = [part for part in there if not math.isnan(part)]
    assert all(0 <= part <= 1 for part in known)
    if len(known) < LEAST_PARTS:
        assert math.isnan(distance)
        assert math.isnan(returned)
    else:
        assert distance == pytest.approx(math.fsum(known) / len(known))
        assert distance == pytest.approx(returned)
        assert (distance == 0) == all(part == 0 for part in known)


def test_gower_of_names_alone_is_the_share_of_mismatches() -> None:
    """As scipy's Hamming distance has it, where only names are known."""
    other = {**OWN, "locality": "город", "cluster": "городской", "pupils": None, "filled_pct": None}
    marks = [[hash(school[name]) for name in NAMED] for school in (OWN, other)]
    assert one(OWN, other)[1] == hamming(*marks)
    assert PARTS[:4] == NAMED
