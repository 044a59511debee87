"""Any indicator by municipality: worked by hand, and against a slow sum over the values in force. On both engines."""

from __future__ import annotations

import pytest

from data.database import reading
from data.sheets import STAFF
from queries.indicators import indicator_by_municipality, shares_with_data
from queries.scope import Scope
from tests import factories as make
from tests.stored import load

CODE = "КО-ШНОР"


def flagged(school_id: str, municipality_id: str, said: bool | None) -> make.Row:
    year = 2025 if said else None
    return make.school(school_id, municipality_id, low_results=said, low_results_year=year)


EVERYTHING = Scope()


def asked(engine, scope: Scope = EVERYTHING, code: str = CODE):
    with reading(engine) as connection:
        return indicator_by_municipality(connection, scope, code).to_dict("records")


def test_shares_of_municipalities_worst_first(engine):
    load(engine, make.workbook(
        municipalities=[make.municipality("01"), make.municipality("02"), make.municipality("03")],
        schools=[
            flagged("1", "01", True), flagged("2", "01", False), flagged("3", "01", None),
            flagged("4", "02", True),
            flagged("5", "03", None),
        ],
    ))  # fmt: skip
    rows = asked(engine)
    assert [
        (row["municipality_id"], row["numerator"], row["denominator"], row["schools_with_data"], row["schools"])
        for row in rows
    ] == [("02", 1, 1, 1, 1), ("01", 1, 2, 2, 3)]
    assert [row["value"] for row in rows] == [100, 50]
    assert [row["words"] for row in rows] == ["1 из 1", "1 из 2"]
    assert [row["enough"] for row in rows] == [True, False]


def test_per_cent_from_ten_on(engine):
    load(engine, make.workbook(schools=[flagged(str(n), "01", n < 3) for n in range(10)]))
    assert asked(engine)[0]["words"] == "3 из 10 (30\u00a0%)"


def test_filters_of_the_scope_count(engine):
    town = {**flagged("1", "01", True), "locality": "город"}
    load(engine, make.workbook(schools=[town, flagged("2", "01", False)]))
    assert asked(engine, Scope(localities=("город",)))[0]["denominator"] == 1


def test_as_of_an_earlier_load(engine):
    load(engine, make.workbook(schools=[flagged("1", "01", True)]))
    load(engine, make.workbook(schools=[flagged("1", "01", False)]))
    assert asked(engine)[0]["numerator"] == 0
    assert asked(engine, Scope(as_of=1))[0]["numerator"] == 1


def test_no_data_no_rows_and_no_such_indicator(engine):
    load(engine, make.workbook(schools=[make.school()]))
    assert asked(engine) == []
    with pytest.raises(KeyError):
        asked(engine, code="НЕТ")


def test_shares_are_offered_where_any_school_has_data(engine):
    staff = make.row(STAFF, rates=None, rates_filled=None)
    load(engine, make.workbook(schools=[flagged("001", "01", False)], others={STAFF: [staff]}))
    with reading(engine) as connection:
        here = shares_with_data(connection, EVERYTHING)
        before = shares_with_data(connection, Scope(cycle="2020/21"))
    codes = set(here["indicator"])
    assert {"КО-ШНОР", "КД-60", "КД-ТЕК"} <= codes
    assert codes.isdisjoint({"КО-ВПР", "КД-УКОМП"}), "of these no school says anything"
    assert codes.isdisjoint({"Э-К", "КД-ЦЕЛ", "КД-ЗАМЕЩ", "КД-ВАК-100", "КД-ВАК-ДЛИТ"}), "no shares, or not yet judged"
    assert before.empty
