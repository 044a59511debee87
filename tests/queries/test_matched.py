"""Schools that got a recommendation beside similar ones, worked by hand on both engines; what the sentences say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.recommendation_acts import accept, reject
from data.sheets import STAFF
from queries.matched import (
    ALIKE,
    APART,
    DIVIDED,
    FEW,
    FEW_OTHERS,
    NO_VALUE,
    NOBODY,
    NOT_ALIKE,
    beside_similar,
    matched_statements,
    similar_pairs,
)
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.queries.test_execution import HERE, NEXT, POST, issued, staff
from tests.stored import load

STARTS = (70.0, 72.0, 74.0, 76.0, 78.0)
OWN, OTHERS = (5.0, 6.0, 4.0, 5.0, 5.0), (2.0, 1.0, 3.0, 2.0, 2.0)
"""Changes of schools that got it, and of those that did not, each with the starts above."""


def two_cycles(engine: Engine, before: dict[str, float], after: dict[str, float], told: str, **change: Any) -> None:
    """Schools alike in all but the named one; posts filled before and after; those told by АР-23."""
    schools = [make.school(code, **(change if code == "14" else {})) for code in before]
    for cycle, year, filled in ((make.CYCLE, 2025, before), (NEXT, 2026, after)):
        rows = [staff(code, value, year=year) for code, value in filled.items()]
        load(engine, make.workbook(cycle=cycle, cut_date=date(year, 5, 31), schools=schools, others={STAFF: rows}))
    accept(engine, [issued(code, before[code]) for code in told.split()], POST)


@pytest.fixture(name="region")
def region_of_fourteen(engine: Engine) -> Engine:
    """11–15 got it, 21–25 didn't; 31 got it and began far below, 32 got it and has no value any more."""
    before = {f"{side}{number}": start for side in (1, 2) for number, start in enumerate(STARTS, 1)}
    before |= {"31": 60.0, "32": 74.0}
    moves = {f"{side}{number}": move for side, said in ((1, OWN), (2, OTHERS)) for number, move in enumerate(said, 1)}
    after = {code: before[code] + move for code, move in moves.items()} | {"31": 90.0}
    two_cycles(engine, before, after, "11 12 13 14 15 31 32", pupils=None)
    # Rejected is not told, another code and another cycle are none of it.
    reject(engine, [issued("21", 70.0)], POST, "уже сделано")
    accept(engine, [issued("22", 72.0, "АР-24"), issued("23", 74.0, cycle=NEXT)], POST)
    return engine


def test_each_stands_beside_the_one_that_started_alike(region: Engine) -> None:
    with reading(region) as connection:
        rows = {row["code"]: row for row in records(beside_similar(connection, HERE, make.CYCLE))}
        frame = beside_similar(connection, HERE, make.CYCLE)
    row, other = rows["АР-23"], rows["АР-24"]
    # Starts of all twelve: standard deviation 5,2; a quarter of it is less than the 2 points between two starts.
    assert (row["told"], row["schools"], row["others"], row["alone"], row["without_value"]) == (7, 5, 5, 1, 1)
    assert (row["before"], row["after"]) == (pytest.approx(74), pytest.approx(79))
    assert (row["others_before"], row["others_after"]) == (pytest.approx(74), pytest.approx(76))
    assert row["difference"] == pytest.approx(3), "starts are the same: nothing to take out"
    assert row["expected"] == pytest.approx(76)
    assert row["verdict"] == APART
    assert row["difference_words"] == "+3,0\u00a0п.п."
    assert row["gap_words"] == "сравнить не с кем: у\u00a01 из\u00a07\u00a0школ; без значения в одном из циклов: 1"
    assert (other["told"], other["schools"], other["verdict"]) == (1, 1, FEW)
    assert other["before"] is None, "few"
    within = f"на +3,0\u00a0п.п. ({row['interval_words']})"
    assert matched_statements(frame) == [
        f"{row['label']}: изменение отличается от изменения у похожих школ {within}.",
        "Сопоставлено 5 из 7\u00a0школ, получивших рекомендацию.",
    ]


def test_pairs_say_who_stands_beside_whom_and_who_alone(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(similar_pairs(connection, HERE, make.CYCLE))
        of_one = records(similar_pairs(connection, HERE.in_school(SchoolKey("01", "13")), make.CYCLE))
        nothing = similar_pairs(connection, HERE, make.CYCLE, "АР-99. Чего нет")
    assert [(row["school_id"], row["other_school_id"], row["difference_words"]) for row in rows] == [
        ("11", "21", "почти не отличается"),
        ("12", "22", "почти не отличается"),
        ("13", "23", "почти не отличается"),
        ("14", "24", "почти не отличается"),
        ("15", "25", "почти не отличается"),
        ("31", None, NOT_ALIKE),
        ("32", None, NO_VALUE),
    ]
    assert rows[0]["distance"] == 0
    assert (rows[1]["start_words"], rows[1]["change_words"]) == ("72,0\u00a0%", "+6,0\u00a0п.п.")
    assert (rows[1]["other_start_words"], rows[1]["other_change_words"]) == ("72,0\u00a0%", "+1,0\u00a0п.п.")
    assert (rows[5]["change_words"], rows[6]["start"]) == ("+30,0\u00a0п.п.", None)
    # Those beside come from all schools, whatever is selected.
    assert [(row["school_id"], row["other_school_id"]) for row in of_one] == [("13", "23")]
    assert nothing.empty


def test_what_the_council_is_not_told(region: Engine) -> None:
    council = replace(HERE, showing="council")
    with reading(region) as connection:
        before = list(beside_similar(connection, council, make.CYCLE)["code"])
    # АР-15 is to directors: who got it is not published, whatever it hung on.
    accept(region, [issued(str(code), 70.0, "АР-15") for code in range(11, 16)], POST)
    with reading(region) as connection:
        assert "АР-15" in set(beside_similar(connection, HERE, make.CYCLE)["code"])
        assert list(beside_similar(connection, council, make.CYCLE)["code"]) == before
        assert similar_pairs(connection, council, make.CYCLE, "АР-15. Укомплектованность").empty


def test_without_a_cycle_before_or_anything_told_there_is_nothing(region: Engine) -> None:
    with reading(region) as connection:
        for previous in (None, NEXT, "2019/20"):
            assert beside_similar(connection, HERE, previous).empty
            assert similar_pairs(connection, HERE, previous).empty


@pytest.mark.parametrize(
    ("before", "told", "verdict"),
    [
        # A threshold between the two, nobody near it.
        ({**{str(n): 60.0 + n for n in range(6)}, **{str(n): 90.0 + n for n in range(6, 9)}}, range(6), NOBODY),
        # All that were told started at 70, all others at 71; two far away make the limit wide.
        ({**dict.fromkeys(map(str, range(6)), 70.0), **dict.fromkeys(map(str, range(6, 12)), 71.0), "98": 50.0,
          "99": 99.0}, range(6), DIVIDED),
        ({**dict.fromkeys(map(str, range(6)), 70.0), "7": 70.0}, range(6), FEW_OTHERS),
    ],
    ids=["nobody", "divided", "few_others"],
)  # fmt: skip
def test_why_there_is_no_comparison(engine: Engine, before: dict[str, float], told: range, verdict: str) -> None:
    two_cycles(engine, before, {code: value + len(code) for code, value in before.items()}, " ".join(map(str, told)))
    with reading(engine) as connection:
        frame = beside_similar(connection, HERE, make.CYCLE)
    (row,) = records(frame)
    assert (row["verdict"], row["difference"]) == (verdict, None)
    assert matched_statements(frame) == [f"{row['label']}: {verdict}."]


def said(*verdicts: str) -> list[str]:
    rows = [
        {
            "label": f"АР-{number}",
            "verdict": verdict,
            "difference_words": "+1,0",
            "interval_words": "от +0,5 до +1,5",
            "schools": 10,
            "told": 21,
        }
        for number, verdict in enumerate(verdicts)
    ]
    return matched_statements(pd.DataFrame(rows, columns=list(rows[0]) if rows else ["label", "verdict"]))


def test_sentences() -> None:
    assert said() == []
    assert said(FEW, NOBODY) == ["Сравнить пока нельзя ни по одной рекомендации из 2: почему — в таблице."]
    assert said(ALIKE, NOBODY) == [
        "АР-0: изменение неотличимо от изменения у похожих школ.",
        "Сопоставлено 10 из 21\u00a0школы, получивших рекомендацию.",
    ]
    many = said(ALIKE, APART, APART, APART, APART)
    assert many[0] == (
        "Изменение неотличимо от изменения у похожих школ: 1 из 5\u00a0рекомендаций, где есть с кем сравнить."
    )
    assert many[1] == "АР-1: изменение отличается от изменения у похожих школ на +1,0 (от +0,5 до +1,5)."
    assert many[-2:] == [
        "И ещё 1: в таблице.",
        "Сопоставлено 50 из 105\u00a0школ, получивших эти рекомендации (школа считается у каждой).",
    ]
    assert not any(word in " ".join(many) for word in ("благодаря", "из-за", "эффект", "помог"))


def test_whole_scope_is_not_needed(region: Engine) -> None:
    with reading(region) as connection:
        assert beside_similar(connection, Scope(), make.CYCLE).equals(beside_similar(connection, HERE, make.CYCLE))
