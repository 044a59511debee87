"""After a load: what was written, and which pages show the sheets that came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.navigation import RECOMMENDATIONS, PageEntry, page_at
from data.loading import SheetChange
from data.sheets import SHEETS
from methodology.words import counted, number

SCHOOLS = ("effectiveness", "passport")
SHOWN_ON: dict[str, tuple[str, ...]] = {
    "Муниципалитеты": ("comparison", "passport"),
    "Организации": SCHOOLS,
    "Критерии": ("effectiveness",),
    "Оценка_критерии": ("", *SCHOOLS),
    "Группы": ("", *SCHOOLS),
    "Компетенции_рук": ("competences", "passport"),
    "Компетенции_пед": ("competences", "passport"),
    "Кадры_состав": ("staffing", "mentoring", "competences"),
    "Кадры_возраст": ("staffing",),
    "Вакансии": ("staffing",),
    "Нагрузка": ("staffing",),
    "Наставничество": ("mentoring",),
    "Развитие": ("development",),
    "Методобъединения": ("development",),
    "Резерв": ("development",),
    "Процедуры": ("passport", "quality"),
    "Документы": ("execution", "mentoring"),
    "Исполнение": ("execution",),
    "Диагностика_пед": ("competences",),
    "Показатели": ("passport", "comparison"),
}
"""Sheet → addresses of the pages that show it, the main one first."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded last: words about it, sheet → rows of the workbook, its cycle."""

    words: str
    rows: dict[str, int]
    cycle: str


def rows_by_sheet(changes: Sequence[SheetChange]) -> dict[str, int]:
    """Sheet → rows that came with it (criteria: for each municipality), in the order of the sheets."""
    found = dict.fromkeys((sheet.name for sheet in SHEETS), 0)
    for change in changes:
        found[change.sheet] += change.added + change.changed + change.unchanged
    return {name: rows for name, rows in found.items() if rows}


def rows_in_words(changes: Sequence[SheetChange]) -> str:
    """«373 строки: новых 6, изменённых 1, таких же, как были, 366»."""
    new, changed, same = (sum(getattr(each, name) for each in changes) for name in ("added", "changed", "unchanged"))
    removed = sum(each.removed for each in changes)
    parts = [
        f"{words} {number(count)}"
        for words, count in (("новых", new), ("изменённых", changed), ("таких же, как были,", same))
        if count
    ]
    rows = counted(new + changed + same, "строка", "строки", "строк")
    gone = f"; перестанут действовать {number(removed)}" if removed else ""
    return f"{rows}: {', '.join(parts)}{gone}" if parts else rows


def pages_of(sheets: Collection[str]) -> dict[PageEntry, list[str]]:
    """Page → which of the sheets it shows; a page that shows more of them first."""
    found: dict[str, list[str]] = {}
    for sheet in sheets:
        for url in SHOWN_ON[sheet]:
            found.setdefault(url, []).append(sheet)
    return {page_at(url): names for url, names in sorted(found.items(), key=lambda each: -len(each[1]))}


def said_of_the_load(loaded: Loaded) -> None:
    """What was loaded, and links to the pages that show it."""
    st.success(loaded.words, icon=":material/check_circle:")
    if not loaded.rows:
        return
    st.markdown("**Где посмотреть загруженное**")
    for page, sheets in pages_of(loaded.rows).items():
        query: dict[str, Any] | None = {"cycle": loaded.cycle} if loaded.cycle else None
        named = ", ".join(f"«{sheet}» ({number(loaded.rows[sheet])})" for sheet in sheets)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(page.file, label=f"Открыть «{page.title}»", icon=page.icon, query_params=query)
            st.markdown(f":small[{named}]")
    st.page_link(
        RECOMMENDATIONS.file,
        label="Рассмотреть рекомендации",
        icon=RECOMMENDATIONS.icon,
        query_params={"cycle": loaded.cycle} if loaded.cycle else None,
    )
    st.caption(
        "В скобках — сколько строк. Другие страницы скажут «данных нет», пока не загружены их листы: какие нужны, "
        "написано на них самих."
    )
