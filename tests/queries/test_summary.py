"""The summary worked out by hand: figures, places, silence, changes since a load, sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.workbook import Workbook
from queries.changes import changes_since
from queries.effectiveness import transitions
from queries.findings import attention_points, findings_by_topic, three_findings
from queries.readable import criteria_in_words
from queries.scope import Scope
from queries.summary import (
    _direction,
    attention_by_municipality,
    key_figures,
    key_figures_in_words,
    silent_municipalities,
)
from tests.factories import CYCLE, NEXT_CYCLE, criterion, municipality, school, scores, workbook
from tests.queries.records import records
from tests.stored import load

NOW = Scope(cycle=NEXT_CYCLE)


def book(cycle: str, totals: dict[tuple[str, str], float | None], **changes: Any) -> Workbook:
    """Schools (municipality, school) with two equal scores of ten; None: no scores."""
    places = sorted({place for place, _ in totals})
    given: dict[str, Any] = {
        "municipalities": [municipality(place) for place in places],
        "schools": [school(code, place) for place, code in totals],
        "criteria": [criterion(1, cycle), criterion(2, cycle)],
    }
    rows = [
        row
        for (place, code), total in totals.items()
        if total is not None
        for row in scores(total, total, school_id=code, municipality_id=place, cycle=cycle)
    ]
    return workbook(cycle=cycle, scores=rows, **{**given, **changes})


BEFORE = {("01", "1"): 5.0, ("01", "2"): 7.0, ("02", "1"): 9.0, ("03", "1"): 9.0}
LATER = {("01", "1"): 5.0, ("01", "2"): 5.0, ("02", "1"): 9.0, ("02", "2"): None}


@pytest.fixture
def region(engine: Engine) -> Engine:
    """Two cycles: «01/2» falls to the low group, «02/2» sends nothing, «03» is silent."""
    load(engine, book(CYCLE, BEFORE), "1.xlsx")
    load(engine, book(NEXT_CYCLE, LATER), "2.xlsx")
    return engine


def test_key_figures_by_cycle(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(key_figures(connection, NOW, CYCLE))
    said = {
        (row["figure"], row["cycle"]): (row["numerator"], row["denominator"], row["schools_with_data"]) for row in rows
    }
    assert said["low", CYCLE] == (1, 4, 4)
    assert said["low", NEXT_CYCLE] == (2, 3, 3)
    assert said["fell", NEXT_CYCLE] == (1, 3, 3)
    assert ("fell", CYCLE) not in said
    assert said["completeness", NEXT_CYCLE] == (6, 8, 3)
    assert all(row["comparable"] for row in rows)


def test_a_cycle_with_other_criteria_is_not_compared(engine: Engine) -> None:
    load(engine, book(CYCLE, BEFORE, criteria=[criterion(1), criterion(2, weight=3.0)]), "1.xlsx")
    load(engine, book(NEXT_CYCLE, LATER), "2.xlsx")
    with reading(engine) as connection:
        said = {row["figure"]: row for row in records(key_figures_in_words(connection, NOW, CYCLE))}
    assert (said["low"]["words"], said["low"]["compared_with"], said["low"]["before_words"]) == ("2 из 3", None, None)
    assert (said["completeness"]["compared_with"], said["completeness"]["zone"]) == (CYCLE, "middle")


def test_what_needs_attention_by_municipality(region: Engine) -> None:
    with reading(region) as connection:
        first, second = records(attention_by_municipality(connection, NOW, CYCLE))
    assert (first["municipality_id"], first["low_words"], first["fell"], first["still_low"]) == ("01", "2 из 2", 1, 1)
    assert (first["low_criteria"], first["weakest"], first["weakest_pct"]) == (2, 1, 50.0)
    assert (second["low"], second["fell"], second["without_data"], second["low_criteria"]) == (0, 0, 1, 0)


def test_what_is_unknown_of_a_municipality_is_missing_not_zero(engine: Engine) -> None:
    load(engine, book(NEXT_CYCLE, {("01", "1"): 5.0, ("02", "1"): None}), "1.xlsx")
    with reading(engine) as connection:
        [silent] = [row for row in records(attention_by_municipality(connection, NOW, CYCLE)) if not row["with_group"]]
    assert [silent[name] for name in ("fell", "rose", "still_low", "low_criteria", "weakest")] == [None] * 5


def test_who_is_silent(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(silent_municipalities(connection, NOW, CYCLE))
    assert [(row["municipality_id"], row["schools"], row["without_data"], row["nothing"]) for row in rows] == [
        ("02", 2, 1, False),
        ("03", 0, 1, True),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"municipalities": [*map(municipality, ("01", "02")), municipality("03", successor_id="01")]},
        {"schools": [school("1", "03", in_cycle=False, excluded_reason="ремонт"), *(school(c, p) for p, c in LATER)]},
    ],
    ids=["succeeded", "excluded"],
)
def test_a_municipality_that_was_heard_of_is_not_silent(engine: Engine, said: dict[str, Any]) -> None:
    places = {"municipalities": [municipality(place) for place in ("01", "02", "03")]}
    load(engine, book(CYCLE, BEFORE), "1.xlsx")
    load(engine, book(NEXT_CYCLE, LATER, **{**places, **said}), "2.xlsx")
    with reading(engine) as connection:
        assert [row["municipality_id"] for row in records(silent_municipalities(connection, NOW, CYCLE))] == ["02"]


def test_what_changed_since_a_load(engine: Engine) -> None:
    load(engine, book(NEXT_CYCLE, {("01", "1"): 5.0, ("01", "2"): 7.0, ("01", "3"): 7.0}), "1.xlsx")
    load(engine, book(NEXT_CYCLE, {("01", "1"): 7.0, ("01", "2"): 7.5, ("01", "3"): 7.0}), "2.xlsx")
    load(engine, book(NEXT_CYCLE, {("02", "1"): 9.0}), "3.xlsx")
    with reading(engine) as connection:
        rows = records(changes_since(connection, NOW, 1))
        low = records(changes_since(connection, Scope(cycle=NEXT_CYCLE, groups=(3,)), 1))
    assert [(row["municipality_id"], row["school_id"], row["change"], row["total_change"]) for row in rows] == [
        ("01", "1", "group", 20.0),
        ("02", "1", "new", None),
        ("01", "2", "data", 5.0),
    ]
    # It was in the group that is filtered: it has left it, not the region.
    assert [(row["school_id"], row["change"], row["now_words"]) for row in low] == [("1", "group", "● средняя")]


def test_totals_by_other_criteria_have_no_difference(engine: Engine) -> None:
    one = {("01", "1"): 7.0}
    load(engine, book(NEXT_CYCLE, one), "1.xlsx")
    heavier = [criterion(1, NEXT_CYCLE, weight=3.0), criterion(2, NEXT_CYCLE, max_score=20.0)]
    load(engine, book(NEXT_CYCLE, one, criteria=heavier), "2.xlsx")
    with reading(engine) as connection:
        [row] = records(changes_since(connection, NOW, 1))
    assert (row["total_before"], row["total_now"], row["total_change"]) == (70.0, 61.25, None)


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        ((5.0, 5.0, 7.0), "№ 1 и № 2", "Слабее всего критерии «Критерий 1» и «Критерий 2»: по 50,0 % от максимума."),
        (
            (5.0, 5.0, 5.0),
            "№ 1, № 2 и ещё 1",
            "Слабее всего критерии «Критерий 1», «Критерий 2» и ещё 1: по 50,0 % от максимума.",
        ),
        ((5.0, 6.0, 7.0), "№ 1", "Слабее всего критерий «Критерий 1»: 50,0 % от максимума, низкая зона."),
    ],
)  # fmt: skip
def test_criteria_that_are_equally_weak_are_named_together(
    engine: Engine, given: tuple[float, ...], name: str, sentence: str
) -> None:
    criteria = [criterion(1 + n, NEXT_CYCLE) for n in range(len(given))]
    rows = scores(*given, school_id="1", municipality_id="01", cycle=NEXT_CYCLE)
    places, schools = [municipality("01")], [school("1", "01")]
    load(engine, workbook(cycle=NEXT_CYCLE, municipalities=places, schools=schools, criteria=criteria, scores=rows))
    with reading(engine) as connection:
        figures = key_figures_in_words(connection, NOW, None)
        [weakest] = [row for row in records(figures) if row["figure"] == "weakest"]
        attention = attention_by_municipality(connection, NOW, None)
        said = findings_by_topic(figures, attention, criteria_in_words(connection, NOW))
    assert weakest["name"].replace("\u00a0", " ") == f"Слабее всего: {name}"
    assert said["criteria"].replace("\u00a0", " ") == sentence
    named = sentence.removeprefix("Слабее всего к").partition(":")[0]
    assert weakest["meaning"].replace("\u00a0", " ") == f"К{named}: Σ баллов / Σ максимумов школ с данными."


def test_sentences(region: Engine) -> None:
    with reading(region) as connection:
        figures = key_figures_in_words(connection, NOW, CYCLE)
        places = attention_by_municipality(connection, NOW, CYCLE)
        said = three_findings(figures, places, criteria_in_words(connection, NOW))
        points = attention_points(places, transitions(connection, NOW, CYCLE), disagreeing=3, biased_high=1)
    assert [words.replace("\u00a0", " ") for words in said] == [
        "Низкая степень эффективности — у 2 из 3 школ с группой; в цикле 2024/25 — у 1 из 4. Такие школы есть в 1 из 2 "
        "муниципалитетов, больше всего — Округ 01 (2).",
        "Группу снизила 1 школа, никто не повысил — из 3 с группой в обоих циклах. Снизивших больше всего: "
        "Округ 01 (1).",
        "Слабее всего критерии «Критерий 1» и «Критерий 2»: по 63,3 % от максимума. Один из них самый низкий в 2 из 2 "
        "муниципалитетов.",
    ]
    assert [(point.text, point.count, point.leads) for point in points] == [
        ("Остаются в низкой степени с цикла сравнения", 1, True),
        ("Снизили группу: из средней в низкую", 1, True),
        ("Высокая степень при признаке необъективности ВПР", 1, True),
        ("Группа по акту не совпадает с расчётной", 3, False),
    ]


def test_of_which_municipalities_is_said_where_some_have_no_data(region: Engine) -> None:
    with reading(region) as connection:
        figures = key_figures_in_words(connection, NOW, CYCLE)
        places = attention_by_municipality(connection, NOW, CYCLE)
        criteria = criteria_in_words(connection, NOW)
    silent = places.tail(1).assign(municipality_id="03", with_group=0, low=0, weakest=pd.NA)
    said = three_findings(figures, pd.concat([places, silent]), criteria)
    assert "Такие школы есть в 1 из 2 муниципалитетов с данными" in said[0].replace("\u00a0", " ")
    assert "Один из них самый низкий в 2 из 2 муниципалитетов с данными." in said[2].replace("\u00a0", " ")


def test_where_no_school_is_low_it_says_so(region: Engine) -> None:
    with reading(region) as connection:
        figures = key_figures_in_words(connection, NOW, CYCLE)
        places = attention_by_municipality(connection, NOW, CYCLE).assign(low=0)
    figures.loc[figures["figure"] == "low", "numerator"] = 0
    said = three_findings(figures, places, pd.DataFrame({"criterion": [1, 2], "name": ["Критерий 1", "Критерий 2"]}))
    assert said[0].replace("\u00a0", " ") == (
        "Школ с низкой степенью эффективности нет, группа есть у 3 школ; в цикле 2024/25 — таких школ было 1 из 4."
    )


def test_municipalities_above_the_whole_are_named_with_their_schools() -> None:
    places = pd.DataFrame(
        [
            {"municipality_id": "01", "municipality_name": "Первый", "with_group": 21, "low": 9, "low_words": ""},
            {"municipality_id": "02", "municipality_name": "Второй", "with_group": 9, "low": 9, "low_words": ""},
            {"municipality_id": "03", "municipality_name": "Третий", "with_group": 100, "low": 1, "low_words": ""},
        ]
    )
    moves = pd.DataFrame({"group_before": [], "group_now": [], "schools": []})
    [point] = attention_points(places, moves, disagreeing=0, biased_high=0)
    assert point.text == "Первый: низкая степень — у 9 из 21 школы с группой (43\u00a0%)"
    assert (point.municipality_id, point.group, point.count) == ("01", "низкая", 9)


@pytest.mark.parametrize(
    ("figure", "now", "before", "direction"),
    # 16,5 is read as 17, and 17,5 as 18; what is read alike has not moved. A criterion is read in tenths.
    [
        ("low", 16.5, 17.0, "same"),
        ("low", 16.5, 16.4, "up"),
        ("low", 17.4, 17.5, "down"),
        ("low", 8.0, 8.0402, "same"),
        ("low", 100 / 3, 33.0, "same"),
        ("weakest", 64.5, 64.54, "same"),
        ("weakest", 64.5, 64.4, "up"),
        ("weakest", 64.45, 64.5, "same"),
    ],
)
def test_a_figure_moves_when_the_reader_sees_it_move(figure: str, now: float, before: float, direction: str) -> None:
    assert _direction(figure, now, before) == direction
