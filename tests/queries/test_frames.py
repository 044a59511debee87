"""Frames of records hold what pandas would make of the same values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from queries.frames import frame_of_records, is_yes, rows_of

MISSING = st.sampled_from([None, pd.NA])
COLUMNS = st.one_of(
    st.tuples(st.just("Int64"), st.lists(st.one_of(st.integers(-(2**53), 2**53), MISSING))),
    st.tuples(st.just("Int64"), st.lists(st.one_of(st.sampled_from([1.0, 2.0, np.int64(3), np.nan]), MISSING))),
    st.tuples(st.just("Float64"), st.lists(st.one_of(st.floats(-1e9, 1e9), st.integers(0, 9), MISSING))),
    st.tuples(st.just("Float64"), st.lists(st.one_of(st.just(np.nan), MISSING))),
    st.tuples(st.just("boolean"), st.lists(st.one_of(st.booleans(), MISSING))),
    st.tuples(st.just("object"), st.lists(st.one_of(st.text(), st.none()))),
)


@given(COLUMNS)
def test_a_column_is_what_pandas_makes_of_it(column: tuple[str, list[Any]]) -> None:
    dtype, values = column
    frame = frame_of_records([{"a": value} for value in values], {"a": dtype})
    assert_series_equal(frame["a"], pd.Series(values, dtype=dtype, name="a"))


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(TypeError):
        frame_of_records([{"a": 2.5}], {"a": "Int64"})


def test_yes_and_no_out_of_a_frame() -> None:
    frame = frame_of_records([{"a": True}, {"a": False}, {"a": None}], {"a": "boolean"})
    assert [is_yes(row.a) for row in rows_of(frame)] == [True, False, False]
    assert [is_yes(value) for value in (np.True_, None, 1)] == [True, False, True]
