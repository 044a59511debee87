"""What counts on a day – an active pair, an open vacancy, a member of the reserve – in SQL and over frames.

Both forms stand side by side, and a test runs them on the same rows: indicators count by the one, checks by the other.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from data.sheets_growth import GOES_ON

Columns = ReadOnlyColumnCollection[str, Any]
Day = ColumnElement[date]


def pair_active(pair: Columns, cut: Day) -> ColumnElement[bool]:
    """Begun by that day, not ended before it, and not said to be over."""
    return and_(
        pair.started_on <= cut,
        or_(pair.ends_on.is_(None), pair.ends_on >= cut),
        or_(pair.outcome.is_(None), pair.outcome == GOES_ON),
    )


def pairs_active(pairs: pd.DataFrame, cut: pd.Timestamp | pd.Series[Any]) -> pd.Series[bool]:
    """``pair_active`` of a frame."""
    return (
        pairs["started_on"].le(cut)
        & (pairs["ends_on"].isna() | pairs["ends_on"].ge(cut))
        & (pairs["outcome"].isna() | pairs["outcome"].eq(GOES_ON))
    )


def vacancy_open(vacancy: Columns, cut: Day) -> ColumnElement[bool]:
    """Opened by that day and not closed by it."""
    return and_(vacancy.opened_on <= cut, or_(vacancy.closed_on.is_(None), vacancy.closed_on > cut))


def vacancies_open(vacancies: pd.DataFrame, cut: pd.Timestamp | pd.Series[Any]) -> pd.Series[bool]:
    """``vacancy_open`` of a frame."""
    return vacancies["opened_on"].le(cut) & (vacancies["closed_on"].isna() | vacancies["closed_on"].gt(cut))


def in_reserve(member: Columns, cut: Day) -> ColumnElement[bool]:
    """Included by that day, neither appointed nor removed by it."""
    return and_(
        member.included_on <= cut,
        or_(member.appointed_on.is_(None), member.appointed_on > cut),
        or_(member.removed_on.is_(None), member.removed_on > cut),
    )


def members_in_reserve(members: pd.DataFrame, cut: pd.Timestamp | pd.Series[Any]) -> pd.Series[bool]:
    """``in_reserve`` of a frame."""
    return (
        members["included_on"].le(cut)
        & (members["appointed_on"].isna() | members["appointed_on"].gt(cut))
        & (members["removed_on"].isna() | members["removed_on"].gt(cut))
    )
