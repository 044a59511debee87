"""Where the methodology changed from cycle to cycle: by hand, and said."""

from __future__ import annotations

from sqlalchemy import Engine

from components.figures_passport import municipality_history_bars, school_history_lines
from data.database import reading
from data.methodology_acts import save_version
from methodology.edits import Change
from queries.passport_words import municipality_history_in_words, school_history_in_words
from queries.scope import SchoolKey, Scope
from queries.versions import recounted_words, versions_by_cycle, versions_reading
from tests import factories as make
from tests.factories import CYCLE, MUNICIPALITY, NEXT_CYCLE
from tests.stored import load

STRICTER = (Change("thresholds", "data_group_min", "value", 80.0, 85.0),)
SAID = (
    f"Методика менялась: с {NEXT_CYCLE} — методика № 2. Все циклы здесь посчитаны по методике № 2; то, что "
    "решили по прежней, не меняется."
)


def two_cycles(engine: Engine) -> None:
    for cycle in (CYCLE, NEXT_CYCLE):
        scores = [row | {"cycle": cycle} for row in make.scores(7)]
        load(engine, make.workbook(cycle=cycle, schools=[make.school() | {"cycle": cycle}], scores=scores))


def test_one_methodology_has_nothing_to_say(engine: Engine) -> None:
    two_cycles(engine)
    with reading(engine) as connection:
        frame = versions_by_cycle(connection, Scope())
    assert frame["version"].tolist() == [1, 1]
    assert frame["changed"].tolist()[1] is False
    assert versions_reading(frame) == ""


def test_a_new_version_is_marked_where_it_begins(engine: Engine) -> None:
    two_cycles(engine)
    save_version(engine, 1, STRICTER, "решение коллегии", NEXT_CYCLE, "методист")
    school = Scope().in_school(SchoolKey(MUNICIPALITY, "001"))
    with reading(engine) as connection:
        frame = versions_by_cycle(connection, Scope())
        since = versions_by_cycle(connection, Scope(), previous=NEXT_CYCLE)
        before = versions_by_cycle(connection, Scope(cycle=CYCLE))
        history = school_history_in_words(connection, school)
        of_place = municipality_history_in_words(connection, Scope(municipalities=(MUNICIPALITY,)))
    rows = [(row.cycle, row.version, row.shown_by) for row in frame.itertuples()]
    assert rows == [(CYCLE, 1, 2), (NEXT_CYCLE, 2, 2)]
    assert frame["changed"].tolist()[1] is True
    assert versions_reading(frame).replace("\xa0", " ") == SAID
    assert versions_reading(frame, counted=False).endswith("не зависят, поэтому их можно сравнивать.")
    # The cycle of the rules of that time is counted by those of now, and whoever compares with it is told.
    assert recounted_words(frame, CYCLE).replace("\xa0", " ") == (
        f"Цикл {CYCLE} пересчитан по методике № 2; тогда действовала методика № 1, и числа того времени могли быть "
        "другими."
    )
    assert recounted_words(frame, NEXT_CYCLE) == recounted_words(before, CYCLE) == recounted_words(frame, None) == ""
    # What begins with the first cycle that is shown is no break, and a past cycle stands under its own version.
    assert versions_reading(since) == ""
    assert [(row.cycle, row.version, row.shown_by) for row in before.itertuples()] == [(CYCLE, 1, 1)]
    for told, drawn in ((history, school_history_lines(history)), (of_place, municipality_history_bars(of_place))):
        assert told["break_words"].tolist() == [None, "методика №\xa02"]
        assert [shape.x0 for shape in drawn.layout.shapes] == [0.5]
        assert [note.text for note in drawn.layout.annotations] == ["методика №\xa02"]
