"""From a select to a frame whose dtypes follow the types of its columns, also when it is empty or all missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Connection, Float, Integer, Select

DTYPES = ((Boolean, "boolean"), (Integer, "Int64"), (Float, "Float64"))


def read_frame(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    """One row a row of the select. Missing is <NA> in numbers and flags, None in text and dates."""
    columns = statement.selected_columns
    rows = connection.execute(statement).all()
    frame = pd.DataFrame(rows, columns=[column.key for column in columns], dtype=object)
    for column in columns:
        for kind, dtype in DTYPES:
            if isinstance(column.type, kind):
                frame[column.key] = frame[column.key].astype(dtype)  # type: ignore[call-overload]
                break
    return frame
