"""Judging: stored judgements of small workbooks, worked by hand. On both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.database import initialise, reading
from data.loading import undo_load
from data.methodology_versions import read_methodology_version, version_in_force
from data.tables import judgement, methodology_version
from methodology.catalogue import Methodology, packaged
from tests import factories as make
from tests.factories import CYCLE, NEXT_CYCLE, OTHER_SCHOOL, SCHOOL
from tests.stored import facts_and_values, judged, load


def only(engine) -> dict[str, object]:
    """The one judgement there is."""
    ((_, row),) = judged(engine).items()
    return row


def stricter() -> Methodology:
    """The packaged rules, but the high group begins at 95 %."""
    content = packaged().model_dump()
    (threshold,) = [entry for entry in content["thresholds"] if entry["key"] == "crit_high_min"]
    threshold["value"] = 95.0
    return Methodology.model_validate(content)


@pytest.mark.parametrize(
    ("score", "group", "borderline"),
    [
        (5.84, 3, False),
        (5.85, 3, True),
        (6.04, 3, True),
        (6.05, 2, True),
        (6.25, 2, True),
        (6.26, 2, False),
        (8.04, 2, True),
        (8.05, 1, True),
    ],
)
def test_group_and_borderline_at_the_bounds(sqlite_engine, score, group, borderline):
    load(sqlite_engine, make.workbook(schools=[make.school()], scores=make.scores(score)))
    row = only(sqlite_engine)
    assert (row["computed_group"], row["group_number"], row["origin"]) == (group, group, "computed")
    assert row["borderline"] is borderline


def test_a_school_worked_by_hand(engine):
    # (2 × 7,5/10 + 1 × 12/20 + 0,5 × 5/5) × 100 = 260 of 3,5; criterion 4 (weight 0,5) is owed, 5 does not apply.
    criteria = [
        make.criterion(1, weight=2.0),
        make.criterion(2, max_score=20.0),
        make.criterion(3, max_score=5.0, weight=0.5),
        make.criterion(4, weight=0.5),
        make.criterion(5, weight=9.0),
    ]
    scores = [*make.scores(7.5, 12, 5, None), make.score(None, number=5, reason="не применимо")]
    load(engine, make.workbook(schools=[make.school()], criteria=criteria, scores=scores))
    row = only(engine)
    assert (row["total_numerator"], row["total_denominator"]) == (260.0, 3.5)
    assert (row["completeness_numerator"], row["completeness_denominator"]) == (3.5, 4.0)
    assert row["total_low_pct"] == 65.0
    assert row["total_high_pct"] == 77.5
    assert (row["criteria_with_data"], row["low_criteria"]) == (3, 1)
    assert (row["computed_group"], row["borderline"]) == (2, False)
    assert (row["assigned_group"], row["act"]) == (None, None)
    assert row["criteria_version"]


def test_a_negative_score_counts_as_zero(engine):
    load(engine, make.workbook(
        schools=[make.school()],
        criteria=[make.criterion(1, min_score=-2.0), make.criterion(2)],
        scores=make.scores(-2, 10),
    ))  # fmt: skip
    row = only(engine)
    assert (row["total_numerator"], row["total_denominator"]) == (100.0, 2.0)
    assert row["low_criteria"] == 1


def test_too_little_data_gives_a_total_and_no_group(engine):
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(9, 9, 9, None)))
    row = only(engine)
    assert (row["total_numerator"], row["total_denominator"]) == (270.0, 3.0)
    assert (row["computed_group"], row["group_number"], row["origin"], row["borderline"]) == (None,) * 4


def test_a_described_school_without_scores_is_judged_to_have_no_data(engine):
    load(engine, make.workbook(schools=[make.school()], criteria=[make.criterion()]))
    row = only(engine)
    assert (row["total_numerator"], row["total_denominator"], row["total_low_pct"]) == (None, None, None)
    assert (row["completeness_numerator"], row["completeness_denominator"]) == (0.0, 1.0)
    assert row["criteria_with_data"] == 0


def test_the_act_wins_and_the_computed_group_stands_beside(engine):
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(9), groups=[make.group(3)]))
    row = only(engine)
    assert (row["group_number"], row["origin"], row["act"]) == (3, "assigned", make.ACT)
    assert (row["assigned_group"], row["computed_group"]) == (3, 1)


def test_an_act_without_scores_gives_the_group(engine):
    load(engine, make.workbook(schools=[make.school()], groups=[make.group(2)]))
    row = only(engine)
    assert (row["group_number"], row["origin"], row["computed_group"]) == (2, "assigned", None)
    assert row["criteria_version"] is None
    assert (row["completeness_numerator"], row["completeness_denominator"]) == (0.0, 0.0)


def test_one_pair_of_bounds_on_the_sheet_decides_the_group(engine):
    strict = [make.criterion(n, low_max_pct=70.0, high_min_pct=91.0) for n in (1, 2)]
    load(engine, make.workbook(schools=[make.school()], criteria=strict, scores=make.scores(7, 7)))
    row = only(engine)
    assert (row["computed_group"], row["low_criteria"]) == (3, 2)


def test_different_bounds_on_the_sheet_leave_the_group_to_the_methodology(engine):
    mixed = [make.criterion(1, low_max_pct=70.0, high_min_pct=91.0), make.criterion(2)]
    load(engine, make.workbook(schools=[make.school()], criteria=mixed, scores=make.scores(7, 7)))
    row = only(engine)
    assert (row["computed_group"], row["low_criteria"]) == (2, 1)


def test_criteria_of_one_municipality_do_not_judge_another(engine):
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(7)))
    doubled = [make.criterion(1, max_score=20.0)]
    load(engine, make.workbook(
        schools=[make.school(SCHOOL, "02")], criteria=doubled, scores=[make.score(7, SCHOOL, "02")]
    ))  # fmt: skip
    groups = {place: row["computed_group"] for place, row in judged(engine).items()}
    assert groups == {(CYCLE, "01", SCHOOL): 2, (CYCLE, "02", SCHOOL): 3}


def test_a_school_that_does_not_work_in_the_cycle_is_not_judged(engine):
    closed = make.school(OTHER_SCHOOL, in_cycle=False, excluded_reason="закрыта")
    scores = [*make.scores(9), *make.scores(9, school_id=OTHER_SCHOOL)]
    load(engine, make.workbook(schools=[make.school(), closed], scores=scores))
    assert judged(engine).keys() == {(CYCLE, "01", SCHOOL)}


def test_a_school_described_in_another_cycle_only_is_judged_where_it_has_data(engine):
    scores = [*make.scores(9), *make.scores(None, school_id=OTHER_SCHOOL)]
    schools = [make.school(), make.school(OTHER_SCHOOL), make.school("003")]
    groups = [make.group(2, "003")]
    load(engine, make.workbook(cycle=NEXT_CYCLE, schools=schools, scores=scores, groups=groups))
    # A row that only says why there is no score makes no school of the cycle; a score or an act does.
    assert {place[2] for place in judged(engine) if place[0] == CYCLE} == {SCHOOL, "003"}
    assert {place[2] for place in judged(engine) if place[0] == NEXT_CYCLE} == {SCHOOL, OTHER_SCHOOL, "003"}


def test_new_rules_judge_beside_the_old_ones(engine, monkeypatch):
    mixed = [make.criterion(1, high_min_pct=82.0), make.criterion(2)]
    load(engine, make.workbook(schools=[make.school()], criteria=mixed, scores=make.scores(9, 9)))
    monkeypatch.setattr("data.methodology_versions.packaged", stricter)
    initialise(engine)
    initialise(engine)
    with reading(engine) as connection:
        assert version_in_force(connection) == 2
        assert read_methodology_version(connection, 1) == packaged()
        assert read_methodology_version(connection, 2) == stricter()
        with pytest.raises(KeyError):
            read_methodology_version(connection, 3)
        rows = connection.execute(select(judgement.c.methodology, judgement.c.computed_group)).all()
        reasons = connection.scalars(select(methodology_version.c.reason).order_by(methodology_version.c.version)).all()
    assert sorted(map(tuple, rows)) == [(1, 1), (2, 2)]
    assert reasons == ["исходный набор правил", "обновление программы"]


def test_undo_after_new_rules_judges_by_them_what_is_in_force_again(engine, monkeypatch):
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(9)))
    load(engine, make.workbook(schools=[make.school()], scores=make.scores(3)))
    monkeypatch.setattr("data.methodology_versions.packaged", stricter)
    initialise(engine)
    undo_load(engine, 2)
    with reading(engine) as connection:
        j = judgement.c
        rows = connection.execute(select(j.methodology, j.computed_group, j.from_load, j.to_load)).all()
    assert sorted(map(tuple, rows)) == [(1, 1, 1, None), (2, 1, 1, None)]
    undo_load(engine, 1)
    assert all(stored == [] for stored in facts_and_values(engine).values())
