"""One case a query, worked out by hand on the region of odd cases (``cases.hand_made``).

Next to what belongs to an answer lies what must not get into it: another cycle, the municipality of the same name with
a school of the same code and name, a school that doesn't work, rows that a later load closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from data.database import reading
from data.loading import undo_load
from methodology.catalogue import packaged
from queries.criteria import (
    criteria_of_cycle,
    criterion_by_municipality,
    criterion_by_school,
    criterion_of_selection,
    source_rows,
)
from queries.dictionaries import (
    cycles,
    filter_values,
    find_schools,
    municipalities,
    schools_of,
    unique_labels,
)
from queries.effectiveness import groups_by_municipality, headline, schools_by_group, schools_table, transitions
from queries.indicators import indicator_by_municipality
from queries.loads import data_versions, findings_of_load, has_loads, loads, methodology_versions
from queries.scope import Scope
from queries.selection import schools_without_data, selection_summary
from queries.sides import sides
from tests.factories import ACT, CYCLE, NEXT_CYCLE, criterion, group, municipality, school, scores, workbook
from tests.queries import plain
from tests.queries.cases import SAME_NAME, TWINS
from tests.queries.records import Row, assert_same, records
from tests.stored import load

NOW = Scope(cycle=NEXT_CYCLE)
BEFORE = Scope(cycle=CYCLE)


def columns(frame: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in records(frame)]


def only(frame: pd.DataFrame, **wanted: object) -> Row:
    """The one row that has these values."""
    found = [row for row in records(frame) if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, (wanted, found)
    return found[0]


def test_schools_by_group(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        now, before = schools_by_group(connection, NOW), schools_by_group(connection, BEFORE)
        twin = schools_by_group(connection, NOW.in_municipality("02"))
    assert columns(now, "group_number", "origin", "schools") == [
        (1, "computed", 1),
        (2, "assigned", 1),
        (2, "computed", 1),
        (3, "computed", 1),
    ]
    assert columns(before, "group_number", "origin", "schools") == [
        (1, "assigned", 1),
        (3, "assigned", 1),
        (None, None, 4),
    ]
    assert columns(twin, "group_number", "origin", "schools") == [(2, "assigned", 1)]


def test_two_municipalities_of_one_name_side_by_side(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = sides(connection, BEFORE.in_municipality("01"), BEFORE.in_municipality("02"))
    asked = ("numerator", "denominator", "schools_with_data", "schools")
    names = (*asked, *(f"other_{name}" for name in asked))
    # 02/002 doesn't work there: of the twin one school is left, with two scores and without a group.
    assert columns(frame[:2], "figure", *names) == [
        ("schools", 3, None, 3, 3, 1, None, 1, 1),
        ("low", 1, 1, 1, 3, 0, 0, 0, 1),
    ]
    first = only(frame, criterion=1)
    # 2 + 6.05 + 5 of 30, and 9 of 10.
    assert tuple(first[name] for name in names) == pytest.approx((13.05, 30, 3, 3, 9, 10, 1, 1))
    assert first["change"] == pytest.approx(43.5 - 90)
    lacking = only(frame, criterion=2)
    assert (lacking["numerator"], lacking["other_numerator"], lacking["other_schools_with_data"]) == (4, None, 0)
    assert lacking["change"] is None
    assert lacking["comparable"]
    # The furthest apart first: 46.5, then 3 against 80 per cent; the one without a difference last.
    assert frame["criterion"].dropna().tolist()[-1] == 2


def test_shares_of_few_schools_have_no_difference(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = sides(connection, BEFORE, BEFORE.in_municipality("01"))
    assert only(frame, figure="low")["comparable"]
    assert [row["change"] for row in records(frame) if row["figure"] in ("low", "middle", "high", "without_group")] == [
        None
    ] * 4
    assert only(frame, figure="completeness")["change"] is not None


def test_cycles_with_other_criteria_are_not_compared(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = sides(connection, NOW.in_municipality("01"), BEFORE.in_municipality("01"))
    # The third criterion is of the earlier cycle only; the others are set alike.
    assert columns(frame.dropna(subset="criterion"), "criterion", "comparable") == [(2, True), (1, True), (3, False)]
    assert only(frame, criterion=1)["change"] == pytest.approx(100 * 20.55 / 30 - 43.5)
    assert not only(frame, figure="completeness")["comparable"]
    assert only(frame, figure="completeness")["change"] is None
    assert only(frame, figure="schools")["comparable"]


def test_first_schools_are_those_of_the_whole_table(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        whole = schools_table(connection, BEFORE, None)
        first = schools_table(connection, BEFORE, None, limit=3)
        every = schools_table(connection, BEFORE, None, limit=9)
        of_cell = schools_table(connection, NOW, CYCLE, group_before=3, group_now=1, limit=1)
    assert columns(whole, "municipality_id", "school_id", "group_number", "found") == [
        ("01", "001", 3, 6),
        ("03", "001", 1, 6),
        # Neither group nor total: by names, among which the last place of three is shared.
        ("01", "003", None, 6),
        ("01", "002", None, 6),
        ("02", "001", None, 6),
        ("03", "002", None, 6),
    ]
    assert records(first) == records(whole)[:3]
    assert records(every) == records(whole)
    assert columns(of_cell, "school_id", "found") == [("001", 1)]


def test_scores_of_a_school_that_does_not_work_are_not_counted(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        everything = criterion_of_selection(connection, BEFORE)
        working = criterion_of_selection(connection, replace(BEFORE, localities=("город", "село")))
        place = indicator_by_municipality(connection, BEFORE.in_municipality("02"), "Э-К", "1")
    # «02/002» has 10 of 10, 10 of 20 and 5 of 5.
    assert columns(everything, "criterion", "schools_with_data") == columns(working, "criterion", "schools_with_data")
    assert columns(place, "numerator", "denominator", "schools_with_data") == [(9, 10, 1)]


def test_groups_by_municipality(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = groups_by_municipality(connection, BEFORE)
    assert columns(frame, "municipality_id", "municipality_name", "cluster", "schools", "high", "low", "low_pct") == [
        ("01", SAME_NAME, "сельский", 3, 0, 1, 100.0),
        ("03", "Южный округ", None, 2, 1, 0, 0.0),
        ("02", SAME_NAME, "городской", 1, 0, 0, None),
    ]
    # Weights 1, 1.5 and 0.5: one school has all, one lacks the second criterion, one has the first alone.
    assert only(frame, municipality_id="01")["completeness_pct"] == pytest.approx(100 * (3 + 1.5 + 1) / 9)


def test_headline(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = headline(connection, NOW, CYCLE)
        alone = headline(connection, NOW, None)
    now, before = records(frame)
    counts = ("schools", "high", "middle", "low", "without_group", "assigned", "disagreeing", "enough")
    assert [now[name] for name in counts] == [4, 1, 2, 1, 0, 1, 1, 4]
    assert [before[name] for name in counts] == [6, 1, 0, 1, 4, 2, 0, 1]
    assert (now["moved_up"], now["moved_down"], before["moved_up"], before["moved_down"]) == (1, 0, None, None)
    assert (now["cycle"], now["is_previous"], before["cycle"], before["is_previous"]) == (
        NEXT_CYCLE,
        False,
        CYCLE,
        True,
    )
    assert columns(alone, "schools", "moved_up") == [(4, None)]


def test_transitions(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = transitions(connection, NOW, CYCLE)
        backwards = transitions(connection, BEFORE, NEXT_CYCLE)
    assert columns(frame, "group_before", "group_now", "was_there", "schools") == [
        (3, 1, True, 1),
        (None, 2, True, 2),
        (None, 3, True, 1),
    ]
    # The two schools of «03» were not judged in the other cycle.
    assert columns(backwards, "group_before", "group_now", "was_there", "schools") == [
        (1, 3, True, 1),
        (2, None, True, 2),
        (3, None, True, 1),
        (None, 1, False, 1),
        (None, None, False, 1),
    ]


def test_schools_table(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = schools_table(connection, NOW, CYCLE)
        cell = schools_table(connection, NOW, CYCLE, group_before=3, group_now=1)
        before = schools_table(connection, BEFORE, None)
    assert columns(frame, "municipality_id", "school_id", "group_number", "origin") == [
        ("01", "003", 3, "computed"),
        ("02", "001", 2, "assigned"),
        ("01", "002", 2, "computed"),
        ("01", "001", 1, "computed"),
    ]
    # (60 · 1 + 60.5 · 1.5) / 2.5 rounds to 60: low; 60.5 rounds to 61: middle.
    assert [row["total_pct"] for row in records(frame)] == pytest.approx([60.3, 55.0, 60.5, 91.0])
    twin = only(frame, municipality_id="02")
    assert (twin["assigned_group"], twin["act"], twin["computed_group"], twin["disagrees"]) == (2, ACT, 3, True)
    # The criteria are others than before, so the totals are not compared.
    assert only(frame, school_id="002")["criteria_changed"] is True
    assert {row["total_change"] for row in records(frame)} == {None}
    assert columns(cell, "municipality_id", "school_id", "group_before") == [("01", "001", 3)]
    lacking = only(before, municipality_id="01", school_id="002")
    # Half of the weights: no total, but its bounds (60.5 · 1 + 100 · 0.5) / 3 and 50 per cent more.
    assert lacking["total_pct"] is None
    assert (lacking["total_low_pct"], lacking["total_high_pct"]) == pytest.approx((110.5 / 3, 110.5 / 3 + 50))
    assert all(row["group_before"] is None and not row["criteria_changed"] for row in records(before))


def test_total_change_between_comparable_cycles(engine: Engine) -> None:
    for cycle, value in ((CYCLE, 7.0), (NEXT_CYCLE, 7.5)):
        load(engine, workbook(cycle=cycle, schools=[school()], scores=scores(value, cycle=cycle)))
    with reading(engine) as connection:
        row = records(schools_table(connection, NOW, CYCLE))[0]
    assert (row["total_change"], row["total_before_pct"]) == pytest.approx((5.0, 70.0))
    assert row["criteria_changed"] is False


def test_a_total_is_shown_from_exactly_the_threshold_on(engine: Engine) -> None:
    # Weights 0.36 and 0.24: in binary fractions 0.36 / 0.6 · 100 need not be 60.
    rules = [criterion(1, weight=0.36), criterion(2, weight=0.24)]
    book = workbook(schools=[school()], criteria=rules, scores=scores(7.0, None))
    load(engine, book)
    assert packaged().threshold("data_show_min") == 60
    with reading(engine) as connection:
        assert records(schools_table(connection, BEFORE, None))[0]["total_pct"] == pytest.approx(70.0)


def test_criteria_of_cycle(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        everybody, twin = criteria_of_cycle(connection, NOW), criteria_of_cycle(connection, NOW.in_municipality("02"))
    names = ("criterion", "short", "max_score", "weight", "basis", "municipalities")
    assert columns(everybody, *names) == [
        (1, "Критерий 1", 10.0, 1.0, "рабочий порог", 1),
        (2, "Критерий 2", 20.0, 1.5, "рабочий порог", 1),
    ]
    assert columns(twin, *names) == [(1, "Критерий 1", 100.0, 1.0, "приказ № 7", 1)]


def test_criteria_of_the_methodology_have_their_labels(demonstration_engine: Engine) -> None:
    with reading(demonstration_engine) as connection:
        frame = criteria_of_cycle(connection, Scope())
    assert list(frame["short"]) == [entry.short for entry in packaged().criteria]


def test_criterion_by_municipality(hand_made_engine: Engine) -> None:
    names = ("municipality_id", "criterion", "numerator", "denominator", "schools_with_data", "schools", "enough")
    with reading(hand_made_engine) as connection:
        now = criterion_by_municipality(connection, BEFORE, 3)
        first = criterion_by_municipality(connection, Scope(cycle=CYCLE, as_of=1), 3)
    # «02/002» doesn't work: its 5 of 5 counts nowhere.
    assert columns(now, *names) == [("01", 3, 8.0, 10.0, 2, 3, False), ("02", 3, 4.0, 5.0, 1, 1, True)]
    assert [row["value_pct"] for row in records(now)] == pytest.approx([80.0, 80.0])
    # A negative score counts as zero; «01/003» was not there yet.
    assert columns(first, *names)[0] == ("01", 3, 5.0, 10.0, 2, 2, True)


def test_criterion_by_school(hand_made_engine: Engine) -> None:
    names = ("school_id", "score", "numerator", "value_pct", "zone", "absence_reason")
    with reading(hand_made_engine) as connection:
        first = criterion_by_school(connection, Scope(cycle=CYCLE, municipalities=("01",), as_of=1))
        second = criterion_by_school(connection, BEFORE, 2)
    assert columns(first, "criterion", *names) == [
        (1, "002", 6.05, 6.05, 60.5, "middle", None),
        (2, "002", None, None, None, None, "не представлено"),
        (3, "002", 5.0, 5.0, 100.0, "high", None),
        (1, "001", 7.0, 7.0, 70.0, "middle", None),
        (2, "001", 20.0, 20.0, 100.0, "high", None),
        (3, "001", -1.0, 0.0, 0.0, "low", None),
    ]
    assert columns(second, "municipality_id", *names) == [
        ("01", "002", None, None, None, None, "не представлено"),
        ("01", "001", 4.0, 4.0, 20.0, "low", None),
        ("02", "001", None, None, None, None, "не представлено"),
    ]


def test_source_rows(hand_made_engine: Engine) -> None:
    names = ("sheet", "sheet_row", "load_id", "file_name", "criterion", "said")
    with reading(hand_made_engine) as connection:
        now = source_rows(connection, BEFORE.in_school(TWINS[0]))
        earlier = source_rows(connection, Scope(cycle=CYCLE, as_of=3).in_school(TWINS[0]), 3)
        nobody = source_rows(connection, BEFORE)
    assert columns(now, *names) == [
        ("Оценка_критерии", 2, 4, "книга 4.xlsx", 1, 2.0),
        ("Оценка_критерии", 3, 4, "книга 4.xlsx", 2, 4.0),
        ("Оценка_критерии", 4, 4, "книга 4.xlsx", 3, 3.0),
        ("Группы", 2, 1, "книга 1.xlsx", None, 3.0),
    ]
    assert columns(earlier, *names) == [
        ("Оценка_критерии", 4, 1, "книга 1.xlsx", 3, -1.0),
        ("Группы", 2, 1, "книга 1.xlsx", None, 3.0),
    ]
    assert nobody.empty
    assert list(nobody.columns) == list(now.columns)


def test_selection_summary(hand_made_engine: Engine) -> None:
    names = ("selected", "total", "with_data", "municipalities", "excluded", "cut_from", "cycle", "methodology")
    end = date(2025, 8, 31)
    with reading(hand_made_engine) as connection:
        everything = selection_summary(connection, BEFORE)
        silent = selection_summary(connection, BEFORE.in_municipality("03"))
        latest = selection_summary(connection, Scope())
        nobody = selection_summary(connection, Scope(cycle="2020/21"))
    assert columns(everything, *names) == [(6, 6, 5, 3, 1, end, CYCLE, 1)]
    assert columns(silent, *names) == [(2, 6, 1, 1, 0, end, CYCLE, 1)]
    assert columns(latest, *names) == [(4, 4, 4, 2, 0, date(2026, 8, 31), NEXT_CYCLE, 1)]
    assert columns(nobody, *names) == [(0, 0, 0, 0, 0, date(2021, 8, 31), "2020/21", 1)]


def test_cut_dates_are_those_of_the_selected_municipalities(engine: Engine) -> None:
    for code, day in (("01", date(2025, 3, 1)), ("02", date(2025, 5, 31)), ("03", date(2025, 6, 30))):
        load(engine, workbook(cut_date=day, schools=[school(municipality_id=code)]))
    with reading(engine) as connection:
        summary = selection_summary(connection, Scope(municipalities=("01", "02")))
    assert columns(summary, "cut_from", "cut_to") == [(date(2025, 3, 1), date(2025, 5, 31))]


def test_schools_without_data(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame, now = schools_without_data(connection, BEFORE), schools_without_data(connection, NOW)
    names = ("municipality_id", "municipality_name", "school_id", "short_name")
    assert columns(frame, *names) == [("03", "Южный округ", "002", "Начальная школа")]
    assert now.empty


def test_cycles(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame, first = cycles(connection, Scope()), cycles(connection, Scope(as_of=1))
    assert columns(frame, "cycle", "schools", "with_group") == [(NEXT_CYCLE, 4, 4), (CYCLE, 6, 2)]
    assert columns(first, "cycle", "schools", "with_group") == [(CYCLE, 5, 2)]


def test_municipalities(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        now, before = municipalities(connection, NOW), municipalities(connection, BEFORE)
    assert columns(now, "municipality_id", "cluster", "label") == [
        ("01", "сельский", "Северный муниципальный округ"),
        ("02", "городской", SAME_NAME),
        ("03", None, "Южный округ"),
    ]
    assert list(before["label"]) == [f"{SAME_NAME} (01)", f"{SAME_NAME} (02)", "Южный округ"]


def test_unique_labels_when_somebody_is_named_like_a_label() -> None:
    names = pd.Series(["Заря", "Заря", "Заря (1)", "Мир"], dtype=object)
    codes = pd.Series(["1", "2", "3", "4"], dtype=object)
    assert list(unique_labels(names, codes)) == ["Заря (1)", "Заря (2)", "Заря (1) (3)", "Мир"]


def test_filter_values(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        before, now = filter_values(connection, BEFORE), filter_values(connection, NOW)
    assert columns(before, "field", "value") == [
        ("cluster", "городской"),
        ("cluster", "сельский"),
        ("kind", "НОШ"),
        ("kind", "ООШ"),
        ("kind", "СОШ"),
        ("kind", "лицей"),
        ("locality", "город"),
        ("locality", "село"),
        ("low_results", "да"),
        ("biased_vpr", "да"),
    ]
    assert "low_results" not in set(now["field"])


def test_schools_of(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame, twin = schools_of(connection, BEFORE, "01"), schools_of(connection, BEFORE, "02")
    assert columns(frame, "municipality_id", "school_id", "label") == [
        # Described in the next cycle only.
        ("01", "003", "Новая СОШ"),
        ("01", "002", "Озёрная ООШ"),
        ("01", "001", "СОШ № 1"),
    ]
    assert columns(twin, "municipality_id", "school_id", "label") == [("02", "001", "СОШ № 1")]


def test_find_schools(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        found = find_schools(connection, BEFORE, " сош ")
        few = find_schools(connection, BEFORE, "сош", limit=1)
        folded = find_schools(connection, BEFORE, "ОЗЕРНАЯ север")
        nothing = find_schools(connection, BEFORE, "Гимназия")
    assert columns(found, "municipality_id", "school_id", "found") == [
        ("01", "001", 3),
        ("02", "001", 3),
        ("01", "003", 3),
    ]
    assert columns(few, "municipality_id", "found") == [("01", 3)]
    assert columns(folded, "short_name") == [("Озёрная ООШ",)]
    # The name of the next cycle.
    assert nothing.empty


def test_loads(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = loads(connection, Scope())
    assert columns(frame, "load_id", "file_name", "cycle", "municipalities", "findings", "blocked_by") == [
        (4, "книга 4.xlsx", CYCLE, 1, 0, None),
        (3, "книга 3.xlsx", NEXT_CYCLE, 1, 0, None),
        (2, "книга 2.xlsx", NEXT_CYCLE, 1, 0, 4),
        (1, "книга 1.xlsx", CYCLE, 3, 2, 4),
    ]
    # Municipalities 3, schools 6, criteria 3 for each of 3, scores 12, groups 2; «Инструкция» has no rows.
    assert only(frame, load_id=1)["rows"] == 3 + 6 + 9 + 12 + 2
    assert only(frame, load_id=1)["sheets"] == 6


def test_undone_loads_stay_in_the_history(engine: Engine) -> None:
    load(engine, workbook(schools=[school()]), "первая.xlsx")
    load(engine, workbook(schools=[school(pupils=7)]), "вторая.xlsx")
    undo_load(engine, 2)
    with reading(engine) as connection:
        frame = loads(connection, Scope())
        assert has_loads(connection)
    assert columns(frame, "file_name", "blocked_by") == [("вторая.xlsx", None), ("первая.xlsx", None)]
    assert [row["undone_at"] is None for row in records(frame)] == [False, True]


def test_has_loads(engine: Engine) -> None:
    with reading(engine) as connection:
        assert not has_loads(connection)


def test_findings_of_load(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame, other = findings_of_load(connection, Scope(), 1), findings_of_load(connection, Scope(), 2)
    assert columns(frame, "severity", "message", "sheet", "row", "column", "value", "rows") == [
        ("note", "прочитано как число", "Критерии", 3, "Балл", "7,5", 1),
        ("warning", "проверьте", None, None, None, None, 1),
    ]
    assert other.empty


def test_methodology_versions(hand_made_engine: Engine) -> None:
    with reading(hand_made_engine) as connection:
        frame = methodology_versions(connection, Scope())
    assert columns(frame, "version", "hash") == [(1, packaged().hash)]


def test_data_versions_grow_with_a_load(engine: Engine) -> None:
    with reading(engine) as connection:
        before = data_versions(connection)
    load(engine, workbook(schools=[school()]))
    with reading(engine) as connection:
        after = data_versions(connection)
    assert before.keys() == after.keys()
    assert all(after[family] > before[family] for family in before)


def test_a_school_and_a_municipality_without_description_are_named_by_their_codes(engine: Engine) -> None:
    load(engine, workbook(schools=[school()]))
    load(engine, workbook(cycle=NEXT_CYCLE, municipalities=[], scores=scores(7.0, cycle=NEXT_CYCLE)))
    # The first load lies in another cycle, so nothing forbids taking it back.
    undo_load(engine, 1)
    with reading(engine) as connection:
        frame = schools_table(connection, Scope(), None)
        groups = groups_by_municipality(connection, Scope())
        values = criterion_by_municipality(connection, Scope())
        places = municipalities(connection, Scope())
    assert columns(places, "municipality_id", "label", "cluster") == [("01", "01", None)]
    assert columns(frame, "municipality_name", "short_name", "kind") == [("01", "001", None)]
    assert columns(groups, "municipality_name", "cluster") == [("01", None)]
    assert columns(values, "municipality_name", "value_pct") == [("01", 70.0)]


def test_municipality_described_without_judged_schools(engine: Engine) -> None:
    load(engine, workbook(municipalities=[municipality("01")]))
    with reading(engine) as connection:
        assert columns(municipalities(connection, Scope()), "label") == [("Округ 01",)]
        assert cycles(connection, Scope()).empty


def test_rows_that_a_later_load_closed_count_only_as_of_the_earlier_one(engine: Engine) -> None:
    for name, value, number in (("Старая", 5.0, 3), ("Новая", 9.0, 1)):
        load(
            engine,
            workbook(
                municipalities=[municipality(name=f"{name} земля")],
                schools=[school(short_name=f"{name} школа", kind="СОШ" if number == 1 else "ООШ")],
                criteria=[criterion(basis=name)],
                scores=scores(value),
                groups=[group(number)],
            ),
        )
    with reading(engine) as connection:
        for scope, name, value, number in (
            (Scope(), "Новая", 9.0, 1),
            (Scope(as_of=2), "Новая", 9.0, 1),
            (Scope(as_of=1), "Старая", 5.0, 3),
        ):
            here = scope.in_school(TWINS[0])
            names = ("municipality_name", "short_name", "group_number")
            assert columns(schools_table(connection, scope, None), *names) == [
                (f"{name} земля", f"{name} школа", number)
            ]
            assert columns(groups_by_municipality(connection, scope), "municipality_name") == [(f"{name} земля",)]
            assert columns(municipalities(connection, scope), "label") == [(f"{name} земля",)]
            assert columns(schools_of(connection, scope, "01"), "label") == [(f"{name} школа",)]
            assert columns(criteria_of_cycle(connection, scope), "basis", "municipalities") == [(name, 1)]
            assert columns(criterion_by_municipality(connection, scope), "numerator") == [(value,)]
            assert columns(criterion_by_school(connection, scope), "score") == [(value,)]
            assert columns(source_rows(connection, here), "said") == [(value,), (float(number),)]
            for kind, kept in (("СОШ", number == 1), ("ООШ", number == 3)):
                assert schools_by_group(connection, Scope(as_of=scope.as_of, kinds=(kind,))).empty is not kept


def test_of_different_settings_of_a_criterion_the_most_common_is_shown(engine: Engine) -> None:
    for code, maximum in (("01", 10.0), ("02", 20.0), ("03", 20.0)):
        rules = [criterion(max_score=maximum)]
        load(engine, workbook(schools=[school(municipality_id=code)], criteria=rules))
    with reading(engine) as connection:
        assert columns(criteria_of_cycle(connection, Scope()), "max_score", "municipalities") == [(20.0, 2)]
        alone = criteria_of_cycle(connection, Scope(municipalities=("01",)))
    assert columns(alone, "max_score", "municipalities") == [(10.0, 1)]


def test_criteria_of_a_cluster_are_those_of_its_municipalities(engine: Engine) -> None:
    # In the region most use a maximum of 20; in the town cluster all use 10, in the village one it is two to one.
    places = (
        ("01", "городской", 10.0),
        ("02", "сельский", 20.0),
        ("03", "сельский", 20.0),
        ("04", "сельский", 10.0),
        ("05", None, 20.0),
    )
    for code, cluster, maximum in places:
        load(
            engine,
            workbook(
                municipalities=[municipality(code, cluster=cluster)],
                schools=[school(municipality_id=code)],
                criteria=[criterion(max_score=maximum)],
                scores=scores(5.0, municipality_id=code),
            ),
        )
    town, village = Scope(clusters=("городской",)), Scope(clusters=("сельский",))
    with reading(engine) as connection:
        for scope, expected in (
            (Scope(), [(20.0, 3)]),
            (town, [(10.0, 1)]),
            (village, [(20.0, 2)]),
            (Scope(clusters=("городской", "сельский"), municipalities=("01", "04", "05")), [(10.0, 2)]),
            (Scope(clusters=("городской",), municipalities=("02",)), []),
        ):
            assert columns(criteria_of_cycle(connection, scope), "max_score", "municipalities") == expected
        in_one_town = Scope(municipalities=("01",))
        assert only(sides(connection, in_one_town, town), criterion=1)["comparable"]
        assert not only(sides(connection, in_one_town, village), criterion=1)["comparable"]
        facts = plain.read_facts(connection)
        for scope in (town, village, in_one_town):
            assert_same(criteria_of_cycle(connection, scope), plain.criteria_of_cycle(facts, scope), scope)
            assert_same(sides(connection, scope, town), plain.sides(facts, scope, town), scope)
