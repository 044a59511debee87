"""Groups judged otherwise, worked by hand on a small region, and the sentences. On both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from data.database import reading
from queries.frames import rows_of
from queries.scope import Scope
from queries.sensitivity import schools_changing_group, sensitivity, sensitivity_by_municipality
from queries.sensitivity_words import sensitivity_statement
from tests import factories as make
from tests.queries.records import records
from tests.stored import load

HERE = Scope(cycle=make.CYCLE)


def _scored(school_id: str, *values: float, place: str = "01", own: int = 1) -> list[make.Row]:
    """Scores of which the first ``own`` are the school's own report."""
    rows = make.scores(*values, school_id=school_id, municipality_id=place)
    return [{**row, "source": "отчёт ОО" if n < own else "статистика"} for n, row in enumerate(rows)]


@pytest.fixture(name="region")
def region_of_six(engine: Engine) -> Engine:
    """Four criteria of ten points. In «02» one school has its group by an act."""
    criteria = [make.criterion(number) for number in range(1, 5)]
    schools = [
        make.school("1", "01"),
        make.school("2", "01", biased_vpr=True),
        make.school("3", "01"),
        make.school("4", "02", biased_vpr=True),
        make.school("5", "02"),
        make.school("6", "02"),
    ]
    scores = [
        *_scored("1", 10, 5, 5, 6),  # 65: middle; without the first 53,3: low
        *_scored("2", 7, 2, 9, 5, own=0),  # 57,5: low; without 2 and 4 (7 + 9) / 2 = 80: middle
        *_scored("3", 6, 6, 6.1, 6, own=0),  # 60,25: low; unrounded middle
        *_scored("4", 9, 9, 9, 9, place="02"),  # high, by an act middle
        *_scored("5", 9, 9, 9, 9, place="02", own=4),  # high; its own report alone: no group
        *_scored("6", 1, 9, 9, 9, place="02"),  # 70: middle; without its own report 90: high
    ]
    places = [make.municipality("01"), make.municipality("02")]
    groups = [make.group(2, "4", "02")]
    load(
        engine,
        make.workbook(municipalities=places, schools=schools, criteria=criteria, scores=scores, groups=groups),
    )
    return engine


def test_worked_by_hand(region: Engine) -> None:
    with reading(region) as connection:
        frame = sensitivity(connection, HERE)
        rows = {row["variant"]: row for row in records(frame)}
        places = records(sensitivity_by_municipality(connection, HERE, "self_reported"))
        schools = records(schools_changing_group(connection, HERE, "self_reported"))
        doubtful = records(schools_changing_group(connection, HERE, "doubtful"))
    now, own = rows[""], rows["self_reported"]
    assert (now["low"], now["middle"], now["high"], now["changed"]) == (2, 3, 1, 0)
    # 1 falls, 5 has nothing left, 6 rises; 4 is by an act, 2 and 3 said nothing themselves.
    assert (own["touched"], own["changed_words"], own["higher"], own["lower"], own["lost"]) == (3, "3 из 3", 1, 1, 1)
    assert own["moves_words"] == "● средняя → ▲ высокая — 1; ● средняя → ▼ низкая — 1; ▲ высокая → группы нет — 1"
    assert own["criteria_words"] == "1, 2, 3, 4"
    assert (own["low"], own["middle"], own["high"], own["without_group"]) == (3, 1, 1, 1)
    assert [(row["municipality_id"], row["changed"], row["schools"]) for row in places] == [("02", 2, 3), ("01", 1, 3)]
    assert [(row["school_id"], row["other_group"], row["other_words"]) for row in schools] == [
        ("1", 3, "▼ низкая"), ("5", None, "группы нет"), ("6", 1, "▲ высокая"),
    ]  # fmt: skip
    assert [row["other_total_pct"] for row in schools] == [pytest.approx(160 / 3), None, pytest.approx(90)]
    [second] = doubtful
    assert (second["school_id"], second["other_group"], second["criteria_words"]) == ("2", 2, "2, 4")
    assert (second["total_pct"], second["other_total_pct"]) == (57.5, 80)
    assert rows["doubtful"]["touched"] == 1, "the other school with the sign has its group by an act"
    assert (rows["biased"]["touched"], rows["biased"]["lost"], rows["biased"]["low_words"]) == (6, 2, "1 из 4")
    assert (rows["continuous"]["touched"], rows["continuous"]["moves_words"]) == (5, "▼ низкая → ● средняя — 1")


def test_sentences(region: Engine) -> None:
    with reading(region) as connection:
        now, *others = rows_of(sensitivity(connection, HERE))
        first, *of_third = rows_of(sensitivity(connection, Scope(make.CYCLE, groups=(3,))))
        nobody, *of_nobody = rows_of(sensitivity(connection, Scope(cycle="2020/21")))
    assert [sensitivity_statement(now, row) for row in others] == [
        "Без баллов, которые школы сообщили о себе сами (критерии 1, 2, 3, 4), группу сменили бы 3 из 3 пересчитанных "
        "школ: 1 — на более высокую, 1 — на более низкую, 1 — данных для группы не хватило бы.",
        "Если у школ с признаком необъективности ВПР не учитывать критерии 2 и 4, группу сменила бы 1 из 1 "
        "пересчитанных школ: 1 — на более высокую.",
        "Без 2\u00a0школ с признаком необъективности ВПР низкая степень — у 1 из 4 школ с группой, с ними — у 2 из 6.",
        "Если не округлять итог до целого процента, группу сменила бы 1 из 5 пересчитанных школ: 1 — на более высокую.",
    ]
    assert "пересчитывать нечего" in sensitivity_statement(first, of_third[0])
    assert all("нет" in sensitivity_statement(nobody, row) for row in of_nobody)


def test_another_variant_is_refused(region: Engine) -> None:
    with reading(region) as connection, pytest.raises(KeyError):
        schools_changing_group(connection, HERE, "нет")
