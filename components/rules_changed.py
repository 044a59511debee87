"""What other rules change, drawn: of a draft before it is saved, of another version beside that in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.panels import TABLE, panel
from components.text import plain
from components.view import current_view, set_view
from methodology.words import counted, recommendations, schools
from queries.columns import TableColumn
from queries.columns_methodology import (
    CHANGES_BY_MUNICIPALITY,
    DEADLINES_THAT_CHANGE,
    FIRINGS_THAT_CHANGE,
    GROUPS_BY_RULES,
    GROUPS_THAT_MOVE,
    PLACES_WHOSE_ZONES_MOVE,
    RECOMMENDATIONS_THAT_CHANGE,
    RULES_THAT_DIFFER,
    ZONES_THAT_MOVE,
)
from queries.frames import rows_of
from queries.scope import Scope
from queries.what_if import (
    changes_by_municipality,
    deadlines_that_change,
    firings_that_change,
    groups_by_rules,
    groups_that_move,
    recommendations_that_change,
    rules_that_differ,
)
from queries.zone_changes import places_whose_zones_move, zones_not_counted, zones_that_move

Narrowed = Sequence[tuple[str, str]]


def changed_rules(scope: Scope, asked: dict[str, Any], files: TableFiles, narrowed: Narrowed, key: str) -> int:
    """The rules that differ as a table; how many changes there are."""
    frame = run(rules_that_differ, scope, **asked)
    if not frame.empty:
        _table("Чем отличаются правила", "По одному полю в строке.", frame, RULES_THAT_DIFFER, files, narrowed, key)
    return len(frame)


def changed_results(scope: Scope, asked: dict[str, Any], files: TableFiles, narrowed: Narrowed, key: str) -> None:
    """Groups and recommendations by both sets of rules, in all schools of the cycle: a sentence and tables."""
    view = current_view()
    # A file of these panels is about this cycle and version, not about what the page is about.
    set_view(replace(view, scope=replace(view.scope, cycle=scope.cycle, methodology=scope.methodology)))
    moved, given = run(groups_that_move, scope, **asked), run(recommendations_that_change, scope, **asked)
    zones, due = run(zones_that_move, scope, **asked), run(deadlines_that_change, scope, **asked)
    st.markdown(_sentence(len(moved), int(given["comes"].sum()), int(given["goes"].sum())))
    if said := _further(zones, due):
        st.markdown(said)
    uncounted = run(zones_not_counted, scope, **asked)
    if not uncounted.empty:
        named = ", ".join(f"{row.code} «{plain(row.name)}»" for row in rows_of(uncounted))
        st.caption(f"Не посчитаны зоны показателей, которые зависят от дня просмотра: {named}.")
    if not moved.empty:
        by_rules = run(groups_by_rules, scope, **asked)
        _table("Группы школ", "Сколько школ в группе.", by_rules, GROUPS_BY_RULES, files, narrowed, f"{key}_groups")
    if not (moved.empty and given.empty and zones.empty):
        places = run(changes_by_municipality, scope, **asked)
        _grid(
            "По муниципалитетам",
            "Где меняются группы, рекомендации и зоны показателей; в выгрузке — все муниципалитеты.",
            places,
            CHANGES_BY_MUNICIPALITY,
            files,
            narrowed,
            f"{key}_places",
        )
    if not moved.empty:
        said = "Группа, которая действует: по акту или расчётная."
        _grid("Школы меняют группу", said, moved, GROUPS_THAT_MOVE, files, narrowed, f"{key}_schools")
    if not given.empty:
        _table(
            "Рекомендации",
            "Сколько школ, руководителей и муниципалитетов получают рекомендацию.",
            given,
            RECOMMENDATIONS_THAT_CHANGE,
            files,
            narrowed,
            f"{key}_given",
        )
        rows = run(firings_that_change, scope, **asked)
        said = "Построчно: появится или уйдёт."
        _grid("Кому какая рекомендация", said, rows, FIRINGS_THAT_CHANGE, files, narrowed, f"{key}_firings")
    if not due.empty:
        said = "Срок новых решений; у принятых решений он прежний."
        _table("Сроки рекомендаций", said, due, DEADLINES_THAT_CHANGE, files, narrowed, f"{key}_due")
    if not zones.empty:
        said = "Сколько школ и муниципалитетов окажутся в другой зоне показателя."
        _table("Зоны показателей", said, zones, ZONES_THAT_MOVE, files, narrowed, f"{key}_zones")
        rows = run(places_whose_zones_move, scope, **asked)
        said = "Построчно: школа или сам муниципалитет."
        _grid("Где меняется зона показателя", said, rows, PLACES_WHOSE_ZONES_MOVE, files, narrowed, f"{key}_zone_rows")
    set_view(view)


def _sentence(moved: int, comes: int, goes: int) -> str:
    if not (moved or comes or goes):
        return "**Ни одна школа не сменит группу, рекомендации получат те же адресаты.**"
    verb = "сменит" if moved % 10 == 1 and moved % 100 != 11 else "сменят"
    group = f"{verb.capitalize()} группу {schools(moved)}" if moved else "Группу не сменит ни одна школа"
    return f"**{group}; появится {recommendations(comes)}, уйдёт {recommendations(goes)}.**"


def _further(zones: pd.DataFrame, due: pd.DataFrame) -> str:
    """Of zones of indicators and of deadlines; empty where they stay."""
    said = []
    if not zones.empty:
        of = counted(len(zones), "показателю", "показателям", "показателям")
        moved, places = int(zones["moved"].sum()), int(zones["municipalities"].sum())
        said.append(
            f"По {of} меняется зона: у школ — {counted(moved, 'раз', 'раза', 'раз')}, у муниципалитетов — "
            f"{counted(places, 'раз', 'раза', 'раз')}."
        )
    if not due.empty:
        said.append(f"Срок изменится у {counted(len(due), 'рекомендации', 'рекомендаций', 'рекомендаций')}.")
    return " ".join(said)


def _table(
    title: str,
    definition: str,
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    files: TableFiles,
    narrowed: Narrowed,
    key: str,
) -> None:
    with panel(title, definition, frame, columns, files, key=key, views=(TABLE,), wrap=True, narrowed=narrowed):
        pass


def _grid(
    title: str,
    definition: str,
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    files: TableFiles,
    narrowed: Narrowed,
    key: str,
) -> None:
    with panel(title, definition, frame, columns, files, key=key, views=(TABLE,), narrowed=narrowed):
        pass
