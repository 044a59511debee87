"""Schools of the demonstration: what their places fix, and what the seed makes of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from statistics import fmean, pstdev

from data.demonstration_cases import EdgeSchool
from data.demonstration_names import STREETS, Place

# ASSUMPTION: levels in per cent of the maximum; they give about 20 / 60 / 20 per cent of schools in the low, middle
# and high group.
LEVEL_MEAN, LEVEL_SPREAD = 70.0, 11.8
CLUSTER_EFFECT = {"городской": 4.0, "смешанный": 0.5, "сельский": -2.0, "отдалённый": -4.5}
KIND_EFFECT = {"гимназия": 9.0, "лицей": 9.0, "СОШ с УИОП": 5.0, "СОШ": 0.0, "ООШ": -2.5, "НОШ": 0.5}

GRADES = {"НОШ": 4, "ООШ": 9}
"""Grades of the kinds of school that have fewer than eleven."""
VILLAGE_SIZE = {"СОШ": 1150, "ООШ": 480, "НОШ": 260}
"""Median population of a village with such a school, people."""
PUPILS_PER_RESIDENT = {"СОШ": 0.115, "ООШ": 0.095, "НОШ": 0.045}
DEGREE_OF_LONGITUDE = math.cos(math.radians(57.2))
"""Length of a degree of longitude there, in degrees of latitude."""


@dataclass(frozen=True)
class Site:
    """A school as its place has it, the same for every seed; ``village`` is its number there, None in the centre."""

    school_id: str
    place: Place
    short_name: str
    kind: str
    locality: str
    settlement: str
    village: int | None

    @property
    def grades(self) -> int:
        """The highest grade it teaches: 4, 9 or 11."""
        return GRADES.get(self.kind, 11)


@dataclass(frozen=True)
class DrawnSchool:
    """A school as the seed makes it: ``level`` is its mean per cent of the maxima, ``pupils`` of the first cycle."""

    site: Site
    level: float
    population: int
    pupils: int
    latitude: float
    longitude: float
    address: str
    low_results: bool
    biased: bool

    @property
    def small(self) -> bool:
        """Whether it is a village school with fewer than eleven pupils a grade."""
        return self.site.village is not None and self.pupils < 11 * self.site.grades


def draw_schools(places: tuple[Place, ...], chance: Random) -> list[DrawnSchool]:
    """The schools of these places, place by place; codes, names and kinds don't depend on chance."""
    sites = _sites(places)
    of_place = {place.municipality_id: chance.gauss(0.0, 4.0) for place in places}
    raw = [
        CLUSTER_EFFECT[site.place.cluster]
        + of_place[site.place.municipality_id]
        + KIND_EFFECT[site.kind]
        + chance.gauss(0.0, 9.0)
        for site in sites
    ]
    # Standardised, so that the shares of the groups are believable whatever the seed.
    middle, spread = fmean(raw), pstdev(raw)
    reach = {place.municipality_id: _reach(place, places) for place in places}
    schools = []
    for site, value in zip(sites, raw, strict=True):
        level = LEVEL_MEAN + LEVEL_SPREAD * (value - middle) / spread
        latitude, longitude = _coordinates(site, reach[site.place.municipality_id], chance)
        population, pupils = _people(site, chance)
        is_low = level < 60.0 and chance.random() < 0.45
        is_biased = chance.random() < 0.04
        schools.append(
            DrawnSchool(
                site=site,
                level=level,
                population=population,
                pupils=pupils,
                latitude=latitude,
                longitude=longitude,
                address=f"{site.settlement}, ул. {chance.choice(STREETS)}, {chance.randint(1, 60)}",
                low_results=is_low or site.school_id == EdgeSchool.LOW_RESULTS_BUT_STRONG,
                biased=is_biased or site.school_id == EdgeSchool.NEGATIVE_SCORE,
            )
        )
    return schools


def _sites(places: tuple[Place, ...]) -> list[Site]:
    sites = []
    for order, place in enumerate(places, start=1):
        for number in range(1, place.centre_schools + 1):
            kind = _kind_in_centre(place, number)
            sites.append(
                Site(
                    school_id=f"99{order:02}{number:04}",
                    place=place,
                    short_name=_name_in_centre(place, number, kind),
                    kind=kind,
                    locality=place.centre_locality,
                    settlement=place.centre,
                    village=None,
                )
            )
        for index, settlement in enumerate(place.villages):
            kind = _kind_in_village(settlement, index)
            sites.append(
                Site(
                    school_id=f"99{order:02}{place.centre_schools + index + 1:04}",
                    place=place,
                    short_name=f"{kind} {settlement}",
                    kind=kind,
                    locality="село",
                    settlement=settlement,
                    village=index,
                )
            )
    return sites


def _kind_in_centre(place: Place, number: int) -> str:
    if place.cluster == "городской":
        special = {1: "гимназия", 2: "лицей", 4: "СОШ с УИОП", 10: "гимназия", 13: "лицей", 19: "СОШ с УИОП"}
        return special.get(number, "ООШ" if number % 8 == 0 else "СОШ")
    return "лицей" if number == 2 and place.centre_schools >= 5 else "СОШ"


def _name_in_centre(place: Place, number: int, kind: str) -> str:
    # In a city the number is enough; elsewhere people say where the school is.
    where = "" if place.cluster == "городской" else f" {place.centre}"
    if kind == "СОШ с УИОП":
        return f"СОШ № {number} с УИОП{where}"
    word = kind if kind.isupper() else kind.capitalize()
    return f"{word} № {number}{where}" if place.centre_schools > 1 else f"{word}{where}"


def _kind_in_village(settlement: str, index: int) -> str:
    if settlement.startswith("д."):
        return "НОШ" if index % 3 == 2 else "ООШ"
    return "ООШ" if index % 4 == 3 else "СОШ"


def _reach(place: Place, places: tuple[Place, ...]) -> float:
    """Half the way to the nearest other centre, degrees of latitude: nearer points belong to this place on a map."""
    return 0.5 * min(
        math.hypot(place.latitude - other.latitude, (place.longitude - other.longitude) * DEGREE_OF_LONGITUDE)
        for other in places
        if other is not place
    )


def _coordinates(site: Site, reach: float, chance: Random) -> tuple[float, float]:
    if site.village is None:
        angle, distance = chance.uniform(0.0, 2 * math.pi), chance.uniform(0.002, 0.035)
    else:
        around = 2 * math.pi * site.village / len(site.place.villages)
        angle, distance = around + chance.uniform(-0.25, 0.25), reach * chance.uniform(0.35, 0.9)
    latitude = site.place.latitude + distance * math.sin(angle)
    longitude = site.place.longitude + distance * math.cos(angle) / DEGREE_OF_LONGITUDE
    return round(latitude, 5), round(longitude, 5)


def _people(site: Site, chance: Random) -> tuple[int, int]:
    """Population of the settlement and pupils of the school in the first cycle."""
    if site.village is None:
        centre = site.place.centre_population
        return centre, round(0.115 * centre / site.place.centre_schools * chance.uniform(0.65, 1.35))
    population = round(VILLAGE_SIZE[site.kind] * math.exp(chance.gauss(0.0, 0.4)))
    pupils = max(9, round(population * PUPILS_PER_RESIDENT[site.kind] * chance.uniform(0.8, 1.2)))
    return (360, 34) if site.school_id == EdgeSchool.SMALL_NOT_APPLICABLE else (population, pupils)


def class_sets(pupils: int, grades: int) -> int:
    """Small schools join grades into one set of about eight; large ones have parallel classes of about 24."""
    return max(min(grades, math.ceil(pupils / 8)), round(pupils / 24))
