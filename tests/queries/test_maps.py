"""The map's queries: which boundaries are taken, worked by hand; the four regions as officials spell them."""

from __future__ import annotations

import pytest

from data.boundary_file import Shape
from data.boundary_sets import ATTRIBUTION, add_boundaries
from data.database import reading
from queries.frames import rows_of
from queries.maps import (
    boundary_match,
    boundary_sets,
    match_words,
    municipalities_on_map,
    preview_match,
    schools_on_map,
    territories,
)
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.regions import FOREIGN, OFFICIAL, codes, region_book
from tests.stored import load

EVERYTHING = Scope()


def asked(engine, query, *arguments, scope: Scope = EVERYTHING):
    with reading(engine) as connection:
        return query(connection, scope, *arguments)


def square(name: str, code: str | None = None, west: float = 60.0) -> Shape:
    return Shape(name, code, [[[(west, 56.0), (west + 1, 56.0), (west + 1, 57.0), (west, 56.0)]]])


def used(engine) -> list[str]:
    sets = asked(engine, boundary_sets)
    return list(sets.loc[sets["used"], "set_key"])


@pytest.mark.parametrize("region", OFFICIAL)
def test_a_region_as_officials_spell_it(sqlite_engine, region):
    load(sqlite_engine, region_book(region))
    sets = asked(sqlite_engine, boundary_sets)
    [row] = list(rows_of(sets[sets["used"]]))
    assert (row.set_key, row.attribution) == (region, ATTRIBUTION)
    assert (row.matched, row.municipalities) == (len(OFFICIAL[region]), len(OFFICIAL[region]) + 1)

    found = asked(sqlite_engine, boundary_match)
    ours = found.dropna(subset=["municipality_id"])
    assert {row.municipality_name: row.territory for row in rows_of(ours)} == {**OFFICIAL[region], FOREIGN: None}
    [why] = ours.loc[ours["municipality_name"] == FOREIGN, "place_words"]
    assert why == "такой территории нет"
    assert len(found) - len(ours) == row.territories - row.matched, "those of the map that the data don't have"

    drawn = asked(sqlite_engine, territories)
    assert set(drawn["municipality_id"].dropna()) == set(codes(region)) - {list(codes(region))[-1]}
    shown = asked(sqlite_engine, municipalities_on_map)
    assert len(shown) == len(codes(region)), "nobody is dropped for lack of a territory"
    assert shown.loc[shown["municipality_name"] == FOREIGN, "territory"].isna().all()


def test_of_two_sets_the_one_with_more_matches(engine):
    load(engine, region_book("karelia"))
    assert used(engine) == ["karelia"]
    add_boundaries(engine, "чужие.geojson", b"1", [square("Хабаровский район")])
    assert used(engine) == ["karelia"]
    add_boundaries(engine, "свои.geojson", b"2", [square(name, code) for code, name in codes("karelia").items()])
    assert used(engine) == ["2"]
    [row] = list(rows_of(asked(engine, boundary_sets).query("used")))
    assert row.matched == row.municipalities


def test_own_boundaries_are_listed_before_the_first_workbook(engine):
    assert asked(engine, boundary_sets).empty
    add_boundaries(engine, "свои.geojson", b"1", [square("Луна")])
    [row] = list(rows_of(asked(engine, boundary_sets)))
    assert (row.kind, row.title, row.territories) == ("own", "свои.geojson", 1)
    assert (row.matched, row.municipalities, row.used) == (0, 0, False)


def test_a_region_of_the_program_must_fit_at_least_half_and_lie_where_the_schools_are(engine):
    places = [make.municipality("1", name="Первомайский район"), make.municipality("2", name="Ельцовский район")]
    schools = [make.school("1", "1"), make.school("1", "2")]
    load(engine, make.workbook(municipalities=places, schools=schools))
    assert used(engine) == ["tomsk"], "one of two: there is nothing better to go by"
    load(
        engine,
        make.workbook(
            municipalities=[*places, make.municipality("3", name="Тальменский район")],
            schools=[*schools, make.school("1", "3")],
        ),
    )
    assert used(engine) == []
    assert asked(engine, boundary_match).empty
    assert asked(engine, territories).empty
    assert set(asked(engine, municipalities_on_map)["place_words"]) == {"границ на карте нет"}


def test_schools_far_away_rule_a_region_out(engine):
    load(
        engine,
        make.workbook(
            municipalities=[make.municipality("1", name="Первомайский район")],
            schools=[make.school("1", "1", latitude=45.0, longitude=34.0)],
        ),
    )
    assert used(engine) == []


def test_values_of_municipalities_and_what_is_missing(engine):
    load(
        engine,
        make.workbook(
            municipalities=[make.municipality(code, name=f"Округ {code}") for code in ("1", "2", "3")],
            schools=[make.school(school, code) for code in ("1", "2", "3") for school in ("1", "2")],
            scores=[
                *make.scores(5.0, school_id="1", municipality_id="1"),
                *make.scores(9.0, school_id="2", municipality_id="1"),
                *make.scores(5.0, school_id="1", municipality_id="2"),
            ],
        ),
    )
    rows = list(rows_of(asked(engine, municipalities_on_map)))
    assert [(row.municipality_id, row.words, row.enough, row.with_data) for row in rows] == [
        ("2", "1 из 1", False, 1),
        ("1", "1 из 2", True, 2),
        ("3", "нет данных", False, 0),
    ]
    assert rows[1].value == 50.0
    completeness = list(rows_of(asked(engine, municipalities_on_map, "completeness")))
    assert [(row.municipality_id, row.words) for row in completeness[:2]] == [("3", "0\u00a0%"), ("2", "50\u00a0%")]
    flags = asked(engine, municipalities_on_map, "КО-ШНОР")
    assert set(flags["words"]) == {"нет данных"}
    assert list(flags["with_data"]) == [0, 0, 0]
    with pytest.raises(KeyError):
        asked(engine, municipalities_on_map, "нет такого")


def test_schools_with_half_a_coordinate_have_none(engine):
    load(
        engine,
        make.workbook(
            schools=[
                make.school("1", latitude=57.5, longitude=60.25),
                make.school("2", latitude=57.5),
                make.school("3", longitude=60.0),
                make.school("4"),
            ]
        ),
    )
    found = asked(engine, schools_on_map)
    assert found["latitude"].notna().tolist() == found["longitude"].notna().tolist() == [True, False, False, False]
    one = asked(engine, schools_on_map, scope=Scope().in_school(SchoolKey("01", "1")))
    assert list(one["school_id"]) == ["1"]


def test_preview_says_what_would_match(engine):
    load(engine, region_book("tomsk"))
    with reading(engine) as connection:
        found = preview_match([square("Томский район"), square("Луна")], connection, Scope())
    assert found["territory"].dropna().tolist() == ["Томский район", "Луна"]
    assert len(found) == len(codes("tomsk")) + 1
    assert match_words(1, 8) == "место на карте есть у 1 муниципалитета из 8"
