"""The passport worked out by hand: group and why, medians of peers, history with successors, sentences."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from queries.effectiveness import headline
from queries.passport import school_beside_peers, school_history, school_profile
from queries.passport_municipality import low_group_beside_peers, municipality_beside_peers, municipality_history
from queries.passport_words import (
    municipality_beside_peers_in_words,
    municipality_history_in_words,
    municipality_statements,
    school_beside_peers_in_words,
    school_history_in_words,
    school_statements,
)
from queries.scope import SchoolKey, Scope
from queries.selection import schools_without_data
from tests.factories import ACT, CYCLE, NEXT_CYCLE, criterion, group, municipality, school, scores, workbook
from tests.queries.records import records
from tests.stored import load

SCHOOL = SchoolKey("01", "001")
NOW = Scope(cycle=NEXT_CYCLE)


def region(engine: Engine) -> None:
    """2024/25: «001» and «002» in «01», one school in «02» of the same cluster, «09» in another one.

    2025/26: «002» was joined to «001»; the weight of criterion 2 is another one; «02» sent nothing of criterion 2.
    """
    places = [municipality("01"), municipality("02"), municipality("03", cluster="городской")]
    schools = [school("003"), school("001", "02", short_name="СОШ Речная"), school("009", "03")]
    load(
        engine,
        workbook(
            municipalities=places,
            schools=[school("001"), school("002", short_name="ООШ *Малая*"), *schools],
            criteria=[criterion(1), criterion(2)],
            scores=[
                *scores(8.0, 6.0, school_id="001"),
                *scores(5.0, 5.0, school_id="002"),
                *scores(9.0, 9.0, school_id="003"),
                *scores(4.0, 4.0, school_id="001", municipality_id="02"),
                *scores(10.0, 10.0, school_id="009", municipality_id="03"),
            ],
        ),
    )
    load(
        engine,
        workbook(
            cycle=NEXT_CYCLE,
            municipalities=places,
            schools=[
                school("001", pupils=21, low_results=True, low_results_year=2025),
                school("002", short_name="ООШ *Малая*", in_cycle=False, excluded_reason="слияние", successor_id="001"),
                *schools,
            ],
            criteria=[criterion(1, NEXT_CYCLE), criterion(2, NEXT_CYCLE, weight=3.0, basis="приказ № 7")],
            scores=[
                *scores(9.0, 5.0, school_id="001", cycle=NEXT_CYCLE),
                *scores(7.0, 9.0, school_id="003", cycle=NEXT_CYCLE),
                *scores(4.0, None, school_id="001", municipality_id="02", cycle=NEXT_CYCLE),
                *scores(10.0, 10.0, school_id="009", municipality_id="03", cycle=NEXT_CYCLE),
            ],
            groups=[group(2, "001", cycle=NEXT_CYCLE)],
        ),
    )


def renamed(engine: Engine) -> None:
    """«01» was succeeded by «05» in 2025/26: its school «001» keeps its code; «002» is joined to it."""
    load(
        engine,
        workbook(
            schools=[school("001"), school("002", short_name="ООШ Малая")],
            scores=[*scores(8.0, school_id="001"), *scores(5.0, school_id="002")],
        ),
    )
    load(
        engine,
        workbook(
            cycle=NEXT_CYCLE,
            municipalities=[municipality("01", successor_id="05"), municipality("05", name="Новый округ")],
            schools=[
                school("001", "05"),
                school("002", short_name="ООШ Малая", in_cycle=False, excluded_reason="слияние", successor_id="001"),
            ],
            scores=scores(9.0, school_id="001", municipality_id="05", cycle=NEXT_CYCLE),
        ),
    )


def columns(frame: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in records(frame)]


def said_of_school(engine: Engine, scope: Scope) -> dict[str, str]:
    with reading(engine) as connection:
        said = school_statements(
            school_profile(connection, scope),
            school_beside_peers(connection, scope),
            school_history(connection, scope),
        )
    return {topic: words.replace("\u00a0", " ") for topic, words in said.items()}


def said_of_municipality(engine: Engine, scope: Scope) -> dict[str, str]:
    with reading(engine) as connection:
        said = municipality_statements(
            headline(connection, scope, None),
            low_group_beside_peers(connection, scope),
            municipality_beside_peers(connection, scope),
            schools_without_data(connection, scope),
            municipality_history(connection, scope),
        )
    return {topic: words.replace("\u00a0", " ") for topic, words in said.items()}


def test_profile_beside_peers_and_history(engine: Engine) -> None:
    region(engine)
    with reading(engine) as connection:
        # Filters other than the school don't count.
        scope = Scope(cycle=NEXT_CYCLE, kinds=("лицей",)).in_school(SCHOOL)
        profile = records(school_profile(connection, scope))
        beside = school_beside_peers(connection, scope)
        history = school_history(connection, scope)
        nobody = [query(connection, NOW) for query in (school_profile, school_beside_peers, school_history)]
    [row] = profile
    # (90 + 3 × 50) / 4 = 60: it turns at 60,5.
    assert (row["total_pct"], row["turn_pct"], row["turn_distance"]) == (60.0, 60.5, 0.5)
    assert (row["pupils"], row["small"], row["criteria"], row["bounds_from_sheet"]) == (21, False, 2, True)
    assert row["basis"] == "приказ № 7; рабочий порог"
    assert columns(beside, "value_pct", "lost_points", "municipality_median_pct", "cluster_median_pct") == [
        (90.0, 2.5, 80.0, 70.0),
        (50.0, 37.5, 70.0, 70.0),
    ]
    # «002» no longer works, «02» lacks the second score, «03» is of another cluster.
    assert columns(
        beside, "municipality_with_data", "municipality_schools", "cluster_with_data", "cluster_schools"
    ) == [
        (2, 2, 3, 3),
        (2, 2, 2, 3),
    ]
    names = ("cycle", "school_id", "is_this_school", "group_number", "total_pct", "criteria_changed", "total_change")
    assert columns(history, *names) == [
        (CYCLE, "001", True, 2, 70.0, None, None),
        (CYCLE, "002", False, 3, 50.0, None, None),
        (NEXT_CYCLE, "001", True, 2, 60.0, True, None),
    ]
    assert all(frame.empty for frame in nobody)


def test_what_is_said_of_a_school(engine: Engine) -> None:
    region(engine)
    said = said_of_school(engine, NOW.in_school(SCHOOL))
    assert said == {
        "head": "СОШ · село · 21 обучающийся · Округ 01 · кластер «сельский» · ШНОР (2025 год)",
        "group": f"Группа — ● средняя, присвоена актом: {ACT}. Расчёт с актом не совпадает: по расчёту — низкая (итог "
        "60,00 %). Действует группа по акту.",
        "bounds": "Границы расчётной группы: низкая — до 60 %, высокая — от 81 % (итог округляется до целого). Откуда: "
        "лист «Критерии», приказ № 7; рабочий порог.",
        "turn": "Пограничная: до точки, где меняется расчётная группа (60,5 %), — 0,50 п.п. Пограничной считается "
        "школа не дальше 2 п.п. (рабочий порог).",
        "data": "Данные полные: баллы есть по всем применимым критериям (2).",
        "criteria": "В низкой зоне 1 критерий из 2 с данными: «Критерий 2» — 50,0 % (до максимума 37,5 п.п. итога).",
        "peers": "Критериев ниже медианы школ муниципалитета — 1 из 2, ниже медианы школ кластера — 1 из 2.",
        "history": f"Критерии сменились в цикле {NEXT_CYCLE}: итоги до и после этого не сравниваются. К школе "
        "присоединена: ООШ *Малая*.",
    }
    missing = said_of_school(engine, NOW.in_school(SchoolKey("02", "001")))
    assert missing["group"] == "Группы нет: акта о группе нет, а для расчётной не хватает данных."
    assert missing["data"] == (
        "Данные неполные: баллы есть по 1 из 2 применимых критериев, полнота 25 % весов. Нет баллов: «Критерий 2» (не "
        "представлено). Для расчётной группы нужна полнота от 80 % (рабочий порог)."
    )
    assert "turn" not in missing
    assert said_of_school(engine, NOW) == {}


@pytest.mark.parametrize(
    ("given", "reason", "words"),
    [
        ((6.05, 6.05), None, "Пограничная: итог — у самой точки, где меняется расчётная группа (60,5 %)."),
        ((7.0, 7.0), None, "Не пограничная: до точки, где меняется расчётная группа (60,5 %), — 9,50 п.п."),
    ],
)
def test_how_far_from_a_bound(engine: Engine, given: tuple[float, ...], reason: None, words: str) -> None:
    load(engine, workbook(schools=[school()], scores=scores(*given)))
    assert said_of_school(engine, Scope(cycle=CYCLE).in_school(SCHOOL))["turn"].startswith(words)


def test_total_with_bounds_and_criteria_that_do_not_apply(engine: Engine) -> None:
    given = [*scores(6.0, 6.0, 6.0, None), {**scores(None)[0], "criterion": 5, "absence_reason": "не применимо"}]
    load(engine, workbook(schools=[school()], scores=given, groups=[group(1)]))
    said = said_of_school(engine, Scope(cycle=CYCLE).in_school(SCHOOL))
    assert said["group"].endswith("Расчётной группы нет: для неё не хватает данных.")
    assert "баллы есть по 3 из 4 применимых критериев, полнота 75 % весов" in said["data"]
    assert "Не применимо: «Критерий 5»." in said["data"]
    assert "итог был бы от 45,0 до 70,0 %" in said["data"]


def test_history_goes_on_under_a_successor_of_the_municipality(engine: Engine) -> None:
    renamed(engine)
    with reading(engine) as connection:
        history = school_history_in_words(connection, NOW.in_school(SchoolKey("05", "001")))
        former = school_history(connection, Scope(cycle=CYCLE).in_school(SCHOOL))
        places = municipality_history_in_words(connection, NOW.in_municipality("05"))
    names = ("cycle", "municipality_id", "school_id", "is_this_school", "place_words", "group_words", "total_change")
    assert columns(history, *names) == [
        (CYCLE, "01", "001", True, None, "● средняя", None),
        (CYCLE, "01", "002", False, "присоединена", "▼ низкая", None),
        (NEXT_CYCLE, "05", "001", True, None, "▲ высокая", pytest.approx(10.0)),
    ]
    # What came later is no part of the former school's own history.
    assert set(former["municipality_id"]) == {"01"}
    assert columns(places, "cycle", "municipality_name", "place_words", "schools", "low_words") == [
        (CYCLE, "Округ 01", "предшественник", 2, "1 из 2"),
        (NEXT_CYCLE, "Новый округ", None, 1, "0 из 1"),
    ]
    said = said_of_school(engine, NOW.in_school(SchoolKey("05", "001")))
    assert said["history"] == "Прежний муниципалитет: Округ 01. К школе присоединена: ООШ Малая."
    assert said_of_municipality(engine, NOW.in_municipality("05"))["history"] == "Предшественник: Округ 01."


def test_a_renamed_municipality_is_no_former_one(engine: Engine) -> None:
    """«01» has another name in 2025/26; two schools of one name were joined to «001»."""
    successors = [
        school("002", short_name="ООШ", in_cycle=False, excluded_reason="слияние", successor_id="001"),
        school("003", short_name="ООШ", in_cycle=False, excluded_reason="слияние", successor_id="001"),
    ]
    load(
        engine,
        workbook(
            municipalities=[municipality("01", name="Старый район")],
            schools=[school("001"), school("002", short_name="ООШ"), school("003", short_name="ООШ")],
            scores=[*scores(8.0), *scores(5.0, school_id="002"), *scores(6.0, school_id="003")],
        ),
    )
    load(
        engine,
        workbook(
            cycle=NEXT_CYCLE,
            municipalities=[municipality("01", name="Новый округ")],
            schools=[school("001"), *successors],
            scores=scores(9.0, cycle=NEXT_CYCLE),
        ),
    )
    assert said_of_school(engine, NOW.in_school(SCHOOL))["history"] == "К школе присоединены: ООШ, ООШ."


def test_predecessors_are_named_once_each_by_their_last_name(engine: Engine) -> None:
    """«01», renamed once, and «02» were succeeded by «05» in the third cycle."""
    last = "2026/27"
    for cycle, name in ((CYCLE, "Старый район"), (NEXT_CYCLE, "Новый район")):
        load(
            engine,
            workbook(
                cycle=cycle,
                municipalities=[municipality("01", name=name), municipality("02")],
                schools=[school("001"), school("002", "02")],
                scores=[*scores(8.0, cycle=cycle), *scores(5.0, school_id="002", municipality_id="02", cycle=cycle)],
            ),
        )
    load(
        engine,
        workbook(
            cycle=last,
            municipalities=[
                municipality("01", successor_id="05"),
                municipality("02", successor_id="05"),
                municipality("05", name="Общий округ"),
            ],
            schools=[school("001", "05")],
            scores=scores(9.0, municipality_id="05", cycle=last),
        ),
    )
    said = said_of_municipality(engine, Scope(cycle=last).in_municipality("05"))
    assert said["history"] == "Предшественники: Новый район, Округ 02."


def test_a_school_of_the_same_code_and_cycle_under_the_successor_is_another_one(engine: Engine) -> None:
    places = [municipality("01", successor_id="02"), municipality("02")]
    load(
        engine,
        workbook(
            municipalities=places,
            schools=[school("001"), school("001", "02")],
            scores=[*scores(8.0), *scores(5.0, municipality_id="02")],
        ),
    )
    with reading(engine) as connection:
        history = school_history(connection, Scope(cycle=CYCLE).in_school(SchoolKey("02", "001")))
    assert columns(history, "municipality_id", "total_pct") == [("02", 50.0)]


def test_successors_in_a_circle_end(engine: Engine) -> None:
    load(
        engine,
        workbook(
            municipalities=[municipality("01", successor_id="02"), municipality("02", successor_id="01")],
            schools=[school("001", successor_id="002"), school("002", successor_id="001")],
            scores=[*scores(8.0), *scores(5.0, school_id="002")],
        ),
    )
    with reading(engine) as connection:
        history = school_history(connection, Scope(cycle=CYCLE).in_school(SCHOOL))
        places = municipality_history(connection, Scope(cycle=CYCLE).in_municipality("01"))
    assert columns(history, "school_id", "is_this_school") == [("001", True), ("002", False)]
    assert columns(places, "municipality_id") == [("01",)]


def test_municipality_beside_peers(engine: Engine) -> None:
    region(engine)
    with reading(engine) as connection:
        frame = municipality_beside_peers_in_words(connection, NOW.in_municipality("01"))
        low = low_group_beside_peers(connection, NOW.in_municipality("01"))
        history = municipality_history(connection, NOW.in_municipality("01"))
        several = municipality_beside_peers(connection, Scope(cycle=NEXT_CYCLE, municipalities=("01", "02")))
    # Σ/Σ: 16 of 20 and 14 of 20; «02» has 40 % and no data; «03» has 100 %, in another cluster.
    names = ("value_pct", "school_words", "cluster_median_pct", "cluster_words", "region_median_pct", "region_words")
    assert columns(frame, *names) == [
        (80.0, "2 из 2", 60.0, "2 из 2", 80.0, "3 из 3"),
        (70.0, "2 из 2", 70.0, "1 из 2", 85.0, "2 из 3"),
    ]
    assert columns(low, "place", "municipalities", "schools", "with_group", "low") == [
        ("municipality", 1, 2, 2, 0),
        ("cluster", 2, 3, 2, 0),
        ("region", 3, 4, 3, 0),
    ]
    assert columns(history, "cycle", "schools", "high", "middle", "low", "assigned", "criteria_changed") == [
        (CYCLE, 3, 1, 1, 1, 0, None),
        (NEXT_CYCLE, 2, 1, 1, 0, 1, True),
    ]
    assert several.empty


def test_what_is_said_of_a_municipality(engine: Engine) -> None:
    region(engine)
    assert said_of_municipality(engine, NOW.in_municipality("01")) == {
        "groups": "Группа есть у 2 из 2 школ (по акту — 1): ▼ низкая — 0 из 2; ● средняя — 1 из 2; ▲ высокая — 1 из 2.",
        "peers": "Школы с низкой степенью: здесь — 0 из 2; в кластере «сельский» — 0 из 2, 2 муниципалитета; во всех "
        "муниципалитетах — 0 из 3, 3 муниципалитета.",
        "data": "Полнота данных: 100 % весов критериев.",
        "criteria": "Ниже медианы кластера нет ни одного критерия из 2 с данными.",
        "history": f"Критерии сменились в цикле {NEXT_CYCLE}: итоги до и после этого не сравниваются.",
    }
    poor = said_of_municipality(engine, NOW.in_municipality("02"))
    assert poor["groups"] == "Группы нет ни у одной из 1 школы."
    assert poor["data"] == (
        "Полнота данных: 25 % весов критериев. У 1 школы данных меньше 80 % (рабочий порог): расчётной группы у них "
        "нет."
    )
    assert poor["criteria"] == "Ниже медианы кластера 1 из 1 критерия: «Критерий 1» — на 20,0 п.п."


def test_who_sent_nothing_is_named(engine: Engine) -> None:
    schools = [school(f"00{number}") for number in range(1, 6)]
    load(engine, workbook(schools=schools, scores=scores(8.0)))
    said = said_of_municipality(engine, Scope(cycle=CYCLE).in_municipality("01"))
    assert said["silent"] == "Ни балла, ни акта нет: 4 школы — СОШ 002, СОШ 003, СОШ 004 и ещё 1."


def test_lost_points_add_up_to_what_the_total_lacks(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        for key in (SchoolKey("99606000", "99060007"), SchoolKey("99609000", "99090001")):
            scope = Scope().in_school(key)
            total = school_profile(connection, scope)["total_pct"].iloc[0]
            frame = school_beside_peers_in_words(connection, scope)
            assert total + frame["lost_points"].sum() == pytest.approx(100)
            assert set(frame["zone_words"].dropna()) <= {"▲ высокая", "● средняя", "▼ низкая"}
