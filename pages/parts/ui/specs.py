"""The specs of the charts, built by Altair, which takes as long to import as Streamlit: imported when the first is asked for."""

import altair as alt

COLOURS = {"今年": "#a3174b", "上年": "#8d8680", "计划": "#2b6ca3", "年底预计": "#7a3e9d"}
POINTS = {"平常": ("circle", "#8d8680"), "偏高": ("triangle-up", "#c2390c"), "偏低": ("triangle-down", "#14487a")}
LINES = {"上限": "#b97700", "均值": "#1c1917", "下限": "#b97700"}


def trend() -> dict:
    """Twelve months: this year, last year, the plan, and the forecast with its range; the last point of each printed, those of
    December in a column of their own with a thin line to the point.

    Data: series, month (1-12), value (in the display unit), low, high (of the forecast), label (the value to print, "" for
    none), place, dx, dy, align (where it stands, see end_labels.place), words.
    """
    base = alt.Chart(alt.NamedData("points")).encode(
        x=alt.X("month:O", title=None, scale=alt.Scale(domain=list(range(1, 13))),
                axis=_axis(labelExpr="datum.value + '月'", labelFlush=False)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=_grid()),
        color=alt.Color("series:N", title=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                        legend=alt.Legend(orient="top", labelFontSize=15, symbolType="stroke", symbolStrokeWidth=3,
                                          symbolSize=300, symbolOpacity=1, columns=alt.expr("width < 320 ? 2 : 4"))))
    dash = alt.StrokeDash("series:N", title=None, scale=alt.Scale(
        domain=list(COLOURS), range=[[1, 0], [6, 4], [2, 3], [8, 3, 2, 3]]))
    band = base.transform_filter(alt.datum.series == "年底预计").mark_area(opacity=0.16).encode(y="low:Q", y2="high:Q")
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash)
    dots = base.mark_point(filled=True, size=46, opacity=1).encode(
        tooltip=[alt.Tooltip("series:N", title="系列"), alt.Tooltip("words:N", title="数值")])
    ends = base.transform_filter("datum.label !== ''")
    leaders = ends.transform_filter("datum.month == 12").mark_rule(strokeWidth=1, xOffset=4, x2Offset=14).encode(
        x2="month", y2="place:Q")
    labels = _haloed(ends.encode(y=alt.Y("place:Q", title=None)), "label:N", fontSize=16,
                     **{name: alt.expr(f"datum.{name}") for name in ("dx", "dy", "align")})
    return _spec(alt.layer(band, lines, dots, leaders, *labels).properties(
        height=300, padding={"left": 5, "right": 78, "top": 5, "bottom": 5}))


def control() -> dict:
    """XmR: the increments period by period with mean and limits; a signal is a triangle up or down, and coloured.

    Data: period (yyyymm), name (of the line), height (its value), value (in the display unit), kind (平常, 偏高, 偏低), label
    (what to print at the end of a line, "" for none), words. A row a period (value) and a row a period and line (height).
    """
    base = alt.Chart(alt.NamedData("points")).encode(x=alt.X("period:O", title=None, axis=_axis(
        labelExpr="floor(datum.value / 100) + '年' + datum.value % 100 + '月'", labelOverlap="greedy")))
    colour = alt.Scale(domain=list(POINTS), range=[colour for _, colour in POINTS.values()])
    shape = alt.Scale(domain=list(POINTS), range=[shape for shape, _ in POINTS.values()])
    legend = alt.Legend(orient="top", labelFontSize=15, symbolSize=130)
    limits = base.transform_filter("isValid(datum.height)").mark_line(strokeWidth=1.6).encode(
        y=alt.Y("height:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=_grid()), detail="name:N",
        color=alt.Color("name:N", legend=None, scale=alt.Scale(domain=list(LINES), range=list(LINES.values()))),
        strokeDash=alt.StrokeDash("name:N", legend=None, scale=alt.Scale(domain=list(LINES), range=[[6, 4], [1, 0], [6, 4]])))
    values = base.transform_filter("!isValid(datum.height)")
    line = values.mark_line(strokeWidth=1.6, color="#8d8680", invalid="break-paths-show-path-domains").encode(y="value:Q")
    dots = values.transform_filter("isValid(datum.value)").mark_point(filled=True, opacity=1).encode(
        y="value:Q", color=alt.Color("kind:N", title=None, scale=colour, legend=legend),
        shape=alt.Shape("kind:N", title=None, scale=shape, legend=legend),
        size=alt.condition(alt.datum.kind == "平常", alt.value(46), alt.value(150)),
        tooltip=[alt.Tooltip("kind:N", title="判断"), alt.Tooltip("words:N", title="数值")])
    labels = _haloed(base.encode(y="height:Q"), "label:N", fontSize=15, align="left", dx=8)
    return _spec(alt.layer(limits, line, dots, *labels).resolve_scale(color="independent", shape="independent")
                 .properties(height=300, padding={"left": 5, "right": 60, "top": 5, "bottom": 5}))


def _axis(**more) -> alt.Axis:
    return alt.Axis(labelAngle=0, labelFontSize=14, ticks=False, domain=False, **more)


def _grid() -> alt.Axis:
    # Without zeros behind the point: an axis that spans little would print 2.000000.
    return alt.Axis(labelFontSize=14, gridColor="#ece7e2", domain=False, ticks=False, tickCount=5, format=",.10~g")


def _haloed(base: alt.Chart, text: str, **look) -> list[alt.Chart]:
    """A text on a halo, so that a line behind it does not cross it out."""
    return [base.mark_text(fontWeight=600, **look, **halo).encode(text=text, **colour) for halo, colour in (
        ({"strokeWidth": 5, "strokeJoin": "round", "stroke": "#fcfbf9"}, {"color": alt.value("#fcfbf9")}), ({}, {}))]


def _spec(chart: alt.LayerChart | alt.FacetChart) -> dict:
    """The chart has one description in Chinese; Vega's own of every mark would be read out in English."""
    return chart.configure_view(stroke=None).configure(aria=False).configure_mark(aria=False).to_dict()
