"""How a group comes about, told by the version in force and by what the sheet «Критерии» of the cycle sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.text import plain
from components.view import current_scope
from methodology.catalogue import Methodology
from methodology.in_use import rules_in_use
from methodology.scales import Bounds, exact
from methodology.words import municipalities_of, number, places_of
from queries.criteria_sheet import bounds_of_groups
from queries.frames import rows_of

SOURCES = (
    "С2–С5 — документы-источники предметной модели (2021–2022 годы): С2 — перечень критериев, С3 — решение коллегии о "
    "кадровом обеспечении, С4 — шкала уровней управленческих компетенций 0–60, 61–80, 81–100, С5 — названия групп "
    "эффективности."
)


def rules_in_words() -> None:
    """How a group comes about, in a few sentences with the thresholds in force."""
    scope = current_scope()
    bounds = run(bounds_of_groups, scope)
    cycle = f"цикла {scope.cycle}" if scope.cycle else "последнего цикла"
    with st.container(border=True, key="rules_panel"):
        st.markdown("## Как определяется группа")
        listed = enumerate(sentences(rules_in_use(), bounds, cycle), start=1)
        st.markdown("\n".join(f"{place}. {sentence}" for place, sentence in listed))
        st.caption(SOURCES)


def sentences(rules: Methodology, bounds: pd.DataFrame, cycle: str) -> Iterator[str]:
    """The rules in words; ``bounds``: those of the groups of the cycle, as ``bounds_of_groups`` finds them;
    ``cycle``: «цикла 2025/26».
    """
    group_from, show_from = _said(rules.threshold("data_group_min")), _said(rules.threshold("data_show_min"))
    yield (
        "**Акт важнее расчёта.** Если на листе «Группы» есть группа, присвоенная приказом, действует она. Расчётная "
        "стоит рядом; расхождение помечено знаком ≠."
    )
    yield f"**Итог** — взвешенное среднее выполнения критериев с данными; {_weights(rules)}."
    yield f"**Границы.** Итог округляется до целого процента, половина — вверх. {_bounds(rules, bounds, cycle)}"
    yield (
        "**Зоны критериев** — низкая, средняя, высокая — для каждого критерия свои: их задаёт лист «Критерии» книги, "
        "методика их не меняет."
    )
    yield (
        f"**Полнота.** От {group_from} % группа определяется; от {show_from} до {group_from} % показывается итог с "
        f"границами, но без группы; ниже {show_from} % не показывается ничего. Пустой балл — не ноль."
    )
    yield (
        f"**Пограничная школа** — до точки, где меняется вывод{_turns(rules, bounds)}, не больше "
        f"{_said(rules.threshold('border_delta'))} п.п. Прежде чем решать, данные такой школы проверяют."
    )
    yield (
        "**Доли** — всегда Σ числителей / Σ знаменателей, а не среднее долей школ. Меньше "
        f"{_said(rules.threshold('no_percent_n'))} школ — «6 из 8» вместо процентов."
    )
    yield "**Ничто расчётное не окончательно**: решение принимает должностное лицо."


def _weights(rules: Methodology) -> str:
    own = [each for each in rules.criteria if each.included and each.weight is not None]
    if not own:
        said = "веса и максимумы — с листа «Критерии»"
    else:
        listed = "; ".join(f"{each.criterion} — {_said(each.weight or 0.0)}" for each in own)
        said = f"веса задаёт методика (критерий — вес: {listed}), максимумы — с листа «Критерии»"
    left_out = [str(each.criterion) for each in rules.criteria if not each.included]
    if not left_out:
        return said
    return f"{said}; в итог не {'входят критерии' if len(left_out) > 1 else 'входит критерий'} {', '.join(left_out)}"


def _bounds(rules: Methodology, bounds: pd.DataFrame, cycle: str) -> str:
    low, high = rules.threshold("crit_low_max"), rules.threshold("crit_high_min")
    pairs = [*rows_of(bounds)]
    if rules.own_group_bounds or not pairs:
        otherwise = (
            "они действуют, что бы ни стояло на листе «Критерии»"
            if rules.own_group_bounds
            else "если на листе «Критерии» у всех критериев одна пара порогов, берётся она"
        )
        return f"{_groups(low, high)} Границы задаёт методика: {otherwise}. {_origins(rules)}"
    if len(pairs) == 1:
        [pair] = pairs
        return f"{_groups(pair.low_max_pct, pair.high_min_pct)} {_where_from(pair, cycle)} {_spare(rules, pair)}"
    total = sum(pair.municipalities for pair in pairs)
    said = "; ".join(
        f"у {number(pair.municipalities)} из {municipalities_of(total)} — до {_said(pair.low_max_pct)} и от "
        f"{_said(pair.high_min_pct)} ({f'лист «Критерии», {plain(pair.basis)}' if pair.from_sheet else 'методика'})"
        for pair in pairs
    )
    return (
        f"До нижней границы включительно — группа 3, от верхней — группа 1, между ними — группа 2. Для {cycle} "
        f"границы разные: {said}. {_origins(rules)}"
    )


def _groups(low: float, high: float) -> str:
    return f"До {_said(low)} включительно — группа 3, от {_said(high)} — группа 1, между ними — группа 2."


def _where_from(pair: Any, cycle: str) -> str:
    if pair.from_sheet:
        return f"Границы взяты с листа «Критерии» {cycle}, где у всех критериев одна пара порогов: {plain(pair.basis)}."
    return f"Границы задаёт методика: на листе «Критерии» {cycle} у критериев разные пороги."


def _spare(rules: Methodology, pair: Any) -> str:
    """What the methodology's own bounds are where the sheet's count."""
    if not pair.from_sheet:
        return _origins(rules)
    low, high = _said(rules.threshold("crit_low_max")), _said(rules.threshold("crit_high_min"))
    return f"Границы методики ({low} и {high}) действуют там, где лист одной пары не задаёт."


def _origins(rules: Methodology) -> str:
    """Where the methodology's own bounds come from, as the version says it."""
    named = {each.key: each for each in rules.thresholds if each.key in ("crit_low_max", "crit_high_min")}
    low, high = named["crit_low_max"], named["crit_high_min"]
    if low.origin == high.origin:
        return f"Происхождение границ {_said(low.value)} и {_said(high.value)} методики: {plain(low.origin)}."
    return "Происхождение границ методики: " + "; ".join(
        f"{_said(each.value)} — {plain(each.origin)}" for each in (low, high)
    ) + "."  # fmt: skip


def _turns(rules: Methodology, bounds: pd.DataFrame) -> str:
    """« (60,5 и 80,5 %)» where one pair of bounds counts for all."""
    if len(bounds) > 1:
        return ""
    low, high = (
        (bounds["low_max_pct"].iloc[0], bounds["high_min_pct"].iloc[0])
        if len(bounds)
        else (rules.threshold("crit_low_max"), rules.threshold("crit_high_min"))
    )
    turns = Bounds(exact(float(low)), exact(float(high))).turning_points
    return f" ({' и '.join(number(float(turn), 1) for turn in turns)} %)"


def _said(value: float) -> str:
    return number(value, places_of(float(value)))
