"""When a recommendation is due, by its rule, the day of the decision and the days of the cycle."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from methodology.recommendations import DeadlineRule
from methodology.words import day, plural

LEAST_DAYS_OF_SCHOOL_YEAR = 90
"""With fewer days left of a school year, the next one is meant."""
KINDS = {
    "date": "дата",
    "days": "дата",
    "school_year": "учебный год",
    "period": "период",
    "permanent": "постоянно",
    "none": "не установлен",
}
"""Kind of a rule → kind of a task's deadline."""


class Deadline(NamedTuple):
    """Kind as a task has it; the day where there is one; how often what has none is looked at."""

    kind: str
    day: date | None
    control: str | None


def deadline(rule: DeadlineRule, decided: date | None, published: date | None) -> Deadline:
    """When it is due if decided on that day; without a day what is counted from it has no day yet.

    What is counted from the publication of results is counted from the decision where it would be over by then.
    """
    due = _day(rule, published if rule.from_ == "cycle.published" else decided)
    if rule.from_ == "cycle.published" and decided is not None and (due is None or due <= decided):
        due = _day(rule, decided)
    return Deadline(KINDS[rule.kind], due, rule.control)


def _day(rule: DeadlineRule, begins: date | None) -> date | None:
    if begins is None or rule.kind not in ("date", "days", "school_year"):
        return None
    if rule.kind == "school_year":
        return end_of_school_year(begins)
    if rule.kind == "date":
        assert rule.day is not None
        assert rule.month is not None
        this_year = date(begins.year, rule.month, rule.day)
        return this_year if this_year > begins else date(begins.year + 1, rule.month, rule.day)
    assert rule.days is not None
    return after_working_days(begins, rule.days) if rule.working else begins + timedelta(days=rule.days)


def end_of_school_year(begins: date) -> date:
    """31 August of the school year of that day, or of the next one if little is left of it."""
    ends = date(begins.year + (begins.month >= 9), 8, 31)
    return ends if (ends - begins).days >= LEAST_DAYS_OF_SCHOOL_YEAR else date(ends.year + 1, 8, 31)


def after_working_days(begins: date, days: int) -> date:
    """So many days from Monday to Friday later; public holidays are not known here."""
    found = begins
    while days:
        found += timedelta(days=1)
        days -= found.weekday() < 5
    return found


CONTROLS = {"месяц": "ежемесячно", "квартал": "ежеквартально", "полугодие": "раз в полугодие", "год": "раз в год"}


def deadline_words(rule: DeadlineRule, due: date | None) -> str:
    """«до 20 октября 2026 года», «30 дней со дня решения», «постоянно, контроль ежеквартально» …"""
    if rule.kind == "permanent":
        return f"постоянно, контроль {CONTROLS[rule.control or 'год']}"
    if rule.kind == "period":
        return "очередной цикл"
    if rule.kind == "none":
        return "назначает коллегия"
    if due is not None:
        return f"до {day(due)}"
    if rule.kind == "school_year":
        return "учебный год решения"
    if rule.kind == "date":
        return f"ближайшее после решения {rule.day:02}.{rule.month:02}"
    forms = ("рабочий день", "рабочих дня", "рабочих дней") if rule.working else ("день", "дня", "дней")
    since = "публикации итогов" if rule.from_ == "cycle.published" else "решения"
    return f"{rule.days} {plural(rule.days or 0, *forms)} со дня {since}"
