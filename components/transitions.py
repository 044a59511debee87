"""Who moved between two cycles: a 3×3 that narrows the table of schools, or flows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.drill import MOVE, asked, to_move
from components.figures import transition_sankey
from components.notices import nothing_here
from components.panels import TABLE, chart, panel
from components.view import current_previous, current_scope, current_view
from methodology.catalogue import packaged
from methodology.words import number, schools
from queries.columns import TRANSITIONS
from queries.frames import rows_of
from queries.readable import move_label, transitions_in_words

CELL_WIDTHS = [1.2, 1, 1, 1, 0.6]


def transitions_panel(files: TableFiles) -> None:
    """Who moved between two cycles: a 3×3 that narrows the table of schools, or flows."""
    scope, previous = current_scope(), current_previous()
    if previous is None:
        with st.container(border=True):
            st.markdown("#### Кто сменил группу")
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
    ) as view:
        if view == TABLE:
            return
        _transition_cells(both, previous, str(scope.cycle))
        # In one municipality the cells say it all, and a click has one figure less to draw.
        if not both.empty and current_view().level == "region":
            chart(
                transition_sankey(both, previous, str(scope.cycle)),
                key="moves_flows",
                alt=f"Переходы школ между группами от {previous} к {scope.cycle}; те же числа — в клетках и таблице.",
                file_name="переходы между группами",
            )
        if (chosen := asked(MOVE)) is not None:
            st.caption(f"В таблице «Школы» ниже — только переход «{chosen}». Ещё один щелчок по числу снимет его.")
        apart = int(frame["schools"].sum() - both["schools"].sum())
        if apart:
            st.caption(f"Ещё {schools(apart)}: без группы хотя бы в одном из двух циклов.")


def _transition_cells(both: pd.DataFrame, previous: str, cycle: str) -> None:
    counts = {(int(row.group_before), int(row.group_now)): int(row.schools) for row in rows_of(both)}
    groups = sorted(packaged().groups, key=lambda group: -group.group)
    chosen = asked(MOVE)
    head = st.columns(CELL_WIDTHS, vertical_alignment="center", gap="xsmall")
    head[0].caption(f"{previous} ↓ {cycle} →")
    for column, group in zip(head[1:4], groups, strict=True):
        column.caption(f"{group.sign} {group.short}")
    head[4].caption("всего")
    for before in groups:
        cells = st.columns(CELL_WIDTHS, vertical_alignment="center", gap="xsmall")
        cells[0].caption(f"{before.sign} {before.short}")
        for column, now in zip(cells[1:4], groups, strict=True):
            count = counts.get((before.group, now.group), 0)
            label = move_label(before.group, now.group)
            column.button(
                number(count),
                key=f"move_{before.group}_{now.group}",
                disabled=count == 0,
                type="primary" if chosen == label else "secondary",
                width="stretch",
                help=f"{label}: {schools(count)}",
                on_click=to_move,
                args=(None if chosen == label else label,),
            )
        cells[4].markdown(number(sum(count for (was, _), count in counts.items() if was == before.group)))
