"""What was found in a workbook: counts first, then the findings grouped by what is wrong; all of them in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.downloads import TableFiles
from components.panels import TABLE, panel
from components.tables import data_table
from components.text import plain
from data.findings import SEVERITY_WORD
from methodology.words import counted, number
from queries.columns import FINDINGS
from queries.frames import rows_of

FEW = 12
"""So many findings are read as one table; more are grouped."""
OF_GROUP = 5
"""So many findings of a group are shown."""
LONGEST = 130
"""Signs of the words of a group."""


def findings_frame(findings: list[dict[str, object]]) -> pd.DataFrame:
    """One row is one finding, errors first, with its kind in words."""
    frame = pd.DataFrame(findings)
    order = {severity: place for place, severity in enumerate(SEVERITY_WORD)}
    return frame.assign(
        severity_words=frame["severity"].map(SEVERITY_WORD),
        row=frame["row"].astype("Int64"),
        rows=frame["rows"].astype("Int64"),
    ).sort_values("severity", key=lambda column: column.map(order), kind="stable")


def severities(counts: Mapping[Any, int]) -> str:
    """«2 ошибки, 146 предупреждений и 3 примечания»: without what there is none of."""
    forms = {
        "error": ("ошибка", "ошибки", "ошибок"),
        "warning": ("предупреждение", "предупреждения", "предупреждений"),
        "note": ("примечание", "примечания", "примечаний"),
    }
    said = [counted(counts[kind], *forms[kind]) for kind in SEVERITY_WORD if counts.get(kind)]
    return " и ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part)


def findings_panel(frame: pd.DataFrame, title: str, files: TableFiles, *, key: str) -> None:
    """What was found, to read and to take away; many findings stand in groups, each to be opened."""
    many = len(frame) > FEW
    with panel(
        title,
        "Ошибка останавливает загрузку; предупреждение — нет; примечание говорит, как понята ячейка.",
        frame,
        FINDINGS,
        files,
        key=key,
        views=("",) if many else (TABLE,),
        wrap=True,
    ):
        if not many:
            return
        st.caption(
            f"{severities(frame['severity'].value_counts().to_dict())}, по видам. Раскройте вид, чтобы увидеть первые "
            "ячейки; все до одной — в выгрузке и в книге с замечаниями."
        )
        groups = frame.groupby(["severity", "check", "sheet"], sort=False, dropna=False)
        for place, (_, group) in enumerate(groups):
            _group(group, f"{key}_{place}")


def _group(group: pd.DataFrame, key: str) -> None:
    first: Any = next(rows_of(group))
    sheet = f"«{first.sheet}»: " if pd.notna(first.sheet) else ""
    words = first.message if len(first.message) <= LONGEST else f"{first.message[:LONGEST].rstrip()}…"
    more = f" — и ещё {number(len(group) - 1)} таких же" if len(group) > 1 else ""
    with st.expander(plain(f"{first.severity_words.capitalize()}. {sheet}{words}{more}")):
        data_table(group.head(OF_GROUP), FINDINGS, key=key, alt=f"Замечания: {words}", wrap=True)
        if len(group) > OF_GROUP:
            st.caption(f"Показаны первые {OF_GROUP} из {number(len(group))}.")
