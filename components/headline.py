"""The row of cards on top: the answer in six figures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.cards import card
from components.selected import first_schools
from components.text import plain
from components.view import current_previous, current_scope
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import DASH, NO_DATA, counted, number, percent, plural, points, schools
from queries.criteria import cycle_breaks
from queries.effectiveness import headline
from queries.frames import known
from queries.scope import Scope

OTHER_CRITERIA = "критерии другие"


def headline_cards() -> None:
    """Six figures: groups, borderline, moved, completeness; each with its change to the cycle of comparison."""
    scope, previous = current_scope(), current_previous()
    frame = run(headline, scope, previous=previous)
    now = frame[~frame["is_previous"]].iloc[0]
    before = frame[frame["is_previous"]].iloc[0] if previous else None
    since = "сравнить не с чем"
    if before is not None and other_criteria(scope, previous):
        # How many there were says nothing beside how many there are.
        before, since = None, OTHER_CRITERIA
    row = st.container(horizontal=True, key="cards")
    with_group = int(now["schools"] - now["without_group"])
    for group in sorted(rules_in_use().groups, key=lambda group: -group.group):
        count = int(now[group.zone])
        card(
            row,
            f"{group.sign} {group.short.capitalize()}",
            number(count) if with_group else NO_DATA,
            **_change(count, None if before is None else int(before[group.zone]), since),
            meaning=f"Школ, у которых {group.name}: {number(count)} из {number(with_group)} с группой. "
            "Группа по акту важнее расчётной.",
        )
    card(
        row,
        "Пограничных",
        number(int(now["borderline"])) if with_group else NO_DATA,
        **_change(int(now["borderline"]), None if before is None else int(before["borderline"]), since),
        meaning=f"Расчётный итог не дальше {threshold_words('border_delta')} п.п. от точки, где меняется "
        f"группа ({origin_words('border_delta')}). Расчёт не совпадает с актом: {schools(int(now['disagreeing']))}.",
    )
    card(
        row,
        "Сменили",
        DASH if before is None or not with_group else number(int(now["moved_up"] + now["moved_down"])),
        below=since if before is None else f"▲ {number(int(now['moved_up']))}  ▼ {number(int(now['moved_down']))}",
        meaning="Школы с группой в обоих циклах, у которых она изменилась: стала выше и ниже.",
    )
    card(
        row,
        "Полнота",
        percent(known(now["completeness_pct"])),
        below=f"группа у {number(with_group)}",
        meaning="Доля весов критериев, по которым есть данные (Э-ПОЛН: Σ весов с данными / Σ весов применимых). "
        f"Хватает для расчётной группы — от {threshold_words('data_group_min')} % ({origin_words('data_group_min')}): "
        f"{number(int(now['enough']))} из {number(int(now['schools']))}.",
    )


def other_criteria(scope: Scope, previous: str | None) -> bool:
    """Whether the cycle of comparison was judged by other criteria."""
    breaks = run(cycle_breaks, scope, previous=previous)
    return not breaks.loc[breaks["cycle"] == previous, "comparable"].all()


def school_cards() -> None:
    """One school: its group and where it comes from, total, change, completeness, low criteria."""
    school = first_schools().iloc[0]
    by_act = school["origin"] == "assigned"
    no_mark = "нет данных" if known(school["total_pct"]) is None else "не пограничный"
    row = st.container(horizontal=True, key="cards")
    card(
        row,
        "Группа",
        school["group_words"],
        below="по акту"
        if by_act
        else ", ".join(["расчётная", *([] if pd.isna(school["firmness_words"]) else [school["firmness_words"]])])
        if school["origin"] == "computed"
        else "данных не хватает",
        meaning=f"Акт: {plain(school['act'])}. По расчёту: {school['computed_words']}."
        if by_act
        else "Акта о группе нет.",
    )
    card(
        row,
        "Итог",
        percent(known(school["total_pct"]), 2),
        below=(school["mark_words"] or no_mark).replace("неполные данные", "границы"),
        meaning="Э-ИТОГ: Σ(вес × выполнение) / Σ весов по критериям с данными. При неполных данных — границы.",
    )
    card(
        row,
        "Изменение",
        points(known(school["total_change"])),
        below="критерии изменились" if school["criteria_changed"] else f"была: {school['before_words']}",
        meaning="Э-ДИН: итог этого цикла минус итог цикла сравнения, если критерии, максимумы и веса те же.",
    )
    card(
        row,
        "Полнота",
        percent(known(school["completeness_pct"])),
        below=counted(int(school["criteria_with_data"]), "критерий", "критерия", "критериев"),
        meaning="Э-ПОЛН: Σ весов критериев с данными / Σ весов применимых критериев.",
    )
    card(
        row,
        "В низкой зоне",
        number(int(school["low_criteria"])) if school["criteria_with_data"] else DASH,
        below=plural(int(school["low_criteria"]), "критерий", "критерия", "критериев"),
        meaning="Э-СНИЖ: сколько критериев в низкой зоне по порогам листа «Критерии».",
    )


def _change(now: int, before: int | None, since: str) -> dict[str, Any]:
    """Arguments of a card: how many there were, or why there is nothing to compare with.

    Not the difference: schools come and go between cycles, and a difference would read as if the same ones had moved.
    """
    if before is None:
        return {"below": since}
    return {
        "below": f"было {number(before)}",
        "arrow": "up" if now > before else "down" if now < before else "off",
    }
