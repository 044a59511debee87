"""Rules of «Нагрузка»: hours and teachers of a subject, and of all subjects together."""

from __future__ import annotations

import pandas as pd

from data.cells import shown
from data.checks.comparing import OF_SCHOOL, ROUNDING, WHICH_IS_WRONG, empty_where, latest, not_more
from data.checks.listing import each_row
from data.findings import Finding
from data.references import Book
from data.sheets import TEACHING_LOADS, VACANCIES
from data.subjects import ALL_SUBJECTS

FEWEST_HOURS, MOST_HOURS = 6, 40
"""Check 8: hours a week of a teacher, on average, beyond which teachers or hours are counted wrong."""

_OF_DAY = [*OF_SCHOOL[1:], "cut_date"]


def check_loads_teachers(book: Book) -> list[Finding]:
    """Teachers of an age or a load are not more than the teachers of the subject."""
    return [
        finding
        for part in ("teachers_60_plus", "overloaded_teachers")
        for finding in not_more(book, TEACHING_LOADS, (part,), "teachers", "error", "loads_teachers")
    ]


def check_loads_external(book: Book) -> list[Finding]:
    """Hours of those from outside are part of the hours taught."""
    return not_more(book, TEACHING_LOADS, ("external_hours",), "weekly_hours", "error", "loads_external")


def check_loads_external_missing(book: Book) -> list[Finding]:
    """The row of all subjects says how many hours those from outside teach."""
    return empty_where(
        book, TEACHING_LOADS, "external_hours", book.rows(TEACHING_LOADS)["subject"].eq(ALL_SUBJECTS),
        "loads_external_missing",
        lambda _: f"В строке {ALL_SUBJECTS} не указаны часы у внешних совместителей.",
        "Впишите часы; если совместителей нет, впишите 0.",
    )  # fmt: skip


def check_loads_hours_of_teacher(book: Book) -> list[Finding]:
    """Check 8: in the row of all subjects a teacher has from 6 to 40 hours a week on average."""
    rows = book.rows(TEACHING_LOADS)
    rows = rows.loc[rows["subject"].eq(ALL_SUBJECTS) & rows["teachers"].gt(0).fillna(False)]
    hours = (rows["weekly_hours"] / rows["teachers"]).round(2)
    return each_row(
        TEACHING_LOADS, rows.assign(hours=hours).loc[hours.lt(FEWEST_HOURS) | hours.gt(MOST_HOURS)], "weekly_hours",
        "warning", "loads_hours_of_teacher",
        lambda row: f"На одного учителя приходится {shown(row['hours'])} ч в неделю "
        f"({shown(row['weekly_hours'])} ч на {row['teachers']}), обычно — от {FEWEST_HOURS} до {MOST_HOURS}.",
        "Проверьте число учителей и часы: часы — за неделю, учителя — без внешних совместителей.",
    )  # fmt: skip


def check_loads_overloaded(book: Book) -> list[Finding]:
    """Check 9: where the average load is above the bound of overload, somebody's is."""
    rows, rules = book.rows(TEACHING_LOADS), book.known.methodology
    most, norm = rules.threshold("load_amber"), rules.threshold("norm_hours")
    load = (rows["weekly_hours"] - rows["external_hours"]) / (rows["teachers"].where(rows["teachers"].gt(0)) * norm)
    wrong = rows["overloaded_teachers"].eq(0) & load.gt(most)
    return each_row(
        TEACHING_LOADS, rows.assign(load=load.round(2)).loc[wrong.fillna(False)], "overloaded_teachers", "warning",
        "loads_overloaded",
        lambda row: f"Учителей с нагрузкой больше {shown(most)} ставки — 0, а в среднем на учителя приходится "
        f"{shown(row['load'])} ставки: так не бывает.",
        "Проверьте число перегруженных учителей, часы и число учителей.",
    )  # fmt: skip


def check_loads_plan(book: Book) -> list[Finding]:
    """Hours taught and hours uncovered are the hours of the curriculum."""
    rows = book.rows(TEACHING_LOADS)
    total = rows["weekly_hours"] + rows["uncovered_hours"]
    wrong = (total - rows["planned_hours"]).abs().gt(ROUNDING).fillna(False)
    return each_row(
        TEACHING_LOADS, rows.assign(total=total.round(2)).loc[wrong], "planned_hours", "warning", "loads_plan",
        lambda row: f"Часов в неделю {shown(row['weekly_hours'])} и не закрыто {shown(row['uncovered_hours'])} — "
        f"вместе {shown(row['total'])}, а по учебному плану {shown(row['planned_hours'])}.",
        WHICH_IS_WRONG,
    )  # fmt: skip


def check_loads_total_row(book: Book) -> list[Finding]:
    """Check 29: every school and day has the row of all subjects."""
    if not book.has(TEACHING_LOADS):
        return []
    rows = book.rows(TEACHING_LOADS)
    days = rows.assign(is_total=rows["subject"].eq(ALL_SUBJECTS)).groupby(_OF_DAY, sort=False, as_index=False)
    found = days.agg(is_total=("is_total", "any"), subject=("subject", "first"), sheet_row=("sheet_row", "min"))
    return each_row(
        TEACHING_LOADS, found.loc[~found["is_total"]], "subject", "warning", "loads_total_row",
        lambda row: f"У организации «{row['school_id']}» на {shown(row['cut_date'])} нет строки {ALL_SUBJECTS}: "
        "средняя нагрузка не посчитается.",
        f"Добавьте строку с предметом {ALL_SUBJECTS}: все учителя и все часы организации.",
    )  # fmt: skip


def check_loads_total_hours(book: Book) -> list[Finding]:
    """Check 29: where subjects are given, their hours add up to those of the row of all subjects."""
    if not book.has(TEACHING_LOADS):
        return []
    rows = book.rows(TEACHING_LOADS)
    is_total = rows["subject"].eq(ALL_SUBJECTS)
    subjects = rows.loc[~is_total].groupby(_OF_DAY, as_index=False).agg(by_subject=("weekly_hours", "sum"))
    totals = rows.loc[is_total].merge(subjects, on=_OF_DAY)
    wrong = (totals["by_subject"] - totals["weekly_hours"]).abs().gt(ROUNDING)
    return each_row(
        TEACHING_LOADS, totals.loc[wrong], "weekly_hours", "warning", "loads_total_hours",
        lambda row: f"Часы по предметам организации «{row['school_id']}» вместе — "
        f"{shown(round(row['by_subject'], 2))}, а в строке {ALL_SUBJECTS} — {shown(row['weekly_hours'])}.",
        "Проверьте, все ли предметы внесены и верна ли строка ИТОГО.",
    )  # fmt: skip


def check_loads_uncovered(book: Book) -> list[Finding]:
    """Check 10: hours that nobody teaches, and no vacancy open on that day or later, where vacancies are reported."""
    if not book.has(TEACHING_LOADS):
        return []
    vacancies = book.in_force(VACANCIES)
    reporting = pd.MultiIndex.from_frame(vacancies[OF_SCHOOL[:2]])
    rows = latest(book.in_force(TEACHING_LOADS))
    rows = rows.loc[rows["sheet_row"].notna() & rows["uncovered_hours"].gt(0).fillna(False)]
    rows = rows.loc[pd.MultiIndex.from_frame(rows[OF_SCHOOL[:2]]).isin(reporting)]
    # The row of all subjects, where there is one, has the most hours: one finding for a school.
    rows = rows.sort_values("uncovered_hours", ascending=False, kind="stable").drop_duplicates(OF_SCHOOL)
    pairs = rows[[*OF_SCHOOL, "cut_date"]].merge(vacancies[[*OF_SCHOOL, "closed_on"]], on=OF_SCHOOL)
    still_open = pairs.loc[pairs["closed_on"].isna() | pairs["closed_on"].gt(pairs["cut_date"])]
    explained = pd.MultiIndex.from_frame(rows[OF_SCHOOL]).isin(pd.MultiIndex.from_frame(still_open[OF_SCHOOL]))
    return each_row(
        TEACHING_LOADS, rows.loc[~explained].sort_values("sheet_row"), "uncovered_hours", "warning", "loads_uncovered",
        lambda row: f"У организации «{row['school_id']}» не закрыто {shown(row['uncovered_hours'])} ч в неделю, а "
        "вакансий нет.",
        "Внесите вакансию на лист «Вакансии» или поставьте 0, если часы закрыты.",
    )  # fmt: skip
