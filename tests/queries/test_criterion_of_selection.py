"""A criterion over all selected schools: worked by hand, on both engines."""

from __future__ import annotations

from sqlalchemy import Engine

from data.database import reading
from queries.criteria import criterion_of_selection
from queries.scope import Scope
from tests import factories as make
from tests.stored import load


def test_sums_over_municipalities_not_means_of_shares(engine: Engine) -> None:
    load(engine, make.workbook(
        municipalities=[make.municipality("01"), make.municipality("02")],
        schools=[make.school("1", "01"), make.school("2", "01"), make.school("3", "02")],
        criteria=[make.criterion(1), make.criterion(2, max_score=20.0)],
        scores=[
            *make.scores(10, 4, school_id="1", municipality_id="01"),
            *make.scores(4, None, school_id="2", municipality_id="01"),
            *make.scores(1, 8, school_id="3", municipality_id="02"),
        ],
    ))  # fmt: skip
    with reading(engine) as connection:
        everything = criterion_of_selection(connection, Scope()).to_dict("records")
        one = criterion_of_selection(connection, Scope(municipalities=("02",))).to_dict("records")
    assert everything == [
        {"criterion": 2, "numerator": 12, "denominator": 40, "schools_with_data": 2, "value_pct": 30},
        {"criterion": 1, "numerator": 15, "denominator": 30, "schools_with_data": 3, "value_pct": 50},
    ]
    assert [(row["criterion"], row["value_pct"]) for row in one] == [(1, 10), (2, 40)]


def test_empty_without_scores(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()]))
    with reading(engine) as connection:
        assert criterion_of_selection(connection, Scope()).empty
