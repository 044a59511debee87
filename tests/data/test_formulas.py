"""Texts that a spreadsheet would run."""

from __future__ import annotations

import pytest

from data.formulas import harmless


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("+9 п.п.", "+9 п.п."),
        ("+17,6\u00a0п.п.", "+17,6\u00a0п.п."),
        ("-1\u00a0204,5 п.п.", "-1\u00a0204,5 п.п."),
        ("+9 п.п.+cmd|'/c calc'!A0", "'+9 п.п.+cmd|'/c calc'!A0"),
        ("+9", "'+9"),
        ("=1+1", "'=1+1"),
        ("СОШ № 1", "СОШ № 1"),
    ],
)
def test_a_change_stays_as_it_is_written_and_a_formula_does_not(text: str, written: str) -> None:
    assert harmless(text) == written
