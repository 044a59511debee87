"""The heat map: a cell for every row and criterion, what it says, and what is not known."""

from __future__ import annotations

import pandas as pd

from components.heat_map import heat_lines
from components.theme import NO_DATA
from methodology.words import NBSP


def test_every_cell_says_its_number_and_where_it_leads() -> None:
    cells = pd.DataFrame(
        {
            "key": ["", "01|001", "01|001", "02|001"],
            "criterion": [1, 1, 2, 1],
            "value_pct": pd.Series([61.0, 55.5, 80.0, 70.0], dtype="Float64"),
            "enough": [True, True, False, True],
            "meaning": ["все", "а", "б", "в"],
        }
    )
    rows = pd.DataFrame({"key": ["", "01|001", "02|001"], "name": ["Все школы", "СОШ № 1", "Школа без второго"]})
    criteria = pd.DataFrame({"criterion": [1, 2], "short": ["Управление", "Результаты"]})
    lines = heat_lines(cells, rows, criteria)
    assert [line.name for line in lines] == ["Все школы", "СОШ № 1", "Школа без второго"]
    assert [[cell.words for cell in line.cells] for line in lines] == [["61,0", "—"], ["55,5", "80,0*"], ["70,0", "—"]]
    assert [cell.value for cell in lines[1].cells] == ["01|001|1", "01|001|2"]
    assert [[cell.leads for cell in line.cells] for line in lines] == [[False] * 2, [True] * 2, [True] * 2]
    assert [cell.meaning for cell in lines[1].cells] == [f"а; 55,5{NBSP}%", f"б; 80,0{NBSP}% — данных мало"]
    assert lines[2].cells[1].meaning == "Школа без второго; Результаты: нет данных"
    white = [(at, column) for at, line in enumerate(lines) for column in (0, 1) if line.cells[column].fill == NO_DATA]
    assert white == [(0, 1), (1, 1), (2, 1)]
