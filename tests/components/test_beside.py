"""What a selection can be shown next to, level by level."""

from __future__ import annotations

from components.beside import ALL, CLUSTER, CYCLE, PLACE, other_selections
from queries.scope import SchoolKey, Scope

CLUSTERS = {"01": "сельский", "02": "городской", "03": "сельский", "04": None}
EVERYTHING = Scope(cycle="2025/26", kinds=("СОШ",))


def test_everything_stands_next_to_the_cycle_of_comparison_and_to_clusters() -> None:
    found = other_selections(EVERYTHING, "2024/25", CLUSTERS)
    assert list(found) == [CYCLE, "Кластер «городской»", "Кластер «сельский»"]
    assert found[CYCLE] == Scope(cycle="2024/25", kinds=("СОШ",))
    assert found["Кластер «сельский»"] == Scope(cycle="2025/26", kinds=("СОШ",), clusters=("сельский",))


def test_a_cluster_stands_next_to_the_others_and_to_everything() -> None:
    found = other_selections(Scope(cycle="2025/26", clusters=("сельский",)), None, CLUSTERS)
    assert list(found) == ["Кластер «городской»", ALL]


def test_a_municipality_stands_next_to_its_cluster_whatever_cluster_is_filtered() -> None:
    found = other_selections(EVERYTHING.in_municipality("01"), None, CLUSTERS)
    assert list(found) == [CLUSTER, ALL]
    assert found[CLUSTER] == Scope(cycle="2025/26", kinds=("СОШ",), clusters=("сельский",))
    assert found[ALL] == EVERYTHING


def test_a_cluster_of_one_municipality_and_no_cluster_are_not_offered() -> None:
    for code in ("02", "04"):
        assert list(other_selections(EVERYTHING.in_municipality(code), None, CLUSTERS)) == [ALL]


def test_a_school_stands_next_to_its_municipality_and_its_cluster() -> None:
    found = other_selections(EVERYTHING.in_school(SchoolKey("03", "001")), "2024/25", CLUSTERS)
    assert list(found) == [CYCLE, PLACE, CLUSTER, ALL]
    assert found[PLACE] == EVERYTHING.in_municipality("03")
