"""What is made once: a figure for the same rows, whoever asks."""

from __future__ import annotations

import pandas as pd

from components.cached import kept

MADE: list[tuple[int, str]] = []


@kept
def longest(rows: pd.DataFrame, *, of: str) -> int:
    MADE.append((len(rows), of))
    return int(rows[of].str.len().max())


def test_made_once_for_the_same_rows_and_anew_for_others() -> None:
    rows = pd.DataFrame({"name": ["СОШ № 1", "Лицей"], "kind": ["СОШ", "лицей"]})
    MADE.clear()
    assert longest(rows, of="name") == longest(rows.copy(), of="name") == 7
    assert longest(rows, of="kind") == longest(rows.tail(1), of="kind") == 5
    assert longest(rows.replace("Лицей", "Лицей № 10"), of="name") == 10
    assert MADE == [(2, "name"), (2, "kind"), (1, "kind"), (2, "name")]
