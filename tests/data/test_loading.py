"""Loading: what is replaced, what stays, and that a load is all or nothing. On both engines."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import blake2b

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import InternalError

from data import loading, tables
from data.checking import check_file
from data.database import reading
from data.findings import Finding
from data.kept_copy import copy_of
from data.known import read_known
from data.loading import foresee_changes, load_workbook
from data.sheets import ASSESSMENTS, MENTORING, STAFF
from data.tables import (
    assigned_group,
    criterion,
    data_version,
    in_force,
    indicator_value,
    instruction,
    load_file,
    load_finding,
    school,
    score,
)
from data.tables import load as load_table
from data.workbook import Instruction
from data.workbook_file import write_workbook
from queries.scope import Scope
from queries.selection import selection_summary
from tests import factories as make
from tests.factories import CYCLE, MUNICIPALITY, NEXT_CYCLE, OTHER_MUNICIPALITY, OTHER_SCHOOL, SCHOOL
from tests.stored import dump, facts_and_values, judged, load, shown


def two_schools(*values: float | None, **changes):
    """A municipality of two schools, with scores on criteria 1, 2, … of the first."""
    return make.workbook(schools=[make.school(), make.school(OTHER_SCHOOL)], scores=make.scores(*values), **changes)


def rows(engine, table, *conditions):
    with reading(engine) as connection:
        return connection.execute(select(table).where(*conditions)).mappings().all()


def scores_in_force(engine, as_of=None):
    return {
        (row["cycle"], row["municipality_id"], row["school_id"], row["criterion"]): row["score"]
        for row in rows(engine, score, in_force(score, as_of))
    }


def test_a_load_keeps_what_was_reported_and_where_it_stood(engine):
    book = two_schools(7.5, None, groups=[make.group(1, OTHER_SCHOOL)], cut_date=date(2025, 6, 1))
    result = load(engine, book, "срез.xlsx")
    assert result.load_id == 1
    described = {row["school_id"]: row for row in rows(engine, school)}
    assert described.keys() == {SCHOOL, OTHER_SCHOOL}
    assert described[OTHER_SCHOOL]["sheet_row"] == 3
    assert described[SCHOOL]["pupils"] is None
    assert described[SCHOOL]["low_results"] is None
    assert described[SCHOOL]["in_cycle"] is True
    assert scores_in_force(engine) == {(CYCLE, "01", SCHOOL, 1): 7.5, (CYCLE, "01", SCHOOL, 2): None}
    (report,) = rows(engine, instruction)
    assert (report["cut_date"], report["author_post"]) == (date(2025, 6, 1), "методист")
    (group,) = rows(engine, assigned_group)
    assert (group["group_number"], group["act"]) == (1, make.ACT)


def test_history_keeps_hash_findings_and_a_copy_of_what_was_checked(engine):
    warning = Finding(
        "warning", "rules_short_name", "Одинаковые наименования.", "Уточните.", sheet="Организации", row=3
    )
    book = two_schools(5, None)
    load_workbook(engine, book, "срез.xlsx", b"bytes", [warning])
    (line,) = rows(engine, load_table)
    assert (line["file_name"], line["size_bytes"], line["cycle"]) == ("срез.xlsx", 5, CYCLE)
    assert line["sha256"] == "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9"
    assert [row["content"] for row in rows(engine, load_file)] == [copy_of(book)]
    assert [Finding(**row["finding"]) for row in rows(engine, load_finding)] == [warning]


def test_the_same_workbook_twice_changes_nothing(engine):
    book = two_schools(7.5, None, groups=[make.group(2)])
    load(engine, book)
    before = dump(engine)
    again = load(engine, book, "другое имя.xlsx")
    assert again.load_id is None
    assert all(
        (change.added, change.changed, change.removed, change.kept) == (0, 0, 0, 0) and change.unchanged
        for change in again.changes
    )
    assert dump(engine) == before


def test_a_row_s_hash_stays_what_earlier_loads_have_stored():
    columns = {"share": [7.5, None, 7.5], "day": [date(2025, 9, 1)] * 3, "successor_id": [None, "0102", None]}
    texts = ["2025-09-01\x1f7.5", "2025-09-01\x1f\0\x1f0102", "2025-09-01\x1f7.5"]
    hashes = [int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True) for text in texts]
    assert loading.Rows("Лист", {**columns, "sheet_row": [2, 3, 4]}).hashes == hashes


def test_the_same_rows_in_another_order_change_nothing(engine):
    book = two_schools(7.5, 6)
    load(engine, book)
    turned = make.workbook(
        schools=[make.school(OTHER_SCHOOL), make.school()],
        scores=make.scores(7.5, 6)[::-1],
        criteria=[make.criterion(2), make.criterion(1)],
    )
    assert load(engine, turned).load_id is None


def test_a_missing_value_is_the_same_whatever_stands_beside_it(engine):
    """Both schools lack pupils: alone in its workbook or beside a school that has them, the row is the same."""
    load(engine, make.workbook(schools=[make.school(pupils=None), make.school(OTHER_SCHOOL, "02", pupils=100)]))
    assert load(engine, make.workbook(schools=[make.school(pupils=None)])).load_id is None


def test_zero_and_missing_differ(engine):
    load(engine, two_schools(None))
    (change,) = [c for c in load(engine, two_schools(0)).changes if c.sheet == "Оценка_критерии"]
    assert (change.changed, change.unchanged) == (1, 0)
    assert scores_in_force(engine) == {(CYCLE, "01", SCHOOL, 1): 0.0}


def test_a_failed_load_leaves_nothing(engine, monkeypatch):
    load(engine, two_schools(5))
    before = dump(engine)

    def fail(connection):
        assert connection.scalar(select(func.count()).select_from(load_table)) == 2
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(loading, "judge_in_use", fail)
        with pytest.raises(ZeroDivisionError):
            load(engine, two_schools(9))
    assert dump(engine) == before
    assert load(engine, two_schools(9)).load_id == 2


@pytest.mark.parametrize("few", [0, 500])
def test_many_municipalities_are_loaded_like_few(engine, monkeypatch, few):
    """With few municipalities nothing else is read of facts; with many whole cycles are, and the result is the same."""
    monkeypatch.setattr(tables, "FEW_MUNICIPALITIES", few)
    load(engine, make.workbook(schools=[make.school("900", "02")], scores=[make.score(9, "900", "02")]))
    read: list[str] = []
    with listening(engine, read):
        result = load(engine, two_schools(9, 5))
    facts = [each for each in read if re.search(r"FROM (school|score|criterion|assigned_group) ", each)]
    named = [bool(re.search(r"municipality_id IN \(", each)) for each in facts]
    assert len(facts) > 5
    assert all(named) if few else not any(named)
    assert {change.sheet: (change.added, change.kept) for change in result.changes} == {
        "Муниципалитеты": (1, 0), "Организации": (2, 0), "Критерии": (2, 0), "Оценка_критерии": (2, 0),
    }  # fmt: skip
    assert load(engine, two_schools(9, 5)).load_id is None
    assert {place: row["computed_group"] for place, row in judged(engine).items()} == {
        (CYCLE, "01", SCHOOL): 2, (CYCLE, "01", OTHER_SCHOOL): None, (CYCLE, "02", "900"): 1,
    }  # fmt: skip


@contextmanager
def listening(engine, statements):
    """Selects that the engine is sent meanwhile, on one line each, without those that only look for places."""

    def hear(connection, cursor, statement, parameters, context, executemany):
        line = " ".join(statement.split())
        if line.startswith("SELECT") and "EXISTS" not in line:
            statements.append(line)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def test_another_municipality_is_not_touched(engine):
    load(engine, two_schools(5, 6))
    first = facts_and_values(engine)
    load(
        engine,
        make.workbook(schools=[make.school("900", "02")], scores=make.scores(9, school_id="900", municipality_id="02")),
    )
    after = facts_and_values(engine)
    for table, stored in first.items():
        assert set(stored) <= set(after[table]), table
    assert judged(engine).keys() == {(CYCLE, "01", "001"), (CYCLE, "01", "002"), (CYCLE, "02", "900")}


def test_replaced_rows_are_closed_by_the_load_that_replaced_them(engine):
    load(engine, two_schools(5))
    load(engine, two_schools(9))
    closed = {(row["score"], row["from_load"], row["to_load"]) for row in rows(engine, score)}
    assert closed == {(5.0, 1, 2), (9.0, 2, None)}
    values = {
        (row["numerator"], row["from_load"], row["to_load"])
        for row in rows(engine, indicator_value, indicator_value.c.indicator == "Э-К")
    }
    assert values == {(5.0, 1, 2), (9.0, 2, None)}
    # The sheet «Организации» came again unchanged: its rows are the first load's still.
    assert {(row["from_load"], row["to_load"]) for row in rows(engine, school)} == {(1, None)}


def test_a_school_absent_from_a_later_workbook_stays(engine):
    load(engine, make.workbook(
        schools=[make.school(), make.school(OTHER_SCHOOL)],
        scores=[*make.scores(5, 6), *make.scores(8, 9, school_id=OTHER_SCHOOL)],
    ))  # fmt: skip
    result = load(engine, make.workbook(schools=[make.school()], scores=make.scores(7, None)))
    assert scores_in_force(engine) == {
        (CYCLE, "01", SCHOOL, 1): 7.0,
        (CYCLE, "01", SCHOOL, 2): None,
        (CYCLE, "01", OTHER_SCHOOL, 1): 8.0,
        (CYCLE, "01", OTHER_SCHOOL, 2): 9.0,
    }
    assert judged(engine).keys() == {(CYCLE, "01", SCHOOL), (CYCLE, "01", OTHER_SCHOOL)}
    kept = {change.sheet: change.kept for change in result.changes}
    assert kept == {"Муниципалитеты": 0, "Организации": 1, "Критерии": 0, "Оценка_критерии": 2}


def test_a_school_named_again_loses_the_rows_it_no_longer_has(engine):
    load(engine, two_schools(5, 6))
    result = load(engine, two_schools(5, criteria=[make.criterion(1), make.criterion(2)]))
    assert scores_in_force(engine) == {(CYCLE, "01", SCHOOL, 1): 5.0}
    (change,) = [c for c in result.changes if c.sheet == "Оценка_критерии"]
    assert (change.unchanged, change.removed, change.kept) == (1, 1, 0)


def test_kept_rows_are_counted_by_cycle(engine):
    """The school is in the second workbook for one cycle only: its rows of the other cycle stay, and are said to."""
    both = [*make.scores(5), *make.scores(6, cycle=NEXT_CYCLE)]
    other = make.scores(8, school_id=OTHER_SCHOOL, cycle=NEXT_CYCLE)
    load(engine, make.workbook(schools=[make.school(), make.school(OTHER_SCHOOL)], scores=both + other))
    changes = load(engine, make.workbook(schools=[make.school()], scores=[*make.scores(7), *other])).changes
    found = {c.cycle: (c.changed, c.unchanged, c.removed, c.kept) for c in changes if c.sheet == "Оценка_критерии"}
    assert found == {CYCLE: (1, 0, 0, 0), NEXT_CYCLE: (0, 1, 0, 1)}
    assert scores_in_force(engine)[NEXT_CYCLE, "01", SCHOOL, 1] == 6.0


def test_foreseen_changes_are_those_of_the_load(engine):
    load(engine, two_schools(5, 6))
    book = make.workbook(schools=[make.school(short_name="Лицей")], scores=make.scores(5, 9))
    with reading(engine) as connection:
        foreseen = foresee_changes(connection, book)
    assert load(engine, book).changes == foreseen
    assert {c.sheet: (c.changed, c.unchanged) for c in foreseen} == {
        "Муниципалитеты": (0, 1),
        "Организации": (1, 0),
        "Критерии": (0, 2),
        "Оценка_критерии": (1, 1),
    }


def test_reading_as_of_a_load_gives_what_it_gave(engine):
    load(engine, two_schools(9, 9))
    then = shown(engine, Scope())
    load(engine, two_schools(1, None, groups=[make.group(1, OTHER_SCHOOL)], cut_date=date(2025, 7, 1)))
    load(engine, make.workbook(schools=[make.school("900", "02")], cut_date=date(2025, 7, 1)))
    assert shown(engine, Scope(as_of=1)) == then
    assert shown(engine, Scope()) != then
    assert then[0][0]["selected"] == 2
    assert then[1] == [
        {"group_number": 1, "origin": "computed", "schools": 1},
        {"group_number": None, "origin": None, "schools": 1},
    ]


def test_criteria_are_kept_for_the_municipalities_that_the_workbook_names(engine):
    load(engine, make.workbook(schools=[make.school(), make.school("900", "02")], scores=make.scores(5)))
    load(engine, make.workbook(schools=[make.school("900", "02")], criteria=[make.criterion(1, max_score=20.0)]))
    maxima = {row["municipality_id"]: row["max_score"] for row in rows(engine, criterion, in_force(criterion, None))}
    assert maxima == {"01": 10.0, "02": 20.0}


def test_criteria_alone_are_for_all_known_municipalities(engine):
    load(engine, make.workbook(schools=[make.school(), make.school("900", "02")], scores=make.scores(5)))
    load(engine, make.workbook(criteria=[make.criterion(1, max_score=20.0)]))
    maxima = {row["municipality_id"]: row["max_score"] for row in rows(engine, criterion, in_force(criterion, None))}
    assert maxima == {"01": 20.0, "02": 20.0}
    (value,) = rows(engine, indicator_value, in_force(indicator_value, None) & (indicator_value.c.indicator == "Э-К"))
    assert (value["numerator"], value["denominator"]) == (5.0, 20.0)


def test_criteria_alone_in_an_empty_database_are_refused_not_lost(engine, tmp_path):
    path = tmp_path / "критерии.xlsx"
    write_workbook(make.workbook(criteria=[make.criterion()]), path)
    with reading(engine) as connection:
        checked = check_file(path, path.name, read_known(connection), date(2025, 9, 1))
    assert checked.workbook is None
    assert [found.check for found in checked.findings] == ["references_criteria_place"]
    load(engine, make.workbook(schools=[make.school()]))
    with reading(engine) as connection:
        checked = check_file(path, path.name, read_known(connection), date(2025, 9, 1))
    assert checked.findings == ()
    load(engine, checked.workbook)
    assert [row["municipality_id"] for row in rows(engine, criterion)] == [MUNICIPALITY]


def test_a_workbook_of_scores_alone_finds_schools_and_criteria_by_their_codes(engine, tmp_path):
    load(engine, make.workbook(schools=[make.school(), make.school("900", "02")], criteria=[make.criterion()]))
    path = tmp_path / "баллы.xlsx"
    alone = make.workbook(criteria=(), scores=[make.score(9), make.score(3, "900", "02")])
    write_workbook(alone, path)
    with reading(engine) as connection:
        known = read_known(connection)
    assert known.schools == {SCHOOL: {MUNICIPALITY}, "900": {OTHER_MUNICIPALITY}}
    assert known.municipalities == {MUNICIPALITY, OTHER_MUNICIPALITY}
    assert known.criteria == {(CYCLE, code): {1: (0.0, 10.0)} for code in (MUNICIPALITY, OTHER_MUNICIPALITY)}
    checked = check_file(path, path.name, known, date(2025, 9, 1))
    assert checked.workbook is not None, checked.findings
    load(engine, checked.workbook)
    groups = {place: row["computed_group"] for place, row in judged(engine).items()}
    assert groups == {(CYCLE, "01", SCHOOL): 1, (CYCLE, "02", "900"): 3}


def checked_file(engine, book, path):
    write_workbook(book, path)
    with reading(engine) as connection:
        checked = check_file(path, path.name, read_known(connection), date(2025, 9, 1))
    assert checked.workbook is not None, checked.findings
    return checked


def test_a_school_that_moved_is_said_to_count_twice_until_the_old_row_is_closed(engine, tmp_path):
    path = tmp_path / "книга.xlsx"
    load(engine, make.workbook(schools=[make.school()], scores=[make.score(9)]))
    moved = make.workbook(schools=[make.school(SCHOOL, "02")], scores=[make.score(3, SCHOOL, "02")])
    checked = checked_file(engine, moved, path)
    (found,) = checked.findings
    assert (found.severity, found.check, found.row, found.value) == ("warning", "references_school_elsewhere", 2, "02")
    assert "«01»" in found.message
    assert "код" in found.remedy
    assert "«01»" in found.remedy
    load(engine, checked.workbook)
    assert scores_in_force(engine) == {(CYCLE, "01", SCHOOL, 1): 9.0, (CYCLE, "02", SCHOOL, 1): 3.0}
    assert judged(engine).keys() == {(CYCLE, "01", SCHOOL), (CYCLE, "02", SCHOOL)}

    closing = make.workbook(municipalities=(), schools=[make.school(in_cycle=False, excluded_reason="передана")])
    checked = checked_file(engine, closing, path)
    assert checked.findings == ()
    load(engine, checked.workbook)
    assert judged(engine).keys() == {(CYCLE, "02", SCHOOL)}
    assert checked_file(engine, moved, path).findings == ()
    # From now on the code alone says whose score it is.
    alone = checked_file(engine, make.workbook(municipalities=(), criteria=(), scores=[make.score(5)]), path)
    load(engine, alone.workbook)
    assert scores_in_force(engine)[CYCLE, "02", SCHOOL, 1] == 5.0


def test_a_school_of_another_cycle_elsewhere_is_no_finding(engine, tmp_path):
    load(engine, make.workbook(schools=[make.school()]))
    book = make.workbook(cycle=NEXT_CYCLE, cut_date=date(2025, 9, 1), schools=[make.school(SCHOOL, "02")])
    assert checked_file(engine, book, tmp_path / "книга.xlsx").findings == ()


def test_what_new_criteria_do_to_scores_in_force_is_said(engine, tmp_path):
    path = tmp_path / "книга.xlsx"
    both = [make.school(), make.school(OTHER_SCHOOL), make.school("900", "02")]
    load(engine, make.workbook(schools=both, scores=[
        *make.scores(9, 5, 1), *make.scores(5.5, 6, None, school_id=OTHER_SCHOOL), make.score(8, "900", "02"),
    ]))  # fmt: skip
    lower = [make.criterion(1, max_score=5.0), make.criterion(2, max_score=6.0)]
    found = checked_file(engine, make.workbook(criteria=lower), path).findings
    assert {(each.severity, each.check) for each in found} == {("warning", "rules_scores_in_force")}
    assert [(each.row, each.value) for each in found] == [(2, "5"), (None, "3")]
    assert "3\u00a0балла" in found[0].message
    assert "посчитаны как максимум" in found[0].message
    assert "1\u00a0балл)" in found[1].message
    assert "не войдут" in found[1].message

    # Scores that the workbook replaces, or of a municipality that it does not name, are not concerned.
    replacing = make.workbook(municipalities=(), criteria=lower, scores=make.scores(4, 6))
    (found,) = checked_file(engine, replacing, path).findings
    assert "1\u00a0балл)" in found.message
    same = [make.criterion(number) for number in (1, 2, 3)]
    assert checked_file(engine, make.workbook(criteria=same), path).findings == ()
    other_cycle = [make.criterion(1, "2023/24", max_score=5.0)]
    assert checked_file(engine, make.workbook(criteria=other_cycle), path).findings == ()


def cut_dates(engine, cycle=CYCLE):
    with reading(engine) as connection:
        (row,) = selection_summary(connection, Scope(cycle=cycle))[["cut_from", "cut_to"]].itertuples(index=False)
    return tuple(row)


@pytest.mark.parametrize("sheet", ["scores", "groups"])
def test_the_cut_date_of_a_workbook_without_schools_counts(engine, sheet):
    load(engine, two_schools(5, cut_date=date(2024, 12, 31)))
    reported = {"scores": [make.score(6)]} if sheet == "scores" else {"groups": [make.group(1)]}
    load(engine, make.workbook(criteria=(), cut_date=date(2025, 5, 31), **reported))
    assert cut_dates(engine) == (date(2025, 5, 31), date(2025, 5, 31))


def test_the_cut_date_is_of_the_workbooks_own_cycle_and_of_who_reports(engine):
    both = [make.school(), make.school("900", "02")]
    load(engine, make.workbook(schools=both, scores=make.scores(5), cut_date=date(2024, 12, 31)))
    load(engine, make.workbook(
        cycle=NEXT_CYCLE, municipalities=(), criteria=(), scores=make.scores(6), cut_date=date(2026, 5, 31)
    ))  # fmt: skip
    load(engine, make.workbook(criteria=[make.criterion(max_score=20.0)], cut_date=date(2025, 6, 30)))
    assert cut_dates(engine) == (date(2024, 12, 31), date(2024, 12, 31))
    load(engine, make.workbook(municipalities=(), criteria=(), scores=make.scores(7), cut_date=date(2025, 5, 31)))
    assert cut_dates(engine) == (date(2024, 12, 31), date(2025, 5, 31))


def test_one_code_in_two_municipalities_is_two_schools(engine):
    load(engine, make.workbook(
        schools=[make.school(), make.school(SCHOOL, "02", short_name="Гимназия")],
        scores=[make.score(9), make.score(3, SCHOOL, "02")],
    ))  # fmt: skip
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(7)))
    assert scores_in_force(engine) == {(CYCLE, "01", SCHOOL, 1): 7.0, (CYCLE, "02", SCHOOL, 1): 3.0}
    assert {place: row["computed_group"] for place, row in judged(engine).items()} == {
        (CYCLE, "01", SCHOOL): 2,
        (CYCLE, "02", SCHOOL): 3,
    }
    with reading(engine) as connection:
        assert read_known(connection).schools == {SCHOOL: {"01", "02"}}


def test_two_cycles_in_one_workbook(engine):
    scores = [*make.scores(9), *make.scores(3, cycle=NEXT_CYCLE)]
    load(engine, make.workbook(cycle=NEXT_CYCLE, schools=[make.school()], scores=scores))
    assert {place: row["computed_group"] for place, row in judged(engine).items()} == {
        (CYCLE, "01", SCHOOL): 1,
        (NEXT_CYCLE, "01", SCHOOL): 3,
    }
    # Descriptions belong to the cycle of «Инструкция»; the other cycle is replaced without touching it.
    load(engine, make.workbook(cycle=NEXT_CYCLE, municipalities=(), scores=make.scores(6.1)))
    assert judged(engine)[CYCLE, "01", SCHOOL]["computed_group"] == 2
    assert judged(engine)[NEXT_CYCLE, "01", SCHOOL]["computed_group"] == 3
    assert {row["cycle"] for row in rows(engine, school)} == {NEXT_CYCLE}


def test_every_load_moves_the_data_version_and_an_idle_one_does_not(engine):
    def versions():
        return {row["family"]: row["version"] for row in rows(engine, data_version)}

    before = versions()
    assert before.keys() == {"facts", "judgements", "boundaries", "decisions"}
    load(engine, two_schools(5))
    after = versions()
    assert all(after[family] > before[family] for family in before)
    load(engine, two_schools(5))
    assert versions() == after


def test_progress_is_told_in_order(engine):
    told: list[float] = []
    load_workbook(engine, two_schools(5), "x.xlsx", b"", progress=lambda share, words: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_two_loads_at_once_are_both_in(engine):
    """Writers take turns: each of two threads loads a municipality of its own, started together."""
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def load_one(municipality_id: str) -> None:
        try:
            book = make.workbook(
                schools=[make.school(SCHOOL, municipality_id)], scores=[make.score(9, SCHOOL, municipality_id)]
            )
            start.wait(timeout=30)
            load(engine, book)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=load_one, args=(code,)) for code in ("01", "02")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    assert judged(engine).keys() == {(CYCLE, "01", SCHOOL), (CYCLE, "02", SCHOOL)}
    assert sorted(row["load_id"] for row in rows(engine, load_table)) == [1, 2]


def test_a_reader_sees_one_state_while_a_load_comes(engine):
    load(engine, two_schools(5))
    with reading(engine) as connection:
        before = connection.execute(select(score.c.score).where(in_force(score, None))).scalars().all()
        load(engine, two_schools(9))
        assert connection.execute(select(score.c.score).where(in_force(score, None))).scalars().all() == before
    assert list(scores_in_force(engine).values()) == [9.0]


def test_reading_refuses_to_write_on_postgresql(engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("a reading transaction of SQLite has no read-only mode")
    with reading(engine) as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(insert(data_version).values(family="x", version=1))


def assumed(others, cut):
    """What comes of a csv or of a table of a department's own: nobody said its day."""
    book = make.workbook(schools=(), municipalities=(), others=others, cut_date=cut)
    return replace(book, instruction=Instruction(CYCLE, cut, assumed=True))


def days_said(engine):
    return {
        row["municipality_id"]: (row["cut_date"], row["author_post"], row["assumed"])
        for row in rows(engine, instruction, in_force(instruction, None))
    }


def test_an_assumed_day_leaves_a_reported_one_and_what_is_counted_at_it(engine):
    said, later = date(2025, 3, 31), date(2025, 8, 31)
    pairs = [make.row(MENTORING, started_on=date(2024, 9, 15), ends_on=date(2025, 5, 31))]
    both = [make.school(), make.school(OTHER_SCHOOL, OTHER_MUNICIPALITY)]
    municipalities = [make.municipality(), make.municipality(OTHER_MUNICIPALITY)]
    load(engine, make.workbook(schools=both[:1], municipalities=municipalities[:1],
                               others={STAFF: [make.row(STAFF)], MENTORING: pairs}, cut_date=said))  # fmt: skip

    def programmes():
        asked = (indicator_value.c.indicator == "Н-ПРОГ", in_force(indicator_value, None))
        return [(row["numerator"], row["denominator"]) for row in rows(engine, indicator_value, *asked)]

    assert programmes() == [(1, 1)]
    results = [make.row(ASSESSMENTS), make.row(ASSESSMENTS, OTHER_SCHOOL, OTHER_MUNICIPALITY)]
    load(engine, assumed({ASSESSMENTS: results}, later))
    assert days_said(engine) == {"01": (said, "методист", None), OTHER_MUNICIPALITY: (later, None, True)}
    assert programmes() == [(1, 1)]


def test_an_assumed_day_gives_way_to_a_later_one_and_to_a_reported_one(engine):
    first, second, said = date(2025, 1, 31), date(2025, 2, 28), date(2025, 2, 1)
    load(engine, assumed({ASSESSMENTS: [make.row(ASSESSMENTS)]}, first))
    load(engine, assumed({ASSESSMENTS: [make.row(ASSESSMENTS, participants=1)]}, second))
    assert days_said(engine) == {"01": (second, None, True)}
    load(engine, make.workbook(schools=[make.school()], cut_date=said))
    assert days_said(engine) == {"01": (said, "методист", None)}
