"""Kits kept as they were handed out: byte by byte, in a position, never removed."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import Engine

from data.acting import ActRefusedError
from data.database import reading
from data.kits import MadeKit, keep_kit, read_kit
from data.tables import data_version
from data.tables_decisions import kit
from tests import factories as make
from tests.data.acts import AT, POST, rows
from tests.stored import load

MADE = MadeKit(b"PK\x00\xff", "Комплект.zip", 7, AT, "2024/25", "без отбора", "internal", (2, 1), 1)


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(5, None)))
    return engine


def version(engine: Engine) -> int:
    return {row["family"]: row["version"] for row in rows(engine, data_version)}["decisions"]


def test_a_kit_comes_back_byte_by_byte(loaded: Engine) -> None:
    before = version(loaded)
    assert keep_kit(loaded, MADE, POST) == 1
    assert keep_kit(loaded, MADE, POST) == 2
    assert version(loaded) > before
    with reading(loaded) as connection:
        assert read_kit(connection, 2) == MADE.content
        with pytest.raises(LookupError):
            read_kit(connection, 3)
    kept = rows(loaded, kit)[0]
    assert kept["sha256"] == hashlib.sha256(MADE.content).hexdigest()
    assert (kept["loads"], kept["post"], kept["made_at"], kept["size_bytes"]) == ([2, 1], POST, AT, 4)


@pytest.mark.parametrize("post", ["", "Иванов Иван Иванович"])
def test_whoever_hands_it_out_says_in_which_position(loaded: Engine, post: str) -> None:
    with pytest.raises(ActRefusedError):
        keep_kit(loaded, MADE, post)
    assert rows(loaded, kit) == []
