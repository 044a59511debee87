"""All indicators of a selection, one by school, their rows of workbooks: worked by hand, on both engines."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets import SCHOOLS
from methodology.catalogue import packaged
from queries.dictionaries import municipalities
from queries.indicator_tables import (
    indicator_by_school,
    indicator_labels,
    indicator_source_rows,
    indicators_in_words,
    indicators_of_selection,
)
from queries.scope import SchoolKey, Scope
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

CODE = "КО-ШНОР"
HERE = Scope(cycle=make.NEXT_CYCLE)


def flagged(school_id: str, said: bool | None, municipality_id: str = "01") -> make.Row:
    return make.school(school_id, municipality_id, low_results=said, low_results_year=2025 if said else None)


@pytest.fixture
def two_cycles(engine: Engine) -> Engine:
    """Four schools, of which three say whether they are on the list; in the cycle before two of four were."""
    for cycle, said in ((make.CYCLE, (True, True, False, False)), (make.NEXT_CYCLE, (True, False, False, None))):
        schools = [flagged(str(number), flag) for number, flag in enumerate(said, start=1)]
        load(engine, make.workbook(cycle=cycle, schools=schools), f"{cycle}.xlsx")
    return engine


def of(frame: pd.DataFrame, code: str = CODE) -> dict[str, object]:
    [row] = [row for row in records(frame) if row["code"] == code]
    return row


def test_sums_coverage_and_change(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        row = of(indicators_of_selection(connection, HERE, make.CYCLE))
    assert (row["numerator"], row["denominator"], row["schools_with_data"], row["schools"]) == (1, 3, 3, 4)
    assert (row["numerator_before"], row["denominator_before"], row["value_before"]) == (2, 4, 50)
    assert row["value"] == pytest.approx(100 / 3)
    assert row["change"] is None  # of three and of four schools


def test_an_indicator_without_data_is_there_and_says_so(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        row = of(indicators_in_words(connection, HERE), "КД-УКОМП")
    assert (row["numerator"], row["value"], row["zone"], row["schools_with_data"]) == (None, None, None, 0)
    assert (row["value_words"], row["zone_words"], row["change_words"]) == ("нет данных", "—", "—")
    assert row["sheet_words"] == "«Кадры_состав»"
    assert row["threshold_words"] == (
        "укомплектованность: выполняется: 98 (рабочий порог); укомплектованность: ниже — мера: 95 (рабочий порог)"
    )


def test_words(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        row = of(indicators_in_words(connection, HERE, make.CYCLE))
    assert (row["value_words"], row["before_words"], row["data_words"]) == ("1 из 3", "2 из 4", "3 из 4")
    assert row["change_words"] == "—"  # three and four schools: no per cent, no points
    assert row["block_words"] == "Контекст"


def test_order_is_that_of_the_catalogue_and_a_school_has_no_indicators_of_municipalities(two_cycles: Engine) -> None:
    school = HERE.in_school(SchoolKey("01", "1"))
    with reading(two_cycles) as connection:
        of_all = indicators_of_selection(connection, HERE)["code"].tolist()
        of_school = indicators_of_selection(connection, school)["code"].tolist()
    listed = [rule.code for rule in packaged().indicators]
    assert of_all == sorted(of_all, key=listed.index)
    assert "КД-ВАК-100" in of_all
    assert {code for code in of_all if "школа" not in packaged().indicator(code).level} == set(of_all) - set(of_school)
    can_be_opened = [code for code in of_all if packaged().indicator(code).grain == "школа"]
    assert set(of_school) <= set(can_be_opened)
    assert list(indicator_labels(one_school=True)) == [
        f"{code}. {packaged().indicator(code).name}" for code in can_be_opened
    ]


def test_by_school_with_those_that_said_nothing(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        frame = indicator_by_school(connection, HERE, CODE)
    assert [(row["school_id"], row["value"], row["value_words"]) for row in records(frame)] == [
        ("1", 100, "1 из 1"),
        ("2", 0, "0 из 1"),
        ("3", 0, "0 из 1"),
        ("4", None, "нет данных"),
    ]


def test_rows_of_the_workbook(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        frame = indicator_source_rows(connection, HERE.in_school(SchoolKey("01", "4")), CODE)
        nobody = indicator_source_rows(connection, HERE, CODE)
    [row] = records(frame)
    assert (row["sheet"], row["file_name"]) == (SCHOOLS.name, f"{make.NEXT_CYCLE}.xlsx")
    assert row["said"] == "ШНОР: пусто"
    assert len(nobody) == 0


def test_sums_are_those_of_the_schools(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        for scope in (HERE, Scope(cycle=make.CYCLE), HERE.in_school(SchoolKey("01", "2"))):
            for row in records(indicators_of_selection(connection, scope)):
                known = [
                    each
                    for each in records(indicator_by_school(connection, scope, str(row["code"])))
                    if each["numerator"] is not None
                ]
                assert row["schools_with_data"] == len(known), row["code"]
                assert (row["numerator"] or 0) == sum(each["numerator"] for each in known), row["code"]


def test_every_indicator_of_the_demonstration_is_the_sum_of_its_schools(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        shown = records(indicators_of_selection(connection, Scope()))
        for row in shown:
            rule = packaged().indicator(str(row["code"]))
            if rule.grain == "школа":
                schools = [
                    each
                    for each in records(indicator_by_school(connection, Scope(), rule.code))
                    if each["numerator"] is not None
                ]
                assert row["schools_with_data"] == len(schools) > 0, rule.code
                assert row["numerator"] == pytest.approx(sum(each["numerator"] for each in schools)), rule.code
    assert len({row["code"] for row in shown if row["numerator"] is not None}) == len(shown) > 50


def test_no_change_in_per_cent_of_fewer_than_ten(demonstration_engine: Engine) -> None:
    few, told = [], []
    with reading(demonstration_engine) as connection:
        place = str(municipalities(connection, Scope())["municipality_id"].iloc[0])
        for scope in (Scope(), Scope(municipalities=(place,))):
            for row in records(indicators_in_words(connection, scope, "2024/25")):
                if row["unit"] == "%":
                    enough = min(row["denominator"], row["denominator_before"]) >= 10
                    (told if enough else few).append(row)
    assert few
    for row in few:
        assert (row["change"], row["change_words"]) == (None, "—")
        assert "%" not in row["value_words"] or "%" not in row["before_words"]
    for row in told:
        assert row["change"] == pytest.approx(row["value"] - row["value_before"])


def test_unknown_indicator(two_cycles: Engine) -> None:
    with reading(two_cycles) as connection:
        for query in (indicator_by_school, indicator_source_rows):
            with pytest.raises(KeyError):
                query(connection, HERE, "НЕТ")
