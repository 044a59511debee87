"""All indicators of a school or a municipality, and below them what the chosen one is counted from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import later, run
from components.downloads import TableFiles
from components.drill import INDICATOR, asked, row_to_school
from components.notices import nothing_here
from components.panels import panel
from components.quality import how_to_read
from components.shown import remark
from components.tables import data_table
from components.view import current_previous, current_scope, current_view
from methodology.catalogue import Block, Indicator
from methodology.in_use import rules_in_use
from methodology.words import counted, schools
from queries.columns import INDICATOR_BY_SCHOOL, INDICATOR_ROWS, INDICATORS_OF_SELECTION
from queries.indicator_tables import (
    indicator_by_school,
    indicator_labels,
    indicator_source_rows,
    indicators_in_words,
)
from queries.showing import sensitive

CLOSED, OPENED = "свёрнуто", "показать"
ROWS_AT_ONCE = 10
"""More rows than these scroll within the table."""


def indicators_panel(files: TableFiles, *blocks: Block) -> None:
    """The indicators that have data; how many have none, and their sheets.

    ``blocks``: of these alone; then the table is what a page ends with, and read only when the reader opens it.
    """
    asked_for = {"previous": current_previous(), "blocks": blocks}
    with panel(
        "Показатели по листам книги",
        "Каждое значение — Σ числителей / Σ знаменателей по школам с данными. Флажок слева показывает ниже, из чего "
        "оно сложилось.",
        later(indicators_in_words, current_scope(), **asked_for),
        INDICATORS_OF_SELECTION,
        files,
        key="indicators",
        views=(CLOSED, OPENED) if blocks else (OPENED,),
    ) as view:
        if view == OPENED:
            _table(run(indicators_in_words, current_scope(), **asked_for), one_block=len(blocks) == 1)
    labels = _labels(*blocks)
    _choice(labels)
    rule = labels.get(asked(INDICATOR) or "")
    if rule is None:
        return
    if current_view().level == "school" or rule.grain == "муниципалитет":
        _rows_of_workbooks(rule, files)
    else:
        _by_school(rule, files)


def _table(frame: pd.DataFrame, *, one_block: bool) -> None:
    here = frame[(frame["schools_with_data"] > 0) | frame["hidden"]]
    _without_data(frame, here)
    if here.empty:
        return
    data_table(
        here,
        [column for column in INDICATORS_OF_SELECTION if not one_block or column.name != "block_words"],
        key="indicators",
        alt="Показатели с данными: значение, зона, изменение",
        on_row=_to_indicator,
        height=420 if len(here) > ROWS_AT_ONCE else None,
    )


def _without_data(frame: pd.DataFrame, here: pd.DataFrame) -> None:
    if len(here) == len(frame):
        return
    rest = frame.drop(here.index)
    sheets = dict.fromkeys(sheet for code in rest["code"] for sheet in rules_in_use().indicator(code).sheets)
    st.caption(
        f"Данных нет для {counted(len(rest), 'показателя', 'показателей', 'показателей')} из {len(frame)}: они "
        f"считаются по листам {', '.join(f'«{sheet}»' for sheet in sheets)}. Все показатели — в выгрузке."
    )


def _labels(*blocks: Block) -> dict[str, Indicator]:
    """What can be chosen: of these blocks alone, so that what was chosen on another page does not follow the reader."""
    labels = indicator_labels(one_school=current_view().level == "school")
    return {label: rule for label, rule in labels.items() if not blocks or rule.block in blocks}


def _choice(labels: dict[str, Indicator]) -> None:
    st.selectbox(
        "Из чего сложился показатель",
        list(labels),
        index=None,
        key=INDICATOR,
        bind="query-params",
        placeholder="Выберите показатель или отметьте его в таблице",
        filter_mode="contains",
    )


def _to_indicator(row: pd.Series) -> None:
    st.session_state[INDICATOR] = f"{row['code']}. {row['name']}"


def _definition(rule: Indicator) -> str:
    return f"{rule.code}: {rule.formula}. Если данных нет: {rule.missing}. Происхождение: {rule.origin}."


def _by_school(rule: Indicator, files: TableFiles) -> None:
    frame = run(indicator_by_school, current_scope(), indicator=rule.code)
    known, hidden = int(frame["value"].notna().sum()), int(frame["hidden"].sum())
    with panel(
        f"{rule.name}: по школам",
        _definition(rule),
        frame,
        INDICATOR_BY_SCHOOL,
        files,
        key="indicator_schools",
        views=("",),
        narrowed=[("показатель", f"{rule.code}. {rule.name}")],
    ):
        count = f"показаны по {known}, скрыты по {hidden}" if hidden else f"есть по {known}"
        remark(f"Данные {count} из {schools(len(frame))}.")
        how_to_read("Флажок слева открывает школу и строки книги.")
        data_table(
            frame,
            [column for column in INDICATOR_BY_SCHOOL if column.name != "municipality_name"],
            key="indicator_schools",
            alt=f"{rule.name} по школам",
            on_row=row_to_school,
        )


def _rows_of_workbooks(rule: Indicator, files: TableFiles) -> None:
    frame = run(indicator_source_rows, current_scope(), indicator=rule.code)
    with panel(
        f"{rule.name}: строки книги",
        _definition(rule),
        frame,
        INDICATOR_ROWS,
        files,
        key="indicator_rows",
        views=("",),
        narrowed=[("показатель", f"{rule.code}. {rule.name}")],
    ):
        if frame.empty and current_scope().showing == "council" and sensitive(rule.code):
            st.caption("Строки книг о людях показаны только в служебном режиме.")
            return
        if frame.empty:
            nothing_here(f"Строк об этом нет на листах: {', '.join(f'«{sheet}»' for sheet in rule.sheets)}.")
            return
        data_table(
            frame,
            INDICATOR_ROWS,
            key="indicator_rows",
            alt=f"Строки книги, из которых взят показатель «{rule.name}»",
            wrap=True,
        )
