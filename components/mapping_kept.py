"""The mapping that was kept last time: which one is used again, and what has changed since."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st

from components.downloads import TableFiles
from components.mapping_state import OwnTable, remembered
from components.panels import TABLE, panel
from components.source import own_engine
from components.text import plain
from data.database import reading
from data.mapping.draft import fitting_mapping
from data.mapping.kept import Kept, every_version, latest_versions
from data.reading import RawSheet
from methodology.words import day
from queries.columns import TableColumn

ANEW = "заново, без прежнего"
HISTORY = (
    TableColumn("name", "Сопоставление", width_px=230),
    TableColumn("version", "Версия", "integer"),
    TableColumn("saved_words", "Сохранено", meaning="по часам сервера"),
    TableColumn("post", "Кто (должность)", meaning="входом не подтверждена"),
    TableColumn("target", "Лист книги"),
    TableColumn("cycle", "Цикл"),
    TableColumn("file_name", "Для файла", width_px=200),
    TableColumn("sheet", "Лист файла"),
    TableColumn("load_words", "Загрузка"),
)
CHANGES_SINCE = (
    TableColumn("what", "Что"),
    TableColumn("before", "Было", width_px=300),
    TableColumn("now", "Стало", width_px=420),
)


def chosen_mapping(sheet: RawSheet, key: str) -> Kept | None:
    """The mapping to begin with; None: none."""
    versions = remembered("kept", key, _versions)
    if not versions:
        return None
    fitting = remembered("fitting", key, lambda: fitting_mapping(sheet, versions))
    kept = latest_versions(versions)
    if fitting is not None and fitting not in kept:
        kept.insert(0, fitting)
    labels = {_label(one): one for one in kept}
    options = [ANEW, *labels]
    fits = ANEW if fitting is None else _label(fitting)
    widget = f"own_kept_{key}_{fits}"
    st.session_state.setdefault(widget, fits)
    chosen = st.selectbox(
        "Прежнее сопоставление",
        options,
        key=widget,
        help="Предложена та версия, чьи заголовки или названия муниципалитетов узнаны в этой таблице лучше всего. "
        "Если загрузка по сопоставлению отменена, само оно не предлагается, но выбрать его можно.",
        width=420,
    )
    return labels.get(chosen or ANEW)


def _versions() -> list[Kept]:
    with reading(own_engine()) as connection:
        return every_version(connection)


def _label(one: Kept) -> str:
    undone = ", загрузка отменена" if one.undone else ""
    return f"{one.name} (версия {one.version}, {day(one.saved_at)}, лист «{one.sheet}»{undone})"


def changes_since_panel(table: OwnTable, files: TableFiles) -> None:
    """What is other than when the mapping was kept; nothing without an earlier mapping."""
    changes = table.proposed.changes
    if table.kept is None:
        return
    title = f"Что изменилось с прошлого раза: {table.kept.name}"
    made_for = f"Сопоставление сохранено для листа «{table.kept.sheet}» файла «{table.kept.file_name}»."
    if not changes:
        st.info(f"{plain(made_for)} С тех пор столбцы и написания не изменились.", icon=":material/check_circle:")
        return
    frame = pd.DataFrame([asdict(change) for change in changes])
    with panel(title, made_for, frame, CHANGES_SINCE, files, key="own_changes_since", views=(TABLE,)):
        counts = frame["what"].value_counts()
        st.caption("; ".join(f"{what} — {count}" for what, count in counts.items()) + ".")


def history_panel(files: TableFiles) -> None:
    """Every version that was kept: how it is called, who kept it, for what; nothing as long as there is none."""
    with reading(own_engine()) as connection:
        kept = every_version(connection)
    if not kept:
        return
    frame = pd.DataFrame(
        {
            "name": one.name,
            "version": one.version,
            "saved_words": f"{one.saved_at:%d.%m.%Y %H:%M}",
            "post": one.author_post or "должность не указана",
            "target": one.mapping.target,
            "cycle": one.cycle,
            "file_name": one.file_name,
            "sheet": one.sheet,
            "load_words": "не загружалось"
            if one.load_id is None
            else f"№\u00a0{one.load_id}{', отменена' if one.undone else ''}",
        }
        for one in kept
    )
    with panel(
        "Сохранённые сопоставления",
        "Как программа читала таблицы ведомства: каждая версия, кто её сохранил, для какого файла. Версии не "
        "стираются.",
        frame,
        HISTORY,
        files,
        key="own_history",
        views=(TABLE,),
    ):
        pass
