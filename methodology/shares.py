"""Shares of indicators: Σ numerators / Σ denominators, and differences between them. Missing stays missing."""

from __future__ import annotations

import pandas as pd


def ratio(numerator: pd.Series[float], denominator: pd.Series[float], multiplier: float = 100) -> pd.Series[float]:
    """numerator / denominator × multiplier, row by row; missing where either is missing or the denominator is 0."""
    divisor = denominator.astype("Float64")
    return numerator.astype("Float64") / divisor.mask(divisor == 0) * multiplier


def change(now: pd.Series[float], before: pd.Series[float], comparable: pd.Series[bool]) -> pd.Series[float]:
    """now − before where the two are comparable; missing elsewhere (Э-ДИН)."""
    return (now.astype("Float64") - before.astype("Float64")).where(comparable.astype("boolean").fillna(value=False))
