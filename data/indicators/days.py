"""Reckoning with days in SQL, the same on both engines."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Date, Integer, String, and_, case, cast, extract, func

SECONDS_A_DAY = 86_400
LENGTH_OF_YEAR = 4


def first_day(cycle: ColumnElement[str]) -> ColumnElement[Date]:
    """The first of September with which a cycle («2025/26») begins."""
    return func.date(func.substr(cycle, 1, LENGTH_OF_YEAR).concat("-09-01"), type_=Date())


def last_day(cycle: ColumnElement[str]) -> ColumnElement[Date]:
    """The 31st of August with which a cycle ends."""
    year = cast(func.substr(cycle, 1, LENGTH_OF_YEAR), Integer) + 1
    return func.date(cast(year, String(LENGTH_OF_YEAR)).concat("-08-31"), type_=Date())


def days_between(begin: ColumnElement[Date], end: ColumnElement[Date]) -> ColumnElement[int]:
    """Days from one day to another."""
    return cast((extract("epoch", end) - extract("epoch", begin)) / SECONDS_A_DAY, Integer)


def years_exceeded(begin: ColumnElement[Date], end: ColumnElement[Date]) -> ColumnElement[int]:
    """More than how many whole years lie between two days: on its anniversary a year is full but not exceeded.

    ``begin`` is not after ``end``.
    """
    not_yet = and_(begin < end, _day_of_year(end) <= _day_of_year(begin))
    return cast(extract("year", end) - extract("year", begin) - case((not_yet, 1), else_=0), Integer)


def whole(value: ColumnElement[float]) -> ColumnElement[int]:
    """The whole part of a number that isn't negative; casts round on one engine and cut on the other."""
    rounded = func.round(value)
    return cast(rounded - case((rounded > value, 1), else_=0), Integer)


def _day_of_year(day: ColumnElement[Date]) -> ColumnElement[int]:
    return extract("month", day) * 100 + extract("day", day)
