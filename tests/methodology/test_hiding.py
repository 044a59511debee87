"""What is hidden for the council: the rule by hand, and an attacker against small random trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import methodology.hiding as hiding
from methodology.catalogue import packaged
from methodology.hiding import AS_ANOTHER, LEAST, TABLES, Hidden, counts_of, decided, table_of
from tests.attack import LEVELS, Attack, Cell, Node, Value, pinned

Truth = dict[Cell, dict[Node, Value]]


def decisions(truth: Mapping[Cell, Mapping[Node, Value]], least: float = LEAST) -> tuple[list[Node], dict[str, Hidden]]:
    """Every school, and what is hidden of each table that the truth holds."""
    schools = sorted({school for of_cell in truth.values() for school in of_cell})
    names = list(dict.fromkeys(place for place, _ in schools))
    place_of = np.array([names.index(place) for place, _ in schools])
    found: dict[str, Hidden] = {}
    for table in TABLES:
        if table.each_part or not any(measure.code == code for code, _ in truth for measure in table.measures):
            continue
        counts = []
        for measure in table.measures:
            parts = LEVELS if measure.part is None else (measure.part,)
            cells = [truth.get((measure.code, part), {}) for part in parts]
            known = np.array([school in cells[0] for school in schools])
            n = np.array([cells[0].get(school, (0.0, 0.0))[1] or 0.0 for school in schools])
            k = [np.array([cell.get(school, (0.0, 0.0))[0] for school in schools]) for cell in cells]
            counts.append(counts_of(measure.kind, known, n, k, least))
        found[table.name] = decided(table, place_of, len(names), counts, found)
    return schools, found


def published(truth: Mapping[Cell, Mapping[Node, Value]]) -> dict[Cell, dict[Node, Value]]:
    """Everything that is shown of the tree."""
    schools, found = decisions(truth)
    places = list(dict.fromkeys(place for place, _ in schools))
    shown: dict[Cell, dict[Node, Value]] = {}
    for cell, values in truth.items():
        table, _ = table_of(*cell) or (None, "")
        assert table is not None
        hidden = found[table.name]
        nodes: list[Node] = [] if hidden.region else [()]
        nodes += [(place,) for place, flag in zip(places, hidden.municipalities, strict=True) if not flag]
        nodes += [school for school, flag in zip(schools, hidden.schools, strict=True) if not flag and school in values]
        shown[cell] = {}
        for node in nodes:
            inside = [value for school, value in values.items() if school[: len(node)] == node]
            if inside:
                shown[cell][node] = (sum(k for k, _ in inside), sum(n or 0.0 for _, n in inside))
    return shown


def tree(*municipalities: list[Value], code: str = "КД-СТ3") -> Truth:
    values = {
        (f"{place}", f"{school}"): value
        for place, of_place in enumerate(municipalities)
        for school, value in enumerate(of_place)
    }
    return {(code, ""): values}


def hidden_of(truth: Truth, least: float = LEAST) -> Hidden:
    [found] = decisions(truth, least)[1].values()
    return found


def test_every_sensitive_indicator_is_decided_in_a_table() -> None:
    sensitive = {rule.code for rule in packaged().indicators if rule.sensitive}
    decided_ones = {measure.code for table in TABLES for measure in table.measures} | set(AS_ANOTHER)
    # The forecast counts people of 60 and more.
    assert decided_ones == sensitive | {"КД-ПРОГ"}


def test_tables_come_after_those_that_they_name() -> None:
    names = [table.name for table in TABLES]
    for position, table in enumerate(TABLES):
        assert {*table.within, *table.same} <= set(names[:position])


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ((5, 10), False),
        ((4, 10), True),
        ((0, 5), False),
        ((0, 4), True),
        ((10, 10), False),
        ((6, 10), True),
        ((0, 0), False),
        ((6, 5), True),
    ],
)
def test_the_rule_for_one_cell(value: Value, hidden: bool) -> None:
    found = hidden_of(tree([value, (20, 40), (20, 40), (20, 40)], [(20, 40)]))
    assert found.schools[0] == hidden
    # What is hidden is not alone; and of what may be shown nothing is hidden.
    assert found.schools.sum() == (2 if hidden else 0)
    assert not found.municipalities.any()
    assert not found.region


def test_a_methodology_may_ask_for_more_people() -> None:
    schools = [(5.0, 10.0), (9.0, 30.0), (20.0, 40.0), (20.0, 40.0)]
    assert not hidden_of(tree(schools, [(20, 40)])).schools.any()
    # 5 of 10 and 9 of 30 are too few of ten: 14 of 40 together are enough.
    assert hidden_of(tree(schools, [(20, 40)]), 10.0).schools.tolist() == [True, True, False, False, False]
    # Fifteen ask for one more school, or the sum of the two would tell 14.
    assert hidden_of(tree(schools, [(20, 40)]), 15.0).schools.tolist() == [True, True, True, False, False]
    # 39 people of a municipality are too few of forty, and the region without them would tell of them.
    assert hidden_of(tree([(20, 39)], [(40, 80)]), 40.0).municipalities.all()


def test_a_rest_without_anybody_tells_of_each_so_the_whole_is_hidden() -> None:
    found = hidden_of(tree([(0, 4), (0, 4), (0, 4)], [(20, 40), (20, 40)], [(20, 40)]))
    # And with it the smallest of the others, or the region would tell it.
    assert found.municipalities.tolist() == [True, False, True]
    assert found.schools.tolist() == [True, True, True, False, False, True]


def test_the_largest_of_a_rest_is_not_told_by_the_others() -> None:
    found = hidden_of(tree([(8, 12), (1, 2), (20, 40), (30, 60)], [(20, 40)]))
    # 12 and 2 are not enough: beside the largest there are only two people.
    assert found.schools.tolist() == [True, True, True, False, False]


def test_a_director_is_never_alone() -> None:
    heads = [[(1.0, 1.0)] * 6 + [(0.0, 1.0)] * 6, [(1.0, 1.0)] * 3]
    found = hidden_of(tree(*heads, code="ПР-КОНК-РУК"))
    assert found.schools.all()


# --- the attacker


SMALL = st.integers(0, 9)
FAMILIES: dict[str, Callable[[int, int, int, int], dict[str, int]]] = {
    "young": lambda a, b, c, d: {"young": a, "covered": min(a, b), "highest": min(c, a), "educators": a + b + c + d},
    "age": lambda a, b, c, d: {"young": a, "old": b, "teachers": a + b + c},
    "teachers": lambda a, b, c, d: {
        "eligible": a + b + c + d, "assessed": a + b + c, LEVELS[0]: a, LEVELS[1]: b, LEVELS[2]: c, "deficit": a
    },
    "plans": lambda a, b, c, d: {"deficit": a + b, "plans": a, "trained": min(c, a + b), "completed": min(d, a)},
    "heads": lambda a, b, c, d: {
        "head": 1, "assessed": a < 8, **{level: a < 8 and min(b // 3, 2) == at for at, level in enumerate(LEVELS)}
    },
}  # fmt: skip
"""What a school reports in the columns that several indicators share."""
MAY_BE_UNSAID = frozenset(
    {
        "young",
        "covered",
        "highest",
        "educators",
        "old",
        "teachers",
        "eligible",
        "deficit",
        "plans",
        "trained",
        "completed",
    }
)
OF_FAMILY: dict[str, dict[Cell, tuple[str, str]]] = {
    "young": {
        ("КД-СТ3", ""): ("young", "educators"),
        ("Н-ОХВ", ""): ("covered", "young"),
        ("КД-НАСТ-РЕС", ""): ("highest", "young"),
    },
    "age": {
        ("КД-ДО35", ""): ("young", "teachers"),
        ("КД-60", ""): ("old", "teachers"),
        ("КД-ЗАМЕЩ", ""): ("young", "old"),
    },
    "teachers": {
        ("К-ОХВ-П", ""): ("assessed", "eligible"),
        **{("К-ПЕД-УР", level): (level, "assessed") for level in LEVELS},
        ("К-ПЕД-ДЕФ", ""): ("deficit", "assessed"),
    },
    "plans": {
        ("ПР-ИОМ", ""): ("plans", "deficit"),
        ("ПР-КПК-АДР", ""): ("trained", "deficit"),
        ("ПР-ИОМ-ВЫП", ""): ("completed", "plans"),
    },
    "heads": {
        ("К-ОХВ-Р", ""): ("assessed", "head"),
        **{("К-РУК-Д", level): (level, "assessed") for level in LEVELS},
    },
}
"""Cell → the columns that it is one over the other of."""


@st.composite
def trees(draw: st.DrawFn) -> Truth:
    """Small regions with indicators that share numbers; some schools report a part of them only."""
    truth: Truth = {}
    which = draw(st.sampled_from(tuple(FAMILIES)))
    for place in range(draw(st.integers(1, 4))):
        for number in range(draw(st.integers(1, 5))):
            a, b, c, d = (draw(SMALL) for _ in range(4))
            school, people = (str(place), str(number)), FAMILIES[which](a, b, c, d)
            unsaid = {name for name in people if name in MAY_BE_UNSAID and draw(st.integers(0, 11)) == 0}
            for (code, part), (above, below) in OF_FAMILY[which].items():
                if not {above, below} & unsaid:
                    truth.setdefault((code, part), {})[school] = (float(people[above]), float(people[below]))
    return truth


@settings(max_examples=100, phases=(Phase.explicit, Phase.generate))
@given(truth=trees())
def test_nothing_hidden_can_be_solved_for(truth: Truth) -> None:
    assert pinned(Attack(truth, published(truth))) == []


def test_the_attacker_finds_what_is_hidden_by_the_rule_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = tree([(3, 20), (8, 20), (9, 20)], [(20, 40), (15, 30)])
    assert pinned(Attack(truth, published(truth))) == []
    monkeypatch.setattr(hiding._Tree, "wide_enough", lambda tree, chosen: np.ones(tree.places, bool))
    [found] = pinned(Attack(truth, published(truth)))
    assert (found.quantity, found.node) == ("young", ("0", "0"))
    assert found.least == pytest.approx(3)
    assert found.most == pytest.approx(3)


def test_the_attacker_finds_what_two_indicators_tell_together(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = tree([(4, 30), (1, 30), (8, 30), (12, 40)], [(20, 40), (15, 30)])
    # The second school says nothing of mentoring: both sums together would tell of its young teacher.
    covered = {school: (k // 2, k) for school, (k, _) in truth["КД-СТ3", ""].items() if school != ("0", "1")}
    truth["Н-ОХВ", ""] = covered
    assert pinned(Attack(truth, published(truth))) == []
    assert () in published(truth)["КД-СТ3", ""]
    monkeypatch.setattr(hiding, "_differences_wide", lambda tree, hidden, base, place_of, places: np.ones(places, bool))
    monkeypatch.setattr(hiding, "_region_differs", lambda *anything: False)
    assert any(found.node == ("0", "1") for found in pinned(Attack(truth, published(truth))))
