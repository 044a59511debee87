"""Municipalities and territories: what is the same name, what is not, and that nobody is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.boundary_matching import Described, Territory, match, parsed, same_code
from data.boundary_sets import shipped_sets
from tests.regions import FOREIGN, OFFICIAL, codes

TOWN, DISTRICT, OKRUG = "городской округ", "муниципальный район", "муниципальный округ"


def pairs(names: dict[str, str], territories: list[str], synonyms=()) -> dict[str, str | None]:
    """Name of a municipality → name of its territory; ``names``: name → type."""
    places = [Described(name, name, kind) for name, kind in names.items()]
    found = match(places, [Territory(name) for name in territories], synonyms)
    assert found.places.keys() | found.reasons.keys() == set(names)
    return {name: territories[found.places[name][0]] if name in found.places else None for name in names}


@pytest.mark.parametrize("region", OFFICIAL)
def test_official_spellings_find_their_territory(region):
    [boundaries] = [one for one in shipped_sets() if one.key == region]
    places = [Described(code, name) for code, name in codes(region).items()]
    found = match(places, boundaries.territories, boundaries.synonyms)
    names = codes(region)
    matched = {names[code]: boundaries.territories[place].name for code, (place, _) in found.places.items()}
    assert matched == OFFICIAL[region]
    assert [names[code] for code in found.reasons] == [FOREIGN]


@pytest.mark.parametrize("boundaries", shipped_sets(), ids=lambda one: one.key)
def test_every_territory_finds_itself(boundaries):
    names = [territory.name for territory in boundaries.territories]
    places = [Described(str(number), name) for number, name in enumerate(names)]
    found = match(places, boundaries.territories, boundaries.synonyms)
    assert {int(code): place for code, (place, _) in found.places.items()} == {n: n for n in range(len(names))}


def test_aliases_name_territories_that_are_there():
    for boundaries in shipped_sets():
        names = {territory.name for territory in boundaries.territories}
        assert {group[0] for group in boundaries.synonyms} <= names


def test_codes_come_before_names():
    territories = [Territory("Южный", "65701000"), Territory("Северный", "00123")]
    places = [Described("65701000001".removesuffix("001") + "000", "Северный район"), Described("123", "Южный район")]
    found = match(places, territories)
    assert found.places == {"65701000000": (0, "code"), "123": (1, "code")}
    assert same_code(" 00 12 ") == "12"


def test_a_code_that_repeats_says_nothing():
    territories = [Territory("А", "1"), Territory("Б", "1")]
    found = match([Described("1", "Б")], territories)
    assert found.places == {"1": (1, "name")}


def test_town_and_district_of_one_root():
    assert pairs({"Братск": TOWN, "Братский район": DISTRICT}, ["Братск", "Братский район"]) == {
        "Братск": "Братск",
        "Братский район": "Братский район",
    }
    # The town alone: its district on the map is not it.
    assert pairs({"Братский городской округ": TOWN}, ["Братский район"]) == {"Братский городской округ": None}
    assert pairs({"Братский": TOWN}, ["Братский район"]) == {"Братский": None}, (
        "the type decides where the name doesn't"
    )
    assert pairs({"Братский": DISTRICT}, ["Братский район"]) == {"Братский": "Братский район"}
    assert pairs({"Братский округ": OKRUG}, ["Братский район"]) == {"Братский округ": "Братский район"}


def test_ambiguous_on_either_side_is_nobodys():
    places = [Described("1", "Каменский муниципальный округ")]
    found = match(places, [Territory("Каменский"), Territory("Каменский район")])
    assert found.places == {}
    assert found.reasons == {"1": "подходят несколько территорий: «Каменский», «Каменский район»"}
    assert found.left == (0, 1)

    two = match([Described("1", "Каменский округ"), Described("2", "МО Каменское")], [Territory("Каменский")])
    assert two.places == {}
    assert two.reasons["1"] == "на территорию «Каменский» подходит не только он: «МО Каменское»"
    assert match([Described("1", "Каменский"), Described("2", "МО Каменское")], [Territory("Каменский")]).places == {
        "1": (0, "name")
    }, "written alike to the letter"


def test_another_name_of_the_same_place():
    groups = (("Тагил", "Нижний Тагил", "Нижнетагильский"),)
    for name in ("город Нижний Тагил", "Нижнетагильский городской округ", "Тагил"):
        assert pairs({name: TOWN}, ["Тагил", "Верхний Тагил"], groups) == {name: "Тагил"}
    assert pairs({"Верхний Тагил": TOWN}, ["Тагил"], groups) == {"Верхний Тагил": None}
    found = match([Described("1", "Братский городской округ", TOWN)], [Territory("Братский район")])
    assert found.reasons["1"] == "похожа только территория другого вида: «Братский район»"


def test_names_of_nothing_but_usual_words_stay_names():
    assert parsed("Городской округ").core == "городской округ"
    assert pairs({"Муниципальное образование": OKRUG}, ["Городской округ"]) == {"Муниципальное образование": None}


ROOTS = st.sampled_from(["Берёзовский", "Нижний Лог", "Усть-Кутский", "Ё", "Томск", "Верх-Нейвинский", "Каменск-2"])
WORDS = st.sampled_from(
    ["{}", "{} городской округ", "ГО {}", "Муниципальное образование «{}»", "г. {}", "{} р-н", "ЗАТО {}", "{} м.р."]
)
CASES = st.sampled_from(
    [str, str.upper, str.lower, lambda name: name.replace("ё", "е"), lambda name: f"  {name}\u00a0 "]
)


@given(root=ROOTS, words=WORDS, case=CASES, space=st.sampled_from([" ", "  ", "\u00a0"]))
def test_usual_words_case_and_spaces_change_nothing(root, words, case, space):
    written = case(words.format(root).replace(" ", space))
    assert parsed(written).core == parsed(root).core


NAMES = st.builds(str.format, WORDS, ROOTS)


@given(names=st.lists(NAMES, max_size=8), territories=st.lists(NAMES, max_size=8))
def test_nobody_is_lost_and_nobody_is_twice(names, territories):
    places = [Described(str(number), name) for number, name in enumerate(names)]
    found = match(places, [Territory(name) for name in territories])
    assert sorted([*found.places, *found.reasons]) == sorted(place.code for place in places)
    taken = [position for position, _ in found.places.values()]
    assert sorted([*taken, *found.left]) == list(range(len(territories)))
    assert all(found.reasons.values())
