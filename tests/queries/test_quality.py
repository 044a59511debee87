"""The queries about the quality of data, worked out by hand on small regions."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.loading import undo_load
from data.sheets import DEVELOPMENT, STAFF, TEACHING_LOADS, VACANCIES
from queries.quality import sent_by_municipality, sent_by_school, sheets_of_cycle, unsent_sheets
from queries.quality_comparisons import COMPARISONS, comparisons_between_sheets, contradictions_between_sheets
from queries.quality_cycles import contradictions_between_cycles
from queries.quality_scores import (
    bunching,
    last_digits,
    maxima_by_criterion,
    outlying_changes,
    same_scores,
    totals_by_point,
)
from queries.quality_words import bunching_words, not_sent_words, unsent_by_municipality
from queries.scope import Scope
from tests.factories import CYCLE, NEXT_CYCLE, criterion, group, municipality, row, school, scores, workbook
from tests.queries.records import records
from tests.stored import load

NOW = Scope(cycle=NEXT_CYCLE)


def columns(frame: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return [tuple(line[name] for name in names) for line in records(frame)]


def test_what_was_sent_is_counted_by_schools(engine: Engine) -> None:
    schools = [school("001", "01"), school("002", "01"), school("001", "02"), school("009", "02", in_cycle=False,
               excluded_reason="ремонт")]  # fmt: skip
    load(engine, workbook(schools=schools, scores=scores(7.0, 8.0, school_id="001", municipality_id="01")))
    with reading(engine) as connection:
        frame = sent_by_municipality(connection, Scope(cycle=CYCLE))
        by_school = sent_by_school(connection, Scope(cycle=CYCLE, municipalities=("01",)))
        sheets = sheets_of_cycle(connection, Scope(cycle=CYCLE))
    asked = frame[frame["sheet"].isin(["Организации", "Критерии", "Оценка_критерии"])]
    # 02 sent fewer sheets: first. Its school that doesn't work is none of the cycle; criteria hold for all places.
    assert columns(asked, "municipality_id", "sheet", "rows", "reported", "schools", "sent") == [
        ("02", "Организации", 1, 1, 1, True),
        ("02", "Критерии", 2, None, 1, True),
        ("02", "Оценка_критерии", 0, 0, 1, False),
        ("01", "Организации", 2, 2, 2, True),
        ("01", "Критерии", 2, None, 2, True),
        ("01", "Оценка_критерии", 2, 1, 2, True),
    ]
    scored = by_school[by_school["sheet"] == "Оценка_критерии"]
    assert columns(scored, "school_id", "rows") == [("002", 0), ("001", 2)]
    assert columns(sheets[sheets["last_cycle"].notna()], "sheet", "municipalities", "of_municipalities") == [
        ("Муниципалитеты", 2, 2),
        ("Организации", 2, 2),
        ("Критерии", 2, 2),
        ("Оценка_критерии", 1, 2),
    ]


def test_who_owes_which_sheet_since_when_and_an_undone_load_was_never_sent(engine: Engine) -> None:
    places = [municipality("01", name="Северный округ"), municipality("02", name="Южный округ")]
    both = [school("001", "01"), school("001", "02")]
    load(
        engine,
        workbook(municipalities=places, schools=both, scores=scores(7.0, school_id="001"), groups=[group(1)]),
    )
    load(
        engine,
        workbook(
            cycle=NEXT_CYCLE, municipalities=places, schools=both, groups=[group(2, "001", "02", cycle=NEXT_CYCLE)]
        ),
    )
    third = load(
        engine,
        workbook(cycle=NEXT_CYCLE, schools=both, scores=scores(7.0, school_id="001", cycle=NEXT_CYCLE),
                 municipalities=places),
    )  # fmt: skip
    assert third.load_id is not None
    undo_load(engine, third.load_id)
    with reading(engine) as connection:
        frame = unsent_sheets(connection, NOW, CYCLE)
        earlier = unsent_sheets(connection, Scope(cycle=CYCLE, municipalities=("02",)), None)
    assert columns(frame, "municipality_id", "schools", "sheet", "last_cycle") == [
        ("01", 1, "Критерии", CYCLE),
        ("01", 1, "Оценка_критерии", CYCLE),
        ("01", 1, "Группы", CYCLE),
        ("02", 1, "Критерии", CYCLE),
        ("02", 1, "Оценка_критерии", None),
    ]
    assert columns(earlier, "sheet", "last_cycle") == [("Оценка_критерии", None), ("Группы", None)]
    letters = unsent_by_municipality(frame, NEXT_CYCLE)
    assert letters["letter"].tolist()[1] == (
        f"Южный округ: за {NEXT_CYCLE} учебный год не присланы листы «Критерии» "
        f"(последний раз — за {CYCLE}), «Оценка_критерии» (ещё не присылали)."
    )
    assert letters["since_words"].tolist()[0] == f"Критерии, Оценка_критерии, Группы: последний раз за {CYCLE}"


def test_two_sheets_about_the_same_school(engine: Engine) -> None:
    schools = [school("001"), school("002"), school("003")]
    staff = [
        row(STAFF, school_id="001", cut_date=date(2024, 10, 1), teachers=99, educators=99),
        row(
            STAFF,
            school_id="001",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            teachers=20,
            educators=25,
            rates=30.0,
            rates_filled=29.5,
        ),
        row(
            STAFF,
            school_id="002",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            teachers=10,
            educators=12,
            rates=15.0,
            rates_filled=15.0,
        ),
    ]
    loads = [
        row(
            TEACHING_LOADS,
            school_id="001",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            subject="ИТОГО",
            teachers=20,
        ),
        row(
            TEACHING_LOADS,
            school_id="001",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            subject="математика",
            teachers=20,
        ),
        row(
            TEACHING_LOADS,
            school_id="002",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            subject="ИТОГО",
            teachers=11,
        ),
        row(
            TEACHING_LOADS,
            school_id="003",
            municipality_id="01",
            cut_date=date(2025, 8, 31),
            subject="ИТОГО",
            teachers=5,
        ),
    ]
    open_rates = [
        row(VACANCIES, school_id="001", vacancy_code="В-1", rates=0.5, closed_on=None),
        row(VACANCIES, school_id="001", vacancy_code="В-2", rates=1.0, closed_on=date(2025, 8, 1)),
        row(VACANCIES, school_id="002", vacancy_code="В-1", rates=0.25, closed_on=None),
    ]
    development = [row(DEVELOPMENT, school_id="002", cycle=CYCLE, trained_3_years=13, plans_drawn=12)]
    load(
        engine,
        workbook(
            schools=schools,
            scores=scores(9.0, school_id="001"),
            groups=[group(3, "001")],
            others={STAFF: staff, TEACHING_LOADS: loads, VACANCIES: open_rates, DEVELOPMENT: development},
        ),
    )
    with reading(engine) as connection:
        registry = comparisons_between_sheets(connection, Scope(cycle=CYCLE))
        frame = contradictions_between_sheets(connection, Scope(cycle=CYCLE))
        of_one = contradictions_between_sheets(connection, Scope(cycle=CYCLE, municipalities=("02",)))
    counted = {line["comparison"]: (line["compared"], line["differing"]) for line in records(registry)}
    assert list(counted) == list(COMPARISONS)
    assert {key: counts for key, counts in counted.items() if counts[0] is not None} == {
        "group": (1, 1),
        "described": (1, 0),
        "teachers": (2, 1),
        "senior": (2, 0),
        "plans": (1, 0),
        "trained": (1, 1),
        "vacancies": (2, 1),
    }
    absent = {line["comparison"]: line["absent"] for line in records(registry) if line["absent"]}
    assert absent["mentees"] == "Наставничество"
    assert absent["assessed"] == "Компетенции_пед, Диагностика_пед"
    assert columns(frame, "comparison", "school_id", "left_words", "right_words") == [
        ("group", "001", "▼ низкая", "▲ высокая"),
        ("teachers", "002", "10", "11"),
        ("trained", "002", "13", "12"),
        ("vacancies", "002", "0,25", "0"),
    ]
    assert of_one.empty


def test_scores_without_a_description_of_the_school_in_the_cycle(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = contradictions_between_sheets(connection, Scope(cycle=CYCLE))
    # 01/003 is described for the next cycle only; 02/002 doesn't work and is no school of the cycle.
    found = frame[frame["comparison"] == "described"]
    assert columns(found, "municipality_id", "school_id", "left_words", "right_words", "right_row") == [
        ("01", "003", "1\u00a0строка", "строки нет", None)
    ]


def test_what_does_not_fit_between_cycles(engine: Engine) -> None:
    then = [
        school("001", "01", pupils=100),
        school("002", "01", pupils=100),
        school("003", "01", kind="ООШ"),
        school("004", "01"),
        school("005", "01"),
        school("006", "01"),
        school("007", "01", pupils=0),
        school("001", "02"),
    ]
    now = [
        school("001", "01", pupils=200),
        school("002", "01", pupils=201),
        school("003", "01", kind="СОШ"),
        school("006", "01", in_cycle=False, excluded_reason="закрыта"),
        school("007", "01", pupils=500),
        school("004", "03"),
    ]
    load(engine, workbook(schools=then))
    load(engine, workbook(cycle=NEXT_CYCLE, schools=now))
    with reading(engine) as connection:
        frame = contradictions_between_cycles(connection, NOW, CYCLE)
        there = contradictions_between_cycles(connection, Scope(cycle=NEXT_CYCLE, municipalities=("03",)), CYCLE)
        alone = contradictions_between_cycles(connection, NOW, None)
    # Exactly twice as many isn't more; 02 sent nothing at all, which another list says; 006 is explained.
    assert columns(frame, "what", "municipality_id", "school_id", "before_words", "now_words") == [
        ("vanished", "01", "005", f"была за {CYCLE}", f"за {NEXT_CYCLE} сведений нет"),
        ("moved", "03", "004", "Округ 01", "Округ 03"),
        ("pupils", "01", "002", "100", "201"),
        ("kind", "01", "003", "ООШ", "СОШ"),
    ]
    assert columns(there, "what") == [("moved",)]
    assert alone.empty


def test_a_school_with_a_successor_did_not_vanish(engine: Engine) -> None:
    then = [school("001"), school("002", in_cycle=True, successor_id="001"), school("003")]
    load(engine, workbook(schools=then))
    load(engine, workbook(cycle=NEXT_CYCLE, schools=[school("001")]))
    with reading(engine) as connection:
        frame = contradictions_between_cycles(connection, NOW, CYCLE)
    assert columns(frame, "what", "school_id") == [("vanished", "003")]


def test_bunching_above_a_bound(engine: Engine) -> None:
    # One criterion of 1000 points: totals 60.4 (60), 60.5 (61), and ten of 62; 70 and 58.4 are beyond.
    totals = [604.0, 605.0, *([620.0] * 10), 700.0, 584.0]
    schools = [school(f"{number:03}") for number in range(len(totals))]
    load(
        engine,
        workbook(
            schools=schools,
            criteria=[criterion(1, max_score=1000.0)],
            scores=[
                line for number, total in enumerate(totals) for line in scores(total, school_id=f"{number:03}")
            ],
        ),
    )  # fmt: skip
    with reading(engine) as connection:
        points = totals_by_point(connection, Scope())
        bounds = bunching(connection, Scope())
    assert [line for line in columns(points, "point", "schools", "near") if line[1]] == [
        (58, 1, None),
        (60, 1, "below"),
        (61, 1, "above"),
        (62, 10, "above"),
        (70, 1, None),
    ]
    # 11 of 12 above: (12 + 1) / 4096.
    assert columns(bounds, "bound", "below", "above", "marked") == [(61, 1, 11, True), (81, 0, 0, None)]
    assert bounds["probability_pct"].tolist()[0] == pytest.approx(100 * 13 / 4096)
    low, high = bunching_words(bounds)
    assert low.endswith("проверьте исходные баллы этих школ; совпадение возможно случайно.")
    assert (
        high == "У порога 81\u00a0%: чуть ниже — 0\u00a0школ, чуть выше — 0. Школ у порога слишком мало, чтобы судить."
    )


def test_maxima_and_last_digits(engine: Engine) -> None:
    # 60 schools: ten have the maximum of criterion 1, the others end in «5»; criterion 2 has a short scale.
    schools = [school(f"{number:03}") for number in range(60)]
    given = [(10.0 if number < 10 else 4.5 + number % 3, float(number % 5)) for number in range(60)]
    load(
        engine,
        workbook(
            schools=schools,
            criteria=[criterion(1), criterion(2, max_score=5.0)],
            scores=[line for number, pair in enumerate(given) for line in scores(*pair, school_id=f"{number:03}")],
        ),
    )
    with reading(engine) as connection:
        maxima = maxima_by_criterion(connection, Scope())
        digits = last_digits(connection, Scope())
    assert columns(maxima, "criterion", "scores", "at_max", "marked") == [(1, 60, 10, False), (2, 60, 0, False)]
    # 50 of 50 end in «5»: (45² + 9 · 5²) / 5; of criterion 2 the 12 zeros are left out.
    assert columns(digits, "criterion", "scores", "decimals", "digit", "digit_5", "chi", "marked") == [
        (1, 50, 1, 5, 50, 450.0, True),
        (2, 48, 0, 1, 0, pytest.approx(72.0), None),
    ]


def test_schools_of_the_same_scores(engine: Engine) -> None:
    same, other = (5.0, 6.5, 7.0, 8.0), (5.0, 6.5, 7.0, 8.5)
    full = (10.0, 10.0, 10.0, 10.0)
    load(
        engine,
        workbook(
            schools=[
                school("001", "01"),
                school("002", "01"),
                school("001", "02"),
                *(school(f"01{n}") for n in range(4)),
            ],
            scores=[
                *scores(*same, school_id="001", municipality_id="01"),
                *scores(*other, school_id="002", municipality_id="01"),
                *scores(*same, school_id="001", municipality_id="02"),
                # Three criteria are too few, and another school's lie on other criteria.
                *scores(5.0, 6.5, 7.0, school_id="010"),
                *scores(5.0, 6.5, 7.0, school_id="011"),
                *scores(*full, school_id="012"),
                *scores(*full, school_id="013"),
            ],
        ),
    )
    with reading(engine) as connection:
        frame = same_scores(connection, Scope())
        alone = same_scores(connection, Scope(municipalities=("02",)))
    assert columns(frame, "set_number", "municipality_id", "school_id", "scores_words", "all_max") == [
        (1, "01", "001", "5; 6,5; 7; 8", False),
        (1, "02", "001", "5; 6,5; 7; 8", False),
        (2, "01", "012", "10; 10; 10; 10", True),
        (2, "01", "013", "10; 10; 10; 10", True),
    ]
    assert alone.empty


def test_a_change_unlike_the_others(engine: Engine) -> None:
    # Ten schools change by 0 to 9 points of 100, one by 50.
    changes = [*range(10), 50]
    schools = [school(f"{number:03}") for number in range(len(changes))]
    for cycle, of_change in ((CYCLE, 0), (NEXT_CYCLE, 1)):
        load(
            engine,
            workbook(
                cycle=cycle,
                schools=schools,
                criteria=[criterion(1, cycle, max_score=100.0)],
                scores=[
                    line
                    for number, change in enumerate(changes)
                    for line in scores(40.0 + of_change * change, school_id=f"{number:03}", cycle=cycle)
                ],
            ),
        )
    with reading(engine) as connection:
        frame = outlying_changes(connection, NOW, CYCLE)
        few = outlying_changes(connection, Scope(cycle=NEXT_CYCLE, municipalities=("02",)), CYCLE)
    # Median 5; deviations 5 4 3 2 1 0 1 2 3 4 45: their median 3.
    reach = 4.5 * 1.4826 * 3
    assert columns(frame, "school_id", "figure", "before_pct", "now_pct", "change", "compared") == [
        ("010", 0, 40.0, 90.0, 50.0, 11),
        ("010", 1, 40.0, 90.0, 50.0, 11),
    ]
    assert columns(frame, "median", "low_limit", "high_limit")[0] == pytest.approx((5, 5 - reach, 5 + reach))
    assert few.empty


def test_sheets_that_nobody_sent_are_named_those_sent_by_some_are_not() -> None:
    sheets = pd.DataFrame(
        {
            "sheet": ["Вакансии", "Нагрузка", "Резерв"],
            "municipalities": [0, 0, 1],
            "of_municipalities": [2, 2, 2],
        }
    )
    words = "Данных нет: за 2025/26 ни один муниципалитет отбора не прислал листы «Вакансии» и «Нагрузка»."
    assert not_sent_words(sheets, ("Нагрузка", "Вакансии", "Резерв"), "2025/26") == words
    alone = not_sent_words(sheets.assign(of_municipalities=1), ("Нагрузка",), "2025/26")
    assert alone == "Данных нет: за 2025/26 муниципалитет не прислал лист «Нагрузка»."
    assert not_sent_words(sheets, ("Резерв",), "2025/26") is None
