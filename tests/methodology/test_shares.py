"""Shares and changes: missing stays missing."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from methodology.shares import change, ratio


def test_ratio_is_missing_without_a_denominator():
    shares = ratio(pd.Series([9.0, 1.0, None, 2.0]), pd.Series([18.0, 0.0, 5.0, None]))
    assert shares[0] == 50
    assert shares[1:].isna().all()


def test_ratio_of_integers_with_its_own_multiplier():
    assert ratio(pd.Series([150], dtype="Int64"), pd.Series([2], dtype="Int64"), 1).tolist() == [75.0]


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1))
def test_ratio_of_a_part_lies_between_0_and_100(pairs):
    numerators = pd.Series([min(pair) for pair in pairs], dtype="Float64")
    denominators = pd.Series([max(pair) for pair in pairs], dtype="Float64")
    shares = ratio(numerators, denominators)
    assert shares.isna().tolist() == (denominators == 0).tolist()
    assert shares.dropna().between(0, 100).all()


def test_change_only_where_the_two_are_comparable():
    changes = change(
        pd.Series([70.0, 70.0, 70.0, None]), pd.Series([65.5, 65.5, None, 1.0]), pd.Series([True, False, True, True])
    )
    assert changes[0] == 4.5
    assert changes[1:].isna().all()


def test_change_of_unknown_comparability_is_missing():
    assert change(pd.Series([1.0]), pd.Series([2.0]), pd.Series([None], dtype="boolean")).isna().all()
