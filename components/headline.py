"""The row of cards on top: the answer in six figures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.cached import run
from components.selected import first_schools
from components.text import plain
from components.view import current_previous, current_scope
from methodology.catalogue import packaged
from methodology.words import DASH, counted, number, percent, plural, points, schools
from queries.effectiveness import headline
from queries.frames import known


def headline_cards() -> None:
    """Six figures: groups, borderline, moved, completeness; each with its change to the cycle of comparison."""
    scope, previous = current_scope(), current_previous()
    frame = run(headline, scope, previous=previous)
    now = frame[~frame["is_previous"]].iloc[0]
    before = frame[frame["is_previous"]].iloc[0] if previous else None
    since = "сравнить не с чем"
    row = st.container(horizontal=True, key="cards")
    for group in sorted(packaged().groups, key=lambda group: -group.group):
        count, with_group = int(now[group.zone]), int(now["schools"] - now["without_group"])
        row.metric(
            f"{group.sign} {group.short.capitalize()}",
            number(count),
            **_change(count, None if before is None else int(before[group.zone]), since),
            help=f"Школ, у которых {group.name}: {number(count)} из {number(with_group)} с группой. "
            "Группа по акту важнее расчётной.",
            border=True,
            height="stretch",
        )
    row.metric(
        "Пограничных",
        number(int(now["borderline"])),
        **_change(int(now["borderline"]), None if before is None else int(before["borderline"]), since),
        help=f"Расчётный итог не дальше {number(packaged().threshold('border_delta'))} п.п. от точки, где меняется "
        f"группа (рабочий порог). Расчёт не совпадает с актом: {schools(int(now['disagreeing']))}.",
        border=True,
        height="stretch",
    )
    row.metric(
        "Сменили",
        DASH if previous is None else number(int(now["moved_up"] + now["moved_down"])),
        delta=since if previous is None else f"▲ {number(int(now['moved_up']))}  ▼ {number(int(now['moved_down']))}",
        delta_color="off",
        delta_arrow="off",
        help="Школы с группой в обоих циклах, у которых она изменилась: стала выше и ниже.",
        border=True,
        height="stretch",
    )
    row.metric(
        "Полнота",
        percent(known(now["completeness_pct"])),
        delta=f"группа у {number(int(now['schools'] - now['without_group']))}",
        delta_color="off",
        delta_arrow="off",
        help="Доля весов критериев, по которым есть данные (Э-ПОЛН: Σ весов с данными / Σ весов применимых). "
        f"Хватает для расчётной группы — от {number(packaged().threshold('data_group_min'))} % (рабочий порог): "
        f"{number(int(now['enough']))} из {number(int(now['schools']))}.",
        border=True,
        height="stretch",
    )


def school_cards() -> None:
    """One school: its group and where it comes from, total, change, completeness, low criteria."""
    school = first_schools().iloc[0]
    by_act = school["origin"] == "assigned"
    row = st.container(horizontal=True, key="cards")
    row.metric(
        "Группа",
        school["group_words"],
        delta="по акту" if by_act else "расчётная" if school["origin"] == "computed" else "данных не хватает",
        delta_color="off",
        delta_arrow="off",
        help=f"Акт: {plain(school['act'])}. По расчёту: {school['computed_words']}."
        if by_act
        else "Акта о группе нет.",
        border=True,
        height="stretch",
    )
    row.metric(
        "Итог",
        percent(known(school["total_pct"]), 2),
        delta=(school["mark_words"] or "не пограничный").replace("неполные данные", "границы"),
        delta_color="off",
        delta_arrow="off",
        help="Э-ИТОГ: Σ(вес × выполнение) / Σ весов по критериям с данными. При неполных данных — границы.",
        border=True,
        height="stretch",
    )
    row.metric(
        "Изменение",
        points(known(school["total_change"])),
        delta="критерии изменились" if school["criteria_changed"] else f"была: {school['before_words']}",
        delta_color="off",
        delta_arrow="off",
        help="Э-ДИН: итог этого цикла минус итог цикла сравнения, если критерии, максимумы и веса те же.",
        border=True,
        height="stretch",
    )
    row.metric(
        "Полнота",
        percent(known(school["completeness_pct"])),
        delta=counted(int(school["criteria_with_data"]), "критерий", "критерия", "критериев"),
        delta_color="off",
        delta_arrow="off",
        help="Э-ПОЛН: Σ весов критериев с данными / Σ весов применимых критериев.",
        border=True,
        height="stretch",
    )
    row.metric(
        "В низкой зоне",
        number(int(school["low_criteria"])),
        delta=plural(int(school["low_criteria"]), "критерий", "критерия", "критериев"),
        delta_color="off",
        delta_arrow="off",
        help="Э-СНИЖ: сколько критериев в низкой зоне по порогам листа «Критерии».",
        border=True,
        height="stretch",
    )


def _change(now: int, before: int | None, since: str) -> dict[str, Any]:
    """Arguments of a card: how many there were, or why there is nothing to compare with.

    Not the difference: schools come and go between cycles, and a difference would read as if the same ones had moved.
    """
    if before is None:
        return {"delta": since, "delta_color": "off", "delta_arrow": "off"}
    return {
        "delta": f"было {number(before)}",
        "delta_color": "off",
        "delta_arrow": "up" if now > before else "down" if now < before else "off",
    }
