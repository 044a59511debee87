"""What a load changes, school by school: one pair of tables for the preview and for the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from components.downloads import TableFiles
from components.panels import CHART, TABLE, panel
from components.tables import data_table
from queries.columns import SCHOOL_CHANGES, VALUE_CHANGES
from queries.frames import rows_of

Values = Callable[[str | None, str | None], pd.DataFrame]
"""Municipality and school → changed values; of all schools without them."""

OF_MUNICIPALITY = "сведения о муниципалитете"


def school_changes(
    schools: pd.DataFrame, values: Values, files: TableFiles, *, key: str, title: str, done: bool = False
) -> None:
    """The table of schools, and under it what was and what is for the chosen one. Nothing if no row differs.

    ``done``: the load has been, it isn't to come.
    """
    if schools.empty:
        return
    with panel(
        title,
        "Строка таблицы — школа и лист, на котором есть отличия. Строки без школы — сведения о муниципалитете и "
        "критерии.",
        schools.assign(short_name=schools["short_name"].fillna(OF_MUNICIPALITY)),
        SCHOOL_CHANGES,
        files,
        key=f"{key}_schools",
        views=(TABLE,),
    ):
        pass
    changed = schools[schools["changed"] > 0]
    if not changed.empty:
        _values_panel(changed, values, files, key, "стало" if done else "станет")


def _values_panel(changed: pd.DataFrame, values: Values, files: TableFiles, key: str, becomes: str) -> None:
    labels = {
        (row.municipality_id, row.school_id): f"{row.municipality_name}, {_name(row.short_name, row.school_id)}"
        for row in rows_of(changed)
    }
    columns = [
        replace(column, heading=becomes.capitalize()) if column.name == "after" else column for column in VALUE_CHANGES
    ]
    with panel(
        f"Что было → что {becomes}",
        "Значения изменённых строк: столбцы, в которых они отличаются. В выгрузке — все школы.",
        lambda: values(None, None),
        columns,
        files,
        key=f"{key}_values",
        views=(CHART,),
    ):
        chosen = st.selectbox(
            "Школа", list(labels), format_func=labels.__getitem__, key=f"{key}_school_{len(labels)}"
        ) or next(iter(labels))
        data_table(
            values(*chosen),
            [column for column in columns if column.name not in ("municipality_name", "short_name")],
            key=f"{key}_values_table",
            alt=f"Что было и что {becomes}",
        )


def _name(name: str | None, code: str | None) -> str:
    return OF_MUNICIPALITY if name is None else f"{name} ({code})"
