"""Stability and comparison worked by hand on a small region; what the sentences say. On both engines."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from data.database import reading
from queries.addressed import addressed_recommendations
from queries.comparison import beside_whom, comparable_indicators, comparison, not_compared
from queries.comparison_words import comparison_statements, not_compared_statement, profile_statement
from queries.profile import Strip, profile, profile_dots
from queries.readable import schools_in_words
from queries.recommendations import fired
from queries.scope import SchoolKey, Scope
from queries.selection import resolved
from queries.similar import similar_schools, similar_statements
from queries.stability import group_stability, groups_by_firmness, stability_of_school
from queries.stability_words import firmness_counts, firmness_statement, stability_statements
from tests import factories as make
from tests.queries.cases import TWINS
from tests.queries.records import records
from tests.stored import load

CODE = "КО-ШНОР"
HERE = Scope(cycle=make.CYCLE)
PLACES = (("01", "сельский", 12, 1), ("02", "сельский", 20, 2), ("03", "городской", 40, 4), ("04", "городской", 12, 11))
"""Municipality, its cluster, schools, of them with low results."""


@pytest.fixture(name="region")
def region_of_four(engine: Engine) -> Engine:
    """Three municipalities alike and one that is not; the fifth said too little; a stranger lies in another cycle."""
    schools = [
        make.school(str(number), place, low_results=number < low, low_results_year=2024 if number < low else None)
        for place, _, count, low in PLACES
        for number in range(count)
    ]
    schools += [make.school(str(number), "05", low_results=False if number else None) for number in range(3)]
    places = [make.municipality(place, cluster=cluster) for place, cluster, _, _ in PLACES]
    load(engine, make.workbook(municipalities=[*places, make.municipality("05", cluster=None)], schools=schools))
    next_cycle = make.workbook(
        cycle=make.NEXT_CYCLE,
        municipalities=[make.municipality("01", cluster="сельский")],
        schools=[make.school(str(number), "01", low_results=True, low_results_year=2025) for number in range(12)],
    )
    load(engine, next_cycle)
    return engine


def test_comparison_by_hand(region: Engine) -> None:
    with reading(region) as connection:
        rows = {row["municipality_id"]: row for row in records(comparison(connection, HERE, CODE))}
    # 05 has data of two schools of three, less than four fifths. 18 of 84 have the mark.
    assert list(rows) == ["04", "02", "03", "01"], "the largest first, since less is better; equal ones by name"
    odd, first = rows["04"], rows["01"]
    assert odd["common_pct"] == pytest.approx(100 * 18 / 84)
    assert (odd["words"], odd["interval_words"]) == ("11 из 12 (92\u00a0%)", "65–99\u00a0%")
    assert (odd["first_place"], odd["last_place"], odd["compared"]) == (4, 4, 4)
    assert odd["place_range_words"] == "место 4 из 4"
    assert (odd["stands_out"], odd["place"]) == ("above", "far_above")
    # Nobody else differs: places 1 to 3 are anybody's.
    assert {(rows[place]["first_place"], rows[place]["last_place"]) for place in ("01", "02", "03")} == {(1, 3)}
    assert [rows[place]["stands_out"] for place in ("01", "02", "03")] == [None] * 3
    assert first["value_pct"] < first["shrunken_pct"] < first["common_pct"]
    assert (first["before_words"], first["change"], first["data_words"]) == ("—", None, "12 из 12")


def test_who_is_left_out_is_named_with_the_reason(region: Engine) -> None:
    """05 has data of two schools of three; of literacy nobody has any."""
    with reading(region) as connection:
        few = not_compared(connection, HERE, CODE)
        silent = not_compared(connection, HERE, "КО-ВПР")
        of_cluster = not_compared(connection, HERE.in_municipality("01"), CODE)
        everywhere = not_compared(connection, HERE.in_municipality("01"), CODE, everywhere=True)
    assert [tuple(row.values()) for row in records(few)] == [
        ("05", few["municipality_name"][0], "few", "мало школ с данными", "2 из 3")
    ]
    assert records(everywhere) == records(few)
    assert of_cluster.empty
    assert not_compared_statement(of_cluster) == ""
    name = few["municipality_name"][0]
    assert not_compared_statement(few) == f"{name} (2 из 3) — мало школ с данными"
    assert silent["reason"].tolist() == ["silent"] * 5
    names = silent["municipality_name"].tolist()
    assert not_compared_statement(silent) == f"{', '.join(names)} — нет данных"
    assert not_compared_statement(silent, 2) == f"{names[0]}, {names[1]} и ещё 3 — нет данных"


def test_one_municipality_is_compared_with_its_cluster(region: Engine) -> None:
    alone = HERE.in_municipality("01")
    with reading(region) as connection:
        cluster = records(comparison(connection, alone, CODE))
        everywhere = records(comparison(connection, alone, CODE, everywhere=True))
        two = records(comparison(connection, Scope(make.CYCLE, municipalities=("01", "04")), CODE))
        of_cluster = records(comparison(connection, Scope(make.CYCLE, clusters=("городской",)), CODE))
        silent = comparison(connection, HERE.in_municipality("05"), CODE)
    assert [row["municipality_id"] for row in cluster] == ["02", "01"]
    assert cluster[0]["common_pct"] == pytest.approx(100 * 3 / 32)
    assert len(everywhere) == 4
    assert [row["municipality_id"] for row in two] == ["04", "01"]
    assert [row["municipality_id"] for row in of_cluster] == ["04", "03"]
    assert len(silent) == 4, "its cluster is not known: among all"


def test_the_cycle_before(region: Engine) -> None:
    now = Scope(cycle=make.NEXT_CYCLE)
    with reading(region) as connection:
        [row] = records(comparison(connection, now, CODE, make.CYCLE))
    assert (row["before_words"], row["words"]) == ("1 из 12 (8\u00a0%)", "12 из 12 (100\u00a0%)")
    assert row["change"] == pytest.approx(100 - 100 / 12)
    assert row["place_range_words"] == "место 1 из 1"


def test_what_can_be_compared(region: Engine) -> None:
    with reading(region) as connection:
        rows = records(comparable_indicators(connection, HERE))
        nothing = comparable_indicators(connection, Scope(cycle="2020/21"))
    assert rows[0] == {
        "indicator": CODE,
        "indicator_name": "Школы с низкими образовательными результатами",
        "label": f"{CODE}. Школы с низкими образовательными результатами",
    }
    assert not {"КД-УКОМП", "КД-ВАК-ДОЛЯ", "КД-СТ3"} & {row["indicator"] for row in rows}
    assert nothing.empty


def test_sentences(region: Engine) -> None:
    with reading(region) as connection:
        four = comparison(connection, HERE, CODE)
        own = comparison_statements(comparison(connection, HERE.in_municipality("01"), CODE), "01")
        alone = comparison_statements(comparison(connection, Scope(make.NEXT_CYCLE), CODE))
    said = comparison_statements(four)
    assert said[0] == "Общая доля — 21\u00a0% (4\u00a0муниципалитета)."
    assert "выше — " in said[1]
    assert "11 из 12 (92\u00a0%)" in said[1]
    assert said[1].endswith("У 3\u00a0муниципалитетов отличие не выделяется.")
    assert "1 из 12 (8\u00a0%), место 1–2 из 2." in own[1]
    assert own[2].startswith("Различия не выделяются")
    assert alone[-1] == "Сравнить не с чем: данные есть у одного муниципалитета."
    assert comparison_statements(four.head(0)) == []


def test_sentences_of_crossing_places() -> None:
    line = {"municipality_id": "1", "municipality_name": "А", "words": "1 из 2", "place_range_words": "место 1 из 2"}
    line |= {"stands_out": None, "common_pct": 50.0, "place": "inside", "first_place": 1, "last_place": 1}
    frame = pd.DataFrame([line, {**line, "municipality_id": "2", "first_place": 2, "last_place": 2}])
    assert "крайние места не перекрываются" in comparison_statements(frame)[1]
    wide = pd.DataFrame([{**line, "place": "below", "municipality_id": str(n)} for n in range(4)])
    assert comparison_statements(wide)[-1].startswith("Разброс шире случайного: за границами 95 % — 4 из 4")


def test_similar_schools_by_hand(hand_made_engine: Engine) -> None:
    """2025/26 of «01»: a village's «гимназия» and «ООШ», a town's «СОШ»; «02» has other criteria."""
    now = Scope(cycle=make.NEXT_CYCLE)
    with reading(hand_made_engine) as connection:
        frame = similar_schools(connection, now.in_school(SchoolKey("01", "002")))
        first = records(frame)[0]
        nobody = similar_schools(connection, now.in_school(TWINS[1]))
        nothing = similar_schools(connection, now)
    # Each differs in kind; the third also in its locality. 001 has 85 and 95 %, 002 has 60,5 in both.
    assert [row["school_id"] for row in records(frame)] == ["001", "003"]
    assert first["difference_words"] == "вид — гимназия"
    assert first["better"] == 2
    assert first["better_words"].startswith("2. ")
    assert first["better_words"].endswith("— 85\u00a0% (+25\u00a0п.п.)")
    assert (first["total_pct"], first["own_total_pct"]) == (pytest.approx(91), pytest.approx(60.5))
    assert records(frame)[1]["better"] == 0
    assert nobody.empty, "its criteria are others"
    assert nothing.empty
    said = similar_statements(frame)
    assert said == [
        "Итог школы — 60,50\u00a0%, медиана похожих школ — 75,65\u00a0%; ниже — у 1 из 2.",
        "У 1 из 2 какие-то критерии выше на 10\u00a0п.п. и больше: их опыт стоит изучить.",
    ]
    assert similar_statements(nothing) == []
    assert "ниже — ни у одной из них" in similar_statements(frame.assign(total_pct=99.0))[0]
    assert "нельзя" in similar_statements(frame.assign(own_total_pct=None))[0]
    assert "нет." in similar_statements(frame.assign(better=0))[1]


def test_stability_by_hand(hand_made_engine: Engine) -> None:
    """2025/26 of «01»: criteria 1 (of 10, weight 1) and 2 (of 20, weight 1,5); «02» has a group by an act."""
    now = Scope(cycle=make.NEXT_CYCLE)
    with reading(hand_made_engine) as connection:
        rows = {row["school_id"]: row for row in records(group_stability(connection, now))}
        groups = {row["group_number"]: row for row in records(groups_by_firmness(connection, now))}
        one = records(stability_of_school(connection, now.in_school(SchoolKey("01", "001"))))
        by_act = stability_of_school(connection, now.in_school(TWINS[1]))
        table = {
            (row["municipality_id"], row["school_id"]): row for row in records(schools_in_words(connection, now, None))
        }
    # 001: 85 and 95 %: high with either. 002: 60,5 and 60,5: middle with either. 003: 60 and 60,5: (60 + 1,5 · 60,5) /
    # 2,5 = 60,3, low; without the first 60,5, middle: one of two, and so it stands on the first.
    assert {code: (row["left_out_pct"], row["flips"]) for code, row in rows.items()} == {
        "001": (100, 0),
        "002": (100, 0),
        "003": (50, 1),
    }
    assert (rows["003"]["flip_criterion"], rows["003"]["flip_group"], rows["003"]["firmness"]) == (1, 2, "unstable")
    assert {row["missing_pct"] for row in rows.values()} == {None}
    assert {
        number: (row["schools"], row["firm"], row["unstable"], row["assigned"]) for number, row in groups.items()
    } == {
        3: (1, 0, 1, 0),
        2: (2, 1, 0, 1),
        1: (1, 1, 0, 0),
    }
    assert (one[0]["firmness_words"], one[0]["criterion_name"]) == ("устойчива", None)
    assert by_act.empty
    assert table["02", "001"]["firmness_words"] == "по акту"
    assert table["01", "003"]["flip_words"] == "без критерия 1 — ● средняя"


def test_profile_by_hand(region: Engine) -> None:
    """Of «КО-ШНОР» less is better: 1 of 12, 2 of 20, 4 of 40 and 11 of 12; of «КО-ВПР» nobody said anything."""
    with reading(region) as connection:
        [odd] = records(profile(connection, HERE.in_municipality("04"), CODE, everywhere=True))
        [own, silent] = records(profile(connection, HERE.in_municipality("01"), f"{CODE},КО-ВПР,{CODE}"))
        nobody = profile(connection, HERE, CODE)
        dots = records(profile_dots(connection, HERE.in_municipality("01"), CODE, everywhere=True))
        said = profile_statement(profile(connection, HERE.in_municipality("04"), CODE, everywhere=True), "Округ 04")
        none_said = profile_statement(nobody)
        with pytest.raises(ValueError, match="не сравниваются"):
            profile(connection, HERE, "КД-СТ3")
        with pytest.raises(ValueError, match="не сравниваются"):
            profile(connection, HERE, "нет")
    assert (odd["position"], odd["better"], odd["stands_out"]) == (0, 0, "above")
    assert (odd["low_pct"], odd["high_pct"]) == (pytest.approx(100 / 12), pytest.approx(1100 / 12))
    assert odd["median_pct"] == pytest.approx(10)
    assert odd["median_position"] == pytest.approx(100 * (11 / 12 - 0.1) / (10 / 12))
    assert (odd["range_words"], odd["data_words"]) == ("8–92\u00a0%", "4 из 5"), "the fifth said too little"
    assert (own["position"], own["better_words"], own["data_words"]) == (100, "лучше, чем у 1 из 1", "2 из 2")
    assert (silent["words"], silent["compared"], silent["position"], silent["better"]) == ("—", 0, None, None)
    assert silent["data_words"] == "0 из 2"
    assert (nobody["position"].isna().all(), nobody["better"].isna().all()) == (True, True)
    assert [(dot["municipality_id"], dot["own"]) for dot in dots] == [
        ("04", False), ("02", False), ("03", False), ("01", True),
    ]  # fmt: skip
    assert said == (
        "Округ 04: данные есть по 1 из 1 показателей; лучше медианы — 0, не дотягивают до неё — 1. Отличаются от общей "
        "доли больше, чем можно объяснить случаем: ШНОР. Не у всех муниципалитетов хватает данных по 1\u00a0показателю."
    )
    assert none_said.startswith("Выберите один муниципалитет")


def test_a_municipality_without_data_stands_beside_its_cluster(region: Engine) -> None:
    """Its cluster is known from its description, not from the data that it lacks."""
    with reading(region) as connection:
        silent = comparison(connection, HERE.in_municipality("01"), "КО-ВПР")
        of_cluster = beside_whom(connection, resolved(connection, HERE.in_municipality("01")), everywhere=False)
    assert silent.empty
    assert of_cluster.clusters == ("сельский",)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.booleans())
def test_positions_keep_the_order_and_the_ends(values: list[float], down: bool) -> None:
    scale = Strip(values, down=down)
    places = {value: scale.of(value) for value in values}
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places.values())
    best = min(values) if down else max(values)
    assert places[best] >= max(places.values()) - 1e-6
    for one in values:
        for other in values:
            if (one < other) is down and abs(one - other) > 1e-6:
                assert places[one] >= places[other] - 1e-6


def test_a_recommendation_that_hangs_on_a_group_says_how_firm_it_is(hand_made_engine: Engine) -> None:
    """01/003 stands in the low group on criterion 1 alone; 02/001 has its group by an act."""
    now = Scope(cycle=make.NEXT_CYCLE)
    with reading(hand_made_engine) as connection:
        rows = records(fired(connection, now))
        acted = records(addressed_recommendations(connection, now))
    of = {(row["municipality_id"], row["school_id"], row["code"]): row for row in rows}
    unstable = of["01", "003", "АР-50"]
    assert unstable["group_firmness"] == "unstable"
    assert unstable["group_firmness_words"] == "неустойчива (50\u00a0%), без критерия 1 — ● средняя"
    assert {row["group_firmness"] for key, row in of.items() if key[:2] == ("02", "001")} <= {None}
    assert {row["group_firmness"] for row in rows if "Группа эффективности" not in row["basis"]} <= {None}
    assert [row["group_firmness_words"] for row in acted] == [row["group_firmness_words"] for row in rows]


def test_how_many_groups_are_firm_in_words(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        groups = groups_by_firmness(connection, Scope(cycle=make.NEXT_CYCLE))
        one = stability_of_school(connection, Scope(cycle=make.NEXT_CYCLE).in_school(SchoolKey("01", "003")))
    said = firmness_statement(groups)
    assert said.startswith("Из 3 расчётных групп устойчивы 2, неустойчива 1: без одного критерия, ")
    assert said.endswith("до решения о такой школе нужна экспертная оценка.")
    assert firmness_counts(groups) == "Из 3 расчётных групп устойчивы 2, неустойчива 1."
    assert firmness_statement(groups.assign(unstable=0)) == "Из 2 расчётных групп устойчивы 2."
    assert firmness_statement(groups.head(0)) == ""
    first, second, third = stability_statements(one)
    assert first.startswith("Устойчивость группы — 50\u00a0%, неустойчива.")
    assert second.endswith("без него — ● средняя.")
    assert third.startswith("Критериев с данными всего 2")
