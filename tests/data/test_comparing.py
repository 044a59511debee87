"""What a load would change and what it has changed, worked out by hand on two municipalities."""

from __future__ import annotations

from sqlalchemy import Engine

from data.database import reading
from data.loading import foresee, undo_load
from data.workbook import Workbook
from queries.load_changes import by_sheet, changed_values_of_load, changes_of_load
from queries.scope import Scope
from tests.factories import OTHER_SCHOOL, SCHOOL, criterion, school, scores, workbook
from tests.queries.records import records
from tests.stored import dump, load


def first_book() -> Workbook:
    return workbook(
        schools=[school(pupils=100), school(OTHER_SCHOOL), school(SCHOOL, "02")],
        scores=[
            *scores(7.0, 5.0, 3.0),
            *scores(6.0, school_id=OTHER_SCHOOL),
            *scores(4.0, school_id=SCHOOL, municipality_id="02"),
        ],
    )


def second_book() -> Workbook:
    """Of the first municipality alone: pupils and one score of the first school, its third score gone, a school new."""
    return workbook(
        schools=[school(pupils=None, small=True), school("003")],
        criteria=[criterion(1, weight=2.0), criterion(2), criterion(3)],
        scores=[*scores(7.5, 5.0), *scores(9.0, school_id="003")],
    )


COUNTS = [
    (None, "Критерии", 0, 1, 0),
    ("001", "Организации", 0, 1, 0),
    ("001", "Оценка_критерии", 0, 1, 1),
    ("003", "Организации", 1, 0, 0),
    ("003", "Оценка_критерии", 1, 0, 0),
]
VALUES = [
    ("Организации", None, "Малокомплектная", "нет", "да"),
    ("Организации", None, "Обучающихся", "100", None),
    ("Оценка_критерии", "№ критерия 1", "Балл", "7", "7,5"),
]


def test_preview_and_history_tell_the_same_and_what_was_worked_out_by_hand(engine: Engine) -> None:
    load(engine, first_book())
    before = dump(engine)
    with reading(engine) as connection:
        foreseen = foresee(connection, second_book())
    assert dump(engine) == before, "nothing is written"
    schools = foreseen.schools()
    names = ("school_id", "sheet", "added", "changed", "removed")
    assert [tuple(row[name] for name in names) for row in records(schools)] == COUNTS
    assert set(schools["municipality_name"]) == {"Округ 01"}
    assert records(schools)[3]["short_name"] == "СОШ 003", "a school is called as the workbook calls it"
    columns = ("sheet", "row_words", "column", "before", "after")
    assert [tuple(row[name] for name in columns) for row in records(foreseen.values("01", "001"))] == VALUES
    [of_place] = records(foreseen.values("01"))
    assert (of_place["row_words"], of_place["column"], of_place["before"], of_place["after"]) == (
        "№ критерия 1", "Вес", "1", "2",
    )  # fmt: skip
    assert len(foreseen.values()) == len(VALUES) + 1

    load_id = load(engine, second_book()).load_id
    assert load_id == 2
    with reading(engine) as connection:
        history = changes_of_load(connection, Scope(), load_id)
        values = changed_values_of_load(connection, Scope(), load_id)
        of_school = changed_values_of_load(connection, Scope(), load_id, "01", "001")
    assert records(history) == records(schools)
    assert records(values) == records(foreseen.values())
    assert records(of_school) == records(foreseen.values("01", "001"))
    assert [tuple(row.values()) for row in records(by_sheet(history))] == [
        ("Организации", "2024/25", 1, 1, 1, 0),
        ("Критерии", "2024/25", 1, 0, 1, 0),
        ("Оценка_критерии", "2024/25", 1, 1, 1, 1),
    ]


def test_counts_of_the_preview_are_the_sums_of_its_schools(engine: Engine) -> None:
    load(engine, first_book())
    with reading(engine) as connection:
        foreseen = foresee(connection, second_book())
    sums = {row["sheet"]: row for row in records(by_sheet(foreseen.schools()))}
    for change in foreseen.changes:
        row = sums.get(change.sheet, {"added": 0, "changed": 0, "removed": 0})
        assert (change.added, change.changed, change.removed) == (row["added"], row["changed"], row["removed"])


def test_a_first_load_brings_rows_only_and_an_undone_one_leaves_nothing_to_tell(engine: Engine) -> None:
    load(engine, first_book())
    with reading(engine) as connection:
        history = changes_of_load(connection, Scope(), 1)
        assert changed_values_of_load(connection, Scope(), 1).empty
    assert history["added"].sum() == 2 + 3 + 2 * 3 + 5, "municipalities, schools, criteria of both, scores"
    assert history[["changed", "removed"]].to_numpy().sum() == 0
    undo_load(engine, 1)
    with reading(engine) as connection:
        assert changes_of_load(connection, Scope(), 1).empty
