"""Charts that the reader can edit: one way of making them for slides and for texts.

python-pptx writes the chart and its workbook; the workbook holds exactly the numbers of the model, nothing else.
"""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from exports.papers.model import Chart, Tone
from exports.papers.styles import GRID, INK, TONE_TEXT, TONES

FORMS = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "shares": XL_CHART_TYPE.BAR_STACKED_100,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}
PILED = ("stacked", "shares")
ROOM_OF_A_DIGIT = 0.018
"""Of the longest bar; a part with less room bears no number."""

_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def chart_data(chart: Chart) -> Any:
    """The numbers of a chart as python-pptx takes them; what is unknown stays empty."""
    data = CategoryChartData(number_format="0" + ("." + "0" * chart.decimals if chart.decimals else ""))
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def dress(native: Any, chart: Chart, font: str, size: float) -> None:
    """Colours, letters, labels and axes of a chart that python-pptx has made."""
    native.font.name, native.font.size = font, Pt(size)
    native.font.color.rgb = RGBColor.from_string(INK)
    native.has_title = False
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.TOP
        native.legend.include_in_layout = False
    _axes(native, chart)
    plot = native.plots[0]
    if chart.form != "lines":
        plot.gap_width = 45
        plot.overlap = 100 if chart.form in PILED else -5
    for series, said in zip(plot.series, chart.series, strict=True):
        _colour(series, said.tone, chart.form)
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = _label_format(chart), False
        labels.font.size, labels.font.name = Pt(size), font
        inside = chart.form in PILED
        labels.font.color.rgb = RGBColor.from_string(TONE_TEXT[said.tone] if inside else INK)
        labels.position = {
            "stacked": XL_LABEL_POSITION.CENTER,
            "shares": XL_LABEL_POSITION.CENTER,
            "bars": XL_LABEL_POSITION.OUTSIDE_END,
            "lines": XL_LABEL_POSITION.ABOVE,
        }[chart.form]
    for number, series in enumerate(plot.series):
        for position in reversed([each for each in range(len(chart.categories)) if is_narrow(chart, number, each)]):
            silent = f'<c:dLbl {_NAMESPACES}><c:idx val="{position}"/><c:delete val="1"/></c:dLbl>'
            series.data_labels._element.insert(0, parse_xml(silent))
    for position, tone in enumerate(chart.tones):
        point = plot.series[0].points[position]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = RGBColor.from_string(TONES[tone])
    for position, words in enumerate(chart.words):
        if words:
            label = plot.series[0].points[position].data_label
            label.text_frame.text = words
            label.text_frame.paragraphs[0].font.size = Pt(size)
            label.position = XL_LABEL_POSITION.OUTSIDE_END
    _mended(native._chartSpace, font)


def is_narrow(chart: Chart, series: int, position: int) -> bool:
    """Whether this part of a bar has no room for its number, which only the workbook and the text for the ear have."""
    value = chart.series[series].values[position]
    if chart.form not in PILED or not value:
        return False
    bars = [sum(each.values[place] or 0 for each in chart.series) for place in range(len(chart.categories))]
    longest = bars[position] if chart.form == "shares" else chart.most or max(bars)
    return value / longest < ROOM_OF_A_DIGIT * len(str(int(value)))


def _label_format(chart: Chart) -> str:
    """As many decimals as the chart has, Russian in an office program of any language: with a comma."""
    said = "[$-419]#,##0" + ("." + "0" * chart.decimals if chart.decimals else "")
    # A part of nothing has no room for its zero; the workbook has it.
    return f"{said};-{said};;" if chart.form == "shares" else said


def _axes(native: Any, chart: Chart) -> None:
    values, categories = native.value_axis, native.category_axis
    lines = chart.form == "lines"
    if all((value or 0) >= 0 for series in chart.series for value in series.values):
        values.minimum_scale = 0
    if chart.most is not None:
        values.maximum_scale = chart.most
    values.has_major_gridlines = lines
    values.visible = lines
    if lines:
        values.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID)
        values.format.line.fill.background()
    categories.format.line.color.rgb = RGBColor.from_string(GRID)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    if not lines:
        categories.reverse_order = True


def _colour(series: Any, tone: Tone, form: str) -> None:
    colour = RGBColor.from_string(TONES[tone])
    if form == "lines":
        series.format.line.color.rgb = colour
        series.format.line.width = Pt(2.25)
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.CIRCLE
        series.marker.size = 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour
    series.invert_if_negative = False


def _mended(space: Any, font: str) -> None:
    """What python-pptx leaves: negative numbers of axes, which the format forbids; a language, square corners."""
    for name in ("c:axId", "c:crossAx"):
        for element in space.iter(qn(name)):
            element.set("val", element.get("val").lstrip("-"))
    for run in space.iter(qn("a:defRPr")):
        run.set("lang", "ru-RU")
        for face in ("a:ea", "a:cs"):
            for old in run.findall(qn(face)):
                run.remove(old)
    frame = parse_xml(f"<c:spPr {_NAMESPACES}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
    space.find(qn("c:chart")).addnext(frame)
    for axis in space.iter(qn("c:catAx")):
        # Every name, however many: office programs leave out every second one otherwise.
        axis.find(qn("c:noMultiLvlLbl")).addprevious(parse_xml(f'<c:tickLblSkip {_NAMESPACES} val="1"/>'))
    if space.find(qn("c:roundedCorners")) is None:
        corners = parse_xml(f'<c:roundedCorners {_NAMESPACES} val="0"/>')
        date1904 = space.find(qn("c:date1904"))
        if date1904 is not None:
            date1904.addnext(corners)
        else:
            space.insert(0, corners)
