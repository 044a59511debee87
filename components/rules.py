"""The page «Методика»: tables of the rules in force, read-only."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components.cached import run
from components.downloads import TableFiles
from components.navigation import EFFECTIVENESS, QUALITY
from components.panels import TABLE, panel
from components.view import current_scope
from methodology.catalogue import BLOCKS
from methodology.condition_words import zones_words
from methodology.in_use import rules_in_use
from methodology.words import number
from queries.columns import CRITERIA, INDICATORS, METHODOLOGY_VERSIONS, THRESHOLDS, TableColumn
from queries.criteria import criteria_of_cycle
from queries.frames import rows_of
from queries.loads import methodology_versions

OF_QUALITY = "quality_"
"""How the keys of thresholds begin that only the page about the quality of data uses."""
OF_STABILITY = ("stability_firm", "stability_likely", "weights_concentration")
"""Thresholds by which the stability of groups is judged."""


def indicators_panel(files: TableFiles) -> None:
    """The catalogue of indicators."""
    rules = rules_in_use()
    frame = pd.DataFrame([indicator.model_dump() for indicator in rules.indicators])
    meanings = {threshold.key: f"{threshold.meaning}: {number(threshold.value)}" for threshold in rules.thresholds}
    frame["block_words"] = [BLOCKS[indicator.block] for indicator in rules.indicators]
    frame["sheet_words"] = [", ".join(indicator.sheets) for indicator in rules.indicators]
    frame["zones_words"] = [
        zones_words(indicator.zones, indicator, rules) if indicator.zones else None for indicator in rules.indicators
    ]
    frame["threshold_words"] = ["; ".join(meanings[key] for key in keys) or None for keys in frame["thresholds"]]
    _table(
        "Показатели",
        "Формула, числитель, знаменатель, границы зон и что значит отсутствие данных.",
        frame,
        INDICATORS,
        files,
        "indicators",
    )


def thresholds_panel(files: TableFiles) -> None:
    """Every threshold with its origin."""
    frame = pd.DataFrame([threshold.model_dump() for threshold in rules_in_use().thresholds])
    frame["used_words"] = [", ".join(row.used_by) or _used_on(row.key) for row in rows_of(frame)]
    frame["value_words"] = [number(value, 0 if value == int(value) else 1) for value in frame["value"]]
    _table(
        "Пороги",
        "«Рабочий порог» — значение, которого не устанавливает ни один документ.",
        frame,
        THRESHOLDS,
        files,
        "thresholds",
    )


def criteria_settings_panel(files: TableFiles) -> None:
    """The criteria of the latest cycle as the workbook set them."""
    frame = run(criteria_of_cycle, current_scope())
    if not frame.empty:
        _table(
            "Критерии последнего цикла",
            "С листа «Критерии» загруженной книги: максимумы, веса, пороги и основание.",
            frame,
            CRITERIA,
            files,
            "criteria_settings",
        )


def versions_panel(files: TableFiles) -> None:
    """Versions of the methodology: numbered, never changed."""
    frame = run(methodology_versions, current_scope())
    frame["short_hash"] = frame["hash"].str[:12]
    frame["from_words"] = frame["from_cycle"].fillna("все циклы")
    _table(
        "Версии методики",
        "Версия не меняется: каждая группа помнит версию, по которой определена.",
        frame,
        METHODOLOGY_VERSIONS,
        files,
        "versions",
    )


def _table(
    title: str, definition: str, frame: pd.DataFrame, columns: Sequence[TableColumn], files: TableFiles, key: str
) -> None:
    with panel(title, definition, frame, columns, files, key=key, views=(TABLE,), wrap=True):
        pass


def _used_on(key: str) -> str:
    """The page that uses a threshold which belongs to no indicator."""
    page = QUALITY if key.startswith(OF_QUALITY) else EFFECTIVENESS if key in OF_STABILITY else None
    return "пока нигде" if page is None else f"страница «{page.title}»"
