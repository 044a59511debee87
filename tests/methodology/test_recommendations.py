"""The table of truth of every recommendation, worked out by hand: at the threshold, beside it, and without data."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from data.sheets import SHEETS
from methodology.catalogue import RULES, Methodology, packaged, read_methodology
from methodology.conditions import FALSE, TRUE, UNKNOWN, Numbers, Objects, Scale, hangs_on_group, seen
from methodology.deadlines import after_working_days, deadline, deadline_words, end_of_school_year
from methodology.entries import MethodologyError
from methodology.firing import Firing, firings
from methodology.recommendations import DeadlineRule, Leaf, Tree, leaves

Facts = dict[str, Any]
Case = tuple[str, str, Facts, bool]

OF_SCHOOL, OF_MUNICIPALITY, OF_HEAD = "ОО", "МО", "лицо"


def near(code: str, level: str, indicator: str, **fires: tuple[float, float | None]) -> Iterator[Case]:
    """Cases of one indicator: ``yes…`` fire, ``no…`` don't."""
    for name, value in fires.items():
        yield code, level, {indicator: value}, name.startswith("yes")


def below(code: str, level: str, indicator: str, percent: float) -> Iterator[Case]:
    """A share of a thousand fires below the threshold only."""
    at = percent * 10
    yield from near(code, level, indicator, no=(at, 1000), yes=(at - 1, 1000), no_0=(0, 0), yes_0=(0, 1000))
    if percent < 100:
        yield from near(code, level, indicator, no=(at + 1, 1000))


def above(code: str, level: str, indicator: str, percent: float) -> Iterator[Case]:
    """A share of a thousand fires above the threshold only."""
    at = percent * 10
    yield from near(code, level, indicator, no=(at, 1000), yes=(at + 1, 1000), no_0=(0, 0))
    if percent > 0:
        yield from near(code, level, indicator, no=(at - 1, 1000))


def low(code: str, number: int, level: str = OF_SCHOOL) -> Iterator[Case]:
    """A criterion's low zone: up to 60 after rounding half up."""
    for percent, fires in ((60, True), (60.4, True), (60.5, False), (61, False), (0, True), (81, False)):
        yield code, level, {f"критерий {number}": percent}, fires


def groups(code: str, *fires: int) -> Iterator[Case]:
    for number in (1, 2, 3):
        yield code, OF_SCHOOL, {"группа": number}, number in fires


def leader(code: str, **more: Any) -> Iterator[Case]:
    """A director's level below the high one, of which 80.4 is and 80.5 isn't."""
    for percent, fires in ((60, True), (80, True), (80.4, True), (80.5, False), (81, False), (100, False)):
        yield code, OF_HEAD, {"уровень": percent, **more}, fires


FORECAST, TEAM = "Развитие.Прогноз кадров составлен", "Развитие.Управленческая команда обучена"
NINTH, TENTH = "Организации.Есть 9 классы", "Организации.Есть 10–11 классы"
ONE, TWO, NONE = (1, None), (2, None), (0, None)

CASES: list[Case] = [
    ("АР-01", OF_SCHOOL, {"cycle.published": "2025-10-02"}, True),
    ("АР-01", OF_SCHOOL, {"cycle.as_of": "2025-08-31"}, False),
    *groups("АР-02", 3),
    *near("АР-02", OF_SCHOOL, "Э-СНИЖ", yes=ONE, yes_2=TWO, no=NONE),
    *near("АР-03", OF_MUNICIPALITY, "В-ПЛАНЫ", yes=ONE, yes_2=TWO, no=NONE),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{"группа": 1}, {"группа": 3}]}, True),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{"группа": 1}, {"группа": 2}]}, False),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{"группа": 2}, {"Э-СНИЖ": ONE}]}, True),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{"Э-СНИЖ": NONE}]}, False),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{}, {"уровень": 80}]}, True),
    ("АР-03", OF_MUNICIPALITY, {"школы": [{"уровень": 81}]}, False),
    ("АР-03", OF_MUNICIPALITY, {"В-ПЛАНЫ": ONE, "В-МПЛАН": ONE}, False),
    ("АР-03", OF_MUNICIPALITY, {"В-ПЛАНЫ": ONE, "В-МПЛАН": NONE}, True),
    *near("АР-04", OF_MUNICIPALITY, "В-ПРОЦ", no=ONE, yes=TWO, yes_3=(3, None), no_0=NONE),
    *near("АР-05", OF_MUNICIPALITY, "В-КАРТА-НАСТ", yes=ONE, yes_2=TWO, no=NONE),
    ("АР-06", OF_SCHOOL, {"Организации.Работает в цикле": "да"}, True),
    ("АР-06", OF_SCHOOL, {"Организации.Работает в цикле": "нет"}, False),
    *low("АР-07", 10, OF_HEAD),
    *leader("АР-07"),
    *low("АР-08", 10, OF_HEAD),
    *leader("АР-08"),
    *leader("АР-08", **{"ПР-ИОМ-РУК": (0, 1)}),
    ("АР-08", OF_HEAD, {"уровень": 60, "ПР-ИОМ-РУК": (1, 1)}, False),
    ("АР-08", OF_HEAD, {"критерий 10": 60, "ПР-ИОМ-РУК": (1, 1)}, False),
    *low("АР-09", 10, OF_HEAD),
    *near("АР-09", OF_HEAD, "ПР-КОНК-РУК", yes=(0, 1), no=(1, 1)),
    *below("АР-10", OF_MUNICIPALITY, "ПР-ИОМ-РУК", 100),
    *below("АР-11", OF_MUNICIPALITY, "В-РУК-СЕТЬ", 50),
    *groups("АР-12", 1),
    *low("АР-12", 9),
    ("АР-12", OF_MUNICIPALITY, {"школы": [{"группа": 1}, {}]}, True),
    ("АР-12", OF_MUNICIPALITY, {"школы": [{"группа": 2}]}, False),
    ("АР-12", OF_MUNICIPALITY, {"школы": [{"уровень": 80.4}, {"уровень": 80.5}]}, True),
    ("АР-12", OF_MUNICIPALITY, {"школы": [{"уровень": 80}]}, False),
    *near("АР-13", OF_SCHOOL, "Р-ОО", yes=(0, 1), no=(1, 1)),
    *low("АР-13", 9),
    *below("АР-13", OF_MUNICIPALITY, "Р-ОО", 81),
    ("АР-14", OF_SCHOOL, {TEAM: "нет"}, True),
    ("АР-14", OF_SCHOOL, {TEAM: "да"}, False),
    *near("АР-15", OF_HEAD, "В-РУК-НАЧ", yes=ONE, no=NONE),
    *near("АР-16", OF_SCHOOL, "КД-ВАК", no=NONE, yes=(0.25, None)),
    *above("АР-16", OF_SCHOOL, "КД-60", 25),
    *low("АР-16", 9),
    ("АР-16", OF_SCHOOL, {"КД-ВАК": ONE, FORECAST: "да"}, False),
    ("АР-16", OF_SCHOOL, {"КД-ВАК": ONE, FORECAST: "нет"}, True),
    *near("АР-16", OF_MUNICIPALITY, "КД-ВАК", no=NONE, yes=(0.25, None)),
    *above("АР-16", OF_MUNICIPALITY, "КД-60", 25),
    *near("АР-17", OF_SCHOOL, "КД-ВАК", no=NONE, yes=(0.25, None)),
    *above("АР-18", OF_MUNICIPALITY, "КД-ВАК-ДОЛЯ", 5),
    *below("АР-18", OF_MUNICIPALITY, "КД-ЗАКР3", 50),
    *near("АР-18", OF_MUNICIPALITY, "КД-ЗАМЕЩ", no=(20, 20), yes=(19, 20), no_more=(21, 20), no_0=(1, 0)),
    # 1.4 × 18 hours × 10 teachers = 252, which floats make 251.99….
    *near("АР-19", OF_SCHOOL, "КД-НАГР", no=(252, 10), yes=(252.1, 10), no_less=(251.9, 10), no_0=(1, 0)),
    *above("АР-20", OF_SCHOOL, "КД-НЕПРОФ", 0),
    *near("АР-20", OF_SCHOOL, "КД-ВАК", no=NONE, yes=(0.25, None)),
    ("АР-21", OF_SCHOOL, {NINTH: "да", "КД-ПРОГ": (0.5, None)}, True),
    ("АР-21", OF_SCHOOL, {NINTH: "да", "КД-ПРОГ": NONE}, False),
    ("АР-21", OF_SCHOOL, {NINTH: "нет", TENTH: "да", "КД-ВАК": ONE}, True),
    ("АР-21", OF_SCHOOL, {NINTH: "нет", TENTH: "нет", "КД-ВАК": ONE}, False),
    ("АР-21", OF_SCHOOL, {NINTH: "да", "КД-ВАК": NONE}, False),
    ("АР-21", OF_SCHOOL, {"КД-ВАК": ONE}, False),
    *low("АР-22", 9, OF_HEAD),
    *below("АР-23", OF_SCHOOL, "Н-ОХВ", 100),
    *below("АР-23", OF_SCHOOL, "Н-ПРОГ", 100),
    *below("АР-23", OF_MUNICIPALITY, "Н-ОХВ", 100),
    *below("АР-23", OF_MUNICIPALITY, "Н-ПРОГ", 100),
    *below("АР-24", OF_SCHOOL, "Н-ОХВ-НОВ", 100),
    *below("АР-24", OF_MUNICIPALITY, "Н-ОХВ-НОВ", 100),
    *near("АР-25", OF_MUNICIPALITY, "КД-СТ3", no=(4, 1000), yes=(5, 1000), yes_6=(6, 6), no_0=(0, 0)),
    *below("АР-25", OF_MUNICIPALITY, "Н-ОХВ", 100),
    *below("АР-26", OF_MUNICIPALITY, "ПР-ИОМ-ТЬЮТ", 100),
    *near("АР-26", OF_MUNICIPALITY, "В-ТЬЮТ", yes=NONE, no=ONE),
    *below("АР-27", OF_SCHOOL, "К-ОХВ-П", 80),
    *below("АР-27", OF_MUNICIPALITY, "К-ОХВ-П", 80),
    *below("АР-28", OF_SCHOOL, "ПР-ИОМ", 80),
    *groups("АР-28", 1, 2, 3),
    *below("АР-28", OF_MUNICIPALITY, "ПР-ИОМ", 80),
    *below("АР-29", OF_SCHOOL, "ПР-КПК-АДР", 70),
    *below("АР-29", OF_MUNICIPALITY, "ПР-КПК-АДР", 70),
    *below("АР-30", OF_MUNICIPALITY, "ПР-КПК-АДР", 100),
    *below("АР-31", OF_SCHOOL, "В-ПК-ФГОС", 100),
    *below("АР-31", OF_SCHOOL, "В-ПК-ФГ", 100),
    *below("АР-31", OF_MUNICIPALITY, "В-ПК-ФГОС", 100),
    *below("АР-31", OF_MUNICIPALITY, "В-ПК-ФГ", 100),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": ONE, "ПР-КПК-АДР": (999, 1000)}, True),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": ONE, "ПР-КПК-АДР": (1000, 1000)}, False),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": NONE, "ПР-КПК-АДР": (999, 1000)}, False),
    ("АР-32", OF_MUNICIPALITY, {"ПР-КПК-АДР": (999, 1000)}, False),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": ONE}, False),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": ONE, "К-ПЕД-ДЕФ|ПД01": (33, 100), "К-ПЕД-ДЕФ|ПД02": (34, 100)}, True),
    ("АР-32", OF_MUNICIPALITY, {"В-ИННОВ": ONE, "К-ПЕД-ДЕФ|ПД01": (33, 100), "К-ПЕД-ДЕФ": (34, 100)}, False),
    *groups("АР-33", 3),
    *low("АР-33", 9),
    *below("АР-33", OF_SCHOOL, "ПР-ИОМ", 50),
    *groups("АР-34", 2, 3),
    *below("АР-34", OF_SCHOOL, "ПР-МЕТ", 30),
    *below("АР-34", OF_MUNICIPALITY, "ПР-МЕТ", 30),
    *below("АР-35", OF_SCHOOL, "ПР-КОНК", 10),
    *low("АР-35", 9),
    *below("АР-36", OF_SCHOOL, "ПР-ЭКСП", 5),
    *groups("АР-37", 1),
    *low("АР-37", 3),
    *below("АР-37", OF_SCHOOL, "ПР-СЕТЬ", 50),
    *below("АР-37", OF_MUNICIPALITY, "ПР-СЕТЬ", 50),
    *below("АР-38", OF_MUNICIPALITY, "ПР-МО", 100),
    *near("АР-38", OF_MUNICIPALITY, "В-СОВМ", yes=NONE, no=ONE),
    *((code, OF_MUNICIPALITY, {"cycle.as_of": "2025-08-31"}, True) for code in ("АР-39", "АР-40", "АР-41")),
    *((code, OF_MUNICIPALITY, {"cycle.published": "2025-10-02"}, False) for code in ("АР-39", "АР-40", "АР-41")),
    *groups("АР-42", 3),
    *near("АР-42", OF_SCHOOL, "ПР-ВЫГ-ПРОГ", yes=(0, 1), no=(1, 1)),
    *near("АР-43", OF_SCHOOL, "КО-ШНОР", yes=(1, 1), no=(0, 1)),
    *near("АР-43", OF_SCHOOL, "КО-ВПР", yes=(1, 1), no=(0, 1)),
    *near("АР-44", OF_SCHOOL, "КО-ВПР", yes=(1, 1), no=(0, 1)),
    *low("АР-44", 7),
    *near("АР-44", OF_MUNICIPALITY, "В-ПРОЦ", yes=ONE, yes_2=TWO, no=NONE),
    *low("АР-45", 3),
    *low("АР-46", 3),
    *near("АР-46", OF_SCHOOL, "В-ПК-ОДАР", no=NONE),
    ("АР-46", OF_SCHOOL, {"критерий 3": 60, "В-ПК-ОДАР": NONE}, True),
    ("АР-46", OF_SCHOOL, {"критерий 3": 60, "В-ПК-ОДАР": ONE}, False),
    *low("АР-47", 5),
    *low("АР-48", 5),
    *low("АР-49", 5),
    ("АР-49", OF_SCHOOL, {"критерий 5": 60, "В-ПК-ПРОФ": NONE}, True),
    ("АР-49", OF_SCHOOL, {"критерий 5": 60, "В-ПК-ПРОФ": ONE}, False),
    *groups("АР-50", 3),
    *below("АР-51", OF_MUNICIPALITY, "К-ОХВ-Р", 100),
    *near("АР-52", OF_MUNICIPALITY, "В-ПЛОЩ", yes=NONE, no=ONE),
    *below("ДП-01", OF_SCHOOL, "Э-ПОЛН", 80),
    *below("ДП-02", OF_SCHOOL, "Н-ОФОРМ", 100),
    *(case for number in (1, 2, 4, 6, 8) for case in low("ДП-03", number)),
    *(("ДП-03", OF_SCHOOL, {f"критерий {number}": 0}, False) for number in (3, 5, 7, 9, 10)),
]  # fmt: skip
"""Code, level, everything that is known, and whether it fires; the defaults of the thresholds."""


def objects(*known: Facts, schools: Objects | None = None) -> Objects:
    """Objects of which this is known."""
    size = len(known)
    keys = {key for facts in known for key in facts} - {"школы"}
    numbers, scales, flags, dates = {}, {}, {}, {}
    for key in keys:
        said = [facts.get(key) for facts in known]
        if key.startswith("cycle."):
            dates[key] = said
        elif "." in key:
            flags[key] = said
        elif key == "группа":
            zone = [{3: 0, 2: 1, 1: 2, None: -1}[number] for number in said]
            percents = [{3: 30.0, 2: 70.0, 1: 90.0, None: None}[number] for number in said]
            scales["group"] = scale(percents, zone)
        elif key == "уровень":
            scales["level"] = scale(said)
        elif key.startswith("критерий"):
            scales[f"criterion_zone {key.split()[1]}"] = scale(said)
        else:
            code, _, part = key.partition("|")
            up, down = ([np.nan if each is None or each[at] is None else each[at] for each in said] for at in (0, 1))
            numbers[code, part] = Numbers(np.array(up, float), np.array(down, float))
    inside = [each for facts in known for each in facts.get("школы", [])]
    here = [at for at, facts in enumerate(known) for _ in facts.get("школы", [])]
    of_schools = objects(*inside) if inside else None
    return Objects(size, numbers, scales, flags, dates, of_schools, np.array(here, np.intp) if inside else None)


def scale(percents: list[float | None], zone: list[int] | None = None) -> Scale:
    """Per cent of 100 on the scale 60 and 81, whose zones are rounded by hand here."""
    size = len(percents)
    rounded = [-1 if p is None else 0 if p < 60.5 else 1 if p < 80.5 else 2 for p in percents]
    return Scale(
        np.array(rounded if zone is None else zone, np.int8),
        np.array([np.nan if p is None else p for p in percents], float),
        np.full(size, 100.0),
        100,
        np.tile([60.0, 81.0], (size, 1)),
        np.tile([60.5, 80.5], (size, 1)),
        ["рабочий порог"] * size,
    )


def fired(level: str, *known: Facts) -> list[Firing]:
    return list(firings(objects(*known), level, packaged()))


@lru_cache
def all_cases(level: str) -> list[tuple[Case, dict[str, Firing]]]:
    """Every case of a level with what fires there, evaluated together."""
    cases = [case for case in CASES if case[1] == level]
    found: list[dict[str, Firing]] = [{} for _ in cases]
    for each in fired(level, *(known for _, _, known, _ in cases)):
        found[each.at][each.recommendation.code] = each
    return list(zip(cases, found, strict=True))


LEVELS = (OF_SCHOOL, OF_MUNICIPALITY, OF_HEAD)


@pytest.mark.parametrize("code", [each.code for each in packaged().recommendations])
def test_it_fires_where_it_should_and_nowhere_else(code: str):
    cases = [case for case in CASES if case[0] == code]
    levels = packaged().recommendation(code).levels
    assert {level for _, level, _, fires in cases if fires} == set(levels), "every level has a case"
    assert {level for _, level, _, fires in cases if not fires} == set(levels)
    for of_level in levels:
        for (of, level, known, fires), found in all_cases(of_level):
            assert of != code or (code in found) is fires, (level, known)


@pytest.mark.parametrize("code", [each.code for each in packaged().recommendations])
def test_every_leaf_of_the_condition_has_a_case(code: str):
    names = {"group": "группа", "level": "уровень"}
    said = {
        key.partition("|")[0]
        for of, _, known, _ in CASES
        if of == code
        for facts in (known, *known.get("школы", []))
        for key in facts
    }
    for leaf in leaves(packaged().recommendation(code).when):
        about = f"критерий {leaf.criterion_zone}" if leaf.criterion_zone else names.get(leaf.subject, leaf.about)
        assert about in said, about


@pytest.mark.parametrize("level", [OF_SCHOOL, OF_MUNICIPALITY, OF_HEAD])
def test_nothing_fires_on_missing_data(level: str):
    assert fired(level, {}) == []
    assert fired(level, {"школы": [{}, {}]}) == []
    nothing = {key: None for _, of, known, _ in CASES if of == level for key in known if key != "школы"}
    assert fired(level, nothing) == []


def test_only_the_request_for_data_asks_for_what_is_missing():
    [found] = fired(OF_SCHOOL, {"Э-ПОЛН": (0, 10)})
    assert found.recommendation.code == "ДП-01"
    assert found.trace[0]["value"] == 0


def test_what_hangs_on_the_group_is_what_another_group_takes_away():
    """Against firing anew with each next group: all pairs of facts known of a school with a group."""
    school = [(code, known) for code, of, known, _ in CASES if of == OF_SCHOOL]
    together = {}
    for code in {code for code, known in school if "группа" in known}:
        own = [known for of, known in school if of == code]
        for one, other in itertools.product(own, own):
            facts = one | other
            if "группа" in facts:
                together[code, json.dumps(facts, sort_keys=True)] = facts
    asked = [(code, facts | {"группа": group}) for (code, _), facts in together.items() for group in (1, 2, 3)]
    fires = {(asked[each.at][0], each.at): each for each in fired(OF_SCHOOL, *(facts for _, facts in asked))
             if each.recommendation.code == asked[each.at][0]}  # fmt: skip
    seen = set()
    for at, (code, facts) in enumerate(asked):
        if (code, at) in fires:
            nearest = [at + step for step in (-1, 1) if 1 <= facts["группа"] + step <= 3]
            stays = all((code, other) in fires for other in nearest)
            hangs = hangs_on_group(packaged().recommendation(code).when, fires[code, at].trace)
            assert hangs is not stays, (code, facts)
            seen.add(hangs)
    assert seen == {True, False}


def test_all_of_a_group_and_something_else_hangs_on_the_group():
    group, vacancy = {"group": "Э-ГР", "equals": 3}, {"indicator": "КД-ВАК", "above": 0}
    trace = [{"group": "Э-ГР", "zone": 3}, {"indicator": "КД-ВАК"}]
    for joined, hangs in (("all", True), ("any", False)):
        assert hangs_on_group(Tree.model_validate({joined: [group, vacancy]}), trace) is hangs
    assert not hangs_on_group(Tree.model_validate({"any": [group, vacancy]}), trace[1:])


def test_objects_do_not_depend_on_each_other_and_twice_is_the_same():
    for level in (OF_SCHOOL, OF_MUNICIPALITY, OF_HEAD):
        known = [facts for _, of, facts, _ in CASES if of == level]
        together = fired(level, *known)
        assert together == fired(level, *known)
        for at, facts in list(enumerate(known))[::12]:
            alone = [each._replace(at=at) for each in fired(level, facts)]
            assert json.dumps([each.trace for each in alone]) == json.dumps([e.trace for e in together if e.at == at])


def test_every_firing_has_a_whole_trace():
    needed = {"part", "numerator", "denominator", "value", "threshold", "threshold_name", "threshold_origin",
              "relation", "needed_change"}  # fmt: skip
    for _, firings_of_case in (each for level in LEVELS for each in all_cases(level)):
        for found in firings_of_case.values():
            assert found.trace
            for entry in found.trace:
                assert needed <= entry.keys(), entry
                assert entry["threshold_origin"], entry


def test_the_needed_change_of_people_takes_out_and_one_less_does_not():
    for level in LEVELS:
        changed, expected = [], []
        for (code, _, known, fires), found in all_cases(level):
            needed = found[code].trace[0].get("needed_numerator") if fires and len(known) == 1 else None
            if needed is None:
                continue
            [(indicator, (up, down))] = known.items()
            for change, still in ((needed, False), (needed - (1 if needed > 0 else -1), True)):
                changed.append({indicator: (up + change, down)})
                expected.append((code, still))
        codes = [set() for _ in changed]
        for each in fired(level, *changed):
            codes[each.at].add(each.recommendation.code)
        for (code, still), there, known in zip(expected, codes, changed, strict=True):
            assert (code in there) is still, (code, level, known)


def test_a_value_near_the_threshold_is_borderline():
    def near_threshold(known: Facts, code: str) -> bool:
        [found] = [each for each in fired(OF_SCHOOL, known) if each.recommendation.code == code]
        return found.borderline

    assert near_threshold({"К-ОХВ-П": (78, 100)}, "АР-27")
    assert not near_threshold({"К-ОХВ-П": (779, 1000)}, "АР-27")
    # On the scale of whole per cents the verdict turns at 60.5.
    assert near_threshold({"критерий 3": 58.5}, "АР-45")
    assert not near_threshold({"критерий 3": 58.4}, "АР-45")
    # One reason that is firm is enough.
    assert not near_threshold({"критерий 9": 40, "ПР-КОНК": (9, 100)}, "АР-35")
    assert near_threshold({"критерий 9": 59, "ПР-КОНК": (9, 100)}, "АР-35")
    # Everybody or nobody has nothing near it.
    assert not near_threshold({"Н-ОХВ": (99, 100)}, "АР-23")


def test_a_group_by_an_act_has_no_distance_and_names_the_act():
    known = objects({"группа": 3})
    act = Scale(**{**vars(known.scales["group"]), "said": ["приказ № 1"]})
    found = list(firings(Objects(1, scales={"group": act}), OF_SCHOOL, packaged()))
    [support] = [each for each in found if each.recommendation.code == "АР-50"]
    assert (support.distance, support.borderline, support.zone) == (None, False, "low")
    assert support.trace[0]["threshold_origin"] == "приказ № 1"


def test_unknown_joined_with_known():
    """Three values: what is unknown neither fires, nor stops a firing, nor hides a true one."""
    rules, none = packaged(), objects({})
    true = {"indicator": "КД-ВАК", "above": 0}
    false, unknown = {"indicator": "КД-ВАК", "above": 5}, {"indicator": "КД-60", "above": 25}
    here = objects({"КД-ВАК": ONE})
    for tree, expected in (
        ({"any": [false, unknown]}, UNKNOWN), ({"any": [true, unknown]}, TRUE), ({"any": [false, false]}, FALSE),
        ({"all": [true, unknown]}, UNKNOWN), ({"all": [false, unknown]}, FALSE), ({"all": [true, true]}, TRUE),
        ({"not": unknown}, UNKNOWN), ({"not": true}, FALSE), ({"not": false}, TRUE),
        ({"unless": unknown}, TRUE), ({"unless": true}, FALSE), ({"unless": false}, TRUE),
        ({"any_school": true}, UNKNOWN),
    ):  # fmt: skip
        assert seen(Tree.model_validate(tree), here, rules).truth.tolist() == [expected], tree
    assert seen(Leaf.model_validate(true), none, rules).truth.tolist() == [UNKNOWN]
    some = objects({"школы": [{"КД-ВАК": NONE}, {}]})
    assert seen(Tree.model_validate({"any_school": true}), some, rules).truth.tolist() == [UNKNOWN]
    all_known = objects({"школы": [{"КД-ВАК": NONE}, {"КД-ВАК": NONE}]})
    assert seen(Tree.model_validate({"any_school": true}), all_known, rules).truth.tolist() == [FALSE]


SOURCES = {
    "С1": "СВ-01 СВ-02 СВ-03 СВ-04 СВ-04.1 СВ-04.2 СВ-04.3 СВ-04.4 СВ-05 СВ-06.1 СВ-06.2 СВ-06.3 СВ-06.4 СВ-06.5",
    "С2": "ТМ-00 ТМ-00М ТМ-3.1 ТМ-3.2 ТМ-3.3 ТМ-5.1 ТМ-5.2 ТМ-5.3 ТМ-5.4 ТМ-9.1 ТМ-9.2 ТМ-9.3 ТМ-9.4 ТМ-9.5 ТМ-9.6 "
    "ТМ-10.1 ТМ-10.2 ТМ-О1 ТМ-О2 ТМ-О3",
    "С3": "БД-1.1 БД-2.1 БД-2.2 БД-3.1 БД-3.1а БД-3.1б БД-3.1в БД-3.1г БД-3.2 БД-3.3 БД-3.4 БД-3.5 БД-3.6а БД-3.6б "
    "БД-3.6в БД-3.6г БД-3.6д БД-4.1 БД-4.2 БД-4.3а БД-4.3б БД-5.1 БД-5.2а БД-5.2б БД-5.3а БД-5.3б",
    "С4": "КР-П1 КР-П2 КР-П3 КР-П4 КР-П6 КР-П7 КР-П8 КР-П9 КР-П10 КР-П11 КР-П12 КР-Р1 КР-Р2 КР-Р3 КР-Р4 КР-Р5 КР-Р7 "
    "КР-Р8 КР-Р10 КР-Р11 КР-Р12 КР-Р13 КР-М3 КР-М4 КР-М5 КР-Н1 КР-Н2 КР-Н3 КР-Н4 КР-Н5 КР-Н6 КР-К КР-У1 КР-У2 КР-У3 "
    "КР-У4 КР-У5",
    "С5": "ПТ-0.1 ПТ-0.2 ПТ-0.3 ПТ-0.4 ПТ-0.5 ПТ-0.6 ПТ-1.1 ПТ-1.2 ПТ-2.1 ПТ-2.2 ПТ-3.1 ПТ-3.2 ПТ-3.3 ПТ-3.4 ПТ-Ц1 "
    "ПТ-Ц2 ПТ-Ц3 ПТ-Ц4 ПТ-Ц5 ПТ-Ц6 ПТ-Ц7 ПТ-Ц8 ПТ-Ц9 ПТ-Ц10 ПТ-Ц11 ПТ-Ц12",
}
"""Every recommendation of the five documents."""


@pytest.mark.parametrize("document", SOURCES)
def test_every_entry_of_the_sources_is_covered_or_it_is_said_why_not(document: str):
    rules = packaged()
    entries = {entry.code: entry for entry in rules.sources if entry.document == document}
    assert set(entries) == set(SOURCES[document].split())
    covered = {code for each in rules.recommendations for code in each.sources}
    assert {code for code in entries if code not in covered} == ({"КР-У2"} if document == "С4" else set())
    assert all(entries[code].not_automatable for code in entries.keys() - covered)


CATALOGUE = Path(__file__).parents[3] / "shared" / "domain" / "catalogue.json"


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the subject's catalogue is not beside the repository")
def test_the_catalogue_of_the_subject_has_the_same_entries():
    subject = json.loads(CATALOGUE.read_text("utf-8"))
    for document, entries in subject["source_recommendations"].items():
        assert [entry["id"] for entry in entries] == SOURCES[document].split()
    ours_of_all = sorted(each.code for each in packaged().recommendations)
    assert sorted(each["code"] for each in subject["recommendations"]) == ours_of_all
    for each in subject["recommendations"]:
        ours = packaged().recommendation(each["code"])
        assert set(ours.sources) == (set() if ours.is_proposal else set(each["sources"].split(", ")))
        assert str(ours.priority) == each["priority"]


def test_criteria_of_which_the_sources_say_nothing_ask_for_a_decision():
    proposal = packaged().recommendation("ДП-03")
    assert {leaf.criterion_zone for leaf in leaves(proposal.when)} == {1, 2, 4, 6, 8}
    of_sources = {
        leaf.criterion_zone for each in packaged().recommendations if not each.is_proposal for leaf in leaves(each.when)
    }
    assert of_sources - {None} == {3, 5, 7, 9, 10}


def test_flags_of_conditions_are_columns_of_sheets():
    headings = {f"{sheet.name}.{column.heading}" for sheet in SHEETS for column in sheet.columns}
    flags = {leaf.flag for each in packaged().recommendations for leaf in leaves(each.when) if leaf.flag}
    assert flags
    assert flags <= headings


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("cycle.yaml", "priority: 2", "priority: 9", ["cycle.yaml", "АР-01", "priority"]),
        ("cycle.yaml", "is: set", "below: 3", ["cycle.yaml", "АР-01", "when"]),
        ("cycle.yaml", "kind: days, days: 30", "kind: days", ["cycle.yaml", "АР-01", "deadline"]),
        ("support.yaml", "equals: 3", "equals: 4", ["support.yaml", "АР-50", "when"]),
        ("staffing.yaml", "above: age60_amber", "above: age61", ["АР-16", "when", "age61"]),
        ("staffing.yaml", "indicator: КД-НАГР", "indicator: КД-НЕТ", ["АР-19", "when", "КД-НЕТ"]),
        ("staffing.yaml", "sources: [БД-4.2]", "sources: [БД-9]", ["АР-19", "sources", "БД-9"]),
        ("staffing.yaml", "sources: [БД-4.2]", "sources: []", ["staffing.yaml", "АР-19"]),
        ("cycle.yaml", "sources: [БД-2.2]", "sources: [БД-2.1]", ["БД-2.2"]),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, file: str, old: str, new: str, said: list[str]):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    path = folder / "recommendations" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(MethodologyError) as caught:
        read_methodology(folder)
    for word in said:
        assert word in str(caught.value)


def test_the_version_changes_with_a_recommendation():
    changed = packaged().model_copy(update={"recommendations": packaged().recommendations[1:]})
    assert Methodology.model_validate_json(packaged().to_json()).hash == packaged().hash
    assert json.loads(changed.to_json()) != json.loads(packaged().to_json())


def test_a_leaf_says_one_thing():
    for wrong in ({"indicator": "КД-ВАК"}, {"indicator": "КД-ВАК", "above": 0, "below": 3}, {"below": 3},
                  {"flag": "Лист.Столбец", "equals": "может быть"}):  # fmt: skip
        with pytest.raises(ValidationError):
            Leaf.model_validate(wrong)


def rule(**fields: Any) -> DeadlineRule:
    return DeadlineRule.model_validate(fields)


def test_deadlines():
    twentieth = rule(kind="date", day=20, month=10)
    published = date(2025, 10, 2)
    assert deadline(twentieth, date(2025, 10, 19), None) == ("дата", date(2025, 10, 20), None)
    assert deadline(twentieth, date(2025, 10, 20), None).day == date(2026, 10, 20)
    assert deadline(rule(kind="days", days=30, **{"from": "decision"}), published, None).day == date(2025, 11, 1)
    of_results = rule(kind="days", days=30, **{"from": "cycle.published"})
    assert deadline(of_results, date(2025, 10, 31), published).day == date(2025, 11, 1)
    assert deadline(of_results, None, published).day == date(2025, 11, 1)
    assert deadline(of_results, None, None).day is None
    # Over by the day of the decision, or never published: counted from the decision.
    assert deadline(of_results, date(2025, 11, 1), published).day == date(2025, 12, 1)
    assert deadline(of_results, date(2026, 1, 1), None).day == date(2026, 1, 31)
    working = rule(kind="days", days=10, working=True, **{"from": "decision"})
    assert deadline(working, date(2025, 10, 3), None).day == date(2025, 10, 17)
    assert after_working_days(date(2025, 10, 4), 1) == date(2025, 10, 6)
    assert deadline(rule(kind="permanent", control="квартал"), published, None) == ("постоянно", None, "квартал")
    assert deadline(rule(kind="none"), published, None) == ("не установлен", None, None)
    assert deadline(rule(kind="period"), published, None) == ("период", None, None)


def test_the_school_year_is_the_next_one_when_little_is_left():
    assert end_of_school_year(date(2025, 9, 1)) == date(2026, 8, 31)
    assert end_of_school_year(date(2026, 6, 2)) == date(2026, 8, 31)
    assert end_of_school_year(date(2026, 6, 3)) == date(2027, 8, 31)
    assert end_of_school_year(date(2026, 8, 31)) == date(2027, 8, 31)


def test_deadlines_in_words():
    assert deadline_words(rule(kind="date", day=20, month=10), date(2025, 10, 20)) == "до 20.10.2025"
    assert deadline_words(rule(kind="days", days=1, **{"from": "decision"}), None) == "1 день со дня решения"
    working = rule(kind="days", days=10, working=True, **{"from": "decision"})
    assert deadline_words(working, None) == "10 рабочих дней со дня решения"
    assert deadline_words(rule(kind="permanent", control="год"), None) == "постоянно, контроль раз в год"
    assert deadline_words(rule(kind="school_year"), None) == "учебный год решения"
