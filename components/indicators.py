"""A panel for any indicator of the catalogue: bars by municipality, table, download, definition."""

from __future__ import annotations

from components.cached import run
from components.downloads import TableFiles
from components.drill import to_municipality
from components.figures import indicator_bars
from components.notices import nothing_here
from components.panels import TABLE, chart, panel, rows_drawn, said_how_many
from components.view import current_scope, current_view
from methodology.in_use import rules_in_use
from queries.columns import INDICATOR_BY_MUNICIPALITY
from queries.indicators import indicator_by_municipality

ORDER = {
    "up": "сначала с меньшим значением",
    "down": "сначала с большим значением",
    "none": "сначала с меньшим значением",
}
"""What comes first in ``indicator_by_municipality``, by the indicator's direction."""


def indicator_panel(code: str, files: TableFiles, *, part: str = "") -> None:
    """The indicator by municipality, as its entry in the catalogue describes it."""
    rule = rules_in_use().indicator(code)
    key = f"indicator_{rules_in_use().indicators.index(rule)}_{part}"
    frame = run(indicator_by_municipality, current_scope(), indicator=code, part=part)
    with panel(
        rule.name,
        f"{rule.code}: {rule.formula}. Если данных нет: {rule.missing}. Происхождение: {rule.origin}.",
        frame,
        INDICATOR_BY_MUNICIPALITY,
        files,
        key=key,
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(f"Данных нет: {rule.missing}.")
            return
        labels = current_view().labels
        chart(
            indicator_bars(frame.head(rows_drawn(key)), rule.unit),
            key=key,
            alt=f"{rule.name} по муниципалитетам. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name=rule.name,
        )
        said_how_many(key, len(frame), "муниципалитетов", ORDER[rule.direction])
