"""Distances that are known by other ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

from methodology.distance import EARTH_KM, kilometres


def far(here: tuple[float, float], there: tuple[float, float]) -> float:
    return float(kilometres(*here, np.array([there[0]]), np.array([there[1]]))[0])


def test_along_a_meridian_and_the_equator() -> None:
    degree = EARTH_KM * math.pi / 180
    assert far((50, 30), (51, 30)) == pytest.approx(degree)
    assert far((0, 30), (0, 31)) == pytest.approx(degree)
    # At 60° a degree of longitude is half as long; the great circle is a little shorter than the parallel.
    assert far((60, 30), (60, 31)) == pytest.approx(degree / 2, rel=1e-4)


def test_the_same_place_and_the_other_side() -> None:
    assert far((57.5, 60.25), (57.5, 60.25)) == 0
    assert far((90, 0), (-90, 0)) == pytest.approx(math.pi * EARTH_KM)


def test_two_cities() -> None:
    # Moscow – Saint Petersburg: 634 km.
    assert far((55.7558, 37.6173), (59.9343, 30.3351)) == pytest.approx(634, abs=2)
