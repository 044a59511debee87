"""Shares of indicators: Σ numerators / Σ denominators, and differences between them. Missing stays missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.arrays import FloatingArray


def ratio(numerator: pd.Series[float], denominator: pd.Series[float], multiplier: float = 100) -> pd.Series[float]:
    """numerator / denominator × multiplier, row by row; missing where either is missing or the denominator is 0."""
    divisor = denominator.to_numpy(float, na_value=np.nan)
    values = numerator.to_numpy(float, na_value=np.nan) / np.where(divisor == 0, np.nan, divisor) * multiplier
    return pd.Series(FloatingArray(values, np.isnan(values)), index=numerator.index)


def change(now: pd.Series[float], before: pd.Series[float], comparable: pd.Series[bool]) -> pd.Series[float]:
    """now − before where the two are comparable; missing elsewhere (Э-ДИН)."""
    return (now.astype("Float64") - before.astype("Float64")).where(comparable.astype("boolean").fillna(value=False))
