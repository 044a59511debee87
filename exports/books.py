"""A workbook of several tables with native charts: begun, drawn in, saved."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from exports.about import DEMONSTRATION_WARNING
from exports.papers.styles import TONES
from queries.note import ExportNote

ROW_CM, AROUND_CM, WIDTH_CM = 0.7, 3.0, 22.0
LEAST_CM, MOST_CM = 7.0, 16.0
ROWS_BESIDE = 8
"""Under so many rows a chart still fits the page."""


def new_book(note: ExportNote) -> Workbook:
    """An empty workbook to stream sheets into, its properties as the note says."""
    book = Workbook(write_only=True)
    book.properties.title = note.title
    book.properties.creator = f"Коллегия {note.program_version}"
    book.properties.created = note.made_at
    if note.demonstration:
        book.properties.description = DEMONSTRATION_WARNING
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of the workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def add_bars(
    sheet: Worksheet,
    title: str,
    rows: int,
    values: Sequence[int],
    note: ExportNote,
    *,
    names: int = 1,
    tones: Sequence[str] = (),
) -> None:
    """Bars under a table of so many rows, of its own cells, so that the reader can edit them; none without rows.

    ``values`` and ``names``: numbers of columns, from 1. Several columns are stacked, each in its tone.
    """
    if not rows:
        return
    header = 2 if note.demonstration else 1
    drawn = BarChart(barDir="bar")
    drawn.title = title
    for column in values:
        drawn.add_data(Reference(sheet, min_col=column, min_row=header, max_row=header + rows), titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=names, min_row=header + 1, max_row=header + rows))
    drawn.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    if len(values) > 1:
        drawn.grouping, drawn.overlap = "stacked", 100
        drawn.legend.position = "b"
    else:
        drawn.legend = None
    for series, tone in zip(drawn.series, tones, strict=False):
        series.graphicalProperties.solidFill = TONES[tone]  # type: ignore[index]
    drawn.gapWidth = 50
    drawn.x_axis.scaling.orientation = "maxMin"
    # Every bar bears its number: the axis of values would only repeat them.
    drawn.x_axis.delete, drawn.y_axis.delete = False, True
    drawn.y_axis.majorGridlines = None
    drawn.y_axis.scaling.min = 0
    drawn.height = min(max(AROUND_CM + ROW_CM * rows, LEAST_CM), MOST_CM)
    drawn.width = WIDTH_CM  # type: ignore[assignment]
    sheet.add_chart(drawn, f"A{header + rows + 3}")
    if rows > ROWS_BESIDE:
        # A picture is not cut where a page ends.
        sheet.row_breaks.append(Break(id=header + rows + 1))
