"""How firmly the groups stand: counts of a selection; sentences about one school."""

from __future__ import annotations

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.figures_stability import FIRMNESS_MARKS, firmness_bars
from components.notices import nothing_here
from components.panels import TABLE, chart, panel
from components.text import plain
from components.view import current_scope
from methodology.in_use import origin_words, rules_in_use
from methodology.stability import DRAWS
from methodology.words import number, schools, share
from queries.columns import GROUPS_BY_FIRMNESS
from queries.stability import groups_by_firmness, stability_of_school
from queries.stability_words import stability_statements


def firmness_panel(files: TableFiles) -> None:
    """How many groups are firm, and how many another look at the same scores could change."""
    frame = run(groups_by_firmness, current_scope())
    firm, likely = (number(rules_in_use().threshold(key)) for key in ("stability_firm", "stability_likely"))
    with panel(
        "Насколько твёрдо школы стоят в группах",
        f"Расчётная группа пересчитывается: без каждого критерия по очереди; при {DRAWS} случайных наборах весов "
        "вокруг заданных; с недостающими баллами от нуля до максимума. Устойчивость — доля проб, в которых группа та "
        f"же: наименьшая из трёх. От {firm} % — устойчива, от {likely} % — скорее устойчива, ниже — неустойчива "
        f"({origin_words('stability_firm', 'stability_likely')}). Случайные веса одни и те же при каждом расчёте. "
        "Группа по акту не пересчитывается.",
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
    return [plain(said) for said in stability_statements(run(stability_of_school, current_scope()))]


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
