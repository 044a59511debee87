"""The figure of similar schools: what is drawn where, and where a click leads."""

from __future__ import annotations

import pandas as pd
import pytest

from components.figures_matched import APART_SIGN, BAND, matched_dots, matched_legend
from queries.matched import ALIKE, APART, FEW_OTHERS


def lines() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": ["АР-1. <b>Охват", "АР-2. Доля", "АР-3. Часть"],
            "others": [20, 12, 3],
            "before": [40.0, 60.0, 20.0],
            "after": [52.0, 66.0, 25.0],
            "others_before": [41.0, 60.0, 20.0],
            "others_after": [50.0, 61.0, 22.0],
            "difference": [3.0, 5.0, None],
            "low": [-1.0, 2.0, None],
            "high": [7.0, 8.0, None],
            "expected": [49.0, 61.0, None],
            "before_words": ["40 %", "60 %", "20 %"],
            "after_words": ["52 %", "66 %", "25 %"],
            "others_before_words": ["41 %", "60 %", "20 %"],
            "others_after_words": ["50 %", "61 %", "22 %"],
            "difference_words": pd.Series(["+3,0 п.п.", "+5,0 п.п.", None], dtype=object),
            "interval_words": pd.Series(["от −1,0 п.п. до +7,0 п.п.", "от +2,0 п.п. до +8,0 п.п.", None], dtype=object),
            "verdict": [ALIKE, APART, FEW_OTHERS],
        }
    )


def test_two_rows_a_recommendation_and_a_band_where_it_was_expected() -> None:
    drawn = matched_dots(lines())
    band, ways, starts, others, own = drawn.data
    assert list(drawn.layout.yaxis.ticktext) == [
        "АР-1. ‹b›Охват", "похожие, 20\u00a0школ", "АР-2. Доля", "похожие, 12\u00a0школ", "АР-3. Часть",
        "похожие, 3\u00a0школы",
    ]  # fmt: skip
    assert list(band.x) == [45, 53, None, 58, 64, None], "after less high and low; none where nothing is known"
    assert band.line.color == BAND
    assert list(own.x) == [52, 66, 25]
    assert list(others.x) == [50, 61, 22]
    assert list(starts.x) == [40, 60, 20, 41, 60, 20]
    assert list(ways.x[:3]) == [40, 52, None]
    # The dot of the first lies in its band, that of the second doesn't.
    assert band.x[0] <= own.x[0] <= band.x[1]
    assert own.x[1] > band.x[4]
    assert [list(point) for point in own.customdata] == [[label] for label in lines()["label"]]
    assert [note.text for note in drawn.layout.annotations] == ["+3,0 п.п.", f"{APART_SIGN} +5,0 п.п.", "—"]
    assert "от −1,0 п.п. до +7,0 п.п." in own.hovertext[0]
    assert own.hovertext[2].endswith(FEW_OTHERS)
    assert others.hovertext[0] == "похожие школы: 41 % → 50 %"


@pytest.mark.parametrize("words", ["было", "стало у получивших", "стало у похожих", "отличается"])
def test_the_legend_names_every_mark(words: str) -> None:
    assert words in matched_legend()
