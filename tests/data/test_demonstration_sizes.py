"""Sizes of the demonstration: how many places and schools, that they are all there, and that the cases stay."""

from __future__ import annotations

from random import Random

import pytest

from data.demonstration import build_demonstration
from data.demonstration_cases import EdgeSchool
from data.demonstration_names import DISTRICT
from data.demonstration_schools import draw_schools
from data.demonstration_sizes import EXTENTS, Size, places_of
from data.sheets import CLUSTERS, GROUPS, MUNICIPALITIES, SCHOOLS, SCORES

SIZES: tuple[Size, ...] = ("district", "region", "country")


@pytest.mark.parametrize("size", SIZES)
def test_places_are_as_many_as_said_and_have_the_schools_that_were_said(size: Size) -> None:
    places, extent = places_of(size), EXTENTS[size]
    assert len(places) == len({place.municipality_id for place in places}) == extent.municipalities
    assert len({place.name for place in places}) == extent.municipalities
    assert sum(place.centre_schools + len(place.villages) for place in places) == extent.schools
    assert all(place.centre_schools >= 1 for place in places)
    assert all(len(set(place.villages)) == len(place.villages) for place in places)
    assert {place.cluster for place in places} == set(CLUSTERS)


@pytest.mark.parametrize("size", SIZES)
def test_larger_ones_begin_with_the_district_and_lie_within_their_bounds(size: Size) -> None:
    places, extent = places_of(size), EXTENTS[size]
    assert places[: len(DISTRICT)] == DISTRICT
    (south, north), (west, east) = extent.latitudes, extent.longitudes
    assert all(south <= place.latitude <= north and west <= place.longitude <= east for place in places)


def test_codes_of_schools_are_unique() -> None:
    schools = draw_schools(places_of("region"), Random(1))
    assert len({school.site.school_id for school in schools}) == EXTENTS["region"].schools


def test_workbooks_of_a_region() -> None:
    workbooks = build_demonstration("region", 1)
    assert [workbook.instruction.cycle for workbook in workbooks] == list(EXTENTS["region"].cycles)
    for workbook in workbooks:
        schools = workbook.frames[SCHOOLS.name]
        assert len(schools) == 1_500
        assert set(EdgeSchool) <= set(schools["school_id"])
        assert workbook.frames[MUNICIPALITIES.name]["municipality_id"].is_unique
        assert set(workbook.frames[SCORES.name]["school_id"]) <= set(schools["school_id"])
        assert set(workbook.frames[GROUPS.name]["group_number"]) == {1, 2, 3}
