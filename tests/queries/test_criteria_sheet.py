"""What the sheet «Критерии» settles, by hand: weights that differ, bounds of the sheet and of the methodology."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine

from components.rules_told import sentences
from data.database import reading
from methodology.catalogue import Methodology, packaged
from methodology.edits import Change, checked
from queries.criteria_sheet import BOUNDS, bounds_of_groups, weights_of_sheet
from queries.scope import Scope
from tests import factories as make
from tests.factories import CYCLE
from tests.queries.test_spots import columns
from tests.stored import load

ORDER = "приказ от 20.01.2025 № 34"


def region(engine: Engine) -> None:
    """Three municipalities: two of 55 and 85 by an order (weights 1 and 2), one of two pairs (weights 1 and 3)."""
    for place, weight, low in (("01", 2.0, 55.0), ("02", 2.0, 55.0), ("03", 3.0, 50.0)):
        one = {"basis": ORDER, "low_max_pct": 55.0, "high_min_pct": 85.0}
        criteria = [make.criterion(1, **one), make.criterion(2, **one | {"low_max_pct": low, "weight": weight})]
        scores = make.scores(7.0, 7.0, municipality_id=place)
        load(engine, make.workbook(schools=[make.school("001", place)], criteria=criteria, scores=scores))


def test_weights_and_bounds_by_hand(engine: Engine) -> None:
    region(engine)
    with reading(engine) as connection:
        weights, bounds = weights_of_sheet(connection, Scope()), bounds_of_groups(connection, Scope())
    assert columns(weights, *weights) == [(1, 1.0, 3, 3), (2, 2.0, 2, 3)]
    assert columns(bounds, *bounds) == [(55.0, 85.0, True, ORDER, 2), (60.0, 81.0, False, None, 1)]


def told(engine: Engine, rules: Methodology) -> str:
    with reading(engine) as connection:
        bounds = bounds_of_groups(connection, Scope())
    return " ".join(sentences(rules, bounds, f"цикла {CYCLE}")).replace("\xa0", " ").replace("\\", "")


def test_bounds_that_differ_are_told(engine: Engine) -> None:
    region(engine)
    words = told(engine, packaged())
    assert (
        f"границы разные: у 2 из 3 муниципалитетов — до 55 и от 85 (лист «Критерии», {ORDER}); у 1 из 3 "
        "муниципалитетов — до 60 и от 81 (методика)."
    ) in words
    assert "веса и максимумы — с листа «Критерии»." in words
    assert "где меняется вывод, не больше 2 п.п." in words


def test_one_pair_of_the_sheet_is_told_with_its_order(engine: Engine) -> None:
    one = {"basis": ORDER, "low_max_pct": 55.0, "high_min_pct": 85.0}
    criteria = [make.criterion(number, **one) for number in (1, 2)]
    load(engine, make.workbook(schools=[make.school()], criteria=criteria, scores=make.scores(7.0, 7.0)))
    words = told(engine, packaged())
    assert "До 55 включительно — группа 3, от 85 — группа 1" in words
    assert f"Границы взяты с листа «Критерии» цикла {CYCLE}, где у всех критериев одна пара порогов: {ORDER}." in words
    assert "Границы методики (60 и 81) действуют там, где лист одной пары не задаёт." in words
    assert "(55,5 и 84,5 %)" in words


def test_a_departments_own_rules_are_told() -> None:
    """Weights of its own, criterion 9 left out, bounds of its own with a document: nothing is said of the sheet's."""
    weights = [Change("criteria", str(n), "weight", None, 10.0 * (1 + n % 2)) for n in range(1, 11) if n != 9]
    draft = (
        *weights,
        Change("criteria", "9", "included", True, False),
        Change("rules", "", "own_group_bounds", False, True),
        Change("thresholds", "crit_low_max", "value", 60.0, 65.0),
        Change("thresholds", "crit_low_max", "origin", "рабочий порог, по аналогии со шкалой С4", "протокол № 3"),
    )
    rules = checked(packaged(), draft)
    words = " ".join(sentences(rules, pd.DataFrame(columns=list(BOUNDS)), f"цикла {CYCLE}")).replace("\xa0", " ")
    assert "веса задаёт методика (критерий — вес: 1 — 20; 2 — 10; " in words
    assert "максимумы — с листа «Критерии»; в итог не входит критерий 9." in words
    assert "До 65 включительно — группа 3, от 81 — группа 1" in words
    assert "Границы задаёт методика: они действуют, что бы ни стояло на листе «Критерии»." in words
    assert "65 — протокол № 3; 81 — рабочий порог, по аналогии со шкалой С4." in words
    assert "одна пара порогов" not in words
    assert "(65,5 и 80,5 %)" in words
