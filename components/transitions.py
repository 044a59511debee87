"""Who moved between two cycles: a 3×3 that narrows the table of schools, and flows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import run
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import chosen_move, to_move
from components.figures import transition_sankey
from components.headline import other_criteria
from components.notices import nothing_here
from components.panels import chart, panel
from components.shown import remark
from components.versions import versions_remark
from components.view import current_previous, current_scope, current_view
from methodology.in_use import rules_in_use
from methodology.words import number, schools
from queries.columns import TRANSITIONS
from queries.frames import rows_of
from queries.readable import move_label, transitions_in_words


def transitions_panel(files: TableFiles) -> None:
    """Who moved between two cycles: a 3×3 that narrows the table of schools, and flows."""
    scope, previous = current_scope(), current_previous()
    if previous is None:
        with st.container(border=True):
            st.markdown("## Кто сменил группу")
            nothing_here(f"Сравнить не с чем: до цикла {scope.cycle} данных нет.")
        return
    frame = run(transitions_in_words, scope, previous=previous)
    both = frame.dropna(subset=["group_before", "group_now"])
    with panel(
        "Кто сменил группу",
        f"Строка — группа в цикле {previous}, столбец — в цикле {scope.cycle}. Щелчок по числу оставляет эти школы в "
        "таблице ниже.",
        frame,
        TRANSITIONS,
        files,
        key="moves",
        views=("",),
    ):
        _transition_cells(both, previous, str(scope.cycle))
        # In one municipality the cells say it all, and a click has one figure less to draw.
        if not both.empty and current_view().level == "region":
            chart(
                transition_sankey(both, previous, str(scope.cycle)),
                key="moves_flows",
                alt=f"Переходы школ между группами от {previous} к {scope.cycle}; те же числа — в клетках.",
                file_name="переходы между группами",
            )
        if other_criteria(scope, previous):
            remark(
                f"Критерии в циклах {previous} и {scope.cycle} разные: переход говорит и о школе, и о смене критериев."
            )
        versions_remark(previous)
        if (chosen := chosen_move()) is not None:
            st.caption(f"В таблице «Школы» ниже — только переход «{chosen}». Ещё один щелчок по числу снимет его.")
        apart = int(frame["schools"].sum() - both["schools"].sum())
        if apart:
            remark(f"Ещё {schools(apart)}: без группы хотя бы в одном из двух циклов; в скачанном файле они есть.")


def _transition_cells(both: pd.DataFrame, previous: str, cycle: str) -> None:
    counts = {(int(row.group_before), int(row.group_now)): int(row.schools) for row in rows_of(both)}
    groups = sorted(rules_in_use().groups, key=lambda group: -group.group)
    chosen = chosen_move()
    names = [f"{group.sign} {group.short}" for group in groups]
    lines = []
    for name, before in zip(names, groups, strict=True):
        cells = []
        for now in groups:
            count, label = counts.get((before.group, now.group), 0), move_label(before.group, now.group)
            meaning = f"{label}: {schools(count)}"
            cells.append(
                Cell(number(count), meaning, label, chosen=chosen == label, leads=count > 0 or chosen == label)
            )
        total = sum(count for (was, _), count in counts.items() if was == before.group)
        lines.append(Line(name, tuple(cells), number(total)))
    cell_table(
        [f"{previous} ↓ {cycle} →", *names, "всего"],
        lines,
        key="moves_cells",
        alt=f"Переходы школ между группами от {previous} к {cycle}",
        on_cell=lambda label: to_move(None if label == chosen else label),
    )
