"""Three municipalities send workbooks of all sheets one by one: an undo of the first touches nobody else's figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.database import reading
from data.demonstration import build_demonstration
from data.loading import UndoRefusedError, undo_load
from data.workbook import Workbook
from queries.__main__ import written
from queries.criteria import criterion_by_school
from queries.effectiveness import groups_by_municipality, schools_by_group, schools_table
from queries.indicator_tables import indicator_by_school, indicators_in_words, shown_indicators
from queries.passport_municipality import municipality_history
from queries.scope import Scope
from queries.selection import methodology_of, resolved
from tests.stored import load


@pytest.fixture(scope="module")
def sent() -> dict[str, Workbook]:
    """Municipality → its own workbook: what the last one of the demonstration says of it."""
    whole = build_demonstration("district", seed=1)[-1]
    places = whole.frames["Муниципалитеты"]["municipality_id"].tolist()[:3]

    def part(place: str) -> Workbook:
        frames = {
            name: frame[frame["municipality_id"] == place].reset_index(drop=True)
            if "municipality_id" in frame
            else frame
            for name, frame in whole.frames.items()
        }
        return replace(whole, frames=frames)

    return {place: part(place) for place in places}


def exported(engine: Engine, place: str) -> dict[str, bytes]:
    """Every table of a municipality, as the command line writes it."""
    scope = Scope(municipalities=(place,))
    with reading(engine) as connection:
        rules = methodology_of(connection, resolved(connection, scope))
        frames = {
            query.__name__: query(connection, scope)
            for query in (
                schools_by_group,
                groups_by_municipality,
                criterion_by_school,
                indicators_in_words,
                municipality_history,
            )
        }
        frames["schools_table"] = schools_table(connection, scope, None)
        for rule in shown_indicators(rules, one_school=False):
            frames[rule.code] = indicator_by_school(connection, scope, rule.code)
    return {name: written(frame, "csv").encode() for name, frame in frames.items()}


def test_undo_of_the_first_leaves_the_other_two_byte_for_byte(engine: Engine, sent: dict[str, Workbook]) -> None:
    first, second, third = sent
    for place, book in sent.items():
        load(engine, book, f"{place}.xlsx")
    before = {place: exported(engine, place) for place in (second, third)}
    assert [name for name, content in before[second].items() if content.count(b"\n") < 2] == []
    undo_load(engine, 1)
    assert {place: exported(engine, place) for place in (second, third)} == before
    assert all(
        content.count(b"\n") <= 1 for name, content in exported(engine, first).items() if name != "indicators_in_words"
    )


def test_undo_of_what_was_loaded_over_names_the_later_load(engine: Engine, sent: dict[str, Workbook]) -> None:
    first, second, third = sent
    for place in (first, second, third):
        load(engine, sent[place], f"{place}.xlsx")
    changed = sent[first].frames["Муниципалитеты"].assign(name="Новое имя")
    load(engine, replace(sent[first], frames={"Муниципалитеты": changed}), "новая.xlsx")
    before = exported(engine, first)
    with pytest.raises(UndoRefusedError, match="Сначала отмените загрузку № 4"):
        undo_load(engine, 1)
    assert exported(engine, first) == before
