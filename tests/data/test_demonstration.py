"""The demonstration: believable, the same for the same seed, valid, and its cases are where they are said to be."""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from data.bulk import plain
from data.checking import check_file
from data.demonstration import LAST_CYCLE, TERRITORY, build_demonstration
from data.demonstration_cases import NOT_SENT, SAME_NAME, THREE_SCHOOLS, EdgeSchool
from data.demonstration_names import DISTRICT
from data.demonstration_schools import DEGREE_OF_LONGITUDE
from data.demonstration_sizes import CYCLES
from data.known import Known
from data.sheets import CRITERIA, GROUPS, MUNICIPALITIES, REPORTED_INDICATORS, SCHOOLS, SCORES, SHEETS
from data.workbook import DTYPE_OF_KIND, Workbook
from data.workbook_file import write_workbook
from methodology.catalogue import packaged
from methodology.effectiveness import (
    CriterionRule,
    CriterionScore,
    SchoolAssessment,
    assess_school,
    criteria_version,
    group_bounds,
)
from methodology.scales import Bounds, exact

SEED = 2026
DEMONSTRATED = tuple(sheet for sheet in SHEETS if sheet is not REPORTED_INDICATORS)

EXPECTED_WARNINGS = {
    "control_evidence",
    "development_reserve_term",
    "development_same_deficit",
    "loads_overloaded",
    "vacancies_long_open",
}


@pytest.fixture(scope="module")
def workbooks() -> dict[str, Workbook]:
    return {workbook.instruction.cycle: workbook for workbook in build_demonstration("district", SEED)}


@pytest.fixture(scope="module")
def files(workbooks, tmp_path_factory) -> dict[str, Path]:
    """The workbooks as files: writing one takes longer than all that is asked of it."""
    folder = tmp_path_factory.mktemp("demonstration")
    paths = {cycle: folder / f"{cycle[:4]}.xlsx" for cycle in workbooks}
    for cycle, path in paths.items():
        write_workbook(workbooks[cycle], path)
    return paths


@pytest.fixture(scope="module")
def last(workbooks) -> Workbook:
    return workbooks[LAST_CYCLE]


@pytest.fixture(scope="module")
def assessments(workbooks) -> dict[str, dict[str, SchoolAssessment]]:
    return {cycle: assess_all(workbook) for cycle, workbook in workbooks.items()}


def rules_of(workbook: Workbook) -> dict[int, CriterionRule]:
    return {
        row.criterion: CriterionRule(
            row.criterion,
            exact(float(row.max_score)),
            exact(float(row.weight)),
            Bounds(exact(float(row.low_max_pct)), exact(float(row.high_min_pct))),
        )
        for row in workbook.frames[CRITERIA.name].itertuples()
    }


def assess_all(workbook: Workbook) -> dict[str, SchoolAssessment]:
    rules = rules_of(workbook)
    bounds = group_bounds(list(rules.values()), packaged())
    scores: dict[str, list[CriterionScore]] = {}
    for row in workbook.frames[SCORES.name].itertuples():
        score = None if pd.isna(row.score) else exact(float(row.score))
        scores.setdefault(row.school_id, []).append(CriterionScore(row.criterion, score, row.absence_reason))
    return {code: assess_school(rules, of_school, bounds, packaged()) for code, of_school in scores.items()}


def school_row(workbook: Workbook, code: str) -> pd.Series:
    schools = workbook.frames[SCHOOLS.name]
    (position,) = (schools["school_id"] == code).to_numpy().nonzero()[0]
    return schools.iloc[position]


def scores_of(workbook: Workbook, code: str) -> pd.DataFrame:
    scores = workbook.frames[SCORES.name]
    return scores[scores["school_id"] == code]


def groups_by_order(workbook: Workbook) -> dict[str, int]:
    groups = workbook.frames[GROUPS.name]
    return dict(zip(groups["school_id"], groups["group_number"], strict=True))


# What there is


def test_one_workbook_per_cycle_oldest_first():
    instructions = [workbook.instruction for workbook in build_demonstration("district", SEED)]
    assert [instruction.cycle for instruction in instructions] == ["2023/24", "2024/25", "2025/26"]
    assert [instruction.cut_date for instruction in instructions] == [date(year, 8, 31) for year in (2024, 2025, 2026)]
    assert {instruction.territory for instruction in instructions} == {TERRITORY}


def test_two_hundred_schools_in_fourteen_municipalities_of_four_clusters(workbooks):
    for workbook in workbooks.values():
        municipalities, schools = workbook.frames[MUNICIPALITIES.name], workbook.frames[SCHOOLS.name]
        assert (len(municipalities), len(schools)) == (14, 200)
        assert set(municipalities["cluster"]) == {"городской", "смешанный", "сельский", "отдалённый"}
        assert len(workbook.frames[CRITERIA.name]) == 10
    assert {cycle: len(workbook.frames[SCORES.name]) for cycle, workbook in workbooks.items()} == {
        "2023/24": 2000,
        "2024/25": 2000,
        "2025/26": 10 * (200 - 9 - 1),
    }


def test_same_seed_same_frames():
    for one, other in zip(build_demonstration("district", 7), build_demonstration("district", 7), strict=True):
        assert one.instruction == other.instruction
        for name, frame in one.frames.items():
            pd.testing.assert_frame_equal(frame, other.frames[name])


def test_another_seed_other_scores_but_the_same_schools(workbooks):
    for other in build_demonstration("district", SEED + 1):
        one = workbooks[other.instruction.cycle]
        assert not one.frames[SCORES.name]["score"].equals(other.frames[SCORES.name]["score"])
        for column in ("school_id", "municipality_id", "short_name", "kind"):
            assert one.frames[SCHOOLS.name][column].equals(other.frames[SCHOOLS.name][column])


# It is valid


@pytest.mark.parametrize("cycle", CYCLES)
@pytest.mark.parametrize("sheet", DEMONSTRATED, ids=lambda sheet: sheet.name)
def test_rows_satisfy_the_columns_of_their_sheet(workbooks, cycle, sheet):
    frame = workbooks[cycle].frames[sheet.name]
    assert not frame.duplicated(list(sheet.key)).any()
    assert frame["sheet_row"].tolist() == list(range(2, len(frame) + 2))
    for column in sheet.columns:
        values = frame[column.name]
        assert values.dtype == DTYPE_OF_KIND[column.kind]
        known = values.dropna()
        assert column.required != "yes" or len(known) == len(values), column.heading
        if column.kind == "choice":
            assert set(known) <= set(column.choices), column.heading
        if column.kind == "group":
            assert set(known) <= {1, 2, 3}
        if column.kind == "cycle":
            assert set(known) == {cycle}
        if column.minimum is not None:
            assert (known >= column.minimum).all(), column.heading
        if column.maximum is not None:
            assert (known <= column.maximum).all(), column.heading
        if column.above is not None:
            assert (known > column.above).all(), column.heading


@pytest.mark.parametrize("cycle", CYCLES)
def test_scores_lie_within_their_criterion_or_have_a_reason(workbooks, cycle):
    criteria = workbooks[cycle].frames[CRITERIA.name][["criterion", "max_score", "min_score"]]
    scores = workbooks[cycle].frames[SCORES.name].merge(criteria, on="criterion", validate="many_to_one")
    assert (scores["score"].isna() == scores["absence_reason"].notna()).all()
    known = scores[scores["score"].notna()]
    assert (known["score"] <= known["max_score"]).all()
    assert (known["score"] >= known["min_score"].where(known["min_score"].notna(), 0.0)).all()
    assert (known["score"].round(1) == known["score"]).all()


@pytest.mark.parametrize("cycle", CYCLES)
def test_codes_and_conditional_columns_agree(workbooks, cycle):
    frames = workbooks[cycle].frames
    schools = frames[SCHOOLS.name]
    municipality_of = dict(zip(schools["school_id"], schools["municipality_id"], strict=True))
    assert set(municipality_of.values()) == set(frames[MUNICIPALITIES.name]["municipality_id"])
    assert all(code.startswith("99") and len(code) == 8 for code in municipality_of)
    assert all(code.startswith("99") and len(code) == 8 for code in municipality_of.values())
    for name in (SCORES.name, GROUPS.name):
        rows = frames[name]
        assert rows["municipality_id"].tolist() == [municipality_of[code] for code in rows["school_id"]]
    assert (schools["excluded_reason"].notna() == ~schools["in_cycle"]).all()
    assert (schools["low_results_year"].notna() == schools["low_results"]).all()
    assert schools["low_results_year"].dropna().isin([int(cycle[:4])]).all()
    assert not schools.duplicated(["municipality_id", "short_name"]).any()


def test_villages_lie_nearest_to_the_centre_of_their_own_municipality(last):
    for row in last.frames[SCHOOLS.name].itertuples():
        distance = {
            place.municipality_id: (row.latitude - place.latitude) ** 2
            + ((row.longitude - place.longitude) * DEGREE_OF_LONGITUDE) ** 2
            for place in DISTRICT
        }
        assert min(distance, key=lambda code: distance[code]) == row.municipality_id


@pytest.mark.parametrize("cycle", CYCLES)
def test_what_is_written_reads_back(workbooks, files, cycle):
    with CalamineWorkbook.from_path(files[cycle]) as book:
        for sheet in DEMONSTRATED:
            headings, *rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            assert headings == [column.heading for column in sheet.columns]
            frame = workbooks[cycle].frames[sheet.name]
            assert len(rows) == len(frame)
            for position, column in enumerate(sheet.columns):
                words = {True: "да", False: "нет"} if column.kind == "flag" else {}
                expected = ["" if value is None else words.get(value, value) for value in plain(frame[column.name])]
                assert [row[position] for row in rows] == expected, column.heading


@pytest.mark.parametrize("cycle", CYCLES)
def test_our_own_reader_finds_the_same_workbook_without_a_complaint(workbooks, files, cycle):
    reading, parsing = pytest.importorskip("data.reading"), pytest.importorskip("data.parsing")
    path = files[cycle]
    cells = parsing.parse(parsing.recognise(reading.read_file(path, path.name)), date(2026, 11, 1))
    assert [issue for sheet in cells.sheets for issue in (*sheet.problems, *sheet.leniencies)] == []
    read = parsing.make_workbook(cells)
    assert read.instruction == workbooks[cycle].instruction
    for name, frame in workbooks[cycle].frames.items():
        columns = [column for column in frame.columns if column in read.frames[name]]
        assert set(frame.columns) - set(columns) <= {"municipality_id"}
        pd.testing.assert_frame_equal(read.frames[name][columns], frame[columns])


@pytest.mark.parametrize("cycle", CYCLES)
def test_checks_find_no_error_and_few_warnings(files, cycle):
    checked = check_file(files[cycle], files[cycle].name, Known(), date(2026, 11, 1))
    assert checked.workbook is not None
    found = Counter(finding.check for finding in checked.findings)
    assert {finding.severity for finding in checked.findings} == {"warning"}
    assert set(found) <= EXPECTED_WARNINGS
    assert {"development_same_deficit", "control_evidence"} <= set(found)
    assert found.total() < 60


# It is believable


@pytest.mark.parametrize("seed", [1, 2, SEED])
def test_shares_of_the_groups_are_believable(seed):
    for workbook in build_demonstration("district", seed):
        groups = Counter(assessment.computed_group for assessment in assess_all(workbook).values())
        judged = groups[1] + groups[2] + groups[3]
        assert judged >= 180
        assert 0.12 <= groups[1] / judged <= 0.30
        assert 0.50 <= groups[2] / judged <= 0.70
        assert 0.12 <= groups[3] / judged <= 0.30


def test_criteria_of_a_school_go_together_and_schools_stay_like_themselves(workbooks):
    wide = workbooks["2024/25"].frames[SCORES.name].pivot_table(index="school_id", columns="criterion", values="score")
    between_criteria = wide.astype(float).corr().to_numpy()
    assert 0.5 < between_criteria[0, 1] < 0.95
    totals = {
        cycle: pd.Series({code: float(a.total_pct) for code, a in assess_all(workbook).items()})
        for cycle, workbook in workbooks.items()
    }
    assert 0.7 < totals["2023/24"].corr(totals["2024/25"]) < 0.99


def test_village_schools_are_smaller_than_those_of_towns(last):
    pupils = last.frames[SCHOOLS.name].groupby("locality")["pupils"].median()
    assert pupils["село"] < 150 < 450 < pupils["город"]
    small = last.frames[SCHOOLS.name]["small"].mean()
    assert 0.15 < small < 0.45


def test_orders_cover_most_schools_before_and_three_municipalities_in_the_last_cycle(workbooks, assessments):
    covered = {cycle: len(groups_by_order(workbook)) for cycle, workbook in workbooks.items()}
    assert covered["2023/24"] > 160
    assert covered["2024/25"] > 160
    assert workbooks[LAST_CYCLE].frames[GROUPS.name]["municipality_id"].nunique() == 3
    contradicting = {
        (cycle, code)
        for cycle, workbook in workbooks.items()
        for code, group in groups_by_order(workbook).items()
        if group != assessments[cycle][code].computed_group
    }
    assert contradicting == {(LAST_CYCLE, EdgeSchool.ORDER_CONTRADICTS)}


# The cases by hand


@pytest.mark.parametrize(
    ("code", "total", "group"),
    [
        (EdgeSchool.TOTAL_60_5, Fraction(605, 10), 2),
        (EdgeSchool.TOTAL_BELOW_60_5, Fraction(6045, 100), 3),
        (EdgeSchool.TOTAL_80_5, Fraction(805, 10), 1),
        (EdgeSchool.TOTAL_BELOW_80_5, Fraction(8045, 100), 2),
    ],
)
def test_totals_at_the_bounds(last, assessments, code, total, group):
    assessment = assessments[LAST_CYCLE][code]
    assert (assessment.total_pct, assessment.computed_group, assessment.borderline) == (total, group, True)
    assert code not in groups_by_order(last)


def test_missing_forty_per_cent_has_bounds_and_no_group(assessments):
    assessment = assessments[LAST_CYCLE][EdgeSchool.MISSING_40]
    assert assessment.completeness_numerator / assessment.completeness_denominator == Fraction(60, 100)
    assert assessment.computed_group is None
    assert assessment.total_high_pct - assessment.total_low_pct == 40
    assert assessment.total_low_pct < assessment.total_pct < assessment.total_high_pct


def test_missing_seventy_per_cent(last, assessments):
    assessment = assessments[LAST_CYCLE][EdgeSchool.MISSING_70]
    assert assessment.completeness_numerator / assessment.completeness_denominator == Fraction(30, 100)
    assert assessment.computed_group is None
    assert EdgeSchool.MISSING_70 not in groups_by_order(last)


def test_nine_grades_only(workbooks):
    for workbook in workbooks.values():
        school = school_row(workbook, EdgeSchool.NO_GRADES_10_11)
        assert (school["has_grade_9"], school["has_grades_10_11"]) == (True, False)


def test_small_school_with_a_criterion_that_does_not_apply(last, assessments):
    assert school_row(last, EdgeSchool.SMALL_NOT_APPLICABLE)["small"]
    scores = scores_of(last, EdgeSchool.SMALL_NOT_APPLICABLE)
    assert scores.loc[scores["score"].isna(), "criterion"].tolist() == [6]
    assert scores.loc[scores["score"].isna(), "absence_reason"].tolist() == ["не применимо"]
    assessment = assessments[LAST_CYCLE][EdgeSchool.SMALL_NOT_APPLICABLE]
    assert assessment.completeness_numerator == assessment.completeness_denominator == 9
    assert assessment.computed_group is not None


def test_low_results_flag_with_strong_scores(last, assessments):
    assert school_row(last, EdgeSchool.LOW_RESULTS_BUT_STRONG)["low_results"]
    assert assessments[LAST_CYCLE][EdgeSchool.LOW_RESULTS_BUT_STRONG].computed_group == 1


def test_order_contradicts_the_scores(last, assessments):
    assert groups_by_order(last)[EdgeSchool.ORDER_CONTRADICTS] == 3
    assert assessments[LAST_CYCLE][EdgeSchool.ORDER_CONTRADICTS].computed_group == 2


def test_criteria_change_after_the_first_cycle_only(workbooks):
    first, second, third = (criteria_version(list(rules_of(workbooks[cycle]).values())) for cycle in CYCLES)
    assert first != second == third
    names = [workbook.frames[CRITERIA.name]["name"].tolist() for workbook in workbooks.values()]
    assert names == [[criterion.name for criterion in packaged().criteria]] * 3


def test_a_school_closed_before_the_last_cycle(workbooks):
    assert school_row(workbooks["2024/25"], EdgeSchool.CLOSED)["in_cycle"]
    assert len(scores_of(workbooks["2024/25"], EdgeSchool.CLOSED)) == 10
    closed = school_row(workbooks[LAST_CYCLE], EdgeSchool.CLOSED)
    assert not closed["in_cycle"]
    assert "реорганизация" in closed["excluded_reason"]
    successor = school_row(workbooks[LAST_CYCLE], closed["successor_id"])
    assert successor["short_name"] in closed["excluded_reason"]
    assert workbooks["2024/25"].frames[SCHOOLS.name]["successor_id"].isna().all()
    assert scores_of(workbooks[LAST_CYCLE], EdgeSchool.CLOSED).empty


def test_a_negative_score_counts_as_zero(last):
    scores = scores_of(last, EdgeSchool.NEGATIVE_SCORE)
    assert scores.loc[scores["criterion"] == 7, "score"].tolist() == [-1.0]
    assert last.frames[SCORES.name]["score"].lt(0).sum() == 1


def test_municipality_that_sent_no_scores(workbooks):
    described = workbooks[LAST_CYCLE].frames[SCHOOLS.name]
    assert (described["municipality_id"] == NOT_SENT).sum() == 9
    for name in (SCORES.name, GROUPS.name):
        assert NOT_SENT not in set(workbooks[LAST_CYCLE].frames[name]["municipality_id"])
    assert NOT_SENT in set(workbooks["2024/25"].frames[SCORES.name]["municipality_id"])


def test_municipality_of_three_schools(workbooks):
    for workbook in workbooks.values():
        assert (workbook.frames[SCHOOLS.name]["municipality_id"] == THREE_SCHOOLS).sum() == 3


def test_two_schools_of_one_name(last):
    one, other = (school_row(last, code) for code in SAME_NAME)
    assert one["short_name"] == other["short_name"]
    assert one["municipality_id"] != other["municipality_id"]
