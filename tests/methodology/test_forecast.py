"""The staffing forecast: arithmetic worked by hand, what is learned from cycles, ranges, the back-test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from methodology.forecast import (
    FOUR_BANDS,
    TEN_BANDS,
    Bands,
    Rates,
    Spread,
    Units,
    bounds_of,
    by_arithmetic,
    own_factors,
    simulated,
)
from methodology.forecast_rates import (
    ASSUMED,
    back_test,
    graduates_due,
    history_of,
    learned,
    summed,
    units_of,
    yearly_retirement,
)
from methodology.forecast_tables import (
    ASSUMPTIONS,
    assumptions,
    by_municipality,
    by_subject,
    by_year,
    cycle_after,
    replayed,
    summed_up,
)
from tests.forecast_region import made_up_region

NO_SPREAD = Spread(between=0.01, within=0.0, yearly=0.0, freedom=4.0, known=0.0)
RATES = Rates(
    retiring=0.2, turnover=0.1, young=0.05, experienced=0.03, graduates=0.5, hours=0.1,
    retiring_sd=0.0, graduates_weight=10.0, hours_own=0.0, hours_common=0.0, hours_known=0.0,
    leaving_spread=NO_SPREAD, coming_spread=NO_SPREAD,
)  # fmt: skip
TWO_YEARS = Bands((0.1, 0.1, 0.1, 0.0), middle=1, old=1)


def units(*teachers: float, vacant: float = 5, graduates: tuple[float, ...] = (2, 0, 0, 0, 0), **seen: float) -> Units:
    flows = {name: np.array([float(seen.get(name, 0))]) for name in ("left", "left_expected", "came", "came_expected")}
    return Units(
        teachers=np.array([teachers], float),
        vacant=np.array([float(vacant)]),
        graduates=np.array([graduates], float),
        municipalities=np.ones(1),
        **flows,
    )


def row(cycle: str = "2024/25", code: str = "01", **changes: Any) -> dict[str, Any]:
    """A municipality of 100 teachers: 20, 40, 25 and 15 by age; 8 of 100 left, 5 young and 3 experienced came."""
    return {
        "cycle": cycle, "municipality_id": code, "schools": 4, "schools_with_data": 4,
        "teachers": 100, "teachers_under_35": 20, "teachers_50_59": 25, "middle_told": 65, "teachers_60_plus": 15,
        "flow_schools": 4, "flow_start": 100, "departed": 8, "young": 5, "experienced": 3,
        "contract_schools": 4, "contracts": 5, "graduates": 3, "graduates_hired": 1,
        "vacant": 4.0, "hours": 2000.0, "hours_schools": 4, **changes,
    }  # fmt: skip


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def test_two_years_by_hand() -> None:
    """Of 50, 30, 10, 10 teachers: 5, 3, 1 and 2 leave; a tenth of those who stay moves up; 5 + 1 and 3 come."""
    steps = by_arithmetic(units(50, 30, 10, 10), RATES, TWO_YEARS, 2)
    # 45 − 4,5 + 6 = 46,5; 27 − 2,7 + 4,5 + 3 = 31,8; 9 − 0,9 + 2,7 = 10,8; 8 + 0,9 = 8,9.
    assert steps.departed[0, 0] == pytest.approx(9)
    assert steps.retired[0] == pytest.approx([2, 0.2 * 8.9])
    assert steps.departed[0, 1] == pytest.approx(0.1 * (46.5 + 31.8 + 10.8))
    assert (steps.young[0, 0], steps.experienced[0, 0]) == pytest.approx((5, 3))
    assert steps.graduates[0] == pytest.approx([1, 0])
    assert steps.teachers[0] == pytest.approx([98, 98 - 8.91 - 1.78 + 8])
    assert steps.needed[0] == pytest.approx([115.5, 127.05])
    assert steps.unmet[0] == pytest.approx([17.5, 127.05 - 95.31])


def test_a_unit_leaves_between_the_common_rate_and_its_own() -> None:
    """Ten left where 5 were expected; a spread of 0.01 weighs as much as 100 people expected."""
    leaving, coming = own_factors(units(50, 30, 10, 10, left=10, left_expected=5), RATES)
    assert leaving == pytest.approx((100 + 10) / (100 + 5))
    assert coming == pytest.approx(1)


def test_the_middle_of_the_range_is_the_arithmetic() -> None:
    start = units(500, 300, 100, 100)
    steps = by_arithmetic(start, RATES)
    draws = simulated(start, RATES, (1, 2, 3, 4, 5), draws=4_000)
    assert draws.teachers.mean(axis=-1)[0] == pytest.approx(steps.teachers[0], rel=0.01)
    assert draws.needed.mean(axis=-1)[0] == pytest.approx(steps.needed[0])
    low, high = bounds_of(draws.unmet)
    assert (low < steps.unmet).all()
    assert (steps.unmet < high).all()


def test_the_same_seed_says_the_same_and_fewer_rows_don_t_change_it() -> None:
    start = units(20, 10, 5, 5)
    first, second = (simulated(start, RATES, (3,), draws=50).unmet for _ in range(2))
    assert (first == second).all()


def test_nobody_moves_beyond_the_last_band_and_all_bands_are_as_wide_as_their_name_says() -> None:
    for bands, count in ((FOUR_BANDS, 4), (TEN_BANDS, 10)):
        assert len(bands.up) == count
        assert bands.up[-1] == 0
    nobody_comes = replace(RATES, turnover=0.0, retiring=0.0, young=0.0, experienced=0.0, graduates=0.0)
    assert by_arithmetic(units(1, 2, 3, 4), nobody_comes).teachers[0] == pytest.approx([10] * 5)


def test_graduates_come_evenly_and_whole() -> None:
    due = graduates_due(np.array([4.0, 0.0]), np.array([7.0, 1.0]))
    assert due.tolist() == [[1, 1, 2, 1, 2], [0, 0, 0, 0, 1]]


def test_one_cycle_tells_flows_and_leaves_retirement_to_the_assumption() -> None:
    said = learned(history_of(frame(row())), 50)
    assert said.rates.retiring == pytest.approx(yearly_retirement(50)) == pytest.approx(0.2063, abs=1e-4)
    # 8 of 100 left, of them 15 × 0.2063 of 60 and more.
    assert said.rates.turnover == pytest.approx((8 - 15 * 0.2063) / 85, abs=1e-4)
    # Of five young people one had a contract.
    assert (said.rates.young, said.young_in_all, said.rates.experienced) == pytest.approx((0.04, 0.05, 0.03))
    assert said.counted == {"turnover", "young", "experienced"}
    assert said.rates.hours == 0


def test_two_cycles_show_who_retired_and_how_hours_changed() -> None:
    """Of 1,500, with 230 who turned 60 after 8 % left, 1,430 are there: 300 went, a fifth; hours grew by 2 %."""
    many = {"teachers": 10_000, "teachers_under_35": 2_000, "teachers_50_59": 2_500, "middle_told": 6_500}
    flows = {"flow_start": 10_000, "departed": 800}
    before = row("2023/24", teachers_60_plus=1_500, **many, **flows)
    after = row("2024/25", teachers_60_plus=1_430, hours=2040.0, **(many | {"middle_told": 6_570}), **flows)
    said = learned(history_of(frame(before, after)), 50)
    assert said.rates.retiring == pytest.approx(0.2, abs=0.002)
    assert said.rates.hours == pytest.approx(0.02)
    assert said.counted == {"turnover", "young", "experienced", "retiring", "hours"}
    # Other schools told: their number says nothing of those who left.
    assert "retiring" not in learned(history_of(frame(before, after | {"schools_with_data": 3})), 50).counted


def test_nothing_told_is_assumed_and_not_zero() -> None:
    nobody = dict.fromkeys(("flow_schools", "flow_start", "departed", "young", "experienced"), 0)
    said = learned(history_of(frame(row(**nobody, hours=0.0, hours_schools=0))), 50)
    assert said.counted == frozenset()
    assert (said.rates.turnover, said.rates.young) == (ASSUMED.turnover, ASSUMED.young)
    codes, start = units_of(history_of(frame(row(**nobody))), "2024/25", said)
    assert codes == ["01"]
    assert start.left.tolist() == [0]


def test_fifties_that_are_not_told_are_taken_as_elsewhere() -> None:
    """Elsewhere 26 of 65 are in their fifties; of 40 in the middle so are 16."""
    rows = frame(
        row(teachers_50_59=26),
        row(code="02", teachers=60, teachers_under_35=10, teachers_60_plus=10, teachers_50_59=0, middle_told=0),
    )
    history = history_of(rows)
    _, start = units_of(history, "2024/25", learned(history, 50))
    assert start.teachers[1].tolist() == [10, 24, 16, 10]


def test_a_municipality_without_teachers_or_cycle_is_no_unit() -> None:
    history = history_of(frame(row(), row(code="02", teachers=0, teachers_under_35=0), row("2023/24", code="03")))
    codes, start = units_of(history, "2024/25", learned(history, 50))
    assert (codes, len(start)) == (["01"], 1)
    assert units_of(history, "2030/31", learned(history, 50))[0] == []


def test_a_sum_differs_as_much_as_its_parts_do_on_the_average() -> None:
    history = history_of(frame(row(), row(code="02")))
    _, start = units_of(history, "2024/25", learned(history, 50))
    whole = summed(start)
    assert whole.teachers.tolist() == [[40, 80, 50, 30]]
    assert whole.municipalities.tolist() == [2]


def test_by_year_begins_with_what_was() -> None:
    rows = frame(row("2023/24", vacant=6.0), row())
    said = by_year(rows, rows, "2024/25", 50, ())
    assert said["cycle"].tolist() == ["2023/24", "2024/25", *[cycle_after("2024/25", year) for year in range(1, 6)]]
    assert said["unmet"].head(2).tolist() == [6, 4]
    assert said["low"].isna().tolist() == [True, True, *[False] * 5]
    assert cycle_after("2098/99", 1) == "2099/00"
    assert by_year(rows, rows[:0], "2024/25", 50, ()).empty


def test_what_is_said_of_assumptions_counts_for_the_selection() -> None:
    rows = frame(row(), row(code="02", departed=30))
    own = rows[rows["municipality_id"] == "02"]
    before = assumptions(rows, own, "2024/25", 50, ()).set_index("name")
    assert list(before.index) == list(ASSUMPTIONS)
    # It loses more than the others do, and so more is expected of it.
    assert (
        before["value"]["turnover"] > assumptions(rows, rows, "2024/25", 50, ()).set_index("name")["value"]["turnover"]
    )
    changes = (("hours", 0.0), ("retiring", 10.0), ("turnover", 5.0), ("yearly", 0.0), ("young", 0.0))
    after = assumptions(rows, own, "2024/25", 50, changes).set_index("name")
    assert (after["value"]["turnover"], after["origin"]["turnover"]) == (5, "ваше допущение")
    assert after["counted_value"]["turnover"] == before["value"]["turnover"]
    assert after["origin"]["experienced"] == "посчитано по циклам"
    assert after["origin"]["graduates"] == "рабочее допущение"
    first = by_year(rows, own, "2024/25", 50, changes).set_index("years").loc[1]
    assert first["retired"] == pytest.approx(1.5)
    assert first["departed"] == pytest.approx(0.05 * 85)
    assert first["needed"] == pytest.approx(104)
    assert first["young"] == 0


def test_rows_drawn_change_no_range() -> None:
    region = made_up_region(1, municipalities=20, cycles=2).history
    cycle = region["cycle"].max()
    everything = by_municipality(region, region, cycle, 50, (), 3)
    first = by_municipality(region, region, cycle, 50, (), 3, 10)
    assert everything["unmet"].is_monotonic_decreasing
    assert first["low"].notna().sum() == 15
    pd.testing.assert_frame_equal(everything.head(15), first.head(15))


def test_subjects_have_the_rates_of_the_selection() -> None:
    rows = frame(row())
    bands = {f"band_{number}": 2 for number in range(1, 11)}
    subjects = frame(
        {"subject": "физика", "teachers": 20, **bands, "vacant": 3.0, "schools": 2, "schools_with_data": 3},
        {
            "subject": "химия",
            "teachers": 0,
            **dict.fromkeys(bands, 0),
            "vacant": 0.0,
            "schools": 0,
            "schools_with_data": 3,
        },
    )
    [said] = by_subject(rows, rows, subjects, "2024/25", 50, (), 1).to_dict("records")
    assert (said["subject"], said["teachers"], said["sixties"], said["vacant"]) == ("физика", 20, 4, 3)
    assert said["left"] == pytest.approx(4 * 0.2063 + 16 * (8 - 15 * 0.2063) / 85, abs=1e-3)
    # Graduates with a contract are among the young here: five of a hundred come, and three with experience.
    assert said["came"] == pytest.approx(20 * 0.08)
    assert said["low"] < said["unmet"] < said["high"]


def test_the_last_cycle_is_forecast_by_what_was_known_then() -> None:
    region = made_up_region(3, municipalities=12, cycles=4).history
    history = history_of(region)
    said = back_test(history, 50, history.places)
    assert sorted(said["years"].unique()) == [1, 2, 3]
    assert len(said) == 36
    alone = back_test(history_of(region[region["cycle"] != region["cycle"].unique()[1]]), 50, history.places)
    of_first = [one[one["years"] == 3].reset_index(drop=True) for one in (said, alone)]
    pd.testing.assert_frame_equal(*of_first)
    last = region[region["cycle"] == region["cycle"].max()]
    assert said[said["years"] == 1]["actual"].tolist() == last["teachers"].tolist()
    assert said["inside"].tolist() == ((said["low"] <= said["actual"]) & (said["actual"] <= said["high"])).tolist()
    assert replayed(region, region["cycle"].min(), 50, history.places).empty


def test_places_where_other_schools_told_are_not_compared_and_errors_are_summed() -> None:
    rows = frame(
        row("2023/24"), row("2023/24", code="02"), row("2024/25", teachers=104), row(code="02", schools_with_data=3)
    )
    said = replayed(rows, "2024/25", 50, ["01", "02"])
    assert said["municipality_id"].tolist() == ["01"]
    [one] = summed_up(said).to_dict("records")
    assert (one["years"], one["cycle"], one["places"], one["actual"]) == (1, "2023/24", 1, 104)
    assert one["error_pct"] == pytest.approx(100 * (one["forecast"] / 104 - 1))
    assert one["mean_error_pct"] == pytest.approx(abs(one["error_pct"]))
    assert summed_up(said[:0]).empty
