"""The further sheets of the demonstration: their sums hold in every cycle, their cases are where it is said."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from data.demonstration import LAST_CYCLE, build_demonstration
from data.demonstration_cases import (
    COPIED_DEVELOPMENT,
    DONE_WITHOUT_DOCUMENT,
    FEW_YOUNG,
    HEAPED,
    NOT_SENT,
    PARTLY_SENT,
    THREE_SCHOOLS,
    EdgeSchool,
    FurtherCase,
)
from data.demonstration_further import UNSENT
from data.demonstration_sizes import CYCLES
from data.sheets import (
    ASSESSMENTS,
    ASSOCIATIONS,
    DEVELOPMENT,
    DOCUMENTS,
    LEADER_RESULTS,
    MENTORING,
    MUNICIPALITIES,
    REPORTED_INDICATORS,
    RESERVE,
    SCHOOLS,
    SHEETS,
    STAFF,
    STAFF_AGES,
    TASKS,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
    TEACHING_LOADS,
    VACANCIES,
    Sheet,
)
from data.workbook import Workbook, cycle_bounds

FIRST_FIVE = SHEETS[:5]
TENURES = (
    "tenure_under_3", "tenure_3_5", "tenure_5_10", "tenure_10_15", "tenure_15_20", "tenure_20_plus",
)  # fmt: skip
every_cycle = pytest.mark.parametrize("cycle", CYCLES)


@pytest.fixture(scope="module", params=[1, 2026], ids=lambda seed: f"seed {seed}")
def books(request) -> dict[str, Workbook]:
    return {book.instruction.cycle: book for book in build_demonstration("district", request.param)}


def rows(book: Workbook, sheet: Sheet) -> pd.DataFrame:
    return book.frames[sheet.name]


def by_school(book: Workbook, sheet: Sheet) -> pd.DataFrame:
    return rows(book, sheet).set_index("school_id")


def of_school(book: Workbook, sheet: Sheet, school_id: str) -> pd.DataFrame:
    frame = rows(book, sheet)
    return frame[frame["school_id"] == school_id]


def staffed(book: Workbook) -> pd.DataFrame:
    """«Кадры_состав» without the school that left its optional columns empty."""
    return by_school(book, STAFF).drop(FurtherCase.SPARSE)


def totals(book: Workbook, sheet: Sheet, column: str, word: str) -> pd.DataFrame:
    frame = rows(book, sheet)
    return frame[frame[column] == word].set_index("school_id")


def open_vacancies(book: Workbook) -> pd.Series:
    vacancies = rows(book, VACANCIES)
    return vacancies[vacancies["closed_on"].isna()].groupby("school_id")["rates"].sum()


def active_pairs(book: Workbook) -> pd.DataFrame:
    pairs = rows(book, MENTORING)
    return pairs[(pairs["ends_on"] >= pd.Timestamp(book.instruction.cut_date)) & (pairs["outcome"] == "действует")]


# Sums


@every_cycle
def test_staff_adds_up(books, cycle):
    staff = staffed(books[cycle])
    assert (staff[list(TENURES)].sum(axis=1) == staff["educators"]).all()
    assert (staff["teachers"] <= staff["educators"]).all()
    assert (staff[["teachers_under_35", "teachers_50_59", "teachers_60_plus"]].sum(axis=1) <= staff["teachers"]).all()
    assert (staff["highest_category"] + staff["first_category"] <= staff["educators"]).all()
    for part, whole in (
        ("methodists", "highest_category"),
        ("mentors", "highest_category"),
        ("off_profile", "educators"),
        ("hired_experienced", "hired"),
        ("young_retained", "young_hired_3_years_ago"),
        ("rates_filled", "rates"),
        ("target_graduates", "target_contracts"),
    ):
        assert (staff[part] <= staff[whole]).all(), part


@every_cycle
def test_filled_and_vacant_rates_are_all_rates(books, cycle):
    staff = staffed(books[cycle])
    vacant = open_vacancies(books[cycle]).reindex(staff.index, fill_value=0.0)
    assert ((staff["rates_filled"] + vacant - staff["rates"]).abs() < 1e-9).all()


def test_who_came_and_who_left_makes_the_difference_between_cycles(books):
    for earlier, later in pairwise(books.values()):
        now, before = staffed(later), staffed(earlier)["educators"]
        both = now.join(before.rename("before"), how="inner")
        assert (both["before"] + both["hired"] - both["departed"] == both["educators"]).all()


@every_cycle
def test_loads_add_up_and_agree_with_staff(books, cycle):
    loads = rows(books[cycle], TEACHING_LOADS)
    total = totals(books[cycle], TEACHING_LOADS, "subject", "ИТОГО")
    parts = loads[loads["subject"] != "ИТОГО"].groupby("school_id")
    for column in (
        "teachers",
        "teachers_60_plus",
        "weekly_hours",
        "external_hours",
        "uncovered_hours",
        "planned_hours",
    ):
        assert ((parts[column].sum() - total[column]).abs() < 1e-9).all(), column
    assert ((loads["weekly_hours"] + loads["uncovered_hours"] - loads["planned_hours"]).abs() < 1e-9).all()
    assert (loads["external_hours"] <= loads["weekly_hours"]).all()
    assert (loads["overloaded_teachers"] <= loads["teachers"]).all()
    staff = by_school(books[cycle], STAFF).loc[total.index]
    assert (total["teachers"] == staff["teachers"]).all()
    assert (total["teachers_60_plus"] == staff["teachers_60_plus"]).all()
    assert (total["weekly_hours"] / total["teachers"]).between(6, 40).all()


@every_cycle
def test_ages_by_subject_add_up_to_staff_and_loads(books, cycle):
    ages = rows(books[cycle], STAFF_AGES)
    staff = by_school(books[cycle], STAFF)
    by_age = ages.pivot_table(index="school_id", columns="age_band", values="teachers", aggfunc="sum", fill_value=0)
    known = staff.loc[by_age.index]
    assert (by_age.sum(axis=1) == known["teachers"]).all()
    assert (by_age[["до 25", "25–29", "30–34"]].sum(axis=1) == known["teachers_under_35"]).all()
    assert (by_age[["60–64", "65 и старше"]].sum(axis=1) == known["teachers_60_plus"]).all()
    assert (ages["tenure_under_3"] + ages["highest_category"] <= ages["teachers"]).all()
    of_subject = ages.groupby(["school_id", "subject"])["teachers"].sum()
    loads = rows(books[cycle], TEACHING_LOADS).set_index(["school_id", "subject"])["teachers"]
    common = of_subject.index.intersection(loads.index)
    assert len(common) > 100
    assert (of_subject[common] == loads[common]).all()


@every_cycle
def test_hours_that_nobody_teaches_have_a_vacancy(books, cycle):
    total = totals(books[cycle], TEACHING_LOADS, "subject", "ИТОГО")
    uncovered = total.index[total["uncovered_hours"] > 0]
    assert len(uncovered) > 10
    assert set(uncovered) <= set(open_vacancies(books[cycle]).index)


@every_cycle
def test_mentored_are_among_the_young(books, cycle):
    pairs = rows(books[cycle], MENTORING)
    staff = by_school(books[cycle], STAFF)
    young = pairs[pairs["mentee_kind"] == "стаж до 3 лет"].groupby("school_id")["mentee_code"].nunique()
    assert (young <= staff.loc[young.index, "tenure_under_3"]).all()
    arrived = pairs[pairs["mentee_kind"] == "вновь прибывший"].groupby("school_id")["mentee_code"].nunique()
    there = staff.loc[arrived.index, "hired_experienced"].dropna()
    assert (arrived[there.index] <= there).all()
    assert (pairs["started_on"] <= pairs["ends_on"]).all()
    covered = active_pairs(books[cycle]).loc[lambda frame: frame["mentee_kind"] == "стаж до 3 лет"]
    assert 0.5 < len(covered) / staff["tenure_under_3"].sum() < 0.95


@every_cycle
def test_diagnostics_add_up_and_the_export_of_the_platform_gives_the_same(books, cycle):
    numbers = rows(books[cycle], TEACHER_DIAGNOSTICS)
    assert (numbers["low"] + numbers["middle"] + numbers["high"] == numbers["assessed"]).all()
    assert (numbers["assessed"] <= numbers["eligible"]).all()
    assert (numbers["with_deficit"] <= numbers["assessed"]).all()
    total = totals(books[cycle], TEACHER_DIAGNOSTICS, "domain", "ИТОГ")
    most = numbers[numbers["domain"] != "ИТОГ"].groupby("school_id")["with_deficit"].max()
    assert (total["with_deficit"] >= most).all()
    assert (total["eligible"] <= by_school(books[cycle], STAFF).loc[total.index, "educators"]).all()
    percents = rows(books[cycle], TEACHER_PERCENTS)
    people = percents.groupby(["school_id", "domain"])["percent"].agg(
        assessed="size", low=lambda values: int((values <= 60).sum()), high=lambda values: int((values >= 81).sum())
    )
    same = numbers.set_index(["school_id", "domain"]).loc[people.index]
    assert len(people) > 60
    for column in people:
        assert (people[column] == same[column]).all(), column


@every_cycle
def test_development_is_part_of_staff_and_agrees_with_diagnostics(books, cycle):
    growth = by_school(books[cycle], DEVELOPMENT).drop(FurtherCase.SPARSE)
    staff = by_school(books[cycle], STAFF).loc[growth.index]
    for part, whole in (
        ("plans_drawn", "with_deficit"),
        ("plans_completed", "plans_drawn"),
        ("plans_with_tutor", "plans_drawn"),
        ("trained_by_deficit", "with_deficit"),
        ("retrained", "retraining_needed"),
        ("prize_winners", "contestants"),
    ):
        assert (growth[part] <= growth[whole]).all(), part
    for part in ("with_deficit", "trained_3_years", "speakers", "contestants", "experts", "community_members"):
        assert (growth[part] <= staff["educators"]).all(), part
    diagnosed = totals(books[cycle], TEACHER_DIAGNOSTICS, "domain", "ИТОГ")["with_deficit"]
    other = growth["with_deficit"] != diagnosed.reindex(growth.index, fill_value=0)
    assert FurtherCase.CONTRADICTING_DEFICIT in set(growth.index[other])
    assert set(growth.index[other]) <= {FurtherCase.CONTRADICTING_DEFICIT, *COPIED_DEVELOPMENT[1:]}
    appointed = rows(books[cycle], RESERVE)
    start = pd.Timestamp(cycle_bounds(cycle)[0])
    of_reserve = appointed[appointed["appointed_on"] >= start].groupby("school_id").size()
    shown = of_reserve.index.intersection(growth.index)
    assert (of_reserve[shown] <= growth.loc[shown, "appointments"]).all()


@every_cycle
def test_assessments_and_leaders(books, cycle):
    results = rows(books[cycle], ASSESSMENTS)
    assert (results["below_minimum"] + results["high"].fillna(0) <= results["participants"]).all()
    schools = by_school(books[cycle], SCHOOLS)
    assert (results["grade"] <= schools.loc[results["school_id"], "has_grades_10_11"].map({True: 11, False: 9})
            .to_numpy()).all()  # fmt: skip
    leaders = rows(books[cycle], LEADER_RESULTS)
    heads = leaders[(leaders["post"] == "директор") & (leaders["domain"] == "ИТОГ")]
    assert heads["school_id"].is_unique
    assert 0.85 * len(schools) < len(heads) < len(schools)
    assert (heads["post_years"] >= 0).all()
    assert leaders.loc[leaders["domain"] != "ИТОГ", ["post_years", "has_plan", "has_mentor"]].isna().all().all()
    assert set(leaders.loc[leaders["post"] == "директор", "leader_code"].str[0]) == {"Р"}


@every_cycle
def test_no_event_is_later_than_the_cut_and_papers_are_there(books, cycle):
    book, cut = books[cycle], pd.Timestamp(cycle_bounds(cycle)[1])
    for sheet, columns in (
        (STAFF, ("cut_date",)),
        (TEACHING_LOADS, ("cut_date",)),
        (LEADER_RESULTS, ("assessed_on",)),
        (VACANCIES, ("opened_on", "closed_on")),
        (MENTORING, ("started_on",)),
        (RESERVE, ("included_on", "appointed_on", "removed_on")),
        (DOCUMENTS, ("dated_on", "submitted_on")),
        (TASKS, ("issued_on", "done_on")),
    ):
        for column in columns:
            assert (rows(book, sheet)[column].dropna() <= cut).all(), column
    vacancies = rows(book, VACANCIES)
    assert (vacancies["opened_on"] <= vacancies["closed_on"].fillna(cut)).all()
    tasks = rows(book, TASKS)
    papers = set(rows(book, DOCUMENTS)[["municipality_id", "document_code"]].itertuples(index=False, name=None))
    for column in ("basis_document", "evidence_document"):
        named = tasks[tasks[column].notna()]
        assert set(named[["municipality_id", column]].itertuples(index=False, name=None)) <= papers
    done = tasks["status"].isin(["исполнено", "исполнено с нарушением срока"])
    assert (done == tasks["done_on"].notna()).all()
    in_time = tasks[tasks["status"] == "исполнено"]
    assert (in_time["done_on"] <= in_time["deadline"]).all()
    late = tasks[tasks["status"] == "исполнено с нарушением срока"]
    assert (late["done_on"] > late["deadline"]).all()
    assert (tasks["deadline"].isna() == tasks["deadline_kind"].isin(["постоянно", "не установлен"])).all()


# Across cycles


def test_vacancies_and_pairs_are_the_same_things_in_the_next_cycle(books):
    for earlier, later in pairwise(books.values()):
        for sheet, key, fixed in (
            (VACANCIES, "vacancy_code", ["post", "subject", "rates", "opened_on"]),
            (MENTORING, "pair_code", ["mentee_code", "mentor_code", "started_on"]),
            (RESERVE, "member_code", ["target_post", "included_on"]),
        ):
            one, other = (rows(book, sheet).set_index(["school_id", key])[fixed] for book in (earlier, later))
            common = one.index.intersection(other.index)
            assert len(common) > 20, sheet.name
            pd.testing.assert_frame_equal(one.loc[common], other.loc[common])
        was_open = rows(earlier, VACANCIES).loc[lambda frame: frame["closed_on"].isna()]
        still = set(rows(later, VACANCIES)[["school_id", "vacancy_code"]].itertuples(index=False, name=None))
        gone = set(was_open[["school_id", "vacancy_code"]].itertuples(index=False, name=None)) - still
        assert {school for school, _ in gone} <= {EdgeSchool.CLOSED}


def test_staff_changes_little_from_cycle_to_cycle(books):
    for earlier, later in pairwise(books.values()):
        before, now = by_school(earlier, STAFF)["educators"], by_school(later, STAFF)["educators"]
        large = before[before >= 20].index.intersection(now.index)
        assert ((now[large] / before[large] - 1).abs() < 0.3).all()


# The story


def test_schools_with_low_scores_have_more_vacancies_on_the_whole(books):
    book = books["2024/25"]
    groups = book.frames["Группы"].set_index("school_id")["group_number"]
    staff = staffed(book)
    vacant = (staff["rates"] - staff["rates_filled"]).to_frame("vacant").join(staff["rates"]).join(groups, how="inner")
    sums = vacant.groupby("group_number").sum()
    share = sums["vacant"] / sums["rates"]
    assert share[3] > share[1]
    assert (vacant.loc[vacant["group_number"] == 3, "vacant"] == 0).any()
    assert (vacant.loc[vacant["group_number"] == 1, "vacant"] > 0).any()


# The cases


@every_cycle
def test_overload_without_a_vacancy(books, cycle):
    code = FurtherCase.OVERLOAD_WITHOUT_VACANCIES
    assert of_school(books[cycle], VACANCIES, code).empty
    total = totals(books[cycle], TEACHING_LOADS, "subject", "ИТОГО").loc[code]
    assert (total["weekly_hours"] - total["external_hours"]) / total["teachers"] / 18 == pytest.approx(1.55, abs=0.001)
    assert total["uncovered_hours"] == 0
    staff = by_school(books[cycle], STAFF).loc[code]
    assert staff["rates_filled"] == staff["rates"]


def test_three_young_two_of_them_with_a_mentor(books):
    book, code = books[LAST_CYCLE], FurtherCase.FEW_YOUNG
    assert by_school(book, STAFF).loc[code, "tenure_under_3"] == FEW_YOUNG
    pairs = active_pairs(book).loc[lambda frame: frame["mentee_kind"] == "стаж до 3 лет"]
    assert pairs.loc[pairs["school_id"] == code, "mentee_code"].nunique() == FEW_YOUNG - 1


@every_cycle
def test_low_results_with_strong_staff(books, cycle):
    code = EdgeSchool.LOW_RESULTS_BUT_STRONG
    assert by_school(books[cycle], SCHOOLS).loc[code, "low_results"]
    staff = by_school(books[cycle], STAFF).loc[code]
    assert staff["highest_category"] / staff["educators"] >= 0.5
    assert of_school(books[cycle], VACANCIES, code).empty


@every_cycle
def test_empty_optional_cells(books, cycle):
    for sheet in (STAFF, DEVELOPMENT):
        row = by_school(books[cycle], sheet).loc[FurtherCase.SPARSE]
        assert row[[column.name for column in sheet.columns if column.required == "no"]].isna().all()
        required = [column.name for column in sheet.columns if column.required == "yes" and column.name != "school_id"]
        assert row[required].notna().all()


@every_cycle
def test_the_same_row_three_times(books, cycle):
    copies = by_school(books[cycle], DEVELOPMENT).loc[list(COPIED_DEVELOPMENT)]
    assert len(copies.drop(columns=["sheet_row"]).astype(str).drop_duplicates()) == 1


@every_cycle
def test_leaders_of_one_municipality_end_in_0_or_5(books, cycle):
    leaders = rows(books[cycle], LEADER_RESULTS)
    heads = leaders[leaders["post"] == "директор"]
    ends = heads["percent"].mod(5).eq(0)
    assert ends[heads["municipality_id"] == HEAPED].all()
    assert ends[heads["municipality_id"] != HEAPED].mean() < 0.35


@every_cycle
def test_sheets_that_were_not_sent(books, cycle):
    book = books[cycle]
    places = set(rows(book, MUNICIPALITIES)["municipality_id"])
    optional = {REPORTED_INDICATORS.name, *(sheet.name for sheet in FIRST_FIVE)}
    for sheet in SHEETS:
        if sheet.name not in optional:
            missing = places - set(rows(book, sheet)["municipality_id"])
            expected = {code for code, names in UNSENT.items() if sheet.name in names and cycle == LAST_CYCLE}
            # A small municipality may have nobody in the reserve, or no school that sends an optional sheet.
            allowed = expected | ({THREE_SCHOOLS} if sheet in (RESERVE, TEACHER_PERCENTS, VACANCIES) else set())
            assert expected <= missing <= allowed, sheet.name
    assert set(UNSENT) == {NOT_SENT, PARTLY_SENT}


@every_cycle
def test_a_school_that_does_not_work_has_no_row(books, cycle):
    working = set(rows(books[cycle], SCHOOLS).loc[lambda frame: frame["in_cycle"], "school_id"])
    for sheet in (STAFF, VACANCIES, TEACHING_LOADS, MENTORING, DEVELOPMENT, LEADER_RESULTS, ASSESSMENTS, RESERVE):
        assert set(rows(books[cycle], sheet)["school_id"]) <= working


def test_permanent_tasks_and_a_task_done_without_a_document(books):
    tasks = rows(books[LAST_CYCLE], TASKS)
    assert set(tasks.loc[tasks["deadline_kind"] == "постоянно", "municipality_id"]) == set(tasks["municipality_id"])
    case = tasks[(tasks["municipality_id"] == DONE_WITHOUT_DOCUMENT) & (tasks["recommendation"] == "АР-51")]
    assert case["status"].tolist() == ["исполнено"]
    assert case["evidence_document"].isna().all()
    assert {"не начато", "в работе", "исполнено", "исполнено с нарушением срока"} <= set(tasks["status"])


def test_associations_have_their_school_where_they_are_of_one(books):
    for book in books.values():
        found = rows(book, ASSOCIATIONS)
        assert (found["school_id"].notna() == found["level"].eq("школьное")).all()
        assert 0.5 < (found["has_plan"] & found["has_analysis"]).mean() < 1.0
