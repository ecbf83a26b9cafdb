"""Charts that can be edited in PowerPoint. A missing value is a gap and never 0; a status is colour, sign and word."""

import re
from dataclasses import replace

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn
from pptx.util import Pt

from data.papers.deck_text import COLOURS, GREY, INK, LINE, Box, Hand
from data.papers.outline import Chart
from data.papers.shown import SIGNS, decimals_of
from data.papers.word_text import line_of

KINDS = {"column": XL_CHART_TYPE.COLUMN_CLUSTERED, "bar": XL_CHART_TYPE.BAR_CLUSTERED, "line": XL_CHART_TYPE.LINE_MARKERS}
SERIES = ("26709F", "A3174B", "8F5C00", "5D5650", "14487A", "BB360B")
LABELLED = 16
"""Up to so many values they are written beside their bars; beside lines they would lie upon each other."""
LEGEND = 24
"""Points of height for the line below that says which sign is which status."""


def draw(shapes, chart: Chart, place: Box, hand: Hand) -> None:
    chart = of_periods(chart)
    signed = [status for status in dict.fromkeys(chart.statuses) if status]
    room = Box(place.left, place.top, place.width, place.height - (LEGEND if signed else 0))
    frame = shapes.add_chart(KINDS[chart.kind], *room.emu(), _data(chart))
    frame.name = line_of(chart.title) or "图"
    made = frame.chart
    _leave_gaps(made)
    _dress(made, chart, hand)
    for at, one in enumerate(made.plots[0].series):
        _colour(one, chart, SERIES[at % len(SERIES)])
    if signed:
        _say(shapes, Box(place.left, place.top + room.height, place.width, LEGEND), signed, hand)


def of_periods(chart: Chart) -> Chart:
    """Of what is reported by quarter or half-year its own periods alone: a line would fall apart into points. A period that is
    one and has no number stays, as a gap."""
    filled = {at + 1 for _, values in chart.series for at, value in enumerate(values) if value is not None and value == value}
    if chart.kind != "line" or len(chart.categories) != 12 or not filled:
        return chart
    step = next((step for step in (6, 3) if all(month % step == 0 for month in filled)), 1)
    kept = [month - 1 for month in range(step, 13, step)]
    return replace(chart, categories=tuple(chart.categories[at] for at in kept),
                   series=tuple((name, tuple(values[at] for at in kept)) for name, values in chart.series))


def _data(chart: Chart) -> CategoryChartData:
    data = CategoryChartData(number_format=f"#,##0{'.' if decimals_of(chart) else ''}{'0' * decimals_of(chart)}")
    names = list(chart.categories)
    if len(chart.statuses) == len(names):
        names = [f"{name} {SIGNS.get(status or '', '')}".strip() for name, status in zip(names, chart.statuses, strict=True)]
    data.categories = [_text(name) for name in names]
    for name, values in chart.series:
        data.add_series(_text(name), [None if value is None or value != value else value for value in values])
    return data


def _text(words: str) -> str:
    """In the sheet behind a chart, too, text is only text: no formula, no address."""
    return re.sub(r"^(\{?)=", r"\1＝", line_of(words)).replace("://", "：//") or " "


def _leave_gaps(made) -> None:
    chart = made._chartSpace.chart
    for old in chart.findall(qn("c:dispBlanksAs")):
        chart.remove(old)
    gap = chart.makeelement(qn("c:dispBlanksAs"), {"val": "gap"})
    visible = chart.find(qn("c:plotVisOnly"))
    if visible is not None:
        visible.addnext(gap)
    else:
        chart.append(gap)


def _dress(made, chart: Chart, hand: Hand) -> None:
    hand.dress(made.font, 12, INK)
    made.has_title = bool(chart.title)
    if chart.title:
        one = made.chart_title.text_frame.paragraphs[0]
        told = f"（{chart.unit}）" if chart.unit and f"（{chart.unit}）" not in chart.title else ""
        hand.write(one, chart.title + told, 14, INK, bold=True)
        made.chart_title.include_in_layout = False
    made.has_legend = len(chart.series) > 1
    if made.has_legend:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.value_axis.has_major_gridlines = True
    made.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(LINE)
    made.value_axis.format.line.fill.background()
    if chart.kind != "line":
        values = [value for _, row in chart.series for value in row if value is not None and value == value]
        if not values or min(values) >= 0:
            made.value_axis.minimum_scale = 0
        made.plots[0].gap_width, made.plots[0].overlap = 60, -5
    if chart.kind == "bar":
        made.category_axis.reverse_order = True
        made.value_axis.visible = False
        made.value_axis.has_major_gridlines = False
    _label(made, chart, hand)


def _label(made, chart: Chart, hand: Hand) -> None:
    plot = made.plots[0]
    plot.has_data_labels = chart.kind != "line" and len(chart.series) * len(chart.categories) <= LABELLED
    if plot.has_data_labels:
        plot.data_labels.show_value = True
        plot.data_labels.number_format_is_linked = True
        hand.dress(plot.data_labels.font, 11, INK)


def _colour(one, chart: Chart, colour: str) -> None:
    if chart.kind == "line":
        one.smooth = False
        one.format.line.color.rgb, one.format.line.width = RGBColor.from_string(colour), Pt(2.25)
        one.marker.style, one.marker.size = XL_MARKER_STYLE.CIRCLE, 6
        one.marker.format.fill.solid()
        one.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        return
    one.format.fill.solid()
    one.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    one.invert_if_negative = False
    if len(chart.series) == 1 and len(chart.statuses) == len(chart.categories):
        for at, status in enumerate(chart.statuses):
            fill = one.points[at].format.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(COLOURS.get(status or "", GREY))


def _say(shapes, place: Box, statuses: list[str], hand: Hand) -> None:
    from data.papers.deck_text import ALIGN, box
    one = box(shapes, place, "状态图例").paragraphs[0]
    one.alignment = ALIGN["center"]
    for status in statuses:
        hand.write(one, f"{SIGNS.get(status, '')} {status}　", 12, COLOURS.get(status, GREY), bold=True)
