"""The row of cards on top: the answer in six figures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.view import current_previous, current_scope
from methodology.catalogue import packaged
from methodology.words import DASH, number, percent, schools
from queries.effectiveness import headline


def headline_cards() -> None:
    """Six figures: groups, borderline, moved, completeness; each with its change to the cycle of comparison."""
    scope, previous = current_scope(), current_previous()
    frame = run(headline, scope, previous=previous)
    now = frame[~frame["is_previous"]].iloc[0]
    before = frame[frame["is_previous"]].iloc[0] if previous else None
    since = f"к {previous}" if previous else "сравнить не с чем"
    columns = st.columns(6)
    for column, group in zip(columns, sorted(packaged().groups, key=lambda group: -group.group), strict=False):
        count, with_group = int(now[group.zone]), int(now["schools"] - now["without_group"])
        column.metric(
            f"{group.sign} {group.short.capitalize()} (из {number(with_group)})",
            number(count),
            **_change(count, None if before is None else int(before[group.zone]), since),
            help=f"Школ, у которых {group.name}, из школ с группой. Группа по акту важнее расчётной.",
            border=True,
            height="stretch",
        )
    columns[3].metric(
        "Пограничных",
        number(int(now["borderline"])),
        **_change(int(now["borderline"]), None if before is None else int(before["borderline"]), since),
        help="Расчётный итог не дальше 2 п.п. от точки, где меняется группа (рабочий порог). "
        f"Расчёт не совпадает с актом: {schools(int(now['disagreeing']))}.",
        border=True,
        height="stretch",
    )
    columns[4].metric(
        "Сменили группу",
        DASH if previous is None else number(int(now["moved_up"] + now["moved_down"])),
        delta=since if previous is None else f"▲ {number(int(now['moved_up']))}  ▼ {number(int(now['moved_down']))}",
        delta_color="off",
        delta_arrow="off",
        delta_description=None if previous is None else since,
        help="Школы с группой в обоих циклах, у которых она изменилась: вверх и вниз.",
        border=True,
        height="stretch",
    )
    columns[5].metric(
        "Полнота данных",
        percent(_known(now["completeness_pct"])),
        delta=f"{number(int(now['enough']))} из {number(int(now['schools']))}",
        delta_color="off",
        delta_arrow="off",
        delta_description="школ",
        help="Э-ПОЛН: Σ весов критериев с данными / Σ весов применимых критериев. Ниже — сколько школ, данных которых "
        "хватает для группы (от 80 %, рабочий порог).",
        border=True,
        height="stretch",
    )


def _change(now: int, before: int | None, since: str) -> dict[str, Any]:
    """Arguments of a card: the change in schools, or why there is none."""
    if before is None:
        return {"delta": since, "delta_color": "off", "delta_arrow": "off"}
    return {
        "delta": number(abs(now - before)),
        "delta_color": "off",
        "delta_arrow": "up" if now > before else "down" if now < before else "off",
        "delta_description": since,
    }


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]
