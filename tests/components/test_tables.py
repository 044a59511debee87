"""Tables on the screen: how values are written, which columns are shown, how many rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.tables import HEAD_PX, ROW_PX, ROWS_SHOWN, _height, _writer
from methodology.words import DASH, NBSP
from queries.columns import TableColumn


@pytest.mark.parametrize(
    ("column", "value", "written"),
    [
        (TableColumn("a", "А", "integer"), 12345, f"12{NBSP}345"),
        (TableColumn("a", "А", "percent", decimals=1), 60.55, f"60,6{NBSP}%"),
        (TableColumn("a", "А", "number", decimals=1, signed=True), 4.5, "+4,5"),
        (TableColumn("a", "А", "number", decimals=1), 4.5, "4,5"),
        (TableColumn("a", "А", "flag"), True, "да"),
        (TableColumn("a", "А", "flag"), False, "нет"),
        (TableColumn("a", "А", "date"), pd.Timestamp(2026, 8, 31), "31.08.2026"),
        (TableColumn("a", "А"), "СОШ", "СОШ"),
        (TableColumn("a", "А", "percent"), pd.NA, DASH),
        (TableColumn("a", "А", "flag"), None, DASH),
    ],
)
def test_value_is_written_the_russian_way(column: TableColumn, value: Any, written: str) -> None:
    assert _writer(column)(value) == written


def shown(rows: int, *, wrap: bool = False, found: int | None = None) -> AppTest:
    def script(rows: int, wrap: bool, found: int | None) -> None:
        import pandas as pd

        from components.tables import data_table
        from queries.columns import TableColumn

        columns = (
            TableColumn("name", "Школа"),
            TableColumn("total", "Итог", "percent"),
            TableColumn("act", "Акт"),
            TableColumn("code", "Код", on_screen=False),
            TableColumn("absent", "Чего нет"),
        )
        frame = pd.DataFrame({"name": "*СОШ*", "total": 50.0, "act": None, "code": "1"}, index=range(rows))
        data_table(frame, columns, key="t", alt="Школы", wrap=wrap, found=found)

    return AppTest.from_function(script, kwargs={"rows": rows, "wrap": wrap, "found": found}, default_timeout=30).run()


def test_columns_for_files_and_empty_texts_are_not_on_the_screen() -> None:
    at = shown(3)
    assert not at.exception
    assert list(at.dataframe[0].value.columns) == ["Школа", "Итог"]
    assert not at.caption


def test_only_the_first_rows_are_sent_and_the_rest_is_told() -> None:
    at = shown(ROWS_SHOWN + 1)
    assert len(at.dataframe[0].value) == ROWS_SHOWN
    assert f"{ROWS_SHOWN} из {ROWS_SHOWN + 1}" in at.caption[0].value


def test_of_first_rows_the_whole_is_told() -> None:
    assert f"3 из 40{NBSP}000" in shown(3, found=40_000).caption[0].value


def test_texts_in_full_run_no_markup() -> None:
    at = shown(1, wrap=True)
    assert at.table[0].value.iloc[0].tolist() == [r"\*СОШ\*", f"50{NBSP}%"]


def of_kind(rows: list[dict[str, Any]]) -> AppTest:
    def script(rows: list) -> None:  # type: ignore[type-arg]
        import pandas as pd

        from components.tables import data_table
        from queries.columns import TableColumn

        columns = (
            TableColumn("place", "Где", abbreviated=True),
            TableColumn("days", "Дней", "integer"),
            TableColumn("due", "Срок", "date"),
        )
        frame = pd.DataFrame(rows).astype({"days": "Int64"})
        data_table(frame, columns, key="t", alt="Сроки")

    return AppTest.from_function(script, kwargs={"rows": rows}, default_timeout=30).run()


ROW = {"place": "Луговой муниципальный район", "days": 9999, "due": date(2026, 8, 31)}


def test_words_beside_values_only_where_a_grid_would_write_them_otherwise() -> None:
    """Rendering values twice takes twice as long; a grid gets them as they are where it writes them as we do."""
    bare = of_kind([ROW, {"place": None, "days": None, "due": None}]).dataframe[0]
    assert not bare.proto.arrow_data.styler.display_values
    assert bare.value["Где"].tolist() == [f"Луговой м.{NBSP}р.", DASH]
    assert '"date_format"' not in bare.proto.columns
    assert "DD.MM.YYYY" in bare.proto.columns
    for large in ({**ROW, "days": 10_000}, {**ROW, "days": -1}, {**ROW, "place": ""}):
        styled = of_kind([large]).dataframe[0]
        assert styled.proto.arrow_data.styler.display_values
        assert "DD.MM.YYYY" not in styled.proto.columns


@pytest.mark.parametrize(
    ("rows", "most", "seen"),
    [
        (3, None, "auto"),
        (10, None, "auto"),
        (11, None, 9.5),
        (50, None, 9.5),
        (3, 300, "auto"),
        (8, 300, "auto"),
        (9, 300, 7.5),
        (13, 480, 13.0),
        (14, 480, 12.5),
    ],
)
def test_a_table_that_goes_on_ends_with_half_a_row(rows: int, most: int | None, seen: float | str) -> None:
    height = _height(rows, 1, most)
    if isinstance(seen, str):
        assert height == seen
    else:
        assert (height - HEAD_PX) / ROW_PX == pytest.approx(seen, abs=0.1)
