"""Kits that were handed out: those of the cycle, and for the council its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.decisions import compose
from data.kits import MadeKit, keep_kit
from data.recommendation_acts import accept
from queries.kits import kits
from queries.scope import Scope
from tests import factories as make
from tests.data.acts import AT, HEAD, POST, proposal
from tests.stored import load

MADE = MadeKit(b"PK\x00\xff", "Комплект.zip", 7, AT, "2024/25", "без отбора", "internal", (2, 1), 1)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(5, None)))
    return engine


def test_kits_of_the_cycle_are_listed_and_the_council_sees_its_own(loaded: Engine) -> None:
    keep_kit(loaded, MADE, POST)
    for_council = replace(MADE, showing="council", scope_words="муниципалитеты: А")
    keep_kit(loaded, for_council, POST)
    keep_kit(loaded, replace(MADE, cycle="2023/24"), POST)
    with reading(loaded) as connection:
        listed = kits(connection, Scope(cycle="2024/25"))
        council = kits(connection, Scope(cycle="2024/25", showing="council"))
    assert list(listed["kit_id"]) == [2, 1]
    assert list(council["kit_id"]) == [2]
    row = listed.iloc[1]
    assert (row["loads_words"], row["made_words"], row["size_words"]) == (
        "№\u00a02, №\u00a01",
        "01.10.2025 12:30",
        "0,0\u00a0МБ",
    )
    assert row["decision_words"] is None


def test_a_kit_names_the_decision_within_it(loaded: Engine) -> None:
    numbers = accept(loaded, [proposal("001")], POST)
    number = compose(loaded, HEAD, "2024/25", dict.fromkeys(numbers, 1), 1, POST)
    keep_kit(loaded, replace(MADE, decision=(number, 1)), POST)
    with reading(loaded) as connection:
        [row] = kits(connection, Scope()).to_dict("records")
    assert (row["decision_id"], row["decision_words"]) == (number, "№\u00a012 от 20.10.2025, проект")
