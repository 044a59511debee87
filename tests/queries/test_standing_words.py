"""What a page says of its main indicator: where municipalities stand, and each sentence. On both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.sheets_growth import DEVELOPMENT
from data.workbook import Workbook
from queries.comparison import comparison, standing
from queries.effectiveness import groups_by_municipality, headline
from queries.indicator_tables import indicators_in_words
from queries.scope import Scope
from queries.standing_words import group_sentences, indicator_sentences
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

CODE, NBSP = "ПР-ИОМ", "\u00a0"
HERE, NEXT = Scope(cycle=make.CYCLE), Scope(cycle=make.NEXT_CYCLE)
BEFORE = (("01", 40, 20), ("02", 40, 20), ("03", 40, 20))
NOW = (("01", 40, 36), ("02", 40, 30), ("03", 40, 12), ("04", 4, 2))
"""Municipality, its people with a deficit, of them with a route."""


def routes(cycle: str, places: tuple[tuple[str, int, int], ...], silent: int = 0) -> Workbook:
    """One school a municipality that tells; ``silent`` ones of 04 that don't."""
    rows = [
        make.row(
            DEVELOPMENT,
            "1",
            place,
            cycle=cycle,
            with_deficit=of,
            plans_drawn=count,
            plans_completed=0,
            plans_with_tutor=0,
        )
        for place, of, count in places
    ]
    schools = [make.school("1", place) for place, _, _ in places]
    return make.workbook(
        cycle=cycle,
        schools=[*schools, *(make.school(f"9{number}", "04") for number in range(silent))],
        others={DEVELOPMENT: rows},
    )


@pytest.fixture(name="routed")
def routed_engine(engine: Engine) -> Engine:
    """60 of 120 have a route, then 80 of 124; of 04 one school of three says anything."""
    load(engine, routes(make.CYCLE, BEFORE))
    load(engine, routes(make.NEXT_CYCLE, NOW, silent=2))
    return engine


def sentences(engine: Engine, scope: Scope, previous: str | None, municipality_id: str | None = None) -> list[str]:
    with reading(engine) as connection:
        told = indicators_in_words(connection, scope, previous, codes=(CODE,))
        return indicator_sentences(told, standing(connection, scope, CODE), previous, municipality_id)


def test_standing_by_hand(routed: Engine) -> None:
    with reading(routed) as connection:
        rows = records(standing(connection, NEXT, CODE))
        compared = {row["municipality_id"]: row for row in records(comparison(connection, NEXT, CODE))}
        alone = records(standing(connection, NEXT.in_municipality("01"), CODE))
        nobody = standing(connection, NEXT.in_municipality("09"), "КД-60")
    assert [(row["municipality_id"], row["words"], row["zone"]) for row in rows] == [
        ("03", f"12 из 40 (30{NBSP}%)", "low"),
        ("02", f"30 из 40 (75{NBSP}%)", "middle"),
        ("01", f"36 из 40 (90{NBSP}%)", "high"),
    ]
    assert {row["left_out"] for row in rows} == {1}
    assert {row["common_words"] for row in rows} == {f"78 из 120 (65{NBSP}%)"}
    assert [row["stands_out"] for row in rows] == ["below", None, "above"]
    assert {row["municipality_id"]: row["stands_out"] for row in rows} == {
        code: row["stands_out"] for code, row in compared.items()
    }
    assert alone == rows
    assert nobody.empty


def test_sentences_of_all(routed: Engine) -> None:
    assert sentences(routed, NEXT, make.CYCLE) == [
        f"Доля педагогов с ИОМ — 80 из 124 (65{NBSP}%); в цикле {make.CYCLE} — 60 из 120 (50{NBSP}%): изменение "
        "больше случайного колебания.",
        f"Требует мер 1 из 3{NBSP}муниципалитетов, где данных достаточно: Округ 03: 12 из 40 (30{NBSP}%).",
        f"От общей доли отличаются больше, чем бывает случайно: в худшую сторону — Округ 03: 12 из 40 (30{NBSP}%); "
        f"в лучшую — Округ 01: 36 из 40 (90{NBSP}%).",
        f"Данные есть по 4 из 6{NBSP}школ; не сравнивается 1{NBSP}муниципалитет: данных там мало.",
    ]


def test_sentences_of_one(routed: Engine) -> None:
    assert sentences(routed, NEXT.in_municipality("02"), make.CYCLE, "02")[1] == (
        f"По всем муниципалитетам — 78 из 120 (65{NBSP}%); отличие не больше того, что бывает случайно."
    )
    assert sentences(routed, NEXT.in_municipality("03"), None, "03")[:2] == [
        f"Доля педагогов с ИОМ — 12 из 40 (30{NBSP}%), требует мер.",
        f"По всем муниципалитетам — 78 из 120 (65{NBSP}%); отличие в худшую сторону больше, чем бывает случайно.",
    ]
    assert sentences(routed, NEXT.in_municipality("04"), None, "04") == [
        "Доля педагогов с ИОМ — 2 из 4.",
        f"Данные есть по 1 из 3{NBSP}школ: для сравнения с другими муниципалитетами мало.",
    ], "less than four fifths of its schools: no zone either"


def test_alike_places_are_not_told_apart(routed: Engine) -> None:
    said = sentences(routed, HERE, None)
    assert said[1:3] == [
        f"Ни в одном из 3{NBSP}муниципалитетов показатель мер не требует; ближе всех к этому — Округ 01: 20 из 40 "
        f"(50{NBSP}%).",
        "Различия между муниципалитетами не больше тех, что бывают случайно при такой численности.",
    ]


def test_the_council_is_told_of_the_shown_ones_and_how_many_are_not(routed: Engine) -> None:
    said = sentences(routed, replace(NEXT, showing="council"), None)
    # 36 of 40 tells of four without a route, and of the four people of 04 nothing may be told.
    assert said[1] == (f"Требует мер 1 из 2{NBSP}муниципалитетов, где числа показаны: Округ 03: 12 из 40 (30{NBSP}%).")
    assert said[-1].endswith(f"; не показаны 2{NBSP}муниципалитета: людей там мало.")


def test_whoever_has_all_is_not_nearest_to_measures(engine: Engine) -> None:
    load(engine, routes(make.CYCLE, (("01", 40, 40), ("02", 40, 40))))
    assert sentences(engine, HERE, None)[1] == f"Ни в одном из 2{NBSP}муниципалитетов показатель мер не требует."


def test_places_below_a_bound_may_be_no_worse_than_others(engine: Engine) -> None:
    load(engine, routes(make.CYCLE, (("01", 40, 18), ("02", 40, 20))))
    assert sentences(engine, HERE, None)[1:3] == [
        f"Требует мер 1 из 2{NBSP}муниципалитетов: Округ 01: 18 из 40 (45{NBSP}%).",
        "Различия между муниципалитетами не больше тех, что бывают случайно при такой численности: видно, кто ниже "
        "порога, но не кто хуже других.",
    ]


def test_nothing_is_said_without_data(engine: Engine) -> None:
    load(engine, make.workbook(schools=[make.school()]))
    assert sentences(engine, HERE, None) == []


def test_sentences_about_groups(engine: Engine) -> None:
    schools = [make.school(school_id) for school_id in "123"]
    load(engine, make.workbook(schools=schools, groups=[make.group(3, "1"), make.group(1, "2")]))
    with reading(engine) as connection:
        said = group_sentences(headline(connection, HERE, None), groups_by_municipality(connection, HERE), 2.0)
        nothing = group_sentences(headline(connection, NEXT, None), groups_by_municipality(connection, NEXT), 2.0)
    assert said[0] == f"Низкая степень эффективности — у 1 из 2{NBSP}школ с группой."
    assert said[-1].startswith("Данных хватает для группы у 0 из 3")
    assert nothing == []
