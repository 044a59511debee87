"""«Диагностика_пед» becomes counts of people before anything of it is stored: no person reaches the database."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.sheet import people
from methodology.scales import exact, round_half_up

PEOPLE = people("Человек", "people", "yes", "Сколько участников с этим процентом.")
"""What is kept instead of participants."""
KEY = ["cycle", "municipality_id", "school_id", "domain", "percent"]


def people_by_percent(frame: pd.DataFrame) -> pd.DataFrame:
    """One row is people of a school who in a domain did the same whole percent (half up): ``KEY`` and ``people``.

    ``frame``: rows of the sheet with their cycle and municipality.
    """
    whole = {value: int(round_half_up(exact(float(value)))) for value in frame["percent"].unique()}
    percent: pd.Series[Any] = frame["percent"].map(whole).astype("Int64")
    return frame.assign(percent=percent).groupby(KEY, sort=True).size().rename(PEOPLE.name).reset_index()
