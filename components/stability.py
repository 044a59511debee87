"""How firmly the groups stand: counts of a selection; sentences about one school."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.figures_stability import FIRMNESS_MARKS, firmness_bars
from components.notices import nothing_here
from components.panels import TABLE, chart, panel
from components.text import plain
from components.view import current_scope
from methodology.in_use import rules_in_use
from methodology.stability import DRAWS, FEW_CRITERIA
from methodology.words import NBSP, counted, number, percent, schools, share
from queries.columns import GROUPS_BY_FIRMNESS
from queries.frames import rows_of
from queries.stability import group_without, groups_by_firmness, stability_of_school


def firmness_panel(files: TableFiles) -> None:
    """How many groups are firm, and how many another look at the same scores could change."""
    frame = run(groups_by_firmness, current_scope())
    firm, likely = (number(rules_in_use().threshold(key)) for key in ("stability_firm", "stability_likely"))
    with panel(
        "Насколько твёрдо школы стоят в группах",
        f"Расчётная группа пересчитывается: без каждого критерия по очереди; при {DRAWS} случайных наборах весов "
        "вокруг заданных; с недостающими баллами от нуля до максимума. Устойчивость — доля проб, в которых группа та "
        f"же: наименьшая из трёх. От {firm} % — устойчива, от {likely} % — скорее устойчива, ниже — неустойчива "
        "(рабочие пороги). Случайные веса одни и те же при каждом расчёте. Группа по акту не пересчитывается.",
        frame,
        GROUPS_BY_FIRMNESS,
        files,
        key="firmness",
    ) as view:
        if frame.empty:
            nothing_here("Школ с группой в отборе нет.")
            return
        if view == TABLE:
            return
        computed = int(frame[["firm", "likely", "unstable"]].to_numpy().sum())
        unstable = int(frame["unstable"].sum())
        st.markdown(_reading(computed, unstable, int(frame["assigned"].sum())))
        st.markdown(
            f":small[{', '.join(f'{mark} {words}' for mark, words in FIRMNESS_MARKS)}. Число на столбце — школы.]"
        )
        chart(
            firmness_bars(frame),
            key="firmness",
            alt=f"Школы по группам и устойчивости; неустойчивых расчётных групп — {unstable}. Те же числа — в таблице.",
            file_name="устойчивость групп",
        )


def school_stability_words() -> list[str]:
    """How firmly the group of the school stands, in sentences; none if it has no computed group that counts."""
    return [plain(said) for row in rows_of(run(stability_of_school, current_scope())) for said in _said_of(row)]


def _reading(computed: int, unstable: int, assigned: int) -> str:
    if not computed:
        return f"Все группы присвоены актом ({schools(assigned)}): устойчивость считается только у расчётных."
    if not unstable:
        said = (
            f"Неустойчивых групп нет: все расчётные ({schools(computed)}) остаются теми же почти при любом пересчёте."
        )
    else:
        said = (
            f"Неустойчивы {share(unstable, computed, rules_in_use().threshold('no_percent_n'))} расчётных групп: без "
            "одного критерия, при чуть других весах или с недостающими баллами группа была бы другой. До решения о "
            "такой школе нужна экспертная оценка."
        )
    return said + (f" По акту — ещё {schools(assigned)}." if assigned else "")


def _said_of(school: Any) -> list[str]:
    criteria, same = school.criteria, school.criteria - school.flips
    said = (
        f"Устойчивость группы — {percent(school.stability_pct)}, {school.firmness_words}. Группа та же: без любого "
        f"одного критерия — в {same} из {counted(criteria, 'случая', 'случаев', 'случаев')}, при других весах — в "
        f"{percent(school.weights_pct)} проб"
    )
    if pd.notna(school.missing_pct):
        said += f", с недостающими баллами от нуля до максимума — в {percent(school.missing_pct)} проб"
    sentences = [f"{said}; берётся наименьшее."]
    if school.flips:
        others = f" (таких критериев {school.flips})" if school.flips > 1 else ""
        sentences.append(
            f"Группа держится на критерии №{NBSP}{school.flip_criterion} «{school.criterion_name}»{others}: без него — "
            f"{group_without(school.flip_group, rules_in_use())}."
        )
    if criteria < FEW_CRITERIA:
        sentences.append(
            f"Критериев с данными всего {criteria}: если хотя бы один меняет группу, она считается неустойчивой."
        )
    return sentences
