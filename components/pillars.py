"""The other pillars on the summary: their main indicators at one glance, each a way to its page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.cached import kept, run
from components.cell_table import Cell, Line, cell_table
from components.competence_view import TEACHERS, WHO
from components.development import FILLS
from components.downloads import TableFiles
from components.drill import INDICATOR, link_to
from components.navigation import PAGES, page_at
from components.panels import CHART, panel
from components.switch import COMPETENCE_VIEW, DEVELOPMENT_VIEW, RESERVE, ROUTES
from components.theme import NO_DATA
from components.view import current_previous, current_scope
from methodology.in_use import rules_in_use, threshold_words
from methodology.words import DASH, number
from queries.columns import PILLARS
from queries.frames import rows_of
from queries.indicator_tables import indicator_labels, label_of_indicator
from queries.pillars import pillars

ROWS = (
    ("Компетенции", ("competences",)),
    ("Кадры", ("staffing",)),
    ("Наставничество, развитие, резерв", ("mentoring", "development", "reserve")),
)
PAGE_OF_BLOCK = {"reserve": "development"}
"""Block → address of its page, where they differ."""
VIEWS = {
    "reserve": {DEVELOPMENT_VIEW: RESERVE},
    "К-ОХВ-Р": {COMPETENCE_VIEW: ROUTES},
    "К-ОХВ-П": {COMPETENCE_VIEW: ROUTES, WHO: TEACHERS},
}
"""Block or indicator → the view of its page that shows it, where that isn't the first."""


def pillars_panel(files: TableFiles) -> None:
    """Three rows of three figures: value, zone by sign and colour, change; a press opens the page of the pillar."""
    frame = run(pillars, current_scope(), previous=current_previous())
    with panel(
        "Остальные направления",
        "Главные показатели направлений: сколько из скольких, знак зоны (▼ требует мер, ● требует внимания, ▲ "
        "выполняется; без знака — порога нет или данные менее чем от "
        f"{threshold_words('mo_coverage_min')} % школ) и изменение с цикла сравнения, а если в нём данных "
        "не было — с последнего, в котором были. Нажмите — откроется страница направления.",
        frame,
        PILLARS,
        files,
        key="pillars",
    ) as view:
        if view == CHART:
            links = {code: pillar_link(code) for code in frame["code"]}
            cell_table(
                [],
                pillar_lines(frame, links),
                key="pillar_cells",
                alt="Главные показатели направлений: значение, зона, изменение",
                tiles=True,
            )


def pillar_link(code: str) -> str | None:
    """The address of the page that shows this indicator, opened at what it is counted from; None without a page."""
    found = address_of_indicator(code)
    if found is None:
        return None
    url, others = found
    return link_to(page_at(url), **others)


def address_of_indicator(code: str) -> tuple[str, dict[str, str]] | None:
    """The address of the page of an indicator, and what it holds beside the filters; None without a page."""
    rule = rules_in_use().indicator(code)
    url = PAGE_OF_BLOCK.get(rule.block, rule.block)
    if not any(entry.url == url for entry in PAGES):
        return None
    label = label_of_indicator(code)
    others = {INDICATOR: label} if label in indicator_labels(one_school=False) else {}
    return url, {**others, **(VIEWS.get(code) or VIEWS.get(rule.block, {}))}


@kept
def pillar_lines(frame: pd.DataFrame, links: dict[str, str | None]) -> list[Line]:
    """One line a row of pillars, one cell an indicator of the query."""
    return [
        Line(name, tuple(_cell(row, links[row.code]) for row in rows_of(frame) if row.block in blocks))
        for name, blocks in ROWS
    ]


def _cell(row: Any, link: str | None) -> Cell:
    sign = "" if row.zone is None else f"{row.zone_words[0]} "
    change = "" if row.change_words == DASH else f", {row.change_words}"
    before = "" if row.compared_with is None else f" В цикле {row.compared_with} — {row.before_words}."
    zone = "" if row.zone is None else f" Зона: {row.zone_words}."
    low = "" if pd.isna(row.low_schools) else f" Школ в зоне «требует мер»: {number(int(row.low_schools))}."
    return Cell(
        f"{row.name}\n{sign}{row.words}{change}",
        f"{row.meaning}. {row.words}.{before}{zone} Данные есть по {row.data_words} школ.{low}",
        row.code,
        leads=link is not None,
        link=link,
        fill=NO_DATA if row.zone is None else FILLS[row.zone],
    )
